// Package fault holds the one error type that crosses package boundaries.
//
// A rule that is broken is reported where the rule stands, as an *Error with a
// stable Code, a message in both languages and, where the input has fields, one
// entry per field. Callers carry it up untouched; rest and web turn it into an
// answer, each in one place. Any other error is an accident: it is logged and
// shown as Internal.
package fault

import (
	"errors"
	"fmt"
	"time"
)

// Code is the stable, machine-readable kind of an error.
type Code string

// The codes of the API. Their HTTP statuses are given by rest.
const (
	InvalidInput     Code = "invalid_input"
	Unauthenticated  Code = "unauthenticated"
	Forbidden        Code = "forbidden"
	NotFound         Code = "not_found"
	Conflict         Code = "conflict"
	VersionMismatch  Code = "version_mismatch"
	CapacityExceeded Code = "capacity_exceeded"
	StateForbids     Code = "state_forbids"
	TooLarge         Code = "too_large"
	RateLimited      Code = "rate_limited"
	Unavailable      Code = "unavailable"
	Internal         Code = "internal"
)

// Text is one message in both languages of the product.
type Text struct {
	VI string
	EN string
}

// T makes a Text.
func T(vi, en string) Text { return Text{VI: vi, EN: en} }

// localized is an argument that is written differently in each language, such as
// another Text or an amount.
type localized interface{ In(lang string) string }

// With fills the verbs of both languages with the same arguments (fmt syntax). English
// words that follow an amount have both forms, "%d {day|days}".
func (t Text) With(args ...any) Text {
	in := func(lang string) []any {
		written := make([]any, len(args))
		for i, arg := range args {
			written[i] = arg
			if arg, ok := arg.(localized); ok {
				written[i] = arg.In(lang)
			}
		}
		return written
	}
	english := in("en")
	return Text{VI: fmt.Sprintf(t.VI, in("vi")...), EN: fmt.Sprintf(inForm(t.EN, english), english...)}
}

// In returns the message in lang: "en", or Vietnamese for anything else.
func (t Text) In(lang string) string {
	if lang == "en" && t.EN != "" {
		return t.EN
	}
	return t.VI
}

// Field says what is wrong with one field of the input. Path uses the JSON
// names, with dots and indexes: "months[2].amount".
type Field struct {
	Path    string
	Code    string
	Message Text
}

// Error is a refusal with a reason that its reader can act on.
type Error struct {
	Code       Code
	Message    Text
	Fields     []Field
	RetryAfter time.Duration
	cause      error
}

// New makes an error without fields.
func New(code Code, message Text) *Error { return &Error{Code: code, Message: message} }

// Invalid makes an InvalidInput error about one field.
func Invalid(path, code string, message Text) *Error {
	return &Error{Code: InvalidInput, Message: textInvalid, Fields: []Field{{path, code, message}}}
}

// Missing makes the NotFound error for a kind of thing.
func Missing(what Text) *Error {
	return New(NotFound, Text{VI: "Không tìm thấy " + what.VI + ".", EN: "No such " + what.EN + "."})
}

// Wrap keeps cause for the log; it is never shown.
func (e *Error) Wrap(cause error) *Error {
	copied := *e
	copied.cause = cause
	return &copied
}

// WithField returns a copy with one more field.
func (e *Error) WithField(path, code string, message Text) *Error {
	copied := *e
	copied.Fields = append(append([]Field(nil), e.Fields...), Field{path, code, message})
	return &copied
}

func (e *Error) Error() string {
	text := string(e.Code) + ": " + e.Message.EN
	for _, field := range e.Fields {
		text += fmt.Sprintf(" [%s: %s]", field.Path, field.Message.EN)
	}
	if e.cause != nil {
		text += ": " + e.cause.Error()
	}
	return text
}

func (e *Error) Unwrap() error { return e.cause }

// CodeOf returns the code of the *Error in err's chain, Internal for any other
// error, and "" for nil.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return Internal
}

// Is reports whether err carries code.
func Is(err error, code Code) bool { return err != nil && CodeOf(err) == code }

// Check gathers what is wrong with an input, field by field, so that its author
// sees everything at once.
type Check struct {
	fields []Field
}

// Add notes a fault.
func (c *Check) Add(path, code string, message Text) {
	c.fields = append(c.fields, Field{path, code, message})
}

// That notes a fault unless ok.
func (c *Check) That(ok bool, path, code string, message Text) {
	if !ok {
		c.Add(path, code, message)
	}
}

// Take adds the fields of err below prefix; an error that is no InvalidInput is
// returned as it is.
func (c *Check) Take(prefix string, err error) error {
	if err == nil {
		return nil
	}
	var e *Error
	if !errors.As(err, &e) || e.Code != InvalidInput {
		return err
	}
	for _, field := range e.Fields {
		path := field.Path
		switch {
		case prefix == "":
		case path == "":
			path = prefix
		case path[0] == '[':
			path = prefix + path
		default:
			path = prefix + "." + path
		}
		c.Add(path, field.Code, field.Message)
	}
	return nil
}

// Fields are the faults noted so far.
func (c *Check) Fields() []Field { return c.fields }

// Err is nil when nothing was noted, else one InvalidInput error with all of it.
func (c *Check) Err() error {
	if len(c.fields) == 0 {
		return nil
	}
	return &Error{Code: InvalidInput, Message: textInvalid, Fields: c.fields}
}

var textInvalid = T("Dữ liệu chưa hợp lệ.", "The input is not valid.")
