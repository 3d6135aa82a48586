package sourcing_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/app/apptest"
)

type match struct {
	ProductID string
	Score     float64
	Reasons   []struct {
		Factor        string
		Value, Weight float64
	}
	Available []struct {
		Month  string
		Amount float64
	}
}

func matches(buyer *apptest.Client, demand string) (ids []string, items []match) {
	buyer.T.Helper()
	var answer struct{ Items []match }
	buyer.Get("/demands/" + demand + "/matches").Want(http.StatusOK).JSON(&answer)
	for _, item := range answer.Items {
		ids = append(ids, item.ProductID)
	}
	return ids, answer.Items
}

// TestTheHardFilters has one product that fits everything, and for each filter
// one that fails it alone.
func TestTheHardFilters(t *testing.T) {
	a := apptest.New(t)
	buyer := a.Verified("enterprise", "Công ty Bên mua", "01843")
	seller := a.Verified("cooperative", "HTX Một", "01840")
	offer := func(stars float64, with object) string {
		body := object{"qualityMarks": []string{"vietgap", "huu-co"}}
		for key, value := range with {
			body[key] = value
		}
		id := seller.Offer("Miến dong", body)
		if stars > 0 {
			seller.Certify(id, "OCOP-"+id, "2026-01-01", stars)
		}
		return id
	}
	fitting := offer(75, nil)
	atCeiling := offer(70, object{"price": object{"min": 60_000, "max": 90_000}})
	onRequest := offer(95, object{"price": nil})
	for name, id := range map[string]string{
		"dimension":   offer(75, object{"unit": "hop"}),
		"group":       offer(75, object{"group": "do-uong"}),
		"stars":       offer(69.999, nil),
		"no stars":    offer(0, nil),
		"a mark":      offer(75, object{"qualityMarks": []string{"vietgap"}}),
		"the ceiling": offer(75, object{"price": object{"min": 60_001, "max": 60_001}}),
		"words":       seller.Offer("Chè Shan tuyết", object{"qualityMarks": []string{"vietgap", "huu-co"}}),
	} {
		require.NotEmpty(t, id, name)
	}
	withdrawn := offer(75, nil)
	a.Indexed()
	seller.Post("/products/"+withdrawn+"/unpublish", nil).Want(http.StatusOK) // the index does not know it yet

	demand := ask(buyer, object{"group": "thuc-pham", "minStars": 4, "qualityMarks": []string{"huu-co", "vietgap"}, "priceCeiling": 60_000_000})
	ids, _ := matches(buyer, demand)
	require.ElementsMatch(t, []string{fitting, atCeiling, onRequest}, ids)

	// Without filters, words and dimension alone decide; alternatives are parted by commas.
	all := ask(buyer, object{"keywords": "shan tuyet, mien dong"})
	ids, _ = matches(buyer, all)
	require.Len(t, ids, 9)
}

func TestTheSameStateGivesTheSameList(t *testing.T) {
	a := apptest.New(t)
	buyer := a.Verified("enterprise", "Công ty Bên mua", "01843")
	seller := a.Verified("cooperative", "HTX Một", "01840")
	var products []string
	for range 5 { // alike in all, so that ties have to be broken
		id := seller.Offer("Miến dong", nil)
		seller.Capacity(id, "kg", 2500, 9000)
		products = append(products, id)
	}
	best := seller.Offer("Miến dong", nil)
	seller.Capacity(best, "tan", 5, 3)
	a.Indexed()
	demand := ask(buyer, nil)
	first, items := matches(buyer, demand)
	require.Equal(t, append([]string{best}, products...), first)
	for range 5 {
		again, same := matches(buyer, demand)
		require.Equal(t, first, again)
		require.Equal(t, items, same)
	}
	require.Equal(t, 5.0, items[0].Available[0].Amount)
	require.Equal(t, 2.5, items[1].Available[0].Amount, "in the demand's unit")
	for _, item := range items {
		sum, weights := 0.0, 0.0
		for _, reason := range item.Reasons {
			require.GreaterOrEqual(t, reason.Value, 0.0)
			require.LessOrEqual(t, reason.Value, 1.0)
			sum += reason.Value * reason.Weight
			weights += reason.Weight
			if reason.Factor == "coverage" {
				require.InDelta(t, map[bool]float64{true: 1, false: 5.5 / 8}[item.ProductID == best], reason.Value, 1e-12)
			}
		}
		require.InDelta(t, sum/weights, item.Score, 1e-12)
	}
}

// TestASupplierSeesTheDemandsItCouldServe is the same, from the other side.
func TestASupplierSeesTheDemandsItCouldServe(t *testing.T) {
	a := apptest.New(t)
	buyer := a.Verified("enterprise", "Công ty Bên mua", "01843")
	seller := a.Verified("cooperative", "HTX Một", "01840")
	product := seller.Offer("Miến dong", nil)
	fitting := ask(buyer, object{"keywords": "bún khô, MIẾN  DONG"})
	ask(buyer, object{"keywords": "mien gao"})
	ask(buyer, object{"minStars": 3})
	ask(buyer, object{"unit": "lit"})
	ask(buyer, object{"priceCeiling": 49_999_999})
	closed := ask(buyer, nil)
	buyer.Post("/demands/"+closed+"/close", nil).Want(http.StatusOK)
	var list struct{ Items []struct{ ID string } }
	seller.Get("/products/" + product + "/demands").Want(http.StatusOK).JSON(&list)
	require.Len(t, list.Items, 1)
	require.Equal(t, fitting, list.Items[0].ID)
}
