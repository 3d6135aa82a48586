package linkage

import (
	"context"
	"slices"

	"lienket/api/account"
	"lienket/api/measure"
	"lienket/api/store"
)

// Waits is what of contracts waits for the actor's organisation. The newest contracts of
// each status are looked at, maxWaits at most.
type Waits struct {
	Propose []Contract // drafts
	Sign    []Contract
	Due     []Due
}

// DueAct is what is due under a running contract.
type DueAct string

// Acts that fall due: of the supplier, of the buyer, of the buyer.
const (
	DueDelivery   DueAct = "deliver" // of this month or an earlier one
	DueAcceptance DueAct = "accept"
	DuePayment    DueAct = "pay" // what was accepted and isn't paid
)

// Due is one act that is due. Line, Month and Amount (in the line's unit) are of what is
// to deliver or to accept, Delivery is the one to accept, Supplier and Money are of what
// is to pay.
type Due struct {
	Contract *Contract
	Act      DueAct
	Delivery string
	Line     *Line
	Month    measure.Month
	Amount   measure.Amount
	Supplier string
	Money    measure.Money
}

const maxWaits = 100

// mayBeDue are the statuses in which something can be due.
var mayBeDue = []Status{Active, Suspended, Completed, Terminated}

// Waiting tells what waits for a move of the actor's organisation, nothing for who has
// none.
func (s *Service) Waiting(ctx context.Context, actor account.Actor) (Waits, error) {
	var waits Waits
	if actor.OrganizationID == "" || actor.Role != account.Cooperative && actor.Role != account.Enterprise {
		return waits, nil
	}
	for _, move := range []struct {
		from  Status
		event Event
		list  *[]Contract
	}{{Draft, Propose, &waits.Propose}, {Proposed, Sign, &waits.Sign}} {
		page, err := s.Contracts(ctx, actor, ContractFilter{Status: move.from, Limit: maxWaits})
		if err != nil {
			return waits, err
		}
		for _, c := range page.Items {
			if slices.Contains(c.Next(actor), move.event) && s.checkTerm(&c) == nil {
				*move.list = append(*move.list, c)
			}
		}
	}
	var contracts []Contract
	for _, status := range mayBeDue {
		page, err := s.Contracts(ctx, actor, ContractFilter{Status: status, Limit: maxWaits})
		if err != nil {
			return waits, err
		}
		contracts = append(contracts, page.Items...)
	}
	var err error
	waits.Due, err = s.due(ctx, actor, contracts)
	return waits, err
}

// Due is what is due under a contract from the actor's organisation.
func (s *Service) Due(ctx context.Context, actor account.Actor, c *Contract) ([]Due, error) {
	if c.party(actor) == "" || !slices.Contains(mayBeDue, c.Status) {
		return nil, nil
	}
	return s.due(ctx, actor, []Contract{*c})
}

// progress is what came of a contract's lines.
type progress struct {
	given, accepted map[lineMonth]measure.Amount // given is without what was rejected
	announced       []Delivery
	paid            map[string]measure.Money // by supplier
}

func (s *Service) due(ctx context.Context, actor account.Actor, contracts []Contract) ([]Due, error) {
	if len(contracts) == 0 {
		return nil, nil
	}
	made, err := s.progressOf(ctx, contracts)
	if err != nil {
		return nil, err
	}
	var due []Due
	for i := range contracts {
		c := &contracts[i]
		came := made[c.ID]
		worth := map[string]measure.Money{}
		for n := range c.Lines {
			line := &c.Lines[n]
			for _, m := range line.Months {
				at := lineMonth{line.ID, m.Month}
				value, _ := measure.Cost(came.accepted[at], line.UnitPrice) // no more than was agreed, which fits
				worth[line.OrganizationID] += value
				left := m.Amount - came.given[at]
				if c.Status == Active && actor.MemberOf(line.OrganizationID) && left > 0 && m.Month <= s.today().Month() {
					due = append(due, Due{Contract: c, Act: DueDelivery, Line: line, Month: m.Month, Amount: left})
				}
			}
		}
		for _, d := range came.announced {
			if line, known := c.Line(d.LineID); known && actor.MemberOf(c.BuyerID) {
				due = append(due, Due{Contract: c, Act: DueAcceptance, Delivery: d.ID, Line: line, Month: d.Month, Amount: d.Amount})
			}
		}
		for _, supplier := range c.SupplierIDs {
			if owed := worth[supplier] - came.paid[supplier]; owed > 0 && actor.MemberOf(c.BuyerID) && c.BuyerID != supplier {
				due = append(due, Due{Contract: c, Act: DuePayment, Supplier: supplier, Money: owed})
			}
		}
	}
	slices.SortStableFunc(due, func(a, b Due) int { return slices.Index(dueOrder, a.Act) - slices.Index(dueOrder, b.Act) })
	return due, nil
}

var dueOrder = []DueAct{DueAcceptance, DueDelivery, DuePayment}

// progressOf sums the deliveries and payments of contracts, by their IDs.
func (s *Service) progressOf(ctx context.Context, contracts []Contract) (map[string]*progress, error) {
	made := map[string]*progress{}
	ids := make([]string, len(contracts))
	for i := range contracts {
		ids[i] = contracts[i].ID
		made[ids[i]] = &progress{given: map[lineMonth]measure.Amount{}, accepted: map[lineMonth]measure.Amount{}, paid: map[string]measure.Money{}}
	}
	where := store.InStrings("contractId", ids)
	deliveries, err := s.deliveries.Aggregate(ctx, store.Aggregation{Where: where, By: []string{"contractId", "lineId", "month"},
		Sum: []string{"amount", "acceptedAmount", "rejectedAmount"}})
	if err != nil {
		return nil, err
	}
	for _, group := range deliveries {
		came, at := made[group.Keys[0]], lineMonth{group.Keys[1], measure.Month(group.Keys[2])}
		came.given[at] += measure.Amount(group.Sums[0] - group.Sums[2])
		came.accepted[at] += measure.Amount(group.Sums[1])
	}
	announced, err := s.deliveries.Find(ctx, store.Query{Where: store.And{where, store.Eq{Field: "status", Value: string(Announced)}},
		Sort: []string{"contractId", "createdAt"}, Limit: maxWaits})
	if err != nil {
		return nil, err
	}
	for _, d := range announced.Items {
		made[d.ContractID].announced = append(made[d.ContractID].announced, d)
	}
	payments, err := s.payments.Aggregate(ctx, store.Aggregation{Where: where, By: []string{"contractId", "organizationId"}, Sum: []string{"amount"}})
	if err != nil {
		return nil, err
	}
	for _, group := range payments {
		made[group.Keys[0]].paid[group.Keys[1]] += group.Sums[0]
	}
	return made, nil
}

// DrawnFrom implements sourcing.Contracts.
func (s *Service) DrawnFrom(ctx context.Context, jointQuoteIDs []string) (map[string]bool, error) {
	drawn := map[string]bool{}
	err := s.contracts.Keyed(ctx, "jointQuoteId", jointQuoteIDs, func(c *Contract) error {
		drawn[c.JointQuoteID] = true
		return nil
	})
	return drawn, err
}
