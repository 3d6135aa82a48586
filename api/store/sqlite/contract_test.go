package sqlite_test

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/store"
	"lienket/api/store/sqlite"
	"lienket/api/store/storetest"
)

func open(t testing.TB, path string) *sqlite.DB {
	t.Helper()
	db, err := sqlite.Open(path, sqlite.Options{Strict: true})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db
}

func TestContract(t *testing.T) {
	storetest.Run(t, func(t *testing.T) store.DB {
		return open(t, filepath.Join(t.TempDir(), "lienket.db"))
	})
}
