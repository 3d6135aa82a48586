package exchange

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"lienket/api/account"
	"lienket/api/fault"
	"lienket/api/registry"
	"lienket/api/sheet"
	"lienket/api/store"
	"lienket/search"
)

// MostErrors is how many errors a result names; ErrorsTotal counts all.
const MostErrors = 1000

// Result is what a file makes, or would make, of the records that its rows name.
type Result struct {
	DryRun    bool `json:"dryRun"`
	Rows      int  `json:"rows"`
	Created   int  `json:"created"`
	Updated   int  `json:"updated"`
	Unchanged int  `json:"unchanged"`
	// Changes are the first rows that change a record that is there.
	Changes []RowChange `json:"changes,omitempty"`
	// Verifies is how many records that wait the rows verify, Verified the first of them.
	Verifies    int         `json:"verifies,omitempty"`
	Verified    []RowRecord `json:"verified,omitempty"`
	Errors      []RowError  `json:"errors"`
	ErrorsTotal int         `json:"errorsTotal"`
}

// RowError is what is wrong with one cell. Row is that of the file, whose header
// is row 1; 0 is the file as a whole. Column is a key, "" for the row as a whole.
type RowError struct {
	Row     int    `json:"row"`
	Column  string `json:"column"`
	Label   Text   `json:"label"`
	Cell    string `json:"cell,omitempty"`  // B2
	Value   string `json:"value,omitempty"` // what stands there, cut short
	Code    string `json:"code"`
	Message Text   `json:"message"`
}

// Text is the stored form of a fault.Text.
type Text struct {
	VI string `json:"vi"`
	EN string `json:"en"`
}

// In is the text in a language.
func (t Text) In(lang string) string { return fault.Text(t).In(lang) }

// Plan is a file that has been read and checked, row by row, against what is
// stored. Nothing is changed until it is applied.
type Plan struct {
	Result Result
	actor  account.Actor
	kind   string
	data   []byte
	save   func(ctx context.Context) error
}

// Plan reads a file and plans what each row makes of a record, outside any Tx.
// What is wrong with the file or its rows stands in the Result. progress, which
// may be nil, is told of every row done. Errors: those of Allows, NotFound for the
// kind, TooLarge.
func (s *Service) Plan(ctx context.Context, actor account.Actor, kind string, data []byte, progress func(done, total int)) (*Plan, error) {
	table, err := s.Table(kind)
	if err != nil {
		return nil, err
	}
	if err := table.Allows(actor); err != nil {
		return nil, err
	}
	plan := &Plan{actor: actor, kind: kind, data: data}
	r := &run{actor: actor, table: table, areas: s.registry.Areas(), result: &plan.Result, at: map[string]int{}, seen: map[string]int{}, progress: progress}
	plan.Result.Errors = []RowError{}
	r.sheet, err = sheet.Read(data, sheet.Usual)
	if err != nil {
		return plan, r.refuse(0, "", err)
	}
	plan.Result.Rows = len(r.sheet.Rows)
	if r.head(); plan.Result.ErrorsTotal > 0 {
		return plan, nil
	}
	if err := table.plan(ctx, s, r); err != nil {
		return nil, err
	}
	slices.SortStableFunc(plan.Result.Errors, func(a, b RowError) int { return a.Row - b.Row })
	plan.save = r.save
	return plan, nil
}

// attempts is how often a plan is made anew when others change its records.
const attempts = 3

// Import plans a file and, unless it is a dry run, applies the plan. Errors: those
// of Plan; InvalidInput where the Result has errors.
func (s *Service) Import(ctx context.Context, actor account.Actor, kind string, data []byte, dryRun bool) (*Result, error) {
	plan, err := s.Plan(ctx, actor, kind, data, nil)
	if err != nil {
		return nil, err
	}
	if dryRun {
		plan.Result.DryRun = true
		return &plan.Result, plan.Result.Err()
	}
	return s.Apply(ctx, plan)
}

// Apply saves what was planned in one Tx. Where somebody else changed a record
// meanwhile, the plan is made anew. Errors: InvalidInput where the Result has
// errors, then nothing is stored and its counts are 0.
func (s *Service) Apply(ctx context.Context, plan *Plan) (*Result, error) {
	return s.apply(ctx, plan, func(context.Context, *Result) error { return nil })
}

// apply is Apply; also is part of the Tx.
func (s *Service) apply(ctx context.Context, plan *Plan, also func(ctx context.Context, result *Result) error) (*Result, error) {
	for attempt := 1; ; attempt++ {
		if plan.Result.ErrorsTotal > 0 {
			plan.Result.nothing()
			return &plan.Result, plan.Result.Err()
		}
		err := s.db.Tx(store.Large(ctx), func(ctx context.Context) error {
			if err := plan.save(ctx); err != nil {
				return err
			}
			return also(ctx, &plan.Result)
		})
		if err == nil {
			return &plan.Result, nil
		}
		if attempt == attempts || !fault.Is(err, fault.Conflict) && !fault.Is(err, fault.VersionMismatch) {
			return nil, err
		}
		if plan, err = s.Plan(ctx, plan.actor, plan.kind, plan.data, nil); err != nil {
			return nil, err
		}
	}
}

// nothing takes back what the rows would make: none of it was stored.
func (r *Result) nothing() {
	r.Created, r.Updated, r.Unchanged, r.Verifies = 0, 0, 0, 0
	r.Changes, r.Verified = nil, nil
}

// Err is nil for a clean result, else InvalidInput that says how many rows to mend.
func (r *Result) Err() error {
	if r.ErrorsTotal == 0 {
		return nil
	}
	return fault.New(fault.InvalidInput, textRefused.With(r.ErrorsTotal))
}

// run is a plan in the making.
type run struct {
	actor    account.Actor
	table    *Table
	sheet    *sheet.Table
	at       map[string]int // the place of each column that the file has
	areas    *registry.Areas
	ours     bool           // it is an export of ours: it has columns that are for people
	seen     map[string]int // the row of each natural key
	result   *Result
	progress func(done, total int)
	save     func(ctx context.Context) error
}

// readOnly ends the names of columns that an export adds for people, which an
// import passes over.
var readOnly = []string{"(chỉ xem)", "(read only)"}

// head finds the file's columns.
func (r *run) head() {
	var unknown []RowError
	for i, label := range r.sheet.Header {
		if slices.ContainsFunc(readOnly, func(end string) bool { return strings.HasSuffix(label, end) }) {
			r.ours = true
			continue
		}
		if label == "" {
			continue
		}
		column := r.table.find(label)
		switch folded := search.Fold(label); {
		case column == nil && (folded == "stars" || folded == "so sao"):
			r.add(RowError{Row: 1, Column: label, Cell: sheet.Address(i, 1), Code: "not_importable", Message: Text(textStars)})
		case column == nil:
			unknown = append(unknown, RowError{Row: 1, Column: label, Cell: sheet.Address(i, 1), Code: "unknown_column", Message: Text(r.unknownColumn(label))})
		case r.has(column.Key):
			r.add(RowError{Row: 1, Column: column.Key, Label: Text(column.Label), Cell: sheet.Address(i, 1), Code: "column_twice", Message: Text(textColumnTwice.With(column.Label))})
		default:
			r.at[column.Key] = i
		}
	}
	if len(r.at) == 0 && len(unknown) > 0 {
		// It is no such table, or its names stand lower: each column by itself would say less.
		r.add(RowError{Row: 1, Cell: unknown[0].Cell, Code: "unknown_column", Message: Text(r.strangeHeader())})
		return
	}
	for _, e := range unknown {
		r.add(e)
	}
	for i := range r.table.Columns {
		column := &r.table.Columns[i]
		named := column.Key == ownerColumn.Key && r.has(ownerNameColumn.Key)
		if column.Needs(r.actor) && !r.has(column.Key) && !named {
			r.add(RowError{Row: 1, Column: column.Key, Label: Text(column.Label), Code: "missing_column", Message: Text(textMissingColumn.With(column.Label, column.Key))})
		}
	}
}

// unknownColumn says what a column of that name may be meant to be, else what there is.
func (r *run) unknownColumn(label string) fault.Text {
	if near := r.table.nearest(label, func(key string) bool { return r.has(key) }); near != nil {
		return textNearColumn.With(label, near.Label, near.Key)
	}
	return textUnknownColumn.With(label, r.columnNames())
}

// strangeHeader says of a header that names no column of the table which table it may
// be of.
func (r *run) strangeHeader() fault.Text {
	most, likely := 1, (*Table)(nil)
	for _, other := range []*Table{organizationsTable, productsTable, certificatesTable, capacityTable, reportsTable} {
		known := 0
		for _, label := range r.sheet.Header {
			if other.find(label) != nil {
				known++
			}
		}
		if known > most {
			most, likely = known, other
		}
	}
	if likely != nil {
		return textOtherTable.With(r.table.Title, likely.Title)
	}
	return textStrangeHeader.With(r.table.Title, r.columnNames())
}

func (r *run) columnNames() fault.Text {
	var vi, en []string
	for i := range r.table.Columns {
		vi, en = append(vi, r.table.Columns[i].Label.VI), append(en, r.table.Columns[i].Key)
	}
	return fault.T(strings.Join(vi, ", "), strings.Join(en, ", "))
}

func (r *run) has(key string) bool { _, has := r.at[key]; return has }

func (r *run) add(e RowError) {
	if r.result.ErrorsTotal++; len(r.result.Errors) < MostErrors {
		r.result.Errors = append(r.result.Errors, e)
	}
}

// look calls fn with every row for what is to be looked up; what is wrong with the
// cells is noted when they are read for good.
func (r *run) look(fn func(i int, row *row)) {
	kept := *r.result
	for i := range r.sheet.Rows {
		fn(i, &row{run: r, cells: &r.sheet.Rows[i]})
	}
	*r.result = kept
}

// count notes what comes of a row and reports whether there is something to save.
func (r *run) count(existed, same bool) bool {
	switch {
	case same:
		r.result.Unchanged++
	case existed:
		r.result.Updated++
	default:
		r.result.Created++
	}
	return !same
}

// find calls fn with every row, to note which name no record.
func (r *run) find(fn func(i int, row *row)) {
	for i := range r.sheet.Rows {
		fn(i, &row{run: r, cells: &r.sheet.Rows[i]})
	}
}

// each calls fn with every row, to plan it, until that fails.
func (r *run) each(ctx context.Context, fn func(i int, row *row) error) error {
	for i := range r.sheet.Rows {
		if err := fn(i, &row{run: r, cells: &r.sheet.Rows[i]}); err != nil {
			return err
		}
		if r.progress != nil {
			r.progress(i+1, len(r.sheet.Rows))
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	return nil
}

// refuse notes a refusal of a row or a cell; an accident is given back. key names
// the column of refusals that name none.
func (r *run) refuse(number int, key string, err error) error {
	var refused *fault.Error
	if !errors.As(err, &refused) {
		return err
	}
	switch refused.Code {
	case fault.InvalidInput, fault.Conflict, fault.StateForbids, fault.Forbidden, fault.NotFound, fault.CapacityExceeded:
	default:
		return err
	}
	if len(refused.Fields) == 0 {
		r.note(number, key, string(refused.Code), refused.Message)
	}
	for _, field := range refused.Fields {
		r.note(number, cmp.Or(r.columnOf(field.Path), key), field.Code, field.Message)
	}
	return nil
}

// columnOf is the column that a refusal's path stands for, "" for none.
func (r *run) columnOf(path string) string {
	if renamed, known := r.table.paths[path]; known {
		path = renamed
	}
	if r.table.column(path) == nil {
		return ""
	}
	return path
}

// formats are the codes of cells that were written in a way that is not read: an
// example helps there.
var formats = []string{"required", "not_a_number", "not_whole", "too_precise", "not_a_date", "bad_tax_code", "bad_phone", "bad_email", "unknown_area", "out_of_range"}

func (r *run) note(number int, key, code string, message fault.Text) {
	e := RowError{Row: number, Column: key, Code: code, Message: Text(message)}
	if column := r.table.column(key); column != nil {
		e.Label = Text(column.Label)
		if column.Example != "" && slices.Contains(formats, code) {
			e.Message = Text(textExample.With(message, column.Example))
		}
	}
	if at, has := r.at[key]; has && number > 1 {
		e.Cell = sheet.Address(at, number)
		found, _ := slices.BinarySearchFunc(r.sheet.Rows, number, func(row sheet.Row, number int) int { return row.Number - number })
		if found < len(r.sheet.Rows) {
			if cell := r.sheet.Rows[found].At(at); cell.Kind != sheet.Bad {
				e.Value = clip(cell.Value)
			}
		}
	}
	r.add(e)
}

// clip cuts what an error repeats of a cell.
func clip(value string) string {
	const most = 60
	if runes := []rune(value); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return value
}
