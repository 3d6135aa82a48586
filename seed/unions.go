package seed

import (
	"context"

	"lienket/api/account"
	"lienket/api/registry"
)

// unionMembers is how many cooperatives the union says that it has.
const unionMembers = 14

// planMemberships joins cooperatives to the union, of which most were asked and agreed
// and some were entered by the officer, and has it ask the demo account's.
func (p *province) planMemberships() {
	first, joined := p.first+40, 0
	asks := func() account.Actor { return p.union.actor() }
	for _, o := range p.makers[1:] {
		if joined == unionMembers {
			break
		}
		if o.Kind != registry.Cooperative || o.joined > first-5 {
			continue
		}
		if joined++; joined%4 == 0 {
			p.affiliate(func() account.Actor { return *p.officer }, o, first+joined)
			continue
		}
		id := p.affiliate(asks, o, first+joined)
		p.script.add(p.at(first+joined+3, 15, 0), o.Name+" agrees to join", func(ctx context.Context) error {
			_, err := p.Registry.ConfirmAffiliation(ctx, o.actor(), *id, 0)
			return err
		})
	}
	p.affiliate(asks, p.makers[0], -6)
}

// affiliate returns where the affiliation's ID will be. by is asked when it is time.
func (p *province) affiliate(by func() account.Actor, o *org, day int) *string {
	id := new(string)
	p.script.add(p.at(day, 9, 0), o.Name+" and the union", func(ctx context.Context) error {
		made, err := p.Registry.Affiliate(ctx, by(), p.union.id, o.id, "")
		if err == nil {
			*id = made.ID
		}
		return err
	})
	return id
}
