package meili

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/meilisearch/meilisearch-go"

	"lienket/search"
)

// recordFormat changes when record, or what is put into it, does.
const recordFormat = 5

// mostFacetValues is above the number of areas: every value is to be counted.
const mostFacetValues = 20_000

// How many of the first searchable attributes count: for a narrow question all but the
// description, for one of what something is called name and keywords.
const (
	narrowAttributes = 5
	calledAttributes = 2
)

var settings = meilisearch.Settings{
	// In the port's order of weight.
	SearchableAttributes: []string{
		"foldedName", "foldedKeywords", "foldedOrganization", "foldedMarks", "foldedPlaces", "foldedDescription",
	},
	FilterableAttributes: []string{
		"id", "kind", "group", "stars", "areas", "marks", "organizationId", "dimension", "price", "priceBand", "available", "months",
		"nameKey", "rebuild",
	},
	SortableAttributes: []string{"id", "price", "stars", "updatedAt", "nameKey", "available", "availableInAll"},
	// An explicit order comes before relevance, not among it; ties fall to the
	// newest, then to the ID.
	RankingRules: []string{
		"sort", "words", "typo", "proximity", "attributeRank", "exactness", "wordPosition",
		"stars:desc", "updatedAt:desc", "id:asc",
	},
	TypoTolerance: &meilisearch.TypoTolerance{
		Enabled:             true,
		MinWordSizeForTypos: meilisearch.MinWordSizeForTypos{OneTypo: 4, TwoTypos: 8},
		DisableOnWords:      []string{},
		DisableOnAttributes: []string{},
		DisableOnNumbers:    true,
	},
	Faceting: &meilisearch.Faceting{
		MaxValuesPerFacet: mostFacetValues,
		SortFacetValuesBy: map[string]meilisearch.SortFacetType{"*": meilisearch.SortFacetTypeAlpha},
	},
	Pagination: &meilisearch.Pagination{MaxTotalHits: search.MaxDepth},
	// Without it the server guesses the language of every text and may cut
	// words up by the rules of another one.
	LocalizedAttributes: []*meilisearch.LocalizedAttributes{{Locales: []string{"vie"}, AttributePatterns: []string{"*"}}},
}

// format names the settings and the form of the records that an index was made
// with; an index of another format has to be rebuilt.
var format = func() string {
	encoded, err := json.Marshal(settings)
	if err != nil {
		panic(err) // a constant value
	}
	sum := sha256.Sum256(fmt.Appendf(encoded, "#%d", recordFormat))
	return hex.EncodeToString(sum[:8])
}()

// facetAttributes are the attributes that the facets count.
var facetAttributes = map[search.Facet]string{
	search.ByGroup: "group",
	search.ByStars: "stars",
	search.ByArea:  "areas",
	search.ByMark:  "marks",
	search.ByPrice: "priceBand",
	search.ByMonth: "months",
}

// sorts are the explicit orders. A document without a price has no such
// attribute and therefore comes last both ways.
var sorts = map[search.Order][]string{
	search.ByPriceUp:   {"price:asc", "updatedAt:desc", "id:asc"},
	search.ByPriceDown: {"price:desc", "updatedAt:desc", "id:asc"},
	search.ByStarsDown: {"stars:desc", "updatedAt:desc", "id:asc"},
	search.ByNewest:    {"updatedAt:desc", "id:asc"},
	search.ByName:      {"nameKey:asc", "updatedAt:desc", "id:asc"},
}

// sortOf is the order of q's hits; nil by relevance.
func sortOf(q search.Query) []string {
	if q.Order != search.ByAvailable {
		return sorts[q.Order]
	}
	by := "availableInAll"
	if len(q.Months) > 0 && isMonth(q.Months[0]) {
		by = "available." + q.Months[0]
	}
	return []string{by + ":desc", "updatedAt:desc", "id:asc"}
}
