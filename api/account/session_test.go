package account_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lienket/api/account"
	"lienket/api/fault"
)

const day = 24 * time.Hour

func TestLoginGivesTheActorOfTheUser(t *testing.T) {
	f := open(t)
	user := f.member(t)
	tokens, who, err := f.Login(t.Context(), " HTX@demo.lienket.vn", password, home)
	require.NoError(t, err)
	require.Equal(t, user, who)
	require.Equal(t, "Bearer", tokens.TokenType)
	require.Equal(t, 900, tokens.ExpiresIn)

	actor, err := f.Authenticate(t.Context(), tokens.AccessToken)
	require.NoError(t, err)
	require.NotEmpty(t, actor.SessionID)
	require.Equal(t, account.Actor{
		UserID: user.ID, FullName: "Nông Thị Mai", Role: account.Cooperative, OrganizationID: "htx-1", SessionID: actor.SessionID,
	}, actor)

	f.clock.Pass(15*time.Minute - time.Second)
	_, err = f.Authenticate(t.Context(), tokens.AccessToken)
	require.NoError(t, err)
	f.clock.Pass(time.Second)
	_, err = f.Authenticate(t.Context(), tokens.AccessToken)
	requireCode(t, fault.Unauthenticated, err)
}

func TestTokensAreNotStoredAsTheyAre(t *testing.T) {
	f := open(t)
	user := f.member(t)
	tokens := f.login(t)
	page, _, err := f.StartPage(t.Context(), user, account.Origin{Address: "2001:db8::1", UserAgent: strings.Repeat("ồ", 100) + "\xff"})
	require.NoError(t, err)
	for _, token := range []string{tokens.RefreshToken, page} {
		parts := strings.Split(token, ".")
		session, err := f.sessions(t).Get(t.Context(), parts[0])
		require.NoError(t, err)
		require.NotContains(t, session.SecretHash, parts[1])
		require.LessOrEqual(t, len(session.UserAgent), 200)
	}
}

func TestRefreshRotatesAndReuseRevokesTheFamily(t *testing.T) {
	f := open(t)
	f.member(t)
	first, bystander := f.login(t), f.login(t)
	second, err := f.Refresh(t.Context(), first.RefreshToken, home)
	require.NoError(t, err)
	require.NotEqual(t, first.RefreshToken, second.RefreshToken)
	third, err := f.Refresh(t.Context(), second.RefreshToken, home)
	require.NoError(t, err)
	before, err := f.Authenticate(t.Context(), first.AccessToken)
	require.NoError(t, err)
	after, err := f.Authenticate(t.Context(), third.AccessToken)
	require.NoError(t, err)
	require.Equal(t, before, after)

	_, err = f.Refresh(t.Context(), first.RefreshToken, home)
	requireCode(t, fault.Unauthenticated, err)
	session, err := f.sessions(t).Get(t.Context(), after.SessionID)
	require.NoError(t, err)
	require.Equal(t, account.TokenReused, session.RevokedFor)
	_, err = f.Refresh(t.Context(), third.RefreshToken, home)
	requireCode(t, fault.Unauthenticated, err)
	_, err = f.Authenticate(t.Context(), third.AccessToken)
	requireCode(t, fault.Unauthenticated, err)

	_, err = f.Refresh(t.Context(), bystander.RefreshToken, home)
	require.NoError(t, err)
}

func TestAMadeUpTokenOfASessionRevokesNothing(t *testing.T) {
	f := open(t)
	f.member(t)
	tokens, other := f.login(t), f.login(t)
	mine, theirs := strings.Split(tokens.RefreshToken, "."), strings.Split(other.RefreshToken, ".")
	_, err := f.Refresh(t.Context(), mine[0]+"."+theirs[1]+"."+theirs[2], home)
	requireCode(t, fault.Unauthenticated, err)
	_, err = f.Refresh(t.Context(), tokens.RefreshToken, home)
	require.NoError(t, err)
}

func TestOneTokenRefreshedAtOnceGivesTokensOnce(t *testing.T) {
	f := open(t)
	f.member(t)
	token := f.login(t).RefreshToken
	codes := together(8, func(int) error {
		_, err := f.Refresh(t.Context(), token, home)
		return err
	})
	require.Equal(t, map[fault.Code]int{"": 1, fault.Unauthenticated: 7}, codes)
}

func TestSessionsRunOut(t *testing.T) {
	f := open(t)
	user := f.member(t)

	unused := f.login(t)
	f.clock.Pass(30*day - time.Second)
	_, err := f.Refresh(t.Context(), unused.RefreshToken, home)
	require.NoError(t, err)
	unused = f.login(t)
	f.clock.Pass(30 * day)
	_, err = f.Refresh(t.Context(), unused.RefreshToken, home)
	requireCode(t, fault.Unauthenticated, err)

	used := f.login(t)
	page, expires, err := f.StartPage(t.Context(), user, home)
	require.NoError(t, err)
	require.Equal(t, f.clock.Now().Add(90*day), expires)
	for range 89 {
		f.clock.Pass(day)
		used, err = f.Refresh(t.Context(), used.RefreshToken, home)
		require.NoError(t, err)
		_, err = f.PageActor(t.Context(), page)
		require.NoError(t, err)
	}
	f.clock.Pass(day)
	_, err = f.Refresh(t.Context(), used.RefreshToken, home)
	requireCode(t, fault.Unauthenticated, err)
	_, err = f.PageActor(t.Context(), page)
	requireCode(t, fault.Unauthenticated, err)
}

func TestLogoutEndsTheSessionAlone(t *testing.T) {
	f := open(t)
	f.member(t)
	one, two, three := f.login(t), f.login(t), f.login(t)
	actor, err := f.Authenticate(t.Context(), one.AccessToken)
	require.NoError(t, err)
	for range 2 {
		require.NoError(t, f.Logout(t.Context(), actor))
		require.NoError(t, f.LogoutToken(t.Context(), two.RefreshToken))
	}
	for _, tokens := range []*account.Tokens{one, two} {
		_, err = f.Authenticate(t.Context(), tokens.AccessToken)
		requireCode(t, fault.Unauthenticated, err)
		_, err = f.Refresh(t.Context(), tokens.RefreshToken, home)
		requireCode(t, fault.Unauthenticated, err)
	}
	_, err = f.Authenticate(t.Context(), three.AccessToken)
	require.NoError(t, err)
	requireCode(t, fault.Unauthenticated, f.Logout(t.Context(), account.Actor{}))
	require.NoError(t, f.LogoutToken(t.Context(), "no token"))

	// One that was used up still ends its session.
	next, err := f.Refresh(t.Context(), three.RefreshToken, home)
	require.NoError(t, err)
	require.NoError(t, f.LogoutToken(t.Context(), three.RefreshToken))
	_, err = f.Authenticate(t.Context(), next.AccessToken)
	requireCode(t, fault.Unauthenticated, err)
}

func TestDisablingEndsSessionsForGood(t *testing.T) {
	f := open(t)
	user := f.member(t)
	tokens := f.login(t)
	page, _, err := f.StartPage(t.Context(), user, home)
	require.NoError(t, err)
	actor, err := f.PageActor(t.Context(), page)
	require.NoError(t, err)
	refused := func() {
		_, err := f.Authenticate(t.Context(), tokens.AccessToken)
		requireCode(t, fault.Unauthenticated, err)
		_, err = f.Refresh(t.Context(), tokens.RefreshToken, home)
		requireCode(t, fault.Unauthenticated, err)
		_, err = f.PageActor(t.Context(), page)
		requireCode(t, fault.Unauthenticated, err)
	}

	require.NoError(t, f.SetDisabled(t.Context(), account.System, user.ID, true))
	refused()
	requireCode(t, fault.Unauthenticated, f.VerifyPassword(t.Context(), actor, password))
	disabled, err := f.User(t.Context(), user.ID)
	require.NoError(t, err)
	_, err = f.IssueFor(t.Context(), disabled, home)
	requireCode(t, fault.Forbidden, err)
	_, _, err = f.StartPage(t.Context(), disabled, home)
	requireCode(t, fault.Forbidden, err)

	require.NoError(t, f.SetDisabled(t.Context(), account.System, user.ID, false))
	refused()
	_, err = f.Authenticate(t.Context(), f.login(t).AccessToken)
	require.NoError(t, err)
}

func TestTheFlagAloneDisables(t *testing.T) {
	f := open(t)
	user := f.member(t)
	tokens := f.login(t)
	_, err := f.users(t).Update(t.Context(), user.ID, func(user *account.User) error {
		user.Disabled = true
		return nil
	})
	require.NoError(t, err)
	_, err = f.Authenticate(t.Context(), tokens.AccessToken)
	requireCode(t, fault.Unauthenticated, err)
	_, err = f.Refresh(t.Context(), tokens.RefreshToken, home)
	requireCode(t, fault.Unauthenticated, err)
}

// TestSessionsAreListedAndEndedByTheirOwner: those that have ended or run out are
// not among them, and nobody ends another's.
func TestSessionsAreListedAndEndedByTheirOwner(t *testing.T) {
	f := open(t)
	user := f.member(t)
	old := f.login(t)
	f.clock.Pass(time.Hour)
	page, _, err := f.StartPage(t.Context(), user, home)
	require.NoError(t, err)
	self, err := f.PageActor(t.Context(), page)
	require.NoError(t, err)
	ids := func() (list []string) {
		found, err := f.Sessions(t.Context(), self, "", 0)
		require.NoError(t, err)
		for _, session := range found.Items {
			list = append(list, session.ID)
		}
		return list
	}
	sessionOf := func(token string) string { id, _, _ := strings.Cut(token, "."); return id }
	require.Equal(t, []string{self.SessionID, sessionOf(old.RefreshToken)}, ids(), "the latest used first")

	other, err := f.CreateUser(t.Context(), account.NewUser{Email: "khac@htx.vn", Password: password, FullName: "Ai Khác"})
	require.NoError(t, err)
	requireCode(t, fault.NotFound, f.EndSession(t.Context(), account.Actor{UserID: other.ID}, self.SessionID))
	requireCode(t, fault.Unauthenticated, f.EndSession(t.Context(), account.Actor{}, self.SessionID))
	requireCode(t, fault.NotFound, f.EndSession(t.Context(), self, "none"))
	require.NoError(t, f.EndSession(t.Context(), self, sessionOf(old.RefreshToken)))
	require.Equal(t, []string{self.SessionID}, ids())

	another := f.login(t)
	require.NoError(t, f.EndOtherSessions(t.Context(), self))
	require.Equal(t, []string{self.SessionID}, ids())
	_, err = f.Authenticate(t.Context(), another.AccessToken)
	requireCode(t, fault.Unauthenticated, err)
	_, err = f.PageActor(t.Context(), page)
	require.NoError(t, err)
	f.login(t)
	f.clock.Pass(account.SessionIdle)
	require.Empty(t, ids())
}

func TestAPageSessionSwitchesAmongOnesOwnOrganisations(t *testing.T) {
	f := open(t)
	user := f.member(t)
	_, err := f.AddMembership(t.Context(), user.ID, account.Membership{OrganizationID: "dn-2", Kind: account.KindEnterprise, Position: account.Staff})
	require.NoError(t, err)
	page, _, err := f.StartPage(t.Context(), user, home)
	require.NoError(t, err)
	self, err := f.PageActor(t.Context(), page)
	require.NoError(t, err)
	require.Equal(t, "htx-1", self.OrganizationID)
	requireCode(t, fault.Forbidden, f.SwitchPage(t.Context(), self, "htx-9"))
	require.NoError(t, f.SwitchPage(t.Context(), self, "dn-2"))
	self, err = f.PageActor(t.Context(), page)
	require.NoError(t, err)
	require.Equal(t, "dn-2", self.OrganizationID)
	require.Equal(t, account.Enterprise, self.Role)
	_, err = f.Switch(t.Context(), self, "htx-1", home)
	requireCode(t, fault.Unauthenticated, err) // a page's session is none of the API's
}

func TestPurgeRemovesWhatHasRunOut(t *testing.T) {
	f := open(t)
	user := f.member(t)
	for range 205 {
		_, err := f.IssueFor(t.Context(), user, home)
		require.NoError(t, err)
	}
	require.Equal(t, fault.Unauthenticated, f.signIn(t, "another password", "198.51.100.1"))
	removed, err := f.PurgeExpired(t.Context())
	require.NoError(t, err)
	require.Zero(t, removed)

	f.clock.Pass(29 * day)
	kept := f.login(t)
	f.clock.Pass(day + time.Second)
	removed, err = f.PurgeExpired(t.Context())
	require.NoError(t, err)
	require.Equal(t, 205+2, removed)
	_, err = f.Refresh(t.Context(), kept.RefreshToken, home)
	require.NoError(t, err)
}

func TestSignInsOutliveARotationOfKeys(t *testing.T) {
	f := open(t)
	older := f.replica(t, parseKeys(t, keyText("a", oldSecret)), account.CheapHash)
	both := f.replica(t, parseKeys(t, keyText("b", newSecret)+","+keyText("a", oldSecret)), account.CheapHash)
	newer := f.replica(t, parseKeys(t, keyText("b", newSecret)), account.CheapHash)
	user := f.member(t)
	tokens, err := older.IssueFor(t.Context(), user, home)
	require.NoError(t, err)
	page, _, err := older.StartPage(t.Context(), user, home)
	require.NoError(t, err)
	form := older.CSRF(page)

	_, err = both.Authenticate(t.Context(), tokens.AccessToken)
	require.NoError(t, err)
	require.NoError(t, both.CheckCSRF(page, form))
	_, err = newer.Authenticate(t.Context(), tokens.AccessToken)
	requireCode(t, fault.Unauthenticated, err)
	requireCode(t, fault.Forbidden, newer.CheckCSRF(page, form))
	_, err = newer.PageActor(t.Context(), page)
	require.NoError(t, err)
	tokens, err = newer.Refresh(t.Context(), tokens.RefreshToken, home)
	require.NoError(t, err)
	_, err = older.Authenticate(t.Context(), tokens.AccessToken)
	requireCode(t, fault.Unauthenticated, err)
	_, err = both.Authenticate(t.Context(), tokens.AccessToken)
	require.NoError(t, err)
}
