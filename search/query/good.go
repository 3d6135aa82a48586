package query

import (
	"slices"
	"strings"
	"unicode"

	"lienket/search"
)

// filler is the code of intents that say nothing at all: "cho hỏi", "nào".
const filler = "filler"

// packaging is the code of intents that tell how something is packed: beside a good
// they say what to put first, but "chai thủy tinh" alone is asked for itself.
const packaging = "packaging"

// use is the code of intents that tell what a good is for: "gạo nấu xôi". What
// follows is the purpose, not another kind of the good.
const use = "use"

// sentence is how many words a query must have to be read as one, in which words
// without marks may be fillers.
const sentence = 4

// part is a piece of what a query's text is left with: the name of a good, or a
// word of which nothing is known.
type part struct {
	text     string // as typed
	from, to int    // its words among those of the query
	role     role
	filler   bool   // says nothing in a sentence
	packing  bool   // says how a good is packed
	packed   string // the word for it, "" if no product is found by one
	purpose  bool   // says what a good is for
	there    bool   // names what is sold at its place only
}

func (p *part) words() int { return p.to - p.from }

// role is what a part of a text does for the name of what is looked for.
type role uint8

const (
	unknown  role = iota // may name what nobody sells
	good                 // names a good
	head                 // begins the names of many goods: "tinh dầu"
	property             // tells of a good: "rừng", "tươi"
	foreign              // names a good that has nothing to do with those in its words: "hạt dẻ cười"
)

// machine, written with its mark, begins the name of one, whatever good it is for.
const machine = "máy"

// part reads words that are understood as nothing else. A filler counts as it is
// written; in a text without marks, without.
func (a *Analyzer) part(all []token, from, to int, unmarked bool) part {
	tokens := all[from:to]
	p := part{text: joined(tokens), from: from, to: to}
	k := keyOf(tokens)
	p.there = a.there[k]
	if found, ok := a.names[k]; ok && !a.isMiswritten(tokens) {
		p.role = found
		p.text = a.asSpelt(p.text, k)
	} else if !strings.ContainsFunc(p.text, func(r rune) bool { return !unicode.IsDigit(r) }) && len(p.text) <= 4 {
		p.role, p.filler = property, true // "cho 20 người"; longer numbers are codes
	}
	if tokens[0].text == machine {
		p.role = foreign
	}
	for _, ph := range a.phrases[k] {
		if ph.code == packaging && (len(tokens) > 1 || ph.marked == p.text) {
			p.packing, p.packed = true, packageWord(ph.marked)
		}
	}
	if a.gifts[k] && (len(tokens) > 1 || a.dictionary.byName[p.text] != nil) {
		p.packing, p.packed = true, presentWord
	}
	if p.packing && p.role == unknown {
		p.role = property
	}
	p.filler = p.filler || slices.ContainsFunc(a.phrases[k], func(ph phrase) bool {
		if len(tokens) > 1 {
			return ph.code == use
		}
		return ph.kind == KindIntent && (unmarked || (ph.code == filler || ph.code == use) && ph.marked == tokens[0].text)
	})
	return p
}

// packedOnly are the words for how something is packed, where nothing else is told but
// that it is goods: "hàng hút chân không". A "can nhựa 20 lít" alone is wanted itself.
func packedOnly(parts []part, r *Analysis) []string {
	goods := slices.ContainsFunc(r.Understood, func(one Understood) bool { return one.Kind == KindIntent && one.Code == "local" })
	var words []string
	for _, p := range parts {
		if !p.packing && !p.filler {
			return nil
		}
		goods = goods || p.packed == presentWord
		if p.packed != "" {
			words = appendNew(words, p.packed)
		}
	}
	if !goods {
		return nil
	}
	return words
}

// isMiswritten tells a word that was typed with marks and names a good only with
// others: "mẹ" is no "mè", and the "sạn" of "khách sạn" no "sắn".
func (a *Analyzer) isMiswritten(tokens []token) bool {
	t := tokens[0]
	return len(tokens) == 1 && t.text != t.folded && a.dictionary.byName[t.text] == nil && a.dictionary.byName[withY(t.text)] == nil
}

// asSpelt is a name, which has that key, with y where the dictionary alone has it:
// "quýt" for "quít".
func (a *Analyzer) asSpelt(name, k string) string {
	if marked := withY(name); a.dictionary.byName[name] == nil && a.dictionary.byName[marked] != nil {
		return marked
	}
	if spelt := a.spelt[k]; spelt != "" && name == k {
		return spelt
	}
	return name
}

// withY writes y for i.
func withY(name string) string { return yForI.Replace(name) }

var yForI = strings.NewReplacer("i", "y", "í", "ý", "ì", "ỳ", "ỉ", "ỷ", "ĩ", "ỹ", "ị", "ỵ")

// dropFillers leaves out of a text that names a good how it is packed and what it is
// for, and of a sentence the words that say nothing: "cho em hoi co mat ong khong".
// Where a place or a mark is understood and no other words are left, all of them go:
// "có gì ở Ba Bể".
func (a *Analyzer) dropFillers(parts []part, r *Analysis, words int) []part {
	if r.Named || len(parts) == 0 || slices.ContainsFunc(parts, func(p part) bool { return p.role == foreign && !p.purpose }) {
		return parts
	}
	named := slices.ContainsFunc(parts, func(p part) bool { return p.role == good && !p.purpose })
	idle := r.Wants() && !slices.ContainsFunc(parts, func(p part) bool {
		return !p.filler || words < sentence && p.text == search.Fold(p.text)
	})
	if !named && !idle {
		return parts
	}
	return slices.DeleteFunc(parts, func(p part) bool {
		switch {
		case idle, p.purpose:
		case p.role == good || p.role == head || !p.packing && (!p.filler || words < sentence):
			return false
		}
		if p.packed != "" && !p.purpose {
			r.Sizes = appendNew(r.Sizes, p.packed)
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
// to be the good, or one that stands free of them: "khoai môn tím" is a "khoai môn"
// and "mùa này quýt còn không" asks for "quýt", but "cam thảo" is no "cam" and "bánh
// mì" no "bánh". What follows a name at once makes another kind of it, that is
// wanted or nothing, unless many words were typed: "mật ong manuka".
func goodOf(parts []part, typed int) string {
	if len(parts) < 2 || isForeign(parts) || typed <= brief && isKind(parts) {
		return ""
	}
	for at, p := range parts {
		if p.role == good && p.words() > 1 || (p.role == good || p.role == head) && onlyProperties(parts, at) {
			return p.text
		}
	}
	for at, p := range parts {
		if p.role == good && isFree(parts, at) {
			return p.text
		}
	}
	return ""
}

// elseOf is what parts name beside the good that is taken.
func elseOf(parts []part, taken string) []string {
	var names []string
	if bare := slices.DeleteFunc(slices.Clone(parts), func(p part) bool { return p.role == property }); len(bare) > 1 && len(bare) < len(parts) && isKnown(parts) && !isForeign(parts) {
		names = append(names, textOf(bare))
	}
	if taken == "" {
		return names
	}
	for _, p := range parts {
		if p.role == good && p.words() > 1 && p.text != taken {
			names = appendNew(names, p.text)
		}
	}
	return names
}

// goodsOf are the goods that parts name, each with what it is said to be like, nil for
// one alone.
func goodsOf(parts []part) []string {
	if isForeign(parts) {
		return nil
	}
	var goods []string
	for at := 0; at < len(parts); at++ {
		if parts[at].role != good || parts[at].purpose {
			continue
		}
		end := at + 1
		for end < len(parts) && parts[end].role == property && parts[end].from == parts[end-1].to {
			end++
		}
		goods = appendNew(goods, textOf(parts[at:end]))
	}
	if len(goods) < 2 {
		return nil
	}
	return goods
}

// wantedOf are the goods that parts name, "" if they tell of more: "trà của".
func wantedOf(parts []part) string {
	named := slices.DeleteFunc(slices.Clone(parts), func(p part) bool { return p.filler })
	if !isKnown(named) || isForeign(named) || !slices.ContainsFunc(named, func(p part) bool { return p.role == good || p.role == head }) {
		return ""
	}
	return textOf(named)
}

// headOf is the good whose name begins that of the only one in parts.
func (a *Analyzer) headOf(parts []part) string {
	if len(parts) != 1 || parts[0].role != good {
		return ""
	}
	words := strings.Fields(parts[0].text)
	for n := len(words) - 1; n > 0; n-- {
		begins := strings.Join(words[:n], " ")
		if role, ok := a.names[key(search.Fold(begins))]; ok && role <= head && role != unknown {
			return begins
		}
	}
	return ""
}

// onlyProperties tells that all other parts say only what the one at is like.
func onlyProperties(parts []part, at int) bool {
	for i, p := range parts {
		if i != at && p.role != property {
			return false
		}
	}
	return true
}

// isFree tells that nothing stands beside the part at but what it is like, as far
// as the words of the query run on: words that were understood part them.
func isFree(parts []part, at int) bool {
	for i := at; i > 0 && parts[i-1].to == parts[i].from; i-- {
		if parts[i-1].role != property {
			return false
		}
	}
	for i := at; i+1 < len(parts) && parts[i].to == parts[i+1].from; i++ {
		if parts[i+1].role != property {
			return false
		}
	}
	return true
}

// kinOf is the good that parts name beside other words, the first of most words: where
// something is called by all of them, more of its kind may follow.
func kinOf(parts []part) string {
	if isForeign(parts) || len(parts) < 2 {
		return ""
	}
	return longestGood(parts)
}

// leastTold is how many words of which nothing is known may be told of a good; a single
// one rather names another kind.
const leastTold = 2

// describedGood is the good that parts begin with, if such words follow.
func describedGood(parts []part) string {
	unknowns := 0
	for _, p := range parts {
		if p.role == unknown && !p.filler {
			unknowns++
		}
	}
	if unknowns < leastTold || isForeign(parts) || parts[0].role != good {
		return ""
	}
	return parts[0].text
}

// longestGood is the first good of most words, "" if none is named.
func longestGood(parts []part) string {
	var kin part
	for _, p := range parts {
		if p.role == good && p.words() > kin.words() {
			kin = p
		}
	}
	return kin.text
}

// isKnown tells that nothing stands in parts but names of goods and what they are
// like.
func isKnown(parts []part) bool {
	return len(parts) > 0 && !slices.ContainsFunc(parts, func(p part) bool { return p.role == unknown })
}

// sure are the words of parts that are written as they should be.
func (a *Analyzer) sure(parts []part) []string {
	var words []string
	foreign := isForeign(parts)
	for _, p := range parts {
		if foreign || p.role != unknown && a.dictionary.byName[p.text] != nil && p.text != search.Fold(p.text) {
			words = append(words, search.Words(p.text)...)
		}
	}
	return words
}

func isForeign(parts []part) bool {
	return slices.ContainsFunc(parts, func(p part) bool { return p.role == foreign })
}

// brief is how many words a query has at most in which each is meant.
const brief = 5

// isKind tells a good with nothing but unknown words right after it, a number is
// none; or with another good, as "trà bí đao" is neither. Two names of several words
// are two goods.
func isKind(parts []part) bool {
	first, second := parts[0], parts[1]
	if first.role != good || first.to != second.from {
		return false
	}
	if len(parts) == 2 && second.role == good {
		return first.words() == 1 || second.words() == 1
	}
	return !slices.ContainsFunc(parts[1:], func(p part) bool {
		return p.role != unknown || strings.ContainsFunc(p.text, unicode.IsDigit)
	})
}
