package account_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lienket/api/account"
	"lienket/api/fault"
	"lienket/api/store"
)

const stranger = "198.51.100.1"

// retryAfter is how long SignIn refuses to look at a password; 0 if it looked.
func (f *fixture) retryAfter(t testing.TB, password, address string) time.Duration {
	_, err := f.SignIn(t.Context(), email, password, account.Origin{Address: address})
	if !fault.Is(err, fault.RateLimited) {
		return 0
	}
	var e *fault.Error
	require.True(t, errors.As(err, &e))
	require.Positive(t, e.RetryAfter)
	return e.RetryAfter
}

func TestGuessesAtAnAccountAreDelayedEverLongerUpToABound(t *testing.T) {
	for _, known := range []bool{true, false} {
		t.Run(fmt.Sprintf("account exists %v", known), func(t *testing.T) {
			f := open(t)
			if known {
				f.member(t)
			}
			for i := range 5 {
				require.Zero(t, f.retryAfter(t, "a wrong guess", stranger), i)
			}
			for _, minutes := range []time.Duration{1, 2, 4, 8, 15, 15, 15} {
				delay := minutes * time.Minute
				require.Equal(t, delay, f.retryAfter(t, "a wrong guess", stranger))
				require.Equal(t, delay, f.retryAfter(t, "a wrong guess", "192.0.2.99"), "from anywhere new")
				require.Equal(t, delay, f.retryAfter(t, password, stranger), "the right one isn't looked at either")
				f.clock.Pass(delay - time.Second)
				require.Equal(t, time.Second, f.retryAfter(t, "a wrong guess", stranger), "a refused try draws nothing out")
				f.clock.Pass(time.Second)
				require.Zero(t, f.retryAfter(t, "a wrong guess", stranger))
			}
			f.clock.Pass(30 * time.Minute)
			for i := range 5 {
				require.Zero(t, f.retryAfter(t, "a wrong guess", stranger), i)
			}
			require.Equal(t, time.Minute, f.retryAfter(t, "a wrong guess", stranger))
		})
	}
}

func TestASuccessClearsTheAccount(t *testing.T) {
	f := open(t)
	f.member(t)
	for range 3 {
		for range 4 {
			require.Equal(t, fault.Unauthenticated, f.signIn(t, "a wrong guess", stranger))
		}
		require.Equal(t, fault.Code(""), f.signIn(t, password, stranger))
	}
	for range 5 {
		require.Equal(t, fault.Unauthenticated, f.signIn(t, "a wrong guess", stranger))
	}
	f.clock.Pass(time.Minute)
	require.Equal(t, fault.Code(""), f.signIn(t, password, stranger))
	require.Equal(t, fault.Unauthenticated, f.signIn(t, "a wrong guess", stranger))
}

func TestAStrangerCannotKeepTheOwnerOut(t *testing.T) {
	f := open(t)
	f.member(t)
	tokens := f.login(t)
	actor, err := f.Authenticate(t.Context(), tokens.AccessToken)
	require.NoError(t, err)
	for i := range 30 {
		f.signIn(t, "a wrong guess", fmt.Sprintf("192.0.2.%d", i))
		f.clock.Pass(5 * time.Second)
	}
	require.Equal(t, fault.RateLimited, f.signIn(t, password, stranger))
	require.Equal(t, fault.Code(""), f.signIn(t, password, home.Address), "where they signed in before")
	require.NoError(t, f.VerifyPassword(t.Context(), actor, password))
	_, err = f.Refresh(t.Context(), tokens.RefreshToken, home)
	require.NoError(t, err)

	// Nor does the owner's own success open the account to the stranger.
	require.Equal(t, fault.RateLimited, f.signIn(t, "a wrong guess", stranger))

	// At home guesses are counted too.
	for range 5 {
		require.Equal(t, fault.Unauthenticated, f.signIn(t, "a wrong guess", home.Address))
	}
	require.Equal(t, fault.RateLimited, f.signIn(t, password, home.Address))
}

func TestAnAddressMayFailFiftyTimes(t *testing.T) {
	rows := []struct{ name, from, same, other string }{
		{"IPv4", "198.51.100.1", "::ffff:198.51.100.1", "198.51.100.2"},
		{"IPv6", "2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:3::1"},
		{"no address", "unix", "unix", "unix2"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			f := open(t)
			f.member(t)
			spray := func(i int, address string) fault.Code {
				_, err := f.SignIn(t.Context(), fmt.Sprintf("user%d@demo.lienket.vn", i), "LienKet-2025", account.Origin{Address: address})
				return fault.CodeOf(err)
			}
			for i := range 50 {
				require.Equal(t, fault.Unauthenticated, spray(i, row.from), i)
			}
			require.Equal(t, 18*time.Second, f.retryAfter(t, password, row.from))
			require.Equal(t, 18*time.Second, f.retryAfter(t, password, row.same))
			require.Zero(t, f.retryAfter(t, password, row.other))

			f.clock.Pass(18 * time.Second)
			require.Equal(t, fault.Code(""), f.signIn(t, password, row.from), "a success")
			require.Equal(t, fault.Unauthenticated, spray(51, row.from), "costs no try of the address")
			require.Equal(t, fault.RateLimited, spray(52, row.from), "and gives none")
			f.clock.Pass(15 * time.Minute)
			for i := range 50 {
				require.Equal(t, fault.Unauthenticated, spray(100+i, row.from), i)
			}
			require.Equal(t, fault.RateLimited, spray(200, row.from))
		})
	}
}

func TestGuessesAtOnceOnManyReplicasExceedTheLimitByLittle(t *testing.T) {
	const slots = 4 // at most, of each replica
	f := open(t)
	slow := account.HashParams{MemoryKiB: 4 << 10, Passes: 1, Lanes: 1} // so that all are under way at once
	replicas := []*account.Service{f.replica(t, f.keys, slow), f.replica(t, f.keys, slow), f.replica(t, f.keys, slow)}
	f.Service = replicas[0]
	f.member(t)
	codes := together(90, func(i int) error {
		_, err := replicas[i%len(replicas)].SignIn(t.Context(), email, fmt.Sprintf("guess number %d", i), account.Origin{Address: stranger})
		return err
	})
	require.Equal(t, 90, codes[fault.Unauthenticated]+codes[fault.RateLimited], codes)
	require.GreaterOrEqual(t, codes[fault.Unauthenticated], 5)
	require.Less(t, codes[fault.Unauthenticated], 5+slots*len(replicas))
}

func TestTheRightPasswordAtOnceIsNeverThrottled(t *testing.T) {
	f := open(t)
	f.member(t)
	codes := together(60, func(int) error {
		_, _, err := f.Login(t.Context(), email, password, home)
		return err
	})
	require.Equal(t, map[fault.Code]int{"": 60}, codes)
}

// hangUp is the store of a client that goes away before its failure is counted.
type hangUp struct {
	store.DB
	hangUp func()
}

func (h *hangUp) Tx(ctx context.Context, fn func(context.Context) error) error {
	h.hangUp()
	return h.DB.Tx(ctx, fn)
}

func TestHangingUpDoesNotMakeAGuessFree(t *testing.T) {
	f := open(t)
	f.member(t)
	db := &hangUp{DB: f.db}
	f.db = db
	hasty := f.replica(t, f.keys, account.CheapHash)
	for range 5 {
		ctx, cancel := context.WithCancel(t.Context())
		db.hangUp = cancel
		_, err := hasty.SignIn(ctx, email, "a wrong guess", account.Origin{Address: stranger})
		require.Error(t, err)
		require.Error(t, ctx.Err())
	}
	require.Equal(t, fault.RateLimited, f.signIn(t, "a wrong guess", stranger))
}

func TestAPasswordAskedAgainIsThrottledPerSession(t *testing.T) {
	f := open(t)
	f.member(t)
	thief, err := f.Authenticate(t.Context(), f.login(t).AccessToken)
	require.NoError(t, err)
	owner, err := f.Authenticate(t.Context(), f.login(t).AccessToken)
	require.NoError(t, err)

	for range 5 {
		err := f.VerifyPassword(t.Context(), thief, "a wrong guess")
		require.Equal(t, map[string]string{"password": "wrong_password"}, fields(t, err))
	}
	requireCode(t, fault.RateLimited, f.VerifyPassword(t.Context(), thief, password))
	requireCode(t, fault.RateLimited, f.ChangePassword(t.Context(), thief, password, "miến dong Côn Minh"))
	require.NoError(t, f.VerifyPassword(t.Context(), owner, password))
	f.clock.Pass(time.Minute)
	require.NoError(t, f.VerifyPassword(t.Context(), thief, password))

	requireCode(t, fault.Unauthenticated, f.VerifyPassword(t.Context(), account.Actor{}, password))
	requireCode(t, fault.Unauthenticated, f.VerifyPassword(t.Context(), account.Actor{UserID: "nobody"}, password))
}

func TestTheDelayIsSaidInWords(t *testing.T) {
	f := open(t)
	for range 5 {
		f.signIn(t, "a wrong guess", stranger)
	}
	message := func() string {
		_, err := f.SignIn(t.Context(), email, "x", account.Origin{Address: stranger})
		var e *fault.Error
		require.ErrorAs(t, err, &e)
		return e.Message.VI
	}
	require.True(t, strings.HasSuffix(message(), "60 giây."), message())
	f.clock.Pass(time.Minute)
	f.signIn(t, "a wrong guess", stranger)
	require.True(t, strings.HasSuffix(message(), "2 phút."), message())
}
