package meili

import (
	"strings"
	"testing"
	"unicode"

	"lienket/search"
)

func TestFilters(t *testing.T) {
	for name, row := range map[string]struct {
		q    search.Query
		but  search.Facet
		want string
	}{
		"kind alone":     {search.Query{Kind: search.Product}, "", `"kind" = "product"`},
		"alternatives":   {search.Query{Kind: search.Product, Group: []string{"a", "b"}}, "", `"kind" = "product" AND "group" IN ["a", "b"]`},
		"all marks":      {search.Query{Kind: search.Product, Marks: []string{"a", "b"}}, "", `"kind" = "product" AND "marks" = "a" AND "marks" = "b"`},
		"stars":          {search.Query{Kind: search.Product, Stars: []int{3, -1}, MinStars: 2}, "", `"kind" = "product" AND "stars" IN [3, -1] AND "stars" >= 2`},
		"months":         {search.Query{Kind: search.Product, Months: []string{"2026-11", "2026-12"}}, "", `"kind" = "product" AND "available.2026-11" >= 1 AND "available.2026-12" >= 1`},
		"amount":         {search.Query{Kind: search.Product, Months: []string{"2026-11"}, MinAvailable: 5000}, "", `"kind" = "product" AND "available.2026-11" >= 5000`},
		"no month":       {search.Query{Kind: search.Product, Months: []string{`x" >= 0 OR "id`}}, "", `"kind" = "product" AND "id" IN []`},
		"price":          {search.Query{Kind: search.Product, PriceMax: 90_000}, "", `"kind" = "product" AND "price" <= 90000`},
		"price bands":    {search.Query{Kind: search.Product, Prices: []string{"0-20000", `x" OR "id`}}, "", `"kind" = "product" AND "priceBand" IN ["0-20000", "x\" OR \"id"]`},
		"but its months": {search.Query{Kind: search.Product, Prices: []string{"0-20000"}, Months: []string{"2026-11"}, MinAvailable: 5}, search.ByMonth, `"kind" = "product" AND "priceBand" IN ["0-20000"]`},
		"but its price":  {search.Query{Kind: search.Product, Prices: []string{"0-20000"}, Months: []string{"2026-11"}}, search.ByPrice, `"kind" = "product" AND "available.2026-11" >= 1`},
		"owner, unit":    {search.Query{Kind: search.Product, OrganizationIDs: []string{"o-1"}, Dimension: "mass"}, "", `"kind" = "product" AND "organizationId" IN ["o-1"] AND "dimension" = "mass"`},
		"IDs":            {search.Query{Kind: search.Demand, IDs: []string{"d"}}, "", `"kind" = "demand" AND "id" IN ["d"]`},
		"quotes":         {search.Query{Kind: search.Product, Group: []string{`a" OR "kind" = "x`, `b\`, `c\"`, `d'`}}, "", `"kind" = "product" AND "group" IN ["a\" OR \"kind\" = \"x", "b\\", "c\\\"", "d'"]`},
		"but its group":  {search.Query{Kind: search.Product, Group: []string{"a"}, Areas: []string{"19"}}, search.ByGroup, `"kind" = "product" AND "areas" IN ["19"]`},
		"but its area":   {search.Query{Kind: search.Product, Group: []string{"a"}, Areas: []string{"19"}}, search.ByArea, `"kind" = "product" AND "group" IN ["a"]`},
		"but its stars":  {search.Query{Kind: search.Product, Stars: []int{5}, MinStars: 3, Marks: []string{"m"}}, search.ByStars, `"kind" = "product" AND "marks" = "m"`},
		"but its marks":  {search.Query{Kind: search.Product, Stars: []int{5}, Marks: []string{"m"}}, search.ByMark, `"kind" = "product" AND "stars" IN [5]`},
	} {
		t.Run(name, func(t *testing.T) {
			if got := filtersOf(row.q, row.but); got != row.want {
				t.Errorf("got  %s\nwant %s", got, row.want)
			}
		})
	}
}

// readQuoted reads one literal as the server's grammar does: a backslash takes
// the character after it along, the first bare quote ends the literal. It
// returns the value and what stands behind the literal.
func readQuoted(t *testing.T, literal string) (value, rest string) {
	t.Helper()
	if literal == "" || literal[0] != '"' {
		t.Fatalf("%q does not start with a quote", literal)
	}
	var read strings.Builder
	for i := 1; i < len(literal); i++ {
		switch literal[i] {
		case '"':
			return read.String(), literal[i+1:]
		case '\\':
			i++
			if i == len(literal) || literal[i] != '"' && literal[i] != '\\' {
				t.Fatalf("%q has an escape that is none of ours", literal)
			}
		}
		read.WriteByte(literal[i])
	}
	t.Fatalf("%q has no end", literal)
	return "", ""
}

func FuzzNoValueBreaksOut(f *testing.F) {
	for _, seed := range []string{"", "19", `"`, `\`, `\"`, `\\"`, `'`, `a" OR "kind" = "b`, "\x00", "\xff", "đ\u0301", `]`, `\u{22}`, `_geoRadius(1,2,3)`} {
		f.Add(seed, seed)
	}
	f.Fuzz(func(t *testing.T, first, second string) {
		expression := filtersOf(search.Query{Kind: search.Kind(first), Areas: []string{first, second}, Marks: []string{second}, Prices: []string{second}, Months: []string{first}}, search.ByMonth)
		rest := expression
		expect := func(value string) {
			t.Helper()
			var got string
			if got, rest = readQuoted(t, rest); got != value {
				t.Fatalf("%q holds %q, want %q", expression, got, value)
			}
		}
		skip := func(syntax string) {
			t.Helper()
			var ok bool
			if rest, ok = strings.CutPrefix(rest, syntax); !ok {
				t.Fatalf("%q goes on with %q, want %q", expression, rest, syntax)
			}
		}
		expect("kind")
		skip(" = ")
		expect(first)
		skip(" AND ")
		expect("priceBand")
		skip(" IN [")
		expect(second)
		skip("] AND ")
		expect("areas")
		skip(" IN [")
		expect(first)
		skip(", ")
		expect(second)
		skip("] AND ")
		expect("marks")
		skip(" = ")
		expect(second)
		if rest != "" {
			t.Fatalf("%q goes on with %q", expression, rest)
		}
	})
}

func TestTypedText(t *testing.T) {
	for name, row := range map[string]struct{ text, want string }{
		"the last word is open":          {"miến dong", "mien dong"},
		"a word with digits is no typo":  {"mien 500g tui", `mien "500g" tui`},
		"but may be typed on":            {"mien 500g", "mien 500g"},
		"operators are separators":       {`-rừng "mật ong`, "rung mat ong"},
		"ten words, the tenth not open":  {"a b c d e f g h i j k", "a b c d e f g h i j "},
		"ten words, and the tenth is it": {"a b c d e f g h i j", "a b c d e f g h i j"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := typedText(search.Words(row.text)); got != row.want {
				t.Errorf("got %q, want %q", got, row.want)
			}
		})
	}
}

// Whatever is typed, the server reads words and the quotes that are put around them.
func TestTypedTextIsWordsAlone(t *testing.T) {
	for _, text := range []string{`"; DROP TABLE x; --`, `mật" AND kind = "product`, `-a +b "c`, "a\\\"b", "🍯 \u202e\x00", strings.Repeat(`" `, 5000)} {
		words := search.Words(text)
		got := typedText(words, words...)
		if strings.Count(got, `"`)%2 != 0 || strings.ContainsFunc(got, func(r rune) bool {
			return r != '"' && r != ' ' && !unicode.IsLetter(r) && !unicode.IsDigit(r)
		}) {
			t.Errorf("%q is asked as %q", text, got)
		}
	}
	if got := typedText(search.Words("trà gừng khô"), "tra", "kho"); got != `"tra" gung "kho" ` {
		t.Errorf("words that are no slips are asked as %q", got)
	}
}

func TestIsMonth(t *testing.T) {
	for text, want := range map[string]bool{"2026-11": true, "": false, "2026-1": false, "2026/11": false, "2026-1x": false, "20261-1": false, "2026-111": false} {
		if isMonth(text) != want {
			t.Errorf("isMonth(%q) = %v", text, !want)
		}
	}
}

func TestCutKeepsCharactersWhole(t *testing.T) {
	for limit, want := range map[int]string{0: "", 1: "a", 2: "a", 3: "a", 4: "aế", 9: "aế"} {
		if got := cut("aế", limit); got != want {
			t.Errorf("cut to %d = %q, want %q", limit, got, want)
		}
	}
}
