package exchange

import (
	"io"
	"strings"

	"lienket/api/account"
	"lienket/api/fault"
	"lienket/api/registry"
	"lienket/api/sheet"
)

// WriteTemplate writes an empty table to be filled in, for actor and in a language:
// as CSV its header; as XLSX with lists of choices and a sheet that explains each
// column. Error: Forbidden for who may not import such a table.
func (s *Service) WriteTemplate(w io.Writer, actor account.Actor, kind, format, lang string) error {
	table, err := s.Table(kind)
	if err != nil {
		return err
	}
	if err := table.Allows(actor); err != nil {
		return err
	}
	if format == "csv" {
		writer, err := sheet.NewWriter(w, format, "", table.headers(lang))
		if err != nil {
			return err
		}
		return writer.Close()
	}
	columns := make([]sheet.TemplateColumn, len(table.Columns))
	for i, column := range table.Columns {
		columns[i] = sheet.TemplateColumn{Header: column.Label.In(lang), AsText: column.AsText}
		if column.Key != "qualityMarks" { // a cell of several is not chosen from a list
			columns[i].Choices = column.labels(lang)
		}
	}
	return sheet.WriteTemplate(w, table.Title.In(lang), columns, textDictionary.In(lang), s.dictionary(table, actor, lang))
}

func (t *Table) headers(lang string) []string {
	headers := make([]string, len(t.Columns))
	for i := range t.Columns {
		headers[i] = t.Columns[i].Label.In(lang)
	}
	return headers
}

// dictionary explains a table: its columns, how a row names its record and, where
// it needs them, the codes of the communes.
func (s *Service) dictionary(t *Table, actor account.Actor, lang string) [][]string {
	rows := [][]string{inLanguage(lang, textColumn, textKey, textNeeded, textMeaning, textHow, textExampleHead)}
	for i := range t.Columns {
		c := &t.Columns[i]
		needed := textNo
		if c.Needs(actor) && !c.Blank {
			needed = textYes
		} else if c.Needs(actor) {
			needed = textYesBlank
		}
		how := c.Limits.In(lang)
		if len(c.Choices) > 0 {
			how = strings.Join(c.labels(lang), "; ")
		}
		rows = append(rows, []string{c.Label.In(lang), c.Key, needed.In(lang), c.Meaning.In(lang), how, c.Example})
	}
	rows = append(rows, inLanguage(lang, textSame, fault.Text{}, fault.Text{}, textSameMeans.With(t.Key), fault.Text{}, fault.Text{}))
	if t.column("areaCode") != nil {
		rows = append(rows, inLanguage(lang, textAreas, fault.Text{}, fault.Text{}, fault.Text{}, fault.Text{}, fault.Text{}))
		for _, area := range s.registry.Areas().Find(registry.AreaFilter{Level: registry.LevelCommune}) {
			if area.ValidTo == "" {
				rows = append(rows, []string{area.Name, area.Code, "", "", "", ""})
			}
		}
	}
	return rows
}

func inLanguage(lang string, texts ...fault.Text) []string {
	row := make([]string, len(texts))
	for i, text := range texts {
		row[i] = text.In(lang)
	}
	return row
}

var (
	textDictionary  = fault.T("Hướng dẫn", "Data dictionary")
	textColumn      = fault.T("Cột", "Column")
	textKey         = fault.T("Mã cột", "Key")
	textNeeded      = fault.T("Bắt buộc", "Required")
	textMeaning     = fault.T("Ý nghĩa", "Meaning")
	textHow         = fault.T("Cách ghi", "How to write it")
	textExampleHead = fault.T("Ví dụ", "Example")
	textYes         = fault.T("Có", "Yes")
	textYesBlank    = fault.T("Cần có cột, ô có thể trống", "The column, its cells may be empty")
	textNo          = fault.T("Không", "No")
	textSame        = fault.T("Nhập lại", "Importing again")
	textSameMeans   = fault.T("Dòng đã có được cập nhật, không tạo thêm. Nhận ra theo %s.", "A row that is known is updated and not made again. It is known by %s.")
	textAreas       = fault.T("Mã địa bàn các xã, phường", "Codes of the communes")
)
