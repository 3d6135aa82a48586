package promotion

import (
	"context"
	"slices"
	"strings"

	"lienket/api/linkage"
	"lienket/api/store"
)

// recompute derives all rollups and tallies anew from contracts, deliveries and
// payments, by their IDs.
func (s *Service) recompute(ctx context.Context) (map[string]*Rollup, map[string]*Tally, error) {
	all, counted := cells{}, tallies{}
	err := s.linkage.EachForMetrics(ctx, func(c *linkage.Contract, deliveries []linkage.Delivery, payments []linkage.Payment) error {
		all.addSigned(c)
		counted.addSigned(c, s.registry.Areas().Path)
		for i := range deliveries {
			all.addDelivered(c, &deliveries[i])
			if deliveries[i].Status != linkage.Announced {
				all.addAccepted(c, &deliveries[i])
			}
		}
		for i := range payments {
			all.addPaid(c, &payments[i])
		}
		return nil
	})
	rollups, counts := map[string]*Rollup{}, map[string]*Tally{}
	for key, f := range all {
		r := &Rollup{}
		r.add(key, f, s.registry.Areas().Path(key.area))
		rollups[key.id()] = r
	}
	for key, tally := range counted {
		counts[key.id()] = tally
	}
	return rollups, counts, err
}

// Difference is a cell whose stored figures are not those recomputed, or a tally.
type Difference struct {
	ID             string
	Stored         *Rollup // nil where missing, or where a tally differs
	Computed       *Rollup // nil where there should be none
	StoredCounts   *Tally
	ComputedCounts *Tally
}

// Audit recomputes all figures and returns where the stored ones differ; none
// is the rule.
func (s *Service) Audit(ctx context.Context) ([]Difference, error) {
	var differences []Difference
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		differences = nil
		rollups, counts, err := s.recompute(ctx)
		if err != nil {
			return err
		}
		err = s.rollups.Each(ctx, store.Query{}, func(r *Rollup) error {
			want := rollups[r.ID]
			delete(rollups, r.ID)
			if want == nil || !r.equals(want) {
				differences = append(differences, Difference{ID: r.ID, Stored: r, Computed: want})
			}
			return nil
		})
		if err != nil {
			return err
		}
		for id, want := range rollups {
			differences = append(differences, Difference{ID: id, Computed: want})
		}
		err = s.tallies.Each(ctx, store.Query{}, func(t *Tally) error {
			want := counts[t.ID]
			delete(counts, t.ID)
			if want == nil || !t.equals(want) {
				differences = append(differences, Difference{ID: t.ID, StoredCounts: t, ComputedCounts: want})
			}
			return nil
		})
		for id, want := range counts {
			differences = append(differences, Difference{ID: id, ComputedCounts: want})
		}
		return err
	})
	slices.SortFunc(differences, func(a, b Difference) int { return strings.Compare(a.ID, b.ID) })
	return differences, err
}

// Rebuild recomputes all figures and puts right what differs. It returns what it
// put right.
func (s *Service) Rebuild(ctx context.Context) ([]Difference, error) {
	var differences []Difference
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		var err error
		if differences, err = s.Audit(ctx); err != nil {
			return err
		}
		for i := range differences {
			if err := s.repair(ctx, &differences[i]); err != nil {
				return err
			}
		}
		return nil
	})
	return differences, err
}

func (s *Service) repair(ctx context.Context, d *Difference) error {
	var err error
	switch {
	case d.Computed != nil:
		_, err = s.rollups.Put(ctx, d.ID, func(r *Rollup) error { *r = *d.Computed; return nil })
	case d.ComputedCounts != nil:
		_, err = s.tallies.Put(ctx, d.ID, func(t *Tally) error { *t = *d.ComputedCounts; return nil })
	case d.Stored != nil:
		err = s.rollups.Delete(ctx, d.ID)
	default:
		err = s.tallies.Delete(ctx, d.ID)
	}
	return err
}

// equals compares all but the Meta.
func (r *Rollup) equals(other *Rollup) bool {
	return r.numbers() == other.numbers() && slices.Equal(r.Areas, other.Areas) &&
		[6]string{string(r.Month), r.Area, r.Group, r.Stars, r.Form, r.Buyer} ==
			[6]string{string(other.Month), other.Area, other.Group, other.Stars, other.Form, other.Buyer}
}

func (r *Rollup) numbers() [6]int64 {
	return [6]int64{r.SignedValue, r.PlannedValue, r.DeliveredValue, r.AcceptedValue, r.PaidValue, r.AcceptedMass}
}
