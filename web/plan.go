package web

import (
	"fmt"
	"math"
	"strconv"

	"lienket/api/measure"
	"lienket/api/sourcing"
	"lienket/web/view"
)

// showPlan shows who can meet a demand together.
func (s *Site) showPlan(v *visit) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	demand, err := s.Sourcing.Demand(v.ctx, v.actor, v.c.Params("id"))
	if err != nil {
		return err
	}
	here := "/nhu-cau/" + demand.ID + "/ke-hoach"
	model := view.RecordModel{Title: v.T("plan.title"), Lead: v.T("plan.lead", "Demand", demand.Title), Crumbs: []view.Crumb{
		{Label: v.T("nav.demands"), URL: "/nhu-cau"}, {Label: demand.Title, URL: "/nhu-cau/" + demand.ID}, {Label: v.T("plan.title")}}}
	most, err := strconv.ParseUint(v.query.Get("maxSuppliers"), 10, 8)
	if err != nil {
		most = 0 // a link that somebody wrote over
	}
	for _, limit := range []uint64{0, 1, 2, 3, 5} {
		if limit != most {
			model.Links = append(model.Links, planLink(v, here, limit))
		}
	}
	plan, err := s.Sourcing.Plan(v.ctx, v.actor, demand.ID, sourcing.PlanQuery{MaxSuppliers: int(most)})
	if err != nil {
		return searchError(err)
	}
	proof := v.T("plan.proven")
	if !plan.Optimal {
		proof = v.T("plan.unproven", "Bound", v.Sum(plan.Bound))
	}
	model.Facts = []view.RecordFact{
		{Label: v.T("plan.coverage"), Text: v.percent(plan.Coverage)}, {Label: v.T("plan.cost"), Text: v.Sum(plan.Cost)},
		{Label: v.T("plan.suppliers"), Text: v.Int(int64(plan.Suppliers))}, {Label: v.T("plan.proof"), Text: proof},
	}
	if joint, offered := v.jointForm(demand, plan, int(most)); offered {
		model.Sections = append(model.Sections, joint)
	}
	model.Sections = append(model.Sections, v.planMonths(demand, plan))
	for i := range plan.Lines {
		model.Sections = append(model.Sections, v.planLine(plan, &plan.Lines[i], i))
	}
	if len(plan.Notes) > 0 {
		notes := view.Table{Compact: true, Caption: v.T("plan.notes"), Columns: []view.Column{{Label: v.T("plan.note")}}}
		for _, note := range plan.Notes {
			row := view.Row{Cells: []string{v.Text(note.Text)}}
			if note.ProductID != "" {
				row.URL = "/san-pham/" + note.ProductID
			}
			notes.Rows = append(notes.Rows, row)
		}
		model.Sections = append(model.Sections, view.Section{ID: "notes", Title: v.T("plan.notes"), Table: notes})
	}
	page := v.page(model.Title)
	page.Nav, page.NoIndex = "/nhu-cau", true
	return v.render(view.Record(page, model))
}

func planLink(v *visit, here string, most uint64) view.Link {
	if most == 0 {
		return view.Link{Label: v.T("plan.any"), URL: here}
	}
	return view.Link{Label: v.T("plan.most", "Count", v.Int(int64(most))), URL: fmt.Sprintf("%s?maxSuppliers=%d", here, most)}
}

// planMonths is how much of each month the plan covers, as bars and as a table.
func (v *visit) planMonths(d *sourcing.Demand, p *sourcing.Plan) view.Section {
	missing := map[measure.Month]measure.Amount{}
	for _, m := range p.Shortfall {
		missing[m.Month] = m.Amount
	}
	section := view.Section{ID: "months", Title: v.T("plan.months"), Table: view.Table{Compact: true, Caption: v.T("plan.months_caption"),
		Columns: []view.Column{{Label: v.T("capacity.month")}, {Label: v.T("demand.amount"), Number: true}, {Label: v.T("plan.short"), Number: true}}}}
	for _, m := range d.Months {
		short := missing[m.Month]
		share := float64(m.Amount-short) / float64(m.Amount)
		section.Table.Rows = append(section.Table.Rows, view.Row{Cells: []string{v.Month(m.Month), v.Quantity(m.Amount, d.Unit), v.Quantity(short, d.Unit)}})
		section.Bars = append(section.Bars, view.Bar{Label: v.Month(m.Month), Text: v.Quantity(m.Amount-short, d.Unit),
			Value: fmt.Sprintf("%.2f", share), Share: v.percent(share)})
	}
	return section
}

func (v *visit) planLine(p *sourcing.Plan, line *sourcing.PlanLine, i int) view.Section {
	section := view.Section{ID: fmt.Sprintf("line-%d", i+1),
		Title: v.T("plan.line", "Place", v.Int(int64(i+1)), "Organization", line.Organization.Name, "Cost", v.Sum(line.Cost)),
		Table: view.Table{Compact: true, Caption: v.T("plan.line_caption"),
			Columns: []view.Column{{Label: v.T("plan.what")}, {Label: v.T("demand.amount"), Number: true}}}}
	far := ""
	if line.Kilometres > 0 {
		far = v.T("plan.km", "Kilometres", v.Int(int64(math.Round(line.Kilometres))))
	}
	section.Table.Rows = []view.Row{
		{URL: "/san-pham/" + line.Product.ID, Cells: []string{line.Product.Name, v.Price(line.UnitPrice, line.UnitPrice, line.Product.Unit)}},
		{URL: "/htx/" + line.Organization.ID, Cells: []string{line.Organization.Name, far}},
	}
	for _, m := range line.Months {
		section.Table.Rows = append(section.Table.Rows, view.Row{Cells: []string{v.Month(m.Month), v.Quantity(m.Amount, p.Unit)}})
	}
	return section
}
