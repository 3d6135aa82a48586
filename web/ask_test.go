package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"lienket/api/sourcing"
)

// quoted is a quote of 100 and 200 kg at 80.000, and the demand that it is for.
func (s *stage) quoted() (demand, quote string) {
	s.t.Helper()
	demand = s.postDemand()
	s.browser().signIn("htx@test.vn").post(demand+"/bao-gia", url.Values{"q.productId": {s.product.ID}, "q.unitPrice": {"80.000"},
		"q.2027-01": {"100"}, "q.2027-02": {"200"}, "q.validUntil": {"2026-12-20"}})
	quotes, err := s.Sourcing.Quotes(s.t.Context(), s.actor(s.director), strings.TrimPrefix(demand, "/nhu-cau/"), "", 0)
	require.NoError(s.t, err)
	return demand, quotes.Items[0].ID
}

// version is the one that the form of an action carries.
func (d document) version(action string) string {
	inside := false
	for _, e := range d {
		if e.name == "form" {
			inside = e.attrs["action"] == action
		}
		if inside && e.attrs["name"] == "version" {
			return e.attrs["value"]
		}
	}
	return ""
}

// TestAcceptingAQuoteAsksFirst, with all that is accepted and from whom, on both sides;
// what was changed since it was read is not accepted.
func TestAcceptingAQuoteAsksFirst(t *testing.T) {
	s := newStage(t)
	demand, id := s.quoted()
	buyer, seller := s.browser().signIn("dn@test.vn"), s.browser().signIn("htx@test.vn")
	accept, decline := "/bao-gia/"+id+"/nhan", "/bao-gia/"+id+"/tu-choi"
	page := buyer.get(demand + "/bao-gia").body
	require.Contains(t, asked(t, page, accept), "HTX Miến dong Tài Hoan: Miến dong Tài Hoan sợi nhỏ: 01/2027: 100 kg; 02/2027: 200 kg; giá 80.000 ₫/kg Tổng 24.000.000 ₫.")
	require.Contains(t, asked(t, page, decline), "HTX Miến dong Tài Hoan")
	require.Empty(t, asked(t, seller.get(demand+"/bao-gia").body, accept), "it is the buyer's turn")
	require.Contains(t, asked(t, buyer.get(demand+"/bao-gia?lang=en").body, accept), "24,000,000 ₫ in all.")
	buyer.get("/tai-khoan?lang=vi")

	read := elements(t, page).version(accept)
	require.NotEmpty(t, read)
	for _, one := range []struct {
		by    *browser
		price string
	}{{buyer, "75.000"}, {seller, "79.000"}} {
		one.by.post("/bao-gia/"+id+"/tra-gia", url.Values{id + ".price0": {one.price}, id + ".validUntil": {"2026-12-20"}})
	}
	stale := buyer.submit("/tai-khoan", accept, url.Values{"version": {read}})
	require.Equal(t, http.StatusUnprocessableEntity, stale.StatusCode, "the page that was left open says 80.000")
	require.Contains(t, asked(t, stale.body, accept), "79.000 ₫/kg Tổng 23.700.000 ₫.")
	buyer.post("/bao-gia/"+id+"/tra-gia", url.Values{id + ".price0": {"77.000"}, id + ".validUntil": {"2026-12-20"}})
	answer := seller.get(demand + "/bao-gia").body
	require.Contains(t, asked(t, answer, accept), "Công ty Thực phẩm Sông Hồng trả: Miến dong Tài Hoan sợi nhỏ: 01/2027: 100 kg; 02/2027: 200 kg; giá 77.000 ₫/kg Tổng 23.100.000 ₫.")
	require.Contains(t, asked(t, answer, decline), "Công ty Thực phẩm Sông Hồng")
	seller.post(accept, url.Values{"version": {elements(t, answer).version(accept)}})
	quote, err := s.Sourcing.Quote(t.Context(), s.actor(s.buyer), id)
	require.NoError(t, err)
	require.Equal(t, sourcing.QuoteAccepted, quote.Status)
}

// TestDecidingOnAJointQuoteAsksFirst: what each gives and all together, and why it is
// declined, which the suppliers read.
func TestDecidingOnAJointQuoteAsksFirst(t *testing.T) {
	s := newStage(t)
	s.second()
	demand := s.postDemand()
	buyer, one, two := s.browser().signIn("dn@test.vn"), s.browser().signIn("htx@test.vn"), s.browser().signIn("htx2@test.vn")
	propose := func() string {
		joint := buyer.post(demand+"/bao-gia-chung", url.Values{"validUntil": {"2026-12-05"}})
		one.post(joint+"/xac-nhan", url.Values{})
		two.post(joint+"/sua", url.Values{"p0.unitPrice": {"85.000"}, "p0.2027-02": {"500,5"}})
		return joint
	}
	joint := propose()
	page := buyer.get(joint).body
	checkPage(t, elements(t, page))
	question := asked(t, page, joint+"/nhan")
	for _, said := range []string{"HTX Miến dong Tài Hoan Miến dong", "HTX Miến dong Côn Minh Miến dong Côn Minh: 02/2027: 500,5 kg; giá 85.000 ₫/kg", " kg, "} {
		require.Contains(t, question, said)
	}
	whole, err := s.Sourcing.JointQuote(t.Context(), s.actor(s.buyer), strings.TrimPrefix(joint, "/bao-gia-chung/"))
	require.NoError(t, err)
	require.Regexp(t, fmt.Sprintf(`Tổng .* %d\.%03d\.%03d ₫\.`, whole.Total.Cost/1_000_000, whole.Total.Cost/1000%1000, whole.Total.Cost%1000), question)
	require.NotEmpty(t, asked(t, page, joint+"/tu-choi"))
	read := elements(t, page).version(joint + "/nhan")
	buyer.post(joint+"/tu-choi", url.Values{"decline.note": {"Đã đủ hàng"}})
	require.Contains(t, one.get(joint).body, "Đã đủ hàng")

	joint = propose()
	two.post(joint+"/khong", url.Values{})
	one.post(joint+"/xac-nhan", url.Values{})
	stale := buyer.submit("/tai-khoan", joint+"/nhan", url.Values{"version": {read}})
	require.Equal(t, http.StatusUnprocessableEntity, stale.StatusCode)
	fresh := buyer.get(joint).body
	require.NotContains(t, asked(t, fresh, joint+"/nhan"), "Côn Minh", "who is out of it")
	buyer.post(joint+"/nhan", url.Values{"version": {elements(t, fresh).version(joint + "/nhan")}})
}

// TestQuestionsFit: what is accepted is read on a phone as on a desk, and the comparison
// of what was awarded too.
func TestQuestionsFit(t *testing.T) {
	s := newStage(t)
	s.second()
	demand, id := s.quoted()
	s.browser().signIn("htx2@test.vn").post(demand+"/bao-gia", url.Values{"q.productId": {s.other.ID}, "q.unitPrice": {"81.000"},
		"q.2027-01": {"50"}, "q.2027-02": {"900"}, "q.validUntil": {"2026-12-20"}})
	buyer := s.browser().signIn("dn@test.vn")
	joint := buyer.post(demand+"/bao-gia-chung", url.Values{"validUntil": {"2026-12-05"}})
	for _, email := range []string{"htx@test.vn", "htx2@test.vn"} {
		s.browser().signIn(email).post(joint+"/xac-nhan", url.Values{})
	}
	b := s.chrome()
	b.signInAs("dn@test.vn")
	look := func(name, page, open string) {
		t.Helper()
		for _, lang := range []string{"en", "vi"} {
			for _, width := range []int64{360, 1280} {
				b.screen(width, "light")
				b.open(page + "?lang=" + lang)
				if open != "" {
					b.run(chromedp.Evaluate[chromedp.Void](`document.querySelector('form[action="` + open + `"]').closest("details").querySelector("summary").click()`))
				}
				require.Empty(t, value(b, chromedp.Evaluate[[]string](misfits)), page)
				b.shoot(fmt.Sprintf("%s-%s-%d", name, lang, width))
			}
		}
	}
	look("accept-quote", demand+"/bao-gia", "/bao-gia/"+id+"/nhan")
	look("accept-joint", joint, joint+"/nhan")
	buyer.post(demand+"/chon", url.Values{id + ".take": {"1"}, id + ".l0.2027-02": {"150"}})
	look("awarded", demand+"/bao-gia", "")
	b.screen(360, "light")
	b.open(joint)
	b.withoutScripts()
	b.run(chromedp.Click(`#moves details summary`), chromedp.WaitVisible(`form[action="`+joint+`/nhan"] button`),
		chromedp.Click(`form[action="`+joint+`/nhan"] button`), chromedp.WaitVisible(`main`))
	require.Empty(t, b.complaints)
}
