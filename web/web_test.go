package web_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/app/apptest"
	"lienket/web/static"
)

// visible are pages and who sees them; every rule for pages runs over them.
func visible(s *stage) map[string][]string {
	imported := s.browser().signIn("htx@test.vn").job("/tai-khoan/nhap", "products", "name,group,unit\nGạo,gạo,kg\n")
	return withTrade(s, map[string][]string{
		"": {"/", "/san-pham", "/san-pham?q=mien+dong&stars=4&group=thuc-pham&area=19&month=2027-01&minAvailable=100&priceMax=90000",
			"/san-pham?q=khongcogi", "/san-pham?month=x", "/san-pham/" + s.product.ID, "/san-pham/" + s.onAsk.ID, "/san-pham/none",
			"/truy-xuat/" + s.product.ID, "/truy-xuat/" + s.product.ID + "/L1", "/truy-xuat/" + s.onAsk.ID, "/truy-xuat/none",
			"/htx", "/htx?kind=enterprise", "/htx?q=tai+hoan&area=19", "/htx?kind=all&area=058@old&lineOfBusiness=nong-nghiep&rating=tot", "/htx/" + s.htx.ID, "/htx/none", "/thong-ke", "/dang-nhap?next=/hop-dong", "/dang-ky", "/loi-moi/khong-co", "/khong-co", "/?lang=en"},
		"htx@test.vn": {"/tai-khoan", "/tai-khoan/ho-so-to-chuc", "/tai-khoan/nhap-ho", "/tai-khoan/lien-hiep", "/tai-khoan/ho-so", "/tai-khoan/thanh-vien", "/nhu-cau", "/nhu-cau/cho-ban", "/hop-dong", "/san-pham/" + s.draft.ID, "/tai-khoan/xep-loai", "/tai-khoan/bao-cao", "/tai-khoan/bao-cao/2025",
			"/tai-khoan/san-pham", "/tai-khoan/san-pham?q=khong-co&status=draft&sort=name", "/tai-khoan/san-pham/moi", "/tai-khoan/san-pham/" + s.product.ID,
			"/tai-khoan/san-pham/" + s.draft.ID, "/san-pham/" + s.product.ID,
			"/thong-bao", "/tai-khoan/san-pham/" + s.product.ID + "/cong-suat", "/tai-khoan/san-pham/" + s.product.ID + "/chung-nhan",
			"/tai-khoan/san-pham/" + s.product.ID + "/anh", "/tai-khoan/san-pham/" + s.product.ID + "/lo-hang", "/tai-khoan/san-pham/" + s.onAsk.ID + "/lo-hang",
			"/tai-khoan/nhap", "/tai-khoan/nhap/products", imported, "/tai-khoan/tai-lieu", "/tai-khoan/chung-nhan/" + s.product.CertificateID + "/tai-lieu"},
		"dn@test.vn": {"/tai-khoan", "/tai-khoan/tim-kiem", "/san-pham?q=mien+dong&stars=4", "/nhu-cau", "/nhu-cau/moi"},
		"canbo@test.vn": {"/can-bo/to-chuc/moi", "/can-bo/to-chuc/" + s.htx.ID, "/can-bo/to-chuc/" + s.pending.ID, "/can-bo/to-chuc/" + s.htx.ID + "/sua", "/can-bo/to-chuc/" + s.htx.ID + "/nhap-ho",
			"/can-bo/to-chuc/" + s.htx.ID + "/lien-hiep", "/can-bo/san-pham", "/can-bo/san-pham?group=thuc-pham&stars=4&area=01840&sort=name", "/tai-khoan/san-pham?donvi=" + s.htx.ID,
			"/tai-khoan/san-pham/moi?donvi=" + s.htx.ID, "/tai-khoan/san-pham/" + s.product.ID, "/san-pham/" + s.product.ID, "/tai-khoan", "/can-bo/xac-minh", "/can-bo/xac-minh?kind=certificate", "/can-bo/nhap", "/can-bo/nhap/organizations", "/can-bo/nhap/reports", "/can-bo/so-bo", "/can-bo/so-bo?area=06@old&rating=kha&col=address&col=capital", "/can-bo/xac-minh?at=organization." + s.pending.ID, "/tai-khoan/ho-so", "/hop-dong", "/htx/" + s.pending.ID, "/can-bo/phu-luc", "/can-bo/xep-loai", "/can-bo/bao-cao", "/can-bo/bao-cao?nam=2025&area=06@old&status=missing", "/can-bo/trung-lap", "/can-bo/trung-lap?da-xem=1", "/can-bo/trung-lap/" + s.htx.ID + "/" + s.pending.ID},
	})
}

// withTrade adds the pages of a demand with a quote and a joint quote.
func withTrade(s *stage, pages map[string][]string) map[string][]string {
	s.second()
	demand := s.postDemand()
	joint := s.browser().signIn("dn@test.vn").post(demand+"/bao-gia-chung", url.Values{"validUntil": {"2026-12-05"}})
	s.browser().signIn("htx2@test.vn").post(demand+"/bao-gia", url.Values{"q.productId": {s.other.ID}, "q.unitPrice": {"80.000"},
		"q.2027-01": {"150"}, "q.2027-02": {"1.000"}, "q.validUntil": {"2026-12-20"}})
	pages["htx@test.vn"] = append(pages["htx@test.vn"], demand, joint, "/bao-gia-chung")
	pages["dn@test.vn"] = append(pages["dn@test.vn"], demand, demand+"/bao-gia", demand+"/ke-hoach", demand+"/moi", joint, "/bao-gia-chung")
	return pages
}

// TestEveryPageKeepsTheRules holds all pages to what a page must have: valid
// nesting, landmarks, names for controls, no inline script or style.
func TestEveryPageKeepsTheRules(t *testing.T) {
	s := newStage(t)
	for email, paths := range visible(s) {
		b := s.browser()
		if email != "" {
			b.signIn(email)
		}
		for _, path := range paths {
			t.Run(email+path, func(t *testing.T) {
				answered := b.get(path)
				require.Contains(t, answered.Header.Get("Content-Type"), "text/html", answered.body)
				require.Contains(t, answered.Header.Get("Content-Security-Policy"), "default-src 'none'")
				require.Equal(t, "private, no-cache", answered.Header.Get("Cache-Control"))
				checkPage(t, elements(t, answered.body))
			})
		}
	}
}

func checkPage(t *testing.T, page document) {
	t.Helper()
	require.NotEmpty(t, page.first("html", "", "").attrs["lang"])
	require.NotEmpty(t, page.first("title", "", "").words())
	require.Len(t, page.all("h1"), 1)
	require.Len(t, page.all("main"), 1)
	require.NotNil(t, page.first("a", "href", "#main"), "skip link")
	ids := map[string]bool{}
	for _, e := range page {
		if id := e.attrs["id"]; id != "" {
			require.False(t, ids[id], "id %s stands twice", id)
			ids[id] = true
		}
		require.NotContains(t, e.attrs, "style")
		for name := range e.attrs {
			require.False(t, strings.HasPrefix(name, "on"), "%s in <%s>", name, e.name)
		}
		if e.name == "script" {
			require.NotEmpty(t, e.attrs["src"])
		}
		require.NotEqual(t, "style", e.name)
		for name, value := range e.attrs {
			require.NotContains(t, value, "templ_failed_sanitization_url")
			if name != "name" {
				require.NotRegexp(t, `^[a-z_]+\.[a-z_]+$`, value, "a key without a message")
			}
		}
	}
	for _, e := range page {
		for _, attr := range []string{"for", "aria-describedby", "aria-labelledby", "aria-controls"} {
			for id := range strings.FieldsSeq(e.attrs[attr]) {
				require.True(t, ids[id], "<%s %s> points to %s", e.name, attr, id)
			}
		}
		if slices.Contains([]string{"input", "select", "textarea"}, e.name) && e.attrs["type"] != "hidden" {
			labelled := e.attrs["aria-label"] != "" || page.first("label", "for", e.attrs["id"]) != nil ||
				e.attrs["type"] == "radio" || e.attrs["type"] == "checkbox" // inside their labels
			require.True(t, labelled, "<%s name=%s> has no label", e.name, e.attrs["name"])
		}
		if e.name == "a" || e.name == "button" {
			require.NotEmpty(t, e.words()+e.attrs["aria-label"], "a %s to %s says nothing", e.name, e.attrs["href"])
		}
	}
}

func TestStatuses(t *testing.T) {
	s := newStage(t)
	rows := []struct {
		who, path string
		status    int
	}{
		{"", "/san-pham/" + s.draft.ID, http.StatusNotFound},
		{"dn@test.vn", "/san-pham/" + s.draft.ID, http.StatusNotFound},
		{"htx@test.vn", "/san-pham/" + s.draft.ID, http.StatusOK},
		{"", "/htx/" + s.pending.ID, http.StatusNotFound},
		{"canbo@test.vn", "/htx/" + s.pending.ID, http.StatusOK},
		{"", "/san-pham?group=khong-co", http.StatusUnprocessableEntity},
		{"", "/san-pham?priceMax=1.5", http.StatusUnprocessableEntity},
		{"", "/san-pham?minAvailable=-1", http.StatusUnprocessableEntity},
		{"", "/san-pham?q=%ff%fe", http.StatusOK},
		{"", "/san-pham?%", http.StatusOK},
		{"", "/htx?kind=khong-co", http.StatusUnprocessableEntity},
		{"", "/htx?cursor=khong-phai", http.StatusUnprocessableEntity},
		{"", "/tai-khoan", http.StatusSeeOther},
		{"", "/hop-dong", http.StatusSeeOther},
		{"", "/khong-co", http.StatusNotFound},
		{"", "/static/site.css", http.StatusNotFound},
	}
	for _, row := range rows {
		t.Run(row.who+row.path, func(t *testing.T) {
			b := s.browser()
			if row.who != "" {
				b.signIn(row.who)
			}
			require.Equal(t, row.status, b.get(row.path).StatusCode)
		})
	}
}

func TestAProductPageShowsWhatABuyerAsks(t *testing.T) {
	s := newStage(t)
	page := elements(t, s.browser().get("/san-pham/"+s.product.ID).body)
	main := page.first("main", "", "").words()
	for _, fact := range []string{"Miến dong Tài Hoan sợi nhỏ", "4 sao OCOP", "72.000–85.000\u00a0₫/kg", "50\u00a0kg", "OCOP-19-0001",
		"1234/QĐ-UBND", "UBND tỉnh Thái Nguyên", "01/12/2025", "30/11/2028", "VietGAP", "HTX Miến dong Tài Hoan", "0912 345 678", "11/2026", "10/2027",
		"365 ngày", "Nơi khô ráo, tránh nắng", "tháng 11 đến tháng 1", "8934567890120", "Bún tàu", "Túi 500 g", "500 g", "42.000 ₫", "8930000000019",
		"500 kg", "72.000 ₫/kg", "VG-0317", "09/01/2027"} {
		require.Contains(t, main, strings.ReplaceAll(fact, "\u00a0", " "), fact)
	}
	require.NotContains(t, main, "HC-2210", "a paper that ran out")
	require.NotContains(t, main, "HACCP")
	english := elements(t, s.browser().get("/san-pham/"+s.product.ID+"?lang=en").body).first("main", "", "").words()
	require.Contains(t, english, "72,000–85,000 ₫/kg")
	require.Contains(t, english, "30 Nov 2028")
}

func TestAProductIsDescribedToSearchEngines(t *testing.T) {
	s := newStage(t)
	described := func(id string) map[string]any {
		body := s.browser().get("/san-pham/" + id).body
		_, rest, found := strings.Cut(body, `<script type="application/ld+json">`)
		require.True(t, found)
		text, _, _ := strings.Cut(rest, "</script>")
		var product map[string]any
		require.NoError(t, json.Unmarshal([]byte(text), &product))
		return product
	}
	product := described(s.product.ID)
	require.Equal(t, "Product", product["@type"])
	require.Equal(t, "VND", product["offers"].(map[string]any)["priceCurrency"])
	require.EqualValues(t, 72_000, product["offers"].(map[string]any)["lowPrice"])
	require.Equal(t, "8934567890120", product["gtin"])
	offers := product["offers"].(map[string]any)["offers"].([]any)
	require.Len(t, offers, 2)
	require.EqualValues(t, 72_000, offers[1].(map[string]any)["price"])
	require.Equal(t, map[string]any{"@type": "QuantitativeValue", "minValue": 500.0, "unitText": "kg"}, offers[1].(map[string]any)["eligibleQuantity"])
	require.Len(t, product["hasCertification"], 2, "of OCOP and VietGAP; that of HACCP ran out")
	require.NotContains(t, described(s.onAsk.ID), "offers")
	require.NotContains(t, described(s.onAsk.ID), "hasCertification")
}

func TestSearchFindsWithoutMarksAndKeepsItsFilters(t *testing.T) {
	s := newStage(t)
	b := s.browser()
	page := elements(t, b.get("/san-pham?q=mien+dong&group=thuc-pham&group=do-uong").body)
	require.NotNil(t, page.first("a", "href", "/san-pham/"+s.product.ID))
	require.Equal(t, "mien dong", page.first("input", "id", "find").attrs["value"])
	require.Contains(t, page.first("input", "value", "thuc-pham").attrs, "checked")
	require.Contains(t, page.first("input", "value", "do-uong").attrs, "checked", "a chosen filter stays though it finds nothing")
	require.NotNil(t, page.first("a", "href", "/san-pham?group=do-uong&q=mien+dong"), "a link that takes one filter away")

	require.Contains(t, b.get("/san-pham?month=2027-01&minAvailable=200&unit=kg").body, s.product.ID)
	require.NotContains(t, b.get("/san-pham?month=2027-01&minAvailable=201&unit=kg").body, s.product.ID)
	require.Contains(t, b.get("/san-pham?month=2027-01&minAvailable=0.2&unit=tan").body, s.product.ID)
	empty := elements(t, b.get("/san-pham?q=khongcogi&stars=5").body)
	require.Contains(t, empty.first("section", "id", "found").words(), "Bỏ mọi bộ lọc")
}

func TestSearchDownLeavesTheRest(t *testing.T) {
	s := newStage(t)
	require.NoError(t, s.Engine.Close())
	b := s.browser()
	down := b.get("/san-pham?q=mien")
	require.Equal(t, http.StatusServiceUnavailable, down.StatusCode)
	require.NotEmpty(t, down.Header.Get("Retry-After"))
	require.Contains(t, down.body, "Tìm kiếm đang tạm ngừng")
	for _, path := range []string{"/", "/san-pham/" + s.product.ID, "/htx", "/htx/" + s.htx.ID, "/thong-ke", "/dang-ky"} {
		require.Equal(t, http.StatusOK, b.get(path).StatusCode, path)
	}
}

func TestAnEmptyPlatformSaysWhatToDo(t *testing.T) {
	s := emptyStage(t)
	for path, next := range map[string]string{"/": "/dang-ky", "/san-pham": "/san-pham", "/htx": "/dang-ky", "/thong-ke": "/san-pham"} {
		answered := s.browser().get(path)
		require.Equal(t, http.StatusOK, answered.StatusCode, path)
		page := elements(t, answered.body)
		checkPage(t, page)
		require.NotNil(t, page.first("div", "class", "empty"), path)
		require.NotNil(t, page.first("a", "href", next), path)
	}
}

func TestLanguageIsChosenAndKept(t *testing.T) {
	b := newStage(t).browser()
	lang := func(path string) string { return elements(t, b.get(path).body).first("html", "", "").attrs["lang"] }
	require.Equal(t, "vi", lang("/"))
	require.Equal(t, "vi", lang("/?lang=fr"))
	require.Equal(t, "en", lang("/htx?lang=en"))
	require.Equal(t, "en", lang("/san-pham"))
	link := elements(t, b.get("/san-pham?q=mi%E1%BA%BFn&lang=en").body).first("a", "lang", "vi")
	require.Equal(t, "/san-pham?lang=vi&q=mi%E1%BA%BFn", link.attrs["href"])
}

func TestFilesAreKeptForEver(t *testing.T) {
	b := newStage(t).browser()
	for _, file := range static.Files() {
		plain := b.get(static.Prefix + file.Name)
		require.Equal(t, http.StatusOK, plain.StatusCode)
		require.Equal(t, "public, max-age=31536000, immutable", plain.Header.Get("Cache-Control"))
		packed := b.get(static.Prefix+file.Name, "Accept-Encoding", "gzip")
		if packed.Header.Get("Content-Encoding") == "gzip" {
			reader, err := gzip.NewReader(strings.NewReader(packed.body))
			require.NoError(t, err)
			var unpacked bytes.Buffer
			_, err = unpacked.ReadFrom(reader)
			require.NoError(t, err)
			require.Equal(t, plain.body, unpacked.String())
		}
	}
}

// TestAFirstVisitIsSmall holds the home page and all that it loads to 60 KB over
// the wire.
func TestAFirstVisitIsSmall(t *testing.T) {
	b := newStage(t).browser()
	home := b.get("/", "Accept-Encoding", "gzip")
	total := len(home.body)
	for _, name := range []string{"site.css", "site.js", "search.js", "sprite.svg", "band-1.svg", "icon.svg"} {
		file := static.Get(strings.TrimPrefix(static.Path(name), static.Prefix))
		t.Logf("%-12s %6d bytes", name, len(file.Gzipped))
		total += len(file.Gzipped)
	}
	t.Logf("home page %d, together %d bytes", len(home.body), total)
	require.Less(t, total, 40_000)
}

func TestAnUnchangedPageIsNotSentAgain(t *testing.T) {
	b := newStage(t).browser()
	first := b.get("/htx")
	require.NotEmpty(t, first.Header.Get("ETag"))
	again := b.get("/htx", "If-None-Match", first.Header.Get("ETag"))
	require.Equal(t, http.StatusNotModified, again.StatusCode)
	require.Empty(t, again.body)
	require.Empty(t, b.signIn("htx@test.vn").get("/htx").Header.Get("ETag"))
}

func TestSearchTextIsShownAsText(t *testing.T) {
	b := newStage(t).browser()
	body := b.get("/san-pham?" + url.Values{"q": {`"><script>alert(1)</script>`}}.Encode()).body
	require.NotContains(t, body, "<script>alert")
}

// TestWhatIsHiddenIsSaid: two contracts of one month are too few for a visitor.
func TestWhatIsHiddenIsSaid(t *testing.T) {
	s := newStage(t)
	buyer, seller := s.Verified("enterprise", "Công ty Bên mua", "01843"), s.Verified("cooperative", "HTX Một", "01840")
	product := seller.Offer("Miến dong", nil)
	seller.Capacity(product, "kg", 1000)
	for range 2 {
		buyer.Conclude([]map[string]any{apptest.Line(product, 10)}, seller)
	}
	const note = "Months of fewer than 3 contracts"
	require.Contains(t, s.browser().get("/thong-ke?lang=en").body, note)
	require.NotContains(t, s.browser().signIn("canbo@test.vn").get("/thong-ke?lang=en").body, note)
}
