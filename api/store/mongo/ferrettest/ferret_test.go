// Package ferrettest runs the contract of the store over MongoDB's wire
// protocol, against a FerretDB that lives in the test process. It is a module
// of its own, so that the product does not depend on FerretDB.
package ferrettest

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/FerretDB/FerretDB/ferretdb"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"lienket/api/store"
	"lienket/api/store/mongo"
	"lienket/api/store/storetest"
)

// serve starts a FerretDB on an empty folder and stops it at the end.
func serve(t *testing.T) (uri string) {
	t.Helper()
	data := filepath.Join(t.TempDir(), "data")
	require.NoError(t, os.Mkdir(data, 0o700))
	server, err := ferretdb.New(&ferretdb.Config{
		Listener:  ferretdb.ListenerConfig{TCP: "127.0.0.1:0"},
		Logger:    slog.New(slog.DiscardHandler),
		Handler:   "sqlite",
		SQLiteURL: "file:" + data + "/",
	})
	require.NoError(t, err)
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- server.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		require.NoError(t, <-ended)
	})
	return server.MongoDBURI()
}

// lacks are the parts of the contract that FerretDB cannot keep.
var lacks = []storetest.Option{
	storetest.Without(storetest.Sums, "FerretDB 1.24 gives 0 for every accumulator of a $group but the first"),
	storetest.Without(storetest.NestedArrays, "FerretDB 1.24 refuses arrays of arrays"),
}

func TestContract(t *testing.T) {
	uri := serve(t)
	storetest.Run(t, func(t *testing.T) store.DB {
		db, err := mongo.Open(t.Context(), mongo.Options{
			URI:             uri,
			Database:        "t" + strings.ReplaceAll(uuid.NewString(), "-", ""),
			TransactionsOff: true,
		})
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, db.Close()) })
		return db
	},
		append(lacks, storetest.Without(storetest.Isolation, "FerretDB 1.24 has no transactions; a failed Tx is undone write by write"))...)
}

func TestStandaloneServerIsRefused(t *testing.T) {
	_, err := mongo.Open(t.Context(), mongo.Options{URI: serve(t)})
	require.ErrorContains(t, err, "rs.initiate()")
	require.ErrorContains(t, err, "--replSet")
}
