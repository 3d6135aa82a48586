package app_test

import (
	"encoding/base64"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lienket/api/app/apptest"
)

// TestBadInputOverHTTP sends what no well-behaved client sends. Each is refused
// with a stable code and the field at fault, and leaves nothing behind.
func TestBadInputOverHTTP(t *testing.T) {
	a := apptest.New(t)
	seller, buyer := a.Verified("cooperative", "HTX Một", "01840"), a.Verified("enterprise", "Công ty", "01843")
	product := seller.Offer("Miến dong", nil)
	seller.Capacity(product, "kg", 100)
	demand := buyer.Post("/demands", (&world{}).demandBody("Cần")).Want(http.StatusCreated).ID()
	active := buyer.Conclude([]object{apptest.Line(product, 10)}, seller)
	before := footprint(t, a, seller, buyer, product, active)

	long := strings.Repeat("a", 5000)
	for name, row := range map[string]struct {
		as           *apptest.Client
		method, path string
		body         any
		status       int
		code, field  string
	}{
		"no JSON":            {seller, "POST", "/products", `{"name": "Chè`, 400, "invalid_input", ""},
		"two values":         {seller, "POST", "/products", `{"name":"Chè","group":"do-uong","unit":"kg"} {}`, 400, "invalid_input", ""},
		"an array":           {seller, "POST", "/products", `[]`, 422, "invalid_input", ""},
		"null":               {seller, "POST", "/products", `null`, 422, "invalid_input", ""},
		"nothing":            {seller, "POST", "/products", nil, 400, "invalid_input", ""},
		"invalid UTF-8":      {seller, "POST", "/products", "{\"name\":\"Ch\xc3\x28\",\"group\":\"do-uong\",\"unit\":\"kg\"}", 400, "invalid_input", ""},
		"a NUL":              {seller, "POST", "/products", `{"name":"Ch\u0000","group":"do-uong","unit":"kg"}`, 400, "invalid_input", ""},
		"a number as a name": {seller, "POST", "/products", `{"name":1,"group":"do-uong","unit":"kg"}`, 422, "invalid_input", "name"},
		"text as an amount":  {seller, "PATCH", "/products/" + product, `{"minOrder":"1"}`, 422, "invalid_input", "minOrder"},
		"stars":              {seller, "POST", "/products", `{"name":"Chè","group":"do-uong","unit":"kg","stars":5}`, 422, "invalid_input", "stars"},
		"another's case":     {seller, "POST", "/products", `{"Name":"Chè","name":"Chè","group":"do-uong","unit":"kg"}`, 422, "invalid_input", "Name"},
		"an unknown field":   {seller, "PATCH", "/products/" + product, `{"organizationId":"x"}`, 422, "invalid_input", "organizationId"},
		"a long text":        {seller, "PATCH", "/products/" + product, object{"description": long}, 422, "invalid_input", "description"},
		"a whole flood":      {seller, "POST", "/products", object{"name": strings.Repeat("a", 2<<20)}, 413, "too_large", ""},
		"a broken price":     {seller, "PATCH", "/products/" + product, `{"price":{"min":1.5,"max":2}}`, 422, "invalid_input", "price.min"},
		"an endless price":   {seller, "PATCH", "/products/" + product, `{"price":{"min":1,"max":1e400}}`, 422, "invalid_input", "price.max"},
		"a price past int64": {seller, "PATCH", "/products/" + product, `{"price":{"min":1,"max":99999999999999999999}}`, 422, "invalid_input", "price.max"},
		"an endless amount":  {seller, "PATCH", "/products/" + product, `{"minOrder":1e400}`, 422, "invalid_input", "minOrder"},
		"a fine amount":      {seller, "PATCH", "/products/" + product, `{"minOrder":0.0001}`, 422, "invalid_input", "minOrder"},
		"a debt":             {seller, "PATCH", "/products/" + product, `{"minOrder":-0.001}`, 422, "invalid_input", "minOrder"},
		"eleven months": {seller, "PUT", "/products/" + product + "/capacity/2027", object{"unit": "kg", "months": make([]int, 11)},
			422, "invalid_input", "months"},
		"a month of text": {seller, "PUT", "/products/" + product + "/capacity/2027", `{"unit":"kg","months":[1,"2",3,4,5,6,7,8,9,10,11,12]}`,
			422, "invalid_input", "months[1]"},
		"no such year":                   {seller, "PUT", "/products/" + product + "/capacity/1999", object{"unit": "kg", "months": apptest.Year()}, 422, "invalid_input", "year"},
		"a year of words":                {seller, "GET", "/products/" + product + "/capacity/now", nil, 422, "invalid_input", "year"},
		"an impossible day":              {seller, "POST", "/products/" + product + "/certificates", certificateOn("2026-02-30"), 422, "invalid_input", "issuedAt"},
		"a day backwards":                {seller, "POST", "/products/" + product + "/certificates", certificateOn("30/02/2026"), 422, "invalid_input", "issuedAt"},
		"a day of long ago":              {seller, "POST", "/products/" + product + "/certificates", certificateOn("0001-01-01"), 422, "invalid_input", "issuedAt"},
		"a month thirteen":               {buyer, "PATCH", "/demands/" + demand, object{"months": []object{{"month": "2027-13", "amount": 1}}}, 422, "invalid_input", "months[0].month"},
		"nothing at all":                 {buyer, "PATCH", "/demands/" + demand, object{"months": []object{{}}}, 422, "invalid_input", "months[0].month"},
		"a long list":                    {buyer, "PATCH", "/demands/" + demand, object{"months": make([]object, 61)}, 422, "invalid_input", "months"},
		"a bad cursor":                   {buyer, "GET", "/contracts?cursor=%21%21", nil, 422, "invalid_input", "cursor"},
		"a made-up cursor":               {seller, "GET", "/products?cursor=" + base64.RawURLEncoding.EncodeToString([]byte(`["x"]`)), nil, 422, "invalid_input", "cursor"},
		"a search's cursor":              {seller, "GET", "/organizations?q=htx&cursor=-5", nil, 422, "invalid_input", "cursor"},
		"a limit of none":                {seller, "GET", "/products?limit=0", nil, 422, "invalid_input", "limit"},
		"a limit of all":                 {seller, "GET", "/products?limit=1000000", nil, 422, "invalid_input", "limit"},
		"a limit of words":               {seller, "GET", "/products?limit=all", nil, 422, "invalid_input", "limit"},
		"an offset too far":              {seller, "GET", "/search/products?offset=1000000", nil, 422, "invalid_input", "offset"},
		"an unknown product":             {seller, "GET", "/products/none", nil, 404, "not_found", ""},
		"a path upwards":                 {seller, "GET", "/products/..%2f..%2fetc", nil, 404, "not_found", ""},
		"an ID too long":                 {seller, "GET", "/products/" + strings.Repeat("a", 100), nil, 422, "invalid_input", "id"},
		"an unknown contract":            {buyer, "POST", "/contracts/none/sign", object{"password": apptest.Password}, 404, "not_found", ""},
		"a contract's ID as a product's": {seller, "PATCH", "/products/" + active, object{"name": "Chè"}, 404, "not_found", ""},
		"no such place":                  {seller, "GET", "/products/" + product + "/nothing", nil, 404, "not_found", ""},
		"no such method":                 {seller, "PUT", "/products/" + product, nil, 405, "not_found", ""},
		"a wrong password":               {buyer, "POST", "/contracts/" + active + "/sign", object{"password": "x"}, 422, "invalid_input", "password"},
		"a delivery of air":              {seller, "POST", "/contracts/" + active + "/deliveries", object{"lineId": "none", "month": "2027-01", "amount": 1, "deliveredAt": "2026-11-23"}, 422, "invalid_input", "lineId"},
		"a payment too high":             {buyer, "POST", "/contracts/" + active + "/payments", `{"amount":1000000000000001,"paidAt":"2026-11-23"}`, 422, "invalid_input", "amount"},
		"a payment in bits":              {buyer, "POST", "/contracts/" + active + "/payments", `{"amount":0.5,"paidAt":"2026-11-23"}`, 422, "invalid_input", "amount"},
	} {
		t.Run(name, func(t *testing.T) {
			here := *row.as.App
			here.T = t
			answer := (&apptest.Client{App: &here, Token: row.as.Token}).Do(row.method, row.path, row.body)
			fields := answer.Problem(row.status, row.code)
			if row.field != "" {
				require.Contains(t, fields, row.field, "%s", answer.Body)
			}
		})
	}
	require.Equal(t, before, footprint(t, a, seller, buyer, product, active), "nothing was stored")
}

func certificateOn(day string) object {
	return object{"number": "OCOP-1", "decisionNumber": "1", "issuer": "UBND", "issuedAt": day, "criteriaVersion": "qd-148-2023", "score": 75}
}

// footprint is all that the rows of bad input could have changed.
func footprint(t *testing.T, a *apptest.App, seller, buyer *apptest.Client, product, contract string) string {
	t.Helper()
	var all strings.Builder
	for _, path := range []string{"/products/" + product, "/products?status=draft", "/products/" + product + "/capacity/2027", "/products/" + product + "/certificates"} {
		all.Write(seller.Get(path).Want(http.StatusOK).Body)
	}
	for _, path := range []string{"/demands?organizationId=" + buyer.OrganizationID, "/contracts", "/contracts/" + contract + "/history",
		"/contracts/" + contract + "/deliveries", "/contracts/" + contract + "/payments"} {
		all.Write(buyer.Get(path).Want(http.StatusOK).Body)
	}
	return all.String()
}

// TestForgedAndExpiredTokens: none of them is anybody, and none is a visitor.
func TestForgedAndExpiredTokens(t *testing.T) {
	a := apptest.New(t)
	seller := a.Verified("cooperative", "HTX Một", "01840")
	admin := a.Staff("")
	parts := strings.Split(seller.Token, ".")
	encode := func(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }
	for name, token := range map[string]string{
		"nonsense":          "abc",
		"three parts":       "a.b.c",
		"no signature":      parts[0] + "." + parts[1] + ".",
		"another's":         parts[0] + "." + strings.Split(admin.Token, ".")[1] + "." + parts[2],
		"another algorithm": encode(`{"alg":"none","typ":"JWT"}`) + "." + parts[1] + ".",
		"a cut signature":   seller.Token[:len(seller.Token)-4],
		"a very long one":   strings.Repeat("a", 6000),
	} {
		forged := &apptest.Client{App: a, Token: token}
		for _, path := range []string{"/me", "/products", "/contracts"} {
			forged.Get(path).Problem(http.StatusUnauthorized, "unauthenticated")
		}
		forged.Post("/products", object{"name": "Chè", "group": "do-uong", "unit": "kg"}).Problem(http.StatusUnauthorized, "unauthenticated")
		require.NotEmpty(t, name)
	}
	seller.Get("/me").Want(http.StatusOK)
	a.Clock.Add(15*time.Minute + time.Second)
	seller.Get("/me").Problem(http.StatusUnauthorized, "unauthenticated")
	seller.Get("/products").Problem(http.StatusUnauthorized, "unauthenticated")
}
