// Package apptest gives a test the whole program: temporary SQLite, the embedded
// search, a clock that the test sets, a client and signed-in actors. Queries that
// no index serves fail.
package apptest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lienket/api/account"
	"lienket/api/app"
	"lienket/api/config"
	"lienket/api/registry"
)

// Password is that of every account a test makes.
const Password = "mien-dong-2026"

// App is the program, listening on a port of its own.
type App struct {
	*app.App
	T     testing.TB
	URL   string
	Clock *Clock

	taxCodes int
}

// Clock is a clock that stands until it is moved.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// Now is the time it shows.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Add moves it on.
func (c *Clock) Add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// Start is when the clock of a test stands at first: 23/11/2026, 9:00 in Vietnam.
var Start = time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)

// New starts the program on an empty store; it stops with the test.
func New(t testing.TB) *App { return Open(t, t.TempDir()) }

// Open starts the program on a data folder.
func Open(t testing.TB, data string) *App {
	t.Helper()
	cfg, err := config.Parse([]string{"--data", data}, nil)
	require.NoError(t, err)
	clock := &Clock{now: Start}
	opened, err := app.Open(t.Context(), cfg, app.Options{
		Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Clock: clock.Now, Strict: true,
		Hash: account.HashParams{MemoryKiB: 64, Passes: 1, Lanes: 1},
	})
	require.NoError(t, err)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ctx, stop := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- opened.Serve(ctx, ln, 10*time.Second) }()
	t.Cleanup(func() {
		stop()
		require.NoError(t, <-served)
		require.NoError(t, opened.Close())
	})
	return &App{App: opened, T: t, URL: "http://" + ln.Addr().String(), Clock: clock}
}

// Indexed waits until the search index has caught up.
func (a *App) Indexed() {
	a.T.Helper()
	require.NoError(a.T, a.Runner.Drain(a.T.Context()))
}

// Response is what the server answered.
type Response struct {
	T      testing.TB
	Status int
	Header http.Header
	Body   []byte
}

// JSON decodes the body.
func (r *Response) JSON(into any) {
	r.T.Helper()
	require.NoError(r.T, json.Unmarshal(r.Body, into), "%s", r.Body)
}

// Fields decodes the body as an object.
func (r *Response) Fields() map[string]any {
	r.T.Helper()
	var fields map[string]any
	r.JSON(&fields)
	return fields
}

// ID is the body's id.
func (r *Response) ID() string {
	r.T.Helper()
	id, _ := r.Fields()["id"].(string)
	require.NotEmpty(r.T, id, "%s", r.Body)
	return id
}

// Want fails the test unless the status is as given.
func (r *Response) Want(status int) *Response {
	r.T.Helper()
	require.Equal(r.T, status, r.Status, "%s", r.Body)
	return r
}

// Problem fails the test unless the answer is that problem; it returns the fields
// it names.
func (r *Response) Problem(status int, code string) []string {
	r.T.Helper()
	r.Want(status)
	require.Equal(r.T, "application/problem+json", strings.Split(r.Header.Get("Content-Type"), ";")[0])
	var problem struct {
		Code   string
		Status int
		Errors []struct{ Field string }
	}
	r.JSON(&problem)
	require.Equal(r.T, code, problem.Code, "%s", r.Body)
	require.Equal(r.T, status, problem.Status)
	var fields []string
	for _, e := range problem.Errors {
		fields = append(fields, e.Field)
	}
	return fields
}

// Client speaks to the API as somebody; a zero Token is a visitor.
type Client struct {
	*App
	Token          string
	UserID         string
	OrganizationID string
}

// Visitor is nobody known.
func (a *App) Visitor() *Client { return &Client{App: a} }

// Header is one header of a request.
type Header struct{ Name, Value string }

// Do sends a request; body is nil, a string sent as it is, or a value sent as
// JSON.
func (c *Client) Do(method, path string, body any, headers ...Header) *Response {
	c.T.Helper()
	var reader io.Reader
	contentType := "application/json"
	switch body := body.(type) {
	case nil:
	case Upload:
		reader, contentType = body.encode(c.T)
	case string:
		reader = strings.NewReader(body)
	default:
		data, err := json.Marshal(body)
		require.NoError(c.T, err)
		reader = bytes.NewReader(data)
	}
	if !strings.HasPrefix(path, "/healthz") && !strings.HasPrefix(path, "/readyz") && !strings.HasPrefix(path, "/openapi") {
		path = "/api/v1" + path
	}
	request, err := http.NewRequestWithContext(c.T.Context(), method, c.URL+path, reader)
	require.NoError(c.T, err)
	if reader != nil {
		request.Header.Set("Content-Type", contentType)
	}
	if c.Token != "" {
		request.Header.Set("Authorization", "Bearer "+c.Token)
	}
	for _, header := range headers {
		request.Header.Set(header.Name, header.Value)
	}
	response, err := http.DefaultClient.Do(request)
	require.NoError(c.T, err)
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	require.NoError(c.T, err)
	return &Response{T: c.T, Status: response.StatusCode, Header: response.Header, Body: data}
}

// Get, Post, Put and Patch are Do.
func (c *Client) Get(path string) *Response { c.T.Helper(); return c.Do(http.MethodGet, path, nil) }

// Post sends a body, or none where it is nil.
func (c *Client) Post(path string, body any, headers ...Header) *Response {
	c.T.Helper()
	return c.Do(http.MethodPost, path, body, headers...)
}

// Put replaces.
func (c *Client) Put(path string, body any) *Response {
	c.T.Helper()
	return c.Do(http.MethodPut, path, body)
}

// Patch changes.
func (c *Client) Patch(path string, body any, headers ...Header) *Response {
	c.T.Helper()
	return c.Do(http.MethodPatch, path, body, headers...)
}

// TaxCode is a valid one that no test has used yet.
func (a *App) TaxCode() string {
	for {
		a.taxCodes++
		nine := fmt.Sprintf("46%07d", a.taxCodes)
		if digit, ok := registry.TaxCodeDigit(nine); ok {
			return nine + fmt.Sprint(digit)
		}
	}
}

// Object is JSON in a test.
type Object = map[string]any

// Register registers a person with a pending organisation of that kind in a
// commune, and signs them in.
func (a *App) Register(kind, name, areaCode string) *Client {
	a.T.Helper()
	code := a.TaxCode()
	answer := a.Visitor().Post("/auth/register", Object{
		"email": "nguoi-" + code + "@example.vn", "password": Password, "fullName": "Người dùng thử",
		"organization": Object{"kind": kind, "name": name, "taxCode": code, "areaCode": areaCode},
	}).Want(http.StatusCreated)
	var registered struct {
		AccessToken  string
		User         struct{ ID string }
		Organization struct{ ID string }
	}
	answer.JSON(&registered)
	return &Client{App: a, Token: registered.AccessToken, UserID: registered.User.ID, OrganizationID: registered.Organization.ID}
}

// Staff makes an officer of an area, or an admin where it is "".
func (a *App) Staff(areaCode string) *Client {
	a.T.Helper()
	role := account.Officer
	if areaCode == "" {
		role = account.Admin
	}
	a.taxCodes++
	user, err := a.Accounts.CreateUser(a.T.Context(), account.NewUser{
		Email: fmt.Sprintf("can-bo-%d@example.vn", a.taxCodes), Password: Password, FullName: "Cán bộ thử", Role: role, AreaCode: areaCode})
	require.NoError(a.T, err)
	issued, err := a.Accounts.IssueFor(a.T.Context(), user, account.Origin{})
	require.NoError(a.T, err)
	return &Client{App: a, Token: issued.AccessToken, UserID: user.ID}
}

// Verified registers an organisation and has an officer approve it. Its member has
// read of that.
func (a *App) Verified(kind, name, areaCode string) *Client {
	a.T.Helper()
	member := a.Register(kind, name, areaCode)
	a.Staff("19").Post("/organizations/"+member.OrganizationID+"/verify", Object{"decision": "approve"}).Want(http.StatusOK)
	member.Post("/notices/read-all", nil).Want(http.StatusOK)
	return member
}
