package registry

import (
	"context"

	"lienket/api/account"
	"lienket/api/fault"
)

// Members lists who belongs to an organisation, to its members and to who
// oversees it. Disabled accounts are left out.
func (s *Service) Members(ctx context.Context, actor account.Actor, id string) ([]*account.User, error) {
	if _, err := s.Manageable(ctx, actor, id); err != nil {
		return nil, err
	}
	return s.members(ctx, id)
}

func (s *Service) members(ctx context.Context, id string) ([]*account.User, error) {
	var members []*account.User
	err := s.accounts.EachMember(ctx, id, func(user *account.User) error {
		members = append(members, user)
		return nil
	})
	return members, err
}

// directed returns the organisation and its members if actor is one of its
// directors, or the admin. Everything else in it staff may do as well.
func (s *Service) directed(ctx context.Context, actor account.Actor, id string) (*Organization, []*account.User, error) {
	organization, err := s.Manageable(ctx, actor, id)
	if err != nil {
		return nil, nil, err
	}
	members, err := s.members(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	if actor.Role == account.Admin {
		return organization, members, nil
	}
	if self := find(members, actor.UserID); self != nil && self.PositionIn(id) == account.Director {
		return organization, members, nil
	}
	return nil, nil, account.ErrForbidden
}

func find(members []*account.User, userID string) *account.User {
	for _, member := range members {
		if member.ID == userID {
			return member
		}
	}
	return nil
}

// SetPosition makes a member director or staff, by a director. Errors:
// StateForbids for the last director, NotFound.
func (s *Service) SetPosition(ctx context.Context, actor account.Actor, id, userID string, position account.Position) (*account.User, error) {
	if !position.Valid() {
		return nil, fault.Invalid("role", "not_in_list", textPosition)
	}
	var member *account.User
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		organization, members, err := s.directed(ctx, actor, id)
		if err != nil {
			return err
		}
		if find(members, userID) == nil {
			return fault.Missing(textMember)
		}
		if position != account.Director {
			if err := s.keepDirector(ctx, organization, members, userID); err != nil {
				return err
			}
		}
		member, err = s.place(ctx, organization, userID, position)
		return err
	})
	return member, err
}

// RemoveMember takes a member out, by a director; everybody may leave by
// themselves. Errors as SetPosition.
func (s *Service) RemoveMember(ctx context.Context, actor account.Actor, id, userID string) error {
	return s.db.Tx(ctx, func(ctx context.Context) error {
		organization, err := s.Manageable(ctx, actor, id)
		if err != nil {
			return err
		}
		if userID != actor.UserID {
			if _, _, err := s.directed(ctx, actor, id); err != nil {
				return err
			}
		}
		members, err := s.members(ctx, id)
		if err != nil {
			return err
		}
		if find(members, userID) == nil {
			return fault.Missing(textMember)
		}
		if err := s.keepDirector(ctx, organization, members, userID); err != nil {
			return err
		}
		return s.accounts.RemoveMembership(ctx, userID, id)
	})
}

// HandOver makes another member director and the actor, who is one, staff.
func (s *Service) HandOver(ctx context.Context, actor account.Actor, id, userID string) error {
	return s.db.Tx(ctx, func(ctx context.Context) error {
		organization, members, err := s.directed(ctx, actor, id)
		if err != nil {
			return err
		}
		if find(members, actor.UserID) == nil { // the admin has no place to give away
			return account.ErrForbidden
		}
		if userID == actor.UserID || find(members, userID) == nil {
			return fault.Missing(textMember)
		}
		if _, err := s.place(ctx, organization, userID, account.Director); err != nil {
			return err
		}
		_, err = s.place(ctx, organization, actor.UserID, account.Staff)
		return err
	})
}

func (s *Service) place(ctx context.Context, o *Organization, userID string, position account.Position) (*account.User, error) {
	return s.accounts.AddMembership(ctx, userID, account.Membership{
		OrganizationID: o.ID, Kind: account.OrganizationKind(o.Kind), Position: position, Absorbed: o.Absorbed})
}

// keepDirector is StateForbids unless there is a director besides that member. It
// writes the one it counts on, so that of two who remove each other at once one
// fails in any store.
func (s *Service) keepDirector(ctx context.Context, o *Organization, members []*account.User, userID string) error {
	for _, member := range members {
		if member.ID != userID && member.PositionIn(o.ID) == account.Director {
			_, err := s.place(ctx, o, member.ID, account.Director)
			return err
		}
	}
	if member := find(members, userID); member.PositionIn(o.ID) != account.Director {
		return nil
	}
	return fault.New(fault.StateForbids, textLastDirector)
}
