// Package promotion shows what trade promotion achieved: figures that every
// contract feeds in the Tx in which it changes, and trade events.
package promotion

import (
	"context"
	"strconv"
	"strings"

	"lienket/api/linkage"
	"lienket/api/measure"
	"lienket/api/store"
)

// Rollup is one cell of the figures: a month, and an area, a group, stars, a form
// of linkage and a buyer. Values are VND.
//
// A contract may touch several cells; its values are parted among them exactly.
// Contracts themselves are counted by Tally.
type Rollup struct {
	store.Meta     `json:",inline"`
	Month          measure.Month `json:"month"`
	Area           string        `json:"area"`  // the supplier's commune
	Areas          []string      `json:"areas"` // Area and all above it
	Group          string        `json:"group"`
	Stars          string        `json:"stars"`
	Form           string        `json:"form"`
	Buyer          string        `json:"buyer"`
	SignedValue    int64         `json:"signedValue"`
	PlannedValue   int64         `json:"plannedValue"`
	DeliveredValue int64         `json:"deliveredValue"`
	AcceptedValue  int64         `json:"acceptedValue"`
	PaidValue      int64         `json:"paidValue"`
	AcceptedMass   int64         `json:"acceptedMass"` // thousandths of kg
}

var rollupSchema = store.Schema{Name: "rollups", Indexes: []store.Index{
	{Fields: []string{"month"}},
	{Fields: []string{"areas", "month"}, Multi: "areas"},
}}

// cell is the key of a Rollup.
type cell struct {
	month measure.Month
	area  string
	group string
	stars string
	form  string
	buyer string
}

func (c cell) id() string {
	return strings.Join([]string{string(c.month), c.area, c.group, c.stars, c.form, c.buyer}, "~")
}

// figures are what is added to a cell.
type figures struct {
	signedValue, planned, delivered, accepted, paid, grams int64
}

// cells gathers additions, so that each cell is written once per Tx.
type cells map[cell]*figures

func (c cells) at(key cell) *figures {
	if c[key] == nil {
		c[key] = &figures{}
	}
	return c[key]
}

func cellOf(c *linkage.Contract, line *linkage.Line, month measure.Month) cell {
	return cell{month: month, area: line.AreaCode, group: line.Group, stars: strconv.Itoa(line.Stars), form: c.Form, buyer: c.BuyerID}
}

// addSigned adds a contract's value in the month of its last signature, and its
// plan in the lines' months.
func (c cells) addSigned(contract *linkage.Contract) {
	month := measure.MonthOf(contract.SignedAt.Time)
	for i := range contract.Lines {
		line := &contract.Lines[i]
		value, _ := line.Value()
		c.at(cellOf(contract, line, month)).signedValue += value
		for _, m := range line.Months {
			planned, _ := measure.Cost(m.Amount, line.UnitPrice)
			c.at(cellOf(contract, line, m.Month)).planned += planned
		}
	}
}

// addDelivered counts a delivery in the month in which it was made.
func (c cells) addDelivered(contract *linkage.Contract, d *linkage.Delivery) {
	if line, found := contract.Line(d.LineID); found {
		value, _ := measure.Cost(d.Amount, line.UnitPrice)
		c.at(cellOf(contract, line, d.DeliveredAt.Month())).delivered += value
	}
}

// addAccepted counts what was accepted in the month of the acceptance.
func (c cells) addAccepted(contract *linkage.Contract, d *linkage.Delivery) {
	if line, found := contract.Line(d.LineID); found {
		at := c.at(cellOf(contract, line, measure.MonthOf(d.AcceptedAt.Time)))
		value, _ := measure.Cost(d.AcceptedAmount, line.UnitPrice)
		at.accepted += value
		if line.Unit.Dimension() == measure.Mass {
			at.grams += line.Unit.Base(d.AcceptedAmount)
		}
	}
}

// addPaid counts a payment in the month in which it was made, under the first
// line of the supplier who received it.
func (c cells) addPaid(contract *linkage.Contract, p *linkage.Payment) {
	for i := range contract.Lines {
		if line := &contract.Lines[i]; line.OrganizationID == p.OrganizationID {
			c.at(cellOf(contract, line, p.PaidAt.Month())).paid += p.Amount
			return
		}
	}
}

func (r *Rollup) add(key cell, f *figures, areas []string) {
	r.Month, r.Area, r.Areas, r.Group, r.Stars, r.Form, r.Buyer = key.month, key.area, areas, key.group, key.stars, key.form, key.buyer
	r.SignedValue += f.signedValue
	r.PlannedValue += f.planned
	r.DeliveredValue += f.delivered
	r.AcceptedValue += f.accepted
	r.PaidValue += f.paid
	r.AcceptedMass += f.grams
}

// observe changes the rollups in the Tx in which the contract changes.
func (s *Service) observe(ctx context.Context, change linkage.Change) error {
	changed, counted := cells{}, tallies{}
	switch {
	case change.Signed:
		changed.addSigned(change.Contract)
		counted.addSigned(change.Contract, s.registry.Areas().Path)
	case change.Delivery != nil && change.Delivery.Status == linkage.Announced:
		changed.addDelivered(change.Contract, change.Delivery)
	case change.Delivery != nil:
		changed.addAccepted(change.Contract, change.Delivery)
	case change.Payment != nil:
		changed.addPaid(change.Contract, change.Payment)
	}
	for key, f := range changed {
		_, err := s.rollups.Put(ctx, key.id(), func(r *Rollup) error {
			r.add(key, f, s.registry.Areas().Path(key.area))
			return nil
		})
		if err != nil {
			return err
		}
	}
	return counted.write(ctx, s.tallies)
}
