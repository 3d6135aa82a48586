package rest_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestBadInputIsNamedByFieldAndCode(t *testing.T) {
	s := start(t, nil)
	long := strings.Repeat("ộ", 20)
	for _, row := range []struct {
		name, body    string
		status        int
		field, code   string
		vietnamese    string
		english       string
		alsoNoProblem bool
	}{
		{name: "malformed", body: `{"name":`, status: 400, code: "malformed_json", vietnamese: "Nội dung không phải JSON hợp lệ.", english: "The body is not valid JSON."},
		{name: "not JSON", body: `hello`, status: 400, code: "malformed_json"},
		{name: "trailing", body: `{"name":"abc","amount":1} x`, status: 400, code: "malformed_json"},
		{name: "empty", body: ``, status: 400, code: "required", vietnamese: "Thiếu nội dung yêu cầu."},
		{name: "array for object", body: `[]`, status: 422, code: "wrong_type", vietnamese: "Phải là một đối tượng."},
		{name: "null", body: `null`, status: 422, code: "wrong_type"},
		{name: "missing", body: `{"amount":1}`, status: 422, field: "name", code: "required"},
		{name: "unknown", body: `{"name":"abc","amount":1,"stars":5}`, status: 422, field: "stars", code: "unknown_field", english: "There is no such field."},
		{name: "wrong case", body: `{"Name":"abc","amount":1}`, status: 422, field: "name", code: "required"},
		{name: "number for text", body: `{"name":5,"amount":1}`, status: 422, field: "name", code: "wrong_type", vietnamese: "Phải là chữ."},
		{name: "null for text", body: `{"name":null,"amount":1}`, status: 422, field: "name", code: "wrong_type"},
		{name: "short", body: `{"name":"ộ","amount":1}`, status: 422, field: "name", code: "too_short", vietnamese: "Cần ít nhất 2 ký tự.", english: "Needs at least 2 characters."},
		{name: "long in characters", body: `{"name":"` + long + `x","amount":1}`, status: 422, field: "name", code: "too_long"},
		{name: "enum", body: `{"name":"abc","amount":1,"kind":"wet"}`, status: 422, field: "kind", code: "not_in_list", english: "Must be one of: soft, hard."},
		{name: "email", body: `{"name":"abc","amount":1,"email":"x"}`, status: 422, field: "email", code: "not_an_email"},
		{name: "text amount", body: `{"name":"abc","amount":"5"}`, status: 422, field: "amount", code: "wrong_type", vietnamese: "Phải là một số."},
		{name: "null amount", body: `{"name":"abc","amount":null}`, status: 422, field: "amount", code: "wrong_type"},
		{name: "too precise", body: `{"name":"abc","amount":0.0005}`, status: 422, field: "amount", code: "too_precise", vietnamese: "Tối đa 3 chữ số thập phân."},
		{name: "precise beyond floats", body: `{"name":"abc","amount":999999999.0000001}`, status: 422, field: "amount", code: "too_precise"},
		{name: "negative", body: `{"name":"abc","amount":-1}`, status: 422, field: "amount", code: "out_of_range", vietnamese: "Phải từ 0 trở lên."},
		{name: "just too large", body: `{"name":"abc","amount":1000000000.001}`, status: 422, field: "amount", code: "out_of_range"},
		{name: "beyond floats", body: `{"name":"abc","amount":1e400}`, status: 422, field: "amount", code: "out_of_range"},
		{name: "negative beyond floats", body: `{"name":"abc","amount":-1e999}`, status: 422, field: "amount", code: "out_of_range"},
		{name: "tiny", body: `{"name":"abc","amount":1e-400}`, status: 422, field: "amount", code: "out_of_range"},
		{name: "many digits", body: `{"name":"abc","amount":1.` + strings.Repeat("0", 100) + `}`, status: 422, field: "amount", code: "not_a_number"},
		{name: "fraction of money", body: `{"name":"abc","amount":1,"price":1.5}`, status: 422, field: "price", code: "wrong_type", vietnamese: "Phải là một số nguyên."},
		{name: "exponent of money", body: `{"name":"abc","amount":1,"price":1e3}`, status: 422, field: "price", code: "wrong_type"},
		{name: "money overflows", body: `{"name":"abc","amount":1,"price":99999999999999999999}`, status: 422, field: "price", code: "out_of_range", english: "Must be at most 100000000000."},
		{name: "nested", body: `{"name":"abc","amount":1,"months":[{"month":"2026-11","amount":1},{"month":"2026-12","amount":1},{"month":"2027-01","amount":0.12345}]}`, status: 422, field: "months[2].amount", code: "too_precise"},
		{name: "nested null amount", body: `{"name":"abc","amount":1,"range":{"min":0.12345}}`, status: 422, field: "range.min", code: "too_precise"},
		{name: "nested unknown", body: `{"name":"abc","amount":1,"months":[{"month":"2026-11","amount":1,"x":1}]}`, status: 422, field: "months[0].x", code: "unknown_field"},
		{name: "nested missing", body: `{"name":"abc","amount":1,"months":[{"month":"2026-11"}]}`, status: 422, field: "months[0].amount", code: "required"},
		{name: "too many", body: `{"name":"abc","amount":1,"months":[` + strings.Repeat(`{"month":"2026-11","amount":1},`, 3) + `{"month":"2026-11","amount":1}]}`, status: 422, field: "months", code: "too_many"},
		{name: "month 13", body: `{"name":"abc","amount":1,"months":[{"month":"2026-13","amount":1}]}`, status: 422, field: "months[0].month", code: "not_a_month", vietnamese: "Phải là một tháng, dạng 2026-11."},
		{name: "30 February", body: `{"name":"abc","amount":1,"day":"2026-02-30"}`, status: 422, field: "day", code: "not_a_date", english: "Must be a date like 2026-11-23."},
		{name: "year 0001", body: `{"name":"abc","amount":1,"day":"0001-01-01"}`, status: 422, field: "day", code: "not_a_date"},
		{name: "instant", body: `{"name":"abc","amount":1,"at":"yesterday"}`, status: 422, field: "at", code: "not_an_instant"},
		{name: "invalid UTF-8", body: "{\"name\":\"a\xff\xfeb\",\"amount\":1}", status: 400, code: "bad_text"},
		{name: "escaped NUL", body: `{"name":"a\u0000b","amount":1}`, status: 400, code: "bad_text"},
		{name: "deep", body: strings.Repeat("[", 20000), status: 400, code: "malformed_json"},
	} {
		t.Run(row.name, func(t *testing.T) {
			p := refused(t, s.do(t, "POST", "/api/v1/things", row.body, an...), row.status, "invalid_input")
			require.NotEmpty(t, p.Errors)
			require.Equal(t, row.field, p.Errors[0].Field, "%+v", p.Errors)
			require.Equal(t, row.code, p.Errors[0].Code, "%+v", p.Errors)
			require.NotContains(t, p.Errors[0].Message, "%")
			require.Equal(t, "Dữ liệu chưa hợp lệ", p.Title)
			if row.vietnamese != "" {
				require.Equal(t, row.vietnamese, p.Errors[0].Message)
			}
			p = refused(t, s.do(t, "POST", "/api/v1/things", row.body, with("Accept-Language", "en-GB,en;q=0.9,vi;q=0.5")...), row.status, "invalid_input")
			require.Equal(t, "Invalid input", p.Title)
			if row.english != "" {
				require.Equal(t, row.english, p.Errors[0].Message)
			}
		})
	}
	require.Zero(t, s.things.Made.Load(), "bad input reached the service")
}

func TestAllFaultsAreToldAtOnceEachFieldOnce(t *testing.T) {
	s := start(t, nil)
	p := refused(t, s.do(t, "POST", "/api/v1/things", `{"name":"x","amount":0.12345,"day":"1850-02-30","x":1}`, an...), 422, "invalid_input")
	codes := map[string]string{}
	for _, e := range p.Errors {
		require.NotContains(t, codes, e.Field)
		codes[e.Field] = e.Code
	}
	require.Equal(t, map[string]string{"name": "too_short", "amount": "too_precise", "day": "not_a_date", "x": "unknown_field"}, codes)
}

// TestAnEmptyFieldIsToldToBeRequired, whatever it should hold.
func TestAnEmptyFieldIsToldToBeRequired(t *testing.T) {
	s := start(t, nil)
	p := refused(t, s.do(t, "POST", "/api/v1/things", `{"name":"","amount":1,"day":""}`, an...), 422, "invalid_input")
	codes := map[string]string{}
	for _, e := range p.Errors {
		codes[e.Field] = e.Code
	}
	require.Equal(t, map[string]string{"name": "required", "day": "required"}, codes)
}

// TestTheSameFaultsAreToldInTheSameOrder: first what is wrong, then by name what
// there is not.
func TestTheSameFaultsAreToldInTheSameOrder(t *testing.T) {
	s := start(t, nil)
	for range 10 {
		p := refused(t, s.do(t, "POST", "/api/v1/things", `{"name":"x","u":1,"b":1,"z":1,"a":1,"c":1}`, an...), 422, "invalid_input")
		var unknown []string
		for i, e := range p.Errors {
			if e.Code == "unknown_field" {
				unknown = append(unknown, e.Field)
				continue
			}
			require.Equal(t, i, i-len(unknown), "what is wrong comes first")
		}
		require.Equal(t, []string{"a", "b", "c", "u", "z"}, unknown)
	}
}

func TestAmountsAreReadAndWrittenExactly(t *testing.T) {
	s := start(t, nil)
	for wire, want := range map[string]string{
		"0": "0", "12.5": "12.5", "0.001": "0.001", "1e3": "1000", "999999999.999": "999999999.999", "1000000000": "1000000000", "0.1": "0.1",
	} {
		made, _ := s.create(t, fmt.Sprintf(`{"name":"abc","amount":%s}`, wire))
		require.Equal(t, want, made.Amount.String())
	}
}

func TestBadParametersAreNamed(t *testing.T) {
	s := start(t, nil)
	for path, want := range map[string][2]string{
		"/api/v1/things?limit=0":                      {"limit", "out_of_range"},
		"/api/v1/things?limit=101":                    {"limit", "out_of_range"},
		"/api/v1/things?limit=ten":                    {"limit", "wrong_type"},
		"/api/v1/things?limit=9999999999999999999999": {"limit", "wrong_type"},
		"/api/v1/things?from=2026-13":                 {"from", "not_a_month"},
		"/api/v1/things?year=1999":                    {"year", "out_of_range"},
		"/api/v1/things?cursor=%ff":                   {"cursor", "bad_text"},
		"/api/v1/things?cursor=a%00b":                 {"cursor", "bad_text"},
		"/api/v1/things?x%fe=1":                       {"x?", "bad_text"},
		"/api/v1/things/%ff":                          {"path", "bad_text"},
		"/api/v1/things/a%00":                         {"path", "bad_text"},
		"/api/v1/things/" + strings.Repeat("a", 65):   {"id", "too_long"},
	} {
		p := refused(t, s.do(t, "GET", path, ""), 422, "invalid_input")
		require.Equal(t, want, [2]string{p.Errors[0].Field, p.Errors[0].Code}, path)
	}
	p := refused(t, s.do(t, "GET", "/api/v1/things?cursor=nonsense", ""), 422, "invalid_input")
	require.Equal(t, "cursor", p.Errors[0].Field)
}

func TestHeadersThatCannotBeRead(t *testing.T) {
	s := start(t, nil)
	made, _ := s.create(t, `{"name":"abc","amount":1}`)
	for _, tag := range []string{"3", `"x"`, `"0"`, `"-1"`, `"1", "2"`, `""`, `"99999999999999999999999"`} {
		p := refused(t, s.do(t, "PATCH", "/api/v1/things/"+made.ID, `{"name":"new"}`, with("If-Match", tag)...), 422, "invalid_input")
		require.Equal(t, "If-Match", p.Errors[0].Field)
	}
	for _, key := range []string{strings.Repeat("k", 256), "a b", "khoá"} {
		p := refused(t, s.do(t, "POST", "/api/v1/things", `{"name":"abc","amount":1}`, with("Idempotency-Key", key)...), 422, "invalid_input")
		require.Equal(t, "Idempotency-Key", p.Errors[0].Field)
	}
}

func TestContentTypes(t *testing.T) {
	s := start(t, nil)
	body := `{"name":"abc","amount":1}`
	for kind, status := range map[string]int{
		"application/json": 201, "application/json; charset=utf-8": 201, "application/vnd.x+json": 201,
		"text/plain": 415, "application/x-www-form-urlencoded": 415, "multipart/form-data; boundary=x": 415,
	} {
		require.Equal(t, status, s.do(t, "POST", "/api/v1/things", body, with("Content-Type", kind)...).StatusCode, kind)
	}
	refused(t, s.do(t, "POST", "/api/v1/things", body, with("Content-Encoding", "gzip")...), 415, "invalid_input")
}
