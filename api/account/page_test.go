package account_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/account"
	"lienket/api/fault"
)

func TestAPageSessionLastsUntilItIsEnded(t *testing.T) {
	f := open(t)
	user := f.member(t)
	cookie, _, err := f.StartPage(t.Context(), user, home)
	require.NoError(t, err)
	other, _, err := f.StartPage(t.Context(), user, home)
	require.NoError(t, err)
	require.NotEqual(t, cookie, other)

	actor, err := f.PageActor(t.Context(), cookie)
	require.NoError(t, err)
	require.Equal(t, account.Cooperative, actor.Role)
	require.True(t, actor.MemberOf("htx-1"))
	_, err = f.PageActor(t.Context(), "")
	requireCode(t, fault.Unauthenticated, err)

	require.NoError(t, f.EndPage(t.Context(), cookie))
	require.NoError(t, f.EndPage(t.Context(), cookie))
	_, err = f.PageActor(t.Context(), cookie)
	requireCode(t, fault.Unauthenticated, err)
	_, err = f.PageActor(t.Context(), other)
	require.NoError(t, err)
}

func TestACSRFTokenIsGoodForItsCookieAlone(t *testing.T) {
	f := open(t)
	first, second := f.CSRF("cookie"), f.CSRF("cookie")
	require.NotEqual(t, first, second)
	rows := []struct {
		name, cookie, token string
		code                fault.Code
	}{
		{"its own", "cookie", first, ""},
		{"its own, once more", "cookie", second, ""},
		{"another cookie", "cookie2", first, fault.Forbidden},
		{"no cookie", "", f.CSRF(""), fault.Forbidden},
		{"no token", "cookie", "", fault.Forbidden},
		{"the cookie itself", "cookie", "cookie", fault.Forbidden},
		{"halves of two", "cookie", first[:22] + second[22:], fault.Forbidden},
		{"nothing but the mask", "cookie", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", fault.Forbidden},
		{"longer", "cookie", first + "AAAA", fault.Forbidden},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) { requireCode(t, row.code, f.CheckCSRF(row.cookie, row.token)) })
	}
}
