package registry

import (
	"context"

	"lienket/api/store"
)

// Age stores an organisation as a version before keys did.
func (s *Service) Age(ctx context.Context, id string) error {
	_, err := s.organizations.Update(ctx, id, func(o *Organization) error { o.Keys, o.Keyed = nil, 0; return nil })
	return err
}

// LikeNames is the rule of near-equal names.
func LikeNames(one, other string) bool { return formOf(one).like(formOf(other)) != unlike }

// StoreAgain stores a consent once more, as another who has not seen it would.
func (s *Service) StoreAgain(ctx context.Context, id string) error {
	consent, err := s.consents.Get(ctx, id)
	if err != nil {
		return err
	}
	again := *consent
	again.Meta = store.Meta{}
	return s.consents.Insert(ctx, &again)
}

// Alike is how many pairs are held.
func (s *Service) Alike(ctx context.Context) (int, error) {
	pairs, err := s.alike(ctx)
	return len(pairs), err
}
