package catalogue_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lienket/api/account"
	"lienket/api/app/apptest"
)

// again signs in those whose session has ended meanwhile.
func again(clients ...*apptest.Client) {
	for _, client := range clients {
		client.T.Helper()
		user, err := client.Accounts.User(client.T.Context(), client.UserID)
		require.NoError(client.T, err)
		issued, err := client.Accounts.IssueFor(client.T.Context(), user, account.Origin{})
		require.NoError(client.T, err)
		client.Token = issued.AccessToken
	}
}

// alerted runs the worker half an hour later, twice, as it comes often. Those whose
// session would end by that sign in again.
func alerted(a *apptest.App, clients ...*apptest.Client) {
	a.T.Helper()
	a.Indexed()
	defer func() { again(clients...) }()
	a.Clock.Add(31 * time.Minute)
	for range 2 {
		_, err := a.Catalogue.AlertSavedSearches(a.T.Context())
		require.NoError(a.T, err)
	}
}

func TestASavedSearchTellsOfWhatComesToMatch(t *testing.T) {
	a := apptest.New(t)
	seller, buyer, other := a.Verified("cooperative", "HTX Một", "01840"), a.Verified("enterprise", "Công ty", "01843"), a.Verified("enterprise", "Công ty khác", "01843")
	seller.Offer("Miến dong cũ", nil)
	a.Indexed()
	save := func(as *apptest.Client, name string, criteria object, alert bool) string {
		t.Helper()
		return as.Post("/saved-searches", object{"name": name, "criteria": criteria, "alert": alert}).Want(http.StatusCreated).ID()
	}
	save(buyer, "Miến", object{"q": "mien dong", "priceMax": 60_000}, true)
	save(buyer, "Không báo", object{"q": "mien dong"}, false)
	save(other, "Chè", object{"q": "che"}, true)

	alerted(a, seller, buyer)
	require.Empty(t, toldOf(buyer), "what matched before is no news")

	cheap := seller.Offer("Miến dong mới", object{"price": object{"min": 50_000, "max": 55_000}})
	dear := seller.Offer("Miến dong đắt", object{"price": object{"min": 90_000, "max": 95_000}})
	seller.Offer("Gạo nếp", nil)
	seller.Draft("Miến dong nháp", object{"price": object{"min": 50_000, "max": 55_000}})
	alerted(a, seller, buyer)
	require.Equal(t, []string{"“Miến” có sản phẩm mới: Miến dong mới"}, toldOf(buyer))
	require.Empty(t, toldOf(other))

	// Whoever comes to match by a change is news too; who goes and comes is not.
	seller.Patch("/products/"+dear, object{"price": object{"min": 59_000, "max": 60_000}}).Want(http.StatusOK)
	seller.Post("/products/"+cheap+"/unpublish", nil).Want(http.StatusOK)
	alerted(a, seller, buyer)
	require.Equal(t, []string{"“Miến” có sản phẩm mới: Miến dong đắt"}, toldOf(buyer))
	seller.Post("/products/"+cheap+"/publish", nil).Want(http.StatusOK)
	alerted(a, seller, buyer)
	require.Empty(t, toldOf(buyer))

	for i := range 5 {
		seller.Offer(fmt.Sprintf("Miến dong số %d", i), object{"price": object{"min": 50_000, "max": 55_000}})
	}
	alerted(a, seller, buyer)
	told := toldOf(buyer)
	require.Len(t, told, 1, "one notice for a search")
	require.Contains(t, told[0], "và 2 sản phẩm khác")
}

func TestASavedSearchRestsBetweenItsRuns(t *testing.T) {
	a := apptest.New(t)
	seller, buyer := a.Verified("cooperative", "HTX Một", "01840"), a.Verified("enterprise", "Công ty", "01843")
	buyer.Post("/saved-searches", object{"name": "Miến", "criteria": object{"q": "mien"}, "alert": true}).Want(http.StatusCreated)
	seller.Offer("Miến dong", nil)
	a.Indexed()
	a.Clock.Add(5 * time.Minute)
	sent, err := a.Catalogue.AlertSavedSearches(t.Context())
	require.NoError(t, err)
	require.Zero(t, sent)
	alerted(a, seller, buyer)
	require.Len(t, toldOf(buyer), 1)
}

func TestAnAlertIsTurnedOffAndOnAgain(t *testing.T) {
	a := apptest.New(t)
	seller, buyer := a.Verified("cooperative", "HTX Một", "01840"), a.Verified("enterprise", "Công ty", "01843")
	id := buyer.Post("/saved-searches", object{"name": "Miến", "criteria": object{"q": "mien"}, "alert": true}).Want(http.StatusCreated).ID()
	turn := func(on bool) {
		t.Helper()
		got := buyer.Patch("/saved-searches/"+id, object{"alert": on}).Want(http.StatusOK).Fields()
		require.Equal(t, on, got["alert"])
	}
	turn(false)
	seller.Offer("Miến dong", nil)
	alerted(a, seller, buyer)
	require.Empty(t, toldOf(buyer))
	turn(true)
	alerted(a, seller, buyer)
	require.Empty(t, toldOf(buyer), "what came meanwhile is there already")
	seller.Offer("Miến khô", nil)
	alerted(a, seller, buyer)
	require.Equal(t, []string{"“Miến” có sản phẩm mới: Miến khô"}, toldOf(buyer))

	// The question itself may change, and then what it finds already is no news.
	buyer.Patch("/saved-searches/"+id, object{"criteria": object{"q": "gao"}, "name": "Gạo"}).Want(http.StatusOK)
	seller.Offer("Miến dẹt", nil)
	seller.Offer("Gạo nếp", nil)
	alerted(a, seller, buyer)
	require.Equal(t, []string{"“Gạo” có sản phẩm mới: Gạo nếp"}, toldOf(buyer))

	require.Equal(t, http.StatusNoContent, buyer.Do(http.MethodDelete, "/saved-searches/"+id, nil).Status)
	buyer.Get("/saved-searches/" + id).Want(http.StatusNotFound)
	seller.Offer("Gạo tẻ", nil)
	alerted(a, seller, buyer)
	require.Empty(t, toldOf(buyer))
}

func TestASavedSearchIsHeldToItsRules(t *testing.T) {
	a := apptest.New(t)
	buyer := a.Verified("enterprise", "Công ty", "01843")
	for name, row := range map[string]struct {
		body  object
		field string
	}{
		"no name":      {object{"name": " ", "criteria": object{}}, "name"},
		"a group":      {object{"name": "x", "criteria": object{"group": []string{"vu-khi"}}}, "criteria.group"},
		"an area":      {object{"name": "x", "criteria": object{"area": []string{"99999"}}}, "criteria.area"},
		"a mark":       {object{"name": "x", "criteria": object{"mark": []string{`vietgap" OR "1"="1`}}}, "criteria.mark"},
		"a unit":       {object{"name": "x", "criteria": object{"unit": "stone"}}, "criteria.unit"},
		"stars":        {object{"name": "x", "criteria": object{"stars": []int{6}}}, "criteria.stars"},
		"an undoing":   {object{"name": "x", "criteria": object{"undo": []string{"all"}}}, "criteria.undo"},
		"a month":      {object{"name": "x", "criteria": object{"month": []string{"2026-13"}}}, "criteria.month[0]"},
		"a long query": {object{"name": "x", "criteria": object{"q": strings.Repeat("m", 10_000)}}, "criteria.q"},
	} {
		t.Run(name, func(t *testing.T) {
			fields := buyer.Post("/saved-searches", row.body).Problem(http.StatusUnprocessableEntity, "invalid_input")
			require.Contains(t, fields, row.field)
		})
	}
	require.Empty(t, buyer.Get("/saved-searches").Want(http.StatusOK).Fields()["items"])

	criteria := object{"q": "chè", "group": []any{"do-uong"}, "stars": []any{4.0}, "area": []any{"19"}, "mark": []any{"vietgap"},
		"priceMax": 90_000.0, "month": []any{"2027-01"}, "minAvailable": 1.5, "unit": "ta", "sort": "price", "undo": []any{"place"}}
	saved := buyer.Post("/saved-searches", object{"name": "Đủ cả", "criteria": criteria}).Want(http.StatusCreated).Fields()
	require.Equal(t, criteria, saved["criteria"])
	require.Equal(t, "/san-pham?area=19&group=do-uong&mark=vietgap&minAvailable=1.5&month=2027-01&priceMax=90000&q=ch%C3%A8&sort=price&stars=4&undo=place&unit=ta", saved["link"])
	buyer.Patch("/saved-searches/"+saved["id"].(string), object{"name": "Khác"}, apptest.Header{Name: "If-Match", Value: `"7"`}).
		Problem(http.StatusPreconditionFailed, "version_mismatch")
	for i := 1; i < 50; i++ {
		buyer.Post("/saved-searches", object{"name": fmt.Sprint(i), "criteria": object{}}).Want(http.StatusCreated)
	}
	buyer.Post("/saved-searches", object{"name": "51", "criteria": object{}}).Problem(http.StatusConflict, "state_forbids")
}

// TestASavedSearchKeepsToItsMonths: those named in its words; when they are past it finds
// nothing, instead of everything else.
func TestASavedSearchKeepsToItsMonths(t *testing.T) {
	a := apptest.New(t)
	seller, buyer := a.Verified("cooperative", "HTX Một", "01840"), a.Verified("enterprise", "Công ty", "01843")
	for _, words := range []string{"miến dong 2 tấn tháng 1/2027", "miến dong tháng 1/2025"} {
		buyer.Post("/saved-searches", object{"name": words, "criteria": object{"q": words}, "alert": true}).Want(http.StatusCreated)
	}
	alerted(a, seller, buyer)
	seller.Capacity(seller.Offer("Miến dong một", nil), "tan", 3)
	seller.Capacity(seller.Offer("Miến dong hai", nil), "tan", 1)
	alerted(a, seller, buyer)
	require.Equal(t, []string{"“miến dong 2 tấn tháng 1/2027” có sản phẩm mới: Miến dong một"}, toldOf(buyer))
}
