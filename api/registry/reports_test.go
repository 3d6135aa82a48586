package registry_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lienket/api/account"
	"lienket/api/app/apptest"
)

// figures are a plausible year.
func figures(with object) object {
	whole := object{"members": 20, "memberHouseholds": 18, "labour": 30, "regularLabour": 12, "averageMemberIncome": 5_000_000,
		"revenue": 2_000_000_000, "profit": -15_000_000, "capital": 900_000_000, "linkedHouseholds": 60, "areaFarmed": 12.345}
	for name, figure := range with {
		whole[name] = figure
	}
	return whole
}

type warning struct {
	Field, Code, Message string
	Previous             *float64
}

func warningsOf(r *apptest.Response) map[string]warning {
	r.T.Helper()
	var report struct{ Warnings []warning }
	r.Want(http.StatusOK).JSON(&report)
	found := map[string]warning{}
	for _, w := range report.Warnings {
		found[w.Field+" "+w.Code] = w
	}
	return found
}

func TestAYearlyReportFromDraftToAccepted(t *testing.T) {
	a := apptest.New(t)
	officer, elsewhere := a.Staff("19"), a.Staff("01")
	maker := a.Verified("cooperative", "HTX Báo cáo", "01840")
	other := a.Verified("cooperative", "HTX Khác", "01849")
	path := "/organizations/" + maker.OrganizationID + "/reports/2025"

	// A draft may have gaps; a report that is handed in may not.
	maker.Get(path).Problem(http.StatusNotFound, "not_found")
	maker.Post(path+"/submit", nil).Problem(http.StatusNotFound, "not_found")
	draft := maker.Put(path, object{"members": 20, "areaFarmed": nil}).Want(http.StatusOK).Fields()
	require.Equal(t, "draft", draft["status"])
	require.Nil(t, draft["revenue"])
	require.ElementsMatch(t, []string{"memberHouseholds", "labour", "regularLabour", "averageMemberIncome", "revenue", "profit", "capital", "linkedHouseholds", "areaFarmed"},
		maker.Post(path+"/submit", nil).Problem(http.StatusUnprocessableEntity, "invalid_input"))
	officer.Post(path+"/review", object{"decision": "accept"}).Problem(http.StatusConflict, "state_forbids")
	saved := maker.Put(path, figures(nil)).Want(http.StatusOK)
	require.Equal(t, 12.345, saved.Fields()["areaFarmed"])
	require.Equal(t, -15_000_000.0, saved.Fields()["profit"])
	maker.Do(http.MethodPut, path, figures(nil), apptest.Header{Name: "If-Match", Value: `"1"`}).Problem(http.StatusPreconditionFailed, "version_mismatch")
	maker.Post(path+"/submit", nil).Want(http.StatusOK)
	maker.Post(path+"/submit", nil).Problem(http.StatusConflict, "state_forbids")

	// Hard limits are errors by field, and years are those that have begun.
	require.ElementsMatch(t, []string{"members", "averageMemberIncome"},
		maker.Put(path, figures(object{"members": -1, "averageMemberIncome": 1_000_000_001})).Problem(http.StatusUnprocessableEntity, "invalid_input"))
	require.Equal(t, []string{"areaFarmed"}, maker.Put(path, figures(object{"areaFarmed": 1.2345})).Problem(http.StatusUnprocessableEntity, "invalid_input"))
	for _, year := range []string{"2015", "2027"} {
		require.Equal(t, []string{"year"}, maker.Put("/organizations/"+maker.OrganizationID+"/reports/"+year, figures(nil)).
			Problem(http.StatusUnprocessableEntity, "invalid_input"))
	}
	require.Equal(t, "submitted", maker.Get(path).Fields()["status"], "what is refused changes nothing")

	// Returned with a note, mended, handed in again, accepted and closed.
	require.Equal(t, []string{"note"}, officer.Post(path+"/review", object{"decision": "return"}).Problem(http.StatusUnprocessableEntity, "invalid_input"))
	maker.Post(path+"/review", object{"decision": "accept"}).Problem(http.StatusForbidden, "forbidden")
	elsewhere.Post(path+"/review", object{"decision": "accept"}).Problem(http.StatusForbidden, "forbidden")
	returned := officer.Post(path+"/review", object{"decision": "return", "note": "Xem lại vốn"}).Want(http.StatusOK).Fields()
	require.Equal(t, "returned", returned["status"])
	require.Equal(t, "Xem lại vốn", maker.Get(path).Fields()["note"])
	require.EqualValues(t, 1, maker.Get("/notices/count").Fields()["unread"])
	maker.Put(path, figures(object{"capital": 950_000_000})).Want(http.StatusOK)
	maker.Post(path+"/submit", nil).Want(http.StatusOK)
	officer.Post(path+"/review", object{"decision": "accept"}).Want(http.StatusOK)
	maker.Put(path, figures(nil)).Problem(http.StatusConflict, "state_forbids")

	// Every state stands in its history, for those who may read the report.
	var history struct {
		Items []struct {
			Number   int
			Event    string
			Capital  *int64
			OnBehalf bool
		}
	}
	maker.Get(path + "/history").Want(http.StatusOK).JSON(&history)
	events := []string{}
	for i, entry := range history.Items {
		require.Equal(t, i+1, entry.Number)
		events = append(events, entry.Event)
	}
	require.Equal(t, []string{"saved", "saved", "submitted", "returned", "saved", "submitted", "accepted"}, events)
	require.EqualValues(t, 900_000_000, *history.Items[3].Capital)
	require.EqualValues(t, 950_000_000, *history.Items[4].Capital)
	require.True(t, history.Items[6].OnBehalf)
	for _, who := range []*apptest.Client{other, elsewhere} {
		who.Get(path).Problem(http.StatusForbidden, "forbidden")
		who.Get(path+"/history").Problem(http.StatusForbidden, "forbidden")
	}
	a.Visitor().Get(path).Problem(http.StatusUnauthorized, "unauthenticated")

	buyer := a.Verified("enterprise", "Công ty", "01840")
	buyer.Put("/organizations/"+buyer.OrganizationID+"/reports/2025", figures(nil)).Problem(http.StatusConflict, "state_forbids")
}

func TestAReportIsHeldAgainstItselfAndTheYearBefore(t *testing.T) {
	a := apptest.New(t)
	maker := a.Verified("cooperative", "HTX So sánh", "01840")
	path := "/organizations/" + maker.OrganizationID + "/reports/"
	require.Empty(t, warningsOf(maker.Put(path+"2024", figures(nil))))

	require.Contains(t, warningsOf(maker.Put(path+"2025", figures(nil))), " unchanged")
	require.Empty(t, warningsOf(maker.Put(path+"2025", figures(object{"members": 24, "revenue": 5_900_000_000}))), "growth is no slip")
	found := warningsOf(maker.Put(path+"2025", figures(object{
		"members": 4, "memberHouseholds": 18, "regularLabour": 31, "profit": 2_000_000_001, "areaFarmed": 24.7,
		"averageMemberIncome": 5, "capital": 900, "revenue": 2_000_000_000})))
	codes := []string{}
	for code := range found {
		codes = append(codes, code)
	}
	require.ElementsMatch(t, []string{"members below_legal_minimum", "memberHouseholds exceeds", "regularLabour exceeds", "profit exceeds",
		"averageMemberIncome unit_unlikely", "capital unit_unlikely", "members changed_much", "regularLabour changed_much",
		"averageMemberIncome changed_much", "capital changed_much", "areaFarmed changed_much"}, codes)
	require.Equal(t, 12.345, *found["areaFarmed changed_much"].Previous)
	require.Equal(t, 20.0, *found["members changed_much"].Previous)
	require.Nil(t, found["profit exceeds"].Previous)
	require.Contains(t, warningsOf(maker.Put(path+"2025", figures(object{"averageMemberIncome": 120_000_000}))), "averageMemberIncome unit_unlikely")

	// They never block, and are said in the reader's language.
	require.NotEmpty(t, warningsOf(maker.Post(path+"2025/submit", nil)))
	english := warningsOf(maker.Do(http.MethodGet, path+"2025", nil, apptest.Header{Name: "Accept-Language", Value: "en"}))
	require.Contains(t, english["averageMemberIncome unit_unlikely"].Message, "per person and month")
	var list struct{ Items []struct{ Year int } }
	maker.Get(path[:len(path)-1]).Want(http.StatusOK).JSON(&list)
	require.Equal(t, 2025, list.Items[0].Year)
	require.Len(t, list.Items, 2)
}

func TestTheOverviewOfAYearsReports(t *testing.T) {
	a := apptest.New(t)
	officer, commune, elsewhere := a.Staff("19"), a.Staff("01840"), a.Staff("01")
	makers := map[string]*apptest.Client{}
	for _, name := range []string{"A nộp", "B nháp", "C chưa", "D nhận"} {
		makers[name] = a.Verified("cooperative", "HTX "+name, "01840")
	}
	makers["E cũ"] = a.Verified("group", "HTX E cũ", "01846@old") // in the tree of before
	a.Verified("enterprise", "Công ty không nộp", "01840")
	a.Register("cooperative", "HTX chờ duyệt", "01840")
	hand := func(name string, with object) string {
		path := "/organizations/" + makers[name].OrganizationID + "/reports/2025"
		makers[name].Put(path, figures(with)).Want(http.StatusOK)
		makers[name].Post(path+"/submit", nil).Want(http.StatusOK)
		return path
	}
	hand("A nộp", object{"members": 10, "averageMemberIncome": 4_000_000})
	accepted := hand("D nhận", object{"members": 30, "averageMemberIncome": 8_000_000})
	officer.Post(accepted+"/review", object{"decision": "accept"}).Want(http.StatusOK)
	hand("E cũ", object{"members": 10, "averageMemberIncome": 4_000_000})
	makers["B nháp"].Put("/organizations/"+makers["B nháp"].OrganizationID+"/reports/2025", object{"members": 999}).Want(http.StatusOK)

	names := func(who *apptest.Client, query string) (list []string) {
		for cursor := ""; ; {
			var page struct {
				Items      []struct{ Name, Status string }
				NextCursor string
			}
			who.Get("/reports?" + query + cursor).Want(http.StatusOK).JSON(&page)
			for _, item := range page.Items {
				list = append(list, item.Name[4:]+": "+item.Status)
			}
			if page.NextCursor == "" {
				return list
			}
			cursor = "&cursor=" + page.NextCursor
		}
	}
	everyone := []string{"A nộp: submitted", "B nháp: draft", "C chưa: none", "D nhận: accepted", "E cũ: submitted"}
	for _, limit := range []int{1, 2, 3, 20} {
		require.Equal(t, everyone, names(officer, fmt.Sprintf("year=2025&limit=%d", limit)))
	}
	require.Equal(t, everyone, names(officer, "area=06@old"), "last year, and the footprint of Bắc Kạn")
	require.Equal(t, everyone, names(commune, "limit=2"))
	require.Equal(t, everyone, names(a.Staff(""), ""))
	require.Equal(t, []string{"B nháp: draft", "C chưa: none"}, names(officer, "status=missing&limit=1"))
	require.Equal(t, []string{"A nộp: submitted", "E cũ: submitted"}, names(officer, "status=submitted&area=19"))
	require.Equal(t, []string{"E cũ: submitted"}, names(officer, "status=submitted&area=01846@old"))
	require.Equal(t, []string{"D nhận: accepted"}, names(a.Staff(""), "status=accepted"))
	require.Empty(t, names(elsewhere, ""))
	elsewhere.Get("/reports?area=19").Problem(http.StatusForbidden, "forbidden")
	makers["C chưa"].Get("/reports").Problem(http.StatusForbidden, "forbidden")
	require.Equal(t, []string{"area"}, officer.Get("/reports?area=06").Problem(http.StatusUnprocessableEntity, "invalid_input"))
	require.Equal(t, []string{"year"}, officer.Get("/reports?year=2027").Problem(http.StatusUnprocessableEntity, "invalid_input"))

	for _, area := range []string{"19", "06@old", "01840"} {
		sum := officer.Get("/reports/summary?year=2025&area=" + area).Want(http.StatusOK).Fields()
		require.Equal(t, []any{5.0, 3.0, 1.0, 1.0, 2.0}, []any{sum["expected"], sum["handedIn"], sum["accepted"], sum["drafts"], sum["missing"]}, area)
		totals := sum["totals"].(map[string]any)
		require.Equal(t, 50.0, totals["members"], "drafts do not count")
		require.Equal(t, 37.035, totals["areaFarmed"])
		require.Equal(t, -45_000_000.0, totals["profit"])
		require.Equal(t, 6_400_000.0, totals["averageMemberIncome"], "over members, not over cooperatives")
	}
	require.Equal(t, 0.0, elsewhere.Get("/reports/summary").Want(http.StatusOK).Fields()["expected"])
}

func TestWhoHasNotHandedInIsRemindedOnce(t *testing.T) {
	a := apptest.New(t)
	late, early := a.Verified("cooperative", "HTX chậm", "01840"), a.Verified("cooperative", "HTX sớm", "01840")
	unread := func(c *apptest.Client) int64 {
		count, err := a.Notices.Unread(t.Context(), account.Actor{UserID: c.UserID})
		require.NoError(t, err)
		return count
	}
	path := "/organizations/" + early.OrganizationID + "/reports/2026"
	early.Put(path, figures(nil)).Want(http.StatusOK)
	early.Post(path+"/submit", nil).Want(http.StatusOK)
	remind := func() {
		_, err := a.Registry.RemindReports(t.Context())
		require.NoError(t, err)
	}
	remind()
	require.Zero(t, unread(late), "it was not there last year")
	// 31/3/2027 in Vietnam is still in time.
	a.Clock.Add(time.Date(2027, 3, 31, 16, 59, 0, 0, time.UTC).Sub(a.Clock.Now()))
	remind()
	require.Zero(t, unread(late))
	a.Clock.Add(time.Minute)
	remind()
	remind()
	require.EqualValues(t, 1, unread(late))
	require.Zero(t, unread(early))
}
