package storetest

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/fault"
	"lienket/api/store"
)

var documentCases = []testcase{
	{name: "insert gives ID, version and times", run: insertGivesMeta},
	{name: "insert, get, delete", run: insertGetDelete},
	{name: "what is not there is NotFound", run: missingIsNotFound},
	{name: "an ID is taken once", run: duplicateID},
	{name: "insert is all or none", run: insertAllOrNone},
	{name: "view", run: view},
	{name: "insert of nothing", run: insertNothing},
	{name: "first", run: first},
	{name: "documents come back as they went in", run: roundTrip},
	{name: "arrays of arrays come back as they went in", needs: []Feature{NestedArrays}, run: roundTripNested},
	{name: "texts come back as they went in", run: roundTripTexts},
	{name: "collections are apart", run: collectionsApart},
}

func insertGivesMeta(t *testing.T, b *bench) {
	one, two := &goods{}, &goods{}
	require.NoError(t, b.goods.Insert(t.Context(), one, two))
	require.NotEmpty(t, one.ID)
	require.Less(t, one.ID, two.ID, "IDs sort as they were made")

	found := b.get(t, one.ID)
	require.EqualValues(t, 1, found.Version)
	require.False(t, found.CreatedAt.IsZero())
	require.Equal(t, one.Meta, found.Meta)
	require.Equal(t, found.CreatedAt, found.UpdatedAt)
}

func insertGetDelete(t *testing.T, b *bench) {
	b.put(t, item("1", 5), item("2", 6))
	require.EqualValues(t, 5, b.get(t, "1").Amount)
	require.NoError(t, b.goods.Delete(t.Context(), "1"))
	_, err := b.goods.Get(t.Context(), "1")
	requireCode(t, fault.NotFound, err)
	require.Equal(t, "2", b.all(t))

	b.put(t, item("1", 7))
	require.EqualValues(t, 1, b.get(t, "1").Version, "a deleted ID starts anew")
}

// view gives what Get gives, in the order asked for, also in a Tx, after writes and
// for an ID that is asked for twice.
func view(t *testing.T, b *bench) {
	b.put(t, item("1", 5), item("2", 6), item("3", 7))
	require.NoError(t, b.goods.Delete(t.Context(), "2"))
	amounts := func(ctx context.Context) (all []int64) {
		docs, err := b.goods.View(ctx, "3", "none", "1", "2", "3")
		require.NoError(t, err)
		for _, doc := range docs {
			if doc == nil {
				all = append(all, -1)
				continue
			}
			require.Equal(t, b.get(t, doc.ID), doc)
			all = append(all, int64(doc.Amount))
		}
		return all
	}
	require.Equal(t, []int64{7, -1, 5, -1, 7}, amounts(t.Context()))
	require.Equal(t, []int64{7, -1, 5, -1, 7}, amounts(t.Context()), "again")
	none, err := b.goods.View(t.Context())
	require.NoError(t, err)
	require.Empty(t, none)

	undo := errors.New("undo")
	err = b.db.Tx(t.Context(), func(ctx context.Context) error {
		if err := b.add(ctx, "1", 100); err != nil {
			return err
		}
		docs, err := b.goods.View(ctx, "1")
		require.NoError(t, err)
		require.EqualValues(t, 105, docs[0].Amount, "a Tx sees its own writes")
		return undo
	})
	require.ErrorIs(t, err, undo)
	require.Equal(t, []int64{7, -1, 5, -1, 7}, amounts(t.Context()), "and nobody sees what was undone")
	require.NoError(t, b.add(t.Context(), "1", 1))
	require.Equal(t, []int64{7, -1, 6, -1, 7}, amounts(t.Context()))
}

func missingIsNotFound(t *testing.T, b *bench) {
	_, err := b.goods.Get(t.Context(), "none")
	requireCode(t, fault.NotFound, err)
	requireCode(t, fault.NotFound, b.goods.Delete(t.Context(), "none"))
	requireCode(t, fault.NotFound, b.add(t.Context(), "none", 1))
	_, err = b.goods.First(t.Context(), store.Query{Where: onShelf()})
	requireCode(t, fault.NotFound, err)

	table, err := b.db.Table(t.Context(), goodsSchema)
	require.NoError(t, err)
	doc := item("none", 1)
	requireCode(t, fault.NotFound, table.Replace(t.Context(), store.Stored{Meta: &doc.Meta, Doc: doc}, 1))
}

func duplicateID(t *testing.T, b *bench) {
	b.put(t, item("1", 5))
	requireCode(t, fault.Conflict, b.goods.Insert(t.Context(), item("1", 6)))
	require.EqualValues(t, 5, b.get(t, "1").Amount)
}

func insertAllOrNone(t *testing.T, b *bench) {
	b.put(t, item("2", 5))
	err := b.goods.Insert(t.Context(), item("1", 1), item("2", 1), item("3", 1))
	requireCode(t, fault.Conflict, err)
	require.Equal(t, "2", b.ids(t, store.Query{}))

	err = b.goods.Insert(t.Context(), item("4", 1), item("5", 1), item("4", 1))
	requireCode(t, fault.Conflict, err)
	require.Equal(t, "2", b.ids(t, store.Query{}))
}

func insertNothing(t *testing.T, b *bench) {
	require.NoError(t, b.goods.Insert(t.Context()))
	require.Empty(t, b.all(t))
}

func first(t *testing.T, b *bench) {
	b.put(t, item("1", 5), item("2", 9), item("3", 7))
	found, err := b.goods.First(t.Context(), store.Query{Where: onShelf(), Sort: []string{"-amount"}})
	require.NoError(t, err)
	require.Equal(t, "2", found.ID)
}

func collectionsApart(t *testing.T, b *bench) {
	other := openCollection[goods](t, b, store.Schema{Name: "other"})
	b.put(t, item("1", 5))
	require.NoError(t, other.Insert(t.Context(), item("1", 6)))
	require.EqualValues(t, 5, b.get(t, "1").Amount)
	require.NoError(t, other.Delete(t.Context(), "1"))
	require.Equal(t, "1", b.all(t))
}

// dossier has every shape that documents may have.
type dossier struct {
	store.Meta `json:",inline"`
	Small      int           `json:"small"`
	Least      int64         `json:"least"`
	Most       int64         `json:"most"`
	Exact      int64         `json:"exact"`
	Share      float64       `json:"share"`
	Yes        bool          `json:"yes"`
	When       store.Instant `json:"when"`
	Never      store.Instant `json:"never"`
	Omitted    store.Instant `json:"omitted,omitzero"`
	None       *string       `json:"none"`
	Left       *int64        `json:"left,omitempty"`
	Given      *bool         `json:"given,omitempty"`
	NoLines    []line        `json:"noLines"`
	EmptyLines []line        `json:"emptyLines"`
	Lines      []line        `json:"lines"`
	Grid       [][]int64     `json:"grid,omitempty"`
	Instants   []store.Instant
	ByMonth    map[string]int64 `json:"byMonth,omitempty"`
	Kind       kind             `json:"kind"`
	address
	Hidden string `json:"-"`
}

type kind string

// address is embedded without a tag, as encoding/json allows.
type address struct {
	Street string `json:"street"`
	Ward   string `json:"ward,omitempty"`
}

type line struct {
	Product string         `json:"product"`
	Months  []month        `json:"months"`
	SeenAt  *store.Instant `json:"seenAt,omitempty"`
}

type month struct {
	Month  string `json:"month"`
	Amount int64  `json:"amount"`
}

func roundTrip(t *testing.T, b *bench) {
	dossiers := openCollection[dossier](t, b, store.Schema{Name: "dossiers"})
	seen := at("1969-12-31T23:59:59.001Z")
	full := &dossier{
		Small: -7, Least: math.MinInt64, Most: math.MaxInt64, Exact: 1<<53 + 1, Share: 0.1, Yes: true,
		When: at("2026-11-23T03:04:05.678912Z"), Given: pointer(false),
		EmptyLines: []line{},
		Lines: []line{
			{Product: "Miến dong", Months: []month{{"2026-11", 5000}, {"2026-12", 0}}, SeenAt: &seen},
			{Months: []month{}},
		},
		Instants: []store.Instant{at("2026-01-01T00:00:00Z"), {}, at("0001-01-01T00:00:00.001Z"), at("9999-12-31T23:59:59.999Z")},
		ByMonth:  map[string]int64{"2026-11": 1, "2026-12": 2},
		Kind:     "kín", address: address{Street: "Đường 1"},
	}
	require.Equal(t, "2026-11-23T03:04:05.678Z", full.When.String())
	requireRoundTrip(t, dossiers, map[string]*dossier{"full": full, "empty": {}})
}

func roundTripNested(t *testing.T, b *bench) {
	dossiers := openCollection[dossier](t, b, store.Schema{Name: "dossiers"})
	requireRoundTrip(t, dossiers, map[string]*dossier{"grid": {Grid: [][]int64{{1, 2}, {}, nil}}})
}

func requireRoundTrip(t *testing.T, dossiers *store.Collection[dossier], docs map[string]*dossier) {
	t.Helper()
	for name, doc := range docs {
		t.Run(name, func(t *testing.T) {
			require.NoError(t, dossiers.Insert(t.Context(), doc))
			found, err := dossiers.Get(t.Context(), doc.ID)
			require.NoError(t, err)
			requireSameJSON(t, doc, found)

			changed, err := dossiers.Update(t.Context(), doc.ID, func(d *dossier) error { d.Small++; return nil })
			require.NoError(t, err)
			again, err := dossiers.Get(t.Context(), doc.ID)
			require.NoError(t, err)
			requireSameJSON(t, changed, again)
		})
	}
}

// requireSameJSON compares member by member and as text, so that neither an
// integer's last digits nor the difference of null and [] is lost.
func requireSameJSON(t *testing.T, want, got any) {
	t.Helper()
	wantText, err := json.Marshal(want)
	require.NoError(t, err)
	gotText, err := json.Marshal(got)
	require.NoError(t, err)
	require.Equal(t, string(wantText), string(gotText))
}

func roundTripTexts(t *testing.T, b *bench) {
	var controls strings.Builder
	for r := rune(1); r < 0x20; r++ {
		controls.WriteRune(r)
	}
	texts := []string{
		"", " ", "Miến dong Côn Minh, xã Côn Minh, tỉnh Thái Nguyên",
		"ĐƯỜNG đường", "Tie\u0302\u0301ng Vie\u0323\u0302t", // decomposed marks stay so
		`"quoted" 'single' \back\\slash\n`, controls.String() + "\u007f\u0085\u2028\u2029\ufeff",
		"<script>&amp;</script>", "$name", "$$ROOT", "a.b", "{\"a\":1}", "null", "true", "12", "1e3",
		"2026-11-23T03:04:05.000Z", "2026-11-23T03:04:05Z", "2026-02-30T00:00:00.000Z", "🌾🍵 ñ 茶",
		"' OR 1=1 --", "%_*?", strings.Repeat("chè Thái Nguyên ", 4000),
	}
	for i, text := range texts {
		b.put(t, &goods{Amount: int64(i), Name: text, Note: &text, Tags: []string{text}})
	}
	for i, text := range texts {
		where := []store.Filter{store.Eq{Field: "name", Value: text}, store.Contains{Field: "tags", Value: text}}
		for _, filter := range where {
			found, err := b.goods.Find(t.Context(), store.Query{Where: filter})
			require.NoError(t, err)
			require.Len(t, found.Items, 1, "text %d: %.40q", i, text)
			require.Equal(t, text, found.Items[0].Name)
			require.Equal(t, text, *found.Items[0].Note)
			require.Equal(t, []string{text}, found.Items[0].Tags)
		}
	}
}
