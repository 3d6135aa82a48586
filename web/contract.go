package web

import (
	"context"
	"fmt"
	"slices"

	"lienket/api/fault"
	"lienket/api/linkage"
	"lienket/api/measure"
	"lienket/api/sourcing"
	"lienket/web/view"
)

func (s *Site) showContract(v *visit) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	return s.contractPage(v, v.c.Params("id"), nil)
}

// maxOfContract is how many deliveries and payments a contract's page counts.
const maxOfContract = 1000

// contractPage shows a contract to its parties and officers, with what the
// viewer can do next.
func (s *Site) contractPage(v *visit, id string, refused *view.ActionForm) error {
	c, err := s.Linkage.Contract(v.ctx, v.actor, id)
	if err != nil {
		return err
	}
	deliveries, err := s.Linkage.Deliveries(v.ctx, v.actor, id, "", maxOfContract)
	if err != nil {
		return err
	}
	payments, err := s.Linkage.Payments(v.ctx, v.actor, id, "", maxOfContract)
	if err != nil {
		return err
	}
	history, err := s.Linkage.History(v.ctx, v.actor, id)
	if err != nil {
		return err
	}
	names, err := v.partyNames(c)
	if err != nil {
		return err
	}
	model := view.RecordModel{Title: v.T("contract.title", "Number", c.Number), Status: string(c.Status), Lead: v.T("form_of." + c.Form),
		Crumbs: []view.Crumb{{Label: v.T("nav.contracts"), URL: "/hop-dong"}, {Label: c.Number}}, Prose: c.Terms}
	model.Facts = v.contractFacts(c, names, payments.Items)
	due, err := s.Linkage.Due(v.ctx, v.actor, c)
	if err != nil {
		return err
	}
	if model.Due, err = v.contractDue(c, due); err != nil {
		return err
	}
	if forms := v.contractForms(c); len(forms) > 0 {
		model.Sections = append(model.Sections, view.Section{ID: "moves", Title: v.T("contract.moves"), Forms: forms})
	}
	model.Sections = append(model.Sections, v.linesSection(c, deliveries.Items, names), v.signatureSection(c, names))
	if c.Status == linkage.Active || len(deliveries.Items) > 0 {
		model.Sections = append(model.Sections, v.deliverySection(c, deliveries.Items, due))
	}
	if !c.SignedAt.IsZero() {
		model.Sections = append(model.Sections, v.paymentSection(c, payments.Items, names, due))
	}
	model.Sections = append(model.Sections, v.historySection(history, names))
	put(model.Sections, refused)
	page := v.page(model.Title)
	page.Nav, page.NoIndex = "/hop-dong", true
	return v.render(view.Record(page, model))
}

func (v *visit) partyNames(c *linkage.Contract) (map[string]string, error) {
	names := map[string]string{}
	for _, id := range c.Parties {
		organization, err := v.site.Registry.Lookup(v.ctx, id)
		if err != nil {
			return nil, err
		}
		names[id] = organization.Name
	}
	return names, nil
}

func (v *visit) contractFacts(c *linkage.Contract, names map[string]string, payments []linkage.Payment) []view.RecordFact {
	facts := []view.RecordFact{{Label: v.T("contract.buyer"), Text: names[c.BuyerID], URL: "/htx/" + c.BuyerID}}
	for _, id := range c.SupplierIDs {
		facts = append(facts, view.RecordFact{Label: v.T("contract.supplier"), Text: names[id], URL: "/htx/" + id})
	}
	var paid measure.Money
	for _, p := range payments {
		paid += p.Amount
	}
	facts = append(facts, view.RecordFact{Label: v.T("contracts.value"), Text: v.Money(c.Value)},
		view.RecordFact{Label: v.T("contract.paid"), Text: v.Money(paid)},
		view.RecordFact{Label: v.T("contracts.from"), Text: v.Date(c.StartDate)},
		view.RecordFact{Label: v.T("contracts.until"), Text: v.Date(c.EndDate)})
	if c.DemandID != "" {
		facts = append(facts, view.RecordFact{Label: v.T("contract.demand"), Text: v.T("contract.see_demand"), URL: "/nhu-cau/" + c.DemandID})
	}
	if c.Ending != nil {
		facts = append(facts, view.RecordFact{Label: v.T("contract.ended"), Text: v.T("ending."+c.Ending.Kind) + ": " + c.Ending.Reason})
	}
	return facts
}

// linesSection is what was agreed, line by line and month by month, beside what
// came of it.
func (v *visit) linesSection(c *linkage.Contract, deliveries []linkage.Delivery, names map[string]string) view.Section {
	table := view.Table{Caption: v.T("contract.lines_caption"), Columns: []view.Column{
		{Label: v.T("contract.line")}, {Label: v.T("capacity.month")}, {Label: v.T("contract.ordered"), Number: true},
		{Label: v.T("contract.delivered"), Number: true}, {Label: v.T("contract.accepted"), Number: true}, {Label: v.T("contract.price"), Number: true}}}
	for i := range c.Lines {
		line := &c.Lines[i]
		for _, m := range line.Months {
			var delivered, accepted measure.Amount
			for _, d := range deliveries {
				if d.LineID == line.ID && d.Month == m.Month {
					delivered += d.Amount
					accepted += d.AcceptedAmount
				}
			}
			table.Rows = append(table.Rows, view.Row{URL: "/san-pham/" + line.ProductID, Cells: []string{
				line.ProductName + " · " + names[line.OrganizationID], v.Month(m.Month), v.Quantity(m.Amount, line.Unit),
				v.Quantity(delivered, line.Unit), v.Quantity(accepted, line.Unit), v.Price(line.UnitPrice, line.UnitPrice, line.Unit)}})
		}
	}
	return view.Section{ID: "lines", Title: v.T("contract.lines"), Table: table}
}

func (v *visit) signatureSection(c *linkage.Contract, names map[string]string) view.Section {
	table := view.Table{Caption: v.T("contract.signatures_caption"), Columns: []view.Column{
		{Label: v.T("contract.party")}, {Label: v.T("contract.signer")}, {Label: v.T("contract.at")}}}
	for _, id := range c.Parties {
		row := view.Row{Cells: []string{names[id], v.T("contract.unsigned"), "–"}}
		for _, signature := range c.Signatures {
			if signature.OrganizationID == id {
				row.Cells = []string{names[id], signature.FullName, v.Day(signature.At.Time)}
			}
		}
		table.Rows = append(table.Rows, row)
	}
	return view.Section{ID: "signatures", Title: v.T("contract.signatures"), Table: table}
}

func (v *visit) historySection(h linkage.History, names map[string]string) view.Section {
	section := view.Section{ID: "history", Title: v.T("contract.history"), Text: v.T("contract.verified"), Table: view.Table{
		Caption: v.T("contract.history_caption"), Columns: []view.Column{{Label: v.T("contract.entry")}, {Label: v.T("contract.at")},
			{Label: v.T("contract.party")}, {Label: v.T("workspace.col_status")}, {Label: v.T("contract.seal")}}}}
	if !h.Verified {
		section.Text = v.T("contract.broken", "Entry", v.Int(int64(h.Broken)))
	}
	for _, e := range h.Entries {
		party := names[e.Party]
		if party == "" {
			party = v.T("contract.system")
		}
		section.Table.Rows = append(section.Table.Rows, view.Row{Cells: []string{v.Int(int64(e.Sequence)) + ". " + v.T("event."+e.Event),
			v.Day(e.At.Time), party, v.T("status." + string(e.To)), e.Hash[:min(12, len(e.Hash))]}})
	}
	return section
}

// contractForms are the moves that the table allows the viewer now.
func (v *visit) contractForms(c *linkage.Contract) []view.ActionForm {
	var forms []view.ActionForm
	for _, event := range c.Next(v.actor) {
		forms = append(forms, v.moveForm(c.ID, event))
	}
	// What ends the contract stands last, folded.
	slices.SortStableFunc(forms, func(a, b view.ActionForm) int { return len(a.Fold) - len(b.Fold) })
	return forms
}

func (v *visit) moveForm(id string, event linkage.Event) view.ActionForm {
	form := view.ActionForm{Form: view.Form{CSRF: v.csrf()}, Action: "/hop-dong/" + id + "/" + string(event), Submit: v.T("event." + string(event))}
	reason := view.FormField{Kind: "area", Input: view.Input{Name: string(event) + ".reason", Label: v.T("contract.reason"), MaxLength: "2000"}}
	switch event {
	case linkage.Sign:
		form.Intro = v.T("contract.sign_intro")
		form.Fields = []view.FormField{{Input: view.Input{Name: "sign.password", Label: v.T("field.password"), Secret: true, Autocomplete: "current-password", MaxLength: "128"}}}
	case linkage.Suspend:
		form.Fold, form.Fields, form.Quiet = v.T("event.suspend"), []view.FormField{reason}, true
	case linkage.Terminate:
		var kinds view.OptionGroup
		for _, kind := range linkage.EndingKinds {
			kinds.Options = append(kinds.Options, view.Option{Value: kind, Label: v.T("ending." + kind)})
		}
		form.Fold, form.Quiet = v.T("event.terminate"), true
		form.Fields = []view.FormField{{Kind: "select", Empty: v.T("contract.choose_kind"), Groups: []view.OptionGroup{kinds},
			Input: view.Input{Name: "terminate.kind", Label: v.T("contract.kind")}}, reason}
	case linkage.Withdraw, linkage.Complete:
		form.Fold, form.Quiet = v.T("event."+string(event)), true
	case linkage.Revise:
		form.Quiet = true
	}
	return form
}

// moveContract applies an event of the table.
func (s *Site) moveContract(v *visit) error {
	id, event := v.c.Params("id"), linkage.Event(v.c.Params("event"))
	if !slices.Contains(linkage.Events, event) || event == linkage.Start {
		return fiberNotFound
	}
	if _, err := s.Linkage.Contract(v.ctx, v.actor, id); err != nil {
		return err
	}
	var err error
	if event == linkage.Sign {
		err = s.Linkage.CheckPassword(v.ctx, v.actor, v.c.FormValue("sign.password"))
	}
	if err == nil {
		_, err = s.Linkage.Move(v.ctx, v.actor, id, 0, linkage.Move{Event: event,
			Kind: v.c.FormValue(string(event) + ".kind"), Reason: v.c.FormValue(string(event) + ".reason")})
	}
	form := v.moveForm(id, event)
	return s.afterContract(v, id, err, &form, prefixed(string(event)+"."))
}

// afterContract shows the contract again, with the form if it was refused.
func (s *Site) afterContract(v *visit, id string, err error, form *view.ActionForm, nameOf func(string) string) error {
	if err != nil {
		if err := v.refuse(err, form, nameOf); err != nil {
			return err
		}
		return s.contractPage(v, id, form)
	}
	v.leaveNotice("saved")
	return v.redirect("/hop-dong/" + id)
}

func (v *visit) deliverySection(c *linkage.Contract, deliveries []linkage.Delivery, due []linkage.Due) view.Section {
	section := view.Section{ID: "deliveries", Title: v.T("contract.deliveries"), Table: view.Table{Caption: v.T("contract.deliveries_caption"),
		Columns: []view.Column{{Label: v.T("contract.line")}, {Label: v.T("capacity.month")}, {Label: v.T("contract.delivered_at")},
			{Label: v.T("contract.delivered"), Number: true}, {Label: v.T("contract.accepted"), Number: true}, {Label: v.T("workspace.col_status")}}}}
	for _, d := range deliveries {
		line, known := c.Line(d.LineID)
		if !known {
			continue
		}
		section.Table.Rows = append(section.Table.Rows, view.Row{Status: string(d.Status), Cells: []string{line.ProductName, v.Month(d.Month),
			v.Date(d.DeliveredAt), v.Quantity(d.Amount, line.Unit), v.Quantity(d.AcceptedAmount, line.Unit)}})
		if d.Status == linkage.Announced && v.actor.MemberOf(c.BuyerID) {
			section.Forms = append(section.Forms, v.acceptForm(c.ID, &d, line))
		}
	}
	if form, ok := v.deliverForm(c, due); ok {
		section.Forms = append(section.Forms, form)
	}
	return section
}

func (v *visit) acceptForm(contractID string, d *linkage.Delivery, line *linkage.Line) view.ActionForm {
	form := view.ActionForm{ID: acceptID(d.ID), Open: true, Action: "/hop-dong/" + contractID + "/nghiem-thu/" + d.ID, Submit: v.T("contract.accept"),
		Fold: v.T("contract.accept_one", "Product", line.ProductName, "Month", v.Month(d.Month), "Amount", v.Quantity(d.Amount, line.Unit))}
	form.CSRF, form.Values = v.csrf(), map[string]string{d.ID + ".acceptedAmount": v.Amount(d.Amount), d.ID + ".rejectedAmount": "0"}
	form.Fields = []view.FormField{
		{Input: view.Input{Name: d.ID + ".acceptedAmount", Label: v.T("contract.accepted_in", "Unit", v.Unit(line.Unit)), Mode: "decimal", MaxLength: "20"}},
		{Input: view.Input{Name: d.ID + ".rejectedAmount", Label: v.T("contract.rejected_in", "Unit", v.Unit(line.Unit)), Mode: "decimal", MaxLength: "20"}},
		{Kind: "area", Input: view.Input{Name: d.ID + ".reason", Label: v.T("contract.reason"), Optional: true, MaxLength: "2000"}}}
	return form
}

// acceptDelivery records what the buyer took.
func (s *Site) acceptDelivery(v *visit) error {
	id := v.c.Params("delivery")
	c, err := s.Linkage.Contract(v.ctx, v.actor, v.c.Params("id"))
	if err != nil {
		return err
	}
	delivery, err := s.Linkage.Delivery(v.ctx, v.actor, id)
	if err != nil {
		return err
	}
	line, known := c.Line(delivery.LineID)
	if !known {
		return fiberNotFound
	}
	var check, unread fault.Check
	acceptance := linkage.Acceptance{Accepted: v.amountOf(&check, "acceptedAmount", v.c.FormValue(id+".acceptedAmount")),
		Rejected: v.amountOf(&unread, "rejectedAmount", v.c.FormValue(id+".rejectedAmount")), Reason: v.c.FormValue(id + ".reason")}
	if wrong := unread.Err(); wrong != nil {
		_ = check.Take("", wrong)                                   // always InvalidInput
		acceptance.Rejected = delivery.Amount - acceptance.Accepted // so that the sum is not complained of too
	}
	err = v.together(check.Err(), func(ctx context.Context) error {
		_, err := s.Linkage.Accept(ctx, v.actor, id, 0, acceptance)
		return err
	})
	form := v.acceptForm(c.ID, delivery, line)
	return s.afterContract(v, c.ID, err, &form, prefixed(id+"."))
}

// deliverForm is for a supplier of a running contract, filled with what is due.
func (v *visit) deliverForm(c *linkage.Contract, due []linkage.Due) (view.ActionForm, bool) {
	form := view.ActionForm{ID: "deliver", Action: "/hop-dong/" + c.ID + "/giao-hang", Submit: v.T("contract.deliver"), Fold: v.T("contract.deliver")}
	var lines []view.OptionGroup
	for i := range c.Lines {
		line := &c.Lines[i]
		if !v.actor.MemberOf(line.OrganizationID) {
			continue
		}
		group := view.OptionGroup{Label: line.ProductName}
		for _, m := range line.Months {
			group.Options = append(group.Options, view.Option{Value: monthOption(line.ID, m.Month),
				Label: v.Month(m.Month) + ": " + v.Quantity(m.Amount, line.Unit)})
		}
		lines = append(lines, group)
	}
	form.CSRF, form.Values = v.csrf(), map[string]string{"deliver.deliveredAt": string(v.today())}
	asked := func(d *linkage.Due) bool { return monthOption(d.Line.ID, d.Month) == v.query.Get(deliverParam) }
	if d := dueOf(due, linkage.DueDelivery, asked); d != nil {
		form.Open = true
		form.Values["deliver.month"], form.Values["deliver.amount"] = monthOption(d.Line.ID, d.Month), v.Amount(d.Amount)
	}
	form.Fields = []view.FormField{
		{Kind: "select", Groups: lines, Input: view.Input{Name: "deliver.month", Label: v.T("contract.for_month")}},
		{Input: view.Input{Name: "deliver.amount", Label: v.T("contract.amount"), Hint: v.T("contract.amount_hint"), Mode: "decimal", MaxLength: "20"}},
		{Input: view.Input{Name: "deliver.deliveredAt", Label: v.T("contract.delivered_at"), Type: "date"}},
		{Input: view.Input{Name: "deliver.lot", Label: v.T("contract.lot"), Optional: true, MaxLength: "100"}},
		{Kind: "area", Input: view.Input{Name: "deliver.note", Label: v.T("quote.note"), Optional: true, MaxLength: "2000"}}}
	return form, len(lines) > 0 && c.Status == linkage.Active
}

// monthOption names a month of a line in the form.
func monthOption(lineID string, month measure.Month) string { return lineID + " " + string(month) }

// deliver announces a delivery.
func (s *Site) deliver(v *visit) error {
	c, err := s.Linkage.Contract(v.ctx, v.actor, v.c.Params("id"))
	if err != nil {
		return err
	}
	var check fault.Check
	n := linkage.NewDelivery{Amount: v.amountOf(&check, "amount", v.c.FormValue("deliver.amount")),
		DeliveredAt: measure.Date(v.c.FormValue("deliver.deliveredAt")), Lot: v.c.FormValue("deliver.lot"), Note: v.c.FormValue("deliver.note")}
	if _, err := fmt.Sscanf(v.c.FormValue("deliver.month"), "%s %s", &n.LineID, &n.Month); err != nil {
		n.LineID = ""
	}
	err = v.together(check.Err(), func(ctx context.Context) error {
		_, err := s.Linkage.Deliver(ctx, v.actor, c.ID, n)
		return err
	})
	form, _ := v.deliverForm(c, nil)
	return s.afterContract(v, c.ID, err, &form, prefixed("deliver."))
}

func (v *visit) paymentSection(c *linkage.Contract, payments []linkage.Payment, names map[string]string, due []linkage.Due) view.Section {
	section := view.Section{ID: "payments", Title: v.T("contract.payments"), Table: view.Table{Caption: v.T("contract.payments_caption"),
		Columns: []view.Column{{Label: v.T("contract.paid_at")}, {Label: v.T("contract.supplier")}, {Label: v.T("contract.sum"), Number: true}}}}
	for _, p := range payments {
		section.Table.Rows = append(section.Table.Rows, view.Row{Cells: []string{v.Date(p.PaidAt), names[p.OrganizationID], v.Money(p.Amount)}})
	}
	if v.actor.MemberOf(c.BuyerID) {
		section.Forms = append(section.Forms, v.payForm(c, names, due))
	} else if len(payments) == 0 {
		section.Text = v.T("contract.no_payments")
	}
	return section
}

func (v *visit) payForm(c *linkage.Contract, names map[string]string, due []linkage.Due) view.ActionForm {
	form := view.ActionForm{ID: "pay", Action: "/hop-dong/" + c.ID + "/thanh-toan", Submit: v.T("contract.pay"), Fold: v.T("contract.pay")}
	form.CSRF, form.Values = v.csrf(), map[string]string{"pay.paidAt": string(v.today())}
	asked := func(d *linkage.Due) bool { return d.Supplier == v.query.Get(payParam) }
	if d := dueOf(due, linkage.DuePayment, asked); d != nil {
		form.Open = true
		form.Values["pay.organizationId"], form.Values["pay.amount"] = d.Supplier, v.Int(d.Money)
	}
	var suppliers view.OptionGroup
	for _, id := range c.SupplierIDs {
		suppliers.Options = append(suppliers.Options, view.Option{Value: id, Label: names[id]})
	}
	form.Fields = []view.FormField{
		{Kind: "select", Groups: []view.OptionGroup{suppliers}, Input: view.Input{Name: "pay.organizationId", Label: v.T("contract.supplier")}},
		{Input: view.Input{Name: "pay.amount", Label: v.T("contract.sum"), Mode: "numeric", MaxLength: "24"}},
		{Input: view.Input{Name: "pay.paidAt", Label: v.T("contract.paid_at"), Type: "date"}}}
	return form
}

// pay records a payment.
func (s *Site) pay(v *visit) error {
	c, err := s.Linkage.Contract(v.ctx, v.actor, v.c.Params("id"))
	if err != nil {
		return err
	}
	names, err := v.partyNames(c)
	if err != nil {
		return err
	}
	var check fault.Check
	n := linkage.NewPayment{OrganizationID: v.c.FormValue("pay.organizationId"), PaidAt: measure.Date(v.c.FormValue("pay.paidAt")),
		Amount: v.moneyOf(&check, "amount", v.c.FormValue("pay.amount"))}
	err = v.together(check.Err(), func(ctx context.Context) error {
		_, err := s.Linkage.Pay(ctx, v.actor, c.ID, n)
		return err
	})
	form := v.payForm(c, names, nil)
	return s.afterContract(v, c.ID, err, &form, prefixed("pay."))
}

// drawForm draws up the contract of an accepted quote.
func (v *visit) drawForm(d *sourcing.Demand, q *sourcing.Quote) view.ActionForm {
	return v.contractForm(d, q.ID, "/bao-gia/"+q.ID+"/hop-dong")
}

// contractForm draws up the contract of an accepted offer.
func (v *visit) contractForm(d *sourcing.Demand, offerID, action string) view.ActionForm {
	prefix := offerID + "."
	form := view.ActionForm{Action: action, Submit: v.T("contract.draw"), Fold: v.T("contract.draw")}
	var forms view.OptionGroup
	for _, code := range linkage.Forms {
		forms.Options = append(forms.Options, view.Option{Value: code, Label: v.T("form_of." + code)})
	}
	form.Fields = []view.FormField{
		{Kind: "select", Groups: []view.OptionGroup{forms}, Input: view.Input{Name: prefix + "form", Label: v.T("contract.form")}},
		{Input: view.Input{Name: prefix + "startDate", Label: v.T("contracts.from"), Type: "date"}},
		{Input: view.Input{Name: prefix + "endDate", Label: v.T("contracts.until"), Type: "date"}},
		{Kind: "area", Input: view.Input{Name: prefix + "terms", Label: v.T("contract.terms"), Optional: true, MaxLength: "20000"}}}
	form.CSRF, form.Values = v.csrf(), map[string]string{prefix + "form": "form-3", prefix + "startDate": string(v.today())}
	if n := len(d.Months); n > 0 {
		form.Values[prefix+"endDate"] = string(d.Months[n-1].Month.Add(1)) + "-01"
	}
	return form
}

// contractDraft reads contractForm into a draft.
func (v *visit) contractDraft(offerID string, draft linkage.DraftContract) linkage.DraftContract {
	field := func(name string) string { return v.c.FormValue(offerID + "." + name) }
	draft.Form, draft.Terms = field("form"), field("terms")
	draft.StartDate, draft.EndDate = measure.Date(field("startDate")), measure.Date(field("endDate"))
	return draft
}

func (s *Site) drawContract(v *visit, q *sourcing.Quote) error {
	demand, err := s.Sourcing.Demand(v.ctx, v.actor, q.DemandID)
	if err != nil {
		return err
	}
	contract, err := s.Linkage.Draw(v.ctx, v.actor, v.contractDraft(q.ID, linkage.DraftContract{QuoteID: q.ID}))
	if err == nil {
		v.leaveNotice("saved")
		return v.redirect("/hop-dong/" + contract.ID)
	}
	form := v.drawForm(demand, q)
	if err := v.refuse(err, &form, prefixed(q.ID+".")); err != nil {
		return err
	}
	return s.quotesPage(v, q.DemandID, &form)
}
