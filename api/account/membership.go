package account

import (
	"cmp"
	"context"
	"slices"

	"lienket/api/fault"
	"lienket/api/store"
)

// RemoveMembership takes the user out of an organisation; their sessions that act
// for it act for their first other one. It may be called in a Tx. Error: NotFound
// if they don't belong to it.
func (s *Service) RemoveMembership(ctx context.Context, userID, organizationID string) error {
	_, err := s.users.Update(ctx, userID, func(user *User) error {
		at := user.membership(organizationID)
		if at < 0 {
			return fault.Missing(textUser)
		}
		user.setMemberships(slices.Delete(slices.Clone(user.Memberships), at, at+1))
		return nil
	})
	return missingUser(err)
}

// Merge is the membership of an organisation into which another was merged.
type Merge struct {
	// Kept names all that the organisation has absorbed; its Position is not read.
	Kept       Membership
	AbsorbedID string
	// Join has members of the absorbed one belong to it; else they only leave that one.
	Join bool
}

// MergeMemberships has the members of either organisation belong to the kept one as
// PositionAfter says, and its members stand for both. It is called in a Tx.
func (s *Service) MergeMemberships(ctx context.Context, m Merge) error {
	var ids []string
	for _, of := range []string{m.Kept.OrganizationID, m.AbsorbedID} {
		if err := s.eachBelonging(ctx, of, func(user *User) error { ids = append(ids, user.ID); return nil }); err != nil {
			return err
		}
	}
	slices.Sort(ids)
	for _, id := range slices.Compact(ids) {
		_, err := s.users.Update(ctx, id, func(user *User) error { user.merge(m); return nil })
		if err != nil {
			return err
		}
	}
	return nil
}

// Absorbed lists the members of the organisation that is absorbed, also those whose
// accounts are disabled: a merge concerns them too.
func (s *Service) Absorbed(ctx context.Context, m Merge) ([]*User, error) {
	var members []*User
	err := s.eachBelonging(ctx, m.AbsorbedID, func(user *User) error { members = append(members, user); return nil })
	return members, err
}

func (s *Service) eachBelonging(ctx context.Context, organizationID string, fn func(*User) error) error {
	return s.users.Each(ctx, store.Query{Where: store.Contains{Field: "organizationIds", Value: organizationID}}, fn)
}

// PositionAfter is what the user is in the kept organisation after the merge, "" for
// nothing: what they are there, and where members join director if they are that in
// either.
func (u *User) PositionAfter(m Merge) Position {
	position := u.PositionIn(m.Kept.OrganizationID)
	other := u.PositionIn(m.AbsorbedID)
	if m.Join && (position == "" || other == Director) {
		position = cmp.Or(other, position)
	}
	return position
}

func (u *User) merge(m Merge) {
	kept := m.Kept
	kept.Position = u.PositionAfter(m)
	var memberships []Membership
	placed := kept.Position == ""
	for _, one := range u.Memberships {
		switch {
		case one.OrganizationID != kept.OrganizationID && one.OrganizationID != m.AbsorbedID:
			memberships = append(memberships, one)
		case !placed:
			memberships, placed = append(memberships, kept), true
		}
	}
	u.setMemberships(memberships)
}

// PositionIn is what the user is in that organisation; "" for none.
func (u *User) PositionIn(organizationID string) Position {
	if at := u.membership(organizationID); at >= 0 {
		return u.Memberships[at].Position
	}
	return ""
}

// Switch has the actor's API session act for another organisation of theirs, and
// gives new tokens for it; the refresh token before is used up. Errors: Forbidden
// for an organisation that isn't theirs, Unauthenticated.
func (s *Service) Switch(ctx context.Context, actor Actor, organizationID string, from Origin) (*Tokens, error) {
	if actor.SessionID == "" {
		return nil, ErrUnauthenticated
	}
	token, hash := s.keys.newBearer(actor.SessionID)
	session, err := s.switchTo(ctx, APISession, actor, organizationID, func(session *Session) {
		session.SecretHash = hash
		session.Address = addressPrefix(from.Address)
		session.UserAgent = clip(from.UserAgent, maxUserAgent)
		session.touch(s.clock())
	})
	if err != nil {
		return nil, err
	}
	return s.tokens(session, token)
}

// SwitchPage is Switch for a page session, whose cookie stays.
func (s *Service) SwitchPage(ctx context.Context, actor Actor, organizationID string) error {
	if actor.SessionID == "" {
		return ErrUnauthenticated
	}
	_, err := s.switchTo(ctx, PageSession, actor, organizationID, func(*Session) {})
	return err
}

func (s *Service) switchTo(ctx context.Context, kind SessionKind, actor Actor, organizationID string, change func(*Session)) (*Session, error) {
	if organizationID == "" {
		return nil, fault.Invalid("organizationId", "missing", textOrg)
	}
	var session *Session
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		found, user, err := s.load(ctx, actor.SessionID)
		if err != nil {
			return err
		}
		if !found.usable(kind, user, s.clock()) {
			return errEnded
		}
		if _, err := user.Actor(organizationID); err != nil {
			return err
		}
		session, err = s.sessions.Update(ctx, found.ID, func(session *Session) error {
			session.OrganizationID = organizationID
			change(session)
			return nil
		})
		return err
	})
	return session, err
}
