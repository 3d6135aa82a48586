package sqlite

import (
	"context"
	"crypto/sha256"
	"database/sql/driver"
	"encoding/hex"
	"fmt"
	"strings"

	"lienket/api/store"
)

// layoutVersion is part of every index's name: a change of keyOf or of the
// tables below raises it, and Open then builds the indexes anew.
const layoutVersion = 1

// index is one index of a collection as it stands in SQLite: an expression index
// on the documents' table or, for an array, an index on a side table, which
// triggers keep in step.
type index struct {
	name   string
	side   string // the side table, "" for none
	fields []sortKey
	multi  int // the position of the array among fields, -1 for none
	unique bool
}

func quote(name string) string { return `"` + name + `"` }

// plainIndex reads a declaration. Names hold a hash of the definition, so that a
// changed one is another index.
func plainIndex(collection string, declared store.Index) (index, error) {
	ix := index{multi: -1, unique: declared.Unique}
	definition := fmt.Sprintln(layoutVersion, declared.Unique, declared.Multi)
	for i, field := range declared.Fields {
		path, descending := strings.CutPrefix(field, "-")
		if err := checkPath(path); err != nil {
			return index{}, err
		}
		if path == declared.Multi {
			ix.multi = i
		}
		ix.fields = append(ix.fields, sortKey{path, descending})
		definition += fmt.Sprintln(field)
	}
	if len(ix.fields) == 0 {
		return index{}, fmt.Errorf("sqlite: collection %s: an index has no fields", collection)
	}
	sum := sha256.Sum256([]byte(definition))
	hash := hex.EncodeToString(sum[:6])
	ix.name = "index:" + collection + ":" + hash
	if declared.Multi != "" {
		if ix.multi < 0 {
			return index{}, fmt.Errorf("sqlite: collection %s: multi field %s is not in its index", collection, declared.Multi)
		}
		ix.side = "multi:" + collection + ":" + hash
	}
	return ix, nil
}

// create lists the statements that make the index and fill it from what is
// stored.
func (ix *index) create(docs string) []string {
	direction := map[bool]string{true: " DESC"}
	var parts []string
	unique := ""
	if ix.unique {
		unique = "UNIQUE "
	}
	if ix.side == "" {
		for _, field := range ix.fields {
			parts = append(parts, keyOf("", field.path)+direction[field.descending])
		}
		if !ix.unique {
			parts = append(parts, "id")
		}
		return []string{fmt.Sprintf("CREATE %sINDEX %s ON %s(%s)", unique, quote(ix.name), quote(docs), strings.Join(parts, ", "))}
	}

	var names []string
	for i, field := range ix.fields {
		name := fmt.Sprintf("k%d", i)
		names = append(names, name)
		parts = append(parts, name+direction[field.descending])
	}
	if !ix.unique {
		parts = append(parts, "id")
	}
	array := jsonPath(ix.fields[ix.multi].path)
	// elements selects a row per distinct element; row is "new." or "d.".
	elements := func(row, from string) string {
		list := []string{row + "rid", "min(e.key)", row + "id"}
		for i, field := range ix.fields {
			if i == ix.multi {
				list = append(list, elementKey)
			} else {
				list = append(list, keyOf(row, field.path))
			}
		}
		return fmt.Sprintf("INSERT INTO %s(rid, n, id, %s) SELECT %s FROM %sjson_each(%sdoc, %s) AS e WHERE json_type(%sdoc, %s) = 'array' GROUP BY %srid, %s",
			quote(ix.side), strings.Join(names, ", "), strings.Join(list, ", "), from, row, array, row, array, row, elementKey)
	}
	var changed []string
	for _, field := range ix.fields {
		if field.path != "_id" {
			changed = append(changed, fmt.Sprintf("old.doc -> %s IS NOT new.doc -> %s", jsonPath(field.path), jsonPath(field.path)))
		}
	}
	remove := "DELETE FROM " + quote(ix.side) + " WHERE rid = old.rid"
	trigger := func(event, when, body string) string {
		name := quote(ix.side + ":" + strings.ToLower(event[:6]))
		return fmt.Sprintf("CREATE TRIGGER %s AFTER %s ON %s %s BEGIN %s; END", name, event, quote(docs), when, body)
	}
	return []string{
		fmt.Sprintf("CREATE TABLE %s(rid INTEGER NOT NULL, n INTEGER NOT NULL, id TEXT NOT NULL, %s, PRIMARY KEY(rid, n)) WITHOUT ROWID", quote(ix.side), strings.Join(names, ", ")),
		elements("d.", quote(docs)+" AS d, "),
		fmt.Sprintf("CREATE %sINDEX %s ON %s(%s)", unique, quote(ix.name), quote(ix.side), strings.Join(parts, ", ")),
		trigger("INSERT", "", elements("new.", "")),
		trigger("UPDATE OF doc", "WHEN "+strings.Join(changed, " OR "), remove+"; "+elements("new.", "")),
		trigger("DELETE", "", remove),
	}
}

// Table returns the collection of that schema. It creates what is missing and
// drops indexes that the schema no longer has; filling a new one reads the whole
// collection.
func (db *DB) Table(ctx context.Context, schema store.Schema) (store.Table, error) {
	if !namePattern.MatchString(schema.Name) {
		return nil, fmt.Errorf("sqlite: %q is no collection name", schema.Name)
	}
	t := &Table{
		db:     db,
		name:   schema.Name,
		number: db.shortName(schema.Name),
		docs:   "docs:" + schema.Name,
		ids:    "id:" + schema.Name,
		keys:   map[string]string{"_id": "d.id"},
	}
	wanted := map[string]bool{}
	for _, declared := range schema.Indexes {
		ix, err := plainIndex(schema.Name, declared)
		if err != nil {
			return nil, err
		}
		if wanted[ix.name] {
			continue
		}
		wanted[ix.name] = true
		t.indexes = append(t.indexes, ix)
		for _, field := range ix.fields {
			t.keys[field.path] = keyOf("d.", field.path)
		}
	}
	t.writeTexts()
	if err := db.write(ctx, nil, func(tx *tx) error {
		return tx.do(func(c *conn) error { return t.migrate(ctx, c, wanted) })
	}); err != nil {
		return nil, fmt.Errorf("sqlite: collection %s: %w", schema.Name, err)
	}
	return t, nil
}

// migrate brings the tables and indexes in line with the schema.
func (t *Table) migrate(ctx context.Context, c *conn, wanted map[string]bool) error {
	for _, text := range []string{
		fmt.Sprintf("CREATE TABLE IF NOT EXISTS %s(rid INTEGER PRIMARY KEY, id TEXT NOT NULL, version INTEGER NOT NULL, doc TEXT NOT NULL)", quote(t.docs)),
		fmt.Sprintf("CREATE UNIQUE INDEX IF NOT EXISTS %s ON %s(id)", quote(t.ids), quote(t.docs)),
	} {
		if _, err := c.exec(text); err != nil {
			return err
		}
	}
	present := map[string]bool{}
	var stale []string
	prefix := "index:" + t.name + ":"
	if err := c.query(ctx, "SELECT name FROM sqlite_schema WHERE type = 'index' AND substr(name, 1, ?) = ?",
		[]any{int64(len(prefix)), prefix}, 1, func(row []driver.Value) error {
			name := row[0].(string)
			present[name] = true
			if !wanted[name] {
				stale = append(stale, name)
			}
			return nil
		}); err != nil {
		return err
	}
	for _, name := range stale {
		if err := t.drop(c, name); err != nil {
			return err
		}
	}
	for i := range t.indexes {
		if present[t.indexes[i].name] {
			continue
		}
		for _, text := range t.indexes[i].create(t.docs) {
			if _, err := c.exec(text); err != nil {
				if violatesUnique(err) {
					return t.conflict(err)
				}
				return err
			}
		}
	}
	return nil
}

// drop removes an index and, if it is one of an array, its side table.
func (t *Table) drop(c *conn, name string) error {
	side := "multi:" + strings.TrimPrefix(name, "index:")
	for _, text := range []string{
		"DROP INDEX " + quote(name),
		"DROP TRIGGER IF EXISTS " + quote(side+":insert"),
		"DROP TRIGGER IF EXISTS " + quote(side+":update"),
		"DROP TRIGGER IF EXISTS " + quote(side+":delete"),
		"DROP TABLE IF EXISTS " + quote(side),
	} {
		if _, err := c.exec(text); err != nil {
			return err
		}
	}
	return nil
}
