package seed_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lienket/api/account"
	"lienket/api/catalogue"
	"lienket/api/linkage"
	"lienket/api/notice"
	"lienket/api/promotion"
	"lienket/api/registry"
	"lienket/api/sourcing"
	"lienket/api/store/sqlite"
	"lienket/api/worker"
	"lienket/search/embedded"
	"lienket/seed"
)

// now is the moment at which the tests seed.
var now = time.Date(2026, 11, 23, 9, 30, 0, 0, time.UTC)

// fixture is a set of services on a database of its own, with the clock to seed
// with.
type fixture struct {
	seed.Services
	clock  *seed.Clock
	runner *worker.Runner
	engine *embedded.Engine
	outbox *worker.Outbox
}

func newFixture(t testing.TB) *fixture {
	t.Helper()
	return newFixtureAt(t, now)
}

func newFixtureAt(t testing.TB, now time.Time) *fixture {
	t.Helper()
	ctx := context.Background()
	dir := t.TempDir()
	db, err := sqlite.Open(filepath.Join(dir, "lienket.db"), sqlite.Options{Strict: true})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	engine, err := embedded.Open(filepath.Join(dir, "search"), embedded.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, engine.Close()) })

	f := &fixture{clock: seed.NewClock(func() time.Time { return now }), engine: engine}
	f.DB = db
	areas, err := registry.LoadAreas()
	require.NoError(t, err)
	outbox, err := worker.OpenOutbox(ctx, db, f.clock.Now)
	require.NoError(t, err)
	f.outbox = outbox
	f.Accounts, err = account.New(ctx, account.Options{DB: db, Clock: f.clock.Now, Keys: account.GenerateKeys(), Hash: account.CheapHash})
	require.NoError(t, err)
	notices, err := notice.New(ctx, notice.Options{DB: db, Accounts: f.Accounts, Clock: f.clock.Now})
	require.NoError(t, err)
	f.Registry, err = registry.New(ctx, registry.Options{DB: db, Accounts: f.Accounts, Notices: notices, Areas: areas, Outbox: outbox, Clock: f.clock.Now})
	require.NoError(t, err)
	f.Catalogue, err = catalogue.New(ctx, catalogue.Options{DB: db, Notices: notices, Registry: f.Registry, Engine: engine, Outbox: outbox, Clock: f.clock.Now})
	require.NoError(t, err)
	f.Sourcing, err = sourcing.New(ctx, sourcing.Options{DB: db, Registry: f.Registry, Catalogue: f.Catalogue, Notices: notices, Engine: engine, Outbox: f.outbox, Clock: f.clock.Now})
	require.NoError(t, err)
	f.Linkage, err = linkage.New(ctx, linkage.Options{DB: db, Accounts: f.Accounts, Registry: f.Registry, Catalogue: f.Catalogue, Sourcing: f.Sourcing, Clock: f.clock.Now})
	require.NoError(t, err)
	f.Promotion, err = promotion.New(ctx, promotion.Options{DB: db, Registry: f.Registry, Linkage: f.Linkage, Clock: f.clock.Now})
	require.NoError(t, err)
	f.runner, err = worker.NewRunner(ctx, db, outbox, worker.Options{Clock: f.clock.Now})
	require.NoError(t, err)
	f.runner.Handle(catalogue.TopicProduct, 200, f.Catalogue.IndexProducts)
	f.runner.Handle(registry.TopicOrganization, 200, f.Catalogue.IndexOrganizations)
	return f
}
