package storetest

import (
	"context"
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/fault"
	"lienket/api/store"
)

var txCases = []testcase{
	{name: "commit", run: txCommit},
	{name: "rollback", run: txRollback},
	{name: "a rehearsal leaves nothing", run: txRehearse},
	{name: "own writes are seen", run: txOwnWrites},
	{name: "writes of others are seen after their commit alone", needs: []Feature{Isolation}, run: txIsolation},
	{name: "a refusal within does not end it", run: txSurvivesRefusal},
	{name: "a panic rolls back and passes on", run: txPanic},
	{name: "its context is of no use afterwards", run: txContextOutlives},
	{name: "cancelling before the commit rolls back", run: txCancelled},
	{name: "cancelling while another holds the document", run: txCancelledWaiting},
	{name: "a sum is kept under concurrent moves", run: txMoves},
	{name: "a read followed by a write is one step", run: txReadThenInsert},
}

func txCommit(t *testing.T, b *bench) {
	permits := openCollection[permit](t, b, permitSchema)
	b.put(t, item("1", 5), item("2", 6))
	err := b.db.Tx(t.Context(), func(ctx context.Context) error {
		if err := b.add(ctx, "1", 10); err != nil {
			return err
		}
		if err := b.goods.Delete(ctx, "2"); err != nil {
			return err
		}
		if err := permits.Insert(ctx, &permit{Meta: store.Meta{ID: "p"}, Code: "A-1"}); err != nil {
			return err
		}
		g := item("3", 7)
		g.Shelf = "a"
		return b.goods.Insert(ctx, g)
	})
	require.NoError(t, err)
	require.Equal(t, "1 3", b.all(t))
	require.EqualValues(t, 15, b.get(t, "1").Amount)
	_, err = permits.Get(t.Context(), "p")
	require.NoError(t, err)
}

// disturb makes one write of every kind.
func (b *bench) disturb(ctx context.Context, shelf string) error {
	g := item("new", 7)
	g.Shelf = shelf
	if err := b.goods.Insert(ctx, g); err != nil {
		return err
	}
	if err := b.add(ctx, "1", 10); err != nil {
		return err
	}
	if err := b.add(ctx, "new", 10); err != nil {
		return err
	}
	if err := b.goods.Delete(ctx, "2"); err != nil {
		return err
	}
	again := item("2", 99)
	again.Shelf = shelf
	if err := b.goods.Insert(ctx, again); err != nil {
		return err
	}
	return b.goods.Delete(ctx, "3")
}

// undisturbed are the documents that disturb works on.
func (b *bench) undisturbed(t *testing.T) (requireUndisturbed func(t *testing.T)) {
	b.put(t, item("1", 5), item("2", 6), item("3", 8))
	before, err := b.goods.Find(t.Context(), store.Query{Where: onShelf()})
	require.NoError(t, err)
	return func(t *testing.T) {
		t.Helper()
		after, err := b.goods.Find(t.Context(), store.Query{Where: onShelf()})
		require.NoError(t, err)
		requireSameJSON(t, before.Items, after.Items)
	}
}

func txRollback(t *testing.T, b *bench) {
	requireUndisturbed := b.undisturbed(t)
	err := b.db.Tx(t.Context(), func(ctx context.Context) error {
		if err := b.disturb(ctx, "a"); err != nil {
			return err
		}
		return errOwn
	})
	require.Same(t, errOwn, err, "the error passes through untouched")
	requireUndisturbed(t)
}

func txRehearse(t *testing.T, b *bench) {
	requireUndisturbed := b.undisturbed(t)
	for _, said := range []error{nil, errOwn} {
		hooked := false
		require.Equal(t, said, store.Rehearse(t.Context(), b.db, func(ctx context.Context) error {
			store.AfterCommit(ctx, func() { hooked = true })
			if err := b.disturb(ctx, "a"); err != nil {
				return err
			}
			return said
		}))
		require.False(t, hooked)
		requireUndisturbed(t)
	}
}

func txOwnWrites(t *testing.T, b *bench) {
	b.put(t, item("1", 5), item("2", 6), item("3", 8))
	err := b.db.Tx(t.Context(), func(ctx context.Context) error {
		if err := b.disturb(ctx, "a"); err != nil {
			return err
		}
		page, err := b.goods.Find(ctx, store.Query{Where: onShelf(), Sort: []string{"amount"}})
		require.NoError(t, err)
		require.Equal(t, "1 new 2", idsOf(page.Items))
		found, err := b.goods.Get(ctx, "1")
		require.NoError(t, err)
		require.EqualValues(t, 15, found.Amount)
		_, err = b.goods.Get(ctx, "3")
		requireCode(t, fault.NotFound, err)
		n, err := b.goods.Count(ctx, onShelf())
		require.NoError(t, err)
		require.EqualValues(t, 3, n)
		groups, err := b.goods.Aggregate(ctx, store.Aggregation{Where: onShelf(), By: []string{"amount"}})
		require.NoError(t, err)
		require.Equal(t, []store.Group{
			{Keys: []string{"15"}, Count: 1, Sums: []int64{}},
			{Keys: []string{"17"}, Count: 1, Sums: []int64{}},
			{Keys: []string{"99"}, Count: 1, Sums: []int64{}},
		}, normal(groups))
		return nil
	})
	require.NoError(t, err)
	require.Equal(t, "1 2 new", b.all(t))
}

func txIsolation(t *testing.T, b *bench) {
	requireUndisturbed := b.undisturbed(t)
	err := b.db.Tx(t.Context(), func(ctx context.Context) error {
		if err := b.disturb(ctx, "a"); err != nil {
			return err
		}
		requireUndisturbed(t) // by t.Context(), which is outside
		n, err := b.goods.Count(t.Context(), onShelf())
		require.NoError(t, err)
		require.EqualValues(t, 3, n)
		return nil
	})
	require.NoError(t, err)
	require.Equal(t, "1 2 new", b.all(t))
}

// txSurvivesRefusal: a fault of one operation undoes that operation alone.
func txSurvivesRefusal(t *testing.T, b *bench) {
	permits := openCollection[permit](t, b, permitSchema)
	require.NoError(t, permits.Insert(t.Context(), &permit{Meta: store.Meta{ID: "p"}, Code: "A-1"}))
	b.put(t, item("1", 5))
	table, err := b.db.Table(t.Context(), goodsSchema)
	require.NoError(t, err)

	err = b.db.Tx(t.Context(), func(ctx context.Context) error {
		requireConflict(t, permits.Insert(ctx, &permit{Meta: store.Meta{ID: "q"}}, &permit{Code: "A-1"}), "code")
		requireCode(t, fault.Conflict, b.goods.Insert(ctx, item("1", 6)))
		if err := permits.Insert(ctx, &permit{Meta: store.Meta{ID: "r"}, Code: "A-2"}); err != nil {
			return err
		}
		_, err := permits.Update(ctx, "r", func(p *permit) error { p.Code = "A-1"; return nil })
		requireConflict(t, err, "code")
		_, err = b.goods.Get(ctx, "none")
		requireCode(t, fault.NotFound, err)
		requireCode(t, fault.NotFound, b.goods.Delete(ctx, "none"))
		stale := item("1", 6)
		requireCode(t, fault.VersionMismatch, table.Replace(ctx, store.Stored{Meta: &stale.Meta, Doc: stale}, 9))
		_, err = b.goods.Find(ctx, store.Query{Cursor: "garbage"})
		requireCode(t, fault.InvalidInput, err)
		return b.add(ctx, "1", 1)
	})
	require.NoError(t, err)
	require.EqualValues(t, 6, b.get(t, "1").Amount)
	page, err := permits.Find(t.Context(), store.Query{})
	require.NoError(t, err)
	require.Len(t, page.Items, 2)
	require.Equal(t, "A-2", page.Items[1].Code)
}

func txPanic(t *testing.T, b *bench) {
	requireUndisturbed := b.undisturbed(t)
	require.PanicsWithValue(t, "own", func() {
		_ = b.db.Tx(t.Context(), func(ctx context.Context) error {
			if err := b.disturb(ctx, "a"); err != nil {
				return err
			}
			panic("own")
		})
	})
	requireUndisturbed(t)
	require.NoError(t, b.add(t.Context(), "1", 1), "the store goes on")
}

func txContextOutlives(t *testing.T, b *bench) {
	b.put(t, item("1", 5))
	var kept context.Context
	for _, end := range []error{nil, errOwn} {
		err := b.db.Tx(t.Context(), func(ctx context.Context) error { kept = ctx; return end })
		require.Equal(t, end, err)
		for name, err := range b.everything(kept) {
			if name != "ready" {
				require.Error(t, err, name)
			}
		}
	}
	require.Equal(t, "1", b.all(t))
	require.EqualValues(t, 5, b.get(t, "1").Amount)
}

func txCancelled(t *testing.T, b *bench) {
	requireUndisturbed := b.undisturbed(t)
	ctx, cancel := context.WithCancel(t.Context())
	err := b.db.Tx(ctx, func(ctx context.Context) error {
		err := b.disturb(ctx, "a")
		cancel()
		return err
	})
	require.ErrorIs(t, err, context.Canceled)
	requireUndisturbed(t)
	require.NoError(t, b.add(t.Context(), "1", 1), "the store goes on")
}

func txCancelledWaiting(t *testing.T, b *bench) {
	b.put(t, item("1", 5))
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	waiter := make(chan error, 1)
	err := b.db.Tx(t.Context(), func(holder context.Context) error {
		if err := b.add(holder, "1", 1); err != nil {
			return err
		}
		go func() { waiter <- b.add(ctx, "1", 100) }()
		cancel()
		require.ErrorIs(t, <-waiter, context.Canceled, "it does not wait for the other")
		return nil
	})
	require.NoError(t, err)
	require.EqualValues(t, 6, b.get(t, "1").Amount)
}

// txMoves moves amounts among documents; half of the moves change their mind.
func txMoves(t *testing.T, b *bench) {
	const accounts, movers, moves = 4, 8, 12
	for i := range accounts {
		b.put(t, item(strconv.Itoa(i), 100))
	}
	for _, err := range inParallel(movers, func(mover int) error {
		random := rand.New(rand.NewPCG(uint64(mover), 7))
		for range moves {
			from, to := random.IntN(accounts), random.IntN(accounts-1)
			if to >= from {
				to++
			}
			amount, regret := int64(random.IntN(10)), random.IntN(2) == 0
			err := b.db.Tx(t.Context(), func(ctx context.Context) error {
				if err := b.add(ctx, strconv.Itoa(from), -amount); err != nil {
					return err
				}
				if err := b.add(ctx, strconv.Itoa(to), amount); err != nil {
					return err
				}
				if regret {
					return errOwn
				}
				return nil
			})
			if regret && err != errOwn || !regret && err != nil {
				return err
			}
		}
		return nil
	}) {
		require.NoError(t, err)
	}
	page, err := b.goods.Find(t.Context(), store.Query{Where: onShelf()})
	require.NoError(t, err)
	require.Len(t, page.Items, accounts)
	total := int64(0)
	for _, g := range page.Items {
		total += g.Amount
	}
	require.EqualValues(t, accounts*100, total)
}

// txReadThenInsert: a capacity of 10 is shared out in threes through a ledger
// document; whoever reads too little left, leaves.
func txReadThenInsert(t *testing.T, b *bench) {
	b.put(t, item("ledger", 10))
	results := inParallel(12, func(i int) error {
		return b.db.Tx(t.Context(), func(ctx context.Context) error {
			ledger, err := b.goods.Get(ctx, "ledger")
			if err != nil {
				return err
			}
			if ledger.Amount < 3 {
				return errOwn
			}
			share := item("share-"+strconv.Itoa(i), 3)
			share.Shelf = "a"
			if err := b.goods.Insert(ctx, share); err != nil {
				return err
			}
			return b.add(ctx, "ledger", -3)
		})
	})
	given := 0
	for _, err := range results {
		if err == nil {
			given++
			continue
		}
		require.Same(t, errOwn, err)
	}
	require.Equal(t, 3, given)
	require.EqualValues(t, 1, b.get(t, "ledger").Amount)
	require.Len(t, splitIDs(b.all(t)), 1+given)
}
