package supply

import "context"

// item is an offer in one month.
type item struct {
	offer, supplier int
	least, most     int64
	price           value // 0, cost, haul per amount
}

// part is what an offer delivers in a month.
type part struct {
	offer, supplier int
	amount          int64
}

// month is the best way to serve one month from some suppliers. floor is a bound
// on its value; where the two differ, the search in the month was cut short.
type month struct {
	value, floor value
	parts        []part
}

// filler solves one month by branch and bound. Its relaxation, without minimum
// orders, is filled by the cheapest first; at most one offer, the last, then
// stays below its minimum, and is either left out or held to it.
type filler struct {
	ctx    context.Context
	demand int64
	items  []item // the cheapest first
	state  []int8
	amount []int64
	held   []int // items held to their minimum
	usable []bool
	best   month
	visits int
	cut    bool // the search was ended early
}

const (
	free int8 = iota
	heldIn
	leftOut
)

// maxVisits bounds the search in one month; random months need a few dozen. Once
// the time is up, fewVisits are left, enough to find something.
const (
	maxVisits = 20_000
	fewVisits = 64
)

func newFiller(ctx context.Context, demand int64, items []item) *filler {
	return &filler{ctx: ctx, demand: demand, items: items, state: make([]int8, len(items)), amount: make([]int64, len(items))}
}

// fill serves the month from the usable suppliers.
func (f *filler) fill(usable []bool) *month {
	f.usable, f.visits, f.cut = usable, 0, false
	f.best = month{value: value{f.demand, 0, 0}}
	floor, _, _ := f.relax()
	f.branch()
	f.best.floor = f.best.value
	if f.cut {
		f.best.floor = floor
	}
	solved := f.best
	return &solved
}

// relax fills the month from the cheapest on and returns the offer that is left
// below its minimum, or -1. feasible is false where the minimums held to are too
// much already.
func (f *filler) relax() (v value, below int, feasible bool) {
	rest, below := f.demand, -1
	for _, i := range f.held {
		rest -= f.items[i].least
		v = v.plus(f.items[i].price.times(f.items[i].least))
	}
	if rest < 0 {
		return v, -1, false
	}
	for i := range f.items {
		if rest == 0 {
			break
		}
		it := &f.items[i]
		if f.state[i] == leftOut || !f.usable[it.supplier] {
			continue
		}
		start := int64(0)
		if f.state[i] == heldIn {
			start = it.least
		}
		take := min(rest, it.most-start)
		if f.state[i] == free && take < it.least {
			below = i
		}
		v = v.plus(it.price.times(take))
		rest -= take
	}
	v[0] = rest
	return v, below, true
}

func (f *filler) branch() {
	f.visits++
	if f.visits >= maxVisits || f.visits >= fewVisits && f.visits%fewVisits == 0 && f.ctx.Err() != nil {
		f.cut = true
	}
	if f.cut {
		return
	}
	v, below, feasible := f.relax()
	if !feasible || !v.less(f.best.value) {
		return
	}
	if below < 0 {
		f.keep(v)
		return
	}
	f.state[below] = heldIn
	f.held = append(f.held, below)
	f.branch()
	f.held = f.held[:len(f.held)-1]
	f.state[below] = leftOut
	f.branch()
	f.state[below] = free
}

// keep writes down the relaxation's amounts, which break no minimum.
func (f *filler) keep(v value) {
	rest := f.demand
	f.best = month{value: v}
	for _, i := range f.held {
		rest -= f.items[i].least
	}
	for i := range f.items {
		it := &f.items[i]
		start := int64(0)
		if f.state[i] == heldIn {
			start = it.least
		}
		take := int64(0)
		if f.state[i] != leftOut && f.usable[it.supplier] {
			take = min(rest, it.most-start)
		}
		rest -= take
		if start+take > 0 {
			f.best.parts = append(f.best.parts, part{it.offer, it.supplier, start + take})
		}
	}
}
