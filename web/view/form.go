package view

import "strings"

// Form is what was typed and what is wrong with it. Fields are known by their
// names, which are those of the services' refusals.
type Form struct {
	Values map[string]string
	Errors []FieldError // in the order of the form
	// Warnings are what should be looked at again, and refuses nothing.
	Warnings []FieldError
	// Problem is what is wrong with the form as a whole.
	Problem string
	CSRF    string
}

// FieldError is what is wrong with one field.
type FieldError struct {
	Name  string
	Label string
	Text  string
}

// Value is what was typed into a field.
func (f *Form) Value(name string) string { return f.Values[name] }

// Error is the first thing wrong with a field, "" if nothing is.
func (f *Form) Error(name string) string { return first(f.Errors, name) }

// Warning is what to look at again in a field, "" if nothing.
func (f *Form) Warning(name string) string { return first(f.Warnings, name) }

func first(about []FieldError, name string) string {
	for _, e := range about {
		if e.Name == name {
			return e.Text
		}
	}
	return ""
}

// Failed reports whether anything is wrong.
func (f *Form) Failed() bool { return f.Problem != "" || len(f.Errors) > 0 }

// Input describes one field of a form.
type Input struct {
	Name         string
	Label        string
	Type         string // text if ""
	Hint         string
	Optional     bool
	Autocomplete string
	Mode         string // inputmode
	MaxLength    string
	Secret       bool // a password with a button that shows it
	Focus        bool // the page opens at it
}

// OptionGroup is a labelled part of a select; without a label its options stand
// before the groups.
type OptionGroup struct {
	Label   string
	Options []Option
}

// Option is a choice.
type Option struct {
	Value    string
	Label    string
	Note     string
	Count    int // of a facet, shown if positive
	Selected bool
}

func fieldID(name string) string { return "f-" + strings.ReplaceAll(name, ".", "-") }

// part names a field of a row: variants[0].name.
func part(rows string, i int, name string) string { return rows + "[" + itoa(i) + "]." + name }

// described lists the elements that say more about a field.
func described(f *Form, input Input) string {
	var ids []string
	if input.Hint != "" {
		ids = append(ids, fieldID(input.Name)+"-hint")
	}
	if f.Error(input.Name) != "" {
		ids = append(ids, fieldID(input.Name)+"-error")
	}
	if f.Warning(input.Name) != "" {
		ids = append(ids, fieldID(input.Name)+"-warning")
	}
	return strings.Join(ids, " ")
}

func typeOf(input Input) string {
	switch {
	case input.Secret:
		return "password"
	case input.Type == "":
		return "text"
	}
	return input.Type
}
