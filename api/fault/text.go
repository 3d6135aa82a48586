package fault

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Line notes a fault unless value is one line of min to max characters of valid
// text, and returns it with the white space around it removed.
func (c *Check) Line(path, value string, min, max int) string {
	value = strings.TrimSpace(value)
	c.text(path, value, min, max, func(r rune) bool { return unicode.IsControl(r) })
	return value
}

// Prose is Line for text of several lines.
func (c *Check) Prose(path, value string, min, max int) string {
	value = strings.TrimSpace(strings.ReplaceAll(value, "\r\n", "\n"))
	c.text(path, value, min, max, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' })
	return value
}

func (c *Check) text(path, value string, min, max int, forbidden func(rune) bool) {
	length := utf8.RuneCountInString(value)
	switch {
	case !utf8.ValidString(value) || strings.ContainsFunc(value, forbidden):
		c.Add(path, "bad_text", textBadText)
	case length == 0 && min > 0:
		c.Add(path, "required", textRequired)
	case length < min:
		c.Add(path, "too_short", textTooShort.With(min))
	case length > max:
		c.Add(path, "too_long", textTooLong.With(max))
	}
}

// Need is Check.That for a field that must be filled in: of an empty one that is said,
// and nothing of how it should be.
func Need[T comparable](c *Check, value T, ok bool, path, code string, message Text) {
	var empty T
	if value == empty {
		c.Add(path, "required", Required)
		return
	}
	c.That(ok, path, code, message)
}

// Required is the message for a field that must be filled in.
var Required = textRequired

var (
	textRequired = T("Cần điền mục này.", "This field is required.")
	textTooShort = T("Cần ít nhất %d ký tự.", "At least %d characters.")
	textTooLong  = T("Tối đa %d ký tự.", "At most %d characters.")
	textBadText  = T("Có ký tự không hợp lệ.", "Contains characters that are not allowed.")
)
