package search

import "strings"

// apart is how many words later a word may stand and still belong to another one.
const apart = 3

// Together tells, for each of the words of a query, whether it stands in a folded text
// near another one of them: a word as it is, the last one as a beginning, and where no
// word is so, within its tolerance of typos.
func Together(folded string, words []string) []bool {
	texts := strings.Fields(folded)
	at := make([][]int, len(words)) // where each word stands
	for i, word := range words {
		var similar []int
		for j, text := range texts {
			switch {
			case text == word || i == len(words)-1 && strings.HasPrefix(text, word):
				at[i] = append(at[i], j)
			case nearby(word, text, Typos(word)):
				similar = append(similar, j)
			}
		}
		if len(at[i]) == 0 {
			at[i] = similar
		}
	}
	together := make([]bool, len(words))
	for i := range words {
		for k := range words[:i] {
			if areNear(at[i], at[k]) {
				together[i], together[k] = true, true
			}
		}
	}
	return together
}

func areNear(one, other []int) bool {
	for _, a := range one {
		for _, b := range other {
			if gap := a - b; gap != 0 && -apart <= gap && gap <= apart {
				return true
			}
		}
	}
	return false
}
