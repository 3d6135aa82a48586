package registry

import (
	"context"
	"net/url"
	"slices"

	"lienket/api/account"
	"lienket/api/fault"
	"lienket/api/store"
)

// View is a way of looking at the register that an officer keeps: filters, order
// and columns under a name.
type View struct {
	store.Meta `json:",inline"`
	UserID     string `json:"userId"`
	Owner      string `json:"owner"` // a name
	Name       string `json:"name"`
	Query      string `json:"query"` // of the register's page, with its parameters in order
	// SharedIn is the area whose officers see it too, "" for its owner alone.
	SharedIn string `json:"sharedIn,omitempty"`
}

var viewSchema = store.Schema{Name: "registryViews", Indexes: []store.Index{
	{Fields: []string{"userId", "-createdAt"}},
	{Fields: []string{"sharedIn", "-createdAt"}},
}}

// MaxViews is how many views an officer keeps.
const MaxViews = 50

// ViewParameters are what the query of a view may ask. The page of a list is not
// among them.
var ViewParameters = []string{"q", "kind", "status", "area", "lineOfBusiness", "sizeClass", "rating", "law", "sort", "col"}

// NewView is what an officer says of one.
type NewView struct {
	Name   string
	Query  string
	Shared bool // with the officers of the same area
}

// ViewChange alters one; nil members stay.
type ViewChange struct {
	Name   *string
	Query  *string
	Shared *bool
}

func (w *View) check() error {
	var check fault.Check
	w.Name = check.Line("name", w.Name, 1, 80)
	asked, err := url.ParseQuery(w.Query)
	check.That(err == nil && len(w.Query) <= 1000, "query", "malformed", textViewQuery)
	for name, values := range asked {
		if !slices.Contains(ViewParameters, name) {
			delete(asked, name)
		} else if asked[name] = slices.DeleteFunc(values, func(value string) bool { return value == "" }); len(asked[name]) == 0 {
			delete(asked, name)
		}
	}
	w.Query = asked.Encode()
	return check.Err()
}

func (w *View) share(actor account.Actor, shared bool) {
	w.SharedIn = ""
	if shared {
		w.SharedIn = actor.AreaCode
	}
}

// Views lists an officer's own, the latest first, then those that colleagues of the
// same area share. There are at most MaxViews of each.
func (s *Service) Views(ctx context.Context, actor account.Actor) ([]View, error) {
	if err := actor.Require(account.Officer); err != nil {
		return nil, err
	}
	own, err := s.views.Find(ctx, store.Query{Where: store.Eq{Field: "userId", Value: actor.UserID}, Sort: []string{"-createdAt"}, Limit: MaxViews})
	if err != nil || actor.AreaCode == "" {
		return own.Items, err
	}
	shared, err := s.views.Find(ctx, store.Query{Where: store.Eq{Field: "sharedIn", Value: actor.AreaCode}, Sort: []string{"-createdAt"}, Limit: MaxViews})
	for _, view := range shared.Items {
		if view.UserID != actor.UserID {
			own.Items = append(own.Items, view)
		}
	}
	return own.Items, err
}

// KeepView keeps a view. Errors: InvalidInput, StateForbids at MaxViews.
func (s *Service) KeepView(ctx context.Context, actor account.Actor, n NewView) (*View, error) {
	if err := actor.Require(account.Officer); err != nil {
		return nil, err
	}
	view := &View{UserID: actor.UserID, Owner: actor.FullName, Name: n.Name, Query: n.Query}
	if err := view.check(); err != nil {
		return nil, err
	}
	view.share(actor, n.Shared)
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		kept, err := s.views.Count(ctx, store.Eq{Field: "userId", Value: actor.UserID})
		if err != nil {
			return err
		}
		if kept >= MaxViews {
			return fault.New(fault.StateForbids, textViewMany.With(MaxViews))
		}
		view.ID = ""
		return s.views.Insert(ctx, view)
	})
	if err != nil {
		return nil, err
	}
	return view, nil
}

// ChangeView alters one of the actor's own; another's is NotFound. version 0
// accepts any.
func (s *Service) ChangeView(ctx context.Context, actor account.Actor, id string, version int64, change ViewChange) (*View, error) {
	if err := actor.Require(account.Officer); err != nil {
		return nil, err
	}
	view, err := s.views.Update(ctx, id, func(view *View) error {
		if view.UserID != actor.UserID {
			return fault.Missing(textView)
		}
		if err := store.CheckVersion(&view.Meta, version); err != nil {
			return err
		}
		if change.Name != nil {
			view.Name = *change.Name
		}
		if change.Query != nil {
			view.Query = *change.Query
		}
		if change.Shared != nil {
			view.share(actor, *change.Shared)
		}
		return view.check()
	})
	if fault.Is(err, fault.NotFound) {
		return nil, fault.Missing(textView)
	}
	return view, err
}

// ForgetView deletes one of the actor's own.
func (s *Service) ForgetView(ctx context.Context, actor account.Actor, id string) error {
	if err := actor.Require(account.Officer); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context) error {
		view, err := s.views.Get(ctx, id)
		if fault.Is(err, fault.NotFound) || err == nil && view.UserID != actor.UserID {
			return fault.Missing(textView)
		}
		if err != nil {
			return err
		}
		return s.views.Delete(ctx, id)
	})
}

var (
	textView      = fault.T("cách xem này", "view")
	textViewQuery = fault.T("Không đọc được bộ lọc của cách xem này.", "The filters of this view cannot be read.")
	textViewMany  = fault.T("Đã lưu %d cách xem. Hãy xóa bớt.", "%d views are kept already. Delete some first.")
)
