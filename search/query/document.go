package query

import "lienket/search"

// Keywords are the words beside its name by which a document should be found: what
// else its good is called, its other spellings and the sizes and
// kinds of its packages.
func (a *Analyzer) Keywords(name, packaging string) []string {
	words := a.dictionary.Synonyms(name)
	words = append(words, Variants(name)...)
	words = append(words, a.dictionary.packages(packaging)...)
	return append(words, Sizes(packaging)...)
}

// Key is text as it is compared with other text: folded, and y for i written as i,
// so that "Mỳ" is "mi".
func Key(text string) string { return key(search.Fold(text)) }

// Alternatives are the other names of the goods that text names, folded: by what a
// document may be found that does not hold the words.
func (a *Analyzer) Alternatives(text string) []string {
	tokens := a.tokens(lower(text), &Analysis{}, func(string) bool { return false })
	var all []string
	for at := 0; at < len(tokens) && at < maxTokens; {
		step := 1
		for length := min(a.longest, len(tokens)-at); length > 0; length-- {
			if found := a.alternatives[keyOf(tokens[at:at+length])]; found != nil {
				all, step = append(all, found...), length
				break
			}
		}
		at += step
	}
	return all
}
