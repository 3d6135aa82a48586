package search_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/search"
)

func TestDistance(t *testing.T) {
	for _, test := range []struct {
		one, other string
		most, want int
	}{
		{"mien", "mien", 2, 0}, {"mien", "mein", 2, 1}, {"mien", "men", 2, 1}, {"mien", "mienn", 2, 1}, {"miến", "mien", 2, 1},
		{"đồng", "dong", 2, 2}, {"", "ab", 2, 2}, {"mien", "gao", 2, 3}, {"mien dong", "dong mien", 2, 3}, {"ab", "abcde", 2, 3},
	} {
		for _, pair := range [][2]string{{test.one, test.other}, {test.other, test.one}} {
			got := min(search.Distance(pair[0], pair[1], test.most), test.most+1) // beyond most only that it is
			require.Equal(t, test.want, got, "%s, %s", pair[0], pair[1])
		}
	}
}
