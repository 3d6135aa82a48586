package linkage_test

import (
	"net/http"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/app/apptest"
	"lienket/api/fault"
	"lienket/api/linkage"
)

func TestNothingIsDeliveredBeyondWhatWasAgreed(t *testing.T) {
	s := newStage(t)
	id := s.buyer.Conclude([]object{apptest.Line(s.product, 100, 50), apptest.Line(s.product, 0, 7)}, s.seller)
	beyond := func(line int, month string, amount float64, field string) {
		t.Helper()
		require.Equal(t, []string{field}, s.seller.Deliver(id, line, month, amount).Problem(http.StatusUnprocessableEntity, "invalid_input"))
	}
	beyond(0, "2027-01", 100.001, "amount")
	beyond(0, "2027-03", 1, "month")
	beyond(1, "2027-01", 1, "month")
	beyond(0, "2027-01", 0, "amount")
	first := s.seller.Deliver(id, 0, "2027-01", 60).Want(http.StatusCreated).ID()
	beyond(0, "2027-01", 40.001, "amount")
	s.seller.Deliver(id, 0, "2027-01", 40).Want(http.StatusCreated)
	beyond(0, "2027-01", 0.001, "amount")
	s.seller.Deliver(id, 1, "2027-02", 7).Want(http.StatusCreated)
	beyond(1, "2027-02", 0.001, "amount")

	// What was rejected may be delivered again.
	s.buyer.Post("/deliveries/"+first+"/accept", object{"acceptedAmount": 45, "rejectedAmount": 15, "reason": "Mốc"}).Want(http.StatusOK)
	beyond(0, "2027-01", 15.001, "amount")
	s.seller.Deliver(id, 0, "2027-01", 15).Want(http.StatusCreated)
}

func TestDeliveriesAtOnceNeverExceedWhatWasAgreed(t *testing.T) {
	s := newStage(t)
	id := s.buyer.Conclude([]object{apptest.Line(s.product, 100)}, s.seller)
	seller, line := s.seller.Actor(), s.get(id).Lines[0].ID
	var deliveries sync.WaitGroup
	codes := make(chan fault.Code, 20)
	for range cap(codes) {
		deliveries.Go(func() {
			_, err := s.Linkage.Deliver(t.Context(), seller, id, linkage.NewDelivery{
				LineID: line, Month: "2027-01", Amount: 15_000, DeliveredAt: "2026-11-23"})
			codes <- fault.CodeOf(err)
		})
	}
	deliveries.Wait()
	close(codes)
	counts := map[fault.Code]int{}
	for code := range codes {
		counts[code]++
	}
	require.Equal(t, map[fault.Code]int{"": 6, fault.InvalidInput: 14}, counts)
}

func TestDaysOfDeliveriesAndPayments(t *testing.T) {
	s := newStage(t)
	id := s.in(linkage.Active)
	line := s.get(id).Lines[0].ID
	for day, ok := range map[string]bool{"2026-11-23": true, "2026-11-24": false, "2026-11-22": false, "1950-01-01": false} {
		answer := s.seller.Post("/contracts/"+id+"/deliveries", object{"lineId": line, "month": "2027-01", "amount": 0.1, "deliveredAt": day})
		if ok {
			answer.Want(http.StatusCreated)
		} else {
			require.Equal(t, []string{"deliveredAt"}, answer.Problem(http.StatusUnprocessableEntity, "invalid_input"), day)
		}
	}
	pay := func(body object) *apptest.Response { return s.buyer.Post("/contracts/"+id+"/payments", body) }
	require.Equal(t, []string{"paidAt"}, pay(object{"amount": 1, "paidAt": "2026-11-24"}).Problem(http.StatusUnprocessableEntity, "invalid_input"))
	require.Equal(t, []string{"amount"}, pay(object{"amount": 0, "paidAt": "2026-11-23"}).Problem(http.StatusUnprocessableEntity, "invalid_input"))
	require.Equal(t, []string{"organizationId"}, pay(object{"amount": 1, "paidAt": "2026-11-23", "organizationId": s.buyer.OrganizationID}).
		Problem(http.StatusUnprocessableEntity, "invalid_input"))
	pay(object{"amount": 1, "paidAt": "2026-11-20"}).Want(http.StatusCreated) // an advance may come before the start
}

func TestAnAcceptanceAddsUp(t *testing.T) {
	s := newStage(t)
	id := s.buyer.Conclude([]object{apptest.Line(s.product, 1000)}, s.seller)
	delivery := s.seller.Deliver(id, 0, "2027-01", 100.5).Want(http.StatusCreated).ID()
	path := "/deliveries/" + delivery + "/accept"
	for _, row := range []struct {
		accepted, rejected float64
		reason             string
		fields             []string
	}{
		{100, 0, "", []string{"acceptedAmount"}},
		{100.5, 0.001, "x", []string{"acceptedAmount"}},
		{0, 0, "", []string{"acceptedAmount"}},
		{90.5, 10, "", []string{"reason"}},
		{90.5, 10, "   ", []string{"reason"}},
		{-1, 101.5, "x", []string{"acceptedAmount"}},
	} {
		body := object{"acceptedAmount": row.accepted, "rejectedAmount": row.rejected, "reason": row.reason}
		require.Equal(t, row.fields, s.buyer.Post(path, body).Problem(http.StatusUnprocessableEntity, "invalid_input"), "%v", body)
	}
	s.buyer.Post(path, object{"acceptedAmount": 90.5, "rejectedAmount": 10, "reason": "Bao rách"}).Want(http.StatusOK)
	s.buyer.Post(path, object{"acceptedAmount": 100.5, "rejectedAmount": 0}).Problem(http.StatusConflict, "state_forbids")

	none := s.seller.Deliver(id, 0, "2027-01", 10).Want(http.StatusCreated).ID()
	answer := s.buyer.Post("/deliveries/"+none+"/accept", object{"acceptedAmount": 0, "rejectedAmount": 10, "reason": "Sai hàng"}).Want(http.StatusOK)
	require.Equal(t, "disputed", answer.Fields()["status"])

	// Accepting is possible while a contract is suspended, delivering is not.
	last := s.seller.Deliver(id, 0, "2027-01", 5).Want(http.StatusCreated).ID()
	s.buyer.Post("/contracts/"+id+"/suspend", object{"reason": "Tết"}).Want(http.StatusOK)
	s.seller.Deliver(id, 0, "2027-01", 5).Problem(http.StatusConflict, "state_forbids")
	s.buyer.Post("/deliveries/"+last+"/accept", object{"acceptedAmount": 5, "rejectedAmount": 0}).Want(http.StatusOK)
}

func TestDrawnContractsAreHeldToTheRules(t *testing.T) {
	s := newStage(t)
	liquid := s.seller.Offer("Rượu men lá", object{"unit": "lit", "group": "do-uong"})
	whole := func(change object) object {
		body := object{"form": "form-3", "startDate": "2026-11-23", "endDate": "2027-12-31", "lines": []object{apptest.Line(s.product, 1)}}
		for key, value := range change {
			body[key] = value
		}
		return body
	}
	line := func(change object) object {
		one := apptest.Line(s.product, 1)
		for key, value := range change {
			one[key] = value
		}
		return object{"lines": []object{one}}
	}
	for name, row := range map[string]struct {
		change object
		field  string
	}{
		"a form beyond the seven":    {object{"form": "form-8"}, "form"},
		"an end before the start":    {object{"startDate": "2027-01-20", "endDate": "2027-01-19"}, "endDate"},
		"no lines":                   {object{"lines": []object{}}, "lines"},
		"a month beyond the term":    {object{"endDate": "2027-01-31", "lines": []object{apptest.Line(s.product, 1, 1)}}, "lines[0].months[1].month"},
		"a month twice":              {line(object{"months": []object{{"month": "2027-01", "amount": 1}, {"month": "2027-01", "amount": 1}}}), "lines[0].months[1].month"},
		"an amount of nothing":       {line(object{"months": []object{{"month": "2027-01", "amount": 0}}}), "lines[0].months[0].amount"},
		"a price of nothing":         {line(object{"unitPrice": 0}), "lines[0].unitPrice"},
		"another dimension":          {line(object{"unit": "lit"}), "lines[0].unit"},
		"an unknown unit":            {line(object{"unit": "thung"}), "lines[0].unit"},
		"an unknown product":         {line(object{"productId": "none"}), "lines[0].productId"},
		"an unknown buyer":           {object{"buyerId": "none"}, "buyerId"},
		"a value beyond all measure": {line(object{"unitPrice": 100_000_000_000, "months": []object{{"month": "2027-01", "amount": 1e9}}}), "lines[0]"},
	} {
		fields := s.buyer.Post("/contracts", whole(row.change)).Problem(http.StatusUnprocessableEntity, "invalid_input")
		require.Equal(t, []string{row.field}, fields, name)
	}
	own := s.seller.Post("/contracts", whole(nil)).Problem(http.StatusUnprocessableEntity, "invalid_input")
	require.Equal(t, []string{"lines[0].productId"}, own, "nobody contracts with themselves")
	require.Empty(t, s.buyer.Get("/contracts").Want(http.StatusOK).Fields()["items"])
	s.buyer.Draw(apptest.Line(s.product, 1), apptest.Line(liquid, 1))
}
