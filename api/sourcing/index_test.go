package sourcing_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestDemandsAreFoundByWords holds the index of demands to what is open and public,
// through their lives and through a rebuild.
func TestDemandsAreFoundByWords(t *testing.T) {
	k := newTalk(t)
	secret := k.secretDemand()
	draft := k.buyer.Post("/demands", wanted(object{"title": "Miến dong bản nháp"})).Want(http.StatusCreated).ID()
	closed := ask(k.buyer, object{"title": "Miến dong sắp đóng"})
	found := func(query string) []string {
		t.Helper()
		var list struct{ Items []struct{ ID string } }
		k.Visitor().Get("/demands?" + query).Want(http.StatusOK).JSON(&list)
		var ids []string
		for _, d := range list.Items {
			ids = append(ids, d.ID)
		}
		return ids
	}
	offered := func() []string {
		t.Helper()
		var list struct{ Items []struct{ Kind, ID string } }
		k.seller.Get("/search/suggest?limit=20&q=mien+dong").Want(http.StatusOK).JSON(&list)
		var ids []string
		for _, one := range list.Items {
			if one.Kind == "demand" {
				ids = append(ids, one.ID)
			}
		}
		return ids
	}
	k.Indexed()
	require.ElementsMatch(t, []string{k.demand, closed}, found("q=mien+dong"))
	require.Equal(t, []string{closed}, found("q=sap+dong"))
	require.Empty(t, found("q=bi+mat"), secret)
	require.Empty(t, found("q=ban+nhap"), draft)
	require.Empty(t, found("q=mien+dong&area=01849"))
	require.ElementsMatch(t, []string{k.demand, closed}, offered())

	k.buyer.Post("/demands/"+closed+"/close", nil).Want(http.StatusOK)
	require.Equal(t, []string{k.demand}, found("q=mien+dong"), "before the index knows")
	require.Equal(t, []string{k.demand}, offered())
	k.Indexed()
	require.Equal(t, []string{k.demand}, found("q=mien+dong"))

	require.NoError(t, k.App.Reindex(t.Context()))
	require.Equal(t, []string{k.demand}, found("q=mien+dong"), "after a rebuild")
	k.Visitor().Get("/demands?q=mien&status=closed").Problem(http.StatusUnprocessableEntity, "invalid_input")
	k.Visitor().Get("/demands?q=mien&cursor=x").Problem(http.StatusUnprocessableEntity, "invalid_input")
}
