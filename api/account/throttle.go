package account

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/netip"
	"time"

	"lienket/api/fault"
	"lienket/api/store"
)

// Guessing a password is slowed down per subject and per address.
//
// A subject is an account as seen from addresses where it never signed in, or
// from one where it did, or a session in which a password is asked for again.
// After freeTries failures each further one costs a delay, from firstDelay,
// doubled each time, to longestDelay; a success or quietTime without a failure
// forgets them. Tries during a delay are refused, neither checked nor counted, so
// a delay can't be drawn out. Who guesses at somebody's account from elsewhere
// delays strangers alone: its owner signs in from where they did before, and
// signed-in sessions go on.
//
// An address, for IPv6 its /64, may fail addressTries times, of which one is
// forgiven every addressWindow/addressTries.
//
// The counts are in the store, so all replicas share them.
const (
	freeTries    = 5
	firstDelay   = time.Minute
	longestDelay = 15 * time.Minute
	quietTime    = 30 * time.Minute

	addressTries   = 50
	addressWindow  = 15 * time.Minute
	addressForgive = addressWindow / addressTries
)

// Attempts counts the failures under one limit, whose name, hashed, is its ID.
type Attempts struct {
	store.Meta `json:",inline"`
	Failures   int64         `json:"failures"`
	LastFailed store.Instant `json:"lastFailed"`
	ExpiresAt  store.Instant `json:"expiresAt"`
}

var attemptSchema = store.Schema{
	Name:    "login_attempts",
	Indexes: []store.Index{{Fields: []string{"expiresAt"}}},
}

// limit is one count that a try is held against.
type limit struct {
	id        string
	byAddress bool
}

func subjectLimit(parts ...string) limit { return limit{id: hashID(append(parts, "subject"))} }

// limitsFor are those of a try at subject from that address.
func limitsFor(subject limit, from Origin) []limit {
	if from.Address == "" {
		return []limit{subject}
	}
	return []limit{subject, {id: hashID([]string{addressPrefix(from.Address), "address"}), byAddress: true}}
}

func hashID(parts []string) string {
	sum := sha256.New()
	for _, part := range parts {
		length := sha256.Sum256([]byte(part))
		sum.Write(length[:])
	}
	return hex.EncodeToString(sum.Sum(nil)[:16])
}

// addressPrefix is what one customer of a provider has: an IPv4 address, an IPv6
// network of 64 bits. What is no address stands for itself, cut short.
func addressPrefix(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return clip(address, 64)
	}
	ip = ip.Unmap().WithZone("")
	if ip.Is4() {
		return ip.String()
	}
	prefix, _ := ip.Prefix(64) // 64 bits are in range of any IPv6 address
	return prefix.String()
}

// delay is how long tries under the limit are refused from now.
func (l limit) delay(a *Attempts, now time.Time) time.Duration {
	since := max(now.Sub(a.LastFailed.Time), 0)
	if l.byAddress {
		over := l.remaining(a, now) - addressTries
		if over < 0 {
			return 0
		}
		return time.Duration(over+1)*addressForgive - since%addressForgive
	}
	failures := l.remaining(a, now)
	if failures < freeTries {
		return 0
	}
	delay := longestDelay
	if doubled := failures - freeTries; doubled < 8 {
		delay = min(firstDelay<<doubled, longestDelay)
	}
	return max(delay-since, 0)
}

// remaining is how many failures still count at now.
func (l limit) remaining(a *Attempts, now time.Time) int64 {
	since := max(now.Sub(a.LastFailed.Time), 0)
	switch {
	case l.byAddress:
		return max(a.Failures-int64(since/addressForgive), 0)
	case since >= quietTime:
		return 0
	}
	return a.Failures
}

// checkLimits is RateLimited while one of limits refuses.
func (s *Service) checkLimits(ctx context.Context, limits []limit) error {
	now := s.clock()
	var delay time.Duration
	for _, l := range limits {
		counted, err := s.attempts.Get(ctx, l.id)
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return err
		}
		delay = max(delay, l.delay(counted, now))
	}
	if delay == 0 {
		return nil
	}
	delay = (delay + time.Second - 1).Truncate(time.Second)
	text := textThrottledSeconds.With(delay / time.Second)
	if delay > time.Minute {
		text = textThrottledMinutes.With((delay + time.Minute - 1) / time.Minute)
	}
	return &fault.Error{Code: fault.RateLimited, Message: text, RetryAfter: delay}
}

// countFailure counts one failed try under each limit, even if the one who tried
// has gone: hanging up must not make a guess free.
func (s *Service) countFailure(ctx context.Context, limits []limit) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	var failed error
	for _, l := range limits {
		_, err := s.attempts.Put(ctx, l.id, func(a *Attempts) error {
			now := s.clock()
			a.Failures = l.remaining(a, now) + 1
			a.LastFailed = store.At(now)
			a.ExpiresAt = store.At(now.Add(max(quietTime, addressWindow)))
			return nil
		})
		failed = errors.Join(failed, err)
	}
	return failed
}

// forgive forgets the failures of a subject, never those of an address: whoever
// has an account could clear it for guesses at others.
func (s *Service) forgive(ctx context.Context, limits []limit) error {
	for _, l := range limits {
		if l.byAddress {
			continue
		}
		if _, err := s.attempts.Get(ctx, l.id); err == nil {
			if err := s.attempts.Delete(ctx, l.id); err != nil && !fault.Is(err, fault.NotFound) {
				return err
			}
		}
	}
	return nil
}

// errMismatch is a wrong password; who asks for it says so in their own words.
var errMismatch = errors.New("password mismatch")

// prove checks a password against a hash under limits. The limits are looked at
// twice: before the wait for a slot, so that refused tries cost nothing, and with
// the slot, which is kept until a failure is counted, so that tries at the same
// time exceed a limit by no more than there are slots. Errors: errMismatch,
// RateLimited, Unavailable.
func (s *Service) prove(ctx context.Context, limits []limit, encoded, password string) (weak bool, err error) {
	if err := s.checkLimits(ctx, limits); err != nil {
		return false, err
	}
	release, err := s.hasher.acquire(ctx)
	if err != nil {
		return false, err
	}
	defer release()
	if err := s.checkLimits(ctx, limits); err != nil {
		return false, err
	}
	ok, weak, err := s.hasher.matches(encoded, password)
	if err != nil {
		return false, err
	}
	if !ok {
		if err := s.countFailure(ctx, limits); err != nil {
			return false, err
		}
		return false, errMismatch
	}
	return weak, s.forgive(ctx, limits)
}
