package rest

import (
	"encoding/json"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"lienket/api/fault"
	"lienket/api/measure"
	"lienket/api/store"
)

// Deadline is a moment that may be given as a day, and then means that day's end
// in Vietnam. It is answered as a moment in UTC.
type Deadline struct {
	store.Instant
	wrong error
}

// UnmarshalJSON implements json.Unmarshaler.
func (d *Deadline) UnmarshalJSON(data []byte) error {
	var text string
	if json.Unmarshal(data, &text) != nil {
		return nil // huma refuses what is no string
	}
	if t, err := time.Parse(time.RFC3339Nano, text); err == nil && t.Year() >= 1900 && t.Year() <= 2100 {
		d.Instant = store.At(t)
		return nil
	}
	date, err := measure.ParseDate(text)
	if err != nil {
		d.wrong = err
		return nil
	}
	day, err := time.ParseInLocation(time.DateOnly, string(date), measure.Vietnam)
	d.Instant, d.wrong = store.At(day.AddDate(0, 0, 1).Add(-time.Millisecond)), err
	return nil
}

// Resolve implements huma.ResolverWithPath.
func (d *Deadline) Resolve(_ huma.Context, path *huma.PathBuffer) []error {
	return wrongAt(path, d.wrong)
}

// Schema implements huma.SchemaProvider.
func (Deadline) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{
		Type: huma.TypeString, Pattern: dayOrMoment, PatternDescription: "not_an_instant",
		Description: "A moment (RFC 3339), or a day, which means its end in Vietnam", Examples: []any{"2026-12-15"},
	}
}

const dayOrMoment = `^(19[0-9]{2}|20[0-9]{2}|2100)-[0-9]{2}-[0-9]{2}([Tt].+)?$`

// Day is a day that may be given as a moment, and then is that moment's day in
// Vietnam. It is answered as a day.
type Day struct {
	measure.Date
	wrong error
}

// MarshalJSON implements json.Marshaler.
func (d Day) MarshalJSON() ([]byte, error) { return json.Marshal(d.Date) }

// UnmarshalJSON implements json.Unmarshaler.
func (d *Day) UnmarshalJSON(data []byte) error {
	var text string
	if json.Unmarshal(data, &text) != nil {
		return nil // huma refuses what is no string
	}
	if t, err := time.Parse(time.RFC3339Nano, text); err == nil {
		text = string(measure.DateOf(t))
	}
	d.Date, d.wrong = measure.ParseDate(text)
	return nil
}

// Resolve implements huma.ResolverWithPath.
func (d *Day) Resolve(_ huma.Context, path *huma.PathBuffer) []error { return wrongAt(path, d.wrong) }

// Schema implements huma.SchemaProvider.
func (Day) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{
		Type: huma.TypeString, Pattern: dayOrMoment, PatternDescription: "not_a_date",
		Description: "A day; a moment (RFC 3339) counts as its day in Vietnam", Examples: []any{"2026-11-23"},
	}
}

// wrongAt is the fault that reading a value left, at its path.
func wrongAt(path *huma.PathBuffer, wrong error) []error {
	if wrong == nil {
		return nil
	}
	var check fault.Check
	if err := check.Take(fieldPath(path.String()), wrong); err != nil {
		return []error{err}
	}
	return []error{check.Err()}
}
