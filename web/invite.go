package web

import (
	"slices"
	"strings"

	"lienket/api/sourcing"
	"lienket/web/view"
)

func (s *Site) showInvite(v *visit) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	return s.invitePage(v, nil)
}

// invitePage shows whom a demand invites, and the suppliers who could serve it to
// choose from.
func (s *Site) invitePage(v *visit, refused *view.ActionForm) error {
	demand, err := s.Sourcing.Demand(v.ctx, v.actor, v.c.Params("id"))
	if err != nil {
		return err
	}
	invited, err := s.Sourcing.Invitations(v.ctx, v.actor, demand.ID, v.query.Get("cursor"), listPage)
	if err != nil {
		return err
	}
	here := "/nhu-cau/" + demand.ID + "/moi"
	model := view.RecordModel{Title: v.T("invite.title"), Lead: v.T("quotes.lead", "Demand", demand.Title), Crumbs: []view.Crumb{
		{Label: v.T("nav.demands"), URL: "/nhu-cau"}, {Label: demand.Title, URL: "/nhu-cau/" + demand.ID}, {Label: v.T("invite.title")}}}
	if invited.Next != "" {
		model.Links = []view.Link{{Label: v.T("pager.next"), URL: address(here, map[string][]string{"cursor": {invited.Next}})}}
	}
	list := view.Section{ID: "invited", Title: v.T("invite.list"), Table: view.Table{Caption: v.T("invite.list"), Columns: []view.Column{
		{Label: v.T("quotes.supplier")}, {Label: v.T("invite.since")}, {Label: v.T("quote.note")}}}}
	var removable view.OptionGroup
	for _, i := range invited.Items {
		organization, err := s.Registry.Lookup(v.ctx, i.OrganizationID)
		if err != nil {
			return err
		}
		list.Table.Rows = append(list.Table.Rows, view.Row{URL: "/htx/" + organization.ID, Cells: []string{organization.Name, v.Day(i.CreatedAt.Time), i.Note}})
		removable.Options = append(removable.Options, view.Option{Value: organization.ID, Label: organization.Name})
	}
	if len(invited.Items) == 0 {
		list.Text = v.T("invite.none")
	}
	status := demand.StatusAt(s.Sourcing.Now())
	if status == sourcing.DemandDraft || status == sourcing.DemandOpen {
		form, err := v.inviteForm(demand)
		if err != nil {
			return err
		}
		model.Sections = append(model.Sections, view.Section{ID: "suggested", Title: v.T("invite.suggested"), Forms: []view.ActionForm{form}})
		if len(removable.Options) > 0 {
			remove := view.ActionForm{Action: "/nhu-cau/" + demand.ID + "/bo-moi", Submit: v.T("invite.remove"), Fold: v.T("invite.remove"), Quiet: true}
			remove.CSRF = v.csrf()
			remove.Fields = []view.FormField{{Kind: "select", Groups: []view.OptionGroup{removable}, Input: view.Input{Name: "organizationId", Label: v.T("quotes.supplier")}}}
			list.Forms = append(list.Forms, remove)
		}
	}
	model.Sections = append(model.Sections, list)
	v.putBack(&model, refused)
	page := v.page(model.Title + ": " + demand.Title)
	page.Nav, page.NoIndex = "/nhu-cau", true
	return v.render(view.Record(page, model))
}

// maxOffered is how many suppliers the form offers.
const maxOffered = 20

// inviteForm offers the suppliers of the demand's matches who are not invited yet,
// best first, each once.
func (v *visit) inviteForm(d *sourcing.Demand) (view.ActionForm, error) {
	form := view.ActionForm{Action: "/nhu-cau/" + d.ID + "/moi", Submit: v.T("invite.send"), Intro: v.T("invite.intro")}
	form.CSRF = v.csrf()
	matches, err := v.site.Sourcing.Matches(v.ctx, v.actor, d.ID, "", maxOffered)
	if err != nil {
		return form, searchError(err)
	}
	var seen []string
	for i := range matches.Items {
		organization := matches.Items[i].Organization
		if slices.Contains(seen, organization.ID) || d.Invites(organization.ID) || len(seen) == maxOffered {
			continue
		}
		seen = append(seen, organization.ID)
		form.Fields = append(form.Fields, view.FormField{Kind: "check", Group: v.T("matches.title"), Input: view.Input{Name: "org." + organization.ID, Optional: true,
			Label: v.T("invite.choice", "Name", organization.Name, "Product", matches.Items[i].Product.Name, "Score", v.percent(matches.Items[i].Score))}})
	}
	if len(seen) == 0 {
		form.Intro = v.T("invite.nobody")
	}
	form.Fields = append(form.Fields,
		view.FormField{Input: view.Input{Name: "invite.code", Label: v.T("invite.code"), Hint: v.T("invite.code_hint"), Optional: true, MaxLength: "200"}},
		view.FormField{Kind: "area", Input: view.Input{Name: "invite.note", Label: v.T("quote.note"), Optional: true, MaxLength: "1000"}})
	return form, nil
}

// inviteSuppliers asks the chosen to quote.
func (s *Site) inviteSuppliers(v *visit) error {
	id := v.c.Params("id")
	demand, err := s.Sourcing.Demand(v.ctx, v.actor, id)
	if err != nil {
		return err
	}
	form, err := v.inviteForm(demand)
	if err != nil {
		return err
	}
	var chosen []string
	for _, field := range form.Fields {
		if organization, is := strings.CutPrefix(field.Name, "org."); is && v.c.FormValue(field.Name) != "" {
			chosen = append(chosen, organization)
		}
	}
	// The page of an organisation ends in its ID, which is what people paste.
	if pasted := strings.TrimRight(strings.TrimSpace(v.c.FormValue("invite.code")), "/"); pasted != "" {
		chosen = append(chosen, pasted[strings.LastIndex(pasted, "/")+1:])
	}
	_, err = s.Sourcing.Invite(v.ctx, v.actor, id, chosen, v.c.FormValue("invite.note"))
	if err == nil {
		v.leaveNotice("invited")
		return v.redirect("/nhu-cau/" + id + "/moi")
	}
	nameOf := func(path string) string {
		if strings.HasPrefix(path, "organizationIds") {
			return "invite.code"
		}
		return "invite." + path
	}
	if err := v.refuse(err, &form, nameOf); err != nil {
		return err
	}
	return s.invitePage(v, &form)
}

// uninvite takes an invitation back.
func (s *Site) uninvite(v *visit) error {
	id := v.c.Params("id")
	_, err := s.Sourcing.Uninvite(v.ctx, v.actor, id, v.c.FormValue("organizationId"))
	if err == nil {
		v.leaveNotice("saved")
		return v.redirect("/nhu-cau/" + id + "/moi")
	}
	form := view.ActionForm{Action: "/nhu-cau/" + id + "/bo-moi", Submit: v.T("invite.remove"), Quiet: true}
	if err := v.refuse(err, &form, prefixed("")); err != nil {
		return err
	}
	return s.invitePage(v, &form)
}
