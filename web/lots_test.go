package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/account"
	"lienket/api/catalogue"
)

// TestALotIsRecordedAndItsLabelsPrinted on a page, without a script.
func TestALotIsRecordedAndItsLabelsPrinted(t *testing.T) {
	s := newStage(t)
	director := s.browser().signIn("htx@test.vn")
	page := "/tai-khoan/san-pham/" + s.onAsk.ID + "/lo-hang"
	require.Contains(t, director.get(page).body, "Chưa có lô hàng nào")
	lot := url.Values{"action": {"add"}, "code": {"lô 1"}, "producedAt": {"2026-11-20"}, "amount": {"1.234,5"}, "unit": {"cai"}, "note": {"Dệt tay"}}
	refused := director.submit(page, page, lot)
	require.Equal(t, http.StatusUnprocessableEntity, refused.StatusCode)
	require.NotNil(t, elements(t, refused.body).first("p", "id", "f-code-error"))
	require.Contains(t, refused.body, `value="1.234,5"`, "what was typed is kept")
	lot.Set("code", "k-01")
	require.Equal(t, http.StatusSeeOther, director.submit(page, page, lot).StatusCode)
	shown := director.get(page).body
	for _, part := range []string{"K-01", "20/11/2026", "1.234,5\u00a0cái", "Dệt tay", "/truy-xuat/" + s.onAsk.ID + "/K-01/ma-qr.svg"} {
		require.Contains(t, shown, part)
	}
	labels := director.get(page + "/K-01/nhan.pdf?so=30")
	require.Equal(t, "application/pdf", labels.Header.Get("Content-Type"))
	require.Contains(t, labels.Header.Get("Content-Disposition"), "attachment; filename*=UTF-8''nhan-k-01.pdf")
	require.True(t, strings.HasPrefix(labels.body, "%PDF-"))

	buyer := s.browser().signIn("dn@test.vn")
	require.Equal(t, http.StatusForbidden, buyer.get(page).StatusCode)
	require.Equal(t, http.StatusForbidden, buyer.get(page+"/K-01/nhan.pdf").StatusCode)
	require.Equal(t, http.StatusSeeOther, s.browser().get(page).StatusCode)
	require.Contains(t, folds(shown), `Xóa lô K-01?`, "nothing is removed by one tap")
	require.NotContains(t, outsideFolds(shown), `value="remove"`)
	require.Equal(t, http.StatusSeeOther, director.submit(page, page, url.Values{"action": {"remove"}, "code": {"K-01"}}).StatusCode)
	require.Equal(t, http.StatusNotFound, director.get(page+"/K-01/nhan.pdf").StatusCode)
}

// TestAVisitorScansACode and sees origin, certificate and chain, by either address.
func TestAVisitorScansACode(t *testing.T) {
	s := newStage(t)
	visitor := s.browser()
	page := "/truy-xuat/" + s.product.ID + "/L1"
	shown := visitor.get(page)
	require.Equal(t, http.StatusOK, shown.StatusCode)
	main := elements(t, shown.body).first("main", "", "").words()
	for _, part := range []string{"Miến dong Tài Hoan sợi nhỏ", "Lô L1", "4 sao OCOP", "HTX Miến dong Tài Hoan", "Phường Đức Xuân", "Thành phố Bắc Kạn",
		"Tỉnh Thái Nguyên", "01/11/2026", "01/11/2027", "OCOP-19-0001", "1234/QĐ-UBND", "30/11/2028", "Chưa có hợp đồng liên kết nào"} {
		require.Contains(t, main, part)
	}
	for _, secret := range []string{"Phơi ba nắng", "500"} {
		require.NotContains(t, main, secret)
	}
	code := visitor.get(page + "/ma-qr.svg")
	require.Equal(t, "image/svg+xml", code.Header.Get("Content-Type"))
	require.Equal(t, http.StatusNotFound, visitor.get("/truy-xuat/"+s.product.ID+"/NONE").StatusCode)
	require.Equal(t, http.StatusNotFound, visitor.get("/truy-xuat/"+s.draft.ID).StatusCode)
	require.Equal(t, http.StatusOK, s.browser().signIn("htx@test.vn").get("/truy-xuat/"+s.draft.ID).StatusCode)

	gtin := "8934567000017"
	_, err := s.Catalogue.Change(t.Context(), account.System, s.product.ID, 0, catalogue.ProductChange{GTIN: &gtin})
	require.NoError(t, err)
	link := visitor.get("/01/08934567000017/10/L1")
	require.Equal(t, http.StatusTemporaryRedirect, link.StatusCode)
	require.Equal(t, page, link.Header.Get("Location"))
	require.Equal(t, "/truy-xuat/"+s.product.ID, visitor.get("/01/08934567000017").Header.Get("Location"))
	require.Equal(t, http.StatusNotFound, visitor.get("/01/04006381333931").StatusCode)
	require.Equal(t, http.StatusNotFound, visitor.get("/01/08934567000018").StatusCode)
}
