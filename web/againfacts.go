package web

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"lienket/api/catalogue"
	"lienket/api/measure"
	"lienket/api/registry"
	"lienket/web/view"
)

// sentLabels are the labels of fields by their names; those of one form on a page of
// several go by what follows their prefix.
var sentLabels = func() map[string]string {
	labels := map[string]string{}
	for _, fields := range [][]formField{registerFields, personFields, profileFields, goodsFields, dossierFields, certificateFields, lotFields, annexFields, photoFields, {
		{"deliveryAreaCode", "demands.place"},
		{"closesAt", "demands.closes"}, {"priceCeiling", "demands.ceiling"}, {"unit", "field.unit"}, {"group", "product.group"},
		{"unitPrice", "quote.price"}, {"validUntil", "quote.valid"}, {"note", "quote.note"}, {"reason", "contract.reason"},
		{"startDate", "contracts.from"}, {"endDate", "contracts.until"}, {"terms", "contract.terms"}, {"deliveredAt", "contract.delivered_at"},
		{"lot", "contract.lot"}, {"acceptedAmount", "contract.accepted"}, {"paidAt", "contract.paid_at"},
		{"same", "calendar.same"}, {"total", "calendar.total"}, {"shares", "calendar.shares"}, {"nam", "report.year"}, {"name", "workspace.col_name"},
		{"givenBy", "behalf.given_by"}, {"channel", "behalf.channel"}, {"date", "office.since"}, {"lead", "joint.lead"}, {"take", "award.title"},
		{"confirmed", "duplicates.confirm_label"}, {"shared", "registry.view_shared"}, {"role", "people.role"}, {"excluded", "rate.excluded"},
	}} {
		for _, field := range fields {
			labels[field.name] = field.label
		}
	}
	for _, figure := range registry.ReportFigures {
		labels[figure.Name] = "report.f_" + figure.Name
	}
	return labels
}()

// demandLabels are those of the demand wizard that mean another thing elsewhere.
var demandLabels = map[string]string{"title": "wizard.what", "keywords": "demand.keywords", "description": "wizard.more"}

// ticked are boxes by what their names begin with, and the keys of their labels.
var ticked = map[string]string{"scope.": "behalf.s_", "award.": "award."}

// chosen are fields of which one of several is chosen, and the keys of these.
var chosen = map[string]string{"channel": "behalf.c_", "role": "position.", "excluded": "rate.ex_"}

// boxes are ticked and stand alone.
var boxes = []string{"take", "confirmed", "shared", "same"}

// isSaid reports whether there are words for a code that somebody sent.
func (v *visit) isSaid(key string) bool { return v.T(key) != key }

// unsaid are fields that nobody typed.
var unsaid = []string{"version", "absorbedVersion", "step", "go", "action", "back", "donvi", "next", "seen", "query", "row", "session", "at", "undo", "verbatim",
	"kind", "criteriaVersion", "visibility", "minStars", "certificate", "renews", "organization", "selected", "decision", "form", "filled"}

var (
	endsInMonth  = regexp.MustCompile(`(^|\.)(\d{4}-\d{2})$`)
	monthOfYear  = regexp.MustCompile(`^months\[(\d+)\]$`)
	ofCriterion  = regexp.MustCompile(`^(points|note)-(\d+)$`)
	isDay        = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)
	endsInNumber = regexp.MustCompile(`(^|\.)(price|points)\d+$`)
)

// sentFacts lists what was typed, with its labels where they are known.
func (v *visit) sentFacts(sent sentForm) []view.RecordFact {
	var facts []view.RecordFact
	for _, field := range sent.fields {
		name := field.Label
		last := name[strings.LastIndex(name, ".")+1:]
		if strings.TrimSpace(field.Value) == "" || slices.Contains(unsaid, last) || last == "id" || strings.HasSuffix(last, "Id") {
			continue
		}
		facts = append(facts, view.RecordFact{Label: v.sentLabel(sent, name, last), Text: v.sentValue(name, last, field.Value)})
	}
	return facts
}

func (v *visit) sentLabel(sent sentForm, name, last string) string {
	if at := endsInMonth.FindStringSubmatch(name); at != nil {
		return v.T("wizard.month", "Month", v.Month(measure.Month(at[2])))
	}
	if at := monthOfYear.FindStringSubmatch(name); at != nil {
		if i, err := strconv.Atoi(at[1]); err == nil && i < 12 {
			year := v.calendarYear(sent.value("nam"))
			return v.T("wizard.month", "Month", v.Month(measure.MonthAt(year, i+1)))
		}
	}
	if at := ofCriterion.FindStringSubmatch(name); at != nil {
		key := map[string]string{"points": "rate.points", "note": "rate.evidence"}[at[1]]
		return v.T(key) + " " + at[2]
	}
	if endsInNumber.MatchString(name) {
		return v.T("quote.price")
	}
	if mark, ok := strings.CutPrefix(name, "mark."); ok {
		return v.Text(catalogue.MarkLabels[mark])
	}
	for prefix, key := range ticked {
		if of, ok := strings.CutPrefix(name, prefix); ok && v.isSaid(key+of) {
			return v.T(key + of)
		}
	}
	if strings.HasPrefix(name, "org.") {
		return v.T("matches.title")
	}
	if strings.Contains(name, "[") {
		if _, label := v.goodsField(name); label != "" {
			return label
		}
	}
	if key := demandLabels[name]; key != "" && v.c.Path() == "/nhu-cau/moi" {
		return v.T(key)
	}
	for _, known := range []string{name, last} {
		if key := sentLabels[known]; key != "" {
			return v.T(key)
		}
	}
	return name
}

// value is that of the first field of a name.
func (f sentForm) value(name string) string {
	for _, field := range f.fields {
		if field.Label == name {
			return field.Value
		}
	}
	return ""
}

// sentValue is a value as people read it: a code by its name.
func (v *visit) sentValue(name, last, value string) string {
	label, isGroup := catalogue.GroupLabels[value]
	paper, isMark := catalogue.MarkLabels[value]
	switch {
	case last == "areaCode" || last == "deliveryAreaCode":
		return v.place(value)
	case last == "group" && isGroup:
		return v.Text(label)
	case last == "unit" && measure.Unit(value).Valid():
		return v.Unit(measure.Unit(value))
	case last == "mark" && isMark:
		return v.Text(paper)
	case isDay.MatchString(value):
		return cmp.Or(v.Date(measure.Date(value)), value) // there is no 31 February
	case chosen[last] != "" && v.isSaid(chosen[last]+value):
		return v.T(chosen[last] + value)
	case strings.HasPrefix(name, "org.") || last == "lead":
		if organization, err := v.site.Registry.Lookup(v.ctx, organizationIn(name, value)); err == nil && organization.Status == registry.Verified {
			return organization.Name
		}
	case strings.HasPrefix(name, "mark.") || value == "1" && (strings.HasPrefix(name, "scope.") || strings.HasPrefix(name, "award.") || slices.Contains(boxes, last)):
		return "✓"
	}
	return value
}

// organizationIn is the organisation that a field names: a box by its name, a choice by
// its value.
func organizationIn(name, value string) string {
	if id, box := strings.CutPrefix(name, "org."); box {
		return id
	}
	return value
}
