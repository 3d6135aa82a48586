package web

import (
	"net/url"
	"slices"
	"strings"

	"lienket/api/account"
	"lienket/api/linkage"
	"lienket/api/measure"
	"lienket/api/registry"
	"lienket/api/sourcing"
	"lienket/web/view"
)

type demandList struct {
	table view.Table
	next  string
}

// ownDemands asks the list for the organisation's own demands, in every status.
const ownDemands = "own"

// demandFilter is what the page of demands and its files are asked.
func (v *visit) demandFilter() sourcing.DemandFilter {
	filter := sourcing.DemandFilter{Text: v.query.Get("q"), Status: sourcing.DemandStatus(v.query.Get("status"))}
	if v.query.Get("of") == ownDemands && v.actor.OrganizationID != "" {
		filter.OrganizationID = v.actor.OrganizationID
	} else {
		filter.Status = ""
	}
	return filter
}

// contractFilter is what the page of contracts and its files are asked.
func (v *visit) contractFilter() linkage.ContractFilter {
	return linkage.ContractFilter{Text: v.query.Get("q"), Status: linkage.Status(v.query.Get("status"))}
}

// demandTable lists demands, with their buyers where these are others.
func (v *visit) demandTable(filter sourcing.DemandFilter) (list demandList, empty bool, err error) {
	found, err := v.site.Sourcing.Demands(v.ctx, v.actor, filter)
	if err != nil {
		return list, true, err
	}
	list.next = found.Next
	list.table = view.Table{Caption: v.T("demands.caption"), Columns: []view.Column{{Label: v.T("demands.name")}}}
	var buyers map[string]*registry.Organization
	if filter.OrganizationID != "" {
		list.table.Caption = v.T("workspace.own_demands")
	} else {
		list.table.Columns = append(list.table.Columns, view.Column{Label: v.T("demand.buyer")})
		ids := make([]string, len(found.Items))
		for i := range found.Items {
			ids[i] = found.Items[i].OrganizationID
		}
		if buyers, err = v.site.Registry.WithIDs(v.ctx, ids); err != nil {
			return list, true, err
		}
	}
	list.table.Columns = append(list.table.Columns,
		view.Column{Label: v.T("demands.amount"), Number: true}, view.Column{Label: v.T("demands.months")}, view.Column{Label: v.T("demands.ceiling"), Number: true},
		view.Column{Label: v.T("demands.place")}, view.Column{Label: v.T("demands.closes")}, view.Column{Label: v.T("workspace.col_status")})
	for i := range found.Items {
		d := &found.Items[i]
		if filter.OrganizationID != "" {
			list.table.Rows = append(list.table.Rows, v.demandRow(d))
		} else {
			list.table.Rows = append(list.table.Rows, v.demandRow(d, nameIn(buyers, d.OrganizationID)))
		}
	}
	return list, len(found.Items) == 0, nil
}

func nameIn(organizations map[string]*registry.Organization, id string) string {
	if o := organizations[id]; o != nil {
		return o.Name
	}
	return ""
}

func (v *visit) demandRow(d *sourcing.Demand, buyer ...string) view.Row {
	var total measure.Amount
	for _, m := range d.Months {
		total += m.Amount
	}
	months := ""
	if n := len(d.Months); n > 0 {
		months = v.Month(d.Months[0].Month)
		if n > 1 {
			months += " – " + v.Month(d.Months[n-1].Month)
		}
	}
	ceiling := v.T("demands.no_ceiling")
	if d.PriceCeiling > 0 {
		ceiling = v.Price(d.PriceCeiling, d.PriceCeiling, d.Unit)
	}
	return view.Row{
		URL:    "/nhu-cau/" + d.ID,
		Cells:  append(append([]string{d.Title}, buyer...), v.Quantity(total, d.Unit), months, ceiling, v.place(d.DeliveryArea), v.Day(d.ClosesAt.Time)),
		Status: string(d.StatusAt(v.site.Sourcing.Now())),
	}
}

// showDemands lists the demands that are open, or one's own.
func (s *Site) showDemands(v *visit) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	filter := v.demandFilter()
	filter.Cursor, filter.Limit = v.query.Get("cursor"), listPage
	list, _, err := v.demandTable(filter)
	if err != nil {
		return err
	}
	model := view.ListModel{Title: v.T("nav.demands"), Lead: v.T("demands.lead"), Crumbs: []view.Crumb{{Label: v.T("nav.demands")}},
		Search: v.demandSearch(filter), Table: list.table, Downloads: v.downloads("nhu-cau"), Pager: v.cursorPager("/nhu-cau", list.next),
		Empty: view.EmptyState{Title: v.T("demands.none_title"), Text: v.T("demands.none_text"),
			Links: []view.Link{{Label: v.T("search.all"), URL: "/san-pham"}}}}
	switch {
	case v.actor.Role == account.Enterprise:
		model.Links = []view.Link{{Label: v.T("wizard.title"), URL: "/nhu-cau/moi"}}
	case v.actor.Role == account.Cooperative && v.actor.OrganizationID != "":
		model.Links = []view.Link{{Label: v.T("chances.title"), URL: "/nhu-cau/cho-ban"}}
	}
	v.emptySearch(&model, "/nhu-cau", list.next)
	page := v.page(model.Title)
	page.Nav, page.NoIndex = "/nhu-cau", true
	return v.render(view.List(page, model))
}

// demandSearch offers words, and to a buyer their own demands by status.
func (v *visit) demandSearch(filter sourcing.DemandFilter) view.ListSearch {
	search := view.ListSearch{Action: "/nhu-cau", Query: filter.Text, Label: v.T("demands.search")}
	if v.actor.Role != account.Enterprise || v.actor.OrganizationID == "" {
		return search
	}
	whose := view.SelectFilter{Name: "of", Label: v.T("demands.whose"), Empty: v.T("demands.open"),
		Groups: []view.OptionGroup{{Options: []view.Option{{Value: ownDemands, Label: v.T("demands.own")}}}}}
	if filter.OrganizationID != "" {
		whose.Value = ownDemands
	}
	search.Filters = []view.SelectFilter{whose}
	if filter.OrganizationID != "" {
		search.Filters = append(search.Filters, statusFilter(v, string(filter.Status), sourcing.DemandStatuses))
	}
	return search
}

func statusFilter[S ~string](v *visit, chosen string, statuses []S) view.SelectFilter {
	var options []view.Option
	for _, status := range statuses {
		options = append(options, view.Option{Value: string(status), Label: v.T("status." + string(status))})
	}
	return view.SelectFilter{Name: "status", Label: v.T("workspace.col_status"), Empty: v.T("registry.any"),
		Groups: []view.OptionGroup{{Options: options}}, Value: chosen}
}

// emptySearch says of a search that finds nothing what to do next.
func (v *visit) emptySearch(model *view.ListModel, path, next string) {
	asked := v.rest()
	if asked.Get("q") == "" && asked.Get("status") == "" && asked.Get("of") == "" {
		return
	}
	model.Search.ClearURL = path
	model.Empty = view.EmptyState{Title: v.T("listed.none_title"), Text: v.T("listed.none_text"), Links: []view.Link{{Label: v.T("listed.clear"), URL: path}}}
	if next != "" {
		query := url.Values{"cursor": {next}}
		for name, values := range asked {
			query[name] = values
		}
		model.Empty.Text = v.T("listed.further_text")
		model.Empty.Links = append([]view.Link{{Label: v.T("listed.further"), URL: address(path, query)}}, model.Empty.Links...)
	}
}

// showContracts lists the actor's contracts, or those of an officer's area.
func (s *Site) showContracts(v *visit) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	filter := v.contractFilter()
	filter.Cursor, filter.Limit = v.query.Get("cursor"), listPage
	found, err := s.Linkage.Contracts(v.ctx, v.actor, filter)
	if err != nil {
		return err
	}
	var ids []string
	for i := range found.Items {
		ids = append(ids, found.Items[i].Parties...)
	}
	parties, err := s.Registry.WithIDs(v.ctx, ids)
	if err != nil {
		return err
	}
	table := view.Table{Caption: v.T("contracts.caption"), Columns: []view.Column{
		{Label: v.T("contracts.number"), Whole: true}, {Label: v.partyLabel()}, {Label: v.T("contracts.products")}, {Label: v.T("contracts.value"), Number: true},
		{Label: v.T("contracts.from")}, {Label: v.T("contracts.until")}, {Label: v.T("workspace.col_status")}}}
	for i := range found.Items {
		c := &found.Items[i]
		table.Rows = append(table.Rows, view.Row{URL: "/hop-dong/" + c.ID, Status: string(c.Status), Cells: []string{
			c.Number, v.otherParties(c, parties), lineNames(c), v.Money(c.Value), v.Date(c.StartDate), v.Date(c.EndDate)}})
	}
	also := url.Values{}
	for _, name := range []string{"q", "status"} {
		if value := v.query.Get(name); value != "" {
			also.Set(name, value)
		}
	}
	model := view.ListModel{Title: v.T("nav.contracts"), Lead: v.T("contracts.lead"), Crumbs: []view.Crumb{{Label: v.T("nav.contracts")}},
		Search: view.ListSearch{Action: "/hop-dong", Query: filter.Text, Label: v.T("contracts.search"),
			Filters: []view.SelectFilter{statusFilter(v, string(filter.Status), linkage.Statuses)}},
		Table: table, Pager: v.cursorPager("/hop-dong", found.Next),
		Downloads: append(v.downloads("hop-dong"), v.also("export.deliveries", "giao-hang", also), v.also("export.payments", "thanh-toan", also)),
		Empty: view.EmptyState{Title: v.T("contracts.none_title"), Text: v.T("contracts.none_text"),
			Links: []view.Link{{Label: v.T("workspace.go_demands"), URL: "/nhu-cau"}, {Label: v.T("search.all"), URL: "/san-pham"}}}}
	v.emptySearch(&model, "/hop-dong", found.Next)
	page := v.page(model.Title)
	page.Nav, page.NoIndex = "/hop-dong", true
	return v.render(view.List(page, model))
}

// partyLabel heads the parties beside one's own; an officer has none.
func (v *visit) partyLabel() string {
	if v.actor.OrganizationID == "" {
		return v.T("contracts.parties")
	}
	return v.T("contracts.party")
}

// otherParties names who is party to a contract beside the viewer's own organisation.
func (v *visit) otherParties(c *linkage.Contract, parties map[string]*registry.Organization) string {
	var names []string
	for _, id := range append([]string{c.BuyerID}, c.SupplierIDs...) {
		if name := nameIn(parties, id); name != "" && !v.actor.MemberOf(id) && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}

// lineNames names the products of a contract, each once.
func lineNames(c *linkage.Contract) string {
	names, seen := "", map[string]bool{}
	for i := range c.Lines {
		if name := c.Lines[i].ProductName; !seen[name] {
			if seen[name] = true; names != "" {
				names += ", "
			}
			names += name
		}
	}
	return names
}
