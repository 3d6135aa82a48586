package seed

import (
	"context"

	"lienket/api/account"
	"lienket/api/catalogue"
	"lienket/api/registry"
)

// helped is how many of the first cooperatives the officer enters data for: every
// third of them, of whom the first has not consented.
const helped = 30

// planBehalf has the officer enter data for cooperatives: for the demo account's
// something of nearly every kind, with and without its consent.
func (p *province) planBehalf() {
	detail := "Sản xuất, sơ chế và bán sản phẩm của thành viên"
	for i := 3; i < helped; i += 3 {
		o := p.makers[i]
		if i > 3 {
			n := registry.NewConsent{GivenBy: o.director, Channel: registry.Channels[i/3%len(registry.Channels)], Scope: []string{"organization", "products"}}
			if i%2 == 0 {
				n.Scope, n.ValidUntil = nil, p.date(365)
			}
			p.consent(o, -45+i, n)
		}
		p.behalf(o, -45+i, "line of business", func(ctx context.Context, officer account.Actor) error {
			_, err := p.Registry.Change(ctx, officer, o.id, 0, registry.OrganizationChange{LegalChange: registry.LegalChange{LineDetail: &detail}})
			return err
		})
	}
	p.planDemoBehalf(p.makers[0])
}

func (p *province) consent(o *org, day int, n registry.NewConsent) {
	p.script.add(p.at(day, 9, 0), "consent of "+o.Name, func(ctx context.Context) error {
		_, err := p.Registry.RecordConsent(ctx, *p.officer, o.id, n)
		return err
	})
}

// behalf is an act of the officer for an organisation.
func (p *province) behalf(o *org, day int, what string, do func(ctx context.Context, officer account.Actor) error) {
	p.script.add(p.at(day, 14, 0), what+" for "+o.Name, func(ctx context.Context) error { return do(ctx, *p.officer) })
}

// planDemoBehalf: its director said in spring that the officer may enter data on the
// cooperative and its products, and gave and took back a word on certificates.
func (p *province) planDemoBehalf(o *org) {
	p.consent(o, -75, registry.NewConsent{GivenBy: o.director, Channel: "in-person", Scope: []string{"organization", "products"},
		ValidUntil: p.date(290), Note: "Đồng ý tại buổi làm việc ở trụ sở hợp tác xã."})
	first, second := o.goods[0], o.goods[1]
	detail, storage := "Trồng dong riềng, làm miến và bán cho các thành viên", "Nơi khô ráo, thoáng mát, tránh nắng"
	p.behalf(o, -74, "line of business", func(ctx context.Context, officer account.Actor) error {
		_, err := p.Registry.Change(ctx, officer, o.id, 0, registry.OrganizationChange{LegalChange: registry.LegalChange{LineDetail: &detail}})
		return err
	})
	p.behalf(o, -60, "lot", func(ctx context.Context, officer account.Actor) error {
		_, err := p.Catalogue.AddLot(ctx, officer, first.id, catalogue.NewLot{Code: "NH-01", ProducedAt: p.date(-62), Note: "Ghi theo sổ của tổ sản xuất"})
		return err
	})
	p.behalf(o, -40, "storage", func(ctx context.Context, officer account.Actor) error {
		_, err := p.Catalogue.Change(ctx, officer, second.id, 0, catalogue.ProductChange{Storage: &storage})
		return err
	})
	p.behalf(o, -33, "capacity", func(ctx context.Context, officer account.Actor) error {
		year := p.today.Year()
		_, err := p.Catalogue.SetCapacity(ctx, officer, first.id, year, first.Unit, first.capacity[year], 0)
		return err
	})
	p.behalf(o, -12, "a draft too many", func(ctx context.Context, officer account.Actor) error {
		made, err := p.Catalogue.Add(ctx, officer, o.id, catalogue.NewProduct{Name: first.Name + " (ghi trùng)", Group: first.Group, Unit: first.Unit})
		if err != nil {
			return err
		}
		return p.Catalogue.Remove(ctx, officer, made.ID, 0)
	})
	id := new(string)
	p.script.add(p.at(-30, 10, 0), "consent on certificates", func(ctx context.Context) error {
		made, err := p.Registry.RecordConsent(ctx, o.actor(), o.id, registry.NewConsent{Scope: []string{"certificates"}})
		if err == nil {
			*id = made.ID
		}
		return err
	})
	p.script.add(p.at(-25, 10, 0), "no consent on certificates", func(ctx context.Context) error {
		_, err := p.Registry.RevokeConsent(ctx, o.actor(), o.id, *id)
		return err
	})
}
