package sourcing

import (
	"context"

	"lienket/api/registry"
)

// follow has demands lie where their buyer does, and has who oversees a side now oversee
// its quotes, single and joint.
func (s *Service) follow(ctx context.Context, r registry.Relocation) error {
	o := r.Organization
	sides := sidesOf(o.ID)
	_, moved, err := registry.Follow(ctx, s.demands, sides[0], func(d *Demand) { d.Areas = o.Areas })
	if err != nil {
		return err
	}
	for _, id := range moved {
		if err := s.changed(ctx, id); err != nil {
			return err
		}
	}
	for _, query := range sides {
		if _, _, err := registry.Follow(ctx, s.quotes, query, func(q *Quote) { q.Areas = r.Joined(q.Areas) }); err != nil {
			return err
		}
	}
	_, _, err = registry.Follow(ctx, s.joints, jointsOf(o.ID), func(j *JointQuote) { j.Areas = r.Joined(j.Areas) })
	return err
}
