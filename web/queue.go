package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"lienket/api/account"
	"lienket/api/catalogue"
	"lienket/api/fault"
	"lienket/api/measure"
	"lienket/api/registry"
	"lienket/web/view"
)

const (
	queuePath = "/can-bo/xac-minh"
	queuePage = 25
	// queueScans is how many scans of a thing are linked.
	queueScans = 5
)

// queueKey names a thing in the queue in an address: certificate.0192...
func queueKey(kind catalogue.WaitingKind, id string) string { return string(kind) + "." + id }

func parseQueueKey(key string) catalogue.QueueKey {
	kind, id, _ := strings.Cut(key, ".")
	return catalogue.QueueKey{Kind: catalogue.WaitingKind(kind), ID: id}
}

// showQueue lists what waits for the officer, and one thing of it whole.
func (s *Site) showQueue(v *visit) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	for _, outcome := range []struct{ name, key, kind string }{{"approved", "queue.approved", ""}, {"left", "queue.left", "warn"}} {
		if n, err := strconv.Atoi(v.query.Get(outcome.name)); err == nil && n > 0 {
			v.notices = append(v.notices, view.Notice{Kind: outcome.kind, Text: v.N(outcome.key, n)})
		}
	}
	if v.query.Get("nothing") != "" {
		v.notices = append(v.notices, view.Notice{Kind: "warn", Text: v.T("queue.nothing_chosen")})
	}
	return v.queuePage(v.query, v.query.Get("at"), view.Form{})
}

// queueQuery is what of an address says which part of the queue is shown and what is
// ticked, which stays so from one thing to the next.
func queueQuery(asked url.Values) url.Values {
	query := url.Values{}
	for _, name := range []string{"kind", "area", "cursor"} {
		if value := asked.Get(name); value != "" {
			query.Set(name, value)
		}
	}
	for _, key := range asked["selected"] {
		if len(query["selected"]) < catalogue.MaxDecided && !slices.Contains(query["selected"], key) {
			query.Add("selected", key)
		}
	}
	return query
}

// queueAddress is the queue with one thing chosen.
func queueAddress(query url.Values, name, key string) string {
	with := url.Values{}
	for k, values := range query {
		with[k] = values
	}
	if key != "" {
		with.Set(name, key)
	}
	return address(queuePath, with)
}

// queuePage shows the queue of an address; form is that of a refused decision.
func (v *visit) queuePage(asked url.Values, at string, form view.Form) error {
	query := queueQuery(asked)
	filter := catalogue.QueueFilter{Kind: catalogue.WaitingKind(query.Get("kind")), Area: query.Get("area"), Cursor: query.Get("cursor"), Limit: queuePage}
	found, err := v.site.Catalogue.Queue(v.ctx, v.actor, filter)
	if err != nil {
		return err
	}
	counts, err := v.site.Catalogue.CountQueue(v.ctx, v.actor, filter.Area)
	if err != nil {
		return err
	}
	model := view.QueueModel{Form: form, Kind: query.Get("kind"), Area: query.Get("area"), Back: query.Encode(), Chosen: at != ""}
	model.Areas = v.officerAreas(model.Area)
	tab := func(kind, label string, count int64) {
		with := queueQuery(query)
		with.Del("cursor")
		with.Del("kind")
		model.Tabs = append(model.Tabs, view.Tab{Label: label, Count: int(count), URL: queueAddress(with, "kind", kind), Current: kind == model.Kind})
	}
	tab("", v.T("queue.all"), counts.Organizations+counts.Certificates)
	tab(string(catalogue.WaitingOrganization), v.T("queue.organizations"), counts.Organizations)
	tab(string(catalogue.WaitingCertificate), v.T("queue.certificates"), counts.Certificates)
	for i := range found.Items {
		model.Items = append(model.Items, v.queueItem(&found.Items[i], query))
	}
	for _, key := range query["selected"] {
		at := slices.IndexFunc(model.Items, func(item view.QueueItem) bool { return item.Key == key })
		if at < 0 {
			model.Elsewhere = append(model.Elsewhere, key)
		} else {
			model.Items[at].Ticked = true
		}
	}
	if found.Next != "" {
		with := queueQuery(query)
		with.Set("cursor", found.Next)
		model.Pager.Next = address(queuePath, with)
	}
	if query.Get("cursor") != "" {
		with := queueQuery(query)
		with.Del("cursor")
		model.Pager.First = address(queuePath, with)
	}
	if at == "" && len(model.Items) > 0 {
		at = model.Items[0].Key
	}
	if err := v.chooseInQueue(&model, found.Items, query, at); err != nil {
		return err
	}
	if done := asked.Get("done"); done != "" {
		if model.Done, err = v.queueDone(done); err != nil {
			return err
		}
	}
	page := v.page(v.T("queue.title"))
	page.Nav, page.NoIndex, page.Scripts = queuePath, true, []string{"keys.js"}
	model.Form.CSRF = v.formToken()
	return v.render(view.Queue(page, model))
}

// queueItem is a line of the list.
func (v *visit) queueItem(w *catalogue.Waiting, query url.Values) view.QueueItem {
	key := queueKey(w.Kind, w.ID)
	item := view.QueueItem{Key: key, URL: queueAddress(query, "at", key), Title: w.Organization.Name,
		Kind: v.T("kind." + string(w.Organization.Kind)), Place: v.place(w.Organization.AreaCode), Age: v.age(w.Since.Time)}
	if w.Certificate != nil {
		item.Title, item.Kind, item.Place = w.Product.Name, v.N("queue.certificate_of", w.Certificate.Stars), w.Organization.Name
	}
	return item
}

// age says for how many days something has waited.
func (v *visit) age(since time.Time) string {
	days := int(v.site.Clock().Sub(since) / (24 * time.Hour))
	if days <= 0 {
		return v.T("queue.today")
	}
	return v.N("queue.days", days)
}

// chooseInQueue shows the thing of that key whole, with the ways to the ones before
// and after.
func (v *visit) chooseInQueue(model *view.QueueModel, items []catalogue.Waiting, query url.Values, at string) error {
	if at == "" {
		return nil
	}
	key := parseQueueKey(at)
	chosen, err := v.site.Catalogue.QueueItem(v.ctx, v.actor, key.Kind, key.ID)
	if fault.Is(err, fault.NotFound) {
		return nil // its address is an old one
	}
	if err != nil {
		return err
	}
	for i := range items {
		if queueKey(items[i].Kind, items[i].ID) != at {
			continue
		}
		model.Items[i].Current = true
		if i > 0 {
			model.Previous = model.Items[i-1].URL
		}
		if i+1 < len(items) {
			model.Next, model.NextKey = model.Items[i+1].URL, model.Items[i+1].Key
		} else if i > 0 {
			model.NextKey = model.Items[i-1].Key
		}
	}
	if model.Next == "" {
		model.Next = model.Pager.Next
	}
	model.Detail, err = v.queueDetail(chosen)
	return err
}

// queueDone is what was just decided, which may be taken back; nothing where its
// address is an old one.
func (v *visit) queueDone(key string) (view.QueueDone, error) {
	parsed := parseQueueKey(key)
	w, err := v.site.Catalogue.QueueItem(v.ctx, v.actor, parsed.Kind, parsed.ID)
	if fault.Is(err, fault.NotFound) {
		return view.QueueDone{}, nil
	}
	if err != nil {
		return view.QueueDone{}, err
	}
	done := view.QueueDone{Key: key, Title: w.Organization.Name, Status: string(w.Organization.Status)}
	if w.Certificate == nil {
		_, done.Undo, err = v.site.Registry.LastMove(v.ctx, v.actor, w.Organization)
	} else {
		done.Title, done.Status = w.Certificate.Number, string(w.Certificate.Status)
		done.Undo = w.Certificate.Undoable(v.actor, v.site.Clock())
	}
	return done, err
}

// decideInQueue takes a decision, or takes one back, and leads on to the next.
func (s *Site) decideInQueue(v *visit) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	if err := v.actor.Require(account.Officer); err != nil {
		return err
	}
	back, err := url.ParseQuery(v.c.FormValue("back"))
	if err != nil {
		back = url.Values{} // what can't be read asks nothing
	}
	query, at, decision := queueQuery(back), v.c.FormValue("at"), v.c.FormValue("decision")
	switch decision {
	case "choose":
		return v.confirmPage(query)
	case "approve-all":
		return v.approveAll(query)
	case "undo":
		err = v.undo(parseQueueKey(at))
	default:
		var outcomes []error
		outcomes, err = s.Catalogue.DecideAll(v.ctx, v.actor, decision, v.c.FormValue("note"), []catalogue.QueueKey{parseQueueKey(at)})
		if err == nil {
			err = outcomes[0]
		}
	}
	if err != nil {
		form, err := v.refused(err, []formField{{"note", "queue.note"}})
		if err != nil {
			return err
		}
		return v.queuePage(query, at, form)
	}
	if decision == "undo" {
		return v.redirect(queueAddress(query, "at", at))
	}
	query["selected"] = slices.DeleteFunc(query["selected"], func(key string) bool { return key == at })
	query.Set("done", at)
	return v.redirect(queueAddress(query, "at", v.c.FormValue("next")))
}

func (v *visit) undo(key catalogue.QueueKey) error {
	if key.Kind == catalogue.WaitingOrganization {
		_, err := v.site.Registry.Undo(v.ctx, v.actor, key.ID, 0)
		return err
	}
	_, err := v.site.Catalogue.UndoCertificate(v.ctx, v.actor, key.ID, 0)
	return err
}

// selected are the things that were ticked.
func (v *visit) selected() []catalogue.QueueKey {
	var keys []catalogue.QueueKey
	for _, key := range v.c.Context().PostArgs().PeekMulti("selected") {
		if len(keys) < catalogue.MaxDecided {
			keys = append(keys, parseQueueKey(string(key)))
		}
	}
	return keys
}

// confirmPage names what was ticked and asks once.
func (v *visit) confirmPage(query url.Values) error {
	query.Del("selected")
	for _, key := range v.selected() {
		query.Add("selected", queueKey(key.Kind, key.ID))
	}
	model := view.QueueConfirmModel{Form: view.Form{CSRF: v.formToken()}, Back: query.Encode(), BackURL: address(queuePath, query)}
	for _, key := range v.selected() {
		w, err := v.site.Catalogue.QueueItem(v.ctx, v.actor, key.Kind, key.ID)
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return err
		}
		item := v.queueItem(w, query)
		if w.Certificate != nil {
			for _, warning := range w.Certificate.Warnings() {
				item.Warnings = append(item.Warnings, v.Text(warning))
			}
		}
		model.Items = append(model.Items, item)
	}
	if len(model.Items) == 0 {
		query.Set("nothing", "1")
		return v.redirect(address(queuePath, query))
	}
	page := v.page(v.T("queue.confirm"))
	page.NoIndex = true
	return v.render(view.QueueConfirm(page, model))
}

// approveAll approves what was ticked and says how many of it.
func (v *visit) approveAll(query url.Values) error {
	outcomes, err := v.site.Catalogue.DecideAll(v.ctx, v.actor, "approve", "", v.selected())
	if err != nil {
		return err
	}
	left := 0
	for _, outcome := range outcomes {
		if outcome != nil {
			left++
		}
	}
	query.Del("selected")
	query.Del("cursor") // the page may have run empty
	query.Set("approved", strconv.Itoa(len(outcomes)-left))
	query.Set("left", strconv.Itoa(left))
	return v.redirect(address(queuePath, query))
}

// officerAreas offers the areas that an officer may ask about.
func (v *visit) officerAreas(chosen string) []view.OptionGroup {
	if v.actor.Role == account.Admin || v.actor.AreaCode == homeProvince {
		return v.areaFilter(chosen, nil)
	}
	var below view.OptionGroup
	for _, area := range v.site.Registry.Areas().Under(v.actor.AreaCode) {
		below.Options = append(below.Options, view.Option{Value: area.Code, Label: area.Name})
	}
	sortByName(below.Options)
	return []view.OptionGroup{below}
}

// queueDetail is all that is needed to decide.
func (v *visit) queueDetail(w *catalogue.Waiting) (*view.QueueDetail, error) {
	detail := &view.QueueDetail{Key: queueKey(w.Kind, w.ID), Since: v.T("queue.since", "Day", v.Day(w.Since.Time), "Age", v.age(w.Since.Time))}
	if w.Certificate != nil {
		return detail, v.certificateDetail(detail, w)
	}
	return detail, v.organizationDetail(detail, w)
}

func (v *visit) organizationDetail(detail *view.QueueDetail, w *catalogue.Waiting) error {
	o := w.Organization
	detail.Title, detail.URL, detail.Status, detail.Prose = o.Name, officeOf(o.ID), string(o.Status), o.About
	detail.Waits = o.Status == "pending" || o.Status == "rejected"
	fact := detail.Fact
	fact(v.T("organization.kind"), v.T("kind."+string(o.Kind)), "")
	if o.TaxCode == "" {
		fact(v.T("organization.tax_code"), v.T("queue.no_tax_code"), "")
	} else {
		fact(v.T("organization.tax_code"), v.T("queue.tax_code_right", "Code", o.TaxCode), "")
	}
	fact(v.T("organization.place"), v.place(o.AreaCode), "")
	fact(v.T("organization.address"), o.Address, "")
	fact(v.T("dossier.registration_number"), joined(o.RegistrationNumber, v.Date(o.RegistrationDate), v.Text(registry.LawLabels[o.RegisteredUnder])), "")
	fact(v.T("dossier.representative"), joined(o.Representative.Name, o.Representative.Position, o.Representative.Phone), "")
	fact(v.T("dossier.line"), joined(v.Text(registry.LineLabels[o.LineOfBusiness]), v.Text(registry.SizeClassLabels[o.SizeClass])), "")
	fact(v.T("dossier.members"), v.optional(o.MemberCount), "")
	fact(v.T("dossier.capital"), v.optional(o.CharterCapital), "")
	for _, warning := range o.Warnings() {
		detail.Warnings = append(detail.Warnings, v.Text(warning.Message))
	}
	subject, err := v.site.Registry.DocumentSubject(v.ctx, v.actor, o.ID)
	if err != nil {
		return err
	}
	if err := v.scanFacts(detail, subject); err != nil {
		return err
	}
	fact(v.T("field.phone"), o.Phone, "")
	fact(v.T("field.email"), o.Email, "")
	members, err := v.site.Registry.Members(v.ctx, v.actor, o.ID)
	if err != nil {
		return err
	}
	for _, member := range members {
		text := member.FullName + " · " + member.Email
		if member.Phone != "" {
			text += " · " + member.Phone
		}
		fact(v.T("position."+string(member.PositionIn(o.ID))), text, "")
	}
	if o.Decision != nil && o.Decision.Note != "" {
		fact(v.T("queue.note_before"), o.Decision.Note, "")
	}
	alike, err := v.site.Registry.Named(v.ctx, "", o.Name)
	if err != nil {
		return err
	}
	for i := range alike {
		if other := &alike[i]; other.ID != o.ID {
			detail.Alike = append(detail.Alike, view.Link{Label: other.Name + " · " + v.place(other.AreaCode) + " · " + v.T("status."+string(other.Status)), URL: "/htx/" + other.ID})
		}
	}
	return nil
}

// scanFacts lead to the scans of what is decided on, the latest first.
func (v *visit) scanFacts(detail *view.QueueDetail, subject registry.Subject) error {
	held, _, err := v.heldDocuments(subject, "")
	for _, d := range held[:min(len(held), queueScans)] {
		detail.Fact(v.T("queue.scan"), joined(d.Name, d.Size), "/tai-lieu/"+d.ID)
	}
	return err
}

func (v *visit) certificateDetail(detail *view.QueueDetail, w *catalogue.Waiting) error {
	c := w.Certificate
	detail.Title, detail.URL, detail.Status = w.Product.Name, "/san-pham/"+w.Product.ID, string(c.Status)
	detail.Waits = c.Status == catalogue.CertificatePending
	for _, warning := range c.Warnings() {
		detail.Warnings = append(detail.Warnings, v.Text(warning))
	}
	if w.Organization.Status != "verified" {
		detail.Warnings = append(detail.Warnings, v.T("queue.holder_unverified"))
	}
	fact := detail.Fact
	fact(v.T("field.organization"), w.Organization.Name, "/htx/"+w.Organization.ID)
	fact(v.T("certificate.number"), c.Number, "")
	fact(v.T("certificate.decision"), c.DecisionNumber, "")
	fact(v.T("certificate.issuer"), c.Issuer, "")
	fact(v.T("certificate.issued"), v.Date(c.IssuedAt), "")
	fact(v.T("certificate.until"), v.Date(view.LastDay(c.ExpiresAt)), "")
	fact(v.T("certificate.criteria"), v.T("criteria."+c.CriteriaVersion), "")
	fact(v.T("queue.score"), v.N("queue.score_stars", c.Stars, "Score", v.Amount(c.Score)), "")
	fact(v.T("search.group"), v.Text(catalogue.GroupLabels[w.Product.Group]), "")
	subject, _, err := v.site.Catalogue.DocumentSubject(v.ctx, v.actor, c.ID)
	if err != nil {
		return err
	}
	if err := v.scanFacts(detail, subject); err != nil {
		return err
	}
	held, err := v.site.Catalogue.Certificates(v.ctx, v.actor, w.Product.ID)
	if err != nil {
		return err
	}
	for i := range held {
		if other := &held[i]; other.ID != c.ID {
			label := v.T("queue.held")
			if other.ID == c.Renews {
				label = v.T("certificate.renews")
			}
			fact(label, other.Number+" · "+v.Date(other.IssuedAt)+" · "+v.T("status."+string(other.Status)), "")
		}
	}
	for _, taken := range c.TakenBack {
		fact(v.T("queue.taken_back"), v.Date(measure.DateOf(taken.At.Time))+" "+taken.Note, "")
	}
	if c.Decision != nil && c.Decision.Note != "" {
		fact(v.T("queue.note_before"), c.Decision.Note, "")
	}
	return nil
}
