package web

import (
	"encoding/json"

	"lienket/api/catalogue"
	"lienket/api/measure"
	"lienket/web/view"
)

// The schema.org Product of a page.
type (
	schemaProduct struct {
		Context       string              `json:"@context"`
		Type          string              `json:"@type"`
		ID            string              `json:"@id"`
		Name          string              `json:"name"`
		Description   string              `json:"description,omitempty"`
		Image         []string            `json:"image,omitempty"`
		Category      string              `json:"category"`
		GTIN          string              `json:"gtin,omitempty"`
		Brand         schemaThing         `json:"brand"`
		Offers        *schemaOffer        `json:"offers,omitempty"`
		Certification []schemaCertificate `json:"hasCertification,omitempty"`
	}
	schemaThing struct {
		Type string `json:"@type"`
		Name string `json:"name"`
	}
	schemaOffer struct {
		Type     string        `json:"@type"`
		Price    measure.Money `json:"price,omitempty"`
		Low      measure.Money `json:"lowPrice,omitempty"`
		High     measure.Money `json:"highPrice,omitempty"`
		Currency string        `json:"priceCurrency"`
		Seller   *schemaThing  `json:"seller,omitempty"`
		From     *schemaAmount `json:"eligibleQuantity,omitempty"`
		Count    int           `json:"offerCount,omitempty"`
		Offers   []schemaOffer `json:"offers,omitempty"`
	}
	schemaAmount struct {
		Type  string      `json:"@type"`
		Least json.Number `json:"minValue"`
		Unit  string      `json:"unitText"`
	}
	schemaCertificate struct {
		Type    string       `json:"@type"`
		Name    string       `json:"name"`
		Number  string       `json:"certificationIdentification"`
		Issuer  *schemaThing `json:"issuedBy,omitempty"`
		From    measure.Date `json:"validFrom,omitempty"`
		Expires measure.Date `json:"expires,omitempty"`
	}
)

// schemaOrg describes a product for search engines: no offer where the price is
// on request, one by each tier, certificates and papers while they are valid. json
// escapes <, > and &, so that the text can stand in a page.
func (v *visit) schemaOrg(m view.ProductModel, tiers []catalogue.Tier, id string, images []string) (string, error) {
	product := schemaProduct{Context: "https://schema.org", Type: "Product", ID: id, Name: m.Name, Description: m.Description,
		Image: images, Category: m.GroupLabel, GTIN: m.GTIN, Brand: schemaThing{"Brand", m.Supplier.Name}, Offers: schemaOffers(m, tiers)}
	for _, c := range m.Certificates {
		if c.Status == string(catalogue.CertificateVerified) {
			product.Certification = append(product.Certification, schemaCertificate{Type: "Certification",
				Name: "OCOP " + string(rune('0'+c.Stars)) + " sao", Number: c.Number,
				Issuer: &schemaThing{"Organization", c.Issuer}, From: c.IssuedAt, Expires: view.LastDay(c.ExpiresAt)})
		}
	}
	for _, paper := range m.Papers {
		certificate := schemaCertificate{Type: "Certification", Name: paper.Label, Number: paper.Number, From: paper.Issued, Expires: paper.Until}
		if paper.Issuer != "" {
			certificate.Issuer = &schemaThing{"Organization", paper.Issuer}
		}
		product.Certification = append(product.Certification, certificate)
	}
	text, err := json.Marshal(product)
	return string(text), err
}

func schemaOffers(m view.ProductModel, tiers []catalogue.Tier) *schemaOffer {
	if m.Price == nil {
		return nil
	}
	offer := &schemaOffer{Type: "Offer", Price: m.Price.Min, Currency: "VND", Seller: &schemaThing{"Organization", m.Supplier.Name}}
	if m.Price.Max > m.Price.Min || len(tiers) > 0 {
		offer.Type, offer.Price, offer.Low, offer.High, offer.Count = "AggregateOffer", 0, m.Price.Min, m.Price.Max, len(tiers)
	}
	for _, tier := range tiers {
		offer.Offers = append(offer.Offers, schemaOffer{Type: "Offer", Price: tier.Price, Currency: "VND",
			From: &schemaAmount{Type: "QuantitativeValue", Least: json.Number(tier.From.String()), Unit: m.Unit.Label().EN}})
	}
	return offer
}
