package catalogue

import (
	"context"

	"lienket/api/registry"
	"lienket/api/store"
)

// follow has products and certificates lie where their organisation does. The search
// index learns of it by the organisation's own outbox row.
func (s *Service) follow(ctx context.Context, r registry.Relocation) error {
	o := r.Organization
	own := store.Eq{Field: "organizationId", Value: o.ID}
	_, _, err := registry.Follow(ctx, s.products, store.Query{Where: own, Sort: []string{"-updatedAt"}}, func(p *Product) {
		p.AreaCode, p.Areas = o.AreaCode, o.Areas
	})
	if err != nil {
		return err
	}
	certificates, _, err := registry.Follow(ctx, s.certificates, store.Query{Where: own, Sort: []string{"expiresAt"}}, func(c *Certificate) { c.Areas = o.Areas })
	if err != nil {
		return err
	}
	for _, id := range certificates {
		if err := s.registry.FollowDocuments(ctx, r, id); err != nil {
			return err
		}
	}
	return nil
}

// renewAreas has annexes lie in all areas that the gazetteer tells of their officer's.
func (s *Service) renewAreas(ctx context.Context) error {
	return registry.RenewAreas(ctx, s.annexes, s.registry.Areas(), func(a *Annex) *[]string { return &a.Areas })
}
