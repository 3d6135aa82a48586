package web

import (
	"errors"
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"

	"lienket/api/catalogue"
	"lienket/api/fault"
	"lienket/api/measure"
	"lienket/search"
	"lienket/web/view"
)

const savedPath = "/tai-khoan/tim-kiem"

// criteria are what a search's address asks, for keeping.
func (v *visit) criteria(q question) catalogue.Criteria {
	c := catalogue.Criteria{Q: q.Text, Group: q.Group, Stars: q.Stars, Area: q.Areas, Mark: q.Marks, PriceMax: q.PriceMax, Price: q.Prices,
		Sort: q.Order, Verbatim: q.Verbatim, Undo: q.Undo}
	for _, month := range v.all("month") { // those of the question may hold one by default
		c.Month = append(c.Month, measure.Month(month))
	}
	if q.MinAvailable > 0 {
		c.MinAvailable, c.Unit = q.unit.FromBase(q.MinAvailable), q.unit
	}
	return c
}

// offerSaving lets the search that is shown be kept, if it asks anything.
func (v *visit) offerSaving(m *view.SearchModel, q question) {
	if q.wrong != nil || q.Text == "" && len(m.Chosen) == 0 {
		return
	}
	if !v.actor.SignedIn() {
		m.SignInURL = address("/dang-nhap", url.Values{"next": {searchAddress(v.rest())}})
		return
	}
	m.SaveQuery, m.SaveName = v.rest().Encode(), v.criteriaText(v.criteria(q))
	if runes := []rune(m.SaveName); len(runes) > 120 {
		m.SaveName = string(runes[:120])
	}
}

// saveSearch keeps the search whose address the form carries.
func (s *Site) saveSearch(v *visit) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	asked, err := url.ParseQuery(v.c.FormValue("query"))
	if err != nil {
		asked = url.Values{} // what can't be read asks nothing
	}
	v.query = asked
	q := v.ask()
	if err = q.wrong; err == nil {
		var prepared *catalogue.Unsaved
		prepared, err = s.Catalogue.PrepareSearch(v.ctx, v.actor, catalogue.NewSavedSearch{
			Name: v.c.FormValue("name"), Criteria: v.criteria(q), Alert: v.c.FormValue("alert") == "true"})
		if err == nil {
			_, err = s.Catalogue.KeepSearch(v.ctx, prepared)
		}
	}
	if err != nil {
		return v.savedPage(err, asked)
	}
	v.leaveNotice("saved")
	return v.redirect(savedPath)
}

// changeSaved turns the alert of a saved search on or off, or deletes it.
func (s *Site) changeSaved(v *visit) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	id, err := v.c.Params("id"), error(nil)
	switch v.c.FormValue("action") {
	case "delete":
		err = s.Catalogue.ForgetSearch(v.ctx, v.actor, id)
	default:
		alert := v.c.FormValue("action") == "alert"
		_, err = s.Catalogue.ChangeSavedSearch(v.ctx, v.actor, id, 0, catalogue.SavedSearchChange{Alert: &alert})
	}
	if err != nil {
		return v.savedPage(err, nil)
	}
	v.leaveNotice("saved")
	return v.redirect(savedPath)
}

// showSaved lists what the viewer keeps.
func (s *Site) showSaved(v *visit) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	return v.savedPage(nil, nil)
}

// savedPage is the list, with what was refused and the search that it was about.
func (v *visit) savedPage(refused error, asked url.Values) error {
	model := view.SavedModel{Form: view.Form{CSRF: v.formToken()}}
	var refusal *fault.Error
	switch {
	case refused == nil:
	case errors.As(refused, &refusal) && (refusal.Code == fault.InvalidInput || refusal.Code == fault.StateForbids):
		v.c.Status(fiber.StatusUnprocessableEntity)
		model.Form.Problem = v.Text(refusal.Message)
		for _, field := range refusal.Fields {
			model.Form.Errors = append(model.Form.Errors, view.FieldError{Name: field.Path, Text: v.Text(field.Message)})
		}
		if asked != nil {
			model.Query = asked.Encode()
			model.Form.Values = map[string]string{"name": v.c.FormValue("name"), "alert": v.c.FormValue("alert")}
		}
	default:
		return searchError(refused)
	}
	found, err := v.site.Catalogue.SavedSearches(v.ctx, v.actor, v.query.Get("cursor"), listPage)
	if err != nil {
		return err
	}
	model.Pager = v.cursorPager(savedPath, found.Next)
	for i := range found.Items {
		saved := &found.Items[i]
		model.Items = append(model.Items, view.SavedItem{ID: saved.ID, Name: saved.Name, URL: saved.Criteria.Path(),
			Text: v.criteriaText(saved.Criteria), Alert: saved.Alert, Day: v.Day(saved.CreatedAt.Time)})
	}
	page := v.page(v.T("saved.title"))
	page.Nav, page.NoIndex = savedPath, true
	return v.render(view.Saved(page, model))
}

// criteriaText says what a search asks, in a line.
func (v *visit) criteriaText(c catalogue.Criteria) string {
	var parts []string
	say := func(text string) {
		if text != "" {
			parts = append(parts, text)
		}
	}
	say(c.Q)
	for _, code := range c.Group {
		say(v.Text(catalogue.GroupLabels[code]))
	}
	for _, stars := range c.Stars {
		if stars == 0 {
			say(v.T("search.no_stars"))
		} else {
			say(v.T("stars.of", "Stars", stars))
		}
	}
	for _, code := range c.Mark {
		say(v.Text(catalogue.MarkLabels[code]))
	}
	for _, code := range c.Area {
		area, _ := v.site.Registry.Areas().Get(code)
		say(area.Name)
	}
	if c.PriceMax > 0 {
		say(v.T("search.chosen_price", "Price", v.Money(c.PriceMax)))
	}
	for _, band := range c.Price {
		say(v.band(band))
	}
	for _, month := range c.Month {
		say(v.T("search.chosen_month", "Month", v.Month(month)))
	}
	if c.MinAvailable > 0 && c.Unit.Valid() {
		say(v.T("search.chosen_available", "Amount", v.Quantity(c.MinAvailable, c.Unit)))
	}
	if c.Sort != "" && c.Sort != search.ByRelevance {
		say(v.T("search.sort_" + orderKeys[c.Sort]))
	}
	return strings.Join(parts, " · ")
}
