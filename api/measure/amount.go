// Package measure knows quantities: exact amounts, their units and dimensions,
// months and money. Nothing in it is a floating point number.
package measure

import (
	"errors"
	"math"
	"math/big"
	"strconv"
	"strings"

	"lienket/api/fault"
)

// Amount is a quantity in thousandths of its unit: 1.5 is Amount(1500). It is
// stored as that integer; ParseAmount and String give the decimal form.
type Amount int64

// MaxAmount bounds what a single amount may be, in its unit: a thousand million.
// A dozen of them, in the largest unit, still fit an int64 of base thousandths.
const MaxAmount Amount = 1_000_000_000 * 1000

var errAmount = errors.New("not an amount")

// ParseAmount reads a JSON number with at most 3 decimals, exactly; an exponent
// is understood. Errors are fault.InvalidInput with an empty path, codes
// "required", "not_a_number", "too_precise", "out_of_range" or "negative".
func ParseAmount(text string) (Amount, error) {
	value, err := parseThousandths(text)
	switch {
	case text == "":
		return 0, errEmpty
	case errors.Is(err, errAmount):
		return 0, fault.Invalid("", "not_a_number", textNotNumber)
	case errors.Is(err, errPrecise):
		return 0, fault.Invalid("", "too_precise", textPrecise)
	case err != nil || value > MaxAmount:
		return 0, fault.Invalid("", "out_of_range", textRange)
	case value < 0:
		return 0, fault.Invalid("", "negative", textNegative)
	}
	return value, nil
}

var (
	errPrecise = errors.New("more than 3 decimals")
	errRange   = errors.New("out of range")
)

func parseThousandths(text string) (Amount, error) {
	if text == "" || len(text) > 64 || strings.ContainsAny(text, "xX_/pPiInN") {
		return 0, errAmount
	}
	mantissa, exponent, _ := strings.Cut(strings.ToLower(text), "e")
	if exponent != "" {
		if e, err := strconv.Atoi(exponent); err != nil || e > 30 || e < -30 {
			return 0, errRange
		}
	}
	if mantissa == "" {
		return 0, errAmount
	}
	exact, ok := new(big.Rat).SetString(text)
	if !ok {
		return 0, errAmount
	}
	exact.Mul(exact, big.NewRat(1000, 1))
	if !exact.IsInt() {
		return 0, errPrecise
	}
	if !exact.Num().IsInt64() {
		return 0, errRange
	}
	return Amount(exact.Num().Int64()), nil
}

// String is the shortest decimal form: "1.5", "12".
func (a Amount) String() string {
	negative, whole, part := a < 0, int64(a)/1000, int64(a)%1000
	if negative {
		whole, part = -whole, -part
	}
	text := strconv.FormatInt(whole, 10)
	if part != 0 {
		digits := strconv.FormatInt(1000+part, 10)[1:]
		text += "." + strings.TrimRight(digits, "0")
	}
	if negative {
		return "-" + text
	}
	return text
}

// In writes the amount for people: 1.234,5 in Vietnamese, 1,234.5 in English.
func (a Amount) In(lang string) string {
	whole, part, hasPart := strings.Cut(a.String(), ".")
	thousands, decimal := ".", ","
	if lang == "en" {
		thousands, decimal = ",", "."
	}
	sign := ""
	if rest, negative := strings.CutPrefix(whole, "-"); negative {
		sign, whole = "-", rest
	}
	for at := len(whole) - 3; at > 0; at -= 3 {
		whole = whole[:at] + thousands + whole[at:]
	}
	if hasPart {
		return sign + whole + decimal + part
	}
	return sign + whole
}

// Price is VND per unit; Money is VND. VND has no minor unit.
type Money = int64

// MaxPrice bounds a unit price, in VND.
const MaxPrice Money = 100_000_000_000

// Cost is amount (of the price's unit) times price, rounded half up to the đồng.
// ok is false when it does not fit.
func Cost(amount Amount, price Money) (cost Money, ok bool) {
	product := new(big.Int).Mul(big.NewInt(int64(amount)), big.NewInt(price))
	product.Add(product, big.NewInt(500))
	product.Div(product, big.NewInt(1000))
	if !product.IsInt64() {
		return math.MaxInt64, false
	}
	return product.Int64(), true
}

var (
	textNotNumber = fault.T("Phải là một số.", "Must be a number.")
	textPrecise   = fault.T("Tối đa 3 chữ số thập phân.", "At most 3 decimals.")
	textRange     = fault.T("Số quá lớn.", "The number is too large.")
	textNegative  = fault.T("Không được âm.", "Must not be negative.")
)
