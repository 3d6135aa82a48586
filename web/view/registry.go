package view

// RegistryModel is the officer's table of organisations.
type RegistryModel struct {
	Form     Form // of a view that could not be kept
	Query    string
	Filters  []SelectFilter
	Sorts    []Option
	Sort     string
	Columns  []Option // those chosen are Selected
	ClearURL string
	Kept     string // the query string that a view of this keeps
	Found    string // how many rows there are on all pages
	Table    Table
	Pager    Pager
	Views    []RegistryView
	Exports  []Link
}

// SelectFilter is a choice that a list is filtered by.
type SelectFilter struct {
	Name    string
	Label   string
	Empty   string // the choice of none
	Options []Option
	Groups  []OptionGroup
	Value   string
}

// RegistryView is a view that is kept.
type RegistryView struct {
	ID      string
	Name    string
	URL     string
	Own     bool
	Owner   string
	Shared  bool
	Current bool
}

// manageable reports whether a view is the viewer's own.
func (m *RegistryModel) manageable() bool {
	for _, view := range m.Views {
		if view.Own {
			return true
		}
	}
	return false
}
