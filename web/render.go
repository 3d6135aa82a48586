package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/url"
	"strings"

	"github.com/a-h/templ"
	"github.com/gofiber/fiber/v2"

	"lienket/api/fault"
	"lienket/web/i18n"
	"lienket/web/static"
	"lienket/web/view"
)

// render answers with a page, its status what c has.
func (v *visit) render(page templ.Component) error {
	response := v.c.Response()
	for _, header := range pageHeaders {
		response.Header.Set(header[0], header[1])
	}
	response.Header.Set(fiber.HeaderContentLanguage, string(v.Lang()))
	response.Header.Add(fiber.HeaderVary, fiber.HeaderCookie)
	response.Header.SetContentType(fiber.MIMETextHTMLCharsetUTF8)
	if err := page.Render(v.ctx, v.c.Response().BodyWriter()); err != nil {
		response.ResetBody()
		return err
	}
	v.tag()
	return nil
}

// tag lets a visitor's browser keep a page until it changes. Pages with a form
// that posts differ each time.
func (v *visit) tag() {
	response := v.c.Response()
	if response.StatusCode() != fiber.StatusOK || v.actor.SignedIn() || len(response.Header.Peek(fiber.HeaderSetCookie)) > 0 ||
		bytes.Contains(response.Body(), []byte(`name="csrf"`)) {
		return
	}
	sum := sha256.Sum256(response.Body())
	etag := `W/"` + hex.EncodeToString(sum[:8]) + `"`
	response.Header.Set(fiber.HeaderETag, etag)
	if strings.Contains(v.c.Get(fiber.HeaderIfNoneMatch), etag) {
		response.ResetBody()
		v.c.Status(fiber.StatusNotModified)
	}
}

// staticFile serves an asset for ever: its name changes with its content.
func (s *Site) staticFile(c *fiber.Ctx) error {
	file := static.Get(c.Params("name"))
	if file == nil {
		return fiber.ErrNotFound
	}
	c.Set(fiber.HeaderContentType, file.ContentType)
	c.Set(fiber.HeaderCacheControl, "public, max-age=31536000, immutable")
	c.Set(fiber.HeaderVary, fiber.HeaderAcceptEncoding)
	c.Set("X-Content-Type-Options", "nosniff")
	c.Set("Cross-Origin-Resource-Policy", "same-origin")
	if len(file.Gzipped) < len(file.Body) && c.Get(fiber.HeaderAcceptEncoding) != "" && c.AcceptsEncodings("gzip") == "gzip" {
		c.Set(fiber.HeaderContentEncoding, "gzip")
		c.Context().SetBody(file.Gzipped) // copied: a later handler may change it
		return nil
	}
	c.Context().SetBody(file.Body)
	return nil
}

// Error answers err as a page. The server calls it with the status that it gives
// such an error.
func (s *Site) Error(c *fiber.Ctx, err error, status int) error {
	v, failed := s.visit(c)
	if failed != nil { // the store is down: show the page to whom it may concern
		v = s.stranger(c)
	}
	c.Status(status)
	if status == fiber.StatusUnauthorized && c.Method() == fiber.MethodGet && !v.actor.SignedIn() {
		_, err := v.signedIn()
		return err
	}
	key, refusal := problemKey(err, status), (*fault.Error)(nil)
	model := view.ProblemModel{
		Status: status, Title: v.T("problem." + key), Text: v.T("problem." + textKey(key)),
		RequestID: s.RequestID(c.UserContext()),
	}
	if errors.As(err, &refusal) && status < fiber.StatusInternalServerError && key != "not_found" && key != "expired" && key != "signed_out" && key != "too_slow" {
		model.Text = v.Text(refusal.Message)
	}
	if key == "too_slow" || key == "too_large" || c.Method() == fiber.MethodGet && (status >= 500 || status == fiber.StatusTooManyRequests) {
		model.Links = append(model.Links, view.Link{Label: v.T("problem.try_again"), URL: c.OriginalURL()})
	}
	if key == "signed_out" {
		model.Apart = view.Link{Label: v.T("sign_in.button"), URL: address("/dang-nhap", url.Values{"next": {v.cameFrom()}})}
	}
	model.Links = append(model.Links,
		view.Link{Label: v.T("search.all"), URL: "/san-pham"}, view.Link{Label: v.T("problem.go_home"), URL: "/"})
	page := v.page(model.Title)
	page.NoIndex = true
	return v.render(view.Problem(page, model))
}

// stranger is a visit of whom nothing can be known.
func (s *Site) stranger(c *fiber.Ctx) *visit {
	v := &visit{site: s, c: c, query: url.Values{}, Printer: i18n.For(s.language(c, url.Values{}))}
	v.ctx = i18n.Into(c.UserContext(), v.Printer)
	return v
}

// problemKey chooses the words for an error.
func problemKey(err error, status int) string {
	switch {
	case errors.Is(err, errSearchDown):
		return "search_down"
	case isForeign(err):
		return "expired"
	case isRefusal(err, errSignedOut):
		return "signed_out"
	case status == fiber.StatusNotFound || status == fiber.StatusMethodNotAllowed:
		return "not_found"
	case status == fiber.StatusForbidden || status == fiber.StatusUnauthorized:
		return "forbidden"
	case status == fiber.StatusTooManyRequests:
		return "too_many"
	case status == fiber.StatusServiceUnavailable || status == fiber.StatusGatewayTimeout:
		return "unavailable"
	case status == fiber.StatusRequestTimeout:
		return "too_slow"
	case status == fiber.StatusRequestEntityTooLarge:
		return "too_large"
	case status < fiber.StatusInternalServerError:
		return "bad_request"
	}
	return "internal"
}

func textKey(key string) string {
	if key == "search_down" {
		return "unavailable_text"
	}
	return key + "_text"
}

func isForeign(err error) bool { return isRefusal(err, errForeignForm) }

// isRefusal reports whether an error is that refusal, for whatever cause.
func isRefusal(err error, refusal *fault.Error) bool {
	var other *fault.Error
	return errors.As(err, &other) && other.Message == refusal.Message
}

// errSearchDown joins an error of the search engine, to be told apart from one
// of the store.
var errSearchDown = errors.New("search is down")

func searchError(err error) error {
	if fault.Is(err, fault.Unavailable) {
		return errors.Join(err, errSearchDown)
	}
	return err
}
