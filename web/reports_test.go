package web_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"lienket/api/account"
)

// TestAReportIsFilledInAndAccepted walks the way of a report through the pages of
// its director and of the officer.
func TestAReportIsFilledInAndAccepted(t *testing.T) {
	s := newStage(t)
	director, officer := s.browser().signIn("htx@test.vn"), s.browser().signIn("canbo@test.vn")
	page := "/tai-khoan/bao-cao/2025"
	year := url.Values{"members": {"20"}, "memberHouseholds": {"18"}, "labour": {"30"}, "regularLabour": {"12"},
		"averageMemberIncome": {"5.200.000"}, "revenue": {"2.000.000.000"}, "profit": {"-15.000.000"}, "capital": {"900 000 000"},
		"linkedHouseholds": {"60"}, "areaFarmed": {"12,5"}, "action": {"save"}}
	require.Equal(t, http.StatusSeeOther, director.submit("/tai-khoan/bao-cao/2024", "/tai-khoan/bao-cao/2024", year).StatusCode)
	require.Contains(t, director.get(page).body, "Năm 2024: 5.200.000", "last year's stands beside the field")

	year.Set("revenue", "2 tỷ")
	year.Set("members", "3")
	refused := director.submit(page, page, year)
	require.Equal(t, http.StatusUnprocessableEntity, refused.StatusCode)
	require.Contains(t, refused.body, `id="f-revenue-error"`)
	require.Contains(t, refused.body, `value="2 tỷ"`, "what was typed is kept")
	year.Set("revenue", "2100000000")
	year.Del("capital")
	year.Set("action", "submit")
	missing := director.submit(page, page, year)
	require.Equal(t, http.StatusUnprocessableEntity, missing.StatusCode)
	require.Contains(t, missing.body, `id="f-capital-error"`)
	year.Set("capital", "950.000.000")
	require.Equal(t, http.StatusSeeOther, director.submit(page, page, year).StatusCode)
	shown := director.get(page).body
	require.Contains(t, shown, "ít nhất 5 thành viên")
	require.Contains(t, shown, `value="-15000000"`)
	require.Contains(t, director.get("/tai-khoan/bao-cao").body, "2,1")

	require.Contains(t, officer.get("/can-bo/bao-cao?nam=2025").body, "HTX Miến dong Tài Hoan")
	require.NotContains(t, officer.get("/can-bo/bao-cao?nam=2025&status=missing").body, "HTX Miến dong Tài Hoan")
	review := "/can-bo/bao-cao/" + s.htx.ID + "/2025"
	require.Contains(t, officer.get(review).body, "ít nhất 5 thành viên")
	require.Equal(t, http.StatusUnprocessableEntity, officer.submit(review, review, url.Values{"decision": {"return"}}).StatusCode)
	require.Equal(t, http.StatusSeeOther, officer.submit(review, review, url.Values{"decision": {"return"}, "note": {"Xem lại số thành viên"}}).StatusCode)
	require.Contains(t, director.get(page).body, "Xem lại số thành viên")
	year.Set("members", "21")
	require.Equal(t, http.StatusSeeOther, director.submit(page, page, year).StatusCode)
	require.Equal(t, http.StatusSeeOther, officer.submit(review, review, url.Values{"decision": {"accept"}}).StatusCode)
	require.NotContains(t, director.get(page).body, `value="submit"`, "an accepted report is closed")

	require.Equal(t, http.StatusForbidden, director.get("/can-bo/bao-cao").StatusCode)
	require.Equal(t, http.StatusForbidden, director.get(review).StatusCode)
	require.Equal(t, http.StatusSeeOther, s.browser().get(page).StatusCode)
	require.Equal(t, http.StatusNotFound, director.get("/tai-khoan/bao-cao/2035").StatusCode)
	require.Equal(t, http.StatusConflict, s.browser().signIn("dn@test.vn").get(page).StatusCode)
}

// TestADirectorFillsInAReportOnAPhone, 360 px wide and without scripts.
func TestADirectorFillsInAReportOnAPhone(t *testing.T) {
	s := newStage(t)
	b := s.chrome()
	b.screen(360, "light")
	b.withoutScripts()
	b.signInAs("htx@test.vn")
	b.open("/tai-khoan/bao-cao/2025")
	fill := func(name, value string) chromedp.Action[chromedp.Void] {
		return chromedp.SetValue(`[name="`+name+`"]`, value)
	}
	b.run(fill("members", "18"), fill("memberHouseholds", "20"), fill("labour", "25"), fill("regularLabour", "9"),
		fill("averageMemberIncome", "4.500.000"), fill("revenue", "1.200.000.000"), fill("profit", "80.000.000"),
		fill("capital", "700.000.000"), fill("linkedHouseholds", "45"), chromedp.Click(`[value="submit"]`), chromedp.WaitVisible(".summary"))
	b.shoot("report-refused-360")
	require.Equal(t, "1.200.000.000", value(b, chromedp.Value(`[name="revenue"]`)))
	b.run(fill("areaFarmed", "8,25"), chromedp.Click(`[value="submit"]`), chromedp.WaitNotPresent(".summary"), chromedp.WaitVisible(".notice.warn"))
	b.shoot("report-submitted-360")
	report, err := s.Registry.Report(t.Context(), account.System, s.htx.ID, 2025)
	require.NoError(t, err)
	require.EqualValues(t, "submitted", report.Status)
	require.EqualValues(t, 8250, *report.Figures.AreaFarmed)
	require.Empty(t, b.complaints)
}
