package rest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"lienket/api/fault"
	"lienket/api/store"
)

// replay is the answer to a POST with an Idempotency-Key, stored in the Tx of its
// work under the actor and the key.
type replay struct {
	store.Meta  `json:",inline"`
	Fingerprint string        `json:"fingerprint"`
	Status      int64         `json:"status"`
	ETag        string        `json:"etag,omitempty"`
	Location    string        `json:"location,omitempty"`
	Body        string        `json:"body,omitempty"`
	Expires     store.Instant `json:"expires"`
}

const replayLife = 24 * time.Hour

func openReplays(ctx context.Context, db store.DB, clock func() time.Time) (*store.Collection[replay], error) {
	return store.Open[replay](ctx, db, store.Schema{
		Name:    "idempotency",
		Indexes: []store.Index{{Fields: []string{"expires"}}},
	}, clock)
}

// once does work within a Tx that also stores its answer, unless the key has been
// answered before.
func (s *Server) once(r *request, rules *policy, status int, prepare func() error, work func(context.Context) (*replay, error)) error {
	sum := sha256.Sum256([]byte(r.actor.UserID + "\x00" + r.key))
	id := hex.EncodeToString(sum[:16])

	prior, err := s.answered(r, id)
	if err != nil || prior != nil {
		return s.repeat(r, prior, err)
	}
	if err := prepare(); err != nil {
		return err
	}
	var answer *replay
	txContext := context.Context(r)
	if rules.large {
		txContext = store.Large(r)
	}
	err = s.opts.DB.Tx(txContext, func(ctx context.Context) error {
		var err error
		if prior, err = s.answered(ctx, id); err != nil || prior != nil {
			return err
		}
		if answer, err = work(ctx); err != nil {
			return err
		}
		answer.Fingerprint = r.fingerprint
		if answer.Status == 0 {
			answer.Status = int64(status)
		}
		answer.Expires = store.At(s.opts.Clock().Add(replayLife))
		stored := *answer
		_, err = s.replays.Put(ctx, id, func(kept *replay) error {
			*kept = stored // Put keeps the Meta
			return nil
		})
		return err
	})
	if fault.Is(err, fault.Conflict) {
		// Another with the same key may have committed first.
		if prior, _ = s.answered(r, id); prior != nil {
			return s.repeat(r, prior, nil)
		}
	}
	if err != nil || prior != nil {
		return s.repeat(r, prior, err)
	}
	r.outcome.replay = answer
	return nil
}

// answered is the answer stored under id, nil if there is none.
func (s *Server) answered(ctx context.Context, id string) (*replay, error) {
	prior, err := s.replays.Get(ctx, id)
	if fault.Is(err, fault.NotFound) || err == nil && !prior.Expires.After(s.opts.Clock()) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return prior, nil
}

func (s *Server) repeat(r *request, prior *replay, err error) error {
	if err != nil {
		return err
	}
	if prior.Fingerprint != r.fingerprint {
		return errKeyReused
	}
	r.outcome.replay, r.outcome.replayed = prior, true
	return nil
}

// PurgeReplays removes expired answers, for the schedule.
func (s *Server) PurgeReplays(ctx context.Context) error {
	if s.replays == nil {
		return nil
	}
	old := store.Query{
		Where: store.Range{Field: "expires", Below: store.At(s.opts.Clock())},
		Sort:  []string{"expires"},
		Limit: 500,
	}
	return s.replays.Each(ctx, old, func(r *replay) error {
		if err := s.replays.Delete(ctx, r.ID); err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		return nil
	})
}

func validKey(key []byte) bool {
	for _, b := range key {
		if b < 0x21 || b > 0x7e {
			return false
		}
	}
	return len(key) <= 255
}

var (
	errKey = fault.Invalid("Idempotency-Key", "malformed", fault.T(
		"Cần 1 đến 255 ký tự ASCII nhìn thấy được.", "Must be 1 to 255 visible ASCII characters."))
	errKeyReused = fault.New(fault.Conflict, fault.T(
		"Idempotency-Key này đã dùng cho một yêu cầu khác.", "This Idempotency-Key was used for another request.")).
		WithField("Idempotency-Key", "reused", fault.T("Đã dùng cho một yêu cầu khác.", "Used for another request."))
)
