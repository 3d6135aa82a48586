package web_test

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"lienket/api/account"
	"lienket/api/catalogue"
	"lienket/api/measure"
	"lienket/api/registry"
	"lienket/api/sourcing"
	"lienket/api/store"
)

// waiting is what the list of a signed-in person counts, by kind: what the box on their
// workspace counts too, where each number leads to a page.
func (b *browser) waiting() map[string]int {
	b.t.Helper()
	page := elements(b.t, b.get("/tai-khoan/dang-cho").body)
	checkPage(b.t, page)
	found := map[string]int{}
	for _, section := range page.all("section") {
		if id := section.attrs["id"]; id != "" && id != "nothing" {
			found[id] = len(page.cells(id, 0, 1))
		}
	}
	box, at := []int{}, elements(b.t, b.get("/tai-khoan").body)
	for i, e := range at {
		if e.name == "ul" && e.attrs["class"] == "waiting" {
			for _, link := range at[i+1:] {
				if link.name == "section" || link.name == "ul" || link.name == "div" {
					break
				}
				if link.name == "a" {
					count, err := strconv.Atoi(strings.Fields(link.words())[0])
					require.NoError(b.t, err)
					box = append(box, count)
					require.Equal(b.t, http.StatusOK, b.get(link.attrs["href"]).StatusCode, link.attrs["href"])
				}
			}
		}
	}
	require.Equal(b.t, slices.Sorted(maps.Values(found)), slices.Sorted(slices.Values(box)), "the box counts what the list has")
	return found
}

// TestWhatWaitsUnderATrade follows one trade from the quote to the payment: each act takes
// its kind from who did it and puts the next before whose move it is.
func TestWhatWaitsUnderATrade(t *testing.T) {
	s := newStage(t)
	buyer, seller := s.browser().signIn("dn@test.vn"), s.browser().signIn("htx@test.vn")
	expect := func(of *browser, want map[string]int) {
		t.Helper()
		require.Equal(t, want, of.waiting())
	}
	none := map[string]int{}
	expect(buyer, none)
	require.Contains(t, buyer.get("/tai-khoan").body, "Không có việc nào đang chờ")
	demand, id := s.quoted()
	expect(buyer, map[string]int{"quote": 1})
	expect(seller, none)
	buyer.post("/bao-gia/"+id+"/tra-gia", url.Values{id + ".price0": {"79.000"}, id + ".validUntil": {"2026-12-20"}})
	expect(buyer, none)
	expect(seller, map[string]int{"quote": 1})
	seller.post("/bao-gia/"+id+"/nhan", url.Values{})
	for _, side := range []*browser{buyer, seller} {
		expect(side, map[string]int{"draw": 1})
	}
	contract := buyer.post("/bao-gia/"+id+"/hop-dong", url.Values{id + ".form": {"form-3"}, id + ".startDate": {"2026-11-23"}, id + ".endDate": {"2027-03-01"}})
	expect(seller, map[string]int{"propose": 1})
	buyer.post(contract+"/propose", url.Values{})
	for _, side := range []*browser{buyer, seller} {
		expect(side, map[string]int{"sign": 1})
		side.post(contract+"/sign", url.Values{"sign.password": {password}})
		expect(side, none)
	}

	s.Clock.Add(50 * 24 * time.Hour) // in January
	buyer, seller = s.browser().signIn("dn@test.vn"), s.browser().signIn("htx@test.vn")
	expect(seller, map[string]int{"deliver": 1})
	expect(buyer, none)
	signed, err := s.Linkage.Contract(t.Context(), account.System, strings.TrimPrefix(contract, "/hop-dong/"))
	require.NoError(t, err)
	deliver := func(amount string) {
		t.Helper()
		seller.post(contract+"/giao-hang", url.Values{"deliver.month": {signed.Lines[0].ID + " 2027-01"}, "deliver.amount": {amount}, "deliver.deliveredAt": {"2027-01-10"}})
	}
	deliver("60,5")
	expect(seller, map[string]int{"deliver": 1})
	expect(buyer, map[string]int{"accept": 1})
	require.Contains(t, seller.get("/tai-khoan/dang-cho").body, "39,5\u00a0kg")
	deliver("39,5")
	expect(seller, none)
	expect(buyer, map[string]int{"accept": 2})
	deliveries, err := s.Linkage.Deliveries(t.Context(), account.System, signed.ID, "", 0)
	require.NoError(t, err)
	accept := func(i int, accepted, rejected string) {
		t.Helper()
		d := deliveries.Items[i].ID
		buyer.post(contract+"/nghiem-thu/"+d, url.Values{d + ".acceptedAmount": {accepted}, d + ".rejectedAmount": {rejected}, d + ".reason": {"Ẩm"}})
	}
	accept(0, "60", "0,5")
	expect(buyer, map[string]int{"accept": 1, "pay": 1})
	expect(seller, map[string]int{"deliver": 1})
	accept(1, "39,5", "0")
	require.Contains(t, buyer.get("/tai-khoan/dang-cho").body, "7.860.500\u00a0₫", "99,5 kg at 79.000")
	buyer.post(contract+"/thanh-toan", url.Values{"pay.organizationId": {s.htx.ID}, "pay.amount": {"7.860.499"}, "pay.paidAt": {"2027-01-10"}})
	expect(buyer, map[string]int{"pay": 1})
	buyer.post(contract+"/thanh-toan", url.Values{"pay.organizationId": {s.htx.ID}, "pay.amount": {"1"}, "pay.paidAt": {"2027-01-10"}})
	expect(buyer, none)
	expect(s.browser().signIn("moi@test.vn"), none)
	require.Equal(t, http.StatusForbidden, s.browser().signIn("canbo@test.vn").get("/tai-khoan/dang-cho").StatusCode)
	_ = demand
}

// TestWhatWaitsOfOffers: what lapsed or was called off waits for nobody.
func TestWhatWaitsOfOffers(t *testing.T) {
	s := newStage(t)
	s.second()
	ctx, actor := t.Context(), s.actor(s.buyer)
	buyer, one, two := s.browser().signIn("dn@test.vn"), s.browser().signIn("htx@test.vn"), s.browser().signIn("htx2@test.vn")
	asked, err := s.Sourcing.Ask(ctx, actor, sourcing.NewDemand{Title: "Miến cho Tết", Keywords: "miến dong", Unit: "kg", Visibility: sourcing.InvitedOnly,
		Months: []measure.MonthAmount{{Month: "2027-01", Amount: 150_000}}, DeliveryAreaCode: "01840", ClosesAt: store.At(s.Clock.Now().AddDate(0, 0, 20))})
	require.NoError(t, err)
	_, err = s.Sourcing.Invite(ctx, actor, asked.ID, []string{s.htx.ID}, "")
	require.NoError(t, err)
	require.Empty(t, one.waiting(), "a draft")
	_, err = s.Sourcing.Open(ctx, actor, asked.ID, 0)
	require.NoError(t, err)
	require.Equal(t, map[string]int{"invitation": 1}, one.waiting())
	require.Empty(t, two.waiting())
	one.post("/nhu-cau/"+asked.ID+"/bao-gia", url.Values{"q.productId": {s.product.ID}, "q.unitPrice": {"80.000"}, "q.2027-01": {"100"}, "q.validUntil": {"2026-12-01"}})
	require.Empty(t, one.waiting())
	require.Equal(t, map[string]int{"quote": 1}, buyer.waiting())

	demand := s.postDemand()
	joint := buyer.post(demand+"/bao-gia-chung", url.Values{"validUntil": {"2026-12-05"}})
	require.Equal(t, map[string]int{"part": 1}, one.waiting())
	one.post(joint+"/xac-nhan", url.Values{})
	require.Empty(t, one.waiting())
	require.Equal(t, map[string]int{"quote": 1}, buyer.waiting())
	two.post(joint+"/xac-nhan", url.Values{})
	require.Equal(t, map[string]int{"quote": 1, "joint": 1}, buyer.waiting())
	buyer.post(joint+"/nhan", url.Values{})
	require.Equal(t, map[string]int{"quote": 1, "draw": 1}, buyer.waiting())
	require.Equal(t, map[string]int{"draw": 1}, two.waiting())
	id := strings.TrimPrefix(joint, "/bao-gia-chung/")
	buyer.post(joint+"/hop-dong", url.Values{id + ".form": {"form-3"}, id + ".startDate": {"2026-11-23"}, id + ".endDate": {"2027-03-01"}})
	require.Equal(t, map[string]int{"propose": 1}, two.waiting())

	s.Clock.Add(9 * 24 * time.Hour)
	require.NotContains(t, s.browser().signIn("dn@test.vn").waiting(), "quote", "it has lapsed")
}

// TestWhatWaitsOfGoodsAndPapers: certificates, what officers refused, reports.
func TestWhatWaitsOfGoodsAndPapers(t *testing.T) {
	s := newStage(t)
	ctx, officer, director := t.Context(), s.actor(s.officer), s.actor(s.director)
	seller := s.browser().signIn("htx@test.vn")
	report := func(number, issued string) *catalogue.Certificate {
		c, err := s.Catalogue.Certify(ctx, director, s.onAsk.ID, catalogue.NewCertificate{Number: number, DecisionNumber: "12/QĐ-UBND",
			Issuer: "UBND tỉnh Thái Nguyên", IssuedAt: measure.Date(issued), CriteriaVersion: "qd-148-2023", Score: 78_000})
		require.NoError(t, err)
		return c
	}
	refused := report("OCOP-19-0101", "2026-01-05")
	require.Empty(t, seller.waiting())
	_, err := s.Catalogue.VerifyCertificate(ctx, officer, refused.ID, "reject", "Sai số quyết định", 0)
	require.NoError(t, err)
	require.Equal(t, map[string]int{"refused": 1}, seller.waiting())
	require.Contains(t, seller.get("/tai-khoan/dang-cho").body, "Sai số quyết định")
	s.Clock.Add(time.Minute)
	report("OCOP-19-0102", "2026-01-05")
	require.Empty(t, seller.waiting())

	_, err = s.Catalogue.Suspend(ctx, officer, s.onAsk.ID, "Ảnh không đúng hàng", 0)
	require.NoError(t, err)
	require.Equal(t, map[string]int{"suspended": 1}, seller.waiting())
	_, err = s.Catalogue.Resume(ctx, officer, s.onAsk.ID, 0)
	require.NoError(t, err)
	require.Empty(t, seller.waiting())

	newcomer := s.browser().signIn("moi@test.vn")
	require.Empty(t, newcomer.waiting())
	_, err = s.Registry.Verify(ctx, officer, s.pending.ID, "reject", "Thiếu giấy đăng ký", 0)
	require.NoError(t, err)
	require.Equal(t, map[string]int{"profile": 1}, newcomer.waiting())
	_, err = s.Registry.Verify(ctx, officer, s.pending.ID, "approve", "", 0)
	require.NoError(t, err)
	require.Empty(t, newcomer.waiting())

	_, err = s.Registry.SaveReport(ctx, director, s.htx.ID, 2025, figures(), 0)
	require.NoError(t, err)
	_, err = s.Registry.SubmitReport(ctx, director, s.htx.ID, 2025, 0)
	require.NoError(t, err)
	_, err = s.Registry.ReviewReport(ctx, officer, s.htx.ID, 2025, "return", "Thiếu số vốn", 0)
	require.NoError(t, err)
	require.Equal(t, map[string]int{"returned": 1}, seller.waiting())
	_, err = s.Registry.SubmitReport(ctx, director, s.htx.ID, 2025, 0)
	require.NoError(t, err)
	require.Empty(t, seller.waiting())

	// The certificate of the first product lapses on 2028-12-01.
	s.Clock.Add(time.Date(2028, 9, 1, 3, 0, 0, 0, time.UTC).Sub(s.Clock.Now()))
	require.Empty(t, s.browser().signIn("htx@test.vn").waiting(), "91 days ahead")
	s.Clock.Add(24 * time.Hour)
	seller = s.browser().signIn("htx@test.vn")
	require.Equal(t, map[string]int{"expiring": 1}, seller.waiting())
	director = s.actor(s.director)
	_, err = s.Catalogue.Certify(ctx, director, s.product.ID, catalogue.NewCertificate{Number: "OCOP-19-0201", DecisionNumber: "13/QĐ-UBND",
		Issuer: "UBND tỉnh Thái Nguyên", IssuedAt: "2028-08-20", CriteriaVersion: "qd-148-2023", Score: 78_000})
	require.NoError(t, err)
	require.Empty(t, seller.waiting(), "the officer's move")
}

// TestWhatWaitsFits, in both languages.
func TestWhatWaitsFits(t *testing.T) {
	s := newStage(t)
	s.quoted()
	s.second()
	buyer := s.browser().signIn("dn@test.vn")
	buyer.post(s.postDemand()+"/bao-gia-chung", url.Values{"validUntil": {"2026-12-05"}})
	s.quoted()
	b := s.chrome()
	for _, email := range []string{"dn@test.vn", "htx@test.vn"} {
		call(b, network.ClearBrowserCookies, cdp.Empty{})
		b.signInAs(email)
		for _, page := range []string{"/tai-khoan", "/tai-khoan/dang-cho"} {
			for _, lang := range []string{"en", "vi"} {
				for _, width := range []int64{360, 1280} {
					b.screen(width, "light")
					b.open(page + "?lang=" + lang)
					require.Empty(t, value(b, chromedp.Evaluate[[]string](misfits)), page)
					b.shoot(fmt.Sprintf("waits-%s%s-%s-%d", email, page, lang, width))
				}
			}
		}
	}
	require.Empty(t, b.complaints)
}

// figures are a report with all that it must have.
func figures() registry.Figures {
	n := int64(7)
	return registry.Figures{Members: &n, MemberHouseholds: &n, Labour: &n, RegularLabour: &n, AverageMemberIncome: &n, Revenue: &n, Profit: &n,
		Capital: &n, LinkedHouseholds: &n, AreaFarmed: &n}
}
