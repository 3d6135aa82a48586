package meili_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"testing"
	"time"

	"lienket/api/fault"
	"lienket/search"
	"lienket/search/meili"
)

// calls are all that asks the server.
func calls(e *meili.Engine) map[string]func(ctx context.Context) error {
	return map[string]func(ctx context.Context) error{
		"Apply": func(ctx context.Context) error {
			return e.Apply(ctx, []search.Change{{Document: search.Document{Kind: search.Product, ID: "p", Version: 1}}})
		},
		"Replace": func(ctx context.Context) error {
			return e.Replace(ctx, func(func([]search.Document) error) error { return nil })
		},
		"Search": func(ctx context.Context) error {
			_, err := e.Search(ctx, search.Query{Kind: search.Product, Text: "mien"})
			return err
		},
		"Search any word": func(ctx context.Context) error {
			_, err := e.Search(ctx, search.Query{Kind: search.Product, Text: "mien dong", AnyWord: true})
			return err
		},
		"Suggest":      func(ctx context.Context) error { _, err := e.Suggest(ctx, "mien", nil, 5); return err },
		"Count":        func(ctx context.Context) error { _, err := e.Count(ctx, search.Product); return err },
		"Ready":        e.Ready,
		"NeedsRebuild": func(ctx context.Context) error { _, err := e.NeedsRebuild(ctx); return err },
	}
}

func wantUnavailable(t *testing.T, err error) {
	t.Helper()
	var refusal *fault.Error
	if !errors.As(err, &refusal) || refusal.Code != fault.Unavailable || refusal.RetryAfter <= 0 {
		t.Errorf("got %v, want fault.Unavailable with RetryAfter", err)
	}
}

func TestServerThatIsNotThere(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := "http://" + listener.Addr().String()
	_ = listener.Close()
	engine := open(t, meili.Options{URL: address})
	for name, call := range calls(engine) {
		t.Run(name, func(t *testing.T) { wantUnavailable(t, call(context.Background())) })
	}
}

func TestServerThatFails(t *testing.T) {
	for name, answer := range map[string]http.HandlerFunc{
		"500":        func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) },
		"503":        func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) },
		"a web page": func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<html>a proxy's page")) },
		"a cut":      func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
		"a refused key": func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusForbidden)
			_, _ = w.Write([]byte(`{"message":"The provided API key is invalid.","code":"invalid_api_key","type":"auth"}`))
		},
	} {
		t.Run(name, func(t *testing.T) {
			failing := httptest.NewServer(answer)
			defer failing.Close()
			engine := open(t, meili.Options{URL: failing.URL})
			for name, call := range calls(engine) {
				t.Run(name, func(t *testing.T) { wantUnavailable(t, call(context.Background())) })
			}
		})
	}
}

func TestServerThatIsSlow(t *testing.T) {
	release := make(chan struct{})
	slow := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-release:
		case <-r.Context().Done():
		}
	}))
	defer slow.Close()
	defer close(release)
	opening, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	engine, err := meili.Open(opening, meili.Options{URL: slow.URL, SearchTimeout: 20 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	defer engine.Close()
	for name, call := range calls(engine) {
		t.Run(name, func(t *testing.T) {
			ctx := context.Background()
			if name == "Apply" || name == "Replace" { // bounded by their caller
				var cancel context.CancelFunc
				ctx, cancel = context.WithTimeout(ctx, 20*time.Millisecond)
				defer cancel()
			}
			wantUnavailable(t, call(ctx))
		})
	}
	t.Run("a caller that gives up is told so", func(t *testing.T) {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		if err := engine.Ready(ctx); !errors.Is(err, context.Canceled) || fault.Is(err, fault.Unavailable) {
			t.Errorf("got %v, want context.Canceled", err)
		}
	})
}

func TestOpenRefusesWhatCannotWork(t *testing.T) {
	for _, options := range []meili.Options{
		{}, {URL: "meili:7700"}, {URL: "ftp://127.0.0.1"}, {URL: "http://"}, {URL: "http://127.0.0.1", Index: "a/b"},
	} {
		if _, err := meili.Open(context.Background(), options); err == nil {
			t.Errorf("Open(%+v) succeeded", options)
		}
	}
}

func TestCloseLeavesNoGoroutine(t *testing.T) {
	failing := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) }))
	before := runtime.NumGoroutine()
	engine := open(t, meili.Options{URL: failing.URL})
	for _, call := range calls(engine) {
		_ = call(context.Background())
	}
	if err := engine.Close(); err != nil {
		t.Fatal(err)
	}
	failing.CloseClientConnections()
	defer failing.Close()
	deadline := time.Now().Add(5 * time.Second)
	for runtime.NumGoroutine() > before {
		if time.Now().After(deadline) {
			t.Fatalf("%d goroutines, %d before", runtime.NumGoroutine(), before)
		}
		runtime.Gosched()
	}
}
