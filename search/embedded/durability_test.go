package embedded_test

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"lienket/search"
	"lienket/search/embedded"
)

const logName = "documents.log"

// openQuietly opens what is expected to be damaged.
func openQuietly(t testing.TB, dir string) *embedded.Engine {
	t.Helper()
	e, err := embedded.Open(dir, embedded.Options{Logger: slog.New(slog.NewTextHandler(io.Discard, nil))})
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	t.Cleanup(func() { _ = e.Close() })
	return e
}

func put(id string, version int64, name string) search.Change {
	return search.Change{Document: search.Document{
		Kind: search.Product, ID: id, Version: version, Name: name, Keywords: []string{"đặc sản", ""},
		Organization: "HTX Tân Sơn", OrganizationID: "o-1", MarkLabels: []string{"VietGAP"}, Marks: []string{"vietgap"},
		Description: "Làm ở Bắc Kạn", PlaceNames: []string{"Ba Bể"}, Group: "thuc-pham", Stars: 4,
		Areas: []string{"01840", "19"}, Price: 90_000, Dimension: "mass", UpdatedAt: 1_760_000_000_000 + version,
		Available: map[string]int64{"2026-11": 5000, "2027-02": 700},
	}}
}

func remove(id string, version int64) search.Change {
	return search.Change{Document: search.Document{ID: id, Version: version}, Delete: true}
}

func apply(t testing.TB, e *embedded.Engine, changes ...search.Change) {
	t.Helper()
	if err := e.Apply(context.Background(), changes); err != nil {
		t.Fatalf("Apply: %v", err)
	}
}

func replace(t testing.TB, e *embedded.Engine, changes ...search.Change) {
	t.Helper()
	err := e.Replace(context.Background(), func(yield func([]search.Document) error) error {
		for _, c := range changes {
			if err := yield([]search.Document{c.Document}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatalf("Replace: %v", err)
	}
}

// total returns how many products a question finds.
func total(t testing.TB, e *embedded.Engine, q search.Query) int {
	t.Helper()
	q.Kind = search.Product
	result, err := e.Search(context.Background(), q)
	if err != nil {
		t.Fatalf("Search: %v", err)
	}
	return result.Total
}

func needsRebuild(t testing.TB, e *embedded.Engine) bool {
	t.Helper()
	needed, err := e.NeedsRebuild(context.Background())
	if err != nil {
		t.Fatalf("NeedsRebuild: %v", err)
	}
	return needed
}

func closeEngine(t testing.TB, e *embedded.Engine) {
	t.Helper()
	if err := e.Close(); err != nil {
		t.Fatalf("Close: %v", err)
	}
}

func TestReopen(t *testing.T) {
	dir := t.TempDir()
	e := open(t, dir)
	if !needsRebuild(t, e) {
		t.Error("a new engine has nothing, yet needs no rebuild")
	}
	apply(t, e, put("early", 1, "Mơ vàng"))
	closeEngine(t, e)
	e = open(t, dir)
	if !needsRebuild(t, e) {
		t.Error("an engine that was never filled needs no rebuild after reopening")
	}
	replace(t, e, put("a", 1, "Miến dong"), put("b", 1, "Mật ong"), put("c", 1, "Mơ muối"))
	apply(t, e, put("a", 2, "Miến sạch"), put("d", 1, "Gạo nếp"), remove("b", 2), remove("e", 7))
	closeEngine(t, e)

	e = open(t, dir)
	if needsRebuild(t, e) {
		t.Error("a filled engine needs a rebuild after reopening")
	}
	apply(t, e, put("b", 1, "Mật ong"), put("e", 6, "Mật mía")) // deleted above
	for _, row := range []struct {
		q    search.Query
		want int
	}{
		{search.Query{}, 3},
		{search.Query{Text: "mien sach"}, 1},
		{search.Query{Text: "mien dong"}, 0},
		{search.Query{Text: "mat"}, 0},
		{search.Query{Text: "gao tan son vietgap ba be bac kan dac san"}, 1},
		{search.Query{
			IDs: []string{"d"}, Group: []string{"thuc-pham"}, Stars: []int{4}, Areas: []string{"19"}, Marks: []string{"vietgap"},
			OrganizationIDs: []string{"o-1"}, Dimension: "mass", PriceMax: 90_000, Months: []string{"2026-11", "2027-02"}, MinAvailable: 700,
		}, 1},
		{search.Query{Months: []string{"2026-12"}}, 0},
	} {
		if got := total(t, e, row.q); got != row.want {
			t.Errorf("%+v found %d, want %d", row.q, got, row.want)
		}
	}
}

// written makes a filled log whose last frame is one document, and returns its
// directory, its bytes and where the last frame begins.
func written(t *testing.T) (dir string, whole []byte, last int) {
	t.Helper()
	dir = t.TempDir()
	e := open(t, dir)
	replace(t, e, put("a", 1, "Miến dong"), put("b", 1, "Mật ong"))
	apply(t, e, put("c", 1, "Chè Shan"))
	before := readLog(t, dir)
	apply(t, e, put("d", 1, "Gạo nếp"))
	closeEngine(t, e)
	return dir, readLog(t, dir), len(before)
}

func readLog(t *testing.T, dir string) []byte {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(dir, logName))
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func writeLog(t *testing.T, dir string, content []byte) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, logName), content, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestCutShortAnywhereInTheLastFrame(t *testing.T) {
	dir, whole, last := written(t)
	for size := last; size < len(whole); size++ {
		writeLog(t, dir, whole[:size])
		e := openQuietly(t, dir)
		if needsRebuild(t, e) {
			t.Fatalf("cut at %d of %d: needs a rebuild", size, len(whole))
		}
		if got := total(t, e, search.Query{}); got != 3 {
			t.Fatalf("cut at %d of %d: %d documents, want 3", size, len(whole), got)
		}
		apply(t, e, put("e", 1, "Mơ vàng"))
		closeEngine(t, e)
		e = openQuietly(t, dir)
		if got := total(t, e, search.Query{}); got != 4 || needsRebuild(t, e) {
			t.Fatalf("cut at %d of %d: %d documents after writing on, want 4", size, len(whole), got)
		}
		closeEngine(t, e)
	}
}

func TestAnyByteDamaged(t *testing.T) {
	dir, whole, _ := written(t)
	for at := range whole {
		damaged := append([]byte(nil), whole...)
		damaged[at] ^= 0x41
		writeLog(t, dir, damaged)
		checkSetAside(t, dir, fmt.Sprintf("byte %d damaged", at))
	}
}

// checkSetAside wants the log in dir to be taken for damaged, and the engine to
// work from nothing on.
func checkSetAside(t *testing.T, dir, what string) {
	t.Helper()
	damaged := readLog(t, dir)
	e := openQuietly(t, dir)
	if !needsRebuild(t, e) || total(t, e, search.Query{}) != 0 {
		t.Fatalf("%s: opened with %d documents and no need of a rebuild", what, total(t, e, search.Query{}))
	}
	aside, err := os.ReadFile(filepath.Join(dir, logName+".damaged"))
	if err != nil || string(aside) != string(damaged) {
		t.Fatalf("%s: the damaged log was not set aside: %v", what, err)
	}
	apply(t, e, put("a", 1, "Miến dong"))
	if got := total(t, e, search.Query{Text: "mien"}); got != 1 {
		t.Fatalf("%s: %d documents after writing on, want 1", what, got)
	}
	closeEngine(t, e)
}

func TestOtherFiles(t *testing.T) {
	_, whole, _ := written(t)
	otherFormat := append([]byte(nil), whole...)
	binary.LittleEndian.PutUint32(otherFormat[8:], 99)
	for name, content := range map[string][]byte{
		"empty":                nil,
		"half a header":        whole[:10],
		"text":                 []byte("this is no log at all, but it is long enough to be one"),
		"another format":       otherFormat,
		"zeros behind the end": append(append([]byte(nil), whole...), make([]byte, 64)...),
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			writeLog(t, dir, content)
			checkSetAside(t, dir, name)
		})
	}
}

func TestDamagedLogIsReplaced(t *testing.T) {
	dir, whole, _ := written(t)
	whole[len(whole)/2] ^= 1
	writeLog(t, dir, whole)
	e := openQuietly(t, dir)
	replace(t, e, put("a", 1, "Miến dong"))
	if needsRebuild(t, e) {
		t.Error("needs a rebuild after Replace")
	}
	closeEngine(t, e)
	if e = open(t, dir); needsRebuild(t, e) || total(t, e, search.Query{}) != 1 {
		t.Error("the replaced index did not survive reopening")
	}
}

// A rebuild that was interrupted leaves its half log beside the good one.
func TestInterruptedReplace(t *testing.T) {
	dir, whole, _ := written(t)
	if err := os.WriteFile(filepath.Join(dir, logName+".next"), whole[:len(whole)/2], 0o600); err != nil {
		t.Fatal(err)
	}
	e := open(t, dir)
	if needsRebuild(t, e) || total(t, e, search.Query{}) != 4 {
		t.Error("the index was not opened as it was before the interrupted rebuild")
	}
	replace(t, e, put("a", 1, "Miến dong"))
	if got := total(t, e, search.Query{}); got != 1 {
		t.Errorf("%d documents after a new rebuild, want 1", got)
	}
}
