package sourcing_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/app/apptest"
)

// TestWhatIsPromisedIsNotPlannedAgain: for the rest of a demand a supplier has what its
// accepted quote leaves, before the contract is signed and after; for the demands of
// others what no contract holds.
func TestWhatIsPromisedIsNotPlannedAgain(t *testing.T) {
	a := apptest.New(t)
	buyer, seller := a.Verified("enterprise", "Công ty Bên mua", "01843"), a.Verified("cooperative", "HTX Một", "01840")
	product := seller.Offer("Miến dong", nil)
	seller.Capacity(product, "kg", 1500, 1000)
	a.Indexed()
	demand := ask(buyer, object{"unit": "tan", "months": apptest.Months(2, 1)})
	another := a.Verified("enterprise", "Công ty Khác", "01843")
	other := ask(another, object{"unit": "tan", "months": apptest.Months(1.5)})
	require.Equal(t, []monthAmount{{"2027-01", 0.5}}, planned(buyer, demand, "").Shortfall)

	quote := seller.Post("/demands/"+demand+"/quotes", object{"validUntil": "2026-12-31",
		"lines": []object{apptest.Line(product, 1)}}).Want(http.StatusCreated).ID()
	left := func(when string) {
		t.Helper()
		rest := planned(buyer, demand, "")
		require.Equal(t, []monthAmount{{"2027-01", 0.5}}, rest.Shortfall, when)
		require.Equal(t, []monthAmount{{"2027-01", 0.5}, {"2027-02", 1}}, rest.Lines[0].Months, when)
		var matches struct {
			Items []struct{ Available []monthAmount }
		}
		buyer.Get("/demands/" + demand + "/matches").Want(http.StatusOK).JSON(&matches)
		require.Equal(t, []monthAmount{{"2027-01", 0.5}, {"2027-02", 1}}, matches.Items[0].Available, when)
	}
	buyer.Post("/quotes/"+quote+"/accept", nil).Want(http.StatusOK)
	left("accepted")
	require.Empty(t, planned(another, other, "").Shortfall, "others may still conclude first")

	contract := buyer.Post("/contracts", object{"form": "form-3", "startDate": "2026-11-23", "endDate": "2027-12-31", "quoteId": quote}).Want(http.StatusCreated).ID()
	left("drawn up")
	buyer.Post("/contracts/"+contract+"/propose", nil).Want(http.StatusOK)
	buyer.Sign(contract).Want(http.StatusOK)
	left("half signed")
	seller.Sign(contract).Want(http.StatusOK)
	left("signed")
	require.Equal(t, []monthAmount{{"2027-01", 1}}, planned(another, other, "").Shortfall)
}
