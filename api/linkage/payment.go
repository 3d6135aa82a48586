package linkage

import (
	"context"
	"fmt"
	"slices"

	"lienket/api/account"
	"lienket/api/fault"
	"lienket/api/measure"
	"lienket/api/store"
)

// Payment is money that the buyer paid under a contract.
type Payment struct {
	store.Meta     `json:",inline"`
	ContractID     string        `json:"contractId"`
	OrganizationID string        `json:"organizationId"` // the supplier who received it
	Amount         measure.Money `json:"amount"`         // VND
	PaidAt         measure.Date  `json:"paidAt"`
	Note           string        `json:"note"`
}

var paymentSchema = store.Schema{Name: "payments", Indexes: []store.Index{
	{Fields: []string{"contractId", "createdAt"}},
}}

// NewPayment is what the buyer records. OrganizationID may be empty where the
// contract has one supplier.
type NewPayment struct {
	OrganizationID string
	Amount         measure.Money
	PaidAt         measure.Date
	Note           string
}

// Pay records a payment, by the buyer, once the contract is signed.
func (s *Service) Pay(ctx context.Context, actor account.Actor, contractID string, n NewPayment) (*Payment, error) {
	var check fault.Check
	check.That(n.Amount > 0 && n.Amount <= maxValue, "amount", "out_of_range", textPayment)
	if checkDate(&check, "paidAt", n.PaidAt) {
		check.That(n.PaidAt <= s.today(), "paidAt", "in_future", textFuture)
	}
	n.Note = check.Prose("note", n.Note, 0, 2000)
	if err := check.Err(); err != nil {
		return nil, err
	}
	payment := &Payment{ContractID: contractID, OrganizationID: n.OrganizationID, Amount: n.Amount, PaidAt: n.PaidAt, Note: n.Note}
	_, err := s.update(ctx, actor, contractID, 0, func(ctx context.Context, c *Contract) error {
		if !actor.MemberOf(c.BuyerID) {
			return fault.New(fault.Forbidden, textNotBuyer)
		}
		if c.Status == Draft || c.Status == Proposed || c.Status == Withdrawn {
			return fault.New(fault.StateForbids, textNotRunning)
		}
		if payment.OrganizationID == "" && len(c.SupplierIDs) == 1 {
			payment.OrganizationID = c.SupplierIDs[0]
		}
		if payment.OrganizationID == c.BuyerID || !slices.Contains(c.SupplierIDs, payment.OrganizationID) {
			return fault.Invalid("organizationId", "no_supplier", textNotSupplier)
		}
		payment.ID = ""
		if err := s.payments.Insert(ctx, payment); err != nil {
			return err
		}
		detail := fmt.Sprintf("%s %s %d", payment.ID, payment.OrganizationID, n.Amount)
		if err := s.record(ctx, c, actor, "pay", c.Status, detail); err != nil {
			return err
		}
		return s.tell(ctx, Change{Contract: c, Payment: payment})
	})
	if err != nil {
		return nil, err
	}
	return payment, nil
}

// Payments lists a contract's payments in the order recorded.
func (s *Service) Payments(ctx context.Context, actor account.Actor, contractID, cursor string, limit int) (store.Page[Payment], error) {
	contract, err := s.Contract(ctx, actor, contractID)
	if err != nil {
		return store.Page[Payment]{}, err
	}
	return s.PaymentsOf(ctx, contract, cursor, limit)
}

// PaymentsOf does so for a contract that has been read for who asks.
func (s *Service) PaymentsOf(ctx context.Context, contract *Contract, cursor string, limit int) (store.Page[Payment], error) {
	return s.payments.Find(ctx, store.Query{
		Where: store.Eq{Field: "contractId", Value: contract.ID}, Sort: []string{"createdAt"}, Cursor: cursor, Limit: limit})
}

// EachForMetrics calls fn with everything that counts, contract by contract, for
// the recomputation of the metrics.
func (s *Service) EachForMetrics(ctx context.Context, fn func(c *Contract, deliveries []Delivery, payments []Payment) error) error {
	return s.contracts.Each(ctx, store.Query{}, func(c *Contract) error {
		if c.SignedAt.IsZero() {
			return nil
		}
		where := store.Eq{Field: "contractId", Value: c.ID}
		var deliveries []Delivery
		err := s.deliveries.Each(ctx, store.Query{Where: where, Sort: []string{"createdAt"}}, func(d *Delivery) error {
			deliveries = append(deliveries, *d)
			return nil
		})
		if err != nil {
			return err
		}
		var payments []Payment
		err = s.payments.Each(ctx, store.Query{Where: where, Sort: []string{"createdAt"}}, func(p *Payment) error {
			payments = append(payments, *p)
			return nil
		})
		if err != nil {
			return err
		}
		return fn(c, deliveries, payments)
	})
}
