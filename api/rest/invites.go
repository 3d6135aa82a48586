package rest

import (
	"context"

	"lienket/api/account"
	"lienket/api/registry"
)

// Invite is an open invitation as directors see it.
type Invite struct {
	ID        string           `json:"id"`
	Email     string           `json:"email,omitempty" doc:"Only the account of this email may accept; without it whoever has the token"`
	Position  account.Position `json:"role" enum:"director,staff"`
	Token     string           `json:"token,omitempty" doc:"Shown once, when it is made"`
	InvitedBy string           `json:"invitedBy" doc:"A name"`
	ExpiresAt Instant          `json:"expiresAt"`
}

func showInvite(i *registry.Invite) Invite {
	return Invite{ID: i.ID, Email: i.Email, Position: i.Position, InvitedBy: i.InviterName, ExpiresAt: Instant{i.ExpiresAt}}
}

type inviteInput struct {
	ByID
	Body struct {
		Email    string           `json:"email,omitempty" maxLength:"254"`
		Position account.Position `json:"role" enum:"director,staff"`
	}
}

// InviteKey is one invitation of an organisation.
type InviteKey struct {
	ByID
	InviteID string `path:"inviteId" minLength:"1" maxLength:"64"`
}

// ByToken is the input of an operation on an invitation that somebody holds.
type ByToken struct {
	Token string `path:"token" minLength:"1" maxLength:"64"`
}

// Invitation is what the holder of a token is invited to.
type Invitation struct {
	OrganizationID   string           `json:"organizationId"`
	OrganizationName string           `json:"organizationName"`
	Position         account.Position `json:"role" enum:"director,staff"`
	InvitedBy        string           `json:"invitedBy" doc:"A name"`
	ForEmail         bool             `json:"forEmail" doc:"Only the account of the invited email may accept"`
	ExpiresAt        Instant          `json:"expiresAt"`
}

type acceptInviteInput struct {
	ByToken
	Body *struct {
		Email    string `json:"email" minLength:"1" maxLength:"254"`
		Password string `json:"password" minLength:"1" maxLength:"256"`
		FullName string `json:"fullName" minLength:"1" maxLength:"120"`
		Phone    string `json:"phone,omitempty" maxLength:"20"`
	} `doc:"A new account; not needed by who is signed in"`
}

// Accepted is a new member, with tokens where the account is new.
type Accepted struct {
	User           User   `json:"user"`
	OrganizationID string `json:"organizationId"`
	*Tokens
}

func (s *Server) invites(accounts *account.Service, organizations *registry.Service) {
	at := s.resource("invites", "Invitations to an organisation by link")

	create(at, "/organizations/{id}/invites", "Invite somebody; the token is good once, for 7 days", func(ctx context.Context, in *inviteInput) (*Reply[Invite], error) {
		invite, token, err := organizations.Invite(ctx, actor(ctx), in.ID, in.Body.Email, in.Body.Position)
		if err != nil {
			return nil, err
		}
		shown := showInvite(invite)
		shown.Token = token
		return created("/invites/"+token, shown, invite.Version), nil
	})
	get(at, "/organizations/{id}/invites", "Open invitations", func(ctx context.Context, in *ByID) (*Reply[List[Invite]], error) {
		open, err := organizations.Invites(ctx, actor(ctx), in.ID)
		items := make([]Invite, len(open))
		for i := range open {
			items[i] = showInvite(&open[i])
		}
		return reply(List[Invite]{Items: items}), err
	}, signedIn)
	remove(at, "/organizations/{id}/invites/{inviteId}", "Revoke an invitation", func(ctx context.Context, in *InviteKey) error {
		return organizations.RevokeInvite(ctx, actor(ctx), in.ID, in.InviteID)
	})
	get(at, "/invites/{token}", "Who invites to what", func(ctx context.Context, in *ByToken) (*Reply[Invitation], error) {
		invite, o, err := organizations.InviteByToken(ctx, in.Token)
		if err != nil {
			return nil, err
		}
		return reply(Invitation{o.ID, o.Name, invite.Position, invite.InviterName, invite.Email != "", Instant{invite.ExpiresAt}}), nil
	})
	post(at, "/invites/{token}/accept", "Accept, signed in or with a new account", func(ctx context.Context, in *acceptInviteInput) (*Reply[Accepted], error) {
		self := actor(ctx)
		var person account.NewUser
		if in.Body != nil {
			person = account.NewUser{Email: in.Body.Email, Password: in.Body.Password, FullName: in.Body.FullName, Phone: in.Body.Phone}
		} else if !self.SignedIn() {
			return nil, account.ErrUnauthenticated
		}
		member, o, err := organizations.AcceptInvite(ctx, self, in.Token, person)
		if err != nil {
			return nil, err
		}
		accepted := Accepted{User: user(member, account.OrganizationKind(o.Kind).Role()), OrganizationID: o.ID}
		if !self.SignedIn() {
			issued, err := accounts.IssueFor(ctx, member, origin(ctx))
			if err != nil {
				return nil, err
			}
			shown := tokens(issued)
			accepted.Tokens = &shown
		}
		return reply(accepted), nil
	}, open, withOrigin)
}
