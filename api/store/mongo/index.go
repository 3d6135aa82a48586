package mongo

import (
	"context"
	"errors"
	"slices"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"lienket/api/store"
)

// ours begins the names of the indexes that Schemas declare. The rest of a name
// is the definition, so that a changed index is another one.
const ours = "lk:"

// The server's codes of answers that are no failure here.
const (
	codeNamespaceExists = 48
	codeNotImplemented  = 238
)

func hasCode(err error, code int) bool {
	var server driver.ServerError
	return errors.As(err, &server) && server.HasErrorCode(code)
}

func plainPaths(fields []string) []string {
	paths := make([]string, len(fields))
	for i, field := range fields {
		paths[i] = strings.TrimPrefix(field, "-")
	}
	return paths
}

func indexName(index store.Index) string {
	kind := "plain:"
	if index.Unique {
		kind = "unique:"
	}
	return ours + kind + strings.Join(index.Fields, ",")
}

// indexModel ends a plain index with _id, which breaks ties of every order. A
// unique one covers the documents that have all its fields.
func indexModel(index store.Index, partial bool) driver.IndexModel {
	var keys, present bson.D
	for _, field := range index.Fields {
		path, down := strings.CutPrefix(field, "-")
		keys = append(keys, bson.E{Key: path, Value: direction(down)})
		present = append(present, on(path, "$exists", true)...)
	}
	settings := options.Index().SetName(indexName(index))
	switch {
	case !index.Unique:
		if !slices.Contains(plainPaths(index.Fields), "_id") {
			keys = append(keys, bson.E{Key: "_id", Value: 1})
		}
	case partial:
		settings.SetUnique(true).SetPartialFilterExpression(present)
	default:
		settings.SetUnique(true)
	}
	return driver.IndexModel{Keys: keys, Options: settings}
}

func createCollection(ctx context.Context, database *driver.Database, name string) error {
	if err := database.CreateCollection(ctx, name); err != nil && !hasCode(err, codeNamespaceExists) {
		return err
	}
	return nil
}

// syncIndexes makes the indexes of docs those declared: first the new ones are
// built, then those of ours that are declared no longer are dropped. On a server
// for tests, which may know no partial indexes, unique ones cover all documents,
// provided that it takes absent values for different.
func syncIndexes(ctx context.Context, docs *driver.Collection, declared []store.Index, forTests bool) error {
	there, err := docs.Indexes().ListSpecifications(ctx)
	if err != nil {
		return err
	}
	wanted := map[string]bool{}
	for _, index := range declared {
		name := indexName(index)
		wanted[name] = true
		if slices.ContainsFunc(there, func(spec driver.IndexSpecification) bool { return spec.Name == name }) {
			continue
		}
		_, err := docs.Indexes().CreateOne(ctx, indexModel(index, true))
		if forTests && index.Unique && hasCode(err, codeNotImplemented) {
			_, err = docs.Indexes().CreateOne(ctx, indexModel(index, false))
		}
		if err != nil {
			return err
		}
	}
	for _, spec := range there {
		if strings.HasPrefix(spec.Name, ours) && !wanted[spec.Name] {
			if err := docs.Indexes().DropOne(ctx, spec.Name); err != nil {
				return err
			}
		}
	}
	return nil
}
