package embedded_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"testing"

	"lienket/search"
	"lienket/search/embedded"
)

// distance is the optimal string alignment distance, by its definition.
func distance(a, b string) int {
	switch {
	case a == "":
		return len(b)
	case b == "":
		return len(a)
	}
	change := 1
	if a[0] == b[0] {
		change = 0
	}
	least := min(distance(a[1:], b[1:])+change, distance(a[1:], b)+1, distance(a, b[1:])+1)
	if len(a) > 1 && len(b) > 1 && a[0] == b[1] && a[1] == b[0] {
		least = min(least, distance(a[2:], b[2:])+1)
	}
	return least
}

func TestSimilarWordsAgainstTheDefinition(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	word := func() string {
		letters := make([]byte, 1+random.IntN(6))
		for i := range letters {
			letters[i] = 'a' + byte(random.IntN(3))
		}
		return string(letters)
	}
	for range 60 {
		terms := make([]string, 40)
		for i := range terms {
			terms[i] = word()
		}
		asked, tolerance, prefix := word(), 1+random.IntN(2), random.IntN(2) == 0
		want := make(map[string]int)
		for _, term := range terms {
			nearest := distance(asked, term)
			for end := 0; prefix && end < len(term); end++ {
				nearest = min(nearest, distance(asked, term[:end]))
			}
			if nearest > 0 && nearest <= tolerance {
				want[term] = nearest
			}
		}
		if got := embedded.Similar(terms, asked, tolerance, prefix); !maps.Equal(got, want) {
			t.Fatalf("%q with %d typos (prefix %v) among %q:\n got %v\nwant %v", asked, tolerance, prefix, terms, got, want)
		}
	}
}

func TestTypoInTheFirstLetter(t *testing.T) {
	e := open(t, t.TempDir())
	apply(t, e, put("a", 1, "Miến dong"))
	for _, text := range []string{"nien dong", "imen dong", "ien dong", "xmien dong", "mien dogn"} {
		want := 1
		if text == "ien dong" {
			want = 0 // three letters tolerate nothing
		}
		if got := total(t, e, search.Query{Text: text}); got != want {
			t.Errorf("%q found %d, want %d", text, got, want)
		}
	}
}

// Typos are tolerated when little is found without.
func TestTyposDoNotDrownWhatIsMeant(t *testing.T) {
	e := open(t, t.TempDir())
	apply(t, e, put("typo", 1, "Kiến đồng"))
	for i := range 5 {
		if got := total(t, e, search.Query{Text: "mien dong"}); got != i+1 {
			t.Errorf("with %d exact documents found %d, want %d", i, got, i+1)
		}
		apply(t, e, put(fmt.Sprint("exact-", i), 1, "Miến dong"))
	}
	if got := total(t, e, search.Query{Text: "mien dong"}); got != 5 {
		t.Errorf("found %d, want the 5 exact ones alone", got)
	}
	if got := total(t, e, search.Query{Text: "kien mien", AnyWord: true}); got != 6 {
		t.Errorf("any word found %d, want 6", got)
	}
}
