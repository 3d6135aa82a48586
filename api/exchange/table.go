package exchange

import (
	"context"
	"slices"
	"strings"

	"lienket/api/account"
	"lienket/api/fault"
	"lienket/search"
)

// Table is one kind of table that can be imported.
type Table struct {
	Kind    string
	Title   fault.Text
	Columns []Column
	// Key says by which columns a row names its record.
	Key fault.Text

	roles []account.Role // beside the admin
	// paths are the columns of the services' fields that are named otherwise.
	paths map[string]string
	plan  func(ctx context.Context, s *Service, r *run) error
}

// Column is a column of a table.
type Column struct {
	Key      string
	Label    fault.Text
	Meaning  fault.Text
	Limits   fault.Text
	Example  string
	Choices  []Choice
	Required bool // in the header, and in each row unless Blank
	Blank    bool
	// AsText keeps the leading zeros of codes in a template.
	AsText bool
}

// Choice is one of the values that a cell may have: its code or its label.
type Choice struct {
	Code  string
	Label fault.Text
}

// column is that of a key; nil for none.
func (t *Table) column(key string) *Column {
	at := slices.IndexFunc(t.Columns, func(c Column) bool { return c.Key == key })
	if at < 0 {
		return nil
	}
	return &t.Columns[at]
}

// find is the column that a header names, by key or label in either language;
// letter case, marks and a star at the end do not matter. nil for none.
func (t *Table) find(header string) *Column {
	folded := search.Fold(strings.TrimRight(header, "* "))
	for i := range t.Columns {
		c := &t.Columns[i]
		if strings.EqualFold(c.Key, header) || folded != "" && (folded == search.Fold(c.Label.VI) || folded == search.Fold(c.Label.EN)) {
			return c
		}
	}
	return nil
}

// nearest is the column that a misspelt header may mean, of those that are not there
// yet; nil where none is near.
func (t *Table) nearest(header string, there func(key string) bool) *Column {
	folded, best, near := search.Fold(strings.TrimRight(header, "* ")), 0, (*Column)(nil)
	most := min(4, len(folded)/3)
	for i := range t.Columns {
		c := &t.Columns[i]
		for _, name := range []string{search.Fold(c.Key), search.Fold(c.Label.VI), search.Fold(c.Label.EN)} {
			far := search.Distance(folded, name, most)
			if far <= most && !there(c.Key) && (near == nil || far < best) {
				best, near = far, c
			}
		}
	}
	return near
}

// Needs reports whether actor must fill the column in: members of an organisation
// need not name their own.
func (c *Column) Needs(actor account.Actor) bool {
	return c.Required && (c.Key != "organizationTaxCode" || actor.Role != account.Cooperative)
}

// choose is the code of a choice that is named by code or by label.
func (c *Column) choose(text string) (code string, ok bool) {
	folded := search.Fold(text)
	for _, choice := range c.Choices {
		if text == choice.Code || folded != "" && (folded == search.Fold(choice.Code) || folded == search.Fold(choice.Label.VI) || folded == search.Fold(choice.Label.EN)) {
			return choice.Code, true
		}
	}
	return "", false
}

// labels are the choices' names for people.
func (c *Column) labels(lang string) []string {
	labels := make([]string, len(c.Choices))
	for i, choice := range c.Choices {
		labels[i] = choice.Label.In(lang)
	}
	return labels
}

// Tables are those that can be imported.
func (s *Service) Tables() []*Table { return s.tables }

// Table is the one of a kind. Error: NotFound.
func (s *Service) Table(kind string) (*Table, error) {
	for _, t := range s.tables {
		if t.Kind == kind {
			return t, nil
		}
	}
	return nil, fault.Missing(textTable)
}

// Allows is nil for who may import such a table; else Unauthenticated or Forbidden.
func (t *Table) Allows(actor account.Actor) error { return actor.Require(t.roles...) }
