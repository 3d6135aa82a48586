package search_test

import (
	"slices"
	"testing"

	"lienket/search"
)

func TestTogether(t *testing.T) {
	for _, test := range []struct {
		text string
		want []bool // of "mien", "dong", "con"
	}{
		{"mien dong con minh", []bool{true, true, true}},
		{"mien ngon va re cho moi nguoi dong", []bool{false, false, false}},
		{"dong mien", []bool{true, true, false}},
		{"mien thom ngon dong", []bool{true, true, false}},
		{"conminh dong", []bool{false, true, true}},
		{"mienn dong", []bool{true, true, false}},
		{"mien", []bool{false, false, false}},
		{"", []bool{false, false, false}},
	} {
		if got := search.Together(test.text, []string{"mien", "dong", "con"}); !slices.Equal(got, test.want) {
			t.Errorf("%q: %v instead of %v", test.text, got, test.want)
		}
	}
}
