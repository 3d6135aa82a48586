package app_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/app/apptest"
)

// TestHostileSearches asks what looks like SQL, like an engine's filter or like
// nothing at all. Text is only ever text: it is answered with 200, and finds what
// its words name or nothing, with help. Filters of no list are refused by the field.
func TestHostileSearches(t *testing.T) {
	a := apptest.New(t)
	seller := a.Verified("cooperative", "HTX Một", "01840")
	seller.Offer("Miến dong", nil)
	seller.Offer("Chè Shan tuyết", nil)
	a.Indexed()

	type result struct {
		Hits  []struct{ Product struct{ Name string } }
		Total int
		Help  *struct{ Without []any }
	}
	search := func(t *testing.T, query url.Values) (found result) {
		t.Helper()
		here := *a
		here.T = t
		(&apptest.Client{App: &here}).Get("/search/products?" + query.Encode()).Want(http.StatusOK).JSON(&found)
		return found
	}

	const all, none = 2, 0
	for name, row := range map[string]struct {
		q     string
		total int
	}{
		"nothing":                 {"", all},
		"spaces":                  {" \t\n ", all},
		"SQL":                     {"'; DROP TABLE products; --", none},
		"SQL that is always true": {"x' OR '1'='1", none},
		"SQL of a union":          {"%' UNION SELECT * FROM users --", none},
		"a filter":                {`status = draft OR kind EXISTS`, none},
		"a filter in quotes":      {`" OR kind = organization OR name = "`, none},
		"a closed bracket":        {`iphone"] OR areas IN ["01`, none},
		"operators":               {`zzz* OR -iphone AND NOT (? ~2 ^3) [a TO b] {}`, none},
		"a field":                 {"id:* stars:>0", none},
		"emoji":                   {"🍯🐝👩‍🌾", none},
		"emoji with words":        {"🍜 miến dong 🍜", 1},
		"quotes with words":       {`"miến dong"`, 1},
		"operators with words":    {`+miến -dong*`, 1},
		"a script":                {"<script>alert(1)</script>", none},
		"a template":              {"{{.Text}} ${x} %s %d %n", none},
		"backslashes":             {`\\\"\n\u0000`, none},
		"right to left":           {"\u202egnod nếim", none},
		"a mark alone":            {"\u0301\u0302", none},
		"many marks":              {"e" + strings.Repeat("\u0301", 199), none},
		"200 letters":             {strings.Repeat("ế", 200), none},
		"100 words":               {strings.Repeat("q ", 100), none},
		"figures":                 {"0,0,0 kg <= 99999999999999999k 5* 5*", none},
	} {
		t.Run(name, func(t *testing.T) {
			for _, verbatim := range []string{"false", "true"} {
				found := search(t, url.Values{"q": {row.q}, "verbatim": {verbatim}})
				if verbatim == "false" {
					require.Equal(t, row.total, found.Total)
					require.Len(t, found.Hits, row.total)
				}
				require.Equal(t, found.Total == 0, found.Help != nil, "nothing is found with help only")
			}
			a.Visitor().Get("/search/suggest?" + url.Values{"q": {row.q}}.Encode()).Want(http.StatusOK)
			a.Visitor().Get("/demands?" + url.Values{"q": {row.q}}.Encode()).Want(http.StatusOK)
			a.Visitor().Get("/organizations?" + url.Values{"q": {row.q}}.Encode()).Want(http.StatusOK)
		})
	}

	long := strings.Repeat("a", 10_000)
	for name, row := range map[string]struct{ path, parameter, value, field string }{
		"a flood of text":         {"/search/products", "q", long, "q"},
		"a flood of words":        {"/search/products", "q", strings.Repeat("mua ", 2500), "q"},
		"a flood to complete":     {"/search/suggest", "q", long, "q"},
		"a flood for demands":     {"/demands", "q", long, "q"},
		"a flood for names":       {"/organizations", "q", long, "q"},
		"a group of a filter":     {"/search/products", "group", `do-uong" OR kind = "product`, "group"},
		"an area of SQL":          {"/search/products", "area", "01' OR '1'='1", "area"},
		"an area of emoji":        {"/search/products", "area", "🏔️", "area"},
		"an area's flood":         {"/search/products", "area", long, "area"},
		"a mark in quotes":        {"/search/products", "mark", `vietgap"] OR marks EXISTS`, "mark"},
		"a band of no list":       {"/search/products", "price", "0-20000 OR 1=1", "price"},
		"a month that goes on":    {"/search/products", "month", "2026-12 OR 1=1", "month[0]"},
		"an unknown unit":         {"/search/products", "unit", `kg" OR "`, "unit"},
		"an amount of SQL":        {"/search/products", "minAvailable", "1; --", "minAvailable"},
		"stars of words":          {"/search/products", "stars", "5 OR stars > 0", "stars"},
		"a price of words":        {"/search/products", "priceMax", "1 OR 1=1", "priceMax"},
		"an order of its own":     {"/search/products", "sort", "price:asc, id:desc", "sort"},
		"nothing to be undone":    {"/search/products", "undo", `place" OR "`, "undo"},
		"neither true nor false":  {"/search/products", "verbatim", "1=1", "verbatim"},
		"a limit of a subquery":   {"/search/products", "limit", "(select 100)", "limit"},
		"an offset of a subquery": {"/search/products", "offset", "(select 0)", "offset"},
	} {
		t.Run(name, func(t *testing.T) {
			here := *a
			here.T = t
			answer := (&apptest.Client{App: &here}).Get(row.path + "?" + url.Values{row.parameter: {row.value}}.Encode())
			require.Contains(t, strings.Join(answer.Problem(http.StatusUnprocessableEntity, "invalid_input"), " "), row.field, "%s", answer.Body)
		})
	}

	// Nothing was harmed.
	require.Equal(t, all, search(t, url.Values{}).Total)
}
