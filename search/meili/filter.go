package meili

import (
	"strconv"
	"strings"

	"lienket/search"
)

// Filters are expressions of Meilisearch's filter language. They are made by
// the functions here alone: an attribute is a constant, a value always quoted.

func equals(attribute, value string) string { return quote(attribute) + " = " + quote(value) }

func differs(attribute, value string) string { return quote(attribute) + " != " + quote(value) }

// oneOf matches a document whose attribute is, or has, one of values.
func oneOf[T ~string](attribute string, values []T) string {
	quoted := make([]string, len(values))
	for i, value := range values {
		quoted[i] = quote(string(value))
	}
	return quote(attribute) + " IN [" + strings.Join(quoted, ", ") + "]"
}

func oneOfNumbers(attribute string, values []int) string {
	numbers := make([]string, len(values))
	for i, value := range values {
		numbers[i] = strconv.Itoa(value)
	}
	return quote(attribute) + " IN [" + strings.Join(numbers, ", ") + "]"
}

func atLeast(attribute string, least int64) string {
	return quote(attribute) + " >= " + strconv.FormatInt(least, 10)
}

func atMost(attribute string, most int64) string {
	return quote(attribute) + " <= " + strconv.FormatInt(most, 10)
}

func all(filters []string) string { return strings.Join(filters, " AND ") }

// nothing matches no document: the ID belongs to none.
func nothing() string { return oneOf("id", []string{}) }

// quote makes text one literal. Within double quotes only the quote and the
// backslash are special to the server, and a backslash before either makes it
// plain.
func quote(text string) string {
	var quoted strings.Builder
	quoted.Grow(len(text) + 2)
	quoted.WriteByte('"')
	for i := range len(text) {
		if text[i] == '"' || text[i] == '\\' {
			quoted.WriteByte('\\')
		}
		quoted.WriteByte(text[i])
	}
	quoted.WriteByte('"')
	return quoted.String()
}

// available matches what has so much left in a month.
func available(month string, least int64) string {
	if !isMonth(month) {
		return nothing()
	}
	return atLeast("available."+month, max(least, 1))
}

// filtersOf are q's filters, without those on the fields of the facet but ("" is
// no facet).
func filtersOf(q search.Query, but search.Facet) string {
	filters := []string{equals("kind", string(q.Kind))}
	add := func(wanted bool, filter string) {
		if wanted {
			filters = append(filters, filter)
		}
	}
	add(len(q.IDs) > 0, oneOf("id", q.IDs))
	add(len(q.OrganizationIDs) > 0, oneOf("organizationId", q.OrganizationIDs))
	add(q.Dimension != "", equals("dimension", q.Dimension))
	add(q.PriceMax != 0, atMost("price", q.PriceMax))
	if but != search.ByMonth {
		for _, month := range q.Months {
			add(true, available(month, q.MinAvailable))
		}
	}
	if but != search.ByPrice {
		add(len(q.Prices) > 0, oneOf("priceBand", q.Prices))
	}
	if but != search.ByGroup {
		add(len(q.Group) > 0, oneOf("group", q.Group))
	}
	if but != search.ByStars {
		add(len(q.Stars) > 0, oneOfNumbers("stars", q.Stars))
		add(q.MinStars > 0, atLeast("stars", int64(q.MinStars)))
	}
	if but != search.ByArea {
		add(len(q.Areas) > 0, oneOf("areas", q.Areas))
	}
	if but != search.ByMark {
		for _, mark := range q.Marks {
			add(true, equals("marks", mark))
		}
	}
	return all(filters)
}

// isFiltered tells whether q filters by the field of facet.
func isFiltered(q search.Query, facet search.Facet) bool {
	switch facet {
	case search.ByGroup:
		return len(q.Group) > 0
	case search.ByStars:
		return len(q.Stars) > 0 || q.MinStars > 0
	case search.ByArea:
		return len(q.Areas) > 0
	case search.ByMark:
		return len(q.Marks) > 0
	case search.ByPrice:
		return len(q.Prices) > 0
	case search.ByMonth:
		return len(q.Months) > 0
	}
	return false
}
