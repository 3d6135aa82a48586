package store

// Query selects, orders and pages documents.
type Query struct {
	Where Filter   // nil selects all
	Sort  []string // dotted paths, "-" for descending; _id breaks ties ascending
	// Limit is the page's size; 0 means DefaultLimit, and MaxLimit caps it.
	Limit int
	// Cursor continues after the last document of the page that returned it. It
	// is opaque, bound to Sort and to Where, and stays right while documents are
	// inserted or removed.
	Cursor string
}

// Limits of a page.
const (
	DefaultLimit = 20
	MaxLimit     = 1000
)

// Filter is a condition on documents: one of the types below. Values are string,
// bool, int, int64, Instant or nil.
type Filter interface{ isFilter() }

// Eq holds where the field equals Value; nil also matches an absent field.
type Eq struct {
	Field string
	Value any
}

// In holds where the field equals one of Values; it never holds for none.
type In struct {
	Field  string
	Values []any
}

// Range holds where the field lies between bounds; nil bounds are open. Values
// of another type than the bounds, and absent ones, never match.
type Range struct {
	Field string
	From  any // inclusive
	To    any // inclusive
	After any // exclusive
	Below any // exclusive
}

// Contains holds where the array Field has Value among its elements.
type Contains struct {
	Field string
	Value any
}

// Exists holds where the field is present and not null (or the contrary).
type Exists struct {
	Field string
	Not   bool
}

// And holds where all do; an empty And always holds.
type And []Filter

// Or holds where one does; an empty Or never holds.
type Or []Filter

func (Eq) isFilter()       {}
func (In) isFilter()       {}
func (Range) isFilter()    {}
func (Contains) isFilter() {}
func (Exists) isFilter()   {}
func (And) isFilter()      {}
func (Or) isFilter()       {}

// InStrings is In over strings.
func InStrings[S ~string](field string, values []S) In {
	in := In{Field: field, Values: make([]any, len(values))}
	for i, value := range values {
		in.Values[i] = string(value)
	}
	return in
}

// Aggregation groups the documents that Where selects by the values of the By
// fields, counts them and sums the integer fields Sum within each group. An
// absent field groups under "" and sums as 0.
type Aggregation struct {
	Where Filter
	By    []string
	Sum   []string
}

// Group is one row of an Aggregation. Groups come ordered by Keys.
type Group struct {
	Keys  []string // values of By, in order; integers and booleans as text
	Count int64
	Sums  []int64 // in the order of Sum
}
