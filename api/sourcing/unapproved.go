package sourcing

import (
	"context"

	"lienket/api/registry"
	"lienket/api/store"
)

// refuseUnapproval stands against taking back the approval of who has published a
// demand or sent a quote since.
func (s *Service) refuseUnapproval(ctx context.Context, change registry.Change) error {
	if !change.Unapproved() {
		return nil
	}
	own := store.Eq{Field: "organizationId", Value: change.Organization.ID}
	quotes, err := s.quotes.Count(ctx, own)
	if err != nil {
		return err
	}
	acted := quotes > 0
	err = s.demands.Each(ctx, store.Query{Where: own, Sort: []string{"-createdAt"}}, func(d *Demand) error {
		acted = acted || d.Status != DemandDraft
		return nil
	})
	if err == nil && acted {
		return registry.ErrActedOn
	}
	return err
}
