// Package exchange takes tables of the trade in and gives them out: organisations,
// products, certificates, capacity and yearly reports as XLSX or CSV. It knows
// what the columns mean and how a row names a record; what a row may do is decided
// by the services of the areas.
//
//	table.go    what a column and a table are
//	tables.go   the tables that can be imported
//	rows.go     a row's cells, read by the kind of their column
//	plan.go     a file is read, checked and planned; then saved in one Tx
//	organizations.go ... reports.go  what a row of each table makes of a record
//	job.go      a file is kept and imported in the background
//	template.go an empty table with its explanation
//	export.go   a list is written as a file, page by page
//	gate.go     how many files are made at once, and how one is packed
//	exportlists.go, exporttrade.go, exportown.go  what each list has in its columns
package exchange

import (
	"context"
	"sync"
	"time"

	"lienket/api/account"
	"lienket/api/catalogue"
	"lienket/api/linkage"
	"lienket/api/notice"
	"lienket/api/promotion"
	"lienket/api/registry"
	"lienket/api/sourcing"
	"lienket/api/store"
	"lienket/api/worker"
)

// Options are what a Service is built from.
type Options struct {
	DB        store.DB
	Outbox    *worker.Outbox
	Accounts  *account.Service
	Notices   *notice.Service
	Registry  *registry.Service
	Catalogue *catalogue.Service
	Sourcing  *sourcing.Service
	Linkage   *linkage.Service
	Promotion *promotion.Service
	Clock     func() time.Time
}

// Service imports and exports.
type Service struct {
	db        store.DB
	outbox    *worker.Outbox
	accounts  *account.Service
	notices   *notice.Service
	registry  *registry.Service
	catalogue *catalogue.Service
	sourcing  *sourcing.Service
	linkage   *linkage.Service
	promotion *promotion.Service
	clock     func() time.Time
	tables    []*Table
	jobs      *store.Collection[Job]
	parts     *store.Collection[part]
	seen      sync.Map // how many rows the running jobs of this process have seen, by ID
	mostRows  int      // of a workbook

	gate       *gate
	exportTime time.Duration
}

// New opens the collections of the jobs.
func New(ctx context.Context, o Options) (*Service, error) {
	s := &Service{db: o.DB, outbox: o.Outbox, accounts: o.Accounts, notices: o.Notices, registry: o.Registry, catalogue: o.Catalogue,
		sourcing: o.Sourcing, linkage: o.Linkage, promotion: o.Promotion, clock: o.Clock, mostRows: mostRows,
		gate: newGate(), exportTime: exportTime,
		tables: []*Table{organizationsTable, productsTable, certificatesTable, capacityTable, reportsTable}}
	var err error
	if s.jobs, err = store.Open[Job](ctx, o.DB, jobSchema, o.Clock); err != nil {
		return nil, err
	}
	if s.parts, err = store.Open[part](ctx, o.DB, partSchema, o.Clock); err != nil {
		return nil, err
	}
	return s, nil
}
