package account_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/account"
)

func TestKeysAreReadFromText(t *testing.T) {
	good := keyText("a", oldSecret)
	rows := []struct {
		name, text, want string
	}{
		{"one", good, "keys[a]"},
		{"two", good + "," + keyText("b", newSecret), "keys[a b]"},
		{"lines", good + "\n" + keyText("b", newSecret) + "\n", "keys[a b]"},
		{"without padding", strings.TrimRight(good, "="), "keys[a]"},
		{"alphabet of addresses", "a:__-_" + strings.Repeat("A", 40), "keys[a]"},
		{"nothing", "", ""},
		{"separators", " ,\n", ""},
		{"no id", strings.TrimPrefix(good, "a:"), ""},
		{"empty id", strings.TrimPrefix(good, "a"), ""},
		{"strange id", "ä" + good, ""},
		{"an id twice", good + "," + good, ""},
		{"31 bytes", keyText("a", oldSecret[1:]), ""},
		{"not base64", "a:" + strings.Repeat("*", 64), ""},
		{"five", strings.Join([]string{good, "b" + good, "c" + good, "d" + good, "e" + good}, ","), ""},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			keys, err := account.ParseKeys(row.text)
			if row.want == "" {
				require.Error(t, err)
				require.NotContains(t, err.Error(), strings.TrimPrefix(good, "a:")[:16])
				return
			}
			require.NoError(t, err)
			require.Equal(t, row.want, keys.String())
			for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
				require.Equal(t, row.want, fmt.Sprintf(verb, keys))
				require.Equal(t, row.want, fmt.Sprintf(verb, &keys))
			}
		})
	}
}

func TestKeysAreMadeOnceAndForTheOwnerAlone(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	made := make([]account.KeySet, 8)
	var group sync.WaitGroup
	for i := range made {
		group.Go(func() {
			keys, err := account.LoadOrCreateKeys(dir)
			if err == nil {
				made[i] = keys
			}
		})
	}
	group.Wait()
	for _, keys := range made {
		require.Equal(t, made[0], keys)
		require.NotEqual(t, "keys[]", keys.String())
	}
	path := filepath.Join(dir, account.KeysFile)
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, entries, 1)
	requireMode(t, path)

	require.NoError(t, os.Chmod(path, 0o644))
	again, err := account.LoadOrCreateKeys(dir)
	require.NoError(t, err)
	require.Equal(t, made[0], again)
	requireMode(t, path)

	require.NoError(t, os.WriteFile(path, []byte("spoiled"), 0o600))
	_, err = account.LoadOrCreateKeys(dir)
	require.ErrorContains(t, err, path)
	require.NotEqual(t, account.GenerateKeys(), account.GenerateKeys())
}

func requireMode(t *testing.T, path string) {
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
}
