package rest

import (
	"context"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/adaptor"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// readiness is the answer of /readyz.
type readiness struct {
	Status string    `json:"status"` // ok, degraded, unavailable or stopping
	Store  component `json:"store"`
	Search component `json:"search"`
}

type component struct {
	Status string `json:"status"` // ok or unavailable
}

// readyTimeout bounds what a part may take to say that it is well.
const readyTimeout = 2 * time.Second

// health adds /healthz: the process answers; /readyz: it can do its work, without
// search too; and /metrics.
func (s *Server) health() {
	s.app.Get("/healthz", func(c *fiber.Ctx) error {
		c.Set(fiber.HeaderCacheControl, "no-store")
		return c.JSON(fiber.Map{"status": "ok"})
	})
	s.app.Get("/readyz", func(c *fiber.Ctx) error {
		c.Set(fiber.HeaderCacheControl, "no-store")
		state := s.readiness(c.UserContext())
		if state.Status == "unavailable" || state.Status == "stopping" {
			c.Status(fiber.StatusServiceUnavailable)
		}
		return c.JSON(state)
	})
	s.app.Get("/metrics", adaptor.HTTPHandler(promhttp.HandlerFor(s.metrics.registry, promhttp.HandlerOpts{DisableCompression: true})))
}

func (s *Server) readiness(ctx context.Context) readiness {
	search := make(chan component, 1)
	go func() { search <- s.ask(ctx, "search", s.opts.SearchReady) }()
	state := readiness{Status: "ok", Store: s.ask(ctx, "store", s.opts.StoreReady)}
	state.Search = <-search
	switch {
	case s.draining.Load():
		state.Status = "stopping"
	case state.Store.Status != "ok":
		state.Status = "unavailable"
	case state.Search.Status != "ok":
		state.Status = "degraded"
	}
	return state
}

func (s *Server) ask(ctx context.Context, name string, ready func(context.Context) error) component {
	if ready == nil {
		return component{"ok"}
	}
	ctx, cancel := context.WithTimeout(ctx, readyTimeout)
	defer cancel()
	if err := ready(ctx); err != nil {
		s.opts.Logger.WarnContext(ctx, "not ready", "part", name, "err", err)
		return component{"unavailable"}
	}
	return component{"ok"}
}
