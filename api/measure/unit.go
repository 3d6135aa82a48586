package measure

import (
	"slices"

	"lienket/api/fault"
)

// Unit is the code of a unit of quantity.
type Unit string

// Dimension groups units that convert into one another.
type Dimension string

// The dimensions with more than one unit; every count is a dimension of its own,
// named like its unit.
const (
	Mass   Dimension = "mass"
	Volume Dimension = "volume"
)

type unitFacts struct {
	dimension Dimension
	factor    int64 // base units in one
	label     fault.Text
	many      string // English for more than one, if it differs
}

var units = map[Unit]unitFacts{
	"kg":         {Mass, 1, fault.T("kg", "kg"), ""},
	"yen":        {Mass, 10, fault.T("yến", "yến (10 kg)"), ""},
	"ta":         {Mass, 100, fault.T("tạ", "tạ (100 kg)"), ""},
	"tan":        {Mass, 1000, fault.T("tấn", "t"), ""},
	"ml":         {Volume, 1, fault.T("ml", "ml"), ""},
	"lit":        {Volume, 1000, fault.T("lít", "l"), ""},
	"hop":        {"hop", 1, fault.T("hộp", "box"), "boxes"},
	"chai":       {"chai", 1, fault.T("chai", "bottle"), "bottles"},
	"goi":        {"goi", 1, fault.T("gói", "pack"), "packs"},
	"tui":        {"tui", 1, fault.T("túi", "bag"), "bags"},
	"lo":         {"lo", 1, fault.T("lọ", "jar"), "jars"},
	"con":        {"con", 1, fault.T("con", "head"), ""},
	"cay":        {"cay", 1, fault.T("cây", "plant"), "plants"},
	"cai":        {"cai", 1, fault.T("cái", "piece"), "pieces"},
	"san-pham":   {"san-pham", 1, fault.T("sản phẩm", "item"), "items"},
	"luot-khach": {"luot-khach", 1, fault.T("lượt khách", "visit"), "visits"},
}

// Units lists the codes in a fixed order.
var Units = []Unit{"kg", "yen", "ta", "tan", "lit", "ml", "hop", "chai", "goi", "tui", "lo", "con", "cay", "cai", "san-pham", "luot-khach"}

// Valid reports whether u is a known code.
func (u Unit) Valid() bool { _, known := units[u]; return known }

// Dimension is what u measures; "" for an unknown unit.
func (u Unit) Dimension() Dimension { return units[u].dimension }

// Label is the unit's name for people.
func (u Unit) Label() fault.Text { return units[u].label }

// LabelFor is the name beside an amount: 1 bottle, 2 bottles.
func (u Unit) LabelFor(amount Amount) fault.Text {
	label := u.Label()
	if many := units[u].many; many != "" && amount != 1000 {
		label.EN = many
	}
	return label
}

// Base is the quantity in thousandths of the dimension's base unit (kg, ml, or
// the count itself). It is exact and fits for amounts up to MaxAmount.
func (u Unit) Base(amount Amount) int64 { return int64(amount) * units[u].factor }

// FromBase is the amount of u in base thousandths, rounded down to a thousandth.
func (u Unit) FromBase(base int64) Amount {
	factor := units[u].factor
	if factor <= 1 {
		return Amount(base)
	}
	amount := base / factor
	if base%factor < 0 {
		amount--
	}
	return Amount(amount)
}

// FromBaseUp is FromBase rounded up.
func (u Unit) FromBaseUp(base int64) Amount { return -u.FromBase(-base) }

// PriceIn converts a price per from-unit to VND per to-unit as the exact ratio
// num/den. ok is false between dimensions.
func PriceIn(price Money, from, to Unit) (num, den int64, ok bool) {
	f, t := units[from], units[to]
	if f.dimension != t.dimension || f.dimension == "" {
		return 0, 1, false
	}
	return price * t.factor, f.factor, true
}

// CheckUnit is the rule for a unit in an input.
func CheckUnit(u Unit) error {
	if !u.Valid() {
		return fault.Invalid("", "unknown_unit", textUnit)
	}
	return nil
}

// UnitsOf lists the units of a dimension, smallest first.
func UnitsOf(d Dimension) []Unit {
	var list []Unit
	for _, u := range Units {
		if u.Dimension() == d {
			list = append(list, u)
		}
	}
	slices.SortFunc(list, func(a, b Unit) int { return int(units[a].factor - units[b].factor) })
	return list
}

var textUnit = fault.T("Đơn vị tính không có trong danh mục.", "Unknown unit.")
