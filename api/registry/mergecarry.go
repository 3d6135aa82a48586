package registry

import (
	"context"

	"lienket/api/account"
	"lienket/api/fault"
	"lienket/api/store"
)

// carryOwn moves what the registry itself keeps of an organisation.
func (s *Service) carryOwn(ctx context.Context, m *Merger) error {
	own := store.Query{Where: store.Eq{Field: "organizationId", Value: m.Absorbed.ID}}
	for _, carry := range []func() error{
		func() error { return s.carryMembers(ctx, m) },
		func() error { return s.carryInvites(ctx, m, own) },
		func() error { return s.carryReports(ctx, m) },
		func() error { return s.carryRatings(ctx, m) },
		func() error { return s.CarryDocuments(ctx, m, m.Absorbed.ID) },
		func() error { return s.carryAffiliations(ctx, m) },
		func() error {
			if !m.Trusted { // whoever gave them may not have been of the organisation
				return nil
			}
			return Carry(ctx, m, "consents", s.consents, own, func(c *Consent) { c.OrganizationID, c.Said = m.Kept.ID, "" })
		},
		func() error {
			return Carry(ctx, m, "entries", s.entries, own, func(e *Entry) { e.OrganizationID = m.Kept.ID })
		},
	} {
		if err := carry(); err != nil {
			return err
		}
	}
	return nil
}

// carryMembers names who belongs to the absorbed record, and has them belong to the
// kept one if that record has been verified once.
func (s *Service) carryMembers(ctx context.Context, m *Merger) error {
	merge := account.Merge{AbsorbedID: m.Absorbed.ID, Join: m.Trusted, Kept: account.Membership{OrganizationID: m.Kept.ID,
		Kind: account.OrganizationKind(m.Kept.Kind), Absorbed: m.Kept.Absorbed}}
	members, err := s.accounts.Absorbed(ctx, merge)
	if err != nil {
		return err
	}
	for _, user := range members {
		member := MergedMember{User: user, Before: user.PositionIn(m.Absorbed.ID), After: user.PositionAfter(merge)}
		m.People = append(m.People, member)
		if member.joins(m.Kept.ID) {
			m.Count("members", 1)
		}
	}
	if m.DryRun {
		return nil
	}
	return s.accounts.MergeMemberships(ctx, merge)
}

// joins reports whether somebody belongs to the kept record by the merge alone.
func (m MergedMember) joins(keptID string) bool {
	return m.After != "" && m.User.PositionIn(keptID) == ""
}

// carryInvites moves open invitations; those to a record that was never verified are
// void.
func (s *Service) carryInvites(ctx context.Context, m *Merger, own store.Query) error {
	if m.Trusted {
		return Carry(ctx, m, "invites", s.invites, own, func(i *Invite) { i.OrganizationID = m.Kept.ID })
	}
	if m.DryRun {
		return nil
	}
	var ids []string
	if err := s.invites.Each(ctx, own, func(i *Invite) error { ids = append(ids, i.ID); return nil }); err != nil {
		return err
	}
	for _, id := range ids {
		if err := s.invites.Delete(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

// CarryDocuments moves the scans of a subject: the absorbed organisation itself, or a
// thing of its that goes over.
func (s *Service) CarryDocuments(ctx context.Context, m *Merger, subject string) error {
	query := store.Query{Where: store.Eq{Field: "subject", Value: subject}, Sort: []string{"-createdAt"}}
	return Carry(ctx, m, "documents", s.documents, query, func(d *Document) {
		d.Subject, d.OrganizationID, d.Areas = m.Renamed(d.Subject), m.Kept.ID, m.Kept.Areas
	})
}

// carryReports moves yearly reports. Where both have one of a year the one that is
// further on stays, of two alike the later one, and the states of the absorbed record's
// become part of its history. What people of a record that was never verified say, and no
// officer has accepted, displaces nothing.
func (s *Service) carryReports(ctx context.Context, m *Merger) error {
	var reports []Report
	err := s.reports.Each(ctx, store.Query{Where: store.Eq{Field: "organizationId", Value: m.Absorbed.ID}, Sort: []string{"-year"}},
		func(r *Report) error { reports = append(reports, *r); return nil })
	if err != nil {
		return err
	}
	m.Count("reports", len(reports))
	if m.DryRun {
		return nil
	}
	for i := range reports {
		report := &reports[i]
		id, first := reportID(m.Kept.ID, report.Year), 0
		stays, err := s.reports.Get(ctx, id)
		switch {
		case err == nil:
			first = stays.Revision
			_, err = s.reports.Update(ctx, id, func(r *Report) error {
				if (m.Trusted || report.Status == ReportAccepted) && report.supersedes(r) {
					*r = report.of(m.Kept, r.Meta)
				}
				r.Revision = first + report.Revision
				return nil
			})
		case fault.Is(err, fault.NotFound):
			moved := report.of(m.Kept, store.Meta{ID: id})
			err = s.reports.Insert(ctx, &moved)
		}
		if err != nil {
			return err
		}
		if err := s.reports.Delete(ctx, report.ID); err != nil {
			return err
		}
		// Not Carry: they are counted by the report.
		err = s.carryRevisions(ctx, report.ID, func(r *Revision) {
			r.ReportID, r.Number = id, r.Number+first
			if first > 0 && r.MergedFrom == "" {
				r.MergedFrom = m.Absorbed.Name
			}
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// of is the report as that organisation's.
func (r *Report) of(o *Organization, meta store.Meta) Report {
	moved := *r
	moved.Meta, moved.OrganizationID, moved.SortName, moved.Areas = meta, o.ID, o.SortName, o.Areas
	return moved
}

// reportRanks are how far on a report is.
var reportRanks = map[ReportStatus]int{ReportDraft: 1, ReportReturned: 2, ReportSubmitted: 3, ReportAccepted: 4}

func (r *Report) supersedes(other *Report) bool {
	if rank, than := reportRanks[r.Status], reportRanks[other.Status]; rank != than {
		return rank > than
	}
	return r.UpdatedAt.After(other.UpdatedAt.Time)
}

func (s *Service) carryRevisions(ctx context.Context, reportID string, change func(*Revision)) error {
	query := store.Query{Where: store.Eq{Field: "reportId", Value: reportID}, Sort: []string{"number"}}
	return Carry(ctx, new(Merger), "revisions", s.revisions, query, change)
}

// carryRatings moves ratings as carryReports does reports; the kept record's rating is
// then that of the latest year that is countersigned.
func (s *Service) carryRatings(ctx context.Context, m *Merger) error {
	var ratings []Rating
	err := s.ratings.Each(ctx, store.Query{Where: store.Eq{Field: "organizationId", Value: m.Absorbed.ID}, Sort: []string{"-year"}},
		func(r *Rating) error { ratings = append(ratings, *r); return nil })
	if err != nil {
		return err
	}
	m.Count("ratings", len(ratings))
	if m.DryRun {
		return nil
	}
	for i := range ratings {
		rating := &ratings[i]
		id, first := ratingID(m.Kept.ID, rating.Year), 0
		stays, err := s.ratings.Get(ctx, id)
		switch {
		case err == nil:
			first = stays.Revision
			_, err = s.ratings.Update(ctx, id, func(r *Rating) error {
				if (m.Trusted || !rating.Waiting) && rating.supersedes(r) {
					*r = rating.of(m.Kept, r.Meta)
				}
				r.Revision = first + rating.Revision
				return nil
			})
		case fault.Is(err, fault.NotFound):
			moved := rating.of(m.Kept, store.Meta{ID: id})
			err = s.ratings.Insert(ctx, &moved)
		}
		if err != nil {
			return err
		}
		if err := s.ratings.Delete(ctx, rating.ID); err != nil {
			return err
		}
		query := store.Query{Where: store.Eq{Field: "ratingId", Value: rating.ID}, Sort: []string{"number"}}
		err = Carry(ctx, new(Merger), "revisions", s.ratingRevisions, query, func(r *RatingRevision) { r.RatingID, r.Number = id, r.Number+first })
		if err != nil {
			return err
		}
	}
	return s.settleRating(ctx, m.Kept.ID)
}

// of is the rating as that organisation's.
func (r *Rating) of(o *Organization, meta store.Meta) Rating {
	moved := *r
	moved.Meta, moved.OrganizationID, moved.Areas = meta, o.ID, o.Areas
	return moved
}

func (r *Rating) supersedes(other *Rating) bool {
	if r.Waiting != other.Waiting {
		return !r.Waiting
	}
	return r.UpdatedAt.After(other.UpdatedAt.Time)
}

// settleRating gives an organisation the latest of its ratings that counts.
func (s *Service) settleRating(ctx context.Context, id string) error {
	found, err := s.ratings.Find(ctx, store.Query{Where: store.Eq{Field: "organizationId", Value: id}, Sort: []string{"-year"}, Limit: 100})
	if err != nil {
		return err
	}
	_, err = s.update(ctx, id, func(o *Organization) error {
		o.Rating, o.RatingYear = "", 0
		for i := range found.Items {
			if r := &found.Items[i]; !r.Waiting && r.Excluded == "" {
				o.Rating, o.RatingYear = r.Band, r.Year
				break
			}
		}
		return nil
	})
	return err
}

// carryAffiliations moves memberships of unions. Of two open ones with the same other
// side the absorbed record's ends.
func (s *Service) carryAffiliations(ctx context.Context, m *Merger) error {
	for _, field := range []string{"unionId", "cooperativeId"} {
		var list []Affiliation
		err := s.affiliations.Each(ctx, store.Query{Where: store.Eq{Field: field, Value: m.Absorbed.ID}},
			func(a *Affiliation) error { list = append(list, *a); return nil })
		if err != nil {
			return err
		}
		m.Count("affiliations", len(list))
		if m.DryRun {
			continue
		}
		for i := range list {
			if err := s.carryAffiliation(ctx, m, &list[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *Service) carryAffiliation(ctx context.Context, m *Merger, a *Affiliation) error {
	union, cooperative := m.Renamed(a.UnionID), m.Renamed(a.CooperativeID)
	pair := ""
	if a.Pair != "" {
		pair = union + "~" + cooperative
	}
	taken, err := s.affiliations.Count(ctx, store.Eq{Field: "pair", Value: pair})
	if err != nil {
		return err
	}
	_, err = s.affiliations.Update(ctx, a.ID, func(a *Affiliation) error {
		a.UnionID, a.CooperativeID, a.Pair = union, cooperative, pair
		if pair != "" && taken > 0 {
			a.Pair = ""
			if a.Status = AffiliationEnded; a.Until == "" {
				a.Until = s.today()
			}
			a.Steps = append(a.Steps, AffiliationStep{To: AffiliationEnded, By: account.System.UserID, ByName: account.System.FullName,
				At: store.At(s.clock()), MergedFrom: m.Absorbed.Name})
		}
		return nil
	})
	if err != nil {
		return err
	}
	return s.countAffiliates(ctx, union)
}

func (s *Service) countAffiliates(ctx context.Context, unionID string) error {
	count, err := s.affiliations.Count(ctx, store.And{
		store.Eq{Field: "unionId", Value: unionID}, store.Eq{Field: "status", Value: string(AffiliationConfirmed)}})
	if err != nil {
		return err
	}
	_, err = s.update(ctx, unionID, func(o *Organization) error { o.Affiliates = int(count); return nil })
	return err
}
