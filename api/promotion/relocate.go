package promotion

import (
	"context"

	"lienket/api/registry"
	"lienket/api/store"
)

// follow counts anew where the gazetteer tells more of the place that is counted by: what
// was counted there belongs to more areas then. Who moves leaves its figures where they
// were made.
func (s *Service) follow(ctx context.Context, r registry.Relocation) error {
	if r.Moved() {
		return nil
	}
	counted, err := s.rollups.Count(ctx, store.Contains{Field: "areas", Value: r.Organization.AreaCode})
	if err != nil || counted == 0 {
		return err
	}
	_, err = s.Rebuild(ctx)
	return err
}
