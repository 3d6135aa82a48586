package sheet

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/xuri/excelize/v2"

	"lienket/api/measure"
)

// Writer writes a table row by row. Cells are string, int, int64, bool,
// measure.Amount, measure.Date or nil. Close ends the file; without it a file is
// broken.
type Writer interface {
	Row(cells ...any) error
	Close() error
}

// Formats are the endings of the files that NewWriter writes.
var Formats = []string{"csv", "xlsx"}

// ContentTypes are the media types by format.
var ContentTypes = map[string]string{
	"csv":  "text/csv; charset=utf-8",
	"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

// NewWriter begins a file of that format with its header.
func NewWriter(w io.Writer, format, title string, header []string) (Writer, error) {
	if format == "xlsx" {
		return newWorkbookWriter(w, title, header)
	}
	return newCSVWriter(w, header)
}

// csvWriter writes UTF-8 with the mark by which Excel knows it.
type csvWriter struct{ to *csv.Writer }

func newCSVWriter(w io.Writer, header []string) (*csvWriter, error) {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return nil, err
	}
	writer := &csvWriter{csv.NewWriter(w)}
	return writer, writer.to.Write(header)
}

func (w *csvWriter) Row(cells ...any) error {
	row := make([]string, len(cells))
	for i, cell := range cells {
		switch cell := cell.(type) {
		case nil:
		case string:
			row[i] = guard(cell)
		case measure.Amount:
			row[i] = csvAmount(cell)
		default:
			row[i] = fmt.Sprint(cell)
		}
	}
	return w.to.Write(row)
}

// csvAmount writes an amount so that nobody can read it in two ways: 1.234 gets a
// fourth decimal.
func csvAmount(amount measure.Amount) string {
	value := amount.String()
	if _, err := decimal(value, false); err != nil {
		return value + "0"
	}
	return value
}

func (w *csvWriter) Close() error {
	w.to.Flush()
	return w.to.Error()
}

// workbookWriter keeps rows in a temporary file until Close; only then does the
// archive go to its reader.
type workbookWriter struct {
	to     io.Writer
	file   *excelize.File
	stream *excelize.StreamWriter
	date   int
	text   int
	row    int
}

const firstSheet = "Sheet1"

func newWorkbookWriter(to io.Writer, title string, header []string) (*workbookWriter, error) {
	w := &workbookWriter{to: to, file: excelize.NewFile(), row: 1}
	if err := w.begin(title, header); err != nil {
		_ = w.file.Close() // the first error counts
		return nil, err
	}
	return w, nil
}

func (w *workbookWriter) begin(title string, header []string) error {
	if err := w.file.SetSheetName(firstSheet, title); err != nil {
		return err
	}
	styles, err := addStyles(w.file)
	if err != nil {
		return err
	}
	w.date, w.text = styles.date, styles.text
	if w.stream, err = w.file.NewStreamWriter(title); err != nil {
		return err
	}
	if err := w.stream.SetColWidth(1, max(1, len(header)), 18); err != nil {
		return err
	}
	if err := w.stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	cells := make([]any, len(header))
	for i, label := range header {
		cells[i] = excelize.Cell{StyleID: styles.header, Value: label}
	}
	return w.stream.SetRow("A1", cells)
}

// sheetStyles are the cell styles that every workbook here has.
type sheetStyles struct{ header, date, text, wrap int }

func addStyles(file *excelize.File) (styles sheetStyles, err error) {
	day, plain := "yyyy-mm-dd", "@"
	for _, add := range []struct {
		to    *int
		style *excelize.Style
	}{
		{&styles.header, &excelize.Style{Font: &excelize.Font{Bold: true}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E3EDE4"}}}},
		{&styles.date, &excelize.Style{CustomNumFmt: &day}},
		{&styles.text, &excelize.Style{CustomNumFmt: &plain}},
		{&styles.wrap, &excelize.Style{Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}}},
	} {
		if *add.to, err = file.NewStyle(add.style); err != nil {
			return styles, err
		}
	}
	return styles, nil
}

func (w *workbookWriter) Row(cells ...any) error {
	w.row++
	row := make([]any, len(cells))
	for i, cell := range cells {
		row[i] = cell
		switch cell := cell.(type) {
		case string:
			row[i] = excelize.Cell{StyleID: w.text, Value: cell}
		case measure.Amount:
			number, err := strconv.ParseFloat(cell.String(), 64)
			if err != nil {
				return err
			}
			row[i] = number
		case measure.Date:
			row[i] = string(cell)
			if t, err := time.Parse(time.DateOnly, string(cell)); err == nil {
				row[i] = excelize.Cell{StyleID: w.date, Value: t}
			}
		}
	}
	return w.stream.SetRow("A"+strconv.Itoa(w.row), row)
}

func (w *workbookWriter) Close() error {
	defer func() { _ = w.file.Close() }() // removes the temporary file
	if err := w.stream.Flush(); err != nil {
		return err
	}
	return w.file.Write(w.to)
}
