package catalogue

import (
	"context"
	"reflect"
	"slices"

	"lienket/api/account"
	"lienket/api/fault"
	"lienket/api/measure"
	"lienket/api/notice"
	"lienket/api/registry"
	"lienket/api/store"
)

// An import plans what each row would make of a record, outside any Tx and by the
// rules of a single change, then saves all plans in one Tx. A plan that leaves the
// record as it is returns the record that it was given.

// EachProductOf calls fn with every product of the organisations.
func (s *Service) EachProductOf(ctx context.Context, organizationIDs []string, fn func(*Product) error) error {
	return s.products.Keyed(ctx, "organizationId", organizationIDs, fn)
}

// WithIDs finds products, whatever their status, by ID.
func (s *Service) WithIDs(ctx context.Context, ids []string) (map[string]*Product, error) {
	found := make(map[string]*Product, len(ids))
	err := s.products.Keyed(ctx, "_id", ids, func(p *Product) error {
		found[p.ID] = p
		return nil
	})
	return found, err
}

// PlanProduct is what a row makes of a product of owner, or of nothing where before
// is nil; status "" keeps it. Errors as of Add, Change, Publish and Unpublish.
func (s *Service) PlanProduct(ctx context.Context, actor account.Actor, owner *registry.Organization, before *Product, change ProductChange, status ProductStatus) (*Product, error) {
	if err := registry.CheckManages(actor, owner); err != nil {
		return nil, err
	}
	planned := &Product{Meta: store.Meta{ID: store.NewID()}, Status: Draft}
	if before != nil {
		copied := *before
		planned = &copied
	} else if err := planned.belong(owner); err != nil {
		return nil, err
	}
	if err := planned.apply(change, s.Today()); err != nil {
		return nil, err
	}
	if before != nil {
		if err := s.checkFixed(ctx, before, planned); err != nil {
			return nil, err
		}
		if len(before.QualityMarks)+len(planned.QualityMarks) == 0 {
			planned.QualityMarks = before.QualityMarks // nil and empty are one
		}
	}
	if err := planned.bring(owner, status); err != nil {
		return nil, err
	}
	if before != nil && reflect.DeepEqual(planned, before) {
		return before, nil
	}
	return planned, nil
}

// bring takes the product to a status by the moves there are.
func (p *Product) bring(owner *registry.Organization, status ProductStatus) error {
	switch {
	case status == "" || status == p.Status:
		return nil
	case p.Status == Suspended:
		return fault.New(fault.StateForbids, textHeld).WithField("status", "suspended", textHeld)
	case status == Published:
		return p.publish(owner)
	case status == Draft:
		return p.unpublish()
	}
	return fault.Invalid("status", "not_in_list", textStatus)
}

// SaveProducts stores what actor planned, within the caller's Tx. Errors: Conflict or
// VersionMismatch where somebody else was faster.
func (s *Service) SaveProducts(ctx context.Context, actor account.Actor, planned []*Product) error {
	ids, acts := make([]string, len(planned)), registry.Acts{}
	for i, p := range planned {
		ids[i] = p.ID
		acts.Add(p.OrganizationID, "products.import", p.Name)
	}
	var known []string
	for _, p := range planned {
		if p.Version > 0 {
			known = append(known, p.ID)
		}
	}
	before, err := s.WithIDs(ctx, known)
	if err != nil {
		return err
	}
	if err := s.products.Save(ctx, planned); err != nil {
		return err
	}
	// A code may go from one product of the file to another.
	for _, p := range planned {
		if old := before[p.ID]; old != nil {
			if err := s.freeGTINs(ctx, p, old.gtins()); err != nil {
				return err
			}
		}
	}
	for _, p := range planned {
		if err := s.claimGTINs(ctx, p, nil); err != nil {
			return err
		}
	}
	if err := s.registry.ActOnBehalfOf(ctx, actor, acts); err != nil {
		return err
	}
	return s.outbox.Enqueue(ctx, TopicProduct, ids...)
}

// CertificatesNumbered finds certificates by number.
func (s *Service) CertificatesNumbered(ctx context.Context, numbers []string) (map[string]*Certificate, error) {
	found := make(map[string]*Certificate, len(numbers))
	err := s.certificates.Keyed(ctx, "number", numbers, func(c *Certificate) error {
		found[c.Number] = c
		return nil
	})
	return found, err
}

// PlanCertificate is what a row makes of a certificate of product, or of nothing
// where before is nil. An officer of the area verifies it by that, by a row that says what
// is there only if vouching, and may correct one that was verified; what a member corrects
// waits again. Errors as of Certify;
// Conflict for the number of another product, StateForbids where it was decided.
func (s *Service) PlanCertificate(actor account.Actor, product *Product, before *Certificate, n NewCertificate, vouching bool) (*Certificate, error) {
	officer := actor.Oversees(product.Areas)
	if !officer && !actor.MemberOf(product.OrganizationID) {
		return nil, account.ErrForbidden
	}
	planned := &Certificate{Meta: store.Meta{ID: store.NewID()}, ProductID: product.ID, OrganizationID: product.OrganizationID, Areas: product.Areas,
		Status: CertificatePending}
	if before != nil {
		if before.ProductID != product.ID {
			return nil, fault.New(fault.Conflict, textNumberTaken).WithField("number", "taken", textNumberTaken)
		}
		copied := *before
		planned = &copied
	}
	planned.Number, planned.DecisionNumber, planned.Issuer, planned.IssuedAt = n.Number, n.DecisionNumber, n.Issuer, n.IssuedAt
	planned.CriteriaVersion, planned.Score = n.CriteriaVersion, n.Score
	if before == nil || before.CriteriaVersion != n.CriteriaVersion {
		planned.Group = groupOf(product.Group, n.CriteriaVersion)
	}
	if n.Group != "" {
		planned.Group = n.Group
	}
	if err := planned.check(s.Today()); err != nil {
		return nil, err
	}
	if err := planned.checkGroup(product); err != nil {
		return nil, err
	}
	if before != nil {
		if reflect.DeepEqual(planned, before) && !(vouching && officer && before.Status == CertificatePending) {
			return before, nil
		}
		if before.Status == CertificateRevoked || !officer && (before.Status == CertificateVerified || before.Status == CertificateLapsed) {
			return nil, fault.New(fault.StateForbids, textDecided).WithField("number", "decided", textDecided)
		}
		planned.Status, planned.Decision = CertificatePending, nil
	}
	if officer {
		s.decide(planned, actor, true, "")
	}
	return planned, nil
}

// SaveCertificates stores what actor planned, all or nothing; stars follow. Officers
// are told once per organisation of what waits for them. Errors: Conflict or
// VersionMismatch where somebody else was faster.
func (s *Service) SaveCertificates(ctx context.Context, actor account.Actor, planned []*Certificate) error {
	if err := s.certificates.Save(ctx, planned); err != nil {
		return err
	}
	products, acts := []string(nil), registry.Acts{}
	waiting := map[string][]*Certificate{} // by organisation
	for _, c := range planned {
		products = append(products, c.ProductID)
		acts.Add(c.OrganizationID, "certificates.import", c.Number)
		switch {
		case c.Status == CertificatePending:
			waiting[c.OrganizationID] = append(waiting[c.OrganizationID], c)
		case c.Version > 0:
			if err := s.tellMembers(ctx, c, c.event("decided-approve"), textNoticeApproved); err != nil {
				return err
			}
		}
	}
	slices.Sort(products)
	for _, id := range slices.Compact(products) {
		if err := s.deriveStars(ctx, id); err != nil {
			return err
		}
	}
	for _, list := range waiting {
		if err := s.tellOfImported(ctx, list); err != nil {
			return err
		}
	}
	return s.registry.ActOnBehalfOf(ctx, actor, acts)
}

func (s *Service) tellOfImported(ctx context.Context, list []*Certificate) error {
	organization, err := s.registry.Lookup(ctx, list[0].OrganizationID)
	if err != nil {
		return err
	}
	return s.notices.Send(ctx, notice.Officers(list[0].Areas), notice.Message{
		Kind: "certificate", Text: textNoticeImported.With(organization.Name, len(list)), Link: certificatesPage(list[0].ProductID)})
}

// LedgersWithKeys finds years of capacity by LedgerKey.
func (s *Service) LedgersWithKeys(ctx context.Context, keys []string) (map[string]*Ledger, error) {
	found := make(map[string]*Ledger, len(keys))
	err := s.ledgers.Keyed(ctx, "_id", keys, func(l *Ledger) error {
		found[l.ID] = l
		return nil
	})
	return found, err
}

// LedgerKey is what a product's year of capacity has that no other has.
func LedgerKey(productID string, year int) string { return ledgerID(productID, year) }

// PlanCapacity is what a row makes of a product's year, or of nothing where before
// is nil. Errors as of SetCapacity.
func (s *Service) PlanCapacity(ctx context.Context, actor account.Actor, product *Product, before *Ledger, year int, unit measure.Unit, months []measure.Amount) (*Ledger, error) {
	if !actor.Oversees(product.Areas) && !actor.MemberOf(product.OrganizationID) {
		return nil, account.ErrForbidden
	}
	if err := checkCapacity(year, unit, months); err != nil {
		return nil, err
	}
	if err := product.checkUnit(unit); err != nil {
		return nil, err
	}
	planned := &Ledger{Meta: store.Meta{ID: ledgerID(product.ID, year)}}
	if before != nil {
		copied := *before
		planned = &copied
	}
	planned.state(product.ID, year, unit, months)
	if before != nil && *planned == *before {
		return before, nil
	}
	if err := planned.checkNotBelowCommitted(nil); err != nil {
		holders, failed := s.holders(ctx, product.ID)
		if failed != nil {
			return nil, failed
		}
		return nil, planned.checkNotBelowCommitted(holders)
	}
	return planned, nil
}

// SaveCapacity stores what actor planned, within the caller's Tx. Errors: Conflict or
// VersionMismatch where somebody else was faster, a contract's signature for one.
func (s *Service) SaveCapacity(ctx context.Context, actor account.Actor, planned []*Ledger) error {
	products := make([]string, len(planned))
	for i, l := range planned {
		products[i] = l.ProductID
	}
	slices.Sort(products)
	products = slices.Compact(products)
	acts := registry.Acts{}
	for _, l := range planned { // the product may have got another unit since
		product, err := s.Lookup(ctx, l.ProductID)
		if err == nil {
			err = product.checkUnit(l.Unit)
		}
		if err != nil {
			return err
		}
		acts.Add(product.OrganizationID, "capacity.import", product.Name)
	}
	if err := s.ledgers.Save(ctx, planned); err != nil {
		return err
	}
	if err := s.registry.ActOnBehalfOf(ctx, actor, acts); err != nil {
		return err
	}
	return s.outbox.Enqueue(ctx, TopicProduct, products...)
}
