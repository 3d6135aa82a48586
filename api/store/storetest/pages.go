package storetest

import (
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/fault"
	"lienket/api/store"
)

var pageCases = []testcase{
	{name: "sort", run: sorted},
	{name: "limit", run: limits},
	{name: "cursors walk without gap or repeat", run: walkComplete},
	{name: "cursors stay right while documents change", run: walkStable},
	{name: "cursors stay right under concurrent writers", run: walkConcurrent},
	{name: "a cursor is bound to its query", run: cursorBound},
	{name: "a cursor is checked", run: cursorGarbage},
	{name: "each", run: eachStops},
	{name: "sift keeps what holds, page by page", run: sifts},
	{name: "an error of the reader passes through", run: findErrorPasses},
}

// sorts are the orders that goodsSchema's indexes serve on a shelf.
var sorts = [][]string{
	nil,
	{"amount"}, {"-amount"},
	{"name", "-amount"}, {"-name", "amount"},
	{"rank"}, {"-rank"}, {"-rank", "name"},
	{"note"}, {"dueAt"},
	{"active", "-place.commune.code"},
}

// mixed makes goods with many ties and absent fields, the same each time.
func mixed(n int) []*goods {
	random := rand.New(rand.NewPCG(1, 2))
	items := make([]*goods, n)
	for i := range items {
		g := &goods{
			Meta:   store.Meta{ID: fmt.Sprintf("%03d", (i*37)%n)}, // not in the order of insertion
			Name:   []string{"bún", "chè", "miến", "đậu"}[random.IntN(4)],
			Amount: int64(random.IntN(5)) - 2,
			Active: random.IntN(2) == 0,
		}
		if random.IntN(3) > 0 {
			g.Rank = pointer(int64(random.IntN(4)))
		}
		if random.IntN(2) > 0 {
			g.Note = pointer([]string{"", "x", "y"}[random.IntN(3)])
			g.Place.Commune.Code = []string{"01840", "01843"}[random.IntN(2)]
			g.DueAt = at(fmt.Sprintf("2026-11-0%dT00:00:00Z", 1+random.IntN(4)))
		}
		items[i] = g
	}
	return items
}

// walk follows the cursors of q to the end and lists the IDs.
func (b *bench) walk(t *testing.T, q store.Query, limit int) []string {
	t.Helper()
	var ids []string
	q.Limit = limit
	for pages := 0; ; pages++ {
		require.Less(t, pages, 500, "the walk does not end")
		page, err := b.goods.Find(t.Context(), q)
		require.NoError(t, err)
		require.LessOrEqual(t, len(page.Items), limit)
		ids = append(ids, splitIDs(idsOf(page.Items))...)
		if page.Next == "" {
			return ids
		}
		require.Len(t, page.Items, limit, "only the last page is short")
		q.Cursor = page.Next
	}
}

func sorted(t *testing.T, b *bench) {
	row := func(id, name string, amount int64, rank *int64) *goods {
		return &goods{Meta: store.Meta{ID: id}, Name: name, Amount: amount, Rank: rank}
	}
	b.put(t, row("1", "b", 2, pointer[int64](5)), row("2", "a", 1, nil), row("3", "b", 3, pointer[int64](-1)),
		row("4", "a", 1, pointer[int64](5)), row("5", "a", 2, nil), row("6", "đ", 0, pointer[int64](0)))
	for _, c := range []struct {
		sort []string
		want string
	}{
		{nil, "1 2 3 4 5 6"},
		{[]string{"amount"}, "6 2 4 1 5 3"},
		{[]string{"-amount"}, "3 1 5 2 4 6"},
		{[]string{"name", "-amount"}, "5 2 4 3 1 6"},
		{[]string{"-name", "amount"}, "6 1 3 2 4 5"},
		{[]string{"rank"}, "2 5 3 6 1 4"}, // absent first
		{[]string{"-rank"}, "1 4 6 3 2 5"},
		{[]string{"-rank", "name"}, "4 1 6 3 2 5"},
	} {
		require.Equal(t, c.want, b.ids(t, store.Query{Where: onShelf(), Sort: c.sort}), "%v", c.sort)
	}
	require.Equal(t, "6 5 4 3 2 1", b.ids(t, store.Query{Sort: []string{"-_id"}}))
	require.Equal(t, "6 5 4 3 2 1", strings.Join(b.walk(t, store.Query{Sort: []string{"-_id"}}, 2), " "))
}

func limits(t *testing.T, b *bench) {
	items := make([]*goods, store.MaxLimit+1)
	for i := range items {
		items[i] = item(fmt.Sprintf("%04d", i), 0)
	}
	b.put(t, items...)
	for limit, want := range map[int]int{
		0: store.DefaultLimit, 1: 1, 7: 7, store.MaxLimit: store.MaxLimit, store.MaxLimit + 5: store.MaxLimit,
	} {
		page, err := b.goods.Find(t.Context(), store.Query{Where: onShelf(), Limit: limit})
		require.NoError(t, err)
		require.Len(t, page.Items, want)
		require.NotEmpty(t, page.Next)
	}
	n, err := b.goods.Count(t.Context(), onShelf())
	require.NoError(t, err)
	require.EqualValues(t, store.MaxLimit+1, n)
}

func walkComplete(t *testing.T, b *bench) {
	const n = 30
	b.put(t, mixed(n)...)
	for _, order := range sorts {
		q := store.Query{Where: onShelf(), Sort: order}
		want := splitIDs(b.ids(t, q))
		require.Len(t, want, n)
		for _, limit := range []int{1, 7, n / 2, n, n + 1} { // n/2 and n end exactly at a page's end
			require.Equal(t, want, b.walk(t, q, limit), "%v by %d", order, limit)
		}
	}
	q := store.Query{Where: onShelf(store.Range{Field: "amount", From: 0}), Sort: []string{"-amount"}}
	require.Equal(t, splitIDs(b.ids(t, q)), b.walk(t, q, 4))
}

func sifts(t *testing.T, b *bench) {
	const n = 30
	b.put(t, mixed(n)...)
	q := store.Query{Where: onShelf(), Sort: []string{"-amount"}}
	whole, err := b.goods.Find(t.Context(), store.Query{Where: q.Where, Sort: q.Sort, Limit: n})
	require.NoError(t, err)
	var want []string
	for _, g := range whole.Items {
		if g.Name == "chè" {
			want = append(want, g.ID)
		}
	}
	require.NotEmpty(t, want)
	keep := func(items []goods) ([]bool, error) {
		kept := make([]bool, len(items))
		for i := range items {
			kept[i] = items[i].Name == "chè"
		}
		return kept, nil
	}
	for _, limit := range []int{1, 2, len(want), n} {
		var seen []string
		for asked := q; ; {
			asked.Limit = limit
			page, err := b.goods.Sift(t.Context(), asked, keep)
			require.NoError(t, err)
			require.LessOrEqual(t, len(page.Items), limit)
			for _, g := range page.Items {
				seen = append(seen, g.ID)
			}
			if asked.Cursor = page.Next; page.Next == "" {
				break
			}
		}
		require.Equal(t, want, seen, "by %d", limit)
	}
}

func walkStable(t *testing.T, b *bench) {
	const n = 40
	b.put(t, mixed(n)...)
	for _, order := range sorts {
		q := store.Query{Where: onShelf(), Sort: order}
		before := splitIDs(b.ids(t, q))
		q.Limit = 5
		var seen, added, removed []string
		for page := 0; ; page++ {
			found, err := b.goods.Find(t.Context(), q)
			require.NoError(t, err)
			for _, g := range found.Items {
				seen = append(seen, g.ID)
			}
			if found.Next == "" {
				break
			}
			q.Cursor = found.Next
			// The document at the cursor goes, and others come on both sides.
			last := found.Items[len(found.Items)-1].ID
			require.NoError(t, b.goods.Delete(t.Context(), last))
			removed = append(removed, last)
			for side, like := range []goods{found.Items[0], {Name: "zzz", Amount: 9}} {
				like.ID = fmt.Sprintf("new-%d-%d", page, side)
				b.put(t, &like)
				added = append(added, like.ID)
			}
		}
		require.Equal(t, before, without(seen, "new-"), "%v", order)
		for _, id := range added {
			if err := b.goods.Delete(t.Context(), id); !fault.Is(err, fault.NotFound) {
				require.NoError(t, err)
			}
		}
		for _, id := range removed {
			if !strings.HasPrefix(id, "new-") {
				b.put(t, item(id, 1))
			}
		}
	}
}

func without(ids []string, prefix string) []string {
	kept := []string{}
	for _, id := range ids {
		if !strings.HasPrefix(id, prefix) {
			kept = append(kept, id)
		}
	}
	return kept
}

func walkConcurrent(t *testing.T, b *bench) {
	const n = 40
	b.put(t, mixed(n)...)
	stop := make(chan struct{})
	failed := make(chan error, 1)
	go func() {
		for i := 0; ; i++ {
			select {
			case <-stop:
				failed <- nil
				return
			default:
			}
			g := item(fmt.Sprintf("new-%d", i), int64(i%5)-2)
			g.Shelf = "a"
			if err := b.goods.Insert(t.Context(), g); err != nil {
				failed <- err
				return
			}
			if err := b.goods.Delete(t.Context(), g.ID); err != nil {
				failed <- err
				return
			}
		}
	}()
	for _, order := range [][]string{nil, {"amount"}, {"-amount"}} {
		q := store.Query{Where: onShelf(), Sort: order}
		want := without(splitIDs(b.ids(t, q)), "new-")
		for range 3 {
			require.Equal(t, want, without(b.walk(t, q, 3), "new-"), "%v", order)
		}
	}
	close(stop)
	require.NoError(t, <-failed)
}

func cursorBound(t *testing.T, b *bench) {
	b.put(t, mixed(10)...)
	q := store.Query{Where: onShelf(), Sort: []string{"amount"}, Limit: 3}
	page, err := b.goods.Find(t.Context(), q)
	require.NoError(t, err)
	require.NotEmpty(t, page.Next)

	for name, other := range map[string]store.Query{
		"other sort":      {Where: onShelf(), Sort: []string{"-amount"}},
		"longer sort":     {Where: onShelf(), Sort: nil},
		"other value":     {Where: store.And{store.Eq{Field: "shelf", Value: "b"}}, Sort: q.Sort},
		"other condition": {Where: onShelf(store.Range{Field: "amount", From: -9}), Sort: q.Sort},
		"other bound":     {Where: store.And{store.Eq{Field: "shelf", Value: nil}}, Sort: q.Sort},
	} {
		t.Run(name, func(t *testing.T) {
			other.Cursor = page.Next
			_, err := b.goods.Find(t.Context(), other)
			requireCode(t, fault.InvalidInput, err)
		})
	}
	again := openCollection[goods](t, b, store.Schema{Name: "other", Indexes: goodsSchema.Indexes})
	q.Cursor = page.Next
	_, err = again.Find(t.Context(), q)
	requireCode(t, fault.InvalidInput, err)

	q.Limit = 100
	rest, err := b.goods.Find(t.Context(), q)
	require.NoError(t, err, "the size of a page may change")
	require.Len(t, rest.Items, 7)
}

func cursorGarbage(t *testing.T, b *bench) {
	b.put(t, mixed(10)...)
	q := store.Query{Where: onShelf(), Sort: []string{"amount"}, Limit: 3}
	page, err := b.goods.Find(t.Context(), q)
	require.NoError(t, err)

	half := page.Next[:len(page.Next)/2]
	for _, cursor := range []string{
		"x", "!!!", " ", "%00", "null", "{}", "[]", half, page.Next + page.Next, strings.Repeat("A", 10_000),
		base64.RawURLEncoding.EncodeToString([]byte(`{"$gt":""}`)), base64.StdEncoding.EncodeToString([]byte("[1]")),
	} {
		q.Cursor = cursor
		_, err := b.goods.Find(t.Context(), q)
		requireCode(t, fault.InvalidInput, err)
	}
	// A cursor altered anywhere is either refused or still a place in the order.
	for i := range page.Next {
		altered := []byte(page.Next)
		altered[i] ^= 1
		q.Cursor = string(altered)
		if _, err := b.goods.Find(t.Context(), q); err != nil {
			requireCode(t, fault.InvalidInput, err)
		}
	}
}

func eachStops(t *testing.T, b *bench) {
	b.put(t, mixed(30)...)
	var seen []goods
	q := store.Query{Where: onShelf(), Sort: []string{"-amount"}, Limit: 4}
	require.NoError(t, b.goods.Each(t.Context(), q, func(g *goods) error { seen = append(seen, *g); return nil }))
	q.Limit = 0
	require.Equal(t, b.ids(t, q), idsOf(seen))

	calls := 0
	err := b.goods.Each(t.Context(), q, func(*goods) error { calls++; return errOwn })
	require.Same(t, errOwn, err)
	require.Equal(t, 1, calls)
}

func findErrorPasses(t *testing.T, b *bench) {
	b.put(t, item("1", 1))
	table, err := b.db.Table(t.Context(), goodsSchema)
	require.NoError(t, err)
	_, err = table.Find(t.Context(), store.Query{Where: onShelf()}, func(func(any) error) error { return errOwn })
	require.Same(t, errOwn, err)
	require.Equal(t, "1", b.all(t), "the store goes on")
}
