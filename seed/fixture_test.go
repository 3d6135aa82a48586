package seed_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"gocloud.dev/blob"
	"gocloud.dev/blob/fileblob"

	"lienket/api/account"
	"lienket/api/catalogue"
	"lienket/api/linkage"
	"lienket/api/media"
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
	blobs  *blob.Bucket
}

func newFixture(t testing.TB) *fixture {
	t.Helper()
	return newFixtureAt(t, now)
}

func newFixtureAt(t testing.TB, now time.Time) *fixture {
	t.Helper()
	f := openFixture(t, t.TempDir(), now)
	t.Cleanup(func() { f.close(t) })
	return f
}

func (f *fixture) close(t testing.TB) {
	t.Helper()
	require.NoError(t, f.blobs.Close())
	require.NoError(t, f.engine.Close())
	require.NoError(t, f.DB.Close())
}

// played is the demo as of now. It is played once for all tests, which get copies.
var played struct {
	once   sync.Once
	folder string
	took   time.Duration
}

func TestMain(m *testing.M) {
	folder, err := os.MkdirTemp("", "lienket-seed-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	played.folder = folder
	code := m.Run()
	_ = os.RemoveAll(folder)
	os.Exit(code)
}

// newDemo is a fixture on a copy of the demo as of now.
func newDemo(t testing.TB) *fixture {
	t.Helper()
	played.once.Do(func() { playDemo(t) })
	require.NotZero(t, played.took, "the demo could not be played")
	dir := t.TempDir()
	require.NoError(t, os.CopyFS(dir, os.DirFS(played.folder)))
	f := openFixture(t, dir, now)
	t.Cleanup(func() { f.close(t) })
	return f
}

// playDemo plays the demo from an empty store to the end.
func playDemo(t testing.TB) {
	t.Helper()
	ctx := context.Background()
	f := openFixture(t, played.folder, now)
	empty, err := seed.IsEmpty(ctx, f.Services)
	require.NoError(t, err)
	require.True(t, empty)
	var steps []int
	begun := time.Now()
	require.NoError(t, seed.Demo(ctx, f.Services, seed.Options{Clock: f.clock, Progress: func(done, total int) {
		require.LessOrEqual(t, done, total)
		steps = append(steps, done)
	}}))
	took := time.Since(begun)
	require.True(t, slices.IsSorted(steps))
	require.Equal(t, now, f.clock.Now(), "the clock is released")
	empty, err = seed.IsEmpty(ctx, f.Services)
	require.NoError(t, err)
	require.False(t, empty)
	f.close(t)
	played.took = took
}

// openFixture opens what is in a folder; close it.
func openFixture(t testing.TB, dir string, now time.Time) *fixture {
	t.Helper()
	ctx := context.Background()
	db, err := sqlite.Open(filepath.Join(dir, "lienket.db"), sqlite.Options{Strict: true})
	require.NoError(t, err)
	engine, err := embedded.Open(filepath.Join(dir, "search"), embedded.Options{})
	require.NoError(t, err)

	f := &fixture{clock: seed.NewClock(func() time.Time { return now }), engine: engine}
	f.DB = db
	f.blobs, err = fileblob.OpenBucket(filepath.Join(dir, "blobs"), &fileblob.Options{CreateDir: true, NoTempDir: true, Metadata: fileblob.MetadataDontWrite})
	require.NoError(t, err)
	files := media.NewStore(f.blobs)
	areas, err := registry.LoadAreas()
	require.NoError(t, err)
	outbox, err := worker.OpenOutbox(ctx, db, f.clock.Now)
	require.NoError(t, err)
	f.outbox = outbox
	f.Accounts, err = account.New(ctx, account.Options{DB: db, Clock: f.clock.Now, Keys: account.GenerateKeys(), Hash: account.CheapHash})
	require.NoError(t, err)
	notices, err := notice.New(ctx, notice.Options{DB: db, Accounts: f.Accounts, Clock: f.clock.Now})
	require.NoError(t, err)
	f.Registry, err = registry.New(ctx, registry.Options{DB: db, Accounts: f.Accounts, Notices: notices, Areas: areas, Outbox: outbox, Media: files, Clock: f.clock.Now})
	require.NoError(t, err)
	f.Catalogue, err = catalogue.New(ctx, catalogue.Options{DB: db, Notices: notices, Registry: f.Registry, Engine: engine, Outbox: outbox, Media: files, Clock: f.clock.Now})
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
