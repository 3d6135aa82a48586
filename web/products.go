package web

import (
	"encoding/json"

	"lienket/api/catalogue"
	"lienket/api/measure"
	"lienket/api/registry"
	"lienket/web/view"
)

// moreProducts is how many others of the same supplier a product's page shows.
const moreProducts = 4

func (s *Site) showProduct(v *visit) error {
	product, err := s.Catalogue.Product(v.ctx, v.actor, v.c.Params("id"))
	if err != nil {
		return err
	}
	organization, err := s.Registry.Organization(v.ctx, v.actor, product.OrganizationID)
	if err != nil {
		return err
	}
	model := view.ProductModel{
		ProductItem: v.product(product, organization),
		Description: product.Description, Packaging: product.Packaging,
		Photos: v.photos(product), Supplier: v.supplier(organization), Updated: v.Day(product.UpdatedAt.Time),
	}
	certificates, err := s.Catalogue.Certificates(v.ctx, v.actor, product.ID)
	if err != nil {
		return err
	}
	for i := range certificates {
		model.Certificates = append(model.Certificates, certificateModel(&certificates[i], v.today()))
	}
	if model.CapacityUnit, model.Capacity, err = v.capacity(product); err != nil {
		return err
	}
	if model.More, err = v.more(product, organization); err != nil {
		return err
	}
	page := v.page(product.Name)
	page.Nav = "/san-pham"
	page.Description = v.T("product.meta", "Name", product.Name, "Organization", organization.Name,
		"Place", model.Place, "Price", v.priceText(model.ProductItem))
	page.Canonical = v.absolute("/san-pham/" + product.ID)
	for _, photo := range model.Photos {
		page.Images = append(page.Images, v.absolute(photo.URL))
	}
	page.NoIndex = product.Status != catalogue.Published
	if page.JSONLD, err = v.schemaOrg(model, page.Canonical, page.Images); err != nil {
		return err
	}
	return v.render(view.Product(page, model))
}

func (v *visit) priceText(item view.ProductItem) string {
	if item.Price == nil {
		return v.T("price.on_request")
	}
	return v.Price(item.Price.Min, item.Price.Max, item.Unit)
}

func (v *visit) supplier(o *registry.Organization) view.Supplier {
	return view.Supplier{ID: o.ID, Name: o.Name, Kind: string(o.Kind), Place: v.place(o.AreaCode), Phone: o.Phone,
		Email: o.Email, Rating: string(o.Rating), RatingYear: o.RatingYear, Status: string(o.Status)}
}

// certificateModel shows a certificate as of today: the worker may mark one as
// lapsed only later in the day.
func certificateModel(c *catalogue.Certificate, today measure.Date) view.Certificate {
	status := c.Status
	if status == catalogue.CertificateVerified && c.ExpiresAt <= today {
		status = catalogue.CertificateLapsed
	}
	return view.Certificate{Number: c.Number, Decision: c.DecisionNumber, Issuer: c.Issuer, IssuedAt: c.IssuedAt,
		ExpiresAt: c.ExpiresAt, Criteria: c.CriteriaVersion, Stars: c.Stars, Status: string(status)}
}

// capacity is what a product can give in the twelve months to come, in the unit
// of the ledger of the first; nil if nothing is stated.
func (v *visit) capacity(product *catalogue.Product) (unit measure.Unit, months []view.MonthCapacity, err error) {
	unit = product.Unit
	stated := false
	var year catalogue.Capacity
	for i, month := range v.coming(12) {
		number, index := month.Split()
		if year.Year != number {
			if year, err = v.site.Catalogue.CapacityOf(v.ctx, v.actor, product.ID, number); err != nil {
				return unit, nil, err
			}
			if i == 0 {
				unit = year.Unit
			}
		}
		m := year.Months[index-1]
		shown := view.MonthCapacity{Month: month}
		shown.Capacity, shown.Available = unit.FromBase(year.Unit.Base(m.Capacity)), unit.FromBase(year.Unit.Base(m.Available))
		shown.Committed = unit.FromBaseUp(year.Unit.Base(m.Committed))
		stated = stated || m.Capacity > 0
		months = append(months, shown)
	}
	if !stated {
		return unit, nil, nil
	}
	return unit, months, nil
}

// more are other products of the same supplier.
func (v *visit) more(product *catalogue.Product, organization *registry.Organization) ([]view.ProductItem, error) {
	others, err := v.site.Catalogue.Products(v.ctx, v.actor, catalogue.ProductFilter{OrganizationID: product.OrganizationID, Limit: moreProducts + 1})
	if err != nil {
		return nil, err
	}
	var items []view.ProductItem
	for i := range others.Items {
		if other := &others.Items[i]; other.ID != product.ID && len(items) < moreProducts {
			items = append(items, v.product(other, organization))
		}
	}
	return items, nil
}

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
		Seller   schemaThing   `json:"seller"`
	}
	schemaCertificate struct {
		Type    string       `json:"@type"`
		Name    string       `json:"name"`
		Number  string       `json:"certificationIdentification"`
		Issuer  schemaThing  `json:"issuedBy"`
		From    measure.Date `json:"validFrom"`
		Expires measure.Date `json:"expires"`
	}
)

// schemaOrg describes a product for search engines: no offer where the price is
// on request, certificates while they are valid. json escapes <, > and &, so
// that the text can stand in a page.
func (v *visit) schemaOrg(m view.ProductModel, id string, images []string) (string, error) {
	product := schemaProduct{Context: "https://schema.org", Type: "Product", ID: id, Name: m.Name, Description: m.Description,
		Image: images, Category: m.GroupLabel, Brand: schemaThing{"Brand", m.Supplier.Name}}
	if m.Price != nil {
		offer := &schemaOffer{Type: "Offer", Price: m.Price.Min, Currency: "VND", Seller: schemaThing{"Organization", m.Supplier.Name}}
		if m.Price.Max > m.Price.Min {
			offer.Type, offer.Price, offer.Low, offer.High = "AggregateOffer", 0, m.Price.Min, m.Price.Max
		}
		product.Offers = offer
	}
	for _, c := range m.Certificates {
		if c.Status == string(catalogue.CertificateVerified) {
			product.Certification = append(product.Certification, schemaCertificate{Type: "Certification",
				Name: "OCOP " + string(rune('0'+c.Stars)) + " sao", Number: c.Number,
				Issuer: schemaThing{"Organization", c.Issuer}, From: c.IssuedAt, Expires: view.LastDay(c.ExpiresAt)})
		}
	}
	text, err := json.Marshal(product)
	return string(text), err
}
