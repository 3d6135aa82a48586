package exchange_test

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"lienket/api/app/apptest"
	"lienket/api/sheet"
)

type object = apptest.Object

// answer is an import's, clean or refused.
type answer struct {
	DryRun                            bool
	Rows, Created, Updated, Unchanged int
	ErrorsTotal                       int
	Errors                            []struct {
		Row                                int
		Column, Cell, Value, Code, Message string
	}
}

// problems are an answer's errors as "row column code".
func (a answer) problems() []string {
	var list []string
	for _, e := range a.Errors {
		list = append(list, fmt.Sprintf("%d %s %s", e.Row, e.Column, e.Code))
	}
	return list
}

func (a answer) counts() string {
	return fmt.Sprintf("%d rows: %d created, %d updated, %d unchanged", a.Rows, a.Created, a.Updated, a.Unchanged)
}

// load imports a CSV of lines and wants that status.
func load(c *apptest.Client, kind string, status int, lines ...string) answer {
	c.T.Helper()
	return loadFile(c, kind, status, []byte(strings.Join(lines, "\n")+"\n"))
}

func loadFile(c *apptest.Client, kind string, status int, data []byte) answer {
	c.T.Helper()
	var got answer
	c.Post("/imports/"+kind, apptest.Upload{Name: "bang.csv", Data: data}).Want(status).JSON(&got)
	return got
}

// taxCode is that of an organisation.
func taxCode(c *apptest.Client) string {
	c.T.Helper()
	return c.Get("/organizations/" + c.OrganizationID).Want(http.StatusOK).Fields()["taxCode"].(string)
}

// list is every item of a list.
func list(c *apptest.Client, path string) []map[string]any {
	c.T.Helper()
	var page struct{ Items []map[string]any }
	c.Get(path).Want(http.StatusOK).JSON(&page)
	return page.Items
}

func TestOrganizationsAreImportedByOfficersOfTheirArea(t *testing.T) {
	a := apptest.New(t)
	officer, distant := a.Staff("19"), a.Staff("01")
	first, second := a.TaxCode(), a.TaxCode()
	file := []string{"kind,name,taxCode,areaCode,address,phone,email",
		"Hợp tác xã,HTX Miến dong Bản Vén," + first + ",01840,Thôn Bản Vén,0912 345 678,mien@example.vn",
		"enterprise,Công ty Nông sản Ba Bể," + second + ",01843,,,",
		"Tổ hợp tác,Tổ rau sạch Nà Pài,,01840,,,"}

	got := load(distant, "organizations", http.StatusUnprocessableEntity, file...)
	require.Equal(t, []string{"2 areaCode forbidden", "3 areaCode forbidden", "4 areaCode forbidden"}, got.problems())
	require.Equal(t, "3 rows: 0 created, 0 updated, 0 unchanged", got.counts())
	require.Empty(t, list(officer, "/organizations"))

	var dry answer
	officer.Post("/imports/organizations?dryRun=true", apptest.Upload{Name: "x", Data: []byte(strings.Join(file, "\n"))}).Want(http.StatusOK).JSON(&dry)
	require.True(t, dry.DryRun)
	require.Equal(t, "3 rows: 3 created, 0 updated, 0 unchanged", dry.counts())
	require.NotNil(t, dry.Errors)
	require.Empty(t, list(officer, "/organizations"), "a dry run stores nothing")

	require.Equal(t, "3 rows: 3 created, 0 updated, 0 unchanged", load(officer, "organizations", http.StatusOK, file...).counts())
	stored := list(officer, "/organizations")
	require.Len(t, stored, 3)
	require.Equal(t, "verified", stored[1]["status"])
	require.Equal(t, "0912345678", stored[1]["phone"])

	require.Equal(t, "3 rows: 0 created, 0 updated, 3 unchanged", load(officer, "organizations", http.StatusOK, file...).counts())
	require.Equal(t, stored, list(officer, "/organizations"), "no version was bumped")

	file[2] = "enterprise,Công ty Nông sản Hồ Ba Bể," + second + ",01843,,,"
	require.Equal(t, "3 rows: 0 created, 1 updated, 2 unchanged", load(officer, "organizations", http.StatusOK, file...).counts())
	require.Equal(t, "Công ty Nông sản Hồ Ba Bể", list(officer, "/organizations?kind=enterprise")[0]["name"])

	// What waits for verification is verified by an officer's entering it.
	waiting := a.Register("cooperative", "HTX Đang chờ", "01840")
	row := "cooperative,HTX Đang chờ," + taxCode(waiting) + ",01840"
	require.Equal(t, 1, load(officer, "organizations", http.StatusOK, "kind,name,taxCode,areaCode", row).Updated)
	require.Equal(t, "verified", waiting.Get("/organizations/" + waiting.OrganizationID).Fields()["status"])

	got = load(officer, "organizations", http.StatusUnprocessableEntity, "kind,name,taxCode,areaCode", "enterprise,HTX Đang chờ,"+taxCode(waiting)+",01840")
	require.Equal(t, []string{"2 kind kind_fixed"}, got.problems())
}

func TestProductsCertificatesAndCapacityOfAnArea(t *testing.T) {
	a := apptest.New(t)
	officer := a.Staff("19")
	code := taxCode(a.Verified("cooperative", "HTX Bản Vén", "01840"))

	file := []string{"Mã số thuế tổ chức;Tên sản phẩm;Nhóm sản phẩm;Đơn vị tính;Giá thấp nhất (đồng);Giá cao nhất (đồng);Đặt tối thiểu;Mô tả;Dấu chất lượng;Trạng thái",
		code + ";Miến dong;Thực phẩm;kg;50.000;60.000;12,5;Phơi nắng;VietGAP; Đang bán",
		code + ";Chè Shan;do-uong;hộp;120000;;;;;"}
	file[1] = code + `;Miến dong;Thực phẩm;kg;50.000;60.000;12,5;Phơi nắng;"VietGAP; Hữu cơ";Đang bán`
	require.Equal(t, "2 rows: 2 created, 0 updated, 0 unchanged", load(officer, "products", http.StatusOK, file...).counts())
	offered := list(officer, "/products")
	require.Len(t, offered, 1)
	require.Equal(t, object{"min": 50000.0, "max": 60000.0}, offered[0]["price"])
	require.Equal(t, 12.5, offered[0]["minOrder"])
	require.Equal(t, []any{"huu-co", "vietgap"}, offered[0]["qualityMarks"])
	require.Equal(t, object{"min": 120000.0, "max": 120000.0}, list(officer, "/products?status=draft")[0]["price"])
	require.Equal(t, "2 rows: 0 created, 0 updated, 2 unchanged", load(officer, "products", http.StatusOK, file...).counts())
	require.Equal(t, offered, list(officer, "/products"))

	// A column that the file lacks stays as it is; letter case and marks do not matter.
	got := load(officer, "products", http.StatusOK, "organizationTaxCode,name,group,unit,priceMin", code+",Miến dong,thuc-pham,kg,55000")
	require.Equal(t, "1 rows: 0 created, 1 updated, 0 unchanged", got.counts())
	require.Equal(t, "Phơi nắng", list(officer, "/products")[0]["description"])
	got = load(officer, "products", http.StatusUnprocessableEntity, "organizationTaxCode,name,group,unit", code+",MIEN DONG,thuc-pham,kg", code+",Miến  dong,thuc-pham,kg")
	require.Equal(t, []string{"3 name duplicate_row"}, got.problems())
	require.Contains(t, got.Errors[0].Message, "dòng 2")

	certificates := []string{"organizationTaxCode,productName,number,decisionNumber,issuer,issuedAt,criteriaVersion,score",
		code + ",mien dong,OCOP-1,12/QĐ-UBND,UBND tỉnh Thái Nguyên,23/11/2025,qd-148-2023,\"82,5\""}
	require.Equal(t, 1, load(officer, "certificates", http.StatusOK, certificates...).Created)
	require.EqualValues(t, 4, list(officer, "/products")[0]["stars"], "what an officer imports is verified by that")
	require.Equal(t, 1, load(officer, "certificates", http.StatusOK, certificates...).Unchanged)
	certificates[1] = strings.Replace(certificates[1], "82,5", "92,5", 1)
	require.Equal(t, 1, load(officer, "certificates", http.StatusOK, certificates...).Updated)
	require.EqualValues(t, 5, list(officer, "/products")[0]["stars"])

	capacity := []string{"organizationTaxCode,productName,year,unit,m1,m2,m3,m4,m5,m6,m7,m8,m9,m10,m11,m12",
		code + ",Miến dong,2027,tấn,\"1,5\",,3,0,0,0,0,0,0,0,0,2"}
	require.Equal(t, 1, load(officer, "capacity", http.StatusOK, capacity...).Created)
	id := list(officer, "/products")[0]["id"].(string)
	var year struct {
		Unit   string
		Months []struct{ Capacity float64 }
	}
	a.Visitor().Get("/products/" + id + "/capacity/2027").Want(http.StatusOK).JSON(&year)
	require.Equal(t, "tan", year.Unit)
	require.Equal(t, []float64{1.5, 0, 3, 2}, []float64{year.Months[0].Capacity, year.Months[1].Capacity, year.Months[2].Capacity, year.Months[11].Capacity})
	require.Equal(t, 1, load(officer, "capacity", http.StatusOK, capacity...).Unchanged)
}

func TestACooperativeImportsForItselfAlone(t *testing.T) {
	a := apptest.New(t)
	own, other, officer := a.Verified("cooperative", "HTX Của tôi", "01840"), a.Verified("cooperative", "HTX Khác", "01840"), a.Staff("19")
	got := load(own, "products", http.StatusOK, "name,group,unit,status", "Miến dong,thuc-pham,kg,published")
	require.Equal(t, 1, got.Created, "one's own tax code need not be written")
	got = load(own, "products", http.StatusUnprocessableEntity, "organizationTaxCode,name,group,unit", taxCode(other)+",Miến,thuc-pham,kg", ",Gạo,thuc-pham,kg")
	require.Equal(t, []string{"2 organizationTaxCode forbidden"}, got.problems())

	certificate := []string{"productName,number,decisionNumber,issuer,issuedAt,criteriaVersion,score",
		"Miến dong,OCOP-1,12/QĐ,UBND tỉnh,2026-01-01,qd-148-2023,75"}
	require.Equal(t, 1, load(own, "certificates", http.StatusOK, certificate...).Created)
	require.EqualValues(t, 0, list(own, "/products")[0]["stars"], "it waits for an officer")
	require.Len(t, list(officer, "/notices"), 1, "who is told of it")
	require.Equal(t, 1, load(own, "certificates", http.StatusOK, certificate...).Unchanged)
	certificate[1] = strings.Replace(certificate[1], ",75", ",76", 1)
	require.Equal(t, 1, load(own, "certificates", http.StatusOK, certificate...).Updated, "what waits may be corrected")

	// The same row by an officer verifies it; then it is no longer the member's to change.
	require.Equal(t, 1, load(officer, "certificates", http.StatusOK, "organizationTaxCode,"+certificate[0], taxCode(own)+","+certificate[1]).Updated)
	require.EqualValues(t, 4, list(own, "/products")[0]["stars"])
	require.Equal(t, 1, load(own, "certificates", http.StatusOK, certificate...).Unchanged)
	certificate[1] = strings.Replace(certificate[1], ",76", ",95", 1)
	require.Equal(t, []string{"2 number decided"}, load(own, "certificates", http.StatusUnprocessableEntity, certificate...).problems())

	pending := a.Register("cooperative", "HTX Chưa xác minh", "01840")
	got = load(pending, "products", http.StatusUnprocessableEntity, "name,group,unit,status", "Miến,thuc-pham,kg,published")
	require.Equal(t, []string{"2 status state_forbids"}, got.problems())
	require.Equal(t, 1, load(pending, "products", http.StatusOK, "name,group,unit,status", "Miến,thuc-pham,kg,Bản nháp").Created)

	for _, client := range []*apptest.Client{a.Verified("enterprise", "Công ty", "01843"), a.Visitor()} {
		for _, kind := range []string{"organizations", "products", "certificates", "capacity", "reports"} {
			status, code := http.StatusForbidden, "forbidden"
			if client.Token == "" {
				status, code = http.StatusUnauthorized, "unauthenticated"
			}
			client.Post("/imports/"+kind, apptest.Upload{Name: "a.csv", Data: []byte("name\nx\n")}).Problem(status, code)
			client.Get("/imports/"+kind+"/template.csv").Problem(status, code)
		}
	}
	own.Post("/imports/organizations", apptest.Upload{Name: "a.csv", Data: []byte("name\nx\n")}).Problem(http.StatusForbidden, "forbidden")
}

// TestWhatOfficersImportIsShownToEachOrganisation: one entry an import, with how many
// records of theirs it wrote.
func TestWhatOfficersImportIsShownToEachOrganisation(t *testing.T) {
	a := apptest.New(t)
	own, other, officer := a.Verified("cooperative", "HTX Của tôi", "01840"), a.Verified("cooperative", "HTX Khác", "01840"), a.Staff("19")
	code, another := taxCode(own), taxCode(other)
	entries := func(c *apptest.Client) []string {
		var said []string
		for _, e := range list(c, "/organizations/"+c.OrganizationID+"/entries") {
			said = append(said, fmt.Sprint(e["what"], " ", e["subject"], " ", e["count"]))
		}
		return said
	}
	load(own, "products", http.StatusOK, "name,group,unit,status", "Gạo,thuc-pham,kg,draft")
	officer.Post("/imports/products?dryRun=true", apptest.Upload{Name: "x", Data: []byte("organizationTaxCode,name,group,unit\n" + code + ",Ngô,thuc-pham,kg\n")}).Want(http.StatusOK)
	require.Empty(t, entries(own), "neither a member's import nor a dry run")

	products := []string{"organizationTaxCode,name,group,unit", code + ",Miến dong,thuc-pham,kg", another + ",Miến,thuc-pham,kg", code + ",Chè Shan,do-uong,kg"}
	load(officer, "products", http.StatusOK, products...)
	load(officer, "products", http.StatusOK, products...) // changes nothing
	load(officer, "certificates", http.StatusOK, "organizationTaxCode,productName,number,decisionNumber,issuer,issuedAt,criteriaVersion,score",
		code+",miến dong,OCOP-1,12/QĐ,UBND tỉnh,2026-01-01,qd-148-2023,75")
	load(officer, "capacity", http.StatusOK, "organizationTaxCode,productName,year,unit,m1,m2,m3,m4,m5,m6,m7,m8,m9,m10,m11,m12",
		code+",Miến dong,2027,kg,1,,,,,,,,,,,", code+",Miến dong,2028,kg,1,,,,,,,,,,,")
	load(officer, "reports", http.StatusOK, "organizationTaxCode,year,members", code+",2025,20")
	fresh := a.TaxCode()
	load(officer, "organizations", http.StatusOK, "kind,name,taxCode,areaCode,phone",
		"cooperative,HTX Của tôi,"+code+",01840,0912345678", "cooperative,HTX Mới,"+fresh+",01840,")
	require.Equal(t, []string{"organization.import <nil> <nil>", "reports.import 2025 <nil>", "capacity.import Miến dong 2",
		"certificates.import OCOP-1 <nil>", "products.import Miến dong 2"}, entries(own))
	require.Equal(t, []string{"products.import Miến <nil>"}, entries(other))
	for _, o := range list(officer, "/organizations?q=HTX+M%E1%BB%9Bi") {
		require.Empty(t, list(officer, "/organizations/"+o["id"].(string)+"/entries"), "nobody was there yet")
	}
}

func TestReportsAreImportedAsFarAsTheyGo(t *testing.T) {
	a := apptest.New(t)
	own, officer := a.Verified("cooperative", "HTX Của tôi", "01840"), a.Staff("19")
	header := "organizationTaxCode,year,members,memberHouseholds,labour,regularLabour,averageMemberIncome,revenue,profit,capital,linkedHouseholds,areaFarmed"
	full := ",2025,20,18,30,12,5.000.000,2000000000,-5000000,900000000,60,\"12,5\""
	path := "/organizations/" + own.OrganizationID + "/reports/"

	require.Equal(t, 1, load(own, "reports", http.StatusOK, header, full).Created)
	report := own.Get(path + "2025").Want(http.StatusOK).Fields()
	require.Equal(t, "draft", report["status"])
	require.Equal(t, 12.5, report["areaFarmed"])
	require.EqualValues(t, -5_000_000, report["profit"])
	require.Equal(t, 1, load(own, "reports", http.StatusOK, header, full).Unchanged)
	require.Equal(t, 1, load(own, "reports", http.StatusOK, header+",status", full+",Đã nộp").Updated)
	require.Equal(t, "submitted", own.Get(path + "2025").Fields()["status"])
	require.Equal(t, []string{"2 status forbidden"}, load(own, "reports", http.StatusUnprocessableEntity, header+",status", full+",accepted").problems())

	// Entered in full by an officer it is accepted by that, and closed.
	require.Equal(t, 1, load(officer, "reports", http.StatusOK, header, taxCode(own)+full).Updated)
	require.Equal(t, "accepted", own.Get(path + "2025").Fields()["status"])
	require.Equal(t, 1, load(own, "reports", http.StatusOK, header, full).Unchanged)
	got := load(own, "reports", http.StatusUnprocessableEntity, header, strings.Replace(full, "2025,20", "2025,21", 1))
	require.Equal(t, []string{"2 status state_forbids"}, got.problems())
	require.Len(t, list(own, path+"2025/history"), 3)

	// What is not answered leaves a draft; a figure without a column stays.
	require.Equal(t, 1, load(officer, "reports", http.StatusOK, "organizationTaxCode,year,members", taxCode(own)+",2024,20").Created)
	require.Equal(t, 1, load(officer, "reports", http.StatusOK, "organizationTaxCode,year,labour", taxCode(own)+",2024,9").Updated)
	report = own.Get(path + "2024").Fields()
	require.Equal(t, []any{"draft", 20.0, 9.0}, []any{report["status"], report["members"], report["labour"]})
}

func TestCapacityIsNotImportedBelowWhatIsCommitted(t *testing.T) {
	a := apptest.New(t)
	seller, buyer := a.Verified("cooperative", "HTX Bên bán", "01840"), a.Verified("enterprise", "Công ty", "01843")
	product := seller.Offer("Miến dong", nil)
	seller.Capacity(product, "kg", 100, 100)
	buyer.Conclude([]object{apptest.Line(product, 60)}, seller)
	header := "productName,year,unit,m1,m2,m3,m4,m5,m6,m7,m8,m9,m10,m11,m12"
	got := load(seller, "capacity", http.StatusUnprocessableEntity, header, "Miến dong,2027,kg,59,0,0,0,0,0,0,0,0,0,0,0")
	require.Equal(t, []string{"2 m1 below_committed"}, got.problems())
	require.Contains(t, got.Errors[0].Message, "hợp đồng", "it names the contract")
	require.Equal(t, 1, load(seller, "capacity", http.StatusOK, header, "Miến dong,2027,kg,60,0,0,0,0,0,0,0,0,0,0,0").Updated)
	got = load(seller, "capacity", http.StatusUnprocessableEntity, header, "Miến dong,2027,hộp,60,0,0,0,0,0,0,0,0,0,0,0")
	require.Equal(t, []string{"2 unit other_dimension"}, got.problems())
}

func TestEveryErrorNamesItsCellAndNothingIsStored(t *testing.T) {
	a := apptest.New(t)
	officer := a.Staff("19")
	code := taxCode(a.Verified("cooperative", "HTX Bản Vén", "01840"))
	got := load(officer, "products", http.StatusUnprocessableEntity,
		"organizationTaxCode,name,group,unit,priceMin,priceMax,minOrder,qualityMarks,status",
		code+",Miến dong,thuc-pham,kg,50000,60000,10,vietgap,draft",
		code+",Chè,nuoc,bao,năm mươi,\"50000,5\",1.234,vietgap;lạ,selling",
		"4600000000,Gạo,thuc-pham,kg,,,,,",
		",Gạo,thuc-pham,kg,,,,,",
		code+",,thuc-pham,kg,60000,50000,,,",
		code+",Ngô,thuc-pham,kg,60000,50000,,,",
		code+",Lúa,thuc-pham,kg,,50000,,,",
		code+",Đỗ,thuc-pham,kg,-1,,\"0,0001\",,")
	require.Equal(t, []string{"3 group not_in_list", "3 unit not_in_list", "3 minOrder ambiguous_number", "3 qualityMarks not_in_list",
		"3 priceMin not_a_number", "3 priceMax not_whole", "3 status not_in_list", "4 organizationTaxCode not_found", "5 organizationTaxCode required",
		"6 name required", "7 priceMax below_min", "8 priceMin required", "9 minOrder too_precise", "9 priceMin out_of_range"}, got.problems())
	require.Equal(t, 14, got.ErrorsTotal)
	require.Equal(t, "E3", got.Errors[4].Cell)
	require.Equal(t, "năm mươi", got.Errors[4].Value)
	require.Equal(t, "Phải là một số. Ví dụ: 50000.", got.Errors[4].Message)
	require.Equal(t, "Không hiểu “nuoc”. Hãy ghi một trong: Thực phẩm, Đồ uống, Dược liệu, Thủ công mỹ nghệ, Sinh vật cảnh, Du lịch cộng đồng.", got.Errors[0].Message)
	require.Empty(t, list(officer, "/products?status=draft"), "not the good row either")

	english := officer.Post("/imports/products", apptest.Upload{Name: "a", Data: []byte("organizationTaxCode,name,group,unit\n" + code + ",Chè,nuoc,kg\n")},
		apptest.Header{Name: "Accept-Language", Value: "en"})
	require.Contains(t, string(english.Body), "is not known. Write one of: Food, Drinks")
	require.Equal(t, "invalid_input", english.Fields()["code"])
}

// TestARowSaysAllThatIsWrongAtOnce: a cell that cannot be read does not hide what the
// rules say of the others, and is complained of once.
func TestARowSaysAllThatIsWrongAtOnce(t *testing.T) {
	a := apptest.New(t)
	officer := a.Staff("19")
	seller, buyer := a.Verified("cooperative", "HTX Bên bán", "01840"), a.Verified("enterprise", "Công ty", "01843")
	product := seller.Offer("Miến dong", nil)
	seller.Capacity(product, "kg", 100, 100)
	buyer.Conclude([]object{apptest.Line(product, 60)}, seller)
	code := taxCode(seller)
	for _, row := range []struct {
		kind, header, line string
		wrong              []string
	}{
		{"organizations", "kind,name,taxCode,areaCode,phone,memberCount", "hợp tác,HTX Một,123,99999,12,nhiều", []string{
			"2 kind not_in_list", "2 areaCode unknown_area", "2 memberCount not_a_number", "2 taxCode bad_tax_code", "2 phone bad_phone"}},
		{"organizations", "kind,name,taxCode,areaCode,memberCount", "cooperative,,,01840,nhiều", []string{
			"2 name required", "2 memberCount not_a_number", "2 taxCode required"}},
		{"products", "organizationTaxCode,name,group,unit,priceMin,priceMax,gtin", code + ",Gạo,lương thực,kg,60000,50000,123", []string{
			"2 group not_in_list", "2 priceMax below_min", "2 gtin bad_gtin"}},
		{"products", "organizationTaxCode,name,group,unit,priceMin,priceMax", code + ",Gạo,thuc-pham,kg,rẻ,50000", []string{"2 priceMin not_a_number"}},
		{"products", "organizationTaxCode,name,group,unit,shelfLifeDays", code + ",Miến dong,thuc-pham,lit,lâu", []string{"2 shelfLifeDays not_a_number", "2 unit dimension_fixed"}},
		{"certificates", "organizationTaxCode,productName,number,decisionNumber,issuer,issuedAt,criteriaVersion,score",
			code + ",Miến dong,OCOP-1,12/QĐ-UBND,UBND tỉnh,23/11/2035,qd-148-2023,cao", []string{"2 score not_a_number", "2 issuedAt in_future"}},
		{"capacity", "organizationTaxCode,productName,year,unit,m1,m2,m3,m4,m5,m6,m7,m8,m9,m10,m11,m12",
			code + ",Miến dong,2027,kg,59,nhiều,0,0,0,0,0,0,0,0,0,0", []string{"2 m2 not_a_number", "2 m1 below_committed"}},
		{"capacity", "organizationTaxCode,productName,year,unit,m1,m2,m3,m4,m5,m6,m7,m8,m9,m10,m11,m12",
			code + ",Miến dong,2027,kg,nhiều,0,0,0,0,0,0,0,0,0,0,0", []string{"2 m1 not_a_number"}},
		{"reports", "organizationTaxCode,year,members,labour,revenue", code + ",2025,-3,nhiều,2", []string{"2 labour not_a_number", "2 members negative"}},
	} {
		require.Equal(t, row.wrong, load(officer, row.kind, http.StatusUnprocessableEntity, row.header, row.line).problems(), row.line)
	}
}

func TestHeadersAreMatchedByKeyOrLabelInAnyOrder(t *testing.T) {
	a := apptest.New(t)
	officer := a.Staff("19")
	code := a.TaxCode()
	got := load(officer, "organizations", http.StatusOK, "MÃ ĐỊA BÀN *,TaxCode,Ten to chuc,Kind,Ghi chú (chỉ xem)", "01840,"+code+",HTX Một,cooperative,bỏ qua")
	require.Equal(t, 1, got.Created)
	for name, c := range map[string]struct{ header, problem string }{
		"unknown":       {"kind,name,taxCode,areaCode,màu", "1 màu unknown_column"},
		"missing":       {"kind,name,taxCode", "1 areaCode missing_column"},
		"twice by name": {"kind,name,taxCode,areaCode,Mã địa bàn", "1 areaCode column_twice"},
		"stars":         {"kind,name,taxCode,areaCode,stars", "1 stars not_importable"},
		"two alike":     {"kind,name,taxCode,areaCode,Kind", "0  column_twice"},
	} {
		got := load(officer, "organizations", http.StatusUnprocessableEntity, c.header, "1,2,3")
		require.Equal(t, []string{c.problem}, got.problems(), name)
		require.NotEmpty(t, got.Errors[0].Message)
	}
}

func TestATemplateFilledInIsImported(t *testing.T) {
	a := apptest.New(t)
	officer := a.Staff("19")
	for _, kind := range []string{"organizations", "products", "certificates", "capacity", "reports"} {
		empty := officer.Get("/imports/" + kind + "/template.xlsx").Want(http.StatusOK)
		require.Equal(t, sheet.ContentTypes["xlsx"], empty.Header.Get("Content-Type"))
		require.Contains(t, empty.Header.Get("Content-Disposition"), kind+".xlsx")
		book, err := excelize.OpenReader(bytes.NewReader(empty.Body))
		require.NoError(t, err)
		require.Len(t, book.GetSheetList(), 2)
		rows, err := book.GetRows(book.GetSheetList()[1])
		require.NoError(t, err)
		header, err := book.GetRows(book.GetSheetList()[0])
		require.NoError(t, err)
		require.Len(t, header, 1, "the example is not among the data")
		for i, label := range header[0] {
			require.Equal(t, label, rows[i+1][0], "every column is explained")
			require.NotEmpty(t, rows[i+1][3])
		}
		require.Equal(t, []string{"0  no_rows"}, loadFile(officer, kind, http.StatusUnprocessableEntity, empty.Body).problems())
		csv := officer.Get("/imports/" + kind + "/template.csv").Want(http.StatusOK)
		require.Equal(t, "\ufeff"+strings.Join(header[0], ",")+"\n", string(csv.Body))
	}

	// Excel takes the zero in front of codes that are typed as numbers.
	book, err := excelize.OpenReader(bytes.NewReader(officer.Get("/imports/organizations/template.xlsx").Body))
	require.NoError(t, err)
	code := a.TaxCode()
	require.NoError(t, book.SetSheetRow("Tổ chức", "A2", &[]any{"Hợp tác xã", "HTX Một", code, 1840, "", 912345678}))
	var filled bytes.Buffer
	require.NoError(t, book.Write(&filled))
	require.Equal(t, 1, loadFile(officer, "organizations", http.StatusOK, filled.Bytes()).Created)
	stored := list(officer, "/organizations")[0]
	require.Equal(t, []any{"01840", "0912345678", code}, []any{stored["areaCode"], stored["phone"], stored["taxCode"]})
}
