package registry

import (
	"context"
	"slices"
	"time"

	"lienket/api/account"
	"lienket/api/fault"
	"lienket/api/store"
)

// undoable are the events that an officer may take back: those that nothing follows
// from by itself. What is dissolved by mistake the admin resumes; a merge stays.
var undoable = []Event{Approve, Reject, Suspend, Resume}

// Undoable reports whether actor may still take back the move: it is their own and not
// older than UndoFor. That it is the last one is the caller's to know.
func (m *Move) Undoable(actor account.Actor, now time.Time) bool {
	return slices.Contains(undoable, m.Event) && m.By == actor.UserID && now.Sub(m.CreatedAt.Time) <= UndoFor
}

// LastMove is the latest of an organisation, for its officers, and whether actor may
// take it back now. Errors: NotFound, Forbidden.
func (s *Service) LastMove(ctx context.Context, actor account.Actor, o *Organization) (*Move, bool, error) {
	if err := s.mayMove(actor, o); err != nil {
		return nil, false, err
	}
	page, err := s.moves.Find(ctx, store.Query{Where: store.Eq{Field: "organizationId", Value: o.ID}, Sort: []string{"-_id"}, Limit: 1})
	if err != nil || len(page.Items) == 0 {
		return nil, false, err
	}
	last := &page.Items[0]
	return last, last.To == o.Status && last.Undoable(actor, s.clock()), nil
}

// Undo takes the last decision on an organisation back, by the officer who took it,
// within UndoFor: it stands where it stood, with the reason that it stood there for. What was
// decided stays in its history. Errors: StateForbids where it is too late, another
// decided, or the organisation has acted on its approval since; NotFound, Forbidden.
func (s *Service) Undo(ctx context.Context, actor account.Actor, id string, version int64) (*Organization, error) {
	if err := actor.Require(account.Officer); err != nil {
		return nil, err
	}
	var organization *Organization
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		o, err := s.Lookup(ctx, id)
		if err != nil {
			return err
		}
		last, may, err := s.LastMove(ctx, actor, o)
		if err != nil {
			return err
		}
		if !may {
			return fault.New(fault.StateForbids, textUndoLate.With(int(UndoFor.Minutes())))
		}
		before, err := s.moveInto(ctx, last)
		if err != nil {
			return err
		}
		organization, err = s.update(ctx, id, func(o *Organization) error {
			if err := store.CheckVersion(&o.Meta, version); err != nil {
				return err
			}
			o.putBack(last, before)
			return nil
		})
		if err != nil {
			return err
		}
		step := &transition{from: last.To, event: Undo, to: last.From, told: textToldUndone}
		return s.moved(ctx, actor, organization, step, "", s.today())
	})
	return organization, err
}

// moveInto is how an organisation came to stand where a move took it from; nil where its life
// began there.
func (s *Service) moveInto(ctx context.Context, after *Move) (*Move, error) {
	var found *Move
	err := s.moves.Each(ctx, store.Query{Where: store.Eq{Field: "organizationId", Value: after.OrganizationID}, Sort: []string{"-_id"}}, func(m *Move) error {
		if found == nil && m.ID < after.ID && m.To == after.From && m.Event != Undo {
			found = m
		}
		return nil
	})
	return found, err
}

// putBack undoes a move; before is how the organisation came to stand where it stood.
func (o *Organization) putBack(undone, before *Move) {
	o.Status, o.Standing = undone.From, nil
	switch {
	case o.Status == Pending:
		o.Decision = nil
	case before == nil:
	case o.Status == Rejected:
		o.Decision = &Decision{Note: before.Reason, By: before.By, At: before.CreatedAt}
	case o.Status == Suspended || o.Status == Dissolved:
		o.Standing = &Standing{Reason: before.Reason, Date: before.Date}
	}
}

// Unapproved reports whether the change takes back an approval, which who has acted on
// it since stands against.
func (c *Change) Unapproved() bool {
	return c.From == Verified && (c.Organization.Status == Pending || c.Organization.Status == Rejected)
}

// ErrActedOn is how an observer refuses that an approval is taken back.
var ErrActedOn = fault.New(fault.StateForbids, textActedOn)
