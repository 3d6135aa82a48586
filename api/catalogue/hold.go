package catalogue

import (
	"context"

	"lienket/api/registry"
	"lienket/api/store"
)

// holdProducts takes what an organisation offers off offer while it is out of trade,
// and puts the same back when it returns, in the Tx of its move. The search index
// learns of it by the organisation's own outbox row.
func (s *Service) holdProducts(ctx context.Context, change registry.Change) error {
	owner := change.Organization
	from, move := Published, func(p *Product) error {
		p.Hold = &Hold{Reason: owner.Standing.Reason, At: store.At(s.clock()), Was: p.Status, WithOwner: true}
		p.Status = Suspended
		return nil
	}
	switch {
	case change.Unapproved():
		return s.refuseUnapproval(ctx, owner.ID)
	case owner.Status == registry.Verified:
		from, move = Suspended, func(p *Product) error {
			if p.Hold != nil && p.Hold.WithOwner {
				p.Status, p.Hold = p.Hold.Was, nil
			}
			return nil
		}
	case owner.Status == registry.Merged || owner.Standing == nil:
		return nil // merged: its products live on elsewhere; else: it never offered any
	}
	var ids []string
	err := s.products.Each(ctx, store.Query{Sort: []string{"-updatedAt"}, Where: store.And{
		store.Eq{Field: "status", Value: string(from)}, store.Eq{Field: "organizationId", Value: owner.ID}},
	}, func(p *Product) error {
		ids = append(ids, p.ID)
		return nil
	})
	if err != nil {
		return err
	}
	for _, id := range ids {
		if _, err := s.products.Update(ctx, id, move); err != nil {
			return err
		}
	}
	return nil
}

// refuseUnapproval stands against taking back the approval of who has put something on
// offer since.
func (s *Service) refuseUnapproval(ctx context.Context, ownerID string) error {
	offered, err := s.products.Count(ctx, store.And{store.Eq{Field: "status", Value: string(Published)}, store.Eq{Field: "organizationId", Value: ownerID}})
	if err == nil && offered > 0 {
		return registry.ErrActedOn
	}
	return err
}
