package catalogue

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"lienket/api/fault"
	"lienket/api/measure"
	"lienket/api/sheet"
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

// annexLimits bound an annex as a file.
var annexLimits = sheet.Limits{Bytes: MaxAnnexBytes, Unpacked: 16 << 20, Rows: MaxAnnexRows, Columns: 100, Cell: 2000}

// ReadAnnex reads the rows of an annex, a workbook or a CSV file. Errors: TooLarge;
// InvalidInput that names the field file, or each cell that cannot be read as
// "rows[2].score".
func ReadAnnex(data []byte) ([]AnnexRow, error) {
	columns, table, err := annexTable(data)
	if err != nil {
		return nil, err
	}
	rows := make([]AnnexRow, len(table.Rows))
	var check fault.Check
	for i := range table.Rows {
		rows[i].Row = table.Rows[i].Number
		for at, column := range columns {
			rows[i].set(&check, fmt.Sprintf("rows[%d].", i), column, table.Rows[i].At(at))
		}
	}
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
	columns, table, err := annexTable(data)
	if err != nil || !errors.As(refused, &refusal) {
		return nil
	}
	var wrong []AnnexError
	for _, field := range refusal.Fields {
		number, column := 0, ""
		if _, err := fmt.Sscanf(field.Path, "rows[%d].%s", &number, &column); err != nil {
			continue
		}
		row := &table.Rows[number]
		e := AnnexError{Row: row.Number, Label: annexLabels[column], Message: field.Message}
		if cell := row.At(slices.Index(columns, column)); cell.Kind != sheet.Bad {
			e.Value = strings.TrimSpace(cell.Value)
		}
		wrong = append(wrong, e)
	}
	return wrong
}

var annexLabels = map[string]fault.Text{
	"organization": fault.T("Tên chủ thể", "Organisation"), "taxCode": fault.T("Mã số thuế", "Tax code"), "product": fault.T("Tên sản phẩm", "Product"),
	"score": fault.T("Điểm", "Score"), "stars": fault.T("Sao", "Stars"), "number": fault.T("Số giấy chứng nhận", "Certificate number"),
}

// annexTable are the columns by key, "" for one of no meaning, and the table.
func annexTable(data []byte) (columns []string, table *sheet.Table, err error) {
	if table, err = sheet.Read(data, annexLimits); err != nil {
		return nil, nil, err
	}
	found := map[string]bool{}
	columns = make([]string, len(table.Header))
	for i, label := range table.Header {
		columns[i] = annexColumns[search.Fold(strings.TrimSpace(label))]
		found[columns[i]] = true
	}
	if !found["product"] || !found["score"] || !found["number"] || !found["organization"] && !found["taxCode"] {
		return nil, nil, fault.Invalid("file", "columns_missing", missingColumns(table.Header, columns))
	}
	return columns, table, nil
}

// missingColumns says what is needed, and which columns are there that nobody knows.
func missingColumns(header, columns []string) fault.Text {
	var strange []string
	for i, label := range header {
		if columns[i] == "" && label != "" && len(strange) < 5 {
			strange = append(strange, "“"+label+"”")
		}
	}
	if len(strange) == 0 {
		return textAnnexColumns
	}
	return textAnnexStrange.With(textAnnexColumns, strings.Join(strange, ", "))
}

// set fills a cell in. What is empty stays 0 and becomes a conflict of its row.
func (r *AnnexRow) set(check *fault.Check, path, column string, cell sheet.Cell) {
	text, err := cell.Line()
	if column == "score" {
		text, err = cell.Decimal()
	}
	text = strings.TrimSpace(text)
	var refused *fault.Error
	if errors.As(err, &refused) && column != "" {
		check.Add(path+column, refused.Fields[0].Code, refused.Fields[0].Message)
		return
	}
	switch column {
	case "organization":
		r.Organization = check.Line(path+column, text, 0, 200)
	case "taxCode":
		if cell.Kind == sheet.Number && len(text) == taxCodeDigits-1 {
			text = "0" + text // a number cell has lost it
		}
		r.TaxCode = check.Line(path+column, text, 0, 14)
	case "product":
		r.Product = check.Line(path+column, text, 0, 200)
	case "number":
		r.Number = check.Line(path+column, text, 0, 100)
	case "stars":
		digits := strings.TrimSuffix(strings.TrimSuffix(search.Fold(text), " sao"), "sao")
		stars, err := strconv.Atoi(strings.TrimSpace(digits))
		check.That(text == "" || err == nil && stars >= 1 && stars <= 5, path+column, "not_a_number", textAnnexStars)
		r.Stars = stars
	case "score":
		if text == "" {
			return
		}
		score, err := measure.ParseAmount(text)
		_ = check.Take(path+column, err) // always InvalidInput
		r.Score = score
	}
}

// taxCodeDigits are those of an organisation's own.
const taxCodeDigits = 10
