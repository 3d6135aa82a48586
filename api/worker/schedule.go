package worker

import (
	"context"
	"errors"
	"fmt"
	"time"

	"lienket/api/fault"
	"lienket/api/store"
)

// job is something to do every so often, by one process at a time.
type job struct {
	*Runner
	name     string
	interval time.Duration
	fn       func(ctx context.Context) error
}

// lease is a job's document: who runs it until when, and when it is next due.
type lease struct {
	store.Meta `json:",inline"`
	Holder     string        `json:"holder"`
	Until      store.Instant `json:"until"`
	Due        store.Instant `json:"due"`
	Failures   int64         `json:"failures,omitempty"`
}

// Every runs fn once per interval, on whichever replica comes first; a lease
// keeps the others away, is renewed while fn runs and expires if its holder dies.
// When the lease is lost, fn's context is cancelled. A failure is logged and
// tried again earlier. Every is called before Start; the first run is at once
// unless another replica, or this one before a restart, ran it lately.
func (r *Runner) Every(name string, interval time.Duration, fn func(ctx context.Context) error) {
	r.jobs = append(r.jobs, &job{Runner: r, name: name, interval: interval, fn: fn})
}

func (j *job) run() {
	for pause := time.Duration(0); j.wait(pause, nil); {
		var err error
		if pause, err = j.turn(j.work); err != nil {
			j.opts.Logger.Error("job failed", "job", j.name, "again_in", pause, "err", err)
		}
	}
}

// notNow ends an attempt to take the lease.
type notNow struct{ pause time.Duration }

func (notNow) Error() string { return "not now" }

// turn runs the job if it is due and nobody else's, and says when to look again.
func (j *job) turn(ctx context.Context) (pause time.Duration, err error) {
	taken, err := j.leases.Put(ctx, j.name, func(l *lease) error {
		now := j.opts.Clock()
		if l.Until.After(now) {
			return notNow{j.until(l.Until, now)}
		}
		if l.Due.After(now) {
			return notNow{j.until(l.Due, now)}
		}
		l.Holder, l.Until = j.outbox.instance, store.At(now.Add(j.opts.Lease))
		return nil
	})
	var later notNow
	switch {
	case errors.As(err, &later):
		return later.pause, nil
	case fault.Is(err, fault.Conflict): // another replica made the document first
		return j.opts.Poll, nil
	case err != nil:
		return j.backoff(5), fmt.Errorf("take the lease: %w", err)
	}

	failure := j.once(ctx)
	_, err = j.leases.Update(context.WithoutCancel(ctx), j.name, func(l *lease) error {
		if l.Holder != j.outbox.instance {
			return errLost
		}
		pause = j.interval
		if l.Failures = 0; failure != nil {
			l.Failures = taken.Failures + 1
			pause = min(j.interval, j.backoff(l.Failures+3))
		}
		l.Holder, l.Until, l.Due = "", store.Instant{}, store.At(j.opts.Clock().Add(pause))
		return nil
	})
	if err != nil {
		return j.opts.Poll, errors.Join(failure, fmt.Errorf("give the lease back: %w", err))
	}
	return pause, failure
}

// once runs fn once, renewing the lease meanwhile.
func (j *job) once(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	ended, renewing := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(renewing)
		every := time.NewTicker(j.opts.Lease / 3)
		defer every.Stop()
		renewed := time.Now()
		for {
			select {
			case <-ended:
				return
			case <-every.C:
				err := j.renew(ctx)
				if err == nil {
					renewed = time.Now()
				} else if errors.Is(err, errLost) || time.Since(renewed) > j.opts.Lease*2/3 {
					cancel(fmt.Errorf("%w: %w", errLost, err))
					return
				}
			}
		}
	}()
	err := safely(func() error { return j.fn(ctx) })
	close(ended)
	<-renewing
	if lost := context.Cause(ctx); errors.Is(lost, errLost) {
		return lost
	}
	return err
}

var errLost = errors.New("the lease was lost")

func (j *job) renew(ctx context.Context) error {
	_, err := j.leases.Update(ctx, j.name, func(l *lease) error {
		if l.Holder != j.outbox.instance {
			return errLost
		}
		l.Until = store.At(j.opts.Clock().Add(j.opts.Lease))
		return nil
	})
	return err
}

// until is how long to pause before looking again: not past Poll times ten, as
// leases change hands, nor so short that it spins.
func (j *job) until(t store.Instant, now time.Time) time.Duration {
	return max(min(t.Sub(now), 10*j.opts.Poll), time.Millisecond)
}
