// Package query reads what a buyer typed: which words name goods, and which say
// where, with what mark, in what size, at what price, or only that one wants to
// buy. It stands in front of every engine: an Analysis holds for all of them.
package query

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"lienket/search"
)

// Understood is a part of a query with its meaning.
type Understood struct {
	Kind string `json:"kind"`
	Text string `json:"text"` // as typed
	Code string `json:"code"`
}

// Analysis is a query as it is understood.
type Analysis struct {
	// Text are the words that name goods, organisations or anything else; the rest
	// of the query is in the other members.
	Text string
	// Good is the good that Text names, where Text says more than that: what to
	// look for when nothing fits every word. "" if there is none, or if who sells it
	// sells other things by that name: "tinh dầu" of "tinh dầu tràm".
	Good string
	// Else is what to look for when Good finds nothing either: the goods together
	// without what they are like, then the other goods that are named.
	Else []string
	// Goods are all that are named, each once, where they are several: who lists them
	// may want each.
	Goods []string
	// Guess is the good that Text may name with a slip, for when nothing else is
	// found and Good is "".
	Guess string
	// Kin is the good that may follow where few things fit every word.
	Kin string
	// Of is the good that is named before words of which nothing is known, "" if there
	// are fewer than two of them: a kind of it that nobody sells, unless they are told of
	// it.
	Of string
	// Head is the good of which Text names a kind, "" if it names none: "trà" of "trà
	// xanh".
	Head string
	// Whole is Text with the words for groups left in, "" if there are none: they
	// may be part of an organisation's name.
	Whole      string
	Understood []Understood
	// Named tells that an organisation is named, not only what it sells.
	Named bool
	// There tells that what Text names is sold at its place only: a tour, a bed.
	There bool
	// Around are Areas, or what each of them lies in closest: who asks for the goods of a
	// place is served by its neighbours, but by nobody if nothing is offered around it.
	// None if the place is where the asker is or wants the goods to be brought.
	Around []string
	// Sure are the folded words of Text that are no slips for others: those of names
	// as the dictionary writes them. "trà gừng" is no "trà rừng".
	Sure []string
	// Sold tells that Text names goods and nothing else: who sells other things under
	// their name is not meant.
	Sold bool
	// Packed are the words for packages, where Text tells nothing but how goods are
	// packed: they are looked for where nothing is called so.
	Packed []string
	// Seller is the name of the organisation after the goods that are wanted of it, Wanted
	// those goods: "trà của htx Mây Ngàn". Both are "" otherwise.
	Seller, Wanted string
	// Owner tells that Text may be its name: it holds more than goods.
	Owner bool

	Areas, Marks, Groups, Sizes []string
	Stars                       []int
	MinStars                    int
	PriceMax                    int64
	Supply                      Supply

	said     said
	ofWanted understood // before the seller's name
}

// understood is what was read as places, marks and groups.
type understood struct{ areas, marks, groups []string }

// Wants tells whether anything but words was understood.
func (a *Analysis) Wants() bool {
	return len(a.Areas)+len(a.Marks)+len(a.Groups)+len(a.Sizes)+len(a.Stars)+a.MinStars > 0 || a.PriceMax > 0
}

// Wider are what to look for instead where nothing is found, the closest first: the
// good that is named beside other words, the words without the place, the good of which
// a kind is named.
func (a *Analysis) Wider() []string {
	var all []string
	if a.Kin != a.Text {
		all = append(all, a.Kin)
	}
	if len(a.Areas) > 0 {
		all = append(all, a.Text)
	}
	return slices.DeleteFunc(append(all, a.Head), func(text string) bool { return text == "" })
}

// Analyzer reads queries. It is immutable and safe for concurrent use.
type Analyzer struct {
	dictionary *Dictionary
	phrases    map[string][]phrase // by key
	names      map[string]role     // by key, of the names of goods
	words      map[string]bool     // folded words of the dictionary
	spelt      map[string]string   // by key, folded names of the dictionary that are not written so
	there      map[string]bool     // by key, names of what is sold at its place only
	gifts      map[string]bool     // by key, names of what is packed as a present
	above      map[string][]string // by code of a place
	// alternatives are the folded names of the same goods, by key of a name.
	alternatives map[string][]string
	// run and slipped find names that are written without spaces or with a letter
	// wrong; see slips.go.
	run     map[string]string
	slipped map[string][]string
	sounds  map[string]string
	mixed   map[string]string // names of several words, by their letters in any order
	longest int
	begun   []string // keys of places and names of several words, sorted
}

// NewAnalyzer makes an analyzer of a dictionary and a gazetteer.
func NewAnalyzer(d *Dictionary, places []Place) *Analyzer {
	a := &Analyzer{dictionary: d, phrases: map[string][]phrase{}, names: map[string]role{}, words: map[string]bool{}, there: map[string]bool{}, gifts: map[string]bool{}, spelt: map[string]string{},
		above: map[string][]string{}, alternatives: map[string][]string{}, run: map[string]string{}, slipped: map[string][]string{}, sounds: map[string]string{}, mixed: map[string]string{}, longest: d.longest}
	for text, all := range d.phrases {
		a.phrases[key(text)] = append(a.phrases[key(text)], all...)
		for _, word := range strings.Fields(text) {
			a.words[word] = true
		}
	}
	for name := range d.byName {
		k := key(search.Fold(name))
		if known, ok := a.names[k]; !ok || d.roleOf(name) < known {
			a.names[k] = d.roleOf(name)
		}
		if folded := search.Fold(name); k != folded && (a.spelt[k] == "" || folded < a.spelt[k]) {
			a.spelt[k] = folded
		}
		for _, word := range search.Words(name) {
			a.words[word] = true
		}
		for _, number := range d.byName[name] {
			a.there[k], a.gifts[k] = a.there[k] || d.classes[number].there, a.gifts[k] || d.classes[number].gift
			for _, other := range d.classes[number].names {
				a.alternatives[k] = appendNew(a.alternatives[k], search.Fold(other))
			}
		}
	}
	for name := range d.byName {
		delete(a.spelt, search.Fold(name)) // it is one in this spelling too
	}
	for _, p := range places {
		a.above[p.Code] = p.Above
		a.addPlace(p.Name, p.Code)
		for _, name := range p.Names {
			a.addPlace(name, p.Code)
		}
	}
	a.readySlips()
	a.readyBegun()
	return a
}

// key is folded text with y for i written as i, so that "Na Rỳ" is "Na Rì".
func key(folded string) string {
	if !strings.Contains(folded, "y") {
		return folded
	}
	words := strings.Fields(folded)
	for i, word := range words {
		if other, ok := variant(word); ok && strings.Contains(word, "y") {
			words[i] = other
		}
	}
	return strings.Join(words, " ")
}

// figurative are parts of words that tell of figures without digits.
var figurative = []string{"sao", "star", "nửa", "nua", "half", "lạng", "chục", "cân", "ký", "lít", "tháng", "thang", "month", "quý",
	"uary", "march", "april", "may", "june", "july", "august", "ember", "october"}

// token is a word of a query.
type token struct {
	text   string // as typed, in lower case
	folded string
}

// maxTokens is how many words of a query are read; the rest stays as it is.
const maxTokens = 40

// Analyze reads text. Kinds named in undo are not understood: their words stay
// words. Its cost grows with the length of text, some microseconds for a query of
// ten words.
func (a *Analyzer) Analyze(text string, undo ...string) Analysis {
	var result Analysis
	rest := lower(text)
	skip := func(kind string) bool { return slices.Contains(undo, kind) }
	if strings.ContainsFunc(rest, unicode.IsDigit) || slices.ContainsFunc(figurative, func(word string) bool { return strings.Contains(rest, word) }) {
		rest = result.readFigures(rest, skip)
	}
	tokens := a.tokens(rest, &result, skip)
	if !skip(KindTyping) {
		tokens = a.complete(tokens, &result)
	}
	a.singular(tokens)
	unmarked := !slices.ContainsFunc(tokens, func(t token) bool { return t.text != t.folded })
	var kept []part
	var whole, seller []string
	purpose, here := false, false
	for at := 0; at < len(tokens); {
		p, length := a.longestAt(tokens, at, skip)
		if p != nil && p.code == use {
			// Before a good it says nothing of what for: "xưởng làm hương".
			if last := len(kept) - 1; last >= 0 && kept[last].packing && tokens[at+length-1].text == holding {
				kept[last].role = foreign // "hộp đựng trà" is no "trà"
			}
			purpose = purpose || slices.ContainsFunc(kept, func(p part) bool { return p.role == good || p.role == head })
			if !purpose {
				p = nil
			}
		}
		if p != nil && p.kind == KindIntent && result.Named && (p.code == "local" || length == 1 && follows(kept, at)) {
			p = nil // a word of an organisation's name: "htx nắng mới"
		}
		if p != nil && p.code == "cooperative" && !result.Named {
			result.Wanted = wantedOf(kept)
			result.ofWanted = understood{slices.Clone(result.Areas), slices.Clone(result.Marks), slices.Clone(result.Groups)}
		} else if result.Wanted != "" && (p == nil || p.kind != KindIntent) {
			seller = append(seller, joined(tokens[at:at+length]))
		}
		result.Named = result.Named || p != nil && p.code == "cooperative"
		if p != nil && (p.kind == KindPlace || p.kind == kindElsewhere) && a.isHere(tokens, at, length) {
			here = true
			if last := len(kept) - 1; last >= 0 && !skip(KindIntent) && !result.Named && kept[last].to == at && kept[last].filler && slices.Contains(towards, kept[last].text) {
				// It belongs to the place, however few words there are: "honey to Hanoi".
				result.Understood = append(result.Understood, Understood{KindIntent, kept[last].text, filler})
				kept = kept[:last]
			}
			if p.kind == kindElsewhere {
				p = &phrase{kind: KindIntent, code: "delivery"}
			}
		}
		if p == nil || p.code == packaging || p.kind == kindElsewhere {
			kept = append(kept, a.part(tokens, at, at+length, unmarked))
			last := &kept[len(kept)-1]
			last.purpose = purpose
			if p != nil && p.kind == kindElsewhere {
				last.role = foreign
			}
			whole = append(whole, joined(tokens[at:at+length]))
		} else {
			if p.kind == KindGroup {
				whole = append(whole, joined(tokens[at:at+length]))
			}
			a.take(&result, p, joined(tokens[at:at+length]))
		}
		at += length
	}
	if !skip(KindIntent) {
		kept = a.dropFillers(kept, &result, len(tokens))
	}
	if result.Packed = packedOnly(kept, &result); skip(KindSize) {
		result.Packed = nil
	}
	result.Text, result.Good = textOf(kept), goodOf(kept, len(tokens))
	if len(result.Groups) > 0 && len(kept) > 0 {
		result.Whole = strings.Join(whole, " ")
	}
	result.Owner = result.Named && slices.ContainsFunc(kept, func(p part) bool { return p.role == unknown })
	result.Sold = !result.Named && isKnown(kept) && !isForeign(kept) && slices.ContainsFunc(kept, func(p part) bool { return p.role == good })
	if result.Seller = strings.Join(seller, " "); result.Seller == "" {
		result.Wanted = ""
	}
	result.There = slices.ContainsFunc(kept, func(p part) bool { return p.there })
	result.Sure, result.Else, result.Goods = a.sure(kept), elseOf(kept, result.Good), goodsOf(kept)
	if !result.Named && !isKnown(kept) && result.Good == "" && !isForeign(kept) {
		result.Guess = a.guess(kept)
	}
	result.Head = a.headOf(kept)
	if !result.Named {
		result.Of = describedGood(kept)
	}
	if !result.Named {
		result.Kin = cmp.Or(result.Good, kinOf(kept))
	}
	if !here {
		for _, code := range result.Areas {
			result.Around = appendNew(result.Around, a.around(code))
		}
	}
	return result
}

// follows tells that a word of which nothing is known stands right before the one at.
func follows(parts []part, at int) bool {
	last := len(parts) - 1
	return last >= 0 && parts[last].role == unknown && parts[last].to == at
}

func joined(tokens []token) string {
	typed := make([]string, len(tokens))
	for i, t := range tokens {
		typed[i] = t.text
	}
	return strings.Join(typed, " ")
}

// tokens are the words of text, with what was meant where keys of an input method
// show.
func (a *Analyzer) tokens(text string, result *Analysis, skip func(string) bool) []token {
	var tokens []token
	for _, word := range strings.FieldsFunc(text, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	}) {
		t := token{word, search.Fold(word)}
		if t.folded == "" {
			continue
		}
		if len(tokens) < maxTokens && !skip(KindTyping) {
			if meant, ok := a.meant(t); ok {
				result.Understood = append(result.Understood, Understood{KindTyping, word, meant})
				for word := range strings.FieldsSeq(meant) {
					tokens = append(tokens, token{word, search.Fold(word)})
				}
				continue
			}
		}
		tokens = append(tokens, t)
	}
	return tokens
}

// longestAt finds the longest phrase at a token: nil with its length for a name
// of a good or a word that says nothing by itself. Of two phrases of one length
// the name counts before a place or an intent.
func (a *Analyzer) longestAt(tokens []token, at int, skip func(string) bool) (found *phrase, length int) {
	if at >= maxTokens {
		return nil, 1
	}
	for length = min(a.longest, len(tokens)-at); length > 0; length-- {
		k := keyOf(tokens[at : at+length])
		all := a.phrases[k]
		name := a.isName(k) && !a.isMiswritten(tokens[at:at+length])
		var best *phrase
		for i := range all {
			p := &all[i]
			if skip(p.kind) || name && hides(a.names[k], p) || !fits(p, tokens, at, length) {
				continue
			}
			if best == nil || best.kind == kindElsewhere {
				best = p
			} else if best.kind == KindPlace && p.kind == KindPlace && !strings.Contains(best.code, p.code) {
				both := *best
				both.code += "," + p.code
				best = &both
			}
		}
		if best != nil {
			return best, length
		}
		if name {
			return nil, length
		}
	}
	return nil, 1
}

// hides tells that a phrase does not count where a name of that role is read as well.
func hides(name role, p *phrase) bool {
	return p.kind == KindPlace || p.kind == kindElsewhere || p.kind == KindIntent && (name != foreign || p.code != use)
}

func keyOf(tokens []token) string {
	if len(tokens) == 1 {
		return key(tokens[0].folded)
	}
	var text strings.Builder
	for i, t := range tokens {
		if i > 0 {
			text.WriteByte(' ')
		}
		text.WriteString(t.folded)
	}
	return key(text.String())
}

// closing are intents of one syllable that people put last without marks; other
// syllables without marks mean too much to be dropped there.
var closing = []string{"re", "ngon", "gia", "ban", "xin", "chuan", "tot", "that", "le", "moi", "nhap"}

// fits tells whether a phrase is meant. An intent of one Vietnamese word counts
// when typed with its marks; without any only where intents stand: first, or
// last for some. Whether one is a filler, the whole sentence tells.
func fits(p *phrase, tokens []token, at, length int) bool {
	t := tokens[at]
	if p.kind == kindElsewhere { // "hoa bình" is no place
		typed := joined(tokens[at : at+length])
		return typed == p.marked || length > 1 && typed == search.Fold(p.marked)
	}
	if p.kind != KindIntent || length > 1 {
		return true
	}
	if p.code == filler {
		return false
	}
	if p.code == packaging {
		return p.marked == t.text
	}
	if p.code == use {
		return p.marked == t.text || len(tokens) >= sentence && !slices.ContainsFunc(tokens, func(t token) bool { return t.text != t.folded })
	}
	if p.marked == t.text {
		return true
	}
	if t.text != t.folded {
		return false
	}
	return len(tokens) > 1 && (at == 0 || at == len(tokens)-1 && slices.Contains(closing, t.folded))
}

// holding is said of what a package is for.
const holding = "đựng"

func (a *Analyzer) take(r *Analysis, p *phrase, text string) {
	r.Understood = append(r.Understood, Understood{p.kind, text, p.code})
	switch p.kind {
	case KindPlace:
		r.Areas = a.narrowed(r.Areas, strings.Split(p.code, ","))
	case KindMark:
		r.Marks = appendNew(r.Marks, p.code)
	case KindGroup:
		r.Groups = appendNew(r.Groups, p.code)
	}
}

func appendNew(list []string, value string) []string {
	if slices.Contains(list, value) {
		return list
	}
	return append(list, value)
}

// starsOf reads a number of stars, written as a digit or a word.
func starsOf(text string) int {
	n, err := strconv.Atoi(text)
	if err == nil {
		return n
	}
	return cmp.Or(map[string]int{"mot": 1, "hai": 2, "ba": 3, "bon": 4, "nam": 5, "three": 3, "four": 4, "five": 5}[search.Fold(text)], 0)
}
