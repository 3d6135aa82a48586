package app_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/app/apptest"
)

// TestServicesSpeakOfOneAndOfTwo: what they tell in English of one thing is said of one.
func TestServicesSpeakOfOneAndOfTwo(t *testing.T) {
	a := apptest.New(t)
	english := apptest.Header{Name: "Accept-Language", Value: "en"}
	officer, maker := a.Staff("19"), a.Verified("cooperative", "HTX Tài Hoan", "01840")

	detail := func(r *apptest.Response) string { return r.Fields()["detail"].(string) }
	refused := func(rows ...string) string {
		file := apptest.Upload{Name: "htx.csv", Data: []byte("kind,name,taxCode,areaCode\n" + strings.Join(rows, "\n") + "\n")}
		return detail(officer.Post("/imports/organizations", file, english).Want(http.StatusUnprocessableEntity))
	}
	bad := "cooperative,HTX Sai,12,01840"
	require.Equal(t, "The file has 1 error; no row was stored. Mend it and upload the file again.", refused(bad))
	require.Equal(t, "The file has 2 errors; no row was stored. Mend them and upload the file again.", refused(bad, "cooperative,HTX Sai Hai,13,01840"))

	few := maker.Post("/demands", object{"title": "Miến", "keywords": "miến", "unit": "kg", "months": []object{}, "deliveryAreaCode": "19", "closesAt": "2026-12-20T00:00:00Z"}, english)
	require.Contains(t, string(few.Want(http.StatusUnprocessableEntity).Body), "Needs at least 1 entry.")
	short := maker.Post("/demands", object{"title": "M", "keywords": "miến", "unit": "kg", "months": []object{}, "deliveryAreaCode": "19", "closesAt": "2026-12-20T00:00:00Z"}, english)
	require.Contains(t, string(short.Want(http.StatusUnprocessableEntity).Body), "Needs at least 2 characters.")

	told := func() string {
		return string(officer.Do(http.MethodGet, "/notices", nil, english).Want(http.StatusOK).Body)
	}
	certificates := "organizationTaxCode,productName,number,decisionNumber,issuer,issuedAt,criteriaVersion,score\n"
	taxCode := maker.Get("/organizations/" + maker.OrganizationID).Fields()["taxCode"].(string)
	for _, product := range []string{"Miến dong", "Chè Shan", "Mật ong"} {
		maker.Draft(product, nil)
	}
	row := func(product, number string) string {
		return taxCode + "," + product + "," + number + ",12/QĐ-UBND,UBND tỉnh,2026-01-05,qd-148-2023,81\n"
	}
	maker.Post("/imports/certificates", apptest.Upload{Name: "a.csv", Data: []byte(certificates + row("Miến dong", "OCOP-1"))}).Want(http.StatusOK)
	maker.Post("/imports/certificates", apptest.Upload{Name: "b.csv", Data: []byte(certificates + row("Chè Shan", "OCOP-2") + row("Mật ong", "OCOP-3"))}).Want(http.StatusOK)
	require.Contains(t, told(), "HTX Tài Hoan has imported 2 certificates that wait for verification.")
	require.Contains(t, told(), "HTX Tài Hoan has imported 1 certificate that waits for verification.")

	other, buyer := a.Verified("cooperative", "HTX Hai", "01840"), a.Verified("enterprise", "Công ty", "01843")
	for _, by := range []*apptest.Client{maker, other} {
		by.Capacity(by.Offer("Miến dong sợi "+by.OrganizationID[len(by.OrganizationID)-4:], object{"unit": "hop"}), "hop", 5)
	}
	a.Indexed()
	demand := buyer.Post("/demands", object{"title": "Cần miến", "keywords": "mien dong soi", "unit": "hop", "months": apptest.Months(11),
		"deliveryAreaCode": "01843", "closesAt": "2026-12-20"}).Want(http.StatusCreated).ID()
	plan := func(most string) string {
		return string(buyer.Do(http.MethodGet, "/demands/"+demand+"/plan?maxSuppliers="+most, nil, english).Want(http.StatusOK).Body)
	}
	require.Contains(t, plan("1"), "No more than 1 supplier is allowed; allowing more may close the gap.")
	require.Contains(t, plan("2"), "No more than 2 suppliers are allowed; allowing more may close the gap.")
	require.Contains(t, plan("2"), "lacks the most: 1 box.")
	require.Contains(t, plan("1"), "lacks the most: 6 boxes.")
}
