package registry

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"lienket/api/store"
)

// alikes knows which records may be of one organisation. Names are near-equal by a rule
// that no index serves, so that it compares each record once, when it has changed: the
// first to ask has all of them read, in one pass, the next ones what was changed since.
// It holds no more than what is compared; what is shown is read anew.
type alikes struct {
	mu       sync.Mutex
	asked    time.Time // when changes were last asked for, zero for never
	records  map[string]*alikeRecord
	names    map[nameGroup][]*alikeRecord
	families map[string][]*alikeRecord // by taxBase
	pairs    map[string]alikePair      // by position
	ordered  []alikePair               // nil after a change
}

// alikeRecord is what is compared of an organisation.
type alikeRecord struct {
	id, taxCode string
	areas       []string
	nameGroup
	form nameForm
}

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

// overlap is how long before the last time changes are asked for again: a transaction
// stamps its records before they can be read, and clocks of two replicas may differ.
const overlap = 2 * time.Minute

// alike lists the pairs that are alike by now, in the order of their positions. They are
// shared and must not be changed.
func (s *Service) alike(ctx context.Context) ([]alikePair, error) {
	a := &s.alikes
	a.mu.Lock()
	defer a.mu.Unlock()
	now, where := s.clock(), store.And{store.Contains{Field: "keys", Value: scopeKey("")}}
	if !a.asked.IsZero() {
		where = append(where, store.Range{Field: "updatedAt", From: store.At(a.asked.Add(-overlap))})
	}
	err := s.organizations.Each(ctx, store.Query{Where: where, Sort: []string{"-updatedAt"}, Limit: store.MaxLimit}, func(o *Organization) error {
		a.note(o, s.areas.commune(o.AreaCode))
		return nil
	})
	if err != nil {
		return nil, err
	}
	a.asked = now
	if a.ordered == nil {
		a.ordered = slices.SortedFunc(maps.Values(a.pairs), func(p, q alikePair) int { return cmp.Compare(p.position, q.position) })
	}
	return a.ordered, nil
}

// note compares an organisation with the others, unless nothing of it has changed that
// is compared.
func (a *alikes) note(o *Organization, commune string) {
	if a.records == nil {
		a.records, a.pairs = map[string]*alikeRecord{}, map[string]alikePair{}
		a.names, a.families = map[nameGroup][]*alikeRecord{}, map[string][]*alikeRecord{}
	}
	form := formOf(o.Name)
	record := &alikeRecord{id: o.ID, taxCode: o.TaxCode, areas: o.Areas, nameGroup: nameGroup{commune, o.Kind, form.numbers}, form: form}
	open := slices.Contains(suggestible, o.Status)
	if known := a.records[o.ID]; known != nil {
		if open && known.same(record) {
			return
		}
		a.drop(known)
	}
	if open {
		a.add(record)
	}
}

func (r *alikeRecord) same(other *alikeRecord) bool {
	return r.taxCode == other.taxCode && r.nameGroup == other.nameGroup && r.form == other.form && slices.Equal(r.areas, other.areas)
}

func (a *alikes) drop(record *alikeRecord) {
	others := func(r *alikeRecord) bool { return r == record }
	delete(a.records, record.id)
	a.names[record.nameGroup] = slices.DeleteFunc(a.names[record.nameGroup], others)
	a.families[taxBase(record.taxCode)] = slices.DeleteFunc(a.families[taxBase(record.taxCode)], others)
	maps.DeleteFunc(a.pairs, func(_ string, p alikePair) bool { return p.one == record || p.other == record })
	a.ordered = nil
}

func (a *alikes) add(record *alikeRecord) {
	a.records[record.id], a.ordered = record, nil
	if record.commune != "" {
		for _, other := range a.names[record.nameGroup] {
			if record.form.like(other.form) != unlike {
				a.pair(record, other)
			}
		}
		a.names[record.nameGroup] = append(a.names[record.nameGroup], record)
	}
	if base := taxBase(record.taxCode); base != "" {
		for _, other := range a.families[base] { // one of two is a branch: a tax code is unique
			a.pair(record, other)
		}
		a.families[base] = append(a.families[base], record)
	}
}

func (a *alikes) pair(one, other *alikeRecord) {
	if other.id < one.id {
		one, other = other, one
	}
	position := other.commune + "." + pairID(one.id, other.id)
	a.pairs[position] = alikePair{position, one, other}
}

// isPosition reports whether a cursor may be one.
func isPosition(cursor string) bool {
	_, pair, found := strings.Cut(cursor, ".")
	return found && strings.Contains(pair, "~")
}
