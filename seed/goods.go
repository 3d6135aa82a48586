package seed

import (
	"strings"

	"lienket/api/measure"
)

// good is a kind of product that the region makes. The tables of goods_*.go list
// them.
type good struct {
	key   string
	group string
	unit  measure.Unit
	// names are what different makers call it; a place or a brand follows.
	names []string
	// from and to bound the lowest price per unit, in VND, a multiple of round.
	from, to, round int64
	// monthly is what a middling cooperative delivers in the best month, a
	// multiple of step; minOrder is the smallest order.
	monthly, step, minOrder int64
	// season has a digit for each month from January: 9 is all of monthly, 0 none.
	season    string
	packaging []string
	marks     []string
	// districts are the former districts it comes from; none means all.
	districts []string
	// fields are what cooperatives that make it call their trade.
	fields []string
	// A description is one sentence of each. {noi} is the commune.
	origin, making, serving []string
	// keywords are what buyers ask for it by.
	keywords string
}

// goods are all kinds.
var goods = func() []*good {
	var all []*good
	for _, table := range [][]good{foods, meats, drinks, herbs, crafts, stays} {
		for i := range table {
			all = append(all, &table[i])
		}
	}
	return all
}()

func goodOf(key string) *good {
	for _, g := range goods {
		if g.key == key {
			return g
		}
	}
	panic("seed: no good " + key)
}

// share is the month's part of the best one, in ninths.
func (g *good) share(month int) int64 { return int64(g.season[month-1] - '0') }

// describe composes a description from one sentence of each kind.
func (g *good) describe(d *dice, commune string) string {
	text := pick(d, g.origin) + " " + pick(d, g.making) + " " + pick(d, g.serving)
	return strings.ReplaceAll(text, "{noi}", lowerLevel(commune))
}

// lowerLevel writes "Xã Côn Minh" as within a sentence: "xã Côn Minh".
func lowerLevel(name string) string {
	for _, level := range []string{"Xã ", "Phường ", "Tỉnh ", "Thành phố ", "Thị trấn ", "Huyện "} {
		if strings.HasPrefix(name, level) {
			return strings.ToLower(level) + strings.TrimPrefix(name, level)
		}
	}
	return name
}

// bareName writes "Xã Côn Minh" as "Côn Minh".
func bareName(name string) string {
	if name == "Thành phố Hồ Chí Minh" { // without its rank it is a person
		return "TP. Hồ Chí Minh"
	}
	for _, level := range []string{"Xã ", "Phường ", "Tỉnh ", "Thành phố ", "Thị trấn ", "Huyện "} {
		name = strings.TrimPrefix(name, level)
	}
	return name
}
