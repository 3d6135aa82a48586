package store

import (
	"context"
	"errors"
)

var errRehearsed = errors.New("a rehearsal ends")

// Rehearse runs fn in a Tx that is undone in any case, and returns what fn says: so
// a form of which a part cannot be read yet can be held to all rules already.
func Rehearse(ctx context.Context, db DB, fn func(ctx context.Context) error) error {
	err := db.Tx(ctx, func(ctx context.Context) error {
		if err := fn(ctx); err != nil {
			return err
		}
		return errRehearsed
	})
	if errors.Is(err, errRehearsed) {
		return nil
	}
	return err
}
