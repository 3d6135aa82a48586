package rest

import (
	"context"

	"lienket/api/account"
)

// User is an account as its owner sees it.
type User struct {
	ID          string       `json:"id"`
	Email       string       `json:"email"`
	FullName    string       `json:"fullName"`
	Phone       string       `json:"phone,omitempty"`
	Role        account.Role `json:"role" enum:"visitor,cooperative,enterprise,officer,admin" doc:"What the account may be to the platform now"`
	AreaCode    string       `json:"areaCode,omitempty" doc:"An officer's area"`
	Memberships []Membership `json:"memberships"`
	Version     int64        `json:"version"`
	CreatedAt   Instant      `json:"createdAt"`
}

// Membership is a place in an organisation.
type Membership struct {
	OrganizationID string                   `json:"organizationId"`
	Kind           account.OrganizationKind `json:"kind" enum:"cooperative,union,group,enterprise"`
	Position       account.Position         `json:"role" enum:"director,staff"`
}

// Me is who is signed in, and for whom they act.
type Me struct {
	User           User   `json:"user"`
	OrganizationID string `json:"organizationId,omitempty" doc:"The organisation that this session acts for"`
}

func user(u *account.User, role account.Role) User {
	shown := User{
		ID: u.ID, Email: u.Email, FullName: u.FullName, Phone: u.Phone, Role: role, AreaCode: u.AreaCode,
		Memberships: make([]Membership, len(u.Memberships)), Version: u.Version, CreatedAt: Instant{u.CreatedAt},
	}
	for i, m := range u.Memberships {
		shown.Memberships[i] = Membership{m.OrganizationID, m.Kind, m.Position}
	}
	return shown
}

func (s *Server) me(accounts *account.Service) {
	at := s.resource("me", "The account that is signed in")

	get(at, "/me", "Who is signed in", func(ctx context.Context, _ *none) (*Reply[Me], error) {
		self := actor(ctx)
		found, err := accounts.User(ctx, self.UserID)
		if err != nil {
			return nil, err
		}
		return versioned(Me{User: user(found, self.Role), OrganizationID: self.OrganizationID}, found.Version), nil
	}, signedIn)
}
