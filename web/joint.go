package web

import (
	"cmp"
	"context"
	"regexp"
	"slices"
	"strconv"

	"lienket/api/fault"
	"lienket/api/linkage"
	"lienket/api/measure"
	"lienket/api/registry"
	"lienket/api/sourcing"
	"lienket/web/view"
)

// jointForm asks all cooperatives of a plan for a joint quote, with one tap.
func (v *visit) jointForm(d *sourcing.Demand, p *sourcing.Plan, q sourcing.PlanQuery) (view.Section, bool, error) {
	if !v.actor.MemberOf(d.OrganizationID) || d.StatusAt(v.site.Sourcing.Now()) != sourcing.DemandOpen || p.Suppliers < 2 {
		return view.Section{}, false, nil
	}
	choices, err := v.site.Sourcing.LeadChoices(v.ctx, p)
	if err != nil {
		return view.Section{}, false, err
	}
	unions, suppliers := view.OptionGroup{Label: v.T("joint.unions")}, view.OptionGroup{Label: v.T("joint.plan_suppliers")}
	for _, choice := range choices {
		option := view.Option{Value: choice.Organization.ID, Label: choice.Organization.Name}
		if choice.Organization.Kind != registry.Union {
			suppliers.Options = append(suppliers.Options, option)
			continue
		}
		if choice.Members > 0 {
			option.Label = v.N("joint.union_members", choice.Members, "Name", choice.Organization.Name)
		}
		unions.Options = append(unions.Options, option)
	}
	groups := []view.OptionGroup{suppliers}
	if len(unions.Options) > 0 {
		groups = []view.OptionGroup{unions, suppliers}
	}
	form := v.inviteAllForm(d.ID, strconv.Itoa(q.MaxSuppliers), string(p.Objective))
	form.Intro = v.N("joint.invite_intro", p.Suppliers)
	form.Values = map[string]string{"validUntil": string(measure.DateOf(v.site.Clock().AddDate(0, 0, 10))), "lead": q.Lead}
	form.Fields = slices.Insert(form.Fields, 1, view.FormField{Kind: "select", Empty: v.T("joint.lead_self"), Groups: groups,
		Input: view.Input{Name: "lead", Label: v.T("joint.lead"), Hint: v.T("joint.lead_hint"), Optional: true}})
	return view.Section{ID: "joint", Title: v.T("joint.title"), Forms: []view.ActionForm{form}}, true, nil
}

// inviteAllForm is what is asked of who invites all suppliers of a plan.
func (v *visit) inviteAllForm(demandID, maxSuppliers, objective string) view.ActionForm {
	form := view.ActionForm{Action: "/nhu-cau/" + demandID + "/bao-gia-chung", Submit: v.T("joint.invite_all"),
		Hidden: []view.Option{{Label: "maxSuppliers", Value: maxSuppliers}, {Label: "objective", Value: objective}},
		Fields: []view.FormField{
			{Input: view.Input{Name: "validUntil", Label: v.T("joint.answer_by"), Type: "date"}},
			{Kind: "area", Input: view.Input{Name: "note", Label: v.T("quote.note"), Optional: true, MaxLength: "2000"}}}}
	form.CSRF = v.csrf()
	return form
}

// proposeJoint asks the suppliers of the plan for what remains of a demand.
func (s *Site) proposeJoint(v *visit) error {
	demand, err := s.Sourcing.Demand(v.ctx, v.actor, v.c.Params("id"))
	if err != nil {
		return err
	}
	id := demand.ID
	most, err := strconv.ParseUint(v.c.FormValue("maxSuppliers"), 10, 8)
	if err != nil {
		most = 0
	}
	objective := sourcing.Objective(v.c.FormValue("objective"))
	joint, err := s.Sourcing.Propose(v.ctx, v.actor, id, sourcing.NewJoint{MaxSuppliers: int(most), Objective: objective, Lead: v.c.FormValue("lead"),
		ValidUntil: deadline(v.c.FormValue("validUntil")), Note: v.c.FormValue("note")})
	if err == nil {
		v.leaveNotice("invited")
		return v.redirect("/bao-gia-chung/" + joint.ID)
	}
	if fault.Is(err, fault.Unavailable) {
		return searchError(err)
	}
	form := v.inviteAllForm(id, strconv.FormatUint(most, 10), string(objective))
	form.Hidden = append(form.Hidden, view.Option{Label: "lead", Value: v.c.FormValue("lead")})
	if err := v.refuse(err, &form, prefixed("")); err != nil {
		return err
	}
	model := view.RecordModel{Title: v.T("joint.title"), Crumbs: v.jointCrumbs(demand),
		Sections: []view.Section{{ID: "joint", Title: v.T("joint.invite_all"), Forms: []view.ActionForm{form}}}}
	page := v.page(model.Title)
	page.Nav, page.NoIndex = "/nhu-cau", true
	return v.render(view.Record(page, model))
}

func (v *visit) jointCrumbs(d *sourcing.Demand) []view.Crumb {
	return []view.Crumb{{Label: v.T("nav.demands"), URL: "/nhu-cau"}, {Label: d.Title, URL: "/nhu-cau/" + d.ID}, {Label: v.T("joint.title")}}
}

// showJoints lists the joint quotes that the viewer's organisation is a party of.
func (s *Site) showJoints(v *visit) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	found, err := s.Sourcing.JointQuotes(v.ctx, v.actor, "", v.query.Get("cursor"), listPage)
	if err != nil {
		return err
	}
	table, err := v.jointTable(found.Items)
	if err != nil {
		return err
	}
	model := view.ListModel{Title: v.T("joint.list"), Lead: v.T("joint.list_lead"), Crumbs: []view.Crumb{{Label: v.T("nav.demands"), URL: "/nhu-cau"}, {Label: v.T("joint.list")}},
		Table: table, Downloads: v.downloads("bao-gia-chung"), Pager: v.cursorPager("/bao-gia-chung", found.Next),
		Empty: view.EmptyState{Title: v.T("joint.none_title"), Text: v.T("joint.none_text"),
			Links: []view.Link{{Label: v.T("workspace.go_demands"), URL: "/nhu-cau"}}}}
	page := v.page(model.Title)
	page.Nav, page.NoIndex = "/nhu-cau", true
	return v.render(view.List(page, model))
}

func (v *visit) jointTable(joints []sourcing.JointView) (view.Table, error) {
	table := view.Table{Caption: v.T("joint.list"), Columns: []view.Column{{Label: v.T("joint.demand")}, {Label: v.T("joint.suppliers"), Number: true},
		{Label: v.T("joint.amount"), Number: true}, {Label: v.T("quotes.valid")}, {Label: v.T("workspace.col_status")}}}
	for i := range joints {
		j := &joints[i]
		title := v.T("joint.title")
		if demand, err := v.site.Sourcing.Demand(v.ctx, v.actor, j.DemandID); err == nil {
			title = demand.Title
		} else if !fault.Is(err, fault.NotFound) {
			return table, err
		}
		table.Rows = append(table.Rows, view.Row{URL: "/bao-gia-chung/" + j.ID, Status: v.jointStatus(j), Cells: []string{title,
			v.Int(int64(j.Total.Answered)) + "/" + v.Int(int64(j.Total.Suppliers)), v.Quantity(total(j.Total.Months), j.Unit), v.Day(j.ValidUntil.Time)}})
	}
	return table, nil
}

func total(months []measure.MonthAmount) (sum measure.Amount) {
	for _, m := range months {
		sum += m.Amount
	}
	return sum
}

func (v *visit) jointStatus(j *sourcing.JointView) string {
	if j.Lapsed(v.site.Sourcing.Now()) {
		return "expired"
	}
	return string(j.Status)
}

func (s *Site) showJoint(v *visit) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	return s.jointPage(v, v.c.Params("id"), nil)
}

// jointPage shows a joint quote as its viewer may see it: progress and all parts
// to buyer and lead, to a supplier its own part with what it can answer.
func (s *Site) jointPage(v *visit, id string, refused *view.ActionForm) error {
	j, err := s.Sourcing.JointQuote(v.ctx, v.actor, id)
	if err != nil {
		return err
	}
	demand, err := s.Sourcing.Demand(v.ctx, v.actor, j.DemandID)
	if err != nil {
		return err
	}
	model := view.RecordModel{Title: v.T("joint.title"), Lead: v.T("quotes.lead", "Demand", demand.Title), Status: v.jointStatus(j),
		Crumbs: v.jointCrumbs(demand), Prose: j.Note}
	if model.Facts, err = v.jointFacts(j); err != nil {
		return err
	}
	if !j.Shared {
		state, err := v.jointState(j)
		if err != nil {
			return err
		}
		model.Sections = append(model.Sections, state)
	}
	forms, err := v.jointMoves(j, demand)
	if err != nil {
		return err
	}
	if len(forms) > 0 {
		model.Sections = append(model.Sections, view.Section{ID: "moves", Title: v.T("demand.moves"), Text: v.jointHint(j), Forms: forms})
	}
	for i := range j.Parts {
		section, err := v.partSection(j, demand, &j.Parts[i])
		if err != nil {
			return err
		}
		if v.actor.MemberOf(j.Parts[i].OrganizationID) { // who can answer finds it first
			model.Sections = append([]view.Section{section}, model.Sections...)
		} else {
			model.Sections = append(model.Sections, section)
		}
	}
	model.Sections = append(model.Sections, v.jointMonths(j, demand))
	if j.Status == sourcing.JointAccepted && (v.actor.MemberOf(j.BuyerID) || hasPart(j, v.actor)) {
		model.Sections = append(model.Sections, view.Section{ID: "contract", Title: v.T("contract.draw"), Forms: []view.ActionForm{
			v.contractForm(demand, j.ID, "/bao-gia-chung/"+j.ID+"/hop-dong")}})
	}
	v.putBack(&model, refused)
	page := v.page(model.Title + ": " + demand.Title)
	page.Nav, page.NoIndex = "/nhu-cau", true
	return v.render(view.Record(page, model))
}

// jointState is who has answered what, for buyer and lead.
func (v *visit) jointState(j *sourcing.JointView) (view.Section, error) {
	section := view.Section{ID: "state", Title: v.T("joint.state"), Table: view.Table{Caption: v.T("joint.state"), Columns: []view.Column{
		{Label: v.T("quotes.supplier")}, {Label: v.T("joint.amount"), Number: true}, {Label: v.T("quotes.cost"), Number: true},
		{Label: v.T("joint.answered_on")}, {Label: v.T("quote.note")}, {Label: v.T("workspace.col_status")}}}}
	for i := range j.Parts {
		part := &j.Parts[i]
		supplier, err := v.site.Registry.Lookup(v.ctx, part.OrganizationID)
		if err != nil {
			return section, err
		}
		sum := j.PartSum(part)
		answered, note := "–", cmp.Or(part.Note, "–")
		if !part.AnsweredAt.IsZero() {
			answered = v.Day(part.AnsweredAt.Time)
		}
		section.Table.Rows = append(section.Table.Rows, view.Row{URL: "#part-" + part.OrganizationID, Status: string(part.Status), Cells: []string{
			supplier.Name, v.Quantity(total(sum.Months), j.Unit), v.Money(sum.Cost), answered, note}})
	}
	return section, nil
}

func (v *visit) jointFacts(j *sourcing.JointView) ([]view.RecordFact, error) {
	buyer, err := v.site.Registry.Lookup(v.ctx, j.BuyerID)
	if err != nil {
		return nil, err
	}
	facts := []view.RecordFact{{Label: v.T("demand.buyer"), Text: buyer.Name, URL: "/htx/" + buyer.ID}}
	if j.LeadID != "" {
		lead, err := v.site.Registry.Lookup(v.ctx, j.LeadID)
		if err != nil {
			return nil, err
		}
		facts = append(facts, view.RecordFact{Label: v.T("joint.lead"), Text: lead.Name, URL: "/htx/" + lead.ID})
	}
	facts = append(facts, view.RecordFact{Label: v.T("joint.answer_by"), Text: v.Day(j.ValidUntil.Time)},
		view.RecordFact{Label: v.T("joint.answered"), Text: v.Int(int64(j.Total.Answered)) + "/" + v.Int(int64(j.Total.Suppliers))})
	if n := len(j.Steps); n > 0 && !j.Undecided() && j.Steps[n-1].Note != "" {
		facts = append(facts, view.RecordFact{Label: v.T("contract.reason"), Text: j.Steps[n-1].Note})
	}
	if !j.Shared {
		facts = append(facts, view.RecordFact{Label: v.T("quotes.cost"), Text: v.Money(j.Total.Cost)})
	}
	return facts, nil
}

// jointHint says what the forms of the whole do.
func (v *visit) jointHint(j *sourcing.JointView) string {
	switch {
	case j.Lapsed(v.site.Sourcing.Now()):
		return v.T("joint.lapsed")
	case j.Status == sourcing.JointInviting:
		return v.T("joint.inviting")
	case v.actor.MemberOf(j.BuyerID):
		return v.T("joint.whole")
	}
	return v.T("joint.offered")
}

// jointMonths compares what is offered together with what remains of the demand.
func (v *visit) jointMonths(j *sourcing.JointView, d *sourcing.Demand) view.Section {
	section := view.Section{ID: "months", Title: v.T("joint.months"), Table: view.Table{Compact: true, Caption: v.T("joint.months"),
		Columns: []view.Column{{Label: v.T("capacity.month")}, {Label: v.T("demand.amount"), Number: true}, {Label: v.T("joint.together"), Number: true}}}}
	if j.Shared {
		section.Text = v.N("joint.others", j.Others.Suppliers, "Amount", v.Quantity(total(j.Others.Months), j.Unit))
	}
	for _, m := range d.Months {
		var offered measure.Amount
		for _, o := range j.Total.Months {
			if o.Month == m.Month {
				offered = o.Amount
			}
		}
		section.Table.Rows = append(section.Table.Rows, view.Row{Cells: []string{v.Month(m.Month), v.Quantity(m.Amount, d.Unit), v.Quantity(offered, d.Unit)}})
	}
	return section
}

var (
	partMonthAt = regexp.MustCompile(`^lines\[(\d+)\]\.months\[(\d+)\]`)
	partPriceAt = regexp.MustCompile(`^lines\[(\d+)\]\.unitPrice`)
	overMonth   = regexp.MustCompile(`^months\.(\d{4}-\d{2})$`)
)

var jointVerbs = map[string]sourcing.JointEvent{
	"xac-nhan": sourcing.ConfirmPart, "sua": sourcing.ChangePart, "khong": sourcing.DropPart, "chot": sourcing.OfferJoint,
	"moi-them": sourcing.FillJoint, "nhac": sourcing.RemindParts, "nhan": sourcing.AcceptJoint, "tu-choi": sourcing.DeclineJoint, "rut": sourcing.WithdrawJoint,
}

// moveJoint applies a move of the joint quote, or draws up its contract.
func (s *Site) moveJoint(v *visit) error {
	id, verb := v.c.Params("id"), v.c.Params("verb")
	j, err := s.Sourcing.JointQuote(v.ctx, v.actor, id)
	if err != nil {
		return err
	}
	if verb == "hop-dong" {
		return s.drawJoint(v, j)
	}
	event, known := jointVerbs[verb]
	if !known {
		return fiberNotFound
	}
	move := sourcing.JointMove{Event: event, Note: v.c.FormValue(string(event) + ".note")}
	form, nameOf := view.ActionForm{Action: "/bao-gia-chung/" + id + "/" + verb, Submit: v.T("form.again")}, prefixed(string(event)+".")
	if event == sourcing.ChangePart {
		move, nameOf, err = s.readChange(v, j, &form)
	} else if demand, failed := s.Sourcing.Demand(v.ctx, v.actor, j.DemandID); failed != nil {
		return failed
	} else if whole, found, failed := v.jointMoveForm(j, demand, event); failed != nil {
		return failed
	} else if found {
		form = whole
	}
	err = v.together(err, func(ctx context.Context) error {
		_, err := s.Sourcing.MoveJoint(ctx, v.actor, id, v.readVersion(), move)
		return err
	})
	if err != nil {
		if err := v.refuse(err, &form, nameOf); err != nil {
			return err
		}
		return s.jointPage(v, id, &form)
	}
	v.leaveNotice("saved")
	return v.redirect("/bao-gia-chung/" + id)
}

// drawJoint draws up the one contract of an accepted joint quote.
func (s *Site) drawJoint(v *visit, j *sourcing.JointView) error {
	demand, err := s.Sourcing.Demand(v.ctx, v.actor, j.DemandID)
	if err != nil {
		return err
	}
	contract, err := s.Linkage.Draw(v.ctx, v.actor, v.contractDraft(j.ID, linkage.DraftContract{JointQuoteID: j.ID}))
	if err == nil {
		v.leaveNotice("saved")
		return v.redirect("/hop-dong/" + contract.ID)
	}
	form := v.contractForm(demand, j.ID, "/bao-gia-chung/"+j.ID+"/hop-dong")
	if err := v.refuse(err, &form, prefixed(j.ID+".")); err != nil {
		return err
	}
	return s.jointPage(v, j.ID, &form)
}
