package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/fault"
	"lienket/api/store"
)

var indexCases = []testcase{
	{name: "unique", run: uniqueSimple},
	{name: "unique over several fields", run: uniqueCompound},
	{name: "unique skips absent and null", run: uniqueSkipsAbsent},
	{name: "unique within one insert", run: uniqueWithinInsert},
	{name: "unique holds on update", run: uniqueOnUpdate},
	{name: "unique value freed by delete and by change", run: uniqueFreed},
	{name: "unique under concurrency", run: uniqueConcurrent},
	{name: "said twice at once is kept once", run: uniqueAfterLooking},
	{name: "array by element", run: multikey},
	{name: "array by element with sort", run: multikeySorted},
	{name: "table may be opened again and its indexes change", run: indexesChange},
}

type permit struct {
	store.Meta `json:",inline"`
	Code       string        `json:"code,omitempty"`
	Holder     holder        `json:"holder"`
	Serial     *int64        `json:"serial"`
	IssuedAt   store.Instant `json:"issuedAt"`
}

type holder struct {
	TaxCode string `json:"taxCode,omitempty"`
}

var permitSchema = store.Schema{
	Name: "permits",
	Indexes: []store.Index{
		{Fields: []string{"code"}, Unique: true},
		{Fields: []string{"holder.taxCode", "serial"}, Unique: true},
		{Fields: []string{"issuedAt"}, Unique: true},
	},
}

func requireConflict(t *testing.T, err error, paths ...string) {
	t.Helper()
	requireCode(t, fault.Conflict, err)
	var refusal *fault.Error
	require.True(t, errors.As(err, &refusal))
	var named []string
	for _, field := range refusal.Fields {
		named = append(named, field.Path)
		require.Equal(t, "taken", field.Code)
		require.NotEmpty(t, field.Message.VI)
	}
	require.Equal(t, paths, named)
}

func uniqueSimple(t *testing.T, b *bench) {
	permits := openCollection[permit](t, b, permitSchema)
	require.NoError(t, permits.Insert(t.Context(), &permit{Code: "A-1"}, &permit{Code: "a-1"}))
	requireConflict(t, permits.Insert(t.Context(), &permit{Code: "A-1"}), "code")
	requireConflict(t, permits.Insert(t.Context(), &permit{Code: "A-2"}, &permit{Code: "A-1"}), "code")
	_, err := permits.First(t.Context(), store.Query{Where: store.Eq{Field: "code", Value: "A-2"}})
	requireCode(t, fault.NotFound, err)
}

func uniqueCompound(t *testing.T, b *bench) {
	permits := openCollection[permit](t, b, permitSchema)
	require.NoError(t, permits.Insert(t.Context(),
		&permit{Holder: holder{"100"}, Serial: pointer[int64](1)},
		&permit{Holder: holder{"100"}, Serial: pointer[int64](2)},
		&permit{Holder: holder{"200"}, Serial: pointer[int64](1)}))
	err := permits.Insert(t.Context(), &permit{Holder: holder{"200"}, Serial: pointer[int64](1)})
	requireConflict(t, err, "holder.taxCode", "serial")
}

func uniqueSkipsAbsent(t *testing.T, b *bench) {
	permits := openCollection[permit](t, b, permitSchema)
	// No code, no serial (null), no instant (null): nothing to be unique in.
	require.NoError(t, permits.Insert(t.Context(), &permit{}, &permit{},
		&permit{Holder: holder{"100"}}, &permit{Holder: holder{"100"}},
		&permit{Serial: pointer[int64](1)}, &permit{Serial: pointer[int64](1)}))
	require.NoError(t, permits.Insert(t.Context(), &permit{IssuedAt: at("2026-11-23T00:00:00Z")}))
	err := permits.Insert(t.Context(), &permit{IssuedAt: at("2026-11-23T00:00:00Z")})
	requireConflict(t, err, "issuedAt")
}

func uniqueWithinInsert(t *testing.T, b *bench) {
	permits := openCollection[permit](t, b, permitSchema)
	requireConflict(t, permits.Insert(t.Context(), &permit{Code: "A-1"}, &permit{Code: "A-1"}), "code")
	page, err := permits.Find(t.Context(), store.Query{})
	require.NoError(t, err)
	require.Empty(t, page.Items)
}

func uniqueOnUpdate(t *testing.T, b *bench) {
	permits := openCollection[permit](t, b, permitSchema)
	one, two := &permit{Code: "A-1"}, &permit{Code: "A-2"}
	require.NoError(t, permits.Insert(t.Context(), one, two))
	_, err := permits.Update(t.Context(), two.ID, func(p *permit) error { p.Code = "A-1"; return nil })
	requireConflict(t, err, "code")
	found, err := permits.Get(t.Context(), two.ID)
	require.NoError(t, err)
	require.Equal(t, "A-2", found.Code)
	require.EqualValues(t, 1, found.Version)
	_, err = permits.Update(t.Context(), two.ID, func(p *permit) error { p.Serial = pointer[int64](4); return nil })
	require.NoError(t, err, "a document is not in its own way")
}

func uniqueFreed(t *testing.T, b *bench) {
	permits := openCollection[permit](t, b, permitSchema)
	one := &permit{Code: "A-1"}
	require.NoError(t, permits.Insert(t.Context(), one))
	_, err := permits.Update(t.Context(), one.ID, func(p *permit) error { p.Code = "A-2"; return nil })
	require.NoError(t, err)
	require.NoError(t, permits.Insert(t.Context(), &permit{Code: "A-1"}))
	require.NoError(t, permits.Delete(t.Context(), one.ID))
	require.NoError(t, permits.Insert(t.Context(), &permit{Code: "A-2"}))
}

func uniqueConcurrent(t *testing.T, b *bench) {
	permits := openCollection[permit](t, b, permitSchema)
	const rivals = 16
	results := inParallel(rivals, func(i int) error {
		if i%2 == 0 {
			return permits.Insert(t.Context(), &permit{Code: "A-1"})
		}
		return b.db.Tx(t.Context(), func(ctx context.Context) error {
			return permits.Insert(ctx, &permit{Serial: pointer[int64](1)}, &permit{Code: "A-1"})
		})
	})
	winners := 0
	for _, err := range results {
		if err == nil {
			winners++
			continue
		}
		requireConflict(t, err, "code")
	}
	require.Equal(t, 1, winners)
}

// uniqueAfterLooking: rivals who all looked first and found nothing, as servers do to which
// the same form is sent. One inserts, the others are refused and find what it did; what has
// lost its value stands in nobody's way.
func uniqueAfterLooking(t *testing.T, b *bench) {
	permits := openCollection[permit](t, b, permitSchema)
	const rivals = 8
	said := store.Query{Where: store.Eq{Field: "code", Value: "A-1"}}
	say := func() (id string, err error) {
		err = b.db.Tx(t.Context(), func(ctx context.Context) error {
			mine := &permit{Code: "A-1"}
			err := permits.Insert(ctx, mine)
			id = mine.ID
			return err
		})
		if !fault.Is(err, fault.Conflict) {
			return id, err
		}
		found, err := permits.First(t.Context(), said)
		if err != nil {
			return "", err
		}
		return found.ID, nil
	}
	var looked sync.WaitGroup
	looked.Add(rivals)
	ids := make([]string, rivals)
	for _, err := range inParallel(rivals, func(i int) error {
		_, err := permits.First(t.Context(), said)
		looked.Done()
		if looked.Wait(); !fault.Is(err, fault.NotFound) {
			return fmt.Errorf("found before anybody said it: %w", err)
		}
		ids[i], err = say()
		return err
	}) {
		require.NoError(t, err)
	}
	require.Len(t, slices.Compact(slices.Clone(ids)), 1)
	_, err := permits.Update(t.Context(), ids[0], func(p *permit) error { p.Code = ""; return nil })
	require.NoError(t, err)
	again, err := say()
	require.NoError(t, err)
	require.NotEqual(t, ids[0], again, "what was taken back may be said again")
	all, err := permits.Count(t.Context(), nil)
	require.NoError(t, err)
	require.EqualValues(t, 2, all)
}

func multikey(t *testing.T, b *bench) {
	b.put(t,
		&goods{Meta: store.Meta{ID: "1"}, Tags: []string{"trà", "sạch"}, Marks: []int64{1, 2}},
		&goods{Meta: store.Meta{ID: "2"}, Tags: []string{"trà", "trà"}, Marks: []int64{2}},
		&goods{Meta: store.Meta{ID: "3"}, Tags: []string{"sạch"}},
		&goods{Meta: store.Meta{ID: "4"}, Name: "trà"})
	for tag, want := range map[string]string{"trà": "1 2", "sạch": "1 3", "tr": "", "": ""} {
		where := store.Contains{Field: "tags", Value: tag}
		require.Equal(t, want, b.ids(t, store.Query{Where: where}), tag)
		n, err := b.goods.Count(t.Context(), where)
		require.NoError(t, err)
		require.EqualValues(t, len(splitIDs(want)), n, "one that has an element twice counts once")
	}
	require.Equal(t, "1 2", b.ids(t, store.Query{Where: store.Contains{Field: "marks", Value: 2}}))
	require.Equal(t, "1", b.ids(t, store.Query{Where: store.And{
		store.Contains{Field: "tags", Value: "trà"}, store.Contains{Field: "tags", Value: "sạch"}}}))

	_, err := b.goods.Update(t.Context(), "1", func(g *goods) error { g.Tags = []string{"mới"}; return nil })
	require.NoError(t, err)
	require.NoError(t, b.goods.Delete(t.Context(), "2"))
	require.Equal(t, "", b.ids(t, store.Query{Where: store.Contains{Field: "tags", Value: "trà"}}))
	require.Equal(t, "1", b.ids(t, store.Query{Where: store.Contains{Field: "tags", Value: "mới"}}))
}

func multikeySorted(t *testing.T, b *bench) {
	tagged := openCollection[goods](t, b, store.Schema{Name: "tagged", Indexes: []store.Index{
		{Fields: []string{"shelf", "tags", "-amount"}, Multi: "tags"},
	}})
	for i, id := range []string{"1", "2", "3", "4", "5"} {
		tags := []string{"x", "y"}
		if id == "3" {
			tags = []string{"y"}
		}
		require.NoError(t, tagged.Insert(t.Context(),
			&goods{Meta: store.Meta{ID: id}, Shelf: "a", Amount: int64(i / 2), Tags: tags},
			&goods{Meta: store.Meta{ID: "b" + id}, Shelf: "b", Tags: tags}))
	}
	q := store.Query{Where: onShelf(store.Contains{Field: "tags", Value: "x"}), Sort: []string{"-amount"}, Limit: 2}
	var walked []goods
	require.NoError(t, tagged.Each(t.Context(), q, func(g *goods) error {
		walked = append(walked, *g)
		return nil
	}))
	require.Equal(t, "5 4 1 2", idsOf(walked))
}

func indexesChange(t *testing.T, b *bench) {
	ctx := t.Context()
	before := openCollection[permit](t, b, permitSchema)
	require.NoError(t, before.Insert(ctx, &permit{Code: "A-1", Serial: pointer[int64](3)}))
	openCollection[permit](t, b, permitSchema)

	after := openCollection[permit](t, b, store.Schema{Name: permitSchema.Name, Indexes: []store.Index{
		{Fields: []string{"code", "-serial"}, Unique: true},
		{Fields: []string{"serial"}},
	}})
	require.NoError(t, after.Insert(ctx, &permit{Code: "A-1", Serial: pointer[int64](4)}), "no longer unique alone")
	err := after.Insert(ctx, &permit{Code: "A-1", Serial: pointer[int64](3)})
	requireConflict(t, err, "code", "serial")
	n, err := after.Count(ctx, store.Eq{Field: "serial", Value: 3})
	require.NoError(t, err)
	require.EqualValues(t, 1, n, "documents from before are found by the new index")
}
