package query

import (
	"strings"
	"unicode/utf8"

	"lienket/search"
)

// Names that are written without spaces, in short or with a letter wrong.

const (
	leastRun   = 4 // letters of a name that is found in a word without spaces
	leastGuess = 7 // letters, without spaces, of a name that may hold a slip
)

// readySlips makes the tables of names by their letters alone.
func (a *Analyzer) readySlips() {
	note := func(k string) {
		squeezed := strings.ReplaceAll(k, " ", "")
		if len(squeezed) < leastRun || len(squeezed) == len(k) && !a.isName(k) {
			return
		}
		// Of two that are written alike the longer words count: "ba be" before "b a be".
		if known, ok := a.run[squeezed]; !ok || len(k) < len(known) {
			a.run[squeezed] = k
		}
	}
	for k := range a.phrases {
		note(k)
	}
	for k, is := range a.names {
		note(k)
		squeezed := strings.ReplaceAll(k, " ", "")
		if is != good || len(squeezed) == len(k) || len(squeezed) < leastGuess {
			continue
		}
		for cut := range withoutLetters(squeezed) {
			a.slipped[cut] = appendNew(a.slipped[cut], k)
		}
	}
}

func (a *Analyzer) isName(k string) bool {
	_, ok := a.names[k]
	return ok
}

// meant is what a word stands for that is none as it was typed: keys of an input
// method, a short form, words without the spaces between them.
func (a *Analyzer) meant(t token) (string, bool) {
	if long, ok := a.dictionary.short[t.text]; ok {
		return long, true
	}
	if a.words[t.folded] || isSyllable(t.folded) {
		return "", false
	}
	if apart, ok := a.apart(t); ok {
		return apart, true
	}
	if t.folded == t.text {
		return decode(t.text)
	}
	return "", false
}

// mostRun bounds the letters of words that are taken apart.
const mostRun = 40

// apart reads a word that is names and places without spaces: "miendong".
func (a *Analyzer) apart(t token) (string, bool) {
	letters := key(t.folded)
	if len(letters) > mostRun || len(letters) != utf8.RuneCountInString(t.text) {
		return "", false
	}
	typed := []rune(t.text)
	var read func(from int) []string
	read = func(from int) []string {
		for to := len(letters); to-from >= leastRun; to-- {
			k, ok := a.run[letters[from:to]]
			if !ok {
				continue
			}
			var words []string
			at := from
			for word := range strings.FieldsSeq(k) {
				words = append(words, string(typed[at:at+len(word)]))
				at += len(word)
			}
			if to == len(letters) {
				return words
			}
			if rest := read(to); rest != nil {
				return append(words, rest...)
			}
		}
		return nil
	}
	words := read(0)
	return strings.Join(words, " "), len(words) > 1
}

// mostWordsGuessed is how many words of a query a name with a slip may be.
const mostWordsGuessed = 5

// guess is the longest name of a good that stands in parts with one letter wrong,
// missing, too many or in its neighbour's place, in a word of which nothing is known;
// "" if there is none.
func (a *Analyzer) guess(parts []part) string {
	best := ""
	for from := range parts {
		squeezed, slips := "", false
		for _, p := range parts[from:min(len(parts), from+mostWordsGuessed)] {
			if p.filler {
				break
			}
			squeezed += key(strings.ReplaceAll(search.Fold(p.text), " ", ""))
			slips = slips || p.role == unknown
			if len(squeezed) < leastGuess-1 || !slips {
				continue
			}
			if len(squeezed) > mostRun {
				break
			}
			for cut := range withoutLetters(squeezed) {
				for _, name := range a.slipped[cut] {
					if len(name) > len(best) || len(name) == len(best) && name < best {
						best = name
					}
				}
			}
		}
	}
	return best
}

// withoutLetters gives word, and it without each of its letters: two words that
// have one of these in common are a slip apart.
func withoutLetters(word string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		if !yield(word) {
			return
		}
		for i := range len(word) {
			if !yield(word[:i] + word[i+1:]) {
				return
			}
		}
	}
}
