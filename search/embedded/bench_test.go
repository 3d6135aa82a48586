package embedded_test

import (
	"context"
	"fmt"
	"runtime"
	"testing"

	"lienket/search"
	"lienket/search/embedded"
	"lienket/search/searchtest"
)

// sizes are the catalogues of the project's marks.
var sizes = []int{15_000, 150_000}

func filled(b *testing.B, dir string, n int) *embedded.Engine {
	b.Helper()
	e := open(b, dir)
	fill(b, e, searchtest.Corpus(n, 1))
	return e
}

func fill(b *testing.B, e *embedded.Engine, documents []search.Document) {
	b.Helper()
	err := e.Replace(context.Background(), func(yield func([]search.Document) error) error {
		for start := 0; start < len(documents); start += 1000 {
			if err := yield(documents[start:min(start+1000, len(documents))]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}

// BenchmarkSearch asks two or three words, a quarter of them mistyped, for 20 hits
// and four facets, on one core.
func BenchmarkSearch(b *testing.B) {
	questions := searchtest.Questions(500, 1)
	facets := questions[0].Facets
	for _, n := range sizes {
		e := filled(b, b.TempDir(), n)
		for name, ask := range map[string][]search.Query{
			"mixed":    questions,
			"phrase":   {{Text: "mien dong", Kind: search.Product, Facets: facets}},
			"swapped":  {{Text: "mein dnog", Kind: search.Product, Facets: facets}},
			"common":   {{Text: "thai nguyen", Kind: search.Product, Facets: facets}},
			"letter":   {{Text: "t", Kind: search.Product, Facets: facets}},
			"browse":   {{Kind: search.Product, Facets: facets}},
			"by name":  {{Text: "mat ong", Kind: search.Product, Facets: facets, Order: search.ByName}},
			"any word": {{Text: "mien dong, bun kho, gao nep", Kind: search.Product, AnyWord: true}},
		} {
			b.Run(fmt.Sprintf("%s/%d", name, n), func(b *testing.B) {
				b.ReportAllocs()
				i, found := 0, 0
				for b.Loop() {
					result, err := e.Search(context.Background(), ask[i%len(ask)])
					if err != nil {
						b.Fatal(err)
					}
					found += result.Total
					i++
				}
				b.ReportMetric(float64(found)/float64(i), "found/op")
			})
		}
	}
}

func BenchmarkSuggest(b *testing.B) {
	for _, n := range sizes {
		e := filled(b, b.TempDir(), n)
		for _, typed := range []string{"m", "mi", "mien do", "bi xanh thom hu"} {
			b.Run(fmt.Sprintf("%s/%d", typed, n), func(b *testing.B) {
				for b.Loop() {
					if _, err := e.Suggest(context.Background(), typed, nil, 8); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// BenchmarkApply changes one document at a time, one sync each.
func BenchmarkApply(b *testing.B) {
	for _, n := range sizes {
		documents := searchtest.Corpus(n, 1)
		e := filled(b, b.TempDir(), n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			i := 0
			for b.Loop() {
				d := &documents[i%n]
				d.Version++
				if err := e.Apply(context.Background(), []search.Change{{Document: *d}}); err != nil {
					b.Fatal(err)
				}
				i++
			}
		})
	}
}

func BenchmarkReplace(b *testing.B) {
	for _, n := range sizes {
		documents := searchtest.Corpus(n, 1)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			e := open(b, b.TempDir())
			before := heap()
			for b.Loop() {
				fill(b, e, documents)
			}
			b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "documents/s")
			b.ReportMetric(float64(heap()-before)/1e6, "MB")
		})
	}
}

func BenchmarkOpen(b *testing.B) {
	for _, n := range sizes {
		dir := b.TempDir()
		if err := filled(b, dir, n).Close(); err != nil {
			b.Fatal(err)
		}
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				e, err := embedded.Open(dir, embedded.Options{})
				if err != nil {
					b.Fatal(err)
				}
				if err := e.Close(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// heap returns the bytes of living objects.
func heap() uint64 {
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}
