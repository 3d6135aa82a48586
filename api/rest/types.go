package rest

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math"
	"reflect"
	"time"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"

	"lienket/api/measure"
	"lienket/api/store"
)

// Decimal is an amount on the wire: a JSON number with at most 3 decimals, read
// from its digits. What is wrong with it is found when it is resolved, where its
// path is known.
type Decimal struct {
	measure.Amount
	wrong error
}

// decimal makes a Decimal.
func decimal(amount measure.Amount) Decimal { return Decimal{Amount: amount} }

// MarshalJSON writes the shortest form.
func (d Decimal) MarshalJSON() ([]byte, error) { return []byte(d.Amount.String()), nil }

// UnmarshalJSON implements json.Unmarshaler. It takes any value; huma refuses
// what is no number, Resolve what is no amount.
func (d *Decimal) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && (data[0] == '-' || data[0] >= '0' && data[0] <= '9') {
		d.Amount, d.wrong = measure.ParseAmount(string(data))
	}
	return nil
}

// Schema implements huma.SchemaProvider. It says nothing of multiples: floats
// have no thousandths.
func (Decimal) Schema(huma.Registry) *huma.Schema {
	zero, most := 0.0, float64(measure.MaxAmount/1000)
	return &huma.Schema{
		Type: huma.TypeNumber, Minimum: &zero, Maximum: &most, Examples: []any{12.5},
		Description: "An amount, exact to 3 decimals",
	}
}

// Resolve implements huma.ResolverWithPath.
func (d *Decimal) Resolve(_ huma.Context, path *huma.PathBuffer) []error {
	return wrongAt(path, d.wrong)
}

// Month is a month on the wire: 2026-11.
type Month string

// Value is the month.
func (m Month) Value() measure.Month { return measure.Month(m) }

// Schema implements huma.SchemaProvider; the pattern is measure.ParseMonth's rule.
func (Month) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{
		Type: huma.TypeString, Pattern: `^(20[0-9]{2}|2100)-(0[1-9]|1[0-2])$`, PatternDescription: "not_a_month",
		Description: "A month", Examples: []any{"2026-11"},
	}
}

// Date is a day on the wire: 2026-11-23.
type Date string

// Value is the day.
func (d Date) Value() measure.Date { return measure.Date(d) }

// Schema implements huma.SchemaProvider; the pattern bounds the years as
// measure.ParseDate does and the format wants a real day.
func (Date) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{
		Type: huma.TypeString, Format: "date", Pattern: `^(19[0-9]{2}|20[0-9]{2}|2100)-[0-9]{2}-[0-9]{2}$`,
		PatternDescription: "not_a_date", Description: "A day", Examples: []any{"2026-11-23"},
	}
}

// Instant is a moment on the wire, RFC 3339; answered in UTC.
type Instant struct{ store.Instant }

// UnmarshalJSON implements json.Unmarshaler; what the schema refuses stays zero.
func (i *Instant) UnmarshalJSON(data []byte) error {
	var text string
	if json.Unmarshal(data, &text) == nil {
		if t, err := time.Parse(time.RFC3339Nano, text); err == nil {
			i.Instant = store.At(t)
		}
	}
	return nil
}

// Schema implements huma.SchemaProvider.
func (Instant) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{
		Type: huma.TypeString, Format: "date-time", Pattern: `^(19[0-9]{2}|20[0-9]{2}|2100)-`,
		PatternDescription: "not_an_instant", Description: "A moment", Examples: []any{"2026-11-23T08:00:00.000Z"},
	}
}

// Nullable is a value that may be null. In a change, Set tells null from absent;
// the field is then `json:",omitempty"` and its pointer never needed.
type Nullable[T any] struct {
	//lint:ignore SA5008 the tag is wanted: huma reads it, encoding/json never does
	Value *T `json:","` // without a name, so that paths do not show it
	Set   bool
}

// nullable makes a Nullable of a value or nil.
func nullable[T any](value *T) Nullable[T] { return Nullable[T]{Value: value, Set: true} }

// or is the value, or another where it is null or absent.
func (n Nullable[T]) or(other T) T {
	if n.Value == nil {
		return other
	}
	return *n.Value
}

// change is what a change does to a field: nothing where it is absent; null leaves
// none.
func (n Nullable[T]) change(none T) *T {
	if !n.Set {
		return nil
	}
	value := n.or(none)
	return &value
}

// MarshalJSON implements json.Marshaler.
func (n Nullable[T]) MarshalJSON() ([]byte, error) { return json.Marshal(n.Value) }

// UnmarshalJSON implements json.Unmarshaler.
func (n *Nullable[T]) UnmarshalJSON(data []byte) error {
	n.Set = true
	return json.Unmarshal(data, &n.Value)
}

// Schema implements huma.SchemaProvider.
func (Nullable[T]) Schema(r huma.Registry) *huma.Schema {
	schema := *r.Schema(reflect.TypeFor[T](), false, "")
	schema.Nullable = true
	return &schema
}

// MonthAmount is an amount in a month, on the wire.
type MonthAmount struct {
	Month  Month   `json:"month"`
	Amount Decimal `json:"amount"`
}

func monthAmounts(list []measure.MonthAmount) []MonthAmount {
	wire := make([]MonthAmount, len(list))
	for i, entry := range list {
		wire[i] = MonthAmount{Month(entry.Month), decimal(entry.Amount)}
	}
	return wire
}

func fromMonthAmounts(wire []MonthAmount) []measure.MonthAmount {
	list := make([]measure.MonthAmount, len(wire))
	for i, entry := range wire {
		list[i] = measure.MonthAmount{Month: entry.Month.Value(), Amount: entry.Amount.Amount}
	}
	return list
}

// Paging is embedded in the input of a list.
type Paging struct {
	Cursor string `query:"cursor" maxLength:"4096" doc:"nextCursor of the page before"`
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"20" doc:"Entries on a page"`
}

// List is one page. NextCursor is absent on the last.
type List[T any] struct {
	Items      []T    `json:"items"`
	NextCursor string `json:"nextCursor,omitempty" doc:"Pass it as cursor for the next page; absent on the last"`
}

// listed answers with a page of a collection, each document shown by show.
func listed[T, W any](page store.Page[T], show func(*T) W) *Reply[List[W]] {
	items := make([]W, len(page.Items))
	for i := range page.Items {
		items[i] = show(&page.Items[i])
	}
	return reply(List[W]{Items: items, NextCursor: page.Next})
}

// jsonFormat is how bodies are read and written.
var jsonFormat = huma.Format{
	Marshal: func(w io.Writer, v any) error {
		encoder := json.NewEncoder(w)
		encoder.SetEscapeHTML(false)
		return encoder.Encode(v)
	},
	Unmarshal: unmarshal,
}

// unmarshal is called twice by huma: into an any to validate, then into the
// input. Numbers beyond float64 count as the largest in the first, so that it is
// the field that is refused; the second reads all digits.
func unmarshal(data []byte, into any) error {
	whole, validating := into.(*any)
	if !validating {
		if err := json.Unmarshal(data, into); err != nil {
			return unreadableAt(err)
		}
		return nil
	}
	if !utf8.Valid(data) || escapesNUL(data) {
		return unreadable("bad_text")
	}
	err := json.Unmarshal(data, whole)
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		decoder := json.NewDecoder(bytes.NewReader(data))
		decoder.UseNumber()
		if err = decoder.Decode(whole); err == nil {
			*whole = finite(*whole)
		}
	}
	if err != nil {
		return unreadableAt(err)
	}
	return nil
}

// finite replaces the numbers in value by float64.
func finite(value any) any {
	switch value := value.(type) {
	case json.Number:
		number, err := value.Float64()
		if err != nil {
			return math.Copysign(math.MaxFloat64, number)
		}
		return number
	case []any:
		for i := range value {
			value[i] = finite(value[i])
		}
	case map[string]any:
		for key := range value {
			value[key] = finite(value[key])
		}
	}
	return value
}

// escapesNUL finds the escape of U+0000, which no text of ours has.
func escapesNUL(data []byte) bool {
	for rest := data; ; {
		at := bytes.Index(rest, []byte(`\u0000`))
		if at < 0 {
			return false
		}
		backslashes := 0
		for at-backslashes > 0 && rest[at-backslashes-1] == '\\' {
			backslashes++
		}
		if backslashes%2 == 0 {
			return true
		}
		rest = rest[at+1:]
	}
}
