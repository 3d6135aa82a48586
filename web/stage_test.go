package web_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/stretchr/testify/require"

	"lienket/api/account"
	"lienket/api/catalogue"
	"lienket/api/fault"
	"lienket/api/linkage"
	"lienket/api/measure"
	"lienket/api/promotion"
	"lienket/api/registry"
	"lienket/api/rest"
	"lienket/api/sourcing"
	"lienket/api/store/sqlite"
	"lienket/api/worker"
	"lienket/search"
	"lienket/search/embedded"
	"lienket/web"
)

// today is when every test takes place.
var today = time.Date(2026, 11, 23, 3, 0, 0, 0, time.UTC)

const password = "chè Shan tuyết cổ thụ"

// stage is the whole server on temporary stores, with some things to see.
type stage struct {
	t         *testing.T
	server    *rest.Server
	accounts  *account.Service
	registry  *registry.Service
	catalogue *catalogue.Service
	sourcing  *sourcing.Service
	runner    *worker.Runner
	engine    *breakable

	htx      *registry.Organization // verified, with products
	product  *catalogue.Product     // 4 stars, with capacity
	onAsk    *catalogue.Product     // price on request, no certificate
	draft    *catalogue.Product
	pending  *registry.Organization // not verified
	officer  *account.User
	director *account.User // of htx
	buyer    *account.User // of a verified enterprise
}

// breakable is a real engine whose searches can be cut off.
type breakable struct {
	search.Engine
	mu   sync.Mutex
	down bool
}

func (b *breakable) cut(down bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.down = down
}

func (b *breakable) Search(ctx context.Context, q search.Query) (search.Result, error) {
	b.mu.Lock()
	down := b.down
	b.mu.Unlock()
	if down {
		return search.Result{}, fault.New(fault.Unavailable, fault.T("Tìm kiếm đang nghỉ.", "Search is down."))
	}
	return b.Engine.Search(ctx, q)
}

func newStage(t *testing.T) *stage {
	t.Helper()
	s := emptyStage(t)
	s.furnish()
	return s
}

func emptyStage(t *testing.T) *stage {
	t.Helper()
	ctx, clock := t.Context(), func() time.Time { return today }
	quiet := slog.New(slog.NewTextHandler(io.Discard, nil))
	db, err := sqlite.Open(filepath.Join(t.TempDir(), "data.db"), sqlite.Options{Strict: true, Log: quiet})
	require.NoError(t, err)
	t.Cleanup(func() { _ = db.Close() })
	index, err := embedded.Open(t.TempDir(), embedded.Options{Logger: quiet})
	require.NoError(t, err)
	t.Cleanup(func() { _ = index.Close() })
	s := &stage{t: t, engine: &breakable{Engine: index}}

	must := func(err error) { require.NoError(t, err) }
	outbox, err := worker.OpenOutbox(ctx, db, clock)
	must(err)
	s.accounts, err = account.New(ctx, account.Options{DB: db, Clock: clock, Keys: account.GenerateKeys(), Hash: account.CheapHash, Log: quiet})
	must(err)
	areas, err := registry.LoadAreas()
	must(err)
	s.registry, err = registry.New(ctx, registry.Options{DB: db, Accounts: s.accounts, Areas: areas, Outbox: outbox, Clock: clock})
	must(err)
	s.catalogue, err = catalogue.New(ctx, catalogue.Options{DB: db, Registry: s.registry, Engine: s.engine, Outbox: outbox, Clock: clock})
	must(err)
	s.sourcing, err = sourcing.New(ctx, sourcing.Options{DB: db, Registry: s.registry, Catalogue: s.catalogue, Engine: s.engine, Clock: clock})
	must(err)
	contracts, err := linkage.New(ctx, linkage.Options{DB: db, Accounts: s.accounts, Registry: s.registry, Catalogue: s.catalogue, Sourcing: s.sourcing, Clock: clock})
	must(err)
	figures, err := promotion.New(ctx, promotion.Options{DB: db, Registry: s.registry, Linkage: contracts, Clock: clock})
	must(err)
	s.runner, err = worker.NewRunner(ctx, db, outbox, worker.Options{Clock: clock, Logger: quiet})
	must(err)
	s.runner.Handle(catalogue.TopicProduct, 500, s.catalogue.IndexProducts)
	s.runner.Handle(registry.TopicOrganization, 500, s.catalogue.IndexOrganizations)

	site, err := web.New(web.Options{Accounts: s.accounts, Registry: s.registry, Catalogue: s.catalogue, Sourcing: s.sourcing,
		Linkage: contracts, Promotion: figures, PublicURL: "http://lienket.test", Clock: clock, Log: quiet,
		RequestID: rest.RequestID, SetActor: rest.SetActor, Address: func(c *fiber.Ctx) string { return c.IP() }})
	must(err)
	s.server, err = rest.New(ctx, rest.Options{Clock: clock, Logger: quiet, PageError: site.Error})
	must(err)
	site.Mount(s.server.Fiber())
	return s
}

// furnish fills the stage through the services.
func (s *stage) furnish() {
	s.officer = s.user(account.NewUser{Email: "canbo@test.vn", FullName: "Hoàng Thị Cán Bộ", Role: account.Officer, AreaCode: "19"})
	s.htx, s.director = s.organization("htx@test.vn", "Nguyễn Văn Giám Đốc", registry.NewOrganization{
		Kind: registry.Cooperative, Name: "HTX Miến dong Tài Hoan", TaxCode: taxCode(1), AreaCode: "01840", Phone: "0912345678",
		Address: "Thôn Nà Chom", About: "Làm miến từ củ dong trồng ở chân núi.\nMỗi năm thu hoạch một vụ."}, true)
	_, s.buyer = s.organization("dn@test.vn", "Trần Thị Thu Mua", registry.NewOrganization{
		Kind: registry.Enterprise, Name: "Công ty Thực phẩm Sông Hồng", TaxCode: taxCode(2), AreaCode: "01"}, true)
	s.pending, _ = s.organization("moi@test.vn", "Lý Thị Mới", registry.NewOrganization{
		Kind: registry.Cooperative, Name: "HTX Chè Bằng Phúc", TaxCode: taxCode(3), AreaCode: "01843"}, false)

	s.product = s.add(catalogue.NewProduct{Name: "Miến dong Tài Hoan sợi nhỏ", Group: "thuc-pham", Unit: "kg", MinOrder: 50_000,
		Price: &catalogue.PriceRange{Min: 72_000, Max: 85_000}, Packaging: "Túi 500 g, thùng 10 kg",
		Description: "Sợi dai, trong, không tẩy trắng.", QualityMarks: []string{"vietgap", "attp"}}, true)
	s.certify(s.product, "OCOP-19-0001", 78_000)
	months := make([]measure.Amount, 12)
	for i := range months {
		months[i] = measure.Amount(200_000 + i*100_000)
	}
	for year := 2026; year <= 2027; year++ {
		_, err := s.catalogue.SetCapacity(s.t.Context(), s.actor(s.director), s.product.ID, year, "kg", months, 0)
		require.NoError(s.t, err)
	}
	s.onAsk = s.add(catalogue.NewProduct{Name: "Khăn thổ cẩm Tày dệt tay", Group: "thu-cong-my-nghe", Unit: "cai"}, true)
	s.draft = s.add(catalogue.NewProduct{Name: "Tinh bột nghệ", Group: "duoc-lieu", Unit: "hop"}, false)
	s.index()
}

func (s *stage) index() {
	ctx, cancel := context.WithTimeout(s.t.Context(), 30*time.Second)
	defer cancel()
	require.NoError(s.t, s.runner.Drain(ctx))
}

func (s *stage) user(n account.NewUser) *account.User {
	n.Password = password
	user, err := s.accounts.CreateUser(s.t.Context(), n)
	require.NoError(s.t, err)
	return user
}

func (s *stage) organization(email, name string, n registry.NewOrganization, verified bool) (*registry.Organization, *account.User) {
	registered, err := s.registry.Register(s.t.Context(), registry.Registration{
		Person: account.NewUser{Email: email, Password: password, FullName: name}, Organization: n})
	require.NoError(s.t, err)
	if verified {
		registered.Organization, err = s.registry.Verify(s.t.Context(), account.System, registered.Organization.ID, "approve", "", 0)
		require.NoError(s.t, err)
	}
	return registered.Organization, registered.User
}

func (s *stage) actor(user *account.User) account.Actor {
	token, _, err := s.accounts.StartPage(s.t.Context(), user, account.Origin{})
	require.NoError(s.t, err)
	actor, err := s.accounts.PageActor(s.t.Context(), token)
	require.NoError(s.t, err)
	return actor
}

func (s *stage) add(n catalogue.NewProduct, published bool) *catalogue.Product {
	actor := s.actor(s.director)
	product, err := s.catalogue.Add(s.t.Context(), actor, s.htx.ID, n)
	require.NoError(s.t, err)
	if published {
		product, err = s.catalogue.Publish(s.t.Context(), actor, product.ID, 0)
		require.NoError(s.t, err)
	}
	return product
}

func (s *stage) certify(product *catalogue.Product, number string, score measure.Amount) {
	_, err := s.catalogue.Certify(s.t.Context(), account.System, product.ID, catalogue.NewCertificate{
		Number: number, DecisionNumber: "1234/QĐ-UBND", Issuer: "UBND tỉnh Thái Nguyên", IssuedAt: "2025-12-01",
		CriteriaVersion: "qd-148-2023", Score: score})
	require.NoError(s.t, err)
}

// taxCode is the n-th valid one.
func taxCode(n int) string {
	for i := 460_000_000; ; i++ {
		nine := fmt.Sprintf("%09d", i)
		if digit, ok := registry.TaxCodeDigit(nine); ok {
			if n--; n < 0 {
				return fmt.Sprintf("%s%d", nine, digit)
			}
		}
	}
}

// browser keeps cookies and follows no redirects.
type browser struct {
	*stage
	jar *cookiejar.Jar
}

func (s *stage) browser() *browser {
	jar, err := cookiejar.New(nil)
	require.NoError(s.t, err)
	return &browser{s, jar}
}

const host = "http://lienket.test"

// answer is what a page answered.
type answer struct {
	*http.Response
	body string
}

func (b *browser) get(path string, headers ...string) answer {
	return b.send(http.MethodGet, path, "", headers...)
}

// submit posts values with the token of the form on page.
func (b *browser) submit(page, path string, values url.Values, headers ...string) answer {
	b.t.Helper()
	token := elements(b.t, b.get(page).body).first("input", "name", "csrf")
	require.NotNil(b.t, token, "%s has no form", page)
	values.Set("csrf", token.attrs["value"])
	return b.send(http.MethodPost, path, values.Encode(), append(headers, "Origin", host)...)
}

func (b *browser) send(method, path, body string, headers ...string) answer {
	b.t.Helper()
	request := httptest.NewRequest(method, host+path, strings.NewReader(body))
	request.RequestURI = path
	if body != "" {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	for _, cookie := range b.jar.Cookies(request.URL) {
		request.AddCookie(cookie)
	}
	response, err := b.server.Fiber().Test(request, 10_000)
	require.NoError(b.t, err)
	b.jar.SetCookies(request.URL, response.Cookies())
	content, err := io.ReadAll(response.Body)
	require.NoError(b.t, err)
	require.NoError(b.t, response.Body.Close())
	return answer{response, string(bytes.TrimSpace(content))}
}

// signIn signs in as the user with that email.
func (b *browser) signIn(email string) *browser {
	b.t.Helper()
	answered := b.submit("/dang-nhap", "/dang-nhap", url.Values{"email": {email}, "password": {password}})
	require.Equal(b.t, http.StatusSeeOther, answered.StatusCode, answered.body)
	return b
}
