// Package meili is the search engine that asks a Meilisearch server (1.36 or
// newer), so that several replicas of the program share one index.
//
// One index holds the documents of every kind. Meilisearch sees folded text only
// (search.Fold), therefore matches as the embedded engine does; it keeps the
// name as written beside it, for suggestions. A deleted document leaves a
// tombstone with its version, so that an older put cannot bring it back.
//
// Where Meilisearch decides: a query counts its first ten words (any-word
// queries thirty-two); a typo in the first letter counts as two; a last word
// with digits tolerates a typo, since it may be still in typing.
package meili

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"sync/atomic"
	"time"

	"github.com/meilisearch/meilisearch-go"

	"lienket/search"
)

// Options say where the server is.
type Options struct {
	URL string // http or https
	Key string // may be empty for a server without keys
	// Index is the index's name; the indexes of a rebuild begin with it. Letters,
	// digits, - and _; "" means "lienket".
	Index string
	// SearchTimeout bounds every question; 0 means 2 seconds. An AnyWord query has
	// thrice as long: it takes several requests, and nobody is typing it.
	SearchTimeout time.Duration
}

const (
	defaultIndex         = "lienket"
	defaultSearchTimeout = 2 * time.Second
	openTimeout          = 10 * time.Second
	applyTimeout         = 2 * time.Minute
	requestTimeout       = time.Minute // of one HTTP request, whoever asks
	dialTimeout          = 2 * time.Second
)

// Engine is a search.Engine. It is safe for concurrent use and recovers by
// itself when the server returns.
type Engine struct {
	server        meilisearch.ServiceManager
	transport     *http.Transport
	index         string
	searchTimeout time.Duration
	closed        atomic.Bool

	writing   lock // one Apply at a time, and none during a swap
	replacing lock // one Replace at a time
}

var _ search.Engine = (*Engine)(nil)

var indexName = regexp.MustCompile(`^[A-Za-z0-9_-]{1,200}$`)

// Open makes the engine and, if the server answers and has no index yet, an
// empty one. A server that is down is no error: calls answer fault.Unavailable
// until it is up, and NeedsRebuild tells whether it has the index then.
func Open(ctx context.Context, options Options) (*Engine, error) {
	address, err := url.Parse(options.URL)
	if err != nil || address.Host == "" || address.Scheme != "http" && address.Scheme != "https" {
		return nil, errors.New("meili: the address of Meilisearch must be an http or https URL")
	}
	if options.Index == "" {
		options.Index = defaultIndex
	}
	if !indexName.MatchString(options.Index) {
		return nil, errors.New("meili: the index's name must be of letters, digits, - and _")
	}
	if options.SearchTimeout == 0 {
		options.SearchTimeout = defaultSearchTimeout
	}
	transport := &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		DialContext:         (&net.Dialer{Timeout: dialTimeout}).DialContext,
		TLSHandshakeTimeout: dialTimeout,
		MaxIdleConnsPerHost: 32,
		IdleConnTimeout:     90 * time.Second,
	}
	e := &Engine{
		server: meilisearch.New(address.Scheme+"://"+address.Host+trimSlash(address.Path),
			meilisearch.WithAPIKey(options.Key),
			meilisearch.WithCustomClient(&http.Client{Transport: transport, Timeout: requestTimeout}),
			meilisearch.DisableRetries(), // the callers retry, with their own deadlines
		),
		transport:     transport,
		index:         options.Index,
		searchTimeout: options.SearchTimeout,
		writing:       newLock(),
		replacing:     newLock(),
	}
	creating, cancel := context.WithTimeout(ctx, openTimeout)
	defer cancel()
	// Whatever fails here shows again, to those who can answer it, at first use.
	if _, err := e.meta(creating); isMissing(err) {
		_ = e.create(creating, e.index, meta{})
	}
	return e, nil
}

func trimSlash(path string) string {
	for len(path) > 0 && path[len(path)-1] == '/' {
		path = path[:len(path)-1]
	}
	return path
}

// Name implements search.Engine.
func (e *Engine) Name() string { return "meilisearch" }

// Ready is nil when the server answers and has the index.
func (e *Engine) Ready(ctx context.Context) error {
	return e.ask(ctx, "ready", func(ctx context.Context) error {
		_, err := e.meta(ctx)
		return err
	})
}

// NeedsRebuild tells that the index is missing, was never completed by a
// Replace, or was made with other settings than this program's.
func (e *Engine) NeedsRebuild(ctx context.Context) (bool, error) {
	needed := false
	err := e.ask(ctx, "look at the index", func(ctx context.Context) error {
		held, err := e.meta(ctx)
		if isMissing(err) {
			needed = true
			return nil
		}
		needed = !held.Complete || held.Format != format
		return err
	})
	return needed, err
}

// Count returns how many documents of kind the index holds.
func (e *Engine) Count(ctx context.Context, kind search.Kind) (int, error) {
	var page meilisearch.DocumentsResult
	err := e.ask(ctx, "count", func(ctx context.Context) error {
		return e.server.Index(e.index).GetDocumentsWithContext(ctx, &meilisearch.DocumentsQuery{
			Filter: equals("kind", string(kind)), Fields: []string{"id"}, Limit: 1,
		}, &page)
	})
	return int(page.Total), err
}

// Close lets the connections go; every later call is fault.Unavailable. The
// index stays.
func (e *Engine) Close() error {
	e.closed.Store(true)
	e.transport.CloseIdleConnections()
	return nil
}

// ask runs one question within the search timeout.
func (e *Engine) ask(ctx context.Context, doing string, question func(context.Context) error) error {
	return e.askWithin(ctx, e.searchTimeout, doing, question)
}

func (e *Engine) askWithin(ctx context.Context, timeout time.Duration, doing string, question func(context.Context) error) error {
	if e.closed.Load() {
		return errClosed
	}
	bounded, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	return failure(ctx, doing, question(bounded))
}

// lock is a mutex that is waited for no longer than a context lives.
type lock chan struct{}

func newLock() lock { return make(lock, 1) }

func (l lock) acquire(ctx context.Context) error {
	select {
	case l <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (l lock) release() { <-l }
