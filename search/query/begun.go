package query

import (
	"slices"
	"strings"
)

// leastBegun is how many words, the last unfinished, are taken for the beginning of
// a place, and of a good.
const leastBegun, leastOfGood = 2, 3

// readyBegun sorts what may be begun.
func (a *Analyzer) readyBegun() {
	for k, all := range a.phrases {
		if strings.Count(k, " ")+1 >= leastBegun && slices.ContainsFunc(all, func(p phrase) bool { return p.kind == KindPlace }) {
			a.begun = append(a.begun, k)
		}
	}
	for k := range a.names {
		if strings.Count(k, " ")+1 >= leastOfGood {
			a.begun = append(a.begun, k)
		}
	}
	slices.Sort(a.begun)
	a.begun = slices.Compact(a.begun)
}

// complete writes out the place or the good that the last words begin, if it is one
// alone and other words stand before: "miến dong con mi" asks for those of Côn Minh.
func (a *Analyzer) complete(tokens []token, r *Analysis) []token {
	for length := min(a.longest, len(tokens)-1); length >= leastBegun; length-- {
		from := len(tokens) - length
		begun := keyOf(tokens[from:])
		if _, known := a.phrases[begun]; known || a.isName(begun) {
			return tokens
		}
		if last := a.lastOf(begun, length); last != "" {
			typed := joined(tokens[from:])
			tokens = append(slices.Clone(tokens[:len(tokens)-1]), token{last, last})
			r.Understood = append(r.Understood, Understood{KindTyping, typed, joined(tokens[from:])})
			return tokens
		}
	}
	return tokens
}

// lastOf is the last word of the only text of so many words that is begun so, "" if
// there are none or several; names of one good are one.
func (a *Analyzer) lastOf(begun string, words int) string {
	first, last := "", ""
	for at, _ := slices.BinarySearch(a.begun, begun); at < len(a.begun) && strings.HasPrefix(a.begun[at], begun); at++ {
		whole := strings.Fields(a.begun[at])
		switch {
		case len(whole) != words:
		case last == "":
			first, last = a.begun[at], whole[words-1]
		case !slices.Contains(a.alternatives[first], a.begun[at]):
			return ""
		}
	}
	return last
}
