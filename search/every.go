package search

import "context"

// Every calls yield with the ID of each document that q finds, each once and in no
// order, page after page up to MaxDepth; q's order, limit, offset and facets do not
// count. A document that comes or goes meanwhile may be missed.
func Every(ctx context.Context, engine Engine, q Query, yield func(id string) error) error {
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
