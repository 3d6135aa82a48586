package searchtest

import (
	"context"
	"errors"
	"testing"

	"lienket/search"
)

var replaceCases = []testCase{
	{"next's documents are the whole index", func(t *testing.T, e fixture) {
		e.put(t, named("gone", "Cũ"), named("kept", "Cũ"), search.Document{ID: "o", Kind: search.Organization, Name: "Cũ"})
		e.replace(t, search.Document{ID: "kept", Version: 2, Name: "Mới"}, named("new", "Mới"))
		e.finds(t, text(""), "kept", "new")
		e.finds(t, text("moi"), "kept", "new")
		e.finds(t, text("cu"))
		e.finds(t, search.Query{Kind: search.Organization})
	}},
	{"a rebuild is not needed afterwards", func(t *testing.T, e fixture) {
		e.replace(t, named("a", "A"))
		if needed, err := e.NeedsRebuild(context.Background()); err != nil || needed {
			t.Errorf("NeedsRebuild = %v, %v, want false", needed, err)
		}
		if err := e.Ready(context.Background()); err != nil {
			t.Errorf("Ready: %v", err)
		}
	}},
	{"by nothing", func(t *testing.T, e fixture) {
		e.put(t, named("a", "A"))
		err := e.Replace(context.Background(), func(func([]search.Document) error) error { return nil })
		if err != nil {
			t.Fatal(err)
		}
		e.finds(t, text(""))
	}},
	{"in many batches", func(t *testing.T, e fixture) {
		documents := Corpus(300, 4)
		err := e.Replace(context.Background(), func(yield func([]search.Document) error) error {
			for start := 0; start < len(documents); start += 100 {
				if err := yield(documents[start : start+100]); err != nil {
					return err
				}
			}
			return yield(nil)
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := e.ask(t, search.Query{}).Total; got != len(documents) {
			t.Errorf("Total %d, want %d", got, len(documents))
		}
	}},
	{"searches answer from the old index until it returns", func(t *testing.T, e fixture) {
		e.put(t, named("old", "Cũ"))
		err := e.Replace(context.Background(), func(yield func([]search.Document) error) error {
			e.finds(t, text(""), "old")
			if err := yield(completeAll([]search.Document{named("new", "Mới")})); err != nil {
				return err
			}
			e.finds(t, text(""), "old")
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		e.finds(t, text(""), "new")
	}},
	{"newer changes applied meanwhile survive", func(t *testing.T, e fixture) {
		e.put(t, named("a", "A"), named("b", "B"))
		err := e.Replace(context.Background(), func(yield func([]search.Document) error) error {
			e.apply(t,
				version("before", 7, "mới"), deletion("deleted-before", 7), version("older-before", 3, "cũ"),
			)
			if err := yield([]search.Document{
				version("before", 5, "cũ").Document, version("deleted-before", 5, "cũ").Document,
				version("older-before", 5, "mới").Document, version("after", 5, "cũ").Document,
				version("deleted-after", 5, "cũ").Document, version("older-after", 5, "mới").Document,
			}); err != nil {
				return err
			}
			e.apply(t, version("after", 7, "mới"), deletion("deleted-after", 7), version("older-after", 3, "cũ"), version("only", 1, "mới"))
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		e.finds(t, text("moi"), "before", "older-before", "after", "older-after", "only")
		e.finds(t, text(""), "before", "older-before", "after", "older-after", "only")
		e.apply(t, version("deleted-before", 6, "cũ"), version("deleted-after", 6, "cũ"))
		e.finds(t, text("cu"))
	}},
	{"a failure leaves the old index", func(t *testing.T, e fixture) {
		e.put(t, named("old", "Cũ"))
		cause := errors.New("the database went away")
		err := e.Replace(context.Background(), func(yield func([]search.Document) error) error {
			if err := yield(completeAll([]search.Document{named("new", "Mới")})); err != nil {
				return err
			}
			e.apply(t, version("meanwhile", 1, "Vừa xong"))
			return cause
		})
		if !errors.Is(err, cause) {
			t.Errorf("Replace returned %v, want next's error", err)
		}
		e.finds(t, text(""), "old", "meanwhile")
		e.put(t, named("later", "Sau"))
		e.finds(t, text(""), "old", "meanwhile", "later")
	}},
	{"a restored, older version is taken", func(t *testing.T, e fixture) {
		e.apply(t, version("p", 9, "sau"), version("q", 1, "sau"), deletion("q", 9))
		e.replace(t, version("p", 3, "truoc").Document, version("q", 3, "truoc").Document)
		e.finds(t, text("truoc"), "p", "q")
		e.apply(t, version("p", 4, "tiep"))
		e.finds(t, text("tiep"), "p")
	}},
}
