package rest

import (
	"context"

	"lienket/api/account"
	"lienket/api/registry"
)

// OrganizationMember is somebody who belongs to an organisation.
type OrganizationMember struct {
	UserID   string           `json:"userId"`
	FullName string           `json:"fullName"`
	Email    string           `json:"email"`
	Phone    string           `json:"phone,omitempty"`
	Position account.Position `json:"role" enum:"director,staff"`
}

func showMember(u *account.User, organizationID string) OrganizationMember {
	return OrganizationMember{u.ID, u.FullName, u.Email, u.Phone, u.PositionIn(organizationID)}
}

// MemberKey is one member of an organisation.
type MemberKey struct {
	ByID
	UserID string `path:"userId" minLength:"1" maxLength:"64"`
}

type positionInput struct {
	MemberKey
	Body struct {
		Position account.Position `json:"role" enum:"director,staff"`
	}
}

type handOverInput struct {
	ByID
	Body struct {
		UserID string `json:"userId" minLength:"1" maxLength:"64"`
	}
}

func (s *Server) members(organizations *registry.Service) {
	at := s.resource("members", "Who belongs to an organisation; directors invite and remove")

	get(at, "/organizations/{id}/members", "List members", func(ctx context.Context, in *ByID) (*Reply[List[OrganizationMember]], error) {
		members, err := organizations.Members(ctx, actor(ctx), in.ID)
		items := make([]OrganizationMember, len(members))
		for i, member := range members {
			items[i] = showMember(member, in.ID)
		}
		return reply(List[OrganizationMember]{Items: items}), err
	}, signedIn)
	patch(at, "/organizations/{id}/members/{userId}", "Make a member director or staff", func(ctx context.Context, in *positionInput) (*Reply[OrganizationMember], error) {
		member, err := organizations.SetPosition(ctx, actor(ctx), in.ID, in.UserID, in.Body.Position)
		if err != nil {
			return nil, err
		}
		return reply(showMember(member, in.ID)), nil
	})
	remove(at, "/organizations/{id}/members/{userId}", "Remove a member, or leave", func(ctx context.Context, in *MemberKey) error {
		return organizations.RemoveMember(ctx, actor(ctx), in.ID, in.UserID)
	})
	do(at, "/organizations/{id}/hand-over", "Make another member director in one's place", func(ctx context.Context, in *handOverInput) error {
		return organizations.HandOver(ctx, actor(ctx), in.ID, in.Body.UserID)
	})
}
