// Package label draws what is stuck on goods: QR codes, and sheets of labels to
// print.
package label

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"strconv"

	"github.com/yeqown/go-qrcode/v2"
)

// quiet is the white edge around a code, in modules, that readers need (ISO/IEC
// 18004).
const quiet = 4

// Code is a QR code: a square of dark and light modules.
type Code struct {
	side int // in modules, without the edge
	dark []bool
}

// Encode makes the code of a text, such as an address. A quarter of it may be
// damaged before it can't be read: labels get wet and torn.
func Encode(text string) (*Code, error) {
	drawn, err := qrcode.NewWith(text, qrcode.WithEncodingMode(qrcode.EncModeByte), qrcode.WithErrorCorrectionLevel(qrcode.ErrorCorrectionQuart))
	if err != nil {
		return nil, fmt.Errorf("QR code of %q: %w", text, err)
	}
	code := &Code{}
	return code, drawn.Save(code)
}

// Write takes the modules over; it makes a Code a qrcode.Writer.
func (c *Code) Write(m qrcode.Matrix) error {
	c.side = m.Width()
	c.dark = make([]bool, c.side*c.side)
	m.Iterate(qrcode.IterDirection_ROW, func(x, y int, value qrcode.QRValue) { c.dark[y*c.side+x] = value.IsSet() })
	return nil
}

// Close does nothing.
func (c *Code) Close() error { return nil }

// run is a row of dark modules that touch.
type run struct{ x, y, length int }

func (c *Code) runs() []run {
	var runs []run
	for y := range c.side {
		for x := 0; x < c.side; x++ {
			from := x
			for x < c.side && c.dark[y*c.side+x] {
				x++
			}
			if x > from {
				runs = append(runs, run{from, y, x - from})
			}
		}
	}
	return runs
}

// SVG is the code as a picture without a size of its own.
func (c *Code) SVG() []byte {
	whole := strconv.Itoa(c.side + 2*quiet)
	var b bytes.Buffer
	b.WriteString(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ` + whole + ` ` + whole + `" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h` +
		whole + `v` + whole + `H0z"/><path d="`)
	for _, r := range c.runs() {
		fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", r.x+quiet, r.y+quiet, r.length, r.length)
	}
	b.WriteString(`"/></svg>`)
	return b.Bytes()
}

// PNG is the code with modules of some pixels.
func (c *Code) PNG(scale int) ([]byte, error) {
	side := (c.side + 2*quiet) * scale
	m := image.NewPaletted(image.Rect(0, 0, side, side), color.Palette{color.White, color.Black})
	for _, r := range c.runs() {
		for y := (r.y + quiet) * scale; y < (r.y+quiet+1)*scale; y++ {
			row := m.Pix[y*m.Stride+(r.x+quiet)*scale:]
			for i := range r.length * scale {
				row[i] = 1
			}
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
