package rest

import (
	"context"
	"slices"

	"lienket/api/catalogue"
	"lienket/api/fault"
	"lienket/api/measure"
	"lienket/api/sourcing"
	"lienket/search"
)

type searchQuery struct {
	Q            string       `query:"q" maxLength:"200" doc:"As people type it: marks and case do not matter, the last word may be unfinished"`
	Group        []string     `query:"group" maxItems:"10" doc:"One of these"`
	Stars        []int        `query:"stars" maxItems:"6" doc:"One of these numbers of stars"`
	Area         []string     `query:"area" maxItems:"20" doc:"In one of these areas or below"`
	Mark         []string     `query:"mark" maxItems:"10" doc:"With all of these quality marks"`
	PriceMax     int64        `query:"priceMax" minimum:"0" maximum:"100000000000" doc:"VND per the product's unit; 0 for none"`
	Price        []string     `query:"price" maxItems:"6" doc:"In one of these bands of the price per the product's unit: 0-20000, 20000-50000, 50000-100000, 100000-200000, 200000-500000, 500000-; the first figure is within, the second above"`
	Month        []Month      `query:"month" maxItems:"24" doc:"With capacity left in each of these months"`
	MinAvailable string       `query:"minAvailable" maxLength:"30" doc:"At least so much left in each of the months (this month where none is named), in unit, by default kg, ml or pieces"`
	Unit         measure.Unit `query:"unit" maxLength:"20" doc:"Of minAvailable; only products of its dimension are found"`
	Sort         search.Order `query:"sort" enum:"relevance,price,-price,-stars,-available,newest,name" default:"relevance" doc:"-available: most capacity left in the first month, without one in all months"`
	Limit        int          `query:"limit" minimum:"1" maximum:"100" default:"20"`
	Offset       int          `query:"offset" minimum:"0" maximum:"1000"`
	Verbatim     bool         `query:"verbatim" doc:"Take q as words alone, understand nothing"`
	Undo         []string     `query:"undo" maxItems:"10" doc:"Do not understand these kinds: place, mark, group, size, stars, price, month, amount, intent, typing"`
}

// Found is one hit.
type Found struct {
	Product      Product             `json:"product"`
	Organization OrganizationSummary `json:"organization"`
	Score        float64             `json:"score" minimum:"0" maximum:"1"`
	Available    []MonthAmount       `json:"available,omitempty" doc:"What is left in each month that was asked for, by month or in q; in the product's unit"`
	Highlight    []search.Segment    `json:"highlight" doc:"The product's name in pieces, those marked that hold what was searched for"`
}

// OrganizationSummary names an organisation.
type OrganizationSummary struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	AreaCode string `json:"areaCode"`
}

// SearchResult is one page of a search.
type SearchResult struct {
	Hits   []Found                   `json:"hits"`
	Total  int                       `json:"total" doc:"Exact up to 1000"`
	Facets map[string]map[string]int `json:"facets" doc:"Counts by group, stars, area, mark, price (bands) and month (with minAvailable left in it); a facet's own filter does not narrow it"`
	Engine string                    `json:"engine"`
	TookMs float64                   `json:"tookMs"`

	Understood []Understood `json:"understood" doc:"What was read out of q; undo=kind or verbatim=true takes it back"`
	Each       []Instead    `json:"each,omitempty" doc:"Where q lists several goods and nothing is all of them: what there is of each"`
	Help       *SearchHelp  `json:"help,omitempty" doc:"What to ask instead where nothing is found; all of it finds something"`
	Fitting    int          `json:"fitting" doc:"How many of total fit all that was understood; they come first"`
	Loosened   bool         `json:"loosened" doc:"Nothing fits all that was understood; the hits fit a part"`
}

// SearchHelp is what to ask instead.
type SearchHelp struct {
	Nearest *Instead    `json:"nearest,omitempty" doc:"The words in another spelling"`
	Wider   *Instead    `json:"wider,omitempty" doc:"The good that is named beside other words"`
	Without []Loosening `json:"without"`
}

// Instead is another q.
type Instead struct {
	Q     string `json:"q"`
	Total int    `json:"total"`
}

// Loosening is a filter without which something is found.
type Loosening struct {
	Filter string `json:"filter" enum:"group,stars,mark,area,price,priceMax,month" doc:"Its parameter; month stands for minAvailable and unit too"`
	Total  int    `json:"total"`
}

func showHelp(help *catalogue.Help) *SearchHelp {
	if help == nil {
		return nil
	}
	instead := func(one *catalogue.Instead) *Instead {
		if one == nil {
			return nil
		}
		return &Instead{one.Text, one.Total}
	}
	shown := &SearchHelp{Nearest: instead(help.Nearest), Wider: instead(help.Wider), Without: make([]Loosening, len(help.Without))}
	for i, one := range help.Without {
		shown.Without[i] = Loosening(one)
	}
	return shown
}

// Understood is a part of a query with its meaning.
type Understood struct {
	Kind string `json:"kind" enum:"place,mark,group,size,stars,price,month,amount,intent,typing"`
	Text string `json:"text" doc:"As typed"`
	Code string `json:"code" doc:"Of the area, mark or group; the size in g or ml, the stars, the price in VND; the months with commas between; the amount wanted in each of them with its unit: 5 tan"`
}

// Suggestion completes what is being typed.
type Suggestion struct {
	Kind search.Kind `json:"kind" enum:"product,organization,demand,place"`
	ID   string      `json:"id"`
	Text string      `json:"text"`
}

type suggestQuery struct {
	Q     string `query:"q" maxLength:"200"`
	Limit int    `query:"limit" minimum:"1" maximum:"20" default:"8"`
}

func (s *Server) search(products *catalogue.Service, demands *sourcing.Service) {
	at := s.resource("search", "Finding products")

	get(at, "/search/products", "Search products on offer", func(ctx context.Context, in *searchQuery) (*Reply[SearchResult], error) {
		query, err := in.query(s.month())
		if err != nil {
			return nil, err
		}
		result, err := products.Search(ctx, catalogue.Ask{Query: query, Verbatim: in.Verbatim, Undo: in.Undo})
		if err != nil {
			return nil, err
		}
		return reply(showSearch(result, products.Today())), nil
	})
	get(at, "/search/suggest", "Complete what is being typed", func(ctx context.Context, in *suggestQuery) (*Reply[List[Suggestion]], error) {
		found, err := suggest(ctx, products, demands, in.Q, in.Limit)
		items := make([]Suggestion, len(found))
		for i, one := range found {
			items[i] = Suggestion{one.Kind, one.ID, one.Text}
		}
		return reply(List[Suggestion]{Items: items}), err
	})
}

// mostDemands is how many suggestions are demands.
const mostDemands = 2

// suggest completes text with products, organisations, demands and places, in that
// order.
func suggest(ctx context.Context, products *catalogue.Service, demands *sourcing.Service, text string, limit int) ([]search.Suggestion, error) {
	asked, err := demands.Suggest(ctx, text, min(mostDemands, limit/3))
	if err != nil {
		return nil, err
	}
	found, err := products.Suggest(ctx, text, limit-len(asked))
	at := slices.IndexFunc(found, func(one search.Suggestion) bool { return one.Kind == catalogue.Place })
	if at < 0 {
		at = len(found)
	}
	return slices.Insert(found, at, asked...), err
}

func (s *Server) month() measure.Month { return measure.MonthOf(s.opts.Clock()) }

func (in *searchQuery) query(now measure.Month) (search.Query, error) {
	query := search.Query{
		Text: in.Q, Group: in.Group, Stars: in.Stars, Areas: in.Area, Marks: in.Mark, PriceMax: in.PriceMax, Prices: in.Price,
		Order: in.Sort, Limit: in.Limit, Offset: in.Offset,
		Facets: []search.Facet{search.ByGroup, search.ByStars, search.ByArea, search.ByMark, search.ByPrice, search.ByMonth},
	}
	var check fault.Check
	for _, month := range in.Month {
		query.Months = append(query.Months, string(month))
	}
	if in.Unit != "" {
		check.That(in.Unit.Valid(), "unit", "unknown_unit", textUnit)
		query.Dimension = string(in.Unit.Dimension())
	}
	if in.MinAvailable != "" {
		amount, err := measure.ParseAmount(in.MinAvailable)
		if err := check.Take("minAvailable", err); err != nil {
			return query, err
		}
		query.MinAvailable = int64(amount)
		if in.Unit.Valid() {
			query.MinAvailable = in.Unit.Base(amount)
		}
		if len(query.Months) == 0 {
			query.Months = []string{string(now)}
		}
	}
	return query, check.Err()
}

var textUnit = fault.T("Đơn vị tính không có trong danh mục.", "Unknown unit.")

func showSearch(result catalogue.SearchResult, today measure.Date) SearchResult {
	shown := SearchResult{
		Hits: make([]Found, len(result.Hits)), Total: result.Total, Facets: map[string]map[string]int{},
		Engine: result.Engine, TookMs: float64(result.Took.Microseconds()) / 1000,
	}
	shown.Understood, shown.Fitting, shown.Loosened = make([]Understood, len(result.Understood)), result.Fitting, result.Loosened
	shown.Help = showHelp(result.Help)
	for _, one := range result.Each {
		shown.Each = append(shown.Each, Instead{one.Text, one.Total})
	}
	for i, one := range result.Understood {
		shown.Understood[i] = Understood(one)
	}
	for i, hit := range result.Hits {
		shown.Hits[i] = Found{
			Product:      showProduct(hit.Product, today),
			Organization: OrganizationSummary{hit.Organization.ID, hit.Organization.Name, hit.Organization.AreaCode},
			Score:        hit.Score,
			Highlight:    hit.Name,
			Available:    monthAmounts(hit.Available),
		}
	}
	for facet, counts := range result.Facets {
		shown.Facets[string(facet)] = counts
	}
	return shown
}
