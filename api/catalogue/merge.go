package catalogue

import (
	"context"

	"lienket/api/registry"
	"lienket/api/store"
)

// carryMerged moves the products of an organisation that is merged into another, with
// all that is theirs. Capacity and what is committed of it go by the product. What was
// held with its owner stays held, for an officer to put back. The search index learns
// of it by the organisations' own outbox rows.
func (s *Service) carryMerged(ctx context.Context, m *registry.Merger) error {
	var products []string
	query := store.Query{Where: store.Eq{Field: "organizationId", Value: m.Absorbed.ID}, Sort: []string{"-updatedAt"}}
	err := s.products.Each(ctx, query, func(p *Product) error { products = append(products, p.ID); return nil })
	if err != nil {
		return err
	}
	err = registry.Carry(ctx, m, "products", s.products, query, func(p *Product) {
		p.OrganizationID, p.AreaCode, p.Areas = m.Kept.ID, m.Kept.AreaCode, m.Kept.Areas
		if p.Hold != nil {
			hold := *p.Hold
			hold.WithOwner = false
			p.Hold = &hold
		}
	})
	if err != nil {
		return err
	}
	for _, product := range products {
		lots := store.Query{Where: store.Eq{Field: "productId", Value: product}, Sort: []string{"-producedAt"}}
		err := registry.Carry(ctx, m, "lots", s.lots, lots, func(l *Lot) { l.OrganizationID = m.Kept.ID })
		if err != nil {
			return err
		}
	}
	return s.carryCertificates(ctx, m)
}

func (s *Service) carryCertificates(ctx context.Context, m *registry.Merger) error {
	var ids []string
	query := store.Query{Where: store.Eq{Field: "organizationId", Value: m.Absorbed.ID}, Sort: []string{"expiresAt"}}
	err := s.certificates.Each(ctx, query, func(c *Certificate) error { ids = append(ids, c.ID); return nil })
	if err != nil {
		return err
	}
	err = registry.Carry(ctx, m, "certificates", s.certificates, query, func(c *Certificate) {
		c.OrganizationID, c.Areas = m.Kept.ID, m.Kept.Areas
	})
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := s.registry.CarryDocuments(ctx, m, id); err != nil {
			return err
		}
	}
	return nil
}
