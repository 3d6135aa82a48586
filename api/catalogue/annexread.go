package catalogue

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"lienket/api/fault"
	"lienket/api/measure"
	"lienket/search"
)

// Limits of an annex.
const (
	MaxAnnexBytes = 1 << 20
	MaxAnnexRows  = 500
)

// annexColumns are the columns of an annex by key and by folded label.
var annexColumns = map[string]string{
	"organization": "organization", "ten chu the": "organization", "chu the": "organization", "to chuc": "organization",
	"organizationtaxcode": "taxCode", "taxcode": "taxCode", "ma so thue": "taxCode",
	"productname": "product", "product": "product", "ten san pham": "product", "san pham": "product",
	"score": "score", "diem": "score",
	"stars": "stars", "sao": "stars", "hang sao": "stars", "so sao": "stars",
	"number": "number", "so giay chung nhan": "number", "so giay": "number",
}

// ReadAnnex reads the rows of an annex from CSV in UTF-8, separated by commas or
// semicolons. Errors: TooLarge; InvalidInput that names the field file, or each
// cell that cannot be read as "rows[2].score".
func ReadAnnex(data []byte) ([]AnnexRow, error) {
	columns, records, err := annexRecords(data)
	if err != nil {
		return nil, err
	}
	rows := make([]AnnexRow, len(records))
	var check fault.Check
	for number, cells := range records {
		row := &rows[number]
		row.Row = number + 2
		path := fmt.Sprintf("rows[%d].", number)
		for i, cell := range cells {
			if i < len(columns) {
				row.set(&check, path, columns[i], strings.TrimSpace(cell))
			}
		}
	}
	check.That(len(rows) > 0, "file", "no_rows", textAnnexEmpty)
	return rows, check.Err()
}

// AnnexError is what is wrong with a cell of an annex.
type AnnexError struct {
	Row     int // in the file
	Label   fault.Text
	Value   string
	Message fault.Text
}

// AnnexErrors are the cells that a refusal of ReadAnnex names, with what stands there.
func AnnexErrors(data []byte, refused error) []AnnexError {
	var refusal *fault.Error
	columns, records, err := annexRecords(data)
	if err != nil || !errors.As(refused, &refusal) {
		return nil
	}
	var wrong []AnnexError
	for _, field := range refusal.Fields {
		number, column := 0, ""
		if _, err := fmt.Sscanf(field.Path, "rows[%d].%s", &number, &column); err != nil {
			continue
		}
		e := AnnexError{Row: number + 2, Label: annexLabels[column], Message: field.Message}
		if at := slices.Index(columns, column); at < len(records[number]) {
			e.Value = strings.TrimSpace(records[number][at])
		}
		wrong = append(wrong, e)
	}
	return wrong
}

var annexLabels = map[string]fault.Text{
	"organization": fault.T("Tên chủ thể", "Organisation"), "taxCode": fault.T("Mã số thuế", "Tax code"), "product": fault.T("Tên sản phẩm", "Product"),
	"score": fault.T("Điểm", "Score"), "stars": fault.T("Sao", "Stars"), "number": fault.T("Số giấy chứng nhận", "Certificate number"),
}

// annexRecords are the columns by key, "" for one of no meaning, and the rows' cells.
func annexRecords(data []byte) (columns []string, records [][]string, err error) {
	if len(data) > MaxAnnexBytes {
		return nil, nil, fault.New(fault.TooLarge, textAnnexLarge.With(MaxAnnexBytes>>20))
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if bytes.HasPrefix(data, []byte("PK\x03\x04")) || !utf8.Valid(data) || bytes.IndexByte(data, 0) >= 0 {
		return nil, nil, fault.Invalid("file", "not_csv", textAnnexFormat)
	}
	reader := csv.NewReader(bytes.NewReader(data))
	first, _, _ := bytes.Cut(data, []byte("\n"))
	if bytes.Count(first, []byte(";")) > bytes.Count(first, []byte(",")) {
		reader.Comma = ';'
	}
	reader.FieldsPerRecord = -1
	header, err := reader.Read()
	if err != nil {
		return nil, nil, fault.Invalid("file", "unreadable", textAnnexFormat)
	}
	found := map[string]bool{}
	columns = make([]string, len(header))
	for i, label := range header {
		columns[i] = annexColumns[search.Fold(strings.TrimSpace(label))]
		found[columns[i]] = true
	}
	if !found["product"] || !found["score"] || !found["number"] || !found["organization"] && !found["taxCode"] {
		return nil, nil, fault.Invalid("file", "columns_missing", textAnnexColumns)
	}
	for {
		cells, err := reader.Read()
		switch {
		case errors.Is(err, io.EOF):
			return columns, records, nil
		case err != nil:
			return nil, nil, fault.Invalid("file", "unreadable", textAnnexFormat)
		case len(records) == MaxAnnexRows:
			return nil, nil, fault.New(fault.TooLarge, textAnnexRows.With(MaxAnnexRows))
		}
		records = append(records, cells)
	}
}

// set fills a cell in. A score may have a decimal comma; what is empty stays 0 and
// becomes a conflict of its row.
func (r *AnnexRow) set(check *fault.Check, path, column, cell string) {
	switch column {
	case "organization":
		r.Organization = check.Line(path+column, cell, 0, 200)
	case "taxCode":
		r.TaxCode = check.Line(path+column, cell, 0, 14)
	case "product":
		r.Product = check.Line(path+column, cell, 0, 200)
	case "number":
		r.Number = check.Line(path+column, cell, 0, 100)
	case "stars":
		digits := strings.TrimSuffix(strings.TrimSuffix(search.Fold(cell), " sao"), "sao")
		stars, err := strconv.Atoi(strings.TrimSpace(digits))
		check.That(cell == "" || err == nil && stars >= 1 && stars <= 5, path+column, "not_a_number", textAnnexStars)
		r.Stars = stars
	case "score":
		if cell == "" {
			return
		}
		score, err := measure.ParseAmount(strings.Replace(cell, ",", ".", 1))
		check.That(err == nil && score >= 0, path+column, "not_a_number", textScore)
		r.Score = score
	}
}
