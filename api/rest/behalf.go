package rest

import (
	"context"

	"lienket/api/measure"
	"lienket/api/registry"
)

// Consent is an organisation's word that officers may enter data for it.
type Consent struct {
	ID         string   `json:"id"`
	GivenBy    string   `json:"givenBy" doc:"Who of the organisation said so"`
	Channel    string   `json:"channel" enum:"in-person,phone,paper,platform" doc:"platform: given here by a director"`
	Scope      []string `json:"scope"`
	Note       string   `json:"note"`
	ValidUntil Date     `json:"validUntil,omitempty" doc:"The last day; absent: without end"`
	InForce    bool     `json:"inForce"`
	RecordedBy string   `json:"recordedBy"`
	RevokedBy  string   `json:"revokedBy,omitempty"`
	RevokedAt  *Instant `json:"revokedAt,omitempty"`
	CreatedAt  Instant  `json:"createdAt"`
}

func showConsent(c *registry.Consent, today measure.Date) Consent {
	shown := Consent{ID: c.ID, GivenBy: c.GivenBy, Channel: c.Channel, Scope: c.Scope, Note: c.Note, ValidUntil: Date(c.ValidUntil),
		InForce: c.InForce(today), RecordedBy: c.RecordedByName, RevokedBy: c.RevokedByName, CreatedAt: Instant{c.CreatedAt}}
	if c.RevokedAt != nil {
		shown.RevokedAt = &Instant{*c.RevokedAt}
	}
	return shown
}

type newConsent struct {
	ByID
	Body struct {
		GivenBy    string   `json:"givenBy,omitempty" maxLength:"120" doc:"Who of the organisation said so; a director gives it in their own name"`
		Channel    string   `json:"channel,omitempty" enum:"in-person,phone,paper" doc:"How an officer was told; required of officers"`
		Scope      []string `json:"scope,omitempty" maxItems:"6" enum:"all,organization,products,certificates,capacity,reports" doc:"What may be entered; all by default"`
		Note       string   `json:"note,omitempty" maxLength:"2000"`
		ValidUntil Date     `json:"validUntil,omitempty"`
	}
}

// ConsentKey is one consent of an organisation.
type ConsentKey struct {
	ByID
	ConsentID string `path:"consentId" minLength:"1" maxLength:"64"`
}

// Entry is something that an officer entered for an organisation.
type Entry struct {
	What      string  `json:"what" doc:"scope.verb"`
	Label     string  `json:"label" doc:"That in words"`
	Subject   string  `json:"subject,omitempty" doc:"The name of what it was done to, or of the first of them"`
	Count     int     `json:"count,omitempty" doc:"To how many, where they are several, as in an import"`
	By        string  `json:"by"`
	At        Instant `json:"at"`
	ConsentID string  `json:"consentId,omitempty" doc:"The consent in force then; absent: without consent"`
}

func (s *Server) behalf(organizations *registry.Service) {
	at := s.resource("behalf", "What officers enter for an organisation, and its consent")

	get(at, "/organizations/{id}/consents", "List consents, the latest first", func(ctx context.Context, in *pagedByID) (*Reply[List[Consent]], error) {
		page, err := organizations.Consents(ctx, actor(ctx), in.ID, in.Cursor, in.Limit)
		return listed(page, func(c *registry.Consent) Consent { return showConsent(c, organizations.Today()) }), err
	}, signedIn)
	create(at, "/organizations/{id}/consents", "Give a consent as a director, or record one as an officer of its area", func(ctx context.Context, in *newConsent) (*Reply[Consent], error) {
		n := registry.NewConsent{GivenBy: in.Body.GivenBy, Channel: in.Body.Channel, Scope: in.Body.Scope, Note: in.Body.Note, ValidUntil: in.Body.ValidUntil.Value()}
		c, err := organizations.RecordConsent(ctx, actor(ctx), in.ID, n)
		if err != nil {
			return nil, err
		}
		return created("/organizations/"+in.ID+"/consents", showConsent(c, organizations.Today()), c.Version), nil
	})
	post(at, "/organizations/{id}/consents/{consentId}/revoke", "Revoke a consent, as a director", func(ctx context.Context, in *ConsentKey) (*Reply[Consent], error) {
		c, err := organizations.RevokeConsent(ctx, actor(ctx), in.ID, in.ConsentID)
		if err != nil {
			return nil, err
		}
		return versioned(showConsent(c, organizations.Today()), c.Version), nil
	})
	get(at, "/organizations/{id}/entries", "List what officers entered for an organisation, the latest first", func(ctx context.Context, in *pagedByID) (*Reply[List[Entry]], error) {
		page, err := organizations.Entries(ctx, actor(ctx), in.ID, in.Cursor, in.Limit)
		return listed(page, func(e *registry.Entry) Entry {
			return Entry{e.What, registry.ActLabels[e.What].In(Language(ctx)), e.Subject, e.Count, e.ByName, Instant{e.CreatedAt}, e.ConsentID}
		}), err
	}, signedIn)
}
