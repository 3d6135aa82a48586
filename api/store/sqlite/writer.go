package sqlite

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"lienket/api/fault"
)

// Bounds of a batch. They matter only while callers keep queueing; a batch ends
// as soon as nobody waits.
const (
	maxBatch     = 128
	maxBatchTime = 5 * time.Millisecond
)

// writer owns the one connection that writes. Callers take turns on it in the
// order they came, each on its own goroutine; as long as another one waits, the
// transaction is left open for it, so that one COMMIT, with its one wait for the
// disk, serves many. Whoever finds nobody waiting commits.
type writer struct {
	conn  *conn
	cache *cache

	mu     sync.Mutex
	idle   *sync.Cond
	busy   bool
	queue  []chan struct{}
	closed bool

	batch *batch // of whoever has the turn
}

// batch is one transaction of SQLite, shared by several of ours.
type batch struct {
	began   time.Time
	members int
	writes  []written
	touched map[docKey]bool // also by what was undone since
	undone  bool            // SQLite holds nothing of it any more
	failure error           // why, if that is not what its member wanted
	done    chan struct{}   // closed when the outcome is durable
	err     error           // the outcome
}

// written is a document of a batch as it will be; nil if removed.
type written struct {
	key docKey
	doc []byte
}

func newWriter(c *conn, cached *cache) *writer {
	w := &writer{conn: c, cache: cached}
	w.idle = sync.NewCond(&w.mu)
	return w
}

// do runs fn in a transaction and returns when that is durable. hooks, if any,
// travel with the transaction. If fn panics or ends its goroutine, what it did
// is undone and the writer goes on.
func (w *writer) do(ctx context.Context, tx *tx, fn func() error) error {
	if err := w.enter(ctx); err != nil {
		return err
	}
	returned := false
	defer func() {
		if !returned {
			w.leave()
		}
	}()
	if tx.large && w.batch != nil { // the first of a batch needs no savepoint
		w.commit(w.batch)
	}
	err := w.open()
	if err == nil {
		err = w.run(ctx, tx, fn)
	}
	b := w.batch
	returned = true
	w.leave()
	if b == nil {
		return err
	}
	// An error waits too: it may come of what others in the batch have written.
	<-b.done
	if b.err != nil {
		return b.err
	}
	return err
}

// enter waits for the turn. With an error there is none.
func (w *writer) enter(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	w.mu.Lock()
	if w.closed {
		w.mu.Unlock()
		return errClosed
	}
	if !w.busy {
		w.busy = true
		w.mu.Unlock()
		return nil
	}
	turn := make(chan struct{})
	w.queue = append(w.queue, turn)
	w.mu.Unlock()

	select {
	case <-turn:
		if err := ctx.Err(); err != nil {
			w.leave()
			return err
		}
		return nil
	case <-ctx.Done():
	}
	w.mu.Lock()
	at := slices.Index(w.queue, turn)
	if at >= 0 {
		w.queue = slices.Delete(w.queue, at, at+1)
	}
	w.mu.Unlock()
	if at < 0 {
		<-turn
		w.leave()
	}
	return ctx.Err()
}

// open begins a batch unless one is open.
func (w *writer) open() error {
	if w.batch != nil {
		return nil
	}
	if _, err := w.conn.exec("BEGIN IMMEDIATE"); err != nil {
		return translate(err)
	}
	w.batch = &batch{began: time.Now(), touched: map[docKey]bool{}, done: make(chan struct{})}
	return nil
}

// run calls fn as the batch's next member. The first needs no savepoint: to undo
// it is to undo the batch.
func (w *writer) run(ctx context.Context, tx *tx, fn func() error) error {
	b := w.batch
	first := b.members == 0
	if !first {
		if _, err := w.conn.exec("SAVEPOINT member"); err != nil {
			w.abandon(err)
			return translate(err)
		}
	}
	b.members++
	tx.begin(w.conn, b)
	mark := len(b.writes)
	keep := false
	defer func() {
		failure := tx.end()
		switch {
		case b.undone:
		case failure != nil:
			w.abandon(failure)
		case !keep && first:
			w.abandon(nil)
		case !keep:
			b.writes = b.writes[:mark]
			_, err := w.conn.exec("ROLLBACK TO member")
			if err == nil {
				_, err = w.conn.exec("RELEASE member")
			}
			if err != nil {
				w.abandon(err)
			}
		case !first:
			if _, err := w.conn.exec("RELEASE member"); err != nil {
				w.abandon(err)
			}
		}
	}()
	if err := fn(); err != nil {
		return err
	}
	if err := cmp.Or(ctx.Err(), tx.spoiled); err != nil {
		return err
	}
	keep = true
	return nil
}

// abandon rolls the whole batch back. failure is nil if its only member asked for
// that; otherwise all members get it. SQLite may have rolled back by itself, and
// then says that there is nothing to roll back.
func (w *writer) abandon(failure error) {
	b := w.batch
	b.undone = true
	b.writes = nil
	if failure != nil {
		b.failure = unavailable(failure)
	}
	_, _ = w.conn.exec("ROLLBACK")
}

func unavailable(cause error) error {
	if translated := translate(cause); fault.Is(translated, fault.Unavailable) {
		return translated
	}
	return fault.New(fault.Unavailable, textBusy).Wrap(cause)
}

// leave passes the turn on: within the batch if somebody waits and the batch has
// room, otherwise after its commit.
func (w *writer) leave() {
	b := w.batch
	if b != nil && !b.undone && b.members < maxBatch && time.Since(b.began) < maxBatchTime && w.pass(false) {
		return
	}
	if b != nil {
		w.commit(b)
	}
	w.pass(true)
}

// pass gives the turn to the next in the queue. If there is none it says so and,
// if the turn may be given up, gives it up.
func (w *writer) pass(giveUp bool) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.queue) > 0 {
		turn := w.queue[0]
		w.queue = w.queue[1:]
		close(turn)
		return true
	}
	if giveUp {
		w.busy = false
		w.idle.Broadcast()
	}
	return false
}

// commit ends the batch and tells its members. Nobody sees its writes before
// they are durable: other connections by SQLite's rules, the cache by freeze.
func (w *writer) commit(b *batch) {
	w.batch = nil
	defer close(b.done)
	if b.undone {
		b.err = b.failure
		return
	}
	now := make(map[docKey][]byte, len(b.writes))
	for _, write := range b.writes {
		if _, known := now[write.key]; !known {
			w.cache.freeze(write.key)
		}
		now[write.key] = write.doc
	}
	_, err := w.conn.exec("COMMIT")
	if err != nil {
		b.err = unavailable(errors.Join(errCommit, err))
		_, _ = w.conn.exec("ROLLBACK")
	}
	for key, doc := range now {
		if err != nil {
			doc = nil
		}
		w.cache.thaw(key, doc)
	}
}

// close waits for the turns taken and queued, and takes no more.
func (w *writer) close() error {
	w.mu.Lock()
	w.closed = true
	for w.busy {
		w.idle.Wait()
	}
	w.mu.Unlock()
	return w.conn.close()
}
