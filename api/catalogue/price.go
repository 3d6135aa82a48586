package catalogue

import (
	"fmt"

	"lienket/api/fault"
	"lienket/api/measure"
)

// PriceRange is VND per the product's unit.
type PriceRange struct {
	Min measure.Money `json:"min"`
	Max measure.Money `json:"max"`
}

// Tier is the price per the product's unit of an order of From or more, in that
// unit. An order below the first tier costs what the first one does.
type Tier struct {
	From  measure.Amount `json:"from"`
	Price measure.Money  `json:"price"`
}

// maxTiers bounds the tiers of a product.
const maxTiers = 10

// rangeOf is what tiers span; nil for none. Prices fall along them.
func rangeOf(tiers []Tier) *PriceRange {
	if len(tiers) == 0 {
		return nil
	}
	return &PriceRange{Min: tiers[len(tiers)-1].Price, Max: tiers[0].Price}
}

// setPrice states a price of one of the three kinds: by tiers, a range, or, where
// both are none, on request. A range beside tiers must be the one that they span.
func (p *Product) setPrice(price *PriceRange, tiers []Tier) error {
	span := rangeOf(tiers)
	if span == nil {
		p.Price, p.Tiers = price, nil
		return nil
	}
	p.Price, p.Tiers = span, tiers
	if price != nil && *price != *span {
		return fault.Invalid("price", "follows_tiers", textFollowsTiers)
	}
	return nil
}

// changePrice is setPrice for a change: a range, or on request, replaces tiers
// that span another one; tiers that are taken away leave the range they spanned.
func (p *Product) changePrice(change ProductChange) error {
	price, tiers := p.Price, p.Tiers
	if change.Price != nil {
		price = change.Price
	}
	if change.PriceOnRequest {
		price = nil
	}
	stated := change.Price != nil || change.PriceOnRequest
	switch span := rangeOf(tiers); {
	case change.Tiers != nil:
		tiers = *change.Tiers
		if !stated && len(tiers) > 0 {
			price = nil
		}
	case stated && span != nil && (price == nil || *price != *span):
		tiers = nil
	}
	return p.setPrice(price, tiers)
}

func (p *Product) checkPrice(check *fault.Check) {
	inRange := func(price measure.Money) bool { return price > 0 && price <= measure.MaxPrice }
	if len(p.Tiers) == 0 {
		if p.Price != nil {
			check.That(inRange(p.Price.Min), "price.min", "out_of_range", textPrice)
			check.That(p.Price.Max == p.Price.Min || inRange(p.Price.Max), "price.max", "out_of_range", textPrice)
			check.That(p.Price.Min <= p.Price.Max, "price.max", "below_min", textPriceOrder)
		}
		return
	}
	check.That(len(p.Tiers) <= maxTiers, "priceTiers", "too_many", textTooMany.With(maxTiers))
	for i, tier := range p.Tiers {
		at := fmt.Sprintf("priceTiers[%d].", i)
		check.That(tier.From >= 0 && tier.From <= measure.MaxAmount, at+"from", "out_of_range", textAmount)
		check.That(inRange(tier.Price), at+"price", "out_of_range", textPrice)
		if i > 0 {
			check.That(tier.From > p.Tiers[i-1].From, at+"from", "not_ascending", textTierAmounts)
			check.That(tier.Price <= p.Tiers[i-1].Price, at+"price", "not_descending", textTierPrices)
		}
	}
}
