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

// Session is a place where somebody is signed in.
type Session struct {
	ID        string              `json:"id"`
	Kind      account.SessionKind `json:"kind" enum:"api,page"`
	Current   bool                `json:"current" doc:"The one that asks"`
	Address   string              `json:"address,omitempty" doc:"An IP address, or its network"`
	UserAgent string              `json:"userAgent,omitempty"`
	LastSeen  Instant             `json:"lastSeen"`
	CreatedAt Instant             `json:"createdAt"`
	ExpiresAt Instant             `json:"expiresAt" doc:"Unless it is used before"`
}

type profileInput struct {
	Body struct {
		FullName *string `json:"fullName,omitempty" minLength:"1" maxLength:"120"`
		Phone    *string `json:"phone,omitempty" maxLength:"20"`
	}
}

type passwordInput struct {
	Body struct {
		Current string `json:"currentPassword" minLength:"1" maxLength:"256"`
		Next    string `json:"newPassword" minLength:"1" maxLength:"256"`
	}
	prepared account.NewPassword
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
	patch(at, "/me", "Change one's name and telephone number", func(ctx context.Context, in *profileInput) (*Reply[Me], error) {
		self := actor(ctx)
		changed, err := accounts.ChangeProfile(ctx, self, ifMatch(ctx), account.ProfileChange(in.Body))
		if err != nil {
			return nil, err
		}
		return versioned(Me{User: user(changed, self.Role), OrganizationID: self.OrganizationID}, changed.Version), nil
	})
	do(at, "/me/password", "Change one's password; all other sessions end", func(ctx context.Context, in *passwordInput) error {
		return accounts.SetPassword(ctx, actor(ctx), in.prepared)
	}, before(func(ctx context.Context, in *passwordInput) (err error) {
		in.prepared, err = accounts.PreparePassword(ctx, actor(ctx), in.Body.Current, in.Body.Next)
		return err
	}))
	get(at, "/me/sessions", "Where one is signed in, the latest use first", func(ctx context.Context, in *Paging) (*Reply[List[Session]], error) {
		self := actor(ctx)
		page, err := accounts.Sessions(ctx, self, in.Cursor, in.Limit)
		return listed(page, func(session *account.Session) Session {
			return Session{ID: session.ID, Kind: session.Kind, Current: session.ID == self.SessionID, Address: session.Address, UserAgent: session.UserAgent,
				LastSeen: Instant{session.LastSeen}, CreatedAt: Instant{session.CreatedAt}, ExpiresAt: Instant{session.ExpiresAt}}
		}), err
	}, signedIn)
	remove(at, "/me/sessions/{id}", "Sign out of one session", func(ctx context.Context, in *ByID) error {
		return accounts.EndSession(ctx, actor(ctx), in.ID)
	})
	do(at, "/me/sessions/end-others", "Sign out everywhere but here", func(ctx context.Context, _ *none) error {
		return accounts.EndOtherSessions(ctx, actor(ctx))
	})
}
