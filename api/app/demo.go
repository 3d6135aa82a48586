package app

import (
	"context"
	"fmt"
	"io"
	"time"

	"lienket/api/account"
	"lienket/api/catalogue"
	"lienket/api/config"
	"lienket/api/fault"
	"lienket/api/media"
	"lienket/api/registry"
	"lienket/api/sourcing"
	"lienket/api/store"
	"lienket/seed"
)

// Demo makes the demo province if the store is empty, else it leaves it alone.
func (a *App) Demo(ctx context.Context, out io.Writer) error {
	services, clock, err := a.past(ctx)
	if err != nil {
		return err
	}
	empty, err := seed.IsEmpty(ctx, services)
	if err != nil {
		return err
	}
	if !empty {
		return a.checkSeeded(ctx)
	}
	return a.fill(ctx, out, clock, func(o seed.Options) error { return seed.Demo(ctx, services, o) })
}

// Seed is Demo, or generated data to measure on; it refuses a store that is not
// empty.
func (a *App) Seed(ctx context.Context, cfg config.Seed, out io.Writer) error {
	services, clock, err := a.past(ctx)
	if err != nil {
		return err
	}
	empty, err := seed.IsEmpty(ctx, services)
	if err != nil {
		return err
	}
	if !empty {
		return fault.New(fault.Conflict, textNotEmpty)
	}
	return a.fill(ctx, out, clock, func(o seed.Options) error {
		if cfg.Products == 0 && cfg.Contracts == 0 {
			return seed.Demo(ctx, services, o)
		}
		return seed.Generate(ctx, services, seed.Scale{Products: cfg.Products, Contracts: cfg.Contracts}, o)
	})
}

// past builds a second set of services, with a clock that the seed moves.
func (a *App) past(ctx context.Context) (seed.Services, *seed.Clock, error) {
	clock := seed.NewClock(a.options.Clock)
	s, err := build(ctx, a.DB, a.Engine, media.NewStore(a.Blobs), account.Options{Keys: a.keys, Hash: a.options.Hash}, nil, clock.Now)
	if err != nil {
		return seed.Services{}, nil, err
	}
	return seed.Services{DB: a.DB, Accounts: s.Accounts, Registry: s.Registry, Catalogue: s.Catalogue,
		Sourcing: s.Sourcing, Linkage: s.Linkage, Promotion: s.Promotion}, clock, nil
}

// seeding tells whether a seed came to its end. A store that no seed has filled
// has none.
type seeding struct {
	store.Meta `json:",inline"`
	Done       bool `json:"done"`
}

const seedingID = "seed"

func (a *App) seedings(ctx context.Context) (*store.Collection[seeding], error) {
	return store.Open[seeding](ctx, a.DB, store.Schema{Name: "seedings"}, a.options.Clock)
}

// checkSeeded is an error where a seed was interrupted and left half of its data.
func (a *App) checkSeeded(ctx context.Context) error {
	seedings, err := a.seedings(ctx)
	if err != nil {
		return err
	}
	last, err := seedings.Get(ctx, seedingID)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err == nil && !last.Done {
		err = fault.New(fault.Conflict, textInterrupted)
	}
	return err
}

// fill runs a seed, says how far it is, and indexes what it made.
func (a *App) fill(ctx context.Context, out io.Writer, clock *seed.Clock, run func(seed.Options) error) error {
	seedings, err := a.seedings(ctx)
	if err != nil {
		return err
	}
	if _, err := seedings.Put(ctx, seedingID, func(s *seeding) error { s.Done = false; return nil }); err != nil {
		return err
	}
	began, said := time.Now(), time.Now()
	err = run(seed.Options{Clock: clock, Progress: func(done, total int) {
		if time.Since(said) > time.Second {
			said = time.Now()
			fmt.Fprintf(out, "seed: %d %%\n", 100*done/max(1, total))
		}
	}})
	if err != nil {
		return fmt.Errorf("seed: %w", err)
	}
	if err := a.Reindex(ctx); err != nil {
		return err
	}
	if err := a.Outbox.Clear(ctx, catalogue.TopicProduct, registry.TopicOrganization, sourcing.TopicDemand); err != nil {
		return err
	}
	if _, err := seedings.Put(ctx, seedingID, func(s *seeding) error { s.Done = true; return nil }); err != nil {
		return err
	}
	fmt.Fprintf(out, "seed: done in %s\n", time.Since(began).Round(100*time.Millisecond))
	return nil
}

var textInterrupted = fault.T("Lần gieo dữ liệu trước bị ngắt giữa chừng. Hãy xóa thư mục dữ liệu (hoặc cơ sở dữ liệu) rồi chạy lại.", "The last seed was interrupted. Delete the data folder (or database) and run again.")

var textNotEmpty = fault.T("Kho dữ liệu đã có dữ liệu; chỉ gieo dữ liệu vào kho trống.", "The store has data already; a seed is for an empty one.")
