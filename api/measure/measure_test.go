package measure_test

import (
	"math/big"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/fault"
	"lienket/api/measure"
)

func TestParseAmountIsExactToThreeDecimals(t *testing.T) {
	for text, want := range map[string]measure.Amount{
		"0": 0, "1": 1000, "1.5": 1500, "0.001": 1, "12.340": 12340, "1e3": 1_000_000, "5E-1": 500,
		"1000000000": measure.MaxAmount, "1.0000": 1000,
	} {
		got, err := measure.ParseAmount(text)
		require.NoError(t, err, text)
		require.Equal(t, want, got, text)
	}
	for text, code := range map[string]string{
		"": "required", "x": "not_a_number", "0x10": "not_a_number", "1/2": "not_a_number", "1_000": "not_a_number",
		"NaN": "not_a_number", "Inf": "not_a_number", "0.0001": "too_precise", "-1": "negative",
		"1000000000.001": "out_of_range", "1e300": "out_of_range", "1e-300": "out_of_range",
	} {
		_, err := measure.ParseAmount(text)
		var fields *fault.Error
		require.ErrorAs(t, err, &fields, text)
		require.Equal(t, code, fields.Fields[0].Code, text)
	}
}

func FuzzAmountReadsBackWhatItPrints(f *testing.F) {
	f.Add("1.5")
	f.Add("1e-3")
	f.Fuzz(func(t *testing.T, text string) {
		amount, err := measure.ParseAmount(text)
		if err != nil {
			return
		}
		again, err := measure.ParseAmount(amount.String())
		require.NoError(t, err)
		require.Equal(t, amount, again)
	})
}

func TestUnitsConvertOnlyWithinADimension(t *testing.T) {
	require.EqualValues(t, 1_500_000, measure.Unit("tan").Base(1500))
	require.Equal(t, measure.Amount(1), measure.Unit("tan").FromBase(1999))
	require.Equal(t, measure.Amount(2), measure.Unit("tan").FromBaseUp(1999))
	require.Equal(t, measure.Amount(-2), measure.Unit("tan").FromBase(-1001))

	num, den, ok := measure.PriceIn(50_000, "kg", "tan")
	require.True(t, ok)
	require.EqualValues(t, 50_000_000, num/den)
	_, _, ok = measure.PriceIn(50_000, "hop", "goi")
	require.False(t, ok)
	require.Equal(t, []measure.Unit{"kg", "yen", "ta", "tan"}, measure.UnitsOf(measure.Mass))
}

func TestCostRoundsHalfUp(t *testing.T) {
	cost, ok := measure.Cost(1, 500)
	require.True(t, ok)
	require.EqualValues(t, 1, cost)
	cost, _ = measure.Cost(1, 499)
	require.EqualValues(t, 0, cost)
	_, ok = measure.Cost(measure.MaxAmount, 1<<62)
	require.False(t, ok)
}

func TestMonths(t *testing.T) {
	require.Equal(t, measure.Month("2027-01"), measure.Month("2026-11").Add(2))
	require.Equal(t, measure.Date("2027-02-28"), measure.Date("2024-02-29").AddMonths(36))
	require.Equal(t, measure.Date("2026-12-31"), measure.Date("2026-10-31").AddMonths(2))
	for _, bad := range []string{"2026-13", "2026-1", "26-01", "", "2026-11-01", "9999-01"} {
		_, err := measure.ParseMonth(bad)
		require.Error(t, err, bad)
	}
	for _, bad := range []string{"2026-02-30", "2026-2-3", "", "20261123"} {
		_, err := measure.ParseDate(bad)
		require.Error(t, err, bad)
	}
}

func TestQuantitiesAreWrittenForPeople(t *testing.T) {
	require.Equal(t, "1.234.567,5", measure.Amount(1_234_567_500).In("vi"))
	require.Equal(t, "-1,234.567", measure.Amount(-1_234_567).In("en"))
	require.Equal(t, "999", measure.Amount(999_000).In("vi"))
	require.Equal(t, "11/2026", measure.Month("2026-11").In("vi"))

	text := fault.T("%s còn %s %s", "%s has %s %s").With(measure.Month("2026-11"), measure.Amount(1500), measure.Unit("tan").Label())
	require.Equal(t, fault.T("11/2026 còn 1,5 tấn", "2026-11 has 1.5 t"), text)
}

// FuzzUnits: whatever stands where a unit is asked for is one of the list or refused, and
// amounts and prices of two units of a dimension are converted exactly, there and back.
func FuzzUnits(f *testing.F) {
	for _, unit := range measure.Units {
		f.Add(string(unit), string(unit), int64(1500), int64(60_000))
	}
	f.Add("tan", "yen", int64(measure.MaxAmount), measure.MaxPrice)
	f.Add("kg", "lit", int64(1), int64(1))
	for _, odd := range []string{"", "KG", " kg", "kg ", "tấn", "t", "kg\x00", "\xff", "mass"} {
		f.Add(odd, "kg", int64(-1), int64(0))
	}
	f.Fuzz(func(t *testing.T, from, to string, amount, price int64) {
		u, v := measure.Unit(from), measure.Unit(to)
		amount, price = amount%int64(measure.MaxAmount+1), price%(measure.MaxPrice+1)
		require.Equal(t, slices.Contains(measure.Units, u), u.Valid())
		require.Equal(t, u.Valid(), measure.CheckUnit(u) == nil)
		num, den, ok := measure.PriceIn(price, u, v)
		require.Positive(t, den)
		require.Equal(t, u.Valid() && v.Valid() && u.Dimension() == v.Dimension(), ok)
		if !u.Valid() {
			require.True(t, fault.Is(measure.CheckUnit(u), fault.InvalidInput))
			require.Empty(t, u.Dimension())
			require.Empty(t, u.Label())
			require.Equal(t, measure.Amount(amount), u.FromBase(amount), "nothing is multiplied by an unknown unit")
			return
		}
		require.NotEmpty(t, u.Label().VI)
		require.NotEmpty(t, u.Label().EN)
		require.Contains(t, measure.UnitsOf(u.Dimension()), u)

		base := u.Base(measure.Amount(amount))
		require.Equal(t, measure.Amount(amount), u.FromBase(base))
		require.Equal(t, measure.Amount(amount), u.FromBaseUp(base))
		if !ok {
			return
		}
		// What is rounded is rounded by less than a thousandth, down and up.
		low, high := v.FromBase(base), v.FromBaseUp(base)
		require.LessOrEqual(t, v.Base(low), base)
		require.GreaterOrEqual(t, v.Base(high), base)
		require.LessOrEqual(t, high-low, measure.Amount(1))
		require.Equal(t, v.Base(low) == base, low == high)
		if low == high {
			require.Equal(t, measure.Amount(amount), u.FromBase(v.Base(low)), "there and back")
		}
		back, of, ok := measure.PriceIn(num, v, u)
		require.True(t, ok)
		same := new(big.Int).Mul(big.NewInt(price), big.NewInt(den*of))
		require.Zero(t, big.NewInt(back).Cmp(same), "a price comes back exactly")
	})
}
