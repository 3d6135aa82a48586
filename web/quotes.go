package web

import (
	"context"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"lienket/api/account"
	"lienket/api/fault"
	"lienket/api/measure"
	"lienket/api/sourcing"
	"lienket/web/view"
)

var fiberNotFound = fiber.ErrNotFound

func (s *Site) showQuotes(v *visit) error { return s.quotesPage(v, v.c.Params("id"), nil) }

// quotesPage compares the quotes for a demand, each with its rounds and what its
// viewer can answer.
func (s *Site) quotesPage(v *visit, demandID string, refused *view.ActionForm) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	order := sourcing.CompareOrder(v.query.Get("sort"))
	if !slices.Contains(sourcing.CompareOrders, order) {
		order = sourcing.ByFit // a link that somebody wrote over
	}
	demand, list, err := s.Sourcing.Compare(v.ctx, v.actor, demandID, order)
	if err != nil {
		return err
	}
	say := func(key string) string { return v.T("quotes." + key) }
	if !v.actor.MemberOf(demand.OrganizationID) && !v.actor.Oversees(demand.Areas) {
		if v.actor.Role != account.Cooperative {
			return account.ErrForbidden
		}
		say = func(key string) string { return v.T("own_quotes." + key) } // a supplier sees its own alone
	}
	title := say("title")
	model := view.RecordModel{Title: title, Lead: v.T("quotes.lead", "Demand", demand.Title), Crumbs: []view.Crumb{
		{Label: v.T("nav.demands"), URL: "/nhu-cau"}, {Label: demand.Title, URL: "/nhu-cau/" + demand.ID}, {Label: title}}}
	names := make([]string, len(list))
	for i := range list {
		if names[i], err = v.quoteName(list, i); err != nil {
			return err
		}
	}
	sections := []view.Section{{ID: "compare", Title: say("compare"), Table: v.comparedTable(demand, list, names)}}
	for i := range list {
		section, err := v.quoteSection(demand, &list[i])
		if err != nil {
			return err
		}
		section.Title = names[i]
		sections = append(sections, section)
	}
	if len(list) > 0 {
		model.Downloads = append(model.Downloads, v.also("export.quotes", "bao-gia", url.Values{"nhucau": {demand.ID}}))
	}
	if len(list) > 1 {
		for _, by := range sourcing.CompareOrders {
			model.Tabs = append(model.Tabs, view.PlanTab{Current: by == order,
				Link: view.Link{Label: v.T("sort_quotes." + string(by)), URL: "/nhu-cau/" + demand.ID + "/bao-gia?sort=" + string(by)}})
		}
	}
	if v.actor.MemberOf(demand.OrganizationID) {
		form, some, err := v.awardForm(demand, list)
		if err != nil {
			return err
		}
		if several, found := v.severalForm(demand, list); found {
			sections[0].Forms = append(sections[0].Forms, several)
		}
		if some {
			sections[0].Forms = append(sections[0].Forms, form)
		}
	}
	if v.seesAward(demand) {
		award, err := v.awardSection(demand, list)
		if err != nil {
			return err
		}
		sections = slices.Insert(sections, 1, award)
	}
	if len(list) == 0 {
		sections[0].Empty = view.EmptyState{Title: say("none_title"), Text: say("none_text"),
			Links: []view.Link{{Label: v.T("quotes.back"), URL: "/nhu-cau/" + demand.ID}}}
	}
	model.Sections = sections
	v.putBack(&model, refused)
	page := v.page(model.Title + ": " + demand.Title)
	page.Nav, page.NoIndex = "/nhu-cau", true
	return v.render(view.Record(page, model))
}

// quoteSection is one quote: its rounds, and the forms that answer it.
func (v *visit) quoteSection(d *sourcing.Demand, c *sourcing.Compared) (view.Section, error) {
	q := c.Quote
	section := view.Section{ID: "quote-" + q.ID, Table: view.Table{Caption: v.T("quotes.rounds_caption"),
		Columns: []view.Column{{Label: v.T("quotes.round")}, {Label: v.T("quotes.by")}, {Label: v.T("quotes.offer")}, {Label: v.T("quotes.valid")}, {Label: v.T("quote.note")}}}}
	for i, round := range q.Rounds {
		by := v.T("quotes.by_buyer")
		if round.By == q.OrganizationID {
			by = c.Organization.Name
		}
		offer, err := v.offerText(round.Lines)
		if err != nil {
			return section, err
		}
		note := round.Note
		if note == "" {
			note = "–"
		}
		section.Table.Rows = append(section.Table.Rows, view.Row{Cells: []string{
			v.Int(int64(i+1)) + " · " + v.Day(round.At.Time), by, offer, v.Day(round.ValidUntil.Time), note}})
	}
	if q.Status == sourcing.QuoteAccepted {
		text, err := v.linesText(q.AwardedLines())
		if err != nil {
			return section, err
		}
		section.Text = v.T("quotes.taken_text", "Lines", text, "Sum", v.Money(c.Award.Cost))
	}
	buyer, supplier := q.PartyOf(v.actor)
	switch {
	case q.AnswerableBy(v.actor) && !c.Expired:
		accept, err := v.askQuote(q, "nhan")
		if err != nil {
			return section, err
		}
		decline, err := v.askQuote(q, "tu-choi")
		if err != nil {
			return section, err
		}
		section.Forms = append(section.Forms, accept, v.counterForm(q), decline)
	case q.Undecided() && (buyer || supplier):
		section.Text = v.T("quotes.waiting")
	case q.ContractID != "" && (buyer || supplier):
		section.Links = []view.Link{{Label: v.T("quotes.see_contract"), URL: "/hop-dong/" + q.ContractID}}
	case q.Status == sourcing.QuoteAccepted && (buyer || supplier):
		section.Forms = append(section.Forms, v.drawForm(d, q))
	}
	if supplier && q.Undecided() {
		withdraw, err := v.askQuote(q, "rut")
		if err != nil {
			return section, err
		}
		section.Forms = append(section.Forms, withdraw)
	}
	return section, nil
}

func (v *visit) offerText(lines []sourcing.QuoteLine) (string, error) {
	text := ""
	for i, line := range lines {
		product, err := v.site.Catalogue.Lookup(v.ctx, line.ProductID)
		if err != nil {
			return "", err
		}
		var total measure.Amount
		for _, m := range line.Months {
			total += m.Amount
		}
		if i > 0 {
			text += "; "
		}
		text += fmt.Sprintf("%s: %s, %s", product.Name, v.Quantity(total, line.Unit), v.Price(line.UnitPrice, line.UnitPrice, line.Unit))
	}
	return text, nil
}

// counterForm offers other prices for the same lines.
func (v *visit) counterForm(q *sourcing.Quote) view.ActionForm {
	prefix := q.ID + "."
	form := view.ActionForm{Action: "/bao-gia/" + q.ID + "/tra-gia", Submit: v.T("quotes.send_counter"), Fold: v.T("quotes.counter")}
	form.CSRF, form.Values = v.csrf(), map[string]string{}
	for i, line := range q.Lines {
		name := prefix + "price" + strconv.Itoa(i)
		label := v.T("quotes.new_price", "Unit", v.Unit(line.Unit))
		if product, err := v.site.Catalogue.Lookup(v.ctx, line.ProductID); err == nil {
			label = product.Name + ": " + label
		}
		form.Fields = append(form.Fields, view.FormField{Input: view.Input{Name: name, Label: label, Mode: "numeric", MaxLength: "20"}})
		form.Values[name] = v.Int(line.UnitPrice)
	}
	form.Fields = append(form.Fields,
		view.FormField{Input: view.Input{Name: prefix + "validUntil", Label: v.T("quote.valid"), Type: "date"}},
		view.FormField{Kind: "area", Input: view.Input{Name: prefix + "note", Label: v.T("quote.note"), Optional: true, MaxLength: "2000"}})
	form.Values[prefix+"validUntil"] = string(measure.DateOf(q.ValidUntil.Time))
	return form
}

var priceAt = regexp.MustCompile(`^lines\[(\d+)\]\.unitPrice$`)

// answerQuote accepts, counters, declines or withdraws.
func (s *Site) answerQuote(v *visit) error {
	id, verb := v.c.Params("id"), v.c.Params("verb")
	quote, err := s.Sourcing.Quote(v.ctx, v.actor, id)
	if err != nil {
		return err
	}
	var form view.ActionForm
	nameOf := prefixed("")
	switch verb {
	case "nhan", "tu-choi", "rut":
		if form, err = v.askQuote(quote, verb); err != nil {
			return err
		}
		_, err = quoteMoves[verb](s.Sourcing, v.ctx, v.actor, id, v.readVersion())
	case "tra-gia":
		form = v.counterForm(quote)
		nameOf = func(path string) string {
			if at := priceAt.FindStringSubmatch(path); at != nil {
				return id + ".price" + at[1]
			}
			return id + "." + path
		}
		err = s.counter(v, quote)
	case "hop-dong":
		return s.drawContract(v, quote)
	default:
		return fiberNotFound
	}
	if err != nil {
		if err := v.refuse(err, &form, nameOf); err != nil {
			return err
		}
		return s.quotesPage(v, quote.DemandID, &form)
	}
	v.leaveNotice("saved")
	return v.redirect("/nhu-cau/" + quote.DemandID + "/bao-gia")
}

func (s *Site) counter(v *visit, q *sourcing.Quote) error {
	demand, err := s.Sourcing.Demand(v.ctx, v.actor, q.DemandID)
	if err != nil {
		return err
	}
	var check fault.Check
	offer := sourcing.Offer{ValidUntil: deadline(v.c.FormValue(q.ID + ".validUntil")), Note: v.c.FormValue(q.ID + ".note")}
	for i, line := range q.Lines {
		one := sourcing.OfferLine{ProductID: line.ProductID,
			UnitPrice: v.moneyOf(&check, fmt.Sprintf("lines[%d].unitPrice", i), v.c.FormValue(q.ID+".price"+strconv.Itoa(i)))}
		for _, m := range line.Months { // what was offered in the demand's unit converts back exactly
			one.Months = append(one.Months, measure.MonthAmount{Month: m.Month, Amount: demand.Unit.FromBase(line.Unit.Base(m.Amount))})
		}
		offer.Lines = append(offer.Lines, one)
	}
	return v.together(check.Err(), func(ctx context.Context) error {
		_, err := s.Sourcing.Counter(ctx, v.actor, q.ID, 0, offer)
		return err
	})
}
