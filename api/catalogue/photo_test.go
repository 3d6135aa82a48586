package catalogue_test

import (
	"bytes"
	"fmt"
	"image/jpeg"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lienket/api/account"
	"lienket/api/app/apptest"
	"lienket/api/media"
)

func photo(t testing.TB, width, height int) apptest.Upload {
	return apptest.Upload{Name: "anh.png", Data: apptest.Picture(t, width, height)}
}

type shownPhoto struct {
	ID, URL, Alt  string
	Width, Height int
	Srcset        []struct {
		URL           string
		Width, Height int
	}
}

func photosOf(c *apptest.Client, product string) []shownPhoto {
	var shown struct{ Photos []shownPhoto }
	c.Get("/products/" + product).Want(http.StatusOK).JSON(&shown)
	return shown.Photos
}

// files are the keys of all blobs.
func files(a *apptest.App) []string {
	a.T.Helper()
	found := []string{}
	all, failed := a.Blobs.List(nil).All(a.T.Context())
	for object := range all {
		found = append(found, object.Key)
	}
	require.NoError(a.T, failed())
	return found
}

func TestAProductHasPhotos(t *testing.T) {
	a := apptest.New(t)
	htx := a.Verified("cooperative", "HTX Ảnh", "01840")
	product := htx.Offer("Miến dong", nil)
	require.Empty(t, photosOf(htx, product))

	path := "/products/" + product + "/photos"
	var first shownPhoto
	added := htx.Post(path, apptest.Upload{Name: "anh.png", Data: apptest.Picture(t, 2000, 1000), Fields: map[string]string{"alt": "Phơi miến"}}).Want(http.StatusCreated)
	added.JSON(&first)
	require.Equal(t, `"3"`, added.Header.Get("ETag"), "the product has changed")
	require.Equal(t, shownPhoto{ID: first.ID, URL: first.URL, Alt: "Phơi miến", Width: 1600, Height: 800, Srcset: first.Srcset}, first)
	require.Len(t, first.Srcset, 3)
	second := htx.Post(path, photo(t, 500, 500)).Want(http.StatusCreated).ID()

	// Everybody sees the pictures, with the product and in the search.
	require.Equal(t, first, photosOf(a.Visitor(), product)[0])
	a.Indexed()
	var found struct {
		Hits []struct{ Product struct{ Photos []shownPhoto } }
	}
	a.Visitor().Get("/search/products?q=mien").Want(http.StatusOK).JSON(&found)
	require.Equal(t, first, found.Hits[0].Product.Photos[0])
	for _, source := range first.Srcset {
		answer, err := http.Get(a.URL + source.URL)
		require.NoError(t, err)
		config, err := jpeg.DecodeConfig(answer.Body)
		require.NoError(t, err)
		require.NoError(t, answer.Body.Close())
		require.Equal(t, []int{source.Width, source.Height}, []int{config.Width, config.Height})
		require.Equal(t, "image/jpeg", answer.Header.Get("Content-Type"))
		require.Equal(t, "nosniff", answer.Header.Get("X-Content-Type-Options"))
		require.Equal(t, "public, max-age=31536000, immutable", answer.Header.Get("Cache-Control"))
	}

	htx.Patch(path+"/"+second, object{"position": 0, "alt": "Túi miến"}).Want(http.StatusOK)
	require.Equal(t, []string{second, first.ID}, []string{photosOf(htx, product)[0].ID, photosOf(htx, product)[1].ID})
	require.Equal(t, "Túi miến", photosOf(htx, product)[0].Alt)
	require.Equal(t, []string{"position"}, htx.Patch(path+"/"+second, object{"position": 2}).Problem(http.StatusUnprocessableEntity, "invalid_input"))
	htx.Patch(path+"/none", object{"position": 0}).Problem(http.StatusNotFound, "not_found")
	htx.Patch(path+"/"+second, object{"position": 1}, apptest.Header{Name: "If-Match", Value: `"2"`}).Problem(http.StatusPreconditionFailed, "version_mismatch")

	require.Len(t, files(a), 5)
	htx.Do(http.MethodDelete, path+"/"+first.ID, nil).Want(http.StatusNoContent)
	require.Len(t, files(a), 2, "its files are gone")
	require.Len(t, photosOf(htx, product), 1)
	htx.Do(http.MethodDelete, path+"/"+first.ID, nil).Problem(http.StatusNotFound, "not_found")
	for _, address := range []string{first.URL, "/media/photos/" + product + "/x.jpg", "/media/photos/..%2f..%2flienket.db/x", "/media/photos/../keys", "/media/scans/a/b"} {
		answer, err := http.Get(a.URL + address)
		require.NoError(t, err)
		require.NoError(t, answer.Body.Close())
		require.Equal(t, http.StatusNotFound, answer.StatusCode, address)
	}
}

func TestARefusedPhotoLeavesNothing(t *testing.T) {
	a := apptest.New(t)
	htx, other := a.Verified("cooperative", "HTX Ảnh", "01840"), a.Verified("cooperative", "HTX Khác", "01840")
	product := htx.Offer("Miến dong", nil)
	path, whole := "/products/"+product+"/photos", apptest.Picture(t, 300, 200)
	for name, upload := range map[string]apptest.Upload{
		"text":     {Name: "a.jpg", Data: []byte("không phải ảnh")},
		"lie":      {Name: "a.jpg", Data: whole},
		"half":     {Name: "a.png", Data: whole[:len(whole)-100]},
		"no file":  {Fields: map[string]string{"alt": "x"}},
		"empty":    {Name: "a.png"},
		"long alt": {Name: "a.png", Data: whole, Fields: map[string]string{"alt": strings.Repeat("x", 201)}},
	} {
		t.Run(name, func(t *testing.T) {
			field := "file"
			if name == "long alt" {
				field = "alt"
			}
			require.Equal(t, []string{field}, htx.Post(path, upload).Problem(http.StatusUnprocessableEntity, "invalid_input"))
			english := htx.Post(path, upload, apptest.Header{Name: "Accept-Language", Value: "en"})
			require.NotContains(t, string(english.Body), "Tệp")
		})
	}
	large := apptest.Upload{Name: "a.png", Data: append(bytes.Clone(whole), make([]byte, media.MaxBytes)...)}
	require.Equal(t, []string{"file"}, htx.Post(path, large).Problem(http.StatusRequestEntityTooLarge, "too_large"))
	other.Post(path, photo(t, 9, 9)).Problem(http.StatusForbidden, "forbidden")
	htx.Post(path, photo(t, 9, 9), apptest.Header{Name: "If-Match", Value: `"1"`}).Problem(http.StatusPreconditionFailed, "version_mismatch")
	require.Empty(t, files(a))
	require.Empty(t, photosOf(htx, product))

	// A client that goes away in the middle.
	connection, err := net.Dial("tcp", strings.TrimPrefix(a.URL, "http://"))
	require.NoError(t, err)
	_, err = fmt.Fprintf(connection, "POST /api/v1%s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 100000\r\n\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\n\r\n%s", path, htx.Token, whole[:500])
	require.NoError(t, err)
	require.NoError(t, connection.(*net.TCPConn).CloseWrite())
	require.NoError(t, connection.SetReadDeadline(time.Now().Add(10*time.Second)))
	answer, err := io.ReadAll(connection)
	require.NotContains(t, string(answer), " 201 ", "%v", err)
	require.NoError(t, connection.Close())
	require.Empty(t, files(a))
	require.Empty(t, photosOf(htx, product))
}

func TestThePhotosOfAProductAreLimited(t *testing.T) {
	a := apptest.New(t)
	htx := a.Verified("cooperative", "HTX Ảnh", "01840")
	product := htx.Draft("Miến dong", nil)
	path := "/products/" + product + "/photos"
	for range 10 {
		htx.Post(path, photo(t, 10, 10)).Want(http.StatusCreated)
	}
	require.Equal(t, []string{"file"}, htx.Post(path, photo(t, 10, 10)).Problem(http.StatusConflict, "state_forbids"))
	require.Len(t, files(a), 10)
	htx.Do(http.MethodDelete, "/products/"+product, nil).Want(http.StatusNoContent)
	require.Empty(t, files(a), "the files go with the product")
}

// TestOrphansAreSwept: a crash between the files and the product leaves files.
func TestOrphansAreSwept(t *testing.T) {
	a := apptest.New(t)
	htx := a.Verified("cooperative", "HTX Ảnh", "01840")
	product := htx.Draft("Miến dong", nil)
	htx.Post("/products/"+product+"/photos", photo(t, 400, 300)).Want(http.StatusCreated)
	kept := files(a)
	prepared, err := a.Catalogue.PreparePhoto(t.Context(), account.System, product, media.Upload{Data: apptest.Picture(t, 900, 900)}, "")
	require.NoError(t, err)
	require.NotEmpty(t, prepared.ID())
	require.NoError(t, a.Blobs.WriteAll(t.Context(), "photos/gone/x.jpg", []byte("x"), nil))
	require.Len(t, files(a), len(kept)+4)

	swept, err := a.Catalogue.SweepPhotos(t.Context())
	require.NoError(t, err)
	require.Zero(t, swept, "they may be on their way into a product")
	a.Clock.Add(100 * 365 * 24 * time.Hour) // after any day on which this is run
	swept, err = a.Catalogue.SweepPhotos(t.Context())
	require.NoError(t, err)
	require.Equal(t, 4, swept)
	require.Equal(t, kept, files(a))
}
