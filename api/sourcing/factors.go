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

// factor is a reason that is not in words yet: to say it takes longer than to weigh
// it, and few are read.
type factor struct {
	name   string
	value  float64
	weight float64
	say    func() fault.Text
}

// weighed is a servant with its factors and their weighted mean.
type weighed struct {
	*servant
	factors []factor
	score   float64
}

// weigh weighs a servant of the demand.
func (s *Service) weigh(demand *Demand, c *servant, today measure.Date) weighed {
	w := weighed{servant: c, factors: make([]factor, 0, len(Factors))}
	var sum, weights float64
	add := func(name string, value float64, say func() fault.Text) {
		one := factor{name, min(1, max(0, value)), s.weights[name], say}
		w.factors = append(w.factors, one)
		sum += one.value * one.weight
		weights += one.weight
	}
	add("text", c.fit, func() fault.Text { return textFactor(c.fit) })
	value, say := coverageFactor(demand, c)
	add("coverage", value, say)
	value, say = priceFactor(demand, c.product)
	add("price", value, say)
	if c.stars > 0 {
		add("stars", float64(c.stars)/5, func() fault.Text { return factorStars.With(c.stars) })
	} else {
		add("stars", 0, always(factorStarsNo))
	}
	value, say = marksFactor(demand, c.product.MarksOn(today))
	add("marks", value, say)
	if km, known := s.registry.Areas().Kilometres(c.product.AreaCode, demand.DeliveryArea); known {
		add("distance", 1/(1+km/100), func() fault.Text { return factorDistance.With(int(math.Round(km))) })
	} else {
		add("distance", unknown, always(factorDistanceNo))
	}
	if c.record.Due > 0 {
		add("reliability", c.record.Reliability(), func() fault.Text { return factorReliability.With(c.record.onTime(), c.record.Due) })
	} else {
		add("reliability", c.record.Reliability(), always(factorReliabilityNo))
	}
	newcomer := factorKnown
	if c.record.Due == 0 {
		newcomer = factorNewcomer
	}
	add("newcomer", c.record.Newness(), always(newcomer))
	w.score = sum / weights // one weight is above 0
	return w
}

func always(text fault.Text) func() fault.Text { return func() fault.Text { return text } }

// match puts the factors into words.
func (w *weighed) match(demand *Demand) Match {
	match := Match{Product: w.product, Organization: w.organization, Stars: w.stars, Score: w.score,
		Available: w.available(demand), Record: w.record}
	for _, one := range w.factors {
		match.Reasons = append(match.Reasons, Reason{one.name, one.value, one.weight, one.say()})
	}
	return match
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
func coverageFactor(demand *Demand, c *servant) (float64, func() fault.Text) {
	var wanted, covered int64
	for _, m := range demand.Months {
		base := demand.Unit.Base(m.Amount)
		wanted += base
		covered += min(base, c.free.In(m.Month))
	}
	return float64(covered) / float64(wanted), func() fault.Text {
		return factorCoverage.With(demand.Unit.FromBase(covered), demand.Unit.FromBase(wanted), demand.Unit.LabelFor(demand.Unit.FromBase(wanted)))
	}
}

// priceFactor is 1 at half the ceiling or below and falls to 0.5 at the ceiling;
// a price that is not known, or not bounded, counts 0.5.
func priceFactor(demand *Demand, product *catalogue.Product) (float64, func() fault.Text) {
	if product.Price == nil {
		return unknown, always(factorPriceAny)
	}
	if demand.PriceCeiling == 0 {
		return unknown, always(factorPriceNo)
	}
	num, den, _ := measure.PriceIn(product.Price.Min, product.Unit, demand.Unit)
	share := float64(num) / float64(den) / float64(demand.PriceCeiling)
	return 1.5 - max(0.5, share), func() fault.Text {
		return factorPrice.With(measure.Amount(1000*(num/den)), measure.Amount(1000*demand.PriceCeiling), demand.Unit.Label())
	}
}

// marksFactor counts the quality marks beyond those asked for: n of them are worth
// n / (n+1).
func marksFactor(demand *Demand, held []string) (float64, func() fault.Text) {
	var beyond []string
	for _, mark := range held {
		if !slices.Contains(demand.QualityMarks, mark) {
			beyond = append(beyond, mark)
		}
	}
	if len(beyond) == 0 {
		return 0, always(factorMarksNo)
	}
	return float64(len(beyond)) / float64(len(beyond)+1), func() fault.Text {
		var vi, en []string
		for _, mark := range beyond {
			vi, en = append(vi, catalogue.MarkLabels[mark].VI), append(en, catalogue.MarkLabels[mark].EN)
		}
		return factorMarks.With(fault.T(strings.Join(vi, ", "), strings.Join(en, ", ")))
	}
}
