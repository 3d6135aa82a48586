package web

import (
	"strings"

	"lienket/api/account"
	"lienket/api/catalogue"
	"lienket/api/measure"
	"lienket/api/sourcing"
	"lienket/web/view"
)

func (s *Site) showDemand(v *visit) error { return s.demandPage(v, nil) }

// demandPage shows a demand, with what its viewer can do next.
func (s *Site) demandPage(v *visit, refused *view.ActionForm) error {
	demand, err := s.Sourcing.Demand(v.ctx, v.actor, v.c.Params("id"))
	if err != nil {
		return err
	}
	status := demand.StatusAt(s.Sourcing.Now())
	model := view.RecordModel{Title: demand.Title, Status: string(status), Prose: demand.Description,
		Crumbs: []view.Crumb{{Label: v.T("nav.demands"), URL: "/nhu-cau"}, {Label: demand.Title}}}
	if model.Facts, err = v.demandFacts(demand); err != nil {
		return err
	}
	own, officer := v.actor.MemberOf(demand.OrganizationID), v.actor.Oversees(demand.Areas)
	if own || officer {
		model.Links = append(model.Links, view.Link{Label: v.T("demand.matches"), URL: "/nhu-cau/" + demand.ID + "/ghep-noi"},
			view.Link{Label: v.T("plan.title"), URL: "/nhu-cau/" + demand.ID + "/ke-hoach"},
			view.Link{Label: v.T("demand.quotes"), URL: "/nhu-cau/" + demand.ID + "/bao-gia"},
			view.Link{Label: v.T("invite.title"), URL: "/nhu-cau/" + demand.ID + "/moi"})
	}
	warnings, err := s.Sourcing.Warnings(v.ctx, v.actor, demand)
	if err != nil {
		return err
	}
	for _, w := range warnings {
		v.notices = append(v.notices, view.Notice{Kind: "warn", Text: v.Text(w.Message)})
	}
	// Who can answer finds the form first.
	if v.actor.Role == account.Cooperative && v.actor.OrganizationID != "" {
		section, err := v.answerSection(demand, status)
		if err != nil {
			return err
		}
		model.Sections = append(model.Sections, section)
	} else if !v.actor.SignedIn() && status == sourcing.DemandOpen {
		model.Links = append(model.Links, view.Link{Label: v.T("demand.sign_in"), URL: "/dang-nhap?next=/nhu-cau/" + demand.ID})
	}
	if v.actor.SignedIn() && (own || officer || v.actor.OrganizationID != "") {
		joints, err := s.Sourcing.JointQuotes(v.ctx, v.actor, demand.ID, "", listPage)
		if err != nil {
			return err
		}
		if len(joints.Items) > 0 {
			table, err := v.jointTable(joints.Items)
			if err != nil {
				return err
			}
			model.Sections = append(model.Sections, view.Section{ID: "joints", Title: v.T("joint.list"), Table: table})
		}
	}
	model.Sections = append(model.Sections, v.demandMonths(demand))
	if own {
		if forms := v.demandMoves(demand); len(forms) > 0 {
			model.Sections = append(model.Sections, view.Section{ID: "moves", Title: v.T("demand.moves"), Forms: forms})
		}
	}
	v.putBack(&model, refused)
	page := v.page(demand.Title)
	page.Nav, page.NoIndex, page.Scripts = "/nhu-cau", status != sourcing.DemandOpen, []string{"quote.js"}
	return v.render(view.Record(page, model))
}

func (v *visit) demandFacts(d *sourcing.Demand) ([]view.RecordFact, error) {
	buyer, err := v.site.Registry.Lookup(v.ctx, d.OrganizationID)
	if err != nil {
		return nil, err
	}
	var total measure.Amount
	for _, m := range d.Months {
		total += m.Amount
	}
	ceiling := v.T("demands.no_ceiling")
	if d.PriceCeiling > 0 {
		ceiling = v.Price(d.PriceCeiling, d.PriceCeiling, d.Unit)
	}
	facts := []view.RecordFact{
		{Label: v.T("demand.buyer"), Text: buyer.Name, URL: "/htx/" + buyer.ID},
		{Label: v.T("demands.amount"), Text: v.Quantity(total, d.Unit)},
		{Label: v.T("demands.ceiling"), Text: ceiling},
		{Label: v.T("demands.place"), Text: v.place(d.DeliveryArea)},
		{Label: v.T("demands.closes"), Text: v.Day(d.ClosesAt.Time)},
		{Label: v.T("demand.keywords"), Text: d.Keywords},
	}
	if d.Group != "" {
		facts = append(facts, view.RecordFact{Label: v.T("product.group"), Text: v.Text(catalogue.GroupLabels[d.Group])})
	}
	if d.MinStars > 0 {
		facts = append(facts, view.RecordFact{Label: v.T("demand.min_stars"), Text: v.T("stars.of", "Stars", v.Int(int64(d.MinStars)))})
	}
	if len(d.QualityMarks) > 0 {
		facts = append(facts, view.RecordFact{Label: v.T("demand.marks"), Text: v.markNames(d.QualityMarks)})
	}
	if d.Visibility == sourcing.InvitedOnly {
		facts = append(facts, view.RecordFact{Label: v.T("wizard.visibility"), Text: v.T("demand.invited_only")})
	}
	if len(d.Awarded) > 0 {
		facts = append(facts, view.RecordFact{Label: v.T("demand.awarded"), Text: v.percent(d.AwardedCoverage())})
	}
	if c := d.Cancellation; c != nil {
		facts = append(facts, view.RecordFact{Label: v.T("demand.why_cancelled"), Text: strings.TrimSuffix(v.T("demand.cancel_"+c.Reason)+": "+c.Note, ": ")})
	}
	return facts, nil
}

// demandMonths is what each month wants, and what is awarded of it.
func (v *visit) demandMonths(d *sourcing.Demand) view.Section {
	if len(d.Awarded) > 0 {
		return view.Section{ID: "months", Title: v.T("demand.months"), Table: v.awardedMonths(d)}
	}
	table := view.Table{Compact: true, Caption: v.T("demand.months_caption"), Columns: []view.Column{
		{Label: v.T("capacity.month")}, {Label: v.T("demand.amount"), Number: true}}}
	for _, m := range d.Months {
		table.Rows = append(table.Rows, view.Row{Cells: []string{v.Month(m.Month), v.Quantity(m.Amount, d.Unit)}})
	}
	return view.Section{ID: "months", Title: v.T("demand.months"), Table: table}
}

func (v *visit) markNames(marks []string) string {
	names := make([]string, len(marks))
	for i, mark := range marks {
		names[i] = v.Text(catalogue.MarkLabels[mark])
	}
	return strings.Join(names, ", ")
}

// showChances lists the open demands that the viewer's products could serve.
func (s *Site) showChances(v *visit) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	if v.actor.Role != account.Cooperative || v.actor.OrganizationID == "" {
		return account.ErrForbidden
	}
	chances, err := s.Sourcing.Chances(v.ctx, v.actor, v.actor.OrganizationID)
	if err != nil {
		return err
	}
	table := view.Table{Caption: v.T("chances.caption"), Columns: []view.Column{
		{Label: v.T("demands.name")}, {Label: v.T("demands.amount"), Number: true}, {Label: v.T("demands.months")},
		{Label: v.T("demands.ceiling"), Number: true}, {Label: v.T("demands.place")}, {Label: v.T("demands.closes")}, {Label: v.T("workspace.col_status")}}}
	for i := range chances {
		table.Rows = append(table.Rows, v.demandRow(&chances[i].Demand))
	}
	model := view.ListModel{Title: v.T("chances.title"), Lead: v.T("chances.lead"), Table: table,
		Crumbs: []view.Crumb{{Label: v.T("nav.demands"), URL: "/nhu-cau"}, {Label: v.T("chances.title")}},
		Empty: view.EmptyState{Title: v.T("chances.none_title"), Text: v.T("chances.none_text"),
			Links: []view.Link{{Label: v.T("workspace.go_demands"), URL: "/nhu-cau"}}}}
	page := v.page(model.Title)
	page.Nav, page.NoIndex = "/nhu-cau", true
	return v.render(view.List(page, model))
}
