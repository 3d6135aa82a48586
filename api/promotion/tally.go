package promotion

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"lienket/api/linkage"
	"lienket/api/measure"
	"lienket/api/store"
)

// Tally counts the contracts signed in one month with a supplier in one area or
// below it; Scope "" is everywhere. A contract with several lines counts once for
// each value of a dimension that its lines in that area have, which no sum over
// cells can tell.
type Tally struct {
	store.Meta `json:",inline"`
	Month      measure.Month `json:"month"`
	Scope      string        `json:"scope"`
	Counts     []Count       `json:"counts"` // by dimension and key, sorted
}

// Count is how many contracts have that value of a dimension.
type Count struct {
	By        string `json:"by"`
	Key       string `json:"key"`
	Contracts int64  `json:"contracts"`
}

var tallySchema = store.Schema{Name: "tallies", Indexes: []store.Index{
	{Fields: []string{"scope", "month"}},
}}

// scope is the key of a Tally.
type scope struct {
	month measure.Month
	area  string
}

func (s scope) id() string { return string(s.month) + "~" + s.area }

// tallies gathers additions, so that each Tally is written once per Tx.
type tallies map[scope]*Tally

// addSigned counts a contract in the month of its last signature. path gives the
// areas that an area belongs to.
func (t tallies) addSigned(contract *linkage.Contract, path func(string) []string) {
	month := measure.MonthOf(contract.SignedAt.Time)
	counted := map[scope]map[Count]bool{}
	for i := range contract.Lines {
		line := &contract.Lines[i]
		for _, area := range append([]string{""}, path(line.AreaCode)...) {
			at := scope{month, area}
			if counted[at] == nil {
				counted[at] = map[Count]bool{}
			}
			for _, one := range []Count{{"month", string(month), 1}, {"area", line.AreaCode, 1}, {"group", line.Group, 1},
				{"stars", strconv.Itoa(line.Stars), 1}, {"form", contract.Form, 1}, {"buyer", contract.BuyerID, 1}} {
				counted[at][one] = true
			}
		}
	}
	for at, counts := range counted {
		if t[at] == nil {
			t[at] = &Tally{Month: month, Scope: at.area}
		}
		for one := range counts {
			t[at].add(one)
		}
	}
}

func (t *Tally) add(one Count) {
	at, found := slices.BinarySearchFunc(t.Counts, one, func(a, b Count) int {
		return cmp.Or(cmp.Compare(a.By, b.By), cmp.Compare(a.Key, b.Key))
	})
	if found {
		t.Counts[at].Contracts += one.Contracts
		return
	}
	t.Counts = slices.Insert(t.Counts, at, one)
}

// write adds to what is stored, in the caller's Tx.
func (t tallies) write(ctx context.Context, stored *store.Collection[Tally]) error {
	for at, more := range t {
		_, err := stored.Put(ctx, at.id(), func(tally *Tally) error {
			tally.Month, tally.Scope = at.month, at.area
			for _, one := range more.Counts {
				tally.add(one)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (t *Tally) equals(other *Tally) bool {
	return t.Month == other.Month && t.Scope == other.Scope && slices.Equal(t.Counts, other.Counts)
}

// contracts counts those signed from one month to another with a supplier in
// area, by the values of a dimension, and all of them.
func (s *Service) contracts(ctx context.Context, q MetricsQuery) (byKey map[string]int64, total int64, err error) {
	byKey = map[string]int64{}
	err = s.tallies.Each(ctx, store.Query{Where: store.And{
		store.Eq{Field: "scope", Value: q.Area},
		store.Range{Field: "month", From: string(q.From), To: string(q.To)},
	}, Sort: []string{"month"}}, func(t *Tally) error {
		for _, one := range t.Counts {
			if one.By == q.GroupBy {
				byKey[one.Key] += one.Contracts
			}
			if one.By == "month" {
				total += one.Contracts
			}
		}
		return nil
	})
	return byKey, total, err
}
