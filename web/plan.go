package web

import (
	"bytes"
	"math"
	"net/url"
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"lienket/api/fault"
	"lienket/api/measure"
	"lienket/api/sheet"
	"lienket/api/sourcing"
	"lienket/web/view"
)

// planQuery reads the limits of a plan; what cannot be read does not limit, and is told
// by the form.
func (v *visit) planQuery() sourcing.PlanQuery {
	q := sourcing.PlanQuery{Lead: v.query.Get("lead"), Objective: sourcing.Objective(v.query.Get("objective"))}
	if most, err := strconv.ParseUint(v.query.Get("maxSuppliers"), 10, 8); err == nil {
		q.MaxSuppliers = int(most)
	}
	if !slices.Contains(sourcing.Objectives, q.Objective) {
		q.Objective = sourcing.LeastCost
	}
	return q
}

// planPath is the address of a plan's page, or of its table with an ending.
func planPath(demandID, ending string, q sourcing.PlanQuery) string {
	query := url.Values{}
	if q.Objective != sourcing.LeastCost {
		query.Set("objective", string(q.Objective))
	}
	if q.MaxSuppliers > 0 {
		query.Set("maxSuppliers", strconv.Itoa(q.MaxSuppliers))
	}
	if q.Lead != "" {
		query.Set("lead", q.Lead)
	}
	return address("/nhu-cau/"+demandID+"/ke-hoach"+ending, query)
}

// showPlan shows who can meet a demand together.
func (s *Site) showPlan(v *visit) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	demand, err := s.Sourcing.Demand(v.ctx, v.actor, v.c.Params("id"))
	if err != nil {
		return err
	}
	q := v.planQuery()
	plans, err := s.Sourcing.Alternatives(v.ctx, v.actor, demand.ID, q)
	if err != nil {
		return searchError(err)
	}
	model := view.PlanModel{Demand: view.Link{Label: demand.Title, URL: "/nhu-cau/" + demand.ID},
		Action: "/nhu-cau/" + demand.ID + "/ke-hoach", CSV: planPath(demand.ID, ".csv", q)}
	var plan *sourcing.Plan
	for _, one := range plans {
		to := q
		to.Objective = one.Objective
		tab := view.PlanTab{Link: view.Link{Label: v.T("objective." + string(one.Objective)), URL: planPath(demand.ID, "", to)},
			Note: v.tradeOff(one), Current: one.Objective == q.Objective}
		if tab.Current {
			plan = one
		}
		model.Tabs = append(model.Tabs, tab)
	}
	v.planFacts(&model, plan)
	v.planMonths(&model, demand.Rest(), plan)
	model.Rest = v.restText(demand)
	model.Suppliers = v.planSuppliers(plan)
	if len(plan.Lines) == 0 {
		model.Empty = view.EmptyState{Title: v.T("plan.none_title"), Text: v.T("plan.none_text"),
			Links: []view.Link{{Label: v.T("search.all"), URL: "/san-pham"}, {Label: v.T("plan.back"), URL: model.Demand.URL}}}
	}
	for _, note := range plan.Notes {
		shown := view.Link{Label: v.Text(note.Text)}
		if note.ProductID != "" {
			shown.URL = "/san-pham/" + note.ProductID
		}
		model.Notes = append(model.Notes, shown)
	}
	if len(plan.Shortfall) > 0 {
		if err := v.planGap(&model, demand, q); err != nil {
			return searchError(err)
		}
	}
	joint, offered, err := v.jointForm(demand, plan, q)
	if err != nil {
		return err
	}
	if offered {
		model.Sections = append(model.Sections, joint)
	}
	v.planLimits(&model, q)
	page := v.page(v.T("plan.title") + ": " + demand.Title)
	page.Nav, page.NoIndex = "/nhu-cau", true
	return v.render(view.JointPlan(page, model))
}

// restText says that matches and plans are for what remains of a demand; "" where
// nothing is awarded.
func (v *visit) restText(d *sourcing.Demand) string {
	if len(d.Awarded) == 0 {
		return ""
	}
	return v.T("plan.rest", "Awarded", v.percent(d.AwardedCoverage()), "Left", v.Quantity(total(d.Remaining()), d.Unit))
}

// tradeOff tells in a line what a plan comes to.
func (v *visit) tradeOff(p *sourcing.Plan) string {
	return v.N("plan.trade_off", p.Suppliers, "Coverage", v.percent(p.Coverage), "Cost", v.Money(p.Cost), "Kilometres", v.km(p.Kilometres))
}

func (v *visit) km(kilometres float64) string {
	return v.Int(int64(math.Round(kilometres))) + "\u00a0km"
}

func (v *visit) planFacts(model *view.PlanModel, p *sourcing.Plan) {
	model.Facts = []view.Figure{
		{Label: v.T("plan.coverage"), Value: v.percent(p.Coverage)}, {Label: v.T("plan.cost"), Value: v.Money(p.Cost)},
		{Label: v.T("plan.suppliers"), Value: v.Int(int64(p.Suppliers))}, {Label: v.T("plan.average_km"), Value: v.km(p.Kilometres)},
	}
	model.Proof = v.T("plan.unproven", "Bound", v.Money(p.Bound))
	if p.Optimal {
		model.Proof = v.T("proven." + string(p.Objective))
	}
	if p.Lead != nil {
		model.Proof += " " + v.T("plan.led_by", "Organization", p.Lead.Name)
	}
}

// planMonths is how much of each month the plan covers, as bars and as a table.
func (v *visit) planMonths(model *view.PlanModel, d *sourcing.Demand, p *sourcing.Plan) {
	missing := map[measure.Month]measure.Amount{}
	for _, m := range p.Shortfall {
		missing[m.Month] = m.Amount
	}
	model.Months = view.Table{Compact: true, Caption: v.T("plan.months_caption", "Unit", v.Unit(d.Unit)), Columns: []view.Column{
		{Label: v.T("capacity.month")}, {Label: v.T("demand.amount"), Number: true}, {Label: v.T("plan.covered"), Number: true}, {Label: v.T("plan.short"), Number: true}}}
	var months []view.PlanMonth
	var highest, total, short measure.Amount
	for _, m := range d.Months {
		left := missing[m.Month]
		highest, total, short = max(highest, m.Amount), total+m.Amount, short+left
		months = append(months, view.PlanMonth{Label: v.ShortMonth(m.Month), Covered: m.Amount - left, Short: left})
		model.Months.Rows = append(model.Months.Rows, view.Row{Cells: []string{
			v.Month(m.Month), v.Amount(m.Amount), v.Amount(m.Amount - left), v.Amount(left)}})
	}
	model.Months.Total = []string{v.T("plan.total"), v.Amount(total), v.Amount(total - short), v.Amount(short)}
	model.Chart = view.NewPlanChart(v.Quantity(highest, d.Unit), months)
}

// planSuppliers is what each supplier delivers, in the order of its first line.
func (v *visit) planSuppliers(p *sourcing.Plan) []view.PlanSupplier {
	var suppliers []view.PlanSupplier
	var amounts []measure.Amount
	var costs []measure.Money
	place := map[string]int{}
	for i := range p.Lines {
		line := &p.Lines[i]
		at, known := place[line.Organization.ID]
		if !known {
			at = len(suppliers)
			place[line.Organization.ID] = at
			supplier := view.PlanSupplier{Organization: view.Link{Label: line.Organization.Name, URL: "/htx/" + line.Organization.ID},
				Goods: view.Table{Caption: v.T("plan.goods_caption", "Name", line.Organization.Name), Silent: true, Columns: []view.Column{
					{Label: v.T("quote.product")}, {Label: v.T("joint.by_month")}, {Label: v.T("joint.amount"), Number: true}, {Label: v.T("quote.price"), Number: true}}}}
			if line.Kilometres > 0 {
				supplier.Place = v.T("plan.km", "Kilometres", v.Int(int64(math.Round(line.Kilometres))))
			}
			suppliers, amounts, costs = append(suppliers, supplier), append(amounts, 0), append(costs, 0)
		}
		amounts[at], costs[at] = amounts[at]+line.Amount, costs[at]+line.Cost
		suppliers[at].Goods.Rows = append(suppliers[at].Goods.Rows, view.Row{URL: "/san-pham/" + line.Product.ID, Cells: []string{line.Product.Name,
			v.byMonth(line.Months, p.Unit), v.Quantity(line.Amount, p.Unit), v.Price(line.UnitPrice, line.UnitPrice, line.Product.Unit)}})
	}
	for i := range suppliers {
		suppliers[i].Amount, suppliers[i].Cost = v.Quantity(amounts[i], p.Unit), v.Money(costs[i])
	}
	return suppliers
}

// planGap tells what would close a shortfall.
func (v *visit) planGap(model *view.PlanModel, d *sourcing.Demand, q sourcing.PlanQuery) error {
	found, err := v.site.Sourcing.Relaxations(v.ctx, v.actor, d.ID, q)
	if err != nil {
		return err
	}
	model.GapText = v.T("plan.gap_text")
	if len(found) == 0 {
		model.GapText = v.T("plan.gap_none")
	}
	for _, relaxation := range found {
		model.Gap = append(model.Gap, v.Text(relaxation.Text))
	}
	return nil
}

// planLimits is the form that plans anew.
func (v *visit) planLimits(model *view.PlanModel, q sourcing.PlanQuery) {
	most := v.query.Get("maxSuppliers")
	model.Limits.Values = map[string]string{"maxSuppliers": most}
	if _, err := strconv.ParseUint(most, 10, 8); most != "" && err != nil {
		model.Limits.Errors = []view.FieldError{{Name: "maxSuppliers", Label: v.T("plan.max_suppliers"), Text: v.Text(textMostSuppliers)}}
		v.c.Status(fiber.StatusUnprocessableEntity)
	}
	if q.Objective != sourcing.LeastCost {
		model.Kept = append(model.Kept, view.Option{Label: "objective", Value: string(q.Objective)})
	}
	if q.Lead != "" {
		model.Kept = append(model.Kept, view.Option{Label: "lead", Value: q.Lead})
	}
}

var textMostSuppliers = fault.T("Phải là số nguyên từ 1 đến 255. Phương án đang hiện chưa giới hạn số bên bán.", "This must be a whole number from 1 to 255. The plan shown does not limit the suppliers.")

// planTable is a plan as CSV: a row for each product and month, and for what is
// short.
func (s *Site) planTable(v *visit) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	demand, err := s.Sourcing.Demand(v.ctx, v.actor, v.c.Params("id"))
	if err != nil {
		return err
	}
	plan, err := s.Sourcing.Plan(v.ctx, v.actor, demand.ID, v.planQuery())
	if err != nil {
		return searchError(err)
	}
	var body bytes.Buffer
	table, err := sheet.NewWriter(&body, "csv", "", []string{v.T("capacity.month"), v.T("plan.col_supplier"), v.T("plan.col_product"),
		v.T("demand.amount"), v.T("field.unit"), v.T("plan.col_price"), v.T("plan.col_price_unit")})
	if err != nil {
		return err
	}
	for _, line := range plan.Lines {
		for _, m := range line.Months {
			if err := table.Row(string(m.Month), line.Organization.Name, line.Product.Name, m.Amount, v.Unit(plan.Unit), line.UnitPrice, v.Unit(line.Product.Unit)); err != nil {
				return err
			}
		}
	}
	for _, m := range plan.Shortfall {
		if err := table.Row(string(m.Month), v.T("plan.short"), "", m.Amount, v.Unit(plan.Unit), nil, ""); err != nil {
			return err
		}
	}
	if err := table.Close(); err != nil {
		return err
	}
	v.c.Set(fiber.HeaderContentType, sheet.ContentTypes["csv"])
	v.c.Set(fiber.HeaderContentDisposition, `attachment; filename="ke-hoach-`+demand.ID+`.csv"`)
	v.c.Set(fiber.HeaderCacheControl, "private, no-store")
	return v.c.Send(body.Bytes())
}
