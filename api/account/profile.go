package account

import (
	"context"

	"lienket/api/fault"
	"lienket/api/store"
)

// ProfileChange is what people change of their own account; nil leaves a field.
// The email is how they sign in and stays.
type ProfileChange struct {
	FullName *string
	Phone    *string
}

// ChangeProfile alters the actor's own account. version 0 accepts any. Errors:
// Unauthenticated, InvalidInput, VersionMismatch.
func (s *Service) ChangeProfile(ctx context.Context, actor Actor, version int64, change ProfileChange) (*User, error) {
	if !actor.SignedIn() {
		return nil, ErrUnauthenticated
	}
	user, err := s.users.Update(ctx, actor.UserID, func(user *User) error {
		if err := store.CheckVersion(&user.Meta, version); err != nil {
			return err
		}
		var check fault.Check
		if change.FullName != nil {
			user.FullName = foldName(*change.FullName)
			checkName(&check, user.FullName)
		}
		if change.Phone != nil {
			user.Phone = CheckPhone(&check, "phone", *change.Phone)
		}
		return check.Err()
	})
	return user, ended(err)
}

// Sessions lists where the actor is signed in, the latest use first.
func (s *Service) Sessions(ctx context.Context, actor Actor, cursor string, limit int) (store.Page[Session], error) {
	if !actor.SignedIn() {
		return store.Page[Session]{}, ErrUnauthenticated
	}
	user, err := s.users.Get(ctx, actor.UserID)
	if err != nil {
		return store.Page[Session]{}, ended(err)
	}
	return s.sessions.Find(ctx, store.Query{
		Where: store.And{
			store.Eq{Field: "userId", Value: user.ID},
			store.Eq{Field: "revokedAt"},
			store.Eq{Field: "credentials", Value: user.Credentials},
			store.Range{Field: "expiresAt", After: store.At(s.clock())}},
		Sort: []string{"-lastSeen"}, Cursor: cursor, Limit: limit})
}

// EndSession signs the actor out of one of their sessions. Error: NotFound for
// one that is not theirs.
func (s *Service) EndSession(ctx context.Context, actor Actor, id string) error {
	if !actor.SignedIn() {
		return ErrUnauthenticated
	}
	_, err := s.sessions.Update(ctx, id, func(session *Session) error {
		if session.UserID != actor.UserID {
			return fault.Missing(textSession)
		}
		session.revoke(LoggedOut, s.clock())
		return nil
	})
	if fault.Is(err, fault.NotFound) {
		return fault.Missing(textSession).Wrap(err)
	}
	return err
}

// EndOtherSessions signs the actor out everywhere but here.
func (s *Service) EndOtherSessions(ctx context.Context, actor Actor) error {
	if !actor.SignedIn() {
		return ErrUnauthenticated
	}
	return s.renew(ctx, actor, func(*User) error { return nil })
}

// renew changes the actor's account and voids all sessions but the one they came
// with.
func (s *Service) renew(ctx context.Context, actor Actor, change func(*User) error) error {
	return s.db.Tx(ctx, func(ctx context.Context) error {
		changed, err := s.users.Update(ctx, actor.UserID, func(user *User) error {
			user.Credentials++
			return change(user)
		})
		if err != nil || actor.SessionID == "" {
			return ended(err)
		}
		_, err = s.sessions.Update(ctx, actor.SessionID, func(session *Session) error {
			session.Credentials = changed.Credentials
			return nil
		})
		return ended(err)
	})
}

// NewPassword is a password that may be set: the old one was right, the new one
// is hashed.
type NewPassword struct {
	hash        string
	credentials int64
}

// PreparePassword asks for the current password and hashes the next. Don't call it
// in a Tx. Errors: InvalidInput with the fields currentPassword or newPassword, and
// those of VerifyPassword.
func (s *Service) PreparePassword(ctx context.Context, actor Actor, current, next string) (NewPassword, error) {
	user, err := s.verify(ctx, actor, current, "currentPassword")
	if err != nil {
		return NewPassword{}, err
	}
	var check fault.Check
	checkPassword(&check, "newPassword", next, user.Email, user.FullName)
	check.That(foldPassword(current) != foldPassword(next), "newPassword", "same", textPasswordSame)
	if err := check.Err(); err != nil {
		return NewPassword{}, err
	}
	hash, err := s.hash(ctx, next)
	return NewPassword{hash, user.Credentials}, err
}

// SetPassword sets what PreparePassword made and ends all the actor's sessions but
// the one they came with. Error: Unauthenticated if the password was changed since.
func (s *Service) SetPassword(ctx context.Context, actor Actor, prepared NewPassword) error {
	return s.renew(ctx, actor, func(user *User) error {
		if user.Credentials != prepared.credentials+1 {
			return errEnded
		}
		user.PasswordHash = prepared.hash
		return nil
	})
}

// ChangePassword is PreparePassword and SetPassword.
func (s *Service) ChangePassword(ctx context.Context, actor Actor, current, next string) error {
	prepared, err := s.PreparePassword(ctx, actor, current, next)
	if err != nil {
		return err
	}
	return s.SetPassword(ctx, actor, prepared)
}
