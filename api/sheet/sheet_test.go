package sheet_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"runtime"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"

	"lienket/api/fault"
	"lienket/api/measure"
	"lienket/api/sheet"
)

// codeOf is the code of an error's first field, or its own.
func codeOf(err error) string {
	var refused *fault.Error
	if errors.As(err, &refused) && len(refused.Fields) > 0 {
		return refused.Fields[0].Code
	}
	return string(fault.CodeOf(err))
}

func read(t *testing.T, data []byte) *sheet.Table {
	t.Helper()
	table, err := sheet.Read(data, sheet.Usual)
	require.NoError(t, err)
	return table
}

func TestCSVIsReadInEveryEncodingThatIsCertain(t *testing.T) {
	const text = "tên,địa chỉ\r\nHợp tác xã Miến dong Tài Hoan,Thôn Bản Vén\r\n"
	units := utf16.Encode([]rune(text))
	little, big := []byte{0xff, 0xfe}, []byte{0xfe, 0xff}
	for _, unit := range units {
		little = binary.LittleEndian.AppendUint16(little, unit)
		big = binary.BigEndian.AppendUint16(big, unit)
	}
	// Windows-1258 writes base letters, then tone marks of their own.
	var legacy bytes.Buffer
	for _, r := range "tên,đi\u0323a chi\u0309\r\nHơ\u0323p ta\u0301c xa\u0303 Miê\u0301n dong Ta\u0300i Hoan,Thôn Ba\u0309n Ve\u0301n\r\n" {
		b, known := charmap.Windows1258.EncodeRune(r)
		require.True(t, known, "%q", r)
		legacy.WriteByte(b)
	}
	tcvn3 := []byte("t\xaan,\xae\xdea ch\xd8\r\nH\xeep t\xb8c x\xb7 Mi\xd5n dong T\xb5i Hoan,Th\xabn B\xb6n V\xd0n\r\n")
	for name, data := range map[string][]byte{
		"UTF-8": []byte(text), "UTF-8 with a mark": []byte("\ufeff" + text),
		"UTF-16 LE": little, "UTF-16 BE": big, "UTF-16 LE without a mark": little[2:],
		"decomposed":   []byte("te\u0302n,đi\u0323a chi\u0309\nHơ\u0323p tác xã Miến dong Tài Hoan,Thôn Bản Vén\n"),
		"Windows-1258": legacy.Bytes(), "TCVN3": tcvn3,
		"semicolons": []byte(strings.ReplaceAll(text, ",", ";")), "tabs": []byte(strings.ReplaceAll(text, ",", "\t")),
	} {
		t.Run(name, func(t *testing.T) {
			table := read(t, data)
			require.Equal(t, []string{"tên", "địa chỉ"}, table.Header)
			require.Len(t, table.Rows, 1)
			require.Equal(t, sheet.Cell{Kind: sheet.Text, Value: "Hợp tác xã Miến dong Tài Hoan"}, table.Rows[0].At(0))
			require.Equal(t, "Thôn Bản Vén", table.Rows[0].At(1).Value)
			require.True(t, table.Rows[0].At(7).IsEmpty())
		})
	}
}

func TestWhatIsNotATableIsRefused(t *testing.T) {
	for name, c := range map[string]struct{ data, code string }{
		"empty":                      {"", "no_header"},
		"only a header":              {"a,b\n", "no_rows"},
		"blank header":               {",\n1,2\n", "no_header"},
		"header below":               {"\na,b\n1,2\n", "no_header"},
		"a column twice":             {"a,A\n1,2\n", "column_twice"},
		"a cell without column":      {"a\n1,2\n", "cell_without_column"},
		"an old workbook":            {"\xd0\xcf\x11\xe0rest", "old_format"},
		"half a workbook":            {"PK\x03\x04rest", "unreadable"},
		"open quote":                 {"a,b\n\"1,2\n", "unreadable"},
		"binary":                     {"a,b\n\x011,2\n", "not_text"},
		"half of a UTF-16 letter":    {"\xff\xfea\x00b", "encoding"},
		"neither 1258 nor TCVN3":     {"a,b\nMu\xdf\xe4\xe7,1\n", "encoding"},
		"1258 or TCVN3, who can say": {"a,b\n\xe1,1\n", "encoding"},
		"legacy font in the header":  {"Hîp t¸c x·,b\n1,2\n", "header"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := sheet.Read([]byte(c.data), sheet.Usual)
			require.Equal(t, c.code, codeOf(err), "%v", err)
		})
	}
}

func TestRowsKeepTheirNumbersInTheFile(t *testing.T) {
	table := read(t, []byte("a,b\n1,\"x\ny\"\n\n,\n2,z\n"))
	require.Len(t, table.Rows, 2)
	require.Equal(t, 2, table.Rows[0].Number)
	require.Equal(t, "x\ny", table.Rows[0].At(1).Value)
	require.Equal(t, 5, table.Rows[1].Number)
}

func TestLimitsAreKept(t *testing.T) {
	limits := sheet.Limits{Bytes: 100, Unpacked: 1000, Rows: 2, Columns: 2, Cell: 3}
	for name, data := range map[string]string{
		"bytes": strings.Repeat("a", 101), "rows": "a\n1\n2\n3\n", "columns": "a,b,c\n1,2,3\n"} {
		_, err := sheet.Read([]byte(data), limits)
		require.True(t, fault.Is(err, fault.TooLarge), "%s: %v", name, err)
	}
	table, err := sheet.Read([]byte("a\nđđđđ\n"), limits)
	require.NoError(t, err)
	_, err = table.Rows[0].At(0).Line()
	require.Equal(t, "too_long", codeOf(err))
}

func TestNumbersInTextAreReadRightOrRefused(t *testing.T) {
	for _, c := range []struct{ text, decimal, whole string }{
		{"5", "5", "5"}, {"-5", "-5", "-5"}, {"007", "007", "007"},
		{"1.234,5", "1234.5", "!not_whole"}, {"1,234.5", "1234.5", "!not_whole"}, {"1 234,5", "1234.5", "!not_whole"},
		{"1.234.567", "1234567", "1234567"}, {"1,234,567", "1234567", "1234567"}, {"12 500", "12500", "12500"},
		{"1,5", "1.5", "!not_whole"}, {"0,125", "0.125", "!not_whole"}, {"0.125", "0.125", "!not_whole"}, {"12.3456", "12.3456", "!not_whole"},
		{"1.234", "!ambiguous_number", "1234"}, {"25,000", "!ambiguous_number", "25000"}, {"1234.567", "1234.567", "!not_whole"},
		{"1.23.456", "!not_a_number", "!not_a_number"}, {"1,234,5", "!not_a_number", "!not_a_number"}, {"1.234,567.8", "!not_a_number", "!not_a_number"},
		{"5kg", "!not_a_number", "!not_a_number"}, {"1e3", "!not_a_number", "!not_a_number"}, {"--5", "!not_a_number", "!not_a_number"},
		{"٣", "!not_a_number", "!not_a_number"}, {"½", "!not_a_number", "!not_a_number"},
	} {
		cell := sheet.Cell{Kind: sheet.Text, Value: c.text}
		for want, fn := range map[string]func() (string, error){"decimal " + c.decimal: cell.Decimal, "whole " + c.whole: cell.Whole} {
			kind, want, _ := strings.Cut(want, " ")
			got, err := fn()
			if err != nil {
				got = "!" + codeOf(err)
			}
			require.Equal(t, want, got, "%s as %s", c.text, kind)
		}
	}
}

func TestDaysInTextAreVietnamese(t *testing.T) {
	for text, want := range map[string]string{
		"2026-11-23": "2026-11-23", "23/11/2026": "2026-11-23", "3/4/2026": "2026-04-03", "03-04-2026": "2026-04-03", "3.4.2026": "2026-04-03",
		"11/23/2026": "!not_a_date", "30/02/2026": "!not_a_date", "3/4/26": "!not_a_date", "46000": "!not_a_date", "tháng 3": "!not_a_date"} {
		day, err := sheet.Cell{Kind: sheet.Text, Value: text}.Day()
		got := string(day)
		if err != nil {
			got = "!" + codeOf(err)
		}
		require.Equal(t, want, got, text)
	}
}

// workbookOf makes a workbook by hand.
func workbookOf(t *testing.T, fill func(f *excelize.File)) []byte {
	t.Helper()
	file := excelize.NewFile()
	defer file.Close()
	for i, label := range []string{"text", "number", "day"} {
		require.NoError(t, file.SetCellStr("Sheet1", sheet.Address(i, 1), label))
	}
	fill(file)
	var out bytes.Buffer
	require.NoError(t, file.Write(&out))
	return out.Bytes()
}

func TestWorkbookCellsAreReadByWhatTheyAre(t *testing.T) {
	day := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		fill func(f *excelize.File)
		want [3]string
	}{
		"plain": {func(f *excelize.File) {
			_ = f.SetSheetRow("Sheet1", "A2", &[]any{"Miến dong", 1234.5, day})
		}, [3]string{"Miến dong", "1234.5", "2026-11-23"}},
		"binary noise": {func(f *excelize.File) {
			_ = f.SetSheetRow("Sheet1", "A2", &[]any{4700123456, 0.1 + 0.2, "23/11/2026"})
		}, [3]string{"4700123456", "0.3", "2026-11-23"}},
		"Vietnamese separators as text": {func(f *excelize.File) {
			_ = f.SetSheetRow("Sheet1", "A2", &[]any{"x", "1.234,5", "2026-11-23"})
		}, [3]string{"x", "1234.5", "2026-11-23"}},
		"the wrong kinds": {func(f *excelize.File) {
			_ = f.SetSheetRow("Sheet1", "A2", &[]any{day, day, 46349})
		}, [3]string{"!date_not_text", "!date_not_number", "!not_a_date"}},
		"a date format of one's own": {func(f *excelize.File) {
			format := `"ngày" dd\-mm\-yyyy`
			style, _ := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
			_ = f.SetSheetRow("Sheet1", "A2", &[]any{"x", 1, 46349})
			_ = f.SetCellStyle("Sheet1", "C2", "C2", style)
		}, [3]string{"x", "1", "2026-11-23"}},
		"a format that only quotes letters": {func(f *excelize.File) {
			format := `#,##0 "đồng";[Red]-#,##0`
			style, _ := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
			_ = f.SetSheetRow("Sheet1", "A2", &[]any{"x", 46349, nil})
			_ = f.SetCellStyle("Sheet1", "B2", "B2", style)
		}, [3]string{"x", "46349", ""}},
		"formulas without a result": {func(f *excelize.File) {
			_ = f.SetCellFormula("Sheet1", "B2", "1+1")
			_ = f.SetCellStr("Sheet1", "A2", "x")
		}, [3]string{"x", "!formula", ""}},
		"merged": {func(f *excelize.File) {
			_ = f.SetSheetRow("Sheet1", "A2", &[]any{"x", 1, nil})
			_ = f.MergeCell("Sheet1", "B2", "C3")
		}, [3]string{"x", "!merged", "!merged"}},
		"hidden row": {func(f *excelize.File) {
			_ = f.SetSheetRow("Sheet1", "A2", &[]any{"x", nil, nil})
			_ = f.SetRowVisible("Sheet1", 2, false)
		}, [3]string{"!hidden", "", ""}},
		"legacy font": {func(f *excelize.File) {
			_ = f.SetSheetRow("Sheet1", "A2", &[]any{"Hîp t¸c x·", 1, nil})
		}, [3]string{"!legacy_text", "1", ""}},
		"too long a number": {func(f *excelize.File) {
			_ = f.SetSheetRow("Sheet1", "A2", &[]any{"x", int64(1234567890123456), nil})
		}, [3]string{"x", "!too_precise", ""}},
	} {
		t.Run(name, func(t *testing.T) {
			data := workbookOf(t, c.fill)
			row := read(t, data).Rows[0]
			line, err1 := row.At(0).Line()
			number, err2 := row.At(1).Decimal()
			date, err3 := row.At(2).Day()
			got := [3]string{line, number, string(date)}
			for i, err := range []error{err1, err2, err3} {
				if err != nil {
					got[i] = "!" + codeOf(err)
				}
			}
			require.Equal(t, c.want, got)
		})
	}
}

// rawWorkbook has a worksheet as it is given.
func rawWorkbook(t *testing.T, book, worksheet string) []byte {
	t.Helper()
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	for _, part := range [][2]string{
		{"xl/workbook.xml", `<workbook xmlns:r="r">` + book + `</workbook>`},
		{"xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="r1" Target="worksheets/one.xml"/><Relationship Id="r2" Target="/xl/worksheets/two.xml"/></Relationships>`},
		{"xl/worksheets/one.xml", worksheet},
		{"xl/worksheets/two.xml", `<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><r><t>Tê</t></r><r><t>n</t></r></is></c></row><row><c t="str"><v>hai</v></c></row></sheetData></worksheet>`},
	} {
		w, err := archive.Create(part[0])
		require.NoError(t, err)
		_, err = w.Write([]byte(part[1]))
		require.NoError(t, err)
	}
	require.NoError(t, archive.Close())
	return out.Bytes()
}

func TestAFormulaCountsByItsResult(t *testing.T) {
	table := read(t, rawWorkbook(t, `<sheets><sheet name="a" r:id="r1"/></sheets>`, `<worksheet><sheetData>
		<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c><c r="B1" t="inlineStr"><is><t>b</t></is></c><c r="C1" t="inlineStr"><is><t>c</t></is></c></row>
		<row r="3"><c r="A3"><f>1+1</f><v>2</v></c><c r="B3" t="str"><f>"x"</f><v>x</v></c><c r="C3" t="e"><f>NA()</f><v>#N/A</v></c></row>
		</sheetData></worksheet>`))
	require.Equal(t, []sheet.Row{{Number: 3, Cells: []sheet.Cell{
		{Kind: sheet.Number, Value: "2"}, {Kind: sheet.Text, Value: "x"}, {Kind: sheet.Bad, Value: "cell_error"}}}}, table.Rows)
}

func TestHiddenSheetsArePassedOver(t *testing.T) {
	table := read(t, rawWorkbook(t, `<sheets><sheet name="a" state="hidden" r:id="r1"/><sheet name="b" r:id="r2"/></sheets>`, "broken"))
	require.Equal(t, []string{"Tên"}, table.Header)
	require.Equal(t, "hai", table.Rows[0].At(0).Value)
	_, err := sheet.Read(rawWorkbook(t, `<sheets><sheet name="a" state="veryHidden" r:id="r1"/></sheets>`, ""), sheet.Usual)
	require.Equal(t, "no_sheet", codeOf(err))
}

func TestWorkbooksThatUnpackToTooMuchAreRefused(t *testing.T) {
	bomb := rawWorkbook(t, `<sheets><sheet name="a" r:id="r1"/></sheets>`, strings.Repeat(" ", 100<<20))
	require.Less(t, len(bomb), 1<<20)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := sheet.Read(bomb, sheet.Usual)
	runtime.ReadMemStats(&after)
	require.True(t, fault.Is(err, fault.TooLarge), "%v", err)
	require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(10<<20), "it was not unpacked")

	// One that lies about its size is caught while it unpacks.
	lying := rawWorkbook(t, `<sheets><sheet name="a" r:id="r1"/></sheets>`, "<worksheet><sheetData>"+strings.Repeat(" ", 2<<20)+"</sheetData></worksheet>")
	size := binary.LittleEndian.AppendUint32(nil, uint32(2<<20+len("<worksheet><sheetData></sheetData></worksheet>")))
	require.Positive(t, bytes.Count(lying, size))
	lying = bytes.ReplaceAll(lying, size, []byte{100, 0, 0, 0})
	_, err = sheet.Read(lying, sheet.Limits{Bytes: 1 << 20, Unpacked: 1 << 20, Rows: 10, Columns: 10, Cell: 10})
	require.Error(t, err)
	require.NotEqual(t, fault.Internal, fault.CodeOf(err))
}

func TestWhatIsTooLargeIsRefusedBeforeItTakesMemory(t *testing.T) {
	bomb := rawWorkbook(t, `<sheets><sheet name="a" r:id="r1"/></sheets>`, strings.Repeat(" ", 100<<20))
	sheet100MB := bytes.Repeat([]byte("Miến dong;kg\n"), 8<<20)
	require.Greater(t, len(sheet100MB), 100<<20)
	for name, data := range map[string][]byte{"a bomb": bomb, "a table of 100 MB": sheet100MB, "a workbook of 100 MB": append([]byte("PK\x03\x04"), sheet100MB...)} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := sheet.Read(data, sheet.Usual)
		runtime.ReadMemStats(&after)
		require.True(t, fault.Is(err, fault.TooLarge), "%s: %v", name, err)
		require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(1<<20), name)
	}
}

func TestHiddenColumnsAreRefused(t *testing.T) {
	data := workbookOf(t, func(f *excelize.File) {
		_ = f.SetSheetRow("Sheet1", "A2", &[]any{"x", 1})
		_ = f.SetColVisible("Sheet1", "B", false)
	})
	_, err := sheet.Read(data, sheet.Usual)
	require.Equal(t, "header", codeOf(err))
}

func TestMergedHeadersAreRefused(t *testing.T) {
	data := workbookOf(t, func(f *excelize.File) {
		_ = f.SetSheetRow("Sheet1", "A2", &[]any{"x"})
		_ = f.MergeCell("Sheet1", "A1", "B1")
	})
	_, err := sheet.Read(data, sheet.Usual)
	require.Equal(t, "merged_header", codeOf(err))
}

func TestWhatIsWrittenIsReadBack(t *testing.T) {
	for _, format := range sheet.Formats {
		t.Run(format, func(t *testing.T) {
			var out bytes.Buffer
			w, err := sheet.NewWriter(&out, format, "Sản phẩm", []string{"tên", "số", "ngày", "ghi chú"})
			require.NoError(t, err)
			for i := range 3 {
				require.NoError(t, w.Row("=cmd()", measure.Amount(1234+i*1_000_000), measure.Date("2026-11-23"), "'=x"))
				require.NoError(t, w.Row("0123", int64(25_000), nil, "-5"))
			}
			require.NoError(t, w.Close())
			table := read(t, out.Bytes())
			require.Equal(t, []string{"tên", "số", "ngày", "ghi chú"}, table.Header)
			require.Len(t, table.Rows, 6)
			for i, row := range table.Rows {
				name, err1 := row.At(0).Line()
				number, err2 := row.At(1).Decimal()
				day, err3 := row.At(2).Day()
				note, err4 := row.At(3).Line()
				require.NoError(t, errors.Join(err1, err2, err3, err4))
				if i%2 == 1 {
					require.Equal(t, []string{"0123", "25000", "", "-5"}, []string{name, number, string(day), note})
					continue
				}
				amount, err := measure.ParseAmount(number)
				require.NoError(t, err)
				require.Equal(t, measure.Amount(1234+i/2*1_000_000), amount)
				require.Equal(t, []string{"=cmd()", "2026-11-23", "'=x"}, []string{name, string(day), note})
			}
		})
	}
}

func TestATemplateIsAnEmptyTable(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, sheet.WriteTemplate(&out, "Nhập liệu", []sheet.TemplateColumn{{Header: "a", AsText: true}, {Header: "b", Choices: []string{"x", "y"}}},
		"Hướng dẫn", [][]string{{"Cột", "Ý nghĩa"}, {"a", "một"}}))
	_, err := sheet.Read(out.Bytes(), sheet.Usual)
	require.Equal(t, "no_rows", codeOf(err))
	file, err := excelize.OpenReader(&out)
	require.NoError(t, err)
	defer file.Close()
	require.Equal(t, []string{"Nhập liệu", "Hướng dẫn"}, file.GetSheetList())
	explained, err := file.GetRows("Hướng dẫn")
	require.NoError(t, err)
	require.Equal(t, [][]string{{"Cột", "Ý nghĩa"}, {"a", "một"}}, explained)
}

// FuzzRead holds that whatever is read keeps the limits, and that a cell answers
// or refuses.
func FuzzRead(f *testing.F) {
	f.Add([]byte("tên,số\nMiến,\"1.234,5\"\n"))
	f.Add([]byte("\xff\xfea\x00\n\x00b\x00"))
	f.Add([]byte("t\xaan;s\xe8\nMi\xd5n;1\n"))
	var out bytes.Buffer
	w, err := sheet.NewWriter(&out, "xlsx", "a", []string{"a", "b"})
	if err != nil {
		f.Fatal(err)
	}
	if err := errors.Join(w.Row("x", measure.Amount(1500)), w.Close()); err != nil {
		f.Fatal(err)
	}
	f.Add(out.Bytes())
	limits := sheet.Limits{Bytes: 1 << 16, Unpacked: 1 << 18, Rows: 100, Columns: 20, Cell: 100}
	f.Fuzz(func(t *testing.T, data []byte) {
		table, err := sheet.Read(data, limits)
		if err != nil {
			if fault.Is(err, fault.Internal) {
				t.Fatalf("an accident: %v", err)
			}
			return
		}
		if len(table.Rows) == 0 || len(table.Rows) > limits.Rows {
			t.Fatalf("%d rows", len(table.Rows))
		}
		last := 1
		for _, row := range table.Rows {
			if row.Number <= last || len(row.Cells) > limits.Columns {
				t.Fatalf("row %d after %d with %d cells", row.Number, last, len(row.Cells))
			}
			last = row.Number
			for _, cell := range row.Cells {
				checkCell(t, cell)
			}
		}
	})
}

// FuzzNumber holds that a number as text is read as a plain decimal or refused.
func FuzzNumber(f *testing.F) {
	for _, text := range []string{"1.234,5", "1,234.5", "25.000", "-0,5", "1 234"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		checkCell(t, sheet.Cell{Kind: sheet.Text, Value: text})
	})
}

func checkCell(t *testing.T, cell sheet.Cell) {
	if value, err := cell.Decimal(); err == nil && value != "" {
		for i, r := range value {
			if !(r >= '0' && r <= '9' || r == '.' || r == '-' && i == 0) {
				t.Fatalf("%q was read as %q", cell.Value, value)
			}
		}
	}
	if value, err := cell.Whole(); err == nil && strings.Contains(value, ".") {
		t.Fatalf("%q is not whole: %q", cell.Value, value)
	}
	if day, err := cell.Day(); err == nil && day != "" {
		if _, err := time.Parse(time.DateOnly, string(day)); err != nil {
			t.Fatalf("%q is no day: %q", cell.Value, day)
		}
	}
	if _, err := cell.Line(); err != nil && cell.Kind == sheet.Text {
		t.Fatalf("text is text: %v", err)
	}
}
