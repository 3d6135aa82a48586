package app_test

import (
	"context"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lienket/api/account"
	"lienket/api/app"
	"lienket/api/app/apptest"
	"lienket/api/catalogue"
	"lienket/api/config"
	"lienket/api/fault"
	"lienket/api/registry"
	"lienket/api/sourcing"
	"lienket/search"
)

func openOn(t *testing.T, data string, clock func() time.Time) *app.App {
	t.Helper()
	cfg, err := config.Parse([]string{"--data", data}, nil)
	require.NoError(t, err)
	a, err := app.Open(t.Context(), cfg, app.Options{Log: slog.New(slog.DiscardHandler), Strict: true, Hash: account.CheapHash, Clock: clock})
	require.NoError(t, err)
	return a
}

func TestDemoFillsAnEmptyStoreOnceAndIsSearchable(t *testing.T) {
	if testing.Short() {
		t.Skip("the demo takes seconds")
	}
	data := t.TempDir()
	a := openOn(t, data, time.Now)
	require.NoError(t, a.Demo(t.Context(), io.Discard))
	pending, err := a.Outbox.Pending(t.Context(), catalogue.TopicProduct)
	require.NoError(t, err)
	require.Zero(t, pending)
	first := countProducts(t, a)
	require.Greater(t, first, 93)
	require.NoError(t, a.Demo(t.Context(), io.Discard))
	require.Equal(t, first, countProducts(t, a))
	require.NoError(t, a.Close())
}

func countProducts(t *testing.T, a *app.App) int {
	t.Helper()
	count, err := a.Engine.Count(t.Context(), "product")
	require.NoError(t, err)
	return count
}

func TestAnInterruptedSeedIsNotTakenForData(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	var readings atomic.Int64
	a := openOn(t, t.TempDir(), func() time.Time {
		if readings.Add(1) == 2000 { // well within the seed
			cancel()
		}
		return time.Now()
	})
	require.ErrorIs(t, a.Seed(ctx, config.Seed{Products: 1000}, io.Discard), context.Canceled)
	require.True(t, fault.Is(a.Demo(t.Context(), io.Discard), fault.Conflict))
	require.NoError(t, a.Close())
}

// TestALostIndexIsRebuiltAtStart holds for an index that is gone and for one that
// is damaged.
func TestALostIndexIsRebuiltAtStart(t *testing.T) {
	for name, lose := range map[string]func(folder string) error{
		"missing": os.RemoveAll,
		"damaged": func(folder string) error {
			return filepath.WalkDir(folder, func(path string, entry os.DirEntry, err error) error {
				if err != nil || entry.IsDir() {
					return err
				}
				return os.WriteFile(path, []byte("this is no index"), 0o600)
			})
		},
	} {
		t.Run(name, func(t *testing.T) {
			data := t.TempDir()
			t.Run("before", func(t *testing.T) {
				a := apptest.Open(t, data)
				htx := a.Verified("cooperative", "HTX Chè Thử", "01840")
				product := htx.Post("/products", object{"name": "Chè Shan tuyết", "group": "do-uong", "unit": "kg"}).Want(201).ID()
				htx.Post("/products/"+product+"/publish", nil).Want(200)
				a.Indexed()
			})
			require.NoError(t, lose(filepath.Join(data, "search")))
			a := apptest.Open(t, data)
			require.Eventually(t, func() bool {
				answer := a.Visitor().Get("/search/products?q=che+shan")
				if answer.Status == 503 { // nothing is denied meanwhile
					return false
				}
				return answer.Want(200).Fields()["total"] == 1.0
			}, 10*time.Second, 10*time.Millisecond)
		})
	}
}

// TestNothingIsDeniedWhileTheIndexIsBuilt: neither goods nor organisations nor demands;
// that a platform has none is said at once.
func TestNothingIsDeniedWhileTheIndexIsBuilt(t *testing.T) {
	data := t.TempDir()
	asked := func(a *app.App) map[string]error {
		t.Helper()
		products, inProducts := a.Catalogue.Search(t.Context(), catalogue.Ask{Query: search.Query{Text: "che shan"}})
		organizations, inOrganizations := a.Catalogue.FindOrganizations(t.Context(), account.Actor{}, registry.OrganizationFilter{Text: "che thu"})
		demands, inDemands := a.Sourcing.FindDemands(t.Context(), sourcing.DemandFilter{}, "che shan")
		require.Zero(t, products.Total+len(organizations.Items)+len(demands.Items))
		return map[string]error{"products": inProducts, "organisations": inOrganizations, "demands": inDemands}
	}
	empty := openOn(t, t.TempDir(), time.Now)
	for what, err := range asked(empty) {
		require.NoError(t, err, what)
	}
	require.NoError(t, empty.Close())

	t.Run("before", func(t *testing.T) {
		a := apptest.Open(t, data)
		a.Verified("cooperative", "HTX Chè Thử", "01840").Offer("Chè Shan tuyết", nil)
		buyer := a.Verified("enterprise", "Công ty Chè", "01843")
		demand := buyer.Post("/demands", object{"title": "Cần chè Shan", "keywords": "che shan", "unit": "kg", "months": apptest.Months(1),
			"deliveryAreaCode": "01843", "closesAt": "2026-12-20"}).Want(201).ID()
		buyer.Post("/demands/"+demand+"/publish", nil).Want(200)
		a.Indexed()
	})
	require.NoError(t, os.RemoveAll(filepath.Join(data, "search")))
	a := openOn(t, data, func() time.Time { return apptest.Start })
	for what, err := range asked(a) {
		require.True(t, fault.Is(err, fault.Unavailable), "%s: %v", what, err)
	}
	require.NoError(t, a.Close())
}
