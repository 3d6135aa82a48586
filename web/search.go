package web

import (
	"cmp"
	"errors"
	"net/url"
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"lienket/api/catalogue"
	"lienket/api/fault"
	"lienket/api/measure"
	"lienket/search"
	"lienket/web/view"
)

const searchPage = 24

// question is a search as its address puts it: the names are those of the API.
type question struct {
	catalogue.Ask
	minAvailable string
	unit         measure.Unit
	priceMax     string
	wrong        error // InvalidInput
}

// ask reads the address. What is left empty does not filter.
func (v *visit) ask() question {
	// Numbers are taken as people write them, and stand in every link as an API reads them.
	for _, name := range []string{"minAvailable", "priceMax"} {
		if text := v.query.Get(name); text != "" {
			v.query.Set(name, v.plainNumber(text))
		}
	}
	q := question{minAvailable: v.query.Get("minAvailable"), priceMax: v.query.Get("priceMax"),
		unit: measure.Unit(cmp.Or(v.query.Get("unit"), "kg"))}
	q.Text = v.query.Get("q")
	q.Group, q.Marks, q.Areas, q.Months, q.Prices = v.all("group"), v.all("mark"), v.all("area"), v.all("month"), v.all("price")
	q.Order = search.Order(cmp.Or(v.query.Get("sort"), string(search.ByRelevance)))
	q.Facets = []search.Facet{search.ByGroup, search.ByStars, search.ByArea, search.ByMark, search.ByPrice, search.ByMonth}
	q.Limit = searchPage
	q.Undo, q.Verbatim = v.all("undo"), v.query.Get("verbatim") == "true"

	var check fault.Check
	check.That(len([]rune(q.Text)) <= 200, "q", "too_long", textQueryLong)
	check.That(slices.Contains(orders, q.Order), "sort", "not_in_list", textNotOffered)
	for _, stars := range v.all("stars") {
		n, err := strconv.Atoi(stars)
		check.That(err == nil && n >= 0 && n <= 5, "stars", "not_in_list", textNotOffered)
		q.Stars = append(q.Stars, n)
	}
	for _, month := range q.Months {
		_, err := measure.ParseMonth(month)
		_ = check.Take("month", err) // always InvalidInput
	}
	if offset := v.query.Get("offset"); offset != "" {
		n, err := strconv.Atoi(offset)
		check.That(err == nil && n >= 0 && n <= search.MaxTotal, "offset", "out_of_range", textNotOffered)
		q.Offset = n
	}
	if q.priceMax != "" {
		price, err := strconv.ParseInt(q.priceMax, 10, 64)
		check.That(err == nil && price >= 0 && price <= measure.MaxPrice, "priceMax", "out_of_range", textPriceWhole)
		q.PriceMax = price
	}
	if q.minAvailable != "" {
		amount, err := measure.ParseAmount(q.minAvailable)
		_ = check.Take("minAvailable", err) // always InvalidInput
		check.That(q.unit.Valid(), "unit", "unknown_unit", textNotOffered)
		q.MinAvailable, q.Dimension = q.unit.Base(amount), string(q.unit.Dimension())
		if len(q.Months) == 0 {
			q.Months = []string{string(v.month())}
		}
	}
	q.wrong = check.Err()
	return q
}

// all are the values of a name without empty ones, nil for none.
func (v *visit) all(name string) (values []string) {
	for _, value := range v.query[name] {
		if value != "" {
			values = append(values, value)
		}
	}
	return values
}

var (
	textQueryLong  = fault.T("Câu tìm dài quá 200 ký tự.", "The search has more than 200 characters.")
	textPriceWhole = fault.T("Giá phải là số nguyên, tính bằng đồng.", "The price must be a whole number of đồng.")
	textNotOffered = fault.T("Có bộ lọc không hợp lệ. Hãy bỏ bớt bộ lọc.", "A filter isn't valid. Remove some filters.")
)

var orders = []search.Order{search.ByRelevance, search.ByNewest, search.ByStarsDown, search.ByAvailable, search.ByPriceUp, search.ByPriceDown, search.ByName}

var orderKeys = map[search.Order]string{
	search.ByRelevance: "relevance", search.ByNewest: "newest", search.ByStarsDown: "stars", search.ByAvailable: "available",
	search.ByPriceUp: "price", search.ByPriceDown: "price_down", search.ByName: "name",
}

func (s *Site) showSearch(v *visit) error {
	q := v.ask()
	found, err := catalogue.SearchResult{}, q.wrong
	if err == nil {
		found, err = s.Catalogue.Search(v.ctx, q.Ask)
	}
	model := view.SearchModel{Query: q.Text}
	var refusal *fault.Error
	switch {
	case fault.Is(err, fault.InvalidInput) && errors.As(err, &refusal):
		model.Problem = v.Text(refusal.Fields[0].Message)
		for _, wrong := range refusal.Fields {
			model.Wrong.Errors = append(model.Wrong.Errors, view.FieldError{Name: wrong.Path, Text: v.Text(wrong.Message)})
		}
		v.c.Status(fiber.StatusUnprocessableEntity)
	case err != nil:
		return searchError(err)
	}
	model.Downloads = v.downloads("san-pham")
	model.Items, model.Count, model.Total = v.products(found.Hits), found.Total, v.Int(int64(found.Total))
	if found.Total >= search.MaxTotal {
		model.Total = v.T("search.over", "Total", model.Total)
	}
	v.fillFilters(&model, q, found.Facets)
	v.showUnderstood(&model, q, found)
	v.offerSaving(&model, q)
	model.Pager = v.offsetPager("/san-pham", q.Offset, found.Next, len(found.Hits), found.Total)

	title := v.T("search.title")
	if q.Text != "" {
		title = v.T("search.title_for", "Query", q.Text)
	}
	page := v.page(title)
	page.Nav, page.NoFind, page.Scripts = "/san-pham", true, []string{"search.js"}
	page.Description, page.Canonical = v.T("search.meta"), v.absolute("/san-pham")
	page.NoIndex = len(v.query) > 0 && model.Problem != ""
	return v.render(view.Search(page, model))
}

// fillFilters shows the filters with their counts, and those in force.
func (v *visit) fillFilters(m *view.SearchModel, q question, counts map[search.Facet]map[string]int) {
	m.Available, m.Unit, m.PriceMax, m.Sort = q.minAvailable, string(q.unit), q.priceMax, string(q.Order)
	group := func(code string) string { return v.Text(catalogue.GroupLabels[code]) }
	mark := func(code string) string { return v.Text(catalogue.MarkLabels[code]) }
	stars := func(n string) string {
		if n == "0" {
			return v.T("search.no_stars")
		}
		return v.T("stars.of", "Stars", n)
	}
	m.Facets = []view.Facet{
		{Name: "group", Label: v.T("search.group"), Options: v.facet("group", catalogue.Groups, counts[search.ByGroup], group)},
		{Name: "stars", Label: v.T("search.stars"), Options: v.facet("stars", []string{"5", "4", "3", "0"}, counts[search.ByStars], stars)},
		{Name: "mark", Label: v.T("search.mark"), Options: v.facet("mark", catalogue.Marks, counts[search.ByMark], mark)},
		{Name: "price", Label: v.T("search.price_band"), Hint: v.T("search.price_hint"), Options: v.facet("price", search.PriceBands, counts[search.ByPrice], v.band)},
	}
	m.Area = v.query.Get("area")
	areaCounts := counts[search.ByArea]
	if areaCounts == nil {
		areaCounts = map[string]int{}
	}
	m.Areas = v.areaFilter(m.Area, areaCounts)
	m.Month = v.query.Get("month")
	for _, month := range v.coming(12) {
		m.Months = append(m.Months, view.Option{Value: string(month), Label: v.Month(month), Count: counts[search.ByMonth][string(month)]})
	}
	for _, unit := range measure.Units {
		m.Units = append(m.Units, view.Option{Value: string(unit), Label: v.Unit(unit)})
	}
	for _, order := range orders {
		m.Sorts = append(m.Sorts, view.Option{Value: string(order), Label: v.T("search.sort_" + orderKeys[order])})
	}
	for name, label := range map[string]func(string) string{"group": group, "stars": stars, "mark": mark, "price": v.band} {
		for _, value := range v.all(name) {
			m.Chosen = append(m.Chosen, v.chosen("/san-pham", name, value, label(value)))
		}
	}
	slices.SortFunc(m.Chosen, func(a, b view.Link) int { return cmp.Compare(a.Label, b.Label) })
	v.chosenScalars(m, q)
	m.ClearURL = "/san-pham"
	if q.Text != "" {
		m.ClearURL = address("/san-pham", url.Values{"q": {q.Text}})
	}
}

func (v *visit) chosenScalars(m *view.SearchModel, q question) {
	if area, known := v.site.Registry.Areas().Get(m.Area); known {
		m.Chosen = append(m.Chosen, v.chosen("/san-pham", "area", m.Area, area.Name))
	}
	if month, err := measure.ParseMonth(m.Month); err == nil {
		m.Chosen = append(m.Chosen, v.chosen("/san-pham", "month", m.Month, v.T("search.chosen_month", "Month", v.Month(month))))
	}
	if q.MinAvailable > 0 {
		label := v.T("search.chosen_available", "Amount", v.Quantity(q.unit.FromBase(q.MinAvailable), q.unit))
		m.Chosen = append(m.Chosen, v.chosen("/san-pham", "minAvailable", q.minAvailable, label))
	}
	if q.PriceMax > 0 {
		m.Chosen = append(m.Chosen, v.chosen("/san-pham", "priceMax", q.priceMax, v.T("search.chosen_price", "Price", v.Money(q.PriceMax))))
	}
}

// band is a band of prices in words.
func (v *visit) band(code string) string {
	band := slices.Index(search.PriceBands, code)
	if band < 0 {
		return code
	}
	from, to := search.BandBounds(band)
	switch {
	case from == 0:
		return v.T("search.band_below", "To", v.Money(to))
	case to == 0:
		return v.T("search.band_from", "From", v.Money(from))
	}
	return v.T("search.band", "From", v.Money(from), "To", v.Money(to))
}

// chosen is a filter in force; its link is the same list without it.
func (v *visit) chosen(path, name, value, label string) view.Link {
	query := v.rest()
	query[name] = slices.DeleteFunc(slices.Clone(query[name]), func(other string) bool { return other == value })
	return view.Link{Label: label, URL: address(path, query)}
}

// rest is what the address asks, without the page it is on, the language and
// empty values.
func (v *visit) rest() url.Values {
	query := url.Values{}
	for name := range v.query {
		if values := v.all(name); len(values) > 0 && name != "offset" && name != "lang" && name != "cursor" {
			query[name] = values
		}
	}
	return query
}

// facet offers the values that would find something, and those chosen.
func (v *visit) facet(name string, values []string, counts map[string]int, label func(string) string) []view.Option {
	var options []view.Option
	for _, value := range values {
		selected := slices.Contains(v.query[name], value)
		if counts[value] > 0 || selected {
			options = append(options, view.Option{Value: value, Label: label(value), Count: counts[value], Selected: selected})
		}
	}
	return options
}

// offsetPager leads through a list that is paged by offset; next is 0 on the last
// page.
func (v *visit) offsetPager(path string, offset, next, shown, total int) view.Pager {
	var pager view.Pager
	at := func(offset int) string {
		query := v.rest()
		if offset > 0 {
			query.Set("offset", strconv.Itoa(offset))
		}
		return address(path, query)
	}
	if offset > 0 {
		pager.Previous = at(max(0, offset-searchPage))
	}
	if next > 0 && next <= search.MaxTotal {
		pager.Next = at(next)
	}
	if shown > 0 && total > shown {
		pager.Label = v.T("pager.range", "From", v.Int(int64(offset+1)), "To", v.Int(int64(offset+shown)), "Total", v.Int(int64(total)))
	}
	return pager
}
