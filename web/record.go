package web

import (
	"cmp"
	"errors"
	"regexp"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"lienket/api/fault"
	"lienket/api/measure"
	"lienket/web/i18n"
	"lienket/web/view"
)

// refuse fills a form with what was sent and what a service says against it.
// nameOf turns the path of a refusal into the name of a field. An error that is
// no refusal of the input is returned as it is.
func (v *visit) refuse(err error, form *view.ActionForm, nameOf func(path string) string) error {
	var refusal *fault.Error
	if !errors.As(err, &refusal) {
		return err
	}
	switch refusal.Code {
	case fault.InvalidInput, fault.Conflict, fault.StateForbids, fault.Forbidden, fault.CapacityExceeded, fault.VersionMismatch, fault.Unauthenticated:
	default:
		return err
	}
	v.keep(form)
	var loose []string
	known := map[string]bool{}
	for _, field := range form.Fields {
		known[field.Name] = true
		for _, wrong := range refusal.Fields {
			if nameOf(wrong.Path) == field.Name {
				form.Errors = append(form.Errors, view.FieldError{Name: field.Name, Label: strings.TrimPrefix(field.Group+": "+field.Label, ": "), Text: v.complaint(field.Name, wrong)})
			}
		}
	}
	for _, wrong := range refusal.Fields {
		if !known[nameOf(wrong.Path)] {
			loose = append(loose, v.Text(wrong.Message))
		}
	}
	form.Problem = strings.Join(loose, " ")
	if len(form.Errors) == 0 {
		form.Problem = cmp.Or(form.Problem, v.Text(refusal.Message))
	}
	v.c.Status(fiber.StatusUnprocessableEntity)
	return nil
}

// malformed are the codes that say how a field should be filled in.
var malformed = []string{"not_a_number", "not_positive", "out_of_range", "not_a_date", "not_a_month", "not_an_instant", "not_in_future",
	"unknown_unit", "too_short", "too_low"}

// complaint is what is wrong with the field of that name. A form cannot tell 0 from
// nothing: of an empty field it says that it is to be filled in.
func (v *visit) complaint(name string, wrong fault.Field) string {
	if slices.Contains(malformed, wrong.Code) && strings.TrimSpace(v.c.FormValue(name)) == "" {
		return v.Text(fault.Required)
	}
	return v.Text(wrong.Message)
}

// keep puts what was sent back into a form, but for passwords.
func (v *visit) keep(form *view.ActionForm) {
	form.Values = map[string]string{}
	for _, field := range form.Fields {
		if !field.Secret {
			form.Values[field.Name] = v.c.FormValue(field.Name)
		}
	}
}

// prefixed names the fields of one of several forms on a page.
func prefixed(prefix string) func(string) string {
	return func(path string) string { return prefix + path }
}

// putBack is put on a page of which the form may have gone meanwhile: then what was
// said against it stands first.
func (v *visit) putBack(model *view.RecordModel, refused *view.ActionForm) {
	if refused != nil && !put(model.Sections, refused) {
		gone := view.Section{ID: "refused", Title: v.T("form.problems"), Text: refused.Problem}
		model.Sections = append([]view.Section{gone}, model.Sections...)
	}
}

// put shows a refused form in the place of the one with its action, if there is
// one.
func put(sections []view.Section, refused *view.ActionForm) (placed bool) {
	if refused == nil {
		return false
	}
	for i := range sections {
		for j := range sections[i].Forms {
			if form := &sections[i].Forms[j]; form.Action == refused.Action {
				refused.ID, refused.Fold, refused.CSRF = form.ID, form.Fold, form.CSRF
				*form = *refused
				placed = true
			}
		}
	}
	return placed
}

func (v *visit) csrf() string { return v.bound(v.session) }

var (
	thousandsVI = regexp.MustCompile(`^[1-9]\d{0,2}(\.\d{3})+(,\d+)?$`)
	thousandsEN = regexp.MustCompile(`^[1-9]\d{0,2}(,\d{3})+(\.\d+)?$`)
)

// plainNumber reads a number as people write it in the language: 1.234,5 or
// 1234,5 or 1234.5 in Vietnamese.
func (v *visit) plainNumber(text string) string {
	text = strings.NewReplacer(" ", "", "\u00a0", "", "₫", "").Replace(strings.TrimSpace(text))
	if v.Lang() == i18n.EN {
		if thousandsEN.MatchString(text) {
			text = strings.ReplaceAll(text, ",", "")
		}
		return text
	}
	if thousandsVI.MatchString(text) {
		text = strings.ReplaceAll(text, ".", "")
	}
	return strings.Replace(text, ",", ".", 1)
}

// amountOf reads an amount; what is none is told at path, and one stands in for it.
func (v *visit) amountOf(check *fault.Check, path, text string) measure.Amount {
	if strings.TrimSpace(text) == "" {
		return 0
	}
	amount, err := measure.ParseAmount(v.plainNumber(text))
	if err != nil {
		check.Add(path, "not_a_number", textNumber)
		return standIn
	}
	return amount
}

// moneyOf reads VND; what is none is told at path.
func (v *visit) moneyOf(check *fault.Check, path, text string) measure.Money {
	amount := v.amountOf(check, path, text)
	if amount%1000 != 0 {
		check.Add(path, "not_a_number", textNumber)
	}
	return measure.Money(amount / 1000)
}

var textNumber = fault.T("Hãy ghi bằng số, ví dụ 1.500 hoặc 2,5.", "Write a number, such as 1,500 or 2.5.")
