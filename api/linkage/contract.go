// Package linkage keeps linkage contracts (hợp đồng liên kết, Nghị định
// 98/2018/NĐ-CP): their states, signatures, deliveries, payments and history.
package linkage

import (
	"fmt"
	"slices"
	"strings"

	"lienket/api/fault"
	"lienket/api/measure"
	"lienket/api/sourcing"
	"lienket/api/store"
)

// Contract binds one buyer and one or several suppliers.
type Contract struct {
	store.Meta   `json:",inline"`
	Number       string       `json:"number"`
	Status       Status       `json:"status"`
	Form         string       `json:"form"`
	QuoteID      string       `json:"quoteId,omitempty"`
	QuoteIDs     []string     `json:"quoteIds,omitempty"` // of one that joins several quotes
	JointQuoteID string       `json:"jointQuoteId,omitempty"`
	DemandID     string       `json:"demandId,omitempty"`
	BuyerID      string       `json:"buyerId"`
	SupplierIDs  []string     `json:"supplierIds"`
	Parties      []string     `json:"parties"` // buyer and suppliers
	Areas        []string     `json:"areas"`   // of all parties
	Lines        []Line       `json:"lines"`
	Value        int64        `json:"value"` // VND
	StartDate    measure.Date `json:"startDate"`
	EndDate      measure.Date `json:"endDate"`
	Terms        string       `json:"terms"`
	Signatures   []Signature  `json:"signatures"`
	Ending       *Ending      `json:"ending,omitempty"`
	// SignedAt is the time of the last signature.
	SignedAt store.Instant `json:"signedAt"`
	// EndedAt is the time of completion or termination, zero while it runs.
	EndedAt store.Instant `json:"endedAt"`
	// History: how many entries there are, and the hash of the last.
	HistoryLength int    `json:"historyLength"`
	HistoryHash   string `json:"historyHash"`
	Deliveries    int    `json:"deliveries"` // announced so far
}

// Line is one product of a contract. Amounts and the price are of Unit. Group,
// Stars and AreaCode are the product's at signing, for the metrics.
type Line struct {
	ID             string                `json:"id"`
	ProductID      string                `json:"productId"`
	ProductName    string                `json:"productName"`
	OrganizationID string                `json:"organizationId"`
	Unit           measure.Unit          `json:"unit"`
	UnitPrice      measure.Money         `json:"unitPrice"`
	Months         []measure.MonthAmount `json:"months"`
	Group          string                `json:"group"`
	Stars          int                   `json:"stars"`
	AreaCode       string                `json:"areaCode"`
}

// Value is the line's worth in VND, each month rounded half up.
func (l *Line) Value() (value int64, ok bool) {
	for _, m := range l.Months {
		cost, fits := measure.Cost(m.Amount, l.UnitPrice)
		if !fits || value > maxValue-cost {
			return 0, false
		}
		value += cost
	}
	return value, true
}

// maxValue bounds a contract: a million thousand million VND.
const maxValue = 1_000_000_000_000_000

// Signature is one party's.
type Signature struct {
	OrganizationID string        `json:"organizationId"`
	UserID         string        `json:"userId"`
	FullName       string        `json:"fullName"`
	At             store.Instant `json:"at"`
	ContentHash    string        `json:"contentHash"` // of what was signed
}

// Ending says how a contract ended before its term.
type Ending struct {
	Kind   string        `json:"kind"`
	Reason string        `json:"reason"`
	By     string        `json:"by"`
	At     store.Instant `json:"at"`
}

// detail is the ending in the history.
func (e *Ending) detail() string { return e.Kind + " " + e.Reason + " (" + e.By + ")" }

// EndingKinds: unilateral withdrawal, by mutual agreement, for breach, by force
// majeure. They are distinct ends; none of them implies another.
var EndingKinds = []string{"withdrawal", "mutual", "breach", "force-majeure"}

// Forms are the seven forms of linkage of Article 4, Nghị định 98/2018/NĐ-CP.
var Forms = []string{"form-1", "form-2", "form-3", "form-4", "form-5", "form-6", "form-7"}

var contractSchema = store.Schema{Name: "contracts", Indexes: []store.Index{
	{Fields: []string{"number"}, Unique: true},
	{Fields: []string{"quoteId"}, Unique: true},
	{Fields: []string{"jointQuoteId"}, Unique: true},
	{Fields: []string{"parties", "-createdAt"}, Multi: "parties"},
	{Fields: []string{"parties", "status", "-createdAt"}, Multi: "parties"},
	{Fields: []string{"areas", "-createdAt"}, Multi: "areas"},
	{Fields: []string{"areas", "status", "-createdAt"}, Multi: "areas"},
	{Fields: []string{"status", "startDate"}},
	{Fields: []string{"demandId", "-createdAt"}},
	{Fields: []string{"-createdAt"}},
}}

// DraftContract is a contract as it is drawn up. With QuoteID the parties and lines
// come from that accepted quote, with QuoteIDs from those accepted quotes for one
// demand together, with JointQuoteID from that accepted joint quote, else they are
// given.
type DraftContract struct {
	QuoteID      string
	QuoteIDs     []string
	JointQuoteID string
	BuyerID      string
	Lines        []DraftLine
	Form         string
	StartDate    measure.Date
	EndDate      measure.Date
	Terms        string
}

// DraftLine is one product of a contract that is drawn up whole. Unit "" is the
// product's.
type DraftLine struct {
	ProductID string
	Unit      measure.Unit
	UnitPrice measure.Money
	Months    []measure.MonthAmount
}

// ContractChange alters a draft; nil leaves a field.
type ContractChange struct {
	Form      *string
	StartDate *measure.Date
	EndDate   *measure.Date
	Terms     *string
	Lines     *[]DraftLine
}

// check holds the whole contract against the rules and computes its value.
func (c *Contract) check() error {
	var check fault.Check
	fault.Need(&check, c.Form, slices.Contains(Forms, c.Form), "form", "not_in_list", textForm)
	c.Terms = check.Prose("terms", c.Terms, 0, 20000)
	datesRead := checkDate(&check, "startDate", c.StartDate)
	datesRead = checkDate(&check, "endDate", c.EndDate) && datesRead
	if datesRead {
		check.That(c.StartDate < c.EndDate, "endDate", "before_start", textEndFirst)
	}
	check.That(len(c.Lines) > 0 && len(c.Lines) <= 100, "lines", "bad_count", textLines)
	c.Value = 0
	for i := range c.Lines {
		line := &c.Lines[i]
		at := fmt.Sprintf("lines[%d]", i)
		check.That(line.UnitPrice > 0 && line.UnitPrice <= measure.MaxPrice, at+".unitPrice", "out_of_range", textPrice)
		line.Months = sourcing.CheckMonths(&check, at+".months", line.Months)
		for j, m := range line.Months {
			inTerm := m.Month >= c.StartDate.Month() && m.Month <= c.EndDate.Month()
			check.That(!datesRead || inTerm, fmt.Sprintf("%s.months[%d].month", at, j), "outside_term", textOutsideTerm)
		}
		value, ok := line.Value()
		check.That(ok && c.Value <= maxValue-value, at, "too_large", textTooValuable)
		c.Value += value
	}
	return check.Err()
}

func checkDate(check *fault.Check, path string, date measure.Date) bool {
	_, err := measure.ParseDate(string(date))
	if err != nil {
		_ = check.Take(path, err) // always InvalidInput
	}
	return err == nil
}

// setParties derives the suppliers and parties from the lines.
func (c *Contract) setParties() {
	c.SupplierIDs = nil
	for _, line := range c.Lines {
		if !slices.Contains(c.SupplierIDs, line.OrganizationID) {
			c.SupplierIDs = append(c.SupplierIDs, line.OrganizationID)
		}
	}
	slices.Sort(c.SupplierIDs)
	c.Parties = append([]string{c.BuyerID}, c.SupplierIDs...)
}

// Line finds a line by its ID.
func (c *Contract) Line(id string) (*Line, bool) {
	for i := range c.Lines {
		if c.Lines[i].ID == id {
			return &c.Lines[i], true
		}
	}
	return nil, false
}

// signedBy reports whether that party has signed.
func (c *Contract) signedBy(organizationID string) bool {
	return slices.ContainsFunc(c.Signatures, func(s Signature) bool { return s.OrganizationID == organizationID })
}

func (c *Contract) allSigned() bool { return len(c.Signatures) == len(c.Parties) }

// content is what the parties sign, in a fixed text form for hashing.
func (c *Contract) content() string {
	var text strings.Builder
	fmt.Fprintf(&text, "%s|%s|%s|%s|%s|%s|%d|%q", c.ID, c.Number, c.Form, strings.Join(c.Parties, ","), c.StartDate, c.EndDate, c.Value, c.Terms)
	for _, line := range c.Lines {
		fmt.Fprintf(&text, "\n%s|%s|%s|%s|%d", line.ID, line.ProductID, line.OrganizationID, line.Unit, line.UnitPrice)
		for _, m := range line.Months {
			fmt.Fprintf(&text, "|%s=%s", m.Month, m.Amount)
		}
	}
	return text.String()
}
