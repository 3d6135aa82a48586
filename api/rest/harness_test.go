package rest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/gofiber/fiber/v2"
	"github.com/stretchr/testify/require"
	"github.com/valyala/fasthttp/fasthttputil"

	"lienket/api/rest"
	"lienket/api/store"
	"lienket/api/store/sqlite"
)

// server is a whole Server over the tests' own resource and real SQLite.
type server struct {
	*rest.Server
	things *rest.Things
	client *http.Client
	dial   func() (net.Conn, error)
	log    *lockedBuffer
}

type lockedBuffer struct {
	mu     sync.Mutex
	buffer bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.String()
}

func start(t testing.TB, change func(*rest.Options), mount ...func(*fiber.App)) *server {
	t.Helper()
	db, err := sqlite.Open(filepath.Join(t.TempDir(), "db"), sqlite.Options{Strict: true})
	require.NoError(t, err)
	s := &server{things: &rest.Things{}, log: &lockedBuffer{}}
	opts := rest.Options{DB: db, Logger: slog.New(slog.NewTextHandler(s.log, nil)), Authenticate: rest.Bearers}
	if change != nil {
		change(&opts)
	}
	s.Server, err = rest.New(t.Context(), opts)
	require.NoError(t, err)
	s.things.Rows, err = store.Open[rest.Thing](t.Context(), db, store.Schema{Name: "things"}, opts.Now())
	require.NoError(t, err)
	rest.MountThings(s.Server, s.things)
	for _, pages := range mount {
		pages(s.Fiber())
	}

	ln := fasthttputil.NewInmemoryListener()
	s.dial = ln.Dial
	s.client = &http.Client{Transport: &http.Transport{
		DisableCompression: true,
		DialContext:        func(context.Context, string, string) (net.Conn, error) { return ln.Dial() },
	}}
	served := make(chan error, 1)
	go func() { served <- s.Serve(ln) }()
	t.Cleanup(func() {
		s.client.CloseIdleConnections()
		require.NoError(t, s.Shutdown(context.Background()))
		require.NoError(t, <-served)
		require.NoError(t, db.Close())
	})
	return s
}

// answer is a response with its body read.
type answer struct {
	*http.Response
	body string
}

func (a answer) into(t testing.TB, v any) {
	t.Helper()
	require.NoError(t, json.Unmarshal([]byte(a.body), v), a.body)
}

// header is pairs of names and values.
func (s *server) do(t testing.TB, method, path, body string, header ...string) answer {
	t.Helper()
	request, err := http.NewRequest(method, "http://test"+path, strings.NewReader(body))
	require.NoError(t, err)
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	response, err := s.client.Do(request)
	require.NoError(t, err)
	defer response.Body.Close()
	read, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return answer{response, string(read)}
}

// raw sends bytes as they are, for what no client would send.
func (s *server) raw(t testing.TB, text string) string {
	t.Helper()
	conn, err := s.dial()
	require.NoError(t, err)
	defer conn.Close()
	_, err = io.WriteString(conn, text)
	require.NoError(t, err)
	read, err := io.ReadAll(conn)
	require.NoError(t, err)
	return string(read)
}

var an = []string{"Authorization", "Bearer an"}

func with(pairs ...string) []string { return append(append([]string(nil), an...), pairs...) }

// refused checks that a is a problem of that status and code and returns it.
func refused(t testing.TB, a answer, status int, code string) rest.Problem {
	t.Helper()
	var p rest.Problem
	require.Equal(t, status, a.StatusCode, a.body)
	require.Equal(t, "application/problem+json", a.Header.Get("Content-Type"))
	a.into(t, &p)
	require.Equal(t, status, p.Status)
	require.EqualValues(t, code, p.Code)
	require.Equal(t, "/docs#"+code, p.Type)
	require.NotEmpty(t, p.Title)
	require.NotEmpty(t, p.Detail)
	require.Equal(t, a.Header.Get("X-Request-Id"), p.RequestID)
	return p
}

type thing struct {
	ID     string      `json:"id"`
	Name   string      `json:"name"`
	Amount json.Number `json:"amount"`
}

func (s *server) create(t testing.TB, body string, header ...string) (thing, answer) {
	t.Helper()
	a := s.do(t, "POST", "/api/v1/things", body, with(header...)...)
	require.Equal(t, http.StatusCreated, a.StatusCode, a.body)
	var made thing
	a.into(t, &made)
	return made, a
}
