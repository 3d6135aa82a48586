package registry

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"lienket/api/account"
	"lienket/api/fault"
	"lienket/api/store"
)

const (
	// InviteLife is how long an invitation may be accepted.
	InviteLife = 7 * 24 * time.Hour

	maxInvites = 50 // open ones of an organisation
)

// Invite is an open invitation to an organisation. It is removed when it is
// accepted or revoked.
type Invite struct {
	store.Meta     `json:",inline"`
	OrganizationID string           `json:"organizationId"`
	Email          string           `json:"email,omitempty"` // folded; "" is whoever has the token
	Position       account.Position `json:"role"`
	TokenHash      string           `json:"tokenHash"` // SHA-256; the token is shown once
	InvitedBy      string           `json:"invitedBy"`
	InviterName    string           `json:"inviterName"`
	ExpiresAt      store.Instant    `json:"expiresAt"`
}

var inviteSchema = store.Schema{Name: "invites", Indexes: []store.Index{
	{Fields: []string{"tokenHash"}, Unique: true},
	{Fields: []string{"organizationId"}},
}}

// hashInvite is what is stored of a token of 128 random bits or more.
func hashInvite(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// Invite makes an invitation, by a director, and returns its token, which can't be
// had again. With an email only the account of that email may accept.
func (s *Service) Invite(ctx context.Context, actor account.Actor, id, email string, position account.Position) (*Invite, string, error) {
	email = account.FoldEmail(email)
	var check fault.Check
	check.That(email == "" || len(email) <= 254 && emailShape.MatchString(email), "email", "bad_email", textEmail)
	check.That(position.Valid(), "role", "not_in_list", textPosition)
	if err := check.Err(); err != nil {
		return nil, "", err
	}
	token := rand.Text()
	var invite *Invite
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		if _, _, err := s.directed(ctx, actor, id); err != nil {
			return err
		}
		open, err := s.openInvites(ctx, id)
		if err != nil {
			return err
		}
		if len(open) >= maxInvites {
			return fault.New(fault.StateForbids, textInviteMany.With(maxInvites))
		}
		invite = &Invite{OrganizationID: id, Email: email, Position: position, TokenHash: hashInvite(token),
			InvitedBy: actor.UserID, InviterName: actor.FullName, ExpiresAt: store.At(s.clock().Add(InviteLife))}
		return s.invites.Insert(ctx, invite)
	})
	return invite, token, err
}

// openInvites reads the invitations of an organisation and removes those that
// have run out.
func (s *Service) openInvites(ctx context.Context, id string) ([]Invite, error) {
	var open []Invite
	var expired []string
	err := s.invites.Each(ctx, store.Query{Where: store.Eq{Field: "organizationId", Value: id}}, func(invite *Invite) error {
		if s.clock().Before(invite.ExpiresAt.Time) {
			open = append(open, *invite)
		} else {
			expired = append(expired, invite.ID)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, invite := range expired {
		if err := s.invites.Delete(ctx, invite); err != nil && !fault.Is(err, fault.NotFound) {
			return nil, err
		}
	}
	return open, nil
}

// Invites lists the open invitations, oldest first, to directors.
func (s *Service) Invites(ctx context.Context, actor account.Actor, id string) ([]Invite, error) {
	var open []Invite
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		_, _, err := s.directed(ctx, actor, id)
		if err != nil {
			return err
		}
		open, err = s.openInvites(ctx, id)
		return err
	})
	return open, err
}

// RevokeInvite ends an invitation, by a director.
func (s *Service) RevokeInvite(ctx context.Context, actor account.Actor, id, inviteID string) error {
	return s.db.Tx(ctx, func(ctx context.Context) error {
		if _, _, err := s.directed(ctx, actor, id); err != nil {
			return err
		}
		invite, err := s.invites.Get(ctx, inviteID)
		if fault.Is(err, fault.NotFound) || err == nil && invite.OrganizationID != id {
			return fault.Missing(textInvite)
		}
		if err != nil {
			return err
		}
		return s.invites.Delete(ctx, inviteID)
	})
}

// InviteByToken returns an open invitation and its organisation to whoever has
// the token. Error: NotFound, alike for one used, revoked, run out or made up.
func (s *Service) InviteByToken(ctx context.Context, token string) (*Invite, *Organization, error) {
	invite, err := s.invites.First(ctx, store.Query{Where: store.Eq{Field: "tokenHash", Value: hashInvite(token)}})
	if fault.Is(err, fault.NotFound) || err == nil && !s.clock().Before(invite.ExpiresAt.Time) {
		return nil, nil, fault.Missing(textInvite)
	}
	if err != nil {
		return nil, nil, err
	}
	organization, err := s.Lookup(ctx, invite.OrganizationID)
	return invite, organization, err
}

// AcceptInvite uses up an invitation: the actor becomes a member or, where a
// visitor comes, the account that person describes. Errors: NotFound as of
// InviteByToken, Forbidden if it is for another email, Conflict for who is a
// member already, InvalidInput and StateForbids as of accounts. Don't call it in
// a Tx: it hashes.
func (s *Service) AcceptInvite(ctx context.Context, actor account.Actor, token string, person account.NewUser) (*account.User, *Organization, error) {
	if _, _, err := s.InviteByToken(ctx, token); err != nil {
		return nil, nil, err
	}
	var prepared account.Prepared
	if !actor.SignedIn() {
		person.Role, person.AreaCode = "", ""
		var err error
		if prepared, err = s.accounts.Prepare(ctx, person); err != nil {
			return nil, nil, err
		}
	}
	var user *account.User
	var organization *Organization
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		var invite *Invite
		var err error
		if invite, organization, err = s.InviteByToken(ctx, token); err != nil {
			return err
		}
		if actor.SignedIn() {
			user, err = s.accounts.User(ctx, actor.UserID)
		} else {
			user, err = s.accounts.Create(ctx, prepared)
		}
		if err != nil {
			return err
		}
		if invite.Email != "" && invite.Email != user.Email {
			return fault.New(fault.Forbidden, textInviteOther)
		}
		if user.PositionIn(organization.ID) != "" {
			return fault.New(fault.Conflict, textAlreadyMember)
		}
		if user, err = s.place(ctx, organization, user.ID, invite.Position); err != nil {
			return err
		}
		return s.invites.Delete(ctx, invite.ID)
	})
	return user, organization, err
}
