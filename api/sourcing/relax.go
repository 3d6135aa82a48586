package sourcing

import (
	"cmp"
	"context"
	"maps"
	"math"
	"slices"
	"strconv"
	"time"

	"lienket/api/account"
	"lienket/api/catalogue"
	"lienket/api/fault"
	"lienket/api/measure"
	"lienket/api/sourcing/supply"
)

// Relaxation is one limit let go, and what that would add to a plan.
type Relaxation struct {
	Limit string // priceCeiling, priceOnRequest, minStars, qualityMarks, group, maxSuppliers, minOrder, month
	From  string // what the limit is, "" for none
	To    string // what it would be: a price, stars, a number, a month; "" where it falls away
	// Gain is how much less would be missing, in the demand's unit; Coverage the
	// part of the demand that would then be covered.
	Gain     measure.Amount
	Coverage float64
	Products []string // that would supply and do not now, at most 5
	Text     fault.Text
}

// What the search for relaxations may take: all of it, and one plan.
const (
	relaxTime    = 400 * time.Millisecond
	relaxOneTime = 40 * time.Millisecond
	mostProducts = 5
)

// Relaxations tell what would close a plan's shortfall, each by itself: planned
// anew with one limit let go. The largest gain comes first; there are none where
// nothing is short. For the demand's owner and the officers of its area.
func (s *Service) Relaxations(ctx context.Context, actor account.Actor, demandID string, q PlanQuery) ([]Relaxation, error) {
	demand, err := s.owned(ctx, actor, demandID)
	if err != nil {
		return nil, err
	}
	if demand = demand.Rest(); len(demand.Months) == 0 {
		return nil, nil
	}
	named, err := s.named(ctx, demand.unfiltered())
	if err != nil {
		return nil, err
	}
	months := monthsOf(demand)
	for _, m := range demand.Months { // goods of the month before or after may do
		for _, near := range []measure.Month{m.Month.Add(-1), m.Month.Add(1)} {
			if near > measure.MonthOf(s.clock()) && !slices.Contains(months, near) {
				months = append(months, near)
			}
		}
	}
	ids := make([]string, len(named))
	for i, c := range named {
		ids[i] = c.product.ID
	}
	taken, err := s.promisedFor(ctx, demand)
	if err != nil {
		return nil, err
	}
	if err := s.complete(ctx, taken, named, ids, months); err != nil {
		return nil, err
	}
	searching, cancel := context.WithTimeout(ctx, relaxTime)
	defer cancel()
	r := &relaxing{Service: s, ctx: searching, demand: demand, named: named, query: PlanQuery{MaxSuppliers: q.MaxSuppliers, Objective: LeastCost}}
	r.board = r.boardOf(demand)
	r.base = r.board.solve(searching, r.query, relaxOneTime)
	if r.base.missing() > 0 {
		r.filters()
		r.limits()
		r.months()
	}
	slices.SortStableFunc(r.found, func(a, b Relaxation) int { return cmp.Compare(b.Gain, a.Gain) })
	return r.found, ctx.Err()
}

// relaxing is one search for relaxations.
type relaxing struct {
	*Service
	ctx    context.Context
	demand *Demand
	named  []*servant
	query  PlanQuery
	board  *board
	base   *Plan
	found  []Relaxation
}

// boardOf are the candidates of the demand with other filters.
func (r *relaxing) boardOf(demand *Demand) *board {
	var servants []*servant
	for _, c := range r.named {
		if demand.Forbids(c.product, r.catalogue.Today()) == nil {
			servants = append(servants, c)
		}
	}
	return r.Service.board(demand, servants)
}

// gain is how much less a plan misses than the base.
func (r *relaxing) gain(p *Plan) measure.Amount { return r.base.missing() - p.missing() }

// with plans with another demand; nil when the time is up.
func (r *relaxing) with(change func(*Demand)) *Plan {
	if r.ctx.Err() != nil {
		return nil
	}
	demand := *r.demand
	change(&demand)
	return r.boardOf(&demand).solve(r.ctx, r.query, relaxOneTime)
}

// add keeps a relaxation that gains something.
func (r *relaxing) add(limit, from, to string, p *Plan, text fault.Text, args ...any) {
	if p == nil || r.gain(p) <= 0 {
		return
	}
	gain := r.gain(p)
	found := Relaxation{Limit: limit, From: from, To: to, Gain: gain, Coverage: p.Coverage,
		Text: text.With(append(args, gain, r.demand.Unit.LabelFor(gain))...)}
	for _, line := range p.Lines {
		inBase := slices.ContainsFunc(r.base.Lines, func(l PlanLine) bool { return l.Product.ID == line.Product.ID })
		if !inBase && len(found.Products) < mostProducts {
			found.Products = append(found.Products, line.Product.ID)
		}
	}
	r.found = append(r.found, found)
}

// filters lets go of what keeps products out.
func (r *relaxing) filters() {
	d := r.demand
	before := measure.Amount(0)
	for stars := d.MinStars - 1; stars >= 0; stars-- {
		p := r.with(func(d *Demand) { d.MinStars = stars })
		if p == nil || r.gain(p) <= before {
			continue
		}
		before = r.gain(p)
		if stars == 0 {
			r.add("minStars", strconv.Itoa(d.MinStars), "0", p, relaxNoStars)
			continue
		}
		r.add("minStars", strconv.Itoa(d.MinStars), strconv.Itoa(stars), p, relaxStars, stars)
	}
	for _, mark := range d.QualityMarks {
		r.add("qualityMarks", mark, "", r.with(func(d *Demand) {
			d.QualityMarks = slices.DeleteFunc(slices.Clone(d.QualityMarks), func(one string) bool { return one == mark })
		}), relaxMark, catalogue.MarkLabels[mark])
	}
	if d.Group != "" {
		r.add("group", d.Group, "", r.with(func(d *Demand) { d.Group = "" }), relaxGroup, catalogue.GroupLabels[d.Group])
	}
	if d.PriceCeiling > 0 {
		r.ceiling()
		return
	}
	r.add("priceOnRequest", "", "", r.with(func(d *Demand) { d.PriceCeiling = measure.MaxPrice }), relaxOnRequest)
}

// ceiling finds the lowest ceiling that gains as much as any.
func (r *relaxing) ceiling() {
	needed := map[measure.Money]bool{}
	for _, c := range r.named {
		if c.product.Price == nil {
			continue
		}
		num, den, ok := measure.PriceIn(c.product.Price.Min, c.product.Unit, r.demand.Unit)
		if price := (num + den - 1) / max(1, den); ok && price > r.demand.PriceCeiling {
			needed[price] = true
		}
	}
	prices := slices.Sorted(maps.Keys(needed))
	if len(prices) == 0 {
		return
	}
	at := func(i int) *Plan { return r.with(func(d *Demand) { d.PriceCeiling = prices[i] }) }
	best := at(len(prices) - 1)
	if best == nil || r.gain(best) <= 0 {
		return
	}
	low, high := 0, len(prices)-1 // the answer is at high or below
	for low < high {
		middle := (low + high) / 2
		p := at(middle)
		if p == nil {
			break
		}
		if p.missing() <= best.missing() {
			best, high = p, middle
		} else {
			low = middle + 1
		}
	}
	r.add("priceCeiling", strconv.FormatInt(r.demand.PriceCeiling, 10), strconv.FormatInt(prices[high], 10), best,
		relaxCeiling, measure.Amount(1000*prices[high]), r.demand.Unit.Label())
}

// limits lets go of the number of suppliers and of minimum orders.
func (r *relaxing) limits() {
	if most := r.query.MaxSuppliers; most > 0 {
		p := r.board.solve(r.ctx, PlanQuery{Objective: FewestSuppliers}, relaxOneTime)
		r.add("maxSuppliers", strconv.Itoa(most), strconv.Itoa(p.Suppliers), p, relaxSuppliers, p.Suppliers)
	}
	var small []*servant
	for _, c := range r.named {
		if r.demand.Forbids(c.product, r.catalogue.Today()) == nil {
			without := *c.product
			without.MinOrder = 0
			copied := *c
			copied.product = &without
			small = append(small, &copied)
		}
	}
	r.add("minOrder", "", "", r.Service.board(r.demand, small).solve(r.ctx, r.query, relaxOneTime), relaxMinOrder)
}

// months asks what is left in the month before or after a short one. Only that
// month is planned anew: the base keeps what it takes.
func (r *relaxing) months() {
	for _, short := range r.base.Shortfall {
		for _, near := range []measure.Month{short.Month.Add(-1), short.Month.Add(1)} {
			text := relaxEarlier
			if near > short.Month {
				text = relaxLater
			}
			p := r.left(short, near)
			r.add("month", string(short.Month), string(near), p, text, short.Month, near)
		}
	}
}

// left is the base with what the short month can take from another month.
func (r *relaxing) left(short measure.MonthAmount, near measure.Month) *Plan {
	problem := supply.Problem{Demand: []int64{int64(short.Amount)}}
	taken, taking := map[string]int64{}, map[string]bool{}
	for _, line := range r.base.Lines {
		taking[line.Organization.ID] = true
		for _, m := range line.Months {
			if m.Month == near {
				taken[line.Product.ID] = int64(m.Amount)
			}
		}
	}
	suppliers := map[string]int{}
	full := r.query.MaxSuppliers > 0 && r.base.Suppliers >= r.query.MaxSuppliers
	if r.query.MaxSuppliers > 0 && !full {
		problem.MaxSuppliers = r.query.MaxSuppliers - r.base.Suppliers
	}
	for _, c := range r.named {
		free := int64(r.demand.Unit.FromBase(c.free.In(near))) - taken[c.product.ID]
		if free <= 0 || full && !taking[c.organization.ID] || r.demand.Forbids(c.product, r.catalogue.Today()) != nil ||
			c.product.Price == nil && r.demand.PriceCeiling == 0 {
			continue
		}
		if _, known := suppliers[c.organization.ID]; !known {
			suppliers[c.organization.ID] = len(suppliers)
		}
		offer := supply.Offer{Supplier: suppliers[c.organization.ID], Den: 1, Capacity: []int64{free}}
		if taken[c.product.ID] == 0 {
			offer.MinOrder = int64(r.demand.Unit.FromBaseUp(c.product.Unit.Base(c.product.MinOrder)))
		}
		problem.Offers = append(problem.Offers, offer)
	}
	solution := supply.Solve(r.ctx, problem)
	p := &Plan{Shortfall: slices.Clone(r.base.Shortfall)}
	for i := range p.Shortfall {
		if p.Shortfall[i].Month == short.Month {
			p.Shortfall[i].Amount = measure.Amount(solution.Missing())
		}
	}
	wanted := measure.Amount(0)
	for _, m := range r.demand.Months {
		wanted += m.Amount
	}
	p.Coverage = 1 - float64(p.missing())/math.Max(1, float64(wanted))
	return p
}
