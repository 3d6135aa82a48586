package linkage

import (
	"context"
	"fmt"

	"lienket/api/account"
	"lienket/api/fault"
	"lienket/api/measure"
	"lienket/api/store"
)

// DeliveryStatus says whether the buyer has answered.
type DeliveryStatus string

// Statuses of deliveries. Disputed is one of which nothing was accepted.
const (
	Announced DeliveryStatus = "announced"
	Accepted  DeliveryStatus = "accepted"
	Disputed  DeliveryStatus = "disputed"
)

// Delivery is goods that a supplier handed over for one month of one line.
// Amounts are of the line's unit.
type Delivery struct {
	store.Meta     `json:",inline"`
	ContractID     string         `json:"contractId"`
	OrganizationID string         `json:"organizationId"` // the supplier
	LineID         string         `json:"lineId"`
	Month          measure.Month  `json:"month"` // the one it is for
	Amount         measure.Amount `json:"amount"`
	DeliveredAt    measure.Date   `json:"deliveredAt"`
	Lot            string         `json:"lot"`
	Note           string         `json:"note"`
	Status         DeliveryStatus `json:"status"`
	AcceptedAmount measure.Amount `json:"acceptedAmount"`
	RejectedAmount measure.Amount `json:"rejectedAmount"`
	Reason         string         `json:"reason"`
	AcceptedAt     store.Instant  `json:"acceptedAt"`
}

var deliverySchema = store.Schema{Name: "deliveries", Indexes: []store.Index{
	{Fields: []string{"contractId", "createdAt"}},
	{Fields: []string{"contractId", "lineId", "month"}},
	{Fields: []string{"organizationId", "-createdAt"}},
	{Fields: []string{"status", "contractId", "createdAt"}},
}}

// NewDelivery is what a supplier announces.
type NewDelivery struct {
	LineID      string
	Month       measure.Month
	Amount      measure.Amount
	DeliveredAt measure.Date
	Lot         string
	Note        string
}

// Deliver announces a delivery, by the line's supplier. What is announced for a
// month, less what was rejected, never exceeds what was agreed.
func (s *Service) Deliver(ctx context.Context, actor account.Actor, contractID string, n NewDelivery) (*Delivery, error) {
	delivery := &Delivery{ContractID: contractID, LineID: n.LineID, Month: n.Month, Amount: n.Amount,
		DeliveredAt: n.DeliveredAt, Lot: n.Lot, Note: n.Note, Status: Announced}
	var check fault.Check
	check.That(n.Amount > 0, "amount", "not_positive", textPositive)
	if checkDate(&check, "deliveredAt", n.DeliveredAt) {
		check.That(n.DeliveredAt <= s.today(), "deliveredAt", "in_future", textFuture)
	}
	delivery.Lot = check.Line("lot", n.Lot, 0, 100)
	delivery.Note = check.Prose("note", n.Note, 0, 2000)
	if err := check.Err(); err != nil {
		return nil, err
	}
	_, err := s.update(ctx, actor, contractID, 0, func(ctx context.Context, c *Contract) error {
		line, found := c.Line(n.LineID)
		if !found {
			return fault.Invalid("lineId", "unknown", textNoLine)
		}
		if !actor.MemberOf(line.OrganizationID) {
			return fault.New(fault.Forbidden, textNotSupplier)
		}
		if c.Status != Active {
			return fault.New(fault.StateForbids, textNotRunning)
		}
		if n.DeliveredAt < c.StartDate {
			return fault.Invalid("deliveredAt", "before_start", textBeforeStart)
		}
		if err := s.checkAgreed(ctx, c, line, n); err != nil {
			return err
		}
		delivery.OrganizationID = line.OrganizationID
		c.Deliveries++
		delivery.ID = fmt.Sprintf("%s-d%05d", c.ID, c.Deliveries)
		if err := s.deliveries.Insert(ctx, delivery); err != nil {
			return err
		}
		detail := fmt.Sprintf("%s %s %s %s %s", delivery.ID, line.ID, n.Month, n.Amount, line.Unit)
		if err := s.record(ctx, c, actor, "deliver", c.Status, detail); err != nil {
			return err
		}
		return s.tell(ctx, Change{Contract: c, Delivery: delivery})
	})
	if err != nil {
		return nil, err
	}
	return delivery, nil
}

func (s *Service) checkAgreed(ctx context.Context, c *Contract, line *Line, n NewDelivery) error {
	left, found := measure.Amount(0), false
	for _, m := range line.Months {
		if m.Month == n.Month {
			left, found = m.Amount, true
		}
	}
	if !found {
		return fault.Invalid("month", "not_agreed", textMonthNotIn)
	}
	err := s.deliveries.Each(ctx, store.Query{Where: store.And{
		store.Eq{Field: "contractId", Value: c.ID},
		store.Eq{Field: "lineId", Value: line.ID},
		store.Eq{Field: "month", Value: string(n.Month)},
	}}, func(d *Delivery) error {
		left -= d.Amount - d.RejectedAmount
		return nil
	})
	if err != nil {
		return err
	}
	if n.Amount > left {
		return fault.Invalid("amount", "beyond_agreed", textBeyond.With(n.Month, left, line.Unit.LabelFor(left)))
	}
	return nil
}

// Acceptance is the buyer's answer to a delivery.
type Acceptance struct {
	Accepted measure.Amount
	Rejected measure.Amount
	Reason   string
}

// Accept records what the buyer took and what not; together they are what was
// delivered, and a rejection needs its reason. version 0 accepts any.
func (s *Service) Accept(ctx context.Context, actor account.Actor, deliveryID string, version int64, a Acceptance) (*Delivery, error) {
	if !actor.SignedIn() {
		return nil, account.ErrUnauthenticated
	}
	var delivery *Delivery
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		announced, err := s.Delivery(ctx, actor, deliveryID)
		if err != nil {
			return err
		}
		_, err = s.update(ctx, actor, announced.ContractID, 0, func(ctx context.Context, c *Contract) error {
			if !actor.MemberOf(c.BuyerID) {
				return fault.New(fault.Forbidden, textNotBuyer)
			}
			line, found := c.Line(announced.LineID)
			if !found {
				return fmt.Errorf("delivery %s: contract %s has no line %s", deliveryID, c.ID, announced.LineID)
			}
			delivery, err = s.deliveries.Update(ctx, deliveryID, func(d *Delivery) error {
				if err := store.CheckVersion(&d.Meta, version); err != nil {
					return err
				}
				return d.accept(a, line.Unit, store.At(s.clock()))
			})
			if err != nil {
				return err
			}
			if err := s.recordAccepted(ctx, c, delivery); err != nil {
				return err
			}
			detail := fmt.Sprintf("%s %s %s", deliveryID, delivery.AcceptedAmount, delivery.RejectedAmount)
			if err := s.record(ctx, c, actor, "accept", c.Status, detail); err != nil {
				return err
			}
			return s.tell(ctx, Change{Contract: c, Delivery: delivery})
		})
		return err
	})
	if err != nil {
		return nil, err
	}
	return delivery, nil
}

func (d *Delivery) accept(a Acceptance, unit measure.Unit, now store.Instant) error {
	if d.Status != Announced {
		return fault.New(fault.StateForbids, textDecided)
	}
	var check fault.Check
	check.That(a.Accepted >= 0 && a.Rejected >= 0 && a.Accepted+a.Rejected == d.Amount, "acceptedAmount", "does_not_add_up", textSum.With(d.Amount, unit.LabelFor(d.Amount)))
	reason := check.Prose("reason", a.Reason, 0, 2000)
	check.That(a.Rejected == 0 || reason != "", "reason", "required", textReasonNeeded)
	if err := check.Err(); err != nil {
		return err
	}
	d.Status, d.AcceptedAmount, d.RejectedAmount, d.Reason, d.AcceptedAt = Accepted, a.Accepted, a.Rejected, reason, now
	if a.Accepted == 0 {
		d.Status = Disputed
	}
	return nil
}

// Delivery returns a delivery to those who may see its contract.
func (s *Service) Delivery(ctx context.Context, actor account.Actor, id string) (*Delivery, error) {
	delivery, err := s.deliveries.Get(ctx, id)
	if err == nil {
		_, err = s.Contract(ctx, actor, delivery.ContractID)
	}
	if fault.Is(err, fault.NotFound) {
		return nil, fault.Missing(textDelivery)
	}
	return delivery, err
}

// Deliveries lists a contract's deliveries in the order announced.
func (s *Service) Deliveries(ctx context.Context, actor account.Actor, contractID, cursor string, limit int) (store.Page[Delivery], error) {
	contract, err := s.Contract(ctx, actor, contractID)
	if err != nil {
		return store.Page[Delivery]{}, err
	}
	return s.DeliveriesOf(ctx, contract, cursor, limit)
}

// DeliveriesOf does so for a contract that has been read for who asks.
func (s *Service) DeliveriesOf(ctx context.Context, contract *Contract, cursor string, limit int) (store.Page[Delivery], error) {
	return s.deliveries.Find(ctx, store.Query{
		Where: store.Eq{Field: "contractId", Value: contract.ID}, Sort: []string{"createdAt"}, Cursor: cursor, Limit: limit})
}
