package searchtest

import (
	"fmt"
	"testing"

	"lienket/search"
)

var orderCases = []testCase{
	{"every order", func(t *testing.T, e fixture) {
		e.put(t,
			search.Document{ID: "a", Name: "Đậu đặc sản", Price: 300, Stars: 3, UpdatedAt: corpusEpoch + 1000},
			search.Document{ID: "b", Name: "chè đặc sản", Price: 100, Stars: 5, UpdatedAt: corpusEpoch + 2000},
			search.Document{ID: "c", Name: "Ếch đặc sản", Price: 0, Stars: 0, UpdatedAt: corpusEpoch + 5000},
			search.Document{ID: "d", Name: "Ăn đặc sản", Price: 200, Stars: 4, UpdatedAt: corpusEpoch + 3000},
		)
		for order, want := range map[search.Order][]string{
			search.ByPriceUp:   {"b", "d", "a", "c"},
			search.ByPriceDown: {"a", "d", "b", "c"},
			search.ByStarsDown: {"b", "d", "a", "c"},
			search.ByNewest:    {"c", "d", "b", "a"},
			search.ByName:      {"d", "b", "a", "c"},
		} {
			t.Run(string(order), func(t *testing.T) {
				e.ranks(t, search.Query{Order: order}, want...)
				e.ranks(t, search.Query{Order: order, Text: "dac san"}, want...)
				e.ranks(t, search.Query{Order: order, Limit: 2, Offset: 1}, want[1:3]...)
			})
		}
	}},
	{"most available first", func(t *testing.T, e fixture) {
		e.put(t, shelf()...)
		for _, words := range []string{"", "dac san"} {
			for _, any := range []bool{false, true} {
				q := search.Query{Order: search.ByAvailable, Text: words, AnyWord: any}
				e.ranks(t, q, "ruou", "mien", "che", "tho")
				q.Months = []string{"2026-11"}
				e.ranks(t, q, "mien", "che")
				q.Months = []string{"2026-12"}
				e.ranks(t, q, "ruou", "mien")
			}
		}
	}},
	{"ties fall to the newest, then to the ID", func(t *testing.T, e fixture) {
		e.put(t,
			search.Document{ID: "c", Name: "Mật", Price: 100, Stars: 3, UpdatedAt: corpusEpoch + 1000},
			search.Document{ID: "b", Name: "Mật", Price: 100, Stars: 3, UpdatedAt: corpusEpoch + 1000},
			search.Document{ID: "a", Name: "Mật", Price: 100, Stars: 3, UpdatedAt: corpusEpoch},
			search.Document{ID: "d", Name: "Mật", Price: 100, Stars: 3, UpdatedAt: corpusEpoch + 2000},
			search.Document{ID: "f", Name: "Mật", Price: 0, Stars: 3, UpdatedAt: corpusEpoch + 3000},
			search.Document{ID: "e", Name: "Mật", Price: 0, Stars: 3, UpdatedAt: corpusEpoch + 3000},
		)
		newest := []string{"e", "f", "d", "b", "c", "a"}
		for _, order := range []search.Order{search.ByNewest, search.ByName, search.ByStarsDown} {
			e.ranks(t, search.Query{Order: order}, newest...)
		}
		for _, order := range []search.Order{search.ByPriceUp, search.ByPriceDown} {
			e.ranks(t, search.Query{Order: order}, "d", "b", "c", "a", "e", "f")
		}
	}},
	{"pages join without gap or overlap", func(t *testing.T, e fixture) {
		documents := Corpus(120, 2)
		for i := range documents {
			documents[i].Keywords = []string{"đặc sản"}
		}
		e.put(t, documents...)
		for _, q := range []search.Query{{}, {Text: "dac san"}, {Order: search.ByPriceUp}, {Text: "dac san", Order: search.ByName}} {
			q.Limit = 50
			seen := map[string]bool{}
			for q.Offset = 0; q.Offset < 150; q.Offset += q.Limit {
				page := e.ask(t, q)
				if page.Total != len(documents) {
					t.Errorf("from %d: Total %d, want %d", q.Offset, page.Total, len(documents))
				}
				for _, hit := range page.Hits {
					if seen[hit.ID] {
						t.Errorf("%s stands on two pages", hit.ID)
					}
					seen[hit.ID] = true
				}
			}
			if len(seen) != len(documents) {
				t.Errorf("the pages hold %d documents, want %d", len(seen), len(documents))
			}
		}
	}},
	{"limits", func(t *testing.T, e fixture) {
		documents := make([]search.Document, search.MaxTotal+100)
		for i := range documents {
			documents[i] = named(fmt.Sprintf("p-%04d", i), "Mật ong")
		}
		e.put(t, documents...)
		for limit, want := range map[int]int{0: search.DefaultLimit, -1: search.DefaultLimit, 1: 1, search.MaxLimit: search.MaxLimit, search.MaxLimit + 50: search.MaxLimit} {
			result := e.ask(t, search.Query{Text: "mat ong", Limit: limit})
			if len(result.Hits) != want {
				t.Errorf("limit %d has %d hits, want %d", limit, len(result.Hits), want)
			}
			if result.Total < search.MaxTotal {
				t.Errorf("Total %d, want at least %d", result.Total, search.MaxTotal)
			}
		}
		first := e.ask(t, search.Query{Text: "mat ong", Offset: -5})
		if len(first.Hits) == 0 || first.Hits[0].ID != "p-0000" {
			t.Errorf("a negative offset starts at %v, want the first hit", first.Hits)
		}
		if beyond := e.ask(t, search.Query{Text: "mat ong", Offset: 1_000_000}); len(beyond.Hits) != 0 {
			t.Errorf("%d hits beyond the last", len(beyond.Hits))
		}
	}},
}
