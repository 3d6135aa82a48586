package seed

import (
	"context"

	"lienket/api/account"
	"lienket/api/linkage"
	"lienket/api/measure"
	"lienket/api/sourcing"
	"lienket/api/store"
)

// offer is what a side proposes at that price, valid a month and a half.
func (p *province) offer(q *quote, price measure.Money, note string) sourcing.Offer {
	line := sourcing.OfferLine{ProductID: q.product.id, UnitPrice: price}
	for _, m := range q.months {
		amount := q.demand.ask.Unit.FromBase(q.product.Unit.Base(m.Amount))
		line.Months = append(line.Months, measure.MonthAmount{Month: m.Month, Amount: amount})
	}
	return sourcing.Offer{Lines: []sourcing.OfferLine{line}, ValidUntil: store.At(p.at(q.day+45, 17, 0)), Note: note}
}

func (p *province) submit(q *quote) {
	note := pick(p.dice, quoteNotes)
	p.script.add(p.at(q.day, 10, p.dice.below(60)), "quote "+q.product.Name, func(ctx context.Context) error {
		made, err := p.Sourcing.Submit(ctx, q.product.org.actor(), q.demand.id, p.offer(q, q.price, note))
		if err == nil {
			q.id = made.ID
		}
		return err
	})
}

func (p *province) counter(q *quote, by *org, price measure.Money) {
	note := pick(p.dice, counterNotes)
	p.script.add(p.at(q.day, 14, p.dice.below(60)), "counter quote", func(ctx context.Context) error {
		_, err := p.Sourcing.Counter(ctx, by.actor(), q.id, 0, p.offer(q, price, note))
		return err
	})
}

type decision func(ctx context.Context, actor account.Actor, id string, version int64) (*sourcing.Quote, error)

func (p *province) answer(q *quote, by *org, what string, decide decision) {
	p.script.add(p.at(q.day, 16, p.dice.below(60)), what+" quote", func(ctx context.Context) error {
		_, err := decide(ctx, by.actor(), q.id, 0)
		return err
	})
}

// planTender is the demand and the accepted quote that a deal came of, and what
// others quoted.
func (p *province) planTender(deal *deal) {
	r, line := p.dice, deal.lines[0]
	product := line.product
	d := &demand{buyer: deal.buyer, good: product.good, posted: deal.drawn - r.between(12, 25)}
	accepted := deal.drawn - r.between(1, 3)
	minStars := pick(r, []int{0, 3, 3})
	if !product.starredFrom(d.posted, accepted+1, minStars) {
		minStars = 0
	}
	ceiling := measure.Money(0)
	if r.chance(70) {
		ceiling = max(line.price+product.good.round, product.Price.Min) + product.good.rounded(line.price/12)
	}
	months := make([]measure.MonthAmount, len(line.months))
	for i, m := range line.months {
		months[i] = measure.MonthAmount{Month: m.Month, Amount: m.Amount * 3 / 2 / 1000 * 1000}
	}
	closes := accepted + r.between(4, 20)
	running := deal.state == linkage.Draft || deal.state == linkage.Proposed || deal.state == linkage.Signed
	if running {
		closes = r.between(4, 30)
	}
	p.word(d, months, minStars, ceiling, closes)
	p.ask(d)
	p.open(d)

	deal.quote = &quote{demand: d, product: product, day: accepted, price: line.price, months: line.months}
	if r.chance(35) { // the buyer asks for less, the supplier agrees
		deal.quote.price += product.good.round
		p.submit(deal.quote)
		p.counter(deal.quote, deal.buyer, line.price)
		p.answer(deal.quote, product.org, "accept", p.Services.Sourcing.Accept)
	} else {
		p.submit(deal.quote)
		p.answer(deal.quote, deal.buyer, "accept", p.Services.Sourcing.Accept)
	}
	others := r.below(3)
	for _, other := range p.suppliersOf(product.good.key, d.posted) {
		if others > 0 && other.org != product.org && p.bid(d, other, accepted, false) {
			others--
		}
	}
	if !running {
		p.script.add(p.at(accepted, 17, 0), "close demand", func(ctx context.Context) error {
			_, err := p.Sourcing.Close(ctx, deal.buyer.actor(), d.id, 0)
			return err
		})
	}
}
