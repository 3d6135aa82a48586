package query_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"lienket/search/query"
)

func newAnalyzer(t testing.TB) *query.Analyzer {
	dictionary, err := query.LoadDictionary()
	require.NoError(t, err)
	return query.NewAnalyzer(dictionary, []query.Place{
		{Code: "06@old", Name: "Tỉnh Bắc Kạn", Names: []string{"Tỉnh Bắc Cạn"}},
		{Code: "066@old", Name: "Huyện Na Rì", Above: []string{"06@old"}}, {Code: "02155", Name: "Xã Na Rì", Above: []string{"066@old", "06@old"}},
		{Code: "02185", Name: "Xã Côn Minh", Above: []string{"066@old", "06@old"}}, {Code: "061@old", Name: "Huyện Ba Bể"},
		{Code: "05503", Name: "Xã Tân Cương", Above: []string{"19", "164@old"}}, {Code: "164@old", Name: "Thành phố Sông Công", Above: []string{"19"}}, {Code: "19", Name: "Tỉnh Thái Nguyên"},
	})
}

func TestAnalyze(t *testing.T) {
	a := newAnalyzer(t)
	for _, test := range []struct {
		text string
		want query.Analysis
	}{
		{"Miến dong", query.Analysis{Text: "miến dong"}},
		{"mien dong con minh", query.Analysis{Text: "mien dong", Areas: []string{"02185"}}},
		{"chè shan huyện Na Rỳ", query.Analysis{Text: "chè shan", Areas: []string{"066@old"}}},
		{"gạo na ri", query.Analysis{Text: "gạo", Areas: []string{"066@old", "02155"}}},
		{"chè bac can", query.Analysis{Text: "chè", Areas: []string{"06@old"}}},
		{"mua sỉ miến dong giá rẻ", query.Analysis{Text: "miến dong"}},
		{"can mua nam huong", query.Analysis{Text: "nam huong"}},
		{"khoai mon tim", query.Analysis{Text: "khoai mon tim", Good: "khoai mon"}},
		{"tinh dầu quế", query.Analysis{Text: "tinh dầu quế"}},
		{"chè hữu cơ vietgap", query.Analysis{Text: "chè", Marks: []string{"huu-co", "vietgap"}}},
		{"miến 0,5 kg", query.Analysis{Text: "miến", Sizes: []string{"zz500g"}}},
		{"miến túi 500gr", query.Analysis{Text: "miến", Sizes: []string{"zz500g"}}},
		{"mật ong 1 lít", query.Analysis{Text: "mật ong", Sizes: []string{"zz1000ml"}}},
		{"5 tấn gạo", query.Analysis{Text: "gạo"}},
		{"chè 4 sao", query.Analysis{Text: "chè", Stars: []int{4}}},
		{"chè từ 4 sao", query.Analysis{Text: "chè", MinStars: 4}},
		{"ocop bốn sao trở lên", query.Analysis{MinStars: 4}},
		{"gạo dưới 30.000 đồng", query.Analysis{Text: "gạo", PriceMax: 30_000}},
		{"mật ong duoi 200k", query.Analysis{Text: "mật ong", PriceMax: 200_000}},
		{"chè dưới 1,5 triệu", query.Analysis{Text: "chè", PriceMax: 1_500_000}},
		{"mieens dong", query.Analysis{Text: "mien dong"}},
		{"mie61n dong", query.Analysis{Text: "mien dong"}},
		{"ruwowuj men las", query.Analysis{Text: "ruou men la"}},
		{"homestay curcumin iphone", query.Analysis{Text: "homestay curcumin iphone", There: true}},
		{"glass noodles", query.Analysis{Text: "glass noodles"}},
		{"honey to Hanoi", query.Analysis{Text: "honey"}},
		{"tea to Japan", query.Analysis{Text: "tea"}},
		{"honey near Con Minh", query.Analysis{Text: "honey", Areas: []string{"02185"}}},
		{"htx nông sản rừng thơm", query.Analysis{Text: "nông sản rừng thơm", Named: true, Owner: true}},
		{"cho hỏi htx nào có mật ong hoa rừng số lượng lớn", query.Analysis{Text: "mật ong hoa rừng", Good: "mật ong"}},
		{"cho em hoi o dau co mat ong vay", query.Analysis{Text: "mat ong"}},
		{"mình muốn đặt homestay ở ba bể cho 20 người", query.Analysis{Text: "homestay", Areas: []string{"061@old"}, There: true}},
		{"mật ong túi zip", query.Analysis{Text: "mật ong", Sizes: []string{"zzptuizip"}}},
		{"honey in jars", query.Analysis{Text: "honey"}},
		{"mat ong chuan", query.Analysis{Text: "mat ong"}},
		{"miến dong tết 2027", query.Analysis{Text: "miến dong"}},
		{"gạo nếp vụ mới loại a", query.Analysis{Text: "gạo nếp"}},
		{"mật ong mèo vạc", query.Analysis{Text: "mật ong mèo vạc"}},
		{"mật ong bạc hà Mèo Vạc loại ngon nhất", query.Analysis{Text: "mật ong bạc hà mèo vạc nhất"}},
		{"nha hang can mien dong giao quang ninh", query.Analysis{Text: "mien dong"}},
		{"cần mua miến dong về Quảng Ninh", query.Analysis{Text: "miến dong"}},
		{"miến dong tphcm", query.Analysis{Text: "miến dong"}},
		{"hoa bình an", query.Analysis{Text: "hoa bình an"}},
		{"quít ngọt", query.Analysis{Text: "quýt ngọt", Good: "quýt"}},
		{"quit na ri", query.Analysis{Text: "quyt", Areas: []string{"066@old", "02155"}}},
		{"khoai nôn", query.Analysis{Text: "khoai nôn", Guess: "khoai mon"}},
		{"bánh chưng", query.Analysis{Text: "bánh chưng"}},
		{"hộp thiếc đựng trà", query.Analysis{Text: "hộp thiếc đựng trà"}},
		{"máy nghiền bột nghệ", query.Analysis{Text: "máy nghiền bột nghệ"}},
		{"htx nắng mới", query.Analysis{Text: "nắng mới", Named: true, Owner: true}},
		{"oi co ban banh gio ko", query.Analysis{Text: "oi banh gio", Good: "banh gio"}},
		{"gian hàng htx chim én", query.Analysis{Text: "chim én", Named: true, Owner: true}},
		{"gạo nếp bánh chưng", query.Analysis{Text: "gạo nếp"}},
		{"gạo nhật bản", query.Analysis{Text: "gạo nhật bản", Kin: ""}},
		{"where can I buy organic glass noodles", query.Analysis{Text: "glass noodles", Marks: []string{"huu-co"}}},
		{"miến dong xã côn minh huyện na rì", query.Analysis{Text: "miến dong", Areas: []string{"02185"}}},
		{"huyện na rì, xã côn minh", query.Analysis{Areas: []string{"02185"}}},
		{"bánh mì", query.Analysis{Text: "bánh mì"}},
		{"thịt bò", query.Analysis{Text: "thịt bò"}},
		{"nhang sạch", query.Analysis{Text: "nhang sạch"}},
		{"tinh dầu tràm", query.Analysis{Text: "tinh dầu tràm"}},
		{"quýt tươi", query.Analysis{Text: "quýt tươi", Good: "quýt"}},
		{"mật ong chai lít", query.Analysis{Text: "mật ong lít", Good: "mật ong", Sizes: []string{"zzpchai"}}},
		{"mật ong 3/4 lít", query.Analysis{Text: "mật ong", Sizes: []string{"zz750ml"}}},
		{"miến gói ba lạng", query.Analysis{Text: "miến", Sizes: []string{"zz300g"}}},
		{"chổi chít bao năm chục cái", query.Analysis{Text: "chổi chít", Sizes: []string{"zz50cai"}}},
		{"quýt bao nhiêu một cân", query.Analysis{Text: "quýt"}},
		{"gạo rẻ hơn 30k", query.Analysis{Text: "gạo", PriceMax: 30_000}},
		{"mein dnog", query.Analysis{Text: "mein dnog", Guess: "mien dong"}},
		{"mienddong", query.Analysis{Text: "mienddong", Guess: "mien dong"}},
		{"máy tráng bánh miến", query.Analysis{Text: "máy tráng bánh miến"}},
		{"mật ong nửa lít", query.Analysis{Text: "mật ong", Sizes: []string{"zz500ml"}}},
		{"thịt gác bếp 3 lạng", query.Analysis{Text: "thịt gác bếp", Sizes: []string{"zz300g"}}},
		{"rượu can 20 lít", query.Analysis{Text: "rượu", Sizes: []string{"zz20000ml"}}},
		{"giảo cổ lam hộp 25 túi", query.Analysis{Text: "giảo cổ lam", Sizes: []string{"zz25tui"}}},
		{"200 túi thổ cẩm", query.Analysis{Text: "túi thổ cẩm"}},
		{"hương 40 que", query.Analysis{Text: "hương", Sizes: []string{"zz40que"}}},
		{"khách sạn", query.Analysis{Text: "khách sạn"}},
		{"htx mật ong", query.Analysis{Text: "mật ong", Named: true}},
		{"mật ong manuka", query.Analysis{Text: "mật ong manuka"}},
		{"nhà hàng cần mật ong manuka giao hằng tuần", query.Analysis{Text: "mật ong manuka", Good: "mật ong"}},
		{"hạt dẻ cười khô", query.Analysis{Text: "hạt dẻ cười khô"}},
		{"mật ong chai thủy tinh", query.Analysis{Text: "mật ong", Sizes: []string{"zzpchaithuytinh"}}},
		{"chai thủy tinh", query.Analysis{Text: "chai thủy tinh"}},
		{"giảo cổ lam 9 lá", query.Analysis{Text: "giảo cổ lam lá", Good: "giảo cổ lam"}},
		{"bên cạnh có quýt không", query.Analysis{Text: "bên cạnh quýt", Good: "quýt"}},
		{"cho hỏi mùa này có quýt không ạ", query.Analysis{Text: "quýt"}},
		{"nhà bên cạnh quýt bán không", query.Analysis{Text: "nhà bên cạnh quýt"}},
		{"vùng nào giờ quýt bao nhiêu một cân", query.Analysis{Text: "vùng giờ quýt"}},
		{"có gì của huyện na rì", query.Analysis{Areas: []string{"066@old"}}},
		{"của na rì", query.Analysis{Areas: []string{"066@old", "02155"}}},
		{"hàng có chỉ dẫn địa lý", query.Analysis{Marks: []string{"chi-dan-dia-ly"}}},
		{"gạo nấu cháo", query.Analysis{Text: "gạo"}},
		{"gạo nếp gói bánh tét na rì", query.Analysis{Text: "gạo nếp", Areas: []string{"066@old", "02155"}}},
		{"xưởng làm hương thẻ", query.Analysis{Text: "hương thẻ"}},
		{"quán bên tôi cần rượu men lá để đãi khách", query.Analysis{Text: "rượu men lá"}},
		{"rượu men lá bình gốm 1 lít", query.Analysis{Text: "rượu men lá", Sizes: []string{"zz1000ml", "zzpbinhgom"}}},
		{"tinh dầu sả 100cc", query.Analysis{Text: "tinh dầu sả", Sizes: []string{"zz100ml"}}},
		{"bánh gio khay 6 cái", query.Analysis{Text: "bánh gio", Sizes: []string{"zz6cai"}}},
		{"hồng ko hạt", query.Analysis{Text: "hồng không hạt"}},
		{"miendong", query.Analysis{Text: "mien dong"}},
		{"hồng khônghạt", query.Analysis{Text: "hồng không hạt"}},
		{"homestaybabe", query.Analysis{Text: "homestay", Areas: []string{"061@old"}, There: true}},
		{"đám giỗ mien domg quê", query.Analysis{Text: "đám giỗ mien domg", Guess: "mien dong"}},
		{"măng vầu phơi trên gác", query.Analysis{Text: "măng vầu"}},
		{"trà bí đao", query.Analysis{Text: "trà bí đao"}},
		{"giỏ cổ lam", query.Analysis{Text: "giỏ cổ lam", Guess: "giao co lam"}},
		{"miến giong", query.Analysis{Text: "miến giong", Guess: "mien dong"}},
		{"chocolate", query.Analysis{Text: "chocolate"}},
		{"bột mì", query.Analysis{Text: "bột mì"}},
		{"brocade bags", query.Analysis{Text: "brocade bag"}},
		{"đồ uống", query.Analysis{Groups: []string{"do-uong"}}},
		{"", query.Analysis{}},
		{"!!! 🍯", query.Analysis{}},
	} {
		got := a.Analyze(test.text)
		got.Understood, got.Kin, got.Whole, got.Sure, got.Else, got.Goods, got.Around, got.Head, got.Of, got.Sold = nil, "", "", nil, nil, nil, nil, "", "", false
		assert.Equal(t, test.want, got, test.text)
	}
}

// TestGoodsThatAreListed, with what each is said to be like.
func TestGoodsThatAreListed(t *testing.T) {
	a := newAnalyzer(t)
	for text, want := range map[string][]string{
		"miến, măng khô, nấm hương rừng": {"miến", "măng khô", "nấm hương rừng"},
		"mien dong va mat ong na ri":     {"mien dong", "mat ong"},
		"mật ong":                        nil,
		"mật ong, mật ong":               nil,
		"gạo nấu xôi":                    nil,
		"mật ong manuka":                 nil,
		"mật ong và gạo nhật bản":        nil, // what is from elsewhere is not ours
	} {
		require.Equal(t, want, a.Analyze(text).Goods, text)
	}
}

// TestWhatToLookForInstead: closest first.
func TestWhatToLookForInstead(t *testing.T) {
	a := newAnalyzer(t)
	for text, want := range map[string][]string{
		"mật ong manuka":  {"mật ong"},
		"chè tân cương":   {"chè"},
		"trà xanh":        {"trà"},
		"trà xanh na rì":  {"trà xanh", "trà"},
		"quýt":            {},
		"hạt dẻ cười":     {},
		"chuột không dây": {},
	} {
		analysis := a.Analyze(text)
		require.Equal(t, want, analysis.Wider(), text)
	}
}

func TestAnalyzeTellsAndUndoes(t *testing.T) {
	a := newAnalyzer(t)
	require.Equal(t, []query.Understood{{Kind: query.KindSize, Text: "500 g", Code: "500g"},
		{Kind: query.KindIntent, Text: "mua", Code: "buy"}, {Kind: query.KindPlace, Text: "côn minh", Code: "02185"}},
		a.Analyze("Mua miến dong Côn Minh 500 g").Understood)
	undone := a.Analyze("miến dong Côn Minh", query.KindPlace)
	require.Equal(t, "miến dong côn minh", undone.Text)
	require.Empty(t, undone.Areas)
	require.Empty(t, undone.Understood)
}

func TestKeywords(t *testing.T) {
	a := newAnalyzer(t)
	require.Contains(t, a.Keywords("Miến dong Côn Minh", ""), "glass noodles côn minh")
	require.Contains(t, a.Keywords("Thịt lợn đen gác bếp", ""), "thịt heo đen gác bếp")
	require.NotContains(t, strings.Join(a.Keywords("Hồng trà Shan tuyết", ""), " "), "persimmon")
	require.Equal(t, []string{"zzpthung", "zz500g", "zz10000g"}, a.Keywords("X", "Túi 500 g, thùng 10 kg"))
	require.Contains(t, a.Keywords("Mỳ gạo", ""), "mi")
	require.Contains(t, a.Keywords("Quýt ngọt", ""), "quit ngot")
	require.Contains(t, a.Keywords("Tinh dầu sả chanh", ""), "lemongrass oil")
	require.Contains(t, a.Keywords("Mật ong hoa nhãn", ""), "longan honey")
	require.Contains(t, a.Keywords("Trà giảo cổ lam", "Hộp 25 túi lọc"), "zz25tui")
}

func TestBadDictionary(t *testing.T) {
	for _, text := range []string{"name,,a,b", "verb,,a", "name,verb,a", "name,,a||b", "name,,\"a"} {
		_, err := query.ParseDictionary(text)
		require.Error(t, err, text)
	}
}

func FuzzAnalyze(f *testing.F) {
	a := newAnalyzer(f)
	for _, text := range []string{"miến dong 500g côn minh", strings.Repeat("mua ", 2500), "' OR 1=1 --", "stars = 5 AND \"x\"", "0,0,0 kg <= 9999999999999999999k", "sao sao 5*",
		"từ tháng 1 đến tháng sau, quý 4 và trước tháng 2/27", "mỗi tháng 1,5 tấn/tháng t1/2027-t13", "after may to next month 12 năm sau"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := a.Analyze(text)
		if utf8.ValidString(text) && !utf8.ValidString(got.Text) {
			t.Fatalf("Analyze(%q).Text = %q is not UTF-8", text, got.Text)
		}
		if got.PriceMax < 0 || got.MinStars < 0 || got.MinStars > 5 {
			t.Fatalf("Analyze(%q) = %+v", text, got)
		}
		got.At("2026-11")
		if s := got.Supply; len(s.Months) > 12 || !slices.IsSorted(s.Months) || len(s.Months) > 0 && (s.Months[0] < "2026-11" || s.Past) || s.Amount < 0 {
			t.Fatalf("Analyze(%q).Supply = %+v", text, s)
		}
	})
}

// However long a text is, its analysis is bounded: twice as much text takes at most
// about twice as much memory. Its time is a benchmark's.
func TestLongTextIsReadInProportion(t *testing.T) {
	a := newAnalyzer(t)
	for name, piece := range longTexts {
		cost := func(length int) float64 {
			text := strings.Repeat(piece, length/len(piece))
			return testing.AllocsPerRun(3, func() { a.Analyze(text) })
		}
		if half, all := cost(5000), cost(10_000); all > 2.5*half+500 {
			t.Errorf("%s: 5,000 characters take %v allocations, 10,000 take %v", name, half, all)
		}
	}
}

// longTexts are what long texts are made of.
var longTexts = map[string]string{"words": "mua ", "one word": "a", "marks": "ế", "figures": "500g ", "keys": "mieens ", "plurals": "bags ", "nothing": "\" OR 1=1; "}

func BenchmarkAnalyze(b *testing.B) {
	a := newAnalyzer(b)
	for name, text := range map[string]string{"two words": "mien dong", "ten words": "cần mua sỉ miến dong Côn Minh vietgap túi 500 g", "hostile": strings.Repeat("mua ", 2500), "figures": strings.Repeat("500g ", 2000)} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				a.Analyze(text)
			}
		})
	}
}

// TestWhoSellsWhatIsRead: the goods that are wanted of an organisation, goods alone, and
// what is told of packages alone.
func TestWhoSellsWhatIsRead(t *testing.T) {
	a := newAnalyzer(t)
	for text, want := range map[string][2]string{
		"trà của htx nông nghiệp hữu cơ mây ngàn": {"trà", "nông nghiệp hữu cơ mây ngàn"},
		"rượu men lá htx suối trong bán gì":       {"rượu men lá", "suối trong"},
		"htx chè suối trong bán những gì":         {},
		"mật ong htx nào bán":                     {},
		"chocolate htx suối trong":                {},
		"trà xanh":                                {},
	} {
		got := a.Analyze(text)
		require.Equal(t, want, [2]string{got.Wanted, got.Seller}, text)
	}
	for text, want := range map[string]bool{"miến dong": true, "mien dong rung": true, "miến dong na rì 4 sao": true, "trà xyz": false,
		"htx miến dong": false, "vietgap": false, "hạt dẻ cười": false} {
		require.Equal(t, want, a.Analyze(text).Sold, text)
	}
	for text, want := range map[string][]string{"hàng hút chân không": {"zzphutchankhong"}, "bình gốm 1l": nil, "bình gốm": nil,
		"quà tết": {"zzpresent"}, "qua tet doanh nghiep": {"zzpresent"}, "quà tết miến": nil} {
		require.Equal(t, want, a.Analyze(text).Packed, text)
	}
	require.Nil(t, a.Analyze("quà tết", query.KindSize).Packed)
}

// TestWhatIsBegunIsCompleted: a place and a good whose last word is unfinished, if there
// is one alone.
func TestWhatIsBegunIsCompleted(t *testing.T) {
	a := newAnalyzer(t)
	got := a.Analyze("mien dong con mi")
	require.Equal(t, []string{"02185"}, got.Areas)
	require.Equal(t, "mien dong", got.Text)
	require.Equal(t, "tra giao co lam", a.Analyze("tra giao co l").Text)
	for text, want := range map[string]string{"con mi": "con mi", "mien dong ta": "mien dong ta"} {
		require.Equal(t, want, a.Analyze(text).Text, text)
	}
	require.Empty(t, a.Analyze("mien dong con mi", query.KindTyping).Areas)
}
