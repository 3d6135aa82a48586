package sourcing

import (
	"context"

	"lienket/api/fault"
)

// TopicOpened is the outbox topic of demands that were published; keys are IDs.
const TopicOpened = "demand-opened"

// Announce tells the members of every organisation that could serve one of the
// demands that it is open, each once per demand; the invited have been told, and of
// a demand for them alone nobody else is. It is the outbox's handler of
// TopicOpened.
func (s *Service) Announce(ctx context.Context, ids []string) error {
	for _, id := range ids {
		demand, err := s.demands.Get(ctx, id)
		if fault.Is(err, fault.NotFound) {
			continue // rolled back
		}
		if err != nil {
			return err
		}
		if demand.StatusAt(s.now()) != DemandOpen {
			continue
		}
		if err := s.announce(ctx, demand); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) announce(ctx context.Context, demand *Demand) error {
	named, err := s.named(ctx, demand)
	if err != nil {
		return err
	}
	told := map[string]bool{}
	for _, c := range named {
		id := c.organization.ID
		if told[id] || demand.Invites(id) || !demand.SeenBy(id) || demand.Forbids(c.product, s.catalogue.Today()) != nil {
			continue
		}
		told[id] = true
		err := s.tell(ctx, id, noticeDemand, demandPage(demand.ID), "demand-"+demand.ID+"-opened",
			textOpened.With(demand.Title, c.product.Name))
		if err != nil {
			return err
		}
	}
	return nil
}
