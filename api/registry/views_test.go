package registry_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/app/apptest"
	"lienket/api/registry"
)

// TestViewsAreKeptAndSharedInAnArea: colleagues of the same area see what is shared
// and alter nothing of it.
func TestViewsAreKeptAndSharedInAnArea(t *testing.T) {
	a := apptest.New(t)
	officer, colleague, commune := a.Staff("19"), a.Staff("19"), a.Staff("01840")
	names := func(c *apptest.Client) (list []string) {
		var views struct{ Items []struct{ Name string } }
		c.Get("/me/views").Want(http.StatusOK).JSON(&views)
		for _, view := range views.Items {
			list = append(list, view.Name)
		}
		return list
	}
	keep := func(c *apptest.Client, name, query string, shared bool) *apptest.Response {
		return c.Post("/me/views", object{"name": name, "query": query, "shared": shared})
	}
	kept := keep(officer, " HTX xếp loại tốt ", "rating=tot&kind=cooperative&cursor=x&col=&nothing=1", false).Want(http.StatusCreated)
	require.Equal(t, "kind=cooperative&rating=tot", kept.Fields()["query"], "only what a view may ask is kept")
	require.Equal(t, "HTX xếp loại tốt", kept.Fields()["name"])
	id := kept.ID()
	require.Equal(t, []string{"HTX xếp loại tốt"}, names(officer))
	require.Empty(t, names(colleague))

	path := "/me/views/" + id
	officer.Patch(path, object{"shared": true, "name": "Tốt"}).Want(http.StatusOK)
	require.Equal(t, []string{"Tốt"}, names(colleague))
	require.Empty(t, names(commune), "it is shared among officers of the same area")
	keep(colleague, "Của đồng nghiệp", "", true).Want(http.StatusCreated)
	require.Equal(t, []string{"Tốt", "Của đồng nghiệp"}, names(officer))
	colleague.Patch(path, object{"name": "Khác"}).Problem(http.StatusNotFound, "not_found")
	colleague.Do(http.MethodDelete, path, nil).Problem(http.StatusNotFound, "not_found")
	officer.Patch(path, object{"name": "x"}, apptest.Header{Name: "If-Match", Value: `"1"`}).Problem(http.StatusPreconditionFailed, "version_mismatch")
	keep(officer, "", "", false).Problem(http.StatusUnprocessableEntity, "invalid_input")
	require.Equal(t, []string{"query"}, keep(officer, "Hỏng", "%", false).Problem(http.StatusUnprocessableEntity, "invalid_input"))

	officer.Do(http.MethodDelete, path, nil).Want(http.StatusNoContent)
	require.Equal(t, []string{"Của đồng nghiệp"}, names(officer))
	for i := range registry.MaxViews {
		keep(officer, fmt.Sprint("Cách xem ", i), "", false).Want(http.StatusCreated)
	}
	keep(officer, "Quá nhiều", "", false).Problem(http.StatusConflict, "state_forbids")
}
