package sourcing_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/app/apptest"
)

// TestACeilingBelowEveryPriceIsWarnedOf: by field, to who manages the demand, and
// nothing is refused for it.
func TestACeilingBelowEveryPriceIsWarnedOf(t *testing.T) {
	a := apptest.New(t)
	buyer, seller := a.Verified("enterprise", "Công ty Bên mua", "01843"), a.Verified("cooperative", "HTX Một", "01840")
	seller.Offer("Miến dong", object{"price": object{"min": 60_000, "max": 75_000}})
	seller.Offer("Miến dong loại hai", object{"price": object{"min": 50_000, "max": 55_000}})
	seller.Offer("Miến dong theo yêu cầu", object{"price": nil})
	a.Indexed()
	type warning struct{ Field, Code, Message string }
	warnings := func(r *apptest.Response) []warning {
		var shown struct{ Warnings []warning }
		r.JSON(&shown)
		return shown.Warnings
	}
	low := []warning{{"priceCeiling", "below_any_price", "Giá trần thấp hơn mọi giá đang chào bán: thấp nhất là 50.000.000 ₫/tấn."}}
	drafted := buyer.Post("/demands", wanted(object{"priceCeiling": 49_999_999})).Want(http.StatusCreated)
	require.Equal(t, low, warnings(drafted))
	at := "/demands/" + drafted.ID()
	require.Equal(t, low, warnings(buyer.Post(at+"/publish", nil).Want(http.StatusOK)))
	require.Equal(t, "The ceiling is below every price on offer: the lowest is 50,000,000 ₫/t.",
		warnings(buyer.Do(http.MethodGet, at, nil, apptest.Header{Name: "Accept-Language", Value: "en"}))[0].Message)
	require.Equal(t, low, warnings(a.Staff("19").Get(at).Want(http.StatusOK)))
	require.Empty(t, warnings(seller.Get(at).Want(http.StatusOK)), "the buyer's affair")

	keyed := func() *apptest.Response {
		return buyer.Do(http.MethodPost, "/demands", wanted(object{"priceCeiling": 49_999_999}), apptest.Header{Name: "Idempotency-Key", Value: "tran-gia-1"}).Want(http.StatusCreated)
	}
	first, again := keyed(), keyed()
	require.Equal(t, low, warnings(first))
	require.Equal(t, string(first.Body), string(again.Body))
	require.Equal(t, "true", again.Header.Get("Idempotency-Replayed"))

	for name, with := range map[string]object{
		"at the lowest price": {"priceCeiling": 50_000_000}, "no ceiling": {}, "nothing on offer": {"priceCeiling": 1000, "keywords": "nước mắm"},
		"of a group that has none": {"priceCeiling": 1000, "group": "do-uong"}, "of another dimension": {"priceCeiling": 1000, "unit": "hop"},
		"only on request": {"priceCeiling": 1000, "keywords": "miến dong theo yêu cầu"},
	} {
		require.Empty(t, warnings(buyer.Post("/demands", wanted(with)).Want(http.StatusCreated)), name)
	}
	buyer.Post(at+"/close", nil).Want(http.StatusOK)
	require.Empty(t, warnings(buyer.Get(at).Want(http.StatusOK)), "it is over")
}
