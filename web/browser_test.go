package web_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"lienket/api/catalogue"
	"lienket/api/measure"
)

// misfits lists what is wider than the screen, too small to hit, or too pale to
// read.
const misfits = `(() => {
	const wrong = [], width = Math.min(innerWidth, screen.width); // a phone zooms out to what is too wide
	const name = (e) => e.tagName.toLowerCase() + "." + (e.className.baseVal ?? e.className) + " " + (e.textContent ?? "").trim().slice(0, 30);
	if (document.documentElement.scrollWidth > width) wrong.push("page is " + document.documentElement.scrollWidth + " wide");
	for (const e of document.querySelectorAll("h1, h2, h3, p, input, select, button, dd, td")) {
		const box = e.getBoundingClientRect();
		if (!e.closest(".unseen, .skip, .scroll") && box.width > 1 && (box.right > width + 1 || box.left < -1)) wrong.push("cut: " + name(e) + " to " + Math.round(box.right));
	}
	for (const e of document.querySelectorAll(".card .body *")) {
		if (!e.closest(".unseen") && e.getBoundingClientRect().right > e.closest(".card").getBoundingClientRect().right) wrong.push("beyond its card: " + name(e));
	}
	const shown = (e) => e.checkVisibility({visibilityProperty: true}) && e.getBoundingClientRect().width > 1;
	for (const e of document.querySelectorAll("a, button, select, summary, input:not([type=hidden])")) {
		if (!shown(e) || e.closest("p, dd, .by, li:not([class]) > span") || e.matches(".skip")) continue;
		const box = (e.closest("label") ?? e).getBoundingClientRect();
		const cover = getComputedStyle(e, "::after").position === "absolute";
		if (!cover && (box.height < 24 || box.width < 24)) wrong.push("small: " + name(e) + " " + Math.round(box.width) + "x" + Math.round(box.height));
	}
	const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
	const rgba = (color) => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1); return canvas.getImageData(0, 0, 1, 1).data; };
	const light = (c) => [0.2126, 0.7152, 0.0722].reduce((sum, w, i) => { const v = c[i] / 255; return sum + w * (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4); }, 0);
	const ground = (e) => { for (; e; e = e.parentElement) { const c = rgba(getComputedStyle(e).backgroundColor); if (c[3] > 250) return c; } return rgba(getComputedStyle(document.body).backgroundColor); };
	const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	while (words.nextNode()) {
		const e = words.currentNode.parentElement;
		if (!words.currentNode.data.trim() || !shown(e) || e.closest(".unseen, .skip, option, svg")) continue;
		const style = getComputedStyle(e);
		const a = light(rgba(style.color)), b = light(ground(e));
		const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
		const large = parseFloat(style.fontSize) >= 24 || parseFloat(style.fontSize) >= 18.66 && style.fontWeight >= 700;
		if (ratio < (large ? 3 : 4.5)) wrong.push("pale " + ratio.toFixed(2) + ": " + name(e));
	}
	return wrong;
})()`

// TestPagesFitAndCanBeReadAndHit looks at every page, narrow and wide, light and
// dark: nothing is cut off, targets are large enough, text has contrast, and the
// browser has nothing to complain about.
func TestPagesFitAndCanBeReadAndHit(t *testing.T) {
	s := newStage(t)
	s.crowd()
	b := s.chrome()
	pages := visible(s)
	pages[""] = append([]string{"/san-pham?q=che", "/dang-ky?kind=enterprise"}, pages[""]...)
	for _, email := range []string{"", "htx@test.vn", "dn@test.vn", "canbo@test.vn"} {
		if email != "" {
			call(b, network.ClearBrowserCookies, cdp.Empty{})
			b.signInAs(email)
		}
		for _, path := range pages[email] {
			for _, width := range []int64{360, 1280} {
				b.screen(width, "light")
				b.open(path)
				for _, scheme := range []string{"light", "dark"} {
					b.screen(width, scheme)
					wrong := value(b, chromedp.Evaluate[[]string](misfits))
					slices.Sort(wrong)
					if len(wrong) > 0 {
						t.Errorf("%s%s at %d %s:\n\t%s", email, path, width, scheme, strings.Join(slices.Compact(wrong), "\n\t"))
					}
					b.shoot(fmt.Sprintf("%s%s-%d-%s", email, path, width, scheme))
				}
			}
		}
	}
	require.Empty(t, b.complaints)
}

// TestEnglishPagesFitAPhone: their words are longer at the head of a table.
func TestEnglishPagesFitAPhone(t *testing.T) {
	s := newStage(t)
	b := s.chrome()
	b.screen(360, "light")
	b.signInAs("htx@test.vn")
	for _, path := range []string{"/", "/san-pham", "/san-pham/" + s.product.ID, "/htx/" + s.htx.ID, "/tai-khoan", "/tai-khoan/san-pham/" + s.product.ID} {
		b.open(path + "?lang=en")
		require.Empty(t, value(b, chromedp.Evaluate[[]string](misfits)), path)
		require.GreaterOrEqual(t, value(b, chromedp.Evaluate[float64](`(() => {
			const words = document.createRange();
			words.selectNodeContents(document.querySelector(".lang a"));
			return words.getBoundingClientRect().left - document.querySelector(".brand").getBoundingClientRect().right;
		})()`)), 7.0, "the other language stands apart from the name")
		b.shoot("en" + path + "-360")
	}
	require.Empty(t, b.complaints)
}

// TestAFilterThatIsWrongIsSeen on a phone, where filters are folded.
func TestAFilterThatIsWrongIsSeen(t *testing.T) {
	s := newStage(t)
	b := s.chrome()
	b.screen(360, "light")
	b.open("/san-pham?q=mien")
	require.False(t, value(b, chromedp.Evaluate[bool](`document.getElementById("filters").open`)))
	b.open("/san-pham?q=mien&priceMax=x")
	require.True(t, value(b, chromedp.Evaluate[bool](`document.getElementById("filters").open && document.getElementById("f-priceMax-error").checkVisibility()`)))
}

// TestFactsStandInLine: a link among the facts is high enough for a thumb and yet stands
// on the line of its label.
func TestFactsStandInLine(t *testing.T) {
	s := newStage(t)
	b := s.chrome()
	for _, width := range []int64{360, 1280} {
		b.screen(width, "light")
		b.open("/san-pham/" + s.product.ID)
		require.Empty(t, value(b, chromedp.Evaluate[[]string](`(() => {
			const top = (e) => { const words = document.createRange(); words.selectNodeContents(e); return [...words.getClientRects()].find((r) => r.width > 1)?.top; };
			const word = (e) => { const texts = document.createTreeWalker(e, NodeFilter.SHOW_TEXT); while (texts.nextNode()) if (texts.currentNode.data.trim()) return texts.currentNode; };
			return [...document.querySelectorAll(".facts > div")].filter((row) => Math.abs(top(word(row.children[0])) - top(word(row.children[1]))) > 1).map((row) => row.textContent.trim());
		})()`)))
		if width == 360 {
			require.GreaterOrEqual(t, value(b, chromedp.Evaluate[float64](`document.querySelector(".facts a").getBoundingClientRect().height`)), 44.0)
		}
	}
}

// TestShortcutsFitAThumb: what leads from a product to its photos, lots, capacity and
// certificates is 44 px high on a phone, and the removal of a scan, photo or lot asks there.
func TestShortcutsFitAThumb(t *testing.T) {
	s := newStage(t)
	b := s.chrome()
	b.screen(360, "light")
	b.signInAs("htx@test.vn")
	b.open("/tai-khoan")
	low := value(b, chromedp.Evaluate[float64](`Math.min(...[...document.querySelectorAll(".rows .by a")].map((a) => a.getBoundingClientRect().height))`))
	require.GreaterOrEqual(t, low, 44.0)
	require.Empty(t, value(b, chromedp.Evaluate[[]string](misfits)))
	b.shoot("shortcuts-360")

	page := "/tai-khoan/tai-lieu"
	require.Equal(t, http.StatusSeeOther, s.browser().signIn("htx@test.vn").sendFile(page, page, "Giấy chứng nhận đăng ký hợp tác xã năm 2021.pdf", scan, nil).StatusCode)
	product := "/tai-khoan/san-pham/" + s.product.ID
	for name, page := range map[string]string{"scans": page, "photos": product + "/anh", "lots": product + "/lo-hang"} {
		for _, width := range []int64{360, 1280} {
			b.screen(width, "light")
			b.open(page)
			b.shoot(fmt.Sprintf("%s-folded-%d", name, width))
			b.run(chromedp.Click("main .change summary"), chromedp.WaitVisible("main .change .button.warn"))
			require.Empty(t, value(b, chromedp.Evaluate[[]string](misfits)), page)
			b.shoot(fmt.Sprintf("%s-asked-%d", name, width))
		}
	}
	require.Empty(t, b.complaints)
}

// TestTheSearchBoxOffersWhatItsWordsMayBecome works the combobox by keys, narrow
// and wide.
func TestTheSearchBoxOffersWhatItsWordsMayBecome(t *testing.T) {
	s := newStage(t)
	s.Indexed()
	for _, width := range []int64{360, 1280} {
		b := s.chrome()
		b.screen(width, "light")
		b.open("/san-pham")
		b.run(chromedp.SendKeys("#find", "khan"))
		b.until(`document.querySelectorAll("#find-offers:not([hidden]) [role=option]").length > 0`)
		b.shoot(fmt.Sprintf("offers-%d", width))
		require.Equal(t, "true", value(b, chromedp.Evaluate[string](`document.getElementById("find").getAttribute("aria-expanded")`)))
		b.run(chromedp.SendKeys("#find", kb.ArrowDown))
		b.until(`document.getElementById("find").getAttribute("aria-activedescendant") === document.querySelector("#find-offers [aria-selected=true]").id`)
		require.Empty(t, value(b, chromedp.Evaluate[[]string](misfits)))
		b.run(chromedp.SendKeys("#find", kb.Enter))
		b.until(`location.pathname.startsWith("/san-pham/") && document.querySelector("h1")`)
		require.Empty(t, b.complaints)
	}
}

func TestSearchFollowsWhatIsTyped(t *testing.T) {
	s := newStage(t)
	b := s.chrome()
	b.screen(1280, "light")
	b.open("/san-pham")
	b.run(chromedp.SendKeys("#find", "khan tho"))
	b.until(`location.search.includes("q=khan+tho") && document.querySelectorAll("#found .card").length === 1`)
	b.run(chromedp.Click("#facet-stars-0"))
	b.until(`location.search.includes("stars=0") && document.querySelector(".chips")`)
	b.run(chromedp.NavigateBack())
	b.until(`!location.search.includes("stars=0") && !document.querySelector(".chips")`)
	b.until(`document.getElementById("find").value === "khan tho"`)
	require.Empty(t, b.complaints)
}

// TestTheDoorWorksWithoutScripts registers, signs out and in again at 360 px with
// scripts off, first with mistakes.
func TestTheDoorWorksWithoutScripts(t *testing.T) {
	s := newStage(t)
	b := s.chrome()
	b.screen(360, "light")
	b.withoutScripts()
	b.open("/dang-ky")
	fill := func(name, value string) chromedp.Action[chromedp.Void] {
		return chromedp.SetValue(`[name="`+name+`"]`, value)
	}
	b.run(fill("organization.name", "HTX Mật ong Yến Dương"), fill("organization.taxCode", "1234567890"),
		fill("organization.areaCode", "01840"), fill("fullName", "Ma Thị Yến"), fill("email", "yen@test.vn"),
		fill("password", password), chromedp.Click(`form.form button[type=submit]`), chromedp.WaitVisible(".summary"))
	b.shoot("register-refused-360")
	require.Equal(t, "HTX Mật ong Yến Dương", value(b, chromedp.Value(`[name="organization.name"]`)))
	b.run(fill("organization.taxCode", s.TaxCode()), fill("password", password), chromedp.Click(`form.form button[type=submit]`), chromedp.WaitVisible(".steps"))
	b.shoot("registered-360")
	b.run(chromedp.Click(`.me button`), chromedp.WaitVisible(".hero"), chromedp.WaitVisible(".notice"))
	require.Empty(t, b.complaints)
}

// crowd adds enough to page through, with names as long as they get.
func (s *stage) crowd() {
	for i, n := range crowdProducts {
		n.Unit = "kg"
		if n.Group == "du-lich" {
			n.Unit = "luot-khach"
		}
		product := s.add(n, true)
		if i%2 == 0 {
			s.certify(product, fmt.Sprintf("OCOP-19-1%03d", i), []measure.Amount{55_000, 72_000, 93_000}[i/2%3])
		}
	}
	s.Indexed()
}

var crowdProducts = []catalogue.NewProduct{
	{Name: "Chè Shan tuyết cổ thụ Bằng Phúc hái tay một tôm hai lá, sao thủ công trên chảo gang truyền thống của người Tày, ướp hương tự nhiên", Group: "do-uong",
		Price: &catalogue.PriceRange{Min: 1_250_000, Max: 12_500_000}, QualityMarks: []string{"huu-co", "chi-dan-dia-ly", "nhan-hieu-tap-the", "attp", "haccp", "iso-22000"}, MinOrder: 2_500},
	{Name: "Mật ong bạc hà", Group: "thuc-pham", Price: &catalogue.PriceRange{Min: 320_000, Max: 320_000}},
	{Name: "Curcumin nghệ nếp đỏ", Group: "duoc-lieu", Price: &catalogue.PriceRange{Min: 2_400_000, Max: 2_600_000}, QualityMarks: []string{"gmp"}},
	{Name: "Lan kiếm Ba Bể", Group: "sinh-vat-canh"},
	{Name: "Homestay Pác Ngòi bên hồ Ba Bể", Group: "du-lich", Price: &catalogue.PriceRange{Min: 350_000, Max: 500_000}},
	{Name: "Rượu men lá Bằng Phúc", Group: "do-uong", Price: &catalogue.PriceRange{Min: 90_000, Max: 120_000}, QualityMarks: []string{"attp"}},
	{Name: "Bí xanh thơm Ba Bể", Group: "thuc-pham", Price: &catalogue.PriceRange{Min: 12_000, Max: 18_000}, QualityMarks: []string{"vietgap"}, MinOrder: 1_000_000},
	{Name: "Túi thêu Dao Tiền", Group: "thu-cong-my-nghe", Price: &catalogue.PriceRange{Min: 180_000, Max: 450_000}},
	{Name: "Hồng không hạt Ngân Sơn", Group: "thuc-pham", Price: &catalogue.PriceRange{Min: 35_000, Max: 45_000}, QualityMarks: []string{"vietgap", "nhan-hieu-tap-the"}},
	{Name: "Trà hoa vàng", Group: "duoc-lieu"},
}
