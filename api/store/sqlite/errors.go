package sqlite

import (
	"context"
	"errors"
	"strings"

	modernc "modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"lienket/api/fault"
)

var (
	textClosed   = fault.T("Kho dữ liệu đã đóng.", "The data store is closed.")
	textBusy     = fault.T("Kho dữ liệu đang bận hoặc không dùng được. Hãy thử lại sau.", "The data store is busy or not available. Try again later.")
	textFull     = fault.T("Ổ đĩa đã đầy, không ghi thêm được dữ liệu.", "The disk is full: nothing more can be stored.")
	textCorrupt  = fault.T("Tệp dữ liệu bị hỏng hoặc không phải cơ sở dữ liệu của Liên Kết.", "The data file is damaged, or no database of Liên Kết.")
	textLocked   = fault.T("Thư mục dữ liệu đang được một tiến trình Liên Kết khác sử dụng: %s", "Another Liên Kết process is using this data folder: %s")
	textNewer    = fault.T("Tệp dữ liệu do phiên bản Liên Kết mới hơn tạo ra. Hãy cập nhật chương trình.", "A newer version of Liên Kết made this data file. Update the program.")
	textMissing  = fault.T("dữ liệu", "record")
	textTaken    = fault.T("Giá trị này đã được sử dụng.", "This value is already taken.")
	textConflict = fault.T("Dữ liệu trùng với một bản ghi đã có.", "The record collides with an existing one.")
	textVersion  = fault.T("Dữ liệu đã được người khác thay đổi. Hãy tải lại rồi sửa tiếp.", "Somebody else changed this record. Reload it and try again.")
	textCursor   = fault.T("Vị trí trang không hợp lệ. Hãy xem lại từ trang đầu.", "The page cursor is not valid. Start again from the first page.")
)

var (
	errClosed   error = fault.New(fault.Unavailable, textClosed)
	errMissing  error = fault.Missing(textMissing)
	errVersion  error = fault.New(fault.VersionMismatch, textVersion)
	errCursor   error = fault.Invalid("cursor", "invalid", textCursor)
	errTxEnded        = errors.New("sqlite: a context was used after its transaction had ended")
	errUnserved       = errors.New("no index serves this query")
)

// code is SQLite's extended result code, 0 for an error that is not SQLite's.
func code(err error) int {
	var failure *modernc.Error
	if errors.As(err, &failure) {
		return failure.Code()
	}
	return 0
}

func violatesUnique(err error) bool {
	switch code(err) {
	case lib.SQLITE_CONSTRAINT_UNIQUE, lib.SQLITE_CONSTRAINT_PRIMARYKEY, lib.SQLITE_CONSTRAINT_ROWID:
		return true
	}
	return false
}

// translate turns what the driver reports into a fault where a caller can act on
// it, and leaves the rest.
func translate(err error) error {
	if err == nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	var already *fault.Error
	if errors.As(err, &already) {
		return err
	}
	switch code(err) & 0xff {
	case lib.SQLITE_FULL:
		return fault.New(fault.Unavailable, textFull).Wrap(err)
	case lib.SQLITE_CORRUPT, lib.SQLITE_NOTADB:
		return fault.New(fault.Unavailable, textCorrupt).Wrap(err)
	case lib.SQLITE_BUSY, lib.SQLITE_LOCKED, lib.SQLITE_IOERR, lib.SQLITE_CANTOPEN,
		lib.SQLITE_READONLY, lib.SQLITE_NOMEM, lib.SQLITE_PROTOCOL:
		return fault.New(fault.Unavailable, textBusy).Wrap(err)
	}
	return err
}

// conflict is the fault for a violated unique index, which SQLite names in its
// message; without a match it is the ID that is taken.
func (t *Table) conflict(err error) error {
	taken := fault.New(fault.Conflict, textConflict).Wrap(err)
	message := err.Error()
	for _, ix := range t.indexes {
		if ix.unique && (strings.Contains(message, ix.name) || ix.side != "" && strings.Contains(message, ix.side)) {
			for _, field := range ix.fields {
				taken = taken.WithField(field.path, "taken", textTaken)
			}
			return taken
		}
	}
	return taken.WithField("_id", "taken", textTaken)
}
