package searchtest

import (
	"context"
	"slices"
	"testing"

	"lienket/search"
)

var rankingCases = []testCase{
	{"name, keywords, organization, marks, description", func(t *testing.T, e fixture) {
		e.put(t,
			search.Document{ID: "e-description", Name: "Quà quê", Description: "Atiso"},
			search.Document{ID: "d-mark", Name: "Quà quê", MarkLabels: []string{"Atiso"}},
			search.Document{ID: "c-organization", Name: "Quà quê", Organization: "Atiso"},
			search.Document{ID: "b-keyword", Name: "Quà quê", Keywords: []string{"Atiso"}},
			search.Document{ID: "a-name", Name: "Atiso"},
		)
		e.ranks(t, text("atiso"), "a-name", "b-keyword", "c-organization", "d-mark", "e-description")
	}},
	{"exact before typo", func(t *testing.T, e fixture) {
		e.put(t,
			search.Document{ID: "typo", Name: "Măng khô", UpdatedAt: corpusEpoch + 5000},
			search.Document{ID: "exact", Name: "Mango khô"},
		)
		if got := ids(e.ask(t, text("mango kho"))); len(got) == 0 || got[0] != "exact" {
			t.Errorf("found %q, want the exact one first", got)
		}
	}},
	{"exact in a weak field before typo in the name", func(t *testing.T, e fixture) {
		e.put(t,
			search.Document{ID: "typo", Name: "Nghe gà", UpdatedAt: corpusEpoch + 5000},
			search.Document{ID: "exact", Name: "Tinh dầu", Description: "Làm từ nghệt gà"},
		)
		if got := ids(e.ask(t, text("nghet ga"))); len(got) == 0 || got[0] != "exact" {
			t.Errorf("found %q, want the exact one first", got)
		}
	}},
	{"whole word before prefix", func(t *testing.T, e fixture) {
		e.put(t,
			search.Document{ID: "prefix", Name: "Hồngxiêm khô", UpdatedAt: corpusEpoch + 5000},
			search.Document{ID: "whole", Name: "Hồng khô"},
		)
		e.ranks(t, text("kho hong"), "whole", "prefix")
	}},
	{"the phrase before scattered words", func(t *testing.T, e fixture) {
		e.put(t,
			search.Document{ID: "scattered", Name: "Dong riềng làm từ miến", UpdatedAt: corpusEpoch + 5000},
			search.Document{ID: "phrase", Name: "Đặc sản miến dong riềng"},
		)
		e.ranks(t, text("mien dong"), "phrase", "scattered")
	}},
	{"the phrase of three words before scattered ones", func(t *testing.T, e fixture) {
		e.put(t,
			search.Document{ID: "scattered", Name: "Gạo tẻ Khẩu Lếch và Nua", UpdatedAt: corpusEpoch + 5000},
			search.Document{ID: "phrase", Name: "Túi gạo Khẩu Nua Lếch"},
		)
		e.ranks(t, text("khau nua lech"), "phrase", "scattered")
	}},
	{"ties fall to the newest, then to the ID", func(t *testing.T, e fixture) {
		e.put(t,
			search.Document{ID: "c-old", Name: "Mật ong", UpdatedAt: corpusEpoch + 1000},
			search.Document{ID: "b-new", Name: "Mật ong", UpdatedAt: corpusEpoch + 9000},
			search.Document{ID: "a-old", Name: "Mật ong", UpdatedAt: corpusEpoch + 1000},
		)
		e.ranks(t, text("mat ong"), "b-new", "a-old", "c-old")
		e.ranks(t, text(""), "b-new", "a-old", "c-old")
	}},
	{"all that a question finds is listed, each once", func(t *testing.T, e fixture) {
		e.put(t, Corpus(200, 1)...)
		for _, q := range Questions(20, 1) {
			q.Kind = search.Product
			var listed []string
			if err := search.Every(context.Background(), e, q, func(id string) error { listed = append(listed, id); return nil }); err != nil {
				t.Fatalf("Every: %v", err)
			}
			q.Limit = search.MaxLimit
			e.finds(t, q, listed...)
		}
	}},
	{"the same question has the same answer", func(t *testing.T, e fixture) {
		e.put(t, Corpus(200, 1)...)
		for _, q := range Questions(20, 1) {
			first := e.ask(t, q)
			for range 3 {
				if again := e.ask(t, q); !slices.Equal(again.Hits, first.Hits) || again.Total != first.Total {
					t.Fatalf("%s answered %v, then %v", describe(q), first.Hits, again.Hits)
				}
			}
		}
	}},
}
