package sheet

import (
	"io"
	"strconv"

	"github.com/xuri/excelize/v2"
)

// TemplateColumn is a column of a template.
type TemplateColumn struct {
	Header  string
	AsText  bool     // keeps leading zeros and long numbers as they are typed
	Choices []string // offered in a list; what else is typed is not refused there
}

// templateRows is how many rows of a template are formatted.
const templateRows = 1000

// WriteTemplate writes a workbook to be filled in: its first sheet has the header
// alone, its second explains, with a header of its own.
func WriteTemplate(w io.Writer, title string, columns []TemplateColumn, dictionary string, explained [][]string) error {
	file := excelize.NewFile()
	defer func() { _ = file.Close() }() // nothing was spilled to disk
	styles, err := addStyles(file)
	if err != nil {
		return err
	}
	if err := file.SetSheetName(firstSheet, title); err != nil {
		return err
	}
	for i, column := range columns {
		name := ColumnName(i)
		if err := file.SetCellStr(title, name+"1", column.Header); err != nil {
			return err
		}
		if err := file.SetColWidth(title, name, name, 20); err != nil {
			return err
		}
		last := name + strconv.Itoa(templateRows)
		if column.AsText {
			if err := file.SetCellStyle(title, name+"2", last, styles.text); err != nil {
				return err
			}
		}
		if len(column.Choices) > 0 {
			choice := excelize.NewDataValidation(true)
			choice.SetSqref(name + "2:" + last)
			choice.ShowErrorMessage = false
			if err := choice.SetDropList(column.Choices); err != nil {
				return err
			}
			if err := file.AddDataValidation(title, choice); err != nil {
				return err
			}
		}
	}
	if err := file.SetCellStyle(title, "A1", Address(len(columns)-1, 1), styles.header); err != nil {
		return err
	}
	if err := file.SetPanes(title, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	if err := writeDictionary(file, dictionary, explained, styles); err != nil {
		return err
	}
	return file.Write(w)
}

func writeDictionary(file *excelize.File, name string, rows [][]string, styles sheetStyles) error {
	if _, err := file.NewSheet(name); err != nil {
		return err
	}
	for i, row := range rows {
		for column, value := range row {
			if err := file.SetCellStr(name, Address(column, i+1), value); err != nil {
				return err
			}
		}
		style := styles.wrap
		if i == 0 {
			style = styles.header
		}
		if err := file.SetCellStyle(name, Address(0, i+1), Address(len(row)-1, i+1), style); err != nil {
			return err
		}
	}
	return file.SetColWidth(name, "A", "F", 34)
}
