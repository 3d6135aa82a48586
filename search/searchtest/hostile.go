package searchtest

import (
	"context"
	"strings"
	"testing"

	"lienket/api/fault"
	"lienket/search"
)

var hostileTexts = map[string]string{
	"10,000 letters":        strings.Repeat("a", 10_000),
	"10,000 marked letters": strings.Repeat("ế", 10_000),
	"5,000 words":           strings.Repeat("mi ", 5_000),
	"many different words":  manyWords(2_000),
	"emoji":                 "🍯🐝👩‍🌾 mật",
	"only emoji":            "🍯🐝",
	"quotes":                `"mật ong" 'rừng' "chưa đóng`,
	"operators":             `mật AND (ong OR -rừng) NOT * ? ~2 ^3 name:x [a TO b] {}`,
	"SQL":                   `'; DROP TABLE products; -- `,
	"filter":                `kind = product OR id EXISTS`,
	"invalid UTF-8":         "m\xff\xfeật \xc3\x28",
	"NUL":                   "m\x00ật\x00",
	"only a mark":           "\u0301\u0302",
	"backslashes":           `\\\\\"\n`,
	"right to left":         "\u202emật \u200fong",
	"long combining":        "e" + strings.Repeat("\u0301", 5_000),
	"a template":            "{{.Text}} ${x} %s %d %n",
}

func manyWords(n int) string {
	var text strings.Builder
	for i := range n {
		text.WriteString(onsets[i%len(onsets)] + rhymes[i%len(rhymes)] + " ")
	}
	return text.String()
}

var hostileCases = []testCase{
	{"queries", func(t *testing.T, e fixture) {
		e.put(t, Corpus(50, 5)...)
		for name, hostile := range hostileTexts {
			t.Run(name, func(t *testing.T) {
				for _, any := range []bool{false, true} {
					e.ask(t, search.Query{Text: hostile, AnyWord: any, Facets: allFacets})
				}
				e.ask(t, search.Query{Text: hostile, Order: search.ByName})
				if _, err := e.Suggest(context.Background(), hostile, nil, 5); err != nil {
					t.Errorf("Suggest: %v", err)
				}
			})
		}
	}},
	{"filters", func(t *testing.T, e fixture) {
		e.put(t, Corpus(50, 5)...)
		for name, hostile := range hostileTexts {
			t.Run(name, func(t *testing.T) {
				value := []string{hostile}
				for _, q := range []search.Query{
					{IDs: value}, {Group: value}, {Areas: value}, {Marks: value}, {OrganizationIDs: value}, {Dimension: hostile}, {Months: value},
				} {
					q.Facets = allFacets
					e.finds(t, q)
				}
			})
		}
		e.finds(t, search.Query{MinStars: 1 << 40})
		e.finds(t, search.Query{Stars: []int{-1, 1 << 40}})
		e.finds(t, search.Query{PriceMax: -1})
	}},
	{"documents", func(t *testing.T, e fixture) {
		for name, hostile := range hostileTexts {
			t.Run(name, func(t *testing.T) {
				e.put(t, search.Document{ID: "p-" + strings.Map(idLetters, name), Name: "Thường " + hostile, Keywords: []string{hostile, ""}, Organization: hostile, Description: hostile, MarkLabels: []string{hostile}})
			})
		}
		e.put(t, search.Document{ID: "empty"})
		if got := e.ask(t, search.Query{Text: "thuong", Limit: 100}).Total; got != len(hostileTexts) {
			t.Errorf("found %d documents, want %d", got, len(hostileTexts))
		}
	}},
	{"extreme numbers", func(t *testing.T, e fixture) {
		e.put(t,
			search.Document{ID: "high", Name: "Cao", Version: 1 << 62, Price: 1 << 52, Stars: 5, UpdatedAt: 1 << 52, Available: map[string]int64{"2026-11": 1 << 52}},
			search.Document{ID: "low", Name: "Thấp", Price: 1, UpdatedAt: 1, Available: map[string]int64{"2026-11": 1}},
		)
		e.ranks(t, search.Query{Order: search.ByPriceDown}, "high", "low")
		e.ranks(t, search.Query{Order: search.ByNewest}, "high", "low")
		e.finds(t, search.Query{Months: []string{"2026-11"}, MinAvailable: 1 << 52}, "high")
	}},
}

func idLetters(r rune) rune {
	if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
		return r
	}
	return '-'
}

var closedCases = []testCase{
	{"every call is unavailable", func(t *testing.T, e fixture) {
		e.put(t, named("p", "Miến dong"))
		if err := e.Close(); err != nil {
			t.Fatalf("Close: %v", err)
		}
		ctx := context.Background()
		calls := map[string]func() error{
			"Apply":        func() error { return e.Apply(ctx, []search.Change{version("q", 1, "Mật")}) },
			"Replace":      func() error { return e.Replace(ctx, func(func([]search.Document) error) error { return nil }) },
			"Search":       func() error { _, err := e.Search(ctx, search.Query{Kind: search.Product}); return err },
			"Suggest":      func() error { _, err := e.Suggest(ctx, "mien", nil, 5); return err },
			"Count":        func() error { _, err := e.Count(ctx, search.Product); return err },
			"Ready":        func() error { return e.Ready(ctx) },
			"NeedsRebuild": func() error { _, err := e.NeedsRebuild(ctx); return err },
		}
		for name, call := range calls {
			if err := call(); !fault.Is(err, fault.Unavailable) {
				t.Errorf("%s after Close returned %v, want fault.Unavailable", name, err)
			}
		}
		if err := e.Close(); err != nil {
			t.Errorf("a second Close returned %v", err)
		}
	}},
}
