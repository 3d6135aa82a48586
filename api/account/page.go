package account

import (
	"context"
	"time"
)

// StartPage signs user in to the pages. cookieToken is the value of a cookie that
// is HttpOnly, Secure, SameSite=Lax and ends at expires; unused for SessionIdle
// the session ends before. Error: Forbidden if the user is disabled.
func (s *Service) StartPage(ctx context.Context, user *User, from Origin) (cookieToken string, expires time.Time, err error) {
	session, token, err := s.begin(ctx, PageSession, user, from)
	if err != nil {
		return "", time.Time{}, err
	}
	return token, session.EndsAt.Time, nil
}

// PageActor returns the actor of a page cookie. Errors: Unauthenticated, also for
// "": show the page as to a visitor; whatever the store has.
func (s *Service) PageActor(ctx context.Context, cookieToken string) (Actor, error) {
	presented, err := parseBearer(cookieToken)
	if err != nil {
		return Actor{}, errEnded.Wrap(err)
	}
	session, user, err := s.load(ctx, presented.sessionID)
	if err != nil {
		return Actor{}, err
	}
	now := s.clock()
	if !presented.opens(session) || !session.usable(PageSession, user, now) {
		return Actor{}, errEnded
	}
	if now.Sub(session.LastSeen.Time) >= pageTouch {
		_, err := s.sessions.Update(ctx, session.ID, func(session *Session) error {
			session.touch(now)
			return nil
		})
		if err != nil { // the page can be shown all the same
			s.log.WarnContext(ctx, "page session not prolonged", "session", session.ID, "error", err)
		}
	}
	return actorOf(user, session)
}

// EndPage revokes the session of a page cookie; of one that isn't ours it says
// nothing.
func (s *Service) EndPage(ctx context.Context, cookieToken string) error {
	return s.endBearer(ctx, PageSession, cookieToken)
}

// CSRF is the token that the forms of a page carry: bound to the cookie that the
// browser sends with them, and different each time. A visitor's forms are bound
// likewise to any random cookie of theirs.
func (s *Service) CSRF(cookieToken string) string { return s.keys.csrf(cookieToken) }

// CheckCSRF is Forbidden unless presented was made for that cookie.
func (s *Service) CheckCSRF(cookieToken, presented string) error {
	if !s.keys.checkCSRF(cookieToken, presented) {
		return errForm
	}
	return nil
}
