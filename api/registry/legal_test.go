package registry_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/app/apptest"
	"lienket/api/registry"
)

// legal is what a register knows of a cooperative.
func legal(with object) object {
	facts := object{
		"registrationNumber": "190807000123", "registrationDate": "2025-03-04", "registeredUnder": "luat-2023",
		"representative": object{"name": "Nông Thị Hà", "position": "Giám đốc", "phone": "0912 345 678"},
		"lineOfBusiness": "nong-nghiep", "lineDetail": "Trồng dong riềng, làm miến", "sizeClass": "nho", "memberCount": 12,
		"charterCapital": 1_500_000_000, "contactPerson": "Nông Thị Hà", "website": "htxnachom.example.vn", "foundedOn": "2025-02-01",
	}
	for key, value := range with {
		facts[key] = value
	}
	return facts
}

func TestLegalDataAreKeptToTheirLimits(t *testing.T) {
	a := apptest.New(t)
	maker := a.Register("cooperative", "HTX Nà Chom", "01840")
	path := "/organizations/" + maker.OrganizationID
	shown := maker.Patch(path, legal(nil)).Want(http.StatusOK).Fields()
	require.Equal(t, "https://htxnachom.example.vn", shown["website"])
	require.Equal(t, "0912345678", shown["representative"].(map[string]any)["phone"])
	require.Equal(t, []any{"luat-2023", 12.0, 1.5e9, "nho"}, []any{shown["registeredUnder"], shown["memberCount"], shown["charterCapital"], shown["sizeClass"]})
	require.Nil(t, shown["warnings"])

	long := strings.Repeat("dài ", 100)
	for field, wrong := range map[string][]any{
		"registrationNumber":   {long, "1\n2"},
		"registrationDate":     {"2026-11-24", "2025-02-30", "hôm qua"},
		"registeredUnder":      {"luat-2003", ""},
		"representative.name":  {object{"name": long}},
		"representative.phone": {object{"phone": "12"}},
		"lineOfBusiness":       {"nong", ""},
		"lineDetail":           {long},
		"sizeClass":            {"to"},
		"memberCount":          {-1, 1_000_001, 1.5},
		"charterCapital":       {-1, 1_000_000_000_000_001},
		"contactPerson":        {long},
		"website":              {"javascript:alert(1)", "ftp://example.vn", "https://", "khong co", "https://a@example.vn", "https://localhost"},
		"foundedOn":            {"2026-12-01"},
	} {
		for _, value := range wrong {
			name, _, _ := strings.Cut(field, ".")
			require.Equal(t, []string{field}, maker.Patch(path, object{name: value}).Problem(http.StatusUnprocessableEntity, "invalid_input"), "%v", value)
		}
	}

	// A change leaves what it doesn't name; null and "" empty.
	maker.Patch(path, object{"representative": object{"position": "Chủ tịch"}}).Want(http.StatusOK)
	emptied := maker.Patch(path, object{"memberCount": nil, "charterCapital": nil, "registeredUnder": nil, "registrationDate": nil,
		"lineOfBusiness": nil, "sizeClass": nil, "foundedOn": nil, "website": "", "contactPerson": ""}).Want(http.StatusOK).Fields()
	for _, field := range []string{"memberCount", "charterCapital", "registeredUnder", "registrationDate", "lineOfBusiness", "sizeClass", "foundedOn", "website", "contactPerson"} {
		require.NotContains(t, emptied, field)
	}
	require.Equal(t, map[string]any{"name": "Nông Thị Hà", "position": "Chủ tịch", "phone": "0912345678"}, emptied["representative"])
	require.Equal(t, "190807000123", emptied["registrationNumber"])
}

// TestWhatTheLawSays: what cannot be is refused, what is unusual is warned of.
func TestWhatTheLawSays(t *testing.T) {
	a := apptest.New(t)
	officer := a.Staff("19")
	for _, c := range []struct {
		kind     string
		with     object
		refused  string
		warnings []string
	}{
		{"cooperative", object{}, "", nil},
		{"cooperative", object{"memberCount": 5}, "", nil},
		{"cooperative", object{"memberCount": 4}, "", []string{"memberCount"}},
		{"cooperative", object{"registeredUnder": "luat-2012", "registrationDate": "2020-01-01", "foundedOn": "2019-12-01", "memberCount": 7}, "", nil},
		{"cooperative", object{"registeredUnder": "luat-2012", "registrationDate": "2020-01-01", "foundedOn": "2019-12-01", "memberCount": 6}, "", []string{"memberCount"}},
		{"cooperative", object{"registrationDate": "2024-06-30", "foundedOn": "2024-06-30"}, "registeredUnder", nil},
		{"cooperative", object{"registrationDate": "2024-07-01", "foundedOn": "2024-06-30"}, "", nil},
		{"cooperative", object{"registeredUnder": "luat-2012"}, "", []string{"registeredUnder"}},
		{"cooperative", object{"registeredUnder": "luat-2012", "registrationDate": "2010-01-01", "foundedOn": "2009-01-01"}, "", []string{"registeredUnder"}},
		{"cooperative", object{"foundedOn": "2025-04-01"}, "", []string{"foundedOn"}},
		{"cooperative", object{"charterCapital": 1500}, "", []string{"charterCapital"}},
		{"union", object{"memberCount": 3}, "", []string{"affiliates"}},
		{"group", object{}, "registeredUnder", nil},
		{"enterprise", object{}, "registeredUnder", nil},
		{"group", object{"registeredUnder": nil, "memberCount": 2}, "", nil},
	} {
		body := legal(c.with)
		body["kind"], body["name"], body["taxCode"], body["areaCode"] = c.kind, "Tổ chức", a.TaxCode(), "01840"
		if body["registeredUnder"] == nil {
			delete(body, "registeredUnder")
		}
		answer := officer.Post("/organizations", body)
		if c.refused != "" {
			require.Equal(t, []string{c.refused}, answer.Problem(http.StatusUnprocessableEntity, "invalid_input"), "%v", c)
			continue
		}
		var shown struct {
			Warnings []struct{ Field, Message string }
		}
		answer.Want(http.StatusCreated).JSON(&shown)
		var fields []string
		for _, w := range shown.Warnings {
			fields = append(fields, w.Field)
			require.NotEmpty(t, w.Message)
		}
		require.Equal(t, c.warnings, fields, "%v", c)
	}
}

// TestWhoSeesWhatOfLegalData: the representative's phone, the capital, warnings and
// reasons are for members and officers of the area.
func TestWhoSeesWhatOfLegalData(t *testing.T) {
	a := apptest.New(t)
	maker, other, officer := a.Verified("cooperative", "HTX Nà Chom", "01840"), a.Verified("cooperative", "HTX Khác", "01849"), a.Staff("19")
	path := "/organizations/" + maker.OrganizationID
	officer.Patch(path, legal(object{"memberCount": 3})).Want(http.StatusOK)
	officer.Post(path+"/suspend", object{"reason": "Chưa nộp hồ sơ"}).Want(http.StatusOK)
	for name, c := range map[string]struct {
		who     *apptest.Client
		private bool
	}{
		"visitor": {a.Visitor(), false}, "member": {maker, true}, "member of another": {other, false},
		"officer": {officer, true}, "officer elsewhere": {a.Staff("01"), false}, "admin": {a.Staff(""), true},
	} {
		shown := c.who.Get(path).Want(http.StatusOK).Fields()
		for _, field := range []string{"registrationNumber", "registrationDate", "registeredUnder", "lineOfBusiness", "sizeClass", "memberCount", "website", "contactPerson", "since"} {
			require.Contains(t, shown, field, name)
		}
		representative := shown["representative"].(map[string]any)
		require.Equal(t, "Nông Thị Hà", representative["name"])
		_, phone := representative["phone"]
		require.Equal(t, c.private, phone, name)
		for _, field := range []string{"charterCapital", "warnings", "note"} {
			_, seen := shown[field]
			require.Equal(t, c.private, seen, "%s sees %s", name, field)
		}
	}
}

// TestVerifiedIdentityIsTheOfficers: a member changes what is theirs to say, not what
// was verified; of a dissolved organisation nothing.
func TestVerifiedIdentityIsTheOfficers(t *testing.T) {
	a := apptest.New(t)
	maker, officer := a.Verified("cooperative", "HTX Nà Chom", "01840"), a.Staff("19")
	path := "/organizations/" + maker.OrganizationID
	officer.Patch(path, legal(nil)).Want(http.StatusOK)
	identity := []object{{"name": "HTX Mới"}, {"taxCode": a.TaxCode()}, {"areaCode": "01849"}, {"registrationNumber": "1"},
		{"registrationDate": "2025-03-05"}, {"registeredUnder": nil}}
	own := object{"representative": object{"name": "Lý Văn Tài"}, "memberCount": 15, "lineOfBusiness": "du-lich", "website": ""}
	for _, state := range []string{"verified", "suspended"} {
		for _, change := range identity {
			maker.Patch(path, change).Problem(http.StatusConflict, "state_forbids")
		}
		maker.Patch(path, own).Want(http.StatusOK)
		if state == "verified" {
			officer.Post(path+"/suspend", object{"reason": "Lý do"}).Want(http.StatusOK)
		}
	}
	officer.Post(path+"/dissolve", object{"reason": "Nghị quyết đại hội"}).Want(http.StatusOK)
	maker.Patch(path, own).Problem(http.StatusConflict, "state_forbids")
	for _, change := range append(identity, own) {
		officer.Patch(path, change).Want(http.StatusOK)
	}
}

func TestOrganisationsAreFiltered(t *testing.T) {
	a := apptest.New(t)
	officer := a.Staff("19")
	add := func(name, area string, with object) string {
		body := legal(with)
		body["kind"], body["name"], body["areaCode"] = "cooperative", name, area
		if with["kind"] != nil {
			body["kind"] = with["kind"]
			delete(body, "registeredUnder")
		}
		if body["taxCode"] == nil {
			body["taxCode"] = a.TaxCode()
		}
		a.Clock.Add(1e9)
		return a.Staff("").Post("/organizations", body).Want(http.StatusCreated).ID()
	}
	first := add("HTX Nông nghiệp Nà Chom", "01840", object{"taxCode": "0100109106"})
	add("Hợp tác xã Vận tải Ba Bể", "01849", object{"lineOfBusiness": "van-tai", "sizeClass": "vua", "registrationNumber": "BK-77/ĐK"})
	add("HTX Mã cũ", "01846@old", object{"registeredUnder": "luat-2012", "registrationDate": "2020-01-01", "foundedOn": "2020-01-01"})
	add("HTX Nông nghiệp Ngoài", "05443", object{"sizeClass": "vua"})
	add("Công ty Nông nghiệp", "01840", object{"kind": "enterprise"})
	gone := add("HTX Đã giải thể", "01849", nil)
	officer.Post("/organizations/"+gone+"/dissolve", object{"reason": "Lý do"}).Want(http.StatusOK)
	officer.Put("/organizations/"+first+"/ratings/2025", object{"score": 81}).Want(http.StatusOK)
	a.Clock.Add(1e9)
	officer.Patch("/organizations/"+first, object{"phone": "0912345678"}).Want(http.StatusOK)

	names := func(c *apptest.Client, query string) []string {
		var page struct{ Items []struct{ Name string } }
		c.Get("/organizations?" + query).Want(http.StatusOK).JSON(&page)
		list := []string{}
		for _, item := range page.Items {
			list = append(list, item.Name)
		}
		return list
	}
	chom, beyond, old, outside, firm, dissolved := "HTX Nông nghiệp Nà Chom", "Hợp tác xã Vận tải Ba Bể", "HTX Mã cũ", "HTX Nông nghiệp Ngoài", "Công ty Nông nghiệp", "HTX Đã giải thể"
	for query, want := range map[string][]string{
		"":                          {firm, beyond, old, chom, outside},
		"kind=enterprise":           {firm},
		"lineOfBusiness=van-tai":    {beyond},
		"sizeClass=vua":             {beyond, outside},
		"sizeClass=vua&area=06@old": {beyond},
		"law=luat-2012":             {old},
		"rating=tot":                {chom},
		"rating=kha":                {},
		"area=06@old":               {firm, beyond, old, chom},
		"area=01840&sort=name":      {firm, old, chom},
		"sort=updated":              {chom, firm, outside, old, beyond},
		"sort=name&q=nong+nghiep":   {firm, chom, outside},
		"sort=name&q=hợp tác xã nghiệp nong":           {chom, outside},
		"sort=name&q=0100109106":                       {chom},
		"sort=name&q=bk-77":                            {beyond},
		"sort=name&q=nong&area=01840&kind=cooperative": {chom},
		"sort=name&q=nong&area=01":                     {},
		"status=all":                                   {firm, beyond, dissolved, old, chom, outside},
		"status=dissolved":                             {dissolved},
		"status=dissolved&sort=updated&area=01840":     {},
	} {
		require.Equal(t, want, names(officer, strings.ReplaceAll(query, " ", "+")), query)
	}
	for _, query := range []string{"status=all", "status=dissolved", "status=merged"} {
		a.Visitor().Get("/organizations?"+query).Problem(http.StatusUnauthorized, "unauthenticated")
		require.Empty(t, names(a.Staff("01"), query))
	}
	for _, query := range []string{"law=luat-2003", "sizeClass=to", "lineOfBusiness=x", "sort=size", "rating=5", "status=gone"} {
		field, _, _ := strings.Cut(query, "=")
		require.Equal(t, []string{field}, officer.Get("/organizations?"+query).Problem(http.StatusUnprocessableEntity, "invalid_input"))
	}

	// Page by page, the same as at once.
	for _, query := range []string{"status=all", "sort=updated&status=all&area=19", "sort=name&q=htx+nong"} {
		var all []string
		for cursor := ""; ; {
			var page struct {
				Items      []struct{ Name string }
				NextCursor string
			}
			officer.Get("/organizations?limit=2&" + query + "&cursor=" + cursor).Want(http.StatusOK).JSON(&page)
			for _, item := range page.Items {
				all = append(all, item.Name)
			}
			if cursor = page.NextCursor; cursor == "" {
				break
			}
		}
		require.Equal(t, names(officer, query), all)
	}
	for _, cursor := range []string{"x", "0.", "9.abc", "-1.abc", "0.abc"} {
		require.Equal(t, []string{"cursor"}, officer.Get("/organizations?cursor="+cursor).Problem(http.StatusUnprocessableEntity, "invalid_input"), cursor)
	}
}

// TestEveryCodeOfLegalDataHasItsLabel in both languages.
func TestEveryCodeOfLegalDataHasItsLabel(t *testing.T) {
	for _, line := range registry.Lines {
		require.NotEmpty(t, registry.LineLabels[line].VI+registry.LineLabels[line].EN, line)
	}
	require.Len(t, registry.LineLabels, len(registry.Lines))
	for _, size := range registry.SizeClasses {
		require.NotEmpty(t, registry.SizeClassLabels[size].VI, size)
	}
	for _, law := range registry.Laws {
		require.NotEmpty(t, registry.LawLabels[law].VI, law)
	}
}

func TestOrganisationsOfAnOlderVersionAreFoundAgain(t *testing.T) {
	a := apptest.New(t)
	maker := a.Verified("cooperative", "HTX Nà Chom", "01840")
	found := func() int {
		return len(a.Visitor().Get("/organizations?area=06@old").Want(http.StatusOK).Fields()["items"].([]any))
	}
	require.NoError(t, a.Registry.Age(t.Context(), maker.OrganizationID))
	require.Zero(t, found())
	require.NoError(t, a.Registry.Rekey(t.Context()))
	require.Equal(t, 1, found())
}
