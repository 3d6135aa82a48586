package catalogue

import (
	"context"
	"math"
	"slices"

	"lienket/api/fault"
	"lienket/api/measure"
	"lienket/api/registry"
	"lienket/api/store"
	"lienket/search"
)

// IndexProducts brings the search index up to date for those products. It is the
// outbox's handler of TopicProduct.
func (s *Service) IndexProducts(ctx context.Context, ids []string) error {
	changes := make([]search.Change, 0, len(ids))
	for _, id := range ids {
		product, err := s.products.Get(ctx, id)
		if fault.Is(err, fault.NotFound) {
			// Removed, if it ever was; nothing newer can come under its ID.
			changes = append(changes, search.Change{Delete: true, Document: search.Document{Kind: search.Product, ID: id, Version: math.MaxInt64}})
			continue
		}
		if err != nil {
			return err
		}
		organization, err := s.registry.Lookup(ctx, product.OrganizationID)
		if err != nil {
			return err
		}
		change, err := s.productChange(ctx, product, organization)
		if err != nil {
			return err
		}
		changes = append(changes, change)
	}
	return s.engine.Apply(ctx, changes)
}

// IndexOrganizations does so for organisations and all their products. It is the
// outbox's handler of registry.TopicOrganization.
func (s *Service) IndexOrganizations(ctx context.Context, ids []string) error {
	for _, id := range ids {
		organization, err := s.registry.Lookup(ctx, id)
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return err
		}
		changes := []search.Change{s.organizationChange(organization)}
		err = s.products.Each(ctx, store.Query{
			Where: store.Eq{Field: "organizationId", Value: id}, Sort: []string{"-updatedAt"}, Limit: store.MaxLimit,
		}, func(product *Product) error {
			change, err := s.productChange(ctx, product, organization)
			changes = append(changes, change)
			return err
		})
		if err != nil {
			return err
		}
		if err := s.engine.Apply(ctx, changes); err != nil {
			return err
		}
	}
	return nil
}

// MoreDocuments are those of the index that stand for nothing of the catalogue.
type MoreDocuments interface {
	EachDocument(ctx context.Context, visit func(search.Document) error) error
}

// IndexAlso has Reindex take in documents of another area. It is called once,
// before the service is used.
func (s *Service) IndexAlso(more MoreDocuments) { s.more = more }

// Reindex builds the whole index anew and reports progress now and then.
func (s *Service) Reindex(ctx context.Context, progress func(done int)) error {
	return s.engine.Replace(ctx, func(yield func([]search.Document) error) error {
		const batchSize = 500
		done, batch := 0, make([]search.Document, 0, batchSize)
		flush := func() error {
			done += len(batch)
			err := yield(batch)
			batch = make([]search.Document, 0, batchSize)
			progress(done)
			return err
		}
		add := func(change search.Change) error {
			if !change.Delete {
				batch = append(batch, change.Document)
			}
			if len(batch) == batchSize {
				return flush()
			}
			return nil
		}
		organizations := map[string]*registry.Organization{}
		err := s.registry.Each(ctx, func(o *registry.Organization) error {
			organizations[o.ID] = o
			return add(s.organizationChange(o))
		})
		if err != nil {
			return err
		}
		err = s.products.Each(ctx, store.Query{}, func(p *Product) error {
			if len(p.Words) == 0 { // stored before lists were asked by words
				completed, err := s.products.Update(ctx, p.ID, func(p *Product) error { p.setWords(); return nil })
				if err != nil {
					return err
				}
				p = completed
			}
			organization := organizations[p.OrganizationID]
			if organization == nil {
				return nil // registered meanwhile: the outbox brings it
			}
			change, err := s.productChange(ctx, p, organization)
			if err != nil {
				return err
			}
			return add(change)
		})
		if err != nil {
			return err
		}
		if s.more != nil {
			err = s.more.EachDocument(ctx, func(d search.Document) error { return add(search.Change{Document: d}) })
			if err != nil {
				return err
			}
		}
		return flush()
	})
}

func (s *Service) organizationChange(o *registry.Organization) search.Change {
	return search.Change{
		Delete: o.Status != registry.Verified,
		Document: search.Document{
			Kind: search.Organization, ID: o.ID, Version: o.Version,
			Name: o.Name, Keywords: append([]string{o.TaxCode}, s.analyzer.Keywords(o.Name, "")...), Description: o.About,
			OrganizationID: o.ID, Group: string(o.Kind), Areas: o.Areas, PlaceNames: s.placeNames(o.AreaCode),
			UpdatedAt: o.UpdatedAt.UnixMilli(),
		},
	}
}

// productChange describes a product for the index. Its version is the sum of the
// versions of all records it is made of: each only grows, so the sum tells which
// of two descriptions is the newer.
func (s *Service) productChange(ctx context.Context, p *Product, o *registry.Organization) (search.Change, error) {
	ledgers, err := s.ledgers.Find(ctx, store.Query{
		Where: store.Eq{Field: "productId", Value: p.ID}, Sort: []string{"year"}, Limit: store.MaxLimit})
	if err != nil {
		return search.Change{}, err
	}
	version, available, now := p.Version+o.Version, map[string]int64{}, measure.MonthOf(s.clock())
	for _, ledger := range ledgers.Items {
		version += ledger.Version
		for i := range ledger.Capacity {
			month := measure.MonthAt(ledger.Year, i+1)
			if free := ledger.Capacity[i] - ledger.Committed[i]; free > 0 && month >= now {
				available[string(month)] = free
			}
		}
	}
	packed, marks := p.packed(), p.MarksOn(s.Today())
	document := search.Document{
		Kind: search.Product, ID: p.ID, Version: version,
		Name: p.Name, Organization: o.Name, Description: p.Description + "\n" + packed,
		Keywords:       slices.Concat([]string{GroupLabels[p.Group].VI}, p.Keywords, s.analyzer.Keywords(p.Name, packed), p.codes()),
		OrganizationID: p.OrganizationID, Group: p.Group, Stars: p.StarsOn(s.Today()),
		Areas: p.Areas, PlaceNames: s.placeNames(p.AreaCode), Marks: marks,
		Dimension: string(p.Unit.Dimension()), UpdatedAt: p.UpdatedAt.UnixMilli(), Available: available,
	}
	for _, mark := range marks {
		document.MarkLabels = append(document.MarkLabels, MarkLabels[mark].VI)
	}
	if p.Price != nil {
		document.Price = p.Price.Min
	}
	return search.Change{Document: document, Delete: p.Status != Published || o.Status != registry.Verified}, nil
}

func (s *Service) placeNames(code string) []string {
	area, _ := s.registry.Areas().Get(code)
	names := []string{area.Name}
	if parent, known := s.registry.Areas().Get(area.ParentCode); known {
		names = append(names, parent.Name)
	}
	return names
}
