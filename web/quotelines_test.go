package web_test

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"lienket/api/measure"
)

// quoteValues are all values of the form that answers a demand.
func quoteValues(t *testing.T, body string) url.Values {
	t.Helper()
	page, values := elements(t, body), url.Values{}
	for i, e := range page {
		switch {
		case !strings.HasPrefix(e.attrs["name"], "q."):
		case e.name == "input":
			values.Set(e.attrs["name"], e.attrs["value"])
		case e.name == "select":
			for _, option := range page[i+1:] {
				if option.name != "option" {
					break
				}
				if _, selected := option.attrs["selected"]; selected {
					values.Set(e.attrs["name"], option.attrs["value"])
				}
			}
		}
	}
	return values
}

// TestAQuoteOffersSeveralProducts, by forms without scripts: a further line is filled with
// another product and what the first leaves, what is typed stays, and the quote, the
// comparison and the counter offer have all of them.
func TestAQuoteOffersSeveralProducts(t *testing.T) {
	s := newStage(t)
	demand, first, second := s.twoGoods()
	seller := s.browser().signIn("htx@test.vn")
	press := func(values url.Values, button string, status int) answer {
		t.Helper()
		values.Set("go", button)
		answered := seller.submit("/tai-khoan", demand+"/bao-gia", values)
		require.Equal(t, status, answered.StatusCode, answered.body)
		checkPage(t, elements(t, answered.body))
		return answered
	}
	shown := seller.get(demand).body
	require.Nil(t, elements(t, shown).first("button", "value", "drop"), "there is but one")
	values := quoteValues(t, shown)
	other := map[string]string{first.ID: second.ID, second.ID: first.ID}[values.Get("q.productId")]
	values.Set("q.unitPrice", "81.000")
	values.Set("q.2027-01", "100")
	values.Set("q.2027-02", "nhiều")
	values.Set("q.note", "Giao tận kho")
	more := press(values, "add", http.StatusOK)
	require.Nil(t, elements(t, more.body).first("button", "value", "add"), "there is no third")
	select1 := elements(t, more.body).first("select", "name", "q.1.productId")
	_, opened := select1.attrs["autofocus"]
	require.True(t, opened, "the page opens at the new line")
	require.Contains(t, more.body, "Giao tận kho")
	lines := quoteValues(t, more.body)
	require.Equal(t, "81.000", lines.Get("q.unitPrice"), "what was typed stays")
	require.Equal(t, "nhiều", lines.Get("q.2027-02"))
	require.Equal(t, other, lines.Get("q.1.productId"))
	require.Equal(t, "50", lines.Get("q.1.2027-01"), "what the first leaves of 150")

	// Another choice for the second line alone fills that one anew.
	swapped := url.Values{}
	for name, value := range lines {
		swapped[name] = value
	}
	swapped.Set("q.1.productId", lines.Get("q.productId"))
	anew := quoteValues(t, press(swapped, "", http.StatusOK).body)
	require.Equal(t, lines.Get("q.productId"), anew.Get("q.1.filled"))
	require.Equal(t, "81.000", anew.Get("q.unitPrice"))
	require.NotEqual(t, lines.Get("q.1.unitPrice"), anew.Get("q.1.unitPrice"))
	anew.Set("q.2027-02", "200")
	twice := press(anew, "", http.StatusUnprocessableEntity)
	fields, _ := elements(t, twice.body).faults()
	require.Equal(t, []string{"q-1-productId"}, fields, "one product twice")

	lines.Set("q.2027-02", "200")
	lines.Set("q.1.2027-01", "")
	lines.Set("q.1.2027-02", "90.000")
	fields, _ = elements(t, press(lines, "", http.StatusUnprocessableEntity).body).faults()
	require.Equal(t, []string{"q-1-2027-02"}, fields, "a slip of the unit in the second line")
	lines.Set("q.1.2027-02", "")
	fields, _ = elements(t, press(lines, "", http.StatusUnprocessableEntity).body).faults()
	require.Equal(t, []string{"q-1-2027-01"}, fields, "a line without amounts")
	dropped := press(lines, "drop", http.StatusOK)
	require.Nil(t, elements(t, dropped.body).first("select", "name", "q.1.productId"))
	require.Equal(t, "200", quoteValues(t, dropped.body).Get("q.2027-02"))

	lines.Set("q.1.2027-02", "120,5")
	lines.Set("go", "")
	seller.post(demand+"/bao-gia", lines)
	quotes, err := s.Sourcing.Quotes(t.Context(), s.actor(s.director), strings.TrimPrefix(demand, "/nhu-cau/"), "", 0)
	require.NoError(t, err)
	require.Len(t, quotes.Items[0].Lines, 2)
	require.Equal(t, []measure.MonthAmount{{Month: "2027-02", Amount: 120_500}}, quotes.Items[0].Lines[1].Months)
	quote := quotes.Items[0].ID
	for _, who := range []*browser{seller, s.browser().signIn("dn@test.vn")} {
		page := elements(t, who.get(demand+"/bao-gia").body)
		checkPage(t, page)
		for _, section := range []string{"compare", "quote-" + quote} {
			for _, product := range []string{first.Name, second.Name} {
				require.Contains(t, page.first("section", "id", section).words(), product)
			}
		}
		require.Regexp(t, `^420,5 kg, `, page.cells("compare", 2, 3)[0])
	}
	buyer := s.browser().signIn("dn@test.vn")
	buyer.post("/bao-gia/"+quote+"/tra-gia", url.Values{quote + ".price0": {"79.000"}, quote + ".price1": {"78.000"}, quote + ".validUntil": {"2026-12-20"}})
	round := elements(t, seller.get(demand+"/bao-gia").body)
	require.Contains(t, round.first("section", "id", "quote-"+quote).words(), "79.000 ₫/kg")
	require.Contains(t, round.first("section", "id", "quote-"+quote).words(), "78.000 ₫/kg")
	require.Contains(t, seller.get(demand+"/bao-gia?lang=en").body, "Offered")
}

// TestTheLinesOfAQuoteShareWhatIsWanted without scripts: once another product changes what
// a line gives, those after it are filled with what it leaves, and what was typed stays.
func TestTheLinesOfAQuoteShareWhatIsWanted(t *testing.T) {
	s := newStage(t)
	small, large, third := s.product.ID, s.sells(s.htx, s.director, "Miến dong sợi to").ID, s.sells(s.htx, s.director, "Miến dong sợi dẹt").ID
	demand := s.browser().signIn("dn@test.vn").post("/nhu-cau/moi", wizard(url.Values{"2027-01": {"1.600"}, "2027-02": {""}}))
	seller := s.browser().signIn("htx@test.vn")
	press := func(values url.Values, button string, with map[string]string) url.Values {
		t.Helper()
		sent := maps.Clone(values)
		sent.Set("go", button)
		for name, value := range with {
			sent.Set(name, value)
		}
		answered := seller.submit("/tai-khoan", demand+"/bao-gia", sent)
		require.Equal(t, http.StatusOK, answered.StatusCode, answered.body)
		checkPage(t, elements(t, answered.body))
		return quoteValues(t, answered.body)
	}
	amounts := func(values url.Values) []string {
		return append(slices.Clone(values["q.2027-01"]), values["q.1.2027-01"]...)
	}
	one := quoteValues(t, seller.get(demand).body)
	if one.Get("q.productId") != small {
		one = press(one, "fill", map[string]string{"q.productId": small})
	}
	require.Equal(t, []string{"200"}, amounts(one))
	require.Equal(t, []string{"1.500", "100"}, amounts(press(one, "add", map[string]string{"q.productId": large})))

	two := press(one, "add", nil)
	other := map[string]string{large: third, third: large}[two.Get("q.1.productId")]
	require.Equal(t, []string{"200", "1.400"}, amounts(two))
	anew := press(two, "", map[string]string{"q.productId": other, "q.note": "Giao tận kho", "q.validUntil": "2026-12-19"})
	require.Equal(t, []string{"1.500", "100"}, amounts(anew))
	require.Equal(t, two.Get("q.1.productId"), anew.Get("q.1.filled"))
	require.Equal(t, "2026-12-19", anew.Get("q.validUntil"))
	typed := press(two, "", map[string]string{"q.productId": other, "q.1.2027-01": "77"})
	require.Equal(t, []string{"1.500", "77"}, amounts(typed), "typed by hand")
	both := press(two, "", map[string]string{"q.productId": other, "q.1.productId": small})
	require.Equal(t, []string{"1.500", "100"}, amounts(both), "both are chosen anew")
	back := press(anew, "", map[string]string{"q.productId": small})
	require.Equal(t, []string{"200", "1.400"}, amounts(back), "and back again")
	seller.post(demand+"/bao-gia", anew)
	quotes, err := s.Sourcing.Quotes(t.Context(), s.actor(s.director), strings.TrimPrefix(demand, "/nhu-cau/"), "", 0)
	require.NoError(t, err)
	require.Len(t, quotes.Items[0].Lines, 2)
	require.Equal(t, []measure.MonthAmount{{Month: "2027-01", Amount: 100_000}}, quotes.Items[0].Lines[1].Months)
}

// TestAProductIsAddedToAQuoteOnAPhone: the page opens at the new line, fits, and both lines
// follow their products.
func TestAProductIsAddedToAQuoteOnAPhone(t *testing.T) {
	s := newStage(t)
	demand, _, _ := s.twoGoods()
	b := s.chrome()
	b.signInAs("htx@test.vn")
	for _, lang := range []string{"vi", "en"} {
		for _, width := range []int64{360, 1280} {
			b.screen(width, "light")
			b.open(demand + "?lang=" + lang)
			b.run(chromedp.SetValue(`[name="q.2027-01"]`, "40"), chromedp.Click(`button[value=add]`), chromedp.WaitVisible(`[name="q.1.productId"]`))
			b.until(`document.readyState === "complete" && document.activeElement.name === "q.1.productId"`)
			require.True(t, value(b, chromedp.Evaluate[bool](`(() => { const box = document.activeElement.getBoundingClientRect(); return box.top >= 0 && box.bottom <= innerHeight; })()`)))
			require.Empty(t, value(b, chromedp.Evaluate[[]string](misfits)))
			b.shoot(fmt.Sprintf("quote-lines-%s-%d", lang, width))
			require.Equal(t, "40", value(b, chromedp.Value(`[name="q.2027-01"]`)))
			b.run(chromedp.Evaluate[chromedp.Void](`{const choice = document.querySelector('[name="q.1.productId"]'); choice.value = document.querySelector('[name="q.productId"]').value; choice.dispatchEvent(new Event("change", {bubbles: true}));}`))
			require.Equal(t, value(b, chromedp.Value(`[name="q.unitPrice"]`)), value(b, chromedp.Value(`[name="q.1.unitPrice"]`)))
		}
	}
	require.Empty(t, b.complaints)
}
