package media_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/fault"
	"lienket/api/media"
)

// quarters is a picture of four colours: red, green, blue, white.
func quarters(width, height int) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			at := 0
			if x >= width/2 {
				at++
			}
			if y >= height/2 {
				at += 2
			}
			m.SetNRGBA(x, y, []color.NRGBA{{R: 255, A: 255}, {G: 255, A: 255}, {B: 255, A: 255}, {255, 255, 255, 255}}[at])
		}
	}
	return m
}

func asPNG(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, png.Encode(&b, m))
	return b.Bytes()
}

func asJPEG(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, jpeg.Encode(&b, m, &jpeg.Options{Quality: 95}))
	return b.Bytes()
}

// held puts an EXIF block into a JPEG that says how the camera was held, and who
// took it.
func held(data []byte, orientation uint16) []byte {
	var tiff bytes.Buffer
	tiff.WriteString("II*\x00\x08\x00\x00\x00")
	for _, part := range []any{uint16(2),
		uint16(0x0112), uint16(3), uint32(1), orientation, uint16(0),
		uint16(0x013b), uint16(2), uint32(14), uint32(38), uint32(0)} {
		_ = binary.Write(&tiff, binary.LittleEndian, part)
	}
	tiff.WriteString("Nguyen Van An\x00")
	segment := append([]byte("Exif\x00\x00"), tiff.Bytes()...)
	block := binary.BigEndian.AppendUint16([]byte{0xff, 0xe1}, uint16(len(segment)+2))
	return append(append(append([]byte{}, data[:2]...), append(block, segment...)...), data[2:]...)
}

// corners are the colours in the corners: top left, top right, bottom left,
// bottom right.
func corners(t *testing.T, data []byte) string {
	t.Helper()
	m, err := jpeg.Decode(bytes.NewReader(data))
	require.NoError(t, err)
	b, named := m.Bounds(), ""
	for _, at := range []image.Point{{2, 2}, {b.Dx() - 3, 2}, {2, b.Dy() - 3}, {b.Dx() - 3, b.Dy() - 3}} {
		r, g, b, _ := m.At(at.X, at.Y).RGBA()
		switch {
		case r > 0xd000 && g > 0xd000 && b > 0xd000:
			named += "w"
		case r > 0xc000 && g < 0x4000 && b < 0x4000:
			named += "r"
		case g > 0xc000 && r < 0x5000 && b < 0x4000:
			named += "g"
		case b > 0xc000 && r < 0x4000 && g < 0x4000:
			named += "b"
		default:
			named += "?"
		}
	}
	return named
}

func read(t *testing.T, u media.Upload) []media.Rendition {
	t.Helper()
	made, err := media.ReadPicture(t.Context(), u)
	require.NoError(t, err)
	return made
}

func TestAPictureIsTurnedAsItWasTaken(t *testing.T) {
	plain := asJPEG(t, quarters(64, 48))
	for orientation, want := range map[uint16]string{0: "rgbw", 1: "rgbw", 2: "grwb", 3: "wbgr", 4: "bwrg", 5: "rbgw", 6: "brwg", 7: "wgbr", 8: "gwrb", 9: "rgbw"} {
		made := read(t, media.Upload{Name: "anh.jpg", Data: held(plain, orientation)})
		require.Len(t, made, 1)
		require.Equal(t, want, corners(t, made[0].Data), "orientation %d", orientation)
		size := media.Size{Width: 64, Height: 48}
		if orientation >= 5 && orientation <= 8 {
			size = media.Size{Width: 48, Height: 64}
		}
		require.Equal(t, size, made[0].Size)
		for _, trace := range []string{"Exif", "Nguyen"} {
			require.NotContains(t, string(made[0].Data), trace, "metadata is left out")
		}
	}
}

func TestAPictureIsMadeInThreeWidthsAndNeverEnlarged(t *testing.T) {
	for _, row := range []struct {
		width, height int
		want          []media.Size
	}{
		{2000, 1500, []media.Size{{320, 240}, {800, 600}, {1600, 1200}}},
		{1600, 900, []media.Size{{320, 180}, {800, 450}, {1600, 900}}},
		{1000, 500, []media.Size{{320, 160}, {800, 400}, {1000, 500}}},
		{801, 3, nil},
		{640, 480, []media.Size{{320, 240}, {640, 480}}},
		{320, 320, []media.Size{{320, 320}}},
		{1, 1, []media.Size{{1, 1}}},
		{300, 10, []media.Size{{300, 10}}},
	} {
		made, err := media.ReadPicture(t.Context(), media.Upload{Data: asPNG(t, quarters(row.width, row.height))})
		if row.want == nil {
			require.Equal(t, "stretched", codeOf(t, err))
			continue
		}
		require.NoError(t, err)
		var sizes []media.Size
		for _, rendition := range made {
			sizes = append(sizes, rendition.Size)
			config, err := jpeg.DecodeConfig(bytes.NewReader(rendition.Data))
			require.NoError(t, err)
			require.Equal(t, rendition.Size, media.Size{Width: config.Width, Height: config.Height})
			if row.height > 100 {
				require.Equal(t, "rgbw", corners(t, rendition.Data))
			}
		}
		require.Equal(t, row.want, sizes)
	}
}

// TestShrinkingAverages: a chequered picture becomes grey, and what is clear lies
// on white.
func TestShrinkingAverages(t *testing.T) {
	chequered, clear := image.NewGray(image.Rect(0, 0, 640, 640)), image.NewNRGBA(image.Rect(0, 0, 640, 640))
	for i := range chequered.Pix {
		chequered.Pix[i] = uint8((i + i/640) % 2 * 255)
	}
	for name, row := range map[string]struct {
		m    image.Image
		want uint32
	}{"chequered": {chequered, 0x7f}, "clear": {clear, 0xff}} {
		small, err := jpeg.Decode(bytes.NewReader(read(t, media.Upload{Data: asPNG(t, row.m)})[0].Data))
		require.NoError(t, err)
		require.Equal(t, 320, small.Bounds().Dx())
		for _, at := range []int{0, 100, 319} {
			r, g, b, _ := small.At(at, at).RGBA()
			for _, part := range []uint32{r, g, b} {
				require.InDelta(t, row.want, part>>8, 3, name)
			}
		}
	}
}

func TestEveryKindOfPictureIsRead(t *testing.T) {
	for _, name := range []string{"lossy.webp", "lossless.webp", "progressive.jpg"} {
		data, err := os.ReadFile("testdata/" + name)
		require.NoError(t, err)
		made := read(t, media.Upload{Name: name, Data: data})
		require.Equal(t, "rgbw", corners(t, made[0].Data), name)
	}
}

// codeOf is the code by which the field file is refused.
func codeOf(t *testing.T, err error) string {
	t.Helper()
	var refusal *fault.Error
	require.True(t, errors.As(err, &refusal), "%v", err)
	require.Len(t, refusal.Fields, 1)
	require.Equal(t, "file", refusal.Fields[0].Path)
	require.NotEmpty(t, refusal.Fields[0].Message.VI)
	require.NotEmpty(t, refusal.Fields[0].Message.EN)
	return refusal.Fields[0].Code
}

// bomb is a small PNG that says it is large.
func bomb(width, height uint32) []byte {
	chunk := func(kind string, data []byte) []byte {
		body := append([]byte(kind), data...)
		out := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
		return binary.BigEndian.AppendUint32(append(out, body...), crc32.ChecksumIEEE(body))
	}
	header := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, width), height)
	return append(append([]byte("\x89PNG\r\n\x1a\n"), chunk("IHDR", append(header, 8, 6, 0, 0, 0))...), chunk("IDAT", []byte{0x78, 0x9c})...)
}

func TestWhatIsNoPictureIsRefused(t *testing.T) {
	goodPNG, goodJPEG := asPNG(t, quarters(400, 300)), asJPEG(t, quarters(400, 300))
	webp, err := os.ReadFile("testdata/lossy.webp")
	require.NoError(t, err)
	for name, row := range map[string]struct {
		upload media.Upload
		code   string
	}{
		"nothing":             {media.Upload{Name: "a.jpg"}, "required"},
		"text":                {media.Upload{Name: "a.jpg", Type: "image/jpeg", Data: []byte("<script>alert(1)</script>")}, "unknown_type"},
		"a GIF":               {media.Upload{Name: "a.png", Data: []byte("GIF89a\x01\x00\x01\x00\x00\x00\x00;")}, "unknown_type"},
		"a PDF":               {media.Upload{Name: "a.pdf", Data: []byte("%PDF-1.7\n%%EOF")}, "unknown_type"},
		"PNG as JPEG by type": {media.Upload{Name: "a.png", Type: "image/jpeg", Data: goodPNG}, "wrong_type"},
		"PNG as JPEG by name": {media.Upload{Name: "a.JPG", Type: "application/octet-stream", Data: goodPNG}, "wrong_type"},
		"JPEG as WebP":        {media.Upload{Name: "a", Type: "image/webp", Data: goodJPEG}, "wrong_type"},
		"half a PNG":          {media.Upload{Data: goodPNG[:len(goodPNG)/2]}, "damaged"},
		"half a JPEG":         {media.Upload{Data: goodJPEG[:len(goodJPEG)/2]}, "damaged"},
		"half a WebP":         {media.Upload{Data: webp[:len(webp)/2]}, "damaged"},
		"a JPEG's beginning":  {media.Upload{Data: goodJPEG[:3]}, "damaged"},
		"a bomb":              {media.Upload{Data: bomb(60_000, 60_000)}, "too_many_pixels"},
		"a bomb of bytes":     {media.Upload{Data: bomb(7_000, 7_000)}, "too_many_pixels"},
		"a thread":            {media.Upload{Data: bomb(50_000, 1)}, "stretched"},
		"no pixels":           {media.Upload{Data: bomb(0, 0)}, "damaged"},
		"too many bytes":      {media.Upload{Data: append(goodJPEG, make([]byte, media.MaxBytes)...)}, "too_large"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := media.ReadPicture(t.Context(), row.upload)
			require.Equal(t, row.code, codeOf(t, err))
		})
	}
}

func TestWhoWaitsInVainIsTold(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := media.ReadPicture(ctx, media.Upload{Data: asPNG(t, quarters(8, 8))})
	require.ErrorIs(t, err, context.Canceled)
}

// FuzzReadPicture: whatever is sent is refused by the field or made small.
func FuzzReadPicture(f *testing.F) {
	for _, name := range []string{"lossy.webp", "lossless.webp", "progressive.jpg"} {
		data, err := os.ReadFile("testdata/" + name)
		require.NoError(f, err)
		f.Add(data)
	}
	f.Add(asPNG(f, quarters(9, 7)))
	f.Add(held(asJPEG(f, quarters(9, 7)), 6))
	f.Add(bomb(60_000, 60_000))
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<16 {
			return
		}
		made, err := media.ReadPicture(t.Context(), media.Upload{Data: data})
		if err != nil {
			codeOf(t, err)
			return
		}
		for _, rendition := range made {
			require.LessOrEqual(t, rendition.Width, 1600)
			_, err := jpeg.Decode(bytes.NewReader(rendition.Data))
			require.NoError(t, err)
		}
	})
}

func BenchmarkReadPicture(b *testing.B) {
	data := asJPEG(b, quarters(4000, 3000))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := media.ReadPicture(b.Context(), media.Upload{Data: data}); err != nil {
			b.Fatal(err)
		}
	}
}
