package view

import (
	"context"
	"strings"
)

type navEntry struct {
	Link
	Current bool
}

// navigation is the main one: public pages, then what the viewer's role adds.
func navigation(ctx context.Context, p *Page) []navEntry {
	list := []navEntry{
		{Link: Link{t(ctx, "nav.products"), "/san-pham"}},
		{Link: Link{t(ctx, "nav.organizations"), "/htx"}},
		{Link: Link{t(ctx, "nav.metrics"), "/thong-ke"}},
	}
	if p.Viewer != nil {
		list = append(list,
			navEntry{Link: Link{t(ctx, "nav.demands"), "/nhu-cau"}},
			navEntry{Link: Link{t(ctx, "nav.contracts"), "/hop-dong"}})
	}
	for i := range list {
		list[i].Current = p.Nav != "" && list[i].URL == p.Nav
	}
	return list
}

func findID(big bool) string {
	if big {
		return "find-big"
	}
	return "find"
}

func noticeIcon(kind string) string {
	if kind == "" {
		return "done"
	}
	return "warning"
}

// bellCount is short, as the bell is small.
func bellCount(unread int) string {
	if unread > 99 {
		return "99+"
	}
	return itoa(unread)
}

// edgeOf picks one of the four woven edges for a thing, always the same one.
func edgeOf(id string) string {
	sum := 0
	for _, b := range []byte(id) {
		sum = sum*31 + int(b)
	}
	return "edge-" + string(rune('0'+uint(sum)%4))
}

func telephone(number string) string {
	return "tel:" + strings.NewReplacer(" ", "", ".", "").Replace(number)
}
