package linkage_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/app/apptest"
	"lienket/api/linkage"
	"lienket/api/store"
)

// awarded is a demand with two accepted quotes, of the seller and another.
type awarded struct {
	*stage
	other  *apptest.Client
	quotes []string
}

func newAwarded(t *testing.T) *awarded {
	s := newStage(t)
	w := &awarded{stage: s, other: s.Verified("cooperative", "HTX Hai", "01849")}
	second := w.other.Offer("Miến dong", nil)
	demand := w.demand()
	for who, product := range map[*apptest.Client]string{s.seller: s.product, w.other: second} {
		w.quotes = append(w.quotes, who.Post("/demands/"+demand+"/quotes", object{"validUntil": "2026-12-31", "lines": []object{apptest.Line(product, 1000)}}).
			Want(http.StatusCreated).ID())
	}
	for _, id := range w.quotes {
		s.buyer.Post("/quotes/"+id+"/accept", nil).Want(http.StatusOK)
	}
	return w
}

func (s *stage) demand() string {
	s.T.Helper()
	id := s.buyer.Post("/demands", object{"title": "Cần miến dong", "keywords": "mien dong", "unit": "kg", "months": apptest.Months(2000),
		"deliveryAreaCode": "01843", "closesAt": "2026-12-20"}).Want(http.StatusCreated).ID()
	s.buyer.Post("/demands/"+id+"/publish", nil).Want(http.StatusOK)
	return id
}

func (s *stage) drawFrom(with object) *apptest.Response {
	s.T.Helper()
	body := object{"form": "form-3", "startDate": "2026-11-23", "endDate": "2027-12-31"}
	for name, value := range with {
		body[name] = value
	}
	return s.buyer.Post("/contracts", body)
}

// contractOf is the contract that a quote names, "" for none.
func (w *awarded) contractOf(quote string) string {
	id, _ := w.buyer.Get("/quotes/" + quote).Want(http.StatusOK).Fields()["contractId"].(string)
	return id
}

// TestAWithdrawnContractFreesItsQuotes: whoever withdraws it, the others can draw up
// another from what was accepted, one at a time.
func TestAWithdrawnContractFreesItsQuotes(t *testing.T) {
	w := newAwarded(t)
	both, alone := object{"quoteIds": w.quotes}, object{"quoteId": w.quotes[0]}
	for _, step := range []struct {
		from      object
		proposed  bool
		withdraws *apptest.Client
	}{{both, false, w.other}, {both, true, w.seller}, {alone, false, w.buyer}, {alone, true, w.buyer}, {both, false, nil}} {
		id := w.drawFrom(step.from).Want(http.StatusCreated).ID()
		require.Equal(t, id, w.contractOf(w.quotes[0]))
		w.drawFrom(both).Problem(http.StatusConflict, "conflict")
		w.drawFrom(alone).Problem(http.StatusConflict, "conflict")
		if step.proposed {
			w.buyer.Post("/contracts/"+id+"/propose", nil).Want(http.StatusOK)
		}
		if step.withdraws == nil {
			continue
		}
		withdrawn := step.withdraws.Post("/contracts/"+id+"/withdraw", nil).Want(http.StatusOK).Fields()
		require.NotContains(t, withdrawn, "quoteId")
		require.NotContains(t, withdrawn, "quoteIds")
		require.NotEmpty(t, withdrawn["demandId"])
		require.Empty(t, w.contractOf(w.quotes[0]))
		require.Empty(t, w.contractOf(w.quotes[1]))
		var history struct{ Verified bool }
		w.buyer.Get("/contracts/" + id + "/history").Want(http.StatusOK).JSON(&history)
		require.True(t, history.Verified)
	}
}

// TestAWithdrawnContractFreesItsJointQuote too.
func TestAWithdrawnContractFreesItsJointQuote(t *testing.T) {
	s := newStage(t)
	other := s.Verified("cooperative", "HTX Hai", "01849")
	joint := s.buyer.Post("/demands/"+s.demand()+"/joint-quotes", object{"validUntil": "2026-12-15",
		"lines": []object{apptest.Line(s.product, 1000), apptest.Line(other.Offer("Miến dong", nil), 1000)}}).Want(http.StatusCreated).ID()
	for _, who := range []*apptest.Client{s.seller, other} {
		who.Post("/joint-quotes/"+joint+"/confirm", nil).Want(http.StatusOK)
	}
	s.buyer.Post("/joint-quotes/"+joint+"/accept", nil).Want(http.StatusOK)
	for range 2 {
		id := s.drawFrom(object{"jointQuoteId": joint}).Want(http.StatusCreated).ID()
		s.drawFrom(object{"jointQuoteId": joint}).Problem(http.StatusConflict, "conflict")
		other.Post("/contracts/"+id+"/withdraw", nil).Want(http.StatusOK)
	}
}

// TestQuotesOfAnOlderVersionLearnTheirContract once, when it starts: none is drawn upon
// twice, and those that withdrawn contracts held are free.
func TestQuotesOfAnOlderVersionLearnTheirContract(t *testing.T) {
	w := newAwarded(t)
	ctx := t.Context()
	running := w.drawFrom(object{"quoteId": w.quotes[0]}).Want(http.StatusCreated).ID()
	withdrawn := w.drawFrom(object{"quoteId": w.quotes[1]}).Want(http.StatusCreated).ID()
	w.buyer.Post("/contracts/"+withdrawn+"/withdraw", nil).Want(http.StatusOK)

	// As it was: no quote knows its contract, and a withdrawn one holds its quote.
	require.NoError(t, w.Sourcing.Free(ctx, w.quotes[:1], running))
	contracts, err := store.Open[linkage.Contract](ctx, w.DB, linkage.ContractSchema, w.Clock.Now)
	require.NoError(t, err)
	_, err = contracts.Update(ctx, withdrawn, func(c *linkage.Contract) error { c.QuoteID = w.quotes[1]; return nil })
	require.NoError(t, err)
	require.Empty(t, w.contractOf(w.quotes[0]))
	require.NoError(t, linkage.ForgetDrawn(ctx, w.Linkage))

	for range 2 {
		require.NoError(t, linkage.MarkDrawn(ctx, w.Linkage))
		require.Equal(t, running, w.contractOf(w.quotes[0]))
		require.Empty(t, w.contractOf(w.quotes[1]))
	}
	require.Empty(t, w.get(withdrawn).QuoteID)
	require.Equal(t, []string{"quoteIds[0]"}, w.drawFrom(object{"quoteIds": w.quotes}).Problem(http.StatusConflict, "conflict"))
	w.drawFrom(object{"quoteId": w.quotes[1]}).Want(http.StatusCreated)
}
