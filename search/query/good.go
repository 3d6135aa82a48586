package query

import (
	"slices"
	"strings"
	"unicode"
)

// filler is the code of intents that say nothing at all: "cho hỏi", "nào".
const filler = "filler"

// packaging is the code of intents that tell how something is packed: they drop out
// beside a good, but "chai thủy tinh" alone is asked for itself.
const packaging = "packaging"

// sentence is how many words a query must have to be read as one, in which words
// without marks may be fillers.
const sentence = 4

// part is a piece of what a query's text is left with: the name of a good, or a
// word of which nothing is known.
type part struct {
	text   string // as typed
	words  int
	role   role
	filler bool // says nothing in a sentence
	packed bool // says how a good is packed
}

// role is what a part of a text does for the name of what is looked for.
type role uint8

const (
	unknown  role = iota // may name what nobody sells
	good                 // names a good
	head                 // begins the names of many goods: "tinh dầu"
	property             // tells of a good: "rừng", "tươi"
	foreign              // names a good that has nothing to do with those in its words: "hạt dẻ cười"
)

// part reads words that are understood as nothing else. A filler counts as it is
// written; in a text without marks, without.
func (a *Analyzer) part(tokens []token, unmarked bool) part {
	p := part{text: joined(tokens), words: len(tokens)}
	k := keyOf(tokens)
	if found, ok := a.names[k]; ok {
		p.role = found
	} else if !strings.ContainsFunc(p.text, func(r rune) bool { return !unicode.IsDigit(r) }) && len(p.text) <= 4 {
		p.role, p.filler = property, true // "cho 20 người"; longer numbers are codes
	}
	for _, ph := range a.phrases[k] {
		p.packed = p.packed || ph.code == packaging
	}
	if p.packed && p.role == unknown {
		p.role = property
	}
	p.filler = p.filler || len(tokens) == 1 && slices.ContainsFunc(a.phrases[k], func(ph phrase) bool {
		return ph.kind == KindIntent && (unmarked || ph.code == filler && ph.marked == tokens[0].text)
	})
	return p
}

// dropFillers leaves out of a text that names a good how it is packed, and of a
// sentence the words that say nothing: "cho em hoi co mat ong khong".
func (a *Analyzer) dropFillers(parts []part, r *Analysis, words int) []part {
	if r.Named || !slices.ContainsFunc(parts, func(p part) bool { return p.role == good }) {
		return parts
	}
	return slices.DeleteFunc(parts, func(p part) bool {
		if p.role == good || p.role == head || !p.packed && (!p.filler || words < sentence) {
			return false
		}
		r.Understood = append(r.Understood, Understood{KindIntent, p.text, filler})
		return true
	})
}

func textOf(parts []part) string {
	texts := make([]string, len(parts))
	for i, p := range parts {
		texts[i] = p.text
	}
	return strings.Join(texts, " ")
}

// goodOf is the good that parts name, "" if they say nothing more. Beside a word
// of which nothing is known, or another good, only a name of several words is sure
// to be the good: "khoai môn tím" is a "khoai môn", but "cam thảo" is no "cam" and
// "bánh mì" no "bánh". What follows a name at once makes another kind of it, that
// is wanted or nothing, unless many words were typed: "mật ong manuka".
func goodOf(parts []part, typed int) string {
	if len(parts) < 2 || isForeign(parts) || typed <= brief && isKind(parts) {
		return ""
	}
	others := func(at int) bool { // say only what the good is like
		for i, p := range parts {
			if i != at && p.role != property {
				return false
			}
		}
		return true
	}
	for at, p := range parts {
		if p.role == good && p.words > 1 || (p.role == good || p.role == head) && others(at) {
			return p.text
		}
	}
	return ""
}

// kinOf is the first good that parts name beside other words: where something is
// called by all of them, more of its kind may follow.
func kinOf(parts []part) string {
	if isForeign(parts) {
		return ""
	}
	for _, p := range parts {
		if p.role == good && len(parts) > 1 {
			return p.text
		}
	}
	return ""
}

func isForeign(parts []part) bool {
	return slices.ContainsFunc(parts, func(p part) bool { return p.role == foreign })
}

// brief is how many words a query has at most in which each is meant.
const brief = 5

// isKind tells a good with nothing but unknown words after it; a number is none.
func isKind(parts []part) bool {
	return parts[0].role == good && !slices.ContainsFunc(parts[1:], func(p part) bool {
		return p.role != unknown || strings.ContainsFunc(p.text, unicode.IsDigit)
	})
}
