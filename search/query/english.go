package query

import (
	"iter"
	"slices"
	"strings"
)

// Bounds of a name's English renderings: of each part's names, and in all.
const (
	mostNames   = 3
	mostEnglish = 9
)

// english are what a name's parts are called in English, in the order of that
// language, which puts last what Vietnamese puts first: "tinh dầu sả chanh" gives
// "lemongrass essential oil" and "lemongrass oil". Nil if fewer than two parts have
// English names.
func (d *Dictionary) english(words []string) []string {
	var all []string
	parts := 0
	for at := 0; at < len(words); {
		step := 1
		for length := min(d.longest, len(words)-at); length > 0; length-- {
			found := d.byName[strings.Join(words[at:at+length], " ")]
			if len(found) == 0 {
				continue
			}
			var named []string
			for _, number := range found {
				named = append(named, slices.Collect(filtered(d.classes[number].names, isEnglish))...)
			}
			if named = named[:min(len(named), mostNames)]; len(named) > 0 {
				parts++
				all = before(named, all)
			}
			step = length
			break
		}
		at += step
	}
	if parts < 2 {
		return nil
	}
	return all
}

func filtered(list []string, wanted func(string) bool) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, text := range list {
			if wanted(text) && !yield(text) {
				return
			}
		}
	}
}

// before puts each of first before each of rest, as far as mostEnglish allows.
func before(first, rest []string) []string {
	if len(rest) == 0 {
		return first
	}
	var all []string
	for _, a := range first {
		for _, b := range rest {
			if len(all) < mostEnglish {
				all = append(all, a+" "+b)
			}
		}
	}
	return all
}

// isEnglish tells a name without a letter of Vietnamese of which a word can be no
// syllable of it.
func isEnglish(name string) bool {
	if strings.ContainsFunc(name, func(r rune) bool { return r > 'z' }) {
		return false
	}
	return slices.ContainsFunc(strings.Fields(name), func(word string) bool { return !isSyllable(word) })
}

// singular writes the English names of several words that a query has in the plural
// as the dictionary has them: "brocade bags".
func (a *Analyzer) singular(tokens []token) {
	for at := range tokens[:min(len(tokens), maxTokens)] {
		for length := min(a.longest, len(tokens)-at); length > 1; length-- {
			if _, known := a.names[keyOf(tokens[at:at+length])]; known {
				break
			}
			last := &tokens[at+length-1]
			stem, plural := strings.CutSuffix(last.folded, "s")
			if !plural || isSyllable(last.folded) {
				continue
			}
			before := *last
			*last = token{stem, stem}
			if _, known := a.names[keyOf(tokens[at:at+length])]; known {
				break
			}
			*last = before
		}
	}
}
