package searchtest

import (
	"context"
	"testing"

	"lienket/search"
)

func version(id string, v int64, name string) search.Change {
	return search.Change{Document: complete(search.Document{ID: id, Version: v, Name: name})}
}

func deletion(id string, v int64) search.Change {
	return search.Change{Document: search.Document{ID: id, Version: v}, Delete: true}
}

// versionRows are changes to one document and the name under which it is found
// in the end; "" for not at all. Each row is tried one by one and as one batch.
var versionRows = []struct {
	name    string
	changes []search.Change
	want    string
}{
	{"newer after older", []search.Change{version("p", 1, "mot"), version("p", 2, "hai")}, "hai"},
	{"older after newer", []search.Change{version("p", 2, "hai"), version("p", 1, "mot")}, "hai"},
	{"the same version again", []search.Change{version("p", 1, "mot"), version("p", 1, "hai")}, "mot"},
	{"delete", []search.Change{version("p", 1, "mot"), deletion("p", 2)}, ""},
	{"delete with the version held", []search.Change{version("p", 1, "mot"), deletion("p", 1)}, "mot"},
	{"delete with an older version", []search.Change{version("p", 2, "hai"), deletion("p", 1)}, "hai"},
	{"older put after a delete", []search.Change{version("p", 1, "mot"), deletion("p", 3), version("p", 2, "hai")}, ""},
	{"delete before any put", []search.Change{deletion("p", 3), version("p", 2, "hai")}, ""},
	{"newer put after a delete", []search.Change{version("p", 1, "mot"), deletion("p", 2), version("p", 3, "ba")}, "ba"},
	{"delete twice, the older last", []search.Change{deletion("p", 5), deletion("p", 3), version("p", 4, "bon")}, ""},
}

var versionCases = []testCase{
	{"the newest version wins", func(t *testing.T, e fixture) {
		for i, row := range versionRows {
			t.Run(row.name, func(t *testing.T) {
				single, batch := "single-"+string(rune('a'+i)), "batch-"+string(rune('a'+i))
				changes := make([]search.Change, len(row.changes))
				for j, change := range row.changes {
					change.ID = single
					e.apply(t, change)
					change.ID = batch
					changes[j] = change
				}
				e.apply(t, changes...)
				for _, id := range []string{single, batch} {
					q := search.Query{IDs: []string{id}}
					if row.want == "" {
						e.finds(t, q)
						continue
					}
					e.finds(t, q, id)
					q.Text = row.want
					e.finds(t, q, id)
				}
			})
		}
	}},
	{"old text is forgotten", func(t *testing.T, e fixture) {
		e.apply(t, version("p", 1, "miến dong"), version("q", 1, "mật ong"))
		e.apply(t, version("p", 2, "bún khô"), deletion("q", 2))
		e.finds(t, text("mien"))
		e.finds(t, text("mat"))
		e.finds(t, text("bun"), "p")
		e.finds(t, text(""), "p")
	}},
	{"count", func(t *testing.T, e fixture) {
		count := func(kind search.Kind, want int) {
			t.Helper()
			if got, err := e.Count(context.Background(), kind); err != nil || got != want {
				t.Errorf("Count(%s) = %d, %v, want %d", kind, got, err, want)
			}
		}
		count(search.Product, 0)
		e.put(t, named("a", "A"), named("b", "B"), search.Document{ID: "o", Kind: search.Organization, Name: "O"})
		count(search.Product, 2)
		count(search.Organization, 1)
		e.apply(t, deletion("a", 2), version("b", 2, "B"))
		count(search.Product, 1)
	}},
	{"nothing to apply", func(t *testing.T, e fixture) {
		e.apply(t)
		e.finds(t, text(""))
	}},
	{"what Apply returned from is found", func(t *testing.T, e fixture) {
		for i := range 10 {
			e.apply(t, version("p", int64(i+1), "Mật ong"))
			e.finds(t, text("mat ong"), "p")
		}
	}},
}
