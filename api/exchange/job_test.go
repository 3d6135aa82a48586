package exchange_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lienket/api/app/apptest"
	"lienket/api/exchange"
	"lienket/api/store"
)

var async = apptest.Header{Name: "Prefer", Value: "respond-async"}

// put hands a file in to be imported in the background.
func put(c *apptest.Client, path string, lines ...string) (id string) {
	c.T.Helper()
	answer := c.Post(path, apptest.Upload{Name: "bảng.csv", Data: []byte(strings.Join(lines, "\n"))}, async).Want(http.StatusAccepted)
	require.Equal(c.T, "/api/v1/jobs/"+answer.ID(), answer.Header.Get("Location"))
	require.Equal(c.T, "bảng.csv", answer.Fields()["fileName"])
	return answer.ID()
}

// over waits for a job's end.
func over(c *apptest.Client, id string) (job struct {
	Status      string
	Done, Total int
	Result      *answer
	Failure     *struct{ Code string }
}) {
	c.T.Helper()
	require.Eventually(c.T, func() bool {
		answer := c.Get("/jobs/" + id).Want(http.StatusOK)
		answer.JSON(&job)
		running := job.Status == "queued" || job.Status == "running"
		require.Equal(c.T, running, answer.Header.Get("Retry-After") != "")
		return !running
	}, 20*time.Second, 10*time.Millisecond)
	return job
}

const productHeader = "organizationTaxCode,name,group,unit"

func TestALongImportIsAJob(t *testing.T) {
	a := apptest.New(t)
	own, officer, admin := a.Verified("cooperative", "HTX Của tôi", "01840"), a.Staff("19"), a.Staff("")
	row := taxCode(own) + ",Miến dong,thuc-pham,kg"

	job := put(own, "/imports/products?dryRun=true", productHeader, row)
	require.Equal(t, "1 rows: 1 created, 0 updated, 0 unchanged", over(own, job).Result.counts())
	require.Empty(t, list(own, "/products?status=draft"))

	job = put(own, "/imports/products", productHeader, row)
	done := over(own, job)
	require.Equal(t, []any{"done", 1, 1, 1}, []any{done.Status, done.Done, done.Total, done.Result.Created})
	require.Len(t, list(own, "/products?status=draft"), 1)
	notices := list(own, "/notices?unread=true")
	require.Len(t, notices, 1, "of the dry run nobody is told")
	require.Equal(t, "Đã nhập xong tệp bảng.csv.", notices[0]["text"])

	job = put(own, "/imports/products", productHeader, row, row)
	failed := over(own, job)
	require.Equal(t, "failed", failed.Status)
	require.Equal(t, []string{"3 name duplicate_row"}, failed.Result.problems())

	own.Get("/jobs/" + job).Want(http.StatusOK)
	admin.Get("/jobs/" + job).Want(http.StatusOK)
	officer.Get("/jobs/"+job).Problem(http.StatusNotFound, "not_found")
	a.Visitor().Get("/jobs/"+job).Problem(http.StatusUnauthorized, "unauthenticated")
	a.Visitor().Post("/imports/products", apptest.Upload{Name: "a", Data: []byte("x")}, async).Problem(http.StatusUnauthorized, "unauthenticated")
	own.Post("/imports/organizations", apptest.Upload{Name: "a", Data: []byte("x")}, async).Problem(http.StatusForbidden, "forbidden")

	// The same key is the same job.
	key := apptest.Header{Name: "Idempotency-Key", Value: "nhap-1"}
	request := func() *apptest.Response {
		body := "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n" + productHeader + "\n" + row + "\r\n--b--\r\n"
		return own.Do(http.MethodPost, "/imports/products", body, async, key, apptest.Header{Name: "Content-Type", Value: "multipart/form-data; boundary=b"}).Want(http.StatusAccepted)
	}
	require.Equal(t, request().ID(), request().ID())
}

func TestAJobSurvivesItsServer(t *testing.T) {
	data := t.TempDir()
	var id, code, token string
	t.Run("before", func(t *testing.T) {
		a := apptest.Open(t, data)
		require.NoError(t, a.Runner.Stop(t.Context()))
		own := a.Verified("cooperative", "HTX Của tôi", "01840")
		code, token = taxCode(own), own.Token
		id = put(own, "/imports/products", productHeader, code+",Miến dong,thuc-pham,kg")
		require.Equal(t, "queued", own.Get("/jobs/" + id).Fields()["status"])
		// It dies while the job runs.
		jobs, err := store.Open[exchange.Job](t.Context(), a.DB, store.Schema{Name: "imports"}, a.Clock.Now)
		require.NoError(t, err)
		_, err = jobs.Update(t.Context(), id, func(j *exchange.Job) error { j.Status, j.Attempts = exchange.JobRunning, 1; return nil })
		require.NoError(t, err)
	})
	a := apptest.Open(t, data)
	own := &apptest.Client{App: a, Token: token}
	require.Equal(t, "done", over(own, id).Status)
	require.Len(t, list(own, "/products?status=draft"), 1)

	// A job that is taken up twice at once stores its rows once.
	require.NoError(t, a.Runner.Stop(t.Context()))
	id = put(own, "/imports/products", productHeader, code+",Chè Shan,do-uong,kg")
	var both sync.WaitGroup
	for range 2 {
		both.Go(func() { require.NoError(t, a.Exchange.RunJobs(t.Context(), []string{id})) })
	}
	both.Wait()
	require.Equal(t, 1, over(own, id).Result.Created)
	require.Len(t, list(own, "/products?status=draft"), 2)

	// One that brings its server down again and again is given up.
	id = put(own, "/imports/products", productHeader, code+",Gạo,thuc-pham,kg")
	jobs, err := store.Open[exchange.Job](t.Context(), a.DB, store.Schema{Name: "imports"}, a.Clock.Now)
	require.NoError(t, err)
	_, err = jobs.Update(t.Context(), id, func(j *exchange.Job) error { j.Attempts = 3; return nil })
	require.NoError(t, err)
	require.Error(t, a.Exchange.RunJobs(t.Context(), []string{id}), "for the log")
	require.NoError(t, a.Exchange.RunJobs(t.Context(), []string{id}))
	job := over(own, id)
	require.Equal(t, []string{"failed", "internal"}, []string{job.Status, job.Failure.Code})
	require.Len(t, list(own, "/products?status=draft"), 2)
}

func TestAJobHasTheRightsOfTheHourItRuns(t *testing.T) {
	a := apptest.New(t)
	require.NoError(t, a.Runner.Stop(t.Context()))
	officer, admin := a.Staff("19"), a.Staff("")
	id := put(officer, "/imports/organizations", "kind,name,taxCode,areaCode", "cooperative,HTX Một,"+a.TaxCode()+",01840")
	require.NoError(t, a.Accounts.SetDisabled(t.Context(), admin.Actor(), officer.UserID, true))
	require.NoError(t, a.Exchange.RunJobs(t.Context(), []string{id}))
	job := over(admin, id)
	require.Equal(t, []string{"failed", "forbidden"}, []string{job.Status, job.Failure.Code})
	require.Empty(t, list(admin, "/organizations"))
}

func TestACheckedFileWaitsForItsOwnersWord(t *testing.T) {
	a := apptest.New(t)
	own, other := a.Verified("cooperative", "HTX Của tôi", "01840"), a.Verified("cooperative", "HTX Khác", "01840")
	file := []byte(productHeader + "\n,Miến dong,thuc-pham,kg\n")
	checked, err := a.Exchange.Check(t.Context(), own.Actor(), "products", "a.csv", file)
	require.NoError(t, err)
	require.Equal(t, 1, checked.Result.Created)
	_, err = a.Exchange.Confirm(t.Context(), other.Actor(), checked.ID)
	require.Error(t, err)
	for range 2 {
		_, err = a.Exchange.Confirm(t.Context(), own.Actor(), checked.ID)
		require.NoError(t, err)
	}
	require.Equal(t, "done", over(own, checked.ID).Status)
	require.Len(t, list(own, "/products?status=draft"), 1)

	broken, err := a.Exchange.Check(t.Context(), own.Actor(), "products", "a.csv", []byte("name\nx\n"))
	require.NoError(t, err)
	_, err = a.Exchange.Confirm(t.Context(), own.Actor(), broken.ID)
	require.Error(t, err, "a file with errors is not confirmed")
	actor := own.Actor()
	a.Clock.Add(25 * time.Hour)
	_, err = a.Exchange.Job(t.Context(), actor, broken.ID)
	require.Error(t, err, "nor kept for ever")
	purged, err := a.Exchange.PurgeJobs(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, purged)
}
