package web

import (
	"cmp"
	"strings"

	"lienket/api/account"
	"lienket/web/view"
)

const profilePath = "/tai-khoan/ho-so"

var profileFields = []formField{{"fullName", "field.full_name"}, {"phone", "field.phone"}}

var passwordFields = []formField{{"currentPassword", "profile.current"}, {"newPassword", "profile.next"}}

// showProfile shows the viewer's own account.
func (s *Site) showProfile(v *visit) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	return v.profilePage(nil, nil)
}

// changeProfile changes name and telephone, or the password, or ends sessions.
func (s *Site) changeProfile(v *visit) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	field := v.c.FormValue
	var err error
	switch field("action") {
	case "password":
		if err = s.Accounts.ChangePassword(v.ctx, v.actor, field("currentPassword"), field("newPassword")); err != nil {
			form, err := v.refused(err, passwordFields)
			if err != nil {
				return err
			}
			form.Values = nil // passwords are not sent back
			return v.profilePage(nil, &form)
		}
	case "end":
		err = s.Accounts.EndSession(v.ctx, v.actor, field("session"))
	case "end-others":
		err = s.Accounts.EndOtherSessions(v.ctx, v.actor)
	default:
		name, phone := field("fullName"), field("phone")
		if _, err = s.Accounts.ChangeProfile(v.ctx, v.actor, 0, account.ProfileChange{FullName: &name, Phone: &phone}); err != nil {
			form, err := v.refused(err, profileFields)
			if err != nil {
				return err
			}
			return v.profilePage(&form, nil)
		}
	}
	if err != nil {
		return err
	}
	v.leaveNotice("saved")
	return v.redirect(profilePath)
}

// profilePage shows the account; after a refusal with the form that was refused.
func (v *visit) profilePage(profile, password *view.Form) error {
	user, err := v.site.Accounts.User(v.ctx, v.actor.UserID)
	if err != nil {
		return err
	}
	sessions, err := v.site.Accounts.Sessions(v.ctx, v.actor, v.query.Get("cursor"), listPage)
	if err != nil {
		return err
	}
	model := view.ProfileModel{Email: user.Email, Role: string(v.actor.Role), Area: v.place(user.AreaCode), Password: view.Form{},
		Profile: view.Form{Values: map[string]string{"fullName": user.FullName, "phone": user.Phone}}, Pager: v.cursorPager(profilePath, sessions.Next)}
	if profile != nil {
		model.Profile = *profile
	}
	if password != nil {
		model.Password = *password
	}
	if model.Organizations, err = v.ownOrganizations(user); err != nil {
		return err
	}
	for i := range sessions.Items {
		session := &sessions.Items[i]
		model.Sessions = append(model.Sessions, view.SessionItem{ID: session.ID, Device: v.deviceOf(session), Address: session.Address,
			Seen: v.Day(session.LastSeen.Time), Current: session.ID == v.actor.SessionID})
	}
	page := v.page(v.T("profile.title"))
	page.NoIndex = true
	model.Profile.CSRF = v.formToken()
	model.Password.CSRF = model.Profile.CSRF
	return v.render(view.Profile(page, model))
}

// ownOrganizations are those that the user belongs to.
func (v *visit) ownOrganizations(user *account.User) ([]view.OwnOrganization, error) {
	var list []view.OwnOrganization
	for _, m := range user.Memberships {
		organization, err := v.site.Registry.Lookup(v.ctx, m.OrganizationID)
		if err != nil {
			return nil, err
		}
		list = append(list, view.OwnOrganization{ID: organization.ID, Name: organization.Name, Position: string(m.Position),
			Current: organization.ID == v.actor.OrganizationID})
	}
	return list, nil
}

// Names that browsers and systems go by; the first that occurs counts, as many
// claim to be several.
var (
	browserNames = [][2]string{{"Edg", "Edge"}, {"OPR", "Opera"}, {"SamsungBrowser", "Samsung Internet"}, {"coc_coc", "Cốc Cốc"},
		{"Zalo", "Zalo"}, {"Firefox", "Firefox"}, {"Chrome", "Chrome"}, {"Safari", "Safari"}, {"curl", "curl"}}
	systemNames = [][2]string{{"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Windows", "Windows"}, {"Mac OS", "macOS"}, {"Linux", "Linux"}}
)

// deviceOf names the browser and the system of a session, as far as they say.
func (v *visit) deviceOf(session *account.Session) string {
	named := func(list [][2]string) string {
		for _, name := range list {
			if strings.Contains(session.UserAgent, name[0]) {
				return name[1]
			}
		}
		return ""
	}
	browser, system := named(browserNames), named(systemNames)
	if browser != "" && system != "" {
		return browser + ", " + system
	}
	return cmp.Or(browser, system, v.T("profile.device_"+string(session.Kind)))
}
