package web

import (
	"cmp"
	"strings"

	"lienket/api/account"
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
	v.fillParts(&model, product)
	v.fillActions(&model, product)
	page := v.page(product.Name)
	page.Nav = "/san-pham"
	page.Description = v.T("product.meta", "Name", product.Name, "Organization", organization.Name,
		"Place", model.Place, "Price", v.priceText(model.ProductItem))
	page.Canonical = v.absolute("/san-pham/" + product.ID)
	for _, photo := range model.Photos {
		page.Images = append(page.Images, v.absolute(photo.URL))
	}
	page.NoIndex = product.Status != catalogue.Published
	if page.JSONLD, err = v.schemaOrg(model, product.Tiers, page.Canonical, page.Images); err != nil {
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

// fillParts adds what is said of prices by volume, packages, keeping and papers.
func (v *visit) fillParts(model *view.ProductModel, p *catalogue.Product) {
	model.Tiers = view.Table{Compact: true, Caption: v.T("product.tiers"), Columns: []view.Column{{Label: v.T("product.tier_from")}, {Label: v.T("product.tier_price"), Number: true}}}
	for _, tier := range p.Tiers {
		model.Tiers.Rows = append(model.Tiers.Rows, view.Row{Cells: []string{v.Quantity(tier.From, p.Unit), v.Price(tier.Price, tier.Price, p.Unit)}})
	}
	model.Variants = view.Table{Caption: v.T("product.variants"), Columns: []view.Column{{Label: v.T("product.variant")}, {Label: v.T("product.variant_size"), Number: true},
		{Label: v.T("product.variant_price"), Number: true}, {Label: v.T("product.gtin"), Number: true}}}
	for _, variant := range p.Variants {
		size, price := "–", v.T("price.on_request")
		if variant.Size != nil {
			size = v.Amount(variant.Size.Amount) + "\u00a0" + v.Text(variant.Size.Unit.Label())
		}
		if variant.Price > 0 {
			price = v.Money(variant.Price)
		}
		model.Variants.Rows = append(model.Variants.Rows, view.Row{Cells: []string{variant.Name, size, price, cmp.Or(variant.GTIN, "–")}})
	}
	if p.ShelfLifeDays > 0 {
		model.ShelfLife = v.N("product.days", p.ShelfLifeDays)
	}
	model.Storage, model.Season, model.GTIN, model.OtherNames = p.Storage, p.Season, p.GTIN, strings.Join(p.Keywords, ", ")
	for i := range p.MarkDetails {
		if d := &p.MarkDetails[i]; d.RunsOn(v.today()) {
			model.Papers = append(model.Papers, view.Paper{Label: v.Text(catalogue.MarkLabels[d.Mark]), Number: d.Number, Issuer: d.Issuer,
				Issued: d.IssuedAt, Until: view.LastDay(d.ExpiresAt)})
		}
	}
}

// fillActions adds what the viewer may do with the product.
func (v *visit) fillActions(model *view.ProductModel, p *catalogue.Product) {
	overseen := v.actor.Require(account.Officer) == nil && v.actor.Oversees(p.Areas)
	if v.actor.MemberOf(p.OrganizationID) || overseen {
		model.Edit = editorPath(p.ID)
	}
	if p.Hold != nil {
		model.Hold = p.Hold.Reason
	}
	if overseen {
		model.Officer = &view.Form{CSRF: v.formToken()}
	}
}
