package sourcing

import (
	"cmp"
	"context"
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
	matches, err := s.match(ctx, demand)
	if err != nil {
		return MatchPage{}, err
	}
	if limit <= 0 {
		limit = DefaultMatches
	}
	to := min(from+min(limit, MaxMatches), len(matches))
	page := MatchPage{Items: matches[min(from, to):to], Total: len(matches)}
	if to < len(matches) {
		page.Next = strconv.Itoa(to)
	}
	return page, nil
}

func (s *Service) match(ctx context.Context, demand *Demand) ([]Match, error) {
	servants, err := s.servants(ctx, demand, monthsOf(demand))
	if err != nil {
		return nil, err
	}
	matches := make([]Match, len(servants))
	for i, c := range servants {
		matches[i] = s.score(demand, c)
	}
	slices.SortFunc(matches, func(a, b Match) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), strings.Compare(a.Product.ID, b.Product.ID))
	})
	return matches, nil
}

// servant is a product that can serve a demand, as the database has it.
type servant struct {
	product      *catalogue.Product
	organization *registry.Organization
	stars        int
	fit          float64
	free         map[measure.Month]int64 // uncommitted, in base thousandths
	record       TrackRecord
}

// available is what is free in the months asked for, in the demand's unit.
func (c *servant) available(demand *Demand) []measure.MonthAmount {
	list := make([]measure.MonthAmount, len(demand.Months))
	for i, m := range demand.Months {
		list[i] = measure.MonthAmount{Month: m.Month, Amount: demand.Unit.FromBase(c.free[m.Month])}
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
	var fitting []*servant
	var ids []string
	for _, c := range named {
		if demand.Forbids(c.product, s.catalogue.Today()) == nil {
			fitting, ids = append(fitting, c), append(ids, c.product.ID)
		}
	}
	return fitting, s.complete(ctx, fitting, ids, months)
}

// complete adds what takes looking up.
func (s *Service) complete(ctx context.Context, servants []*servant, ids []string, months []measure.Month) error {
	free, err := s.catalogue.Availability(ctx, ids, months)
	if err != nil {
		return err
	}
	records := map[string]TrackRecord{}
	for _, c := range servants {
		record, known := records[c.organization.ID]
		if !known {
			if record, err = s.TrackRecord(ctx, c.organization.ID); err != nil {
				return err
			}
			records[c.organization.ID] = record
		}
		c.free, c.record = free[c.product.ID], record
	}
	return nil
}

// named are the products on offer in the demand's dimension whose name or keywords
// fit the demand's, in the order of their IDs. The engine proposes by the filters
// that it knows, where the demand has them; the database decides.
func (s *Service) named(ctx context.Context, demand *Demand) ([]*servant, error) {
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
			return nil, err
		}
	}
	ids := make([]string, 0, len(proposed))
	for id := range proposed {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	var named []*servant
	organizations := map[string]*registry.Organization{}
	for _, id := range ids {
		c, err := s.onOffer(ctx, id, organizations)
		if err != nil {
			return nil, err
		}
		if c == nil {
			continue
		}
		if c.fit = asked.Fit(c.product, s.catalogue.Today()); c.fit > 0 {
			named = append(named, c)
		}
	}
	return named, nil
}

// onOffer loads a candidate, nil for one that is no longer published by a verified
// organisation: the index may lag. organizations are those loaded before.
func (s *Service) onOffer(ctx context.Context, productID string, organizations map[string]*registry.Organization) (*servant, error) {
	product, err := s.catalogue.Lookup(ctx, productID)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	organization := organizations[product.OrganizationID]
	if organization == nil {
		if organization, err = s.registry.Lookup(ctx, product.OrganizationID); err != nil {
			return nil, err
		}
		organizations[organization.ID] = organization
	}
	if product.Status != catalogue.Published || organization.Status != registry.Verified {
		return nil, nil
	}
	return &servant{product: product, organization: organization, stars: product.StarsOn(s.catalogue.Today())}, nil
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
