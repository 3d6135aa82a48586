package mongo

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/readconcern"
	"go.mongodb.org/mongo-driver/v2/mongo/readpref"
	"go.mongodb.org/mongo-driver/v2/mongo/writeconcern"

	"lienket/api/store"
)

// Bounds of a Tx.
const (
	retryBudget   = 60 * time.Second // of runs that met a passing conflict
	commitTimeout = 30 * time.Second
	undoTimeout   = 15 * time.Second
	firstBackoff  = 2 * time.Millisecond
	longestWait   = 250 * time.Millisecond
)

// tx is the state of an outermost Tx, shared with those that join it.
//
// MongoDB has no savepoints, so what a joined Tx wrote is undone by writing back
// what was there: each write notes the document as it was before. The same
// journal rolls back a whole Tx when the server has no transactions.
//
// A server ends its transaction at the first error, so errors that a caller may
// pass over are found before the write: see table.conflict.
type tx struct {
	session *driver.Session // nil with TransactionsOff
	hooks   *store.Hooks
	depth   int // of joined Txs under way
	journal []former
	ended   error // why the server has ended the transaction, nil while it runs
	again   bool  // the reason has passed, fn can be run again
}

// former is a document as it was before a write; nil means there was none.
type former struct {
	docs *driver.Collection
	id   string
	raw  bson.Raw
}

// errOver meets who uses the ctx of a Tx that has returned.
var errOver = errors.New("mongodb: the ctx is that of a Tx which is over")

type txKey struct{ db *DB }

func (db *DB) txOf(ctx context.Context) *tx {
	current, _ := ctx.Value(txKey{db}).(*tx)
	return current
}

// journals tells whether writes must note what was there before.
func (x *tx) journals() bool { return x.session == nil || x.depth > 0 }

func (x *tx) note(docs *driver.Collection, id string, raw bson.Raw) {
	if x.journals() {
		x.journal = append(x.journal, former{docs, id, raw})
	}
}

// undo writes back, last first, what was there before the writes since mark.
func (x *tx) undo(ctx context.Context, mark int) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), undoTimeout)
	defer cancel()
	for i := len(x.journal) - 1; i >= mark; i-- {
		entry := x.journal[i]
		byID := bson.D{{Key: "_id", Value: entry.id}}
		var err error
		if entry.raw == nil {
			_, err = entry.docs.DeleteOne(ctx, byID)
		} else {
			_, err = entry.docs.ReplaceOne(ctx, byID, entry.raw, options.Replace().SetUpsert(true))
		}
		if err != nil {
			return fmt.Errorf("mongodb: undo a write to %s %s: %w", entry.docs.Name(), entry.id, err)
		}
	}
	x.journal = x.journal[:mark]
	return nil
}

// Tx implements store.DB. The error is fn's, or fault.Unavailable if conflicts
// with others do not pass within a minute or the outcome of the commit is lost.
func (db *DB) Tx(ctx context.Context, fn func(ctx context.Context) error) error {
	if joined := db.txOf(ctx); joined != nil {
		return db.join(ctx, joined, fn)
	}
	if db.closed.Load() {
		return unavailable(errClosed)
	}
	if err := ctx.Err(); err != nil {
		return explain(ctx, "begin", err)
	}
	if db.writer != nil {
		return db.txByJournal(ctx, fn)
	}
	session, err := db.client.StartSession()
	if err != nil {
		return explain(ctx, "start a session", err)
	}
	defer session.EndSession(context.WithoutCancel(ctx))

	deadline := time.Now().Add(retryBudget)
	for wait := firstBackoff; ; wait = min(2*wait, longestWait) {
		hooks, again, err := db.attempt(ctx, session, fn)
		if !again {
			if err == nil {
				hooks.Run()
			}
			return err
		}
		if time.Now().After(deadline) {
			return unavailable(err)
		}
		select {
		case <-time.After(rand.N(wait) + 1):
		case <-ctx.Done():
			return explain(ctx, "wait for a conflict to pass", ctx.Err())
		}
	}
}

// join runs fn within an outer Tx and undoes its writes alone if it fails.
func (db *DB) join(ctx context.Context, x *tx, fn func(ctx context.Context) error) (err error) {
	mark, commitMark := len(x.journal), x.hooks.Mark()
	x.depth++
	failed := true // a panic included
	defer func() {
		x.depth--
		if !failed {
			return
		}
		x.hooks.Reset(commitMark)
		if x.ended != nil {
			return // the whole is lost
		}
		if undoErr := x.undo(ctx, mark); undoErr != nil {
			x.ended, x.again = undoErr, passing(undoErr)
			err = errors.Join(err, undoErr)
		}
	}()
	if err := fn(ctx); err != nil {
		return err
	}
	failed = false
	return nil
}

// attempt runs fn in one transaction. again says that it is worth another run.
func (db *DB) attempt(ctx context.Context, session *driver.Session, fn func(ctx context.Context) error) (hooks *store.Hooks, again bool, err error) {
	settings := options.Transaction().
		SetReadConcern(readconcern.Snapshot()).
		SetReadPreference(readpref.Primary()).
		SetWriteConcern(writeconcern.Majority())
	if err := session.StartTransaction(settings); err != nil {
		return nil, false, explain(ctx, "begin", err)
	}
	committed := false
	defer func() {
		if !committed { // a panic included
			aborting, cancel := context.WithTimeout(context.WithoutCancel(ctx), undoTimeout)
			defer cancel()
			// A transaction that cannot be reached is aborted by the server in time.
			_ = session.AbortTransaction(aborting)
		}
	}()
	x := &tx{session: session}
	defer func() { x.ended = errOver }()
	inner, hooks := store.WithHooks(driver.NewSessionContext(context.WithValue(ctx, txKey{db}, x), session))
	x.hooks = hooks
	err = fn(inner)
	switch {
	case x.ended != nil && x.again && ctx.Err() == nil:
		return nil, true, x.ended
	case err != nil:
		return nil, false, err
	case ctx.Err() != nil:
		return nil, false, explain(ctx, "commit", ctx.Err())
	case x.ended != nil:
		return nil, false, x.ended
	}
	committed, again, err = commit(ctx, session)
	return hooks, again, err
}

// commit waits for the majority, cancelled or not: once asked for, its outcome
// must be known.
func commit(ctx context.Context, session *driver.Session) (committed, again bool, err error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), commitTimeout)
	defer cancel()
	for {
		err := session.CommitTransaction(ctx)
		if err == nil {
			return true, false, nil
		}
		var labeled driver.LabeledError
		if errors.As(err, &labeled) {
			if labeled.HasErrorLabel(labelUnknownCommit) && ctx.Err() == nil && !driver.IsTimeout(err) {
				continue // the driver selects a server anew, which takes its time
			}
			if labeled.HasErrorLabel(labelTransient) {
				return false, true, explain(ctx, "commit", err)
			}
		}
		return false, false, explain(ctx, "commit", err)
	}
}

// txByJournal is Tx on a server without transactions.
func (db *DB) txByJournal(ctx context.Context, fn func(ctx context.Context) error) error {
	hooks, err := db.attemptByJournal(ctx, fn)
	if err != nil {
		return err
	}
	hooks.Run() // after the turn is over, so that callbacks may write
	return nil
}

func (db *DB) attemptByJournal(ctx context.Context, fn func(ctx context.Context) error) (hooks *store.Hooks, err error) {
	select {
	case db.writer <- struct{}{}:
		defer func() { <-db.writer }()
	case <-ctx.Done():
		return nil, explain(ctx, "wait for the turn to write", ctx.Err())
	}
	x := &tx{}
	defer func() { x.ended = errOver }()
	inner, hooks := store.WithHooks(context.WithValue(ctx, txKey{db}, x))
	x.hooks = hooks
	failed := true // a panic included
	defer func() {
		if !failed {
			return
		}
		if undoErr := x.undo(ctx, 0); undoErr != nil {
			err = errors.Join(err, undoErr)
		}
	}()
	if err := fn(inner); err != nil {
		return nil, err
	}
	if ctx.Err() != nil {
		return nil, explain(ctx, "commit", ctx.Err())
	}
	failed = false
	return hooks, nil
}
