package rest

import (
	"context"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
)

// resource is where a file declares its operations: a tag, and the helpers
//
//	get     200, answers If-None-Match with 304
//	create  POST, 201
//	post    POST, 200: a transition
//	put, patch  200
//	remove  DELETE, 204;  do  POST, 204
//	download    GET, a file
//
// Writing is for who is signed in, unless open. An If-Match header is ifMatch(ctx);
// an Idempotency-Key of a POST is seen to.
type resource struct {
	server *Server
	tag    string
}

func (s *Server) resource(tag, description string) *resource {
	document := s.api.OpenAPI()
	document.Tags = append(document.Tags, &huma.Tag{Name: tag, Description: description})
	return &resource{s, tag}
}

// Reply is what an operation answers.
type Reply[B any] struct {
	ETag     string `header:"ETag" doc:"The version, for If-Match and If-None-Match"`
	Location string `header:"Location" doc:"Where what was created is found"`
	Body     B
}

// reply answers with a body alone.
func reply[B any](body B) *Reply[B] { return &Reply[B]{Body: body} }

// versioned answers with one document and its version.
func versioned[B any](body B, version int64) *Reply[B] {
	return &Reply[B]{ETag: etag(version), Body: body}
}

// created answers with a new document; path is below /api/v1.
func created[B any](path string, body B, version int64) *Reply[B] {
	return &Reply[B]{ETag: etag(version), Location: Prefix + path, Body: body}
}

// accept answers 202 instead of what the operation gives: the work has been put off,
// and path, below /api/v1, tells how far it is.
func accept(ctx context.Context, path string, body any) error {
	text, err := encode(body)
	if err == nil {
		requestOf(ctx).outcome.replay = &replay{Status: http.StatusAccepted, Location: Prefix + path, Body: string(text)}
	}
	return err
}

// none is the input of an operation that has none.
type none = struct{}

// ByID is the input of an operation on one document. It is exported, like Paging,
// because huma passes over what is embedded and not.
type ByID struct {
	ID string `path:"id" minLength:"1" maxLength:"64" doc:"Its ID"`
}

// policy is what the core needs to know of an operation.
type policy struct {
	open   bool // for visitors too
	origin bool // the handler asks where the request comes from
	limit  int64
	before func(ctx context.Context, input any) error
	after  func(ctx context.Context, input any, err error)
	large  bool // the transaction of an Idempotency-Key writes much
	// deadline is for the work, 0 for that of every request.
	deadline time.Duration
	// accepted is the body of a 202, where the operation may put its work off.
	accepted reflect.Type
	// refused is the body of a 422 that says more than a Problem.
	refused reflect.Type
}

const policyKey = "policy"

type option func(*policy)

// open lets visitors in.
func open(p *policy) { p.open = true }

// signedIn asks for somebody known where reading is open by itself.
func signedIn(p *policy) { p.open = false }

// withOrigin gives the handler origin(ctx).
func withOrigin(p *policy) { p.origin = true }

// takesLong is for what writes much: its transaction is a large one, and it has
// longer than other requests.
func takesLong(p *policy) { p.large, p.deadline = true, longDeadline }

const longDeadline = 50 * time.Second // the server gives up writing after 60

// mayAccept documents a 202 with a body of B; see accept.
func mayAccept[B any](p *policy) { p.accepted = reflect.TypeFor[B]() }

// mayRefuse documents that a 422 may have a body of B beside a Problem; see extend.
func mayRefuse[B any](p *policy) { p.refused = reflect.TypeFor[B]() }

// before runs fn ahead of the handler and outside the transaction that an
// Idempotency-Key puts around it: for what is slow, such as passwords. It may
// keep what it found in fields of the input that carry no tag.
func before[I any](fn func(ctx context.Context, input *I) error) option {
	return func(p *policy) {
		p.before = func(ctx context.Context, input any) error { return fn(ctx, input.(*I)) }
	}
}

// after runs fn when all is done, with the operation's error: to clear away what
// before has made and the handler did not take.
func after[I any](fn func(ctx context.Context, input *I, err error)) option {
	return func(p *policy) {
		p.after = func(ctx context.Context, input any, err error) { fn(ctx, input.(*I), err) }
	}
}

type handler[I, B any] func(ctx context.Context, input *I) (*Reply[B], error)

func get[I, B any](at *resource, path, summary string, fn handler[I, B], with ...option) {
	register(at, http.MethodGet, path, summary, http.StatusOK, fn, append([]option{open}, with...))
}

func create[I, B any](at *resource, path, summary string, fn handler[I, B], with ...option) {
	register(at, http.MethodPost, path, summary, http.StatusCreated, fn, with)
}

func post[I, B any](at *resource, path, summary string, fn handler[I, B], with ...option) {
	register(at, http.MethodPost, path, summary, http.StatusOK, fn, with)
}

func put[I, B any](at *resource, path, summary string, fn handler[I, B], with ...option) {
	register(at, http.MethodPut, path, summary, http.StatusOK, fn, with)
}

func patch[I, B any](at *resource, path, summary string, fn handler[I, B], with ...option) {
	register(at, http.MethodPatch, path, summary, http.StatusOK, fn, with)
}

// nothing is the output of an operation that answers 204 or a file.
type nothing struct{}

func do[I any](at *resource, path, summary string, fn func(ctx context.Context, input *I) error, with ...option) {
	silent(at, http.MethodPost, path, summary, fn, with)
}

func remove[I any](at *resource, path, summary string, fn func(ctx context.Context, input *I) error, with ...option) {
	silent(at, http.MethodDelete, path, summary, fn, with)
}

func silent[I any](at *resource, method, path, summary string, fn func(ctx context.Context, input *I) error, with []option) {
	op, rules := at.operation(method, path, summary, http.StatusNoContent, with)
	huma.Register(at.server.api, op, func(ctx context.Context, input *I) (*nothing, error) {
		r := requestOf(ctx)
		r.outcome.err = at.server.perform(r, rules, input, http.StatusNoContent, func(ctx context.Context) (*replay, error) {
			return &replay{}, fn(ctx, input)
		})
		return nil, nil
	})
	at.declared(op)
}

func download[I any](at *resource, path, summary, contentTypes string, fn func(ctx context.Context, input *I) (*File, error), with ...option) {
	op, rules := at.operation(http.MethodGet, path, summary, http.StatusOK, append([]option{open}, with...))
	content := map[string]*huma.MediaType{}
	for _, contentType := range strings.Split(contentTypes, ", ") {
		content[contentType] = &huma.MediaType{Schema: &huma.Schema{Type: "string", Format: "binary"}}
	}
	op.Responses["200"] = &huma.Response{Description: "The file", Content: content}
	huma.Register(at.server.api, op, func(ctx context.Context, input *I) (*nothing, error) {
		r := requestOf(ctx)
		if rules.before != nil {
			if r.outcome.err = rules.before(ctx, input); r.outcome.err != nil {
				return nil, nil
			}
		}
		r.outcome.file, r.outcome.err = fn(ctx, input)
		return nil, nil
	})
	at.declared(op)
}

func register[I, B any](at *resource, method, path, summary string, status int, fn handler[I, B], with []option) {
	op, rules := at.operation(method, path, summary, status, with)
	huma.Register(at.server.api, op, func(ctx context.Context, input *I) (*Reply[B], error) {
		r := requestOf(ctx)
		var answer *Reply[B]
		r.outcome.err = at.server.perform(r, rules, input, status, func(ctx context.Context) (*replay, error) {
			var err error
			answer, err = fn(ctx, input)
			if accepted := r.outcome.replay; err == nil && accepted != nil {
				return accepted, nil
			}
			if err != nil || r.key == "" {
				return nil, err
			}
			body, err := encode(answer.Body)
			return &replay{ETag: answer.ETag, Location: answer.Location, Body: string(body)}, err
		})
		if r.outcome.err != nil || r.outcome.replay != nil {
			return nil, nil
		}
		if method == http.MethodGet && answer.ETag != "" && matches(r.ifNoneMatch, answer.ETag) {
			r.outcome.notModified = true
			return &Reply[B]{ETag: answer.ETag}, nil
		}
		return answer, nil
	})
	at.declared(op)
}

// declared panics unless an operation's input has all the parameters of its path:
// an ID that is never read would be found by nobody. It also writes the schema of
// the body into the operation, since some clients look no further than that.
func (at *resource) declared(op huma.Operation) {
	document := at.server.api.OpenAPI()
	for _, documented := range operationsOf(document.Paths[op.Path]) {
		if documented.Method != op.Method {
			continue
		}
		if documented.RequestBody != nil {
			for _, content := range documented.RequestBody.Content {
				if schema := content.Schema; schema != nil && schema.Ref != "" {
					content.Schema = document.Components.Schemas.SchemaFromRef(schema.Ref)
				}
			}
		}
		for name := range strings.SplitSeq(op.Path, "/") {
			name, isParameter := strings.CutPrefix(name, "{")
			name = strings.TrimSuffix(name, "}")
			if isParameter && !slices.ContainsFunc(documented.Parameters, func(p *huma.Param) bool { return p.In == "path" && p.Name == name }) {
				panic("rest: " + op.OperationID + " does not read its parameter " + name + "; is it embedded by an unexported type?")
			}
		}
	}
}

// perform runs an operation's handler: at once, or within the transaction of its
// Idempotency-Key. The handler returns what is to be replayed.
func (s *Server) perform(r *request, rules *policy, input any, status int, work func(context.Context) (*replay, error)) (err error) {
	if rules.after != nil {
		defer func() { rules.after(r, input, err) }()
	}
	prepare := func() error {
		if rules.before == nil {
			return nil
		}
		return rules.before(r, input)
	}
	if r.key != "" {
		return s.once(r, rules, status, prepare, work)
	}
	if err := prepare(); err != nil {
		return err
	}
	_, err = work(r)
	return err
}

// matches is the If-None-Match rule, by weak comparison.
func matches(header, tag string) bool {
	if header == "" {
		return false
	}
	for candidate := range strings.SplitSeq(header, ",") {
		candidate = strings.TrimPrefix(strings.TrimSpace(candidate), "W/")
		if candidate == tag || candidate == "*" {
			return true
		}
	}
	return false
}

// operation describes an operation in the OpenAPI document.
func (at *resource) operation(method, path, summary string, status int, with []option) (huma.Operation, *policy) {
	rules := &policy{limit: 1 << 20}
	for _, option := range with {
		option(rules)
	}
	op := huma.Operation{
		OperationID:   operationID(method, path),
		Method:        method,
		Path:          Prefix + path,
		Summary:       summary,
		Tags:          []string{at.tag},
		DefaultStatus: status,
		MaxBodyBytes:  rules.limit,

		Security:  []map[string][]string{{"bearer": {}}},
		Metadata:  map[string]any{policyKey: rules},
		Responses: map[string]*huma.Response{"default": {Ref: problemRef}},
	}
	if rules.open {
		op.Security = append(op.Security, map[string][]string{})
	}
	codes := []int{401, 403, 404, 422, 429, 500, 503}
	switch method {
	case http.MethodGet:
		op.Responses["304"] = &huma.Response{Description: "Unchanged: the ETag is the one in If-None-Match"}
		op.Parameters = append(op.Parameters, headerParam("If-None-Match", "An ETag as received; 304 if it still stands"))
	case http.MethodPost:
		codes = append(codes, 400, 409, 412, 413, 415)
		op.Parameters = append(op.Parameters,
			headerParam("Idempotency-Key", "1 to 255 visible ASCII characters. The same key with the same request answers again what was answered first, for 24 hours; with another request it is a conflict. For who is signed in."),
			headerParam("If-Match", `An ETag as received, like "3": refuses to act on another version (412)`))
	default:
		codes = append(codes, 400, 409, 412, 413, 415)
		op.Parameters = append(op.Parameters, headerParam("If-Match", `An ETag as received, like "3": refuses to change another version (412)`))
	}
	if rules.accepted != nil {
		schema := at.server.api.OpenAPI().Components.Schemas.Schema(rules.accepted, true, "")
		op.Responses["202"] = &huma.Response{Description: "Put off; Location tells how far it is", Content: map[string]*huma.MediaType{"application/json": {Schema: schema}}}
	}
	for _, code := range codes {
		op.Responses[strconv.Itoa(code)] = &huma.Response{Ref: problemRef}
	}
	if rules.refused != nil {
		schemas := at.server.api.OpenAPI().Components.Schemas
		op.Responses["422"] = &huma.Response{Description: "A refusal (RFC 9457) with what belongs to it", Content: map[string]*huma.MediaType{problemType: {Schema: &huma.Schema{
			AnyOf: []*huma.Schema{schemas.Schema(reflect.TypeFor[Problem](), true, ""), schemas.Schema(rules.refused, true, "")},
		}}}}
	}
	return op, rules
}

const problemRef = "#/components/responses/Problem"

func headerParam(name, description string) *huma.Param {
	return &huma.Param{Name: name, In: "header", Description: description, Schema: &huma.Schema{Type: "string"}}
}

// operationID is like get-products-id-capacity-year.
func operationID(method, path string) string {
	words := strings.FieldsFunc(path, func(r rune) bool { return r == '/' || r == '{' || r == '}' || r == '.' })
	return strings.ToLower(method) + "-" + strings.Join(words, "-")
}
