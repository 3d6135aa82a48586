package exchange_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"lienket/api/account"
	"lienket/api/app/apptest"
	"lienket/api/exchange"
	"lienket/api/fault"
	"lienket/api/registry"
	"lienket/api/sheet"
	"lienket/api/store"
	"lienket/search"
)

// exported is a list as CSV, its header first.
func exported(c *apptest.Client, path string) [][]string {
	c.T.Helper()
	answer := c.Get("/exports/" + path).Want(http.StatusOK)
	require.True(c.T, bytes.HasPrefix(answer.Body, []byte("\ufeff")), "Excel knows UTF-8 by its mark")
	table, err := sheet.Read(answer.Body, sheet.Usual)
	if len(bytes.Split(bytes.TrimSpace(answer.Body), []byte("\n"))) == 1 {
		return [][]string{strings.Split(strings.TrimSpace(strings.TrimPrefix(string(answer.Body), "\ufeff")), ",")}
	}
	require.NoError(c.T, err)
	rows := [][]string{table.Header}
	for i := range table.Rows {
		row := make([]string, len(table.Header))
		for column := range row {
			row[column] = table.Rows[i].At(column).Value
		}
		rows = append(rows, row)
	}
	return rows
}

// column is what stands below a header.
func column(rows [][]string, label string) []string {
	at := slices.Index(rows[0], label)
	var cells []string
	for _, row := range rows[1:] {
		cells = append(cells, row[at])
	}
	return cells
}

func TestWhatGoesOutAndComesInAgainChangesNothing(t *testing.T) {
	a := apptest.New(t)
	officer := a.Staff("19")
	code, branch := a.TaxCode(), a.TaxCode()
	load(officer, "organizations", http.StatusOK,
		"kind,name,taxCode,areaCode,address,phone,email,about,registrationNumber,registrationDate,registeredUnder,representativeName,representativePosition,representativePhone,lineOfBusiness,lineDetail,sizeClass,memberCount,charterCapital,contactPerson,website,foundedOn",
		"cooperative,\"HTX \"\"Bản, Vén\"\"\","+code+",01840,'-Thôn 1,0912345678,a@example.vn,\"Dòng một\nDòng hai\",'0190,15/08/2024,Luật Hợp tác xã 2023,Nông Thị Hà,Giám đốc,0987654321,Nông nghiệp,Dong riềng,Nhỏ,25,1500000000,Nam,example.vn,20/05/2015",
		"enterprise,Công ty,"+branch+",01843,,,,,,,,,,,,,,,,,,",
		"group,Tổ hợp tác rau,,01840,,,,,,,,,,,,,,,,,,")
	load(officer, "products", http.StatusOK,
		"organizationTaxCode,organizationName,name,group,unit,priceMin,priceMax,minOrder,description,qualityMarks,packaging,shelfLifeDays,storage,season,gtin,status",
		code+",,Miến dong,thuc-pham,kg,50000,60000,\"12,5\",'=ngon,VietGAP; Hữu cơ,Gói,365,Khô ráo,Tết,8934567890120,published",
		code+",,Chè,do-uong,goi,,,,,,,,,,,draft",
		",Tổ hợp tác rau,Rau cải,thuc-pham,kg,20000,,,,,,,,,,draft")
	load(officer, "certificates", http.StatusOK, "organizationTaxCode,productName,number,decisionNumber,issuer,issuedAt,criteriaVersion,score",
		code+",Miến dong,OCOP-1,12/QĐ-UBND,UBND tỉnh Thái Nguyên,2026-01-15,qd-148-2023,\"82,5\"")
	load(officer, "capacity", http.StatusOK, "organizationTaxCode,productName,year,unit,m1,m2,m3,m4,m5,m6,m7,m8,m9,m10,m11,m12",
		code+",Miến dong,2027,tan,1,2,\"1,5\",0,0,0,0,0,0,0,0,0")
	load(officer, "reports", http.StatusOK, "organizationTaxCode,year,members,areaFarmed,profit,status", code+",2025,20,\"12,5\",-3,draft")

	for kind, query := range map[string]string{"organizations": "status=all", "products": "status=draft", "certificates": "status=verified",
		"capacity": "year=2027", "reports": "year=2025"} {
		for _, lang := range []string{"vi", "en"} {
			for _, format := range sheet.Formats {
				t.Run(kind+" "+lang+" "+format, func(t *testing.T) {
					file := officer.Do(http.MethodGet, "/exports/"+kind+"."+format+"?"+query, nil, apptest.Header{Name: "Accept-Language", Value: lang}).Want(http.StatusOK)
					require.Contains(t, file.Header.Get("Content-Disposition"), kind+"-2026-")
					again := loadFile(officer, kind, http.StatusOK, file.Body)
					require.NotZero(t, again.Rows)
					require.Equal(t, again.Rows, again.Unchanged, again.counts())
				})
			}
		}
	}
	published := officer.Get("/exports/products.xlsx").Want(http.StatusOK)
	require.Equal(t, "1 rows: 0 created, 0 updated, 1 unchanged", loadFile(officer, "products", http.StatusOK, published.Body).counts())

	// The form of who has not reported becomes a report when it is filled in.
	rows := exported(officer, "reports.csv?year=2025&status=missing")
	require.ElementsMatch(t, []string{"HTX \"Bản, Vén\"", "Tổ hợp tác rau"}, column(rows, "Tên tổ chức"))
}

func TestAnExportHasWhatTheListShows(t *testing.T) {
	a := apptest.New(t)
	own, other, officer, visitor := a.Verified("cooperative", "HTX Của tôi", "01840"), a.Verified("cooperative", "HTX Khác", "01849"), a.Staff("19"), a.Visitor()
	own.Offer("Miến dong", object{"price": object{"min": 50_000, "max": 60_000}, "description": "=cmd|' /C calc'!A0"})
	own.Draft("Bản nháp của tôi", nil)
	other.Offer("Chè Shan", nil)
	own.Patch("/organizations/"+own.OrganizationID, object{"charterCapital": 1_500_000_000, "representative": object{"name": "Hà", "phone": "0912345678"}}).Want(http.StatusOK)

	require.ElementsMatch(t, []string{"Miến dong", "Chè Shan"}, column(exported(visitor, "products.csv"), "Tên sản phẩm"))
	require.Equal(t, []string{"Miến dong"}, column(exported(visitor, "products.csv?organizationId="+own.OrganizationID), "Tên sản phẩm"))
	require.Equal(t, []string{"Bản nháp của tôi"}, column(exported(own, "products.csv?status=draft"), "Tên sản phẩm"))
	require.Empty(t, column(exported(other, "products.csv?status=draft"), "Tên sản phẩm"))
	visitor.Get("/exports/products.csv?status=draft").Problem(http.StatusUnauthorized, "unauthenticated")
	visitor.Get("/exports/products.csv?status=none").Problem(http.StatusUnprocessableEntity, "invalid_input")
	visitor.Get("/exports/products.pdf").Problem(http.StatusUnprocessableEntity, "invalid_input")

	for _, who := range []struct {
		*apptest.Client
		capital []string
	}{{visitor, []string{"", ""}}, {own, []string{"", "1500000000"}}, {other, []string{"", ""}}, {officer, []string{"", "1500000000"}}} {
		got := column(exported(who.Client, "organizations.csv"), "Vốn điều lệ (đồng)")
		slices.Sort(got)
		require.Equal(t, who.capital, got)
	}

	raw := visitor.Get("/exports/products.csv?organizationId=" + own.OrganizationID).Want(http.StatusOK)
	require.Contains(t, string(raw.Body), ",'=cmd|", "no spreadsheet runs it")
	book, err := excelize.OpenReader(bytes.NewReader(visitor.Get("/exports/products.xlsx?organizationId=" + own.OrganizationID).Want(http.StatusOK).Body))
	require.NoError(t, err)
	kind, err := book.GetCellType("Sản phẩm", "F2")
	require.NoError(t, err)
	require.Contains(t, []excelize.CellType{excelize.CellTypeNumber, excelize.CellTypeUnset}, kind, "a price is a number")
	value, err := book.GetCellValue("Sản phẩm", "F2")
	require.NoError(t, err)
	require.Equal(t, "50000", value)
}

func TestAnExportGoesBeyondOnePage(t *testing.T) {
	a := apptest.New(t)
	officer := a.Staff("19")
	lines := []string{"kind,name,taxCode,areaCode"}
	for i := range 230 {
		lines = append(lines, fmt.Sprintf("cooperative,HTX số %03d,%s,01840", i, a.TaxCode()))
	}
	load(officer, "organizations", http.StatusOK, lines...)
	names := column(exported(officer, "organizations.csv"), "Tên tổ chức")
	require.Len(t, names, 230)
	require.True(t, slices.IsSorted(names))
	table, err := sheet.Read(officer.Get("/exports/organizations.xlsx").Want(http.StatusOK).Body, sheet.Usual)
	require.NoError(t, err)
	require.Len(t, table.Rows, 230)

	a.Exchange.LimitRows(200)
	officer.Get("/exports/organizations.xlsx").Problem(http.StatusRequestEntityTooLarge, "too_large")
}

// TestAFileIsNotCutWhereTheSearchEnds: the engine counts and pages its hits up to a
// bound only, and a file that ends there would look whole.
func TestAFileIsNotCutWhereTheSearchEnds(t *testing.T) {
	a := apptest.New(t)
	own, buyer, officer := a.Verified("cooperative", "HTX Của tôi", "01840"), a.Verified("enterprise", "Công ty Bên mua", "01843"), a.Staff("19")
	demand := buyer.Post("/demands", object{"title": "Cần miến", "keywords": "mien dong", "unit": "kg", "months": apptest.Months(10, 20),
		"deliveryAreaCode": "01843", "closesAt": "2026-12-20"}).Want(http.StatusCreated).ID()
	buyer.Post("/demands/"+demand+"/publish", nil).Want(http.StatusOK)
	a.Indexed()
	require.Len(t, exported(own, "organizations.csv?q=htx"), 2)
	require.Len(t, exported(own, "demands.csv?q=mien"), 2)

	var changes []search.Change
	for i := range search.MaxTotal {
		id := fmt.Sprintf("far-%d", i)
		changes = append(changes,
			search.Change{Document: search.Document{ID: id, Kind: search.Organization, Version: 1, Name: "HTX Xa"}},
			search.Change{Document: search.Document{ID: "demand-" + id, Kind: search.Demand, Version: 1, Name: "Cần miến dong"}})
	}
	require.NoError(t, a.Engine.Apply(t.Context(), changes))
	for _, path := range []string{"/exports/organizations.csv?q=htx", "/exports/demands.csv?q=mien", "/exports/organizations.xlsx?q=htx"} {
		own.Get(path).Problem(http.StatusRequestEntityTooLarge, "too_large")
	}
	own.Get("/organizations?q=htx").Want(http.StatusOK)
	own.Get("/demands?q=mien").Want(http.StatusOK)
	require.Len(t, exported(officer, "organizations.csv?q=htx&status=all"), 2, "an officer's list is no search")
}

func TestAFileThatBreaksOffSaysSo(t *testing.T) {
	a := apptest.New(t)
	broken := errors.New("the disk is gone")
	list := func(_ context.Context, _ account.Actor, filter registry.OrganizationFilter) (page store.Page[registry.Organization], err error) {
		if filter.Cursor != "" {
			return page, broken
		}
		return store.Page[registry.Organization]{Items: []registry.Organization{{Name: "HTX Một"}}, Next: "more"}, nil
	}
	export := a.Exchange.Organizations(account.Actor{}, list, registry.OrganizationFilter{})
	_, err := a.Exchange.Export(t.Context(), export, "xlsx", "vi", "")
	require.ErrorIs(t, err, broken, "a workbook is whole or not there")

	file, err := a.Exchange.Export(t.Context(), export, "csv", "vi", "")
	require.NoError(t, err)
	text, err := io.ReadAll(file)
	require.ErrorIs(t, err, broken, "the connection breaks off with it")
	require.Contains(t, string(text), "HTX Một")
	require.Contains(t, string(text), "TỆP CHƯA ĐỦ")
	require.NoError(t, file.Close())
}

// pages is a list of that many pages of a hundred organisations each.
func pages(most int) func(context.Context, account.Actor, registry.OrganizationFilter) (store.Page[registry.Organization], error) {
	return func(ctx context.Context, _ account.Actor, filter registry.OrganizationFilter) (page store.Page[registry.Organization], err error) {
		at := len(filter.Cursor)
		for i := range 100 {
			page.Items = append(page.Items, registry.Organization{Name: fmt.Sprintf("HTX số %d", at*100+i), About: strings.Repeat("Trồng dong riềng. ", 20)})
		}
		if at+1 < most {
			page.Next = filter.Cursor + "x"
		}
		return page, ctx.Err()
	}
}

func TestTheTimeOfAFileIsThatOfItsMaking(t *testing.T) {
	a := apptest.New(t)
	a.Exchange.LimitTime(300 * time.Millisecond)
	file, err := a.Exchange.Export(t.Context(), a.Exchange.Organizations(account.Actor{}, pages(20), registry.OrganizationFilter{}), "csv", "vi", "")
	require.NoError(t, err)
	var text []byte
	for part := make([]byte, 64<<10); err == nil; time.Sleep(40 * time.Millisecond) { // a slow line
		var n int
		n, err = file.Read(part)
		text = append(text, part[:n]...)
	}
	require.ErrorIs(t, err, io.EOF)
	require.Equal(t, 2001, bytes.Count(text, []byte("\n")))
	require.NoError(t, file.Close())

	slow := func(ctx context.Context, who account.Actor, filter registry.OrganizationFilter) (store.Page[registry.Organization], error) {
		if filter.Cursor != "" {
			<-ctx.Done()
		}
		return pages(2)(ctx, who, filter)
	}
	file, err = a.Exchange.Export(t.Context(), a.Exchange.Organizations(account.Actor{}, slow, registry.OrganizationFilter{}), "csv", "vi", "")
	require.NoError(t, err)
	_, err = io.ReadAll(file)
	require.True(t, fault.Is(err, fault.Unavailable), "the work itself has an end: %v", err)
	require.NoError(t, file.Close())
}

func TestATextIsPackedForWhoTakesIt(t *testing.T) {
	a := apptest.New(t)
	list := a.Exchange.Organizations(account.Actor{}, pages(3), registry.OrganizationFilter{})
	plain, err := a.Exchange.Export(t.Context(), list, "csv", "vi", "")
	require.NoError(t, err)
	want, err := io.ReadAll(plain)
	require.NoError(t, err)
	packed, err := a.Exchange.Export(t.Context(), list, "csv", "vi", "")
	require.NoError(t, err)
	packed.Pack()
	zipped, err := io.ReadAll(packed)
	require.NoError(t, err)
	require.Less(t, len(zipped), len(want)/4)
	require.Equal(t, string(want), unzipped(t, zipped))
	require.NoError(t, errors.Join(plain.Close(), packed.Close()))

	a.Verified("cooperative", "HTX Một", "01840")
	gzipped := apptest.Header{Name: "Accept-Encoding", Value: "gzip"}
	for _, path := range []string{"/exports/organizations.csv", "/exports/organizations.xlsx"} {
		got := a.Visitor().Do(http.MethodGet, path, nil, gzipped).Want(http.StatusOK)
		if strings.HasSuffix(path, "xlsx") {
			require.Empty(t, got.Header.Get("Content-Encoding"), "a workbook is packed already")
			continue
		}
		require.Equal(t, "gzip", got.Header.Get("Content-Encoding"))
		require.Contains(t, unzipped(t, got.Body), "HTX Một")
	}
}

func unzipped(t *testing.T, data []byte) string {
	t.Helper()
	reader, err := gzip.NewReader(bytes.NewReader(data))
	require.NoError(t, err)
	text, err := io.ReadAll(reader)
	require.NoError(t, err)
	return string(text)
}

func TestFilesAreMadeForAFewAtOnce(t *testing.T) {
	a := apptest.New(t)
	list := a.Exchange.Organizations(account.Actor{}, pages(3), registry.OrganizationFilter{})
	begin := func(client string) (*exchange.Download, error) {
		return a.Exchange.Export(t.Context(), list, "csv", "vi", client)
	}
	var open []*exchange.Download
	for range 4 {
		file, err := begin("192.0.2.1")
		require.NoError(t, err)
		open = append(open, file)
	}
	_, err := begin("192.0.2.1")
	require.True(t, fault.Is(err, fault.RateLimited), err)
	other, err := begin("192.0.2.2")
	require.NoError(t, err, "of another client")
	require.NoError(t, errors.Join(other.Close(), open[0].Close(), open[0].Close()))
	file, err := begin("192.0.2.1")
	require.NoError(t, err, "one has been closed")
	_, err = begin("192.0.2.1")
	require.True(t, fault.Is(err, fault.RateLimited), "once alone: %v", err)

	for i := 0; ; i++ {
		many, err := begin(fmt.Sprint("client ", i))
		if err != nil {
			require.True(t, fault.Is(err, fault.Unavailable), err)
			break
		}
		require.Less(t, i, 100)
		open = append(open, many)
	}
	refused := a.Visitor().Get("/exports/organizations.csv")
	refused.Problem(http.StatusServiceUnavailable, "unavailable")
	require.Equal(t, "10", refused.Header.Get("Retry-After"))
	for _, one := range append(open, file) {
		require.NoError(t, one.Close())
	}
	a.Visitor().Get("/exports/organizations.csv").Want(http.StatusOK)

	a.Exchange.LimitBooks(0)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	_, err = a.Exchange.Export(ctx, list, "xlsx", "vi", "")
	require.True(t, fault.Is(err, fault.Unavailable), "all who make workbooks are at work: %v", err)
}

func TestTheTradeGoesOut(t *testing.T) {
	a := apptest.New(t)
	seller, buyer, rival, officer := a.Verified("cooperative", "HTX Bên bán", "01840"), a.Verified("enterprise", "Công ty Bên mua", "01843"), a.Verified("enterprise", "Công ty Khác", "01843"), a.Staff("19")
	product := seller.Offer("Miến dong", nil)
	seller.Capacity(product, "kg", 1000, 1000)
	demand := buyer.Post("/demands", object{"title": "Cần miến", "keywords": "mien dong", "unit": "kg", "months": apptest.Months(10, 20),
		"deliveryAreaCode": "01843", "closesAt": "2026-12-20", "priceCeiling": 90_000}).Want(http.StatusCreated).ID()
	buyer.Post("/demands/"+demand+"/publish", nil).Want(http.StatusOK)
	seller.Post("/demands/"+demand+"/quotes", object{"lines": []object{apptest.Line(product, 10, 20)}, "validUntil": "2026-12-31"}).Want(http.StatusCreated)
	contract := buyer.Conclude([]object{apptest.Line(product, 10, 20)}, seller)
	seller.Deliver(contract, 0, "2027-01", 4).Want(http.StatusCreated)
	buyer.Post("/contracts/"+contract+"/payments", object{"amount": 200_000, "paidAt": "2026-11-23"}).Want(http.StatusCreated)
	officer.Post("/trade-events", object{"name": "Hội chợ", "kind": "fair", "areaCode": "19", "startDate": "2026-12-01", "endDate": "2026-12-03"}).Want(http.StatusCreated)

	demands := exported(rival, "demands.csv")
	require.Equal(t, []string{"30"}, column(demands, "Tổng số lượng"))
	require.Equal(t, []string{"Công ty Bên mua"}, column(demands, "Bên mua"))
	for _, party := range []*apptest.Client{seller, buyer} {
		require.Equal(t, []string{"Miến dong"}, column(exported(party, "quotes.csv"), "Tên sản phẩm"))
	}
	require.Equal(t, []string{"Cần miến"}, column(exported(buyer, "quotes.csv?demandId="+demand), "Nhu cầu"))
	for _, party := range []*apptest.Client{seller, buyer, officer} {
		require.Equal(t, []string{"HTX Bên bán"}, column(exported(party, "contracts.csv"), "Các bên bán"))
		require.Equal(t, []string{"4"}, column(exported(party, "deliveries.csv"), "Số lượng giao"))
		require.Equal(t, []string{"4"}, column(exported(party, "deliveries.csv?contractId="+contract), "Số lượng giao"))
		require.Equal(t, []string{"200000"}, column(exported(party, "payments.csv"), "Số tiền (đồng)"))
	}
	for _, list := range []string{"contracts", "deliveries", "payments", "quotes"} {
		require.Len(t, exported(rival, list+".csv"), 1, "the header alone")
	}
	rival.Get("/exports/deliveries.csv?contractId="+contract).Problem(http.StatusNotFound, "not_found")
	require.Equal(t, []string{"Hội chợ"}, column(exported(a.Visitor(), "trade-events.csv"), "Tên sự kiện"))
	a.Visitor().Get("/exports/contracts.csv").Problem(http.StatusUnauthorized, "unauthenticated")
}

func TestACodeGoesFromOneProductToAnotherByImport(t *testing.T) {
	a := apptest.New(t)
	own := a.Verified("cooperative", "HTX Của tôi", "01840")
	const header, first, second, third = "name,group,unit,gtin", "8934567890120", "8936012340013", "8930000000019"
	load(own, "products", http.StatusOK, header, "Miến dong,thuc-pham,kg,"+first, "Chè,do-uong,kg,"+second)
	require.Equal(t, 2, load(own, "products", http.StatusOK, header, "Miến dong,thuc-pham,kg,"+second, "Chè,do-uong,kg,"+first).Updated, "they change places")
	load(own, "products", http.StatusOK, header, "Miến dong,thuc-pham,kg,")
	require.Equal(t, 1, load(own, "products", http.StatusOK, header, "Gạo,thuc-pham,kg,"+second).Created, "what was given up is free")
	taken := load(own, "products", http.StatusUnprocessableEntity, header, "Bún,thuc-pham,kg,"+second, "Phở,thuc-pham,kg,"+third, "Bánh,thuc-pham,kg,"+third)
	require.Equal(t, []string{"2 gtin taken", "4 gtin taken"}, taken.problems(), "of a product that is there, and of a row before")
	got := load(own, "products", http.StatusUnprocessableEntity, header, "Gạo,thuc-pham,kg,8934567890121")
	require.Equal(t, []string{"2 gtin bad_gtin"}, got.problems())
}

func TestJointQuotesRatingsAndNoticesGoOut(t *testing.T) {
	a := apptest.New(t)
	one, two, buyer, officer := a.Verified("cooperative", "HTX Một", "01840"), a.Verified("cooperative", "HTX Hai", "01849"), a.Verified("enterprise", "Công ty Bên mua", "01843"), a.Staff("19")
	first, second := one.Offer("Miến dong", nil), two.Offer("Miến dong khác", nil)
	demand := buyer.Post("/demands", object{"title": "Cần miến", "keywords": "mien dong", "unit": "kg", "months": apptest.Months(10, 20),
		"deliveryAreaCode": "01843", "closesAt": "2026-12-20"}).Want(http.StatusCreated).ID()
	buyer.Post("/demands/"+demand+"/publish", nil).Want(http.StatusOK)
	joint := buyer.Post("/demands/"+demand+"/joint-quotes", object{"lines": []object{apptest.Line(first, 10), apptest.Line(second, 0, 20)}, "validUntil": "2026-12-10"}).
		Want(http.StatusCreated).ID()
	one.Post("/joint-quotes/"+joint+"/confirm", nil).Want(http.StatusOK)
	rows := exported(buyer, "joint-quotes.csv")
	require.ElementsMatch(t, []string{"HTX Một", "HTX Hai"}, column(rows, "Bên bán"))
	require.ElementsMatch(t, []string{"Đã xác nhận", "Chờ trả lời"}, column(rows, "Trả lời của bên bán"))
	require.Equal(t, []string{"Cần miến", "Cần miến"}, column(exported(buyer, "joint-quotes.csv?demandId="+demand), "Nhu cầu"))
	require.Equal(t, []string{"Miến dong khác"}, column(exported(two, "joint-quotes.csv"), "Tên sản phẩm"), "its own part alone")
	officer.Get("/exports/joint-quotes.csv").Problem(http.StatusForbidden, "forbidden")

	officer.Put("/organizations/"+one.OrganizationID+"/ratings/2024", object{"score": 81}).Want(http.StatusOK)
	require.Equal(t, []string{"Tốt"}, column(exported(one, "ratings.csv"), "Xếp loại"))
	require.Equal(t, []string{"2024"}, column(exported(officer, "ratings.csv?organizationId="+one.OrganizationID), "Năm"))
	require.Len(t, exported(officer, "ratings.csv?area=01840"), 1, "none waits")
	officer.Get("/exports/ratings.csv?area=06").Problem(http.StatusUnprocessableEntity, "invalid_input")

	told := exported(two, "notices.csv")
	require.NotEmpty(t, column(told, "Nội dung"))
	two.Post("/notices/read-all", nil).Want(http.StatusOK)
	require.Len(t, exported(two, "notices.csv?unread=true"), 1, "the header alone")
	require.Len(t, exported(two, "notices.csv"), len(told))
}
