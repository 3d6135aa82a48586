package search

import "context"

// Lister is an engine that tells all that a query finds faster than page after page.
type Lister interface {
	// List returns the IDs of the documents that q finds, each once, in no order; of
	// more than MaxDepth the newest. q's order, limit, offset and facets do not count.
	List(ctx context.Context, q Query) ([]string, error)
}

// Every calls yield with the ID of each document that q finds, each once and in no
// order; of more than MaxDepth the newest. q's order, limit, offset and facets do not
// count. A document that comes or goes meanwhile may be missed.
func Every(ctx context.Context, engine Engine, q Query, yield func(id string) error) error {
	if lister, ok := engine.(Lister); ok {
		ids, err := lister.List(ctx, q)
		for i := 0; i < len(ids) && err == nil; i++ {
			err = yield(ids[i])
		}
		return err
	}
	return everyPage(ctx, engine, q, yield)
}

// everyPage asks for page after page.
func everyPage(ctx context.Context, engine Engine, q Query, yield func(id string) error) error {
	q.Order, q.Limit, q.Facets = ByNewest, MaxLimit, nil
	seen := map[string]bool{}
	for q.Offset = 0; q.Offset < MaxDepth; q.Offset += MaxLimit {
		result, err := engine.Search(ctx, q)
		if err != nil {
			return err
		}
		for _, hit := range result.Hits {
			if seen[hit.ID] {
				continue
			}
			seen[hit.ID] = true
			if err := yield(hit.ID); err != nil {
				return err
			}
		}
		if len(result.Hits) < MaxLimit {
			return nil
		}
	}
	return nil
}
