package sheet

import (
	"encoding/xml"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"lienket/api/fault"
)

// mostColumn is the last column that a worksheet can have, XFD.
const mostColumn = 16_384

// mostMerged bounds the work on merged cells.
const mostMerged = 5_000_000

// box is a range of cells, inclusive; rows from 1 and columns from 0.
type box struct{ top, left, bottom, right int }

// wireCell is a cell as the worksheet has it.
type wireCell struct {
	Address string    `xml:"r,attr"`
	Style   int       `xml:"s,attr"`
	Type    string    `xml:"t,attr"`
	Formula *struct{} `xml:"f"`
	Value   *string   `xml:"v"`
	Inline  *richText `xml:"is"`
}

// readSheet reads the rows of a worksheet one by one.
func (b *workbook) readSheet(name string) (*Table, error) {
	table := &Table{}
	var merged []box
	hiddenColumns := map[int]bool{}
	row := 0
	err := b.each(name, func(decoder *xml.Decoder, start xml.StartElement) error {
		switch start.Name.Local {
		case "col":
			if isTrue(attribute(start, "hidden")) {
				first, _ := strconv.Atoi(attribute(start, "min"))
				last, _ := strconv.Atoi(attribute(start, "max"))
				for column := max(first, 1); column <= min(last, b.limits.Columns); column++ {
					hiddenColumns[column-1] = true
				}
			}
		case "row":
			number := row + 1
			if r := attribute(start, "r"); r != "" {
				var err error
				if number, err = strconv.Atoi(r); err != nil || number <= row {
					return unreadable("unreadable", textUnreadable)
				}
			}
			row = number
			cells, err := b.readRow(decoder, start)
			if err != nil {
				return err
			}
			return b.place(table, row, cells, isTrue(attribute(start, "hidden")), hiddenColumns)
		case "mergeCell":
			area, ok := parseBox(attribute(start, "ref"))
			if !ok {
				return unreadable("unreadable", textUnreadable)
			}
			merged = append(merged, area)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return table, table.refuseMerged(merged)
}

// place puts a row of the sheet into the table. What is hidden is refused rather
// than taken unseen.
func (b *workbook) place(table *Table, row int, cells []Cell, hidden bool, hiddenColumns map[int]bool) error {
	width := 0
	for column, cell := range cells {
		if !cell.IsEmpty() {
			width = column + 1
			if hidden || hiddenColumns[column] {
				cells[column] = Cell{Bad, "hidden"}
			}
		}
	}
	if width == 0 {
		return nil
	}
	if width > b.limits.Columns {
		return fault.New(fault.TooLarge, textColumns.With(b.limits.Columns))
	}
	if row == 1 {
		for column, cell := range cells[:width] {
			label, err := cell.Line()
			if err != nil {
				return headerError(column, err)
			}
			table.Header = append(table.Header, label)
		}
		return nil
	}
	if table.Header == nil {
		return unreadable("no_header", textNoHeader)
	}
	if len(table.Rows) >= b.limits.Rows {
		return fault.New(fault.TooLarge, textRows.With(b.limits.Rows))
	}
	table.Rows = append(table.Rows, Row{row, cells[:width]})
	return nil
}

// readRow reads the cells up to the end of the row; only as many as the limit
// allows, and one more where there are more.
func (b *workbook) readRow(decoder *xml.Decoder, row xml.StartElement) ([]Cell, error) {
	var cells []Cell
	next := 0
	for {
		token, err := decoder.Token()
		if err != nil {
			return nil, err
		}
		switch element := token.(type) {
		case xml.EndElement:
			if element.Name == row.Name {
				return cells, nil
			}
		case xml.StartElement:
			if element.Name.Local != "c" {
				continue
			}
			var wire wireCell
			if err := decoder.DecodeElement(&wire, &element); err != nil {
				return nil, err
			}
			column := next
			if wire.Address != "" {
				var ok bool
				if column, _, ok = parseAddress(wire.Address); !ok || column < next {
					return nil, unreadable("unreadable", textUnreadable)
				}
			}
			next = column + 1
			cell := b.cell(wire)
			if cell.IsEmpty() {
				continue
			}
			if column >= b.limits.Columns {
				return nil, fault.New(fault.TooLarge, textColumns.With(b.limits.Columns))
			}
			for len(cells) < column {
				cells = append(cells, Cell{})
			}
			cells = append(cells, cell)
		}
	}
}

// cell reads one cell. A formula counts by the result that was stored with it.
func (b *workbook) cell(wire wireCell) Cell {
	if wire.Type == "inlineStr" && wire.Inline != nil {
		return text(wire.Inline.String(), b.limits)
	}
	if wire.Value == nil || *wire.Value == "" && wire.Type != "str" {
		if wire.Formula != nil {
			return Cell{Bad, "formula"}
		}
		return Cell{}
	}
	value := *wire.Value
	switch wire.Type {
	case "s":
		index, err := strconv.Atoi(strings.TrimSpace(value))
		if err != nil || index < 0 || index >= len(b.strings) {
			return Cell{Bad, "unreadable"}
		}
		return text(b.strings[index], b.limits)
	case "str", "inlineStr":
		return text(value, b.limits)
	case "b":
		if isTrue(value) {
			return Cell{Bool, "TRUE"}
		}
		return Cell{Bool, "FALSE"}
	case "e":
		return Cell{Bad, "cell_error"}
	case "d":
		if len(value) >= len(time.DateOnly) {
			if t, err := time.Parse(time.DateOnly, value[:len(time.DateOnly)]); err == nil {
				return Cell{Date, t.Format(time.DateOnly)}
			}
		}
		return Cell{Bad, "not_a_date"}
	case "", "n":
		return b.number(value, wire.Style)
	}
	return Cell{Bad, "unreadable"}
}

// number reads a number, or the day that its style makes of it. Spreadsheets
// compute in binary and show 15 digits; beyond these a number is noise.
func (b *workbook) number(value string, style int) Cell {
	number, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
	if err != nil || math.IsNaN(number) || math.IsInf(number, 0) {
		return Cell{Bad, "unreadable"}
	}
	if style >= 0 && style < len(b.dates) && b.dates[style] {
		return b.day(number)
	}
	if math.Abs(number) >= 1e15 {
		return Cell{Bad, "too_precise"}
	}
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(number, 'g', 15, 64), 64)
	if err != nil {
		return Cell{Bad, "unreadable"}
	}
	if rounded == 0 {
		rounded = 0 // never -0
	}
	if rounded != 0 && math.Abs(rounded) < 1e-15 {
		return Cell{Bad, "unreadable"}
	}
	return Cell{Number, strconv.FormatFloat(rounded, 'f', -1, 64)}
}

// day is the day of a serial number: days since 1899-12-30, where what stands
// before 1900-03-01 is off by the leap day that 1900 never had, or since 1904.
func (b *workbook) day(serial float64) Cell {
	days := int(math.Floor(min(serial, 4e6)))
	start := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	if b.from1904 {
		start = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	} else if days < 61 {
		return Cell{Bad, "not_a_date"}
	}
	if days < 0 || days > 2_958_465 {
		return Cell{Bad, "not_a_date"}
	}
	return Cell{Date, start.AddDate(0, 0, days).Format(time.DateOnly)}
}

// refuseMerged refuses the cells that were merged, or the file where the header
// was.
func (t *Table) refuseMerged(merged []box) error {
	for _, area := range merged {
		if area.top <= 1 && area.left < len(t.Header) {
			return unreadable("merged_header", textHeaderCell.With(Address(area.left, 1), badCells["merged"]))
		}
	}
	work := 0
	for _, area := range merged {
		first, _ := slices.BinarySearchFunc(t.Rows, area.top, func(r Row, number int) int { return r.Number - number })
		for i := first; i < len(t.Rows) && t.Rows[i].Number <= area.bottom; i++ {
			for column := area.left; column <= area.right && column < len(t.Header); column++ {
				t.Rows[i].set(column, Cell{Bad, "merged"})
				work++
			}
			// Areas that lie over each other are not what a spreadsheet writes.
			if work++; work > mostMerged {
				return errUnpacked
			}
		}
	}
	return nil
}

// set puts a cell into a row, which may be shorter.
func (r *Row) set(column int, cell Cell) {
	for len(r.Cells) <= column {
		r.Cells = append(r.Cells, Cell{})
	}
	r.Cells[column] = cell
}

func parseBox(ref string) (box, bool) {
	from, to, pair := strings.Cut(ref, ":")
	if !pair {
		to = from
	}
	left, top, ok := parseAddress(from)
	right, bottom, ok2 := parseAddress(to)
	return box{top, left, bottom, right}, ok && ok2 && left <= right && top <= bottom
}

// parseAddress reads B2 as column 1, row 2.
func parseAddress(address string) (column, row int, ok bool) {
	i := 0
	for ; i < len(address) && address[i] >= 'A' && address[i] <= 'Z'; i++ {
		if column = column*26 + int(address[i]-'A') + 1; column > mostColumn {
			return 0, 0, false
		}
	}
	row, err := strconv.Atoi(address[i:])
	return column - 1, row, err == nil && i > 0 && row > 0
}
