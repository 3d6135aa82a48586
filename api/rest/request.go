package rest

import (
	"context"
	"strings"
	"sync/atomic"
	"time"

	"lienket/api/account"
	"lienket/api/fault"
)

// request is what is known of the request being answered. It is the context of
// its work, with a deadline whose timer is only made when somebody waits on it.
type request struct {
	base     context.Context
	deadline time.Time
	timer    atomic.Pointer[timer]

	id      string
	lang    string
	address string
	agent   string
	actor   account.Actor

	ifMatch     int64
	ifNoneMatch string
	key         string // Idempotency-Key
	fingerprint string // of method, path and body, when key is set

	// outcome is what the adapter answers instead of huma, when set.
	outcome outcome
}

// outcome is an answer that is not encoded from an operation's output.
type outcome struct {
	err         error
	notModified bool
	replay      *replay
	replayed    bool
	file        *File
	retryAfter  time.Duration // when to ask again
}

type timer struct {
	context.Context
	cancel context.CancelFunc
}

type requestKey struct{}

// RequestID is the ID of the request that ctx belongs to, "" outside one.
func RequestID(ctx context.Context) string {
	if r := requestOf(ctx); r != nil {
		return r.id
	}
	return ""
}

// Language is "vi" or "en", as the request prefers.
func Language(ctx context.Context) string {
	if r := requestOf(ctx); r != nil {
		return r.lang
	}
	return "vi"
}

// SetActor tells the access log who a page's visitor is.
func SetActor(ctx context.Context, actor account.Actor) {
	if r := requestOf(ctx); r != nil {
		r.actor = actor
	}
}

func requestOf(ctx context.Context) *request {
	if r, ok := ctx.(*request); ok {
		return r
	}
	r, _ := ctx.Value(requestKey{}).(*request)
	return r
}

// actor is who makes the request; the zero Actor for a visitor.
func actor(ctx context.Context) account.Actor {
	if r := requestOf(ctx); r != nil {
		return r.actor
	}
	return account.Actor{}
}

// ifMatch is the version that the request wants to change, 0 for any.
func ifMatch(ctx context.Context) int64 {
	if r := requestOf(ctx); r != nil {
		return r.ifMatch
	}
	return 0
}

// origin is where the request comes from.
func origin(ctx context.Context) account.Origin {
	if r := requestOf(ctx); r != nil {
		return account.Origin{Address: r.address, UserAgent: r.agent}
	}
	return account.Origin{}
}

// Deadline implements context.Context.
func (r *request) Deadline() (time.Time, bool) { return r.deadline, true }

// Done implements context.Context.
func (r *request) Done() <-chan struct{} {
	t := r.timer.Load()
	if t == nil {
		ctx, cancel := context.WithDeadline(r.base, r.deadline)
		t = &timer{ctx, cancel}
		if !r.timer.CompareAndSwap(nil, t) {
			cancel()
			t = r.timer.Load()
		}
	}
	return t.Done()
}

// Err implements context.Context.
func (r *request) Err() error {
	if t := r.timer.Load(); t != nil {
		return t.Err()
	}
	if err := r.base.Err(); err != nil {
		return err
	}
	if time.Now().After(r.deadline) {
		return context.DeadlineExceeded
	}
	return nil
}

// Value implements context.Context. The timer answers the context package's own
// question, so that children hang on to it without a goroutine.
func (r *request) Value(key any) any {
	if key == (requestKey{}) {
		return r
	}
	if t := r.timer.Load(); t != nil {
		return t.Value(key)
	}
	return r.base.Value(key)
}

func (r *request) end() {
	if t := r.timer.Load(); t != nil {
		t.cancel()
	}
}

// preferred picks the language of an Accept-Language header: the first of vi and
// en by weight; Vietnamese for everybody else.
func preferred(header []byte) string {
	if len(header) == 0 || len(header) >= 2 && header[0] == 'v' && header[1] == 'i' && (len(header) == 2 || header[2] == '-' || header[2] == ',') {
		return "vi"
	}
	best, weight := "vi", 0
	for part := range strings.SplitSeq(string(header), ",") {
		tag, params, _ := strings.Cut(strings.TrimSpace(part), ";")
		primary, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(tag)), "-")
		if primary != "vi" && primary != "en" {
			continue
		}
		if q := quality(params); q > weight {
			best, weight = primary, q
		}
	}
	return best
}

// quality reads "q=0.8" as 800.
func quality(params string) int {
	digits, found := strings.CutPrefix(strings.TrimSpace(params), "q=")
	if !found {
		return 1000
	}
	whole, part, _ := strings.Cut(digits, ".")
	q := 0
	if whole == "1" {
		return 1000
	}
	for i, unit := 0, 100; i < 3 && i < len(part); i, unit = i+1, unit/10 {
		if part[i] < '0' || part[i] > '9' {
			return 0
		}
		q += int(part[i]-'0') * unit
	}
	return q
}

// parseVersion reads an If-Match header: "3", W/"3" or *.
func parseVersion(header string) (int64, error) {
	text := strings.TrimSpace(header)
	if text == "" || text == "*" {
		return 0, nil
	}
	text = strings.TrimPrefix(text, "W/")
	if len(text) > 2 && text[0] == '"' && text[len(text)-1] == '"' && len(text) <= 20 {
		version := int64(0)
		for _, digit := range text[1 : len(text)-1] {
			if digit < '0' || digit > '9' {
				return 0, errIfMatch
			}
			version = version*10 + int64(digit-'0')
		}
		if version > 0 {
			return version, nil
		}
	}
	return 0, errIfMatch
}

var errIfMatch = fault.Invalid("If-Match", "malformed", fault.T(
	`Phải là ETag đã nhận, ví dụ "3", hoặc *.`, `Must be an ETag as received, like "3", or *.`))
