package view

import (
	"context"
	"strconv"
	"unicode/utf8"

	"lienket/api/measure"
	"lienket/search"
	"lienket/web/static"
)

// ProductItem is a product in a list.
type ProductItem struct {
	ID           string
	Name         string
	Marked       []search.Segment // the name with what was searched for; nil elsewhere
	Group        string           // code
	GroupLabel   string
	Stars        int
	Marks        []string // labels
	Price        *Price   // nil: on request
	Unit         measure.Unit
	MinOrder     measure.Amount
	Organization Link
	Place        string
	Left         string // in the months that were asked for
	Cover        *Photo // nil where it has no photo
	Status       string // shown where it isn't "" or "published"
}

// Price is VND per unit, a range where the two differ.
type Price struct {
	Min, Max measure.Money
}

// OrganizationItem is an organisation in a list.
type OrganizationItem struct {
	ID     string
	Name   string
	Kind   string // code
	Place  string
	Rating string // code of the band, "" for none
	Year   int
	Status string
}

// Figure is a number that a tile or a row shows.
type Figure struct {
	Label string
	Value string
	Note  string
}

// isLong tells that the figure takes a line of its own on a phone: an exact sum.
func (f Figure) isLong() bool { return utf8.RuneCountInString(f.Value) > 12 }

// Pager leads to the lists before and after; "" where there is none.
type Pager struct {
	First    string // where there is no way to the one before
	Previous string
	Next     string
	Label    string // "21–40 / 93"
}

// EmptyState says why there is nothing and what to do next.
type EmptyState struct {
	Title string
	Text  string
	Links []Link // the first is the main one
}

// Column heads a column of a table; Number aligns it right.
type Column struct {
	Label  string
	Number bool
	Whole  bool // a code that heads rows, which is not broken
}

// Table is rows of text below columns. The first cell of a row is its head, and
// a link where Links has one.
type Table struct {
	Caption string
	Columns []Column
	Rows    []Row
	Total   []string // the foot, nil for none
	Compact bool     // narrow enough to stay a table on a phone
	Silent  bool     // its caption is read out, not shown
}

// Row is one of a Table.
type Row struct {
	Cells  []string
	URL    string // of the first cell
	Status string // code of a status, shown as a badge in the last column
}

func symbolURL(id string) string { return static.Path("sprite.svg") + "#" + id }

func priceText(ctx context.Context, price *Price, unit measure.Unit) string {
	if price == nil {
		return t(ctx, "price.on_request")
	}
	return say(ctx).Price(price.Min, price.Max, unit)
}

// statusKind is the look of a status' badge; its meaning is in its words.
func statusKind(status string) string {
	switch status {
	case "published", "verified", "active", "completed", "accepted", "open", "awarded", "confirmed", "changed", "row_clean", "row_applied", "row_already_verified":
		return "good"
	case "pending", "draft", "proposed", "submitted", "announced", "signed", "waiting", "inviting", "offered", "invited":
		return "wait"
	case "suspended", "rejected", "lapsed", "terminated", "disputed", "withdrawn", "cancelled", "revoked", "row_conflict", "returned":
		return "bad"
	}
	return ""
}

func statusIcon(status string) string {
	switch statusKind(status) {
	case "good":
		return "done"
	case "wait":
		return "clock"
	case "bad":
		return "warning"
	}
	return "info"
}

func starSeq() []int { return []int{1, 2, 3, 4, 5} }

func itoa(n int) string { return strconv.Itoa(n) }

func tableClass(table Table) string {
	if table.Compact {
		return "table compact"
	}
	return "table cards-narrow"
}

func cellClass(column Column) string {
	if column.Number {
		return "num"
	}
	return ""
}
