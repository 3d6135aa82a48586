package linkage

import (
	"cmp"
	"context"
	"slices"

	"lienket/api/fault"
	"lienket/api/measure"
	"lienket/api/registry"
	"lienket/api/sourcing"
	"lienket/api/store"
)

// trackRecord is how one supplier, its ID, has kept its contracts. It changes in
// the Tx of what it follows from and equals its recomputation.
type trackRecord struct {
	store.Meta `json:",inline"`
	Contracts  int64         `json:"contracts"` // concluded
	Buyers     []string      `json:"buyers"`    // of those, sorted
	Months     []recordMonth `json:"months"`    // sorted
}

// recordMonth counts the deliveries agreed for a month, one for each line, and
// what of them came on time, in thousandths of a delivery.
type recordMonth struct {
	Month  measure.Month `json:"month"`
	Due    int64         `json:"due"`
	OnTime int64         `json:"onTime"`
}

var trackRecordSchema = store.Schema{Name: "trackRecords"}

// kept is what a line's month counts for: one delivery due, and the share of it
// that was delivered by the end of the month and accepted. What an ended contract
// left open in the month of its end or later is not due.
func (c *Contract) kept(m measure.MonthAmount, accepted measure.Amount) recordMonth {
	share := min(1000, int64(accepted)*1000/int64(m.Amount))
	if !c.EndedAt.IsZero() && m.Month >= measure.MonthOf(c.EndedAt.Time) && share < 1000 {
		return recordMonth{Month: m.Month}
	}
	return recordMonth{m.Month, 1, share}
}

// add counts a month, n times.
func (r *trackRecord) add(m recordMonth, n int64) {
	at, found := slices.BinarySearchFunc(r.Months, m, func(a, b recordMonth) int { return cmp.Compare(a.Month, b.Month) })
	if !found {
		r.Months = slices.Insert(r.Months, at, recordMonth{Month: m.Month})
	}
	month := &r.Months[at]
	month.Due, month.OnTime = month.Due+n*m.Due, month.OnTime+n*m.OnTime
	if month.Due == 0 {
		r.Months = slices.Delete(r.Months, at, at+1)
	}
}

func (r *trackRecord) addContract(buyer string) {
	r.Contracts++
	if at, found := slices.BinarySearch(r.Buyers, buyer); !found {
		r.Buyers = slices.Insert(r.Buyers, at, buyer)
	}
}

// changeRecord alters a supplier's record in the caller's Tx.
func (s *Service) changeRecord(ctx context.Context, supplierID string, change func(*trackRecord)) error {
	supplier, err := s.registry.Living(ctx, supplierID)
	if err != nil {
		return err
	}
	_, err = s.records.Put(ctx, supplier.ID, func(r *trackRecord) error { change(r); return nil })
	return err
}

// recordConcluded makes all that was agreed due.
func (s *Service) recordConcluded(ctx context.Context, c *Contract) error {
	buyer, err := s.registry.Living(ctx, c.BuyerID)
	if err != nil {
		return err
	}
	for _, supplier := range c.SupplierIDs {
		err := s.changeRecord(ctx, supplier, func(r *trackRecord) {
			r.addContract(buyer.ID)
			for _, line := range c.linesOf(supplier) {
				for _, m := range line.Months {
					r.add(c.kept(m, 0), 1)
				}
			}
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (c *Contract) linesOf(supplier string) []*Line {
	var lines []*Line
	for i := range c.Lines {
		if c.Lines[i].OrganizationID == supplier {
			lines = append(lines, &c.Lines[i])
		}
	}
	return lines
}

// recordAccepted counts an acceptance, which is stored already.
func (s *Service) recordAccepted(ctx context.Context, c *Contract, d *Delivery) error {
	line, found := c.Line(d.LineID)
	if !found || !d.inTime() {
		return nil
	}
	accepted := measure.Amount(0)
	err := s.deliveries.Each(ctx, store.Query{Where: store.And{
		store.Eq{Field: "contractId", Value: c.ID},
		store.Eq{Field: "lineId", Value: d.LineID},
		store.Eq{Field: "month", Value: string(d.Month)},
	}}, func(other *Delivery) error {
		accepted += other.onTime()
		return nil
	})
	if err != nil {
		return err
	}
	for _, m := range line.Months {
		if m.Month == d.Month {
			return s.changeRecord(ctx, line.OrganizationID, func(r *trackRecord) {
				r.add(c.kept(m, accepted-d.onTime()), -1)
				r.add(c.kept(m, accepted), 1)
			})
		}
	}
	return nil
}

// inTime tells whether the delivery was made by the end of the month it is for.
func (d *Delivery) inTime() bool { return d.DeliveredAt.Month() <= d.Month }

// onTime is what of it was delivered in time and accepted.
func (d *Delivery) onTime() measure.Amount {
	if d.Status == Announced || !d.inTime() {
		return 0
	}
	return d.AcceptedAmount
}

// recordEnded takes back what falls away with the contract's end, which is set.
func (s *Service) recordEnded(ctx context.Context, c *Contract) error {
	accepted, err := s.onTimeOf(ctx, c)
	if err != nil {
		return err
	}
	running := *c
	running.EndedAt = store.Instant{}
	for _, supplier := range c.SupplierIDs {
		err := s.changeRecord(ctx, supplier, func(r *trackRecord) {
			for _, line := range c.linesOf(supplier) {
				for _, m := range line.Months {
					amount := accepted[lineMonth{line.ID, m.Month}]
					r.add(running.kept(m, amount), -1)
					r.add(c.kept(m, amount), 1)
				}
			}
		})
		if err != nil {
			return err
		}
	}
	return nil
}

type lineMonth struct {
	line  string
	month measure.Month
}

// onTimeOf is what was accepted on time of a contract.
func (s *Service) onTimeOf(ctx context.Context, c *Contract) (map[lineMonth]measure.Amount, error) {
	accepted := map[lineMonth]measure.Amount{}
	err := s.deliveries.Each(ctx, store.Query{
		Where: store.Eq{Field: "contractId", Value: c.ID}, Sort: []string{"createdAt"},
	}, func(d *Delivery) error {
		accepted[lineMonth{d.LineID, d.Month}] += d.onTime()
		return nil
	})
	return accepted, err
}

// TrackRecords implements sourcing.Contracts: what was due before this month.
func (s *Service) TrackRecords(ctx context.Context, organizationIDs ...string) ([]sourcing.TrackRecord, error) {
	records, err := s.records.View(ctx, organizationIDs...)
	if err != nil {
		return nil, err
	}
	shown, now := make([]sourcing.TrackRecord, len(records)), s.today().Month()
	for i, record := range records {
		if record != nil {
			shown[i] = record.before(now)
		}
	}
	return shown, nil
}

func (r *trackRecord) before(now measure.Month) sourcing.TrackRecord {
	shown := sourcing.TrackRecord{Contracts: r.Contracts, Buyers: int64(len(r.Buyers))}
	for _, m := range r.Months {
		if m.Month < now {
			shown.Due, shown.OnTime = shown.Due+m.Due, shown.OnTime+m.OnTime
		}
	}
	return shown
}

// RebuildRecords recomputes the track records, supplier by supplier, puts right
// those that differ and returns how many did: none but where contracts are older
// than the records.
func (s *Service) RebuildRecords(ctx context.Context) (int, error) {
	repaired := 0
	err := s.registry.Each(ctx, func(o *registry.Organization) error {
		if !o.Kind.Supplies() || o.MergedInto != "" {
			return nil
		}
		changed, err := s.rebuildRecord(ctx, o)
		if changed {
			repaired++
		}
		return err
	})
	return repaired, err
}

// rebuildRecord puts right one supplier's record and reports whether it differed.
func (s *Service) rebuildRecord(ctx context.Context, supplier *registry.Organization) (changed bool, err error) {
	err = s.db.Tx(ctx, func(ctx context.Context) error {
		want, err := s.recomputeRecord(ctx, supplier)
		if err != nil {
			return err
		}
		have, err := s.records.Get(ctx, supplier.ID)
		if fault.Is(err, fault.NotFound) {
			have, err = &trackRecord{}, nil
		}
		if changed = err == nil && !have.equals(want); !changed {
			return err
		}
		return s.changeRecord(ctx, supplier.ID, func(r *trackRecord) { want.Meta = r.Meta; *r = *want })
	})
	return changed, err
}

// recomputeRecord reads the contracts under every name of the supplier, each once.
func (s *Service) recomputeRecord(ctx context.Context, supplier *registry.Organization) (*trackRecord, error) {
	record, seen := &trackRecord{}, map[string]bool{}
	for _, name := range supplier.Names() {
		err := s.contracts.Each(ctx, store.Query{
			Where: store.Contains{Field: "parties", Value: name}, Sort: []string{"-createdAt"},
		}, func(c *Contract) error {
			if c.SignedAt.IsZero() || !slices.Contains(c.SupplierIDs, name) {
				return nil
			}
			if !seen[c.ID] {
				buyer, err := s.registry.Living(ctx, c.BuyerID)
				if err != nil {
					return err
				}
				record.addContract(buyer.ID)
				seen[c.ID] = true
			}
			accepted, err := s.onTimeOf(ctx, c)
			if err != nil {
				return err
			}
			for _, line := range c.linesOf(name) {
				for _, m := range line.Months {
					record.add(c.kept(m, accepted[lineMonth{line.ID, m.Month}]), 1)
				}
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return record, nil
}

func (r *trackRecord) equals(other *trackRecord) bool {
	return r.Contracts == other.Contracts && slices.Equal(r.Buyers, other.Buyers) && slices.Equal(r.Months, other.Months)
}
