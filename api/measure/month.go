package measure

import (
	"fmt"
	"time"

	"lienket/api/fault"
)

// Month is a calendar month as "2026-11", which sorts as time does.
type Month string

// Date is a calendar day as "2026-11-23".
type Date string

// Vietnam is the product's time zone, UTC+7 without daylight saving.
var Vietnam = time.FixedZone("Asia/Ho_Chi_Minh", 7*3600)

// MonthOf is the month of t in Vietnam.
func MonthOf(t time.Time) Month { return Month(t.In(Vietnam).Format("2006-01")) }

// DateOf is the day of t in Vietnam.
func DateOf(t time.Time) Date { return Date(t.In(Vietnam).Format(time.DateOnly)) }

// MonthAt makes a Month.
func MonthAt(year, month int) Month { return Month(fmt.Sprintf("%04d-%02d", year, month)) }

// ParseMonth checks a month of the years 2000 to 2100. Of an empty one it is said that
// it is to be filled in, as of days and amounts.
func ParseMonth(text string) (Month, error) {
	if text == "" {
		return "", errEmpty
	}
	t, err := time.Parse("2006-01", text)
	if err != nil || t.Year() < 2000 || t.Year() > 2100 {
		return "", fault.Invalid("", "not_a_month", textMonth)
	}
	return Month(text), nil
}

// ParseDate checks a day of the years 1900 to 2100.
func ParseDate(text string) (Date, error) {
	if text == "" {
		return "", errEmpty
	}
	t, err := time.Parse(time.DateOnly, text)
	if err != nil || t.Year() < 1900 || t.Year() > 2100 {
		return "", fault.Invalid("", "not_a_date", textDate)
	}
	return Date(text), nil
}

// In writes the month for people: 11/2026 in Vietnamese, 2026-11 in English.
func (m Month) In(lang string) string {
	if len(m) != 7 || lang == "en" {
		return string(m)
	}
	return string(m[5:] + "/" + m[:4])
}

// Split gives the year and the month, 1 to 12; 0, 0 for a malformed Month.
func (m Month) Split() (year, month int) {
	t, err := time.Parse("2006-01", string(m))
	if err != nil {
		return 0, 0
	}
	return t.Year(), int(t.Month())
}

// Add is the month n months later.
func (m Month) Add(n int) Month {
	year, month := m.Split()
	return Month(time.Date(year, time.Month(month+n), 1, 0, 0, 0, 0, time.UTC).Format("2006-01"))
}

// In writes the day for people: 23/11/2026 in Vietnamese, 2026-11-23 in English.
func (d Date) In(lang string) string {
	if len(d) != 10 || lang == "en" {
		return string(d)
	}
	return string(d[8:] + "/" + d[5:7] + "/" + d[:4])
}

// Month is the month of the day.
func (d Date) Month() Month {
	if len(d) < 7 {
		return ""
	}
	return Month(d[:7])
}

// AddMonths is the day n months later, or the last of that month where it has
// no such day: 2024-02-29 and 36 months later is 2027-02-28.
func (d Date) AddMonths(n int) Date {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return ""
	}
	first := time.Date(t.Year(), t.Month()+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return Date(first.AddDate(0, 0, min(t.Day(), last)-1).Format(time.DateOnly))
}

// MonthAmount is an amount in a month.
type MonthAmount struct {
	Month  Month  `json:"month"`
	Amount Amount `json:"amount"`
}

// errEmpty is the refusal of what is not filled in.
var errEmpty = fault.Invalid("", "required", fault.Required)

var (
	textMonth = fault.T("Phải là một tháng, dạng 2026-11.", "Must be a month like 2026-11.")
	textDate  = fault.T("Phải là một ngày, dạng 2026-11-23.", "Must be a date like 2026-11-23.")
)
