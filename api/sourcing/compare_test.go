package sourcing_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/app/apptest"
)

// TestQuotesAreComparedInTheDemandsUnit: kg at 70.000 for a demand in tonnes of
// 5 and 3.
func TestQuotesAreComparedInTheDemandsUnit(t *testing.T) {
	k := newTalk(t)
	id := k.seller.Post("/demands/"+k.demand+"/quotes", k.offer(object{"lines": []object{
		{"productId": k.product, "unitPrice": 70_000, "months": apptest.Months(5, 1)}}})).Want(http.StatusCreated).ID()
	path := "/demands/" + k.demand + "/quotes/compare"
	var answer struct {
		Unit  string
		Items []struct {
			Quote                                 struct{ ID string }
			Organization                          struct{ ID string }
			Cost, UnitPrice, MonthsCovered, Stars int64
			Coverage, Covered                     float64
			Rounds                                int
		}
	}
	k.buyer.Get(path).Want(http.StatusOK).JSON(&answer)
	require.Equal(t, "tan", answer.Unit)
	require.Len(t, answer.Items, 1)
	one := answer.Items[0]
	require.Equal(t, id, one.Quote.ID)
	require.Equal(t, k.seller.OrganizationID, one.Organization.ID)
	require.EqualValues(t, 420_000_000, one.Cost)
	require.EqualValues(t, 70_000_000, one.UnitPrice)
	require.InDelta(t, 0.75, one.Coverage, 1e-9)
	require.InDelta(t, 6, one.Covered, 1e-9)
	require.EqualValues(t, 1, one.MonthsCovered)
	require.Equal(t, 1, one.Rounds)

	other := k.Verified("cooperative", "HTX Khác", "01849")
	require.Empty(t, other.Get(path).Want(http.StatusOK).Fields()["items"], "each supplier sees their own")
	k.Visitor().Get(path).Problem(http.StatusUnauthorized, "unauthenticated")
}

func TestACooperativeFindsTheDemandsItCanServe(t *testing.T) {
	k := newTalk(t)
	ask(k.buyer, object{"keywords": "mat ong"})
	path := "/organizations/" + k.seller.OrganizationID + "/demands"
	var answer struct {
		Items []struct {
			Demand     struct{ ID string }
			ProductIDs []string
		}
	}
	k.seller.Get(path).Want(http.StatusOK).JSON(&answer)
	require.Len(t, answer.Items, 1, "the other asks for honey")
	require.Equal(t, k.demand, answer.Items[0].Demand.ID)
	require.Equal(t, []string{k.product}, answer.Items[0].ProductIDs)
	k.buyer.Get(path).Problem(http.StatusForbidden, "forbidden")

	k.buyer.Post("/demands/"+k.demand+"/close", nil).Want(http.StatusOK)
	require.Empty(t, k.seller.Get(path).Want(http.StatusOK).Fields()["items"])
}
