package i18n_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"lienket/web/i18n"
)

// amounts are the arguments of pages' messages that are numbers of something.
var amounts = []string{"All", "Answered", "Count", "Days", "Done", "Megabytes", "Minutes", "Most", "Points", "Rows", "Score", "Stars", "Suppliers", "Total"}

// aboveOne are the amounts that are never one: what a message or a text of a service says
// of a limit or a term that the product sets, or of a scale.
var aboveOne = map[string]bool{
	"imports.max Rows": true, "imports.first_errors Count": true, "people.made_text Days": true, "office.undo Minutes": true, "photos.full Most": true,
	"rate.sum All": true, "rate.group Most": true, "rate.most Most": true, "annex.points Score": true, "queue.score_stars Score": true,

	"textRows": true, "textColumns": true, "textPasswordShort": true, "textPasswordLong": true, "textMany": true, "textManyFiles": true,
	"textManyRows": true, "textViewMany": true, "textDocumentsFull": true, "textInviteMany": true, "textWarnFew": true, "textUndoLate": true,
	"textWarnAffiliates": true, "textSavedFull": true, "textTooBroad": true, "textTooMany": true, "textManyFound": true, "textShelfLife": true,
	"textLotsFull": true, "textPhotosFull": true, "textDecideMany": true, "textAnnexRows": true,
}

var (
	inMessage = regexp.MustCompile(`\{\{\.([A-Za-z]+)\}\}((?: [a-z-]+){1,3})`)
	inText    = regexp.MustCompile(`(?:()%d|(?:at least|at most|At most|between 0 and|Between 0 and)() %s)((?: [a-z-]+){1,3})`)
	several   = regexp.MustCompile(`^(?:[a-z-]+[^s]s|people|are|have|wait|do)$`)
	ending    = []string{"of", "in", "for", "from", "with", "by", "to", "and", "or", "that", "on", "per", "under", "at", "as", "is", "was", "has", "gives"}
)

// ofSeveral is the word after an amount that is right for more than one alone, "" for none.
func ofSeveral(after string) string {
	for _, word := range strings.Fields(after) {
		switch {
		case slices.Contains(ending, word):
			return ""
		case several.MatchString(word):
			return word
		}
	}
	return ""
}

// TestEnglishMessagesCountRightly: a word that follows an amount has both forms.
func TestEnglishMessagesCountRightly(t *testing.T) {
	var sections map[string]map[string]any
	_, err := toml.DecodeFile("en.toml", &sections)
	require.NoError(t, err)
	check := func(key, text string, counted bool) {
		for _, match := range inMessage.FindAllStringSubmatch(text, -1) {
			if slices.Contains(amounts, match[1]) && !(counted && (match[1] == "Count" || match[1] == "Total")) && !aboveOne[key+" "+match[1]] {
				assert.Empty(t, ofSeveral(match[2]), "%s: %q", key, text)
			}
		}
	}
	for section, entries := range sections {
		for name, entry := range entries {
			switch entry := entry.(type) {
			case string:
				check(section+"."+name, entry, false)
			case map[string]any:
				check(section+"."+name, entry["one"].(string), false)
				check(section+"."+name, entry["other"].(string), true)
			}
		}
	}
	en := i18n.For(i18n.EN)
	require.Equal(t, "1 error in the file", en.N("imports.errors", 1))
	require.Equal(t, "2 errors in the file", en.N("imports.errors", 2))
	require.Equal(t, "1 other supplier gives 5 kg.", en.N("joint.others", 1, "Amount", "5 kg"))
	require.Contains(t, en.N("joint.invite_intro", 1), "invites the supplier of")
	require.Contains(t, en.N("joint.invite_intro", 2), "invites all 2 suppliers of")
	require.Contains(t, i18n.For(i18n.VI).N("joint.invite_intro", 1), "mời cả 1 bên bán")
}

// TestServicesTextsCountRightly is the same of all texts in the code: "%d {day|days}".
func TestServicesTextsCountRightly(t *testing.T) {
	looked := 0
	check := func(path, name string, literal ast.Expr) {
		basic, isText := literal.(*ast.BasicLit)
		if !isText || basic.Kind != token.STRING {
			return
		}
		text, err := strconv.Unquote(basic.Value)
		require.NoError(t, err)
		for _, match := range inText.FindAllStringSubmatch(text, -1) {
			if !aboveOne[name] {
				assert.Empty(t, ofSeveral(match[3]), "%s: %s %q", path, name, text)
			}
		}
		if strings.Contains(text, "%d") {
			looked++
		}
	}
	for _, root := range []string{"../../api", "..", "../../seed"} {
		require.NoError(t, filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			name := ""
			ast.Inspect(file, func(node ast.Node) bool {
				switch node := node.(type) {
				case *ast.ValueSpec:
					name = node.Names[0].Name
				case *ast.CallExpr:
					if called, isSelector := node.Fun.(*ast.SelectorExpr); isSelector && called.Sel.Name == "T" && len(node.Args) == 2 {
						check(path, name, node.Args[1])
					}
				case *ast.KeyValueExpr:
					if key, isName := node.Key.(*ast.Ident); isName && key.Name == "EN" {
						check(path, name, node.Value)
					}
				}
				return true
			})
			return nil
		}))
	}
	require.Greater(t, looked, 40)
}
