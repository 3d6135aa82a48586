package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// stale is a token of another session of the director's.
func (b *browser) stale() string {
	return b.stage.browser().signIn("htx@test.vn").token("/tai-khoan")
}

// refused posts a form with a token that does not hold for this session.
func (b *browser) refused(path string, values url.Values, headers ...string) answer {
	b.t.Helper()
	values.Set("csrf", b.stale())
	return b.send(http.MethodPost, path, values.Encode(), headers...)
}

// again is the form of the page that offers to send once more, nil for none.
func (d document) again() (action string, sent url.Values) {
	within := false
	for _, e := range d {
		if e.name == "form" {
			within = e.attrs["method"] == "post" && e.attrs["action"] != "/dang-xuat"
			if within {
				action, sent = e.attrs["action"], url.Values{}
			}
		}
		if within && e.name == "input" {
			sent.Add(e.attrs["name"], e.attrs["value"])
		}
	}
	return action, sent
}

// TestARefusedFormIsSentAgain: what was typed stands on the page, escaped, and one
// button sends all of it with a token that holds.
func TestARefusedFormIsSentAgain(t *testing.T) {
	s := newStage(t)
	b := s.browser().signIn("htx@test.vn")
	typed := goods("description", "Mật \"rừng\" <script>alert(1)</script>\nhai dòng", "keywords", "mật & ong", "mark.attp", "1", "variants[0].name", "Chai")
	refused := b.refused(newGoods, typed, "Origin", s.URL, "Sec-Fetch-Site", "same-origin", "Referer", s.URL+newGoods+"?lang=vi")
	require.Equal(t, http.StatusForbidden, refused.StatusCode)
	require.Equal(t, "no-store", refused.Header.Get("Cache-Control"))
	require.Contains(t, refused.Header.Get("Content-Security-Policy"), "frame-ancestors 'none'", "nobody lays a button of theirs over it")
	require.Contains(t, refused.Header.Get("Content-Security-Policy"), "form-action 'self'")
	page := elements(t, refused.body)
	checkPage(t, page)
	require.NotContains(t, refused.body, "<script>alert", "it is escaped")
	main := page.first("main", "", "").words()
	for _, shown := range []string{"Mật ong bạc hà", "320.000", "<script>alert(1)</script>", "Thực phẩm", "Quy cách 1, Tên", "Nguyễn Văn Giám Đốc, HTX Miến dong Tài Hoan"} {
		require.Contains(t, main, shown)
	}
	require.NotNil(t, page.first("a", "href", newGoods+"?lang=vi"), "it leads back to the form")

	action, sent := page.again()
	require.Equal(t, newGoods, action)
	token := sent.Get("csrf")
	require.NotEqual(t, typed.Get("csrf"), token)
	sent.Del("csrf")
	typed.Del("csrf")
	for name, values := range typed {
		require.Equal(t, values, sent[name], name)
	}
	sent.Set("csrf", token)
	_, product := b.edited(b.send(http.MethodPost, action, sent.Encode(), "Origin", s.URL))
	require.Equal(t, "Mật ong bạc hà", product.Name)
	require.Contains(t, product.Description, "hai dòng")

	english := s.browser().signIn("htx@test.vn")
	english.get("/?lang=en")
	require.Contains(t, english.refused(newGoods, goods(), "Origin", s.URL).body, "Send again")
}

// TestNothingIsSentAgainForOthers: a page of another site, a sender of whom nothing is
// known, a visitor, what holds a password, a token or too much.
func TestNothingIsSentAgainForOthers(t *testing.T) {
	s := newStage(t)
	member := s.browser().signIn("htx@test.vn")
	const path = "/tai-khoan/ho-so"
	secret := "rất bí mật"
	many := url.Values{}
	for i := range 500 {
		many.Set(fmt.Sprintf("f%d", i), secret)
	}
	for _, row := range []struct {
		name    string
		by      *browser
		path    string
		sent    url.Values
		headers []string
	}{
		{"another origin", member, path, url.Values{"fullName": {secret}}, []string{"Origin", "https://evil.example"}},
		{"no origin", member, path, url.Values{"fullName": {secret}}, nil},
		{"an origin that is hidden", member, path, url.Values{"fullName": {secret}}, []string{"Origin", "null"}},
		{"another site", member, path, url.Values{"fullName": {secret}}, []string{"Sec-Fetch-Site", "cross-site"}},
		{"a neighbour's site", member, path, url.Values{"fullName": {secret}}, []string{"Origin", s.URL, "Sec-Fetch-Site", "same-site"}},
		{"no site", member, path, url.Values{"fullName": {secret}}, []string{"Sec-Fetch-Site", "none"}},
		{"another's page", member, path, url.Values{"fullName": {secret}}, []string{"Referer", "https://evil.example/" + strings.TrimPrefix(s.URL, "http://")}},
		{"too many fields", member, path, many, []string{"Origin", s.URL}},
		{"too much", member, path, url.Values{"fullName": {strings.Repeat(secret, 10_000)}}, []string{"Origin", s.URL}},
		{"what is no text", member, path, url.Values{"fullName": {secret + "\xff"}}, []string{"Origin", s.URL}},
		{"a visitor", s.browser(), path, url.Values{"fullName": {secret}}, []string{"Origin", s.URL}},
		{"signing somebody in", member, "/dang-nhap", url.Values{"email": {secret}, "next": {"/"}}, []string{"Origin", s.URL}},
		{"signing somebody up", s.browser(), "/dang-ky", url.Values{"email": {secret}}, []string{"Origin", s.URL}},
		{"an invitation, which is a secret", member, "/loi-moi/abc", url.Values{"fullName": {secret}}, []string{"Origin", s.URL}},
		{"signing out", member, "/dang-xuat", url.Values{"fullName": {secret}}, []string{"Origin", s.URL}},
		{"another organisation", member, "/tai-khoan/to-chuc", url.Values{"organization": {secret}}, []string{"Origin", s.URL}},
	} {
		t.Run(row.name, func(t *testing.T) {
			refused := row.by.refused(row.path, row.sent, row.headers...)
			require.Equal(t, http.StatusForbidden, refused.StatusCode)
			require.NotContains(t, refused.body, secret)
			action, _ := elements(t, refused.body).again()
			require.Empty(t, action)
		})
	}
	out := s.browser().refused(path, url.Values{}, "Origin", s.URL, "Referer", s.URL+path)
	door := elements(t, out.body).first("a", "href", "/dang-nhap?next=%2Ftai-khoan%2Fho-so")
	require.NotNil(t, door, "who was signed out is led to the door")
	require.Equal(t, "_blank", door.attrs["target"], "the form stays in its tab")
	outside := s.browser().refused(path, url.Values{}, "Origin", s.URL, "Referer", "https://evil.example/tai-khoan/x")
	require.NotNil(t, elements(t, outside.body).first("a", "href", "/dang-nhap?next=%2Ftai-khoan"))
}

// TestPasswordsAndFilesAreGivenAnew, and the rest can be read to be copied.
func TestPasswordsAndFilesAreGivenAnew(t *testing.T) {
	s := newStage(t)
	b := s.browser().signIn("htx@test.vn")
	page := "/tai-khoan/ho-so"
	refused := b.refused(page, url.Values{"fullName": {"Nguyễn Văn An"}, "currentPassword": {"mật khẩu cũ"}, "newPassword": {"mật khẩu mới"}}, "Origin", s.URL, "Referer", s.URL+page)
	require.Contains(t, refused.body, "Nguyễn Văn An")
	require.NotContains(t, refused.body, "mật khẩu mới")
	require.NotContains(t, refused.body, "mật khẩu cũ")
	action, _ := elements(t, refused.body).again()
	require.Empty(t, action)
	require.NotNil(t, elements(t, refused.body).first("a", "href", page))

	photos := "/tai-khoan/san-pham/" + s.product.ID + "/anh"
	body := "--x\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n" + b.stale() + "\r\n--x\r\nContent-Disposition: form-data; name=\"alt\"\r\n\r\nMiến phơi nắng\r\n--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\n\r\nBYTES\r\n--x--\r\n"
	refused = b.send(http.MethodPost, photos, body, "Origin", s.URL, "Referer", s.URL+photos, "Content-Type", "multipart/form-data; boundary=x")
	require.Equal(t, http.StatusForbidden, refused.StatusCode)
	require.Contains(t, refused.body, "Miến phơi nắng")
	require.Contains(t, refused.body, "chọn lại")
	require.NotContains(t, refused.body, "BYTES")
	action, _ = elements(t, refused.body).again()
	require.Empty(t, action)
	require.NotNil(t, elements(t, refused.body).first("a", "href", photos))
}

// TestAFormOfAnotherOrganisationIsNotSentForThisOne: its sender is led back.
func TestAFormOfAnotherOrganisationIsNotSentForThisOne(t *testing.T) {
	s := newStage(t)
	director, buyer := s.browser().signIn("htx@test.vn"), s.browser().signIn("dn@test.vn")
	own := s.buyer.Memberships[0].OrganizationID
	typed := wizard(nil)
	typed.Set("csrf", buyer.token("/tai-khoan"))
	link := director.invited(url.Values{"role": {"staff"}})
	require.Equal(t, http.StatusSeeOther, buyer.submit(link, link, url.Values{}).StatusCode) // acts for the cooperative now
	for _, token := range []string{typed.Get("csrf"), "stale." + own} {
		typed.Set("csrf", token)
		refused := buyer.send(http.MethodPost, "/nhu-cau/moi", typed.Encode(), "Origin", s.URL, "Referer", s.URL+"/nhu-cau/moi?q=a")
		require.Equal(t, http.StatusConflict, refused.StatusCode)
		page := elements(t, refused.body)
		checkPage(t, page)
		require.Contains(t, page.first("main", "", "").words(), "Miến dong cho siêu thị", "to be copied")
		action, sent := page.again()
		require.Equal(t, "/tai-khoan/to-chuc", action)
		require.Equal(t, own, sent.Get("organization"))
		require.Equal(t, "/nhu-cau/moi?q=a", sent.Get("back"))
		require.Len(t, sent, 3)
	}
	foreign := buyer.send(http.MethodPost, "/nhu-cau/moi", typed.Encode(), "Origin", "https://evil.example")
	require.NotContains(t, foreign.body, "Miến dong cho siêu thị")
	typed.Set("csrf", "stale."+s.pending.ID) // never theirs
	strange := buyer.send(http.MethodPost, "/nhu-cau/moi", typed.Encode(), "Origin", s.URL)
	action, _ := elements(t, strange.body).again()
	require.Empty(t, action)
	require.NotContains(t, strange.body, s.pending.Name)

	refused := buyer.send(http.MethodPost, "/nhu-cau/moi", url.Values{"csrf": {"stale." + own}}.Encode(), "Origin", s.URL, "Referer", s.URL+"/nhu-cau/moi")
	action, sent := elements(t, refused.body).again()
	back := buyer.send(http.MethodPost, action, sent.Encode(), "Origin", s.URL)
	require.Equal(t, "/nhu-cau/moi", back.Header.Get("Location"))
	require.Equal(t, http.StatusOK, buyer.get("/nhu-cau/moi").StatusCode)
}

// TestAnImpossibleDayIsShownAgainAsItWasTyped.
func TestAnImpossibleDayIsShownAgainAsItWasTyped(t *testing.T) {
	s := newStage(t)
	refused := s.browser().signIn("htx@test.vn").refused("/nhu-cau/moi", url.Values{"closesAt": {"2026-02-31"}}, "Origin", s.URL)
	require.Contains(t, elements(t, refused.body).first("main", "", "").words(), "2026-02-31")
}

// TestWhatIsShownAgainHasLabels: what can be typed into any form of a page is shown with
// the words of that page, not with a name of the program's.
func TestWhatIsShownAgainHasLabels(t *testing.T) {
	s := newStage(t)
	for email, paths := range visible(s) {
		if email == "" {
			continue
		}
		b := s.browser().signIn(email)
		for _, path := range paths {
			for action, typed := range elements(t, b.get(path).body).typed() {
				token := strings.SplitN(typed.Get("csrf"), ".", 2)
				typed.Set("csrf", "stale."+token[len(token)-1])
				page := elements(t, b.send(http.MethodPost, action, typed.Encode(), "Origin", s.URL).body)
				for _, e := range page {
					if e.name == "dt" {
						require.False(t, typed.Has(e.words()), "%s %s: %s %s", email, path, action, e.words())
					}
				}
			}
		}
	}
}

// typed fills in what can be typed into the forms of a page that post, by their actions.
func (d document) typed() map[string]url.Values {
	forms := map[string]url.Values{}
	var form url.Values
	for _, e := range d {
		name := e.attrs["name"]
		switch {
		case e.name == "form":
			form = url.Values{}
			if e.attrs["method"] == "post" && e.attrs["enctype"] == "" {
				forms[e.attrs["action"]] = form
			}
		case name == "", form == nil:
		case name == "csrf":
			form.Set(name, e.attrs["value"])
		case e.name == "textarea", e.name == "select", e.name == "input" && e.attrs["type"] != "hidden" && e.attrs["type"] != "file":
			form.Set(name, "x")
		}
	}
	return forms
}
