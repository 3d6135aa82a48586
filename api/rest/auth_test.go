package rest_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lienket/api/account"
	"lienket/api/rest"
)

const password = "LienKet-2026"

// signedUp starts a server with real accounts, one of them an officer's.
func signedUp(t *testing.T, clock func() time.Time) (*server, *account.User) {
	t.Helper()
	var user *account.User
	s := start(t, func(o *rest.Options) {
		o.Clock = clock
		accounts, err := account.New(t.Context(), account.Options{DB: o.DB, Clock: clock, Keys: account.GenerateKeys(), Hash: account.CheapHash, Log: o.Logger})
		require.NoError(t, err)
		user, err = accounts.CreateUser(t.Context(), account.NewUser{Email: "canbo@demo.lienket.vn", Password: password, FullName: "Nông Văn Cán", Role: account.Officer, AreaCode: "19"})
		require.NoError(t, err)
		o.Services.Accounts, o.Authenticate = accounts, accounts.Authenticate
	})
	return s, user
}

func bearer(token string) []string { return []string{"Authorization", "Bearer " + token} }

func TestASessionFromLoginToLogout(t *testing.T) {
	now := time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)
	s, user := signedUp(t, func() time.Time { return now })

	for _, body := range []string{
		`{"email":"canbo@demo.lienket.vn","password":"wrong"}`,
		`{"email":"nobody@demo.lienket.vn","password":"` + password + `"}`,
	} {
		refused(t, s.do(t, "POST", "/api/v1/auth/login", body), 401, "unauthenticated")
	}
	p := refused(t, s.do(t, "POST", "/api/v1/auth/login", `{"email":"x"}`), 422, "invalid_input")
	require.Len(t, p.Errors, 2)

	login := s.do(t, "POST", "/api/v1/auth/login", `{"email":"Canbo@demo.lienket.vn","password":"`+password+`"}`)
	require.Equal(t, 200, login.StatusCode, login.body)
	require.Equal(t, "no-store", login.Header.Get("Cache-Control"))
	var first, second rest.Tokens
	login.into(t, &first)
	require.Equal(t, "Bearer", first.TokenType)
	require.EqualValues(t, 900, first.ExpiresIn)

	refused(t, s.do(t, "GET", "/api/v1/me", ""), 401, "unauthenticated")
	me := s.do(t, "GET", "/api/v1/me", "", bearer(first.AccessToken)...)
	require.Equal(t, 200, me.StatusCode, me.body)
	var shown rest.Me
	me.into(t, &shown)
	require.Equal(t, user.ID, shown.User.ID)
	require.Equal(t, account.Officer, shown.User.Role)
	require.Equal(t, "19", shown.User.AreaCode)
	require.NotNil(t, shown.User.Memberships)
	require.NotContains(t, strings.ToLower(me.body), "hash")

	forged := first.AccessToken[:len(first.AccessToken)-4] + "AAAA"
	refused(t, s.do(t, "GET", "/api/v1/me", "", bearer(forged)...), 401, "unauthenticated")
	now = now.Add(16 * time.Minute)
	refused(t, s.do(t, "GET", "/api/v1/me", "", bearer(first.AccessToken)...), 401, "unauthenticated")

	refresh := func(token string) answer {
		body, err := json.Marshal(map[string]string{"refreshToken": token})
		require.NoError(t, err)
		return s.do(t, "POST", "/api/v1/auth/refresh", string(body))
	}
	renewed := refresh(first.RefreshToken)
	require.Equal(t, 200, renewed.StatusCode, renewed.body)
	renewed.into(t, &second)
	require.Equal(t, 200, s.do(t, "GET", "/api/v1/me", "", bearer(second.AccessToken)...).StatusCode)

	require.Equal(t, 204, s.do(t, "POST", "/api/v1/auth/logout", "", bearer(second.AccessToken)...).StatusCode)
	refused(t, s.do(t, "GET", "/api/v1/me", "", bearer(second.AccessToken)...), 401, "unauthenticated")
	refused(t, refresh(second.RefreshToken), 401, "unauthenticated")
	refused(t, s.do(t, "POST", "/api/v1/auth/logout", ""), 401, "unauthenticated")
}

func TestAUsedRefreshTokenEndsTheFamilyAndARefreshTokenLogsOut(t *testing.T) {
	s, _ := signedUp(t, time.Now)
	login := func() (issued rest.Tokens) {
		s.do(t, "POST", "/api/v1/auth/login", `{"email":"canbo@demo.lienket.vn","password":"`+password+`"}`).into(t, &issued)
		return issued
	}
	first := login()
	body := `{"refreshToken":"` + first.RefreshToken + `"}`
	var second rest.Tokens
	s.do(t, "POST", "/api/v1/auth/refresh", body).into(t, &second)
	refused(t, s.do(t, "POST", "/api/v1/auth/refresh", body), 401, "unauthenticated")
	refused(t, s.do(t, "GET", "/api/v1/me", "", bearer(second.AccessToken)...), 401, "unauthenticated")

	third := login()
	require.Equal(t, 204, s.do(t, "POST", "/api/v1/auth/logout", `{"refreshToken":"`+third.RefreshToken+`"}`).StatusCode)
	refused(t, s.do(t, "GET", "/api/v1/me", "", bearer(third.AccessToken)...), 401, "unauthenticated")
}
