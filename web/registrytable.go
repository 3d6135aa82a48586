package web

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"

	"lienket/api/account"
	"lienket/api/registry"
	"lienket/api/store"
	"lienket/web/view"
)

const (
	registryPath = "/can-bo/so-bo"
	registryRows = 50
	// maxTrail is how many pages of a list one can go back.
	maxTrail = 10
)

// registryColumn is a column of the register beside the name; its label is
// "registry_col." + key.
type registryColumn struct {
	key    string
	number bool
	text   func(v *visit, o *registry.Organization) string
}

var registryColumns = []registryColumn{
	{"kind", false, func(v *visit, o *registry.Organization) string { return v.T("kind." + string(o.Kind)) }},
	{"area", false, func(v *visit, o *registry.Organization) string { return v.place(o.AreaCode) }},
	{"address", false, func(_ *visit, o *registry.Organization) string { return o.Address }},
	{"taxCode", true, func(_ *visit, o *registry.Organization) string { return o.TaxCode }},
	{"registrationNumber", false, func(_ *visit, o *registry.Organization) string { return o.RegistrationNumber }},
	{"registrationDate", true, func(v *visit, o *registry.Organization) string { return v.Date(o.RegistrationDate) }},
	{"law", false, func(v *visit, o *registry.Organization) string { return v.Text(registry.LawLabels[o.RegisteredUnder]) }},
	{"representative", false, func(_ *visit, o *registry.Organization) string { return o.Representative.Name }},
	{"phone", true, func(_ *visit, o *registry.Organization) string { return cmp.Or(o.Phone, o.Representative.Phone) }},
	{"email", false, func(_ *visit, o *registry.Organization) string { return o.Email }},
	{"lineOfBusiness", false, func(v *visit, o *registry.Organization) string { return v.Text(registry.LineLabels[o.LineOfBusiness]) }},
	{"sizeClass", false, func(v *visit, o *registry.Organization) string { return v.Text(registry.SizeClassLabels[o.SizeClass]) }},
	{"members", true, func(v *visit, o *registry.Organization) string { return v.optional(o.MemberCount) }},
	{"capital", true, func(v *visit, o *registry.Organization) string { return v.optional(o.CharterCapital) }},
	{"rating", false, func(v *visit, o *registry.Organization) string {
		if o.Rating == "" {
			return ""
		}
		return v.T("rating."+string(o.Rating)) + " · " + strconv.Itoa(o.RatingYear)
	}},
	{"updated", true, func(v *visit, o *registry.Organization) string { return v.Day(o.UpdatedAt.Time) }},
}

// usualColumns are the columns of who has chosen none.
var usualColumns = []string{"kind", "area", "taxCode", "phone", "lineOfBusiness", "rating"}

// optional shows a number that may be missing.
func (v *visit) optional(number *int64) string {
	if number == nil {
		return ""
	}
	return v.Int(*number)
}

// showRegistry is the officer's table of organisations.
func (s *Site) showRegistry(v *visit) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	return v.registryPage(v.query, view.Form{})
}

// registryFilter reads what an address asks. An officer's table has every status
// unless one is chosen.
func registryFilter(asked url.Values) registry.OrganizationFilter {
	return registry.OrganizationFilter{
		Text: asked.Get("q"), Kind: registry.Kind(asked.Get("kind")), Area: asked.Get("area"),
		Status:         registry.Status(cmp.Or(asked.Get("status"), string(registry.AnyStatus))),
		LineOfBusiness: asked.Get("lineOfBusiness"), SizeClass: registry.SizeClass(asked.Get("sizeClass")),
		Rating: registry.Band(asked.Get("rating")), Law: registry.Law(asked.Get("law")),
		Sort: asked.Get("sort"), Cursor: asked.Get("cursor"), Limit: registryRows,
	}
}

// registryQuery is what of an address a view keeps.
func registryQuery(asked url.Values) url.Values {
	query := url.Values{}
	for _, name := range registry.ViewParameters {
		for _, value := range asked[name] {
			if value != "" {
				query.Add(name, value)
			}
		}
	}
	return query
}

// registryPage shows the register as an address asks; form is that of a view which
// could not be kept.
func (v *visit) registryPage(asked url.Values, form view.Form) error {
	if err := v.actor.Require(account.Officer); err != nil {
		return err
	}
	query := registryQuery(asked)
	filter := registryFilter(asked)
	found, err := v.site.Registry.Organizations(v.ctx, v.actor, filter)
	if err != nil {
		return err
	}
	total, err := v.totalOf(filter, found)
	if err != nil {
		return err
	}
	views, err := v.site.Registry.Views(v.ctx, v.actor)
	if err != nil {
		return err
	}
	model := view.RegistryModel{Form: form, Query: asked.Get("q"), Filters: v.registryFilters(query), Kept: query.Encode(), Found: v.N("registry.found", int(total)),
		ClearURL: registryPath, Exports: v.downloads("so-bo"), Pager: v.trailPager(registryPath, query, asked, found.Next)}
	for _, name := range []string{"name", "updated"} {
		model.Sorts = append(model.Sorts, view.Option{Value: name, Label: v.T("registry_sort." + name)})
	}
	model.Sort = query.Get("sort")
	columns := query["col"]
	if len(columns) == 0 {
		columns = usualColumns
	}
	model.Table = v.registryTable(found.Items, columns)
	for _, column := range registryColumns {
		model.Columns = append(model.Columns, view.Option{Value: column.key, Label: v.T("registry_col." + column.key), Selected: slices.Contains(columns, column.key)})
	}
	for i := range views {
		kept := &views[i]
		model.Views = append(model.Views, view.RegistryView{ID: kept.ID, Name: kept.Name, URL: viewURL(kept.Query), Own: kept.UserID == v.actor.UserID,
			Owner: kept.Owner, Shared: kept.SharedIn != "", Current: kept.Query == model.Kept})
	}
	page := v.page(v.T("registry.title"))
	page.Nav, page.NoIndex = registryPath, true
	model.Form.CSRF = v.formToken()
	return v.render(view.RegistryTable(page, model))
}

// totalOf is how many organisations a list has on all its pages. Where the first is the
// last, they are there.
func (v *visit) totalOf(filter registry.OrganizationFilter, first store.Page[registry.Organization]) (int64, error) {
	if filter.Cursor == "" && first.Next == "" {
		return int64(len(first.Items)), nil
	}
	return v.site.Registry.CountOrganizations(v.ctx, v.actor, filter)
}

// registryFilters are the choices above the table.
func (v *visit) registryFilters(query url.Values) []view.SelectFilter {
	coded := func(section string, codes []string) (options []view.Option) {
		for _, code := range codes {
			options = append(options, view.Option{Value: code, Label: v.T(section + code)})
		}
		return options
	}
	statuses := make([]string, 0, len(registry.Statuses))
	for _, status := range registry.Statuses {
		statuses = append(statuses, string(status))
	}
	bands := make([]string, 0, len(registry.Bands))
	for _, band := range registry.Bands {
		bands = append(bands, string(band))
	}
	kinds := make([]string, 0, len(registry.Kinds))
	for _, kind := range registry.Kinds {
		kinds = append(kinds, string(kind))
	}
	var lines, sizes, laws []view.Option
	for _, code := range registry.Lines {
		lines = append(lines, view.Option{Value: code, Label: v.Text(registry.LineLabels[code])})
	}
	for _, code := range registry.SizeClasses {
		sizes = append(sizes, view.Option{Value: string(code), Label: v.Text(registry.SizeClassLabels[code])})
	}
	for _, code := range registry.Laws {
		laws = append(laws, view.Option{Value: string(code), Label: v.Text(registry.LawLabels[code])})
	}
	filters := []view.SelectFilter{
		{Name: "kind", Options: coded("kind.", kinds)},
		{Name: "status", Options: coded("status.", statuses)},
		{Name: "area", Groups: v.officerAreas(query.Get("area"))},
		{Name: "lineOfBusiness", Options: lines},
		{Name: "sizeClass", Options: sizes},
		{Name: "rating", Options: coded("rating.", bands)},
		{Name: "law", Options: laws},
	}
	for i := range filters {
		f := &filters[i]
		if f.Groups == nil {
			f.Groups = []view.OptionGroup{{Options: f.Options}}
		}
		f.Label, f.Value = v.T("registry_col."+f.Name), query.Get(f.Name)
	}
	return filters
}

// registryTable shows organisations in the columns that are chosen.
func (v *visit) registryTable(items []registry.Organization, chosen []string) view.Table {
	table := view.Table{Caption: v.T("registry.caption"), Columns: []view.Column{{Label: v.T("workspace.col_name")}}}
	var columns []registryColumn
	for _, column := range registryColumns {
		if slices.Contains(chosen, column.key) {
			columns = append(columns, column)
			table.Columns = append(table.Columns, view.Column{Label: v.T("registry_col." + column.key), Number: column.number})
		}
	}
	table.Columns = append(table.Columns, view.Column{Label: v.T("workspace.col_status")})
	for i := range items {
		o := &items[i]
		row := view.Row{URL: officeOf(o.ID), Cells: []string{o.Name}, Status: string(o.Status)}
		for _, column := range columns {
			row.Cells = append(row.Cells, column.text(v, o))
		}
		table.Rows = append(table.Rows, row)
	}
	return table
}

// trailPager leads on through a list that is paged by cursor, and back by the
// cursors of the pages before, which its addresses carry.
func (v *visit) trailPager(path string, query, asked url.Values, next string) view.Pager {
	var pager view.Pager
	page := func(cursor string, trail []string) string {
		with := url.Values{}
		for name, values := range query {
			with[name] = values
		}
		if cursor != "" {
			with.Set("cursor", cursor)
			with["back"] = trail
		}
		return address(path, with)
	}
	cursor, trail := asked.Get("cursor"), asked["back"]
	if cursor != "" {
		if n := len(trail); n > 0 {
			pager.Previous = page(trail[n-1], trail[:n-1])
		} else {
			pager.First = page("", nil)
		}
	}
	if next != "" {
		if cursor != "" {
			trail = append(slices.Clone(trail), cursor)
		}
		pager.Next = page(next, trail[max(0, len(trail)-maxTrail):])
	}
	return pager
}

// keepView keeps what the table shows under a name.
func (s *Site) keepView(v *visit) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	kept := v.c.FormValue("query")
	made, err := s.Registry.KeepView(v.ctx, v.actor, registry.NewView{
		Name: v.c.FormValue("name"), Query: kept, Shared: v.c.FormValue("shared") != ""})
	if err == nil {
		v.leaveNotice("saved")
		return v.redirect(viewURL(made.Query))
	}
	form, err := v.refused(err, []formField{{"name", "registry.view_name"}, {"shared", "registry.view_shared"}})
	if err != nil {
		return err
	}
	asked, err := url.ParseQuery(kept)
	if err != nil {
		asked = url.Values{} // what can't be read asks nothing
	}
	return v.registryPage(asked, form)
}

func viewURL(query string) string {
	if query == "" {
		return registryPath
	}
	return registryPath + "?" + query
}

// changeView renames, shares or deletes a view.
func (s *Site) changeView(v *visit) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	id, err := v.c.Params("id"), error(nil)
	switch v.c.FormValue("action") {
	case "delete":
		err = s.Registry.ForgetView(v.ctx, v.actor, id)
	default:
		name, shared := v.c.FormValue("name"), v.c.FormValue("shared") != ""
		_, err = s.Registry.ChangeView(v.ctx, v.actor, id, 0, registry.ViewChange{Name: &name, Shared: &shared})
	}
	if err != nil {
		form, err := v.refused(err, []formField{{"name", "registry.view_name"}})
		if err != nil {
			return err
		}
		return v.registryPage(url.Values{}, form)
	}
	v.leaveNotice("saved")
	return v.redirect(registryPath)
}
