package promotion

import (
	"context"

	"lienket/api/registry"
)

// renewAreas counts anew for all areas that the gazetteer tells of the places counted by,
// and has events lie in all of theirs. Who moves leaves its figures where they were made.
func (s *Service) renewAreas(ctx context.Context) error {
	if _, err := s.Rebuild(ctx); err != nil {
		return err
	}
	return registry.RenewAreas(ctx, s.events, s.registry.Areas(), func(e *TradeEvent) *[]string { return &e.Areas })
}
