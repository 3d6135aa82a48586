package sourcing

import (
	"context"
	"slices"
	"time"

	"lienket/api/account"
	"lienket/api/catalogue"
	"lienket/api/fault"
	"lienket/api/notice"
	"lienket/api/registry"
	"lienket/api/store"
	"lienket/api/worker"
	"lienket/search"
)

// Options are what sourcing is built from.
type Options struct {
	DB        store.DB
	Registry  *registry.Service
	Catalogue *catalogue.Service
	Notices   *notice.Service
	Engine    search.Engine
	Outbox    *worker.Outbox
	Weights   Weights // nil means DefaultWeights
	Clock     func() time.Time
}

// Service holds the rules of demands, matches and quotes.
type Service struct {
	db        store.DB
	registry  *registry.Service
	catalogue *catalogue.Service
	notices   *notice.Service
	engine    search.Engine
	outbox    *worker.Outbox
	weights   Weights
	contracts Contracts
	clock     func() time.Time
	demands   *store.Collection[Demand]
	invites   *store.Collection[Invitation]
	quotes    *store.Collection[Quote]
	joints    *store.Collection[JointQuote]
}

// New opens the collections.
func New(ctx context.Context, options Options) (*Service, error) {
	s := &Service{db: options.DB, registry: options.Registry, catalogue: options.Catalogue, notices: options.Notices, outbox: options.Outbox,
		engine: options.Engine, weights: options.Weights, clock: options.Clock}
	if s.weights == nil {
		s.weights = DefaultWeights()
	}
	var err error
	if s.demands, err = store.Open[Demand](ctx, s.db, demandSchema, s.clock); err != nil {
		return nil, err
	}
	if s.invites, err = store.Open[Invitation](ctx, s.db, invitationSchema, s.clock); err != nil {
		return nil, err
	}
	if s.quotes, err = store.Open[Quote](ctx, s.db, quoteSchema, s.clock); err != nil {
		return nil, err
	}
	if s.joints, err = store.Open[JointQuote](ctx, s.db, jointSchema, s.clock); err != nil {
		return nil, err
	}
	s.registry.OnMerge(s.carryMerged)
	s.registry.OnRelocate(s.follow)
	s.registry.Observe(s.refuseUnapproval)
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
		ClosesAt: n.ClosesAt, Description: n.Description, Visibility: n.Visibility}
	if err := demand.check(s.registry.Areas(), s.now()); err != nil {
		return nil, err
	}
	if err := s.demands.Insert(ctx, demand); err != nil {
		return nil, err
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
	Text           string // words of the title, keywords, description and the buyer's name
	Cursor         string
	Limit          int
	Whole          bool // all of it is wanted: a list that would end before is refused
}

// Demands lists the newest first that actor may see: open ones, or one's own of
// every status.
func (s *Service) Demands(ctx context.Context, actor account.Actor, filter DemandFilter) (store.Page[Demand], error) {
	var none store.Page[Demand]
	var check fault.Check
	check.That(filter.Status == "" || slices.Contains(DemandStatuses, filter.Status), "status", "not_in_list", textStatus)
	check.That(filter.Group == "" || slices.Contains(catalogue.Groups, filter.Group), "group", "not_in_list", textGroup)
	if filter.Area != "" {
		s.registry.Areas().Check(&check, "area", filter.Area)
	}
	words := search.Words(check.Line("q", filter.Text, 0, 200))
	if err := check.Err(); err != nil {
		return none, err
	}
	own := filter.OrganizationID != "" && (actor.MemberOf(filter.OrganizationID) || actor.Role == account.Admin)
	if filter.Status == DemandDraft && !own {
		return none, account.ErrForbidden
	}
	where := store.And{}
	if filter.Status == "" && !own {
		filter.Status = DemandOpen
	}
	if filter.Status != "" {
		where = append(where, inStatus(filter.Status, s.now()))
	}
	if may := seen(actor); may != nil && !own {
		where = append(where, may)
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
	query := store.Query{Where: where, Sort: []string{"-createdAt"}, Cursor: filter.Cursor, Limit: filter.Limit}
	if len(words) == 0 {
		return s.demands.Find(ctx, query)
	}
	return s.demands.Sift(ctx, query, func(demands []Demand) ([]bool, error) { return s.told(ctx, demands, words) })
}

// told says which demands hold all words in what they say or in their buyer's name.
func (s *Service) told(ctx context.Context, demands []Demand, words []string) ([]bool, error) {
	ids := make([]string, len(demands))
	for i := range demands {
		ids[i] = demands[i].OrganizationID
	}
	buyers, err := s.registry.WithIDs(ctx, ids)
	if err != nil {
		return nil, err
	}
	held := make([]bool, len(demands))
	for i := range demands {
		d, name := &demands[i], ""
		if buyer := buyers[d.OrganizationID]; buyer != nil {
			name = buyer.Name
		}
		held[i] = search.Holds(words, d.Title, d.Keywords, d.Description, name)
	}
	return held, nil
}

// inStatus is the filter on demands that read as that status now: StatusAt in
// the store's terms.
func inStatus(status DemandStatus, now store.Instant) store.Filter {
	over := store.And{store.Eq{Field: "status", Value: string(DemandOpen)}, store.Range{Field: "closesAt", To: now}}
	switch status {
	case DemandOpen:
		return store.And{store.Eq{Field: "status", Value: string(DemandOpen)}, store.Range{Field: "closesAt", After: now}}
	case DemandExpired:
		return append(over, store.Exists{Field: "awarded", Not: true})
	case DemandAwarded:
		return store.Or{store.Eq{Field: "status", Value: string(DemandAwarded)}, append(over, store.Exists{Field: "awarded"})}
	}
	return store.Eq{Field: "status", Value: string(status)}
}
