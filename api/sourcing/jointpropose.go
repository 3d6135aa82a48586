package sourcing

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"lienket/api/account"
	"lienket/api/catalogue"
	"lienket/api/fault"
	"lienket/api/measure"
	"lienket/api/registry"
	"lienket/api/store"
)

// NewJoint proposes a joint quote. Without Lines it asks those of a plan for what
// remains of the demand, under MaxSuppliers.
type NewJoint struct {
	// Lines are in the demand's unit; UnitPrice 0 is what a plan would reckon with.
	Lines        []OfferLine
	MaxSuppliers int
	Objective    Objective // of that plan
	// Lead is the cooperative or union that leads, "" for the buyer itself, or for a
	// supplier that proposes: itself.
	Lead       string
	ValidUntil store.Instant
	Note       string
}

// maxParts is how many suppliers a joint quote has.
const maxParts = 50

// Propose asks several suppliers for a joint quote for an open demand: by its
// buyer, or by a supplier that leads it. Everybody who is asked hears of it.
// Errors: InvalidInput by field; Conflict while one of the same proposer waits for
// answers.
func (s *Service) Propose(ctx context.Context, actor account.Actor, demandID string, n NewJoint) (*JointView, error) {
	if err := actor.Require(account.Enterprise, account.Cooperative); err != nil {
		return nil, err
	}
	demand, err := s.Demand(ctx, actor, demandID)
	if err != nil {
		return nil, err
	}
	buyer := actor.MemberOf(demand.OrganizationID)
	if !buyer && (actor.Role != account.Cooperative || actor.OrganizationID == "") {
		return nil, account.ErrForbidden
	}
	// A plan is reckoned before the Tx, which must not wait.
	if len(n.Lines) == 0 && buyer {
		q := PlanQuery{MaxSuppliers: n.MaxSuppliers, Lead: n.Lead, Objective: n.Objective}
		if n.Lines, err = s.plannedLines(ctx, actor, demand, demand.Remaining(), q); err != nil {
			return nil, err
		}
	}
	var joint *JointQuote
	err = s.db.Tx(ctx, func(ctx context.Context) error {
		demand, err := s.Demand(ctx, actor, demandID)
		if err != nil {
			return err
		}
		if demand.StatusAt(s.now()) != DemandOpen {
			return fault.New(fault.StateForbids, textNotOpen)
		}
		if joint, err = s.newJoint(ctx, actor, demand, n); err != nil {
			return err
		}
		if err := s.checkAlone(ctx, joint); err != nil {
			return err
		}
		if err := s.joints.Insert(ctx, joint); err != nil {
			return err
		}
		return s.tellProposed(ctx, actor, demand, joint)
	})
	if err != nil {
		return nil, err
	}
	return joint.viewFor(actor), nil
}

// plannedLines are those of the plan for months of a demand.
func (s *Service) plannedLines(ctx context.Context, actor account.Actor, demand *Demand, months []measure.MonthAmount, q PlanQuery) ([]OfferLine, error) {
	rest := *demand
	rest.Months = months
	plan, err := s.planFor(ctx, actor, &rest, q)
	if err != nil {
		return nil, err
	}
	var lines []OfferLine
	for _, line := range plan.Lines {
		offer := OfferLine{ProductID: line.Product.ID, UnitPrice: line.UnitPrice}
		for _, m := range line.Months {
			if amount := exactly(m.Amount, demand.Unit, line.Product.Unit); amount > 0 {
				offer.Months = append(offer.Months, measure.MonthAmount{Month: m.Month, Amount: amount})
			}
		}
		if len(offer.Months) > 0 {
			lines = append(lines, offer)
		}
	}
	return lines, nil
}

// exactly is an amount rounded down to what another unit can express.
func exactly(amount measure.Amount, from, to measure.Unit) measure.Amount {
	return from.FromBase(to.Base(to.FromBase(from.Base(amount))))
}

// newJoint checks a proposal and makes of it a joint quote with one part for each
// supplier.
func (s *Service) newJoint(ctx context.Context, actor account.Actor, demand *Demand, n NewJoint) (*JointQuote, error) {
	buyer := actor.MemberOf(demand.OrganizationID)
	joint := &JointQuote{DemandID: demand.ID, BuyerID: demand.OrganizationID, LeadID: n.Lead, ProposedBy: actor.OrganizationID,
		Status: JointInviting, Unit: demand.Unit, ValidUntil: n.ValidUntil}
	if !buyer {
		if n.Lead != "" && n.Lead != actor.OrganizationID {
			return nil, fault.Invalid("lead", "not_own", textLeadSelf)
		}
		joint.LeadID = actor.OrganizationID
	}
	var check fault.Check
	fault.Need(&check, n.ValidUntil, n.ValidUntil.After(s.now().Time), "validUntil", "not_in_future", textValidPast)
	joint.Note = check.Prose("note", n.Note, 0, 2000)
	check.That(len(n.Lines) > 0 && len(n.Lines) <= 100, "lines", "bad_count", textJointLines)
	if err := check.Err(); err != nil {
		return nil, err
	}
	if joint.LeadID != "" {
		if _, err := s.lead(ctx, actor, joint.LeadID); err != nil {
			return nil, err
		}
	}
	if err := s.addParts(ctx, &check, demand, joint, n.Lines); err != nil {
		return nil, err
	}
	check.That(len(joint.Parts) >= 2 && len(joint.Parts) <= maxParts || check.Err() != nil, "lines", "too_few_suppliers", textJointSuppliers)
	checkRoom(&check, demand, joint.Lines())
	s.checkMayKnow(&check, demand, joint, buyer)
	if err := check.Err(); err != nil {
		return nil, err
	}
	if part := joint.part(joint.LeadID); part != nil && !buyer { // who proposes means it
		part.Status, part.AnsweredAt = PartConfirmed, s.now()
	}
	joint.plan(s.now())
	return joint, s.setParties(ctx, joint)
}

// addParts holds the lines to the rules of a quote and parts them by supplier.
func (s *Service) addParts(ctx context.Context, check *fault.Check, demand *Demand, joint *JointQuote, lines []OfferLine) error {
	seen := map[string]bool{}
	for i, line := range lines {
		at := fmt.Sprintf("lines[%d]", i)
		check.That(!seen[line.ProductID], at+".productId", "repeated", textProductTwice)
		seen[line.ProductID] = true
		product, err := s.catalogue.Lookup(ctx, line.ProductID)
		if fault.Is(err, fault.NotFound) {
			check.Add(at+".productId", "unknown", textNotOnOffer)
			continue
		}
		if err != nil {
			return err
		}
		supplier, err := s.registry.Lookup(ctx, product.OrganizationID)
		if err != nil {
			return err
		}
		check.That(supplier.Status == registry.Verified, at+".productId", "not_published", textNotOnOffer)
		if line.UnitPrice == 0 {
			line.UnitPrice = reckoned(demand, product)
		}
		checked, err := s.checkLines(ctx, demand, supplier.ID, []OfferLine{line})
		if err := takeAt(check, at, err); err != nil {
			return err
		}
		part := joint.part(supplier.ID)
		if part == nil {
			joint.Parts = append(joint.Parts, Part{OrganizationID: supplier.ID, Status: PartInvited})
			part = &joint.Parts[len(joint.Parts)-1]
		}
		part.Lines = append(part.Lines, checked...)
		part.Proposed = slices.Clone(part.Lines)
	}
	return nil
}

// reckoned is the price that a plan reckons with, 0 for none.
func reckoned(demand *Demand, product *catalogue.Product) measure.Money {
	ceiling := priceUnder(demand.PriceCeiling, demand.Unit, product.Unit)
	switch {
	case product.Price == nil:
		return ceiling
	case demand.PriceCeiling > 0:
		return min(product.Price.Max, ceiling)
	}
	return product.Price.Max
}

// takeAt takes what is wrong with the one line that was checked, under its own
// path.
func takeAt(check *fault.Check, at string, err error) error {
	var one fault.Check
	if err := one.Take("", err); err != nil {
		return err
	}
	for _, field := range one.Fields() {
		check.Add(strings.Replace(field.Path, "lines[0]", at, 1), field.Code, field.Message)
	}
	return nil
}

// checkRoom holds what is offered together against what remains of the demand.
func checkRoom(check *fault.Check, demand *Demand, lines []QuoteLine) {
	remaining := demand.Remaining()
	for _, m := range demand.monthsOf(lines) {
		left := amountIn(remaining, m.Month)
		check.That(m.Amount <= left, "months."+string(m.Month), "above_demand", textAboveDemand.With(m.Month, left, demand.Unit.LabelFor(left)))
	}
}

// checkMayKnow keeps a demand for the invited among them: only its buyer lets
// others know of it.
func (s *Service) checkMayKnow(check *fault.Check, demand *Demand, joint *JointQuote, buyer bool) {
	for _, part := range joint.Parts {
		check.That(buyer || demand.SeenBy(part.OrganizationID), "lines", "not_invited", textJointSecret)
	}
}

// setParties derives the parties and areas.
func (s *Service) setParties(ctx context.Context, joint *JointQuote) error {
	joint.Parties = []string{joint.BuyerID}
	if joint.LeadID != "" {
		joint.Parties = append(joint.Parties, joint.LeadID)
	}
	for _, part := range joint.Parts {
		if !slices.Contains(joint.Parties, part.OrganizationID) {
			joint.Parties = append(joint.Parties, part.OrganizationID)
		}
	}
	for _, id := range joint.Parties {
		organization, err := s.registry.Lookup(ctx, id)
		if err != nil {
			return err
		}
		joint.Areas = append(joint.Areas, organization.Areas...)
	}
	slices.Sort(joint.Areas)
	joint.Areas = slices.Compact(joint.Areas)
	return nil
}

// checkAlone is Conflict while another joint quote of the same proposer for the
// demand waits for answers: a second press of the button asks nobody twice.
func (s *Service) checkAlone(ctx context.Context, joint *JointQuote) error {
	return s.joints.Each(ctx, store.Query{Where: store.Eq{Field: "demandId", Value: joint.DemandID}, Sort: []string{"-createdAt"}}, func(other *JointQuote) error {
		if other.ProposedBy == joint.ProposedBy && other.Status == JointInviting && !other.Lapsed(s.now()) {
			return fault.New(fault.Conflict, textJointRunning)
		}
		return nil
	})
}

// tellProposed asks the suppliers, and tells the lead and the buyer if they did
// not begin it. Who is asked for an invited demand may see it from now on.
func (s *Service) tellProposed(ctx context.Context, actor account.Actor, demand *Demand, joint *JointQuote) error {
	if err := s.admitParties(ctx, actor, demand, joint); err != nil {
		return err
	}
	from, err := s.registry.Lookup(ctx, joint.ProposedBy)
	if err != nil {
		return err
	}
	for _, id := range joint.Parties {
		if id == joint.ProposedBy {
			continue
		}
		text := textJointLed.With(from.Name, demand.Title)
		if joint.part(id) != nil {
			text = textJointAsked.With(from.Name, demand.Title, dayOf(joint.ValidUntil))
		}
		if err := s.tell(ctx, id, noticeJoint, jointPage(joint.ID), "joint-"+joint.ID+"-proposed", text); err != nil {
			return err
		}
	}
	return nil
}

// admitParties lets everybody who is asked see a demand for the invited.
func (s *Service) admitParties(ctx context.Context, actor account.Actor, demand *Demand, joint *JointQuote) error {
	if demand.Visibility != InvitedOnly {
		return nil
	}
	_, err := s.demands.Update(ctx, demand.ID, func(d *Demand) error {
		var fresh []string
		for _, id := range joint.Parties {
			if !d.SeenBy(id) {
				fresh = append(fresh, id)
			}
		}
		return s.admit(ctx, actor, d, fresh, "")
	})
	return err
}
