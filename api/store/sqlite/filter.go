package sqlite

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"

	"lienket/api/store"
)

// maxValues bounds an In: SQLite takes 32,766 bound values in one statement.
const maxValues = 16 << 10

// node is a filter in normal form: no empty or single groups, no group within
// one of its own kind, values as keys.
type node struct {
	op     op
	field  string
	values []any   // of isIn (one for isEqual and hasElement)
	bounds []bound // of isWithin
	kind   kind    // of the bounds
	nodes  []node  // of allOf, anyOf
}

type bound struct {
	compare string // ">=", "<=", ">" or "<"
	value   any
}

type op int

const (
	always op = iota
	never
	isNull
	isPresent
	isEqual
	isIn
	isWithin
	isBeyond // like isWithin with one bound, but over values of all types
	hasElement
	allOf
	anyOf
)

// normalize checks a filter and brings it into normal form.
func normalize(filter store.Filter) (node, error) {
	switch f := filter.(type) {
	case nil:
		return node{op: always}, nil
	case store.Eq:
		return normalizeIn(f.Field, []any{f.Value})
	case store.In:
		return normalizeIn(f.Field, f.Values)
	case store.Range:
		return normalizeRange(f)
	case store.Contains:
		value, k, err := bindKey(f.Value)
		if err != nil {
			return node{}, err
		}
		if k == kindNull {
			value = nil
		}
		return node{op: hasElement, field: f.Field, values: []any{value}}, checkPath(f.Field)
	case store.Exists:
		return presence(f.Field, !f.Not), checkPath(f.Field)
	case store.And:
		return group(allOf, []store.Filter(f))
	case store.Or:
		return group(anyOf, []store.Filter(f))
	}
	return node{}, fmt.Errorf("sqlite: unknown filter %T", filter)
}

// presence is the condition that a field is there; an ID always is.
func presence(field string, present bool) node {
	switch {
	case field == "_id" && present:
		return node{op: always}
	case field == "_id":
		return node{op: never}
	case present:
		return node{op: isPresent, field: field}
	}
	return node{op: isNull, field: field}
}

func group(which op, filters []store.Filter) (node, error) {
	neutral, absorbing := always, never
	if which == anyOf {
		neutral, absorbing = never, always
	}
	made := node{op: which}
	absorbed := false
	for _, filter := range filters {
		part, err := normalize(filter)
		switch {
		case err != nil:
			return node{}, err
		case part.op == neutral:
		case part.op == absorbing:
			absorbed = true
		case part.op == which:
			made.nodes = append(made.nodes, part.nodes...)
		default:
			made.nodes = append(made.nodes, part)
		}
	}
	if which == anyOf {
		made.nodes = mergeEqual(made.nodes)
	}
	switch {
	case absorbed:
		return node{op: absorbing}, nil
	case len(made.nodes) == 0:
		return node{op: neutral}, nil
	case len(made.nodes) == 1:
		return made.nodes[0], nil
	}
	return made, nil
}

// mergeEqual makes one isIn of all that compare the same field with values, so
// that a long Or stays one seek.
func mergeEqual(parts []node) []node {
	var merged []node
	places := map[string]int{}
	for _, part := range parts {
		if part.op != isEqual && part.op != isIn {
			merged = append(merged, part)
			continue
		}
		at, known := places[part.field]
		if !known {
			places[part.field] = len(merged)
			merged = append(merged, part)
			continue
		}
		merged[at].op = isIn
		merged[at].values = slices.Concat(merged[at].values, part.values)
	}
	return merged
}

func normalizeIn(field string, values []any) (node, error) {
	if err := checkPath(field); err != nil {
		return node{}, err
	}
	in := node{op: isIn, field: field}
	null := false
	seen := make(map[any]bool, len(values))
	for _, value := range values {
		key, k, err := bindKey(value)
		if err != nil {
			return node{}, err
		}
		mark := key
		if blob, isBlob := key.([]byte); isBlob {
			mark = blob[0]
		}
		switch {
		case k == kindNull:
			null = true
		case field == "_id" && k != kindText, seen[mark]:
			// An ID is text; anything else never equals it.
		default:
			seen[mark] = true
			in.values = append(in.values, key)
		}
	}
	if len(in.values) > maxValues {
		return node{}, fmt.Errorf("sqlite: In over %s has %d values, more than %d", field, len(in.values), maxValues)
	}
	null = null && field != "_id"
	switch {
	case len(in.values) == 0 && !null:
		return node{op: never}, nil
	case len(in.values) == 0:
		return presence(field, false), nil
	case len(in.values) == 1:
		in.op = isEqual
	}
	if null {
		return node{op: anyOf, nodes: []node{in, presence(field, false)}}, nil
	}
	return in, nil
}

func normalizeRange(r store.Range) (node, error) {
	if err := checkPath(r.Field); err != nil {
		return node{}, err
	}
	within := node{op: isWithin, field: r.Field}
	for _, end := range []struct {
		compare string
		value   any
	}{{">=", r.From}, {"<=", r.To}, {">", r.After}, {"<", r.Below}} {
		key, k, err := bindKey(end.value)
		if err != nil {
			return node{}, err
		}
		if k == kindNull {
			continue
		}
		if within.kind != kindNull && within.kind != k {
			return node{op: never}, nil
		}
		within.kind = k
		within.bounds = append(within.bounds, bound{end.compare, key})
	}
	switch {
	case len(within.bounds) == 0:
		return presence(r.Field, true), nil
	case r.Field == "_id" && within.kind != kindText:
		return node{op: never}, nil
	}
	return within, nil
}

// conjuncts lists the conditions that must all hold.
func (n node) conjuncts() []node {
	switch n.op {
	case always:
		return nil
	case allOf:
		return n.nodes
	}
	return []node{n}
}

// statement collects SQL and what is bound in it.
type statement struct {
	text strings.Builder
	args []any
}

func (s *statement) write(parts ...string) {
	for _, part := range parts {
		s.text.WriteString(part)
	}
}

func (s *statement) bind(value any) {
	s.text.WriteByte('?')
	s.args = append(s.args, value)
}

// columns says how a statement reaches the key of a field.
type columns func(path string) string

// condition writes n over the given columns.
func (n node) condition(s *statement, key columns) {
	switch n.op {
	case always:
		s.write("1")
	case never:
		s.write("0")
	case isNull:
		s.write(key(n.field), " IS NULL")
	case isPresent:
		s.write(key(n.field), " >= ", leastNumber)
	case isEqual:
		s.write(key(n.field), " = ")
		s.bind(n.values[0])
	case isIn:
		n.in(s, key)
	case isWithin:
		n.within(s, key)
	case isBeyond:
		s.write(key(n.field), " ", n.bounds[0].compare, " ")
		s.bind(n.bounds[0].value)
	case hasElement:
		s.write("EXISTS (SELECT 1 FROM json_each(", docOf(key), ",", jsonPath(n.field), ") AS e WHERE json_type(",
			docOf(key), ",", jsonPath(n.field), ") = 'array' AND ", elementKey, " IS ")
		s.bind(n.values[0])
		s.write(")")
	case allOf, anyOf:
		between := " AND "
		if n.op == anyOf {
			between = " OR "
		}
		s.write("(")
		for i, part := range n.nodes {
			if i > 0 {
				s.write(between)
			}
			part.condition(s, key)
		}
		s.write(")")
	}
}

// in pads its list to a power of two, so that lists of all lengths share a few
// prepared statements.
func (n node) in(s *statement, key columns) {
	size := 2
	for size < len(n.values) {
		size *= 2
	}
	s.write(key(n.field), " IN (")
	for i := range size {
		if i > 0 {
			s.write(",")
		}
		s.bind(n.values[min(i, len(n.values)-1)])
	}
	s.write(")")
}

// within closes an end left open at the limit of the bounds' type.
func (n node) within(s *statement, key columns) {
	column := key(n.field)
	lower, upper := false, false
	for i, end := range n.bounds {
		if i > 0 {
			s.write(" AND ")
		}
		s.write(column, " ", end.compare, " ")
		s.bind(end.value)
		lower = lower || end.compare[0] == '>'
		upper = upper || end.compare[0] == '<'
	}
	floor, ceiling := " >= "+leastNumber, " < "+leastText
	switch n.kind {
	case kindText:
		floor, ceiling = " >= "+leastText, " < "+leastBlob
	case kindBool:
		floor, ceiling = " >= "+keyFalse, " <= "+keyTrue
	}
	if !lower {
		s.write(" AND ", column, floor)
	}
	if !upper {
		s.write(" AND ", column, ceiling)
	}
}

// docOf is the document's column; the empty path is none of a field.
func docOf(key columns) string { return key("") }

// fingerprint identifies what is selected and how it is ordered, so that a
// cursor is not used with another query. It is the same in every process.
func fingerprint(table string, where node, order []sortKey, idDescending bool) uint64 {
	sum := fnv.New64a()
	put := func(text string) {
		var size [8]byte
		binary.BigEndian.PutUint64(size[:], uint64(len(text)))
		_, _ = sum.Write(size[:])
		_, _ = sum.Write([]byte(text))
	}
	put(table)
	for _, by := range order {
		put(by.path)
		put(fmt.Sprint(by.descending))
	}
	put(fmt.Sprint(idDescending))
	var walk func(node)
	walk = func(n node) {
		put(n.field)
		put(fmt.Sprintln(int(n.op), int(n.kind), len(n.values), len(n.bounds), len(n.nodes)))
		for _, value := range n.values {
			put(fmt.Sprintf("%T%v", value, value))
		}
		for _, end := range n.bounds {
			put(fmt.Sprintf("%s%T%v", end.compare, end.value, end.value))
		}
		for _, part := range n.nodes {
			walk(part)
		}
	}
	walk(where)
	return sum.Sum64()
}
