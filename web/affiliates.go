package web

import (
	"slices"
	"strings"

	"lienket/api/fault"
	"lienket/api/measure"
	"lienket/api/registry"
	"lienket/api/store"
	"lienket/web/view"
)

// affiliatesPart and behalfPart end the addresses of an organisation's memberships and
// of what is entered for it: one's own below /tai-khoan, those of others, for their
// officers, below their page.
const (
	affiliatesPart = "/lien-hiep"
	behalfPart     = "/nhap-ho"
)

func (v *visit) partPath(part string) string {
	if id := v.c.Params("id"); id != "" {
		return officeOf(id) + part
	}
	return afterSignIn + part
}

// partOf is the organisation that a page of a part is of; nil where the visit is
// answered already.
func (v *visit) partOf() (*registry.Organization, error) { return v.dossierOf() }

// showAffiliates shows a union's members, or the unions of a cooperative.
func (s *Site) showAffiliates(v *visit) error {
	o, err := v.partOf()
	if o == nil {
		return err
	}
	return v.affiliatesPage(o, nil)
}

// proposeAffiliate proposes a member of a union, found by tax code or name.
func (s *Site) proposeAffiliate(v *visit) error {
	o, err := v.partOf()
	if o == nil {
		return err
	}
	cooperative, err := v.cooperativeNamed(v.c.FormValue("cooperative"))
	if err == nil {
		_, err = s.Registry.Affiliate(v.ctx, v.actor, o.ID, cooperative.ID, measure.Date(v.c.FormValue("since")))
	}
	form := v.proposeForm()
	return v.affiliateDone(o, err, &form, func(path string) string {
		if path == "cooperativeId" {
			return "cooperative"
		}
		return path
	})
}

// cooperativeNamed finds the one that is meant. Error: InvalidInput at "cooperative".
func (v *visit) cooperativeNamed(text string) (*registry.Organization, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return nil, fault.Invalid("cooperative", "required", fault.Required)
	}
	taxCode := ""
	if strings.Trim(text, "0123456789-") == "" {
		taxCode = text
	}
	found, err := v.site.Registry.Named(v.ctx, taxCode, text)
	if err != nil {
		return nil, err
	}
	found = slices.DeleteFunc(found, func(o registry.Organization) bool {
		return o.Kind != registry.Cooperative || o.Status != registry.Verified
	})
	switch len(found) {
	case 0:
		return nil, fault.Invalid("cooperative", "not_found", textNoCooperative)
	case 1:
		return &found[0], nil
	}
	return nil, fault.Invalid("cooperative", "ambiguous", textSeveral)
}

var (
	textNoCooperative = fault.T("Không tìm thấy hợp tác xã nào đã xác thực có mã số thuế hoặc tên này.", "No verified cooperative has this tax code or name.")
	textSeveral       = fault.T("Có nhiều hợp tác xã trùng tên này. Hãy ghi mã số thuế.", "Several cooperatives have this name. Give the tax code.")
)

// answerAffiliate confirms a membership that is proposed, or drops the proposal.
func (s *Site) answerAffiliate(v *visit) error {
	o, err := v.partOf()
	if o == nil {
		return err
	}
	id := v.c.Params("affiliation")
	form := view.ActionForm{Action: v.c.Path()}
	if v.c.FormValue("go") == "leave" {
		_, err = s.Registry.EndAffiliation(v.ctx, v.actor, id, 0, registry.Reason{})
	} else {
		_, err = s.Registry.ConfirmAffiliation(v.ctx, v.actor, id, 0)
	}
	return v.affiliateDone(o, err, &form, prefixed(""))
}

// leaveAffiliate ends the membership that is chosen.
func (s *Site) leaveAffiliate(v *visit) error {
	o, err := v.partOf()
	if o == nil {
		return err
	}
	_, listed, err := v.affiliates(o, listPage)
	if err != nil {
		return err
	}
	form := v.leaveForm(o, listed)
	if id := v.c.FormValue("leave.affiliation"); id == "" {
		err = fault.Invalid("affiliation", "required", fault.Required)
	} else {
		_, err = v.site.Registry.EndAffiliation(v.ctx, v.actor, id, 0,
			registry.Reason{Text: v.c.FormValue("leave.reason"), Date: measure.Date(v.c.FormValue("leave.date"))})
	}
	return v.affiliateDone(o, err, &form, prefixed("leave."))
}

// affiliateDone leads back, or shows the form that was refused.
func (v *visit) affiliateDone(o *registry.Organization, err error, form *view.ActionForm, nameOf func(string) string) error {
	if err == nil {
		v.leaveNotice("saved")
		return v.redirect(v.partPath(affiliatesPart))
	}
	if err := v.refuse(err, form, nameOf); err != nil {
		return err
	}
	return v.affiliatesPage(o, form)
}

func (v *visit) affiliatesPage(o *registry.Organization, refused *view.ActionForm) error {
	list, listed, err := v.affiliates(o, listPage)
	if err != nil {
		return err
	}
	model := view.RecordModel{Title: v.T("affiliates.title"), Lead: o.Name, Crumbs: v.partCrumbs(o, v.T("affiliates.title"))}
	switch {
	case o.Kind == registry.Union:
		list.Empty = view.EmptyState{Title: v.T("affiliates.none_members"), Text: v.T("affiliates.none_members_text")}
		list.Forms = append(list.Forms, v.proposeForm())
	case o.Kind == registry.Cooperative:
		list.Empty = view.EmptyState{Title: v.T("affiliates.none_unions"), Text: v.T("affiliates.none_unions_text"),
			Links: []view.Link{{Label: v.T("affiliates.see_unions"), URL: "/htx?kind=union"}}}
	default:
		list.Empty = view.EmptyState{Title: v.T("affiliates.not_for_kind"), Text: v.T("affiliates.not_for_kind_text")}
	}
	if list.Text = ""; len(list.Table.Rows) > 0 {
		list.Empty = view.EmptyState{}
	}
	proposals, err := v.proposals(o)
	if err != nil {
		return err
	}
	if len(proposals.Forms) > 0 {
		model.Sections = append(model.Sections, proposals)
	}
	if form := v.leaveForm(o, listed); len(form.Fields[0].Groups[0].Options) > 0 {
		list.Forms = append(list.Forms, form)
	}
	list.Pager = v.cursorPager(v.partPath(affiliatesPart), listed.Next)
	model.Sections = append(model.Sections, list)
	v.putBack(&model, refused)
	page := v.page(model.Title)
	page.NoIndex = true
	return v.render(view.Record(page, model))
}

// partCrumbs is the way to a page of a part.
func (v *visit) partCrumbs(o *registry.Organization, title string) []view.Crumb {
	if v.c.Params("id") != "" {
		return []view.Crumb{{Label: v.T("registry.title"), URL: registryPath}, {Label: o.Name, URL: officeOf(o.ID)}, {Label: title}}
	}
	return []view.Crumb{{Label: v.T("workspace.title"), URL: afterSignIn}, {Label: title}}
}

// affiliates lists an organisation's memberships, seen from its side.
func (v *visit) affiliates(o *registry.Organization, limit int) (view.Section, store.Page[registry.Affiliated], error) {
	section := view.Section{ID: "affiliates", Title: v.T("affiliates.unions"), Text: v.T("affiliates.none_unions")}
	if o.Kind == registry.Union {
		section.Title, section.Text = v.T("affiliates.members"), v.T("affiliates.none_members")
	}
	section.Table = view.Table{Caption: section.Title, Columns: columns(v.T("workspace.col_name"), v.T("workspace.col_place"), v.T("affiliates.since"), v.T("affiliates.until"), v.T("workspace.col_status"))}
	found, err := v.site.Registry.Affiliates(v.ctx, v.actor, o.ID, v.query.Get("cursor"), limit)
	told := slices.ContainsFunc(found.Items, func(a registry.Affiliated) bool { return a.Told() != fault.Text{} })
	if told {
		section.Table.Columns = slices.Insert(section.Table.Columns, len(section.Table.Columns)-1, view.Column{Label: v.T("office.reason")})
	}
	for i := range found.Items {
		a := &found.Items[i]
		other := otherSide(o, a)
		row := view.Row{URL: "/htx/" + other.ID, Status: affiliationStatus(a.Status),
			Cells: []string{other.Name, v.place(other.AreaCode), v.Date(a.Since), orDash(v.Date(a.Until))}}
		if told {
			row.Cells = append(row.Cells, orDash(v.Text(a.Told())))
		}
		section.Table.Rows = append(section.Table.Rows, row)
	}
	return section, found, err
}

// affiliationStatus is the code of its badge: a proposal of a contract is another.
func affiliationStatus(status registry.AffiliationStatus) string {
	if status == registry.AffiliationProposed {
		return "invited"
	}
	return string(status)
}

// otherSide is who the organisation is joined with.
func otherSide(o *registry.Organization, a *registry.Affiliated) *registry.Organization {
	if o.ID == a.UnionID {
		return a.Cooperative
	}
	return a.Union
}

// proposals are the memberships that wait for a word.
func (v *visit) proposals(o *registry.Organization) (view.Section, error) {
	section := view.Section{ID: "proposals", Title: v.T("affiliates.proposals")}
	waiting, err := v.site.Registry.Proposals(v.ctx, v.actor, o.ID)
	for i := range waiting.Items {
		a := &waiting.Items[i]
		form := view.ActionForm{Action: v.partPath(affiliatesPart) + "/" + a.ID, Quiet: true, Submit: v.T("affiliates.confirm"),
			Intro: v.T("affiliates.proposed", "Cooperative", a.Cooperative.Name, "Union", a.Union.Name, "Day", v.Date(a.Since)),
			More:  []view.Option{{Value: "leave", Label: v.T("affiliates.decline")}}}
		if o.ID == a.UnionID && !v.actor.Oversees(a.Cooperative.Areas) { // who asked may take it back
			form.Submit, form.Hidden, form.More = v.T("affiliates.take_back"), []view.Option{{Label: "go", Value: "leave"}}, nil
		}
		form.CSRF = v.csrf()
		section.Forms = append(section.Forms, form)
	}
	return section, err
}

func (v *visit) proposeForm() view.ActionForm {
	form := view.ActionForm{Action: v.partPath(affiliatesPart), Submit: v.T("affiliates.propose"), Fold: v.T("affiliates.propose"), Intro: v.T("affiliates.propose_note"),
		Fields: []view.FormField{
			{Input: view.Input{Name: "cooperative", Label: v.T("affiliates.cooperative"), Hint: v.T("affiliates.cooperative_hint"), MaxLength: "200", Autocomplete: "off"}},
			{Input: view.Input{Name: "since", Label: v.T("affiliates.since"), Hint: v.T("office.since_hint"), Type: "date", Optional: true}}}}
	form.CSRF = v.csrf()
	return form
}

func (v *visit) leaveForm(o *registry.Organization, listed store.Page[registry.Affiliated]) view.ActionForm {
	var standing view.OptionGroup
	for i := range listed.Items {
		if a := &listed.Items[i]; a.Status == registry.AffiliationConfirmed {
			standing.Options = append(standing.Options, view.Option{Value: a.ID, Label: otherSide(o, a).Name})
		}
	}
	form := view.ActionForm{Action: v.partPath(affiliatesPart) + "/roi", Submit: v.T("affiliates.leave"), Fold: v.T("affiliates.leave"), Quiet: true,
		Fields: []view.FormField{
			{Kind: "select", Empty: v.T("goods.choose"), Groups: []view.OptionGroup{standing}, Input: view.Input{Name: "leave.affiliation", Label: v.T("affiliates.which")}},
			{Kind: "area", Input: view.Input{Name: "leave.reason", Label: v.T("office.reason"), Optional: true, MaxLength: "2000"}},
			{Input: view.Input{Name: "leave.date", Label: v.T("affiliates.until"), Hint: v.T("office.since_hint"), Type: "date", Optional: true}}}}
	form.CSRF = v.csrf()
	return form
}
