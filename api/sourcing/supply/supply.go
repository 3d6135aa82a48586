// Package supply solves the joint supply problem: which suppliers deliver how
// much in which month, so that least is missing, then at least cost, then from
// the fewest suppliers, then with the shortest haul. It knows amounts and prices
// alone; docs/architecture.md explains the method.
package supply

import (
	"context"
	"math/big"
	"slices"
)

// Problem is what is wanted and who offers it. All amounts are thousandths of
// one unit.
type Problem struct {
	Demand []int64 // by month, not negative
	Offers []Offer
	// MaxSuppliers bounds how many suppliers take part; 0 for any number.
	MaxSuppliers int
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
	Cost      int64     // each offer's cost rounded half up, summed
	Suppliers int
	// Optimal says that no plan is better by the four goals in their order.
	Optimal bool
	// ShortfallBound is a total that no plan undercuts, CostBound a cost that no
	// plan of the least shortfall undercuts; equal to what is found when Optimal.
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
	s := newSearch(ctx, p)
	s.run()
	return s.solution(p)
}

// value is a goal to be kept low, compared in order: what is missing, cost,
// haul. It adds up, so that months that share no choice can be solved apart.
type value [3]int64

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
	var load int64 // the most that all offers together can be asked for
	for m, d := range p.Demand {
		for _, o := range p.Offers {
			load += min(d, o.Capacity[m]) / sc.amount
		}
		load += d / sc.amount
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
	prices, lossy := fit(exact, load)
	if lossy > 1 {
		sc.price.Mul(sc.price, new(big.Rat).SetInt64(lossy))
	}
	metres := make([]*big.Int, len(p.Offers))
	for i, o := range p.Offers {
		metres[i] = big.NewInt(o.Metres)
	}
	hauls, coarse := fit(metres, load)
	sc.lossy = lossy > 1 || coarse > 1
	return prices, hauls, sc
}

// fit divides weights until load times eight times the largest fits an int64.
func fit(weights []*big.Int, load int64) (fitted []int64, by int64) {
	by = 1
	room := big.NewInt((1 << 59) / max(1, load))
	most := new(big.Int)
	for _, w := range weights {
		if w.Cmp(most) > 0 {
			most = w
		}
	}
	for new(big.Int).Div(most, big.NewInt(by)).Cmp(room) > 0 && by < 1<<60 {
		by *= 2
	}
	for _, w := range weights {
		fitted = append(fitted, new(big.Int).Div(w, big.NewInt(by)).Int64())
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
		out.Cost += p.Offers[i].Cost(total)
	}
	out.ShortfallBound, out.CostBound = out.Missing(), out.Cost
	if !out.Optimal {
		out.ShortfallBound = s.floor[0] * s.scale.amount
		floor := new(big.Rat).Mul(s.scale.price, new(big.Rat).SetInt64(s.floor[1]))
		out.CostBound = min(out.Cost, new(big.Int).Div(floor.Num(), floor.Denom()).Int64())
	}
	return out
}

// Cost is what an amount of the offer costs, rounded half up.
func (o Offer) Cost(amount int64) int64 {
	total := big.NewInt(amount)
	total.Mul(total, big.NewInt(2*o.Num)).Add(total, big.NewInt(o.Den))
	return total.Div(total, big.NewInt(2*o.Den)).Int64()
}
