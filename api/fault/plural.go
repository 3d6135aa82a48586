package fault

import (
	"reflect"
	"regexp"
	"strings"
)

// forms are both of a word that follows an amount in English, "{day|days}".
var forms = regexp.MustCompile(`\{([^{}|]*)\|([^{}|]*)\}`)

// inForm writes a template's English words in the form that the amount before them asks
// for, which is the argument of the last verb before.
func inForm(template string, args []any) string {
	if !strings.Contains(template, "{") {
		return template
	}
	var text strings.Builder
	end := 0
	for _, at := range forms.FindAllStringSubmatchIndex(template, -1) {
		text.WriteString(template[end:at[0]])
		end = at[1]
		one, several := template[at[2]:at[3]], template[at[4]:at[5]]
		if i := verbs(template[:at[0]]) - 1; i >= 0 && i < len(args) && isOne(args[i]) {
			several = one
		}
		text.WriteString(several)
	}
	text.WriteString(template[end:])
	return text.String()
}

// verbs counts those of a template that take an argument.
func verbs(template string) int {
	return strings.Count(strings.ReplaceAll(template, "%%", ""), "%")
}

func isOne(arg any) bool {
	if value := reflect.ValueOf(arg); value.CanInt() {
		return value.Int() == 1
	}
	return arg == "1"
}
