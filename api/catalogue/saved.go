package catalogue

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"time"

	"lienket/api/account"
	"lienket/api/fault"
	"lienket/api/measure"
	"lienket/api/store"
	"lienket/search"
)

// Criteria are a search as it stands on the screen; empty members do not filter.
type Criteria struct {
	Q            string          `json:"q"`
	Group        []string        `json:"group,omitempty"`
	Stars        []int           `json:"stars,omitempty"`
	Area         []string        `json:"area,omitempty"`
	Mark         []string        `json:"mark,omitempty"`
	PriceMax     measure.Money   `json:"priceMax,omitempty"`
	Price        []string        `json:"price,omitempty"` // bands
	Month        []measure.Month `json:"month,omitempty"`
	MinAvailable measure.Amount  `json:"minAvailable,omitempty"`
	Unit         measure.Unit    `json:"unit,omitempty"` // of MinAvailable; "" is kg, ml or pieces
	Sort         search.Order    `json:"sort,omitempty"`
	Verbatim     bool            `json:"verbatim,omitempty"`
	Undo         []string        `json:"undo,omitempty"`
}

// ask is the question that the criteria put in a month.
func (c *Criteria) ask(now measure.Month) Ask {
	ask := Ask{Verbatim: c.Verbatim, Undo: c.Undo}
	ask.Query = search.Query{Text: c.Q, Group: c.Group, Stars: c.Stars, Areas: c.Area, Marks: c.Mark, PriceMax: c.PriceMax, Prices: c.Price, Order: c.Sort}
	for _, month := range c.Month {
		ask.Months = append(ask.Months, string(month))
	}
	if c.MinAvailable > 0 {
		ask.MinAvailable = int64(c.MinAvailable)
		if c.Unit != "" {
			ask.MinAvailable, ask.Dimension = c.Unit.Base(c.MinAvailable), string(c.Unit.Dimension())
		}
		if len(ask.Months) == 0 {
			ask.Months = []string{string(now)}
		}
	}
	return ask
}

// Path is the page of the search.
func (c *Criteria) Path() string {
	query := url.Values{}
	set := func(name string, values ...string) {
		for _, value := range values {
			if value != "" {
				query.Add(name, value)
			}
		}
	}
	set("q", c.Q)
	set("group", c.Group...)
	for _, stars := range c.Stars {
		set("stars", strconv.Itoa(stars))
	}
	set("area", c.Area...)
	set("mark", c.Mark...)
	if c.PriceMax > 0 {
		set("priceMax", strconv.FormatInt(c.PriceMax, 10))
	}
	set("price", c.Price...)
	for _, month := range c.Month {
		set("month", string(month))
	}
	if c.MinAvailable > 0 {
		set("minAvailable", c.MinAvailable.String())
		set("unit", string(c.Unit))
	}
	if c.Sort != search.ByRelevance {
		set("sort", string(c.Sort))
	}
	if c.Verbatim {
		set("verbatim", "true")
	}
	set("undo", c.Undo...)
	return (&url.URL{Path: "/san-pham", RawQuery: query.Encode()}).String()
}

// SavedSearch is a search that one user keeps, and may be told about.
type SavedSearch struct {
	store.Meta `json:",inline"`
	UserID     string   `json:"userId"`
	Name       string   `json:"name"`
	Criteria   Criteria `json:"criteria"`
	Alert      bool     `json:"alert"` // tell of products that come to match
}

// watch is what the worker knows of a saved search with an alert; it bears the
// same ID. It stands apart so that the worker does not change what the user edits.
type watch struct {
	store.Meta `json:",inline"`
	DueAt      store.Instant `json:"dueAt"`
	Known      []string      `json:"known"` // products that it found before
}

var savedSchema = store.Schema{Name: "saved_searches", Indexes: []store.Index{{Fields: []string{"userId", "-createdAt"}}}}

var watchSchema = store.Schema{Name: "saved_search_watches", Indexes: []store.Index{{Fields: []string{"dueAt"}}}}

const (
	// MaxSaved is how many searches a user keeps.
	MaxSaved = 50
	// alertEvery is how long a saved search rests between two runs.
	alertEvery = 30 * time.Minute
)

// NewSavedSearch is what a user says of one.
type NewSavedSearch struct {
	Name     string
	Criteria Criteria
	Alert    bool
}

// SavedSearchChange alters one; nil members stay.
type SavedSearchChange struct {
	Name     *string
	Criteria *Criteria
	Alert    *bool
}

// checkSaved holds a saved search to the rules, and tidies it.
func (s *Service) checkSaved(saved *SavedSearch) error {
	var check fault.Check
	saved.Name = check.Line("name", saved.Name, 1, 120)
	c := &saved.Criteria
	c.Q = check.Line("criteria.q", c.Q, 0, 200)
	check.That(c.PriceMax >= 0 && c.PriceMax <= measure.MaxPrice, "criteria.priceMax", "out_of_range", textSavedPrice)
	check.That(c.MinAvailable >= 0, "criteria.minAvailable", "out_of_range", textSavedAmount)
	check.That(c.Unit == "" || c.Unit.Valid(), "criteria.unit", "unknown_unit", textSavedUnit)
	orders := []search.Order{"", search.ByRelevance, search.ByPriceUp, search.ByPriceDown, search.ByStarsDown, search.ByAvailable, search.ByNewest, search.ByName}
	check.That(slices.Contains(orders, c.Sort), "criteria.sort", "not_in_list", textSavedSort)
	for _, stars := range c.Stars {
		check.That(stars >= 0 && stars <= 5, "criteria.stars", "out_of_range", textSavedStars)
	}
	for _, month := range c.Month {
		_, err := measure.ParseMonth(string(month))
		_ = check.Take("criteria.month", err) // always InvalidInput
	}
	check.That(len(c.Group)+len(c.Stars)+len(c.Area)+len(c.Mark)+len(c.Price)+len(c.Month)+len(c.Undo) <= 60, "criteria", "too_many", textSavedMany)
	if c.Unit.Valid() && c.MinAvailable == 0 {
		c.Unit = ""
	}
	ask := c.ask(measure.MonthOf(s.clock()))
	_ = check.Take("criteria", s.checkAsk(&ask))
	c.Mark = ask.Marks
	return check.Err()
}

// SavedSearches lists the actor's own, the latest first.
func (s *Service) SavedSearches(ctx context.Context, actor account.Actor, cursor string, limit int) (store.Page[SavedSearch], error) {
	if !actor.SignedIn() {
		return store.Page[SavedSearch]{}, account.ErrUnauthenticated
	}
	return s.saved.Find(ctx, store.Query{
		Where: store.Eq{Field: "userId", Value: actor.UserID}, Sort: []string{"-createdAt"}, Cursor: cursor, Limit: limit})
}

// SavedSearch returns one of the actor's own; another's is NotFound.
func (s *Service) SavedSearch(ctx context.Context, actor account.Actor, id string) (*SavedSearch, error) {
	if !actor.SignedIn() {
		return nil, account.ErrUnauthenticated
	}
	saved, err := s.saved.Get(ctx, id)
	if fault.Is(err, fault.NotFound) || err == nil && saved.UserID != actor.UserID {
		return nil, fault.Missing(textSaved)
	}
	return saved, err
}

// Unsaved is a search that may be kept: it is checked, and what it finds is known.
type Unsaved struct {
	search SavedSearch
	known  []string
}

// PrepareSearch holds a search to the rules and asks the engine what it finds,
// which is slow and therefore not in the Tx that keeps it.
func (s *Service) PrepareSearch(ctx context.Context, actor account.Actor, n NewSavedSearch) (*Unsaved, error) {
	if !actor.SignedIn() {
		return nil, account.ErrUnauthenticated
	}
	u := &Unsaved{search: SavedSearch{UserID: actor.UserID, Name: n.Name, Criteria: n.Criteria, Alert: n.Alert}}
	err := s.checkSaved(&u.search)
	if err == nil {
		u.known, err = s.knownTo(ctx, &u.search)
	}
	return u, err
}

// KeepSearch keeps a search for who prepared it. With an alert, what matches from
// now on is told; what matches already is not.
func (s *Service) KeepSearch(ctx context.Context, u *Unsaved) (*SavedSearch, error) {
	var saved SavedSearch
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		saved = u.search
		kept, err := s.saved.Count(ctx, store.Eq{Field: "userId", Value: saved.UserID})
		if err != nil {
			return err
		}
		if kept >= MaxSaved {
			return fault.New(fault.StateForbids, textSavedFull.With(MaxSaved))
		}
		if err := s.saved.Insert(ctx, &saved); err != nil {
			return err
		}
		return s.setWatch(ctx, &saved, u.known)
	})
	if err != nil {
		return nil, err
	}
	return &saved, nil
}

// ChangeSavedSearch alters one of the actor's own. version 0 accepts any.
func (s *Service) ChangeSavedSearch(ctx context.Context, actor account.Actor, id string, version int64, change SavedSearchChange) (*SavedSearch, error) {
	saved, err := s.SavedSearch(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	asked := change.Criteria != nil || change.Alert != nil && *change.Alert != saved.Alert
	apply := func(saved *SavedSearch) error {
		if err := store.CheckVersion(&saved.Meta, version); err != nil {
			return err
		}
		if change.Name != nil {
			saved.Name = *change.Name
		}
		if change.Criteria != nil {
			saved.Criteria = *change.Criteria
		}
		if change.Alert != nil {
			saved.Alert = *change.Alert
		}
		return s.checkSaved(saved)
	}
	// The engine is asked before the Tx, with what the search is going to be.
	next := *saved
	if err := apply(&next); err != nil {
		return nil, err
	}
	var known []string
	if asked {
		if known, err = s.knownTo(ctx, &next); err != nil {
			return nil, err
		}
	}
	err = s.db.Tx(ctx, func(ctx context.Context) error {
		if saved, err = s.saved.Update(ctx, id, apply); err != nil || !asked {
			return err
		}
		return s.setWatch(ctx, saved, known)
	})
	if err != nil {
		return nil, err
	}
	return saved, nil
}

// ForgetSearch deletes one of the actor's own.
func (s *Service) ForgetSearch(ctx context.Context, actor account.Actor, id string) error {
	if _, err := s.SavedSearch(ctx, actor, id); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context) error {
		if err := s.saved.Delete(ctx, id); err != nil {
			return err
		}
		return s.dropWatch(ctx, id)
	})
}
