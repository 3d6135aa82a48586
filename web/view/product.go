package view

import (
	"context"
	"time"

	"lienket/api/measure"
)

// chart is the capacity of some months as bars: what is free below, what is
// committed on top of it.
type chart struct {
	top  string // what the highest bar stands for
	bars []bar
}

type bar struct {
	x, free, freeY, taken, takenY int
	label                         string
}

// The chart's own measures, in the units of its view box.
const (
	chartFloor  = 146
	chartHeight = 124
	barStep     = 40
)

func chartOf(ctx context.Context, m ProductModel) chart {
	var highest measure.Amount
	for _, month := range m.Capacity {
		highest = max(highest, month.Capacity)
	}
	c := chart{top: say(ctx).Quantity(highest, m.CapacityUnit)}
	for i, month := range m.Capacity {
		b := bar{x: i*barStep + 7, label: say(ctx).ShortMonth(month.Month)}
		if highest > 0 {
			b.free = int(month.Available * chartHeight / highest)
			b.taken = int(month.Capacity*chartHeight/highest) - b.free
		}
		b.freeY = chartFloor - b.free
		b.takenY = b.freeY - b.taken
		c.bars = append(c.bars, b)
	}
	return c
}

func capacityTable(ctx context.Context, m ProductModel) Table {
	table := Table{
		Compact: true,
		Caption: t(ctx, "capacity.caption", "Unit", say(ctx).Unit(m.CapacityUnit)),
		Columns: []Column{
			{Label: t(ctx, "capacity.month")},
			{Label: t(ctx, "capacity.capacity"), Number: true},
			{Label: t(ctx, "capacity.committed"), Number: true},
			{Label: t(ctx, "capacity.available"), Number: true},
		},
	}
	for _, month := range m.Capacity {
		table.Rows = append(table.Rows, Row{Cells: []string{
			say(ctx).Month(month.Month), say(ctx).Amount(month.Capacity),
			say(ctx).Amount(month.Committed), say(ctx).Amount(month.Available),
		}})
	}
	return table
}

// LastDay is the day before a certificate no longer counts.
func LastDay(until measure.Date) measure.Date {
	day, err := time.Parse(time.DateOnly, string(until))
	if err != nil {
		return ""
	}
	return measure.Date(day.AddDate(0, 0, -1).Format(time.DateOnly))
}

// spacedPhone writes 0912345678 as 0912 345 678.
func spacedPhone(number string) string {
	if len(number) != 10 {
		return number
	}
	return number[:4] + " " + number[4:7] + " " + number[7:]
}
