package web_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"lienket/api/linkage"
	"lienket/api/measure"
	"lienket/api/sourcing"
	"lienket/api/store"
)

// wizard is a demand as the three steps send it together.
func wizard(with url.Values) url.Values {
	values := url.Values{"step": {"3"}, "title": {"Miến dong cho siêu thị"}, "keywords": {"mien dong"}, "unit": {"kg"},
		"2027-01": {"150"}, "2027-02": {"1.200,5"}, "deliveryAreaCode": {"01"}, "closesAt": {"2026-12-15"}, "priceCeiling": {"90.000"}, "minStars": {"3"}}
	for name, value := range with {
		values[name] = value
	}
	return values
}

func (b *browser) post(path string, values url.Values) string {
	b.t.Helper()
	answered := b.submit("/tai-khoan", path, values)
	require.Equal(b.t, http.StatusSeeOther, answered.StatusCode, answered.body)
	return answered.Header.Get("Location")
}

func (s *stage) postDemand() string {
	s.t.Helper()
	return s.browser().signIn("dn@test.vn").post("/nhu-cau/moi", wizard(nil))
}

func TestTheWizardKeepsWhatWasTypedAndTellsWhatIsWrong(t *testing.T) {
	s := newStage(t)
	buyer := s.browser().signIn("dn@test.vn")
	next := buyer.submit("/tai-khoan", "/nhu-cau/moi", wizard(url.Values{"step": {"1"}}))
	require.Equal(t, http.StatusOK, next.StatusCode)
	page := elements(t, next.body)
	require.Equal(t, "Miến dong cho siêu thị", page.first("input", "name", "title").attrs["value"])
	require.Equal(t, "1.200,5", page.first("input", "name", "2027-02").attrs["value"])

	for field, wrong := range map[string]url.Values{
		"title":    {"title": {""}},
		"2027-02":  {"2027-02": {"nhiều"}},
		"2026-12":  {"2027-01": {""}, "2027-02": {""}},
		"closesAt": {"closesAt": {"2026-11-01"}},
	} {
		refused := buyer.submit("/tai-khoan", "/nhu-cau/moi", wizard(wrong))
		require.Equal(t, http.StatusUnprocessableEntity, refused.StatusCode, field)
		input := elements(t, refused.body).first("input", "name", field)
		require.NotNil(t, input, field)
		require.Equal(t, "true", input.attrs["aria-invalid"], field)
	}
	untitled := buyer.submit("/tai-khoan", "/nhu-cau/moi", wizard(url.Values{"title": {""}}))
	require.Contains(t, untitled.body, "Tên nhu cầu: Cần điền mục này.", "the summary names the field")
	at := buyer.post("/nhu-cau/moi", wizard(url.Values{"go": {"draft"}}))
	require.Equal(t, http.StatusNotFound, s.browser().get(at).StatusCode, "a draft is its buyer's")
	buyer.post(at+"/dang", url.Values{})
	require.Equal(t, http.StatusOK, s.browser().get(at).StatusCode)
}

// TestACeilingBelowEveryPriceIsWarnedOf: by its field, and once; who sends the same
// again means it.
func TestACeilingBelowEveryPriceIsWarnedOf(t *testing.T) {
	s := newStage(t)
	buyer := s.browser().signIn("dn@test.vn")
	low := wizard(url.Values{"priceCeiling": {"20.000"}})
	warned := buyer.submit("/tai-khoan", "/nhu-cau/moi", low)
	require.Equal(t, http.StatusOK, warned.StatusCode, "no refusal")
	page := elements(t, warned.body)
	checkPage(t, page)
	require.Contains(t, page.first("input", "name", "priceCeiling").attrs["aria-describedby"], "f-priceCeiling-warning")
	require.Contains(t, page.first("p", "id", "f-priceCeiling-warning").words(), "thấp nhất là 72.000 ₫/kg")
	buyer.get("/tai-khoan?lang=en")
	english := elements(t, buyer.submit("/tai-khoan", "/nhu-cau/moi", wizard(url.Values{"priceCeiling": {"20,000"}, "2027-02": {"1,200.5"}})).body)
	require.Contains(t, english.first("p", "id", "f-priceCeiling-warning").words(), "the lowest is 72,000 ₫/kg")
	buyer.get("/tai-khoan?lang=vi")
	low.Set("seen", page.first("input", "name", "seen").attrs["value"])
	low.Set("priceCeiling", "30.000")
	demand := buyer.post("/nhu-cau/moi", low)
	require.Contains(t, buyer.get(demand).body, "thấp nhất là 72.000")
	require.NotContains(t, s.browser().signIn("htx@test.vn").get(demand).body, "thấp nhất là 72.000", "the buyer's affair")
	require.NotContains(t, buyer.get(s.postDemand()).body, "thấp nhất là")
}

// TestAPlanForNothingSaysWhyByPages holds the page to each reason that a plan may
// give.
func TestAPlanForNothingSaysWhyByPages(t *testing.T) {
	s := newStage(t)
	buyer := s.browser().signIn("dn@test.vn")
	low := "Giá trần thấp hơn mọi giá đang chào bán: thấp nhất là 72.000 ₫/kg." // warned of, and meant
	onAsk := func(with url.Values) url.Values {
		with["keywords"], with["unit"], with["minStars"] = []string{"khan tho cam"}, []string{"cai"}, []string{"0"}
		return with
	}
	for reason, with := range map[string]url.Values{
		"đang bán nào đúng từ khóa “nước mắm”":              {"keywords": {"nước mắm"}},
		"1/1 sản phẩm đúng từ khóa có giá cao hơn mức trần": {"priceCeiling": {"20.000"}, "seen": {low}},
		"1/1 sản phẩm đúng từ khóa chưa đủ số sao":          {"minStars": {"5"}},
		"1/1 sản phẩm đúng từ khóa thiếu dấu chất lượng":    {"mark.halal": {"1"}},
		"1/1 sản phẩm đúng từ khóa thuộc nhóm khác":         {"group": {"do-uong"}},
		"có mức đặt tối thiểu 50 kg":                        {"2027-01": {"10"}, "2027-02": {""}},
		"bán theo giá thỏa thuận":                           onAsk(url.Values{"priceCeiling": {""}}),
		"không còn sản lượng trống":                         onAsk(url.Values{"priceCeiling": {"90.000"}}),
	} {
		demand := buyer.post("/nhu-cau/moi", wizard(with))
		page := elements(t, buyer.get(demand+"/ke-hoach").body)
		checkPage(t, page)
		require.Contains(t, page.first("main", "", "").words(), "Chưa lập được phương án", reason)
		require.Contains(t, page.first("section", "aria-labelledby", "notes").words(), reason)
	}
}

// TestFromADemandToAContractByPages is the whole way, by forms alone.
func TestFromADemandToAContractByPages(t *testing.T) {
	s := newStage(t)
	demand := s.postDemand()
	buyer, seller := s.browser().signIn("dn@test.vn"), s.browser().signIn("htx@test.vn")
	require.Contains(t, seller.get("/nhu-cau/cho-ban").body, demand)
	require.Contains(t, buyer.get(demand+"/ghep-noi").body, "/san-pham/"+s.product.ID)
	require.Equal(t, http.StatusForbidden, seller.get(demand+"/ghep-noi").StatusCode)
	require.Contains(t, buyer.get(demand+"/ke-hoach?maxSuppliers=1").body, "/htx/"+s.htx.ID)
	unread := buyer.get(demand + "/ke-hoach?maxSuppliers=abc")
	require.Equal(t, http.StatusUnprocessableEntity, unread.StatusCode)
	require.Contains(t, unread.body, `value="abc"`)
	require.Contains(t, unread.body, "Phải là số nguyên từ 1 đến 255")
	require.Contains(t, unread.body, `href="#f-maxSuppliers"`, "said on top, where one looks")
	table := buyer.get(demand + "/ke-hoach.csv?objective=nearest")
	require.Equal(t, "text/csv; charset=utf-8", table.Header.Get("Content-Type"))
	require.Contains(t, table.body, s.htx.Name+","+s.product.Name)
	require.Equal(t, http.StatusForbidden, seller.get(demand+"/ke-hoach.csv").StatusCode)
	require.Equal(t, http.StatusForbidden, seller.get(demand+"/ke-hoach").StatusCode)

	refused := seller.submit("/tai-khoan", demand+"/bao-gia", url.Values{"q.productId": {s.product.ID}, "q.unitPrice": {"95.000"}, "q.2027-01": {"100"}, "q.validUntil": {"2026-12-20"}})
	require.Equal(t, http.StatusUnprocessableEntity, refused.StatusCode)
	require.Equal(t, "true", elements(t, refused.body).first("input", "name", "q.unitPrice").attrs["aria-invalid"], "above the ceiling")
	quotes := seller.post(demand+"/bao-gia", url.Values{"q.productId": {s.product.ID}, "q.unitPrice": {"80.000"}, "q.2027-01": {"100"}, "q.validUntil": {"2026-12-20"}})

	page := elements(t, buyer.get(quotes).body)
	var counter string
	for _, form := range page.all("form") {
		if action := form.attrs["action"]; strings.HasSuffix(action, "/tra-gia") {
			counter = action
		}
	}
	require.NotEmpty(t, counter)
	id := strings.Split(counter, "/")[2]
	buyer.post(counter, url.Values{id + ".price0": {"75.000"}, id + ".validUntil": {"2026-12-20"}})
	require.Equal(t, http.StatusNotFound, s.browser().signIn("moi@test.vn").submit("/tai-khoan", "/bao-gia/"+id+"/nhan", url.Values{}).StatusCode)
	seller.post("/bao-gia/"+id+"/nhan", url.Values{})
	contract := buyer.post("/bao-gia/"+id+"/hop-dong", url.Values{id + ".form": {"form-3"}, id + ".startDate": {"2026-11-23"}, id + ".endDate": {"2027-03-01"}})

	require.Equal(t, http.StatusNotFound, s.browser().signIn("moi@test.vn").get(contract).StatusCode)
	buyer.post(contract+"/propose", url.Values{})
	wrong := buyer.submit("/tai-khoan", contract+"/sign", url.Values{"sign.password": {"khong-phai-mat-khau"}})
	require.Equal(t, http.StatusUnprocessableEntity, wrong.StatusCode, wrong.body)
	for _, party := range []*browser{buyer, seller} {
		party.post(contract+"/sign", url.Values{"sign.password": {password}})
	}
	actor := s.actor(s.buyer)
	signed, err := s.Linkage.Contract(t.Context(), actor, strings.TrimPrefix(contract, "/hop-dong/"))
	require.NoError(t, err)
	require.EqualValues(t, "active", signed.Status)
	require.EqualValues(t, 7_500_000, signed.Value)

	faults := func(a answer) []string {
		require.Equal(t, http.StatusUnprocessableEntity, a.StatusCode)
		fields, _ := elements(t, a.body).faults()
		return fields
	}
	require.Equal(t, []string{"deliver-amount", "deliver-deliveredAt"}, faults(seller.submit("/tai-khoan", contract+"/giao-hang",
		url.Values{"deliver.month": {signed.Lines[0].ID + " 2027-01"}, "deliver.amount": {"nhiều"}, "deliver.deliveredAt": {"2027-11-23"}})))
	seller.post(contract+"/giao-hang", url.Values{"deliver.month": {signed.Lines[0].ID + " 2027-01"}, "deliver.amount": {"60,5"}, "deliver.deliveredAt": {"2026-11-23"}})
	deliveries, err := s.Linkage.Deliveries(t.Context(), actor, signed.ID, "", 0)
	require.NoError(t, err)
	delivery := deliveries.Items[0].ID
	require.EqualValues(t, 60_500, deliveries.Items[0].Amount)
	require.Equal(t, []string{delivery + "-rejectedAmount", delivery + "-reason"}, faults(buyer.submit("/tai-khoan", contract+"/nghiem-thu/"+delivery,
		url.Values{delivery + ".acceptedAmount": {"60"}, delivery + ".rejectedAmount": {"ít"}})))
	require.Equal(t, []string{"pay-amount", "pay-paidAt"}, faults(buyer.submit("/tai-khoan", contract+"/thanh-toan",
		url.Values{"pay.organizationId": {s.htx.ID}, "pay.amount": {"nhiều"}, "pay.paidAt": {"2027-11-23"}})))
	buyer.post(contract+"/nghiem-thu/"+delivery, url.Values{delivery + ".acceptedAmount": {"60"}, delivery + ".rejectedAmount": {"0,5"}, delivery + ".reason": {"Ẩm"}})
	buyer.post(contract+"/thanh-toan", url.Values{"pay.organizationId": {s.htx.ID}, "pay.amount": {"4.500.000"}, "pay.paidAt": {"2026-11-23"}})
	missing := buyer.submit("/tai-khoan", contract+"/terminate", url.Values{"terminate.kind": {"breach"}})
	require.Equal(t, http.StatusUnprocessableEntity, missing.StatusCode, "no reason")
	for _, lang := range []string{"vi", "en"} {
		buyer.get("/tai-khoan?lang=" + lang)
		unchosen := elements(t, buyer.submit("/tai-khoan", contract+"/terminate", url.Values{"terminate.reason": {"Hết mùa"}}).body)
		said, kinds := unchosen.first("p", "id", "f-terminate-kind-error").words(), 0
		for _, option := range unchosen.all("option") {
			if slices.Contains(linkage.EndingKinds, option.attrs["value"]) {
				kinds++
				require.Contains(t, said, option.words(), "the kinds as they are offered")
			}
		}
		require.Equal(t, len(linkage.EndingKinds), kinds)
		require.NotContains(t, said, "force-majeure")
	}
	buyer.get("/tai-khoan?lang=vi")
	buyer.post(contract+"/terminate", url.Values{"terminate.kind": {"mutual"}, "terminate.reason": {"Hết mùa"}})
	for _, path := range []string{demand, quotes, contract, demand + "/ghep-noi", demand + "/ke-hoach"} {
		checkPage(t, elements(t, buyer.get(path).body))
	}
	require.Contains(t, buyer.get(contract).body, "Hết mùa")
}

// TestADirectorAnswersADemandInAFewTaps counts the taps at 360 px without
// scripts, from the workspace to the quote that is sent.
func TestADirectorAnswersADemandInAFewTaps(t *testing.T) {
	s := newStage(t)
	demand := s.postDemand()
	b := s.chrome()
	b.screen(360, "light")
	b.signInAs("htx@test.vn")
	b.withoutScripts()
	b.open("/tai-khoan")
	taps := 0
	tap := func(selector, then string) {
		taps++
		b.run(chromedp.Click(selector), chromedp.WaitVisible(then))
	}
	tap(`a[href="/nhu-cau/cho-ban"]`, `a[href="`+demand+`"]`)
	b.shoot("cho-ban-360")
	tap(`a[href="`+demand+`"]`, `#answer form`)
	b.shoot("tra-loi-360")
	tap(`#answer form button[type=submit]`, `#compare table`)
	b.shoot("bao-gia-360")
	require.Less(t, taps, 8)
	quotes, err := s.Sourcing.Quotes(t.Context(), s.actor(s.director), strings.TrimPrefix(demand, "/nhu-cau/"), "", 0)
	require.NoError(t, err)
	require.Len(t, quotes.Items, 1)
	require.Empty(t, b.complaints)
}

// TestAPlanShowsItsAlternativesAndItsGap, and a supplier what it can deliver.
func TestAPlanShowsItsAlternativesAndItsGap(t *testing.T) {
	s := newStage(t)
	buyer := s.browser().signIn("dn@test.vn")
	actor := s.actor(s.buyer)
	ask := func(keywords string, amount measure.Amount, ceiling measure.Money) string {
		demand, err := s.Sourcing.Ask(t.Context(), actor, sourcing.NewDemand{Title: "Hàng thử", Keywords: keywords, Unit: "tan",
			Months: []measure.MonthAmount{{Month: "2027-01", Amount: amount}}, PriceCeiling: ceiling, DeliveryAreaCode: "01840",
			ClosesAt: store.At(s.Clock.Now().AddDate(0, 0, 20))})
		require.NoError(t, err)
		return "/nhu-cau/" + demand.ID
	}
	short := ask("miến dong", 900_000, 80_000_000)
	page := elements(t, buyer.get(short+"/ke-hoach?objective=nearest&maxSuppliers=2").body)
	var current, others int
	for _, link := range page.all("a") {
		href := link.attrs["href"]
		switch {
		case !strings.HasPrefix(href, short+"/ke-hoach?") || link.attrs["hreflang"] != "":
		case link.attrs["aria-current"] == "page":
			current++
			require.Contains(t, href, "objective=nearest")
		default:
			others++
			require.Contains(t, href, "maxSuppliers=2", "the limits go along")
		}
	}
	require.Equal(t, 1, current)
	require.Equal(t, 2, others)
	require.NotNil(t, page.first("section", "aria-labelledby", "gap"))
	require.Equal(t, "2", page.first("input", "name", "maxSuppliers").attrs["value"])

	nothing := elements(t, buyer.get(ask("nước mắm", 1000, 0)+"/ke-hoach").body)
	require.NotNil(t, nothing.first("section", "aria-labelledby", "notes"))
	require.Nil(t, nothing.first("section", "aria-labelledby", "suppliers"))

	supplier := buyer.get("/htx/" + s.htx.ID).body
	require.NotNil(t, elements(t, supplier).first("section", "aria-labelledby", "supply"))
	require.Contains(t, supplier, "\u00a0km</dd>", "from the buyer")
	require.NotContains(t, s.browser().get("/htx/"+s.htx.ID).body, "\u00a0km</dd>")
}

// TestDemandsAndContractsAreFoundByWords, without marks, by number, goods or the other
// party; the files have what the page has.
func TestDemandsAndContractsAreFoundByWords(t *testing.T) {
	s := newStage(t)
	s.postDemand()
	buyer, director, officer := s.browser().signIn("dn@test.vn"), s.browser().signIn("htx@test.vn"), s.browser().signIn("canbo@test.vn")
	const title = "Miến dong cho siêu thị"
	for _, query := range []string{"", "?q=mien+dong", "?q=MIEN+sieu", "?q=song+hong"} {
		shown := director.get("/nhu-cau" + query)
		checkPage(t, elements(t, shown.body))
		require.Contains(t, shown.body, title, query)
		require.Contains(t, shown.body, `data-label="Bên mua">Công ty Thực phẩm Sông Hồng`, query)
	}
	none := director.get("/nhu-cau?q=cafe")
	checkPage(t, elements(t, none.body))
	require.NotContains(t, none.body, title)
	require.Contains(t, none.body, "Không có dòng nào phù hợp")
	require.Contains(t, director.get("/nhu-cau?q=cafe&lang=en").body, "Nothing matches")
	director.get("/nhu-cau?lang=vi")
	require.Contains(t, buyer.get("/nhu-cau?of=own&status=open&q=mien").body, title)
	require.NotContains(t, buyer.get("/nhu-cau?of=own&status=closed").body, title)
	require.Contains(t, buyer.get("/nhu-cau?of=own").body, "Nhu cầu của đơn vị</caption>")
	require.Contains(t, director.get("/xuat/nhu-cau.csv?q=mien").body, title)
	require.NotContains(t, director.get("/xuat/nhu-cau.csv?q=cafe").body, title)

	drawn, err := s.Linkage.Draw(t.Context(), s.actor(s.director), linkage.DraftContract{BuyerID: s.actor(s.buyer).OrganizationID, Form: "form-3",
		StartDate: "2026-12-01", EndDate: "2027-06-30", Lines: []linkage.DraftLine{{ProductID: s.product.ID, UnitPrice: 60_000,
			Months: []measure.MonthAmount{{Month: "2027-01", Amount: 100_000}}}}})
	require.NoError(t, err)
	for _, query := range []string{"", "?q=" + url.QueryEscape(strings.ToLower(drawn.Number)), "?q=mien&status=draft", "?q=song+hong"} {
		shown := director.get("/hop-dong" + query)
		checkPage(t, elements(t, shown.body))
		require.Contains(t, shown.body, drawn.Number, query)
		require.Contains(t, shown.body, `data-label="Bên kia">Công ty Thực phẩm Sông Hồng<`, query)
	}
	require.Contains(t, officer.get("/hop-dong?q=tai+hoan").body, `data-label="Các bên">Công ty Thực phẩm Sông Hồng, HTX Miến dong Tài Hoan<`, "an officer sees both")
	require.Contains(t, officer.get("/hop-dong").body, `<th scope="row" class="whole"><a`, "a number is not broken at its hyphens")
	for _, query := range []string{"?q=cafe", "?status=active"} {
		require.NotContains(t, director.get("/hop-dong"+query).body, drawn.Number, query)
		require.NotContains(t, director.get("/xuat/hop-dong.csv"+query).body, drawn.Number, query)
	}
	require.Contains(t, director.get("/xuat/hop-dong.csv?q=song+hong").body, drawn.Number)
	require.Contains(t, director.get("/hop-dong?q=cafe").body, `href="/hop-dong"`)
}
