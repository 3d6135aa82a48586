package web_test

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"lienket/api/account"
	"lienket/api/catalogue"
)

// TestCapacityIsStatedOnAPage: input kept and errors by month, copy and pattern.
func TestCapacityIsStatedOnAPage(t *testing.T) {
	s := newStage(t)
	director := s.browser().signIn("htx@test.vn")
	page := "/tai-khoan/san-pham/" + s.product.ID + "/cong-suat"
	months := url.Values{"nam": {"2028"}, "unit": {"kg"}, "action": {"save"}}
	for i := range 12 {
		months.Set("months["+string("0123456789"[i%10])+"]", "")
	}
	months.Set("months[0]", "1.234,5")
	months.Set("months[1]", "nhiều")
	refused := director.submit(page, page, months)
	require.Equal(t, http.StatusUnprocessableEntity, refused.StatusCode)
	require.Contains(t, refused.body, `value="1.234,5"`, "what was typed is kept")
	require.Contains(t, refused.body, `id="f-months[1]-error"`)
	months.Set("months[1]", "2")
	require.Equal(t, http.StatusSeeOther, director.submit(page, page, months).StatusCode)
	stated, err := s.Catalogue.CapacityOf(t.Context(), account.System, s.product.ID, 2028)
	require.NoError(t, err)
	require.EqualValues(t, 1_234_500, stated.Months[0].Capacity)

	require.Equal(t, http.StatusSeeOther, director.submit(page, page, url.Values{"nam": {"2029"}, "action": {"copy"}}).StatusCode)
	require.Equal(t, http.StatusSeeOther, director.submit(page, page, url.Values{"nam": {"2030"}, "unit": {"kg"}, "action": {"pattern"},
		"kind": {"quarters"}, "total": {"12"}, "shares": {"0 0 0 1"}}).StatusCode)
	spread, err := s.Catalogue.CapacityOf(t.Context(), account.System, s.product.ID, 2030)
	require.NoError(t, err)
	require.EqualValues(t, 4_000, spread.Months[11].Capacity)
	lettered := director.submit(page, page, url.Values{"nam": {"2030"}, "unit": {"kg"}, "action": {"save"}, "months[4]": {"nhiều"}})
	require.Contains(t, lettered.body, "Tháng 05/2030: Phải là một số.", "the summary names the month")
	blank := director.submit(page, page, url.Values{"nam": {"2030"}, "unit": {"kg"}, "action": {"pattern"}, "kind": {"even"}, "total": {" "}})
	require.Equal(t, http.StatusUnprocessableEntity, blank.StatusCode)
	spread, err = s.Catalogue.CapacityOf(t.Context(), account.System, s.product.ID, 2030)
	require.NoError(t, err)
	require.EqualValues(t, 4_000, spread.Months[11].Capacity, "no total is not a total of nothing")
	nothing := director.submit(page, page, url.Values{"nam": {"2035"}, "action": {"copy"}})
	require.Equal(t, http.StatusUnprocessableEntity, nothing.StatusCode)

	require.Equal(t, http.StatusForbidden, s.browser().signIn("dn@test.vn").get(page).StatusCode)
	require.Equal(t, http.StatusSeeOther, s.browser().get(page).StatusCode)
}

// upload posts an annex with the token of its page.
func (b *browser) upload(csv string) answer {
	b.t.Helper()
	return b.sendFile("/can-bo/phu-luc", "/can-bo/phu-luc", "phu-luc.csv", []byte(csv), map[string]string{"decisionNumber": "2150/QĐ-UBND",
		"issuer": "UBND tỉnh Thái Nguyên", "issuedAt": "2026-10-15", "criteriaVersion": "qd-148-2023"})
}

// annexOfTwoConflicts has a row that matches, one that nearly does, and one of
// nobody known.
const annexOfTwoConflicts = "Tên chủ thể,Tên sản phẩm,Điểm,Sao,Số giấy chứng nhận\n" +
	"Hợp tác xã Miến dong Tài Hoan,Khăn thổ cẩm Tày dệt tay,72,4,OCOP-7\n" +
	"HTX Miến dong Tài Hoan,Tinh bột nghệ vàng,65,3,OCOP-8\n" +
	"HTX Không Có,Chè,65,3,OCOP-9\n"

// TestAnOfficerVerifiesAnAnnexWithTwoConflicts, without a script; who reported it
// is told, and the bell counts.
func TestAnOfficerVerifiesAnAnnexWithTwoConflicts(t *testing.T) {
	s := newStage(t)
	officer := s.browser().signIn("canbo@test.vn")
	refused := officer.upload("không phải phụ lục")
	require.Equal(t, http.StatusUnprocessableEntity, refused.StatusCode)
	require.Contains(t, refused.body, "2150/QĐ-UBND", "what was typed is kept")

	cells := officer.upload("Tên chủ thể,Tên sản phẩm,Điểm,Sao,Số giấy chứng nhận\nHTX Một,Miến,bảy mươi,3,OCOP-1\nHTX Một,Chè,75,sáu,OCOP-2\n")
	require.Equal(t, http.StatusUnprocessableEntity, cells.StatusCode)
	checkPage(t, elements(t, cells.body))
	require.Contains(t, cells.body, "2 lỗi trong tệp")
	require.Regexp(t, `Dòng 2\s*</th>\s*<td class="" data-label="Cột">Điểm</td>\s*<td class="" data-label="Đang ghi">bảy mươi</td>`, cells.body)
	require.Contains(t, cells.body, `<td class="" data-label="Đang ghi">sáu</td>`)
	require.Contains(t, officer.upload("Đơn vị,Hàng,Điểm số,Số\nHTX Một,Miến,75,OCOP-1\n").body, "Cần các cột: tên chủ thể")

	empty := officer.submit("/can-bo/phu-luc", "/can-bo/phu-luc", url.Values{"decisionNumber": {""}, "issuer": {""}, "issuedAt": {""}, "criteriaVersion": {"qd-148-2023"}})
	require.Equal(t, http.StatusUnprocessableEntity, empty.StatusCode)
	for _, field := range []string{"file", "decisionNumber", "issuer", "issuedAt"} {
		require.Contains(t, empty.body, `href="#f-`+field, "all is told at once")
	}

	uploaded := officer.upload(annexOfTwoConflicts)
	require.Equal(t, http.StatusSeeOther, uploaded.StatusCode, uploaded.body)
	page := uploaded.Header.Get("Location")
	shown := officer.get(page)
	require.Equal(t, http.StatusOK, shown.StatusCode)
	require.Contains(t, shown.body, "Không có tổ chức này trong hệ thống.")
	require.Contains(t, shown.body, "Tinh bột nghệ")

	settle := func(values url.Values) {
		t.Helper()
		require.Equal(t, http.StatusSeeOther, officer.submit(page, page, values).StatusCode)
	}
	settle(url.Values{"row": {"3"}, "action": {s.draft.ID}})
	settle(url.Values{"row": {"4"}, "action": {"skip"}})
	settle(url.Values{"action": {"apply"}})
	for id, stars := range map[string]int{s.onAsk.ID: 4, s.draft.ID: 3} {
		product, err := s.Catalogue.Lookup(t.Context(), id)
		require.NoError(t, err)
		require.Equal(t, stars, product.StarsOn(s.Catalogue.Today()))
	}
	require.NotContains(t, officer.get(page).body, `value="apply"`)
	require.Equal(t, http.StatusUnprocessableEntity, officer.submit("/can-bo/phu-luc", page, url.Values{"action": {"skip"}, "row": {"x"}}).StatusCode)

	director := s.browser().signIn("htx@test.vn")
	box := director.get("/thong-bao").body
	require.Contains(t, box, "OCOP-7")
	require.Contains(t, box, `class="count number"`)
	link := box[strings.Index(box, "/thong-bao/"):]
	opened := director.get(link[:strings.Index(link, `"`)])
	require.Equal(t, http.StatusSeeOther, opened.StatusCode)
	require.Equal(t, http.StatusOK, director.get(opened.Header.Get("Location")).StatusCode)
	require.Equal(t, http.StatusForbidden, director.get("/can-bo/phu-luc").StatusCode)
}

// TestAnAnnexSaysWhichRowsNoLongerMatch, leads to them, and is verified for the others at
// the next press.
func TestAnAnnexSaysWhichRowsNoLongerMatch(t *testing.T) {
	s := newStage(t)
	officer := s.browser().signIn("canbo@test.vn")
	page := officer.upload("Tên chủ thể,Tên sản phẩm,Điểm,Sao,Số giấy chứng nhận\n" +
		"HTX Miến dong Tài Hoan,Khăn thổ cẩm Tày dệt tay,72,4,OCOP-7\nHTX Miến dong Tài Hoan,Tinh bột nghệ,65,3,OCOP-8\n").Header.Get("Location")
	apply := func() answer { return officer.submit(page, page, url.Values{"action": {"apply"}}) }
	_, err := s.Catalogue.Certify(t.Context(), account.System, s.draft.ID, catalogue.NewCertificate{Number: "OCOP-9", DecisionNumber: "9/QĐ",
		Issuer: "UBND tỉnh", IssuedAt: "2026-10-15", CriteriaVersion: "qd-148-2023", Score: 65_000})
	require.NoError(t, err)
	refused := apply()
	require.Equal(t, http.StatusUnprocessableEntity, refused.StatusCode)
	checkPage(t, elements(t, refused.body))
	require.Contains(t, refused.body, "Có dòng không còn khớp")
	require.Regexp(t, `href="#f-row-3">\s*Dòng 3: Sản phẩm đã có giấy chứng nhận số khác cấp cùng ngày.`, refused.body)
	require.Equal(t, http.StatusSeeOther, apply().StatusCode)
	shown := officer.get(page).body
	require.NotContains(t, shown, `value="apply"`)
	require.Contains(t, shown, "Vướng mắc")

	again := officer.upload("Tên chủ thể,Tên sản phẩm,Điểm,Sao,Số giấy chứng nhận\nHTX Miến dong Tài Hoan,Khăn thổ cẩm Tày dệt tay,72,4,OCOP-7\n").Header.Get("Location")
	require.Contains(t, officer.get(again+"?lang=en").body, "This certificate has been verified; there is nothing left to do.")
}

// TestAnAnnexShowsWhatWasDeclaredOtherwise beside its row, which waits for a word.
func TestAnAnnexShowsWhatWasDeclaredOtherwise(t *testing.T) {
	s := newStage(t)
	s.queued(1)
	officer := s.browser().signIn("canbo@test.vn")
	page := officer.upload(annexOfTwoConflicts).Header.Get("Location")
	shown := officer.get(page).body
	checkPage(t, elements(t, shown))
	require.Contains(t, shown, "Đã khai, đang chờ duyệt: số OCOP-70, quyết định 7/QĐ-UBND, cấp 01/10/2026, 72 điểm (4 sao).")
	require.NotContains(t, shown, `value="apply"`, "no row is clean")
	require.Equal(t, http.StatusSeeOther, officer.submit(page, page, url.Values{"row": {"2"}, "action": {s.onAsk.ID}}).StatusCode)
	require.Contains(t, officer.get(page).body, `value="apply"`, "the officer holds to the annex")
}

func TestACertificateIsReportedAndDecidedOnAPage(t *testing.T) {
	s := newStage(t)
	director, officer := s.browser().signIn("htx@test.vn"), s.browser().signIn("canbo@test.vn")
	page := "/tai-khoan/san-pham/" + s.onAsk.ID + "/chung-nhan"
	report := url.Values{"number": {"OCOP-5"}, "decisionNumber": {"5/QĐ"}, "issuer": {"UBND huyện Na Rì"}, "issuedAt": {"2026-10-01"},
		"criteriaVersion": {"qd-148-2023"}, "score": {"40"}}
	refused := director.submit(page, page, report)
	require.Equal(t, http.StatusUnprocessableEntity, refused.StatusCode)
	require.Contains(t, refused.body, `id="f-score-error"`)
	report.Set("score", "78,5")
	require.Equal(t, http.StatusSeeOther, director.submit(page, page, report).StatusCode)
	held, err := s.Catalogue.Certificates(t.Context(), account.System, s.onAsk.ID)
	require.NoError(t, err)
	require.Len(t, held, 1)

	require.Contains(t, officer.get(page).body, "do UBND cấp tỉnh cấp", "an unusual issuer warns")
	require.NotContains(t, director.get(page).body, `name="decision"`)
	decide := func(values url.Values) int {
		values.Set("certificate", held[0].ID)
		return officer.submit(page, page, values).StatusCode
	}
	require.Equal(t, http.StatusUnprocessableEntity, decide(url.Values{"decision": {"reject"}}))
	require.Equal(t, http.StatusSeeOther, decide(url.Values{"decision": {"approve"}}))
	require.Contains(t, director.get("/thong-bao").body, "đã được xác nhận")
}

// TestAnAnnexIsVerifiedInABrowser is the officer's scene: upload, look at the two
// conflicts, settle one, pass over the other, verify the rest at once.
func TestAnAnnexIsVerifiedInABrowser(t *testing.T) {
	s := newStage(t)
	b := s.chrome()
	file := filepath.Join(t.TempDir(), "phu-luc.csv")
	require.NoError(t, os.WriteFile(file, []byte(annexOfTwoConflicts), 0o600))
	b.screen(1280, "light")
	b.signInAs("canbo@test.vn")
	b.run(chromedp.Click(`.errands a[href="/can-bo/phu-luc"]`), chromedp.WaitVisible("#f-file"),
		chromedp.SetUploadFiles("#f-file", []string{file}), chromedp.SendKeys("#f-decisionNumber", "2150/QĐ-UBND"),
		chromedp.SendKeys("#f-issuer", "UBND tỉnh Thái Nguyên"), chromedp.SetValue("#f-issuedAt", "2026-10-15"),
		chromedp.Click("form.panel button[type=submit]"), chromedp.WaitVisible(".annex"))
	conflicts := func() int {
		return value(b, chromedp.Evaluate[int](`document.querySelectorAll(".annex form").length`))
	}
	require.Equal(t, 2, conflicts())
	b.run(chromedp.Click(`#row-3 button[value="` + s.draft.ID + `"]`))
	b.until(`!document.querySelector("#row-3 form")`)
	b.run(chromedp.Click(`#row-4 button[value=skip]`))
	b.until(`!document.querySelector("#row-4 form")`)
	require.Zero(t, conflicts())
	b.run(chromedp.Click(`button[value=apply]`))
	b.until(`!document.querySelector("button[value=apply]")`)
	for id, stars := range map[string]int{s.onAsk.ID: 4, s.draft.ID: 3} {
		product, err := s.Catalogue.Lookup(t.Context(), id)
		require.NoError(t, err)
		require.Equal(t, stars, product.StarsOn(s.Catalogue.Today()))
	}
	require.Empty(t, b.complaints)
}
