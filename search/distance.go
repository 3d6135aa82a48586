package search

import "slices"

// Distance is how many letters have to be changed, added, dropped or swapped with
// their neighbour, exact as far as most and more than most beyond.
func Distance(one, other string, most int) int {
	a, b := []rune(one), []rune(other)
	if len(a)-len(b) > most || len(b)-len(a) > most {
		return most + 1
	}
	above, row, next := make([]int, len(a)+1), make([]int, len(a)+1), make([]int, len(a)+1)
	for i := range row {
		row[i] = i
	}
	for j := range b {
		next[0] = j + 1
		for i := range a {
			change := row[i]
			if a[i] != b[j] {
				change++
			}
			next[i+1] = min(change, row[i+1]+1, next[i]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				next[i+1] = min(next[i+1], above[i-1]+1)
			}
		}
		if slices.Min(next) > most && slices.Min(row) > most {
			return most + 1
		}
		above, row, next = row, next, above
	}
	return row[len(a)]
}
