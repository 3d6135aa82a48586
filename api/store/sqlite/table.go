package sqlite

import (
	"context"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"sync"

	jsonv2 "github.com/go-json-experiment/json"
	jsonv1 "github.com/go-json-experiment/json/v1"

	"lienket/api/store"
)

// Table implements store.Table on one collection.
type Table struct {
	db      *DB
	name    string
	number  uint32
	docs    string // the documents' table
	ids     string // its unique index over IDs
	indexes []index
	keys    map[string]string // SQL of the indexed fields' keys

	insertText, replaceText, deleteText, loadText string

	verdicts sync.Map // SQL text -> error, nil if an index serves it
}

var _ store.Table = (*Table)(nil)

func (t *Table) writeTexts() {
	docs := quote(t.docs)
	t.insertText = "INSERT INTO " + docs + "(id, version, doc) VALUES(?, ?, ?)"
	t.replaceText = "UPDATE " + docs + " SET version = ?, doc = ? WHERE id = ? AND version = ?"
	t.deleteText = "DELETE FROM " + docs + " WHERE id = ?"
	t.loadText = "SELECT doc FROM " + docs + " WHERE id = ?"
}

func (t *Table) docKey(id string) docKey { return docKey{t.number, id} }

// Insert implements store.Table.
func (t *Table) Insert(ctx context.Context, docs ...store.Stored) error {
	if len(docs) == 0 {
		return nil
	}
	raws := make([][]byte, len(docs))
	for i, doc := range docs {
		if doc.Meta.ID == "" {
			return fmt.Errorf("sqlite: collection %s: a document without ID", t.name)
		}
		raw, err := json.Marshal(doc.Doc)
		if err != nil {
			return fmt.Errorf("sqlite: collection %s: document %s: %w", t.name, doc.Meta.ID, err)
		}
		raws[i] = raw
	}
	insert := func(tx *tx) error {
		for i, doc := range docs {
			if err := tx.do(func(c *conn) error {
				if _, err := c.exec(t.insertText, doc.Meta.ID, doc.Meta.Version, string(raws[i])); err != nil {
					return t.refused(err)
				}
				tx.wrote(t.docKey(doc.Meta.ID), raws[i])
				return nil
			}); err != nil {
				return err
			}
		}
		return nil
	}
	return t.db.write(ctx, nil, func(tx *tx) error {
		if len(docs) > 1 && t.db.txOf(ctx) != nil {
			return tx.nest(ctx, func() error { return insert(tx) })
		}
		return insert(tx)
	})
}

// refused names the index that a write would have violated.
func (t *Table) refused(err error) error {
	if violatesUnique(err) {
		return t.conflict(err)
	}
	return err
}

// Get implements store.Table.
func (t *Table) Get(ctx context.Context, id string, into any) error {
	raw, err := t.load(ctx, id, false)
	if err != nil {
		return err
	}
	return t.decode(id, raw, into)
}

// View implements store.Table. Outside of a Tx a document is decoded once and
// shared for as long as the cache keeps it, and that one is missing is looked up
// once as well.
func (t *Table) View(ctx context.Context, ids []string, fresh func() any, each func(i int, doc any)) error {
	for i, id := range ids {
		doc, err := t.view(ctx, id, fresh)
		if errors.Is(err, errMissing) {
			continue
		}
		if err != nil {
			return err
		}
		each(i, doc)
	}
	return nil
}

func (t *Table) view(ctx context.Context, id string, fresh func() any) (any, error) {
	shared := t.db.txOf(ctx) == nil && !t.db.isClosed()
	if shared {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		raw, doc, missing := t.db.cache.view(t.docKey(id))
		if missing {
			return nil, errMissing
		}
		if doc != nil {
			return doc, t.unchanged(id, raw, doc)
		}
	}
	raw, err := t.load(ctx, id, shared)
	if err != nil {
		return nil, err
	}
	doc := fresh()
	if err := t.decode(id, raw, doc); err != nil {
		return nil, err
	}
	if shared {
		t.db.cache.share(t.docKey(id), raw, doc)
	}
	return doc, nil
}

// unchanged makes sure, in strict mode, that nobody changed a shared document.
func (t *Table) unchanged(id string, raw []byte, doc any) error {
	if !t.db.strict {
		return nil
	}
	want := reflect.New(reflect.TypeOf(doc).Elem()).Interface()
	if err := t.decode(id, raw, want); err != nil {
		return err
	}
	if !reflect.DeepEqual(want, doc) {
		return fmt.Errorf("sqlite: collection %s: document %s: changed by one who viewed it", t.name, id)
	}
	return nil
}

// load returns the document's JSON. noteMissing keeps in the cache that there is none.
func (t *Table) load(ctx context.Context, id string, noteMissing bool) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if t.db.isClosed() && t.db.txOf(ctx) == nil {
		return nil, errClosed
	}
	key := t.docKey(id)
	tx := t.db.txOf(ctx)
	var thaws uint64
	if tx == nil || !tx.touched(key) {
		var raw []byte
		if raw, thaws = t.db.cache.get(key); raw != nil {
			return raw, nil
		}
	}
	var raw []byte
	if err := t.db.read(ctx, func(c *conn, _ bool) error {
		return c.query(noCancel, t.loadText, []any{id}, 1, func(row []driver.Value) error {
			raw = []byte(row[0].(string))
			return nil
		})
	}); err != nil {
		return nil, err
	}
	if tx == nil && (raw != nil || noteMissing) {
		t.db.cache.put(key, raw, thaws)
	}
	if raw == nil {
		return nil, errMissing
	}
	return raw, nil
}

// asEncodingJSON makes the decoder keep the rules of encoding/json, which wrote
// the documents, but for one: that looks a text over for errors before it begins.
var asEncodingJSON = jsonv2.JoinOptions(jsonv1.DefaultOptionsV1(), jsonv1.ReportErrorsWithLegacySemantics(false))

// decode reads a document as encoding/json would, in a third of the time: to
// decode documents costs more than to find them.
func (t *Table) decode(id string, raw []byte, into any) error {
	if err := jsonv2.Unmarshal(raw, into, asEncodingJSON); err != nil {
		return fmt.Errorf("sqlite: collection %s: document %s: %w", t.name, id, err)
	}
	return nil
}

// Replace implements store.Table.
func (t *Table) Replace(ctx context.Context, doc store.Stored, version int64) error {
	raw, err := json.Marshal(doc.Doc)
	if err != nil {
		return fmt.Errorf("sqlite: collection %s: document %s: %w", t.name, doc.Meta.ID, err)
	}
	return t.db.write(ctx, nil, func(tx *tx) error {
		return tx.do(func(c *conn) error {
			changed, err := c.exec(t.replaceText, doc.Meta.Version, string(raw), doc.Meta.ID, version)
			if err != nil {
				return t.refused(err)
			}
			if changed == 0 {
				return t.whyUnchanged(c, doc.Meta.ID)
			}
			tx.wrote(t.docKey(doc.Meta.ID), raw)
			return nil
		})
	})
}

func (t *Table) whyUnchanged(c *conn, id string) error {
	why := errMissing
	if err := c.query(noCancel, t.loadText, []any{id}, 1, func([]driver.Value) error {
		why = errVersion
		return nil
	}); err != nil {
		return err
	}
	return why
}

// Delete implements store.Table.
func (t *Table) Delete(ctx context.Context, id string) error {
	return t.db.write(ctx, nil, func(tx *tx) error {
		return tx.do(func(c *conn) error {
			changed, err := c.exec(t.deleteText, id)
			if err != nil {
				return err
			}
			if changed == 0 {
				return errMissing
			}
			tx.wrote(t.docKey(id), nil)
			return nil
		})
	})
}
