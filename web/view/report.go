package view

import "context"

// reportHint is a figure's measure, with what it was last year.
func reportHint(ctx context.Context, year int, figure ReportFigure) string {
	if figure.Previous == "" {
		return figure.Measure
	}
	return figure.Measure + ". " + t(ctx, "report.last_year", "Year", itoa(year-1), "Value", figure.Previous)
}

// reportWarnings counts what is to be looked at again.
func reportWarnings(m ReportModel) int {
	count := len(m.Warnings)
	for _, figure := range m.Figures {
		count += len(figure.Warnings)
	}
	return count
}

// criterionHint is what a criterion asks and at most gives; for an officer also what
// the cooperative gave itself and why.
func criterionHint(ctx context.Context, m RatingModel, c Criterion) string {
	if m.Officer {
		return t(ctx, "rate.own", "Own", c.Own, "Most", c.Most, "Evidence", c.Evidence)
	}
	hint := t(ctx, "rate.most", "Most", c.Most)
	if c.Help != "" {
		hint += " " + c.Help
	}
	return hint
}
