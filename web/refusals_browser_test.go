package web_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"lienket/api/account"
	"lienket/api/registry"
)

// refusedByToken are failures that the tests of this file ask for.
var refusedByToken = regexp.MustCompile(`status of (403|409)`)

// look holds the page that is open to what every page is held to, narrow and wide, light
// and dark.
func (b *chrome) look(name string) {
	b.t.Helper()
	for _, width := range []int64{360, 1280} {
		for _, scheme := range []string{"light", "dark"} {
			b.screen(width, scheme)
			wrong := value(b, chromedp.Evaluate[[]string](misfits))
			slices.Sort(wrong)
			if len(wrong) > 0 {
				b.t.Errorf("%s at %d %s:\n\t%s", name, width, scheme, strings.Join(slices.Compact(wrong), "\n\t"))
			}
			b.shoot(fmt.Sprintf("%s-%d-%s", name, width, scheme))
		}
	}
	b.screen(360, "light")
}

// send submits the form with that action past the browser's own checks, with the fields
// set, and waits for what the next page says.
func (b *chrome) send(action, set, says string) {
	b.t.Helper()
	b.run(chromedp.Evaluate[chromedp.Void](`{const form = [...document.forms].find((f) => f.getAttribute("action") === "` + action + `" && f.method === "post");
		let set = (name, value) => { const field = form.elements[name]; field.type === "checkbox" ? field.checked = value : field.value = value; };
		` + set + `; HTMLFormElement.prototype.submit.call(form); }`))
	b.until(`document.readyState === "complete" && document.querySelector("main")?.textContent.includes("` + says + `")`)
}

const stale = `set("csrf", "stale" + form.elements.csrf.value.slice(form.elements.csrf.value.indexOf(".")))`

func (b *chrome) noComplaints() {
	b.t.Helper()
	b.complaints = slices.DeleteFunc(b.complaints, refusedByToken.MatchString)
	require.Empty(b.t, b.complaints)
}

// TestRefusedTokensFitAndSend looks at what a refused token leads to, in both languages,
// and sends a form from there.
func TestRefusedTokensFitAndSend(t *testing.T) {
	s := newStage(t)
	second, _ := s.organization("hai@test.vn", "Nông Thị Hai", registry.NewOrganization{Kind: s.htx.Kind, Name: "HTX Nông nghiệp và Dịch vụ tổng hợp Thứ hai", TaxCode: s.TaxCode(), AreaCode: s.htx.AreaCode}, true)
	_, err := s.Accounts.AddMembership(t.Context(), s.director.ID, account.Membership{OrganizationID: second.ID, Kind: account.KindCooperative, Position: account.Director})
	require.NoError(t, err)
	b := s.chrome()
	b.screen(360, "light")
	b.signInAs("htx@test.vn")
	product := "/tai-khoan/san-pham/" + s.product.ID
	words := map[string][]string{"vi": {"Chưa lưu được", "chọn lại", "gõ lại", "tổ chức khác", "bị đăng xuất"},
		"en": {"Not saved yet", "choose them again", "type it again", "another organisation", "signed out"}}
	for lang, says := range words {
		b.open("/?lang=" + lang)
		b.open(product)
		b.send(product, stale, says[0])
		b.look("again-" + lang)
		require.Equal(t, float64(0), value(b, chromedp.Evaluate[float64](`[...document.querySelectorAll(".facts dt")].filter((e) => /[a-z]\.[a-z]|\[|^[a-z]+[A-Z]/.test(e.textContent)).length`)), "every field has a label")
		b.open(product + "/anh")
		b.send(product+"/anh", stale, says[1])
		b.look("again-photo-" + lang)
		b.open("/tai-khoan/ho-so")
		b.run(chromedp.Evaluate[chromedp.Void](`[...document.forms].filter((f) => !f.elements.newPassword).forEach((f) => f.removeAttribute("action"))`))
		b.send("/tai-khoan/ho-so", stale+`; set("newPassword", "mật khẩu mới")`, says[2])
		b.look("again-password-" + lang)
		b.open(dossierPage)
		b.send(dossierPage, `set("csrf", "stale.`+second.ID+`")`, says[3])
		b.look("again-other-" + lang)
	}
	b.open("/?lang=vi")
	b.open(newGoods)
	b.send(newGoods, stale+`; set("name", "Mật ong bạc hà"); set("group", "thuc-pham"); set("price.min", "320.000")`, "Chưa lưu được")
	b.run(chromedp.Click("#again button[type=submit]"))
	b.until(`document.querySelector("h1")?.textContent === "Mật ong bạc hà"`)

	for lang, says := range words {
		b.open(dossierPage + "?lang=" + lang)
		call(b, network.ClearBrowserCookies, cdp.Empty{})
		b.run(chromedp.Evaluate[chromedp.Void](`document.cookie = "lk_lang=` + lang + `; path=/"`))
		b.send(dossierPage, "", says[4])
		b.look("signed-out-" + lang)
		b.signInAs("htx@test.vn")
	}
	b.noComplaints()
}

// TestMergingFitsAndCanBeRead: the list, the comparison, what it is refused for, and
// where it leads.
func TestMergingFitsAndCanBeRead(t *testing.T) {
	s := newStage(t)
	twin := func(name string, kind registry.Kind) string {
		made, err := s.Registry.Create(t.Context(), account.System, registry.NewOrganization{Kind: kind, Name: s.htx.Name + name,
			TaxCode: s.TaxCode(), AreaCode: s.htx.AreaCode, Phone: "0987654321", Address: "Thôn Nà Chom, xã có tên rất dài để xem chữ xuống dòng thế nào trên điện thoại"})
		require.NoError(t, err)
		return made.ID
	}
	b := s.chrome()
	b.screen(360, "light")
	b.signInAs("canbo@test.vn")
	for lang, says := range map[string][]string{"vi": {"Hãy đánh dấu ô này", "Chưa gộp được"}, "en": {"Tick this box", "cannot be merged"}} {
		b.open("/?lang=" + lang)
		pair := "/can-bo/trung-lap/" + s.htx.ID + "/" + twin("s", s.htx.Kind)
		b.open("/can-bo/trung-lap")
		b.look("duplicates-" + lang)
		b.open(pair)
		b.look("pair-" + lang)
		b.send(pair, `form.insertAdjacentHTML("beforeend", "<input type=hidden name=action value=merge>")`, says[0])
		b.look("pair-refused-" + lang)
		b.open("/can-bo/trung-lap/" + s.htx.ID + "/" + twin("u"+lang, registry.Enterprise))
		require.Nil(t, elements(t, value(b, chromedp.Evaluate[string](`document.querySelector("main").outerHTML`))).first("button", "value", "merge"))
		b.look("pair-obstacle-" + lang)
		b.open(pair)
		b.send(pair, `form.insertAdjacentHTML("beforeend", "<input type=hidden name=action value=merge>"); set("reason", "Nhập hai lần"); set("confirmed", true)`, s.htx.Name)
		b.until(`location.pathname.startsWith("/htx/")`)
		b.look("pair-merged-" + lang)
	}
	b.noComplaints()
}

// TestImportStepsFit: each step of an officer's import, in both languages.
func TestImportStepsFit(t *testing.T) {
	s := newStage(t)
	b := s.chrome()
	b.screen(360, "light")
	b.signInAs("canbo@test.vn")
	table := "kind,name,taxCode,areaCode\ncooperative,HTX Rau sạch Ba Bể,%s,01840\n%s"
	for lang, says := range map[string][]string{"vi": {"Bảng còn lỗi", "Bảng không có lỗi", "Đã nhập"}, "en": {"has errors", "no errors", "Imported"}} {
		b.open("/can-bo/nhap?lang=" + lang)
		b.look("imports-" + lang)
		b.open("/can-bo/nhap/organizations")
		b.look("import-ask-" + lang)
		for at, row := range []string{"hợp tác xã kiểu mới,,123,99999\n,HTX Không mã số thuế dài dòng để xem chữ xuống dòng,abc,01840\n", ""} {
			path := filepath.Join(t.TempDir(), "danh sách hợp tác xã toàn tỉnh năm 2026 bản sửa lần cuối.csv")
			require.NoError(t, os.WriteFile(path, []byte(fmt.Sprintf(table, s.TaxCode(), row)), 0o600))
			b.open("/can-bo/nhap/organizations")
			b.run(chromedp.SetUploadFiles("#f-file", []string{path}), chromedp.Click("form[enctype] button[type=submit]"))
			b.until(`document.querySelector("#job h1")?.textContent.includes("` + says[at] + `")`)
			b.look(fmt.Sprintf("import-checked-%d-%s", at, lang))
		}
		b.run(chromedp.Click("main form.panel button[type=submit]"))
		b.until(`document.querySelector("#job h1")?.textContent.includes("` + says[2] + `")`)
		b.look("import-done-" + lang)
	}
	b.noComplaints()
}

// TestRemovalsAndTotalsFitInTheDark: the opened question before a removal, and a rating
// that is a total alone.
func TestRemovalsAndTotalsFitInTheDark(t *testing.T) {
	s := newStage(t)
	_, err := s.Registry.Rate(t.Context(), account.System, s.htx.ID, 2025, 81_500)
	require.NoError(t, err)
	_, err = s.Registry.Rate(t.Context(), s.actor(s.director), s.htx.ID, 2024, 71_500)
	require.NoError(t, err)
	b := s.chrome()
	b.screen(360, "light")
	b.signInAs("htx@test.vn")
	scans := "/tai-khoan/tai-lieu"
	require.Equal(t, http.StatusSeeOther, s.browser().signIn("htx@test.vn").sendFile(scans, scans, "Giấy chứng nhận đăng ký hợp tác xã năm 2021 bản sao công chứng.pdf", scan, nil).StatusCode)
	product := "/tai-khoan/san-pham/" + s.product.ID
	for _, lang := range []string{"vi", "en"} {
		b.open("/?lang=" + lang)
		for name, page := range map[string]string{"scan": scans, "photo": product + "/anh", "lot": product + "/lo-hang"} {
			b.open(page)
			b.run(chromedp.Click("main .change summary"), chromedp.WaitVisible("main .change .button.warn"))
			b.look("remove-" + name + "-" + lang)
		}
		for year := 2024; year <= 2025; year++ {
			b.open(fmt.Sprintf("/tai-khoan/xep-loai?nam=%d", year))
			b.look(fmt.Sprintf("rating-%d-%s", year, lang))
		}
	}
	call(b, network.ClearBrowserCookies, cdp.Empty{})
	b.signInAs("canbo@test.vn")
	for _, lang := range []string{"vi", "en"} {
		b.open("/can-bo/xep-loai?lang=" + lang)
		b.look("ratings-" + lang)
		for year := 2024; year <= 2025; year++ {
			b.open(fmt.Sprintf("/can-bo/xep-loai/%s/%d", s.htx.ID, year))
			b.look(fmt.Sprintf("countersign-%d-%s", year, lang))
		}
	}
	b.noComplaints()
}
