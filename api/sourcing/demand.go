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
// expired, or as awarded where a part is.
const (
	DemandDraft     DemandStatus = "draft"
	DemandOpen      DemandStatus = "open"
	DemandAwarded   DemandStatus = "awarded" // no more is asked for
	DemandClosed    DemandStatus = "closed"  // by its buyer, with nothing awarded
	DemandCancelled DemandStatus = "cancelled"
	DemandExpired   DemandStatus = "expired"
)

// DemandStatuses lists them all.
var DemandStatuses = []DemandStatus{DemandDraft, DemandOpen, DemandAwarded, DemandClosed, DemandCancelled, DemandExpired}

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
	Visibility     Visibility            `json:"visibility,omitempty"`
	Invited        []string              `json:"invited,omitempty"` // organisations, in order of invitation
	// Awarded is what accepted offers have of each month, of Unit and in order of
	// time; it may exceed Months where the buyer chose so.
	Awarded      []measure.MonthAmount `json:"awarded,omitempty"`
	Cancellation *Cancellation         `json:"cancellation,omitempty"`
	// DueAt is when the worker looks at the demand next, zero for never.
	DueAt store.Instant `json:"dueAt"`
}

var demandSchema = store.Schema{Name: "demands", Indexes: []store.Index{
	{Fields: []string{"status", "-createdAt"}},
	{Fields: []string{"status", "group", "-createdAt"}},
	{Fields: []string{"organizationId", "-createdAt"}},
	{Fields: []string{"status", "closesAt"}},
	{Fields: []string{"areas", "status", "-createdAt"}, Multi: "areas"},
	{Fields: []string{"invited", "status", "-createdAt"}, Multi: "invited"},
	{Fields: []string{"dueAt"}},
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
	Visibility       Visibility
}

// terms are what a change may touch.
func (d *Demand) terms() NewDemand {
	return NewDemand{d.Title, d.Keywords, d.Group, d.Unit, d.Months, d.MinStars, d.QualityMarks, d.PriceCeiling, d.DeliveryArea,
		d.ClosesAt, d.Description, d.Visibility}
}

func (d *Demand) setTerms(n NewDemand) {
	d.Title, d.Keywords, d.Group, d.Unit, d.Months, d.MinStars, d.QualityMarks = n.Title, n.Keywords, n.Group, n.Unit, n.Months, n.MinStars, n.QualityMarks
	d.PriceCeiling, d.DeliveryArea, d.ClosesAt, d.Description, d.Visibility = n.PriceCeiling, n.DeliveryAreaCode, n.ClosesAt, n.Description, n.Visibility
}

func (n *NewDemand) equals(other *NewDemand) bool {
	return n.Title == other.Title && n.Keywords == other.Keywords && n.Group == other.Group && n.Unit == other.Unit &&
		slices.Equal(n.Months, other.Months) && n.MinStars == other.MinStars && slices.Equal(n.QualityMarks, other.QualityMarks) &&
		n.PriceCeiling == other.PriceCeiling && n.DeliveryAreaCode == other.DeliveryAreaCode && n.ClosesAt.Equal(other.ClosesAt.Time) &&
		n.Description == other.Description && n.Visibility == other.Visibility
}

// maxMonths bounds how far a demand or a contract reaches.
const maxMonths = 60

func (d *Demand) check(areas *registry.Areas, now store.Instant) error {
	var check fault.Check
	d.Title = check.Line("title", d.Title, 2, 200)
	d.Keywords = check.Line("keywords", d.Keywords, 1, 300)
	check.That(d.Group == "" || slices.Contains(catalogue.Groups, d.Group), "group", "not_in_list", textGroup)
	fault.Need(&check, d.Unit, d.Unit.Valid(), "unit", "unknown_unit", textUnit)
	d.Months = CheckMonths(&check, "months", d.Months)
	for i, m := range d.Months {
		check.That(m.Month > measure.MonthOf(now.Time), fmt.Sprintf("months[%d].month", i), "not_in_future", textMonthPast)
	}
	check.That(d.MinStars >= 0 && d.MinStars <= 5, "minStars", "out_of_range", textStars)
	d.QualityMarks = catalogue.CheckMarks(&check, "qualityMarks", d.QualityMarks)
	check.That(d.PriceCeiling >= 0 && d.PriceCeiling <= measure.MaxPrice, "priceCeiling", "out_of_range", textPrice)
	areas.Check(&check, "deliveryAreaCode", d.DeliveryArea)
	fault.Need(&check, d.ClosesAt, d.ClosesAt.After(now.Time), "closesAt", "not_in_future", textClosesPast)
	d.Description = check.Prose("description", d.Description, 0, 4000)
	check.That(d.Visibility == Public || d.Visibility == InvitedOnly, "visibility", "not_in_list", textVisibility)
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

// Forbids says why a product of a verified organisation cannot serve the demand,
// or nil: the hard filters but for status and text. Stars and marks count as held
// on that day.
func (d *Demand) Forbids(p *catalogue.Product, day measure.Date) *fault.Text {
	switch {
	case p.Unit.Dimension() != d.Unit.Dimension():
		return &textOtherDimension
	case d.Group != "" && p.Group != d.Group:
		return &textOtherGroup
	case p.StarsOn(day) < d.MinStars:
		return &textFewStars
	case !containsAll(p.MarksOn(day), d.QualityMarks):
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
