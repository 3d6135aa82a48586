package exchange

import (
	"fmt"
	"math"

	"lienket/api/measure"
)

// What a result describes of the rows that change something.
const (
	MostChanges  = 50  // rows whose fields are named
	MostVerifies = 100 // records named that it verifies
	mostShown    = 120 // characters of a value
)

// RowChange is what a row changes of a record that is there.
type RowChange struct {
	Row    int           `json:"row"`
	Name   string        `json:"name"`
	Fields []FieldChange `json:"fields"`
}

// FieldChange is a value before and after, as an export has it.
type FieldChange struct {
	Column string `json:"column"`
	Label  Text   `json:"label"`
	Before Text   `json:"before"`
	After  Text   `json:"after"`
}

// RowRecord is a record and the row that names it.
type RowRecord struct {
	Row  int    `json:"row"`
	Name string `json:"name"`
}

// describe notes what a row changes, by the cells of the export of its table.
func describe[R any](row *row, name string, cells map[string]func(v *viewer, r *R) any, before, after *R) {
	if len(row.result.Changes) == MostChanges {
		return
	}
	change := RowChange{Row: row.cells.Number, Name: name, Fields: []FieldChange{}}
	vi, en := &viewer{actor: row.actor, lang: "vi"}, &viewer{actor: row.actor, lang: "en"}
	for i := range row.table.Columns {
		column := &row.table.Columns[i]
		cell := cells[column.Key]
		was, is := Text{written(cell(vi, before), "vi"), written(cell(en, before), "en")}, Text{written(cell(vi, after), "vi"), written(cell(en, after), "en")}
		if was == is {
			continue
		}
		was.VI, is.VI = apart(was.VI, is.VI)
		was.EN, is.EN = apart(was.EN, is.EN)
		change.Fields = append(change.Fields, FieldChange{Column: column.Key, Label: Text(column.Label), Before: was, After: is})
	}
	row.result.Changes = append(row.result.Changes, change)
}

// verifies notes a record that waits and that the row verifies.
func (r *row) verifies(name string) {
	if r.result.Verifies++; len(r.result.Verified) < MostVerifies {
		r.result.Verified = append(r.result.Verified, RowRecord{r.cells.Number, name})
	}
}

// maxGrouped is the largest whole number that an amount holds.
const maxGrouped = math.MaxInt64 / 1000

// written is a cell of an export for people, "" for an empty one.
func written(cell any, lang string) string {
	switch cell := cell.(type) {
	case nil:
		return ""
	case measure.Date:
		return cell.In(lang)
	case measure.Amount:
		return cell.In(lang)
	case int64:
		if cell >= -maxGrouped && cell <= maxGrouped {
			return measure.Amount(cell * 1000).In(lang)
		}
	}
	return fmt.Sprint(cell)
}

// apart cuts two long values to where they differ.
func apart(before, after string) (was, is string) {
	a, b := []rune(before), []rune(after)
	same := 0
	for same < min(len(a), len(b)) && a[same] == b[same] {
		same++
	}
	const context = 30
	if max(len(a), len(b)) <= mostShown || same < mostShown/2 {
		same = 0
	} else {
		same -= context
	}
	cut := func(runes []rune) string {
		text, end := "", min(len(runes), same+mostShown)
		if same > 0 {
			text = "…"
		}
		if text += string(runes[same:end]); end < len(runes) {
			text += "…"
		}
		return text
	}
	return cut(a), cut(b)
}
