package registry

import (
	"slices"
	"strings"

	"lienket/search"
)

// Names are near-equal where, folded and without the words that only say what kind of
// organisation it is, they
//   - are the same,
//   - have the same words in another order, or
//   - differ, as written or with their words in order, by at most 1 letter from 6
//     letters on and by at most 2 from 12 on (a letter more, less, other, or two
//     neighbours swapped).
//
// Words with a digit must be the same in both: "số 1" is not "số 2". The rule is
// symmetric and does not see marks, case or spaces.

// kindWords are dropped from a name, the longest first.
var kindWords = [][]string{
	{"lien", "hiep", "hop", "tac", "xa"}, {"trach", "nhiem", "huu", "han"}, {"doanh", "nghiep", "tu", "nhan"},
	{"cong", "ty", "co", "phan"}, {"cong", "ty", "cp"}, {"hop", "tac", "xa"}, {"to", "hop", "tac"}, {"ho", "kinh", "doanh"},
	{"mot", "thanh", "vien"}, {"1", "thanh", "vien"}, {"lien", "hiep", "htx"}, {"lh", "htx"}, {"cong", "ty"}, {"co", "phan"}, {"cty", "cp"},
	{"lhhtx"}, {"htx"}, {"tht"}, {"tnhh"}, {"mtv"}, {"dntn"}, {"hkd"}, {"cty"},
}

// nameForm is a name as it is compared.
type nameForm struct {
	plain   string // its words, joined
	ordered string // in alphabetical order, joined
	numbers string // those with digits, in alphabetical order
	letters uint64 // which occur
}

func formOf(name string) nameForm {
	all := strings.Fields(search.Fold(name))
	var words, numbers []string
	for rest := all; len(rest) > 0; {
		if kind := beginsWithKind(rest); kind > 0 {
			rest = rest[kind:]
			continue
		}
		words, rest = append(words, rest[0]), rest[1:]
	}
	if len(words) == 0 { // a name of nothing else
		words = all
	}
	for _, word := range words {
		if strings.ContainsAny(word, "0123456789") {
			numbers = append(numbers, word)
		}
	}
	slices.Sort(numbers)
	form := nameForm{plain: strings.Join(words, ""), numbers: strings.Join(numbers, " ")}
	ordered := slices.Sorted(slices.Values(words))
	form.ordered = strings.Join(ordered, "")
	for _, letter := range form.plain {
		form.letters |= 1 << (uint32(letter) % 64)
	}
	return form
}

// beginsWithKind is how many words at the beginning say a kind.
func beginsWithKind(words []string) int {
	for _, kind := range kindWords {
		if len(words) >= len(kind) && slices.Equal(words[:len(kind)], kind) {
			return len(kind)
		}
	}
	return 0
}

// likeness is how two names are near-equal.
type likeness int

const (
	unlike likeness = iota
	sameWords
	otherOrder
	fewLetters
)

func (a nameForm) like(b nameForm) likeness {
	switch {
	case a.numbers != b.numbers:
		return unlike
	case a.plain == b.plain:
		return sameWords
	case a.ordered == b.ordered:
		return otherOrder
	}
	most := 0
	switch shorter := min(len([]rune(a.plain)), len([]rune(b.plain))); {
	case shorter >= 12:
		most = 2
	case shorter >= 6:
		most = 1
	}
	if most == 0 || apart(a.letters, b.letters) > 2*most {
		return unlike
	}
	if search.Distance(a.plain, b.plain, most) <= most || search.Distance(a.ordered, b.ordered, most) <= most {
		return fewLetters
	}
	return unlike
}

// apart counts the letters that occur in one alone; each change of a letter makes at
// most two.
func apart(a, b uint64) int {
	count := 0
	for rest := a ^ b; rest != 0; rest &= rest - 1 {
		count++
	}
	return count
}
