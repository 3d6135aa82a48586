package seed

import (
	"context"
	"fmt"
	"slices"
	"time"

	"lienket/api/linkage"
	"lienket/api/measure"
)

// deal is a contract as planned. Days are counted from today.
type deal struct {
	slot
	lines []dealLine
	form  string
	terms string
	drawn int
	// signed is the day of the last signature, ended that of the last move.
	signed int
	ended  int
	first  int // month of the start date, counted from this one
	months int

	id      string
	lineIDs []string
	quote   *quote
}

type dealLine struct {
	product *product
	price   measure.Money
	months  []measure.MonthAmount
}

// slot is what a deal must be. Parties are open where nil.
type slot struct {
	state    linkage.Status
	kind     string // of the ending
	via      bool   // by a demand and a quote
	buyer    *org
	supplier *org
}

// quotas are the contracts by state, and how many came of a demand; with the one of a
// joint quote they are 300.
var quotas = []struct {
	state linkage.Status
	kind  string
	count int
	via   int
}{
	{linkage.Completed, "", 118, 22},
	{linkage.Active, "", 88, 25},
	{linkage.Suspended, "", 8, 2},
	{linkage.Signed, "", 13, 1},
	{linkage.Proposed, "", 18, 4},
	{linkage.Draft, "", 12, 2},
	{linkage.Withdrawn, "", 14, 2},
	{linkage.Terminated, "mutual", 9, 1},
	{linkage.Terminated, "breach", 8, 1},
	{linkage.Terminated, "withdrawal", 6, 1},
	{linkage.Terminated, "force-majeure", 5, 1},
}

// shown are the parties of each state's first contracts, so that the demo
// accounts have something of everything: c the cooperative's, e the
// enterprise's, b both.
var shown = map[linkage.Status]string{
	linkage.Completed: "bbcce", linkage.Active: "bbccee", linkage.Suspended: "e", linkage.Signed: "bc", linkage.Proposed: "bce",
	linkage.Draft: "ce", linkage.Withdrawn: "c", linkage.Terminated: "b",
}

func (p *province) planTrade() {
	seen := map[linkage.Status]int{}
	for _, quota := range quotas {
		for i := range quota.count {
			s := slot{state: quota.state, kind: quota.kind, via: i < quota.via}
			if nth := seen[s.state]; nth < len(shown[s.state]) {
				who := shown[s.state][nth]
				if who != 'e' {
					s.supplier = p.makers[0]
				}
				if who != 'c' {
					s.buyer = p.buyers[0]
				}
			}
			seen[s.state]++
			p.strike(s)
		}
	}
}

// strike plans one deal, trying parties and terms until they fit.
func (p *province) strike(s slot) {
	for range 5000 {
		d := &deal{slot: s}
		if p.setTerm(d) && p.setParties(d) {
			p.perform(d)
			return
		}
	}
	panic(fmt.Sprintf("seed: no room for a contract %s", s.state))
}

// setTerm draws the days of the deal; false where they do not fit.
func (p *province) setTerm(d *deal) bool {
	r := p.dice
	d.months = pick(r, []int{3, 4, 6, 6, 9, 12})
	opening := -historyMonths + 2
	switch d.state {
	case linkage.Completed:
		last := -1
		for p.lastOf(p.month(last))+26 > -1 {
			last--
		}
		d.months = min(d.months, 9)
		d.first = r.between(opening, last-d.months+1)
		d.ended = p.lastOf(p.month(d.first+d.months-1)) + r.between(14, 25)
	case linkage.Active:
		d.months = max(d.months, 6)
		d.first = -r.between(0, d.months-1)
		if p.firstOf(p.month(d.first)) >= 0 { // begins today: it would still be waiting
			return false
		}
	case linkage.Suspended:
		d.months = max(d.months, 6)
		d.first = -r.between(2, d.months-1)
		d.ended = -r.between(3, 24)
	case linkage.Terminated:
		d.months = max(d.months, 6)
		d.first = r.between(opening, -3)
		latest := min(p.lastOf(p.month(d.first+d.months-1))-10, -4)
		d.ended = r.between(p.firstOf(p.month(d.first))+40, max(latest, p.firstOf(p.month(d.first))+40))
		if d.ended > latest {
			return false
		}
	case linkage.Signed:
		d.first, d.months = r.between(1, 2), min(d.months, 9)
		d.signed = -r.between(2, 14)
	default:
		d.months = min(d.months, 9)
		d.ended, d.first = -r.between(2, 20), r.between(1, 2)
		if d.state == linkage.Withdrawn {
			d.ended = r.between(p.first+80, -6)
			d.first += p.relative(d.ended)
		}
		d.drawn = d.ended - r.between(4, 9)
		return true
	}
	if d.signed == 0 {
		d.signed = p.firstOf(p.month(d.first)) - r.between(2, 26)
	}
	d.drawn = d.signed - r.between(4, 9)
	return true
}

// relative is the month of a day, counted from this one.
func (p *province) relative(day int) int {
	for n := 0; ; n-- {
		if p.firstOf(p.month(n)) <= day {
			return n
		}
	}
}

// setParties draws buyer, suppliers, amounts and prices within what is free.
func (p *province) setParties(d *deal) bool {
	r := p.dice
	if d.buyer == nil {
		d.buyer = pick(r, p.buyers)
	}
	since := d.drawn - 2
	if d.via {
		since -= 30
	}
	if d.buyer.joined+3 > since {
		return false
	}
	key := pick(r, d.buyer.wants)
	if d.supplier != nil {
		if key = pick(r, d.supplier.goods).good.key; !slices.Contains(d.buyer.wants, key) {
			return false
		}
	}
	suppliers := 1
	if !d.via && d.supplier == nil && r.chance(16) {
		suppliers = r.between(2, 3)
	}
	for _, product := range p.suppliersOf(key, since) {
		if d.supplier != nil && product.org != d.supplier || d.deals(product.org) {
			continue
		}
		if line, fits := p.lineOf(d, product); fits {
			d.lines = append(d.lines, line)
		}
		if len(d.lines) == suppliers {
			break
		}
	}
	return len(d.lines) > 0
}

func (d *deal) deals(o *org) bool {
	return slices.ContainsFunc(d.lines, func(l dealLine) bool { return l.product.org == o })
}

// suppliersOf are the published products of a good in chance order, those with
// stars mostly first.
func (p *province) suppliersOf(key string, since int) []*product {
	var starred, plain []*product
	for _, product := range p.products {
		if product.good.key != key || product.published == 0 || product.published+2 > since {
			continue
		}
		if product.certified != 0 && p.dice.chance(85) {
			starred = append(starred, product)
		} else {
			plain = append(plain, product)
		}
	}
	shuffle(p.dice, starred)
	shuffle(p.dice, plain)
	return append(starred, plain...)
}

// lineOf takes a part of a product's capacity in the months of the deal's term
// in which there is something to have.
func (p *province) lineOf(d *deal, product *product) (dealLine, bool) {
	part := int64(p.dice.between(6, 20))
	line := dealLine{product: product, price: p.dice.step(product.Price.Min, product.Price.Max, product.good.round)}
	for n := range d.months {
		month := p.month(d.first + n)
		year, number := month.Split()
		if product.capacity[year] == nil || product.good.share(number) < 2 {
			continue
		}
		amount := product.take(year, number, part)
		if amount > 0 && amount <= product.free[month] {
			line.months = append(line.months, measure.MonthAmount{Month: month, Amount: amount})
		}
	}
	return line, len(line.months) > 0 && len(line.months)*3 >= min(d.months, 3)
}

// take is that part of a month's capacity in whole units, not below the smallest
// order.
func (product *product) take(year, month int, percent int64) measure.Amount {
	units := int64(product.capacity[year][month-1]) / 1000 * percent / 100
	if step := product.good.step; units >= 10*step {
		units = units / step * step
	}
	return measure.Amount(max(units, product.good.minOrder) * 1000)
}

// perform writes the deal into the script.
func (p *province) perform(d *deal) {
	r := p.dice
	d.form = pick(r, []string{"form-1", "form-1", "form-1", "form-5", "form-5", "form-5", "form-3", "form-3", "form-7", "form-7", "form-4", "form-2", "form-6"})
	d.terms = pick(r, termsOfContracts)
	if d.state != linkage.Withdrawn {
		for _, line := range d.lines {
			for _, m := range line.months {
				line.product.free[m.Month] -= m.Amount
			}
		}
	}
	if d.via {
		p.planTender(d)
	}
	drawer := d.lines[0].product.org
	if d.state == linkage.Proposed && d.supplier != nil || r.chance(40) {
		drawer = d.buyer
	}
	p.script.add(p.at(d.drawn, 9, r.below(60)), "draw contract", func(ctx context.Context) error {
		contract, err := p.Linkage.Draw(ctx, drawer.actor(), d.draft(p))
		if err != nil {
			return err
		}
		d.id, d.lineIDs = contract.ID, nil
		for _, line := range contract.Lines {
			d.lineIDs = append(d.lineIDs, line.ID)
		}
		return nil
	})
	p.conclude(d, drawer)
}

func (d *deal) draft(p *province) linkage.DraftContract {
	draft := linkage.DraftContract{Form: d.form, Terms: d.terms,
		StartDate: p.date(p.firstOf(p.month(d.first))), EndDate: p.date(p.lastOf(p.month(d.first + d.months - 1)))}
	if d.quote != nil {
		draft.QuoteID = d.quote.id
		return draft
	}
	draft.BuyerID = d.buyer.id
	for _, line := range d.lines {
		draft.Lines = append(draft.Lines, linkage.DraftLine{ProductID: line.product.id, UnitPrice: line.price, Months: line.months})
	}
	return draft
}

// conclude moves the contract to its state.
func (p *province) conclude(d *deal, drawer *org) {
	r := p.dice
	if d.state == linkage.Draft || d.state == linkage.Withdrawn && r.chance(30) {
		if d.state == linkage.Withdrawn {
			p.move(d, drawer, p.at(d.ended, 11, 0), linkage.Move{Event: linkage.Withdraw, Reason: pick(r, withdrawals)})
		}
		return
	}
	p.move(d, drawer, p.at(d.drawn+1, 9, r.below(60)), linkage.Move{Event: linkage.Propose})
	parties := []*org{d.buyer}
	for _, line := range d.lines {
		parties = append(parties, line.product.org)
	}
	if drawer != d.buyer {
		slices.Reverse(parties)
	}
	switch d.state {
	case linkage.Withdrawn:
		p.move(d, parties[len(parties)-1], p.at(d.ended, 11, 0), linkage.Move{Event: linkage.Withdraw, Reason: pick(r, withdrawals)})
		return
	case linkage.Proposed:
		if d.supplier != nil || r.chance(50) {
			p.move(d, parties[0], p.at(d.drawn+2, 14, r.below(60)), linkage.Move{Event: linkage.Sign})
		}
		return
	}
	for i, party := range parties {
		day := min(d.drawn+2+i, d.signed)
		if i == len(parties)-1 {
			day = d.signed
		}
		p.move(d, party, p.at(day, 13+i, r.below(60)), linkage.Move{Event: linkage.Sign})
	}
	if d.state == linkage.Signed {
		return
	}
	p.started[p.date(p.firstOf(p.month(d.first)))] = true
	p.fulfil(d)
	either := pick(r, parties)
	switch d.state {
	case linkage.Completed:
		p.move(d, either, p.at(d.ended, 17, 0), linkage.Move{Event: linkage.Complete})
	case linkage.Suspended:
		p.move(d, either, p.at(d.ended, 17, 0), linkage.Move{Event: linkage.Suspend, Reason: pick(r, suspensions)})
	case linkage.Terminated:
		if d.kind == "breach" && r.chance(50) {
			p.move(d, d.buyer, p.at(d.ended-1, 17, 0), linkage.Move{Event: linkage.Suspend, Reason: pick(r, suspensions)})
		}
		p.move(d, either, p.at(d.ended, 17, 0), linkage.Move{Event: linkage.Terminate, Kind: d.kind, Reason: pick(r, endings[d.kind])})
	}
}

func (p *province) move(d *deal, by *org, at time.Time, move linkage.Move) {
	p.script.add(at, string(move.Event)+" contract", func(ctx context.Context) error {
		_, err := p.Linkage.Move(ctx, by.actor(), d.id, 0, move)
		return err
	})
}
