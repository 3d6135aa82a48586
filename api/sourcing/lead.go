package sourcing

import (
	"cmp"
	"context"
	"slices"

	"lienket/api/account"
	"lienket/api/registry"
)

// LeadChoice is an organisation that could lead a plan's joint quote.
type LeadChoice struct {
	Organization *registry.Organization
	Members      int // of the plan's suppliers that are members of this union
}

// maxUnions is how many unions are proposed as leads.
const maxUnions = 50

// LeadChoices are the verified unions, those first of which most of the plan's
// suppliers are members, and then the suppliers themselves.
func (s *Service) LeadChoices(ctx context.Context, p *Plan) ([]LeadChoice, error) {
	members, seen := map[string]int{}, map[string]bool{}
	var suppliers []LeadChoice
	for _, line := range p.Lines {
		if seen[line.Organization.ID] {
			continue
		}
		seen[line.Organization.ID] = true
		suppliers = append(suppliers, LeadChoice{Organization: line.Organization})
		if line.Organization.Kind != registry.Cooperative {
			continue
		}
		joined, err := s.registry.Affiliates(ctx, account.Actor{}, line.Organization.ID, "", maxUnions)
		if err != nil {
			return nil, err
		}
		for _, one := range joined.Items {
			members[one.Union.ID]++
		}
	}
	unions, err := s.registry.Organizations(ctx, account.Actor{}, registry.OrganizationFilter{Kind: registry.Union, Limit: maxUnions})
	if err != nil {
		return nil, err
	}
	var choices []LeadChoice
	for i := range unions.Items {
		union := &unions.Items[i]
		if !seen[union.ID] {
			choices = append(choices, LeadChoice{union, members[union.ID]})
		}
	}
	slices.SortStableFunc(choices, func(a, b LeadChoice) int { return cmp.Compare(b.Members, a.Members) })
	return append(choices, suppliers...), nil
}
