package exchange

import (
	"context"

	"lienket/api/account"
	"lienket/api/catalogue"
	"lienket/api/fault"
	"lienket/api/registry"
)

// owners finds the organisation of every row, nil where it has none that actor may
// act for; that is noted. Tax codes and names are looked up together.
func (s *Service) owners(ctx context.Context, r *run) ([]*registry.Organization, error) {
	var codes, names []string
	said := make([]struct{ code, name string }, len(r.sheet.Rows))
	r.look(func(i int, row *row) {
		said[i].code, said[i].name = row.digits(ownerColumn.Key, 10), row.text(ownerNameColumn.Key)
		if said[i].code != "" {
			codes = append(codes, said[i].code)
		} else if said[i].name != "" {
			names = append(names, said[i].name)
		}
	})
	byCode, err := s.registry.WithTaxCodes(ctx, codes)
	if err != nil {
		return nil, err
	}
	for code, owner := range byCode {
		if owner.MergedInto == "" {
			continue
		}
		if byCode[code], err = s.registry.Living(ctx, owner.ID); err != nil {
			return nil, err
		}
	}
	byName, err := s.registry.WithNames(ctx, names)
	if err != nil {
		return nil, err
	}
	var own *registry.Organization
	if r.actor.Role == account.Cooperative {
		if own, err = s.registry.Lookup(ctx, r.actor.OrganizationID); err != nil {
			return nil, err
		}
	}
	found := make([]*registry.Organization, len(said))
	r.find(func(i int, row *row) {
		if !row.readable(ownerColumn.Key, ownerNameColumn.Key) {
			return
		}
		column, owner, why := ownerColumn.Key, own, fault.Required
		switch {
		case said[i].code != "":
			owner, why = byCode[said[i].code], textNoOwner
		case said[i].name != "":
			column = ownerNameColumn.Key
			owner, why = only(r.actor, byName[said[i].name])
		}
		switch {
		case owner == nil && why == fault.Required:
			row.fail(column, "required", why)
		case owner == nil:
			row.fail(column, "not_found", why)
		default:
			if err := registry.CheckManages(r.actor, owner); fault.Is(err, fault.NotFound) {
				row.fail(column, "not_found", why)
			} else if err != nil {
				row.fail(column, "forbidden", textNotYours)
			} else {
				found[i] = owner
			}
		}
	})
	return found, nil
}

// only is the one organisation of several of a name: the only one, or the only one
// that actor may act for; else why there is none.
func only(actor account.Actor, named []*registry.Organization) (*registry.Organization, fault.Text) {
	if len(named) == 1 {
		return named[0], textNoOwnerName
	}
	var managed *registry.Organization
	for _, o := range named {
		if registry.CheckManages(actor, o) != nil {
			continue
		}
		if managed != nil {
			return nil, textManyOwners
		}
		managed = o
	}
	if managed == nil && len(named) > 1 {
		return nil, textManyOwners
	}
	return managed, textNoOwnerName
}

// readable notes what of these cells cannot be read.
func (r *row) readable(keys ...string) bool {
	for _, key := range keys {
		r.text(key)
	}
	return !r.bad
}

// catalogues are the products of organisations by owner and folded name.
type catalogues map[string][]*catalogue.Product

func (s *Service) catalogues(ctx context.Context, owners []*registry.Organization) (catalogues, error) {
	var ids []string
	for _, owner := range owners {
		if owner != nil {
			ids = append(ids, owner.ID)
		}
	}
	found := catalogues{}
	err := s.catalogue.EachProductOf(ctx, ids, func(p *catalogue.Product) error {
		key := p.OrganizationID + "\x00" + p.SortName
		found[key] = append(found[key], p)
		return nil
	})
	return found, err
}

func (c catalogues) of(owner *registry.Organization, name string) []*catalogue.Product {
	return c[owner.ID+"\x00"+folded(name)]
}

// productsOf finds the product of every row by owner and name, nil where there is
// none or several; that is noted.
func (s *Service) productsOf(ctx context.Context, r *run) ([]*catalogue.Product, error) {
	owners, err := s.owners(ctx, r)
	if err != nil {
		return nil, err
	}
	known, err := s.catalogues(ctx, owners)
	if err != nil {
		return nil, err
	}
	found := make([]*catalogue.Product, len(owners))
	r.find(func(i int, row *row) {
		name := row.text(productNameColumn.Key)
		if owners[i] == nil || name == "" {
			return
		}
		switch named := known.of(owners[i], name); len(named) {
		case 0:
			row.fail(productNameColumn.Key, "not_found", textNoProduct)
		case 1:
			found[i] = named[0]
		default:
			row.fail(productNameColumn.Key, "several", textManyProducts)
		}
	})
	return found, nil
}
