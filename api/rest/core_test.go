package rest_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/stretchr/testify/require"

	"lienket/api/account"
	"lienket/api/fault"
	"lienket/api/rest"
)

func TestProtocolErrorsAreProblemsToo(t *testing.T) {
	s := start(t, func(o *rest.Options) { o.BodyLimit = 3 << 20 })
	refused(t, s.do(t, "GET", "/api/v1/nowhere", ""), 404, "not_found")
	refused(t, s.do(t, "GET", "/elsewhere", ""), 404, "not_found")
	refused(t, s.do(t, "GET", "/api/v1/things/none", ""), 404, "not_found")

	a := s.do(t, "DELETE", "/api/v1/things", "", an...)
	refused(t, a, 405, "not_found")
	require.Equal(t, "GET, HEAD, POST", sorted(a.Header.Get("Allow")))
	refused(t, s.do(t, "PROPFIND", "/api/v1/things", ""), 405, "not_found")

	big := `{"name":"` + strings.Repeat("x", 1<<20) + `","amount":1}`
	refused(t, s.do(t, "POST", "/api/v1/things", big, an...), 413, "too_large")
	text := s.raw(t, "POST /api/v1/things HTTP/1.1\r\nHost: x\r\nContent-Length: 4000000\r\n\r\n")
	require.Contains(t, text, "HTTP/1.1 413")
	require.Contains(t, text, "application/problem+json")
	require.Contains(t, text, `"too_large"`)
	text = s.raw(t, "GET /"+strings.Repeat("a", 20<<10)+" HTTP/1.1\r\nHost: x\r\n\r\n")
	require.Contains(t, text, "HTTP/1.1 431")
	require.Contains(t, text, `"too_large"`)
	text = s.raw(t, "nonsense\r\n\r\n")
	require.Contains(t, text, "HTTP/1.1 400")
	require.Contains(t, text, `"invalid_input"`)
}

func sorted(list string) string {
	parts := strings.Split(strings.ReplaceAll(list, " ", ""), ",")
	for i := range parts {
		for j := range i {
			if parts[i] < parts[j] {
				parts[i], parts[j] = parts[j], parts[i]
			}
		}
	}
	return strings.Join(parts, ", ")
}

func TestRefusalsHaveTheirStatusAndHideAccidents(t *testing.T) {
	s := start(t, nil)
	made, _ := s.create(t, `{"name":"abc","amount":1}`)
	for code, status := range map[fault.Code]int{
		fault.InvalidInput: 422, fault.Unauthenticated: 401, fault.Forbidden: 403, fault.NotFound: 404, fault.Conflict: 409,
		fault.VersionMismatch: 412, fault.CapacityExceeded: 409, fault.StateForbids: 409, fault.TooLarge: 413,
		fault.RateLimited: 429, fault.Unavailable: 503, fault.Internal: 500,
	} {
		var err error = &fault.Error{Code: code, Message: fault.T("Vì thế.", "Because."), RetryAfter: 1500 * time.Millisecond}
		if code == fault.Internal {
			err = errors.New("table products is on fire")
		}
		s.things.Fail.Store(&err)
		a := s.do(t, "GET", "/api/v1/things/"+made.ID, "", "Accept-Language", "en")
		p := refused(t, a, status, string(code))
		require.Equal(t, "en", a.Header.Get("Content-Language"))
		if code == fault.Internal {
			require.NotContains(t, a.body, "fire")
			require.Contains(t, s.log.String(), "fire")
			require.Contains(t, s.log.String(), p.RequestID)
			continue
		}
		require.Equal(t, "Because.", p.Detail)
		require.Equal(t, "2", a.Header.Get("Retry-After"))
		require.Equal(t, status == 401, a.Header.Get("WWW-Authenticate") != "")
	}
	refused(t, s.do(t, "GET", "/api/v1/panic", ""), 500, "internal")
	require.NotContains(t, s.do(t, "GET", "/api/v1/panic", "").body, "secret")
	require.Contains(t, s.log.String(), "secret")
}

func TestARefusalMayHaveMoreMembers(t *testing.T) {
	s := start(t, nil)
	a := s.do(t, "GET", "/api/v1/import", "")
	var p struct {
		Status, Rows int
		Code         string
		Errors       []struct {
			Row    int
			Column string
		}
	}
	a.into(t, &p)
	require.Equal(t, 422, a.StatusCode)
	require.Equal(t, "invalid_input", p.Code)
	require.Equal(t, 2, p.Rows)
	require.Equal(t, "name", p.Errors[0].Column)
}

func TestWhoAsks(t *testing.T) {
	s := start(t, nil)
	body := `{"name":"abc","amount":1}`
	a := s.do(t, "POST", "/api/v1/things", body)
	refused(t, a, 401, "unauthenticated")
	require.Contains(t, a.Header.Get("WWW-Authenticate"), "Bearer")
	for _, value := range []string{"Bearer nobody", "Bearer", "Bearer ", "Basic YTpi", "an"} {
		refused(t, s.do(t, "GET", "/api/v1/fixed", "", "Authorization", value), 401, "unauthenticated")
	}
	refused(t, s.do(t, "GET", "/api/v1/fixed", "", "Authorization", "Bearer store-down"), 503, "unavailable")
	require.Equal(t, 200, s.do(t, "GET", "/api/v1/fixed", "").StatusCode)
	require.Equal(t, 200, s.do(t, "GET", "/api/v1/fixed", "", "Authorization", "bearer an").StatusCode)
}

func TestVersionsGuardReadsAndChanges(t *testing.T) {
	s := start(t, nil)
	made, a := s.create(t, `{"name":"abc","amount":1}`)
	require.Equal(t, `"1"`, a.Header.Get("ETag"))
	require.Equal(t, "/api/v1/things/"+made.ID, a.Header.Get("Location"))
	path := "/api/v1/things/" + made.ID

	for _, row := range []struct {
		match  string
		status int
	}{{`"2"`, 412}, {`"1"`, 200}, {`"1"`, 412}, {`W/"2"`, 200}, {"*", 200}, {"", 200}} {
		a := s.do(t, "PATCH", path, `{"name":"new"}`, with("If-Match", row.match)...)
		if row.status == 412 {
			refused(t, a, 412, "version_mismatch")
		} else {
			require.Equal(t, row.status, a.StatusCode, a.body)
		}
	}
	a = s.do(t, "GET", path, "")
	require.Equal(t, `"5"`, a.Header.Get("ETag"))
	for _, tag := range []string{`"5"`, `"1", W/"5"`, "*"} {
		a = s.do(t, "GET", path, "", "If-None-Match", tag)
		require.Equal(t, 304, a.StatusCode, tag)
		require.Equal(t, `"5"`, a.Header.Get("ETag"))
		require.Empty(t, a.body)
	}
	require.Equal(t, 200, s.do(t, "GET", path, "", "If-None-Match", `"4"`).StatusCode)
	head := s.do(t, "HEAD", path, "")
	require.Equal(t, 200, head.StatusCode)
	require.Equal(t, `"5"`, head.Header.Get("ETag"))
}

func TestListsArePaged(t *testing.T) {
	s := start(t, nil)
	type page struct {
		Items      []thing `json:"items"`
		NextCursor *string `json:"nextCursor"`
	}
	var empty page
	s.do(t, "GET", "/api/v1/things", "").into(t, &empty)
	require.NotNil(t, empty.Items)
	require.Nil(t, empty.NextCursor)
	for range 25 {
		s.create(t, `{"name":"abc","amount":1}`)
	}
	seen := map[string]bool{}
	path := "/api/v1/things"
	for _, size := range []int{20, 5} {
		var got page
		s.do(t, "GET", path, "").into(t, &got)
		require.Len(t, got.Items, size)
		for _, item := range got.Items {
			seen[item.ID] = true
		}
		if got.NextCursor != nil {
			path = "/api/v1/things?cursor=" + *got.NextCursor
		}
	}
	require.Len(t, seen, 25)
}

func TestHeadersOfAnAnswer(t *testing.T) {
	s := start(t, func(o *rest.Options) { o.HSTS = true })
	a := s.do(t, "GET", "/api/v1/fixed", "")
	require.Equal(t, "nosniff", a.Header.Get("X-Content-Type-Options"))
	require.Equal(t, "no-referrer", a.Header.Get("Referrer-Policy"))
	require.Equal(t, "no-cache", a.Header.Get("Cache-Control"))
	require.Contains(t, a.Header.Get("Strict-Transport-Security"), "max-age")
	require.Contains(t, a.Header.Get("Vary"), "Authorization")
	require.Empty(t, a.Header.Get("Server"))
	require.Equal(t, "application/json", a.Header.Get("Content-Type"))
	require.NotContains(t, a.body, "$schema")
	require.Empty(t, a.Header.Get("Access-Control-Allow-Origin"))
	require.Equal(t, "no-store", s.do(t, "GET", "/api/v1/fixed", "", an...).Header.Get("Cache-Control"))

	first, second := a.Header.Get("X-Request-Id"), s.do(t, "GET", "/api/v1/fixed", "").Header.Get("X-Request-Id")
	require.NotEmpty(t, first)
	require.NotEqual(t, first, second)
	require.Equal(t, "proxy-4711.a_B", s.do(t, "GET", "/api/v1/fixed", "", "X-Request-Id", "proxy-4711.a_B").Header.Get("X-Request-Id"))
	for _, bad := range []string{"short", strings.Repeat("x", 65), "with spaces in", "quote\"quote"} {
		require.NotEqual(t, bad, s.do(t, "GET", "/api/v1/fixed", "", "X-Request-Id", bad).Header.Get("X-Request-Id"))
	}

	a = s.do(t, "GET", "/api/v1/things/x/file", "")
	require.Equal(t, "text/csv", a.Header.Get("Content-Type"))
	require.Equal(t, "attachment; filename*=UTF-8''mi%E1%BA%BFn.csv", a.Header.Get("Content-Disposition"))
	require.Equal(t, 204, s.do(t, "POST", "/api/v1/things/x/touch", "", an...).StatusCode)
}

func TestLanguages(t *testing.T) {
	s := start(t, nil)
	for header, lang := range map[string]string{
		"": "vi", "vi": "vi", "vi-VN,vi;q=0.9,en;q=0.8": "vi", "en": "en", "en-US,en;q=0.9": "en", "fr,en;q=0.3": "en", "fr": "vi",
		"en;q=0.1, vi;q=0.9": "vi", "vi;q=0.1, en;q=0.9": "en", "vietnam": "vi", "*": "vi", ";;;,,q=": "vi", "en;q=0": "vi",
	} {
		a := s.do(t, "GET", "/api/v1/nowhere", "", "Accept-Language", header)
		require.Equal(t, lang, a.Header.Get("Content-Language"), header)
	}
}

func TestLargeAnswersAreCompressedForWhoAsks(t *testing.T) {
	s := start(t, nil)
	require.Empty(t, s.do(t, "GET", "/api/v1/fixed", "", "Accept-Encoding", "gzip").Header.Get("Content-Encoding"))
	plain := s.do(t, "GET", "/openapi.json", "")
	require.Empty(t, plain.Header.Get("Content-Encoding"))
	packed := s.do(t, "GET", "/openapi.json", "", "Accept-Encoding", "br, gzip")
	require.Equal(t, "gzip", packed.Header.Get("Content-Encoding"))
	reader, err := gzip.NewReader(strings.NewReader(packed.body))
	require.NoError(t, err)
	text, err := io.ReadAll(reader)
	require.NoError(t, err)
	require.Equal(t, plain.body, string(text))
	require.Empty(t, s.do(t, "GET", "/openapi.json", "", "Accept-Encoding", "gzip;q=0").Header.Get("Content-Encoding"))
}

func TestTheDeadlineEndsTheWork(t *testing.T) {
	s := start(t, func(o *rest.Options) { o.Timeout = 20 * time.Millisecond })
	a := s.do(t, "GET", "/api/v1/slow", "")
	refused(t, a, 503, "unavailable")
	require.NotEmpty(t, a.Header.Get("Retry-After"))
}

func TestReadiness(t *testing.T) {
	var store, search error
	s := start(t, func(o *rest.Options) {
		o.StoreReady = func(context.Context) error { return store }
		o.SearchReady = func(context.Context) error { return search }
	})
	check := func(status int, whole, storeIs, searchIs string) {
		t.Helper()
		a := s.do(t, "GET", "/readyz", "")
		require.Equal(t, status, a.StatusCode)
		require.JSONEq(t, `{"status":"`+whole+`","store":{"status":"`+storeIs+`"},"search":{"status":"`+searchIs+`"}}`, a.body)
	}
	check(200, "ok", "ok", "ok")
	search = errors.New("down")
	check(200, "degraded", "ok", "unavailable")
	store = errors.New("down")
	check(503, "unavailable", "unavailable", "unavailable")
	require.JSONEq(t, `{"status":"ok"}`, s.do(t, "GET", "/healthz", "").body)
}

func TestMetricsCountByRouteNotByPath(t *testing.T) {
	s := start(t, nil)
	s.do(t, "GET", "/api/v1/things/one", "")
	s.do(t, "GET", "/api/v1/things/two", "")
	s.do(t, "GET", "/nowhere/1", "")
	text := s.do(t, "GET", "/metrics", "").body
	require.Contains(t, text, `http_request_duration_seconds_count{method="GET",route="/api/v1/things/:id",status="404"} 2`)
	require.Contains(t, text, `route="unmatched",status="404"} 1`)
	require.Contains(t, text, "go_goroutines")
	require.NotContains(t, text, "nowhere")
}

func TestTheAccessLogNamesRouteRequestAndUser(t *testing.T) {
	s := start(t, nil)
	a := s.do(t, "GET", "/api/v1/things/one", "", an...)
	line := ""
	scanner := bufio.NewScanner(strings.NewReader(s.log.String()))
	for scanner.Scan() {
		if strings.Contains(scanner.Text(), "msg=request") {
			line = scanner.Text()
		}
	}
	for _, part := range []string{"method=GET", "route=/api/v1/things/:id", "status=404", "user=an", "request_id=" + a.Header.Get("X-Request-Id"), "bytes="} {
		require.Contains(t, line, part)
	}
	quiet := start(t, func(o *rest.Options) { o.AccessEvery = -1 })
	quiet.do(t, "GET", "/api/v1/fixed", "")
	require.Empty(t, quiet.log.String())
	quiet.do(t, "GET", "/api/v1/nowhere", "")
	require.Contains(t, quiet.log.String(), "status=404")
}

func TestTheDocumentDeclaresWhatIsAnswered(t *testing.T) {
	s := start(t, nil)
	a := s.do(t, "GET", "/openapi.json", "")
	require.Equal(t, 200, a.StatusCode)
	var doc struct {
		OpenAPI string
		Paths   map[string]map[string]struct {
			OperationID string
			Security    []map[string][]string
			Parameters  []struct{ Name, In string }
			Responses   map[string]json.RawMessage
		}
		Components struct {
			Schemas         map[string]json.RawMessage
			Responses       map[string]json.RawMessage
			SecuritySchemes map[string]json.RawMessage
		}
	}
	a.into(t, &doc)
	require.Equal(t, "3.1.0", doc.OpenAPI)
	require.Contains(t, doc.Components.SecuritySchemes, "bearer")
	require.Contains(t, doc.Components.Schemas, "Problem")
	ids := map[string]bool{}
	for path, operations := range doc.Paths {
		for method, op := range operations {
			require.NotEmpty(t, op.OperationID)
			require.False(t, ids[op.OperationID], op.OperationID)
			ids[op.OperationID] = true
			for _, status := range []string{"default", "401", "404", "422", "503"} {
				require.JSONEq(t, `{"$ref":"#/components/responses/Problem"}`, string(op.Responses[status]), "%s %s", method, path)
			}
		}
	}
	create := doc.Paths["/api/v1/things"]["post"]
	require.Contains(t, create.Responses, "201")
	require.Len(t, create.Security, 1)
	require.Len(t, doc.Paths["/api/v1/things"]["get"].Security, 2)
	names := ""
	for _, p := range create.Parameters {
		names += p.Name + " "
	}
	require.Contains(t, names, "Idempotency-Key")
	for _, ref := range regexp.MustCompile(`"#/components/schemas/([^"]+)"`).FindAllStringSubmatch(a.body, -1) {
		require.Contains(t, doc.Components.Schemas, ref[1])
	}
	require.Equal(t, 304, s.do(t, "GET", "/openapi.json", "", "If-None-Match", a.Header.Get("ETag")).StatusCode)
	refused(t, s.do(t, "GET", "/openapi.yaml", ""), 404, "not_found")
}

func TestTheDocsNeedNothingFromElsewhere(t *testing.T) {
	s := start(t, nil)
	a := s.do(t, "GET", "/docs", "")
	require.Equal(t, 200, a.StatusCode)
	require.Contains(t, a.Header.Get("Content-Security-Policy"), "default-src 'none'")
	require.NotRegexp(t, `(?i)<script|<style|style=|onclick=|https?://`, a.body)
	require.Contains(t, a.body, "/api/v1/things/{id}")
	require.Contains(t, a.body, `id="capacity_exceeded"`)
	require.Equal(t, 200, s.do(t, "GET", "/docs/style.css", "").StatusCode)
}

func TestPagesAnswerTheirOwnErrors(t *testing.T) {
	s := start(t, func(o *rest.Options) {
		o.PageError = func(c *fiber.Ctx, err error, status int) error {
			c.Type("html")
			return c.SendString("<p>" + rest.Language(c.UserContext()) + " " + rest.RequestID(c.UserContext()) + "</p>")
		}
	}, func(app *fiber.App) {
		app.Get("/san-pham", func(c *fiber.Ctx) error {
			rest.SetActor(c.UserContext(), account.Actor{UserID: "u1"})
			return c.SendString("page")
		})
	})
	require.Equal(t, "page", s.do(t, "GET", "/san-pham", "").body)
	require.Contains(t, s.log.String(), "user=u1")
	a := s.do(t, "GET", "/khong-co", "", "Accept-Language", "en")
	require.Equal(t, 404, a.StatusCode)
	require.Equal(t, "<p>en "+a.Header.Get("X-Request-Id")+"</p>", a.body)
	refused(t, s.do(t, "GET", "/api/khong-co", ""), 404, "not_found")
}

func TestALimitMayRefuseByAddressBehindATrustedProxy(t *testing.T) {
	var address string
	s := start(t, func(o *rest.Options) {
		o.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("0.0.0.0/32"), netip.MustParsePrefix("10.0.0.0/8")}
		o.Admit = func(_ context.Context, _ account.Actor, from string) error {
			address = from
			return fault.New(fault.RateLimited, fault.T("Chậm lại.", "Slow down."))
		}
	})
	a := s.do(t, "GET", "/api/v1/fixed", "", "X-Forwarded-For", "6.6.6.6, 203.0.113.7, 10.1.2.3")
	refused(t, a, 429, "rate_limited")
	require.NotEmpty(t, a.Header.Get("Retry-After"))
	require.Equal(t, "203.0.113.7", address)
}

func TestOriginsAreAllowedOnlyByName(t *testing.T) {
	s := start(t, func(o *rest.Options) { o.AllowedOrigins = []string{"https://a.example"} })
	require.Equal(t, "https://a.example", s.do(t, "GET", "/api/v1/fixed", "", "Origin", "https://a.example").Header.Get("Access-Control-Allow-Origin"))
	require.Empty(t, s.do(t, "GET", "/api/v1/fixed", "", "Origin", "https://b.example").Header.Get("Access-Control-Allow-Origin"))
}

func TestShutdownLetsRunningRequestsFinish(t *testing.T) {
	s := start(t, nil)
	began, finish := make(chan struct{}), make(chan struct{})
	s.things.Inside = func() { close(began); <-finish }
	answered := make(chan answer, 1)
	go func() { answered <- s.do(t, "POST", "/api/v1/things", `{"name":"abc","amount":1}`, an...) }()
	<-began
	stopped := make(chan error, 1)
	go func() { stopped <- s.Shutdown(context.Background()) }()
	select {
	case err := <-stopped:
		t.Fatal("stopped while a request ran", err)
	case <-time.After(50 * time.Millisecond): // it must go on waiting
	}
	close(finish)
	require.Equal(t, http.StatusCreated, (<-answered).StatusCode)
	require.NoError(t, <-stopped)
}

func TestShutdownHoldsForWhatIsServedAfterIt(t *testing.T) {
	s, err := rest.New(t.Context(), rest.Options{})
	require.NoError(t, err)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, s.Shutdown(t.Context()))
	served := make(chan error, 1)
	go func() { served <- s.Serve(ln) }()
	select {
	case err := <-served:
		require.NoError(t, err)
	case <-time.After(5 * time.Second):
		t.Fatal("it is served for ever")
	}
}

// TestShutdownWaitsForNobodyWhoSaysNothing: a browser opens connections that it may never
// use, before the server stops and in the same moment.
func TestShutdownWaitsForNobodyWhoSaysNothing(t *testing.T) {
	s := start(t, nil)
	for range 3 {
		conn, err := s.dial()
		require.NoError(t, err)
		defer func() { require.NoError(t, conn.Close()) }()
	}
	s.do(t, "GET", "/healthz", "") // the server has taken those before
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	require.NoError(t, s.Shutdown(ctx))
}

func TestShutdownCancelsWhatOutlivesIt(t *testing.T) {
	s := start(t, func(o *rest.Options) { o.Timeout = time.Hour })
	answered := make(chan answer, 1)
	go func() { answered <- s.do(t, "GET", "/api/v1/slow", "") }()
	require.Eventually(t, func() bool {
		return bytes.Contains([]byte(s.do(t, "GET", "/metrics", "").body), []byte("http_requests_in_flight 2"))
	}, 5*time.Second, time.Millisecond)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, s.Shutdown(ctx), context.Canceled)
	refused(t, <-answered, 503, "unavailable")
}
