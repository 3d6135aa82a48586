package rest

import (
	"bytes"
	"context"
	"io"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"lienket/api/exchange"
	"lienket/api/fault"
	"lienket/api/sheet"
)

// ImportResult is what a file made, or would make, of the records it names.
type ImportResult struct {
	DryRun      bool           `json:"dryRun"`
	Rows        int            `json:"rows"`
	Created     int            `json:"created"`
	Updated     int            `json:"updated"`
	Unchanged   int            `json:"unchanged"`
	Changes     []ImportChange `json:"changes" doc:"The first 50 rows that change a record that is there, with each field"`
	Verifies    int            `json:"verifies" doc:"How many records that wait for verification the import verifies: a dry run says it before"`
	Verified    []ImportRecord `json:"verified" doc:"The first 100 of them"`
	Errors      []ImportError  `json:"errors" doc:"The first 1,000; none where the import is clean"`
	ErrorsTotal int            `json:"errorsTotal"`
}

// ImportChange is what a row changes of a record that is there.
type ImportChange struct {
	Row    int                 `json:"row" doc:"In the file, whose header is row 1"`
	Name   string              `json:"name" doc:"Of the record, before the import"`
	Fields []ImportFieldChange `json:"fields" doc:"Empty where its status alone changes"`
}

// ImportFieldChange is a value before and after.
type ImportFieldChange struct {
	Column string `json:"column" doc:"Its key"`
	Label  string `json:"label"`
	Before string `json:"before" doc:"For people, in the language of the request; a long value is cut to where it changes"`
	After  string `json:"after"`
}

// ImportRecord is a record and the row that names it.
type ImportRecord struct {
	Row  int    `json:"row"`
	Name string `json:"name"`
}

// ImportRefusal is a Problem with the result that is refused.
type ImportRefusal struct {
	Type      string     `json:"type" format:"uri-reference"`
	Title     string     `json:"title"`
	Status    int        `json:"status"`
	Detail    string     `json:"detail"`
	Code      fault.Code `json:"code" enum:"invalid_input"`
	RequestID string     `json:"requestId,omitempty"`
	ImportResult
}

// ImportError is what is wrong with one cell.
type ImportError struct {
	Row     int    `json:"row" doc:"In the file, whose header is row 1; 0 for the file as a whole"`
	Column  string `json:"column" doc:"Its key; empty for the row as a whole"`
	Label   string `json:"label,omitempty"`
	Cell    string `json:"cell,omitempty" doc:"Like B2"`
	Value   string `json:"value,omitempty" doc:"What stands there"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

func showImport(r *exchange.Result, lang string) ImportResult {
	shown := ImportResult{DryRun: r.DryRun, Rows: r.Rows, Created: r.Created, Updated: r.Updated, Unchanged: r.Unchanged,
		Changes: make([]ImportChange, len(r.Changes)), Verifies: r.Verifies, Verified: make([]ImportRecord, len(r.Verified)),
		Errors: make([]ImportError, len(r.Errors)), ErrorsTotal: r.ErrorsTotal}
	for i, c := range r.Changes {
		shown.Changes[i] = ImportChange{Row: c.Row, Name: c.Name, Fields: make([]ImportFieldChange, len(c.Fields))}
		for j, f := range c.Fields {
			shown.Changes[i].Fields[j] = ImportFieldChange{Column: f.Column, Label: f.Label.In(lang), Before: f.Before.In(lang), After: f.After.In(lang)}
		}
	}
	for i, v := range r.Verified {
		shown.Verified[i] = ImportRecord(v)
	}
	for i, e := range r.Errors {
		shown.Errors[i] = ImportError{Row: e.Row, Column: e.Column, Label: e.Label.In(lang), Cell: e.Cell, Value: e.Value, Code: e.Code, Message: e.Message.In(lang)}
	}
	return shown
}

// ImportKind is a kind of table in the path.
type ImportKind struct {
	Kind string `path:"kind" enum:"organizations,products,certificates,capacity,reports"`
}

// ImportJob is a file that is imported in the background.
type ImportJob struct {
	ID       string             `json:"id"`
	Kind     string             `json:"kind"`
	FileName string             `json:"fileName"`
	DryRun   bool               `json:"dryRun"`
	Status   exchange.JobStatus `json:"status" enum:"checked,queued,running,done,failed" doc:"checked: waits on a page for a word; failed: nothing was stored"`
	Done     int                `json:"done" doc:"Rows that were looked at; they are stored together after the last"`
	Total    int                `json:"total"`
	Result   *ImportResult      `json:"result,omitempty"`
	Failure  *ImportFailure     `json:"failure,omitempty" doc:"Why the rows could not be looked at"`
	Created  Instant            `json:"createdAt"`
}

// ImportFailure is why a file could not be imported at all.
type ImportFailure struct {
	Code    fault.Code `json:"code"`
	Message string     `json:"message"`
}

func showJob(j *exchange.Job, lang string) ImportJob {
	shown := ImportJob{ID: j.ID, Kind: j.Kind, FileName: j.FileName, DryRun: j.DryRun, Status: j.Status, Done: j.Done, Total: j.Total, Created: Instant{j.CreatedAt}}
	if j.Result != nil {
		result := showImport(j.Result, lang)
		shown.Result = &result
	}
	if j.Failure != nil {
		shown.Failure = &ImportFailure{j.Failure.Code, j.Failure.Message.In(lang)}
	}
	return shown
}

type importInput struct {
	ImportKind
	DryRun  bool   `query:"dryRun" doc:"Check alone, store nothing"`
	Prefer  string `header:"Prefer" doc:"respond-async (RFC 7240): answer 202 at once and import in the background"`
	RawBody huma.MultipartFormFiles[struct {
		File huma.FormFile `form:"file" required:"true" doc:"An XLSX workbook or a CSV file with one header row; at most 10 MB and 20,000 rows"`
	}]
	data []byte
	plan *exchange.Plan // unless it is put off
}

func (in *importInput) async() bool {
	return strings.Contains(strings.ToLower(in.Prefer), "respond-async")
}

// sheetTypes are the media types of a table.
const sheetTypes = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet, text/csv"

type templateInput struct {
	ImportKind
	Format string `path:"format" enum:"xlsx,csv"`
}

func (s *Server) imports(tables *exchange.Service) {
	at := s.resource("imports", "Tables taken in, all rows or none")

	post(at, "/imports/{kind}", "Import a table; what its rows name already is updated", func(ctx context.Context, in *importInput) (*Reply[ImportResult], error) {
		if in.async() {
			job, err := tables.Enqueue(ctx, actor(ctx), in.Kind, in.RawBody.Data().File.Filename, in.data, in.DryRun)
			if err != nil {
				return nil, err
			}
			return nil, accept(ctx, "/jobs/"+job.ID, showJob(job, Language(ctx)))
		}
		result, err := &in.plan.Result, error(nil)
		if result.DryRun = in.DryRun; in.DryRun {
			err = result.Err()
		} else {
			result, err = tables.Apply(ctx, in.plan)
		}
		if err != nil && result != nil {
			return nil, extend(err, showImport(result, Language(ctx)))
		}
		if err != nil {
			return nil, err
		}
		return reply(showImport(result, Language(ctx))), nil
	}, takesLong, mayAccept[ImportJob], mayRefuse[ImportRefusal], before(func(ctx context.Context, in *importInput) error {
		var err error
		if in.data, err = upload(in.RawBody.Data().File); err != nil || in.async() {
			return err
		}
		in.plan, err = tables.Plan(ctx, actor(ctx), in.Kind, in.data, nil)
		return err
	}))
	get(at, "/jobs/{id}", "How far an import is, for who started it; ask again after Retry-After", func(ctx context.Context, in *ByID) (*Reply[ImportJob], error) {
		job, err := tables.Job(ctx, actor(ctx), in.ID)
		if err != nil {
			return nil, err
		}
		if !job.Over() {
			requestOf(ctx).outcome.retryAfter = time.Second
		}
		return reply(showJob(job, Language(ctx))), nil
	}, signedIn)
	download(at, "/imports/{kind}/template.{format}", "An empty table to be filled in, with its explanation", sheetTypes, func(ctx context.Context, in *templateInput) (*File, error) {
		var out bytes.Buffer
		if err := tables.WriteTemplate(&out, actor(ctx), in.Kind, in.Format, Language(ctx)); err != nil {
			return nil, err
		}
		return &File{ContentType: sheet.ContentTypes[in.Format], Name: in.Kind + "." + in.Format, Data: out.Bytes()}, nil
	}, signedIn)
}

// upload reads a file of a form, as far as an import may be large.
func upload(file huma.FormFile) ([]byte, error) {
	if !file.IsSet {
		return nil, fault.Invalid("file", "required", fault.Required)
	}
	data, err := io.ReadAll(io.LimitReader(file, int64(sheet.Usual.Bytes)+1))
	if err != nil {
		return nil, fault.Invalid("file", "required", fault.Required).Wrap(err)
	}
	return data, nil
}
