package searchtest

import (
	"context"
	"slices"
	"testing"

	"lienket/search"
)

// suggests wants exactly those IDs, in any order.
func (e fixture) suggests(t *testing.T, typed string, kinds []search.Kind, want ...string) {
	t.Helper()
	suggestions, err := e.Suggest(context.Background(), typed, kinds, 10)
	if err != nil {
		t.Fatalf("Suggest %q: %v", typed, err)
	}
	var got []string
	for _, s := range suggestions {
		got = append(got, s.ID)
	}
	slices.Sort(got)
	want = slices.Sorted(slices.Values(want))
	if !slices.Equal(got, want) {
		t.Errorf("Suggest %q = %q, want %q", typed, got, want)
	}
}

var suggestCases = []testCase{
	{"words that one may be a slip for", func(t *testing.T, e fixture) {
		e.put(t, named("a", "Homestay nhà sàn"), named("b", "Curcumin nghệ"), search.Document{ID: "c", Name: "Miến dong", Description: "Nghiền bằng máy"})
		for word, want := range map[string][]string{
			"homestay": {"homestay"}, "homestai": {"homestay"}, "curcumim": {"curcumin"}, "bang": nil, "xxxxxxx": nil, "": nil, "a\" OR b": nil,
		} {
			got, err := e.Near(context.Background(), word, 3)
			if err != nil || !slices.Equal(got, want) {
				t.Errorf("Near(%q) = %q, %v, want %q", word, got, err, want)
			}
		}
	}},
	{"completes names", func(t *testing.T, e fixture) {
		e.put(t,
			search.Document{ID: "mien", Name: "Miến dong", Description: "Làm từ củ dong riềng"},
			search.Document{ID: "mat", Name: "Mật ong", Organization: "HTX Miến"},
			search.Document{ID: "htx", Kind: search.Organization, Name: "HTX Miến Việt Cường"},
			search.Document{ID: "need", Kind: search.Demand, Name: "Mua miến Tết"},
		)
		every := []search.Kind{search.Product, search.Organization, search.Demand}
		e.suggests(t, "mi", every, "mien", "htx", "need")
		e.suggests(t, "Miế", every, "mien", "htx", "need")
		e.suggests(t, "mien do", every, "mien")
		e.suggests(t, "mien", []search.Kind{search.Organization}, "htx")
		e.suggests(t, "mien", nil, "mien", "htx", "need")
		e.suggests(t, "rieng", every)
		for _, blank := range []string{"", "  "} {
			e.suggests(t, blank, every)
		}
	}},
	{"gives the name as it is written", func(t *testing.T, e fixture) {
		e.put(t, named("p", "Chè Shan tuyết (hộp)"))
		got, err := e.Suggest(context.Background(), "che sh", []search.Kind{search.Product}, 5)
		want := []search.Suggestion{{Kind: search.Product, ID: "p", Text: "Chè Shan tuyết (hộp)"}}
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("Suggest = %v, %v, want %v", got, err, want)
		}
	}},
	{"an equal name is given once, limit and kinds hold", func(t *testing.T, e fixture) {
		e.put(t,
			search.Document{ID: "old", Name: "Miến dong", UpdatedAt: corpusEpoch + 1000},
			search.Document{ID: "new", Name: "MIẾN DONG", UpdatedAt: corpusEpoch + 2000},
			search.Document{ID: "long", Name: "Miến dong sạch", UpdatedAt: corpusEpoch + 1000},
			search.Document{ID: "need", Kind: search.Demand, Name: "Miến dong"},
		)
		e.suggests(t, "mien", nil, "new", "long", "need")
		got, err := e.Suggest(context.Background(), "mien", nil, 2)
		if err != nil || len(got) != 2 {
			t.Errorf("Suggest with a limit of 2 = %v, %v", got, err)
		}
	}},
	{"a deleted document is not suggested", func(t *testing.T, e fixture) {
		e.put(t, named("p", "Miến dong"))
		e.apply(t, deletion("p", 2))
		e.suggests(t, "mien", nil)
	}},
}
