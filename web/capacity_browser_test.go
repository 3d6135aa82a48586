package web_test

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// TestACalendarSumsUpAndCopiesDown fills a year in at 360 px: the sums follow what is
// typed, a month is copied to those after it, and what is saved says the same.
func TestACalendarSumsUpAndCopiesDown(t *testing.T) {
	s := newStage(t)
	b := s.chrome()
	b.screen(360, "light")
	b.signInAs("htx@test.vn")
	page := "/tai-khoan/san-pham/" + s.product.ID + "/cong-suat?nam=2027"
	text := func(selector string) string {
		return value(b, chromedp.Evaluate[string](`document.querySelector(`+"`"+selector+"`"+`).textContent`))
	}
	enter := func(month, amount string) {
		field := `[name="months[` + month + `]"]`
		b.run(chromedp.Evaluate[chromedp.Void]("document.querySelector(`"+field+"`).select()"), chromedp.SendKeys(field, amount))
	}
	b.open(page)
	require.Equal(t, "9.000", text("[data-sum]"), "200, 300 ... 1.300")
	require.Equal(t, "9.000", text("[data-left]"))
	require.LessOrEqual(t, value(b, chromedp.Evaluate[int](`document.documentElement.scrollWidth`)), 360)

	enter("0", "1.234,5")
	require.Equal(t, "10.034,5", text("[data-sum]"))
	require.Equal(t, "1.234,5", text("tbody tr:first-child [data-available]"))
	enter("9", "500")
	b.run(chromedp.Click(`tbody tr:nth-child(10) [data-fill]`))
	require.Equal(t, "7.934,5", text("[data-sum]"), "October to December are 500 each")
	enter("1", "ba trăm")
	require.Equal(t, "–", text("[data-sum]"), "what is no number is not summed")
	enter("1", "300")
	choose := func(unit string) {
		b.run(chromedp.Evaluate[chromedp.Void](`{const unit = document.getElementById("f-unit"); unit.value = "` + unit + `"; unit.dispatchEvent(new Event("change", {bubbles: true}));}`))
	}
	figures := func() string {
		return value(b, chromedp.Evaluate[string](`["months[0]", "months[1]"].map((name) => document.getElementsByName(name)[0].value).join(" ")`))
	}
	choose("ta")
	require.Equal(t, "12,345 3", figures(), "the same in another unit")
	require.Equal(t, "79,345", text("[data-left]"))
	require.Contains(t, text("[data-in-unit]"), "tạ")
	choose("tan")
	require.Equal(t, "12,345 3", figures(), "1,2345 t has four decimals")
	require.Equal(t, "ta", value(b, chromedp.Evaluate[string](`document.getElementById("f-unit").value`)))
	choose("kg")
	require.Equal(t, "1234,5 300", figures())
	b.run(chromedp.Click(`button[value=save]`))
	b.until(`document.querySelector(".notices .notice") && document.querySelector("[data-sum]").textContent === "7.934,5"`)
	require.LessOrEqual(t, value(b, chromedp.Evaluate[int](`document.documentElement.scrollWidth`)), 360)
	b.shoot("calendar-360")

	save := func(sum string) {
		b.run(chromedp.Evaluate[chromedp.Void](`document.querySelector(".notices .notice").remove()`), chromedp.Click(`button[value=save]`))
		b.until(`document.querySelector(".notices .notice") && document.querySelector("[data-sum]").textContent === "` + sum + `"`)
	}
	for month := range 12 {
		enter(fmt.Sprint(month), "999999999,5")
	}
	save("11.999.999.994")
	require.LessOrEqual(t, value(b, chromedp.Evaluate[int](`document.documentElement.scrollWidth`)), 360, "with the largest amounts too")
	b.shoot("calendar-large-360")
	for month := range 12 {
		enter(fmt.Sprint(month), "500")
	}
	save("6.000")

	b.withoutScripts()
	b.open(page)
	require.Equal(t, "6.000", text("[data-sum]"))
	require.Equal(t, 0, value(b, chromedp.Evaluate[int](`document.querySelectorAll("[data-fill]:not([hidden])").length`)))
	require.Empty(t, b.complaints)
}
