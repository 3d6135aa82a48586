package sourcing_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lienket/api/app/apptest"
	"lienket/api/fault"
	"lienket/api/sourcing"
)

// talk is a demand in tonnes and a product in kg that can serve it.
type talk struct {
	*apptest.App
	buyer, seller   *apptest.Client
	product, demand string
}

func newTalk(t *testing.T) *talk {
	a := apptest.New(t)
	k := &talk{App: a, buyer: a.Verified("enterprise", "Công ty Bên mua", "01843"), seller: a.Verified("cooperative", "HTX Một", "01840")}
	k.product = k.seller.Offer("Miến dong", nil)
	k.demand = ask(k.buyer, object{"priceCeiling": 80_000_000})
	return k
}

func (k *talk) offer(with object) object {
	body := object{"lines": []object{{"productId": k.product, "unitPrice": 70_000, "months": apptest.Months(4, 2.5)}}, "validUntil": "2026-12-31"}
	for key, value := range with {
		body[key] = value
	}
	return body
}

func (k *talk) quote() string {
	k.T.Helper()
	return k.seller.Post("/demands/"+k.demand+"/quotes", k.offer(nil)).Want(http.StatusCreated).ID()
}

func TestQuotesGoInTurns(t *testing.T) {
	k := newTalk(t)
	id := k.quote()
	path := "/quotes/" + id
	mine := func(c *apptest.Client) {
		t.Helper()
		for _, verb := range []string{"accept", "decline"} {
			c.Post(path+"/"+verb, nil).Problem(http.StatusConflict, "state_forbids")
		}
		c.Post(path+"/counter", object{"note": "x"}).Problem(http.StatusConflict, "state_forbids")
	}
	mine(k.seller)
	lower := []object{{"productId": k.product, "unitPrice": 65_000, "months": apptest.Months(5)}}
	k.buyer.Post(path+"/counter", object{"lines": lower, "note": "Giá còn cao"}).Want(http.StatusOK)
	mine(k.buyer)
	k.buyer.Post(path+"/withdraw", nil).Problem(http.StatusForbidden, "forbidden")
	k.seller.Post(path+"/counter", object{"validUntil": "2027-01-15"}).Want(http.StatusOK)
	mine(k.seller)
	accepted := k.buyer.Post(path+"/accept", nil).Want(http.StatusOK).Fields()
	require.Equal(t, "accepted", accepted["status"])
	require.Len(t, accepted["rounds"], 3)
	line := accepted["lines"].([]any)[0].(map[string]any)
	require.EqualValues(t, 65_000, line["unitPrice"], "lines that no round changes stay")
	require.Equal(t, "2027-01-15T16:59:59.999Z", accepted["validUntil"])
	for _, verb := range []string{"accept", "decline", "withdraw", "counter"} {
		var body any
		if verb == "counter" {
			body = object{}
		}
		k.seller.Post(path+"/"+verb, body).Problem(http.StatusConflict, "state_forbids")
	}

	// The other ends.
	declined := k.quote()
	k.buyer.Post("/quotes/"+declined+"/decline", nil).Want(http.StatusOK)
	k.buyer.Post("/quotes/"+declined+"/accept", nil).Problem(http.StatusConflict, "state_forbids")
	withdrawn := k.quote()
	k.seller.Post("/quotes/"+withdrawn+"/withdraw", nil).Want(http.StatusOK)
	k.buyer.Post("/quotes/"+withdrawn+"/accept", nil).Problem(http.StatusConflict, "state_forbids")
	stale := k.quote()
	k.buyer.Post("/quotes/"+stale+"/accept", nil, apptest.Header{Name: "If-Match", Value: `"7"`}).Problem(http.StatusPreconditionFailed, "version_mismatch")
	k.buyer.Post("/demands/"+k.demand+"/close", nil).Want(http.StatusOK)
	k.buyer.Post("/quotes/"+stale+"/accept", nil).Problem(http.StatusConflict, "state_forbids")
	k.seller.Post("/demands/"+k.demand+"/quotes", k.offer(nil)).Problem(http.StatusConflict, "state_forbids")
}

func TestAQuoteStandsUntilItsTime(t *testing.T) {
	k := newTalk(t)
	id, buyer := k.quote(), k.buyer.Actor()
	k.Clock.Add(time.Date(2026, 12, 31, 16, 59, 59, 999e6, time.UTC).Sub(apptest.Start) - time.Millisecond)
	late, err := k.Sourcing.Quote(t.Context(), buyer, id)
	require.NoError(t, err)
	require.Equal(t, sourcing.QuoteSubmitted, late.Status)
	k.Clock.Add(time.Millisecond)
	_, err = k.Sourcing.Accept(t.Context(), buyer, id, 0)
	require.Equal(t, fault.StateForbids, fault.CodeOf(err))
	_, err = k.Sourcing.Decline(t.Context(), buyer, id, 0)
	require.NoError(t, err, "a lapsed offer can still be turned down")
}

func TestAQuoteIsHeldAgainstItsDemand(t *testing.T) {
	k := newTalk(t)
	other := k.Verified("cooperative", "HTX Khác", "01849").Offer("Miến dong", nil)
	boxes, draft := k.seller.Offer("Miến dong hộp", object{"unit": "hop"}), k.seller.Draft("Miến dong nháp", nil)
	line := func(with object) object {
		one := object{"productId": k.product, "unitPrice": 70_000, "months": apptest.Months(1)}
		for key, value := range with {
			one[key] = value
		}
		return object{"lines": []object{one}}
	}
	quotes := "/demands/" + k.demand + "/quotes"
	for name, row := range map[string]struct {
		with  object
		field string
	}{
		"another's product":    {line(object{"productId": other}), "lines[0].productId"},
		"no product":           {line(object{"productId": "none"}), "lines[0].productId"},
		"a draft":              {line(object{"productId": draft}), "lines[0].productId"},
		"another dimension":    {line(object{"productId": boxes}), "lines[0].productId"},
		"above the ceiling":    {line(object{"unitPrice": 80_001}), "lines[0].unitPrice"},
		"no price":             {line(object{"unitPrice": 0}), "lines[0].unitPrice"},
		"a month not asked":    {line(object{"months": apptest.Months(0, 0, 1)}), "lines[0].months[0].month"},
		"no lines":             {object{"lines": []object{}}, "lines"},
		"an offer in the past": {object{"validUntil": "2026-11-22"}, "validUntil"},
	} {
		fields := k.seller.Post(quotes, k.offer(row.with)).Problem(http.StatusUnprocessableEntity, "invalid_input")
		require.Contains(t, fields, row.field, name)
	}
	twice := k.offer(nil)
	twice["lines"] = append(twice["lines"].([]object), twice["lines"].([]object)[0])
	require.Equal(t, []string{"lines[1].productId"}, k.seller.Post(quotes, twice).Problem(http.StatusUnprocessableEntity, "invalid_input"))
	require.Empty(t, k.buyer.Get(quotes).Want(http.StatusOK).Fields()["items"])
	k.seller.Post(quotes, k.offer(line(object{"unitPrice": 80_000}))).Want(http.StatusCreated)

	for name, with := range map[string]object{"stars": {"minStars": 3}, "group": {"group": "do-uong"}, "a mark": {"qualityMarks": []string{"gmp"}},
		"the ceiling": {"priceCeiling": 49_999_999}} {
		demand := ask(k.buyer, with)
		require.Contains(t, k.seller.Post("/demands/"+demand+"/quotes", k.offer(object{"lines": line(object{"unitPrice": 1})["lines"]})).
			Problem(http.StatusUnprocessableEntity, "invalid_input"), "lines[0].productId", name)
	}

	id := k.quote()
	require.Equal(t, []string{"validUntil"}, k.buyer.Post("/quotes/"+id+"/counter", object{"validUntil": "2026-11-22"}).
		Problem(http.StatusUnprocessableEntity, "invalid_input"), "a counter-offer is held to the same")
}

// TestAmountsConvertExactly: a demand in tonnes, a product in kg, and back.
func TestAmountsConvertExactly(t *testing.T) {
	k := newTalk(t)
	quote := k.seller.Post("/demands/"+k.demand+"/quotes", k.offer(object{"lines": []object{
		{"productId": k.product, "unitPrice": 70_000, "months": apptest.Months(1.001, 0.001)}}})).Want(http.StatusCreated).Fields()
	line := quote["lines"].([]any)[0].(map[string]any)
	require.Equal(t, "kg", line["unit"])
	require.Equal(t, []any{object{"month": "2027-01", "amount": 1001.0}, object{"month": "2027-02", "amount": 1.0}}, line["months"])

	tonnes := k.seller.Offer("Miến dong xá", object{"unit": "tan"})
	inKg := ask(k.buyer, object{"unit": "kg", "months": apptest.Months(1000)})
	offer := func(amount float64) *apptest.Response {
		return k.seller.Post("/demands/"+inKg+"/quotes", k.offer(object{"lines": []object{
			{"productId": tonnes, "unitPrice": 70_000_000, "months": apptest.Months(amount)}}}))
	}
	months := offer(1003).Want(http.StatusCreated).Fields()["lines"].([]any)[0].(map[string]any)["months"]
	require.Equal(t, []any{object{"month": "2027-01", "amount": 1.003}}, months)
	require.Equal(t, []string{"lines[0].months[0].amount"}, offer(1003.5).Problem(http.StatusUnprocessableEntity, "invalid_input"),
		"half a kg is no thousandth of a tonne")
}

// TestASlipOfTheUnitIsRefused: ten times what a month asks for may be meant, more is an
// amount in another unit. The demand asks for 5 t.
func TestASlipOfTheUnitIsRefused(t *testing.T) {
	k := newTalk(t)
	offer := func(amount float64) object {
		return k.offer(object{"lines": []object{{"productId": k.product, "unitPrice": 70_000, "months": apptest.Months(1, amount)}}})
	}
	quotes := "/demands/" + k.demand + "/quotes"
	wanted := k.buyer.Get("/demands/" + k.demand).Want(http.StatusOK).Fields()["months"].([]any)[1].(map[string]any)["amount"].(float64)
	quote := k.seller.Post(quotes, offer(10*wanted)).Want(http.StatusCreated).ID()
	for lang, text := range map[string]string{"vi": "Nhu cầu chỉ cần %v tấn trong tháng này", "en": "The demand asks for %v t in this month"} {
		refused := k.seller.Post(quotes, offer(10*wanted+0.001), apptest.Header{Name: "Accept-Language", Value: lang})
		require.Equal(t, []string{"lines[0].months[1].amount"}, refused.Problem(http.StatusUnprocessableEntity, "invalid_input"))
		require.Contains(t, string(refused.Body), fmt.Sprintf(text, wanted))
	}
	require.Equal(t, []string{"lines[0].months[1].amount"}, k.buyer.Post("/quotes/"+quote+"/counter", offer(100*wanted)).
		Problem(http.StatusUnprocessableEntity, "invalid_input"), "a counter-offer is held to the same")
}

func TestForeignQuotesDoNotExist(t *testing.T) {
	k := newTalk(t)
	id := k.quote()
	for _, stranger := range []*apptest.Client{k.Verified("cooperative", "HTX Khác", "01849"), k.Verified("enterprise", "Công ty Khác", "01843"), k.Staff("01")} {
		stranger.Get("/quotes/"+id).Problem(http.StatusNotFound, "not_found")
		for _, verb := range []string{"accept", "decline", "withdraw"} {
			stranger.Post("/quotes/"+id+"/"+verb, nil).Problem(http.StatusNotFound, "not_found")
		}
		stranger.Post("/quotes/"+id+"/counter", object{}).Problem(http.StatusNotFound, "not_found")
		// Nor can a contract be drawn from one.
		if stranger.OrganizationID != "" {
			stranger.Post("/contracts", object{"quoteId": id, "form": "form-3", "startDate": "2026-11-23", "endDate": "2027-12-31"}).
				Problem(http.StatusNotFound, "not_found")
		}
	}
	draw := object{"quoteId": id, "form": "form-3", "startDate": "2026-11-23", "endDate": "2027-12-31"}
	k.buyer.Post("/contracts", draw).Problem(http.StatusConflict, "state_forbids")
	k.buyer.Post("/quotes/"+id+"/accept", nil).Want(http.StatusOK)
	k.buyer.Post("/contracts", draw).Want(http.StatusCreated)
	require.Equal(t, []string{"quoteId"}, k.seller.Post("/contracts", draw).Problem(http.StatusConflict, "conflict"), "a quote makes one contract")
}
