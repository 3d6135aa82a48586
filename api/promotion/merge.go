package promotion

import (
	"context"
	"slices"

	"lienket/api/registry"
	"lienket/api/store"
)

// carryMerged has an organisation that is merged into another take part in trade events
// under that one's name. Figures stay as they are: they are of contracts, which go on
// naming who signed.
func (s *Service) carryMerged(ctx context.Context, m *registry.Merger) error {
	var ids []string
	err := s.events.Each(ctx, store.Query{Sort: []string{"-startDate"}}, func(e *TradeEvent) error {
		if slices.Contains(e.Participants, m.Absorbed.ID) {
			ids = append(ids, e.ID)
		}
		return nil
	})
	if err != nil {
		return err
	}
	m.Count("trade-events", len(ids))
	if m.DryRun {
		return nil
	}
	for _, id := range ids {
		_, err := s.events.Update(ctx, id, func(e *TradeEvent) error {
			e.Participants = m.RenamedAll(e.Participants)
			slices.Sort(e.Participants)
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
