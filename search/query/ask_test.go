package query_test

import (
	"testing"

	"lienket/search"
	"lienket/search/embedded"
	"lienket/search/query"
)

// Few hits are filled up with more of the same good, but not beside a code that
// names one product.
func TestAskFillsUpButNotBesideACode(t *testing.T) {
	engine, err := embedded.Open(t.TempDir(), embedded.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = engine.Close() })
	names := map[string]string{"a": "Miến dong Côn Minh", "b": "Miến dong Chợ Rã", "c": "Miến dong 4621440593"}
	var changes []search.Change
	for id, name := range names {
		changes = append(changes, search.Change{Document: search.Document{ID: id, Kind: search.Product, Version: 1, Name: name}})
	}
	if err := engine.Apply(t.Context(), changes); err != nil {
		t.Fatal(err)
	}
	analyzer := newAnalyzer(t)
	for text, want := range map[string]int{
		"mien dong":            3,
		"mien dong 4621440593": 1,
		"mien dong 9999999999": 3, // nothing is called so: the good, said to be loosened
	} {
		result, _, err := query.Ask(t.Context(), engine, search.Query{Kind: search.Product, Text: text}, analyzer.Analyze(text))
		if err != nil {
			t.Fatal(err)
		}
		if result.Total != want {
			t.Errorf("%q finds %d, want %d", text, result.Total, want)
		}
	}
}
