package sourcing

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"

	"lienket/api/account"
	"lienket/api/catalogue"
	"lienket/api/fault"
	"lienket/api/measure"
	"lienket/api/registry"
)

// Compared is a quote beside the others for the same demand.
type Compared struct {
	Quote        *Quote
	Organization *registry.Organization
	Expired      bool // its last round is no longer valid
	Offer        Sum  // all that it offers
	Award        Sum  // what the buyer took of it, zero where it isn't accepted
	Covered      measure.Amount
	Wanted       measure.Amount // in the demand's unit
	Months       int            // of the demand that it fills
	Stars        int            // of the lowest product
	Marks        []string       // that every product has
	Kilometres   int            // from the farthest product to the place of delivery, -1 if not known
	Record       TrackRecord    // of the supplier
}

// Sum is what lines come to for a demand.
type Sum struct {
	Amount    measure.Amount // in the demand's unit
	Cost      measure.Money
	UnitPrice measure.Money // mean per demand's unit, rounded half up; 0 for nothing
}

// sumOf sums lines in the demand's unit.
func (d *Demand) sumOf(lines []QuoteLine) Sum {
	var base int64
	for _, line := range lines {
		for _, m := range line.Months {
			base += line.Unit.Base(m.Amount)
		}
	}
	sum := Sum{Amount: d.Unit.FromBase(base), Cost: costOf(lines)}
	if sum.Amount > 0 {
		sum.UnitPrice = roundedRatio(sum.Cost, 1000, int64(sum.Amount))
	}
	return sum
}

// CompareOrder is by what quotes are set side by side.
type CompareOrder string

// Orders. By fit, those come first that can still be answered, then by coverage,
// then by price; in the others, what is not known comes last.
const (
	ByFit         CompareOrder = "fit"
	ByPrice       CompareOrder = "price"
	ByCost        CompareOrder = "cost"
	ByStars       CompareOrder = "stars"
	ByDistance    CompareOrder = "distance"
	ByReliability CompareOrder = "reliability"
)

// CompareOrders lists them all.
var CompareOrders = []CompareOrder{ByFit, ByPrice, ByCost, ByStars, ByDistance, ByReliability}

// compare orders two quotes; what an order leaves equal goes by fit.
func (o CompareOrder) compare(a, b *Compared) int {
	first := 0
	switch o {
	case ByPrice:
		first = cmp.Compare(a.Offer.UnitPrice, b.Offer.UnitPrice)
	case ByCost:
		first = cmp.Compare(a.Offer.Cost, b.Offer.Cost)
	case ByStars:
		first = cmp.Compare(b.Stars, a.Stars)
	case ByDistance:
		first = cmp.Compare(uint(a.Kilometres), uint(b.Kilometres)) // -1 is the farthest
	case ByReliability:
		first = cmp.Compare(b.Record.Reliability(), a.Record.Reliability())
	}
	return cmp.Or(first, cmp.Compare(a.rank(), b.rank()), cmp.Compare(b.Covered, a.Covered),
		cmp.Compare(a.Offer.UnitPrice, b.Offer.UnitPrice), strings.Compare(a.Quote.ID, b.Quote.ID))
}

// Coverage is the part of the demand that the quote fills, in [0,1].
func (c *Compared) Coverage() float64 { return float64(c.Covered) / float64(c.Wanted) }

// Compare sets the quotes for a demand side by side, "" by fit. Buyer and officers
// see all of them, a supplier their own.
func (s *Service) Compare(ctx context.Context, actor account.Actor, demandID string, order CompareOrder) (*Demand, []Compared, error) {
	if order != "" && !slices.Contains(CompareOrders, order) {
		return nil, nil, fault.Invalid("sort", "not_in_list", textOrder)
	}
	demand, err := s.Demand(ctx, actor, demandID)
	if err != nil {
		return nil, nil, err
	}
	quotes, err := s.Quotes(ctx, actor, demandID, "", maxCompared)
	if err != nil {
		return nil, nil, err
	}
	list := make([]Compared, 0, len(quotes.Items))
	for i := range quotes.Items {
		one, err := s.compare(ctx, demand, &quotes.Items[i])
		if err != nil {
			return nil, nil, err
		}
		list = append(list, one)
	}
	slices.SortStableFunc(list, func(a, b Compared) int { return order.compare(&a, &b) })
	return demand, list, nil
}

const maxCompared = 200

// rank puts the accepted before the undecided before the rest.
func (c *Compared) rank() int {
	switch {
	case c.Quote.Status == QuoteAccepted:
		return 0
	case c.Quote.Undecided() && !c.Expired:
		return 1
	}
	return 2
}

func (s *Service) compare(ctx context.Context, demand *Demand, quote *Quote) (Compared, error) {
	c := Compared{Quote: quote, Expired: quote.Lapsed(s.now()), Stars: 5, Kilometres: -1}
	var err error
	if c.Organization, err = s.registry.Lookup(ctx, quote.OrganizationID); err != nil {
		return c, err
	}
	if c.Record, err = s.TrackRecord(ctx, quote.OrganizationID); err != nil {
		return c, err
	}
	if quote.Status == QuoteAccepted {
		c.Award = demand.sumOf(quote.AwardedLines())
	}
	c.Offer = demand.sumOf(quote.Lines)
	offered := map[measure.Month]int64{}
	for i, line := range quote.Lines {
		for _, m := range line.Months {
			offered[m.Month] += line.Unit.Base(m.Amount)
		}
		product, err := s.catalogue.Lookup(ctx, line.ProductID)
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return c, err
		}
		c.add(product, s.catalogue.Today(), i == 0)
		if km, known := s.registry.Areas().Kilometres(product.AreaCode, demand.DeliveryArea); known {
			c.Kilometres = max(c.Kilometres, int(math.Round(km)))
		}
	}
	var wanted, covered int64
	for _, m := range demand.Months {
		base := demand.Unit.Base(m.Amount)
		wanted += base
		covered += min(base, offered[m.Month])
		if offered[m.Month] >= base {
			c.Months++
		}
	}
	c.Wanted, c.Covered = demand.Unit.FromBase(wanted), demand.Unit.FromBase(covered)
	return c, nil
}

// roundedRatio is a*b/c, rounded half up, without overflow for prices.
func roundedRatio(a, b, c int64) int64 {
	whole, rest := a/c, a%c
	return whole*b + (rest*b+c/2)/c
}

func (c *Compared) add(product *catalogue.Product, day measure.Date, first bool) {
	c.Stars = min(c.Stars, product.StarsOn(day))
	marks := product.MarksOn(day)
	if first {
		c.Marks = marks
		return
	}
	c.Marks = slices.DeleteFunc(c.Marks, func(mark string) bool { return !slices.Contains(marks, mark) })
}
