package exchange_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/account"
	"lienket/api/app/apptest"
	"lienket/api/catalogue"
	"lienket/api/exchange"
	"lienket/api/fault"
	"lienket/api/registry"
	"lienket/api/sheet"
)

// yard is a store into which anything may be thrown.
type yard struct {
	*apptest.App
	officer account.Actor
	code    string // of a cooperative with the product "Miến dong"
}

func newYard(t testing.TB) *yard {
	a := apptest.New(t)
	own := a.Verified("cooperative", "HTX Bản Vén", "01840")
	own.Offer("Miến dong", nil)
	return &yard{a, a.Staff("19").Actor(), taxCode(own)}
}

var fuzzedKinds = []string{"organizations", "products", "certificates", "capacity", "reports"}

// tables are clean tables, by kind.
func (y *yard) tables() map[string][]string {
	return map[string][]string{
		"organizations": {"kind,name,taxCode,areaCode,address,phone,email,registrationDate,registeredUnder,lineOfBusiness,sizeClass,memberCount,charterCapital,foundedOn",
			"cooperative,HTX Nà Chom," + y.TaxCode() + ",01840,Thôn Một,0912345678,a@example.vn,15/08/2024,luat-2023,nong-nghiep,nho,25,1500000000,20/05/2015",
			"group,Tổ rau,,01843,,,,,,,,,,"},
		"products": {"organizationTaxCode,name,group,unit,priceMin,priceMax,minOrder,description,qualityMarks,packaging,shelfLifeDays,gtin,status",
			y.code + ",Bột dong,thuc-pham,kg,50000,60000,\"12,5\",Ngon,VietGAP; huu-co,Gói,365,8934567890120,published",
			y.code + ",Chè,do-uong,goi,,,,,,,,,draft"},
		"certificates": {"organizationTaxCode,productName,number,decisionNumber,issuer,issuedAt,criteriaVersion,score",
			y.code + ",Miến dong,OCOP-1,12/QĐ,UBND tỉnh Thái Nguyên,2026-01-15,qd-148-2023,\"82,5\""},
		"capacity": {"organizationTaxCode,productName,year,unit,m1,m2,m3,m4,m5,m6,m7,m8,m9,m10,m11,m12",
			y.code + ",Miến dong,2027,tan,1,2,\"1,5\",0,0,0,0,0,0,0,0,0"},
		"reports": {"organizationTaxCode,year,members,areaFarmed,profit,status", y.code + ",2025,20,\"12,5\",-3,draft"},
	}
}

// stored is all that the tables are about, as their exports have it.
func (y *yard) stored(t *testing.T) string {
	t.Helper()
	var all bytes.Buffer
	for _, export := range []*exchange.Export{
		y.Exchange.Organizations(y.officer, y.Registry.Organizations, registry.OrganizationFilter{Status: registry.AnyStatus}),
		y.Exchange.Products(y.officer, catalogue.ProductFilter{}), y.Exchange.Products(y.officer, catalogue.ProductFilter{Status: catalogue.Draft}),
		y.Exchange.Certificates(y.officer, catalogue.CertificateFilter{}), y.Exchange.Capacity(y.officer, catalogue.ProductFilter{}, 2027),
		y.Exchange.YearReports(y.officer, "", registry.ReportFilter{Year: 2025})} {
		file, err := y.Exchange.Export(t.Context(), export, "csv", "vi", "")
		require.NoError(t, err)
		_, err = io.Copy(&all, file)
		require.NoError(t, err)
		require.NoError(t, file.Close())
	}
	return all.String()
}

// throw imports a file: it is stored whole, and then a second time changes nothing, or
// it is refused with a place for every error, and nothing is stored.
func (y *yard) throw(t *testing.T, kind string, data []byte) (clean bool) {
	t.Helper()
	before := y.stored(t)
	result, err := y.Exchange.Import(t.Context(), y.officer, kind, data, false)
	if result == nil { // it unpacks to more than is read
		require.True(t, fault.Is(err, fault.TooLarge), "%v", err)
		require.Equal(t, before, y.stored(t))
		return false
	}
	if err == nil {
		require.Empty(t, result.Errors)
		require.Equal(t, result.Rows, result.Created+result.Updated+result.Unchanged, "every row comes to something")
		again, err := y.Exchange.Import(t.Context(), y.officer, kind, data, false)
		require.NoError(t, err)
		require.Equal(t, again.Rows, again.Unchanged, "what was stored is there")
		return true
	}
	require.NotZero(t, result.ErrorsTotal, "%v", err)
	require.Equal(t, before, y.stored(t), "nothing of a refused file is stored")
	table, err := y.Exchange.Table(kind)
	require.NoError(t, err)
	for _, e := range result.Errors {
		at := fmt.Sprintf("row %d, column %q: %s", e.Row, e.Column, e.Code)
		require.NotEmpty(t, e.Message.VI, at)
		require.NotEmpty(t, e.Message.EN, at)
		switch {
		case e.Row == 0: // the file as a whole
		case e.Row == 1:
			require.NotEmpty(t, e.Column, at)
		default:
			require.True(t, hasColumn(table, e.Column), at)
		}
	}
	return false
}

func hasColumn(table *exchange.Table, key string) bool {
	for i := range table.Columns {
		if table.Columns[i].Key == key {
			return true
		}
	}
	return false
}

// odd are cells that people and programs leave in tables.
var odd = []string{"", " ", "-1", "0", "1.234", "1.234,5", "1e9", "99999999999999999999", "31/02/2025", "2099-01-01", "01840", "1840", "06@old", "9999",
	"=1+1", "'=x", "Có", "không có", "kg", "tan", "published", "Đang bán", "cooperative", "enterprise", "verified", "accepted", "qd-148-2023", "100,5", "2025", "2027",
	"a@b", "0912", "\u0000", "\ufeff", "e\u0301", strings.Repeat("dài ", 2000), "OCOP-1", "Miến dong", "8934567890120", "8934567890121", "VietGAP;;x", "\"", "a\nb", "5000000000"}

// TestOddCellsNeverBreakAnImport puts them into clean tables, a few at a time.
func TestOddCellsNeverBreakAnImport(t *testing.T) {
	y := newYard(t)
	dice := rand.New(rand.NewPCG(20, 26))
	tables, clean := y.tables(), 0
	for _, kind := range fuzzedKinds {
		require.True(t, y.throw(t, kind, []byte(strings.Join(tables[kind], "\n"))), kind)
		rows, err := csv.NewReader(strings.NewReader(strings.Join(tables[kind], "\n"))).ReadAll()
		require.NoError(t, err)
		for range 60 {
			changed := make([][]string, len(rows))
			for i := range rows {
				changed[i] = append([]string(nil), rows[i]...)
			}
			for range 1 + dice.IntN(3) {
				row := changed[min(dice.IntN(len(rows)+3), len(rows)-1)] // seldom the header
				row[dice.IntN(len(row))] = odd[dice.IntN(len(odd))]
			}
			var file bytes.Buffer
			require.NoError(t, csv.NewWriter(&file).WriteAll(changed))
			if y.throw(t, kind, file.Bytes()) {
				clean++
			}
		}
	}
	require.NotZero(t, clean, "some of it can be stored")
}

// FuzzImport throws whole files at every table.
func FuzzImport(f *testing.F) {
	y := newYard(f)
	tables := y.tables()
	for i, kind := range fuzzedKinds {
		table := strings.Join(tables[kind], "\n")
		f.Add(uint8(i), []byte(table))
		f.Add(uint8(i), []byte(strings.ReplaceAll(table, ",", "\t")))
		var book bytes.Buffer
		writer, err := sheet.NewWriter(&book, "xlsx", kind, strings.Split(tables[kind][0], ","))
		require.NoError(f, err)
		require.NoError(f, writer.Row("x", 1, nil))
		require.NoError(f, writer.Close())
		f.Add(uint8(i), book.Bytes())
	}
	f.Add(uint8(0), []byte{0xff, 0xfe, 'a'})
	f.Fuzz(func(t *testing.T, kind uint8, data []byte) {
		y.throw(t, fuzzedKinds[int(kind)%len(fuzzedKinds)], data)
	})
}
