package app_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/app/apptest"
)

// TestAChainOfMergesKeepsContracts merges A into B and B into C: the people of each act
// under A's old contract, and only they.
func TestAChainOfMergesKeepsContracts(t *testing.T) {
	a := apptest.New(t)
	officer := a.Staff("19")
	first := a.Verified("cooperative", "HTX Nà Chom A", "01840")
	second := a.Verified("cooperative", "HTX Nà Chom B", "01840")
	third := a.Verified("cooperative", "HTX Nà Chom C", "01840")
	stranger := a.Verified("cooperative", "HTX Khác", "01849")
	buyer := a.Verified("enterprise", "Công ty Thực phẩm", "01843")
	product := first.Offer("Miến dong", nil)
	first.Capacity(product, "tan", 100)
	contract := buyer.Conclude([]object{apptest.Line(product, 500)}, first)
	open := buyer.Draw(apptest.Line(product, 100))
	buyer.Post("/contracts/"+open+"/propose", nil).Want(http.StatusOK)
	first.Post("/organizations/"+first.OrganizationID+"/documents", apptest.Upload{Name: "dkkd.pdf", Data: []byte("%PDF-1.7\n%%EOF\n")}).Want(http.StatusCreated)

	merge(officer, second.OrganizationID, first.OrganizationID, nil).Want(http.StatusOK)
	joined := a.Register("cooperative", "HTX Người mới", "01840") // belongs to B only after the first merge
	token := second.Post("/organizations/"+second.OrganizationID+"/invites", object{"role": "staff"}).Want(http.StatusCreated).Fields()["token"].(string)
	joined.Post("/invites/"+token+"/accept", nil).Want(http.StatusOK)

	seen := preview(officer, third.OrganizationID, second.OrganizationID)
	require.Empty(t, seen.Obstacles)
	require.Equal(t, map[string]int{"members": 3, "documents": 1, "products": 1, "contracts": 2}, seen.moved())
	var done merging
	merge(officer, third.OrganizationID, second.OrganizationID, nil).Want(http.StatusOK).JSON(&done)
	require.Equal(t, seen.moved(), done.moved())

	for _, id := range []string{first.OrganizationID, second.OrganizationID} {
		require.Equal(t, third.OrganizationID, a.Visitor().Get("/organizations/" + id).Want(http.StatusOK).Fields()["mergedInto"])
	}
	for _, member := range []*apptest.Client{first, second, third} {
		actor := member.Actor()
		require.Equal(t, third.OrganizationID, actor.OrganizationID)
		require.ElementsMatch(t, []string{first.OrganizationID, second.OrganizationID}, actor.Also)
		require.Equal(t, http.StatusOK, member.Get("/contracts/"+contract).Status)
		require.Equal(t, http.StatusOK, member.Get("/organizations/"+first.OrganizationID+"/history").Status)
		var documents struct{ Items []struct{ ID string } }
		member.Get("/organizations/" + third.OrganizationID + "/documents").Want(http.StatusOK).JSON(&documents)
		require.Len(t, documents.Items, 1)
	}
	user, err := a.Accounts.User(t.Context(), joined.UserID)
	require.NoError(t, err)
	acting, err := user.Actor(third.OrganizationID)
	require.NoError(t, err)
	require.True(t, acting.MemberOf(first.OrganizationID))
	require.Equal(t, http.StatusNotFound, stranger.Get("/contracts/"+contract).Status)
	require.Equal(t, http.StatusForbidden, stranger.Get("/organizations/"+first.OrganizationID+"/history").Status)

	// The buyer has signed nothing yet of the open one; C signs it under A's name.
	require.Equal(t, http.StatusOK, third.Sign(open).Status)
	third.Post("/contracts/"+open+"/sign", object{"password": apptest.Password}).Problem(http.StatusConflict, "state_forbids")
	signed := buyer.Sign(open).Want(http.StatusOK).Fields()
	require.Equal(t, "active", signed["status"])
	require.Equal(t, []any{first.OrganizationID}, signed["supplierIds"])
	delivery := third.Deliver(contract, 0, "2027-01", 500).Want(http.StatusCreated).ID()
	buyer.Post("/deliveries/"+delivery+"/accept", object{"acceptedAmount": 500, "rejectedAmount": 0}).Want(http.StatusOK)
	var listed struct{ Items []struct{ ID string } }
	for _, name := range []string{first.OrganizationID, second.OrganizationID, third.OrganizationID} {
		officer.Get("/contracts?party=" + name).Want(http.StatusOK).JSON(&listed)
		require.Len(t, listed.Items, 2)
	}
	repaired, err := a.Linkage.RebuildRecords(t.Context())
	require.NoError(t, err)
	require.Zero(t, repaired)
	differences, err := a.Promotion.Audit(t.Context())
	require.NoError(t, err)
	require.Empty(t, differences)
}

// TestAChainDoesNotGoAroundAContract with both: whichever merge comes first, and on
// whichever side.
func TestAChainDoesNotGoAroundAContract(t *testing.T) {
	a := apptest.New(t)
	officer, admin := a.Staff("19"), a.Staff("")
	buyer := a.Verified("enterprise", "Công ty Thực phẩm", "01843")
	one, between, other := a.Verified("cooperative", "HTX Một", "01840"), a.Verified("cooperative", "HTX Giữa", "01840"), a.Verified("cooperative", "HTX Hai", "01840")
	lines := []object{apptest.Line(one.Offer("Miến dong", nil), 1), apptest.Line(other.Offer("Miến dong", nil), 1)}
	shared := buyer.Draw(lines...)
	require.Equal(t, []string{"contract-shared"}, preview(officer, other.OrganizationID, one.OrganizationID).hindered())
	merge(officer, between.OrganizationID, one.OrganizationID, nil).Want(http.StatusOK)
	for _, pair := range [][2]string{{other.OrganizationID, between.OrganizationID}, {between.OrganizationID, other.OrganizationID}} {
		require.Equal(t, []string{"contract-shared"}, preview(officer, pair[0], pair[1]).hindered())
		merge(officer, pair[0], pair[1], nil).Problem(http.StatusConflict, "state_forbids")
	}
	buyer.Post("/contracts/"+shared+"/withdraw", nil).Want(http.StatusOK)
	require.Empty(t, preview(officer, other.OrganizationID, between.OrganizationID).hindered())

	// Enterprises that buy from each other do not exist; a cooperative that buys does.
	seller, middle, taker := a.Verified("union", "Liên hiệp Một", "01840"), a.Verified("union", "Liên hiệp Giữa", "01840"), a.Verified("union", "Liên hiệp Hai", "01840")
	product := seller.Offer("Gạo nếp", nil)
	taker.Draw(apptest.Line(product, 1))
	require.Equal(t, []string{"contract-between"}, preview(admin, taker.OrganizationID, seller.OrganizationID).hindered())
	merge(officer, middle.OrganizationID, seller.OrganizationID, nil).Want(http.StatusOK)
	for _, pair := range [][2]string{{taker.OrganizationID, middle.OrganizationID}, {middle.OrganizationID, taker.OrganizationID}} {
		require.Equal(t, []string{"contract-between"}, preview(officer, pair[0], pair[1]).hindered())
	}
}
