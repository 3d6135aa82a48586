package rest_test

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/account"
	"lienket/api/catalogue"
	"lienket/api/linkage"
	"lienket/api/promotion"
	"lienket/api/registry"
	"lienket/api/rest"
	"lienket/api/sourcing"
)

// declared are services of which the resources are declared but nothing is asked.
var declared = rest.Services{
	Accounts: &account.Service{}, Registry: &registry.Service{}, Catalogue: &catalogue.Service{},
	Sourcing: &sourcing.Service{}, Linkage: &linkage.Service{}, Promotion: &promotion.Service{},
}

func TestTheDocumentOfAllResourcesHoldsTogether(t *testing.T) {
	s, err := rest.New(t.Context(), rest.Options{Services: declared})
	require.NoError(t, err)
	text, err := s.OpenAPI()
	require.NoError(t, err)
	var doc struct {
		Tags  []struct{ Name string }
		Paths map[string]map[string]struct {
			OperationID string
			Tags        []string
			Parameters  []struct {
				Name, In string
				Required bool
			}
			Responses map[string]json.RawMessage
		}
		Components struct{ Schemas map[string]json.RawMessage }
	}
	require.NoError(t, json.Unmarshal(text, &doc))
	tags, ids := map[string]bool{}, map[string]bool{}
	for _, tag := range doc.Tags {
		require.False(t, tags[tag.Name], "tag %s twice", tag.Name)
		tags[tag.Name] = true
	}
	for path, operations := range doc.Paths {
		for method, op := range operations {
			require.False(t, ids[op.OperationID], op.OperationID)
			ids[op.OperationID] = true
			require.True(t, tags[op.Tags[0]], op.OperationID)
			inPath := 0
			for _, p := range op.Parameters {
				if p.In == "path" {
					inPath++
					require.Contains(t, path, "{"+p.Name+"}")
				}
			}
			require.Equal(t, strings.Count(path, "{"), inPath, "%s %s", method, path)
			good := 0
			for status := range op.Responses {
				if status[0] == '2' && status != "202" { // 202 puts the work off, beside it
					good++
				}
			}
			require.Equal(t, 1, good, "%s %s", method, path)
		}
	}
	for _, ref := range regexp.MustCompile(`"#/components/schemas/([^"]+)"`).FindAllStringSubmatch(string(text), -1) {
		require.Contains(t, doc.Components.Schemas, ref[1])
	}
}
