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
// A contract may touch several cells. Its values are parted among them exactly;
// to count it once for each value of one dimension, Signed counts the contract in
// its first cell alone, SignedByArea in its first cell of each area, and so on.
type Rollup struct {
	store.Meta     `json:",inline"`
	Month          measure.Month `json:"month"`
	Area           string        `json:"area"`  // the supplier's commune
	Areas          []string      `json:"areas"` // Area and all above it
	Group          string        `json:"group"`
	Stars          string        `json:"stars"`
	Form           string        `json:"form"`
	Buyer          string        `json:"buyer"`
	Signed         int64         `json:"signed"`
	SignedByArea   int64         `json:"signedByArea"`
	SignedByGroup  int64         `json:"signedByGroup"`
	SignedByStars  int64         `json:"signedByStars"`
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
	signed, signedByArea, signedByGroup, signedByStars     int64
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

// addSigned counts a contract in the month of its last signature, and its plan
// in the lines' months.
func (c cells) addSigned(contract *linkage.Contract) {
	month := measure.MonthOf(contract.SignedAt.Time)
	areas, groups, stars := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for i := range contract.Lines {
		line := &contract.Lines[i]
		at := c.at(cellOf(contract, line, month))
		value, _ := line.Value()
		at.signedValue += value
		once(&at.signed, i == 0)
		once(&at.signedByArea, !areas[line.AreaCode])
		once(&at.signedByGroup, !groups[line.Group])
		once(&at.signedByStars, !stars[strconv.Itoa(line.Stars)])
		areas[line.AreaCode], groups[line.Group], stars[strconv.Itoa(line.Stars)] = true, true, true
		for _, m := range line.Months {
			planned, _ := measure.Cost(m.Amount, line.UnitPrice)
			c.at(cellOf(contract, line, m.Month)).planned += planned
		}
	}
}

func once(counter *int64, first bool) {
	if first {
		*counter++
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
	r.Signed += f.signed
	r.SignedByArea += f.signedByArea
	r.SignedByGroup += f.signedByGroup
	r.SignedByStars += f.signedByStars
	r.SignedValue += f.signedValue
	r.PlannedValue += f.planned
	r.DeliveredValue += f.delivered
	r.AcceptedValue += f.accepted
	r.PaidValue += f.paid
	r.AcceptedMass += f.grams
}

// observe changes the rollups in the Tx in which the contract changes.
func (s *Service) observe(ctx context.Context, change linkage.Change) error {
	changed := cells{}
	switch {
	case change.Signed:
		changed.addSigned(change.Contract)
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
	return nil
}

// recompute derives all rollups anew from contracts, deliveries and payments.
func (s *Service) recompute(ctx context.Context) (map[string]*Rollup, error) {
	all := cells{}
	err := s.linkage.EachForMetrics(ctx, func(c *linkage.Contract, deliveries []linkage.Delivery, payments []linkage.Payment) error {
		all.addSigned(c)
		for i := range deliveries {
			all.addDelivered(c, &deliveries[i])
			if deliveries[i].Status != linkage.Announced {
				all.addAccepted(c, &deliveries[i])
			}
		}
		for i := range payments {
			all.addPaid(c, &payments[i])
		}
		return nil
	})
	rollups := map[string]*Rollup{}
	for key, f := range all {
		r := &Rollup{}
		r.add(key, f, s.registry.Areas().Path(key.area))
		rollups[key.id()] = r
	}
	return rollups, err
}

// Difference is a cell whose stored figures are not those recomputed.
type Difference struct {
	ID       string
	Stored   Rollup // zero where missing
	Computed Rollup
}

// Audit recomputes all figures and returns where the stored ones differ; none
// is the rule.
func (s *Service) Audit(ctx context.Context) ([]Difference, error) {
	var differences []Difference
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		differences = nil
		computed, err := s.recompute(ctx)
		if err != nil {
			return err
		}
		err = s.rollups.Each(ctx, store.Query{}, func(r *Rollup) error {
			want := computed[r.ID]
			delete(computed, r.ID)
			if want == nil {
				want = &Rollup{}
			}
			if !r.equals(want) {
				differences = append(differences, Difference{r.ID, *r, *want})
			}
			return nil
		})
		for id, want := range computed {
			differences = append(differences, Difference{ID: id, Computed: *want})
		}
		return err
	})
	return differences, err
}

// Rebuild recomputes all figures and puts right what differs. It returns what it
// put right.
func (s *Service) Rebuild(ctx context.Context) ([]Difference, error) {
	var differences []Difference
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		var err error
		differences, err = s.Audit(ctx)
		for i := range differences {
			if err != nil {
				return err
			}
			_, err = s.rollups.Put(ctx, differences[i].ID, func(r *Rollup) error {
				kept := r.Meta
				*r = differences[i].Computed
				r.Meta = kept
				return nil
			})
		}
		return err
	})
	return differences, err
}

func (r *Rollup) equals(other *Rollup) bool {
	return r.numbers() == other.numbers()
}

func (r *Rollup) numbers() [10]int64 {
	return [10]int64{r.Signed, r.SignedByArea, r.SignedByGroup, r.SignedByStars, r.SignedValue,
		r.PlannedValue, r.DeliveredValue, r.AcceptedValue, r.PaidValue, r.AcceptedMass}
}
