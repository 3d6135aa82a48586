package sourcing

import (
	"cmp"
	"context"
	"math"
	"slices"
	"time"

	"lienket/api/account"
	"lienket/api/catalogue"
	"lienket/api/fault"
	"lienket/api/measure"
	"lienket/api/registry"
	"lienket/api/sourcing/supply"
)

// planTime is how long a plan is improved at most; nearly all are proven optimal
// long before.
const planTime = 250 * time.Millisecond

// PlanQuery limits a joint supply plan.
type PlanQuery struct {
	MaxSuppliers int    // 0 for any number
	Lead         string // the organisation that would lead the joint offer, if any
}

// Plan says which products meet a demand together, in the demand's unit.
type Plan struct {
	Unit      measure.Unit
	Lines     []PlanLine
	Coverage  float64 // covered / demanded
	Shortfall []measure.MonthAmount
	Cost      measure.Money
	Suppliers int
	Lead      *registry.Organization
	// Optimal is true only when proven. No plan misses less than ShortfallBound,
	// none that misses the least costs less than Bound.
	Optimal        bool
	Bound          measure.Money
	ShortfallBound measure.Amount
	Notes          []PlanNote
}

// PlanLine is what one product delivers.
type PlanLine struct {
	Product      *catalogue.Product
	Organization *registry.Organization
	UnitPrice    measure.Money // per the product's own unit
	Months       []measure.MonthAmount
	Cost         measure.Money
	Kilometres   float64 // to the place of delivery, 0 where unknown
}

// PlanNote tells what the plan leaves out and why, or what would close a gap.
type PlanNote struct {
	Code      string
	ProductID string
	Text      fault.Text
}

// candidate is a product with what it can give to a demand.
type candidate struct {
	line  PlanLine
	offer supply.Offer
}

// Plan combines the products that can serve the demand, from capacity that no
// contract holds: least is missing, then at least cost, from the fewest
// suppliers, with the shortest haul. For the demand's owner and the officers of
// its area. A price in it is the highest the supplier names, never above the
// ceiling; one on request counts as the ceiling.
func (s *Service) Plan(ctx context.Context, actor account.Actor, demandID string, q PlanQuery) (*Plan, error) {
	demand, err := s.owned(ctx, actor, demandID)
	if err != nil {
		return nil, err
	}
	return s.planFor(ctx, actor, demand, q)
}

func (s *Service) planFor(ctx context.Context, actor account.Actor, demand *Demand, q PlanQuery) (*Plan, error) {
	plan := &Plan{Unit: demand.Unit}
	var err error
	if q.Lead != "" {
		if plan.Lead, err = s.lead(ctx, actor, q.Lead); err != nil {
			return nil, err
		}
	}
	matches, err := s.match(ctx, demand)
	if err != nil {
		return nil, err
	}
	problem := supply.Problem{MaxSuppliers: q.MaxSuppliers}
	for _, m := range demand.Months {
		problem.Demand = append(problem.Demand, int64(m.Amount))
	}
	var candidates []candidate
	suppliers := map[string]int{}
	for i := range matches {
		c, note := s.candidate(demand, &matches[i])
		if note != nil {
			plan.Notes = append(plan.Notes, *note)
			continue
		}
		id := c.line.Organization.ID
		if _, known := suppliers[id]; !known {
			suppliers[id] = len(suppliers)
		}
		c.offer.Supplier = suppliers[id]
		candidates = append(candidates, c)
		problem.Offers = append(problem.Offers, c.offer)
	}
	solving, cancel := context.WithTimeout(ctx, planTime)
	defer cancel()
	plan.take(demand, candidates, supply.Solve(solving, problem))
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	plan.explain(demand, len(matches), q)
	return plan, nil
}

func (s *Service) lead(ctx context.Context, actor account.Actor, id string) (*registry.Organization, error) {
	var check fault.Check
	lead, err := s.registry.Organization(ctx, actor, id)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return nil, err
	}
	check.That(err == nil && lead.Status == registry.Verified && lead.Kind.Supplies(), "lead", "not_in_list", textLead)
	return lead, check.Err()
}

// candidate is what a match can give; the note says why it can give nothing.
func (s *Service) candidate(demand *Demand, match *Match) (candidate, *PlanNote) {
	product := match.Product
	ceiling := priceUnder(demand.PriceCeiling, demand.Unit, product.Unit)
	price := ceiling
	if product.Price != nil {
		if price = product.Price.Max; demand.PriceCeiling > 0 {
			price = min(price, ceiling)
		}
	} else if demand.PriceCeiling == 0 {
		return candidate{}, &PlanNote{"price_on_request", product.ID, noteOnRequest.With(product.Name)}
	}
	num, den, _ := measure.PriceIn(price, product.Unit, demand.Unit)
	c := candidate{
		line:  PlanLine{Product: product, Organization: match.Organization, UnitPrice: price},
		offer: supply.Offer{Num: num, Den: den * 1000, MinOrder: int64(demand.Unit.FromBaseUp(product.Unit.Base(product.MinOrder)))},
	}
	var total measure.Amount
	for _, m := range match.Available {
		c.offer.Capacity = append(c.offer.Capacity, int64(m.Amount))
		total += m.Amount
	}
	if total <= 0 {
		return candidate{}, &PlanNote{"no_capacity", product.ID, noteNoCapacity.With(product.Name)}
	}
	if km, known := s.registry.Areas().Kilometres(product.AreaCode, demand.DeliveryArea); known {
		c.line.Kilometres, c.offer.Metres = km, int64(math.Round(1000*km))
	}
	return c, nil
}

// priceUnder converts a price per from-unit to whole VND per to-unit, rounded
// down so that it stays under a ceiling.
func priceUnder(price measure.Money, from, to measure.Unit) measure.Money {
	num, den, _ := measure.PriceIn(price, from, to)
	return num / den
}

// take puts a solution into the plan's terms.
func (p *Plan) take(demand *Demand, candidates []candidate, solution supply.Solution) {
	var wanted, missing measure.Amount
	for i, m := range demand.Months {
		wanted += m.Amount
		if short := measure.Amount(solution.Shortfall[i]); short > 0 {
			missing += short
			p.Shortfall = append(p.Shortfall, measure.MonthAmount{Month: m.Month, Amount: short})
		}
	}
	for i, c := range candidates {
		line := c.line
		var amount int64
		for m, given := range solution.Amounts[i] {
			if given > 0 {
				amount += given
				line.Months = append(line.Months, measure.MonthAmount{Month: demand.Months[m].Month, Amount: measure.Amount(given)})
			}
		}
		if amount > 0 {
			line.Cost = c.offer.Cost(amount)
			p.Lines = append(p.Lines, line)
		}
	}
	slices.SortStableFunc(p.Lines, func(a, b PlanLine) int {
		return cmp.Or(cmp.Compare(b.Cost, a.Cost), cmp.Compare(a.Product.ID, b.Product.ID))
	})
	p.Coverage = float64(wanted-missing) / float64(wanted)
	p.Cost, p.Suppliers = solution.Cost, solution.Suppliers
	p.Optimal, p.Bound, p.ShortfallBound = solution.Optimal, solution.CostBound, measure.Amount(solution.ShortfallBound)
}

// explain says what stands between the plan and the whole demand.
func (p *Plan) explain(demand *Demand, matches int, q PlanQuery) {
	if len(p.Shortfall) == 0 {
		return
	}
	switch {
	case matches == 0:
		p.Notes = append(p.Notes, PlanNote{Code: "no_candidates", Text: noteNoCandidates})
	case q.MaxSuppliers > 0 && p.Suppliers == q.MaxSuppliers:
		p.Notes = append(p.Notes, PlanNote{Code: "max_suppliers", Text: noteMaxSuppliers.With(q.MaxSuppliers)})
	}
	worst := slices.MaxFunc(p.Shortfall, func(a, b measure.MonthAmount) int { return cmp.Compare(a.Amount, b.Amount) })
	p.Notes = append(p.Notes, PlanNote{Code: "shortfall", Text: noteShortfall.With(worst.Month, worst.Amount, demand.Unit.Label())})
}
