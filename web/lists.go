package web

import (
	"lienket/api/measure"
	"lienket/api/promotion"
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
