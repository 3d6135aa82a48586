package embedded

import (
	"context"
	"slices"

	"lienket/search"
)

// commit is one Apply on its way to the log.
type commit struct {
	changes []search.Change
	done    chan error // of room for one
}

// Commits that wait while the log is synced share the next sync; so many at most.
const maxShared = 256

// Apply puts and deletes documents. It returns when the changes that are new are
// synced to the log and found by searches; concurrent calls share a sync. If ctx
// ends before, the changes may be applied all the same. Its cost for one document
// is a sync and some tens of microseconds, however many documents there are.
func (e *Engine) Apply(ctx context.Context, changes []search.Change) error {
	c := &commit{changes, make(chan error, 1)}
	select {
	case <-e.closing:
		return errClosed
	case <-ctx.Done():
		return errUnavailable.Wrap(ctx.Err())
	case e.queue <- c:
	}
	select {
	case err := <-c.done:
		return err
	case <-ctx.Done():
		return errUnavailable.Wrap(ctx.Err())
	}
}

// write takes commits off the queue until the engine closes.
func (e *Engine) write() {
	for {
		var shared []*commit
		select {
		case <-e.closing:
			return
		case c := <-e.queue:
			shared = append(shared, c)
		}
	gather:
		for len(shared) < maxShared {
			select {
			case c := <-e.queue:
				shared = append(shared, c)
			default:
				break gather
			}
		}
		err := e.commit(shared)
		for _, c := range shared {
			c.done <- err
		}
		e.compactIfWorth()
	}
}

// commit makes changes durable, then visible.
func (e *Engine) commit(shared []*commit) error {
	e.writing.Lock()
	defer e.writing.Unlock()
	changes := make([]search.Change, 0, len(shared))
	for _, c := range shared {
		changes = append(changes, c.changes...)
	}
	if e.meanwhile != nil {
		*e.meanwhile = append(*e.meanwhile, changes...)
	}
	changes = e.index.newOf(changes)
	if len(changes) == 0 {
		return nil
	}
	if e.broken != nil {
		return errUnavailable.Wrap(e.broken)
	}
	err := e.log.append(changes)
	if err == nil {
		err = e.log.sync()
	}
	if err != nil {
		// What a failed write or sync left on the disk is unknown: the log ends
		// here, and a rebuild begins the next one.
		e.fail(err)
		return errUnavailable.Wrap(err)
	}
	e.show(changes)
	return nil
}

// Searches wait for so many changes at a time, a millisecond or two.
const changesAtOnce = 64

// show applies changes to the index. The caller holds e.writing.
func (e *Engine) show(changes []search.Change) {
	for some := range slices.Chunk(changes, changesAtOnce) {
		e.reading.Lock()
		for i := range some {
			e.index.apply(&some[i])
		}
		e.reading.Unlock()
	}
}

// fail notes that the log cannot be written any more. The caller holds e.writing.
func (e *Engine) fail(err error) {
	e.logger.Error("the search index cannot be written and must be rebuilt", "error", err)
	e.broken = err
	e.reading.Lock()
	e.lost = true
	e.reading.Unlock()
}
