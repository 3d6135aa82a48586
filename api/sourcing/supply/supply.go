// Package supply solves the joint supply problem: which suppliers deliver how
// much in which month, so that least is missing, and then cost, the number of
// suppliers and the haul are low in a chosen order. It knows amounts and prices
// alone; docs/architecture.md explains the method.
package supply

import (
	"context"
	"math"
	"math/big"
	"math/bits"
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

// Solution is a feasible plan. Plans compare by the cost that is shown, in whole
// VND: of those that show the same, the one with fewer suppliers is better, and
// among these the one that costs less by a part of a VND.
type Solution struct {
	Amounts   [][]int64 // by offer, then month
	Shortfall []int64   // by month
	Cost      int64     // of all, rounded half up once; at most the largest int64
	Costs     []int64   // by offer, whole VND that add up to Cost
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

// goals are what a plan comes to, in the order in which plans are compared. Where
// the number of suppliers follows the cost, it decides between plans that show the
// same cost.
func (s *search) goals(p plan) [5]int64 {
	goals, at, next := [5]int64{p.value[0]}, 1, 1
	add := func(goal int64) { goals[at] = goal; at++ }
	for i, goal := range s.order {
		switch {
		case goal == Suppliers:
			add(int64(p.count))
			if i > 0 && s.order[i-1] == Cost {
				add(p.value[next-1])
			}
		case goal == Cost && i < len(s.order)-1 && s.order[i+1] == Suppliers:
			add(s.scale.shown(p.value[next]))
			next++
		default:
			add(p.value[next])
			next++
		}
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
	// num and den are price where they fit, else 0.
	num, den uint64
	lossy    bool
}

// shown is a cost of the search in whole VND, rounded half up; at most the largest
// int64.
func (sc *scale) shown(cost int64) int64 {
	if sc.den == 0 {
		return whole(new(big.Rat).Mul(sc.price, new(big.Rat).SetInt64(cost)))
	}
	high, low := bits.Mul64(uint64(cost), sc.num)
	if high >= sc.den {
		return math.MaxInt64
	}
	vnd, rest := bits.Div64(high, low, sc.den)
	if rest >= sc.den-rest {
		vnd++
	}
	return int64(min(vnd, math.MaxInt64))
}

// whole rounds half up; at most the largest int64.
func whole(cost *big.Rat) int64 {
	twice := new(big.Int).Lsh(cost.Num(), 1)
	twice.Add(twice, cost.Denom())
	twice.Div(twice, new(big.Int).Lsh(cost.Denom(), 1))
	if !twice.IsInt64() {
		return math.MaxInt64
	}
	return twice.Int64()
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
	if num, den := sc.price.Num(), sc.price.Denom(); num.IsUint64() && den.IsUint64() {
		sc.num, sc.den = num.Uint64(), den.Uint64()
	}
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
	out.Cost, out.Costs = costs(p, out.Amounts)
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

// costs are what amounts cost, rounded half up once, and how the offers share it:
// each its own cost rounded down, and a VND more to those that lose most by that.
func costs(p Problem, amounts [][]int64) (total int64, shares []int64) {
	exact := new(big.Rat)
	shares = make([]int64, len(amounts))
	rests := make([]*big.Rat, len(amounts))
	order := make([]int, len(amounts))
	var given int64
	for i, months := range amounts {
		var amount int64
		for _, one := range months {
			amount += one
		}
		cost := new(big.Rat).Mul(big.NewRat(p.Offers[i].Num, p.Offers[i].Den), new(big.Rat).SetInt64(amount))
		exact.Add(exact, cost)
		down := new(big.Int).Div(cost.Num(), cost.Denom())
		shares[i], order[i] = math.MaxInt64, i
		if down.IsInt64() {
			shares[i] = down.Int64()
		}
		rests[i] = cost.Sub(cost, new(big.Rat).SetInt(down))
		given += min(shares[i], math.MaxInt64-given)
	}
	total = whole(exact)
	slices.SortStableFunc(order, func(a, b int) int { return rests[b].Cmp(rests[a]) })
	for _, i := range order[:min(int64(len(order)), total-given)] {
		shares[i]++
	}
	return total, shares
}
