package rest

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"html/template"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"
)

func (s *Server) humaConfig() huma.Config {
	registry := huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer)
	problemSchema := registry.Schema(typeOfProblem, true, "Problem")
	return huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info: &huma.Info{
				Title:       "Liên Kết",
				Version:     s.opts.Version,
				Description: "Supply and demand of OCOP products: cooperatives list, enterprises search, contracts link them, officers see it grow.",
			},
			Components: &huma.Components{
				Schemas: registry,
				Responses: map[string]*huma.Response{"Problem": {
					Description: "A refusal (RFC 9457); code says which",
					Headers:     map[string]*huma.Param{"Retry-After": {Schema: &huma.Schema{Type: huma.TypeInteger}, Description: "Seconds, with 429 and 503"}},
					Content:     map[string]*huma.MediaType{problemType: {Schema: problemSchema}},
				}},
				SecuritySchemes: map[string]*huma.SecurityScheme{"bearer": {
					Type: "http", Scheme: "bearer", BearerFormat: "JWT", Description: "accessToken of auth/login",
				}},
			},
		},
		Formats:       map[string]huma.Format{"application/json": jsonFormat, "json": jsonFormat},
		DefaultFormat: "application/json",
	}
}

// OpenAPI is the document of the API, as /openapi.json gives it.
func (s *Server) OpenAPI() ([]byte, error) { return s.document() }

func (s *Server) marshalDocument() ([]byte, error) { return json.Marshal(s.api.OpenAPI()) }

//go:embed docs.gohtml
var docsTemplate string

//go:embed docs.css
var docsCSS []byte

// docs adds /openapi.json and /docs, a page made of it without scripts.
func (s *Server) docs() {
	page := sync.OnceValues(s.renderDocs)
	s.app.Get("/openapi.json", func(c *fiber.Ctx) error {
		document, err := s.document()
		return sendStatic(c, document, err, "application/json")
	})
	s.app.Get("/docs", func(c *fiber.Ctx) error {
		c.Set(fiber.HeaderContentSecurityPolicy, "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
		body, err := page()
		return sendStatic(c, body, err, fiber.MIMETextHTMLCharsetUTF8)
	})
	s.app.Get("/docs/style.css", func(c *fiber.Ctx) error {
		return sendStatic(c, docsCSS, nil, "text/css; charset=utf-8")
	})
}

// sendStatic answers what stays the same until the program is replaced.
func sendStatic(c *fiber.Ctx, body []byte, err error, contentType string) error {
	if err != nil {
		return err
	}
	sum := sha256.Sum256(body)
	tag := `"` + hex.EncodeToString(sum[:8]) + `"`
	c.Set(fiber.HeaderETag, tag)
	c.Set(fiber.HeaderCacheControl, "no-cache")
	if matches(c.Get(fiber.HeaderIfNoneMatch), tag) {
		return c.SendStatus(fiber.StatusNotModified)
	}
	c.Response().Header.SetContentType(contentType)
	c.Response().SetBodyRaw(body)
	return nil
}

// The page's view of the document.
type (
	docsPage struct {
		Title, Description, Version string
		Problems                    []docsProblem
		Groups                      []docsGroup
		Schemas                     []docsSchema
	}
	docsProblem struct {
		Code, Title string
		Status      int
	}
	docsGroup struct {
		Name, Description string
		Operations        []docsOperation
	}
	docsOperation struct {
		ID, Method, Path, Summary string
		Open                      bool
		Parameters                []docsField
		Body, Answer              template.HTML
		Status                    string
	}
	docsSchema struct {
		Name   string
		Fields []docsField
	}
	docsField struct {
		Name, In, Description, Limits string
		Type                          template.HTML
		Required                      bool
	}
)

func (s *Server) renderDocs() ([]byte, error) {
	document := s.api.OpenAPI()
	page := docsPage{Title: document.Info.Title, Description: document.Info.Description, Version: document.Info.Version}
	for code, status := range statuses {
		page.Problems = append(page.Problems, docsProblem{string(code), titles[code].EN, status})
	}
	slices.SortFunc(page.Problems, func(a, b docsProblem) int {
		return cmp.Or(a.Status-b.Status, strings.Compare(a.Code, b.Code))
	})
	groups := map[string]*docsGroup{}
	for _, tag := range document.Tags {
		page.Groups = append(page.Groups, docsGroup{Name: tag.Name, Description: tag.Description})
	}
	for i := range page.Groups {
		groups[page.Groups[i].Name] = &page.Groups[i]
	}
	for _, path := range sortedKeys(document.Paths) {
		for _, op := range operationsOf(document.Paths[path]) {
			if len(op.Tags) > 0 && groups[op.Tags[0]] != nil {
				group := groups[op.Tags[0]]
				group.Operations = append(group.Operations, docsOf(op))
			}
		}
	}
	schemas := document.Components.Schemas.Map()
	for _, name := range sortedKeys(schemas) {
		page.Schemas = append(page.Schemas, docsSchema{name, fieldsOfSchema(schemas[name])})
	}
	tmpl, err := template.New("docs").Parse(docsTemplate)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := tmpl.Execute(&out, page); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func operationsOf(item *huma.PathItem) []*huma.Operation {
	var list []*huma.Operation
	for _, op := range []*huma.Operation{item.Get, item.Post, item.Put, item.Patch, item.Delete} {
		if op != nil {
			list = append(list, op)
		}
	}
	return list
}

func docsOf(op *huma.Operation) docsOperation {
	shown := docsOperation{ID: op.OperationID, Method: op.Method, Path: op.Path, Summary: op.Summary, Open: len(op.Security) > 1}
	for _, p := range op.Parameters {
		shown.Parameters = append(shown.Parameters, docsField{
			Name: p.Name, In: p.In, Description: p.Description, Type: typeText(p.Schema), Limits: limitsOf(p.Schema), Required: p.Required,
		})
	}
	if op.RequestBody != nil {
		shown.Body = contentText(op.RequestBody.Content)
	}
	for _, status := range sortedKeys(op.Responses) {
		if strings.HasPrefix(status, "2") {
			shown.Status, shown.Answer = status, contentText(op.Responses[status].Content)
		}
	}
	return shown
}

func contentText(content map[string]*huma.MediaType) template.HTML {
	kinds := sortedKeys(content)
	if len(kinds) == 0 {
		return ""
	}
	text := typeText(content[kinds[0]].Schema)
	if kinds[0] != "application/json" {
		text += template.HTML(" <small>" + template.HTMLEscapeString(kinds[0]) + "</small>")
	}
	return text
}

func fieldsOfSchema(schema *huma.Schema) []docsField {
	var fields []docsField
	for _, name := range sortedKeys(schema.Properties) {
		property := schema.Properties[name]
		fields = append(fields, docsField{
			Name: name, Description: property.Description, Type: typeText(property), Limits: limitsOf(property),
			Required: slices.Contains(schema.Required, name),
		})
	}
	return fields
}

// typeText names a schema, with a link to what it refers to.
func typeText(schema *huma.Schema) template.HTML {
	switch {
	case schema == nil:
		return ""
	case schema.Ref != "":
		name := template.HTMLEscapeString(schema.Ref[strings.LastIndexByte(schema.Ref, '/')+1:])
		return template.HTML(`<a href="#schema-` + name + `">` + name + `</a>`)
	case schema.Type == huma.TypeArray:
		return typeText(schema.Items) + "[]"
	case schema.Type == huma.TypeObject && len(schema.Properties) > 0:
		parts := make([]string, 0, len(schema.Properties))
		for _, name := range sortedKeys(schema.Properties) {
			parts = append(parts, template.HTMLEscapeString(name)+": "+string(typeText(schema.Properties[name])))
		}
		return template.HTML("{" + strings.Join(parts, ", ") + "}")
	}
	text := template.HTMLEscapeString(schema.Type)
	if schema.Format != "" {
		text += " (" + template.HTMLEscapeString(schema.Format) + ")"
	}
	if schema.Nullable {
		text += " | null"
	}
	return template.HTML(text)
}

func limitsOf(schema *huma.Schema) string {
	if schema == nil {
		return ""
	}
	var parts []string
	add := func(label string, value any) {
		if text, err := json.Marshal(value); err == nil && string(text) != "null" {
			parts = append(parts, label+" "+string(text))
		}
	}
	add("default", schema.Default)
	add("≥", schema.Minimum)
	add("≤", schema.Maximum)
	add("length ≥", schema.MinLength)
	add("length ≤", schema.MaxLength)
	add("entries ≥", schema.MinItems)
	add("entries ≤", schema.MaxItems)
	if len(schema.Enum) > 0 {
		add("one of", schema.Enum)
	}
	return strings.Join(parts, ", ")
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

var typeOfProblem = reflect.TypeFor[Problem]()
