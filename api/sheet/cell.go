package sheet

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"lienket/api/fault"
	"lienket/api/measure"
)

func itoa(n int) string { return strconv.Itoa(n) }

// bad is why a Bad cell cannot be taken.
func (c Cell) bad() error {
	message, known := badCells[c.Value]
	if !known {
		message = textUnreadableCell
	}
	return fault.Invalid("", c.Value, message)
}

// Line is the cell as text: a number in its plain form, "" for an empty cell.
// A date is refused, since how it was written is not known. Errors of this and
// the other readers are InvalidInput with an empty path.
func (c Cell) Line() (string, error) {
	switch c.Kind {
	case Bad:
		return "", c.bad()
	case Date:
		return "", fault.Invalid("", "date_not_text", textDateNotText)
	default:
		return c.Value, nil
	}
}

// Decimal is the cell as a plain decimal number with a point, "" for an empty
// cell. Text may have separators by Vietnamese or English habit, 1.234,5 or
// 1,234.5; one such as 1.234, which differs between them, is refused.
func (c Cell) Decimal() (string, error) {
	switch c.Kind {
	case Empty, Number:
		return c.Value, nil
	case Bad:
		return "", c.bad()
	case Date:
		return "", fault.Invalid("", "date_not_number", textDateNotNumber)
	case Bool:
		return "", fault.Invalid("", "not_a_number", textNotNumber)
	}
	return decimal(c.Value, false)
}

// Whole is the cell as a whole number. Since it has no decimals, 25.000 and
// 25,000 are both read as 25000.
func (c Cell) Whole() (string, error) {
	value := c.Value
	if c.Kind == Text {
		var err error
		if value, err = decimal(c.Value, true); err != nil {
			return "", err
		}
	} else if _, err := c.Decimal(); err != nil {
		return "", err
	}
	if strings.Contains(value, ".") {
		return "", fault.Invalid("", "not_whole", textNotWhole)
	}
	return value, nil
}

// Day is the cell as a day, "" for an empty cell. Text is 2026-11-23, or day,
// month and year as in Vietnam: 23/11/2026. A bare number is refused.
func (c Cell) Day() (measure.Date, error) {
	switch c.Kind {
	case Empty:
		return "", nil
	case Date:
		return measure.Date(c.Value), nil
	case Bad:
		return "", c.bad()
	case Text:
		for _, layout := range []string{time.DateOnly, "2/1/2006", "2-1-2006", "2.1.2006"} {
			if t, err := time.Parse(layout, c.Value); err == nil {
				return measure.Date(t.Format(time.DateOnly)), nil
			}
		}
	}
	return "", fault.Invalid("", "not_a_date", textNotDate)
}

var (
	plainNumber    = regexp.MustCompile(`^\d+$`)
	oneSeparator   = regexp.MustCompile(`^(\d+)([.,])(\d+)$`)
	pointThousands = regexp.MustCompile(`^\d{1,3}(\.\d{3})+(,\d+)?$`)
	commaThousands = regexp.MustCompile(`^\d{1,3}(,\d{3})+(\.\d+)?$`)
	spaceThousands = regexp.MustCompile(`^\d{1,3}( \d{3})+([.,]\d+)?$`)
)

// decimal reads a number as text. In a whole number a single separator before
// three digits can only part thousands.
func decimal(value string, whole bool) (string, error) {
	digits, negative := strings.CutPrefix(value, "-")
	sign := ""
	if negative {
		sign = "-"
	}
	parts := oneSeparator.FindStringSubmatch(digits)
	switch {
	case len(digits) > 40:
		return "", fault.Invalid("", "not_a_number", textNotNumber)
	case plainNumber.MatchString(digits):
		return sign + digits, nil
	case parts != nil && len(parts[3]) == 3 && len(parts[1]) <= 3 && parts[1][0] != '0':
		if !whole {
			return "", fault.Invalid("", "ambiguous_number",
				textAmbiguous.With(value, parts[1]+parts[3], parts[1], parts[3]))
		}
		return sign + parts[1] + parts[3], nil
	case parts != nil:
		return sign + parts[1] + "." + parts[3], nil
	case pointThousands.MatchString(digits):
		return sign + strings.ReplaceAll(strings.ReplaceAll(digits, ".", ""), ",", "."), nil
	case commaThousands.MatchString(digits):
		return sign + strings.ReplaceAll(digits, ",", ""), nil
	case spaceThousands.MatchString(digits):
		return sign + strings.ReplaceAll(strings.ReplaceAll(digits, " ", ""), ",", "."), nil
	}
	return "", fault.Invalid("", "not_a_number", textNotNumber)
}
