package linkage

import (
	"context"
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
	switch {
	case draft.QuoteID != "" && draft.JointQuoteID != "":
		return fault.Invalid("jointQuoteId", "one_of", textOneQuote)
	case draft.JointQuoteID != "":
		return s.fillJoint(ctx, actor, c, draft.JointQuoteID)
	case draft.QuoteID == "":
		c.BuyerID = draft.BuyerID
		return s.setLines(ctx, c, draft.Lines)
	}
	quote, err := s.sourcing.Quote(ctx, actor, draft.QuoteID)
	if err != nil {
		return err
	}
	if quote.Status != sourcing.QuoteAccepted {
		return fault.New(fault.StateForbids, textQuoteState).WithField("quoteId", "not_accepted", textQuoteState)
	}
	c.QuoteID, c.DemandID, c.BuyerID = quote.ID, quote.DemandID, quote.BuyerID
	return s.setLines(ctx, c, draftLines(quote.AwardedLines()))
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
