package rest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/adaptor"

	"lienket/api/account"
	"lienket/api/fault"
)

// adapter connects huma to Fiber. It stands in for huma's own (humafiber), which
// copies all user values and wraps the context for every request, and sets a
// deadline on the connection for a body that Fiber has read long since.
type adapter struct{ server *Server }

// Handle implements huma.Adapter.
func (a *adapter) Handle(op *huma.Operation, handler func(huma.Context)) {
	path := strings.NewReplacer("{", ":", "}", "").Replace(op.Path)
	rules, _ := op.Metadata[policyKey].(*policy)
	answer := func(c *fiber.Ctx) error { return a.answer(c, op, rules, handler) }
	if op.Method == fiber.MethodGet {
		a.server.app.Get(path, answer) // and HEAD
		return
	}
	a.server.app.Add(op.Method, path, answer)
}

// ServeHTTP implements huma.Adapter.
func (a *adapter) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	adaptor.FiberApp(a.server.app)(w, r)
}

func (a *adapter) answer(c *fiber.Ctx, op *huma.Operation, rules *policy, handler func(huma.Context)) error {
	r := requestOf(c.UserContext())
	if rules.deadline > 0 {
		r.deadline = time.Now().Add(rules.deadline)
	}
	if err := a.server.receive(c, r, op, rules); err != nil {
		return err
	}
	x := visits.Get().(*visit)
	x.c, x.r, x.op = c, r, op
	defer func() {
		*x = visit{}
		visits.Put(x)
	}()
	handler(x)
	return a.server.conclude(c, r)
}

// receive looks at what every operation has in common, before its input is read.
func (s *Server) receive(c *fiber.Ctx, r *request, op *huma.Operation, rules *policy) error {
	header := &c.Request().Header
	if token := header.Peek(fiber.HeaderAuthorization); len(token) > 0 {
		scheme, credentials, _ := strings.Cut(string(token), " ")
		if !strings.EqualFold(scheme, "Bearer") || credentials == "" || s.opts.Authenticate == nil {
			return errToken
		}
		known, err := s.opts.Authenticate(r, strings.TrimSpace(credentials))
		if err != nil {
			return err
		}
		r.actor = known
	}
	if s.opts.Admit != nil || rules.origin {
		r.address, r.agent = s.Address(c), c.Get(fiber.HeaderUserAgent)
	}
	if s.opts.Admit != nil {
		if err := s.opts.Admit(r, r.actor, r.address); err != nil {
			return err
		}
	}
	if !rules.open && !r.actor.SignedIn() {
		return account.ErrUnauthenticated
	}
	if err := checkAddressText(c); err != nil {
		return err
	}
	if op.Method == fiber.MethodGet {
		r.ifNoneMatch = string(header.Peek(fiber.HeaderIfNoneMatch))
		return nil
	}
	if len(header.Peek(fiber.HeaderContentEncoding)) > 0 {
		return fiber.ErrUnsupportedMediaType
	}
	if match := header.Peek(fiber.HeaderIfMatch); len(match) > 0 {
		var err error
		if r.ifMatch, err = parseVersion(string(match)); err != nil {
			return err
		}
	}
	if key := header.Peek("Idempotency-Key"); len(key) > 0 && op.Method == fiber.MethodPost && r.actor.SignedIn() && s.replays != nil {
		if !validKey(key) {
			return errKey
		}
		sum := sha256.New()
		for _, part := range [][]byte{header.Method(), header.RequestURI(), c.Request().Body()} {
			sum.Write(part)
			sum.Write([]byte{0})
		}
		r.key, r.fingerprint = string(key), hex.EncodeToString(sum.Sum(nil))
	}
	return nil
}

// conclude answers what the operation did not leave to huma.
func (s *Server) conclude(c *fiber.Ctx, r *request) error {
	out := &r.outcome
	switch {
	case out.err != nil:
		return out.err
	case out.notModified:
		c.Response().ResetBody()
		c.Status(fiber.StatusNotModified)
	case out.replay != nil:
		c.Status(int(out.replay.Status))
		header := &c.Response().Header
		if out.replay.ETag != "" {
			header.Set(fiber.HeaderETag, out.replay.ETag)
		}
		if out.replay.Location != "" {
			header.Set(fiber.HeaderLocation, out.replay.Location)
		}
		if out.replayed {
			header.Set("Idempotency-Replayed", "true")
		}
		if out.replay.Body != "" {
			header.SetContentType(fiber.MIMEApplicationJSON)
			c.Response().SetBodyString(out.replay.Body)
		}
	case out.file != nil:
		out.file.send(c)
	}
	if out.retryAfter > 0 {
		c.Set(fiber.HeaderRetryAfter, strconv.Itoa(int(out.retryAfter/time.Second)))
	}
	return nil
}

// checkAddressText refuses path and query that are not text.
func checkAddressText(c *fiber.Ctx) error {
	if !cleanText(c.Path()) {
		return fault.Invalid("path", "bad_text", texts["bad_text"])
	}
	var bad error
	if query := c.Request().URI().QueryString(); bytes.IndexByte(query, '%') >= 0 || !ascii(query) {
		c.Context().QueryArgs().All()(func(name, value []byte) bool {
			if !cleanText(string(value)) || !cleanText(string(name)) {
				bad = fault.Invalid(strings.ToValidUTF8(string(name), "?"), "bad_text", texts["bad_text"])
			}
			return bad == nil
		})
	}
	return bad
}

func ascii(text []byte) bool {
	for _, b := range text {
		if b >= utf8.RuneSelf || b == 0 {
			return false
		}
	}
	return true
}

func cleanText(text string) bool {
	return utf8.ValidString(text) && strings.IndexByte(text, 0) < 0
}

var errToken = fault.New(fault.Unauthenticated, fault.T("Mã truy cập không hợp lệ. Hãy đăng nhập lại.", "The access token is not valid. Sign in again."))

// visit is a request as huma sees it. It lives no longer than the handler.
type visit struct {
	c      *fiber.Ctx
	r      *request
	op     *huma.Operation
	status int
}

var visits = sync.Pool{New: func() any { return new(visit) }}

func (x *visit) Operation() *huma.Operation           { return x.op }
func (x *visit) Context() context.Context             { return x.r }
func (x *visit) TLS() *tls.ConnectionState            { return x.c.Context().TLSConnectionState() }
func (x *visit) Version() huma.ProtoVersion           { return huma.ProtoVersion{Proto: x.c.Protocol()} }
func (x *visit) Method() string                       { return x.c.Method() }
func (x *visit) Host() string                         { return x.c.Hostname() }
func (x *visit) RemoteAddr() string                   { return x.c.Context().RemoteAddr().String() }
func (x *visit) Param(name string) string             { return x.c.Params(name) }
func (x *visit) Query(name string) string             { return x.c.Query(name) }
func (x *visit) Header(name string) string            { return x.c.Get(name) }
func (x *visit) BodyReader() io.Reader                { return bytes.NewReader(x.c.Request().Body()) }
func (x *visit) SetReadDeadline(time.Time) error      { return nil }
func (x *visit) Status() int                          { return x.status }
func (x *visit) SetHeader(name, value string)         { x.c.Response().Header.Set(name, value) }
func (x *visit) AppendHeader(name, value string)      { x.c.Response().Header.Add(name, value) }
func (x *visit) BodyWriter() io.Writer                { return x.c.Context() }
func (x *visit) EachHeader(each func(name, v string)) { eachHeader(x.c, each) }

func (x *visit) SetStatus(status int) {
	x.status = status
	x.c.Status(status)
}

func (x *visit) URL() url.URL {
	parsed, err := url.Parse(string(x.c.Request().RequestURI()))
	if err != nil {
		return url.URL{}
	}
	return *parsed
}

func (x *visit) GetMultipartForm() (*multipart.Form, error) {
	form, err := x.c.MultipartForm()
	if err != nil {
		return nil, err
	}
	for name, values := range form.Value {
		for _, value := range values {
			if !cleanText(name) || !cleanText(value) {
				return nil, errFormText
			}
		}
	}
	return form, nil
}

var errFormText = fault.Invalid("", "bad_text", texts["bad_text"])

func eachHeader(c *fiber.Ctx, each func(name, value string)) {
	c.Request().Header.All()(func(name, value []byte) bool {
		each(string(name), string(value))
		return true
	})
}

// File is an answer that is not JSON: Data, or what a Stream gives.
type File struct {
	ContentType string
	Name        string // offered for saving, "" to show in place
	Data        []byte
	Stream      io.ReadCloser
	Size        int // of the Stream, -1 where that is not known yet
}

func (f *File) send(c *fiber.Ctx) {
	c.Response().Header.SetContentType(f.ContentType)
	if f.Name != "" {
		c.Response().Header.Set(fiber.HeaderContentDisposition, "attachment; filename*=UTF-8''"+url.PathEscape(f.Name))
	}
	c.Status(fiber.StatusOK)
	if f.Stream != nil {
		c.Response().SetBodyStream(f.Stream, f.Size)
		return
	}
	c.Response().SetBodyRaw(f.Data)
}

// etag is the tag of a version.
func etag(version int64) string {
	if version == 0 {
		return ""
	}
	return `"` + strconv.FormatInt(version, 10) + `"`
}
