package exchange

import (
	"context"
	"math"

	"lienket/api/catalogue"
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
	var changed []*catalogue.Product
	err = r.each(ctx, func(i int, row *row) error {
		change := row.product()
		status := catalogue.ProductStatus(row.choice("status"))
		if row.bad || owners[i] == nil || !row.once("name", owners[i].ID, folded(*change.Name)) {
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
		if err != nil {
			return row.refused("status", err)
		}
		if r.count(before != nil, planned == before) {
			changed = append(changed, planned)
		}
		return nil
	})
	r.save = func(ctx context.Context) error { return s.catalogue.SaveProducts(ctx, r.actor, changed) }
	return err
}

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
	case r.bad:
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
