package sqlite

import (
	"context"
	"database/sql/driver"
	"fmt"
	"strings"
)

// vet says with which context a statement is to run, or refuses it: in strict
// mode one that no index serves, else that is logged. A verdict is found once
// per text.
//
// What an index serves is short and cannot be cancelled, which saves the driver
// a goroutine; the rest can, unless it runs on the writer's connection, where an
// interrupt would reach others of its batch.
func (t *Table) vet(ctx context.Context, c *conn, p *plan, s *statement, inTx bool) (context.Context, error) {
	text := s.text.String()
	known, judged := t.verdicts.Load(text)
	if !judged {
		verdict, err := t.judge(c, p, s)
		if err != nil {
			return nil, err
		}
		known, judged = t.verdicts.LoadOrStore(text, verdict)
		if verdict.unserved != nil && !judged && !t.db.strict {
			t.db.log.Warn("a query is served by no index", "collection", t.name, "query", p.String(), "sql", text, "reason", verdict.unserved)
		}
	}
	verdict := known.(verdict)
	if verdict.unserved != nil && t.db.strict {
		return nil, verdict.unserved
	}
	if inTx || !verdict.long {
		return noCancel, nil
	}
	return ctx, nil
}

type verdict struct {
	unserved error
	long     bool // may read much
}

// judge asks the plan and then SQLite itself.
func (t *Table) judge(c *conn, p *plan, s *statement) (verdict, error) {
	var reason string
	if !p.served() {
		reason = "no index fits"
	}
	scans := false
	explain := "EXPLAIN QUERY PLAN " + s.text.String()
	defer c.drop(explain)
	if err := c.query(noCancel, explain, s.args, 4, func(row []driver.Value) error {
		detail := row[3].(string)
		scan := strings.HasPrefix(detail, "SCAN d") || strings.HasPrefix(detail, "SCAN s")
		scans = scans || scan
		switch {
		case p.filtered && scan,
			!p.filtered && !p.whole && scan && !strings.Contains(detail, "USING"),
			!p.filtered && strings.HasSuffix(detail, "TEMP B-TREE FOR ORDER BY"):
			reason = detail
		}
		return nil
	}); err != nil {
		return verdict{}, fmt.Errorf("sqlite: collection %s: query %s: %w", t.name, p, err)
	}
	v := verdict{long: scans || reason != "" || p.whole}
	if reason != "" {
		v.unserved = fmt.Errorf("sqlite: collection %s: query %s: %w (%s)", t.name, p, errUnserved, reason)
	}
	return v, nil
}

// String describes the query without its values, which may be private.
func (p *plan) String() string {
	text := node{op: allOf, nodes: p.conds}.String()
	for _, by := range p.order {
		text += " sort " + map[bool]string{true: "-"}[by.descending] + by.path
	}
	return text
}

func (n node) String() string {
	var parts []string
	for _, part := range n.nodes {
		parts = append(parts, part.String())
	}
	switch n.op {
	case always:
		return "all"
	case never:
		return "none"
	case isNull:
		return n.field + " absent"
	case isPresent:
		return n.field + " present"
	case isEqual:
		return n.field + " = ?"
	case isIn:
		return n.field + " in ?"
	case isWithin, isBeyond:
		return n.field + " in range"
	case hasElement:
		return n.field + " contains ?"
	case anyOf:
		return "(" + strings.Join(parts, " or ") + ")"
	}
	return strings.Join(parts, " and ")
}
