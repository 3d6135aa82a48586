package meili

import (
	"slices"
	"strings"

	"lienket/search"
)

// mustBeNear tells the questions whose words must stand near each other, of more than
// two all but one: the server finds them here one and there another. It ranks nearness
// right after typos, so that where the first hits do not hold them so, none does. The
// words that stand for sizes stand apart.
func mustBeNear(q search.Query, words []string) bool {
	return q.Narrow && len(words) > 1 && q.Offset == 0 && len(sortOf(q)) == 0 &&
		!slices.ContainsFunc(words, func(word string) bool { return strings.HasPrefix(word, "zz") })
}

// called is what a narrow question is held against.
type called struct {
	Name         string   `json:"foldedName"`
	Keywords     []string `json:"foldedKeywords"`
	Organization string   `json:"foldedOrganization"`
	Marks        []string `json:"foldedMarks"`
	Places       []string `json:"foldedPlaces"`
}

// by tells whether something is called by the words.
func (c *called) by(words []string) bool {
	held := make([]bool, len(words))
	for _, text := range slices.Concat([]string{c.Name, c.Organization}, c.Keywords, c.Marks, c.Places) {
		for i, near := range search.Together(text, words) {
			held[i] = held[i] || near
		}
	}
	missing := 0
	for _, near := range held {
		if !near {
			missing++
		}
	}
	return missing == 0 || missing == 1 && len(words) > 2
}
