package web_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"lienket/api/catalogue"
)

// TestATableIsImportedInABrowser at 360 px: a file that is too large is told before it is
// sent, one with errors is refused cell by cell, a clean one is checked, confirmed and
// stored, and its page says so by itself.
func TestATableIsImportedInABrowser(t *testing.T) {
	s := newStage(t)
	b := s.chrome()
	b.screen(360, "light")
	b.signInAs("htx@test.vn")
	file := func(name, content string) string {
		path := filepath.Join(t.TempDir(), name)
		require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
		return path
	}
	upload := func(path string) {
		b.open("/tai-khoan/nhap/products")
		b.run(chromedp.SetUploadFiles("#f-file", []string{path}))
	}
	send := func() { b.run(chromedp.Click("form[enctype] button[type=submit]")) }

	upload(file("bang.csv", productTable+"Gạo nếp,Thực phẩm,kg,30.000\n"))
	b.run(chromedp.Evaluate[chromedp.Void](`{const form = document.querySelector("form[enctype]"); form.dataset.maxBytes = "9";
		form.elements.file.dispatchEvent(new Event("change"));}`))
	send()
	require.Contains(t, value(b, chromedp.Evaluate[string](`document.querySelector("[name=file]").validationMessage`)), "10 MB")
	require.Equal(t, "/tai-khoan/nhap/products", value(b, chromedp.Evaluate[string](`location.pathname`)), "nothing was sent")

	upload(file("sai.csv", productTable+"Gạo nếp,Thực phẩm,kg,ba mươi\n"))
	send()
	b.until(`document.querySelector("#job h1")?.textContent.includes("Bảng còn lỗi")`)
	require.Contains(t, value(b, chromedp.Evaluate[string](`document.querySelector("main").textContent`)), "D2")
	require.LessOrEqual(t, value(b, chromedp.Evaluate[int](`document.documentElement.scrollWidth`)), 360)

	var rows strings.Builder
	for i := range 1500 {
		fmt.Fprintf(&rows, "Gạo số %d,Thực phẩm,kg,30.000\n", i)
	}
	upload(file("dung.csv", productTable+rows.String()))
	send()
	b.until(`document.querySelector("#job h1")?.textContent.includes("Bảng không có lỗi")`)
	listed := func() int {
		found, err := s.Catalogue.Products(t.Context(), s.actor(s.director), catalogue.ProductFilter{Text: "gao so", Status: catalogue.Draft, Limit: 50})
		require.NoError(t, err)
		return len(found.Items)
	}
	require.Zero(t, listed(), "a check stores nothing")
	b.run(chromedp.Click(`form.panel button[type=submit]`))
	b.until(`document.querySelector("#job h1")?.textContent.includes("Đã nhập xong")`)
	require.Equal(t, 50, listed())
	b.shoot("imported-360")
	require.Empty(t, b.complaints)
}
