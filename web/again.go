package web

import (
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"lienket/api/fault"
	"lienket/web/view"
)

// A form whose token does not hold is shown to its sender once more: the page had been
// open too long, or they had signed in anew. They see what they typed and may send it
// with a fresh token. It is shown to nobody else: only where the browser proves that the
// form stood on a page of ours, and to whoever is signed in.

// What is sent again has bounds; the largest form, a product with all its rows, is below.
const (
	mostAgain      = 400
	mostAgainBytes = 96 << 10
)

// again answers a form that was refused for its token.
func (s *Site) again(h handler) handler {
	return func(v *visit) error {
		err := h(v)
		if !isForeign(err) && !fault.Is(err, fault.Conflict) || !s.provedOwn(v.c) {
			return err
		}
		elsewhere := isRefusal(err, errOtherForm) || isRefusal(err, errNobodysForm)
		switch {
		case !isForeign(err) && !elsewhere:
			return err
		case !v.actor.SignedIn():
			return errSignedOut
		}
		sent, ok := v.sentForm()
		if !ok {
			return err
		}
		_, shown, found := strings.Cut(v.c.FormValue("csrf"), actingFor)
		if !found { // no form of ours
			return err
		}
		if shown != v.actor.OrganizationID && !v.actor.MemberOf(shown) {
			return v.otherPage(sent, shown)
		}
		return v.againPage(sent)
	}
}

var errSignedOut = fault.New(fault.Forbidden, fault.T(
	"Bạn đã bị đăng xuất. Chưa có gì được lưu.", "You have been signed out. Nothing has been saved."))

// provedOwn wants the browser to say that a form stood on a page of ours; ownOrigin lets
// pass what says nothing, because the token decides there.
func (s *Site) provedOwn(c *fiber.Ctx) bool {
	site := c.Get("Sec-Fetch-Site")
	if !s.ownOrigin(c) || site != "" && site != "same-origin" {
		return false
	}
	return site != "" || c.Get(fiber.HeaderOrigin) != "" || s.refererPath(c) != ""
}

// refererPath is the page of ours that a request comes from, "" for none.
func (s *Site) refererPath(c *fiber.Ctx) string {
	from, err := url.Parse(c.Get(fiber.HeaderReferer))
	if err != nil || from.Host == "" || from.Host != s.public.Host && from.Host != string(c.Request().Host()) {
		return ""
	}
	return localPath(from.RequestURI(), "")
}

// cameFrom is where the form stood.
func (v *visit) cameFrom() string {
	if from := v.site.refererPath(v.c); from != "" {
		return from
	}
	return afterSignIn
}

// sentForm is a refused form: what may be sent again, and whether something has to be
// typed or chosen anew.
type sentForm struct {
	fields []view.Option // their names as labels, in the order of the form
	file   bool
	secret bool
}

// sentForm reads what was posted; false if it is too much, or no text. Passwords, tokens
// and files are left out.
func (v *visit) sentForm() (sent sentForm, ok bool) {
	size := 0
	add := func(name, value string) {
		size += len(name) + len(value)
		switch lower := strings.ToLower(name); {
		case name == "csrf" || strings.Contains(lower, "token"):
			return
		case strings.Contains(lower, "password"):
			sent.secret = true
			return
		}
		sent.fields = append(sent.fields, view.Option{Label: name, Value: value})
	}
	if strings.HasPrefix(v.c.Get(fiber.HeaderContentType), fiber.MIMEMultipartForm) {
		form, err := v.c.MultipartForm()
		if err != nil {
			return sent, false
		}
		sent.file = true
		for name, values := range form.Value {
			for _, value := range values {
				add(name, value)
			}
		}
		slices.SortStableFunc(sent.fields, func(a, b view.Option) int { return strings.Compare(a.Label, b.Label) })
	} else {
		for name, value := range v.c.Request().PostArgs().All() {
			add(string(name), string(value))
		}
	}
	text := func(o view.Option) bool { return utf8.ValidString(o.Label) && utf8.ValidString(o.Value) }
	return sent, len(sent.fields) <= mostAgain && size <= mostAgainBytes && !slices.ContainsFunc(sent.fields, func(o view.Option) bool { return !text(o) })
}

// againPage shows what was typed, with a button that sends it.
func (v *visit) againPage(sent sentForm) error {
	model := view.RecordModel{Title: v.T("again.title"), Lead: v.T("again.lead"), Facts: v.sentFacts(sent)}
	if len(model.Facts) > 0 {
		model.Lead += " " + v.T("again.typed")
	}
	section := view.Section{ID: "again", Title: v.T("again.next"), Links: []view.Link{{Label: v.T("again.back"), URL: v.cameFrom()}}}
	action := localPath(v.c.OriginalURL(), "")
	switch {
	case sent.secret:
		section.Text = v.T("again.secret")
	case sent.file:
		section.Text = v.T("again.file")
	case action != "":
		name, err := v.actingName()
		if err != nil {
			return err
		}
		section.Text = v.T("again.as", "Name", name)
		section.Forms = []view.ActionForm{{Form: view.Form{CSRF: v.csrf()}, Action: action, Submit: v.T("again.send"), Hidden: sent.fields}}
	}
	model.Sections = []view.Section{section}
	return v.refusedPage(model, fiber.StatusForbidden)
}

// otherPage says that a form was opened while its sender acted for another organisation.
// It is not sent for this one: its sender switches back, or copies what they typed.
func (v *visit) otherPage(sent sentForm, shown string) error {
	model := view.RecordModel{Title: v.T("again.elsewhere"), Lead: v.Text(errOtherForm.Message), Facts: v.sentFacts(sent)}
	section := view.Section{ID: "again", Title: v.T("again.next"), Links: []view.Link{{Label: v.T("again.back"), URL: v.cameFrom()}}}
	if shown == "" {
		model.Lead = v.Text(errNobodysForm.Message)
	}
	user, err := v.site.Accounts.User(v.ctx, v.actor.UserID)
	if err != nil {
		return err
	}
	own, err := v.ownOrganizations(user)
	if err != nil {
		return err
	}
	for _, organization := range own {
		if organization.ID == shown {
			section.Text = v.T("again.switch_text")
			section.Forms = []view.ActionForm{{Form: view.Form{CSRF: v.csrf()}, Action: "/tai-khoan/to-chuc", Submit: v.T("again.switch", "Name", organization.Name),
				Hidden: []view.Option{{Label: "organization", Value: shown}, {Label: "back", Value: v.cameFrom()}}}}
		}
	}
	model.Sections = []view.Section{section}
	return v.refusedPage(model, fiber.StatusConflict)
}

func (v *visit) refusedPage(model view.RecordModel, status int) error {
	page := v.page(model.Title)
	page.NoIndex = true
	v.c.Status(status)
	err := v.render(view.Record(page, model))
	v.c.Set(fiber.HeaderCacheControl, "no-store") // what was typed stays with who typed it
	return err
}

// actingName is who sends a form now, and for whom.
func (v *visit) actingName() (string, error) {
	if v.actor.OrganizationID == "" {
		return v.actor.FullName, nil
	}
	organization, err := v.site.Registry.Lookup(v.ctx, v.actor.OrganizationID)
	if err != nil {
		return "", err
	}
	return v.actor.FullName + ", " + organization.Name, nil
}
