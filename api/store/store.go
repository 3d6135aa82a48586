// Package store is the port to the document store. Areas of the business keep
// their records in Collections and change several of them atomically with Tx;
// the backends (store/sqlite, store/mongo) implement DB and Table, hold no rule
// and behave alike, which store/storetest verifies.
//
// Documents are Go structs that embed Meta. They are stored by their `json`
// names: strings, booleans, int64, Instant, nested structs and slices of these.
// Floating point numbers may be stored but not indexed or summed.
package store

import (
	"context"
	"time"

	"github.com/google/uuid"
)

// Meta is what every document has. Embed it as
//
//	store.Meta `json:",inline"`
type Meta struct {
	ID        string  `json:"_id"`
	Version   int64   `json:"version"`
	CreatedAt Instant `json:"createdAt"`
	UpdatedAt Instant `json:"updatedAt"`
}

// Base gives the collection access to the embedded Meta.
func (m *Meta) Base() *Meta { return m }

// Document is the constraint on a pointer to a stored struct.
type Document[T any] interface {
	*T
	Base() *Meta
}

// NewID returns a new sortable ASCII identifier (UUIDv7, RFC 9562).
func NewID() string { return uuid.Must(uuid.NewV7()).String() }

// Schema declares a collection. Every query must be served by one of its
// indexes or by the ID; in strict mode (tests) a backend refuses others.
type Schema struct {
	Name    string
	Indexes []Index
}

// Index is an ordered list of dotted field paths; a leading "-" sorts that field
// descending. At most one field may be Multi: an array of scalars, indexed by
// element and queried with Contains. A Unique index skips documents in which any
// of its fields is absent or null, so an optional unique field is `omitempty`.
// Every index ends implicitly with _id.
type Index struct {
	Fields []string
	Unique bool
	Multi  string // the field among Fields that is an array, "" for none
}

// DB is a document store.
type DB interface {
	// Table returns the collection of that schema, creating it and its missing
	// indexes. It is called at start, before traffic.
	Table(ctx context.Context, schema Schema) (Table, error)

	// Tx runs fn so that all it does through the ctx it is given is applied
	// together or not at all. fn sees its own writes; others see them after the
	// commit, which is durable when Tx returns nil. A Tx inside a Tx joins it: if
	// the inner fn fails, its own writes are undone and the outer one may go on.
	// fn may be run again after a passing conflict, so it must have no effect but
	// through ctx and AfterCommit, and it must not block on anything slow: the
	// embedded store has one writer. Cancelling ctx before the commit rolls back.
	Tx(ctx context.Context, fn func(ctx context.Context) error) error

	// Ready is nil when the store can answer.
	Ready(ctx context.Context) error
	Close() error
}

// Table is the untyped side of a collection, implemented by the backends. Its
// errors are *fault.Error where a caller can act on them: NotFound, Conflict (a
// unique index, with Fields naming its paths; a duplicate ID), VersionMismatch,
// InvalidInput (a bad cursor), Unavailable; anything else is an accident.
type Table interface {
	// Insert stores doc under doc's ID. All or none.
	Insert(ctx context.Context, docs ...Stored) error
	// Get decodes the document into into, a pointer to the struct.
	Get(ctx context.Context, id string, into any) error
	// View calls each with the place in ids and the decoded document of all that
	// there are, in any order. A document is of the type that fresh makes, and may
	// be shared with others who view it: it must not be changed.
	View(ctx context.Context, ids []string, fresh func() any, each func(i int, doc any)) error
	// Replace stores doc if the stored version is still version; else
	// VersionMismatch, or NotFound.
	Replace(ctx context.Context, doc Stored, version int64) error
	Delete(ctx context.Context, id string) error
	// Find calls each with a decoder for every hit, in order, and returns the
	// cursor for the next page, "" at the end. It reads at most q.Limit documents.
	Find(ctx context.Context, q Query, each func(decode func(into any) error) error) (next string, err error)
	Count(ctx context.Context, where Filter) (int64, error)
	Aggregate(ctx context.Context, a Aggregation) ([]Group, error)
}

// Stored is a document on its way in: its Meta and the pointer to the whole.
type Stored struct {
	Meta *Meta
	Doc  any
}

// Instant is a time in UTC with millisecond precision, so that both stores sort
// and return it alike. Its JSON form has a fixed width: 2026-11-23T03:04:05.000Z.
type Instant struct{ time.Time }

// At makes an Instant.
func At(t time.Time) Instant { return Instant{t.UTC().Truncate(time.Millisecond)} }

// InstantLayout is the fixed-width form of an Instant.
const InstantLayout = "2006-01-02T15:04:05.000Z"

// MarshalJSON writes the fixed-width form; the zero Instant is null.
func (i Instant) MarshalJSON() ([]byte, error) {
	if i.IsZero() {
		return []byte("null"), nil
	}
	return i.UTC().AppendFormat(nil, `"`+InstantLayout+`"`), nil
}

// UnmarshalJSON reads any RFC 3339 time; null is the zero Instant.
func (i *Instant) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		*i = Instant{}
		return nil
	}
	var t time.Time
	if err := t.UnmarshalJSON(data); err != nil {
		return err
	}
	*i = At(t)
	return nil
}

func (i Instant) String() string { return i.UTC().Format(InstantLayout) }
