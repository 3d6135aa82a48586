package app_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/app/apptest"
)

// TestEveryListTakesBothTrees: a cooperative written with a code of before the
// reform is found, in every list and figure that takes an area, under its old
// province, its old commune's successor and today's province; one that lies outside
// Bắc Kạn only under the last.
func TestEveryListTakesBothTrees(t *testing.T) {
	a := apptest.New(t)
	old := a.Verified("cooperative", "HTX Mã cũ", "01846@old") // today 01840
	outside := a.Verified("cooperative", "HTX Ngoài", "05443") // Thái Nguyên's own
	buyer := a.Verified("enterprise", "Công ty", "01843")
	product := old.Offer("Miến dong mã cũ", nil)
	outside.Offer("Miến dong ngoài", nil)
	a.Indexed()
	officer := a.Staff("19")
	for name, area := range map[string]string{"Hội chợ cũ": "01846@old", "Hội chợ ngoài": "05443"} {
		officer.Post("/trade-events", object{"name": name, "kind": "fair", "areaCode": area, "startDate": "2026-12-01", "endDate": "2026-12-03"}).Want(http.StatusCreated)
	}
	for title, area := range map[string]string{"Cần hàng mã cũ": "01846@old", "Cần hàng ngoài": "05443"} {
		from := a.Verified("enterprise", "Công ty "+title, area) // a demand is of its buyer's place
		demand := from.Post("/demands", object{"title": title, "keywords": "mien dong", "unit": "kg", "months": apptest.Months(10),
			"deliveryAreaCode": "01843", "closesAt": "2026-12-20"}).Want(http.StatusCreated).ID()
		from.Post("/demands/"+demand+"/publish", nil).Want(http.StatusOK)
	}
	lists := map[string][2]string{
		"/organizations?":               {"HTX Mã cũ", "HTX Ngoài"},
		"/search/products?q=mien+dong&": {"Miến dong mã cũ", "Miến dong ngoài"},
		"/products?":                    {"Miến dong mã cũ", "Miến dong ngoài"},
		"/demands?":                     {"Cần hàng mã cũ", "Cần hàng ngoài"},
		"/trade-events?":                {"Hội chợ cũ", "Hội chợ ngoài"},
		"/reports?year=2025&":           {"HTX Mã cũ", "HTX Ngoài"},
	}
	for path, names := range lists {
		for area, want := range map[string][2]bool{"06@old": {true, false}, "01840": {true, false}, "01846@old": {true, false}, "19": {true, true}, "05443": {false, true}} {
			body := string(officer.Get(path + "area=" + area).Want(http.StatusOK).Body)
			for i, name := range names {
				require.Equal(t, want[i], strings.Contains(body, name), "%sarea=%s: %s", path, area, name)
			}
		}
	}
	for _, path := range []string{"/organizations?", "/search/products?", "/products?", "/demands?", "/trade-events?", "/metrics/linkage?", "/reports?", "/reports/summary?"} {
		require.Equal(t, []string{"area"}, officer.Get(path+"area=06").Problem(http.StatusUnprocessableEntity, "invalid_input"), path)
	}

	// Figures follow the supplier's place.
	old.Capacity(product, "tan", 10)
	contract := buyer.Post("/contracts", object{"buyerId": buyer.OrganizationID, "form": "form-3", "startDate": "2026-11-23", "endDate": "2027-12-31",
		"terms": "Giao tại kho", "lines": []object{apptest.Line(product, 1)}}).Want(http.StatusCreated).ID()
	buyer.Post("/contracts/"+contract+"/propose", nil).Want(http.StatusOK)
	buyer.Sign(contract).Want(http.StatusOK)
	old.Sign(contract).Want(http.StatusOK)
	for area, want := range map[string]float64{"06@old": 1, "01840": 1, "01846@old": 1, "19": 1, "05443": 0} {
		total := officer.Get("/metrics/linkage?area=" + area).Want(http.StatusOK).Fields()["total"].(map[string]any)
		require.Equal(t, want, total["contractsSigned"], area)
	}
}
