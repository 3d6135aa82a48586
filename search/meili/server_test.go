package meili_test

import (
	"context"
	"crypto/rand"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/meilisearch/meilisearch-go"

	"lienket/search"
	"lienket/search/meili"
	"lienket/search/searchtest"
)

// server returns the Meilisearch to test with, or skips.
func server(t *testing.T) meili.Options {
	t.Helper()
	options := meili.Options{URL: os.Getenv("MEILI_URL"), Key: os.Getenv("MEILI_KEY"), SearchTimeout: 20 * time.Second}
	if options.URL == "" {
		t.Skip("MEILI_URL names no Meilisearch server (with its key in MEILI_KEY)")
	}
	options.Index = "test-" + strings.ToLower(rand.Text())
	t.Cleanup(func() { removeIndexes(t, options) })
	return options
}

func open(t *testing.T, options meili.Options) *meili.Engine {
	t.Helper()
	engine, err := meili.Open(context.Background(), options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = engine.Close() })
	return engine
}

// indexes lists the indexes of one test.
func indexes(t *testing.T, options meili.Options) []string {
	t.Helper()
	page, err := meilisearch.New(options.URL, meilisearch.WithAPIKey(options.Key)).ListIndexes(&meilisearch.IndexesQuery{Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, index := range page.Results {
		if strings.HasPrefix(index.UID, options.Index) {
			names = append(names, index.UID)
		}
	}
	return names
}

func removeIndexes(t *testing.T, options meili.Options) {
	client := meilisearch.New(options.URL, meilisearch.WithAPIKey(options.Key))
	for _, name := range indexes(t, options) {
		if _, err := client.DeleteIndex(name); err != nil {
			t.Errorf("remove %s: %v", name, err)
		}
	}
}

func TestContract(t *testing.T) {
	server(t)
	searchtest.Run(t, func(t *testing.T) search.Engine { return open(t, server(t)) })
}
