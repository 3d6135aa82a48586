package exchange

import (
	"context"
	"slices"
	"strconv"

	"lienket/api/registry"
)

// planReports: a row is a year of its organisation. Figures that the file has no
// column for stay as they are. A row without any makes no report.
func planReports(ctx context.Context, s *Service, r *run) error {
	owners, err := s.owners(ctx, r)
	if err != nil {
		return err
	}
	var keys []string
	r.look(func(i int, row *row) {
		if owners[i] != nil {
			keys = append(keys, registry.ReportKey(owners[i].ID, row.year("year")))
		}
	})
	known, err := s.registry.ReportsWithKeys(ctx, keys)
	if err != nil {
		return err
	}
	var changed []*registry.ReportPlan
	cells := reportCells(r.table)
	err = r.each(ctx, func(i int, row *row) error {
		year, status := row.year("year"), registry.ReportStatus(row.choice("status"))
		var figures registry.Figures
		if owners[i] == nil {
			row.figures(&figures)
			return nil
		}
		before := known[registry.ReportKey(owners[i].ID, year)]
		if before != nil {
			figures = before.Figures
		}
		row.figures(&figures)
		if slices.Contains(row.wrong, "year") || !row.bad && !row.once("year", owners[i].ID, strconv.Itoa(year)) {
			return nil
		}
		if !row.bad && before == nil && status == "" && figures == (registry.Figures{}) {
			r.count(false, true)
			return nil
		}
		plan, err := s.registry.PlanReport(r.actor, owners[i], before, year, figures, status, !r.ours)
		switch {
		case row.bad:
			return row.besides(err)
		case err != nil:
			return row.refused("status", err)
		}
		if r.count(before != nil, plan.Unchanged()) {
			changed = append(changed, plan)
			name := owners[i].Name + " · " + strconv.Itoa(year)
			if before != nil {
				describe(row, name, cells, &registry.Reported{Organization: owners[i], Report: before}, &registry.Reported{Organization: owners[i], Report: plan.Report})
			}
			if plan.Accepts(before) {
				row.verifies(name)
			}
		}
		return nil
	})
	r.save = func(ctx context.Context) error { return s.registry.SaveReports(ctx, r.actor, changed) }
	return err
}

// figures reads the figures that the file has columns for; an empty cell is one
// that is not answered.
func (r *row) figures(into *registry.Figures) {
	for _, figure := range registry.ReportFigures {
		if !r.has(figure.Name) {
			continue
		}
		var number int64
		var given bool
		if figure.Kind == registry.FigureArea {
			amount, has := r.amount(figure.Name)
			number, given = int64(amount), has
		} else {
			number, given = r.whole(figure.Name)
		}
		at := figure.Of(into)
		if *at = nil; given {
			*at = &number
		}
	}
}
