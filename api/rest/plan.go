package rest

import (
	"context"

	"lienket/api/sourcing"
)

// Plan is a joint supply plan on the wire. Amounts are in unit.
type Plan struct {
	Unit           string               `json:"unit"`
	Lines          []PlanLine           `json:"lines"`
	Coverage       float64              `json:"coverage" minimum:"0" maximum:"1" doc:"Covered / demanded"`
	Shortfall      []MonthAmount        `json:"shortfall" doc:"The months that stay short, and by how much"`
	Cost           int64                `json:"cost" doc:"VND; each line's cost rounded half up"`
	Suppliers      int                  `json:"suppliers" doc:"Organisations that take part"`
	Lead           *OrganizationSummary `json:"lead,omitempty" doc:"Who would lead the joint offer"`
	Optimal        bool                 `json:"optimal" doc:"Proven: no plan misses less, costs less, has fewer suppliers or a shorter haul, in this order"`
	Bound          int64                `json:"bound" doc:"VND; no plan of the least shortfall costs less"`
	ShortfallBound Decimal              `json:"shortfallBound" doc:"No plan misses less in all"`
	Notes          []PlanNote           `json:"notes"`
}

// PlanLine is what one product delivers.
type PlanLine struct {
	ProductID      string              `json:"productId"`
	OrganizationID string              `json:"organizationId"`
	ProductName    string              `json:"productName"`
	Organization   OrganizationSummary `json:"organization"`
	UnitPrice      int64               `json:"unitPrice" doc:"VND per priceUnit"`
	PriceUnit      string              `json:"priceUnit" doc:"The product's own unit"`
	Months         []MonthAmount       `json:"months"`
	Cost           int64               `json:"cost" doc:"VND"`
	DistanceKm     float64             `json:"distanceKm" doc:"To the place of delivery; 0 where unknown"`
}

// PlanNote says what the plan leaves out, or what limits it.
type PlanNote struct {
	Code      string `json:"code"`
	ProductID string `json:"productId,omitempty"`
	Message   string `json:"message"`
}

// PlanOf is the input of a plan.
type PlanOf struct {
	ByID
	MaxSuppliers int    `query:"maxSuppliers" minimum:"0" maximum:"1000" doc:"How many organisations may take part; 0 for any number"`
	Lead         string `query:"lead" maxLength:"100" doc:"The organisation, a union for one, that would lead the joint offer"`
}

func (s *Server) plans(service *sourcing.Service) {
	get(s.resource("plans", "Joint supply: several suppliers for one demand"), "/demands/{id}/plan", "Who can meet the demand together, month by month",
		func(ctx context.Context, in *PlanOf) (*Reply[Plan], error) {
			plan, err := service.Plan(ctx, actor(ctx), in.ID, sourcing.PlanQuery{MaxSuppliers: in.MaxSuppliers, Lead: in.Lead})
			if err != nil {
				return nil, err
			}
			return reply(showPlan(plan, requestOf(ctx).lang)), nil
		}, signedIn)
}

func showPlan(p *sourcing.Plan, lang string) Plan {
	shown := Plan{
		Unit: string(p.Unit), Lines: []PlanLine{}, Coverage: p.Coverage, Shortfall: monthAmounts(p.Shortfall), Cost: p.Cost,
		Suppliers: p.Suppliers, Optimal: p.Optimal, Bound: p.Bound, ShortfallBound: decimal(p.ShortfallBound), Notes: []PlanNote{},
	}
	if p.Lead != nil {
		shown.Lead = &OrganizationSummary{p.Lead.ID, p.Lead.Name, p.Lead.AreaCode}
	}
	for _, line := range p.Lines {
		shown.Lines = append(shown.Lines, PlanLine{
			ProductID: line.Product.ID, OrganizationID: line.Organization.ID, ProductName: line.Product.Name,
			Organization: OrganizationSummary{line.Organization.ID, line.Organization.Name, line.Organization.AreaCode},
			UnitPrice:    line.UnitPrice, PriceUnit: string(line.Product.Unit), Months: monthAmounts(line.Months),
			Cost: line.Cost, DistanceKm: line.Kilometres,
		})
	}
	for _, note := range p.Notes {
		shown.Notes = append(shown.Notes, PlanNote{note.Code, note.ProductID, note.Text.In(lang)})
	}
	return shown
}
