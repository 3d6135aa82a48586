package sqlite

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net/url"
	"path/filepath"

	modernc "modernc.org/sqlite"
)

// maxStatements bounds the prepared statements that one connection keeps. The
// texts are few, since values are bound; a flood of odd ones starts afresh.
const maxStatements = 256

// noCancel is the context of short statements: for one that can be cancelled the
// driver starts a goroutine.
var noCancel = context.Background()

// conn is one connection with its prepared statements. It speaks to the driver
// below database/sql, whose pool, locks and conversions cost more than most of
// the statements here. It is not safe for concurrent use.
type conn struct {
	raw        driver.Conn
	statements map[string]driver.Stmt
	args       []driver.NamedValue
	row        []driver.Value
}

// dial opens the file and applies pragmas. The page cache is in KiB.
func dial(path string, pageCache int, pragmas ...string) (*conn, error) {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	uri := url.URL{Scheme: "file", Path: filepath.ToSlash(absolute)}
	raw, err := (&modernc.Driver{}).Open(uri.String())
	if err != nil {
		return nil, err
	}
	c := &conn{raw: raw, statements: map[string]driver.Stmt{}}
	pragmas = append([]string{
		"PRAGMA busy_timeout = 5000",
		"PRAGMA foreign_keys = OFF",
		"PRAGMA temp_store = MEMORY",
		fmt.Sprintf("PRAGMA cache_size = -%d", pageCache),
	}, pragmas...)
	for _, pragma := range pragmas {
		if err := c.query(noCancel, pragma, nil, 1, nil); err != nil {
			return nil, errors.Join(fmt.Errorf("%s: %w", pragma, err), c.close())
		}
	}
	return c, nil
}

func (c *conn) close() error {
	c.forget()
	return c.raw.Close()
}

func (c *conn) forget() {
	for _, statement := range c.statements {
		_ = statement.Close() // repeats the error of its last run
	}
	clear(c.statements)
}

func (c *conn) prepare(text string) (driver.Stmt, error) {
	if statement, known := c.statements[text]; known {
		return statement, nil
	}
	statement, err := c.raw.(driver.ConnPrepareContext).PrepareContext(noCancel, text)
	if err != nil {
		return nil, err
	}
	if len(c.statements) >= maxStatements {
		c.forget()
	}
	c.statements[text] = statement
	return statement, nil
}

// drop forgets a statement that will not be used again.
func (c *conn) drop(text string) {
	if statement, known := c.statements[text]; known {
		_ = statement.Close()
		delete(c.statements, text)
	}
}

// bind lists args as the driver wants them; the list is valid until the next call.
func (c *conn) bind(args []any) []driver.NamedValue {
	c.args = c.args[:0]
	for i, arg := range args {
		c.args = append(c.args, driver.NamedValue{Ordinal: i + 1, Value: arg})
	}
	return c.args
}

// exec runs a statement to its end and returns the number of rows it changed. It
// takes no context: interrupting a write makes SQLite roll the whole transaction
// back, and with it what others have in the batch.
func (c *conn) exec(text string, args ...any) (int64, error) {
	statement, err := c.prepare(text)
	if err != nil {
		return 0, err
	}
	result, err := statement.(driver.StmtExecContext).ExecContext(noCancel, c.bind(args))
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// query calls each with the values of every row, which has that many columns;
// the slice is reused. A ctx that can be cancelled costs the driver a goroutine:
// short statements are given one that cannot.
func (c *conn) query(ctx context.Context, text string, args []any, columns int, each func(row []driver.Value) error) (err error) {
	statement, err := c.prepare(text)
	if err != nil {
		return err
	}
	rows, err := statement.(driver.StmtQueryContext).QueryContext(ctx, c.bind(args))
	if err != nil {
		return err
	}
	defer func() {
		if closing := rows.Close(); err == nil {
			err = closing
		}
	}()
	if each == nil {
		columns = len(rows.Columns())
	}
	if cap(c.row) < columns {
		c.row = make([]driver.Value, columns)
	}
	row := c.row[:columns]
	for {
		if err := rows.Next(row); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		if each != nil {
			if err := each(row); err != nil {
				return err
			}
		}
	}
}

// number runs a statement that yields one integer.
func number(c *conn, text string) (value int64, err error) {
	err = c.query(noCancel, text, nil, 1, func(row []driver.Value) error {
		value = row[0].(int64)
		return nil
	})
	return value, err
}

// pool lends the connections that only read.
type pool struct {
	free   chan *conn
	closed <-chan struct{}
}

func (p *pool) take(ctx context.Context) (*conn, error) {
	select {
	case c := <-p.free:
		return c, nil
	default:
	}
	select {
	case c := <-p.free:
		return c, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-p.closed:
		return nil, errClosed
	}
}

func (p *pool) give(c *conn) { p.free <- c }

// close waits until all connections are back.
func (p *pool) close() error {
	var failed error
	for range cap(p.free) {
		failed = errors.Join(failed, (<-p.free).close())
	}
	return failed
}
