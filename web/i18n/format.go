package i18n

import (
	"strconv"
	"strings"
	"time"

	"lienket/api/measure"
)

// nbsp keeps a number and its unit on one line.
const nbsp = "\u00a0"

func (p *Printer) separators() (group, decimal string) {
	if p.lang == EN {
		return ",", "."
	}
	return ".", ","
}

// Int writes 1.234.567.
func (p *Printer) Int(n int64) string {
	group, _ := p.separators()
	return grouped(strconv.FormatInt(n, 10), group)
}

// Amount writes an exact quantity without its unit: 1.234,5.
func (p *Printer) Amount(a measure.Amount) string { return p.decimal(a.String()) }

// Quantity writes an amount with its unit: 1,5 tấn.
func (p *Printer) Quantity(a measure.Amount, unit measure.Unit) string {
	return p.Amount(a) + nbsp + p.Text(unit.LabelFor(a))
}

// Unit is the unit's name.
func (p *Printer) Unit(unit measure.Unit) string { return p.Text(unit.Label()) }

// Money writes VND: 1.234.567 ₫.
func (p *Printer) Money(value measure.Money) string { return p.Int(value) + nbsp + "₫" }

// Price writes a price per unit, a range where the two differ:
// 180.000–220.000 ₫/kg.
func (p *Printer) Price(lowest, highest measure.Money, unit measure.Unit) string {
	text := p.Int(lowest)
	if highest > lowest {
		text += "–" + p.Int(highest)
	}
	return text + nbsp + "₫/" + p.Unit(unit)
}

// Sum writes a large sum of VND short, to one decimal: 12,4 tỷ ₫. It is for figures that
// give an idea; where somebody decides, Money says all of it.
func (p *Printer) Sum(value measure.Money) string {
	for _, step := range []struct {
		size   int64
		vi, en string
	}{{1_000_000_000, "tỷ", "bn"}, {1_000_000, "triệu", "m"}} {
		if value >= step.size {
			tenths := (value + step.size/20) / (step.size / 10)
			text := strconv.FormatInt(tenths/10, 10)
			if tenths%10 != 0 {
				text += "." + strconv.FormatInt(tenths%10, 10)
			}
			word := step.vi
			if p.lang == EN {
				word = step.en
			}
			return p.decimal(text) + nbsp + word + nbsp + "₫"
		}
	}
	return p.Money(value)
}

// Tenths writes a number given in tenths: 714 is 71,4.
func (p *Printer) Tenths(n int) string {
	return p.Amount(measure.Amount(n) * 100)
}

// Percent writes 77 %, in English 77%.
func (p *Printer) Percent(n int64) string {
	if p.lang == EN {
		return p.Int(n) + "%"
	}
	return p.Int(n) + nbsp + "%"
}

// Date writes 23/11/2026, in English 23 Nov 2026; "" for a malformed date.
func (p *Printer) Date(date measure.Date) string {
	t, err := time.Parse(time.DateOnly, string(date))
	if err != nil {
		return ""
	}
	if p.lang == EN {
		return t.Format("2 Jan 2006")
	}
	return t.Format("02/01/2006")
}

// Day is the date of an instant in Vietnam.
func (p *Printer) Day(t time.Time) string { return p.Date(measure.DateOf(t)) }

// Month writes 11/2026, in English Nov 2026; "" for a malformed month.
func (p *Printer) Month(month measure.Month) string {
	year, number := month.Split()
	if year == 0 {
		return ""
	}
	if p.lang == EN {
		return time.Month(number).String()[:3] + " " + strconv.Itoa(year)
	}
	return strconv.Itoa(100 + number)[1:] + "/" + strconv.Itoa(year)
}

// ShortMonth names a month for the foot of a chart: T11, Nov.
func (p *Printer) ShortMonth(month measure.Month) string {
	year, number := month.Split()
	switch {
	case year == 0:
		return ""
	case p.lang == EN:
		return time.Month(number).String()[:3]
	}
	return "T" + strconv.Itoa(number)
}

// decimal writes a plain decimal number with the language's separators.
func (p *Printer) decimal(text string) string {
	group, decimal := p.separators()
	whole, part, fraction := strings.Cut(text, ".")
	text = grouped(whole, group)
	if fraction {
		text += decimal + part
	}
	return text
}

func grouped(digits, separator string) string {
	sign := ""
	if strings.HasPrefix(digits, "-") {
		sign, digits = "−", digits[1:]
	}
	var b strings.Builder
	b.WriteString(sign)
	for i, digit := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteString(separator)
		}
		b.WriteRune(digit)
	}
	return b.String()
}
