package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/account"
	"lienket/api/registry"
)

// TestAnOfficerMergesADuplicate from the list over the comparison to the kept record,
// without a script.
func TestAnOfficerMergesADuplicate(t *testing.T) {
	s := newStage(t)
	twin, err := s.Registry.Create(t.Context(), account.System, registry.NewOrganization{Kind: s.htx.Kind, Name: s.htx.Name + "s",
		TaxCode: s.TaxCode(), AreaCode: s.htx.AreaCode, Phone: "0987654321"})
	require.NoError(t, err)
	officer := s.browser().signIn("canbo@test.vn")
	pair := "/can-bo/trung-lap/" + s.htx.ID + "/" + twin.ID

	badge := func() bool {
		return strings.Contains(officer.get("/tai-khoan").body, `<a href="/can-bo/trung-lap"><strong class="number">1</strong>`)
	}
	require.True(t, badge(), "the workspace counts what is open")
	listed := officer.get("/can-bo/trung-lap").body
	require.Contains(t, listed, twin.Name)
	require.Equal(t, http.StatusSeeOther, officer.submit("/can-bo/trung-lap", pair, url.Values{"action": {"dismiss"}}).StatusCode)
	require.NotContains(t, officer.get("/can-bo/trung-lap").body, twin.Name)
	require.False(t, badge())
	require.Contains(t, officer.get("/can-bo/trung-lap?da-xem=1").body, twin.Name)
	require.Equal(t, http.StatusSeeOther, officer.submit("/can-bo/trung-lap?da-xem=1", pair, url.Values{"action": {"restore"}}).StatusCode)

	require.True(t, badge())

	compared := officer.get(pair).body
	hidden := func(name string) string {
		return regexp.MustCompile(`name="` + name + `" value="(\d+)"`).FindStringSubmatch(compared)[1]
	}
	sent := url.Values{"action": {"merge"}, "version": {hidden("version")}, "absorbedVersion": {hidden("absorbedVersion")}, "choice.name": {"absorbed"}}
	bare := officer.submit(pair, pair, sent)
	require.Equal(t, http.StatusUnprocessableEntity, bare.StatusCode, "neither reason nor confirmation")
	require.Contains(t, bare.body, "Hãy đánh dấu ô này.", "a box is not filled in")
	sent.Set("reason", "Nhập hai lần")
	sent.Set("confirmed", "1")
	stale := url.Values{}
	for name, values := range sent {
		stale[name] = values
	}
	stale.Set("absorbedVersion", "99")
	again := officer.submit(pair, pair, stale)
	require.Equal(t, http.StatusConflict, again.StatusCode)
	require.Contains(t, again.body, `value="Nhập hai lần"`, "what was typed stays")
	require.NotContains(t, elements(t, again.body).first("input", "name", "confirmed").attrs, "checked", "it is confirmed anew")
	merged := officer.submit(pair, pair, sent)
	require.Equal(t, http.StatusSeeOther, merged.StatusCode)
	require.Contains(t, officer.get("/htx/"+s.htx.ID).body, "Đã gộp hai hồ sơ.")
	require.Equal(t, "/htx/"+s.htx.ID, merged.Header.Get("Location"))
	require.Equal(t, "/htx/"+s.htx.ID, s.browser().get("/htx/"+twin.ID).Header.Get("Location"), "the old address leads on")
	require.Contains(t, s.browser().get("/htx/"+s.htx.ID).body, twin.Name)
	for _, page := range []string{"/htx/%s/tai-lieu", "/can-bo/to-chuc/%s", "/can-bo/to-chuc/%s/sua", "/can-bo/to-chuc/%s/lien-hiep", "/can-bo/to-chuc/%s/nhap-ho",
		"/can-bo/bao-cao/%s/2025", "/can-bo/xep-loai/%s/2025"} {
		require.Equal(t, fmt.Sprintf(page, s.htx.ID), officer.get(fmt.Sprintf(page, twin.ID)).Header.Get("Location"), "as do those of notices")
	}
	require.Equal(t, http.StatusConflict, officer.submit("/can-bo/to-chuc/"+s.htx.ID+"/sua", "/can-bo/to-chuc/"+twin.ID+"/sua", url.Values{"phone": {"0912345678"}}).StatusCode)

	require.False(t, badge())
	require.Equal(t, http.StatusForbidden, s.browser().signIn("htx@test.vn").get("/can-bo/trung-lap").StatusCode)
	require.Contains(t, s.browser().get("/can-bo/trung-lap").Header.Get("Location"), "/dang-nhap")
}

// TestTheOfficerSeesWhoWouldComeOver by name, and that nobody does of a record that was
// never verified.
func TestTheOfficerSeesWhoWouldComeOver(t *testing.T) {
	s := newStage(t)
	code := s.TaxCode()
	register := func(email, name string, verified bool) *registry.Organization {
		made, _ := s.organization(email, name, registry.NewOrganization{Kind: s.htx.Kind, Name: s.htx.Name + " " + name, TaxCode: code, AreaCode: s.htx.AreaCode}, verified)
		code = s.TaxCode()
		return made
	}
	fake, old := register("gia@test.vn", "Bàn Văn Giả", false), register("cu@test.vn", "Bàn Văn Cũ", true)
	officer := s.browser().signIn("canbo@test.vn")
	shown := officer.get("/can-bo/trung-lap/" + s.htx.ID + "/" + fake.ID).body
	require.Contains(t, shown, "Bàn Văn Giả")
	require.Contains(t, shown, "gia@test.vn · Giám đốc")
	require.Contains(t, shown, "Không vào hồ sơ được giữ")
	require.Contains(t, shown, "chưa từng được xác minh")
	shown = officer.get("/can-bo/trung-lap/" + s.htx.ID + "/" + old.ID).body
	require.Contains(t, shown, "Bàn Văn Cũ")
	require.Contains(t, shown, "Là giám đốc của hồ sơ được giữ sau khi gộp")
	require.NotContains(t, shown, "chưa từng được xác minh")
}

// TestAFormIsOfTheOrganizationThatItWasShownFor: who switches in another tab does not
// change the other one's data, and can still switch and sign out.
func TestAFormIsOfTheOrganizationThatItWasShownFor(t *testing.T) {
	s := newStage(t)
	second, _ := s.organization("hai@test.vn", "Nông Thị Hai", registry.NewOrganization{Kind: s.htx.Kind, Name: "HTX Thứ hai", TaxCode: s.TaxCode(), AreaCode: s.htx.AreaCode}, true)
	_, err := s.Accounts.AddMembership(t.Context(), s.director.ID, account.Membership{OrganizationID: second.ID, Kind: account.KindCooperative, Position: account.Director})
	require.NoError(t, err)
	member := s.browser().signIn("htx@test.vn")
	before := func(page string) string {
		return elements(t, member.get(page).body).first("input", "name", "csrf").attrs["value"]
	}
	own := map[string]url.Values{
		dossierPage:                {"phone": {"0987654321"}},
		"/tai-khoan/nhap-ho":       {"scope.all": {"1"}},
		"/tai-khoan/lien-hiep/roi": {"leave.affiliation": {"x"}},
	}
	token := before(dossierPage)
	send := func(path string, values url.Values) answer {
		values.Set("csrf", token)
		return member.send(http.MethodPost, path, values.Encode(), "Origin", s.URL)
	}
	require.Equal(t, http.StatusSeeOther, member.submit("/tai-khoan", "/tai-khoan/to-chuc", url.Values{"organization": {second.ID}}).StatusCode)
	for path, values := range own {
		refused := send(path, values)
		require.Equal(t, http.StatusConflict, refused.StatusCode, path)
		require.Contains(t, refused.body, "tổ chức khác của mình")
	}
	unchanged, err := s.Registry.Lookup(t.Context(), second.ID)
	require.NoError(t, err)
	require.Equal(t, second.Version, unchanged.Version)
	consents, err := s.Registry.Consents(t.Context(), account.System, second.ID, "", 10)
	require.NoError(t, err)
	require.Empty(t, consents.Items)
	shownFor := token
	for _, bare := range []string{strings.TrimSuffix(shownFor, s.htx.ID), strings.TrimSuffix(shownFor, "."+s.htx.ID)} {
		token = bare // of a page that was shown before they acted for anybody
		refused := send(dossierPage, url.Values{"phone": {"0987654321"}})
		require.Equal(t, http.StatusConflict, refused.StatusCode)
		require.Contains(t, refused.body, "chưa làm việc cho tổ chức nào")
		require.Contains(t, refused.body, "những gì đã nhập")
	}
	token = shownFor
	require.Equal(t, http.StatusSeeOther, send("/tai-khoan/to-chuc", url.Values{"organization": {s.htx.ID}}).StatusCode)
	require.Equal(t, http.StatusSeeOther, send(dossierPage, url.Values{"phone": {"0987654321"}}).StatusCode)
	require.Equal(t, http.StatusSeeOther, send("/dang-xuat", url.Values{}).StatusCode)
}
