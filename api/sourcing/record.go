package sourcing

import "context"

// TrackRecord is what a supplier's concluded contracts show.
type TrackRecord struct {
	Contracts int64 // concluded
	Buyers    int64 // different ones among them
	// Due are the deliveries agreed for months gone by: one for each line and month
	// of a contract. OnTime is how much of them was delivered by the end of their
	// month and accepted, in thousandths of a delivery.
	Due    int64
	OnTime int64
}

// The prior of reliability: a supplier of whom nothing is known counts as one with
// 5 deliveries due of which 4 were on time.
const (
	priorDue    = 5
	priorOnTime = 4
)

// Reliability is the share of what was due that was accepted on time, shrunk
// towards the prior: (on time + 4) / (due + 5), in (0,1).
func (r TrackRecord) Reliability() float64 {
	return (float64(r.OnTime)/1000 + priorOnTime) / (float64(r.Due) + priorDue)
}

// newcomers is how many deliveries due halve the help that a newcomer gets.
const newcomers = 5

// Newness is 1 for a supplier to whom nothing was due yet and falls to 0 as there
// comes more: 5 / (due + 5). It gives those a chance whom nobody knows yet.
func (r TrackRecord) Newness() float64 { return newcomers / (float64(r.Due) + newcomers) }

// Contracts are what offers become; linkage keeps them.
type Contracts interface {
	// TrackRecords tell how suppliers have kept theirs, in their order, all zero for one
	// without any.
	TrackRecords(ctx context.Context, organizationIDs ...string) ([]TrackRecord, error)
	// SignedFor are the lines of those that were signed for a demand: they hold capacity.
	SignedFor(ctx context.Context, demandID string) ([]QuoteLine, error)
	// DrawnFrom tells which of joint quotes have a contract.
	DrawnFrom(ctx context.Context, jointQuoteIDs []string) (map[string]bool, error)
}

// RelyOn has matches count how suppliers have kept their contracts, and what these hold.
// It is called once, before the service is used.
func (s *Service) RelyOn(contracts Contracts) { s.contracts = contracts }

// TrackRecord is a supplier's, for everybody to see.
func (s *Service) TrackRecord(ctx context.Context, organizationID string) (TrackRecord, error) {
	records, err := s.trackRecords(ctx, organizationID)
	if err != nil {
		return TrackRecord{}, err
	}
	return records[0], nil
}

func (s *Service) trackRecords(ctx context.Context, organizationIDs ...string) ([]TrackRecord, error) {
	if s.contracts == nil {
		return make([]TrackRecord, len(organizationIDs)), nil
	}
	return s.contracts.TrackRecords(ctx, organizationIDs...)
}
