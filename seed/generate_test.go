package seed_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/account"
	"lienket/api/catalogue"
	"lienket/seed"
)

func TestGenerateMakesWhatIsAskedFor(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	f := newFixture(t)
	done, total := 0, 0
	require.NoError(t, seed.Generate(ctx, f.Services, seed.Scale{Products: 1000, Contracts: 150},
		seed.Options{Clock: f.clock, Progress: func(d, all int) { done, total = d, all }}))
	require.Equal(t, 1150, done)
	require.Equal(t, 1150, total)
	require.Equal(t, now, f.clock.Now())

	products := 0
	for _, status := range []catalogue.ProductStatus{catalogue.Published, catalogue.Draft} {
		cursor := ""
		for {
			page, err := f.Catalogue.Products(ctx, account.System, catalogue.ProductFilter{Status: status, Cursor: cursor, Limit: 500})
			require.NoError(t, err)
			products += len(page.Items)
			if cursor = page.Next; cursor == "" {
				break
			}
		}
	}
	require.Equal(t, 1000, products)
	contracts := f.contracts(t)
	require.Len(t, contracts, 150)
	for _, c := range contracts {
		history, err := f.Linkage.History(ctx, account.System, c.ID)
		require.NoError(t, err)
		require.True(t, history.Verified)
	}
	differences, err := f.Promotion.Audit(ctx)
	require.NoError(t, err)
	require.Empty(t, differences)
	require.Equal(t, account.Cooperative, f.actor(t, seed.CooperativeEmail).Role)
	require.Equal(t, account.Enterprise, f.actor(t, seed.EnterpriseEmail).Role)
}

func BenchmarkGenerate(b *testing.B) {
	for range b.N {
		f := newFixture(b)
		require.NoError(b, seed.Generate(context.Background(), f.Services, seed.Scale{Products: 15_000}, seed.Options{Clock: f.clock}))
	}
	b.ReportMetric(float64(15_000*b.N)/b.Elapsed().Seconds(), "products/s")
}
