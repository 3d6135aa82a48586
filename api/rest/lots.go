package rest

import (
	"context"
	"strings"

	"lienket/api/catalogue"
	"lienket/api/label"
	"lienket/api/measure"
)

// Lot is what was made of a product in one go.
type Lot struct {
	Code        string                 `json:"code"`
	ProductID   string                 `json:"productId"`
	ProducedAt  measure.Date           `json:"producedAt" format:"date"`
	ExpiresAt   Nullable[measure.Date] `json:"expiresAt" format:"date" doc:"The last day that it is good"`
	Amount      Nullable[Decimal]      `json:"amount"`
	Unit        measure.Unit           `json:"unit"`
	VariantGTIN Nullable[string]       `json:"variantGtin" doc:"Of the package; null for the product's own"`
	Note        string                 `json:"note"`
	URL         string                 `json:"url" format:"uri" doc:"What its code leads to: a GS1 Digital Link where there is a GTIN"`
	Version     int64                  `json:"version"`
	CreatedAt   Instant                `json:"createdAt"`
}

func (s *Server) showLot(p *catalogue.Product, l *catalogue.Lot) Lot {
	shown := Lot{Code: l.Code, ProductID: l.ProductID, ProducedAt: l.ProducedAt, ExpiresAt: optional(l.ExpiresAt), Unit: l.Unit,
		VariantGTIN: optional(l.GTIN), Note: l.Note, URL: s.opts.PublicURL + catalogue.LabelPath(p, l), Version: l.Version, CreatedAt: Instant{l.CreatedAt}}
	if l.Amount > 0 {
		amount := decimal(l.Amount)
		shown.Amount = nullable(&amount)
	} else {
		shown.Amount.Set = true
	}
	return shown
}

// LotOf is a product's lot in the path, embedded beside ByID.
type LotOf struct {
	Code string `path:"code" minLength:"1" maxLength:"20" doc:"The lot's code"`
}

type lotInput struct {
	ByID
	LotOf
}

type newLotInput struct {
	ByID
	Body struct {
		Code        string       `json:"code" minLength:"1" maxLength:"20" doc:"Letters without marks, digits and . _ -, kept in capitals; once for each product"`
		ProducedAt  Day          `json:"producedAt"`
		ExpiresAt   *Day         `json:"expiresAt,omitempty" doc:"By default after the product's shelf life, if it has one"`
		Amount      Decimal      `json:"amount,omitempty"`
		Unit        measure.Unit `json:"unit,omitempty" maxLength:"20" doc:"By default the product's"`
		VariantGTIN string       `json:"variantGtin,omitempty" maxLength:"14"`
		Note        string       `json:"note,omitempty" maxLength:"500"`
	}
}

type lotChangeInput struct {
	ByID
	LotOf
	Body struct {
		ProducedAt  *Day              `json:"producedAt,omitempty"`
		ExpiresAt   Nullable[Day]     `json:"expiresAt,omitempty"`
		Amount      Nullable[Decimal] `json:"amount,omitempty"`
		Unit        *measure.Unit     `json:"unit,omitempty" maxLength:"20"`
		VariantGTIN Nullable[string]  `json:"variantGtin,omitempty" maxLength:"14"`
		Note        *string           `json:"note,omitempty" maxLength:"500"`
	}
}

func (in *lotChangeInput) value() catalogue.LotChange {
	change := catalogue.LotChange{Unit: in.Body.Unit, Note: in.Body.Note}
	if in.Body.ProducedAt != nil {
		change.ProducedAt = &in.Body.ProducedAt.Date
	}
	if in.Body.ExpiresAt.Set {
		change.ExpiresAt = new(measure.Date)
		if in.Body.ExpiresAt.Value != nil {
			*change.ExpiresAt = in.Body.ExpiresAt.Value.Date
		}
	}
	if in.Body.Amount.Set {
		change.Amount = new(measure.Amount)
		if in.Body.Amount.Value != nil {
			*change.Amount = in.Body.Amount.Value.Amount
		}
	}
	if in.Body.VariantGTIN.Set {
		change.GTIN = new(string)
		if in.Body.VariantGTIN.Value != nil {
			change.GTIN = in.Body.VariantGTIN.Value
		}
	}
	return change
}

type lotsQuery struct {
	ByID
	Paging
}

type labelsQuery struct {
	ByID
	LotOf
	Count int `query:"count" minimum:"1" maximum:"240" default:"24" doc:"How many labels; 24 of 70 × 37 mm fill a sheet of A4"`
}

func (s *Server) lots(products *catalogue.Service) {
	at := s.resource("lots", "What was made of a product in one go, its labels and codes")

	get(at, "/products/{id}/lots", "A product's lots, the latest made first", func(ctx context.Context, in *lotsQuery) (*Reply[List[Lot]], error) {
		page, err := products.Lots(ctx, actor(ctx), in.ID, in.Cursor, in.Limit)
		if err != nil {
			return nil, err
		}
		product, err := products.Lookup(ctx, in.ID)
		return listed(page, func(l *catalogue.Lot) Lot { return s.showLot(product, l) }), err
	}, signedIn)
	create(at, "/products/{id}/lots", "Record a lot", func(ctx context.Context, in *newLotInput) (*Reply[Lot], error) {
		n := catalogue.NewLot{Code: in.Body.Code, ProducedAt: in.Body.ProducedAt.Date, Amount: in.Body.Amount.Amount, Unit: in.Body.Unit,
			GTIN: in.Body.VariantGTIN, Note: in.Body.Note}
		if in.Body.ExpiresAt != nil {
			n.ExpiresAt = in.Body.ExpiresAt.Date
		}
		lot, err := products.AddLot(ctx, actor(ctx), in.ID, n)
		if err != nil {
			return nil, err
		}
		product, err := products.Lookup(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		return created("/products/"+in.ID+"/lots/"+lot.Code, s.showLot(product, lot), lot.Version), nil
	})
	one := func(ctx context.Context, productID string, lot *catalogue.Lot, err error) (*Reply[Lot], error) {
		if err != nil {
			return nil, err
		}
		product, err := products.Lookup(ctx, productID)
		if err != nil {
			return nil, err
		}
		return versioned(s.showLot(product, lot), lot.Version), nil
	}
	get(at, "/products/{id}/lots/{code}", "One lot", func(ctx context.Context, in *lotInput) (*Reply[Lot], error) {
		lot, err := products.Lot(ctx, actor(ctx), in.ID, in.Code)
		return one(ctx, in.ID, lot, err)
	}, signedIn)
	patch(at, "/products/{id}/lots/{code}", "Change a lot; its code stays", func(ctx context.Context, in *lotChangeInput) (*Reply[Lot], error) {
		lot, err := products.ChangeLot(ctx, actor(ctx), in.ID, in.Code, ifMatch(ctx), in.value())
		return one(ctx, in.ID, lot, err)
	})
	remove(at, "/products/{id}/lots/{code}", "Remove a lot", func(ctx context.Context, in *lotInput) error {
		return products.RemoveLot(ctx, actor(ctx), in.ID, in.Code, ifMatch(ctx))
	})
	download(at, "/products/{id}/lots/{code}/labels.pdf", "A sheet of labels to print", "application/pdf", func(ctx context.Context, in *labelsQuery) (*File, error) {
		if _, err := products.Lot(ctx, actor(ctx), in.ID, in.Code); err != nil {
			return nil, err
		}
		trace, err := products.Trace(ctx, actor(ctx), in.ID, in.Code)
		if err != nil {
			return nil, err
		}
		sheet, err := label.Sheet(trace.Label(s.opts.PublicURL, Language(ctx)), in.Count, s.opts.Clock())
		return &File{ContentType: "application/pdf", Name: "nhan-" + strings.ToLower(trace.Lot.Code) + ".pdf", Data: sheet}, err
	}, signedIn)
	s.traces(at, products)
}
