package rest

import (
	"encoding/json"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// Keywords are the words that a demand is matched by: one text in which commas
// part alternatives, or a list of alternatives. They are answered as the text.
type Keywords string

// UnmarshalJSON implements json.Unmarshaler; huma refuses other types.
func (k *Keywords) UnmarshalJSON(data []byte) error {
	var text string
	if json.Unmarshal(data, &text) == nil {
		*k = Keywords(text)
		return nil
	}
	var list []string
	if json.Unmarshal(data, &list) == nil {
		*k = Keywords(strings.Join(list, ", "))
	}
	return nil
}

// Schema implements huma.SchemaProvider.
func (Keywords) Schema(huma.Registry) *huma.Schema {
	most, items := 300, 20
	text := &huma.Schema{Type: huma.TypeString, MaxLength: &most}
	return &huma.Schema{
		Description: "Words that the product's name, or another name of the good, has; commas part alternatives",
		OneOf:       []*huma.Schema{text, {Type: huma.TypeArray, MaxItems: &items, Items: text}},
		Examples:    []any{"miến dong, miến khô"},
	}
}
