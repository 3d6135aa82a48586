package sourcing

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"

	"lienket/api/account"
	"lienket/api/catalogue"
	"lienket/api/fault"
	"lienket/api/measure"
	"lienket/api/registry"
	"lienket/search"
)

// Weights say how much each factor counts in a match's score. They change the
// order only: what the hard filters forbid stays out.
type Weights struct {
	Text, Coverage, Price, Stars, Distance float64
}

// DefaultWeights favour who can deliver.
var DefaultWeights = Weights{Text: 0.25, Coverage: 0.35, Price: 0.2, Stars: 0.1, Distance: 0.1}

// Match is a product that can serve a demand and why.
type Match struct {
	Product      *catalogue.Product
	Organization *registry.Organization
	Stars        int
	Score        float64 // weighted mean of the reasons, in [0,1]
	Reasons      []Reason
	Available    []measure.MonthAmount // in the demand's unit, per month asked for
}

// Reason is one factor of a score. Value lies in [0,1].
type Reason struct {
	Factor string
	Value  float64
	Weight float64
	Text   fault.Text
}

const maxCandidates = search.MaxLimit

// Matches ranks the products that can serve a demand, best first; for its owner
// and the officers of its area. The same state gives the same list.
func (s *Service) Matches(ctx context.Context, actor account.Actor, demandID string) ([]Match, error) {
	demand, err := s.owned(ctx, actor, demandID)
	if err != nil {
		return nil, err
	}
	return s.match(ctx, demand)
}

func (s *Service) match(ctx context.Context, demand *Demand) ([]Match, error) {
	fit, err := s.candidates(ctx, demand)
	if err != nil {
		return nil, err
	}
	months := make([]measure.Month, len(demand.Months))
	for i, m := range demand.Months {
		months[i] = m.Month
	}
	ids := make([]string, 0, len(fit))
	for id := range fit {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	free, err := s.catalogue.Availability(ctx, ids, months)
	if err != nil {
		return nil, err
	}
	var matches []Match
	for _, id := range ids {
		product, organization, err := s.servant(ctx, demand, id)
		if err != nil {
			return nil, err
		}
		if product != nil {
			matches = append(matches, s.score(demand, product, organization, fit[id], free[id]))
		}
	}
	slices.SortFunc(matches, func(a, b Match) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), strings.Compare(a.Product.ID, b.Product.ID))
	})
	return matches, nil
}

// candidates finds products whose words match one of the demand's keywords, with
// how well the words fit, in [0,1].
func (s *Service) candidates(ctx context.Context, demand *Demand) (map[string]float64, error) {
	query := search.Query{
		Kind: search.Product, MinStars: demand.MinStars, Marks: demand.QualityMarks,
		Dimension: string(demand.Unit.Dimension()), Limit: maxCandidates,
	}
	if demand.Group != "" {
		query.Group = []string{demand.Group}
	}
	fit := map[string]float64{}
	for _, alternative := range strings.FieldsFunc(demand.Keywords, func(r rune) bool { return r == ',' || r == ';' }) {
		query.Text = strings.TrimSpace(alternative)
		if search.Fold(query.Text) == "" {
			continue
		}
		result, err := s.engine.Search(ctx, query)
		if err != nil {
			return nil, err
		}
		for _, hit := range result.Hits {
			fit[hit.ID] = max(fit[hit.ID], hit.Score)
		}
	}
	return fit, nil
}

// servant loads a candidate and holds the hard filters against the database, as
// the index may lag. It returns nil, nil, nil for one that cannot serve.
func (s *Service) servant(ctx context.Context, demand *Demand, productID string) (*catalogue.Product, *registry.Organization, error) {
	product, err := s.catalogue.Lookup(ctx, productID)
	if fault.Is(err, fault.NotFound) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	organization, err := s.registry.Lookup(ctx, product.OrganizationID)
	if err != nil {
		return nil, nil, err
	}
	if product.Status != catalogue.Published || organization.Status != registry.Verified ||
		demand.Forbids(product, s.catalogue.Today()) != nil {
		return nil, nil, nil
	}
	return product, organization, nil
}

func (s *Service) score(demand *Demand, product *catalogue.Product, organization *registry.Organization, fit float64, free map[measure.Month]int64) Match {
	match := Match{Product: product, Organization: organization, Stars: product.StarsOn(s.catalogue.Today())}
	match.add("text", fit, s.weights.Text, factorText)

	var wanted, covered int64
	for _, m := range demand.Months {
		base := demand.Unit.Base(m.Amount)
		wanted += base
		covered += min(base, free[m.Month])
		match.Available = append(match.Available, measure.MonthAmount{Month: m.Month, Amount: demand.Unit.FromBase(free[m.Month])})
	}
	match.add("coverage", float64(covered)/float64(wanted), s.weights.Coverage,
		factorCoverage.With(demand.Unit.FromBase(covered), demand.Unit.FromBase(wanted), demand.Unit.Label()))

	value, text := priceFactor(demand, product)
	match.add("price", value, s.weights.Price, text)

	stars := factorStarsNo
	if match.Stars > 0 {
		stars = factorStars.With(match.Stars)
	}
	match.add("stars", float64(match.Stars)/5, s.weights.Stars, stars)

	if km, known := s.registry.Areas().Kilometres(product.AreaCode, demand.DeliveryArea); known {
		match.add("distance", 1/(1+km/100), s.weights.Distance, factorDistance.With(int(math.Round(km))))
	}
	match.rank()
	return match
}

func (m *Match) add(factor string, value, weight float64, text fault.Text) {
	m.Reasons = append(m.Reasons, Reason{factor, min(1, max(0, value)), weight, text})
}

func (m *Match) rank() {
	var sum, weights float64
	for _, reason := range m.Reasons {
		sum += reason.Value * reason.Weight
		weights += reason.Weight
	}
	if weights > 0 {
		m.Score = sum / weights
	}
}

// priceFactor is 1 at half the ceiling or below and falls to 0.5 at the ceiling;
// a price that is not known, or not bounded, counts 0.5.
func priceFactor(demand *Demand, product *catalogue.Product) (float64, fault.Text) {
	if product.Price == nil {
		return 0.5, factorPriceAny
	}
	if demand.PriceCeiling == 0 {
		return 0.5, factorPriceNo
	}
	num, den, _ := measure.PriceIn(product.Price.Min, product.Unit, demand.Unit)
	share := float64(num) / float64(den) / float64(demand.PriceCeiling)
	return 1.5 - max(0.5, share), factorPrice.With(
		measure.Amount(1000*(num/den)), measure.Amount(1000*demand.PriceCeiling), demand.Unit.Label())
}

// DemandsFor lists open demands that a product could serve by the hard filters
// and its words, newest first; for the product's members and officers.
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
	open, err := s.Demands(ctx, actor, DemandFilter{Status: DemandOpen, Limit: 1000})
	if err != nil {
		return nil, err
	}
	today, words := s.catalogue.Today(), wordsOf(product)
	var fitting []Demand
	for _, demand := range open.Items {
		if demand.SeenBy(product.OrganizationID) && demand.Forbids(product, today) == nil && namesOne(words, demand.Keywords) {
			fitting = append(fitting, demand)
		}
	}
	return fitting, nil
}

// namesOne reports whether one of the keywords' alternatives has all its words
// among the folded ones.
func namesOne(folded, keywords string) bool {
	have := strings.Fields(folded)
	for _, alternative := range strings.FieldsFunc(keywords, func(r rune) bool { return r == ',' || r == ';' }) {
		words := strings.Fields(search.Fold(alternative))
		if len(words) > 0 && containsAll(have, words) {
			return true
		}
	}
	return false
}
