package account_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/account"
	"lienket/api/fault"
)

func TestAPasswordIsTheSameHoweverItsLettersAreComposed(t *testing.T) {
	f := open(t)
	n := person()
	n.Password = "Bí xanh thơm Ba Bể"
	_, err := f.CreateUser(t.Context(), n)
	require.NoError(t, err)
	for try, code := range map[string]fault.Code{
		"Bí xanh thơm Ba Bể":                         "",
		"Bi\u0301 xanh tho\u031bm Ba Be\u0302\u0309": "",
		"Bi xanh thom Ba Be":                         fault.Unauthenticated,
		"bí xanh thơm ba bể":                         fault.Unauthenticated,
		"Bí xanh thơm Ba Bể ":                        fault.Unauthenticated,
	} {
		require.Equal(t, code, f.signIn(t, try, ""), "%q", try)
	}
}

func TestSignInTellsNothingOfTheAccount(t *testing.T) {
	f := open(t)
	user := f.member(t)
	_, wrong := f.SignIn(t.Context(), email, "another password", home)
	_, unknown := f.SignIn(t.Context(), "nobody@demo.lienket.vn", password, home)
	require.Equal(t, wrong, unknown)
	requireCode(t, fault.Unauthenticated, wrong)

	require.NoError(t, f.SetDisabled(t.Context(), account.System, user.ID, true))
	_, err := f.SignIn(t.Context(), email, "another password", home)
	require.Equal(t, wrong, err)
	_, err = f.SignIn(t.Context(), email, password, home)
	requireCode(t, fault.Forbidden, err)

	for _, odd := range []string{"", "\x00", "\xff\xfe", strings.Repeat("a", 1<<20)} {
		_, err := f.SignIn(t.Context(), "odd"+odd, odd, account.Origin{})
		requireCode(t, fault.Unauthenticated, err)
	}
}

func TestAWeakHashIsMadeAnewAtSignIn(t *testing.T) {
	f := open(t)
	cheap := f.member(t)
	require.True(t, strings.HasPrefix(cheap.PasswordHash, "$argon2id$v=19$m=64,t=1,p=1$"), cheap.PasswordHash)

	dear := f.replica(t, f.keys, account.HashParams{})
	_, err := dear.SignIn(t.Context(), email, "another password", home)
	requireCode(t, fault.Unauthenticated, err)
	user, err := f.User(t.Context(), cheap.ID)
	require.NoError(t, err)
	require.Equal(t, cheap.PasswordHash, user.PasswordHash)

	tokens, _, err := dear.Login(t.Context(), email, password, home)
	require.NoError(t, err)
	user, err = f.User(t.Context(), cheap.ID)
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(user.PasswordHash, "$argon2id$v=19$m=19456,t=2,p=1$"), user.PasswordHash)
	_, err = f.Authenticate(t.Context(), tokens.AccessToken)
	require.NoError(t, err)

	// A cheaper service doesn't weaken it.
	_, err = f.SignIn(t.Context(), email, password, home)
	require.NoError(t, err)
	again, err := f.User(t.Context(), cheap.ID)
	require.NoError(t, err)
	require.Equal(t, user, again)
}

func TestAHashThatCannotBeReadIsAnAccidentNotASignIn(t *testing.T) {
	f := open(t)
	user := f.member(t)
	for _, hash := range []string{
		"", "plain", "$2a$10$N9qo8uLOickgx2ZMRZoMye",
		strings.Replace(user.PasswordHash, "argon2id", "argon2i", 1),
		strings.Replace(user.PasswordHash, "v=19", "v=16", 1),
		strings.Replace(user.PasswordHash, "m=64", "m=99999999", 1),
		strings.Replace(user.PasswordHash, "t=1", "t=0", 1),
		strings.Replace(user.PasswordHash, "p=1", "p=0", 1),
		user.PasswordHash[:strings.LastIndexByte(user.PasswordHash, '$')+1],
	} {
		_, err := f.users(t).Update(t.Context(), user.ID, func(user *account.User) error {
			user.PasswordHash = hash
			return nil
		})
		require.NoError(t, err)
		_, err = f.SignIn(t.Context(), email, password, home)
		requireCode(t, fault.Internal, err)
		if hash != "" {
			require.NotContains(t, err.Error(), hash)
		}
	}
}

func TestChangingThePasswordEndsTheOtherSessions(t *testing.T) {
	f := open(t)
	f.member(t)
	mine, other := f.login(t), f.login(t)
	actor, err := f.Authenticate(t.Context(), mine.AccessToken)
	require.NoError(t, err)

	next := "miến dong Côn Minh"
	rows := []struct {
		current, next string
		want          map[string]string
	}{
		{"not the password", next, map[string]string{"currentPassword": "wrong_password"}},
		{password, "short", map[string]string{"newPassword": "too_short"}},
		{password, email, map[string]string{"newPassword": "is_name"}},
		{password, password, map[string]string{"newPassword": "same"}},
	}
	for _, row := range rows {
		require.Equal(t, row.want, fields(t, f.ChangePassword(t.Context(), actor, row.current, row.next)))
	}
	require.Equal(t, fault.Code(""), f.signIn(t, password, ""))
	requireCode(t, fault.Unauthenticated, f.ChangePassword(t.Context(), account.Actor{}, password, next))

	require.NoError(t, f.ChangePassword(t.Context(), actor, password, next))
	require.Equal(t, fault.Unauthenticated, f.signIn(t, password, ""))
	require.Equal(t, fault.Code(""), f.signIn(t, next, ""))
	_, err = f.Authenticate(t.Context(), mine.AccessToken)
	require.NoError(t, err)
	_, err = f.Refresh(t.Context(), mine.RefreshToken, home)
	require.NoError(t, err)
	_, err = f.Authenticate(t.Context(), other.AccessToken)
	requireCode(t, fault.Unauthenticated, err)
	_, err = f.Refresh(t.Context(), other.RefreshToken, home)
	requireCode(t, fault.Unauthenticated, err)
}

func TestASignInThatBeganBeforeAChangeOfPasswordIsVoid(t *testing.T) {
	f := open(t)
	f.member(t)
	late, err := f.SignIn(t.Context(), email, password, home)
	require.NoError(t, err)
	actor, err := f.Authenticate(t.Context(), f.login(t).AccessToken)
	require.NoError(t, err)
	require.NoError(t, f.ChangePassword(t.Context(), actor, password, "miến dong Côn Minh"))

	tokens, err := f.IssueFor(t.Context(), late, home)
	require.NoError(t, err)
	_, err = f.Authenticate(t.Context(), tokens.AccessToken)
	requireCode(t, fault.Unauthenticated, err)
}

func TestOfPasswordChangesAtOnceOneIsMade(t *testing.T) {
	f := open(t)
	f.Service = f.replica(t, f.keys, account.HashParams{MemoryKiB: 4 << 10, Passes: 1, Lanes: 1})
	f.member(t)
	actor, err := f.Authenticate(t.Context(), f.login(t).AccessToken)
	require.NoError(t, err)
	codes := together(4, func(i int) error {
		return f.ChangePassword(t.Context(), actor, password, fmt.Sprintf("miến dong số %d", i))
	})
	require.Equal(t, 1, codes[""], codes)
}

func TestHashingIsBoundedAndRefusesALongQueue(t *testing.T) {
	f := open(t)
	dear := f.replica(t, f.keys, account.HashParams{MemoryKiB: 4 << 10, Passes: 2, Lanes: 1})
	codes := together(400, func(int) error {
		_, err := dear.Prepare(t.Context(), person())
		return err
	})
	require.GreaterOrEqual(t, codes[""], 100)
	require.Equal(t, 400, codes[""]+codes[fault.Unavailable])
	require.Positive(t, codes[fault.Unavailable])
}

func TestResettingAPasswordIsForTheAdminAndEndsAllSessions(t *testing.T) {
	f := open(t)
	user := f.member(t)
	session := f.login(t)
	self, err := f.Authenticate(t.Context(), session.AccessToken)
	require.NoError(t, err)
	next := "miến dong Côn Minh"
	requireCode(t, fault.Unauthenticated, f.ResetPassword(t.Context(), account.Actor{}, user.ID, next))
	requireCode(t, fault.Forbidden, f.ResetPassword(t.Context(), self, user.ID, next))
	requireCode(t, fault.NotFound, f.ResetPassword(t.Context(), account.System, "nobody", next))
	require.Equal(t, map[string]string{"newPassword": "too_short"}, fields(t, f.ResetPassword(t.Context(), account.System, user.ID, "short")))
	_, err = f.Authenticate(t.Context(), session.AccessToken)
	require.NoError(t, err) // what is refused changes nothing

	require.NoError(t, f.ResetPassword(t.Context(), account.System, user.ID, next))
	_, err = f.Authenticate(t.Context(), session.AccessToken)
	requireCode(t, fault.Unauthenticated, err)
	require.Equal(t, fault.Unauthenticated, f.signIn(t, password, ""))
	require.Equal(t, fault.Code(""), f.signIn(t, next, ""))
}
