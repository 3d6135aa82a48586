package sourcing_test

import (
	"net/http"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/account"
	"lienket/api/app/apptest"
	"lienket/api/sourcing"
)

// secretDemand is one that invites the seller alone.
func (k *talk) secretDemand() string {
	k.T.Helper()
	id := k.buyer.Post("/demands", wanted(object{"title": "Miến dong bí mật", "visibility": "invited"})).Want(http.StatusCreated).ID()
	k.buyer.Post("/demands/"+id+"/invitations", object{"organizationIds": []string{k.seller.OrganizationID}, "note": "Mời anh chị"}).Want(http.StatusOK)
	k.buyer.Post("/demands/"+id+"/publish", nil).Want(http.StatusOK)
	return id
}

// TestAnInvitedDemandIsSeenByWhomItConcerns holds every way to a demand to its
// visibility, role by role.
func TestAnInvitedDemandIsSeenByWhomItConcerns(t *testing.T) {
	k := newTalk(t)
	other := k.Verified("cooperative", "HTX Khác", "01849")
	product := other.Offer("Miến dong", nil)
	id := k.secretDemand()
	k.Indexed()
	for name, row := range map[string]struct {
		who  *apptest.Client
		sees bool
	}{
		"visitor": {k.Visitor(), false}, "buyer": {k.buyer, true}, "invited": {k.seller, true}, "not invited": {other, false},
		"rival": {k.Verified("enterprise", "Công ty Khác", "01843"), false}, "officer of the buyer's province": {k.Staff("19"), true},
		"officer of its commune": {k.Staff("01843"), true}, "officer of another commune": {k.Staff("01840"), false},
		"officer of another province": {k.Staff("01"), false}, "admin": {k.Staff(""), true},
	} {
		t.Run(name, func(t *testing.T) {
			status := http.StatusNotFound
			if row.sees {
				status = http.StatusOK
			}
			row.who.Get("/demands/" + id).Want(status)
			for _, query := range []string{"", "?status=open", "?group=&area=19", "?organizationId=" + k.buyer.OrganizationID} {
				if query == "?group=&area=19" {
					query = "?area=19"
				}
				var list struct {
					Items []struct{ ID, Visibility string }
				}
				row.who.Get("/demands" + query).Want(http.StatusOK).JSON(&list)
				found := slices.ContainsFunc(list.Items, func(d struct{ ID, Visibility string }) bool { return d.ID == id })
				require.Equal(t, row.sees, found, query)
				require.True(t, slices.ContainsFunc(list.Items, func(d struct{ ID, Visibility string }) bool { return d.ID == k.demand }), "the public one stands in %q", query)
			}
			if !row.sees && row.who.Token != "" {
				for _, path := range []string{"/quotes", "/quotes/compare", "/matches", "/plan", "/invitations"} {
					row.who.Get("/demands/"+id+path).Problem(http.StatusNotFound, "not_found")
				}
				for _, verb := range []string{"/publish", "/close"} {
					row.who.Post("/demands/"+id+verb, nil).Problem(http.StatusNotFound, "not_found")
				}
				require.NotContains(t, told(row.who), "bí mật")
			}
		})
	}

	// What a cooperative could serve, asked by itself, its officer and the admin.
	for _, who := range []*apptest.Client{other, k.Staff("01849"), k.Staff("")} {
		for _, path := range []string{"/organizations/" + other.OrganizationID + "/demands", "/products/" + product + "/demands"} {
			body := string(who.Get(path).Want(http.StatusOK).Body)
			require.NotContains(t, body, id, path)
			require.Contains(t, body, k.demand, path)
		}
	}
	other.Post("/demands/"+id+"/quotes", object{"validUntil": "2026-12-31", "lines": []object{apptest.Line(product, 1)}}).
		Problem(http.StatusNotFound, "not_found")
	chances, err := k.Sourcing.Chances(t.Context(), k.seller.Actor(), k.seller.OrganizationID)
	require.NoError(t, err)
	require.Equal(t, id, chances[0].Demand.ID, "what invites stands first")
	require.Contains(t, told(k.seller), "Công ty Bên mua mời đơn vị báo giá cho nhu cầu “Miến dong bí mật”, hạn 20/12/2026.")

	// A draft is its buyer's, whoever is invited.
	draft := k.buyer.Post("/demands", wanted(object{"visibility": "invited"})).Want(http.StatusCreated).ID()
	k.buyer.Post("/demands/"+draft+"/invitations", object{"organizationIds": []string{k.seller.OrganizationID}}).Want(http.StatusOK)
	k.seller.Get("/demands/"+draft).Problem(http.StatusNotFound, "not_found")
}

func TestInvitationsComeAndGo(t *testing.T) {
	k := newTalk(t)
	other, pending := k.Verified("union", "Liên hiệp HTX", "01849"), k.Register("cooperative", "HTX Chờ", "01840")
	path := "/demands/" + k.demand + "/invitations"
	fields := k.buyer.Post(path, object{"organizationIds": []string{other.OrganizationID, pending.OrganizationID, k.buyer.OrganizationID, "none"}}).
		Problem(http.StatusUnprocessableEntity, "invalid_input")
	require.Equal(t, []string{"organizationIds[1]", "organizationIds[2]", "organizationIds[3]"}, fields)
	require.Empty(t, k.buyer.Get(path).Want(http.StatusOK).Fields()["items"], "all or none")

	both := object{"organizationIds": []string{other.OrganizationID, k.seller.OrganizationID, other.OrganizationID}, "note": "Mời"}
	k.buyer.Post(path, both).Want(http.StatusOK)
	k.buyer.Post(path, both).Want(http.StatusOK)
	var list struct {
		Items []struct{ OrganizationID, Note string }
	}
	k.buyer.Get(path).Want(http.StatusOK).JSON(&list)
	require.Len(t, list.Items, 2)
	require.Equal(t, "Mời", list.Items[0].Note)
	k.seller.Get(path).Problem(http.StatusForbidden, "forbidden")
	k.seller.Post(path, both).Problem(http.StatusForbidden, "forbidden")
	require.Contains(t, told(other), "mời đơn vị báo giá")

	k.quote()
	k.buyer.Do(http.MethodDelete, path+"/"+k.seller.OrganizationID, nil).Problem(http.StatusConflict, "state_forbids")
	k.buyer.Do(http.MethodDelete, path+"/"+other.OrganizationID, nil).Want(http.StatusNoContent)
	k.buyer.Do(http.MethodDelete, path+"/"+other.OrganizationID, nil).Problem(http.StatusNotFound, "not_found")
	k.buyer.Post("/demands/"+k.demand+"/close", nil).Want(http.StatusOK)
	k.buyer.Post(path, both).Problem(http.StatusConflict, "state_forbids")
}

// TestDeadlinesAreToldOnce: two days before a demand closes, one before a quote
// lapses, and when they have; never long after.
func TestDeadlinesAreToldOnce(t *testing.T) {
	k := newTalk(t)
	other := k.Verified("cooperative", "HTX Được mời", "01849")
	k.buyer.Post("/demands/"+k.demand+"/invitations", object{"organizationIds": []string{other.OrganizationID, k.seller.OrganizationID}}).Want(http.StatusOK)
	k.seller.Post("/demands/"+k.demand+"/quotes", k.offer(object{"validUntil": "2026-12-22"})).Want(http.StatusCreated)
	ctx := t.Context()
	actors := map[*apptest.Client]account.Actor{k.buyer: k.buyer.Actor(), k.seller: k.seller.Actor(), other: other.Actor()}
	run := func(day int) {
		t.Helper()
		k.pass(day)
		for range 2 {
			_, err := k.Sourcing.TellDeadlines(ctx)
			require.NoError(t, err)
		}
	}
	count := func(c *apptest.Client) int {
		t.Helper()
		page, err := k.Notices.Notices(ctx, actors[c], false, "", 100)
		require.NoError(t, err)
		return len(page.Items)
	}
	before := map[*apptest.Client]int{k.buyer: count(k.buyer), k.seller: count(k.seller), other: count(other)}
	news := func(buyer, seller, invited int, when string) {
		t.Helper()
		require.Equal(t, []int{buyer, seller, invited}, []int{count(k.buyer) - before[k.buyer], count(k.seller) - before[k.seller], count(other) - before[other]}, when)
	}
	run(17)
	news(0, 0, 0, "too early")
	run(19)
	news(1, 0, 1, "closing: the buyer, and the invited who has not quoted")
	run(20)
	news(2, 1, 2, "closed")
	run(22)
	news(3, 2, 2, "the quote has lapsed; for its reminder it is too late")
	run(31)
	news(3, 2, 2, "nothing new")
	require.Equal(t, sourcing.DemandExpired, k.status(k.demand))
}
