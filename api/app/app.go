package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strings"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"
	"gocloud.dev/blob"

	"lienket/api/account"
	"lienket/api/catalogue"
	"lienket/api/config"
	"lienket/api/exchange"
	"lienket/api/media"
	"lienket/api/registry"
	"lienket/api/rest"
	"lienket/api/sourcing"
	"lienket/api/store"
	"lienket/api/worker"
	"lienket/search"
	"lienket/web"
)

// Options are what no flag sets.
type Options struct {
	Log     *slog.Logger // nil means slog.Default
	Clock   func() time.Time
	Version string
	// Strict makes queries that no index serves fail; for tests.
	Strict bool
	// Hash are the password parameters; zero means the strong default.
	Hash account.HashParams
}

// App is the whole program on its backends.
type App struct {
	*Services
	DB     store.DB
	Engine search.Engine
	Blobs  *blob.Bucket
	Runner *worker.Runner
	Server *rest.Server

	cfg     config.Config
	options Options
	keys    account.KeySet

	rebuild    sync.WaitGroup
	stop       context.CancelFunc
	background context.Context
}

// Open opens the backends that cfg names and builds everything on them. It
// neither listens nor works in the background yet.
func Open(ctx context.Context, cfg config.Config, options Options) (app *App, err error) {
	options.Log = cmp.Or(options.Log, slog.Default())
	if options.Clock == nil {
		options.Clock = time.Now
	}
	app = &App{cfg: cfg, options: options}
	app.background, app.stop = context.WithCancel(context.WithoutCancel(ctx))
	defer func() {
		if err != nil {
			err = errors.Join(err, app.Close())
		}
	}()
	if app.keys, err = openKeys(cfg); err != nil {
		return app, err
	}
	if app.DB, err = openStore(ctx, cfg, options); err != nil {
		return app, err
	}
	if app.Engine, err = openEngine(ctx, cfg, options); err != nil {
		return app, err
	}
	weights, err := sourcing.DefaultWeights().With(cfg.MatchWeights)
	if err != nil {
		return app, fmt.Errorf("--match-weights (LIENKET_MATCH_WEIGHTS): %w", err)
	}
	if app.Blobs, err = openBlobs(ctx, cfg); err != nil {
		return app, err
	}
	accounts := account.Options{Keys: app.keys, Hash: options.Hash}
	if app.Services, err = build(ctx, app.DB, app.Engine, media.NewStore(app.Blobs), accounts, weights, options.Clock); err != nil {
		return app, err
	}
	if err = app.work(ctx); err != nil {
		return app, err
	}
	return app, app.mount(ctx)
}

// work declares what runs in the background.
func (a *App) work(ctx context.Context) error {
	runner, err := worker.NewRunner(ctx, a.DB, a.Outbox, worker.Options{Clock: a.options.Clock, Logger: a.options.Log})
	if err != nil {
		return err
	}
	a.Runner = runner
	runner.Handle(catalogue.TopicProduct, 200, a.Catalogue.IndexProducts)
	runner.Handle(registry.TopicOrganization, 50, a.Catalogue.IndexOrganizations)
	runner.Handle(sourcing.TopicOpened, 10, a.Sourcing.Announce)
	runner.Handle(exchange.TopicImport, 1, a.Exchange.RunJobs)
	runner.Handle(sourcing.TopicDemand, 200, a.Sourcing.IndexDemands)
	runner.Every("rebuild-index", time.Minute, a.rebuildIfLost)
	runner.Every("lapse-certificates", 15*time.Minute, counted(a.Catalogue.LapseCertificates))
	runner.Every("remind-certificates", time.Hour, counted(a.Catalogue.RemindCertificates))
	runner.Every("tend-marks", 15*time.Minute, counted(a.Catalogue.TendMarks))
	runner.Every("remind-reports", 24*time.Hour, counted(a.Registry.RemindReports))
	runner.Every("alert-saved-searches", 5*time.Minute, counted(a.Catalogue.AlertSavedSearches))
	runner.Every("tell-deadlines", 5*time.Minute, counted(a.Sourcing.TellDeadlines))
	runner.Every("sweep-documents", 24*time.Hour, counted(a.Registry.SweepDocuments))
	runner.Every("sweep-photos", 24*time.Hour, counted(a.Catalogue.SweepPhotos))
	runner.Every("start-contracts", 15*time.Minute, counted(a.Linkage.StartDue))
	runner.Every("rebuild-track-records", 7*24*time.Hour, counted(a.Linkage.RebuildRecords))
	runner.Every("purge-imports", time.Hour, counted(a.Exchange.PurgeJobs))
	runner.Every("purge-sessions", time.Hour, counted(a.Accounts.PurgeExpired))
	return nil
}

// counted drops the count of a job.
func counted(job func(context.Context) (int, error)) func(context.Context) error {
	return func(ctx context.Context) error {
		_, err := job(ctx)
		return err
	}
}

// publicURL is where people reach the site.
func (a *App) publicURL() string {
	return cmp.Or(a.cfg.PublicURL, "http://"+cmp.Or(a.cfg.Serve.Addr, "127.0.0.1:8080"))
}

func (a *App) mount(ctx context.Context) error {
	proxies, err := a.cfg.Serve.Proxies()
	if err != nil {
		return err
	}
	var pages *web.Site
	a.Server, err = rest.New(ctx, rest.Options{
		Services: rest.Services{Accounts: a.Accounts, Notices: a.Notices, Registry: a.Registry, Catalogue: a.Catalogue,
			Sourcing: a.Sourcing, Linkage: a.Linkage, Promotion: a.Promotion, Exchange: a.Exchange},
		DB: a.DB, Clock: a.options.Clock, Logger: a.options.Log, Authenticate: a.Accounts.Authenticate,
		StoreReady: a.DB.Ready, SearchReady: a.searchReady,
		PageError:      func(c *fiber.Ctx, err error, status int) error { return pages.Error(c, err, status) },
		PublicURL:      a.publicURL(),
		Version:        a.options.Version,
		Timeout:        a.cfg.Serve.Timeout,
		AllowedOrigins: a.cfg.Serve.AllowedOrigins,
		TrustedProxies: proxies,
		HSTS:           strings.HasPrefix(a.cfg.PublicURL, "https://"),
		AccessEvery:    a.cfg.Serve.AccessEvery(),
	})
	if err != nil {
		return err
	}
	pages, err = web.New(web.Options{
		Accounts: a.Accounts, Notices: a.Notices, Registry: a.Registry, Catalogue: a.Catalogue, Sourcing: a.Sourcing,
		Linkage: a.Linkage, Promotion: a.Promotion, Exchange: a.Exchange,
		PublicURL: a.publicURL(),
		Clock:     a.options.Clock, Log: a.options.Log,
		RequestID: rest.RequestID, Address: a.Server.Address, SetActor: rest.SetActor,
		Rehearse: func(ctx context.Context, fn func(context.Context) error) error { return store.Rehearse(ctx, a.DB, fn) },
	})
	if err != nil {
		return err
	}
	pages.Mount(a.Server.Fiber())
	a.Runner.Every("purge-replays", time.Hour, a.Server.PurgeReplays)
	return nil
}

// Start begins the work in the background. An embedded index that was lost is
// rebuilt at once; that of a server shared with other replicas by the job, which
// one replica runs.
func (a *App) Start() {
	a.Runner.Start()
	if a.cfg.MeiliURL != "" {
		return
	}
	a.rebuild.Go(func() {
		if err := a.rebuildIfLost(a.background); err != nil && a.background.Err() == nil {
			a.options.Log.Error("the search index could not be rebuilt", "error", err)
		}
	})
}

// searchReady is nil when what is on offer is found.
func (a *App) searchReady(ctx context.Context) error {
	if err := a.Engine.Ready(ctx); err != nil {
		return err
	}
	return a.Catalogue.Indexed(ctx)
}

func (a *App) rebuildIfLost(ctx context.Context) error {
	lost, err := a.Engine.NeedsRebuild(ctx)
	if err != nil || !lost {
		return err
	}
	return a.Reindex(ctx)
}

// Reindex builds the search index anew and logs its progress.
func (a *App) Reindex(ctx context.Context) error {
	began, done := time.Now(), 0
	err := a.Catalogue.Reindex(ctx, func(documents int) {
		done = documents
		a.options.Log.Debug("reindexing", "documents", documents)
	})
	if err != nil {
		return err
	}
	a.options.Log.Info("search index rebuilt", "engine", a.Engine.Name(), "documents", done, "took", time.Since(began).Round(time.Millisecond))
	return nil
}

// Serve answers on ln until ctx ends, then lets running requests and work finish,
// for at most grace.
func (a *App) Serve(ctx context.Context, ln net.Listener, grace time.Duration) error {
	a.Start()
	failed := make(chan error, 1)
	go func() { failed <- a.Server.Serve(ln) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	a.options.Log.Info("shutting down", "grace", grace)
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	err := a.Server.Shutdown(ending)
	a.stop()
	a.rebuild.Wait()
	return errors.Join(err, a.Runner.Stop(ending), <-failed)
}

// Close closes the backends; after Serve, or instead of it.
func (a *App) Close() error {
	a.stop()
	a.rebuild.Wait()
	var errs []error
	if a.Engine != nil {
		errs = append(errs, a.Engine.Close())
	}
	if a.Blobs != nil {
		errs = append(errs, a.Blobs.Close())
	}
	if a.DB != nil {
		errs = append(errs, a.DB.Close())
	}
	return errors.Join(errs...)
}
