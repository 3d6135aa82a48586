package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"lienket/api/fault"
)

// mostParts is how many parts a workbook may have.
const mostParts = 2000

// workbook reads the parts of an XLSX file that a table needs. excelize gives
// values without what kind they are in one pass, and both only cell by cell, in
// time that grows with the square of the rows; so reading is done here.
type workbook struct {
	parts  map[string]*zip.File
	limits Limits
	left   int64 // bytes that may still be unpacked

	strings  []string
	dates    []bool // whether the cell style of that number is a date
	from1904 bool
}

var errUnpacked = fault.New(fault.TooLarge, textUnpacked)

func readWorkbook(data []byte, limits Limits) (*Table, error) {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, unreadable("unreadable", textUnreadable)
	}
	if len(archive.File) > mostParts {
		return nil, errUnpacked
	}
	book := &workbook{parts: map[string]*zip.File{}, limits: limits, left: int64(limits.Unpacked)}
	total := uint64(0)
	for _, part := range archive.File {
		if total += part.UncompressedSize64; part.UncompressedSize64 > uint64(limits.Unpacked) || total > uint64(limits.Unpacked) {
			return nil, errUnpacked
		}
		book.parts[strings.TrimPrefix(part.Name, "/")] = part
	}
	table, err := book.table()
	var refused *fault.Error
	if err != nil && !errors.As(err, &refused) {
		// Whatever else goes wrong is a part that is broken.
		return nil, unreadable("unreadable", textUnreadable)
	}
	return table, err
}

// table reads the first sheet that is not hidden.
func (b *workbook) table() (*Table, error) {
	name, err := b.firstSheet()
	if err != nil {
		return nil, err
	}
	if err := b.readStrings(); err != nil {
		return nil, err
	}
	if err := b.readStyles(); err != nil {
		return nil, err
	}
	return b.readSheet(name)
}

// each calls fn with every element of a part as it starts; a part that is absent
// has none.
func (b *workbook) each(name string, fn func(*xml.Decoder, xml.StartElement) error) error {
	part, present := b.parts[name]
	if !present {
		return nil
	}
	reader, err := part.Open()
	if err != nil {
		return err
	}
	defer func() { _ = reader.Close() }() // read-only
	decoder := xml.NewDecoder(&counted{reader, &b.left})
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if start, ok := token.(xml.StartElement); ok {
			if err := fn(decoder, start); err != nil {
				return err
			}
		}
	}
}

// counted refuses to unpack more than is left, whatever the archive said.
type counted struct {
	io.Reader
	left *int64
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	if *c.left -= int64(n); *c.left < 0 {
		return 0, errUnpacked
	}
	return n, err
}

func attribute(start xml.StartElement, name string) string {
	for _, a := range start.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func isTrue(value string) bool { return value == "1" || value == "true" }

func (b *workbook) firstSheet() (string, error) {
	relation := ""
	err := b.each("xl/workbook.xml", func(_ *xml.Decoder, start xml.StartElement) error {
		switch start.Name.Local {
		case "workbookPr":
			b.from1904 = isTrue(attribute(start, "date1904"))
		case "sheet":
			if state := attribute(start, "state"); relation == "" && (state == "" || state == "visible") {
				relation = attribute(start, "id")
			}
		}
		return nil
	})
	if err != nil {
		return "", err
	}
	if relation == "" {
		return "", unreadable("no_sheet", textNoSheet)
	}
	name := ""
	err = b.each("xl/_rels/workbook.xml.rels", func(_ *xml.Decoder, start xml.StartElement) error {
		if start.Name.Local == "Relationship" && attribute(start, "Id") == relation {
			name = attribute(start, "Target")
		}
		return nil
	})
	if strings.HasPrefix(name, "/") {
		name = strings.TrimPrefix(name, "/")
	} else {
		name = path.Join("xl", name)
	}
	if b.parts[name] == nil {
		return "", unreadable("no_sheet", textNoSheet)
	}
	return name, err
}

// richText is a string in runs; the readings of East Asian letters are not it.
type richText struct {
	Text string `xml:"t"`
	Runs []struct {
		Text string `xml:"t"`
	} `xml:"r"`
}

func (t richText) String() string {
	joined := t.Text
	for _, run := range t.Runs {
		joined += run.Text
	}
	return norm.NFC.String(joined)
}

func (b *workbook) readStrings() error {
	return b.each("xl/sharedStrings.xml", func(decoder *xml.Decoder, start xml.StartElement) error {
		if start.Name.Local != "si" {
			return nil
		}
		var item richText
		if err := decoder.DecodeElement(&item, &start); err != nil {
			return err
		}
		b.strings = append(b.strings, item.String())
		return nil
	})
}

func (b *workbook) readStyles() error {
	custom, inCells := map[string]bool{}, false
	return b.each("xl/styles.xml", func(_ *xml.Decoder, start xml.StartElement) error {
		switch start.Name.Local {
		case "numFmt":
			custom[attribute(start, "numFmtId")] = isDateFormat(attribute(start, "formatCode"))
		case "cellXfs":
			inCells = true
		case "cellStyleXfs", "cellStyles", "dxfs":
			inCells = false
		case "xf":
			if inCells {
				id := attribute(start, "numFmtId")
				number, _ := strconv.Atoi(id)
				b.dates = append(b.dates, custom[id] || number >= 14 && number <= 22 || number >= 27 && number <= 36 ||
					number >= 45 && number <= 47 || number >= 50 && number <= 58)
			}
		}
		return nil
	})
}

// isDateFormat reports whether a number format shows a day or a time, leaving out
// what it quotes, escapes and sets in brackets.
func isDateFormat(code string) bool {
	quoted, bracketed, escaped := false, false, false
	for _, r := range code {
		switch {
		case escaped:
			escaped = false
		case r == '\\' || r == '_' || r == '*':
			escaped = true
		case r == '"':
			quoted = !quoted
		case quoted:
		case r == '[':
			bracketed = true
		case r == ']':
			bracketed = false
		case bracketed:
		case r == ';':
			return false
		case strings.ContainsRune("dmyhsDMYHS", r):
			return true
		}
	}
	return false
}
