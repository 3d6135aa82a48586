package sourcing

import (
	"context"
	"fmt"
	"slices"

	"lienket/api/account"
	"lienket/api/catalogue"
	"lienket/api/fault"
	"lienket/api/measure"
	"lienket/api/registry"
	"lienket/api/store"
)

// QuoteStatus says where a quote stands.
type QuoteStatus string

// Statuses of quotes. In countered, the last round is the other side's.
const (
	QuoteSubmitted QuoteStatus = "submitted"
	QuoteCountered QuoteStatus = "countered"
	QuoteAccepted  QuoteStatus = "accepted"
	QuoteDeclined  QuoteStatus = "declined"
	QuoteWithdrawn QuoteStatus = "withdrawn"
)

// Quote is what one supplier offers for a demand. Its terms are those of the last
// round; the side that did not make it answers.
type Quote struct {
	store.Meta     `json:",inline"`
	DemandID       string        `json:"demandId"`
	BuyerID        string        `json:"buyerId"`
	OrganizationID string        `json:"organizationId"` // the supplier
	Areas          []string      `json:"areas"`          // of both
	Status         QuoteStatus   `json:"status"`
	Lines          []QuoteLine   `json:"lines"`
	ValidUntil     store.Instant `json:"validUntil"`
	Note           string        `json:"note"`
	Rounds         []Round       `json:"rounds"`
	// Awarded is the part of Lines that the buyer took; nil for all of them.
	Awarded []QuoteLine `json:"awarded,omitempty"`
	// ContractID is of the one contract that was drawn up from it, "" before.
	ContractID string        `json:"contractId,omitempty"`
	DueAt      store.Instant `json:"dueAt"` // when the worker looks at it next, zero for never
}

// QuoteLine offers one product. Amounts and the price are of Unit, the product's.
type QuoteLine struct {
	ProductID string                `json:"productId"`
	Unit      measure.Unit          `json:"unit"`
	UnitPrice measure.Money         `json:"unitPrice"`
	Months    []measure.MonthAmount `json:"months"`
}

// Round is one offer in the history of a quote.
type Round struct {
	By         string        `json:"by"` // the organisation that made it
	UserID     string        `json:"userId"`
	At         store.Instant `json:"at"`
	Lines      []QuoteLine   `json:"lines"`
	ValidUntil store.Instant `json:"validUntil"`
	Note       string        `json:"note"`
}

var quoteSchema = store.Schema{Name: "quotes", Indexes: []store.Index{
	{Fields: []string{"demandId", "-createdAt"}},
	{Fields: []string{"organizationId", "-createdAt"}},
	{Fields: []string{"buyerId", "-createdAt"}},
	{Fields: []string{"organizationId", "status", "contractId", "validUntil"}},
	{Fields: []string{"buyerId", "status", "contractId", "validUntil"}},
	{Fields: []string{"dueAt"}},
}}

// Offer is what one side proposes. Amounts are of the demand's unit, prices per
// the product's own; nil lines keep those of the round before.
type Offer struct {
	Lines      []OfferLine
	ValidUntil store.Instant
	Note       string
}

// OfferLine offers one product in months of the demand.
type OfferLine struct {
	ProductID string
	UnitPrice measure.Money
	Months    []measure.MonthAmount
}

// Submit makes a supplier's quote for an open demand.
func (s *Service) Submit(ctx context.Context, actor account.Actor, demandID string, offer Offer) (*Quote, error) {
	if err := actor.Require(account.Cooperative); err != nil {
		return nil, err
	}
	var quote *Quote
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		demand, err := s.Demand(ctx, actor, demandID)
		if err != nil {
			return err
		}
		if demand.StatusAt(s.now()) != DemandOpen {
			return fault.New(fault.StateForbids, textNotOpen)
		}
		supplier, err := s.registry.Lookup(ctx, actor.OrganizationID)
		if fault.Is(err, fault.NotFound) {
			return fault.New(fault.Forbidden, textSuppliers)
		}
		if err != nil {
			return err
		}
		if err := registry.CheckVerified(supplier); err != nil {
			return err
		}
		var check fault.Check
		if err := check.Take("", offer.check(s.now())); err != nil {
			return err
		}
		lines, err := s.checkLines(ctx, demand, supplier.ID, offer.Lines)
		if err := check.Take("", err); err != nil {
			return err
		}
		if err := check.Err(); err != nil {
			return err
		}
		quote = &Quote{DemandID: demandID, BuyerID: demand.OrganizationID, OrganizationID: supplier.ID,
			Areas: slices.Concat(supplier.Areas, demand.Areas), Status: QuoteSubmitted}
		quote.addRound(actor, supplier.ID, s.now(), lines, offer)
		if err := s.quotes.Insert(ctx, quote); err != nil {
			return err
		}
		return s.tellOther(ctx, quote, actor, "submitted", textQuoteNew.With(supplier.Name, demand.Title))
	})
	if err != nil {
		return nil, err
	}
	return quote, nil
}

func (q *Quote) addRound(actor account.Actor, by string, now store.Instant, lines []QuoteLine, offer Offer) {
	q.Lines, q.ValidUntil, q.Note = lines, offer.ValidUntil, offer.Note
	q.plan(now)
	q.Rounds = append(q.Rounds, Round{By: by, UserID: actor.UserID, At: now, Lines: lines, ValidUntil: offer.ValidUntil, Note: offer.Note})
}

// check holds an offer to the rules but for its lines.
func (o *Offer) check(now store.Instant) error {
	var check fault.Check
	fault.Need(&check, o.ValidUntil, o.ValidUntil.After(now.Time), "validUntil", "not_in_future", textValidPast)
	o.Note = check.Prose("note", o.Note, 0, 2000)
	return check.Err()
}

// checkLines holds an offer's lines against the demand and converts its amounts to
// the products' units.
func (s *Service) checkLines(ctx context.Context, demand *Demand, supplierID string, offered []OfferLine) ([]QuoteLine, error) {
	var check fault.Check
	check.That(len(offered) > 0 && len(offered) <= 50, "lines", "bad_count", textLines)
	seen := map[string]bool{}
	var lines []QuoteLine
	for i, line := range offered {
		at := fmt.Sprintf("lines[%d].", i)
		check.That(!seen[line.ProductID], at+"productId", "repeated", textProductTwice)
		seen[line.ProductID] = true
		check.That(line.UnitPrice > 0 && line.UnitPrice <= measure.MaxPrice, at+"unitPrice", "out_of_range", textPrice)
		months := CheckMonths(&check, at+"months", line.Months)
		product, err := s.catalogue.Lookup(ctx, line.ProductID)
		if fault.Is(err, fault.NotFound) || err == nil && product.OrganizationID != supplierID {
			check.Add(at+"productId", "not_own", textNotOwn)
			continue
		}
		if err != nil {
			return nil, err
		}
		s.checkLine(&check, at, demand, product, line)
		lines = append(lines, QuoteLine{ProductID: product.ID, Unit: product.Unit, UnitPrice: line.UnitPrice,
			Months: convert(&check, at, months, demand.Unit, product.Unit)})
	}
	return lines, check.Err()
}

func (s *Service) checkLine(check *fault.Check, at string, demand *Demand, product *catalogue.Product, line OfferLine) {
	check.That(product.Status == catalogue.Published, at+"productId", "not_published", textNotOnOffer)
	if why := demand.Forbids(product, s.catalogue.Today()); why != nil {
		check.Add(at+"productId", "cannot_serve", *why)
	}
	if demand.PriceCeiling > 0 && above(line.UnitPrice, product.Unit, demand.PriceCeiling, demand.Unit) {
		check.Add(at+"unitPrice", "above_ceiling", textAboveCeiling)
	}
	for i, m := range line.Months {
		month := fmt.Sprintf("%smonths[%d].", at, i)
		wanted := amountIn(demand.Months, m.Month)
		check.That(wanted > 0, month+"month", "not_asked_for", textMonthNotIn)
		check.That(wanted == 0 || m.Amount <= slipOfUnit*wanted, month+"amount", "far_above_demand",
			textFarAboveDemand.With(wanted, demand.Unit.LabelFor(wanted)))
	}
}

// slipOfUnit is how many times what a demand asks for an offer may reach: beyond, an
// amount was meant in another unit.
const slipOfUnit = 10

// convert expresses amounts in another unit of the same dimension, exactly.
func convert(check *fault.Check, at string, months []measure.MonthAmount, from, to measure.Unit) []measure.MonthAmount {
	converted := make([]measure.MonthAmount, len(months))
	for i, m := range months {
		base := from.Base(m.Amount)
		converted[i] = measure.MonthAmount{Month: m.Month, Amount: to.FromBase(base)}
		check.That(to.Base(converted[i].Amount) == base, fmt.Sprintf("%smonths[%d].amount", at, i), "inexact", textInexact.With(to.Label()))
	}
	return converted
}

// Quote returns a quote to its two sides and the officers of their areas; to
// others it does not exist.
func (s *Service) Quote(ctx context.Context, actor account.Actor, id string) (*Quote, error) {
	if !actor.SignedIn() {
		return nil, account.ErrUnauthenticated
	}
	quote, err := s.quotes.Get(ctx, id)
	if err == nil && !actor.MemberOf(quote.BuyerID) && !actor.MemberOf(quote.OrganizationID) && !actor.Oversees(quote.Areas) {
		return nil, fault.Missing(textQuote)
	}
	if fault.Is(err, fault.NotFound) {
		return nil, fault.Missing(textQuote)
	}
	return quote, err
}

// Draw marks an accepted quote as the source of a contract, in the caller's Tx, so
// that no other is drawn up from it. Errors: NotFound for who may not see it;
// StateForbids where it is not accepted, Conflict where it has its contract.
func (s *Service) Draw(ctx context.Context, actor account.Actor, id, contractID string) (*Quote, error) {
	if _, err := s.Quote(ctx, actor, id); err != nil {
		return nil, err
	}
	return s.quotes.Update(ctx, id, func(q *Quote) error {
		switch {
		case q.Status != QuoteAccepted:
			return fault.New(fault.StateForbids, textQuoteNotAccepted)
		case q.ContractID != "":
			return fault.New(fault.Conflict, textQuoteDrawn)
		}
		q.ContractID = contractID
		return nil
	})
}

// Free undoes Draw for a contract that is withdrawn, in the caller's Tx.
func (s *Service) Free(ctx context.Context, ids []string, contractID string) error {
	return s.mark(ctx, ids, contractID, "")
}

// MarkDrawn marks quotes of an older version that do not know their contract.
func (s *Service) MarkDrawn(ctx context.Context, ids []string, contractID string) error {
	return s.mark(ctx, ids, "", contractID)
}

// mark gives quotes that know the one contract the other instead.
func (s *Service) mark(ctx context.Context, ids []string, from, to string) error {
	for _, id := range ids {
		quote, err := s.quotes.Get(ctx, id)
		if err != nil {
			return err
		}
		if quote.ContractID != from {
			continue
		}
		if _, err := s.quotes.Update(ctx, id, func(q *Quote) error { q.ContractID = to; return nil }); err != nil {
			return err
		}
	}
	return nil
}

// Quotes lists a demand's quotes, newest first: all of them for the buyer and
// officers, their own for a supplier.
func (s *Service) Quotes(ctx context.Context, actor account.Actor, demandID, cursor string, limit int) (store.Page[Quote], error) {
	var none store.Page[Quote]
	if !actor.SignedIn() {
		return none, account.ErrUnauthenticated
	}
	demand, err := s.Demand(ctx, actor, demandID)
	if err != nil {
		return none, err
	}
	where := store.And{store.Eq{Field: "demandId", Value: demandID}}
	if !s.manages(actor, demand) {
		if actor.OrganizationID == "" {
			return none, account.ErrForbidden
		}
		where = append(where, store.Eq{Field: "organizationId", Value: actor.OrganizationID})
	}
	return s.quotes.Find(ctx, store.Query{Where: where, Sort: []string{"-createdAt"}, Cursor: cursor, Limit: limit})
}

// Sent lists the quotes of the actor's organisation, newest first; as buyer,
// those it received.
func (s *Service) Sent(ctx context.Context, actor account.Actor, cursor string, limit int) (store.Page[Quote], error) {
	if err := actor.Require(account.Cooperative, account.Enterprise); err != nil {
		return store.Page[Quote]{}, err
	}
	side := "organizationId"
	if actor.Role == account.Enterprise {
		side = "buyerId"
	}
	return s.quotes.Find(ctx, store.Query{
		Where: store.Eq{Field: side, Value: actor.OrganizationID}, Sort: []string{"-createdAt"}, Cursor: cursor, Limit: limit})
}

// Counter answers the other side's round with another offer.
func (s *Service) Counter(ctx context.Context, actor account.Actor, id string, version int64, offer Offer) (*Quote, error) {
	return s.answer(ctx, actor, id, version, "countered", textQuoteCountered, func(ctx context.Context, q *Quote, d *Demand) error {
		if status := d.StatusAt(s.now()); status != DemandOpen && status != DemandExpired {
			return fault.New(fault.StateForbids, textNotOpen)
		}
		if offer.ValidUntil.IsZero() {
			offer.ValidUntil = q.ValidUntil
		}
		if err := offer.check(s.now()); err != nil {
			return err
		}
		lines := q.Lines
		if offer.Lines != nil {
			var err error
			if lines, err = s.checkLines(ctx, d, q.OrganizationID, offer.Lines); err != nil {
				return err
			}
		}
		q.Status = QuoteCountered
		q.addRound(actor, actor.OrganizationID, s.now(), lines, offer)
		return nil
	})
}

// Accept takes the other side's last round whole: from then a contract can be
// drawn up, and the demand counts it as awarded. A buyer may take more than the
// demand asks for; a supplier only what no other offer has taken meanwhile.
func (s *Service) Accept(ctx context.Context, actor account.Actor, id string, version int64) (*Quote, error) {
	return s.answer(ctx, actor, id, version, "accepted", textQuoteAccepted, func(ctx context.Context, q *Quote, d *Demand) error {
		q.Status = QuoteAccepted
		if _, err := s.demands.Update(ctx, d.ID, func(d *Demand) error { return s.take(ctx, actor, d, q) }); err != nil {
			return err
		}
		return s.changed(ctx, d.ID)
	})
}

// take counts an accepted quote as awarded.
func (s *Service) take(ctx context.Context, actor account.Actor, d *Demand, q *Quote) error {
	event, over := AgreeDemand, len(d.Awarded) == 0
	if actor.MemberOf(d.OrganizationID) {
		event, over = AwardDemand, true
	}
	err := d.move(actor, s.now(), event, func() error { return d.award([][]measure.MonthAmount{d.monthsOf(q.Lines)}, over) })
	if fault.Is(err, fault.InvalidInput) {
		return fault.New(fault.StateForbids, textTakenMeanwhile)
	}
	if err != nil {
		return err
	}
	return s.tellIfAwarded(ctx, d)
}

// Decline turns the other side's last round down.
func (s *Service) Decline(ctx context.Context, actor account.Actor, id string, version int64) (*Quote, error) {
	return s.change(ctx, actor, id, version, "declined", textQuoteDeclined, func(_ context.Context, q *Quote, _ *Demand) error {
		if q.lastBy() == actor.OrganizationID {
			return fault.New(fault.StateForbids, textYourTurn)
		}
		q.Status = QuoteDeclined
		return nil
	})
}

// Withdraw takes a supplier's quote back.
func (s *Service) Withdraw(ctx context.Context, actor account.Actor, id string, version int64) (*Quote, error) {
	return s.change(ctx, actor, id, version, "withdrawn", textQuoteWithdrawn, func(_ context.Context, q *Quote, _ *Demand) error {
		if !actor.MemberOf(q.OrganizationID) {
			return fault.New(fault.Forbidden, textOnlySupplier)
		}
		q.Status = QuoteWithdrawn
		return nil
	})
}

func (q *Quote) lastBy() string { return q.Rounds[len(q.Rounds)-1].By }

// quoteChange alters a quote for a demand, as stored.
type quoteChange func(ctx context.Context, q *Quote, d *Demand) error

// answerable is StateForbids unless it is actor's turn and the round still valid.
func (q *Quote) answerable(actor account.Actor, now store.Instant) *fault.Error {
	switch {
	case !q.Undecided():
		return fault.New(fault.StateForbids, textQuoteDecided)
	case q.lastBy() == actor.OrganizationID:
		return fault.New(fault.StateForbids, textYourTurn)
	case !now.Before(q.ValidUntil.Time):
		return fault.New(fault.StateForbids, textQuoteOver)
	}
	return nil
}

// answer is change for the side whose turn it is, while the round is valid and
// the demand not called off.
func (s *Service) answer(ctx context.Context, actor account.Actor, id string, version int64, event string, text fault.Text, change quoteChange) (*Quote, error) {
	return s.change(ctx, actor, id, version, event, text, func(ctx context.Context, q *Quote, d *Demand) error {
		if err := q.answerable(actor, s.now()); err != nil {
			return err
		}
		if d.ended() {
			return fault.New(fault.StateForbids, textNotOpen)
		}
		return change(ctx, q, d)
	})
}

// change alters an undecided quote by one of its sides and tells the other what
// happened; text names the demand.
func (s *Service) change(ctx context.Context, actor account.Actor, id string, version int64, event string, text fault.Text, change quoteChange) (*Quote, error) {
	var quote *Quote
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		seen, err := s.Quote(ctx, actor, id)
		if err != nil {
			return err
		}
		if !actor.MemberOf(seen.BuyerID) && !actor.MemberOf(seen.OrganizationID) {
			return account.ErrForbidden
		}
		demand, err := s.demands.Get(ctx, seen.DemandID)
		if err != nil {
			return err
		}
		quote, err = s.quotes.Update(ctx, id, func(q *Quote) error {
			if err := store.CheckVersion(&q.Meta, version); err != nil {
				return err
			}
			if !q.Undecided() {
				return fault.New(fault.StateForbids, textQuoteDecided)
			}
			if err := change(ctx, q, demand); err != nil {
				return err
			}
			if !q.Undecided() {
				q.DueAt = store.Instant{}
			}
			return nil
		})
		if err != nil {
			return err
		}
		return s.tellOther(ctx, quote, actor, event, text.With(demand.Title))
	})
	if err != nil {
		return nil, err
	}
	return quote, nil
}
