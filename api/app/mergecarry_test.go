package app_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lienket/api/app/apptest"
	"lienket/search"
)

// yearly are two records of one organisation and how their year comes to stand.
type yearly struct {
	*apptest.App
	officer *apptest.Client
}

func (y yearly) path(of *apptest.Client, what string, year int) string {
	return fmt.Sprintf("/organizations/%s/%s/%d", of.OrganizationID, what, year)
}

// report brings one to a status; members tells whose it is.
func (y yearly) report(of *apptest.Client, year, members int, status string) {
	y.T.Helper()
	y.Clock.Add(time.Second)
	body := object{"members": members}
	if status != "draft" {
		for name, value := range reportBody {
			body[name] = value
		}
		body["members"], body["memberHouseholds"] = members, members
	}
	path := y.path(of, "reports", year)
	of.Put(path, body).Want(http.StatusOK)
	if status == "draft" {
		return
	}
	of.Post(path+"/submit", nil).Want(http.StatusOK)
	if decision := map[string]string{"accepted": "accept", "returned": "return"}[status]; decision != "" {
		y.officer.Post(path+"/review", object{"decision": decision, "note": "Đã xem"}).Want(http.StatusOK)
	}
}

// TestTheFurtherReportOfAYearStays whichever record has it, and of two alike the later.
func TestTheFurtherReportOfAYearStays(t *testing.T) {
	y := yearly{App: apptest.New(t)}
	y.officer = y.Staff("19")
	kept, old := y.Verified("cooperative", "HTX Nà Chom", "01840"), y.Verified("cooperative", "Hợp tác xã Nà Chom", "01840")
	rows := []struct {
		kept, absorbed string
		keptLater      bool
		status         string
		members        float64 // 30 are the kept one's, 40 the other's
	}{
		{"draft", "submitted", true, "submitted", 40},
		{"submitted", "draft", false, "submitted", 30},
		{"submitted", "accepted", true, "accepted", 40},
		{"accepted", "submitted", false, "accepted", 30},
		{"draft", "returned", true, "returned", 40},
		{"draft", "draft", false, "draft", 40},
		{"draft", "draft", true, "draft", 30},
	}
	for i, row := range rows {
		year := 2019 + i
		if row.keptLater {
			y.report(old, year, 40, row.absorbed)
		}
		y.report(kept, year, 30, row.kept)
		if !row.keptLater {
			y.report(old, year, 40, row.absorbed)
		}
	}
	merge(y.officer, kept.OrganizationID, old.OrganizationID, nil).Want(http.StatusOK)
	for i, row := range rows {
		path := y.path(kept, "reports", 2019+i)
		report := kept.Get(path).Want(http.StatusOK).Fields()
		require.Equal(t, row.status, report["status"], row)
		require.Equal(t, row.members, report["members"], row)
		var history struct {
			Items []struct {
				Number int
				Note   string
			}
		}
		kept.Get(path + "/history").Want(http.StatusOK).JSON(&history)
		require.NotEmpty(t, history.Items)
		last := history.Items[len(history.Items)-1]
		require.Contains(t, last.Note, "(Từ hồ sơ đã gộp: Hợp tác xã Nà Chom)")
		kept.Do(http.MethodGet, path+"/history", nil, apptest.Header{Name: "Accept-Language", Value: "en"}).Want(http.StatusOK).JSON(&history)
		require.Contains(t, history.Items[len(history.Items)-1].Note, "(From the merged record: Hợp tác xã Nà Chom)")
	}
	// What was accepted is closed, what was handed in can still be reviewed.
	old.Put(y.path(kept, "reports", 2021), object{"members": 1}).Problem(http.StatusConflict, "state_forbids")
	y.officer.Post(y.path(kept, "reports", 2019)+"/review", object{"decision": "accept"}).Want(http.StatusOK)
}

// TestTheUnverifiedDisplaceNoReport by what no officer has accepted.
func TestTheUnverifiedDisplaceNoReport(t *testing.T) {
	y := yearly{App: apptest.New(t)}
	y.officer = y.Staff("19")
	kept, fake := y.Verified("cooperative", "HTX Nà Chom", "01840"), y.Register("cooperative", "Hợp tác xã Nà Chom", "01840")
	y.report(kept, 2025, 30, "draft")
	y.report(fake, 2025, 40, "submitted")
	y.report(kept, 2024, 30, "draft")
	y.report(fake, 2024, 40, "accepted")
	merge(y.officer, kept.OrganizationID, fake.OrganizationID, nil).Want(http.StatusOK)
	require.EqualValues(t, 30, kept.Get(y.path(kept, "reports", 2025)).Want(http.StatusOK).Fields()["members"])
	require.EqualValues(t, 40, kept.Get(y.path(kept, "reports", 2024)).Want(http.StatusOK).Fields()["members"])
}

// TestTheCountersignedRatingOfAYearStays, and the record shows the latest of those.
func TestTheCountersignedRatingOfAYearStays(t *testing.T) {
	y := yearly{App: apptest.New(t)}
	y.officer = y.Staff("19")
	for _, mirrored := range []bool{false, true} {
		one, other := y.Verified("cooperative", "HTX Nà Chom", "01840"), y.Verified("cooperative", "Hợp tác xã Nà Chom", "01840")
		rate := func(by, of *apptest.Client, year int, score float64) {
			t.Helper()
			y.Clock.Add(time.Second)
			by.Put(y.path(of, "ratings", year), object{"score": score}).Want(http.StatusOK)
		}
		rate(y.officer, other, 2024, 81) // countersigned before the other's own word of the same year
		rate(one, one, 2024, 55)
		rate(y.officer, one, 2023, 66)
		rate(other, other, 2023, 90)
		rate(y.officer, one, 2022, 55)
		rate(y.officer, other, 2022, 70) // the later of two
		kept, absorbed := one, other
		if mirrored {
			kept, absorbed = other, one
		}
		merge(y.officer, kept.OrganizationID, absorbed.OrganizationID, nil).Want(http.StatusOK)
		for year, score := range map[int]float64{2024: 81, 2023: 66, 2022: 70} {
			rating := kept.Get(y.path(kept, "ratings", year)).Want(http.StatusOK).Fields()
			require.Equal(t, score, rating["score"], year)
		}
		shown := y.Visitor().Get("/organizations/" + kept.OrganizationID).Want(http.StatusOK).Fields()
		require.Equal(t, "tot", shown["rating"])
		require.EqualValues(t, 2024, shown["ratingYear"])
	}
}

// TestAJointQuoteGoesOn under the kept record's name, unless both are in it.
func TestAJointQuoteGoesOn(t *testing.T) {
	a := apptest.New(t)
	officer, buyer := a.Staff("19"), a.Verified("enterprise", "Công ty Thực phẩm", "01843")
	old, other := a.Verified("cooperative", "HTX Nà Chom", "01840"), a.Verified("cooperative", "HTX Hai", "01849")
	kept, union := a.Verified("cooperative", "Hợp tác xã Nà Chom", "01840"), a.Verified("union", "Liên hiệp HTX", "01840")
	first, second := old.Offer("Miến dong", nil), other.Offer("Miến dong", nil)
	demand := buyer.Post("/demands", object{"title": "Cần miến dong", "keywords": "mien dong", "unit": "kg", "months": apptest.Months(2),
		"deliveryAreaCode": "01843", "closesAt": "2026-12-20"}).Want(http.StatusCreated).ID()
	buyer.Post("/demands/"+demand+"/publish", nil).Want(http.StatusOK)
	joint := buyer.Post("/demands/"+demand+"/joint-quotes", object{"lines": []object{apptest.Line(first, 1), apptest.Line(second, 1)},
		"validUntil": "2026-12-10", "lead": union.OrganizationID}).Want(http.StatusCreated).ID()

	require.Equal(t, []string{"joint-alike"}, preview(officer, other.OrganizationID, old.OrganizationID).hindered())
	merge(officer, other.OrganizationID, old.OrganizationID, nil).Problem(http.StatusConflict, "state_forbids")
	require.Equal(t, 1, preview(officer, kept.OrganizationID, old.OrganizationID).moved()["joint-quotes"])
	merge(officer, kept.OrganizationID, old.OrganizationID, nil).Want(http.StatusOK)
	leader := a.Verified("union", "Liên hiệp Hợp tác xã", "01840")
	merge(officer, leader.OrganizationID, union.OrganizationID, nil).Want(http.StatusOK)

	var seen struct {
		LeadID string
		Parts  []struct{ OrganizationID string }
	}
	leader.Get("/joint-quotes/" + joint).Want(http.StatusOK).JSON(&seen)
	require.Equal(t, leader.OrganizationID, seen.LeadID)
	require.ElementsMatch(t, []string{kept.OrganizationID, other.OrganizationID}, []string{seen.Parts[0].OrganizationID, seen.Parts[1].OrganizationID})
	old.Post("/joint-quotes/"+joint+"/confirm", nil).Want(http.StatusOK) // its people answer for the kept record now
	kept.Post("/joint-quotes/"+joint+"/drop", nil).Want(http.StatusOK)
	kept.Get("/joint-quotes/" + joint).Want(http.StatusOK)
	other.Post("/joint-quotes/"+joint+"/confirm", nil).Want(http.StatusOK)
	buyer.Post("/joint-quotes/"+joint+"/accept", nil).Want(http.StatusOK)
	contract := buyer.Post("/contracts", object{"jointQuoteId": joint, "form": "form-3", "startDate": "2026-11-23", "endDate": "2027-12-31"}).
		Want(http.StatusCreated).Fields()
	require.Equal(t, []any{other.OrganizationID}, contract["supplierIds"])
}

// TestInvitationsGoOver: who was invited under the old record's name may quote.
func TestInvitationsGoOver(t *testing.T) {
	a := apptest.New(t)
	officer, buyer := a.Staff("19"), a.Verified("enterprise", "Công ty Thực phẩm", "01843")
	old, kept := a.Verified("cooperative", "HTX Nà Chom", "01840"), a.Verified("cooperative", "Hợp tác xã Nà Chom", "01840")
	invite := func(suppliers ...string) string {
		id := buyer.Post("/demands", object{"title": "Cần miến dong", "keywords": "mien dong", "unit": "kg", "months": apptest.Months(10),
			"deliveryAreaCode": "01843", "closesAt": "2026-12-20", "visibility": "invited"}).Want(http.StatusCreated).ID()
		buyer.Post("/demands/"+id+"/invitations", object{"organizationIds": suppliers}).Want(http.StatusOK)
		buyer.Post("/demands/"+id+"/publish", nil).Want(http.StatusOK)
		return id
	}
	alone, both := invite(old.OrganizationID), invite(kept.OrganizationID, old.OrganizationID)
	kept.Get("/demands/"+alone).Problem(http.StatusNotFound, "not_found")
	product := kept.Offer("Miến dong", nil)
	seen := preview(officer, kept.OrganizationID, old.OrganizationID)
	require.Equal(t, 2, seen.moved()["invitations"])
	merge(officer, kept.OrganizationID, old.OrganizationID, nil).Want(http.StatusOK)
	for _, demand := range []string{alone, both} {
		for _, member := range []*apptest.Client{kept, old} {
			member.Get("/demands/" + demand).Want(http.StatusOK)
		}
		var shown struct{ Invited []string }
		buyer.Get("/demands/" + demand).Want(http.StatusOK).JSON(&shown)
		require.NotContains(t, shown.Invited, old.OrganizationID)
	}
	var invitations struct {
		Items []struct{ OrganizationID string }
	}
	buyer.Get("/demands/" + alone + "/invitations").Want(http.StatusOK).JSON(&invitations)
	require.Len(t, invitations.Items, 1)
	require.Equal(t, kept.OrganizationID, invitations.Items[0].OrganizationID)
	old.Post("/demands/"+alone+"/quotes", object{"lines": []object{apptest.Line(product, 1)}, "validUntil": "2026-12-31"}).Want(http.StatusCreated)
	buyer.Do(http.MethodDelete, "/demands/"+both+"/invitations/"+kept.OrganizationID, nil)
	kept.Get("/demands/"+both).Problem(http.StatusNotFound, "not_found")
}

// TestDemandsAreFoundByTheirNewOwner: the search index learns whose they are.
func TestDemandsAreFoundByTheirNewOwner(t *testing.T) {
	a := apptest.New(t)
	kept, old := a.Verified("enterprise", "Công ty Hương Núi", "01840"), a.Verified("enterprise", "Công ty Hương Nui", "01840")
	demand := old.Post("/demands", object{"title": "Cần miến dong", "keywords": "mien dong", "unit": "kg", "months": apptest.Months(2),
		"deliveryAreaCode": "19", "closesAt": "2026-12-31"}).Want(http.StatusCreated).ID()
	old.Post("/demands/"+demand+"/publish", nil).Want(http.StatusOK)
	owned := func(by string) (ids []string) {
		a.Indexed()
		found, err := a.Engine.Search(t.Context(), search.Query{Kind: search.Demand, Text: "mien dong", OrganizationIDs: []string{by}})
		require.NoError(t, err)
		for _, hit := range found.Hits {
			ids = append(ids, hit.ID)
		}
		return ids
	}
	require.Equal(t, []string{demand}, owned(old.OrganizationID))
	merge(a.Staff("19"), kept.OrganizationID, old.OrganizationID, nil).Want(http.StatusOK)
	require.Equal(t, []string{demand}, owned(kept.OrganizationID))
	require.Empty(t, owned(old.OrganizationID))
}

// TestAffiliationsGoOver: of two with the same other side one stays open.
func TestAffiliationsGoOver(t *testing.T) {
	a := apptest.New(t)
	officer := a.Staff("19")
	old, kept, third := a.Verified("cooperative", "HTX Nà Chom", "01840"), a.Verified("cooperative", "Hợp tác xã Nà Chom", "01840"), a.Verified("cooperative", "HTX Ba", "01840")
	union, twin := a.Verified("union", "Liên hiệp HTX", "01840"), a.Verified("union", "Liên hiệp Hợp tác xã", "01840")
	join := func(union, member *apptest.Client) {
		officer.Post("/organizations/"+union.OrganizationID+"/affiliates", object{"cooperativeId": member.OrganizationID}).Want(http.StatusCreated)
	}
	members := func(of *apptest.Client) map[string]int {
		var list struct{ Items []struct{ Status string } }
		officer.Get("/organizations/" + of.OrganizationID + "/affiliates").Want(http.StatusOK).JSON(&list)
		statuses := map[string]int{}
		for _, item := range list.Items {
			statuses[item.Status]++
		}
		return statuses
	}
	join(union, old)
	join(union, kept)
	join(twin, old)
	join(twin, third)
	require.Equal(t, 2, preview(officer, kept.OrganizationID, old.OrganizationID).moved()["affiliations"])
	merge(officer, kept.OrganizationID, old.OrganizationID, nil).Want(http.StatusOK)
	require.Equal(t, map[string]int{"confirmed": 1, "ended": 1}, members(union))
	require.Equal(t, map[string]int{"confirmed": 2, "ended": 1}, members(kept))
	for lang, want := range map[string]string{"vi": "(Từ hồ sơ đã gộp: HTX Nà Chom)", "en": "(From the merged record: HTX Nà Chom)"} {
		var list struct {
			Items []struct{ Status, Note string }
		}
		kept.Do(http.MethodGet, "/organizations/"+kept.OrganizationID+"/affiliates", nil, apptest.Header{Name: "Accept-Language", Value: lang}).Want(http.StatusOK).JSON(&list)
		for _, item := range list.Items {
			require.Equal(t, map[string]string{"confirmed": "", "ended": want}[item.Status], item.Note, lang)
		}
	}

	// And of two unions with a common member.
	merge(officer, union.OrganizationID, twin.OrganizationID, nil).Want(http.StatusOK)
	require.Equal(t, map[string]int{"confirmed": 2, "ended": 2}, members(union))
	merged, err := a.Registry.Lookup(t.Context(), union.OrganizationID)
	require.NoError(t, err)
	require.Equal(t, 2, merged.Affiliates)
}

// TestScansGoOver, of the organisation and of its certificates, with their files; none
// is attached to the merged record any more.
func TestScansGoOver(t *testing.T) {
	a := apptest.New(t)
	officer, stranger := a.Staff("19"), a.Verified("cooperative", "HTX Khác", "01849")
	old, kept := a.Verified("cooperative", "HTX Nà Chom", "01840"), a.Verified("cooperative", "Hợp tác xã Nà Chom", "01840")
	scan := apptest.Upload{Name: "giay.pdf", Data: []byte("%PDF-1.7\n%%EOF\n")}
	certificate := old.Certify(old.Offer("Miến dong", nil), "OCOP-77", "2025-06-01", 81)
	own := "/organizations/" + old.OrganizationID + "/documents"
	var scans []string
	for _, path := range []string{own, "/certificates/" + certificate + "/documents"} {
		scans = append(scans, old.Post(path, scan).Want(http.StatusCreated).ID())
	}
	require.Equal(t, 2, preview(officer, kept.OrganizationID, old.OrganizationID).moved()["documents"])
	merge(officer, kept.OrganizationID, old.OrganizationID, nil).Want(http.StatusOK)
	for _, id := range scans {
		require.Equal(t, scan.Data, kept.Get("/documents/"+id+"/file").Want(http.StatusOK).Body)
		stranger.Get("/documents/"+id+"/file").Problem(http.StatusNotFound, "not_found")
	}
	var list struct{ Items []struct{ ID string } }
	for _, path := range []string{"/organizations/" + kept.OrganizationID + "/documents", "/certificates/" + certificate + "/documents"} {
		kept.Get(path).Want(http.StatusOK).JSON(&list)
		require.Len(t, list.Items, 1)
	}
	for _, member := range []*apptest.Client{kept, old, officer} {
		member.Post(own, scan).Problem(http.StatusConflict, "state_forbids")
	}
	stranger.Post(own, scan).Problem(http.StatusNotFound, "not_found")
	a.Visitor().Post(own, scan).Problem(http.StatusUnauthorized, "unauthenticated")
}

// TestTradeEventsGoOver: who took part under either name took part once.
func TestTradeEventsGoOver(t *testing.T) {
	a := apptest.New(t)
	officer := a.Staff("19")
	old, kept := a.Verified("cooperative", "HTX Nà Chom", "01840"), a.Verified("cooperative", "Hợp tác xã Nà Chom", "01840")
	event := func(participants ...*apptest.Client) string {
		id := officer.Post("/trade-events", object{"name": "Hội chợ", "kind": "fair", "areaCode": "19", "startDate": "2026-12-01", "endDate": "2026-12-03"}).
			Want(http.StatusCreated).ID()
		for _, one := range participants {
			officer.Post("/trade-events/"+id+"/participants", object{"organizationId": one.OrganizationID})
		}
		return id
	}
	alone, both := event(old), event(old, kept)
	event(kept)
	require.Equal(t, 2, preview(officer, kept.OrganizationID, old.OrganizationID).moved()["trade-events"])
	merge(officer, kept.OrganizationID, old.OrganizationID, nil).Want(http.StatusOK)
	for _, id := range []string{alone, both} {
		found, err := a.Promotion.Event(t.Context(), id)
		require.NoError(t, err)
		require.Equal(t, []string{kept.OrganizationID}, found.Participants)
	}
}

// TestABranchIsMergedIntoItsOrganization: the pair is suggested by the ten digits, and
// both codes stay taken, whichever side they end on.
func TestABranchIsMergedIntoItsOrganization(t *testing.T) {
	a := apptest.New(t)
	officer := a.Staff("19")
	for _, from := range []string{"kept", "absorbed"} {
		code := a.TaxCode()
		enter := func(name, taxCode, area string) string {
			return officer.Post("/organizations", object{"kind": "cooperative", "name": name, "taxCode": taxCode, "areaCode": area}).Want(http.StatusCreated).ID()
		}
		head, branch := enter("HTX Miến dong "+code, code, "01840"), enter("Chi nhánh "+from, code+"-001", "01849")
		var page struct {
			Items []struct {
				Organizations []struct{ ID string }
				Reasons       []struct{ Code string }
			}
		}
		officer.Get("/organizations/duplicates?area=01849").Want(http.StatusOK).JSON(&page)
		require.Len(t, page.Items, 1)
		require.Equal(t, "tax-code", page.Items[0].Reasons[0].Code)
		merge(officer, head, branch, object{"choices": object{"taxCode": from}}).Want(http.StatusOK)
		kept, alias := code, code+"-001"
		if from == "absorbed" {
			kept, alias = alias, kept
		}
		require.Equal(t, kept, officer.Get("/organizations/" + head).Fields()["taxCode"])
		require.Equal(t, alias, officer.Get("/organizations/" + branch).Fields()["taxCode"])
		for _, taken := range []string{code, code + "-001"} {
			officer.Post("/organizations", object{"kind": "cooperative", "name": "HTX Nữa", "taxCode": taken, "areaCode": "01840"}).Problem(http.StatusConflict, "conflict")
		}
		officer.Get("/organizations/duplicates?area=01849").Want(http.StatusOK).JSON(&page)
		require.Empty(t, page.Items)
	}
}
