package rest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"

	"lienket/api/fault"
)

// Problem is the body of every refusal (RFC 9457).
type Problem struct {
	Type      string       `json:"type" format:"uri-reference" doc:"Where the code is explained"`
	Title     string       `json:"title" doc:"The code in words"`
	Status    int          `json:"status" minimum:"400" maximum:"599"`
	Detail    string       `json:"detail" doc:"What happened, in the language of Accept-Language"`
	Code      fault.Code   `json:"code" enum:"invalid_input,unauthenticated,forbidden,not_found,conflict,version_mismatch,capacity_exceeded,state_forbids,too_large,rate_limited,unavailable,internal"`
	Errors    []FieldError `json:"errors,omitempty" doc:"What is wrong with which field"`
	RequestID string       `json:"requestId,omitempty"`

	retryAfter time.Duration
	members    any
}

// FieldError is what is wrong with one field; its path is like months[2].amount.
type FieldError struct {
	Field   string `json:"field"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

// Error implements error.
func (p *Problem) Error() string { return string(p.Code) + ": " + p.Detail }

// GetStatus implements huma.StatusError.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType implements huma.ContentTypeFilter.
func (p *Problem) ContentType(string) string { return problemType }

const problemType = "application/problem+json"

// statuses maps the codes of refusals to HTTP: the one place where it is done.
var statuses = map[fault.Code]int{
	fault.InvalidInput:     http.StatusUnprocessableEntity,
	fault.Unauthenticated:  http.StatusUnauthorized,
	fault.Forbidden:        http.StatusForbidden,
	fault.NotFound:         http.StatusNotFound,
	fault.Conflict:         http.StatusConflict,
	fault.VersionMismatch:  http.StatusPreconditionFailed,
	fault.CapacityExceeded: http.StatusConflict,
	fault.StateForbids:     http.StatusConflict,
	fault.TooLarge:         http.StatusRequestEntityTooLarge,
	fault.RateLimited:      http.StatusTooManyRequests,
	fault.Unavailable:      http.StatusServiceUnavailable,
	fault.Internal:         http.StatusInternalServerError,
}

// Status is the HTTP status of an error, for pages to answer alike.
func Status(err error) int {
	status, _ := read(err)
	return status
}

// read turns any error into a status and a refusal that may be shown.
func read(err error) (int, *fault.Error) {
	var refusal *fault.Error
	if errors.As(err, &refusal) {
		if status, known := statuses[refusal.Code]; known && refusal.Code != fault.Internal {
			return status, refusal
		}
		return http.StatusInternalServerError, errInternal
	}
	var protocol *fiber.Error
	if errors.As(err, &protocol) {
		return protocol.Code, protocolRefusal(protocol.Code)
	}
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return http.StatusServiceUnavailable, errTooSlow
	}
	return http.StatusInternalServerError, errInternal
}

// protocolRefusal is the refusal behind a status that Fiber, fasthttp or huma
// chose.
func protocolRefusal(status int) *fault.Error {
	switch status {
	case http.StatusNotFound:
		return errNoRoute
	case http.StatusMethodNotAllowed:
		return errNoMethod
	case http.StatusRequestEntityTooLarge, http.StatusRequestHeaderFieldsTooLarge:
		return errTooLarge
	case http.StatusRequestTimeout:
		return errTimeout
	case http.StatusUnsupportedMediaType:
		return errMediaType
	case http.StatusUnauthorized:
		return fault.New(fault.Unauthenticated, titles[fault.Unauthenticated])
	case http.StatusTooManyRequests:
		return fault.New(fault.RateLimited, titles[fault.RateLimited])
	}
	if status >= 500 {
		return errInternal
	}
	return errRequest
}

// problem makes the body for err.
func problem(err error, lang, requestID string) *Problem {
	var ready *Problem
	if errors.As(err, &ready) {
		return ready
	}
	status, refusal := read(err)
	p := newProblem(status, refusal, lang, requestID)
	var extended *withMembers
	if errors.As(err, &extended) {
		p.members = extended.members
	}
	return p
}

func newProblem(status int, refusal *fault.Error, lang, requestID string) *Problem {
	p := &Problem{
		Type:       "/docs#" + string(refusal.Code),
		Title:      titles[refusal.Code].In(lang),
		Status:     status,
		Detail:     refusal.Message.In(lang),
		Code:       refusal.Code,
		RequestID:  requestID,
		retryAfter: refusal.RetryAfter,
	}
	for _, field := range refusal.Fields {
		p.Errors = append(p.Errors, FieldError{field.Path, field.Code, field.Message.In(lang)})
	}
	if p.retryAfter == 0 && (status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable) {
		p.retryAfter = 2 * time.Second
	}
	return p
}

// withMembers is a refusal whose problem has more members.
type withMembers struct {
	error
	members any
}

func (w *withMembers) Unwrap() error { return w.error }

// extend adds the members of a JSON object to err's problem; they win over those
// of the same name.
func extend(err error, members any) error { return &withMembers{err, members} }

// MarshalJSON writes the members, then those that were added.
func (p *Problem) MarshalJSON() ([]byte, error) {
	type plain Problem
	if p.members == nil {
		return json.Marshal((*plain)(p))
	}
	merged := map[string]json.RawMessage{}
	for _, part := range []any{(*plain)(p), p.members} {
		text, err := json.Marshal(part)
		if err == nil {
			err = json.Unmarshal(text, &merged)
		}
		if err != nil {
			return nil, err
		}
	}
	return json.Marshal(merged)
}

// setHeaders sets what belongs to a problem beside its body.
func (p *Problem) setHeaders(set func(name, value string), lang string) {
	set(fiber.HeaderContentLanguage, lang)
	if p.Status == http.StatusUnauthorized {
		set(fiber.HeaderWWWAuthenticate, `Bearer realm="lienket"`)
	}
	if p.retryAfter > 0 {
		seconds := int64((p.retryAfter + time.Second - 1) / time.Second)
		set(fiber.HeaderRetryAfter, strconv.FormatInt(seconds, 10))
	}
}

// answerError answers err, as a page outside the API if there are pages. It logs
// what must not be shown.
func (s *Server) answerError(c *fiber.Ctx, r *request, err error) {
	p := problem(err, r.lang, r.id)
	if p.Status >= 500 {
		s.opts.Logger.LogAttrs(r, slog.LevelError, "request failed",
			slog.String("request_id", r.id), slog.String("method", c.Method()), slog.String("path", c.Path()),
			slog.Int("status", p.Status), slog.Any("err", err))
	}
	c.Response().ResetBody()
	if s.opts.PageError != nil && !apiPath(c.Path()) {
		c.Status(p.Status)
		p.setHeaders(c.Set, r.lang)
		if s.opts.PageError(c, err, p.Status) == nil {
			return
		}
		c.Response().ResetBody()
	}
	writeProblem(c, r, p)
}

func writeProblem(c *fiber.Ctx, r *request, p *Problem) {
	c.Status(p.Status)
	p.setHeaders(c.Set, r.lang)
	body, err := json.Marshal(p)
	if err != nil { // only members can fail
		p.members = nil
		body, _ = json.Marshal(p)
	}
	c.Response().Header.SetContentType(problemType)
	c.Response().SetBodyRaw(body)
}

func apiPath(path string) bool {
	return strings.HasPrefix(path, "/api/") || path == "/api" || path == "/openapi.json" || path == "/metrics"
}

// humaError makes huma's own refusals ours: unreadable and invalid requests.
func humaError(ctx huma.Context, status int, message string, errs ...error) huma.StatusError {
	lang, id := "vi", ""
	if ctx != nil {
		if r := requestOf(ctx.Context()); r != nil {
			lang, id = r.lang, r.id
		}
	}
	refusal := protocolRefusal(status)
	if status == http.StatusBadRequest || status == http.StatusUnprocessableEntity {
		refusal = fieldsOf(errs)
		if len(refusal.Fields) == 0 && message == "request body is required" {
			refusal = fault.Invalid("", "required", textBodyRequired)
		}
	}
	p := newProblem(status, refusal, lang, id)
	if ctx != nil {
		p.setHeaders(ctx.SetHeader, lang)
	}
	return p
}

func init() {
	// huma keeps these in variables of its package.
	huma.NewError = func(status int, message string, errs ...error) huma.StatusError {
		return humaError(nil, status, message, errs...)
	}
	huma.NewErrorWithContext = humaError
	huma.DefaultArrayNullable = false
	huma.ValidateStrictCasing = true
}

// encode writes JSON as answers have it: no HTML escapes, no newline.
func encode(v any) ([]byte, error) {
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(buffer.Bytes(), []byte("\n")), nil
}

var titles = map[fault.Code]fault.Text{
	fault.InvalidInput:     fault.T("Dữ liệu chưa hợp lệ", "Invalid input"),
	fault.Unauthenticated:  fault.T("Chưa đăng nhập", "Not signed in"),
	fault.Forbidden:        fault.T("Không được phép", "Not allowed"),
	fault.NotFound:         fault.T("Không tìm thấy", "Not found"),
	fault.Conflict:         fault.T("Trùng hoặc xung đột", "Conflict"),
	fault.VersionMismatch:  fault.T("Dữ liệu đã thay đổi", "Changed meanwhile"),
	fault.CapacityExceeded: fault.T("Vượt năng lực cung ứng", "Capacity exceeded"),
	fault.StateForbids:     fault.T("Trạng thái không cho phép", "Not possible in this state"),
	fault.TooLarge:         fault.T("Quá lớn", "Too large"),
	fault.RateLimited:      fault.T("Quá nhiều yêu cầu", "Too many requests"),
	fault.Unavailable:      fault.T("Tạm thời không phục vụ được", "Temporarily unavailable"),
	fault.Internal:         fault.T("Lỗi hệ thống", "Internal error"),
}

var (
	errInternal  = fault.New(fault.Internal, fault.T("Hệ thống gặp lỗi. Hãy thử lại; nếu vẫn lỗi, hãy báo mã yêu cầu này.", "Something went wrong on our side. Try again; if it stays, report this request ID."))
	errNoRoute   = fault.New(fault.NotFound, fault.T("Không có gì ở địa chỉ này.", "There is nothing at this address."))
	errNoMethod  = fault.New(fault.NotFound, fault.T("Địa chỉ này không nhận phương thức đó.", "This address does not take that method."))
	errTooLarge  = fault.New(fault.TooLarge, fault.T("Yêu cầu quá lớn.", "The request is too large."))
	errTimeout   = fault.New(fault.Unavailable, fault.T("Hết thời gian chờ dữ liệu gửi lên.", "The request took too long to arrive."))
	errTooSlow   = fault.New(fault.Unavailable, fault.T("Việc này mất quá nhiều thời gian. Hãy thử lại.", "This took too long. Try again."))
	errMediaType = fault.New(fault.InvalidInput, fault.T("Kiểu nội dung không được hỗ trợ; hãy gửi application/json.", "That content type is not supported; send application/json."))
	errRequest   = fault.New(fault.InvalidInput, fault.T("Không đọc được yêu cầu.", "The request cannot be read."))

	textBodyRequired = fault.T("Thiếu nội dung yêu cầu.", "The request needs a body.")
)
