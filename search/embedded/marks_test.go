package embedded_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/search"
	"lienket/search/embedded"
)

// Folded, each of these nothings is near a good: by its beginning or by a letter.
// Its marks say that it is another.
func TestMarksTellWordsApart(t *testing.T) {
	ctx := context.Background()
	engine, err := embedded.Open(t.TempDir(), embedded.Options{})
	require.NoError(t, err)
	defer func() { require.NoError(t, engine.Close()) }()
	var changes []search.Change
	for i, name := range []string{"Bí Đồng Phúc", "Trà giảo cổ lam", "Thịt lợn đen", "Đào phai bonsai", "Miến dong", "Lạp sườn"} {
		changes = append(changes, search.Change{Document: search.Document{Kind: search.Product, ID: fmt.Sprint("p", i), Version: 1, Name: name}})
	}
	require.NoError(t, engine.Apply(ctx, changes))
	for text, want := range map[string]int{
		"bí đỏ": 0, "bí đô": 1, "bi do": 1, "bí đồng": 1, "trà đào": 0, "thịt dê": 0, "thịt đe": 1, "phân bón": 0,
		"miếng dong": 1, "mien dogn": 1, "miế": 1, "mié": 1, "mỉê": 0, "lạp sươ": 1, "lạp sử": 0, "giỏ cổ lam": 1, "gió cổ lam": 0,
	} {
		found, err := engine.Search(ctx, search.Query{Kind: search.Product, Text: text, Narrow: true})
		require.NoError(t, err)
		require.Equal(t, want, found.Total, text)
	}
}
