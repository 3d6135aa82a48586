package web

import (
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"lienket/api/catalogue"
	"lienket/api/fault"
	"lienket/api/measure"
	"lienket/api/sourcing"
	"lienket/api/store"
	"lienket/web/view"
)

// answerSection is where a cooperative answers a demand; again, once all that it sent
// is withdrawn, declined or lapsed.
func (v *visit) answerSection(d *sourcing.Demand, status sourcing.DemandStatus) (view.Section, error) {
	section := view.Section{ID: "answer", Title: v.T("quote.title")}
	quotes, err := v.site.Sourcing.Quotes(v.ctx, v.actor, d.ID, "", listPage)
	if err != nil {
		return section, err
	}
	now := v.site.Sourcing.Now()
	sent := []view.Link{{Label: v.T("quote.see"), URL: "/nhu-cau/" + d.ID + "/bao-gia"}}
	stands := func(q sourcing.Quote) bool {
		return q.Status == sourcing.QuoteAccepted || q.Undecided() && !q.Lapsed(now)
	}
	if slices.ContainsFunc(quotes.Items, stands) {
		section.Empty = view.EmptyState{Title: v.T("quote.sent_title"), Text: v.T("quote.sent_text"), Links: sent}
		return section, nil
	}
	var said []string
	if len(quotes.Items) > 0 {
		section.Links = sent
		former := string(quotes.Items[0].Status)
		if quotes.Items[0].Lapsed(now) {
			former = "lapsed"
		}
		said = append(said, v.T("quote.former_"+former))
	}
	if status != sourcing.DemandOpen {
		section.Text = strings.Join(append(said, v.T("quote.closed")), " ")
		return section, nil
	}
	products, err := v.site.Sourcing.Serving(v.ctx, v.actor, d, v.actor.OrganizationID)
	if err != nil {
		return section, err
	}
	if len(products) == 0 {
		section.Empty = view.EmptyState{Title: v.T("quote.none_title"), Text: v.T("quote.none_text"),
			Links: []view.Link{{Label: v.T("quote.for_you"), URL: "/nhu-cau/cho-ban"}}}
		return section, nil
	}
	if len(said) > 0 {
		section.Text = strings.Join(append(said, v.T("quote.anew")), " ")
	}
	form, err := v.quoteForm(d, products, products[0].ID)
	section.Forms = []view.ActionForm{form}
	return section, err
}

// The fields of an answer. filledField names the product by which the others were
// filled in.
const (
	quotePrefix  = "q."
	productField = quotePrefix + "productId"
	priceField   = quotePrefix + "unitPrice"
	filledField  = quotePrefix + "filled"
	fillAgain    = "fill"
)

// quoteForm is filled with what a product can give, the best fitting one unless
// another is chosen, so that it can often be sent as it is.
func (v *visit) quoteForm(d *sourcing.Demand, products []catalogue.Product, chosen string) (view.ActionForm, error) {
	form := view.ActionForm{Action: "/nhu-cau/" + d.ID + "/bao-gia", Submit: v.T("quote.send"), Intro: v.T("quote.intro")}
	fills, err := v.quoteFills(d, products)
	if err != nil {
		return form, err
	}
	fill, known := fills[chosen]
	if !known {
		chosen = products[0].ID
		fill = fills[chosen]
	}
	form.CSRF, form.Values = v.csrf(), maps.Clone(fill.Values)
	form.Hidden = []view.Option{{Label: filledField, Value: chosen}}
	form.Filling = view.Filling{By: productField, Was: filledField, Of: fills}
	if len(products) > 1 {
		form.More = []view.Option{{Value: fillAgain, Label: v.T("quote.fill")}}
	}
	var choices view.OptionGroup
	for i := range products {
		p := &products[i]
		choices.Options = append(choices.Options, view.Option{Value: p.ID, Label: p.Name + " (₫/" + v.Unit(p.Unit) + ")"})
	}
	form.Fields = append(form.Fields,
		view.FormField{Kind: "select", Groups: []view.OptionGroup{choices}, Input: view.Input{Name: productField, Label: v.T("quote.product")}},
		view.FormField{Input: view.Input{Name: priceField, Label: v.T("quote.price"), Hint: fill.Hints[priceField], Mode: "numeric", MaxLength: "20"}})
	for _, m := range d.Months {
		name := quotePrefix + string(m.Month)
		form.Fields = append(form.Fields, view.FormField{Group: v.T("quote.months", "Unit", v.Unit(d.Unit)), Input: view.Input{Name: name, Mode: "decimal", MaxLength: "20", Optional: true,
			Label: v.T("quote.month", "Month", v.Month(m.Month)), Hint: fill.Hints[name]}})
	}
	form.Fields = append(form.Fields,
		view.FormField{Input: view.Input{Name: quotePrefix + "validUntil", Label: v.T("quote.valid"), Type: "date"}},
		view.FormField{Kind: "area", Input: view.Input{Name: quotePrefix + "note", Label: v.T("quote.note"), Optional: true, MaxLength: "2000"}})
	form.Values[productField] = chosen
	form.Values[quotePrefix+"validUntil"] = string(measure.DateOf(v.site.Clock().AddDate(0, 0, 30)))
	return form, nil
}

// quoteFills is what each product fills in: its price, and of each month what the
// demand still wants as far as it is free.
func (v *visit) quoteFills(d *sourcing.Demand, products []catalogue.Product) (map[string]view.Fill, error) {
	ids, months := make([]string, len(products)), make([]measure.Month, len(d.Months))
	for i := range products {
		ids[i] = products[i].ID
	}
	for i, m := range d.Months {
		months[i] = m.Month
	}
	free, err := v.site.Catalogue.Availability(v.ctx, ids, months)
	if err != nil {
		return nil, err
	}
	wanted := map[measure.Month]measure.Amount{}
	for _, m := range d.Remaining() {
		wanted[m.Month] = m.Amount
	}
	fills := map[string]view.Fill{}
	for i := range products {
		p := &products[i]
		fill := view.Fill{Values: map[string]string{priceField: ""}, Hints: map[string]string{priceField: v.T("quote.price_hint", "Unit", v.Unit(p.Unit))}}
		if p.Price != nil {
			fill.Values[priceField] = v.Int(v.withinCeiling(d, p))
		}
		for _, m := range months {
			name, base := quotePrefix+string(m), free[i].In(m)
			fill.Values[name] = ""
			if amount := min(wanted[m], givable(base, p.Unit, d.Unit)); amount > 0 {
				fill.Values[name] = v.Amount(amount)
			}
			fill.Hints[name] = v.T("quote.month_hint", "Amount", v.Quantity(wanted[m], d.Unit), "Free", v.Quantity(d.Unit.FromBase(base), d.Unit))
		}
		fills[p.ID] = fill
	}
	return fills, nil
}

// givable is what of a free amount can be said exactly in both units.
func givable(base int64, product, demand measure.Unit) measure.Amount {
	amount := demand.FromBase(product.Base(product.FromBase(base)))
	if exact := demand.Base(amount); product.Base(product.FromBase(exact)) != exact {
		return 0
	}
	return amount
}

// withinCeiling is the product's highest price, or its lowest where that is
// above the ceiling.
func (v *visit) withinCeiling(d *sourcing.Demand, p *catalogue.Product) measure.Money {
	num, den, ok := measure.PriceIn(p.Price.Max, p.Unit, d.Unit)
	if d.PriceCeiling > 0 && (!ok || num > d.PriceCeiling*den) {
		return p.Price.Min
	}
	return p.Price.Max
}

// sendQuote answers a demand with one product. Who chose another product than the form
// was filled in by, without scripts, sees the form filled in anew first.
func (s *Site) sendQuote(v *visit) error {
	demand, err := s.Sourcing.Demand(v.ctx, v.actor, v.c.Params("id"))
	if err != nil {
		return err
	}
	chosen, filled := v.c.FormValue(productField), v.c.FormValue(filledField)
	if v.c.FormValue("go") == fillAgain || filled != "" && filled != chosen {
		if done, err := s.fillAnew(v, demand, filled, chosen); done || err != nil {
			return err
		}
	}
	offer, nameOf, err := v.readQuote(demand)
	err = v.together(err, func(ctx context.Context) error {
		_, err := s.Sourcing.Submit(ctx, v.actor, demand.ID, offer)
		return err
	})
	if err == nil {
		v.leaveNotice("quoted")
		return v.redirect("/nhu-cau/" + demand.ID + "/bao-gia")
	}
	products, failed := s.Sourcing.Serving(v.ctx, v.actor, demand, v.actor.OrganizationID)
	if failed != nil || len(products) == 0 {
		return err
	}
	form, failed := v.quoteForm(demand, products, chosen)
	if failed != nil {
		return failed
	}
	if err := v.refuse(err, &form, nameOf); err != nil {
		return err
	}
	return s.demandPage(v, &form)
}

// fillAnew shows the form by the chosen product: what still stands as the former one
// filled it in follows, what was typed stays. It is not done for a product that cannot
// serve the demand.
func (s *Site) fillAnew(v *visit, d *sourcing.Demand, filled, chosen string) (done bool, err error) {
	products, err := s.Sourcing.Serving(v.ctx, v.actor, d, v.actor.OrganizationID)
	at := slices.IndexFunc(products, func(p catalogue.Product) bool { return p.ID == chosen })
	if err != nil || at < 0 {
		return false, err
	}
	form, err := v.quoteForm(d, products, chosen)
	if err != nil {
		return false, err
	}
	fresh, former := form.Values, form.Filling.Of[filled].Values
	v.keep(&form)
	for name, value := range form.Values {
		if was, known := former[name]; known && strings.TrimSpace(value) == was {
			form.Values[name] = fresh[name]
		}
	}
	v.notices = append(v.notices, view.Notice{Kind: "info", Text: v.T("quote.filled", "Product", products[at].Name)})
	return true, s.demandPage(v, &form)
}

var monthAt = regexp.MustCompile(`^lines\[0\]\.months\[(\d+)\]\.`)

// readQuote reads the answer to a demand; months left empty are not offered.
func (v *visit) readQuote(d *sourcing.Demand) (offer sourcing.Offer, nameOf func(string) string, err error) {
	var check fault.Check
	field := func(name string) string { return v.c.FormValue(quotePrefix + name) }
	line := sourcing.OfferLine{ProductID: field("productId"), UnitPrice: v.moneyOf(&check, "lines[0].unitPrice", field("unitPrice"))}
	var names []string
	for _, m := range d.Months {
		path := fmt.Sprintf("lines[0].months[%d].amount", len(names))
		if amount := v.amountOf(&check, path, field(string(m.Month))); amount != 0 {
			line.Months = append(line.Months, measure.MonthAmount{Month: m.Month, Amount: amount})
			names = append(names, string(m.Month))
		}
	}
	offer = sourcing.Offer{Lines: []sourcing.OfferLine{line}, ValidUntil: deadline(field("validUntil")), Note: field("note")}
	nameOf = func(path string) string {
		switch {
		case path == "lines[0].productId":
			return quotePrefix + "productId"
		case path == "lines[0].unitPrice":
			return quotePrefix + "unitPrice"
		case path == "lines[0].months" && len(d.Months) > 0:
			return quotePrefix + string(d.Months[0].Month)
		}
		if at := monthAt.FindStringSubmatch(path); at != nil {
			if i, err := strconv.Atoi(at[1]); err == nil && i < len(names) {
				return quotePrefix + names[i]
			}
		}
		return quotePrefix + path
	}
	return offer, nameOf, check.Err()
}

// deadline is the end of a day in Vietnam; zero for what is no day.
func deadline(text string) store.Instant {
	day, err := time.ParseInLocation(time.DateOnly, text, measure.Vietnam)
	if err != nil {
		return store.Instant{}
	}
	return store.At(day.AddDate(0, 0, 1).Add(-time.Millisecond))
}
