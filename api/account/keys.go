package account

import (
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// KeysFile is the name of the key file in the data folder.
const KeysFile = "keys"

const (
	minKeyBytes = 32
	maxKeys     = 4
)

// KeySet holds the secrets that tokens are signed with: the first signs, the
// others still verify. To rotate, put a new key before the others, and remove the
// oldest when its tokens have run out (15 minutes; CSRF tokens of open forms a
// little later). Refresh tokens and cookies outlive a rotation.
type KeySet struct{ keys []key }

// key is one secret, parted by use so that no token of one use passes as one of
// another.
type key struct {
	id     string
	access []byte
	bearer []byte
	csrf   []byte
}

// String names the keys without their secrets, for logs.
func (k KeySet) String() string {
	ids := make([]string, len(k.keys))
	for i, key := range k.keys {
		ids[i] = key.id
	}
	return "keys[" + strings.Join(ids, " ") + "]"
}

// GoString is String, so that no verb of fmt shows a secret.
func (k KeySet) GoString() string { return k.String() }

func (k KeySet) current() key { return k.keys[0] }

func (k KeySet) byID(id string) (key, bool) {
	for _, key := range k.keys {
		if key.id == id {
			return key, true
		}
	}
	return key{}, false
}

// GenerateKeys makes a KeySet that lives as long as the process, for tests.
func GenerateKeys() KeySet {
	keys, err := ParseKeys(generateKey())
	if err != nil {
		panic(err) // a generated key is well formed
	}
	return keys
}

func generateKey() string {
	id, secret := make([]byte, 4), make([]byte, minKeyBytes)
	rand.Read(id) // never fails
	rand.Read(secret)
	return "k" + hex.EncodeToString(id) + ":" + base64.RawStdEncoding.EncodeToString(secret)
}

var keyID = regexp.MustCompile(`^[A-Za-z0-9_-]{1,32}$`)

// ParseKeys reads "id:base64,id2:base64", separated by commas or blanks, the
// signing key first. A secret has at least 32 bytes; both alphabets of base64
// are read, padded or not. Errors don't repeat the text.
func ParseKeys(text string) (KeySet, error) {
	parts := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(", \t\r\n", r) })
	if len(parts) == 0 || len(parts) > maxKeys {
		return KeySet{}, fmt.Errorf("signing keys: want 1 to %d as id:base64, got %d", maxKeys, len(parts))
	}
	var set KeySet
	for i, part := range parts {
		id, encoded, found := strings.Cut(part, ":")
		if !found || !keyID.MatchString(id) {
			return KeySet{}, fmt.Errorf("signing key %d: want id:base64 with an id of letters and digits", i+1)
		}
		if _, twice := set.byID(id); twice {
			return KeySet{}, fmt.Errorf("signing key %d: its id is used twice", i+1)
		}
		encoded = strings.NewReplacer("-", "+", "_", "/").Replace(strings.TrimRight(encoded, "="))
		secret, err := base64.RawStdEncoding.DecodeString(encoded)
		if err != nil {
			return KeySet{}, fmt.Errorf("signing key %d: not base64", i+1)
		}
		if len(secret) < minKeyBytes {
			return KeySet{}, fmt.Errorf("signing key %d: %d bytes, want at least %d", i+1, len(secret), minKeyBytes)
		}
		derived, err := deriveKey(id, secret)
		if err != nil {
			return KeySet{}, fmt.Errorf("signing key %d: %w", i+1, err)
		}
		set.keys = append(set.keys, derived)
	}
	return set, nil
}

func deriveKey(id string, secret []byte) (key, error) {
	derived := key{id: id}
	for use, into := range map[string]*[]byte{
		"access": &derived.access, "bearer": &derived.bearer, "csrf": &derived.csrf,
	} {
		part, err := hkdf.Key(sha256.New, secret, nil, "lienket/v1/"+use, sha256.Size)
		if err != nil {
			return key{}, err
		}
		*into = part
	}
	return derived, nil
}

// LoadOrCreateKeys reads the key file of the data folder, or makes one that only
// its owner may read. Of several processes that start at once, all get the same.
func LoadOrCreateKeys(dir string) (KeySet, error) {
	path := filepath.Join(dir, KeysFile)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		if err := createKeys(dir, path); err != nil {
			return KeySet{}, fmt.Errorf("create %s: %w", path, err)
		}
	}
	info, err := os.Stat(path)
	if err != nil {
		return KeySet{}, err
	}
	if info.Mode().Perm()&0o077 != 0 {
		if err := os.Chmod(path, 0o600); err != nil {
			return KeySet{}, fmt.Errorf("others may read %s: %w", path, err)
		}
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return KeySet{}, err
	}
	keys, err := ParseKeys(string(text))
	if err != nil {
		return KeySet{}, fmt.Errorf("%s: %w", path, err)
	}
	return keys, nil
}

// createKeys writes the whole file aside and links it into place, which fails if
// another process was first: its keys then stand.
func createKeys(dir, path string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	file, err := os.CreateTemp(dir, KeysFile+".*") // 0600
	if err != nil {
		return err
	}
	defer os.Remove(file.Name())
	_, err = file.WriteString(generateKey() + "\n")
	if err == nil {
		err = file.Sync()
	}
	if closed := file.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return err
	}
	if err := os.Link(file.Name(), path); !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}
