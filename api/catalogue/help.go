package catalogue

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"lienket/search"
)

// Help is what to ask instead where nothing is found. All of it finds something.
type Help struct {
	// Nearest is the text in another spelling, Wider the good that it names beside
	// other words; nil if there is none.
	Nearest, Wider *Instead
	// Without are the filters without which something is found, by their name in
	// the address.
	Without []Loosening
}

// Instead is another text with the number of its hits.
type Instead struct {
	Text  string
	Total int
}

// Loosening is a filter with the number of hits without it.
type Loosening struct {
	Filter string
	Total  int
}

// loosenings take one filter away each, and tell whether there was one.
var loosenings = []struct {
	filter string
	drop   func(q *search.Query) bool
}{
	{"group", func(q *search.Query) (had bool) { had, q.Group = q.Group != nil, nil; return had }},
	{"stars", func(q *search.Query) (had bool) {
		had, q.Stars, q.MinStars = q.Stars != nil || q.MinStars > 0, nil, 0
		return had
	}},
	{"mark", func(q *search.Query) (had bool) { had, q.Marks = q.Marks != nil, nil; return had }},
	{"area", func(q *search.Query) (had bool) { had, q.Areas = q.Areas != nil, nil; return had }},
	{"price", func(q *search.Query) (had bool) { had, q.Prices = q.Prices != nil, nil; return had }},
	{"priceMax", func(q *search.Query) (had bool) { had, q.PriceMax = q.PriceMax > 0, 0; return had }},
	{"month", func(q *search.Query) (had bool) {
		had = q.Months != nil || q.Dimension != ""
		q.Months, q.MinAvailable, q.Dimension = nil, 0, ""
		return had
	}},
}

// help finds what to ask instead of a question that nothing answers.
func (s *Service) help(ctx context.Context, ask Ask) (*Help, error) {
	help := &Help{}
	ask.Limit, ask.Offset, ask.Facets = 1, 0, nil
	for _, one := range loosenings {
		looser := ask
		if !one.drop(&looser.Query) {
			continue
		}
		found, err := s.ask(ctx, looser, &SearchResult{})
		if err != nil {
			return nil, err
		}
		if found.Total > 0 {
			help.Without = append(help.Without, Loosening{one.filter, found.Total})
		}
	}
	if ask.Verbatim {
		return help, nil
	}
	analysis := s.analyze(ask)
	for _, wider := range analysis.Wider() {
		looser := ask
		looser.Text = wider
		found, err := s.ask(ctx, looser, &SearchResult{})
		if err != nil {
			return nil, err
		}
		if found.Total > 0 {
			help.Wider = &Instead{wider, found.Total}
			break
		}
	}
	if help.Wider != nil && help.Wider.Text == analysis.Text {
		return help, nil // it is written rightly
	}
	var err error
	help.Nearest, err = s.nearest(ctx, ask, search.Words(analysis.Text))
	return help, err
}

// mostListed is how many of the goods that a text lists are looked for one by one.
const mostListed = 6

// each counts what there is of each good, within the filters of ask; none where that
// is of one of them at most.
func (s *Service) each(ctx context.Context, ask Ask, goods []string) ([]Instead, error) {
	var all []Instead
	ask.Limit, ask.Offset, ask.Facets = 1, 0, nil
	for _, text := range goods[:min(len(goods), mostListed)] {
		ask.Text = text
		found, err := s.ask(ctx, ask, &SearchResult{})
		if err != nil {
			return nil, err
		}
		if found.Total > 0 {
			all = append(all, Instead{text, found.Total})
		}
	}
	if len(all) < 2 {
		return nil, nil
	}
	return all, nil
}

// Bounds of the search for another spelling.
const (
	mostMisspelt    = 6 // words of a text that is looked at
	leastMisspelt   = 3 // letters of a word that is taken for another
	mostSpellings   = 4 // of a word
	mostRespellings = 16
)

// nearest is the first text of words near to those typed by which a product on
// offer is called; nil if there is none.
func (s *Service) nearest(ctx context.Context, ask Ask, words []string) (*Instead, error) {
	if len(words) == 0 || len(words) > mostMisspelt {
		return nil, nil
	}
	spellings := make([][]string, len(words))
	for i, word := range words {
		if utf8.RuneCountInString(word) < leastMisspelt {
			spellings[i] = []string{word}
			continue
		}
		near, err := s.engine.Near(ctx, word, mostSpellings)
		if err != nil {
			return nil, err
		}
		if len(near) == 0 {
			return nil, nil
		}
		spellings[i] = near
	}
	for _, text := range respellings(spellings) {
		if slices.Equal(text, words) {
			continue
		}
		ask.Text = strings.Join(text, " ")
		found, err := s.ask(ctx, ask, &SearchResult{})
		if err != nil {
			return nil, err
		}
		if len(found.Hits) == 0 {
			continue
		}
		product, err := s.Lookup(ctx, found.Hits[0].ID)
		if err != nil {
			return nil, err
		}
		if written, ok := asWritten(text, product.Name); ok {
			return &Instead{written, found.Total}, nil
		}
	}
	return nil, nil
}

// respellings combine one spelling of each word, the nearest first.
func respellings(spellings [][]string) [][]string {
	all := [][]string{nil}
	for _, words := range spellings {
		var longer [][]string
		for _, word := range words {
			for _, text := range all {
				longer = append(longer, append(slices.Clone(text), word))
			}
		}
		all = longer[:min(len(longer), mostRespellings)]
	}
	return all
}

// asWritten are folded words as a name writes them; false if it lacks one.
func asWritten(words []string, name string) (string, bool) {
	written := make([]string, len(words))
	for i, word := range words {
		for _, one := range strings.Fields(name) {
			if search.Fold(one) == word {
				written[i] = strings.ToLower(one)
			}
		}
		if written[i] == "" {
			return "", false
		}
	}
	return strings.Join(written, " "), true
}
