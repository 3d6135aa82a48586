package catalogue

import (
	"slices"
	"strings"

	lru "github.com/hashicorp/golang-lru/v2"

	"lienket/api/store"
	"lienket/search/query"
)

// reading is what of a product is held against the words of a demand.
type reading struct {
	meta     store.Meta
	name     wordList // the words of its name
	marked   []string // those of them written with marks
	keywords []string // what else it is called, and the sizes of its packages
	others   []string // the words of each of them, each between blanks
	said     wordSet  // the words of all of them
}

// called tells whether all words are in one of those that the product is called by
// beside its name. Of most it is quickly said that they are in none.
func (r *reading) called(words wordList) bool {
	return r.said.mayHold(words.set) && slices.ContainsFunc(r.others, func(other string) bool { return speaksOf(other, words.list) })
}

// wordSet is a set of words that may take others for them: one bit for each.
type wordSet [16]uint64

// wordList is words in their order and as a set.
type wordList struct {
	list []string
	set  wordSet
}

func listOf(text string) wordList {
	words := wordList{list: strings.Fields(text)}
	for _, word := range words.list {
		words.set.add(word)
	}
	return words
}

func (s *wordSet) add(word string) {
	hash := uint32(2166136261) // FNV-1a
	for i := range len(word) {
		hash = (hash ^ uint32(word[i])) * 16777619
	}
	s[hash>>6%16] |= 1 << (hash % 64)
}

// mayHold is false only where a word of the other set is not in this one.
func (s *wordSet) mayHold(other wordSet) bool {
	for i, bits := range other {
		if bits&^s[i] != 0 {
			return false
		}
	}
	return true
}

// speaksOf tells whether all words are in a text that has each of its words between
// blanks.
func speaksOf(text string, words []string) bool {
	for _, word := range words {
		at, found := 0, false
		for !found {
			next := strings.Index(text[at:], word)
			if next < 0 {
				return false
			}
			at += next + len(word)
			found = text[at] == ' ' && text[at-len(word)-1] == ' '
		}
	}
	return true
}

// maxReadings is how many products' readings are kept, of about 1 KB each: to read a
// product takes longer than to hold many demands against it.
const maxReadings = 20_000

// readings keeps the readings of the products lately asked for.
type readings struct {
	analyzer *query.Analyzer
	known    *lru.Cache[string, *reading]
}

func newReadings(analyzer *query.Analyzer) (*readings, error) {
	known, err := lru.New[string, *reading](maxReadings)
	return &readings{analyzer, known}, err
}

// of returns the reading of the product as it is; it must not be changed.
func (r *readings) of(p *Product) *reading {
	if read, found := r.known.Get(p.ID); found && read.meta == p.Meta {
		return read
	}
	read := r.read(p)
	if p.Version > 0 { // it is stored
		r.known.Add(p.ID, read)
	}
	return read
}

func (r *readings) read(p *Product) *reading {
	read := &reading{meta: p.Meta, name: listOf(query.Key(p.Name)), marked: markedWords(p.Name),
		keywords: slices.Concat(p.Keywords, r.analyzer.Keywords(p.Name, p.packed()))}
	var text strings.Builder
	ends := make([]int, len(read.keywords))
	for i, keyword := range read.keywords {
		text.WriteString(" " + strings.Join(strings.Fields(query.Key(keyword)), " ") + " ")
		ends[i] = text.Len()
	}
	all := strings.Clone(text.String()) // no larger than it is; others share its memory
	for word := range strings.FieldsSeq(all) {
		read.said.add(word)
	}
	from := 0
	for _, end := range ends {
		read.others, from = append(read.others, all[from:end]), end
	}
	return read
}
