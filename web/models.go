package web

import (
	"cmp"
	"slices"
	"strings"

	"lienket/api/catalogue"
	"lienket/api/measure"
	"lienket/api/registry"
	"lienket/search"
	"lienket/web/view"
)

// product is a product as lists show it.
func (v *visit) product(p *catalogue.Product, o *registry.Organization) view.ProductItem {
	item := view.ProductItem{
		ID: p.ID, Name: p.Name, Group: p.Group, GroupLabel: v.Text(catalogue.GroupLabels[p.Group]),
		Stars: p.StarsOn(v.today()), Unit: p.Unit, MinOrder: p.MinOrder,
		Organization: view.Link{Label: o.Name, URL: "/htx/" + o.ID},
		Place:        v.place(p.AreaCode), Status: string(p.Status),
	}
	if p.Price != nil {
		item.Price = &view.Price{Min: p.Price.Min, Max: p.Price.Max}
	}
	if len(p.Photos) > 0 {
		cover := photoModel(p, 0)
		item.Cover = &cover
	}
	for _, mark := range p.MarksOn(v.today()) {
		item.Marks = append(item.Marks, v.Text(catalogue.MarkLabels[mark]))
	}
	return item
}

func (v *visit) products(found []catalogue.Found) []view.ProductItem {
	items := make([]view.ProductItem, len(found))
	for i, hit := range found {
		items[i] = v.product(hit.Product, hit.Organization)
		items[i].Marked, items[i].Left = hit.Name, v.left(hit)
	}
	return items
}

// left says what a hit has left in the months that were asked for; of several, what it
// has in each of them.
func (v *visit) left(hit catalogue.Found) string {
	if len(hit.Available) == 0 {
		return ""
	}
	months, least, most := make([]measure.Month, len(hit.Available)), hit.Available[0].Amount, measure.Amount(0)
	for i, m := range hit.Available {
		months[i], least, most = m.Month, min(least, m.Amount), max(most, m.Amount)
	}
	key := "search.left"
	switch {
	case least == 0 && most > 0:
		key = "search.left_gaps"
	case least == 0:
		key = "search.left_none"
	case len(months) > 1:
		key = "search.left_each"
	}
	return v.T(key, "Months", v.months(months), "Amount", v.Quantity(least, hit.Product.Unit))
}

// months names months; those in a row by the first and the last.
func (v *visit) months(months []measure.Month) string {
	names, row := make([]string, len(months)), true
	for i, month := range months {
		names[i] = v.Month(month)
		row = row && month == months[0].Add(i)
	}
	if row && len(names) > 2 {
		return names[0] + "–" + names[len(names)-1]
	}
	return strings.Join(names, ", ")
}

func (v *visit) organization(o *registry.Organization) view.OrganizationItem {
	return view.OrganizationItem{ID: o.ID, Name: o.Name, Kind: string(o.Kind), Place: v.place(o.AreaCode),
		Rating: string(o.Rating), Year: o.RatingYear, Status: string(o.Status)}
}

// place names an area and the province that it is in.
func (v *visit) place(code string) string {
	areas := v.site.Registry.Areas()
	area, known := areas.Get(code)
	if !known {
		return code
	}
	name := area.Name
	for area.ParentCode != "" {
		if area, known = areas.Get(area.ParentCode); !known {
			break
		}
		if area.Level == registry.LevelProvince {
			name += ", " + shortName(area)
		}
	}
	return name
}

// shortName leaves out what kind of area it is, where that is plain.
func shortName(area registry.Area) string {
	name := strings.TrimPrefix(area.Name, "Tỉnh ")
	return strings.TrimPrefix(name, "Thành phố ")
}

// homeProvince is the province whose communes the lists of places name.
const homeProvince = "19"

// formerProvinces are those that became part of it on 2025-07-01 and are still
// asked for.
var formerProvinces = []string{"06@old"}

// areaFilter offers the province, what it was made of, its communes and the districts
// of before 2025-07-01; with counts, what has none is left out unless chosen.
func (v *visit) areaFilter(chosen string, counts map[string]int) []view.OptionGroup {
	areas := v.site.Registry.Areas()
	regions := view.OptionGroup{Label: v.T("search.area_wide")}
	communes := view.OptionGroup{Label: v.T("search.area_communes")}
	offered := false
	add := func(group *view.OptionGroup, code, label string) {
		if counts != nil && counts[code] == 0 && code != chosen {
			return
		}
		offered = offered || code == chosen
		group.Options = append(group.Options, view.Option{Value: code, Label: label, Count: counts[code]})
	}
	if province, known := areas.Get(homeProvince); known {
		add(&regions, province.Code, province.Name)
	}
	for _, code := range formerProvinces {
		if former, known := areas.Get(code); known {
			add(&regions, code, v.T("search.area_footprint", "Name", former.Name))
		}
	}
	for _, province := range areas.Find(registry.AreaFilter{Level: registry.LevelProvince}) {
		if province.Code != homeProvince && province.ValidTo == "" && counts[province.Code] > 0 {
			add(&regions, province.Code, province.Name)
		}
	}
	for _, commune := range areas.Find(registry.AreaFilter{Level: registry.LevelCommune, Parent: homeProvince}) {
		add(&communes, commune.Code, commune.Name)
	}
	sortByName(communes.Options)
	districts := view.OptionGroup{Label: v.T("search.area_districts")}
	for _, district := range areas.Find(registry.AreaFilter{Level: registry.LevelDistrict}) {
		add(&districts, district.Code, v.T("search.area_footprint", "Name", district.Name))
	}
	if chosen != "" && !offered {
		if area, known := areas.Get(chosen); known {
			regions.Options = append(regions.Options, view.Option{Value: chosen, Label: area.Name})
		}
	}
	return []view.OptionGroup{regions, communes, districts}
}

// areaChoice offers where an organisation can be based: a commune of the
// province, or another province.
func (v *visit) areaChoice() []view.OptionGroup {
	areas := v.site.Registry.Areas()
	home, _ := areas.Get(homeProvince)
	communes := view.OptionGroup{Label: home.Name}
	elsewhere := view.OptionGroup{Label: v.T("field.area_elsewhere")}
	for _, commune := range areas.Find(registry.AreaFilter{Level: registry.LevelCommune, Parent: homeProvince}) {
		communes.Options = append(communes.Options, view.Option{Value: commune.Code, Label: commune.Name})
	}
	for _, province := range areas.Find(registry.AreaFilter{Level: registry.LevelProvince}) {
		if province.ValidTo == "" && province.Code != homeProvince {
			elsewhere.Options = append(elsewhere.Options, view.Option{Value: province.Code, Label: province.Name})
		}
	}
	sortByName(communes.Options)
	sortByName(elsewhere.Options)
	return []view.OptionGroup{communes, elsewhere}
}

// sortByName sorts as people look for names: without the kind, without marks.
func sortByName(options []view.Option) {
	key := func(o view.Option) string {
		name := o.Label
		for _, kind := range []string{"Xã ", "Phường ", "Thị trấn ", "Tỉnh ", "Thành phố "} {
			name = strings.TrimPrefix(name, kind)
		}
		return search.Fold(name)
	}
	slices.SortStableFunc(options, func(a, b view.Option) int { return cmp.Compare(key(a), key(b)) })
}

// coming are the n months from this one on.
func (v *visit) coming(n int) []measure.Month {
	months := make([]measure.Month, n)
	for i := range months {
		months[i] = v.month().Add(i)
	}
	return months
}
