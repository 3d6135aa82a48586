// Package worker does what must happen after a write but not within it: it
// drains the outbox that areas write to in their transactions, and runs the
// jobs of the schedule, each on one replica at a time.
package worker

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"lienket/api/fault"
	"lienket/api/store"
)

// Outbox keeps what is still to be done, written in the same Tx as its cause:
// committed together, lost together.
//
// A row is immutable and its ID is "topic:" + the time it is due + a count and
// the process, so that nothing else orders or finds rows. Hence Enqueue is one blind insert, served by no index but the ID and in
// conflict with nobody; an Enqueue while its key is being handled is a row of its
// own that the handler's success cannot remove; and what waits for its retry
// simply lies further down the same order. Rows of one key are one call: the
// handler gets keys, loads what they stand for now, and needs no order.
type Outbox struct {
	db       store.DB
	rows     *store.Collection[row]
	clock    func() time.Time
	instance string
	count    atomic.Uint64

	mu    sync.RWMutex
	bells map[string][]chan struct{}
}

type row struct {
	store.Meta `json:",inline"`
	Key        string `json:"key"`
	// By is the process that wrote the row and handles it first.
	By       string `json:"by"`
	Attempts int64  `json:"attempts,omitempty"`
}

// OpenOutbox opens the outbox of a database.
func OpenOutbox(ctx context.Context, db store.DB, clock func() time.Time) (*Outbox, error) {
	rows, err := store.Open[row](ctx, db, store.Schema{Name: "outbox"}, clock)
	if err != nil {
		return nil, err
	}
	return &Outbox{db: db, rows: rows, clock: clock, instance: randomPart(), bells: map[string][]chan struct{}{}}, nil
}

// Enqueue asks for the handler of topic to be called with each of keys, once the
// Tx of ctx has committed, at least once. A topic is of lower-case letters,
// digits, "-" and ".".
func (o *Outbox) Enqueue(ctx context.Context, topic string, keys ...string) error {
	if len(keys) == 0 {
		return nil
	}
	if !validTopic(topic) {
		return fmt.Errorf("outbox: topic %q", topic)
	}
	now := o.clock()
	rows := make([]*row, len(keys))
	for i, key := range keys {
		rows[i] = &row{Meta: store.Meta{ID: o.rowID(topic, now)}, Key: key, By: o.instance}
	}
	if err := o.rows.Insert(ctx, rows...); err != nil {
		return fmt.Errorf("outbox: enqueue %s: %w", topic, err)
	}
	store.AfterCommit(ctx, func() { o.ring(topic) })
	return nil
}

// Pending counts the rows of a topic that are not done.
func (o *Outbox) Pending(ctx context.Context, topic string) (int64, error) {
	return o.rows.Count(ctx, allOf(topic))
}

// Clear drops the rows of topics, for when what they ask for has been done for all
// keys at once and nobody else writes.
func (o *Outbox) Clear(ctx context.Context, topics ...string) error {
	for _, topic := range topics {
		for {
			page, err := o.rows.Find(ctx, store.Query{Where: allOf(topic), Limit: store.MaxLimit})
			if err != nil {
				return err
			}
			if len(page.Items) == 0 {
				break
			}
			if err := o.remove(ctx, page.Items); err != nil {
				return err
			}
		}
	}
	return nil
}

// postpone moves one row per key to a later time and drops the others.
func (o *Outbox) postpone(ctx context.Context, topic string, rows []row, delay func(attempts int64) time.Duration) error {
	attempts := map[string]int64{}
	for _, r := range rows {
		attempts[r.Key] = max(attempts[r.Key], r.Attempts+1)
	}
	later := make([]*row, 0, len(attempts))
	for key, n := range attempts {
		later = append(later, &row{Meta: store.Meta{ID: o.rowID(topic, o.clock().Add(delay(n)))}, Key: key, By: o.instance, Attempts: n})
	}
	return o.db.Tx(ctx, func(ctx context.Context) error {
		if err := o.rows.Insert(ctx, later...); err != nil {
			return err
		}
		return o.remove(ctx, rows)
	})
}

// remove deletes rows, together; another replica may have been first.
func (o *Outbox) remove(ctx context.Context, rows []row) error {
	if len(rows) == 0 {
		return nil
	}
	return o.db.Tx(ctx, func(ctx context.Context) error {
		for _, r := range rows {
			if err := o.rows.Delete(ctx, r.ID); err != nil && !fault.Is(err, fault.NotFound) {
				return err
			}
		}
		return nil
	})
}

func (o *Outbox) ring(topic string) {
	o.mu.RLock()
	defer o.mu.RUnlock()
	for _, bell := range o.bells[topic] {
		select {
		case bell <- struct{}{}:
		default: // it rings already
		}
	}
}

func (o *Outbox) bell(topic string) chan struct{} {
	bell := make(chan struct{}, 1)
	o.mu.Lock()
	defer o.mu.Unlock()
	o.bells[topic] = append(o.bells[topic], bell)
	return bell
}

func (o *Outbox) drop(topic string, bell chan struct{}) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.bells[topic] = slices.DeleteFunc(o.bells[topic], func(b chan struct{}) bool { return b == bell })
}

func allOf(topic string) store.Range {
	return store.Range{Field: "_id", From: topic + ":", Below: topic + ";"}
}

func dueBy(topic string, t time.Time) store.Range {
	return store.Range{Field: "_id", From: topic + ":", Below: topic + ":" + timePart(t.Add(time.Millisecond))}
}

func (o *Outbox) rowID(topic string, due time.Time) string {
	return topic + ":" + timePart(due) + "-" + fmt.Sprintf("%010x", o.count.Add(1)) + "-" + o.instance
}

// timePart is 12 digits that sort as time does, like the head of a UUIDv7.
func timePart(t time.Time) string {
	text := strconv.FormatInt(max(t.UnixMilli(), 0), 16)
	return "000000000000"[min(len(text), 12):] + text
}

func randomPart() string {
	var random [8]byte
	_, _ = rand.Read(random[:]) // never fails: crypto/rand stops the program instead
	return hex.EncodeToString(random[:])
}

func validTopic(topic string) bool {
	for i := 0; i < len(topic); i++ {
		c := topic[i]
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' && c != '.' {
			return false
		}
	}
	return topic != ""
}
