package embedded

import (
	"slices"
	"strconv"

	"lienket/search"
)

// A row fails at most six filters that belong to facets, a bit for each; it
// counts for a facet when it fails no other.
const (
	failsGroup uint8 = 1 << iota
	failsStars
	failsAreas
	failsMarks
	failsPrices
	failsMonths
)

// filter is a query's filters, compiled to tables over the index's codes, and the
// counts of its facets.
type filter struct {
	x     *index
	kinds []bool

	// By code: the bit if it fails, else 0.
	groups, stars, areas, marks []uint8
	// By code: rows that fail no filter but the facet's own.
	groupCounts, starCounts, areaCounts, markCounts []int32

	figured    bool    // any of the following is set
	prices     []uint8 // by band, that of no price last; nil if off
	months     []uint16
	least      int64
	countPrice bool
	countMonth bool
	bandCounts [16]int32
	monthFrom  uint16
	monthCount []int32 // from monthFrom on

	more       bool // any of the following is set
	impossible bool // nothing can pass
	rows       map[uint32]struct{}
	owners     map[uint32]struct{}
	dimension  uint32
	priceMax   int64
}

func (x *index) newFilter(q *search.Query) *filter {
	f := &filter{x: x, kinds: x.kindsOf(q.Kind)}
	f.groups = table(x.groups.values, failsGroup, len(q.Group) == 0, func(code int) bool {
		return slices.Contains(q.Group, x.groups.values[code])
	})
	f.stars = table(make([]struct{}, maxStars+1), failsStars, len(q.Stars) == 0 && q.MinStars <= 0, func(stars int) bool {
		return stars >= q.MinStars && (len(q.Stars) == 0 || slices.Contains(q.Stars, stars))
	})
	areas, _ := codes(&x.areas.values, q.Areas)
	f.areas = table(x.areas.members, failsAreas, len(q.Areas) == 0, func(set int) bool {
		return slices.ContainsFunc(areas, func(code uint32) bool { return contains(x.areas.members[set], code) })
	})
	marks, known := codes(&x.marks.values, q.Marks)
	f.marks = table(x.marks.members, failsMarks, len(q.Marks) == 0, func(set int) bool {
		return known && !slices.ContainsFunc(marks, func(code uint32) bool { return !contains(x.marks.members[set], code) })
	})
	f.groupCounts, f.starCounts = make([]int32, len(f.groups)), make([]int32, len(f.stars))
	f.areaCounts, f.markCounts = make([]int32, len(f.areas)), make([]int32, len(f.marks))
	f.compileFigures(q)
	f.compileMore(q)
	return f
}

// compileFigures compiles the filters and facets that rows do not hold themselves.
func (f *filter) compileFigures(q *search.Query) {
	f.countPrice, f.countMonth = slices.Contains(q.Facets, search.ByPrice), slices.Contains(q.Facets, search.ByMonth)
	if f.countMonth {
		f.monthFrom, f.monthCount = f.x.ledger.first, make([]int32, f.x.ledger.months)
	}
	if len(q.Prices) > 0 {
		f.prices = make([]uint8, len(search.PriceBands)+1)
		for band := range f.prices {
			if band == len(search.PriceBands) || !slices.Contains(q.Prices, search.PriceBands[band]) {
				f.prices[band] = failsPrices
			}
		}
	}
	for _, text := range q.Months {
		month, ok := monthNumber(text)
		if !ok {
			month = noMonth
		}
		f.months = append(f.months, month)
	}
	f.least = max(q.MinAvailable, 1)
	f.figured = f.countPrice || f.countMonth || f.prices != nil || f.months != nil
}

// compileMore compiles the filters that no facet counts.
func (f *filter) compileMore(q *search.Query) {
	x := f.x
	if len(q.IDs) > 0 {
		f.rows = make(map[uint32]struct{}, len(q.IDs))
		for _, id := range q.IDs {
			if held, ok := x.entries[id]; ok && held.row != deletedRow {
				f.rows[held.row] = struct{}{}
			}
		}
	}
	if len(q.OrganizationIDs) > 0 {
		owners, _ := codes(&x.owners, q.OrganizationIDs)
		f.owners = make(map[uint32]struct{}, len(owners))
		for _, code := range owners {
			f.owners[code] = struct{}{}
		}
	}
	if q.Dimension != "" {
		code, ok := x.dimensions.codes[q.Dimension]
		f.dimension, f.impossible = code, f.impossible || !ok
	}
	f.priceMax = q.PriceMax
	f.more = f.impossible || f.rows != nil || f.owners != nil || f.dimension != 0 || f.priceMax != 0
}

// table makes a filter's table with an entry for each code.
func table[T any](values []T, fails uint8, off bool, passes func(code int) bool) []uint8 {
	t := make([]uint8, len(values))
	if off {
		return t
	}
	for code := range t {
		if !passes(code) {
			t[code] = fails
		}
	}
	return t
}

// codes looks values up; known is false if one of them does not occur. The empty
// value is never known.
func codes(d *dictionary, values []string) (found []uint32, known bool) {
	known = true
	for _, value := range values {
		if code, ok := d.codes[value]; ok && value != "" {
			found = append(found, code)
		} else {
			known = false
		}
	}
	return found, known
}

func contains(set []uint32, code uint32) bool {
	_, ok := slices.BinarySearch(set, code)
	return ok
}

// kindsOf tells by code which kinds are wanted; dead rows never are.
func (x *index) kindsOf(kinds ...search.Kind) []bool {
	wanted := make([]bool, len(x.kinds.values))
	for _, kind := range kinds {
		if code, ok := x.kinds.codes[string(kind)]; ok && code != 0 {
			wanted[code] = true
		}
	}
	return wanted
}

// passes counts the row at at for the facets and tells whether it is a hit.
func (f *filter) passes(at uint32) bool {
	r := &f.x.rows[at]
	if !f.kinds[r.kind] {
		return false
	}
	fails := f.groups[r.group] | f.stars[r.stars] | f.areas[r.areas] | f.marks[r.marks]
	if fails&(fails-1) != 0 || f.more && !f.passesMore(at) {
		return false
	}
	if f.figured {
		if fails = f.count(at, fails); fails&(fails-1) != 0 {
			return false
		}
	}
	switch fails {
	case 0:
		f.groupCounts[r.group]++
		f.starCounts[r.stars]++
		f.areaCounts[r.areas]++
		f.markCounts[r.marks]++
		return true
	case failsGroup:
		f.groupCounts[r.group]++
	case failsStars:
		f.starCounts[r.stars]++
	case failsAreas:
		f.areaCounts[r.areas]++
	case failsMarks:
		f.markCounts[r.marks]++
	}
	return false
}

// count adds to fails what the figures of a row fail, and counts it for their facets.
func (f *filter) count(at uint32, fails uint8) uint8 {
	band := len(search.PriceBands)
	if f.countPrice || f.prices != nil {
		if found := search.PriceBand(f.x.figures[at].price); found >= 0 {
			band = found
		}
		if f.prices != nil {
			fails |= f.prices[band]
		}
	}
	if f.months != nil && fails&(fails-1) == 0 && !f.x.ledger.holds(at, f.months, f.least) {
		fails |= failsMonths
	}
	if f.countPrice && fails&^failsPrices == 0 {
		f.bandCounts[band]++
	}
	if f.countMonth && fails&^failsMonths == 0 {
		f.x.ledger.count(at, f.least, f.monthCount, f.monthFrom)
	}
	return fails
}

// passesMore applies the filters that no facet counts.
func (f *filter) passesMore(at uint32) bool {
	if f.impossible {
		return false
	}
	if f.dimension != 0 && f.x.figures[at].dimension != f.dimension {
		return false
	}
	if price := f.x.figures[at].price; f.priceMax != 0 && (price == 0 || price > f.priceMax) {
		return false
	}
	if f.rows != nil {
		if _, ok := f.rows[at]; !ok {
			return false
		}
	}
	if f.owners != nil {
		if _, ok := f.owners[f.x.figures[at].owner]; !ok {
			return false
		}
	}
	return true
}

// facets returns the counts that q asked for.
func (f *filter) facets(wanted []search.Facet) map[search.Facet]map[string]int {
	if len(wanted) == 0 {
		return nil
	}
	counted := make(map[search.Facet]map[string]int, len(wanted))
	for _, facet := range wanted {
		values := make(map[string]int)
		switch facet {
		case search.ByGroup:
			countValues(values, f.x.groups.values, f.groupCounts)
		case search.ByStars:
			for stars, count := range f.starCounts {
				if count > 0 {
					values[strconv.Itoa(stars)] = int(count)
				}
			}
		case search.ByArea:
			countSets(values, &f.x.areas, f.areaCounts)
		case search.ByMark:
			countSets(values, &f.x.marks, f.markCounts)
		case search.ByPrice:
			countValues(values, append([]string{""}, search.PriceBands...), append([]int32{0}, f.bandCounts[:len(search.PriceBands)]...))
		case search.ByMonth:
			for i, count := range f.monthCount {
				if count > 0 {
					values[monthText(f.monthFrom+uint16(i))] = int(count)
				}
			}
		}
		counted[facet] = values
	}
	return counted
}

func countValues(into map[string]int, values []string, counts []int32) {
	for code, count := range counts {
		if count > 0 && code != 0 {
			into[values[code]] = int(count)
		}
	}
}

func countSets(into map[string]int, s *sets, counts []int32) {
	byValue := make([]int32, len(s.values.values))
	for set, count := range counts {
		if count > 0 {
			for _, code := range s.members[set] {
				byValue[code] += count
			}
		}
	}
	countValues(into, s.values.values, byValue)
}
