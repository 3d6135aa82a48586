// Package storetest is the contract of the port lienket/api/store: one suite of
// cases that every backend passes, so that the areas of the business behave
// alike on all of them. Its queries are all served by declared indexes.
package storetest

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lienket/api/fault"
	"lienket/api/store"
)

// Feature is a part of the contract that a server which merely speaks a
// backend's protocol may lack. A backend that is used in production lacks none.
type Feature string

// The features that can be left out.
const (
	// Isolation: readers outside a Tx do not see its writes before the commit.
	Isolation Feature = "isolation"
	// Sums: an Aggregate counts and sums at once.
	Sums Feature = "sums"
	// NestedArrays: documents hold arrays of arrays.
	NestedArrays Feature = "nested arrays"
)

// Option adjusts a run of the suite.
type Option func(*suite)

// Without leaves out the cases that need feature, which are reported as skipped
// with the reason why.
func Without(feature Feature, why string) Option {
	return func(s *suite) { s.without[feature] = why }
}

type suite struct {
	open    func(t *testing.T) store.DB
	without map[Feature]string
}

type testcase struct {
	name  string
	needs []Feature
	run   func(t *testing.T, b *bench)
}

// Run runs every case against stores made by open: each call returns a new,
// empty store and leaves its removal to t.Cleanup. The suite may Close a store
// before that, so Close must bear being called twice.
func Run(t *testing.T, open func(t *testing.T) store.DB, options ...Option) {
	t.Helper()
	s := &suite{open: open, without: map[Feature]string{}}
	for _, option := range options {
		option(s)
	}
	for _, group := range []struct {
		name  string
		cases []testcase
	}{
		{"documents", documentCases},
		{"indexes", indexCases},
		{"filters", filterCases},
		{"pages", pageCases},
		{"aggregates", aggregateCases},
		{"updates", updateCases},
		{"transactions", txCases},
		{"joined transactions", joinedCases},
		{"after commit", commitCases},
		{"life", lifeCases},
	} {
		t.Run(group.name, func(t *testing.T) {
			for _, c := range group.cases {
				t.Run(c.name, func(t *testing.T) {
					for _, feature := range c.needs {
						if why, lacks := s.without[feature]; lacks {
							t.Skipf("left out for want of %s: %s", feature, why)
						}
					}
					c.run(t, newBench(t, s.open(t)))
				})
			}
		})
	}
}

// bench is what a case works with: an empty store and its open collections.
type bench struct {
	db    store.DB
	clock func() time.Time
	goods *store.Collection[goods]
}

func newBench(t *testing.T, db store.DB) *bench {
	t.Helper()
	b := &bench{db: db, clock: tickingClock()}
	b.goods = openCollection[goods](t, b, goodsSchema)
	return b
}

// tickingClock starts on 23 November 2026 and moves by a millisecond a call.
func tickingClock() func() time.Time {
	var ticks atomic.Int64
	start := time.Date(2026, 11, 23, 3, 4, 5, 0, time.UTC)
	return func() time.Time { return start.Add(time.Duration(ticks.Add(1)) * time.Millisecond) }
}

func openCollection[T any, P store.Document[T]](t *testing.T, b *bench, schema store.Schema) *store.Collection[T] {
	t.Helper()
	collection, err := store.Open[T, P](t.Context(), b.db, schema, b.clock)
	require.NoError(t, err)
	return collection
}

// goods is the sample document.
type goods struct {
	store.Meta `json:",inline"`
	Shelf      string        `json:"shelf"` // most cases keep to one shelf
	Name       string        `json:"name"`
	Amount     int64         `json:"amount"`
	Active     bool          `json:"active"`
	Tags       []string      `json:"tags,omitempty"`
	Marks      []int64       `json:"marks,omitempty"`
	Place      place         `json:"place"`
	DueAt      store.Instant `json:"dueAt"`
	Rank       *int64        `json:"rank,omitempty"` // absent or a number
	Note       *string       `json:"note"`           // null or a text
	Value      any           `json:"value,omitempty"`
}

type place struct {
	Province string `json:"province,omitempty"`
	Commune  struct {
		Code string `json:"code,omitempty"`
	} `json:"commune"`
}

var goodsSchema = store.Schema{
	Name: "goods",
	Indexes: []store.Index{
		{Fields: []string{"shelf"}},
		{Fields: []string{"name"}},
		{Fields: []string{"amount"}},
		{Fields: []string{"active"}},
		{Fields: []string{"dueAt"}},
		{Fields: []string{"rank"}},
		{Fields: []string{"value"}},
		{Fields: []string{"place.commune.code"}},
		{Fields: []string{"tags"}, Multi: "tags"},
		{Fields: []string{"marks"}, Multi: "marks"},
		{Fields: []string{"shelf", "amount"}},
		{Fields: []string{"shelf", "-amount"}},
		{Fields: []string{"shelf", "name", "-amount"}},
		{Fields: []string{"shelf", "-name", "amount"}},
		{Fields: []string{"shelf", "rank"}},
		{Fields: []string{"shelf", "-rank"}},
		{Fields: []string{"shelf", "-rank", "name"}},
		{Fields: []string{"shelf", "note"}},
		{Fields: []string{"shelf", "dueAt"}},
		{Fields: []string{"shelf", "active", "-place.commune.code"}},
	},
}

// onShelf is the filter of the cases that look at one shelf.
func onShelf(filters ...store.Filter) store.Filter {
	return append(store.And{store.Eq{Field: "shelf", Value: "a"}}, filters...)
}

// put stores goods on shelf "a" unless they name another one.
func (b *bench) put(t *testing.T, items ...*goods) {
	t.Helper()
	for _, item := range items {
		if item.Shelf == "" {
			item.Shelf = "a"
		}
	}
	require.NoError(t, b.goods.Insert(t.Context(), items...))
}

// ids lists what q selects, on one page.
func (b *bench) ids(t *testing.T, q store.Query) string {
	t.Helper()
	if q.Limit == 0 {
		q.Limit = store.MaxLimit
	}
	page, err := b.goods.Find(t.Context(), q)
	require.NoError(t, err)
	require.Empty(t, page.Next)
	return idsOf(page.Items)
}

// all lists the IDs on shelf "a", as seen from outside any Tx.
func (b *bench) all(t *testing.T) string {
	t.Helper()
	return b.ids(t, store.Query{Where: onShelf()})
}

func (b *bench) get(t *testing.T, id string) *goods {
	t.Helper()
	found, err := b.goods.Get(t.Context(), id)
	require.NoError(t, err)
	return found
}

// add is the change that most cases make.
func (b *bench) add(ctx context.Context, id string, amount int64) error {
	_, err := b.goods.Update(ctx, id, func(g *goods) error {
		g.Amount += amount
		return nil
	})
	return err
}

func idsOf(items []goods) string {
	ids := make([]string, len(items))
	for i := range items {
		ids[i] = items[i].ID
	}
	return strings.Join(ids, " ")
}

func item(id string, amount int64) *goods {
	return &goods{Meta: store.Meta{ID: id}, Amount: amount}
}

func at(text string) store.Instant {
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		panic(err)
	}
	return store.At(t)
}

func pointer[T any](value T) *T { return &value }

// requireCode says which fault was expected and what came.
func requireCode(t *testing.T, code fault.Code, err error) {
	t.Helper()
	require.Equal(t, code, fault.CodeOf(err), fmt.Sprintf("error: %v", err))
}
