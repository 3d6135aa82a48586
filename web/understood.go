package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"lienket/api/account"
	"lienket/api/catalogue"
	"lienket/api/measure"
	"lienket/api/registry"
	"lienket/search/query"
	"lienket/web/view"
)

// showUnderstood says what was read out of the words, each with a link that takes
// it back, and what to do when nothing was found.
func (v *visit) showUnderstood(m *view.SearchModel, q question, found catalogue.SearchResult) {
	m.Loosened, m.Undo, m.Verbatim = found.Loosened, q.Undo, q.Verbatim
	for _, one := range found.Understood {
		label := v.understood(one)
		if label == "" {
			continue
		}
		address := v.rest()
		address["undo"] = append(slices.Clone(address["undo"]), one.Kind)
		m.Understood = append(m.Understood, view.Link{Label: label, URL: searchAddress(address)})
	}
	again := v.rest()
	again.Del("undo")
	again.Del("verbatim")
	m.AgainURL = searchAddress(again)
	if q.Text != "" && (!v.actor.SignedIn() || v.actor.Role == account.Enterprise) {
		m.DemandURL = v.demandAddress(q, found)
	}
	if found.Fitting > 0 && found.Fitting < found.Total {
		m.Fitting = v.N("search.fitting", found.Fitting)
	}
	for _, one := range found.Each {
		query := v.rest()
		query.Set("q", one.Text)
		m.Each = append(m.Each, view.Link{Label: one.Text + " (" + v.Int(int64(one.Total)) + ")", URL: searchAddress(query)})
	}
	if found.Help != nil {
		v.showHelp(m, found.Help)
	}
}

// demandAddress is where to post a demand for what was searched, as far as filled
// in as it can be.
func (v *visit) demandAddress(q question, found catalogue.SearchResult) string {
	query := url.Values{"q": {q.Text}}
	if supply := found.Supply; len(supply.Months) > 0 {
		query.Set("q", supply.Beside)
		for _, month := range supply.Months {
			query.Add("month", string(month))
		}
		if supply.Amount > 0 {
			query.Set("amount", supply.Amount.String())
			query.Set("unit", string(supply.Unit))
		}
	}
	if len(q.Group) == 1 {
		query.Set("group", q.Group[0])
	}
	if len(q.Stars) > 0 {
		query.Set("minStars", strconv.Itoa(slices.Min(q.Stars)))
	}
	return address("/nhu-cau/moi", query)
}

// showHelp offers other spellings and looser questions with what they find.
func (v *visit) showHelp(m *view.SearchModel, help *catalogue.Help) {
	instead := func(key string, one *catalogue.Instead) {
		if one == nil {
			return
		}
		query := v.rest()
		query.Set("q", one.Text)
		m.Instead = append(m.Instead, view.Link{Label: v.N(key, one.Total, "Text", one.Text), URL: searchAddress(query)})
	}
	instead("search.nearest", help.Nearest)
	instead("search.wider", help.Wider)
	for _, one := range help.Without {
		query := v.rest()
		query.Del(one.Filter)
		if one.Filter == "month" {
			query.Del("minAvailable")
			query.Del("unit")
		}
		label := v.N("search.without", one.Total, "Filter", v.T("search.filter_"+one.Filter))
		m.Instead = append(m.Instead, view.Link{Label: label, URL: searchAddress(query)})
	}
}

func searchAddress(query url.Values) string { return address("/san-pham", query) }

// understood is a part of the query with its meaning; "" for one that only drops
// out.
func (v *visit) understood(one query.Understood) string {
	switch one.Kind {
	case query.KindPlace:
		// Of several areas of one name the widest holds the others.
		var name string
		for code := range strings.SplitSeq(one.Code, ",") {
			if area, known := v.site.Registry.Areas().Get(code); known && (name == "" || area.Level != registry.LevelCommune) {
				name = area.Name
			}
		}
		return v.T("search.read_place", "Name", name)
	case query.KindMark:
		return v.Text(catalogue.MarkLabels[one.Code])
	case query.KindGroup:
		return v.Text(catalogue.GroupLabels[one.Code])
	case query.KindStars:
		return v.T("stars.of", "Stars", one.Code)
	case query.KindPrice:
		price, _ := strconv.ParseInt(one.Code, 10, 64)
		return v.T("search.chosen_price", "Price", v.Money(price))
	case query.KindSize:
		if one.Code == "" {
			return ""
		}
		return v.T("search.read_size", "Size", one.Text)
	case query.KindMonth:
		if one.Code == "" {
			return v.T("search.read_past", "Text", one.Text)
		}
		var months []measure.Month
		for month := range strings.SplitSeq(one.Code, ",") {
			months = append(months, measure.Month(month))
		}
		return v.T("search.read_month", "Months", v.months(months))
	case query.KindAmount:
		number, unit, _ := strings.Cut(one.Code, " ")
		amount, err := measure.ParseAmount(number)
		if err != nil {
			return ""
		}
		return v.T("search.read_amount", "Amount", v.Quantity(amount, measure.Unit(unit)))
	case query.KindTyping:
		return v.T("search.read_typing", "Typed", one.Text, "Meant", one.Code)
	}
	return ""
}
