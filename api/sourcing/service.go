package sourcing

import (
	"context"
	"slices"
	"time"

	"lienket/api/account"
	"lienket/api/catalogue"
	"lienket/api/fault"
	"lienket/api/registry"
	"lienket/api/store"
	"lienket/search"
)

// Options are what sourcing is built from.
type Options struct {
	DB        store.DB
	Registry  *registry.Service
	Catalogue *catalogue.Service
	Engine    search.Engine
	Weights   Weights // zero means DefaultWeights
	Clock     func() time.Time
}

// Service holds the rules of demands, matches and quotes.
type Service struct {
	db        store.DB
	registry  *registry.Service
	catalogue *catalogue.Service
	engine    search.Engine
	weights   Weights
	clock     func() time.Time
	demands   *store.Collection[Demand]
	quotes    *store.Collection[Quote]
}

// New opens the collections.
func New(ctx context.Context, options Options) (*Service, error) {
	s := &Service{db: options.DB, registry: options.Registry, catalogue: options.Catalogue,
		engine: options.Engine, weights: options.Weights, clock: options.Clock}
	if s.weights == (Weights{}) {
		s.weights = DefaultWeights
	}
	var err error
	if s.demands, err = store.Open[Demand](ctx, s.db, demandSchema, s.clock); err != nil {
		return nil, err
	}
	if s.quotes, err = store.Open[Quote](ctx, s.db, quoteSchema, s.clock); err != nil {
		return nil, err
	}
	return s, nil
}

func (s *Service) now() store.Instant { return store.At(s.clock()) }

// Now is the time by which demands and quotes expire.
func (s *Service) Now() store.Instant { return s.now() }

// Ask drafts a demand for the actor's enterprise.
func (s *Service) Ask(ctx context.Context, actor account.Actor, n NewDemand) (*Demand, error) {
	if err := actor.Require(account.Enterprise); err != nil {
		return nil, err
	}
	organization, err := s.registry.Lookup(ctx, actor.OrganizationID)
	if fault.Is(err, fault.NotFound) {
		return nil, fault.New(fault.Forbidden, textBuyers)
	}
	if err != nil {
		return nil, err
	}
	demand := &Demand{OrganizationID: organization.ID, Areas: organization.Areas, Status: DemandDraft,
		Title: n.Title, Keywords: n.Keywords, Group: n.Group, Unit: n.Unit, Months: n.Months, MinStars: n.MinStars,
		QualityMarks: n.QualityMarks, PriceCeiling: n.PriceCeiling, DeliveryArea: n.DeliveryAreaCode,
		ClosesAt: n.ClosesAt, Description: n.Description}
	if err := demand.check(s.registry.Areas(), s.now()); err != nil {
		return nil, err
	}
	if err := s.demands.Insert(ctx, demand); err != nil {
		return nil, err
	}
	return demand, nil
}

// Demand returns what actor may see: a published demand, their own, or one of a
// buyer of their area; else NotFound.
func (s *Service) Demand(ctx context.Context, actor account.Actor, id string) (*Demand, error) {
	demand, err := s.demands.Get(ctx, id)
	if fault.Is(err, fault.NotFound) {
		return nil, fault.Missing(textDemand)
	}
	if err != nil {
		return nil, err
	}
	if demand.Status == DemandDraft && !s.manages(actor, demand) {
		return nil, fault.Missing(textDemand)
	}
	return demand, nil
}

func (s *Service) manages(actor account.Actor, d *Demand) bool {
	return actor.MemberOf(d.OrganizationID) || actor.Oversees(d.Areas)
}

// owned returns the demand if actor buys by it.
func (s *Service) owned(ctx context.Context, actor account.Actor, id string) (*Demand, error) {
	if !actor.SignedIn() {
		return nil, account.ErrUnauthenticated
	}
	demand, err := s.Demand(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	if !s.manages(actor, demand) {
		return nil, account.ErrForbidden
	}
	return demand, nil
}

// DemandFilter selects demands; empty members do not filter.
type DemandFilter struct {
	OrganizationID string
	Status         DemandStatus
	Group          string
	Area           string
	Cursor         string
	Limit          int
}

// Demands lists the newest first: open ones, or one's own of every status.
func (s *Service) Demands(ctx context.Context, actor account.Actor, filter DemandFilter) (store.Page[Demand], error) {
	var none store.Page[Demand]
	var check fault.Check
	check.That(filter.Status == "" || slices.Contains([]DemandStatus{DemandDraft, DemandOpen, DemandClosed, DemandExpired}, filter.Status),
		"status", "not_in_list", textStatus)
	check.That(filter.Group == "" || slices.Contains(catalogue.Groups, filter.Group), "group", "not_in_list", textGroup)
	if filter.Area != "" {
		s.registry.Areas().Check(&check, "area", filter.Area)
	}
	if err := check.Err(); err != nil {
		return none, err
	}
	own := filter.OrganizationID != "" && (actor.MemberOf(filter.OrganizationID) || actor.Role == account.Admin)
	where := store.And{}
	switch {
	case filter.Status == DemandDraft && !own:
		return none, account.ErrForbidden
	case filter.Status == "" && !own, filter.Status == DemandOpen:
		where = append(where, store.Eq{Field: "status", Value: string(DemandOpen)}, store.Range{Field: "closesAt", After: s.now()})
	case filter.Status == DemandExpired:
		where = append(where, store.Eq{Field: "status", Value: string(DemandOpen)}, store.Range{Field: "closesAt", To: s.now()})
	case filter.Status != "":
		where = append(where, store.Eq{Field: "status", Value: string(filter.Status)})
	}
	if filter.OrganizationID != "" {
		where = append(where, store.Eq{Field: "organizationId", Value: filter.OrganizationID})
	}
	if filter.Group != "" {
		where = append(where, store.Eq{Field: "group", Value: filter.Group})
	}
	if filter.Area != "" {
		where = append(where, store.Contains{Field: "areas", Value: filter.Area})
	}
	return s.demands.Find(ctx, store.Query{Where: where, Sort: []string{"-createdAt"}, Cursor: filter.Cursor, Limit: filter.Limit})
}

// ReviseDemand rewrites a draft. version 0 accepts any.
func (s *Service) ReviseDemand(ctx context.Context, actor account.Actor, id string, version int64, change func(*NewDemand)) (*Demand, error) {
	return s.updateDemand(ctx, actor, id, version, func(d *Demand) error {
		if d.Status != DemandDraft {
			return fault.New(fault.StateForbids, textNotDraft)
		}
		n := NewDemand{d.Title, d.Keywords, d.Group, d.Unit, d.Months, d.MinStars, d.QualityMarks, d.PriceCeiling, d.DeliveryArea, d.ClosesAt, d.Description}
		change(&n)
		d.Title, d.Keywords, d.Group, d.Unit, d.Months, d.MinStars, d.QualityMarks = n.Title, n.Keywords, n.Group, n.Unit, n.Months, n.MinStars, n.QualityMarks
		d.PriceCeiling, d.DeliveryArea, d.ClosesAt, d.Description = n.PriceCeiling, n.DeliveryAreaCode, n.ClosesAt, n.Description
		return d.check(s.registry.Areas(), s.now())
	})
}

// Open publishes a draft of a verified enterprise.
func (s *Service) Open(ctx context.Context, actor account.Actor, id string, version int64) (*Demand, error) {
	return s.updateDemand(ctx, actor, id, version, func(d *Demand) error {
		if d.Status != DemandDraft {
			return fault.New(fault.StateForbids, textNotDraft)
		}
		organization, err := s.registry.Lookup(ctx, d.OrganizationID)
		if err != nil {
			return err
		}
		if err := registry.CheckVerified(organization); err != nil {
			return err
		}
		if err := d.check(s.registry.Areas(), s.now()); err != nil { // time has passed since the draft
			return err
		}
		d.Status, d.PublishedAt = DemandOpen, s.now()
		return nil
	})
}

// Close ends an open demand; its quotes can no longer be accepted.
func (s *Service) Close(ctx context.Context, actor account.Actor, id string, version int64) (*Demand, error) {
	return s.updateDemand(ctx, actor, id, version, func(d *Demand) error {
		if d.Status != DemandOpen {
			return fault.New(fault.StateForbids, textNotOpen)
		}
		d.Status = DemandClosed
		return nil
	})
}

func (s *Service) updateDemand(ctx context.Context, actor account.Actor, id string, version int64, change func(*Demand) error) (*Demand, error) {
	if _, err := s.owned(ctx, actor, id); err != nil {
		return nil, err
	}
	return s.demands.Update(ctx, id, func(d *Demand) error {
		if err := store.CheckVersion(&d.Meta, version); err != nil {
			return err
		}
		return change(d)
	})
}
