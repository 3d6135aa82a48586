package web

import (
	"context"
	"errors"
	"slices"
	"strings"

	"lienket/api/fault"
	"lienket/api/measure"
)

// together has a service keep what was read of a form. If a part of the form could not
// be read, the service says what is wrong with the rest, and keeps nothing: who sent it
// is told all of it at once. The paths of unread are those of the service.
func (v *visit) together(unread error, keep func(ctx context.Context) error) error {
	switch {
	case unread == nil:
		return keep(v.ctx)
	case !fault.Is(unread, fault.InvalidInput):
		return unread
	}
	return beside(unread, v.site.Rehearse(v.ctx, keep))
}

// beside adds the fields of err to those that could not be read, but for complaints
// about these and about the lists in which they stand.
func beside(unread, err error) error {
	var refusal *fault.Error
	switch {
	case err == nil:
		return unread
	case !errors.As(err, &refusal):
		return err
	}
	var joined, first fault.Check
	_ = joined.Take("", unread) // together has looked what it is
	_ = first.Take("", unread)
	for _, field := range refusal.Fields {
		if !slices.ContainsFunc(first.Fields(), func(f fault.Field) bool { return within(field.Path, f.Path) || within(f.Path, field.Path) }) {
			joined.Add(field.Path, field.Code, field.Message)
		}
	}
	return joined.Err()
}

// within reports whether a path is that of a list or a part of one: "months" is of
// "months[1].amount".
func within(whole, part string) bool {
	rest, found := strings.CutPrefix(part, whole)
	return found && (rest == "" || rest[0] == '[' || rest[0] == '.')
}

// standIn is put for an amount that could not be read: one, which every rule but those
// about the amount itself lets pass.
const standIn measure.Amount = 1000
