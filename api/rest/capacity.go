package rest

import (
	"context"

	"lienket/api/catalogue"
	"lienket/api/measure"
)

// Capacity is what a product can be delivered in a year.
type Capacity struct {
	Unit    measure.Unit    `json:"unit"`
	Year    int             `json:"year"`
	Months  []CapacityMonth `json:"months"`
	Version int64           `json:"version" doc:"0 where nothing was set yet"`
}

// CapacityMonth is one month of it. Available is rounded down, committed up.
type CapacityMonth struct {
	Month     measure.Month `json:"month"`
	Capacity  Decimal       `json:"capacity"`
	Committed Decimal       `json:"committed" doc:"To signed contracts"`
	Available Decimal       `json:"available"`
}

// OfYear is the year in the path of a yearly record, embedded beside ByID.
type OfYear struct {
	Year int `path:"year" minimum:"2000" maximum:"2100"`
}

// CapacityKey is one year of a product.
type CapacityKey struct {
	ByID
	Year int `path:"year" minimum:"2000" maximum:"2100"`
}

type capacityInput struct {
	ByID
	OfYear
	Body struct {
		Unit   measure.Unit `json:"unit" maxLength:"20"`
		Months []Decimal    `json:"months" minItems:"12" maxItems:"12" doc:"January to December"`
	}
}

type copyCapacityInput struct {
	ByID
	OfYear
	Body struct {
		From int `json:"from" minimum:"2000" maximum:"2100" doc:"The year to copy"`
	}
}

type patternInput struct {
	ByID
	OfYear
	Body struct {
		Kind   string       `json:"kind" enum:"even,quarters,season"`
		Unit   measure.Unit `json:"unit" maxLength:"20"`
		Total  Decimal      `json:"total" doc:"Of the whole year"`
		Shares []int        `json:"shares,omitempty" maxItems:"12" doc:"Of the 4 quarters or the 12 months"`
	}
}

func (s *Server) capacity(products *catalogue.Service) {
	at := s.resource("capacity", "What can be delivered, month by month")

	get(at, "/products/{id}/capacity/{year}", "A year's capacity", func(ctx context.Context, in *CapacityKey) (*Reply[Capacity], error) {
		return capacityReply(products.CapacityOf(ctx, actor(ctx), in.ID, in.Year))
	})
	put(at, "/products/{id}/capacity/{year}", "State a year's capacity", func(ctx context.Context, in *capacityInput) (*Reply[Capacity], error) {
		months := make([]measure.Amount, len(in.Body.Months))
		for i, month := range in.Body.Months {
			months[i] = month.Amount
		}
		return capacityReply(products.SetCapacity(ctx, actor(ctx), in.ID, in.Year, in.Body.Unit, months, ifMatch(ctx)))
	})
	post(at, "/products/{id}/capacity/{year}/copy", "State what another year had", func(ctx context.Context, in *copyCapacityInput) (*Reply[Capacity], error) {
		return capacityReply(products.CopyCapacity(ctx, actor(ctx), in.ID, in.Year, in.Body.From, ifMatch(ctx)))
	})
	post(at, "/products/{id}/capacity/{year}/pattern", "Spread a year's total over its months", func(ctx context.Context, in *patternInput) (*Reply[Capacity], error) {
		return capacityReply(products.SpreadCapacity(ctx, actor(ctx), in.ID, in.Year, catalogue.Pattern{
			Kind: in.Body.Kind, Unit: in.Body.Unit, Total: in.Body.Total.Amount, Shares: in.Body.Shares}, ifMatch(ctx)))
	})
}

func capacityReply(c catalogue.Capacity, err error) (*Reply[Capacity], error) {
	if err != nil {
		return nil, err
	}
	shown := Capacity{Unit: c.Unit, Year: c.Year, Version: c.Version, Months: make([]CapacityMonth, len(c.Months))}
	for i, m := range c.Months {
		shown.Months[i] = CapacityMonth{m.Month, decimal(m.Capacity), decimal(m.Committed), decimal(m.Available)}
	}
	return versioned(shown, c.Version), nil
}
