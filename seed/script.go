package seed

import (
	"context"
	"fmt"
	"slices"
	"time"

	"lienket/api/store"
)

// act is one call of a service at a time of the past.
type act struct {
	at   time.Time
	what string // for an error
	// alone is for what hashes a password: it must not hold up a Tx.
	alone bool
	do    func(ctx context.Context) error
}

// script is all that is to happen. It is planned before it is run, so that an
// act may be repeated when its Tx is: acts decide nothing and draw no lots, they
// only pass on the IDs that earlier ones got.
type script struct{ acts []act }

func (s *script) add(at time.Time, what string, do func(ctx context.Context) error) {
	s.acts = append(s.acts, act{at: at, what: what, do: do})
}

func (s *script) addAlone(at time.Time, what string, do func(ctx context.Context) error) {
	s.acts = append(s.acts, act{at: at, what: what, alone: true, do: do})
}

// batchActs is how many acts share a Tx and with it a commit.
const batchActs = 200

// run performs the acts in the order of their time.
func (s *script) run(ctx context.Context, db store.DB, o Options) error {
	slices.SortStableFunc(s.acts, func(a, b act) int { return a.at.Compare(b.at) })
	for done := 0; done < len(s.acts); {
		end := done + 1
		if s.acts[done].alone {
			if err := s.acts[done].perform(ctx, o.Clock); err != nil {
				return err
			}
		} else {
			for end < len(s.acts) && end-done < batchActs && !s.acts[end].alone {
				end++
			}
			if err := together(ctx, db, o.Clock, s.acts[done:end]); err != nil {
				return err
			}
		}
		done = end
		if o.Progress != nil {
			o.Progress(done, len(s.acts))
		}
	}
	return nil
}

func together(ctx context.Context, db store.DB, clock *Clock, acts []act) error {
	return db.Tx(ctx, func(ctx context.Context) error {
		for i := range acts {
			if err := acts[i].perform(ctx, clock); err != nil {
				return err
			}
		}
		return nil
	})
}

func (a *act) perform(ctx context.Context, clock *Clock) error {
	clock.Set(a.at)
	if err := a.do(ctx); err != nil {
		return fmt.Errorf("seed: %s, %s: %w", a.at.Format(time.DateOnly), a.what, err)
	}
	return nil
}
