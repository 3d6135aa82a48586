package mongo

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/x/mongo/driver/topology"

	"lienket/api/fault"
)

var (
	textUnavailable = fault.T("Kho dữ liệu tạm thời không phục vụ được. Hãy thử lại sau ít phút.",
		"The data store cannot answer at the moment. Try again in a few minutes.")
	textRecord   = fault.T("dữ liệu", "record")
	textVersion  = fault.T("Dữ liệu đã được người khác thay đổi. Hãy tải lại rồi sửa tiếp.", "Somebody else changed this record. Reload it and try again.")
	textConflict = fault.T("Dữ liệu trùng với dữ liệu đã có.", "The record clashes with one that exists.")
	textTaken    = fault.T("Giá trị này đã được sử dụng.", "This value is already taken.")
	textCursor   = fault.T("Vị trí trang không hợp lệ.", "The page cursor is not valid.")
)

var (
	errNotFound = fault.Missing(textRecord)
	errVersion  = fault.New(fault.VersionMismatch, textVersion)
)

func unavailable(cause error) error {
	refusal := fault.New(fault.Unavailable, textUnavailable)
	refusal.RetryAfter = 5 * time.Second
	return refusal.Wrap(cause)
}

var errClosed = errors.New("mongodb: the store is closed")

// do runs one exchange with the server, outside or within the Tx of ctx, and
// turns what the driver says into the errors of the port. Refusals of ours
// (*fault.Error) pass through; any other error within a Tx ends it, because the
// server has ended it too.
func (db *DB) do(ctx context.Context, what string, exchange func() error) error {
	if db.closed.Load() {
		return unavailable(errClosed)
	}
	if err := ctx.Err(); err != nil {
		return explain(ctx, what, err)
	}
	current := db.txOf(ctx)
	if current != nil && current.ended != nil {
		return current.ended
	}
	err := exchange()
	var refusal *fault.Error
	var own ownError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &own):
		return own.error
	case errors.As(err, &refusal):
		return err
	}
	explained := explain(ctx, what, err)
	if current != nil && current.session != nil {
		current.ended = explained
		current.again = passing(err)
	}
	return explained
}

// ownError carries an error of the caller's through do, untouched.
type ownError struct{ error }

// passing tells whether a Tx that met err can succeed when it is run again. A
// duplicate key is one: its index entry appeared after the Tx had looked for it.
func passing(err error) bool {
	var labeled driver.LabeledError
	return errors.As(err, &labeled) && labeled.HasErrorLabel(labelTransient) || driver.IsDuplicateKeyError(err)
}

// The driver's labels of errors.
const (
	labelTransient     = "TransientTransactionError"
	labelUnknownCommit = "UnknownTransactionCommitResult"
	labelRetryable     = "RetryableWriteError"
)

// explain maps an error of the driver. A cancelled ctx stays context.Canceled.
func explain(ctx context.Context, what string, err error) error {
	if errors.Is(ctx.Err(), context.Canceled) {
		return fmt.Errorf("mongodb: %s: %w", what, context.Canceled)
	}
	wrapped := fmt.Errorf("mongodb: %s: %w", what, err)
	if outage(err) {
		return unavailable(wrapped)
	}
	return wrapped
}

// outage tells whether err says that the servers, not the request, are at fault.
func outage(err error) bool {
	var selection topology.ServerSelectionError
	var network net.Error
	var labeled driver.LabeledError
	return errors.Is(err, driver.ErrClientDisconnected) ||
		driver.IsTimeout(err) || driver.IsNetworkError(err) ||
		errors.As(err, &selection) || errors.As(err, &network) ||
		errors.As(err, &labeled) && labeled.HasErrorLabel(labelRetryable)
}
