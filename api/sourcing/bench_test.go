package sourcing_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/account"
	"lienket/api/app/apptest"
	"lienket/api/catalogue"
	"lienket/api/measure"
	"lienket/api/sourcing"
)

// crowd publishes so many products that fit one demand, of a fifth as many
// cooperatives, and asks for half a year of about half of what they have.
func crowd(b *testing.B, products int) (*apptest.App, account.Actor, string) {
	b.Helper()
	a := apptest.New(b)
	buyer := a.Verified("enterprise", "Công ty Bên mua", "01843")
	dice := rand.New(rand.NewPCG(1, uint64(products)))
	var sellers []string
	for i := range (products + 4) / 5 {
		sellers = append(sellers, a.Verified("cooperative", fmt.Sprintf("HTX %d", i), []string{"01840", "01843", "02185"}[i%3]).OrganizationID)
	}
	total := int64(0)
	require.NoError(b, a.DB.Tx(b.Context(), func(ctx context.Context) error {
		for i := range products {
			price := 50_000 + 500*dice.Int64N(60)
			product, err := a.Catalogue.Add(ctx, account.System, sellers[i%len(sellers)], catalogue.NewProduct{
				Name: fmt.Sprintf("Miến dong loại %d", i), Group: "thuc-pham", Unit: "kg", MinOrder: measure.Amount(1000 * dice.Int64N(60)),
				Price: &catalogue.PriceRange{Min: price, Max: price + 5000}, Packaging: "Túi 500 g", QualityMarks: []string{"vietgap"}})
			if err != nil {
				return err
			}
			months := make([]measure.Amount, 12)
			for m := range months {
				months[m] = measure.Amount(1000 * dice.Int64N(900))
				if m < 6 {
					total += int64(months[m])
				}
			}
			if _, err := a.Catalogue.SetCapacity(ctx, account.System, product.ID, 2027, "kg", months, 0); err != nil {
				return err
			}
			if _, err := a.Catalogue.Publish(ctx, account.System, product.ID, 0); err != nil {
				return err
			}
		}
		return nil
	}))
	a.Indexed()
	amount := float64(total / 12 / 1000)
	return a, buyer.Actor(), ask(buyer, object{"unit": "kg", "months": apptest.Months(amount, amount, amount, amount, amount, amount)})
}

// BenchmarkSourcing measures what a buyer waits for, but for HTTP: docs/load-search
// measures that.
func BenchmarkSourcing(b *testing.B) {
	for _, products := range []int{60, 1000} {
		a, buyer, demand := crowd(b, products)
		ctx := b.Context()
		b.Run(fmt.Sprintf("matches of %d", products), func(b *testing.B) {
			for b.Loop() {
				page, err := a.Sourcing.Matches(ctx, buyer, demand, "", 0)
				require.NoError(b, err)
				require.Equal(b, products, page.Total)
			}
		})
		b.Run(fmt.Sprintf("plan of %d", products), func(b *testing.B) {
			for b.Loop() {
				plan, err := a.Sourcing.Plan(ctx, buyer, demand, sourcing.PlanQuery{})
				require.NoError(b, err)
				b.ReportMetric(100*float64(plan.Cost-plan.Bound)/float64(plan.Bound), "%gap")
				require.Empty(b, plan.Shortfall)
			}
		})
	}
}
