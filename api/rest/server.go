// Package rest is the JSON API: one file per resource, each a table of
// operations that parse, ask a service and reply. Rules and rights live in the
// services; what all operations share lives in the core files:
//
//	server.go       the Fiber app, its limits, start and stop
//	edge.go         what happens around every request, page or API
//	patience.go     how long clients on slow lines are waited for
//	adapter.go      huma's view of a Fiber request
//	operation.go    how a resource declares its operations
//	problem.go      every refusal as RFC 9457 problem+json
//	idempotency.go  the same POST twice acts once
//	types.go        amounts, months, dates and pages on the wire
package rest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/cors"
	"github.com/valyala/fasthttp"

	"lienket/api/account"
	"lienket/api/store"
)

// Prefix is where the API's paths begin.
const Prefix = "/api/v1"

// Options of a Server. Zero fields mean their defaults.
type Options struct {
	Services Services
	DB       store.DB // for Idempotency-Key; nil turns it off
	Clock    func() time.Time
	Logger   *slog.Logger
	// Authenticate knows the bearer of an access token. Unauthenticated is 401.
	Authenticate func(ctx context.Context, accessToken string) (account.Actor, error)
	// Admit may refuse a request before it is read: a rate limit.
	Admit func(ctx context.Context, actor account.Actor, address string) error

	// StoreReady and SearchReady answer /readyz.
	StoreReady  func(ctx context.Context) error
	SearchReady func(ctx context.Context) error

	// PageError answers errors outside the API's paths; nil leaves them to
	// problem+json too.
	PageError func(c *fiber.Ctx, err error, status int) error

	PublicURL      string // where people reach the site, for what is printed
	Version        string
	Timeout        time.Duration // of a request's work; 20 s
	ReadTimeout    time.Duration // for a request to arrive, and more with what arrives; 30 s
	WriteTimeout   time.Duration // for an answer to be taken, and more with what is taken; 60 s
	BodyLimit      int           // of any body; 20 MiB. Operations have their own, 1 MiB
	AllowedOrigins []string      // CORS; none
	TrustedProxies []netip.Prefix
	HSTS           bool
	// AccessEvery logs one in so many requests that went well: 0 and 1 all, -1
	// none. Failures and slow requests are always logged.
	AccessEvery int
	Slow        time.Duration // 1 s
}

// Server is the HTTP server of API and pages.
type Server struct {
	opts     Options
	app      *fiber.App
	api      huma.API
	replays  *store.Collection[replay]
	metrics  *metrics
	document func() ([]byte, error)
	arriving sync.Map // heads of pages' requests whose bodies arrive, by where they are read

	base     context.Context // of every request
	abandon  context.CancelFunc
	draining atomic.Bool
	lines    atomic.Pointer[patient]
	seen     atomic.Uint64
	idPrefix string
}

// New builds the server with all resources of opts.Services. Pages are added to
// Fiber() before it serves.
func New(ctx context.Context, opts Options) (*Server, error) {
	opts = opts.withDefaults()
	s := &Server{opts: opts, metrics: newMetrics(), idPrefix: requestIDPrefix()}
	s.base, s.abandon = context.WithCancel(context.WithoutCancel(ctx))
	if opts.DB != nil {
		var err error
		if s.replays, err = openReplays(ctx, opts.DB, opts.Clock); err != nil {
			return nil, err
		}
	}
	s.app = fiber.New(fiber.Config{
		AppName: "Liên Kết", DisableStartupMessage: true,
		Immutable: true, CaseSensitive: true, UnescapePath: true,
		BodyLimit:                    opts.BodyLimit,
		DisablePreParseMultipartForm: true,
		ReadBufferSize:               16 << 10,
		ReadTimeout:                  opts.ReadTimeout,
		WriteTimeout:                 opts.WriteTimeout,
		IdleTimeout:                  90 * time.Second,
		ErrorHandler:                 s.beforeEdge,
	})
	s.app.Server().HeaderReceived = s.keepHead
	s.beforeFiber()
	s.app.Use(s.edge)
	if len(opts.AllowedOrigins) > 0 {
		s.app.Use(Prefix, cors.New(cors.Config{
			AllowOrigins:  strings.Join(opts.AllowedOrigins, ","),
			AllowHeaders:  "Authorization,Content-Type,If-Match,If-None-Match,Idempotency-Key,X-Request-Id,Accept-Language",
			ExposeHeaders: "ETag,Location,Retry-After,X-Request-Id,Idempotency-Replayed",
			MaxAge:        600,
		}))
	}
	s.api = huma.NewAPI(s.humaConfig(), &adapter{s})
	s.health()
	s.docs()
	s.resources(opts.Services)
	s.document = sync.OnceValues(s.marshalDocument)
	return s, nil
}

func (o Options) withDefaults() Options {
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	if o.Timeout == 0 {
		o.Timeout = 20 * time.Second
	}
	if o.ReadTimeout == 0 {
		o.ReadTimeout = 30 * time.Second
	}
	if o.WriteTimeout == 0 {
		o.WriteTimeout = 60 * time.Second
	}
	if o.BodyLimit == 0 {
		o.BodyLimit = 20 << 20
	}
	if o.Slow == 0 {
		o.Slow = time.Second
	}
	if o.Version == "" {
		o.Version = "dev"
	}
	return o
}

// Fiber is the app, for pages to be mounted beside the API. Their handlers find
// the request's deadline, ID and language in c.UserContext().
func (s *Server) Fiber() *fiber.App { return s.app }

// Serve answers on ln until Shutdown, and not at all after one.
func (s *Server) Serve(ln net.Listener) error {
	// A Shutdown that came first did not know of this listener.
	defer context.AfterFunc(s.base, func() { _ = ln.Close() })()
	lines := newPatient(ln)
	s.lines.Store(lines)
	if err := s.app.Listener(lines); err != nil {
		return fmt.Errorf("serve %s: %w", ln.Addr(), err)
	}
	return nil
}

// Shutdown accepts nothing more and waits for what is being answered. When ctx
// ends first, the contexts of those requests are cancelled.
func (s *Server) Shutdown(ctx context.Context) error {
	s.draining.Store(true)
	defer s.abandon()
	if lines := s.lines.Load(); lines != nil {
		lines.hurry()
	}
	err := s.app.ShutdownWithContext(ctx)
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return fmt.Errorf("requests were cut off: %w", err)
	}
	return err
}

// beforeFiber notes that a request has arrived, and answers what Fiber answers in plain
// text: unknown methods.
func (s *Server) beforeFiber() {
	known := map[string]bool{}
	for _, method := range fiber.DefaultMethods {
		known[method] = true
	}
	next := s.app.Server().Handler
	s.app.Server().Handler = func(ctx *fasthttp.RequestCtx) {
		if !ctx.IsGet() {
			s.arriving.Delete(&ctx.Request.Header)
		}
		if known[string(ctx.Method())] {
			next(ctx)
			return
		}
		c := s.app.AcquireCtx(ctx)
		defer s.app.ReleaseCtx(c)
		_ = s.beforeEdge(c, fiber.ErrMethodNotAllowed)
	}
}

// Address is the client's, as far as it can be believed: the nearest one in
// X-Forwarded-For that is no trusted proxy.
func (s *Server) Address(c *fiber.Ctx) string {
	remote, ok := netip.AddrFromSlice(c.Context().RemoteIP())
	if !ok {
		return ""
	}
	remote = remote.Unmap()
	if len(s.opts.TrustedProxies) == 0 || !s.trusted(remote) {
		return remote.String()
	}
	hops := strings.Split(c.Get(fiber.HeaderXForwardedFor), ",")
	for i := len(hops) - 1; i >= 0; i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		if remote = hop.Unmap(); !s.trusted(remote) {
			break
		}
	}
	return remote.String()
}

func (s *Server) trusted(address netip.Addr) bool {
	for _, prefix := range s.opts.TrustedProxies {
		if prefix.Contains(address) {
			return true
		}
	}
	return false
}
