package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/account"
	"lienket/api/registry"
)

const peoplePage = "/tai-khoan/thanh-vien"

var inviteLink = regexp.MustCompile(`/loi-moi/[A-Z2-7]+`)

// invited has a director make an invitation and returns its path.
func (b *browser) invited(values url.Values) string {
	b.t.Helper()
	made := b.submit(peoplePage, peoplePage, values)
	require.Equal(b.t, http.StatusOK, made.StatusCode, made.body)
	link := inviteLink.FindString(made.body)
	require.NotEmpty(b.t, link)
	require.NotContains(b.t, b.get(peoplePage).body, link, "the link is shown once")
	return link
}

// TestADirectorInvitesAndHandsOverOnPages walks a colleague in, up and the
// director out.
func TestADirectorInvitesAndHandsOverOnPages(t *testing.T) {
	s := newStage(t)
	director := s.browser().signIn("htx@test.vn")
	refused := director.submit(peoplePage, peoplePage, url.Values{"role": {"staff"}, "email": {"không phải"}})
	require.Equal(t, http.StatusUnprocessableEntity, refused.StatusCode)
	require.Contains(t, refused.body, `id="f-email-error"`)
	require.Contains(t, refused.body, `value="không phải"`, "what was typed is kept")

	link := director.invited(url.Values{"role": {"staff"}})
	stranger := s.browser()
	asked := stranger.get(link)
	checkPage(t, elements(t, asked.body))
	require.Contains(t, asked.body, "HTX Miến dong Tài Hoan")
	person := url.Values{"fullName": {"Hoàng Văn Phó"}, "email": {"pho@test.vn"}, "password": {"ngan"}}
	short := stranger.submit(link, link, person)
	require.Equal(t, http.StatusUnprocessableEntity, short.StatusCode)
	require.Contains(t, short.body, `id="f-password-error"`)
	require.Contains(t, short.body, `value="Hoàng Văn Phó"`)
	person.Set("password", password)
	joined := stranger.submit(link, link, person)
	require.Equal(t, "/tai-khoan", joined.Header.Get("Location"))
	require.Contains(t, stranger.get("/tai-khoan").body, "HTX Miến dong Tài Hoan")
	require.Equal(t, http.StatusNotFound, s.browser().get(link).StatusCode, "it is used up")

	// Staff see who belongs, and nothing that they may not do.
	seen := elements(t, stranger.get(peoplePage).body)
	require.Nil(t, seen.first("input", "name", "email"))
	require.Equal(t, http.StatusUnprocessableEntity, stranger.submit("/tai-khoan", peoplePage, url.Values{"role": {"staff"}}).StatusCode)
	require.Contains(t, stranger.get("/tai-khoan").body, peoplePage)

	colleague, err := s.Accounts.UserByEmail(t.Context(), "pho@test.vn")
	require.NoError(t, err)
	act := func(b *browser, user, action string) int {
		return b.submit(peoplePage, peoplePage+"/"+user, url.Values{"action": {action}}).StatusCode
	}
	require.Equal(t, http.StatusUnprocessableEntity, act(director, s.director.ID, "remove"), "the last director stays")
	require.Equal(t, http.StatusSeeOther, act(director, colleague.ID, "director"))
	require.Equal(t, http.StatusSeeOther, act(director, colleague.ID, "staff"))
	require.Equal(t, http.StatusSeeOther, act(director, colleague.ID, "hand-over"))
	require.Equal(t, account.Director, position(t, s, colleague.ID))
	require.Equal(t, account.Staff, position(t, s, s.director.ID))
	require.Equal(t, http.StatusSeeOther, act(director, s.director.ID, "remove"), "who is staff may leave")
	require.Contains(t, director.get("/tai-khoan").body, "Chưa thuộc đơn vị nào")
	require.Equal(t, http.StatusSeeOther, director.get(peoplePage).StatusCode)
}

func position(t *testing.T, s *stage, userID string) account.Position {
	user, err := s.Accounts.User(t.Context(), userID)
	require.NoError(t, err)
	return user.PositionIn(s.htx.ID)
}

// TestAnInvitationIsRevokedOrMeantForOne shows the open ones to directors alone.
func TestAnInvitationIsRevokedOrMeantForOne(t *testing.T) {
	s := newStage(t)
	director, buyer := s.browser().signIn("htx@test.vn"), s.browser().signIn("dn@test.vn")
	meant := director.invited(url.Values{"role": {"director"}, "email": {"ai-do@test.vn"}})
	require.Contains(t, director.get(peoplePage).body, "ai-do@test.vn")
	require.Contains(t, buyer.get(meant).body, "địa chỉ email khác")
	require.Equal(t, http.StatusUnprocessableEntity, buyer.submit(meant, meant, url.Values{}).StatusCode)

	gone := director.invited(url.Values{"role": {"staff"}})
	revoke := regexp.MustCompile(`/tai-khoan/loi-moi/[^"]+`).FindAllString(director.get(peoplePage).body, -1)
	require.Len(t, revoke, 2)
	require.Equal(t, http.StatusSeeOther, director.submit(peoplePage, revoke[1], url.Values{}).StatusCode)
	require.Equal(t, http.StatusNotFound, buyer.get(gone).StatusCode)
	require.Contains(t, buyer.get(gone).body, "không còn dùng được")
}

// TestWhoBelongsToSeveralSwitches acts for one organisation at a time.
func TestWhoBelongsToSeveralSwitches(t *testing.T) {
	s := newStage(t)
	director, buyer := s.browser().signIn("htx@test.vn"), s.browser().signIn("dn@test.vn")
	require.NotContains(t, buyer.get("/tai-khoan").body, `action="/tai-khoan/to-chuc"`, "one organisation needs no switch")
	link := director.invited(url.Values{"role": {"staff"}})
	require.Equal(t, http.StatusSeeOther, buyer.submit(link, link, url.Values{}).StatusCode)
	workspace := buyer.get("/tai-khoan").body
	require.Contains(t, workspace, "Thành viên hợp tác xã", "who accepts acts for the organisation at once")
	require.Contains(t, workspace, `action="/tai-khoan/to-chuc"`)
	own := s.buyer.Memberships[0].OrganizationID
	require.Equal(t, http.StatusSeeOther, buyer.submit("/tai-khoan", "/tai-khoan/to-chuc", url.Values{"organization": {own}}).StatusCode)
	require.Contains(t, buyer.get("/tai-khoan").body, "Thành viên doanh nghiệp")
	require.Equal(t, http.StatusForbidden, buyer.submit("/tai-khoan", "/tai-khoan/to-chuc", url.Values{"organization": {s.pending.ID}}).StatusCode)
}

// TestAPersonKeepsTheirOwnAccount changes name and password and signs out
// elsewhere.
func TestAPersonKeepsTheirOwnAccount(t *testing.T) {
	s := newStage(t)
	here, there := s.browser().signIn("htx@test.vn"), s.browser().signIn("htx@test.vn")
	const page = "/tai-khoan/ho-so"
	send := func(values url.Values) answer { return here.submit(page, page, values) }

	refused := send(url.Values{"action": {"profile"}, "fullName": {"Giám Đốc Mới"}, "phone": {"12"}})
	require.Equal(t, http.StatusUnprocessableEntity, refused.StatusCode)
	require.Contains(t, refused.body, `id="f-phone-error"`)
	require.Contains(t, refused.body, `value="Giám Đốc Mới"`)
	require.Equal(t, http.StatusSeeOther, send(url.Values{"action": {"profile"}, "fullName": {"Giám Đốc Mới"}, "phone": {"+84 912 345 679"}}).StatusCode)
	shown := here.get(page).body
	require.Contains(t, shown, `value="0912345679"`)
	require.Equal(t, 1, strings.Count(shown, "Thiết bị này"))
	require.Equal(t, strings.Count(shown, "Dùng gần nhất")-1, strings.Count(shown, `value="end"`), "all others can be ended")

	require.Equal(t, http.StatusSeeOther, send(url.Values{"action": {"end-others"}}).StatusCode)
	require.Equal(t, http.StatusSeeOther, there.get("/tai-khoan").StatusCode)
	require.Equal(t, http.StatusOK, here.get("/tai-khoan").StatusCode)
	there.signIn("htx@test.vn")
	ended := regexp.MustCompile(`name="session" value="([^"]+)"`).FindStringSubmatch(here.get(page).body)
	require.Equal(t, http.StatusSeeOther, send(url.Values{"action": {"end"}, "session": {ended[1]}}).StatusCode)
	require.Equal(t, http.StatusSeeOther, there.get("/tai-khoan").StatusCode)

	wrong := send(url.Values{"action": {"password"}, "currentPassword": {"không phải"}, "newPassword": {"bí xanh thơm Ba Bể"}})
	require.Equal(t, http.StatusUnprocessableEntity, wrong.StatusCode)
	require.Contains(t, wrong.body, `id="f-currentPassword-error"`)
	require.NotContains(t, wrong.body, "bí xanh thơm", "passwords are not sent back")
	require.Equal(t, http.StatusSeeOther, send(url.Values{"action": {"password"}, "currentPassword": {password}, "newPassword": {"bí xanh thơm Ba Bể"}}).StatusCode)
	require.Equal(t, http.StatusOK, here.get(page).StatusCode)
	_, err := s.Accounts.SignIn(t.Context(), "htx@test.vn", "bí xanh thơm Ba Bể", account.Origin{})
	require.NoError(t, err)
}

// TestInvitationsRunOutOnTheirDay.
func TestInvitationsRunOutOnTheirDay(t *testing.T) {
	s := newStage(t)
	link := s.browser().signIn("htx@test.vn").invited(url.Values{"role": {"staff"}})
	s.Clock.Add(registry.InviteLife)
	require.Equal(t, http.StatusNotFound, s.browser().get(link).StatusCode)
}
