package linkage

import (
	"context"

	"lienket/api/registry"
	"lienket/api/store"
)

// follow has who oversees a party now oversee its contracts, under whichever of its names.
// Their lines, by which they count, stay where they were concluded.
func (s *Service) follow(ctx context.Context, r registry.Relocation) error {
	for _, name := range r.Organization.Names() {
		query := store.Query{Where: store.Contains{Field: "parties", Value: name}, Sort: []string{"-createdAt"}}
		if _, _, err := registry.Follow(ctx, s.contracts, query, func(c *Contract) { c.Areas = r.Joined(c.Areas) }); err != nil {
			return err
		}
	}
	return nil
}
