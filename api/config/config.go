// Package config turns flags and environment into one checked Config, which main
// hands on. It holds nothing global and reads nothing but what it is given.
package config

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"github.com/alecthomas/kong"
)

// Config is what the program was asked to do and with what. The command's own
// part is the struct of its name.
type Config struct {
	// Command is the words of the command: "serve", "user create".
	Command string `kong:"-"`

	Data                string             `from:"LIENKET_DATA" default:"./data" placeholder:"FOLDER" help:"Folder of the embedded database, search index, photos and keys."`
	MongoDBURI          Secret             `name:"mongodb-uri" from:"MONGODB_URI" placeholder:"URI" help:"Store in this MongoDB replica set instead."`
	MongoDBDatabase     string             `name:"mongodb-database" from:"MONGODB_DATABASE" default:"lienket" placeholder:"NAME" help:"Database there, unless the URI names one."`
	MongoDBTransactions string             `name:"mongodb-transactions" from:"MONGODB_TRANSACTIONS" enum:"on,off" default:"on" help:"off is for tests alone: nothing is atomic then."`
	MeiliURL            string             `name:"meili-url" from:"MEILI_URL" placeholder:"URL" help:"Search with this Meilisearch instead of the embedded index."`
	MeiliKey            Secret             `name:"meili-key" from:"MEILI_KEY" placeholder:"KEY" help:"Its API key."`
	BlobURL             Secret             `name:"blob-url" from:"BLOB_URL" placeholder:"URL" help:"Keep photos and documents here (s3://...) instead of the data folder."`
	SMTPURL             Secret             `name:"smtp-url" from:"SMTP_URL" placeholder:"URL" help:"Send mail through this server: smtp://user:password@host:587."`
	MailFrom            string             `from:"MAIL_FROM" default:"lienket@localhost" placeholder:"ADDRESS" help:"Sender of mail."`
	PublicURL           string             `from:"PUBLIC_URL" placeholder:"URL" help:"Where people reach the site; https turns secure cookies and HSTS on. Default: http:// and the address listened on."`
	Keys                Secret             `from:"LIENKET_KEYS" placeholder:"ID:BASE64,..." help:"Secrets that sign tokens, the first is used. Default: made once in the data folder; required with MongoDB."`
	MatchWeights        map[string]float64 `from:"LIENKET_MATCH_WEIGHTS" mapsep:"," placeholder:"FACTOR=WEIGHT,..." help:"How much the factors of a match count instead of by default: text=0.2,coverage=0.3,price=0.17,stars=0.08,marks=0.05,distance=0.1,reliability=0.07,newcomer=0.03."`
	LogLevel            string             `from:"LIENKET_LOG_LEVEL" enum:"debug,info,warn,error" default:"info" help:"debug, info, warn or error."`
	LogFormat           string             `from:"LIENKET_LOG_FORMAT" enum:"text,json" default:"text" help:"text or json."`

	Serve       Serve       `cmd:"" default:"withargs" help:"Serve pages and API (the default)."`
	Seed        Seed        `cmd:"" help:"Fill an empty store with the demo province, or with generated data to measure on."`
	Reindex     Reindex     `cmd:"" help:"Build the search index anew from the store."`
	User        User        `cmd:"" help:"Manage accounts of officers and admins."`
	Healthcheck Healthcheck `cmd:"" help:"Exit with 0 if the server answers that it is ready."`
}

// Serve is the server's part.
type Serve struct {
	Addr           string        `from:"LIENKET_ADDR" default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Listen here."`
	Demo           bool          `from:"LIENKET_DEMO" help:"Seed the demo province if the store is empty."`
	AccessLog      string        `from:"LIENKET_ACCESS_LOG" enum:"all,sampled,failures" default:"sampled" help:"Which requests are logged: all; failures and slow ones; or these and one in 100 others."`
	TrustedProxies []string      `name:"trusted-proxy" from:"LIENKET_TRUSTED_PROXIES" placeholder:"CIDR" help:"Believe X-Forwarded-For from these networks."`
	AllowedOrigins []string      `name:"allowed-origin" from:"LIENKET_ALLOWED_ORIGINS" placeholder:"ORIGIN" help:"Let scripts of these sites use the API (CORS)."`
	Timeout        time.Duration `from:"LIENKET_TIMEOUT" default:"20s" help:"Longest that a request may work."`
	Grace          time.Duration `from:"LIENKET_GRACE" default:"20s" help:"Longest to wait for running requests and work at shutdown."`
}

// Seed is what to fill the store with.
type Seed struct {
	Products  int `default:"0" help:"Generate so many products (1,000 to 150,000) instead of the demo."`
	Contracts int `default:"0" help:"Generate so many contracts (up to 100,000)."`
}

// Reindex has nothing to choose.
type Reindex struct{}

// User has a command of its own for each thing to do. Passwords are read from
// standard input, never from the command line.
type User struct {
	Create struct {
		Email string `arg:"" help:"Email address."`
		Name  string `required:"" help:"Full name."`
		Role  string `enum:"admin,officer" default:"officer" help:"admin or officer."`
		Area  string `help:"An officer's area code, such as 19."`
	} `cmd:"" help:"Create an account; the password is read from standard input."`
	Password struct {
		Email string `arg:"" help:"Email address."`
	} `cmd:"" help:"Set a password, read from standard input, and end all sessions."`
	Disable struct {
		Email string `arg:"" help:"Email address."`
	} `cmd:"" help:"Disable an account."`
	Enable struct {
		Email string `arg:"" help:"Email address."`
	} `cmd:"" help:"Enable an account again."`
	List struct{} `cmd:"" help:"List accounts."`
}

// Healthcheck asks a running server.
type Healthcheck struct {
	Addr string `from:"LIENKET_ADDR" default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Where it listens."`
}

// Help is the error of a command line that asks for help: print Text, exit 0.
type Help struct{ Text string }

func (h *Help) Error() string { return h.Text }

// Parse reads args (without the program's name) and env ("NAME=value", as from
// os.Environ), flags before environment before defaults, and checks the whole.
// An error is meant for people; *Help is no failure.
func Parse(args, env []string) (Config, error) {
	var cfg Config
	var help bytes.Buffer
	helped := false
	parser, err := kong.New(&cfg,
		kong.Name("lienket"),
		kong.Description("Liên Kết joins cooperatives' OCOP products with enterprises' demand. Without arguments it serves on http://127.0.0.1:8080 from ./data."),
		kong.Writers(&help, &help),
		kong.Exit(func(int) { helped = true }),
		kong.Resolvers(environment(env)),
		kong.ValueFormatter(withVariable),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, NoExpandSubcommands: true, WrapUpperBound: 100}),
	)
	if err != nil {
		return Config{}, fmt.Errorf("config: %w", err)
	}
	chosen, err := parser.Parse(args)
	if helped {
		return Config{}, &Help{help.String()}
	}
	if err != nil {
		return Config{}, err
	}
	words := strings.Fields(chosen.Command())
	for len(words) > 0 && strings.HasPrefix(words[len(words)-1], "<") {
		words = words[:len(words)-1]
	}
	cfg.Command = strings.Join(words, " ")
	if err := cfg.check(); err != nil {
		return Config{}, err
	}
	return cfg, nil
}

// environment resolves flags from the variable in their `from` tag. An empty
// variable counts as none, as compose files leave them.
func environment(env []string) kong.ResolverFunc {
	values := map[string]string{}
	for _, pair := range env {
		if name, value, ok := strings.Cut(pair, "="); ok && value != "" {
			values[name] = value
		}
	}
	return func(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
		name := flag.Tag.Get("from")
		if value, ok := values[name]; ok && name != "" {
			return value, nil
		}
		return nil, nil
	}
}

func withVariable(value *kong.Value) string {
	name := value.Tag.Get("from")
	if name == "" {
		return value.Help
	}
	return strings.TrimSuffix(value.Help, ".") + " (" + name + ")."
}
