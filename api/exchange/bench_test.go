package exchange_test

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lienket/api/app/apptest"
	"lienket/api/measure"
	"lienket/api/sheet"
)

// BenchmarkImport takes in 10,000 rows of each kind over HTTP as a workbook, first
// all new, then all known: run it with -benchtime 1x. It reports seconds and the
// growth of the program's resident memory at its highest.
func BenchmarkImport(b *testing.B) {
	const rows = 10_000
	a := apptest.New(b)
	officer := a.Staff("19")
	codes := make([]string, rows)
	for i := range codes {
		codes[i] = a.TaxCode()
	}
	for _, table := range []struct {
		kind, header string
		row          func(i int) []any
	}{
		{"organizations", "kind,name,taxCode,areaCode,address,phone,email", func(i int) []any {
			return []any{"cooperative", "Hợp tác xã Nông sản số " + strconv.Itoa(i), codes[i], "01840", "Thôn Bản Vén", "0912345678", "htx@example.vn"}
		}},
		{"products", "organizationTaxCode,name,group,unit,priceMin,priceMax,minOrder,description,qualityMarks,status", func(i int) []any {
			return []any{codes[i], "Miến dong", "Thực phẩm", "kg", 50_000, 60_000, measure.Amount(12_500), "Miến dong làm thủ công, phơi nắng.", "VietGAP; Hữu cơ", "Đang bán"}
		}},
		{"certificates", "organizationTaxCode,productName,number,decisionNumber,issuer,issuedAt,criteriaVersion,score", func(i int) []any {
			return []any{codes[i], "Miến dong", "OCOP-19-" + strconv.Itoa(i), "12/QĐ-UBND", "UBND tỉnh Thái Nguyên", measure.Date("2026-01-15"), "qd-148-2023", measure.Amount(75_500)}
		}},
		{"capacity", "organizationTaxCode,productName,year,unit,m1,m2,m3,m4,m5,m6,m7,m8,m9,m10,m11,m12", func(i int) []any {
			row := []any{codes[i], "Miến dong", 2027, "kg"}
			for month := range 12 {
				row = append(row, measure.Amount(1_000_500+month*1000))
			}
			return row
		}},
		{"reports", "organizationTaxCode,year,members,memberHouseholds,labour,regularLabour,averageMemberIncome,revenue,profit,capital,linkedHouseholds,areaFarmed", func(i int) []any {
			return []any{codes[i], 2025, 20, 18, 30, 12, 5_000_000, 2_000_000_000, 1, 900_000_000, 60, measure.Amount(12_500)}
		}},
	} {
		var file bytes.Buffer
		w, err := sheet.NewWriter(&file, "xlsx", "a", strings.Split(table.header, ","))
		require.NoError(b, err)
		for i := range rows {
			require.NoError(b, w.Row(table.row(i)...))
		}
		require.NoError(b, w.Close())
		for _, known := range []bool{false, true} {
			b.Run(fmt.Sprintf("%s/known=%t", table.kind, known), func(b *testing.B) {
				before := resetPeak(b)
				began := time.Now()
				got := loadFile(officer, table.kind, http.StatusOK, file.Bytes())
				b.ReportMetric(time.Since(began).Seconds(), "s/import")
				b.ReportMetric(float64(resident(b, "VmHWM")-before)/1024, "MB-peak")
				require.Equal(b, rows, got.Created+got.Unchanged)
				require.Equal(b, known, got.Unchanged == rows)
				a.Indexed()
			})
		}
	}
}

// resetPeak begins to note the highest resident memory anew and gives it as it is,
// in kB.
func resetPeak(b *testing.B) int {
	debug.FreeOSMemory()
	if err := os.WriteFile("/proc/self/clear_refs", []byte("5"), 0); err != nil {
		b.Skip("resident memory is measured on Linux alone")
	}
	return resident(b, "VmRSS")
}

func resident(b *testing.B, name string) int {
	status, err := os.ReadFile("/proc/self/status")
	require.NoError(b, err)
	_, rest, found := strings.Cut(string(status), name+":")
	require.True(b, found)
	kilobytes, err := strconv.Atoi(strings.Fields(rest)[0])
	require.NoError(b, err)
	return kilobytes
}
