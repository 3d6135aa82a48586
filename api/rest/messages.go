package rest

import (
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/validation"

	"lienket/api/fault"
)

// huma's validation messages are variables: here they become "code|argument", so
// that nothing has to be guessed from English sentences. fieldsOf reads them.
func init() {
	for variable, coded := range map[*string]string{
		&validation.MsgUnexpectedProperty:                 "unknown_field",
		&validation.MsgExpectedRFC3339DateTime:            "not_an_instant",
		&validation.MsgExpectedRFC1123DateTime:            "not_an_instant",
		&validation.MsgExpectedRFC3339Date:                "not_a_date",
		&validation.MsgExpectedRFC3339Time:                "not_a_time",
		&validation.MsgExpectedRFC5322Email:               "not_an_email|%v",
		&validation.MsgExpectedRFC5890Hostname:            "pattern",
		&validation.MsgExpectedRFC2673IPv4:                "pattern",
		&validation.MsgExpectedRFC2373IPv6:                "pattern",
		&validation.MsgExpectedRFCIPAddr:                  "pattern",
		&validation.MsgExpectedRFC3986URI:                 "not_a_url|%v",
		&validation.MsgExpectedRFC4122UUID:                "pattern|%v",
		&validation.MsgExpectedRFC6570URITemplate:         "pattern",
		&validation.MsgExpectedRFC6901JSONPointer:         "pattern",
		&validation.MsgExpectedRFC6901RelativeJSONPointer: "pattern",
		&validation.MsgExpectedRegexp:                     "pattern|%v",
		&validation.MsgExpectedMatchAtLeastOneSchema:      "wrong_type|any",
		&validation.MsgExpectedMatchExactlyOneSchema:      "wrong_type|any",
		&validation.MsgExpectedNotMatchSchema:             "wrong_type|any",
		&validation.MsgExpectedPropertyNameInObject:       "required",
		&validation.MsgExpectedBoolean:                    "wrong_type|boolean",
		&validation.MsgExpectedDuration:                   "pattern|%v",
		&validation.MsgExpectedNumber:                     "wrong_type|number",
		&validation.MsgExpectedInteger:                    "wrong_type|integer",
		&validation.MsgExpectedString:                     "wrong_type|string",
		&validation.MsgExpectedBase64String:               "pattern",
		&validation.MsgExpectedArray:                      "wrong_type|array",
		&validation.MsgExpectedObject:                     "wrong_type|object",
		&validation.MsgExpectedArrayItemsUnique:           "duplicate",
		&validation.MsgExpectedOneOf:                      "not_in_list|%s",
		&validation.MsgExpectedMinimumNumber:              "out_of_range|>=|%v",
		&validation.MsgExpectedExclusiveMinimumNumber:     "out_of_range|>|%v",
		&validation.MsgExpectedMaximumNumber:              "out_of_range|<=|%v",
		&validation.MsgExpectedExclusiveMaximumNumber:     "out_of_range|<|%v",
		&validation.MsgExpectedNumberBeMultipleOf:         "too_precise|%v",
		&validation.MsgExpectedMinLength:                  "too_short|%d",
		&validation.MsgExpectedMaxLength:                  "too_long|%d",
		&validation.MsgExpectedBePattern:                  "%s",
		&validation.MsgExpectedMatchPattern:               "pattern|%s",
		&validation.MsgExpectedMinItems:                   "too_few|%d",
		&validation.MsgExpectedMaxItems:                   "too_many|%d",
		&validation.MsgExpectedMinProperties:              "too_few|%d",
		&validation.MsgExpectedMaxProperties:              "too_many|%d",
		&validation.MsgExpectedRequiredProperty:           "missing|%s",
		&validation.MsgExpectedDependentRequiredProperty:  "missing|%s|%s",
	} {
		*variable = coded
	}
}

// spoken are huma's messages that no variable holds, by their beginnings.
var spoken = []struct{ begins, coded string }{
	{"required ", "required"},
	{"unknown query parameter", "unknown_field"},
	{"invalid integer", "wrong_type|integer"},
	{"invalid float", "wrong_type|number"},
	{"invalid boolean", "wrong_type|boolean"},
	{"invalid date/time", "not_an_instant"},
	{"invalid value", "pattern"},
	{"invalid url", "not_a_url"},
	{"expected value to match exactly one schema", "wrong_type|any"},
	{"expected at most one value", "too_many|1"},
	{"cannot read multipart form", "malformed_form"},
	{"Invalid mime type", "not_in_list|"},
	{"File required", "required"},
	{"unknown content type", "malformed_json"},
}

// texts are the messages by code; %s is the first argument.
var texts = map[string]fault.Text{
	"unknown_field":  fault.T("Trường này không có trong mẫu dữ liệu.", "There is no such field."),
	"not_an_instant": fault.T("Phải là thời điểm dạng 2026-11-23T08:00:00Z.", "Must be a time like 2026-11-23T08:00:00Z."),
	"not_a_date":     fault.T("Phải là một ngày, dạng 2026-11-23.", "Must be a date like 2026-11-23."),
	"not_a_month":    fault.T("Phải là một tháng, dạng 2026-11.", "Must be a month like 2026-11."),
	"not_a_time":     fault.T("Phải là giờ, dạng 08:30:00.", "Must be a time of day like 08:30:00."),
	"not_an_email":   fault.T("Phải là địa chỉ thư điện tử.", "Must be an email address."),
	"not_a_url":      fault.T("Phải là một địa chỉ web.", "Must be a web address."),
	"pattern":        fault.T("Không đúng dạng.", "Not in the right form."),
	"required":       fault.Required,
	"duplicate":      fault.T("Các phần tử không được trùng nhau.", "Entries must differ."),
	"not_in_list":    fault.T("Phải là một trong: %s.", "Must be one of: %s."),
	"too_precise":    fault.T("Quá nhiều chữ số thập phân.", "Too many decimals."),
	"too_short":      fault.T("Cần ít nhất %s ký tự.", "Needs at least %s {character|characters}."),
	"too_long":       fault.T("Tối đa %s ký tự.", "At most %s {character|characters}."),
	"too_few":        fault.T("Cần ít nhất %s mục.", "Needs at least %s {entry|entries}."),
	"too_many":       fault.T("Tối đa %s mục.", "At most %s {entry|entries}."),
	"malformed_json": fault.T("Nội dung không phải JSON hợp lệ.", "The body is not valid JSON."),
	"malformed_form": fault.T("Không đọc được biểu mẫu gửi lên.", "The form cannot be read."),
	"bad_text":       fault.T("Chữ phải là UTF-8 và không có ký tự điều khiển.", "Text must be UTF-8 without control characters."),
	"wrong_type":     fault.T("Sai kiểu dữ liệu.", "Wrong type."),
	"out_of_range":   fault.T("Ngoài khoảng cho phép.", "Out of range."),
}

var typeTexts = map[string]fault.Text{
	"boolean": fault.T("Phải là true hoặc false.", "Must be true or false."),
	"number":  fault.T("Phải là một số.", "Must be a number."),
	"integer": fault.T("Phải là một số nguyên.", "Must be a whole number."),
	"string":  fault.T("Phải là chữ.", "Must be text."),
	"array":   fault.T("Phải là một danh sách.", "Must be a list."),
	"object":  fault.T("Phải là một đối tượng.", "Must be an object."),
}

var rangeTexts = map[string]fault.Text{
	">=": fault.T("Phải từ %s trở lên.", "Must be at least %s."),
	">":  fault.T("Phải lớn hơn %s.", "Must be more than %s."),
	"<=": fault.T("Không được quá %s.", "Must be at most %s."),
	"<":  fault.T("Phải nhỏ hơn %s.", "Must be less than %s."),
}

// mostFields is how many fields one refusal names.
const mostFields = 50

// fieldsOf gathers huma's complaints as one refusal, the first about each field;
// those about fields that there are not, which huma tells in any order, come last by
// name.
func fieldsOf(errs []error) *fault.Error {
	refusal := &fault.Error{Code: fault.InvalidInput, Message: fault.T("Dữ liệu chưa hợp lệ.", "The input is not valid.")}
	seen := map[string]bool{}
	add := func(field fault.Field) {
		if !seen[field.Path] {
			seen[field.Path] = true
			refusal.Fields = append(refusal.Fields, field)
		}
	}
	for _, err := range errs {
		var own *fault.Error
		if errors.As(err, &own) {
			for _, field := range own.Fields {
				add(field)
			}
			continue
		}
		var detailer huma.ErrorDetailer
		if errors.As(err, &detailer) {
			detail := detailer.ErrorDetail()
			field := fieldOf(detail.Location, detail.Message)
			if detail.Value == "" && field.Code != "unknown_field" { // whatever else it should be
				field.Code, field.Message = "required", fault.Required
			}
			add(field)
		}
	}
	slices.SortStableFunc(refusal.Fields, func(a, b fault.Field) int {
		unknown := func(f fault.Field) string {
			if f.Code == "unknown_field" {
				return f.Path
			}
			return ""
		}
		return strings.Compare(unknown(a), unknown(b))
	})
	refusal.Fields = refusal.Fields[:min(len(refusal.Fields), mostFields)]
	return refusal
}

func fieldOf(location, message string) fault.Field {
	path := fieldPath(location)
	for _, known := range spoken {
		if strings.HasPrefix(message, known.begins) {
			message = known.coded
			break
		}
	}
	code, arguments, _ := strings.Cut(message, "|")
	first, second, _ := strings.Cut(arguments, "|")
	switch code {
	case "missing": // told of the object, meant for its member
		code, path = "required", join(path, first)
	case "at": // from unmarshal: at|path|code|argument
		var rest string
		path = first
		code, rest, _ = strings.Cut(second, "|")
		first, second, _ = strings.Cut(rest, "|")
	}
	return fault.Field{Path: path, Code: code, Message: textOf(code, first, second)}
}

func textOf(code, first, second string) fault.Text {
	switch code {
	case "wrong_type":
		if text, known := typeTexts[first]; known {
			return text
		}
	case "out_of_range":
		if text, known := rangeTexts[first]; known {
			if bound, err := strconv.ParseFloat(second, 64); err == nil {
				second = strconv.FormatFloat(bound, 'f', -1, 64)
			}
			return text.With(second)
		}
	case "not_in_list", "too_short", "too_long", "too_few", "too_many":
		return texts[code].With(first)
	}
	if text, known := texts[code]; known {
		return text
	}
	return texts["pattern"]
}

// fieldPath drops the part of the request that huma's locations begin with.
func fieldPath(location string) string {
	for _, part := range []string{"body", "query", "path", "header", "form", "cookie"} {
		if rest, found := strings.CutPrefix(location, part); found {
			if rest == "" {
				return ""
			}
			if rest[0] == '.' || rest[0] == '[' {
				location = strings.TrimPrefix(rest, ".")
				break
			}
		}
	}
	return strings.NewReplacer("..", ".", ".[", "[").Replace(location)
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// unreadable is an error of unmarshal in the coded form that fieldOf reads.
type unreadable string

func (u unreadable) Error() string { return string(u) }

func unreadableAt(err error) error {
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		kind := "any"
		switch wrong.Type.Kind().String() {
		case "string":
			kind = "string"
		case "bool":
			kind = "boolean"
		case "int", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "uint":
			kind = "integer"
		case "float64":
			kind = "number"
		case "slice", "array":
			kind = "array"
		case "struct", "map":
			kind = "object"
		}
		return unreadable("at|" + wrong.Field + "|wrong_type|" + kind)
	}
	return unreadable("malformed_json")
}
