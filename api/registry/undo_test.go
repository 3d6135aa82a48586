package registry_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lienket/api/app/apptest"
	"lienket/api/registry"
)

// TestADecisionOnAnOrganisationIsTakenBack: by who took it, for ten minutes, to where it
// stood and why; the history keeps both.
func TestADecisionOnAnOrganisationIsTakenBack(t *testing.T) {
	a := apptest.New(t)
	officer, colleague, distant, admin := a.Staff("19"), a.Staff("19"), a.Staff("01"), a.Staff("")
	member := a.Register("cooperative", "HTX Nà Chom", "01840")
	path := "/organizations/" + member.OrganizationID
	decide := func(decision, note string) {
		officer.Post(path+"/verify", object{"decision": decision, "note": note}).Want(http.StatusOK)
	}
	move := func(verb, reason string) {
		officer.Post(path+"/"+verb, object{"reason": reason}).Want(http.StatusOK)
	}
	undo := func() map[string]any {
		a.Clock.Add(time.Second)
		return officer.Post(path+"/undo", nil).Want(http.StatusOK).Fields()
	}
	officer.Post(path+"/undo", nil).Problem(http.StatusConflict, "state_forbids") // it was registered, not decided

	decide("reject", "Thiếu hồ sơ")
	for client, want := range map[*apptest.Client]int{a.Visitor(): http.StatusUnauthorized, member: http.StatusForbidden, distant: http.StatusNotFound,
		colleague: http.StatusConflict, admin: http.StatusConflict} {
		require.Equal(t, want, client.Post(path+"/undo", nil).Status)
	}
	undone := undo()
	require.Equal(t, "pending", undone["status"])
	require.NotContains(t, undone, "note")
	officer.Post(path+"/undo", nil).Problem(http.StatusConflict, "state_forbids") // an undo is not undone

	decide("reject", "Thiếu hồ sơ")
	decide("approve", "")
	undone = undo()
	require.Equal(t, "rejected", undone["status"])
	require.Equal(t, "Thiếu hồ sơ", undone["note"], "why it had been refused")

	decide("approve", "")
	move("suspend", "Chưa nộp báo cáo")
	require.Equal(t, "verified", undo()["status"])
	move("suspend", "Chưa nộp báo cáo")
	move("resume", "Đã nộp")
	undone = undo()
	require.Equal(t, "suspended", undone["status"])
	require.Equal(t, "Chưa nộp báo cáo", undone["note"])
	require.Equal(t, "2026-11-23", undone["since"])

	move("resume", "Đã nộp")
	a.Clock.Add(registry.UndoFor + time.Second)
	officer.Post(path+"/undo", nil).Problem(http.StatusConflict, "state_forbids")
	move("dissolve", "Nghị quyết")
	officer.Post(path+"/undo", nil).Problem(http.StatusConflict, "state_forbids")

	var list struct {
		Items []struct{ Event, From, To string }
	}
	officer.Get(path + "/history").Want(http.StatusOK).JSON(&list)
	undos := 0
	for _, entry := range list.Items {
		if entry.Event == "undo" {
			undos++
		}
	}
	require.Equal(t, 4, undos)
	require.Len(t, list.Items, 14)
	var box struct{ Items []struct{ Kind, Text string } }
	member.Get("/notices").Want(http.StatusOK).JSON(&box)
	require.Contains(t, box.Items, struct{ Kind, Text string }{"organization-undo", "Quyết định vừa rồi về HTX Nà Chom đã được rút lại."})
}

// TestWhatWasOfferedIsBackAfterAnUndo: products follow.
func TestWhatWasOfferedIsBackAfterAnUndo(t *testing.T) {
	a := apptest.New(t)
	seller, officer := a.Verified("cooperative", "HTX Nà Chom", "01840"), a.Staff("19")
	product := seller.Offer("Miến dong", nil)
	path := "/organizations/" + seller.OrganizationID
	officer.Post(path+"/suspend", object{"reason": "Nhầm"}).Want(http.StatusOK)
	a.Visitor().Get("/products/"+product).Problem(http.StatusNotFound, "not_found")
	officer.Post(path+"/undo", nil).Want(http.StatusOK)
	a.Visitor().Get("/products/" + product).Want(http.StatusOK)
}

// TestAnApprovalThatWasActedOnStands.
func TestAnApprovalThatWasActedOnStands(t *testing.T) {
	a := apptest.New(t)
	officer := a.Staff("19")
	seller := a.Verified("cooperative", "HTX Bên bán", "01840")
	product := seller.Offer("Miến dong", nil)
	seller.Capacity(product, "tan", 10)
	demand := func(buyer *apptest.Client) string {
		return buyer.Post("/demands", object{"title": "Cần miến", "keywords": "mien dong", "unit": "kg", "months": apptest.Months(10),
			"deliveryAreaCode": "01843", "closesAt": "2026-12-20"}).Want(http.StatusCreated).ID()
	}
	acts := map[string]func(*apptest.Client){
		"":      func(c *apptest.Client) { c.Draft("Chè", nil) },
		"offer": func(c *apptest.Client) { c.Offer("Chè", nil) },
		"quote": func(c *apptest.Client) {
			mine := c.Offer("Miến khác", nil)
			buyer := a.Verified("enterprise", "Công ty", "01843")
			id := demand(buyer)
			buyer.Post("/demands/"+id+"/publish", nil).Want(http.StatusOK)
			c.Post("/demands/"+id+"/quotes", object{"lines": []object{apptest.Line(mine, 1)}, "validUntil": "2026-12-31"}).Want(http.StatusCreated)
			c.Post("/products/"+mine+"/unpublish", nil).Want(http.StatusOK)
		},
	}
	for name, act := range acts {
		member := a.Register("cooperative", "HTX "+name, "01840")
		path := "/organizations/" + member.OrganizationID
		officer.Post(path+"/verify", object{"decision": "approve"}).Want(http.StatusOK)
		act(member)
		if name == "" {
			officer.Post(path+"/undo", nil).Want(http.StatusOK)
			continue
		}
		officer.Post(path+"/undo", nil).Problem(http.StatusConflict, "state_forbids")
		require.Equal(t, "verified", officer.Get(path).Fields()["status"], name)
	}
	for name, act := range map[string]func(*apptest.Client){
		"demand": func(c *apptest.Client) { c.Post("/demands/"+demand(c)+"/publish", nil).Want(http.StatusOK) },
		"contract": func(c *apptest.Client) {
			c.Post("/contracts", object{"buyerId": c.OrganizationID, "form": "form-3", "startDate": "2026-11-23", "endDate": "2027-12-31",
				"terms": "Giao tại kho", "lines": []object{apptest.Line(product, 1)}}).Want(http.StatusCreated)
		},
	} {
		member := a.Register("enterprise", "Công ty "+name, "01843")
		path := "/organizations/" + member.OrganizationID
		officer.Post(path+"/verify", object{"decision": "approve"}).Want(http.StatusOK)
		act(member)
		officer.Post(path+"/undo", nil).Problem(http.StatusConflict, "state_forbids")
	}
}
