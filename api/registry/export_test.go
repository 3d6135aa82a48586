package registry

import "context"

// Age stores an organisation as a version before keys did.
func (s *Service) Age(ctx context.Context, id string) error {
	_, err := s.organizations.Update(ctx, id, func(o *Organization) error { o.Keys, o.Keyed = nil, 0; return nil })
	return err
}

// Rekey is what New does with such.
func (s *Service) Rekey(ctx context.Context) error { return s.rekey(ctx) }

// LikeNames is the rule of near-equal names.
func LikeNames(one, other string) bool { return formOf(one).like(formOf(other)) != unlike }
