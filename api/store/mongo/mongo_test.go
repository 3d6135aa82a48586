package mongo_test

import (
	"context"
	"os"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"lienket/api/fault"
	"lienket/api/store"
	"lienket/api/store/mongo"
	"lienket/api/store/storetest"
)

// serverURI is the replica set of MONGODB_URI, without which these tests are
// left out; ferrettest runs the suite on an embedded server instead.
func serverURI(t *testing.T) string {
	t.Helper()
	uri := os.Getenv("MONGODB_URI")
	if uri == "" {
		t.Skip("MONGODB_URI names no replica set to test on")
	}
	return uri
}

// open opens a database of its own, which is dropped at the end.
func open(t *testing.T) store.DB {
	t.Helper()
	o := mongo.Options{URI: serverURI(t), Database: "lienket_test_" + strings.ReplaceAll(uuid.NewString(), "-", "")}
	db, err := mongo.Open(t.Context(), o)
	require.NoError(t, err)
	t.Cleanup(func() {
		require.NoError(t, db.Close())
		again, err := mongo.Open(context.Background(), o)
		require.NoError(t, err)
		require.NoError(t, again.Drop(context.Background()))
		require.NoError(t, again.Close())
	})
	return db
}

func TestContract(t *testing.T) {
	serverURI(t)
	storetest.Run(t, open)
}

func TestOpenWithoutServerIsUnavailable(t *testing.T) {
	_, err := mongo.Open(t.Context(), mongo.Options{URI: "mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=100"})
	require.Equal(t, fault.Unavailable, fault.CodeOf(err), "%v", err)
}

func TestOpenRefusesWhatIsNoURI(t *testing.T) {
	for _, uri := range []string{"", "localhost:27017", "http://localhost", "mongodb://"} {
		_, err := mongo.Open(t.Context(), mongo.Options{URI: uri})
		require.Error(t, err, uri)
	}
}

func TestOpenIsCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := mongo.Open(ctx, mongo.Options{URI: "mongodb://127.0.0.1:1/"})
	require.ErrorIs(t, err, context.Canceled)
}
