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
	form, err := v.quoteForm(d, products, []answerLine{{chosen: products[0].ID, added: true}})
	section.Forms = []view.ActionForm{form}
	return section, err
}

// The fields of a line of an answer, after its prefix. filledField names the product by
// which the others were filled in.
const (
	quotePrefix  = "q."
	productField = "productId"
	priceField   = "unitPrice"
	filledField  = "filled"
)

// What the buttons of an answer do instead of sending it.
const (
	fillAgain = "fill"
	addLine   = "add"
	dropLine  = "drop"
)

// maxQuoteLines is how many products one answer by the form offers.
const maxQuoteLines = 10

// linePrefix begins the names of a line's fields.
func linePrefix(i int) string {
	if i == 0 {
		return quotePrefix
	}
	return quotePrefix + strconv.Itoa(i) + "."
}

// quoteForm has the lines of an answer, each filled with what its product can give of what
// those before it leave, so that it can often be sent as it is. What stands in a line that
// was sent follows if it is what was filled in; what was typed stays.
func (v *visit) quoteForm(d *sourcing.Demand, products []catalogue.Product, lines []answerLine) (view.ActionForm, error) {
	form := view.ActionForm{Action: "/nhu-cau/" + d.ID + "/bao-gia", Submit: v.T("quote.send"), Intro: v.T("quote.intro")}
	form.CSRF, form.Values = v.csrf(), map[string]string{}
	free, err := v.freeFor(d, products)
	if err != nil {
		return form, err
	}
	wanted := map[measure.Month]measure.Amount{}
	for _, m := range d.Remaining() {
		wanted[m.Month] = m.Amount
	}
	before := maps.Clone(wanted) // by the lines as they were sent
	for i, line := range lines {
		prefix := linePrefix(i)
		var former map[string]string
		if !line.added {
			former = v.quoteFills(d, products, free, before, prefix)[line.filled].Values
		}
		v.addQuoteLine(&form, d, products, i, line, v.quoteFills(d, products, free, wanted, prefix), former)
		for _, m := range d.Months {
			name := prefix + string(m.Month)
			v.takeFrom(wanted, m.Month, form.Values[name])
			v.takeFrom(before, m.Month, v.c.FormValue(name))
		}
	}
	if n := min(len(products), maxQuoteLines); len(lines) < n {
		form.More = append(form.More, view.Option{Value: addLine, Label: v.T("quote.add")})
	}
	if len(lines) > 1 {
		form.More = append(form.More, view.Option{Value: dropLine, Label: v.T("quote.drop", "Number", v.Int(int64(len(lines))))})
	}
	if len(products) > 1 {
		form.More = append(form.More, view.Option{Value: fillAgain, Label: v.T("quote.fill")})
	}
	form.Fields = append(form.Fields,
		view.FormField{Input: view.Input{Name: quotePrefix + "validUntil", Label: v.T("quote.valid"), Type: "date"}},
		view.FormField{Kind: "area", Input: view.Input{Name: quotePrefix + "note", Label: v.T("quote.note"), Optional: true, MaxLength: "2000"}})
	form.Values[quotePrefix+"validUntil"] = string(measure.DateOf(v.site.Clock().AddDate(0, 0, 30)))
	return form, nil
}

// takeFrom leaves of what is wanted in a month what a line does not give.
func (v *visit) takeFrom(wanted map[measure.Month]measure.Amount, month measure.Month, text string) {
	if given, err := measure.ParseAmount(v.plainNumber(text)); err == nil {
		wanted[month] = max(0, wanted[month]-given)
	}
}

// addQuoteLine adds the fields of one product; what cannot be chosen is the best fitting
// one instead. Of a line that was sent, what is not as formerly filled in stays.
func (v *visit) addQuoteLine(form *view.ActionForm, d *sourcing.Demand, products []catalogue.Product, i int, line answerLine, fills map[string]view.Fill, former map[string]string) {
	prefix, chosen := linePrefix(i), line.chosen
	if _, known := fills[chosen]; !known {
		chosen = products[0].ID
	}
	fill := fills[chosen]
	for name, value := range fill.Values {
		was, known := former[name]
		if sent := v.c.FormValue(name); !line.added && !(known && strings.TrimSpace(sent) == was) {
			value = sent
		}
		form.Values[name] = value
	}
	form.Values[prefix+productField] = chosen
	form.Hidden = append(form.Hidden, view.Option{Label: prefix + filledField, Value: chosen})
	form.Fillings = append(form.Fillings, view.Filling{By: prefix + productField, Was: prefix + filledField, Of: fills})
	var choices view.OptionGroup
	for i := range products {
		p := &products[i]
		choices.Options = append(choices.Options, view.Option{Value: p.ID, Label: p.Name + " (₫/" + v.Unit(p.Unit) + ")"})
	}
	of := func(alone, several string, args ...any) string { // tells the lines of several apart
		if i == 0 {
			return v.T(alone, args...)
		}
		return v.T(several, append(args, "Number", v.Int(int64(i+1)))...)
	}
	form.Fields = append(form.Fields,
		view.FormField{Kind: "select", Groups: []view.OptionGroup{choices}, Input: view.Input{Name: prefix + productField, Label: of("quote.product", "quote.product_of")}},
		view.FormField{Input: view.Input{Name: prefix + priceField, Label: of("quote.price", "quote.price_of"), Hint: fill.Hints[prefix+priceField], Mode: "numeric", MaxLength: "20"}})
	for _, m := range d.Months {
		name := prefix + string(m.Month)
		form.Fields = append(form.Fields, view.FormField{Group: of("quote.months", "quote.months_of", "Unit", v.Unit(d.Unit)), Input: view.Input{Name: name, Mode: "decimal", MaxLength: "20", Optional: true,
			Label: v.T("quote.month", "Month", v.Month(m.Month)), Hint: fill.Hints[name]}})
	}
}

// freeFor is what of each product is free in the demand's months.
func (v *visit) freeFor(d *sourcing.Demand, products []catalogue.Product) ([]catalogue.Free, error) {
	ids, months := make([]string, len(products)), make([]measure.Month, len(d.Months))
	for i := range products {
		ids[i] = products[i].ID
	}
	for i, m := range d.Months {
		months[i] = m.Month
	}
	return v.site.Catalogue.Availability(v.ctx, ids, months)
}

// quoteFills is what each product fills into a line: its price, and of each month what is
// wanted as far as it is free.
func (v *visit) quoteFills(d *sourcing.Demand, products []catalogue.Product, free []catalogue.Free, wanted map[measure.Month]measure.Amount, prefix string) map[string]view.Fill {
	fills := map[string]view.Fill{}
	for i := range products {
		p := &products[i]
		price := prefix + priceField
		fill := view.Fill{Values: map[string]string{price: ""}, Hints: map[string]string{price: v.T("quote.price_hint", "Unit", v.Unit(p.Unit))}}
		if p.Price != nil {
			fill.Values[price] = v.Int(v.withinCeiling(d, p))
		}
		for _, m := range d.Months {
			name, base := prefix+string(m.Month), free[i].In(m.Month)
			fill.Values[name] = ""
			if amount := min(wanted[m.Month], givable(base, p.Unit, d.Unit)); amount > 0 {
				fill.Values[name] = v.Amount(amount)
			}
			fill.Hints[name] = v.T("quote.month_hint", "Amount", v.Quantity(wanted[m.Month], d.Unit), "Free", v.Quantity(d.Unit.FromBase(base), d.Unit))
		}
		fills[p.ID] = fill
	}
	return fills
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

// answerLine is one product of an answer, and the one by which its line was filled in
// when it was sent; added is a line that was not.
type answerLine struct {
	chosen, filled string
	added          bool
}

// stale tells that another product was chosen than the line was filled in by.
func (l answerLine) stale() bool { return l.filled != "" && l.filled != l.chosen }

// sentLines are the lines of the answer that was sent, one at least.
func (v *visit) sentLines() []answerLine {
	var lines []answerLine
	for i := range maxQuoteLines {
		line := answerLine{chosen: v.c.FormValue(linePrefix(i) + productField), filled: v.c.FormValue(linePrefix(i) + filledField)}
		if i > 0 && line.chosen == "" {
			break
		}
		lines = append(lines, line)
	}
	return lines
}

// sendQuote answers a demand. Who chose another product than a line was filled in by,
// without scripts, sees the form filled in anew first; a line more or less shows it too.
func (s *Site) sendQuote(v *visit) error {
	demand, err := s.Sourcing.Demand(v.ctx, v.actor, v.c.Params("id"))
	if err != nil {
		return err
	}
	lines, pressed := v.sentLines(), v.c.FormValue("go")
	if pressed != "" || slices.ContainsFunc(lines, answerLine.stale) {
		if done, err := s.quoteAnew(v, demand, lines, pressed); done || err != nil {
			return err
		}
	}
	offer, nameOf, err := v.readQuote(demand, lines)
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
	for i := range lines {
		lines[i].filled = lines[i].chosen // all is shown as it was sent
	}
	form, failed := v.quoteForm(demand, products, lines)
	if failed != nil {
		return failed
	}
	if err := v.refuse(err, &form, nameOf); err != nil {
		return err
	}
	return s.demandPage(v, &form)
}

// quoteAnew shows the form by the chosen products, with a line more or less if that was
// asked for: what still stands as a former product filled it in follows, what was typed
// stays. It is not done for a product that cannot serve the demand.
func (s *Site) quoteAnew(v *visit, d *sourcing.Demand, lines []answerLine, pressed string) (done bool, err error) {
	products, err := s.Sourcing.Serving(v.ctx, v.actor, d, v.actor.OrganizationID)
	if err != nil {
		return false, err
	}
	names := map[string]string{}
	for i := range products {
		names[products[i].ID] = products[i].Name
	}
	var chosen []string
	for _, line := range lines {
		if names[line.chosen] == "" {
			return false, nil
		}
		if line.stale() {
			v.notices = append(v.notices, view.Notice{Kind: "info", Text: v.T("quote.filled", "Product", names[line.chosen])})
		}
		chosen = append(chosen, line.chosen)
	}
	spare := slices.IndexFunc(products, func(p catalogue.Product) bool { return !slices.Contains(chosen, p.ID) })
	switch {
	case pressed == addLine && len(lines) < maxQuoteLines && spare >= 0:
		lines = append(lines, answerLine{chosen: products[spare].ID, added: true})
	case pressed == dropLine && len(lines) > 1:
		lines = lines[:len(lines)-1]
	}
	form, err := v.quoteForm(d, products, lines)
	if err != nil {
		return false, err
	}
	for _, name := range []string{quotePrefix + "validUntil", quotePrefix + "note"} {
		form.Values[name] = v.c.FormValue(name)
	}
	if last := len(lines) - 1; lines[last].added {
		form.Focus(linePrefix(last) + productField)
	}
	return true, s.demandPage(v, &form)
}

var quotePathAt = regexp.MustCompile(`^lines\[(\d+)\]\.(productId|unitPrice|months)(?:\[(\d+)\])?`)

// readQuote reads the answer to a demand; months left empty are not offered.
func (v *visit) readQuote(d *sourcing.Demand, lines []answerLine) (offer sourcing.Offer, nameOf func(string) string, err error) {
	var check fault.Check
	offer = sourcing.Offer{ValidUntil: deadline(v.c.FormValue(quotePrefix + "validUntil")), Note: v.c.FormValue(quotePrefix + "note")}
	names := make([][]string, len(lines)) // of the months that each line offers
	for i := range lines {
		prefix, at := linePrefix(i), fmt.Sprintf("lines[%d].", i)
		line := sourcing.OfferLine{ProductID: lines[i].chosen, UnitPrice: v.moneyOf(&check, at+"unitPrice", v.c.FormValue(prefix+priceField))}
		for _, m := range d.Months {
			name, path := prefix+string(m.Month), fmt.Sprintf("%smonths[%d].amount", at, len(names[i]))
			if amount := v.amountOf(&check, path, v.c.FormValue(name)); amount != 0 {
				line.Months = append(line.Months, measure.MonthAmount{Month: m.Month, Amount: amount})
				names[i] = append(names[i], name)
			}
		}
		if len(names[i]) == 0 && len(d.Months) > 0 {
			names[i] = []string{prefix + string(d.Months[0].Month)} // where a month is missing
		}
		offer.Lines = append(offer.Lines, line)
	}
	nameOf = func(path string) string {
		at := quotePathAt.FindStringSubmatch(path)
		if at == nil {
			return quotePrefix + path
		}
		line, _ := strconv.Atoi(at[1])
		month, _ := strconv.Atoi(at[3])
		switch {
		case line >= len(names):
			return quotePrefix + path
		case at[2] != "months":
			return linePrefix(line) + at[2]
		case month < len(names[line]):
			return names[line][month]
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
