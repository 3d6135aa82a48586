package worker

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"lienket/api/store"
)

// topic is one queue within the outbox and its handler.
type topic struct {
	*Runner
	name  string
	batch int
	fn    func(ctx context.Context, keys []string) error
	bell  chan struct{}
	mu    sync.Mutex // one pass at a time
}

// scope is which rows a pass takes.
type scope int

const (
	due   scope = iota // due, and written here or old
	found              // due, whoever wrote them: the first pass after a start
	all                // all, and the first failure ends the pass
)

func (t *topic) run() {
	next, failures := found, int64(0)
	for {
		begun := time.Now()
		_, err := t.pass(t.work, next)
		pause, bell := t.opts.Poll, (<-chan struct{})(t.bell)
		if err != nil {
			failures++
			// New rows do not cut the pause short: what failed would fail again.
			pause, bell = t.backoff(failures), nil
			t.opts.Logger.Warn("outbox: topic pauses", "topic", t.name, "pause", pause, "failures", failures, "err", err)
		} else {
			next, failures = due, 0
			if wait := t.opts.Pace - time.Since(begun); wait > 0 && !t.wait(wait, nil) {
				return
			}
		}
		if !t.wait(pause, bell) {
			return
		}
	}
}

// pass handles the rows there are, oldest first, and counts them.
func (t *topic) pass(ctx context.Context, take scope) (handled int, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.opts.Clock()
	query := store.Query{Where: dueBy(t.name, now), Limit: t.batch}
	if take == all {
		query.Where = allOf(t.name)
	}
	for {
		page, err := t.outbox.rows.Find(ctx, query)
		if err != nil {
			return handled, fmt.Errorf("outbox: read %s: %w", t.name, err)
		}
		rows := page.Items
		if take == due {
			old := now.Add(-t.opts.Adopt)
			rows = slices.DeleteFunc(rows, func(r row) bool {
				return r.By != t.outbox.instance && r.UpdatedAt.After(old)
			})
		}
		if err := t.handle(ctx, rows, take == all); err != nil {
			return handled, err
		}
		handled += len(rows)
		if page.Next == "" {
			return handled, nil
		}
		query.Cursor = page.Next
		select {
		case <-t.stopping:
			if take != all {
				return handled, nil
			}
		default:
		}
	}
}

// handle calls fn for the rows' keys and removes the rows. An error says that
// the topic cannot go on now; a key that fails by itself is postponed instead,
// unless strict.
func (t *topic) handle(ctx context.Context, rows []row, strict bool) error {
	if len(rows) == 0 {
		return nil
	}
	keys := distinct(rows)
	err := safely(func() error { return t.fn(ctx, keys) })
	switch {
	case err == nil:
		return t.outbox.remove(ctx, rows)
	case strict:
		return fmt.Errorf("outbox: %s: %w", t.name, err)
	case unavailable(err):
		// Through a long outage the outbox holds each key about once.
		_ = t.outbox.remove(ctx, repeated(rows))
		return fmt.Errorf("outbox: %s: %w", t.name, err)
	case len(keys) == 1:
		t.opts.Logger.Error("outbox: postponed", "topic", t.name, "key", keys[0], "attempts", rows[0].Attempts+1, "err", err)
		return t.outbox.postpone(ctx, t.name, rows, t.backoff)
	}
	first := keys[:len(keys)/2]
	var head, tail []row
	for _, r := range rows {
		if slices.Contains(first, r.Key) {
			head = append(head, r)
		} else {
			tail = append(tail, r)
		}
	}
	if err := t.handle(ctx, head, strict); err != nil {
		return err
	}
	return t.handle(ctx, tail, strict)
}

func distinct(rows []row) []string {
	keys := make([]string, 0, len(rows))
	seen := make(map[string]bool, len(rows))
	for _, r := range rows {
		if !seen[r.Key] {
			seen[r.Key] = true
			keys = append(keys, r.Key)
		}
	}
	return keys
}

// repeated lists the rows whose key a later row has too.
func repeated(rows []row) []row {
	var list []row
	seen := make(map[string]bool, len(rows))
	for _, r := range slices.Backward(rows) {
		if seen[r.Key] {
			list = append(list, r)
		}
		seen[r.Key] = true
	}
	return list
}
