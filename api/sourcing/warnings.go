package sourcing

import (
	"context"
	"slices"

	"lienket/api/account"
	"lienket/api/fault"
	"lienket/api/measure"
	"lienket/api/registry"
)

// WarnBelowPrices is the code of a ceiling below every price that is known of the
// goods asked for.
const WarnBelowPrices = "below_any_price"

// Warnings are what should be looked at again in a demand that is drafted or open.
// They refuse nothing, and are for its owner and the officers of its area.
func (s *Service) Warnings(ctx context.Context, actor account.Actor, demand *Demand) ([]registry.Warning, error) {
	status := demand.StatusAt(s.now())
	if !s.manages(actor, demand) || status != DemandDraft && status != DemandOpen {
		return nil, nil
	}
	return s.warn(ctx, demand)
}

// DraftWarnings are those of a demand before it is kept.
func (s *Service) DraftWarnings(ctx context.Context, n NewDemand) ([]registry.Warning, error) {
	return s.warn(ctx, n.demand())
}

// warn knows nothing while the search engine is down: a demand can be posted then
// too.
func (s *Service) warn(ctx context.Context, demand *Demand) ([]registry.Warning, error) {
	if demand.PriceCeiling == 0 {
		return nil, nil
	}
	wanted := demand.unfiltered()
	wanted.Group = demand.Group
	named, err := s.named(ctx, wanted)
	if fault.Is(err, fault.Unavailable) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	lowest := lowestPrice(named, wanted)
	if lowest <= demand.PriceCeiling {
		return nil, nil
	}
	return []registry.Warning{{Field: "priceCeiling", Code: WarnBelowPrices,
		Message: textBelowPrices.With(measure.Amount(1000*lowest), demand.Unit.Label())}}, nil
}

// lowestPrice is the lowest ceiling that one of the products stays within, in VND
// per the demand's unit; 0 where no price is known.
func lowestPrice(named []*servant, demand *Demand) measure.Money {
	var lowest measure.Money
	for _, c := range named {
		if c.product.Price == nil || demand.Group != "" && c.product.Group != demand.Group {
			continue
		}
		num, den, ok := measure.PriceIn(c.product.Price.Min, c.product.Unit, demand.Unit)
		if !ok {
			continue
		}
		if price := (num + den - 1) / den; lowest == 0 || price < lowest {
			lowest = price
		}
	}
	return lowest
}

// demand is one of these terms that nobody has posted.
func (n *NewDemand) demand() *Demand {
	demand := &Demand{Status: DemandDraft}
	demand.setTerms(*n)
	demand.Months, demand.QualityMarks = slices.Clone(n.Months), slices.Clone(n.QualityMarks)
	return demand
}
