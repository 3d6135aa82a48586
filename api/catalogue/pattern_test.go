package catalogue_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/app/apptest"
	"lienket/api/catalogue"
	"lienket/api/measure"
)

func TestAPatternGivesAllAndNoMore(t *testing.T) {
	for name, row := range map[string]struct {
		pattern catalogue.Pattern
		want    []measure.Amount
	}{
		"even": {catalogue.Pattern{Kind: "even", Unit: "kg", Total: 1000},
			[]measure.Amount{83, 83, 84, 83, 83, 84, 83, 83, 84, 83, 83, 84}},
		"quarters": {catalogue.Pattern{Kind: "quarters", Unit: "kg", Total: 600_000, Shares: []int{50, 0, 0, 50}},
			[]measure.Amount{100_000, 100_000, 100_000, 0, 0, 0, 0, 0, 0, 100_000, 100_000, 100_000}},
		"season": {catalogue.Pattern{Kind: "season", Unit: "tan", Total: 10, Shares: []int{0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1}},
			[]measure.Amount{0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 3, 4}},
		"all there may be": {catalogue.Pattern{Kind: "even", Unit: "tan", Total: measure.MaxAmount}, nil},
	} {
		months, err := row.pattern.Months()
		require.NoError(t, err, name)
		if row.want != nil {
			require.Equal(t, row.want, months, name)
		}
		var sum measure.Amount
		for _, month := range months {
			require.GreaterOrEqual(t, month, measure.Amount(0))
			sum += month
		}
		require.Equal(t, row.pattern.Total, sum, name)
	}
}

func TestCapacityByPatternAndByCopy(t *testing.T) {
	a := apptest.New(t)
	seller := a.Verified("cooperative", "HTX Một", "01840")
	product := seller.Offer("Miến dong", nil)
	path := "/products/" + product + "/capacity/"
	seller.Post(path+"2028/copy", object{"from": 2027}).Problem(http.StatusNotFound, "not_found")
	spread := seller.Post(path+"2027/pattern", object{"kind": "quarters", "unit": "ta", "total": 12, "shares": []int{1, 2, 3, 2}}).Want(http.StatusOK)
	copied := seller.Post(path+"2028/copy", object{"from": 2027}).Want(http.StatusOK)
	var years [2]struct {
		Unit   string
		Months []struct{ Capacity float64 }
	}
	spread.JSON(&years[0])
	copied.JSON(&years[1])
	require.Equal(t, years[0], years[1])
	require.Equal(t, "ta", years[1].Unit)
	require.Equal(t, 1.5, years[1].Months[6].Capacity)
	for field, body := range map[string]object{
		"shares": {"kind": "season", "unit": "kg", "total": 1, "shares": []int{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}},
		"unit":   {"kind": "even", "unit": "hop", "total": 1},
		"kind":   {"kind": "monthly", "unit": "kg", "total": 1},
	} {
		require.Equal(t, []string{field}, seller.Post(path+"2027/pattern", body).Problem(http.StatusUnprocessableEntity, "invalid_input"))
	}
	require.Equal(t, []string{"shares"}, seller.Post(path+"2027/pattern", object{"kind": "quarters", "unit": "kg", "total": 1, "shares": []int{1, 2, 3}}).
		Problem(http.StatusUnprocessableEntity, "invalid_input"))
	require.Equal(t, []string{"from"}, seller.Post(path+"2027/copy", object{"from": 2027}).Problem(http.StatusUnprocessableEntity, "invalid_input"))
}

func TestARefusalToLowerCapacityNamesTheContracts(t *testing.T) {
	a := apptest.New(t)
	seller, buyer := a.Verified("cooperative", "HTX Một", "01840"), a.Verified("enterprise", "Công ty Hai", "01843")
	product := seller.Offer("Miến dong", nil)
	seller.Capacity(product, "kg", 100, 100)
	var numbers []string
	for _, amounts := range [][]float64{{30}, {20, 50}} {
		line := object{"productId": product, "unit": "kg", "unitPrice": 1000, "months": apptest.Months(amounts...)}
		id := buyer.Draw(line)
		buyer.Post("/contracts/"+id+"/propose", nil).Want(http.StatusOK)
		buyer.Sign(id).Want(http.StatusOK)
		seller.Sign(id).Want(http.StatusOK)
		numbers = append(numbers, buyer.Get("/contracts/" + id).Want(http.StatusOK).Fields()["number"].(string))
	}
	months := apptest.Year(0)
	months[0], months[1] = 49, 50
	refused := seller.Put("/products/"+product+"/capacity/2027", object{"unit": "kg", "months": months})
	require.Equal(t, []string{"months[0]"}, refused.Problem(http.StatusConflict, "capacity_exceeded"))
	message := refused.Fields()["errors"].([]any)[0].(map[string]any)["message"].(string)
	require.Contains(t, message, numbers[0])
	require.Contains(t, message, numbers[1])
	months[0] = 50
	seller.Put("/products/"+product+"/capacity/2027", object{"unit": "kg", "months": months}).Want(http.StatusOK)
}
