package rest

import (
	"context"

	"lienket/api/linkage"
	"lienket/api/measure"
)

// Delivery is goods handed over for one month of one line, in the line's unit.
type Delivery struct {
	ID             string                 `json:"id"`
	ContractID     string                 `json:"contractId"`
	LineID         string                 `json:"lineId"`
	Month          measure.Month          `json:"month"`
	Amount         Decimal                `json:"amount"`
	DeliveredAt    measure.Date           `json:"deliveredAt" format:"date"`
	Lot            string                 `json:"lot"`
	Note           string                 `json:"note"`
	Status         linkage.DeliveryStatus `json:"status" enum:"announced,accepted,disputed"`
	AcceptedAmount Decimal                `json:"acceptedAmount"`
	RejectedAmount Decimal                `json:"rejectedAmount"`
	Reason         string                 `json:"reason,omitempty"`
	Version        int64                  `json:"version"`
}

func showDelivery(d *linkage.Delivery) Delivery {
	return Delivery{d.ID, d.ContractID, d.LineID, d.Month, decimal(d.Amount), d.DeliveredAt, d.Lot, d.Note,
		d.Status, decimal(d.AcceptedAmount), decimal(d.RejectedAmount), d.Reason, d.Version}
}

type deliverInput struct {
	ByID
	Body struct {
		LineID      string  `json:"lineId" minLength:"1" maxLength:"64"`
		Month       Month   `json:"month" doc:"The month of the line that it is for"`
		Amount      Decimal `json:"amount"`
		DeliveredAt Day     `json:"deliveredAt"`
		Lot         string  `json:"lot,omitempty" maxLength:"100"`
		Note        string  `json:"note,omitempty" maxLength:"2000"`
	}
}

type acceptInput struct {
	ByID
	Body struct {
		AcceptedAmount Decimal `json:"acceptedAmount"`
		RejectedAmount Decimal `json:"rejectedAmount" doc:"With acceptedAmount it makes up the delivery"`
		Reason         string  `json:"reason,omitempty" maxLength:"2000" doc:"Needed where something is rejected"`
	}
}

// Payment is money paid under a contract.
type Payment struct {
	ID             string       `json:"id"`
	ContractID     string       `json:"contractId"`
	OrganizationID string       `json:"organizationId" doc:"The supplier who received it"`
	Amount         int64        `json:"amount" doc:"VND"`
	PaidAt         measure.Date `json:"paidAt" format:"date"`
	Note           string       `json:"note"`
	Version        int64        `json:"version"`
}

func showPayment(p *linkage.Payment) Payment {
	return Payment{p.ID, p.ContractID, p.OrganizationID, p.Amount, p.PaidAt, p.Note, p.Version}
}

type payInput struct {
	ByID
	Body struct {
		OrganizationID string `json:"organizationId,omitempty" maxLength:"64" doc:"The supplier; may be absent where there is one"`
		Amount         int64  `json:"amount" minimum:"1" maximum:"1000000000000000" doc:"VND"`
		PaidAt         Day    `json:"paidAt"`
		Note           string `json:"note,omitempty" maxLength:"2000"`
	}
}

func (s *Server) deliveries(contracts *linkage.Service) {
	at := s.resource("deliveries", "What was delivered, accepted and paid")
	one := func(d *linkage.Delivery, err error) (*Reply[Delivery], error) {
		if err != nil {
			return nil, err
		}
		return versioned(showDelivery(d), d.Version), nil
	}

	get(at, "/contracts/{id}/deliveries", "A contract's deliveries, in the order announced", func(ctx context.Context, in *pageOf) (*Reply[List[Delivery]], error) {
		page, err := contracts.Deliveries(ctx, actor(ctx), in.ID, in.Cursor, in.Limit)
		return listed(page, showDelivery), err
	}, signedIn)
	create(at, "/contracts/{id}/deliveries", "Announce a delivery, as the line's supplier", func(ctx context.Context, in *deliverInput) (*Reply[Delivery], error) {
		d, err := contracts.Deliver(ctx, actor(ctx), in.ID, linkage.NewDelivery{LineID: in.Body.LineID, Month: in.Body.Month.Value(),
			Amount: in.Body.Amount.Amount, DeliveredAt: in.Body.DeliveredAt.Date, Lot: in.Body.Lot, Note: in.Body.Note})
		if err != nil {
			return nil, err
		}
		return created("/deliveries/"+d.ID, showDelivery(d), d.Version), nil
	})
	get(at, "/deliveries/{id}", "One delivery", func(ctx context.Context, in *ByID) (*Reply[Delivery], error) {
		return one(contracts.Delivery(ctx, actor(ctx), in.ID))
	}, signedIn)
	post(at, "/deliveries/{id}/accept", "Accept or reject a delivery, as the buyer", func(ctx context.Context, in *acceptInput) (*Reply[Delivery], error) {
		return one(contracts.Accept(ctx, actor(ctx), in.ID, ifMatch(ctx), linkage.Acceptance{
			Accepted: in.Body.AcceptedAmount.Amount, Rejected: in.Body.RejectedAmount.Amount, Reason: in.Body.Reason}))
	})
	get(at, "/contracts/{id}/payments", "A contract's payments, in the order recorded", func(ctx context.Context, in *pageOf) (*Reply[List[Payment]], error) {
		page, err := contracts.Payments(ctx, actor(ctx), in.ID, in.Cursor, in.Limit)
		return listed(page, showPayment), err
	}, signedIn)
	create(at, "/contracts/{id}/payments", "Record a payment, as the buyer", func(ctx context.Context, in *payInput) (*Reply[Payment], error) {
		p, err := contracts.Pay(ctx, actor(ctx), in.ID, linkage.NewPayment{
			OrganizationID: in.Body.OrganizationID, Amount: in.Body.Amount, PaidAt: in.Body.PaidAt.Date, Note: in.Body.Note})
		if err != nil {
			return nil, err
		}
		return created("/contracts/"+in.ID+"/payments", showPayment(p), p.Version), nil
	})
}
