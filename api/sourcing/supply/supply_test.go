package supply_test

import (
	"context"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lienket/api/sourcing/supply"
)

// goals are a plan's four goals in their order.
type goals struct{ missing, cost, suppliers, haul int64 }

func (g goals) less(h goals) bool {
	a, b := [4]int64{g.missing, g.cost, g.suppliers, g.haul}, [4]int64{h.missing, h.cost, h.suppliers, h.haul}
	for i := range a {
		if a[i] != b[i] {
			return a[i] < b[i]
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
			g.cost += amount * o.Num
			g.haul += amount * o.Metres
			active[o.Supplier] = active[o.Supplier] || amount > 0
		}
	}
	for _, is := range active {
		if is {
			g.suppliers++
		}
	}
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
			if (p.MaxSuppliers == 0 || g.suppliers <= int64(p.MaxSuppliers)) && g.less(best) {
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
	for range 1 + dice.IntN(4) {
		o := supply.Offer{Supplier: dice.IntN(4), Num: dice.Int64N(4), Den: 1, MinOrder: dice.Int64N(4), Metres: dice.Int64N(3)}
		for range months {
			o.Capacity = append(o.Capacity, dice.Int64N(6))
		}
		p.Offers = append(p.Offers, o)
	}
	return p
}

// TestSolveIsAsGoodAsTryingAll holds all four goals, and the limits.
func TestSolveIsAsGoodAsTryingAll(t *testing.T) {
	for seed := range uint64(4000) {
		p := small(rand.New(rand.NewPCG(seed, 1)))
		got := supply.Solve(context.Background(), p)
		require.True(t, got.Optimal, "case %d", seed)
		require.Equal(t, bruteForce(p), judge(p, got.Amounts), "case %d: %+v", seed, p)
		holds(t, p, got)
	}
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
	}{{"60", 60, 0}, {"1000", 1000, 0}, {"60 at most 5", 60, 5}} {
		p := large(c.offers, c.most)
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
				got := supply.Solve(ctx, p)
				cancel()
				b.ReportMetric(100*float64(got.Cost-got.CostBound)/float64(got.CostBound), "%gap")
				if got.Optimal {
					b.ReportMetric(1, "optimal")
				}
			}
		})
	}
}
