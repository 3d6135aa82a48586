package sqlite_test

import (
	"cmp"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lienket/api/store"
	"lienket/api/store/sqlite"
)

// thing has a field of every kind, all of them optional, and one, Any, whose
// values are of several kinds.
type thing struct {
	store.Meta `json:",inline"`
	Text       *string  `json:"text,omitempty"`
	Number     *int64   `json:"number,omitempty"`
	Truth      *bool    `json:"truth,omitempty"`
	Tags       []string `json:"tags,omitempty"`
	Inner      struct {
		Any any `json:"any,omitempty"`
	} `json:"inner"`
}

var thingSchema = store.Schema{Name: "things", Indexes: []store.Index{
	{Fields: []string{"text", "-number"}},
	{Fields: []string{"number"}},
	{Fields: []string{"-truth", "text"}},
	{Fields: []string{"inner.any", "-_id"}},
	{Fields: []string{"truth", "tags", "-number"}, Multi: "tags"},
	{Fields: []string{"tags"}, Multi: "tags"},
}}

var (
	texts   = []any{"", "a", "b", "ba", "B", "đ", "a\x00b", `{"x":1}`, "[", "1", "true", "😀", `quo"te\`}
	numbers = []any{int64(-1), int64(0), int64(1), int64(2), int64(1<<53 + 1), int64(1 << 53), int64(-1 << 63), int64(1<<63 - 1)}
	truths  = []any{true, false}
)

func pick(random *rand.Rand, from ...[]any) any {
	values := slices.Concat(from...)
	return values[random.IntN(len(values))]
}

func randomThing(random *rand.Rand, id string) *thing {
	made := &thing{Meta: store.Meta{ID: id}}
	if value, ok := pick(random, texts, []any{nil, nil}).(string); ok {
		made.Text = &value
	}
	if value, ok := pick(random, numbers, []any{nil, nil}).(int64); ok {
		made.Number = &value
	}
	if value, ok := pick(random, truths, []any{nil}).(bool); ok {
		made.Truth = &value
	}
	for range random.IntN(4) {
		made.Tags = append(made.Tags, pick(random, texts).(string))
	}
	made.Inner.Any = pick(random, texts, numbers, truths, []any{nil, []string{"a"}, map[string]int{"a": 1}})
	return made
}

func (th *thing) field(path string) any {
	switch path {
	case "_id":
		return th.ID
	case "text":
		if th.Text != nil {
			return *th.Text
		}
	case "number":
		if th.Number != nil {
			return *th.Number
		}
	case "truth":
		if th.Truth != nil {
			return *th.Truth
		}
	case "inner.any":
		return th.Inner.Any
	}
	return nil
}

// rank orders the kinds of values as the store does.
func rank(value any) int {
	switch value.(type) {
	case nil:
		return 0
	case int64:
		return 1
	case string:
		return 2
	case map[string]int:
		return 3
	case []string:
		return 4
	}
	return 5
}

func compare(a, b any) int {
	if by := cmp.Compare(rank(a), rank(b)); by != 0 {
		return by
	}
	switch a := a.(type) {
	case int64:
		return cmp.Compare(a, b.(int64))
	case string:
		return cmp.Compare(a, b.(string))
	case bool:
		return cmp.Compare(fmt.Sprint(a), fmt.Sprint(b))
	}
	return 0
}

func scalar(value any) bool { return rank(value) < 3 || rank(value) == 5 }

func (th *thing) matches(filter store.Filter) bool {
	equal := func(value, want any) bool { return scalar(value) && compare(value, want) == 0 }
	switch f := filter.(type) {
	case nil:
		return true
	case store.Eq:
		return equal(th.field(f.Field), f.Value)
	case store.In:
		return slices.ContainsFunc(f.Values, func(want any) bool { return equal(th.field(f.Field), want) })
	case store.Exists:
		return (th.field(f.Field) != nil) != f.Not
	case store.Contains:
		text, isText := f.Value.(string)
		return isText && slices.Contains(th.Tags, text)
	case store.Range:
		value := th.field(f.Field)
		if value == nil || !scalar(value) {
			return value != nil && f == store.Range{Field: f.Field}
		}
		within := func(bound any, holds func(int) bool) bool {
			return bound == nil || rank(bound) == rank(value) && holds(compare(value, bound))
		}
		return within(f.From, func(c int) bool { return c >= 0 }) && within(f.To, func(c int) bool { return c <= 0 }) &&
			within(f.After, func(c int) bool { return c > 0 }) && within(f.Below, func(c int) bool { return c < 0 })
	case store.And:
		return !slices.ContainsFunc(f, func(part store.Filter) bool { return !th.matches(part) })
	case store.Or:
		return slices.ContainsFunc(f, th.matches)
	}
	panic("unknown filter")
}

func randomFilter(random *rand.Rand, depth int) store.Filter {
	field := pick(random, []any{"_id", "text", "number", "truth", "inner.any"}).(string)
	value := func() any { return pick(random, texts, numbers, truths, []any{nil, "03", "11"}) }
	switch choice := random.IntN(8); {
	case choice >= 6 && depth > 0:
		var parts []store.Filter
		for range random.IntN(4) {
			parts = append(parts, randomFilter(random, depth-1))
		}
		if choice == 6 {
			return store.Or(parts)
		}
		return store.And(parts)
	case choice == 1:
		in := store.In{Field: field}
		for range random.IntN(5) {
			in.Values = append(in.Values, value())
		}
		return in
	case choice == 2:
		return store.Exists{Field: field, Not: random.IntN(2) == 0}
	case choice == 3:
		return store.Contains{Field: "tags", Value: value()}
	case choice == 4:
		within := store.Range{Field: field}
		for _, end := range []*any{&within.From, &within.To, &within.After, &within.Below} {
			if random.IntN(3) == 0 {
				*end = value()
			}
		}
		return within
	}
	return store.Eq{Field: field, Value: value()}
}

// Whatever index a query takes, and however it is paged, it selects and orders
// as a plain loop over the documents does.
func TestQueriesAgreeWithAPlainLoop(t *testing.T) {
	db, err := sqlite.Open(filepath.Join(t.TempDir(), "lienket.db"), sqlite.Options{Log: slog.New(slog.DiscardHandler)})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	collection, err := store.Open[thing](t.Context(), db, thingSchema, time.Now)
	require.NoError(t, err)
	random := rand.New(rand.NewPCG(11, 23))
	var things []*thing
	for i := range 60 {
		things = append(things, randomThing(random, fmt.Sprintf("%02d", i)))
	}
	require.NoError(t, collection.Insert(t.Context(), things...))
	for i := 0; i < len(things); i += 3 { // indexes follow changes
		_, err := collection.Update(t.Context(), things[i].ID, func(th *thing) error {
			meta := th.Meta
			*th = *randomThing(random, "")
			th.Meta = meta
			things[i] = &thing{Meta: meta, Text: th.Text, Number: th.Number, Truth: th.Truth, Tags: th.Tags, Inner: th.Inner}
			return nil
		})
		require.NoError(t, err)
	}
	for range 3 {
		require.NoError(t, collection.Delete(t.Context(), things[len(things)-1].ID))
		things = things[:len(things)-1]
	}

	for range 400 {
		q := store.Query{Where: randomFilter(random, 2), Limit: 1 + random.IntN(9)}
		for range random.IntN(4) {
			path := pick(random, []any{"text", "number", "truth", "inner.any", "_id"}).(string)
			q.Sort = append(q.Sort, []string{"", "-"}[random.IntN(2)]+path)
		}
		var want []*thing
		for _, th := range things {
			if th.matches(q.Where) {
				want = append(want, th)
			}
		}
		slices.SortFunc(want, func(a, b *thing) int {
			for _, by := range q.Sort {
				path, descending := strings.CutPrefix(by, "-")
				if c := compare(a.field(path), b.field(path)); c != 0 {
					return map[bool]int{false: c, true: -c}[descending]
				}
			}
			return cmp.Compare(a.ID, b.ID)
		})
		wanted, got := []string{}, []string{}
		for _, th := range want {
			wanted = append(wanted, th.ID)
		}
		require.NoError(t, collection.Each(t.Context(), q, func(th *thing) error {
			got = append(got, th.ID)
			return nil
		}))
		require.Equal(t, wanted, got, "%#v", q)
		count, err := collection.Count(t.Context(), q.Where)
		require.NoError(t, err)
		require.EqualValues(t, len(want), count, "%#v", q)
	}
}
