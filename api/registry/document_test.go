package registry_test

import (
	"bytes"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lienket/api/app/apptest"
	"lienket/api/media"
)

var paper = []byte("%PDF-1.7\n1 0 obj\n%%EOF\n")

func blobs(a *apptest.App) (keys []string) {
	a.T.Helper()
	all, failed := a.Blobs.List(nil).All(a.T.Context())
	for object := range all {
		keys = append(keys, object.Key)
	}
	require.NoError(a.T, failed())
	return keys
}

func TestScansAreAttachedAndSaved(t *testing.T) {
	a := apptest.New(t)
	htx := a.Verified("cooperative", "HTX Giấy tờ", "01840")
	product := htx.Offer("Miến dong", nil)
	certificate := htx.Certify(product, "OCOP-1", "2026-01-01", 75)
	for _, path := range []string{"/organizations/" + htx.OrganizationID + "/documents", "/certificates/" + certificate + "/documents"} {
		added := htx.Post(path, apptest.Upload{Name: `C:\giấy tờ\Giấy đăng ký.PDF`, Data: paper}).Want(http.StatusCreated)
		id := added.ID()
		require.Equal(t, "Giấy đăng ký.pdf", added.Fields()["name"])
		a.Clock.Add(time.Second)
		htx.Post(path, apptest.Upload{Name: "trang-1.png", Data: apptest.Picture(t, 30, 40)}).Want(http.StatusCreated)
		var list struct {
			Items []struct{ ID, Name, Type string }
		}
		htx.Get(path).Want(http.StatusOK).JSON(&list)
		require.Len(t, list.Items, 2)
		require.Equal(t, "image/png", list.Items[0].Type)

		file := htx.Get("/documents/" + id + "/file").Want(http.StatusOK)
		require.Equal(t, paper, file.Body)
		require.Equal(t, "application/pdf", file.Header.Get("Content-Type"))
		require.True(t, strings.HasPrefix(file.Header.Get("Content-Disposition"), "attachment;"))
		require.Equal(t, "nosniff", file.Header.Get("X-Content-Type-Options"))
		htx.Do(http.MethodDelete, "/documents/"+id, nil).Want(http.StatusNoContent)
		htx.Get("/documents/"+id+"/file").Problem(http.StatusNotFound, "not_found")
	}
	require.Len(t, blobs(a), 2)
}

func TestARefusedScanLeavesNothing(t *testing.T) {
	a := apptest.New(t)
	htx, other := a.Verified("cooperative", "HTX Giấy tờ", "01840"), a.Verified("cooperative", "HTX Khác", "01840")
	path, page := "/organizations/"+htx.OrganizationID+"/documents", apptest.Picture(t, 300, 400)
	for name, upload := range map[string]apptest.Upload{
		"a page of the web": {Name: "a.pdf", Data: []byte("<html>%PDF-")},
		"a lie":             {Name: "a.pdf", Data: page},
		"half a picture":    {Name: "a.png", Data: page[:len(page)-50]},
		"half a PDF":        {Name: "a.pdf", Data: bytes.Repeat([]byte("%PDF-1.7\n"), 500)},
		"nothing":           {Name: "a.pdf"},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, []string{"file"}, htx.Post(path, upload).Problem(http.StatusUnprocessableEntity, "invalid_input"))
		})
	}
	large := apptest.Upload{Name: "a.pdf", Data: append(bytes.Clone(paper), make([]byte, media.MaxBytes)...)}
	require.Equal(t, []string{"file"}, htx.Post(path, large).Problem(http.StatusRequestEntityTooLarge, "too_large"))
	other.Post(path, apptest.Upload{Name: "a.pdf", Data: paper}).Problem(http.StatusNotFound, "not_found")
	require.Empty(t, blobs(a))
}

func TestScansAreLimitedAndOrphansSwept(t *testing.T) {
	a := apptest.New(t)
	htx := a.Verified("cooperative", "HTX Giấy tờ", "01840")
	path := "/organizations/" + htx.OrganizationID + "/documents"
	for range 50 {
		htx.Post(path, apptest.Upload{Name: "a.pdf", Data: paper}).Want(http.StatusCreated)
	}
	require.Equal(t, []string{"file"}, htx.Post(path, apptest.Upload{Name: "a.pdf", Data: paper}).Problem(http.StatusConflict, "state_forbids"))
	require.NoError(t, a.Blobs.WriteAll(t.Context(), "documents/gone", paper, nil))
	a.Clock.Add(100 * 365 * 24 * time.Hour)
	swept, err := a.Registry.SweepDocuments(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, swept)
	require.Len(t, blobs(a), 50)
}
