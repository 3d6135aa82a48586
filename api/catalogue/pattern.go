package catalogue

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"lienket/api/account"
	"lienket/api/fault"
	"lienket/api/measure"
	"lienket/api/store"
)

// Pattern spreads a year's total over its months.
type Pattern struct {
	Kind   string // even, quarters or season
	Unit   measure.Unit
	Total  measure.Amount
	Shares []int // of 4 quarters or 12 months, in any whole numbers up to 100
}

// weights are the shares of the 12 months.
func (p Pattern) weights() ([12]int64, error) {
	var weights [12]int64
	needed := map[string]int{"even": 0, "quarters": 4, "season": 12}
	count, known := needed[p.Kind]
	if !known {
		return weights, fault.Invalid("kind", "not_in_list", textPattern)
	}
	if count == 0 {
		for i := range weights {
			weights[i] = 1
		}
		return weights, nil
	}
	wrong := len(p.Shares) != count || slices.Max(p.Shares) <= 0 ||
		slices.ContainsFunc(p.Shares, func(share int) bool { return share < 0 || share > 100 })
	if wrong {
		return weights, fault.Invalid("shares", "bad_shares", textShares.With(count))
	}
	for i := range weights {
		weights[i] = int64(p.Shares[i*count/12])
	}
	return weights, nil
}

// Months are the 12 amounts; they sum up to the total exactly.
func (p Pattern) Months() ([]measure.Amount, error) {
	var check fault.Check
	check.That(p.Unit.Valid(), "unit", "unknown_unit", textUnit)
	check.That(p.Total >= 0 && p.Total <= measure.MaxAmount, "total", "out_of_range", textAmount)
	weights, err := p.weights()
	if err := check.Take("", err); err != nil {
		return nil, err
	}
	if err := check.Err(); err != nil {
		return nil, err
	}
	var whole int64
	for _, weight := range weights {
		whole += weight
	}
	// What a month gets is the difference of rounded running sums: no thousandth is
	// lost, and none is off by more than one.
	months, running, given := make([]measure.Amount, 12), int64(0), measure.Amount(0)
	for i, weight := range weights {
		running += weight
		upTo := measure.Amount(int64(p.Total)/whole*running + int64(p.Total)%whole*running/whole)
		months[i], given = upTo-given, upTo
	}
	return months, nil
}

// SpreadCapacity is SetCapacity by a pattern.
func (s *Service) SpreadCapacity(ctx context.Context, actor account.Actor, productID string, year int, pattern Pattern, version int64) (Capacity, error) {
	months, err := pattern.Months()
	if err != nil {
		return Capacity{}, err
	}
	return s.SetCapacity(ctx, actor, productID, year, pattern.Unit, months, version)
}

// CopyCapacity states for a year what another had. Error: NotFound where that was
// never set; else those of SetCapacity.
func (s *Service) CopyCapacity(ctx context.Context, actor account.Actor, productID string, year, from int, version int64) (Capacity, error) {
	var check fault.Check
	if err := check.Take("", checkYear(year)); err != nil {
		return Capacity{}, err
	}
	check.That(checkYear(from) == nil && from != year, "from", "out_of_range", textYear)
	if err := check.Err(); err != nil {
		return Capacity{}, err
	}
	if _, err := s.manageable(ctx, actor, productID); err != nil {
		return Capacity{}, err
	}
	ledger, err := s.ledgers.Get(ctx, ledgerID(productID, from))
	if fault.Is(err, fault.NotFound) {
		return Capacity{}, fault.Missing(textNoYear)
	}
	if err != nil {
		return Capacity{}, err
	}
	months := make([]measure.Amount, 12)
	for i, base := range ledger.Capacity {
		months[i] = ledger.Unit.FromBase(base)
	}
	return s.SetCapacity(ctx, actor, productID, year, ledger.Unit, months, version)
}

// holders are the numbers of the contracts that hold a product's capacity, by
// month.
func (s *Service) holders(ctx context.Context, productID string) (map[measure.Month][]string, error) {
	holders := map[measure.Month][]string{}
	if s.contracts == nil {
		return holders, nil
	}
	held, err := s.reservations.Find(ctx, store.Query{
		Where: store.Eq{Field: "productId", Value: productID}, Limit: store.MaxLimit})
	if err != nil || len(held.Items) == 0 {
		return holders, err
	}
	ids := make([]string, len(held.Items))
	for i, reservation := range held.Items {
		ids[i] = reservation.ContractID
	}
	numbers, err := s.contracts.Numbers(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("contracts of product %s: %w", productID, err)
	}
	for _, reservation := range held.Items {
		number, known := numbers[reservation.ContractID]
		for _, m := range reservation.Months {
			if known && m.Base > 0 && !slices.Contains(holders[m.Month], number) {
				holders[m.Month] = append(holders[m.Month], number)
			}
		}
	}
	return holders, nil
}

// namedContracts is how many contracts a refusal names.
const namedContracts = 5

func heldBy(numbers []string) fault.Text {
	if len(numbers) == 0 {
		return fault.Text{}
	}
	shown := fault.T(strings.Join(numbers[:min(len(numbers), namedContracts)], ", "), "")
	if more := len(numbers) - namedContracts; more > 0 {
		shown = textAndMore.With(shown, more)
	}
	return textHeldBy.With(shown)
}
