package config

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
)

// Secret is a value that no log or message shows.
type Secret string

const hidden = "(hidden)"

// Reveal is the value.
func (s Secret) Reveal() string { return string(s) }

// String hides the value.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return hidden
}

// GoString hides the value from %#v.
func (s Secret) GoString() string { return strconv.Quote(s.String()) }

// LogValue hides the value from slog.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText hides the value from JSON and the like.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// check gathers everything that is wrong, so that it can be mended at once.
// Messages name the flag and the variable, never a secret's value.
func (c *Config) check() error {
	var errs []error
	wrong := func(flag, variable, format string, args ...any) {
		errs = append(errs, fmt.Errorf("--%s (%s) %s", flag, variable, fmt.Sprintf(format, args...)))
	}
	if strings.TrimSpace(c.Data) == "" {
		wrong("data", "LIENKET_DATA", "is empty; name a folder")
	}
	if c.MongoDBURI != "" && !hasScheme(c.MongoDBURI.Reveal(), "mongodb", "mongodb+srv") {
		wrong("mongodb-uri", "MONGODB_URI", "must begin with mongodb:// or mongodb+srv://")
	}
	if c.MeiliURL != "" && !webURL(c.MeiliURL) {
		wrong("meili-url", "MEILI_URL", "must be like http://127.0.0.1:7700, not %q", redacted(c.MeiliURL))
	}
	if c.MeiliKey != "" && c.MeiliURL == "" {
		wrong("meili-key", "MEILI_KEY", "is set without --meili-url (MEILI_URL)")
	}
	if c.BlobURL != "" && !hasScheme(c.BlobURL.Reveal(), "file", "s3", "mem") {
		wrong("blob-url", "BLOB_URL", "must begin with s3:// or file://")
	}
	if c.SMTPURL != "" && !hasScheme(c.SMTPURL.Reveal(), "smtp", "smtps") {
		wrong("smtp-url", "SMTP_URL", "must be like smtp://user:password@host:587 or smtps://...")
	}
	if _, err := mail.ParseAddress(c.MailFrom); err != nil {
		wrong("mail-from", "MAIL_FROM", "must be an email address, not %q", c.MailFrom)
	}
	if c.PublicURL != "" && !webURL(c.PublicURL) {
		wrong("public-url", "PUBLIC_URL", "must be like https://lienket.example, not %q", redacted(c.PublicURL))
	}
	c.PublicURL = strings.TrimRight(c.PublicURL, "/")
	switch c.Command {
	case "serve":
		c.Serve.check(wrong)
		if c.MongoDBURI != "" && c.Keys == "" {
			wrong("keys", "LIENKET_KEYS", "is required with MongoDB, the same for every replica; make one with: echo k1:$(openssl rand -base64 32 | tr -d =)")
		}
		if c.PublicURL == "" {
			c.PublicURL = "http://" + c.Serve.Addr
		}
	case "healthcheck":
		checkAddress("addr", "LIENKET_ADDR", c.Healthcheck.Addr, wrong)
	case "seed":
		if s := c.Seed; s.Products < 0 || s.Products > 150_000 || s.Contracts < 0 || s.Contracts > 100_000 {
			errs = append(errs, errors.New("--products goes up to 150000 and --contracts up to 100000"))
		}
	case "user create":
		if create := c.User.Create; create.Role == "officer" && create.Area == "" {
			errs = append(errs, errors.New("--area is required for an officer, such as --area 19"))
		}
	}
	return errors.Join(errs...)
}

func (s *Serve) check(wrong func(flag, variable, format string, args ...any)) {
	checkAddress("addr", "LIENKET_ADDR", s.Addr, wrong)
	if _, err := s.Proxies(); err != nil {
		wrong("trusted-proxy", "LIENKET_TRUSTED_PROXIES", "%v", err)
	}
	for _, origin := range s.AllowedOrigins {
		if u, err := url.Parse(origin); err != nil || !webURL(origin) || u.Path != "" {
			wrong("allowed-origin", "LIENKET_ALLOWED_ORIGINS", "must be like https://site.example, not %q", origin)
		}
	}
	if s.Timeout <= 0 || s.Grace < 0 {
		wrong("timeout", "LIENKET_TIMEOUT", "must be longer than nothing, and --grace (LIENKET_GRACE) not negative")
	}
}

// Proxies are the trusted networks; a single address is a network of itself.
func (s *Serve) Proxies() ([]netip.Prefix, error) {
	var list []netip.Prefix
	for _, text := range s.TrustedProxies {
		if address, err := netip.ParseAddr(text); err == nil {
			list = append(list, netip.PrefixFrom(address.Unmap(), address.Unmap().BitLen()))
			continue
		}
		prefix, err := netip.ParsePrefix(text)
		if err != nil {
			return nil, fmt.Errorf("must be networks like 10.0.0.0/8, not %q", text)
		}
		list = append(list, prefix.Masked())
	}
	return list, nil
}

// AccessEvery is AccessLog as one in how many: 1 all, -1 none that went well.
func (s *Serve) AccessEvery() int {
	switch s.AccessLog {
	case "all":
		return 1
	case "failures":
		return -1
	}
	return 100
}

func checkAddress(flag, variable, address string, wrong func(flag, variable, format string, args ...any)) {
	_, port, err := net.SplitHostPort(address)
	if err == nil {
		var number int
		if number, err = strconv.Atoi(port); err == nil && (number < 0 || number > 65535) {
			err = errors.New("no such port")
		}
	}
	if err != nil {
		wrong(flag, variable, "must be like 127.0.0.1:8080 or :8080, not %q", address)
	}
}

func hasScheme(text string, schemes ...string) bool {
	scheme, rest, found := strings.Cut(text, "://")
	if !found || rest == "" && scheme != "mem" {
		return false
	}
	for _, known := range schemes {
		if scheme == known {
			return true
		}
	}
	return false
}

func webURL(text string) bool {
	u, err := url.Parse(text)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

func redacted(text string) string {
	u, err := url.Parse(text)
	if err != nil {
		return hidden
	}
	return u.Redacted()
}
