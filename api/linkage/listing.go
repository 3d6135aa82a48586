package linkage

import (
	"context"
	"slices"

	"lienket/api/account"
	"lienket/api/fault"
	"lienket/api/store"
	"lienket/search"
)

// ContractFilter selects contracts; empty members do not filter.
type ContractFilter struct {
	Party  string
	Status Status
	Area   string
	Text   string // words of the number, the products and the parties' names
	Cursor string
	Limit  int
}

// Contracts lists the newest first: one's own, or for an officer those with a
// party in their area.
func (s *Service) Contracts(ctx context.Context, actor account.Actor, filter ContractFilter) (store.Page[Contract], error) {
	var none store.Page[Contract]
	if !actor.SignedIn() {
		return none, account.ErrUnauthenticated
	}
	var check fault.Check
	check.That(filter.Status == "" || slices.Contains(Statuses, filter.Status), "status", "not_in_list", textStatus)
	if filter.Area != "" {
		s.registry.Areas().Check(&check, "area", filter.Area)
	}
	words := search.Words(check.Line("q", filter.Text, 0, 200))
	if err := check.Err(); err != nil {
		return none, err
	}
	where := store.And{}
	if filter.Status != "" {
		where = append(where, store.Eq{Field: "status", Value: string(filter.Status)})
	}
	switch actor.Role {
	case account.Cooperative, account.Enterprise:
		where = append(where, withParty(append([]string{actor.OrganizationID}, actor.Also...)))
	case account.Officer:
		where = append(where, store.Contains{Field: "areas", Value: actor.AreaCode})
	case account.Admin:
	default:
		return none, account.ErrForbidden
	}
	if filter.Area != "" && filter.Area != actor.AreaCode {
		where = append(where, store.Contains{Field: "areas", Value: filter.Area})
	}
	if filter.Party != "" && !actor.MemberOf(filter.Party) {
		names := []string{filter.Party}
		party, err := s.registry.Living(ctx, filter.Party)
		if err == nil {
			names = party.Names()
		} else if !fault.Is(err, fault.NotFound) {
			return none, err
		}
		where = append(where, withParty(names))
	}
	query := store.Query{Where: where, Sort: []string{"-createdAt"}, Cursor: filter.Cursor, Limit: filter.Limit}
	if len(words) == 0 {
		return s.contracts.Find(ctx, query)
	}
	return s.contracts.Sift(ctx, query, func(contracts []Contract) ([]bool, error) { return s.told(ctx, contracts, words) })
}

// told says of which contracts the number, the products and the names of the parties,
// as they are now, hold all words.
func (s *Service) told(ctx context.Context, contracts []Contract, words []string) ([]bool, error) {
	var ids []string
	for i := range contracts {
		ids = append(ids, contracts[i].Parties...)
	}
	parties, err := s.registry.WithIDs(ctx, ids)
	if err != nil {
		return nil, err
	}
	held := make([]bool, len(contracts))
	for i := range contracts {
		texts := []string{contracts[i].Number}
		for _, line := range contracts[i].Lines {
			texts = append(texts, line.ProductName)
		}
		for _, id := range contracts[i].Parties {
			if party := parties[id]; party != nil {
				texts = append(texts, party.Name)
			}
		}
		held[i] = search.Holds(words, texts...)
	}
	return held, nil
}

// withParty is the condition on contracts that name one of these.
func withParty(names []string) store.Filter {
	any := make(store.Or, len(names))
	for i, name := range names {
		any[i] = store.Contains{Field: "parties", Value: name}
	}
	return any
}
