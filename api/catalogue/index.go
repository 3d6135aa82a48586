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
	var changes []search.Change
	products, owners := make([]*Product, 0, len(ids)), map[string]*registry.Organization{}
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
		owners[organization.ID] = organization
		products = append(products, product)
	}
	described, err := s.productChanges(ctx, products, owners)
	if err != nil {
		return err
	}
	return s.engine.Apply(ctx, append(changes, described...))
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
		var products []*Product
		err = s.products.Each(ctx, store.Query{
			Where: store.Eq{Field: "organizationId", Value: id}, Sort: []string{"-updatedAt"}, Limit: store.MaxLimit,
		}, func(product *Product) error {
			products = append(products, product)
			return nil
		})
		if err != nil {
			return err
		}
		changes, err := s.productChanges(ctx, products, map[string]*registry.Organization{id: organization})
		if err != nil {
			return err
		}
		if err := s.engine.Apply(ctx, append(changes, s.organizationChange(organization))); err != nil {
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
		done := 0
		give := func(documents []search.Document) error {
			done += len(documents)
			progress(done)
			return yield(documents)
		}
		owners := map[string]*registry.Organization{}
		err := inBatches(batchSize, func(add func(search.Change) error) error {
			return s.registry.Each(ctx, func(o *registry.Organization) error {
				owners[o.ID] = o
				return add(s.organizationChange(o))
			})
		}, func(changes []search.Change) error { return give(put(changes)) })
		if err != nil {
			return err
		}
		err = inBatches(batchSize, func(add func(*Product) error) error {
			return s.products.Each(ctx, store.Query{}, func(p *Product) (err error) {
				if len(p.Words) == 0 { // stored before lists were asked by words
					if p, err = s.products.Update(ctx, p.ID, func(p *Product) error { p.setWords(); return nil }); err != nil {
						return err
					}
				}
				if owners[p.OrganizationID] == nil {
					return nil // registered meanwhile: the outbox brings it
				}
				return add(p)
			})
		}, func(products []*Product) error {
			changes, err := s.productChanges(ctx, products, owners)
			if err != nil {
				return err
			}
			return give(put(changes))
		})
		if err != nil || s.more == nil {
			return err
		}
		return inBatches(batchSize, func(add func(search.Document) error) error { return s.more.EachDocument(ctx, add) }, give)
	})
}

// inBatches passes on to batch what each gives one by one.
func inBatches[T any](size int, each func(add func(T) error) error, batch func([]T) error) error {
	var gathered []T
	flush := func() error {
		some := gathered
		gathered = make([]T, 0, size) // what was passed on is the receiver's
		return batch(some)
	}
	err := each(func(one T) error {
		if gathered = append(gathered, one); len(gathered) == size {
			return flush()
		}
		return nil
	})
	if err != nil {
		return err
	}
	return flush()
}

// put are the documents of the changes that put one.
func put(changes []search.Change) []search.Document {
	documents := make([]search.Document, 0, len(changes))
	for i := range changes {
		if !changes[i].Delete {
			documents = append(documents, changes[i].Document)
		}
	}
	return documents
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

// productChanges describes products for the index. The version of a description is
// the sum of the versions of all records it is made of: each only grows, so the sum
// tells which of two is the newer.
func (s *Service) productChanges(ctx context.Context, products []*Product, owners map[string]*registry.Organization) ([]search.Change, error) {
	ids := make([]string, len(products))
	for i, p := range products {
		ids[i] = p.ID
	}
	ledgers := make(map[string][]*Ledger, len(products))
	err := s.ledgers.Keyed(ctx, "productId", ids, func(l *Ledger) error {
		ledgers[l.ProductID] = append(ledgers[l.ProductID], l)
		return nil
	})
	if err != nil {
		return nil, err
	}
	changes := make([]search.Change, len(products))
	for i, p := range products {
		changes[i] = s.productChange(p, owners[p.OrganizationID], ledgers[p.ID])
	}
	return changes, nil
}

func (s *Service) productChange(p *Product, o *registry.Organization, ledgers []*Ledger) search.Change {
	version, available, now := p.Version+o.Version, map[string]int64{}, measure.MonthOf(s.clock())
	for _, ledger := range ledgers {
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
	return search.Change{Document: document, Delete: p.Status != Published || o.Status != registry.Verified}
}

func (s *Service) placeNames(code string) []string {
	area, _ := s.registry.Areas().Get(code)
	names := []string{area.Name}
	if parent, known := s.registry.Areas().Get(area.ParentCode); known {
		names = append(names, parent.Name)
	}
	return names
}
