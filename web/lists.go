package web

import (
	"lienket/api/account"
	"lienket/api/linkage"
	"lienket/api/measure"
	"lienket/api/promotion"
	"lienket/api/sourcing"
	"lienket/web/view"
)

const listPage = 30

// showMetrics answers the public figures of linkage, month by month.
func (s *Site) showMetrics(v *visit) error {
	metrics, err := s.Promotion.Linkage(v.ctx, v.actor, promotion.MetricsQuery{})
	if err != nil {
		return err
	}
	table := view.Table{Caption: v.T("metrics.caption"), Columns: []view.Column{
		{Label: v.T("metrics.month")}, {Label: v.T("metrics.contracts"), Number: true}, {Label: v.T("metrics.signed"), Number: true},
		{Label: v.T("metrics.planned"), Number: true}, {Label: v.T("metrics.delivered"), Number: true}, {Label: v.T("metrics.accepted"), Number: true},
	}}
	cells := func(head string, f promotion.Figures) []string {
		return []string{head, v.Int(f.ContractsSigned), v.Int(f.SignedValue), v.Int(f.PlannedValue), v.Int(f.DeliveredValue), v.Int(f.AcceptedValue)}
	}
	for _, item := range metrics.Items {
		table.Rows = append(table.Rows, view.Row{Cells: cells(v.Month(measure.Month(item.Key)), item)})
	}
	total := metrics.Total
	table.Total = cells(v.T("metrics.total"), total)
	model := view.ListModel{
		Title: v.T("metrics.title"), Lead: v.T("metrics.lead", "From", v.Month(metrics.From), "To", v.Month(metrics.To)),
		Crumbs: []view.Crumb{{Label: v.T("metrics.title")}}, Table: table, Downloads: []view.Link{v.also("export.events", "su-kien", nil)},
		Empty: view.EmptyState{Title: v.T("metrics.none_title"), Text: v.T("metrics.none_text"),
			Links: []view.Link{{Label: v.T("search.all"), URL: "/san-pham"}}},
	}
	if total != (promotion.Figures{}) {
		model.Tiles = []view.Figure{
			{Label: v.T("metrics.contracts"), Value: v.Int(total.ContractsSigned)},
			{Label: v.T("metrics.signed"), Value: v.Sum(total.SignedValue)},
			{Label: v.T("metrics.delivered"), Value: v.Sum(total.DeliveredValue)},
			{Label: v.T("metrics.accepted"), Value: v.Sum(total.AcceptedValue)},
		}
	}
	if metrics.Hidden > 0 {
		model.Note = v.T("metrics.note")
	}
	page := v.page(model.Title)
	page.Nav, page.Description, page.Canonical = "/thong-ke", model.Lead, v.absolute("/thong-ke")
	return v.render(view.List(page, model))
}

type demandList struct {
	table view.Table
	next  string
}

// demandTable lists open demands, or an organisation's own in every status.
func (v *visit) demandTable(organizationID, cursor string, limit int) (list demandList, empty bool, err error) {
	found, err := v.site.Sourcing.Demands(v.ctx, v.actor, sourcing.DemandFilter{OrganizationID: organizationID, Cursor: cursor, Limit: limit})
	if err != nil {
		return list, true, err
	}
	list.next = found.Next
	list.table = view.Table{Caption: v.T("demands.caption"), Columns: []view.Column{
		{Label: v.T("demands.name")}, {Label: v.T("demands.amount"), Number: true}, {Label: v.T("demands.months")},
		{Label: v.T("demands.ceiling"), Number: true}, {Label: v.T("demands.place")}, {Label: v.T("demands.closes")}, {Label: v.T("workspace.col_status")}}}
	for i := range found.Items {
		list.table.Rows = append(list.table.Rows, v.demandRow(&found.Items[i]))
	}
	return list, len(found.Items) == 0, nil
}

func (v *visit) demandRow(d *sourcing.Demand) view.Row {
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
		Cells:  []string{d.Title, v.Quantity(total, d.Unit), months, ceiling, v.place(d.DeliveryArea), v.Day(d.ClosesAt.Time)},
		Status: string(d.StatusAt(v.site.Sourcing.Now())),
	}
}

// showDemands lists the demands that are open.
func (s *Site) showDemands(v *visit) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	list, _, err := v.demandTable("", v.query.Get("cursor"), listPage)
	if err != nil {
		return err
	}
	model := view.ListModel{Title: v.T("nav.demands"), Lead: v.T("demands.lead"), Crumbs: []view.Crumb{{Label: v.T("nav.demands")}},
		Table: list.table, Downloads: v.downloads("nhu-cau"), Pager: v.cursorPager("/nhu-cau", list.next),
		Empty: view.EmptyState{Title: v.T("demands.none_title"), Text: v.T("demands.none_text"),
			Links: []view.Link{{Label: v.T("search.all"), URL: "/san-pham"}}}}
	switch {
	case v.actor.Role == account.Enterprise:
		model.Links = []view.Link{{Label: v.T("wizard.title"), URL: "/nhu-cau/moi"}}
	case v.actor.Role == account.Cooperative && v.actor.OrganizationID != "":
		model.Links = []view.Link{{Label: v.T("chances.title"), URL: "/nhu-cau/cho-ban"}}
	}
	page := v.page(model.Title)
	page.Nav, page.NoIndex = "/nhu-cau", true
	return v.render(view.List(page, model))
}

// showContracts lists the actor's contracts, or those of an officer's area.
func (s *Site) showContracts(v *visit) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	found, err := s.Linkage.Contracts(v.ctx, v.actor, linkage.ContractFilter{Cursor: v.query.Get("cursor"), Limit: listPage})
	if err != nil {
		return err
	}
	table := view.Table{Caption: v.T("contracts.caption"), Columns: []view.Column{
		{Label: v.T("contracts.number")}, {Label: v.T("contracts.products")}, {Label: v.T("contracts.value"), Number: true},
		{Label: v.T("contracts.from")}, {Label: v.T("contracts.until")}, {Label: v.T("workspace.col_status")}}}
	for i := range found.Items {
		c := &found.Items[i]
		table.Rows = append(table.Rows, view.Row{URL: "/hop-dong/" + c.ID, Status: string(c.Status), Cells: []string{
			c.Number, lineNames(c), v.Money(c.Value), v.Date(c.StartDate), v.Date(c.EndDate)}})
	}
	model := view.ListModel{Title: v.T("nav.contracts"), Lead: v.T("contracts.lead"), Crumbs: []view.Crumb{{Label: v.T("nav.contracts")}},
		Table: table, Pager: v.cursorPager("/hop-dong", found.Next),
		Downloads: append(v.downloads("hop-dong"), v.also("export.deliveries", "giao-hang", nil), v.also("export.payments", "thanh-toan", nil)),
		Empty: view.EmptyState{Title: v.T("contracts.none_title"), Text: v.T("contracts.none_text"),
			Links: []view.Link{{Label: v.T("workspace.go_demands"), URL: "/nhu-cau"}, {Label: v.T("search.all"), URL: "/san-pham"}}}}
	page := v.page(model.Title)
	page.Nav, page.NoIndex = "/hop-dong", true
	return v.render(view.List(page, model))
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
