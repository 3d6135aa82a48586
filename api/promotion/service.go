package promotion

import (
	"context"
	"slices"
	"time"

	"lienket/api/account"
	"lienket/api/fault"
	"lienket/api/linkage"
	"lienket/api/measure"
	"lienket/api/registry"
	"lienket/api/store"
)

// Options are what promotion is built from.
type Options struct {
	DB       store.DB
	Registry *registry.Service
	Linkage  *linkage.Service
	Clock    func() time.Time
}

// Service keeps the figures and the trade events.
type Service struct {
	db       store.DB
	registry *registry.Service
	linkage  *linkage.Service
	clock    func() time.Time
	rollups  *store.Collection[Rollup]
	tallies  *store.Collection[Tally]
	events   *store.Collection[TradeEvent]
}

// New opens the collections and begins to observe contracts.
func New(ctx context.Context, options Options) (*Service, error) {
	s := &Service{db: options.DB, registry: options.Registry, linkage: options.Linkage, clock: options.Clock}
	var err error
	if s.rollups, err = store.Open[Rollup](ctx, s.db, rollupSchema, s.clock); err != nil {
		return nil, err
	}
	if s.tallies, err = store.Open[Tally](ctx, s.db, tallySchema, s.clock); err != nil {
		return nil, err
	}
	if s.events, err = store.Open[TradeEvent](ctx, s.db, eventSchema, s.clock); err != nil {
		return nil, err
	}
	s.linkage.Observe(s.observe)
	s.registry.OnMerge(s.carryMerged)
	s.registry.OnRekey(s.renewAreas)
	return s, nil
}

// Dimensions are what metrics can be grouped by.
var Dimensions = []string{"month", "area", "group", "stars", "form", "buyer"}

// Figures are what linkage achieved. Values are VND.
type Figures struct {
	Key             string
	ContractsSigned int64
	SignedValue     int64
	PlannedValue    int64
	DeliveredValue  int64
	AcceptedValue   int64
	PaidValue       int64
	AcceptedMass    int64 // thousandths of kg
}

// Metrics are figures over a span of months.
type Metrics struct {
	From    measure.Month
	To      measure.Month
	GroupBy string
	Items   []Figures
	Hidden  int // groups left out, being too small for this actor
	Total   Figures
}

// MetricsQuery asks for figures. From and To, both inclusive, default to the
// twelve months that end with this one. Area restricts to suppliers in it and
// below.
type MetricsQuery struct {
	From    measure.Month
	To      measure.Month
	GroupBy string // "" is month
	Area    string
}

// publicMinimum is how many contracts a group needs to be shown to the public, so
// that no single contract's value can be read off.
const publicMinimum = 3

// Linkage computes the metrics. Officers see every group, all others the total and
// groups of at least 3 contracts, and no buyers. The figures may be of a moment
// later than the counts.
func (s *Service) Linkage(ctx context.Context, actor account.Actor, q MetricsQuery) (Metrics, error) {
	if err := s.checkQuery(actor, &q); err != nil {
		return Metrics{}, err
	}
	where := store.And{store.Range{Field: "month", From: string(q.From), To: string(q.To)}}
	if q.Area != "" {
		where = append(where, store.Contains{Field: "areas", Value: q.Area})
	}
	counts, signed, err := s.contracts(ctx, q)
	if err != nil {
		return Metrics{}, err
	}
	groups, err := s.rollups.Aggregate(ctx, store.Aggregation{Where: where, By: []string{q.GroupBy}, Sum: []string{
		"signedValue", "plannedValue", "deliveredValue", "acceptedValue", "paidValue", "acceptedMass"}})
	if err != nil {
		return Metrics{}, err
	}
	if q.GroupBy == "buyer" {
		if groups, err = s.joinBuyers(ctx, groups, counts); err != nil {
			return Metrics{}, err
		}
	}
	metrics := Metrics{From: q.From, To: q.To, GroupBy: q.GroupBy, Total: Figures{ContractsSigned: signed}}
	public := actor.Role != account.Officer && actor.Role != account.Admin
	for _, group := range groups {
		key, sums := group.Keys[0], group.Sums
		item := Figures{key, counts[key], sums[0], sums[1], sums[2], sums[3], sums[4], sums[5]}
		metrics.Total.add(item)
		if public && item.ContractsSigned < publicMinimum {
			metrics.Hidden++
			continue
		}
		metrics.Items = append(metrics.Items, item)
	}
	return metrics, nil
}

// joinBuyers adds what merged buyers have to the ones that they live on in, in groups
// and in counts.
func (s *Service) joinBuyers(ctx context.Context, groups []store.Group, counts map[string]int64) ([]store.Group, error) {
	ids := make([]string, len(groups))
	for i := range groups {
		ids[i] = groups[i].Keys[0]
	}
	known, err := s.registry.WithIDs(ctx, ids)
	if err != nil {
		return nil, err
	}
	var joined []store.Group
	places := map[string]int{} // in joined, by buyer
	for i, group := range groups {
		buyer := ids[i]
		if o := known[buyer]; o != nil && o.MergedInto != "" {
			buyer = o.MergedInto
			counts[buyer] += counts[ids[i]]
		}
		at, there := places[buyer]
		if !there {
			places[buyer] = len(joined)
			group.Keys = []string{buyer}
			joined = append(joined, group)
			continue
		}
		for i, sum := range group.Sums {
			joined[at].Sums[i] += sum
		}
	}
	return joined, nil
}

func (f *Figures) add(g Figures) {
	f.SignedValue += g.SignedValue
	f.PlannedValue += g.PlannedValue
	f.DeliveredValue += g.DeliveredValue
	f.AcceptedValue += g.AcceptedValue
	f.PaidValue += g.PaidValue
	f.AcceptedMass += g.AcceptedMass
}

func (s *Service) checkQuery(actor account.Actor, q *MetricsQuery) error {
	if q.GroupBy == "" {
		q.GroupBy = "month"
	}
	if q.To == "" {
		q.To = measure.MonthOf(s.clock())
	}
	var check fault.Check
	check.That(slices.Contains(Dimensions, q.GroupBy), "groupBy", "not_in_list", textDimension)
	_, err := measure.ParseMonth(string(q.To))
	_ = check.Take("to", err) // always InvalidInput
	if q.From == "" && err == nil {
		q.From = q.To.Add(-11)
	}
	_, err = measure.ParseMonth(string(q.From))
	_ = check.Take("from", err)
	check.That(q.From <= q.To, "from", "after_to", textSpan)
	if q.Area != "" {
		s.registry.Areas().Check(&check, "area", q.Area)
	}
	if err := check.Err(); err != nil {
		return err
	}
	if q.GroupBy == "buyer" {
		return actor.Require(account.Officer)
	}
	return nil
}
