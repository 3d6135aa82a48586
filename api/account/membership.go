package account

import (
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

// MergeMemberships has the members of an organisation that was merged into another
// belong to that one, as directors where they were directors in either, and its own
// members stand for both. kept names all that it has absorbed; its Position is not
// read. It counts who newly belongs to it and is called in a Tx.
func (s *Service) MergeMemberships(ctx context.Context, kept Membership, absorbedID string) (joined int, err error) {
	var ids []string
	for _, of := range []string{kept.OrganizationID, absorbedID} {
		query := store.Query{Where: store.Contains{Field: "organizationIds", Value: of}}
		if err := s.users.Each(ctx, query, func(user *User) error { ids = append(ids, user.ID); return nil }); err != nil {
			return 0, err
		}
	}
	slices.Sort(ids)
	for _, id := range slices.Compact(ids) {
		_, err := s.users.Update(ctx, id, func(user *User) error {
			if user.PositionIn(kept.OrganizationID) == "" {
				joined++
			}
			user.mergeMembership(kept, absorbedID)
			return nil
		})
		if err != nil {
			return 0, err
		}
	}
	return joined, nil
}

func (u *User) mergeMembership(kept Membership, absorbedID string) {
	var memberships []Membership
	at := -1
	kept.Position = Staff
	for _, m := range u.Memberships {
		if m.OrganizationID != kept.OrganizationID && m.OrganizationID != absorbedID {
			memberships = append(memberships, m)
			continue
		}
		if m.Position == Director {
			kept.Position = Director
		}
		if at < 0 {
			at = len(memberships)
			memberships = append(memberships, m)
		}
	}
	memberships[at] = kept
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
