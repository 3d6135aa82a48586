package mongo

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/x/bsonx/bsoncore"

	"lienket/api/store"
)

// Documents pass through encoding/json on their way to BSON, so that both stores
// read struct tags, embedding and marshallers by the same rules: the driver's own
// reading of `json` tags knows neither omitzero nor untagged fields, embedded
// structs or MarshalJSON. Integers become int64, other numbers doubles, and the
// fields of type store.Instant dates.

// encode returns doc as BSON. Null members at the dotted paths omitNull are left
// out, so that an index over present values skips them.
func encode(doc any, omitNull map[string]bool) (bson.Raw, error) {
	text, err := json.Marshal(doc)
	if err != nil {
		return nil, fmt.Errorf("encode %T: %w", doc, err)
	}
	e := encoder{tokens: json.NewDecoder(bytes.NewReader(text)), omitNull: omitNull}
	e.tokens.UseNumber()
	if _, err := e.tokens.Token(); err != nil {
		return nil, fmt.Errorf("encode %T: %w", doc, err)
	}
	raw, err := e.members(nil, shapeOf(reflect.TypeOf(doc)), "")
	if err != nil {
		return nil, fmt.Errorf("encode %T: %w", doc, err)
	}
	return raw, nil
}

type encoder struct {
	tokens   *json.Decoder
	omitNull map[string]bool
}

// members appends the rest of an object, whose "{" has been read.
func (e *encoder) members(dst []byte, of *shape, path string) ([]byte, error) {
	start, dst := bsoncore.AppendDocumentStart(dst)
	for {
		token, err := e.tokens.Token()
		if err != nil {
			return nil, err
		}
		if token == json.Delim('}') {
			return bsoncore.AppendDocumentEnd(dst, start)
		}
		name := token.(string)
		if strings.ContainsRune(name, 0) {
			return nil, fmt.Errorf("member %q has a NUL in its name", name)
		}
		if dst, err = e.value(dst, name, of.member(name), path+name); err != nil {
			return nil, err
		}
	}
}

func (e *encoder) value(dst []byte, name string, of *shape, path string) ([]byte, error) {
	token, err := e.tokens.Token()
	if err != nil {
		return nil, err
	}
	switch value := token.(type) {
	case nil:
		if e.omitNull[path] {
			return dst, nil
		}
		return bsoncore.AppendNullElement(dst, name), nil
	case bool:
		return bsoncore.AppendBooleanElement(dst, name, value), nil
	case string:
		if of.isInstant() {
			instant, err := time.Parse(time.RFC3339Nano, value)
			if err != nil {
				return nil, fmt.Errorf("member %s: %w", path, err)
			}
			return bsoncore.AppendDateTimeElement(dst, name, instant.UnixMilli()), nil
		}
		return bsoncore.AppendStringElement(dst, name, value), nil
	case json.Number:
		return number(dst, name, value)
	}
	if token == json.Delim('{') {
		dst = bsoncore.AppendHeader(dst, bsoncore.TypeEmbeddedDocument, name)
		return e.members(dst, of, path+".")
	}
	dst = bsoncore.AppendHeader(dst, bsoncore.TypeArray, name)
	return e.elements(dst, of.element(), path+"[]")
}

// elements appends the rest of an array, whose "[" has been read.
func (e *encoder) elements(dst []byte, of *shape, path string) ([]byte, error) {
	start, dst := bsoncore.AppendArrayStart(dst)
	for i := 0; e.tokens.More(); i++ {
		var err error
		if dst, err = e.value(dst, strconv.Itoa(i), of, path); err != nil {
			return nil, err
		}
	}
	if _, err := e.tokens.Token(); err != nil {
		return nil, err
	}
	return bsoncore.AppendArrayEnd(dst, start)
}

func number(dst []byte, name string, value json.Number) ([]byte, error) {
	integer, err := strconv.ParseInt(value.String(), 10, 64)
	if err == nil {
		return bsoncore.AppendInt64Element(dst, name, integer), nil
	}
	if errors.Is(err, strconv.ErrRange) {
		return nil, fmt.Errorf("member %s: %s is no int64", name, value)
	}
	float, err := value.Float64()
	if err != nil {
		return nil, fmt.Errorf("member %s: %w", name, err)
	}
	return bsoncore.AppendDoubleElement(dst, name, float), nil
}

// decode reads a document of ours into into, a pointer to a struct.
func decode(raw bson.Raw, into any) error {
	text, err := appendObject(nil, bsoncore.Document(raw))
	if err == nil {
		err = json.Unmarshal(text, into)
	}
	if err != nil {
		return fmt.Errorf("decode into %T: %w", into, err)
	}
	return nil
}

func appendObject(dst []byte, doc bsoncore.Document) ([]byte, error) {
	elements, err := doc.Elements()
	if err != nil {
		return nil, err
	}
	dst = append(dst, '{')
	for i, element := range elements {
		if i > 0 {
			dst = append(dst, ',')
		}
		if dst, err = appendText(dst, element.Key()); err != nil {
			return nil, err
		}
		if dst, err = appendJSON(append(dst, ':'), element.Value()); err != nil {
			return nil, err
		}
	}
	return append(dst, '}'), nil
}

func appendJSON(dst []byte, value bsoncore.Value) ([]byte, error) {
	switch value.Type {
	case bsoncore.TypeNull:
		return append(dst, "null"...), nil
	case bsoncore.TypeBoolean:
		return strconv.AppendBool(dst, value.Boolean()), nil
	case bsoncore.TypeInt32, bsoncore.TypeInt64:
		return strconv.AppendInt(dst, value.AsInt64(), 10), nil
	case bsoncore.TypeDouble:
		if float := value.Double(); math.IsNaN(float) || math.IsInf(float, 0) {
			return nil, fmt.Errorf("%v has no form in JSON", float)
		}
		return strconv.AppendFloat(dst, value.Double(), 'g', -1, 64), nil
	case bsoncore.TypeString:
		return appendText(dst, value.StringValue())
	case bsoncore.TypeDateTime:
		return time.UnixMilli(value.DateTime()).UTC().AppendFormat(dst, `"`+store.InstantLayout+`"`), nil
	case bsoncore.TypeEmbeddedDocument:
		return appendObject(dst, value.Document())
	case bsoncore.TypeArray:
		values, err := value.Array().Values()
		if err != nil {
			return nil, err
		}
		dst = append(dst, '[')
		for i, element := range values {
			if i > 0 {
				dst = append(dst, ',')
			}
			if dst, err = appendJSON(dst, element); err != nil {
				return nil, err
			}
		}
		return append(dst, ']'), nil
	}
	return nil, fmt.Errorf("a value of BSON type %s is none of ours", value.Type)
}

func appendText(dst []byte, text string) ([]byte, error) {
	quoted, err := json.Marshal(text)
	return append(dst, quoted...), err
}

// shape tells where in a Go type's JSON form the Instants are.
type shape struct {
	instant  bool
	members  map[string]*shape // of a struct
	elements *shape            // of a slice, an array or the values of a map
	isMap    bool
}

// The methods bear a nil shape, which has no Instant.

func (s *shape) isInstant() bool { return s != nil && s.instant }

func (s *shape) member(name string) *shape {
	switch {
	case s == nil:
		return nil
	case s.isMap:
		return s.elements
	}
	return s.members[name]
}

func (s *shape) element() *shape {
	if s == nil {
		return nil
	}
	return s.elements
}

var (
	shapes      sync.Map // reflect.Type -> *shape, complete
	instantType = reflect.TypeFor[store.Instant]()
	marshaler   = reflect.TypeFor[json.Marshaler]()
)

func shapeOf(t reflect.Type) *shape {
	if known, ok := shapes.Load(t); ok {
		return known.(*shape)
	}
	s := buildShape(t, map[reflect.Type]*shape{})
	shapes.Store(t, s)
	return s
}

// buildShape walks t; building holds what is under way, as types may recur.
func buildShape(t reflect.Type, building map[reflect.Type]*shape) *shape {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if s, ok := building[t]; ok {
		return s
	}
	s := &shape{instant: t == instantType}
	building[t] = s
	if s.instant {
		return s
	}
	switch t.Kind() {
	case reflect.Slice, reflect.Array:
		s.elements = buildShape(t.Elem(), building)
	case reflect.Map:
		s.isMap, s.elements = true, buildShape(t.Elem(), building)
	case reflect.Struct:
		// A struct with a form of its own holds no Instant that we can see; one
		// that has MarshalJSON from an embedded Instant is such a struct too.
		s.members = map[string]*shape{}
		if !t.Implements(marshaler) && !reflect.PointerTo(t).Implements(marshaler) {
			addMembers(s.members, t, building)
		}
	}
	return s
}

// addMembers follows encoding/json: the fields of an embedded struct without a
// name are those of the outer one, and an outer field hides an embedded one.
func addMembers(members map[string]*shape, t reflect.Type, building map[reflect.Type]*shape) {
	var embedded []reflect.Type
	for i := range t.NumField() {
		field := t.Field(i)
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		inner := field.Type
		if inner.Kind() == reflect.Pointer {
			inner = inner.Elem()
		}
		switch {
		case name == "-" && field.Tag.Get("json") == "-":
		case field.Anonymous && name == "" && inner.Kind() == reflect.Struct && inner != instantType:
			embedded = append(embedded, inner)
		case field.IsExported():
			if name == "" {
				name = field.Name
			}
			if _, hidden := members[name]; !hidden {
				members[name] = buildShape(field.Type, building)
			}
		}
	}
	for _, inner := range embedded {
		addMembers(members, inner, building)
	}
}
