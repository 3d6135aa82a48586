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
	"lienket/api/fault"
	"lienket/search"
	"lienket/search/meili"
	"lienket/search/searchtest"
)

// The marks a search must reach over the demo's products, on queries that it was
// not tuned to.
const (
	leastNDCG    = 0.93
	leastOfKind  = 0.80
	mostZero     = 0.01
	leastCleaned = 0.95
)

func TestRelevance(t *testing.T) {
	t.Parallel()
	f := newDemo(t)
	ctx := context.Background()
	_, err := f.find("miến dong")
	require.True(t, fault.Is(err, fault.Unavailable), "no index denies that there is something: %v", err)
	require.NoError(t, f.Catalogue.Reindex(ctx, func(int) {}))
	items := f.items(t)
	for _, set := range []string{"dev", "test", "held2", "held3", "held4", "held5", "held6", "held7", "held8", "held9", "held10", "held11", "held12", "held13", "held14", "held15"} {
		t.Run(set, func(t *testing.T) {
			judged, err := searchtest.JudgedSet(set, items)
			require.NoError(t, err)
			require.Greater(t, len(judged), 100)
			report, err := searchtest.Measure(judged, items, f.find)
			require.NoError(t, err)
			t.Logf("%s set, %s engine\n%s", set, f.engine.Name(), report)
			f.explainAll(t, judged, items)
			if options := (meili.Options{URL: os.Getenv("MEILI_URL"), Key: os.Getenv("MEILI_KEY")}); options.URL != "" {
				f.compare(t, options, judged, items)
			}
			weakest, ndcg := report.Weakest()
			require.GreaterOrEqual(t, report.All.NDCG, leastNDCG)
			require.GreaterOrEqual(t, ndcg, leastOfKind, weakest)
			require.LessOrEqual(t, report.All.Zero, mostZero)
			require.GreaterOrEqual(t, report.Kinds[searchtest.Nothing].Clean, leastCleaned)
		})
	}
}

// compare measures Meilisearch by the same queries and logs how many of the first
// five hits of the two engines are the same.
func (f *fixture) compare(t *testing.T, options meili.Options, judged []searchtest.Judged, items []searchtest.Item) {
	t.Helper()
	ctx := context.Background()
	options.Index = "relevance"
	engine, err := meili.Open(ctx, options)
	require.NoError(t, err)
	defer func() { require.NoError(t, engine.Close()) }()
	other := *f
	other.Catalogue, err = catalogue.New(ctx, catalogue.Options{DB: f.DB, Registry: f.Registry, Engine: engine, Outbox: f.outbox, Clock: f.clock.Now})
	require.NoError(t, err)
	require.NoError(t, other.Catalogue.Reindex(ctx, func(int) {}))
	report, err := searchtest.Measure(judged, items, other.find)
	require.NoError(t, err)
	other.explainAll(t, judged, items)
	same, all := 0, 0
	for i := range judged {
		ours, err := f.find(judged[i].Query)
		require.NoError(t, err)
		theirs, err := other.find(judged[i].Query)
		require.NoError(t, err)
		ours, theirs = ours[:min(5, len(ours))], theirs[:min(5, len(theirs))]
		all += max(len(ours), len(theirs))
		for _, id := range ours {
			if slices.Contains(theirs, id) {
				same++
			}
		}
	}
	t.Logf("%s engine\n%stop-5 overlap %.2f", engine.Name(), report, float64(same)/float64(max(all, 1)))
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
			Areas: p.Areas, Marks: p.MarksOn(f.Catalogue.Today()), Stars: p.StarsOn(f.Catalogue.Today())}
		if p.Price != nil {
			item.Price = p.Price.Min
		}
		items = append(items, item)
	}
	slices.SortFunc(items, func(a, b searchtest.Item) int { return cmp.Compare(a.Name, b.Name) })
	return items
}

func (f *fixture) explainAll(t *testing.T, judged []searchtest.Judged, items []searchtest.Item) {
	t.Helper()
	if os.Getenv("LIENKET_RELEVANCE") == "" {
		return
	}
	for i := range judged {
		f.explain(t, &judged[i], items)
	}
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
