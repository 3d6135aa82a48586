// Package sourcing is the buyers' side: the demands they post, the products that
// can serve them, and the quotes that cooperatives make.
package sourcing

import (
	"fmt"
	"slices"
	"strings"

	"lienket/api/catalogue"
	"lienket/api/fault"
	"lienket/api/measure"
	"lienket/api/registry"
	"lienket/api/store"
)

// DemandStatus says where a demand stands.
type DemandStatus string

// Statuses of demands. An open one whose closing time has passed reads as
// expired.
const (
	DemandDraft   DemandStatus = "draft"
	DemandOpen    DemandStatus = "open"
	DemandClosed  DemandStatus = "closed"
	DemandExpired DemandStatus = "expired"
)

// Demand is what an enterprise wants to buy, month by month.
type Demand struct {
	store.Meta     `json:",inline"`
	OrganizationID string                `json:"organizationId"`
	Areas          []string              `json:"areas"` // of the buyer
	Title          string                `json:"title"`
	Keywords       string                `json:"keywords"` // alternatives parted by commas
	Group          string                `json:"group,omitempty"`
	Unit           measure.Unit          `json:"unit"`
	Months         []measure.MonthAmount `json:"months"` // in order of time, of Unit
	MinStars       int                   `json:"minStars"`
	QualityMarks   []string              `json:"qualityMarks"`
	PriceCeiling   measure.Money         `json:"priceCeiling"` // VND per Unit, 0 for none
	DeliveryArea   string                `json:"deliveryAreaCode"`
	ClosesAt       store.Instant         `json:"closesAt"`
	Description    string                `json:"description"`
	Status         DemandStatus          `json:"status"`
	PublishedAt    store.Instant         `json:"publishedAt"`
}

var demandSchema = store.Schema{Name: "demands", Indexes: []store.Index{
	{Fields: []string{"status", "-createdAt"}},
	{Fields: []string{"status", "group", "-createdAt"}},
	{Fields: []string{"organizationId", "-createdAt"}},
	{Fields: []string{"status", "closesAt"}},
	{Fields: []string{"areas", "status", "-createdAt"}, Multi: "areas"},
}}

// NewDemand is what a buyer asks for.
type NewDemand struct {
	Title            string
	Keywords         string
	Group            string
	Unit             measure.Unit
	Months           []measure.MonthAmount
	MinStars         int
	QualityMarks     []string
	PriceCeiling     measure.Money
	DeliveryAreaCode string
	ClosesAt         store.Instant
	Description      string
}

// maxMonths bounds how far a demand or a contract reaches.
const maxMonths = 60

func (d *Demand) check(areas *registry.Areas, now store.Instant) error {
	var check fault.Check
	d.Title = check.Line("title", d.Title, 2, 200)
	d.Keywords = check.Line("keywords", d.Keywords, 1, 300)
	check.That(d.Group == "" || slices.Contains(catalogue.Groups, d.Group), "group", "not_in_list", textGroup)
	check.That(d.Unit.Valid(), "unit", "unknown_unit", textUnit)
	d.Months = CheckMonths(&check, "months", d.Months)
	for i, m := range d.Months {
		check.That(m.Month > measure.MonthOf(now.Time), fmt.Sprintf("months[%d].month", i), "not_in_future", textMonthPast)
	}
	check.That(d.MinStars >= 0 && d.MinStars <= 5, "minStars", "out_of_range", textStars)
	d.QualityMarks = catalogue.CheckMarks(&check, "qualityMarks", d.QualityMarks)
	check.That(d.PriceCeiling >= 0 && d.PriceCeiling <= measure.MaxPrice, "priceCeiling", "out_of_range", textPrice)
	areas.Check(&check, "deliveryAreaCode", d.DeliveryArea)
	check.That(d.ClosesAt.After(now.Time), "closesAt", "not_in_future", textClosesPast)
	d.Description = check.Prose("description", d.Description, 0, 4000)
	return check.Err()
}

// CheckMonths is the rule for a schedule: 1 to 60 different months with positive
// amounts. It returns them in order of time.
func CheckMonths(check *fault.Check, path string, months []measure.MonthAmount) []measure.MonthAmount {
	check.That(len(months) > 0, path, "required", fault.Required)
	check.That(len(months) <= maxMonths, path, "too_many", textTooManyMonths)
	seen := map[measure.Month]bool{}
	for i, m := range months {
		at := fmt.Sprintf("%s[%d]", path, i)
		if _, err := measure.ParseMonth(string(m.Month)); err != nil {
			_ = check.Take(at+".month", err) // always InvalidInput
		}
		check.That(!seen[m.Month], at+".month", "repeated", textMonthTwice)
		check.That(m.Amount > 0, at+".amount", "not_positive", textAmountPositive)
		check.That(m.Amount <= measure.MaxAmount, at+".amount", "out_of_range", textAmount)
		seen[m.Month] = true
	}
	months = slices.Clone(months)
	slices.SortFunc(months, func(a, b measure.MonthAmount) int { return strings.Compare(string(a.Month), string(b.Month)) })
	return months
}

// StatusAt is the status as of now.
func (d *Demand) StatusAt(now store.Instant) DemandStatus {
	if d.Status == DemandOpen && !now.Before(d.ClosesAt.Time) {
		return DemandExpired
	}
	return d.Status
}

// Forbids says why a product of a verified organisation cannot serve the demand,
// or nil: the hard filters but for status and text. stars are those it holds now.
func (d *Demand) Forbids(p *catalogue.Product, stars int) *fault.Text {
	switch {
	case p.Unit.Dimension() != d.Unit.Dimension():
		return &textOtherDimension
	case d.Group != "" && p.Group != d.Group:
		return &textOtherGroup
	case stars < d.MinStars:
		return &textFewStars
	case !containsAll(p.QualityMarks, d.QualityMarks):
		return &textMissingMark
	case d.PriceCeiling > 0 && p.Price != nil && above(p.Price.Min, p.Unit, d.PriceCeiling, d.Unit):
		return &textAboveCeiling
	}
	return nil
}

// above reports whether a price per from-unit exceeds a ceiling per to-unit,
// exactly.
func above(price measure.Money, from measure.Unit, ceiling measure.Money, to measure.Unit) bool {
	num, den, ok := measure.PriceIn(price, from, to)
	return !ok || num > ceiling*den
}

func containsAll(have, want []string) bool {
	for _, one := range want {
		if !slices.Contains(have, one) {
			return false
		}
	}
	return true
}
