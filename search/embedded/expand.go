package embedded

import (
	"cmp"
	"slices"
	"unicode/utf8"
)

// variant is a term that a word of a query may stand for.
type variant struct {
	term  *term
	edits uint8
	// form weighs how the term was reached, in 256ths: the word itself, a word it
	// begins, a word much like it.
	form uint16
}

// Variants of one word that are looked up at most; the most frequent terms are
// taken, of similar ones the most similar first. A single letter begins words
// that together stand in every document many times over: enough of the most
// frequent ones find all that matters.
const (
	maxPrefixVariants  = 256
	maxSimilarVariants = 64
	minPrefixPostings  = 50_000 // and twice the number of rows
)

const (
	formWhole      = 256
	formPrefix     = 170 // and up to formPrefixMore by the part already typed
	formPrefixMore = 50
)

// variants returns the terms that word stands for: itself, with prefix those that
// it begins (the first ones with budget postings), and those within a
// tolerance of typos.
func (v *vocabulary) variants(word string, prefix bool, tolerance, budget int) []variant {
	word = clip(word)
	var found []variant
	if t := v.terms[word]; t != nil {
		found = append(found, variant{term: t, form: formWhole})
	}
	if prefix {
		if n := v.below(word); n != nil {
			found = append(found, n.begun(word, budget)...)
		}
	}
	if tolerance > 0 {
		s := newSimilarity(word, tolerance, prefix && longEnough(word))
		s.descend(&v.root, 0, tolerance+1)
		found = append(found, best(s.found, maxSimilarVariants)...)
	}
	return found
}

// begun returns the most frequent terms below n that are longer than prefix,
// until they have budget postings.
func (n *node) begun(prefix string, budget int) []variant {
	var found []variant
	postings := 0
	n.walk(func(t *term) {
		if len(t.text) > len(prefix) {
			found = append(found, variant{term: t, form: prefixForm(len(prefix), len(t.text))})
			postings += len(t.rows)
		}
	})
	if postings <= budget {
		return best(found, maxPrefixVariants)
	}
	sortVariants(found)
	for i := range found {
		if budget -= len(found[i].term.rows); budget < 0 {
			return found[:min(i+1, maxPrefixVariants)]
		}
	}
	return found
}

func prefixForm(typed, whole int) uint16 {
	return formPrefix + uint16(formPrefixMore*min(typed, whole)/whole)
}

// best keeps the limit first ones of variants, by edits, then frequency.
func best(found []variant, limit int) []variant {
	if len(found) <= limit {
		return found
	}
	sortVariants(found)
	return found[:limit]
}

func sortVariants(found []variant) {
	slices.SortFunc(found, func(a, b variant) int {
		if c := cmp.Compare(a.edits, b.edits); c != 0 {
			return c
		}
		if c := cmp.Compare(len(b.term.rows), len(a.term.rows)); c != 0 {
			return c
		}
		return cmp.Compare(a.term.text, b.term.text)
	})
}

// similarity walks the trie of terms with a row of the table of edit distances
// (optimal string alignment: insert, delete, replace, swap neighbours) for each
// letter on the way, and leaves a branch when no end of it can be near enough.
type similarity struct {
	word      []rune
	tolerance int
	prefix    bool    // the beginning of a term is enough
	table     []uint8 // a row of len(word)+1 distances for each depth
	path      []rune
	found     []variant
}

func newSimilarity(word string, tolerance int, prefix bool) *similarity {
	s := &similarity{word: []rune(word), tolerance: tolerance, prefix: prefix}
	s.table = make([]uint8, (utf8.RuneCountInString(word)+1)*(maxTermBytes+1))
	for i := range s.row(0) {
		s.row(0)[i] = uint8(i)
	}
	return s
}

func (s *similarity) row(depth int) []uint8 {
	width := len(s.word) + 1
	return s.table[depth*width : (depth+1)*width]
}

// descend visits n, which lies depth letters deep. begun is how far the nearest beginning of the path is from the word, above
// tolerance if none counts.
func (s *similarity) descend(n *node, depth, begun int) {
	whole := int(s.row(depth)[len(s.word)])
	if s.prefix {
		begun = min(begun, whole)
	}
	if n.term != nil {
		s.take(n.term, whole, begun)
	}
	if begun == 0 || depth == maxTermBytes {
		return // what the word itself begins is found without typos
	}
	for _, e := range n.edges {
		s.path = append(s.path[:depth], e.letter)
		if nearest := s.extend(depth+1, e.letter); int(nearest) <= s.tolerance || begun <= s.tolerance {
			s.descend(e.to, depth+1, begun)
		}
	}
}

// extend fills the table's row for a path that ends in letter and returns its
// minimum.
func (s *similarity) extend(depth int, letter rune) uint8 {
	above, row := s.row(depth-1), s.row(depth)
	row[0] = uint8(depth)
	least := row[0]
	for i, wanted := range s.word {
		change := above[i]
		if wanted != letter {
			change++
		}
		distance := min(change, above[i+1]+1, row[i]+1)
		if depth > 1 && i > 0 && letter == s.word[i-1] && s.path[depth-2] == wanted {
			distance = min(distance, s.row(depth - 2)[i-1]+1)
		}
		row[i+1] = distance
		least = min(least, distance)
	}
	return least
}

func (s *similarity) take(t *term, whole, begun int) {
	switch {
	case whole == 0 || begun == 0:
		// no typo: found otherwise
	case whole <= s.tolerance && whole <= begun:
		s.found = append(s.found, variant{t, uint8(whole), formWhole})
	case begun <= s.tolerance:
		s.found = append(s.found, variant{t, uint8(begun), prefixForm(len(s.word), len(t.text))})
	}
}
