package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"lienket/api/account"
	"lienket/api/catalogue"
	"lienket/api/measure"
	"lienket/api/registry"
	"lienket/api/sourcing"
)

// second is another cooperative with a noodle to sell, so that a plan has two
// suppliers.
func (s *stage) second() (htx *registry.Organization, director *account.User, product *catalogue.Product) {
	s.t.Helper()
	htx, director = s.organization("htx2@test.vn", "Ma Thị Hai", registry.NewOrganization{
		Kind: registry.Cooperative, Name: "HTX Miến dong Côn Minh", TaxCode: s.TaxCode(), AreaCode: "01840"}, true)
	product = s.sells(htx, director, "Miến dong Côn Minh")
	s.other = product
	return htx, director, product
}

// sells adds a noodle of 4 stars with capacity in each month of 2027.
func (s *stage) sells(htx *registry.Organization, director *account.User, name string) *catalogue.Product {
	s.t.Helper()
	actor, ctx := s.actor(director), s.t.Context()
	product, err := s.Catalogue.Add(ctx, actor, htx.ID, catalogue.NewProduct{Name: name, Group: "thuc-pham", Unit: "kg",
		Price: &catalogue.PriceRange{Min: 70_000, Max: 88_000}})
	require.NoError(s.t, err)
	product, err = s.Catalogue.Publish(ctx, actor, product.ID, 0)
	require.NoError(s.t, err)
	s.certify(product, "OCOP-"+product.ID, 78_000)
	months := make([]measure.Amount, 12)
	for i := range months {
		months[i] = 1_500_000
	}
	_, err = s.Catalogue.SetCapacity(ctx, actor, product.ID, 2027, "kg", months, 0)
	require.NoError(s.t, err)
	s.Indexed()
	return product
}

// TestAJointQuoteByPages goes from a plan to a contract with two suppliers, by
// forms alone.
func TestAJointQuoteByPages(t *testing.T) {
	s := newStage(t)
	s.second()
	demand := s.postDemand()
	buyer, one, two := s.browser().signIn("dn@test.vn"), s.browser().signIn("htx@test.vn"), s.browser().signIn("htx2@test.vn")
	plan := elements(t, buyer.get(demand+"/ke-hoach").body)
	checkPage(t, plan)
	require.NotNil(t, plan.first("form", "action", demand+"/bao-gia-chung"))
	late := buyer.submit("/tai-khoan", demand+"/bao-gia-chung", url.Values{"validUntil": {"2026-11-01"}})
	require.Equal(t, http.StatusUnprocessableEntity, late.StatusCode)
	require.Equal(t, "true", elements(t, late.body).first("input", "name", "validUntil").attrs["aria-invalid"])
	joint := buyer.post(demand+"/bao-gia-chung", url.Values{"validUntil": {"2026-12-05"}, "note": {"Mời anh chị"}})
	require.Equal(t, http.StatusNotFound, s.browser().signIn("moi@test.vn").get(joint).StatusCode)
	foreign := one.submit("/tai-khoan", joint+"/chot", url.Values{})
	require.Equal(t, http.StatusUnprocessableEntity, foreign.StatusCode, "the round is the buyer's to end")
	require.NotEmpty(t, elements(t, foreign.body).first("section", "id", "refused").words())

	own := one.get(joint)
	checkPage(t, elements(t, own.body))
	require.NotContains(t, own.body, "Côn Minh", "the others stay unnamed")
	require.Contains(t, one.get("/bao-gia-chung").body, joint)
	require.Contains(t, one.get(demand).body, joint)
	one.post(joint+"/xac-nhan", url.Values{})
	wrong := two.submit("/tai-khoan", joint+"/sua", url.Values{"p0.unitPrice": {"95.000"}, "p0.2027-02": {"100"}})
	require.Equal(t, http.StatusUnprocessableEntity, wrong.StatusCode)
	require.Equal(t, "true", elements(t, wrong.body).first("input", "name", "p0.unitPrice").attrs["aria-invalid"], "above the ceiling")
	wrong = two.submit("/tai-khoan", joint+"/sua", url.Values{"p0.unitPrice": {"85.000"}, "p0.2027-02": {"5.000"}})
	require.Equal(t, http.StatusUnprocessableEntity, wrong.StatusCode)
	require.Equal(t, "true", elements(t, wrong.body).first("input", "name", "p0.2027-02").attrs["aria-invalid"], "more than is asked for")
	require.Equal(t, "5.000", elements(t, wrong.body).first("input", "name", "p0.2027-02").attrs["value"], "what was typed stays")
	two.post(joint+"/sua", url.Values{"p0.unitPrice": {"85.000"}, "p0.2027-02": {"500,5"}})
	offered := buyer.get(joint)
	checkPage(t, elements(t, offered.body))
	require.Contains(t, offered.body, "Côn Minh")
	buyer.post(joint+"/nhan", url.Values{})
	id := strings.TrimPrefix(joint, "/bao-gia-chung/")
	contract := buyer.post(joint+"/hop-dong", url.Values{id + ".form": {"form-3"}, id + ".startDate": {"2026-11-23"}, id + ".endDate": {"2027-03-01"}})
	made, err := s.Linkage.Contract(t.Context(), account.System, strings.TrimPrefix(contract, "/hop-dong/"))
	require.NoError(t, err)
	require.Len(t, made.SupplierIDs, 2)
	require.Contains(t, one.get(contract).body, "Côn Minh", "who signs knows with whom")
	checkPage(t, elements(t, buyer.get(demand).body))
}

// TestAJointQuoteIsFilledUpByPages: the silent are reminded, who drops out says
// why, and others are asked for what is missing then.
func TestAJointQuoteIsFilledUpByPages(t *testing.T) {
	s := newStage(t)
	s.second()
	demand := s.postDemand()
	buyer, one, two := s.browser().signIn("dn@test.vn"), s.browser().signIn("htx@test.vn"), s.browser().signIn("htx2@test.vn")
	joint := buyer.post(demand+"/bao-gia-chung", url.Values{"validUntil": {"2026-12-05"}})
	action := func(b *browser, verb string) *element {
		return elements(t, b.get(joint).body).first("form", "action", joint+"/"+verb)
	}
	require.NotNil(t, action(buyer, "nhac"))
	require.Nil(t, action(one, "nhac"), "the buyer leads")
	buyer.post(joint+"/nhac", url.Values{})
	require.Contains(t, one.get("/thong-bao").body, "nhắc đơn vị trả lời")
	again := buyer.submit("/tai-khoan", joint+"/nhac", url.Values{})
	require.Equal(t, http.StatusUnprocessableEntity, again.StatusCode)
	require.Contains(t, again.body, "Đã nhắc trong 24 giờ qua")

	two.post(joint+"/khong", url.Values{"drop.note": {"Mất mùa dong riềng"}})
	require.Contains(t, buyer.get(joint).body, "Mất mùa dong riềng", "who leads reads why")
	require.NotContains(t, one.get(joint).body, "Mất mùa dong riềng", "the others do not")
	one.post(joint+"/xac-nhan", url.Values{})
	require.NotNil(t, action(buyer, "moi-them"))
	nobody := buyer.submit("/tai-khoan", joint+"/moi-them", url.Values{})
	require.Equal(t, http.StatusUnprocessableEntity, nobody.StatusCode)
	require.Contains(t, nobody.body, "Không còn bên bán nào khác đáp ứng được phần thiếu")

	htx, director := s.organization("htx3@test.vn", "Hà Thị Ba", registry.NewOrganization{
		Kind: registry.Cooperative, Name: "HTX Miến dong Na Rì", TaxCode: s.TaxCode(), AreaCode: "01840"}, true)
	s.sells(htx, director, "Miến dong Na Rì")
	three := s.browser().signIn("htx3@test.vn")
	require.Equal(t, http.StatusNotFound, three.get(joint).StatusCode)
	buyer.post(joint+"/moi-them", url.Values{})
	require.Equal(t, http.StatusOK, three.get(joint).StatusCode)
	checkPage(t, elements(t, buyer.get(joint).body))
}

// TestQuotesAreAwardedInPartByPages: a month of one, all of another.
func TestQuotesAreAwardedInPartByPages(t *testing.T) {
	s := newStage(t)
	_, _, product := s.second()
	demand := s.postDemand()
	buyer := s.browser().signIn("dn@test.vn")
	for email, id := range map[string]string{"htx@test.vn": s.product.ID, "htx2@test.vn": product.ID} {
		s.browser().signIn(email).post(demand+"/bao-gia", url.Values{"q.productId": {id}, "q.unitPrice": {"80.000"},
			"q.2027-01": {"150"}, "q.2027-02": {"1.000"}, "q.validUntil": {"2026-12-20"}})
	}
	ctx, actor := t.Context(), s.actor(s.buyer)
	_, list, err := s.Sourcing.Compare(ctx, actor, strings.TrimPrefix(demand, "/nhu-cau/"), "")
	require.NoError(t, err)
	require.Len(t, list, 2)
	one, two := list[0].Quote.ID, list[1].Quote.ID
	for _, sort := range []string{"", "?sort=price", "?sort=reliability", "?sort=khong-co"} {
		checkPage(t, elements(t, buyer.get(demand+"/bao-gia"+sort).body))
	}
	choice := url.Values{one + ".take": {"1"}, one + ".l0.2027-01": {"150"}, one + ".l0.2027-02": {"700"}, two + ".take": {"1"}, two + ".l0.2027-02": {"600,5"}}
	over := buyer.submit("/tai-khoan", demand+"/chon", choice)
	require.Equal(t, http.StatusUnprocessableEntity, over.StatusCode)
	field := elements(t, over.body).first("input", "name", one+".l0.2027-02")
	require.Equal(t, "true", field.attrs["aria-invalid"])
	require.Equal(t, "700", field.attrs["value"])
	choice.Set(two+".l0.2027-02", "400,5")
	choice.Set("award.finish", "1")
	buyer.post(demand+"/chon", choice)
	got, err := s.Sourcing.Demand(ctx, actor, strings.TrimPrefix(demand, "/nhu-cau/"))
	require.NoError(t, err)
	require.Equal(t, sourcing.DemandAwarded, got.Status)
	require.Equal(t, []measure.MonthAmount{{Month: "2027-01", Amount: 150_000}, {Month: "2027-02", Amount: 1_100_500}}, got.Awarded)
	page := elements(t, buyer.get(demand).body)
	checkPage(t, page)
	require.Contains(t, page.first("main", "", "").words(), "Đã chọn xong")
	compared := elements(t, buyer.get(demand+"/bao-gia").body)
	require.Equal(t, []string{"80.000 ₫/kg 1.150 kg, 92.000.000 ₫ 850 kg, 68.000.000 ₫", "80.000 ₫/kg 1.150 kg, 92.000.000 ₫ 400,5 kg, 32.040.000 ₫"}, compared.cells("compare", 1, 4))
	award := compared.first("section", "id", "award").words()
	require.Contains(t, award, "Đã chọn 1.250,5 kg (93 % nhu cầu), tổng tiền 100.040.000 ₫. Còn cần 100 kg.")
	require.Equal(t, []string{"150 150 0", "1.200,5 1.100,5 100", "1.350,5 1.250,5 100"}, compared.cells("award", 1, 4))
	require.Contains(t, compared.first("section", "id", "quote-"+two).words(), "02/2027: 400,5 kg; giá 80.000 ₫/kg Tổng 32.040.000 ₫.")
	seller := elements(t, s.browser().signIn("htx@test.vn").get(demand+"/bao-gia").body)
	checkPage(t, seller)
	require.Contains(t, strings.Join(seller.cells("compare", 3, 4), ""), "kg")
	require.Nil(t, seller.first("section", "id", "award"), "what others got is the buyer's affair")

	// One contract of both, which each supplier finds at its quote.
	quotes := elements(t, buyer.get(demand+"/bao-gia").body)
	checkPage(t, quotes)
	require.NotNil(t, quotes.first("form", "action", demand+"/hop-dong"))
	draw := url.Values{"several.form": {"form-3"}, "several.startDate": {"2026-11-23"}, "several.endDate": {"2027-03-01"}, "several." + one: {"1"}}
	few := buyer.submit("/tai-khoan", demand+"/hop-dong", draw)
	require.Equal(t, http.StatusUnprocessableEntity, few.StatusCode)
	require.Contains(t, few.body, "Chọn ít nhất hai báo giá")
	draw.Set("several."+two, "1")
	contract := buyer.post(demand+"/hop-dong", draw)
	made, err := s.Linkage.Contract(ctx, actor, strings.TrimPrefix(contract, "/hop-dong/"))
	require.NoError(t, err)
	require.Len(t, made.SupplierIDs, 2)
	require.ElementsMatch(t, []string{one, two}, made.QuoteIDs)
	require.Nil(t, elements(t, buyer.get(demand+"/bao-gia").body).first("form", "action", demand+"/hop-dong"))
	require.Contains(t, s.browser().signIn("htx2@test.vn").get(demand+"/bao-gia").body, contract)
}

// TestADemandForTheInvitedByPages: kept for them in the wizard, and seen by those
// alone whom the buyer chooses.
func TestADemandForTheInvitedByPages(t *testing.T) {
	s := newStage(t)
	htx2, _, _ := s.second()
	buyer := s.browser().signIn("dn@test.vn")
	invite := buyer.post("/nhu-cau/moi", wizard(url.Values{"visibility": {"invited"}}))
	require.True(t, strings.HasSuffix(invite, "/moi"), invite)
	demand := strings.TrimSuffix(invite, "/moi")
	for _, who := range []*browser{s.browser(), s.browser().signIn("htx@test.vn"), s.browser().signIn("htx2@test.vn")} {
		require.Equal(t, http.StatusNotFound, who.get(demand).StatusCode)
		require.NotContains(t, who.get("/nhu-cau").body, demand)
	}
	page := elements(t, buyer.get(invite).body)
	checkPage(t, page)
	require.NotNil(t, page.first("input", "name", "org."+s.htx.ID))
	none := buyer.submit("/tai-khoan", invite, url.Values{})
	require.Equal(t, http.StatusUnprocessableEntity, none.StatusCode)
	buyer.post(invite, url.Values{"org." + s.htx.ID: {"1"}, "invite.code": {"http://127.0.0.1/htx/" + htx2.ID + "/"}, "invite.note": {"Mời báo giá"}})
	require.Equal(t, http.StatusOK, s.browser().signIn("htx2@test.vn").get(demand).StatusCode)
	require.Contains(t, s.browser().signIn("htx@test.vn").get("/nhu-cau/cho-ban").body, demand)
	buyer.post(demand+"/bo-moi", url.Values{"organizationId": {htx2.ID}})
	require.Equal(t, http.StatusNotFound, s.browser().signIn("htx2@test.vn").get(demand).StatusCode)
	checkPage(t, elements(t, buyer.get(invite).body))

	buyer.post(demand+"/gia-han", url.Values{"edit.closesAt": {"2026-12-25"}, "edit.description": {"Giao tận kho"}})
	early := buyer.submit("/tai-khoan", demand+"/gia-han", url.Values{"edit.closesAt": {"2026-12-01"}})
	require.Equal(t, "true", elements(t, early.body).first("input", "name", "edit.closesAt").attrs["aria-invalid"])
	vague := buyer.submit("/tai-khoan", demand+"/huy", url.Values{"cancel.reason": {"other"}})
	require.Equal(t, http.StatusUnprocessableEntity, vague.StatusCode)
	buyer.post(demand+"/huy", url.Values{"cancel.reason": {"mistake"}})
	require.Contains(t, buyer.get(demand).body, "Đăng nhầm")
}

// TestFromWordsWithoutMarksToAnInvitedJointQuote is a sourcing manager at 1280 px:
// from what they type on the front page to all the plan's cooperatives asked at
// once, by what is to be clicked on each page alone.
func TestFromWordsWithoutMarksToAnInvitedJointQuote(t *testing.T) {
	s := newStage(t)
	s.second()
	b := s.chrome()
	b.screen(1280, "light")
	b.signInAs("dn@test.vn")
	b.open("/")
	b.run(chromedp.SendKeys("#find-big", "mien dong"), chromedp.Click("form.big button"))
	b.until(`location.pathname === "/san-pham" && location.search.includes("q=mien+dong") && document.querySelectorAll("#found .card").length >= 2`)
	b.shoot("tim-1280")
	b.run(chromedp.Click(`#found a[href^="/nhu-cau/moi"]`), chromedp.WaitVisible(`[name="keywords"]`))
	require.Equal(t, "mien dong", value(b, chromedp.Value(`[name="keywords"]`)))
	next := `form.form button[type=submit]`
	b.run(chromedp.Click(next), chromedp.WaitVisible(`[name="2027-01"]`),
		chromedp.SendKeys(`[name="2027-01"]`, "1.600"), chromedp.SendKeys(`[name="2027-02"]`, "1.600"), chromedp.Click(next), chromedp.WaitVisible(`[name="closesAt"]`),
		chromedp.SetValue(`[name="deliveryAreaCode"]`, "01"), chromedp.Click(next), chromedp.WaitVisible(`a[href$="/ke-hoach"]`),
		chromedp.Click(`a[href$="/ke-hoach"]`), chromedp.WaitVisible(`#joint form button`))
	b.shoot("ke-hoach-1280")
	b.run(chromedp.Click(`#joint form button`), chromedp.WaitVisible(`#months table`))
	b.until(`location.pathname.startsWith("/bao-gia-chung/")`)
	b.shoot("bao-gia-chung-1280")
	joints, err := s.Sourcing.JointQuotes(t.Context(), s.actor(s.buyer), "", "", 0)
	require.NoError(t, err)
	require.Len(t, joints.Items, 1)
	require.Len(t, joints.Items[0].Parts, 2)
	require.Empty(t, b.complaints)
}

// TestADirectorConfirmsAPartInAFewTaps counts the taps at 360 px without scripts,
// from the bell to the part that is confirmed.
func TestADirectorConfirmsAPartInAFewTaps(t *testing.T) {
	s := newStage(t)
	s.second()
	demand := s.postDemand()
	joint := s.browser().signIn("dn@test.vn").post(demand+"/bao-gia-chung", url.Values{"validUntil": {"2026-12-05"}})
	b := s.chrome()
	b.screen(360, "light")
	b.signInAs("htx@test.vn")
	b.withoutScripts()
	b.open("/thong-bao")
	taps := 0
	tap := func(selector, then string) {
		taps++
		b.run(chromedp.Click(selector), chromedp.WaitVisible(then))
	}
	tap(`//main//a[contains(., "mời đơn vị cùng báo giá")]`, `form[action="`+joint+`/xac-nhan"]`)
	b.shoot("phan-360")
	tap(`form[action="`+joint+`/xac-nhan"] button`, `.notice`)
	b.shoot("phan-xac-nhan-360")
	require.Less(t, taps, 4)
	j, err := s.Sourcing.JointQuote(t.Context(), s.actor(s.director), strings.TrimPrefix(joint, "/bao-gia-chung/"))
	require.NoError(t, err)
	require.Equal(t, sourcing.PartConfirmed, j.Parts[0].Status)
	require.Empty(t, b.complaints)
}
