// Package sqlite is the embedded document store: one SQLite file, JSON documents
// and expression indexes, one writer with group commit, many readers and a cache
// of documents read by ID. It needs nothing installed.
package sqlite

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"sync"

	"github.com/gofrs/flock"
	modernc "modernc.org/sqlite"

	"lienket/api/fault"
	"lienket/api/store"
)

// Options change what Open does; the zero value suits a server.
type Options struct {
	// Strict makes a query that no index serves an error; otherwise it is logged
	// once. Tests switch it on.
	Strict bool
	// CacheBytes bounds the cache of documents read by ID; 0 means 96 MiB.
	CacheBytes int64
	// Log receives warnings; nil means slog.Default.
	Log *slog.Logger
}

const (
	applicationID = 0x4c4b4442 // "LKDB" in the file's header
	fileVersion   = 1

	// Page caches, in KiB. Readers share theirs out among themselves. Memory
	// mapping is left off: each connection's map would count as resident.
	writerPages = 16 << 10
	readerPages = 32 << 10

	defaultCacheBytes = 96 << 20
)

// DB implements store.DB. It is safe for concurrent use.
type DB struct {
	path    string
	strict  bool
	log     *slog.Logger
	lock    *flock.Flock
	cache   *cache
	writer  *writer
	readers *pool

	mu      sync.Mutex
	numbers map[string]uint32
	closing sync.Once
	closed  chan struct{}
	failed  error // of Close
}

var _ store.DB = (*DB)(nil)

// Open opens the database file, or makes it and its folder, and keeps other
// processes out until Close. Errors: fault.Unavailable if another process has
// it, if the file is damaged, no database of Liên Kết, or of a newer version.
func Open(path string, opts Options) (db *DB, err error) {
	if opts.CacheBytes == 0 {
		opts.CacheBytes = defaultCacheBytes
	}
	if opts.Log == nil {
		opts.Log = slog.Default()
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return nil, fmt.Errorf("sqlite: %w", err)
	}
	lock := flock.New(path + ".lock")
	locked, err := lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("sqlite: lock %s: %w", path, err)
	}
	if !locked {
		return nil, fault.New(fault.Unavailable, textLocked.With(filepath.Dir(path)))
	}
	db = &DB{
		path: path, strict: opts.Strict, log: opts.Log, lock: lock,
		cache:   newCache(opts.CacheBytes),
		numbers: map[string]uint32{},
		closed:  make(chan struct{}),
	}
	if err := db.connect(); err != nil {
		return nil, errors.Join(fmt.Errorf("sqlite: open %s: %w", path, translate(err)), lock.Unlock())
	}
	return db, nil
}

// connect opens the writer, checks the file, and opens the readers.
func (db *DB) connect() (err error) {
	// The data and its size are as durable with fdatasync; only times are not.
	if _, err := modernc.Fdatasync(true); err != nil && !errors.Is(err, modernc.ErrFdatasyncUnavailable) {
		return err
	}
	var opened []*conn
	defer func() {
		if err != nil {
			for _, c := range opened {
				err = errors.Join(err, c.close())
			}
		}
	}()
	writing, err := dial(db.path, writerPages, "PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL",
		"PRAGMA wal_autocheckpoint = 8000", "PRAGMA journal_size_limit = 67108864")
	if err != nil {
		return err
	}
	opened = append(opened, writing)
	if err := checkFile(writing); err != nil {
		return err
	}
	count := min(max(2*runtime.GOMAXPROCS(0), 4), 16)
	db.readers = &pool{free: make(chan *conn, count), closed: db.closed}
	for range count {
		reading, err := dial(db.path, readerPages/count, "PRAGMA query_only = ON")
		if err != nil {
			return err
		}
		opened = append(opened, reading)
		db.readers.give(reading)
	}
	db.writer = newWriter(writing, db.cache)
	return nil
}

// checkFile tells our file from others and marks a new one. It reads the header
// and the schema, not all the data: a start must stay quick.
func checkFile(c *conn) error {
	application, err := number(c, "PRAGMA application_id")
	if err != nil {
		return err
	}
	version, err := number(c, "PRAGMA user_version")
	if err != nil {
		return err
	}
	tables, err := number(c, "SELECT count(*) FROM sqlite_schema")
	if err != nil {
		return err
	}
	switch {
	case application == 0 && tables == 0:
		for _, pragma := range []string{
			fmt.Sprintf("PRAGMA application_id = %d", applicationID),
			fmt.Sprintf("PRAGMA user_version = %d", fileVersion),
		} {
			if _, err := c.exec(pragma); err != nil {
				return err
			}
		}
	case application != applicationID:
		return fault.New(fault.Unavailable, textCorrupt)
	case version > fileVersion:
		return fault.New(fault.Unavailable, textNewer)
	}
	return nil
}

// shortName stands for the collection in the cache.
func (db *DB) shortName(collection string) uint32 {
	db.mu.Lock()
	defer db.mu.Unlock()
	if _, known := db.numbers[collection]; !known {
		db.numbers[collection] = uint32(len(db.numbers))
	}
	return db.numbers[collection]
}

func (db *DB) isClosed() bool {
	select {
	case <-db.closed:
		return true
	default:
		return false
	}
}

// read gives fn the connection of ctx's transaction, or else one from the pool.
// fn must not call back into the store.
func (db *DB) read(ctx context.Context, fn func(c *conn, inTx bool) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if tx := db.txOf(ctx); tx != nil {
		return tx.do(func(c *conn) error { return fn(c, true) })
	}
	if db.isClosed() {
		return errClosed
	}
	c, err := db.readers.take(ctx)
	if err != nil {
		return err
	}
	defer db.readers.give(c)
	return translate(fn(c, false))
}

// Ready implements store.DB: it asks the database for an answer.
func (db *DB) Ready(ctx context.Context) error {
	return db.read(ctx, func(c *conn, _ bool) error {
		_, err := number(c, "SELECT count(*) FROM sqlite_schema")
		return err
	})
}

// Close waits for what runs or waits for its turn to write, and closes the file.
// Later calls of any method give fault.Unavailable; Close again gives what the
// first gave.
func (db *DB) Close() error {
	db.closing.Do(func() {
		close(db.closed)
		// The writer goes last: the last connection to close empties the log.
		db.failed = errors.Join(db.readers.close(), db.writer.close(), db.lock.Unlock())
	})
	return db.failed
}

// Backup writes a consistent copy of the database to a new file, which must not
// exist, while reads and writes go on. The copy is durable when Backup returns;
// until then it stands beside it under another name.
func (db *DB) Backup(ctx context.Context, toPath string) (err error) {
	if db.isClosed() {
		return errClosed
	}
	if _, err := os.Lstat(toPath); err == nil {
		return fmt.Errorf("sqlite: backup: %s exists", toPath)
	}
	c, err := dial(db.path, 4<<10)
	if err != nil {
		return fmt.Errorf("sqlite: backup: %w", translate(err))
	}
	defer func() { err = errors.Join(err, c.close()) }()
	part := toPath + ".part"
	if err := os.Remove(part); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("sqlite: backup: %w", err)
	}
	if err := c.query(ctx, "VACUUM INTO ?", []any{part}, 0, nil); err != nil {
		_ = os.Remove(part)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return fmt.Errorf("sqlite: backup: %w", translate(err))
	}
	for _, step := range []func() error{
		func() error { return syncPath(part) },
		func() error { return os.Rename(part, toPath) },
		func() error { return syncPath(filepath.Dir(toPath)) },
	} {
		if err := step(); err != nil {
			return fmt.Errorf("sqlite: backup: %w", err)
		}
	}
	return nil
}

func syncPath(path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(file.Sync(), file.Close())
}
