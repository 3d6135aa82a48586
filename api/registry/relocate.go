package registry

import (
	"context"
	"reflect"
	"slices"

	"lienket/api/store"
)

// What an organisation has holds a copy of its areas, so that a list by area and the
// right to see one record read no other.

// Relocation is that an organisation lies in other areas than before: it moved, or the
// gazetteer tells more of the place where it is.
type Relocation struct {
	Organization *Organization
}

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

// OnRekey registers what brings up to date what follows from the gazetteer alone, whoever
// lies there now. It is called once, before the organisations are rekeyed. It is for
// start-up.
func (s *Service) OnRekey(renew func(context.Context) error) {
	s.renewers = append(s.renewers, renew)
}

// RenewAreas has documents that stay where they were made lie in all areas that the
// gazetteer tells of that place, which is the first of theirs.
func RenewAreas[T any, P store.Document[T]](ctx context.Context, c *store.Collection[T], gazetteer *Areas, areasOf func(*T) *[]string) error {
	renewed := func(areas []string) []string {
		if len(areas) > 0 {
			if known := gazetteer.Path(areas[0]); known != nil {
				return known
			}
		}
		return areas
	}
	var outdated []string
	err := c.Each(ctx, store.Query{}, func(doc *T) error {
		if areas := *areasOf(doc); !slices.Equal(areas, renewed(areas)) {
			outdated = append(outdated, P(doc).Base().ID)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, id := range outdated {
		_, err := c.Refresh(ctx, id, func(doc *T) error { areas := areasOf(doc); *areas = renewed(*areas); return nil })
		if err != nil {
			return err
		}
	}
	return nil
}

// Follow changes what query selects because of a Relocation, as far as it has not yet:
// all that is selected and what was changed of it, by ID. Nobody has changed these
// documents, so that they stay in their place among the latest.
func Follow[T any, P store.Document[T]](ctx context.Context, c *store.Collection[T], query store.Query, change func(*T)) (all, moved []string, err error) {
	err = c.Each(ctx, query, func(doc *T) error {
		id, changed := P(doc).Base().ID, *doc
		all = append(all, id)
		if change(&changed); !reflect.DeepEqual(doc, &changed) {
			moved = append(moved, id)
		}
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	for _, id := range moved {
		if _, err := c.Refresh(ctx, id, func(doc *T) error { change(doc); return nil }); err != nil {
			return nil, nil, err
		}
	}
	return all, moved, nil
}

// relocated has every copy follow, if the organisation lies elsewhere than it was.
func (s *Service) relocated(ctx context.Context, o *Organization, was []string) error {
	if slices.Equal(was, o.Areas) {
		return nil
	}
	return s.haveFollow(ctx, o)
}

// haveFollow brings every copy up to date with where the organisation lies.
func (s *Service) haveFollow(ctx context.Context, o *Organization) error {
	r := Relocation{Organization: o}
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
	if err := s.followDistinctions(ctx, r.Organization); err != nil {
		return err
	}
	return s.FollowDocuments(ctx, r, r.Organization.ID)
}

func (s *Service) renewOwn(ctx context.Context) error {
	if err := RenewAreas(ctx, s.reports, s.areas, func(r *Report) *[]string { return &r.Areas }); err != nil {
		return err
	}
	return RenewAreas(ctx, s.ratings, s.areas, func(r *Rating) *[]string { return &r.Areas })
}

// FollowDocuments brings the scans of a subject up to date: the organisation itself, or
// a thing of its.
func (s *Service) FollowDocuments(ctx context.Context, r Relocation, subject string) error {
	query := store.Query{Where: store.Eq{Field: "subject", Value: subject}, Sort: []string{"-createdAt"}}
	_, _, err := Follow(ctx, s.documents, query, func(d *Document) { d.Areas = r.Organization.Areas })
	return err
}
