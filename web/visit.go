package web

import (
	"context"
	"net/url"
	"time"

	"github.com/gofiber/fiber/v2"

	"lienket/api/account"
	"lienket/api/fault"
	"lienket/api/measure"
	"lienket/web/i18n"
	"lienket/web/view"
)

// visit is one request for a page: who comes, in which language, with which form.
type visit struct {
	*i18n.Printer
	site    *Site
	c       *fiber.Ctx
	ctx     context.Context // with the printer, for components
	actor   account.Actor
	session string // the session's cookie, "" for a visitor
	query   url.Values
	notices []view.Notice
}

// visit recognises who comes. A cookie that opens nothing is a visitor's.
func (s *Site) visit(c *fiber.Ctx) (*visit, error) {
	query, err := url.ParseQuery(string(c.Context().URI().QueryString()))
	if err != nil {
		query = url.Values{} // what can't be read asks nothing
	}
	v := &visit{site: s, c: c, query: query, Printer: i18n.For(s.language(c, query))}
	v.ctx = i18n.Into(c.UserContext(), v.Printer)
	if cookie := c.Cookies(sessionCookie); cookie != "" {
		v.actor, err = s.Accounts.PageActor(v.ctx, cookie)
		switch {
		case err == nil:
			v.session = cookie
			s.SetActor(c.UserContext(), v.actor)
		case fault.Is(err, fault.Unauthenticated):
			s.dropCookie(c, sessionCookie)
		default:
			return nil, err
		}
	}
	return v, nil
}

// language is the one asked for by ?lang, which is remembered, else the one
// remembered, else Vietnamese.
func (s *Site) language(c *fiber.Ctx, query url.Values) i18n.Lang {
	if lang, ok := i18n.Parse(query.Get("lang")); ok {
		if c.Cookies(langCookie) != string(lang) {
			s.setCookie(c, langCookie, string(lang), 365*24*time.Hour)
		}
		return lang
	}
	lang, _ := i18n.Parse(c.Cookies(langCookie))
	return lang
}

// page is the frame of a page in this visit.
func (v *visit) page(title string) *view.Page {
	path := v.c.Path()
	p := &view.Page{Title: title, Lang: v.Lang(), Notices: v.takeNotice()}
	p.Notices = append(p.Notices, v.notices...)
	for _, lang := range i18n.Langs {
		query := url.Values{}
		if v.c.Method() == fiber.MethodGet { // what was posted can't be asked again
			for name, values := range v.query {
				query[name] = values
			}
		}
		query.Set("lang", string(lang))
		p.LangLinks = append(p.LangLinks, view.LangLink{Lang: lang, URL: address(path, query), Current: lang == v.Lang()})
	}
	if v.actor.SignedIn() {
		p.Viewer = &view.Viewer{Name: v.actor.FullName, Role: string(v.actor.Role), Unread: v.unread()}
		p.CSRF = v.bound(v.session)
	}
	return p
}

// absolute is an address of the site as others see it.
func (v *visit) absolute(path string) string {
	return v.site.public.ResolveReference(&url.URL{Path: path}).String()
}

// address is a path with a query, if there is one.
func address(path string, query url.Values) string {
	u := url.URL{Path: path, RawQuery: query.Encode()}
	return u.String()
}

func (v *visit) today() measure.Date { return measure.DateOf(v.site.Clock()) }

func (v *visit) month() measure.Month { return measure.MonthOf(v.site.Clock()) }

// origin is where the visit comes from, for sessions and throttling.
func (v *visit) origin() account.Origin {
	return account.Origin{Address: v.site.Address(v.c), UserAgent: v.c.Get(fiber.HeaderUserAgent)}
}

// signedIn sends a visitor to the door, from where they come back.
func (v *visit) signedIn() (redirected bool, err error) {
	if v.actor.SignedIn() {
		return false, nil
	}
	return true, v.redirect(address("/dang-nhap", url.Values{"next": {v.c.OriginalURL()}}))
}

// redirect answers a form or a page with another page.
func (v *visit) redirect(to string) error {
	v.c.Set(fiber.HeaderCacheControl, "no-store")
	return v.c.Redirect(to, fiber.StatusSeeOther)
}
