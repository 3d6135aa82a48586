package meili

import (
	"maps"
	"slices"
	"unicode/utf8"

	"lienket/search"
)

// The kinds of records that are no documents. No search.Kind has these names.
const (
	kindTombstone = "deleted"
	kindMeta      = "meta"
)

// metaID is the ID of the index's description; no document's ID has a _.
const metaID = "_meta"

// record is the stored form of a document or of a tombstone.
type record struct {
	ID      string `json:"id"`
	Kind    string `json:"kind"`
	Version int64  `json:"version"`
	// Rebuild names the rebuild during which the record was applied to the index
	// that is about to be replaced.
	Rebuild string `json:"rebuild,omitempty"`

	Name string `json:"name,omitempty"` // as written
	// NameKey orders by name and tells equal names of one kind.
	NameKey            string   `json:"nameKey,omitempty"`
	FoldedName         string   `json:"foldedName,omitempty"`
	FoldedKeywords     []string `json:"foldedKeywords,omitempty"`
	FoldedOrganization string   `json:"foldedOrganization,omitempty"`
	FoldedMarks        []string `json:"foldedMarks,omitempty"`
	FoldedDescription  string   `json:"foldedDescription,omitempty"`
	FoldedPlaces       []string `json:"foldedPlaces,omitempty"`

	OrganizationID string           `json:"organizationId,omitempty"`
	Group          string           `json:"group,omitempty"`
	Stars          int              `json:"stars"`
	Areas          []string         `json:"areas,omitempty"`
	Marks          []string         `json:"marks,omitempty"`
	Price          int64            `json:"price,omitempty"`
	Dimension      string           `json:"dimension,omitempty"`
	UpdatedAt      int64            `json:"updatedAt"`
	PriceBand      string           `json:"priceBand,omitempty"`
	Available      map[string]int64 `json:"available,omitempty"`
	Months         []string         `json:"months,omitempty"` // those of Available
	AvailableInAll int64            `json:"availableInAll,omitempty"`
}

// meta describes the index. It is stored within it, under metaID, so that a
// swap carries it along.
type meta struct {
	ID       string `json:"id"`
	Kind     string `json:"kind"`
	Format   string `json:"format"`
	Complete bool   `json:"complete"`          // made by Replace, not just by changes
	Rebuild  string `json:"rebuild,omitempty"` // the rebuild that is under way
}

func recordOf(d search.Document) record {
	folded := search.Fold(d.Name)
	r := record{
		ID:      d.ID,
		Kind:    string(d.Kind),
		Version: d.Version,

		Name:               d.Name,
		NameKey:            cut(string(d.Kind)+" "+folded, longestKey),
		FoldedName:         folded,
		FoldedKeywords:     foldAll(d.Keywords),
		FoldedOrganization: search.Fold(d.Organization),
		FoldedMarks:        foldAll(d.MarkLabels),
		FoldedDescription:  search.Fold(d.Description),
		FoldedPlaces:       foldAll(d.PlaceNames),

		OrganizationID: d.OrganizationID,
		Group:          d.Group,
		Stars:          d.Stars,
		Areas:          d.Areas,
		Marks:          d.Marks,
		Price:          max(d.Price, 0),
		Dimension:      d.Dimension,
		UpdatedAt:      d.UpdatedAt,
		Available:      uncommitted(d.Available),
	}
	if band := search.PriceBand(d.Price); band >= 0 {
		r.PriceBand = search.PriceBands[band]
	}
	r.Months = slices.Sorted(maps.Keys(r.Available))
	for _, amount := range r.Available {
		r.AvailableInAll += amount
	}
	return r
}

// tombstone keeps the version of a deletion.
func tombstone(id string, version int64) record {
	return record{ID: id, Kind: kindTombstone, Version: version}
}

func foldAll(texts []string) []string {
	folded := make([]string, 0, len(texts))
	for _, text := range texts {
		if text = search.Fold(text); text != "" {
			folded = append(folded, text)
		}
	}
	return folded
}

// uncommitted leaves out months in which nothing is left, and keys that are no
// months: each key becomes an attribute of the index, and these are limited.
func uncommitted(available map[string]int64) map[string]int64 {
	kept := make(map[string]int64, len(available))
	for month, amount := range available {
		if isMonth(month) && amount > 0 {
			kept[month] = amount
		}
	}
	return kept
}

// isMonth tells the form 2026-11.
func isMonth(text string) bool {
	if len(text) != len("2026-11") {
		return false
	}
	for i := range len(text) {
		digit := text[i] >= '0' && text[i] <= '9'
		if i == 4 && text[i] != '-' || i != 4 && !digit {
			return false
		}
	}
	return true
}

// longestKey is within the 468 bytes by which the server orders and tells apart.
const longestKey = 400

// cut shortens text to at most limit bytes of whole characters.
func cut(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	for limit > 0 && !utf8.RuneStart(text[limit]) {
		limit--
	}
	return text[:limit]
}
