package search

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold brings text into the form in which it is compared: words of lower-case
// letters and digits, separated by single spaces. Diacritics are dropped, đ
// becomes d, and all Unicode forms of a letter fold alike, so that "Miến  Dong"
// in NFC or NFD and "mien dong" are equal. Everything that is no letter, digit or
// mark separates words, invalid UTF-8 too.
//
// Folding folded text changes nothing and does not allocate. Fold is linear in
// the length of text and safe for concurrent use.
func Fold(text string) string {
	if isFolded(text) {
		return text
	}
	return string(AppendFold(make([]byte, 0, len(text)), text))
}

// Words returns the words of text, folded.
func Words(text string) []string {
	folded := Fold(text)
	if folded == "" {
		return nil
	}
	return strings.Split(folded, " ")
}

// AppendFold appends Fold(text) to dst, without a space between the two.
func AppendFold(dst []byte, text string) []byte {
	start := len(dst)
	gap := false // a separator was read since the last letter
	for i := 0; i < len(text); {
		var folded string
		if b := text[i]; b < utf8.RuneSelf {
			i++
			if b = asciiFold[b]; b != 0 {
				if gap && len(dst) > start {
					dst = append(dst, ' ')
				}
				gap = false
				dst = append(dst, b)
				continue
			}
			folded = separator
		} else {
			r, size := utf8.DecodeRuneInString(text[i:])
			i += size
			folded = foldRune(r)
		}
		for j := 0; j < len(folded); j++ {
			if folded[j] == ' ' {
				gap = true
				continue
			}
			if gap && len(dst) > start {
				dst = append(dst, ' ')
			}
			gap = false
			dst = append(dst, folded[j])
		}
	}
	return dst
}

// Typos is the number of typing errors that a folded word of a query tolerates:
// a letter too many, missing, wrong, or swapped with its neighbour. Words with
// digits tolerate none: another number is another thing.
func Typos(word string) int {
	letters := 0
	for _, r := range word {
		if unicode.IsDigit(r) {
			return 0
		}
		letters++
	}
	switch {
	case letters >= 8:
		return 2
	case letters >= 4:
		return 1
	}
	return 0
}

// separator is what a rune folds to that stands between words.
const separator = " "

// asciiFold holds the folded letter or digit of each ASCII byte, 0 for the rest.
var asciiFold = func() (table [utf8.RuneSelf]byte) {
	for b := byte('0'); b <= '9'; b++ {
		table[b] = b
	}
	for b := byte('a'); b <= 'z'; b++ {
		table[b], table[b-'a'+'A'] = b, b
	}
	return table
}()

// The two blocks that hold the letters of Vietnamese (and of the languages of
// Europe), folded ahead: Latin-1 to Latin Extended-B with the combining marks
// after them, and Latin Extended Additional.
const (
	latinStart, latinEnd       = 0x0080, 0x0370
	latinMoreStart, latinMoreE = 0x1E00, 0x1F00
)

var (
	latin     = foldBlock(latinStart, latinEnd)
	latinMore = foldBlock(latinMoreStart, latinMoreE)
)

func foldBlock(start, end rune) []string {
	block := make([]string, 0, end-start)
	for r := start; r < end; r++ {
		block = append(block, computeFold(r))
	}
	return block
}

// foldRune returns what r contributes to folded text: letters and digits, with a
// space where it separates; nothing for a combining mark.
func foldRune(r rune) string {
	switch {
	case r >= latinStart && r < latinEnd:
		return latin[r-latinStart]
	case r >= latinMoreStart && r < latinMoreE:
		return latinMore[r-latinMoreStart]
	}
	return computeFold(r)
}

// undecomposed are letters that Unicode does not take apart into a base letter
// and a mark, though readers do.
var undecomposed = map[rune]string{
	'đ': "d", 'ð': "d", 'ł': "l", 'ø': "o", 'æ': "ae", 'œ': "oe", 'ß': "ss", 'ı': "i", 'ħ': "h", 'ŧ': "t",
}

// computeFold folds one rune by the Unicode tables, until nothing changes.
func computeFold(r rune) string {
	lower := unicode.ToLower(r)
	if whole, ok := undecomposed[lower]; ok {
		return whole
	}
	letter := string(lower)
	decomposed := norm.NFKD.String(letter)
	switch {
	case decomposed != letter:
		var folded strings.Builder
		for _, part := range decomposed {
			folded.WriteString(computeFold(part))
		}
		return folded.String()
	case unicode.Is(unicode.M, lower) || isIgnored(lower):
		return ""
	case r == utf8.RuneError || !unicode.IsLetter(lower) && !unicode.IsDigit(lower):
		return separator
	}
	return letter
}

// isIgnored tells the invisible characters that copying from a page leaves
// inside words: soft hyphen, zero-width space and joiners, byte order mark.
func isIgnored(r rune) bool {
	switch r {
	case '\u00AD', '\u200B', '\u200C', '\u200D', '\u2060', '\uFEFF':
		return true
	}
	return false
}

// isFolded tells ASCII text that folding would leave as it is.
func isFolded(text string) bool {
	space := true // of the byte before
	for i := 0; i < len(text); i++ {
		b := text[i]
		if b == ' ' {
			if space {
				return false
			}
			space = true
			continue
		}
		if b == 0 || b >= utf8.RuneSelf || asciiFold[b] != b {
			return false
		}
		space = false
	}
	return !space || text == ""
}

// Holds reports whether texts have a word that begins with each of words, which are
// folded.
func Holds(words []string, texts ...string) bool {
	folded := " " + Fold(strings.Join(texts, " "))
	for _, word := range words {
		if !strings.Contains(folded, " "+word) {
			return false
		}
	}
	return true
}
