package account

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// AccessLife is how long an access token is good for.
const AccessLife = 15 * time.Minute

const (
	issuer   = "lienket"
	audience = "lienket-api"
	maxToken = 2048 // bytes
)

// Tokens is the answer to a sign-in or a refresh, in the terms of RFC 6749.
type Tokens struct {
	AccessToken  string
	RefreshToken string
	TokenType    string // Bearer
	ExpiresIn    int    // seconds that AccessToken is good for
}

type claims struct {
	jwt.RegisteredClaims
	SessionID string `json:"sid"`
}

var errToken = errors.New("not a token of ours")

// wellFormed keeps out what base64 decoders pass over, line ends above all, so
// that a token has one spelling.
func wellFormed(token string) bool {
	if token == "" || len(token) > maxToken {
		return false
	}
	return !strings.ContainsFunc(token, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' && r != '_' && r != '.'
	})
}

// signAccess makes the access token of a session.
func (s *Service) signAccess(session *Session) (string, error) {
	now := s.clock()
	key := s.keys.current()
	token := jwt.NewWithClaims(jwt.SigningMethodHS256, claims{
		RegisteredClaims: jwt.RegisteredClaims{
			Issuer:    issuer,
			Subject:   session.UserID,
			Audience:  jwt.ClaimStrings{audience},
			IssuedAt:  jwt.NewNumericDate(now),
			ExpiresAt: jwt.NewNumericDate(now.Add(AccessLife)),
		},
		SessionID: session.ID,
	})
	token.Header["kid"] = key.id
	return token.SignedString(key.access)
}

// newParser makes the parser for access tokens: HS256 alone, our issuer and
// audience, an expiry, strict base64.
func newParser(clock func() time.Time) *jwt.Parser {
	return jwt.NewParser(
		jwt.WithValidMethods([]string{jwt.SigningMethodHS256.Alg()}),
		jwt.WithIssuer(issuer),
		jwt.WithAudience(audience),
		jwt.WithExpirationRequired(),
		jwt.WithStrictDecoding(),
		jwt.WithTimeFunc(clock),
	)
}

// readAccess verifies the signature and the claims of an access token, not the
// session behind it.
func (s *Service) readAccess(token string) (*claims, error) {
	if !wellFormed(token) {
		return nil, errToken
	}
	read := new(claims)
	_, err := s.parser.ParseWithClaims(token, read, func(t *jwt.Token) (any, error) {
		id, _ := t.Header["kid"].(string)
		key, known := s.keys.byID(id)
		if !known {
			return nil, errToken
		}
		return key.access, nil
	})
	if err != nil {
		return nil, err
	}
	return read, nil
}

// bearer is the opaque token of a session, the refresh token or the cookie:
// "<session id>.<256 random bits>.<mac>". The session keeps a hash of its current
// one, which needs no key, so sign-ins outlive a rotation of keys. The MAC tells a
// token that was issued once and used up from one that somebody made up: only the
// former revokes the session.
type bearer struct {
	sessionID string
	secret    []byte
	mac       []byte
}

const (
	secretBytes = 32
	macBytes    = 16
)

var b64 = base64.RawURLEncoding.Strict()

func (k KeySet) newBearer(sessionID string) (token, hash string) {
	b := bearer{sessionID: sessionID, secret: make([]byte, secretBytes)}
	rand.Read(b.secret)
	b.mac = b.sign(k.current())
	return sessionID + "." + b64.EncodeToString(b.secret) + "." + b64.EncodeToString(b.mac), b.hash()
}

func parseBearer(token string) (bearer, error) {
	parts := strings.Split(token, ".")
	if !wellFormed(token) || len(parts) != 3 || parts[0] == "" {
		return bearer{}, errToken
	}
	secret, err := b64.DecodeString(parts[1])
	if err != nil || len(secret) != secretBytes {
		return bearer{}, errToken
	}
	mac, err := b64.DecodeString(parts[2])
	if err != nil || len(mac) != macBytes {
		return bearer{}, errToken
	}
	return bearer{sessionID: parts[0], secret: secret, mac: mac}, nil
}

func (b bearer) sign(k key) []byte {
	mac := hmac.New(sha256.New, k.bearer)
	mac.Write([]byte(b.sessionID))
	mac.Write([]byte{0})
	mac.Write(b.secret)
	return mac.Sum(nil)[:macBytes]
}

// hash is what the session keeps. The secret has 256 random bits, so a plain
// SHA-256 can't be guessed back.
func (b bearer) hash() string {
	sum := sha256.Sum256(slices.Concat(b.secret, b.mac))
	return b64.EncodeToString(sum[:])
}

// opens reports whether b is the current token of that session.
func (b bearer) opens(session *Session) bool {
	return subtle.ConstantTimeCompare([]byte(b.hash()), []byte(session.SecretHash)) == 1
}

// issued reports whether one of the keys made b.
func (k KeySet) issued(b bearer) bool {
	for _, key := range k.keys {
		if hmac.Equal(b.mac, b.sign(key)) {
			return true
		}
	}
	return false
}

// csrf derives the CSRF token of a cookie. It is masked anew each time, so that
// a compressed page doesn't give it away by its length (BREACH).
func (k KeySet) csrf(cookieToken string) string {
	masked := make([]byte, 2*macBytes)
	rand.Read(masked[:macBytes])
	subtle.XORBytes(masked[macBytes:], masked[:macBytes], k.current().form(cookieToken))
	return b64.EncodeToString(masked)
}

func (k KeySet) checkCSRF(cookieToken, presented string) bool {
	masked, err := b64.DecodeString(presented)
	if cookieToken == "" || err != nil || len(masked) != 2*macBytes {
		return false
	}
	plain := make([]byte, macBytes)
	subtle.XORBytes(plain, masked[:macBytes], masked[macBytes:])
	for _, key := range k.keys {
		if hmac.Equal(plain, key.form(cookieToken)) {
			return true
		}
	}
	return false
}

func (k key) form(cookieToken string) []byte {
	mac := hmac.New(sha256.New, k.csrf)
	mac.Write([]byte(cookieToken))
	return mac.Sum(nil)[:macBytes]
}
