package embedded

import (
	"slices"
	"strings"
	"unicode/utf8"

	"lienket/search"
)

// search answers q.
func (x *index) search(q *search.Query) search.Result {
	f := x.newFilter(q)
	order := q.Order
	blank := strings.TrimSpace(q.Text) == ""
	if blank && (order == "" || order == search.ByRelevance) {
		order = search.ByNewest
	}
	limit, offset := q.Page()
	best := top{n: min(offset, len(x.rows)) + limit, before: x.before(order, f.months)}
	asked := x.read(q, f)
	defer asked.close()
	total := asked.offer(&best, order == "" || order == search.ByRelevance)
	result := search.Result{Total: total, Facets: f.facets(q.Facets)}
	for i, hit := range best.sorted() {
		if i < offset {
			continue
		}
		if hit.score == 0 {
			hit.score = asked.score(int(hit.slot), 0)
		}
		result.Hits = append(result.Hits, search.Hit{ID: x.details[hit.row].id, Score: hit.score})
	}
	return result
}

// list are the IDs of what q finds, in no order; of very many the newest.
func (x *index) list(q *search.Query) []string {
	asked := x.read(q, x.newFilter(q))
	defer asked.close()
	newest := top{n: search.MaxDepth, before: x.before(search.ByNewest, nil)}
	asked.offer(&newest, false)
	ids := make([]string, len(newest.kept))
	for i, hit := range newest.kept {
		ids[i] = x.details[hit.row].id
	}
	return ids
}

// asked is a query as it was read: the rows that hold its text, unless that is
// blank, and the filter that they must pass.
type asked struct {
	x      *index
	filter *filter
	blank  bool
	found  *candidates // nil for a text without words
	scorer *scorer
}

func (x *index) read(q *search.Query, f *filter) asked {
	a := asked{x: x, filter: f, blank: strings.TrimSpace(q.Text) == ""}
	words := queryWords(q.Text)
	if a.blank || len(words) == 0 {
		return a
	}
	for i := range words {
		words[i].sure = slices.Contains(q.AsTyped, words[i].text)
		words[i].prefix = words[i].prefix && !words[i].sure
	}
	sc := scope{kinds: f.kinds, fields: everyField, any: q.AnyWord, narrow: q.Narrow && !q.AnyWord}
	switch {
	case q.Called:
		sc.fields = nameFields
	case sc.narrow:
		sc.fields &^= 1 << inDescription
	}
	a.found = x.candidatesFor(words, sc)
	a.scorer = newScorer(x, words, a.found, q.AnyWord)
	if sc.narrow {
		a.scorer.marked = markedWords(q.Text)
	}
	return a
}

// close gives back what the reading took.
func (a *asked) close() {
	if a.found != nil {
		candidatesPool.Put(a.found)
	}
}

// offer offers every row that passes, with its score if scored, and returns their
// number.
func (a *asked) offer(best *top, scored bool) int {
	if a.blank {
		return a.x.browse(a.filter, best)
	}
	if a.found == nil {
		return 0
	}
	total := 0
	for slot, at := range a.found.rows {
		if !a.filter.passes(at) {
			continue
		}
		total++
		hit := found{row: at, slot: uint32(slot)}
		if scored {
			hit.score = a.score(slot, best.floor())
		}
		best.offer(hit)
	}
	return total
}

// score is how well a row holds the text; what cannot reach floor may get less.
func (a *asked) score(slot int, floor float64) float64 {
	if a.scorer == nil {
		return 0
	}
	return a.scorer.score(slot, floor)
}

// browse offers every row that passes and returns their number.
func (x *index) browse(f *filter, best *top) int {
	total := 0
	if f.rows != nil {
		for at := range f.rows {
			if f.passes(at) {
				total++
				best.offer(found{row: at})
			}
		}
		return total
	}
	for at := range x.rows {
		if f.passes(uint32(at)) {
			total++
			best.offer(found{row: uint32(at)})
		}
	}
	return total
}

// candidatesFor finds the rows that hold words, first as typed, then with typos
// if too few do. The caller puts them back into the pool.
func (x *index) candidatesFor(words []queryWord, sc scope) *candidates {
	c := candidatesPool.Get().(*candidates)
	x.expand(words, asTyped)
	x.find(c, words, sc)
	if sc.narrow {
		x.findNarrow(c, words, sc)
		return c
	}
	if len(c.rows) < enough && x.expandTypos(words, sc.any) {
		x.find(c, words, sc)
	}
	return c
}

// expandTypos adds similar terms to words; if any word is enough, only to those
// that do not occur. It reports whether there are any.
func (x *index) expandTypos(words []queryWord, any bool) bool {
	more := false
	for i := range words {
		if search.Typos(words[i].text) == 0 || any && words[i].postings > 0 {
			continue
		}
		before := len(words[i].variants)
		x.expand(words[i:i+1], withTypos)
		more = more || len(words[i].variants) > before
	}
	return more
}

// suggest completes text with names of those kinds.
func (x *index) suggest(text string, kinds []search.Kind, limit int) []search.Suggestion {
	words := queryWords(text)
	if len(words) == 0 {
		return nil
	}
	if len(kinds) == 0 {
		for _, kind := range x.kinds.values {
			kinds = append(kinds, search.Kind(kind))
		}
	}
	c := x.candidatesFor(words, scope{kinds: x.kindsOf(kinds...), fields: 1 << inName})
	defer candidatesPool.Put(c)
	s := newScorer(x, words, c, false)
	scored := make([]found, len(c.rows))
	for slot, at := range c.rows {
		scored[slot] = found{row: at, slot: uint32(slot), score: s.score(slot, 0)}
	}
	// Equal names are given once, so more than limit may have to be looked at.
	for n := 4 * limit; ; n *= 8 {
		best := top{n: n, before: x.before(search.ByRelevance, nil)}
		for _, f := range scored {
			best.offer(f)
		}
		suggestions := x.distinct(best.sorted(), limit)
		if len(suggestions) == limit || n >= len(scored) {
			return suggestions
		}
	}
}

// near are the words of names that word may be a slip for, the nearest first.
func (x *index) near(word string, limit int) []string {
	tolerance := 1
	if utf8.RuneCountInString(word) >= 6 {
		tolerance = 2
	}
	found := x.variants(word, false, tolerance, 0)
	sortVariants(found)
	var words []string
	for _, v := range found {
		if len(words) < limit && x.isInNames(v.term) {
			words = append(words, v.term.text)
		}
	}
	return words
}

// mostLookedAt bounds how many postings are looked at for one in a name.
const mostLookedAt = 2000

func (x *index) isInNames(t *term) bool {
	for i, p := range t.posts[:min(len(t.posts), mostLookedAt)] {
		if p.fields&(1<<inName) != 0 && x.rows[t.rows[i]].kind != 0 {
			return true
		}
	}
	return false
}

// distinct turns rows into suggestions, the first of each name and kind.
func (x *index) distinct(rows []found, limit int) []search.Suggestion {
	type name struct {
		kind uint16
		text string
	}
	seen := make(map[name]bool, limit)
	var suggestions []search.Suggestion
	for _, f := range rows {
		d, kind := &x.details[f.row], x.rows[f.row].kind
		if key := (name{kind, d.sortName}); !seen[key] && len(suggestions) < limit {
			seen[key] = true
			suggestions = append(suggestions, search.Suggestion{Kind: search.Kind(x.kinds.values[kind]), ID: d.id, Text: d.name})
		}
	}
	return suggestions
}
