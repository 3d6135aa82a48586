package rest

import (
	"bytes"
	"context"
	"io"

	"github.com/danielgtaylor/huma/v2"

	"lienket/api/exchange"
	"lienket/api/fault"
	"lienket/api/sheet"
)

// ImportResult is what a file made, or would make, of the records it names.
type ImportResult struct {
	DryRun      bool          `json:"dryRun"`
	Rows        int           `json:"rows"`
	Created     int           `json:"created"`
	Updated     int           `json:"updated"`
	Unchanged   int           `json:"unchanged"`
	Errors      []ImportError `json:"errors" doc:"The first 1,000; none where the import is clean"`
	ErrorsTotal int           `json:"errorsTotal"`
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
		Errors: make([]ImportError, len(r.Errors)), ErrorsTotal: r.ErrorsTotal}
	for i, e := range r.Errors {
		shown.Errors[i] = ImportError{Row: e.Row, Column: e.Column, Label: e.Label.In(lang), Cell: e.Cell, Value: e.Value, Code: e.Code, Message: e.Message.In(lang)}
	}
	return shown
}

// ImportKind is a kind of table in the path.
type ImportKind struct {
	Kind string `path:"kind" enum:"organizations,products,certificates,capacity,reports"`
}

type importInput struct {
	ImportKind
	DryRun  bool `query:"dryRun" doc:"Check alone, store nothing"`
	RawBody huma.MultipartFormFiles[struct {
		File huma.FormFile `form:"file" required:"true" doc:"An XLSX workbook or a CSV file with one header row; at most 10 MB and 20,000 rows"`
	}]
	plan *exchange.Plan
}

type templateInput struct {
	ImportKind
	Format string `path:"format" enum:"xlsx,csv"`
}

func (s *Server) imports(tables *exchange.Service) {
	at := s.resource("imports", "Tables taken in, all rows or none")

	post(at, "/imports/{kind}", "Import a table; what its rows name already is updated", func(ctx context.Context, in *importInput) (*Reply[ImportResult], error) {
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
	}, before(func(ctx context.Context, in *importInput) error {
		data, err := upload(in.RawBody.Data().File)
		if err != nil {
			return err
		}
		in.plan, err = tables.Plan(ctx, actor(ctx), in.Kind, data, nil)
		return err
	}))
	download(at, "/imports/{kind}/template.{format}", "An empty table to be filled in, with its explanation", "application/octet-stream", func(ctx context.Context, in *templateInput) (*File, error) {
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
