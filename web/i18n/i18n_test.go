package i18n_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/BurntSushi/toml"
	"github.com/stretchr/testify/require"

	"lienket/api/measure"
	"lienket/web/i18n"
)

// catalogue reads the keys and texts of a language.
func catalogue(t *testing.T, lang i18n.Lang) map[string]string {
	t.Helper()
	var sections map[string]map[string]any
	_, err := toml.DecodeFile(string(lang)+".toml", &sections)
	require.NoError(t, err)
	texts := map[string]string{}
	for section, entries := range sections {
		for name, entry := range entries {
			switch entry := entry.(type) {
			case string:
				texts[section+"."+name] = entry
			case map[string]any:
				for _, text := range entry {
					texts[section+"."+name] += text.(string)
				}
			}
		}
	}
	return texts
}

var (
	asked    = regexp.MustCompile(`\b(?:tn?\(ctx, |[TN]\()"([a-z_.0-9-]+[a-z0-9])"[,)]`)
	written  = regexp.MustCompile(`"([a-z_]+(?:\.[a-z0-9_-]+)+)"`)
	composed = regexp.MustCompile(`"([a-z_]+\.(?:[a-z_]+_)?)" ?\+`)
	argument = regexp.MustCompile(`\{\{\.[A-Za-z]+\}\}`)
)

// TestEveryMessageIsThereAndUsed holds the catalogues to each other and to the
// keys in the code, whole or composed: "a.b", "a." + code, "a.b_" + code.
func TestEveryMessageIsThereAndUsed(t *testing.T) {
	vi, en := catalogue(t, i18n.VI), catalogue(t, i18n.EN)
	for key, text := range vi {
		require.NotEmpty(t, text, key)
		require.NotEmpty(t, en[key], "%s is not in English", key)
		require.ElementsMatch(t, unique(argument.FindAllString(text, -1)), unique(argument.FindAllString(en[key], -1)), "arguments of %s", key)
	}
	for key := range en {
		require.Contains(t, vi, key, "%s is not in Vietnamese", key)
	}

	used, prefixes := map[string]bool{}, map[string]bool{}
	require.NoError(t, filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || strings.HasSuffix(path, "_templ.go") || strings.HasSuffix(path, "_test.go") ||
			!strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, ".templ") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, match := range asked.FindAllSubmatch(text, -1) {
			require.Contains(t, vi, string(match[1]), path)
		}
		for _, match := range written.FindAllSubmatch(text, -1) {
			used[string(match[1])] = true
		}
		for _, match := range composed.FindAllSubmatch(text, -1) {
			prefixes[string(match[1])] = true
		}
		return err
	}))
	for key := range used { // the labels of forms' fields are looked up elsewhere
		if strings.HasPrefix(key, "field.") || strings.HasPrefix(key, "register.") {
			require.Contains(t, vi, key)
		}
	}
	for key := range vi {
		isUsed := used[key]
		for prefix := range prefixes {
			isUsed = isUsed || strings.HasPrefix(key, prefix) && prefix != "problem."
		}
		section, name, _ := strings.Cut(key, ".")
		if section == "problem" { // "problem." + key, and key + "_text"
			isUsed = isUsed || problems[strings.TrimSuffix(name, "_text")]
		}
		require.True(t, isUsed, "%s is used nowhere", key)
	}
}

// TestTheReaderIsAddressedInOneWay: bạn, on every page.
func TestTheReaderIsAddressedInOneWay(t *testing.T) {
	for key, text := range catalogue(t, i18n.VI) {
		require.NotRegexp(t, `(?i)ông bà|anh chị|quý vị|quý khách`, text, key)
	}
}

// problems are the keys that an error can get.
var problems = map[string]bool{"not_found": true, "forbidden": true, "unavailable": true, "search_down": true, "too_many": true,
	"bad_request": true, "too_slow": true, "too_large": true, "expired": true, "signed_out": true, "internal": true}

func unique(all []string) []string {
	seen := map[string]bool{}
	var list []string
	for _, one := range all {
		if !seen[one] {
			seen[one] = true
			list = append(list, one)
		}
	}
	return list
}

// TestEveryCodeHasWords asks for the words of all codes that services can give.
func TestEveryCodeHasWords(t *testing.T) {
	codes := map[string][]string{
		"status":   {"draft", "published", "suspended", "pending", "verified", "rejected", "lapsed", "open", "closed", "expired", "proposed", "signed", "active", "completed", "terminated", "withdrawn", "dissolved", "merged"},
		"kind":     {"cooperative", "union", "group", "enterprise"},
		"rating":   {"tot", "kha", "trung-binh", "yeu"},
		"role":     {"visitor", "cooperative", "enterprise", "officer", "admin"},
		"criteria": {"qd-148-2023", "qd-1048-2019"},
	}
	for section, list := range codes {
		for _, code := range list {
			for _, lang := range i18n.Langs {
				key := section + "." + code
				require.NotEqual(t, key, i18n.For(lang).T(key))
			}
		}
	}
}

func TestFormats(t *testing.T) {
	vi, en := i18n.For(i18n.VI), i18n.For(i18n.EN)
	instant := time.Date(2026, 11, 22, 18, 30, 0, 0, time.UTC)
	for _, row := range []struct{ want, vi, en string }{
		{"numbers", vi.Int(1234567), en.Int(1234567)},
		{"negative", vi.Int(-1234), en.Int(-1234)},
		{"amounts", vi.Quantity(1500, "tan"), en.Quantity(1500, "tan")},
		{"one of a count", vi.Quantity(1000, "hop"), en.Quantity(1000, "hop")},
		{"some of a count", vi.Quantity(48_000, "chai"), en.Quantity(48_000, "chai")},
		{"none of a count", vi.Quantity(0, "cai"), en.Quantity(0, "cai")},
		{"a share", vi.Percent(77), en.Percent(77)},
		{"one to sign", vi.N("waits.sign", 1), en.N("waits.sign", 1)},
		{"small amounts", vi.Amount(5), en.Amount(5)},
		{"money", vi.Money(29_500_000), en.Money(29_500_000)},
		{"a price", vi.Price(180_000, 180_000, "kg"), en.Price(180_000, 180_000, "kg")},
		{"a range", vi.Price(180_000, 220_000, "hop"), en.Price(180_000, 220_000, "hop")},
		{"a sum", vi.Sum(12_480_000_000), en.Sum(12_480_000_000)},
		{"a smaller sum", vi.Sum(250_000_000), en.Sum(250_000_000)},
		{"a sum with a rest", vi.Sum(504_900_000), en.Sum(504_900_000)},
		{"a day", vi.Day(instant), en.Day(instant)},
		{"a month", vi.Month("2026-01"), en.Month("2026-01")},
		{"a short month", vi.ShortMonth("2026-01"), en.ShortMonth("2026-01")},
		{"no date", vi.Date("x"), en.Date("")},
		{"no month", vi.Month(measure.Month("x")), en.ShortMonth("")},
		{"one", vi.N("home.products", 1), en.N("home.products", 1)},
		{"none", vi.N("home.products", 0), en.N("home.products", 0)},
		{"many", vi.N("home.products", 1200), en.N("home.products", 1200)},
	} {
		t.Run(row.want, func(t *testing.T) {
			want := formats[row.want]
			require.Equal(t, want[0], strings.ReplaceAll(row.vi, "\u00a0", " "))
			require.Equal(t, want[1], strings.ReplaceAll(row.en, "\u00a0", " "))
		})
	}
}

var formats = map[string][2]string{
	"numbers":           {"1.234.567", "1,234,567"},
	"negative":          {"−1.234", "−1,234"},
	"amounts":           {"1,5 tấn", "1.5 t"},
	"one of a count":    {"1 hộp", "1 box"},
	"some of a count":   {"48 chai", "48 bottles"},
	"none of a count":   {"0 cái", "0 pieces"},
	"a share":           {"77 %", "77%"},
	"one to sign":       {"hợp đồng chờ đơn vị ký", "contract to sign"},
	"small amounts":     {"0,005", "0.005"},
	"money":             {"29.500.000 ₫", "29,500,000 ₫"},
	"a price":           {"180.000 ₫/kg", "180,000 ₫/kg"},
	"a range":           {"180.000–220.000 ₫/hộp", "180,000–220,000 ₫/box"},
	"a sum":             {"12,5 tỷ ₫", "12.5 bn ₫"},
	"a smaller sum":     {"250 triệu ₫", "250 m ₫"},
	"a sum with a rest": {"504,9 triệu ₫", "504.9 m ₫"},
	"a day":             {"23/11/2026", "23 Nov 2026"},
	"a month":           {"01/2026", "Jan 2026"},
	"a short month":     {"T1", "Jan"},
	"no date":           {"", ""},
	"no month":          {"", ""},
	"one":               {"1 sản phẩm", "1 product"},
	"none":              {"0 sản phẩm", "0 products"},
	"many":              {"1.200 sản phẩm", "1,200 products"},
}
