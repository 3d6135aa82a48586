// The server of Liên Kết. Without arguments it serves pages and API from ./data;
// `go run ./api --help` lists its commands.
package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	"lienket/api/app"
	"lienket/api/config"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	cfg, err := config.Parse(os.Args[1:], os.Environ())
	var help *config.Help
	if errors.As(err, &help) {
		fmt.Print(help.Text)
		return
	}
	if err == nil {
		err = run(ctx, cfg, os.Stdin, os.Stdout)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "lienket:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, cfg config.Config, in io.Reader, out io.Writer) error {
	if cfg.Command == "healthcheck" {
		return healthcheck(ctx, cfg.Healthcheck.Addr)
	}
	log := logger(cfg)
	a, err := app.Open(ctx, cfg, app.Options{Log: log, Version: version()})
	if err != nil {
		return err
	}
	err = command(ctx, a, cfg, in, out)
	return errors.Join(err, a.Close())
}

func command(ctx context.Context, a *app.App, cfg config.Config, in io.Reader, out io.Writer) error {
	switch cfg.Command {
	case "serve":
		return serve(ctx, a, cfg, out)
	case "seed":
		return a.Seed(ctx, cfg.Seed, out)
	case "reindex":
		return a.Reindex(ctx)
	}
	return a.ManageUsers(ctx, cfg, firstLine(in), out)
}

// garbage is how much of the memory in use may be added to it before what is dropped
// of it is collected, in percent, unless GOGC says otherwise. Most of it is the search
// index, which stays.
const garbage = 60

func serve(ctx context.Context, a *app.App, cfg config.Config, out io.Writer) error {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(garbage)
	}
	if cfg.Serve.Demo {
		if err := a.Demo(ctx, out); err != nil {
			return err
		}
	}
	ln, err := net.Listen("tcp", cfg.Serve.Addr)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "Liên Kết: http://%s\n", ln.Addr())
	return a.Serve(ctx, ln, cfg.Serve.Grace)
}

// firstLine reads a password from standard input when it is asked for.
func firstLine(in io.Reader) func() (string, error) {
	return func() (string, error) {
		line, err := bufio.NewReader(io.LimitReader(in, 4096)).ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return "", err
		}
		return strings.TrimRight(line, "\r\n"), nil
	}
}

func healthcheck(ctx context.Context, addr string) error {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return err
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+net.JoinHostPort(host, port)+"/readyz", nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("not ready: %s", response.Status)
	}
	return nil
}

func logger(cfg config.Config) *slog.Logger {
	var level slog.Level
	_ = level.UnmarshalText([]byte(cfg.LogLevel)) // config allows levels only
	options := &slog.HandlerOptions{Level: level}
	if cfg.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(os.Stderr, options))
	}
	return slog.New(slog.NewTextHandler(os.Stderr, options))
}
