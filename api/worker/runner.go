package worker

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"runtime/debug"
	"sync"
	"time"

	"lienket/api/fault"
	"lienket/api/store"
)

// Options of a Runner; the zero value of each field but Clock means its default.
type Options struct {
	Clock  func() time.Time
	Logger *slog.Logger
	// Poll is how often topics are looked at without being woken: for rows of
	// processes that died and for retries. 2 s.
	Poll time.Duration
	// Pace is the least time between two looks at a topic, so that under load
	// rows gather into batches. 20 ms.
	Pace time.Duration
	// Adopt is the age at which rows that another process wrote are handled here
	// too. 15 s. What is found at start is handled at once, whoever wrote it.
	Adopt time.Duration
	// Backoff is the first pause after a failure; it doubles up to BackoffMax.
	// 200 ms, 1 min.
	Backoff    time.Duration
	BackoffMax time.Duration
	// Lease is how long a job's lease outlives a process that died. 30 s.
	Lease time.Duration
}

func (o Options) withDefaults() Options {
	set := func(d *time.Duration, value time.Duration) {
		if *d == 0 {
			*d = value
		}
	}
	set(&o.Poll, 2*time.Second)
	set(&o.Pace, 20*time.Millisecond)
	set(&o.Adopt, 15*time.Second)
	set(&o.Backoff, 200*time.Millisecond)
	set(&o.BackoffMax, time.Minute)
	set(&o.Lease, 30*time.Second)
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	return o
}

// Runner calls the handlers of the outbox's topics and the jobs of the schedule.
// Give it both, then Start it; Stop waits for what is running.
type Runner struct {
	outbox *Outbox
	leases *store.Collection[lease]
	opts   Options
	topics []*topic
	jobs   []*job

	stopping chan struct{}
	starting sync.Mutex
	stopOnce sync.Once
	running  sync.WaitGroup
	work     context.Context // what handlers run under
	abandon  context.CancelFunc
}

// NewRunner makes a Runner over the outbox; db holds the leases.
func NewRunner(ctx context.Context, db store.DB, outbox *Outbox, opts Options) (*Runner, error) {
	opts = opts.withDefaults()
	leases, err := store.Open[lease](ctx, db, store.Schema{Name: "leases"}, opts.Clock)
	if err != nil {
		return nil, err
	}
	r := &Runner{outbox: outbox, leases: leases, opts: opts, stopping: make(chan struct{})}
	r.work, r.abandon = context.WithCancel(context.WithoutCancel(ctx))
	return r, nil
}

// Handle calls fn with up to batch keys of topic at a time, each key once per
// call. A row is removed after fn has returned nil, so fn may see a key again
// and must act on what the key stands for now. When fn fails, nothing is lost:
// with fault.Unavailable the topic pauses, with any other error the batch is
// halved until the key that fails stands alone, and that one is tried later.
// Handle is called before Start.
func (r *Runner) Handle(name string, batch int, fn func(ctx context.Context, keys []string) error) {
	r.topics = append(r.topics, &topic{
		Runner: r, name: name, batch: min(max(batch, 1), store.MaxLimit), fn: fn, bell: r.outbox.bell(name),
	})
}

// Start begins to work in the background, unless Stop came first.
func (r *Runner) Start() {
	r.starting.Lock()
	defer r.starting.Unlock()
	select {
	case <-r.stopping:
		return
	default:
	}
	for _, t := range r.topics {
		r.running.Go(t.run)
	}
	for _, j := range r.jobs {
		r.running.Go(j.run)
	}
}

// Stop begins nothing more and waits for what is running; when ctx ends first,
// that is cancelled. Rows that were not done stay for the next start.
func (r *Runner) Stop(ctx context.Context) error {
	r.starting.Lock()
	r.stopOnce.Do(func() { close(r.stopping) })
	r.starting.Unlock()
	done := make(chan struct{})
	go func() {
		r.running.Wait()
		close(done)
	}()
	var err error
	select {
	case <-done:
	case <-ctx.Done():
		err = fmt.Errorf("worker: cancelled what was still running: %w", ctx.Err())
		r.abandon()
		<-done
	}
	r.abandon()
	for _, t := range r.topics {
		r.outbox.drop(t.name, t.bell)
	}
	return err
}

// Drain handles every row of the topics, due or not, until none is left, and
// returns the first error of a handler. Started or not makes no difference.
func (r *Runner) Drain(ctx context.Context) error {
	for {
		handled := 0
		for _, t := range r.topics {
			n, err := t.pass(ctx, all)
			if err != nil {
				return err
			}
			handled += n
		}
		if handled == 0 {
			return nil
		}
	}
}

// wait pauses until one of the channels or the stop; false means stop.
func (r *Runner) wait(pause time.Duration, bell <-chan struct{}) bool {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-r.stopping:
		return false
	case <-bell:
	case <-timer.C:
	}
	select {
	case <-r.stopping:
		return false
	default:
		return true
	}
}

// backoff doubles with attempts and is spread over ±25 %, so that replicas that
// failed together do not come back together.
func (r *Runner) backoff(attempts int64) time.Duration {
	pause := r.opts.Backoff << min(max(attempts-1, 0), 16)
	if pause <= 0 || pause > r.opts.BackoffMax {
		pause = r.opts.BackoffMax
	}
	return pause*3/4 + rand.N(pause/2+1)
}

// safely turns a panic of fn into an error: one bad row must not end the
// program.
func safely(fn func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return fn()
}

func unavailable(err error) bool {
	return fault.Is(err, fault.Unavailable) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}
