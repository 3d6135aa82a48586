package web

import (
	"cmp"
	"context"
	"net/url"
	"strconv"
	"strings"

	"lienket/api/account"
	"lienket/api/catalogue"
	"lienket/api/registry"
	"lienket/api/store"
	"lienket/web/view"
)

const (
	directoryPath        = "/htx"
	directoryPage        = 30
	organizationProducts = 12
)

// anyKind asks for organisations of every kind. Without a kind the directory has
// cooperatives, whom most people come for, and what words find of every kind.
const anyKind = "all"

// showDirectory lists verified organisations by name, or what the words find.
func (s *Site) showDirectory(v *visit) error {
	filter := v.directoryFilter()
	model := view.DirectoryModel{Query: filter.Text, Filters: v.directoryFilters(filter), Sort: filter.Sort, ClearURL: directoryPath}
	found, err := v.directory(filter)(v.ctx, v.actor, filter)
	if err != nil {
		return err
	}
	for i := range found.Items {
		model.Items = append(model.Items, v.organization(&found.Items[i]))
	}
	if filter.Text == "" {
		for _, name := range []string{registry.ByName, registry.ByUpdated} {
			model.Sorts = append(model.Sorts, view.Option{Value: name, Label: v.T("registry_sort." + name)})
		}
	}
	model.Chosen = v.chosenInDirectory(model.Filters)
	model.Downloads, model.Pager = v.downloads("htx"), v.cursorPager(directoryPath, found.Next)
	// What words find has no end that could be counted.
	if n := len(found.Items); n > 0 && (filter.Text == "" || found.Next == "" && filter.Cursor == "") {
		total, err := v.totalOf(filter, found)
		if err != nil {
			return err
		}
		model.Found = v.N("directory.found", int(total))
	}
	page := v.page(v.T("directory.title"))
	page.Nav, page.Description, page.Canonical = directoryPath, v.T("directory.meta"), v.absolute(directoryPath)
	return v.render(view.Directory(page, model))
}

func (v *visit) directoryFilter() registry.OrganizationFilter {
	filter := registry.OrganizationFilter{Text: strings.TrimSpace(v.query.Get("q")), Kind: registry.Kind(v.query.Get("kind")), Area: v.query.Get("area"),
		LineOfBusiness: v.query.Get("lineOfBusiness"), Rating: registry.Band(v.query.Get("rating")), Sort: v.query.Get("sort"),
		Cursor: v.query.Get("cursor"), Limit: directoryPage}
	switch {
	case filter.Kind == anyKind:
		filter.Kind = ""
	case filter.Kind == "" && filter.Text == "":
		filter.Kind = registry.Cooperative
	}
	return filter
}

// directoryFilters are the choices beside the directory, with what is in force.
func (v *visit) directoryFilters(filter registry.OrganizationFilter) []view.SelectFilter {
	kinds := []view.Option{{Value: anyKind, Label: v.T("directory.any_kind")}}
	for _, kind := range registry.Kinds {
		kinds = append(kinds, view.Option{Value: string(kind), Label: v.T("kind." + string(kind))})
	}
	var lines, bands []view.Option
	for _, code := range registry.Lines {
		lines = append(lines, view.Option{Value: code, Label: v.Text(registry.LineLabels[code])})
	}
	for _, band := range registry.Bands {
		bands = append(bands, view.Option{Value: string(band), Label: v.T("rating." + string(band))})
	}
	all := v.T("registry.any")
	return []view.SelectFilter{
		{Name: "kind", Label: v.T("directory.kind"), Groups: []view.OptionGroup{{Options: kinds}}, Value: cmp.Or(string(filter.Kind), anyKind)},
		{Name: "area", Label: v.T("registry_col.area"), Empty: v.T("search.any_area"), Groups: v.areaFilter(filter.Area, nil), Value: filter.Area},
		{Name: "lineOfBusiness", Label: v.T("registry_col.lineOfBusiness"), Empty: all, Groups: []view.OptionGroup{{Options: lines}}, Value: filter.LineOfBusiness},
		{Name: "rating", Label: v.T("registry_col.rating"), Empty: all, Groups: []view.OptionGroup{{Options: bands}}, Value: string(filter.Rating)},
	}
}

// chosenInDirectory are the filters that the address asks for; each link is the list
// without one of them.
func (v *visit) chosenInDirectory(filters []view.SelectFilter) []view.Link {
	var chosen []view.Link
	if q := strings.TrimSpace(v.query.Get("q")); q != "" {
		chosen = append(chosen, v.chosen(directoryPath, "q", v.query.Get("q"), "“"+q+"”"))
	}
	for _, filter := range filters {
		asked := v.query.Get(filter.Name)
		for _, group := range filter.Groups {
			for _, option := range group.Options {
				if asked != "" && asked != anyKind && option.Value == asked {
					chosen = append(chosen, v.chosen(directoryPath, filter.Name, asked, option.Label))
				}
			}
		}
	}
	return chosen
}

// directory is what answers a filter: words are for the search engine.
func (v *visit) directory(filter registry.OrganizationFilter) func(context.Context, account.Actor, registry.OrganizationFilter) (store.Page[registry.Organization], error) {
	if filter.Text == "" {
		return v.site.Registry.Organizations
	}
	return func(ctx context.Context, actor account.Actor, filter registry.OrganizationFilter) (store.Page[registry.Organization], error) {
		found, err := v.site.Catalogue.FindOrganizations(ctx, actor, filter)
		return found, searchError(err)
	}
}

// cursorPager leads on through a list that is paged by cursor, and back to its
// start.
func (v *visit) cursorPager(path, next string) view.Pager {
	var pager view.Pager
	if v.query.Get("cursor") != "" {
		pager.First = address(path, v.rest())
	}
	if next != "" {
		query := v.rest()
		query.Set("cursor", next)
		pager.Next = address(path, query)
	}
	return pager
}

// sectionPager leads on through one of several lists on a page. Its cursor stands in
// the address under the section's name.
func (v *visit) sectionPager(path, section, next string) view.Pager {
	var pager view.Pager
	query := v.rest()
	if query.Has(section) {
		query.Del(section)
		pager.First = address(path, query) + "#" + section
	}
	if next != "" {
		query.Set(section, next)
		pager.Next = address(path, query) + "#" + section
	}
	return pager
}

func (s *Site) showOrganization(v *visit) error {
	organization, err := s.Registry.Organization(v.ctx, v.actor, v.c.Params("id"))
	if err != nil {
		return err
	}
	if organization.MergedInto != "" {
		return v.redirect("/htx/" + organization.MergedInto)
	}
	model := view.OrganizationModel{
		OrganizationItem: v.organization(organization),
		TaxCode:          organization.TaxCode, Address: organization.Address, Phone: organization.Phone,
		Email: organization.Email, About: organization.About, Supplies: organization.Kind.Supplies(),
	}
	if v.actor.MemberOf(organization.ID) || v.actor.Oversees(organization.Areas) {
		model.DocumentsURL = "/htx/" + organization.ID + "/tai-lieu"
	}
	if model.Supplies {
		if model.Supply, err = v.supply(organization); err != nil {
			return err
		}
		products, err := s.Catalogue.Products(v.ctx, v.actor, catalogue.ProductFilter{OrganizationID: organization.ID, Limit: organizationProducts})
		if err != nil {
			return err
		}
		for i := range products.Items {
			model.Products = append(model.Products, v.product(&products.Items[i], organization))
		}
		if products.Next != "" {
			model.MoreURL = address("/san-pham", url.Values{"q": {organization.Name}})
		}
	}
	model.Legal = v.publicFacts(organization)
	if organization.Kind == registry.Union || organization.Kind == registry.Cooperative {
		if model.Affiliates, err = v.publicAffiliates(organization); err != nil {
			return err
		}
	}
	ratings, err := s.Registry.Ratings(v.ctx, v.actor, organization.ID)
	if err != nil {
		return err
	}
	for _, r := range ratings {
		if r.Countersigned != nil && r.Band != "" {
			model.Ratings = append(model.Ratings, view.Link{Label: v.T("rating."+string(r.Band)) + " · " + strconv.Itoa(r.Year)})
		}
	}
	page := v.page(organization.Name)
	page.Nav, page.Canonical = "/htx", v.absolute("/htx/"+organization.ID)
	page.Description = organization.Name + ", " + model.Place
	page.NoIndex = organization.Status != registry.Verified
	return v.render(view.Organization(page, model))
}

// publicFacts are what public registers print.
func (v *visit) publicFacts(o *registry.Organization) []view.RecordFact {
	var facts []view.RecordFact
	add := func(label, text, url string) {
		if text != "" {
			facts = append(facts, view.RecordFact{Label: label, Text: text, URL: url})
		}
	}
	add(v.T("dossier.registration_number"), joined(o.RegistrationNumber, v.Date(o.RegistrationDate)), "")
	add(v.T("dossier.law"), v.Text(registry.LawLabels[o.RegisteredUnder]), "")
	add(v.T("dossier.representative"), joined(o.Representative.Name, o.Representative.Position), "")
	add(v.T("dossier.line"), joined(v.Text(registry.LineLabels[o.LineOfBusiness]), o.LineDetail), "")
	add(v.T("dossier.size"), v.Text(registry.SizeClassLabels[o.SizeClass]), "")
	add(v.T("dossier.members"), v.optional(o.MemberCount), "")
	add(v.T("dossier.founded"), v.Date(o.FoundedOn), "")
	add(v.T("dossier.contact"), o.ContactPerson, "")
	add(v.T("dossier.website"), o.Website, o.Website)
	if v.actor.Oversees(o.Areas) {
		add(v.T("office.standing"), v.T("office.open"), officeOf(o.ID))
	}
	return facts
}

// publicAffiliates are a union's members, or the unions of a cooperative, as everybody
// sees them.
func (v *visit) publicAffiliates(o *registry.Organization) (view.Affiliates, error) {
	list := view.Affiliates{Title: v.T("affiliates.unions")}
	if o.Kind == registry.Union {
		list.Title = v.T("affiliates.members")
	}
	const section = "affiliates"
	found, err := v.site.Registry.Affiliates(v.ctx, v.actor, o.ID, v.query.Get(section), directoryPage)
	list.Pager = v.sectionPager(directoryPath+"/"+o.ID, section, found.Next)
	for i := range found.Items {
		if a := &found.Items[i]; a.Status == registry.AffiliationConfirmed {
			list.Items = append(list.Items, v.organization(otherSide(o, a)))
		}
	}
	return list, err
}
