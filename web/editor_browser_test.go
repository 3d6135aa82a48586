package web_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"lienket/api/app/apptest"
)

// TestADirectorAddsAProductOnAPhone at 360 px: described, with a photo and
// capacity, put on offer, and found by a visitor.
func TestADirectorAddsAProductOnAPhone(t *testing.T) {
	s := newStage(t)
	photo := filepath.Join(t.TempDir(), "mat-ong.png")
	require.NoError(t, os.WriteFile(photo, apptest.Picture(t, 900, 700), 0o600))
	b := s.chrome()
	b.screen(360, "light")
	fill := func(name, text string) chromedp.Action[chromedp.Void] {
		return chromedp.SetValue(`[name="`+name+`"]`, text)
	}
	b.signInAs("htx@test.vn")
	b.run(chromedp.Click(`a[href="/tai-khoan/san-pham"]`), chromedp.WaitVisible(".goods"),
		chromedp.Click(`a[href="/tai-khoan/san-pham/moi"]`), chromedp.WaitVisible("form[data-editor]"))
	b.run(fill("name", "Mật ong hoa rừng Na Rì"), fill("group", "thuc-pham"), fill("unit", "lit"),
		fill("description", "Mật ong nuôi trong rừng Na Rì, quay vào tháng Mười, để lắng tự nhiên trước khi đóng chai."),
		chromedp.Click(`[name=kind][value=tiers]`), chromedp.WaitVisible(`[name="priceTiers[0].from"]`),
		fill("priceTiers[0].from", "0"), fill("priceTiers[0].price", "320.000"),
		chromedp.Click(`[data-rows=priceTiers] [data-add]`), chromedp.WaitVisible(`[name="priceTiers[1].from"]`),
		fill("priceTiers[1].from", "50"), fill("priceTiers[1].price", "290.000"),
		fill("variants[0].name", "Chai"), fill("variants[0].size.amount", "500"), fill("variants[0].size.unit", "ml"))
	b.shoot("editor-filled-360")
	b.run(chromedp.Click(`.bar [value=save]`), chromedp.WaitVisible("#photos-of"))

	b.run(chromedp.SetUploadFiles(`#photos-of input[type=file]`, []string{photo}), chromedp.Click(`#photos-of form[enctype] button[type=submit]`))
	b.until(`document.querySelector("#photos-of .held-photos img")`)
	b.run(chromedp.Click(`.ticks a[href*="cong-suat"]`), chromedp.WaitVisible(`[name="months[0]"]`))
	for _, month := range []string{"months[9]", "months[10]", "months[11]"} {
		b.run(fill(month, "120"))
	}
	b.run(chromedp.Click(`[name=action][value=save]`), chromedp.WaitVisible(".notice"))
	b.open("/tai-khoan/san-pham?status=draft&q=mat")
	b.run(chromedp.Click(`.goods h3 a`), chromedp.WaitVisible("form[data-editor]"))
	b.shoot("editor-saved-360")
	b.run(chromedp.Click(`.bar [value=publish]`), chromedp.WaitVisible(".badge.good"), chromedp.WaitVisible(".notice"))
	s.Indexed()

	call(b, network.ClearBrowserCookies, cdp.Empty{})
	b.open("/san-pham?q=mat+ong+na+ri")
	b.run(chromedp.Click(`.cards h3 a`), chromedp.WaitVisible(".product"))
	b.until(`document.querySelector(".product img") && document.body.innerText.includes("290.000")`)
	b.shoot("found-360")
	require.Empty(t, b.complaints)
}
