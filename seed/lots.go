package seed

import (
	"context"
	"fmt"

	"lienket/api/catalogue"
	"lienket/api/measure"
)

// keeps is for how many days goods of a group are good; those of others do not go
// off.
var keeps = map[string]int{"thuc-pham": 180, "do-uong": 365, "duoc-lieu": 540}

// planLots has a product made now and then: two lots for one of the demo account's
// and of every other holder's, one for the rest. Without dice, so that all else
// falls as it did.
func (p *province) planLots(product *product, number int) {
	if product.Group == "du-lich" {
		return
	}
	for nth := range 1 + (number+1)%2 {
		day := -3 - (number*7+nth*31)%70
		if day <= product.created {
			continue
		}
		lot := catalogue.NewLot{Code: fmt.Sprintf("L%s-%d", p.date(day)[2:4]+p.date(day)[5:7], nth+1), ProducedAt: p.date(day),
			Amount: measure.Amount(product.good.monthly*1000) / 2}
		if days := keeps[product.Group]; days > 0 {
			lot.ExpiresAt = p.date(day + days)
		}
		p.script.add(p.at(day, 16, 0), "lot of "+product.Name, func(ctx context.Context) error {
			_, err := p.Catalogue.AddLot(ctx, product.org.actor(), product.id, lot)
			return err
		})
	}
}
