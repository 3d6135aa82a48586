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

// maxUnions is how many unions are proposed as leads, beside those that suppliers of the
// plan are members of.
const maxUnions = 50

// LeadChoices are the verified unions, those first of which most of the plan's
// suppliers are members, and then the suppliers themselves.
func (s *Service) LeadChoices(ctx context.Context, p *Plan) ([]LeadChoice, error) {
	seen := map[string]bool{}
	var suppliers, choices []LeadChoice
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
			choices = joinedBy(choices, one.Union)
		}
	}
	choices = slices.DeleteFunc(choices, func(c LeadChoice) bool { return seen[c.Organization.ID] })
	for _, choice := range choices {
		seen[choice.Organization.ID] = true
	}
	unions, err := s.registry.Organizations(ctx, account.Actor{}, registry.OrganizationFilter{Kind: registry.Union, Limit: maxUnions})
	if err != nil {
		return nil, err
	}
	for i := range unions.Items {
		if union := &unions.Items[i]; !seen[union.ID] {
			choices = append(choices, LeadChoice{Organization: union})
		}
	}
	slices.SortStableFunc(choices, func(a, b LeadChoice) int {
		return cmp.Or(cmp.Compare(b.Members, a.Members), cmp.Compare(a.Organization.SortName, b.Organization.SortName))
	})
	return append(choices, suppliers...), nil
}

// joinedBy counts one more supplier that is a member of a union, if that may lead.
func joinedBy(choices []LeadChoice, union *registry.Organization) []LeadChoice {
	at := slices.IndexFunc(choices, func(c LeadChoice) bool { return c.Organization.ID == union.ID })
	switch {
	case at >= 0:
		choices[at].Members++
	case union.Status == registry.Verified:
		choices = append(choices, LeadChoice{union, 1})
	}
	return choices
}
