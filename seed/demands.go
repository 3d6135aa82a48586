package seed

import (
	"context"
	"slices"
	"strings"

	"lienket/api/measure"
	"lienket/api/sourcing"
	"lienket/api/store"
)

// Demands that stand for themselves; with those that led to a contract, of which
// 55 are awarded and 7 still open, and the three of joint quotes they are 120.
const (
	openDemands      = 28
	expiredDemands   = 8
	closedDemands    = 4
	cancelledDemands = 4
	draftDemands     = 11
)

// everyInvited is how many open demands there are to one that only invited
// cooperatives see.
const everyInvited = 5

// demand is a demand as planned.
type demand struct {
	buyer  *org
	good   *good
	ask    sourcing.NewDemand
	posted int
	id     string
	// invited are whom it is for alone, nil for everybody.
	invited []*org
}

// quote is a supplier's offer as planned.
type quote struct {
	demand  *demand
	product *product
	day     int
	price   measure.Money
	months  []measure.MonthAmount // of the product's unit
	id      string
}

func (p *province) planDemands() {
	dn := p.buyers[0]
	for i := range openDemands {
		p.wish(i, dn, -p.dice.between(3, 30), p.dice.between(4, 45))
	}
	for i := range expiredDemands {
		posted := p.dice.between(p.first+120, -50)
		p.wish(i+3, dn, posted, posted+p.dice.between(15, 40))
	}
	for i := range closedDemands + cancelledDemands {
		posted := -p.dice.between(25, 90)
		d := p.wish(i+3, dn, posted, posted+40)
		ended := posted + p.dice.between(12, 20)
		p.script.add(p.at(ended, 17, 0), "end demand", func(ctx context.Context) error {
			var err error
			if i < closedDemands {
				_, err = p.Sourcing.Close(ctx, d.buyer.actor(), d.id, 0)
			} else {
				_, err = p.Sourcing.Cancel(ctx, d.buyer.actor(), d.id, 0, sourcing.CancelReasons[i%4], "")
			}
			return err
		})
	}
	for i := range draftDemands {
		d := p.imagine(i+3, dn, -p.dice.between(1, 15), p.dice.between(10, 45))
		p.ask(d)
	}
}

// wish publishes a demand of its own, with what was quoted for it.
func (p *province) wish(nth int, dn *org, posted, closes int) *demand {
	d := p.imagine(nth, dn, posted, closes)
	suppliers := p.suppliersOf(d.good.key, posted)
	if closes > 0 && nth%everyInvited == 1 {
		d.ask.Visibility = sourcing.InvitedOnly
		for _, product := range suppliers {
			if !slices.Contains(d.invited, product.org) && (len(d.invited) < 5 || product.org == p.makers[0]) {
				d.invited = append(d.invited, product.org)
			}
		}
	}
	p.ask(d)
	p.invite(d)
	p.open(d)
	count := 0
	for _, product := range suppliers {
		demo := product.org == p.makers[0]
		if d.invited != nil && !slices.Contains(d.invited, product.org) {
			continue
		}
		if count < 4 && (demo || p.dice.chance(55)) && p.bid(d, product, min(closes, 0), demo) {
			count++
		}
	}
	return d
}

// imagine makes up a demand whose months follow the day it is posted. The first
// few are the demo enterprise's.
func (p *province) imagine(nth int, dn *org, posted, closes int) *demand {
	r := p.dice
	for {
		d := &demand{buyer: pick(r, p.buyers), posted: posted}
		if nth < 4 {
			d.buyer = dn
		}
		d.good = goodOf(pick(r, d.buyer.wants))
		if nth < 2 {
			d.good = goodOf("mien-dong")
		}
		if d.buyer.joined+3 > posted {
			continue
		}
		size := int64(r.between(12, 110))
		var months []measure.MonthAmount
		start := p.relative(posted) + r.between(1, 2)
		for n := range r.between(2, 7) {
			month := p.month(start + n)
			_, number := month.Split()
			if d.good.share(number) >= 2 {
				units := max(d.good.monthly*size/100*d.good.share(number)/9/d.good.step*d.good.step, d.good.minOrder)
				months = append(months, measure.MonthAmount{Month: month, Amount: measure.Amount(units * 1000)})
			}
		}
		if len(months) == 0 {
			continue
		}
		ceiling := measure.Money(0)
		if r.chance(75) {
			ceiling = d.good.rounded(d.good.from + (d.good.to-d.good.from)*int64(r.between(60, 125))/100)
		}
		p.word(d, months, pick(r, []int{0, 0, 0, 3, 3, 3, 3, 4}), ceiling, closes)
		if len(d.good.marks) > 0 && r.chance(15) {
			d.ask.QualityMarks = d.good.marks[:1]
		}
		return d
	}
}

// rounded rounds a price as the good's prices are.
func (g *good) rounded(price int64) int64 { return price / g.round * g.round }

// word writes the demand. Months and ceiling come in the good's unit; large
// amounts of kilograms are asked for in tonnes.
func (p *province) word(d *demand, months []measure.MonthAmount, minStars int, ceiling measure.Money, closes int) {
	r, unit := p.dice, d.good.unit
	large := unit == "kg" && !slices.ContainsFunc(months, func(m measure.MonthAmount) bool { return m.Amount < 1_000_000 })
	if large {
		unit, ceiling, months = "tan", ceiling*1000, slices.Clone(months)
		for i := range months {
			months[i].Amount = (months[i].Amount/1000 + 99) / 100 * 100 // up to 0.1 t
		}
	}
	name := lowerFirst(d.good.names[0])
	place, _ := p.areas.Get(d.buyer.AreaCode)
	title := strings.NewReplacer("{hang}", name, "{noi}", bareName(place.Name)).Replace(pick(r, askings))
	d.ask = sourcing.NewDemand{Title: title, Keywords: d.good.keywords, Group: d.good.group, Unit: unit, Months: months,
		MinStars: minStars, PriceCeiling: ceiling, DeliveryAreaCode: d.buyer.AreaCode,
		ClosesAt: store.At(p.at(closes, 17, 0)), Description: pick(r, askingNotes)}
}

func (p *province) ask(d *demand) {
	p.script.add(p.at(d.posted, 8, p.dice.below(60)), "demand "+d.ask.Title, func(ctx context.Context) error {
		made, err := p.Sourcing.Ask(ctx, d.buyer.actor(), d.ask)
		if err == nil {
			d.id = made.ID
		}
		return err
	})
}

func (p *province) invite(d *demand) {
	if d.invited == nil {
		return
	}
	p.script.add(p.at(d.posted, 9, 0), "invite to demand", func(ctx context.Context) error {
		ids := make([]string, len(d.invited))
		for i, o := range d.invited {
			ids[i] = o.id
		}
		_, err := p.Sourcing.Invite(ctx, d.buyer.actor(), d.id, ids, "Kính mời đơn vị xem và báo giá.")
		return err
	})
}

func (p *province) open(d *demand) {
	p.script.add(p.at(d.posted, 9, p.dice.between(1, 59)), "open demand", func(ctx context.Context) error {
		_, err := p.Sourcing.Open(ctx, d.buyer.actor(), d.id, 0)
		return err
	})
}

// bid lets a product quote for a demand before that day, if it may.
func (p *province) bid(d *demand, product *product, before int, kept bool) bool {
	r := p.dice
	q := &quote{demand: d, product: product, day: d.posted + r.between(1, 9), price: product.Price.Min}
	q.day = min(q.day, before-2)
	if q.day <= d.posted {
		q.day = d.posted + 1
	}
	if !product.starredFrom(q.day, q.day+1, d.ask.MinStars) || !marked(product, d.ask.QualityMarks) || !q.affordable(q.price) {
		return false
	}
	if higher := product.Price.Max; q.affordable(higher) && r.chance(50) {
		q.price = higher
	}
	for _, m := range d.ask.Months {
		year, number := m.Month.Split()
		if product.capacity[year] == nil || product.good.share(number) < 2 {
			continue
		}
		asked := measure.Amount(d.ask.Unit.Base(m.Amount)) / 1000 * 1000
		amount := min(product.take(year, number, 35), asked, product.free[m.Month])
		if amount > 0 {
			q.months = append(q.months, measure.MonthAmount{Month: m.Month, Amount: amount})
		}
	}
	if len(q.months) == 0 {
		return false
	}
	p.submit(q)
	outcome := r.below(100)
	if kept {
		outcome = min(outcome, 69)
	}
	switch {
	case outcome < 50: // waits for the buyer
	case outcome < 70:
		p.counter(q, q.demand.buyer, q.price-product.good.round)
	case outcome < 87:
		p.answer(q, q.demand.buyer, "decline", p.Services.Sourcing.Decline)
	default:
		p.answer(q, product.org, "withdraw", p.Services.Sourcing.Withdraw)
	}
	return true
}

func marked(product *product, marks []string) bool {
	for _, mark := range marks {
		if !slices.Contains(product.QualityMarks, mark) {
			return false
		}
	}
	return true
}

// affordable holds the price against the ceiling, per tonne where it is that.
func (q *quote) affordable(price measure.Money) bool {
	num, den, ok := measure.PriceIn(price, q.product.Unit, q.demand.ask.Unit)
	return ok && (q.demand.ask.PriceCeiling == 0 || num <= q.demand.ask.PriceCeiling*den)
}
