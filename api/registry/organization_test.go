package registry_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/app/apptest"
	"lienket/api/registry"
)

type object = apptest.Object

func TestTaxCodes(t *testing.T) {
	a := apptest.New(t)
	officer := a.Staff("19")
	good := a.TaxCode()
	for code, ok := range map[string]bool{
		good: true, good + "-001": true,
		"0100109106": true, // of a known enterprise
		"0100109107": false, "010010910": false, "01001091066": false, "0100109106-01": false, "0100109106-0001": false,
		"010010910a": false, "٠١٠٠١٠٩١٠٦": false, "0100109106 001": false, "-100109106": false, "": false,
	} {
		answer := officer.Post("/organizations", object{"kind": "cooperative", "name": "HTX", "taxCode": code, "areaCode": "01840"})
		if ok {
			answer.Want(http.StatusCreated)
		} else {
			require.Equal(t, []string{"taxCode"}, answer.Problem(http.StatusUnprocessableEntity, "invalid_input"), code)
		}
	}
	// A tổ hợp tác has no legal personality and may have none; several may.
	for range 2 {
		officer.Post("/organizations", object{"kind": "group", "name": "Tổ hợp tác", "areaCode": "01840"}).Want(http.StatusCreated)
	}
	taken := officer.Post("/organizations", object{"kind": "group", "name": "Tổ khác", "taxCode": good, "areaCode": "01840"})
	require.Equal(t, []string{"taxCode"}, taken.Problem(http.StatusConflict, "conflict"))
	again := a.Visitor().Post("/auth/register", object{"email": "x@example.vn", "password": apptest.Password, "fullName": "Người thử",
		"organization": object{"kind": "cooperative", "name": "HTX", "taxCode": good, "areaCode": "01840"}})
	require.Equal(t, []string{"organization.taxCode"}, again.Problem(http.StatusConflict, "conflict"))
	a.Visitor().Post("/auth/login", object{"email": "x@example.vn", "password": apptest.Password}).
		Problem(http.StatusUnauthorized, "unauthenticated") // no half of a registration stays
}

// TestNoDigitFitsARemainderOfNothing counts: of all nine digits about one in
// eleven has no tenth.
func TestNoDigitFitsARemainderOfNothing(t *testing.T) {
	for nine, want := range map[string]int{"010010910": 6, "000000000": -1, "100000000": 1, "00000000": -1, "01001091x": -1} {
		digit, ok := registry.TaxCodeDigit(nine)
		require.Equal(t, want >= 0, ok, nine)
		if ok {
			require.Equal(t, want, digit, nine)
		}
	}
}

func FuzzTaxCodeDigit(f *testing.F) {
	f.Add("010010910")
	f.Add("000000000")
	f.Fuzz(func(t *testing.T, nine string) {
		digit, ok := registry.TaxCodeDigit(nine)
		if !ok {
			return
		}
		require.True(t, len(nine) == 9 && strings.Trim(nine, "0123456789") == "")
		require.True(t, digit >= 0 && digit <= 9)
		for i := range nine { // one digit wrong is always noticed
			for other := byte('0'); other <= '9'; other++ {
				changed := nine[:i] + string(other) + nine[i+1:]
				if again, ok := registry.TaxCodeDigit(changed); changed != nine && ok {
					require.NotEqual(t, digit, again, "%s and %s", nine, changed)
				}
			}
		}
	})
}

func TestPendingOrganisationsAreHidden(t *testing.T) {
	a := apptest.New(t)
	officer, distant := a.Staff("19"), a.Staff("01")
	pending := a.Register("cooperative", "HTX Chưa duyệt", "01840")
	path := "/organizations/" + pending.OrganizationID
	a.Visitor().Get(path).Problem(http.StatusNotFound, "not_found")
	pending.Get(path).Want(http.StatusOK)
	require.Empty(t, a.Visitor().Get("/organizations").Want(http.StatusOK).Fields()["items"])
	a.Indexed()
	require.Empty(t, a.Visitor().Get("/organizations?q=htx").Want(http.StatusOK).Fields()["items"])

	distant.Post(path+"/verify", object{"decision": "approve"}).Problem(http.StatusNotFound, "not_found")
	require.Equal(t, []string{"note"}, officer.Post(path+"/verify", object{"decision": "reject"}).Problem(http.StatusUnprocessableEntity, "invalid_input"))
	require.Equal(t, []string{"decision"}, officer.Post(path+"/verify", object{"decision": "maybe"}).Problem(http.StatusUnprocessableEntity, "invalid_input"))
	officer.Post(path+"/verify", object{"decision": "approve"}, apptest.Header{Name: "If-Match", Value: `"9"`}).
		Problem(http.StatusPreconditionFailed, "version_mismatch")
	officer.Post(path+"/verify", object{"decision": "approve"}).Want(http.StatusOK)
	officer.Post(path+"/verify", object{"decision": "reject", "note": "Đổi ý"}).Problem(http.StatusConflict, "state_forbids")
	distant.Post(path+"/verify", object{"decision": "approve"}).Problem(http.StatusForbidden, "forbidden")
	a.Visitor().Get(path).Want(http.StatusOK)
	a.Indexed()
	require.Len(t, a.Visitor().Get("/organizations?q=htx").Want(http.StatusOK).Fields()["items"], 1)

	// Verified, its identity is the officer's to change.
	for _, change := range []object{{"name": "HTX Khác"}, {"taxCode": a.TaxCode()}, {"areaCode": "01849"}} {
		pending.Patch(path, change).Problem(http.StatusConflict, "state_forbids")
		officer.Patch(path, change).Want(http.StatusOK)
	}
	pending.Patch(path, object{"address": "Tổ 1"}).Want(http.StatusOK)
}

// TestOfficersSeeTheirOwnArea: of a commune, of the province, of another one.
func TestOfficersSeeTheirOwnArea(t *testing.T) {
	a := apptest.New(t)
	here, there := a.Register("cooperative", "HTX Đây", "01840"), a.Register("cooperative", "HTX Kia", "01849")
	commune := a.Staff("01840")
	list := func(c *apptest.Client, query string) []any {
		return c.Get("/organizations?status=pending" + query).Want(http.StatusOK).Fields()["items"].([]any)
	}
	require.Len(t, list(commune, ""), 1)
	commune.Get("/organizations?status=pending&area=19").Problem(http.StatusForbidden, "forbidden")
	commune.Get("/organizations?status=pending&area=01849").Problem(http.StatusForbidden, "forbidden")
	commune.Post("/organizations/"+there.OrganizationID+"/verify", object{"decision": "approve"}).Problem(http.StatusNotFound, "not_found")
	commune.Post("/organizations/"+here.OrganizationID+"/verify", object{"decision": "approve"}).Want(http.StatusOK)
	require.Len(t, list(a.Staff("19"), ""), 1)
	require.Len(t, list(a.Staff("19"), "&area=01849&kind=cooperative"), 1)
	require.Len(t, list(a.Staff(""), ""), 1)
	require.Empty(t, list(a.Staff("01"), ""))
	commune.Post("/organizations", object{"kind": "cooperative", "name": "HTX", "taxCode": a.TaxCode(), "areaCode": "01849"}).
		Problem(http.StatusForbidden, "forbidden")
}

// TestTheFootprintOfAProvinceThatIsGone: filtering by Bắc Kạn finds who is in the
// communes of today that succeed its own, and nobody else of Thái Nguyên.
// TestOfficersHandOnNothingToElsewhere: who oversees both places moves it.
func TestOfficersHandOnNothingToElsewhere(t *testing.T) {
	a := apptest.New(t)
	path := "/organizations/" + a.Verified("cooperative", "HTX Một", "01840").OrganizationID
	require.Equal(t, []string{"areaCode"}, a.Staff("01840").Patch(path, object{"areaCode": "01849"}).Problem(http.StatusUnprocessableEntity, "invalid_input"))
	require.Equal(t, "01840", a.Visitor().Get(path).Want(http.StatusOK).Fields()["areaCode"])
	a.Staff("19").Patch(path, object{"areaCode": "01849"}).Want(http.StatusOK)
}

func TestTheFootprintOfAProvinceThatIsGone(t *testing.T) {
	a := apptest.New(t)
	areas, err := registry.LoadAreas()
	require.NoError(t, err)
	within, beyond := map[string]bool{}, ""
	for _, old := range areas.Find(registry.AreaFilter{Level: registry.LevelCommune, Old: true}) {
		if slices.Contains(areas.Path(old.Code), "06@old") {
			within[old.SuccessorCode] = true
		}
	}
	for _, today := range areas.Find(registry.AreaFilter{Level: registry.LevelCommune, Parent: "19"}) {
		require.Equal(t, within[today.Code], slices.Contains(areas.Path(today.Code), "06@old"), today.Name)
		if !within[today.Code] {
			beyond = today.Code
		}
	}
	require.NotEmpty(t, beyond)
	names := func(area string) []string {
		var page struct{ Items []struct{ Name string } }
		a.Visitor().Get("/organizations?area=" + area).Want(http.StatusOK).JSON(&page)
		list := []string{}
		for _, item := range page.Items {
			list = append(list, item.Name)
		}
		return list
	}
	a.Verified("cooperative", "HTX A trong", "01840")
	a.Verified("cooperative", "HTX B trong", "01849")
	a.Verified("cooperative", "HTX C cũ", "01846@old") // written before the reform
	a.Verified("cooperative", "HTX D ngoài", beyond)
	require.Equal(t, []string{"HTX A trong", "HTX B trong", "HTX C cũ"}, names("06@old"))
	require.Equal(t, []string{"HTX A trong", "HTX B trong", "HTX C cũ", "HTX D ngoài"}, names("19"))
	require.Equal(t, []string{"HTX A trong", "HTX C cũ"}, names("01840"), "a place's predecessors are in it")
	require.Equal(t, []string{"HTX A trong", "HTX B trong", "HTX C cũ"}, names("058@old"), "an old district is its footprint too")
	require.Equal(t, []string{"HTX C cũ"}, names("01846@old"), "of an old commune only who is known to be there")
	require.Empty(t, names("01834@old"), "which became a part of the same commune")
	require.Empty(t, names("01"))
	a.Visitor().Get("/organizations?area=06").Problem(http.StatusUnprocessableEntity, "invalid_input")
}

func TestAreas(t *testing.T) {
	a := apptest.New(t)
	list := func(query string) (codes []string) {
		var page struct{ Items []struct{ Code string } }
		a.Visitor().Get("/areas?" + query).Want(http.StatusOK).JSON(&page)
		for _, item := range page.Items {
			codes = append(codes, item.Code)
		}
		return codes
	}
	provinces := list("level=province")
	require.Len(t, provinces, 35)
	require.Contains(t, provinces, "06@old")
	require.NotContains(t, provinces, "06")
	require.Len(t, list("level=commune&parent=19"), 92)
	require.Len(t, list("level=district&parent=06@old"), 8)
	require.Equal(t, []string{"01840", "01840@old"}, list("q=duc+xuan"), "today's come first")
	require.Equal(t, []string{"level"}, a.Visitor().Get("/areas?level=hamlet").Problem(http.StatusUnprocessableEntity, "invalid_input"))

	areas, err := registry.LoadAreas()
	require.NoError(t, err)
	require.Nil(t, areas.Path("none"))
	km, known := areas.Kilometres("01840", "01843")
	require.True(t, known)
	require.InDelta(t, 6.4, km, 0.5)
	back, _ := areas.Kilometres("01843", "01840")
	require.Equal(t, km, back)
	_, known = areas.Kilometres("01840", "none")
	require.False(t, known)
}

func TestRatings(t *testing.T) {
	a := apptest.New(t)
	officer := a.Staff("19")
	seller := a.Verified("cooperative", "HTX Một", "01840")
	path := "/organizations/" + seller.OrganizationID + "/ratings/"
	rate := func(c *apptest.Client, year string, score float64) *apptest.Response {
		return c.Put(path+year, object{"score": score})
	}
	for score, band := range map[float64]string{0: "yeu", 49.999: "yeu", 50: "trung-binh", 65: "kha", 79.999: "kha", 80: "tot", 100: "tot"} {
		require.Equal(t, band, rate(seller, "2024", score).Want(http.StatusOK).Fields()["band"], score)
	}
	require.Nil(t, seller.Get("/organizations/" + seller.OrganizationID).Fields()["rating"], "a self-assessment is no rating")
	rate(officer, "2024", 70).Want(http.StatusOK)
	require.Equal(t, "kha", seller.Get("/organizations/" + seller.OrganizationID).Fields()["rating"])
	rate(seller, "2024", 90).Problem(http.StatusConflict, "state_forbids")
	rate(officer, "2023", 85).Want(http.StatusOK)
	require.Equal(t, "kha", seller.Get("/organizations/" + seller.OrganizationID).Fields()["rating"], "the latest year counts")
	require.Equal(t, []string{"score"}, rate(seller, "2025", 100.001).Problem(http.StatusUnprocessableEntity, "invalid_input"))
	require.Equal(t, []string{"year"}, rate(seller, "2027", 70).Problem(http.StatusUnprocessableEntity, "invalid_input"))
	buyer := a.Verified("enterprise", "Công ty", "01840")
	buyer.Put("/organizations/"+buyer.OrganizationID+"/ratings/2025", object{"score": 70}).Problem(http.StatusConflict, "state_forbids")
}
