package app_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// layers are the packages from left to right: each imports only such as stand
// left of its own group. Those of one group do not know each other.
var layers = [][]string{
	{"api/fault", "api/config"},
	{"api/measure", "api/store", "api/media", "api/label", "search", "web/static"},
	{"api/worker", "api/sheet", "api/store/sqlite", "api/store/mongo", "search/embedded", "search/meili", "search/query", "web/i18n"},
	{"api/account", "web/view"},
	{"api/notice"},
	{"api/registry"},
	{"api/catalogue", "api/sourcing/supply"},
	{"api/sourcing"},
	{"api/linkage"},
	{"api/promotion"},
	{"api/exchange"},
	{"api/rest", "web", "seed"},
	{"api/app"},
	{"api"},
}

// private are packages that only those below a path import; the backends are
// named by the composition root alone.
var private = map[string]string{
	"api/store/sqlite": "api/app", "api/store/mongo": "api/app", "search/embedded": "api/app", "search/meili": "api/app",
	"api/config": "api", "web/view": "web", "web/i18n": "web", "web/static": "web",
}

// forTests are the harnesses, and the load tools, which are programs apart.
var forTests = []string{"api/app/apptest", "api/store/storetest", "search/searchtest", "docs/"}

func layerOf(pkg string) int {
	for i, layer := range layers {
		if slices.Contains(layer, pkg) {
			return i
		}
	}
	return -1
}

// TestImportsPointOneWay holds the direction of dependencies.
func TestImportsPointOneWay(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", "-f", `{{.ImportPath}}:{{join .Imports " "}}`, "lienket/...").Output()
	require.NoError(t, err)
	seen := map[string]bool{}
	for line := range strings.Lines(string(out)) {
		path, list, _ := strings.Cut(strings.TrimSpace(line), ":")
		pkg, ours := strings.CutPrefix(path, "lienket/")
		if !ours || slices.ContainsFunc(forTests, func(prefix string) bool { return strings.HasPrefix(pkg, prefix) }) {
			continue
		}
		seen[pkg] = true
		require.GreaterOrEqual(t, layerOf(pkg), 0, "%s has no layer", pkg)
		for path := range strings.FieldsSeq(list) {
			imported, ours := strings.CutPrefix(path, "lienket/")
			if !ours {
				continue
			}
			require.True(t, layerOf(imported) >= 0 && layerOf(imported) < layerOf(pkg), "%s imports %s", pkg, imported)
			if users, restricted := private[imported]; restricted {
				require.True(t, pkg == users || strings.HasPrefix(pkg, users+"/"), "%s imports %s", pkg, imported)
			}
		}
	}
	for _, pkg := range slices.Concat(layers...) {
		require.True(t, seen[pkg], "%s is gone", pkg)
	}
}
