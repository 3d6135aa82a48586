package storetest

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/store"
)

var filterCases = []testcase{
	{name: "texts", run: filterTexts},
	{name: "integers", run: filterIntegers},
	{name: "integers beyond 2^53", run: filterBigIntegers},
	{name: "booleans", run: filterBooleans},
	{name: "instants", run: filterInstants},
	{name: "nested paths", run: filterNested},
	{name: "absent and null", run: filterAbsent},
	{name: "and, or", run: filterCombined},
	{name: "types are kept apart", run: filterTypes},
	{name: "a filter is data", run: filterIsData},
}

// selects is a row: what a filter selects from the shelf, in order of ID.
type selects struct {
	where store.Filter
	want  string
}

// check finds and counts within the shelf. A plain condition on one field is
// counted alone as well, which its own index must serve.
func (b *bench) check(t *testing.T, rows []selects) {
	t.Helper()
	for _, row := range rows {
		require.Equal(t, row.want, b.ids(t, store.Query{Where: onShelf(row.where)}), "%#v", row.where)
		n, err := b.goods.Count(t.Context(), onShelf(row.where))
		require.NoError(t, err)
		require.EqualValues(t, len(splitIDs(row.want)), n, "count %#v", row.where)

		switch row.where.(type) {
		case store.Eq, store.In, store.Range:
			n, err := b.goods.Count(t.Context(), row.where)
			require.NoError(t, err)
			require.EqualValues(t, len(splitIDs(row.want)), n, "count alone %#v", row.where)
		}
	}
}

func splitIDs(ids string) []string { return strings.Fields(ids) }

func named(id, name string) *goods { return &goods{Meta: store.Meta{ID: id}, Name: name} }

func filterTexts(t *testing.T, b *bench) {
	// In the order of their UTF-8 bytes, on every backend.
	b.put(t, named("1", ""), named("2", "A"), named("3", "a"), named("4", "a b"), named("5", "ab"), named("6", "chè"), named("7", "đậu"))
	b.check(t, []selects{
		{store.Eq{Field: "name", Value: "a"}, "3"},
		{store.Eq{Field: "name", Value: ""}, "1"},
		{store.Eq{Field: "name", Value: "che"}, ""},
		{store.In{Field: "name", Values: []any{"a", "đậu", "none"}}, "3 7"},
		{store.In{Field: "name"}, ""},
		{store.In{Field: "name", Values: []any{"a", "a"}}, "3"},
		{store.InStrings("name", []kind{"A", "chè"}), "2 6"},
		{store.Range{Field: "name", From: "a", To: "ab"}, "3 4 5"},
		{store.Range{Field: "name", After: "a", Below: "ab"}, "4"},
		{store.Range{Field: "name", From: "a"}, "3 4 5 6 7"},
		{store.Range{Field: "name", After: ""}, "2 3 4 5 6 7"},
		{store.Range{Field: "name", Below: "a"}, "1 2"},
		{store.Range{Field: "name", To: "a"}, "1 2 3"},
		{store.Range{Field: "name", From: "b", To: "a"}, ""},
		{store.Range{Field: "name", From: "a", After: "a", To: "ab", Below: "ab"}, "4"},
		{store.Range{Field: "name"}, "1 2 3 4 5 6 7"},
	})
}

func filterIntegers(t *testing.T, b *bench) {
	b.put(t, item("1", -10), item("2", 0), item("3", 5), item("4", 5), item("5", 40))
	b.check(t, []selects{
		{store.Eq{Field: "amount", Value: 5}, "3 4"},
		{store.Eq{Field: "amount", Value: int64(5)}, "3 4"},
		{store.Eq{Field: "amount", Value: 0}, "2"},
		{store.In{Field: "amount", Values: []any{-10, int64(40), 41}}, "1 5"},
		{store.Range{Field: "amount", From: 0, To: int64(5)}, "2 3 4"},
		{store.Range{Field: "amount", After: 0, Below: 40}, "3 4"},
		{store.Range{Field: "amount", Below: 0}, "1"},
		{store.Range{Field: "amount", From: 6}, "5"},
	})
}

func filterBigIntegers(t *testing.T, b *bench) {
	const big = int64(1) << 53
	b.put(t, item("1", big), item("2", big+1), item("3", big+2), item("4", math.MaxInt64),
		item("5", math.MaxInt64-1), item("6", math.MinInt64), item("7", -big-1))
	b.check(t, []selects{
		{store.Eq{Field: "amount", Value: big}, "1"},
		{store.Eq{Field: "amount", Value: big + 1}, "2"},
		{store.In{Field: "amount", Values: []any{int64(math.MaxInt64 - 1), -big - 1}}, "5 7"},
		{store.Range{Field: "amount", From: big + 1, Below: big + 2}, "2"},
		{store.Range{Field: "amount", After: int64(math.MaxInt64 - 1)}, "4"},
		{store.Range{Field: "amount", Below: -big - 1}, "6"},
	})
	q := store.Query{Where: onShelf(), Sort: []string{"amount"}}
	require.Equal(t, "6 7 1 2 3 5 4", b.ids(t, q))
	require.Equal(t, "6 7 1 2 3 5 4", strings.Join(b.walk(t, q, 1), " "), "cursors keep every digit")
}

func filterBooleans(t *testing.T, b *bench) {
	b.put(t, item("1", 1), &goods{Meta: store.Meta{ID: "2"}, Amount: 1, Active: true})
	b.check(t, []selects{
		{store.Eq{Field: "active", Value: true}, "2"},
		{store.Eq{Field: "active", Value: false}, "1"},
		{store.In{Field: "active", Values: []any{true, false}}, "1 2"},
		{store.Eq{Field: "active", Value: 1}, ""},
		{store.Eq{Field: "active", Value: "true"}, ""},
		{store.Eq{Field: "amount", Value: true}, ""},
		{store.Range{Field: "active", From: 0}, ""},
	})
}

func filterInstants(t *testing.T, b *bench) {
	due := func(id, text string) *goods { return &goods{Meta: store.Meta{ID: id}, DueAt: at(text)} }
	b.put(t, due("1", "1969-12-31T23:59:59.999Z"), due("2", "2026-11-23T00:00:00Z"),
		due("3", "2026-11-23T00:00:00.001Z"), due("4", "2026-11-23T07:00:00+07:00"), due("5", "2030-01-01T00:00:00Z"))
	b.put(t, item("6", 0)) // the zero Instant is null
	b.check(t, []selects{
		{store.Eq{Field: "dueAt", Value: at("2026-11-23T00:00:00Z")}, "2 4"},
		{store.Eq{Field: "dueAt", Value: at("2026-11-23T00:00:00.000999Z")}, "2 4"},
		{store.In{Field: "dueAt", Values: []any{at("2030-01-01T00:00:00Z"), at("1969-12-31T23:59:59.999Z")}}, "1 5"},
		{store.Range{Field: "dueAt", From: at("2026-11-23T00:00:00Z"), Below: at("2030-01-01T00:00:00Z")}, "2 3 4"},
		{store.Range{Field: "dueAt", After: at("2026-11-23T00:00:00Z")}, "3 5"},
		{store.Range{Field: "dueAt", To: at("2026-11-23T00:00:00Z")}, "1 2 4"},
		{store.Eq{Field: "dueAt", Value: nil}, "6"},
		{store.Exists{Field: "dueAt", Not: true}, "6"},
	})
	q := store.Query{Where: onShelf(), Sort: []string{"dueAt"}}
	require.Equal(t, "6 1 2 4 3 5", b.ids(t, q))
	require.Equal(t, "6 1 2 4 3 5", strings.Join(b.walk(t, q, 2), " "))
}

func filterNested(t *testing.T, b *bench) {
	in := func(id, commune string) *goods {
		g := item(id, 0)
		g.Place.Commune.Code = commune
		return g
	}
	b.put(t, in("1", "01840"), in("2", "01843"), in("3", ""), in("4", "01840@old"))
	b.check(t, []selects{
		{store.Eq{Field: "place.commune.code", Value: "01840"}, "1"},
		{store.In{Field: "place.commune.code", Values: []any{"01843", "01840"}}, "1 2"},
		{store.Range{Field: "place.commune.code", From: "01840", Below: "01841"}, "1 4"},
		{store.Eq{Field: "place.commune.code", Value: nil}, "3"},
		{store.Exists{Field: "place.commune.code"}, "1 2 4"},
	})
	// There is no such path, and a text has no members.
	require.Equal(t, "1 2 3 4", b.ids(t, store.Query{Where: onShelf(store.Eq{Field: "place.none.deeper", Value: nil})}))
	require.Empty(t, b.ids(t, store.Query{Where: onShelf(store.Exists{Field: "name.first"})}))
}

func filterAbsent(t *testing.T, b *bench) {
	b.put(t,
		&goods{Meta: store.Meta{ID: "1"}},
		&goods{Meta: store.Meta{ID: "2"}, Rank: pointer[int64](0), Note: pointer("")},
		&goods{Meta: store.Meta{ID: "3"}, Rank: pointer[int64](7), Note: pointer("x"), Tags: []string{"x"}})
	b.check(t, []selects{
		{store.Eq{Field: "rank", Value: nil}, "1"},
		{store.Eq{Field: "rank", Value: 0}, "2"},
		{store.In{Field: "rank", Values: []any{nil, 7}}, "1 3"},
		{store.In{Field: "rank", Values: []any{nil}}, "1"},
		{store.Range{Field: "rank", To: 7}, "2 3"},
		{store.Range{Field: "rank", Below: 1}, "2"},
		{store.Range{Field: "rank"}, "2 3"},
		{store.Exists{Field: "rank"}, "2 3"},
		{store.Exists{Field: "rank", Not: true}, "1"},
		{store.Exists{Field: "note"}, "2 3"},
		{store.Exists{Field: "note", Not: true}, "1"},
		{store.Exists{Field: "tags"}, "3"},
		{store.Contains{Field: "tags", Value: "x"}, "3"},
	})
	require.Equal(t, "1", b.ids(t, store.Query{Where: onShelf(store.Eq{Field: "note", Value: nil})}))
	require.Equal(t, "2", b.ids(t, store.Query{Where: onShelf(store.Eq{Field: "note", Value: ""})}))
}

func filterCombined(t *testing.T, b *bench) {
	b.put(t, item("1", 1), item("2", 2), item("3", 3), item("4", 4))
	one, two := store.Eq{Field: "amount", Value: 1}, store.Eq{Field: "amount", Value: 2}
	low := store.Range{Field: "amount", To: 2}
	b.check(t, []selects{
		{store.And{}, "1 2 3 4"},
		{store.Or{}, ""},
		{store.Or{one}, "1"},
		{store.Or{one, two}, "1 2"},
		{store.Or{one, low}, "1 2"},
		{store.And{one, two}, ""},
		{store.And{low, store.Or{two, store.Eq{Field: "amount", Value: 3}}}, "2"},
		{store.Or{store.And{low, two}, store.And{}}, "1 2 3 4"},
		{store.And{store.Or{}, one}, ""},
		{store.And{low, store.Range{Field: "amount", From: 2}}, "2"},
		{store.Or{store.And{one, store.Eq{Field: "_id", Value: "1"}}, store.Eq{Field: "_id", Value: "4"}}, "1 4"},
	})
	require.Equal(t, "1 2 3 4", b.ids(t, store.Query{}), "no filter selects all")
	require.Equal(t, "2 4", b.ids(t, store.Query{Where: store.In{Field: "_id", Values: []any{"2", "4", "9"}}}))
	require.Equal(t, "3 4", b.ids(t, store.Query{Where: store.Range{Field: "_id", After: "2"}}))
}

func filterTypes(t *testing.T, b *bench) {
	valued := func(id string, value any) *goods { return &goods{Meta: store.Meta{ID: id}, Value: value} }
	b.put(t, valued("1", 1), valued("2", "1"), valued("3", true), valued("4", false), valued("5", 0),
		valued("6", ""), valued("7", nil), valued("8", "true"), valued("9", []string{"1"}))
	b.check(t, []selects{
		{store.Eq{Field: "value", Value: 1}, "1"},
		{store.Eq{Field: "value", Value: true}, "3"},
		{store.Eq{Field: "value", Value: false}, "4"},
		{store.Eq{Field: "value", Value: 0}, "5"},
		{store.Eq{Field: "value", Value: ""}, "6"},
		{store.Eq{Field: "value", Value: nil}, "7"},
		{store.In{Field: "value", Values: []any{0, "true", nil}}, "5 7 8"},
		{store.Range{Field: "value", From: 0}, "1 5"},
		{store.Range{Field: "value", Below: 2}, "1 5"},
		{store.Range{Field: "value", From: 0, Below: "2"}, ""},
	})
	require.Equal(t, "1 2 3 4 5 6 8 9", b.ids(t, store.Query{Where: onShelf(store.Exists{Field: "value"})}))
}

// filterIsData: no value is taken for an operator or a path of the backend.
func filterIsData(t *testing.T, b *bench) {
	b.put(t, named("1", "$name"), named("2", `{"$gt":""}`), named("3", "'; DROP TABLE goods; --"), named("4", "x"))
	b.check(t, []selects{
		{store.Eq{Field: "name", Value: "$name"}, "1"},
		{store.Eq{Field: "name", Value: `{"$gt":""}`}, "2"},
		{store.In{Field: "name", Values: []any{"'; DROP TABLE goods; --", "%"}}, "3"},
		{store.Range{Field: "name", From: "$", Below: "%"}, "1"},
	})
}
