package store

import (
	"context"
	"sync"
)

type commitKey struct{}

// Hooks gathers what is to run after a commit. Backends make one per outermost
// Tx with WithHooks and call Run when the commit is durable.
type Hooks struct {
	mu    sync.Mutex
	queue []func()
}

// WithHooks returns a context that carries new Hooks.
func WithHooks(ctx context.Context) (context.Context, *Hooks) {
	hooks := &Hooks{}
	return context.WithValue(ctx, commitKey{}, hooks), hooks
}

// Mark and Reset let a backend drop the callbacks of an inner Tx that failed.
func (h *Hooks) Mark() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.queue)
}

// Reset drops the callbacks added since mark.
func (h *Hooks) Reset(mark int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.queue = h.queue[:mark]
}

// Run calls the callbacks in order, once.
func (h *Hooks) Run() {
	h.mu.Lock()
	queue := h.queue
	h.queue = nil
	h.mu.Unlock()
	for _, fn := range queue {
		fn()
	}
}

type largeKey struct{}

// Large is for Txs that write much, such as an import: where one joins another,
// writes and fails, the whole is given up, also if its caller would go on. SQLite
// then needs no savepoints, whose price grows with the square of what they span.
func Large(ctx context.Context) context.Context { return context.WithValue(ctx, largeKey{}, true) }

// IsLarge reports whether ctx is Large's.
func IsLarge(ctx context.Context) bool { return ctx.Value(largeKey{}) != nil }

// AfterCommit runs fn once the Tx of ctx has committed, never if it rolls back;
// outside a Tx it runs at once. For wake-ups and caches, not for what must not
// be lost: that is written in the Tx.
func AfterCommit(ctx context.Context, fn func()) {
	hooks, inTx := ctx.Value(commitKey{}).(*Hooks)
	if !inTx {
		fn()
		return
	}
	hooks.mu.Lock()
	hooks.queue = append(hooks.queue, fn)
	hooks.mu.Unlock()
}
