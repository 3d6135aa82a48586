package view

import (
	"lienket/api/measure"
)

// PlanChart is a plan's months as bars: what is covered below, what is short on top
// of it.
type PlanChart struct {
	Top   string // what the highest bar stands for
	width int    // of a bar
	bars  []bar
}

// PlanMonth is one month of a plan.
type PlanMonth struct {
	Label          string
	Covered, Short measure.Amount
}

// chartWidth is that of the view box; with more months than labels fit, some
// labels are left out.
const (
	chartWidth = 480
	mostLabels = 12
)

// NewPlanChart draws months, the highest of which Top names.
func NewPlanChart(top string, months []PlanMonth) PlanChart {
	var highest measure.Amount
	for _, m := range months {
		highest = max(highest, m.Covered+m.Short)
	}
	step := min(4*barStep/2, chartWidth/max(1, len(months)))
	c := PlanChart{Top: top, width: max(2, step*2/3)}
	every := (len(months) + mostLabels - 1) / mostLabels
	for i, m := range months {
		b := bar{x: i*step + (step-c.width)/2}
		if i%every == 0 {
			b.label = m.Label
		}
		if highest > 0 {
			// Through float64, as amounts may be too large to be multiplied.
			b.free = int(float64(m.Covered) / float64(highest) * chartHeight)
			b.taken = int(float64(m.Covered+m.Short)/float64(highest)*chartHeight) - b.free
		}
		b.freeY = chartFloor - b.free
		b.takenY = b.freeY - b.taken
		c.bars = append(c.bars, b)
	}
	return c
}

func (c PlanChart) viewBox() string { return "0 0 " + itoa(chartWidth) + " 170" }
