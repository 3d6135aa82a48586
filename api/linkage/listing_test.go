package linkage_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lienket/api/app/apptest"
)

// TestContractsAreFoundByWords of their number, goods and parties, by who may see them.
func TestContractsAreFoundByWords(t *testing.T) {
	a := apptest.New(t)
	seller, buyer, other := a.Verified("cooperative", "HTX Miến Đá", "01840"), a.Verified("enterprise", "Công ty Sông Hồng", "01840"), a.Verified("enterprise", "Công ty Ba Bể", "01840")
	noodles := seller.Offer("Miến dong", nil)
	var list struct {
		Items []struct{ Number, Title string }
	}
	draw := func(by *apptest.Client) map[string]any {
		return by.Post("/contracts", apptest.Object{"buyerId": by.OrganizationID, "form": "form-3", "startDate": "2026-12-01", "endDate": "2027-06-30",
			"lines": []any{apptest.Object{"productId": noodles, "unitPrice": 1000, "months": []any{apptest.Object{"month": "2027-01", "amount": 1}}}}}).Want(http.StatusCreated).Fields()
	}
	first := draw(buyer)["number"].(string)
	a.Clock.Add(time.Second)
	second := draw(other)["number"].(string)
	found := func(who *apptest.Client, query url.Values) []string {
		list.Items = nil
		who.Get("/contracts?" + query.Encode()).Want(http.StatusOK).JSON(&list)
		numbers := []string{}
		for _, item := range list.Items {
			numbers = append(numbers, item.Number)
		}
		return numbers
	}
	q := func(words string) url.Values { return url.Values{"q": {words}} }
	require.Equal(t, []string{second, first}, found(seller, q("mien da")))
	require.Equal(t, []string{first}, found(seller, q("Sông hong")))
	require.Equal(t, []string{second}, found(seller, q(second)))
	require.Empty(t, found(seller, q("cafe")))
	require.Empty(t, found(buyer, q("ba be")), "of others")
	require.Empty(t, found(seller, url.Values{"q": {"hong"}, "status": {"active"}}))
	require.Equal(t, []string{second, first}, found(a.Staff("19"), q("dong")))

	// Drafts of demands, which the search engine never holds, are found by who drafted them.
	buyer.Post("/demands", apptest.Object{"title": "Măng khô", "keywords": "măng", "unit": "kg", "deliveryAreaCode": "01840", "closesAt": "2027-01-15",
		"months": []any{apptest.Object{"month": "2027-03", "amount": 5}}}).Want(http.StatusCreated)
	for words, want := range map[string]int{"mang": 1, "song hong": 1, "cafe": 0} {
		list.Items = nil
		buyer.Get("/demands?" + url.Values{"organizationId": {buyer.OrganizationID}, "q": {words}}.Encode()).Want(http.StatusOK).JSON(&list)
		require.Len(t, list.Items, want, words)
	}
}
