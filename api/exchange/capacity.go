package exchange

import (
	"context"
	"slices"
	"strconv"

	"lienket/api/catalogue"
	"lienket/api/measure"
)

// planCapacity: a row is a year of its product. One without any amount states
// nothing of a year of which nothing has been stated.
func planCapacity(ctx context.Context, s *Service, r *run) error {
	products, err := s.productsOf(ctx, r)
	if err != nil {
		return err
	}
	var keys []string
	r.look(func(i int, row *row) {
		if products[i] != nil {
			keys = append(keys, catalogue.LedgerKey(products[i].ID, row.year("year")))
		}
	})
	known, err := s.catalogue.LedgersWithKeys(ctx, keys)
	if err != nil {
		return err
	}
	var changed []*catalogue.Ledger
	cells := capacityCells(r.table)
	err = r.each(ctx, func(i int, row *row) error {
		year, unit, months, said := row.year("year"), measure.Unit(row.choice("unit")), make([]measure.Amount, 12), false
		for month := range months {
			amount, given := row.amount(monthKey(month + 1))
			months[month], said = amount, said || given
		}
		if products[i] == nil || slices.Contains(row.wrong, "year") || !row.bad && !row.once("productName", products[i].ID, strconv.Itoa(year)) {
			return nil
		}
		before := known[catalogue.LedgerKey(products[i].ID, year)]
		if !row.bad && before == nil && !said {
			r.count(false, true)
			return nil
		}
		planned, err := s.catalogue.PlanCapacity(ctx, r.actor, products[i], before, year, unit, months)
		switch {
		case row.bad:
			return row.besides(err)
		case err != nil:
			return row.refused("unit", err)
		}
		if r.count(before != nil, planned == before) {
			changed = append(changed, planned)
			if before != nil {
				describe(row, products[i].Name+" · "+strconv.Itoa(year), cells, &ledgerRow{year: year, ledger: before}, &ledgerRow{year: year, ledger: planned})
			}
		}
		return nil
	})
	r.save = func(ctx context.Context) error { return s.catalogue.SaveCapacity(ctx, r.actor, changed) }
	return err
}
