package sqlite

import (
	"context"
	"database/sql/driver"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"lienket/api/store"
)

// hit is a row of a page: the document and the keys that place it, its ID last.
type hit struct {
	doc  string
	keys []any
}

// Find implements store.Table.
func (t *Table) Find(ctx context.Context, q store.Query, each func(decode func(into any) error) error) (string, error) {
	where, err := normalize(q.Where)
	if err != nil {
		return "", err
	}
	order, idDescending, err := parseSort(q.Sort)
	if err != nil {
		return "", err
	}
	limit := q.Limit
	if limit <= 0 {
		limit = store.DefaultLimit
	}
	limit = min(limit, store.MaxLimit)

	p := t.planFor(where, order, idDescending, true)
	parts := []stretch{{order: p.order}}
	print := fingerprint(t.name, where, order, idDescending)
	if q.Cursor != "" {
		keys, err := decodeCursor(q.Cursor, print, len(p.order)+1)
		if err != nil {
			return "", err
		}
		parts = p.after(keys)
	}
	if where.op == never {
		return "", ctx.Err()
	}
	hits, err := t.page(ctx, &p, parts, limit+1)
	if err != nil {
		return "", err
	}
	next := ""
	if len(hits) > limit {
		hits = hits[:limit]
		next = encodeCursor(print, hits[limit-1].keys)
	}
	for _, found := range hits {
		if err := each(func(into any) error {
			return t.decode(found.keys[len(found.keys)-1].(string), []byte(found.doc), into)
		}); err != nil {
			return "", err
		}
	}
	return next, nil
}

// page reads up to count hits from the parts, in one snapshot.
func (t *Table) page(ctx context.Context, p *plan, parts []stretch, count int) (hits []hit, err error) {
	hits = make([]hit, 0, min(count, 64))
	err = t.db.read(ctx, func(c *conn, inTx bool) (err error) {
		if len(parts) > 1 && !inTx {
			if _, err := c.exec("BEGIN"); err != nil {
				return err
			}
			defer func() {
				if _, ending := c.exec("COMMIT"); err == nil {
					err = ending
				}
			}()
		}
		for _, part := range parts {
			s := p.page(part, count-len(hits))
			reading, err := t.vet(ctx, c, p, s, inTx)
			if err != nil {
				return err
			}
			if err := c.query(reading, s.text.String(), s.args, 2+len(p.order), func(row []driver.Value) error {
				keys := make([]any, 0, len(row)-1)
				for _, key := range row[2:] {
					keys = append(keys, key)
				}
				hits = append(hits, hit{row[0].(string), append(keys, row[1])})
				return nil
			}); err != nil {
				return err
			}
			if len(hits) == count {
				return nil
			}
		}
		return nil
	})
	return hits, err
}

// Count implements store.Table.
func (t *Table) Count(ctx context.Context, filter store.Filter) (count int64, err error) {
	where, err := normalize(filter)
	if err != nil || where.op == never {
		return 0, err
	}
	p := t.planFor(where, nil, false, false)
	s := &statement{}
	p.selecting(s, false, nil, func(columns) string { return "count(*)" })
	err = t.query(ctx, &p, s, 1, func(row []driver.Value) error {
		count = row[0].(int64)
		return nil
	})
	return count, err
}

// Aggregate implements store.Table. Sums are exact; one that leaves int64 is an
// error.
func (t *Table) Aggregate(ctx context.Context, a store.Aggregation) ([]store.Group, error) {
	where, err := normalize(a.Where)
	if err != nil {
		return nil, err
	}
	for _, path := range slices.Concat(a.By, a.Sum) {
		if err := checkPath(path); err != nil {
			return nil, err
		}
	}
	if where.op == never {
		return nil, ctx.Err()
	}
	p := t.planFor(where, nil, false, false)
	p.byID = p.byID && p.filtered // a scan of all is left to SQLite: it may find a covering index
	s := &statement{}
	p.selecting(s, false, nil, func(key columns) string {
		var list []string
		for i, path := range a.By {
			list = append(list, key(path)+" AS g"+strconv.Itoa(i))
		}
		list = append(list, "count(*)")
		for _, path := range a.Sum {
			list = append(list, "coalesce(sum(CASE WHEN typeof("+key(path)+") = 'integer' THEN "+key(path)+" END), 0)")
		}
		return strings.Join(list, ", ")
	})
	for i := range a.By {
		s.write([]string{" GROUP BY ", ", "}[min(i, 1)], "g", strconv.Itoa(i))
	}

	var groups []store.Group
	places := map[string]int{}
	err = t.query(ctx, &p, s, len(a.By)+1+len(a.Sum), func(row []driver.Value) error {
		group := store.Group{Keys: make([]string, len(a.By)), Sums: make([]int64, len(a.Sum))}
		for i := range a.By {
			group.Keys[i] = keyText(row[i])
		}
		group.Count = row[len(a.By)].(int64)
		for i := range a.Sum {
			group.Sums[i] = row[len(a.By)+1+i].(int64)
		}
		if group.Count == 0 {
			return nil // the total of nothing
		}
		// Keys of several types may read alike: absent and "", 1 and "1".
		mark := fmt.Sprintf("%q", group.Keys)
		at, known := places[mark]
		if !known {
			places[mark] = len(groups)
			groups = append(groups, group)
			return nil
		}
		groups[at].Count += group.Count
		for i, sum := range group.Sums {
			total := groups[at].Sums[i] + sum
			if (total > groups[at].Sums[i]) != (sum > 0) && sum != 0 {
				return fmt.Errorf("sqlite: collection %s: the sum of %s leaves int64", t.name, a.Sum[i])
			}
			groups[at].Sums[i] = total
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(groups, func(a, b store.Group) int { return slices.Compare(a.Keys, b.Keys) })
	return groups, nil
}

// keyText is a key as a Group shows it.
func keyText(key any) string {
	switch key := key.(type) {
	case string:
		return key
	case int64:
		return strconv.FormatInt(key, 10)
	case float64:
		return strconv.FormatFloat(key, 'g', -1, 64)
	case []byte:
		switch {
		case slices.Equal(key, blobTrue):
			return "true"
		case slices.Equal(key, blobFalse):
			return "false"
		}
	}
	return ""
}

// query vets and runs a statement that reads.
func (t *Table) query(ctx context.Context, p *plan, s *statement, columns int, each func(row []driver.Value) error) error {
	return t.db.read(ctx, func(c *conn, inTx bool) error {
		reading, err := t.vet(ctx, c, p, s, inTx)
		if err != nil {
			return err
		}
		err = c.query(reading, s.text.String(), s.args, columns, each)
		if err != nil && ctx.Err() != nil {
			return ctx.Err()
		}
		return err
	})
}
