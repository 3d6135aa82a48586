package app_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/app/apptest"
)

// TestASecondMergeCarriesAllOn: a record goes into another, and that into a third. The
// people of all three act for the last and carry on what the first signed.
func TestASecondMergeCarriesAllOn(t *testing.T) {
	a := apptest.New(t)
	officer := a.Staff("19")
	first, second, last := a.Verified("cooperative", "HTX Tài Hoan", "01840"), a.Verified("cooperative", "HTX Tài Hoan Một", "01840"), a.Verified("cooperative", "HTX Tài Hoan Hai", "01840")
	buyer := a.Verified("enterprise", "Công ty Thực phẩm", "01843")
	product := first.Offer("Miến dong", nil)
	first.Capacity(product, "tan", 100)
	contract := buyer.Conclude([]object{{"productId": product, "unitPrice": 60_000, "months": []object{{"month": "2027-01", "amount": 500}}}}, first)
	codes := map[*apptest.Client]any{}
	for _, c := range []*apptest.Client{first, second} {
		codes[c] = officer.Get("/organizations/" + c.OrganizationID).Fields()["taxCode"]
	}
	later := a.Register("cooperative", "HTX Khác hẳn", "01849")

	merge(officer, second.OrganizationID, first.OrganizationID, nil).Want(http.StatusOK)
	merge(officer, last.OrganizationID, first.OrganizationID, nil).Problem(http.StatusConflict, "state_forbids") // it lives on in the second
	merge(officer, last.OrganizationID, second.OrganizationID, nil).Want(http.StatusOK)

	invite := last.Post("/organizations/"+last.OrganizationID+"/invites", object{"role": "staff"}).Want(http.StatusCreated).Fields()
	later.Post("/invites/"+invite["token"].(string)+"/accept", nil).Want(http.StatusOK)
	later.Post("/auth/switch", object{"organizationId": last.OrganizationID}).Want(http.StatusOK)
	later.Get("/contracts/" + contract).Want(http.StatusOK) // who joined since acts for all three

	for _, alias := range []*apptest.Client{first, second} {
		shown := a.Visitor().Get("/organizations/" + alias.OrganizationID).Want(http.StatusOK).Fields()
		require.Equal(t, last.OrganizationID, shown["mergedInto"], "at once, not by way of the second")
	}
	var me struct {
		User struct {
			Memberships []struct{ OrganizationID, Role string }
		}
	}
	var listed struct{ Items []struct{ ID string } }
	for _, member := range []*apptest.Client{first, second, last} {
		member.Get("/me").Want(http.StatusOK).JSON(&me)
		require.Len(t, me.User.Memberships, 1)
		require.Equal(t, last.OrganizationID, me.User.Memberships[0].OrganizationID)
		require.Equal(t, "director", me.User.Memberships[0].Role)
		member.Get("/contracts").Want(http.StatusOK).JSON(&listed)
		require.Len(t, listed.Items, 1)
		member.Deliver(contract, 0, "2027-01", 100).Want(http.StatusCreated)
		member.Patch("/products/"+product, object{"description": "Sợi dai"}).Want(http.StatusOK)
	}
	var history struct{ Verified bool }
	last.Get("/contracts/" + contract + "/history").Want(http.StatusOK).JSON(&history)
	require.True(t, history.Verified)
	_, byBuyer := metrics(officer, "?groupBy=buyer&from=2026-11&to=2027-12")
	require.Len(t, byBuyer, 1)
	require.Equal(t, last.OrganizationID, a.Visitor().Get("/products/" + product).Fields()["organizationId"])
	repaired, err := a.Linkage.RebuildRecords(t.Context())
	require.NoError(t, err)
	require.Zero(t, repaired)

	// A tax code that was absorbed is nobody else's, and a table that has it means the kept one.
	for _, code := range codes {
		officer.Post("/organizations", object{"kind": "cooperative", "name": "HTX Mới", "taxCode": code, "areaCode": "01840"}).Want(http.StatusConflict)
		file := apptest.Upload{Name: "a.csv", Data: []byte("organizationTaxCode,name,group,unit\n" + code.(string) + ",Bột dong " + code.(string) + ",thuc-pham,kg\n")}
		officer.Post("/imports/products", file).Want(http.StatusOK)
	}
	last.Get("/products?status=all&organizationId=" + last.OrganizationID).Want(http.StatusOK).JSON(&listed)
	require.Len(t, listed.Items, 3)
}

// TestAMergeCarriesWhatIsUnderWay: invitations, quotes alone and joint, unions, scans and
// trade events go on under the kept record, which is a branch in another commune.
func TestAMergeCarriesWhatIsUnderWay(t *testing.T) {
	a := apptest.New(t)
	officer, near := a.Staff("19"), a.Staff("01849")
	old := a.Verified("cooperative", "HTX Miến Tài Hoan", "01846@old") // a commune of before, today 01840
	code := officer.Get("/organizations/" + old.OrganizationID).Fields()["taxCode"].(string)
	kept := a.Verified("cooperative", "Chi nhánh HTX Tài Hoan", "01849")
	officer.Patch("/organizations/"+kept.OrganizationID, object{"taxCode": code + "-001"}).Want(http.StatusOK)
	other, buyer, union := a.Verified("cooperative", "HTX Khác", "01843"), a.Verified("enterprise", "Công ty", "01843"), a.Verified("union", "Liên hiệp", "01843")
	mine, theirs := old.Offer("Miến dong", nil), other.Offer("Miến dong khác", nil)
	old.Capacity(mine, "tan", 10)
	other.Capacity(theirs, "tan", 10)

	scan := old.Post("/organizations/"+old.OrganizationID+"/documents", apptest.Upload{Name: "giay.pdf", Data: []byte("%PDF-1.7\nx\n%%EOF\n")}).Want(http.StatusCreated).ID()
	membership := union.Post("/organizations/"+union.OrganizationID+"/affiliates", object{"cooperativeId": old.OrganizationID}).Want(http.StatusCreated).ID()
	old.Post("/affiliates/"+membership+"/confirm", nil).Want(http.StatusOK)
	event := officer.Post("/trade-events", object{"name": "Hội chợ", "kind": "fair", "areaCode": "19", "startDate": "2026-12-01", "endDate": "2026-12-03"}).Want(http.StatusCreated).ID()
	old.Post("/trade-events/"+event+"/participants", object{"organizationId": old.OrganizationID}).Want(http.StatusOK)
	ask := func(visibility string) string {
		demand := buyer.Post("/demands", object{"title": "Cần miến", "keywords": "mien dong", "unit": "kg", "months": apptest.Months(10),
			"deliveryAreaCode": "01843", "closesAt": "2026-12-20", "visibility": visibility}).Want(http.StatusCreated).ID()
		if visibility == "invited" {
			buyer.Post("/demands/"+demand+"/invitations", object{"organizationIds": []string{old.OrganizationID}}).Want(http.StatusOK)
		}
		buyer.Post("/demands/"+demand+"/publish", nil).Want(http.StatusOK)
		return demand
	}
	invited, open := ask("invited"), ask("public")
	quote := old.Post("/demands/"+open+"/quotes", object{"lines": []object{apptest.Line(mine, 3)}, "validUntil": "2026-12-31"}).Want(http.StatusCreated).ID()
	joint := buyer.Post("/demands/"+open+"/joint-quotes", object{"lines": []object{apptest.Line(mine, 3), apptest.Line(theirs, 3)}, "validUntil": "2026-12-10"}).Want(http.StatusCreated).ID()
	near.Get("/joint-quotes/"+joint).Problem(http.StatusNotFound, "not_found")

	var pairs struct {
		Items []struct{ Reasons []struct{ Code string } }
	}
	officer.Get("/organizations/duplicates").Want(http.StatusOK).JSON(&pairs)
	require.Len(t, pairs.Items, 1)
	require.Equal(t, "tax-code", pairs.Items[0].Reasons[0].Code, "a branch has the ten digits of what it depends on")
	seen := preview(officer, kept.OrganizationID, old.OrganizationID)
	require.Empty(t, seen.Obstacles)
	for kind, count := range map[string]int{"documents": 1, "affiliations": 1, "trade-events": 1, "invitations": 1, "quotes": 1, "joint-quotes": 1, "products": 1} {
		require.Equal(t, count, seen.moved()[kind], kind)
	}
	merge(officer, kept.OrganizationID, old.OrganizationID, nil).Want(http.StatusOK)

	for _, member := range []*apptest.Client{kept, old} {
		member.Get("/documents/" + scan + "/file").Want(http.StatusOK)
		member.Get("/demands/" + invited).Want(http.StatusOK)
		member.Get("/quotes/" + quote).Want(http.StatusOK)
	}
	var affiliates struct {
		Items []struct {
			Status      string
			Cooperative struct{ ID string }
		}
	}
	a.Visitor().Get("/organizations/" + union.OrganizationID + "/affiliates").Want(http.StatusOK).JSON(&affiliates)
	require.Len(t, affiliates.Items, 1)
	require.Equal(t, kept.OrganizationID, affiliates.Items[0].Cooperative.ID)
	var fair struct{ Participants []string }
	a.Visitor().Get("/trade-events/" + event).Want(http.StatusOK).JSON(&fair)
	require.Equal(t, []string{kept.OrganizationID}, fair.Participants)

	near.Get("/joint-quotes/" + joint).Want(http.StatusOK) // officers of the kept one's commune oversee it now
	near.Get("/quotes/" + quote).Want(http.StatusOK)
	kept.Post("/joint-quotes/"+joint+"/confirm", nil).Want(http.StatusOK)
	other.Post("/joint-quotes/"+joint+"/confirm", nil).Want(http.StatusOK)
	buyer.Post("/joint-quotes/"+joint+"/accept", nil).Want(http.StatusOK)
	contract := buyer.Post("/contracts", object{"jointQuoteId": joint, "form": "form-3", "startDate": "2026-11-23", "endDate": "2027-12-31", "terms": "Giao tại kho"}).Want(http.StatusCreated)
	require.Contains(t, contract.Fields()["supplierIds"], kept.OrganizationID)
	kept.Post("/demands/"+invited+"/quotes", object{"lines": []object{apptest.Line(mine, 3)}, "validUntil": "2026-12-31"}).Want(http.StatusCreated)
	a.Visitor().Get("/organizations?area=01849").Want(http.StatusOK)
	officer.Get("/organizations/duplicates").Want(http.StatusOK).JSON(&pairs)
	require.Empty(t, pairs.Items)
}
