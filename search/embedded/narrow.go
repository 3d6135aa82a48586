package embedded

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"lienket/search"
)

// How far a word of a query may be from a term.
func asTyped(string) int          { return 0 }
func withTypos(word string) int   { return search.Typos(word) }
func withSlips(word string) int   { return max(search.Typos(word), slips(word)) }
func longEnough(word string) bool { return utf8.RuneCountInString(word) >= 5 }

// slips lets short words have a wrong letter too; their neighbours must then
// vouch for them.
func slips(word string) int {
	if len(word) < 2 || strings.ContainsFunc(word, unicode.IsDigit) {
		return 0
	}
	return 1
}

// findNarrow reduces candidates to those that are called what was typed. Only if
// there are none, it looks for typos, then for slips in short words.
func (x *index) findNarrow(c *candidates, words []queryWord, sc scope) {
	s := newScorer(x, words, c, false)
	c.keepIf(s.coherent)
	if slices.ContainsFunc(words, func(w queryWord) bool { return isSize(w.text) }) {
		return // the words without the size are asked as well, with typos
	}
	for i, tolerance := range []func(string) int{withTypos, withSlips} {
		if len(c.rows) > 0 || !slices.ContainsFunc(words, func(w queryWord) bool { return !w.sure }) {
			return
		}
		x.expand(words, tolerance)
		if i == 1 {
			keepLikely(words)
			x.dropUnnamed(words)
		}
		x.find(c, words, sc)
		c.keepIf(s.coherent)
	}
}

// confused are first letters that people put for each other.
var confused = []string{"sx", "ct", "dgrv", "ln", "ckq", "iy"}

// keepLikely drops the variants that begin otherwise than the word: among short
// words too many are one letter apart.
func keepLikely(words []queryWord) {
	for i := range words {
		w := &words[i]
		w.variants = slices.DeleteFunc(w.variants, func(v variant) bool {
			a, b := w.text[0], v.term.text[0]
			return v.edits > 0 && a != b && !slices.ContainsFunc(confused, func(set string) bool {
				return strings.IndexByte(set, a) >= 0 && strings.IndexByte(set, b) >= 0
			})
		})
	}
}

// dropUnnamed drops, of words with slips, what they are as typed where no name holds
// it: that only stands in places, as the "xã" of all of them, for a "sả" typed "xả".
func (x *index) dropUnnamed(words []queryWord) {
	for i := range words {
		w := &words[i]
		if !slices.ContainsFunc(w.variants, func(v variant) bool { return v.edits > 0 }) {
			continue
		}
		w.variants = slices.DeleteFunc(w.variants, func(v variant) bool { return v.edits == 0 && v.form == formWhole && !x.isInNames(v.term) })
	}
}

const (
	nameFields  = 1<<inName | 1<<inKeywords
	aloneFields = nameFields | 1<<inMarks
)

// coherent tells whether a candidate holds the words as something is called, not
// here one and there another. A word may stand alone only in the name, and only
// if at most one does; a word with a typo needs a neighbour without one.
func (s *scorer) coherent(slot int) bool {
	matches := s.c.matchesOf(slot)
	for i, m := range matches {
		if !s.agrees(slot, i, m) {
			return false
		}
	}
	if len(matches) == 1 {
		return matches[0].edits() == 0 || longEnough(s.words[0].text) && s.isWhole(0, matches[0]) && longEnough(s.words[0].variants[matches[0].variant].term.text) && s.fields(0, matches[0])&nameFields != 0
	}
	alone, slipped := 0, 0
	for i, m := range matches {
		linked := i > 0 && s.linked(i-1, i, matches, m.edits() > 0) ||
			i+1 < len(matches) && s.linked(i, i+1, matches, m.edits() > 0) && (m.edits() == 0 || !s.barelyBegun(i+1, matches))
		switch {
		case m.edits() > 0:
			slipped++
			if !linked {
				return false
			}
		case linked || isSize(s.words[i].text):
		case s.fields(i, m)&aloneFields == 0:
			return false
		default:
			alone++
		}
	}
	words := len(matches)
	for i := range matches {
		if isSize(s.words[i].text) {
			words--
		}
	}
	return slipped <= words/2 && (alone == 0 || alone == 1 && words != 2)
}

// isWhole tells that a match is no mere beginning.
func (s *scorer) isWhole(word int, m match) bool {
	return s.words[word].variants[m.variant].form == formWhole
}

// barelyBegun tells a last word of one or two letters that only begins what it
// matches.
func (s *scorer) barelyBegun(word int, matches []match) bool {
	return len(s.words[word].text) < leastSwapped && !s.isWhole(word, matches[word])
}

// leastSwapped is how many letters of the last word must be typed for it to be
// taken for one that stands before the others.
const leastSwapped = 3

// isSize tells the words that stand for sizes, which no name holds.
func isSize(word string) bool { return strings.HasPrefix(word, "zz") }

func (s *scorer) fields(word int, m match) uint8 {
	return s.words[word].variants[m.variant].term.posts[m.post].fields
}

// linked tells whether two words of the query stand near each other, in order and
// side by side if tight. The other way round they may stand in the name only.
func (s *scorer) linked(i, j int, matches []match, tight bool) bool {
	after := nearWithin
	if s.barelyBegun(j, matches) {
		after = nearWithin - 1
	}
	for _, a := range s.places(i, matches[i]) {
		if a.field() == inDescription {
			continue
		}
		for _, b := range s.places(j, matches[j]) {
			gap := int(b) - int(a)
			if a.field() == b.field() && (gap == 1 || !tight && gap != 0 && gap <= after && (gap > 0 || gap >= -nearWithin && after == nearWithin && 1<<a.field()&nameFields != 0)) {
				return true
			}
		}
	}
	return false
}

// markedWords are the words of text that carry marks, in lower case.
func markedWords(text string) []string {
	var marked []string
	for _, word := range splitMarked(text) {
		if len(word) != utf8.RuneCountInString(word) {
			marked = append(marked, word)
		}
		if len(marked) == maxWords {
			break
		}
	}
	return marked
}

func splitMarked(text string) []string {
	return strings.FieldsFunc(strings.ToLower(norm.NFC.String(text)), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
}

// sameMarks is the share of the words typed with marks that the name has so.
func (s *scorer) sameMarks(at uint32) float64 {
	name, held := s.x.details[at].marked, 0
	for _, word := range s.marked {
		from := 0
		for {
			i := strings.Index(name[from:], word)
			if i < 0 {
				break
			}
			if i += from; (i == 0 || name[i-1] == ' ') && (i+len(word) == len(name) || name[i+len(word)] == ' ') {
				held++
				break
			}
			from = i + len(word)
		}
	}
	return float64(held) / float64(len(s.marked))
}
