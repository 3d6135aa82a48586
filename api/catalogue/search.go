package catalogue

import (
	"cmp"
	"context"
	"strconv"
	"time"

	"lienket/api/account"
	"lienket/api/fault"
	"lienket/api/registry"
	"lienket/api/store"
	"lienket/search"
)

// Found is a product that a search brought, as the database has it now.
type Found struct {
	Product      *Product
	Organization *registry.Organization
	Score        float64
}

// SearchResult is one page of a search. Total and Facets are the engine's.
type SearchResult struct {
	Hits   []Found
	Total  int
	Facets map[search.Facet]map[string]int
	Engine string
	Took   time.Duration
}

// Search finds published products. The index proposes and the database decides:
// a hit that is no longer on offer is left out.
func (s *Service) Search(ctx context.Context, query search.Query) (SearchResult, error) {
	query.Kind = search.Product
	var check fault.Check
	for _, area := range query.Areas {
		s.registry.Areas().Check(&check, "area", area)
	}
	for _, group := range query.Group {
		check.That(GroupLabels[group] != fault.Text{}, "group", "not_in_list", textGroup)
	}
	query.Marks = CheckMarks(&check, "mark", query.Marks)
	if err := check.Err(); err != nil {
		return SearchResult{}, err
	}
	began := time.Now()
	found, err := s.engine.Search(ctx, query)
	if err != nil {
		return SearchResult{}, err
	}
	result := SearchResult{Total: found.Total, Facets: found.Facets, Engine: s.engine.Name()}
	for _, hit := range found.Hits {
		product, err := s.products.Get(ctx, hit.ID)
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return SearchResult{}, err
		}
		organization, err := s.registry.Lookup(ctx, product.OrganizationID)
		if err != nil {
			return SearchResult{}, err
		}
		if product.Status == Published && organization.Status == registry.Verified {
			result.Hits = append(result.Hits, Found{product, organization, hit.Score})
		}
	}
	result.Took = time.Since(began)
	return result, nil
}

// Suggest completes what is typed with names of products and organisations.
func (s *Service) Suggest(ctx context.Context, text string, limit int) ([]search.Suggestion, error) {
	return s.engine.Suggest(ctx, text, []search.Kind{search.Product, search.Organization}, limit)
}

// FindOrganizations is registry.Organizations by words of the name. Its cursor is
// the offset of the next page.
func (s *Service) FindOrganizations(ctx context.Context, actor account.Actor, filter registry.OrganizationFilter, words string) (store.Page[registry.Organization], error) {
	var page store.Page[registry.Organization]
	var check fault.Check
	offset, err := strconv.Atoi(cmp.Or(filter.Cursor, "0"))
	check.That(err == nil && offset >= 0 && offset < search.MaxTotal, "cursor", "bad_cursor", textCursor)
	check.That(filter.Status == "" || filter.Status == registry.Verified, "status", "not_in_list", textSearchStatus)
	query := search.Query{Kind: search.Organization, Text: words, Limit: cmp.Or(filter.Limit, store.DefaultLimit), Offset: offset}
	if filter.Area != "" {
		s.registry.Areas().Check(&check, "area", filter.Area)
		query.Areas = []string{filter.Area}
	}
	if filter.Kind != "" {
		query.Group = []string{string(filter.Kind)}
	}
	if err := check.Err(); err != nil {
		return page, err
	}
	found, err := s.engine.Search(ctx, query)
	if err != nil {
		return page, err
	}
	for _, hit := range found.Hits {
		organization, err := s.registry.Organization(ctx, actor, hit.ID)
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return page, err
		}
		page.Items = append(page.Items, *organization)
	}
	if next := offset + len(found.Hits); len(found.Hits) > 0 && next < found.Total {
		page.Next = strconv.Itoa(next)
	}
	return page, nil
}
