package web_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"lienket/api/account"
	"lienket/api/linkage"
)

// signedContract is one of 100 kg in January and 200 in February, which both sides have
// signed.
func (s *stage) signedContract() *linkage.Contract {
	s.t.Helper()
	_, id := s.quoted()
	buyer, seller := s.browser().signIn("dn@test.vn"), s.browser().signIn("htx@test.vn")
	buyer.post("/bao-gia/"+id+"/nhan", url.Values{})
	contract := buyer.post("/bao-gia/"+id+"/hop-dong", url.Values{id + ".form": {"form-3"}, id + ".startDate": {"2026-11-23"}, id + ".endDate": {"2027-03-01"}})
	draft := elements(s.t, seller.get(contract).body)
	require.Equal(s.t, []string{"Gửi hợp đồng nháp để các bên ký #moves"}, draft.dueLinks())
	buyer.post(contract+"/propose", url.Values{})
	for _, side := range []*browser{buyer, seller} {
		require.Equal(s.t, []string{"Ký hợp đồng #moves"}, elements(s.t, side.get(contract).body).dueLinks())
		side.post(contract+"/sign", url.Values{"sign.password": {password}})
		require.Empty(s.t, elements(s.t, side.get(contract).body).dueLinks())
	}
	signed, err := s.Linkage.Contract(s.t.Context(), account.System, strings.TrimPrefix(contract, "/hop-dong/"))
	require.NoError(s.t, err)
	return signed
}

// dueLinks are what stands on top of a record's page to do now, with where it leads.
func (d document) dueLinks() []string {
	var links []string
	inside := false
	for _, e := range d {
		if e.name == "section" || e.name == "dl" {
			inside = e.attrs["aria-labelledby"] == "due"
		}
		if inside && e.name == "a" {
			links = append(links, e.words()+" "+e.attrs["href"])
		}
	}
	return links
}

// TestWhatIsDueStandsOnTopOfAContract, before all facts, and leads to its form, open and
// filled in with what is due.
func TestWhatIsDueStandsOnTopOfAContract(t *testing.T) {
	s := newStage(t)
	c := s.signedContract()
	page, line := "/hop-dong/"+c.ID, c.Lines[0].ID
	s.Clock.Add(81 * 24 * time.Hour) // in February
	buyer, seller := s.browser().signIn("dn@test.vn"), s.browser().signIn("htx@test.vn")
	at := func(month string) string { return page + "?giao=" + line + "+" + month + "#deliver" }
	shown := seller.get(page).body
	checkPage(t, elements(t, shown))
	require.Equal(t, []string{"Giao Miến dong Tài Hoan sợi nhỏ, 01/2027: 100 kg " + at("2027-01"), "Giao Miến dong Tài Hoan sợi nhỏ, 02/2027: 200 kg " + at("2027-02")}, elements(t, shown).dueLinks())
	require.Less(t, strings.Index(shown, `id="due"`), strings.Index(shown, `<dl class="facts"`))
	require.Empty(t, elements(t, buyer.get(page).body).dueLinks())
	require.Contains(t, strings.Join(elements(t, seller.get(page+"?lang=en").body).dueLinks(), ""), "Deliver Miến dong")
	seller.get(page + "?lang=vi")

	opened := func(body, id string) url.Values {
		t.Helper()
		form := elements(t, body)
		fold := form.first("details", "id", id)
		require.NotNil(t, fold)
		_, open := fold.attrs["open"]
		require.True(t, open)
		values := url.Values{}
		for i, e := range form {
			switch {
			case e.name == "input" && e.attrs["name"] != "csrf":
				values.Set(e.attrs["name"], e.attrs["value"])
			case e.name == "select":
				for _, option := range form[i+1:] {
					if _, selected := option.attrs["selected"]; selected && option.name == "option" {
						values.Set(e.attrs["name"], option.attrs["value"])
						break
					}
				}
			}
		}
		return values
	}
	first := opened(seller.get(page).body, "deliver")
	require.Equal(t, []string{line + " 2027-01", "100"}, []string{first.Get("deliver.month"), first.Get("deliver.amount")}, "the one that is longest due")
	second := opened(seller.get(at("2027-02")).body, "deliver")
	require.Equal(t, []string{line + " 2027-02", "200"}, []string{second.Get("deliver.month"), second.Get("deliver.amount")})
	seller.post(page+"/giao-hang", second)
	require.Equal(t, []string{"Giao Miến dong Tài Hoan sợi nhỏ, 01/2027: 100 kg " + at("2027-01")}, elements(t, seller.get(page).body).dueLinks())

	deliveries, err := s.Linkage.Deliveries(t.Context(), account.System, c.ID, "", 0)
	require.NoError(t, err)
	id := deliveries.Items[0].ID
	require.Equal(t, []string{"Nghiệm thu Miến dong Tài Hoan sợi nhỏ, 02/2027: 200 kg " + page + "#accept-" + id}, elements(t, buyer.get(page).body).dueLinks())
	buyer.post(page+"/nghiem-thu/"+id, opened(buyer.get(page).body, "accept-"+id))
	require.Equal(t, []string{"Thanh toán HTX Miến dong Tài Hoan: 16.000.000 ₫ " + page + "?tra=" + s.htx.ID + "#pay"}, elements(t, buyer.get(page).body).dueLinks())
	buyer.post(page+"/thanh-toan", opened(buyer.get(page+"?tra="+s.htx.ID).body, "pay"))
	require.Empty(t, elements(t, buyer.get(page).body).dueLinks())
	checkPage(t, elements(t, buyer.get(page).body))
	require.Empty(t, elements(t, s.browser().signIn("canbo@test.vn").get(page).body).dueLinks())
}

// TestADirectorAnnouncesADeliveryInAFewTaps counts the taps at 360 px without scripts,
// from the workspace to the delivery that is announced.
func TestADirectorAnnouncesADeliveryInAFewTaps(t *testing.T) {
	s := newStage(t)
	c := s.signedContract()
	s.Clock.Add(50 * 24 * time.Hour)
	b := s.chrome()
	b.signInAs("htx@test.vn")
	for _, lang := range []string{"en", "vi"} {
		for _, width := range []int64{1280, 360} {
			b.screen(width, "light")
			b.open("/hop-dong/" + c.ID + "?lang=" + lang)
			require.Empty(t, value(b, chromedp.Evaluate[[]string](misfits)))
			require.Less(t, value(b, chromedp.Evaluate[float64](`document.querySelector(".waiting a").getBoundingClientRect().bottom`)), 800.0, "on the first screen")
			b.shoot(fmt.Sprintf("contract-due-%s-%d", lang, width))
		}
	}
	b.withoutScripts()
	b.open("/tai-khoan")
	taps := 0
	tap := func(selector, then string) {
		taps++
		b.run(chromedp.Click(selector), chromedp.WaitVisible(then))
	}
	tap(`.waiting a`, `#deliver button[type=submit]`)
	b.shoot("deliver-360")
	tap(`#deliver button[type=submit]`, `.notice`)
	require.Less(t, taps, 4)
	deliveries, err := s.Linkage.Deliveries(t.Context(), account.System, c.ID, "", 0)
	require.NoError(t, err)
	require.Len(t, deliveries.Items, 1)
	require.EqualValues(t, 100_000, deliveries.Items[0].Amount)

	call(b, network.ClearBrowserCookies, cdp.Empty{})
	b.signInAs("dn@test.vn")
	b.open("/hop-dong/" + c.ID)
	b.shoot("accept-due-360")
	require.Empty(t, b.complaints)
}
