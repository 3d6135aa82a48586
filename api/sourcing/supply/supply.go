// Package supply solves the joint supply problem: which suppliers deliver how
// much in which month, so that least is missing, and then cost, the number of
// suppliers and the haul are low in a chosen order. It knows amounts and prices
// alone; docs/architecture.md explains the method.
package supply

import (
	"context"
	"math"
	"math/big"
	"slices"
)

// Goal is what a plan keeps low once the shortfall is as small as can be.
type Goal int

// The goals.
const (
	Cost Goal = iota
	Suppliers
	Haul // amount times metres
)

// Order names each of the goals once, the first one first.
type Order [3]Goal

// The orders that people ask for.
var (
	LeastCost       = Order{Cost, Suppliers, Haul}
	FewestSuppliers = Order{Suppliers, Cost, Haul}
	Nearest         = Order{Haul, Suppliers, Cost}
)

// Problem is what is wanted and who offers it. All amounts are thousandths of
// one unit.
type Problem struct {
	Demand []int64 // by month, not negative
	Offers []Offer
	// MaxSuppliers bounds how many suppliers take part; 0 for any number.
	MaxSuppliers int
	Order        Order // zero is LeastCost
}

// Offer is one product of one supplier.
type Offer struct {
	Supplier int // any number; offers of one supplier share it
	// A thousandth costs Num/Den VND; Num is not negative, Den positive.
	Num, Den int64
	Capacity []int64 // by month
	MinOrder int64   // in a month in which the offer supplies at all
	Metres   int64   // to the place of delivery
}

// Solution is a feasible plan. Costs of plans are compared before rounding.
type Solution struct {
	Amounts   [][]int64 // by offer, then month
	Shortfall []int64   // by month
	Cost      int64     // each offer's cost rounded half up, summed; at most the largest int64
	Suppliers int
	// Optimal says that no plan is better by the shortfall and the goals in their
	// order.
	Optimal bool
	// ShortfallBound is a total that no plan undercuts, CostBound a cost that no
	// plan of the least shortfall undercuts. When Optimal the first is what is found,
	// and so is the second if cost is the first goal.
	ShortfallBound int64
	CostBound      int64
}

// Missing is the total shortfall.
func (s *Solution) Missing() (total int64) {
	for _, amount := range s.Shortfall {
		total += amount
	}
	return total
}

// Solve searches until the plan is proven optimal or ctx ends, and returns the
// best plan found.
func Solve(ctx context.Context, p Problem) Solution {
	if p.Order == (Order{}) {
		p.Order = LeastCost
	}
	s := newSearch(ctx, p)
	s.run()
	return s.solution(p)
}

// value is what is missing, and then cost and haul in the order of the goals, to be
// kept low. It adds up, so that months that share no choice can be solved apart.
type value [3]int64

// costFirst reports whether cost comes before haul.
func (o Order) costFirst() bool { return slices.Index(o[:], Cost) < slices.Index(o[:], Haul) }

// valueOf puts cost and haul in their order.
func (o Order) valueOf(cost, haul int64) value {
	if o.costFirst() {
		return value{0, cost, haul}
	}
	return value{0, haul, cost}
}

// goals are what a plan comes to, in the order in which plans are compared.
func (o Order) goals(v value, suppliers int) [4]int64 {
	goals, next := [4]int64{v[0]}, 1
	for i, goal := range o {
		if goal == Suppliers {
			goals[i+1] = int64(suppliers)
			continue
		}
		goals[i+1] = v[next]
		next++
	}
	return goals
}

func (v value) less(w value) bool {
	for i := range v {
		if v[i] != w[i] {
			return v[i] < w[i]
		}
	}
	return false
}

func (v value) plus(w value) value { return value{v[0] + w[0], v[1] + w[1], v[2] + w[2]} }

func (v value) times(n int64) value { return value{v[0] * n, v[1] * n, v[2] * n} }

// scale is the integer measure in which the search computes: amounts in multiples
// of amount, costs in multiples of 1/cost VND. Nothing is lost by it unless the
// numbers would not fit an int64.
type scale struct {
	amount int64
	price  *big.Rat // VND per unit of weight and unit of amount
	lossy  bool
}

// weigh makes integer weights per scaled amount of the offers' prices and hauls.
func weigh(p Problem) (prices, hauls []int64, sc scale) {
	for _, d := range p.Demand {
		sc.amount = gcd(sc.amount, d)
	}
	for _, o := range p.Offers {
		sc.amount = gcd(sc.amount, o.MinOrder)
		for _, c := range o.Capacity {
			sc.amount = gcd(sc.amount, c)
		}
	}
	sc.amount = max(1, sc.amount)
	var load int64 // no sum in the search is of more than twice the demand
	for _, d := range p.Demand {
		load += 2 * (d / sc.amount)
	}
	exact := make([]*big.Int, len(p.Offers))
	common := big.NewInt(1)
	for _, o := range p.Offers {
		den := big.NewInt(o.Den)
		common.Mul(common, new(big.Int).Div(den, new(big.Int).GCD(nil, nil, common, den)))
	}
	shared := new(big.Int)
	for i, o := range p.Offers {
		exact[i] = new(big.Int).Mul(big.NewInt(o.Num), new(big.Int).Div(common, big.NewInt(o.Den)))
		shared.GCD(nil, nil, shared, exact[i])
	}
	if shared.Sign() == 0 {
		shared.SetInt64(1)
	}
	sc.price = new(big.Rat).Mul(new(big.Rat).SetFrac(shared, common), new(big.Rat).SetInt64(sc.amount))
	for i := range exact {
		exact[i].Div(exact[i], shared)
	}
	prices, cheaper := fit(exact, load)
	sc.price.Mul(sc.price, new(big.Rat).SetInt(cheaper))
	metres := make([]*big.Int, len(p.Offers))
	for i, o := range p.Offers {
		metres[i] = big.NewInt(o.Metres)
	}
	hauls, nearer := fit(metres, load)
	sc.lossy = !cheaper.IsInt64() || cheaper.Int64() > 1 || nearer.Int64() > 1
	return prices, hauls, sc
}

// fit divides weights by a power of two until load times the largest, added up a few
// times, fits an int64.
func fit(weights []*big.Int, load int64) (fitted []int64, by *big.Int) {
	room := big.NewInt((1 << 59) / max(1, load))
	most := new(big.Int)
	for _, w := range weights {
		if w.Cmp(most) > 0 {
			most = w
		}
	}
	by = big.NewInt(1)
	for new(big.Int).Div(most, by).Cmp(room) > 0 {
		by.Lsh(by, 1)
	}
	for _, w := range weights {
		fitted = append(fitted, new(big.Int).Div(w, by).Int64())
	}
	return fitted, by
}

func gcd(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// solution puts the best plan into the problem's terms.
func (s *search) solution(p Problem) Solution {
	out := Solution{Shortfall: slices.Clone(p.Demand), Amounts: make([][]int64, len(p.Offers)), Suppliers: s.best.count,
		Optimal: s.proven && !s.scale.lossy}
	for i := range out.Amounts {
		out.Amounts[i] = make([]int64, len(p.Demand))
	}
	for m, month := range s.best.months {
		for _, part := range month.parts {
			amount := part.amount * s.scale.amount
			out.Amounts[part.offer][m] += amount
			out.Shortfall[m] -= amount
		}
	}
	for i, amounts := range out.Amounts {
		var total int64
		for _, amount := range amounts {
			total += amount
		}
		cost := p.Offers[i].Cost(total)
		out.Cost += min(cost, math.MaxInt64-out.Cost)
	}
	out.ShortfallBound, out.CostBound = out.Missing(), out.Cost
	if !s.proven {
		out.ShortfallBound = s.floor[0] * s.scale.amount
	}
	if !out.Optimal || p.Order[0] != Cost {
		out.CostBound = min(out.Cost, s.costFloor(p))
	}
	return out
}

// costFloor is a cost that no plan of the least shortfall undercuts, rounded down.
// The least shortfall lies between the search's floor and what it has found; where
// these differ, plans may deliver less than the floor's.
func (s *search) costFloor(p Problem) int64 {
	byCost := s
	if !p.Order.costFirst() {
		p.Order = LeastCost
		byCost = newSearch(s.ctx, p)
		byCost.root()
	}
	floor := byCost.floor[1]
	if missing := s.best.value[0]; byCost.floor[0] != missing {
		floor = byCost.cheapest(missing)
	}
	cost := new(big.Rat).Mul(s.scale.price, new(big.Rat).SetInt64(floor))
	whole := new(big.Int).Div(cost.Num(), cost.Denom())
	if !whole.IsInt64() {
		return math.MaxInt64
	}
	return whole.Int64()
}

// Cost is what an amount of the offer costs, rounded half up; at most the largest
// int64.
func (o Offer) Cost(amount int64) int64 {
	total, den := big.NewInt(amount), big.NewInt(o.Den)
	total.Mul(total, big.NewInt(o.Num)).Lsh(total, 1).Add(total, den)
	total.Div(total, den.Lsh(den, 1))
	if !total.IsInt64() {
		return math.MaxInt64
	}
	return total.Int64()
}
