package web

import (
	"cmp"
	"strconv"
	"strings"

	"lienket/api/account"
	"lienket/api/catalogue"
	"lienket/api/measure"
	"lienket/api/registry"
	"lienket/web/view"
)

// officeRows is how many rows of each list an officer's page of an organisation shows.
const officeRows = 20

// standingVerbs are the moves of an organisation in its addresses; what is verified or
// refused is decided at "xac-minh", and the last decision taken back at undoVerb.
var standingVerbs = map[string]registry.Event{"tam-dung": registry.Suspend, "khoi-phuc": registry.Resume, "giai-the": registry.Dissolve}

const undoVerb = "hoan-tac"

// showOffice shows an officer all that the province holds on an organisation.
func (s *Site) showOffice(v *visit) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	return v.officePage(nil)
}

// moveOrganization decides on an organisation that waits, or suspends, resumes or
// dissolves one.
func (s *Site) moveOrganization(v *visit) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	id, verb := v.c.Params("id"), v.c.Params("verb")
	event, known := standingVerbs[verb]
	if !known && verb != "xac-minh" && verb != undoVerb {
		return fiberNotFound
	}
	version, err := strconv.ParseInt(v.c.FormValue("version"), 10, 64)
	if err != nil {
		version = 0
	}
	nameOf, why := prefixed(""), registry.Reason{Text: v.c.FormValue(string(event) + ".reason"), Date: measure.Date(v.c.FormValue(string(event) + ".date"))}
	switch {
	case verb == undoVerb:
		_, err = s.Registry.Undo(v.ctx, v.actor, id, version)
	case event == registry.Suspend:
		_, err = s.Registry.Suspend(v.ctx, v.actor, id, version, why)
	case event == registry.Resume:
		_, err = s.Registry.Resume(v.ctx, v.actor, id, version, why)
	case event == registry.Dissolve:
		_, err = s.Registry.Dissolve(v.ctx, v.actor, id, version, why)
	default:
		_, err = s.Registry.Verify(v.ctx, v.actor, id, cmp.Or(v.c.FormValue("go"), "approve"), v.c.FormValue("note"), version)
	}
	if err == nil {
		v.leaveNotice("saved")
		return v.redirect(officeOf(id))
	}
	organization, lookupErr := s.Registry.Lookup(v.ctx, id)
	if lookupErr != nil {
		return lookupErr
	}
	form := v.verifyForm(organization)
	switch {
	case known:
		form, nameOf = v.standingForm(organization, verb), prefixed(string(event)+".")
	case verb == undoVerb:
		form = v.undoForm(organization, "")
	}
	if err := v.refuse(err, &form, nameOf); err != nil {
		return err
	}
	return v.officePage(&form)
}

// verifyForm decides on an organisation that waits.
func (v *visit) verifyForm(o *registry.Organization) view.ActionForm {
	form := view.ActionForm{Action: officeOf(o.ID) + "/xac-minh", Submit: v.T("queue.approve"), More: []view.Option{{Value: "reject", Label: v.T("queue.reject")}},
		Keys:   map[string]string{"": "a", "reject": "r"},
		Hidden: versionOf(o), Fields: []view.FormField{{Kind: "area", Input: view.Input{Name: "note", Label: v.T("queue.note"), Hint: v.T("queue.note_hint"), Optional: true, MaxLength: "2000"}}}}
	form.CSRF = v.csrf()
	return form
}

// standingForm suspends, resumes or dissolves.
func (v *visit) standingForm(o *registry.Organization, verb string) view.ActionForm {
	event := string(standingVerbs[verb])
	form := view.ActionForm{Action: officeOf(o.ID) + "/" + verb, Submit: v.T("office.do_" + event), Fold: v.T("office.do_" + event),
		Intro: v.T("office.intro_" + event), Hidden: versionOf(o), Fields: []view.FormField{
			{Kind: "area", Input: view.Input{Name: event + ".reason", Label: v.T("office.reason"), Hint: v.T("office.reason_hint"), MaxLength: "2000"}},
			{Input: view.Input{Name: event + ".date", Label: v.T("office.since"), Hint: v.T("office.since_hint"), Type: "date", Optional: true}}}}
	if form.CSRF = v.csrf(); event != string(registry.Dissolve) {
		form.Keys = map[string]string{"": "s"}
	}
	return form
}

// undoForm takes the last decision back.
func (v *visit) undoForm(o *registry.Organization, last registry.Event) view.ActionForm {
	form := view.ActionForm{Action: officeOf(o.ID) + "/" + undoVerb, Submit: v.T("queue.undo"), Quiet: true, Hidden: versionOf(o), Keys: map[string]string{"": "u"}}
	if last != "" {
		form.Intro = v.T("office.undo", "Event", v.T("office.e_"+string(last)), "Minutes", v.Int(int64(registry.UndoFor.Minutes())))
	}
	form.CSRF = v.csrf()
	return form
}

func versionOf(o *registry.Organization) []view.Option {
	return []view.Option{{Label: "version", Value: strconv.FormatInt(o.Version, 10)}}
}

// standingForms are those of what the table allows the viewer now.
func (v *visit) standingForms(o *registry.Organization) []view.ActionForm {
	var forms []view.ActionForm
	next := map[registry.Event]bool{}
	for _, event := range o.Next(v.actor) {
		next[event] = true
	}
	if next[registry.Approve] {
		forms = append(forms, v.verifyForm(o))
	}
	for _, verb := range []string{"tam-dung", "khoi-phuc", "giai-the"} {
		if next[standingVerbs[verb]] {
			forms = append(forms, v.standingForm(o, verb))
		}
	}
	return forms
}

// officePage shows the organisation with a form that was refused.
func (v *visit) officePage(refused *view.ActionForm) error {
	if err := v.actor.Require(account.Officer); err != nil {
		return err
	}
	o, err := v.site.Registry.Manageable(v.ctx, v.actor, v.c.Params("id"))
	if err != nil {
		return err
	}
	model := view.RecordModel{Title: o.Name, Status: string(o.Status), Lead: v.T("kind."+string(o.Kind)) + " · " + v.place(o.AreaCode),
		Crumbs: []view.Crumb{{Label: v.T("workspace.title"), URL: afterSignIn}, {Label: v.T("registry.title"), URL: registryPath}, {Label: o.Name}},
		Facts:  v.officeFacts(o), Prose: o.About}
	model.Links = []view.Link{{Label: v.T("office.edit"), URL: officeOf(o.ID) + "/sua"}, {Label: v.T("documents.title"), URL: "/htx/" + o.ID + "/tai-lieu"},
		{Label: v.T("office.public"), URL: "/htx/" + o.ID}}
	for _, warning := range o.Warnings() {
		v.notices = append(v.notices, view.Notice{Kind: "warn", Text: v.Text(warning.Message)})
	}
	parts := []func(*registry.Organization) (view.Section, error){v.standingSection, v.officeDocuments}
	if o.Kind.Supplies() {
		parts = append(parts, v.officeProducts, v.officeCertificates)
	}
	if o.Kind == registry.Cooperative || o.Kind == registry.Union {
		parts = append(parts, v.officeReports, v.officeRatings, v.officeAffiliates)
	}
	for _, part := range append(parts, v.officeMembers, v.officeConsents, v.officeEntries) {
		section, err := part(o)
		if err != nil {
			return err
		}
		model.Sections = append(model.Sections, section)
	}
	v.putBack(&model, refused)
	page := v.page(o.Name)
	page.Nav, page.NoIndex, page.Scripts = registryPath, true, []string{"keys.js"}
	for _, key := range [][2]string{{"a, Enter", "queue.key_approve"}, {"r, Enter", "queue.key_reject"}, {"s", "office.key_standing"}, {"u", "queue.undo"}} {
		model.Keys = append(model.Keys, view.Option{Value: key[0], Label: v.T(key[1])})
	}
	return v.render(view.Record(page, model))
}

// officeFacts are all facts, public or not.
func (v *visit) officeFacts(o *registry.Organization) []view.RecordFact {
	facts := v.identityFacts(o)[2:] // the name is the title, the kind stands below it
	add := func(label, text string) {
		if text != "" {
			facts = append(facts, view.RecordFact{Label: label, Text: text})
		}
	}
	add(v.T("organization.address"), o.Address)
	add(v.T("dossier.representative"), joined(o.Representative.Name, o.Representative.Position, o.Representative.Phone))
	add(v.T("dossier.line"), joined(v.Text(registry.LineLabels[o.LineOfBusiness]), o.LineDetail))
	add(v.T("dossier.size"), v.Text(registry.SizeClassLabels[o.SizeClass]))
	add(v.T("dossier.members"), v.optional(o.MemberCount))
	add(v.T("dossier.capital"), v.optional(o.CharterCapital))
	add(v.T("dossier.founded"), v.Date(o.FoundedOn))
	add(v.T("dossier.reach"), joined(o.ContactPerson, o.Phone, o.Email, o.Website))
	if o.Standing != nil {
		add(v.T("office.reason"), joined(v.Date(o.Standing.Date), o.Standing.Reason))
	}
	return facts
}

// joined writes what there is in one line.
func joined(parts ...string) string {
	var there []string
	for _, part := range parts {
		if part != "" {
			there = append(there, part)
		}
	}
	return strings.Join(there, " · ")
}

func columns(labels ...string) []view.Column {
	list := make([]view.Column, len(labels))
	for i, label := range labels {
		list[i].Label = label
	}
	return list
}

// standingSection is what may be done and how the organisation came to its standing.
func (v *visit) standingSection(o *registry.Organization) (view.Section, error) {
	section := view.Section{ID: "standing", Title: v.T("office.standing"), Forms: v.standingForms(o)}
	last, may, err := v.site.Registry.LastMove(v.ctx, v.actor, o)
	if err != nil {
		return section, err
	}
	if may {
		section.Forms = append([]view.ActionForm{v.undoForm(o, last.Event)}, section.Forms...)
	}
	moves, err := v.site.Registry.History(v.ctx, v.actor, o.ID, v.query.Get(section.ID), officeRows)
	section.Pager = v.sectionPager(officeOf(o.ID), section.ID, moves.Next)
	section.Table = view.Table{Caption: v.T("office.history"),
		Columns: columns(v.T("office.date"), v.T("office.event"), v.T("office.reason"), v.T("office.by"), v.T("workspace.col_status"))}
	for _, move := range moves.Items {
		section.Table.Rows = append(section.Table.Rows, view.Row{Status: string(move.To),
			Cells: []string{v.Date(move.Date), v.T("office.e_" + string(move.Event)), orDash(move.Reason), orDash(move.ByName)}})
	}
	return section, err
}

func (v *visit) officeDocuments(o *registry.Organization) (view.Section, error) {
	section := view.Section{ID: "documents", Title: v.T("documents.title"), Text: v.T("office.no_documents"), Table: view.Table{
		Caption: v.T("documents.title"), Columns: columns(v.T("documents.file"), v.T("office.size"), v.T("office.date"))}}
	subject, err := v.site.Registry.DocumentSubject(v.ctx, v.actor, o.ID)
	if err != nil {
		return section, err
	}
	held, next, err := v.heldDocuments(subject, "")
	if next != "" {
		section.Links = []view.Link{{Label: v.T("office.whole_list"), URL: "/htx/" + o.ID + "/tai-lieu"}}
	}
	for _, d := range held {
		section.Table.Rows = append(section.Table.Rows, view.Row{URL: "/tai-lieu/" + d.ID, Cells: []string{d.Name, d.Size, d.Day}})
	}
	return section.Told(), err
}

func (v *visit) officeProducts(o *registry.Organization) (view.Section, error) {
	all := address(goodsPath, map[string][]string{"donvi": {o.ID}})
	section := view.Section{ID: "products", Title: v.T("organization.products"), Text: v.T("organization.none_text"),
		Links: []view.Link{{Label: v.T("office.all_products"), URL: all}, {Label: v.T("goods.add"), URL: address(goodsPath+"/moi", map[string][]string{"donvi": {o.ID}})}},
		Table: view.Table{Caption: v.T("organization.products"), Columns: columns(v.T("goods.name"), v.T("product.group"), v.T("search.stars"), v.T("workspace.col_status"))}}
	found, err := v.site.Catalogue.Products(v.ctx, v.actor, catalogue.ProductFilter{OrganizationID: o.ID, Status: catalogue.AnyStatus, Limit: officeRows})
	for i := range found.Items {
		p := &found.Items[i]
		stars := "–"
		if n := p.StarsOn(v.today()); n > 0 {
			stars = v.T("stars.of", "Stars", v.Int(int64(n)))
		}
		section.Table.Rows = append(section.Table.Rows, view.Row{URL: editorPath(p.ID), Status: string(p.Status),
			Cells: []string{p.Name, v.Text(catalogue.GroupLabels[p.Group]), stars}})
	}
	return section.Told(), err
}

func (v *visit) officeCertificates(o *registry.Organization) (view.Section, error) {
	section := view.Section{ID: "certificates", Title: v.T("workspace.certificates"), Text: v.T("office.no_certificates"), Table: view.Table{Caption: v.T("workspace.certificates"),
		Columns: columns(v.T("certificate.number"), v.T("certificate.decision"), v.T("certificate.issued"), v.T("certificate.until"), v.T("workspace.col_status"))}}
	found, err := v.site.Catalogue.ListCertificates(v.ctx, v.actor, catalogue.CertificateFilter{OrganizationID: o.ID, Cursor: v.query.Get(section.ID), Limit: officeRows})
	section.Pager = v.sectionPager(officeOf(o.ID), section.ID, found.Next)
	for i := range found.Items {
		c := &found.Items[i]
		section.Table.Rows = append(section.Table.Rows, view.Row{URL: editorPath(c.ProductID) + "/chung-nhan", Status: string(c.Status),
			Cells: []string{c.Number, c.DecisionNumber, v.Date(c.IssuedAt), v.Date(view.LastDay(c.ExpiresAt))}})
	}
	return section.Told(), err
}

func (v *visit) officeReports(o *registry.Organization) (view.Section, error) {
	section := view.Section{ID: "reports", Title: v.T("report.title"), Text: v.T("office.no_reports"), Table: view.Table{
		Caption: v.T("report.title"), Columns: columns(v.T("office.year"), v.T("report.to_review"), v.T("workspace.col_status"))}}
	if o.Kind != registry.Cooperative {
		return section, nil
	}
	reports, err := v.site.Registry.Reports(v.ctx, v.actor, o.ID)
	for i := range reports {
		r := &reports[i]
		section.Table.Rows = append(section.Table.Rows, view.Row{URL: reviewPath(o.ID, r.Year), Status: string(r.Status),
			Cells: []string{strconv.Itoa(r.Year), v.Int(int64(len(r.Warnings)))}})
	}
	return section.Told(), err
}

func (v *visit) officeRatings(o *registry.Organization) (view.Section, error) {
	section := view.Section{ID: "ratings", Title: v.T("rate.history"), Text: v.T("office.no_ratings"), Table: view.Table{
		Caption: v.T("rate.history"), Columns: columns(v.T("office.year"), v.T("registry_col.rating"), v.T("office.countersigned"))}}
	ratings, err := v.site.Registry.Ratings(v.ctx, v.actor, o.ID)
	for i := range ratings {
		r := &ratings[i]
		band, signed := "–", v.T("office.waits")
		if r.Band != "" {
			band = v.T("rating." + string(r.Band))
		}
		if r.Countersigned != nil {
			signed = v.Day(r.Countersigned.At.Time)
		}
		section.Table.Rows = append(section.Table.Rows, view.Row{URL: "/can-bo/xep-loai/" + o.ID + "/" + strconv.Itoa(r.Year), Cells: []string{strconv.Itoa(r.Year), band, signed}})
	}
	return section.Told(), err
}

func (v *visit) officeMembers(o *registry.Organization) (view.Section, error) {
	section := view.Section{ID: "members", Title: v.T("office.accounts"), Text: v.T("office.no_accounts"), Table: view.Table{
		Caption: v.T("office.accounts"), Columns: columns(v.T("field.full_name"), v.T("people.role"), v.T("field.email"), v.T("field.phone"))}}
	members, err := v.site.Registry.Members(v.ctx, v.actor, o.ID)
	for _, m := range members {
		section.Table.Rows = append(section.Table.Rows, view.Row{Cells: []string{m.FullName, v.T("position." + string(m.PositionIn(o.ID))), m.Email, orDash(m.Phone)}})
	}
	return section.Told(), err
}

func (v *visit) officeAffiliates(o *registry.Organization) (view.Section, error) {
	section, _, err := v.affiliates(o, officeRows)
	section.Links = []view.Link{{Label: v.T("affiliates.manage"), URL: officeOf(o.ID) + "/lien-hiep"}}
	return section.Told(), err
}

func (v *visit) officeConsents(o *registry.Organization) (view.Section, error) {
	section, _, err := v.consents(o, officeOf(o.ID), officeRows)
	section.Links = []view.Link{{Label: v.T("behalf.manage"), URL: officeOf(o.ID) + "/nhap-ho"}}
	return section.Told(), err
}

func (v *visit) officeEntries(o *registry.Organization) (view.Section, error) {
	section, err := v.entries(o, "", officeRows)
	if section.Pager.Next != "" {
		section.Links = []view.Link{{Label: v.T("office.whole_list"), URL: officeOf(o.ID) + behalfPart + "#" + section.ID}}
	}
	section.Pager = view.Pager{}
	return section.Told(), err
}
