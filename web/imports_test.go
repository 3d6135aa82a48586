package web_test

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lienket/api/account"
	"lienket/api/registry"
	"lienket/api/sheet"
)

const productTable = "name,group,unit,priceMin\n"

// job uploads a table and gives the page that it leads to.
func (b *browser) job(base, kind, csv string) string {
	b.t.Helper()
	answered := b.sendFile(base+"/"+kind, base+"/"+kind, "bang.csv", []byte(csv), nil)
	require.Equal(b.t, http.StatusSeeOther, answered.StatusCode, answered.body)
	return answered.Header.Get("Location")
}

func TestATableIsCheckedThenImported(t *testing.T) {
	s := newStage(t)
	own := s.browser().signIn("htx@test.vn")
	require.Contains(t, own.get("/tai-khoan").body, "/tai-khoan/nhap")
	offered := own.get("/tai-khoan/nhap").body
	require.Contains(t, offered, "/tai-khoan/nhap/products")
	require.NotContains(t, offered, "/tai-khoan/nhap/organizations")

	template := own.get("/tai-khoan/nhap/products/mau.xlsx")
	require.Equal(t, sheet.ContentTypes["xlsx"], template.Header.Get("Content-Type"))
	_, err := sheet.Read([]byte(template.body), sheet.Usual)
	require.ErrorContains(t, err, "", "it has a header alone")

	for _, wrong := range []struct{ file, says string }{
		{"", "tải lên"}, {"%PDF-1.7\x00\x01", ""}, {"name,màu\nMiến,đỏ\n", ""}, {strings.Repeat("x", 11<<20), "10 MB"},
	} {
		answered := own.sendFile("/tai-khoan/nhap/products", "/tai-khoan/nhap/products", "anh.pdf", []byte(wrong.file), nil)
		if answered.StatusCode == http.StatusSeeOther { // rows were read
			require.Contains(t, own.get(answered.Header.Get("Location")).body, "màu")
			continue
		}
		require.Equal(t, http.StatusUnprocessableEntity, answered.StatusCode, answered.body)
		page := elements(t, answered.body)
		require.NotNil(t, page.first("a", "href", "#f-file"), "the error stands by the field")
	}

	bad := own.job("/tai-khoan/nhap", "products", productTable+"Miến dong,không có,kg,1.000\nChè,do-uong,kg,"+strings.Repeat("x\nChè,do-uong,kg,", 60)+"y\n")
	page := own.get(bad)
	require.Contains(t, page.body, "C")
	require.Contains(t, page.body, "Nhóm sản phẩm (B2)")
	require.Contains(t, page.body, "?trang=2")
	require.NotContains(t, own.get(bad+"?trang=2").body, "Nhóm sản phẩm (B2)")
	require.NotContains(t, page.body, "Xác nhận nhập")
	errors := own.get(bad + "/loi.csv")
	table, err := sheet.Read([]byte(errors.body), sheet.Usual)
	require.NoError(t, err)
	require.Equal(t, "Nhóm sản phẩm (B2)", table.Rows[0].At(1).Value)
	require.Equal(t, http.StatusUnprocessableEntity, own.submit("/tai-khoan/nhap/products", bad, url.Values{}).StatusCode, "errors are not confirmed")

	good := own.job("/tai-khoan/nhap", "products", productTable+"Gạo nếp,Thực phẩm,kg,30.000\n"+s.draft.Name+",duoc-lieu,hop,\n")
	checked := own.get(good).body
	require.Contains(t, checked, "Bảng không có lỗi")
	require.Contains(t, checked, "Xác nhận nhập")
	other := s.browser().signIn("dn@test.vn")
	require.Equal(t, http.StatusForbidden, other.get("/tai-khoan/nhap").StatusCode)
	require.Equal(t, http.StatusForbidden, other.get(good).StatusCode)
	officer := s.browser().signIn("canbo@test.vn")
	require.Equal(t, http.StatusNotFound, officer.get(strings.Replace(good, "/tai-khoan", "/can-bo", 1)).StatusCode)
	require.Equal(t, http.StatusForbidden, own.get("/tai-khoan/nhap/organizations").StatusCode)
	require.Equal(t, http.StatusNotFound, own.get("/tai-khoan/nhap/khong-co").StatusCode)

	confirmed := own.submit(good, good, url.Values{})
	require.Equal(t, good, confirmed.Header.Get("Location"))
	require.Eventually(t, func() bool {
		page := own.get(good).body
		running := strings.Contains(page, "data-running")
		require.Equal(t, running, strings.Contains(page, `http-equiv="refresh"`), "it is looked at again without scripts")
		return !running
	}, 20*time.Second, 50*time.Millisecond)
	done := own.get(good).body
	require.Contains(t, done, "Đã nhập xong")
	require.NotNil(t, elements(t, done).first("a", "href", "/tai-khoan/san-pham"))
	require.Contains(t, own.get("/tai-khoan/san-pham?q=gao+nep").body, "Gạo nếp")
	require.Contains(t, own.get("/thong-bao").body, "bang.csv")

	same := own.job("/tai-khoan/nhap", "products", productTable+"Gạo nếp,Thực phẩm,kg,30.000\n")
	require.NotContains(t, own.get(same).body, "Xác nhận nhập", "there is nothing to confirm")
}

func TestAnOfficerImportsWhereOfficersDo(t *testing.T) {
	s := newStage(t)
	officer := s.browser().signIn("canbo@test.vn")
	require.Contains(t, officer.get("/tai-khoan").body, "/can-bo/nhap")
	require.Equal(t, "/can-bo/nhap/reports?trang=2", officer.get("/tai-khoan/nhap/reports?trang=2").Header.Get("Location"))
	page := officer.job("/can-bo/nhap", "organizations", "kind,name,taxCode,areaCode,representativeName,memberCount\ncooperative,HTX Mới nhập,"+s.TaxCode()+",01840,Hà,12\n")
	officer.submit(page, page, url.Values{})
	require.Eventually(t, func() bool { return !strings.Contains(officer.get(page).body, "data-running") }, 20*time.Second, 50*time.Millisecond)
	require.Contains(t, officer.get(page).body, "Đã nhập xong")
	require.Contains(t, officer.get("/can-bo/so-bo?q=moi+nhap&col=representative").body, "Hà")
	visitor := s.browser()
	require.Equal(t, http.StatusSeeOther, visitor.get("/can-bo/nhap").StatusCode)
}

// TestACheckedFileSaysWhatItChangesAndVerifies, before anybody confirms it.
func TestACheckedFileSaysWhatItChangesAndVerifies(t *testing.T) {
	s := newStage(t)
	officer := s.browser().signIn("canbo@test.vn")
	row := "Hợp tác xã," + s.pending.Name + "," + s.pending.TaxCode + "," + s.pending.AreaCode
	same := officer.get(officer.job("/can-bo/nhap", "organizations", "kind,name,taxCode,areaCode,Trạng thái (chỉ xem)\n"+row+",Chờ xác minh\n")).body
	require.Contains(t, same, "không có gì để lưu")
	require.NotContains(t, same, "đang chờ:")

	lines := "kind,name,taxCode,areaCode,contactPerson\n" + row + ",Nông Thị Hà\n"
	for i := range 22 {
		code := s.TaxCode()
		s.organization(fmt.Sprintf("cho%d@test.vn", i), "Người chờ", registry.NewOrganization{
			Kind: registry.Cooperative, Name: fmt.Sprintf("HTX Chờ %d", i), TaxCode: code, AreaCode: "01840"}, false)
		lines += fmt.Sprintf("cooperative,HTX Chờ %d,%s,01840,Bà Hà\n", i, code)
	}
	page := officer.job("/can-bo/nhap", "organizations", lines)
	checked := officer.get(page).body
	checkPage(t, elements(t, checked))
	require.Contains(t, checked, "là duyệt 23 hồ sơ đang chờ:")
	require.Contains(t, checked, "Dòng 2: "+s.pending.Name)
	require.Contains(t, checked, "và 3 hồ sơ nữa.")
	require.Less(t, strings.Index(checked, "là duyệt 23 hồ sơ"), strings.Index(checked, "Xác nhận nhập</button>"))
	require.Regexp(t, `data-label="Cột">Người liên hệ</td>\s*<td class="" data-label="Đang có">\(trống\)</td>\s*<td class="" data-label="Sẽ là">Nông Thị Hà</td>`, checked)
	require.Equal(t, registry.Pending, s.standing(s.pending.ID), "nothing is decided before it is confirmed")
}

// download is a list as a file, from the button on a page.
func (b *browser) download(page, file string) *sheet.Table {
	b.t.Helper()
	link := ""
	for _, a := range elements(b.t, b.get(page).body).all("a") {
		if strings.HasPrefix(a.attrs["href"], "/xuat/"+file) {
			link = a.attrs["href"]
		}
	}
	require.NotEmpty(b.t, link, "%s offers %s", page, file)
	answered := b.get(link)
	require.Equal(b.t, http.StatusOK, answered.StatusCode, answered.body)
	require.Contains(b.t, answered.Header.Get("Content-Disposition"), "attachment")
	table, err := sheet.Read(bytes.TrimSpace([]byte(answered.body)), sheet.Usual)
	require.NoError(b.t, err)
	return table
}

func TestPagesOfferTheirListsAsFiles(t *testing.T) {
	s := newStage(t)
	visitor, own, officer := s.browser(), s.browser().signIn("htx@test.vn"), s.browser().signIn("canbo@test.vn")
	members := int64(20)
	require.Len(t, visitor.download("/san-pham", "san-pham.csv").Rows, 2)
	require.Len(t, visitor.download("/san-pham?q=mien+dong&stars=4", "san-pham.csv").Rows, 1)
	require.Len(t, visitor.download("/san-pham?group=thu-cong-my-nghe", "san-pham.xlsx").Rows, 1)
	require.Len(t, visitor.download("/htx", "htx.csv").Rows, 1)
	require.Len(t, own.download("/tai-khoan/san-pham?status=draft", "san-pham-don-vi.csv").Rows, 1)
	require.Len(t, own.download("/tai-khoan/san-pham", "san-pham-don-vi.xlsx").Rows, 3)
	require.Len(t, own.download("/tai-khoan/san-pham", "chung-nhan.xlsx").Rows, 1)
	capacity := own.download("/tai-khoan/san-pham", "cong-suat.xlsx")
	require.Len(t, capacity.Rows, 3)
	require.Len(t, officer.download("/can-bo/so-bo", "so-bo.csv").Rows, 2)
	require.Len(t, officer.download("/can-bo/so-bo?status=pending", "so-bo.xlsx").Rows, 1)
	require.Len(t, officer.download("/can-bo/san-pham?group=thuc-pham", "san-pham-dia-ban.csv").Rows, 1)
	require.Len(t, officer.download("/can-bo/bao-cao?nam=2025", "bao-cao.csv").Rows, 1)
	_, err := s.Registry.SaveReport(t.Context(), s.actor(s.director), s.htx.ID, 2025, registry.Figures{Members: &members}, 0)
	require.NoError(t, err)
	require.Len(t, own.download("/tai-khoan/bao-cao", "bao-cao-don-vi.xlsx").Rows, 1)
	require.NotEmpty(t, own.download("/thong-bao", "thong-bao.csv").Rows)
	_, err = s.Registry.Rate(t.Context(), account.System, s.htx.ID, 2024, 81_000)
	require.NoError(t, err)
	require.Len(t, own.download("/tai-khoan/xep-loai", "xep-loai.csv").Rows, 1)

	require.Equal(t, http.StatusSeeOther, visitor.get("/xuat/hop-dong.csv").StatusCode, "to the door")
	require.Equal(t, http.StatusForbidden, own.get("/xuat/so-bo.csv").StatusCode)
	require.Equal(t, http.StatusNotFound, own.get("/xuat/khong-co.csv").StatusCode)
	require.Equal(t, http.StatusNotFound, own.get("/xuat/htx.pdf").StatusCode)
	require.Equal(t, http.StatusUnprocessableEntity, visitor.get("/xuat/san-pham.csv?month=x").StatusCode)

	// What is there goes out, comes in again and changes nothing.
	file := own.get("/xuat/san-pham-don-vi.xlsx")
	answered := own.sendFile("/tai-khoan/nhap/products", "/tai-khoan/nhap/products", "a.xlsx", []byte(file.body), nil)
	require.Contains(t, own.get(answered.Header.Get("Location")).body, "không có gì để lưu")
}
