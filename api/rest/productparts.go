package rest

import (
	"lienket/api/catalogue"
	"lienket/api/measure"
)

// PriceRange is VND per the product's unit.
type PriceRange struct {
	Min int64 `json:"min" minimum:"1" maximum:"100000000000"`
	Max int64 `json:"max" minimum:"1" maximum:"100000000000"`
}

// PriceTier is the price of an order of an amount or more.
type PriceTier struct {
	From  Decimal `json:"from" doc:"In the product's unit; each tier's is above that of the one before"`
	Price int64   `json:"price" minimum:"1" maximum:"100000000000" doc:"VND per the product's unit; not above that of the tier before"`
}

// Size is how much a package holds.
type Size struct {
	Amount Decimal `json:"amount"`
	Unit   string  `json:"unit" maxLength:"20" doc:"g or a unit of products"`
}

// Variant is one way in which a product is packed.
type Variant struct {
	ID    string           `json:"id,omitempty" maxLength:"64" doc:"Given by the server; sent back to keep a variant"`
	Name  string           `json:"name" minLength:"1" maxLength:"100"`
	Size  Nullable[Size]   `json:"size,omitempty" doc:"null: not stated"`
	GTIN  Nullable[string] `json:"gtin,omitempty" maxLength:"14" doc:"8, 12, 13 or 14 digits, unique across products"`
	Price Nullable[int64]  `json:"price,omitempty" minimum:"1" maximum:"100000000000" doc:"VND per package; null: on request"`
}

// MarkDetail is the paper behind a quality mark.
type MarkDetail struct {
	Mark      string `json:"mark" maxLength:"40"`
	Number    string `json:"number" minLength:"1" maxLength:"100"`
	Issuer    string `json:"issuer,omitempty" maxLength:"200"`
	IssuedAt  *Date  `json:"issuedAt,omitempty"`
	ExpiresAt *Date  `json:"expiresAt,omitempty" doc:"The first day on which it no longer counts; none if it does not run out"`
	Valid     *bool  `json:"valid,omitempty" readOnly:"true" doc:"Whether it counts today"`
}

func showTiers(tiers []catalogue.Tier) []PriceTier {
	shown := make([]PriceTier, len(tiers))
	for i, tier := range tiers {
		shown[i] = PriceTier{decimal(tier.From), tier.Price}
	}
	return shown
}

func fromTiers(wire []PriceTier) []catalogue.Tier {
	tiers := make([]catalogue.Tier, len(wire))
	for i, tier := range wire {
		tiers[i] = catalogue.Tier{From: tier.From.Amount, Price: tier.Price}
	}
	return tiers
}

func showVariants(variants []catalogue.Variant) []Variant {
	shown := make([]Variant, len(variants))
	for i, v := range variants {
		shown[i] = Variant{ID: v.ID, Name: v.Name, GTIN: optional(v.GTIN), Price: optional(v.Price)}
		if v.Size != nil {
			shown[i].Size = nullable(&Size{decimal(v.Size.Amount), string(v.Size.Unit)})
		}
	}
	return shown
}

func fromVariants(wire []Variant) []catalogue.Variant {
	variants := make([]catalogue.Variant, len(wire))
	for i, v := range wire {
		variants[i] = catalogue.Variant{ID: v.ID, Name: v.Name, GTIN: v.GTIN.or(""), Price: v.Price.or(0)}
		if size := v.Size.Value; size != nil {
			variants[i].Size = &catalogue.Size{Amount: size.Amount.Amount, Unit: catalogue.SizeUnit(size.Unit)}
		}
	}
	return variants
}

func showMarkDetails(details []catalogue.MarkDetail, today measure.Date) []MarkDetail {
	shown := make([]MarkDetail, len(details))
	for i := range details {
		d := &details[i]
		valid := d.RunsOn(today)
		shown[i] = MarkDetail{Mark: d.Mark, Number: d.Number, Issuer: d.Issuer, IssuedAt: optionalDate(d.IssuedAt),
			ExpiresAt: optionalDate(d.ExpiresAt), Valid: &valid}
	}
	return shown
}

func fromMarkDetails(wire []MarkDetail) []catalogue.MarkDetail {
	details := make([]catalogue.MarkDetail, len(wire))
	for i, d := range wire {
		details[i] = catalogue.MarkDetail{Mark: d.Mark, Number: d.Number, Issuer: d.Issuer, IssuedAt: dateOr(d.IssuedAt), ExpiresAt: dateOr(d.ExpiresAt)}
	}
	return details
}

func optionalDate(day measure.Date) *Date {
	if day == "" {
		return nil
	}
	shown := Date(day)
	return &shown
}

func dateOr(day *Date) measure.Date {
	if day == nil {
		return ""
	}
	return day.Value()
}

// optional is null for the zero value.
func optional[T comparable](value T) Nullable[T] {
	var zero T
	if value == zero {
		return Nullable[T]{Set: true}
	}
	return nullable(&value)
}
