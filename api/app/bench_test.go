package app_test

import (
	"context"
	"fmt"
	"net"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"
	"github.com/stretchr/testify/require"
	"github.com/valyala/fasthttp"

	"lienket/api/account"
	"lienket/api/app/apptest"
	"lienket/api/catalogue"
	"lienket/api/measure"
	"lienket/api/registry"
)

// BenchmarkHTTP measures requests over TCP on the loopback, client included,
// beside a bare Fiber route. docs/load does so with a lighter client.
func BenchmarkHTTP(b *testing.B) {
	a := apptest.New(b)
	owner, id := fill(b, a, 2000)
	bare := bareFiber(b)
	member := a.Staff("")
	write := fmt.Sprintf(`{"organizationId":%q,"name":"Miến dong","group":"thuc-pham","unit":"kg"}`, owner)

	for _, row := range []struct {
		name, url, token, body string
	}{
		{name: "bare", url: bare},
		{name: "get", url: a.URL + "/api/v1/products/" + id},
		{name: "list", url: a.URL + "/api/v1/products?group=thuc-pham&limit=20"},
		{name: "search", url: a.URL + "/api/v1/search/products?q=mien+dong"},
		{name: "write", url: a.URL + "/api/v1/products", token: member.Token, body: write},
	} {
		b.Run(row.name, func(b *testing.B) {
			client := &fasthttp.Client{MaxConnsPerHost: 64}
			b.SetParallelism(8) // 16 connections on 2 cores
			b.RunParallel(func(pb *testing.PB) {
				request, response := fasthttp.AcquireRequest(), fasthttp.AcquireResponse()
				request.SetRequestURI(row.url)
				if row.body != "" {
					request.Header.SetMethod("POST")
					request.Header.SetContentType("application/json")
					request.Header.Set("Authorization", "Bearer "+row.token)
					request.SetBodyString(row.body)
				}
				for pb.Next() {
					if err := client.Do(request, response); err != nil || response.StatusCode() >= 300 {
						b.Errorf("%v %d %s", err, response.StatusCode(), response.Body())
						return
					}
				}
			})
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "req/s")
		})
	}
}

// fill publishes products of one cooperative and returns its ID and one product's.
func fill(b *testing.B, a *apptest.App, products int) (owner, id string) {
	b.Helper()
	ctx := b.Context()
	digit, ok := registry.TaxCodeDigit("460000002")
	require.True(b, ok)
	organization, err := a.Registry.Create(ctx, account.System, registry.NewOrganization{
		Kind: registry.Cooperative, Name: "HTX Đo tải", TaxCode: fmt.Sprintf("460000002%d", digit), AreaCode: "01840"})
	require.NoError(b, err)
	names := []string{"Miến dong", "Chè Shan tuyết", "Mật ong", "Gạo Khẩu Nua Lếch", "Bí xanh thơm"}
	require.NoError(b, a.DB.Tx(ctx, func(ctx context.Context) error {
		for i := range products {
			p, err := a.Catalogue.Add(ctx, account.System, organization.ID, catalogue.NewProduct{
				Name: fmt.Sprintf("%s %d", names[i%len(names)], i), Group: catalogue.Groups[i%2], Unit: "kg",
				Description: strings.Repeat("Làm từ nguyên liệu trồng trên đất đồi, phơi nắng, không dùng chất tẩy trắng. ", 3),
				Price:       &catalogue.PriceRange{Min: 60_000, Max: 75_000}, MinOrder: measure.Amount(10_000), QualityMarks: []string{"vietgap"},
			})
			if err != nil {
				return err
			}
			if _, err := a.Catalogue.Publish(ctx, account.System, p.ID, 0); err != nil {
				return err
			}
			id = p.ID
		}
		return nil
	}))
	a.Indexed()
	return organization.ID, id
}

func bareFiber(b *testing.B) (url string) {
	b.Helper()
	body := map[string]any{"id": "0192f0c1", "name": "Miến dong Côn Minh", "unit": "kg", "stars": 4, "status": "published"}
	bare := fiber.New(fiber.Config{DisableStartupMessage: true})
	bare.Get("/", func(c *fiber.Ctx) error { return c.JSON(body) })
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(b, err)
	go func() { _ = bare.Listener(ln) }() // ends with the shutdown below
	b.Cleanup(func() { require.NoError(b, bare.Shutdown()) })
	return "http://" + ln.Addr().String()
}
