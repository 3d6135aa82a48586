package rest

import (
	"context"

	"lienket/api/catalogue"
	"lienket/api/measure"
	"lienket/search"
)

// SearchCriteria are a search as it stands on the screen, by the names of the
// parameters of /search/products.
type SearchCriteria struct {
	Q            string       `json:"q,omitempty" maxLength:"200"`
	Group        []string     `json:"group,omitempty" maxItems:"10"`
	Stars        []int        `json:"stars,omitempty" maxItems:"6"`
	Area         []string     `json:"area,omitempty" maxItems:"20"`
	Mark         []string     `json:"mark,omitempty" maxItems:"10"`
	PriceMax     int64        `json:"priceMax,omitempty" minimum:"0" maximum:"100000000000"`
	Price        []string     `json:"price,omitempty" maxItems:"6" doc:"Bands"`
	Month        []Month      `json:"month,omitempty" maxItems:"24"`
	MinAvailable Decimal      `json:"minAvailable,omitempty"`
	Unit         measure.Unit `json:"unit,omitempty" maxLength:"20" doc:"Of minAvailable"`
	Sort         search.Order `json:"sort,omitempty" enum:"relevance,price,-price,-stars,-available,newest,name"`
	Verbatim     bool         `json:"verbatim,omitempty"`
	Undo         []string     `json:"undo,omitempty" maxItems:"10"`
}

func (c *SearchCriteria) value() catalogue.Criteria {
	criteria := catalogue.Criteria{Q: c.Q, Group: c.Group, Stars: c.Stars, Area: c.Area, Mark: c.Mark, PriceMax: c.PriceMax, Price: c.Price,
		MinAvailable: c.MinAvailable.Amount, Unit: c.Unit, Sort: c.Sort, Verbatim: c.Verbatim, Undo: c.Undo}
	for _, month := range c.Month {
		criteria.Month = append(criteria.Month, month.Value())
	}
	return criteria
}

func showCriteria(c *catalogue.Criteria) SearchCriteria {
	shown := SearchCriteria{Q: c.Q, Group: c.Group, Stars: c.Stars, Area: c.Area, Mark: c.Mark, PriceMax: c.PriceMax, Price: c.Price,
		MinAvailable: decimal(c.MinAvailable), Unit: c.Unit, Sort: c.Sort, Verbatim: c.Verbatim, Undo: c.Undo}
	for _, month := range c.Month {
		shown.Month = append(shown.Month, Month(month))
	}
	return shown
}

// SavedSearch is a search that the account keeps.
type SavedSearch struct {
	ID        string         `json:"id"`
	Name      string         `json:"name"`
	Criteria  SearchCriteria `json:"criteria"`
	Alert     bool           `json:"alert" doc:"Products that come to match are told in a notice, every half hour at most"`
	Link      string         `json:"link" doc:"The page of the search"`
	Version   int64          `json:"version"`
	CreatedAt Instant        `json:"createdAt"`
	UpdatedAt Instant        `json:"updatedAt"`
}

func showSaved(s *catalogue.SavedSearch) SavedSearch {
	return SavedSearch{ID: s.ID, Name: s.Name, Criteria: showCriteria(&s.Criteria), Alert: s.Alert, Link: s.Criteria.Path(),
		Version: s.Version, CreatedAt: Instant{s.CreatedAt}, UpdatedAt: Instant{s.UpdatedAt}}
}

type newSavedInput struct {
	Body struct {
		Name     string         `json:"name" minLength:"1" maxLength:"120"`
		Criteria SearchCriteria `json:"criteria"`
		Alert    bool           `json:"alert,omitempty" doc:"A search that finds 1000 products or more has none"`
	}
	prepared *catalogue.Unsaved
}

type savedChange struct {
	ByID
	Body struct {
		Name     *string         `json:"name,omitempty" minLength:"1" maxLength:"120"`
		Criteria *SearchCriteria `json:"criteria,omitempty" doc:"Replaces all of them"`
		Alert    *bool           `json:"alert,omitempty"`
	}
}

func (s *Server) savedSearches(products *catalogue.Service) {
	at := s.resource("saved searches", "Searches that one keeps, and is told about")

	get(at, "/saved-searches", "One's saved searches, the latest first", func(ctx context.Context, in *Paging) (*Reply[List[SavedSearch]], error) {
		page, err := products.SavedSearches(ctx, actor(ctx), in.Cursor, in.Limit)
		return listed(page, showSaved), err
	}, signedIn)
	create(at, "/saved-searches", "Save a search", func(ctx context.Context, in *newSavedInput) (*Reply[SavedSearch], error) {
		saved, err := products.KeepSearch(ctx, in.prepared)
		if err != nil {
			return nil, err
		}
		return created("/saved-searches/"+saved.ID, showSaved(saved), saved.Version), nil
	}, before(func(ctx context.Context, in *newSavedInput) (err error) {
		in.prepared, err = products.PrepareSearch(ctx, actor(ctx), catalogue.NewSavedSearch{
			Name: in.Body.Name, Criteria: in.Body.Criteria.value(), Alert: in.Body.Alert})
		return err
	}))
	get(at, "/saved-searches/{id}", "A saved search", func(ctx context.Context, in *ByID) (*Reply[SavedSearch], error) {
		saved, err := products.SavedSearch(ctx, actor(ctx), in.ID)
		if err != nil {
			return nil, err
		}
		return versioned(showSaved(saved), saved.Version), nil
	}, signedIn)
	patch(at, "/saved-searches/{id}", "Rename a saved search, alter it, turn its alert on or off", func(ctx context.Context, in *savedChange) (*Reply[SavedSearch], error) {
		change := catalogue.SavedSearchChange{Name: in.Body.Name, Alert: in.Body.Alert}
		if in.Body.Criteria != nil {
			criteria := in.Body.Criteria.value()
			change.Criteria = &criteria
		}
		saved, err := products.ChangeSavedSearch(ctx, actor(ctx), in.ID, ifMatch(ctx), change)
		if err != nil {
			return nil, err
		}
		return versioned(showSaved(saved), saved.Version), nil
	})
	remove(at, "/saved-searches/{id}", "Delete a saved search", func(ctx context.Context, in *ByID) error {
		return products.ForgetSearch(ctx, actor(ctx), in.ID)
	})
}
