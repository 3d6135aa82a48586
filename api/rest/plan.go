package rest

import (
	"context"
	"math"

	"lienket/api/sourcing"
)

// Plan is a joint supply plan on the wire. Amounts are in unit.
type Plan struct {
	Objective      sourcing.Objective   `json:"objective" enum:"least-cost,fewest-suppliers,nearest" doc:"What is kept low once as little as possible is missing"`
	Unit           string               `json:"unit"`
	Lines          []PlanLine           `json:"lines"`
	Coverage       float64              `json:"coverage" minimum:"0" maximum:"1" doc:"Covered / demanded"`
	Shortfall      []MonthAmount        `json:"shortfall" doc:"The months that stay short, and by how much"`
	Cost           int64                `json:"cost" doc:"VND; the exact cost of all lines, rounded half up once. The lines' costs add up to it"`
	Suppliers      int                  `json:"suppliers" doc:"Organisations that take part"`
	AverageKm      float64              `json:"averageKm" doc:"How far an amount travels on average; unknown distances count 0"`
	Lead           *OrganizationSummary `json:"lead,omitempty" doc:"Who would lead the joint offer"`
	Optimal        bool                 `json:"optimal" doc:"Proven: no plan misses less, costs less, has fewer suppliers or a shorter haul, in this order or in the objective's"`
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
	Amount         Decimal             `json:"amount" doc:"In all months"`
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

type planQuery struct {
	PlanOf
	Objective sourcing.Objective `query:"objective" enum:"least-cost,fewest-suppliers,nearest" default:"least-cost" doc:"What is kept low once as little as possible is missing; then come the others"`
}

// PlanAlternatives are plans for one demand by different objectives.
type PlanAlternatives struct {
	Items []Plan `json:"items"`
}

// Relaxations are what would close a plan's shortfall, each by itself.
type Relaxations struct {
	Items []Relaxation `json:"items"`
}

// Relaxation is one limit let go, and what that would add.
type Relaxation struct {
	Limit      string           `json:"limit" enum:"priceCeiling,priceOnRequest,minStars,qualityMarks,group,maxSuppliers,minOrder,month"`
	Change     RelaxationChange `json:"change"`
	Gain       Decimal          `json:"gain" doc:"How much less would be missing, in the demand's unit"`
	Coverage   float64          `json:"coverage" minimum:"0" maximum:"1" doc:"Covered / demanded with it"`
	ProductIDs []string         `json:"productIds" doc:"Products that would supply and do not now, at most 5"`
	Message    string           `json:"message"`
}

// RelaxationChange says from what to what the limit goes: a price, stars, a code, a
// number or a month. Absent from is no limit now, absent to is none then.
type RelaxationChange struct {
	From string `json:"from,omitempty"`
	To   string `json:"to,omitempty"`
}

func (s *Server) plans(service *sourcing.Service) {
	at := s.resource("plans", "Joint supply: several suppliers for one demand")
	get(at, "/demands/{id}/plan", "Who can meet what remains of the demand together, month by month",
		func(ctx context.Context, in *planQuery) (*Reply[Plan], error) {
			q := in.query()
			q.Objective = in.Objective
			plan, err := service.Plan(ctx, actor(ctx), in.ID, q)
			if err != nil {
				return nil, err
			}
			return reply(showPlan(plan, requestOf(ctx).lang)), nil
		}, signedIn)
	get(at, "/demands/{id}/plan/alternatives", "Plans by each objective, to be compared",
		func(ctx context.Context, in *PlanOf) (*Reply[PlanAlternatives], error) {
			plans, err := service.Alternatives(ctx, actor(ctx), in.ID, in.query())
			if err != nil {
				return nil, err
			}
			shown := PlanAlternatives{Items: make([]Plan, len(plans))}
			for i, plan := range plans {
				shown.Items[i] = showPlan(plan, requestOf(ctx).lang)
			}
			return reply(shown), nil
		}, signedIn)
	get(at, "/demands/{id}/plan/relaxations", "What would close the plan's shortfall, the largest gain first",
		func(ctx context.Context, in *PlanOf) (*Reply[Relaxations], error) {
			found, err := service.Relaxations(ctx, actor(ctx), in.ID, in.query())
			if err != nil {
				return nil, err
			}
			shown := Relaxations{Items: make([]Relaxation, len(found))}
			for i, r := range found {
				shown.Items[i] = Relaxation{r.Limit, RelaxationChange{r.From, r.To}, decimal(r.Gain), r.Coverage,
					orEmpty(r.Products), r.Text.In(requestOf(ctx).lang)}
			}
			return reply(shown), nil
		}, signedIn)
}

func (in *PlanOf) query() sourcing.PlanQuery {
	return sourcing.PlanQuery{MaxSuppliers: in.MaxSuppliers, Lead: in.Lead}
}

func showPlan(p *sourcing.Plan, lang string) Plan {
	shown := Plan{
		Objective: p.Objective, AverageKm: math.Round(10*p.Kilometres) / 10,
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
			Amount: decimal(line.Amount), Cost: line.Cost, DistanceKm: line.Kilometres,
		})
	}
	for _, note := range p.Notes {
		shown.Notes = append(shown.Notes, PlanNote{note.Code, note.ProductID, note.Text.In(lang)})
	}
	return shown
}
