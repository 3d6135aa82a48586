package media

import (
	"image"
	"image/color"
	"image/draw"
)

// shrink averages a picture down to a size that is no larger, on white. It reads
// the picture row by row, because the scalers of x/image/draw hold 32 bytes for
// each pixel of the full height: 300 MB for what phones take.
func shrink(from image.Image, to Size) *image.RGBA {
	bounds := from.Bounds()
	width, height := bounds.Dx(), bounds.Dy()
	made := image.NewRGBA(image.Rect(0, 0, to.Width, to.Height))
	row := image.NewRGBA(image.Rect(0, 0, width, 1))
	white := image.NewUniform(color.White)
	across := spread(width, to.Width)
	sums := make([]uint64, to.Width*3)
	narrow := make([]uint64, to.Width*3)
	for y := range height {
		draw.Draw(row, row.Rect, white, image.Point{}, draw.Src)
		draw.Draw(row, row.Rect, from, image.Pt(bounds.Min.X, bounds.Min.Y+y), draw.Over)
		squeeze(narrow, row.Pix, across)
		// A row of the source covers [y, y+1) × to.Height / height of the result.
		first, last := y*to.Height/height, ((y+1)*to.Height-1)/height
		for target := first; target <= last; target++ {
			covered := min((y+1)*to.Height, (target+1)*height) - max(y*to.Height, target*height)
			for i, value := range narrow {
				sums[i] += value * uint64(covered)
			}
			if (target+1)*height <= (y+1)*to.Height {
				finish(made.Pix[target*made.Stride:], sums, uint64(width)*uint64(height))
			}
		}
	}
	return made
}

// share is where a pixel goes: into a column and, where it lies across the edge,
// the next one.
type share struct {
	column     int
	here, next uint64
}

// spread lists for each of width pixels how it is shared among columns, of which
// there are no more than pixels.
func spread(width, columns int) []share {
	shares := make([]share, width)
	for x := range shares {
		column := x * columns / width
		here := min(columns, (column+1)*width-x*columns)
		shares[x] = share{column, uint64(here), uint64(columns - here)}
	}
	return shares
}

// squeeze sums a row's pixels into its columns.
func squeeze(into []uint64, pixels []uint8, across []share) {
	clear(into)
	for x, s := range across {
		pixel := pixels[x*4 : x*4+3]
		r, g, b := uint64(pixel[0]), uint64(pixel[1]), uint64(pixel[2])
		at := into[s.column*3:]
		at[0] += r * s.here
		at[1] += g * s.here
		at[2] += b * s.here
		if s.next > 0 {
			at[3] += r * s.next
			at[4] += g * s.next
			at[5] += b * s.next
		}
	}
}

// finish writes a row of averages and begins the next.
func finish(pixels []uint8, sums []uint64, weight uint64) {
	for i := 0; i < len(sums); i += 3 {
		at := pixels[i/3*4:]
		for c := range 3 {
			at[c] = uint8((sums[i+c] + weight/2) / weight)
		}
		at[3] = 0xff
	}
	clear(sums)
}

// turn undoes how a camera was held (EXIF orientation).
func turn(from *image.RGBA, held int) *image.RGBA {
	if held < 2 {
		return from
	}
	w, h := from.Rect.Dx(), from.Rect.Dy()
	size := image.Rect(0, 0, w, h)
	if held >= 5 {
		size = image.Rect(0, 0, h, w)
	}
	made := image.NewRGBA(size)
	for y := range size.Dy() {
		for x := range size.Dx() {
			sx, sy := x, y
			switch held {
			case 2:
				sx = w - 1 - x
			case 3:
				sx, sy = w-1-x, h-1-y
			case 4:
				sy = h - 1 - y
			case 5:
				sx, sy = y, x
			case 6:
				sx, sy = y, h-1-x
			case 7:
				sx, sy = w-1-y, h-1-x
			case 8:
				sx, sy = w-1-y, x
			}
			copy(made.Pix[made.PixOffset(x, y):][:4], from.Pix[from.PixOffset(sx, sy):])
		}
	}
	return made
}
