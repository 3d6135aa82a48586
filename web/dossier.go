package web

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"lienket/api/account"
	"lienket/api/fault"
	"lienket/api/measure"
	"lienket/api/registry"
	"lienket/web/view"
)

// dossierPath is of the data of the organisation that one acts for. Those of others
// are below officePath, for their officers.
const (
	dossierPath = "/tai-khoan/ho-so-to-chuc"
	officePath  = "/can-bo/to-chuc"
)

// officeOf is an officer's page of an organisation.
func officeOf(id string) string { return officePath + "/" + id }

// identityFields are those that an officer verifies.
var identityFields = []formField{
	{"name", "field.organization"}, {"taxCode", "field.tax_code"}, {"areaCode", "field.area"},
	{"registrationNumber", "dossier.registration_number"}, {"registrationDate", "dossier.registration_date"}, {"registeredUnder", "dossier.law"},
}

// dossierFields are all of the form, in its order.
var dossierFields = slices.Concat([]formField{{"kind", "organization.kind"}}, identityFields, []formField{
	{"address", "field.address"}, {"phone", "field.phone"}, {"email", "field.email"},
	{"contactPerson", "dossier.contact"}, {"website", "dossier.website"}, {"about", "organization.about"},
	{"representative.name", "dossier.representative"}, {"representative.position", "dossier.position"}, {"representative.phone", "dossier.representative_phone"},
	{"lineOfBusiness", "dossier.line"}, {"sizeClass", "dossier.size"}, {"lineDetail", "dossier.line_detail"},
	{"memberCount", "dossier.members"}, {"charterCapital", "dossier.capital"}, {"foundedOn", "dossier.founded"},
})

// orOwn is the organisation that an address names, else one's own.
func (v *visit) orOwn() string {
	if id := v.c.Params("id"); id != "" {
		return id
	}
	return v.actor.OrganizationID
}

// showDossier asks for what the register says of an organisation.
func (s *Site) showDossier(v *visit) error {
	organization, err := v.dossierOf()
	if organization == nil {
		return err
	}
	return v.dossierPage(organization, view.Form{Values: v.dossierValues(organization)})
}

// saveDossier keeps it. Where somebody else was faster, what they wrote is shown beside
// what was typed, and the next attempt counts.
func (s *Site) saveDossier(v *visit) error {
	organization, err := v.dossierOf()
	if organization == nil {
		return err
	}
	version, err := strconv.ParseInt(v.c.FormValue("version"), 10, 64)
	if err != nil {
		version = organization.Version
	}
	change, err := v.dossierChange(organization)
	err = v.together(err, func(ctx context.Context) error {
		_, err := s.Registry.Change(ctx, v.actor, organization.ID, version, change)
		return err
	})
	if err == nil {
		v.leaveNotice("saved")
		if v.c.Params("id") != "" {
			return v.redirect(officeOf(organization.ID))
		}
		return v.redirect(dossierPath)
	}
	form, err := v.dossierRefused(organization, err)
	if err != nil {
		return err
	}
	return v.dossierPage(organization, form)
}

// dossierOf is the organisation whose data is asked for; nil where the visit is
// answered already.
func (v *visit) dossierOf() (*registry.Organization, error) {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return nil, err
	}
	if v.orOwn() == "" {
		return nil, v.redirect(afterSignIn)
	}
	return v.site.Registry.Manageable(v.ctx, v.actor, v.orOwn())
}

// dossierRefused is the form as it was sent with what is wrong with it.
func (v *visit) dossierRefused(o *registry.Organization, err error) (view.Form, error) {
	stale := fault.Is(err, fault.VersionMismatch)
	if stale {
		err = fault.New(fault.Conflict, textStale)
	}
	form, err := v.refused(err, dossierFields)
	if err != nil {
		return form, err
	}
	form.Values["version"] = v.c.FormValue("version")
	kept := v.dossierValues(o)
	if stale {
		form.Values["version"] = kept["version"]
	}
	for _, field := range dossierFields {
		if stale && kept[field.name] != form.Values[field.name] && slices.Contains(v.sentFields(), field.name) {
			form.Errors = append(form.Errors, view.FieldError{Name: field.name, Label: v.T(field.label), Text: v.T("dossier.kept", "Value", orDash(kept[field.name]))})
		}
	}
	return form, nil
}

var textStale = fault.T("Hồ sơ vừa được người khác sửa. Chỗ khác với điều bạn nhập được ghi bên dưới; gửi lại là giữ điều bạn nhập.",
	"Somebody else has just changed this data. What differs from what you typed is noted below; send it again to keep yours.")

func orDash(text string) string {
	if text == "" {
		return "–"
	}
	return text
}

// sentFields are the names of all that was sent.
func (v *visit) sentFields() []string {
	var names []string
	for name := range v.c.Context().PostArgs().All() {
		names = append(names, string(name))
	}
	return names
}

// dossierValues are what is kept, as it is typed.
func (v *visit) dossierValues(o *registry.Organization) map[string]string {
	return map[string]string{
		"version": strconv.FormatInt(o.Version, 10), "kind": string(o.Kind), "name": o.Name, "taxCode": o.TaxCode, "areaCode": o.AreaCode,
		"address": o.Address, "phone": o.Phone, "email": o.Email, "about": o.About, "contactPerson": o.ContactPerson, "website": o.Website,
		"registrationNumber": o.RegistrationNumber, "registrationDate": string(o.RegistrationDate), "registeredUnder": string(o.RegisteredUnder),
		"representative.name": o.Representative.Name, "representative.position": o.Representative.Position, "representative.phone": o.Representative.Phone,
		"lineOfBusiness": o.LineOfBusiness, "lineDetail": o.LineDetail, "sizeClass": string(o.SizeClass), "foundedOn": string(o.FoundedOn),
		"memberCount": v.optional(o.MemberCount), "charterCapital": v.optional(o.CharterCapital),
	}
}

// wholeNumber reads a number that may be missing; what is none is told at its name.
func (v *visit) wholeNumber(check *fault.Check, name string) *int64 {
	text := strings.TrimSpace(v.c.FormValue(name))
	if text == "" {
		return nil
	}
	number, err := strconv.ParseInt(v.plainNumber(text), 10, 64)
	if err != nil {
		check.Add(name, "not_a_number", textNumber)
		return nil
	}
	return &number
}

// dossierChange reads the form. What officers alone may change is left out of a
// member's.
func (v *visit) dossierChange(o *registry.Organization) (registry.OrganizationChange, error) {
	var check fault.Check
	text := func(name string) *string { value := v.c.FormValue(name); return &value }
	law, size := registry.Law(*text("registeredUnder")), registry.SizeClass(*text("sizeClass"))
	registered, founded := measure.Date(*text("registrationDate")), measure.Date(*text("foundedOn"))
	change := registry.OrganizationChange{Address: text("address"), Phone: text("phone"), Email: text("email"), About: text("about")}
	change.LegalChange = registry.LegalChange{
		RepresentativeName: text("representative.name"), RepresentativePosition: text("representative.position"), RepresentativePhone: text("representative.phone"),
		LineOfBusiness: text("lineOfBusiness"), LineDetail: text("lineDetail"), SizeClass: &size, ContactPerson: text("contactPerson"),
		Website: text("website"), FoundedOn: &founded,
		MemberCount:    registry.Number{Set: true, Value: v.wholeNumber(&check, "memberCount")},
		CharterCapital: registry.Number{Set: true, Value: v.wholeNumber(&check, "charterCapital")},
	}
	if !o.IdentityFixed(v.actor) {
		change.Name, change.TaxCode, change.AreaCode = text("name"), text("taxCode"), text("areaCode")
		change.RegistrationNumber, change.RegistrationDate, change.RegisteredUnder = text("registrationNumber"), &registered, &law
	}
	return change, check.Err()
}

// dossierPage shows the form and the scans.
func (v *visit) dossierPage(o *registry.Organization, form view.Form) error {
	office := v.c.Params("id") != ""
	model := v.dossierModel(form)
	model.Title, model.Lead, model.Status, model.Action = v.T("dossier.title"), o.Name, string(o.Status), dossierPath
	model.Crumbs = []view.Crumb{{Label: v.T("workspace.title"), URL: afterSignIn}, {Label: model.Title}}
	documents := documentsPath
	if office {
		model.Action, documents = officeOf(o.ID)+"/sua", "/htx/"+o.ID+"/tai-lieu"
		model.Crumbs = []view.Crumb{{Label: v.T("registry.title"), URL: registryPath}, {Label: o.Name, URL: officeOf(o.ID)}, {Label: model.Title}}
	}
	if o.IdentityFixed(v.actor) {
		model.Fixed = v.identityFacts(o)
	}
	model.Closed = !v.actor.Oversees(o.Areas) && (o.Status == registry.Dissolved || o.Status == registry.Merged)
	model.Laws = model.Laws && (o.Kind == registry.Cooperative || o.Kind == registry.Union)
	for _, warning := range o.Warnings() {
		model.Warnings = append(model.Warnings, v.Text(warning.Message))
	}
	subject, err := v.site.Registry.DocumentSubject(v.ctx, v.actor, o.ID)
	if err != nil {
		return err
	}
	model.Documents = view.DocumentsModel{Action: documents, Back: model.Action}
	if model.Documents.Held, _, err = v.heldDocuments(subject, ""); err != nil {
		return err
	}
	page := v.page(model.Title)
	page.NoIndex = true
	model.Form.CSRF = v.formToken()
	model.Documents.Form.CSRF = model.Form.CSRF
	return v.render(view.Dossier(page, model))
}

// dossierModel offers what there is to choose from.
func (v *visit) dossierModel(form view.Form) view.DossierModel {
	model := view.DossierModel{Form: form, Laws: true, Areas: v.areaChoice(), LawChoice: v.lawChoice(), Lines: v.lineChoice(), Sizes: v.sizeChoice()}
	code := form.Value("areaCode")
	known := slices.ContainsFunc(model.Areas, func(g view.OptionGroup) bool {
		return slices.ContainsFunc(g.Options, func(o view.Option) bool { return o.Value == code })
	})
	if area, found := v.site.Registry.Areas().Get(code); found && !known {
		model.Areas = append([]view.OptionGroup{{Options: []view.Option{{Value: code, Label: area.Name}}}}, model.Areas...)
	}
	return model
}

func (v *visit) lineChoice() []view.OptionGroup {
	var group view.OptionGroup
	for _, code := range registry.Lines {
		group.Options = append(group.Options, view.Option{Value: code, Label: v.Text(registry.LineLabels[code])})
	}
	return []view.OptionGroup{group}
}

func (v *visit) sizeChoice() []view.OptionGroup {
	var group view.OptionGroup
	for _, code := range registry.SizeClasses {
		group.Options = append(group.Options, view.Option{Value: string(code), Label: v.Text(registry.SizeClassLabels[code])})
	}
	return []view.OptionGroup{group}
}

func (v *visit) lawChoice() []view.OptionGroup {
	var group view.OptionGroup
	for _, code := range registry.Laws {
		group.Options = append(group.Options, view.Option{Value: string(code), Label: v.Text(registry.LawLabels[code])})
	}
	return []view.OptionGroup{group}
}

func (v *visit) kindChoice() []view.OptionGroup {
	var group view.OptionGroup
	for _, kind := range registry.Kinds {
		group.Options = append(group.Options, view.Option{Value: string(kind), Label: v.T("kind." + string(kind))})
	}
	return []view.OptionGroup{group}
}

// identityFacts are what an officer has verified, as it is read.
func (v *visit) identityFacts(o *registry.Organization) []view.RecordFact {
	facts := []view.RecordFact{{Label: v.T("organization.kind"), Text: v.T("kind." + string(o.Kind))}}
	texts := map[string]string{"name": o.Name, "taxCode": o.TaxCode, "areaCode": v.place(o.AreaCode), "registrationNumber": o.RegistrationNumber,
		"registrationDate": v.Date(o.RegistrationDate), "registeredUnder": v.Text(registry.LawLabels[o.RegisteredUnder])}
	for _, field := range identityFields {
		if texts[field.name] != "" {
			facts = append(facts, view.RecordFact{Label: v.T(field.label), Text: texts[field.name]})
		}
	}
	return facts
}

// askOrganization asks an officer for an organisation to register.
func (s *Site) askOrganization(v *visit) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	kind := v.query.Get("kind")
	if !slices.Contains(registry.Kinds, registry.Kind(kind)) {
		kind = string(registry.Cooperative)
	}
	return v.newDossierPage(view.Form{Values: map[string]string{"kind": kind}})
}

// addOrganization registers it, which verifies it.
func (s *Site) addOrganization(v *visit) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	n, err := v.newOrganization()
	var made *registry.Organization
	err = v.together(err, func(ctx context.Context) (err error) {
		made, err = s.Registry.Create(ctx, v.actor, n)
		if fault.Is(err, fault.Forbidden) && v.actor.Role == account.Officer {
			err = fault.New(fault.StateForbids, textOtherArea).WithField("areaCode", "not_yours", textOtherArea)
		}
		return err
	})
	if err == nil {
		v.leaveNotice("saved")
		return v.redirect(officeOf(made.ID))
	}
	form, err := v.refused(err, dossierFields)
	if err != nil {
		return err
	}
	return v.newDossierPage(form)
}

var textOtherArea = fault.T("Địa bàn này không do bạn phụ trách.", "This area is not yours to look after.")

// newOrganization reads the form of a new one.
func (v *visit) newOrganization() (registry.NewOrganization, error) {
	var check fault.Check
	text := func(name string) string { return v.c.FormValue(name) }
	n := registry.NewOrganization{Kind: registry.Kind(text("kind")), Name: text("name"), TaxCode: text("taxCode"), AreaCode: text("areaCode"),
		Address: text("address"), Phone: text("phone"), Email: text("email"), About: text("about"), Legal: registry.Legal{
			RegistrationNumber: text("registrationNumber"), RegistrationDate: measure.Date(text("registrationDate")), RegisteredUnder: registry.Law(text("registeredUnder")),
			Representative: registry.Person{Name: text("representative.name"), Position: text("representative.position"), Phone: text("representative.phone")},
			LineOfBusiness: text("lineOfBusiness"), LineDetail: text("lineDetail"), SizeClass: registry.SizeClass(text("sizeClass")),
			MemberCount: v.wholeNumber(&check, "memberCount"), CharterCapital: v.wholeNumber(&check, "charterCapital"),
			ContactPerson: text("contactPerson"), Website: text("website"), FoundedOn: measure.Date(text("foundedOn")),
		}}
	return n, check.Err()
}

func (v *visit) newDossierPage(form view.Form) error {
	if err := v.actor.Require(account.Officer); err != nil {
		return err
	}
	model := v.dossierModel(form)
	model.Title, model.Lead, model.Action, model.Kinds = v.T("dossier.new"), v.T("dossier.new_lead"), officePath+"/moi", v.kindChoice()
	model.Crumbs = []view.Crumb{{Label: v.T("registry.title"), URL: registryPath}, {Label: model.Title}}
	page := v.page(model.Title)
	page.NoIndex = true
	model.Form.CSRF = v.formToken()
	return v.render(view.Dossier(page, model))
}
