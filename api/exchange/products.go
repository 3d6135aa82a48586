package exchange

import (
	"context"
	"math"
	"slices"

	"lienket/api/catalogue"
	"lienket/api/fault"
	"lienket/api/measure"
)

// planProducts: a row is the product of that name of its organisation. What the
// file has no column for stays as it is.
func planProducts(ctx context.Context, s *Service, r *run) error {
	owners, err := s.owners(ctx, r)
	if err != nil {
		return err
	}
	known, err := s.catalogues(ctx, owners)
	if err != nil {
		return err
	}
	var rows []plannedProduct
	err = r.each(ctx, func(i int, row *row) error {
		change := row.product()
		status := catalogue.ProductStatus(row.choice("status"))
		if owners[i] == nil || slices.Contains(row.wrong, "name") || !row.bad && !row.once("name", owners[i].ID, folded(*change.Name)) {
			return nil
		}
		var before *catalogue.Product
		switch named := known.of(owners[i], *change.Name); len(named) {
		case 0:
		case 1:
			before = named[0]
		default:
			row.fail("name", "several", textManyProducts)
			return nil
		}
		planned, err := s.catalogue.PlanProduct(ctx, r.actor, owners[i], before, change, status)
		switch {
		case row.bad:
			return row.besides(err)
		case err != nil:
			return row.refused("status", err)
		}
		rows = append(rows, plannedProduct{row, before, planned})
		return nil
	})
	if err == nil {
		err = s.refuseTakenGTINs(ctx, rows)
	}
	var changed []*catalogue.Product
	cells := productCells(r.table)
	for _, p := range rows {
		if !p.row.bad && r.count(p.before != nil, p.planned == p.before) {
			changed = append(changed, p.planned)
			if p.before != nil {
				describe(p.row, p.before.Name, cells, &owned[catalogue.Product]{of: *p.before}, &owned[catalogue.Product]{of: *p.planned})
			}
		}
	}
	r.save = func(ctx context.Context) error { return s.catalogue.SaveProducts(ctx, r.actor, changed) }
	return err
}

// plannedProduct is what a row makes of a product.
type plannedProduct struct {
	row             *row
	before, planned *catalogue.Product
}

// refuseTakenGTINs notes the rows whose GTIN another product has, stored or in a row
// before. One that this file takes from a product is free.
func (s *Service) refuseTakenGTINs(ctx context.Context, rows []plannedProduct) error {
	var codes []string
	inFile := map[string]*catalogue.Product{}
	for _, p := range rows {
		inFile[p.planned.ID] = p.planned
		if code, given := catalogue.GTIN14(p.planned.GTIN); given {
			codes = append(codes, code)
		}
	}
	holders, err := s.catalogue.GTINHolders(ctx, codes)
	if err != nil {
		return err
	}
	claimed := map[string]bool{}
	for _, p := range rows {
		code, given := catalogue.GTIN14(p.planned.GTIN)
		if !given {
			continue
		}
		holder := holders[code]
		other := inFile[holder]
		stays := holder != "" && holder != p.planned.ID && (other == nil || other.HasGTIN(code))
		if stays || claimed[code] {
			p.row.fail("gtin", "taken", textGTINTaken)
		}
		claimed[code] = true
	}
	return nil
}

var textGTINTaken = fault.T("Mã GTIN này là của sản phẩm khác.", "This GTIN belongs to another product.")

// product reads what a row says of a product.
func (r *row) product() catalogue.ProductChange {
	name, group, unit := r.text("name"), r.choice("group"), measure.Unit(r.choice("unit"))
	change := catalogue.ProductChange{Name: &name, Group: &group, Unit: &unit, Description: r.optional("description"), Packaging: r.optional("packaging"),
		Storage: r.optional("storage"), Season: r.optional("season"), GTIN: r.optional("gtin")}
	if r.has("shelfLifeDays") {
		days := r.days("shelfLifeDays")
		change.ShelfLifeDays = &days
	}
	if r.has("minOrder") {
		amount, _ := r.amount("minOrder")
		change.MinOrder = &amount
	}
	if r.has("qualityMarks") {
		marks := r.choices("qualityMarks")
		change.QualityMarks = &marks
	}
	if r.has("priceMin") || r.has("priceMax") {
		r.price(&change)
	}
	return change
}

// price reads a price range; one price alone is both.
func (r *row) price(change *catalogue.ProductChange) {
	least, given := r.whole("priceMin")
	most, both := r.whole("priceMax")
	switch {
	case slices.Contains(r.wrong, "priceMin") || slices.Contains(r.wrong, "priceMax"):
	case given && both:
		change.Price = &catalogue.PriceRange{Min: least, Max: most}
	case given:
		change.Price = &catalogue.PriceRange{Min: least, Max: least}
	case both:
		r.fail("priceMin", "required", textPriceMinNeeds)
	default:
		change.PriceOnRequest = true
	}
}

// days is a number of days from 1 on, 0 for an empty cell.
func (r *row) days(key string) int {
	days, given := r.whole(key)
	if given && (days < 1 || days > math.MaxInt32) {
		r.fail(key, "out_of_range", textRange)
		return 0
	}
	return int(days)
}
