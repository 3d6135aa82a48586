package query

import (
	"slices"
	"strings"
	"unicode"
)

// filler is the code of intents that say nothing at all: "cho hỏi", "nào".
const filler = "filler"

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
}

// role is what a part of a text does for the name of what is looked for.
type role uint8

const (
	unknown  role = iota // may name what nobody sells
	good                 // names a good
	head                 // begins the names of many goods: "tinh dầu"
	property             // tells of a good: "rừng", "tươi"
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
	p.filler = p.filler || len(tokens) == 1 && slices.ContainsFunc(a.phrases[k], func(ph phrase) bool {
		return ph.kind == KindIntent && (unmarked || ph.code == filler && ph.marked == tokens[0].text)
	})
	return p
}

// dropFillers leaves out of a sentence that names a good the words that say
// nothing: "cho em hoi co mat ong khong".
func (a *Analyzer) dropFillers(parts []part, r *Analysis) []part {
	if r.Named || !slices.ContainsFunc(parts, func(p part) bool { return p.role == good }) {
		return parts
	}
	return slices.DeleteFunc(parts, func(p part) bool {
		if p.filler && p.role != good && p.role != head {
			r.Understood = append(r.Understood, Understood{KindIntent, p.text, filler})
			return true
		}
		return false
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
// "bánh mì" no "bánh".
func goodOf(parts []part) string {
	if len(parts) < 2 {
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
	for _, p := range parts {
		if p.role == good && len(parts) > 1 {
			return p.text
		}
	}
	return ""
}
