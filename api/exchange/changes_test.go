package exchange_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/app/apptest"
)

// told is what a dry run says of what changes and of what it verifies.
type told struct {
	answer
	Verifies int
	Verified []struct {
		Row  int
		Name string
	}
	Changes []struct {
		Row    int
		Name   string
		Fields []struct{ Column, Label, Before, After string }
	}
}

func (a told) changes() []string {
	said := []string{}
	for _, change := range a.Changes {
		for _, field := range change.Fields {
			said = append(said, fmt.Sprint(change.Row, " ", change.Name, " ", field.Column, " ", field.Before, " -> ", field.After))
		}
	}
	return said
}

func dryRun(c *apptest.Client, kind string, data []byte, headers ...apptest.Header) (got told) {
	c.T.Helper()
	c.Post("/imports/"+kind+"?dryRun=true", apptest.Upload{Name: "bang", Data: data}, headers...).Want(http.StatusOK).JSON(&got)
	return got
}

// TestWhatGoesOutAndComesInUneditedVerifiesNothing, of anything that waits.
func TestWhatGoesOutAndComesInUneditedVerifiesNothing(t *testing.T) {
	a := apptest.New(t)
	officer, own := a.Staff("19"), a.Verified("cooperative", "HTX Một", "01840")
	waiting := a.Register("cooperative", "HTX Đang chờ", "01840")
	product := own.Offer("Miến dong", nil)
	own.Post("/products/"+product+"/certificates", object{"number": "OCOP-1", "decisionNumber": "12/QĐ-UBND", "issuer": "UBND tỉnh Thái Nguyên",
		"issuedAt": "2026-01-05", "criteriaVersion": "qd-148-2023", "score": 72.5}).Want(http.StatusCreated)
	load(own, "reports", http.StatusOK, "year,members,memberHouseholds,labour,regularLabour,averageMemberIncome,revenue,profit,capital,linkedHouseholds,areaFarmed,status",
		"2025,20,18,30,12,5000000,2000000000,-5000000,900000000,60,12.5,submitted")
	for _, table := range []struct{ kind, query string }{{"organizations", "?status=all"}, {"certificates", "?status=pending"}, {"reports", "?year=2025"}} {
		for _, format := range []string{"csv", "xlsx"} {
			file := officer.Get("/exports/" + table.kind + "." + format + table.query).Want(http.StatusOK).Body
			got := dryRun(officer, table.kind, file)
			require.Positive(t, got.Rows, table.kind)
			require.Equal(t, got.Rows, got.Unchanged, "%s.%s", table.kind, format)
			require.Zero(t, got.Verifies)
			require.NotNil(t, got.Changes)
			require.Equal(t, got.Rows, loadFile(officer, table.kind, http.StatusOK, file).Unchanged)
		}
	}
	require.Equal(t, "pending", waiting.Get("/organizations/" + waiting.OrganizationID).Fields()["status"])
	require.Equal(t, "pending", list(officer, "/products/"+product+"/certificates")[0]["status"])
	require.Equal(t, "submitted", own.Get("/organizations/" + own.OrganizationID + "/reports/2025").Fields()["status"])
}

// TestADryRunSaysWhatChangesAndWhatItVerifies, field by field and by name.
func TestADryRunSaysWhatChangesAndWhatItVerifies(t *testing.T) {
	a := apptest.New(t)
	officer, own := a.Staff("19"), a.Verified("cooperative", "HTX Một", "01840")
	waiting := a.Register("cooperative", "HTX Đang chờ", "01840")
	code, other := taxCode(own), taxCode(waiting)
	got := dryRun(officer, "organizations", []byte("kind,name,taxCode,areaCode,charterCapital,foundedOn\n"+
		"cooperative,HTX Một mới,"+code+",01840,1500000000,2015-05-20\n"+
		"cooperative,HTX Đang chờ,"+other+",01843,,\n"+
		"cooperative,HTX Chưa có,"+a.TaxCode()+",01843,,\n"))
	require.Equal(t, []string{"2 HTX Một name HTX Một -> HTX Một mới", "2 HTX Một charterCapital  -> 1.500.000.000", "2 HTX Một foundedOn  -> 20/05/2015",
		"3 HTX Đang chờ areaCode 01840 -> 01843"}, got.changes())
	require.Equal(t, 1, got.Verifies, "neither what is verified nor what is new")
	require.Equal(t, "HTX Đang chờ", got.Verified[0].Name)
	require.Equal(t, 3, got.Verified[0].Row)

	product := own.Offer("Miến dong", nil)
	own.Post("/products/"+product+"/certificates", object{"number": "OCOP-1", "decisionNumber": "12/QĐ-UBND", "issuer": "UBND tỉnh Thái Nguyên",
		"issuedAt": "2026-01-05", "criteriaVersion": "qd-148-2023", "score": 72.5}).Want(http.StatusCreated)
	certificates := []byte("organizationTaxCode,productName,number,decisionNumber,issuer,issuedAt,criteriaVersion,score\n" +
		code + ",Miến dong,OCOP-1,12/QĐ-UBND,UBND tỉnh Thái Nguyên,2026-01-06,qd-1048-2019,82.5\n")
	got = dryRun(officer, "certificates", certificates, apptest.Header{Name: "Accept-Language", Value: "en"})
	require.Equal(t, []string{"2 OCOP-1 · Miến dong issuedAt 2026-01-05 -> 2026-01-06", "2 OCOP-1 · Miến dong criteriaVersion QĐ 148/QĐ-TTg (2023) -> QĐ 1048/QĐ-TTg (2019)",
		"2 OCOP-1 · Miến dong score 72.5 -> 82.5"}, got.changes())
	require.Equal(t, "Issued on", got.Changes[0].Fields[0].Label)
	require.Equal(t, 1, got.Verifies)
	require.Zero(t, dryRun(own, "certificates", certificates).Verifies, "a member verifies nothing")

	// Long values are cut to where they change.
	long := strings.Repeat("Thơm ngon. ", 40)
	load(officer, "products", http.StatusOK, "organizationTaxCode,name,group,unit,description", code+",Miến dong,thuc-pham,kg,"+long+"Cũ")
	got = dryRun(officer, "products", []byte("organizationTaxCode,name,group,unit,priceMin,description\n"+code+",Miến dong,thuc-pham,kg,55000,"+long+"Mới\n"))
	fields := got.Changes[0].Fields
	require.Equal(t, "priceMin", fields[0].Column)
	require.Equal(t, "55.000", fields[0].After)
	described := fields[len(fields)-1]
	require.Equal(t, []string{"description", "…", "Cũ"}, []string{described.Column, described.Before[:len("…")], described.Before[len(described.Before)-len("Cũ"):]})
	require.Less(t, len([]rune(described.After)), 130)

	capacity := "organizationTaxCode,productName,year,unit,m1,m2,m3,m4,m5,m6,m7,m8,m9,m10,m11,m12\n" + code + ",Miến dong,2027,kg,%d,0,0,0,0,0,0,0,0,0,0,0\n"
	loadFile(officer, "capacity", http.StatusOK, fmt.Appendf(nil, capacity, 10))
	require.Equal(t, []string{"2 Miến dong · 2027 m1 10 -> 1.200"}, dryRun(officer, "capacity", fmt.Appendf(nil, capacity, 1200)).changes())
	load(own, "reports", http.StatusOK, "year,members,memberHouseholds,labour,regularLabour,averageMemberIncome,revenue,profit,capital,linkedHouseholds,areaFarmed,status",
		"2025,20,18,30,12,5000000,2000000000,-5000000,900000000,60,12.5,submitted")
	got = dryRun(officer, "reports", []byte("organizationTaxCode,year,members\n"+code+",2025,21\n"))
	require.Equal(t, []string{"2 HTX Một · 2025 members 20 -> 21", "2 HTX Một · 2025 status Đã nộp -> Đã tiếp nhận"}, got.changes())
	require.Equal(t, 1, got.Verifies)

	// The first rows are described, all are counted.
	many := []string{"kind,name,taxCode,areaCode,address"}
	for i := range 52 {
		many = append(many, fmt.Sprintf("cooperative,HTX Thứ %d,%s,01840,", i, a.TaxCode()))
	}
	load(officer, "organizations", http.StatusOK, many...)
	got = dryRun(officer, "organizations", []byte(strings.ReplaceAll(strings.Join(many, "\n"), ",01840,", ",01843,")+"\n"))
	require.Equal(t, 52, got.Updated)
	require.Len(t, got.Changes, 50)
}
