package query_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"lienket/api/measure"
	"lienket/search/query"
)

// TestSupplyIsRead holds what is read of how much is wanted and when, in November 2026.
func TestSupplyIsRead(t *testing.T) {
	a := newAnalyzer(t)
	supply := func(amount string, unit measure.Unit, months ...measure.Month) query.Supply {
		s := query.Supply{Unit: unit, Months: months}
		if amount != "" {
			var err error
			s.Amount, err = measure.ParseAmount(amount)
			require.NoError(t, err)
		}
		return s
	}
	for _, test := range []struct {
		text, rest string
		want       query.Supply
	}{
		{"miến dong 5 tấn tháng 1", "miến dong", supply("5", "tan", "2027-01")},
		{"mien dong 5 tan thang 1", "mien dong", supply("5", "tan", "2027-01")},
		{"5t mien dong thang 1", "mien dong", supply("5", "tan", "2027-01")},
		{"miến dong tháng 11", "miến dong", supply("", "", "2026-11")},
		{"miến dong tháng 10", "miến dong", supply("", "", "2027-10")},
		{"miến dong tháng 1/2028", "miến dong", supply("", "", "2028-01")},
		{"miến dong tháng 01 năm 2027", "miến dong", supply("", "", "2027-01")},
		{"miến dong T1/2027", "miến dong", supply("", "", "2027-01")},
		{"miến dong từ T1 đến T3", "miến dong", supply("", "", "2027-01", "2027-02", "2027-03")},
		{"miến dong 500 kg từ tháng 11 đến tháng 2", "miến dong", supply("500", "kg", "2026-11", "2026-12", "2027-01", "2027-02")},
		{"miến dong tháng 11 đến tháng 1/2028", "miến dong", supply("", "", "2027-11", "2027-12", "2028-01")},
		{"miến dong tháng 1-3", "miến dong", supply("", "", "2027-01", "2027-02", "2027-03")},
		{"miến dong tháng 1, 2 và 4", "miến dong", supply("", "", "2027-01", "2027-02", "2027-04")},
		{"miến dong tháng 1, 2 kg", "miến dong", supply("", "", "2027-01")},
		{"miến dong 5 tấn/tháng", "miến dong", supply("5", "tan", "2026-12")},
		{"mỗi tháng 5 tấn miến dong", "miến dong", supply("5", "tan", "2026-12")},
		{"miến dong 5 tấn mỗi tháng từ tháng 2", "miến dong", supply("5", "tan", "2027-02")},
		{"miến dong 1.500 kg quý 1", "miến dong", supply("1500", "kg", "2027-01", "2027-02", "2027-03")},
		{"miến dong quý II/2027", "miến dong", supply("", "", "2027-04", "2027-05", "2027-06")},
		{"miến dong 1,5 tấn tháng sau", "miến dong", supply("1.5", "tan", "2026-12")},
		{"miến dong tháng này", "miến dong", supply("", "", "2026-11")},
		{"1000 hộp trà tháng 12", "trà", supply("1000", "hop", "2026-12")},
		{"honey 200 kg in January", "honey", supply("200", "kg", "2027-01")},
		{"honey January to March 2027", "honey", supply("", "", "2027-01", "2027-02", "2027-03")},
		{"5 tons of glass noodles per month from May", "glass noodles", supply("5", "tan", "2027-05")},
		{"honey next month", "honey", supply("", "", "2026-12")},
		{"miến dong tháng 3/2024", "miến dong", query.Supply{Past: true}},
		{"5 tấn miến dong tháng 3/2024", "miến dong", query.Supply{Amount: 5000, Unit: "tan", Past: true}},
		{"mỗi tháng 1,5 tấn miến dong", "miến dong", supply("1.5", "tan", "2026-12")},
		{"mỗi tháng 1.500 kg miến dong", "miến dong", supply("1500", "kg", "2026-12")},
		{"moi thang 2.5 tan mien dong", "mien dong", supply("2.5", "tan", "2026-12")},
		{"hàng tháng 2,5 tạ gạo", "gạo", supply("2.5", "ta", "2026-12")},
		{"hàng tháng 12 tấn gạo", "gạo", supply("12", "tan", "2026-12")},
		{"cần hàng tháng 12 gạo", "gạo", supply("", "", "2026-12")},
		{"mỗi tháng 100 hộp trà", "trà", supply("100", "hop", "2026-12")},
		{"mật ong tháng sáu", "mật ong", supply("", "", "2027-06")},
		{"mật ong tháng mười hai", "mật ong", supply("", "", "2026-12")},
		{"mật ong tháng giêng", "mật ong", supply("", "", "2027-01")},
		{"dâu tháng 3", "dâu", supply("", "", "2027-03")},
		{"sấu tháng 6", "sấu", supply("", "", "2027-06")},
		{"gà trống tháng 12", "gà trống", supply("", "", "2026-12")},
		{"trà tháng 1, 10 hộp", "trà 10", supply("", "", "2027-01")},
		{"trà tháng 1 và 2 chai mật ong", "trà mật ong", supply("", "", "2027-01")},
		{"thang 1 can 5 tan mien dong", "mien dong", supply("5", "tan", "2027-01")},
		{"miến dong 500 cân tháng 1", "miến dong", supply("500", "kg", "2027-01")},
		{"miến dong quý 4", "miến dong", supply("", "", "2026-11", "2026-12")},
		{"miến dong tháng 10 đến tháng 12", "miến dong", supply("", "", "2026-11", "2026-12")},
		{"miến dong tháng 1, 2 và 3/2028", "miến dong", supply("", "", "2028-01", "2028-02", "2028-03")},
		{"miến dong tháng 11, 1/2028", "miến dong", supply("", "", "2027-11", "2028-01")},
		{"miến dong tháng 12 năm sau", "miến dong", supply("", "", "2027-12")},
		{"miến dong tháng 12 năm nay", "miến dong", supply("", "", "2026-12")},
		{"miến dong tháng 1/27", "miến dong", supply("", "", "2027-01")},
		{"miến dong sau tháng 3", "miến dong", supply("", "", "2027-04")},
		{"miến dong trước tháng 2", "miến dong", supply("", "", "2026-11", "2026-12", "2027-01")},
		{"miến dong tháng 12 đến tháng sau", "miến dong", supply("", "", "2026-12")},
		{"miến dong tháng 1 đến tháng sau", "miến dong", supply("", "", "2026-11", "2026-12")},
		{"miến dong tháng 1/2027 đến tháng sau", "miến dong", supply("", "", "2027-01")},
		{"miến dong trước tháng 11/2026", "miến dong", query.Supply{Past: true}},
		{"miến dong tháng này đến tháng 1", "miến dong", supply("", "", "2026-11", "2026-12", "2027-01")},
		{"miến dong quý 4 đến tháng 2", "miến dong", supply("", "", "2026-11", "2026-12", "2027-01", "2027-02")},
		{"miến dong 5 tấn tháng 1 và 3 tấn tháng 2", "miến dong", supply("", "", "2027-01", "2027-02")},
		// What says nothing of a supply.
		{"5 tấn gạo", "gạo", query.Supply{}},
		{"miến 500 g", "miến", query.Supply{}},
		{"miến bao 50 kg tháng 1", "miến", supply("", "", "2027-01")},
		{"2 tá trứng tháng 1", "2 tá trứng", supply("", "", "2027-01")},
		{"tháng 13 miến dong", "miến dong", query.Supply{}},
		{"sâm 6 tháng tuổi", "sâm", query.Supply{}},
		{"may áo thổ cẩm", "áo thổ cẩm", query.Supply{}},
		{"thang máy", "thang máy", query.Supply{}},
		{"gio tu may tre dan", "gio may tre dan", query.Supply{}},
		{"giỏ từ mây tre đan dưới 200k", "giỏ mây tre đan", query.Supply{}},
		{"bánh quy 3 sao", "bánh quy", query.Supply{}},
		{"banh quy 2 hop", "banh quy 2 hop", query.Supply{}},
		{"quy1t ngo5t", "quyt ngot", query.Supply{}},
		{"mật ong hạn dùng 1 tháng", "mật ong hạn", query.Supply{}},
	} {
		got := a.Analyze(test.text)
		got.At("2026-11")
		assert.Equal(t, test.rest, got.Text, test.text)
		got.Supply.Beside = ""
		assert.Equal(t, test.want, got.Supply, test.text)
	}
}

func TestWhatIsReadOfASupplyIsSaidAndUndone(t *testing.T) {
	a := newAnalyzer(t)
	got := a.Analyze("Miến dong  Na Rì 5 tấn từ tháng 1 đến tháng 2, 4 sao")
	got.At("2026-11")
	require.Equal(t, "miến dong na rì 4 sao", got.Supply.Beside)
	got = a.Analyze("miến dong 5 tấn từ tháng 1 đến tháng 2")
	got.At("2026-11")
	require.Equal(t, []query.Understood{{Kind: query.KindMonth, Text: "từ tháng 1 đến tháng 2", Code: "2027-01,2027-02"},
		{Kind: query.KindAmount, Text: "5 tấn", Code: "5 tan"}}, got.Understood)
	got = a.Analyze("miến dong 5 tấn tháng 1", query.KindAmount)
	got.At("2026-11")
	require.Equal(t, query.Supply{Months: []measure.Month{"2027-01"}, Beside: "miến dong 5 tấn"}, got.Supply)
	got = a.Analyze("miến dong 5 tấn tháng 1", query.KindMonth)
	got.At("2026-11")
	require.Empty(t, got.Supply)
	require.NotContains(t, got.Understood, query.Understood{Kind: query.KindMonth, Text: "tháng 1", Code: "2027-01"})
	long := a.Analyze("miến từ tháng 1/2027 đến tháng 12/2029")
	long.At("2026-11")
	require.Len(t, long.Supply.Months, 12)
}
