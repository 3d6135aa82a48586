package rest

import (
	"context"

	"lienket/api/fault"
	"lienket/api/notice"
)

// Notice is a message to the account that is signed in.
type Notice struct {
	ID        string  `json:"id"`
	Kind      string  `json:"kind" doc:"A code, such as certificate-lapsing"`
	Text      string  `json:"text" doc:"In the language of Accept-Language"`
	Link      string  `json:"link,omitempty" doc:"The path of the page that it is about"`
	Read      bool    `json:"read"`
	CreatedAt Instant `json:"createdAt"`
}

func showNotice(n *notice.Notice, lang string) Notice {
	return Notice{ID: n.ID, Kind: n.Kind, Text: fault.Text(n.Text).In(lang), Link: n.Link, Read: n.Read, CreatedAt: Instant{n.CreatedAt}}
}

type noticesQuery struct {
	Paging
	Unread bool `query:"unread" doc:"Only those not read"`
}

// NoticeCount is how many notices wait.
type NoticeCount struct {
	Unread int64 `json:"unread"`
}

func (s *Server) notices(notices *notice.Service) {
	at := s.resource("notices", "What the account that is signed in is told")

	get(at, "/notices", "One's notices, the latest first", func(ctx context.Context, in *noticesQuery) (*Reply[List[Notice]], error) {
		page, err := notices.Notices(ctx, actor(ctx), in.Unread, in.Cursor, in.Limit)
		return listed(page, func(n *notice.Notice) Notice { return showNotice(n, Language(ctx)) }), err
	}, signedIn)
	get(at, "/notices/count", "How many are not read", func(ctx context.Context, _ *none) (*Reply[NoticeCount], error) {
		unread, err := notices.Unread(ctx, actor(ctx))
		return reply(NoticeCount{unread}), err
	}, signedIn)
	post(at, "/notices/read-all", "Mark all as read", func(ctx context.Context, _ *none) (*Reply[NoticeCount], error) {
		_, err := notices.MarkAllRead(ctx, actor(ctx))
		return reply(NoticeCount{}), err
	})
	post(at, "/notices/{id}/read", "Mark one as read", func(ctx context.Context, in *ByID) (*Reply[Notice], error) {
		n, err := notices.MarkRead(ctx, actor(ctx), in.ID)
		if err != nil {
			return nil, err
		}
		return reply(showNotice(n, Language(ctx))), nil
	})
}
