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
	require.True(t, read.called(listOf("kho tau")))
	require.True(t, read.called(listOf("nep")))
	require.False(t, read.called(listOf("tau nep")))
	require.False(t, read.called(listOf("ruo")))
	require.False(t, kept.read(&Product{Name: "Sản phẩm"}).called(listOf("nep")))
}

// TestAReadingIsOfTheProductAsItIs: it is kept for a version, never beyond it.
func TestAReadingIsOfTheProductAsItIs(t *testing.T) {
	dictionary, err := query.LoadDictionary()
	require.NoError(t, err)
	kept, err := newReadings(query.NewAnalyzer(dictionary, nil))
	require.NoError(t, err)
	product := &Product{Meta: store.Meta{ID: "1", Version: 1}, Name: "Miến dong"}
	first := kept.of(product)
	require.Equal(t, []string{"mien", "dong"}, first.name.list)
	require.Same(t, first, kept.of(product))

	changed := *product
	changed.Name, changed.Version = "Chè shan", 2
	require.Equal(t, []string{"che", "shan"}, kept.of(&changed).name.list)
	require.Equal(t, []string{"mien", "dong"}, kept.of(product).name.list)
}

// TestASetOfWordsDeniesNoneOfItsOwn.
func TestASetOfWordsDeniesNoneOfItsOwn(t *testing.T) {
	dice := rand.New(rand.NewPCG(3, 3))
	word := func() string { return string(rune('a'+dice.IntN(26))) + string(rune('a'+dice.IntN(26))) }
	denied := 0
	for range 2000 {
		var all []string
		for range 1 + dice.IntN(40) {
			all = append(all, word())
		}
		set := listOf(strings.Join(all, " ")).set
		require.True(t, set.mayHold(listOf(all[0]+" "+all[len(all)-1]).set))
		other := word()
		if !set.mayHold(listOf(other).set) {
			require.NotContains(t, all, other)
			denied++
		}
	}
	require.Greater(t, denied, 1800, "few others are taken for its own")
}
