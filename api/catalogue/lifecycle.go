package catalogue

import (
	"context"
	"unicode/utf8"

	"lienket/api/account"
	"lienket/api/fault"
	"lienket/api/notice"
	"lienket/api/registry"
	"lienket/api/store"
)

// Hold is why, when and by which officer a product was suspended, and what it was.
type Hold struct {
	Reason string        `json:"reason"`
	By     string        `json:"by"`
	At     store.Instant `json:"at"`
	Was    ProductStatus `json:"was"`
	// WithOwner says that its organisation is out of trade, with which it comes back.
	WithOwner bool `json:"withOwner,omitempty"`
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
	p.Status, p.Referred = Published, true
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
	p.Status, p.Referred = Draft, true
	return nil
}

// Suspend takes a product off offer by an officer of its area, with a reason that
// the members are told. They may mend it, and only an officer lifts it.
func (s *Service) Suspend(ctx context.Context, actor account.Actor, id, reason string, version int64) (*Product, error) {
	if err := actor.Require(account.Officer); err != nil {
		return nil, err
	}
	var check fault.Check
	reason = check.Prose("reason", reason, 1, 2000)
	if err := check.Err(); err != nil {
		return nil, err
	}
	return s.supervise(ctx, actor, id, version, "product-suspended", func(p *Product) (fault.Text, error) {
		if p.Status == Suspended {
			return fault.Text{}, fault.New(fault.StateForbids, textHeld)
		}
		p.Hold = &Hold{Reason: reason, By: actor.UserID, At: store.At(s.clock()), Was: p.Status}
		p.Status = Suspended
		return textNoticeSuspended.With(p.Name, reason), nil
	})
}

// Resume lifts a suspension; the product is again what it was before. Error:
// StateForbids while its organisation is out of trade.
func (s *Service) Resume(ctx context.Context, actor account.Actor, id string, version int64) (*Product, error) {
	if err := actor.Require(account.Officer); err != nil {
		return nil, err
	}
	return s.supervise(ctx, actor, id, version, "product-resumed", func(p *Product) (fault.Text, error) {
		if p.Status != Suspended {
			return fault.Text{}, fault.New(fault.StateForbids, textNotHeld)
		}
		if p.Hold != nil && p.Hold.WithOwner {
			return fault.Text{}, fault.New(fault.StateForbids, textHeldWithOwner)
		}
		p.Status = Draft
		if p.Hold != nil {
			p.Status = p.Hold.Was
		}
		p.Hold = nil
		return textNoticeResumed.With(p.Name), nil
	})
}

// supervise is update by an officer of the product's area; the members are told
// what the change says.
func (s *Service) supervise(ctx context.Context, actor account.Actor, id string, version int64, kind string, change func(*Product) (fault.Text, error)) (*Product, error) {
	var product *Product
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		known, err := s.manageable(ctx, actor, id)
		if err != nil {
			return err
		}
		var text fault.Text
		product, err = s.products.Update(ctx, known.ID, func(p *Product) (err error) {
			if err := store.CheckVersion(&p.Meta, version); err != nil {
				return err
			}
			text, err = change(p)
			return err
		})
		if err != nil {
			return err
		}
		if err := s.notices.Send(ctx, notice.Members(product.OrganizationID), notice.Message{Kind: kind, Text: text, Link: productPage(id)}); err != nil {
			return err
		}
		return s.changed(ctx, id)
	})
	if err != nil {
		return nil, err
	}
	return product, nil
}

// Copy drafts a product like another of the same organisation: all that is said of
// it but GTINs, which name one product. Certificates, capacity and photos stay with
// the first.
func (s *Service) Copy(ctx context.Context, actor account.Actor, id string) (*Product, error) {
	first, err := s.manageable(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	n := NewProduct{Name: copyName(first.Name), Group: first.Group, Description: first.Description, Unit: first.Unit,
		Price: first.Price, Tiers: first.Tiers, MinOrder: first.MinOrder, Packaging: first.Packaging,
		ShelfLifeDays: first.ShelfLifeDays, Storage: first.Storage, Season: first.Season,
		QualityMarks: first.QualityMarks, MarkDetails: first.MarkDetails, Keywords: first.Keywords}
	for _, variant := range first.Variants {
		variant.ID, variant.GTIN = "", ""
		n.Variants = append(n.Variants, variant)
	}
	return s.Add(ctx, actor, first.OrganizationID, n)
}

// copyName marks a name as a copy's, within the limit of names.
func copyName(name string) string {
	const suffix, most = " (bản sao)", 200
	for utf8.RuneCountInString(name+suffix) > most {
		_, size := utf8.DecodeLastRuneInString(name)
		name = name[:len(name)-size]
	}
	return name + suffix
}

// Refer notes that a record of another area names the product, so that it is never
// deleted. One that was on offer is noted already.
func (s *Service) Refer(ctx context.Context, p *Product) error {
	if p.Referred || p.Status != Draft {
		return nil
	}
	_, err := s.products.Update(ctx, p.ID, func(p *Product) error { p.Referred = true; return nil })
	return err
}

// Remove deletes a draft that was never on offer and has no certificate; with it
// goes its capacity. Errors: StateForbids for others, to which contracts, quotes or
// printed labels may refer.
func (s *Service) Remove(ctx context.Context, actor account.Actor, id string, version int64) error {
	return s.db.Tx(ctx, func(ctx context.Context) error {
		product, err := s.manageable(ctx, actor, id)
		if err != nil {
			return err
		}
		if err := store.CheckVersion(&product.Meta, version); err != nil {
			return err
		}
		if err := s.checkUnused(ctx, product); err != nil {
			return err
		}
		if err := s.dropLedgers(ctx, id); err != nil {
			return err
		}
		if err := s.setMarkWatch(ctx, id, ""); err != nil {
			return err
		}
		nothing := &Product{Meta: product.Meta}
		if err := s.claimGTINs(ctx, nothing, product.gtins()); err != nil {
			return err
		}
		if err := s.products.Delete(ctx, id); err != nil {
			return err
		}
		if err := s.registry.ActOnBehalf(ctx, actor, product.OrganizationID, registry.Act{What: "products.remove", Subject: product.Name}); err != nil {
			return err
		}
		s.dropPhotoFiles(ctx, id, product.Photos...)
		return s.changed(ctx, id)
	})
}

// checkUnused is StateForbids for a product that something may refer to.
func (s *Service) checkUnused(ctx context.Context, p *Product) error {
	if p.Status != Draft || p.Referred {
		return fault.New(fault.StateForbids, textOffered)
	}
	certified, err := s.certificates.Count(ctx, store.Eq{Field: "productId", Value: p.ID})
	if err != nil {
		return err
	}
	lots, err := s.lots.Count(ctx, store.Eq{Field: "productId", Value: p.ID})
	if err != nil {
		return err
	}
	held, err := s.reservations.Count(ctx, store.Eq{Field: "productId", Value: p.ID})
	if err == nil && certified+lots+held > 0 {
		err = fault.New(fault.StateForbids, textReferred)
	}
	return err
}

func (s *Service) dropLedgers(ctx context.Context, productID string) error {
	ledgers, err := s.ledgers.Find(ctx, store.Query{
		Where: store.Eq{Field: "productId", Value: productID}, Sort: []string{"year"}, Limit: store.MaxLimit})
	if err != nil {
		return err
	}
	for i := range ledgers.Items {
		if err := s.ledgers.Delete(ctx, ledgers.Items[i].ID); err != nil {
			return err
		}
	}
	return nil
}
