package catalogue

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"time"

	"lienket/api/account"
	"lienket/api/fault"
	"lienket/api/measure"
	"lienket/api/registry"
	"lienket/api/store"
)

// Lot is what was made of a product in one go and carries one code.
type Lot struct {
	store.Meta     `json:",inline"` // its ID is lotID
	ProductID      string           `json:"productId"`
	OrganizationID string           `json:"organizationId"`
	Code           string           `json:"code"`
	ProducedAt     measure.Date     `json:"producedAt"`
	ExpiresAt      measure.Date     `json:"expiresAt,omitempty"` // last day that it is good, "" where it is not said
	Amount         measure.Amount   `json:"amount,omitempty"`    // 0 where it is not said
	Unit           measure.Unit     `json:"unit"`
	GTIN           string           `json:"variantGtin,omitempty"` // one of the product's, "" for its own
	Note           string           `json:"note,omitempty"`
}

var lotSchema = store.Schema{Name: "lots", Indexes: []store.Index{
	{Fields: []string{"productId", "-producedAt"}},
}}

// Limits of lots.
const (
	MaxLots    = 2000 // of a product
	MaxLotNote = 500
)

// lotCode is what GS1 allows in a batch number (AI 10), as far as an address and a
// file name can carry it too.
var lotCode = regexp.MustCompile(`^[0-9A-Z][0-9A-Z._-]{0,19}$`)

// foldLotCode is a code as it is kept: people type l01 for L01.
func foldLotCode(code string) string { return strings.ToUpper(strings.TrimSpace(code)) }

func lotID(productID, code string) string { return productID + "-" + foldLotCode(code) }

// NewLot is what a member records. Without ExpiresAt the product's shelf life
// counts, without Unit its unit.
type NewLot struct {
	Code       string
	ProducedAt measure.Date
	ExpiresAt  measure.Date
	Amount     measure.Amount
	Unit       measure.Unit
	GTIN       string
	Note       string
}

// LotChange alters a lot; nil leaves a field, what is empty clears it. The code
// stays: it is printed.
type LotChange struct {
	ProducedAt *measure.Date
	ExpiresAt  *measure.Date
	Amount     *measure.Amount
	Unit       *measure.Unit
	GTIN       *string
	Note       *string
}

func (l *Lot) check(p *Product, today measure.Date) error {
	var check fault.Check
	fault.Need(&check, l.Code, lotCode.MatchString(l.Code), "code", "bad_code", textLotCode)
	made, err := measure.ParseDate(string(l.ProducedAt))
	if err := check.Take("producedAt", err); err != nil {
		return err
	}
	check.That(err != nil || made <= today, "producedAt", "in_future", textProducedFuture)
	if l.ExpiresAt != "" {
		until, err := measure.ParseDate(string(l.ExpiresAt))
		if err := check.Take("expiresAt", err); err != nil {
			return err
		}
		check.That(err != nil || until >= l.ProducedAt, "expiresAt", "too_early", textExpiresEarly)
	}
	check.That(l.Amount >= 0 && l.Amount <= measure.MaxAmount, "amount", "out_of_range", textAmount)
	fault.Need(&check, l.Unit, l.Unit.Valid(), "unit", "unknown_unit", textUnit)
	if l.GTIN != "" {
		padded, _ := GTIN14(l.GTIN)
		_, own := p.gtins()[padded]
		check.That(own, "variantGtin", "not_in_list", textLotGTIN)
	}
	l.Note = check.Prose("note", l.Note, 0, MaxLotNote)
	return check.Err()
}

// AddLot records a lot. Errors: Conflict naming code where the product has a lot
// of that code.
func (s *Service) AddLot(ctx context.Context, actor account.Actor, productID string, n NewLot) (*Lot, error) {
	var lot *Lot
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		product, err := s.manageable(ctx, actor, productID)
		if err != nil {
			return err
		}
		lot = &Lot{ProductID: productID, OrganizationID: product.OrganizationID, Code: foldLotCode(n.Code), ProducedAt: n.ProducedAt,
			ExpiresAt: n.ExpiresAt, Amount: n.Amount, Unit: n.Unit, GTIN: n.GTIN, Note: n.Note}
		if lot.Unit == "" {
			lot.Unit = product.Unit
		}
		if lot.ExpiresAt == "" && product.ShelfLifeDays > 0 {
			lot.ExpiresAt = daysAfter(lot.ProducedAt, product.ShelfLifeDays)
		}
		if err := lot.check(product, s.Today()); err != nil {
			return err
		}
		count, err := s.lots.Count(ctx, store.Eq{Field: "productId", Value: productID})
		if err != nil {
			return err
		}
		if count >= MaxLots {
			return fault.New(fault.StateForbids, textLotsFull.With(MaxLots))
		}
		lot.ID = lotID(productID, lot.Code)
		err = s.lots.Insert(ctx, lot)
		if fault.Is(err, fault.Conflict) {
			return fault.New(fault.Conflict, textLotTaken).WithField("code", "taken", textLotTaken)
		}
		if err != nil {
			return err
		}
		return s.actOnLot(ctx, actor, lot, "products.lot-add")
	})
	if err != nil {
		return nil, err
	}
	return lot, nil
}

func daysAfter(day measure.Date, days int) measure.Date {
	t, err := time.Parse(time.DateOnly, string(day))
	if err != nil {
		return ""
	}
	return measure.Date(t.AddDate(0, 0, days).Format(time.DateOnly))
}

// Lots lists a product's lots for its owner and officers, the latest made first.
func (s *Service) Lots(ctx context.Context, actor account.Actor, productID, cursor string, limit int) (store.Page[Lot], error) {
	if _, err := s.manageable(ctx, actor, productID); err != nil {
		return store.Page[Lot]{}, err
	}
	return s.lots.Find(ctx, store.Query{Where: store.Eq{Field: "productId", Value: productID}, Sort: []string{"-producedAt"}, Cursor: cursor, Limit: limit})
}

// Lot is one, for its product's owner and officers.
func (s *Service) Lot(ctx context.Context, actor account.Actor, productID, code string) (*Lot, error) {
	if _, err := s.manageable(ctx, actor, productID); err != nil {
		return nil, err
	}
	return s.lot(ctx, productID, code)
}

func (s *Service) lot(ctx context.Context, productID, code string) (*Lot, error) {
	lot, err := s.lots.Get(ctx, lotID(productID, code))
	if fault.Is(err, fault.NotFound) {
		return nil, fault.Missing(textLot)
	}
	if err != nil {
		return nil, fmt.Errorf("lot %s of product %s: %w", code, productID, err)
	}
	return lot, nil
}

// ChangeLot alters a lot. version 0 accepts any.
func (s *Service) ChangeLot(ctx context.Context, actor account.Actor, productID, code string, version int64, change LotChange) (*Lot, error) {
	var lot *Lot
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		product, err := s.manageable(ctx, actor, productID)
		if err != nil {
			return err
		}
		lot, err = s.lots.Update(ctx, lotID(productID, code), func(l *Lot) error {
			if err := store.CheckVersion(&l.Meta, version); err != nil {
				return err
			}
			set(&l.ProducedAt, change.ProducedAt)
			set(&l.ExpiresAt, change.ExpiresAt)
			set(&l.Amount, change.Amount)
			set(&l.Unit, change.Unit)
			set(&l.GTIN, change.GTIN)
			set(&l.Note, change.Note)
			return l.check(product, s.Today())
		})
		if fault.Is(err, fault.NotFound) {
			return fault.Missing(textLot)
		}
		if err != nil {
			return err
		}
		return s.actOnLot(ctx, actor, lot, "products.lot-change")
	})
	if err != nil {
		return nil, err
	}
	return lot, nil
}

// actOnLot logs what an officer does to a lot.
func (s *Service) actOnLot(ctx context.Context, actor account.Actor, lot *Lot, what string) error {
	return s.registry.ActOnBehalf(ctx, actor, lot.OrganizationID, registry.Act{What: what, Subject: lot.Code})
}

// RemoveLot removes a lot; its labels then lead nowhere.
func (s *Service) RemoveLot(ctx context.Context, actor account.Actor, productID, code string, version int64) error {
	return s.db.Tx(ctx, func(ctx context.Context) error {
		lot, err := s.Lot(ctx, actor, productID, code)
		if err != nil {
			return err
		}
		if err := store.CheckVersion(&lot.Meta, version); err != nil {
			return err
		}
		if err := s.lots.Delete(ctx, lot.ID); err != nil {
			return err
		}
		return s.actOnLot(ctx, actor, lot, "products.lot-remove")
	})
}
