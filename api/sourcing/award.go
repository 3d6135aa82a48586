package sourcing

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

// Awarding is a buyer's choice among the quotes for a demand.
type Awarding struct {
	Quotes []AwardedQuote
	// DeclineRest turns down all other quotes that wait; Finish ends the demand even
	// where something of it remains.
	DeclineRest bool
	Finish      bool
	// AllowOver lets a month get more than the demand asked for.
	AllowOver bool
}

// AwardedQuote takes a quote: whole, or the parts in Lines.
type AwardedQuote struct {
	QuoteID string
	Lines   []AwardedLine
}

// AwardedLine is what is taken of one product of a quote, in the demand's unit.
type AwardedLine struct {
	ProductID string
	Months    []measure.MonthAmount
}

// maxAwarded is how many quotes one award takes.
const maxAwarded = 50

// Award accepts several quotes at once, whole or in part, for the buyer: all or
// none. Errors: InvalidInput by field, where a part exceeds its offer or, unless
// AllowOver, a month the demand ("months.2027-01"); StateForbids where a quote or
// the demand can't be decided on.
func (s *Service) Award(ctx context.Context, actor account.Actor, demandID string, version int64, a Awarding) (*Demand, error) {
	var check fault.Check
	check.That(len(a.Quotes) > 0 && len(a.Quotes) <= maxAwarded, "quotes", "bad_count", textAwardCount)
	seen := map[string]bool{}
	for i, q := range a.Quotes {
		check.That(!seen[q.QuoteID], fmt.Sprintf("quotes[%d].quoteId", i), "repeated", textQuoteTwice)
		seen[q.QuoteID] = true
	}
	if err := check.Err(); err != nil {
		return nil, err
	}
	return s.updateDemand(ctx, actor, demandID, version, func(ctx context.Context, d *Demand) error {
		err := d.move(actor, s.now(), AwardDemand, func() error { return s.awardQuotes(ctx, actor, d, a) })
		if err == nil && a.Finish && d.Status == DemandOpen {
			err = d.move(actor, s.now(), CloseDemand, func() error { return nil })
		}
		if err != nil {
			return err
		}
		if a.DeclineRest || a.Finish {
			return s.declineRest(ctx, d)
		}
		return s.tellIfAwarded(ctx, d)
	})
}

func (s *Service) awardQuotes(ctx context.Context, actor account.Actor, d *Demand, a Awarding) error {
	var taken [][]measure.MonthAmount
	for i, one := range a.Quotes {
		months, err := s.awardQuote(ctx, actor, d, one, fmt.Sprintf("quotes[%d].", i))
		if err != nil {
			return err
		}
		taken = append(taken, months)
	}
	return d.award(taken, a.AllowOver)
}

// tellIfAwarded tells those who still wait that a demand is given away whole.
func (s *Service) tellIfAwarded(ctx context.Context, d *Demand) error {
	if d.Status != DemandAwarded {
		return nil
	}
	d.DueAt = store.Instant{}
	return s.tellBidders(ctx, d, "awarded", textDemandAwarded.With(d.Title))
}

// awardQuote accepts a quote, or a part of it, and returns what it gives to each
// month, in the demand's unit. at is the path of the quote in the input.
func (s *Service) awardQuote(ctx context.Context, actor account.Actor, d *Demand, a AwardedQuote, at string) ([]measure.MonthAmount, error) {
	var months []measure.MonthAmount
	quote, err := s.quotes.Update(ctx, a.QuoteID, func(q *Quote) error {
		if q.DemandID != d.ID {
			return fault.Missing(textQuote)
		}
		if err := q.answerable(actor, s.now()); err != nil {
			return err.WithField(at+"quoteId", "not_answerable", err.Message)
		}
		q.Status, q.Awarded = QuoteAccepted, nil
		if len(a.Lines) > 0 {
			var err error
			if q.Awarded, err = q.part(d, a.Lines, at); err != nil {
				return err
			}
		}
		q.DueAt = store.Instant{}
		months = d.monthsOf(q.AwardedLines())
		return nil
	})
	if fault.Is(err, fault.NotFound) {
		return nil, fault.Invalid(at+"quoteId", "unknown", textQuoteElsewhere)
	}
	if err != nil {
		return nil, err
	}
	return months, s.tellOther(ctx, quote, actor, "accepted", textQuoteAccepted.With(d.Title))
}

// AwardedLines are the lines of an accepted quote that the buyer took.
func (q *Quote) AwardedLines() []QuoteLine {
	if q.Awarded != nil {
		return q.Awarded
	}
	return q.Lines
}

// Cost is what all of the last round comes to.
func (q *Quote) Cost() measure.Money { return costOf(q.Lines) }

// part is what lines take of the offer, in the products' units.
func (q *Quote) part(d *Demand, lines []AwardedLine, at string) ([]QuoteLine, error) {
	var check fault.Check
	var part []QuoteLine
	seen := map[string]bool{}
	for i, line := range lines {
		at := fmt.Sprintf("%slines[%d].", at, i)
		check.That(!seen[line.ProductID], at+"productId", "repeated", textProductTwice)
		seen[line.ProductID] = true
		offered := slices.IndexFunc(q.Lines, func(l QuoteLine) bool { return l.ProductID == line.ProductID })
		if offered < 0 {
			check.Add(at+"productId", "not_offered", textNotOffered)
			continue
		}
		offer := q.Lines[offered]
		months := CheckMonths(&check, at+"months", line.Months)
		taken := QuoteLine{ProductID: offer.ProductID, Unit: offer.Unit, UnitPrice: offer.UnitPrice,
			Months: convert(&check, at, months, d.Unit, offer.Unit)}
		for j, m := range taken.Months {
			most := d.Unit.FromBase(offer.Unit.Base(amountIn(offer.Months, m.Month)))
			check.That(m.Amount <= amountIn(offer.Months, m.Month), fmt.Sprintf("%smonths[%d].amount", at, j), "above_offer",
				textAboveOffer.With(most, d.Unit.LabelFor(most)))
		}
		part = append(part, taken)
	}
	return part, check.Err()
}

// amountIn is a schedule's amount in a month, 0 where it has none.
func amountIn(months []measure.MonthAmount, month measure.Month) measure.Amount {
	for _, m := range months {
		if m.Month == month {
			return m.Amount
		}
	}
	return 0
}

// monthsOf sums lines by month in the demand's unit. What was offered for the
// demand converts back exactly.
func (d *Demand) monthsOf(lines []QuoteLine) []measure.MonthAmount { return monthSums(d.Unit, lines) }

func monthSums(unit measure.Unit, lines []QuoteLine) []measure.MonthAmount {
	base := map[measure.Month]int64{}
	for _, line := range lines {
		for _, m := range line.Months {
			base[m.Month] += line.Unit.Base(m.Amount)
		}
	}
	months := make([]measure.MonthAmount, 0, len(base))
	for month, sum := range base {
		months = append(months, measure.MonthAmount{Month: month, Amount: unit.FromBase(sum)})
	}
	slices.SortFunc(months, func(a, b measure.MonthAmount) int { return strings.Compare(string(a.Month), string(b.Month)) })
	return months
}

// award adds what offers give to what is awarded. Unless over, no month may get
// more than the demand asks for: InvalidInput naming the months.
func (d *Demand) award(taken [][]measure.MonthAmount, over bool) error {
	sums := map[measure.Month]measure.Amount{}
	for _, months := range append(taken, d.Awarded) {
		for _, m := range months {
			sums[m.Month] += m.Amount
		}
	}
	var check fault.Check
	var awarded []measure.MonthAmount
	for _, m := range d.Months {
		sum := sums[m.Month]
		if sum == 0 {
			continue
		}
		left := max(0, m.Amount-amountIn(d.Awarded, m.Month))
		check.That(over || sum <= max(m.Amount, amountIn(d.Awarded, m.Month)), "months."+string(m.Month), "above_demand",
			textAboveDemand.With(m.Month, left, d.Unit.LabelFor(left)))
		awarded = append(awarded, measure.MonthAmount{Month: m.Month, Amount: sum})
	}
	d.Awarded = awarded
	return check.Err()
}

// Remaining is what no accepted offer has yet of each month, without those that
// are full.
func (d *Demand) Remaining() []measure.MonthAmount {
	var left []measure.MonthAmount
	for _, m := range d.Months {
		if short := m.Amount - amountIn(d.Awarded, m.Month); short > 0 {
			left = append(left, measure.MonthAmount{Month: m.Month, Amount: short})
		}
	}
	return left
}

// Rest is the demand with what remains of it for its months: what is matched and
// planned for. It has no months where all is awarded.
func (d *Demand) Rest() *Demand {
	rest := *d
	rest.Months = d.Remaining()
	return &rest
}

// AwardedCoverage is the part of the demand that is awarded, in [0,1].
func (d *Demand) AwardedCoverage() float64 {
	var wanted, left measure.Amount
	for _, m := range d.Months {
		wanted += m.Amount
	}
	for _, m := range d.Remaining() {
		left += m.Amount
	}
	if wanted == 0 {
		return 0
	}
	return float64(wanted-left) / float64(wanted)
}

// declineRest turns down every quote that still waits.
func (s *Service) declineRest(ctx context.Context, d *Demand) error {
	if d.Status == DemandAwarded {
		d.DueAt = store.Instant{}
	}
	waiting, err := s.waiting(ctx, d.ID)
	if err != nil {
		return err
	}
	for _, id := range waiting {
		quote, err := s.quotes.Update(ctx, id, func(q *Quote) error {
			q.Status, q.DueAt = QuoteDeclined, store.Instant{}
			return nil
		})
		if err != nil {
			return err
		}
		key := fmt.Sprintf("quote-%s-declined-%d", quote.ID, len(quote.Rounds))
		if err := s.tell(ctx, quote.OrganizationID, noticeQuote, quotesPage(d.ID), key, textQuoteDeclined.With(d.Title)); err != nil {
			return err
		}
	}
	return nil
}

// waiting are the IDs of a demand's undecided quotes.
func (s *Service) waiting(ctx context.Context, demandID string) ([]string, error) {
	var ids []string
	err := s.quotes.Each(ctx, store.Query{Where: store.Eq{Field: "demandId", Value: demandID}, Sort: []string{"-createdAt"}}, func(q *Quote) error {
		if q.Undecided() {
			ids = append(ids, q.ID)
		}
		return nil
	})
	return ids, err
}
