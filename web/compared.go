package web

import (
	"slices"
	"strings"

	"lienket/api/measure"
	"lienket/api/sourcing"
	"lienket/web/view"
)

// comparedTable sets quotes side by side: what each offers and, once something is
// awarded, beside it what was taken of it, summed below.
func (v *visit) comparedTable(d *sourcing.Demand, list []sourcing.Compared, names []string) view.Table {
	some := slices.ContainsFunc(list, func(c sourcing.Compared) bool { return c.Award.Amount > 0 })
	table := view.Table{Caption: v.T("quotes.caption"), Columns: []view.Column{
		{Label: v.T("quotes.supplier")}, {Label: v.T("quotes.price"), Number: true}, {Label: v.T("quotes.offered")}}}
	if some {
		table.Columns = append(table.Columns, view.Column{Label: v.T("quotes.taken")})
	}
	table.Columns = append(table.Columns, []view.Column{{Label: v.T("quotes.coverage")},
		{Label: v.T("workspace.col_stars")}, {Label: v.T("demand.marks")}, {Label: v.T("quotes.distance"), Number: true}, {Label: v.T("quotes.reliability")},
		{Label: v.T("quotes.valid")}, {Label: v.T("workspace.col_status")}}...)
	for i := range list {
		table.Rows = append(table.Rows, v.comparedRow(d, &list[i], names[i], some))
	}
	return table
}

func statusOf(c *sourcing.Compared) string {
	if c.Expired {
		return "expired"
	}
	return string(c.Quote.Status)
}

// quoteName names a quote by its supplier, and by its goods too where it has several
// products or the supplier several quotes.
func (v *visit) quoteName(list []sourcing.Compared, i int) (string, error) {
	name := list[i].Organization.Name
	for n := range list {
		if n != i && list[n].Organization.ID == list[i].Organization.ID || len(list[i].Quote.Lines) > 1 {
			goods, err := v.goodsOf(list[i].Quote.Lines)
			return name + " · " + goods, err
		}
	}
	return name, nil
}

// goodsOf names the products of an offer.
func (v *visit) goodsOf(lines []sourcing.QuoteLine) (string, error) {
	var names []string
	for _, line := range lines {
		product, err := v.site.Catalogue.Lookup(v.ctx, line.ProductID)
		if err != nil {
			return "", err
		}
		names = append(names, product.Name)
	}
	return strings.Join(names, ", "), nil
}

// comparedRow is one of them; award tells whether the table has what was taken.
func (v *visit) comparedRow(d *sourcing.Demand, c *sourcing.Compared, name string, award bool) view.Row {
	distance := "–"
	if c.Kilometres >= 0 {
		distance = v.Int(int64(c.Kilometres)) + "\u00a0km"
	}
	stars, marks := v.T("stars.none"), "–"
	if c.Stars > 0 {
		stars = v.T("stars.of", "Stars", v.Int(int64(c.Stars)))
	}
	if len(c.Marks) > 0 {
		marks = v.markNames(c.Marks)
	}
	row := view.Row{URL: "#quote-" + c.Quote.ID, Status: statusOf(c), Cells: []string{
		name, v.Price(c.Offer.UnitPrice, c.Offer.UnitPrice, d.Unit), v.sumText(d, c.Offer)}}
	if award {
		taken := "–"
		if c.Award.Amount > 0 {
			taken = v.sumText(d, c.Award)
		}
		if c.Award.Amount > 0 && c.Award.UnitPrice != c.Offer.UnitPrice { // a part of several products
			taken += ", " + v.Price(c.Award.UnitPrice, c.Award.UnitPrice, d.Unit)
		}
		row.Cells = append(row.Cells, taken)
	}
	row.Cells = append(row.Cells, v.T("quotes.covers", "Share", v.percent(c.Coverage()), "Months", v.Int(int64(c.Months))+"/"+v.Int(int64(len(d.Months)))), stars, marks, distance, v.reliable(c),
		v.Day(c.Quote.ValidUntil.Time))
	return row
}

// sumText is what lines come to: so much, for so much.
func (v *visit) sumText(d *sourcing.Demand, sum sourcing.Sum) string {
	return v.Quantity(sum.Amount, d.Unit) + ", " + v.Money(sum.Cost)
}

// seesAward reports whether the viewer sees who was chosen for a demand, and someone was.
func (v *visit) seesAward(d *sourcing.Demand) bool {
	return len(d.Awarded) > 0 && (v.actor.MemberOf(d.OrganizationID) || v.actor.Oversees(d.Areas))
}

// awardSection is what has been taken for a demand, month by month, what it comes to,
// and what remains.
func (v *visit) awardSection(d *sourcing.Demand, list []sourcing.Compared) (view.Section, error) {
	section := view.Section{ID: "award", Title: v.T("quotes.award"), Table: v.awardedMonths(d)}
	var cost measure.Money
	for i := range list {
		cost += list[i].Award.Cost
	}
	joints, err := v.site.Sourcing.JointQuotes(v.ctx, v.actor, d.ID, "", maxJoints)
	if err != nil {
		return section, err
	}
	for i := range joints.Items {
		if joints.Items[i].Status == sourcing.JointAccepted {
			cost += joints.Items[i].Total.Cost
			section.Links = append(section.Links, view.Link{Label: v.T("quotes.award_joint", "Sum", v.Money(joints.Items[i].Total.Cost)), URL: "/bao-gia-chung/" + joints.Items[i].ID})
		}
	}
	key := "quotes.award_sum"
	if len(d.Remaining()) == 0 {
		key = "quotes.award_all"
	}
	section.Text = v.T(key, "Amount", v.Quantity(total(d.Awarded), d.Unit), "Share", v.percent(d.AwardedCoverage()),
		"Sum", v.Money(cost), "Left", v.Quantity(total(d.Remaining()), d.Unit))
	return section, nil
}

// maxJoints is how many joint quotes of one demand are summed.
const maxJoints = 200

// awardedMonths is what each month of a demand asks for, got and still wants.
func (v *visit) awardedMonths(d *sourcing.Demand) view.Table {
	table := view.Table{Caption: v.T("quotes.award_caption", "Unit", v.Unit(d.Unit)), Compact: true, Columns: []view.Column{{Label: v.T("capacity.month")}, {Label: v.T("demand.amount"), Number: true},
		{Label: v.T("demand.awarded"), Number: true}, {Label: v.T("demand.remaining"), Number: true}}}
	row := func(head string, asked, awarded, left measure.Amount) []string {
		return []string{head, v.Amount(asked), v.Amount(awarded), v.Amount(left)}
	}
	for _, m := range d.Months {
		table.Rows = append(table.Rows, view.Row{Cells: row(v.Month(m.Month), m.Amount, inMonth(d.Awarded, m.Month), inMonth(d.Remaining(), m.Month))})
	}
	if len(d.Months) > 1 {
		table.Total = row(v.T("plan.total"), total(d.Months), total(d.Awarded), total(d.Remaining()))
	}
	return table
}

// inMonth is a schedule's amount in a month, 0 where it has none.
func inMonth(months []measure.MonthAmount, month measure.Month) measure.Amount {
	for _, m := range months {
		if m.Month == month {
			return m.Amount
		}
	}
	return 0
}

// linesText writes what lines are, month by month, at what price.
func (v *visit) linesText(lines []sourcing.QuoteLine) (string, error) {
	texts := make([]string, len(lines))
	for i, line := range lines {
		product, err := v.site.Catalogue.Lookup(v.ctx, line.ProductID)
		if err != nil {
			return "", err
		}
		texts[i] = v.T("quotes.line", "Product", product.Name, "Months", v.byMonth(line.Months, line.Unit), "Price", v.Price(line.UnitPrice, line.UnitPrice, line.Unit))
	}
	return strings.Join(texts, "\n"), nil
}

// reliable is how much of what was due the supplier had accepted on time.
func (v *visit) reliable(c *sourcing.Compared) string {
	if c.Record.Due == 0 {
		return v.T("quotes.no_record")
	}
	return v.percent(float64(c.Record.OnTime) / 1000 / float64(c.Record.Due))
}
