package web

import (
	"crypto/rand"
	"net/url"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"lienket/api/fault"
	"lienket/web/view"
)

// The cookies. A visitor's cookie is random and binds the forms of the door;
// the notice is the name of a message to be shown once.
const (
	sessionCookie = "lk_session"
	visitorCookie = "lk_visitor"
	langCookie    = "lk_lang"
	noticeCookie  = "lk_notice"
)

// setCookie keeps value in the browser for a time: not until an hour of the
// clock, because the clocks of cheap phones are wrong.
func (s *Site) setCookie(c *fiber.Ctx, name, value string, keep time.Duration) {
	c.Cookie(&fiber.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: int(keep / time.Second),
		HTTPOnly: true, Secure: s.secure, SameSite: fiber.CookieSameSiteLaxMode,
	})
}

func (s *Site) dropCookie(c *fiber.Ctx, name string) {
	c.Cookie(&fiber.Cookie{
		Name: name, Path: "/", Expires: time.Unix(1, 0),
		HTTPOnly: true, Secure: s.secure, SameSite: fiber.CookieSameSiteLaxMode,
	})
}

// formToken is the CSRF token of a form on this page, with the organisation that the
// viewer acts for. A visitor gets a cookie to
// bind it to, so that nobody can be signed in to somebody else's account.
func (v *visit) formToken() string {
	cookie := v.session
	if cookie == "" {
		if cookie = v.c.Cookies(visitorCookie); cookie == "" {
			cookie = rand.Text()
		}
		v.site.setCookie(v.c, visitorCookie, cookie, 24*time.Hour)
	}
	return v.bound(cookie)
}

// bound is a token for that cookie, with the organisation that the viewer acts for.
func (v *visit) bound(cookie string) string {
	return v.site.Accounts.CSRF(cookie) + actingFor + v.actor.OrganizationID
}

// actingFor parts a token from an organisation's ID; neither has it.
const actingFor = "."

// guarded lets a form through that comes from a page of ours, twice proved: by
// where the browser says it comes from, and by the token in it.
func (s *Site) guarded(h handler) handler {
	return func(v *visit) error {
		if !s.ownOrigin(v.c) {
			return errForeignForm
		}
		cookie := v.session
		if cookie == "" {
			cookie = v.c.Cookies(visitorCookie)
		}
		if cookie == "" {
			return errForeignForm
		}
		token, _, _ := strings.Cut(v.c.FormValue("csrf"), actingFor)
		if err := s.Accounts.CheckCSRF(cookie, token); err != nil {
			return errForeignForm.Wrap(err)
		}
		return h(v)
	}
}

// ownForm lets a form through that was shown while the viewer acted for the same
// organisation as now: who has switched or joined one in another tab would change that
// one's data.
func ownForm(h handler) handler {
	return func(v *visit) error {
		_, shown, _ := strings.Cut(v.c.FormValue("csrf"), actingFor)
		switch {
		case v.actor.OrganizationID == "" || v.actor.MemberOf(shown):
			return h(v)
		case shown == "":
			return errNobodysForm
		}
		return errOtherForm
	}
}

var (
	errOtherForm = fault.New(fault.Conflict, fault.T(
		"Trang này mở khi bạn làm việc cho một tổ chức khác của mình. Chưa có gì được lưu: hãy chuyển lại tổ chức đó rồi gửi lại, hoặc tải lại trang.",
		"This page was opened while you acted for another organisation of yours. Nothing has been saved: switch back and send it again, or reload the page."))
	errNobodysForm = fault.New(fault.Conflict, fault.T(
		"Trang này mở khi bạn chưa làm việc cho tổ chức nào. Chưa có gì được lưu. Nút quay lại của trình duyệt đưa về trang với những gì đã nhập; hãy chép lại, tải lại trang rồi gửi.",
		"This page was opened before you acted for an organisation. Nothing has been saved. Your browser's back button leads to what you typed; copy it, reload the page and send it again."))
)

// errForeignForm is shown as "the page has been open too long": that is what has
// happened to every honest sender.
var errForeignForm = fault.New(fault.Forbidden, fault.T(
	"Biểu mẫu đã hết hạn. Hãy tải lại trang rồi gửi lại.",
	"This form has expired. Reload the page and send it again."))

// ownOrigin trusts Origin, else Sec-Fetch-Site; a browser without either is held
// by the token alone.
func (s *Site) ownOrigin(c *fiber.Ctx) bool {
	if origin := c.Get(fiber.HeaderOrigin); origin != "" {
		from, err := url.Parse(origin)
		return err == nil && from.Host != "" && (from.Host == s.public.Host || from.Host == string(c.Request().Host()))
	}
	site := c.Get("Sec-Fetch-Site")
	return site == "" || site == "same-origin" || site == "none"
}

// localPath is next if it is a path of this site, else otherwise.
func localPath(next, otherwise string) string {
	if !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || len(next) > 2000 ||
		strings.ContainsFunc(next, func(r rune) bool { return r <= ' ' || r == '\\' || r == 0x7f }) {
		return otherwise
	}
	parsed, err := url.Parse(next)
	if err != nil || parsed.Host != "" || parsed.Scheme != "" {
		return otherwise
	}
	return next
}

// noticeKeys are the messages that may follow a redirect.
var noticeKeys = map[string]string{
	"signed-out": "sign_in.signed_out",
	"welcome":    "register.welcome",
	"saved":      "form.saved",
	"kept":       "wizard.kept",
	"quoted":     "quote.sent",
	"draft-kept": "goods.draft_kept",
	"published":  "goods.published",
	"invited":    "invite.sent",
	"handed-in":  "report.handed_in",
	"joined":     "invitation.joined",
	"merged":     "duplicates.merged",
}

// leaveNotice has the next page show a message.
func (v *visit) leaveNotice(name string) {
	v.site.setCookie(v.c, noticeCookie, name, time.Minute)
}

func (v *visit) takeNotice() []view.Notice {
	name := v.c.Cookies(noticeCookie)
	if name == "" {
		return nil
	}
	v.site.dropCookie(v.c, noticeCookie)
	if key, known := noticeKeys[name]; known {
		return []view.Notice{{Text: v.T(key)}}
	}
	return nil
}
