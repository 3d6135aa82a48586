package app_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/app/apptest"
)

// answers are the statuses that the six roles of the registry get: a visitor, a member,
// another organisation's member, an officer of the area, one elsewhere and the admin.
func (w *world) answers(ask func(*apptest.Client) *apptest.Response) string {
	var got []string
	for _, role := range []string{"visitor", "seller", "other", "officer", "distant", "admin"} {
		got = append(got, fmt.Sprint(ask(w.as[role]).Status))
	}
	return strings.Join(got, " ")
}

// TestAnAreaOfEitherTreeForEveryRole: whoever may ask for an area of today may ask for
// one of before, and nobody else.
func TestAnAreaOfEitherTreeForEveryRole(t *testing.T) {
	w := newWorld(t)
	const everybody, officers = "200 200 200 200 200 200", "401 403 403 200 403 200"
	for path, want := range map[string]string{
		"/organizations?": everybody, "/products?": everybody, "/search/products?": everybody, "/demands?": everybody,
		"/trade-events?": everybody, "/metrics/linkage?": everybody,
		"/organizations?status=all&": officers, "/organizations/duplicates?": officers,
		"/reports?year=2025&": officers, "/reports/summary?year=2025&": officers,
	} {
		for _, area := range []string{"01840", "06@old", "058@old", "01846@old"} {
			got := w.answers(func(by *apptest.Client) *apptest.Response { return by.Get(path + "area=" + area) })
			require.Equal(t, want, got, "%sarea=%s", path, area)
		}
	}
}

// TestEveryKindOfImportForEveryRole: an organisation's rows are its own members' and its
// area's officers' to check and to store. Who may send a table but not that row is told so
// at the row, and it is stored for nobody.
func TestEveryKindOfImportForEveryRole(t *testing.T) {
	w := newWorld(t)
	code := w.officer.Get("/organizations/" + w.seller.OrganizationID).Fields()["taxCode"].(string)
	for kind, row := range map[string]struct{ table, want string }{
		"products":     {"organizationTaxCode,name,group,unit\n" + code + ",Gạo Bao Thai,thuc-pham,kg\n", "401 200 422 200 422 200"},
		"certificates": {"organizationTaxCode,productName,number,decisionNumber,issuer,issuedAt,criteriaVersion,score\n" + code + ",Miến dong,OCOP-9,12/QĐ-UBND,UBND tỉnh,2026-01-05,qd-148-2023,81\n", "401 200 422 200 422 200"},
		"capacity":     {"organizationTaxCode,productName,year,unit,m1,m2,m3,m4,m5,m6,m7,m8,m9,m10,m11,m12\n" + code + ",Miến dong,2028,kg" + strings.Repeat(",10", 12) + "\n", "401 200 422 200 422 200"},
		"reports": {"organizationTaxCode,year,members,memberHouseholds,labour,regularLabour,averageMemberIncome,revenue,profit,capital,linkedHouseholds,areaFarmed\n" +
			code + ",2025,20,15,30,20,5000000,900000000,50000000,300000000,10,4\n", "401 200 422 200 422 200"},
		"organizations": {"kind,name,taxCode,areaCode\ncooperative,HTX Nhập bảng," + w.TaxCode() + ",01840\n", "401 403 403 200 422 200"},
	} {
		for _, query := range []string{"?dryRun=true", ""} {
			got := w.answers(func(by *apptest.Client) *apptest.Response {
				return by.Post("/imports/"+kind+query, apptest.Upload{Name: kind + ".csv", Data: []byte(row.table)})
			})
			require.Equal(t, row.want, got, "%s%s", kind, query)
		}
	}
	w.as["other"].Post("/imports/none", apptest.Upload{Name: "x.csv", Data: []byte("a\n1\n")}).Want(http.StatusUnprocessableEntity)
}
