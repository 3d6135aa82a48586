package registry

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"lienket/api/store"
)

// alikes knows which records may be of one organisation. Names are near-equal by a rule
// that no index serves, so that it compares each record once, when it has changed: the
// first to ask has all of them read, in one pass, the next ones what was changed since.
// It holds no more than what is compared; what is shown is read anew.
type alikes struct {
	turn  chan struct{} // of one: who has it asks, and changes the rest
	asked time.Time     // when changes were last asked for
	whole time.Time     // when all were last read
	known *likenesses   // nil before
}

func newAlikes() alikes { return alikes{turn: make(chan struct{}, 1)} }

// likenesses are records and the pairs of them that are alike.
type likenesses struct {
	records  map[string]*alikeRecord
	names    map[nameGroup][]*alikeRecord
	families map[string][]*alikeRecord // by taxBase
	pairs    map[string]alikePair      // by position
	ordered  []alikePair               // nil after a change
	// distinct are the pairs, by pairID, that somebody decided are of two: they take
	// nobody's room.
	distinct map[string]bool
}

// alikeRecord is what is compared of an organisation.
type alikeRecord struct {
	id, taxCode string
	areas       []string
	nameGroup
	form nameForm
	// positions are of its pairs, of which undecided many are not distinct. Of one
	// record at most mostAlike of these are looked for, so that many of one name take no
	// more room than many of different names.
	positions []string
	undecided int
}

const mostAlike = 20

// nameGroup is what two records must have in common for their names to be compared.
type nameGroup struct {
	commune string // of today, "" for what is in none
	kind    Kind
	numbers string
}

// alikePair is a suggestion, which has its place in the list by the commune of the
// younger record.
type alikePair struct {
	position   string
	one, other *alikeRecord // the older first
}

const (
	// overlap is how long before the last time changes are asked for again: a transaction
	// stamps its records before they can be read, and clocks of two replicas may differ.
	overlap = 2 * time.Minute
	// rereading is after how long all are read anew, for what overlap did not cover.
	rereading = time.Hour
)

// alike lists the pairs that are alike by now, in the order of their positions. They are
// shared and must not be changed.
func (s *Service) alike(ctx context.Context) ([]alikePair, error) {
	a := &s.alikes
	select {
	case a.turn <- struct{}{}:
		defer func() { <-a.turn }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	now, known := s.clock(), a.known
	where := store.And{store.Contains{Field: "keys", Value: scopeKey("")}}
	if known != nil && !now.Before(a.asked) && now.Sub(a.whole) < rereading {
		where = append(where, store.Range{Field: "updatedAt", From: store.At(a.asked.Add(-overlap))})
	} else {
		known = &likenesses{records: map[string]*alikeRecord{}, pairs: map[string]alikePair{}, distinct: map[string]bool{},
			names: map[nameGroup][]*alikeRecord{}, families: map[string][]*alikeRecord{}}
	}
	if err := s.noteDistinct(ctx, known, known == a.known); err != nil {
		return nil, err
	}
	err := s.organizations.Each(ctx, store.Query{Where: where, Sort: []string{"-updatedAt"}, Limit: store.MaxLimit}, func(o *Organization) error {
		known.note(o, s.areas.commune(o.AreaCode))
		return nil
	})
	if err != nil {
		return nil, err
	}
	if a.asked = now; known != a.known {
		a.known, a.whole = known, now
	}
	if known.ordered == nil {
		known.ordered = slices.SortedFunc(maps.Values(known.pairs), func(p, q alikePair) int { return cmp.Compare(p.position, q.position) })
	}
	return known.ordered, nil
}

// noteDistinct notes what was decided, of late alone or ever.
func (s *Service) noteDistinct(ctx context.Context, known *likenesses, late bool) error {
	decided := store.Query{Sort: []string{"-createdAt"}, Limit: store.MaxLimit}
	if late {
		decided.Where = store.Range{Field: "createdAt", From: store.At(s.alikes.asked.Add(-overlap))}
	}
	return s.distinctions.Each(ctx, decided, func(d *Distinction) error {
		known.distinguish(d.OrganizationIDs[0], d.OrganizationIDs[1])
		return nil
	})
}

// distinguish lets another pair take the room that one took which is decided now. The
// pair stays, as the decision may be taken back.
func (l *likenesses) distinguish(id, otherID string) {
	pair := pairID(id, otherID)
	if l.distinct[pair] {
		return
	}
	l.distinct[pair] = true
	one, other := l.records[id], l.records[otherID]
	if one == nil || other == nil {
		return
	}
	if _, known := l.pairs[positionOf(one, other)]; known {
		l.leaveRoom(one)
		l.leaveRoom(other)
	}
}

// leaveRoom has a record's room be taken by one that was not looked for before.
func (l *likenesses) leaveRoom(record *alikeRecord) {
	if record.undecided--; record.undecided == mostAlike-1 {
		l.compare(record)
	}
}

// note compares an organisation with the others, unless nothing of it has changed that
// is compared.
func (l *likenesses) note(o *Organization, commune string) {
	form := formOf(o.Name)
	record := &alikeRecord{id: o.ID, taxCode: o.TaxCode, areas: o.Areas, nameGroup: nameGroup{commune, o.Kind, form.numbers}, form: form}
	open := slices.Contains(suggestible, o.Status)
	if known := l.records[o.ID]; known != nil {
		if open && known.same(record) {
			return
		}
		l.drop(known)
	}
	if open {
		l.add(record)
	}
}

func (r *alikeRecord) same(other *alikeRecord) bool {
	return r.taxCode == other.taxCode && r.nameGroup == other.nameGroup && r.form == other.form && slices.Equal(r.areas, other.areas)
}

func (l *likenesses) drop(record *alikeRecord) {
	delete(l.records, record.id)
	leave(l.names, record.nameGroup, record)
	leave(l.families, taxBase(record.taxCode), record)
	for _, position := range record.positions {
		pair := l.pairs[position]
		delete(l.pairs, position)
		partner := pair.one
		if partner == record {
			partner = pair.other
		}
		partner.positions = slices.DeleteFunc(partner.positions, func(p string) bool { return p == position })
		if !l.distinct[pairID(record.id, partner.id)] {
			l.leaveRoom(partner)
		}
	}
	l.ordered = nil
}

// leave takes a record out of a group.
func leave[K comparable](groups map[K][]*alikeRecord, key K, record *alikeRecord) {
	rest := slices.DeleteFunc(groups[key], func(r *alikeRecord) bool { return r == record })
	if groups[key] = rest; len(rest) == 0 {
		delete(groups, key)
	}
}

func (l *likenesses) add(record *alikeRecord) {
	l.records[record.id], l.ordered = record, nil
	l.compare(record)
	if record.commune != "" {
		l.names[record.nameGroup] = append(l.names[record.nameGroup], record)
	}
	if base := taxBase(record.taxCode); base != "" {
		l.families[base] = append(l.families[base], record)
	}
}

// compare looks for what is like the record, until it has enough.
func (l *likenesses) compare(record *alikeRecord) {
	if base := taxBase(record.taxCode); base != "" {
		for _, other := range l.families[base] { // one of two is a branch: a tax code is unique
			l.pair(record, other)
		}
	}
	if record.commune == "" {
		return
	}
	for _, other := range l.names[record.nameGroup] {
		if record.undecided < mostAlike && record.form.like(other.form) != unlike {
			l.pair(record, other)
		}
	}
}

func (l *likenesses) pair(one, other *alikeRecord) {
	if one == other || one.undecided >= mostAlike {
		return
	}
	position := positionOf(one, other)
	if _, known := l.pairs[position]; known {
		return
	}
	if other.id < one.id {
		one, other = other, one
	}
	l.pairs[position], l.ordered = alikePair{position, one, other}, nil
	one.positions, other.positions = append(one.positions, position), append(other.positions, position)
	if !l.distinct[pairID(one.id, other.id)] {
		one.undecided++
		other.undecided++
	}
}

// positionOf is where a pair stands in the list, in either order.
func positionOf(one, other *alikeRecord) string {
	if other.id < one.id {
		one, other = other, one
	}
	return other.commune + "." + pairID(one.id, other.id)
}

// isPosition reports whether a cursor may be one.
func isPosition(cursor string) bool {
	_, pair, found := strings.Cut(cursor, ".")
	return found && strings.Contains(pair, "~")
}
