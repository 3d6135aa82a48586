package exchange

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"lienket/api/fault"
	"lienket/api/measure"
	"lienket/api/sheet"
	"lienket/search"
)

// row reads the cells of one row. What cannot be read is noted and makes the row
// bad; the value is then empty.
type row struct {
	*run
	cells *sheet.Row
	bad   bool
	wrong []string // the columns that something is noted of
}

func (r *row) cell(key string) sheet.Cell {
	if at, has := r.at[key]; has {
		return r.cells.At(at)
	}
	return sheet.Cell{}
}

// fail notes what is wrong with a cell.
func (r *row) fail(key, code string, message fault.Text) {
	r.bad, r.wrong = true, append(r.wrong, key)
	r.note(r.cells.Number, key, code, message)
}

// refused notes what a service refuses of the row; an accident is given back.
func (r *row) refused(key string, err error) error {
	r.bad, r.wrong = true, append(r.wrong, key)
	return r.refuse(r.cells.Number, key, err)
}

// besides notes what a service refuses of a row of which a part could not be read, so
// that a file is mended in one go. Cells that something is noted of already, and what
// names no cell, are left out.
func (r *row) besides(err error) error {
	var refused *fault.Error
	if !errors.As(err, &refused) {
		return err
	}
	others := *refused
	others.Fields = slices.DeleteFunc(slices.Clone(refused.Fields), func(field fault.Field) bool {
		column := r.columnOf(field.Path)
		return column == "" || slices.Contains(r.wrong, column)
	})
	if len(others.Fields) == 0 {
		return nil
	}
	return r.refuse(r.cells.Number, "", &others)
}

// read notes an error of reading a cell, and a required one that is empty.
func (r *row) read(key, value string, err error) string {
	if err != nil {
		_ = r.refused(key, err) // cells' errors are all InvalidInput
		return ""
	}
	if column := r.table.column(key); value == "" && column.Needs(r.actor) && !column.Blank {
		r.fail(key, "required", fault.Required)
	}
	return value
}

// text is a cell as text.
func (r *row) text(key string) string {
	value, err := r.cell(key).Line()
	return r.read(key, value, err)
}

// optional is text, nil where the file lacks the column.
func (r *row) optional(key string) *string {
	if !r.has(key) {
		return nil
	}
	value := r.text(key)
	return &value
}

// digits is a code of digits. A number cell has lost the zero in front, which only
// a code of one of these lengths had.
func (r *row) digits(key string, lengths ...int) string {
	value := r.text(key)
	if r.cell(key).Kind == sheet.Number && !strings.ContainsAny(value, ".-") {
		for _, length := range lengths {
			if len(value) == length-1 {
				return "0" + value
			}
		}
	}
	return value
}

// choice is the code of one of the column's choices, "" for an empty cell.
func (r *row) choice(key string) string {
	value := r.text(key)
	if value == "" {
		return ""
	}
	return r.chosen(key, value)
}

func (r *row) chosen(key, value string) string {
	column := r.table.column(key)
	code, known := column.choose(value)
	if !known {
		r.fail(key, "not_in_list", textChoices.With(clip(value), strings.Join(column.labels("vi"), ", "), strings.Join(column.labels("en"), ", ")))
	}
	return code
}

// choices are the codes of a list with semicolons between.
func (r *row) choices(key string) []string {
	var codes []string
	for part := range strings.SplitSeq(r.text(key), ";") {
		if part = strings.TrimSpace(part); part != "" {
			codes = append(codes, r.chosen(key, part))
		}
	}
	return codes
}

// amount is an exact decimal, 0 for an empty cell; given says whether it has one.
func (r *row) amount(key string) (amount measure.Amount, given bool) {
	value, err := r.cell(key).Decimal()
	value = r.read(key, value, err)
	if value == "" {
		return 0, false
	}
	if amount, err = measure.ParseAmount(value); err != nil {
		_ = r.refused(key, err) // InvalidInput
		return 0, false
	}
	return amount, true
}

// whole is a whole number, 0 for an empty cell; given says whether it has one.
func (r *row) whole(key string) (number int64, given bool) {
	value, err := r.cell(key).Whole()
	value = r.read(key, value, err)
	if value == "" {
		return 0, false
	}
	if number, err = strconv.ParseInt(value, 10, 64); err != nil {
		r.fail(key, "out_of_range", textRange)
		return 0, false
	}
	return number, true
}

// year is a whole number of four digits.
func (r *row) year(key string) int {
	year, given := r.whole(key)
	if given && (year < 1000 || year > 9999) {
		r.fail(key, "out_of_range", textYear)
		return 0
	}
	return int(year)
}

func (r *row) day(key string) measure.Date {
	day, err := r.cell(key).Day()
	return measure.Date(r.read(key, string(day), err))
}

// once notes a natural key that another row has had already.
func (r *row) once(column string, key ...string) bool {
	joined := strings.Join(key, "\x00")
	if other, seen := r.seen[joined]; seen {
		r.fail(column, "duplicate_row", textDuplicate.With(other))
		return false
	}
	r.seen[joined] = r.cells.Number
	return true
}

// folded is the form in which names are compared.
func folded(name string) string { return search.Fold(strings.Join(strings.Fields(name), " ")) }
