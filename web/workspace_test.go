package web_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestEveryPageIsFoundFromTheWorkspace: whoever is signed in finds each page that
// is theirs from the workspace, and nothing there that they may not open.
func TestEveryPageIsFoundFromTheWorkspace(t *testing.T) {
	s := newStage(t)
	found := map[string]bool{}
	for _, email := range []string{"htx@test.vn", "dn@test.vn", "canbo@test.vn"} {
		b := s.browser().signIn(email)
		for _, link := range elements(t, b.get("/tai-khoan").body).all("a") {
			path, _, _ := strings.Cut(link.attrs["href"], "?")
			if found[email+path] || !strings.HasPrefix(path, "/") {
				continue
			}
			found[email+path], found[path] = true, true
			require.Equal(t, http.StatusOK, b.get(link.attrs["href"]).StatusCode, "%s opens %s", email, link.attrs["href"])
		}
	}
	for _, route := range s.Server.Fiber().GetRoutes(true) {
		private := strings.HasPrefix(route.Path, "/tai-khoan") || strings.HasPrefix(route.Path, "/can-bo") || strings.HasPrefix(route.Path, "/nhu-cau") || strings.HasPrefix(route.Path, "/hop-dong") ||
			strings.HasPrefix(route.Path, "/bao-gia-chung")
		if route.Method == http.MethodGet && private && !strings.Contains(route.Path, ":") {
			require.True(t, found[route.Path], "no workspace leads to %s", route.Path)
		}
	}
}
