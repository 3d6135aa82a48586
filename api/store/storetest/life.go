package storetest

import (
	"context"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/fault"
	"lienket/api/store"
)

var commitCases = []testcase{
	{name: "callbacks run once, in order, when the commit is seen", run: callbacksRun},
	{name: "callbacks fall with their Tx", run: callbacksFall},
	{name: "callbacks of a failed inner Tx are dropped", run: callbacksInner},
	{name: "callbacks run once however often fn does", run: callbacksRetried},
	{name: "a callback may use the store", run: callbackUsesStore},
}

func callbacksRun(t *testing.T, b *bench) {
	b.put(t, item("1", 5))
	var calls []string
	err := b.db.Tx(t.Context(), func(ctx context.Context) error {
		calls = nil
		note := func(name string) {
			store.AfterCommit(ctx, func() {
				require.EqualValues(t, 6, b.get(t, "1").Amount)
				calls = append(calls, name)
			})
		}
		note("first")
		err := b.db.Tx(ctx, func(ctx context.Context) error { note("inner"); return nil })
		note("last")
		require.Empty(t, calls)
		if err != nil {
			return err
		}
		return b.add(ctx, "1", 1)
	})
	require.NoError(t, err)
	require.Equal(t, []string{"first", "inner", "last"}, calls)

	store.AfterCommit(t.Context(), func() { calls = append(calls, "outside") })
	require.Equal(t, "outside", calls[3])
}

func callbacksFall(t *testing.T, b *bench) {
	never := func() { t.Error("called") }
	err := b.db.Tx(t.Context(), func(ctx context.Context) error {
		store.AfterCommit(ctx, never)
		return errOwn
	})
	require.Same(t, errOwn, err)
	require.Panics(t, func() {
		_ = b.db.Tx(t.Context(), func(ctx context.Context) error {
			store.AfterCommit(ctx, never)
			panic("own")
		})
	})
	ctx, cancel := context.WithCancel(t.Context())
	err = b.db.Tx(ctx, func(ctx context.Context) error {
		store.AfterCommit(ctx, never)
		cancel()
		return nil
	})
	require.ErrorIs(t, err, context.Canceled)
}

func callbacksInner(t *testing.T, b *bench) {
	var calls []string
	err := b.db.Tx(t.Context(), func(ctx context.Context) error {
		calls = nil
		store.AfterCommit(ctx, func() { calls = append(calls, "outer") })
		err := b.db.Tx(ctx, func(ctx context.Context) error {
			store.AfterCommit(ctx, func() { calls = append(calls, "inner") })
			return errOwn
		})
		require.Same(t, errOwn, err)
		store.AfterCommit(ctx, func() { calls = append(calls, "later") })
		return nil
	})
	require.NoError(t, err)
	require.Equal(t, []string{"outer", "later"}, calls)
}

func callbacksRetried(t *testing.T, b *bench) {
	const writers = 20
	b.put(t, item("1", 0))
	var calls atomic.Int64
	for _, err := range inParallel(writers, func(int) error {
		return b.db.Tx(t.Context(), func(ctx context.Context) error {
			store.AfterCommit(ctx, func() { calls.Add(1) })
			return b.add(ctx, "1", 1)
		})
	}) {
		require.NoError(t, err)
	}
	require.EqualValues(t, writers, calls.Load())
}

func callbackUsesStore(t *testing.T, b *bench) {
	b.put(t, item("1", 0))
	err := b.db.Tx(t.Context(), func(ctx context.Context) error {
		store.AfterCommit(ctx, func() { require.NoError(t, b.add(t.Context(), "1", 5)) })
		return b.add(ctx, "1", 1)
	})
	require.NoError(t, err)
	require.EqualValues(t, 6, b.get(t, "1").Amount)
}

var lifeCases = []testcase{
	{name: "ready", run: ready},
	{name: "a cancelled context", run: cancelledBefore},
	{name: "cancelling during a walk", run: cancelledDuring},
	{name: "a closed store is Unavailable", run: closedStore},
}

func ready(t *testing.T, b *bench) {
	require.NoError(t, b.db.Ready(t.Context()))
}

// everything tries each operation of the port.
func (b *bench) everything(ctx context.Context) map[string]error {
	_, get := b.goods.Get(ctx, "1")
	_, find := b.goods.Find(ctx, store.Query{Where: onShelf()})
	_, count := b.goods.Count(ctx, onShelf())
	_, aggregate := b.goods.Aggregate(ctx, store.Aggregation{Where: onShelf(), By: []string{"shelf"}})
	_, put := b.goods.Put(ctx, "9", func(*goods) error { return nil })
	return map[string]error{
		"get": get, "find": find, "count": count, "aggregate": aggregate, "put": put,
		"insert": b.goods.Insert(ctx, item("8", 1)),
		"pair":   b.goods.Insert(ctx, item("6", 1), item("7", 1)),
		"update": b.add(ctx, "1", 1),
		"delete": b.goods.Delete(ctx, "1"),
		"tx":     b.db.Tx(ctx, func(ctx context.Context) error { return b.goods.Delete(ctx, "1") }),
		"ready":  b.db.Ready(ctx),
	}
}

func cancelledBefore(t *testing.T, b *bench) {
	requireUndisturbed := b.undisturbed(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for name, err := range b.everything(ctx) {
		require.ErrorIs(t, err, context.Canceled, name)
	}
	requireUndisturbed(t)
}

func cancelledDuring(t *testing.T, b *bench) {
	b.put(t, mixed(30)...)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	seen := 0
	err := b.goods.Each(ctx, store.Query{Where: onShelf(), Limit: 5}, func(*goods) error {
		if seen++; seen == 5 {
			cancel()
		}
		return nil
	})
	require.ErrorIs(t, err, context.Canceled)
	require.Less(t, seen, 30)
	require.Len(t, splitIDs(b.all(t)), 30, "the store goes on")
}

func closedStore(t *testing.T, b *bench) {
	b.put(t, item("1", 5))
	require.NoError(t, b.db.Close())
	for name, err := range b.everything(t.Context()) {
		require.Equal(t, fault.Unavailable, fault.CodeOf(err), "%s: %v", name, err)
	}
	_, err := b.db.Table(t.Context(), goodsSchema)
	requireCode(t, fault.Unavailable, err)
	require.NoError(t, b.db.Close(), "closing twice is harmless")
}
