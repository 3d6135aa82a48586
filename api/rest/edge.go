package rest

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"log/slog"
	"runtime/debug"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"
)

// edge is what happens around every request, page or API: an ID, a deadline, the
// language, recovery, headers, compression, metrics and the access log. It is one
// handler because each costs a walk over Fiber's routes.
func (s *Server) edge(c *fiber.Ctx) error {
	began := time.Now()
	r := &request{
		base:     s.base,
		deadline: began.Add(s.opts.Timeout),
		id:       s.requestID(c),
		lang:     preferred(c.Request().Header.Peek(fiber.HeaderAcceptLanguage)),
	}
	c.SetUserContext(r)
	s.metrics.inFlight.Inc()
	own := c.Route()
	if err := s.next(c); err != nil {
		s.answerError(c, r, err)
	}
	s.metrics.inFlight.Dec()
	s.headers(c, r)
	compress(c)
	r.end()

	route, took := c.Route(), time.Since(began)
	if route == own {
		route = unmatched
	}
	status := c.Response().StatusCode()
	s.metrics.observe(route, status, took)
	s.access(c, r, route, status, took)
	return nil
}

// unmatched stands for all paths that are none of ours.
var unmatched = &fiber.Route{Method: "ANY", Path: "unmatched"}

// next runs the handlers.
func (s *Server) next(c *fiber.Ctx) error { return guarded(c.Next) }

// guarded makes a panic an error like any other to who asked.
func guarded(fn func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return fn()
}

// beforeEdge answers what never reached the edge: requests that fasthttp refused.
// Where it is only their body that did not come, a page's are answered by a page; of
// others the path may not have been read, and the answer is a problem.
func (s *Server) beforeEdge(c *fiber.Ctx, err error) error {
	r := &request{base: s.base, deadline: time.Now().Add(s.opts.Timeout), id: s.requestID(c), lang: preferred(c.Request().Header.Peek(fiber.HeaderAcceptLanguage))}
	c.SetUserContext(r)
	c.Response().ResetBody()
	if !s.unfinished(c, r, err) {
		c.Response().ResetBody()
		writeProblem(c, r, problem(err, r.lang, r.id))
	}
	s.headers(c, r)
	status := c.Response().StatusCode()
	s.metrics.observe(unmatched, status, 0)
	s.access(c, r, unmatched, status, 0)
	return nil
}

// keepHead keeps the head of a page's request while its body arrives: fasthttp forgets
// both where the body does not come.
func (s *Server) keepHead(head *fasthttp.RequestHeader) (config fasthttp.RequestConfig) {
	if s.opts.PageError != nil && head.ContentLength() != 0 && !head.IsGet() && !head.IsHead() && !apiPath(string(head.RequestURI())) {
		kept := &fasthttp.RequestHeader{}
		head.CopyTo(kept)
		s.arriving.Store(head, kept)
	}
	return config
}

// unfinished answers a page's request whose body did not come or does not end. Who
// sends it reads no answer before.
func (s *Server) unfinished(c *fiber.Ctx, r *request, err error) (answered bool) {
	status, refusal := read(err)
	if status != fiber.StatusRequestTimeout && status != fiber.StatusRequestEntityTooLarge {
		return false
	}
	if conn, ok := c.Context().Conn().(*line); ok {
		conn.linger.Store(true)
	}
	kept, known := s.arriving.LoadAndDelete(&c.Request().Header)
	if !known {
		return false
	}
	head := kept.(*fasthttp.RequestHeader)
	head.CopyTo(&c.Request().Header)
	c.Method(string(head.Method()))
	c.Path(string(c.Request().URI().Path()))
	c.Status(status)
	failed := guarded(func() error { return s.opts.PageError(c, refusal, status) })
	if failed != nil {
		s.opts.Logger.LogAttrs(r, slog.LevelError, "page of a refusal failed", slog.String("request_id", r.id), slog.Any("err", failed))
	}
	return failed == nil
}

var (
	headerRequestID      = []byte("X-Request-Id")
	headerNosniff        = []byte("X-Content-Type-Options")
	headerReferrer       = []byte("Referrer-Policy")
	headerCacheControl   = []byte("Cache-Control")
	headerVary           = []byte("Vary")
	headerCSP            = []byte("Content-Security-Policy")
	headerHSTS           = []byte("Strict-Transport-Security")
	valueNosniff         = []byte("nosniff")
	valueReferrerAPI     = []byte("no-referrer")
	valueReferrerPage    = []byte("strict-origin-when-cross-origin")
	valueNoStore         = []byte("no-store")
	valueRevalidate      = []byte("no-cache")
	valueVary            = []byte("Authorization, Accept-Language, Accept-Encoding")
	valueCSP             = []byte("default-src 'none'; frame-ancestors 'none'")
	valueHSTS            = []byte("max-age=63072000; includeSubDomains")
	headerAcceptEncoding = []byte("Accept-Encoding")
)

// headers sets what every answer has. What was set by a handler stays.
func (s *Server) headers(c *fiber.Ctx, r *request) {
	h := &c.Response().Header
	h.SetCanonical(headerRequestID, []byte(r.id))
	h.SetCanonical(headerNosniff, valueNosniff)
	if s.opts.HSTS {
		h.SetCanonical(headerHSTS, valueHSTS)
	}
	if !apiPath(c.Path()) {
		if len(h.PeekBytes(headerReferrer)) == 0 {
			h.SetCanonical(headerReferrer, valueReferrerPage)
		}
		return
	}
	h.SetCanonical(headerReferrer, valueReferrerAPI)
	h.SetCanonical(headerCSP, valueCSP)
	if len(h.PeekBytes(headerVary)) == 0 {
		h.SetCanonical(headerVary, valueVary)
	} else {
		h.AddBytesKV(headerVary, valueVary)
	}
	if len(h.PeekBytes(headerCacheControl)) == 0 {
		// What a visitor reads may be kept if it is asked after; nothing else may.
		method := c.Method()
		if (method == fiber.MethodGet || method == fiber.MethodHead) && !r.actor.SignedIn() && c.Response().StatusCode() < 400 {
			h.SetCanonical(headerCacheControl, valueRevalidate)
		} else {
			h.SetCanonical(headerCacheControl, valueNoStore)
		}
	}
}

// requestID takes the caller's if it is sane, so that logs join up across a
// proxy, else makes one: a random part per process and a count.
func (s *Server) requestID(c *fiber.Ctx) string {
	given := c.Request().Header.PeekBytes(headerRequestID)
	if len(given) >= 8 && len(given) <= 64 {
		sane := true
		for _, b := range given {
			if (b < 'a' || b > 'z') && (b < 'A' || b > 'Z') && (b < '0' || b > '9') && b != '-' && b != '_' && b != '.' {
				sane = false
				break
			}
		}
		if sane {
			return string(given)
		}
	}
	buffer := make([]byte, 0, 32)
	buffer = append(buffer, s.idPrefix...)
	return string(strconv.AppendUint(buffer, s.seen.Add(1), 36))
}

func requestIDPrefix() string {
	var random [6]byte
	_, _ = rand.Read(random[:])
	return hex.EncodeToString(random[:]) + "-"
}

// bodySize is how long a body is, -1 for one that is made while it is sent.
func bodySize(response *fasthttp.Response) int {
	if response.IsBodyStream() {
		return response.Header.ContentLength()
	}
	return len(response.Body())
}

// access writes the access log.
func (s *Server) access(c *fiber.Ctx, r *request, route *fiber.Route, status int, took time.Duration) {
	level := slog.LevelInfo
	switch {
	case status >= 500:
		level = slog.LevelError
	case status >= 400 || took >= s.opts.Slow:
		level = slog.LevelWarn
	case s.opts.AccessEvery < 0 || s.opts.AccessEvery > 1 && s.metrics.sampled.Add(1)%uint64(s.opts.AccessEvery) != 0:
		return
	}
	if !s.opts.Logger.Enabled(r, level) {
		return
	}
	s.opts.Logger.LogAttrs(r, level, "request",
		slog.String("method", c.Method()), slog.String("route", route.Path),
		slog.Int("status", status), slog.Duration("took", took), slog.Int("bytes", bodySize(c.Response())),
		slog.String("request_id", r.id), slog.String("user", r.actor.UserID))
}
