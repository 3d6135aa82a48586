package web

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"lienket/api/account"
	"lienket/api/fault"
	"lienket/api/measure"
	"lienket/api/registry"
	"lienket/web/view"
)

// reportYears is how many years back the list of an organisation goes.
const reportYears = 4

func (v *visit) thisYear() int {
	year, _ := v.month().Split()
	return year
}

// showReports lists the years that an organisation reports, the last one first.
func (s *Site) showReports(v *visit) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	if v.actor.OrganizationID == "" && v.actor.Role != account.Visitor {
		return v.redirect("/can-bo/bao-cao")
	}
	reports, err := s.Registry.Reports(v.ctx, v.actor, v.actor.OrganizationID)
	if err != nil {
		return err
	}
	last := v.thisYear()
	table := view.Table{Caption: v.T("report.years"), Columns: []view.Column{{Label: v.T("report.year")},
		{Label: v.T("report.f_members"), Number: true}, {Label: v.T("report.f_revenue"), Number: true},
		{Label: v.T("report.to_review"), Number: true}, {Label: v.T("workspace.col_status")}}}
	known := map[int]*registry.Report{}
	for i := range reports {
		known[reports[i].Year] = &reports[i]
	}
	for year := last; year >= registry.ReportsSince; year-- {
		report := known[year]
		if report == nil && year <= last-reportYears {
			continue
		}
		row := view.Row{URL: reportPath(year), Status: "report_none", Cells: []string{strconv.Itoa(year), "–", "–", "–"}}
		if report != nil {
			row.Status = string(report.Status)
			row.Cells = []string{row.Cells[0], v.figure(registry.ReportFigures[0], report.Figures.Members), v.sum(report.Figures.Revenue),
				v.Int(int64(len(report.Warnings)))}
		}
		table.Rows = append(table.Rows, row)
	}
	page := v.page(v.T("report.title"))
	page.NoIndex = true
	return v.render(view.List(page, view.ListModel{Title: v.T("report.title"), Lead: v.T("report.lead"), Table: table, Downloads: v.downloads("bao-cao-don-vi"),
		Crumbs: []view.Crumb{{Label: v.T("workspace.title"), URL: "/tai-khoan"}, {Label: v.T("report.title")}}}))
}

func reportPath(year int) string { return fmt.Sprintf("/tai-khoan/bao-cao/%d", year) }

// sum is a figure of money written short.
func (v *visit) sum(value *int64) string {
	if value == nil {
		return "–"
	}
	return v.Sum(*value)
}

// figure writes a figure with its measure.
func (v *visit) figure(kind registry.Figure, value *int64) string {
	if value == nil {
		return "–"
	}
	switch kind.Kind {
	case registry.FigureMoney:
		return v.Money(*value)
	case registry.FigureArea:
		return v.Amount(measure.Amount(*value)) + "\u00a0ha"
	}
	return v.Int(*value)
}

// pathYear is the year in a path; another number is no page.
func (v *visit) pathYear() (int, error) {
	year, err := strconv.Atoi(v.c.Params("year"))
	if err != nil || year < registry.ReportsSince || year > v.thisYear() {
		return 0, fault.Missing(fault.T("năm này", "such year"))
	}
	return year, nil
}

// showReport asks for a year's figures, last year's beside each.
func (s *Site) showReport(v *visit) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	year, err := v.pathYear()
	if err != nil {
		return err
	}
	return v.reportForm(year, nil)
}

// saveReport keeps what was typed, and hands it in if that was the button.
func (s *Site) saveReport(v *visit) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	year, err := v.pathYear()
	if err != nil {
		return err
	}
	var check fault.Check
	var figures registry.Figures
	for _, figure := range registry.ReportFigures {
		*figure.Of(&figures) = typedFigure(&check, figure, v.c.FormValue(figure.Name))
	}
	notice := "saved"
	err = v.together(check.Err(), func(ctx context.Context) error {
		_, err := s.Registry.SaveReport(ctx, v.actor, v.actor.OrganizationID, year, figures, 0)
		switch submit := v.c.FormValue("action") == "submit"; {
		case submit && err == nil:
			notice = "handed-in"
			_, err = s.Registry.SubmitReport(ctx, v.actor, v.actor.OrganizationID, year, 0)
		case submit && fault.Is(err, fault.InvalidInput):
			err = beside(err, figures.CheckWhole())
		}
		return err
	})
	if err != nil {
		return v.reportForm(year, err)
	}
	v.leaveNotice(notice)
	return v.redirect(reportPath(year))
}

var wholeGrouped = regexp.MustCompile(`^-?[0-9]{1,3}(\.[0-9]{3})+$`)

// typedFigure reads a figure as people here write it: 1.500.000 or -20000. Nothing
// is not answered.
func typedFigure(check *fault.Check, figure registry.Figure, text string) *int64 {
	text = strings.NewReplacer(" ", "", "\u00a0", "", "₫", "", "đ", "", "−", "-").Replace(strings.TrimSpace(text))
	if text == "" {
		return nil
	}
	if figure.Kind == registry.FigureArea {
		area := int64(typed(check, figure.Name, text))
		return &area
	}
	if wholeGrouped.MatchString(text) {
		text = strings.ReplaceAll(text, ".", "")
	}
	number, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		check.Add(figure.Name, "not_a_number", textWhole)
		return nil
	}
	return &number
}

var textWhole = fault.T("Viết số nguyên, ví dụ 1.500.000.", "Write a whole number, such as 1500000.")

// reportForm shows the form; after a refusal with what was typed.
func (v *visit) reportForm(year int, refusal error) error {
	organization := v.actor.OrganizationID
	report, err := v.site.Registry.Report(v.ctx, v.actor, organization, year)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	if err != nil {
		if report, err = v.unwritten(organization, year); err != nil {
			return err
		}
	}
	model := v.reportModel(report)
	model.Action, model.Form = reportPath(year), view.Form{Values: map[string]string{}}
	if refusal == nil {
		for _, figure := range registry.ReportFigures {
			if at := *figure.Of(&report.Figures); at != nil {
				model.Form.Values[figure.Name] = inputText(figure, *at)
			}
		}
	} else {
		fields := make([]formField, 0, len(registry.ReportFigures))
		for _, figure := range registry.ReportFigures {
			fields = append(fields, formField{figure.Name, "report.f_" + figure.Name})
		}
		if model.Form, err = v.refused(refusal, fields); err != nil {
			return err
		}
	}
	page := v.page(v.T("report.of_year", "Year", strconv.Itoa(year)))
	page.NoIndex, model.Form.CSRF = true, v.formToken()
	return v.render(view.Report(page, model))
}

// unwritten is a report that nobody has begun, beside the year before.
func (v *visit) unwritten(organizationID string, year int) (*registry.Report, error) {
	before, err := v.site.Registry.FiguresBefore(v.ctx, v.actor, organizationID, year)
	if err != nil {
		return nil, err
	}
	return &registry.Report{OrganizationID: organizationID, Year: year, Previous: before}, nil
}

// inputText is a figure as it stands in an input.
func inputText(figure registry.Figure, value int64) string {
	if figure.Kind == registry.FigureArea {
		return strings.Replace(measure.Amount(value).String(), ".", ",", 1)
	}
	return strconv.FormatInt(value, 10)
}

// reportModel is what the pages of members and officers share.
func (v *visit) reportModel(r *registry.Report) view.ReportModel {
	model := view.ReportModel{Year: r.Year, Status: string(r.Status), Closed: r.Status == registry.ReportAccepted}
	if r.Decision != nil {
		model.Note = r.Decision.Note
	}
	byField := map[string][]string{}
	for _, warning := range r.Warnings {
		if warning.Field == "" {
			model.Warnings = append(model.Warnings, v.Text(warning.Message))
		}
		byField[warning.Field] = append(byField[warning.Field], v.Text(warning.Message))
	}
	for _, figure := range registry.ReportFigures {
		row := view.ReportFigure{Name: figure.Name, Label: v.T("report.f_" + figure.Name), Value: v.figure(figure, *figure.Of(&r.Figures)),
			Warnings: byField[figure.Name], Mode: "numeric"}
		switch {
		case figure.Kind == registry.FigureArea:
			row.Mode = "decimal"
		case figure.Name == "profit": // number pads have no minus
			row.Mode = ""
		}
		row.Measure = v.T("report.m_" + figure.Name)
		if r.Previous != nil && *figure.Of(r.Previous) != nil {
			row.Previous = v.figure(figure, *figure.Of(r.Previous))
		}
		model.Figures = append(model.Figures, row)
	}
	return model
}

// showReportOverview is who has handed in a year's report and who has not.
func (s *Site) showReportOverview(v *visit) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	filter := v.reportFilter()
	year := filter.Year
	found, err := s.Registry.ReportOverview(v.ctx, v.actor, filter)
	if err != nil {
		return err
	}
	summary, err := s.Registry.SummarizeReports(v.ctx, v.actor, filter)
	if err != nil {
		return err
	}
	model := view.ReportOverviewModel{Year: strconv.Itoa(year), Area: filter.Area, Status: string(filter.Status), Areas: v.areaFilter(filter.Area, nil),
		Downloads: v.downloads("bao-cao"), Pager: v.cursorPager("/can-bo/bao-cao", found.Next), Tiles: []view.Figure{
			{Label: v.T("report.expected"), Value: v.Int(summary.Expected)}, {Label: v.T("report.handed_in"), Value: v.Int(summary.HandedIn)},
			{Label: v.T("report.accepted"), Value: v.Int(summary.Accepted)}, {Label: v.T("report.missing"), Value: v.Int(summary.Missing)}}}
	for at := v.thisYear(); at > v.thisYear()-reportYears; at-- {
		model.Years = append(model.Years, view.Option{Value: strconv.Itoa(at), Label: strconv.Itoa(at)})
	}
	for _, status := range []registry.ReportStatus{registry.ReportMissing, registry.ReportSubmitted, registry.ReportAccepted, registry.ReportReturned, registry.ReportDraft} {
		model.Statuses = append(model.Statuses, view.Option{Value: string(status), Label: v.T("report.s_" + string(status))})
	}
	model.Table = view.Table{Caption: v.T("report.overview_of", "Year", model.Year), Columns: []view.Column{{Label: v.T("workspace.col_name")},
		{Label: v.T("workspace.col_place")}, {Label: v.T("report.to_review"), Number: true}, {Label: v.T("workspace.col_status")}}}
	for _, item := range found.Items {
		row := view.Row{URL: "/htx/" + item.Organization.ID, Status: "report_none", Cells: []string{item.Organization.Name, v.place(item.Organization.AreaCode), "–"}}
		if item.Report != nil {
			row.URL, row.Status = reviewPath(item.Organization.ID, year), string(item.Report.Status)
			row.Cells[2] = v.Int(int64(len(item.Report.Warnings)))
		}
		model.Table.Rows = append(model.Table.Rows, row)
	}
	model.Sums = view.Table{Caption: v.T("report.sums"), Compact: true, Columns: []view.Column{{Label: v.T("report.figure")}, {Label: v.T("report.sum"), Number: true}}}
	for _, figure := range registry.ReportFigures {
		model.Sums.Rows = append(model.Sums.Rows, view.Row{Cells: []string{v.T("report.f_" + figure.Name), v.figure(figure, *figure.Of(&summary.Totals))}})
	}
	page := v.page(v.T("report.overview"))
	page.NoIndex = true
	return v.render(view.ReportOverview(page, model))
}

// reportFilter reads what the address asks of the reports of a year.
func (v *visit) reportFilter() registry.ReportFilter {
	return registry.ReportFilter{Year: v.reportYear(), Area: v.query.Get("area"), Status: registry.ReportStatus(v.query.Get("status")),
		Cursor: v.query.Get("cursor"), Limit: listPage}
}

func reviewPath(organizationID string, year int) string {
	return fmt.Sprintf("/can-bo/bao-cao/%s/%d", organizationID, year)
}

// showReview shows an officer one report.
func (s *Site) showReview(v *visit) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	return v.reviewPage(view.Form{})
}

// review accepts or returns it.
func (s *Site) review(v *visit) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	year, err := v.pathYear()
	if err != nil {
		return err
	}
	id := v.c.Params("id")
	_, err = s.Registry.ReviewReport(v.ctx, v.actor, id, year, v.c.FormValue("decision"), v.c.FormValue("note"), 0)
	var refusal *fault.Error
	if errors.As(err, &refusal) && refusal.Code != fault.Forbidden {
		form, err := v.refused(err, []formField{{"note", "report.note"}})
		if err != nil {
			return err
		}
		return v.reviewPage(form)
	}
	if err != nil {
		return err
	}
	v.leaveNotice("saved")
	return v.redirect(reviewPath(id, year))
}

func (v *visit) reviewPage(form view.Form) error {
	year, err := v.pathYear()
	if err != nil {
		return err
	}
	if err := v.actor.Require(account.Officer); err != nil {
		return err
	}
	id := v.c.Params("id")
	report, err := v.site.Registry.Report(v.ctx, v.actor, id, year)
	if err != nil {
		return err
	}
	organization, err := v.site.Registry.Lookup(v.ctx, id)
	if err != nil {
		return err
	}
	model := v.reportModel(report)
	model.Organization = view.Link{Label: organization.Name, URL: "/htx/" + id}
	model.Action, model.Form, model.Form.CSRF = reviewPath(id, year), form, v.formToken()
	model.CanAccept = report.Status == registry.ReportSubmitted
	model.CanReturn = model.CanAccept || model.Closed
	page := v.page(v.T("report.of_year", "Year", strconv.Itoa(year)))
	page.NoIndex = true
	return v.render(view.ReportReview(page, model))
}
