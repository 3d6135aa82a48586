package registry

import (
	"context"

	"lienket/api/account"
	"lienket/api/fault"
	"lienket/api/measure"
	"lienket/api/notice"
	"lienket/api/store"
)

// Event is what moves an organisation from one status to another.
type Event string

// Events. Register and enter begin its life.
const (
	Register Event = "register"
	Enter    Event = "enter" // by an officer, which verifies it
	Approve  Event = "approve"
	Reject   Event = "reject"
	Suspend  Event = "suspend"
	Resume   Event = "resume"
	Dissolve Event = "dissolve"
	Merge    Event = "merge"
	Undo     Event = "undo" // of the move before
)

// Events lists those that move an organisation which is there.
var Events = []Event{Approve, Reject, Suspend, Resume, Dissolve, Merge}

type transition struct {
	from  Status
	event Event
	by    account.Role // officer: of its area, and the admin
	to    Status
	told  fault.Text // to its members, with the reason
}

// transitions is the whole life of an organisation. Merge, which concerns two, goes by
// it too and has more conditions. What is dissolved stays so: only
// the admin takes that back, where it was a mistake. Undo goes back along it.
var transitions = []transition{
	{Pending, Approve, account.Officer, Verified, textToldVerified},
	{Pending, Reject, account.Officer, Rejected, textToldRejected},
	{Rejected, Approve, account.Officer, Verified, textToldVerified},
	{Rejected, Reject, account.Officer, Rejected, textToldRejected},
	{Verified, Suspend, account.Officer, Suspended, textToldSuspended},
	{Suspended, Resume, account.Officer, Verified, textToldResumed},
	{Verified, Dissolve, account.Officer, Dissolved, textToldDissolved},
	{Suspended, Dissolve, account.Officer, Dissolved, textToldDissolved},
	{Dissolved, Resume, account.Admin, Verified, textToldResumed},
	{Pending, Merge, account.Officer, Merged, textToldMerged},
	{Rejected, Merge, account.Officer, Merged, textToldMerged},
	{Verified, Merge, account.Officer, Merged, textToldMerged},
	{Dissolved, Merge, account.Officer, Merged, textToldMerged},
}

// transitionOf finds what an event does in a status; nil for nothing.
func transitionOf(from Status, event Event) *transition {
	for i := range transitions {
		if transitions[i].from == from && transitions[i].event == event {
			return &transitions[i]
		}
	}
	return nil
}

// Next are the events that actor may bring about for the organisation now.
func (o *Organization) Next(actor account.Actor) []Event {
	var events []Event
	if !actor.Oversees(o.Areas) {
		return nil
	}
	for i := range transitions {
		if step := &transitions[i]; step.from == o.Status && (step.by != account.Admin || actor.Role == account.Admin) {
			events = append(events, step.event)
		}
	}
	return events
}

// Move is one entry in the history of an organisation's standing.
type Move struct {
	store.Meta     `json:",inline"`
	OrganizationID string       `json:"organizationId"`
	Event          Event        `json:"event"`
	From           Status       `json:"from"` // "" where its life begins
	To             Status       `json:"to"`
	Reason         string       `json:"reason"`
	Date           measure.Date `json:"date"` // from which it holds
	By             string       `json:"by"`
	ByName         string       `json:"byName"`
	// Of a merge: the organisation that it was merged into, or that was merged into it.
	OtherID   string `json:"otherId,omitempty"`
	OtherName string `json:"otherName,omitempty"`
}

var moveSchema = store.Schema{Name: "organizationMoves", Indexes: []store.Index{
	{Fields: []string{"organizationId"}}, // in the order of IDs, which is that of time
}}

// Change is told to observers within the Tx in which an organisation moves.
type Change struct {
	Organization *Organization // as it is now
	From         Status
}

// Observe registers fn to be called with every Change, in its Tx; an error of fn
// undoes the move. It is for start-up.
func (s *Service) Observe(fn func(context.Context, Change) error) {
	s.observers = append(s.observers, fn)
}

// Verify records an officer's decision on a pending organisation: "approve", or
// "reject" with a note. A rejected one may be approved later.
func (s *Service) Verify(ctx context.Context, actor account.Actor, id, decision, note string, version int64) (*Organization, error) {
	event := Event(decision)
	var check fault.Check
	if err := actor.Require(account.Officer); err != nil {
		return nil, err
	}
	fault.Need(&check, event, event == Approve || event == Reject, "decision", "not_in_list", textDecision)
	note = check.Prose("note", note, 0, 2000)
	check.That(event != Reject || note != "", "note", "required", textNoteNeeded)
	if err := check.Err(); err != nil {
		return nil, err
	}
	return s.move(ctx, actor, id, version, event, note, s.today(), func(o *Organization) {
		o.Decision = &Decision{Approved: event == Approve, Note: note, By: actor.UserID, At: store.At(s.clock())}
	})
}

// Reason is why and from which day an organisation is suspended, resumed or
// dissolved; Date "" is today.
type Reason struct {
	Text string
	Date measure.Date
}

// Suspend takes a verified organisation out of trade for a while, by an officer: its
// products are no longer found and nothing new is signed; contracts go on.
func (s *Service) Suspend(ctx context.Context, actor account.Actor, id string, version int64, why Reason) (*Organization, error) {
	return s.stand(ctx, actor, id, version, Suspend, why)
}

// Resume puts a suspended organisation back, by an officer; one that was dissolved by
// mistake, by the admin.
func (s *Service) Resume(ctx context.Context, actor account.Actor, id string, version int64, why Reason) (*Organization, error) {
	return s.stand(ctx, actor, id, version, Resume, why)
}

// Dissolve records that an organisation has been dissolved, by an officer.
func (s *Service) Dissolve(ctx context.Context, actor account.Actor, id string, version int64, why Reason) (*Organization, error) {
	return s.stand(ctx, actor, id, version, Dissolve, why)
}

func (s *Service) stand(ctx context.Context, actor account.Actor, id string, version int64, event Event, why Reason) (*Organization, error) {
	if err := actor.Require(account.Officer); err != nil {
		return nil, err
	}
	if why.Date == "" {
		why.Date = s.today()
	}
	var check fault.Check
	why.Text = check.Prose("reason", why.Text, 1, 2000)
	checkPast(&check, "date", why.Date, s.today())
	if err := check.Err(); err != nil {
		return nil, err
	}
	return s.move(ctx, actor, id, version, event, why.Text, why.Date, func(o *Organization) {
		o.Standing = nil
		if o.Status == Suspended || o.Status == Dissolved {
			o.Standing = &Standing{Reason: why.Text, Date: why.Date}
		}
	})
}

// move carries an organisation along the table, within one Tx with its history, its
// observers and what its members are told. Errors: StateForbids where the table has
// no such move, Forbidden, NotFound for one that actor may not see.
func (s *Service) move(ctx context.Context, actor account.Actor, id string, version int64, event Event, reason string, date measure.Date, then func(*Organization)) (*Organization, error) {
	var organization *Organization
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		var step *transition
		var err error
		organization, err = s.update(ctx, id, func(o *Organization) error {
			if err := s.mayMove(actor, o); err != nil {
				return err
			}
			if err := store.CheckVersion(&o.Meta, version); err != nil {
				return err
			}
			if step = transitionOf(o.Status, event); step == nil {
				return fault.New(fault.StateForbids, textNoMove.With(statusTexts[o.Status]))
			}
			if step.by == account.Admin && actor.Role != account.Admin {
				return account.ErrForbidden
			}
			o.Status = step.to
			then(o)
			return nil
		})
		if err != nil {
			return err
		}
		return s.moved(ctx, actor, organization, step, reason, date)
	})
	if err != nil {
		return nil, err
	}
	return organization, nil
}

// mayMove lets officers of the area and the admin; others learn no more than they
// may see.
func (s *Service) mayMove(actor account.Actor, o *Organization) error {
	switch {
	case actor.Oversees(o.Areas):
		return nil
	case o.Status.public():
		return account.ErrForbidden
	}
	return fault.Missing(textOrganization)
}

// moved keeps the move, and tells observers and members.
func (s *Service) moved(ctx context.Context, actor account.Actor, o *Organization, step *transition, reason string, date measure.Date) error {
	if err := s.keepMove(ctx, actor, o, step.event, step.from, reason, date); err != nil {
		return err
	}
	for _, observer := range s.observers {
		if err := observer(ctx, Change{Organization: o, From: step.from}); err != nil {
			return err
		}
	}
	return s.notices.Send(ctx, notice.Members(o.ID), notice.Message{Kind: "organization-" + string(step.event),
		Text: withReason(step.told.With(o.Name), reason), Link: "/htx/" + o.ID})
}

func withReason(text fault.Text, reason string) fault.Text {
	if reason == "" {
		return text
	}
	return fault.T(text.VI+" Lý do: "+reason, text.EN+" Reason: "+reason)
}

func (s *Service) keepMove(ctx context.Context, actor account.Actor, o *Organization, event Event, from Status, reason string, date measure.Date) error {
	move := s.newMove(actor, o, event, from, reason, date)
	return s.moves.Insert(ctx, move)
}

func (s *Service) newMove(actor account.Actor, o *Organization, event Event, from Status, reason string, date measure.Date) *Move {
	return &Move{Meta: store.Meta{ID: store.NewID()}, OrganizationID: o.ID, Event: event, From: from, To: o.Status,
		Reason: reason, Date: date, By: actor.UserID, ByName: actor.FullName}
}

// History lists how an organisation has moved, the latest first, to its members and
// to who oversees it.
func (s *Service) History(ctx context.Context, actor account.Actor, id, cursor string, limit int) (store.Page[Move], error) {
	organization, err := s.Lookup(ctx, id)
	if err != nil {
		return store.Page[Move]{}, err
	}
	if err := checkBelongs(actor, organization); err != nil {
		return store.Page[Move]{}, err
	}
	return s.moves.Find(ctx, store.Query{
		Where: store.Eq{Field: "organizationId", Value: id}, Sort: []string{"-_id"}, Cursor: cursor, Limit: limit})
}
