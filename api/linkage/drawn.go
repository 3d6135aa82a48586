package linkage

import (
	"context"
	"slices"

	"lienket/api/fault"
	"lienket/api/store"
)

// quotes are those that the contract was drawn up from, but for a joint one.
func (c *Contract) quotes() []string {
	if c.QuoteID != "" {
		return []string{c.QuoteID}
	}
	return c.QuoteIDs
}

// free gives back what a withdrawn contract was drawn up from, so that a party who
// withdraws does not keep the others from what was accepted.
func (s *Service) free(ctx context.Context, c *Contract) error {
	if err := s.sourcing.Free(ctx, c.quotes(), c.ID); err != nil {
		return err
	}
	c.QuoteID, c.QuoteIDs, c.JointQuoteID = "", nil, ""
	return nil
}

// drawnMark is of the counter that says that markDrawn has run.
const drawnMark = "quotes-marked"

// markDrawn brings a store of an older version up to date, once: quotes did not know
// their contract, and withdrawn contracts held theirs.
func (s *Service) markDrawn(ctx context.Context) error {
	_, err := s.counters.Get(ctx, drawnMark)
	if err == nil || !fault.Is(err, fault.NotFound) {
		return err
	}
	var drawn []Contract
	err = s.contracts.Each(ctx, store.Query{Sort: []string{"-createdAt"}}, func(c *Contract) error {
		if len(c.quotes()) > 0 || c.Status == Withdrawn && c.JointQuoteID != "" {
			drawn = append(drawn, Contract{Meta: c.Meta, Status: c.Status, QuoteID: c.QuoteID, QuoteIDs: c.QuoteIDs})
		}
		return nil
	})
	if err != nil {
		return err
	}
	for batch := range slices.Chunk(drawn, store.MaxLimit) {
		err := s.db.Tx(ctx, func(ctx context.Context) error {
			for i := range batch {
				if err := s.markOne(ctx, &batch[i]); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	_, err = s.counters.Put(ctx, drawnMark, func(c *counter) error { c.Value = 1; return nil })
	return err
}

func (s *Service) markOne(ctx context.Context, c *Contract) error {
	if c.Status != Withdrawn {
		return s.sourcing.MarkDrawn(ctx, c.quotes(), c.ID)
	}
	_, err := s.contracts.Update(ctx, c.ID, func(c *Contract) error { return s.free(ctx, c) })
	return err
}
