package sqlite

import (
	"context"
	"errors"
	"fmt"
	"sync"

	lib "modernc.org/sqlite/lib"

	"lienket/api/store"
)

var errCommit = errors.New("sqlite: commit")

// tx is one of our transactions, a member of a batch. Its operations exclude one
// another, so a stray goroutine cannot corrupt the connection, though a nested Tx
// would include what such a goroutine does.
type tx struct {
	db    *DB
	hooks *store.Hooks

	mu      sync.Mutex
	conn    *conn
	batch   *batch
	depth   int
	ended   bool
	failure error
	large   bool  // has no savepoints; see store.Large
	spoiled error // what failed within a large one
}

type txKey struct{}

// txOf returns the transaction that ctx belongs to, or nil.
func (db *DB) txOf(ctx context.Context) *tx {
	if tx, ok := ctx.Value(txKey{}).(*tx); ok && tx.db == db {
		return tx
	}
	return nil
}

// Tx implements store.DB. fn runs once, on the caller's goroutine, while nothing
// else writes; it must use ctx from that goroutine alone, and not after it has
// returned. Transactions that wait for one another share a commit: an error of
// one undoes its own writes alone, and only if the commit itself fails do all of
// them get its error, fault.Unavailable. Callbacks run after the commit is
// durable. To Close the store within fn deadlocks.
func (db *DB) Tx(ctx context.Context, fn func(ctx context.Context) error) error {
	if outer := db.txOf(ctx); outer != nil {
		return outer.nest(ctx, func() error { return fn(ctx) })
	}
	ctx, hooks := store.WithHooks(ctx)
	err := db.write(ctx, hooks, func(tx *tx) error {
		return fn(context.WithValue(ctx, txKey{}, tx))
	})
	if err != nil {
		return err
	}
	hooks.Run()
	return nil
}

// write runs fn in the transaction of ctx, or else in one of its own.
func (db *DB) write(ctx context.Context, hooks *store.Hooks, fn func(*tx) error) error {
	if outer := db.txOf(ctx); outer != nil {
		if err := ctx.Err(); err != nil {
			return err
		}
		return fn(outer)
	}
	member := &tx{db: db, hooks: hooks, large: store.IsLarge(ctx)}
	return db.writer.do(ctx, member, func() error { return fn(member) })
}

func (tx *tx) begin(c *conn, b *batch) {
	tx.mu.Lock()
	defer tx.mu.Unlock()
	tx.conn, tx.batch = c, b
}

// end closes the transaction to further use and returns what made it impossible
// to go on, if anything did.
func (tx *tx) end() error {
	tx.mu.Lock()
	defer tx.mu.Unlock()
	tx.ended = true
	return tx.failure
}

// do gives fn the connection. After an error of the machine SQLite may have
// rolled everything back, so that ends the whole batch; a violated constraint or
// a faulty statement undoes itself alone.
func (tx *tx) do(fn func(*conn) error) error {
	tx.mu.Lock()
	defer tx.mu.Unlock()
	switch {
	case tx.ended:
		return errTxEnded
	case tx.failure != nil:
		return unavailable(tx.failure)
	}
	err := fn(tx.conn)
	switch code(err) & 0xff {
	case lib.SQLITE_OK, lib.SQLITE_ERROR, lib.SQLITE_CONSTRAINT, lib.SQLITE_TOOBIG, lib.SQLITE_RANGE:
	default:
		tx.failure = err
	}
	return translate(err)
}

// wrote notes a document for the cache; doc is nil if it was removed. It is
// called within do.
func (tx *tx) wrote(key docKey, doc []byte) {
	tx.batch.touched[key] = true
	tx.batch.writes = append(tx.batch.writes, written{key, doc})
}

// touched says whether this batch may have changed the document, so that the
// cache does not have it as the transaction must see it.
func (tx *tx) touched(key docKey) bool {
	tx.mu.Lock()
	defer tx.mu.Unlock()
	return tx.ended || tx.batch.touched[key]
}

// nest runs fn in a savepoint of its own, if there are any.
func (tx *tx) nest(ctx context.Context, fn func() error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if tx.large {
		written := len(tx.batch.writes)
		err := fn()
		if err != nil && tx.spoiled == nil && len(tx.batch.writes) > written {
			tx.spoiled = err
		}
		return err
	}
	var name string
	var mark, hooked int
	if err := tx.do(func(c *conn) error {
		tx.depth++
		name = fmt.Sprintf("nested%d", tx.depth)
		mark = len(tx.batch.writes)
		_, err := c.exec("SAVEPOINT " + name)
		return err
	}); err != nil {
		return err
	}
	if tx.hooks != nil {
		hooked = tx.hooks.Mark()
	}
	keep := false
	leave := func() error {
		return tx.do(func(c *conn) error {
			tx.depth--
			if !keep {
				tx.batch.writes = tx.batch.writes[:mark]
				if tx.hooks != nil {
					tx.hooks.Reset(hooked)
				}
				if _, err := c.exec("ROLLBACK TO " + name); err != nil {
					return err
				}
			}
			_, err := c.exec("RELEASE " + name)
			return err
		})
	}
	returned := false
	defer func() {
		if !returned {
			_ = leave() // the outer transaction is undone as well
		}
	}()
	err := fn()
	if err == nil {
		err = ctx.Err()
	}
	keep, returned = err == nil, true
	if failed := leave(); err == nil {
		err = failed
	}
	return err
}
