package catalogue_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/app/apptest"
)

func tiers(pairs ...float64) []object {
	list := []object{}
	for i := 0; i < len(pairs); i += 2 {
		list = append(list, object{"from": pairs[i], "price": pairs[i+1]})
	}
	return list
}

// TestTiersAreAKindOfPrice: a product has one kind of price, the last one stated.
func TestTiersAreAKindOfPrice(t *testing.T) {
	a := apptest.New(t)
	seller := a.Verified("cooperative", "HTX Một", "01840")
	const on = "on request"
	span := func(min, max float64) object { return object{"min": min, "max": max} }
	steps := tiers(0, 60_000, 100, 55_000, 1000.5, 55_000)
	product := seller.Draft("Miến dong", object{"price": nil, "priceTiers": steps})
	for _, row := range []struct {
		name   string
		change object
		price  any
		tiers  int
	}{
		{"what tiers span follows", object{}, span(55_000, 60_000), 3},
		{"the same range leaves them", object{"price": span(55_000, 60_000)}, span(55_000, 60_000), 3},
		{"null leaves the range", object{"priceTiers": nil}, span(55_000, 60_000), 0},
		{"tiers replace a range", object{"priceTiers": tiers(10, 9, 20, 8)}, span(8, 9), 2},
		{"other tiers replace them", object{"priceTiers": steps}, span(55_000, 60_000), 3},
		{"another range replaces them", object{"price": span(1, 2)}, span(1, 2), 0},
		{"again", object{"priceTiers": steps}, span(55_000, 60_000), 3},
		{"on request replaces them", object{"price": nil}, on, 0},
		{"tiers with the range they span", object{"price": span(8, 9), "priceTiers": tiers(0, 9, 1, 8)}, span(8, 9), 2},
		{"tiers away and on request", object{"price": nil, "priceTiers": []object{}}, on, 0},
	} {
		shown := seller.Patch("/products/"+product, row.change).Want(http.StatusOK).Fields()
		if row.price == on {
			require.Nil(t, shown["price"], row.name)
		} else {
			require.Equal(t, row.price, shown["price"], row.name)
		}
		require.Len(t, shown["priceTiers"], row.tiers, row.name)
	}
}

func TestTiersAreChecked(t *testing.T) {
	a := apptest.New(t)
	seller := a.Verified("cooperative", "HTX Một", "01840")
	product := seller.Draft("Miến dong", nil)
	eleven := []object{}
	for i := range 11 {
		eleven = append(eleven, object{"from": i, "price": 100})
	}
	for name, row := range map[string]struct {
		change object
		fields []string
	}{
		"amounts that stand":    {object{"priceTiers": tiers(5, 10, 5, 9)}, []string{"priceTiers[1].from"}},
		"amounts that fall":     {object{"priceTiers": tiers(5, 10, 4, 9)}, []string{"priceTiers[1].from"}},
		"prices that rise":      {object{"priceTiers": tiers(5, 10, 6, 11)}, []string{"priceTiers[1].price"}},
		"a price of nothing":    {object{"priceTiers": tiers(5, 0)}, []string{"priceTiers[0].price"}},
		"a negative amount":     {object{"priceTiers": tiers(-1, 5)}, []string{"priceTiers[0].from"}},
		"too fine an amount":    {object{"priceTiers": tiers(0.0001, 5)}, []string{"priceTiers[0].from"}},
		"too many":              {object{"priceTiers": eleven}, []string{"priceTiers"}},
		"a range beside others": {object{"price": object{"min": 1, "max": 2}, "priceTiers": tiers(0, 3)}, []string{"price"}},
	} {
		require.Equal(t, row.fields, seller.Patch("/products/"+product, row.change).Problem(http.StatusUnprocessableEntity, "invalid_input"), name)
	}
	require.EqualValues(t, 1, seller.Get("/products/" + product).Want(http.StatusOK).Fields()["version"])
}

// TestTheLowestTierCountsAgainstACeiling, as the lowest price of a range does.
func TestTheLowestTierCountsAgainstACeiling(t *testing.T) {
	a := apptest.New(t)
	seller := a.Verified("cooperative", "HTX Một", "01840")
	product := seller.Offer("Miến dong", object{"price": nil, "priceTiers": tiers(0, 60_000, 100, 50_000)})
	require.Equal(t, []string{product}, found(a, "q=mien&priceMax=50000"))
	require.Empty(t, found(a, "q=mien&priceMax=49999"))
}
