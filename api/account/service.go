package account

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"lienket/api/fault"
	"lienket/api/store"
)

// maxMemberships is how many organisations one user may belong to.
const maxMemberships = 20

// Options are the parts of a Service.
type Options struct {
	DB    store.DB
	Clock func() time.Time
	Keys  KeySet
	Hash  HashParams   // of new passwords; zero means DefaultHash
	Log   *slog.Logger // nil means slog.Default
}

// Service holds the rules of accounts. Its methods may be called at the same time.
type Service struct {
	db       store.DB
	clock    func() time.Time
	log      *slog.Logger
	keys     KeySet
	parser   *jwt.Parser
	hasher   *hasher
	users    *store.Collection[User]
	sessions *store.Collection[Session]
	attempts *store.Collection[Attempts]
}

// New opens the collections of accounts.
func New(ctx context.Context, o Options) (*Service, error) {
	if len(o.Keys.keys) == 0 {
		return nil, errors.New("accounts need signing keys")
	}
	if o.Hash == (HashParams{}) {
		o.Hash = DefaultHash
	}
	if !o.Hash.valid() {
		return nil, fmt.Errorf("argon2id can't be run with %+v", o.Hash)
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	users, err := store.Open[User](ctx, o.DB, userSchema, o.Clock)
	if err != nil {
		return nil, err
	}
	sessions, err := store.Open[Session](ctx, o.DB, sessionSchema, o.Clock)
	if err != nil {
		return nil, err
	}
	attempts, err := store.Open[Attempts](ctx, o.DB, attemptSchema, o.Clock)
	if err != nil {
		return nil, err
	}
	return &Service{
		db: o.DB, clock: o.Clock, log: o.Log, keys: o.Keys, parser: newParser(o.Clock), hasher: newHasher(o.Hash),
		users: users, sessions: sessions, attempts: attempts,
	}, nil
}

// Prepare validates n and hashes its password, which takes tens of milliseconds:
// call it before the Tx in which Create is called. Errors: InvalidInput with all
// that is wrong; Unavailable when too many hashes are asked for at once.
func (s *Service) Prepare(ctx context.Context, n NewUser) (Prepared, error) {
	if err := n.Validate(); err != nil {
		return Prepared{}, err
	}
	n = n.folded()
	hash, err := s.hash(ctx, n.Password)
	if err != nil {
		return Prepared{}, err
	}
	phone, _ := foldPhone(n.Phone) // Validate has refused a bad one
	return Prepared{user: User{
		Email: n.Email, PasswordHash: hash, FullName: n.FullName, Phone: phone, Role: n.Role, AreaCode: n.AreaCode,
	}}, nil
}

func (s *Service) hash(ctx context.Context, password string) (string, error) {
	release, err := s.hasher.acquire(ctx)
	if err != nil {
		return "", err
	}
	defer release()
	return s.hasher.hash(password), nil
}

// Create stores a prepared account. It may be called in a Tx, and again when the
// Tx is run again. Error: Conflict with the field email if it has an account.
func (s *Service) Create(ctx context.Context, p Prepared) (*User, error) {
	if p.user.PasswordHash == "" {
		return nil, errors.New("create user: not prepared")
	}
	user := p.user
	err := s.users.Insert(ctx, &user)
	if fault.Is(err, fault.Conflict) {
		return nil, fault.New(fault.Conflict, textEmailTaken).WithField("email", "taken", textEmailTaken).Wrap(err)
	}
	if err != nil {
		return nil, err
	}
	return &user, nil
}

// CreateUser is Prepare and Create. Don't call it in a Tx.
func (s *Service) CreateUser(ctx context.Context, n NewUser) (*User, error) {
	prepared, err := s.Prepare(ctx, n)
	if err != nil {
		return nil, err
	}
	return s.Create(ctx, prepared)
}

// AddMembership makes the user a member of an organisation, or changes their
// position in it. It may be called in a Tx. Errors: InvalidInput, NotFound,
// StateForbids for an officer, an admin and one organisation too many.
func (s *Service) AddMembership(ctx context.Context, userID string, m Membership) (*User, error) {
	var check fault.Check
	check.That(m.OrganizationID != "", "organizationId", "missing", textOrg)
	check.That(m.Kind.Valid(), "kind", "unknown_kind", textKind)
	check.That(m.Position.Valid(), "role", "unknown_role", textPosition)
	if err := check.Err(); err != nil {
		return nil, err
	}
	user, err := s.users.Update(ctx, userID, func(user *User) error {
		if user.Role != Member {
			return fault.New(fault.StateForbids, textNoMember)
		}
		if at := user.membership(m.OrganizationID); at >= 0 {
			memberships := slices.Clone(user.Memberships)
			memberships[at] = m
			user.setMemberships(memberships)
			return nil
		}
		if len(user.Memberships) >= maxMemberships {
			return fault.New(fault.StateForbids, textMany.With(maxMemberships))
		}
		user.setMemberships(append(slices.Clip(user.Memberships), m))
		return nil
	})
	return user, missingUser(err)
}

func missingUser(err error) error {
	if fault.Is(err, fault.NotFound) {
		return fault.Missing(textUser).Wrap(err)
	}
	return err
}

// User returns the account with that ID. It asks for no actor: what of it may be
// shown to whom is for the caller to say.
func (s *Service) User(ctx context.Context, id string) (*User, error) {
	user, err := s.users.Get(ctx, id)
	return user, missingUser(err)
}

// UserByEmail returns the account of that email, however it is spelled.
func (s *Service) UserByEmail(ctx context.Context, email string) (*User, error) {
	user, err := s.users.First(ctx, store.Query{Where: store.Eq{Field: "email", Value: FoldEmail(email)}})
	return user, missingUser(err)
}

// EachMember calls fn with every user who belongs to the organisation and whose
// account is open. It asks for no actor, as User does.
func (s *Service) EachMember(ctx context.Context, organizationID string, fn func(*User) error) error {
	return s.eachBelonging(ctx, organizationID, enabled(fn))
}

// EachOfficer is EachMember for the officers of one of areas.
func (s *Service) EachOfficer(ctx context.Context, areas []string, fn func(*User) error) error {
	return s.users.Each(ctx, store.Query{Where: store.And{
		store.Eq{Field: "role", Value: string(Officer)}, store.InStrings("areaCode", areas)}}, enabled(fn))
}

func enabled(fn func(*User) error) func(*User) error {
	return func(user *User) error {
		if user.Disabled {
			return nil
		}
		return fn(user)
	}
}

// ListUsers returns the accounts, oldest first, to an admin.
func (s *Service) ListUsers(ctx context.Context, actor Actor, cursor string, limit int) (store.Page[User], error) {
	if err := actor.Require(Admin); err != nil {
		return store.Page[User]{}, err
	}
	return s.users.Find(ctx, store.Query{Cursor: cursor, Limit: limit})
}

// SetDisabled shuts an account or opens it again, for an admin. Shutting ends all
// its sessions.
func (s *Service) SetDisabled(ctx context.Context, actor Actor, userID string, disabled bool) error {
	if err := actor.Require(Admin); err != nil {
		return err
	}
	_, err := s.users.Update(ctx, userID, func(user *User) error {
		if disabled && !user.Disabled {
			user.Credentials++
		}
		user.Disabled = disabled
		return nil
	})
	return missingUser(err)
}

// SignIn checks an email and a password without beginning a session: StartPage or
// IssueFor does. Errors: Unauthenticated, alike for an unknown email and a wrong
// password; RateLimited with RetryAfter; Forbidden for a disabled account, told
// only to who has its password; Unavailable. Don't call it in a Tx.
func (s *Service) SignIn(ctx context.Context, email, password string, from Origin) (*User, error) {
	email = FoldEmail(email)
	user, err := s.UserByEmail(ctx, email)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return nil, err
	}
	known := err == nil
	encoded, subject := s.hasher.decoy, subjectLimit("account", email)
	if known {
		encoded = user.PasswordHash
		seen, err := s.seenAt(ctx, user.ID, from)
		if err != nil {
			return nil, err
		}
		if seen {
			subject = subjectLimit("account", email, addressPrefix(from.Address))
		}
	}
	weak, err := s.prove(ctx, limitsFor(subject, from), encoded, password)
	switch {
	case errors.Is(err, errMismatch):
		return nil, errSignIn
	case err != nil:
		return nil, err
	case user.Disabled:
		return nil, errDisabled
	}
	if weak {
		s.rehash(ctx, user, password)
	}
	return user, nil
}

// seenAt reports whether the user has signed in from that address lately.
func (s *Service) seenAt(ctx context.Context, userID string, from Origin) (bool, error) {
	if from.Address == "" {
		return false, nil
	}
	_, err := s.sessions.First(ctx, store.Query{Where: store.And{
		store.Eq{Field: "userId", Value: userID},
		store.Eq{Field: "address", Value: addressPrefix(from.Address)},
	}})
	if fault.Is(err, fault.NotFound) {
		return false, nil
	}
	return err == nil, err
}

// rehash replaces a hash that is weaker than new ones. Failing, it is tried again
// at the next sign-in.
func (s *Service) rehash(ctx context.Context, user *User, password string) {
	old := user.PasswordHash
	hash, err := s.hash(ctx, password)
	if err == nil {
		_, err = s.users.Update(ctx, user.ID, func(user *User) error {
			if user.PasswordHash == old {
				user.PasswordHash = hash
			}
			return nil
		})
	}
	if err != nil {
		s.log.WarnContext(ctx, "password not hashed anew", "user", user.ID, "error", err)
	}
}

// Login is SignIn and IssueFor.
func (s *Service) Login(ctx context.Context, email, password string, from Origin) (*Tokens, *User, error) {
	user, err := s.SignIn(ctx, email, password, from)
	if err != nil {
		return nil, nil, err
	}
	tokens, err := s.IssueFor(ctx, user, from)
	return tokens, user, err
}

// VerifyPassword asks somebody who is signed in for their password once more, as
// a signature does. Failures count against their session alone, so nobody can
// hinder another's signature. Errors: InvalidInput with the field password if it
// is wrong, RateLimited, Unauthenticated, Unavailable. Don't call it in a Tx.
func (s *Service) VerifyPassword(ctx context.Context, actor Actor, password string) error {
	_, err := s.verify(ctx, actor, password, "password")
	return err
}

func (s *Service) verify(ctx context.Context, actor Actor, password, path string) (*User, error) {
	if !actor.SignedIn() {
		return nil, ErrUnauthenticated
	}
	user, err := s.users.Get(ctx, actor.UserID)
	if err != nil {
		return nil, ended(err)
	}
	if user.Disabled {
		return nil, errEnded
	}
	limits := limitsFor(subjectLimit("session", actor.UserID, actor.SessionID), Origin{})
	_, err = s.prove(ctx, limits, user.PasswordHash, password)
	if errors.Is(err, errMismatch) {
		return nil, fault.Invalid(path, "wrong_password", textPasswordWrong)
	}
	return user, err
}

// ResetPassword gives an account a new password and ends all its sessions; for the
// admin. Errors: InvalidInput with the field newPassword, NotFound.
func (s *Service) ResetPassword(ctx context.Context, actor Actor, userID, next string) error {
	if err := actor.Require(Admin); err != nil {
		return err
	}
	user, err := s.User(ctx, userID)
	if err != nil {
		return err
	}
	var check fault.Check
	checkPassword(&check, "newPassword", next, user.Email, user.FullName)
	if err := check.Err(); err != nil {
		return err
	}
	hash, err := s.hash(ctx, next)
	if err != nil {
		return err
	}
	_, err = s.users.Update(ctx, userID, func(stored *User) error {
		stored.PasswordHash = hash
		stored.Credentials++
		return nil
	})
	return missingUser(err)
}

// purgeBatch is how many documents one Tx of PurgeExpired removes.
const purgeBatch = 200

// PurgeExpired removes the sessions and counts of failures that have run out, and
// says how many. The worker calls it now and then.
func (s *Service) PurgeExpired(ctx context.Context) (int, error) {
	sessions, err := purge[Session](ctx, s, s.sessions)
	if err != nil {
		return sessions, err
	}
	attempts, err := purge[Attempts](ctx, s, s.attempts)
	return sessions + attempts, err
}

func purge[T any, P store.Document[T]](ctx context.Context, s *Service, from *store.Collection[T]) (int, error) {
	expired := store.Query{
		Where: store.Range{Field: "expiresAt", Below: store.At(s.clock())},
		Sort:  []string{"expiresAt"},
		Limit: purgeBatch,
	}
	for total := 0; ; {
		removed := 0
		err := s.db.Tx(ctx, func(ctx context.Context) error {
			page, err := from.Find(ctx, expired)
			if err != nil {
				return err
			}
			removed = len(page.Items)
			for i := range page.Items {
				if err := from.Delete(ctx, P(&page.Items[i]).Base().ID); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return total, err
		}
		total += removed
		if removed < purgeBatch {
			return total, nil
		}
	}
}
