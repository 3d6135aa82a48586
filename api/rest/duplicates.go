package rest

import (
	"context"

	"lienket/api/account"
	"lienket/api/registry"
)

type duplicatesQuery struct {
	Paging
	Area      string `query:"area" maxLength:"16" doc:"This area and all below it; all of the officer's by default"`
	Dismissed bool   `query:"dismissed" doc:"Those that were decided to be two organisations, instead"`
}

// Duplicate is two records that may be of one organisation. A page may be short, or
// empty, and yet have a next one.
type Duplicate struct {
	Organizations []Organization      `json:"organizations" doc:"The two, the older record first"`
	Reasons       []Said              `json:"reasons" doc:"In what they are alike"`
	Dismissed     *DuplicateDismissal `json:"dismissed,omitempty"`
}

// DuplicateDismissal is an officer's word that the two are two organisations.
type DuplicateDismissal struct {
	Note string  `json:"note,omitempty"`
	By   string  `json:"by" doc:"Who decided"`
	At   Instant `json:"at"`
}

// Said is a code with its words.
type Said struct {
	Code string `json:"code"`
	Text string `json:"text"`
}

func showDuplicate(ctx context.Context) func(d *registry.Duplicate) Duplicate {
	show := showOrganization(ctx)
	return func(d *registry.Duplicate) Duplicate {
		shown := Duplicate{Organizations: []Organization{show(d.One), show(d.Other)}, Reasons: []Said{}}
		for _, reason := range d.Reasons {
			shown.Reasons = append(shown.Reasons, Said{reason.Code, reason.Text.In(Language(ctx))})
		}
		if d.Dismissed != nil {
			shown.Dismissed = &DuplicateDismissal{d.Dismissed.Note, d.Dismissed.ByName, Instant{d.Dismissed.CreatedAt}}
		}
		return shown
	}
}

// PairInput is the input of an operation on two records. It is exported as ByID is.
type PairInput struct {
	ByID
	OtherID string `path:"otherId" minLength:"1" maxLength:"64" doc:"The other record's ID"`
}

type dismissInput struct {
	PairInput
	Body struct {
		Note string `json:"note,omitempty" maxLength:"2000"`
	}
}

type mergeInput struct {
	ByID
	Body struct {
		AbsorbedID      string            `json:"absorbedId" minLength:"1" maxLength:"64" doc:"The record that is merged into this one"`
		Reason          string            `json:"reason,omitempty" maxLength:"2000" doc:"Needed unless dryRun"`
		Choices         map[string]string `json:"choices,omitempty" doc:"By field, kept or absorbed: of which record the value comes. By default the kept one's, or the other's where that is empty"`
		DryRun          bool              `json:"dryRun,omitempty" doc:"Tell what would happen and do nothing"`
		AbsorbedVersion int64             `json:"absorbedVersion,omitempty" minimum:"0" doc:"The absorbed record's version as it was looked at"`
	}
}

// Merging is what a merge would do, or has done. It cannot be undone.
type Merging struct {
	DryRun    bool          `json:"dryRun"`
	Done      bool          `json:"done"`
	Kept      Organization  `json:"kept"`
	Absorbed  Organization  `json:"absorbed"`
	Fields    []MergeField  `json:"fields" doc:"What the two say something else of"`
	Moves     []MergeMove   `json:"moves" doc:"What goes over, counted; contracts stay under the name that signed them and are reached from the kept one"`
	Members   []MergeMember `json:"members" doc:"Who belongs to the record that is merged. Of one that was never verified nobody joins"`
	Obstacles []Said        `json:"obstacles" doc:"Why they cannot be merged as things stand"`
}

// MergeField is a field of which the two records say something else.
type MergeField struct {
	Field    string `json:"field"`
	Kept     string `json:"kept"`
	Absorbed string `json:"absorbed"`
	From     string `json:"from" enum:"kept,absorbed" doc:"Of which record the value comes"`
}

// MergeMove is how many documents of a kind go over.
type MergeMove struct {
	Kind  string `json:"kind"`
	Label string `json:"label"`
	Count int    `json:"count"`
}

// MergeMember is somebody of the record that is merged.
type MergeMember struct {
	UserID    string           `json:"userId"`
	FullName  string           `json:"fullName"`
	Email     string           `json:"email"`
	Role      account.Position `json:"role" enum:"director,staff" doc:"In the record that is merged"`
	RoleAfter account.Position `json:"roleAfter,omitempty" enum:"director,staff" doc:"In the kept record then; none for who does not belong to it"`
}

func showMerging(ctx context.Context, m *registry.Merging, dryRun bool) Merging {
	show, language := showOrganization(ctx), Language(ctx)
	shown := Merging{DryRun: dryRun, Done: m.Done, Kept: show(m.Kept), Absorbed: show(m.Absorbed),
		Fields: []MergeField{}, Moves: []MergeMove{}, Members: []MergeMember{}, Obstacles: []Said{}}
	for _, field := range m.Fields {
		shown.Fields = append(shown.Fields, MergeField{field.Name, field.Kept, field.Absorbed, field.From})
	}
	for _, moved := range m.Moves {
		shown.Moves = append(shown.Moves, MergeMove{moved.Kind, registry.MergeLabels[moved.Kind].In(language), moved.Count})
	}
	for _, member := range m.People {
		shown.Members = append(shown.Members, MergeMember{member.User.ID, member.User.FullName, member.User.Email, member.Before, member.After})
	}
	for _, obstacle := range m.Obstacles {
		shown.Obstacles = append(shown.Obstacles, Said{obstacle.Code, obstacle.Text.In(language)})
	}
	return shown
}

// duplicates are the decisions on records that may be of one organisation.
func (s *Server) duplicates(at *resource, registered *registry.Service) {
	post(at, "/organizations/{id}/merge", "Merge another record of the same organisation into this one, by an officer of both", func(ctx context.Context, in *mergeInput) (*Reply[Merging], error) {
		b := &in.Body
		m, err := registered.Merge(ctx, actor(ctx), in.ID, ifMatch(ctx), registry.NewMerge{AbsorbedID: b.AbsorbedID,
			Reason: b.Reason, Choices: b.Choices, DryRun: b.DryRun, AbsorbedVersion: b.AbsorbedVersion})
		if err != nil {
			return nil, err
		}
		return versioned(showMerging(ctx, m, b.DryRun), m.Kept.Version), nil
	}, takesLong)
	post(at, "/organizations/{id}/duplicates/{otherId}/dismiss", "Decide that two records are of two organisations", func(ctx context.Context, in *dismissInput) (*Reply[Duplicate], error) {
		return duplicateReply(ctx)(registered.Distinguish(ctx, actor(ctx), in.ID, in.OtherID, in.Body.Note))
	})
	post(at, "/organizations/{id}/duplicates/{otherId}/restore", "Take that back", func(ctx context.Context, in *PairInput) (*Reply[Duplicate], error) {
		return duplicateReply(ctx)(registered.Reconsider(ctx, actor(ctx), in.ID, in.OtherID))
	})
}

func duplicateReply(ctx context.Context) func(*registry.Duplicate, error) (*Reply[Duplicate], error) {
	return func(d *registry.Duplicate, err error) (*Reply[Duplicate], error) {
		if err != nil {
			return nil, err
		}
		return reply(showDuplicate(ctx)(d)), nil
	}
}
