package sourcing

import (
	"context"

	"lienket/api/measure"
	"lienket/api/store"
)

// promised is what accepted offers for one demand take of products by month, in base
// thousandths, as far as no signed contract holds it.
type promised map[string]map[measure.Month]int64

func (p promised) add(lines []QuoteLine, sign int64) {
	for _, line := range lines {
		if p[line.ProductID] == nil {
			p[line.ProductID] = map[measure.Month]int64{}
		}
		for _, m := range line.Months {
			p[line.ProductID][m.Month] += sign * line.Unit.Base(m.Amount)
		}
	}
}

// promisedFor reads it for a demand of which something is awarded.
func (s *Service) promisedFor(ctx context.Context, demand *Demand) (promised, error) {
	if len(demand.Awarded) == 0 {
		return nil, nil
	}
	all := promised{}
	offers := store.Query{Where: store.Eq{Field: "demandId", Value: demand.ID}, Sort: []string{"-createdAt"}}
	err := s.quotes.Each(ctx, offers, func(q *Quote) error {
		if q.Status == QuoteAccepted {
			all.add(q.AwardedLines(), 1)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = s.joints.Each(ctx, offers, func(j *JointQuote) error {
		if j.Status == JointAccepted {
			all.add(j.Lines(), 1)
		}
		return nil
	})
	if err != nil || s.contracts == nil {
		return all, err
	}
	signed, err := s.contracts.SignedFor(ctx, demand.ID)
	all.add(signed, -1)
	return all, err
}

// keep takes what is promised from what the servants have free: for the rest of a
// demand they cannot give it once more.
func (p promised) keep(servants []*servant) {
	for _, c := range servants {
		for month, base := range p[c.product.ID] {
			c.free.Take(month, max(0, base))
		}
	}
}
