package account

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/crypto/argon2"

	"lienket/api/fault"
)

// HashParams are the costs of argon2id.
type HashParams struct {
	MemoryKiB uint32
	Passes    uint32
	Lanes     uint8
}

var (
	// DefaultHash is OWASP's minimum for argon2id: 19 MiB, two passes, one lane.
	DefaultHash = HashParams{MemoryKiB: 19 << 10, Passes: 2, Lanes: 1}
	// CheapHash is for tests and for demo accounts, whose password is public. A
	// service with dearer parameters hashes such a password anew at its first use.
	CheapHash = HashParams{MemoryKiB: 64, Passes: 1, Lanes: 1}
)

// Bounds on what a stored hash may ask of the machine.
const (
	maxMemoryKiB     = 1 << 20
	maxPasses        = 16
	maxLanes         = 16
	saltBytes        = 16
	sumBytes         = 32
	maxPasswordBytes = 4 << 10
)

// hasher makes and verifies password hashes in the PHC string form, no more at a
// time than it has slots: each takes a core and MemoryKiB.
type hasher struct {
	params  HashParams
	slots   chan struct{}
	waiting atomic.Int64
	// decoy is a hash that no password has. An unknown email is checked against
	// it, so that the answer takes as long as for a known one.
	decoy string
}

// maxWaiting bounds the queue for a slot: at 100 the last waits about 2 s.
const maxWaiting = 100

var errBusy = &fault.Error{Code: fault.Unavailable, Message: textBusy, RetryAfter: 2 * time.Second}

func newHasher(params HashParams) *hasher {
	random := make([]byte, saltBytes+sumBytes)
	rand.Read(random)
	return &hasher{
		params: params,
		slots:  make(chan struct{}, min(max(runtime.GOMAXPROCS(0), 2), 4)),
		decoy:  encodeHash(params, random[:saltBytes], random[saltBytes:]),
	}
}

// acquire waits for a slot; the caller releases it.
func (h *hasher) acquire(ctx context.Context) (release func(), err error) {
	if h.waiting.Add(1) > maxWaiting {
		h.waiting.Add(-1)
		return nil, errBusy
	}
	defer h.waiting.Add(-1)
	select {
	case h.slots <- struct{}{}:
		return func() { <-h.slots }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// hash is called with a slot.
func (h *hasher) hash(password string) string {
	salt := make([]byte, saltBytes)
	rand.Read(salt)
	p := h.params
	return encodeHash(p, salt, argon2.IDKey([]byte(foldPassword(password)), salt, p.Passes, p.MemoryKiB, p.Lanes, sumBytes))
}

// matches is called with a slot. weak says that the hash should be made anew. A
// hash that can't be read is an error.
func (h *hasher) matches(encoded, password string) (ok, weak bool, err error) {
	if len(password) > maxPasswordBytes {
		encoded, password = h.decoy, ""
	}
	p, salt, sum, err := decodeHash(encoded)
	if err != nil {
		return false, false, err
	}
	got := argon2.IDKey([]byte(foldPassword(password)), salt, p.Passes, p.MemoryKiB, p.Lanes, uint32(len(sum)))
	ok = subtle.ConstantTimeCompare(got, sum) == 1
	return ok, p.MemoryKiB < h.params.MemoryKiB || p.Passes < h.params.Passes, nil
}

func encodeHash(p HashParams, salt, sum []byte) string {
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s",
		argon2.Version, p.MemoryKiB, p.Passes, p.Lanes, b64.EncodeToString(salt), b64.EncodeToString(sum))
}

// errHash doesn't carry the hash, which is a secret.
var errHash = errors.New("a stored password hash can't be read")

func decodeHash(encoded string) (p HashParams, salt, sum []byte, err error) {
	parts := strings.Split(encoded, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return p, nil, nil, errHash
	}
	if n, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &p.MemoryKiB, &p.Passes, &p.Lanes); n != 3 || err != nil || !p.valid() {
		return p, nil, nil, errHash
	}
	if salt, err = base64.RawStdEncoding.DecodeString(parts[4]); err != nil || len(salt) < 8 {
		return p, nil, nil, errHash
	}
	if sum, err = base64.RawStdEncoding.DecodeString(parts[5]); err != nil || len(sum) < 16 {
		return p, nil, nil, errHash
	}
	return p, salt, sum, nil
}

func (p HashParams) valid() bool {
	return p.Passes >= 1 && p.Passes <= maxPasses && p.Lanes >= 1 && p.Lanes <= maxLanes &&
		p.MemoryKiB >= 8*uint32(p.Lanes) && p.MemoryKiB <= maxMemoryKiB
}
