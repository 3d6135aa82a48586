package seed_test

import (
	"cmp"
	"context"
	"os"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/account"
	"lienket/api/catalogue"
	"lienket/search"
	"lienket/search/searchtest"
	"lienket/seed"
)

// The marks a search must reach over the demo's products, on queries that it was
// not tuned to.
const (
	leastNDCG    = 0.90
	leastOfKind  = 0.75
	mostZero     = 0.02
	leastCleaned = 0.90
)

func TestRelevance(t *testing.T) {
	f := newFixture(t)
	ctx := context.Background()
	require.NoError(t, seed.Demo(ctx, f.Services, seed.Options{Clock: f.clock}))
	require.NoError(t, f.Catalogue.Reindex(ctx, func(int) {}))
	items := f.items(t)
	for _, set := range []string{"dev", "test"} {
		t.Run(set, func(t *testing.T) {
			judged, err := searchtest.JudgedSet(set, items)
			require.NoError(t, err)
			require.Greater(t, len(judged), 120)
			report, err := searchtest.Measure(judged, items, f.find)
			require.NoError(t, err)
			t.Logf("%s set, %s engine\n%s", set, f.engine.Name(), report)
			if os.Getenv("LIENKET_RELEVANCE") != "" {
				for i := range judged {
					f.explain(t, &judged[i], items)
				}
			}
			weakest, ndcg := report.Weakest()
			require.GreaterOrEqual(t, report.All.NDCG, leastNDCG)
			require.GreaterOrEqual(t, ndcg, leastOfKind, weakest)
			require.LessOrEqual(t, report.All.Zero, mostZero)
			require.GreaterOrEqual(t, report.Kinds[searchtest.Nothing].Clean, leastCleaned)
		})
	}
}

// find answers a query as the API does.
func (f *fixture) find(query string) ([]string, error) {
	found, err := f.Catalogue.Search(context.Background(), catalogue.Ask{Query: search.Query{Text: query, Limit: 10}})
	ids := make([]string, len(found.Hits))
	for i, hit := range found.Hits {
		ids[i] = hit.Product.ID
	}
	return ids, err
}

// items are the products on offer as the judge sees them, in the order of names.
func (f *fixture) items(t *testing.T) []searchtest.Item {
	t.Helper()
	page, err := f.Catalogue.Products(context.Background(), account.System, catalogue.ProductFilter{Limit: 1000})
	require.NoError(t, err)
	require.Empty(t, page.Next)
	names := map[string]string{}
	for _, o := range f.organizations(t) {
		names[o.ID] = o.Name
	}
	var items []searchtest.Item
	for _, p := range page.Items {
		item := searchtest.Item{ID: p.ID, Name: p.Name, Packaging: p.Packaging, Organization: names[p.OrganizationID],
			Areas: p.Areas, Marks: p.QualityMarks, Stars: p.StarsOn(f.Catalogue.Today())}
		if p.Price != nil {
			item.Price = p.Price.Min
		}
		items = append(items, item)
	}
	slices.SortFunc(items, func(a, b searchtest.Item) int { return cmp.Compare(a.Name, b.Name) })
	return items
}

// explain logs a query that did not come out well.
func (f *fixture) explain(t *testing.T, j *searchtest.Judged, items []searchtest.Item) {
	t.Helper()
	ids, err := f.find(j.Query)
	require.NoError(t, err)
	var one searchtest.Relevance
	one.Add(j, items, ids)
	if one.NDCG > 0.9 || one.Clean == 1 {
		return
	}
	t.Logf("%s %q: nDCG %.2f", j.Kind, j.Query, one.NDCG)
	for _, id := range ids {
		at := slices.IndexFunc(items, func(item searchtest.Item) bool { return item.ID == id })
		t.Logf("    %d %s · %s · %s", j.Grade(&items[at]), items[at].Name, items[at].Organization, items[at].Packaging)
	}
}
