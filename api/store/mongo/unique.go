package mongo

import (
	"context"
	"errors"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"

	"lienket/api/fault"
)

// uniqueIndex is what a unique index forbids to share.
type uniqueIndex struct {
	paths []string
	multi string // the path that is an array, indexed by element; "" for none
}

// entries returns the values, in the order of paths, under which the index holds
// doc: none if one is absent.
func (u uniqueIndex) entries(doc bson.Raw) [][]bson.RawValue {
	entries := [][]bson.RawValue{nil}
	for _, path := range u.paths {
		value := lookup(doc, path)
		if value.Type == bson.TypeNull {
			return nil
		}
		values := []bson.RawValue{value}
		if path == u.multi && value.Type == bson.TypeArray {
			values, _ = value.Array().Values()
		}
		var longer [][]bson.RawValue
		for _, entry := range entries {
			for _, value := range values {
				longer = append(longer, append(entry[:len(entry):len(entry)], value))
			}
		}
		entries = longer
	}
	return entries
}

// text is equal for equal entries alone.
func text(entry []bson.RawValue) string {
	var key []byte
	for _, value := range entry {
		key = append(key, byte(value.Type))
		key = append(key, value.Value...)
	}
	return string(key)
}

func refuse(paths ...string) error {
	refusal := fault.New(fault.Conflict, textConflict)
	for _, path := range paths {
		refusal = refusal.WithField(path, "taken", textTaken)
	}
	return refusal
}

// batch bounds the conditions of one look-up.
const batch = 500

// conflict returns the refusal of documents that would break a unique index or
// take an ID that is taken; nil if they may be written. self is the ID of the
// document that they replace, "" if they are new.
//
// It is asked before a write within a Tx because the server ends a transaction
// at a duplicate key, and the caller of an Insert may go on after a refusal. One
// that slips through, written by another since our snapshot, ends the
// transaction, and fn is run again.
func (t *table) conflict(ctx context.Context, raws []bson.Raw, self string) error {
	if self != "" && len(t.unique) == 0 {
		return nil
	}
	taken := make([]map[string]bool, len(t.unique))
	for i := range taken {
		taken[i] = map[string]bool{}
	}
	ids := map[string]bool{}
	for start := 0; start < len(raws); start += batch {
		var clauses bson.A
		if err := t.addClauses(&clauses, raws[start:min(start+batch, len(raws))], self, ids, taken); err != nil {
			return err
		}
		if len(clauses) == 0 {
			continue
		}
		where := bson.D{{Key: "$or", Value: clauses}}
		if self != "" {
			where = append(where, on("_id", "$ne", self)...)
		}
		there, err := t.docs.FindOne(ctx, where).Raw()
		switch {
		case errors.Is(err, driver.ErrNoDocuments):
			continue
		case err != nil:
			return err
		}
		return t.clash(there, ids, taken)
	}
	return nil
}

// addClauses adds the conditions of documents in the way of raws, and refuses
// raws that are in each other's.
func (t *table) addClauses(clauses *bson.A, raws []bson.Raw, self string, ids map[string]bool, taken []map[string]bool) error {
	if self == "" {
		var batchIDs bson.A
		for _, raw := range raws {
			id := lookup(raw, "_id").StringValue()
			if ids[id] {
				return refuse("_id")
			}
			ids[id] = true
			batchIDs = append(batchIDs, id)
		}
		*clauses = append(*clauses, on("_id", "$in", batchIDs))
	}
	for i, index := range t.unique {
		for _, raw := range raws {
			own := map[string]bool{}
			for _, entry := range index.entries(raw) {
				key := text(entry)
				if own[key] {
					continue // an element twice in one array
				}
				if taken[i][key] {
					return refuse(index.paths...)
				}
				own[key] = true
				clause := bson.D{}
				for at, path := range index.paths {
					clause = append(clause, on(path, "$eq", entry[at])...)
				}
				*clauses = append(*clauses, clause)
			}
			for key := range own {
				taken[i][key] = true
			}
		}
	}
	return nil
}

// clash names what there has in common with the documents to be written.
func (t *table) clash(there bson.Raw, ids map[string]bool, taken []map[string]bool) error {
	if ids[lookup(there, "_id").StringValue()] {
		return refuse("_id")
	}
	for i, index := range t.unique {
		for _, entry := range index.entries(there) {
			if taken[i][text(entry)] {
				return refuse(index.paths...)
			}
		}
	}
	return refuse()
}

// orConflict turns the server's refusal of a duplicate key, outside a Tx, into
// the port's. What was in the way is looked up, as servers name it differently.
func (t *table) orConflict(ctx context.Context, err error, raws []bson.Raw, self string) error {
	if !driver.IsDuplicateKeyError(err) {
		return err
	}
	if found := t.conflict(ctx, raws, self); found != nil {
		return found
	}
	return refuse() // it has gone meanwhile
}
