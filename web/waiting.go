package web

import (
	"strconv"

	"lienket/api/account"
	"lienket/api/catalogue"
	"lienket/api/linkage"
	"lienket/api/registry"
	"lienket/api/sourcing"
	"lienket/web/view"
)

// waitingPath is where everything that waits for the viewer's organisation stands.
const waitingPath = afterSignIn + "/dang-cho"

// wait is what waits of one kind: "waits." + kind counts it, "waiting." + kind is its
// title.
type wait struct {
	kind string
	rows []view.Row // each leads to where one acts; cells: what, and more about it
}

// waits are what waits for a move of the viewer's organisation, the most pressing kinds
// first, without those of which nothing waits.
func (v *visit) waits(own *registry.Organization) ([]wait, error) {
	var all []wait
	add := func(kind string, rows []view.Row) {
		if len(rows) > 0 {
			all = append(all, wait{kind, rows})
		}
	}
	if own.Status == registry.Rejected {
		add("profile", []view.Row{{URL: dossierPath, Cells: []string{own.Name, v.T("waiting.profile_text")}}})
	}
	for _, of := range []func(func(string, []view.Row)) error{v.contractWaits, v.offerWaits, v.goodsWaits} {
		if err := of(add); err != nil {
			return nil, err
		}
	}
	if v.actor.Role != account.Cooperative {
		return all, nil
	}
	reports, err := v.site.Registry.Reports(v.ctx, v.actor, own.ID)
	var returned []view.Row
	for _, r := range reports {
		if r.Status == registry.ReportReturned {
			year := v.T("waiting.year", "Year", strconv.Itoa(r.Year))
			returned = append(returned, view.Row{URL: "/tai-khoan/bao-cao/" + strconv.Itoa(r.Year), Cells: []string{year, v.T("waiting.returned_text")}})
		}
	}
	add("returned", returned)
	return all, err
}

// contractWaits are contracts to sign and to propose, and what is due under those that run.
func (v *visit) contractWaits(add func(string, []view.Row)) error {
	waiting, err := v.site.Linkage.Waiting(v.ctx, v.actor)
	if err != nil {
		return err
	}
	contracts := func(list []linkage.Contract) (rows []view.Row) {
		for i := range list {
			c := &list[i]
			rows = append(rows, view.Row{URL: "/hop-dong/" + c.ID + "#moves", Cells: []string{c.Number, lineNames(c) + ", " + v.Money(c.Value)}})
		}
		return rows
	}
	due := map[linkage.DueAct][]view.Row{}
	for i := range waiting.Due {
		d := &waiting.Due[i]
		text, err := v.dueText(d)
		if err != nil {
			return err
		}
		due[d.Act] = append(due[d.Act], view.Row{URL: dueURL(d), Cells: []string{d.Contract.Number, text}})
	}
	add("deliver", due[linkage.DueDelivery])
	add("accept", due[linkage.DueAcceptance])
	add("sign", contracts(waiting.Sign))
	add("pay", due[linkage.DuePayment])
	add("propose", contracts(waiting.Propose))
	return nil
}

// offerWaits are quotes and joint quotes to answer and to draw up, and demands that
// invite.
func (v *visit) offerWaits(add func(string, []view.Row)) error {
	waiting, err := v.site.Sourcing.Waiting(v.ctx, v.actor)
	if err != nil {
		return err
	}
	until := func(text string, day string) string { return v.T("waiting.until", "Text", text, "Day", day) }
	quotes := func(list []sourcing.WaitingQuote, lapses bool) (rows []view.Row, err error) {
		for _, w := range list {
			other := w.Quote.OrganizationID
			if v.actor.MemberOf(other) {
				other = w.Quote.BuyerID
			}
			party, err := v.site.Registry.Lookup(v.ctx, other)
			if err != nil {
				return nil, err
			}
			text := party.Name
			if lapses {
				text = until(text, v.Day(w.Quote.ValidUntil.Time))
			}
			rows = append(rows, view.Row{URL: "/nhu-cau/" + w.Demand.ID + "/bao-gia#quote-" + w.Quote.ID, Cells: []string{w.Demand.Title, text}})
		}
		return rows, nil
	}
	answers, err := quotes(waiting.Quotes, true)
	if err != nil {
		return err
	}
	add("quote", answers)
	joints := func(list []sourcing.WaitingJoint, anchor string) (rows []view.Row) {
		for _, w := range list {
			text := v.Quantity(total(w.Joint.Total.Months), w.Joint.Unit)
			if anchor != "#contract" {
				text = until(text, v.Day(w.Joint.ValidUntil.Time))
			}
			rows = append(rows, view.Row{URL: "/bao-gia-chung/" + w.Joint.ID + anchor, Cells: []string{w.Demand.Title, text}})
		}
		return rows
	}
	add("part", joints(waiting.Parts, ""))
	add("joint", joints(waiting.Joints, "#moves"))
	var invited []view.Row
	for i := range waiting.Invitations {
		d := &waiting.Invitations[i]
		invited = append(invited, view.Row{URL: "/nhu-cau/" + d.ID + "#answer", Cells: []string{d.Title, until(v.Quantity(total(d.Months), d.Unit), v.Day(d.ClosesAt.Time))}})
	}
	add("invitation", invited)
	drawn, err := quotes(waiting.Undrawn, false)
	if err != nil {
		return err
	}
	add("draw", append(drawn, joints(waiting.Concluded, "#contract")...))
	return nil
}

// goodsWaits are certificates to renew, and what officers refused.
func (v *visit) goodsWaits(add func(string, []view.Row)) error {
	waiting, err := v.site.Catalogue.Waiting(v.ctx, v.actor)
	if err != nil {
		return err
	}
	certificates := func(list []catalogue.OwnCertificate, text func(*catalogue.Certificate) string) (rows []view.Row) {
		for _, w := range list {
			rows = append(rows, view.Row{URL: goodsPath + "/" + w.Product.ID + "/chung-nhan", Cells: []string{w.Product.Name, text(w.Certificate)}})
		}
		return rows
	}
	add("expiring", certificates(waiting.Expiring, func(c *catalogue.Certificate) string {
		return v.T("waiting.expires", "Number", c.Number, "Day", v.Date(c.ExpiresAt))
	}))
	add("refused", certificates(waiting.Refused, func(c *catalogue.Certificate) string {
		if c.Decision == nil || c.Decision.Note == "" {
			return c.Number
		}
		return c.Number + ": " + c.Decision.Note
	}))
	var suspended []view.Row
	for _, p := range waiting.Suspended {
		reason := ""
		if p.Hold != nil {
			reason = p.Hold.Reason
		}
		suspended = append(suspended, view.Row{URL: goodsPath + "/" + p.ID, Cells: []string{p.Name, reason}})
	}
	add("suspended", suspended)
	return nil
}

// showWaiting lists everything that waits for the viewer's organisation.
func (s *Site) showWaiting(v *visit) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	if v.actor.OrganizationID == "" {
		return account.ErrForbidden
	}
	own, err := s.Registry.Organization(v.ctx, v.actor, v.actor.OrganizationID)
	if err != nil {
		return err
	}
	waits, err := v.waits(own)
	if err != nil {
		return err
	}
	model := view.RecordModel{Title: v.T("workspace.waiting"), Lead: v.T("waiting.lead", "Name", own.Name),
		Crumbs: []view.Crumb{{Label: v.T("workspace.title"), URL: afterSignIn}, {Label: v.T("workspace.waiting")}}}
	for _, w := range waits {
		title := v.T("waiting." + w.kind)
		model.Sections = append(model.Sections, view.Section{ID: w.kind, Title: title, Table: view.Table{Caption: title, Rows: w.rows,
			Columns: []view.Column{{Label: v.T("waiting.what")}, {Label: v.T("waiting.more")}}}})
	}
	if len(waits) == 0 {
		model.Sections = []view.Section{{ID: "nothing", Title: v.T("waiting.nothing"), Text: v.T("waiting.nothing_text")}}
	}
	page := v.page(model.Title)
	page.Nav, page.NoIndex = afterSignIn, true
	return v.render(view.Record(page, model))
}

// waitingBox counts what waits, by kind: one thing is opened at once, of several the list.
func (v *visit) waitingBox(own *registry.Organization) ([]view.Waiting, error) {
	waits, err := v.waits(own)
	var box []view.Waiting
	for _, w := range waits {
		url := waitingPath + "#" + w.kind
		if len(w.rows) == 1 {
			url = w.rows[0].URL
		}
		box = append(box, view.Waiting{Count: len(w.rows), Label: v.N("waits."+w.kind, len(w.rows)), URL: url})
	}
	return box, err
}
