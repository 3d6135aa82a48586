package web_test

import (
	"html"
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"
)

// A buyer keeps a search from its page, turns its alert off and on and deletes it.
func TestSavingASearch(t *testing.T) {
	s := newStage(t)
	const asked = "/san-pham?q=mien+dong&stars=4&minAvailable=100&unit=ta"
	require.Contains(t, html.UnescapeString(s.browser().get(asked).body), "/dang-nhap?next=", "a visitor is led to the door")
	require.NotContains(t, s.browser().get("/san-pham").body, `id="keep"`)

	b := s.browser().signIn("dn@test.vn")
	require.NotContains(t, b.get("/san-pham").body, `id="keep"`, "nothing is asked")
	page := elements(t, b.get(asked).body)
	query := page.first("input", "name", "query")
	require.Equal(t, "save", query.attrs["form"])
	save := func(query, name string) answer {
		t.Helper()
		return b.submit(asked, "/tai-khoan/tim-kiem", url.Values{"query": {query}, "name": {name}, "alert": {"true"}})
	}
	refused := save(query.attrs["value"], " ")
	require.Equal(t, http.StatusUnprocessableEntity, refused.StatusCode)
	require.Equal(t, query.attrs["value"], elements(t, refused.body).first("input", "name", "query").attrs["value"], "the search is kept")

	require.Equal(t, http.StatusSeeOther, save(query.attrs["value"], "Miến 4 sao").StatusCode)
	list := html.UnescapeString(b.get("/tai-khoan/tim-kiem").body)
	require.Contains(t, list, "/san-pham?minAvailable=100&q=mien+dong&stars=4&unit=ta")
	require.Contains(t, list, "Miến 4 sao")
	require.Contains(t, list, "Đang báo")

	saved, err := s.Catalogue.SavedSearches(t.Context(), s.actor(s.buyer), "", 10)
	require.NoError(t, err)
	require.Len(t, saved.Items, 1)
	path := "/tai-khoan/tim-kiem/" + saved.Items[0].ID
	act := func(as *browser, page, action string) int {
		t.Helper()
		return as.submit(page, path, url.Values{"action": {action}}).StatusCode
	}
	require.Equal(t, http.StatusSeeOther, act(b, "/tai-khoan/tim-kiem", "silent"))
	require.NotContains(t, b.get("/tai-khoan/tim-kiem").body, "Đang báo")
	other := s.browser().signIn("htx@test.vn")
	require.Equal(t, http.StatusNotFound, act(other, "/thong-bao", "delete"), "another's is not there")
	require.Equal(t, http.StatusSeeOther, act(b, "/tai-khoan/tim-kiem", "delete"))
	require.Contains(t, b.get("/tai-khoan/tim-kiem").body, "chưa lưu tìm kiếm")

	require.Equal(t, http.StatusUnprocessableEntity, save("area=99999", "Nơi lạ").StatusCode)
	require.Equal(t, http.StatusUnprocessableEntity, save("minAvailable=x", "Số lạ").StatusCode)
}
