package catalogue

import (
	"context"
	"time"

	"lienket/api/account"
	"lienket/api/fault"
	"lienket/api/label"
	"lienket/api/measure"
	"lienket/api/registry"
	"lienket/api/store"
)

// Trace is what the code on a package tells: where it comes from, who vouches for
// it, and how far it has come. It holds nothing that is not for everybody.
type Trace struct {
	Product      *Product
	Organization *registry.Organization
	Lot          *Lot // nil for the product as such
	// Certificate was in force when the lot was made, or is today; nil for none.
	Certificate *Certificate
	Commune     registry.Area
	Province    registry.Area
	// Former are the districts, abolished on 2025-07-01, that the commune's land lay in.
	Former    []registry.Area
	Contracts int // linkage contracts that have committed some of the product
}

// Trace follows a code: of a product, or of one of its lots. What was once on
// offer stays on shelves, so a product that is so no longer is told of too. Error:
// NotFound for others and for what was never on offer, but for its owner and
// officers.
func (s *Service) Trace(ctx context.Context, actor account.Actor, productID, code string) (*Trace, error) {
	product, err := s.Lookup(ctx, productID)
	if err != nil {
		return nil, err
	}
	organization, err := s.registry.Lookup(ctx, product.OrganizationID)
	if err != nil {
		return nil, err
	}
	offered := (product.Status != Draft || product.Referred) && organization.Status != registry.Pending && organization.Status != registry.Rejected
	if !offered && !actor.MemberOf(product.OrganizationID) && !actor.Oversees(product.Areas) {
		return nil, fault.Missing(textProduct)
	}
	trace := &Trace{Product: product, Organization: organization}
	day := s.Today()
	if code != "" {
		if trace.Lot, err = s.lot(ctx, productID, code); err != nil {
			return nil, err
		}
		day = trace.Lot.ProducedAt
	}
	if trace.Certificate, err = s.certificateOn(ctx, productID, day); err != nil {
		return nil, err
	}
	trace.place(s.registry.Areas())
	// One reservation is one contract's.
	contracts, err := s.reservations.Count(ctx, store.Eq{Field: "productId", Value: productID})
	trace.Contracts = int(contracts)
	return trace, err
}

// certificateOn is the best certificate that was in force on a day, nil for none.
// One that was withdrawn never was.
func (s *Service) certificateOn(ctx context.Context, productID string, day measure.Date) (*Certificate, error) {
	held, err := s.certificates.Find(ctx, store.Query{
		Where: store.Eq{Field: "productId", Value: productID}, Sort: []string{"-issuedAt"}, Limit: store.MaxLimit})
	if err != nil {
		return nil, err
	}
	var best *Certificate
	for i := range held.Items {
		c := &held.Items[i]
		counts := c.Status == CertificateVerified || c.Status == CertificateLapsed
		if counts && c.IssuedAt <= day && day < c.ExpiresAt && (best == nil || c.Stars > best.Stars) {
			best = c
		}
	}
	return best, nil
}

func (t *Trace) place(areas *registry.Areas) {
	for _, code := range areas.Path(t.Product.AreaCode) {
		area, _ := areas.Get(code)
		switch {
		case area.Level == registry.LevelDistrict:
			t.Former = append(t.Former, area)
		case area.Level == registry.LevelCommune && t.Commune.Code == "":
			t.Commune = area
		case area.Level == registry.LevelProvince && area.ValidTo == "":
			t.Province = area
		}
	}
}

// LabelPath is what the code on a package leads to, below the root of the site: a
// GS1 Digital Link where there is a GTIN, which other readers understand too.
func LabelPath(p *Product, lot *Lot) string {
	code, gtin := "", p.GTIN
	if lot != nil {
		code = lot.Code
		if lot.GTIN != "" {
			gtin = lot.GTIN
		}
	}
	if padded, ok := GTIN14(gtin); ok {
		return DigitalLinkPath(padded, code)
	}
	return TracePath(p.ID, code)
}

// Label is what is printed on a lot's packages; site is where the code leads.
func (t *Trace) Label(site, lang string) label.Label {
	l := label.Label{Address: site + LabelPath(t.Product, t.Lot), Name: t.Product.Name, Maker: t.Organization.Name}
	if t.Certificate != nil {
		l.Stars = t.Certificate.Stars
	}
	if t.Lot != nil {
		l.Lines = append(l.Lines, textLabelLot.With(t.Lot.Code).In(lang), textLabelMade.With(printedDate(t.Lot.ProducedAt)).In(lang))
		if t.Lot.ExpiresAt != "" {
			l.Lines = append(l.Lines, textLabelUntil.With(printedDate(t.Lot.ExpiresAt)).In(lang))
		}
	}
	return l
}

// printedDate is a day as packages in Vietnam carry it: 23/11/2026.
func printedDate(day measure.Date) string {
	t, err := time.Parse(time.DateOnly, string(day))
	if err != nil {
		return ""
	}
	return t.Format("02/01/2006")
}

// DigitalLinkPath is the path of a GS1 Digital Link; code may be "".
func DigitalLinkPath(gtin14, code string) string {
	if code != "" {
		code = "/10/" + code
	}
	return "/01/" + gtin14 + code
}

// TracePath is the page of a trace; code is "" for the product as such.
func TracePath(productID, code string) string {
	if code != "" {
		code = "/" + code
	}
	return "/truy-xuat/" + productID + code
}

// ByGTIN is the ID of the product that has a GTIN, its own or a package's.
func (s *Service) ByGTIN(ctx context.Context, gtin string) (string, error) {
	padded, ok := GTIN14(gtin)
	if !ok {
		return "", fault.Missing(textProduct)
	}
	claim, err := s.claims.Get(ctx, padded)
	if fault.Is(err, fault.NotFound) {
		return "", fault.Missing(textProduct)
	}
	if err != nil {
		return "", err
	}
	return claim.ProductID, nil
}
