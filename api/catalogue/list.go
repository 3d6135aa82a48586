package catalogue

import (
	"cmp"
	"context"
	"slices"

	"lienket/api/account"
	"lienket/api/fault"
	"lienket/api/store"
	"lienket/search"
)

// AnyStatus selects products whatever their status, of one organisation.
const AnyStatus ProductStatus = "all"

// ProductOrder is the order of a list of products.
type ProductOrder string

// Orders of products.
const (
	LatestFirst ProductOrder = "updated"
	NamesFirst  ProductOrder = "name"
)

// ProductFilter selects products; empty members do not filter.
type ProductFilter struct {
	OrganizationID string
	Group          string
	Area           string
	// Stars is a number of stars held, nil for any. A product whose certificate ran
	// out today has none from the worker's next round on.
	Stars *int
	// Text are words that the name or the other names hold; each may be cut short.
	Text   string
	Status ProductStatus // "" is Published; others for one's own or one's area
	Order  ProductOrder  // "" is LatestFirst
	Cursor string
	Limit  int
}

// Products lists products: published ones for everybody, others for who may change
// them.
func (s *Service) Products(ctx context.Context, actor account.Actor, filter ProductFilter) (store.Page[Product], error) {
	var none store.Page[Product]
	filter.Status, filter.Order = cmp.Or(filter.Status, Published), cmp.Or(filter.Order, LatestFirst)
	if err := s.checkFilter(&filter); err != nil {
		return none, err
	}
	if filter.Status != Published {
		if err := s.mayListHidden(ctx, actor, &filter); err != nil {
			return none, err
		}
	}
	if filter.Text != "" && len(search.Words(filter.Text)) == 0 {
		return none, nil
	}
	sort := "-updatedAt"
	if filter.Order == NamesFirst {
		sort = "sortName"
	}
	return s.products.Find(ctx, store.Query{Where: filter.where(), Sort: []string{sort}, Cursor: filter.Cursor, Limit: filter.Limit})
}

// Own lists an organisation's products in every status, for its members.
func (s *Service) Own(ctx context.Context, actor account.Actor, organizationID, cursor string, limit int) (store.Page[Product], error) {
	if _, err := s.registry.Manageable(ctx, actor, organizationID); err != nil {
		return store.Page[Product]{}, err
	}
	return s.Products(ctx, actor, ProductFilter{OrganizationID: organizationID, Status: AnyStatus, Cursor: cursor, Limit: limit})
}

func (s *Service) checkFilter(filter *ProductFilter) error {
	var check fault.Check
	check.That(filter.Group == "" || slices.Contains(Groups, filter.Group), "group", "not_in_list", textGroup)
	check.That(slices.Contains([]ProductStatus{Draft, Published, Suspended, AnyStatus}, filter.Status), "status", "not_in_list", textStatus)
	check.That(filter.Order == LatestFirst || filter.Order == NamesFirst, "sort", "not_in_list", textOrder)
	check.That(filter.Stars == nil || *filter.Stars >= 0 && *filter.Stars <= 5, "stars", "out_of_range", textStars)
	filter.Text = check.Line("q", filter.Text, 0, 200)
	if filter.Area != "" {
		s.registry.Areas().Check(&check, "area", filter.Area)
	}
	return check.Err()
}

// mostWords is how many words a list is asked by; further ones narrow no more.
const mostWords = 8

// where is the condition on the documents. Of the words the longest leads, since
// the first one is looked up and the others are checked.
func (filter *ProductFilter) where() store.And {
	var where store.And
	if filter.Status != AnyStatus {
		where = append(where, store.Eq{Field: "status", Value: string(filter.Status)})
	}
	if filter.OrganizationID != "" {
		where = append(where, store.Eq{Field: "organizationId", Value: filter.OrganizationID})
	}
	if filter.Group != "" {
		where = append(where, store.Eq{Field: "group", Value: filter.Group})
	}
	if filter.Area != "" {
		where = append(where, store.Contains{Field: "areas", Value: filter.Area})
	}
	if filter.Stars != nil {
		where = append(where, store.Eq{Field: "stars", Value: *filter.Stars})
	}
	words := search.Words(filter.Text)
	slices.SortStableFunc(words, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	words = slices.Compact(words)
	for _, word := range words[:min(len(words), mostWords)] {
		where = append(where, store.Contains{Field: "words", Value: word})
	}
	return where
}

// mayListHidden lets members list their own drafts and officers those of their
// area.
func (s *Service) mayListHidden(ctx context.Context, actor account.Actor, filter *ProductFilter) error {
	if filter.OrganizationID == "" && actor.OrganizationID != "" {
		filter.OrganizationID = actor.OrganizationID
	}
	if filter.OrganizationID != "" {
		_, err := s.registry.Manageable(ctx, actor, filter.OrganizationID)
		return err
	}
	if err := actor.Require(account.Officer); err != nil {
		return err
	}
	if filter.Status == AnyStatus {
		return fault.Invalid("status", "not_in_list", textAnyStatus)
	}
	if filter.Area == "" && actor.Role == account.Officer {
		filter.Area = actor.AreaCode
	}
	if filter.Area != "" && !actor.Oversees(s.registry.Areas().Path(filter.Area)) {
		return account.ErrForbidden
	}
	return nil
}
