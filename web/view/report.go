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
