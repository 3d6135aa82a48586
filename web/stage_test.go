package web_test

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/account"
	"lienket/api/app/apptest"
	"lienket/api/catalogue"
	"lienket/api/measure"
	"lienket/api/media"
	"lienket/api/registry"
)

const password = apptest.Password

// stage is the whole program, with some things to see.
type stage struct {
	*apptest.App
	t *testing.T

	htx      *registry.Organization // verified, with products
	product  *catalogue.Product     // 4 stars, with capacity
	other    *catalogue.Product     // of another cooperative, once there is a second
	onAsk    *catalogue.Product     // price on request, no certificate
	draft    *catalogue.Product
	pending  *registry.Organization // not verified
	officer  *account.User
	director *account.User // of htx
	buyer    *account.User // of a verified enterprise
}

func newStage(t *testing.T) *stage {
	t.Helper()
	s := emptyStage(t)
	s.furnish()
	return s
}

func emptyStage(t *testing.T) *stage {
	t.Helper()
	return &stage{App: apptest.New(t), t: t}
}

// furnish fills the stage through the services.
func (s *stage) furnish() {
	s.officer = s.user(account.NewUser{Email: "canbo@test.vn", FullName: "Hoàng Thị Cán Bộ", Role: account.Officer, AreaCode: "19"})
	s.htx, s.director = s.organization("htx@test.vn", "Nguyễn Văn Giám Đốc", registry.NewOrganization{
		Kind: registry.Cooperative, Name: "HTX Miến dong Tài Hoan", TaxCode: s.TaxCode(), AreaCode: "01840", Phone: "0912345678",
		Address: "Thôn Nà Chom", About: "Làm miến từ củ dong trồng ở chân núi.\nMỗi năm thu hoạch một vụ."}, true)
	_, s.buyer = s.organization("dn@test.vn", "Trần Thị Thu Mua", registry.NewOrganization{
		Kind: registry.Enterprise, Name: "Công ty Thực phẩm Sông Hồng", TaxCode: s.TaxCode(), AreaCode: "01"}, true)
	s.pending, _ = s.organization("moi@test.vn", "Lý Thị Mới", registry.NewOrganization{
		Kind: registry.Cooperative, Name: "HTX Chè Bằng Phúc", TaxCode: s.TaxCode(), AreaCode: "01843"}, false)

	s.product = s.add(catalogue.NewProduct{Name: "Miến dong Tài Hoan sợi nhỏ", Group: "thuc-pham", Unit: "kg", MinOrder: 50_000,
		Tiers: []catalogue.Tier{{From: 0, Price: 85_000}, {From: 500_000, Price: 72_000}}, Packaging: "Túi 500 g, thùng 10 kg",
		Variants: []catalogue.Variant{{Name: "Túi 500 g", Size: &catalogue.Size{Amount: 500_000, Unit: catalogue.Gram}, GTIN: "8930000000019", Price: 42_000},
			{Name: "Thùng 20 túi"}},
		ShelfLifeDays: 365, Storage: "Nơi khô ráo, tránh nắng", Season: "Dong thu hoạch tháng 11 đến tháng 1", GTIN: "8934567890120", Keywords: []string{"Bún tàu"},
		Description: "Sợi dai, trong, không tẩy trắng.", QualityMarks: []string{"attp"},
		MarkDetails: []catalogue.MarkDetail{{Mark: "vietgap", Number: "VG-0317", Issuer: "Trung tâm Chứng nhận Vùng cao", IssuedAt: "2025-01-10", ExpiresAt: "2027-01-10"},
			{Mark: "haccp", Number: "HC-2210", ExpiresAt: "2026-11-01"}}}, true)
	s.certify(s.product, "OCOP-19-0001", 78_000)
	months := make([]measure.Amount, 12)
	for i := range months {
		months[i] = measure.Amount(200_000 + i*100_000)
	}
	for year := 2026; year <= 2027; year++ {
		_, err := s.Catalogue.SetCapacity(s.t.Context(), s.actor(s.director), s.product.ID, year, "kg", months, 0)
		require.NoError(s.t, err)
	}
	var err error
	s.product, err = s.Catalogue.Lookup(s.t.Context(), s.product.ID)
	require.NoError(s.t, err)
	_, err = s.Catalogue.AddLot(s.t.Context(), account.System, s.product.ID, catalogue.NewLot{
		Code: "L1", ProducedAt: "2026-11-01", ExpiresAt: "2027-11-01", Amount: 500_000, Note: "Phơi ba nắng"})
	require.NoError(s.t, err)
	s.photograph(s.product, 240, 160)
	s.photograph(s.product, 90, 160)
	s.onAsk = s.add(catalogue.NewProduct{Name: "Khăn thổ cẩm Tày dệt tay", Group: "thu-cong-my-nghe", Unit: "cai"}, true)
	s.draft = s.add(catalogue.NewProduct{Name: "Tinh bột nghệ", Group: "duoc-lieu", Unit: "hop"}, false)
	s.Indexed()
}

func (s *stage) user(n account.NewUser) *account.User {
	n.Password = password
	user, err := s.Accounts.CreateUser(s.t.Context(), n)
	require.NoError(s.t, err)
	return user
}

func (s *stage) organization(email, name string, n registry.NewOrganization, verified bool) (*registry.Organization, *account.User) {
	registered, err := s.Registry.Register(s.t.Context(), registry.Registration{
		Person: account.NewUser{Email: email, Password: password, FullName: name}, Organization: n})
	require.NoError(s.t, err)
	if verified {
		registered.Organization, err = s.Registry.Verify(s.t.Context(), account.System, registered.Organization.ID, "approve", "", 0)
		require.NoError(s.t, err)
	}
	return registered.Organization, registered.User
}

func (s *stage) actor(user *account.User) account.Actor {
	token, _, err := s.Accounts.StartPage(s.t.Context(), user, account.Origin{})
	require.NoError(s.t, err)
	actor, err := s.Accounts.PageActor(s.t.Context(), token)
	require.NoError(s.t, err)
	return actor
}

func (s *stage) add(n catalogue.NewProduct, published bool) *catalogue.Product {
	actor := s.actor(s.director)
	product, err := s.Catalogue.Add(s.t.Context(), actor, s.htx.ID, n)
	require.NoError(s.t, err)
	if published {
		product, err = s.Catalogue.Publish(s.t.Context(), actor, product.ID, 0)
		require.NoError(s.t, err)
	}
	return product
}

func (s *stage) photograph(product *catalogue.Product, width, height int) {
	upload := media.Upload{Name: "anh.png", Data: apptest.Picture(s.t, width, height)}
	prepared, err := s.Catalogue.PreparePhoto(s.t.Context(), account.System, product.ID, upload, "")
	require.NoError(s.t, err)
	_, err = s.Catalogue.AddPhoto(s.t.Context(), account.System, prepared, 0)
	require.NoError(s.t, err)
}

func (s *stage) certify(product *catalogue.Product, number string, score measure.Amount) {
	_, err := s.Catalogue.Certify(s.t.Context(), account.System, product.ID, catalogue.NewCertificate{
		Number: number, DecisionNumber: "1234/QĐ-UBND", Issuer: "UBND tỉnh Thái Nguyên", IssuedAt: "2025-12-01",
		CriteriaVersion: "qd-148-2023", Score: score})
	require.NoError(s.t, err)
}

// browser keeps cookies and follows no redirects.
type browser struct {
	*stage
	client *http.Client
}

func (s *stage) browser() *browser {
	jar, err := cookiejar.New(nil)
	require.NoError(s.t, err)
	return &browser{s, &http.Client{
		Jar:           jar,
		Transport:     &http.Transport{DisableCompression: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// answer is what a page answered.
type answer struct {
	*http.Response
	body string
}

func (b *browser) get(path string, headers ...string) answer {
	b.t.Helper()
	return b.send(http.MethodGet, path, "", headers...)
}

// submit posts values with the token of the form on page.
func (b *browser) submit(page, path string, values url.Values, headers ...string) answer {
	b.t.Helper()
	values.Set("csrf", b.token(page))
	return b.send(http.MethodPost, path, values.Encode(), append([]string{"Origin", b.URL}, headers...)...)
}

// sendFile posts a form with the file "file" and the token of the form on page.
func (b *browser) sendFile(page, path, name string, data []byte, values map[string]string) answer {
	b.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	require.NoError(b.t, form.WriteField("csrf", b.token(page)))
	for name, value := range values {
		require.NoError(b.t, form.WriteField(name, value))
	}
	file, err := form.CreateFormFile("file", name)
	require.NoError(b.t, err)
	_, err = file.Write(data)
	require.NoError(b.t, err)
	require.NoError(b.t, form.Close())
	return b.send(http.MethodPost, path, body.String(), "Origin", b.URL, "Content-Type", form.FormDataContentType())
}

// token is that of the first form on a page.
func (b *browser) token(page string) string {
	b.t.Helper()
	token := elements(b.t, b.get(page).body).first("input", "name", "csrf")
	require.NotNil(b.t, token, "%s has no form", page)
	return token.attrs["value"]
}

func (b *browser) send(method, path, body string, headers ...string) answer {
	b.t.Helper()
	request, err := http.NewRequestWithContext(b.t.Context(), method, b.URL+path, strings.NewReader(body))
	require.NoError(b.t, err)
	if body != "" {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := b.client.Do(request)
	require.NoError(b.t, err)
	content, err := io.ReadAll(response.Body)
	require.NoError(b.t, err)
	require.NoError(b.t, response.Body.Close())
	return answer{response, string(content)}
}

// signIn signs in as the user with that email.
func (b *browser) signIn(email string) *browser {
	b.t.Helper()
	answered := b.submit("/dang-nhap", "/dang-nhap", url.Values{"email": {email}, "password": {password}})
	require.Equal(b.t, http.StatusSeeOther, answered.StatusCode, answered.body)
	return b
}
