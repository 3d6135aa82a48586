package embedded

import (
	"bytes"
	"slices"
	"unicode/utf8"
)

// field is a text field of a document.
type field uint8

const (
	inName field = iota
	inKeywords
	inOrganization
	inMarks
	inPlaces
	inDescription
	fieldCount
)

// Limits that keep hostile documents from growing the index without bound.
const (
	maxTermBytes  = 64   // a longer word counts by its beginning
	maxPosition   = 8191 // later words of a field are found, but in no phrase
	maxPositions  = 64   // of one word in one document's name and keywords
	morePositions = 16   // of it in the other fields, however often it stands in those
	valueGap      = 8    // between the values of a list, so that no phrase spans them
)

// place is where a word stands: the field in the upper 3 bits, its position in
// the lower 13.
type place uint16

func placeOf(f field, position int) place { return place(f)<<13 | place(position) }
func (p place) field() field              { return field(p >> 13) }

// term is a word of the dictionary with the documents that hold it. Rows are
// numbered in the order of arrival, so that lists only grow at their end.
type term struct {
	text   string
	forms  []string // how it is written, in lower case with marks
	rows   []uint32 // ascending; replaced and deleted rows stay until a rebuild
	posts  []post   // beside rows
	places []place  // of all posts, each one's sorted
}

// post says how a document holds a word.
type post struct {
	at     uint32 // first of its places
	places uint8
	impact uint8 // weight of the best field it stands in, 0..255
	fields uint8 // a bit for each field
}

// add notes that row holds t at a place. Places come in ascending order.
func (t *term) add(row uint32, p place, countPlace bool, impact uint8) {
	last := len(t.rows) - 1
	if last < 0 || t.rows[last] != row {
		t.rows = append(t.rows, row)
		t.posts = append(t.posts, post{at: uint32(len(t.places))})
		last++
	}
	entry := &t.posts[last]
	entry.fields |= 1 << p.field()
	entry.impact = max(entry.impact, impact)
	most := uint8(maxPositions)
	if p.field() != inName && p.field() != inKeywords {
		most += morePositions
	}
	if countPlace && entry.places < most {
		t.places = append(t.places, p)
		entry.places++
	}
}

func (t *term) placesOf(i uint32) []place {
	entry := t.posts[i]
	return t.places[entry.at : entry.at+uint32(entry.places)]
}

// find returns where row stands in t.rows. O(log n).
func (t *term) find(row uint32) (int, bool) { return slices.BinarySearch(t.rows, row) }

// vocabulary holds all terms, by text and in a trie of letters, in which prefixes
// and similar words are found.
type vocabulary struct {
	terms map[string]*term
	root  node
}

type node struct {
	edges []edge // sorted by letter
	term  *term  // that ends here, if any
}

type edge struct {
	letter rune
	to     *node
}

func newVocabulary() vocabulary { return vocabulary{terms: make(map[string]*term)} }

// term returns the term of a folded word, adding it if it is new.
func (v *vocabulary) term(word []byte) *term {
	word = clip(word)
	if t, ok := v.terms[string(word)]; ok {
		return t
	}
	t := &term{text: string(word)}
	v.terms[t.text] = t
	at := &v.root
	for _, letter := range t.text {
		i, found := at.find(letter)
		if !found {
			at.edges = slices.Insert(at.edges, i, edge{letter, new(node)})
		}
		at = at.edges[i].to
	}
	at.term = t
	return t
}

func (n *node) find(letter rune) (int, bool) {
	return slices.BinarySearchFunc(n.edges, letter, func(e edge, letter rune) int { return int(e.letter - letter) })
}

// below returns the node that prefix leads to, nil if no term begins so.
func (v *vocabulary) below(prefix string) *node {
	at := &v.root
	for _, letter := range prefix {
		i, found := at.find(letter)
		if !found {
			return nil
		}
		at = at.edges[i].to
	}
	return at
}

// walk visits the terms at and below n in alphabetical order.
func (n *node) walk(visit func(*term)) {
	if n.term != nil {
		visit(n.term)
	}
	for _, e := range n.edges {
		e.to.walk(visit)
	}
}

// clip cuts a word to maxTermBytes at a letter's boundary.
func clip[T string | []byte](word T) T {
	if len(word) <= maxTermBytes {
		return word
	}
	end := maxTermBytes
	for end > 0 && !utf8.RuneStart(word[end]) {
		end--
	}
	return word[:end]
}

// splitWords gives each word of folded text to visit.
func splitWords(folded []byte, visit func(word []byte)) {
	for len(folded) > 0 {
		end := bytes.IndexByte(folded, ' ')
		if end < 0 {
			visit(folded)
			return
		}
		visit(folded[:end])
		folded = folded[end+1:]
	}
}
