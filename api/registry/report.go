package registry

import (
	"fmt"
	"strings"

	"lienket/api/fault"
	"lienket/api/store"
)

// ReportStatus is where a yearly report stands.
type ReportStatus string

// Statuses. A draft or returned report is its organisation's to change; an
// accepted one is closed until an officer returns it.
const (
	ReportDraft     ReportStatus = "draft"
	ReportSubmitted ReportStatus = "submitted"
	ReportAccepted  ReportStatus = "accepted"
	ReportReturned  ReportStatus = "returned"
)

// Figures are what an organisation reports of a year; nil is not answered yet.
// Money is VND, income that of a person in a month.
type Figures struct {
	Members             *int64 `json:"members,omitempty"`
	MemberHouseholds    *int64 `json:"memberHouseholds,omitempty"`
	Labour              *int64 `json:"labour,omitempty"`
	RegularLabour       *int64 `json:"regularLabour,omitempty"`
	AverageMemberIncome *int64 `json:"averageMemberIncome,omitempty"`
	Revenue             *int64 `json:"revenue,omitempty"`
	Profit              *int64 `json:"profit,omitempty"` // negative for a loss
	Capital             *int64 `json:"capital,omitempty"`
	LinkedHouseholds    *int64 `json:"linkedHouseholds,omitempty"`
	AreaFarmed          *int64 `json:"areaFarmed,omitempty"` // thousandths of a hectare
}

// FigureKind is what a figure is measured in.
type FigureKind string

// Kinds of figures.
const (
	FigureCount FigureKind = "count"
	FigureMoney FigureKind = "money"   // VND
	FigureArea  FigureKind = "hectare" // in thousandths
)

// Figure describes one of Figures: its JSON name, its hard limits, and the change
// from one year to the next beyond which it is asked about again.
type Figure struct {
	Name string
	Kind FigureKind
	Of   func(*Figures) **int64

	min, max int64
	// factor is how many times as much, or as little, is unusual; changes below
	// least are not. 0 never asks.
	factor, least int64
}

const (
	mostPeople = 1_000_000
	mostMoney  = 1_000_000_000_000_000
	million    = 1_000_000
	hectare    = 1000
)

// ReportFigures lists the figures in the order of the form.
var ReportFigures = []Figure{
	{"members", FigureCount, func(f *Figures) **int64 { return &f.Members }, 0, mostPeople, 2, 5},
	{"memberHouseholds", FigureCount, func(f *Figures) **int64 { return &f.MemberHouseholds }, 0, mostPeople, 2, 5},
	{"labour", FigureCount, func(f *Figures) **int64 { return &f.Labour }, 0, mostPeople, 2, 10},
	{"regularLabour", FigureCount, func(f *Figures) **int64 { return &f.RegularLabour }, 0, mostPeople, 2, 10},
	{"averageMemberIncome", FigureMoney, func(f *Figures) **int64 { return &f.AverageMemberIncome }, 0, 1000 * million, 2, million},
	{"revenue", FigureMoney, func(f *Figures) **int64 { return &f.Revenue }, 0, mostMoney, 3, 50 * million},
	{"profit", FigureMoney, func(f *Figures) **int64 { return &f.Profit }, -mostMoney, mostMoney, 0, 0},
	{"capital", FigureMoney, func(f *Figures) **int64 { return &f.Capital }, 0, mostMoney, 3, 50 * million},
	{"linkedHouseholds", FigureCount, func(f *Figures) **int64 { return &f.LinkedHouseholds }, 0, mostPeople, 2, 10},
	{"areaFarmed", FigureArea, func(f *Figures) **int64 { return &f.AreaFarmed }, 0, million * hectare, 2, 2 * hectare},
}

// value is a figure's, 0 where it is not answered.
func value(figure *int64) int64 {
	if figure == nil {
		return 0
	}
	return *figure
}

// check holds figures to their hard limits; whole wants every one answered.
func (f *Figures) check(whole bool) error {
	var check fault.Check
	for _, figure := range ReportFigures {
		switch at := *figure.Of(f); {
		case at != nil && *at < figure.min && figure.min == 0:
			check.Add(figure.Name, "negative", textNegative)
		case at != nil && (*at < figure.min || *at > figure.max):
			check.Add(figure.Name, "out_of_range", textTooMuch)
		case at == nil && whole:
			check.Add(figure.Name, "required", fault.Required)
		}
	}
	return check.Err()
}

// CheckWhole is InvalidInput by field for what hinders a report from being handed in.
func (f *Figures) CheckWhole() error { return f.check(true) }

// Report is what an organisation says of one year, and where it stands with the
// authority.
type Report struct {
	store.Meta     `json:",inline"`
	OrganizationID string       `json:"organizationId"`
	Kind           Kind         `json:"kind"`
	SortName       string       `json:"sortName"` // the organisation's, when it was saved
	Areas          []string     `json:"areas"`    // of the organisation, when it was saved
	Year           int          `json:"year"`
	Status         ReportStatus `json:"status"`
	Figures        Figures      `json:"figures"`
	// MemberIncome is what all members earn together in a month, so that an area's
	// average can be taken over members.
	MemberIncome int64          `json:"memberIncome"`
	EnteredBy    string         `json:"enteredBy"`
	OnBehalf     bool           `json:"onBehalf"` // an officer entered it last
	SubmittedAt  *store.Instant `json:"submittedAt,omitempty"`
	Decision     *Decision      `json:"decision,omitempty"`
	Revision     int            `json:"revision"`

	// Warnings are computed when a report is read.
	Warnings []Warning `json:"-"`
	// Previous are the figures of the year before, when it is read.
	Previous *Figures `json:"-"`
}

var reportSchema = store.Schema{Name: "reports", Indexes: []store.Index{
	{Fields: []string{"organizationId", "-year"}},
	{Fields: []string{"year", "status", "sortName"}},
	{Fields: []string{"areas", "year", "status", "sortName"}, Multi: "areas"},
}}

// Revision is one state that a report was in: who made it so, and when.
type Revision struct {
	store.Meta `json:",inline"`
	ReportID   string       `json:"reportId"`
	Number     int          `json:"number"` // from 1
	Event      string       `json:"event"`  // saved, submitted, accepted, returned
	Status     ReportStatus `json:"status"`
	Figures    Figures      `json:"figures"`
	Note       string       `json:"note"`
	// MergedFrom is the name of the merged record that it is of, of one which gave way to
	// the kept record's.
	MergedFrom string        `json:"mergedFrom,omitempty"`
	By         string        `json:"by"`
	OnBehalf   bool          `json:"onBehalf"`
	At         store.Instant `json:"at"`
}

// Told is its note for people, with where it comes from.
func (r *Revision) Told() fault.Text { return toldOf(r.MergedFrom, r.Note) }

// toldOf is a note for people, with the merged record that it comes from, "" for none.
func toldOf(mergedFrom, note string) fault.Text {
	if mergedFrom == "" {
		return fault.T(note, "")
	}
	from := textMergeOf.With(mergedFrom)
	return fault.T(strings.TrimSpace(from.VI+" "+note), strings.TrimSpace(from.EN+" "+note))
}

var revisionSchema = store.Schema{Name: "reportRevisions", Indexes: []store.Index{
	{Fields: []string{"reportId", "number"}, Unique: true},
}}

func reportID(organizationID string, year int) string {
	return fmt.Sprintf("%s-%d", organizationID, year)
}
