package sourcing

import (
	"math"
	"slices"
	"strings"

	"lienket/api/catalogue"
	"lienket/api/fault"
	"lienket/api/measure"
)

// Reason is one factor of a score. Value lies in [0,1].
type Reason struct {
	Factor string
	Value  float64
	Weight float64
	Text   fault.Text
}

// unknown is the value of a factor of which nothing is known.
const unknown = 0.5

// score weighs a servant of the demand.
func (s *Service) score(demand *Demand, c *servant) Match {
	match := Match{Product: c.product, Organization: c.organization, Stars: c.stars, Available: c.available(demand), Record: c.record}
	add := func(factor string, value float64, text fault.Text) {
		match.Reasons = append(match.Reasons, Reason{factor, min(1, max(0, value)), s.weights[factor], text})
	}
	add("text", c.fit, textFactor(c.fit))
	value, text := coverageFactor(demand, c)
	add("coverage", value, text)
	value, text = priceFactor(demand, c.product)
	add("price", value, text)
	if c.stars > 0 {
		add("stars", float64(c.stars)/5, factorStars.With(c.stars))
	} else {
		add("stars", 0, factorStarsNo)
	}
	value, text = marksFactor(demand, c.product.MarksOn(s.catalogue.Today()))
	add("marks", value, text)
	if km, known := s.registry.Areas().Kilometres(c.product.AreaCode, demand.DeliveryArea); known {
		add("distance", 1/(1+km/100), factorDistance.With(int(math.Round(km))))
	} else {
		add("distance", unknown, factorDistanceNo)
	}
	if c.record.Due > 0 {
		add("reliability", c.record.Reliability(), factorReliability.With(c.record.onTime(), c.record.Due))
	} else {
		add("reliability", c.record.Reliability(), factorReliabilityNo)
	}
	newcomer := factorKnown
	if c.record.Due == 0 {
		newcomer = factorNewcomer
	}
	add("newcomer", c.record.Newness(), newcomer)
	match.rank()
	return match
}

// rank makes the score of the reasons: their weighted mean.
func (m *Match) rank() {
	var sum, weights float64
	for _, reason := range m.Reasons {
		sum += reason.Value * reason.Weight
		weights += reason.Weight
	}
	m.Score = sum / weights // one weight is above 0
}

// onTime is how many deliveries were on time, to a tenth.
func (r TrackRecord) onTime() measure.Amount { return measure.Amount(r.OnTime / 100 * 100) }

func textFactor(fit float64) fault.Text {
	switch {
	case fit > 0.8:
		return factorText
	case fit > 0.6:
		return factorTextApart
	}
	return factorTextOther
}

// coverageFactor is the part of the whole demand that the product could give from
// uncommitted capacity, month by month.
func coverageFactor(demand *Demand, c *servant) (float64, fault.Text) {
	var wanted, covered int64
	for _, m := range demand.Months {
		base := demand.Unit.Base(m.Amount)
		wanted += base
		covered += min(base, c.free[m.Month])
	}
	return float64(covered) / float64(wanted),
		factorCoverage.With(demand.Unit.FromBase(covered), demand.Unit.FromBase(wanted), demand.Unit.Label())
}

// priceFactor is 1 at half the ceiling or below and falls to 0.5 at the ceiling;
// a price that is not known, or not bounded, counts 0.5.
func priceFactor(demand *Demand, product *catalogue.Product) (float64, fault.Text) {
	if product.Price == nil {
		return unknown, factorPriceAny
	}
	if demand.PriceCeiling == 0 {
		return unknown, factorPriceNo
	}
	num, den, _ := measure.PriceIn(product.Price.Min, product.Unit, demand.Unit)
	share := float64(num) / float64(den) / float64(demand.PriceCeiling)
	return 1.5 - max(0.5, share), factorPrice.With(
		measure.Amount(1000*(num/den)), measure.Amount(1000*demand.PriceCeiling), demand.Unit.Label())
}

// marksFactor counts the quality marks beyond those asked for: n of them are worth
// n / (n+1).
func marksFactor(demand *Demand, held []string) (float64, fault.Text) {
	var vi, en []string
	for _, mark := range held {
		if !slices.Contains(demand.QualityMarks, mark) {
			vi, en = append(vi, catalogue.MarkLabels[mark].VI), append(en, catalogue.MarkLabels[mark].EN)
		}
	}
	if len(vi) == 0 {
		return 0, factorMarksNo
	}
	return float64(len(vi)) / float64(len(vi)+1), factorMarks.With(fault.T(strings.Join(vi, ", "), strings.Join(en, ", ")))
}
