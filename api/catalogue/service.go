package catalogue

import (
	"context"
	"fmt"
	"slices"
	"time"

	"lienket/api/account"
	"lienket/api/fault"
	"lienket/api/measure"
	"lienket/api/notice"
	"lienket/api/registry"
	"lienket/api/store"
	"lienket/api/worker"
	"lienket/search"
	"lienket/search/query"
)

// TopicProduct is the outbox topic of changed products; keys are IDs.
const TopicProduct = "product"

// Options are what the catalogue is built from.
type Options struct {
	DB       store.DB
	Notices  *notice.Service
	Registry *registry.Service
	Engine   search.Engine
	Outbox   *worker.Outbox
	Clock    func() time.Time
}

// Service holds the catalogue's rules.
type Service struct {
	db           store.DB
	notices      *notice.Service
	registry     *registry.Service
	contracts    ContractNumbers
	engine       search.Engine
	outbox       *worker.Outbox
	clock        func() time.Time
	analyzer     *query.Analyzer
	products     *store.Collection[Product]
	certificates *store.Collection[Certificate]
	annexes      *store.Collection[Annex]
	ledgers      *store.Collection[Ledger]
	reservations *store.Collection[Reservation]
	saved        *store.Collection[SavedSearch]
	watches      *store.Collection[watch]
}

// New opens the catalogue's collections.
func New(ctx context.Context, options Options) (*Service, error) {
	s := &Service{db: options.DB, notices: options.Notices, registry: options.Registry, engine: options.Engine, outbox: options.Outbox, clock: options.Clock}
	var err error
	if s.analyzer, err = newAnalyzer(options.Registry.Areas()); err != nil {
		return nil, err
	}
	if s.products, err = store.Open[Product](ctx, s.db, productSchema, s.clock); err != nil {
		return nil, err
	}
	if s.certificates, err = store.Open[Certificate](ctx, s.db, certificateSchema, s.clock); err != nil {
		return nil, err
	}
	if s.annexes, err = store.Open[Annex](ctx, s.db, annexSchema, s.clock); err != nil {
		return nil, err
	}
	if s.ledgers, err = store.Open[Ledger](ctx, s.db, ledgerSchema, s.clock); err != nil {
		return nil, err
	}
	if s.reservations, err = store.Open[Reservation](ctx, s.db, reservationSchema, s.clock); err != nil {
		return nil, err
	}
	if s.saved, err = store.Open[SavedSearch](ctx, s.db, savedSchema, s.clock); err != nil {
		return nil, err
	}
	if s.watches, err = store.Open[watch](ctx, s.db, watchSchema, s.clock); err != nil {
		return nil, err
	}
	return s, nil
}

// Today is the day by which certificates count.
func (s *Service) Today() measure.Date { return measure.DateOf(s.clock()) }

// Add drafts a product for an organisation. Drafts need no verified organisation.
func (s *Service) Add(ctx context.Context, actor account.Actor, organizationID string, n NewProduct) (*Product, error) {
	product := &Product{OrganizationID: organizationID, Name: n.Name, Group: n.Group, Description: n.Description,
		Unit: n.Unit, Price: n.Price, MinOrder: n.MinOrder, Packaging: n.Packaging, QualityMarks: n.QualityMarks, Status: Draft}
	if err := product.check(); err != nil {
		return nil, err
	}
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		organization, err := s.registry.Manageable(ctx, actor, organizationID)
		if err != nil {
			return err
		}
		if err := product.belong(organization); err != nil {
			return err
		}
		product.ID = ""
		if err := s.products.Insert(ctx, product); err != nil {
			return err
		}
		return s.changed(ctx, product.ID)
	})
	if err != nil {
		return nil, err
	}
	return product, nil
}

// belong makes the product one of an organisation's.
func (p *Product) belong(o *registry.Organization) error {
	if !o.Kind.Supplies() {
		return fault.New(fault.Forbidden, textSuppliers)
	}
	p.OrganizationID, p.AreaCode, p.Areas = o.ID, o.AreaCode, o.Areas
	return nil
}

// changed tells the index about a product, in the Tx of the change.
func (s *Service) changed(ctx context.Context, productID string) error {
	return s.outbox.Enqueue(ctx, TopicProduct, productID)
}

// Lookup returns a product whatever its status, for other services' rules.
func (s *Service) Lookup(ctx context.Context, id string) (*Product, error) {
	product, err := s.products.Get(ctx, id)
	if fault.Is(err, fault.NotFound) {
		return nil, fault.Missing(textProduct)
	}
	if err != nil {
		return nil, fmt.Errorf("product %s: %w", id, err)
	}
	return product, nil
}

// Product returns what actor may see: a published product of a verified
// organisation, their own, or one of their area; else NotFound.
func (s *Service) Product(ctx context.Context, actor account.Actor, id string) (*Product, error) {
	product, err := s.Lookup(ctx, id)
	if err != nil {
		return nil, err
	}
	if actor.MemberOf(product.OrganizationID) || actor.Oversees(product.Areas) {
		return product, nil
	}
	if product.Status == Published {
		organization, err := s.registry.Lookup(ctx, product.OrganizationID)
		if err != nil {
			return nil, err
		}
		if organization.Status == registry.Verified {
			return product, nil
		}
	}
	return nil, fault.Missing(textProduct)
}

// manageable returns the product if actor may change it.
func (s *Service) manageable(ctx context.Context, actor account.Actor, id string) (*Product, error) {
	if !actor.SignedIn() {
		return nil, account.ErrUnauthenticated
	}
	product, err := s.Product(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	if actor.MemberOf(product.OrganizationID) || actor.Oversees(product.Areas) {
		return product, nil
	}
	return nil, account.ErrForbidden
}

// ProductFilter selects products; empty members do not filter.
type ProductFilter struct {
	OrganizationID string
	Group          string
	Area           string
	Status         ProductStatus // "" is Published; others for one's own or one's area
	Cursor         string
	Limit          int
}

// Products lists the latest changed first.
func (s *Service) Products(ctx context.Context, actor account.Actor, filter ProductFilter) (store.Page[Product], error) {
	var none store.Page[Product]
	if filter.Status == "" {
		filter.Status = Published
	}
	var check fault.Check
	check.That(filter.Group == "" || slices.Contains(Groups, filter.Group), "group", "not_in_list", textGroup)
	check.That(slices.Contains([]ProductStatus{Draft, Published, Suspended}, filter.Status), "status", "not_in_list", textStatus)
	if filter.Area != "" {
		s.registry.Areas().Check(&check, "area", filter.Area)
	}
	if err := check.Err(); err != nil {
		return none, err
	}
	if filter.Status != Published {
		if err := s.mayListHidden(ctx, actor, &filter); err != nil {
			return none, err
		}
	}
	where := store.And{store.Eq{Field: "status", Value: string(filter.Status)}}
	for field, value := range map[string]string{"organizationId": filter.OrganizationID, "group": filter.Group} {
		if value != "" {
			where = append(where, store.Eq{Field: field, Value: value})
		}
	}
	if filter.Area != "" {
		where = append(where, store.Contains{Field: "areas", Value: filter.Area})
	}
	return s.products.Find(ctx, store.Query{Where: where, Sort: []string{"-updatedAt"}, Cursor: filter.Cursor, Limit: filter.Limit})
}

// mayListHidden lets members list their own drafts and officers those of their
// area.
func (s *Service) mayListHidden(ctx context.Context, actor account.Actor, filter *ProductFilter) error {
	if filter.OrganizationID == "" && actor.OrganizationID != "" {
		filter.OrganizationID = actor.OrganizationID
	}
	if filter.OrganizationID != "" {
		_, err := s.registry.Manageable(ctx, actor, filter.OrganizationID)
		return err
	}
	if err := actor.Require(account.Officer); err != nil {
		return err
	}
	if filter.Area == "" && actor.Role == account.Officer {
		filter.Area = actor.AreaCode
	}
	if filter.Area != "" && !actor.Oversees(s.registry.Areas().Path(filter.Area)) {
		return account.ErrForbidden
	}
	return nil
}

// Own lists an organisation's products in every status, for its members.
func (s *Service) Own(ctx context.Context, actor account.Actor, organizationID, cursor string, limit int) (store.Page[Product], error) {
	if _, err := s.registry.Manageable(ctx, actor, organizationID); err != nil {
		return store.Page[Product]{}, err
	}
	return s.products.Find(ctx, store.Query{
		Where: store.Eq{Field: "organizationId", Value: organizationID}, Sort: []string{"-updatedAt"}, Cursor: cursor, Limit: limit})
}

// Change alters a product. version 0 accepts any.
func (s *Service) Change(ctx context.Context, actor account.Actor, id string, version int64, change ProductChange) (*Product, error) {
	return s.update(ctx, actor, id, version, func(ctx context.Context, p *Product) error {
		before := p.Unit.Dimension()
		if err := p.apply(change); err != nil {
			return err
		}
		return s.checkDimension(ctx, p, before)
	})
}

// checkDimension keeps the dimension of a product that has a capacity calendar.
func (s *Service) checkDimension(ctx context.Context, p *Product, before measure.Dimension) error {
	if p.Unit.Dimension() == before {
		return nil
	}
	kept, err := s.ledgers.Count(ctx, store.Eq{Field: "productId", Value: p.ID})
	if err == nil && kept > 0 {
		err = fault.New(fault.StateForbids, textUnitFixed).WithField("unit", "dimension_fixed", textUnitFixed)
	}
	return err
}

// Publish puts a product of a verified organisation on offer.
func (s *Service) Publish(ctx context.Context, actor account.Actor, id string, version int64) (*Product, error) {
	return s.update(ctx, actor, id, version, func(ctx context.Context, p *Product) error {
		organization, err := s.registry.Lookup(ctx, p.OrganizationID)
		if err != nil {
			return err
		}
		return p.publish(organization)
	})
}

func (p *Product) publish(owner *registry.Organization) error {
	if err := registry.CheckVerified(owner); err != nil {
		return err
	}
	switch p.Status {
	case Published:
		return fault.New(fault.StateForbids, textPublished)
	case Suspended:
		return fault.New(fault.StateForbids, textHeld)
	}
	p.Status = Published
	return nil
}

// Unpublish takes a product off offer; it becomes a draft again.
func (s *Service) Unpublish(ctx context.Context, actor account.Actor, id string, version int64) (*Product, error) {
	return s.update(ctx, actor, id, version, func(_ context.Context, p *Product) error { return p.unpublish() })
}

func (p *Product) unpublish() error {
	if p.Status != Published {
		return fault.New(fault.StateForbids, textNotPublished)
	}
	p.Status = Draft
	return nil
}

func (s *Service) update(ctx context.Context, actor account.Actor, id string, version int64, change func(context.Context, *Product) error) (*Product, error) {
	var product *Product
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		if _, err := s.manageable(ctx, actor, id); err != nil {
			return err
		}
		var err error
		product, err = s.products.Update(ctx, id, func(p *Product) error {
			if err := store.CheckVersion(&p.Meta, version); err != nil {
				return err
			}
			return change(ctx, p)
		})
		if err != nil {
			return err
		}
		return s.changed(ctx, id)
	})
	if err != nil {
		return nil, err
	}
	return product, nil
}
