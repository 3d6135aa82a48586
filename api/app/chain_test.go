package app_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/app/apptest"
)

type object = apptest.Object

// figures are the total of metrics/linkage.
type figures struct {
	ContractsSigned, SignedValue, PlannedValue, DeliveredValue, AcceptedValue, PaidValue int64
	AcceptedMassKg                                                                       float64
}

func metrics(c *apptest.Client, query string) (total figures, byKey map[string]figures) {
	c.T.Helper()
	var answer struct {
		Items []struct {
			Key string
			figures
		}
		Total figures
	}
	c.Get("/metrics/linkage" + query).Want(http.StatusOK).JSON(&answer)
	byKey = map[string]figures{}
	for _, item := range answer.Items {
		byKey[item.Key] = item.figures
	}
	return answer.Total, byKey
}

// TestTheWholeChainOverHTTP is the main job, end to end: from a cooperative's
// registration to the metrics that its contract changed.
func TestTheWholeChainOverHTTP(t *testing.T) {
	a := apptest.New(t)
	officer := a.Staff("19")

	// A cooperative registers; while it is pending it drafts and publishes nothing.
	htx := a.Register("cooperative", "HTX Miến dong Tài Hoan Thử", "01840")
	product := htx.Post("/products", object{
		"name": "Miến dong Côn Minh", "group": "thuc-pham", "unit": "kg", "description": "Miến làm từ củ dong riềng.",
		"price": object{"min": 60_000, "max": 75_000}, "qualityMarks": []string{"vietgap"},
	}).Want(http.StatusCreated).ID()
	htx.Post("/products/"+product+"/publish", nil).Problem(http.StatusConflict, "state_forbids")

	// It reports a certificate and its monthly capacity.
	certificate := htx.Post("/products/"+product+"/certificates", object{
		"number": "OCOP-0001", "decisionNumber": "123/QĐ-UBND", "issuer": "UBND tỉnh", "issuedAt": "2025-06-01",
		"criteriaVersion": "qd-148-2023", "score": 78.5,
	}).Want(http.StatusCreated).ID()
	months := make([]float64, 12)
	months[0], months[1] = 5000, 3000
	htx.Put("/products/"+product+"/capacity/2027", object{"unit": "kg", "months": months}).Want(http.StatusOK)

	// An officer verifies both.
	officer.Post("/organizations/"+htx.OrganizationID+"/verify", object{"decision": "approve"}).Want(http.StatusOK)
	officer.Post("/certificates/"+certificate+"/verify", object{"decision": "approve"}).Want(http.StatusOK)
	published := htx.Post("/products/"+product+"/publish", nil).Want(http.StatusOK).Fields()
	require.Equal(t, "published", published["status"])
	require.EqualValues(t, 4, published["stars"])

	// An enterprise finds it by typing without marks, and posts a demand.
	buyer := a.Verified("enterprise", "Công ty Thực phẩm Thử", "01843")
	a.Indexed()
	var found struct {
		Hits []struct {
			Product      struct{ ID string }
			Organization struct{ ID, Name string }
		}
		Total  int
		Facets map[string]map[string]int
	}
	buyer.Get("/search/products?q=mien+dong").Want(http.StatusOK).JSON(&found)
	require.Equal(t, 1, found.Total)
	require.Equal(t, product, found.Hits[0].Product.ID)
	require.Equal(t, htx.OrganizationID, found.Hits[0].Organization.ID)
	require.Equal(t, map[string]int{"4": 1}, found.Facets["stars"])

	demand := buyer.Post("/demands", object{
		"title": "Miến dong cho quý 1", "keywords": "mien dong", "unit": "tan", "minStars": 3,
		"months":       []object{{"month": "2027-01", "amount": 4}, {"month": "2027-02", "amount": 3.5}},
		"priceCeiling": 80_000_000, "deliveryAreaCode": "01843", "closesAt": "2026-12-20",
	}).Want(http.StatusCreated).ID()
	buyer.Post("/demands/"+demand+"/publish", nil).Want(http.StatusOK)

	var matches struct {
		Items []struct {
			ProductID string
			Score     float64
			Reasons   []struct {
				Factor        string
				Value, Weight float64
				Text          string
			}
			Available []struct {
				Month  string
				Amount float64
			}
		}
	}
	buyer.Get("/demands/" + demand + "/matches").Want(http.StatusOK).JSON(&matches)
	require.Len(t, matches.Items, 1)
	match := matches.Items[0]
	require.Equal(t, product, match.ProductID)
	require.Equal(t, 5.0, match.Available[0].Amount)
	require.Equal(t, 3.0, match.Available[1].Amount)
	var sum, weights float64
	for _, reason := range match.Reasons {
		require.NotEmpty(t, reason.Text)
		sum += reason.Value * reason.Weight
		weights += reason.Weight
	}
	require.InDelta(t, sum/weights, match.Score, 1e-9)

	// The cooperative quotes, the buyer accepts, a contract is drawn and signed.
	quote := htx.Post("/demands/"+demand+"/quotes", object{
		"lines": []object{{"productId": product, "unitPrice": 70_000, "months": []object{
			{"month": "2027-01", "amount": 4}, {"month": "2027-02", "amount": 3}}}},
		"validUntil": "2026-12-31",
	}).Want(http.StatusCreated).ID()
	htx.Post("/quotes/"+quote+"/accept", nil).Problem(http.StatusConflict, "state_forbids")
	buyer.Post("/quotes/"+quote+"/accept", nil).Want(http.StatusOK)

	drawn := buyer.Post("/contracts", object{"quoteId": quote, "form": "form-3", "startDate": "2026-11-23", "endDate": "2027-12-31"}).
		Want(http.StatusCreated)
	contract := drawn.ID()
	line := drawn.Fields()["lines"].([]any)[0].(map[string]any)
	require.EqualValues(t, 7000*70_000, drawn.Fields()["value"])
	before, _ := metrics(officer, "?from=2026-11&to=2027-12")

	buyer.Post("/contracts/"+contract+"/propose", nil).Want(http.StatusOK)
	buyer.Post("/contracts/"+contract+"/sign", object{"password": "wrong-password"}).Problem(http.StatusUnprocessableEntity, "invalid_input")
	require.Equal(t, "proposed", buyer.Post("/contracts/"+contract+"/sign", object{"password": apptest.Password}).Want(http.StatusOK).Fields()["status"])
	require.Equal(t, "active", htx.Post("/contracts/"+contract+"/sign", object{"password": apptest.Password}).Want(http.StatusOK).Fields()["status"])

	// The capacity is committed.
	var capacity struct {
		Months []struct{ Capacity, Committed, Available float64 }
	}
	a.Visitor().Get("/products/" + product + "/capacity/2027").Want(http.StatusOK).JSON(&capacity)
	require.Equal(t, 4000.0, capacity.Months[0].Committed)
	require.Equal(t, 1000.0, capacity.Months[0].Available)
	require.Equal(t, 0.0, capacity.Months[1].Available)

	// A delivery is made and accepted in part, and paid.
	delivery := htx.Post("/contracts/"+contract+"/deliveries", object{
		"lineId": line["id"], "month": "2027-01", "amount": 1000.5, "deliveredAt": "2026-11-23", "lot": "L01",
	}).Want(http.StatusCreated).ID()
	accepted := buyer.Post("/deliveries/"+delivery+"/accept", object{"acceptedAmount": 990.5, "rejectedAmount": 10, "reason": "Bao rách"}).
		Want(http.StatusOK).Fields()
	require.Equal(t, "accepted", accepted["status"])
	buyer.Post("/contracts/"+contract+"/payments", object{"amount": 50_000_000, "paidAt": "2026-11-23"}).Want(http.StatusCreated)

	// The metrics changed by exactly that contract.
	after, byGroup := metrics(officer, "?from=2026-11&to=2027-12&groupBy=group")
	want := figures{
		ContractsSigned: 1, SignedValue: 490_000_000, PlannedValue: 490_000_000,
		DeliveredValue: 70_035_000, AcceptedValue: 69_335_000, PaidValue: 50_000_000, AcceptedMassKg: 990.5,
	}
	require.Equal(t, figures{}, before)
	require.Equal(t, want, after)
	require.Equal(t, map[string]figures{"thuc-pham": want}, byGroup)
	_, byMonth := metrics(officer, "?from=2026-11&to=2027-12&groupBy=month")
	require.EqualValues(t, 1, byMonth["2026-11"].ContractsSigned)
	require.EqualValues(t, 4000*70_000, byMonth["2027-01"].PlannedValue)

	// To the public one contract is too few to show, but the total stands.
	publicTotal, publicItems := metrics(a.Visitor(), "?from=2026-11&to=2027-12&groupBy=area")
	require.Equal(t, want, publicTotal)
	require.Empty(t, publicItems)

	// The history verifies, and the figures equal their recomputation.
	var history struct {
		Items    []struct{ Event string }
		Verified bool
	}
	officer.Get("/contracts/" + contract + "/history").Want(http.StatusOK).JSON(&history)
	require.True(t, history.Verified)
	require.Len(t, history.Items, 8)
	differences, err := a.Promotion.Audit(t.Context())
	require.NoError(t, err)
	require.Empty(t, differences)

	// Whoever is no party does not learn that the contract exists.
	other := a.Verified("cooperative", "HTX Khác", "01849")
	other.Get("/contracts/"+contract).Problem(http.StatusNotFound, "not_found")
	a.Visitor().Get("/contracts/"+contract).Problem(http.StatusUnauthorized, "unauthenticated")
}
