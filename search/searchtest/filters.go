package searchtest

import (
	"maps"
	"slices"
	"testing"

	"lienket/search"
)

// shelf is what the filters, facets and orders are tried on.
func shelf() []search.Document {
	return []search.Document{
		{ID: "mien", Name: "Miến dong đặc sản", Group: "thuc-pham", Stars: 4, Areas: []string{"01840", "19", "060@old"}, Marks: []string{"vietgap", "attp"}, OrganizationID: "o-1", Dimension: "mass", Price: 90_000, UpdatedAt: corpusEpoch + 4000, Available: map[string]int64{"2026-11": 5000, "2026-12": 1000}},
		{ID: "che", Name: "Chè đặc sản", Group: "do-uong", Stars: 5, Areas: []string{"01850", "19"}, Marks: []string{"huu-co", "vietgap"}, OrganizationID: "o-2", Dimension: "mass", Price: 400_000, UpdatedAt: corpusEpoch + 3000, Available: map[string]int64{"2026-11": 800}},
		{ID: "ruou", Name: "Rượu đặc sản", Group: "do-uong", Stars: 3, Areas: []string{"01840", "19", "060@old"}, OrganizationID: "o-1", Dimension: "volume", Price: 120_000, UpdatedAt: corpusEpoch + 2000, Available: map[string]int64{"2026-12": 9000}},
		{ID: "tho", Name: "Thổ cẩm đặc sản", Group: "thu-cong-my-nghe", Stars: 0, Areas: []string{"24"}, Marks: []string{"nhan-hieu-tap-the"}, OrganizationID: "o-3", Dimension: "san-pham", UpdatedAt: corpusEpoch + 1000},
	}
}

// filterRows are questions to the shelf; each must hold with and without text.
var filterRows = []struct {
	name string
	q    search.Query
	want []string
}{
	{"none", search.Query{}, []string{"mien", "che", "ruou", "tho"}},
	{"IDs", search.Query{IDs: []string{"che", "tho", "unknown"}}, []string{"che", "tho"}},
	{"group", search.Query{Group: []string{"do-uong"}}, []string{"che", "ruou"}},
	{"several groups are alternatives", search.Query{Group: []string{"do-uong", "thuc-pham"}}, []string{"mien", "che", "ruou"}},
	{"unknown group", search.Query{Group: []string{"khac"}}, nil},
	{"stars", search.Query{Stars: []int{4, 0}}, []string{"mien", "tho"}},
	{"least stars", search.Query{MinStars: 4}, []string{"mien", "che"}},
	{"stars and least stars", search.Query{Stars: []int{3, 5}, MinStars: 4}, []string{"che"}},
	{"area", search.Query{Areas: []string{"01840"}}, []string{"mien", "ruou"}},
	{"several areas are alternatives", search.Query{Areas: []string{"060@old", "24"}}, []string{"mien", "ruou", "tho"}},
	{"mark", search.Query{Marks: []string{"vietgap"}}, []string{"mien", "che"}},
	{"all marks are wanted", search.Query{Marks: []string{"vietgap", "huu-co"}}, []string{"che"}},
	{"organizations", search.Query{OrganizationIDs: []string{"o-1", "o-3"}}, []string{"mien", "ruou", "tho"}},
	{"dimension", search.Query{Dimension: "mass"}, []string{"mien", "che"}},
	{"highest price leaves out what is on request", search.Query{PriceMax: 120_000}, []string{"mien", "ruou"}},
	{"month", search.Query{Months: []string{"2026-11"}}, []string{"mien", "che"}},
	{"month and amount", search.Query{Months: []string{"2026-11"}, MinAvailable: 1000}, []string{"mien"}},
	{"exactly the amount", search.Query{Months: []string{"2026-12"}, MinAvailable: 1000}, []string{"mien", "ruou"}},
	{"every month is wanted", search.Query{Months: []string{"2026-11", "2026-12"}, MinAvailable: 500}, []string{"mien"}},
	{"unknown month", search.Query{Months: []string{"2031-01"}}, nil},
	{"price bands are alternatives", search.Query{Prices: []string{"50000-100000", "200000-500000"}}, []string{"mien", "che"}},
	{"an unknown price band", search.Query{Prices: []string{"90000-90001"}}, nil},
	{"several filters", search.Query{Group: []string{"do-uong"}, Areas: []string{"19"}, MinStars: 4, PriceMax: 500_000}, []string{"che"}},
	{"a filter value is no expression", search.Query{Group: []string{`do-uong" OR kind = "product`}}, nil},
	{"a quote in a filter", search.Query{Areas: []string{`'19'`, `"19"`, `\`, "19]"}}, nil},
}

var filterCases = []testCase{
	{"every filter", func(t *testing.T, e fixture) {
		e.put(t, shelf()...)
		e.put(t, search.Document{ID: "elsewhere", Kind: search.Organization, Name: "Đặc sản", Group: "do-uong", Stars: 4, Areas: []string{"19", "01840"}, Dimension: "mass", OrganizationID: "o-1"})
		for _, row := range filterRows {
			t.Run(row.name, func(t *testing.T) {
				q := row.q
				e.finds(t, q, row.want...)
				q.Text = "dac san"
				e.finds(t, q, row.want...)
				q.AnyWord = true
				e.finds(t, q, row.want...)
				q.AnyWord, q.Order = false, search.ByNewest
				e.ranks(t, q, row.want...) // the shelf stands newest first
			})
		}
	}},
	{"without months there is no least amount", func(t *testing.T, e fixture) {
		e.put(t, shelf()...)
		e.finds(t, search.Query{MinAvailable: 1_000_000}, "mien", "che", "ruou", "tho")
	}},
	{"a month with nothing left is not available", func(t *testing.T, e fixture) {
		e.put(t, search.Document{ID: "sold", Name: "Bán hết", Available: map[string]int64{"2026-11": 0}})
		e.finds(t, search.Query{Months: []string{"2026-11"}})
	}},
	{"a change of a document changes its filters", func(t *testing.T, e fixture) {
		e.put(t, shelf()...)
		e.put(t, search.Document{ID: "tho", Version: 2, Name: "Thổ cẩm", Group: "du-lich", Stars: 5, Areas: []string{"19"}, Price: 1})
		e.finds(t, search.Query{Group: []string{"thu-cong-my-nghe"}})
		e.finds(t, search.Query{Group: []string{"du-lich"}, Areas: []string{"19"}, MinStars: 5, PriceMax: 1}, "tho")
	}},
}

var allFacets = []search.Facet{search.ByGroup, search.ByStars, search.ByArea, search.ByMark, search.ByPrice, search.ByMonth}

// counts checks the facets of a question that want has.
func (e fixture) counts(t *testing.T, q search.Query, want map[search.Facet]map[string]int) {
	t.Helper()
	q.Facets = slices.Collect(maps.Keys(want))
	got := e.ask(t, q).Facets
	for _, facet := range q.Facets {
		if !maps.Equal(got[facet], want[facet]) {
			t.Errorf("%s: facet %s counts %v, want %v", describe(q), facet, got[facet], want[facet])
		}
	}
}

var facetCases = []testCase{
	{"counts without filters", func(t *testing.T, e fixture) {
		e.put(t, shelf()...)
		e.put(t, search.Document{ID: "elsewhere", Kind: search.Organization, Name: "Đặc sản", Group: "do-uong", Areas: []string{"19"}})
		want := map[search.Facet]map[string]int{
			search.ByGroup: {"thuc-pham": 1, "do-uong": 2, "thu-cong-my-nghe": 1},
			search.ByStars: {"0": 1, "3": 1, "4": 1, "5": 1},
			search.ByArea:  {"01840": 2, "01850": 1, "19": 3, "060@old": 2, "24": 1},
			search.ByMark:  {"vietgap": 2, "attp": 1, "huu-co": 1, "nhan-hieu-tap-the": 1},
		}
		e.counts(t, search.Query{}, want)
		e.counts(t, text("dac san"), want)
		e.counts(t, search.Query{Text: "dac san", Limit: 1, Offset: 2, Order: search.ByName}, want)
		e.counts(t, text("mien"), map[search.Facet]map[string]int{
			search.ByGroup: {"thuc-pham": 1}, search.ByStars: {"4": 1},
			search.ByArea: {"01840": 1, "19": 1, "060@old": 1}, search.ByMark: {"vietgap": 1, "attp": 1},
		})
	}},
	{"a facet's own filter does not narrow it", func(t *testing.T, e fixture) {
		e.put(t, shelf()...)
		e.counts(t, search.Query{Text: "dac san", Group: []string{"do-uong"}}, map[search.Facet]map[string]int{
			search.ByGroup: {"thuc-pham": 1, "do-uong": 2, "thu-cong-my-nghe": 1},
			search.ByStars: {"3": 1, "5": 1},
			search.ByArea:  {"01840": 1, "01850": 1, "19": 2, "060@old": 1},
			search.ByMark:  {"vietgap": 1, "huu-co": 1},
		})
		e.counts(t, search.Query{Group: []string{"do-uong"}, Areas: []string{"01840"}}, map[search.Facet]map[string]int{
			search.ByGroup: {"thuc-pham": 1, "do-uong": 1},
			search.ByStars: {"3": 1},
			search.ByArea:  {"01840": 1, "01850": 1, "19": 2, "060@old": 1},
			search.ByMark:  {},
		})
		e.counts(t, search.Query{MinStars: 4, Stars: []int{5}}, map[search.Facet]map[string]int{
			search.ByGroup: {"do-uong": 1},
			search.ByStars: {"0": 1, "3": 1, "4": 1, "5": 1},
			search.ByArea:  {"01850": 1, "19": 1},
			search.ByMark:  {"vietgap": 1, "huu-co": 1},
		})
		e.counts(t, search.Query{Marks: []string{"vietgap", "huu-co"}, PriceMax: 500_000}, map[search.Facet]map[string]int{
			search.ByGroup: {"do-uong": 1},
			search.ByStars: {"5": 1},
			search.ByArea:  {"01850": 1, "19": 1},
			search.ByMark:  {"vietgap": 2, "attp": 1, "huu-co": 1},
		})
	}},
	{"price bands and months", func(t *testing.T, e fixture) {
		e.put(t, shelf()...)
		price := map[string]int{"50000-100000": 1, "100000-200000": 1, "200000-500000": 1}
		for _, words := range []string{"", "dac san"} {
			e.counts(t, search.Query{Text: words}, map[search.Facet]map[string]int{
				search.ByPrice: price, search.ByMonth: {"2026-11": 2, "2026-12": 2},
			})
			e.counts(t, search.Query{Text: words, Prices: []string{"200000-500000"}, Months: []string{"2026-11"}}, map[search.Facet]map[string]int{
				search.ByPrice: {"50000-100000": 1, "200000-500000": 1},
				search.ByMonth: {"2026-11": 1},
				search.ByGroup: {"do-uong": 1},
			})
			e.counts(t, search.Query{Text: words, Months: []string{"2026-11"}, MinAvailable: 1000}, map[search.Facet]map[string]int{
				search.ByPrice: {"50000-100000": 1}, search.ByMonth: {"2026-11": 1, "2026-12": 2},
			})
			e.counts(t, search.Query{Text: words, Stars: []int{3}, Prices: []string{"0-20000"}}, map[search.Facet]map[string]int{
				search.ByPrice: {"100000-200000": 1}, search.ByMonth: {}, search.ByStars: {},
			})
		}
	}},
	{"only what was asked for", func(t *testing.T, e fixture) {
		e.put(t, shelf()...)
		if got := e.ask(t, search.Query{Facets: []search.Facet{search.ByStars}}).Facets; len(got) != 1 {
			t.Errorf("Facets = %v, want stars alone", got)
		}
		if got := e.ask(t, search.Query{}).Facets; len(got) != 0 {
			t.Errorf("Facets = %v, want none", got)
		}
	}},
	{"every value of a facet is counted", func(t *testing.T, e fixture) {
		documents := Corpus(600, 3)
		e.put(t, documents...)
		want := map[string]int{}
		for _, d := range documents {
			for _, area := range d.Areas {
				want[area]++
			}
		}
		got := e.ask(t, search.Query{Facets: []search.Facet{search.ByArea}}).Facets[search.ByArea]
		if !maps.Equal(got, want) {
			t.Errorf("counted %d areas, want %d with equal counts", len(got), len(want))
		}
	}},
}
