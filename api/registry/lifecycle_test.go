package registry_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lienket/api/app/apptest"
	"lienket/api/registry"
)

// inStatus makes a cooperative of that status.
func inStatus(a *apptest.App, status string) (member *apptest.Client, path string) {
	officer := a.Staff("19")
	member = a.Register("cooperative", "HTX Nà Chom", "01840")
	path = "/organizations/" + member.OrganizationID
	move := func(verb string) { officer.Post(path+"/"+verb, object{"reason": "Lý do"}).Want(http.StatusOK) }
	if status == "rejected" {
		officer.Post(path+"/verify", object{"decision": "reject", "note": "Thiếu hồ sơ"}).Want(http.StatusOK)
	} else if status != "pending" {
		officer.Post(path+"/verify", object{"decision": "approve"}).Want(http.StatusOK)
	}
	switch status {
	case "suspended":
		move("suspend")
	case "dissolved":
		move("dissolve")
	}
	return member, path
}

// TestEveryMoveOfAnOrganisation walks every status with every event and role: what the
// table names is done, all else is refused.
func TestEveryMoveOfAnOrganisation(t *testing.T) {
	a := apptest.New(t)
	officer, distant, admin := a.Staff("19"), a.Staff("01"), a.Staff("")
	allowed := map[string]string{
		"pending approve": "verified", "pending reject": "rejected", "rejected approve": "verified", "rejected reject": "rejected",
		"verified suspend": "suspended", "suspended resume": "verified", "verified dissolve": "dissolved", "suspended dissolve": "dissolved",
		"dissolved resume": "verified", // the admin's alone
	}
	public := map[string]bool{"verified": true, "suspended": true, "dissolved": true}
	for _, status := range []string{"pending", "rejected", "verified", "suspended", "dissolved"} {
		for _, event := range []string{"approve", "reject", "suspend", "resume", "dissolve"} {
			member, path := inStatus(a, status)
			for _, role := range []string{"visitor", "member", "distant", "officer", "admin"} {
				client := map[string]*apptest.Client{"visitor": a.Visitor(), "member": member, "distant": distant, "officer": officer, "admin": admin}[role]
				var answer *apptest.Response
				if event == "approve" || event == "reject" {
					answer = client.Post(path+"/verify", object{"decision": event, "note": "Lý do"})
				} else {
					answer = client.Post(path+"/"+event, object{"reason": "Lý do"})
				}
				to, moves := allowed[status+" "+event]
				want := http.StatusConflict
				switch {
				case role == "visitor":
					want = http.StatusUnauthorized
				case role == "member", role == "distant" && public[status]:
					want = http.StatusForbidden
				case role == "distant":
					want = http.StatusNotFound
				case moves && status == "dissolved" && role == "officer":
					want = http.StatusForbidden
				case moves:
					want = http.StatusOK
				}
				require.Equal(t, want, answer.Status, "%s %s by %s: %s", status, event, role, answer.Body)
				now := admin.Get(path).Want(http.StatusOK).Fields()["status"]
				if want == http.StatusOK {
					require.Equal(t, to, now)
					member, path = inStatus(a, status)
				} else {
					require.Equal(t, status, now)
				}
			}
		}
	}
}

func TestTheHistoryTellsWhoWhenAndWhy(t *testing.T) {
	a := apptest.New(t)
	member, path := inStatus(a, "verified")
	officer, other := a.Staff("19"), a.Verified("cooperative", "HTX Khác", "01849")
	officer.Post(path+"/suspend", object{"reason": "Chưa nộp báo cáo", "date": "2026-11-01"}).Want(http.StatusOK)
	require.Equal(t, "2026-11-01", a.Visitor().Get(path).Fields()["since"])
	officer.Post(path+"/resume", object{"reason": "Đã nộp"}).Want(http.StatusOK)
	require.NotContains(t, officer.Get(path).Fields(), "since")
	a.Clock.Add(time.Second)
	officer.Post(path+"/dissolve", object{"reason": "Nghị quyết đại hội", "date": "2026-11-20"}).Want(http.StatusOK)
	require.Equal(t, []string{"reason"}, officer.Post(path+"/dissolve", object{"reason": "  "}).Problem(http.StatusUnprocessableEntity, "invalid_input"))
	require.Equal(t, []string{"date"}, officer.Post(path+"/dissolve", object{"reason": "x", "date": "2026-11-24"}).Problem(http.StatusUnprocessableEntity, "invalid_input"))

	type move struct{ Event, From, To, Reason, Date, By string }
	want := []move{
		{"dissolve", "verified", "dissolved", "Nghị quyết đại hội", "2026-11-20", "Cán bộ thử"},
		{"resume", "suspended", "verified", "Đã nộp", "2026-11-23", "Cán bộ thử"},
		{"suspend", "verified", "suspended", "Chưa nộp báo cáo", "2026-11-01", "Cán bộ thử"},
		{"approve", "pending", "verified", "", "2026-11-23", "Cán bộ thử"},
		{"register", "", "pending", "", "2026-11-23", "Người dùng thử"},
	}
	for name, reader := range map[string]*apptest.Client{"member": member, "officer": officer, "admin": a.Staff("")} {
		var list struct{ Items []move }
		reader.Get(path + "/history").Want(http.StatusOK).JSON(&list)
		require.Equal(t, want, list.Items, name)
	}
	a.Visitor().Get(path+"/history").Problem(http.StatusUnauthorized, "unauthenticated")
	for _, stranger := range []*apptest.Client{other, a.Staff("01")} {
		stranger.Get(path+"/history").Problem(http.StatusForbidden, "forbidden")
	}
	var box struct{ Items []struct{ Kind, Text string } }
	member.Get("/notices").Want(http.StatusOK).JSON(&box)
	require.Len(t, box.Items, 4)
	require.Equal(t, "HTX Nà Chom đã được ghi nhận là giải thể. Lý do: Nghị quyết đại hội", box.Items[0].Text)
}

// TestWhoIsOutOfTradeOffersNothing: products disappear with their organisation and
// come back with it; those that were drafts stay so; contracts go on.
func TestWhoIsOutOfTradeOffersNothing(t *testing.T) {
	a := apptest.New(t)
	seller, buyer, officer := a.Verified("cooperative", "HTX Nà Chom", "01840"), a.Verified("enterprise", "Công ty", "01843"), a.Staff("19")
	path := "/organizations/" + seller.OrganizationID
	offered, draft := seller.Offer("Miến dong", nil), seller.Draft("Miến mới", nil)
	seller.Capacity(offered, "tan", 10)
	contract := buyer.Conclude([]object{apptest.Line(offered, 1)}, seller)
	found := func() int {
		a.Indexed()
		listed := len(a.Visitor().Get("/products").Want(http.StatusOK).Fields()["items"].([]any))
		hits := len(a.Visitor().Get("/search/products?q=mien").Want(http.StatusOK).Fields()["hits"].([]any))
		require.Equal(t, listed, hits)
		return hits
	}
	require.Equal(t, 1, found())
	for _, verb := range []string{"suspend", "dissolve"} {
		officer.Post(path+"/"+verb, object{"reason": "Lý do"}).Want(http.StatusOK)
		require.Zero(t, found(), verb)
		a.Visitor().Get("/products/"+offered).Problem(http.StatusNotFound, "not_found")
		seller.Get("/products/" + offered).Want(http.StatusOK)
		for _, product := range []string{offered, draft} {
			seller.Post("/products/"+product+"/publish", nil).Problem(http.StatusConflict, "state_forbids")
			officer.Post("/products/"+product+"/publish", nil).Problem(http.StatusConflict, "state_forbids")
		}
		require.Equal(t, "active", seller.Get("/contracts/" + contract).Want(http.StatusOK).Fields()["status"])
		seller.Deliver(contract, 0, "2027-01", 0.1).Want(http.StatusCreated)
	}
	a.Staff("").Post(path+"/resume", object{"reason": "Ghi nhầm"}).Want(http.StatusOK)
	require.Equal(t, 1, found())
	require.Equal(t, "draft", seller.Get("/products/" + draft).Fields()["status"])
}

func TestAnObserverUndoesAMove(t *testing.T) {
	a := apptest.New(t)
	_, path := inStatus(a, "verified")
	a.Registry.Observe(func(context.Context, registry.Change) error { return errors.New("no") })
	officer := a.Staff("19")
	officer.Post(path+"/suspend", object{"reason": "Lý do"}).Want(http.StatusInternalServerError)
	shown := officer.Get(path).Fields()
	require.Equal(t, "verified", shown["status"])
	require.Len(t, officer.Get(path + "/history").Fields()["items"], 2)
}
