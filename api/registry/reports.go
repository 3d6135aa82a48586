package registry

import (
	"context"
	"strconv"

	"lienket/api/account"
	"lienket/api/fault"
	"lienket/api/notice"
	"lienket/api/store"
)

// ReportsSince is the first year that can be reported and rated.
const ReportsSince = 2016

func (s *Service) checkYear(year int) error {
	var check fault.Check
	check.That(year >= ReportsSince && year <= s.year(), "year", "out_of_range", textYear)
	return check.Err()
}

// reporting returns an organisation whose reports actor may read and write: its
// members, officers of its area, the admin. Errors as Manageable, StateForbids for
// an enterprise.
func (s *Service) reporting(ctx context.Context, actor account.Actor, organizationID string) (*Organization, error) {
	organization, err := s.Manageable(ctx, actor, organizationID)
	if err == nil {
		err = checkReports(organization)
	}
	if err != nil {
		return nil, err
	}
	return organization, nil
}

func checkReports(o *Organization) error {
	if !o.Kind.Supplies() {
		return fault.New(fault.StateForbids, textReportKind)
	}
	return nil
}

// Reports lists an organisation's yearly reports, newest first, each with its
// warnings.
func (s *Service) Reports(ctx context.Context, actor account.Actor, organizationID string) ([]Report, error) {
	if _, err := s.reporting(ctx, actor, organizationID); err != nil {
		return nil, err
	}
	page, err := s.reports.Find(ctx, store.Query{
		Where: store.Eq{Field: "organizationId", Value: organizationID}, Sort: []string{"-year"}, Limit: 100})
	if err != nil {
		return nil, err
	}
	for i := range page.Items {
		report := &page.Items[i]
		if i+1 < len(page.Items) && page.Items[i+1].Year == report.Year-1 {
			report.Previous = &page.Items[i+1].Figures
		}
		report.Warnings = warnings(report.Kind, &report.Figures, report.Previous)
	}
	return page.Items, nil
}

// Report returns one year's, with its warnings and the figures of the year before.
// Where there is none yet it is NotFound.
func (s *Service) Report(ctx context.Context, actor account.Actor, organizationID string, year int) (*Report, error) {
	if _, err := s.reporting(ctx, actor, organizationID); err != nil {
		return nil, err
	}
	report, err := s.reports.Get(ctx, reportID(organizationID, year))
	if fault.Is(err, fault.NotFound) {
		return nil, fault.Missing(textReport)
	}
	if err != nil {
		return nil, err
	}
	return report, s.compare(ctx, report)
}

// FiguresBefore are those of the year before, none answered where none were reported.
func (s *Service) FiguresBefore(ctx context.Context, actor account.Actor, organizationID string, year int) (*Figures, error) {
	before, err := s.Report(ctx, actor, organizationID, year-1)
	if fault.Is(err, fault.NotFound) {
		return new(Figures), nil
	}
	if err != nil {
		return nil, err
	}
	return &before.Figures, nil
}

// compare fills in what is computed when a report is read.
func (s *Service) compare(ctx context.Context, report *Report) error {
	before, err := s.reports.Get(ctx, reportID(report.OrganizationID, report.Year-1))
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	if err == nil {
		report.Previous = &before.Figures
	}
	report.Warnings = warnings(report.Kind, &report.Figures, report.Previous)
	return nil
}

// SaveReport stores a year's figures as a draft; one that was handed in already is
// taken back by that. Figures may be missing until it is handed in. version 0
// accepts any. Errors: InvalidInput by field, StateForbids for an accepted one.
func (s *Service) SaveReport(ctx context.Context, actor account.Actor, organizationID string, year int, figures Figures, version int64) (*Report, error) {
	return s.changeReport(ctx, actor, organizationID, year, version, "saved", "", func(r *Report) error { return r.save(figures) })
}

func (r *Report) save(figures Figures) error {
	if err := figures.check(false); err != nil {
		return err
	}
	if r.Status == ReportAccepted {
		return fault.New(fault.StateForbids, textReportClosed)
	}
	r.Status, r.Figures, r.MemberIncome, r.SubmittedAt = ReportDraft, figures, 0, nil
	if people, income := value(figures.Members), value(figures.AverageMemberIncome); people > 0 {
		r.MemberIncome = people * income
	}
	return nil
}

// SubmitReport hands a report in; every figure must be answered. Warnings do not
// hinder. Errors: InvalidInput by field, StateForbids if it is handed in already.
func (s *Service) SubmitReport(ctx context.Context, actor account.Actor, organizationID string, year int, version int64) (*Report, error) {
	return s.changeReport(ctx, actor, organizationID, year, version, "submitted", "", func(r *Report) error { return r.submit(store.At(s.clock())) })
}

func (r *Report) submit(at store.Instant) error {
	if r.Status == "" {
		return fault.Missing(textReport)
	}
	if r.Status == ReportSubmitted || r.Status == ReportAccepted {
		return fault.New(fault.StateForbids, textReportIn)
	}
	if err := r.Figures.check(true); err != nil {
		return err
	}
	r.Status, r.SubmittedAt = ReportSubmitted, &at
	return nil
}

// ReviewReport is an officer's "accept", or "return" with a note; its
// organisation's members are told. An accepted report can be returned later.
func (s *Service) ReviewReport(ctx context.Context, actor account.Actor, organizationID string, year int, decision, note string, version int64) (*Report, error) {
	var check fault.Check
	fault.Need(&check, decision, decision == "accept" || decision == "return", "decision", "not_in_list", textReviewDecision)
	note = check.Prose("note", note, 0, 2000)
	check.That(decision != "return" || note != "", "note", "required", textReturnNote)
	if err := check.Err(); err != nil {
		return nil, err
	}
	event, told := "accepted", textNoticeAccepted
	if decision == "return" {
		event, told = "returned", textNoticeReturned
	}
	var report *Report
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		organization, err := s.reporting(ctx, actor, organizationID)
		if err != nil {
			return err
		}
		if !actor.Oversees(organization.Areas) {
			return account.ErrForbidden
		}
		report, err = s.changeReport(ctx, actor, organizationID, year, version, event, note, func(r *Report) error {
			return r.review(Decision{Approved: decision == "accept", Note: note, By: actor.UserID, At: store.At(s.clock())})
		})
		if err != nil {
			return err
		}
		return s.notices.Send(ctx, notice.Members(organizationID), notice.Message{
			Kind: "report", Text: told.With(year), Link: reportPage(year)})
	})
	if err != nil {
		return nil, err
	}
	return report, nil
}

func (r *Report) review(decision Decision) error {
	if r.Status == "" {
		return fault.Missing(textReport)
	}
	if r.Status != ReportSubmitted && (decision.Approved || r.Status != ReportAccepted) {
		return fault.New(fault.StateForbids, textReportNotIn)
	}
	r.Status, r.Decision = ReportReturned, &decision
	if decision.Approved {
		r.Status = ReportAccepted
	}
	return nil
}

// changeReport changes a report and keeps the state it comes to, in one Tx.
func (s *Service) changeReport(ctx context.Context, actor account.Actor, organizationID string, year int, version int64, event, note string, change func(*Report) error) (*Report, error) {
	var report *Report
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		organization, err := s.reporting(ctx, actor, organizationID)
		if err != nil {
			return err
		}
		if err := s.checkYear(year); err != nil {
			return err
		}
		var revision *Revision
		report, err = s.reports.Put(ctx, reportID(organizationID, year), func(r *Report) error {
			if err := store.CheckVersion(&r.Meta, version); err != nil {
				return err
			}
			revision, err = s.step(actor, organization, r, year, event, note, change)
			return err
		})
		if err != nil {
			return err
		}
		if err := s.revisions.Insert(ctx, revision); err != nil {
			return err
		}
		if what := map[string]string{"saved": "reports.save", "submitted": "reports.submit"}[event]; what != "" { // a review is the officer's own
			if err := s.ActOnBehalf(ctx, actor, organizationID, Act{What: what, Subject: strconv.Itoa(year)}); err != nil {
				return err
			}
		}
		return s.compare(ctx, report)
	})
	if err != nil {
		return nil, err
	}
	return report, nil
}

// step changes a report and gives the state that it comes to.
func (s *Service) step(actor account.Actor, o *Organization, r *Report, year int, event, note string, change func(*Report) error) (*Revision, error) {
	if err := change(r); err != nil {
		return nil, err
	}
	byOfficer := !actor.MemberOf(o.ID)
	r.OrganizationID, r.Year, r.Kind = o.ID, year, o.Kind
	r.SortName, r.Areas = o.SortName, o.Areas
	if event == "saved" {
		r.EnteredBy, r.OnBehalf = actor.UserID, byOfficer
	}
	r.Revision++
	return &Revision{ReportID: reportID(o.ID, year), Number: r.Revision, Event: event, Status: r.Status,
		Figures: r.Figures, Note: note, By: actor.UserID, OnBehalf: byOfficer, At: store.At(s.clock())}, nil
}

// ReportHistory lists every state of a report, the first first.
func (s *Service) ReportHistory(ctx context.Context, actor account.Actor, organizationID string, year int) ([]Revision, error) {
	if _, err := s.Report(ctx, actor, organizationID, year); err != nil {
		return nil, err
	}
	var list []Revision
	err := s.revisions.Each(ctx, store.Query{
		Where: store.Eq{Field: "reportId", Value: reportID(organizationID, year)}, Sort: []string{"number"}, Limit: 100,
	}, func(r *Revision) error {
		list = append(list, *r)
		return nil
	})
	return list, err
}
