package sourcing

import (
	"context"
	"slices"

	"lienket/api/account"
	"lienket/api/store"
)

// Waits is what of the trade before a contract waits for the actor's organisation. Each
// list has maxWaits at most: what lapses first before the rest, of what is accepted the
// latest.
type Waits struct {
	Quotes      []WaitingQuote // to answer: it is their turn
	Undrawn     []WaitingQuote // accepted, without a contract
	Invitations []Demand       // to quote for, of those that invite them by name
	Parts       []WaitingJoint // of joint quotes, to answer
	Joints      []WaitingJoint // offered to them as the buyer
	Concluded   []WaitingJoint // accepted, without a contract
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

// siftQuotes are the quotes of one side in a status that have no contract and that keep
// holds for. Those that it does not hold for may be hundreds, that came and went.
func (s *Service) siftQuotes(ctx context.Context, actor account.Actor, side string, status QuoteStatus, sort string, keep func(*Quote, *Demand) bool, more ...store.Filter) ([]WaitingQuote, error) {
	where := append(store.And{store.Eq{Field: side, Value: actor.OrganizationID}, store.Eq{Field: "status", Value: string(status)},
		store.Eq{Field: "contractId", Value: nil}}, more...)
	demands := demandsByID{}
	page, err := s.quotes.Sift(ctx, store.Query{Where: where, Sort: []string{sort}, Limit: maxWaits}, func(quotes []Quote) ([]bool, error) {
		kept := make([]bool, len(quotes))
		err := s.readDemands(ctx, demands, len(quotes), func(i int) string { return quotes[i].DemandID })
		for i := range quotes {
			demand := demands[quotes[i].DemandID]
			kept[i] = demand != nil && keep(&quotes[i], demand)
		}
		return kept, err
	})
	waiting := make([]WaitingQuote, len(page.Items))
	for i := range page.Items {
		waiting[i] = WaitingQuote{&page.Items[i], demands[page.Items[i].DemandID]}
	}
	return waiting, err
}

// toAnswer are the quotes of which the last round is the other side's and valid.
func (s *Service) toAnswer(ctx context.Context, actor account.Actor, side string) ([]WaitingQuote, error) {
	var waiting []WaitingQuote
	for _, status := range []QuoteStatus{QuoteSubmitted, QuoteCountered} {
		quotes, err := s.siftQuotes(ctx, actor, side, status, "validUntil", func(q *Quote, d *Demand) bool {
			return q.AnswerableBy(actor) && !d.ended()
		}, store.Range{Field: "validUntil", After: s.now()})
		if err != nil {
			return nil, err
		}
		waiting = append(waiting, quotes...)
	}
	slices.SortStableFunc(waiting, func(a, b WaitingQuote) int { return a.Quote.ValidUntil.Compare(b.Quote.ValidUntil.Time) })
	return waiting[:min(len(waiting), maxWaits)], nil
}

// undrawn are the accepted quotes that no contract was drawn up from, while a month of
// the demand is still to come.
func (s *Service) undrawn(ctx context.Context, actor account.Actor, side string) ([]WaitingQuote, error) {
	return s.siftQuotes(ctx, actor, side, QuoteAccepted, "-validUntil", func(_ *Quote, d *Demand) bool { return !s.past(d) })
}

// demandsByID are demands that were looked at.
type demandsByID map[string]*Demand

// readDemands adds those of n documents that are not there yet, each of which is named by
// its place.
func (s *Service) readDemands(ctx context.Context, known demandsByID, n int, of func(int) string) error {
	var ids []string
	for i := range n {
		if id := of(i); known[id] == nil {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	demands, err := s.demands.View(ctx, slices.Compact(ids)...)
	for _, d := range demands {
		if d != nil {
			known[d.ID] = d
		}
	}
	return err
}

// ended reports whether a demand takes no offers any more, whenever it closes.
func (d *Demand) ended() bool { return d.Status == DemandClosed || d.Status == DemandCancelled }

// past reports whether all months of a demand are over.
func (s *Service) past(d *Demand) bool {
	return len(d.Months) > 0 && d.Months[len(d.Months)-1].Month < s.catalogue.Today().Month()
}

// waitingJoints are the joint quotes that wait for a part, for the buyer, or for the
// contract.
func (s *Service) waitingJoints(ctx context.Context, actor account.Actor, waits *Waits) error {
	valid := store.Range{Field: "validUntil", After: s.now()}
	var err error
	waits.Parts, err = s.siftJoints(ctx, actor, JointInviting, "validUntil", func(j *JointQuote, d *Demand) bool {
		part := j.part(actor.OrganizationID)
		return part != nil && part.Status == PartInvited && !d.ended()
	}, valid)
	if err != nil {
		return err
	}
	waits.Joints, err = s.siftJoints(ctx, actor, JointOffered, "validUntil", func(j *JointQuote, d *Demand) bool {
		return actor.MemberOf(j.BuyerID) && !d.ended()
	}, valid)
	if err != nil {
		return err
	}
	waits.Concluded, err = s.siftJoints(ctx, actor, JointAccepted, "-validUntil", func(j *JointQuote, d *Demand) bool {
		part := j.part(actor.OrganizationID)
		return (actor.MemberOf(j.BuyerID) || part != nil && part.Status != PartDeclined) && !s.past(d)
	})
	return err
}

// siftJoints are the joint quotes of a party in a status that have no contract and that
// keep holds for.
func (s *Service) siftJoints(ctx context.Context, actor account.Actor, status JointStatus, sort string, keep func(*JointQuote, *Demand) bool, more ...store.Filter) ([]WaitingJoint, error) {
	where := append(store.And{store.Contains{Field: "parties", Value: actor.OrganizationID}, store.Eq{Field: "status", Value: string(status)}}, more...)
	demands := demandsByID{}
	page, err := s.joints.Sift(ctx, store.Query{Where: where, Sort: []string{sort}, Limit: maxWaits}, func(joints []JointQuote) ([]bool, error) {
		if err := s.readDemands(ctx, demands, len(joints), func(i int) string { return joints[i].DemandID }); err != nil {
			return nil, err
		}
		kept := make([]bool, len(joints))
		var ids []string
		for i := range joints {
			demand := demands[joints[i].DemandID]
			if kept[i] = demand != nil && keep(&joints[i], demand); kept[i] && status == JointAccepted {
				ids = append(ids, joints[i].ID)
			}
		}
		if len(ids) == 0 || s.contracts == nil {
			return kept, nil
		}
		drawn, err := s.contracts.DrawnFrom(ctx, ids)
		for i := range joints {
			kept[i] = kept[i] && !drawn[joints[i].ID]
		}
		return kept, err
	})
	waiting := make([]WaitingJoint, len(page.Items))
	for i := range page.Items {
		waiting[i] = WaitingJoint{page.Items[i].viewFor(actor), demands[page.Items[i].DemandID]}
	}
	return waiting, err
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
