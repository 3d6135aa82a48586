package rest

import (
	"context"

	"lienket/api/measure"
	"lienket/api/promotion"
)

// Figures are what linkage achieved. Values are VND.
type Figures struct {
	ContractsSigned int64   `json:"contractsSigned"`
	SignedValue     int64   `json:"signedValue" doc:"In the month of the last signature"`
	PlannedValue    int64   `json:"plannedValue" doc:"In the months that the lines name"`
	DeliveredValue  int64   `json:"deliveredValue" doc:"In the month of the delivery"`
	AcceptedValue   int64   `json:"acceptedValue" doc:"In the month of the acceptance"`
	PaidValue       int64   `json:"paidValue" doc:"In the month of the payment"`
	AcceptedMassKg  Decimal `json:"acceptedMassKg"`
}

// KeyedFigures are those of one group.
type KeyedFigures struct {
	Key string `json:"key"`
	Figures
}

// LinkageMetrics are figures over a span of months, both ends included. A
// contract that spans several groups counts in each of them and once in total.
type LinkageMetrics struct {
	From    measure.Month  `json:"from"`
	To      measure.Month  `json:"to"`
	GroupBy string         `json:"groupBy" enum:"month,area,group,stars,form,buyer"`
	Items   []KeyedFigures `json:"items"`
	Total   Figures        `json:"total"`
}

func showFigures(f promotion.Figures) Figures {
	return Figures{f.ContractsSigned, f.SignedValue, f.PlannedValue, f.DeliveredValue, f.AcceptedValue, f.PaidValue,
		decimal(measure.Amount(f.AcceptedMass))}
}

type metricsQuery struct {
	From    Month  `query:"from" doc:"By default eleven months before to"`
	To      Month  `query:"to" doc:"By default this month"`
	GroupBy string `query:"groupBy" enum:"month,area,group,stars,form,buyer" default:"month" doc:"buyer is for officers"`
	Area    string `query:"area" maxLength:"16" doc:"Suppliers in this area and below"`
}

// TradeEvent is an occasion at which suppliers and buyers meet.
type TradeEvent struct {
	ID           string       `json:"id"`
	Name         string       `json:"name"`
	Kind         string       `json:"kind" enum:"fair,conference,product-week,online"`
	AreaCode     string       `json:"areaCode"`
	Venue        string       `json:"venue"`
	StartDate    measure.Date `json:"startDate" format:"date"`
	EndDate      measure.Date `json:"endDate" format:"date"`
	Description  string       `json:"description"`
	Participants []string     `json:"participants" doc:"IDs of organisations"`
	Version      int64        `json:"version"`
}

func showEvent(e *promotion.TradeEvent) TradeEvent {
	return TradeEvent{e.ID, e.Name, e.Kind, e.AreaCode, e.Venue, e.StartDate, e.EndDate, e.Description, orEmpty(e.Participants), e.Version}
}

type announceInput struct {
	Body struct {
		Name        string `json:"name" minLength:"2" maxLength:"200"`
		Kind        string `json:"kind" enum:"fair,conference,product-week,online"`
		AreaCode    string `json:"areaCode" maxLength:"16"`
		Venue       string `json:"venue,omitempty" maxLength:"300"`
		StartDate   Day    `json:"startDate"`
		EndDate     Day    `json:"endDate"`
		Description string `json:"description,omitempty" maxLength:"4000"`
	}
}

type eventsQuery struct {
	Paging
	EventsFilter
}

// EventsFilter is what a list is asked by.
type EventsFilter struct {
	Area string `query:"area" maxLength:"16"`
}

type joinInput struct {
	ByID
	Body struct {
		OrganizationID string `json:"organizationId" minLength:"1" maxLength:"64"`
	}
}

func (s *Server) promotion(service *promotion.Service) {
	figures := s.resource("metrics", "What trade promotion achieved")
	get(figures, "/metrics/linkage", "Figures of linkage contracts. The public sees totals and no group of fewer than 3 contracts", func(ctx context.Context, in *metricsQuery) (*Reply[LinkageMetrics], error) {
		m, err := service.Linkage(ctx, actor(ctx), promotion.MetricsQuery{From: in.From.Value(), To: in.To.Value(), GroupBy: in.GroupBy, Area: in.Area})
		if err != nil {
			return nil, err
		}
		shown := LinkageMetrics{From: m.From, To: m.To, GroupBy: m.GroupBy, Items: []KeyedFigures{}, Total: showFigures(m.Total)}
		for _, item := range m.Items {
			shown.Items = append(shown.Items, KeyedFigures{item.Key, showFigures(item)})
		}
		return reply(shown), nil
	})

	events := s.resource("trade-events", "Fairs, conferences and product weeks")
	get(events, "/trade-events", "List trade events, the latest first", func(ctx context.Context, in *eventsQuery) (*Reply[List[TradeEvent]], error) {
		page, err := service.Events(ctx, in.Area, in.Cursor, in.Limit)
		return listed(page, showEvent), err
	})
	create(events, "/trade-events", "Announce a trade event, as an officer of its area", func(ctx context.Context, in *announceInput) (*Reply[TradeEvent], error) {
		b := in.Body
		e, err := service.Announce(ctx, actor(ctx), promotion.NewTradeEvent{Name: b.Name, Kind: b.Kind, AreaCode: b.AreaCode, Venue: b.Venue,
			StartDate: b.StartDate.Date, EndDate: b.EndDate.Date, Description: b.Description})
		if err != nil {
			return nil, err
		}
		return created("/trade-events/"+e.ID, showEvent(e), e.Version), nil
	})
	get(events, "/trade-events/{id}", "One trade event", func(ctx context.Context, in *ByID) (*Reply[TradeEvent], error) {
		e, err := service.Event(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		return versioned(showEvent(e), e.Version), nil
	})
	post(events, "/trade-events/{id}/participants", "Add an organisation to a trade event", func(ctx context.Context, in *joinInput) (*Reply[TradeEvent], error) {
		e, err := service.Join(ctx, actor(ctx), in.ID, in.Body.OrganizationID)
		if err != nil {
			return nil, err
		}
		return versioned(showEvent(e), e.Version), nil
	})
}
