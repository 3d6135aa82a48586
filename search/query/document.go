package query

import "lienket/search"

// Keywords are the words beside its name by which a document should be found: what
// else its good is called, its other spellings and the sizes of its packages.
func (a *Analyzer) Keywords(name, packaging string) []string {
	words := a.dictionary.Synonyms(name)
	words = append(words, Variants(name)...)
	return append(words, Sizes(packaging)...)
}

// Key is text as it is compared with other text: folded, and y for i written as i,
// so that "Mỳ" is "mi".
func Key(text string) string { return key(search.Fold(text)) }
