package query

import "strings"

// onsets and rimes make up the folded syllables of Vietnamese. What is none of
// them was typed with tone keys, is mistyped, or is of another language.
var (
	onsets = []string{"ngh", "ng", "nh", "gh", "gi", "kh", "ch", "th", "tr", "ph", "qu", "b", "c", "d", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "x", ""}
	rimes  = set(`a ac ach ai am an ang anh ao ap at au ay e ec em en eng eo ep et eu enh ech i ia ich iec iem ien ieng iep iet ieu
im in inh ip it iu o oa oac oach oai oam oan oang oanh oao oap oat oay oe oen oeo oet oc oi om on ong ooc oong op ot u ua uan uang
uat uay ue uech uenh ui uc um un ung uoc uoi uom uon uong uop uot uou up ut uu uy uya uych uyen uyet uynh uyt uyu uo
y yem yen yet yeu ynh yt`)
)

func set(words string) map[string]bool {
	all := map[string]bool{}
	for _, word := range strings.Fields(words) {
		all[word] = true
	}
	return all
}

// isSyllable tells whether a folded word can be a Vietnamese syllable.
func isSyllable(word string) bool {
	for _, onset := range onsets {
		if rest, ok := strings.CutPrefix(word, onset); ok && rimes[rest] && (onset != "" || !strings.HasPrefix(rest, "uo")) {
			return true
		}
	}
	return false
}
