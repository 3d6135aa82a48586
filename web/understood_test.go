package web_test

import (
	"html"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"
)

// The page says what it understood, lets it be undone, and helps on where nothing
// is found.
func TestSearchShowsWhatItUnderstood(t *testing.T) {
	s := newStage(t)
	s.Indexed()
	show := func(address string) string { return html.UnescapeString(s.browser().get(address).body) }
	page := show("/san-pham?q=" + url.QueryEscape("mieens dong huyện na rì 500g vietgap"))
	for _, want := range []string{"Nơi: Huyện Na Rì", "Quy cách: 500g", "mieens → mien", "VietGAP", "undo=place", "undo=typing"} {
		require.Contains(t, page, want)
	}
	undone := show("/san-pham?undo=place&q=" + url.QueryEscape("miến huyện na rì"))
	require.NotContains(t, undone, "Nơi: Huyện Na Rì")
	require.Contains(t, undone, "Hiểu lại câu tìm")
	require.Contains(t, show("/san-pham?q=xe+may+honda"), "Đăng nhu cầu")
}
