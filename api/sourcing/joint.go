package sourcing

import (
	"slices"
	"time"

	"lienket/api/account"
	"lienket/api/fault"
	"lienket/api/measure"
	"lienket/api/store"
)

// JointQuote is one offer for a demand by several suppliers: each answers for its
// own part, the buyer takes all of it or nothing.
type JointQuote struct {
	store.Meta `json:",inline"`
	DemandID   string        `json:"demandId"`
	BuyerID    string        `json:"buyerId"`
	LeadID     string        `json:"leadId,omitempty"` // the cooperative or union that leads it, "" for the buyer
	ProposedBy string        `json:"proposedBy"`       // the buyer or the lead
	Parties    []string      `json:"parties"`          // buyer, lead and suppliers
	Areas      []string      `json:"areas"`            // of all of them
	Status     JointStatus   `json:"status"`
	Unit       measure.Unit  `json:"unit"` // the demand's
	Parts      []Part        `json:"parts"`
	ValidUntil store.Instant `json:"validUntil"`
	Note       string        `json:"note"`
	Steps      []JointStep   `json:"steps"`
	DueAt      store.Instant `json:"dueAt"` // when the worker looks at it next, zero for never
}

// Part is what one supplier gives to a joint quote.
type Part struct {
	OrganizationID string        `json:"organizationId"`
	Status         PartStatus    `json:"status"`
	Lines          []QuoteLine   `json:"lines"`    // as they stand
	Proposed       []QuoteLine   `json:"proposed"` // as the supplier was asked
	Note           string        `json:"note"`
	AnsweredAt     store.Instant `json:"answeredAt"`
}

// JointStep is one move in the history of a joint quote.
type JointStep struct {
	Event  JointEvent    `json:"event"`
	By     string        `json:"by"` // the organisation
	UserID string        `json:"userId"`
	At     store.Instant `json:"at"`
	Note   string        `json:"note"`
}

var jointSchema = store.Schema{Name: "jointQuotes", Indexes: []store.Index{
	{Fields: []string{"demandId", "-createdAt"}},
	{Fields: []string{"parties", "-createdAt"}, Multi: "parties"},
	{Fields: []string{"parties", "status", "validUntil"}, Multi: "parties"},
	{Fields: []string{"dueAt"}},
}}

// JointStatus says where a joint quote stands.
type JointStatus string

// Statuses of joint quotes.
const (
	JointInviting  JointStatus = "inviting" // suppliers answer
	JointOffered   JointStatus = "offered"  // all who take part have confirmed
	JointAccepted  JointStatus = "accepted"
	JointDeclined  JointStatus = "declined"  // by the buyer
	JointWithdrawn JointStatus = "withdrawn" // by who leads it, or because nobody is left
)

// JointStatuses lists them all.
var JointStatuses = []JointStatus{JointInviting, JointOffered, JointAccepted, JointDeclined, JointWithdrawn}

// PartStatus says what a supplier answered. A changed part is confirmed on the
// supplier's own terms.
type PartStatus string

// Statuses of parts.
const (
	PartInvited   PartStatus = "invited"
	PartConfirmed PartStatus = "confirmed"
	PartChanged   PartStatus = "changed"
	PartDeclined  PartStatus = "declined"
)

// JointEvent moves a joint quote.
type JointEvent string

// Events of joint quotes. Offer ends the round: who has not answered is left out.
// Fill asks others for what is missing, Remind those who have not answered.
const (
	ConfirmPart   JointEvent = "confirm"
	ChangePart    JointEvent = "change"
	DropPart      JointEvent = "drop"
	OfferJoint    JointEvent = "offer"
	AcceptJoint   JointEvent = "accept"
	DeclineJoint  JointEvent = "decline"
	WithdrawJoint JointEvent = "withdraw"
	FillJoint     JointEvent = "fill"
	RemindParts   JointEvent = "remind"
)

// JointEvents lists them all.
var JointEvents = []JointEvent{ConfirmPart, ChangePart, DropPart, OfferJoint, AcceptJoint, DeclineJoint, WithdrawJoint, FillJoint, RemindParts}

// jointMover says who may cause an event.
type jointMover int

const (
	partSupplier  jointMover = iota // of a part that is not declined
	jointLeader                     // the lead, or the buyer
	jointProposer                   // who began it, or the lead
	jointBuyer
)

// jointTransition is one row of the table: the only ways a joint quote moves. An
// answer that leaves none to wait for moves on to then.
type jointTransition struct {
	from  JointStatus
	event JointEvent
	by    jointMover
	to    JointStatus
	then  JointStatus
}

var jointTransitions = []jointTransition{
	{JointInviting, ConfirmPart, partSupplier, JointInviting, JointOffered},
	{JointInviting, ChangePart, partSupplier, JointInviting, JointOffered},
	{JointInviting, DropPart, partSupplier, JointInviting, JointOffered},
	{JointInviting, OfferJoint, jointLeader, JointOffered, ""},
	{JointInviting, DeclineJoint, jointBuyer, JointDeclined, ""},
	{JointInviting, WithdrawJoint, jointProposer, JointWithdrawn, ""},
	{JointInviting, FillJoint, jointBuyer, JointInviting, ""},
	{JointInviting, RemindParts, jointLeader, JointInviting, ""},
	{JointOffered, FillJoint, jointBuyer, JointInviting, ""},
	{JointOffered, DropPart, partSupplier, JointInviting, ""}, // the others go on, or wait for a change
	{JointOffered, AcceptJoint, jointBuyer, JointAccepted, ""},
	{JointOffered, DeclineJoint, jointBuyer, JointDeclined, ""},
	{JointOffered, WithdrawJoint, jointProposer, JointWithdrawn, ""},
}

// jointRow finds the row; StateForbids where the table has none.
func jointRow(from JointStatus, event JointEvent) (jointTransition, error) {
	for _, t := range jointTransitions {
		if t.from == from && t.event == event {
			return t, nil
		}
	}
	return jointTransition{}, fault.New(fault.StateForbids, textJointForbids.With(jointEventNames[event], jointStatusNames[from]))
}

// allows reports whether actor may cause the event.
func (t jointTransition) allows(j *JointQuote, actor account.Actor) bool {
	switch t.by {
	case partSupplier:
		part := j.part(actor.OrganizationID)
		return part != nil && part.Status != PartDeclined
	case jointLeader:
		return actor.MemberOf(j.LeadID) || actor.MemberOf(j.BuyerID)
	case jointProposer:
		return actor.MemberOf(j.LeadID) || actor.MemberOf(j.ProposedBy)
	}
	return actor.MemberOf(j.BuyerID)
}

// part is a supplier's, nil where it has none.
func (j *JointQuote) part(organizationID string) *Part {
	for i := range j.Parts {
		if organizationID != "" && j.Parts[i].OrganizationID == organizationID {
			return &j.Parts[i]
		}
	}
	return nil
}

// Answered reports whether the supplier takes part.
func (p *Part) Answered() bool { return p.Status == PartConfirmed || p.Status == PartChanged }

// Undecided reports whether the joint quote can still be accepted one day.
func (j *JointQuote) Undecided() bool { return j.Status == JointInviting || j.Status == JointOffered }

// Lapsed reports whether its time is over though nobody decided.
func (j *JointQuote) Lapsed(now store.Instant) bool {
	return j.Undecided() && !now.Before(j.ValidUntil.Time)
}

func (j *JointQuote) plan(now store.Instant) { j.DueAt = nextDue(j.ValidUntil, lapsingSoon, now) }

// Lines are what the joint quote offers: those of all who are not out of it.
func (j *JointQuote) Lines() []QuoteLine {
	var lines []QuoteLine
	for _, part := range j.Parts {
		if part.Status != PartDeclined {
			lines = append(lines, part.Lines...)
		}
	}
	return lines
}

// remindEvery is how long people are left in peace after a reminder.
const remindEvery = 24 * time.Hour

// remindable is StateForbids where there is nobody to remind, or it is too soon.
func (j *JointQuote) remindable(now store.Instant) error {
	if !slices.ContainsFunc(j.Parts, func(p Part) bool { return p.Status == PartInvited }) {
		return fault.New(fault.StateForbids, textJointAllAnswered)
	}
	for _, step := range j.Steps {
		if step.Event == RemindParts && now.Before(step.At.Add(remindEvery)) {
			return fault.New(fault.StateForbids, textJointTooSoon)
		}
	}
	return nil
}

// Missing is what the joint quote leaves open of what remains of the demand.
func (j *JointQuote) Missing(d *Demand) []measure.MonthAmount {
	given := monthSums(j.Unit, j.Lines())
	var missing []measure.MonthAmount
	for _, m := range d.Remaining() {
		if short := m.Amount - amountIn(given, m.Month); short > 0 {
			missing = append(missing, measure.MonthAmount{Month: m.Month, Amount: short})
		}
	}
	return missing
}

// Leads reports whether the actor sees all parts of the joint quote: the buyer's
// side and the lead's.
func (j *JointQuote) Leads(actor account.Actor) bool {
	return actor.MemberOf(j.BuyerID) || actor.MemberOf(j.LeadID) || actor.Oversees(j.Areas)
}

// Next tells what actor may do with the joint quote now.
func (j *JointQuote) Next(actor account.Actor, now store.Instant) []JointEvent {
	var events []JointEvent
	for _, t := range jointTransitions {
		if t.from == j.Status && t.allows(j, actor) && (!j.Lapsed(now) || t.event == WithdrawJoint || t.event == DeclineJoint) &&
			(t.event != OfferJoint || slices.ContainsFunc(j.Parts, func(p Part) bool { return p.Answered() })) &&
			(t.event != RemindParts || j.remindable(now) == nil) {
			events = append(events, t.event)
		}
	}
	return events
}

// JointView is a joint quote as somebody sees it. A supplier sees its own part
// and of the others no more than the sums: no names, no prices.
type JointView struct {
	JointQuote
	// Shared says that parts are left out: Others sums them.
	Shared bool
	Others JointSum
	Total  JointSum
}

// JointSum sums parts that are not declined. Months are of the demand's unit.
type JointSum struct {
	Suppliers int
	Answered  int
	Months    []measure.MonthAmount
	Cost      measure.Money // 0 in Others and where parts are left out
}

func (j *JointQuote) sum(parts []Part, d measure.Unit) JointSum {
	var sum JointSum
	var lines []QuoteLine
	for _, part := range parts {
		if part.Status == PartDeclined {
			continue
		}
		sum.Suppliers++
		if part.Answered() {
			sum.Answered++
		}
		lines = append(lines, part.Lines...)
	}
	sum.Months, sum.Cost = monthSums(d, lines), costOf(lines)
	return sum
}

// PartSum sums one part, also one that is declined.
func (j *JointQuote) PartSum(part *Part) JointSum {
	return JointSum{Suppliers: 1, Months: monthSums(j.Unit, part.Lines), Cost: costOf(part.Lines)}
}

func costOf(lines []QuoteLine) measure.Money {
	var cost measure.Money
	for _, line := range lines {
		for _, m := range line.Months {
			one, _ := measure.Cost(m.Amount, line.UnitPrice) // held to the bounds when it was offered
			cost += one
		}
	}
	return cost
}

// viewFor leaves out what actor may not see.
func (j *JointQuote) viewFor(actor account.Actor) *JointView {
	view := &JointView{JointQuote: *j, Total: j.sum(j.Parts, j.Unit)}
	if j.Leads(actor) {
		return view
	}
	view.Shared, view.Parts, view.Steps, view.Parties, view.Total.Cost = true, nil, nil, nil, 0
	var others []Part
	for _, part := range j.Parts {
		if actor.MemberOf(part.OrganizationID) {
			view.Parts = append(view.Parts, part)
		} else {
			others = append(others, part)
		}
	}
	for _, step := range j.Steps {
		if row, err := jointRow(JointInviting, step.Event); actor.MemberOf(step.By) || err != nil || row.by != partSupplier {
			view.Steps = append(view.Steps, step)
		}
	}
	view.Others = j.sum(others, j.Unit)
	view.Others.Cost = 0
	return view
}
