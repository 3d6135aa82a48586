package catalogue_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lienket/api/app/apptest"
	"lienket/api/catalogue"
)

// waiting lists the IDs of a queue, page by page.
func waiting(c *apptest.Client, query string) (ids []string) {
	c.T.Helper()
	for cursor := ""; ; {
		var page struct {
			Items      []struct{ Kind, ID string }
			NextCursor string
		}
		c.Get("/verifications?" + query + "&cursor=" + cursor).Want(http.StatusOK).JSON(&page)
		for _, item := range page.Items {
			ids = append(ids, item.ID)
		}
		if cursor = page.NextCursor; cursor == "" {
			return ids
		}
	}
}

// TestTheQueueIsOneListInTheOrderOfTime merges what waits, page by page, also what
// came in the same instant; each officer sees their area.
func TestTheQueueIsOneListInTheOrderOfTime(t *testing.T) {
	a := apptest.New(t)
	seller := a.Verified("cooperative", "HTX Bán", "01840")
	product := seller.Offer("Miến dong", nil)
	var all, certificates, here []string
	for i := range 9 {
		if i%4 != 0 { // some come at once
			a.Clock.Add(time.Minute)
		}
		if i%3 == 0 {
			area := []string{"01840", "05443", "01843"}[i/3]
			id := a.Register("cooperative", fmt.Sprintf("HTX %d", i), area).OrganizationID
			all = append(all, id)
			if area == "01840" {
				here = append(here, id)
			}
			continue
		}
		id := seller.Post("/products/"+product+"/certificates", object{"number": fmt.Sprint("OCOP-", i), "decisionNumber": "1/QĐ", "issuer": "UBND tỉnh",
			"issuedAt": "2026-01-01", "criteriaVersion": "qd-148-2023", "score": 75}).Want(http.StatusCreated).ID()
		all, certificates, here = append(all, id), append(certificates, id), append(here, id)
	}
	province, commune, admin := a.Staff("19"), a.Staff("01840"), a.Staff("")
	for limit := 1; limit <= 10; limit++ {
		require.Equal(t, all, waiting(province, fmt.Sprint("limit=", limit)), "pages of %d", limit)
	}
	require.Equal(t, all, waiting(admin, ""))
	require.Equal(t, certificates, waiting(province, "kind=certificate&limit=2"))
	require.Equal(t, here, waiting(commune, "limit=2"))
	require.Equal(t, here, waiting(province, "area=01840"))
	require.Len(t, waiting(province, "kind=organization&area=06@old"), 2, "the footprint of Bắc Kạn")
	commune.Get("/verifications?area=19").Problem(http.StatusForbidden, "forbidden")
	province.Get("/verifications?cursor=khong").Problem(http.StatusUnprocessableEntity, "invalid_input")
	require.Equal(t, map[string]any{"organizations": 3.0, "certificates": 6.0, "ratings": 0.0, "reports": 0.0},
		province.Get("/verifications/counts").Want(http.StatusOK).Fields())
	require.Equal(t, 1.0, commune.Get("/verifications/counts").Want(http.StatusOK).Fields()["organizations"])
}

// TestOneDecisionOnSeveralThings: each stands for itself.
func TestOneDecisionOnSeveralThings(t *testing.T) {
	a := apptest.New(t)
	officer := a.Staff("19")
	one, two := a.Register("cooperative", "HTX Một", "01840"), a.Register("enterprise", "Công ty Hai", "01843")
	far := a.Register("cooperative", "HTX Xa", "01")
	officer.Post("/organizations/"+two.OrganizationID+"/verify", object{"decision": "approve"}).Want(http.StatusOK)
	item := func(c *apptest.Client) object { return object{"kind": "organization", "id": c.OrganizationID} }
	items := []object{item(one), item(two), item(far), {"kind": "certificate", "id": "none"}}

	officer.Post("/verifications", object{"decision": "reject", "items": items}).Problem(http.StatusUnprocessableEntity, "invalid_input")
	require.Contains(t, waiting(officer, ""), one.OrganizationID, "without its reason nothing is rejected")
	var decided struct {
		Items []struct {
			ID, Code, Message string
			Done              bool
		}
	}
	officer.Post("/verifications", object{"decision": "approve", "items": items}).Want(http.StatusOK).JSON(&decided)
	require.Len(t, decided.Items, 4)
	require.True(t, decided.Items[0].Done)
	for i, code := range []string{"", "state_forbids", "not_found", "not_found"} {
		require.Equal(t, code, decided.Items[i].Code)
		require.Equal(t, code == "", decided.Items[i].Done)
	}
	require.Empty(t, waiting(officer, ""))
	require.Equal(t, "verified", one.Get("/organizations/" + one.OrganizationID).Want(http.StatusOK).Fields()["status"])
}

// TestADecisionIsTakenBackByWhoTookIt within its time, with the stars; what was
// decided stays known, and members are told each time.
func TestADecisionIsTakenBackByWhoTookIt(t *testing.T) {
	a := apptest.New(t)
	officer, colleague := a.Staff("19"), a.Staff("19")
	seller := a.Verified("cooperative", "HTX Bán", "01840")
	product := seller.Offer("Miến dong", nil)
	report := func(number, issued, renews string) string {
		body := object{"number": number, "decisionNumber": "1/QĐ", "issuer": "UBND tỉnh", "issuedAt": issued, "criteriaVersion": "qd-148-2023", "score": 75}
		if renews != "" {
			body["renews"] = renews
		}
		return seller.Post("/products/"+product+"/certificates", body).Want(http.StatusCreated).ID()
	}
	stars := func() any { return seller.Get("/products/" + product).Want(http.StatusOK).Fields()["stars"] }
	decide := func(id, decision string) {
		officer.Post("/certificates/"+id+"/verify", object{"decision": decision, "note": "Xem lại"}).Want(http.StatusOK)
	}
	id := report("OCOP-1", "2026-01-01", "")
	undo := "/certificates/" + id + "/verify/undo"
	officer.Post(undo, nil).Problem(http.StatusConflict, "state_forbids")
	decide(id, "approve")
	require.EqualValues(t, 4, stars())
	colleague.Post(undo, nil).Problem(http.StatusConflict, "state_forbids")
	officer.Post(undo, nil, apptest.Header{Name: "If-Match", Value: `"1"`}).Problem(http.StatusPreconditionFailed, "version_mismatch")
	require.Equal(t, "pending", officer.Post(undo, nil).Want(http.StatusOK).Fields()["status"])
	require.EqualValues(t, 0, stars())
	require.Equal(t, []string{id}, waiting(officer, ""))

	decide(id, "reject")
	officer.Post(undo, nil).Want(http.StatusOK)
	decide(id, "approve")
	told := string(seller.Get("/notices?limit=100").Want(http.StatusOK).Body)
	require.Equal(t, 2, strings.Count(told, "đã được xác nhận"))
	require.Equal(t, 2, strings.Count(told, "được rút lại"))

	// Once it is renewed, or the time is over, the decision stands.
	renewal := report("OCOP-2", "2026-06-01", id)
	officer.Post(undo, nil).Problem(http.StatusConflict, "state_forbids")
	decide(renewal, "approve")
	a.Clock.Add(catalogue.UndoFor)
	officer.Post("/certificates/"+renewal+"/verify/undo", nil).Want(http.StatusOK)
	officer = a.Staff("19") // the token of the one before runs out
	decide(renewal, "approve")
	a.Clock.Add(catalogue.UndoFor + time.Millisecond)
	officer.Post("/certificates/"+renewal+"/verify/undo", nil).Problem(http.StatusConflict, "state_forbids")
	require.False(t, slices.Contains(waiting(officer, ""), renewal))
}
