package exchange

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"os"
	"time"

	"lienket/api/account"
	"lienket/api/fault"
	"lienket/api/measure"
	"lienket/api/registry"
	"lienket/api/sheet"
	"lienket/api/store"
)

// Export is a list as somebody asks for it, to be written as a file. It has what
// the list has for them: the same query gives its rows.
type Export struct {
	name   string
	title  fault.Text
	header []fault.Text
	page   func(ctx context.Context, v *viewer, cursor string) (rows [][]any, next string, err error)
	actor  account.Actor
}

// heading is a column of an export of records R, and what a record has there: a
// cell as sheet.Writer takes it.
type heading[R any] struct {
	label fault.Text
	cell  func(v *viewer, r *R) any
}

// viewer is whom an export is for.
type viewer struct {
	*Service
	actor account.Actor
	lang  string
	today measure.Date
}

// shown marks the columns that an import passes over.
func shown[R any](extra ...heading[R]) []heading[R] {
	for i := range extra {
		extra[i].label.VI += " " + readOnly[0]
		extra[i].label.EN += " " + readOnly[1]
	}
	return extra
}

// like are the columns of a table that can be imported, in its order, by key.
func like[R any](t *Table, cells map[string]func(v *viewer, r *R) any) []heading[R] {
	headings := make([]heading[R], len(t.Columns))
	for i := range t.Columns {
		headings[i] = heading[R]{t.Columns[i].Label, cells[t.Columns[i].Key]}
	}
	return headings
}

// exportPage is how many records are read at once.
const exportPage = 100

func export[R any](actor account.Actor, name string, title fault.Text, columns []heading[R], page func(ctx context.Context, cursor string) (store.Page[R], error)) *Export {
	e := &Export{name: name, title: title, actor: actor}
	for i := range columns {
		e.header = append(e.header, columns[i].label)
	}
	e.page = func(ctx context.Context, v *viewer, cursor string) ([][]any, string, error) {
		found, err := page(ctx, cursor)
		rows := make([][]any, len(found.Items))
		for i := range found.Items {
			rows[i] = make([]any, len(columns))
			for j := range columns {
				rows[i][j] = columns[j].cell(v, &found.Items[i])
			}
		}
		return rows, found.Next, err
	}
	return e
}

const (
	// mostRows bounds a workbook, which is made before it is sent.
	mostRows = 200_000
	// exportTime is for the work on all of a file, not for its way to who reads it.
	exportTime = 50 * time.Second
)

// Download is a file that is being made. It is to be read to its end, or until an
// error that says that the file is not whole; then closed.
type Download struct {
	io.Reader
	Name        string
	ContentType string
	Size        int // -1 until all is read
	close       func()
}

// Close ends the making.
func (d *Download) Close() error {
	d.close()
	return nil
}

// Pack has what is not read yet read compressed, by gzip: for CSV, which has no size.
func (d *Download) Pack() { d.Reader = pack(d.Reader) }

// Export begins a file of a list, in a language, for a client: an address, where the
// actor is a visitor. A CSV file is made while it is read; a workbook is there as a
// whole. Errors: those of the list; NotFound for the format, TooLarge, RateLimited for
// a client that has too many open, Unavailable where there is no time for it.
func (s *Service) Export(ctx context.Context, e *Export, format, lang, client string) (*Download, error) {
	contentType, known := sheet.ContentTypes[format]
	if !known {
		return nil, fault.Missing(textFormat)
	}
	leave, err := s.gate.enter(cmp.Or(e.actor.UserID, client))
	if err != nil {
		return nil, err
	}
	// What is read after the request's handler has its own time.
	m := &making{ctx: context.WithoutCancel(ctx), left: s.exportTime, export: e,
		viewer: &viewer{Service: s, actor: e.actor, lang: lang, today: measure.DateOf(s.clock())}}
	d := &Download{Name: e.name + "-" + string(m.viewer.today) + "." + format, ContentType: contentType, Size: -1}
	if format == "csv" {
		d.Reader, d.close, err = m, leave, m.begin(ctx)
	} else {
		d.Reader, d.Size, d.close, err = m.workbook(ctx, leave)
	}
	if err != nil {
		leave()
		return nil, err
	}
	return d, nil
}

// making goes through the pages of an export.
type making struct {
	ctx    context.Context
	left   time.Duration // for the work
	export *Export
	viewer *viewer
	to     sheet.Writer
	out    bytes.Buffer // of CSV, not read yet
	cursor string
	rows   int
	done   error // io.EOF after the last page
}

// begin reads the first page, so that a refusal is told before anything else.
func (m *making) begin(ctx context.Context) (err error) {
	done, err := m.viewer.gate.pages.take(ctx)
	if err != nil {
		return err
	}
	defer done()
	if m.to, err = sheet.NewWriter(&m.out, "csv", "", m.header()); err != nil {
		return err
	}
	if err = m.step(); errors.Is(err, io.EOF) {
		m.done, err = io.EOF, nil
	}
	return err
}

func (m *making) header() []string { return inLanguage(m.viewer.lang, m.export.header...) }

// Read implements io.Reader, for CSV. What fails on the way is said in the file's
// last line too, for who keeps it none the less.
func (m *making) Read(p []byte) (int, error) {
	for m.out.Len() == 0 && m.done == nil {
		if m.done = m.next(); m.done != nil && !errors.Is(m.done, io.EOF) {
			_ = errors.Join(m.to.Row(textCut.In(m.viewer.lang)), m.to.Close()) // into memory
		}
	}
	if m.out.Len() > 0 {
		return m.out.Read(p)
	}
	return 0, m.done
}

// next is step when it is this file's turn.
func (m *making) next() error {
	done, err := m.viewer.gate.pages.take(m.ctx)
	if err != nil {
		return err
	}
	defer done()
	return m.step()
}

// step writes a page, in the time that is left; io.EOF after the last.
func (m *making) step() error {
	ctx, cancel := context.WithTimeout(m.ctx, m.left)
	defer cancel()
	began := time.Now()
	rows, next, err := m.export.page(ctx, m.viewer, m.cursor)
	m.left -= time.Since(began)
	if err != nil {
		if ctx.Err() != nil {
			return fault.New(fault.Unavailable, textNoTime).Wrap(err)
		}
		return err
	}
	for _, row := range rows {
		if err := m.to.Row(row...); err != nil {
			return err
		}
	}
	m.rows += len(rows)
	if m.cursor = next; next != "" {
		return nil
	}
	if err := m.to.Close(); err != nil {
		return err
	}
	return io.EOF
}

// workbook writes all of it into a temporary file that has no name any more.
func (m *making) workbook(ctx context.Context, leave func()) (*os.File, int, func(), error) {
	done, err := m.viewer.gate.books.take(ctx)
	if err != nil {
		return nil, 0, nil, err
	}
	defer done()
	file, err := os.CreateTemp("", "lienket-*.xlsx")
	if err != nil {
		return nil, 0, nil, err
	}
	closed := func() {
		_ = file.Close() // only read
		leave()
	}
	size, err := m.fill(file)
	if err != nil {
		closed()
	}
	return file, size, closed, err
}

func (m *making) fill(file *os.File) (size int, err error) {
	if err := os.Remove(file.Name()); err != nil {
		return 0, err
	}
	if m.to, err = sheet.NewWriter(file, "xlsx", m.export.title.In(m.viewer.lang), m.header()); err != nil {
		return 0, err
	}
	for err == nil {
		if err = m.step(); m.rows > m.viewer.mostRows {
			err = fault.New(fault.TooLarge, textManyRows.With(m.viewer.mostRows))
		}
	}
	if !errors.Is(err, io.EOF) {
		_ = m.to.Close() // removes what it kept; the first error counts
		return 0, err
	}
	end, err := file.Seek(0, io.SeekCurrent)
	if err == nil {
		_, err = file.Seek(0, io.SeekStart)
	}
	return int(end), err
}

// owned is a record and the organisation whose it is.
type owned[R any] struct {
	registry.Organization
	of R
}

// withOwners adds the organisation to each record of a page.
func withOwners[R any](ctx context.Context, s *Service, page store.Page[R], err error, owner func(*R) string) (store.Page[owned[R]], error) {
	if err != nil {
		return store.Page[owned[R]]{}, err
	}
	ids := make([]string, len(page.Items))
	for i := range page.Items {
		ids[i] = owner(&page.Items[i])
	}
	known, err := s.registry.WithIDs(ctx, ids)
	with := store.Page[owned[R]]{Items: make([]owned[R], len(page.Items)), Next: page.Next}
	for i := range page.Items {
		with.Items[i].of = page.Items[i]
		if o := known[ids[i]]; o != nil {
			with.Items[i].Organization = *o
		}
	}
	return with, err
}

var (
	textFormat   = fault.T("định dạng này", "such format")
	textNoTime   = fault.T("Danh sách dài quá, chưa ghi xong trong thời gian cho phép. Hãy lọc hẹp hơn.", "The list is too long to be written in the time there is. Narrow it down.")
	textManyRows = fault.T("Bảng XLSX có nhiều nhất %d dòng. Hãy lọc hẹp hơn, hoặc tải CSV.", "An XLSX table has at most %d rows. Narrow the list down, or take CSV.")
	textCut      = fault.T("TỆP CHƯA ĐỦ: hệ thống dừng giữa chừng. Hãy tải lại.", "THIS FILE IS NOT WHOLE: it broke off. Download it again.")
)
