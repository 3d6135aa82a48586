package web_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/account"
	"lienket/api/app/apptest"
)

// TestPhotosAreKeptOnAPage, without a script: added, described, made the cover,
// removed.
func TestPhotosAreKeptOnAPage(t *testing.T) {
	s := newStage(t)
	director := s.browser().signIn("htx@test.vn")
	page := "/tai-khoan/san-pham/" + s.onAsk.ID + "/anh"
	require.Contains(t, director.get(page).body, "Chưa có ảnh nào")

	refused := director.sendFile(page, page, "khan.jpg", []byte("không phải ảnh"), map[string]string{"alt": "Khăn trên khung cửi"})
	require.Equal(t, http.StatusUnprocessableEntity, refused.StatusCode)
	require.NotNil(t, elements(t, refused.body).first("p", "id", "f-file-error"))
	require.Contains(t, refused.body, "Khăn trên khung cửi", "what was typed is kept")
	require.Contains(t, refused.body, "Chỉ nhận ảnh JPEG, PNG hoặc WebP.")

	for _, alt := range []string{"Khăn trên khung cửi", ""} {
		added := director.sendFile(page, page, "khan.png", apptest.Picture(t, 700, 500), map[string]string{"alt": alt})
		require.Equal(t, http.StatusSeeOther, added.StatusCode, added.body)
		require.Equal(t, page, added.Header.Get("Location"))
	}
	held := func() (ids []string) {
		product, err := s.Catalogue.Product(t.Context(), account.System, s.onAsk.ID)
		require.NoError(t, err)
		for _, photo := range product.Photos {
			ids = append(ids, photo.ID)
		}
		return ids
	}
	before := held()
	require.Len(t, before, 2)
	move := func(id string, values url.Values) answer { return director.submit(page, page+"/"+id, values) }
	require.Equal(t, http.StatusSeeOther, move(before[1], url.Values{"action": {"cover"}, "back": {"/tai-khoan"}}).StatusCode)
	require.Equal(t, []string{before[1], before[0]}, held())
	require.Equal(t, http.StatusSeeOther, move(before[1], url.Values{"action": {"describe"}, "alt": {"Khăn gấp lại"}}).StatusCode)
	require.Contains(t, folds(director.get(page).body), `action="`+page+"/"+before[1]+`"`, "nothing is removed by one tap")
	require.NotContains(t, outsideFolds(director.get(page).body), `value="remove"`)
	shown := elements(t, s.browser().get("/san-pham/"+s.onAsk.ID).body)
	require.NotNil(t, shown.first("img", "alt", "Khăn gấp lại"))
	require.Equal(t, http.StatusSeeOther, move(before[1], url.Values{"action": {"remove"}}).StatusCode)
	require.Equal(t, before[:1], held())
	require.Equal(t, http.StatusNotFound, move(before[1], url.Values{"action": {"remove"}}).StatusCode)

	require.Equal(t, "/tai-khoan", move(before[0], url.Values{"action": {"cover"}, "back": {"/tai-khoan"}}).Header.Get("Location"))
	require.Equal(t, page, move(before[0], url.Values{"action": {"cover"}, "back": {"//evil.example"}}).Header.Get("Location"))
	require.Equal(t, http.StatusForbidden, s.browser().signIn("dn@test.vn").get(page).StatusCode)
	require.Equal(t, http.StatusSeeOther, s.browser().get(page).StatusCode)
}

// TestPhotosAreShown wherever the product is, and told to who shares it.
func TestPhotosAreShown(t *testing.T) {
	s := newStage(t)
	s.photograph(s.onAsk, 1800, 1200)
	s.photograph(s.onAsk, 90, 160)
	s.Indexed()
	b := s.browser()
	body := b.get("/san-pham/" + s.onAsk.ID).body
	page := elements(t, body)
	first := page.first("img", "", "")
	require.Equal(t, []string{"1600", "1067", "Khăn thổ cẩm Tày dệt tay"}, []string{first.attrs["width"], first.attrs["height"], first.attrs["alt"]})
	require.Equal(t, 3, strings.Count(first.attrs["srcset"], "/media/photos/"))
	require.Equal(t, http.StatusOK, b.get(first.attrs["src"]).StatusCode)
	image := page.first("meta", "property", "og:image").attrs["content"]
	require.True(t, strings.HasPrefix(image, "http"), image)
	_, rest, _ := strings.Cut(body, `<script type="application/ld+json">`)
	text, _, _ := strings.Cut(rest, "</script>")
	var described struct{ Image []string }
	require.NoError(t, json.Unmarshal([]byte(text), &described))
	require.Len(t, described.Image, 2)
	require.Equal(t, image, described.Image[0])

	for _, list := range []string{"/", "/san-pham?q=khan+tho+cam", "/htx/" + s.htx.ID} {
		require.NotNil(t, elements(t, b.get(list).body).first("img", "src", first.attrs["src"]), list)
	}
}
