package app_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/valyala/fasthttp"

	"lienket/api/account"
	"lienket/api/app/apptest"
	"lienket/api/measure"
	"lienket/api/registry"
)

// BenchmarkRegistry measures the registry's lists at 20,000 organisations, one
// request after another over TCP; p50-ms is the target's figure.
func BenchmarkRegistry(b *testing.B) {
	a := apptest.New(b)
	fillRegistry(b, a, 20_000)
	officer := a.Staff("19")
	for _, query := range []string{
		"limit=20", "area=06@old&kind=cooperative", "lineOfBusiness=van-tai&sizeClass=lon&rating=tot", "status=all&sort=updated&area=19",
		"status=suspended", "q=nong+nghiep+nang&sort=name", "q=nong+nghiep&sort=name&area=01840", "area=01&lineOfBusiness=nong-nghiep",
		"sizeClass=lon&law=luat-2012&sort=updated", "q=htx&sort=updated&rating=yeu", "q=nong+nghiep",
	} {
		b.Run(query, func(b *testing.B) {
			request := fasthttp.AcquireRequest()
			request.SetRequestURI(a.URL + "/api/v1/organizations?" + query)
			request.Header.Set("Authorization", "Bearer "+officer.Token)
			measureHTTP(b, request)
		})
	}
}

// measureHTTP sends the request again and again.
func measureHTTP(b *testing.B, request *fasthttp.Request) {
	b.Helper()
	client, response := &fasthttp.Client{}, fasthttp.AcquireResponse()
	var took []time.Duration
	for b.Loop() {
		began := time.Now()
		require.NoError(b, client.Do(request, response))
		took = append(took, time.Since(began))
		require.Equal(b, http.StatusOK, response.StatusCode(), "%s", response.Body())
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
	b.ReportMetric(float64(len(response.Body()))/1000, "kB")
}

// BenchmarkDuplicates measures the suggestions of duplicates at 20,000 organisations:
// first-ms is the very first page, which reads them all; the others find nothing
// changed, or one organisation.
func BenchmarkDuplicates(b *testing.B) {
	a := apptest.New(b)
	fillRegistry(b, a, 20_000)
	officer := account.Actor{UserID: "officer", Role: account.Officer, AreaCode: "19"}
	enter := func(i int) {
		_, err := a.Registry.Create(b.Context(), account.System, registry.NewOrganization{Kind: registry.Cooperative, TaxCode: a.TaxCode(), AreaCode: "01840",
			Name: fmt.Sprintf("HTX Miến dong số %d", i/2)})
		require.NoError(b, err)
	}
	for i := range 400 { // 200 pairs
		enter(i)
	}
	a.Clock.Add(time.Hour)
	ask := func() time.Duration {
		began := time.Now()
		page, err := a.Registry.Duplicates(b.Context(), officer, registry.DuplicateFilter{})
		require.NoError(b, err)
		require.NotEmpty(b, page.Items)
		return time.Since(began)
	}
	first := ask()
	for name, change := range map[string]func(int){"unchanged": func(int) {}, "changed": func(i int) { enter(1_000_000 + i) }} {
		b.Run(name, func(b *testing.B) {
			var took []time.Duration
			for i := 0; b.Loop(); i++ {
				b.StopTimer()
				a.Clock.Add(time.Minute)
				change(i)
				b.StartTimer()
				took = append(took, ask())
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
			b.ReportMetric(float64(first.Microseconds())/1000, "first-ms")
		})
	}
}

func fillRegistry(b *testing.B, a *apptest.App, organizations int) {
	b.Helper()
	communes := a.Registry.Areas().Find(registry.AreaFilter{Level: registry.LevelCommune, Parent: "19"})
	trades := []string{"Nông nghiệp", "Dịch vụ Nông nghiệp", "Vận tải", "Miến dong", "Chè Shan tuyết", "Chăn nuôi", "Tổng hợp"}
	brands := []string{"Nắng Ngàn", "Sông Năng", "Bản Cuôn", "Đồng Tâm", "Hợp Nhất", "Phja Bjoóc", "Ba Bể", "Thượng Quan", "Suối Hai", "Minh Phong"}
	began := time.Now()
	const batch = 200
	for first := 0; first < organizations; first += batch {
		require.NoError(b, a.DB.Tx(b.Context(), func(ctx context.Context) error {
			for i := first; i < first+batch; i++ {
				area := communes[i%len(communes)].Code
				if i%50 == 0 {
					area = "01"
				}
				a.Clock.Add(time.Second)
				members := int64(5 + i%60)
				o, err := a.Registry.Create(ctx, account.System, registry.NewOrganization{
					Kind: registry.Kinds[max(0, i%9-6)], TaxCode: a.TaxCode(), AreaCode: area,
					Name: fmt.Sprintf("HTX %s %s %d", trades[i%len(trades)], brands[i/7%len(brands)], i),
					Legal: registry.Legal{LineOfBusiness: registry.Lines[i*i%len(registry.Lines)], SizeClass: registry.SizeClasses[i/3%4],
						MemberCount: &members, RegistrationNumber: fmt.Sprintf("1908%06d", i)}})
				if err != nil {
					return err
				}
				if i%9 == 0 { // cooperatives
					if _, err := a.Registry.Rate(ctx, account.System, o.ID, 2025, measure.Amount(i/9%100)*1000); err != nil {
						return err
					}
				}
				if i%200 == 7 {
					if _, err := a.Registry.Suspend(ctx, account.System, o.ID, 0, registry.Reason{Text: "Thử"}); err != nil {
						return err
					}
				}
			}
			return nil
		}))
	}
	b.Logf("%d organisations entered in %s", organizations, time.Since(began).Round(time.Millisecond))
	a.Indexed()
}
