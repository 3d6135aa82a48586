package rest

import (
	"context"

	"lienket/api/catalogue"
	"lienket/api/label"
	"lienket/api/measure"
)

// Trace is what the code on a package tells everybody.
type Trace struct {
	ProductID    string                      `json:"productId"`
	Name         string                      `json:"name"`
	Status       catalogue.ProductStatus     `json:"status" enum:"draft,published,suspended"`
	Organization OrganizationSummary         `json:"organization"`
	Lot          Nullable[TracedLot]         `json:"lot"`
	Origin       Origin                      `json:"origin"`
	Certificate  Nullable[TracedCertificate] `json:"certificate" doc:"In force when the lot was made, or today"`
	Contracts    int                         `json:"contracts" doc:"Linkage contracts that have committed some of the product"`
	URL          string                      `json:"url" format:"uri" doc:"What its code leads to"`
}

// TracedLot is of a lot what is for everybody.
type TracedLot struct {
	Code       string                 `json:"code"`
	ProducedAt measure.Date           `json:"producedAt" format:"date"`
	ExpiresAt  Nullable[measure.Date] `json:"expiresAt" format:"date"`
}

// Origin is where a product is made.
type Origin struct {
	Commune         string   `json:"commune"`
	Province        string   `json:"province"`
	FormerDistricts []string `json:"formerDistricts" doc:"Abolished on 2025-07-01, in which the commune's land lay"`
}

// TracedCertificate is of a certificate what stands on it.
type TracedCertificate struct {
	Number         string       `json:"number"`
	DecisionNumber string       `json:"decisionNumber"`
	Issuer         string       `json:"issuer"`
	IssuedAt       measure.Date `json:"issuedAt" format:"date"`
	ExpiresAt      measure.Date `json:"expiresAt" format:"date"`
	Stars          int          `json:"stars"`
}

func (s *Server) showTrace(t *catalogue.Trace) Trace {
	shown := Trace{ProductID: t.Product.ID, Name: t.Product.Name, Status: t.Product.Status,
		Organization: OrganizationSummary{t.Organization.ID, t.Organization.Name, t.Organization.AreaCode},
		Lot:          nullable[TracedLot](nil), Certificate: nullable[TracedCertificate](nil), Contracts: t.Contracts,
		Origin: Origin{Commune: t.Commune.Name, Province: t.Province.Name, FormerDistricts: []string{}},
		URL:    s.opts.PublicURL + catalogue.LabelPath(t.Product, t.Lot)}
	for _, district := range t.Former {
		shown.Origin.FormerDistricts = append(shown.Origin.FormerDistricts, district.Name)
	}
	if l := t.Lot; l != nil {
		shown.Lot = nullable(&TracedLot{l.Code, l.ProducedAt, optional(l.ExpiresAt)})
	}
	if c := t.Certificate; c != nil {
		shown.Certificate = nullable(&TracedCertificate{c.Number, c.DecisionNumber, c.Issuer, c.IssuedAt, c.ExpiresAt, c.Stars})
	}
	return shown
}

// traces are the public side of products and lots: each operation once for the
// product as such and once for a lot.
func (s *Server) traces(at *resource, products *catalogue.Service) {
	trace := func(ctx context.Context, id, code string) (*Reply[Trace], error) {
		found, err := products.Trace(ctx, actor(ctx), id, code)
		if err != nil {
			return nil, err
		}
		return reply(s.showTrace(found)), nil
	}
	get(at, "/products/{id}/trace", "Where a product comes from and who vouches for it", func(ctx context.Context, in *ByID) (*Reply[Trace], error) {
		return trace(ctx, in.ID, "")
	})
	get(at, "/products/{id}/lots/{code}/trace", "Where a lot comes from and who vouched for it then", func(ctx context.Context, in *lotInput) (*Reply[Trace], error) {
		return trace(ctx, in.ID, in.Code)
	})
	get(at, "/products/{id}/lots/{code}/epcis", "The lot's making as an EPCIS 2.0 document", func(ctx context.Context, in *lotInput) (*Reply[EPCIS], error) {
		found, err := products.Trace(ctx, actor(ctx), in.ID, in.Code)
		if err != nil {
			return nil, err
		}
		return reply(s.showEPCIS(found)), nil
	})
	code := func(ctx context.Context, id, lot string) (*label.Code, error) {
		found, err := products.Trace(ctx, actor(ctx), id, lot)
		if err != nil {
			return nil, err
		}
		return label.Encode(s.opts.PublicURL + catalogue.LabelPath(found.Product, found.Lot))
	}
	svg := func(drawn *label.Code, err error) (*File, error) {
		if err != nil {
			return nil, err
		}
		return &File{ContentType: "image/svg+xml", Data: drawn.SVG()}, nil
	}
	png := func(drawn *label.Code, err error) (*File, error) {
		if err != nil {
			return nil, err
		}
		data, err := drawn.PNG(pixelsPerModule)
		return &File{ContentType: "image/png", Data: data}, err
	}
	download(at, "/products/{id}/qr.svg", "The product's QR code", "image/svg+xml", func(ctx context.Context, in *ByID) (*File, error) {
		return svg(code(ctx, in.ID, ""))
	})
	download(at, "/products/{id}/qr.png", "The product's QR code in pixels", "image/png", func(ctx context.Context, in *ByID) (*File, error) {
		return png(code(ctx, in.ID, ""))
	})
	download(at, "/products/{id}/lots/{code}/qr.svg", "The lot's QR code", "image/svg+xml", func(ctx context.Context, in *lotInput) (*File, error) {
		return svg(code(ctx, in.ID, in.Code))
	})
	download(at, "/products/{id}/lots/{code}/qr.png", "The lot's QR code in pixels", "image/png", func(ctx context.Context, in *lotInput) (*File, error) {
		return png(code(ctx, in.ID, in.Code))
	})
}

// pixelsPerModule makes a code of some 500 pixels, which prints well at 4 cm.
const pixelsPerModule = 10
