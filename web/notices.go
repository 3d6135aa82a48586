package web

import (
	"lienket/api/account"
	"lienket/api/fault"
	"lienket/web/view"
)

// showNotices lists what the viewer has been told.
func (s *Site) showNotices(v *visit) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	found, err := s.Notices.Notices(v.ctx, v.actor, false, v.query.Get("cursor"), listPage)
	if err != nil {
		return err
	}
	model := view.NoticesModel{Pager: v.cursorPager("/thong-bao", found.Next), Downloads: v.downloads("thong-bao")}
	for _, n := range found.Items {
		model.Items = append(model.Items, view.NoticeItem{
			ID: n.ID, Text: v.Text(fault.Text(n.Text)), Day: v.Day(n.CreatedAt.Time), Read: n.Read})
	}
	page := v.page(v.T("notices.title"))
	page.Nav, page.NoIndex = "/thong-bao", true
	return v.render(view.Notices(page, model))
}

// openNotice leads to what a notice is about, and marks it as read: who followed
// it has.
func (s *Site) openNotice(v *visit) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	n, err := s.Notices.MarkRead(v.ctx, v.actor, v.c.Params("id"))
	if err != nil {
		return err
	}
	return v.redirect(localPath(n.Link, "/thong-bao"))
}

func (s *Site) readAllNotices(v *visit) error {
	if !v.actor.SignedIn() {
		return account.ErrUnauthenticated
	}
	if _, err := s.Notices.MarkAllRead(v.ctx, v.actor); err != nil {
		return err
	}
	return v.redirect("/thong-bao")
}

// unread counts for the bell. A page is shown without the count rather than not.
func (v *visit) unread() int {
	count, err := v.site.Notices.Unread(v.ctx, v.actor)
	if err != nil {
		v.site.Log.WarnContext(v.ctx, "notices not counted", "error", err)
	}
	return int(count)
}
