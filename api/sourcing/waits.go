package sourcing

import (
	"context"
	"slices"

	"lienket/api/account"
	"lienket/api/store"
)

// Waits is what of the trade before a contract waits for the actor's organisation. Each
// list has maxWaits at most, what lapses first before the rest.
type Waits struct {
	Quotes      []WaitingQuote // to answer: it is their turn
	Undrawn     []WaitingQuote // accepted, without a contract
	Invitations []Demand       // to quote for, of those that invite them by name
	Parts       []WaitingJoint // of joint quotes, to answer
	Joints      []WaitingJoint // offered to them as the buyer
	Concluded   []WaitingJoint // accepted; whether a contract is drawn up its package knows
}

// WaitingQuote is a quote and the demand that it is for.
type WaitingQuote struct {
	Quote  *Quote
	Demand *Demand
}

// WaitingJoint is a joint quote and the demand that it is for.
type WaitingJoint struct {
	Joint  *JointView
	Demand *Demand
}

const maxWaits = 100

// Waiting tells what waits for a move of the actor's organisation, nothing for who has
// none.
func (s *Service) Waiting(ctx context.Context, actor account.Actor) (Waits, error) {
	var waits Waits
	side := map[account.Role]string{account.Cooperative: "organizationId", account.Enterprise: "buyerId"}[actor.Role]
	if side == "" || actor.OrganizationID == "" {
		return waits, nil
	}
	var err error
	if waits.Quotes, err = s.toAnswer(ctx, actor, side); err != nil {
		return waits, err
	}
	if waits.Undrawn, err = s.undrawn(ctx, actor, side); err != nil {
		return waits, err
	}
	if err := s.waitingJoints(ctx, actor, &waits); err != nil {
		return waits, err
	}
	waits.Invitations, err = s.unanswered(ctx, actor)
	return waits, err
}

// ofStatus are the quotes of one side in a status that have no contract, by their time.
func (s *Service) ofStatus(ctx context.Context, actor account.Actor, side string, status QuoteStatus, more ...store.Filter) ([]Quote, error) {
	where := append(store.And{store.Eq{Field: side, Value: actor.OrganizationID}, store.Eq{Field: "status", Value: string(status)},
		store.Eq{Field: "contractId", Value: nil}}, more...)
	page, err := s.quotes.Find(ctx, store.Query{Where: where, Sort: []string{"validUntil"}, Limit: maxWaits})
	return page.Items, err
}

// toAnswer are the quotes of which the last round is the other side's and valid.
func (s *Service) toAnswer(ctx context.Context, actor account.Actor, side string) ([]WaitingQuote, error) {
	var waiting []WaitingQuote
	for _, status := range []QuoteStatus{QuoteSubmitted, QuoteCountered} {
		quotes, err := s.ofStatus(ctx, actor, side, status, store.Range{Field: "validUntil", After: s.now()})
		if err != nil {
			return nil, err
		}
		for i := range quotes {
			q := &quotes[i]
			if !q.AnswerableBy(actor) || len(waiting) == maxWaits {
				continue
			}
			demand, err := s.demands.Get(ctx, q.DemandID)
			if err != nil {
				return nil, err
			}
			if demand.Status != DemandClosed && demand.Status != DemandCancelled {
				waiting = append(waiting, WaitingQuote{q, demand})
			}
		}
	}
	return waiting, nil
}

// undrawn are the accepted quotes that no contract was drawn up from, while a month of
// the demand is still to come.
func (s *Service) undrawn(ctx context.Context, actor account.Actor, side string) ([]WaitingQuote, error) {
	quotes, err := s.ofStatus(ctx, actor, side, QuoteAccepted)
	if err != nil {
		return nil, err
	}
	var waiting []WaitingQuote
	for i := range quotes {
		demand, err := s.demands.Get(ctx, quotes[i].DemandID)
		if err != nil {
			return nil, err
		}
		if !s.past(demand) {
			waiting = append(waiting, WaitingQuote{&quotes[i], demand})
		}
	}
	return waiting, nil
}

// past reports whether all months of a demand are over.
func (s *Service) past(d *Demand) bool {
	return len(d.Months) > 0 && d.Months[len(d.Months)-1].Month < s.catalogue.Today().Month()
}

// waitingJoints are the joint quotes that wait for a part, for the buyer, or for the
// contract.
func (s *Service) waitingJoints(ctx context.Context, actor account.Actor, waits *Waits) error {
	for _, status := range []JointStatus{JointInviting, JointOffered, JointAccepted} {
		where := store.And{store.Contains{Field: "parties", Value: actor.OrganizationID}, store.Eq{Field: "status", Value: string(status)}}
		if status != JointAccepted {
			where = append(where, store.Range{Field: "validUntil", After: s.now()})
		}
		page, err := s.joints.Find(ctx, store.Query{Where: where, Sort: []string{"validUntil"}, Limit: maxWaits})
		if err != nil {
			return err
		}
		for i := range page.Items {
			j := &page.Items[i]
			part := j.part(actor.OrganizationID)
			var list *[]WaitingJoint
			switch {
			case status == JointInviting && part != nil && part.Status == PartInvited:
				list = &waits.Parts
			case status == JointOffered && actor.MemberOf(j.BuyerID):
				list = &waits.Joints
			case status == JointAccepted && (actor.MemberOf(j.BuyerID) || part != nil && part.Status != PartDeclined):
				list = &waits.Concluded
			default:
				continue
			}
			demand, err := s.demands.Get(ctx, j.DemandID)
			if err != nil {
				return err
			}
			open := demand.Status != DemandClosed && demand.Status != DemandCancelled
			if open && status != JointAccepted || status == JointAccepted && !s.past(demand) {
				*list = append(*list, WaitingJoint{j.viewFor(actor), demand})
			}
		}
	}
	return nil
}

// unanswered are the open demands that invite the organisation, which has neither quoted
// nor a part of a joint quote for them.
func (s *Service) unanswered(ctx context.Context, actor account.Actor) ([]Demand, error) {
	if actor.Role != account.Cooperative {
		return nil, nil
	}
	page, err := s.demands.Find(ctx, store.Query{Where: store.And{
		store.Contains{Field: "invited", Value: actor.OrganizationID}, store.Eq{Field: "status", Value: string(DemandOpen)}},
		Sort: []string{"-createdAt"}, Limit: maxWaits})
	if err != nil {
		return nil, err
	}
	var waiting []Demand
	for i := range page.Items {
		d := &page.Items[i]
		if d.StatusAt(s.now()) != DemandOpen {
			continue
		}
		quoted, err := s.quoted(ctx, d.ID, actor.OrganizationID)
		if err != nil {
			return nil, err
		}
		joint, err := s.joints.Count(ctx, store.And{store.Eq{Field: "demandId", Value: d.ID}, store.Contains{Field: "parties", Value: actor.OrganizationID}})
		if err != nil {
			return nil, err
		}
		if quoted == 0 && joint == 0 {
			waiting = append(waiting, *d)
		}
	}
	slices.SortStableFunc(waiting, func(a, b Demand) int { return a.ClosesAt.Compare(b.ClosesAt.Time) })
	return waiting, nil
}
