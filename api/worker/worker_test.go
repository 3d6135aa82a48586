package worker_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lienket/api/fault"
	"lienket/api/store"
	"lienket/api/store/sqlite"
	"lienket/api/worker"
)

func open(t testing.TB) store.DB {
	t.Helper()
	db, err := sqlite.Open(filepath.Join(t.TempDir(), "db"), sqlite.Options{Strict: true})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db
}

// process is one replica: an outbox and a runner of its own on a shared database.
type process struct {
	*worker.Outbox
	*worker.Runner
}

func start(t testing.TB, db store.DB, change func(*worker.Options)) process {
	t.Helper()
	opts := worker.Options{
		Clock: time.Now, Logger: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Poll: 20 * time.Millisecond, Backoff: time.Millisecond, BackoffMax: 5 * time.Millisecond,
	}
	if change != nil {
		change(&opts)
	}
	outbox, err := worker.OpenOutbox(t.Context(), db, opts.Clock)
	require.NoError(t, err)
	runner, err := worker.NewRunner(t.Context(), db, outbox, opts)
	require.NoError(t, err)
	return process{outbox, runner}
}

func stop(t testing.TB, p process) {
	t.Helper()
	require.NoError(t, p.Stop(context.WithoutCancel(t.Context())))
}

// log gathers the keys that a handler was called with.
type log struct {
	mu    sync.Mutex
	keys  []string
	calls int
}

func (l *log) handle(_ context.Context, keys []string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.keys = append(l.keys, keys...)
	l.calls++
	return nil
}

func (l *log) count(key string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := 0
	for _, k := range l.keys {
		if k == key {
			n++
		}
	}
	return n
}

func eventually(t testing.TB, holds func() bool) {
	t.Helper()
	require.Eventually(t, holds, 10*time.Second, time.Millisecond)
}

func pending(t testing.TB, p process, topic string) int64 {
	t.Helper()
	n, err := p.Pending(t.Context(), topic)
	require.NoError(t, err)
	return n
}

func TestOnlyWhatWasCommittedIsHandledAndSoon(t *testing.T) {
	db := open(t)
	p := start(t, db, func(o *worker.Options) { o.Poll = time.Hour })
	handled := make(chan time.Time, 1)
	p.Handle("index", 10, func(_ context.Context, keys []string) error {
		require.Equal(t, []string{"kept"}, keys)
		handled <- time.Now()
		return nil
	})
	p.Start()
	defer stop(t, p)

	undone := errors.New("undone")
	require.ErrorIs(t, db.Tx(t.Context(), func(ctx context.Context) error {
		require.NoError(t, p.Enqueue(ctx, "index", "dropped"))
		return undone
	}), undone)
	require.Zero(t, pending(t, p, "index"))

	require.NoError(t, db.Tx(t.Context(), func(ctx context.Context) error { return p.Enqueue(ctx, "index", "kept") }))
	committed := time.Now()
	// The promise is 50 ms; a loaded machine gets more, the hourly poll cannot help.
	require.Less(t, (<-handled).Sub(committed), 2*time.Second)
	eventually(t, func() bool { return pending(t, p, "index") == 0 })
}

func TestRowsOfOneKeyAreOneCall(t *testing.T) {
	p := start(t, open(t), nil)
	var seen log
	p.Handle("index", 100, seen.handle)
	for range 20 {
		require.NoError(t, p.Enqueue(t.Context(), "index", "a", "b"))
	}
	require.NoError(t, p.Enqueue(t.Context(), "index"))
	require.EqualValues(t, 40, pending(t, p, "index"))
	require.NoError(t, p.Drain(t.Context()))
	require.Equal(t, []string{"a", "b"}, seen.keys)
	require.Zero(t, pending(t, p, "index"))
	require.Error(t, p.Enqueue(t.Context(), "Bad topic", "a"))
}

func TestAKeyEnqueuedWhileItIsHandledIsHandledAgain(t *testing.T) {
	p := start(t, open(t), nil)
	value, index := 1, 0
	calls := 0
	p.Handle("index", 10, func(ctx context.Context, keys []string) error {
		calls++
		index = value // what the handler reads now ...
		if calls == 1 {
			value = 2 // ... changes before it is done
			return p.Enqueue(ctx, "index", keys...)
		}
		return nil
	})
	require.NoError(t, p.Enqueue(t.Context(), "index", "a"))
	require.NoError(t, p.Drain(t.Context()))
	require.Equal(t, 2, calls)
	require.Equal(t, value, index)
}

// A process that dies between a handler's success and the removal of its rows
// leaves them for the next.
func TestACrashBeforeTheRemovalHandlesAgain(t *testing.T) {
	db := open(t)
	dying := start(t, db, nil)
	var seen log
	ctx, die := context.WithCancel(t.Context())
	dying.Handle("index", 10, func(c context.Context, keys []string) error {
		defer die()
		return seen.handle(c, keys)
	})
	require.NoError(t, dying.Enqueue(t.Context(), "index", "a"))
	require.Error(t, dying.Drain(ctx))
	require.EqualValues(t, 1, pending(t, dying, "index"))

	next := start(t, db, func(o *worker.Options) { o.Adopt = time.Hour })
	next.Handle("index", 10, seen.handle)
	next.Start()
	defer stop(t, next)
	eventually(t, func() bool { return pending(t, next, "index") == 0 })
	require.Equal(t, 2, seen.count("a"))
}

func TestNothingIsLostUnderConcurrencyFailuresAndPanics(t *testing.T) {
	db := open(t)
	p := start(t, db, nil)
	// The model: the handler must at last have seen the newest value of each key.
	var mu sync.Mutex
	source, index := map[string]int{}, map[string]int{}
	var calls atomic.Int64
	p.Handle("index", 7, func(_ context.Context, keys []string) error {
		switch calls.Add(1) % 5 {
		case 1:
			return fault.New(fault.Unavailable, fault.T("", "engine down"))
		case 2:
			return errors.New("something else")
		case 3:
			panic("a bug")
		}
		mu.Lock()
		defer mu.Unlock()
		for _, key := range keys {
			index[key] = source[key]
		}
		return nil
	})
	p.Start()
	var writers sync.WaitGroup
	for w := range 8 {
		writers.Go(func() {
			for i := range 30 {
				key := fmt.Sprint("k", (i*7+w)%10)
				err := db.Tx(context.Background(), func(ctx context.Context) error {
					return p.Enqueue(ctx, "index", key)
				})
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				source[key]++
				mu.Unlock()
				if err := p.Enqueue(context.Background(), "index", key); err != nil {
					t.Error(err)
				}
			}
		})
	}
	writers.Wait()
	eventually(t, func() bool { return pending(t, p, "index") == 0 })
	stop(t, p)
	require.Equal(t, source, index)
}

func TestOneBadKeyDoesNotHoldUpTheOthers(t *testing.T) {
	db := open(t)
	p := start(t, db, func(o *worker.Options) { o.Backoff, o.BackoffMax = time.Hour, time.Hour })
	var seen log
	p.Handle("index", 50, func(ctx context.Context, keys []string) error {
		if slices.Contains(keys, "bad") {
			return errors.New("cannot be indexed")
		}
		return seen.handle(ctx, keys)
	})
	other := make(chan struct{})
	p.Handle("mail", 1, func(context.Context, []string) error { close(other); return nil })
	require.NoError(t, p.Enqueue(t.Context(), "index", "a", "b", "bad", "c", "bad", "d"))
	require.NoError(t, p.Enqueue(t.Context(), "mail", "m"))
	p.Start()
	eventually(t, func() bool { return pending(t, p, "index") == 1 })
	<-other
	stop(t, p)
	slices.Sort(seen.keys)
	require.Equal(t, []string{"a", "b", "c", "d"}, seen.keys)
	require.ErrorContains(t, p.Drain(t.Context()), "cannot be indexed")
	require.EqualValues(t, 1, pending(t, p, "index"))
}

func TestThroughAnOutageEachKeyIsKeptAboutOnce(t *testing.T) {
	p := start(t, open(t), nil)
	var down atomic.Bool
	down.Store(true)
	var seen log
	p.Handle("index", 100, func(ctx context.Context, keys []string) error {
		if down.Load() {
			return fault.New(fault.Unavailable, fault.T("", "down"))
		}
		return seen.handle(ctx, keys)
	})
	for range 50 {
		require.NoError(t, p.Enqueue(t.Context(), "index", "a", "b"))
	}
	p.Start()
	defer stop(t, p)
	eventually(t, func() bool { return pending(t, p, "index") == 2 })
	down.Store(false)
	eventually(t, func() bool { return pending(t, p, "index") == 0 })
	require.Equal(t, 1, seen.count("a"))
	require.Equal(t, 1, seen.count("b"))
}

func TestRowsOfALivingProcessAreLeftToIt(t *testing.T) {
	db := open(t)
	mine, yours := start(t, db, nil), start(t, db, nil)
	var seen log
	ready := make(chan struct{}, 1)
	mine.Handle("index", 10, seen.handle)
	mine.Handle("ready", 10, func(context.Context, []string) error { ready <- struct{}{}; return nil })
	mine.Start()
	defer stop(t, mine)
	require.NoError(t, mine.Enqueue(t.Context(), "ready", "x"))
	<-ready
	require.NoError(t, mine.Enqueue(t.Context(), "index", "first"))
	eventually(t, func() bool { return seen.count("first") == 1 })
	require.NoError(t, yours.Enqueue(t.Context(), "index", "theirs"))
	require.NoError(t, mine.Enqueue(t.Context(), "index", "mine"))
	eventually(t, func() bool { return seen.count("mine") == 1 })
	require.Zero(t, seen.count("theirs"))
}

func TestStopWaitsForWhatRuns(t *testing.T) {
	p := start(t, open(t), nil)
	began, finish := make(chan struct{}), make(chan struct{})
	var finished atomic.Bool
	p.Handle("index", 10, func(ctx context.Context, _ []string) error {
		close(began)
		<-finish
		finished.Store(ctx.Err() == nil)
		return nil
	})
	p.Start()
	require.NoError(t, p.Enqueue(t.Context(), "index", "a"))
	<-began
	stopped := make(chan error, 1)
	go func() { stopped <- p.Stop(context.Background()) }()
	select {
	case <-stopped:
		t.Fatal("stopped while a handler ran")
	default:
	}
	close(finish)
	require.NoError(t, <-stopped)
	require.True(t, finished.Load())
	require.Zero(t, pending(t, p, "index"))
}

func TestStopCancelsWhatRunsPastItsDeadline(t *testing.T) {
	p := start(t, open(t), nil)
	began := make(chan struct{})
	p.Handle("index", 10, func(ctx context.Context, _ []string) error {
		close(began)
		<-ctx.Done()
		return ctx.Err()
	})
	p.Start()
	require.NoError(t, p.Enqueue(t.Context(), "index", "a"))
	<-began
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, p.Stop(ctx), context.Canceled)
	require.EqualValues(t, 1, pending(t, p, "index"))
}

func TestAJobRunsOnOneReplicaAtATime(t *testing.T) {
	db := open(t)
	var running, runs, overlaps atomic.Int64
	job := func(context.Context) error {
		if running.Add(1) > 1 {
			overlaps.Add(1)
		}
		runs.Add(1)
		running.Add(-1)
		return nil
	}
	replicas := make([]process, 3)
	for i := range replicas {
		replicas[i] = start(t, db, nil)
		replicas[i].Every("lapse", 5*time.Millisecond, job)
		replicas[i].Start()
	}
	eventually(t, func() bool { return runs.Load() >= 10 })
	for _, p := range replicas {
		stop(t, p)
	}
	require.Zero(t, overlaps.Load())
}

func TestAJobIsNotRunAgainBeforeItsTimeEvenAfterARestart(t *testing.T) {
	db := open(t)
	var runs atomic.Int64
	once := make(chan struct{}, 9)
	for range 2 {
		p := start(t, db, nil)
		p.Every("monthly", time.Hour, func(context.Context) error { runs.Add(1); once <- struct{}{}; return nil })
		looked := make(chan struct{}, 9)
		p.Every("other", time.Millisecond, func(context.Context) error { looked <- struct{}{}; return nil })
		p.Start()
		<-looked
		<-looked
		if runs.Load() == 0 {
			<-once
		}
		stop(t, p)
	}
	require.EqualValues(t, 1, runs.Load())
}

func TestAFailedJobIsTriedAgainAndAPanicIsAFailure(t *testing.T) {
	p := start(t, open(t), nil)
	var runs atomic.Int64
	p.Every("flaky", time.Hour, func(context.Context) error {
		switch runs.Add(1) {
		case 1:
			return errors.New("not yet")
		case 2:
			panic("a bug")
		}
		return nil
	})
	p.Start()
	eventually(t, func() bool { return runs.Load() == 3 })
	stop(t, p)
	require.EqualValues(t, 3, runs.Load())
}

// The lease of a process that died expires; one that lives renews it.
func TestALeaseIsRenewedWhileTheJobRuns(t *testing.T) {
	db := open(t)
	lease := func(o *worker.Options) { o.Lease = 60 * time.Millisecond }
	began, finish := make(chan struct{}), make(chan struct{})
	var second atomic.Int64
	long := start(t, db, lease)
	long.Every("long", time.Hour, func(ctx context.Context) error {
		close(began)
		<-finish
		return ctx.Err()
	})
	long.Start()
	<-began
	other := start(t, db, lease)
	other.Every("long", time.Hour, func(context.Context) error { second.Add(1); return nil })
	ticks := make(chan struct{}, 1000)
	other.Every("tick", 20*time.Millisecond, func(context.Context) error { ticks <- struct{}{}; return nil })
	other.Start()
	for range 10 { // more than three leases long
		<-ticks
	}
	require.Zero(t, second.Load())
	close(finish)
	stop(t, long)
	stop(t, other)
	require.Zero(t, second.Load())
}

func BenchmarkEnqueue(b *testing.B) {
	db := open(b)
	p := start(b, db, nil)
	p.Handle("index", 500, func(context.Context, []string) error { return nil })
	p.Start()
	b.Cleanup(func() { stop(b, p) })
	b.SetParallelism(8)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if err := p.Enqueue(context.Background(), "index", store.NewID()); err != nil {
				b.Error(err)
			}
		}
	})
}
