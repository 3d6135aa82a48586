package sheet

import (
	"encoding/csv"
	"errors"
	"io"
	"strings"

	"lienket/api/fault"
)

// readCSV reads a CSV file. Blank lines are rows that say nothing.
func readCSV(data []byte, limits Limits) (*Table, error) {
	decoded, ok := decodeText(data)
	if !ok {
		return nil, unreadable("encoding", textEncoding)
	}
	if strings.ContainsFunc(decoded, func(r rune) bool { return r < ' ' && r != '\n' && r != '\r' && r != '\t' }) {
		return nil, unreadable("not_text", textControl)
	}
	reader := csv.NewReader(strings.NewReader(decoded))
	reader.Comma = separator(decoded)
	reader.FieldsPerRecord = -1
	reader.ReuseRecord = true
	table := &Table{}
	// A multi-line cell is one row of a spreadsheet and a blank line is another.
	row, ended := 0, 0
	offset := int64(0)
	for {
		cells, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return table, nil
		}
		if err != nil {
			line := 0
			if parse := new(csv.ParseError); errors.As(err, &parse) {
				line = parse.Line
			}
			return nil, unreadable("unreadable", textCSV.With(line))
		}
		line, _ := reader.FieldPos(0)
		row += line - ended
		ended += strings.Count(decoded[offset:reader.InputOffset()], "\n")
		offset = reader.InputOffset()
		if len(cells) > limits.Columns {
			return nil, fault.New(fault.TooLarge, textColumns.With(limits.Columns))
		}
		if row == 1 {
			for column, cell := range cells {
				label, err := text(unguard(cell), limits).Line()
				if err != nil {
					return nil, headerError(column, err)
				}
				table.Header = append(table.Header, label)
			}
			continue
		}
		if table.Header == nil {
			return nil, unreadable("no_header", textNoHeader)
		}
		if row > limits.Rows+1 {
			return nil, fault.New(fault.TooLarge, textRows.With(limits.Rows))
		}
		table.add(row, len(cells), func(column int) Cell { return text(unguard(cells[column]), limits) })
	}
}

// add adds a row unless it says nothing.
func (t *Table) add(number, width int, at func(int) Cell) {
	cells, said := make([]Cell, width), false
	for column := range cells {
		cells[column] = at(column)
		said = said || !cells[column].IsEmpty()
	}
	if said {
		t.Rows = append(t.Rows, Row{number, cells})
	}
}

func headerError(column int, err error) error {
	var refused *fault.Error
	if errors.As(err, &refused) && len(refused.Fields) > 0 {
		return unreadable("header", textHeaderCell.With(Address(column, 1), refused.Fields[0].Message))
	}
	return err
}

// separator is the one that stands most often in the header, outside quotes.
func separator(decoded string) rune {
	counts, quoted := map[rune]int{}, false
	for _, r := range decoded {
		switch {
		case r == '"':
			quoted = !quoted
		case r == '\n' && !quoted:
			return most(counts)
		case !quoted:
			counts[r]++
		}
	}
	return most(counts)
}

func most(counts map[rune]int) rune {
	best := ','
	for _, candidate := range ";\t" {
		if counts[candidate] > counts[best] {
			best = candidate
		}
	}
	return best
}

// formulaSigns begin what a spreadsheet would take for a formula.
const formulaSigns = "=+-@"

// guard keeps a spreadsheet from running text as a formula: it gets an
// apostrophe, which unguard takes away.
func guard(value string) string {
	if value != "" && strings.Contains(formulaSigns+"'", value[:1]) {
		return "'" + value
	}
	return value
}

func unguard(value string) string {
	if len(value) > 1 && value[0] == '\'' && strings.Contains(formulaSigns+"'", value[1:2]) {
		return value[1:]
	}
	return value
}
