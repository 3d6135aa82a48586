package meili

import (
	"cmp"
	"context"
	"math/bits"
	"slices"
	"strings"

	"github.com/meilisearch/meilisearch-go"

	"lienket/search"
)

// Meilisearch has no question for "any of these words": its looser strategies
// drop words from one end. Each word is therefore asked for alone, and the best
// of each list are merged here by how many of the words a document has. Words
// with more documents than their list shows are frequent; these are asked for in
// every combination as well, so that a document with several frequent words is
// not lost beyond the ends of their lists. Totals and facets are counted by the
// server, over the union.

const (
	mostAnyWords = 32  // the words that are considered; bits of found.words
	mostCombined = 4   // the frequent words, rarest first, that are combined
	leastListed  = 100 // how long a list is at least
)

// searchAnyWord answers an AnyWord query of at least two words.
func (e *Engine) searchAnyWord(ctx context.Context, q search.Query, words []string) (search.Result, error) {
	texts := wordTexts(words)
	limit, offset := q.Page()
	depth := min(max(offset+limit, leastListed), search.MaxTotal)
	answers, err := e.multiSearch(ctx, &meilisearch.MultiSearchRequest{Queries: e.perText(q, texts, depth)})
	if err != nil {
		return search.Result{}, err
	}
	merged := merger{}
	var frequent []int
	for i, answer := range answers {
		if err := merged.add(answer.Hits, 1<<i); err != nil {
			return search.Result{}, err
		}
		if int(answer.EstimatedTotalHits) > len(answer.Hits) {
			frequent = append(frequent, i)
		}
	}
	slices.SortStableFunc(frequent, func(a, b int) int {
		return cmp.Compare(answers[a].EstimatedTotalHits, answers[b].EstimatedTotalHits)
	})
	frequent = frequent[:min(len(frequent), mostCombined)]
	if err := e.addCombined(ctx, q, texts, frequent, depth, merged); err != nil {
		return search.Result{}, err
	}
	result := nothingFound(q)
	result.Total = len(merged)
	if err := e.countAnyWord(ctx, q, texts, len(frequent) > 0, &result); err != nil {
		return search.Result{}, err
	}
	result.Total = min(result.Total, search.MaxTotal)
	result.Hits = merged.page(q, len(texts))
	return result, nil
}

// wordTexts are the query texts of the different words, the last one a prefix.
func wordTexts(words []string) []string {
	var texts []string
	seen := map[string]bool{}
	last := len(words) - 1
	for i, word := range words {
		text := wholeWord(word)
		if i == last {
			text = word
		}
		if !seen[text] {
			seen[text] = true
			texts = append(texts, text)
		}
	}
	return texts[:min(len(texts), mostAnyWords)]
}

// perText are the questions for the best documents that match each text.
func (e *Engine) perText(q search.Query, texts []string, depth int) []*meilisearch.SearchRequest {
	questions := make([]*meilisearch.SearchRequest, len(texts))
	for i, text := range texts {
		questions[i] = &meilisearch.SearchRequest{
			IndexUID: e.index, Query: text, MatchingStrategy: meilisearch.All,
			Filter: filtersOf(q, ""), Sort: sortOf(q), Limit: int64(depth), ShowRankingScore: true,
			AttributesToRetrieve: []string{"id", "nameKey", "price", "stars", "updatedAt", "available", "availableInAll"},
		}
	}
	return questions
}

// addCombined adds the documents that have two or more of the frequent words.
func (e *Engine) addCombined(ctx context.Context, q search.Query, texts []string, frequent []int, depth int, merged merger) error {
	if len(frequent) < 2 {
		return nil
	}
	slices.Sort(frequent) // the last word may be a prefix and has to stay last
	var combined []string
	var masks []uint32
	for chosen := range 1 << len(frequent) {
		if bits.OnesCount(uint(chosen)) < 2 {
			continue
		}
		var text strings.Builder
		var mask uint32
		for i, word := range frequent {
			if chosen&(1<<i) != 0 {
				text.WriteString(texts[word])
				mask |= 1 << word
			}
		}
		combined, masks = append(combined, text.String()), append(masks, mask)
	}
	answers, err := e.multiSearch(ctx, &meilisearch.MultiSearchRequest{Queries: e.perText(q, combined, depth)})
	if err != nil {
		return err
	}
	for i, answer := range answers {
		if err := merged.add(answer.Hits, masks[i]); err != nil {
			return err
		}
	}
	return nil
}

// countAnyWord counts result's facets, and its total if that is wanted, over the
// union of all texts, which a federated search does: one for all facets that no
// filter touches, and one for each other facet.
func (e *Engine) countAnyWord(ctx context.Context, q search.Query, texts []string, total bool, result *search.Result) error {
	var free []search.Facet
	for _, facet := range q.Facets {
		if !isFiltered(q, facet) {
			free = append(free, facet)
			continue
		}
		if _, err := e.countUnion(ctx, texts, filtersOf(q, facet), []search.Facet{facet}, result.Facets); err != nil {
			return err
		}
	}
	if !total && len(free) == 0 {
		return nil
	}
	count, err := e.countUnion(ctx, texts, filtersOf(q, ""), free, result.Facets)
	result.Total = count
	return err
}

// countUnion returns how many documents match filter and one of texts, and adds
// the counts of facets to counts.
func (e *Engine) countUnion(ctx context.Context, texts []string, filter string, facets []search.Facet, counts map[search.Facet]map[string]int) (int, error) {
	questions := make([]*meilisearch.SearchRequest, len(texts))
	for i, text := range texts {
		questions[i] = &meilisearch.SearchRequest{
			IndexUID: e.index, Query: text, MatchingStrategy: meilisearch.All,
			Filter: filter, AttributesToRetrieve: []string{"id"},
		}
	}
	federation := &meilisearch.MultiSearchFederation{Limit: 1}
	if len(facets) > 0 {
		attributes := make([]string, len(facets))
		for i, facet := range facets {
			attributes[i] = facetAttributes[facet]
		}
		federation.FacetsByIndex = map[string][]string{e.index: attributes}
		federation.MergeFacets = &meilisearch.MultiSearchFederationMergeFacets{MaxValuesPerFacet: mostFacetValues}
	}
	response, err := e.server.MultiSearchWithContext(ctx, &meilisearch.MultiSearchRequest{Queries: questions, Federation: federation})
	if err != nil {
		return 0, err
	}
	for _, facet := range facets {
		if err := addFacet(counts[facet], response.FacetDistribution[facetAttributes[facet]]); err != nil {
			return 0, err
		}
	}
	return int(response.EstimatedTotalHits), nil
}

// found is a document with the words that it is known to match.
type found struct {
	hit
	words uint32  // one bit per text
	sum   float64 // of the ranking scores, one per word
}

// score puts the number of words before how well they match; it lies in [0,1].
func (f *found) score(texts int) float64 {
	count := float64(bits.OnesCount32(f.words))
	return (count - 1 + f.sum/count) / float64(texts)
}

// merger gathers documents by their ID.
type merger map[string]*found

// add notes that hits match the words of mask.
func (m merger) add(hits meilisearch.Hits, mask uint32) error {
	decoded, err := decode[hit](hits)
	if err != nil {
		return err
	}
	for _, h := range decoded {
		f := m[h.ID]
		if f == nil {
			f = &found{hit: h}
			m[h.ID] = f
		}
		fresh := mask &^ f.words
		f.words |= fresh
		f.sum += h.score() * float64(bits.OnesCount32(fresh))
	}
	return nil
}

// page sorts as the server would and returns q's page.
func (m merger) page(q search.Query, texts int) []search.Hit {
	all := make([]*found, 0, len(m))
	for _, f := range m {
		all = append(all, f)
	}
	slices.SortFunc(all, func(a, b *found) int {
		return cmp.Or(
			compareBy(q, a, b, texts),
			cmp.Compare(b.UpdatedAt, a.UpdatedAt),
			cmp.Compare(a.ID, b.ID),
		)
	})
	limit, offset := q.Page()
	all = all[min(offset, len(all), search.MaxTotal):min(offset+limit, len(all), search.MaxTotal)]
	hits := make([]search.Hit, len(all))
	for i, f := range all {
		hits[i] = search.Hit{ID: f.ID, Score: f.score(texts)}
	}
	return hits
}

func compareBy(q search.Query, a, b *found, texts int) int {
	switch q.Order {
	case search.ByPriceUp, search.ByPriceDown:
		if (a.Price == 0) != (b.Price == 0) { // without a price comes last
			return cmp.Compare(b.Price, a.Price)
		}
		if q.Order == search.ByPriceUp {
			return cmp.Compare(a.Price, b.Price)
		}
		return cmp.Compare(b.Price, a.Price)
	case search.ByStarsDown:
		return cmp.Compare(b.Stars, a.Stars)
	case search.ByName:
		return cmp.Compare(a.NameKey, b.NameKey)
	case search.ByAvailable:
		if len(q.Months) > 0 {
			return cmp.Compare(b.Available[q.Months[0]], a.Available[q.Months[0]])
		}
		return cmp.Compare(b.AvailableInAll, a.AvailableInAll)
	case search.ByNewest:
		return 0
	}
	return cmp.Compare(b.score(texts), a.score(texts))
}
