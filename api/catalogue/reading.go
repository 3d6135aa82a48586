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
	name     []string // the words of its name
	marked   []string // those of them written with marks
	keywords []string // what else it is called, and the sizes of its packages
	others   [][]string
	text     string // all words of others, each between blanks
}

// speaksOf tells whether all words are among those of others, in whichever: it is
// quickly said of most that they are not.
func (r *reading) speaksOf(words []string) bool {
	for _, word := range words {
		at, found := 0, false
		for !found {
			next := strings.Index(r.text[at:], word)
			if next < 0 {
				return false
			}
			at += next + len(word)
			found = r.text[at] == ' ' && r.text[at-len(word)-1] == ' '
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
	read := &reading{meta: p.Meta, name: strings.Fields(query.Key(p.Name)), marked: markedWords(p.Name),
		keywords: slices.Concat(p.Keywords, r.analyzer.Keywords(p.Name, p.packed()))}
	for _, keyword := range read.keywords {
		words := strings.Fields(query.Key(keyword))
		read.others = append(read.others, words)
		read.text += " " + strings.Join(words, " ")
	}
	read.text += " "
	return read
}
