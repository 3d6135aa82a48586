package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/catalogue"
)

const newGoods = "/tai-khoan/san-pham/moi"

// goods is a form as a director fills it in.
func goods(with ...string) url.Values {
	values := url.Values{"name": {"Mật ong bạc hà"}, "group": {"thuc-pham"}, "unit": {"kg"}, "kind": {"range"}, "price.min": {"320.000"}, "go": {"save"}}
	for i := 0; i+1 < len(with); i += 2 {
		values.Set(with[i], with[i+1])
	}
	return values
}

// edited is where a saved form led to, and the product that it made.
func (b *browser) edited(answered answer) (string, *catalogue.Product) {
	b.t.Helper()
	require.Equal(b.t, http.StatusSeeOther, answered.StatusCode, answered.body)
	path := answered.Header.Get("Location")
	product, err := b.Catalogue.Lookup(b.t.Context(), strings.TrimPrefix(path, "/tai-khoan/san-pham/"))
	require.NoError(b.t, err)
	return path, product
}

func TestADirectorDescribesAProduct(t *testing.T) {
	s := newStage(t)
	b := s.browser().signIn("htx@test.vn")
	path, product := b.edited(b.submit(newGoods, newGoods, goods("keywords", "mật rừng, mật ong hoa", "shelfLifeDays", "540", "storage", "Nơi mát",
		"season", "Tháng 10", "gtin", "96385074", "minOrder", "2,5", "mark.attp", "1", "description", "Mật của ong nội.",
		"variants[3].name", "Chai 500 ml", "variants[3].size.amount", "500", "variants[3].size.unit", "ml", "variants[3].price", "180.000",
		"variants[7].size.unit", "g", // says nothing
		"markDetails[0].mark", "vietgap", "markDetails[0].number", "VG-9", "markDetails[0].expiresAt", "2027-12-31")))
	require.Equal(t, catalogue.Draft, product.Status)
	require.Equal(t, &catalogue.PriceRange{Min: 320_000, Max: 320_000}, product.Price)
	require.Equal(t, []string{"mật rừng", "mật ong hoa"}, product.Keywords)
	require.EqualValues(t, 2_500, product.MinOrder)
	require.Equal(t, 540, product.ShelfLifeDays)
	require.Len(t, product.Variants, 1)
	require.Equal(t, &catalogue.Size{Amount: 500_000, Unit: "ml"}, product.Variants[0].Size)
	require.EqualValues(t, 180_000, product.Variants[0].Price)
	require.Equal(t, []string{"attp", "vietgap"}, product.QualityMarks)
	require.EqualValues(t, "2028-01-01", product.MarkDetails[0].ExpiresAt, "the day after the last on which it counts")

	// What was saved stands in the form, and saved again is the same.
	page := elements(t, b.get(path).body)
	again := url.Values{"go": {"save"}}
	for _, e := range page {
		name, value := e.attrs["name"], e.attrs["value"]
		_, checked := e.attrs["checked"]
		switch {
		case e.name == "input" && (e.attrs["type"] != "checkbox" && e.attrs["type"] != "radio" || checked):
			again.Set(name, value)
		case e.name == "textarea":
			again.Set(name, e.text)
		}
	}
	for _, name := range []string{"group", "unit", "variants[0].size.unit", "markDetails[0].mark"} {
		again.Set(name, chosen(page, name))
	}
	_, same := b.edited(b.submit(path, path, again))
	same.Meta = product.Meta
	require.Equal(t, product, same)
}

// chosen is the option that is selected.
func chosen(page document, name string) string {
	within := false
	for _, e := range page {
		if e.name == "select" {
			within = e.attrs["name"] == name
		}
		if _, selected := e.attrs["selected"]; within && e.name == "option" && selected {
			return e.attrs["value"]
		}
	}
	return ""
}

func TestWhatIsWrongStandsByItsFieldAndNothingIsLost(t *testing.T) {
	s := newStage(t)
	b := s.browser().signIn("htx@test.vn")
	answered := b.submit(newGoods, newGoods, goods("name", "M", "price.min", "một đồng", "gtin", "123", "shelfLifeDays", "lâu", "keywords", "x",
		"variants[0].price", "9.000", "variants[4].name", "Hộp", "variants[4].gtin", "8930000000019",
		"markDetails[0].mark", "attp"))
	require.Equal(t, http.StatusUnprocessableEntity, answered.StatusCode)
	page := elements(t, answered.body)
	for _, id := range []string{"f-price-min-error", "f-shelfLifeDays-error"} { // what cannot be read comes first
		require.NotNil(t, page.first("p", "id", id), id)
	}
	answered = b.submit(newGoods, newGoods, goods("name", "M", "gtin", "123", "keywords", "x",
		"variants[0].price", "9.000", "variants[4].name", "Hộp", "variants[4].gtin", "8930000000018", "markDetails[0].mark", "attp"))
	page = elements(t, answered.body)
	for _, id := range []string{"f-name-error", "f-gtin-error", "f-keywords-error", "f-variants[0]-name-error", "f-variants[1]-gtin-error", "f-markDetails[0]-number-error"} {
		require.NotNil(t, page.first("p", "id", id), id)
	}
	require.Equal(t, "8930000000018", page.first("input", "id", "f-variants[1]-gtin").attrs["value"], "the gap is closed")
	require.Equal(t, "Hộp", page.first("input", "id", "f-variants[1]-name").attrs["value"])
	require.NotNil(t, page.first("a", "href", "#f-variants[0]-name"))
	checkPage(t, page)

	taken := b.submit(newGoods, newGoods, goods("gtin", "8934567890120"))
	require.Equal(t, http.StatusUnprocessableEntity, taken.StatusCode)
	require.NotNil(t, elements(t, taken.body).first("p", "id", "f-gtin-error"))
	require.Len(t, elements(t, b.get("/tai-khoan/san-pham?q=mat+ong").body).all("h3"), 0, "nothing was stored")
}

func TestRowsComeAndGoWithoutScripts(t *testing.T) {
	s := newStage(t)
	b := s.browser().signIn("htx@test.vn")
	names := func(answered answer, rows string) []string {
		require.Equal(t, http.StatusOK, answered.StatusCode)
		var all []string
		for _, e := range elements(t, answered.body) {
			if e.name == "input" && strings.HasPrefix(e.attrs["name"], rows+"[") && strings.HasSuffix(e.attrs["name"], "].name") {
				all = append(all, e.attrs["value"])
			}
		}
		return all
	}
	two := []string{"variants[0].name", "Túi", "variants[1].name", "Hộp"}
	require.Equal(t, []string{"Túi", "Hộp", ""}, names(b.submit(newGoods, newGoods, goods(append(two, "go", "add:variants")...)), "variants"))
	require.Equal(t, []string{"Hộp"}, names(b.submit(newGoods, newGoods, goods(append(two, "go", "drop:variants:0")...)), "variants"))
	require.Equal(t, []string{""}, names(b.submit(newGoods, newGoods, goods("go", "drop:variants:5")), "variants"))
	kept := b.submit(newGoods, newGoods, goods("go", "add:priceTiers", "name", "Tên đang gõ"))
	require.Equal(t, "Tên đang gõ", elements(t, kept.body).first("input", "name", "name").attrs["value"])
}

func TestPricesByVolumeAreEdited(t *testing.T) {
	s := newStage(t)
	b := s.browser().signIn("htx@test.vn")
	path := "/tai-khoan/san-pham/" + s.draft.ID
	save := func(with ...string) answer {
		return b.submit(path, path, goods(append(with, "unit", "hop", "group", "duoc-lieu")...))
	}
	_, product := b.edited(save("kind", "tiers", "priceTiers[0].from", "0", "priceTiers[0].price", "95.000", "priceTiers[2].from", "1.000", "priceTiers[2].price", "90.000"))
	require.Equal(t, []catalogue.Tier{{From: 0, Price: 95_000}, {From: 1_000_000, Price: 90_000}}, product.Tiers)
	refused := save("kind", "tiers", "priceTiers[0].from", "5", "priceTiers[0].price", "90.000", "priceTiers[1].from", "5", "priceTiers[1].price", "95.000")
	require.Equal(t, http.StatusUnprocessableEntity, refused.StatusCode)
	require.NotNil(t, elements(t, refused.body).first("p", "id", "f-priceTiers[1]-from-error"))
	require.NotNil(t, elements(t, save("kind", "tiers").body).first("p", "id", "f-priceTiers-error"), "no tier at all")
	_, product = b.edited(save("kind", "request"))
	require.Nil(t, product.Price)
	require.Empty(t, product.Tiers)
}

func TestPublishingFromTheEditor(t *testing.T) {
	s := newStage(t)
	waiting := s.browser().signIn("moi@test.vn")
	path, product := waiting.edited(waiting.submit(newGoods, newGoods, goods("go", "publish")))
	require.Equal(t, catalogue.Draft, product.Status, "it is kept")
	require.Contains(t, waiting.get(path).body, "chờ cán bộ xác thực", "and why it is no more than that is said")

	b := s.browser().signIn("htx@test.vn")
	path, product = b.edited(b.submit(newGoods, newGoods, goods("go", "publish")))
	require.Equal(t, catalogue.Published, product.Status)
	step := func(verb string) answer { return b.submit(path, path+"/trang-thai", url.Values{"go": {verb}}) }
	_, product = b.edited(step("unpublish"))
	require.Equal(t, catalogue.Draft, product.Status)
	refused := step("remove")
	require.Equal(t, http.StatusUnprocessableEntity, refused.StatusCode)
	require.NotNil(t, elements(t, refused.body).first("div", "role", "alert"))
	copied, product := b.edited(step("copy"))
	require.Equal(t, "Mật ong bạc hà (bản sao)", product.Name)
	require.Equal(t, http.StatusSeeOther, b.submit(copied, copied+"/trang-thai", url.Values{"go": {"remove"}}).StatusCode)
	require.Equal(t, http.StatusNotFound, b.get(copied).StatusCode)

	stale := b.submit(path, path, goods("version", "1"))
	require.Equal(t, http.StatusUnprocessableEntity, stale.StatusCode, "somebody else was faster")
}

func TestAnOfficerSuspendsFromTheProductsPage(t *testing.T) {
	s := newStage(t)
	officer := s.browser().signIn("canbo@test.vn")
	page, moves := "/san-pham/"+s.product.ID, "/tai-khoan/san-pham/"+s.product.ID+"/trang-thai"
	refused := officer.submit(page, moves, url.Values{"go": {"suspend"}, "reason": {""}})
	require.Equal(t, http.StatusUnprocessableEntity, refused.StatusCode)
	require.NotNil(t, elements(t, refused.body).first("p", "id", "f-reason-error"))
	require.Equal(t, http.StatusSeeOther, officer.submit(page, moves, url.Values{"go": {"suspend"}, "reason": {"Nhãn sai"}}).StatusCode)
	require.Equal(t, http.StatusNotFound, s.browser().get(page).StatusCode)
	member := s.browser().signIn("htx@test.vn")
	require.Contains(t, elements(t, member.get("/tai-khoan/san-pham/"+s.product.ID).body).first("main", "", "").words(), "Nhãn sai")
	require.Equal(t, http.StatusForbidden, member.submit("/tai-khoan", moves, url.Values{"go": {"resume"}}).StatusCode)
	back := officer.submit(page, moves, url.Values{"go": {"resume"}, "back": {page}})
	require.Equal(t, page, back.Header.Get("Location"))
	require.Equal(t, http.StatusOK, s.browser().get(page).StatusCode)
}

func TestWhoseProductsAreListed(t *testing.T) {
	s := newStage(t)
	b := s.browser().signIn("htx@test.vn")
	headings := func(b *browser, path string) []string {
		var all []string
		for _, e := range elements(t, b.get(path).body).all("h3") {
			all = append(all, e.words())
		}
		return all
	}
	require.Equal(t, []string{"Khăn thổ cẩm Tày dệt tay", "Miến dong Tài Hoan sợi nhỏ", "Tinh bột nghệ"}, headings(b, "/tai-khoan/san-pham?sort=name"))
	require.Equal(t, []string{"Tinh bột nghệ"}, headings(b, "/tai-khoan/san-pham?status=draft"))
	require.Equal(t, []string{"Miến dong Tài Hoan sợi nhỏ"}, headings(b, "/tai-khoan/san-pham?q=tai+hoan"))
	officer := s.browser().signIn("canbo@test.vn")
	require.Equal(t, "/can-bo/san-pham", officer.get("/tai-khoan/san-pham").Header.Get("Location"))
	require.Equal(t, []string{"Miến dong Tài Hoan sợi nhỏ"}, headings(officer, "/can-bo/san-pham?stars=4"))
	require.Equal(t, []string{"Tinh bột nghệ"}, headings(officer, "/can-bo/san-pham?status=draft&q=bot"))
	require.Len(t, headings(officer, "/tai-khoan/san-pham?donvi="+s.htx.ID), 3)

	buyer := s.browser().signIn("dn@test.vn")
	for _, path := range []string{"/tai-khoan/san-pham", newGoods, "/can-bo/san-pham", "/tai-khoan/san-pham?donvi=" + s.htx.ID, "/tai-khoan/san-pham/" + s.product.ID} {
		require.Equal(t, http.StatusForbidden, buyer.get(path).StatusCode, path)
		require.Equal(t, http.StatusSeeOther, s.browser().get(path).StatusCode, path)
	}
	require.Equal(t, http.StatusNotFound, buyer.get("/tai-khoan/san-pham/"+s.draft.ID).StatusCode)
}
