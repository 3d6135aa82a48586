package rest

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"lienket/api/measure"
	"lienket/api/registry"
)

// ReportFigures are the figures of a yearly report; null is not answered. Money is
// VND.
type ReportFigures struct {
	Members             *int64   `json:"members" required:"false" nullable:"true"`
	MemberHouseholds    *int64   `json:"memberHouseholds" required:"false" nullable:"true"`
	Labour              *int64   `json:"labour" required:"false" nullable:"true" doc:"Everybody who worked"`
	RegularLabour       *int64   `json:"regularLabour" required:"false" nullable:"true" doc:"Of these, all the year"`
	AverageMemberIncome *int64   `json:"averageMemberIncome" required:"false" nullable:"true" doc:"VND per person and month"`
	Revenue             *int64   `json:"revenue" required:"false" nullable:"true"`
	Profit              *int64   `json:"profit" required:"false" nullable:"true" doc:"Before tax; negative for a loss"`
	Capital             *int64   `json:"capital" required:"false" nullable:"true"`
	LinkedHouseholds    *int64   `json:"linkedHouseholds" required:"false" nullable:"true" doc:"Households linked in production that are no members"`
	AreaFarmed          *Decimal `json:"areaFarmed" required:"false" nullable:"true" doc:"Hectares"`
}

func showReportFigures(f *registry.Figures) ReportFigures {
	shown := ReportFigures{f.Members, f.MemberHouseholds, f.Labour, f.RegularLabour, f.AverageMemberIncome,
		f.Revenue, f.Profit, f.Capital, f.LinkedHouseholds, nil}
	if f.AreaFarmed != nil {
		area := decimal(measure.Amount(*f.AreaFarmed))
		shown.AreaFarmed = &area
	}
	return shown
}

func (f *ReportFigures) value() registry.Figures {
	figures := registry.Figures{Members: f.Members, MemberHouseholds: f.MemberHouseholds, Labour: f.Labour,
		RegularLabour: f.RegularLabour, AverageMemberIncome: f.AverageMemberIncome, Revenue: f.Revenue, Profit: f.Profit,
		Capital: f.Capital, LinkedHouseholds: f.LinkedHouseholds}
	if f.AreaFarmed != nil {
		area := int64(f.AreaFarmed.Amount)
		figures.AreaFarmed = &area
	}
	return figures
}

// Figure is a number of a report: a count, VND or hectares.
type Figure struct{ measure.Amount }

// MarshalJSON writes the shortest form.
func (f Figure) MarshalJSON() ([]byte, error) { return []byte(f.Amount.String()), nil }

// Schema implements huma.SchemaProvider.
func (Figure) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeNumber, Nullable: true, Description: "Last year's figure, where the warning is about it"}
}

// ReportWarning is what its author should look at again; it refuses nothing.
type ReportWarning struct {
	Field    string  `json:"field" doc:"Empty for the report as a whole"`
	Code     string  `json:"code" enum:"changed_much,unchanged,exceeds,below_legal_minimum,unit_unlikely"`
	Message  string  `json:"message"`
	Previous *Figure `json:"previous"`
}

func showWarnings(ctx context.Context, list []registry.Warning) []ReportWarning {
	shown := make([]ReportWarning, len(list))
	for i, w := range list {
		shown[i] = ReportWarning{Field: w.Field, Code: w.Code, Message: w.Message.In(Language(ctx))}
		if w.Previous != nil {
			amount := measure.Amount(*w.Previous)
			if w.Field != "areaFarmed" {
				amount *= 1000
			}
			shown[i].Previous = &Figure{amount}
		}
	}
	return shown
}

// YearReport is what an organisation reports of a year.
type YearReport struct {
	OrganizationID string                `json:"organizationId"`
	Year           int                   `json:"year"`
	Status         registry.ReportStatus `json:"status" enum:"draft,submitted,accepted,returned"`
	ReportFigures
	Previous    *ReportFigures  `json:"previous,omitempty" doc:"The year before, where it was reported"`
	Warnings    []ReportWarning `json:"warnings"`
	Note        string          `json:"note,omitempty" doc:"The officer's, with the last decision"`
	OnBehalf    bool            `json:"onBehalf" doc:"An officer entered the figures"`
	SubmittedAt *Instant        `json:"submittedAt,omitempty"`
	Version     int64           `json:"version"`
	UpdatedAt   Instant         `json:"updatedAt"`
}

func showReport(ctx context.Context, r *registry.Report) YearReport {
	shown := YearReport{OrganizationID: r.OrganizationID, Year: r.Year, Status: r.Status, ReportFigures: showReportFigures(&r.Figures),
		Warnings: showWarnings(ctx, r.Warnings), OnBehalf: r.OnBehalf, Version: r.Version, UpdatedAt: Instant{r.UpdatedAt}}
	if r.Previous != nil {
		previous := showReportFigures(r.Previous)
		shown.Previous = &previous
	}
	if r.Decision != nil {
		shown.Note = r.Decision.Note
	}
	if r.SubmittedAt != nil {
		shown.SubmittedAt = &Instant{*r.SubmittedAt}
	}
	return shown
}

// ReportRevision is one state that a report was in.
type ReportRevision struct {
	Number int                   `json:"number"`
	Event  string                `json:"event" enum:"saved,submitted,accepted,returned"`
	Status registry.ReportStatus `json:"status"`
	ReportFigures
	Note     string  `json:"note,omitempty"`
	By       string  `json:"by" doc:"ID of a user"`
	OnBehalf bool    `json:"onBehalf" doc:"That user is an officer"`
	At       Instant `json:"at"`
}

func showRevision(ctx context.Context, r *registry.Revision) ReportRevision {
	return ReportRevision{r.Number, r.Event, r.Status, showReportFigures(&r.Figures), r.Told().In(Language(ctx)), r.By, r.OnBehalf, Instant{r.At}}
}

// ReportLine is an organisation in the overview of a year.
type ReportLine struct {
	OrganizationID string        `json:"organizationId"`
	Name           string        `json:"name"`
	Kind           registry.Kind `json:"kind"`
	AreaCode       string        `json:"areaCode"`
	Status         string        `json:"status" enum:"none,draft,submitted,accepted,returned"`
	Warnings       int           `json:"warnings" doc:"How many"`
	SubmittedAt    *Instant      `json:"submittedAt,omitempty"`
}

func showReported(r *registry.Reported) ReportLine {
	line := ReportLine{OrganizationID: r.Organization.ID, Name: r.Organization.Name, Kind: r.Organization.Kind,
		AreaCode: r.Organization.AreaCode, Status: "none"}
	if r.Report != nil {
		line.Status, line.Warnings = string(r.Report.Status), len(r.Report.Warnings)
		if r.Report.SubmittedAt != nil {
			line.SubmittedAt = &Instant{*r.Report.SubmittedAt}
		}
	}
	return line
}

// ReportSummary is an area's year.
type ReportSummary struct {
	Year     int           `json:"year"`
	Area     string        `json:"area" doc:"Empty for everywhere"`
	Expected int64         `json:"expected" doc:"Verified cooperatives, unions and groups"`
	HandedIn int64         `json:"handedIn"`
	Accepted int64         `json:"accepted"`
	Drafts   int64         `json:"drafts"`
	Returned int64         `json:"returned"`
	Missing  int64         `json:"missing"`
	Totals   ReportFigures `json:"totals" doc:"Of what was handed in; averageMemberIncome is the average over members"`
}

// ReportKey is one year of an organisation.
type ReportKey struct {
	ByID
	OfYear
}

type reportInput struct {
	ByID
	OfYear
	Body ReportFigures
}

type reviewInput struct {
	ByID
	OfYear
	Body struct {
		Decision string `json:"decision" enum:"accept,return"`
		Note     string `json:"note,omitempty" maxLength:"2000" doc:"Needed to return it"`
	}
}

type reportsQuery struct {
	Paging
	ReportsFilter
}

// ReportsFilter is what a list is asked by.
type ReportsFilter struct {
	Year   int                   `query:"year" minimum:"2000" maximum:"2100" doc:"By default last year"`
	Area   string                `query:"area" maxLength:"16" doc:"This area and all below it, of either tree"`
	Status registry.ReportStatus `query:"status" enum:"missing,draft,submitted,accepted,returned" doc:"missing: not handed in"`
}

func (in *ReportsFilter) filter(at Paging) registry.ReportFilter {
	return registry.ReportFilter{Year: in.Year, Area: in.Area, Status: in.Status, Cursor: at.Cursor, Limit: at.Limit}
}

type summaryQuery struct {
	Year int    `query:"year" minimum:"2000" maximum:"2100" doc:"By default last year"`
	Area string `query:"area" maxLength:"16" doc:"This area and all below it, of either tree"`
}

func (s *Server) yearReports(registered *registry.Service) {
	at := s.resource("yearly reports", "What organisations report of a year, and an area's sums")

	get(at, "/organizations/{id}/reports", "Yearly reports, newest first", func(ctx context.Context, in *ByID) (*Reply[List[YearReport]], error) {
		reports, err := registered.Reports(ctx, actor(ctx), in.ID)
		items := make([]YearReport, len(reports))
		for i := range reports {
			items[i] = showReport(ctx, &reports[i])
		}
		return reply(List[YearReport]{Items: items}), err
	})
	get(at, "/organizations/{id}/reports/{year}", "One year's report", func(ctx context.Context, in *ReportKey) (*Reply[YearReport], error) {
		return reportReply(ctx)(registered.Report(ctx, actor(ctx), in.ID, in.Year))
	})
	put(at, "/organizations/{id}/reports/{year}", "Save a year's figures as a draft", func(ctx context.Context, in *reportInput) (*Reply[YearReport], error) {
		return reportReply(ctx)(registered.SaveReport(ctx, actor(ctx), in.ID, in.Year, in.Body.value(), ifMatch(ctx)))
	})
	post(at, "/organizations/{id}/reports/{year}/submit", "Hand a report in", func(ctx context.Context, in *ReportKey) (*Reply[YearReport], error) {
		return reportReply(ctx)(registered.SubmitReport(ctx, actor(ctx), in.ID, in.Year, ifMatch(ctx)))
	})
	post(at, "/organizations/{id}/reports/{year}/review", "Accept a report, or return it with a note", func(ctx context.Context, in *reviewInput) (*Reply[YearReport], error) {
		return reportReply(ctx)(registered.ReviewReport(ctx, actor(ctx), in.ID, in.Year, in.Body.Decision, in.Body.Note, ifMatch(ctx)))
	})
	get(at, "/organizations/{id}/reports/{year}/history", "Every state of a report, the first first", func(ctx context.Context, in *ReportKey) (*Reply[List[ReportRevision]], error) {
		revisions, err := registered.ReportHistory(ctx, actor(ctx), in.ID, in.Year)
		items := make([]ReportRevision, len(revisions))
		for i := range revisions {
			items[i] = showRevision(ctx, &revisions[i])
		}
		return reply(List[ReportRevision]{Items: items}), err
	})
	get(at, "/reports", "Who has handed in a year's report and who has not, for officers", func(ctx context.Context, in *reportsQuery) (*Reply[List[ReportLine]], error) {
		page, err := registered.ReportOverview(ctx, actor(ctx), in.filter(in.Paging))
		return listed(page, showReported), err
	})
	get(at, "/reports/summary", "An area's reports of a year, added up, for officers", func(ctx context.Context, in *summaryQuery) (*Reply[ReportSummary], error) {
		sum, err := registered.SummarizeReports(ctx, actor(ctx), registry.ReportFilter{Year: in.Year, Area: in.Area})
		if err != nil {
			return nil, err
		}
		return reply(ReportSummary{sum.Year, sum.Area, sum.Expected, sum.HandedIn, sum.Accepted, sum.Drafts, sum.Returned,
			sum.Missing, showReportFigures(&sum.Totals)}), nil
	})
}

func reportReply(ctx context.Context) func(*registry.Report, error) (*Reply[YearReport], error) {
	return func(r *registry.Report, err error) (*Reply[YearReport], error) {
		if err != nil {
			return nil, err
		}
		return versioned(showReport(ctx, r), r.Version), nil
	}
}
