package registry

import (
	"context"
	"time"

	"lienket/api/account"
	"lienket/api/store"
)

// WaitingOrganizations lists the organisations of an area that wait for an officer,
// the oldest first, from a position on. area "" is all that the officer oversees.
// Errors: InvalidInput, Forbidden for an area that isn't the officer's.
func (s *Service) WaitingOrganizations(ctx context.Context, actor account.Actor, area string, from store.Position, limit int) ([]Organization, error) {
	area, err := s.Overseen(actor, area)
	if err != nil {
		return nil, err
	}
	where := within(area, append(store.And{store.Eq{Field: "status", Value: string(Pending)}}, from.Beyond()...))
	page, err := s.organizations.Find(ctx, store.Query{Where: where, Sort: []string{"createdAt"}, Limit: limit})
	return page.Items, err
}

// Overseen is the area that an officer asks about: "" is all that is theirs. Errors:
// InvalidInput, Forbidden for an area that isn't.
func (s *Service) Overseen(actor account.Actor, area string) (string, error) {
	filter := ReportFilter{Area: area}
	err := s.overseen(actor, &filter)
	return filter.Area, err
}

// UndoFor is how long an officer may take back their own decision.
const UndoFor = 10 * time.Minute

// WaitingCounts is how much waits for an officer.
type WaitingCounts struct {
	Organizations int64
	Ratings       int64 // assessed, not countersigned
	Reports       int64 // of last year, handed in and not accepted
}

// CountWaiting counts what waits in an area, as WaitingOrganizations.
func (s *Service) CountWaiting(ctx context.Context, actor account.Actor, area string) (WaitingCounts, error) {
	var counts WaitingCounts
	area, err := s.Overseen(actor, area)
	if err != nil {
		return counts, err
	}
	if counts.Organizations, err = s.organizations.Count(ctx, within(area, store.And{store.Eq{Field: "status", Value: string(Pending)}})); err != nil {
		return counts, err
	}
	if counts.Ratings, err = s.ratings.Count(ctx, within(area, store.And{store.Eq{Field: "waiting", Value: true}})); err != nil {
		return counts, err
	}
	counts.Reports, err = s.reports.Count(ctx, within(area, store.And{
		store.Eq{Field: "year", Value: s.year() - 1}, store.Eq{Field: "status", Value: string(ReportSubmitted)}}))
	return counts, err
}
