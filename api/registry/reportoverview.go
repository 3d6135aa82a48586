package registry

import (
	"context"
	"fmt"
	"slices"
	"time"

	"lienket/api/account"
	"lienket/api/fault"
	"lienket/api/measure"
	"lienket/api/notice"
	"lienket/api/store"
)

// ReportMissing, as a filter, selects organisations that have not handed in: those
// without a report, with a draft, or with one that was returned.
const ReportMissing ReportStatus = "missing"

// ReportFilter selects what an officer sees of a year.
type ReportFilter struct {
	Year   int    // 0 is last year
	Area   string // this area and below; "" is all that the officer oversees
	Status ReportStatus
	Cursor string
	Limit  int
}

// Reported is an organisation and its report of the year, nil if it has none.
type Reported struct {
	Organization *Organization
	Report       *Report
}

// overseen completes a filter and checks it. Errors: InvalidInput, Forbidden for an
// area that isn't the officer's.
func (s *Service) overseen(actor account.Actor, filter *ReportFilter) error {
	if err := actor.Require(account.Officer); err != nil {
		return err
	}
	if filter.Year == 0 {
		filter.Year = s.year() - 1
	}
	var check fault.Check
	if err := check.Take("", s.checkYear(filter.Year)); err != nil {
		return err
	}
	known := []ReportStatus{"", ReportMissing, ReportDraft, ReportSubmitted, ReportAccepted, ReportReturned}
	check.That(slices.Contains(known, filter.Status), "status", "not_in_list", textReportStatus)
	if filter.Area != "" {
		s.areas.Check(&check, "area", filter.Area)
	}
	if err := check.Err(); err != nil {
		return err
	}
	if actor.Role == account.Officer && filter.Area == "" {
		filter.Area = actor.AreaCode
	}
	if !actor.Oversees(s.areas.Path(filter.Area)) {
		return account.ErrForbidden
	}
	return nil
}

// within is the condition on a record's areas.
func within(area string, where store.And) store.And {
	if area == "" {
		return where
	}
	return append(where, store.Contains{Field: "areas", Value: area})
}

// ReportOverview lists, by name, who has handed in a year's report and who has not,
// for officers. A page may be the last and empty.
func (s *Service) ReportOverview(ctx context.Context, actor account.Actor, filter ReportFilter) (store.Page[Reported], error) {
	if err := s.overseen(actor, &filter); err != nil {
		return store.Page[Reported]{}, err
	}
	if filter.Status == "" || filter.Status == ReportMissing {
		return s.everyReporter(ctx, filter)
	}
	found, err := s.reports.Find(ctx, store.Query{
		Where: within(filter.Area, store.And{store.Eq{Field: "year", Value: filter.Year}, store.Eq{Field: "status", Value: string(filter.Status)}}),
		Sort:  []string{"sortName"}, Cursor: filter.Cursor, Limit: filter.Limit})
	if err != nil {
		return store.Page[Reported]{}, err
	}
	page := store.Page[Reported]{Next: found.Next}
	for i := range found.Items {
		report := &found.Items[i]
		organization, err := s.Lookup(ctx, report.OrganizationID)
		if err == nil {
			err = s.compare(ctx, report)
		}
		if err != nil {
			return store.Page[Reported]{}, err
		}
		page.Items = append(page.Items, Reported{organization, report})
	}
	return page, nil
}

// reporterBatch is how many organisations are read at once.
const reporterBatch = 200

// everyReporter goes through the organisations that should report, and keeps all or
// those that have not handed in.
func (s *Service) everyReporter(ctx context.Context, filter ReportFilter) (store.Page[Reported], error) {
	var page store.Page[Reported]
	limit := filter.Limit
	if limit <= 0 || limit > 100 {
		limit = store.DefaultLimit
	}
	query := store.Query{Where: verifiedIn(filter.Area),
		Sort: []string{"sortName"}, Cursor: filter.Cursor, Limit: reporterBatch}
	for {
		found, err := s.organizations.Find(ctx, query)
		if err != nil {
			return page, err
		}
		reports, err := s.reportsOf(ctx, found.Items, filter.Year)
		if err != nil {
			return page, err
		}
		for i := range found.Items {
			organization := &found.Items[i]
			report := reports[organization.ID]
			if !organization.Kind.Supplies() || filter.Status == ReportMissing && report != nil && report.handedIn() {
				continue
			}
			if report != nil {
				if err := s.compare(ctx, report); err != nil {
					return page, err
				}
			}
			if page.Items = append(page.Items, Reported{organization, report}); len(page.Items) == limit {
				// The cursor after this one is that of a page that ends with it.
				query.Limit = i + 1
				ending, err := s.organizations.Find(ctx, query)
				page.Next = ending.Next
				return page, err
			}
		}
		if found.Next == "" {
			return page, nil
		}
		query.Cursor = found.Next
	}
}

func (r *Report) handedIn() bool { return r.Status == ReportSubmitted || r.Status == ReportAccepted }

// reportsOf maps the organisations to their reports of a year.
func (s *Service) reportsOf(ctx context.Context, organizations []Organization, year int) (map[string]*Report, error) {
	reports := map[string]*Report{}
	for i := range organizations {
		if !organizations[i].Kind.Supplies() {
			continue
		}
		report, err := s.reports.Get(ctx, reportID(organizations[i].ID, year))
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		reports[organizations[i].ID] = report
	}
	return reports, nil
}

// ReportSummary is an area's year: how many should report and have, and the sums of
// what was handed in.
type ReportSummary struct {
	Year     int
	Area     string
	Expected int64 // verified cooperatives, unions and groups
	HandedIn int64 // submitted or accepted
	Accepted int64
	Drafts   int64
	Returned int64
	Missing  int64   // expected, not handed in
	Totals   Figures // all answered; the income is the average over members
}

// SummarizeReports adds up an area's reports of a year, for officers.
func (s *Service) SummarizeReports(ctx context.Context, actor account.Actor, filter ReportFilter) (*ReportSummary, error) {
	if err := s.overseen(actor, &filter); err != nil {
		return nil, err
	}
	summary := &ReportSummary{Year: filter.Year, Area: filter.Area}
	for _, kind := range Kinds {
		if !kind.Supplies() {
			continue
		}
		count, err := s.organizations.Count(ctx, append(verifiedIn(filter.Area), store.Eq{Field: "kind", Value: string(kind)}))
		if err != nil {
			return nil, err
		}
		summary.Expected += count
	}
	fields := make([]string, 0, len(ReportFigures)+1)
	for _, figure := range ReportFigures {
		fields = append(fields, "figures."+figure.Name)
	}
	groups, err := s.reports.Aggregate(ctx, store.Aggregation{
		Where: within(filter.Area, store.And{store.Eq{Field: "year", Value: filter.Year}}),
		By:    []string{"status"}, Sum: append(fields, "memberIncome")})
	if err != nil {
		return nil, err
	}
	sums := make([]int64, len(fields)+1)
	for _, group := range groups {
		switch ReportStatus(group.Keys[0]) {
		case ReportDraft:
			summary.Drafts += group.Count
			continue
		case ReportReturned:
			summary.Returned += group.Count
			continue
		case ReportAccepted:
			summary.Accepted += group.Count
		}
		summary.HandedIn += group.Count
		for i := range sums {
			sums[i] += group.Sums[i]
		}
	}
	for i, figure := range ReportFigures {
		*figure.Of(&summary.Totals) = &sums[i]
	}
	average := int64(0)
	if members := value(summary.Totals.Members); members > 0 {
		average = (sums[len(fields)] + members/2) / members
	}
	summary.Totals.AverageMemberIncome = &average
	summary.Missing = max(summary.Expected-summary.HandedIn, 0)
	return summary, nil
}

// reportDue is the day of the following year until which reports are expected, as
// month and day. It is the platform's, not the law's.
const reportDue = "-03-31"

// RemindReports tells the members of organisations that have not handed in last
// year's report once it is due, once each; the worker runs it. It returns how many
// organisations were addressed.
func (s *Service) RemindReports(ctx context.Context) (int, error) {
	year := s.year() - 1
	if string(measure.DateOf(s.clock())) <= fmt.Sprintf("%d%s", year+1, reportDue) {
		return 0, nil
	}
	told, before := 0, time.Date(year+1, 1, 1, 0, 0, 0, 0, measure.Vietnam)
	query := store.Query{Where: verifiedIn(""), Sort: []string{"sortName"}, Limit: reporterBatch}
	err := s.organizations.Each(ctx, query, func(o *Organization) error {
		if !o.Kind.Supplies() || !o.CreatedAt.Before(before) {
			return nil
		}
		report, err := s.reports.Get(ctx, reportID(o.ID, year))
		if err != nil && !fault.Is(err, fault.NotFound) || err == nil && report.handedIn() {
			return err
		}
		told++
		return s.notices.Send(ctx, notice.Members(o.ID), notice.Message{
			Kind: "report", Text: textNoticeDue.With(year), Link: reportPage(year), Key: fmt.Sprintf("report-due-%s-%d", o.ID, year)})
	})
	return told, err
}

func reportPage(year int) string { return fmt.Sprintf("/tai-khoan/bao-cao/%d", year) }
