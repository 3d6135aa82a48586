package linkage

import (
	"context"
	"errors"
	"slices"

	"lienket/api/fault"
	"lienket/api/measure"
	"lienket/api/sourcing"
	"lienket/api/store"
)

// reserve commits the capacity of all lines, those of one product together, and
// names every month that is short, over all products.
func (s *Service) reserve(ctx context.Context, c *Contract) error {
	var exceeded *fault.Error
	for _, productID := range c.productIDs() {
		unit, months := c.scheduleOf(productID)
		err := s.catalogue.Reserve(ctx, c.ID, productID, unit, months)
		var e *fault.Error
		switch {
		case err == nil:
		case errors.As(err, &e) && e.Code == fault.CapacityExceeded && exceeded == nil:
			exceeded = e
		case errors.As(err, &e) && e.Code == fault.CapacityExceeded:
			for _, field := range e.Fields {
				exceeded = exceeded.WithField(field.Path, field.Code, field.Message)
			}
		default:
			return err
		}
	}
	if exceeded != nil {
		return exceeded
	}
	return nil
}

func (c *Contract) productIDs() []string {
	var ids []string
	for _, line := range c.Lines {
		if !slices.Contains(ids, line.ProductID) {
			ids = append(ids, line.ProductID)
		}
	}
	return ids
}

// scheduleOf sums the lines of a product by month, in the finest of their units.
func (c *Contract) scheduleOf(productID string) (measure.Unit, []measure.MonthAmount) {
	base := map[measure.Month]int64{}
	var finest measure.Unit
	for _, line := range c.Lines {
		if line.ProductID != productID {
			continue
		}
		if finest == "" || line.Unit.Base(1) < finest.Base(1) {
			finest = line.Unit
		}
		for _, m := range line.Months {
			base[m.Month] += line.Unit.Base(m.Amount)
		}
	}
	var months []measure.MonthAmount
	for month, sum := range base {
		months = append(months, measure.MonthAmount{Month: month, Amount: finest.FromBase(sum)})
	}
	slices.SortFunc(months, func(a, b measure.MonthAmount) int {
		if a.Month < b.Month {
			return -1
		}
		return 1
	})
	return finest, months
}

// Numbers are the numbers of contracts by ID, for catalogue's refusals.
func (s *Service) Numbers(ctx context.Context, ids []string) (map[string]string, error) {
	numbers := make(map[string]string, len(ids))
	for _, id := range ids {
		contract, err := s.contracts.Get(ctx, id)
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		numbers[id] = contract.Number
	}
	return numbers, nil
}

// release gives back the capacity that an ending contract has not used.
func (s *Service) release(ctx context.Context, c *Contract) error {
	used := map[string]map[measure.Month]int64{}
	err := s.deliveries.Each(ctx, store.Query{
		Where: store.Eq{Field: "contractId", Value: c.ID}, Sort: []string{"createdAt"},
	}, func(d *Delivery) error {
		line, found := c.Line(d.LineID)
		if !found {
			return nil
		}
		if used[line.ProductID] == nil {
			used[line.ProductID] = map[measure.Month]int64{}
		}
		used[line.ProductID][d.Month] += line.Unit.Base(d.Amount - d.RejectedAmount)
		return nil
	})
	if err != nil {
		return err
	}
	return s.catalogue.Release(ctx, c.ID, used)
}

// SignedFor implements sourcing.Contracts.
func (s *Service) SignedFor(ctx context.Context, demandID string) ([]sourcing.QuoteLine, error) {
	var lines []sourcing.QuoteLine
	err := s.contracts.Each(ctx, store.Query{
		Where: store.Eq{Field: "demandId", Value: demandID}, Sort: []string{"-createdAt"},
	}, func(c *Contract) error {
		if c.SignedAt.IsZero() {
			return nil
		}
		for _, line := range c.Lines {
			lines = append(lines, sourcing.QuoteLine{ProductID: line.ProductID, Unit: line.Unit, UnitPrice: line.UnitPrice, Months: line.Months})
		}
		return nil
	})
	return lines, err
}
