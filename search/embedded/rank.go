package embedded

import (
	"cmp"

	"lienket/search"
)

// The parts of a candidate's relevance, each in [0,1]: how strongly it holds the
// words, how closely they stand together, whether its name is what was typed.
const (
	wordsPart  = 0.55
	phrasePart = 0.35
	namePart   = 0.10
	markPart   = 0.10 // taken from all of them where marks were typed
)

// phraseIn is what words side by side are worth, by field.
var phraseIn = [fieldCount]float64{
	inName: 1, inKeywords: 0.8, inOrganization: 0.6, inMarks: 0.6, inPlaces: 0.5, inDescription: 0.4,
}

// Words that stand near each other but not side by side in order.
const (
	nearInOrder = 0.5
	nearSwapped = 0.4
	nearWithin  = 3
)

// scorer computes scores of the candidates of one query.
type scorer struct {
	x      *index
	words  []queryWord
	c      *candidates
	any    bool
	shares [maxWords]float64 // of each word in the strength of all
	marked []string          // words typed with marks, if these count
}

func newScorer(x *index, words []queryWord, c *candidates, any bool) *scorer {
	s := &scorer{x: x, words: words, c: c, any: any}
	total := 0.0
	for _, w := range words {
		total += w.weight
	}
	for i, w := range words {
		s.shares[i] = w.weight / total / strengthMask
	}
	return s
}

// score lies in [0,1]. Every typo halves it, so that a document with fewer typos
// is always above; in between decides relevance. If any word is enough, the
// number of words found decides before. A score that cannot exceed floor may come
// out lower than it is, which saves looking at places.
func (s *scorer) score(slot int, floor float64) float64 {
	matches := s.c.matchesOf(slot)
	held, edits := 0, 0
	strength := 0.0
	for i, m := range matches {
		if m.key != 0 {
			held++
			edits += m.edits()
			strength += s.shares[i] * float64(m.strength())
		}
	}
	scale := func(relevance float64) float64 {
		score := (0.5 + 0.5*relevance) / float64(uint64(1)<<edits)
		if s.any {
			return (float64(held-1) + score) / float64(len(matches))
		}
		return score
	}
	relevance := wordsPart * strength
	if len(s.marked) > 0 {
		relevance = (1-markPart)*relevance + markPart*s.sameMarks(s.c.rows[slot])
		if scale(relevance+(1-markPart)*(phrasePart+namePart)) < floor {
			return scale(relevance)
		}
	} else if scale(relevance+phrasePart+namePart) < floor {
		return scale(relevance)
	}
	together := strength
	if len(matches) > 1 {
		together = s.phrase(matches)
	}
	more := phrasePart*together + namePart*s.likeName(s.c.rows[slot], matches, together)
	if len(s.marked) > 0 {
		more *= 1 - markPart
	}
	return scale(relevance + more)
}

// phrase is how closely each two words that follow each other in the query stand
// in the document, on average.
func (s *scorer) phrase(matches []match) float64 {
	var sum float64
	for i := 1; i < len(matches); i++ {
		if matches[i-1].key != 0 && matches[i].key != 0 {
			sum += closeness(s.places(i-1, matches[i-1]), s.places(i, matches[i]))
		}
	}
	return sum / float64(len(matches)-1)
}

func (s *scorer) places(word int, m match) []place {
	return s.words[word].variants[m.variant].term.placesOf(m.post)
}

// closeness is the worth of the best pair of places.
func closeness(first, second []place) float64 {
	best := 0.0
	for _, a := range first {
		for _, b := range second {
			if a.field() != b.field() {
				continue
			}
			worth := phraseIn[a.field()]
			switch gap := int(b) - int(a); {
			case gap == 1:
			case gap > 0 && gap <= nearWithin:
				worth *= nearInOrder
			case gap < 0 && gap >= -nearWithin:
				worth *= nearSwapped
			default:
				continue
			}
			best = max(best, worth)
		}
		if best == 1 {
			break
		}
	}
	return best
}

// likeName is 1 if the name is the query, 0.5 if it begins with it, else 0.
func (s *scorer) likeName(at uint32, matches []match, together float64) float64 {
	if matches[0].key == 0 || len(matches) > 1 && together < 1 {
		return 0
	}
	if places := s.places(0, matches[0]); len(places) == 0 || places[0] != placeOf(inName, 0) {
		return 0
	}
	if int(s.x.rows[at].nameLength) == len(matches) {
		return 1
	}
	return 0.5
}

// found is a row that passed text and filters.
type found struct {
	row   uint32
	slot  uint32
	score float64
}

// before returns the order of two rows, ties included; negative if a comes first.
// months are those of the question.
func (x *index) before(order search.Order, months []uint16) func(a, b found) int {
	newest := func(a, b found) int {
		if c := cmp.Compare(x.figures[b.row].updatedAt, x.figures[a.row].updatedAt); c != 0 {
			return c
		}
		return cmp.Compare(x.details[a.row].id, x.details[b.row].id)
	}
	var first func(a, b found) int
	switch order {
	case search.ByNewest:
		return newest
	case search.ByPriceUp:
		// On request comes last, as if dearest: 0-1 is the greatest unsigned number.
		first = func(a, b found) int {
			return cmp.Compare(uint64(x.figures[a.row].price)-1, uint64(x.figures[b.row].price)-1)
		}
	case search.ByPriceDown:
		first = func(a, b found) int { return cmp.Compare(x.figures[b.row].price, x.figures[a.row].price) }
	case search.ByStarsDown:
		first = func(a, b found) int { return cmp.Compare(x.rows[b.row].stars, x.rows[a.row].stars) }
	case search.ByAvailable:
		month := uint16(noMonth)
		if len(months) > 0 {
			month = months[0]
		}
		first = func(a, b found) int {
			return cmp.Compare(x.ledger.amount(b.row, month), x.ledger.amount(a.row, month))
		}
	case search.ByName:
		first = func(a, b found) int { return cmp.Compare(x.details[a.row].sortName, x.details[b.row].sortName) }
	default:
		first = func(a, b found) int {
			if c := cmp.Compare(b.score, a.score); c != 0 {
				return c
			}
			return cmp.Compare(x.rows[b.row].stars, x.rows[a.row].stars)
		}
	}
	return func(a, b found) int {
		if c := first(a, b); c != 0 {
			return c
		}
		return newest(a, b)
	}
}
