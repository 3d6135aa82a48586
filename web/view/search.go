package view

import "context"

func searchTitle(ctx context.Context, query string) string {
	if query == "" {
		return t(ctx, "search.title")
	}
	return t(ctx, "search.title_for", "Query", query)
}

// searchEmpty says how to find more: fewer filters, other words, or a demand
// that suppliers answer.
func searchEmpty(ctx context.Context, m SearchModel) EmptyState {
	state := EmptyState{Title: t(ctx, "search.none_title"), Text: t(ctx, "search.none_text")}
	if len(m.Chosen) > 0 {
		state.Text = t(ctx, "search.none_filtered")
		state.Links = append(state.Links, Link{t(ctx, "search.clear"), m.ClearURL})
	}
	if m.DemandURL != "" {
		state.Links = append(state.Links, Link{t(ctx, "search.post_demand"), m.DemandURL})
	}
	state.Links = append(state.Links, Link{t(ctx, "search.all"), "/san-pham"})
	return state
}
