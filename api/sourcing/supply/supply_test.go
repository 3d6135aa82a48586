package supply_test

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lienket/api/sourcing/supply"
)

// goals are what a plan comes to: its shortfall, then its goals by their numbers.
type goals struct {
	missing int64
	by      [3]int64
	shown   int64 // the cost in whole VND
}

func (g goals) less(h goals, order supply.Order) bool {
	if g.missing != h.missing {
		return g.missing < h.missing
	}
	if order == supply.LeastCost && (g.shown != h.shown || g.by[supply.Suppliers] != h.by[supply.Suppliers]) {
		return g.shown < h.shown || g.shown == h.shown && g.by[supply.Suppliers] < h.by[supply.Suppliers]
	}
	for _, goal := range order {
		if g.by[goal] != h.by[goal] {
			return g.by[goal] < h.by[goal]
		}
	}
	return false
}

func judge(p supply.Problem, amounts [][]int64) goals {
	var g goals
	active := map[int]bool{}
	for m, d := range p.Demand {
		for i := range p.Offers {
			d -= amounts[i][m]
		}
		g.missing += d
	}
	for i, o := range p.Offers {
		for _, amount := range amounts[i] {
			g.by[supply.Cost] += amount * o.Num
			g.by[supply.Haul] += amount * o.Metres
			active[o.Supplier] = active[o.Supplier] || amount > 0
		}
	}
	for _, is := range active {
		if is {
			g.by[supply.Suppliers]++
		}
	}
	den := p.Offers[0].Den // of all
	g.shown = (2*g.by[supply.Cost] + den) / (2 * den)
	return g
}

// bruteForce tries every plan.
func bruteForce(p supply.Problem) goals {
	amounts := make([][]int64, len(p.Offers))
	for i := range amounts {
		amounts[i] = make([]int64, len(p.Demand))
	}
	best := judge(p, amounts)
	var try func(offer, month int, rest []int64)
	try = func(offer, month int, rest []int64) {
		if month == len(p.Demand) {
			offer, month = offer+1, 0
		}
		if offer == len(p.Offers) {
			g := judge(p, amounts)
			if (p.MaxSuppliers == 0 || g.by[supply.Suppliers] <= int64(p.MaxSuppliers)) && g.less(best, p.Order) {
				best = g
			}
			return
		}
		for amount := int64(0); amount <= min(rest[month], p.Offers[offer].Capacity[month]); amount++ {
			if amount > 0 && amount < p.Offers[offer].MinOrder {
				continue
			}
			amounts[offer][month] = amount
			rest[month] -= amount
			try(offer, month+1, rest)
			rest[month] += amount
		}
		amounts[offer][month] = 0
	}
	rest := append([]int64(nil), p.Demand...)
	try(0, 0, rest)
	return best
}

func small(dice *rand.Rand) supply.Problem {
	months := 1 + dice.IntN(2)
	p := supply.Problem{MaxSuppliers: dice.IntN(4)}
	for range months {
		p.Demand = append(p.Demand, dice.Int64N(7))
	}
	den := []int64{1, 1, 2, 3, 7}[dice.IntN(5)]
	for range 1 + dice.IntN(4) {
		o := supply.Offer{Supplier: dice.IntN(4), Num: dice.Int64N(4), Den: den, MinOrder: dice.Int64N(4), Metres: dice.Int64N(3)}
		for range months {
			o.Capacity = append(o.Capacity, dice.Int64N(6))
		}
		p.Offers = append(p.Offers, o)
	}
	return p
}

// twisted bends a problem towards what solvers get wrong.
func twisted(dice *rand.Rand, p supply.Problem) supply.Problem {
	for i := range p.Offers {
		o := &p.Offers[i]
		switch dice.IntN(8) {
		case 0: // all or nothing
			o.MinOrder = slices.Max(o.Capacity)
		case 1: // never enough for its own minimum
			o.MinOrder = slices.Max(o.Capacity) + 1
		case 2: // more than anybody wants
			o.MinOrder = slices.Max(p.Demand) + 1
		case 3: // one price for all, next door
			o.Num, o.Metres = 2, 0
		case 4: // for nothing, from far away
			o.Num, o.Metres = 0, 5
		case 5: // all of one supplier
			o.Supplier = 0
		}
	}
	return p
}

// TestSolveIsAsGoodAsTryingAll holds all four goals, in each of their orders, and
// the limits.
func TestSolveIsAsGoodAsTryingAll(t *testing.T) {
	for seed := range uint64(6000) {
		dice := rand.New(rand.NewPCG(seed, 1))
		p := small(dice)
		p.Order = []supply.Order{supply.LeastCost, supply.FewestSuppliers, supply.Nearest}[seed%3]
		if seed%2 == 0 {
			p = twisted(dice, p)
		}
		best := bruteForce(p)
		got := supply.Solve(context.Background(), p)
		require.True(t, got.Optimal, "case %d", seed)
		require.Equal(t, best, judge(p, got.Amounts), "case %d: %+v", seed, p)
		holds(t, p, got)
		require.Equal(t, best.missing, got.ShortfallBound)
		require.Equal(t, best.shown, got.Cost)
		sum := int64(0)
		for _, cost := range got.Costs {
			sum += cost
		}
		require.Equal(t, got.Cost, sum, "what the offers cost adds up")
		boundsHold(t, p, got)

		// A search that had no time says so, and what it says holds.
		p.Order = supply.LeastCost
		stopped, stop := context.WithCancel(context.Background())
		stop()
		hasty := supply.Solve(stopped, p)
		holds(t, p, hasty)
		boundsHold(t, p, hasty)
	}
}

// boundsHold compares with the cheapest of the plans of the least shortfall.
func boundsHold(t *testing.T, p supply.Problem, got supply.Solution) {
	t.Helper()
	p.Order = supply.LeastCost
	cheapest := bruteForce(p)
	require.LessOrEqual(t, got.ShortfallBound, cheapest.missing, "%+v", p)
	require.LessOrEqual(t, got.CostBound, cheapest.shown, "%+v", p)
	if got.Optimal && (p.Order == supply.LeastCost && got.Cost == cheapest.shown) {
		require.Equal(t, cheapest.missing, got.Missing())
	}
}

// TestFractionsAreExact: thousandths of a tonne, prices that do not
// divide, and a gram.
func TestFractionsAreExact(t *testing.T) {
	p := supply.Problem{Demand: []int64{1}, Offers: []supply.Offer{
		{Supplier: 0, Num: 100_000, Den: 3000, Capacity: []int64{1}}, // 33.3 VND a thousandth
		{Supplier: 1, Num: 33_334, Den: 1000, Capacity: []int64{1}},
	}}
	got := supply.Solve(context.Background(), p)
	require.True(t, got.Optimal)
	require.Equal(t, [][]int64{{1}, {0}}, got.Amounts)
	require.EqualValues(t, 33, got.Cost)

	// Of plans that show the same cost the one with fewer suppliers is better, and
	// what the offers cost adds up to what all cost.
	p = supply.Problem{Demand: []int64{2}, Offers: []supply.Offer{
		{Supplier: 0, Num: 1, Den: 3, Capacity: []int64{1}}, {Supplier: 1, Num: 7, Den: 20, Capacity: []int64{1}},
		{Supplier: 2, Num: 2, Den: 5, Capacity: []int64{2}}}}
	got = supply.Solve(context.Background(), p)
	require.Equal(t, [][]int64{{0}, {0}, {2}}, got.Amounts)
	require.EqualValues(t, 1, got.Cost)
	p = supply.Problem{Demand: []int64{3}, Offers: []supply.Offer{{Supplier: 0, Num: 1, Den: 2, Capacity: []int64{1}},
		{Supplier: 1, Num: 1, Den: 2, Capacity: []int64{1}}, {Supplier: 2, Num: 1, Den: 2, Capacity: []int64{1}}}}
	got = supply.Solve(context.Background(), p)
	require.EqualValues(t, 2, got.Cost, "half up, once")
	require.Equal(t, []int64{1, 1, 0}, got.Costs)
}

// TestTheLargestAmountsFit: sixty months of the most that a demand may ask for, at
// the highest price, from the far end of the country. Nothing overflows; what is no
// longer exact is not called optimal.
func TestTheLargestAmountsFit(t *testing.T) {
	p := supply.Problem{}
	for range 60 {
		p.Demand = append(p.Demand, 1_000_000_000_000)
	}
	for i := range 40 {
		o := supply.Offer{Supplier: i, Num: 100_000_000_000_000 - int64(i), Den: 1000 + int64(i), MinOrder: 999_999_999_937, Metres: 1_600_001 + int64(i)}
		for range p.Demand {
			o.Capacity = append(o.Capacity, 1_000_000_000_000-int64(i%3))
		}
		p.Offers = append(p.Offers, o)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer cancel()
	got := supply.Solve(ctx, p)
	holds(t, p, got)
	require.Less(t, got.Missing(), int64(60*3))
	require.EqualValues(t, math.MaxInt64, got.Cost, "more than there is money")
	require.Positive(t, got.CostBound)
	require.LessOrEqual(t, got.CostBound, got.Cost)
}

func holds(t *testing.T, p supply.Problem, got supply.Solution) {
	t.Helper()
	for m, d := range p.Demand {
		var sum int64
		for i, o := range p.Offers {
			amount := got.Amounts[i][m]
			require.LessOrEqual(t, amount, o.Capacity[m])
			require.True(t, amount == 0 || amount >= o.MinOrder)
			sum += amount
		}
		require.Equal(t, d, sum+got.Shortfall[m])
		require.GreaterOrEqual(t, got.Shortfall[m], int64(0))
	}
	if p.MaxSuppliers > 0 {
		require.LessOrEqual(t, got.Suppliers, p.MaxSuppliers)
	}
	require.LessOrEqual(t, got.ShortfallBound, got.Missing())
	require.LessOrEqual(t, got.CostBound, got.Cost)
}

// large is a demand of a year, about half of what is on offer.
func large(offers, most int) supply.Problem {
	dice := rand.New(rand.NewPCG(7, uint64(offers)))
	p := supply.Problem{MaxSuppliers: most, Demand: make([]int64, 12)}
	for i := range offers {
		o := supply.Offer{Supplier: i * 4 / 5, Num: 50_000 + 100*dice.Int64N(300), Den: 1000, MinOrder: 50_000 * dice.Int64N(3), Metres: dice.Int64N(120_000)}
		for m := range p.Demand {
			capacity := dice.Int64N(1_000_000)
			o.Capacity = append(o.Capacity, capacity)
			p.Demand[m] += capacity / 2
		}
		p.Offers = append(p.Offers, o)
	}
	return p
}

// TestAPlanIsGivenWhenTimeIsUp: what is found is allowed, and its bounds hold.
func TestAPlanIsGivenWhenTimeIsUp(t *testing.T) {
	p := large(200, 20)
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	got := supply.Solve(ctx, p)
	holds(t, p, got)
	require.LessOrEqual(t, got.ShortfallBound, got.Missing())
	require.Positive(t, got.Suppliers)
}

func BenchmarkSolve(b *testing.B) {
	for _, c := range []struct {
		name         string
		offers, most int
		order        supply.Order
	}{
		{"60", 60, 0, supply.LeastCost}, {"60 at most 5", 60, 5, supply.LeastCost}, {"60 fewest", 60, 0, supply.FewestSuppliers},
		{"60 nearest", 60, 0, supply.Nearest}, {"1000", 1000, 0, supply.LeastCost}, {"1000 at most 40", 1000, 40, supply.LeastCost},
		{"1000 fewest", 1000, 0, supply.FewestSuppliers},
	} {
		p := large(c.offers, c.most)
		p.Order = c.order
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
				got := supply.Solve(ctx, p)
				cancel()
				b.ReportMetric(100*float64(got.Cost-got.CostBound)/float64(max(1, got.CostBound)), "%gap")
				b.ReportMetric(100*float64(got.Missing()-got.ShortfallBound)/float64(max(1, got.ShortfallBound)), "%short")
				b.ReportMetric(float64(got.Suppliers), "suppliers")
				if got.Optimal {
					b.ReportMetric(1, "optimal")
				}
			}
		})
	}
}
