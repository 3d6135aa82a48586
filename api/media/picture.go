package media

import (
	"bytes"
	"context"
	"image"
	"image/jpeg"
	"image/png"
	"math"

	"github.com/bep/imagemeta"
	"golang.org/x/image/webp"
	"golang.org/x/sync/semaphore"

	"lienket/api/fault"
)

// Widths are those that a picture is made in. A picture that is narrower than
// one of them is made in its own width instead, and never enlarged.
var Widths = []int{320, 800, 1600}

// Limits of a picture. Cheap phones take 50 megapixels at most.
const (
	maxPixels   = 52_000_000
	maxStretch  = 8 // longer side to shorter
	jpegQuality = 82
)

// memory is how many bytes all pictures that are being read may take together.
// It bounds what decoding can do to the server: whoever comes when it is used up
// waits, and a picture that would need more by itself is refused.
const memory = 320 << 20

var decoding = semaphore.NewWeighted(memory)

// Size is how large a picture is, in pixels.
type Size struct {
	Width  int `json:"width"`
	Height int `json:"height"`
}

// Rendition is a picture in one size: a JPEG without metadata.
type Rendition struct {
	Size
	Data []byte
}

type codec struct {
	config func([]byte) (image.Config, error)
	decode func([]byte) (image.Image, error)
}

// codecs are called by what the content is, never by image.Decode: other
// packages may have registered other formats there.
var codecs = map[Kind]codec{
	JPEG: {
		func(data []byte) (image.Config, error) { return jpeg.DecodeConfig(bytes.NewReader(data)) },
		func(data []byte) (image.Image, error) { return jpeg.Decode(bytes.NewReader(data)) },
	},
	PNG: {
		func(data []byte) (image.Config, error) { return png.DecodeConfig(bytes.NewReader(data)) },
		func(data []byte) (image.Image, error) { return png.Decode(bytes.NewReader(data)) },
	},
	WebP: {
		func(data []byte) (image.Config, error) { return webp.DecodeConfig(bytes.NewReader(data)) },
		func(data []byte) (image.Image, error) { return webp.Decode(bytes.NewReader(data)) },
	},
}

// ReadPicture makes a picture's renditions, narrowest first: turned as it was
// taken, on white where it was transparent. Nothing but the pixels is taken over.
// It waits for its turn while others are read. Errors: InvalidInput or TooLarge
// naming the field file; ctx's, when it ends while waiting.
func ReadPicture(ctx context.Context, upload Upload) ([]Rendition, error) {
	kind, err := upload.check(textPicture, JPEG, PNG, WebP)
	if err != nil {
		return nil, err
	}
	var made []Rendition
	err = decode(ctx, kind, upload.Data, func(decoded image.Image) error {
		var err error
		made, err = render(decoded, orientation(kind, upload.Data))
		return err
	})
	return made, err
}

// decode reads a picture whole and gives it to use, within the budget of memory.
func decode(ctx context.Context, kind Kind, data []byte, use func(image.Image) error) error {
	broken := fault.Invalid("file", "damaged", textBroken)
	config, err := codecs[kind].config(data)
	if err != nil {
		return broken.Wrap(err)
	}
	cost, err := weigh(kind, config, data)
	if err != nil {
		return err
	}
	if err := decoding.Acquire(ctx, cost); err != nil {
		return err
	}
	defer decoding.Release(cost)
	decoded, err := codecs[kind].decode(data)
	if err != nil {
		return broken.Wrap(err)
	}
	return use(decoded)
}

// weigh is how many bytes it takes to decode a picture, by what its header says.
func weigh(kind Kind, config image.Config, data []byte) (int64, error) {
	tooMany := fault.Invalid("file", "too_many_pixels", textTooMany.With(maxPixels/1_000_000))
	w, h := int64(config.Width), int64(config.Height)
	if w <= 0 || h <= 0 {
		return 0, fault.Invalid("file", "damaged", textBroken)
	}
	if w > math.MaxInt32 || h > math.MaxInt32 || w*h > maxPixels {
		return 0, tooMany
	}
	if max(w, h) > maxStretch*min(w, h) && max(w, h) > int64(Widths[0]) {
		return 0, fault.Invalid("file", "stretched", textStretched)
	}
	perPixel := int64(4)
	switch {
	case kind == JPEG && progressive(data):
		perPixel = 15 // three components' coefficients of 4 bytes, and the pixels
	case kind == JPEG:
		perPixel = 3
	case kind == PNG:
		perPixel = 8 // of 16 bits, or both passes of an interlaced one
	}
	if cost := w * h * perPixel; cost <= memory {
		return max(cost, 1<<20), nil
	}
	return 0, tooMany
}

// progressive reports whether a JPEG is coded in several scans, whose
// coefficients are all held at once.
func progressive(data []byte) bool {
	for i := 2; i+4 <= len(data) && data[i] == 0xff; {
		marker := data[i+1]
		switch {
		case marker == 0xff: // fill
			i++
			continue
		case marker == 0xc2:
			return true
		case marker == 0xc0 || marker == 0xc1:
			return false
		case marker < 0xc0 || marker >= 0xd0 && marker <= 0xda:
			return true // no segment, or a scan before any frame: let it be the worst
		}
		i += 2 + int(data[i+2])<<8 | int(data[i+3])
	}
	return true
}

// orientation is how a camera was held, 1 to 8 as in EXIF; 1 where nothing is
// said, or nothing that can be read.
func orientation(kind Kind, data []byte) int {
	format := map[Kind]imagemeta.ImageFormat{JPEG: imagemeta.JPEG, PNG: imagemeta.PNG, WebP: imagemeta.WebP}[kind]
	held := 1
	_, err := imagemeta.Decode(imagemeta.Options{
		R: bytes.NewReader(data), ImageFormat: format, Sources: imagemeta.EXIF,
		ShouldHandleTag: func(tag imagemeta.TagInfo) bool { return tag.Tag == "Orientation" },
		HandleTag: func(tag imagemeta.TagInfo) error {
			if value, ok := tag.Value.(uint16); ok && value >= 1 && value <= 8 {
				held = int(value)
			}
			return imagemeta.ErrStopWalking
		},
	})
	if err != nil {
		return 1
	}
	return held
}

// render makes the renditions of a decoded picture.
func render(source image.Image, held int) ([]Rendition, error) {
	width, height := source.Bounds().Dx(), source.Bounds().Dy()
	if held >= 5 {
		width, height = height, width
	}
	var made []Rendition
	from := source
	for _, target := range targets(Size{width, height}) {
		shrunk := target
		if held >= 5 && from == source {
			shrunk = Size{target.Height, target.Width}
		}
		small := shrink(from, shrunk)
		if from == source {
			small = turn(small, held)
			from = small // the others are made of the largest
		}
		var encoded bytes.Buffer
		if err := jpeg.Encode(&encoded, small, &jpeg.Options{Quality: jpegQuality}); err != nil {
			return nil, err
		}
		made = append([]Rendition{{target, encoded.Bytes()}}, made...)
	}
	return made, nil
}

// targets are the sizes to make of a picture, largest first.
func targets(of Size) []Size {
	var sizes []Size
	for i := len(Widths) - 1; i >= 0; i-- {
		width := min(Widths[i], of.Width)
		if i > 0 && of.Width <= Widths[i-1] {
			continue // a smaller one will be all of it
		}
		sizes = append(sizes, Size{width, max(1, (of.Height*width+of.Width/2)/of.Width)})
	}
	return sizes
}
