package sqlite_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lienket/api/fault"
	"lienket/api/store"
	"lienket/api/store/sqlite"
)

// account is a small document with an optional unique field.
type account struct {
	store.Meta `json:",inline"`
	Email      string   `json:"email,omitempty"`
	Balance    int64    `json:"balance"`
	Roles      []string `json:"roles,omitempty"`
}

var accountSchema = store.Schema{Name: "accounts", Indexes: []store.Index{
	{Fields: []string{"email"}, Unique: true},
	{Fields: []string{"roles", "balance"}, Multi: "roles"},
}}

func accounts(t testing.TB, db *sqlite.DB) *store.Collection[account] {
	t.Helper()
	collection, err := store.Open[account](t.Context(), db, accountSchema, time.Now)
	require.NoError(t, err)
	return collection
}

func newBank(t testing.TB) (*sqlite.DB, *store.Collection[account]) {
	t.Helper()
	db := open(t, filepath.Join(t.TempDir(), "lienket.db"))
	return db, accounts(t, db)
}

func account1(id string) *account { return &account{Meta: store.Meta{ID: id}} }

// eventually waits until holds, giving up after ten seconds.
func eventually(t testing.TB, holds func() bool) {
	t.Helper()
	deadline := time.Now().Add(10 * time.Second)
	for !holds() {
		require.True(t, time.Now().Before(deadline), "condition never held")
		runtime.Gosched()
	}
}

// queueUp runs each of fns in a Tx of its own such that they take turns in order
// within one batch, and returns their errors.
func queueUp(t testing.TB, db *sqlite.DB, fns ...func(ctx context.Context) error) []error {
	t.Helper()
	begun, release := make(chan struct{}), make(chan struct{})
	errs := make([]error, len(fns))
	var wait sync.WaitGroup
	for i, fn := range fns {
		wait.Go(func() {
			errs[i] = db.Tx(context.Background(), func(ctx context.Context) error {
				if i == 0 {
					close(begun)
					<-release
				}
				return fn(ctx)
			})
		})
		if i == 0 {
			<-begun
		} else {
			eventually(t, func() bool { return db.Waiting() == i })
		}
	}
	close(release)
	wait.Wait()
	return errs
}

func TestTxsShareACommitAndAnErrorUndoesItsOwnAlone(t *testing.T) {
	db, bank := newBank(t)
	refused := errors.New("refused")
	var firstCalled, duplicate error
	called := false
	errs := queueUp(t, db,
		func(ctx context.Context) error {
			store.AfterCommit(ctx, func() {
				called = true
				_, firstCalled = bank.Get(context.Background(), "third") // durable with the first
			})
			return bank.Insert(ctx, account1("first"))
		},
		func(ctx context.Context) error {
			if err := bank.Insert(ctx, account1("second")); err != nil {
				return err
			}
			store.AfterCommit(ctx, func() { panic("called after a rollback") })
			return refused
		},
		func(ctx context.Context) error {
			if called {
				return errors.New("the first was told before the commit")
			}
			if _, err := bank.Get(ctx, "first"); err != nil {
				return err // within the batch it is seen
			}
			if _, err := bank.Get(context.Background(), "first"); !fault.Is(err, fault.NotFound) {
				return fmt.Errorf("seen before the commit: %v", err)
			}
			if _, err := bank.Get(ctx, "second"); !fault.Is(err, fault.NotFound) {
				return fmt.Errorf("what was undone is seen: %v", err)
			}
			duplicate = bank.Insert(ctx, account1("first"))
			return bank.Insert(ctx, account1("third"))
		},
	)
	require.NoError(t, errs[0])
	require.ErrorIs(t, errs[1], refused)
	require.NoError(t, errs[2])
	require.True(t, called)
	require.NoError(t, firstCalled)
	require.True(t, fault.Is(duplicate, fault.Conflict), "%v", duplicate)

	n, err := bank.Count(t.Context(), nil)
	require.NoError(t, err)
	require.EqualValues(t, 2, n)
}

func TestTheFirstOfABatchMayFailToo(t *testing.T) {
	db, bank := newBank(t)
	refused := errors.New("refused")
	errs := queueUp(t, db,
		func(ctx context.Context) error { return errors.Join(bank.Insert(ctx, account1("first")), refused) },
		func(ctx context.Context) error { return bank.Insert(ctx, account1("second")) },
	)
	require.ErrorIs(t, errs[0], refused)
	require.NoError(t, errs[1])
	_, err := bank.Get(t.Context(), "first")
	require.True(t, fault.Is(err, fault.NotFound))
	_, err = bank.Get(t.Context(), "second")
	require.NoError(t, err)
}

func TestAFullDiskFailsTheBatchAndKeepsNothing(t *testing.T) {
	db, bank := newBank(t)
	require.NoError(t, bank.Insert(t.Context(), account1("before")))
	require.NoError(t, db.LimitPages(4))
	errs := queueUp(t, db,
		func(ctx context.Context) error { return bank.Insert(ctx, account1("small")) },
		func(ctx context.Context) error {
			for i := range 1000 {
				big := account1(fmt.Sprintf("big-%d", i))
				big.Email = fmt.Sprintf("%s-%d", description, i)
				if err := bank.Insert(ctx, big); err != nil {
					// Whatever fn makes of the error, SQLite has given up.
					require.True(t, fault.Is(bank.Insert(ctx, account1("late")), fault.Unavailable))
					return nil
				}
			}
			return nil
		},
	)
	for _, err := range errs {
		require.True(t, fault.Is(err, fault.Unavailable), "%v", err)
	}
	require.NoError(t, db.LimitPages(0))
	n, err := bank.Count(t.Context(), nil)
	require.NoError(t, err)
	require.EqualValues(t, 1, n)
	require.NoError(t, bank.Insert(t.Context(), account1("after")))
}

func TestAPanicReachesItsCallerAndTheWriterGoesOn(t *testing.T) {
	db, bank := newBank(t)
	require.PanicsWithValue(t, "dropped", func() {
		_ = db.Tx(t.Context(), func(ctx context.Context) error {
			require.NoError(t, bank.Insert(ctx, account1("lost")))
			return db.Tx(ctx, func(ctx context.Context) error {
				require.NoError(t, bank.Insert(ctx, account1("lost too")))
				panic("dropped")
			})
		})
	})
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = db.Tx(context.Background(), func(ctx context.Context) error {
			_ = bank.Insert(ctx, account1("lost"))
			runtime.Goexit()
			return nil
		})
	}()
	<-ended
	require.NoError(t, bank.Insert(t.Context(), account1("kept")))
	n, err := bank.Count(t.Context(), nil)
	require.NoError(t, err)
	require.EqualValues(t, 1, n)
}

func TestATxThatIsCancelledInTheQueueNeverRuns(t *testing.T) {
	db, bank := newBank(t)
	ctx, cancel := context.WithCancel(t.Context())
	require.NoError(t, db.Tx(t.Context(), func(inTx context.Context) error {
		failed := make(chan error)
		go func() {
			failed <- db.Tx(ctx, func(context.Context) error { panic("it ran") })
		}()
		eventually(t, func() bool { return db.Waiting() == 1 })
		cancel()
		require.ErrorIs(t, <-failed, context.Canceled)
		return bank.Insert(inTx, account1("kept"))
	}))
}

func TestATxThatIsCancelledWhileItRunsIsUndone(t *testing.T) {
	db, bank := newBank(t)
	ctx, cancel := context.WithCancel(t.Context())
	err := db.Tx(ctx, func(ctx context.Context) error {
		require.NoError(t, bank.Insert(ctx, account1("lost")))
		cancel()
		return nil
	})
	require.ErrorIs(t, err, context.Canceled)
	_, err = bank.Get(t.Context(), "lost")
	require.True(t, fault.Is(err, fault.NotFound))
}

func TestTheContextOfAnEndedTxIsRefused(t *testing.T) {
	db, bank := newBank(t)
	var kept context.Context
	require.NoError(t, db.Tx(t.Context(), func(ctx context.Context) error {
		kept = ctx
		return bank.Insert(ctx, account1("one"))
	}))
	_, err := bank.Get(kept, "one")
	require.ErrorContains(t, err, "ended")
	require.ErrorContains(t, bank.Insert(kept, account1("two")), "ended")
	require.ErrorContains(t, bank.Delete(kept, "one"), "ended")
	require.ErrorContains(t, db.Tx(kept, func(context.Context) error { return nil }), "ended")
	_, err = bank.Find(kept, store.Query{})
	require.ErrorContains(t, err, "ended")
}

func TestCloseWaitsForWhatRunsAndRefusesTheRest(t *testing.T) {
	db, bank := newBank(t)
	begun, release, closed := make(chan struct{}), make(chan struct{}), make(chan error)
	outcome := make(chan error)
	go func() {
		outcome <- db.Tx(context.Background(), func(ctx context.Context) error {
			close(begun)
			<-release
			return bank.Insert(ctx, account1("one"))
		})
	}()
	<-begun
	go func() { closed <- db.Close() }()
	eventually(t, func() bool { return fault.Is(db.Ready(context.Background()), fault.Unavailable) })
	close(release)
	require.NoError(t, <-outcome)
	require.NoError(t, <-closed)

	require.True(t, fault.Is(bank.Insert(t.Context(), account1("two")), fault.Unavailable))
	_, err := bank.Get(t.Context(), "one")
	require.True(t, fault.Is(err, fault.Unavailable))
	_, err = bank.Find(t.Context(), store.Query{})
	require.True(t, fault.Is(err, fault.Unavailable))
	require.True(t, fault.Is(db.Backup(t.Context(), filepath.Join(t.TempDir(), "copy.db")), fault.Unavailable))
	require.NoError(t, db.Close())
}
