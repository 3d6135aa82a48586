package meili_test

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/meilisearch/meilisearch-go"

	"lienket/api/fault"
	"lienket/search"
	"lienket/search/meili"
	"lienket/search/searchtest"
)

func put(t *testing.T, e *meili.Engine, documents ...search.Document) {
	t.Helper()
	changes := make([]search.Change, len(documents))
	for i, d := range documents {
		if d.Kind == "" {
			d.Kind = search.Product
		}
		if d.Version == 0 {
			d.Version = 1
		}
		changes[i] = search.Change{Document: d}
	}
	if err := e.Apply(context.Background(), changes); err != nil {
		t.Fatal(err)
	}
}

func find(t *testing.T, e *meili.Engine, q search.Query) search.Result {
	t.Helper()
	if q.Kind == "" {
		q.Kind = search.Product
	}
	result, err := e.Search(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

func wantIDs(t *testing.T, result search.Result, want ...string) {
	t.Helper()
	var got []string
	for _, hit := range result.Hits {
		got = append(got, hit.ID)
	}
	if !slices.Equal(got, want) {
		t.Errorf("found %q, want %q", got, want)
	}
}

func needsRebuild(t *testing.T, e *meili.Engine) bool {
	t.Helper()
	needed, err := e.NeedsRebuild(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return needed
}

func replace(t *testing.T, e *meili.Engine, documents ...search.Document) {
	t.Helper()
	err := e.Replace(context.Background(), func(yield func([]search.Document) error) error { return yield(documents) })
	if err != nil {
		t.Fatal(err)
	}
}

func TestAnIndexIsCompleteOnlyOnceItWasBuilt(t *testing.T) {
	options := server(t)
	first := open(t, options)
	put(t, first, search.Document{ID: "p", Name: "Miến dong"})
	if !needsRebuild(t, first) {
		t.Error("an index made of changes alone needs no rebuild")
	}
	replace(t, first, search.Document{Kind: search.Product, ID: "p", Version: 1, Name: "Miến dong"})
	second := open(t, options)
	if needsRebuild(t, second) {
		t.Error("a built index needs a rebuild")
	}
	wantIDs(t, find(t, second, search.Query{Text: "mien"}), "p")
	deadline := time.Now().Add(30 * time.Second) // the removal is asked for, not awaited
	for left := indexes(t, options); !slices.Equal(left, []string{options.Index}); left = indexes(t, options) {
		if time.Now().After(deadline) {
			t.Fatalf("the indexes %q are left, want the one in use", left)
		}
	}
}

func TestAnIndexOfAnotherFormat(t *testing.T) {
	options := server(t)
	engine := open(t, options)
	replace(t, engine)
	client := meilisearch.New(options.URL, meilisearch.WithAPIKey(options.Key))
	defer client.Close()
	task, err := client.Index(options.Index).UpdateDocuments([]map[string]any{{"id": "_meta", "format": "older"}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.WaitForTask(task.TaskUID, 0); err != nil {
		t.Fatal(err)
	}
	if !needsRebuild(t, engine) {
		t.Error("an index of another format needs no rebuild")
	}
	replace(t, engine)
	if needsRebuild(t, engine) {
		t.Error("a rebuilt index needs a rebuild")
	}
}

func TestAnExplicitOrderComesBeforeRelevance(t *testing.T) {
	engine := open(t, server(t))
	put(t, engine,
		search.Document{ID: "exact", Name: "Riềng", Price: 2},
		search.Document{ID: "typo", Name: "Riêmg", Price: 1},
		search.Document{ID: "text", Name: "Củ", Description: "Làm quà, không phải riềng", Price: 3})
	wantIDs(t, find(t, engine, search.Query{Text: "rieng"}), "exact", "text", "typo")
	wantIDs(t, find(t, engine, search.Query{Text: "rieng", Order: search.ByPriceUp}), "typo", "exact", "text")
}

func TestAnIndexThatGotLost(t *testing.T) {
	options := server(t)
	engine := open(t, options)
	replace(t, engine, search.Document{Kind: search.Product, ID: "p", Version: 1, Name: "Miến dong"})
	removeIndexes(t, options)
	put(t, open(t, server(t))) // its tasks come after the removal
	if !needsRebuild(t, engine) {
		t.Error("a lost index needs no rebuild")
	}
	wantUnavailable(t, engine.Ready(context.Background()))
	_, err := engine.Search(context.Background(), search.Query{Kind: search.Product})
	wantUnavailable(t, err)
	put(t, engine, search.Document{ID: "q", Name: "Mật ong"})
	wantIDs(t, find(t, engine, search.Query{}), "q")
	if !needsRebuild(t, engine) {
		t.Error("an index that holds changes alone needs no rebuild")
	}
	replace(t, engine, search.Document{Kind: search.Product, ID: "p", Version: 1, Name: "Miến dong"})
	wantIDs(t, find(t, engine, search.Query{}), "p")
}

func TestAnotherProcessAppliesDuringAReplace(t *testing.T) {
	options := server(t)
	rebuilding, draining := open(t, options), open(t, options)
	err := rebuilding.Replace(context.Background(), func(yield func([]search.Document) error) error {
		put(t, draining, search.Document{ID: "early", Version: 7, Name: "Mới"})
		if err := yield([]search.Document{
			{Kind: search.Product, ID: "early", Version: 5, Name: "Cũ"}, {Kind: search.Product, ID: "late", Version: 5, Name: "Cũ"},
		}); err != nil {
			return err
		}
		put(t, draining, search.Document{ID: "late", Version: 7, Name: "Mới"}, search.Document{ID: "only", Name: "Mới"})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, engine := range []*meili.Engine{rebuilding, draining} {
		result := find(t, engine, search.Query{Text: "moi", Order: search.ByName})
		wantIDs(t, result, "early", "late", "only")
		if total := find(t, engine, search.Query{}).Total; total != 3 {
			t.Errorf("%d documents, want 3", total)
		}
	}
}

func TestRecoversWhenTheServerReturns(t *testing.T) {
	options := server(t)
	target, err := url.Parse(options.URL)
	if err != nil {
		t.Fatal(err)
	}
	var down atomic.Bool
	down.Store(true)
	forward := httputil.NewSingleHostReverseProxy(target)
	between := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if down.Load() {
			panic(http.ErrAbortHandler)
		}
		forward.ServeHTTP(w, r)
	}))
	defer between.Close()
	options.URL = between.URL
	engine := open(t, options)
	for name, call := range calls(engine) {
		if err := call(context.Background()); !fault.Is(err, fault.Unavailable) {
			t.Errorf("%s while down: %v", name, err)
		}
	}
	down.Store(false)
	if !needsRebuild(t, engine) {
		t.Error("a server without the index needs no rebuild")
	}
	replace(t, engine, search.Document{Kind: search.Product, ID: "p", Version: 1, Name: "Miến dong"})
	for name, call := range calls(engine) {
		if err := call(context.Background()); err != nil {
			t.Errorf("%s after the return: %v", name, err)
		}
	}
	down.Store(true)
	wantUnavailable(t, engine.Ready(context.Background()))
	down.Store(false)
	if err := engine.Ready(context.Background()); err != nil {
		t.Error(err)
	}
}

func TestHostileValuesAreFoundAsTheyAre(t *testing.T) {
	engine := open(t, server(t))
	values := []string{`"`, `\`, `\\`, `\"`, `'`, `a" OR "kind" = "product`, `[x, y]`, `\n`, `\u{41}`, `_geoRadius(1, 2, 3)`, "A", "đ", "x TO y"}
	documents := make([]search.Document, len(values))
	for i, value := range values {
		documents[i] = search.Document{ID: fmt.Sprintf("p-%02d", i), Name: "P", Group: value, Areas: []string{value}, Marks: []string{value}}
	}
	put(t, engine, documents...)
	for i, value := range values {
		for _, q := range []search.Query{{Group: []string{value}}, {Areas: []string{value}}, {Marks: []string{value}}} {
			wantIDs(t, find(t, engine, q), documents[i].ID)
		}
	}
	q := search.Query{Facets: []search.Facet{search.ByGroup}, Text: "p", Group: values}
	if got := len(find(t, engine, q).Facets[search.ByGroup]); got != len(values) {
		t.Errorf("%d values counted, want %d", got, len(values))
	}
}

func TestWordsWithDigits(t *testing.T) {
	engine := open(t, server(t))
	put(t, engine,
		search.Document{ID: "five", Name: "Miến 500g túi 2025", UpdatedAt: 2},
		search.Document{ID: "more", Name: "Miến 550g túi 2026", UpdatedAt: 1})
	wantIDs(t, find(t, engine, search.Query{Text: "500g mien"}), "five")
	wantIDs(t, find(t, engine, search.Query{Text: "tui 2025"}), "five")
	wantIDs(t, find(t, engine, search.Query{Text: "2025 tui"}), "five")
	wantIDs(t, find(t, engine, search.Query{Text: "500g khoai", AnyWord: true}), "five")
	wantIDs(t, find(t, engine, search.Query{Text: "mien 50"}), "five")
	wantIDs(t, find(t, engine, search.Query{Text: "mien 55"}), "more")
}

func TestAnyWordCountsOnlyTheLastAsAPrefix(t *testing.T) {
	engine := open(t, server(t))
	put(t, engine, search.Document{ID: "gao", Name: "Gạo"}, search.Document{ID: "miens", Name: "Mía"})
	wantIDs(t, find(t, engine, search.Query{Text: "mi ga", AnyWord: true}), "gao")
}

// TestAnyWordAgainstAllDocuments compares with what the documents themselves say.
// Short words are chosen, which tolerate no typos.
func TestAnyWordAgainstAllDocuments(t *testing.T) {
	engine := open(t, server(t))
	documents := searchtest.Corpus(400, 9)
	put(t, engine, documents...)
	q := search.Query{Kind: search.Product, Text: "mo che ga ca du", AnyWord: true, Limit: search.MaxLimit,
		Group: []string{"thuc-pham", "do-uong"}, MinStars: 1,
		Facets: []search.Facet{search.ByGroup, search.ByStars, search.ByArea, search.ByMark}}
	words := search.Words(q.Text)
	texts := map[string]string{}
	matching := func(d search.Document) (count int) {
		fields := append(append([]string{d.Name, d.Organization, d.Description}, d.Keywords...), append(d.MarkLabels, d.PlaceNames...)...)
		if _, known := texts[d.ID]; !known {
			texts[d.ID] = " " + search.Fold(strings.Join(fields, " ")) + " "
		}
		for i, word := range words {
			if i < len(words)-1 {
				word += " "
			}
			if strings.Contains(texts[d.ID], " "+word) {
				count++
			}
		}
		return count
	}
	inGroup := func(d search.Document) bool { return slices.Contains(q.Group, d.Group) }
	starred := func(d search.Document) bool { return d.Stars >= q.MinStars }
	wanted := map[string]int{}
	facets := map[search.Facet]map[string]int{search.ByGroup: {}, search.ByStars: {}, search.ByArea: {}, search.ByMark: {}}
	for _, d := range documents {
		count := matching(d)
		if count == 0 {
			continue
		}
		if starred(d) {
			facets[search.ByGroup][d.Group]++
		}
		if inGroup(d) {
			facets[search.ByStars][fmt.Sprint(d.Stars)]++
		}
		if !inGroup(d) || !starred(d) {
			continue
		}
		wanted[d.ID] = count
		for _, area := range d.Areas {
			facets[search.ByArea][area]++
		}
		for _, mark := range slices.Compact(slices.Sorted(slices.Values(d.Marks))) {
			facets[search.ByMark][mark]++
		}
	}
	result := find(t, engine, q)
	if result.Total != len(wanted) || len(result.Hits) != len(wanted) {
		t.Fatalf("found %d of %d, want %d", len(result.Hits), result.Total, len(wanted))
	}
	for i, hit := range result.Hits {
		if wanted[hit.ID] == 0 {
			t.Errorf("%s matches no word", hit.ID)
		}
		if i > 0 && wanted[hit.ID] > wanted[result.Hits[i-1].ID] {
			t.Errorf("hit %d matches %d words, more than the one before it", i, wanted[hit.ID])
		}
	}
	for facet, want := range facets {
		if !maps.Equal(result.Facets[facet], want) {
			t.Errorf("facet %s counts %v, want %v", facet, result.Facets[facet], want)
		}
	}
	byID := map[string]search.Document{}
	for _, d := range documents {
		byID[d.ID] = d
	}
	for order, compare := range map[search.Order]func(a, b search.Document) int{
		search.ByStarsDown: func(a, b search.Document) int { return cmp.Compare(b.Stars, a.Stars) },
		search.ByNewest:    func(a, b search.Document) int { return cmp.Compare(b.UpdatedAt, a.UpdatedAt) },
		search.ByName:      func(a, b search.Document) int { return cmp.Compare(search.Fold(a.Name), search.Fold(b.Name)) },
		search.ByPriceDown: func(a, b search.Document) int { return cmp.Compare(b.Price, a.Price) },
		search.ByPriceUp: func(a, b search.Document) int {
			return cmp.Or(cmp.Compare(b.Price/max(b.Price, 1), a.Price/max(a.Price, 1)), cmp.Compare(a.Price, b.Price))
		},
	} {
		q.Order = order
		hits := find(t, engine, q).Hits
		for i := 1; i < len(hits); i++ {
			if compare(byID[hits[i-1].ID], byID[hits[i].ID]) > 0 {
				t.Errorf("order %s: %v before %v", order, hits[i-1].ID, hits[i].ID)
			}
		}
	}
}

// TestFrequentWords has more documents of each word than one list holds, and the
// few that have several are the oldest.
func TestFrequentWords(t *testing.T) {
	engine := open(t, server(t))
	var documents []search.Document
	for i := range search.MaxTotal/2 + 100 {
		documents = append(documents,
			search.Document{ID: fmt.Sprintf("m-%d", i), Name: "Mật", UpdatedAt: int64(1000 + i)},
			search.Document{ID: fmt.Sprintf("r-%d", i), Name: "Rừng", UpdatedAt: int64(1000 + i)},
			search.Document{ID: fmt.Sprintf("v-%d", i), Name: "Vàng", UpdatedAt: int64(1000 + i)})
	}
	documents = append(documents,
		search.Document{ID: "three", Name: "Rừng sâu có mật màu vàng", UpdatedAt: 1},
		search.Document{ID: "two", Name: "Mật của rừng", UpdatedAt: 3},
		search.Document{ID: "two-older", Name: "Mật của rừng", UpdatedAt: 2})
	put(t, engine, documents...)
	q := search.Query{Text: "mat rung bien vang", AnyWord: true, Limit: 3}
	result := find(t, engine, q)
	wantIDs(t, result, "three", "two", "two-older")
	if result.Total != search.MaxTotal {
		t.Errorf("Total %d, want %d", result.Total, search.MaxTotal)
	}
	q.IDs = []string{"three", "two", "m-1"}
	wantIDs(t, find(t, engine, q), "three", "two", "m-1")
	q.IDs, q.Offset = nil, search.MaxTotal
	if beyond := find(t, engine, q); len(beyond.Hits) != 0 {
		t.Errorf("%d hits beyond the last total", len(beyond.Hits))
	}
	q = search.Query{Text: "mat bien", AnyWord: true}
	if total := find(t, engine, q).Total; total != search.MaxTotal/2+103 {
		t.Errorf("Total %d, want %d", total, search.MaxTotal/2+103)
	}
}
