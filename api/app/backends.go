package app

import (
	"context"
	"path/filepath"

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

func openKeys(cfg config.Config) (account.KeySet, error) {
	if text := cfg.Keys.Reveal(); text != "" {
		return account.ParseKeys(text)
	}
	return account.LoadOrCreateKeys(cfg.Data)
}
