package media_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"gocloud.dev/blob"
	"gocloud.dev/blob/fileblob"
	"gocloud.dev/blob/memblob"

	"lienket/api/fault"
	"lienket/api/media"
)

// buckets are the kinds that can be tested without a server.
func buckets(t *testing.T) map[string]*blob.Bucket {
	folder, err := fileblob.OpenBucket(t.TempDir(), &fileblob.Options{NoTempDir: true, Metadata: fileblob.MetadataDontWrite})
	require.NoError(t, err)
	all := map[string]*blob.Bucket{"file": folder, "memory": memblob.OpenBucket(nil)}
	for _, bucket := range all {
		t.Cleanup(func() { require.NoError(t, bucket.Close()) })
	}
	return all
}

func keys(t *testing.T, bucket *blob.Bucket) []string {
	t.Helper()
	var found []string
	all, failed := bucket.List(nil).All(t.Context())
	for object := range all {
		found = append(found, object.Key)
	}
	require.NoError(t, failed())
	return found
}

func TestBlobsAreKeptAndSwept(t *testing.T) {
	for name, bucket := range buckets(t) {
		t.Run(name, func(t *testing.T) {
			store, ctx := media.NewStore(bucket), t.Context()
			for _, key := range []string{"photos/a/1.jpg", "photos/a/2.jpg", "scans/b/1.pdf"} {
				require.NoError(t, store.Put(ctx, key, "image/jpeg", []byte(key)))
			}
			data, err := store.Get(ctx, "photos/a/1.jpg", 100)
			require.NoError(t, err)
			require.Equal(t, "photos/a/1.jpg", string(data))
			_, err = store.Get(ctx, "photos/a/1.jpg", 3)
			require.Error(t, err, "more than asked for")
			_, err = store.Get(ctx, "photos/a/3.jpg", 100)
			require.True(t, fault.Is(err, fault.NotFound), "%v", err)
			require.NoError(t, store.Remove(ctx, "photos/a/2.jpg", "photos/none"))

			none := func(context.Context, string) (bool, error) { return false, nil }
			swept, err := store.Sweep(ctx, "photos/", time.Now().Add(-time.Hour), none)
			require.NoError(t, err)
			require.Zero(t, swept, "what is young may still be referred to")
			require.NoError(t, store.Put(ctx, "photos/a/4.jpg", "image/jpeg", nil))
			swept, err = store.Sweep(ctx, "photos/", time.Now().Add(time.Hour), func(_ context.Context, key string) (bool, error) {
				return strings.HasSuffix(key, "4.jpg"), nil
			})
			require.NoError(t, err)
			require.Equal(t, 1, swept)
			require.Equal(t, []string{"photos/a/4.jpg", "scans/b/1.pdf"}, keys(t, bucket))
		})
	}
}

func TestNothingIsKeptOfABlobThatIsGivenUp(t *testing.T) {
	for name, bucket := range buckets(t) {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			require.Error(t, media.NewStore(bucket).Put(ctx, "photos/a/1.jpg", "image/jpeg", make([]byte, 1<<20)))
			require.Empty(t, keys(t, bucket))
		})
	}
}

func TestAStoreThatIsDownIsUnavailable(t *testing.T) {
	bucket := memblob.OpenBucket(nil)
	require.NoError(t, bucket.Close())
	store := media.NewStore(bucket)
	require.True(t, fault.Is(store.Put(t.Context(), "a", "image/jpeg", nil), fault.Unavailable))
	_, err := store.Get(t.Context(), "a", 1)
	require.True(t, fault.Is(err, fault.Unavailable))
}
