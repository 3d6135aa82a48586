package storetest

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/fault"
	"lienket/api/store"
)

var joinedCases = []testcase{
	{name: "an inner success is the outer's", run: joinedCommits},
	{name: "an inner success falls with the outer", run: joinedFalls},
	{name: "an inner failure undoes its own alone", run: joinedUndone},
	{name: "an inner failure undoes what was joined within", run: joinedDeep},
	{name: "an inner failure gives a unique value back", run: joinedUnique},
	{name: "an inner panic that the outer recovers", run: joinedPanic},
	{name: "inner failures in a row", run: joinedInRow},
}

func joinedCommits(t *testing.T, b *bench) {
	b.put(t, item("1", 5))
	err := b.db.Tx(t.Context(), func(ctx context.Context) error {
		if err := b.add(ctx, "1", 1); err != nil {
			return err
		}
		return b.db.Tx(ctx, func(ctx context.Context) error { return b.add(ctx, "1", 1) })
	})
	require.NoError(t, err)
	require.EqualValues(t, 7, b.get(t, "1").Amount)
	require.EqualValues(t, 3, b.get(t, "1").Version)
}

func joinedFalls(t *testing.T, b *bench) {
	requireUndisturbed := b.undisturbed(t)
	err := b.db.Tx(t.Context(), func(ctx context.Context) error {
		if err := b.db.Tx(ctx, func(ctx context.Context) error { return b.disturb(ctx, "a") }); err != nil {
			return err
		}
		return errOwn
	})
	require.Same(t, errOwn, err)
	requireUndisturbed(t)
}

func joinedUndone(t *testing.T, b *bench) {
	b.put(t, item("1", 5), item("2", 6), item("3", 8))
	var before []goods
	see := func(ctx context.Context) []goods {
		page, err := b.goods.Find(ctx, store.Query{Where: onShelf()})
		require.NoError(t, err)
		return page.Items
	}
	err := b.db.Tx(t.Context(), func(ctx context.Context) error {
		if err := b.add(ctx, "1", 1); err != nil {
			return err
		}
		kept := item("kept", 4)
		kept.Shelf = "a"
		if err := b.goods.Insert(ctx, kept); err != nil {
			return err
		}
		before = see(ctx)
		err := b.db.Tx(ctx, func(ctx context.Context) error {
			if err := b.disturb(ctx, "a"); err != nil {
				return err
			}
			if err := b.goods.Delete(ctx, "kept"); err != nil {
				return err
			}
			return errOwn
		})
		require.Same(t, errOwn, err)
		requireSameJSON(t, before, see(ctx))
		return b.add(ctx, "1", 1)
	})
	require.NoError(t, err)
	require.Equal(t, "1 2 3 kept", b.all(t))
	require.EqualValues(t, 7, b.get(t, "1").Amount)
	require.EqualValues(t, 3, b.get(t, "1").Version)
	requireSameJSON(t, before[1:], see(t.Context())[1:])
}

func joinedDeep(t *testing.T, b *bench) {
	b.put(t, item("1", 5), item("2", 6), item("3", 8))
	err := b.db.Tx(t.Context(), func(ctx context.Context) error {
		if err := b.add(ctx, "2", 1); err != nil {
			return err
		}
		err := b.db.Tx(ctx, func(ctx context.Context) error {
			if err := b.add(ctx, "2", 10); err != nil {
				return err
			}
			err := b.db.Tx(ctx, func(ctx context.Context) error { return b.add(ctx, "2", 100) })
			require.NoError(t, err)
			err = b.db.Tx(ctx, func(ctx context.Context) error {
				require.NoError(t, b.add(ctx, "2", 1000))
				return errOwn
			})
			require.Same(t, errOwn, err)
			found, err := b.goods.Get(ctx, "2")
			require.NoError(t, err)
			require.EqualValues(t, 6+1+10+100, found.Amount)
			return b.goods.Insert(ctx, item("1", 0)) // fails: taken
		})
		requireCode(t, fault.Conflict, err)
		found, err := b.goods.Get(ctx, "2")
		require.NoError(t, err)
		require.EqualValues(t, 7, found.Amount)
		return nil
	})
	require.NoError(t, err)
	require.EqualValues(t, 7, b.get(t, "2").Amount)
}

func joinedUnique(t *testing.T, b *bench) {
	permits := openCollection[permit](t, b, permitSchema)
	require.NoError(t, permits.Insert(t.Context(), &permit{Meta: store.Meta{ID: "p"}, Code: "A-1"}))
	err := b.db.Tx(t.Context(), func(ctx context.Context) error {
		err := b.db.Tx(ctx, func(ctx context.Context) error {
			// A-1 passes from p to q and A-2 to p: the undoing must go backwards.
			_, err := permits.Update(ctx, "p", func(p *permit) error { p.Code = "A-2"; return nil })
			require.NoError(t, err)
			require.NoError(t, permits.Insert(ctx, &permit{Meta: store.Meta{ID: "q"}, Code: "A-1"}))
			require.NoError(t, permits.Delete(ctx, "p"))
			require.NoError(t, permits.Insert(ctx, &permit{Code: "A-2"}))
			return errOwn
		})
		require.Same(t, errOwn, err)
		requireConflict(t, permits.Insert(ctx, &permit{Code: "A-1"}), "code")
		return permits.Insert(ctx, &permit{Meta: store.Meta{ID: "r"}, Code: "A-2"})
	})
	require.NoError(t, err)
	page, err := permits.Find(t.Context(), store.Query{})
	require.NoError(t, err)
	require.Len(t, page.Items, 2)
	require.Equal(t, "p A-1 r A-2", page.Items[0].ID+" "+page.Items[0].Code+" "+page.Items[1].ID+" "+page.Items[1].Code)
}

func joinedPanic(t *testing.T, b *bench) {
	b.put(t, item("1", 5), item("2", 6), item("3", 8))
	err := b.db.Tx(t.Context(), func(ctx context.Context) error {
		if err := b.add(ctx, "1", 1); err != nil {
			return err
		}
		require.PanicsWithValue(t, "own", func() {
			_ = b.db.Tx(ctx, func(ctx context.Context) error {
				require.NoError(t, b.disturb(ctx, "a"))
				panic("own")
			})
		})
		return b.add(ctx, "1", 1)
	})
	require.NoError(t, err)
	require.EqualValues(t, 7, b.get(t, "1").Amount)
	require.Equal(t, "1 2 3", b.all(t))
}

func joinedInRow(t *testing.T, b *bench) {
	b.put(t, item("1", 0))
	err := b.db.Tx(t.Context(), func(ctx context.Context) error {
		for i := range 10 {
			err := b.db.Tx(ctx, func(ctx context.Context) error {
				require.NoError(t, b.add(ctx, "1", 1))
				if i%2 == 0 {
					return errOwn
				}
				return nil
			})
			require.Equal(t, i%2 == 0, err != nil)
		}
		return nil
	})
	require.NoError(t, err)
	require.EqualValues(t, 5, b.get(t, "1").Amount)
	require.EqualValues(t, 6, b.get(t, "1").Version)
}
