package searchtest

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

//go:embed judged/queries.csv
var judgedCSV string

// Item is a product as the judge sees it: its attributes, never what an engine
// makes of it.
type Item struct {
	ID, Name, Packaging, Organization string
	Areas, Marks                      []string
	Stars                             int
	Price                             int64
}

// Judged is a query with the rule by which products are relevant to it. A product
// is what is wanted when its name holds one of Want, word for word and mark for
// mark ("*" is any product), and its organisation's name Organization; with every
// attribute that the query names it has grade 3, otherwise 1.
type Judged struct {
	Set, Kind, Query, Want              string
	Area, Mark, Packaging, Organization string
	Stars                               int
	PriceMax                            int64
}

// Nothing is the kind of queries for what nobody sells.
const Nothing = "nothing"

// JudgedSet reads the judged queries of a set: dev, which may be tuned on, or
// test, which may not. @orgN stands for the organisation of the Nth of items.
func JudgedSet(set string, items []Item) ([]Judged, error) {
	rows, err := csv.NewReader(strings.NewReader(judgedCSV)).ReadAll()
	if err != nil {
		return nil, err
	}
	var all []Judged
	for _, row := range rows[1:] {
		if row[0] != set {
			continue
		}
		j := Judged{Set: row[0], Kind: row[1], Query: row[2], Want: row[3], Area: row[4], Mark: row[5], Packaging: row[6], Organization: row[7]}
		j.Stars, _ = strconv.Atoi(row[8])
		j.PriceMax, _ = strconv.ParseInt(row[9], 10, 64)
		if number, ok := strings.CutPrefix(j.Query, "@org"); ok {
			n, err := strconv.Atoi(number)
			if err != nil {
				return nil, fmt.Errorf("query %q: %w", j.Query, err)
			}
			name := items[n%len(items)].Organization
			j.Organization, j.Query = name, strings.ToLower(name)
		}
		all = append(all, j)
	}
	return all, nil
}

// Grade is how relevant item is, 0 to 3.
func (j *Judged) Grade(item *Item) int {
	if j.Kind == Nothing || !holds(item.Organization, j.Organization) ||
		j.Want != "" && j.Want != "*" && !slices.ContainsFunc(strings.Split(j.Want, "|"), func(want string) bool { return holds(item.Name, want) }) {
		return 0
	}
	if j.PriceMax > 0 && (item.Price == 0 || item.Price > j.PriceMax) {
		return 0
	}
	if j.Area != "" && !slices.Contains(item.Areas, j.Area) || j.Mark != "" && !slices.Contains(item.Marks, j.Mark) ||
		j.Stars > 0 && item.Stars != j.Stars || !holds(item.Packaging, j.Packaging) {
		if j.Want == "*" {
			return 0
		}
		return 1
	}
	return 3
}

// holds tells whether text has the words of part in a row.
func holds(text, part string) bool {
	return strings.Contains(spaced(text), spaced(part))
}

func spaced(text string) string {
	words := strings.FieldsFunc(strings.ToLower(norm.NFC.String(text)), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	if len(words) == 0 {
		return " "
	}
	return " " + strings.Join(words, " ") + " "
}

// Relevance is what queries of one kind came to.
type Relevance struct {
	Queries      int
	NDCG, MRR    float64 // at 10, means over the queries for which something is relevant
	Zero         float64 // share of those without a hit
	Clean        float64 // share of the others without a hit
	judged, none int
}

// Add counts the answer to one query, the IDs best first.
func (r *Relevance) Add(j *Judged, items []Item, ids []string) {
	grades := make(map[string]int, len(items))
	var ideal []int
	for i := range items {
		if grade := j.Grade(&items[i]); grade > 0 {
			grades[items[i].ID] = grade
			ideal = append(ideal, grade)
		}
	}
	r.Queries++
	if len(ideal) == 0 {
		r.none++
		if len(ids) == 0 {
			r.Clean++
		}
		return
	}
	r.judged++
	slices.SortFunc(ideal, func(a, b int) int { return b - a })
	var gain, best float64
	for rank := range min(10, max(len(ids), len(ideal))) {
		discount := math.Log2(float64(rank + 2))
		if rank < len(ideal) {
			best += (math.Exp2(float64(ideal[rank])) - 1) / discount
		}
		if rank < len(ids) {
			gain += (math.Exp2(float64(grades[ids[rank]])) - 1) / discount
		}
	}
	r.NDCG += gain / best
	if at := slices.IndexFunc(ids[:min(10, len(ids))], func(id string) bool { return grades[id] > 1 || grades[id] == ideal[0] }); at >= 0 {
		r.MRR += 1 / float64(at+1)
	}
	if len(ids) == 0 {
		r.Zero++
	}
}

// mean divides the sums.
func (r Relevance) mean() Relevance {
	if r.judged > 0 {
		r.NDCG /= float64(r.judged)
		r.MRR /= float64(r.judged)
		r.Zero /= float64(r.judged)
	}
	if r.none > 0 {
		r.Clean /= float64(r.none)
	}
	return r
}

// Report is the relevance of a set's answers by kind and over all.
type Report struct {
	Kinds map[string]Relevance
	All   Relevance
}

// Measure asks every query of a set and judges the answers.
func Measure(set []Judged, items []Item, ask func(query string) (ids []string, err error)) (Report, error) {
	sums, all := map[string]*Relevance{}, Relevance{}
	for i := range set {
		j := &set[i]
		ids, err := ask(j.Query)
		if err != nil {
			return Report{}, fmt.Errorf("query %q: %w", j.Query, err)
		}
		if sums[j.Kind] == nil {
			sums[j.Kind] = &Relevance{}
		}
		sums[j.Kind].Add(j, items, ids)
		all.Add(j, items, ids)
	}
	report := Report{Kinds: map[string]Relevance{}, All: all.mean()}
	for kind, sum := range sums {
		report.Kinds[kind] = sum.mean()
	}
	return report, nil
}

// Weakest is the kind with the lowest nDCG, queries for nothing aside.
func (r Report) Weakest() (kind string, ndcg float64) {
	ndcg = math.Inf(1)
	for _, name := range slices.Sorted(maps.Keys(r.Kinds)) {
		if k := r.Kinds[name]; k.judged > 0 && k.NDCG < ndcg {
			kind, ndcg = name, k.NDCG
		}
	}
	return kind, ndcg
}

// String is the report as a table.
func (r Report) String() string {
	var text strings.Builder
	fmt.Fprintf(&text, "%-14s %7s %8s %7s %6s %6s\n", "kind", "queries", "nDCG@10", "MRR@10", "zero", "clean")
	line := func(kind string, k Relevance) {
		fmt.Fprintf(&text, "%-14s %7d %8.3f %7.3f %5.1f%% %5.1f%%\n", kind, k.Queries, k.NDCG, k.MRR, 100*k.Zero, 100*k.Clean)
	}
	for _, kind := range slices.Sorted(maps.Keys(r.Kinds)) {
		line(kind, r.Kinds[kind])
	}
	line("all", r.All)
	return text.String()
}
