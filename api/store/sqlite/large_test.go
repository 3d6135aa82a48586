package sqlite_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/store"
)

func TestALargeTxIsGivenUpAsAWhole(t *testing.T) {
	db, accounts := newBank(t)
	failure := errors.New("failure")
	large := func() error {
		return db.Tx(store.Large(context.Background()), func(ctx context.Context) error {
			if err := accounts.Insert(ctx, account1("outer")); err != nil {
				return err
			}
			inner := db.Tx(ctx, func(ctx context.Context) error {
				return errors.Join(accounts.Insert(ctx, account1("inner-1"), account1("inner-2")), failure)
			})
			if !errors.Is(inner, failure) {
				return inner
			}
			return nil // would go on, but there is no savepoint to go on from
		})
	}
	require.ErrorIs(t, large(), failure)
	count, err := accounts.Count(t.Context(), nil)
	require.NoError(t, err)
	require.Zero(t, count)

	// It has a commit of its own: what took its turn before is not undone with it.
	begun, release, first, second := make(chan struct{}), make(chan struct{}), make(chan error), make(chan error)
	go func() {
		first <- db.Tx(context.Background(), func(ctx context.Context) error {
			close(begun)
			<-release
			return accounts.Insert(ctx, account1("before"))
		})
	}()
	<-begun
	go func() { second <- large() }()
	eventually(t, func() bool { return db.Waiting() == 1 })
	close(release)
	require.NoError(t, <-first)
	require.ErrorIs(t, <-second, failure)
	_, err = accounts.Get(t.Context(), "before")
	require.NoError(t, err)
	count, err = accounts.Count(t.Context(), nil)
	require.NoError(t, err)
	require.EqualValues(t, 1, count)
}
