package apptest

import (
	"bytes"
	"image"
	"image/png"
	"io"
	"mime/multipart"
	"testing"

	"github.com/stretchr/testify/require"
)

// Upload is a multipart form of fields and one file, "file".
type Upload struct {
	Fields map[string]string
	Name   string
	Data   []byte
}

func (u Upload) encode(t testing.TB) (io.Reader, string) {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for name, value := range u.Fields {
		require.NoError(t, form.WriteField(name, value))
	}
	if u.Name != "" {
		file, err := form.CreateFormFile("file", u.Name)
		require.NoError(t, err)
		_, err = file.Write(u.Data)
		require.NoError(t, err)
	}
	require.NoError(t, form.Close())
	return &body, form.FormDataContentType()
}

// Picture is a PNG of one colour.
func Picture(t testing.TB, width, height int) []byte {
	t.Helper()
	m := image.NewRGBA(image.Rect(0, 0, width, height))
	for i := range m.Pix {
		m.Pix[i] = []byte{30, 106, 70, 255}[i%4]
	}
	var b bytes.Buffer
	require.NoError(t, png.Encode(&b, m))
	return b.Bytes()
}
