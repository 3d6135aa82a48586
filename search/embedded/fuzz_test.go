package embedded_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"lienket/search"
	"lienket/search/embedded"
	"lienket/search/searchtest"
)

// FuzzOpen opens any bytes as a log: never an error or a panic. (Run
// it with -fuzzminimizetime 1x: goroutines make its coverage unsteady.)
func FuzzOpen(f *testing.F) {
	dir := f.TempDir()
	e := open(f, dir)
	replace(f, e, put("a", 1, "Miến dong"), put("b", 1, "Mật ong"))
	apply(f, e, put("a", 2, "Miến sạch"), remove("b", 2))
	if err := e.Close(); err != nil {
		f.Fatal(err)
	}
	whole, err := os.ReadFile(filepath.Join(dir, logName))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole)
	f.Add(whole[:len(whole)-5])
	f.Add(bytes.Repeat([]byte{0xff}, 64))
	f.Fuzz(func(t *testing.T, content []byte) {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, logName), content, 0o600); err != nil {
			t.Fatal(err)
		}
		e := openQuietly(t, dir)
		apply(t, e, put("z", 1<<62, "Mật ong"))
		if got := total(t, e, search.Query{IDs: []string{"z"}}); got != 1 {
			t.Fatalf("found %d, want the document just put", got)
		}
		closeEngine(t, e)
	})
}

func FuzzSearch(f *testing.F) {
	e, err := embedded.Open(f.TempDir(), embedded.Options{})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = e.Close() })
	for _, d := range searchtest.Corpus(200, 1) {
		apply(f, e, search.Change{Document: d})
	}
	f.Add("mien dong", "thuc-pham", "2026-03", 3, int64(1), 10, 0)
	f.Add("mein dnog t", "\xff", "", -1, int64(-1), -1, 1<<40)
	f.Add("🍯 \x00 ế́", "19", "9999-12", 0, int64(1<<62), 5000, -7)
	f.Fuzz(func(t *testing.T, text, value, month string, stars int, amount int64, limit, offset int) {
		for _, order := range []search.Order{"", search.ByPriceUp, search.ByName} {
			q := search.Query{Text: text, Kind: search.Product, Order: order, Limit: limit, Offset: offset, AnyWord: stars%2 == 0, Facets: []search.Facet{search.ByArea, search.ByMark, search.ByGroup, search.ByStars}}
			all, err := e.Search(context.Background(), q)
			if err != nil {
				t.Fatal(err)
			}
			q.MinStars, q.PriceMax, q.MinAvailable = stars, amount, amount
			if value != "" {
				q.Areas = []string{value}
			}
			if month != "" {
				q.Months = []string{month}
			}
			some, err := e.Search(context.Background(), q)
			if err != nil {
				t.Fatal(err)
			}
			if some.Total > all.Total {
				t.Fatalf("%d found with filters, %d without", some.Total, all.Total)
			}
			for _, hit := range append(all.Hits, some.Hits...) {
				if !(hit.Score >= 0 && hit.Score <= 1) {
					t.Fatalf("score %v", hit.Score)
				}
			}
		}
		if _, err := e.Suggest(context.Background(), text, nil, limit); err != nil {
			t.Fatal(err)
		}
	})
}
