package search_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/unicode/norm"

	"lienket/search"
)

func TestHighlight(t *testing.T) {
	for _, test := range []struct{ text, query, phrase, want string }{
		{"Miến dong Côn Minh", "mien dong", "", "[Miến dong] Côn Minh"},
		{"Miến dong Côn Minh", "mien don", "", "[Miến dong] Côn Minh"},
		{"Miến dong Côn Minh", "mien dogn", "", "[Miến dong] Côn Minh"},
		{"Gạo Khẩu Nua Lếch, nếp nương", "nep", "", "Gạo Khẩu Nua Lếch, [nếp] nương"},
		{"Thịt lợn đen gác bếp", "heo", "lon", "Thịt [lợn] đen gác bếp"},
		{"Trà <b>hoa</b> vàng", "hoa", "", "Trà <b>[hoa]</b> vàng"},
		{norm.NFD.String("Miến dong"), "miến", "", norm.NFD.String("[Miến] dong")},
		{"Miến", "", "", "Miến"},
		{"", "miến", "", ""},
	} {
		var got strings.Builder
		for _, one := range search.Highlight(test.text, test.query, []string{test.phrase}) {
			if one.Match {
				got.WriteString("[" + one.Text + "]")
			} else {
				got.WriteString(one.Text)
			}
		}
		require.Equal(t, test.want, got.String(), "%s in %s", test.query, test.text)
	}
}

func FuzzHighlight(f *testing.F) {
	f.Add("Miến dong <b>", "mien d", "dong")
	f.Add("\xff\u0301a", "a", "")
	f.Fuzz(func(t *testing.T, text, query, phrase string) {
		var whole string
		for _, one := range search.Highlight(text, query, []string{phrase}) {
			whole += one.Text
			if utf8.ValidString(text) && !utf8.ValidString(one.Text) {
				t.Fatalf("%q is cut within a letter", text)
			}
		}
		if whole != text {
			t.Fatalf("the segments of %q give %q", text, whole)
		}
	})
}
