package linkage

import (
	"lienket/api/account"
	"lienket/api/fault"
)

// Status is a contract's state.
type Status string

// States. Signed has all signatures and waits for its start date.
const (
	Draft      Status = "draft"
	Proposed   Status = "proposed"
	Signed     Status = "signed"
	Active     Status = "active"
	Suspended  Status = "suspended"
	Completed  Status = "completed"
	Terminated Status = "terminated"
	Withdrawn  Status = "withdrawn"
)

// Statuses lists them all.
var Statuses = []Status{Draft, Proposed, Signed, Active, Suspended, Completed, Terminated, Withdrawn}

// Event moves a contract.
type Event string

// Events that parties cause, and Start, which time does.
const (
	Propose   Event = "propose"
	Revise    Event = "revise"
	Sign      Event = "sign"
	Withdraw  Event = "withdraw"
	Start     Event = "start"
	Suspend   Event = "suspend"
	Resume    Event = "resume"
	Complete  Event = "complete"
	Terminate Event = "terminate"
)

// Events lists them all.
var Events = []Event{Propose, Revise, Sign, Withdraw, Start, Suspend, Resume, Complete, Terminate}

// by says who may cause an event.
type by int

const (
	eitherParty by = iota
	unsignedParty
	theClock
)

// transition is one row of the table: the only ways a contract moves. Where a
// last signature completes the set, Sign moves on to then: Signed, from which
// Start follows at once if the start date has come.
type transition struct {
	from  Status
	event Event
	by    by
	to    Status
	then  Status // after the last signature, "" otherwise
}

var transitions = []transition{
	{from: Draft, event: Propose, by: eitherParty, to: Proposed},
	{from: Draft, event: Withdraw, by: eitherParty, to: Withdrawn},
	{from: Proposed, event: Revise, by: eitherParty, to: Draft},
	{from: Proposed, event: Sign, by: unsignedParty, to: Proposed, then: Signed},
	{from: Proposed, event: Withdraw, by: eitherParty, to: Withdrawn},
	{from: Signed, event: Start, by: theClock, to: Active},
	{from: Signed, event: Terminate, by: eitherParty, to: Terminated},
	{from: Active, event: Suspend, by: eitherParty, to: Suspended},
	{from: Active, event: Complete, by: eitherParty, to: Completed},
	{from: Active, event: Terminate, by: eitherParty, to: Terminated},
	{from: Suspended, event: Resume, by: eitherParty, to: Active},
	{from: Suspended, event: Terminate, by: eitherParty, to: Terminated},
}

// transitionFor finds the row; StateForbids where the table has none.
func transitionFor(from Status, event Event) (transition, error) {
	for _, t := range transitions {
		if t.from == from && t.event == event {
			return t, nil
		}
	}
	return transition{}, fault.New(fault.StateForbids, textStateForbids.With(eventNames[event], statusNames[from]))
}

// allows reports whether actor may cause the event on the contract.
func (t transition) allows(c *Contract, actor account.Actor) error {
	party := c.party(actor)
	switch {
	case t.by == theClock:
		if actor.UserID != account.System.UserID {
			return account.ErrForbidden
		}
	case party == "":
		return account.ErrForbidden
	case t.by == unsignedParty && c.signedBy(party):
		return fault.New(fault.StateForbids, textSignedAlready)
	}
	return nil
}

// Next tells what actor may do with the contract now, for the pages.
func (c *Contract) Next(actor account.Actor) []Event {
	var events []Event
	for _, t := range transitions {
		if t.from == c.Status && t.by != theClock && t.allows(c, actor) == nil {
			events = append(events, t.event)
		}
	}
	return events
}
