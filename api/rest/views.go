package rest

import (
	"context"

	"lienket/api/account"
	"lienket/api/registry"
)

// View is a way of looking at the register that an officer keeps.
type View struct {
	ID        string  `json:"id"`
	Name      string  `json:"name"`
	Query     string  `json:"query" doc:"The query string of the register's page" example:"kind=cooperative&rating=tot"`
	Shared    bool    `json:"shared" doc:"With the officers of the same area"`
	Own       bool    `json:"own" doc:"Only the owner alters it"`
	Owner     string  `json:"owner" doc:"A name"`
	Version   int64   `json:"version"`
	CreatedAt Instant `json:"createdAt"`
}

func showView(v *registry.View, actor account.Actor) View {
	return View{ID: v.ID, Name: v.Name, Query: v.Query, Shared: v.SharedIn != "", Own: v.UserID == actor.UserID, Owner: v.Owner,
		Version: v.Version, CreatedAt: Instant{v.CreatedAt}}
}

type newViewInput struct {
	Body struct {
		Name   string `json:"name" minLength:"1" maxLength:"80"`
		Query  string `json:"query" maxLength:"1000"`
		Shared bool   `json:"shared,omitempty"`
	}
}

type viewChange struct {
	ByID
	Body struct {
		Name   *string `json:"name,omitempty" minLength:"1" maxLength:"80"`
		Query  *string `json:"query,omitempty" maxLength:"1000"`
		Shared *bool   `json:"shared,omitempty"`
	}
}

func (s *Server) views(organizations *registry.Service) {
	at := s.resource("views", "Ways of looking at the register that an officer keeps")

	get(at, "/me/views", "One's views, the latest first, then those that colleagues share", func(ctx context.Context, _ *none) (*Reply[List[View]], error) {
		views, err := organizations.Views(ctx, actor(ctx))
		items := make([]View, len(views))
		for i := range views {
			items[i] = showView(&views[i], actor(ctx))
		}
		return reply(List[View]{Items: items}), err
	}, signedIn)
	create(at, "/me/views", "Keep a view", func(ctx context.Context, in *newViewInput) (*Reply[View], error) {
		view, err := organizations.KeepView(ctx, actor(ctx), registry.NewView(in.Body))
		if err != nil {
			return nil, err
		}
		return created("/me/views/"+view.ID, showView(view, actor(ctx)), view.Version), nil
	})
	patch(at, "/me/views/{id}", "Rename a view, alter it, share it or not", func(ctx context.Context, in *viewChange) (*Reply[View], error) {
		view, err := organizations.ChangeView(ctx, actor(ctx), in.ID, ifMatch(ctx), registry.ViewChange(in.Body))
		if err != nil {
			return nil, err
		}
		return versioned(showView(view, actor(ctx)), view.Version), nil
	})
	remove(at, "/me/views/{id}", "Delete a view", func(ctx context.Context, in *ByID) error {
		return organizations.ForgetView(ctx, actor(ctx), in.ID)
	})
}
