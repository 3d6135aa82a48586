package storetest

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/fault"
	"lienket/api/store"
)

var updateCases = []testcase{
	{name: "update moves version and time", run: updateMoves},
	{name: "refresh moves the version alone", run: refreshLeavesTime},
	{name: "update keeps what is the store's", run: updateKeepsMeta},
	{name: "an error of the change passes through", run: updateError},
	{name: "put inserts, then updates", run: putUpserts},
	{name: "replace wants the stored version", run: replaceStale},
	{name: "no update is lost", run: updateContention},
	{name: "no put is lost", run: putContention},
}

// errOwn stands for an error of the caller's.
var errOwn = errors.New("the caller's own")

// inParallel runs n calls at once and returns their errors.
func inParallel(n int, call func(i int) error) []error {
	results := make([]error, n)
	var running sync.WaitGroup
	start := make(chan struct{})
	for i := range n {
		running.Go(func() {
			<-start
			results[i] = call(i)
		})
	}
	close(start)
	running.Wait()
	return results
}

func updateMoves(t *testing.T, b *bench) {
	b.put(t, item("1", 5))
	before := b.get(t, "1")
	updated, err := b.goods.Update(t.Context(), "1", func(g *goods) error { g.Amount = 6; return nil })
	require.NoError(t, err)
	require.EqualValues(t, 2, updated.Version)
	require.Equal(t, before.CreatedAt, updated.CreatedAt)
	require.True(t, updated.UpdatedAt.After(before.UpdatedAt.Time))
	requireSameJSON(t, updated, b.get(t, "1"))
	require.Equal(t, "1", b.ids(t, store.Query{Where: store.Eq{Field: "amount", Value: 6}}))
	require.Empty(t, b.ids(t, store.Query{Where: store.Eq{Field: "amount", Value: 5}}))
}

func refreshLeavesTime(t *testing.T, b *bench) {
	b.put(t, item("1", 5))
	before := b.get(t, "1")
	refreshed, err := b.goods.Refresh(t.Context(), "1", func(g *goods) error { g.Amount = 6; return nil })
	require.NoError(t, err)
	require.EqualValues(t, 2, refreshed.Version)
	require.Equal(t, before.UpdatedAt, refreshed.UpdatedAt)
	requireSameJSON(t, refreshed, b.get(t, "1"))
	require.Equal(t, "1", b.ids(t, store.Query{Where: store.Eq{Field: "amount", Value: 6}}))
}

func updateKeepsMeta(t *testing.T, b *bench) {
	b.put(t, item("1", 5))
	before := b.get(t, "1")
	updated, err := b.goods.Update(t.Context(), "1", func(g *goods) error {
		g.Meta = store.Meta{ID: "2", Version: 77}
		return nil
	})
	require.NoError(t, err)
	require.Equal(t, "1", updated.ID)
	require.EqualValues(t, 2, updated.Version)
	require.Equal(t, before.CreatedAt, updated.CreatedAt)
	require.Equal(t, "1", b.ids(t, store.Query{}))
}

func updateError(t *testing.T, b *bench) {
	b.put(t, item("1", 5))
	_, err := b.goods.Update(t.Context(), "1", func(g *goods) error { g.Amount = 6; return errOwn })
	require.Same(t, errOwn, err)
	require.EqualValues(t, 5, b.get(t, "1").Amount)
	require.EqualValues(t, 1, b.get(t, "1").Version)
}

func putUpserts(t *testing.T, b *bench) {
	add := func(g *goods) error { g.Amount++; g.Shelf = "a"; return nil }
	for version := int64(1); version <= 3; version++ {
		put, err := b.goods.Put(t.Context(), "key", add)
		require.NoError(t, err)
		require.Equal(t, "key", put.ID)
		require.Equal(t, version, put.Version)
		require.Equal(t, version, put.Amount)
	}
	_, err := b.goods.Put(t.Context(), "other", func(*goods) error { return errOwn })
	require.Same(t, errOwn, err)
	require.Equal(t, "key", b.all(t))
}

func replaceStale(t *testing.T, b *bench) {
	b.put(t, item("1", 5))
	require.NoError(t, b.add(t.Context(), "1", 1))
	table, err := b.db.Table(t.Context(), goodsSchema)
	require.NoError(t, err)

	late := item("1", 100)
	late.Version = 2
	stored := store.Stored{Meta: &late.Meta, Doc: late}
	requireCode(t, fault.VersionMismatch, table.Replace(t.Context(), stored, 1))
	requireCode(t, fault.VersionMismatch, table.Replace(t.Context(), stored, 3))
	require.EqualValues(t, 6, b.get(t, "1").Amount)

	// The same in a Tx, which is not run again for it.
	runs := 0
	err = b.db.Tx(t.Context(), func(ctx context.Context) error {
		runs++
		return table.Replace(ctx, stored, 1)
	})
	requireCode(t, fault.VersionMismatch, err)
	require.Equal(t, 1, runs)

	late.Version = 3
	require.NoError(t, table.Replace(t.Context(), stored, 2))
	require.EqualValues(t, 100, b.get(t, "1").Amount)
	require.EqualValues(t, 3, b.get(t, "1").Version)
}

func updateContention(t *testing.T, b *bench) {
	const writers = 100
	b.put(t, item("1", 0))
	for _, err := range inParallel(writers, func(int) error { return b.add(t.Context(), "1", 1) }) {
		require.NoError(t, err)
	}
	require.EqualValues(t, writers, b.get(t, "1").Amount)
	require.EqualValues(t, writers+1, b.get(t, "1").Version)
}

func putContention(t *testing.T, b *bench) {
	const writers = 20
	for _, err := range inParallel(writers, func(int) error {
		_, err := b.goods.Put(t.Context(), "key", func(g *goods) error { g.Amount++; return nil })
		return err
	}) {
		require.NoError(t, err)
	}
	require.EqualValues(t, writers, b.get(t, "key").Amount)
}
