package web

import (
	"cmp"
	"slices"

	"lienket/api/catalogue"
	"lienket/api/measure"
	"lienket/api/registry"
	"lienket/web/view"
)

// fewContracts and fewDue are the counts below which a supplier's figures are not
// shown: single contracts could be read off them.
const (
	fewContracts = 3
	fewDue       = 3
)

// mostSupplied is how many of a supplier's products count in its capacity.
const mostSupplied = 100

// supply gathers what a buyer asks about a supplier.
func (v *visit) supply(o *registry.Organization) (view.SupplierModel, error) {
	var model view.SupplierModel
	record, err := v.site.Sourcing.TrackRecord(v.ctx, o.ID)
	if err != nil {
		return model, err
	}
	products, err := v.site.Catalogue.Products(v.ctx, v.actor, catalogue.ProductFilter{OrganizationID: o.ID, Limit: mostSupplied})
	if err != nil {
		return model, err
	}
	contracts := v.T("supply.under", "Count", v.Int(fewContracts))
	if record.Contracts >= fewContracts {
		contracts = v.Int(record.Contracts)
	}
	onTime := v.T("supply.too_new")
	if record.Due >= fewDue && record.Contracts >= fewContracts {
		onTime = v.percent(record.Reliability())
	}
	model.Facts = []view.Figure{{Label: v.T("supply.contracts"), Value: contracts}, {Label: v.T("supply.reliability"), Value: onTime}}
	model.Method = v.T("supply.method")
	if km, known := v.distanceTo(o.AreaCode); known {
		model.Facts = append(model.Facts, view.Figure{Label: v.T("supply.distance"), Value: v.km(km)})
	}
	for i := range products.Items {
		for _, mark := range products.Items[i].MarksOn(v.today()) {
			if label := v.Text(catalogue.MarkLabels[mark]); !slices.Contains(model.Marks, label) {
				model.Marks = append(model.Marks, label)
			}
		}
	}
	model.Capacity, err = v.freeByGroup(products.Items)
	return model, err
}

// distanceTo is how far an area is from the viewer's organisation.
func (v *visit) distanceTo(area string) (km float64, known bool) {
	if v.actor.OrganizationID == "" {
		return 0, false
	}
	own, err := v.site.Registry.Lookup(v.ctx, v.actor.OrganizationID)
	if err != nil {
		return 0, false
	}
	return v.site.Registry.Areas().Kilometres(own.AreaCode, area)
}

// freeGroup is what is free of one group in one dimension.
type freeGroup struct {
	group     string
	dimension measure.Dimension
}

// freeByGroup sums what products have uncommitted in the coming twelve months.
func (v *visit) freeByGroup(products []catalogue.Product) (view.Table, error) {
	months := v.coming(12)
	table := view.Table{Caption: v.T("supply.capacity_caption"), Columns: []view.Column{{Label: v.T("product.group")},
		{Label: v.T("supply.products"), Number: true}, {Label: v.T("supply.free"), Number: true}, {Label: v.T("supply.best_month"), Number: true}}}
	ids := make([]string, len(products))
	for i := range products {
		ids[i] = products[i].ID
	}
	free, err := v.site.Catalogue.Availability(v.ctx, ids, months)
	if err != nil {
		return table, err
	}
	counts, byMonth := map[freeGroup]int{}, map[freeGroup]map[measure.Month]int64{}
	var groups []freeGroup
	for i := range products {
		key := freeGroup{products[i].Group, products[i].Unit.Dimension()}
		if byMonth[key] == nil {
			byMonth[key] = map[measure.Month]int64{}
			groups = append(groups, key)
		}
		counts[key]++
		for _, month := range months {
			byMonth[key][month] += free[i].In(month)
		}
	}
	slices.SortFunc(groups, func(a, b freeGroup) int {
		return cmp.Or(cmp.Compare(a.group, b.group), cmp.Compare(a.dimension, b.dimension))
	})
	for _, key := range groups {
		var total, most int64
		var best measure.Month
		for _, month := range months {
			total += byMonth[key][month]
			if byMonth[key][month] > most {
				most, best = byMonth[key][month], month
			}
		}
		if total == 0 {
			continue
		}
		unit := readableUnit(key.dimension, most)
		table.Rows = append(table.Rows, view.Row{Cells: []string{v.Text(catalogue.GroupLabels[key.group]), v.Int(int64(counts[key])),
			v.Quantity(unit.FromBase(total), unit), v.T("supply.in_month", "Amount", v.Quantity(unit.FromBase(most), unit), "Month", v.Month(best))}})
	}
	return table, nil
}

// readableUnit is the unit in which so much is written short.
func readableUnit(d measure.Dimension, base int64) measure.Unit {
	units := measure.UnitsOf(d)
	if last := units[len(units)-1]; base >= last.Base(1000) {
		return last
	}
	return units[0]
}
