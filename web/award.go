package web

import (
	"context"
	"fmt"
	"regexp"
	"strconv"

	"lienket/api/fault"
	"lienket/api/linkage"
	"lienket/api/measure"
	"lienket/api/sourcing"
	"lienket/web/view"
)

// awardForm lets the buyer choose several quotes, each whole or with other
// amounts; false where there is nothing to choose.
func (v *visit) awardForm(d *sourcing.Demand, list []sourcing.Compared) (view.ActionForm, bool, error) {
	form := view.ActionForm{Action: "/nhu-cau/" + d.ID + "/chon", Submit: v.T("award.submit"), Fold: v.T("award.title"), Intro: v.T("award.intro")}
	form.CSRF, form.Values = v.csrf(), map[string]string{"award.declineRest": ""}
	left := map[measure.Month]measure.Amount{}
	for _, m := range d.Remaining() {
		left[m.Month] = m.Amount
	}
	some := false
	for i := range list {
		q := list[i].Quote
		if !q.AnswerableBy(v.actor) || list[i].Expired {
			continue
		}
		some = true
		group, err := v.quoteName(list, i)
		if err != nil {
			return form, false, err
		}
		form.Fields = append(form.Fields, view.FormField{Kind: "check", Group: group, Input: view.Input{Name: q.ID + ".take", Optional: true,
			Label: v.T("award.take", "Price", v.Price(list[i].Offer.UnitPrice, list[i].Offer.UnitPrice, d.Unit))}})
		for n, line := range q.Lines {
			label := ""
			if len(q.Lines) > 1 {
				product, err := v.site.Catalogue.Lookup(v.ctx, line.ProductID)
				if err != nil {
					return form, false, err
				}
				label = product.Name + ", "
			}
			for _, m := range line.Months {
				offered := d.Unit.FromBase(line.Unit.Base(m.Amount))
				name := awardName(q.ID, n, m.Month)
				form.Fields = append(form.Fields, view.FormField{Group: group, Input: view.Input{Name: name, Mode: "decimal", MaxLength: "20", Optional: true,
					Label: label + v.T("award.month", "Month", v.Month(m.Month), "Unit", v.Unit(d.Unit)),
					Hint:  v.T("award.month_hint", "Offered", v.Quantity(offered, d.Unit), "Left", v.Quantity(left[m.Month], d.Unit))}})
				if fits := min(offered, left[m.Month]); fits > 0 {
					form.Values[name] = v.Amount(fits)
				}
			}
		}
	}
	for _, choice := range []string{"declineRest", "finish", "allowOver"} {
		form.Fields = append(form.Fields, view.FormField{Kind: "check", Input: view.Input{Name: "award." + choice, Label: v.T("award." + choice), Optional: true}})
	}
	return form, some, nil
}

func awardName(quoteID string, line int, month measure.Month) string {
	return quoteID + ".l" + strconv.Itoa(line) + "." + string(month)
}

// readAward reads the choice; nameOf turns a refusal's path into a field's name.
func (v *visit) readAward(list []sourcing.Compared) (a sourcing.Awarding, nameOf func(string) string, err error) {
	var check fault.Check
	a = sourcing.Awarding{DeclineRest: v.c.FormValue("award.declineRest") != "", Finish: v.c.FormValue("award.finish") != "", AllowOver: v.c.FormValue("award.allowOver") != ""}
	var names [][]string // of each line that is sent, in order; the first is the quote's
	var first = map[string]string{}
	for i := range list {
		q := list[i].Quote
		if v.c.FormValue(q.ID+".take") == "" {
			continue
		}
		one := sourcing.AwardedQuote{QuoteID: q.ID}
		for n, line := range q.Lines {
			awarded := sourcing.AwardedLine{ProductID: line.ProductID}
			var months []string
			for _, m := range line.Months {
				name := awardName(q.ID, n, m.Month)
				path := fmt.Sprintf("quotes[%d].lines[%d].months[%d].amount", len(a.Quotes), len(one.Lines), len(months))
				if amount := v.amountOf(&check, path, v.c.FormValue(name)); amount != 0 {
					awarded.Months = append(awarded.Months, measure.MonthAmount{Month: m.Month, Amount: amount})
					months = append(months, name)
					if first[string(m.Month)] == "" {
						first[string(m.Month)] = name
					}
				}
			}
			if len(awarded.Months) > 0 {
				one.Lines = append(one.Lines, awarded)
				names = append(names, append([]string{strconv.Itoa(len(a.Quotes)) + "." + strconv.Itoa(len(one.Lines)-1)}, months...))
			}
		}
		check.That(len(one.Lines) > 0, fmt.Sprintf("quotes[%d].quoteId", len(a.Quotes)), "required", textNoAmount)
		a.Quotes = append(a.Quotes, one)
	}
	return a, awardNames(a, names, first), check.Err()
}

var (
	awardLineAt  = regexp.MustCompile(`^quotes\[(\d+)\]\.lines\[(\d+)\](?:\.months\[(\d+)\])?`)
	awardQuoteAt = regexp.MustCompile(`^quotes\[(\d+)\]\.quoteId`)
)

func awardNames(a sourcing.Awarding, names [][]string, first map[string]string) func(string) string {
	return func(path string) string {
		if at := awardLineAt.FindStringSubmatch(path); at != nil {
			month, _ := strconv.Atoi(at[3])
			for _, line := range names {
				if line[0] == at[1]+"."+at[2] && month+1 < len(line) {
					return line[month+1]
				}
			}
		}
		if at := awardQuoteAt.FindStringSubmatch(path); at != nil {
			if i, _ := strconv.Atoi(at[1]); i < len(a.Quotes) {
				return a.Quotes[i].QuoteID + ".take"
			}
		}
		if at := overMonth.FindStringSubmatch(path); at != nil {
			return first[at[1]]
		}
		return path
	}
}

// award accepts what the buyer has chosen.
func (s *Site) award(v *visit) error {
	id := v.c.Params("id")
	demand, list, err := s.Sourcing.Compare(v.ctx, v.actor, id, "")
	if err != nil {
		return err
	}
	awarding, nameOf, err := v.readAward(list)
	err = v.together(err, func(ctx context.Context) error {
		_, err := s.Sourcing.Award(ctx, v.actor, id, 0, awarding)
		return err
	})
	if err == nil {
		v.leaveNotice("saved")
		return v.redirect("/nhu-cau/" + id + "/bao-gia")
	}
	form, _, failed := v.awardForm(demand, list)
	if failed != nil {
		return failed
	}
	if err := v.refuse(err, &form, nameOf); err != nil {
		return err
	}
	return s.quotesPage(v, id, &form)
}

// several names the fields of severalForm.
const several = "several"

// severalForm draws up one contract of all accepted quotes that have none yet;
// false where there are fewer than two.
func (v *visit) severalForm(d *sourcing.Demand, list []sourcing.Compared) (view.ActionForm, bool) {
	form := v.contractForm(d, several, "/nhu-cau/"+d.ID+"/hop-dong")
	form.Submit, form.Fold, form.Intro = v.T("award.several"), v.T("award.several"), v.T("award.several_intro")
	var quotes []view.FormField
	for i := range list {
		q := list[i].Quote
		if q.Status != sourcing.QuoteAccepted || q.ContractID != "" {
			continue
		}
		name := several + "." + q.ID
		quotes = append(quotes, view.FormField{Kind: "check", Input: view.Input{Name: name, Optional: true,
			Label: v.T("award.several_quote", "Name", list[i].Organization.Name, "Sum", v.Money(list[i].Award.Cost))}})
		form.Values[name] = "1"
	}
	form.Fields = append(quotes, form.Fields...)
	return form, len(quotes) >= 2
}

// drawSeveral draws up one contract of the quotes that the buyer has ticked.
func (s *Site) drawSeveral(v *visit) error {
	demand, list, err := s.Sourcing.Compare(v.ctx, v.actor, v.c.Params("id"), "")
	if err != nil {
		return err
	}
	form, _ := v.severalForm(demand, list)
	draft := v.contractDraft(several, linkage.DraftContract{})
	for i := range list {
		if id := list[i].Quote.ID; v.c.FormValue(several+"."+id) != "" {
			draft.QuoteIDs = append(draft.QuoteIDs, id)
		}
	}
	var contract *linkage.Contract
	if len(draft.QuoteIDs) < 2 {
		err = fault.Invalid("quoteIds", "bad_count", textTwoQuotes)
	} else {
		contract, err = s.Linkage.Draw(v.ctx, v.actor, draft)
	}
	if err == nil {
		v.leaveNotice("saved")
		return v.redirect("/hop-dong/" + contract.ID)
	}
	nameOf := func(path string) string {
		if at := severalAt.FindStringSubmatch(path); at != nil {
			if i, _ := strconv.Atoi(at[1]); i < len(draft.QuoteIDs) {
				return several + "." + draft.QuoteIDs[i]
			}
		}
		return several + "." + path
	}
	if err := v.refuse(err, &form, nameOf); err != nil {
		return err
	}
	return s.quotesPage(v, demand.ID, &form)
}

var severalAt = regexp.MustCompile(`^quoteIds\[(\d+)\]$`)

var textTwoQuotes = fault.T("Chọn ít nhất hai báo giá; một báo giá thì lập hợp đồng ngay dưới báo giá đó.", "Choose two quotes at least; the contract of one is drawn up below that quote.")

var textNoAmount = fault.T("Ghi lượng lấy cho ít nhất một tháng.", "Write an amount for one month at least.")
