package search_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"lienket/search"
)

func TestFold(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"marks", "Miến dong", "mien dong"},
		{"every vowel", "ă â ê ô ơ ư ắ ằ ẳ ẵ ặ ấ ầ ẩ ẫ ậ ế ề ể ễ ệ ố ồ ổ ỗ ộ ớ ờ ở ỡ ợ ứ ừ ử ữ ự", "a a e o o u a a a a a a a a a a e e e e e o o o o o o o o o o u u u u u"},
		{"d with stroke", "Đậu ĐEN đỏ", "dau den do"},
		{"y and i are kept", "mỳ mì", "my mi"},
		{"already folded", "mat ong rung 500g", "mat ong rung 500g"},
		{"digits stay with their letters", "Chai 500ml (2kg)", "chai 500ml 2kg"},
		{"separators", "  a--b,\tc\n/d  ", "a b c d"},
		{"compatibility letters", "ＭＩẾＮ ﬁ m²", "mien fi m2"},
		{"other Latin letters", "Łódź Straße Ærø", "lodz strasse aero"},
		{"other scripts", "Ж 茶 Ω", "ж 茶 ω"},
		{"emoji", "mật🍯ong", "mat ong"},
		{"zero width", "mi\u200bến\ufeff \u00addong", "mien dong"},
		{"only a mark", "\u0301", ""},
		{"NUL", "a\x00b", "a b"},
		{"invalid UTF-8", "mi\xff\xfen", "mi n"},
		{"replacement character", "a\ufffdb", "a b"},
		{"nothing", "", ""},
		{"nothing but space", " \t ", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			for form, text := range map[string]string{"as written": test.text, "composed": norm.NFC.String(test.text), "decomposed": norm.NFD.String(test.text)} {
				if got := search.Fold(text); got != test.want {
					t.Errorf("Fold(%q) = %q, want %q (%s)", text, got, test.want, form)
				}
			}
		})
	}
}

func TestWords(t *testing.T) {
	if got, want := search.Words("Chè «Shan» tuyết, 0,5kg"), []string{"che", "shan", "tuyet", "0", "5kg"}; !slices.Equal(got, want) {
		t.Errorf("Words = %q, want %q", got, want)
	}
	if got := search.Words("!?"); got != nil {
		t.Errorf("Words of punctuation = %q, want none", got)
	}
}

func TestTypos(t *testing.T) {
	for word, want := range map[string]int{"": 0, "che": 0, "mien": 1, "rieng": 1, "nguyens": 1, "curcumin": 2, "atisomuoihai": 2, "2026": 0, "500g": 0, "茶茶茶": 0} {
		if got := search.Typos(word); got != want {
			t.Errorf("Typos(%q) = %d, want %d", word, got, want)
		}
	}
}

func TestFoldAllocations(t *testing.T) {
	for text, want := range map[string]float64{"mat ong rung": 0, "Miến dong Bắc Kạn, loại một": 2} {
		if got := testing.AllocsPerRun(100, func() { search.Fold(text) }); got > want {
			t.Errorf("Fold(%q) allocates %v times, want at most %v", text, got, want)
		}
	}
}

func FuzzFold(f *testing.F) {
	for _, text := range []string{"Miến dong", "ĐẬU đỏ 500g", "a\xffb", "ẞ İ K Å ½ ﷺ 각", "\u0344\u0f73", strings.Repeat("ế", 300)} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		folded := search.Fold(text)
		if !utf8.ValidString(folded) {
			t.Fatalf("Fold(%q) = %q is not UTF-8", text, folded)
		}
		if again := search.Fold(folded); again != folded {
			t.Fatalf("Fold(%q) = %q, folded again %q", text, folded, again)
		}
		if strings.Join(strings.Fields(folded), " ") != folded {
			t.Fatalf("Fold(%q) = %q is not single-spaced", text, folded)
		}
		if utf8.ValidString(text) {
			for _, form := range []norm.Form{norm.NFC, norm.NFD} {
				if got := search.Fold(form.String(text)); got != folded {
					t.Fatalf("Fold of another form of %q = %q, want %q", text, got, folded)
				}
			}
		}
	})
}

func BenchmarkFold(b *testing.B) {
	for name, text := range map[string]string{
		"folded":     "mien dong bac kan loai mot hop qua",
		"ASCII":      "Mien Dong Bac Kan, loai mot (hop qua)",
		"composed":   "Miến dong Bắc Kạn, loại một (hộp quà)",
		"decomposed": norm.NFD.String("Miến dong Bắc Kạn, loại một (hộp quà)"),
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				search.Fold(text)
			}
		})
	}
}
