package app_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lienket/api/app/apptest"
)

type merging struct {
	Done   bool
	Fields []struct{ Field, Kept, Absorbed, From string }
	Moves  []struct {
		Kind, Label string
		Count       int
	}
	Members   []mergedMember
	Obstacles []struct{ Code, Text string }
}

func (m merging) moved() map[string]int {
	moved := map[string]int{}
	for _, move := range m.Moves {
		moved[move.Kind] = move.Count
	}
	return moved
}

func (m merging) hindered() []string {
	codes := []string{}
	for _, obstacle := range m.Obstacles {
		codes = append(codes, obstacle.Code)
	}
	return codes
}

func merge(by *apptest.Client, kept, absorbed string, with object) *apptest.Response {
	body := object{"absorbedId": absorbed, "reason": "Cùng một hợp tác xã, nhập hai lần"}
	for name, value := range with {
		body[name] = value
	}
	return by.Post("/organizations/"+kept+"/merge", body)
}

func preview(by *apptest.Client, kept, absorbed string) (m merging) {
	merge(by, kept, absorbed, object{"dryRun": true}).Want(http.StatusOK).JSON(&m)
	return m
}

// TestAMergeLosesNothing merges a supplier in the midst of its trade: what it has goes
// over, and its people carry on a contract that names the record of before.
func TestAMergeLosesNothing(t *testing.T) {
	a := apptest.New(t)
	officer := a.Staff("19")
	kept := a.Verified("cooperative", "Hợp tác xã Miến dong Tài Hoan", "01840")
	old := a.Verified("cooperative", "HTX Mien dong Tai Hoan", "01840")
	buyer := a.Verified("enterprise", "Công ty Thực phẩm", "01843")
	product := old.Offer("Miến dong", nil)
	old.Capacity(product, "tan", 100)
	old.Certify(product, "OCOP-77", "2025-06-01", 81)
	contract := buyer.Draw(object{"productId": product, "unitPrice": 60_000, "months": []object{{"month": "2027-01", "amount": 500}}})
	buyer.Post("/contracts/"+contract+"/propose", nil).Want(http.StatusOK)
	buyer.Sign(contract)
	year := object{"members": 20, "memberHouseholds": 15, "labour": 30, "regularLabour": 20, "averageMemberIncome": 5_000_000,
		"revenue": 900_000_000, "profit": 50_000_000, "capital": 300_000_000, "linkedHouseholds": 10, "areaFarmed": 4.5}
	for _, report := range []struct {
		by   *apptest.Client
		year string
	}{{kept, "2025"}, {old, "2025"}, {old, "2024"}} {
		report.by.Put("/organizations/"+report.by.OrganizationID+"/reports/"+report.year, year).Want(http.StatusOK)
	}
	officer.Put("/organizations/"+old.OrganizationID+"/ratings/2024", object{"score": 81}).Want(http.StatusOK)
	before, _ := metrics(officer, "?from=2026-11&to=2027-12")

	seen := preview(officer, kept.OrganizationID, old.OrganizationID)
	require.Empty(t, seen.Obstacles)
	require.Equal(t, map[string]int{"members": 1, "reports": 2, "ratings": 1, "products": 1, "certificates": 1, "contracts": 1, "entries": 1}, seen.moved())
	require.Equal(t, "verified", officer.Get("/organizations/" + old.OrganizationID).Fields()["status"], "a dry run changes nothing")

	var done merging
	merge(officer, kept.OrganizationID, old.OrganizationID, nil).Want(http.StatusOK).JSON(&done)
	require.True(t, done.Done)
	require.Equal(t, seen.moved(), done.moved())
	merge(officer, kept.OrganizationID, old.OrganizationID, nil).Want(http.StatusOK) // again: nothing more

	alias := a.Visitor().Get("/organizations/" + old.OrganizationID).Want(http.StatusOK).Fields()
	require.Equal(t, "merged", alias["status"])
	require.Equal(t, kept.OrganizationID, alias["mergedInto"])
	require.Equal(t, kept.OrganizationID, a.Visitor().Get("/products/" + product).Want(http.StatusOK).Fields()["organizationId"])
	require.Equal(t, "tot", a.Visitor().Get("/organizations/" + kept.OrganizationID).Fields()["rating"])
	var listed struct{ Items []struct{ ID string } }
	a.Visitor().Get("/organizations?kind=cooperative&area=01840").Want(http.StatusOK).JSON(&listed)
	require.Len(t, listed.Items, 1)

	// Both members act for the kept record: they see and carry on the old contract.
	for _, member := range []*apptest.Client{old, kept} {
		require.Equal(t, http.StatusOK, member.Get("/contracts/"+contract).Status)
		member.Get("/contracts").Want(http.StatusOK).JSON(&listed)
		require.Len(t, listed.Items, 1)
		require.Equal(t, http.StatusOK, member.Get("/organizations/"+kept.OrganizationID+"/reports/2024").Status)
	}
	require.Equal(t, "active", old.Sign(contract).Fields()["status"])
	kept.Post("/contracts/"+contract+"/sign", object{"password": apptest.Password}).Problem(http.StatusConflict, "state_forbids")
	delivery := kept.Deliver(contract, 0, "2027-01", 500).Want(http.StatusCreated).ID()
	buyer.Post("/deliveries/"+delivery+"/accept", object{"acceptedAmount": 500, "rejectedAmount": 0}).Want(http.StatusOK)
	buyer.Post("/contracts/"+contract+"/payments", object{"amount": 30_000_000, "paidAt": "2026-11-23"}).Want(http.StatusCreated)
	var history struct{ Verified bool }
	kept.Get("/contracts/" + contract + "/history").Want(http.StatusOK).JSON(&history)
	require.True(t, history.Verified)

	var revisions struct{ Items []struct{ Note string } }
	kept.Get("/organizations/" + kept.OrganizationID + "/reports/2025/history").Want(http.StatusOK).JSON(&revisions)
	require.Len(t, revisions.Items, 2)
	require.Contains(t, revisions.Items[1].Note, "HTX Mien dong Tai Hoan")

	var moves struct {
		Items []struct{ Event, Reason, OtherID string }
	}
	for own, other := range map[string]string{kept.OrganizationID: old.OrganizationID, old.OrganizationID: kept.OrganizationID} {
		officer.Get("/organizations/" + own + "/history").Want(http.StatusOK).JSON(&moves)
		require.Equal(t, "merge", moves.Items[0].Event)
		require.Equal(t, other, moves.Items[0].OtherID)
		require.NotEmpty(t, moves.Items[0].Reason)
	}
	after, _ := metrics(officer, "?from=2026-11&to=2027-12")
	require.Equal(t, figures{}, before)
	require.EqualValues(t, 30_000_000, after.PaidValue)
	differences, err := a.Promotion.Audit(t.Context())
	require.NoError(t, err)
	require.Empty(t, differences)
	repaired, err := a.Linkage.RebuildRecords(t.Context())
	require.NoError(t, err)
	require.Zero(t, repaired)
	old.Post("/products", object{"organizationId": old.OrganizationID, "name": "Miến khác", "group": "thuc-pham", "unit": "kg"}).
		Want(http.StatusConflict) // nobody acts for the merged record
}

// TestLookingAtAMergeHoldsUpNobody: while somebody writes, and goes on writing, another
// sees what a merge would do.
func TestLookingAtAMergeHoldsUpNobody(t *testing.T) {
	a := apptest.New(t)
	officer := a.Staff("19")
	kept := a.Verified("cooperative", "HTX Tài Hoan", "01840").OrganizationID
	old := a.Verified("cooperative", "HTX Tai Hoan", "01840").OrganizationID
	require.NoError(t, a.DB.Tx(t.Context(), func(context.Context) error {
		seen := make(chan *apptest.Response, 1)
		go func() { seen <- merge(officer, kept, old, object{"dryRun": true}) }()
		select {
		case response := <-seen:
			response.Want(http.StatusOK)
		case <-time.After(10 * time.Second):
			t.Error("a dry run waits for the one who writes")
		}
		return nil
	}))
}

// TestAMergedBuyerCountsOnce leaves the figures as they were, under one buyer.
func TestAMergedBuyerCountsOnce(t *testing.T) {
	a := apptest.New(t)
	officer := a.Staff("19")
	seller := a.Verified("cooperative", "HTX Bán", "01840")
	one, other := a.Verified("enterprise", "Công ty TNHH Bắc Hà Sơn", "01843"), a.Verified("enterprise", "Công ty CP Bắc Hà Sơn", "01843")
	product := seller.Offer("Miến dong", nil)
	seller.Capacity(product, "tan", 100)
	lines := []object{{"productId": product, "unitPrice": 60_000, "months": []object{{"month": "2027-01", "amount": 500}}}}
	one.Conclude(lines, seller)
	other.Conclude(lines, seller)
	_, before := metrics(officer, "?groupBy=buyer&from=2026-11&to=2027-12")
	merge(officer, one.OrganizationID, other.OrganizationID, nil).Want(http.StatusOK)
	total, after := metrics(officer, "?groupBy=buyer&from=2026-11&to=2027-12")
	require.Len(t, before, 2)
	require.Len(t, after, 1)
	require.Equal(t, total, after[one.OrganizationID])
	require.EqualValues(t, 2, total.ContractsSigned)
	repaired, err := a.Linkage.RebuildRecords(t.Context())
	require.NoError(t, err)
	require.Zero(t, repaired)
}

// TestWhatHindersAMerge tells why, and changes nothing.
func TestWhatHindersAMerge(t *testing.T) {
	a := apptest.New(t)
	officer := a.Staff("19")
	verified := a.Verified("cooperative", "HTX Nà Chom", "01840").OrganizationID
	pending := a.Register("cooperative", "Hợp tác xã Nà Chom", "01840").OrganizationID
	suspended := a.Verified("cooperative", "HTX Nà Chôm", "01840").OrganizationID
	officer.Post("/organizations/"+suspended+"/suspend", object{"reason": "Kiểm tra"}).Want(http.StatusOK)
	buyer := a.Verified("enterprise", "Công ty Nà Chom", "01840").OrganizationID
	for _, one := range []struct {
		kept, absorbed string
		codes          []string
	}{
		{pending, verified, []string{"kept-unverified"}},
		{verified, suspended, []string{"suspended"}},
		{verified, buyer, []string{"other-kind"}},
	} {
		require.Equal(t, one.codes, preview(officer, one.kept, one.absorbed).hindered())
		merge(officer, one.kept, one.absorbed, nil).Problem(http.StatusConflict, "state_forbids")
	}
	require.Equal(t, []string{"absorbedId"}, merge(officer, verified, verified, nil).Problem(http.StatusUnprocessableEntity, "invalid_input"))
	require.Equal(t, []string{"reason"}, merge(officer, verified, pending, object{"reason": " "}).Problem(http.StatusUnprocessableEntity, "invalid_input"))
	require.Equal(t, []string{"choices.areaCode"},
		merge(officer, verified, pending, object{"choices": object{"areaCode": "kept"}}).Problem(http.StatusUnprocessableEntity, "invalid_input"))
}

// TestAnOfficerChoosesBetweenFields, the tax code too, which is unique.
func TestAnOfficerChoosesBetweenFields(t *testing.T) {
	a := apptest.New(t)
	officer := a.Staff("19")
	kept := a.Verified("cooperative", "HTX Nà Chom", "01840").OrganizationID
	absorbed := a.Register("cooperative", "Hợp tác xã Nà Chom", "01840").OrganizationID
	taxCode := officer.Get("/organizations/" + absorbed).Fields()["taxCode"]
	officer.Patch("/organizations/"+kept, object{"phone": "0912345678"}).Want(http.StatusOK)
	officer.Patch("/organizations/"+absorbed, object{"phone": "0987654321", "website": "htx.example.vn"}).Want(http.StatusOK)
	merge(officer, kept, absorbed, object{"choices": object{"taxCode": "absorbed", "name": "absorbed"}}).Want(http.StatusOK)
	merged := officer.Get("/organizations/" + kept).Want(http.StatusOK).Fields()
	require.Equal(t, taxCode, merged["taxCode"])
	require.Equal(t, "Hợp tác xã Nà Chom", merged["name"])
	require.Equal(t, "0912345678", merged["phone"], "the kept record's")
	require.NotEmpty(t, merged["website"], "the only one")
}

// TestDuplicatesAreSuggestedOnce in a commune of either tree, until somebody decides.
func TestDuplicatesAreSuggestedOnce(t *testing.T) {
	a := apptest.New(t)
	officer, distant := a.Staff("19"), a.Staff("01")
	one := a.Verified("cooperative", "HTX Miến dong Tài Hoan", "01840").OrganizationID
	other := a.Register("cooperative", "Hợp tác xã Tài Hoan miến dong", "01840").OrganizationID
	a.Verified("cooperative", "HTX Miến dong Tài Hoan", "01849") // another commune
	a.Verified("enterprise", "Công ty Miến dong Tài Hoan", "01840")
	list := func(by *apptest.Client, query string) int {
		var page struct {
			Items []struct {
				Organizations []struct{ ID string }
				Reasons       []struct{ Code, Text string }
			}
		}
		by.Get("/organizations/duplicates" + query).Want(http.StatusOK).JSON(&page)
		for _, item := range page.Items {
			require.ElementsMatch(t, []string{one, other}, []string{item.Organizations[0].ID, item.Organizations[1].ID})
			require.Equal(t, "other-order", item.Reasons[0].Code)
			require.Equal(t, "same-commune", item.Reasons[1].Code)
		}
		return len(page.Items)
	}
	require.Equal(t, 1, list(officer, ""))
	require.Equal(t, 1, list(officer, "?area=01840"))
	require.Zero(t, list(officer, "?area=01849"))
	require.Zero(t, list(distant, ""))
	officer.Post("/organizations/"+one+"/duplicates/"+other+"/dismiss", object{"note": "Hai nơi"}).Want(http.StatusOK)
	require.Zero(t, list(officer, ""))
	require.Equal(t, 1, list(officer, "?dismissed=true"))
	officer.Post("/organizations/"+other+"/duplicates/"+one+"/restore", nil).Want(http.StatusOK)
	require.Equal(t, 1, list(officer, ""))
	merge(officer, one, other, nil).Want(http.StatusOK)
	require.Zero(t, list(officer, ""))
	officer.Get("/organizations/duplicates?cursor=7").Problem(http.StatusUnprocessableEntity, "invalid_input")
}
