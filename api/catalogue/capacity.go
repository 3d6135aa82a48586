package catalogue

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"lienket/api/account"
	"lienket/api/fault"
	"lienket/api/measure"
	"lienket/api/registry"
	"lienket/api/store"
)

// Ledger is a product's capacity in one year and what contracts have committed
// of it, by month, in thousandths of the dimension's base unit. In every month
// 0 <= Committed <= Capacity.
type Ledger struct {
	store.Meta `json:",inline"`
	ProductID  string       `json:"productId"`
	Year       int          `json:"year"`
	Unit       measure.Unit `json:"unit"`
	Capacity   [12]int64    `json:"capacity"`
	Committed  [12]int64    `json:"committed"`
}

var ledgerSchema = store.Schema{Name: "ledgers", Indexes: []store.Index{
	{Fields: []string{"productId", "year"}, Unique: true},
}}

func ledgerID(productID string, year int) string { return fmt.Sprintf("%s-%d", productID, year) }

// Reservation is what one contract has committed of one product.
type Reservation struct {
	store.Meta `json:",inline"`
	ContractID string      `json:"contractId"`
	ProductID  string      `json:"productId"`
	Months     []MonthBase `json:"months"`
}

// MonthBase is a quantity in a month, in thousandths of the base unit.
type MonthBase struct {
	Month measure.Month `json:"month"`
	Base  int64         `json:"base"`
}

var reservationSchema = store.Schema{Name: "reservations", Indexes: []store.Index{
	{Fields: []string{"contractId"}},
	{Fields: []string{"productId"}},
}}

// ContractNumbers names contracts to people; linkage does.
type ContractNumbers interface {
	// Numbers are the numbers of contracts by ID; unknown ones are left out.
	Numbers(ctx context.Context, ids []string) (map[string]string, error)
}

// NameContractsBy has refusals name the contracts that hold capacity. It is called
// once, before the service is used.
func (s *Service) NameContractsBy(contracts ContractNumbers) { s.contracts = contracts }

// CapacityMonth is one month of a ledger in its unit. Available is rounded down,
// Committed up, to a thousandth.
type CapacityMonth struct {
	Month     measure.Month
	Capacity  measure.Amount
	Committed measure.Amount
	Available measure.Amount
}

// Capacity is one year of a product.
type Capacity struct {
	ProductID string
	Unit      measure.Unit
	Year      int
	Version   int64 // 0 where nothing was set yet
	Months    []CapacityMonth
}

func (l *Ledger) capacity() Capacity {
	c := Capacity{ProductID: l.ProductID, Unit: l.Unit, Year: l.Year, Version: l.Version}
	for i := range l.Capacity {
		c.Months = append(c.Months, CapacityMonth{
			Month:     measure.MonthAt(l.Year, i+1),
			Capacity:  l.Unit.FromBase(l.Capacity[i]),
			Committed: l.Unit.FromBaseUp(l.Committed[i]),
			Available: l.Unit.FromBase(l.Capacity[i] - l.Committed[i]),
		})
	}
	return c
}

// CapacityOf returns a year of a product that actor may see; zeros where none
// was set.
func (s *Service) CapacityOf(ctx context.Context, actor account.Actor, productID string, year int) (Capacity, error) {
	if err := checkYear(year); err != nil {
		return Capacity{}, err
	}
	product, err := s.Product(ctx, actor, productID)
	if err != nil {
		return Capacity{}, err
	}
	ledger, err := s.ledgers.Get(ctx, ledgerID(productID, year))
	if fault.Is(err, fault.NotFound) {
		ledger, err = &Ledger{ProductID: productID, Year: year, Unit: product.Unit}, nil
	}
	if err != nil {
		return Capacity{}, err
	}
	return ledger.capacity(), nil
}

// SetCapacity states a year's capacity, 12 amounts of unit. Errors: InvalidInput;
// CapacityExceeded, naming the months, where it would fall below what contracts
// have committed. version 0 accepts any.
func (s *Service) SetCapacity(ctx context.Context, actor account.Actor, productID string, year int, unit measure.Unit, months []measure.Amount, version int64) (Capacity, error) {
	if err := checkCapacity(year, unit, months); err != nil {
		return Capacity{}, err
	}
	var ledger *Ledger
	var holders map[measure.Month][]string
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		product, err := s.manageable(ctx, actor, productID)
		if err != nil {
			return err
		}
		if err := product.checkUnit(unit); err != nil {
			return err
		}
		if holders, err = s.holders(ctx, productID); err != nil {
			return err
		}
		ledger, err = s.ledgers.Put(ctx, ledgerID(productID, year), func(l *Ledger) error {
			if err := store.CheckVersion(&l.Meta, version); err != nil {
				return err
			}
			l.state(productID, year, unit, months)
			return l.checkNotBelowCommitted(holders)
		})
		if err != nil {
			return err
		}
		if err := s.registry.ActOnBehalf(ctx, actor, product.OrganizationID, registry.Act{What: "capacity.set", Subject: product.Name}); err != nil {
			return err
		}
		return s.changed(ctx, productID)
	})
	if err != nil {
		return Capacity{}, err
	}
	return ledger.capacity(), nil
}

func checkCapacity(year int, unit measure.Unit, months []measure.Amount) error {
	var check fault.Check
	if err := check.Take("", checkYear(year)); err != nil {
		return err
	}
	fault.Need(&check, unit, unit.Valid(), "unit", "unknown_unit", textUnit)
	check.That(len(months) == 12, "months", "twelve_needed", textTwelve)
	for i, amount := range months {
		check.That(amount >= 0 && amount <= measure.MaxAmount, fmt.Sprintf("months[%d]", i), "out_of_range", textAmount)
	}
	return check.Err()
}

// checkUnit is the rule for the unit of a product's capacity.
func (p *Product) checkUnit(unit measure.Unit) error {
	if p.Unit.Dimension() != unit.Dimension() {
		return fault.Invalid("unit", "other_dimension", textDimension)
	}
	return nil
}

func (l *Ledger) state(productID string, year int, unit measure.Unit, months []measure.Amount) {
	l.ProductID, l.Year, l.Unit = productID, year, unit
	for i, amount := range months {
		l.Capacity[i] = unit.Base(amount)
	}
}

func (l *Ledger) checkNotBelowCommitted(holders map[measure.Month][]string) error {
	exceeded := fault.New(fault.CapacityExceeded, textExceeded)
	for i := range l.Capacity {
		if l.Capacity[i] < l.Committed[i] {
			month, committed := measure.MonthAt(l.Year, i+1), l.Unit.FromBaseUp(l.Committed[i])
			exceeded = exceeded.WithField(fmt.Sprintf("months[%d]", i), "below_committed",
				textBelow.With(month, committed, l.Unit.LabelFor(committed), heldBy(holders[month])))
		}
	}
	if len(exceeded.Fields) > 0 {
		return exceeded
	}
	return nil
}

func checkYear(year int) error {
	if year < 2000 || year > 2100 {
		return fault.Invalid("year", "out_of_range", textYear)
	}
	return nil
}

// Reserve commits a product's capacity in each month to a contract, in the
// caller's Tx. Amounts are of unit. It is idempotent per contract and product.
// Errors: CapacityExceeded if a month would exceed its capacity, with one field
// per month, "months.2027-01".
func (s *Service) Reserve(ctx context.Context, contractID, productID string, unit measure.Unit, months []measure.MonthAmount) error {
	reservation := &Reservation{ContractID: contractID, ProductID: productID}
	for _, m := range months {
		reservation.Months = append(reservation.Months, MonthBase{m.Month, unit.Base(m.Amount)})
	}
	return s.db.Tx(ctx, func(ctx context.Context) error {
		reservation.ID = contractID + "-" + productID
		err := s.reservations.Insert(ctx, reservation)
		if fault.Is(err, fault.Conflict) {
			return nil
		}
		if err != nil {
			return err
		}
		return s.commit(ctx, productID, reservation.Months)
	})
}

// commit adds to (or, negative, takes from) what is committed.
func (s *Service) commit(ctx context.Context, productID string, months []MonthBase) error {
	exceeded := fault.New(fault.CapacityExceeded, textExceeded)
	byYear := map[int][]MonthBase{}
	for _, m := range months {
		year, _ := m.Month.Split()
		byYear[year] = append(byYear[year], m)
	}
	for _, year := range slices.Sorted(maps.Keys(byYear)) {
		months := byYear[year]
		_, err := s.ledgers.Update(ctx, ledgerID(productID, year), func(l *Ledger) error {
			for _, m := range months {
				_, month := m.Month.Split()
				free := l.Capacity[month-1] - l.Committed[month-1]
				if m.Base > free {
					exceeded = exceeded.WithField("months."+string(m.Month), "capacity_exceeded",
						textMonthLeft.With(m.Month, l.Unit.FromBase(free), l.Unit.LabelFor(l.Unit.FromBase(free))))
				}
				l.Committed[month-1] += m.Base
			}
			return nil
		})
		if fault.Is(err, fault.NotFound) {
			for _, m := range months {
				exceeded = exceeded.WithField("months."+string(m.Month), "capacity_exceeded", textMonthUnstated.With(m.Month))
			}
			continue
		}
		if err != nil {
			return err
		}
	}
	if len(exceeded.Fields) > 0 {
		return exceeded
	}
	return s.changed(ctx, productID)
}

// Release gives back what a contract has reserved and not used, month by month,
// in the caller's Tx: used is what was delivered of each product, in base
// thousandths. Reserving again for that contract then reserves anew.
func (s *Service) Release(ctx context.Context, contractID string, used map[string]map[measure.Month]int64) error {
	return s.db.Tx(ctx, func(ctx context.Context) error {
		held, err := s.reservations.Find(ctx, store.Query{
			Where: store.Eq{Field: "contractId", Value: contractID}, Limit: store.MaxLimit})
		if err != nil {
			return err
		}
		for _, reservation := range held.Items {
			var back, kept []MonthBase
			for _, m := range reservation.Months {
				keep := min(m.Base, used[reservation.ProductID][m.Month])
				if keep > 0 {
					kept = append(kept, MonthBase{m.Month, keep})
				}
				if keep < m.Base {
					back = append(back, MonthBase{m.Month, keep - m.Base})
				}
			}
			if err := s.commit(ctx, reservation.ProductID, back); err != nil {
				return err
			}
			if len(kept) == 0 {
				err = s.reservations.Delete(ctx, reservation.ID)
			} else {
				_, err = s.reservations.Update(ctx, reservation.ID, func(r *Reservation) error { r.Months = kept; return nil })
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// Free is what a product has uncommitted in the months that were asked for, in base
// thousandths. The zero value has nothing.
type Free struct {
	months  []measure.Month
	amounts []int64
}

// In is what is free in a month that was asked for.
func (f Free) In(month measure.Month) int64 {
	if at := slices.Index(f.months, month); at >= 0 {
		return f.amounts[at]
	}
	return 0
}

// Take leaves so much less of a month that was asked for.
func (f Free) Take(month measure.Month, base int64) {
	if at := slices.Index(f.months, month); at >= 0 {
		f.amounts[at] = max(0, f.amounts[at]-base)
	}
}

// Availability is what products have uncommitted in months, in their order.
func (s *Service) Availability(ctx context.Context, productIDs []string, months []measure.Month) ([]Free, error) {
	type place struct{ at, month int } // of a month among months, and in its year
	years := map[int][]place{}
	for at, m := range months {
		year, month := m.Split()
		years[year] = append(years[year], place{at, month - 1})
	}
	all := make([]Free, len(productIDs))
	amounts := make([]int64, len(productIDs)*len(months))
	for i := range all {
		all[i] = Free{months, amounts[i*len(months) : (i+1)*len(months)]}
	}
	ids := make([]string, len(productIDs))
	for year, places := range years {
		for i, productID := range productIDs {
			ids[i] = ledgerID(productID, year)
		}
		ledgers, err := s.ledgers.View(ctx, ids...)
		if err != nil {
			return nil, err
		}
		for i, ledger := range ledgers {
			if ledger == nil {
				continue
			}
			for _, place := range places {
				all[i].amounts[place.at] = max(0, ledger.Capacity[place.month]-ledger.Committed[place.month])
			}
		}
	}
	return all, nil
}
