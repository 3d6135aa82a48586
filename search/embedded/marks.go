package embedded

import (
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"lienket/search"
)

// Folding takes Vietnamese syllables for one that have nothing in common but their
// letters. Who types marks means them: "bí đỏ" is not the beginning of "bí Đồng
// Phúc", and "trà đào" no slip for "trà giảo". So a word typed with marks stands
// for the beginning of another word, or for one with typos, only if that agrees in
// its marks; as a whole it stands for all that fold alike, as marks are often wrong.

// maxForms bounds the written forms of a term that are remembered.
const maxForms = 24

// addForm notes how a term is written.
func (t *term) addForm(written string) {
	if len(t.forms) < maxForms && !slices.Contains(t.forms, written) {
		t.forms = append(t.forms, strings.Clone(written))
	}
}

// keepAgreeing drops the variants of which no written form agrees with the word as
// it was typed.
func (w *queryWord) keepAgreeing() {
	if w.typed == "" {
		return
	}
	typed := decomposed(w.typed)
	// What is written so somewhere was typed right, unless it is so short that much is.
	right := len(w.text) > 3 && slices.ContainsFunc(w.variants, func(v variant) bool {
		return v.edits == 0 && v.form == formWhole && slices.Contains(v.term.forms, w.typed)
	})
	w.variants = slices.DeleteFunc(w.variants, func(v variant) bool {
		if v.edits == 0 && v.form == formWhole || len(v.term.forms) == maxForms {
			return false
		}
		if right && v.edits > 0 {
			return true
		}
		return !slices.ContainsFunc(v.term.forms, func(form string) bool {
			return distance(typed, decomposed(form), v.form != formWhole) <= int(v.edits)
		})
	})
}

// agrees tells whether the name of a candidate holds a word in a form that agrees
// with what was typed, where its term has others as well.
func (s *scorer) agrees(slot, word int, m match) bool {
	w := &s.words[word]
	if w.typed == "" {
		return true
	}
	v := w.variants[m.variant]
	if !w.sure && (v.edits == 0 && v.form == formWhole || len(v.term.forms) < 2) {
		return true
	}
	places := s.places(word, m)
	if len(places) == 0 || places[0].field() != inName {
		return true
	}
	if w.sure && v.edits == 0 && slices.ContainsFunc(places, func(p place) bool { return p.field() != inName }) {
		return true // another name holds it
	}
	typed, name := decomposed(w.typed), strings.Fields(s.x.details[s.c.rows[slot]].marked)
	return slices.ContainsFunc(places, func(p place) bool {
		at := int(p)
		if w.sure && p.field() == inName && at < len(name) && name[at] == w.text {
			return true // written without marks
		}
		return p.field() == inName && at < len(name) && distance(typed, decomposed(name[at]), v.form != formWhole) <= int(v.edits)
	})
}

// letter is a base letter with its marks, a bit for each.
type letter struct {
	base  rune
	marks uint16
}

var markBits = map[rune]uint16{'\u0300': 1, '\u0301': 2, '\u0303': 4, '\u0309': 8, '\u0323': 16, '\u0302': 32, '\u0306': 64, '\u031b': 128}

const (
	stroke = 256
	tones  = 1 | 2 | 4 | 8 | 16
)

// decomposed are the letters of a word, its tone before them: people put it on
// different vowels, "hòa" and "hoà".
func decomposed(word string) []letter {
	letters := make([]letter, 1, len(word)+1)
	for _, r := range norm.NFD.String(word) {
		switch bit := markBits[r]; {
		case bit&tones != 0:
			letters[0].marks |= bit
		case bit != 0:
			letters[len(letters)-1].marks |= bit
		case r == 'đ':
			letters = append(letters, letter{'d', stroke})
		default:
			letters = append(letters, letter{base: r})
		}
	}
	return letters
}

// distance is how many letters of typed have to be changed to get written, or its
// beginning if that is enough. A letter may lack marks, but not have others.
func distance(typed, written []letter, beginning bool) int {
	same := func(i, j int) bool {
		return typed[i].base == written[j].base && typed[i].marks&^written[j].marks == 0
	}
	above, row, next := make([]int, len(typed)+1), make([]int, len(typed)+1), make([]int, len(typed)+1)
	for i := range row {
		row[i] = i
	}
	least := row[len(typed)]
	for j := range written {
		next[0] = j + 1
		for i := range typed {
			change := row[i]
			if !same(i, j) {
				change++
			}
			next[i+1] = min(change, row[i+1]+1, next[i]+1)
			if i > 0 && j > 0 && same(i, j-1) && same(i-1, j) {
				next[i+1] = min(next[i+1], above[i-1]+1)
			}
		}
		above, row, next = row, next, above
		least = min(least, row[len(typed)])
	}
	if beginning {
		return least
	}
	return row[len(typed)]
}

// typedWith returns how a folded word stands in text, "" if without marks.
func typedWith(words []string, folded string) string {
	for _, word := range words {
		if len(word) != len(folded) && search.Fold(word) == folded {
			return word
		}
	}
	return ""
}
