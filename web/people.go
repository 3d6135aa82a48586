package web

import (
	"github.com/gofiber/fiber/v2"

	"lienket/api/account"
	"lienket/api/fault"
	"lienket/api/registry"
	"lienket/web/view"
)

const peoplePath = "/tai-khoan/thanh-vien"

// showPeople lists who belongs to the viewer's organisation.
func (s *Site) showPeople(v *visit) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	return v.peoplePage(view.Form{Values: map[string]string{"role": string(account.Staff)}}, "")
}

// invite makes an invitation and shows its link, this once.
func (s *Site) invite(v *visit) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	_, token, err := s.Registry.Invite(v.ctx, v.actor, v.actor.OrganizationID, v.c.FormValue("email"), account.Position(v.c.FormValue("role")))
	if err != nil {
		form, err := v.refused(err, []formField{{"role", "people.role"}, {"email", "field.email"}})
		if err != nil {
			return err
		}
		return v.peoplePage(form, "")
	}
	return v.peoplePage(view.Form{Values: map[string]string{"role": string(account.Staff)}}, v.absolute("/loi-moi/"+token))
}

func (s *Site) revokeInvite(v *visit) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	err := s.Registry.RevokeInvite(v.ctx, v.actor, v.actor.OrganizationID, v.c.Params("id"))
	if err != nil && !fault.Is(err, fault.NotFound) { // used up or run out meanwhile: it is gone either way
		return err
	}
	v.leaveNotice("saved")
	return v.redirect(peoplePath)
}

// placeMember changes a member's role, hands over to them, or takes them out.
func (s *Site) placeMember(v *visit) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	organization, member, err := v.actor.OrganizationID, v.c.Params("id"), error(nil)
	switch action := v.c.FormValue("action"); action {
	case "remove":
		err = s.Registry.RemoveMember(v.ctx, v.actor, organization, member)
	case "hand-over":
		err = s.Registry.HandOver(v.ctx, v.actor, organization, member)
	default:
		_, err = s.Registry.SetPosition(v.ctx, v.actor, organization, member, account.Position(action))
	}
	if err != nil {
		form, err := v.refused(err, nil)
		if err != nil {
			return err
		}
		return v.peoplePage(form, "")
	}
	v.leaveNotice("saved")
	if member == v.actor.UserID && v.c.FormValue("action") == "remove" {
		return v.redirect(afterSignIn)
	}
	return v.redirect(peoplePath)
}

// peoplePage lists members and open invitations; link is that of a new one.
func (v *visit) peoplePage(form view.Form, link string) error {
	if v.actor.OrganizationID == "" {
		return v.redirect(afterSignIn)
	}
	organization, err := v.site.Registry.Lookup(v.ctx, v.actor.OrganizationID)
	if err != nil {
		return err
	}
	members, err := v.site.Registry.Members(v.ctx, v.actor, organization.ID)
	if err != nil {
		return err
	}
	model := view.PeopleModel{Form: form, Organization: organization.Name, Link: link, Days: int(registry.InviteLife.Hours() / 24)}
	for _, member := range members {
		item := view.Person{ID: member.ID, Name: member.FullName, Email: member.Email, Phone: member.Phone,
			Position: string(member.PositionIn(organization.ID)), Self: member.ID == v.actor.UserID}
		model.Director = model.Director || item.Self && item.Position == string(account.Director)
		model.People = append(model.People, item)
	}
	if model.Director {
		open, err := v.site.Registry.Invites(v.ctx, v.actor, organization.ID)
		if err != nil {
			return err
		}
		for _, invite := range open {
			model.Invites = append(model.Invites, view.OpenInvite{ID: invite.ID, Email: invite.Email, Position: string(invite.Position),
				By: invite.InviterName, Until: v.Day(invite.ExpiresAt.Time)})
		}
	}
	page := v.page(v.T("people.title"))
	page.NoIndex, model.Form.CSRF = true, v.formToken()
	return v.render(view.People(page, model))
}

// showInvitation asks who holds an invitation to accept it.
func (s *Site) showInvitation(v *visit) error { return v.invitationPage(view.Form{}) }

var personFields = []formField{{"fullName", "field.full_name"}, {"phone", "field.phone"}, {"email", "field.email"}, {"password", "field.password"}}

// acceptInvitation makes who is signed in a member, or a visitor with a new account.
func (s *Site) acceptInvitation(v *visit) error {
	field := v.c.FormValue
	user, organization, err := s.Registry.AcceptInvite(v.ctx, v.actor, v.c.Params("token"),
		account.NewUser{Email: field("email"), Password: field("password"), FullName: field("fullName"), Phone: field("phone")})
	if fault.Is(err, fault.NotFound) {
		return v.invitationPage(view.Form{})
	}
	if err != nil {
		form, err := v.refused(err, personFields)
		if err != nil {
			return err
		}
		return v.invitationPage(form)
	}
	v.leaveNotice("joined")
	if !v.actor.SignedIn() {
		return v.enter(user, afterSignIn)
	}
	if err := s.Accounts.SwitchPage(v.ctx, v.actor, organization.ID); err != nil {
		return err
	}
	return v.redirect(afterSignIn)
}

func (v *visit) invitationPage(form view.Form) error {
	invite, organization, err := v.site.Registry.InviteByToken(v.ctx, v.c.Params("token"))
	if fault.Is(err, fault.NotFound) {
		v.c.Status(fiber.StatusNotFound)
		page := v.page(v.T("invitation.gone"))
		page.NoIndex = true
		return v.render(view.Problem(page, view.ProblemModel{Status: fiber.StatusNotFound, Title: page.Title, Text: v.T("invitation.gone_text"),
			RequestID: v.site.RequestID(v.ctx), Links: []view.Link{{Label: v.T("problem.go_home"), URL: "/"}}}))
	}
	if err != nil {
		return err
	}
	model := view.InvitationModel{Form: form, Path: v.c.Path(), Organization: organization.Name, Kind: string(organization.Kind),
		Place: v.place(organization.AreaCode), Position: string(invite.Position), By: invite.InviterName,
		Until: v.Day(invite.ExpiresAt.Time), Name: v.actor.FullName}
	if invite.Email != "" && v.actor.SignedIn() {
		self, err := v.site.Accounts.User(v.ctx, v.actor.UserID)
		if err != nil {
			return err
		}
		model.ForOther = self.Email != invite.Email
	}
	if model.Form.Values == nil {
		model.Form.Values = map[string]string{"email": invite.Email}
	}
	page := v.page(v.T("invitation.title", "Name", organization.Name))
	page.NoIndex, model.Form.CSRF = true, v.formToken()
	return v.render(view.Invitation(page, model))
}

// switchOrganization has the session act for another organisation of the viewer's.
func (s *Site) switchOrganization(v *visit) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	if err := s.Accounts.SwitchPage(v.ctx, v.actor, v.c.FormValue("organization")); err != nil {
		return err
	}
	return v.redirect(localPath(v.c.FormValue("back"), afterSignIn))
}
