package rest

import (
	"context"

	"lienket/api/measure"
	"lienket/api/sourcing"
	"lienket/api/store"
)

// Comparison is the quotes for a demand side by side.
type Comparison struct {
	Unit  measure.Unit    `json:"unit" doc:"The demand's: of amounts and mean prices"`
	Items []ComparedQuote `json:"items" doc:"Accepted ones first, then those still valid; by coverage, then price"`
}

// ComparedQuote is one quote beside the others.
type ComparedQuote struct {
	Quote         Quote       `json:"quote"`
	Organization  HitSupplier `json:"organization"`
	Expired       bool        `json:"expired" doc:"Its last round is no longer valid"`
	Cost          int64       `json:"cost" doc:"VND, of all lines"`
	UnitPrice     int64       `json:"unitPrice" doc:"Mean, in VND per unit"`
	Awarded       *AwardedSum `json:"awarded,omitempty" doc:"Of an accepted quote: what the buyer took comes to; which lines, quote.awarded tells"`
	Coverage      float64     `json:"coverage" minimum:"0" maximum:"1"`
	Covered       Decimal     `json:"covered"`
	MonthsCovered int         `json:"monthsCovered" doc:"Months filled whole"`
	Stars         int         `json:"stars" doc:"Of the lowest product"`
	QualityMarks  []string    `json:"qualityMarks" doc:"That every product has"`
	Kilometres    *int        `json:"kilometres,omitempty" doc:"From the farthest product to the place of delivery"`
	Rounds        int         `json:"rounds"`
	Due           int64       `json:"due" doc:"Deliveries that came due to the supplier, under all contracts"`
	Reliability   float64     `json:"reliability" minimum:"0" maximum:"1" doc:"The share of them that was accepted on time, shrunk towards the mean of suppliers"`
}

// AwardedSum is what was taken of a quote.
type AwardedSum struct {
	Amount    Decimal `json:"amount"`
	Cost      int64   `json:"cost" doc:"VND"`
	UnitPrice int64   `json:"unitPrice" doc:"Mean, in VND per unit"`
}

type comparisonQuery struct {
	ByID
	Sort sourcing.CompareOrder `query:"sort" enum:"fit,price,cost,stars,distance,reliability" doc:"By fit where absent"`
}

// HitSupplier names a supplier.
type HitSupplier struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	AreaCode string `json:"areaCode"`
}

func showCompared(c *sourcing.Compared, now store.Instant) ComparedQuote {
	shown := ComparedQuote{Quote: showQuote(c.Quote, now), Organization: HitSupplier{c.Organization.ID, c.Organization.Name, c.Organization.AreaCode},
		Expired: c.Expired, Cost: c.Offer.Cost, UnitPrice: c.Offer.UnitPrice, Coverage: c.Coverage(), Covered: Decimal{Amount: c.Covered}, MonthsCovered: c.Months,
		Stars: c.Stars, QualityMarks: orEmpty(c.Marks), Rounds: len(c.Quote.Rounds),
		Due: c.Record.Due, Reliability: c.Record.Reliability()}
	if c.Quote.Status == sourcing.QuoteAccepted {
		shown.Awarded = &AwardedSum{Amount: Decimal{Amount: c.Award.Amount}, Cost: c.Award.Cost, UnitPrice: c.Award.UnitPrice}
	}
	if c.Kilometres >= 0 {
		shown.Kilometres = &c.Kilometres
	}
	return shown
}

// Chance is an open demand that an organisation could serve.
type Chance struct {
	Demand     Demand   `json:"demand"`
	ProductIDs []string `json:"productIds" doc:"The organisation's products that could serve it"`
}

func comparisons(at *resource, quotes *sourcing.Service) {
	get(at, "/demands/{id}/quotes/compare", "A demand's quotes side by side: all for the buyer, one's own for a supplier", func(ctx context.Context, in *comparisonQuery) (*Reply[Comparison], error) {
		demand, list, err := quotes.Compare(ctx, actor(ctx), in.ID, in.Sort)
		if err != nil {
			return nil, err
		}
		comparison := Comparison{Unit: demand.Unit, Items: []ComparedQuote{}}
		for i := range list {
			comparison.Items = append(comparison.Items, showCompared(&list[i], quotes.Now()))
		}
		return reply(comparison), nil
	}, signedIn)
	get(at, "/organizations/{id}/demands", "Open demands that the organisation's products could serve", func(ctx context.Context, in *ByID) (*Reply[List[Chance]], error) {
		chances, err := quotes.Chances(ctx, actor(ctx), in.ID)
		if err != nil {
			return nil, err
		}
		list := List[Chance]{Items: []Chance{}}
		for i := range chances {
			chance := Chance{Demand: showDemand(&chances[i].Demand, quotes.Now()), ProductIDs: []string{}}
			for _, product := range chances[i].Products {
				chance.ProductIDs = append(chance.ProductIDs, product.ID)
			}
			list.Items = append(list.Items, chance)
		}
		return reply(list), nil
	}, signedIn)
}
