package registry_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/app/apptest"
)

func TestAUnionAndItsMembers(t *testing.T) {
	a := apptest.New(t)
	union, maker, other := a.Verified("union", "Liên hiệp HTX Sông Cầu", "01840"), a.Verified("cooperative", "HTX Nà Chom", "01849"), a.Verified("cooperative", "HTX Khác", "01849")
	firm, officer := a.Verified("enterprise", "Công ty", "01849"), a.Staff("19")
	home, commune := "/organizations/"+union.OrganizationID+"/affiliates", a.Staff("01849")
	listed := func(c *apptest.Client, path string) (states []string) {
		var page struct{ Items []struct{ Status string } }
		c.Get(path).Want(http.StatusOK).JSON(&page)
		for _, item := range page.Items {
			states = append(states, item.Status)
		}
		return states
	}
	propose := func(c *apptest.Client, cooperative string) *apptest.Response {
		return c.Post(home, object{"cooperativeId": cooperative, "since": "2026-01-01"})
	}
	for _, wrong := range []string{firm.OrganizationID, union.OrganizationID, a.Register("cooperative", "HTX Chờ", "01840").OrganizationID, "nobody"} {
		require.Equal(t, []string{"cooperativeId"}, propose(union, wrong).Problem(http.StatusUnprocessableEntity, "invalid_input"))
	}
	require.Equal(t, []string{"since"}, union.Post(home, object{"cooperativeId": maker.OrganizationID, "since": "2026-12-01"}).Problem(http.StatusUnprocessableEntity, "invalid_input"))
	maker.Post("/organizations/"+maker.OrganizationID+"/affiliates", object{"cooperativeId": other.OrganizationID}).Problem(http.StatusConflict, "state_forbids")
	propose(maker, maker.OrganizationID).Problem(http.StatusForbidden, "forbidden")
	propose(commune, maker.OrganizationID).Problem(http.StatusForbidden, "forbidden")

	// Proposed, it is for the two sides to know; the cooperative confirms.
	id := propose(union, maker.OrganizationID).Want(http.StatusCreated).ID()
	require.Equal(t, []string{"cooperativeId"}, propose(officer, maker.OrganizationID).Problem(http.StatusConflict, "conflict"))
	theirs := "/organizations/" + maker.OrganizationID + "/affiliates"
	require.Empty(t, listed(a.Visitor(), home))
	require.Equal(t, []string{"proposed"}, listed(union, home))
	require.Equal(t, []string{"proposed"}, listed(maker, theirs))
	other.Post("/affiliates/"+id+"/confirm", nil).Problem(http.StatusNotFound, "not_found")
	union.Post("/affiliates/"+id+"/confirm", nil).Problem(http.StatusForbidden, "forbidden")
	commune.Post("/affiliates/"+id+"/confirm", nil, apptest.Header{Name: "If-Match", Value: `"7"`}).Problem(http.StatusPreconditionFailed, "version_mismatch")
	maker.Post("/affiliates/"+id+"/confirm", nil).Want(http.StatusOK)
	maker.Post("/affiliates/"+id+"/confirm", nil).Problem(http.StatusConflict, "state_forbids")
	require.Equal(t, []string{"confirmed"}, listed(a.Visitor(), home))
	require.Equal(t, []string{"confirmed"}, listed(a.Visitor(), theirs))

	// An officer of both sides confirms by entering; three are enough.
	warned := func() bool { return union.Get("/organizations/" + union.OrganizationID).Fields()["warnings"] != nil }
	require.True(t, warned())
	for _, name := range []string{"HTX Ba", "HTX Bốn"} {
		require.Equal(t, "confirmed", propose(officer, a.Verified("cooperative", name, "01840").OrganizationID).Want(http.StatusCreated).Fields()["status"])
	}
	require.False(t, warned())

	// Either side ends it; then it may begin anew.
	require.Equal(t, []string{"date"}, maker.Post("/affiliates/"+id+"/leave", object{"date": "2025-12-31"}).Problem(http.StatusUnprocessableEntity, "invalid_input"))
	other.Post("/affiliates/"+id+"/leave", object{}).Problem(http.StatusForbidden, "forbidden")
	ended := maker.Post("/affiliates/"+id+"/leave", object{"date": "2026-11-01", "reason": "Nghị quyết"}).Want(http.StatusOK).Fields()
	require.Equal(t, []any{"ended", "2026-11-01"}, []any{ended["status"], ended["until"]})
	union.Post("/affiliates/"+id+"/leave", object{}).Problem(http.StatusConflict, "state_forbids")
	require.True(t, warned())
	again := propose(union, maker.OrganizationID).Want(http.StatusCreated).ID()
	require.Equal(t, "declined", maker.Post("/affiliates/"+again+"/leave", object{}).Want(http.StatusOK).Fields()["status"])
	require.Equal(t, []string{"ended", "declined"}, listed(maker, theirs))
	require.Empty(t, listed(other, theirs))
}
