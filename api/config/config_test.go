package config_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/config"
)

func TestWithoutArgumentsItServesTheDefaults(t *testing.T) {
	cfg, err := config.Parse(nil, nil)
	require.NoError(t, err)
	require.Equal(t, "serve", cfg.Command)
	require.Equal(t, "127.0.0.1:8080", cfg.Serve.Addr)
	require.Equal(t, "./data", cfg.Data)
	require.Equal(t, "http://127.0.0.1:8080", cfg.PublicURL)
	require.Equal(t, 100, cfg.Serve.AccessEvery())
	require.False(t, cfg.Serve.Demo)
}

func TestCommandLines(t *testing.T) {
	for _, row := range []struct {
		args, env []string
		command   string
		holds     func(config.Config) bool
	}{
		{args: []string{"--demo"}, command: "serve", holds: func(c config.Config) bool { return c.Serve.Demo }},
		{args: []string{"serve", "--addr", ":9090"}, command: "serve", holds: func(c config.Config) bool { return c.Serve.Addr == ":9090" }},
		{args: []string{"--data", "/tmp/x", "--addr", ":9090"}, command: "serve", holds: func(c config.Config) bool { return c.Data == "/tmp/x" }},
		{env: []string{"LIENKET_ADDR=:7070", "LIENKET_DEMO=true", "LIENKET_DATA=/d"}, command: "serve",
			holds: func(c config.Config) bool { return c.Serve.Addr == ":7070" && c.Serve.Demo && c.Data == "/d" }},
		{args: []string{"--addr", ":1"}, env: []string{"LIENKET_ADDR=:2"}, command: "serve", holds: func(c config.Config) bool { return c.Serve.Addr == ":1" }},
		{env: []string{"MONGODB_URI=", "MEILI_URL="}, command: "serve", holds: func(c config.Config) bool { return c.MongoDBURI == "" }},
		{env: []string{"LIENKET_TRUSTED_PROXIES=10.0.0.0/8,127.0.0.1"}, command: "serve", holds: func(c config.Config) bool {
			proxies, err := c.Serve.Proxies()
			return err == nil && len(proxies) == 2 && proxies[1].String() == "127.0.0.1/32"
		}},
		{args: []string{"seed", "--products", "15000"}, command: "seed", holds: func(c config.Config) bool { return c.Seed.Products == 15000 }},
		{args: []string{"reindex"}, command: "reindex"},
		{args: []string{"user", "create", "a@b.vn", "--name", "An", "--area", "19"}, command: "user create", holds: func(c config.Config) bool { return c.User.Create.Area == "19" }},
		{args: []string{"user", "list"}, command: "user list"},
		{args: []string{"healthcheck"}, env: []string{"LIENKET_ADDR=:81"}, command: "healthcheck", holds: func(c config.Config) bool { return c.Healthcheck.Addr == ":81" }},
	} {
		t.Run(strings.Join(append(row.args, row.env...), " "), func(t *testing.T) {
			cfg, err := config.Parse(row.args, row.env)
			require.NoError(t, err)
			require.Equal(t, row.command, cfg.Command)
			if row.holds != nil {
				require.True(t, row.holds(cfg), "%+v", cfg)
			}
		})
	}
}

func TestWhatIsWrongIsNamedAllAtOnceWithoutSecrets(t *testing.T) {
	_, err := config.Parse([]string{"--addr", "nowhere"}, []string{
		"MONGODB_URI=postgres://u:hunter2@h/", "MEILI_URL=x", "SMTP_URL=hunter2", "PUBLIC_URL=ftp://x", "LIENKET_TRUSTED_PROXIES=abc",
	})
	require.Error(t, err)
	for _, name := range []string{"LIENKET_ADDR", "MONGODB_URI", "MEILI_URL", "SMTP_URL", "PUBLIC_URL", "LIENKET_TRUSTED_PROXIES", "LIENKET_KEYS"} {
		require.Contains(t, err.Error(), name)
	}
	require.NotContains(t, err.Error(), "hunter2")

	for _, args := range [][]string{
		{"--nonsense"}, {"user", "create", "a@b.vn"}, {"user", "create", "a@b.vn", "--name", "A"},
		{"seed", "--products", "150001"}, {"--access-log", "some"}, {"--timeout", "0s"}, {"frobnicate"},
	} {
		_, err := config.Parse(args, nil)
		require.Error(t, err, args)
	}
}

func TestSecretsAreNeverPrinted(t *testing.T) {
	cfg, err := config.Parse(nil, []string{"MONGODB_URI=mongodb://u:hunter2@h/", "LIENKET_KEYS=k1:hunter2", "SMTP_URL=smtp://u:hunter2@h"})
	require.NoError(t, err)
	require.Equal(t, "mongodb://u:hunter2@h/", cfg.MongoDBURI.Reveal())
	asJSON, err := json.Marshal(cfg)
	require.NoError(t, err)
	var logged strings.Builder
	slog.New(slog.NewTextHandler(&logged, nil)).Info("config", "uri", cfg.MongoDBURI, "all", cfg)
	for _, text := range []string{fmt.Sprint(cfg), fmt.Sprintf("%+v", cfg), fmt.Sprintf("%#v", cfg), string(asJSON), logged.String()} {
		require.NotContains(t, text, "hunter2")
	}
}

func TestHelpNamesFlagsAndVariables(t *testing.T) {
	for _, args := range [][]string{{"--help"}, {"serve", "--help"}} {
		_, err := config.Parse(args, []string{"MONGODB_URI=nonsense"})
		var help *config.Help
		require.ErrorAs(t, err, &help)
		require.Contains(t, help.Text, "LIENKET_DATA")
	}
}
