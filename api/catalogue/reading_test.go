package catalogue

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/store"
	"lienket/search/query"
)

// TestATextSpeaksOfWholeWordsOnly, of any length and wherever they stand.
func TestATextSpeaksOfWholeWordsOnly(t *testing.T) {
	dice := rand.New(rand.NewPCG(7, 7))
	word := func() string {
		return strings.Repeat("a", dice.IntN(3)) + string("ab"[dice.IntN(2)]) + strings.Repeat("b", dice.IntN(3))
	}
	said := map[bool]int{}
	for range 5000 {
		var all []string
		for range dice.IntN(6) {
			all = append(all, word())
		}
		asked := []string{word(), word()}[:1+dice.IntN(2)]
		want := !slices.ContainsFunc(asked, func(one string) bool { return !slices.Contains(all, one) })
		require.Equal(t, want, speaksOf(" "+strings.Join(all, " ")+" ", asked), "%v of %v", asked, all)
		said[want]++
	}
	require.Greater(t, said[true], 500)
	require.Greater(t, said[false], 500)
}

// TestAGoodIsCalledByOneOfItsNames, not by words of several of them.
func TestAGoodIsCalledByOneOfItsNames(t *testing.T) {
	dictionary, err := query.LoadDictionary()
	require.NoError(t, err)
	kept, err := newReadings(query.NewAnalyzer(dictionary, nil))
	require.NoError(t, err)
	read := kept.read(&Product{Name: "Sản phẩm", Keywords: []string{"Bún tàu khô", "Rượu nếp"}})
	require.True(t, read.called([]string{"kho", "tau"}))
	require.True(t, read.called([]string{"nep"}))
	require.False(t, read.called([]string{"tau", "nep"}))
	require.False(t, read.called([]string{"ruo"}))
	require.False(t, kept.read(&Product{Name: "Sản phẩm"}).called([]string{"nep"}))
}

// TestAReadingIsOfTheProductAsItIs: it is kept for a version, never beyond it.
func TestAReadingIsOfTheProductAsItIs(t *testing.T) {
	dictionary, err := query.LoadDictionary()
	require.NoError(t, err)
	kept, err := newReadings(query.NewAnalyzer(dictionary, nil))
	require.NoError(t, err)
	product := &Product{Meta: store.Meta{ID: "1", Version: 1}, Name: "Miến dong"}
	first := kept.of(product)
	require.Equal(t, []string{"mien", "dong"}, first.name)
	require.Same(t, first, kept.of(product))

	changed := *product
	changed.Name, changed.Version = "Chè shan", 2
	require.Equal(t, []string{"che", "shan"}, kept.of(&changed).name)
	require.Equal(t, []string{"mien", "dong"}, kept.of(product).name)
}
