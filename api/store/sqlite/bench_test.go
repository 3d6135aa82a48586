package sqlite_test

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lienket/api/store"
	"lienket/api/store/sqlite"
)

// product is of the size and shape of the documents that the server keeps.
type product struct {
	store.Meta  `json:",inline"`
	Owner       string   `json:"organizationId"`
	Name        string   `json:"name"`
	Group       string   `json:"group"`
	Status      string   `json:"status"`
	Stars       int64    `json:"stars"`
	Area        string   `json:"areaCode"`
	Marks       []string `json:"qualityMarks,omitempty"`
	Certified   bool     `json:"certified"`
	Description string   `json:"description"`
}

var productSchema = store.Schema{Name: "products", Indexes: []store.Index{
	{Fields: []string{"organizationId", "status"}},
	{Fields: []string{"status", "-createdAt"}},
	{Fields: []string{"group", "stars"}},
	{Fields: []string{"areaCode", "name"}},
	{Fields: []string{"status", "qualityMarks", "-createdAt"}, Multi: "qualityMarks"},
}}

type outboxEntry struct {
	store.Meta `json:",inline"`
	Kind       string `json:"kind"`
	Ref        string `json:"ref"`
}

var outboxSchema = store.Schema{Name: "outbox", Indexes: []store.Index{{Fields: []string{"kind"}}}}

var description = strings.Repeat("Chè Shan tuyết cổ thụ hái tay, sao suốt. ", 10)

func newProduct(i int) *product {
	marks := []string{"vietgap", "huu-co", "haccp", "attp"}
	return &product{
		Owner:       fmt.Sprintf("01990000-0000-7000-8000-%012d", i%700),
		Name:        fmt.Sprintf("Chè Shan tuyết %d", i),
		Group:       []string{"thuc-pham", "do-uong", "duoc-lieu"}[i%3],
		Status:      []string{"draft", "published"}[min(i%5, 1)],
		Stars:       int64(i % 6),
		Area:        fmt.Sprintf("%05d", i%500),
		Marks:       marks[i%4 : min(i%4+2, 4)],
		Certified:   i%2 == 0,
		Description: description,
	}
}

type shop struct {
	db       *sqlite.DB
	products *store.Collection[product]
	outbox   *store.Collection[outboxEntry]
	ids      []string
}

func newShop(tb testing.TB, count int) *shop {
	tb.Helper()
	s := &shop{db: open(tb, filepath.Join(tb.TempDir(), "lienket.db"))}
	clock := func() time.Time { return time.Now() }
	var err error
	s.products, err = store.Open[product](tb.Context(), s.db, productSchema, clock)
	require.NoError(tb, err)
	s.outbox, err = store.Open[outboxEntry](tb.Context(), s.db, outboxSchema, clock)
	require.NoError(tb, err)
	for at := 0; at < count; at += 1000 {
		var batch []*product
		for i := at; i < min(at+1000, count); i++ {
			batch = append(batch, newProduct(i))
		}
		require.NoError(tb, s.products.Insert(tb.Context(), batch...))
		for _, p := range batch {
			s.ids = append(s.ids, p.ID)
		}
	}
	return s
}

func BenchmarkGet(b *testing.B) {
	s := newShop(b, 15_000)
	ctx, cancel := context.WithCancel(b.Context())
	defer cancel()
	for _, name := range []string{"first", "again"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			defer reportCPU(b)()
			at := 0
			for b.Loop() {
				at += 7919
				if name == "again" {
					at %= 1000
				}
				_, err := s.products.Get(ctx, s.ids[at%len(s.ids)])
				require.NoError(b, err)
			}
		})
	}
}

// reportCPU reports the processor time per operation, which, unlike the time
// that has passed, does not depend on what else the machine does.
func reportCPU(b *testing.B) func() {
	before := processTime(b)
	return func() {
		b.ReportMetric(float64((processTime(b)-before).Nanoseconds())/1000/float64(b.N), "cpu-µs/op")
	}
}

func BenchmarkList(b *testing.B) {
	s := newShop(b, 15_000)
	ctx, cancel := context.WithCancel(b.Context())
	defer cancel()
	for _, c := range []struct {
		name string
		q    store.Query
	}{
		{"sorted", store.Query{Where: store.Eq{Field: "status", Value: "published"}, Sort: []string{"-createdAt"}}},
		{"residual", store.Query{Where: store.And{store.Eq{Field: "status", Value: "published"}, store.Eq{Field: "certified", Value: true}}, Sort: []string{"-createdAt"}}},
		{"contains", store.Query{Where: store.And{store.Eq{Field: "status", Value: "published"}, store.Contains{Field: "qualityMarks", Value: "haccp"}}, Sort: []string{"-createdAt"}}},
		{"owner", store.Query{Where: store.Eq{Field: "organizationId", Value: fmt.Sprintf("01990000-0000-7000-8000-%012d", 77)}, Sort: []string{"name"}}},
		{"several", store.Query{Where: store.In{Field: "status", Values: []any{"draft", "published"}}, Sort: []string{"-createdAt"}}},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			defer reportCPU(b)()
			for b.Loop() {
				page, err := s.products.Find(ctx, c.q)
				require.NoError(b, err)
				require.Len(b, page.Items, 20)
			}
		})
		b.Run(c.name+"/next", func(b *testing.B) {
			first, err := s.products.Find(ctx, c.q)
			require.NoError(b, err)
			q := c.q
			q.Cursor = first.Next
			defer reportCPU(b)()
			for b.Loop() {
				_, err := s.products.Find(ctx, q)
				require.NoError(b, err)
			}
		})
	}
	b.Run("count", func(b *testing.B) {
		defer reportCPU(b)()
		for b.Loop() {
			_, err := s.products.Count(ctx, store.Eq{Field: "status", Value: "published"})
			require.NoError(b, err)
		}
	})
}

// BenchmarkTx measures durable transactions: one product and one outbox entry.
func BenchmarkTx(b *testing.B) {
	for _, writers := range []int{1, 16} {
		b.Run(fmt.Sprintf("writers=%d", writers), func(b *testing.B) {
			s := newShop(b, 15_000)
			ctx, cancel := context.WithCancel(b.Context())
			defer cancel()
			b.SetParallelism(max(writers/2, 1))
			var next atomic.Int64
			insert := func() {
				p := newProduct(int(next.Add(1)))
				require.NoError(b, s.db.Tx(ctx, func(ctx context.Context) error {
					if err := s.products.Insert(ctx, p); err != nil {
						return err
					}
					return s.outbox.Insert(ctx, &outboxEntry{Kind: "product", Ref: p.ID})
				}))
			}
			b.ReportAllocs()
			b.ResetTimer()
			defer reportCPU(b)()
			if writers == 1 {
				for range b.N {
					insert()
				}
			} else {
				b.RunParallel(func(pb *testing.PB) {
					for pb.Next() {
						insert()
					}
				})
			}
		})
	}
}

func BenchmarkUpdate(b *testing.B) {
	s := newShop(b, 15_000)
	defer reportCPU(b)()
	i := 0
	for b.Loop() {
		i++
		_, err := s.products.Update(b.Context(), s.ids[i*7919%len(s.ids)], func(p *product) error {
			p.Stars = int64(i % 6)
			return nil
		})
		require.NoError(b, err)
	}
}
