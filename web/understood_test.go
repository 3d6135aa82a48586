package web_test

import (
	"html"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/app/apptest"
)

// The page says what it understood, lets it be undone, and helps on where nothing
// is found.
func TestSearchShowsWhatItUnderstood(t *testing.T) {
	s := newStage(t)
	s.Indexed()
	show := func(address string) string { return html.UnescapeString(s.browser().get(address).body) }
	page := show("/san-pham?q=" + url.QueryEscape("mieens dong huyện na rì 500g vietgap"))
	for _, want := range []string{"Nơi: Huyện Na Rì", "Quy cách: 500g", "mieens → mien", "VietGAP", "undo=place", "undo=typing"} {
		require.Contains(t, page, want)
	}
	undone := show("/san-pham?undo=place&q=" + url.QueryEscape("miến huyện na rì"))
	require.NotContains(t, undone, "Nơi: Huyện Na Rì")
	require.Contains(t, undone, "Hiểu lại câu tìm")
	nothing := show("/san-pham?q=xe+may+honda&group=do-uong&stars=4")
	require.Contains(t, nothing, "Đăng nhu cầu")
	require.Contains(t, nothing, "/nhu-cau/moi?group=do-uong&minStars=4&q=xe+may+honda")
	require.NotContains(t, nothing, `id="instead"`)

	filtered := show("/san-pham?q=mien+dong&group=do-uong&month=2099-01&minAvailable=3")
	require.NotContains(t, filtered, "Bỏ lọc nhóm sản phẩm", "one filter less finds nothing")
	filtered = show("/san-pham?q=mien+dong&group=do-uong")
	require.Contains(t, filtered, "Bỏ lọc nhóm sản phẩm: 2 kết quả")
	require.Contains(t, show("/san-pham?q="+url.QueryEscape("miến dong manuka")), "Tìm “miến dong”: 2 kết quả")
	require.Contains(t, show("/san-pham?q=mienn+dongg"), "Có phải bạn muốn tìm “miến dong”?")
}

// TestAListOfGoodsShowsEach: nothing is all of them, so that each is offered with what
// there is of it, within the filters.
func TestAListOfGoodsShowsEach(t *testing.T) {
	s := newStage(t)
	a := s.App
	seller := a.Verified("cooperative", "HTX Một", "01840")
	for _, name := range []string{"Nấm hương khô", "Nấm hương rừng", "Nấm hương tươi"} {
		seller.Offer(name, nil)
	}
	a.Indexed()
	ask := url.QueryEscape("miến dong, nấm hương và mật ong")
	var found struct {
		Loosened bool
		Each     []struct {
			Q     string
			Total int
		}
	}
	a.Visitor().Get("/search/products?group=thuc-pham&q=" + ask).Want(http.StatusOK).JSON(&found)
	require.True(t, found.Loosened)
	require.Len(t, found.Each, 2, "of what is offered")
	require.Equal(t, "miến dong", found.Each[0].Q)
	require.Equal(t, "nấm hương", found.Each[1].Q)
	require.Equal(t, 3, found.Each[1].Total)
	page := html.UnescapeString(s.browser().get("/san-pham?group=thuc-pham&q=" + ask).body)
	require.Contains(t, page, "nấm hương (3)")
	require.Contains(t, page, "/san-pham?group=thuc-pham&q="+url.QueryEscape("nấm hương")+`"`)

	found.Each = nil
	a.Visitor().Get("/search/products?q=" + url.QueryEscape("miến dong, mật ong")).Want(http.StatusOK).JSON(&found)
	require.Empty(t, found.Each, "of one alone there is something")

	for _, name := range []string{"Chè xanh", "Bí đao"} {
		seller.Offer(name, nil)
	}
	a.Indexed()
	a.Visitor().Get("/search/products?q=" + url.QueryEscape("chè bí đao")).Want(http.StatusOK).JSON(&found)
	require.False(t, found.Loosened)
	require.Len(t, found.Each, 2, "nothing is found, and each alone would be")
	require.Contains(t, html.UnescapeString(s.browser().get("/san-pham?q="+url.QueryEscape("chè bí đao")).body), "bí đao (1)")
}

// TestWhatFitsInPartIsSaidTo: four stars are asked for, and one of three has them.
func TestWhatFitsInPartIsSaidTo(t *testing.T) {
	s := newStage(t)
	seller := s.Verified("cooperative", "HTX Một", "01840")
	for _, score := range []float64{75, 0, 0} {
		id := seller.Offer("Nấm hương khô", nil)
		if score > 0 {
			seller.Certify(id, "OCOP-"+id, "2026-01-01", score)
		}
	}
	s.Indexed()
	var found struct {
		Total, Fitting int
		Loosened       bool
	}
	s.Visitor().Get("/search/products?q=nam+huong+4+sao").Want(http.StatusOK).JSON(&found)
	require.Equal(t, 3, found.Total)
	require.Equal(t, 1, found.Fitting)
	require.False(t, found.Loosened)
	require.Contains(t, s.browser().get("/san-pham?q=nam+huong+4+sao").body, "1 sản phẩm đứng đầu khớp hết")
	require.NotContains(t, s.browser().get("/san-pham?q=nam+huong").body, "đứng đầu khớp hết")
}

// TestFiltersReadNumbersAsPeopleWriteThem, in either language, and say by which they are
// of no use.
func TestFiltersReadNumbersAsPeopleWriteThem(t *testing.T) {
	s := newStage(t)
	seller := s.Verified("cooperative", "HTX Một", "01840")
	product := seller.Offer("Nấm hương khô", apptest.Object{"price": apptest.Object{"min": 85_000, "max": 85_000}})
	seller.Capacity(product, "kg", 0, 2.5)
	s.Indexed()
	for address, found := range map[string]bool{
		"priceMax=85.000": true, "priceMax=84.999": false, "priceMax=85.000+₫": true, "priceMax=85000": true,
		"month=2027-02&unit=kg&minAvailable=2,5": true, "month=2027-02&unit=kg&minAvailable=2,501": false,
	} {
		page := html.UnescapeString(s.browser().get("/san-pham?q=nam+huong&" + address).body)
		require.Equal(t, found, strings.Contains(page, "1 sản phẩm"), address)
	}
	page := html.UnescapeString(s.browser().get("/san-pham?q=nam+huong&priceMax=85.000").body)
	require.Contains(t, page, `name="priceMax" type="text" inputmode="numeric" maxlength="20" autocomplete="off" value="85000"`)
	bad := s.browser().get("/san-pham?q=nam+huong&priceMax=x")
	require.Equal(t, http.StatusUnprocessableEntity, bad.StatusCode)
	require.Contains(t, bad.body, `<details class="filters" id="filters" open>`)
	require.Regexp(t, `name="priceMax"[^>]*value="x"[^>]*aria-invalid="true"`, bad.body)
	require.NotContains(t, s.browser().get("/san-pham?q=nam+huong").body, `id="filters" open`)
}

// TestSearchReadsHowMuchAndWhen: who can deliver it comes first, each hit says what it
// has left then, and a demand for it begins filled in. Words of the query are undone
// one by one, and months that are chosen count before those that are read.
func TestSearchReadsHowMuchAndWhen(t *testing.T) {
	s := newStage(t)
	seller := s.Verified("cooperative", "HTX Một", "01840")
	little, much, none := seller.Offer("Nấm hương khô", nil), seller.Offer("Nấm hương khô sạch", nil), seller.Offer("Nấm hương khô thường", nil)
	seller.Capacity(little, "kg", 100, 100)
	seller.Capacity(much, "ta", 30, 25)
	seller.Capacity(none, "kg", 0, 9000)
	s.Indexed()
	type hit struct {
		Product   struct{ ID, Unit string }
		Available []struct {
			Month  string
			Amount float64
		}
	}
	var found struct {
		Total, Fitting int
		Hits           []hit
		Understood     []struct{ Kind, Text, Code string }
	}
	ask := func(query string) {
		found.Hits, found.Understood = nil, nil
		s.Visitor().Get("/search/products?" + query).Want(http.StatusOK).JSON(&found)
	}
	ask("q=nam+huong+2,5+tan+thang+1+den+thang+2")
	require.Equal(t, 3, found.Total)
	require.Equal(t, 1, found.Fitting)
	require.Equal(t, much, found.Hits[0].Product.ID)
	require.Len(t, found.Hits[0].Available, 2)
	require.Equal(t, "2027-02", found.Hits[0].Available[1].Month)
	require.Equal(t, 2500.0, found.Hits[0].Available[1].Amount, "of the product's unit, kg")
	require.Equal(t, "month", found.Understood[0].Kind)
	require.Equal(t, "2027-01,2027-02", found.Understood[0].Code)
	require.Equal(t, "2.5 tan", found.Understood[1].Code)
	ask("q=nam+huong+2,6+tan+thang+1+den+thang+2")
	require.Zero(t, found.Fitting)
	ask("q=nam+huong+2,6+tan+thang+1+den+thang+2&undo=amount")
	require.Equal(t, 2, found.Fitting, "with anything left in both")
	ask("q=nam+huong+2,6+tan+thang+1+den+thang+2&undo=month&undo=amount")
	require.Equal(t, 3, found.Fitting)
	require.Empty(t, found.Hits[0].Available)
	ask("q=nam+huong+2+tan+thang+3/2024")
	require.Equal(t, 3, found.Total)
	require.Zero(t, found.Fitting, "nothing is delivered in the past")
	require.Len(t, found.Understood, 1)
	require.Contains(t, html.UnescapeString(s.browser().get("/san-pham?q=nam+huong+2+tan+thang+3/2024").body), "Đã qua: thang 3/2024")
	ask("q=nam+huong+thang+1&month=2027-02")
	require.Equal(t, 3, found.Total)
	require.Equal(t, "2027-02", found.Hits[0].Available[0].Month)
	ask("q=thang+1")
	require.Equal(t, 3, found.Total, "months alone filter: these two and one of the stage")
	require.False(t, slices.ContainsFunc(found.Hits, func(one hit) bool { return one.Product.ID == none }))

	page := html.UnescapeString(s.browser().get("/san-pham?q=" + url.QueryEscape("nấm hương 4 sao 2 tấn tháng 1, 2")).body)
	for _, want := range []string{"Giao: 01/2027, 02/2027", "Cần mỗi tháng: 2\u00a0tấn", "Mỗi tháng còn ít nhất 2.500\u00a0kg (01/2027, 02/2027)",
		"Có tháng không còn hàng (01/2027, 02/2027)", "undo=month"} {
		require.Contains(t, page, want)
	}
	demand := "/nhu-cau/moi?amount=2&month=2027-01&month=2027-02&q=" + url.QueryEscape("nấm hương 4 sao") + "&unit=tan"
	require.Contains(t, page, demand)
	require.Contains(t, s.browser().get("/san-pham?q=nam+huong+thang+1").body, "Không còn hàng (01/2027)")
	form := s.browser().signIn("dn@test.vn").get(demand).body
	for _, want := range []string{`name="2027-01" value="2"`, `name="2027-02" value="2"`, `name="unit" value="tan"`} {
		require.Contains(t, form, want)
	}
	require.NotContains(t, form, `name="2027-03"`)
}
