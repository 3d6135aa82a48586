package web

import (
	"context"
	"net/url"
	"sync"
	"time"

	"lienket/api/account"
	"lienket/api/catalogue"
	"lienket/api/fault"
	"lienket/api/promotion"
	"lienket/search"
	"lienket/web/view"
)

const (
	homeLatest = 8
	// homeFresh is how old the home page's figures may be.
	homeFresh = 30 * time.Second
)

// tries are searches that the home page proposes, as people type them.
var tries = []string{"mien dong", "chè Shan tuyết", "mật ong", "thổ cẩm"}

// showHome answers the front page. Without search it goes without the figures
// and products that search gives.
func (s *Site) showHome(v *visit) error {
	counted, err := s.counts.get(v.ctx, s)
	if err != nil && !fault.Is(err, fault.Unavailable) {
		return err
	}
	model := view.HomeModel{}
	for _, words := range tries {
		model.Tries = append(model.Tries, view.Link{Label: words, URL: address("/san-pham", url.Values{"q": {words}})})
	}
	for _, group := range catalogue.Groups {
		model.Groups = append(model.Groups, view.Option{Value: group, Label: v.Text(catalogue.GroupLabels[group]), Count: counted.groups[group]})
	}
	if counted.products > 0 {
		total := counted.linkage.Total
		model.Figures = []view.Figure{
			{Label: v.T("home.figure_products"), Value: v.Int(int64(counted.products))},
			{Label: v.T("home.figure_certified"), Value: v.Int(int64(counted.certified))},
			{Label: v.T("home.figure_contracts"), Value: v.Int(total.ContractsSigned)},
			{Label: v.T("home.figure_value"), Value: v.Sum(total.SignedValue)},
		}
	}
	model.Latest = v.products(counted.latest)
	page := v.page(v.T("home.page_title"))
	page.Description, page.NoFind, page.Canonical = v.T("home.meta"), true, v.absolute("/")
	return v.render(view.Home(page, model))
}

// counts are what the home page counts, the same for everybody.
type counts struct {
	products, certified int
	groups              map[string]int
	linkage             promotion.Metrics
	latest              []catalogue.Found
}

// countCache keeps them for homeFresh, so that a busy front page asks once.
type countCache struct {
	mu    sync.Mutex
	at    time.Time
	value counts
}

func (c *countCache) get(ctx context.Context, s *Site) (counts, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := s.Clock()
	if age := now.Sub(c.at); age >= 0 && age < homeFresh {
		return c.value, nil
	}
	value, err := s.count(ctx)
	if err == nil {
		c.at, c.value = now, value
	}
	return value, err
}

func (s *Site) count(ctx context.Context) (counts, error) {
	var counted counts
	found, err := s.Catalogue.Search(ctx, catalogue.Ask{Query: search.Query{
		Order: search.ByNewest, Limit: homeLatest, Facets: []search.Facet{search.ByGroup, search.ByStars}}})
	if err != nil {
		return counted, err
	}
	counted.latest, counted.groups = found.Hits, found.Facets[search.ByGroup]
	for _, n := range counted.groups {
		counted.products += n
	}
	for stars, n := range found.Facets[search.ByStars] {
		if stars != "0" {
			counted.certified += n
		}
	}
	counted.linkage, err = s.Promotion.Linkage(ctx, account.Actor{}, promotion.MetricsQuery{})
	return counted, err
}
