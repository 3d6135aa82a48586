package rest

import (
	"context"

	"lienket/api/fault"
	"lienket/api/registry"
)

// Rating is one year's quality rating.
type Rating struct {
	Year          int                `json:"year"`
	Score         Decimal            `json:"score"`
	Band          registry.Band      `json:"band,omitempty" enum:"tot,kha,trung-binh,yeu" doc:"Absent in a year that is not rated"`
	Countersigned bool               `json:"countersigned" doc:"By an officer; before, it is a self-assessment"`
	Excluded      registry.Exclusion `json:"excluded,omitempty" enum:"new,stopped" doc:"Why the year is not rated: in operation under 12 months, or stopped over 3"`
	Version       int64              `json:"version"`

	CriteriaVersion string            `json:"criteriaVersion,omitempty" doc:"The set of criteria; absent where the score alone is known"`
	Criteria        []CriterionPoints `json:"criteria,omitempty" doc:"For members and officers of the area"`
	Complete        bool              `json:"complete" doc:"Every criterion has points"`
}

// CriterionPoints are the points of one criterion.
type CriterionPoints struct {
	Number   int     `json:"number"`
	Points   Decimal `json:"points" doc:"That count"`
	Own      Decimal `json:"own" doc:"Self-assessed"`
	Evidence string  `json:"evidence,omitempty"`
	Reason   string  `json:"reason,omitempty" doc:"Why an officer changed them"`
}

func showPoints(list []registry.CriterionPoints) []CriterionPoints {
	shown := make([]CriterionPoints, len(list))
	for i, p := range list {
		shown[i] = CriterionPoints{p.Number, decimal(p.Points), decimal(p.Own), p.Evidence, p.Reason}
	}
	return shown
}

func showRating(r *registry.Rating) Rating {
	return Rating{Year: r.Year, Score: decimal(r.Score), Band: r.Band, Countersigned: r.Countersigned != nil, Excluded: r.Excluded,
		Version: r.Version, CriteriaVersion: r.Criteria, Criteria: showPoints(r.Points), Complete: r.Complete()}
}

// RatingRevision is one state that a rating was in.
type RatingRevision struct {
	Number   int                `json:"number"`
	Event    string             `json:"event" enum:"assessed,countersigned"`
	Score    Decimal            `json:"score"`
	Band     registry.Band      `json:"band,omitempty"`
	Excluded registry.Exclusion `json:"excluded,omitempty"`
	Criteria []CriterionPoints  `json:"criteria"`
	By       string             `json:"by" doc:"ID of a user"`
	At       Instant            `json:"at"`
}

// Criterion is one of those that ratings are made by.
type Criterion struct {
	Number    int      `json:"number"`
	Name      string   `json:"name"`
	Help      string   `json:"help,omitempty"`
	Group     string   `json:"group" enum:"finance,governance,members"`
	GroupName string   `json:"groupName"`
	GroupMax  Decimal  `json:"groupMax"`
	Max       *Decimal `json:"max" nullable:"true" doc:"null where only the group's is confirmed"`
}

// RatingKey is one year of an organisation.
type RatingKey struct {
	ByID
	OfYear
}

// AssessedCriterion is what a cooperative gives itself.
type AssessedCriterion struct {
	Number   int     `json:"number"`
	Points   Decimal `json:"points"`
	Evidence string  `json:"evidence,omitempty" maxLength:"1000"`
}

// AdjustedCriterion is what an officer gives instead.
type AdjustedCriterion struct {
	Number int     `json:"number"`
	Points Decimal `json:"points"`
	Reason string  `json:"reason,omitempty" maxLength:"1000"`
}

type rateInput struct {
	ByID
	OfYear
	Body struct {
		Score    *Decimal            `json:"score,omitempty" doc:"Out of 100, where no criteria are given"`
		Criteria []AssessedCriterion `json:"criteria,omitempty" maxItems:"15" doc:"A self-assessment; it may have gaps until it is countersigned"`
		Excluded registry.Exclusion  `json:"excluded,omitempty" enum:"new,stopped" doc:"Why the year is not rated"`
	}
}

type countersignInput struct {
	ByID
	OfYear
	Body struct {
		Criteria []AdjustedCriterion `json:"criteria,omitempty" maxItems:"15" doc:"Points that the officer changes, each with a reason"`
	}
}

func (s *Server) ratings(registered *registry.Service) {
	at := s.resource("ratings", "Quality ratings of cooperatives (TT 01/2020/TT-BKHĐT)")

	get(at, "/rating-criteria", "The 15 criteria and their points", func(ctx context.Context, _ *none) (*Reply[List[Criterion]], error) {
		lang := Language(ctx)
		items := make([]Criterion, len(registry.Criteria))
		for i, c := range registry.Criteria {
			group := c.GroupOf()
			items[i] = Criterion{Number: c.Number, Name: c.Name.In(lang), Help: c.Help.In(lang), Group: c.Group,
				GroupName: group.Name.In(lang), GroupMax: decimal(group.Max)}
			if c.Max > 0 {
				most := decimal(c.Max)
				items[i].Max = &most
			}
		}
		return reply(List[Criterion]{Items: items}), nil
	})
	get(at, "/organizations/{id}/ratings", "Quality ratings, newest first", func(ctx context.Context, in *ByID) (*Reply[List[Rating]], error) {
		ratings, err := registered.Ratings(ctx, actor(ctx), in.ID)
		items := make([]Rating, len(ratings))
		for i := range ratings {
			items[i] = showRating(&ratings[i])
		}
		return reply(List[Rating]{Items: items}), err
	})
	get(at, "/organizations/{id}/ratings/{year}", "One year's rating", func(ctx context.Context, in *RatingKey) (*Reply[Rating], error) {
		return ratingReply(registered.Rating(ctx, actor(ctx), in.ID, in.Year))
	})
	put(at, "/organizations/{id}/ratings/{year}", "Rate a year: a member's is a self-assessment, an officer's score is countersigned", func(ctx context.Context, in *rateInput) (*Reply[Rating], error) {
		if in.Body.Score != nil {
			if in.Body.Criteria != nil || in.Body.Excluded != "" {
				return nil, fault.Invalid("score", "computed", textScoreComputed)
			}
			return ratingReply(registered.Rate(ctx, actor(ctx), in.ID, in.Year, in.Body.Score.Amount))
		}
		if in.Body.Criteria == nil && in.Body.Excluded == "" {
			return nil, fault.Invalid("score", "required", fault.Required)
		}
		assessment := registry.Assessment{Excluded: in.Body.Excluded}
		for _, c := range in.Body.Criteria {
			assessment.Points = append(assessment.Points, registry.CriterionPoints{Number: c.Number, Points: c.Points.Amount, Evidence: c.Evidence})
		}
		return ratingReply(registered.Assess(ctx, actor(ctx), in.ID, in.Year, assessment, ifMatch(ctx)))
	})
	post(at, "/organizations/{id}/ratings/{year}/countersign", "Countersign a self-assessment, with other points where they are due", func(ctx context.Context, in *countersignInput) (*Reply[Rating], error) {
		var changes []registry.CriterionPoints
		for _, c := range in.Body.Criteria {
			changes = append(changes, registry.CriterionPoints{Number: c.Number, Points: c.Points.Amount, Reason: c.Reason})
		}
		return ratingReply(registered.Countersign(ctx, actor(ctx), in.ID, in.Year, changes, ifMatch(ctx)))
	})
	get(at, "/organizations/{id}/ratings/{year}/history", "Every state of a rating, the first first", func(ctx context.Context, in *RatingKey) (*Reply[List[RatingRevision]], error) {
		revisions, err := registered.RatingHistory(ctx, actor(ctx), in.ID, in.Year)
		items := make([]RatingRevision, len(revisions))
		for i, r := range revisions {
			items[i] = RatingRevision{r.Number, r.Event, decimal(r.Score), r.Band, r.Excluded, showPoints(r.Points), r.By, Instant{r.At}}
		}
		return reply(List[RatingRevision]{Items: items}), err
	})
}

func ratingReply(r *registry.Rating, err error) (*Reply[Rating], error) {
	if err != nil {
		return nil, err
	}
	return versioned(showRating(r), r.Version), nil
}

var textScoreComputed = fault.T("Khi chấm theo tiêu chí, điểm được tự cộng.", "With criteria, the score is their sum.")
