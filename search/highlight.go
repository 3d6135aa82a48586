package search

import (
	"slices"
	"strings"
	"unicode"
)

// Segment is a piece of a text, marked where it holds what was searched for. The
// segments of a text, put together, are the text.
type Segment struct {
	Text  string `json:"text"`
	Match bool   `json:"match"`
}

// Highlight cuts text where it holds the words of a query, whichever engine found
// it: a word as it folds, the last one as a beginning, and within its tolerance of
// typos what nothing else explains; and each of phrases, folded, as a whole.
func Highlight(text, query string, phrases []string) []Segment {
	words, spans := Words(query), wordSpans(text)
	folded := make([]string, len(spans))
	for i, span := range spans {
		folded[i] = Fold(text[span.from:span.to])
	}
	marked := make([]bool, len(spans))
	explained := make([]bool, len(words))
	for i, word := range words {
		for j, other := range folded {
			if other == word || i == len(words)-1 && strings.HasPrefix(other, word) {
				marked[j], explained[i] = true, true
			}
		}
	}
	for i, word := range words {
		for j, other := range folded {
			if !explained[i] && !marked[j] && other != "" && nearby(word, other, Typos(word)) {
				marked[j] = true
			}
		}
	}
	for _, phrase := range phrases {
		parts := strings.Fields(phrase)
		for j := 0; len(parts) > 0 && j+len(parts) <= len(folded); j++ {
			if slices.Equal(folded[j:j+len(parts)], parts) {
				for k := range parts {
					marked[j+k] = true
				}
			}
		}
	}
	return segments(text, spans, marked)
}

type span struct{ from, to int }

// wordSpans are where the words of text stand. Marks that follow a letter belong
// to it, so that decomposed text is not cut within a letter.
func wordSpans(text string) []span {
	var spans []span
	from := -1
	for i, r := range text {
		in := unicode.IsLetter(r) || unicode.IsDigit(r) || from >= 0 && unicode.IsMark(r)
		if in && from < 0 {
			from = i
		}
		if !in && from >= 0 {
			spans, from = append(spans, span{from, i}), -1
		}
	}
	if from >= 0 {
		spans = append(spans, span{from, len(text)})
	}
	return spans
}

// segments cuts text at the spans; marked words side by side are one segment.
func segments(text string, spans []span, marked []bool) []Segment {
	var all []Segment
	add := func(piece string, match bool) {
		if piece == "" {
			return
		}
		if last := len(all) - 1; last >= 0 && all[last].Match == match {
			all[last].Text += piece
			return
		}
		all = append(all, Segment{piece, match})
	}
	at := 0
	for i, span := range spans {
		beside := i > 0 && marked[i-1] && marked[i]
		add(text[at:span.from], beside)
		add(text[span.from:span.to], marked[i])
		at = span.to
	}
	add(text[at:], false)
	return all
}

// nearby tells whether at most so many letters are too many, missing, wrong or
// swapped with their neighbour.
func nearby(a, b string, most int) bool {
	return most > 0 && Distance(a, b, most) <= most
}
