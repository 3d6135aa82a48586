package catalogue

import (
	"context"
	"fmt"
	"slices"
	"time"

	"lienket/api/account"
	"lienket/api/fault"
	"lienket/api/measure"
	"lienket/api/media"
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
	Media    *media.Store
	Clock    func() time.Time
}

// Service holds the catalogue's rules.
type Service struct {
	db           store.DB
	notices      *notice.Service
	registry     *registry.Service
	contracts    ContractNumbers
	more         MoreDocuments
	engine       search.Engine
	outbox       *worker.Outbox
	media        *media.Store
	clock        func() time.Time
	analyzer     *query.Analyzer
	readings     *readings
	products     *store.Collection[Product]
	lots         *store.Collection[Lot]
	certificates *store.Collection[Certificate]
	annexes      *store.Collection[Annex]
	ledgers      *store.Collection[Ledger]
	reservations *store.Collection[Reservation]
	saved        *store.Collection[SavedSearch]
	watches      *store.Collection[watch]
	markWatches  *store.Collection[markWatch]
	claims       *store.Collection[gtinClaim]
}

// New opens the catalogue's collections.
func New(ctx context.Context, options Options) (*Service, error) {
	s := &Service{db: options.DB, notices: options.Notices, registry: options.Registry, engine: options.Engine, outbox: options.Outbox, media: options.Media, clock: options.Clock}
	var err error
	if s.analyzer, err = newAnalyzer(options.Registry.Areas()); err != nil {
		return nil, err
	}
	if s.readings, err = newReadings(s.analyzer); err != nil {
		return nil, err
	}
	if s.products, err = store.Open[Product](ctx, s.db, productSchema, s.clock); err != nil {
		return nil, err
	}
	if s.lots, err = store.Open[Lot](ctx, s.db, lotSchema, s.clock); err != nil {
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
	if s.markWatches, err = store.Open[markWatch](ctx, s.db, markWatchSchema, s.clock); err != nil {
		return nil, err
	}
	if s.claims, err = store.Open[gtinClaim](ctx, s.db, gtinSchema, s.clock); err != nil {
		return nil, err
	}
	s.registry.Observe(s.holdProducts)
	s.registry.OnMerge(s.carryMerged)
	s.registry.OnRelocate(s.follow)
	s.registry.OnRekey(s.renewAreas)
	return s, nil
}

// Today is the day by which certificates count.
func (s *Service) Today() measure.Date { return measure.DateOf(s.clock()) }

// Add drafts a product for an organisation. Drafts need no verified organisation.
func (s *Service) Add(ctx context.Context, actor account.Actor, organizationID string, n NewProduct) (*Product, error) {
	product, err := s.describe(n)
	if err != nil {
		return nil, err
	}
	err = s.db.Tx(ctx, func(ctx context.Context) error {
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
		if err := s.claimGTINs(ctx, product, nil); err != nil {
			return err
		}
		if err := s.watchMarks(ctx, product); err != nil {
			return err
		}
		if err := s.registry.ActOnBehalf(ctx, actor, organizationID, registry.Act{What: "products.add", Subject: product.Name}); err != nil {
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

// describe makes the draft that n describes; InvalidInput with all that is wrong.
func (s *Service) describe(n NewProduct) (*Product, error) {
	var check fault.Check
	product, err := n.product()
	if err := check.Take("", err); err != nil {
		return nil, err
	}
	if err := check.Take("", product.check(s.Today())); err != nil {
		return nil, err
	}
	return product, check.Err()
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

// Change alters a product. version 0 accepts any.
func (s *Service) Change(ctx context.Context, actor account.Actor, id string, version int64, change ProductChange) (*Product, error) {
	return s.update(ctx, actor, id, version, func(ctx context.Context, p *Product) error {
		before, codes := *p, p.gtins()
		if err := p.apply(change, s.Today()); err != nil {
			return err
		}
		if err := s.checkFixed(ctx, &before, p); err != nil {
			return err
		}
		if err := s.claimGTINs(ctx, p, codes); err != nil {
			return err
		}
		if slices.Equal(p.MarkDetails, before.MarkDetails) {
			return nil
		}
		return s.watchMarks(ctx, p)
	})
}

// checkFixed refuses changes that others build upon: the dimension of a product
// with a calendar, the group of one that is certified in it.
func (s *Service) checkFixed(ctx context.Context, before, p *Product) error {
	if p.Unit.Dimension() != before.Unit.Dimension() {
		kept, err := s.ledgers.Count(ctx, store.Eq{Field: "productId", Value: p.ID})
		if err != nil {
			return err
		}
		if kept > 0 {
			return fault.New(fault.StateForbids, textUnitFixed).WithField("unit", "dimension_fixed", textUnitFixed)
		}
	}
	if p.Group == before.Group || p.StarsOn(s.Today()) == 0 {
		return nil
	}
	certificate, err := s.certificates.Get(ctx, p.CertificateID)
	if err != nil {
		return fmt.Errorf("certificate %s of product %s: %w", p.CertificateID, p.ID, err)
	}
	if certificate.CriteriaVersion == CriteriaVersions[0] && certificate.Group == before.Group {
		return fault.New(fault.StateForbids, textGroupFixed).WithField("group", "certified", textGroupFixed)
	}
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
		if err := s.registry.ActOnBehalf(ctx, actor, product.OrganizationID, registry.Act{What: "products.change", Subject: product.Name}); err != nil {
			return err
		}
		return s.changed(ctx, id)
	})
	if err != nil {
		return nil, err
	}
	return product, nil
}
