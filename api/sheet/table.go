// Package sheet reads and writes tables: XLSX workbooks and CSV files, as people
// keep them. What a file says in only one way is read; what could be meant in two
// is refused, cell by cell, with a reason. Nothing is guessed.
package sheet

import (
	"bytes"
	"strings"

	"lienket/api/fault"
)

// Limits bound what is read. A workbook is refused by what its parts say they
// unpack to, before they are, and again while they are.
type Limits struct {
	Bytes    int // of the file
	Unpacked int // of a workbook's parts together
	Rows     int // without the header
	Columns  int
	Cell     int // characters
}

// Usual are the limits of an import.
var Usual = Limits{Bytes: 10 << 20, Unpacked: 64 << 20, Rows: 20_000, Columns: 100, Cell: 10_000}

// Table is a header and the rows below it that say anything.
type Table struct {
	Header []string
	Rows   []Row
}

// Row is one row. Number is its row in the file, whose header is row 1. Cells are
// at most as many as the header's.
type Row struct {
	Number int
	Cells  []Cell
}

// At is the cell of a column; an empty one past the end.
func (r *Row) At(column int) Cell {
	if column < 0 || column >= len(r.Cells) {
		return Cell{}
	}
	return r.Cells[column]
}

// Kind is what the file says that a cell is. In CSV every cell is Text.
type Kind uint8

// Kinds of cells.
const (
	Empty Kind = iota
	Text
	Number // Value is its plain decimal form, with a point
	Date   // Value is 2026-11-23
	Bool   // Value is TRUE or FALSE
	Bad    // Value is the code of why the cell cannot be taken
)

// Cell is one cell. Read it with Line, Decimal, Whole or Day.
type Cell struct {
	Kind  Kind
	Value string
}

// IsEmpty reports whether the cell says nothing.
func (c Cell) IsEmpty() bool { return c.Kind == Empty }

// Read reads the first visible sheet of a workbook, or a CSV file in UTF-8,
// UTF-16, Windows-1258 or TCVN3, separated by commas, semicolons or tabs. Row 1
// is the header. Errors: TooLarge, or InvalidInput about the field "file". What
// is wrong with single cells is told when these are read.
func Read(data []byte, limits Limits) (*Table, error) {
	if len(data) > limits.Bytes {
		return nil, fault.New(fault.TooLarge, textLarge.With(limits.Bytes>>20))
	}
	var table *Table
	var err error
	switch {
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		table, err = readWorkbook(data, limits)
	case bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0")):
		return nil, unreadable("old_format", textOldFormat)
	default:
		table, err = readCSV(data, limits)
	}
	if err != nil {
		return nil, err
	}
	return table, table.check()
}

// check refuses a header that names nothing or the same twice, and tells of cells
// beyond it.
func (t *Table) check() error {
	seen := map[string]bool{}
	named := 0
	for _, label := range t.Header {
		key := strings.ToLower(label)
		if label != "" && seen[key] {
			return unreadable("column_twice", textColumnTwice.With(label))
		}
		if label != "" {
			named++
		}
		seen[key] = true
	}
	if named == 0 {
		return unreadable("no_header", textNoHeader)
	}
	if len(t.Rows) == 0 {
		return unreadable("no_rows", textNoRows)
	}
	for i := range t.Rows {
		for column := range t.Rows[i].Cells {
			if !t.Rows[i].Cells[column].IsEmpty() && (column >= len(t.Header) || t.Header[column] == "") {
				return unreadable("cell_without_column", textNoColumn.With(Address(column, t.Rows[i].Number)))
			}
		}
	}
	return nil
}

// Address is the name of a cell: Address(1, 2) is B2.
func Address(column, row int) string {
	return ColumnName(column) + itoa(row)
}

// ColumnName is the letters of a column, counted from 0.
func ColumnName(column int) string {
	name := ""
	for column++; column > 0; column = (column - 1) / 26 {
		name = string(rune('A'+(column-1)%26)) + name
	}
	return name
}

func unreadable(code string, message fault.Text) error { return fault.Invalid("file", code, message) }

// text makes a cell of text. What was typed with a legacy font is Bad: such text
// is other letters to everybody who has not got the font.
func text(value string, limits Limits) Cell {
	value = strings.TrimSpace(strings.ReplaceAll(value, "\u00a0", " "))
	switch {
	case value == "":
		return Cell{}
	case len(value) > limits.Cell && len([]rune(value)) > limits.Cell:
		return Cell{Bad, "too_long"}
	case typedInLegacyFont(value):
		return Cell{Bad, "legacy_text"}
	}
	return Cell{Text, value}
}
