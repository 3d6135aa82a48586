// Package searchtest holds every search.Engine to the behaviour that package
// search promises, and makes synthetic documents for benchmarks. It asks for the
// order of hits only where the port promises one, never for a score.
package searchtest

import (
	"context"
	"slices"
	"testing"

	"lienket/search"
)

// Run tests an engine. open returns a new, empty engine each time; Run closes
// what it opens, so a second Close must do no harm.
func Run(t *testing.T, open func(t *testing.T) search.Engine) {
	groups := []struct {
		name  string
		cases []testCase
	}{
		{"text", textCases},
		{"ranking", rankingCases},
		{"filters", filterCases},
		{"facets", facetCases},
		{"order", orderCases},
		{"versions", versionCases},
		{"replace", replaceCases},
		{"suggest", suggestCases},
		{"hostile", hostileCases},
		{"closed", closedCases},
	}
	for _, group := range groups {
		t.Run(group.name, func(t *testing.T) {
			for _, c := range group.cases {
				t.Run(c.name, func(t *testing.T) {
					engine := open(t)
					t.Cleanup(func() { _ = engine.Close() })
					c.run(t, fixture{engine})
				})
			}
		})
	}
}

type testCase struct {
	name string
	run  func(t *testing.T, e fixture)
}

// fixture is an engine with the steps that the cases are written in.
type fixture struct {
	search.Engine
}

// put applies documents; what they leave out of Kind, Version and UpdatedAt is
// Product, 1, and the same instant.
func (e fixture) put(t *testing.T, documents ...search.Document) {
	t.Helper()
	changes := make([]search.Change, len(documents))
	for i, d := range documents {
		changes[i] = search.Change{Document: complete(d)}
	}
	e.apply(t, changes...)
}

func (e fixture) apply(t *testing.T, changes ...search.Change) {
	t.Helper()
	if err := e.Apply(context.Background(), changes); err != nil {
		t.Fatalf("Apply: %v", err)
	}
}

// replace makes documents the whole index.
func (e fixture) replace(t *testing.T, documents ...search.Document) {
	t.Helper()
	err := e.Replace(context.Background(), func(yield func([]search.Document) error) error {
		return yield(completeAll(documents))
	})
	if err != nil {
		t.Fatalf("Replace: %v", err)
	}
}

// ask searches and checks what holds for every answer.
func (e fixture) ask(t *testing.T, q search.Query) search.Result {
	t.Helper()
	if q.Kind == "" {
		q.Kind = search.Product
	}
	result, err := e.Search(context.Background(), q)
	if err != nil {
		t.Fatalf("Search %+v: %v", q, err)
	}
	limit, offset := q.Page()
	if len(result.Hits) > limit {
		t.Errorf("%d hits for a limit of %d", len(result.Hits), limit)
	}
	if len(result.Hits) > 0 && result.Total < offset+len(result.Hits) {
		t.Errorf("Total %d is below the %d hits from %d", result.Total, len(result.Hits), offset)
	}
	seen := map[string]bool{}
	for i, hit := range result.Hits {
		if !(hit.Score >= 0 && hit.Score <= 1) {
			t.Errorf("%s has score %v, want one in [0,1]", hit.ID, hit.Score)
		}
		if i > 0 && q.Text != "" && (q.Order == "" || q.Order == search.ByRelevance) && hit.Score > result.Hits[i-1].Score {
			t.Errorf("hit %d scores %v, more than %v before it", i, hit.Score, result.Hits[i-1].Score)
		}
		if seen[hit.ID] {
			t.Errorf("%s is found twice", hit.ID)
		}
		seen[hit.ID] = true
	}
	for _, facet := range q.Facets {
		if result.Facets[facet] == nil {
			t.Errorf("facet %s is missing", facet)
		}
		for value, count := range result.Facets[facet] {
			if count <= 0 {
				t.Errorf("facet %s counts %d for %q, want values that occur only", facet, count, value)
			}
		}
	}
	return result
}

// finds wants exactly those documents, in any order.
func (e fixture) finds(t *testing.T, q search.Query, want ...string) {
	t.Helper()
	result := e.ask(t, q)
	got := ids(result)
	slices.Sort(got)
	want = slices.Sorted(slices.Values(want))
	if !slices.Equal(got, want) {
		t.Errorf("%s found %q, want %q", describe(q), got, want)
	}
	if result.Total != len(want) {
		t.Errorf("%s has Total %d, want %d", describe(q), result.Total, len(want))
	}
}

// ranks wants exactly those documents, in that order.
func (e fixture) ranks(t *testing.T, q search.Query, want ...string) {
	t.Helper()
	if got := ids(e.ask(t, q)); !slices.Equal(got, want) {
		t.Errorf("%s found %q, want %q in that order", describe(q), got, want)
	}
}

func ids(result search.Result) []string {
	found := make([]string, 0, len(result.Hits))
	for _, hit := range result.Hits {
		found = append(found, hit.ID)
	}
	return found
}

func describe(q search.Query) string {
	if len(q.Text) > 60 {
		return "a long query"
	}
	return "query " + `"` + q.Text + `"`
}

func complete(d search.Document) search.Document {
	if d.Kind == "" {
		d.Kind = search.Product
	}
	if d.Version == 0 {
		d.Version = 1
	}
	if d.UpdatedAt == 0 {
		d.UpdatedAt = corpusEpoch
	}
	return d
}

func completeAll(documents []search.Document) []search.Document {
	completed := make([]search.Document, len(documents))
	for i, d := range documents {
		completed[i] = complete(d)
	}
	return completed
}

func named(id, name string) search.Document { return search.Document{ID: id, Name: name} }

func text(words string) search.Query { return search.Query{Text: words} }
