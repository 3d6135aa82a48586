package web

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"lienket/api/account"
	"lienket/api/exchange"
	"lienket/api/fault"
	"lienket/api/sheet"
	"lienket/web/view"
)

const (
	importsPath       = "/tai-khoan/nhap"
	officeImportsPath = "/can-bo/nhap"
	// importErrors is how many errors a page shows.
	importErrors = 50
	// importVerifies is how many records a page names that a file verifies.
	importVerifies = 20
	// checkTime is how long the check of a file may take.
	checkTime = 50 * time.Second
)

// importLists are where what was imported is found, and the exports of what is there,
// by kind: for officers and for members.
var importLists = map[string]struct{ office, own, officeExport, ownExport string }{
	"organizations": {registryPath, "", "so-bo", ""},
	"products":      {officeGoodsPath, goodsPath, "san-pham-dia-ban", "san-pham-don-vi"},
	"certificates":  {officeGoodsPath, goodsPath, "chung-nhan-dia-ban", "chung-nhan"},
	"capacity":      {officeGoodsPath, goodsPath, "cong-suat-dia-ban", "cong-suat"},
	"reports":       {"/can-bo/bao-cao", "/tai-khoan/bao-cao", "bao-cao", "bao-cao"},
}

func (v *visit) officer() bool { return v.actor.Require(account.Officer) == nil }

// imports is where the viewer imports.
func (v *visit) imports() string {
	if v.officer() {
		return officeImportsPath
	}
	return importsPath
}

// importing sends to the door, or to where the viewer imports. Error: Forbidden for
// who imports nothing.
func (v *visit) importing() (redirected bool, err error) {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return redirected, err
	}
	if err := v.actor.Require(account.Officer, account.Cooperative); err != nil {
		return false, err
	}
	base, path := v.imports(), v.c.Path()
	if strings.HasPrefix(path, base) || v.c.Method() != fiber.MethodGet {
		return false, nil
	}
	at := strings.TrimPrefix(strings.TrimPrefix(path, officeImportsPath), importsPath)
	return true, v.redirect(address(base+at, v.query))
}

// showImports offers the tables that the viewer may import.
func (s *Site) showImports(v *visit) error {
	if redirected, err := v.importing(); redirected || err != nil {
		return err
	}
	model := view.ImportsModel{}
	for _, table := range s.Exchange.Tables() {
		if table.Allows(v.actor) == nil {
			model.Tables = append(model.Tables, view.Errand{Label: v.Text(table.Title),
				Text: v.T("imports.known_by", "Key", v.Text(table.Key)), URL: v.imports() + "/" + table.Kind})
		}
	}
	page := v.page(v.T("imports.title"))
	page.Nav, page.NoIndex = afterSignIn, true
	return v.render(view.Imports(page, model))
}

// askImport takes a file of one table.
func (s *Site) askImport(v *visit) error {
	if redirected, err := v.importing(); redirected || err != nil {
		return err
	}
	return v.importPage(view.Form{})
}

func (v *visit) importTable() (*exchange.Table, error) {
	table, err := v.site.Exchange.Table(v.c.Params("kind"))
	if err != nil {
		return nil, err
	}
	return table, table.Allows(v.actor)
}

func (v *visit) importPage(form view.Form) error {
	table, err := v.importTable()
	if err != nil {
		return err
	}
	action := v.imports() + "/" + table.Kind
	list, export := importLists[table.Kind], ""
	if export = list.ownExport; v.officer() {
		export = list.officeExport
	}
	model := view.ImportModel{Title: v.Text(table.Title), Form: form, Action: action, Base: v.imports(), MaxBytes: strconv.Itoa(sheet.Usual.Bytes),
		MaxText: v.T("imports.max", "Megabytes", sheet.Usual.Bytes>>20, "Rows", v.Int(int64(sheet.Usual.Rows))),
		Templates: []view.Link{{Label: v.T("imports.template_xlsx"), URL: action + "/mau.xlsx"}, {Label: v.T("imports.template_csv"), URL: action + "/mau.csv"},
			{Label: v.T("imports.current"), URL: exportsPath + export + ".xlsx"}}}
	for i := range table.Columns {
		column := &table.Columns[i]
		model.Columns = append(model.Columns, view.ImportColumn{Label: v.Text(column.Label), Text: v.Text(column.Meaning), Needed: column.Needs(v.actor)})
	}
	page := v.page(v.T("imports.of", "Table", model.Title))
	page.Nav, page.NoIndex, page.Scripts = afterSignIn, true, []string{"imports.js"}
	model.Form.CSRF = v.formToken()
	return v.render(view.Import(page, model))
}

func (s *Site) sendTemplate(v *visit) error {
	if redirected, err := v.importing(); redirected || err != nil {
		return err
	}
	kind, format := v.c.Params("kind"), v.c.Params("format")
	if !slices.Contains(sheet.Formats, format) {
		return fault.Missing(textExport)
	}
	var out bytes.Buffer
	if err := s.Exchange.WriteTemplate(&out, v.actor, kind, format, string(v.Lang())); err != nil {
		return err
	}
	v.sendFile(kind+"."+format, format, out.Bytes())
	return nil
}

// sendFile answers with a table to be saved.
func (v *visit) sendFile(name, format string, data []byte) {
	v.c.Set(fiber.HeaderContentType, sheet.ContentTypes[format])
	v.c.Set(fiber.HeaderContentDisposition, "attachment; filename*=UTF-8''"+url.PathEscape(name))
	v.c.Set(fiber.HeaderCacheControl, "private, no-store")
	v.c.Set("X-Content-Type-Options", "nosniff")
	v.c.Response().SetBodyRaw(data)
}

// checkImport checks a file and keeps it, to be confirmed. What cannot be read as a
// table at all is told beside the field.
func (s *Site) checkImport(v *visit) error {
	if redirected, err := v.importing(); redirected || err != nil {
		return err
	}
	table, err := v.importTable()
	if err != nil {
		return err
	}
	job, err := v.check(table.Kind)
	if err == nil {
		return v.redirect(v.imports() + "/lan/" + job.ID)
	}
	form, err := v.refused(err, []formField{{"file", "imports.file"}})
	if err != nil {
		return err
	}
	return v.importPage(form)
}

func (v *visit) check(kind string) (*exchange.Job, error) {
	name, data, err := v.table()
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(v.ctx), checkTime)
	defer cancel()
	job, err := v.site.Exchange.Check(ctx, v.actor, kind, name, data)
	var refusal *fault.Error
	if fault.Is(err, fault.TooLarge) && errors.As(err, &refusal) {
		return nil, fault.Invalid("file", "too_large", refusal.Message)
	}
	if err == nil && job.Result.Rows == 0 && len(job.Result.Errors) > 0 {
		wrong := job.Result.Errors[0]
		return nil, fault.Invalid("file", wrong.Code, fault.Text(wrong.Message))
	}
	return job, err
}

// table is the file of the form, as far as an import may be large.
func (v *visit) table() (name string, data []byte, err error) {
	missing := fault.Invalid("file", "required", fault.Required)
	header, err := v.c.FormFile("file")
	if err != nil || header.Filename == "" && header.Size == 0 {
		return "", nil, missing.Wrap(err)
	}
	file, err := header.Open()
	if err != nil {
		return "", nil, missing.Wrap(err)
	}
	defer file.Close()
	if data, err = io.ReadAll(io.LimitReader(file, int64(sheet.Usual.Bytes)+1)); err != nil {
		return "", nil, missing.Wrap(err)
	}
	return header.Filename, data, nil
}

// showImport shows what a file makes, how far it is or what came of it.
func (s *Site) showImport(v *visit) error {
	if redirected, err := v.importing(); redirected || err != nil {
		return err
	}
	return v.jobPage(view.Form{})
}

func (v *visit) jobPage(form view.Form) error {
	job, err := v.site.Exchange.Job(v.ctx, v.actor, v.c.Params("id"))
	if err != nil {
		return err
	}
	table, err := v.site.Exchange.Table(job.Kind)
	if err != nil {
		return err
	}
	here := v.imports() + "/lan/" + job.ID
	model := view.JobModel{Form: form, Title: v.Text(table.Title), File: job.FileName, Base: v.imports(), Action: here, Again: v.imports() + "/" + job.Kind,
		Status: string(job.Status), Running: !job.Over() && job.Status != exchange.JobChecked, Done: job.Done, Total: job.Total}
	if job.Failure != nil {
		model.Failure = v.Text(fault.Text(job.Failure.Message))
	}
	if job.Result != nil {
		v.showResult(&model, job)
	}
	if job.Status == exchange.JobDone {
		list := importLists[job.Kind]
		model.List = view.Link{Label: v.T("imports.see", "Table", model.Title), URL: list.own}
		if v.officer() {
			model.List.URL = list.office
		}
	}
	page := v.page(v.T("imports.of", "Table", model.Title))
	page.Nav, page.NoIndex = afterSignIn, true
	if model.Running {
		page.Refresh, page.Scripts = "3", []string{"imports.js"}
	}
	model.Form.CSRF = v.formToken()
	return v.render(view.Job(page, model))
}

// showResult fills in the counts of a result and a page of its errors.
func (v *visit) showResult(model *view.JobModel, job *exchange.Job) {
	result := job.Result
	model.Clean = result.ErrorsTotal == 0
	refused := map[int]bool{}
	for _, e := range result.Errors {
		refused[e.Row] = true
	}
	model.Tiles = []view.Figure{{Label: v.T("imports.rows"), Value: v.Int(int64(result.Rows))}, {Label: v.T("imports.created"), Value: v.Int(int64(result.Created))},
		{Label: v.T("imports.updated"), Value: v.Int(int64(result.Updated))}, {Label: v.T("imports.unchanged"), Value: v.Int(int64(result.Unchanged))},
		{Label: v.T("imports.refused"), Value: v.Int(int64(len(refused)))}}
	model.Changes = result.Created+result.Updated > 0
	if model.Clean {
		v.showChanges(model, job)
		return
	}
	at, err := strconv.Atoi(v.query.Get("trang"))
	pages := (len(result.Errors) + importErrors - 1) / importErrors
	if err != nil || at < 1 || at > pages {
		at = 1
	}
	model.Errors.Table = v.errorTable(result.Errors[(at-1)*importErrors:min(at*importErrors, len(result.Errors))], result.ErrorsTotal)
	page := func(n int) string { return model.Action + "?trang=" + strconv.Itoa(n) }
	if at > 1 {
		model.Errors.Pager.Previous = page(at - 1)
	}
	if at < pages {
		model.Errors.Pager.Next = page(at + 1)
	}
	if pages > 1 {
		model.Errors.Pager.Label = v.T("imports.page", "Page", at, "Pages", pages)
	}
	if result.ErrorsTotal > len(result.Errors) {
		model.Errors.More = v.T("imports.first_errors", "Count", v.Int(int64(len(result.Errors))))
	}
	model.Errors.Downloads = []view.Link{{Label: v.T("imports.errors_xlsx"), URL: model.Action + "/loi.xlsx"}, {Label: v.T("imports.errors_csv"), URL: model.Action + "/loi.csv"}}
}

// showChanges fills in what each row changes and, before it is imported, what it
// verifies of what waits.
func (v *visit) showChanges(model *view.JobModel, job *exchange.Job) {
	result := job.Result
	model.Changed = view.Table{Caption: v.N("imports.changes", len(result.Changes)), Columns: []view.Column{{Label: v.T("imports.row")}, {Label: v.T("imports.record")},
		{Label: v.T("imports.column")}, {Label: v.T("imports.before")}, {Label: v.T("imports.after")}}}
	said := func(text exchange.Text) string {
		if text.VI == "" {
			return v.T("imports.empty")
		}
		return v.Text(fault.Text(text))
	}
	for _, change := range result.Changes {
		for _, field := range change.Fields {
			model.Changed.Rows = append(model.Changed.Rows, view.Row{Cells: []string{v.T("annex.line", "Row", change.Row), change.Name,
				v.Text(fault.Text(field.Label)), said(field.Before), said(field.After)}})
		}
	}
	if more := result.Updated - len(result.Changes); more > 0 {
		model.Unnamed = v.N("imports.changes_more", more)
	}
	if job.Status != exchange.JobChecked {
		return
	}
	model.Verifies.Count = result.Verifies
	for _, record := range result.Verified[:min(len(result.Verified), importVerifies)] {
		model.Verifies.Names = append(model.Verifies.Names, v.T("annex.line", "Row", record.Row)+": "+record.Name)
	}
	model.Verifies.More = result.Verifies - len(model.Verifies.Names)
}

// errorTable shows errors of a file by row and column.
func (v *visit) errorTable(errors []exchange.RowError, total int) view.Table {
	table := view.Table{Caption: v.N("imports.errors", total), Columns: []view.Column{{Label: v.T("imports.row")},
		{Label: v.T("imports.column")}, {Label: v.T("imports.value")}, {Label: v.T("imports.what")}}}
	for _, e := range errors {
		cells := v.errorCells(e)
		if e.Row > 0 { // on a phone it stands without its column's head
			cells[0] = v.T("annex.line", "Row", e.Row)
		}
		table.Rows = append(table.Rows, view.Row{Cells: cells})
	}
	return table
}

// errorCells are the row, the column, what stands there and what is wrong with it.
func (v *visit) errorCells(e exchange.RowError) []string {
	row, column := v.T("imports.whole_file"), v.Text(fault.Text(e.Label))
	if e.Row > 0 {
		row = strconv.Itoa(e.Row)
	}
	if column == "" {
		column = e.Column
	}
	if e.Cell != "" {
		column += " (" + e.Cell + ")"
	}
	return []string{row, column, e.Value, v.Text(fault.Text(e.Message))}
}

// sendImportErrors answers with the errors as a table.
func (s *Site) sendImportErrors(v *visit) error {
	if redirected, err := v.importing(); redirected || err != nil {
		return err
	}
	format := v.c.Params("format")
	job, err := s.Exchange.Job(v.ctx, v.actor, v.c.Params("id"))
	if err != nil {
		return err
	}
	if !slices.Contains(sheet.Formats, format) || job.Result == nil {
		return fault.Missing(textExport)
	}
	var out bytes.Buffer
	writer, err := sheet.NewWriter(&out, format, v.T("imports.errors_sheet"),
		[]string{v.T("imports.row"), v.T("imports.column"), v.T("imports.value"), v.T("imports.what")})
	if err != nil {
		return err
	}
	for _, e := range job.Result.Errors {
		cells := v.errorCells(e)
		if err := writer.Row(cells[0], cells[1], cells[2], cells[3]); err != nil {
			return errors.Join(err, writer.Close())
		}
	}
	if err := writer.Close(); err != nil {
		return err
	}
	v.sendFile("loi-"+job.Kind+"."+format, format, out.Bytes())
	return nil
}

// confirmImport has a checked file imported.
func (s *Site) confirmImport(v *visit) error {
	if redirected, err := v.importing(); redirected || err != nil {
		return err
	}
	job, err := s.Exchange.Confirm(v.ctx, v.actor, v.c.Params("id"))
	if err == nil {
		return v.redirect(v.imports() + "/lan/" + job.ID)
	}
	form, err := v.refused(err, nil)
	if err != nil {
		return err
	}
	return v.jobPage(form)
}
