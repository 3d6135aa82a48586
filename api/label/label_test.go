package label_test

import (
	"bytes"
	"fmt"
	"image/png"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/ledongthuc/pdf"
	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
	"github.com/stretchr/testify/require"

	"lienket/api/label"
)

// TestACodeReadsBack, by another's reader.
func TestACodeReadsBack(t *testing.T) {
	for _, text := range []string{"https://lienket.vn/01/08934567000017/10/L2026-11A", "https://lienket.vn/truy-xuat/01a214f4-51c8-7da4-94b1-f063ab3dec2b/L1",
		"a", "Miến dong Nà Rì"} {
		code, err := label.Encode(text)
		require.NoError(t, err)
		data, err := code.PNG(4)
		require.NoError(t, err)
		drawn, err := png.Decode(bytes.NewReader(data))
		require.NoError(t, err)
		bitmap, err := gozxing.NewBinaryBitmapFromImage(drawn)
		require.NoError(t, err)
		read, err := qrcode.NewQRCodeReader().Decode(bitmap, nil)
		require.NoError(t, err)
		require.Equal(t, text, read.GetText())
	}
	_, err := label.Encode(strings.Repeat("x", 5000))
	require.Error(t, err)
}

// TestTheSVGIsThePNG, module by module.
func TestTheSVGIsThePNG(t *testing.T) {
	code, err := label.Encode("https://lienket.vn/01/08934567000017")
	require.NoError(t, err)
	data, err := code.PNG(1)
	require.NoError(t, err)
	drawn, err := png.Decode(bytes.NewReader(data))
	require.NoError(t, err)
	dark := 0
	for y := range drawn.Bounds().Dy() {
		for x := range drawn.Bounds().Dx() {
			if r, _, _, _ := drawn.At(x, y).RGBA(); r == 0 {
				dark++
			}
		}
	}
	svg := string(code.SVG())
	require.Equal(t, dark, darkIn(t, svg))
	require.Contains(t, svg, fmt.Sprintf(`viewBox="0 0 %d %[1]d"`, drawn.Bounds().Dx()))
}

// pages are the texts of a PDF, as its fonts give them: as UTF-16. GetPlainText
// takes only the lower byte of the ranges that fpdf maps.
func pages(t *testing.T, sheet []byte) (texts []string) {
	t.Helper()
	reader, err := pdf.NewReader(bytes.NewReader(sheet), int64(len(sheet)))
	require.NoError(t, err)
	for i := range reader.NumPage() {
		var words []string
		pdf.Interpret(reader.Page(i+1).V.Key("Contents"), func(operands *pdf.Stack, operator string) {
			if operator == "Tj" {
				raw, units := operands.Pop().RawString(), []uint16{}
				for at := 0; at+1 < len(raw); at += 2 {
					units = append(units, uint16(raw[at])<<8|uint16(raw[at+1]))
				}
				words = append(words, string(utf16.Decode(units)))
			}
		})
		texts = append(texts, strings.Join(words, " "))
	}
	return texts
}

// TestLabelsCarryVietnameseLetters and fill sheets of 24. LIENKET_SHOTS names a
// folder to leave the sheet in.
func TestLabelsCarryVietnameseLetters(t *testing.T) {
	l := label.Label{Address: "https://lienket.vn/01/08934567000017/10/L2026-11A", Stars: 4, Maker: "HTX Nông nghiệp Đổng Xá",
		Name: "Chè Shan tuyết cổ thụ", Lines: []string{"Số lô: L2026-11A", "NSX: 23/11/2026", "HSD: 23/11/2027"}}
	sheet, err := label.Sheet(l, 25, time.Unix(0, 0))
	require.NoError(t, err)
	if folder := os.Getenv("LIENKET_SHOTS"); folder != "" {
		require.NoError(t, os.WriteFile(folder+"/labels.pdf", sheet, 0o600))
	}
	texts := pages(t, sheet)
	require.Len(t, texts, 2)
	for _, part := range append([]string{"Chè Shan tuyết cổ thụ", "OCOP"}, l.Lines...) {
		require.Equal(t, 24, strings.Count(texts[0], part), part)
		require.Equal(t, 1, strings.Count(texts[1], part), part)
	}
	require.Less(t, len(sheet), 200_000, "fonts are cut to what is used")
	again, err := label.Sheet(l, 25, time.Unix(0, 0))
	require.NoError(t, err)
	require.Equal(t, sheet, again, "the same day, the same sheet")
}

func TestALongNameIsCut(t *testing.T) {
	sheet, err := label.Sheet(label.Label{Address: "a", Name: strings.Repeat("Mật ong bạc hà ", 13)}, 1, time.Unix(0, 0))
	require.NoError(t, err)
	text := pages(t, sheet)[0]
	require.Contains(t, text, "…")
	require.Less(t, strings.Count(text, "Mật"), 7)
}

var row = regexp.MustCompile(`M\d+ \d+h(\d+)v1h-(\d+)z`)

// darkIn sums the modules that the path of an SVG covers.
func darkIn(t *testing.T, svg string) (dark int) {
	t.Helper()
	for _, part := range row.FindAllStringSubmatch(svg, -1) {
		length, err := strconv.Atoi(part[1])
		require.NoError(t, err)
		require.Equal(t, part[1], part[2])
		dark += length
	}
	return dark
}
