package web_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"
	"github.com/stretchr/testify/require"

	"lienket/web"
)

func credentials() url.Values {
	return url.Values{"email": {"htx@test.vn"}, "password": {password}}
}

func TestSigningInAndOut(t *testing.T) {
	s := newStage(t)
	b := s.browser()
	asked := b.get("/hop-dong")
	require.Equal(t, http.StatusSeeOther, asked.StatusCode)
	require.Equal(t, "/dang-nhap?next=%2Fhop-dong", asked.Header.Get("Location"))

	values := credentials()
	values.Set("next", "/hop-dong")
	entered := b.submit("/dang-nhap", "/dang-nhap", values)
	require.Equal(t, http.StatusSeeOther, entered.StatusCode)
	require.Equal(t, "/hop-dong", entered.Header.Get("Location"))
	session := cookie(entered, "lk_session")
	require.NotNil(t, session)
	require.True(t, session.HttpOnly)
	require.Equal(t, http.SameSiteLaxMode, session.SameSite)
	require.Equal(t, http.StatusOK, b.get("/hop-dong").StatusCode)
	require.Equal(t, http.StatusSeeOther, b.get("/dang-nhap").StatusCode)

	left := b.submit("/tai-khoan", "/dang-xuat", url.Values{})
	require.Equal(t, "/", left.Header.Get("Location"))
	require.Contains(t, b.get("/").body, "Đã đăng xuất.")
	require.NotContains(t, b.get("/").body, "Đã đăng xuất.", "a notice is shown once")
	require.Equal(t, http.StatusSeeOther, b.get("/hop-dong").StatusCode)
	again := b.get("/hop-dong", "Cookie", "lk_session="+session.Value)
	require.Equal(t, http.StatusSeeOther, again.StatusCode, "a session that has ended opens nothing")
}

func cookie(a answer, name string) *http.Cookie {
	for _, cookie := range a.Cookies() {
		if cookie.Name == name {
			return cookie
		}
	}
	return nil
}

func TestCookiesAreSecureOverHTTPS(t *testing.T) {
	s := newStage(t)
	site, err := web.New(web.Options{Accounts: s.Accounts, Notices: s.Notices, Registry: s.Registry, Catalogue: s.Catalogue, Sourcing: s.Sourcing,
		Linkage: s.Linkage, Promotion: s.Promotion, PublicURL: "https://lienket.vn", Clock: s.Clock.Now})
	require.NoError(t, err)
	app := fiber.New(fiber.Config{Immutable: true})
	site.Mount(app)
	response, err := app.Test(httptest.NewRequest(http.MethodGet, "/dang-nhap", nil))
	require.NoError(t, err)
	require.NotEmpty(t, response.Cookies())
	for _, cookie := range response.Cookies() {
		require.True(t, cookie.Secure, cookie.Name)
	}
	_, err = io.Copy(io.Discard, response.Body)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
}

// TestFormsOfOthersAreRefused posts the right password in every wrong way.
func TestFormsOfOthersAreRefused(t *testing.T) {
	s := newStage(t)
	other := s.browser()
	foreign := other.token("/dang-nhap")
	rows := []struct {
		name    string
		token   func(b *browser) string
		headers []string
		status  int
	}{
		{"the page's own", func(b *browser) string { return b.token("/dang-nhap") }, []string{"Origin", s.URL}, http.StatusSeeOther},
		{"of a browser that names no origin", func(b *browser) string { return b.token("/dang-nhap") }, nil, http.StatusSeeOther},
		{"without a token", func(b *browser) string { b.token("/dang-nhap"); return "" }, []string{"Origin", s.URL}, http.StatusForbidden},
		{"with another visitor's token", func(b *browser) string { b.token("/dang-nhap"); return foreign }, []string{"Origin", s.URL}, http.StatusForbidden},
		{"without the cookie", func(*browser) string { return foreign }, []string{"Origin", s.URL}, http.StatusForbidden},
		{"from another site", func(b *browser) string { return b.token("/dang-nhap") }, []string{"Origin", "https://evil.example"}, http.StatusForbidden},
		{"from nowhere", func(b *browser) string { return b.token("/dang-nhap") }, []string{"Origin", "null"}, http.StatusForbidden},
		{"cross-site", func(b *browser) string { return b.token("/dang-nhap") }, []string{"Sec-Fetch-Site", "cross-site"}, http.StatusForbidden},
		{"same-site", func(b *browser) string { return b.token("/dang-nhap") }, []string{"Sec-Fetch-Site", "same-site"}, http.StatusForbidden},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			b := s.browser()
			values := credentials()
			values.Set("csrf", row.token(b))
			answered := b.send(http.MethodPost, "/dang-nhap", values.Encode(), row.headers...)
			require.Equal(t, row.status, answered.StatusCode)
			if row.status != http.StatusSeeOther {
				require.Nil(t, cookie(answered, "lk_session"))
				require.Contains(t, answered.body, "Trang đã để quá lâu")
			}
		})
	}
	signedIn := s.browser().signIn("htx@test.vn")
	answered := signedIn.send(http.MethodPost, "/dang-xuat", url.Values{"csrf": {foreign}}.Encode(), "Origin", s.URL)
	require.Equal(t, http.StatusForbidden, answered.StatusCode)
	require.Equal(t, http.StatusOK, signedIn.get("/tai-khoan").StatusCode)
}

func TestNobodyIsSentToAnotherSite(t *testing.T) {
	s := newStage(t)
	for _, next := range []string{"https://evil.example", "//evil.example", `/\evil.example`, "/\t/evil.example", "javascript:alert(1)",
		"evil.example", "", "/\n/evil.example", "http:/evil.example", `\\evil.example`} {
		values := credentials()
		values.Set("next", next)
		answered := s.browser().submit("/dang-nhap", "/dang-nhap", values)
		require.Equal(t, http.StatusSeeOther, answered.StatusCode)
		require.Equal(t, "/tai-khoan", answered.Header.Get("Location"), next)
	}
	b := s.browser().signIn("htx@test.vn")
	require.Equal(t, "/tai-khoan", b.get("/dang-nhap?next=//evil.example").Header.Get("Location"))
	require.Equal(t, "/san-pham?q=a", b.get("/dang-nhap?next=%2Fsan-pham%3Fq%3Da").Header.Get("Location"))
}

func TestAWrongPasswordKeepsTheEmailAndIsThrottled(t *testing.T) {
	b := newStage(t).browser()
	wrong := url.Values{"email": {"htx@test.vn"}, "password": {"không phải mật khẩu"}, "next": {"/hop-dong"}}
	answered := b.submit("/dang-nhap", "/dang-nhap", wrong)
	require.Equal(t, http.StatusUnprocessableEntity, answered.StatusCode)
	page := elements(t, answered.body)
	checkPage(t, page)
	require.Equal(t, "htx@test.vn", page.first("input", "name", "email").attrs["value"])
	require.Equal(t, "/hop-dong", page.first("input", "name", "next").attrs["value"])
	require.NotContains(t, answered.body, "không phải mật khẩu")
	require.NotEmpty(t, page.first("div", "role", "alert").words())

	status := 0
	for range 30 {
		if status = b.submit("/dang-nhap", "/dang-nhap", wrong).StatusCode; status != http.StatusUnprocessableEntity {
			break
		}
	}
	require.Equal(t, http.StatusTooManyRequests, status)
}

func registration(s *stage) url.Values {
	return url.Values{
		"organization.kind": {"cooperative"}, "organization.name": {"HTX Mật ong Yến Dương"}, "organization.taxCode": {s.TaxCode()},
		"organization.areaCode": {"01840"}, "organization.address": {"Thôn Loỏng Lứng"},
		"fullName": {"Ma Thị Yến"}, "phone": {"0912 345 678"}, "email": {"yen@test.vn"}, "password": {password},
	}
}

func TestRegisteringAnOrganization(t *testing.T) {
	s := newStage(t)
	b := s.browser()
	answered := b.submit("/dang-ky", "/dang-ky", registration(s))
	require.Equal(t, http.StatusSeeOther, answered.StatusCode, answered.body)
	workspace := b.get("/tai-khoan")
	main := elements(t, workspace.body).first("main", "", "").words()
	require.Contains(t, main, "Ma Thị Yến")
	require.Contains(t, main, "HTX Mật ong Yến Dương")
	require.Contains(t, main, "Chờ xác thực")
	require.Contains(t, workspace.body, "Đã nhận đăng ký")

	waiting := elements(t, s.browser().signIn("canbo@test.vn").get("/can-bo/xac-minh").body).first("main", "", "").words()
	require.Contains(t, waiting, "HTX Mật ong Yến Dương")
}

func TestARefusedRegistrationSaysWhereAndKeepsTheRest(t *testing.T) {
	s := newStage(t)
	rows := []struct{ field, value string }{
		{"organization.kind", "company"}, {"organization.name", ""}, {"organization.taxCode", "1234567890"},
		{"organization.taxCode", s.htx.TaxCode}, {"organization.areaCode", ""}, {"organization.areaCode", "00000"},
		{"fullName", ""}, {"phone", "12"}, {"email", "htx@"}, {"email", "htx@test.vn"}, {"password", "ngan"},
		{"organization.address", strings.Repeat("dài ", 200)},
	}
	for _, row := range rows {
		t.Run(row.field+" "+row.value, func(t *testing.T) {
			values := registration(s)
			values.Set(row.field, row.value)
			answered := s.browser().submit("/dang-ky", "/dang-ky", values)
			require.Equal(t, http.StatusUnprocessableEntity, answered.StatusCode)
			page := elements(t, answered.body)
			checkPage(t, page)
			id := "f-" + strings.ReplaceAll(row.field, ".", "-")
			require.NotNil(t, page.first("a", "href", "#"+id), "a link from the summary to the field")
			wrong := page.first("", "id", id)
			require.Contains(t, wrong.attrs["aria-describedby"], id+"-error")
			require.NotEmpty(t, page.first("p", "id", id+"-error").words())
			for field := range values {
				if input := page.first("input", "name", field); input != nil && field != "csrf" && field != "password" && field != "organization.kind" {
					require.Equal(t, values.Get(field), input.attrs["value"], field)
				}
			}
			require.NotContains(t, answered.body, `value="`+password)
		})
	}
}
