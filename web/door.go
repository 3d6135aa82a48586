package web

import (
	"errors"

	"github.com/gofiber/fiber/v2"

	"lienket/api/account"
	"lienket/api/fault"
	"lienket/api/registry"
	"lienket/web/view"
)

const afterSignIn = "/tai-khoan"

func (s *Site) askSignIn(v *visit) error {
	next := localPath(v.query.Get("next"), afterSignIn)
	if v.actor.SignedIn() {
		return v.redirect(next)
	}
	if v.query.Get("next") != "" {
		v.notices = append(v.notices, view.Notice{Kind: "warn", Text: v.T("sign_in.again")})
	}
	return v.showSignIn(view.Form{}, next)
}

func (v *visit) showSignIn(form view.Form, next string) error {
	form.CSRF = v.formToken()
	page := v.page(v.T("sign_in.title"))
	page.NoIndex = true
	return v.render(view.SignIn(page, view.SignInModel{Form: form, Next: next}))
}

func (s *Site) signIn(v *visit) error {
	next := localPath(v.c.FormValue("next"), afterSignIn)
	user, err := s.Accounts.SignIn(v.ctx, v.c.FormValue("email"), v.c.FormValue("password"), v.origin())
	if err != nil {
		form, err := v.refused(err, signInFields)
		if err != nil {
			return err
		}
		return v.showSignIn(form, next)
	}
	return v.enter(user, next)
}

// enter begins the user's session, in place of one that may still run.
func (v *visit) enter(user *account.User, next string) error {
	token, expires, err := v.site.Accounts.StartPage(v.ctx, user, v.origin())
	if err != nil {
		return err
	}
	if v.session != "" {
		if err := v.site.Accounts.EndPage(v.ctx, v.session); err != nil {
			v.site.Log.WarnContext(v.ctx, "session not ended", "error", err)
		}
	}
	v.site.setCookie(v.c, sessionCookie, token, expires.Sub(v.site.Clock()))
	v.site.dropCookie(v.c, visitorCookie)
	return v.redirect(next)
}

func (s *Site) signOut(v *visit) error {
	if err := s.Accounts.EndPage(v.ctx, v.session); err != nil {
		return err
	}
	s.dropCookie(v.c, sessionCookie)
	v.leaveNotice("signed-out")
	return v.redirect("/")
}

func (s *Site) askRegistration(v *visit) error {
	if v.actor.SignedIn() {
		return v.redirect(afterSignIn)
	}
	form := view.Form{Values: map[string]string{"organization.kind": string(registry.Cooperative)}}
	if v.query.Get("kind") == string(registry.Enterprise) {
		form.Values["organization.kind"] = string(registry.Enterprise)
	}
	return v.showRegistration(form)
}

func (v *visit) showRegistration(form view.Form) error {
	form.CSRF = v.formToken()
	page := v.page(v.T("register.title"))
	page.Description = v.T("register.lead")
	return v.render(view.Register(page, view.RegisterModel{Form: form, Areas: v.areaChoice()}))
}

func (s *Site) register(v *visit) error {
	field := v.c.FormValue
	registered, err := s.Registry.Register(v.ctx, registry.Registration{
		Person: account.NewUser{Email: field("email"), Password: field("password"), FullName: field("fullName"), Phone: field("phone")},
		Organization: registry.NewOrganization{
			Kind: registry.Kind(field("organization.kind")), Name: field("organization.name"),
			TaxCode: field("organization.taxCode"), AreaCode: field("organization.areaCode"),
			Address: field("organization.address"), Phone: field("phone"), // the email stays the person's own
		},
	})
	if err != nil {
		form, err := v.refused(err, registerFields)
		if err != nil {
			return err
		}
		return v.showRegistration(form)
	}
	v.leaveNotice("welcome")
	return v.enter(registered.User, afterSignIn)
}

// formField is a field of a form: its name, which is the path in a refusal, and
// the key of its label.
type formField struct{ name, label string }

var signInFields = []formField{{"email", "field.email"}, {"password", "field.password"}}

var registerFields = []formField{
	{"organization.kind", "register.kind"}, {"organization.name", "field.organization"},
	{"organization.taxCode", "field.tax_code"}, {"organization.areaCode", "field.area"},
	{"organization.address", "field.address"}, {"fullName", "field.full_name"}, {"phone", "field.phone"},
	{"email", "field.email"}, {"password", "field.password"},
}

// refused turns a service's refusal into the form as it was sent and what is
// wrong with it. Passwords are not sent back. An error that is no refusal of
// the input is returned as it is.
func (v *visit) refused(err error, fields []formField) (view.Form, error) {
	var refusal *fault.Error
	if !errors.As(err, &refusal) {
		return view.Form{}, err
	}
	status := fiber.StatusUnprocessableEntity
	switch refusal.Code {
	case fault.InvalidInput, fault.Conflict, fault.Unauthenticated, fault.StateForbids, fault.Forbidden, fault.TooLarge:
	case fault.RateLimited:
		status = fiber.StatusTooManyRequests
	default:
		return view.Form{}, err
	}
	form := view.Form{Values: map[string]string{}}
	for _, field := range fields {
		if field.name != "password" {
			form.Values[field.name] = v.c.FormValue(field.name)
		}
		for _, wrong := range refusal.Fields {
			if wrong.Path == field.name {
				form.Errors = append(form.Errors, view.FieldError{Name: field.name, Label: v.T(field.label), Text: v.complaint(field.name, wrong)})
			}
		}
	}
	if len(form.Errors) == 0 {
		form.Problem = v.Text(refusal.Message)
	}
	v.c.Status(status)
	return form, nil
}
