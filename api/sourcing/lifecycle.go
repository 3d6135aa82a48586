package sourcing

import (
	"context"
	"slices"

	"lienket/api/account"
	"lienket/api/fault"
	"lienket/api/registry"
	"lienket/api/store"
)

// DemandEvent moves a demand.
type DemandEvent string

// Events of demands. Award is the buyer's choice of an offer, Agree a supplier's
// yes to what the buyer offered; Expire is what the closing time does.
const (
	PublishDemand DemandEvent = "publish"
	EditDemand    DemandEvent = "edit"
	AwardDemand   DemandEvent = "award"
	AgreeDemand   DemandEvent = "agree"
	CloseDemand   DemandEvent = "close"
	CancelDemand  DemandEvent = "cancel"
	ExpireDemand  DemandEvent = "expire"
)

// DemandEvents lists them all.
var DemandEvents = []DemandEvent{PublishDemand, EditDemand, AwardDemand, AgreeDemand, CloseDemand, CancelDemand, ExpireDemand}

// demandMover says who may cause an event.
type demandMover int

const (
	theManager demandMover = iota // the buyer, or an officer of its area
	theBuyer
	theSupplier // of an offer to it
	theClock
)

// demandTransition is one row of the table: the only ways a demand moves. Where
// it leads depends on how much of the demand is awarded once the event has
// happened; "" refuses.
type demandTransition struct {
	from  DemandStatus
	event DemandEvent
	by    demandMover
	none  DemandStatus // nothing is awarded
	part  DemandStatus
	whole DemandStatus
}

var demandTransitions = []demandTransition{
	{DemandDraft, EditDemand, theManager, DemandDraft, "", ""},
	{DemandDraft, PublishDemand, theManager, DemandOpen, "", ""},
	{DemandDraft, CancelDemand, theManager, DemandCancelled, "", ""},
	{DemandOpen, EditDemand, theManager, DemandOpen, DemandOpen, ""},
	{DemandOpen, AwardDemand, theBuyer, "", DemandOpen, DemandAwarded},
	{DemandOpen, AgreeDemand, theSupplier, "", DemandOpen, DemandAwarded},
	{DemandOpen, CloseDemand, theManager, DemandClosed, DemandAwarded, DemandAwarded},
	{DemandOpen, CancelDemand, theManager, DemandCancelled, "", ""},
	{DemandOpen, ExpireDemand, theClock, DemandExpired, DemandAwarded, DemandAwarded},
	{DemandExpired, EditDemand, theManager, DemandOpen, "", ""},
	{DemandExpired, AwardDemand, theBuyer, "", DemandAwarded, DemandAwarded},
	{DemandExpired, AgreeDemand, theSupplier, "", DemandAwarded, DemandAwarded},
	{DemandExpired, CloseDemand, theManager, DemandClosed, "", ""},
	{DemandAwarded, AwardDemand, theBuyer, "", DemandAwarded, DemandAwarded},
	{DemandAwarded, AgreeDemand, theSupplier, "", DemandAwarded, DemandAwarded},
}

// demandRow finds the row; StateForbids where the table has none.
func demandRow(from DemandStatus, event DemandEvent) (demandTransition, error) {
	for _, t := range demandTransitions {
		if t.from == from && t.event == event {
			return t, nil
		}
	}
	return demandTransition{}, fault.New(fault.StateForbids, textDemandForbids.With(demandEventNames[event], demandStatusNames[from]))
}

// allows reports whether actor, to whom the demand is known, may cause the event.
func (t demandTransition) allows(d *Demand, actor account.Actor) bool {
	switch t.by {
	case theManager:
		return actor.MemberOf(d.OrganizationID) || actor.Oversees(d.Areas)
	case theBuyer:
		return actor.MemberOf(d.OrganizationID)
	case theSupplier:
		return actor.Role == account.Cooperative && actor.OrganizationID != ""
	}
	return false
}

// to is where the row leads a demand of which that much is awarded.
func (t demandTransition) to(d *Demand) (DemandStatus, error) {
	to, missing := t.none, textNothingAwarded
	switch {
	case len(d.Awarded) == 0:
	case len(d.Remaining()) > 0:
		to, missing = t.part, textPartAwarded
	default:
		to, missing = t.whole, textPartAwarded
	}
	if to == "" {
		return "", fault.New(fault.StateForbids, missing.With(demandEventNames[t.event]))
	}
	return to, nil
}

// StatusAt is the status as of now: an open demand whose closing time has passed
// reads as the clock's row says.
func (d *Demand) StatusAt(now store.Instant) DemandStatus {
	if d.Status != DemandOpen || now.Before(d.ClosesAt.Time) {
		return d.Status
	}
	row, err := demandRow(DemandOpen, ExpireDemand)
	if err != nil {
		return d.Status
	}
	expired, err := row.to(d)
	if err != nil {
		return d.Status
	}
	return expired
}

// move applies an event once change has been made: it finds the row, asks whether
// actor may, and sets the status.
func (d *Demand) move(actor account.Actor, now store.Instant, event DemandEvent, change func() error) error {
	row, err := demandRow(d.StatusAt(now), event)
	if err != nil {
		return err
	}
	if !row.allows(d, actor) {
		return account.ErrForbidden
	}
	if err := change(); err != nil {
		return err
	}
	d.Status, err = row.to(d)
	return err
}

// Next tells what actor may do with the demand itself now, for the pages. Awards
// are made where the offers are.
func (d *Demand) Next(actor account.Actor, now store.Instant) []DemandEvent {
	var events []DemandEvent
	for _, t := range demandTransitions {
		if t.from != d.StatusAt(now) || t.by == theClock || t.event == AwardDemand || t.event == AgreeDemand || !t.allows(d, actor) {
			continue
		}
		if _, err := t.to(d); err == nil {
			events = append(events, t.event)
		}
	}
	return events
}

// CancelReasons are why a buyer calls a demand off. Other needs a note.
var CancelReasons = []string{"no-longer-needed", "bought-elsewhere", "terms-changed", "mistake", "other"}

// Cancellation says why a demand was called off.
type Cancellation struct {
	Reason string        `json:"reason"`
	Note   string        `json:"note"`
	By     string        `json:"by"` // the user
	At     store.Instant `json:"at"`
}

// Open publishes a draft of a verified enterprise, tells who is invited and has
// those told who could serve it.
func (s *Service) Open(ctx context.Context, actor account.Actor, id string, version int64) (*Demand, error) {
	return s.moveDemand(ctx, actor, id, version, PublishDemand, func(ctx context.Context, d *Demand) error {
		organization, err := s.registry.Lookup(ctx, d.OrganizationID)
		if err != nil {
			return err
		}
		if err := registry.CheckVerified(organization); err != nil {
			return err
		}
		if err := d.check(s.registry.Areas(), s.now()); err != nil { // time has passed since the draft
			return err
		}
		d.PublishedAt = s.now()
		d.plan(s.now())
		if err := s.tellInvited(ctx, d, organization.Name, d.Invited); err != nil {
			return err
		}
		return s.outbox.Enqueue(ctx, TopicOpened, d.ID)
	})
}

// Close ends a demand: no more quotes come, and those that wait can't be accepted.
// One of which a part is awarded ends as awarded, and the rest is turned down.
func (s *Service) Close(ctx context.Context, actor account.Actor, id string, version int64) (*Demand, error) {
	return s.moveDemand(ctx, actor, id, version, CloseDemand, func(ctx context.Context, d *Demand) error {
		d.DueAt = store.Instant{}
		if len(d.Awarded) > 0 {
			return s.declineRest(ctx, d)
		}
		return s.tellBidders(ctx, d, "closed", textDemandClosed.With(d.Title))
	})
}

// Cancel calls a demand off with one of CancelReasons; Other with a note. Errors:
// StateForbids once a part is awarded.
func (s *Service) Cancel(ctx context.Context, actor account.Actor, id string, version int64, reason, note string) (*Demand, error) {
	var check fault.Check
	check.That(slices.Contains(CancelReasons, reason), "reason", "not_in_list", textCancelReason)
	note = check.Prose("note", note, 0, 2000)
	check.That(reason != "other" || note != "", "note", "required", textCancelNote)
	if err := check.Err(); err != nil {
		return nil, err
	}
	return s.moveDemand(ctx, actor, id, version, CancelDemand, func(ctx context.Context, d *Demand) error {
		d.Cancellation = &Cancellation{Reason: reason, Note: note, By: actor.UserID, At: s.now()}
		d.DueAt = store.Instant{}
		return s.tellBidders(ctx, d, "cancelled", textDemandCancelled.With(d.Title, cancelReasonNames[reason]))
	})
}

// ReviseDemand rewrites a draft. Of an open demand only the closing time may be
// put off and the description changed; suppliers are told. version 0 accepts any.
func (s *Service) ReviseDemand(ctx context.Context, actor account.Actor, id string, version int64, change func(*NewDemand)) (*Demand, error) {
	return s.moveDemand(ctx, actor, id, version, EditDemand, func(ctx context.Context, d *Demand) error {
		before, after := d.terms(), d.terms()
		change(&after)
		if d.Status != DemandDraft {
			return s.extend(ctx, d, before, after)
		}
		d.setTerms(after)
		return d.check(s.registry.Areas(), s.now())
	})
}

// extend is what may change of a demand that is out.
func (s *Service) extend(ctx context.Context, d *Demand, before, after NewDemand) error {
	later := after.ClosesAt
	after.ClosesAt, before.ClosesAt = d.ClosesAt, d.ClosesAt
	description := after.Description
	after.Description, before.Description = "", ""
	if !after.equals(&before) {
		return fault.New(fault.StateForbids, textOnlyExtend)
	}
	var check fault.Check
	fault.Need(&check, later, !later.Before(d.ClosesAt.Time), "closesAt", "earlier", textOnlyLater)
	check.That(later.IsZero() || later.After(s.now().Time), "closesAt", "not_in_future", textClosesPast)
	description = check.Prose("description", description, 0, 4000)
	if err := check.Err(); err != nil {
		return err
	}
	extended := later.After(d.ClosesAt.Time)
	if !extended && description == d.Description {
		return nil
	}
	d.ClosesAt, d.Description = later, description
	d.plan(s.now())
	text := textDemandReworded.With(d.Title)
	if extended {
		text = textDemandExtended.With(d.Title, dayOf(later))
	}
	return s.tellBidders(ctx, d, "changed-"+s.now().String(), text)
}

// moveDemand is updateDemand along a row of the table; change may also tell.
func (s *Service) moveDemand(ctx context.Context, actor account.Actor, id string, version int64, event DemandEvent, change func(context.Context, *Demand) error) (*Demand, error) {
	if _, err := s.owned(ctx, actor, id); err != nil {
		return nil, err
	}
	return s.updateDemand(ctx, actor, id, version, func(ctx context.Context, d *Demand) error {
		return d.move(actor, s.now(), event, func() error { return change(ctx, d) })
	})
}

// updateDemand changes a demand that actor may see, in a Tx.
func (s *Service) updateDemand(ctx context.Context, actor account.Actor, id string, version int64, change func(context.Context, *Demand) error) (*Demand, error) {
	if !actor.SignedIn() {
		return nil, account.ErrUnauthenticated
	}
	var demand *Demand
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		if _, err := s.Demand(ctx, actor, id); err != nil {
			return err
		}
		var err error
		demand, err = s.demands.Update(ctx, id, func(d *Demand) error {
			if err := store.CheckVersion(&d.Meta, version); err != nil {
				return err
			}
			return change(ctx, d)
		})
		if err != nil {
			return err
		}
		return s.changed(ctx, id)
	})
	if err != nil {
		return nil, err
	}
	return demand, nil
}
