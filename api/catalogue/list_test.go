package catalogue_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/app/apptest"
)

func listed(c *apptest.Client, query string) []string {
	c.T.Helper()
	var page struct{ Items []struct{ Name string } }
	c.Get("/products?" + query).Want(http.StatusOK).JSON(&page)
	names := []string{}
	for _, item := range page.Items {
		names = append(names, item.Name)
	}
	return names
}

func TestProductsAreListedByWordsStarsAndName(t *testing.T) {
	a := apptest.New(t)
	seller, other := a.Verified("cooperative", "HTX Một", "01840"), a.Verified("cooperative", "HTX Hai", "01849")
	noodles := seller.Offer("Miến dong Tài Hoan", object{"keywords": []string{"Bún tàu"}})
	seller.Offer("Đậu xanh", nil)
	tea := other.Offer("Chè Shan tuyết", object{"group": "do-uong"})
	seller.Draft("Bí xanh thơm", nil)
	seller.Certify(noodles, "OCOP-1", "2026-01-01", 75)
	other.Certify(tea, "OCOP-2", "2026-01-01", 95)
	officer, elsewhere := a.Staff("19"), a.Staff("01")

	for query, names := range map[string][]string{
		"q=mien":                     {"Miến dong Tài Hoan"},
		"q=Miến+DONG":                {"Miến dong Tài Hoan"},
		"q=tai+mi":                   {"Miến dong Tài Hoan"},
		"q=bun+tau":                  {"Miến dong Tài Hoan"},
		"q=xanh":                     {"Đậu xanh"},
		"q=dau":                      {"Đậu xanh"},
		"q=anh":                      {},
		"q=mien+tuyet":               {},
		"q=%21%21":                   {},
		"stars=5":                    {"Chè Shan tuyết"},
		"stars=0":                    {"Đậu xanh"},
		"stars=4&area=01840":         {"Miến dong Tài Hoan"},
		"stars=4&area=01849":         {},
		"sort=name":                  {"Chè Shan tuyết", "Đậu xanh", "Miến dong Tài Hoan"},
		"sort=name&area=06@old":      {"Chè Shan tuyết", "Đậu xanh", "Miến dong Tài Hoan"},
		"sort=name&q=tuyet&area=19":  {"Chè Shan tuyết"},
		"group=do-uong&stars=5&q=ch": {"Chè Shan tuyết"},
		"sort=name&group=thuc-pham":  {"Đậu xanh", "Miến dong Tài Hoan"},
		"sort=name&stars=4":          {"Miến dong Tài Hoan"},
	} {
		require.Equal(t, names, listed(a.Visitor(), query), query)
	}
	require.Equal(t, []string{"Bí xanh thơm", "Đậu xanh", "Miến dong Tài Hoan"}, listed(seller, "status=all&sort=name"))
	require.Equal(t, []string{"Bí xanh thơm", "Đậu xanh"}, listed(seller, "status=all&sort=name&q=xanh"))
	require.Equal(t, []string{"Miến dong Tài Hoan"}, listed(seller, "status=all&stars=4&group=thuc-pham"))
	require.Equal(t, []string{"Bí xanh thơm"}, listed(seller, "status=draft&q=bi"))
	require.Equal(t, []string{"Bí xanh thơm"}, listed(officer, "status=draft&q=xanh&area=01840&stars=0"))
	require.Empty(t, listed(officer, "status=draft&area=01849&sort=name"))
	require.Empty(t, listed(elsewhere, "status=draft"))
	require.Equal(t, []string{"Bí xanh thơm", "Đậu xanh", "Miến dong Tài Hoan"}, listed(officer, "status=all&sort=name&organizationId="+seller.OrganizationID))

	require.Equal(t, []string{"status"}, officer.Get("/products?status=all").Problem(http.StatusUnprocessableEntity, "invalid_input"))
	seller.Get("/products?status=all&organizationId="+other.OrganizationID).Problem(http.StatusForbidden, "forbidden")
	a.Visitor().Get("/products?status=all").Problem(http.StatusUnauthorized, "unauthenticated")
	for query, field := range map[string]string{"stars=6": "stars", "stars=x": "stars", "sort=price": "sort", "status=x": "status", "q=%00": "q"} {
		require.Equal(t, []string{field}, a.Visitor().Get("/products?"+query).Problem(http.StatusUnprocessableEntity, "invalid_input"), query)
	}
	first := a.Visitor().Get("/products?sort=name&limit=2").Want(http.StatusOK).Fields()
	require.Equal(t, []string{"Miến dong Tài Hoan"}, listed(a.Visitor(), "sort=name&limit=2&cursor="+first["nextCursor"].(string)))
}
