package sqlite

import (
	"strconv"
	"strings"
)

// maxBranches bounds an Or that is read branch by branch: SQLite takes 500
// SELECTs in one statement.
const maxBranches = 100

// sortKey is one field of an order; the _id that ends every order is implied.
type sortKey struct {
	path       string
	descending bool
}

// parseSort checks an order and drops what cannot change it.
func parseSort(paths []string) (order []sortKey, idDescending bool, err error) {
	seen := map[string]bool{}
	for _, path := range paths {
		trimmed, descending := strings.CutPrefix(path, "-")
		if err := checkPath(trimmed); err != nil {
			return nil, false, err
		}
		if trimmed == "_id" {
			return order, descending, nil
		}
		if !seen[trimmed] {
			seen[trimmed] = true
			order = append(order, sortKey{trimmed, descending})
		}
	}
	return order, false, nil
}

// plan is how a query is carried out: by which index, or by which branches of an
// Or, and what remains to be checked and ordered.
type plan struct {
	table        *Table
	ix           *index // nil for the table itself
	byID         bool   // through the index over IDs
	branches     []plan // of an Or, each with a seek of its own
	conds        []node // what rows must still satisfy
	order        []sortKey
	idDescending bool
	filtered     bool
	seeks        bool // a condition limits what of the index is read
	sorted       bool // the index yields the order, up to ties
	whole        bool // Count or Aggregate: there is no order, all may be read
	score        int
}

// served says whether the work is bounded by an index.
func (p *plan) served() bool {
	if p.filtered {
		return p.seeks
	}
	return p.sorted || p.whole
}

// planFor chooses the index. An order is wanted by Find alone.
func (t *Table) planFor(where node, order []sortKey, idDescending, ordered bool) plan {
	conds := where.conjuncts()
	fixed := map[string]bool{}
	for _, cond := range conds {
		if cond.op == isEqual || cond.op == isNull {
			fixed[cond.field] = true
		}
	}
	base := plan{table: t, conds: conds, filtered: len(conds) > 0, idDescending: idDescending, whole: !ordered}
	for _, by := range order {
		if !fixed[by.path] {
			base.order = append(base.order, by)
		}
	}

	best := base
	best.rateIDs()
	for i := range t.indexes {
		candidate := base
		candidate.ix = &t.indexes[i]
		if candidate.rate() && candidate.score > best.score {
			best = candidate
		}
	}
	if best.seeks || !best.filtered {
		return best
	}
	for i, cond := range conds {
		if cond.op != anyOf {
			continue
		}
		if branches, all := t.branches(cond.nodes); all {
			base.branches, base.seeks = branches, true
			base.conds = append(append([]node(nil), conds[:i]...), conds[i+1:]...)
			return base
		}
	}
	return best
}

// branches plans the parts of an Or; all says that each has a seek.
func (t *Table) branches(parts []node) (plans []plan, all bool) {
	if len(parts) > maxBranches {
		return nil, false
	}
	for _, part := range parts {
		branch := t.planFor(part, nil, false, false)
		if !branch.seeks {
			return nil, false
		}
		plans = append(plans, branch)
	}
	return plans, true
}

// find returns the first condition on the field that is one of ops.
func (p *plan) find(field string, ops ...op) (node, bool) {
	for _, cond := range p.conds {
		if cond.field != field {
			continue
		}
		for _, wanted := range ops {
			if cond.op == wanted {
				return cond, true
			}
		}
	}
	return node{}, false
}

// rateIDs rates the table's own order, by ID.
func (p *plan) rateIDs() {
	p.sorted = len(p.order) == 0
	if _, ok := p.find("_id", isEqual); ok {
		p.byID, p.seeks, p.sorted, p.score = true, true, true, 100_000
		return
	}
	if _, ok := p.find("_id", isIn); ok {
		p.byID, p.seeks, p.score = true, true, 50_000
		return
	}
	if _, ok := p.find("_id", isWithin); ok {
		p.byID, p.seeks, p.score = true, true, 500
	}
	if p.sorted {
		p.byID = true
		p.score += 300
	}
}

// rate scores an index: conditions that fix its leading fields count most, then
// that it yields the order, then a range on the next field, then conditions on its
// other fields. It is false for an index that cannot answer.
func (p *plan) rate() bool {
	fields := p.ix.fields
	at := 0
	for ; at < len(fields); at++ {
		wanted := []op{isEqual, isNull}
		if at == p.ix.multi {
			wanted = []op{hasElement}
		}
		if _, ok := p.find(fields[at].path, wanted...); !ok {
			break
		}
		p.score += 1000
		p.seeks = true
	}
	if p.ix.multi >= at {
		return false
	}
	if at == len(fields) && p.ix.unique {
		p.score += 10_000
	}
	in := false
	if at < len(fields) {
		if _, in = p.find(fields[at].path, isIn); in {
			p.score += 800
			p.seeks = true
		} else if _, ok := p.find(fields[at].path, isWithin, isPresent); ok {
			p.score += 500
			p.seeks = true
		}
	}
	p.sorted = !in && p.yieldsOrder(fields[at:])
	switch {
	case p.sorted && (p.seeks || !p.filtered):
		p.score += 1200
	case p.sorted:
		p.score += 200
	}
	p.score += coveredWorth*p.covered(fields[at:]) - len(fields)
	return p.seeks || p.sorted
}

// coveredWorth is what a condition counts that is checked within the index: each row
// that it leaves out is a document not fetched. It outweighs a few more fields.
const coveredWorth = 10

// covered counts the conditions on what is left of an index's fields.
func (p *plan) covered(rest []sortKey) int {
	count := 0
	for _, field := range rest {
		if _, ok := p.find(field.path, isEqual, isNull, isIn, isWithin, isPresent); ok {
			count++
		}
	}
	return count
}

// yieldsOrder says whether rows read along the rest of an index come in order,
// forwards or backwards.
func (p *plan) yieldsOrder(rest []sortKey) bool {
	if len(p.order) == 0 {
		return len(rest) == 0
	}
	if len(p.order) > len(rest) {
		return false
	}
	for i, by := range p.order {
		backwards := by.descending != rest[i].descending
		if by.path != rest[i].path || backwards != (p.order[0].descending != rest[0].descending) {
			return false
		}
	}
	return true
}

// key is how the plan reaches the key of a field; "" stands for the document.
func (p *plan) key(path string) string {
	if p.ix != nil && p.ix.side != "" {
		if path == "_id" {
			return "s.id"
		}
		for i, field := range p.ix.fields {
			if field.path == path && i != p.ix.multi {
				return "s.k" + strconv.Itoa(i)
			}
		}
	}
	if path == "" {
		return "d.doc"
	}
	if known, ok := p.table.keys[path]; ok {
		return known
	}
	return keyOf("d.", path)
}

// where writes the conditions, beginning with WHERE if there are any. more adds
// conditions of a cursor.
func (p *plan) where(s *statement, key columns, more []node) {
	between := " WHERE "
	if len(p.branches) > 0 {
		s.write(between, "d.rid IN (")
		for i := range p.branches {
			if i > 0 {
				s.write(" UNION ALL ")
			}
			p.branches[i].selecting(s, false, nil, func(columns) string { return p.branches[i].rowid() })
		}
		s.write(")")
		between = " AND "
	}
	consumed := false
	for _, cond := range append(p.conds[:len(p.conds):len(p.conds)], more...) {
		s.write(between)
		between = " AND "
		if cond.op == hasElement && p.ix != nil && p.ix.multi >= 0 && p.ix.fields[p.ix.multi].path == cond.field {
			if !consumed {
				s.write("s.k", strconv.Itoa(p.ix.multi), " IS ")
				s.bind(cond.values[0])
			} else {
				p.beside(s, cond.values[0])
			}
			consumed = true
			continue
		}
		cond.condition(s, key)
	}
}

// beside writes that the array has one more element: the row of that element differs
// from the row read in nothing else, so one seek finds it.
func (p *plan) beside(s *statement, element any) {
	s.write("EXISTS (SELECT 1 FROM ", quote(p.ix.side), " AS e INDEXED BY ", quote(p.ix.name), " WHERE ")
	for i := range p.ix.fields {
		column := "k" + strconv.Itoa(i)
		s.write("e.", column, " IS ")
		if i == p.ix.multi {
			s.bind(element)
		} else {
			s.write("s.", column)
		}
		s.write(" AND ")
	}
	s.write("e.id = s.id)")
}

func (p *plan) rowid() string {
	if p.ix != nil && p.ix.side != "" {
		return "s.rid"
	}
	return "d.rid"
}

// selecting writes SELECT, FROM and WHERE; list makes the result columns out of
// the plan's columns. A side table is joined to its documents only if needed.
func (p *plan) selecting(s *statement, needDoc bool, more []node, list func(columns) string) {
	key := func(path string) string {
		expression := p.key(path)
		needDoc = needDoc || strings.HasPrefix(expression, "d.") || strings.HasPrefix(expression, "CASE")
		return expression
	}
	var rest statement
	result := list(key)
	p.where(&rest, key, more)

	s.write("SELECT ", result, " FROM ")
	docs := quote(p.table.docs) + " AS d"
	switch {
	case len(p.branches) > 0:
		s.write(docs, " NOT INDEXED")
	case p.ix == nil && p.byID:
		s.write(docs, " INDEXED BY ", quote(p.table.ids))
	case p.ix == nil:
		s.write(docs)
	case p.ix.side == "":
		s.write(docs, " INDEXED BY ", quote(p.ix.name))
	default:
		s.write(quote(p.ix.side), " AS s INDEXED BY ", quote(p.ix.name))
		if needDoc {
			s.write(" CROSS JOIN ", docs, " ON d.rid = s.rid")
		}
	}
	s.write(rest.text.String())
	s.args = append(s.args, rest.args...)
}

// page writes the statement for one stretch of a Find: its columns are the
// document, its ID and the keys of the plan's order. Where the index does not
// yield the order, only keys go through the sorter, and documents are fetched
// for what comes out of it.
func (p *plan) page(part stretch, limit int) *statement {
	list := func(key columns) string {
		first := "d.doc, "
		if !p.sorted {
			first = p.rowid() + " AS r, "
		}
		result := first + key("_id") + " AS i"
		for i, by := range p.order {
			result += ", " + key(by.path) + " AS k" + strconv.Itoa(i)
		}
		return result
	}
	s := &statement{}
	if p.sorted {
		p.selecting(s, true, part.more, list)
		s.write(" ORDER BY ", p.ordering(part, p.key), " LIMIT ")
		s.bind(int64(limit))
		return s
	}
	s.write("SELECT d.doc, q.i")
	places := map[string]string{"_id": "q.i"}
	for i, by := range p.order {
		places[by.path] = "q.k" + strconv.Itoa(i)
		s.write(", ", places[by.path])
	}
	s.write(" FROM (")
	p.selecting(s, false, part.more, list)
	s.write(" ORDER BY ", p.ordering(part, p.key), " LIMIT ")
	s.bind(int64(limit))
	s.write(") AS q CROSS JOIN ", quote(p.table.docs), " AS d ON d.rid = q.r ORDER BY ",
		p.ordering(part, func(path string) string { return places[path] }))
	return s
}

func (p *plan) ordering(part stretch, key columns) string {
	text := ""
	for _, by := range append(part.order[:len(part.order):len(part.order)], sortKey{"_id", p.idDescending}) {
		if text != "" {
			text += ", "
		}
		text += key(by.path)
		if by.descending {
			text += " DESC"
		}
	}
	return text
}
