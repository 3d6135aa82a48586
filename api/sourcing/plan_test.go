package sourcing_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/app/apptest"
)

type monthAmount struct {
	Month  string
	Amount float64
}

type plan struct {
	Unit  string
	Lines []struct {
		ProductID, OrganizationID, PriceUnit string
		UnitPrice, Cost                      int64
		Months                               []monthAmount
	}
	Coverage    float64
	Shortfall   []monthAmount
	Cost, Bound int64
	Suppliers   int
	AverageKm   float64
	Optimal     bool
	Notes       []struct{ Code, ProductID string }
}

func planned(buyer *apptest.Client, demand, query string) (p plan) {
	buyer.T.Helper()
	buyer.Get("/demands/" + demand + "/plan" + query).Want(http.StatusOK).JSON(&p)
	return p
}

// TestAPlanCombinesSuppliers: 2 t in January and 1 t in February, in tonnes, of
// products sold by the kilogram.
func TestAPlanCombinesSuppliers(t *testing.T) {
	a := apptest.New(t)
	buyer := a.Verified("enterprise", "Công ty Bên mua", "01843")
	cheap, dear := a.Verified("cooperative", "HTX Rẻ", "01840"), a.Verified("cooperative", "HTX Đắt", "01840")
	small := cheap.Offer("Miến dong loại một", object{"price": object{"min": 50_000, "max": 60_000}})
	cheap.Capacity(small, "kg", 1500, 1500)
	large := dear.Offer("Miến dong loại hai", object{"price": object{"min": 60_000, "max": 90_000}, "minOrder": 600})
	dear.Capacity(large, "kg", 2000, 2000)
	asking := dear.Offer("Miến dong đặt riêng", object{"price": nil})
	dear.Capacity(asking, "kg", 5000, 5000)
	a.Indexed()

	demand := ask(buyer, object{"unit": "tan", "months": apptest.Months(2, 1)})
	got := planned(buyer, demand, "")
	require.Equal(t, "tan", got.Unit)
	require.True(t, got.Optimal)
	require.Equal(t, 1.0, got.Coverage)
	require.Empty(t, got.Shortfall)
	require.Equal(t, 2, got.Suppliers)
	require.Len(t, got.Lines, 2)
	// The dear one supplies its least, the cheap one all the rest.
	require.Equal(t, []monthAmount{{"2027-01", 1.4}, {"2027-02", 1}}, got.Lines[0].Months)
	require.Equal(t, []monthAmount{{"2027-01", 0.6}}, got.Lines[1].Months)
	require.EqualValues(t, 60_000, got.Lines[0].UnitPrice)
	require.Equal(t, "kg", got.Lines[0].PriceUnit)
	require.EqualValues(t, 2400*60_000+600*90_000, got.Cost)
	require.Equal(t, got.Cost, got.Bound)
	require.Equal(t, "price_on_request", got.Notes[0].Code)
	require.Equal(t, asking, got.Notes[0].ProductID)

	alone := planned(buyer, demand, "?maxSuppliers=1")
	require.Equal(t, 1, alone.Suppliers)
	require.Equal(t, large, alone.Lines[0].ProductID, "it can deliver all")

	// With a ceiling no price is above it, and what is on request costs it.
	capped := ask(buyer, object{"unit": "tan", "months": apptest.Months(2, 1), "priceCeiling": 70_000_000})
	for _, line := range planned(buyer, capped, "").Lines {
		require.LessOrEqual(t, line.UnitPrice, int64(70_000))
	}

	// What a contract holds is not offered again.
	buyer.Conclude([]object{apptest.Line(small, 1500, 1500)}, cheap)
	held := planned(buyer, demand, "")
	require.Equal(t, 1, held.Suppliers)
	require.Equal(t, large, held.Lines[0].ProductID)
}

func TestAPlanSaysWhatIsMissing(t *testing.T) {
	a := apptest.New(t)
	buyer, seller := a.Verified("enterprise", "Công ty Bên mua", "01843"), a.Verified("cooperative", "HTX Một", "01840")
	demand := ask(buyer, object{"unit": "tan", "months": apptest.Months(2, 1)})
	none := planned(buyer, demand, "")
	require.Empty(t, none.Lines)
	require.Zero(t, none.Coverage)
	require.Equal(t, []monthAmount{{"2027-01", 2}, {"2027-02", 1}}, none.Shortfall)
	require.Equal(t, "no_candidates", none.Notes[0].Code)

	product := seller.Offer("Miến dong", nil)
	seller.Capacity(product, "kg", 500)
	a.Indexed()
	short := planned(buyer, demand, "?maxSuppliers=1")
	require.Equal(t, []monthAmount{{"2027-01", 1.5}, {"2027-02", 1}}, short.Shortfall)
	require.InDelta(t, 0.5/3, short.Coverage, 1e-9)
	require.Equal(t, "max_suppliers", short.Notes[0].Code)
	require.Equal(t, "shortfall", short.Notes[1].Code)

	for query, field := range map[string]string{"?maxSuppliers=-1": "maxSuppliers", "?maxSuppliers=x": "maxSuppliers", "?lead=nobody": "lead",
		"?lead=" + buyer.OrganizationID: "lead"} {
		require.Equal(t, []string{field}, buyer.Get("/demands/"+demand+"/plan"+query).Problem(http.StatusUnprocessableEntity, "invalid_input"), query)
	}
	seller.Get("/demands/"+demand+"/plan").Problem(http.StatusForbidden, "forbidden")
	require.Equal(t, short.Lines, planned(buyer, demand, "?lead="+seller.OrganizationID).Lines)
}
