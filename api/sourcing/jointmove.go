package sourcing

import (
	"context"
	"fmt"
	"slices"

	"lienket/api/account"
	"lienket/api/fault"
	"lienket/api/measure"
	"lienket/api/store"
)

// JointMove is what moves a joint quote along its table.
type JointMove struct {
	Event JointEvent
	// Lines are a supplier's own terms for ChangePart, or what others are asked for by
	// FillJoint, in the demand's unit. Without them FillJoint asks those of a plan for
	// what is missing.
	Lines []OfferLine
	Note  string
	// AllowOver lets AcceptJoint take more than remains of the demand.
	AllowOver bool
}

// JointQuote returns a joint quote to its parties and the officers of their
// areas, as each may see it; to others it does not exist.
func (s *Service) JointQuote(ctx context.Context, actor account.Actor, id string) (*JointView, error) {
	joint, err := s.joint(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	return joint.viewFor(actor), nil
}

// AcceptedJoint returns an accepted joint quote whole to one of its parties: the
// contract that they will sign names all of it. Errors: NotFound, StateForbids.
func (s *Service) AcceptedJoint(ctx context.Context, actor account.Actor, id string) (*JointQuote, error) {
	joint, err := s.joint(ctx, actor, id)
	if err == nil && joint.Status != JointAccepted {
		err = fault.New(fault.StateForbids, textJointNotAccepted).WithField("jointQuoteId", "not_accepted", textJointNotAccepted)
	}
	return joint, err
}

func (s *Service) joint(ctx context.Context, actor account.Actor, id string) (*JointQuote, error) {
	if !actor.SignedIn() {
		return nil, account.ErrUnauthenticated
	}
	joint, err := s.joints.Get(ctx, id)
	if fault.Is(err, fault.NotFound) || err == nil && !slices.ContainsFunc(joint.Parties, actor.MemberOf) && !actor.Oversees(joint.Areas) {
		return nil, fault.Missing(textJoint)
	}
	return joint, err
}

// JointQuotes lists the joint quotes of the actor's organisation, newest first;
// with demandID those for that demand that the actor is a party of, or all for its
// buyer and officers.
func (s *Service) JointQuotes(ctx context.Context, actor account.Actor, demandID, cursor string, limit int) (store.Page[JointView], error) {
	var page store.Page[JointView]
	if !actor.SignedIn() {
		return page, account.ErrUnauthenticated
	}
	where := store.And{}
	all := false
	if demandID != "" {
		demand, err := s.Demand(ctx, actor, demandID)
		if err != nil {
			return page, err
		}
		all = s.manages(actor, demand)
		where = append(where, store.Eq{Field: "demandId", Value: demandID})
	}
	if !all {
		if actor.OrganizationID == "" {
			return page, account.ErrForbidden
		}
		where = append(where, store.Contains{Field: "parties", Value: actor.OrganizationID})
	}
	found, err := s.joints.Find(ctx, store.Query{Where: where, Sort: []string{"-createdAt"}, Cursor: cursor, Limit: limit})
	for i := range found.Items {
		page.Items = append(page.Items, *found.Items[i].viewFor(actor))
	}
	page.Next = found.Next
	return page, err
}

// MoveJoint applies an event. version 0 accepts any. Errors: StateForbids where
// the table has no such move or the time is over, InvalidInput for a change that is
// no offer or, on AcceptJoint, where a month would get more than the demand asks
// for ("months.2027-01").
func (s *Service) MoveJoint(ctx context.Context, actor account.Actor, id string, version int64, move JointMove) (*JointView, error) {
	var check fault.Check
	move.Note = check.Prose("note", move.Note, 0, 2000)
	if err := check.Err(); err != nil {
		return nil, err
	}
	if move.Event == FillJoint && len(move.Lines) == 0 { // a plan is reckoned before the Tx, which must not wait
		lines, err := s.fillLines(ctx, actor, id)
		if err != nil {
			return nil, err
		}
		move.Lines = lines
	}
	var joint *JointQuote
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		before, err := s.joint(ctx, actor, id)
		if err != nil {
			return err
		}
		var demand *Demand
		joint, err = s.joints.Update(ctx, id, func(j *JointQuote) error {
			if err := store.CheckVersion(&j.Meta, version); err != nil {
				return err
			}
			row, err := jointRow(j.Status, move.Event)
			if err != nil {
				return err
			}
			if !row.allows(j, actor) {
				return account.ErrForbidden
			}
			if j.Lapsed(s.now()) && move.Event != WithdrawJoint && move.Event != DeclineJoint {
				return fault.New(fault.StateForbids, textJointOver)
			}
			if demand, err = s.demands.Get(ctx, j.DemandID); err != nil {
				return err
			}
			return s.applyJoint(ctx, actor, demand, j, row, move)
		})
		if err != nil {
			return err
		}
		if move.Event == FillJoint {
			if err := s.admitParties(ctx, actor, demand, joint); err != nil {
				return err
			}
		}
		return s.tellJoint(ctx, actor, demand, joint, move.Event, before.Parties)
	})
	if err != nil {
		return nil, err
	}
	return joint.viewFor(actor), nil
}

// fillLines plan for what a joint quote leaves open, with suppliers that have no
// part of it. Errors: StateForbids where there is nothing to fill, or nobody.
func (s *Service) fillLines(ctx context.Context, actor account.Actor, id string) ([]OfferLine, error) {
	j, err := s.joint(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	row, err := jointRow(j.Status, FillJoint)
	if err != nil {
		return nil, err
	}
	if !row.allows(j, actor) {
		return nil, account.ErrForbidden
	}
	demand, err := s.demands.Get(ctx, j.DemandID)
	if err != nil {
		return nil, err
	}
	missing := j.Missing(demand)
	if len(missing) == 0 {
		return nil, fault.New(fault.StateForbids, textJointFull)
	}
	var without []string
	for _, part := range j.Parts {
		without = append(without, part.OrganizationID)
	}
	lines, err := s.plannedLines(ctx, actor, demand, missing, PlanQuery{Without: without})
	if err == nil && len(lines) == 0 {
		err = fault.New(fault.StateForbids, textJointNoMore)
	}
	return lines, err
}

// fill adds parts of suppliers that have none yet.
func (s *Service) fill(ctx context.Context, d *Demand, j *JointQuote, lines []OfferLine) error {
	if status := d.StatusAt(s.now()); status == DemandClosed || status == DemandCancelled {
		return fault.New(fault.StateForbids, textNotOpen)
	}
	var check fault.Check
	check.That(len(lines) > 0 && len(lines) <= 100, "lines", "bad_count", textJointLines)
	more := &JointQuote{}
	if err := s.addParts(ctx, &check, d, more, lines); err != nil {
		return err
	}
	for _, part := range more.Parts {
		check.That(j.part(part.OrganizationID) == nil, "lines", "has_part", textJointHasPart)
		j.Parts = append(j.Parts, part)
	}
	check.That(len(j.Parts) <= maxParts, "lines", "too_many_suppliers", textJointSuppliers)
	checkRoom(&check, d, j.Lines())
	if err := check.Err(); err != nil {
		return err
	}
	return s.setParties(ctx, j)
}

// applyJoint does what an event does and sets where it leads.
func (s *Service) applyJoint(ctx context.Context, actor account.Actor, d *Demand, j *JointQuote, row jointTransition, move JointMove) error {
	before := j.Status
	j.Status = row.to
	switch move.Event {
	case ConfirmPart, ChangePart, DropPart:
		if err := s.answerPart(ctx, actor, d, j, move); err != nil {
			return err
		}
		if row.then != "" && !j.waits() {
			j.Status = row.then
		}
		if len(j.Lines()) == 0 { // nobody is left
			j.Status = JointWithdrawn
		}
	case OfferJoint:
		for i := range j.Parts {
			if !j.Parts[i].Answered() {
				j.Parts[i].Status = PartDeclined
			}
		}
		if len(j.Lines()) == 0 {
			return fault.New(fault.StateForbids, textJointNobody)
		}
	case FillJoint:
		if err := s.fill(ctx, d, j, move.Lines); err != nil {
			return err
		}
	case RemindParts:
		if err := j.remindable(s.now()); err != nil {
			return err
		}
	case AcceptJoint:
		_, err := s.demands.Update(ctx, d.ID, func(d *Demand) error {
			return d.move(actor, s.now(), AwardDemand, func() error {
				return d.award([][]measure.MonthAmount{d.monthsOf(j.Lines())}, move.AllowOver)
			})
		})
		if err != nil {
			return err
		}
	}
	if !j.Undecided() {
		j.DueAt = store.Instant{}
	}
	if before == JointOffered && j.Status == JointInviting {
		j.plan(s.now())
	}
	j.Steps = append(j.Steps, JointStep{Event: move.Event, By: actor.OrganizationID, UserID: actor.UserID, At: s.now(), Note: move.Note})
	return nil
}

// waits reports whether a supplier has not answered.
func (j *JointQuote) waits() bool {
	return slices.ContainsFunc(j.Parts, func(p Part) bool { return p.Status == PartInvited })
}

// answerPart is a supplier's answer for its own part.
func (s *Service) answerPart(ctx context.Context, actor account.Actor, d *Demand, j *JointQuote, move JointMove) error {
	if status := d.StatusAt(s.now()); status == DemandClosed || status == DemandCancelled {
		return fault.New(fault.StateForbids, textNotOpen)
	}
	part := j.part(actor.OrganizationID)
	part.Note, part.AnsweredAt = move.Note, s.now()
	switch move.Event {
	case ConfirmPart:
		if part.Status == PartInvited {
			part.Status = PartConfirmed
		}
		return s.checkStands(ctx, d, part)
	case DropPart:
		part.Status = PartDeclined
		return nil
	}
	lines, err := s.checkLines(ctx, d, part.OrganizationID, move.Lines)
	if err != nil {
		return err
	}
	part.Status, part.Lines = PartChanged, lines
	var check fault.Check
	checkRoom(&check, d, j.Lines())
	return check.Err()
}

// checkStands holds a part that is confirmed to what is on offer by now.
func (s *Service) checkStands(ctx context.Context, d *Demand, part *Part) error {
	var check fault.Check
	for i, line := range part.Lines {
		product, err := s.catalogue.Lookup(ctx, line.ProductID)
		if err != nil {
			return err
		}
		check.That(s.serves(d, product), fmt.Sprintf("lines[%d].productId", i), "cannot_serve", textNotOnOffer)
	}
	return check.Err()
}

// tellJoint tells whom a move concerns: answers the buyer and the lead, the rest
// everybody who takes part.
// before are the parties that there were.
func (s *Service) tellJoint(ctx context.Context, actor account.Actor, d *Demand, j *JointQuote, event JointEvent, before []string) error {
	key := fmt.Sprintf("joint-%s-%d", j.ID, len(j.Steps))
	to := []string{j.BuyerID, j.LeadID}
	text := jointTexts[event]
	switch event {
	case OfferJoint, AcceptJoint, DeclineJoint, WithdrawJoint:
		for _, part := range j.Parts {
			to = append(to, part.OrganizationID)
		}
		text = text.With(d.Title)
	case FillJoint, RemindParts:
		who, err := s.registry.Lookup(ctx, actor.OrganizationID)
		if err != nil {
			return err
		}
		to, text = nil, text.With(who.Name, d.Title, dayOf(j.ValidUntil))
		for _, part := range j.Parts {
			if part.Status == PartInvited && (event == RemindParts || !slices.Contains(before, part.OrganizationID)) {
				to = append(to, part.OrganizationID)
			}
		}
	default:
		who, err := s.registry.Lookup(ctx, actor.OrganizationID)
		if err != nil {
			return err
		}
		text = text.With(who.Name, d.Title)
		if j.Status == JointOffered {
			text = textJointComplete.With(d.Title)
		}
	}
	told := []string{"", actor.OrganizationID}
	for _, id := range to {
		if slices.Contains(told, id) {
			continue
		}
		told = append(told, id)
		if err := s.tell(ctx, id, noticeJoint, jointPage(j.ID), key, text); err != nil {
			return err
		}
	}
	if event == AcceptJoint {
		after, err := s.demands.Get(ctx, d.ID)
		if err != nil || after.Status != DemandAwarded {
			return err
		}
		return s.tellBidders(ctx, after, "awarded", textDemandAwarded.With(d.Title))
	}
	return nil
}

// tellJointDue tells of a joint quote that lapses soon or has lapsed.
func (s *Service) tellJointDue(ctx context.Context, id string) error {
	now := s.now()
	j, err := s.joints.Update(ctx, id, func(j *JointQuote) error { j.plan(now); return nil })
	if err != nil || !j.Undecided() || now.After(j.ValidUntil.Add(oldNews)) {
		return err
	}
	demand, err := s.demands.Get(ctx, j.DemandID)
	if err != nil {
		return err
	}
	key := "joint-" + j.ID + "-" + j.ValidUntil.String()
	to, text := j.Parties, textJointLapsed.With(demand.Title)
	if now.Before(j.ValidUntil.Time) {
		key, text = key+"-soon", textJointLapsing.With(demand.Title, dayOf(j.ValidUntil))
		to = []string{j.BuyerID}
		for _, part := range j.Parts {
			if j.Status == JointInviting && part.Status == PartInvited {
				to = append(to, part.OrganizationID)
			}
		}
	}
	for _, id := range to {
		if err := s.tell(ctx, id, noticeJoint, jointPage(j.ID), key, text); err != nil {
			return err
		}
	}
	return nil
}
