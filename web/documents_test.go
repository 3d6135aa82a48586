package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/account"
)

var scan = []byte("%PDF-1.7\nbí mật\n%%EOF\n")

// TestDocumentsAreKeptOnPages, and shown to nobody else.
func TestDocumentsAreKeptOnPages(t *testing.T) {
	s := newStage(t)
	director, officer, buyer := s.browser().signIn("htx@test.vn"), s.browser().signIn("canbo@test.vn"), s.browser().signIn("dn@test.vn")
	own, certificate := "/tai-khoan/tai-lieu", "/tai-khoan/chung-nhan/"+s.product.CertificateID+"/tai-lieu"
	for _, page := range []string{own, certificate} {
		refused := director.sendFile(page, page, "giay.pdf", []byte("<html>"), nil)
		require.Equal(t, http.StatusUnprocessableEntity, refused.StatusCode)
		require.NotNil(t, elements(t, refused.body).first("p", "id", "f-file-error"))
		require.Equal(t, http.StatusSeeOther, director.sendFile(page, page, "Giấy đăng ký.pdf", scan, nil).StatusCode)
		require.Contains(t, director.get(page).body, "Giấy đăng ký.pdf")
	}
	subject, err := s.Registry.DocumentSubject(t.Context(), account.System, s.htx.ID)
	require.NoError(t, err)
	held, err := s.Registry.Documents(t.Context(), account.System, subject, "", 10)
	require.NoError(t, err)
	require.Len(t, held.Items, 1)
	path := "/tai-lieu/" + held.Items[0].ID
	file := officer.get(path)
	require.Equal(t, string(scan), file.body)
	require.Contains(t, file.Header.Get("Content-Disposition"), "attachment")
	require.Equal(t, "nosniff", file.Header.Get("X-Content-Type-Options"))
	require.Equal(t, "private, no-store", file.Header.Get("Cache-Control"))

	for _, page := range []string{"/htx/" + s.htx.ID + "/tai-lieu", certificate} {
		require.Equal(t, http.StatusOK, officer.get(page).StatusCode, page)
		require.Equal(t, http.StatusNotFound, buyer.get(page).StatusCode, page)
		require.Equal(t, http.StatusSeeOther, s.browser().get(page).StatusCode, page)
	}
	require.Equal(t, http.StatusNotFound, buyer.get(path).StatusCode)
	require.Equal(t, http.StatusNotFound, buyer.submit(own, path, url.Values{}).StatusCode)
	require.Contains(t, officer.get("/htx/"+s.htx.ID).body, "/htx/"+s.htx.ID+"/tai-lieu")
	require.NotContains(t, buyer.get("/htx/"+s.htx.ID).body, "/tai-lieu")

	_, folded, _ := strings.Cut(director.get(own).body, `<details class="change">`)
	folded, _, _ = strings.Cut(folded, "</details>")
	require.Contains(t, folded, `action="`+path+`"`, "nothing is removed by one tap")
	require.Contains(t, folded, "Xóa Giấy đăng ký.pdf? Tệp sẽ mất hẳn, không lấy lại được.")
	require.Equal(t, 1, strings.Count(director.get(own).body, `action="`+path+`"`))
	require.Equal(t, own, director.submit(own, path, url.Values{"back": {own}}).Header.Get("Location"))
	require.Equal(t, http.StatusNotFound, director.get(path).StatusCode)
}
