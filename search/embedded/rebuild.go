package embedded

import (
	"cmp"
	"context"
	"errors"
	"os"
	"path/filepath"

	"golang.org/x/sync/errgroup"

	"lienket/search"
)

// Replace makes next's documents the whole index. They go to a second index and a
// second log, tens of thousands a second, a batch while the next one is made; the
// changes applied meanwhile follow, then both take the place of the old ones.
// Errors of next are returned as they are and change nothing. One Replace runs at
// a time.
func (e *Engine) Replace(ctx context.Context, next func(yield func([]search.Document) error) error) error {
	e.rebuilding.Lock()
	defer e.rebuilding.Unlock()
	return e.rebuild(ctx, true, func(put func([]search.Change) error) error {
		batches := make(chan []search.Change)
		group, writing := errgroup.WithContext(ctx)
		var broken any
		group.Go(func() (err error) {
			defer func() {
				if broken = recover(); broken != nil {
					err = errBroken
				}
			}()
			for changes := range batches {
				if err := put(changes); err != nil {
					return err
				}
			}
			return nil
		})
		var wrote error
		err := func() error {
			defer func() { // also when next panics
				close(batches)
				wrote = group.Wait()
			}()
			return next(func(documents []search.Document) error {
				changes := make([]search.Change, len(documents))
				for i, d := range documents {
					changes[i].Document = d
				}
				select {
				case batches <- changes:
					return nil
				case <-writing.Done():
					return errUnavailable.Wrap(context.Cause(writing))
				}
			})
		}()
		if broken != nil {
			panic(broken) // where it is expected: with the caller
		}
		return cmp.Or(wrote, err)
	})
}

var errBroken = errors.New("writing the index panicked")

// rebuild makes what source puts the whole index; the newest tombstones and the
// changes applied meanwhile are kept. The caller holds e.rebuilding.
func (e *Engine) rebuild(ctx context.Context, complete bool, source func(put func([]search.Change) error) error) error {
	if e.isClosing() {
		return errClosed
	}
	path := filepath.Join(e.dir, nextLogName)
	log, err := createLog(path, complete)
	if err != nil {
		return errUnavailable.Wrap(err)
	}
	r := &rebuilt{index: newIndex(), log: log}
	defer func() {
		if !r.adopted {
			log.close()
			os.Remove(path)
		}
	}()

	tombstones := e.beginMeanwhile()
	defer e.endMeanwhile()
	err = source(func(changes []search.Change) error {
		if err := ctx.Err(); err != nil {
			return errUnavailable.Wrap(err)
		}
		if e.isClosing() {
			return errClosed
		}
		return r.put(changes)
	})
	if err != nil {
		return err
	}
	if err := r.keep(tombstones); err != nil {
		return err
	}
	if err := log.sync(); err != nil { // most of it, while others may write
		return errUnavailable.Wrap(err)
	}
	return e.adopt(r, path)
}

func (e *Engine) beginMeanwhile() []tombstone {
	e.writing.Lock()
	defer e.writing.Unlock()
	e.meanwhile = new([]search.Change)
	return e.index.tombstonesKept()
}

func (e *Engine) endMeanwhile() {
	e.writing.Lock()
	defer e.writing.Unlock()
	e.meanwhile = nil
}

// adopt puts r in the place of what the engine holds. Nothing is written from
// here to its end, so the changes applied meanwhile are all.
func (e *Engine) adopt(r *rebuilt, path string) error {
	e.writing.Lock()
	defer e.writing.Unlock()
	if err := r.put(*e.meanwhile); err != nil {
		return err
	}
	if err := r.log.sync(); err != nil {
		return errUnavailable.Wrap(err)
	}
	if err := os.Rename(path, filepath.Join(e.dir, logName)); err != nil {
		return errUnavailable.Wrap(err)
	}
	r.adopted = true
	e.log.close()
	e.log, e.broken = r.log, nil
	e.reading.Lock()
	e.index, e.lost = r.index, !r.log.complete
	e.reading.Unlock()
	if err := syncDir(e.dir); err != nil {
		e.fail(err)
		return errUnavailable.Wrap(err)
	}
	return nil
}

// rebuilt is an index and a log in the making.
type rebuilt struct {
	index   *index
	log     *documentLog
	adopted bool
}

func (r *rebuilt) put(changes []search.Change) error {
	changes = r.index.newOf(changes)
	if err := r.log.append(changes); err != nil {
		return errUnavailable.Wrap(err)
	}
	for i := range changes {
		r.index.apply(&changes[i])
	}
	return nil
}

// keep takes over the tombstones of documents that did not come back.
func (r *rebuilt) keep(tombstones []tombstone) error {
	var changes []search.Change
	for _, t := range tombstones {
		if _, back := r.index.entries[t.id]; !back {
			changes = append(changes, search.Change{Document: search.Document{ID: t.id, Version: t.version}, Delete: true})
		}
	}
	return r.put(changes)
}

// minGarbage is how many superseded changes are worth a compaction.
const minGarbage = 10_000

// compactIfWorth rebuilds in the background when over half of the changes in log
// and index are superseded. The goroutine that writes calls it.
func (e *Engine) compactIfWorth() {
	e.writing.Lock()
	garbage := e.index.garbage()
	worth := garbage > minGarbage && garbage > e.index.changes/2 && e.broken == nil
	e.writing.Unlock()
	if !worth || !e.rebuilding.TryLock() {
		return
	}
	e.running.Go(func() {
		defer e.rebuilding.Unlock()
		if err := e.compact(); err != nil && !e.isClosing() {
			e.logger.Error("compacting the search index failed", "error", err)
		}
	})
}

// compact rebuilds from the engine's own log, leaving out what is superseded. The
// caller holds e.rebuilding.
func (e *Engine) compact() error {
	e.writing.Lock()
	file, end, complete := e.log.file, e.log.size, !e.lost
	e.writing.Unlock()
	return e.rebuild(context.Background(), complete, func(put func([]search.Change) error) error {
		const batch = 256
		changes := make([]search.Change, 0, batch)
		_, err := readFrames(file, logHeaderSize, end, func(c search.Change) error {
			changes = append(changes, c)
			if len(changes) < batch {
				return nil
			}
			err := put(e.current(changes))
			changes = changes[:0]
			return err
		})
		if err != nil {
			return err
		}
		return put(e.current(changes))
	})
}

// current keeps those changes that put what the index holds. What is superseded
// since the rebuild began follows from the changes applied meanwhile.
func (e *Engine) current(changes []search.Change) []search.Change {
	e.reading.RLock()
	defer e.reading.RUnlock()
	kept := changes[:0]
	for _, c := range changes {
		if held := e.index.entries[c.ID]; !c.Delete && held.version == c.Version && held.row != deletedRow {
			kept = append(kept, c)
		}
	}
	return kept
}
