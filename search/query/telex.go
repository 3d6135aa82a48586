package query

import (
	"strings"

	"lienket/search"
)

// The keys of the two ways to type Vietnamese: those of a tone, and those that
// change the letter before.
const (
	telexTones = "sfrxj"
	vniKeys    = "123456789"
)

// decode reads a word in which the keys for tones and letters show, as they do
// when the input method is off: "mieens" (telex) and "mie61n" (VNI) are "mien".
// It tells nothing of a word that can be a syllable as it stands.
func decode(word string) (string, bool) {
	if len(word) < 3 || len(word) > 9 || isSyllable(word) {
		return "", false
	}
	if plain := strings.Map(func(r rune) rune {
		if strings.ContainsRune(vniKeys, r) {
			return -1
		}
		return r
	}, word); plain != word {
		if word[0] >= '0' && word[0] <= '9' || len(plain) < 2 || !isSyllable(plain) {
			return "", false
		}
		return plain, true
	}
	if plain := telexLetters(word); isSyllable(plain) {
		return plain, plain != word
	}
	// The tone's key stands after the vowel, most often at the end.
	for i := len(word) - 1; i > 0; i-- {
		if strings.IndexByte(telexTones, word[i]) < 0 {
			continue
		}
		if plain := telexLetters(word[:i] + word[i+1:]); isSyllable(plain) {
			return plain, true
		}
	}
	return "", false
}

// telexLetters takes the doubled letters and the w of telex away: aa, ee, oo, dd
// stand for one letter with a mark, w marks the vowel before.
func telexLetters(word string) string {
	plain := make([]byte, 0, len(word))
	for i := 0; i < len(word); i++ {
		letter := word[i]
		if letter == 'w' && i > 0 {
			continue
		}
		if strings.IndexByte("aeod", letter) >= 0 && strings.IndexByte(string(plain), letter) >= 0 &&
			(letter != 'o' || plain[len(plain)-1] == 'o' || i == len(word)-1) {
			continue
		}
		plain = append(plain, letter)
	}
	return string(plain)
}

// variant is the other spelling of a folded syllable with an i or y that sound
// alike: "my" and "mi" are one word, "quyt" and "quit" too.
func variant(word string) (string, bool) {
	if len(word) < 2 || !isSyllable(word) {
		return "", false
	}
	if rest, ok := strings.CutPrefix(word, "quy"); ok && rest != "" && isSyllable("qui"+rest) {
		return "qui" + rest, true
	}
	if rest, ok := strings.CutPrefix(word, "qui"); ok && rest != "" && isSyllable("quy"+rest) {
		return "quy" + rest, true
	}
	stem, last := word[:len(word)-1], word[len(word)-1]
	switch {
	case stem == "qu" && (last == 'y' || last == 'i'):
	case len(stem) > 1 || strings.Contains("aeou", stem):
		return "", false
	}
	switch last {
	case 'y':
		return stem + "i", true
	case 'i':
		return stem + "y", true
	}
	return "", false
}

// Variants are text with its words that are also spelt otherwise so spelt, and
// these words alone; nil if there are none.
func Variants(text string) []string {
	words := search.Words(text)
	var all []string
	for i, word := range words {
		if other, ok := variant(word); ok {
			all = append(all, other)
			words[i] = other
		}
	}
	if len(all) > 0 && len(words) > 1 {
		all = append(all, strings.Join(words, " "))
	}
	return all
}
