package registry

import (
	"context"
	"reflect"
	"slices"
	"strconv"

	"lienket/api/account"
	"lienket/api/fault"
	"lienket/api/store"
)

// An import plans what each row would make of a record, outside any Tx and by the
// rules of a single change, then saves all plans in one Tx. A plan that leaves the
// record as it is returns the record that it was given.

// WithTaxCodes finds organisations, whatever their status, by tax code.
func (s *Service) WithTaxCodes(ctx context.Context, codes []string) (map[string]*Organization, error) {
	found := make(map[string]*Organization, len(codes))
	err := s.organizations.Keyed(ctx, "taxCode", codes, func(o *Organization) error {
		found[o.TaxCode] = o
		return nil
	})
	return found, err
}

// WithIDs finds organisations, whatever their status, by ID.
func (s *Service) WithIDs(ctx context.Context, ids []string) (map[string]*Organization, error) {
	found := make(map[string]*Organization, len(ids))
	err := s.organizations.Keyed(ctx, "_id", ids, func(o *Organization) error {
		found[o.ID] = o
		return nil
	})
	return found, err
}

// WithNames finds organisations, whatever their status but merged, by name as Named
// does. A name may be of several.
func (s *Service) WithNames(ctx context.Context, names []string) (map[string][]*Organization, error) {
	var folded []string
	for _, name := range names {
		folded = append(folded, spellings(name)...)
	}
	bySortName := map[string][]*Organization{}
	err := s.organizations.Keyed(ctx, "sortName", folded, func(o *Organization) error {
		if o.Status == Merged {
			return nil
		}
		bySortName[o.SortName] = append(bySortName[o.SortName], o)
		return nil
	})
	found := make(map[string][]*Organization, len(names))
	for _, name := range names {
		found[name] = nil
		for _, spelling := range spellings(name) {
			found[name] = append(found[name], bySortName[spelling]...)
		}
	}
	return found, err
}

// PlanOrganization is what an officer's entry makes of before, or of nothing where
// that is nil. It verifies what waits for it, but one that says what is there only if
// vouching: not a file of ours that comes back. Errors: InvalidInput by field,
// Forbidden for another area, Conflict for another kind than before.
func (s *Service) PlanOrganization(actor account.Actor, before *Organization, kind Kind, change OrganizationChange, vouching bool) (*Organization, error) {
	if err := actor.Require(account.Officer); err != nil {
		return nil, err
	}
	planned := &Organization{Meta: store.Meta{ID: store.NewID()}, Kind: kind, Status: Pending}
	if before != nil {
		if !actor.Oversees(before.Areas) {
			return nil, account.ErrForbidden
		}
		if before.Status == Merged {
			return nil, fault.New(fault.StateForbids, textNoMove.With(statusTexts[Merged]))
		}
		if kindKnown(kind) && kind != before.Kind {
			return nil, fault.New(fault.Conflict, textKindFixed).WithField("kind", "kind_fixed", textKindFixed)
		}
		copied := *before
		planned = &copied
	}
	if err := planned.apply(change, s.areas, s.today()); err != nil {
		return nil, err
	}
	if !actor.Oversees(planned.Areas) {
		return nil, account.ErrForbidden
	}
	if before != nil && before.left == nil && !slices.Equal(before.Areas, planned.Areas) {
		planned.left = before.Areas
	}
	planned.index()
	if before != nil && reflect.DeepEqual(planned, before) && !(vouching && planned.Status == Pending) {
		return before, nil
	}
	if planned.Status == Pending {
		s.vouch(planned, actor)
		planned.entry = s.newMove(actor, planned, Enter, "", "", s.today())
		if before != nil {
			planned.entry = s.newMove(actor, planned, Approve, Pending, "", s.today())
		}
		planned.index() // its status is a key
	}
	return planned, nil
}

// SaveOrganizations stores what actor planned, within the caller's Tx. Errors: Conflict or
// VersionMismatch where somebody else was faster.
func (s *Service) SaveOrganizations(ctx context.Context, actor account.Actor, planned []*Organization) error {
	ids, moves, acts := make([]string, len(planned)), []*Move(nil), Acts{}
	for i, o := range planned {
		ids[i] = o.ID
		if o.Version > 0 { // who is entered anew has nobody yet to be told
			acts.Add(o.ID, "organization.import", "")
		}
		if o.entry != nil {
			moves = append(moves, o.entry)
		}
	}
	if err := s.organizations.Save(ctx, planned); err != nil {
		return err
	}
	if err := s.moves.Save(ctx, moves); err != nil {
		return err
	}
	for _, o := range planned {
		if o.left == nil {
			continue
		}
		if err := s.relocated(ctx, o, o.left); err != nil {
			return err
		}
	}
	if err := s.ActOnBehalfOf(ctx, actor, acts); err != nil {
		return err
	}
	return s.outbox.Enqueue(ctx, TopicOrganization, ids...)
}

// ReportPlan is a report as it would be and the states that it comes to on the
// way, none where it stays as it is.
type ReportPlan struct {
	Report    *Report
	revisions []*Revision
}

// Unchanged reports whether there is nothing to save.
func (p *ReportPlan) Unchanged() bool { return len(p.revisions) == 0 }

// Accepts reports whether a report that was there comes to be accepted by the plan.
func (p *ReportPlan) Accepts(before *Report) bool {
	return before != nil && before.Status != ReportAccepted && p.Report.Status == ReportAccepted
}

// ReportsWithKeys finds reports by ReportKey.
func (s *Service) ReportsWithKeys(ctx context.Context, keys []string) (map[string]*Report, error) {
	found := make(map[string]*Report, len(keys))
	err := s.reports.Keyed(ctx, "_id", keys, func(r *Report) error {
		found[r.ID] = r
		return nil
	})
	return found, err
}

// ReportKey is what one report has that no other has.
func ReportKey(organizationID string, year int) string { return reportID(organizationID, year) }

// PlanReport brings a report to figures and to a status: draft, submitted,
// accepted by an officer of the area, or "": as far as it is, or accepted where
// such an officer enters all figures, and vouches for them or has changed one. before is
// nil where there is none yet.
// Errors as of SaveReport, SubmitReport and ReviewReport.
func (s *Service) PlanReport(actor account.Actor, o *Organization, before *Report, year int, figures Figures, status ReportStatus, vouching bool) (*ReportPlan, error) {
	if err := CheckManages(actor, o); err != nil {
		return nil, err
	}
	if err := checkReports(o); err != nil {
		return nil, err
	}
	if err := s.checkYear(year); err != nil {
		return nil, err
	}
	planned := &Report{Meta: store.Meta{ID: reportID(o.ID, year)}}
	if before != nil {
		copied := *before
		planned = &copied
	}
	plan := &ReportPlan{Report: planned}
	says := before == nil || !reflect.DeepEqual(before.Figures, figures)
	if status == "" && (says || vouching) && actor.Oversees(o.Areas) && figures.check(true) == nil {
		status = ReportAccepted
	}
	if status == ReportAccepted && !actor.Oversees(o.Areas) && planned.Status != ReportAccepted {
		return nil, account.ErrForbidden
	}
	if says {
		if err := s.take(plan, actor, o, year, "saved", func(r *Report) error { return r.save(figures) }); err != nil {
			return nil, err
		}
	}
	if status != ReportSubmitted && status != ReportAccepted {
		return plan, nil
	}
	if planned.Status == ReportDraft || planned.Status == ReportReturned {
		if err := s.take(plan, actor, o, year, "submitted", func(r *Report) error { return r.submit(store.At(s.clock())) }); err != nil {
			return nil, err
		}
	}
	if status == ReportAccepted && planned.Status == ReportSubmitted {
		decision := Decision{Approved: true, By: actor.UserID, At: store.At(s.clock())}
		if err := s.take(plan, actor, o, year, "accepted", func(r *Report) error { return r.review(decision) }); err != nil {
			return nil, err
		}
	}
	return plan, nil
}

// take takes one step of a plan.
func (s *Service) take(plan *ReportPlan, actor account.Actor, o *Organization, year int, event string, change func(*Report) error) error {
	revision, err := s.step(actor, o, plan.Report, year, event, "", change)
	if err != nil {
		return err
	}
	revision.ID = store.NewID()
	plan.revisions = append(plan.revisions, revision)
	return nil
}

// SaveReports stores what actor planned, within the caller's Tx. Errors: Conflict or
// VersionMismatch where somebody else was faster.
func (s *Service) SaveReports(ctx context.Context, actor account.Actor, plans []*ReportPlan) error {
	reports, revisions, acts := make([]*Report, len(plans)), []*Revision(nil), Acts{}
	for i, plan := range plans {
		reports[i] = plan.Report
		acts.Add(plan.Report.OrganizationID, "reports.import", strconv.Itoa(plan.Report.Year))
		revisions = append(revisions, plan.revisions...)
	}
	if err := s.reports.Save(ctx, reports); err != nil {
		return err
	}
	if err := s.revisions.Save(ctx, revisions); err != nil {
		return err
	}
	return s.ActOnBehalfOf(ctx, actor, acts)
}
