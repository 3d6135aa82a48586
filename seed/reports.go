package seed

import (
	"context"
	"fmt"

	"lienket/api/registry"
)

// Yearly reports: most cooperatives have handed in the last two years, some last
// year's late or not at all, and one in fifteen with a slip that is warned of.
const (
	missingEvery = 6
	slipEvery    = 15
)

func (p *province) planReports() {
	d := newDice(7) // of its own, so that nothing else changes with it
	year := p.today.Year() - 1
	for i, o := range p.orgs {
		if o.Kind != registry.Cooperative {
			continue
		}
		members := int64(d.between(7, 62))
		if o.MemberCount != nil {
			members = *o.MemberCount
		}
		last := yearOf(d, members)
		next := yearOf(d, members+int64(d.between(0, 4)))
		if i%slipEvery == 0 {
			*next.Revenue /= 1_000_000 // written in millions
		}
		if o.joined < p.first+30 {
			p.handIn(o, year-1, last, true)
		}
		if i%missingEvery != 1 {
			p.handIn(o, year, next, i%missingEvery != 2)
		}
	}
}

// yearOf is a year of a cooperative of that many members.
func yearOf(d *dice, members int64) registry.Figures {
	number := func(n int64) *int64 { return &n }
	labour := members + int64(d.between(2, 20))
	revenue := members * int64(d.between(40, 60)) * 1_000_000
	return registry.Figures{Members: number(members), MemberHouseholds: number(members - members/8), Labour: number(labour), RegularLabour: number(labour / 2),
		AverageMemberIncome: number(int64(d.between(42, 68)) * 100_000), Revenue: number(revenue), Profit: number(revenue / 100 * int64(d.between(-2, 9))),
		Capital: number(members * int64(d.between(30, 45)) * 1_000_000), LinkedHouseholds: number(members * 3), AreaFarmed: number(members * int64(d.between(500, 700)))}
}

// handIn enters a report in the spring after its year, and hands it in or leaves a
// draft.
func (p *province) handIn(o *org, year int, figures registry.Figures, submitted bool) {
	spring := p.dayOf(p.today.AddDate(year+1-p.today.Year(), 0, -p.today.YearDay()+60))
	day := min(max(spring, o.joined+4), -1)
	p.script.add(p.at(day, 10, 0), fmt.Sprintf("report of %s %d", o.Name, year), func(ctx context.Context) error {
		_, err := p.Registry.SaveReport(ctx, o.actor(), o.id, year, figures, 0)
		if err == nil && submitted {
			_, err = p.Registry.SubmitReport(ctx, o.actor(), o.id, year, 0)
		}
		return err
	})
}
