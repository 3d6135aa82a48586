package meili

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/meilisearch/meilisearch-go"

	"lienket/search"
)

const (
	mostWords       = 10 // of a query, that the server considers
	anyWordPatience = 3  // times the search timeout
)

// Search implements search.Engine. Text without a single letter or digit finds
// nothing.
func (e *Engine) Search(ctx context.Context, q search.Query) (search.Result, error) {
	words := search.Words(q.Text)
	anyWord := q.AnyWord && len(words) > 1
	timeout := e.searchTimeout
	if anyWord {
		timeout *= anyWordPatience
	}
	var result search.Result
	err := e.askWithin(ctx, timeout, "search", func(ctx context.Context) (err error) {
		switch {
		case len(words) == 0 && strings.TrimSpace(q.Text) != "":
			result = nothingFound(q)
		case anyWord:
			result, err = e.searchAnyWord(ctx, q, words)
		default:
			result, err = e.searchAllWords(ctx, q, words)
		}
		if err == nil && q.MinAvailable > 1 {
			err = e.countMonths(ctx, q, words, anyWord, result.Facets[search.ByMonth])
		}
		return err
	})
	return result, err
}

func nothingFound(q search.Query) search.Result {
	result := search.Result{Facets: make(map[search.Facet]map[string]int, len(q.Facets))}
	for _, facet := range q.Facets {
		result.Facets[facet] = map[string]int{}
	}
	return result
}

// searchAllWords asks everything in one request: the hits together with the
// facets that no filter touches, and for each other facet its counts without
// its own filter.
func (e *Engine) searchAllWords(ctx context.Context, q search.Query, words []string) (search.Result, error) {
	typed := typedText(words, q.AsTyped...)
	limit, offset := q.Page()
	offset = min(offset, search.MaxDepth)
	// Zero would read as the server's default; beyond the last are no hits.
	limit = max(min(limit, search.MaxDepth-offset), 1)
	var searched []string
	switch {
	case q.Called:
		searched = settings.SearchableAttributes[:calledAttributes]
	case q.Narrow:
		searched = settings.SearchableAttributes[:narrowAttributes]
	}
	questions := []*meilisearch.SearchRequest{{
		IndexUID: e.index, Query: typed, MatchingStrategy: meilisearch.All,
		Filter: filtersOf(q, ""), Sort: sortOf(q),
		Limit: int64(limit), Offset: int64(offset),
		AttributesToSearchOn: searched,
		AttributesToRetrieve: []string{"id"}, ShowRankingScore: true,
	}}
	if mustBeNear(q, words) {
		questions[0].AttributesToRetrieve = append(questions[0].AttributesToRetrieve, searched...)
	}
	var noHits int64
	for _, facet := range q.Facets {
		if !isFiltered(q, facet) {
			questions[0].Facets = append(questions[0].Facets, facetAttributes[facet])
			continue
		}
		questions = append(questions, &meilisearch.SearchRequest{
			IndexUID: e.index, Query: typed, MatchingStrategy: meilisearch.All,
			AttributesToSearchOn: searched,
			Filter:               filtersOf(q, facet), HitsPerPage: &noHits,
			Facets: []string{facetAttributes[facet]},
		})
	}
	answers, err := e.multiSearch(ctx, &meilisearch.MultiSearchRequest{Queries: questions})
	if err != nil {
		return search.Result{}, err
	}
	result := nothingFound(q)
	hits, err := decode[hit](answers[0].Hits)
	if err != nil {
		return search.Result{}, err
	}
	if mustBeNear(q, words) {
		found, err := decode[called](answers[0].Hits)
		if err != nil {
			return search.Result{}, err
		}
		if !slices.ContainsFunc(found, func(c called) bool { return c.by(words[:min(len(words), mostWords)]) }) {
			return result, nil
		}
	}
	result.Hits = make([]search.Hit, len(hits))
	for i, h := range hits {
		result.Hits[i] = search.Hit{ID: h.ID, Score: h.score()}
	}
	// The server calls it an estimate, but where every word must match it counts
	// them all, up to maxTotalHits.
	result.Total = int(answers[0].EstimatedTotalHits)
	for _, answer := range answers {
		if err := addFacets(result.Facets, answer.FacetDistribution); err != nil {
			return search.Result{}, err
		}
	}
	return result, nil
}

// countMonths counts anew, with so much left, the months in which anything is.
func (e *Engine) countMonths(ctx context.Context, q search.Query, words []string, anyWord bool, counts map[string]int) error {
	texts := []string{typedText(words, q.AsTyped...)}
	if anyWord {
		texts = wordTexts(words)
	}
	for month := range counts {
		filter := all([]string{filtersOf(q, search.ByMonth), available(month, q.MinAvailable)})
		count, err := e.countUnion(ctx, texts, filter, nil, nil)
		if err != nil {
			return err
		}
		if counts[month] = count; count == 0 {
			delete(counts, month)
		}
	}
	return nil
}

// Suggest implements search.Engine.
func (e *Engine) Suggest(ctx context.Context, text string, kinds []search.Kind, limit int) ([]search.Suggestion, error) {
	words := search.Words(text)
	if len(kinds) == 0 {
		kinds = []search.Kind{search.Product, search.Organization, search.Demand}
	}
	limit, _ = search.Query{Limit: limit}.Page()
	var suggestions []search.Suggestion
	err := e.ask(ctx, "suggest", func(ctx context.Context) error {
		if len(words) == 0 {
			return nil
		}
		answers, err := e.multiSearch(ctx, &meilisearch.MultiSearchRequest{Queries: []*meilisearch.SearchRequest{{
			IndexUID: e.index, Query: typedText(words), MatchingStrategy: meilisearch.All,
			AttributesToSearchOn: []string{"foldedName"}, Distinct: "nameKey",
			Filter: oneOf("kind", kinds), Limit: int64(limit),
			AttributesToRetrieve: []string{"id", "kind", "name"},
		}}})
		if err != nil {
			return err
		}
		hits, err := decode[hit](answers[0].Hits)
		for _, h := range hits {
			suggestions = append(suggestions, search.Suggestion{Kind: search.Kind(h.Kind), ID: h.ID, Text: h.Name})
		}
		return err
	})
	return suggestions, err
}

// mostHighlighted is how many names are read for words like one.
const mostHighlighted = 100

// Near implements search.Engine with the words that the server marks in names.
func (e *Engine) Near(ctx context.Context, word string, limit int) ([]string, error) {
	var words []string
	err := e.ask(ctx, "near", func(ctx context.Context) error {
		if search.Fold(word) != word || word == "" {
			return nil
		}
		answers, err := e.multiSearch(ctx, &meilisearch.MultiSearchRequest{Queries: []*meilisearch.SearchRequest{{
			IndexUID: e.index, Query: word + " ", MatchingStrategy: meilisearch.All, Limit: mostHighlighted,
			AttributesToSearchOn: []string{"foldedName"}, AttributesToRetrieve: []string{"id"},
			AttributesToHighlight: []string{"foldedName"},
		}}})
		if err != nil {
			return err
		}
		hits, err := decode[highlighted](answers[0].Hits)
		for _, h := range hits {
			for _, marked := range h.words() {
				if !slices.Contains(words, marked) {
					words = append(words, marked)
				}
			}
		}
		return err
	})
	// The server ranks by typos.
	return words[:min(len(words), limit)], err
}

// highlighted is a name in which the words found stand between tags.
type highlighted struct {
	Formatted struct {
		FoldedName string `json:"foldedName"`
	} `json:"_formatted"`
}

func (h highlighted) words() []string {
	var words []string
	for piece := range strings.SplitSeq(h.Formatted.FoldedName, "<em>") {
		if word, _, ok := strings.Cut(piece, "</em>"); ok {
			words = append(words, word)
		}
	}
	return words
}

// typedText makes of folded words a query whose last word is a prefix. Folded
// words hold none of the query language's operators. A word with digits is
// quoted, as the server would take another number for a typo; the last word
// must stay bare to be a prefix. The words that are sure are quoted too: they are none,
// and without typos.
func typedText(words []string, sure ...string) string {
	var text strings.Builder
	for i, word := range words[:min(len(words), mostWords)] {
		switch {
		case slices.Contains(sure, word):
			text.WriteString(`"` + word + `" `)
		case i == len(words)-1:
			text.WriteString(word)
		default:
			text.WriteString(wholeWord(word))
		}
	}
	return text.String()
}

// wholeWord is the query text for word that does not match as a prefix: the
// space after it says that it is typed to its end.
func wholeWord(word string) string {
	if utf8.RuneCountInString(word) >= 4 && strings.ContainsFunc(word, unicode.IsDigit) {
		return `"` + word + `" `
	}
	return word + " "
}

// hit is what is read of a found record.
type hit struct {
	ID        string  `json:"id"`
	Ranking   float64 `json:"_rankingScore"`
	Kind      string  `json:"kind"`
	Name      string  `json:"name"`
	NameKey   string  `json:"nameKey"`
	Price     int64   `json:"price"`
	Stars     int     `json:"stars"`
	UpdatedAt int64   `json:"updatedAt"`

	Available      map[string]int64 `json:"available"`
	AvailableInAll int64            `json:"availableInAll"`
}

func (h hit) score() float64 { return min(max(h.Ranking, 0), 1) }

func decode[T any](hits meilisearch.Hits) ([]T, error) {
	decoded := make([]T, len(hits))
	for i, h := range hits {
		if err := h.DecodeInto(&decoded[i]); err != nil {
			return nil, fmt.Errorf("read a hit: %w", err)
		}
	}
	return decoded, nil
}

// multiSearch asks several questions at once; the answers are in their order.
func (e *Engine) multiSearch(ctx context.Context, request *meilisearch.MultiSearchRequest) ([]meilisearch.SearchResponse, error) {
	response, err := e.server.MultiSearchWithContext(ctx, request)
	if err != nil {
		return nil, err
	}
	if len(response.Results) != len(request.Queries) {
		return nil, fmt.Errorf("%d answers to %d questions", len(response.Results), len(request.Queries))
	}
	return response.Results, nil
}

// addFacets adds a facet distribution to those of counts that it holds.
func addFacets(counts map[search.Facet]map[string]int, distribution json.RawMessage) error {
	if len(distribution) == 0 {
		return nil
	}
	var byAttribute map[string]json.RawMessage
	if err := json.Unmarshal(distribution, &byAttribute); err != nil {
		return fmt.Errorf("read the facets: %w", err)
	}
	for facet := range counts {
		if err := addFacet(counts[facet], byAttribute[facetAttributes[facet]]); err != nil {
			return err
		}
	}
	return nil
}

// addFacet adds one facet's distribution, if there is any, to its counts.
func addFacet(counts map[string]int, distribution json.RawMessage) error {
	if len(distribution) == 0 {
		return nil
	}
	if err := json.Unmarshal(distribution, &counts); err != nil {
		return fmt.Errorf("read a facet: %w", err)
	}
	return nil
}
