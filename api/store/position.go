package store

import (
	"encoding/base64"
	"strings"
	"time"

	"lienket/api/fault"
)

// Position is a place in the order of createdAt and _id. A list that is merged of
// several collections is paged by it, where no single cursor could. The zero
// Position is before everything.
type Position struct {
	At Instant
	ID string
}

// PositionOf is where a document stands.
func PositionOf(meta *Meta) Position { return Position{meta.CreatedAt, meta.ID} }

// Before reports whether p comes before other.
func (p Position) Before(other Position) bool {
	if !p.At.Equal(other.At.Time) {
		return p.At.Time.Before(other.At.Time)
	}
	return p.ID < other.ID
}

// Beyond is the condition on what comes after p, to be sorted by createdAt.
func (p Position) Beyond() And {
	if p.At.IsZero() {
		return nil
	}
	return And{ // the first range is what an index reads from
		Range{Field: "createdAt", From: p.At},
		Or{Range{Field: "createdAt", After: p.At}, Range{Field: "_id", After: p.ID}},
	}
}

// Cursor is p as a list's clients carry it; "" for the zero Position.
func (p Position) Cursor() string {
	if p.At.IsZero() {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString([]byte(p.At.String() + p.ID))
}

// ParsePosition reads a Cursor. Error: InvalidInput with the field cursor.
func ParsePosition(cursor string) (Position, error) {
	if cursor == "" {
		return Position{}, nil
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if text := string(raw); err == nil && len(text) > len(InstantLayout) {
		at, id := text[:len(InstantLayout)], text[len(InstantLayout):]
		if t, err := time.Parse(InstantLayout, at); err == nil && !t.IsZero() && !strings.ContainsFunc(id, func(r rune) bool { return r <= ' ' || r > '~' }) {
			return Position{At(t), id}, nil
		}
	}
	return Position{}, fault.Invalid("cursor", "bad_cursor", textPosition)
}

var textPosition = fault.T("Trang này không đọc được, hãy mở lại từ đầu.", "This cursor cannot be read; start again.")
