package embedded_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"time"

	"lienket/api/fault"
	"lienket/search"
	"lienket/search/embedded"
	"lienket/search/searchtest"
)

func TestConcurrentUse(t *testing.T) {
	dir := t.TempDir()
	e := open(t, dir)
	documents := searchtest.Corpus(300, 1)
	questions := searchtest.Questions(30, 1)
	ctx := context.Background()

	const writers, rounds = 4, 25
	var work sync.WaitGroup
	for w := range writers {
		work.Go(func() {
			for i := range rounds {
				d := documents[(i*writers+w)%len(documents)]
				d.Version = int64(2 + i)
				changes := []search.Change{{Document: d}, put(fmt.Sprintf("w%d-%d", w, i), 1, "Mật ong"), remove(fmt.Sprintf("w%d-%d", w, i-1), 2)}
				if err := e.Apply(ctx, changes); err != nil {
					t.Error(err)
				}
			}
		})
		work.Go(func() {
			for i := range rounds * 4 {
				if _, err := e.Search(ctx, questions[i%len(questions)]); err != nil {
					t.Error(err)
				}
				if _, err := e.Suggest(ctx, "mi", nil, 5); err != nil {
					t.Error(err)
				}
			}
		})
	}
	work.Go(func() {
		for range 5 {
			err := e.Replace(ctx, func(yield func([]search.Document) error) error {
				for start := 0; start < len(documents); start += 50 {
					if err := yield(documents[start : start+50]); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		}
	})
	work.Wait()

	apply(t, e, put("last", 1, "Mật ong"))
	before := total(t, e, search.Query{})
	closeEngine(t, e)
	if got := total(t, open(t, dir), search.Query{}); got != before {
		t.Errorf("%d documents after reopening, want %d", got, before)
	}
}

// Every acknowledged change is in the log at the moment of its acknowledgement,
// as a copy of the file shows.
func TestAcknowledgedIsDurable(t *testing.T) {
	dir := t.TempDir()
	e := open(t, dir)
	replace(t, e)
	copies := t.TempDir()
	var work sync.WaitGroup
	for w := range 8 {
		work.Go(func() {
			for i := range 5 {
				if err := acknowledged(e, dir, copies, fmt.Sprintf("p-%d-%d", w, i)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	work.Wait()
}

// acknowledged puts a document and looks for it in a copy of the log.
func acknowledged(e *embedded.Engine, dir, copies, id string) error {
	ctx := context.Background()
	if err := e.Apply(ctx, []search.Change{put(id, 1, "Mật ong")}); err != nil {
		return err
	}
	content, err := os.ReadFile(filepath.Join(dir, logName))
	if err != nil {
		return err
	}
	copied := filepath.Join(copies, id)
	if err := os.Mkdir(copied, 0o700); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(copied, logName), content, 0o600); err != nil {
		return err
	}
	reopened, err := embedded.Open(copied, embedded.Options{})
	if err != nil {
		return err
	}
	result, err := reopened.Search(ctx, search.Query{Kind: search.Product, IDs: []string{id}})
	if err == nil && result.Total != 1 {
		err = fmt.Errorf("%s was acknowledged but is not in the log", id)
	}
	return errors.Join(err, reopened.Close())
}

func TestCompaction(t *testing.T) {
	dir := t.TempDir()
	e := open(t, dir)
	const kept = 500
	var first, changes []search.Change
	for i := range kept {
		first = append(first, put(fmt.Sprintf("p-%d", i), 1, "Mật ong"))
	}
	replace(t, e, first...)
	apply(t, e, remove("gone", 9))
	version := int64(1)
	grow := func() {
		changes = changes[:0]
		version++
		for i := range kept {
			changes = append(changes, put(fmt.Sprintf("p-%d", i), version, "Miến dong"))
		}
		apply(t, e, changes...)
	}
	size := func() int64 {
		info, err := os.Stat(filepath.Join(dir, logName))
		if err != nil {
			t.Fatal(err)
		}
		return info.Size()
	}
	largest := size()
	deadline := time.Now().Add(30 * time.Second)
	for largest <= size() {
		if time.Now().After(deadline) {
			t.Fatal("the log was never compacted")
		}
		largest = size()
		grow()
	}
	if size() > largest*3/4 {
		t.Errorf("compaction left %d of %d bytes, over half of them superseded", size(), largest)
	}
	check := func(e *embedded.Engine) {
		t.Helper()
		apply(t, e, put("gone", 8, "Miến cũ"))
		if all, found, old := total(t, e, search.Query{}), total(t, e, search.Query{Text: "mien dong"}), total(t, e, search.Query{Text: "mat ong"}); all != kept || found != kept || old != 0 {
			t.Errorf("%d documents, %d of them as changed last and %d as before, want %d, all as changed last", all, found, old, kept)
		}
		if needsRebuild(t, e) {
			t.Error("needs a rebuild")
		}
	}
	check(e)
	closeEngine(t, e)
	check(open(t, dir))
}

func TestCloseEndsReplace(t *testing.T) {
	e := open(t, t.TempDir())
	started := make(chan struct{})
	result := make(chan error, 1)
	go func() {
		result <- e.Replace(context.Background(), func(yield func([]search.Document) error) error {
			close(started)
			for {
				if err := yield([]search.Document{put("a", 1, "Mật ong").Document}); err != nil {
					return err
				}
			}
		})
	}()
	<-started
	closeEngine(t, e)
	if err := <-result; !fault.Is(err, fault.Unavailable) {
		t.Errorf("Replace returned %v, want fault.Unavailable", err)
	}
}

func TestCancelled(t *testing.T) {
	e := open(t, t.TempDir())
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for name, call := range map[string]func() error{
		"Search": func() error { _, err := e.Search(ctx, search.Query{Kind: search.Product}); return err },
		"Apply":  func() error { return e.Apply(ctx, []search.Change{put("a", 1, "Mật ong")}) },
		"Replace": func() error {
			return e.Replace(ctx, func(yield func([]search.Document) error) error { return yield(nil) })
		},
	} {
		if err := call(); !fault.Is(err, fault.Unavailable) || !errors.Is(err, context.Canceled) {
			t.Errorf("%s returned %v, want fault.Unavailable for a cancelled context", name, err)
		}
	}
}

// TestAReplaceThatPanicsLeavesNothing: the panic is the caller's, and nothing goes on
// writing.
func TestAReplaceThatPanicsLeavesNothing(t *testing.T) {
	e, err := embedded.Open(t.TempDir(), embedded.Options{})
	if err != nil {
		t.Fatal(err)
	}
	one := []search.Document{{ID: "a", Kind: search.Product, Version: 1, Name: "x"}}
	panicked := func() (value any) {
		defer func() { value = recover() }()
		err := e.Replace(t.Context(), func(yield func([]search.Document) error) error {
			if err := yield(one); err != nil {
				return err
			}
			panic("next")
		})
		return err
	}
	before := runtime.NumGoroutine()
	for range 10 {
		if value := panicked(); value != "next" {
			t.Fatal("instead of a panic:", value)
		}
	}
	for until := time.Now().Add(5 * time.Second); runtime.NumGoroutine() > before; time.Sleep(time.Millisecond) {
		if time.Now().After(until) {
			t.Fatal("something goes on", runtime.NumGoroutine(), before)
		}
	}
	if err := e.Replace(t.Context(), func(yield func([]search.Document) error) error { return yield(one) }); err != nil {
		t.Fatal(err)
	}
	if count, err := e.Count(t.Context(), search.Product); count != 1 || err != nil {
		t.Fatal(count, err)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
}
