package rest_test

import (
	"bufio"
	"context"
	"io"
	"log/slog"
	"net"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"
	"github.com/stretchr/testify/require"
	"github.com/valyala/fasthttp"
	"github.com/valyala/fasthttp/fasthttputil"

	"lienket/api/rest"
)

// BenchmarkFiber is the machine's raw figure beside which BenchmarkStack stands:
// the same JSON by a bare Fiber route.
func BenchmarkFiber(b *testing.B) {
	app := fiber.New(fiber.Config{DisableStartupMessage: true})
	app.Get("/fixed", func(c *fiber.Ctx) error { return c.JSON(rest.Fixed()) })
	serve(b, app.Listener, "/fixed")
}

// BenchmarkStack is the same through all that the API does around a request, with
// all resources declared before it: Fiber looks for a route from the first on.
func BenchmarkStack(b *testing.B) {
	server, err := rest.New(context.Background(), rest.Options{
		Logger: slog.New(slog.NewTextHandler(io.Discard, nil)), AccessEvery: -1, Authenticate: rest.Bearers, Services: declared,
	})
	require.NoError(b, err)
	rest.MountThings(server, &rest.Things{})
	serve(b, server.Serve, "/api/v1/fixed")
}

func serve(b *testing.B, run func(net.Listener) error, path string) {
	ln := fasthttputil.NewInmemoryListener()
	go func() { _ = run(ln) }()
	b.Cleanup(func() { _ = ln.Close() })
	request := []byte("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
	b.ReportAllocs()
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		conn, err := ln.Dial()
		if err != nil {
			b.Error(err)
			return
		}
		defer conn.Close()
		reader := bufio.NewReader(conn)
		var response fasthttp.Response
		for pb.Next() {
			if _, err := conn.Write(request); err != nil {
				b.Error(err)
				return
			}
			if err := response.Read(reader); err != nil || response.StatusCode() != 200 || !strings.HasPrefix(string(response.Body()), "{") {
				b.Error(err, response.StatusCode())
				return
			}
		}
	})
}
