package registry

import (
	"context"
	"slices"

	"lienket/api/store"
)

// What an organisation has holds a copy of its areas, so that a list by area and the
// right to see one record read no other.

// Relocation is that an organisation lies in other areas than before: it moved, or the
// gazetteer tells more of the place where it is.
type Relocation struct {
	Organization *Organization
	Was          []string // its areas before
}

// Moved reports whether it is in another place than before.
func (r Relocation) Moved() bool { return len(r.Was) == 0 || r.Was[0] != r.Organization.AreaCode }

// Joined are the areas of a document that names several organisations, of which it is
// one: who oversees it now oversees the document too.
func (r Relocation) Joined(areas []string) []string { return joinAreas(areas, r.Organization.Areas) }

func joinAreas(areas, more []string) []string {
	joined := slices.Concat(areas, more)
	slices.Sort(joined)
	return slices.Compact(joined)
}

// OnRelocate registers what brings the copies that an area of the business holds up to
// date, in the Tx of a Relocation. It is for start-up.
func (s *Service) OnRelocate(follow func(context.Context, Relocation) error) {
	s.followers = append(s.followers, follow)
}

// Follow changes what query selects because of a Relocation, and lists it by ID. Nobody
// has changed these documents, so that they stay in their place among the latest.
func Follow[T any, P store.Document[T]](ctx context.Context, c *store.Collection[T], query store.Query, change func(*T)) ([]string, error) {
	var ids []string
	err := c.Each(ctx, query, func(doc *T) error { ids = append(ids, P(doc).Base().ID); return nil })
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		if _, err := c.Refresh(ctx, id, func(doc *T) error { change(doc); return nil }); err != nil {
			return nil, err
		}
	}
	return ids, nil
}

// relocated has every copy follow, if the organisation lies elsewhere than it was.
func (s *Service) relocated(ctx context.Context, o *Organization, was []string) error {
	if slices.Equal(was, o.Areas) {
		return nil
	}
	r := Relocation{Organization: o, Was: was}
	for _, follow := range append([]func(context.Context, Relocation) error{s.followOwn}, s.followers...) {
		if err := follow(ctx, r); err != nil {
			return err
		}
	}
	return nil
}

// followOwn brings up to date what the registry keeps. Reports and ratings stay where
// the organisation was when it made them.
func (s *Service) followOwn(ctx context.Context, r Relocation) error {
	o := r.Organization
	if err := s.followDistinctions(ctx, o); err != nil {
		return err
	}
	if err := s.FollowDocuments(ctx, r, o.ID); err != nil || r.Moved() {
		return err
	}
	years := store.Query{Where: store.Eq{Field: "organizationId", Value: o.ID}, Sort: []string{"-year"}}
	there := func(areas []string) []string {
		if len(areas) > 0 && areas[0] == o.AreaCode {
			return o.Areas
		}
		return areas
	}
	if _, err := Follow(ctx, s.reports, years, func(report *Report) { report.Areas = there(report.Areas) }); err != nil {
		return err
	}
	_, err := Follow(ctx, s.ratings, years, func(rating *Rating) { rating.Areas = there(rating.Areas) })
	return err
}

// FollowDocuments brings the scans of a subject up to date: the organisation itself, or
// a thing of its.
func (s *Service) FollowDocuments(ctx context.Context, r Relocation, subject string) error {
	query := store.Query{Where: store.Eq{Field: "subject", Value: subject}, Sort: []string{"-createdAt"}}
	_, err := Follow(ctx, s.documents, query, func(d *Document) { d.Areas = r.Organization.Areas })
	return err
}
