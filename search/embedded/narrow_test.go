package embedded_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/search"
	"lienket/search/embedded"
)

// A narrow question finds what is called so, not what holds the words somewhere.
func TestNarrow(t *testing.T) {
	e, err := embedded.Open(t.TempDir(), embedded.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, e.Close()) })
	var changes []search.Change
	for id, d := range map[string]search.Document{
		"noodles": {Name: "Miến dong Côn Minh", Organization: "HTX Nắng Ngàn"},
		"tea":     {Name: "Chè Shan tuyết", Organization: "HTX Suối Trong"},
		"fish":    {Name: "Tép chua lòng hồ", Organization: "HTX Thanh Mai"},
		"apricot": {Name: "Mơ vàng tươi"},
		"lard":    {Name: "Mỡ lợn tươi"},
		"bitter":  {Name: "Hương thẻ", Keywords: []string{"sạch", "giấy"}},
		"nut":     {Name: "Hạt dẻ", Keywords: slices.Repeat([]string{"hạt rừng"}, 100), Organization: "HTX Hạt Mẩy"},
	} {
		d.ID, d.Kind, d.Version = id, search.Product, 1
		changes = append(changes, search.Change{Document: d})
	}
	require.NoError(t, e.Apply(t.Context(), changes))
	// Words that are as they should be are written so in the name, or without marks.
	asTyped := map[string][]string{"hương thể": {"the"}, "giấy": {"giay"}, "mơ vàng": {"mo"}}
	for text, want := range map[string][]string{
		"hương thể":      nil,
		"giấy":           {"bitter"},
		"mơ vàng":        {"apricot"},
		"mien dong":      {"noodles"},
		"dong mien":      {"noodles"},
		"mein dogn":      nil, // of two words one may be wrong
		"mein dong":      {"noodles"},
		"che san tuyet":  {"tea"}, // a slip in a short word
		"mien nang ngan": {"noodles"},
		"nang ngan":      {"noodles"},
		"thanh long":     nil, // one in the organisation, one in the name
		"thep":           nil, // too short to be a typo by itself
		"giay the thao":  nil,
		"may cay":        nil,
		"hat may":        {"nut"},             // however often a word is a keyword
		"mơ":             {"apricot", "lard"}, // as typed first
		"mỡ":             {"lard", "apricot"},
	} {
		result, err := e.Search(t.Context(), search.Query{Kind: search.Product, Text: text, Narrow: true, AsTyped: asTyped[text]})
		require.NoError(t, err)
		var got []string
		for _, hit := range result.Hits {
			got = append(got, hit.ID)
		}
		require.True(t, slices.Equal(want, got), "%s: %v, want %v", text, got, want)
	}
}
