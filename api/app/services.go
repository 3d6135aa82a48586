// Package app puts the program together: configuration chooses the backends, the
// services are built on them from left to right, and API and pages on those. It
// is the only package that names a backend.
package app

import (
	"context"
	"time"

	"lienket/api/account"
	"lienket/api/catalogue"
	"lienket/api/exchange"
	"lienket/api/linkage"
	"lienket/api/media"
	"lienket/api/notice"
	"lienket/api/promotion"
	"lienket/api/registry"
	"lienket/api/sourcing"
	"lienket/api/store"
	"lienket/api/worker"
	"lienket/search"
)

// Services are the areas of the business, built on one store and one engine.
type Services struct {
	Outbox    *worker.Outbox
	Accounts  *account.Service
	Notices   *notice.Service
	Registry  *registry.Service
	Catalogue *catalogue.Service
	Sourcing  *sourcing.Service
	Linkage   *linkage.Service
	Promotion *promotion.Service
	Exchange  *exchange.Service
}

// build constructs the services. A second set on the same store with another
// clock is allowed; the seed uses one to write the past.
func build(ctx context.Context, db store.DB, engine search.Engine, files *media.Store, accounts account.Options, weights sourcing.Weights, clock func() time.Time) (*Services, error) {
	areas, err := registry.LoadAreas()
	if err != nil {
		return nil, err
	}
	s := &Services{}
	if s.Outbox, err = worker.OpenOutbox(ctx, db, clock); err != nil {
		return nil, err
	}
	accounts.DB, accounts.Clock = db, clock
	if s.Accounts, err = account.New(ctx, accounts); err != nil {
		return nil, err
	}
	if s.Notices, err = notice.New(ctx, notice.Options{DB: db, Accounts: s.Accounts, Clock: clock}); err != nil {
		return nil, err
	}
	if s.Registry, err = registry.New(ctx, registry.Options{
		DB: db, Accounts: s.Accounts, Notices: s.Notices, Areas: areas, Outbox: s.Outbox, Media: files, Clock: clock}); err != nil {
		return nil, err
	}
	if s.Catalogue, err = catalogue.New(ctx, catalogue.Options{
		DB: db, Notices: s.Notices, Registry: s.Registry, Engine: engine, Outbox: s.Outbox, Media: files, Clock: clock}); err != nil {
		return nil, err
	}
	if s.Sourcing, err = sourcing.New(ctx, sourcing.Options{
		DB: db, Notices: s.Notices, Registry: s.Registry, Catalogue: s.Catalogue, Engine: engine, Outbox: s.Outbox, Weights: weights, Clock: clock}); err != nil {
		return nil, err
	}
	s.Catalogue.IndexAlso(s.Sourcing)
	if s.Linkage, err = linkage.New(ctx, linkage.Options{
		DB: db, Accounts: s.Accounts, Registry: s.Registry, Catalogue: s.Catalogue, Sourcing: s.Sourcing, Clock: clock}); err != nil {
		return nil, err
	}
	s.Catalogue.NameContractsBy(s.Linkage)
	s.Sourcing.RelyOn(s.Linkage)
	if s.Promotion, err = promotion.New(ctx, promotion.Options{DB: db, Registry: s.Registry, Linkage: s.Linkage, Clock: clock}); err != nil {
		return nil, err
	}
	s.Exchange, err = exchange.New(ctx, exchange.Options{
		DB: db, Outbox: s.Outbox, Accounts: s.Accounts, Notices: s.Notices, Registry: s.Registry, Catalogue: s.Catalogue,
		Sourcing: s.Sourcing, Linkage: s.Linkage, Promotion: s.Promotion, Clock: clock})
	if err != nil {
		return nil, err
	}
	return s, s.Registry.Rekey(ctx)
}
