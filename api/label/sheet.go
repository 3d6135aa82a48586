package label

import (
	"bytes"
	"fmt"
	"math"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"github.com/go-fonts/liberation/liberationsansbold"
	"github.com/go-fonts/liberation/liberationsansregular"
)

// Label is what stands on one: all texts but Name may be empty.
type Label struct {
	Address string // what the code leads to
	Name    string
	Maker   string
	Stars   int
	Lines   []string // such as the lot and its dates
}

// The sheet: A4, three columns of eight, which shops sell as 70 × 37 mm. In mm.
const (
	columns, rows = 3, 8
	PerSheet      = columns * rows
	MaxLabels     = 10 * PerSheet
	wide, high    = 70.0, 37.0
	top           = (297 - rows*high) / 2
	inset         = 4.5
	codeSide      = high - 2*inset
)

// Sheet is a PDF with count labels, all the same. made is the day that the
// document names as its own.
func Sheet(l Label, count int, made time.Time) ([]byte, error) {
	code, err := Encode(l.Address)
	if err != nil {
		return nil, err
	}
	pdf := fpdf.New("P", "mm", "A4", "")
	pdf.SetMargins(0, 0, 0)
	pdf.SetAutoPageBreak(false, 0)
	pdf.SetTitle(l.Name, true)
	pdf.SetCreationDate(made)
	pdf.SetModificationDate(made)
	pdf.SetCatalogSort(true)
	pdf.AddUTF8FontFromBytes("sans", "", liberationsansregular.TTF)
	pdf.AddUTF8FontFromBytes("sans", "B", liberationsansbold.TTF)
	for i := range count {
		if i%PerSheet == 0 {
			pdf.AddPage()
		}
		at := i % PerSheet
		draw(pdf, code, l, float64(at%columns)*wide, top+float64(at/columns)*high)
	}
	var out bytes.Buffer
	if err := pdf.Output(&out); err != nil {
		return nil, fmt.Errorf("label sheet: %w", err)
	}
	return out.Bytes(), nil
}

// draw puts one label with its top left corner at x, y.
func draw(pdf *fpdf.Fpdf, code *Code, l Label, x, y float64) {
	pdf.SetFillColor(0, 0, 0)
	module := codeSide / float64(code.side)
	for _, r := range code.runs() {
		pdf.Rect(x+inset+float64(r.x)*module, y+inset+float64(r.y)*module, float64(r.length)*module, module, "F")
	}
	left := x + inset + codeSide + 3
	width := x + wide - inset - left
	y += inset
	y = write(pdf, "B", 8.5, 3, l.Name, left, y, width, 3.5)
	if l.Stars > 0 {
		for i := range 5 {
			star(pdf, left+1.4+float64(i)*3.2, y+1.7, 1.4, i < l.Stars)
		}
		pdf.SetFont("sans", "B", 7)
		pdf.Text(left+5*3.2+0.6, y+2.6, "OCOP")
		y += 4
	}
	y = write(pdf, "", 7, 2, l.Maker, left, y, width, 3)
	for _, line := range l.Lines {
		y = write(pdf, "", 7, 1, line, left, y, width, 3)
	}
}

// write sets text in at most so many lines and returns where the next begins.
func write(pdf *fpdf.Fpdf, style string, size float64, most int, text string, x, y, width, line float64) float64 {
	if text == "" {
		return y
	}
	pdf.SetFont("sans", style, size)
	lines := pdf.SplitText(text, width)
	if len(lines) > most {
		lines = lines[:most]
		last := []rune(lines[most-1])
		for len(last) > 0 && pdf.GetStringWidth(string(last)+"…") > width {
			last = last[:len(last)-1]
		}
		lines[most-1] = string(last) + "…"
	}
	for _, text := range lines {
		pdf.Text(x, y+line*0.8, text)
		y += line
	}
	return y + 0.4
}

// star draws a star of five points around a centre.
func star(pdf *fpdf.Fpdf, x, y, radius float64, lit bool) {
	var points []fpdf.PointType
	for i := range 10 {
		r := radius
		if i%2 == 1 {
			r *= 0.42
		}
		sin, cos := math.Sincos(float64(i) * math.Pi / 5)
		points = append(points, fpdf.PointType{X: x + r*sin, Y: y - r*cos})
	}
	pdf.SetLineWidth(0.15)
	style := "D"
	if lit {
		style = "FD"
	}
	pdf.Polygon(points, style)
}
