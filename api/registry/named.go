package registry

import (
	"context"
	"slices"
	"strings"

	"lienket/api/store"
	"lienket/search"
)

// Named finds organisations, whatever their status, by tax code, or without one by
// name: letter case and marks do not matter, nor whether "Hợp tác xã" is written in
// full. For a merged one it gives that which it lives on in. It returns at most a few.
func (s *Service) Named(ctx context.Context, taxCode, name string) ([]Organization, error) {
	var where store.Filter = store.InStrings("sortName", spellings(name))
	if taxCode != "" {
		where = store.Eq{Field: "taxCode", Value: taxCode}
	}
	page, err := s.organizations.Find(ctx, store.Query{Where: where, Limit: 5})
	if err != nil {
		return nil, err
	}
	var found []Organization
	for i := range page.Items {
		o, err := s.Living(ctx, page.Items[i].ID)
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(found, func(known Organization) bool { return known.ID == o.ID }) {
			found = append(found, *o)
		}
	}
	return found, nil
}

// spellings are the folded forms that a name may be recorded under.
func spellings(name string) []string {
	folded := search.Fold(strings.Join(strings.Fields(name), " "))
	list := []string{folded}
	for short, long := range map[string]string{"htx ": "hop tac xa ", "tht ": "to hop tac ", "lh htx ": "lien hiep hop tac xa "} {
		if rest, found := strings.CutPrefix(folded, short); found {
			list = append(list, long+rest)
		}
		if rest, found := strings.CutPrefix(folded, long); found {
			list = append(list, short+rest)
		}
	}
	return list
}
