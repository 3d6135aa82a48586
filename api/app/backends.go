package app

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"gocloud.dev/blob"
	"gocloud.dev/blob/fileblob"
	_ "gocloud.dev/blob/memblob" // mem://, for trying
	_ "gocloud.dev/blob/s3blob"  // s3://

	"lienket/api/account"
	"lienket/api/config"
	"lienket/api/store"
	"lienket/api/store/mongo"
	"lienket/api/store/sqlite"
	"lienket/search"
	"lienket/search/embedded"
	"lienket/search/meili"
)

const databaseFile = "lienket.db"

func openStore(ctx context.Context, cfg config.Config, options Options) (store.DB, error) {
	if uri := cfg.MongoDBURI.Reveal(); uri != "" {
		return opened[store.DB](mongo.Open(ctx, mongo.Options{
			URI: uri, Database: cfg.MongoDBDatabase, TransactionsOff: cfg.MongoDBTransactions == "off"}))
	}
	return opened[store.DB](sqlite.Open(filepath.Join(cfg.Data, databaseFile), sqlite.Options{Strict: options.Strict, Log: options.Log}))
}

func openEngine(ctx context.Context, cfg config.Config, options Options) (search.Engine, error) {
	if cfg.MeiliURL != "" {
		return opened[search.Engine](meili.Open(ctx, meili.Options{URL: cfg.MeiliURL, Key: cfg.MeiliKey.Reveal()}))
	}
	return opened[search.Engine](embedded.Open(filepath.Join(cfg.Data, "search"), embedded.Options{Logger: options.Log}))
}

// opened is the backend as its port, and nil (not a pointer to nothing) where it
// failed to open.
func opened[P any, B any](backend B, err error) (P, error) {
	var port P
	if err == nil {
		port = any(backend).(P)
	}
	return port, err
}

// openBlobs opens what photos and documents lie in: a folder beside the database,
// or what BLOB_URL names. A bucket that cannot be reached is refused at start.
func openBlobs(ctx context.Context, cfg config.Config) (*blob.Bucket, error) {
	address := cfg.BlobURL.Reveal()
	if address == "" {
		return fileblob.OpenBucket(filepath.Join(cfg.Data, "blobs"), &fileblob.Options{
			CreateDir: true, DirFileMode: 0o750, NoTempDir: true, Metadata: fileblob.MetadataDontWrite})
	}
	bucket, err := blob.OpenBucket(ctx, address)
	if err != nil {
		return nil, fmt.Errorf("BLOB_URL: %w", err)
	}
	reached, err := bucket.IsAccessible(ctx)
	if err == nil && !reached {
		err = errors.New("there is no such bucket, or it may not be used")
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("BLOB_URL: %w", err), bucket.Close())
	}
	return bucket, nil
}

func openKeys(cfg config.Config) (account.KeySet, error) {
	if text := cfg.Keys.Reveal(); text != "" {
		return account.ParseKeys(text)
	}
	return account.LoadOrCreateKeys(cfg.Data)
}
