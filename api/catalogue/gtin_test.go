package catalogue_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/app/apptest"
	"lienket/api/catalogue"
)

func TestGTINs(t *testing.T) {
	for code, padded := range map[string]string{
		"8934567890120": "08934567890120", "96385074": "00000096385074", "036000291452": "00036000291452", "18934567890127": "18934567890127",
	} {
		got, ok := catalogue.GTIN14(code)
		require.True(t, ok, code)
		require.Equal(t, padded, got)
	}
	for _, code := range []string{"", "8934567890121", "893456789012", "0000000000000", "89345678901200", "893456789012a", "８934567890120", "-934567890120"} {
		_, ok := catalogue.GTIN14(code)
		require.False(t, ok, code)
	}
}

// FuzzGTIN holds the check digit to what it is for: no single digit can be mistyped.
func FuzzGTIN(f *testing.F) {
	f.Add("8934567890120", 3, byte('9'))
	f.Add("96385074", 0, byte('1'))
	f.Fuzz(func(t *testing.T, code string, at int, digit byte) {
		padded, ok := catalogue.GTIN14(code)
		if !ok {
			return
		}
		require.Len(t, padded, 14)
		again, ok := catalogue.GTIN14(padded)
		require.True(t, ok)
		require.Equal(t, padded, again)
		if at < 0 || at >= len(code) || code[at] == digit {
			return
		}
		_, ok = catalogue.GTIN14(code[:at] + string(rune(digit)) + code[at+1:])
		require.False(t, ok, "%s with %c at %d", code, digit, at)
	})
}

func TestAGTINNamesOneProduct(t *testing.T) {
	a := apptest.New(t)
	one, two := a.Verified("cooperative", "HTX Một", "01840"), a.Verified("cooperative", "HTX Hai", "01843")
	const code, other = "8934567890120", "8930000000019"
	first := one.Draft("Miến dong", object{"gtin": code, "variants": []object{{"name": "Túi 500 g", "gtin": other}}})
	taken := func(body object, field string) {
		t.Helper()
		for key, value := range map[string]any{"name": "Miến", "group": "thuc-pham", "unit": "kg"} {
			body[key] = value
		}
		require.Equal(t, []string{field}, two.Post("/products", body).Problem(http.StatusConflict, "conflict"))
	}
	taken(object{"gtin": code}, "gtin")
	taken(object{"gtin": "0" + code}, "gtin") // the same in 14 digits
	taken(object{"gtin": other}, "gtin")
	taken(object{"variants": []object{{"name": "Túi", "gtin": code}}}, "variants[0].gtin")
	require.Empty(t, two.Get("/products?status=all").Want(http.StatusOK).Fields()["items"], "nothing is left behind")

	second := two.Draft("Miến", nil)
	require.Equal(t, []string{"gtin"}, two.Patch("/products/"+second, object{"gtin": code}).Problem(http.StatusConflict, "conflict"))
	one.Patch("/products/"+first, object{"gtin": nil}).Want(http.StatusOK)
	require.Equal(t, code, two.Patch("/products/"+second, object{"gtin": code}).Want(http.StatusOK).Fields()["gtin"])
	two.Patch("/products/"+second, object{"name": "Miến dong rừng"}).Want(http.StatusOK)
	require.Equal(t, []string{"variants[1].gtin"}, one.Patch("/products/"+first, object{"variants": []object{
		{"name": "Túi", "gtin": other}, {"name": "Thùng", "gtin": other}}}).Problem(http.StatusUnprocessableEntity, "invalid_input"))
	one.Patch("/products/"+first, object{"gtin": other}).Want(http.StatusOK) // may be that of its only package
	one.Do(http.MethodDelete, "/products/"+first, nil).Want(http.StatusNoContent)
	two.Patch("/products/"+second, object{"gtin": other}).Want(http.StatusOK)
}

func TestAProductIsFoundByItsGTIN(t *testing.T) {
	a := apptest.New(t)
	seller := a.Verified("cooperative", "HTX Một", "01840")
	product := seller.Offer("Miến dong", object{"variants": []object{{"name": "Túi", "gtin": "8934567890120"}}})
	seller.Offer("Miến dong khác", nil)
	require.Equal(t, []string{product}, found(a, "q=8934567890120"))
	require.Empty(t, found(a, "q="+strings.Repeat("9", 13)))
}
