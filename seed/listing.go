package seed

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"lienket/api/catalogue"
	"lienket/api/measure"
	"lienket/api/registry"
)

// certifiedOf is how many certified products a holder has: 30 have one, 19 two, 7
// three and one, the demo account's, four; that makes 93.
func certifiedOf(holder int) int {
	switch {
	case holder == 0:
		return 4
	case holder < 8:
		return 3
	case holder < 27:
		return 2
	default:
		return 1
	}
}

// planHolder lists a holder's certified products and now and then one that waits
// for its certificate.
func (p *province) planHolder(index int, o *org) {
	own := p.goodOfHolder(index)
	for i := range certifiedOf(index) {
		g := own
		if i > 0 && index > 0 && p.dice.chance(55) {
			g = p.companion(own, o.AreaCode)
		}
		product := p.newProduct(o, g)
		p.list(product)
		p.certify(product, p.currentCertificate(product, index, i))
		p.planLots(product, index+i)
	}
	if index%9 == 0 {
		product := p.newProduct(o, p.companion(own, o.AreaCode))
		p.list(product)
		p.report(product, p.certificate(-p.dice.between(20, 50), 60_000, o), -p.dice.between(1, 12))
	}
}

func (p *province) goodOfHolder(index int) *good {
	for _, trade := range holdersOf {
		if index < trade.count {
			return goodOf(trade.good)
		}
		index -= trade.count
	}
	panic("seed: more holders than trades")
}

// companion is another good of the group that is made in that place.
func (p *province) companion(own *good, commune string) *good {
	var found []*good
	for _, g := range goods {
		if g != own && (g.group == own.group || own.group == "du-lich" && g.group == "thu-cong-my-nghe") && p.madeIn(g, commune) {
			found = append(found, g)
		}
	}
	if len(found) == 0 {
		return own
	}
	return pick(p.dice, found)
}

// planOther lists the products of a cooperative without a certificate that runs:
// some never had one, some wait for it, some were refused or have lapsed.
func (p *province) planOther(index int, o *org) {
	product := p.newProduct(o, goods[index%len(goods)])
	switch {
	case index%15 == 2:
		p.list(product)
		p.report(product, p.certificate(-p.dice.between(20, 60), p.score(3), o), -p.dice.between(1, 14))
	case index%15 == 5:
		p.list(product)
		lapsed := p.dice.between(product.created+30, -20)
		p.certify(product, p.certificate(p.dayOf(p.at(lapsed, 0, 0).AddDate(-3, 0, 0)), p.score(3), o))
	case index%25 == 8:
		p.list(product)
		p.refuse(product, p.certificate(product.created-10, p.score(3), o))
	case index%8 == 1:
		p.draft(product)
	default:
		p.list(product)
	}
	if index%5 == 3 {
		p.list(p.newProduct(o, p.companion(product.good, o.AreaCode)))
	}
}

// newProduct describes a product of an organisation.
func (p *province) newProduct(o *org, g *good) *product {
	d := p.dice
	low := d.step(g.from, g.to, g.round)
	product := &product{good: g, org: o, created: o.joined + d.between(3, 9), capacity: map[int][]measure.Amount{}, free: map[measure.Month]measure.Amount{}}
	commune, _ := p.areas.Get(o.AreaCode)
	product.NewProduct = catalogue.NewProduct{
		Name: p.productName(o, g, commune), Group: g.group, Description: g.describe(d, commune.Name), Unit: g.unit,
		Price:    &catalogue.PriceRange{Min: low, Max: low + d.step(low/20, low/6, g.round)},
		MinOrder: measure.Amount(g.minOrder * 1000), Packaging: pick(d, g.packaging),
	}
	for _, mark := range g.marks {
		if d.chance(45) {
			product.QualityMarks = append(product.QualityMarks, mark)
		}
	}
	p.detail(product, len(p.products))
	p.planCapacity(product)
	o.goods = append(o.goods, product)
	p.products = append(p.products, product)
	return product
}

// productName is a good's name with the commune or with the maker's brand, which
// nobody else of the province uses.
func (p *province) productName(o *org, g *good, commune registry.Area) string {
	names := slices.Clone(g.names)
	shuffle(p.dice, names)
	if len(o.goods) == 0 {
		names = slices.Concat(g.names[:1], names)
	}
	brand := o.Name
	for _, prefix := range append(slices.Clone(g.fields), "HTX ", "Liên hiệp HTX ") {
		brand = strings.TrimSpace(strings.Replace(brand, prefix, "", 1))
	}
	brand = strings.TrimSpace(strings.TrimSuffix(brand, bareName(commune.Name)))
	for _, suffix := range []string{bareName(commune.Name), brand, brand + " " + bareName(commune.Name)} {
		for _, name := range names {
			if name := p.free(name + " " + suffix); name != "" {
				return name
			}
		}
	}
	return fmt.Sprintf("%s %s %d", g.names[0], brand, len(p.products))
}

// planCapacity follows the good's season, at a maker's own scale, and grows a
// little every year.
func (p *province) planCapacity(product *product) {
	g, scale := product.good, int64(p.dice.between(40, 190))
	from, _ := p.monthOfDay(product.created).Split()
	for year := from; year <= p.today.Year()+1; year++ {
		months := make([]measure.Amount, 12)
		for i := range months {
			amount := g.monthly * scale / 100 * g.share(i+1) / 9 / g.step * g.step
			months[i] = measure.Amount(amount * 1000)
			product.free[measure.MonthAt(year, i+1)] = months[i]
		}
		product.capacity[year] = months
		scale = scale * int64(p.dice.between(98, 112)) / 100
	}
}

// draft adds a product and its capacity; list publishes it as well.
func (p *province) draft(product *product) {
	p.script.add(p.at(product.created, 9, 0), "product "+product.Name, func(ctx context.Context) error {
		made, err := p.Catalogue.Add(ctx, product.org.actor(), product.org.id, product.NewProduct)
		if err != nil {
			return err
		}
		product.id = made.ID
		for _, year := range slices.Sorted(maps.Keys(product.capacity)) {
			months := product.capacity[year]
			if _, err := p.Catalogue.SetCapacity(ctx, product.org.actor(), made.ID, year, product.Unit, months, 0); err != nil {
				return err
			}
		}
		return nil
	})
}

func (p *province) list(product *product) {
	p.draft(product)
	product.published = product.created
	p.script.add(p.at(product.created, 10, 30), "publish "+product.Name, func(ctx context.Context) error {
		_, err := p.Catalogue.Publish(ctx, product.org.actor(), product.id, 0)
		return err
	})
}
