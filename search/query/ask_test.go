package query_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/search"
	"lienket/search/embedded"
	"lienket/search/query"
)

// askOver answers texts over products of those names.
func askOver(t *testing.T, products ...search.Document) func(text string) (names []string, loosened bool) {
	t.Helper()
	engine, err := embedded.Open(t.TempDir(), embedded.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { _ = engine.Close() })
	analyzer := newAnalyzer(t)
	var changes []search.Change
	byID := map[string]string{}
	for i, d := range products {
		d.ID, d.Kind, d.Version = fmt.Sprint("p", i), search.Product, 1
		byID[d.ID] = d.Name
		d.Keywords = analyzer.Keywords(d.Name, d.Description)
		changes = append(changes, search.Change{Document: d})
	}
	require.NoError(t, engine.Apply(t.Context(), changes))
	return func(text string) (names []string, loosened bool) {
		found, whole, err := query.Ask(t.Context(), engine, search.Query{Kind: search.Product, Text: text}, analyzer.Analyze(text))
		require.NoError(t, err)
		for _, hit := range found.Hits {
			names = append(names, byID[hit.ID])
		}
		return names, len(names) > 0 && whole == 0
	}
}

// What is sold at its place only is not offered for a place where nothing is; other
// goods are, and beds elsewhere in the region.
func TestAskOffersNoTourElsewhere(t *testing.T) {
	ask := askOver(t,
		search.Document{Name: "Homestay nhà sàn", Areas: []string{"061@old"}, PlaceNames: []string{"Huyện Ba Bể"}},
		search.Document{Name: "Miến dong", Areas: []string{"061@old"}},
		search.Document{Name: "Gạo tẻ", Areas: []string{"066@old"}})
	for text, want := range map[string][]string{
		"homestay ba bể":      {"Homestay nhà sàn"},
		"homestay na rì":      {"Homestay nhà sàn"},
		"homestay côn minh":   nil,
		"miến dong côn minh":  {"Miến dong"},
		"homestay bac can":    nil,
		"cho thuê phòng ngủ ": {"Homestay nhà sàn"},
	} {
		names, _ := ask(text)
		require.Equal(t, want, names, text)
	}
}

// Of the goods of a place where nothing is offered around there are none; its neighbours
// are, and who only lives there, or wants the goods there, is served by all.
func TestAskSellsNothingInTheNameOfAnotherPlace(t *testing.T) {
	ask := askOver(t,
		search.Document{Name: "Chè xanh", Areas: []string{"066@old", "06@old", "19"}},
		search.Document{Name: "Mật ong", Areas: []string{"066@old", "06@old", "19"}})
	for text, want := range map[string][]string{
		"chè côn minh":                    {"Chè xanh"},
		"chè tân cương":                   nil,
		"chè xã tân cương loại ngon":      nil,
		"chè giao về tân cương":           {"Chè xanh"},
		"mật ong mèo vạc":                 nil,
		"mật ong bạc hà hoa vàng meo vac": nil,
		"mật ong giao mèo vạc":            {"Mật ong"},
		"mật ong sài gòn":                 {"Mật ong"},
	} {
		names, _ := ask(text)
		require.Equal(t, want, names, text)
	}
}

// Late fallbacks: a name with a slip among other words, words that are spelt as those
// of all places, and kinds of package.
func TestAskFallsBack(t *testing.T) {
	ask := askOver(t,
		search.Document{Name: "Miến dong", PlaceNames: []string{"Xã Côn Minh"}},
		search.Document{Name: "Lá sa kê", PlaceNames: []string{"Xã Côn Minh"}},
		search.Document{Name: "Rượu men lá ba", Description: "Bình gốm 1 lít"},
		search.Document{Name: "Rượu men lá", Description: "Can 5 lít"},
		search.Document{Name: "Trà rừng"}, search.Document{Name: "Trà giảo cổ lam"}, search.Document{Name: "Khoai môn"})
	for text, want := range map[string][]string{
		"đám giỗ mien domg quê":           {"Miến dong"},
		"lá xa kê":                        {"Lá sa kê"},
		"rượu men lá bình gốm":            {"Rượu men lá ba", "Rượu men lá"},
		"gói quà trà gừng cho khách":      nil, // a good of others is no slip for ours
		"trà gừng":                        nil,
		"🍯 🐝":                             nil,                 // no word at all
		"gynostemma fresh tea":            {"Trà giảo cổ lam"}, // without what it is like
		"thích hái chè hoặc ăn khoai môn": {"Khoai môn"},       // the second good
	} {
		names, _ := ask(text)
		require.Equal(t, want, names, text)
	}
}

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

// What can deliver comes first; of what is asked for from one place, its goods come
// before those that others could deliver.
func TestAskPutsFirstWhatCanBeDelivered(t *testing.T) {
	engine, err := embedded.Open(t.TempDir(), embedded.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { _ = engine.Close() })
	var changes []search.Change
	for id, d := range map[string]search.Document{
		"here": {Areas: []string{"02185"}, Available: map[string]int64{"2027-01": 6_000_000}}, "here-little": {Areas: []string{"02185"}, Available: map[string]int64{"2027-01": 1000}},
		"there": {Areas: []string{"061@old"}, Available: map[string]int64{"2027-01": 6_000_000}}, "there-little": {Areas: []string{"061@old"}},
	} {
		d.ID, d.Kind, d.Version, d.Name, d.Dimension = id, search.Product, 1, "Miến dong", "mass"
		changes = append(changes, search.Change{Document: d})
	}
	require.NoError(t, engine.Apply(t.Context(), changes))
	for text, want := range map[string][]string{
		"miến dong côn minh 5 tấn tháng 1": {"here", "here-little", "there", "there-little"},
		"miến dong 7 tấn tháng 1 ba bể":    nil, // in the engine's order
	} {
		analysis := newAnalyzer(t).Analyze(text)
		analysis.At("2026-11")
		found, whole, err := query.Ask(t.Context(), engine, search.Query{Kind: search.Product, Text: text}, analysis)
		require.NoError(t, err)
		require.Len(t, found.Hits, 4)
		if want == nil {
			require.Zero(t, whole)
			continue
		}
		require.Equal(t, 1, whole)
		var ids []string
		for _, hit := range found.Hits {
			ids = append(ids, hit.ID)
		}
		require.Equal(t, want, ids)
	}
}

// What is told of a good counts where nothing is called so: of two words at least, and
// of that good alone.
func TestAskFindsWhatIsToldOfAGood(t *testing.T) {
	ask := askOver(t,
		search.Document{Name: "Hương thẻ Nam Cường", Description: "Thơm dịu, ít khói, cháy lâu"},
		search.Document{Name: "Hương thẻ Côn Minh", Description: "Phơi nắng"},
		search.Document{Name: "Gạo tẻ", Description: "Bếp ít khói, củi dịu"})
	for text, want := range map[string][]string{
		"hương thẻ ít khói": {"Hương thẻ Nam Cường"},
		"hương thẻ khói":    nil,
		"hương thẻ ít nắng": nil,
		"mật ong ít khói":   nil,
	} {
		names, _ := ask(text)
		require.Equal(t, want, names, text)
	}
}

// Goods that are wanted of a seller: first its own that fit all else that is asked for,
// then its own, then those of others; what its name tells asks for nothing, and goods
// that only its name names are none of them.
func TestAskPutsFirstTheGoodsOfASeller(t *testing.T) {
	engine, err := embedded.Open(t.TempDir(), embedded.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { _ = engine.Close() })
	changes := []search.Change{
		{Document: search.Document{ID: "o1", Kind: search.Organization, Version: 1, Name: "HTX Miến dong hữu cơ Nắng Ngàn"}},
		{Document: search.Document{ID: "o2", Kind: search.Organization, Version: 1, Name: "HTX Miến dong Sợi Nắng"}}}
	for id, d := range map[string]search.Document{
		"a-fits":  {Name: "Miến dong", OrganizationID: "o1", Organization: "HTX Miến dong hữu cơ Nắng Ngàn", Stars: 5},
		"b-own":   {Name: "Miến dong", OrganizationID: "o1", Organization: "HTX Miến dong hữu cơ Nắng Ngàn", Stars: 3},
		"c-other": {Name: "Miến dong", OrganizationID: "o2", Organization: "HTX Miến dong Sợi Nắng", Stars: 5},
		"d-none":  {Name: "Lạp sườn", OrganizationID: "o1", Organization: "HTX Miến dong hữu cơ Nắng Ngàn", Stars: 5},
	} {
		d.ID, d.Kind, d.Version = id, search.Product, 1
		changes = append(changes, search.Change{Document: d})
	}
	require.NoError(t, engine.Apply(t.Context(), changes))
	ask := func(text string) (ids []string, whole int) {
		found, whole, err := query.Ask(t.Context(), engine, search.Query{Kind: search.Product, Text: text}, newAnalyzer(t).Analyze(text))
		require.NoError(t, err)
		for _, hit := range found.Hits {
			ids = append(ids, hit.ID)
		}
		return ids, whole
	}
	ids, whole := ask("miến dong 5 sao htx hữu cơ nắng ngàn")
	require.Equal(t, []string{"a-fits", "b-own", "c-other"}, ids[:3])
	require.Equal(t, 1, whole)
	ids, whole = ask("miến dong htx hữu cơ nắng ngàn")
	require.ElementsMatch(t, []string{"a-fits", "b-own"}, ids[:2])
	require.Equal(t, 2, whole)
}

// How goods are packed and a mark: what has one of them, where nothing has both.
func TestAskFindsAPackageOrAMark(t *testing.T) {
	ask := askOver(t,
		search.Document{Name: "Miến dong", Description: "Hộp quà 500 g"},
		search.Document{Name: "Gạo nếp", Marks: []string{"huu-co"}, Description: "Túi 2 kg"},
		search.Document{Name: "Chè xanh", Description: "Túi 200 g"})
	names, loosened := ask("quà tết hữu cơ")
	require.True(t, loosened)
	require.Equal(t, []string{"Miến dong"}, names)
}
