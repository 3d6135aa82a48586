package mongo

import (
	"context"
	"errors"
	"slices"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"lienket/api/fault"
	"lienket/api/store"
)

// table is one collection of documents. Its errors are those of store.Table.
type table struct {
	db       *DB
	docs     *driver.Collection
	unique   []uniqueIndex
	omitNull map[string]bool // paths of unique indexes, whose nulls are not stored
}

func byID(id string) bson.D { return bson.D{{Key: "_id", Value: id}} }

// atomic runs a write of several steps in a Tx, or any write where writes take
// turns; a write that is one step on the server runs as it is.
func (t *table) atomic(ctx context.Context, severalSteps bool, write func(ctx context.Context, current *tx) error) error {
	current := t.db.txOf(ctx)
	if current != nil || !severalSteps && t.db.writer == nil {
		return write(ctx, current)
	}
	return t.db.Tx(ctx, func(ctx context.Context) error { return write(ctx, t.db.txOf(ctx)) })
}

func (t *table) Insert(ctx context.Context, docs ...store.Stored) error {
	if len(docs) == 0 {
		return nil
	}
	raws := make([]bson.Raw, len(docs))
	for i, doc := range docs {
		raw, err := encode(doc.Doc, t.omitNull)
		if err != nil {
			return err
		}
		raws[i] = raw
	}
	return t.atomic(ctx, len(docs) > 1, func(ctx context.Context, current *tx) error {
		return t.db.do(ctx, "insert into "+t.docs.Name(), func() error {
			if current == nil {
				_, err := t.docs.InsertOne(ctx, raws[0])
				return t.orConflict(ctx, err, raws, "")
			}
			if err := t.conflict(ctx, raws, ""); err != nil {
				return err
			}
			for _, doc := range docs {
				current.note(t.docs, doc.Meta.ID, nil)
			}
			_, err := t.docs.InsertMany(ctx, raws)
			return err
		})
	})
}

func (t *table) Get(ctx context.Context, id string, into any) error {
	return t.db.do(ctx, "get from "+t.docs.Name(), func() error {
		raw, err := t.docs.FindOne(ctx, byID(id)).Raw()
		if errors.Is(err, driver.ErrNoDocuments) {
			return errNotFound
		}
		if err != nil {
			return err
		}
		return callers(decode(raw, into))
	})
}

// viewed is how many documents View asks for at once.
const viewed = 1000

func (t *table) View(ctx context.Context, ids []string, fresh func() any, each func(i int, doc any)) error {
	at := 0
	for part := range slices.Chunk(ids, viewed) {
		var found []bson.Raw
		err := t.db.do(ctx, "view of "+t.docs.Name(), func() error {
			cursor, err := t.docs.Find(ctx, bson.D{{Key: "_id", Value: bson.D{{Key: "$in", Value: part}}}})
			if err != nil {
				return err
			}
			return cursor.All(ctx, &found)
		})
		if err != nil {
			return err
		}
		raws := make(map[string]bson.Raw, len(found))
		for _, raw := range found {
			raws[raw.Lookup("_id").StringValue()] = raw
		}
		for i, id := range part {
			raw, there := raws[id]
			if !there {
				continue
			}
			doc := fresh()
			if err := decode(raw, doc); err != nil {
				return err
			}
			each(at+i, doc)
		}
		at += len(part)
	}
	return nil
}

// callers marks an error that is not the server's.
func callers(err error) error {
	if err == nil {
		return nil
	}
	return ownError{err}
}

func (t *table) Replace(ctx context.Context, doc store.Stored, version int64) error {
	raw, err := encode(doc.Doc, t.omitNull)
	if err != nil {
		return err
	}
	id := doc.Meta.ID
	where := append(byID(id), bson.E{Key: "version", Value: version})
	return t.atomic(ctx, false, func(ctx context.Context, current *tx) error {
		return t.db.do(ctx, "replace in "+t.docs.Name(), func() error {
			if current == nil {
				result, err := t.docs.ReplaceOne(ctx, where, raw)
				if err == nil && result.MatchedCount == 0 {
					return t.whyNot(ctx, id)
				}
				return t.orConflict(ctx, err, []bson.Raw{raw}, id)
			}
			if err := t.conflict(ctx, []bson.Raw{raw}, id); err != nil {
				return t.unlessStale(ctx, where, id, err)
			}
			before, err := t.docs.FindOneAndReplace(ctx, where, raw).Raw()
			if errors.Is(err, driver.ErrNoDocuments) {
				return t.whyNot(ctx, id)
			}
			if err != nil {
				return err
			}
			current.note(t.docs, id, before)
			return nil
		})
	})
}

// whyNot says why no document of a given version was there.
func (t *table) whyNot(ctx context.Context, id string) error {
	err := t.docs.FindOne(ctx, byID(id), options.FindOne().SetProjection(byIDAlone)).Err()
	if err == nil {
		return errVersion
	}
	if errors.Is(err, driver.ErrNoDocuments) {
		return errNotFound
	}
	return err
}

var byIDAlone = bson.D{{Key: "_id", Value: 1}}

// unlessStale returns conflict, but a stale version comes first.
func (t *table) unlessStale(ctx context.Context, where bson.D, id string, conflict error) error {
	if !fault.Is(conflict, fault.Conflict) {
		return conflict
	}
	err := t.docs.FindOne(ctx, where, options.FindOne().SetProjection(byIDAlone)).Err()
	if errors.Is(err, driver.ErrNoDocuments) {
		return t.whyNot(ctx, id)
	}
	if err != nil {
		return err
	}
	return conflict
}

func (t *table) Delete(ctx context.Context, id string) error {
	return t.atomic(ctx, false, func(ctx context.Context, current *tx) error {
		return t.db.do(ctx, "delete from "+t.docs.Name(), func() error {
			if current == nil || !current.journals() {
				result, err := t.docs.DeleteOne(ctx, byID(id))
				if err == nil && result.DeletedCount == 0 {
					return errNotFound
				}
				return err
			}
			before, err := t.docs.FindOneAndDelete(ctx, byID(id)).Raw()
			if errors.Is(err, driver.ErrNoDocuments) {
				return errNotFound
			}
			if err != nil {
				return err
			}
			current.note(t.docs, id, before)
			return nil
		})
	})
}

func (t *table) Find(ctx context.Context, q store.Query, each func(decode func(into any) error) error) (next string, err error) {
	filter, err := translate(q.Where)
	if err != nil {
		return "", err
	}
	keys := order(q.Sort)
	bound, err := digest(t.docs.Name(), filter, keys)
	if err != nil {
		return "", err
	}
	if q.Cursor != "" {
		rest, err := behind(q.Cursor, bound, keys)
		if err != nil {
			return "", err
		}
		filter = bson.D{{Key: "$and", Value: bson.A{filter, rest}}}
	}
	limit := q.Limit
	if limit <= 0 {
		limit = store.DefaultLimit
	}
	limit = min(limit, store.MaxLimit)

	var found []bson.Raw
	err = t.db.do(ctx, "find in "+t.docs.Name(), func() error {
		one := int64(limit) + 1 // one more tells whether there is a next page
		cursor, err := t.docs.Find(ctx, filter, options.Find().SetSort(sortSpec(keys)).SetLimit(one).SetBatchSize(int32(one)))
		if err != nil {
			return err
		}
		return cursor.All(ctx, &found)
	})
	if err != nil {
		return "", err
	}
	if len(found) > limit {
		found = found[:limit]
		if next, err = cursorAt(found[limit-1], bound, keys); err != nil {
			return "", err
		}
	}
	for _, raw := range found {
		if err := each(func(into any) error { return decode(raw, into) }); err != nil {
			return "", err
		}
	}
	return next, nil
}

func (t *table) Count(ctx context.Context, where store.Filter) (n int64, err error) {
	filter, err := translate(where)
	if err != nil {
		return 0, err
	}
	err = t.db.do(ctx, "count "+t.docs.Name(), func() error {
		n, err = t.docs.CountDocuments(ctx, filter)
		return err
	})
	return n, err
}
