package embedded

import "lienket/search"

// What the tests in embedded_test try apart from an engine.

func EncodeChange(c search.Change) []byte { return appendChange(nil, &c) }

func DecodeChanges(payload string) ([]search.Change, error) {
	var changes []search.Change
	err := decodeChanges(payload, func(c search.Change) error {
		changes = append(changes, c)
		return nil
	})
	return changes, err
}

// Similar returns the terms that word may be mistyped for, with their typos.
func Similar(terms []string, word string, tolerance int, prefix bool) map[string]int {
	v := newVocabulary()
	for _, text := range terms {
		v.term([]byte(text))
	}
	s := newSimilarity(word, tolerance, prefix)
	s.descend(&v.root, 0, tolerance+1)
	similar := make(map[string]int)
	for _, found := range s.found {
		similar[found.term.text] = int(found.edits)
	}
	return similar
}
