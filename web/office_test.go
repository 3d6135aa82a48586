package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"lienket/api/account"
	"lienket/api/registry"
)

const dossierPage = "/tai-khoan/ho-so-to-chuc"

// typedDossier is what the form of a page sends when nothing is changed.
func (b *browser) typedDossier(path string) url.Values {
	b.t.Helper()
	values := url.Values{}
	page := elements(b.t, b.get(path).body)
	for _, e := range page {
		name := e.attrs["name"]
		switch {
		case name == "" || name == "csrf" || name == "file" || name == "q":
		case e.name == "input":
			values.Set(name, e.attrs["value"])
		case e.name == "textarea":
			values.Set(name, e.words())
		}
	}
	return values
}

// TestAMemberKeepsTheOrganisationsData: errors by the field, numbers as people write
// them, what is verified stays, and what somebody else wrote meanwhile is not lost.
func TestAMemberKeepsTheOrganisationsData(t *testing.T) {
	s := newStage(t)
	member := s.browser().signIn("htx@test.vn")
	values := member.typedDossier(dossierPage)
	require.NotContains(t, values, "taxCode", "an officer has verified it")
	values.Set("memberCount", "nhiều")
	values.Set("representative.phone", "12")
	refused := member.submit(dossierPage, dossierPage, values)
	require.Equal(t, http.StatusUnprocessableEntity, refused.StatusCode)
	require.Contains(t, refused.body, `id="f-memberCount-error"`)
	require.Contains(t, refused.body, `value="nhiều"`)
	values.Set("memberCount", "1.200")
	require.Contains(t, member.submit(dossierPage, dossierPage, values).body, `id="f-representative-phone-error"`)

	values.Set("representative.phone", "0912345679")
	values.Set("charterCapital", "1.500.000.000")
	values.Set("lineOfBusiness", "nong-nghiep")
	values.Set("name", "HTX Tên Khác") // not in the form: a member may not
	saved := member.submit(dossierPage, dossierPage, values)
	require.Equal(t, dossierPage, saved.Header.Get("Location"), saved.body)
	kept, err := s.Registry.Lookup(t.Context(), s.htx.ID)
	require.NoError(t, err)
	require.Equal(t, "HTX Miến dong Tài Hoan", kept.Name)
	require.EqualValues(t, 1200, *kept.MemberCount)
	require.EqualValues(t, 1_500_000_000, *kept.CharterCapital)

	// The version is that of before: who saves second is told, and may insist.
	values.Set("address", "Thôn Mới")
	conflict := member.submit(dossierPage, dossierPage, values)
	require.Equal(t, http.StatusUnprocessableEntity, conflict.StatusCode)
	require.Contains(t, conflict.body, "Đang lưu: Thôn Nà Chom")
	again := elements(t, conflict.body).first("input", "name", "version").attrs["value"]
	require.NotEqual(t, values.Get("version"), again)
	values.Set("version", again)
	require.Equal(t, http.StatusSeeOther, member.submit(dossierPage, dossierPage, values).StatusCode)
	kept, err = s.Registry.Lookup(t.Context(), s.htx.ID)
	require.NoError(t, err)
	require.Equal(t, "Thôn Mới", kept.Address)
}

// TestAnOfficerRegistersChangesAndMovesAnOrganisation on its page.
func TestAnOfficerRegistersChangesAndMovesAnOrganisation(t *testing.T) {
	s := newStage(t)
	officer := s.browser().signIn("canbo@test.vn")
	const fresh = "/can-bo/to-chuc/moi"
	values := url.Values{"kind": {"cooperative"}, "name": {"HTX Rau Nà Tấu"}, "taxCode": {"1234567890"}, "areaCode": {"01840"},
		"registeredUnder": {"luat-2023"}, "registrationDate": {"2023-01-01"}, "registrationNumber": {"19A8.000.123"}}
	refused := officer.submit(fresh, fresh, values)
	require.Equal(t, http.StatusUnprocessableEntity, refused.StatusCode)
	require.Contains(t, refused.body, `id="f-taxCode-error"`)
	require.Contains(t, refused.body, `id="f-registeredUnder-error"`)
	values.Set("taxCode", s.TaxCode())
	values.Set("registeredUnder", "luat-2012")
	values.Set("areaCode", "01")
	elsewhere := officer.submit(fresh, fresh, values)
	require.Contains(t, elsewhere.body, `id="f-areaCode-error"`, "another officer's area")
	values.Set("areaCode", "01840")
	home := officer.submit(fresh, fresh, values).Header.Get("Location")
	page := officer.get(home)
	require.Equal(t, http.StatusOK, page.StatusCode)
	for _, fact := range []string{"HTX Rau Nà Tấu", "19A8.000.123", "Luật Hợp tác xã 2012", "Cán bộ đưa vào sổ bộ", "Đã xác thực"} {
		require.Contains(t, page.body, fact)
	}

	// A reason is needed, and told; the page offers what the table allows.
	wrong := officer.submit(home, home+"/tam-dung", url.Values{})
	require.Equal(t, http.StatusUnprocessableEntity, wrong.StatusCode)
	require.Contains(t, wrong.body, `id="f-suspend-reason-error"`)
	require.Equal(t, home, officer.submit(home, home+"/tam-dung", url.Values{"suspend.reason": {"Ngừng để kiểm tra"}}).Header.Get("Location"))
	suspended := officer.get(home).body
	require.Contains(t, suspended, "Ngừng để kiểm tra")
	require.Contains(t, suspended, home+"/khoi-phuc")
	require.NotContains(t, suspended, home+"/tam-dung")
	require.Equal(t, http.StatusUnprocessableEntity, officer.submit(home, home+"/tam-dung", url.Values{"suspend.reason": {"Lần nữa"}}).StatusCode)
	require.Equal(t, http.StatusUnprocessableEntity, officer.submit(home, home+"/khoi-phuc", url.Values{"resume.reason": {"Xong"}, "version": {"1"}}).StatusCode, "somebody else was faster")
	require.Equal(t, http.StatusNotFound, officer.submit(home, home+"/xoa", url.Values{}).StatusCode)

	// One that waits is verified or refused here as well.
	waiting := "/can-bo/to-chuc/" + s.pending.ID
	require.Contains(t, officer.submit(waiting, waiting+"/xac-minh", url.Values{"go": {"reject"}}).body, `id="f-note-error"`)
	require.Equal(t, waiting, officer.submit(waiting, waiting+"/xac-minh", url.Values{}).Header.Get("Location"))
	verified, err := s.Registry.Lookup(t.Context(), s.pending.ID)
	require.NoError(t, err)
	require.Equal(t, registry.Verified, verified.Status)

	// Others have no such page.
	s.user(account.NewUser{Email: "xa@test.vn", FullName: "Cán bộ xã khác", Role: account.Officer, AreaCode: "01849"})
	for email, status := range map[string]int{"htx@test.vn": http.StatusForbidden, "xa@test.vn": http.StatusForbidden} {
		require.Equal(t, status, s.browser().signIn(email).get(home).StatusCode, email)
	}
	require.Equal(t, http.StatusForbidden, s.browser().signIn("dn@test.vn").get(home+"/sua").StatusCode)
	require.Contains(t, s.browser().get(home).Header.Get("Location"), "/dang-nhap")
}

// TestConsentsAreGivenRecordedAndWithdrawnOnPages, and what was entered is shown.
func TestConsentsAreGivenRecordedAndWithdrawnOnPages(t *testing.T) {
	s := newStage(t)
	director, officer := s.browser().signIn("htx@test.vn"), s.browser().signIn("canbo@test.vn")
	const own = "/tai-khoan/nhap-ho"
	theirs := "/can-bo/to-chuc/" + s.htx.ID
	require.Contains(t, director.submit(own, own, url.Values{}).body, "Hãy chọn ít nhất một phạm vi")
	require.Equal(t, own, director.submit(own, own, url.Values{"scope.organization": {"1"}}).Header.Get("Location"))
	given := director.get(own).body
	require.Contains(t, given, "Nguyễn Văn Giám Đốc")
	require.Contains(t, given, "Trên Liên Kết")

	wrong := officer.submit(theirs+"/nhap-ho", theirs+"/nhap-ho", url.Values{"scope.all": {"1"}, "channel": {"paper"}})
	require.Contains(t, wrong.body, `id="f-givenBy-error"`)
	require.Equal(t, http.StatusSeeOther, officer.submit(theirs+"/nhap-ho", theirs+"/nhap-ho",
		url.Values{"scope.products": {"1"}, "channel": {"paper"}, "givenBy": {"Bà Hoan"}}).StatusCode)
	values := officer.typedDossier(theirs + "/sua")
	values.Set("areaCode", "01840")
	values.Set("phone", "0987654321")
	require.Equal(t, theirs, officer.submit(theirs+"/sua", theirs+"/sua", values).Header.Get("Location"))
	entered := director.get(own).body
	require.Contains(t, entered, "Sửa thông tin tổ chức")
	require.Contains(t, entered, "Hoàng Thị Cán Bộ")
	require.Contains(t, officer.get(theirs).body, "Bà Hoan")
	_, err := s.Exchange.Import(t.Context(), s.actor(s.officer), "products", []byte("organizationTaxCode,name,group,unit\n"+
		s.htx.TaxCode+",Chè Shan,do-uong,kg\n"+s.htx.TaxCode+",Gạo nếp,thuc-pham,kg\n"+s.htx.TaxCode+",Ngô nếp,thuc-pham,kg\n"), false)
	require.NoError(t, err)
	entered = director.get(own).body
	require.Contains(t, entered, "Nhập sản phẩm từ tệp")
	require.Contains(t, entered, "Chè Shan và 2 mục khác")

	listed, err := s.Registry.Consents(t.Context(), account.System, s.htx.ID, "", 10)
	require.NoError(t, err)
	require.Contains(t, director.submit(own, own+"/rut-lai", url.Values{}).body, `id="f-consent-error"`)
	require.Equal(t, own, director.submit(own, own+"/rut-lai", url.Values{"consent": {listed.Items[0].ID}}).Header.Get("Location"))
	require.Contains(t, director.get(own).body, "Rút lại")
	require.Equal(t, http.StatusUnprocessableEntity, officer.submit(theirs+"/nhap-ho", theirs+"/nhap-ho/rut-lai", url.Values{"consent": {listed.Items[1].ID}}).StatusCode)
}

// TestAUnionGainsAndLosesAMemberOnPages from both sides.
func TestAUnionGainsAndLosesAMemberOnPages(t *testing.T) {
	s := newStage(t)
	_, _ = s.organization("lh@test.vn", "Lê Văn Liên", registry.NewOrganization{
		Kind: registry.Union, Name: "Liên hiệp HTX Sông Năng", TaxCode: s.TaxCode(), AreaCode: "01840"}, true)
	union, maker := s.browser().signIn("lh@test.vn"), s.browser().signIn("htx@test.vn")
	const own = "/tai-khoan/lien-hiep"
	for typed, said := range map[string]string{"": "f-cooperative-error", "HTX Không Có": "Không tìm thấy hợp tác xã", "Liên hiệp HTX Sông Năng": "Không tìm thấy hợp tác xã"} {
		require.Contains(t, union.submit(own, own, url.Values{"cooperative": {typed}}).body, said, typed)
	}
	require.Contains(t, union.submit(own, own, url.Values{"cooperative": {s.htx.TaxCode}, "since": {"2027-01-01"}}).body, "f-since-error")
	require.Equal(t, own, union.submit(own, own, url.Values{"cooperative": {"hợp tác xã miến dong tài hoan"}, "since": {"2026-01-01"}}).Header.Get("Location"))
	require.Contains(t, union.get(own).body, "Rút đề nghị")
	require.Contains(t, union.submit(own, own, url.Values{"cooperative": {s.htx.TaxCode}}).body, "f-cooperative-error", "they are asked already")

	listed, err := s.Registry.Affiliates(t.Context(), account.System, s.htx.ID, "", 10)
	require.NoError(t, err)
	answer := own + "/" + listed.Items[0].ID
	require.Contains(t, maker.get(own).body, answer)
	require.Equal(t, http.StatusUnprocessableEntity, union.submit(own, answer, url.Values{}).StatusCode, "a union does not confirm for its member")
	require.Equal(t, own, maker.submit(own, answer, url.Values{}).Header.Get("Location"))
	require.Contains(t, union.get(own).body, "HTX Miến dong Tài Hoan")
	require.Contains(t, maker.submit(own, own+"/roi", url.Values{}).body, "f-leave-affiliation-error")
	require.Equal(t, own, maker.submit(own, own+"/roi", url.Values{"leave.affiliation": {listed.Items[0].ID}, "leave.date": {"2026-06-30"}, "leave.reason": {"Chuyển sang liên hiệp của tỉnh"}}).Header.Get("Location"))
	for _, side := range []*browser{maker, union} {
		ended := side.get(own).body
		require.Contains(t, ended, "Đã kết thúc")
		require.Contains(t, ended, "Chuyển sang liên hiệp của tỉnh")
	}
	require.Equal(t, http.StatusOK, s.browser().signIn("dn@test.vn").get(own).StatusCode, "an enterprise is told that it has none")
}

// TestADecisionIsTakenBackOnThePage: by who took it, for a while; and the long lists of
// the page have their further pages.
func TestADecisionIsTakenBackOnThePage(t *testing.T) {
	s := newStage(t)
	officer := s.browser().signIn("canbo@test.vn")
	page := "/can-bo/to-chuc/" + s.pending.ID
	require.NotContains(t, officer.get(page).body, page+"/hoan-tac")
	officer.post(page+"/xac-minh", url.Values{"go": {"approve"}})
	require.Equal(t, registry.Verified, s.standing(s.pending.ID))
	require.Contains(t, officer.get(page).body, "Vừa ghi: Xác thực.")
	s.user(account.NewUser{Email: "canbo2@test.vn", FullName: "Cán bộ khác", Role: account.Officer, AreaCode: "19"})
	other := s.browser().signIn("canbo2@test.vn")
	require.NotContains(t, other.get(page).body, page+"/hoan-tac")
	require.Equal(t, http.StatusUnprocessableEntity, other.submit(page, page+"/hoan-tac", url.Values{}).StatusCode)
	officer.post(page+"/hoan-tac", url.Values{})
	require.Equal(t, registry.Pending, s.standing(s.pending.ID))
	shown := officer.get(page).body
	require.Contains(t, shown, "Rút lại quyết định")
	require.Contains(t, shown, "Xác thực", "both stay in the history")
	require.Equal(t, http.StatusUnprocessableEntity, officer.submit(page, page+"/hoan-tac", url.Values{}).StatusCode, "once")

	queued := officer.submit(queuePage, queuePage, url.Values{"at": {"organization." + s.pending.ID}, "decision": {"reject"}, "note": {"Thiếu giấy"}})
	require.Contains(t, officer.get(queued.Header.Get("Location")).body, `value="undo"`, "also in the queue")
	officer.submit(queuePage, queuePage, url.Values{"at": {"organization." + s.pending.ID}, "decision": {"undo"}})
	require.Equal(t, registry.Pending, s.standing(s.pending.ID))

	ctx, system := t.Context(), account.System
	for range 12 {
		_, err := s.Registry.Suspend(ctx, system, s.htx.ID, 0, registry.Reason{Text: "Kiểm tra"})
		require.NoError(t, err)
		_, err = s.Registry.Resume(ctx, system, s.htx.ID, 0, registry.Reason{Text: "Xong"})
		require.NoError(t, err)
	}
	page = "/can-bo/to-chuc/" + s.htx.ID
	first := elements(t, officer.get(page).body)
	checkPage(t, first)
	next := first.first("a", "rel", "next")
	require.NotNil(t, next)
	second := officer.get(strings.TrimSuffix(next.attrs["href"], "#standing")).body
	require.Contains(t, second, "Đăng ký", "where its life began is on the last page")
}

// TestAnOrganisationIsDecidedByKeys works its page without the mouse.
func TestAnOrganisationIsDecidedByKeys(t *testing.T) {
	s := newStage(t)
	b := s.chrome()
	b.screen(1280, "light")
	b.signInAs("canbo@test.vn")
	b.open("/can-bo/to-chuc/" + s.pending.ID)
	press := func(keys string) {
		b.run(chromedp.KeyEvent(keys, func(p *input.DispatchKeyEventParams) {
			if p.Type == kb.KeyDown {
				p.Type = kb.KeyRawDown
			}
		}))
	}
	ready := `!document.querySelector("[data-keys]").hidden && `
	b.until(ready + `document.querySelector("[data-key=a]")`)
	press("a")
	require.Equal(t, registry.Pending, s.standing(s.pending.ID), "one key alone decides nothing")
	press(kb.Enter)
	b.until(ready + `document.querySelector("[data-key=u]")`)
	require.Equal(t, registry.Verified, s.standing(s.pending.ID))
	press("u")
	b.until(ready + `document.querySelector("[data-key=r]")`)
	require.Equal(t, registry.Pending, s.standing(s.pending.ID))
	press("r")
	b.run(chromedp.KeyEvent("thiếu sau"))
	press(kb.Enter)
	b.until(ready + `document.querySelector("[data-key=u]")`)
	require.Equal(t, registry.Rejected, s.standing(s.pending.ID))

	b.open("/can-bo/to-chuc/" + s.htx.ID)
	b.until(ready + `document.querySelector("summary[data-key=s]")`)
	press("s")
	b.until(`document.activeElement.id === "f-suspend-reason"`)
	require.Empty(t, b.complaints)
}
