package account

import (
	"context"
	"strings"
	"time"

	"lienket/api/fault"
	"lienket/api/store"
)

// How long a sign-in lasts.
const (
	SessionIdle = 30 * 24 * time.Hour // without use
	SessionLife = 90 * 24 * time.Hour // however much it is used

	pageTouch    = time.Hour // how exactly the use of a page session is noted
	maxUserAgent = 200       // bytes
)

// Session is one sign-in: for the API the family of its refresh tokens, for the
// pages the cookie.
type Session struct {
	store.Meta `json:",inline"`
	UserID     string      `json:"userId"`
	Kind       SessionKind `json:"kind"`
	// OrganizationID is the organisation that the session was switched to; "" is
	// the user's first.
	OrganizationID string        `json:"organizationId,omitempty"`
	SecretHash     string        `json:"secretHash"` // SHA-256 of the current token
	Credentials    int64         `json:"credentials"`
	Address        string        `json:"address,omitempty"`
	UserAgent      string        `json:"userAgent,omitempty"`
	LastSeen       store.Instant `json:"lastSeen"`
	ExpiresAt      store.Instant `json:"expiresAt"` // moves with use, up to EndsAt
	EndsAt         store.Instant `json:"endsAt"`
	RevokedAt      store.Instant `json:"revokedAt"`
	RevokedFor     Reason        `json:"revokedFor,omitempty"`
}

// SessionKind says how a session is presented.
type SessionKind string

// The kinds of sessions.
const (
	APISession  SessionKind = "api"
	PageSession SessionKind = "page"
)

// Reason says why a session was revoked.
type Reason string

// The reasons.
const (
	LoggedOut   Reason = "logout"
	TokenReused Reason = "reuse"
)

// Origin is where a request comes from.
type Origin struct {
	Address   string // an IP address; "" is not throttled by address
	UserAgent string
}

// sessionSchema: by user and address to know where somebody has signed in before,
// by user and use to list, by expiry to purge.
var sessionSchema = store.Schema{
	Name: "sessions",
	Indexes: []store.Index{
		{Fields: []string{"userId", "address"}},
		{Fields: []string{"userId", "-lastSeen"}},
		{Fields: []string{"expiresAt"}},
	},
}

// usable reports whether the session stands for its user at now.
func (s *Session) usable(kind SessionKind, user *User, now time.Time) bool {
	return s.Kind == kind && s.RevokedAt.IsZero() && now.Before(s.ExpiresAt.Time) &&
		s.UserID == user.ID && s.Credentials == user.Credentials && !user.Disabled
}

// touch notes a use at now.
func (s *Session) touch(now time.Time) {
	s.LastSeen = store.At(now)
	s.ExpiresAt = store.At(now.Add(SessionIdle))
	if s.ExpiresAt.After(s.EndsAt.Time) {
		s.ExpiresAt = s.EndsAt
	}
}

func (s *Session) revoke(reason Reason, now time.Time) {
	if s.RevokedAt.IsZero() {
		s.RevokedAt, s.RevokedFor = store.At(now), reason
	}
}

// begin stores a new session of user and returns it with its token.
func (s *Service) begin(ctx context.Context, kind SessionKind, user *User, from Origin) (*Session, string, error) {
	if user.Disabled {
		return nil, "", errDisabled
	}
	now := s.clock()
	session := &Session{
		UserID:      user.ID,
		Kind:        kind,
		Credentials: user.Credentials,
		Address:     addressPrefix(from.Address),
		UserAgent:   clip(from.UserAgent, maxUserAgent),
		EndsAt:      store.At(now.Add(SessionLife)),
	}
	session.ID = store.NewID()
	session.touch(now)
	token, hash := s.keys.newBearer(session.ID)
	session.SecretHash = hash
	return session, token, s.sessions.Insert(ctx, session)
}

// clip cuts text to at most size bytes of valid UTF-8.
func clip(text string, size int) string {
	return strings.ToValidUTF8(text[:min(len(text), size)], "")
}

// IssueFor signs user in to the API without a password: after registration. It
// may be called in a Tx. Error: Forbidden if the user is disabled.
func (s *Service) IssueFor(ctx context.Context, user *User, from Origin) (*Tokens, error) {
	session, refresh, err := s.begin(ctx, APISession, user, from)
	if err != nil {
		return nil, err
	}
	return s.tokens(session, refresh)
}

func (s *Service) tokens(session *Session, refresh string) (*Tokens, error) {
	access, err := s.signAccess(session)
	if err != nil {
		return nil, err
	}
	return &Tokens{
		AccessToken: access, RefreshToken: refresh, TokenType: "Bearer", ExpiresIn: int(AccessLife.Seconds()),
	}, nil
}

// Refresh trades a refresh token for new tokens and uses it up. A token that
// comes a second time was copied, and either bearer may be the thief: the whole
// session is revoked. That is strict, so a client whose answer was lost signs in
// again. A token that was never issued changes nothing. Error: Unauthenticated.
func (s *Service) Refresh(ctx context.Context, refreshToken string, from Origin) (*Tokens, error) {
	presented, err := parseBearer(refreshToken)
	if err != nil {
		return nil, errEnded.Wrap(err)
	}
	token, hash := s.keys.newBearer(presented.sessionID)
	var session *Session
	reused := false
	err = s.db.Tx(ctx, func(ctx context.Context) error {
		reused = false
		found, user, err := s.load(ctx, presented.sessionID)
		if err != nil {
			return err
		}
		now := s.clock()
		if !found.usable(APISession, user, now) {
			return errEnded
		}
		reused = !presented.opens(found)
		if reused && !s.keys.issued(presented) {
			return errEnded
		}
		session, err = s.sessions.Update(ctx, found.ID, func(session *Session) error {
			if reused {
				session.revoke(TokenReused, now)
				return nil
			}
			session.SecretHash = hash
			session.Address = addressPrefix(from.Address)
			session.UserAgent = clip(from.UserAgent, maxUserAgent)
			session.touch(now)
			return nil
		})
		return err
	})
	if err != nil {
		return nil, err
	}
	if reused {
		s.log.WarnContext(ctx, "refresh token reused, session revoked",
			"session", session.ID, "user", session.UserID, "address", from.Address)
		return nil, errEnded
	}
	return s.tokens(session, token)
}

// load gets a session and its user. What is missing is Unauthenticated; that the
// store can't answer is not.
func (s *Service) load(ctx context.Context, sessionID string) (*Session, *User, error) {
	session, err := s.sessions.Get(ctx, sessionID)
	if err != nil {
		return nil, nil, ended(err)
	}
	user, err := s.users.Get(ctx, session.UserID)
	if err != nil {
		return nil, nil, ended(err)
	}
	return session, user, nil
}

func ended(err error) error {
	if fault.Is(err, fault.NotFound) {
		return errEnded.Wrap(err)
	}
	return err
}

// Authenticate returns the actor of an access token, while its session lasts.
// Errors: Unauthenticated; whatever the store has.
func (s *Service) Authenticate(ctx context.Context, accessToken string) (Actor, error) {
	read, err := s.readAccess(accessToken)
	if err != nil {
		return Actor{}, errEnded.Wrap(err)
	}
	session, user, err := s.load(ctx, read.SessionID)
	if err != nil {
		return Actor{}, err
	}
	if session.UserID != read.Subject || !session.usable(APISession, user, s.clock()) {
		return Actor{}, errEnded
	}
	return actorOf(user, session)
}

func actorOf(user *User, session *Session) (Actor, error) {
	organizationID := session.OrganizationID
	if user.membership(organizationID) < 0 { // left, or removed from it, since
		organizationID = ""
	}
	actor, err := user.Actor(organizationID)
	actor.SessionID = session.ID
	return actor, err
}

// Logout revokes the session that actor came with. A second time is fine.
func (s *Service) Logout(ctx context.Context, actor Actor) error {
	if actor.SessionID == "" {
		return ErrUnauthenticated
	}
	return s.end(ctx, actor.SessionID)
}

// LogoutToken revokes the session of a refresh token, used up or not, for a
// client whose access token has run out. Of a token that isn't ours it says
// nothing.
func (s *Service) LogoutToken(ctx context.Context, refreshToken string) error {
	return s.endBearer(ctx, APISession, refreshToken)
}

func (s *Service) endBearer(ctx context.Context, kind SessionKind, token string) error {
	presented, err := parseBearer(token)
	if err != nil {
		return nil
	}
	session, err := s.sessions.Get(ctx, presented.sessionID)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if session.Kind != kind || !presented.opens(session) && !s.keys.issued(presented) {
		return nil
	}
	return s.end(ctx, session.ID)
}

func (s *Service) end(ctx context.Context, sessionID string) error {
	_, err := s.sessions.Update(ctx, sessionID, func(session *Session) error {
		session.revoke(LoggedOut, s.clock())
		return nil
	})
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	return err
}
