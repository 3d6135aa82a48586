package seed

import (
	"context"
	"slices"

	"lienket/api/linkage"
	"lienket/api/measure"
	"lienket/api/sourcing"
	"lienket/api/store"
)

// joint is a joint quote as planned.
type joint struct {
	demand   *demand
	by       *org // who proposes it: the buyer, or the supplier that leads it
	lead     *org
	parts    []jointPart
	proposed int // day
	valid    int // day
	note     string
	id       string
}

// jointPart is what a supplier is asked for.
type jointPart struct {
	product *product
	months  []measure.MonthAmount
}

// jointGood is what is gathered: the demo account's cooperative makes it.
const jointGood = "mien-dong"

// mostParts is how many suppliers a joint quote has here.
const mostParts = 4

// planJoint has the demo account's enterprise gather what no cooperative has alone:
// one joint quote became a contract, one waits for answers, the demo account's
// cooperative's among them, and one that this leads waits for the buyer. Without dice.
func (p *province) planJoint() {
	dn, demo := p.buyers[0], p.makers[0]
	made := p.gather("Miến dong Tết cho 300 điểm bán, gom từ nhiều hợp tác xã", -26, 20)
	made.by, made.lead, made.proposed, made.valid = dn, p.union, -24, -4
	made.note = "Đề nghị liên hiệp điều phối, giao tại kho Hà Đông."
	p.propose(made)
	for i, part := range made.parts {
		p.moveJoint(made, part.product.org, -23+i, sourcing.JointMove{Event: sourcing.ConfirmPart})
	}
	p.moveJoint(made, dn, -18, sourcing.JointMove{Event: sourcing.AcceptJoint})
	p.signJoint(made)

	waits := p.gather("Miến dong sợi nhỏ cho bếp ăn, nhận nhiều nguồn", -9, 18)
	waits.by, waits.lead, waits.proposed, waits.valid = dn, p.union, -7, 9
	waits.note = "Mong các hợp tác xã trả lời phần của mình trước hạn."
	p.propose(waits)
	answers := []sourcing.JointMove{{Event: sourcing.ConfirmPart}, {Event: sourcing.ChangePart, Note: "Vụ này củ ít, xin giao một nửa."},
		{Event: sourcing.DropPart, Note: "Hàng đã nhận đặt hết."}}
	for i, part := range waits.parts[1:] { // the first is the demo account's, which has not answered
		p.moveJoint(waits, part.product.org, -6+i, answers[i%len(answers)])
	}

	offered := p.gather("Miến dong đóng túi 500 g cho quà Tết", -8, 15)
	offered.by, offered.lead, offered.proposed, offered.valid = demo, demo, -6, 8
	offered.note = "Các hợp tác xã gom chung một chuyến xe."
	offered.parts = offered.parts[:min(3, len(offered.parts))]
	p.propose(offered)
	for i, part := range offered.parts[1:] {
		p.moveJoint(offered, part.product.org, -5+i, sourcing.JointMove{Event: sourcing.ConfirmPart})
	}
}

// gather publishes a demand for half as much again as several makers together can give
// in the next months in which there is something.
func (p *province) gather(title string, posted, closes int) *joint {
	g := goodOf(jointGood)
	d := &demand{buyer: p.buyers[0], good: g, posted: posted}
	j := &joint{demand: d}
	var months []measure.Month
	for n := 1; len(months) < 3; n++ {
		if _, number := p.month(n).Split(); g.share(number) >= 5 {
			months = append(months, p.month(n))
		}
	}
	sums := map[measure.Month]measure.Amount{}
	for _, product := range p.productsSince(g, posted) {
		part := jointPart{product: product, months: product.spare(months)}
		same := func(other jointPart) bool { return other.product.org == product.org }
		if len(j.parts) == mostParts || len(part.months) == 0 || slices.ContainsFunc(j.parts, same) {
			continue
		}
		j.parts = append(j.parts, part)
		for _, m := range part.months {
			sums[m.Month] += m.Amount
		}
	}
	for _, month := range months {
		if sum := sums[month]; sum > 0 {
			d.ask.Months = append(d.ask.Months, measure.MonthAmount{Month: month, Amount: whole(sum * 3 / 2)})
		}
	}
	d.ask = sourcing.NewDemand{Title: title, Keywords: g.keywords, Group: g.group, Unit: g.unit, Months: d.ask.Months,
		DeliveryAreaCode: d.buyer.AreaCode, ClosesAt: store.At(p.at(closes, 17, 0)), Description: "Nhận nhiều hợp tác xã cùng giao, một hợp đồng chung."}
	p.ask(d)
	p.open(d)
	return j
}

// productsSince are a good's products that cooperatives had on offer by a day, those of
// the demo account's first.
func (p *province) productsSince(g *good, day int) []*product {
	var own, others []*product
	for _, product := range p.products {
		switch {
		case product.good != g || product.published == 0 || product.published+2 > day || product.org == p.union:
		case product.org == p.makers[0]:
			own = append(own, product)
		default:
			others = append(others, product)
		}
	}
	return append(own, others...)
}

// spare is a fifth of what a product gives in those months, as far as it is free.
func (product *product) spare(months []measure.Month) []measure.MonthAmount {
	var found []measure.MonthAmount
	for _, month := range months {
		year, number := month.Split()
		if product.capacity[year] == nil || product.free[month] < 1000 {
			continue
		}
		amount := min(product.take(year, number, 20), whole(product.free[month]))
		found = append(found, measure.MonthAmount{Month: month, Amount: amount})
	}
	return found
}

// lines are what the parts offer, at the lowest price that each names.
func (j *joint) lines() []sourcing.OfferLine {
	lines := make([]sourcing.OfferLine, len(j.parts))
	for i, part := range j.parts {
		lines[i] = sourcing.OfferLine{ProductID: part.product.id, UnitPrice: part.product.Price.Min, Months: part.months}
	}
	return lines
}

func (p *province) propose(j *joint) {
	p.script.add(p.at(j.proposed, 9, 0), "joint quote for "+j.demand.ask.Title, func(ctx context.Context) error {
		made, err := p.Sourcing.Propose(ctx, j.by.actor(), j.demand.id, sourcing.NewJoint{
			Lines: j.lines(), Lead: j.lead.id, ValidUntil: store.At(p.at(j.valid, 17, 0)), Note: j.note})
		if err == nil {
			j.id = made.ID
		}
		return err
	})
}

// moveJoint applies a move; one that changes a part halves it.
func (p *province) moveJoint(j *joint, by *org, day int, move sourcing.JointMove) {
	p.script.add(p.at(day, 14, 0), string(move.Event)+" joint quote", func(ctx context.Context) error {
		move := move
		if move.Event == sourcing.ChangePart {
			move.Lines = j.halved(by)
		}
		_, err := p.Sourcing.MoveJoint(ctx, by.actor(), j.id, 0, move)
		return err
	})
}

func (j *joint) halved(by *org) []sourcing.OfferLine {
	var lines []sourcing.OfferLine
	for _, line := range j.lines() {
		at := slices.IndexFunc(j.parts, func(part jointPart) bool { return part.product.id == line.ProductID })
		if j.parts[at].product.org != by {
			continue
		}
		line.Months = slices.Clone(line.Months)
		for i := range line.Months {
			line.Months[i].Amount = whole(line.Months[i].Amount / 2)
		}
		lines = append(lines, line)
	}
	return lines
}

// signJoint makes one contract of an accepted joint quote, signed by all.
func (p *province) signJoint(j *joint) {
	months := j.demand.ask.Months
	for _, part := range j.parts {
		for _, m := range part.months {
			part.product.free[m.Month] -= m.Amount
		}
	}
	draft := linkage.DraftContract{Form: "form-3", Terms: termsOfContracts[0], StartDate: p.date(p.firstOf(months[0].Month)), EndDate: p.date(p.lastOf(months[len(months)-1].Month))}
	id := new(string)
	p.script.add(p.at(-16, 9, 0), "draw joint contract", func(ctx context.Context) error {
		draft := draft
		draft.JointQuoteID = j.id
		made, err := p.Linkage.Draw(ctx, j.by.actor(), draft)
		if err == nil {
			*id = made.ID
		}
		return err
	})
	move := func(day int, by *org, event linkage.Event) {
		p.script.add(p.at(day, 10, 0), string(event)+" joint contract", func(ctx context.Context) error {
			_, err := p.Linkage.Move(ctx, by.actor(), *id, 0, linkage.Move{Event: event})
			return err
		})
	}
	move(-15, j.by, linkage.Propose)
	move(-14, j.by, linkage.Sign)
	for i, part := range j.parts {
		move(-13+i, part.product.org, linkage.Sign)
	}
}
