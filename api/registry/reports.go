package registry

import (
	"context"

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
	if err == nil && !organization.Kind.Supplies() {
		err = fault.New(fault.StateForbids, textReportKind)
	}
	if err != nil {
		return nil, err
	}
	return organization, nil
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
	return s.changeReport(ctx, actor, organizationID, year, version, "saved", "", func(r *Report) error {
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
	})
}

// SubmitReport hands a report in; every figure must be answered. Warnings do not
// hinder. Errors: InvalidInput by field, StateForbids if it is handed in already.
func (s *Service) SubmitReport(ctx context.Context, actor account.Actor, organizationID string, year int, version int64) (*Report, error) {
	return s.changeReport(ctx, actor, organizationID, year, version, "submitted", "", func(r *Report) error {
		if r.Status == "" {
			return fault.Missing(textReport)
		}
		if r.Status == ReportSubmitted || r.Status == ReportAccepted {
			return fault.New(fault.StateForbids, textReportIn)
		}
		if err := r.Figures.check(true); err != nil {
			return err
		}
		at := store.At(s.clock())
		r.Status, r.SubmittedAt = ReportSubmitted, &at
		return nil
	})
}

// ReviewReport is an officer's "accept", or "return" with a note; its
// organisation's members are told. An accepted report can be returned later.
func (s *Service) ReviewReport(ctx context.Context, actor account.Actor, organizationID string, year int, decision, note string, version int64) (*Report, error) {
	var check fault.Check
	check.That(decision == "accept" || decision == "return", "decision", "not_in_list", textReviewDecision)
	note = check.Prose("note", note, 0, 2000)
	check.That(decision != "return" || note != "", "note", "required", textReturnNote)
	if err := check.Err(); err != nil {
		return nil, err
	}
	event, to, told := "accepted", ReportAccepted, textNoticeAccepted
	if decision == "return" {
		event, to, told = "returned", ReportReturned, textNoticeReturned
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
			if r.Status == "" {
				return fault.Missing(textReport)
			}
			if r.Status != ReportSubmitted && (decision == "accept" || r.Status != ReportAccepted) {
				return fault.New(fault.StateForbids, textReportNotIn)
			}
			r.Status = to
			r.Decision = &Decision{Approved: decision == "accept", Note: note, By: actor.UserID, At: store.At(s.clock())}
			return nil
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
		id, byOfficer := reportID(organizationID, year), !actor.MemberOf(organizationID)
		report, err = s.reports.Put(ctx, id, func(r *Report) error {
			if err := store.CheckVersion(&r.Meta, version); err != nil {
				return err
			}
			if err := change(r); err != nil {
				return err
			}
			r.OrganizationID, r.Year, r.Kind = organizationID, year, organization.Kind
			r.SortName, r.Areas = organization.SortName, organization.Areas
			if event == "saved" {
				r.EnteredBy, r.OnBehalf = actor.UserID, byOfficer
			}
			r.Revision++
			return nil
		})
		if err != nil {
			return err
		}
		err = s.revisions.Insert(ctx, &Revision{ReportID: id, Number: report.Revision, Event: event, Status: report.Status,
			Figures: report.Figures, Note: note, By: actor.UserID, OnBehalf: byOfficer, At: store.At(s.clock())})
		if err != nil {
			return err
		}
		return s.compare(ctx, report)
	})
	if err != nil {
		return nil, err
	}
	return report, nil
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
