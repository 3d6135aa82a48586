package web

import (
	"strings"

	"lienket/api/account"
	"lienket/api/fault"
	"lienket/api/measure"
	"lienket/api/registry"
	"lienket/api/store"
	"lienket/web/view"
)

// showBehalf shows who may enter data for an organisation and what was entered.
func (s *Site) showBehalf(v *visit) error {
	o, err := v.partOf()
	if o == nil {
		return err
	}
	return v.behalfPage(o, nil)
}

// giveConsent keeps a director's consent, or one that an officer was given.
func (s *Site) giveConsent(v *visit) error {
	o, err := v.partOf()
	if o == nil {
		return err
	}
	n := registry.NewConsent{GivenBy: v.c.FormValue("givenBy"), Channel: v.c.FormValue("channel"), Note: v.c.FormValue("note"),
		ValidUntil: measure.Date(v.c.FormValue("validUntil"))}
	for _, scope := range registry.Scopes {
		if v.c.FormValue("scope."+scope) != "" {
			n.Scope = append(n.Scope, scope)
		}
	}
	form := v.consentForm(o)
	if len(n.Scope) == 0 {
		err = fault.Invalid("scope.all", "required", textNoScope)
	} else {
		_, err = s.Registry.RecordConsent(v.ctx, v.actor, o.ID, n)
	}
	return v.behalfDone(o, err, &form, prefixed(""))
}

var textNoScope = fault.T("Hãy chọn ít nhất một phạm vi.", "Choose at least one kind of data.")

// revokeConsent withdraws the one that is chosen.
func (s *Site) revokeConsent(v *visit) error {
	o, err := v.partOf()
	if o == nil {
		return err
	}
	held, err := s.Registry.ConsentsInForce(v.ctx, v.actor, o.ID)
	if err != nil {
		return err
	}
	form := v.revokeForm(held)
	if id := v.c.FormValue("consent"); id == "" {
		err = fault.Invalid("consent", "required", fault.Required)
	} else {
		_, err = s.Registry.RevokeConsent(v.ctx, v.actor, o.ID, id)
	}
	return v.behalfDone(o, err, &form, prefixed(""))
}

func (v *visit) behalfDone(o *registry.Organization, err error, form *view.ActionForm, nameOf func(string) string) error {
	if err == nil {
		v.leaveNotice("saved")
		return v.redirect(v.partPath(behalfPart))
	}
	if err := v.refuse(err, form, nameOf); err != nil {
		return err
	}
	return v.behalfPage(o, form)
}

func (v *visit) behalfPage(o *registry.Organization, refused *view.ActionForm) error {
	consents, _, err := v.consents(o, v.partPath(behalfPart), listPage)
	if err != nil {
		return err
	}
	held, err := v.site.Registry.ConsentsInForce(v.ctx, v.actor, o.ID)
	if err != nil {
		return err
	}
	entries, err := v.entries(o, v.query.Get("cursor"), listPage)
	if err != nil {
		return err
	}
	consents.Forms = append(consents.Forms, v.consentForm(o))
	if form := v.revokeForm(held); len(form.Fields[0].Groups[0].Options) > 0 && v.mayRevoke() {
		consents.Forms = append(consents.Forms, form)
	}
	model := view.RecordModel{Title: v.T("behalf.title"), Lead: o.Name, Prose: v.T("behalf.lead"), Crumbs: v.partCrumbs(o, v.T("behalf.title")),
		Sections: []view.Section{consents.Told(), entries.Told()}}
	v.putBack(&model, refused)
	page := v.page(model.Title)
	page.NoIndex = true
	return v.render(view.Record(page, model))
}

// mayRevoke reports whether the viewer speaks for the organisation; staff who try are
// refused by the service.
func (v *visit) mayRevoke() bool { return v.c.Params("id") == "" || v.actor.Role == account.Admin }

// consents lists what the organisation consented to, for the page at path.
func (v *visit) consents(o *registry.Organization, path string, limit int) (view.Section, store.Page[registry.Consent], error) {
	section := view.Section{ID: "consents", Title: v.T("behalf.consents"), Text: v.T("behalf.no_consents"), Table: view.Table{Caption: v.T("behalf.consents"),
		Columns: columns(v.T("behalf.given_by"), v.T("behalf.channel"), v.T("behalf.scope"), v.T("behalf.recorded"), v.T("behalf.until"), v.T("behalf.holds"))}}
	found, err := v.site.Registry.Consents(v.ctx, v.actor, o.ID, v.query.Get(section.ID), limit)
	section.Pager = v.sectionPager(path, section.ID, found.Next)
	for i := range found.Items {
		c := &found.Items[i]
		until, holds := v.T("behalf.no_end"), v.T("behalf.in_force")
		if c.ValidUntil != "" {
			until = v.Date(c.ValidUntil)
		}
		switch {
		case c.RevokedAt != nil:
			holds = v.T("behalf.revoked", "Day", v.Day(c.RevokedAt.Time), "Name", c.RevokedByName)
		case !c.InForce(v.site.Registry.Today()):
			holds = v.T("behalf.over")
		}
		section.Table.Rows = append(section.Table.Rows, view.Row{Cells: []string{c.GivenBy, v.T("behalf.c_" + c.Channel), v.scopeNames(c.Scope),
			joined(v.Day(c.CreatedAt.Time), c.RecordedByName), until, holds}})
	}
	return section, found, err
}

func (v *visit) scopeNames(scopes []string) string {
	names := make([]string, len(scopes))
	for i, scope := range scopes {
		names[i] = v.T("behalf.s_" + scope)
	}
	return strings.Join(names, ", ")
}

// entries lists what was entered for the organisation.
func (v *visit) entries(o *registry.Organization, cursor string, limit int) (view.Section, error) {
	section := view.Section{ID: "entries", Title: v.T("behalf.entries"), Text: v.T("behalf.no_entries"), Table: view.Table{Caption: v.T("behalf.entries"),
		Columns: columns(v.T("behalf.what"), v.T("behalf.subject"), v.T("behalf.by"), v.T("office.date"), v.T("behalf.consent"))}}
	found, err := v.site.Registry.Entries(v.ctx, v.actor, o.ID, cursor, limit)
	for i := range found.Items {
		e := &found.Items[i]
		consent := v.T("behalf.without")
		if e.ConsentID != "" {
			consent = v.T("behalf.with")
		}
		section.Table.Rows = append(section.Table.Rows, view.Row{Cells: []string{v.Text(registry.ActLabels[e.What]), v.entrySubject(e), e.ByName, v.Day(e.CreatedAt.Time), consent}})
	}
	section.Pager = v.cursorPager(v.partPath(behalfPart), found.Next)
	return section, err
}

// entrySubject names what was entered, by the first of several.
func (v *visit) entrySubject(e *registry.Entry) string {
	if e.Count > 1 {
		return v.T("behalf.and_more", "Name", e.Subject, "Count", v.Int(int64(e.Count-1)))
	}
	return orDash(e.Subject)
}

// consentForm asks a director for their word, an officer for whose word they have.
func (v *visit) consentForm(o *registry.Organization) view.ActionForm {
	form := view.ActionForm{Action: v.partPath(behalfPart), Submit: v.T("behalf.give"), Fold: v.T("behalf.give"), Intro: v.T("behalf.give_note")}
	if v.actor.Oversees(o.Areas) {
		var channels view.OptionGroup
		for _, channel := range registry.Channels {
			channels.Options = append(channels.Options, view.Option{Value: channel, Label: v.T("behalf.c_" + channel)})
		}
		form.Submit, form.Fold, form.Intro = v.T("behalf.record"), v.T("behalf.record"), v.T("behalf.record_note")
		form.Fields = []view.FormField{
			{Input: view.Input{Name: "givenBy", Label: v.T("behalf.given_by"), Hint: v.T("behalf.given_by_hint"), MaxLength: "120", Autocomplete: "off"}},
			{Kind: "select", Empty: v.T("goods.choose"), Groups: []view.OptionGroup{channels}, Input: view.Input{Name: "channel", Label: v.T("behalf.channel")}}}
	}
	for _, scope := range registry.Scopes {
		form.Fields = append(form.Fields, view.FormField{Kind: "check", Input: view.Input{Name: "scope." + scope, Label: v.T("behalf.s_" + scope)}})
	}
	form.Fields = append(form.Fields,
		view.FormField{Input: view.Input{Name: "validUntil", Label: v.T("behalf.until"), Hint: v.T("behalf.until_hint"), Type: "date", Optional: true}},
		view.FormField{Kind: "area", Input: view.Input{Name: "note", Label: v.T("quote.note"), Optional: true, MaxLength: "2000"}})
	form.CSRF = v.csrf()
	return form
}

func (v *visit) revokeForm(inForce []registry.Consent) view.ActionForm {
	var held view.OptionGroup
	for i := range inForce {
		c := &inForce[i]
		held.Options = append(held.Options, view.Option{Value: c.ID, Label: joined(v.Day(c.CreatedAt.Time), c.GivenBy, v.scopeNames(c.Scope))})
	}
	form := view.ActionForm{Action: v.partPath(behalfPart) + "/rut-lai", Submit: v.T("behalf.revoke"), Fold: v.T("behalf.revoke"), Quiet: true, Intro: v.T("behalf.revoke_note"),
		Fields: []view.FormField{{Kind: "select", Empty: v.T("goods.choose"), Groups: []view.OptionGroup{held}, Input: view.Input{Name: "consent", Label: v.T("behalf.which")}}}}
	form.CSRF = v.csrf()
	return form
}
