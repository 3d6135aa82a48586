package registry

import "lienket/api/fault"

// Warning is what its author should look at again. It refuses nothing: a year can
// be unusual.
type Warning struct {
	Field    string
	Code     string
	Message  fault.Text
	Previous *int64 // last year's figure, in the field's measure; nil where it isn't about that
}

// Codes of warnings.
const (
	WarnChanged   = "changed_much"
	WarnUnchanged = "unchanged"
	WarnExceeds   = "exceeds"
	WarnFew       = "below_legal_minimum"
	WarnUnit      = "unit_unlikely"
	WarnLaw       = "law_unlikely"
	WarnOrder     = "order_unlikely"
)

// leastMembers is how many official members a cooperative needs (Luật Hợp tác xã
// 17/2023/QH15).
const leastMembers = 5

// warnings holds figures against each other and against those of the year before,
// nil if there are none.
func warnings(kind Kind, now, before *Figures) []Warning {
	var found []Warning
	warn := func(unusual bool, field, code string, message fault.Text) {
		if unusual {
			found = append(found, Warning{Field: field, Code: code, Message: message})
		}
	}
	more := func(a, b *int64) bool { return a != nil && b != nil && *a > *b }
	small := func(a *int64, least int64) bool { return a != nil && *a > 0 && *a < least }

	warn(kind == Cooperative && now.Members != nil && *now.Members < leastMembers, "members", WarnFew, textWarnFew.With(leastMembers))
	warn(more(now.MemberHouseholds, now.Members), "memberHouseholds", WarnExceeds, textWarnHouseholds)
	warn(more(now.RegularLabour, now.Labour), "regularLabour", WarnExceeds, textWarnLabour)
	warn(more(now.Profit, now.Revenue), "profit", WarnExceeds, textWarnProfit)
	warn(small(now.AverageMemberIncome, 100_000), "averageMemberIncome", WarnUnit, textWarnUnit)
	warn(now.AverageMemberIncome != nil && *now.AverageMemberIncome > 100*million, "averageMemberIncome", WarnUnit, textWarnMonth)
	warn(small(now.Revenue, million), "revenue", WarnUnit, textWarnUnit)
	warn(small(now.Capital, million), "capital", WarnUnit, textWarnUnit)
	if before == nil {
		return found
	}
	same, answered := true, 0
	for _, figure := range ReportFigures {
		a, b := *figure.Of(now), *figure.Of(before)
		same = same && value(a) == value(b)
		if a == nil || b == nil {
			continue
		}
		answered++
		if figure.jumps(*b, *a) {
			found = append(found, Warning{Field: figure.Name, Code: WarnChanged, Message: textWarnChanged, Previous: b})
		}
	}
	warn(same && answered == len(ReportFigures), "", WarnUnchanged, textWarnUnchanged)
	return found
}

// jumps reports whether a figure went from one value to another in a way that is
// more often a slip than a fact.
func (f *Figure) jumps(from, to int64) bool {
	low, high := min(from, to), max(from, to)
	return f.factor > 0 && high-low >= f.least && high > f.factor*low
}
