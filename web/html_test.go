package web_test

import (
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/web/view"
)

// element is an opening tag of a page and the text up to its end.
type element struct {
	name  string
	attrs map[string]string
	text  string
}

type document []*element

var inlineData = regexp.MustCompile(`(?s)<script type="application/ld\+json">.*?</script>`)

// elements reads a page; tags that aren't closed are a failure.
func elements(t *testing.T, body string) document {
	t.Helper()
	body = inlineData.ReplaceAllString(strings.Replace(body, "<!doctype html>", "", 1), "")
	decoder := xml.NewDecoder(strings.NewReader(body))
	decoder.Strict, decoder.AutoClose, decoder.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	var all document
	var open []*element
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			require.Empty(t, open, "unclosed")
			return all
		}
		require.NoError(t, err, body)
		switch token := token.(type) {
		case xml.StartElement:
			e := &element{name: token.Name.Local, attrs: map[string]string{}}
			for _, attr := range token.Attr {
				name := attr.Name.Local
				if attr.Name.Space != "" {
					name = attr.Name.Space + ":" + name
				}
				require.NotContains(t, e.attrs, name, "<%s> has %s twice", e.name, name)
				e.attrs[name] = attr.Value
			}
			all, open = append(all, e), append(open, e)
		case xml.CharData:
			for _, e := range open {
				e.text += string(token)
			}
		case xml.EndElement:
			require.NotEmpty(t, open)
			require.Equal(t, open[len(open)-1].name, token.Name.Local)
			open = open[:len(open)-1]
		}
	}
}

// first is the first element of that name with that attribute; "" stands for any.
func (d document) first(name, attr, value string) *element {
	for _, e := range d {
		if (name == "" || e.name == name) && (attr == "" || e.attrs[attr] == value) {
			return e
		}
	}
	return nil
}

func (d document) all(name string) document {
	var found document
	for _, e := range d {
		if e.name == name {
			found = append(found, e)
		}
	}
	return found
}

// asked is the folded question with the form of an action, "" if it stands open or is
// not there.
func asked(t *testing.T, body, action string) string {
	t.Helper()
	for _, part := range strings.Split(body, `<details class="panel fold"`)[1:] {
		part, _, _ = strings.Cut(part, "</details>")
		if strings.Contains(part, `action="`+action+`"`) {
			return elements(t, "<p>"+part[strings.Index(part, ">")+1:]+"</p>").first("p", "", "").words()
		}
	}
	return ""
}

// cells are the cells from one column up to another of each row of the section's table.
func (d document) cells(section string, from, to int) []string {
	var rows []string
	inside := false
	for at, e := range d {
		if e.name == "section" {
			inside = e.attrs["id"] == section
		}
		if !inside || e.name != "tr" {
			continue
		}
		var cells []string
		for _, cell := range d[at+1:] {
			if cell.name == "tr" {
				break
			}
			if cell.name == "td" || cell.name == "th" && cell.attrs["scope"] == "row" {
				cells = append(cells, cell.words())
			}
		}
		if len(cells) >= to {
			rows = append(rows, strings.Join(cells[from:to], " "))
		}
	}
	return rows
}

// text is the text of an element without the white space around its words.
func (e *element) words() string { return strings.Join(strings.Fields(e.text), " ") }

var fold = regexp.MustCompile(`(?s)<details class="change">.*?</details>`)

// folds is what a page asks only when it is opened; outsideFolds is the rest.
func folds(body string) string { return strings.Join(fold.FindAllString(body, -1), "\n") }

func outsideFolds(body string) string { return fold.ReplaceAllString(body, "") }

// TestAnExactSumHasALineOfItsOwn on a phone: it was broken within its digits.
func TestAnExactSumHasALineOfItsOwn(t *testing.T) {
	var page strings.Builder
	require.NoError(t, view.Tiles([]view.Figure{{Label: "Chi phí", Value: "632.075.000\u00a0₫"}, {Label: "Giá trị", Value: "12,5\u00a0tỷ\u00a0₫"}}).Render(t.Context(), &page))
	require.Equal(t, 1, strings.Count(page.String(), `class="long"`))
	require.Less(t, strings.Index(page.String(), `class="long"`), strings.Index(page.String(), "632.075.000"))
}
