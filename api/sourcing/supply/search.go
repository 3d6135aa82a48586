package supply

import (
	"cmp"
	"context"
	"slices"
)

// search is branch and bound over the suppliers. A node says of each supplier
// that it takes part, stays out, or is open; with the open ones taking part
// freely the months fall apart and are solved exactly, which bounds the node.
type search struct {
	ctx     context.Context
	scale   scale
	demand  []int64
	fillers []*filler
	merged  []mergedItem // of all months, the cheapest first
	reach   [][]int64    // by supplier and month: what it can deliver there at most
	byReach []int        // suppliers, those of the largest total reach first
	byMonth [][]int      // the same for each month
	most    int          // suppliers that may take part
	order   Order

	usable []bool
	chosen []bool
	count  int // of the chosen

	best   plan
	floor  value
	proven bool
}

type plan struct {
	value  value
	count  int
	months []*month
}

type mergedItem struct {
	month int
	item
}

func (s *search) better(p, q plan) bool {
	a, b := s.goals(p), s.goals(q)
	return slices.Compare(a[:], b[:]) < 0
}

func newSearch(ctx context.Context, p Problem) *search {
	s := &search{ctx: ctx, order: p.Order}
	prices, hauls, scale := weigh(p)
	s.scale = scale
	dense := map[int]int{}
	for _, o := range p.Offers {
		if _, known := dense[o.Supplier]; !known {
			dense[o.Supplier] = len(dense)
		}
	}
	s.reach = make([][]int64, len(dense))
	for i := range s.reach {
		s.reach[i] = make([]int64, len(p.Demand))
	}
	for m, demand := range p.Demand {
		demand /= scale.amount
		var items []item
		for i, o := range p.Offers {
			it := item{i, dense[o.Supplier], o.MinOrder / scale.amount, min(demand, o.Capacity[m]/scale.amount), p.Order.valueOf(prices[i], hauls[i])}
			if it.most < max(1, it.least) {
				continue
			}
			items = append(items, it)
			reach := &s.reach[it.supplier][m]
			*reach = min(demand, *reach+it.most)
		}
		slices.SortStableFunc(items, func(a, b item) int { return slices.Compare(a.price[:], b.price[:]) })
		s.demand = append(s.demand, demand)
		s.fillers = append(s.fillers, newFiller(ctx, demand, items))
		for _, it := range items {
			s.merged = append(s.merged, mergedItem{m, it})
		}
	}
	slices.SortStableFunc(s.merged, func(a, b mergedItem) int { return cmp.Compare(a.price[1], b.price[1]) })
	s.rankReach(len(dense))
	s.usable, s.chosen = make([]bool, len(dense)), make([]bool, len(dense))
	s.most = len(dense)
	if p.MaxSuppliers > 0 {
		s.most = min(s.most, p.MaxSuppliers)
	}
	return s
}

func (s *search) rankReach(suppliers int) {
	total := make([]int64, suppliers)
	for i := range total {
		s.byReach = append(s.byReach, i)
		for _, amount := range s.reach[i] {
			total[i] += amount
		}
	}
	slices.SortStableFunc(s.byReach, func(a, b int) int { return cmp.Compare(total[b], total[a]) })
	for m := range s.demand {
		order := slices.Clone(s.byReach)
		slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(s.reach[b][m], s.reach[a][m]) })
		s.byMonth = append(s.byMonth, order)
	}
}

func (s *search) run() {
	all := s.root()
	s.proven = true
	s.start(all)
	s.branch(all)
}

// root solves the months with everybody, which bounds all plans.
func (s *search) root() []*month {
	for i := range s.usable {
		s.usable[i] = true
	}
	all := s.solve()
	s.floor = s.bound(all)
	return all
}

// solve fills every month from the usable suppliers.
func (s *search) solve() []*month {
	months := make([]*month, len(s.fillers))
	for m, f := range s.fillers {
		months[m] = f.fill(s.usable)
	}
	return months
}

// plan sums months up.
func (s *search) plan(months []*month) plan {
	p := plan{months: months}
	used := make([]bool, len(s.usable))
	for _, m := range months {
		p.value = p.value.plus(m.value)
		for _, part := range m.parts {
			if !used[part.supplier] {
				used[part.supplier] = true
				p.count++
			}
		}
	}
	return p
}

// offer keeps the plan if it is allowed and better than the best.
func (s *search) offer(p plan) bool {
	if p.count > s.most || !s.better(p, s.best) {
		return false
	}
	s.best = p
	return true
}

// start finds a first plan: as it is where few enough take part and their number
// is not the first goal; else of suppliers added and then exchanged one by one.
func (s *search) start(all []*month) {
	if p := s.plan(all); p.count <= s.most {
		s.best = p
		if s.order[0] != Suppliers {
			return
		}
	}
	for i := range s.usable {
		s.usable[i] = false
	}
	if s.best.months == nil {
		s.best = s.plan(s.solve()) // nobody
	}
	team := s.cover()
	s.offer(s.plan(s.solve()))
	for len(team) < s.most && s.ctx.Err() == nil {
		next := s.bestAddition()
		if next < 0 {
			break
		}
		team = append(team, next)
		s.usable[next] = true
	}
	for improved := true; improved && s.ctx.Err() == nil; {
		improved = false
		for i, member := range team {
			s.usable[member] = false
			improved = s.offer(s.plan(s.solve())) || improved
			if next := s.bestAddition(); next >= 0 {
				team[i], improved = next, true
			}
			s.usable[team[i]] = true
		}
	}
	for i := range s.usable {
		s.usable[i] = true
	}
}

// cover makes suppliers usable, each time the one who reaches most of what is not
// covered yet, until nothing is left or no more may take part.
func (s *search) cover() (team []int) {
	rest := slices.Clone(s.demand)
	for len(team) < s.most {
		next, most := -1, int64(0)
		for i, reach := range s.reach {
			adds := int64(0)
			for m, left := range rest {
				adds += min(left, reach[m])
			}
			if adds > most && !s.usable[i] {
				next, most = i, adds
			}
		}
		if next < 0 {
			break
		}
		for m := range rest {
			rest[m] -= min(rest[m], s.reach[next][m])
		}
		team = append(team, next)
		s.usable[next] = true
	}
	return team
}

// bestAddition is the supplier with whom the usable ones make a plan better than
// the best, -1 for none. The plan is kept.
func (s *search) bestAddition() int {
	found := -1
	for i := range s.usable {
		if s.usable[i] || s.ctx.Err() != nil {
			continue
		}
		s.usable[i] = true
		if s.offer(s.plan(s.solve())) {
			found = i
		}
		s.usable[i] = false
	}
	return found
}

// branch searches below a node whose months are solved.
func (s *search) branch(months []*month) {
	if s.ctx.Err() != nil {
		s.proven = false
		return
	}
	p := s.plan(months)
	s.offer(p)
	if s.hopeless(months) {
		return
	}
	pick, most := -1, int64(-1)
	load := map[int]int64{}
	for _, m := range months {
		for _, part := range m.parts {
			if !s.chosen[part.supplier] {
				load[part.supplier] += part.amount
			}
		}
	}
	for supplier, amount := range load {
		if amount > most || amount == most && supplier < pick {
			pick, most = supplier, amount
		}
	}
	if pick < 0 { // only chosen ones deliver, each month at its best
		for _, m := range months {
			s.proven = s.proven && m.floor == m.value
		}
		return
	}
	s.chosen[pick] = true
	s.count++
	if s.count == s.most {
		s.branchFull(months)
	} else {
		s.branch(months)
	}
	s.chosen[pick] = false
	s.count--

	s.usable[pick] = false
	s.branch(s.resolve(months))
	s.usable[pick] = true
}

// branchFull goes on where no further supplier may take part.
func (s *search) branchFull(months []*month) {
	kept := slices.Clone(s.usable)
	copy(s.usable, s.chosen)
	s.branch(s.resolve(months))
	copy(s.usable, kept)
}

// resolve solves anew the months that use a supplier who no longer may.
func (s *search) resolve(months []*month) []*month {
	next := slices.Clone(months)
	for i, m := range months {
		if slices.ContainsFunc(m.parts, func(p part) bool { return !s.usable[p.supplier] }) {
			next[i] = s.fillers[i].fill(s.usable)
		}
	}
	return next
}

// hopeless reports whether no plan below the node is better than the best.
func (s *search) hopeless(months []*month) bool {
	least := plan{value: s.bound(months), count: s.count}
	if least.value[0] == s.best.value[0] && (s.leading(least) == s.leading(s.best) || s.order[0] == Suppliers) {
		least.count = max(least.count, s.needed(s.best.value[0]))
	}
	return !s.better(least, s.best)
}

// leading is what a plan is compared by after what is missing, cost as it is shown.
func (s *search) leading(p plan) int64 {
	if s.order.costFirst() {
		return s.scale.shown(p.value[1])
	}
	return p.value[1]
}

// bound is a value that no plan below the node undercuts.
func (s *search) bound(months []*month) value {
	var v value
	for _, m := range months {
		v = v.plus(m.floor)
	}
	missing := s.missing(s.most - s.count)
	if missing <= v[0] {
		return v
	}
	return value{missing, s.cheapest(missing), 0}
}

// missing is the least that is missing if only so many of the open suppliers
// join the chosen.
func (s *search) missing(open int) int64 {
	var demand, total, monthly int64
	for m, d := range s.demand {
		demand += d
		monthly += min(d, s.together(s.byMonth[m], open, func(i int) int64 { return s.reach[i][m] }))
	}
	total = s.together(s.byReach, open, func(i int) (sum int64) {
		for _, amount := range s.reach[i] {
			sum += amount
		}
		return sum
	})
	return max(0, demand-min(total, monthly))
}

// together sums what the chosen and the first few open ones of an order reach.
func (s *search) together(order []int, open int, reach func(int) int64) (sum int64) {
	for _, i := range order {
		switch {
		case s.chosen[i]:
			sum += reach(i)
		case s.usable[i] && open > 0:
			sum += reach(i)
			open--
		}
	}
	return sum
}

// needed is how many suppliers it takes at least so that no more is missing.
func (s *search) needed(missing int64) int {
	for open := 0; s.count+open < s.most; open++ {
		if s.missing(open) <= missing {
			return s.count + open
		}
	}
	return s.most
}

// cheapest is the least cost, or whatever comes first in a value, of delivering all
// but what is missing, minimum orders aside.
func (s *search) cheapest(missing int64) (cost int64) {
	rest := slices.Clone(s.demand)
	left := -missing
	for _, d := range rest {
		left += d
	}
	for _, it := range s.merged {
		if left <= 0 {
			break
		}
		if s.usable[it.supplier] {
			take := min(it.most, rest[it.month], left)
			cost += take * it.price[1]
			rest[it.month] -= take
			left -= take
		}
	}
	return cost
}
