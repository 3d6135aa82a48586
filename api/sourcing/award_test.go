package sourcing_test

import (
	"math/rand/v2"
	"net/http"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/account"
	"lienket/api/app/apptest"
	"lienket/api/fault"
	"lienket/api/measure"
	"lienket/api/sourcing"
)

// bid is a quote by a new cooperative, for those tonnes.
func (k *talk) bid(amounts ...float64) (seller *apptest.Client, quote, product string) {
	k.T.Helper()
	seller = k.Verified("cooperative", "HTX "+k.TaxCode(), "01840")
	product = seller.Offer("Miến dong", nil)
	quote = seller.Post("/demands/"+k.demand+"/quotes", object{"validUntil": "2026-12-31", "lines": []object{
		{"productId": product, "unitPrice": 60_000, "months": apptest.Months(amounts...)}}}).Want(http.StatusCreated).ID()
	return seller, quote, product
}

// TestSeveralQuotesAreAwardedInPart: 5 t in January and 3 in February, from two
// winners, and the rest declined.
func TestSeveralQuotesAreAwardedInPart(t *testing.T) {
	k := newTalk(t)
	one, first, product := k.bid(4, 3)
	_, second, _ := k.bid(3, 3)
	loser, third, _ := k.bid(5, 3)
	path := "/demands/" + k.demand + "/award"
	line := func(product string, months []object) []object {
		return []object{{"productId": product, "months": months}}
	}
	quote := func(id string, lines []object) object { return object{"quoteId": id, "lines": lines} }
	refused := func(body object, fields ...string) {
		t.Helper()
		require.Equal(t, fields, k.buyer.Post(path, body).Problem(http.StatusUnprocessableEntity, "invalid_input"))
	}
	refused(object{"quotes": []object{}}, "quotes")
	refused(object{"quotes": []object{quote(first, nil), quote(first, nil)}}, "quotes[1].quoteId")
	refused(object{"quotes": []object{quote("none", nil)}}, "quotes[0].quoteId")
	refused(object{"quotes": []object{quote(first, line(k.product, apptest.Months(1)))}}, "quotes[0].lines[0].productId")
	refused(object{"quotes": []object{quote(first, line(product, apptest.Months(4.001)))}}, "quotes[0].lines[0].months[0].amount")
	refused(object{"quotes": []object{quote(first, line(product, apptest.Months(0, 0, 1)))}}, "quotes[0].lines[0].months[0].amount")
	refused(object{"quotes": []object{quote(first, line(product, apptest.Months(0.0001)))}}, "quotes[0].lines[0].months[0].amount")
	refused(object{"quotes": []object{quote(first, nil), quote(second, nil)}}, "months.2027-01", "months.2027-02")
	for _, who := range []*apptest.Client{one, loser} {
		who.Post(path, object{"quotes": []object{quote(first, nil)}}).Problem(http.StatusForbidden, "forbidden")
	}
	require.Equal(t, "submitted", k.buyer.Get("/quotes/" + first).Want(http.StatusOK).Fields()["status"], "nothing is half awarded")

	awarded := k.buyer.Post(path, object{"declineRest": true, "quotes": []object{
		quote(first, line(product, apptest.Months(2.5))), quote(second, nil)}})
	require.Equal(t, []string{"months.2027-01"}, awarded.Problem(http.StatusUnprocessableEntity, "invalid_input"), "5.5 t")
	demand := k.buyer.Post(path, object{"declineRest": true, "quotes": []object{
		quote(first, line(product, apptest.Months(1.5))), quote(second, nil)}}).Want(http.StatusOK).Fields()
	require.Equal(t, "open", demand["status"])
	require.Equal(t, []any{object{"month": "2027-01", "amount": 4.5}, object{"month": "2027-02", "amount": 3.0}}, demand["awarded"])
	require.Equal(t, []any{object{"month": "2027-01", "amount": 0.5}}, demand["remaining"])
	require.InDelta(t, 7.5/8, demand["awardedCoverage"], 1e-9)
	require.Equal(t, "declined", k.buyer.Get("/quotes/" + third).Want(http.StatusOK).Fields()["status"])
	require.Contains(t, told(loser), "bị từ chối")
	require.Contains(t, told(one), "được chấp nhận")

	// Beside what each offered stands what was taken of it.
	var compared struct {
		Items []struct {
			Quote   struct{ ID string }
			Cost    int64
			Awarded *struct {
				Amount          float64
				Cost, UnitPrice int64
			}
		}
	}
	k.buyer.Get("/demands/" + k.demand + "/quotes/compare").Want(http.StatusOK).JSON(&compared)
	for _, item := range compared.Items {
		switch item.Quote.ID {
		case first:
			require.EqualValues(t, 7000*60_000, item.Cost)
			require.InDelta(t, 1.5, item.Awarded.Amount, 1e-9)
			require.EqualValues(t, 1500*60_000, item.Awarded.Cost)
			require.EqualValues(t, 60_000_000, item.Awarded.UnitPrice)
		case second:
			require.InDelta(t, 6, item.Awarded.Amount, 1e-9)
		default:
			require.Nil(t, item.Awarded)
		}
	}

	// The contract of a quote has the part that was taken, in the product's unit.
	contract := k.buyer.Post("/contracts", object{"quoteId": first, "form": "form-3", "startDate": "2026-11-23", "endDate": "2027-12-31"}).
		Want(http.StatusCreated).Fields()
	require.EqualValues(t, 1500*60_000, contract["value"])
	require.Equal(t, []any{object{"month": "2027-01", "amount": 1500.0}}, contract["lines"].([]any)[0].(map[string]any)["months"])

	// What is left takes a last winner, and more than asked only if the buyer says so.
	_, last, _ := k.bid(1)
	require.Equal(t, []string{"months.2027-01"}, k.buyer.Post(path, object{"quotes": []object{quote(last, nil)}}).Problem(http.StatusUnprocessableEntity, "invalid_input"))
	done := k.buyer.Post(path, object{"allowOver": true, "quotes": []object{quote(last, nil)}}).Want(http.StatusOK).Fields()
	require.Equal(t, "awarded", done["status"])
	require.Empty(t, done["remaining"])
	require.EqualValues(t, 1, done["awardedCoverage"])
	k.buyer.Post(path, object{"quotes": []object{quote(last, nil)}}).Problem(http.StatusConflict, "state_forbids")
	k.seller.Post("/demands/"+k.demand+"/quotes", k.offer(nil)).Problem(http.StatusConflict, "state_forbids")
}

// TestSeveralQuotesMakeOneContract: what is taken of each, all suppliers in it, and
// no quote in two contracts.
func TestSeveralQuotesMakeOneContract(t *testing.T) {
	k := newTalk(t)
	one, first, product := k.bid(4, 3)
	two, second, also := k.bid(1, 3)
	one.Capacity(product, "tan", 4, 3)
	two.Capacity(also, "tan", 1, 3)
	_, alone, _ := k.bid(1)
	_, waiting, _ := k.bid(1)
	k.buyer.Post("/demands/"+k.demand+"/award", object{"allowOver": true, "quotes": []object{
		{"quoteId": first, "lines": []object{{"productId": product, "months": apptest.Months(2.5)}}}, {"quoteId": second}, {"quoteId": alone}}}).Want(http.StatusOK)
	draw := func(with object) object {
		body := object{"form": "form-3", "startDate": "2026-11-23", "endDate": "2027-12-31"}
		for key, value := range with {
			body[key] = value
		}
		return body
	}
	k.buyer.Post("/contracts", draw(object{"quoteId": alone})).Want(http.StatusCreated)
	for _, wrong := range []struct {
		with   object
		status int
		code   string
		field  string
	}{
		{object{"quoteIds": []string{first}}, http.StatusUnprocessableEntity, "invalid_input", "quoteIds"},
		{object{"quoteIds": []string{first, second, first}}, http.StatusUnprocessableEntity, "invalid_input", "quoteIds[2]"},
		{object{"quoteIds": []string{first, second}, "quoteId": first}, http.StatusUnprocessableEntity, "invalid_input", "quoteIds"},
		{object{"quoteIds": []string{first, second}, "jointQuoteId": first}, http.StatusUnprocessableEntity, "invalid_input", "jointQuoteId"},
		{object{"quoteIds": []string{first, waiting}}, http.StatusConflict, "state_forbids", "quoteIds[1]"},
		{object{"quoteIds": []string{alone, first}}, http.StatusConflict, "conflict", "quoteIds[0]"},
	} {
		require.Equal(t, []string{wrong.field}, k.buyer.Post("/contracts", draw(wrong.with)).Problem(wrong.status, wrong.code), wrong.with)
	}
	k.buyer.Post("/contracts", draw(object{"quoteIds": []string{first, "none"}})).Problem(http.StatusNotFound, "not_found")
	one.Post("/contracts", draw(object{"quoteIds": []string{first, second}})).Problem(http.StatusNotFound, "not_found")
	require.NotContains(t, k.buyer.Get("/quotes/"+first).Want(http.StatusOK).Fields(), "contractId", "what is refused marks nothing")

	contract := k.buyer.Post("/contracts", draw(object{"quoteIds": []string{first, second}})).Want(http.StatusCreated).Fields()
	require.ElementsMatch(t, []any{one.OrganizationID, two.OrganizationID}, contract["supplierIds"])
	require.Equal(t, []any{first, second}, contract["quoteIds"])
	require.Equal(t, k.demand, contract["demandId"])
	require.EqualValues(t, (2500+4000)*60_000, contract["value"])
	id := contract["id"].(string)
	for _, who := range []*apptest.Client{k.buyer, one, two} {
		require.Len(t, who.Get("/contracts/" + id).Want(http.StatusOK).Fields()["lines"], 2)
	}
	require.Equal(t, id, two.Get("/quotes/" + second).Want(http.StatusOK).Fields()["contractId"])
	require.Equal(t, []string{"quoteId"}, two.Post("/contracts", draw(object{"quoteId": second})).Problem(http.StatusConflict, "conflict"))
	require.Equal(t, []string{"quoteIds[0]"}, k.buyer.Post("/contracts", draw(object{"quoteIds": []string{first, second}})).Problem(http.StatusConflict, "conflict"))
	require.Contains(t, k.buyer.Patch("/contracts/"+id, object{"lines": []object{apptest.Line(product, 1)}}).Problem(http.StatusUnprocessableEntity, "invalid_input"), "lines")
	k.buyer.Post("/contracts/"+id+"/propose", nil).Want(http.StatusOK)
	for _, who := range []*apptest.Client{k.buyer, one, two} {
		who.Sign(id).Want(http.StatusOK)
	}
	require.Equal(t, "active", k.buyer.Get("/contracts/" + id).Want(http.StatusOK).Fields()["status"])

	// Quotes for another demand do not join.
	other := ask(k.buyer, nil)
	strange := two.Post("/demands/"+other+"/quotes", object{"validUntil": "2026-12-31", "lines": []object{
		{"productId": two.Offer("Miến dong khác", nil), "unitPrice": 60_000, "months": apptest.Months(1)}}}).Want(http.StatusCreated).ID()
	k.buyer.Post("/quotes/"+strange+"/accept", nil).Want(http.StatusOK)
	_, last, _ := k.bid(1)
	k.buyer.Post("/quotes/"+last+"/accept", nil).Want(http.StatusOK)
	require.Equal(t, []string{"quoteIds[1]"}, k.buyer.Post("/contracts", draw(object{"quoteIds": []string{last, strange}})).Problem(http.StatusUnprocessableEntity, "invalid_input"))
}

func TestABuyerFinishesWithAPart(t *testing.T) {
	k := newTalk(t)
	_, first, _ := k.bid(1)
	_, waiting, _ := k.bid(2)
	demand := k.buyer.Post("/demands/"+k.demand+"/award", object{"finish": true, "quotes": []object{{"quoteId": first}}}).Want(http.StatusOK).Fields()
	require.Equal(t, "awarded", demand["status"])
	require.InDelta(t, 1.0/8, demand["awardedCoverage"], 1e-9)
	require.Equal(t, "declined", k.buyer.Get("/quotes/" + waiting).Want(http.StatusOK).Fields()["status"])
	require.Len(t, k.Visitor().Get("/demands?status=awarded").Want(http.StatusOK).Fields()["items"], 1)
	require.Empty(t, k.Visitor().Get("/demands").Want(http.StatusOK).Fields()["items"])
}

// TestAcceptingCountsAsAnAward: a quote accepted whole, by either side.
func TestAcceptingCountsAsAnAward(t *testing.T) {
	k := newTalk(t)
	one, first, _ := k.bid(5)
	two, second, _ := k.bid(3, 1)
	for _, id := range []string{first, second} {
		k.buyer.Post("/quotes/"+id+"/counter", object{"note": "Giá tốt hơn?"}).Want(http.StatusOK)
	}
	one.Post("/quotes/"+first+"/accept", nil).Want(http.StatusOK)
	require.Equal(t, []any{object{"month": "2027-01", "amount": 5.0}}, k.buyer.Get("/demands/" + k.demand).Want(http.StatusOK).Fields()["awarded"])
	two.Post("/quotes/"+second+"/accept", nil).Problem(http.StatusConflict, "state_forbids")

	_, third, _ := k.bid(2, 3)
	k.buyer.Post("/quotes/"+third+"/accept", nil).Want(http.StatusOK)
	demand := k.buyer.Get("/demands/" + k.demand).Want(http.StatusOK).Fields()
	require.Equal(t, "awarded", demand["status"])
	require.Equal(t, []any{object{"month": "2027-01", "amount": 7.0}, object{"month": "2027-02", "amount": 3.0}}, demand["awarded"],
		"a buyer may accept more than was asked for")
}

// TestAwardsDoNotExceedWhatIsOfferedOrAsked tries random awards one after the
// other: sums stay right, whatever is refused.
func TestAwardsDoNotExceedWhatIsOfferedOrAsked(t *testing.T) {
	k := newTalk(t)
	random := rand.New(rand.NewPCG(7, 11))
	actor, ctx := k.buyer.Actor(), t.Context()
	offered := map[string][]float64{}
	products := map[string]string{}
	for range 8 {
		amounts := []float64{float64(random.IntN(4000)+1) / 1000, float64(random.IntN(2000)) / 1000}
		_, id, product := k.bid(amounts...)
		offered[id], products[id] = amounts, product
	}
	taken, refused := 0, 0
	for range 60 {
		var awarding sourcing.Awarding
		for id, amounts := range offered {
			if random.IntN(3) > 0 {
				continue
			}
			one := sourcing.AwardedQuote{QuoteID: id}
			if random.IntN(2) == 0 {
				limit := int(amounts[0]*1000) + 5
				one.Lines = []sourcing.AwardedLine{{ProductID: products[id], Months: []measure.MonthAmount{{Month: "2027-01", Amount: measure.Amount(random.IntN(limit) + 1)}}}}
			}
			awarding.Quotes = append(awarding.Quotes, one)
		}
		if _, err := k.Sourcing.Award(ctx, actor, k.demand, 0, awarding); err != nil {
			require.Contains(t, []fault.Code{fault.InvalidInput, fault.StateForbids}, fault.CodeOf(err), "%v", err)
			refused++
		} else {
			taken++
		}
		demand, err := k.Sourcing.Demand(ctx, actor, k.demand)
		require.NoError(t, err)
		sums := map[measure.Month]measure.Amount{}
		quotes, err := k.Sourcing.Quotes(ctx, actor, k.demand, "", 100)
		require.NoError(t, err)
		for _, q := range quotes.Items {
			if q.Status != sourcing.QuoteAccepted {
				continue
			}
			for _, line := range q.AwardedLines() {
				for _, m := range line.Months {
					sums[m.Month] += m.Amount / 1000 // kg to tonnes
					at := map[measure.Month]int{"2027-01": 0, "2027-02": 1}[m.Month]
					require.LessOrEqual(t, float64(m.Amount)/1000, offered[q.ID][at]*1000+1e-6)
				}
			}
		}
		require.Len(t, demand.Awarded, len(sums))
		for _, m := range demand.Awarded {
			require.Equal(t, sums[m.Month], m.Amount)
		}
		for i, m := range demand.Months {
			require.LessOrEqual(t, sums[m.Month], m.Amount, i)
		}
	}
	require.Positive(t, taken)
	require.Positive(t, refused)
}

// TestRacesEndInOneOutcome: two awards of the same month, and an acceptance
// against a withdrawal, many times.
func TestRacesEndInOneOutcome(t *testing.T) {
	k := newTalk(t)
	buyer, ctx := k.buyer.Actor(), t.Context()
	race := func(acts ...func() error) (errs []error) {
		errs = make([]error, len(acts))
		var group sync.WaitGroup
		for i, act := range acts {
			group.Go(func() { errs[i] = act() })
		}
		group.Wait()
		return errs
	}
	_, first, _ := k.bid(4)
	_, second, _ := k.bid(4)
	award := func(id string) func() error {
		return func() error {
			_, err := k.Sourcing.Award(ctx, buyer, k.demand, 0, sourcing.Awarding{Quotes: []sourcing.AwardedQuote{{QuoteID: id}}})
			return err
		}
	}
	errs := race(award(first), award(second))
	require.True(t, (errs[0] == nil) != (errs[1] == nil), "one of them fits: %v", errs)
	demand, err := k.Sourcing.Demand(ctx, account.System, k.demand)
	require.NoError(t, err)
	require.Equal(t, []measure.MonthAmount{{Month: "2027-01", Amount: 4000}}, demand.Awarded)

	accepted := measure.Amount(0)
	for i := range 8 {
		seller, id, _ := k.bid(0, 0.1)
		supplier := seller.Actor()
		errs := race(
			func() error { _, err := k.Sourcing.Accept(ctx, buyer, id, 0); return err },
			func() error { _, err := k.Sourcing.Withdraw(ctx, supplier, id, 0); return err })
		require.True(t, (errs[0] == nil) != (errs[1] == nil), "%d: %v", i, errs)
		quote, err := k.Sourcing.Quote(ctx, buyer, id)
		require.NoError(t, err)
		require.Equal(t, errs[0] == nil, quote.Status == sourcing.QuoteAccepted)
		if errs[0] == nil {
			accepted += 100
		}
		demand, err := k.Sourcing.Demand(ctx, buyer, k.demand)
		require.NoError(t, err)
		var february measure.Amount
		for _, m := range demand.Awarded {
			if m.Month == "2027-02" {
				february = m.Amount
			}
		}
		require.Equal(t, accepted, february)
	}
}
