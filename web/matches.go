package web

import (
	"fmt"
	"strconv"

	"lienket/api/measure"
	"lienket/api/sourcing"
	"lienket/web/view"
)

// matchesPage is how many matches a page shows, openMatches how many of the first
// tell their reasons at once.
const (
	matchesPage = 20
	openMatches = 2
)

// showMatches lists who can serve a demand and why.
func (s *Site) showMatches(v *visit) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	demand, err := s.Sourcing.Demand(v.ctx, v.actor, v.c.Params("id"))
	if err != nil {
		return err
	}
	found, err := s.Sourcing.Matches(v.ctx, v.actor, demand.ID, v.query.Get("cursor"), matchesPage)
	if err != nil {
		return searchError(err)
	}
	here := "/nhu-cau/" + demand.ID
	from, _ := strconv.Atoi(v.query.Get("cursor")) // 0 without one
	model := view.MatchesModel{Demand: view.Link{Label: demand.Title, URL: here}, Plan: here + "/ke-hoach",
		Found: v.N("matches.found", found.Total), Rest: v.restText(demand), First: from + 1, Pager: v.cursorPager(here+"/ghep-noi", found.Next),
		Empty: view.EmptyState{Title: v.T("matches.none_title"), Text: v.T("matches.none_text"),
			Links: []view.Link{{Label: v.T("plan.why_nothing"), URL: here + "/ke-hoach"}, {Label: v.T("search.all"), URL: "/san-pham"}}}}
	rest := demand.Rest()
	for i := range found.Items {
		item := v.match(rest, &found.Items[i])
		item.Open = from == 0 && i < openMatches
		model.Items = append(model.Items, item)
	}
	page := v.page(v.T("matches.title") + ": " + demand.Title)
	page.Nav, page.NoIndex = "/nhu-cau", true
	return v.render(view.Matches(page, model))
}

func (v *visit) match(d *sourcing.Demand, m *sourcing.Match) view.MatchItem {
	item := view.MatchItem{Product: v.product(m.Product, m.Organization), Score: view.Bar{Share: v.percent(m.Score)},
		Months: view.Table{Compact: true, Caption: v.T("matches.available"), Columns: []view.Column{
			{Label: v.T("capacity.month")}, {Label: v.T("matches.wanted"), Number: true}, {Label: v.T("matches.free"), Number: true}}}}
	var free measure.Amount
	for i, month := range m.Available {
		free += month.Amount
		item.Months.Rows = append(item.Months.Rows, view.Row{Cells: []string{
			v.Month(month.Month), v.Quantity(d.Months[i].Amount, d.Unit), v.Quantity(month.Amount, d.Unit)}})
	}
	item.Total = v.T("matches.total", "Amount", v.Quantity(free, d.Unit))
	total := 0.0
	for _, reason := range m.Reasons {
		total += reason.Weight
	}
	for _, reason := range m.Reasons {
		item.Reasons = append(item.Reasons, view.Bar{Label: v.T("factor." + reason.Factor), Value: fmt.Sprintf("%.2f", reason.Value), Share: v.percent(reason.Value),
			Text: v.T("matches.reason", "Text", v.Text(reason.Text), "Weight", v.percent(reason.Weight/total))})
	}
	return item
}

// percent writes a share of 1; what lacks anything is not called whole.
func (v *visit) percent(share float64) string {
	percent := int64(share*100 + 0.5)
	if share < 1 {
		percent = min(percent, 99)
	}
	return v.Percent(percent)
}
