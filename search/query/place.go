package query

import (
	"slices"
	"strings"

	"lienket/search"
)

// Place is an area as a query may name it.
type Place struct {
	Code  string   // by which documents are found
	Name  string   // with or without its level: "Xã Côn Minh"
	Names []string // other spellings
	Above []string // codes of the areas that it lies in
}

// levels are how people write the level of an area before its name.
var levels = []struct {
	official string
	typed    []string
}{
	{"xã ", []string{"xa", "x"}},
	{"phường ", []string{"phuong", "p"}},
	{"thị trấn ", []string{"thi tran", "tt"}},
	{"huyện ", []string{"huyen", "h"}},
	{"tỉnh ", []string{"tinh"}},
	{"thành phố ", []string{"thanh pho", "tp", "thi xa", "tx"}},
}

func (a *Analyzer) addPlace(name, code string) {
	name = lower(name)
	for _, level := range levels {
		bare, ok := strings.CutPrefix(name, level.official)
		if !ok {
			continue
		}
		folded := search.Fold(bare)
		for _, typed := range level.typed {
			a.place(typed+" "+folded, code)
		}
		name = bare
		break
	}
	if folded := search.Fold(name); strings.Contains(folded, " ") {
		a.place(folded, code)
	}
}

func (a *Analyzer) place(folded, code string) {
	k := key(folded)
	a.phrases[k] = append(a.phrases[k], phrase{kind: KindPlace, code: code})
	a.longest = max(a.longest, strings.Count(k, " ")+1)
}

// around is the area in which one lies closest, itself if that is the widest of all.
func (a *Analyzer) around(code string) string {
	closest, depth := code, 0
	for _, above := range a.above[code] {
		if len(a.above[above]) > depth {
			closest, depth = above, len(a.above[above])
		}
	}
	return closest
}

// towards are words before the place that goods are brought to, or the asker is in;
// without marks those of them that mean little else.
var towards = []string{"giao", "ship", "gửi", "gui", "về", "ve", "đến", "tới", "toi", "tại", "tai", "ở", "ra", "vào", "vao", "sang", "đi",
	"khẩu", "trường", "truong", "vực", "vuc", "to", "in", "near"}

// market is the code of places that people buy for, wherever they name them.
const market = "market"

// isHere tells that the place that stands in tokens is not where goods come from.
func (a *Analyzer) isHere(tokens []token, at, length int) bool {
	if at > 0 && slices.Contains(towards, tokens[at-1].text) {
		return true
	}
	return slices.ContainsFunc(a.phrases[keyOf(tokens[at:at+length])], func(p phrase) bool { return p.kind == kindElsewhere && p.code == market })
}

// narrowed adds areas to those named before. Of an area and the one that it lies
// in, "xã Côn Minh, huyện Na Rì", the narrower one is meant.
func (a *Analyzer) narrowed(before, named []string) []string {
	// wider are those of list in which one of others lies, and what else lies there.
	wider := func(list, others []string) []string {
		var found []string
		for _, code := range list {
			if slices.ContainsFunc(others, func(other string) bool { return slices.Contains(a.above[other], code) }) {
				found = append(found, code)
			}
		}
		for _, code := range list {
			if slices.ContainsFunc(found, func(other string) bool { return slices.Contains(a.above[code], other) }) {
				found = append(found, code)
			}
		}
		return found
	}
	tooWide := slices.Concat(wider(before, named), wider(named, before))
	var all []string
	for _, code := range slices.Concat(before, named) {
		if !slices.Contains(tooWide, code) {
			all = appendNew(all, code)
		}
	}
	return all
}
