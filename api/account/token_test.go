package account_test

import (
	"crypto/hkdf"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/stretchr/testify/require"

	"lienket/api/account"
	"lienket/api/fault"
)

const (
	oldSecret = "0123456789abcdef0123456789abcdef"
	newSecret = "fedcba9876543210fedcba9876543210"
)

func keyText(id, secret string) string {
	return id + ":" + base64.StdEncoding.EncodeToString([]byte(secret))
}

func parseKeys(t testing.TB, text string) account.KeySet {
	keys, err := account.ParseKeys(text)
	require.NoError(t, err)
	return keys
}

// accessKey is what access tokens are signed with under a secret.
func accessKey(t testing.TB, secret string) []byte {
	key, err := hkdf.Key(sha256.New, []byte(secret), nil, "lienket/v1/access", 32)
	require.NoError(t, err)
	return key
}

// forgery is a token whose every part a test may choose.
type forgery struct {
	method jwt.SigningMethod
	key    any
	header map[string]any
	claims jwt.MapClaims
}

func (f forgery) sign(t testing.TB) string {
	token := jwt.NewWithClaims(f.method, f.claims)
	for name, value := range f.header {
		if value == nil {
			delete(token.Header, name)
			continue
		}
		token.Header[name] = value
	}
	signed, err := token.SignedString(f.key)
	require.NoError(t, err)
	return signed
}

func TestForgedAccessTokensAreRefused(t *testing.T) {
	f := open(t)
	f.Service = f.replica(t, parseKeys(t, keyText("now", newSecret)+","+keyText("before", oldSecret)), account.CheapHash)
	user := f.member(t)
	actor, err := f.Authenticate(t.Context(), f.login(t).AccessToken)
	require.NoError(t, err)
	page, _, err := f.StartPage(t.Context(), user, home)
	require.NoError(t, err)
	pageSession, _, _ := strings.Cut(page, ".")
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	other, err := f.CreateUser(t.Context(), account.NewUser{Email: "dn@demo.lienket.vn", Password: password, FullName: "Khác"})
	require.NoError(t, err)

	now := f.clock.Now()
	rows := []struct {
		name   string
		change func(*forgery)
		ok     bool
	}{
		{"as ours", func(f *forgery) {}, true},
		{"by the previous key", func(f *forgery) {
			f.header["kid"], f.key = "before", accessKey(t, oldSecret)
		}, true},
		{"no kid", func(f *forgery) { f.header["kid"] = nil }, false},
		{"unknown kid", func(f *forgery) { f.header["kid"] = "later" }, false},
		{"kid is a number", func(f *forgery) { f.header["kid"] = 1 }, false},
		{"kid of another key", func(f *forgery) { f.header["kid"] = "before" }, false},
		{"another key", func(f *forgery) { f.key = accessKey(t, strings.ToUpper(newSecret)) }, false},
		{"the bare secret", func(f *forgery) { f.key = []byte(newSecret) }, false},
		{"empty key", func(f *forgery) { f.key = []byte{} }, false},
		{"alg none", func(f *forgery) { f.method, f.key = jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType }, false},
		{"HS384", func(f *forgery) { f.method = jwt.SigningMethodHS384 }, false},
		{"HS512", func(f *forgery) { f.method = jwt.SigningMethodHS512 }, false},
		{"RS256", func(f *forgery) { f.method, f.key = jwt.SigningMethodRS256, rsaKey }, false},
		{"expired", func(f *forgery) { f.claims["exp"] = now.Add(-time.Second).Unix() }, false},
		{"expires now", func(f *forgery) { f.claims["exp"] = now.Unix() }, false},
		{"no expiry", func(f *forgery) { delete(f.claims, "exp") }, false},
		{"expiry is text", func(f *forgery) { f.claims["exp"] = "tomorrow" }, false},
		{"not yet valid", func(f *forgery) { f.claims["nbf"] = now.Add(time.Hour).Unix() }, false},
		{"another audience", func(f *forgery) { f.claims["aud"] = "other-api" }, false},
		{"no audience", func(f *forgery) { delete(f.claims, "aud") }, false},
		{"another issuer", func(f *forgery) { f.claims["iss"] = "other" }, false},
		{"no issuer", func(f *forgery) { delete(f.claims, "iss") }, false},
		{"no session", func(f *forgery) { delete(f.claims, "sid") }, false},
		{"unknown session", func(f *forgery) { f.claims["sid"] = "no-such" }, false},
		{"a page's session", func(f *forgery) { f.claims["sid"] = pageSession }, false},
		{"no subject", func(f *forgery) { delete(f.claims, "sub") }, false},
		{"another subject", func(f *forgery) { f.claims["sub"] = other.ID }, false},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			token := forgery{
				method: jwt.SigningMethodHS256,
				key:    accessKey(t, newSecret),
				header: map[string]any{"kid": "now"},
				claims: jwt.MapClaims{
					"iss": "lienket", "aud": "lienket-api", "sub": user.ID, "sid": actor.SessionID,
					"exp": now.Add(time.Minute).Unix(),
				},
			}
			row.change(&token)
			got, err := f.Authenticate(t.Context(), token.sign(t))
			if row.ok {
				require.NoError(t, err)
				require.Equal(t, actor, got)
				return
			}
			requireCode(t, fault.Unauthenticated, err)
			require.Equal(t, account.Actor{}, got)
		})
	}
}

func TestATamperedTokenIsRefusedWhereverItIsChanged(t *testing.T) {
	f := open(t)
	user := f.member(t)
	tokens := f.login(t)
	page, _, err := f.StartPage(t.Context(), user, home)
	require.NoError(t, err)
	for name, use := range map[string]struct {
		token string
		with  func(string) error
	}{
		"access":  {tokens.AccessToken, func(token string) error { _, err := f.Authenticate(t.Context(), token); return err }},
		"refresh": {tokens.RefreshToken, func(token string) error { _, err := f.Refresh(t.Context(), token, home); return err }},
		"page":    {page, func(token string) error { _, err := f.PageActor(t.Context(), token); return err }},
	} {
		t.Run(name, func(t *testing.T) {
			for i := range use.token {
				changed := []byte(use.token)
				if changed[i]++; use.token[i] == 'z' || use.token[i] == '9' || use.token[i] == 'Z' {
					changed[i] -= 2
				}
				requireCode(t, fault.Unauthenticated, use.with(string(changed)))
			}
			for _, odd := range []string{
				"", ".", "..", "...", "Bearer " + use.token, use.token + ".", use.token + "=", use.token + "\n", " " + use.token,
				use.token[:40] + "\r\n" + use.token[40:], use.token[:len(use.token)-1], use.token + use.token, strings.Repeat(use.token, 50),
				"\x00", "\xff", strings.ReplaceAll(use.token, ".", "|"),
			} {
				requireCode(t, fault.Unauthenticated, use.with(odd))
			}
			require.NoError(t, use.with(use.token), "none of that spoiled the true one")
		})
	}
}

func TestTokensOfOneUseAreRefusedForAnother(t *testing.T) {
	f := open(t)
	user := f.member(t)
	tokens := f.login(t)
	page, _, err := f.StartPage(t.Context(), user, home)
	require.NoError(t, err)

	_, err = f.Authenticate(t.Context(), tokens.RefreshToken)
	requireCode(t, fault.Unauthenticated, err)
	_, err = f.Authenticate(t.Context(), page)
	requireCode(t, fault.Unauthenticated, err)
	_, err = f.PageActor(t.Context(), tokens.RefreshToken)
	requireCode(t, fault.Unauthenticated, err)
	_, err = f.Refresh(t.Context(), page, home)
	requireCode(t, fault.Unauthenticated, err)
	require.NoError(t, f.EndPage(t.Context(), tokens.RefreshToken))
	require.NoError(t, f.LogoutToken(t.Context(), page))

	_, err = f.PageActor(t.Context(), page)
	require.NoError(t, err)
	_, err = f.Refresh(t.Context(), tokens.RefreshToken, home)
	require.NoError(t, err)
}

func FuzzOnlyTheTokensThatWereGivenOpenASession(f *testing.F) {
	fix := open(f)
	user := fix.member(f)
	tokens := fix.login(f)
	page, _, err := fix.StartPage(f.Context(), user, home)
	require.NoError(f, err)
	given := map[string]bool{tokens.AccessToken: true, tokens.RefreshToken: true, page: true}
	for token := range given {
		f.Add(token)
		f.Add(token + "\n")
		f.Add(strings.ToUpper(token))
	}
	f.Add("eyJhbGciOiJub25lIn0.e30.")
	f.Add("..")
	f.Add("eyJhbGciOiJIUzI1NiIsImtpZCI6Im5vdyJ9.bnVsbA.AA")
	f.Fuzz(func(t *testing.T, token string) {
		if given[token] {
			return
		}
		_, err := fix.Authenticate(t.Context(), token)
		requireCode(t, fault.Unauthenticated, err)
		_, err = fix.Refresh(t.Context(), token, home)
		requireCode(t, fault.Unauthenticated, err)
		_, err = fix.PageActor(t.Context(), token)
		requireCode(t, fault.Unauthenticated, err)
		require.NoError(t, fix.LogoutToken(t.Context(), token))
		require.NoError(t, fix.EndPage(t.Context(), token))
		requireCode(t, fault.Forbidden, fix.CheckCSRF(page, token))

		_, err = fix.Authenticate(t.Context(), tokens.AccessToken)
		require.NoError(t, err)
	})
}

func BenchmarkAuthenticate(b *testing.B) {
	f := open(b)
	f.member(b)
	token := f.login(b).AccessToken
	b.ReportAllocs()
	for b.Loop() {
		if _, err := f.Authenticate(b.Context(), token); err != nil {
			b.Fatal(err)
		}
	}
}
