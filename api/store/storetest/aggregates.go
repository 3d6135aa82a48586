package storetest

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/store"
)

var aggregateCases = []testcase{
	{name: "groups and counts", run: aggregateCounts},
	{name: "groups, counts and sums", needs: []Feature{Sums}, run: aggregateGroups},
	{name: "absent keys and amounts", needs: []Feature{Sums}, run: aggregateAbsent},
	{name: "keys of every type, in the order of their text", run: aggregateKeys},
	{name: "sums beyond 2^53", needs: []Feature{Sums}, run: aggregateBig},
	{name: "without keys", needs: []Feature{Sums}, run: aggregateWhole},
}

func (b *bench) aggregate(t *testing.T, a store.Aggregation) []store.Group {
	t.Helper()
	groups, err := b.goods.Aggregate(t.Context(), a)
	require.NoError(t, err)
	return groups
}

func aggregateCounts(t *testing.T, b *bench) {
	b.put(t, &goods{Name: "chè", Note: pointer("x")}, &goods{Name: "chè", Note: pointer("")},
		&goods{Name: "chè"}, &goods{Name: "bún"}, &goods{Shelf: "b", Name: "chè"})
	require.Equal(t, []store.Group{
		{Keys: []string{"bún", ""}, Count: 1, Sums: []int64{}},
		{Keys: []string{"chè", ""}, Count: 2, Sums: []int64{}},
		{Keys: []string{"chè", "x"}, Count: 1, Sums: []int64{}},
	}, normal(b.aggregate(t, store.Aggregation{Where: onShelf(), By: []string{"name", "note"}})))
	require.Equal(t, []store.Group{
		{Keys: []string{"chè"}, Count: 1, Sums: []int64{}},
	}, normal(b.aggregate(t, store.Aggregation{Where: store.Eq{Field: "shelf", Value: "b"}, By: []string{"name"}})))
	require.Empty(t, b.aggregate(t, store.Aggregation{Where: store.Eq{Field: "shelf", Value: "none"}, By: []string{"name"}}))
}

func aggregateGroups(t *testing.T, b *bench) {
	row := func(id, name string, commune string, amount int64, rank int64) *goods {
		g := &goods{Meta: store.Meta{ID: id}, Name: name, Amount: amount, Rank: &rank}
		g.Place.Commune.Code = commune
		return g
	}
	b.put(t, row("1", "chè", "01840", 5, 1), row("2", "chè", "01843", 7, 1), row("3", "bún", "01840", -2, 10),
		row("4", "chè", "01840", 1, 100))
	b.put(t, &goods{Shelf: "b", Name: "chè", Amount: 99})

	require.Equal(t, []store.Group{
		{Keys: []string{"bún"}, Count: 1, Sums: []int64{-2, 10}},
		{Keys: []string{"chè"}, Count: 3, Sums: []int64{13, 102}},
	}, b.aggregate(t, store.Aggregation{Where: onShelf(), By: []string{"name"}, Sum: []string{"amount", "rank"}}))

	require.Equal(t, []store.Group{
		{Keys: []string{"01840", "bún"}, Count: 1, Sums: []int64{-2}},
		{Keys: []string{"01840", "chè"}, Count: 2, Sums: []int64{6}},
		{Keys: []string{"01843", "chè"}, Count: 1, Sums: []int64{7}},
	}, b.aggregate(t, store.Aggregation{Where: onShelf(), By: []string{"place.commune.code", "name"}, Sum: []string{"amount"}}))

	groups := b.aggregate(t, store.Aggregation{Where: onShelf(store.Eq{Field: "amount", Value: 1}), By: []string{"name"}})
	require.Len(t, groups, 1)
	require.Equal(t, []string{"chè"}, groups[0].Keys)
	require.Empty(t, groups[0].Sums)
}

func aggregateAbsent(t *testing.T, b *bench) {
	b.put(t,
		&goods{Note: nil, Rank: nil},
		&goods{Note: pointer(""), Rank: pointer[int64](4)},
		&goods{Note: pointer("x"), Rank: pointer[int64](5)},
		&goods{Note: pointer("x")})
	require.Equal(t, []store.Group{
		{Keys: []string{""}, Count: 2, Sums: []int64{4}},
		{Keys: []string{"x"}, Count: 2, Sums: []int64{5}},
	}, b.aggregate(t, store.Aggregation{Where: onShelf(), By: []string{"note"}, Sum: []string{"rank"}}))

	require.Equal(t, []store.Group{
		{Keys: []string{"", ""}, Count: 2, Sums: []int64{0}},
		{Keys: []string{"4", ""}, Count: 1, Sums: []int64{0}},
		{Keys: []string{"5", ""}, Count: 1, Sums: []int64{0}},
	}, b.aggregate(t, store.Aggregation{Where: onShelf(), By: []string{"rank", "place.commune.code"}, Sum: []string{"place.none"}}))
}

func aggregateKeys(t *testing.T, b *bench) {
	b.put(t, item("1", 9), item("2", 10), item("3", -1), item("4", 9),
		&goods{Amount: math.MaxInt64, Active: true})
	require.Equal(t, []store.Group{
		{Keys: []string{"-1", "false"}, Count: 1, Sums: []int64{}},
		{Keys: []string{"10", "false"}, Count: 1, Sums: []int64{}},
		{Keys: []string{"9", "false"}, Count: 2, Sums: []int64{}},
		{Keys: []string{"9223372036854775807", "true"}, Count: 1, Sums: []int64{}},
	}, normal(b.aggregate(t, store.Aggregation{Where: onShelf(), By: []string{"amount", "active"}})))
}

// normal makes a nil and an empty list of sums the same.
func normal(groups []store.Group) []store.Group {
	for i := range groups {
		groups[i].Sums = append([]int64{}, groups[i].Sums...)
	}
	return groups
}

func aggregateBig(t *testing.T, b *bench) {
	const big = int64(1) << 53
	b.put(t, &goods{Name: "a", Amount: big}, &goods{Name: "a", Amount: 1}, &goods{Name: "a", Amount: 1},
		&goods{Name: "a", Amount: 1},
		&goods{Name: "b", Amount: math.MaxInt64 - 5}, &goods{Name: "b", Amount: 4},
		&goods{Name: "c", Amount: math.MinInt64 + 5}, &goods{Name: "c", Amount: -4})
	require.Equal(t, []store.Group{
		{Keys: []string{"a"}, Count: 4, Sums: []int64{big + 3}},
		{Keys: []string{"b"}, Count: 2, Sums: []int64{math.MaxInt64 - 1}},
		{Keys: []string{"c"}, Count: 2, Sums: []int64{math.MinInt64 + 1}},
	}, b.aggregate(t, store.Aggregation{Where: onShelf(), By: []string{"name"}, Sum: []string{"amount"}}))
}

func aggregateWhole(t *testing.T, b *bench) {
	b.put(t, item("1", 9), item("2", 10))
	groups := b.aggregate(t, store.Aggregation{Where: onShelf(), Sum: []string{"amount"}})
	require.Len(t, groups, 1)
	require.Empty(t, groups[0].Keys)
	require.EqualValues(t, 2, groups[0].Count)
	require.Equal(t, []int64{19}, groups[0].Sums)
	require.Empty(t, b.aggregate(t, store.Aggregation{Where: store.Eq{Field: "shelf", Value: "none"}, Sum: []string{"amount"}}),
		"no documents, no group")
}
