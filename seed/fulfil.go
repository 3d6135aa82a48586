package seed

import (
	"context"
	"fmt"

	"lienket/api/linkage"
	"lienket/api/measure"
)

// handover is one delivery as planned.
type handover struct {
	deal   *deal
	line   int
	month  measure.Month
	amount measure.Amount
	day    int
	note   string
	id     string
}

// fulfil plans the deliveries, acceptances and payments of a deal up to its end.
func (p *province) fulfil(d *deal) {
	cutoff := 0
	if d.ended != 0 {
		cutoff = d.ended
	}
	for i, line := range d.lines {
		for _, m := range line.months {
			first := p.firstOf(m.Month)
			if first+4 >= cutoff {
				break
			}
			p.deliverMonth(d, i, m, first+p.dice.between(4, 24), cutoff)
		}
	}
}

// deliverMonth delivers what one month wants, in one go or two; sometimes late,
// sometimes too little.
func (p *province) deliverMonth(d *deal, line int, m measure.MonthAmount, day, cutoff int) {
	r, note := p.dice, ""
	if r.chance(11) {
		day, note = p.lastOf(m.Month)+r.between(2, 8), pick(r, lateNotes)
	}
	amount := m.Amount
	if r.chance(8) {
		amount = whole(amount * measure.Amount(r.between(70, 92)) / 100)
	}
	parts := []measure.Amount{amount}
	if part := whole(amount * 6 / 10); amount > 20_000 && r.chance(25) {
		parts = []measure.Amount{part, amount - part}
	}
	for i, part := range parts {
		p.deliver(&handover{deal: d, line: line, month: m.Month, amount: part, day: day + 3*i, note: note}, cutoff, true)
	}
}

// whole rounds down to whole units, but not to nothing.
func whole(amount measure.Amount) measure.Amount { return max(amount/1000*1000, 1000) }

func (p *province) deliver(h *handover, cutoff int, again bool) {
	r := p.dice
	if h.day >= cutoff {
		return
	}
	answered := h.day + r.between(1, 4)
	if answered >= cutoff && h.deal.state != linkage.Active {
		return
	}
	line := h.deal.lines[h.line]
	supplier := line.product.org
	date := p.date(h.day)
	lot := fmt.Sprintf("L%s%s%s-%d", date[2:4], date[5:7], date[8:10], r.between(1, 9))
	p.script.add(p.at(h.day, 10, r.below(60)), "deliver", func(ctx context.Context) error {
		made, err := p.Linkage.Deliver(ctx, supplier.actor(), h.deal.id, linkage.NewDelivery{
			LineID: h.deal.lineIDs[h.line], Month: h.month, Amount: h.amount, DeliveredAt: date, Lot: lot, Note: h.note})
		if err == nil {
			h.id = made.ID
		}
		return err
	})
	if answered > -1 {
		return
	}
	a := linkage.Acceptance{Accepted: h.amount}
	switch {
	case again && r.chance(4):
		a = linkage.Acceptance{Rejected: h.amount, Reason: pick(r, wholeRejections)}
		if r.chance(60) {
			p.deliver(&handover{deal: h.deal, line: h.line, month: h.month, amount: h.amount, day: answered + r.between(4, 8), note: "Giao lại lô bị trả."}, cutoff, false)
		}
	case h.amount > 5_000 && r.chance(11):
		a.Rejected = whole(h.amount * measure.Amount(r.between(3, 18)) / 100)
		a.Accepted, a.Reason = h.amount-a.Rejected, pick(r, rejections)
	}
	p.script.add(p.at(answered, 15, r.below(60)), "accept delivery", func(ctx context.Context) error {
		_, err := p.Linkage.Accept(ctx, h.deal.buyer.actor(), h.id, 0, a)
		return err
	})
	p.pay(h, a.Accepted, answered+r.between(5, 28))
}

// pay settles an accepted delivery; some are still owed.
func (p *province) pay(h *handover, accepted measure.Amount, day int) {
	if accepted == 0 || day > -1 || p.dice.chance(7) {
		return
	}
	line := h.deal.lines[h.line]
	value, _ := measure.Cost(accepted, line.price)
	p.script.add(p.at(day, 16, 0), "pay", func(ctx context.Context) error {
		_, err := p.Linkage.Pay(ctx, h.deal.buyer.actor(), h.deal.id, linkage.NewPayment{
			OrganizationID: line.product.org.id, Amount: value, PaidAt: p.date(day), Note: "Chuyển khoản theo biên bản nghiệm thu"})
		return err
	})
}
