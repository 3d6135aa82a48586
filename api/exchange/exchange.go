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
//	template.go an empty table with its explanation
package exchange

import (
	"context"
	"time"

	"lienket/api/account"
	"lienket/api/catalogue"
	"lienket/api/registry"
	"lienket/api/store"
)

// Options are what a Service is built from.
type Options struct {
	DB        store.DB
	Accounts  *account.Service
	Registry  *registry.Service
	Catalogue *catalogue.Service
	Clock     func() time.Time
}

// Service imports and exports.
type Service struct {
	db        store.DB
	accounts  *account.Service
	registry  *registry.Service
	catalogue *catalogue.Service
	clock     func() time.Time
	tables    []*Table
}

// New makes the service.
func New(_ context.Context, o Options) (*Service, error) {
	s := &Service{db: o.DB, accounts: o.Accounts, registry: o.Registry, catalogue: o.Catalogue, clock: o.Clock}
	s.tables = []*Table{organizations(), products(), certificates(), capacity(), reports()}
	return s, nil
}
