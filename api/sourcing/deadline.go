package sourcing

import (
	"context"
	"fmt"
	"time"

	"lienket/api/store"
)

const (
	// closingSoon is how long before a demand closes people are reminded, lapsingSoon
	// before an offer does.
	closingSoon = 48 * time.Hour
	lapsingSoon = 24 * time.Hour
	// oldNews is after how long nobody is told any more that a time has passed.
	oldNews = 7 * 24 * time.Hour
)

// nextDue is when the worker looks at a deadline: ahead of it, then when it has
// passed, then no more.
func nextDue(deadline store.Instant, ahead time.Duration, now store.Instant) store.Instant {
	soon := store.At(deadline.Add(-ahead))
	switch {
	case now.Before(soon.Time):
		return soon
	case now.Before(deadline.Time):
		return deadline
	}
	return store.Instant{}
}

// plan sets when the worker looks at the demand next.
func (d *Demand) plan(now store.Instant) { d.DueAt = nextDue(d.ClosesAt, closingSoon, now) }

// plan sets when the worker looks at the quote next.
func (q *Quote) plan(now store.Instant) { q.DueAt = nextDue(q.ValidUntil, lapsingSoon, now) }

// TellDeadlines tells whom it concerns which demands close soon or have closed,
// and which offers lapse or have lapsed, each once; the worker runs it. Statuses
// follow the clock by themselves. It returns how many deadlines were looked at.
func (s *Service) TellDeadlines(ctx context.Context) (int, error) {
	looked := 0
	due := store.Query{Where: store.Range{Field: "dueAt", To: s.now()}, Sort: []string{"dueAt"}, Limit: 100}
	err := s.demands.Each(ctx, due, func(d *Demand) error {
		looked++
		return s.db.Tx(ctx, func(ctx context.Context) error { return s.tellDemandDue(ctx, d.ID) })
	})
	if err != nil {
		return looked, fmt.Errorf("deadlines of demands: %w", err)
	}
	err = s.quotes.Each(ctx, due, func(q *Quote) error {
		looked++
		return s.db.Tx(ctx, func(ctx context.Context) error { return s.tellQuoteDue(ctx, q.ID) })
	})
	if err != nil {
		return looked, fmt.Errorf("deadlines of quotes: %w", err)
	}
	err = s.joints.Each(ctx, due, func(j *JointQuote) error {
		looked++
		return s.db.Tx(ctx, func(ctx context.Context) error { return s.tellJointDue(ctx, j.ID) })
	})
	if err != nil {
		return looked, fmt.Errorf("deadlines of joint quotes: %w", err)
	}
	return looked, nil
}

func (s *Service) tellDemandDue(ctx context.Context, id string) error {
	now := s.now()
	d, err := s.demands.Update(ctx, id, func(d *Demand) error { d.plan(now); return nil })
	if err == nil {
		err = s.changed(ctx, id) // one that has expired is found no more
	}
	if err != nil || d.Status != DemandOpen || now.After(d.ClosesAt.Add(oldNews)) {
		return err
	}
	waiting, err := s.waiting(ctx, d.ID)
	if err != nil {
		return err
	}
	if now.Before(d.ClosesAt.Time) {
		text := textClosingBuyer.With(d.Title, dayOf(d.ClosesAt), len(waiting))
		key := "demand-" + d.ID + "-closing-" + d.ClosesAt.String()
		if err := s.tell(ctx, d.OrganizationID, noticeDemand, demandPage(d.ID), key, text); err != nil {
			return err
		}
		return s.tellSilent(ctx, d, key)
	}
	if err := s.tell(ctx, d.OrganizationID, noticeDemand, quotesPage(d.ID), "demand-"+d.ID+"-over-"+d.ClosesAt.String(),
		textOverBuyer.With(d.Title, len(waiting))); err != nil {
		return err
	}
	return s.tellBidders(ctx, d, "over-"+d.ClosesAt.String(), textOverBidder.With(d.Title))
}

// tellSilent reminds the invited who have not quoted.
func (s *Service) tellSilent(ctx context.Context, d *Demand, key string) error {
	for _, id := range d.Invited {
		own, err := s.quoted(ctx, d.ID, id)
		if err != nil {
			return err
		}
		if own == 0 {
			if err := s.tell(ctx, id, noticeDemand, demandPage(d.ID), key, textClosingInvited.With(d.Title, dayOf(d.ClosesAt))); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *Service) tellQuoteDue(ctx context.Context, id string) error {
	now := s.now()
	q, err := s.quotes.Update(ctx, id, func(q *Quote) error { q.plan(now); return nil })
	if err != nil || !q.Undecided() || now.After(q.ValidUntil.Add(oldNews)) {
		return err
	}
	demand, err := s.demands.Get(ctx, q.DemandID)
	if err != nil {
		return err
	}
	key := "quote-" + q.ID + "-" + q.ValidUntil.String()
	if now.Before(q.ValidUntil.Time) { // the side whose turn it is
		turn := q.BuyerID
		if q.lastBy() == q.BuyerID {
			turn = q.OrganizationID
		}
		return s.tell(ctx, turn, noticeQuote, quotesPage(q.DemandID), key+"-soon", textQuoteLapsing.With(demand.Title, dayOf(q.ValidUntil)))
	}
	for _, side := range []string{q.BuyerID, q.OrganizationID} {
		if err := s.tell(ctx, side, noticeQuote, quotesPage(q.DemandID), key+"-over", textQuoteLapsed.With(demand.Title)); err != nil {
			return err
		}
	}
	return nil
}
