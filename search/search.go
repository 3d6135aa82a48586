// Package search is the port to the full-text engine: the documents it holds,
// the questions it is asked and the answers it gives. search/embedded answers
// within the process, search/meili asks a Meilisearch server; search/searchtest
// holds both to the same behaviour.
//
// Text is Vietnamese as people type it. Matching folds letter case, diacritics
// and đ, and takes composed and decomposed Unicode alike: "mien dong" finds
// "Miến dong". The last word of a query matches as a prefix; words of 4 letters
// tolerate one typo, of 8 two; where enough documents hold the words as they are
// typed, an engine may leave those with typos out. The database stays the
// authority: a hit is an ID to load and check again.
package search

import "context"

// Kind is what a document stands for.
type Kind string

// The kinds of documents.
const (
	Product      Kind = "product"
	Organization Kind = "organization"
	Demand       Kind = "demand"
)

// Document is what the engine knows of one thing. Text fields weigh in the order
// Name, Keywords, Organization, Marks, Description.
type Document struct {
	Kind    Kind   `json:"kind"`
	ID      string `json:"id"` // unique over all kinds, ASCII letters, digits and -
	Version int64  `json:"version"`

	Name         string   `json:"name"`
	Keywords     []string `json:"keywords,omitempty"`
	Organization string   `json:"organization,omitempty"`
	MarkLabels   []string `json:"markLabels,omitempty"`
	Description  string   `json:"description,omitempty"`
	PlaceNames   []string `json:"placeNames,omitempty"`

	// For filters, facets and sorting.
	OrganizationID string   `json:"organizationId,omitempty"`
	Group          string   `json:"group,omitempty"`
	Stars          int      `json:"stars"`
	Areas          []string `json:"areas,omitempty"` // own code and every one above, both trees
	Marks          []string `json:"marks,omitempty"`
	Price          int64    `json:"price,omitempty"` // lowest price, VND per unit; 0 on request
	Dimension      string   `json:"dimension,omitempty"`
	UpdatedAt      int64    `json:"updatedAt"` // Unix milliseconds
	// Available is the uncommitted capacity by month (2026-11), in thousandths of
	// the dimension's base unit.
	Available map[string]int64 `json:"available,omitempty"`
}

// Change puts a document, or deletes the one with its ID.
type Change struct {
	Document
	Delete bool // only ID and Version count
}

// Facet names a field whose values are counted.
type Facet string

// The facets.
const (
	ByGroup Facet = "group"
	ByStars Facet = "stars"
	ByArea  Facet = "area"
	ByMark  Facet = "mark"
	ByPrice Facet = "price" // by band, as PriceBand names them
	ByMonth Facet = "month" // with MinAvailable (at least 1) uncommitted in it
)

// Order of hits.
type Order string

// Orders; ties fall to the newest, then to the ID. Documents without a price
// come last in both price orders.
const (
	ByRelevance Order = "relevance"
	ByPriceUp   Order = "price"
	ByPriceDown Order = "-price"
	ByStarsDown Order = "-stars"
	ByNewest    Order = "newest"
	// ByAvailable puts first what has most left in the first of Months, without
	// any in all its months together.
	ByAvailable Order = "-available"
	ByName      Order = "name"
)

// Query is one question. Empty filters do not filter; several values of one
// filter are alternatives, except Marks, all of which are wanted.
type Query struct {
	Text  string
	Kind  Kind // required
	IDs   []string
	Group []string
	Stars []int
	// MinStars wants at least so many.
	MinStars int
	Areas    []string
	Marks    []string
	// Prices are bands; documents without a price lie in none.
	Prices []string
	// OrganizationIDs restricts to those owners.
	OrganizationIDs []string
	Dimension       string
	PriceMax        int64 // 0 for none; documents without a price do not pass
	// Months wants, in each of them, MinAvailable (at least 1) uncommitted.
	Months       []string
	MinAvailable int64

	Order  Order // "" is ByRelevance
	Limit  int   // 0 means DefaultLimit
	Offset int
	Facets []Facet
	// AnyWord wants one of the words only, and ranks by how many match; for
	// matching a demand's keywords. Otherwise every word must match.
	AnyWord bool
	// Narrow wants the words in what a document is called: its name and keywords,
	// with organisation, marks and places as far as words stand there together.
	// Descriptions do not count, scattered words find nothing, and typos only what
	// nothing is found without. Marks that are typed rank documents with them first.
	Narrow bool
	// Called wants the words in name and keywords.
	Called bool
	// AsTyped are folded words that Narrow takes as they are typed: no slips, and no
	// beginnings of others.
	AsTyped []string
}

// Limits of a query. Total is exact up to MaxTotal; hits can be paged to MaxDepth.
const (
	DefaultLimit = 20
	MaxLimit     = 1000
	MaxTotal     = 1000
	MaxDepth     = 20_000
)

// Hit is one found document; Score lies in [0,1], best first under ByRelevance.
type Hit struct {
	ID    string
	Score float64
}

// Page returns q's limit and offset within their bounds.
func (q Query) Page() (limit, offset int) {
	limit = q.Limit
	if limit <= 0 {
		limit = DefaultLimit
	}
	return min(limit, MaxLimit), max(q.Offset, 0)
}

// Result answers a Query. Facets count the documents that match the text and all
// filters but the facet's own, so that a choice shows its alternatives.
type Result struct {
	Hits   []Hit
	Total  int
	Facets map[Facet]map[string]int
}

// Suggestion completes what is being typed.
type Suggestion struct {
	Kind Kind
	ID   string
	Text string // the document's name
}

// Engine is a full-text engine. When it cannot answer, its errors are
// fault.Unavailable.
type Engine interface {
	// Name is the engine's name in answers: "embedded", "meilisearch".
	Name() string
	// Apply puts and deletes. When it returns nil the changes are durable and
	// found. A change whose Version is not above what the engine holds (or
	// deleted) under that ID is skipped: the newest version wins in any order.
	Apply(ctx context.Context, changes []Change) error
	// Replace makes next's documents the whole index, atomically: until it
	// returns, searches answer from the old one. next calls yield with batches, which
	// are the engine's from then on; changes applied meanwhile survive if their
	// version is newer.
	Replace(ctx context.Context, next func(yield func([]Document) error) error) error
	// Search answers q. Blank text matches every document, newest first under
	// ByRelevance; text that holds no word at all may match nothing.
	Search(ctx context.Context, q Query) (Result, error)
	// Suggest returns at most limit (0 means DefaultLimit) documents of those
	// kinds (all, if none is named) whose name holds every word of text, the last
	// one as a prefix, best first. Of equal names of one kind the best is given
	// alone. Blank text has no suggestions.
	Suggest(ctx context.Context, text string, kinds []Kind, limit int) ([]Suggestion, error)
	// Near returns at most limit folded words of documents' names that a folded word
	// may be a slip for: itself first, then the nearest. Words of 6 letters may be 2
	// letters away, shorter ones 1; an engine may tolerate less.
	Near(ctx context.Context, word string, limit int) ([]string, error)
	Count(ctx context.Context, kind Kind) (int, error)
	// Ready is nil when searches can be answered; NeedsRebuild tells that the
	// index was lost or is of another format and Replace must be called.
	Ready(ctx context.Context) error
	NeedsRebuild(ctx context.Context) (bool, error)
	Close() error
}
