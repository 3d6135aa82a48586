package rest

import (
	"context"
	"log/slog"

	"lienket/api/account"
	"lienket/api/exchange"
	"lienket/api/measure"
	"lienket/api/registry"
	"lienket/api/sourcing"
	"lienket/api/store"
)

// Demand is what an enterprise wants to buy.
type Demand struct {
	ID               string                `json:"id"`
	OrganizationID   string                `json:"organizationId"`
	Title            string                `json:"title"`
	Keywords         string                `json:"keywords"`
	Group            string                `json:"group,omitempty"`
	Unit             measure.Unit          `json:"unit"`
	Months           []MonthAmount         `json:"months"`
	MinStars         int                   `json:"minStars"`
	QualityMarks     []string              `json:"qualityMarks"`
	PriceCeiling     int64                 `json:"priceCeiling,omitempty" doc:"VND per unit; absent for none"`
	DeliveryAreaCode string                `json:"deliveryAreaCode"`
	ClosesAt         Instant               `json:"closesAt"`
	Description      string                `json:"description"`
	Status           sourcing.DemandStatus `json:"status" enum:"draft,open,awarded,closed,cancelled,expired"`
	Visibility       string                `json:"visibility" enum:"public,invited"`
	Awarded          []MonthAmount         `json:"awarded" doc:"What accepted offers have of each month"`
	Remaining        []MonthAmount         `json:"remaining" doc:"What no accepted offer has yet"`
	AwardedCoverage  float64               `json:"awardedCoverage" minimum:"0" maximum:"1" doc:"The part that is awarded"`
	Cancellation     *Cancellation         `json:"cancellation,omitempty"`
	Warnings         []DemandWarning       `json:"warnings,omitempty" doc:"What to look at again in a draft or an open demand; it refuses nothing. Of one demand, for its buyer and officers"`
	Version          int64                 `json:"version"`
	CreatedAt        Instant               `json:"createdAt"`
}

// DemandWarning is about one field of a demand.
type DemandWarning struct {
	Field   string `json:"field" enum:"priceCeiling"`
	Code    string `json:"code" enum:"below_any_price"`
	Message string `json:"message"`
}

// Cancellation says why a demand was called off.
type Cancellation struct {
	Reason string  `json:"reason" enum:"no-longer-needed,bought-elsewhere,terms-changed,mistake,other"`
	Note   string  `json:"note"`
	At     Instant `json:"at"`
}

func showDemand(d *sourcing.Demand, now store.Instant) Demand {
	shown := Demand{
		ID: d.ID, OrganizationID: d.OrganizationID, Title: d.Title, Keywords: d.Keywords, Group: d.Group, Unit: d.Unit,
		Months: monthAmounts(d.Months), MinStars: d.MinStars, QualityMarks: orEmpty(d.QualityMarks),
		PriceCeiling: d.PriceCeiling, DeliveryAreaCode: d.DeliveryArea, ClosesAt: Instant{d.ClosesAt},
		Description: d.Description, Status: d.StatusAt(now), Version: d.Version, CreatedAt: Instant{d.CreatedAt},
		Visibility: "public", Awarded: monthAmounts(d.Awarded), Remaining: monthAmounts(d.Remaining()), AwardedCoverage: d.AwardedCoverage(),
	}
	if d.Visibility == sourcing.InvitedOnly {
		shown.Visibility = string(d.Visibility)
	}
	if d.Cancellation != nil {
		shown.Cancellation = &Cancellation{d.Cancellation.Reason, d.Cancellation.Note, Instant{d.Cancellation.At}}
	}
	return shown
}

// visibilityOf reads a visibility; public is the one without a name.
func visibilityOf(text string) sourcing.Visibility {
	if text == "public" {
		return sourcing.Public
	}
	return sourcing.Visibility(text)
}

type newDemandInput struct {
	Body struct {
		Title            string        `json:"title" minLength:"2" maxLength:"200"`
		Keywords         Keywords      `json:"keywords"`
		Group            string        `json:"group,omitempty" enum:"thuc-pham,do-uong,duoc-lieu,thu-cong-my-nghe,sinh-vat-canh,du-lich"`
		Unit             measure.Unit  `json:"unit" maxLength:"20"`
		Months           []MonthAmount `json:"months" minItems:"1" maxItems:"60" doc:"Months to come, of unit"`
		MinStars         int           `json:"minStars,omitempty" minimum:"0" maximum:"5"`
		QualityMarks     []string      `json:"qualityMarks,omitempty" maxItems:"20"`
		PriceCeiling     int64         `json:"priceCeiling,omitempty" minimum:"0" maximum:"100000000000" doc:"VND per unit; 0 for none"`
		DeliveryAreaCode string        `json:"deliveryAreaCode" maxLength:"16"`
		ClosesAt         Deadline      `json:"closesAt"`
		Description      string        `json:"description,omitempty" maxLength:"4000"`
		Visibility       string        `json:"visibility,omitempty" enum:"public,invited" doc:"Who sees it once published; public by default"`
	}

	warnings []DemandWarning
}

func (in *newDemandInput) terms() sourcing.NewDemand {
	b := &in.Body
	return sourcing.NewDemand{
		Title: b.Title, Keywords: string(b.Keywords), Group: b.Group, Unit: b.Unit, Months: fromMonthAmounts(b.Months),
		MinStars: b.MinStars, QualityMarks: b.QualityMarks, PriceCeiling: b.PriceCeiling,
		DeliveryAreaCode: b.DeliveryAreaCode, ClosesAt: b.ClosesAt.Instant, Description: b.Description, Visibility: visibilityOf(b.Visibility)}
}

type demandToOpen struct {
	ByID

	warnings []DemandWarning
}

type demandChange struct {
	ByID
	Body struct {
		Title            *string        `json:"title,omitempty" minLength:"2" maxLength:"200"`
		Keywords         *Keywords      `json:"keywords,omitempty"`
		Group            *string        `json:"group,omitempty"`
		Unit             *measure.Unit  `json:"unit,omitempty" maxLength:"20"`
		Months           *[]MonthAmount `json:"months,omitempty" minItems:"1" maxItems:"60"`
		MinStars         *int           `json:"minStars,omitempty" minimum:"0" maximum:"5"`
		QualityMarks     *[]string      `json:"qualityMarks,omitempty" maxItems:"20"`
		PriceCeiling     *int64         `json:"priceCeiling,omitempty" minimum:"0" maximum:"100000000000"`
		DeliveryAreaCode *string        `json:"deliveryAreaCode,omitempty" maxLength:"16"`
		ClosesAt         *Deadline      `json:"closesAt,omitempty"`
		Description      *string        `json:"description,omitempty" maxLength:"4000"`
		Visibility       *string        `json:"visibility,omitempty" enum:"public,invited"`
	}
}

func (in *demandChange) apply(n *sourcing.NewDemand) {
	change := in.Body
	assign(&n.Title, change.Title)
	if change.Keywords != nil {
		n.Keywords = string(*change.Keywords)
	}
	assign(&n.Group, change.Group)
	assign(&n.Unit, change.Unit)
	if change.Months != nil {
		n.Months = fromMonthAmounts(*change.Months)
	}
	assign(&n.MinStars, change.MinStars)
	assign(&n.QualityMarks, change.QualityMarks)
	assign(&n.PriceCeiling, change.PriceCeiling)
	assign(&n.DeliveryAreaCode, change.DeliveryAreaCode)
	if change.ClosesAt != nil {
		n.ClosesAt = change.ClosesAt.Instant
	}
	assign(&n.Description, change.Description)
	if change.Visibility != nil {
		n.Visibility = visibilityOf(*change.Visibility)
	}
}

func assign[T any](field *T, value *T) {
	if value != nil {
		*field = *value
	}
}

type demandsQuery struct {
	Paging
	DemandsFilter
}

// DemandsFilter is what a list is asked by.
type DemandsFilter struct {
	OrganizationID string                `query:"organizationId" maxLength:"64" doc:"Of this buyer; one's own in every status"`
	Status         sourcing.DemandStatus `query:"status" enum:"draft,open,awarded,closed,cancelled,expired"`
	Q              string                `query:"q" maxLength:"200" doc:"Words of open, public demands, best first. With one's own organizationId: beginnings of words of the title, keywords and description of one's own, the newest first; a page may be short and go on"`
	Group          string                `query:"group" enum:"thuc-pham,do-uong,duoc-lieu,thu-cong-my-nghe,sinh-vat-canh,du-lich"`
	Area           string                `query:"area" maxLength:"16"`
}

func (in *DemandsFilter) filter(at Paging) sourcing.DemandFilter {
	return sourcing.DemandFilter{OrganizationID: in.OrganizationID, Status: in.Status, Group: in.Group, Area: in.Area, Cursor: at.Cursor, Limit: at.Limit}
}

// list is what answers the question: words are for the search engine.
func (in *DemandsFilter) list(who account.Actor, demands *sourcing.Service) exchange.DemandList {
	return func(ctx context.Context, filter sourcing.DemandFilter) (store.Page[sourcing.Demand], error) {
		switch {
		case in.Q != "" && who.MemberOf(in.OrganizationID):
			filter.Text = in.Q
		case in.Q != "":
			return demands.FindDemands(ctx, filter, in.Q)
		}
		return demands.Demands(ctx, who, filter)
	}
}

// Matches are the products that can serve a demand, best first.
type Matches struct {
	Items      []Match `json:"items"`
	NextCursor string  `json:"nextCursor,omitempty" doc:"Pass it as cursor for the next page; absent on the last"`
	Total      int     `json:"total" doc:"On all pages"`
}

type matchesQuery struct {
	ByID
	Cursor string `query:"cursor" maxLength:"16" doc:"nextCursor of the page before"`
	Limit  int    `query:"limit" minimum:"1" maximum:"1000" default:"200" doc:"Matches on a page"`
}

// Match is one of them and why.
type Match struct {
	ProductID      string              `json:"productId"`
	OrganizationID string              `json:"organizationId"`
	Product        Product             `json:"product"`
	Organization   OrganizationSummary `json:"organization"`
	Score          float64             `json:"score" minimum:"0" maximum:"1" doc:"The weighted mean of the reasons"`
	Reasons        []Reason            `json:"reasons"`
	Available      []MonthAmount       `json:"available" doc:"Uncommitted capacity in the months asked for, in the demand's unit"`
}

// Reason is one factor of a score.
type Reason struct {
	Factor string  `json:"factor" enum:"text,coverage,price,stars,marks,distance,reliability,newcomer"`
	Value  float64 `json:"value" minimum:"0" maximum:"1"`
	Weight float64 `json:"weight" doc:"As configured; the score is the mean of the values by weight"`
	Text   string  `json:"text"`
}

func (s *Server) demands(demands *sourcing.Service) {
	at := s.resource("demands", "What enterprises want to buy")
	show := func(d *sourcing.Demand) Demand { return showDemand(d, demands.Now()) }
	one := func(d *sourcing.Demand, err error) (*Reply[Demand], error) {
		if err != nil {
			return nil, err
		}
		return versioned(show(d), d.Version), nil
	}

	// A failure hides the warnings alone: the demand is kept, and must not look as if it
	// were not.
	looked := func(ctx context.Context, id string, warnings []registry.Warning, err error) []DemandWarning {
		if err != nil {
			at.server.opts.Logger.LogAttrs(ctx, slog.LevelError, "warnings of a demand failed", slog.String("demand", id), slog.Any("err", err))
		}
		var shown []DemandWarning
		for _, w := range warnings {
			shown = append(shown, DemandWarning{w.Field, w.Code, w.Message.In(requestOf(ctx).lang)})
		}
		return shown
	}
	warned := func(ctx context.Context, d *sourcing.Demand, err error) (*Reply[Demand], error) {
		if err != nil {
			return nil, err
		}
		shown := show(d)
		warnings, err := demands.Warnings(ctx, actor(ctx), d)
		shown.Warnings = looked(ctx, d.ID, warnings, err)
		return versioned(shown, d.Version), nil
	}

	get(at, "/demands", "List demands, the newest first", func(ctx context.Context, in *demandsQuery) (*Reply[List[Demand]], error) {
		page, err := in.list(actor(ctx), demands)(ctx, in.filter(in.Paging))
		return listed(page, show), err
	})
	create(at, "/demands", "Draft a demand", func(ctx context.Context, in *newDemandInput) (*Reply[Demand], error) {
		d, err := demands.Ask(ctx, actor(ctx), in.terms())
		if err != nil {
			return nil, err
		}
		shown := show(d)
		shown.Warnings = in.warnings
		return created("/demands/"+d.ID, shown, d.Version), nil
	}, before(func(ctx context.Context, in *newDemandInput) error { // the search engine is not waited for in a transaction
		warnings, err := demands.DraftWarnings(ctx, in.terms())
		in.warnings = looked(ctx, "", warnings, err)
		return nil
	}))
	get(at, "/demands/{id}", "One demand", func(ctx context.Context, in *ByID) (*Reply[Demand], error) {
		d, err := demands.Demand(ctx, actor(ctx), in.ID)
		return warned(ctx, d, err)
	})
	patch(at, "/demands/{id}", "Change a draft; of an open demand put the closing time off or reword the description", func(ctx context.Context, in *demandChange) (*Reply[Demand], error) {
		d, err := demands.ReviseDemand(ctx, actor(ctx), in.ID, ifMatch(ctx), in.apply)
		return warned(ctx, d, err)
	})
	post(at, "/demands/{id}/publish", "Open a demand to quotes", func(ctx context.Context, in *demandToOpen) (*Reply[Demand], error) {
		d, err := demands.Open(ctx, actor(ctx), in.ID, ifMatch(ctx))
		if err != nil {
			return nil, err
		}
		shown := show(d)
		shown.Warnings = in.warnings
		return versioned(shown, d.Version), nil
	}, before(func(ctx context.Context, in *demandToOpen) error {
		if d, err := demands.Demand(ctx, actor(ctx), in.ID); err == nil { // else it is refused
			warnings, err := demands.Warnings(ctx, actor(ctx), d)
			in.warnings = looked(ctx, d.ID, warnings, err)
		}
		return nil
	}))
	post(at, "/demands/{id}/close", "Close a demand", func(ctx context.Context, in *ByID) (*Reply[Demand], error) {
		return one(demands.Close(ctx, actor(ctx), in.ID, ifMatch(ctx)))
	})
	awards(at, demands, one)
	get(at, "/demands/{id}/matches", "Products that can serve the demand, best first", func(ctx context.Context, in *matchesQuery) (*Reply[Matches], error) {
		found, err := demands.Matches(ctx, actor(ctx), in.ID, in.Cursor, in.Limit)
		if err != nil {
			return nil, err
		}
		items := make([]Match, len(found.Items))
		for i := range found.Items {
			items[i] = showMatch(&found.Items[i], measure.DateOf(s.opts.Clock()), requestOf(ctx).lang)
		}
		return reply(Matches{items, found.Next, found.Total}), nil
	}, signedIn)
}

func showMatch(m *sourcing.Match, today measure.Date, lang string) Match {
	shown := Match{
		ProductID: m.Product.ID, OrganizationID: m.Organization.ID, Product: showProduct(m.Product, today),
		Organization: OrganizationSummary{m.Organization.ID, m.Organization.Name, m.Organization.AreaCode},
		Score:        m.Score, Available: monthAmounts(m.Available),
	}
	for _, reason := range m.Reasons {
		shown.Reasons = append(shown.Reasons, Reason{reason.Factor, reason.Value, reason.Weight, reason.Text.In(lang)})
	}
	return shown
}
