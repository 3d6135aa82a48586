package sqlite

import (
	"fmt"
	"reflect"
	"regexp"
	"strings"

	"lienket/api/store"
)

// Keys are what documents are compared by. A field's key is its JSON value as
// SQLite knows it, but for truth values, objects and arrays, which are mapped to
// blobs so that no comparison ever confuses types. SQLite's order over types
// then is MongoDB's: absent and null, numbers, text, objects, arrays, false,
// true.
const (
	keyObject = "x'20'"
	keyArray  = "x'30'"
	keyFalse  = "x'40'"
	keyTrue   = "x'41'"

	leastNumber = "-9e999" // minus infinity, below every key but null
	leastText   = "''"
	leastBlob   = "x''"
)

var (
	blobFalse = []byte{0x40}
	blobTrue  = []byte{0x41}
)

// Only text that matches these is ever put into SQL.
var (
	pathPattern = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_-]*(\.[A-Za-z0-9_][A-Za-z0-9_-]*)*$`)
	namePattern = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]*$`)
)

func checkPath(path string) error {
	if len(path) > 200 || !pathPattern.MatchString(path) {
		return fmt.Errorf("sqlite: %q is no field path", path)
	}
	return nil
}

// jsonPath writes a checked path as SQL text: '$."a"."b"'.
func jsonPath(path string) string {
	return `'$."` + strings.ReplaceAll(path, ".", `"."`) + `"'`
}

// keyOf is the SQL expression for the key of a checked path in the row. It is
// the text of the expression indexes too, so it must not change without a new
// layoutVersion.
func keyOf(row, path string) string {
	if path == "_id" {
		return row + "id"
	}
	at := row + "doc," + jsonPath(path)
	return "CASE json_type(" + at + ") WHEN 'true' THEN " + keyTrue + " WHEN 'false' THEN " + keyFalse +
		" WHEN 'object' THEN " + keyObject + " WHEN 'array' THEN " + keyArray + " ELSE json_extract(" + at + ") END"
}

// elementKey is keyOf for the elements e of a json_each.
const elementKey = "CASE e.type WHEN 'true' THEN " + keyTrue + " WHEN 'false' THEN " + keyFalse +
	" WHEN 'object' THEN " + keyObject + " WHEN 'array' THEN " + keyArray + " ELSE e.value END"

// kind is the class of values that a comparison stays within.
type kind int

const (
	kindNull kind = iota
	kindNumber
	kindText
	kindBool
)

// bindKey turns the value of a filter into the key it compares with.
func bindKey(value any) (any, kind, error) {
	switch value := value.(type) {
	case nil:
		return nil, kindNull, nil
	case string:
		return value, kindText, nil
	case int64:
		return value, kindNumber, nil
	case int:
		return int64(value), kindNumber, nil
	case bool:
		if value {
			return blobTrue, kindBool, nil
		}
		return blobFalse, kindBool, nil
	case store.Instant:
		if value.IsZero() {
			return nil, kindNull, nil
		}
		return value.String(), kindText, nil
	}
	switch named := reflect.ValueOf(value); named.Kind() {
	case reflect.String:
		return named.String(), kindText, nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return named.Int(), kindNumber, nil
	case reflect.Bool:
		return bindKey(named.Bool())
	}
	return nil, kindNull, fmt.Errorf("sqlite: a filter cannot compare with a %T", value)
}
