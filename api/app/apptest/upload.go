package apptest

import (
	"bytes"
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
