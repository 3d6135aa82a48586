package embedded

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
	"sync"

	"lienket/search"
)

// maxWords is how many different words of a query count; the rest is ignored.
const maxWords = 16

// enough is how many documents must hold a query's words as they are typed; when
// fewer do, words within their tolerance of typos match too. Vietnamese syllables
// lie so close together that always tolerating would drown what was meant.
const enough = 5

// queryWord is a word of a query with the terms it may stand for.
type queryWord struct {
	text     string
	typed    string // with its marks, in lower case; "" if it has none
	prefix   bool
	sure     bool // no typo
	variants []variant
	postings int     // of all variants
	weight   float64 // rare words weigh up to twice as much as common ones
}

// queryWords takes text apart. Repeated words count once.
func queryWords(text string) []queryWord {
	var words []queryWord
	all, marked := search.Words(text), markedWords(text)
	for i, word := range all {
		seen := slices.ContainsFunc(words, func(w queryWord) bool { return w.text == word })
		if seen || word == "" {
			continue
		}
		words = append(words, queryWord{text: word, typed: typedWith(marked, word), prefix: i == len(all)-1})
		if len(words) == maxWords {
			break
		}
	}
	return words
}

// expand looks up what words stand for.
func (x *index) expand(words []queryWord, tolerance func(word string) int) {
	for i := range words {
		w := &words[i]
		typos := tolerance(w.text)
		if w.sure {
			typos = 0
		}
		w.variants = x.variants(w.text, w.prefix, typos, max(minPrefixPostings, 2*len(x.rows)))
		w.keepAgreeing()
		w.postings = 0
		frequency := 0
		for _, v := range w.variants {
			w.postings += len(v.term.rows)
			if v.edits == 0 {
				frequency += len(v.term.rows)
			}
		}
		all := float64(len(x.rows)) + 1
		w.weight = 1 + math.Log(all/min(all, float64(frequency)+1))/math.Log(all+1)
	}
}

// match is how a candidate holds a word of the query.
type match struct {
	// key orders the ways to hold a word: edits before strength. 0 is not at all.
	key     uint16
	variant uint16
	post    uint32
}

var noMatches [maxWords]match

const (
	maxEdits     = 3
	strengthBits = 10
	strengthMask = 1<<strengthBits - 1
)

func (m match) edits() int       { return maxEdits - int(m.key>>strengthBits) }
func (m match) strength() uint16 { return m.key & strengthMask } // out of strengthMask

// strengthOf is a match's weight out of strengthMask: where the word stands, in
// how many fields, and whether it stands there as typed.
func strengthOf(p post, form uint16) uint16 {
	const perField = 3
	impact := uint32(p.impact) + perField*uint32(bits.OnesCount8(p.fields)-1)
	return uint16(impact * uint32(form) * 15 >> 10)
}

// candidates are the rows that the text of a query found. They are reused.
type candidates struct {
	members []uint64 // a bit for each row of the index: is it a candidate
	slotOf  []uint32 // by row, for members only
	rows    []uint32 // by slot
	have    []uint16 // by slot: a bit for each word found
	matches []match  // words of slot 0, words of slot 1, ...
	words   int
}

var candidatesPool = sync.Pool{New: func() any { return new(candidates) }}

// reset makes c ready for a query of so many words on an index of so many rows.
func (c *candidates) reset(words, rows int) {
	for _, at := range c.rows {
		c.remove(at)
	}
	c.rows, c.have, c.matches, c.words = c.rows[:0], c.have[:0], c.matches[:0], words
	if len(c.slotOf) < rows {
		room := rows + rows/4
		c.slotOf, c.members = make([]uint32, room), make([]uint64, room/64+1)
	}
}

func (c *candidates) contains(at uint32) bool { return c.members[at/64]&(1<<(at%64)) != 0 }
func (c *candidates) remove(at uint32)        { c.members[at/64] &^= 1 << (at % 64) }

func (c *candidates) add(at uint32) (slot int) {
	slot = len(c.rows)
	c.rows = append(c.rows, at)
	c.have = append(c.have, 0)
	c.matches = append(c.matches, noMatches[:c.words]...)
	c.slotOf[at] = uint32(slot)
	c.members[at/64] |= 1 << (at % 64)
	return slot
}

func (c *candidates) matchesOf(slot int) []match {
	return c.matches[slot*c.words : (slot+1)*c.words]
}

// keep drops the candidates that lack a needed word.
func (c *candidates) keep(need uint16) {
	c.keepIf(func(slot int) bool { return c.have[slot] == need })
}

// keepIf drops the other candidates.
func (c *candidates) keepIf(wanted func(slot int) bool) {
	kept := 0
	for slot, at := range c.rows {
		if !wanted(slot) {
			c.remove(at)
			continue
		}
		if slot != kept {
			c.rows[kept], c.have[kept] = at, c.have[slot]
			c.slotOf[at] = uint32(kept)
			copy(c.matchesOf(kept), c.matchesOf(slot))
		}
		kept++
	}
	c.rows, c.have, c.matches = c.rows[:kept], c.have[:kept], c.matches[:kept*c.words]
}

// scope restricts what text is matched against.
type scope struct {
	kinds  []bool // by code
	fields uint8  // bits of the fields that count
	any    bool   // one word is enough
	narrow bool   // as search.Query
}

const everyField = 1<<fieldCount - 1

// find fills c with the living rows that hold the words as scope wants it.
func (x *index) find(c *candidates, words []queryWord, sc scope) {
	c.reset(len(words), len(x.rows))
	order := make([]int, len(words))
	for i := range order {
		order[i] = i
	}
	// The rarest word first: it decides how many candidates there are.
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(words[a].postings, words[b].postings) })
	var need uint16
	for round, word := range order {
		for number, v := range words[word].variants {
			k := collector{x: x, c: c, scope: sc, term: v.term, word: word, number: uint16(number), form: v.form}
			k.base = uint16(maxEdits-int(v.edits)) << strengthBits
			switch {
			case round == 0 || sc.any:
				k.open()
			case len(c.rows)*sparse < len(v.term.rows):
				k.lookUp()
			default:
				k.narrow()
			}
		}
		if !sc.any {
			need |= 1 << word
			c.keep(need)
		}
	}
}

// sparse is how many times longer a list must be than the candidates, for looking
// each of them up to be cheaper than reading the list.
const sparse = 32

// collector notes the postings of one variant of one word.
type collector struct {
	x      *index
	c      *candidates
	scope  scope
	term   *term
	word   int
	number uint16 // of the variant
	form   uint16
	base   uint16 // the key's part for edits
}

// open adds the term's rows to the candidates.
func (k *collector) open() {
	c, posts, rows, fields, kinds := k.c, k.term.posts, k.x.rows, k.scope.fields, k.scope.kinds
	for i, at := range k.term.rows {
		p := posts[i]
		if p.fields&fields == 0 {
			continue
		}
		slot := 0
		if c.contains(at) {
			slot = int(c.slotOf[at])
		} else if kinds[rows[at].kind] {
			slot = c.add(at)
		} else {
			continue
		}
		k.note(slot, i, p)
	}
}

// narrow reads the term's rows for those that are candidates.
func (k *collector) narrow() {
	members, slotOf, posts, fields := k.c.members, k.c.slotOf, k.term.posts, k.scope.fields
	for i, at := range k.term.rows {
		if members[at/64]&(1<<(at%64)) == 0 {
			continue
		}
		if p := posts[i]; p.fields&fields != 0 {
			k.note(int(slotOf[at]), i, p)
		}
	}
}

// lookUp searches each candidate in the term's rows.
func (k *collector) lookUp() {
	for slot, at := range k.c.rows {
		if i, ok := k.term.find(at); ok {
			if p := k.term.posts[i]; p.fields&k.scope.fields != 0 {
				k.note(slot, i, p)
			}
		}
	}
}

// note keeps posting i for a candidate, if it is the best one for the word.
func (k *collector) note(slot, i int, p post) {
	m := &k.c.matches[slot*k.c.words+k.word]
	if key := k.base | strengthOf(p, k.form); key > m.key {
		*m = match{key, k.number, uint32(i)}
	}
	k.c.have[slot] |= 1 << k.word
}
