package sqlite_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/fault"
	"lienket/api/store"
	"lienket/api/store/sqlite"
)

// read are the two ways to read a document by ID.
var read = []func(context.Context, *store.Collection[account], string) (*account, error){
	func(ctx context.Context, bank *store.Collection[account], id string) (*account, error) {
		return bank.Get(ctx, id)
	},
	func(ctx context.Context, bank *store.Collection[account], id string) (*account, error) {
		found, err := bank.View(ctx, id)
		if err != nil {
			return nil, err
		}
		return found[0], nil
	},
}

// Readers must never see a version older than one they, or a writer that was
// told of its commit, have seen, nor one that was rolled back.
func TestCachedReadsNeverGoBackInTime(t *testing.T) {
	db, bank := newBank(t)
	const documents, rounds = 4, 150
	var newest [documents]struct {
		sync.Mutex
		acknowledged int64
	}
	id := func(i int) string { return fmt.Sprintf("account-%d", i) }
	for i := range documents {
		require.NoError(t, bank.Insert(t.Context(), account1(id(i))))
	}
	stop := make(chan struct{})
	failures := make(chan error, 16)
	var readers, writers sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			var seen [documents]int64
			for at := 0; ; at++ {
				select {
				case <-stop:
					return
				default:
				}
				i := at % documents
				newest[i].Lock()
				floor := newest[i].acknowledged
				newest[i].Unlock()
				got, err := read[at/documents%2](context.Background(), bank, id(i))
				if err != nil {
					failures <- err
					return
				}
				if got.Balance < max(floor, seen[i]) || got.Balance%2 != 0 {
					failures <- fmt.Errorf("%s: balance %d after %d, acknowledged %d", id(i), got.Balance, seen[i], floor)
					return
				}
				seen[i] = got.Balance
			}
		})
	}
	undo := errors.New("undo")
	for w := range 4 {
		writers.Go(func() {
			for round := range rounds {
				i := (w + round) % documents
				err := db.Tx(context.Background(), func(ctx context.Context) error {
					// An odd balance is rolled back with its inner Tx and must stay unseen.
					if err := db.Tx(ctx, func(ctx context.Context) error {
						_, err := bank.Update(ctx, id(i), func(a *account) error { a.Balance++; return nil })
						return errors.Join(err, undo)
					}); !errors.Is(err, undo) {
						return err
					}
					updated, err := bank.Update(ctx, id(i), func(a *account) error { a.Balance += 2; return nil })
					if err != nil {
						return err
					}
					store.AfterCommit(ctx, func() {
						newest[i].Lock()
						newest[i].acknowledged = max(newest[i].acknowledged, updated.Balance)
						newest[i].Unlock()
					})
					return nil
				})
				if err != nil {
					failures <- err
					return
				}
			}
		})
	}
	writers.Wait()
	close(stop)
	readers.Wait()
	close(failures)
	for err := range failures {
		require.NoError(t, err)
	}
	total := int64(0)
	for i := range documents {
		got, err := bank.Get(t.Context(), id(i))
		require.NoError(t, err)
		total += got.Balance
	}
	require.EqualValues(t, 4*rounds*2, total)
}

func TestDeletedDocumentsLeaveTheCache(t *testing.T) {
	_, bank := newBank(t)
	require.NoError(t, bank.Insert(t.Context(), account1("one")))
	_, err := bank.Get(t.Context(), "one")
	require.NoError(t, err)
	require.NoError(t, bank.Delete(t.Context(), "one"))
	_, err = bank.Get(t.Context(), "one")
	require.True(t, fault.Is(err, fault.NotFound))
	require.NoError(t, bank.Insert(t.Context(), &account{Meta: store.Meta{ID: "one"}, Balance: 7}))
	got, err := bank.Get(t.Context(), "one")
	require.NoError(t, err)
	require.EqualValues(t, 7, got.Balance)
}

func TestTheCacheKeepsWithinItsBytes(t *testing.T) {
	const limit = 256 << 10
	db, err := sqlite.Open(filepath.Join(t.TempDir(), "lienket.db"), sqlite.Options{CacheBytes: limit})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	bank := accounts(t, db)
	var all []*account
	for i := range 1000 {
		a := account1(fmt.Sprintf("%04d", i))
		a.Email = fmt.Sprintf("%s%d", description, i)
		all = append(all, a)
	}
	require.NoError(t, bank.Insert(t.Context(), all...))
	for _, a := range all {
		_, err := bank.Get(t.Context(), a.ID)
		require.NoError(t, err)
	}
	require.Positive(t, db.CachedBytes())
	require.LessOrEqual(t, db.CachedBytes(), int64(limit))
}

// TestAViewedDocumentIsSharedAndGuarded: one decoding serves all; in strict mode
// whoever changes it is found out.
func TestAViewedDocumentIsSharedAndGuarded(t *testing.T) {
	_, bank := newBank(t)
	require.NoError(t, bank.Insert(t.Context(), account1("a")))
	one, err := bank.View(t.Context(), "a")
	require.NoError(t, err)
	again, err := bank.View(t.Context(), "a")
	require.NoError(t, err)
	require.Same(t, one[0], again[0])

	own, err := bank.Get(t.Context(), "a")
	require.NoError(t, err)
	own.Balance += 7
	_, err = bank.View(t.Context(), "a")
	require.NoError(t, err, "what Get gave is the caller's")

	one[0].Balance += 7
	_, err = bank.View(t.Context(), "a")
	require.ErrorContains(t, err, "changed by one who viewed it")
}

// TestWhatWasMissingIsSeenOnceItIsThere: that a document is missing is remembered, but
// no longer than it is.
func TestWhatWasMissingIsSeenOnceItIsThere(t *testing.T) {
	db, bank := newBank(t)
	view := func(id string) *account {
		found, err := bank.View(context.Background(), id)
		require.NoError(t, err)
		return found[0]
	}
	undone := errors.New("undone")
	require.Nil(t, view("a"))
	require.ErrorIs(t, db.Tx(t.Context(), func(ctx context.Context) error {
		require.NoError(t, bank.Insert(ctx, account1("a")))
		return undone
	}), undone)
	require.Nil(t, view("a"))
	require.NoError(t, bank.Insert(t.Context(), account1("a")))
	require.NotNil(t, view("a"))
	require.NoError(t, bank.Delete(t.Context(), "a"))
	require.Nil(t, view("a"))

	const documents = 500
	var readers sync.WaitGroup
	stop := make(chan struct{})
	for range 3 {
		readers.Go(func() {
			for at := 0; ; at++ {
				select {
				case <-stop:
					return
				default:
					_, _ = bank.View(context.Background(), fmt.Sprint(at%documents))
				}
			}
		})
	}
	for i := range documents {
		if err := bank.Insert(t.Context(), account1(fmt.Sprint(i))); err != nil {
			t.Error(err)
		}
		if view(fmt.Sprint(i)) == nil {
			t.Errorf("document %d is missing after it was inserted", i)
		}
	}
	close(stop)
	readers.Wait()
}
