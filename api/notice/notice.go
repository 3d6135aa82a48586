// Package notice tells people what concerns them: each notice lies in one
// user's box until they read it. Areas of the business send within the Tx of the
// change that a notice is about, to a user, to all members of an organisation or
// to the officers of an area.
package notice

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"lienket/api/account"
	"lienket/api/fault"
	"lienket/api/store"
)

// Notice is one message in the box of one user.
type Notice struct {
	store.Meta `json:",inline"`
	UserID     string `json:"userId"`
	Kind       string `json:"kind"`
	Text       Text   `json:"text"`
	Link       string `json:"link,omitempty"` // the path of the page that it is about
	Read       bool   `json:"read"`
}

// Text is the stored form of a fault.Text.
type Text struct {
	VI string `json:"vi"`
	EN string `json:"en"`
}

// Message is what is told.
type Message struct {
	// Kind is a code such as "certificate-lapsing", for programs that sort notices.
	Kind string
	Text fault.Text
	// Link is the path of the page that it is about, "" for none.
	Link string
	// Key makes a message idempotent: who has had one of that key gets no other.
	// "" sends each time.
	Key string
}

// To is who is told.
type To struct {
	userID         string
	organizationID string
	areas          []string
}

// User addresses one user.
func User(id string) To { return To{userID: id} }

// Members addresses all members of an organisation, as they are now.
func Members(organizationID string) To { return To{organizationID: organizationID} }

// Officers addresses the officers who oversee a record: areas are its own area
// and all those above it.
func Officers(areas []string) To { return To{areas: areas} }

var noticeSchema = store.Schema{Name: "notices", Indexes: []store.Index{
	{Fields: []string{"userId", "-createdAt"}},
	{Fields: []string{"userId", "read", "-createdAt"}},
}}

// Options are what a Service is built from.
type Options struct {
	DB       store.DB
	Accounts *account.Service
	Clock    func() time.Time
}

// Service keeps the boxes.
type Service struct {
	db       store.DB
	accounts *account.Service
	notices  *store.Collection[Notice]
}

// New opens the boxes.
func New(ctx context.Context, options Options) (*Service, error) {
	notices, err := store.Open[Notice](ctx, options.DB, noticeSchema, options.Clock)
	if err != nil {
		return nil, err
	}
	return &Service{db: options.DB, accounts: options.Accounts, notices: notices}, nil
}

// Send puts a message into the box of everybody addressed; nobody is fine too. In
// a Tx it is part of that.
func (s *Service) Send(ctx context.Context, to To, m Message) error {
	if m.Kind == "" || m.Text.VI == "" || m.Link != "" && !strings.HasPrefix(m.Link, "/") {
		return fmt.Errorf("notice %q: kind, text and a path are needed", m.Kind)
	}
	return s.db.Tx(ctx, func(ctx context.Context) error {
		return s.each(ctx, to, func(userID string) error { return s.put(ctx, userID, m) })
	})
}

func (s *Service) each(ctx context.Context, to To, fn func(userID string) error) error {
	byUser := func(user *account.User) error { return fn(user.ID) }
	switch {
	case to.userID != "":
		return fn(to.userID)
	case to.organizationID != "":
		return s.accounts.EachMember(ctx, to.organizationID, byUser)
	case len(to.areas) > 0:
		return s.accounts.EachOfficer(ctx, to.areas, byUser)
	}
	return nil
}

func (s *Service) put(ctx context.Context, userID string, m Message) error {
	n := &Notice{UserID: userID, Kind: m.Kind, Text: Text(m.Text), Link: m.Link}
	if m.Key != "" {
		n.ID = keyID(userID, m.Key)
		// Looked up rather than tried: a refused insert would end a transaction.
		if _, err := s.notices.Get(ctx, n.ID); !fault.Is(err, fault.NotFound) {
			return err
		}
	}
	return s.notices.Insert(ctx, n)
}

func keyID(userID, key string) string {
	sum := sha256.Sum256([]byte(userID + "\x00" + key))
	return hex.EncodeToString(sum[:16])
}

// Notices lists the actor's own, the latest first; those not read alone if unread.
func (s *Service) Notices(ctx context.Context, actor account.Actor, unread bool, cursor string, limit int) (store.Page[Notice], error) {
	if !actor.SignedIn() {
		return store.Page[Notice]{}, account.ErrUnauthenticated
	}
	where := store.And{store.Eq{Field: "userId", Value: actor.UserID}}
	if unread {
		where = append(where, store.Eq{Field: "read", Value: false})
	}
	return s.notices.Find(ctx, store.Query{Where: where, Sort: []string{"-createdAt"}, Cursor: cursor, Limit: limit})
}

// Unread counts what the actor has not read; 0 for a visitor.
func (s *Service) Unread(ctx context.Context, actor account.Actor) (int64, error) {
	if !actor.SignedIn() {
		return 0, nil
	}
	return s.notices.Count(ctx, unreadOf(actor))
}

func unreadOf(actor account.Actor) store.Filter {
	return store.And{store.Eq{Field: "userId", Value: actor.UserID}, store.Eq{Field: "read", Value: false}}
}

// MarkRead marks one of the actor's notices as read; another's is NotFound.
func (s *Service) MarkRead(ctx context.Context, actor account.Actor, id string) (*Notice, error) {
	if !actor.SignedIn() {
		return nil, account.ErrUnauthenticated
	}
	n, err := s.notices.Get(ctx, id)
	if fault.Is(err, fault.NotFound) || err == nil && n.UserID != actor.UserID {
		return nil, fault.Missing(textNotice)
	}
	if err != nil || n.Read {
		return n, err
	}
	return s.notices.Update(ctx, id, func(n *Notice) error { n.Read = true; return nil })
}

// readBatch is how many notices one Tx marks.
const readBatch = 200

// MarkAllRead marks all that the actor has now as read, and says how many.
func (s *Service) MarkAllRead(ctx context.Context, actor account.Actor) (int, error) {
	if !actor.SignedIn() {
		return 0, account.ErrUnauthenticated
	}
	for total := 0; ; {
		marked := 0
		err := s.db.Tx(ctx, func(ctx context.Context) error {
			page, err := s.notices.Find(ctx, store.Query{Where: unreadOf(actor), Sort: []string{"-createdAt"}, Limit: readBatch})
			if err != nil {
				return err
			}
			marked = len(page.Items)
			for i := range page.Items {
				if _, err := s.notices.Update(ctx, page.Items[i].ID, func(n *Notice) error { n.Read = true; return nil }); err != nil {
					return err
				}
			}
			return nil
		})
		if total += marked; err != nil || marked < readBatch {
			return total, err
		}
	}
}

var textNotice = fault.T("thông báo này", "notice")
