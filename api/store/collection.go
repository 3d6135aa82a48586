package store

import (
	"context"
	"fmt"
	"time"

	"lienket/api/fault"
)

// Collection is the typed access to the documents of one schema.
type Collection[T any] struct {
	db    DB
	table Table
	name  string
	meta  func(*T) *Meta
	clock func() time.Time
}

// Page is one page of a Find; Next is "" on the last.
type Page[T any] struct {
	Items []T
	Next  string
}

// Open opens a collection: store.Open[Product](ctx, db, schema, clock).
func Open[T any, P Document[T]](ctx context.Context, db DB, schema Schema, clock func() time.Time) (*Collection[T], error) {
	table, err := db.Table(ctx, schema)
	if err != nil {
		return nil, fmt.Errorf("open collection %s: %w", schema.Name, err)
	}
	return &Collection[T]{
		db:    db,
		table: table,
		name:  schema.Name,
		meta:  func(doc *T) *Meta { return P(doc).Base() },
		clock: clock,
	}, nil
}

// Insert stores new documents, all or none. It gives each an ID unless it has
// one, version 1 and its times.
func (c *Collection[T]) Insert(ctx context.Context, docs ...*T) error {
	now := At(c.clock())
	stored := make([]Stored, len(docs))
	for i, doc := range docs {
		meta := c.meta(doc)
		if meta.ID == "" {
			meta.ID = NewID()
		}
		meta.Version, meta.CreatedAt, meta.UpdatedAt = 1, now, now
		stored[i] = Stored{Meta: meta, Doc: doc}
	}
	return c.table.Insert(ctx, stored...)
}

// Get returns the document with that ID, or fault.NotFound.
func (c *Collection[T]) Get(ctx context.Context, id string) (*T, error) {
	doc := new(T)
	if err := c.table.Get(ctx, id, doc); err != nil {
		return nil, err
	}
	return doc, nil
}

// View returns the documents with those IDs in their order, nil for one that is
// not there. It takes a fraction of what Get takes for each, as readers may share
// what they are given: it must not be changed.
func (c *Collection[T]) View(ctx context.Context, ids ...string) ([]*T, error) {
	docs := make([]*T, len(ids))
	err := c.table.View(ctx, ids, func() any { return new(T) }, func(i int, doc any) { docs[i] = doc.(*T) })
	if err != nil {
		return nil, err
	}
	return docs, nil
}

// Find returns one page.
func (c *Collection[T]) Find(ctx context.Context, q Query) (Page[T], error) {
	var page Page[T]
	next, err := c.table.Find(ctx, q, func(decode func(any) error) error {
		page.Items = append(page.Items, *new(T))
		return decode(&page.Items[len(page.Items)-1])
	})
	page.Next = next
	return page, err
}

// First returns the first document that q selects, or fault.NotFound.
func (c *Collection[T]) First(ctx context.Context, q Query) (*T, error) {
	q.Limit = 1
	page, err := c.Find(ctx, q)
	if err != nil {
		return nil, err
	}
	if len(page.Items) == 0 {
		return nil, fault.Missing(fault.T("dữ liệu", "record"))
	}
	return &page.Items[0], nil
}

// Each calls fn with every document that q selects, page by page, until it
// fails. q.Limit is the size of its pages. It holds no lock between pages.
func (c *Collection[T]) Each(ctx context.Context, q Query, fn func(*T) error) error {
	if q.Limit == 0 {
		q.Limit = MaxLimit
	}
	for {
		page, err := c.Find(ctx, q)
		if err != nil {
			return err
		}
		for i := range page.Items {
			if err := fn(&page.Items[i]); err != nil {
				return err
			}
		}
		if page.Next == "" {
			return nil
		}
		q.Cursor = page.Next
	}
}

// Count counts the documents that where selects.
func (c *Collection[T]) Count(ctx context.Context, where Filter) (int64, error) {
	return c.table.Count(ctx, where)
}

// Aggregate groups, counts and sums.
func (c *Collection[T]) Aggregate(ctx context.Context, a Aggregation) ([]Group, error) {
	return c.table.Aggregate(ctx, a)
}

// Update loads the document, lets change alter it and stores it under the next
// version, in a Tx. If change returns an error nothing is stored and that error
// is returned. The document as stored is returned. change has no context of its
// own: one that writes elsewhere is called within a Tx and uses that Tx's.
func (c *Collection[T]) Update(ctx context.Context, id string, change func(*T) error) (*T, error) {
	return c.replace(ctx, id, true, change)
}

// Refresh is Update of what the program derives: nobody has changed the document, so
// that its updatedAt stays.
func (c *Collection[T]) Refresh(ctx context.Context, id string, change func(*T) error) (*T, error) {
	return c.replace(ctx, id, false, change)
}

func (c *Collection[T]) replace(ctx context.Context, id string, stamped bool, change func(*T) error) (*T, error) {
	var updated *T
	err := c.db.Tx(ctx, func(ctx context.Context) error {
		doc, err := c.Get(ctx, id)
		if err != nil {
			return err
		}
		meta := c.meta(doc)
		kept := *meta
		if err := change(doc); err != nil {
			return err
		}
		*meta = kept
		meta.Version++
		if stamped {
			meta.UpdatedAt = At(c.clock())
		}
		updated = doc
		return c.table.Replace(ctx, Stored{Meta: meta, Doc: doc}, kept.Version)
	})
	if err != nil {
		return nil, err
	}
	return updated, nil
}

// Put inserts the document that change makes of an empty one, or updates the one
// stored under id: an upsert, in a Tx.
func (c *Collection[T]) Put(ctx context.Context, id string, change func(*T) error) (*T, error) {
	var put *T
	err := c.db.Tx(ctx, func(ctx context.Context) error {
		updated, err := c.Update(ctx, id, change)
		if !fault.Is(err, fault.NotFound) {
			put = updated
			return err
		}
		doc := new(T)
		if err := change(doc); err != nil {
			return err
		}
		c.meta(doc).ID = id
		put = doc
		return c.Insert(ctx, doc)
	})
	if err != nil {
		return nil, err
	}
	return put, nil
}

// Delete removes the document, or says fault.NotFound.
func (c *Collection[T]) Delete(ctx context.Context, id string) error {
	return c.table.Delete(ctx, id)
}

// CheckVersion is the If-Match rule: want 0 accepts any version.
func CheckVersion(meta *Meta, want int64) error {
	if want != 0 && meta.Version != want {
		return fault.New(fault.VersionMismatch, textVersion)
	}
	return nil
}

var textVersion = fault.T(
	"Dữ liệu đã được người khác thay đổi. Hãy tải lại rồi sửa tiếp.",
	"Somebody else changed this record. Reload it and try again.")
