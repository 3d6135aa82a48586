package searchtest

import (
	"testing"

	"golang.org/x/text/unicode/norm"

	"lienket/search"
)

var textCases = []testCase{
	{"marks, case and Unicode form fold", func(t *testing.T, e fixture) {
		e.put(t,
			named("composed", norm.NFC.String("Miến dong Bình Liêu")),
			named("decomposed", norm.NFD.String("MIẾN DONG Ba Bể")),
			named("unmarked", "mien dong Na Ri"),
			named("other", "Gạo nếp"),
		)
		for _, query := range []string{
			"mien dong", "Miến dong", "MIẾN DONG", "miên dòng", "  miến,  dong! ",
			norm.NFD.String("Miến dong"), norm.NFC.String("Miến dong"),
		} {
			e.finds(t, text(query), "composed", "decomposed", "unmarked")
		}
	}},
	{"d with stroke folds to d", func(t *testing.T, e fixture) {
		e.put(t, named("stroke", "Đậu đen"), named("plain", "dau den"), named("other", "Tỏi"))
		for _, query := range []string{"dau den", "Đậu đen", "đau đen"} {
			e.finds(t, text(query), "stroke", "plain")
		}
	}},
	{"every text field is found", func(t *testing.T, e fixture) {
		e.put(t,
			search.Document{ID: "name", Name: "Sâm Ngọc Linh"},
			search.Document{ID: "keyword", Name: "Một", Keywords: []string{"rễ", "củ sâm"}},
			search.Document{ID: "organization", Name: "Hai", Organization: "HTX Sâm Việt"},
			search.Document{ID: "mark", Name: "Ba", MarkLabels: []string{"Chỉ dẫn sâm"}},
			search.Document{ID: "description", Name: "Bốn", Description: "Trồng dưới tán rừng, có sâm."},
			search.Document{ID: "place", Name: "Năm", PlaceNames: []string{"xã Sâm Dương"}},
			search.Document{ID: "none", Name: "Sáu"},
		)
		e.finds(t, text("sam"), "name", "keyword", "organization", "mark", "description", "place")
	}},
	{"words are found across fields", func(t *testing.T, e fixture) {
		e.put(t,
			search.Document{ID: "both", Name: "Mật ong rừng", Organization: "HTX Tân Sơn"},
			search.Document{ID: "one", Name: "Mật ong rừng", Organization: "HTX Hợp Tiến"},
		)
		e.finds(t, text("mat ong tan son"), "both")
	}},
	{"the last word is a prefix", func(t *testing.T, e fixture) {
		e.put(t, named("tuyet", "Chè Shan tuyết"), named("gac", "Trâu gác bếp"))
		e.finds(t, text("che shan tu"), "tuyet")
		e.finds(t, text("t"), "tuyet", "gac")
		e.finds(t, text("tuy"), "tuyet")
		e.finds(t, text("tu che"))
		e.finds(t, text("yet"))
	}},
	{"one typo from 4 letters", func(t *testing.T, e fixture) {
		e.put(t, named("rieng", "Củ riềng"), named("other", "Bún khô"))
		for name, query := range map[string]string{"wrong": "rienh", "missing": "rieg", "extra": "riesng", "swapped": "reing", "shortest": "ring"} {
			t.Run(name, func(t *testing.T) { e.finds(t, text(query+" cu"), "rieng") })
		}
		e.finds(t, text("rxexg cu"))
	}},
	{"two typos from 8 letters", func(t *testing.T, e fixture) {
		e.put(t, named("curcumin", "Viên curcumin"), named("other", "Bún khô"))
		e.finds(t, text("curcumn vien"), "curcumin")
		e.finds(t, text("curxumim vien"), "curcumin")
		e.finds(t, text("cuxxumim vien"))
		e.finds(t, text("cxrcxmn vien"))
	}},
	{"no typo below 4 letters", func(t *testing.T, e fixture) {
		e.put(t, named("che", "Chè xanh"), named("tra", "Trà xanh"))
		e.finds(t, text("che xanh"), "che")
		e.finds(t, text("cho xanh"))
		e.finds(t, text("ch xanh"))
	}},
	{"every word must match", func(t *testing.T, e fixture) {
		e.put(t, named("ong", "Mật ong rừng"), named("mia", "Mật mía"), named("rung", "Măng rừng"))
		e.finds(t, text("mat rung"), "ong")
		e.finds(t, text("mat khoai"))
	}},
	{"a narrow question leaves descriptions out", func(t *testing.T, e fixture) {
		e.put(t,
			search.Document{ID: "name", Name: "Mật ong rừng"},
			search.Document{ID: "keyword", Name: "Quà quê", Keywords: []string{"mật ong"}},
			search.Document{ID: "description", Name: "Viên nghệ", Description: "Trộn với mật ong rừng."},
		)
		e.finds(t, search.Query{Text: "mat ong", Narrow: true}, "name", "keyword")
		e.finds(t, search.Query{Text: "mat ong"}, "name", "keyword", "description")
	}},
	{"what something is called is its name and keywords", func(t *testing.T, e fixture) {
		e.put(t,
			search.Document{ID: "name", Name: "Chè shan tuyết"},
			search.Document{ID: "keyword", Name: "Trà shan", Keywords: []string{"chè"}},
			search.Document{ID: "organization", Name: "Mứt gừng", Organization: "HTX Chè Bản Xanh", Description: "Ăn với chè."},
		)
		e.finds(t, search.Query{Text: "che", Called: true}, "name", "keyword")
		e.finds(t, search.Query{Text: "che shan", Called: true}, "name", "keyword")
		e.finds(t, search.Query{Text: "che"}, "name", "keyword", "organization")
	}},
	{"words that are as they should be are no slips", func(t *testing.T, e fixture) {
		e.put(t, named("forest", "Trà rừng hương"), named("taro", "Khoai môn"))
		e.finds(t, search.Query{Text: "khoaii mon", Narrow: true}, "taro")
		e.finds(t, search.Query{Text: "khoaii mon", Narrow: true, AsTyped: []string{"khoaii", "khoai", "mon", "m"}})
		e.finds(t, search.Query{Text: "khoai mon", Narrow: true, AsTyped: []string{"khoaii", "khoai", "mon", "m"}}, "taro")
		e.finds(t, search.Query{Text: "khoai m", Narrow: true, AsTyped: []string{"khoai"}}, "taro")
		e.finds(t, search.Query{Text: "khoai m", Narrow: true, AsTyped: []string{"khoai", "m"}})
	}},
	{"any word is enough if asked for", func(t *testing.T, e fixture) {
		e.put(t, named("two", "Mật ong rừng"), named("one", "Mật mía"), named("none", "Khoai môn"))
		q := search.Query{Text: "mat rung", AnyWord: true}
		e.finds(t, q, "two", "one")
		e.ranks(t, q, "two", "one")
		e.finds(t, search.Query{Text: "rung bien mat", AnyWord: true}, "two", "one")
		e.finds(t, search.Query{Text: "bien dao", AnyWord: true})
	}},
	{"kinds are apart", func(t *testing.T, e fixture) {
		e.put(t,
			search.Document{ID: "product", Kind: search.Product, Name: "Miến dong"},
			search.Document{ID: "organization", Kind: search.Organization, Name: "HTX Miến dong"},
			search.Document{ID: "demand", Kind: search.Demand, Name: "Cần mua miến dong"},
		)
		for _, kind := range []search.Kind{search.Product, search.Organization, search.Demand} {
			e.finds(t, search.Query{Kind: kind, Text: "mien"}, string(kind))
			e.finds(t, search.Query{Kind: kind}, string(kind))
		}
	}},
	{"blank text shows everything, newest first", func(t *testing.T, e fixture) {
		e.put(t,
			search.Document{ID: "middle", Name: "A", UpdatedAt: corpusEpoch + 2000},
			search.Document{ID: "oldest", Name: "B", UpdatedAt: corpusEpoch + 1000},
			search.Document{ID: "newest", Name: "C", UpdatedAt: corpusEpoch + 3000},
		)
		for _, blank := range []string{"", "   "} {
			e.ranks(t, text(blank), "newest", "middle", "oldest")
		}
	}},
	{"an empty engine finds nothing", func(t *testing.T, e fixture) {
		e.finds(t, text(""))
		e.finds(t, search.Query{Text: "mien", Facets: []search.Facet{search.ByGroup, search.ByArea}})
	}},
}
