package catalogue

import (
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"lienket/api/measure"
	"lienket/search"
	"lienket/search/query"
)

// Asked are the goods that a demand's keywords ask for, read once and held against
// many products. The zero value asks for nothing and nothing fits it.
type Asked struct {
	readings     *readings
	alternatives []alternative
}

// alternative is one of the keywords' alternatives.
type alternative struct {
	words  wordList // as written
	marked []string // those of them written with marks, in lower case
	meant  query.Analysis
	goods  wordList // the words of it that name goods
}

// ReadKeywords reads keywords, in which commas and semicolons part alternatives.
func (s *Service) ReadKeywords(keywords string) Asked {
	asked := Asked{readings: s.readings}
	for _, text := range strings.FieldsFunc(keywords, func(r rune) bool { return r == ',' || r == ';' }) {
		words := listOf(query.Key(text))
		if len(words.list) == 0 {
			continue
		}
		meant := s.analyzer.Analyze(text)
		asked.alternatives = append(asked.alternatives, alternative{
			words: words, marked: markedWords(text), meant: meant, goods: listOf(query.Key(meant.Text))})
	}
	return asked
}

// Queries are the questions to an engine that together find every product that
// fits, and others beside them.
func (a Asked) Queries() []search.Query {
	var all []search.Query
	for _, one := range a.alternatives {
		all = append(all, search.Query{Kind: search.Product, Called: true, Text: strings.Join(one.words.list, " ")})
		if slices.Equal(one.words.list, one.goods.list) || len(one.goods.list) == 0 && !one.meant.Wants() {
			continue
		}
		meant := search.Query{Kind: search.Product, Called: true, Text: strings.Join(one.goods.list, " "), Areas: one.meant.Areas,
			Marks: one.meant.Marks, Group: one.meant.Groups, Stars: one.meant.Stars, MinStars: one.meant.MinStars}
		all = append(all, meant)
	}
	return all
}

// What a fit is worth by where the words stand: side by side in the name, apart in
// it, or in what else the good is called.
const (
	fitTogether  = 1.0
	fitApart     = 0.85
	fitOtherwise = 0.7
)

// fitOfName is the part of a fit that depends on how much of the name was asked
// for, fitUnmarked what is left of it where marks were written that the name has
// not.
const (
	fitOfName   = 0.15
	fitUnmarked = 0.8
)

// Fit tells how well a product is what is asked for, in (0,1], or 0 where it is
// not. An alternative fits where the name has all its words, with or without
// marks, y and i being one; or where what it says of place, mark, group, stars and
// size holds of the product, and its name, or one other name of the good, has the
// rest. What a description says does not count. Stars and marks count as held on
// that day.
func (a Asked) Fit(p *Product, day measure.Date) float64 {
	if len(a.alternatives) == 0 {
		return 0
	}
	read := a.readings.of(p)
	best := 0.0
	for i := range a.alternatives {
		one := &a.alternatives[i]
		where := placed(one.words, read.name)
		if where == 0 {
			where = one.otherwise(p, day, read)
		}
		if where == 0 {
			continue
		}
		share := min(1, float64(len(one.words.list))/float64(max(1, len(read.name.list))))
		fit := where * (1 - fitOfName*(1-share))
		if fit > best && !one.sameMarks(read) {
			fit *= fitUnmarked
		}
		best = max(best, fit)
	}
	return best
}

// placed is how words stand in a name, 0 where one is missing.
func placed(words, name wordList) float64 {
	if !name.set.mayHold(words.set) {
		return 0
	}
	for at := 0; at+len(words.list) <= len(name.list); at++ {
		if slices.Equal(name.list[at:at+len(words.list)], words.list) {
			return fitTogether
		}
	}
	for _, word := range words.list {
		if !slices.Contains(name.list, word) {
			return 0
		}
	}
	return fitApart
}

// otherwise is how the alternative fits a product whose name has not all its words.
func (a *alternative) otherwise(p *Product, day measure.Date, read *reading) float64 {
	held := a.holds(p, day, read.keywords)
	if held && len(a.goods.list) > 0 {
		if where := placed(a.goods, read.name); where > 0 {
			return where
		}
	}
	alone := len(a.goods.list) == 0 && a.meant.Wants() // a mark, a place or a group
	if held && alone || read.called(a.words) || held && len(a.goods.list) > 0 && read.called(a.goods) {
		return fitOtherwise
	}
	return 0
}

// holds tells whether what the alternative says beside the goods is true of the
// product.
func (a *alternative) holds(p *Product, day measure.Date, keywords []string) bool {
	if !a.meant.Wants() {
		return true
	}
	stars, marks := p.StarsOn(day), p.MarksOn(day)
	any := func(wanted, have []string) bool {
		return len(wanted) == 0 || slices.ContainsFunc(wanted, func(one string) bool { return slices.Contains(have, one) })
	}
	for _, mark := range a.meant.Marks {
		if !slices.Contains(marks, mark) {
			return false
		}
	}
	return any(a.meant.Areas, p.Areas) && any(a.meant.Groups, []string{p.Group}) && any(a.meant.Sizes, keywords) &&
		(len(a.meant.Stars) == 0 || slices.Contains(a.meant.Stars, stars)) && stars >= a.meant.MinStars
}

// sameMarks tells whether the name has the words that were written with marks so.
func (a *alternative) sameMarks(read *reading) bool {
	for _, word := range a.marked {
		if !slices.Contains(read.marked, word) {
			return false
		}
	}
	return true
}

// markedWords are the words of text that carry marks, in lower case.
func markedWords(text string) []string {
	var marked []string
	for _, word := range strings.FieldsFunc(strings.ToLower(norm.NFC.String(text)), func(r rune) bool { return r == ' ' || r == ',' }) {
		if strings.ContainsFunc(word, func(r rune) bool { return r > 127 }) {
			marked = append(marked, word)
		}
	}
	return marked
}
