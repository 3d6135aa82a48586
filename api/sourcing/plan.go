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
const planTime = 200 * time.Millisecond

// Objective is what a plan keeps low once as little as possible is missing.
type Objective string

// Objectives. Each names its first goal; the others follow in supply's order.
const (
	LeastCost       Objective = "least-cost"
	FewestSuppliers Objective = "fewest-suppliers"
	Nearest         Objective = "nearest"
)

// Objectives lists them, the usual one first.
var Objectives = []Objective{LeastCost, FewestSuppliers, Nearest}

var orders = map[Objective]supply.Order{LeastCost: supply.LeastCost, FewestSuppliers: supply.FewestSuppliers, Nearest: supply.Nearest}

// PlanQuery limits a joint supply plan.
type PlanQuery struct {
	MaxSuppliers int       // 0 for any number
	Lead         string    // the organisation that would lead the joint offer, if any
	Objective    Objective // "" is LeastCost
	Without      []string  // organisations that stay out
}

// Plan says which products meet a demand together, in the demand's unit.
type Plan struct {
	Objective  Objective
	Unit       measure.Unit
	Lines      []PlanLine
	Coverage   float64 // covered / demanded
	Shortfall  []measure.MonthAmount
	Cost       measure.Money
	Suppliers  int
	Kilometres float64 // that an amount travels on average
	Lead       *registry.Organization
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
	Amount       measure.Amount // in all months
	Cost         measure.Money
	Kilometres   float64 // to the place of delivery, 0 where unknown
}

// PlanNote tells what the plan leaves out and why, or what would close a gap.
type PlanNote struct {
	Code      string
	ProductID string
	Text      fault.Text
}

// Plan combines the products that can serve what remains of the demand, from
// capacity that no contract holds: least is missing, then at least cost, from the fewest
// suppliers, with the shortest haul, or as the objective says. For the demand's
// owner and the officers of its area. A price in it is the highest the supplier
// names, never above the ceiling; one on request counts as the ceiling.
func (s *Service) Plan(ctx context.Context, actor account.Actor, demandID string, q PlanQuery) (*Plan, error) {
	demand, err := s.owned(ctx, actor, demandID)
	if err != nil {
		return nil, err
	}
	return s.planFor(ctx, actor, demand.Rest(), q)
}

// Alternatives are the plans by each of the Objectives, to be compared.
func (s *Service) Alternatives(ctx context.Context, actor account.Actor, demandID string, q PlanQuery) ([]*Plan, error) {
	demand, err := s.owned(ctx, actor, demandID)
	if err != nil {
		return nil, err
	}
	return s.plans(ctx, actor, demand.Rest(), q, Objectives...)
}

func (s *Service) planFor(ctx context.Context, actor account.Actor, demand *Demand, q PlanQuery) (*Plan, error) {
	plans, err := s.plans(ctx, actor, demand, q, cmp.Or(q.Objective, LeastCost))
	if err != nil {
		return nil, err
	}
	return plans[0], nil
}

func (s *Service) plans(ctx context.Context, actor account.Actor, demand *Demand, q PlanQuery, objectives ...Objective) ([]*Plan, error) {
	for _, objective := range objectives {
		if _, known := orders[objective]; !known {
			return nil, fault.Invalid("objective", "not_in_list", textObjective)
		}
	}
	var lead *registry.Organization
	if q.Lead != "" {
		var err error
		if lead, err = s.lead(ctx, actor, q.Lead); err != nil {
			return nil, err
		}
	}
	plans := make([]*Plan, len(objectives))
	if len(demand.Months) == 0 { // nothing remains
		for i, objective := range objectives {
			plans[i] = &Plan{Objective: objective, Unit: demand.Unit, Coverage: 1, Lead: lead, Optimal: true,
				Notes: []PlanNote{{Code: "all_awarded", Text: noteAllAwarded}}}
		}
		return plans, nil
	}
	servants, err := s.servants(ctx, demand, monthsOf(demand))
	if err != nil {
		return nil, err
	}
	servants = slices.DeleteFunc(servants, func(c *servant) bool { return slices.Contains(q.Without, c.organization.ID) })
	b := s.board(demand, servants)
	for i, objective := range objectives {
		q.Objective = objective
		plan := b.solve(ctx, q, planTime/time.Duration(len(objectives)))
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		plan.Lead = lead
		if err := s.explain(ctx, b, plan, q); err != nil {
			return nil, err
		}
		plans[i] = plan
	}
	return plans, nil
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

// candidate is a product with what it can give to a demand.
type candidate struct {
	*servant
	price      measure.Money // per the product's unit
	kilometres float64
	offer      supply.Offer
}

// board holds the candidates of a demand, gathered once and solved as often as
// wanted.
type board struct {
	demand     *Demand
	candidates []candidate
	servants   int
	notes      []PlanNote // on who can give nothing
}

func (s *Service) board(demand *Demand, servants []*servant) *board {
	b := &board{demand: demand, servants: len(servants)}
	suppliers := map[string]int{}
	for _, one := range servants {
		c, note := s.candidate(demand, one)
		if note != nil {
			b.notes = append(b.notes, *note)
			continue
		}
		id := one.organization.ID
		if _, known := suppliers[id]; !known {
			suppliers[id] = len(suppliers)
		}
		c.offer.Supplier = suppliers[id]
		b.candidates = append(b.candidates, c)
	}
	return b
}

// candidate is what a servant can give; the note says why it can give nothing.
func (s *Service) candidate(demand *Demand, one *servant) (candidate, *PlanNote) {
	product := one.product
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
	c := candidate{servant: one, price: price,
		offer: supply.Offer{Num: num, Den: den * 1000, MinOrder: int64(demand.Unit.FromBaseUp(product.Unit.Base(product.MinOrder)))}}
	var most measure.Amount // in a month
	for i, m := range one.available(demand) {
		c.offer.Capacity = append(c.offer.Capacity, int64(m.Amount))
		most = max(most, min(m.Amount, demand.Months[i].Amount))
	}
	switch {
	case most <= 0:
		return candidate{}, &PlanNote{"no_capacity", product.ID, noteNoCapacity.With(product.Name)}
	case c.offer.MinOrder > int64(most):
		return candidate{}, &PlanNote{"min_order", product.ID, noteMinOrder.With(product.Name, measure.Amount(c.offer.MinOrder), demand.Unit.LabelFor(measure.Amount(c.offer.MinOrder)))}
	}
	if km, known := s.registry.Areas().Kilometres(product.AreaCode, demand.DeliveryArea); known {
		c.kilometres, c.offer.Metres = km, int64(math.Round(1000*km))
	}
	return c, nil
}

// priceUnder converts a price per from-unit to whole VND per to-unit, rounded
// down so that it stays under a ceiling.
func priceUnder(price measure.Money, from, to measure.Unit) measure.Money {
	num, den, _ := measure.PriceIn(price, from, to)
	return num / den
}

// problem is the board in the solver's terms.
func (b *board) problem(q PlanQuery) supply.Problem {
	problem := supply.Problem{MaxSuppliers: q.MaxSuppliers, Order: orders[q.Objective]}
	for _, m := range b.demand.Months {
		problem.Demand = append(problem.Demand, int64(m.Amount))
	}
	for _, c := range b.candidates {
		problem.Offers = append(problem.Offers, c.offer)
	}
	return problem
}

// solve plans within that time.
func (b *board) solve(ctx context.Context, q PlanQuery, within time.Duration) *Plan {
	solving, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	solution := supply.Solve(solving, b.problem(q))
	plan := &Plan{Objective: q.Objective, Unit: b.demand.Unit}
	plan.take(b.demand, b.candidates, solution)
	return plan
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
	haul := 0.0
	for i, c := range candidates {
		line := PlanLine{Product: c.product, Organization: c.organization, UnitPrice: c.price, Kilometres: c.kilometres}
		for m, given := range solution.Amounts[i] {
			if given > 0 {
				line.Amount += measure.Amount(given)
				line.Months = append(line.Months, measure.MonthAmount{Month: demand.Months[m].Month, Amount: measure.Amount(given)})
			}
		}
		if line.Amount > 0 {
			line.Cost = solution.Costs[i]
			haul += float64(line.Amount) * line.Kilometres
			p.Lines = append(p.Lines, line)
		}
	}
	slices.SortStableFunc(p.Lines, func(a, b PlanLine) int {
		return cmp.Or(cmp.Compare(b.Cost, a.Cost), cmp.Compare(a.Product.ID, b.Product.ID))
	})
	p.Coverage = float64(wanted-missing) / float64(wanted)
	if wanted > missing {
		p.Kilometres = haul / float64(wanted-missing)
	}
	p.Cost, p.Suppliers = solution.Cost, solution.Suppliers
	p.Optimal, p.Bound, p.ShortfallBound = solution.Optimal, solution.CostBound, measure.Amount(solution.ShortfallBound)
}

// missing is what is short in all months.
func (p *Plan) missing() (total measure.Amount) {
	for _, m := range p.Shortfall {
		total += m.Amount
	}
	return total
}
