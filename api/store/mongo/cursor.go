package mongo

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"

	"lienket/api/fault"
)

// key is one field of an order.
type key struct {
	path string
	down bool
}

// order reads Query.Sort and ends it with _id, which makes it total.
func order(sort []string) []key {
	keys := make([]key, 0, len(sort)+1)
	for _, field := range sort {
		path, down := strings.CutPrefix(field, "-")
		keys = append(keys, key{path, down})
		if path == "_id" {
			return keys
		}
	}
	return append(keys, key{path: "_id"})
}

func sortSpec(keys []key) bson.D {
	spec := make(bson.D, len(keys))
	for i, k := range keys {
		spec[i] = bson.E{Key: k.path, Value: direction(k.down)}
	}
	return spec
}

func direction(down bool) int {
	if down {
		return -1
	}
	return 1
}

// place is what a cursor says: behind these values, in the query of this digest.
type place struct {
	Digest []byte          `bson:"d"`
	Values []bson.RawValue `bson:"v"`
}

// digest binds a cursor to its collection, filter and order.
func digest(collection string, filter bson.D, keys []key) ([]byte, error) {
	query, err := bson.Marshal(bson.D{{Key: collection, Value: filter}, {Key: "sort", Value: sortSpec(keys)}})
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(query)
	return sum[:12], nil
}

// cursorAt makes the cursor that continues behind doc.
func cursorAt(doc bson.Raw, digest []byte, keys []key) (string, error) {
	at := place{Digest: digest}
	for _, k := range keys {
		at.Values = append(at.Values, lookup(doc, k.path))
	}
	text, err := bson.Marshal(at)
	if err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(text), nil
}

// lookup returns the value at a dotted path, null if there is none.
func lookup(doc bson.Raw, path string) bson.RawValue {
	value, err := doc.LookupErr(strings.Split(path, ".")...)
	if err != nil {
		return bson.RawValue{Type: bson.TypeNull}
	}
	return value
}

// behind is the condition of the documents behind a cursor, or
// fault.InvalidInput if it is none of this query's.
func behind(cursor string, digest []byte, keys []key) (bson.D, error) {
	at, err := readCursor(cursor)
	if err != nil || !bytes.Equal(at.Digest, digest) || len(at.Values) != len(keys) {
		return nil, fault.Invalid("cursor", "invalid", textCursor).Wrap(err)
	}
	var ways bson.A
	same := bson.A{}
	for i, k := range keys {
		if step, ok := further(k, at.Values[i]); ok {
			ways = append(ways, bson.D{{Key: "$and", Value: append(append(bson.A{}, same...), step)}})
		}
		same = append(same, on(k.path, "$eq", at.Values[i]))
	}
	condition := bson.D{{Key: "$or", Value: ways}}
	if first := at.Values[0]; !keys[0].down && first.Type != bson.TypeNull {
		// Implied, but it tells the planner where in the index to start.
		condition = append(condition, on(keys[0].path, "$gte", first)...)
	}
	return condition, nil
}

// further is the condition of a value behind v in the order of k: absent and
// null values come first, and nothing precedes them.
func further(k key, v bson.RawValue) (bson.D, bool) {
	null := v.Type == bson.TypeNull
	switch {
	case !k.down && null:
		return on(k.path, "$ne", nil), true
	case !k.down:
		return on(k.path, "$gt", v), true
	case null:
		return nil, false
	}
	return bson.D{{Key: "$or", Value: bson.A{on(k.path, "$lt", v), on(k.path, "$eq", nil)}}}, true
}

var errCursor = errors.New("the cursor is damaged")

// readCursor takes scalars alone, so that a forged cursor is no more than
// another place in the order.
func readCursor(cursor string) (place, error) {
	var at place
	text, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err != nil {
		return at, err
	}
	raw := bson.Raw(text)
	if err := raw.Validate(); err != nil {
		return at, err
	}
	if err := bson.Unmarshal(raw, &at); err != nil {
		return at, err
	}
	for _, value := range at.Values {
		switch value.Type {
		case bson.TypeNull, bson.TypeString, bson.TypeBoolean, bson.TypeInt32, bson.TypeInt64, bson.TypeDouble, bson.TypeDateTime:
		default:
			return at, errCursor
		}
	}
	return at, nil
}
