package query

import (
	"slices"
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
		if known, ok := a.sounds[soundOf(k)]; !ok || k < known {
			a.sounds[soundOf(k)] = k
		}
		if known, ok := a.mixed[mixedOf(k)]; !ok || k < known {
			a.mixed[mixedOf(k)] = k
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

// guess is the name of a good that stands in parts as some pronounce it, or else the
// longest one with a letter wrong, missing, too many or in its neighbour's place, with
// a word of which nothing is known; "" if there is none.
func (a *Analyzer) guess(parts []part) string {
	best := ""
	for from := range parts {
		squeezed, typed, slips := "", "", false
		for _, p := range parts[from:min(len(parts), from+mostWordsGuessed)] {
			if p.filler {
				break
			}
			typed = strings.TrimSpace(typed + " " + key(search.Fold(p.text)))
			squeezed = strings.ReplaceAll(typed, " ", "")
			slips = slips || p.role == unknown
			if len(squeezed) < leastGuess-1 || !slips {
				continue
			}
			if len(squeezed) > mostRun {
				break
			}
			if name, ok := a.sounds[soundOf(typed)]; ok {
				return name
			}
			if name, ok := a.mixed[mixedOf(typed)]; ok {
				return name
			}
			for cut := range withoutLetters(squeezed) {
				for _, name := range a.slipped[cut] {
					if (len(name) > len(best) || len(name) == len(best) && name < best) && isSlip(typed, name) {
						best = name
					}
				}
			}
		}
	}
	return best
}

// mixedOf writes the letters of each word in one order, behind the first.
func mixedOf(k string) string {
	words := strings.Fields(k)
	for i, word := range words {
		letters := []byte(word[1:])
		slices.Sort(letters)
		words[i] = word[:1] + string(letters)
	}
	return strings.Join(words, " ")
}

// isSlip tells words that one letter, or two neighbours, make a name. Each word must
// begin as that of the name, or with the key beside it, where they are as many; where
// they are not, no letter but the spaces may be wrong, unless all is one word.
func isSlip(typed, name string) bool {
	words, of := strings.Fields(typed), strings.Fields(name)
	if len(words) != len(of) {
		together := strings.Join(of, "")
		return strings.Join(words, "") == together || len(words) == 1 && typed[0] == name[0] && isLetterOff(typed, together)
	}
	wrong := 0
	for i, word := range words {
		if word == of[i] {
			continue
		}
		if wrong++; wrong > 1 || word[0] != of[i][0] && !isBeside(word[0], of[i][0]) || !isLetterOff(word, of[i]) {
			return false
		}
	}
	return true
}

// keyRows are the letters of a keyboard.
var keyRows = []string{"qwertyuiop", "asdfghjkl", "zxcvbnm"}

// isBeside tells two keys that stand side by side.
func isBeside(a, b byte) bool {
	return slices.ContainsFunc(keyRows, func(row string) bool {
		i, j := strings.IndexByte(row, a), strings.IndexByte(row, b)
		return i >= 0 && j >= 0 && (i-j == 1 || j-i == 1)
	})
}

// isLetterOff tells two different words of which one letter is wrong, missing, too
// many or in its neighbour's place.
func isLetterOff(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	at := 0
	for at < len(a) && a[at] == b[at] {
		at++
	}
	if len(a) < len(b) {
		return len(a)+1 == len(b) && a[at:] == b[at+1:]
	}
	return a[at+1:] == b[at+1:] || at+1 < len(a) && a[at] == b[at+1] && a[at+1] == b[at] && a[at+2:] == b[at+2:]
}

// Sounds that are one where some speak: first those that begin a syllable, then those
// that end it.
var (
	onsetSounds = [][2]string{{"gi", "d"}, {"r", "d"}, {"tr", "ch"}, {"s", "x"}, {"n", "l"}}
	codaSounds  = [][2]string{{"ng", "n"}, {"c", "t"}}
)

// soundOf writes what sounds alike in one way: "miến giong" is "miến dong".
func soundOf(k string) string {
	words := strings.Fields(k)
	for i, word := range words {
		for _, same := range onsetSounds {
			rest, ok := strings.CutPrefix(word, same[0])
			if ok && rest != "" && strings.IndexByte("aeiouy", rest[0]) >= 0 {
				word = same[1] + rest
				break
			}
		}
		for _, same := range codaSounds {
			if rest, ok := strings.CutSuffix(word, same[0]); ok && rest != "" {
				word = rest + same[1]
				break
			}
		}
		words[i] = word
	}
	return strings.Join(words, " ")
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
