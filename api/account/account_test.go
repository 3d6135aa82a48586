package account_test

import (
	"context"
	"io"
	"log/slog"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lienket/api/account"
	"lienket/api/fault"
	"lienket/api/store"
	"lienket/api/store/sqlite"
)

const (
	email    = "htx@demo.lienket.vn"
	password = "LienKet-2026"
)

var home = account.Origin{Address: "203.0.113.7", UserAgent: "Mozilla/5.0"}

// clock is a time that tests move.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// fixture is a service on a store of its own, and what other replicas share.
type fixture struct {
	*account.Service
	db    store.DB
	clock *clock
	keys  account.KeySet
}

func open(t testing.TB) *fixture {
	db, err := sqlite.Open(filepath.Join(t.TempDir(), "test.db"), sqlite.Options{Strict: true})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	f := &fixture{
		db:    db,
		clock: &clock{now: time.Date(2026, 11, 23, 3, 4, 5, 0, time.UTC)},
		keys:  account.GenerateKeys(),
	}
	f.Service = f.replica(t, f.keys, account.CheapHash)
	return f
}

// replica is another service on the same store.
func (f *fixture) replica(t testing.TB, keys account.KeySet, hash account.HashParams) *account.Service {
	service, err := account.New(t.Context(), account.Options{
		DB: f.db, Clock: f.clock.Now, Keys: keys, Hash: hash, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
	})
	require.NoError(t, err)
	return service
}

func person() account.NewUser {
	return account.NewUser{Email: email, Password: password, FullName: "Nông Thị Mai", Phone: "0912345678"}
}

// member is a user with a place in a cooperative.
func (f *fixture) member(t testing.TB) *account.User {
	user, err := f.CreateUser(t.Context(), person())
	require.NoError(t, err)
	user, err = f.AddMembership(t.Context(), user.ID, account.Membership{
		OrganizationID: "htx-1", Kind: account.KindCooperative, Position: account.Director,
	})
	require.NoError(t, err)
	return user
}

func (f *fixture) login(t testing.TB) *account.Tokens {
	tokens, _, err := f.Login(t.Context(), email, password, home)
	require.NoError(t, err)
	return tokens
}

// signIn is the code of the answer to one try.
func (f *fixture) signIn(t testing.TB, password, address string) fault.Code {
	_, err := f.SignIn(t.Context(), email, password, account.Origin{Address: address})
	return fault.CodeOf(err)
}

// users is the raw collection, for what no method shows.
func (f *fixture) users(t testing.TB) *store.Collection[account.User] {
	users, err := store.Open[account.User](t.Context(), f.db, account.UserSchema, f.clock.Now)
	require.NoError(t, err)
	return users
}

// sessions is the raw collection, for what no method shows.
func (f *fixture) sessions(t testing.TB) *store.Collection[account.Session] {
	sessions, err := store.Open[account.Session](t.Context(), f.db, account.SessionSchema, f.clock.Now)
	require.NoError(t, err)
	return sessions
}

// fields are path and code of what err finds wrong.
func fields(t testing.TB, err error) map[string]string {
	found := map[string]string{}
	if err == nil {
		return found
	}
	var e *fault.Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, fault.InvalidInput, e.Code)
	for _, field := range e.Fields {
		require.NotEmpty(t, field.Message.VI, field.Path)
		require.NotEmpty(t, field.Message.EN, field.Path)
		found[field.Path] = field.Code
	}
	return found
}

func requireCode(t testing.TB, want fault.Code, err error) {
	t.Helper()
	require.Equal(t, want, fault.CodeOf(err), "%v", err)
}

// together runs fn n times at once and returns the codes that it answered.
func together(n int, fn func(i int) error) map[fault.Code]int {
	var (
		group sync.WaitGroup
		mu    sync.Mutex
		codes = map[fault.Code]int{}
		start = make(chan struct{})
	)
	for i := range n {
		group.Go(func() {
			<-start
			err := fn(i)
			mu.Lock()
			defer mu.Unlock()
			codes[fault.CodeOf(err)]++
		})
	}
	close(start)
	group.Wait()
	return codes
}

func TestAServiceIsRefusedWithoutKeysOrWithImpossibleCosts(t *testing.T) {
	f := open(t)
	_, err := account.New(t.Context(), account.Options{DB: f.db, Clock: f.clock.Now})
	require.Error(t, err)
	for _, hash := range []account.HashParams{{MemoryKiB: 1, Passes: 1, Lanes: 1}, {MemoryKiB: 64, Passes: 1}, {MemoryKiB: 64, Lanes: 1}} {
		_, err := account.New(t.Context(), account.Options{DB: f.db, Clock: f.clock.Now, Keys: f.keys, Hash: hash})
		require.Error(t, err, hash)
	}
}

func TestACancelledRequestDoesNotHash(t *testing.T) {
	f := open(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for range 20 { // more than there are slots: none is kept
		_, err := f.Prepare(ctx, person())
		if err != nil {
			require.ErrorIs(t, err, context.Canceled)
		}
	}
	_, err := f.Prepare(t.Context(), person())
	require.NoError(t, err)
}
