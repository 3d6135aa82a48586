package sourcing

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"lienket/api/account"
	"lienket/api/catalogue"
	"lienket/api/fault"
	"lienket/api/measure"
	"lienket/api/registry"
	"lienket/api/store"
	"lienket/search"
)

// Match is a product that can serve a demand and why.
type Match struct {
	Product      *catalogue.Product
	Organization *registry.Organization
	Stars        int
	Score        float64 // weighted mean of the reasons, in [0,1]
	Reasons      []Reason
	Available    []measure.MonthAmount // in the demand's unit, per month asked for
	Record       TrackRecord           // the organisation's
}

// MatchPage is a part of the matches of a demand.
type MatchPage struct {
	Items []Match
	Next  string // cursor of the next page, "" on the last
	Total int
}

// Bounds of a page of matches.
const (
	DefaultMatches = 200
	MaxMatches     = 1000
)

// Matches ranks the products that can serve what remains of a demand, best first;
// for its owner and the officers of its area. The same state gives the same list.
func (s *Service) Matches(ctx context.Context, actor account.Actor, demandID, cursor string, limit int) (MatchPage, error) {
	demand, err := s.owned(ctx, actor, demandID)
	if err != nil {
		return MatchPage{}, err
	}
	from, err := strconv.Atoi(cmp.Or(cursor, "0"))
	if err != nil || from < 0 {
		return MatchPage{}, fault.Invalid("cursor", "bad_cursor", textCursor)
	}
	if demand = demand.Rest(); len(demand.Months) == 0 {
		return MatchPage{}, nil
	}
	ranking, err := s.rank(ctx, demand)
	if err != nil {
		return MatchPage{}, err
	}
	if limit <= 0 {
		limit = DefaultMatches
	}
	to := min(from+min(limit, MaxMatches), len(ranking))
	page := MatchPage{Total: len(ranking)}
	if page.Items, err = s.matchesOf(ctx, demand, ranking[min(from, to):to]); err != nil {
		return MatchPage{}, err
	}
	if to < len(ranking) {
		page.Next = strconv.Itoa(to)
	}
	return page, nil
}

// ranked is the place of a product among the matches of a demand.
type ranked struct {
	productID string
	score     float64
	why       *weighed // nil where the ranking is too long to keep it
}

// rank weighs all that can serve the demand, best first.
func (s *Service) rank(ctx context.Context, demand *Demand) ([]ranked, error) {
	asked, ids, err := s.proposed(ctx, demand)
	if err != nil {
		return nil, err
	}
	taken, err := s.promisedFor(ctx, demand)
	if err != nil {
		return nil, err
	}
	var ranking []ranked
	for some := range slices.Chunk(ids, offeredAtOnce) {
		found, err := s.weighedOf(ctx, demand, asked, taken, some)
		if err != nil {
			return nil, err
		}
		if ranking == nil {
			ranking = make([]ranked, 0, max(len(found), len(ids)*len(found)/len(some)))
		}
		for i := range found {
			ranking = append(ranking, ranked{found[i].product.ID, found[i].score, &found[i]})
		}
		if len(ranking) > keptWhole {
			for i := range ranking {
				ranking[i].why = nil
			}
		}
	}
	slices.SortFunc(ranking, func(a, b ranked) int {
		return cmp.Or(cmp.Compare(b.score, a.score), strings.Compare(a.productID, b.productID))
	})
	return ranking, nil
}

// weighedOf weighs those of the products that can serve the demand.
func (s *Service) weighedOf(ctx context.Context, demand *Demand, asked catalogue.Asked, taken promised, ids []string) ([]weighed, error) {
	servants, err := s.fitting(ctx, asked, ids)
	if err != nil {
		return nil, err
	}
	if servants, err = s.allowed(ctx, demand, taken, servants, monthsOf(demand)); err != nil {
		return nil, err
	}
	found, today := make([]weighed, len(servants)), s.catalogue.Today()
	atOnce(len(servants), func(from, to int) {
		for i := from; i < to; i++ {
			found[i] = s.weigh(demand, servants[i], today)
		}
	})
	return found, nil
}

// matchesOf puts a part of a ranking into words. What can serve no longer is left out.
func (s *Service) matchesOf(ctx context.Context, demand *Demand, part []ranked) ([]Match, error) {
	var ids []string
	for _, one := range part {
		if one.why == nil {
			ids = append(ids, one.productID)
		}
	}
	var again []weighed
	if len(ids) > 0 {
		taken, err := s.promisedFor(ctx, demand)
		if err != nil {
			return nil, err
		}
		if again, err = s.weighedOf(ctx, demand, s.catalogue.ReadKeywords(demand.Keywords), taken, ids); err != nil {
			return nil, err
		}
	}
	byID := make(map[string]*weighed, len(again))
	for i := range again {
		byID[again[i].product.ID] = &again[i]
	}
	matches := make([]Match, 0, len(part))
	for _, one := range part {
		if why := cmp.Or(one.why, byID[one.productID]); why != nil {
			matches = append(matches, why.match(demand))
		}
	}
	return matches, nil
}

// servant is a product that can serve a demand, as the database has it.
type servant struct {
	product      *catalogue.Product
	organization *registry.Organization
	stars        int
	fit          float64
	free         catalogue.Free
	record       TrackRecord
}

// available is what is free in the months asked for, in the demand's unit.
func (c *servant) available(demand *Demand) []measure.MonthAmount {
	list := make([]measure.MonthAmount, len(demand.Months))
	for i, m := range demand.Months {
		list[i] = measure.MonthAmount{Month: m.Month, Amount: demand.Unit.FromBase(c.free.In(m.Month))}
	}
	return list
}

// servants are the products that pass the demand's hard filters, in the order of
// their IDs, with what they have free in months.
func (s *Service) servants(ctx context.Context, demand *Demand, months []measure.Month) ([]*servant, error) {
	named, err := s.named(ctx, demand)
	if err != nil {
		return nil, err
	}
	taken, err := s.promisedFor(ctx, demand)
	if err != nil {
		return nil, err
	}
	return s.allowed(ctx, demand, taken, named, months)
}

// allowed are those that pass the hard filters, with what they have free in months.
func (s *Service) allowed(ctx context.Context, demand *Demand, taken promised, named []*servant, months []measure.Month) ([]*servant, error) {
	var all []*servant
	var ids []string
	today := s.catalogue.Today()
	for _, c := range named {
		if demand.Forbids(c.product, today) == nil {
			all, ids = append(all, c), append(ids, c.product.ID)
		}
	}
	return all, s.complete(ctx, taken, all, ids, months)
}

// complete adds what takes looking up.
func (s *Service) complete(ctx context.Context, taken promised, servants []*servant, ids []string, months []measure.Month) error {
	free, err := s.catalogue.Availability(ctx, ids, months)
	if err != nil {
		return err
	}
	var suppliers []string
	at := map[string]int{}
	for _, c := range servants {
		if _, known := at[c.organization.ID]; !known {
			at[c.organization.ID] = len(suppliers)
			suppliers = append(suppliers, c.organization.ID)
		}
	}
	records, err := s.trackRecords(ctx, suppliers...)
	if err != nil {
		return err
	}
	for i, c := range servants {
		c.free, c.record = free[i], records[at[c.organization.ID]]
	}
	taken.keep(servants)
	return nil
}

// How many products are held in memory at once to be looked at, and how long a ranking
// is whose products are kept there.
const (
	offeredAtOnce = 1000
	keptWhole     = 8 * offeredAtOnce
)

// named are the products on offer in the demand's dimension whose name or keywords
// fit the demand's, in the order of their IDs.
func (s *Service) named(ctx context.Context, demand *Demand) ([]*servant, error) {
	asked, ids, err := s.proposed(ctx, demand)
	if err != nil {
		return nil, err
	}
	var named []*servant
	for some := range slices.Chunk(ids, offeredAtOnce) {
		fitting, err := s.fitting(ctx, asked, some)
		if err != nil {
			return nil, err
		}
		named = append(named, fitting...)
	}
	return named, nil
}

// proposed are the IDs, in order, of the products that the engine finds for the
// demand's keywords, by the filters that it knows, where the demand has them; the
// database decides.
func (s *Service) proposed(ctx context.Context, demand *Demand) (catalogue.Asked, []string, error) {
	asked := s.catalogue.ReadKeywords(demand.Keywords)
	proposed := map[string]bool{}
	for _, query := range asked.Queries() {
		query.MinStars = max(query.MinStars, demand.MinStars)
		query.Marks = append(query.Marks, demand.QualityMarks...)
		query.Dimension = string(demand.Unit.Dimension())
		if demand.Group != "" {
			if len(query.Group) > 0 && !slices.Contains(query.Group, demand.Group) {
				continue
			}
			query.Group = []string{demand.Group}
		}
		err := search.Every(ctx, s.engine, query, func(id string) error { proposed[id] = true; return nil })
		if err != nil {
			return asked, nil, err
		}
	}
	if len(proposed) == 0 {
		return asked, nil, s.catalogue.Indexed(ctx)
	}
	return asked, slices.Sorted(maps.Keys(proposed)), nil
}

// fitting are those of the products that are on offer and fit the keywords.
func (s *Service) fitting(ctx context.Context, asked catalogue.Asked, ids []string) ([]*servant, error) {
	offered, err := s.catalogue.OnOffer(ctx, ids)
	if err != nil {
		return nil, err
	}
	today := s.catalogue.Today()
	fits := make([]float64, len(offered))
	atOnce(len(offered), func(from, to int) {
		for i := from; i < to; i++ {
			if offered[i].Product != nil {
				fits[i] = asked.Fit(offered[i].Product, today)
			}
		}
	})
	var fitting []*servant
	for i, one := range offered {
		if fits[i] > 0 {
			fitting = append(fitting, &servant{product: one.Product, organization: one.Organization, stars: one.Product.StarsOn(today), fit: fits[i]})
		}
	}
	return fitting, nil
}

func monthsOf(demand *Demand) []measure.Month {
	months := make([]measure.Month, len(demand.Months))
	for i, m := range demand.Months {
		months[i] = m.Month
	}
	return months
}

// DemandsFor lists the open demands among whose matches a product is, newest
// first; for the product's members and officers.
func (s *Service) DemandsFor(ctx context.Context, actor account.Actor, productID string) ([]Demand, error) {
	product, err := s.catalogue.Product(ctx, actor, productID)
	if err != nil {
		return nil, err
	}
	if !actor.MemberOf(product.OrganizationID) && !actor.Oversees(product.Areas) {
		if !actor.SignedIn() {
			return nil, account.ErrUnauthenticated
		}
		return nil, account.ErrForbidden
	}
	organization, err := s.registry.Lookup(ctx, product.OrganizationID)
	if err != nil || organization.Status != registry.Verified {
		return nil, err
	}
	var fitting []Demand
	err = s.eachOpen(ctx, actor, func(demand *Demand) error {
		if demand.SeenBy(product.OrganizationID) && s.serves(demand, product) && s.fits(demand, product) {
			fitting = append(fitting, *demand)
		}
		return nil
	})
	return fitting, err
}

// eachOpen calls fn with the open demands that actor may see, newest first.
func (s *Service) eachOpen(ctx context.Context, actor account.Actor, fn func(*Demand) error) error {
	filter := DemandFilter{Status: DemandOpen, Limit: store.MaxLimit}
	for {
		page, err := s.Demands(ctx, actor, filter)
		if err != nil {
			return err
		}
		for i := range page.Items {
			if err := fn(&page.Items[i]); err != nil {
				return err
			}
		}
		if filter.Cursor = page.Next; filter.Cursor == "" {
			return nil
		}
	}
}
