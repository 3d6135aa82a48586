package web

import (
	"fmt"
	"strconv"
	"strings"

	"lienket/api/account"
	"lienket/api/fault"
	"lienket/api/measure"
	"lienket/api/sourcing"
	"lienket/web/view"
)

func hasPart(j *sourcing.JointView, actor account.Actor) bool {
	for _, part := range j.Parts {
		if actor.MemberOf(part.OrganizationID) && part.Status != sourcing.PartDeclined {
			return true
		}
	}
	return false
}

// partSection is one supplier's part, with the forms that answer it for that
// supplier.
func (v *visit) partSection(j *sourcing.JointView, d *sourcing.Demand, part *sourcing.Part) (view.Section, error) {
	supplier, err := v.site.Registry.Lookup(v.ctx, part.OrganizationID)
	if err != nil {
		return view.Section{}, err
	}
	own := v.actor.MemberOf(part.OrganizationID)
	title := v.T("joint.part_of", "Name", supplier.Name, "Status", v.T("status."+string(part.Status)))
	if own {
		title = v.T("joint.own_part", "Status", v.T("status."+string(part.Status)))
	}
	section := view.Section{ID: "part-" + part.OrganizationID, Title: title, Text: part.Note, Table: view.Table{Caption: v.T("plan.line_caption"),
		Columns: []view.Column{{Label: v.T("quote.product")}, {Label: v.T("joint.by_month")}, {Label: v.T("joint.amount"), Number: true}, {Label: v.T("quote.price"), Number: true}}}}
	for _, line := range part.Lines {
		product, err := v.site.Catalogue.Lookup(v.ctx, line.ProductID)
		if err != nil {
			return section, err
		}
		section.Table.Rows = append(section.Table.Rows, view.Row{URL: "/san-pham/" + product.ID, Cells: []string{product.Name,
			v.byMonth(line.Months, line.Unit), v.Quantity(total(line.Months), line.Unit), v.Price(line.UnitPrice, line.UnitPrice, line.Unit)}})
	}
	if !own {
		return section, nil
	}
	for _, event := range j.Next(v.actor, v.site.Sourcing.Now()) {
		form := view.ActionForm{Form: view.Form{CSRF: v.csrf()}, Action: "/bao-gia-chung/" + j.ID + "/"}
		switch event {
		case sourcing.ConfirmPart:
			if part.Status != sourcing.PartInvited {
				continue
			}
			form.Action, form.Submit = form.Action+"xac-nhan", v.T("joint.do_confirm")
		case sourcing.ChangePart:
			if form, err = v.partForm(j, d, part); err != nil {
				return section, err
			}
		case sourcing.DropPart:
			form.Action, form.Submit, form.Fold, form.Quiet = form.Action+"khong", v.T("joint.do_drop"), v.T("joint.do_drop"), true
			form.Fields = []view.FormField{{Kind: "area", Input: view.Input{Name: "drop.note", Label: v.T("joint.why"), Optional: true, MaxLength: "2000"}}}
		default:
			continue
		}
		section.Forms = append(section.Forms, form)
	}
	return section, nil
}

// byMonth writes a schedule in a line.
func (v *visit) byMonth(months []measure.MonthAmount, unit measure.Unit) string {
	texts := make([]string, len(months))
	for i, m := range months {
		texts[i] = v.Month(m.Month) + ":\u00a0" + v.Quantity(m.Amount, unit)
	}
	return strings.Join(texts, "; ")
}

// partForm is for a supplier that confirms on other terms.
func (v *visit) partForm(j *sourcing.JointView, d *sourcing.Demand, part *sourcing.Part) (view.ActionForm, error) {
	form := view.ActionForm{Action: "/bao-gia-chung/" + j.ID + "/sua", Submit: v.T("joint.do_change"), Fold: v.T("joint.change"), Intro: v.T("joint.change_intro")}
	form.CSRF, form.Values = v.csrf(), map[string]string{}
	for i, line := range part.Lines {
		product, err := v.site.Catalogue.Lookup(v.ctx, line.ProductID)
		if err != nil {
			return form, err
		}
		at := "p" + strconv.Itoa(i) + "."
		form.Fields = append(form.Fields, view.FormField{Group: product.Name, Input: view.Input{Name: at + "unitPrice", Mode: "numeric", MaxLength: "20",
			Label: v.T("joint.price", "Unit", v.Unit(line.Unit)), Hint: v.T("joint.price_hint", "Price", v.Money(line.UnitPrice))}})
		form.Values[at+"unitPrice"] = v.Int(line.UnitPrice)
		for _, m := range d.Months {
			form.Fields = append(form.Fields, view.FormField{Group: product.Name, Input: view.Input{Name: at + string(m.Month), Mode: "decimal", MaxLength: "20", Optional: true,
				Label: v.T("award.month", "Month", v.Month(m.Month), "Unit", v.Unit(d.Unit)), Hint: v.T("quote.month_hint", "Amount", v.Quantity(m.Amount, d.Unit))}})
			for _, own := range line.Months {
				if own.Month == m.Month {
					form.Values[at+string(m.Month)] = v.Amount(d.Unit.FromBase(line.Unit.Base(own.Amount)))
				}
			}
		}
	}
	form.Fields = append(form.Fields, view.FormField{Kind: "area", Input: view.Input{Name: "part.note", Label: v.T("quote.note"), Optional: true, MaxLength: "2000"}})
	return form, nil
}

// readPart reads a changed part; names are the fields of the months of each line,
// in the order in which they are sent.
func (v *visit) readPart(d *sourcing.Demand, part *sourcing.Part) (lines []sourcing.OfferLine, names [][]string, err error) {
	var check fault.Check
	for i, line := range part.Lines {
		at := "p" + strconv.Itoa(i) + "."
		path := fmt.Sprintf("lines[%d].", len(lines))
		var own fault.Check
		offer := sourcing.OfferLine{ProductID: line.ProductID, UnitPrice: v.moneyOf(&own, path+"unitPrice", v.c.FormValue(at+"unitPrice"))}
		var months []string
		for _, m := range d.Months {
			if amount := v.amountOf(&own, fmt.Sprintf("%smonths[%d].amount", path, len(months)), v.c.FormValue(at+string(m.Month))); amount != 0 {
				offer.Months = append(offer.Months, measure.MonthAmount{Month: m.Month, Amount: amount})
				months = append(months, at+string(m.Month))
			}
		}
		if len(offer.Months) > 0 { // a line without amounts is given up
			lines, names = append(lines, offer), append(names, append([]string{at + "unitPrice"}, months...))
			_ = check.Take("", own.Err()) // always InvalidInput
		}
	}
	return lines, names, check.Err()
}

// partNames turns a refusal's path into the name of a field of partForm.
func partNames(names [][]string) func(string) string {
	return func(path string) string {
		if at := partMonthAt.FindStringSubmatch(path); at != nil {
			line, _ := strconv.Atoi(at[1])
			month, _ := strconv.Atoi(at[2])
			if line < len(names) && month+1 < len(names[line]) {
				return names[line][month+1]
			}
		}
		if at := partPriceAt.FindStringSubmatch(path); at != nil {
			if line, _ := strconv.Atoi(at[1]); line < len(names) {
				return names[line][0]
			}
		}
		if at := overMonth.FindStringSubmatch(path); at != nil {
			return "p0." + at[1]
		}
		if path == "lines" {
			return "p0.unitPrice"
		}
		return path
	}
}

// readChange reads a supplier's own terms and fills the form that they came from.
func (s *Site) readChange(v *visit, j *sourcing.JointView, form *view.ActionForm) (sourcing.JointMove, func(string) string, error) {
	move := sourcing.JointMove{Event: sourcing.ChangePart, Note: v.c.FormValue("part.note")}
	demand, err := s.Sourcing.Demand(v.ctx, v.actor, j.DemandID)
	if err != nil {
		return move, nil, err
	}
	for i := range j.Parts {
		part := &j.Parts[i]
		if !v.actor.MemberOf(part.OrganizationID) {
			continue
		}
		if *form, err = v.partForm(j, demand, part); err != nil {
			return move, nil, err
		}
		lines, names, wrong := v.readPart(demand, part)
		move.Lines = lines
		return move, partNames(names), wrong
	}
	return move, prefixed(""), account.ErrForbidden
}
