package linkage

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"lienket/api/account"
	"lienket/api/fault"
	"lienket/api/sourcing"
	"lienket/api/store"
)

// fill takes buyer and lines from the accepted offer that a draft names, or from
// the draft itself.
func (s *Service) fill(ctx context.Context, actor account.Actor, c *Contract, draft DraftContract) error {
	named := 0
	for _, given := range []bool{draft.QuoteID != "", len(draft.QuoteIDs) > 0, draft.JointQuoteID != ""} {
		if given {
			named++
		}
	}
	switch {
	case named > 1:
		field := "jointQuoteId"
		if draft.JointQuoteID == "" {
			field = "quoteIds"
		}
		return fault.Invalid(field, "one_of", textOneQuote)
	case draft.JointQuoteID != "":
		return s.fillJoint(ctx, actor, c, draft.JointQuoteID)
	case len(draft.QuoteIDs) > 0:
		return s.fillSeveral(ctx, actor, c, draft.QuoteIDs)
	case draft.QuoteID == "":
		c.BuyerID = draft.BuyerID
		return s.setLines(ctx, c, draft.Lines)
	}
	quote, err := s.drawn(ctx, actor, c, draft.QuoteID, "quoteId")
	if err != nil {
		return err
	}
	c.QuoteID, c.DemandID, c.BuyerID = quote.ID, quote.DemandID, quote.BuyerID
	return s.setLines(ctx, c, draftLines(quote.AwardedLines()))
}

// maxQuotes is how many quotes one contract joins.
const maxQuotes = 50

// fillSeveral takes the buyer and the lines of all suppliers from accepted quotes
// for one demand.
func (s *Service) fillSeveral(ctx context.Context, actor account.Actor, c *Contract, ids []string) error {
	if len(ids) < 2 || len(ids) > maxQuotes {
		return fault.Invalid("quoteIds", "bad_count", textQuoteCount)
	}
	var check fault.Check
	var lines []DraftLine
	for i, id := range ids {
		at := fmt.Sprintf("quoteIds[%d]", i)
		if slices.Contains(ids[:i], id) {
			check.Add(at, "repeated", textQuoteTwice)
			continue
		}
		quote, err := s.drawn(ctx, actor, c, id, at)
		if err != nil {
			return err
		}
		if c.DemandID == "" {
			c.DemandID, c.BuyerID = quote.DemandID, quote.BuyerID
		}
		check.That(quote.DemandID == c.DemandID, at, "other_demand", textOtherDemand)
		lines = append(lines, draftLines(quote.AwardedLines())...)
	}
	if err := check.Err(); err != nil {
		return err
	}
	c.QuoteIDs = slices.Clone(ids)
	return s.setLines(ctx, c, lines)
}

// drawn is the accepted quote, marked as the contract's; field names it in a
// refusal.
func (s *Service) drawn(ctx context.Context, actor account.Actor, c *Contract, quoteID, field string) (*sourcing.Quote, error) {
	quote, err := s.sourcing.Draw(ctx, actor, quoteID, c.ID)
	var e *fault.Error
	if errors.As(err, &e) {
		switch e.Code {
		case fault.StateForbids:
			return nil, e.WithField(field, "not_accepted", e.Message)
		case fault.Conflict:
			return nil, e.WithField(field, "taken", e.Message)
		}
	}
	return quote, err
}

// fillJoint takes the buyer and the lines of all suppliers from an accepted joint
// quote.
func (s *Service) fillJoint(ctx context.Context, actor account.Actor, c *Contract, jointQuoteID string) error {
	joint, err := s.sourcing.AcceptedJoint(ctx, actor, jointQuoteID)
	if err != nil {
		return err
	}
	c.JointQuoteID, c.DemandID, c.BuyerID = joint.ID, joint.DemandID, joint.BuyerID
	return s.setLines(ctx, c, draftLines(joint.Lines()))
}

func draftLines(offered []sourcing.QuoteLine) []DraftLine {
	lines := make([]DraftLine, len(offered))
	for i, line := range offered {
		lines[i] = DraftLine{ProductID: line.ProductID, Unit: line.Unit, UnitPrice: line.UnitPrice, Months: line.Months}
	}
	return lines
}

// setLines makes the contract's lines, and with them its parties and areas.
func (s *Service) setLines(ctx context.Context, c *Contract, lines []DraftLine) error {
	var check fault.Check
	buyer, err := s.registry.Lookup(ctx, c.BuyerID)
	if fault.Is(err, fault.NotFound) {
		return fault.Invalid("buyerId", "unknown", textBuyer)
	}
	if err != nil {
		return err
	}
	c.Lines, c.Areas = nil, slices.Clone(buyer.Areas)
	for i, line := range lines {
		at := fmt.Sprintf("lines[%d].", i)
		product, err := s.catalogue.Lookup(ctx, line.ProductID)
		if fault.Is(err, fault.NotFound) {
			check.Add(at+"productId", "unknown", textProduct)
			continue
		}
		if err != nil {
			return err
		}
		if line.Unit == "" {
			line.Unit = product.Unit
		}
		check.That(product.OrganizationID != c.BuyerID, at+"productId", "own_product", textSelf)
		check.That(line.Unit.Dimension() == product.Unit.Dimension(), at+"unit", "other_dimension", textUnit)
		if err := s.catalogue.Refer(ctx, product); err != nil {
			return err
		}
		c.Lines = append(c.Lines, Line{
			ID: store.NewID(), ProductID: product.ID, ProductName: product.Name, OrganizationID: product.OrganizationID,
			Unit: line.Unit, UnitPrice: line.UnitPrice, Months: line.Months,
			Group: product.Group, Stars: product.StarsOn(s.today()), AreaCode: product.AreaCode,
		})
		c.Areas = append(c.Areas, product.Areas...)
	}
	slices.Sort(c.Areas)
	c.Areas = slices.Compact(c.Areas)
	c.setParties()
	return check.Err()
}
