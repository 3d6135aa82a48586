package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"lienket/api/catalogue"
	"lienket/api/measure"
	"lienket/api/registry"
	"lienket/api/sourcing"
	"lienket/api/store"
)

// answerForm are the values of the form that answers a demand.
func answerForm(t *testing.T, body string) url.Values {
	t.Helper()
	page, values := elements(t, body), url.Values{}
	for _, name := range []string{"q.filled", "q.unitPrice", "q.2027-01", "q.2027-02", "q.validUntil"} {
		input := page.first("input", "name", name)
		require.NotNil(t, input, name)
		values.Set(name, input.attrs["value"])
	}
	option := page.first("select", "name", "q.productId")
	require.NotNil(t, option)
	for _, option := range page.all("option") {
		if _, selected := option.attrs["selected"]; selected && option.attrs["value"] != "" {
			values.Set("q.productId", option.attrs["value"])
		}
	}
	return values
}

// twoGoods is an open demand that two products of one cooperative can serve: the first
// has 200 and 300 kg free at 78.000, the second 1.500 kg a month.
func (s *stage) twoGoods() (demand string, first, second *catalogue.Product) {
	s.t.Helper()
	second = s.sells(s.htx, s.director, "Miến dong sợi to")
	return s.postDemand(), s.product, second
}

// TestTheQuoteFormFollowsTheProductWithoutScripts: what was filled in follows, what was
// typed stays, and nothing is sent with the price of another product.
func TestTheQuoteFormFollowsTheProductWithoutScripts(t *testing.T) {
	s := newStage(t)
	demand, first, second := s.twoGoods()
	seller := s.browser().signIn("htx@test.vn")
	shown := seller.get(demand)
	checkPage(t, elements(t, shown.body))
	sent := answerForm(t, shown.body)
	stale := url.Values{"csrf": {seller.stale()}, "q.filled": sent["q.filled"], "q.note": {"Giao tận kho"}}
	for _, label := range elements(t, seller.send(http.MethodPost, demand+"/bao-gia", stale.Encode(), "Origin", s.URL).body).all("dt") {
		require.NotEqual(t, "q.filled", label.words(), "nobody typed it")
	}
	products := map[string]*catalogue.Product{first.ID: second, second.ID: first}
	chosen := products[sent.Get("q.filled")]
	require.Equal(t, sent.Get("q.filled"), sent.Get("q.productId"))
	months := map[string]string{first.ID: "300", second.ID: "1.200,5"}
	require.Equal(t, months[sent.Get("q.productId")], sent.Get("q.2027-02"))

	for _, pressed := range []string{"fill", ""} {
		with := url.Values{}
		for name, value := range sent {
			with[name] = value
		}
		with.Set("go", pressed)
		with.Set("q.productId", chosen.ID)
		with.Set("q.2027-01", "77")
		answered := seller.submit("/tai-khoan", demand+"/bao-gia", with)
		require.Equal(t, http.StatusOK, answered.StatusCode, answered.body)
		checkPage(t, elements(t, answered.body))
		anew := answerForm(t, answered.body)
		require.Equal(t, chosen.ID, anew.Get("q.productId"))
		require.Equal(t, chosen.ID, anew.Get("q.filled"))
		require.Equal(t, months[chosen.ID], anew.Get("q.2027-02"))
		require.NotEqual(t, sent.Get("q.unitPrice"), anew.Get("q.unitPrice"))
		require.Equal(t, "77", anew.Get("q.2027-01"), "typed by hand")
		require.Contains(t, answered.body, "theo "+chosen.Name)
		if pressed == "" {
			seller.post(demand+"/bao-gia", anew)
		}
	}
	quotes, err := s.Sourcing.Quotes(t.Context(), s.actor(s.director), strings.TrimPrefix(demand, "/nhu-cau/"), "", 0)
	require.NoError(t, err)
	require.Len(t, quotes.Items, 1)
	require.Equal(t, chosen.ID, quotes.Items[0].Lines[0].ProductID)
}

// TestTheQuoteFormFollowsTheProduct does the same in place.
func TestTheQuoteFormFollowsTheProduct(t *testing.T) {
	s := newStage(t)
	demand, first, second := s.twoGoods()
	b := s.chrome()
	b.screen(360, "light")
	b.signInAs("htx@test.vn")
	b.open(demand)
	field := func(name string) string {
		return value(b, chromedp.Evaluate[string](`document.querySelector('[name="q.`+name+`"]').value`))
	}
	choose := func(id string) {
		b.run(chromedp.Evaluate[chromedp.Void](`{const choice = document.querySelector('[name="q.productId"]'); choice.value = "` + id + `"; choice.dispatchEvent(new Event("change", {bubbles: true}));}`))
	}
	choose(second.ID)
	require.Equal(t, "88.000", field("unitPrice"))
	require.Equal(t, "150", field("2027-01"))
	require.Equal(t, "1.200,5", field("2027-02"))
	hint := `document.getElementById("f-q-2027-02-hint").textContent`
	require.Contains(t, value(b, chromedp.Evaluate[string](hint)), "1.500")
	b.shoot("quote-form-360")
	require.LessOrEqual(t, value(b, chromedp.Evaluate[int](`document.documentElement.scrollWidth`)), 360)
	b.run(chromedp.Evaluate[chromedp.Void](`document.querySelector('[name="q.2027-01"]').value = "77"`))
	choose(first.ID)
	require.Equal(t, "85.000", field("unitPrice"))
	require.Equal(t, "77", field("2027-01"), "typed by hand")
	require.Equal(t, "300", field("2027-02"))
	require.Contains(t, value(b, chromedp.Evaluate[string](hint)), "300")
	require.Equal(t, first.ID, field("filled"))
	require.Equal(t, 0, value(b, chromedp.Evaluate[int](`document.querySelectorAll("button[value=fill]").length`)))
	require.Empty(t, b.complaints)
}

// TestTheQuoteFormSaysWhatIsWantedAndFree, in the unit of the demand, and refuses a slip
// of the unit by its field.
func TestTheQuoteFormSaysWhatIsWantedAndFree(t *testing.T) {
	s := newStage(t)
	asked, err := s.Sourcing.Ask(t.Context(), s.actor(s.buyer), sourcing.NewDemand{Title: "Hàng thử", Keywords: "miến dong", Unit: "tan",
		Months: []measure.MonthAmount{{Month: "2027-01", Amount: 3500}}, DeliveryAreaCode: "01840", ClosesAt: store.At(s.Clock.Now().AddDate(0, 0, 20))})
	require.NoError(t, err)
	_, err = s.Sourcing.Open(t.Context(), s.actor(s.buyer), asked.ID, 0)
	require.NoError(t, err)
	demand := "/nhu-cau/" + asked.ID
	seller := s.browser().signIn("htx@test.vn")
	hint := func(body string) string { return elements(t, body).first("p", "id", "f-q-2027-01-hint").words() }
	require.Equal(t, "Bên mua còn cần 3,5 tấn; đơn vị còn trống 0,2 tấn.", strings.ReplaceAll(hint(seller.get(demand).body), "\u00a0", " "))
	refused := seller.submit("/tai-khoan", demand+"/bao-gia", url.Values{"q.productId": {s.product.ID}, "q.unitPrice": {"80.000"}, "q.2027-01": {"3.500"}, "q.validUntil": {"2026-12-20"}})
	require.Equal(t, http.StatusUnprocessableEntity, refused.StatusCode)
	fields, _ := elements(t, refused.body).faults()
	require.Equal(t, []string{"q-2027-01"}, fields)
	require.Contains(t, refused.body, "Nhu cầu chỉ cần 3,5 tấn")
}

// TestAfterAWithdrawnQuoteAnotherIsSent, and withdrawing asks first.
func TestAfterAWithdrawnQuoteAnotherIsSent(t *testing.T) {
	s := newStage(t)
	demand := s.postDemand()
	seller, buyer := s.browser().signIn("htx@test.vn"), s.browser().signIn("dn@test.vn")
	send := func() string {
		s.Clock.Add(time.Minute)
		seller.post(demand+"/bao-gia", url.Values{"q.productId": {s.product.ID}, "q.unitPrice": {"80.000"}, "q.2027-01": {"100"}, "q.validUntil": {"2026-12-20"}})
		quotes, err := s.Sourcing.Quotes(t.Context(), s.actor(s.director), strings.TrimPrefix(demand, "/nhu-cau/"), "", 0)
		require.NoError(t, err)
		return quotes.Items[0].ID
	}
	for i, end := range []struct {
		by         *browser
		verb, says string
	}{{seller, "rut", "Báo giá trước đã rút."}, {buyer, "tu-choi", "Báo giá trước bị từ chối."}} {
		id := send()
		require.Contains(t, seller.get(demand).body, "Đơn vị đã báo giá", i)
		page := seller.get(demand + "/bao-gia").body
		asks := page[strings.Index(page, `<details class="panel fold"`):]
		require.Contains(t, asks[:strings.Index(asks, "</details>")], "/bao-gia/"+id+"/rut", "asked first")
		end.by.post("/bao-gia/"+id+"/"+end.verb, url.Values{})
		again := seller.get(demand)
		checkPage(t, elements(t, again.body))
		require.Contains(t, elements(t, again.body).first("section", "id", "answer").words(), end.says)
		require.NotNil(t, elements(t, again.body).first("select", "name", "q.productId"), end.verb)
	}
	send()
	s.Clock.Add(40 * 24 * time.Hour)
	require.Contains(t, s.browser().signIn("htx@test.vn").get(demand).body, "Nhu cầu này không còn nhận báo giá.")
}

// TestQuotesAreOfThoseWhoMaySeeThem: a supplier's own page is no comparison, and another
// buyer has none.
func TestQuotesAreOfThoseWhoMaySeeThem(t *testing.T) {
	s := newStage(t)
	demand := s.postDemand()
	s.organization("dn2@test.vn", "Lê Thị Khác", registry.NewOrganization{
		Kind: registry.Enterprise, Name: "Công ty Khác", TaxCode: s.TaxCode(), AreaCode: "01"}, true)
	seller, rival := s.browser().signIn("htx@test.vn"), s.browser().signIn("dn2@test.vn")
	for _, page := range []string{"/bao-gia", "/ghep-noi"} {
		require.Equal(t, http.StatusForbidden, rival.get(demand+page).StatusCode, page)
	}
	require.Contains(t, seller.get(demand+"/bao-gia").body, "Đơn vị chưa báo giá")
	seller.post(demand+"/bao-gia", url.Values{"q.productId": {s.product.ID}, "q.unitPrice": {"80.000"}, "q.2027-01": {"100"}, "q.validUntil": {"2026-12-20"}})
	for by, title := range map[*browser]string{seller: "Báo giá của đơn vị", s.browser().signIn("dn@test.vn"): "So sánh báo giá"} {
		require.Equal(t, title, elements(t, by.get(demand+"/bao-gia").body).first("h1", "", "").words())
	}
	require.Equal(t, "Your quote", elements(t, seller.get(demand+"/bao-gia?lang=en").body).first("h1", "", "").words())
}
