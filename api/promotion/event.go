package promotion

import (
	"context"
	"slices"

	"lienket/api/account"
	"lienket/api/fault"
	"lienket/api/measure"
	"lienket/api/registry"
	"lienket/api/store"
)

// TradeEvent is a fair, a connection conference or a similar occasion at which
// suppliers and buyers meet.
type TradeEvent struct {
	store.Meta   `json:",inline"`
	Name         string       `json:"name"`
	Kind         string       `json:"kind"`
	AreaCode     string       `json:"areaCode"`
	Areas        []string     `json:"areas"`
	Venue        string       `json:"venue"`
	StartDate    measure.Date `json:"startDate"`
	EndDate      measure.Date `json:"endDate"`
	Description  string       `json:"description"`
	Participants []string     `json:"participants"` // organisation IDs, sorted
}

// EventKinds: hội chợ, hội nghị kết nối cung cầu, tuần hàng, trực tuyến.
var EventKinds = []string{"fair", "conference", "product-week", "online"}

var eventSchema = store.Schema{Name: "tradeEvents", Indexes: []store.Index{
	{Fields: []string{"-startDate"}},
	{Fields: []string{"areas", "-startDate"}, Multi: "areas"},
}}

// NewTradeEvent is what an officer announces.
type NewTradeEvent struct {
	Name        string
	Kind        string
	AreaCode    string
	Venue       string
	StartDate   measure.Date
	EndDate     measure.Date
	Description string
}

// Announce adds a trade event, by an officer of its area.
func (s *Service) Announce(ctx context.Context, actor account.Actor, n NewTradeEvent) (*TradeEvent, error) {
	if err := actor.Require(account.Officer); err != nil {
		return nil, err
	}
	event := &TradeEvent{Name: n.Name, Kind: n.Kind, AreaCode: n.AreaCode, Venue: n.Venue,
		StartDate: n.StartDate, EndDate: n.EndDate, Description: n.Description}
	if err := event.check(s.registry.Areas()); err != nil {
		return nil, err
	}
	if !actor.Oversees(event.Areas) {
		return nil, account.ErrForbidden
	}
	if err := s.events.Insert(ctx, event); err != nil {
		return nil, err
	}
	return event, nil
}

func (e *TradeEvent) check(areas *registry.Areas) error {
	var check fault.Check
	e.Name = check.Line("name", e.Name, 2, 200)
	fault.Need(&check, e.Kind, slices.Contains(EventKinds, e.Kind), "kind", "not_in_list", textEventKind)
	areas.Check(&check, "areaCode", e.AreaCode)
	e.Areas = areas.Path(e.AreaCode)
	e.Venue = check.Line("venue", e.Venue, 0, 300)
	e.Description = check.Prose("description", e.Description, 0, 4000)
	_, err := measure.ParseDate(string(e.StartDate))
	_ = check.Take("startDate", err) // always InvalidInput
	_, err = measure.ParseDate(string(e.EndDate))
	_ = check.Take("endDate", err)
	check.That(e.StartDate <= e.EndDate, "endDate", "before_start", textEndFirst)
	return check.Err()
}

// Event returns a trade event; they are public.
func (s *Service) Event(ctx context.Context, id string) (*TradeEvent, error) {
	event, err := s.events.Get(ctx, id)
	if fault.Is(err, fault.NotFound) {
		return nil, fault.Missing(textEvent)
	}
	return event, err
}

// Events lists trade events, the latest first.
func (s *Service) Events(ctx context.Context, area, cursor string, limit int) (store.Page[TradeEvent], error) {
	query := store.Query{Sort: []string{"-startDate"}, Cursor: cursor, Limit: limit}
	if area != "" {
		var check fault.Check
		s.registry.Areas().Check(&check, "area", area)
		if err := check.Err(); err != nil {
			return store.Page[TradeEvent]{}, err
		}
		query.Where = store.Contains{Field: "areas", Value: area}
	}
	return s.events.Find(ctx, query)
}

// maxParticipants bounds one event.
const maxParticipants = 2000

// Join adds a verified organisation to an event: by a member, or by an officer of
// the event's area. Joining twice changes nothing.
func (s *Service) Join(ctx context.Context, actor account.Actor, eventID, organizationID string) (*TradeEvent, error) {
	if !actor.SignedIn() {
		return nil, account.ErrUnauthenticated
	}
	if _, err := s.Event(ctx, eventID); err != nil {
		return nil, err
	}
	return s.events.Update(ctx, eventID, func(e *TradeEvent) error {
		if !actor.MemberOf(organizationID) && !actor.Oversees(e.Areas) {
			return account.ErrForbidden
		}
		organization, err := s.registry.Organization(ctx, actor, organizationID)
		if fault.Is(err, fault.NotFound) {
			return fault.Invalid("organizationId", "unknown", textOrganization)
		}
		if err != nil {
			return err
		}
		if err := registry.CheckVerified(organization); err != nil {
			return err
		}
		at, found := slices.BinarySearch(e.Participants, organizationID)
		if found {
			return nil
		}
		if len(e.Participants) == maxParticipants {
			return fault.New(fault.StateForbids, textFull)
		}
		e.Participants = slices.Insert(e.Participants, at, organizationID)
		return nil
	})
}
