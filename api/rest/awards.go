package rest

import (
	"context"

	"lienket/api/sourcing"
)

type cancelInput struct {
	ByID
	Body struct {
		Reason string `json:"reason" enum:"no-longer-needed,bought-elsewhere,terms-changed,mistake,other"`
		Note   string `json:"note,omitempty" maxLength:"2000" doc:"Needed with other"`
	}
}

type awardInput struct {
	ByID
	Body struct {
		Quotes      []AwardedQuote `json:"quotes" minItems:"1" maxItems:"50"`
		DeclineRest bool           `json:"declineRest,omitempty" doc:"Turns down all other quotes that wait"`
		Finish      bool           `json:"finish,omitempty" doc:"Ends the demand though something of it remains"`
		AllowOver   bool           `json:"allowOver,omitempty" doc:"Lets a month get more than the demand asked for"`
	}
}

// AwardedQuote takes a quote, whole or in part.
type AwardedQuote struct {
	QuoteID string        `json:"quoteId" minLength:"1" maxLength:"64"`
	Lines   []AwardedLine `json:"lines,omitempty" maxItems:"50" doc:"Absent: all that is offered"`
}

// AwardedLine is what is taken of one product of a quote.
type AwardedLine struct {
	ProductID string        `json:"productId" minLength:"1" maxLength:"64"`
	Months    []MonthAmount `json:"months" minItems:"1" maxItems:"60" doc:"Of the demand's unit; at most what is offered"`
}

func (in *awardInput) value() sourcing.Awarding {
	a := sourcing.Awarding{DeclineRest: in.Body.DeclineRest, Finish: in.Body.Finish, AllowOver: in.Body.AllowOver}
	for _, q := range in.Body.Quotes {
		one := sourcing.AwardedQuote{QuoteID: q.QuoteID}
		for _, line := range q.Lines {
			one.Lines = append(one.Lines, sourcing.AwardedLine{ProductID: line.ProductID, Months: fromMonthAmounts(line.Months)})
		}
		a.Quotes = append(a.Quotes, one)
	}
	return a
}

// DemandInvitation asks an organisation by name to quote.
type DemandInvitation struct {
	OrganizationID string  `json:"organizationId"`
	Note           string  `json:"note"`
	InvitedAt      Instant `json:"invitedAt"`
}

type demandInviteInput struct {
	ByID
	Body struct {
		OrganizationIDs []string `json:"organizationIds" minItems:"1" maxItems:"200"`
		Note            string   `json:"note,omitempty" maxLength:"1000"`
	}
}

type invitedOrganization struct {
	ByID
	OrganizationID string `path:"organizationId" minLength:"1" maxLength:"64"`
}

// awards are what a buyer does with a demand and its quotes; one shows a demand.
func awards(at *resource, demands *sourcing.Service, one func(*sourcing.Demand, error) (*Reply[Demand], error)) {
	post(at, "/demands/{id}/cancel", "Call a demand off, with a reason", func(ctx context.Context, in *cancelInput) (*Reply[Demand], error) {
		return one(demands.Cancel(ctx, actor(ctx), in.ID, ifMatch(ctx), in.Body.Reason, in.Body.Note))
	})
	post(at, "/demands/{id}/award", "Accept several quotes at once, whole or in part", func(ctx context.Context, in *awardInput) (*Reply[Demand], error) {
		return one(demands.Award(ctx, actor(ctx), in.ID, ifMatch(ctx), in.value()))
	})
	get(at, "/demands/{id}/invitations", "Whom a demand invites", func(ctx context.Context, in *pageOf) (*Reply[List[DemandInvitation]], error) {
		page, err := demands.Invitations(ctx, actor(ctx), in.ID, in.Cursor, in.Limit)
		return listed(page, func(i *sourcing.Invitation) DemandInvitation {
			return DemandInvitation{i.OrganizationID, i.Note, Instant{i.CreatedAt}}
		}), err
	}, signedIn)
	post(at, "/demands/{id}/invitations", "Invite organisations to quote", func(ctx context.Context, in *demandInviteInput) (*Reply[Demand], error) {
		return one(demands.Invite(ctx, actor(ctx), in.ID, in.Body.OrganizationIDs, in.Body.Note))
	})
	remove(at, "/demands/{id}/invitations/{organizationId}", "Take an invitation back", func(ctx context.Context, in *invitedOrganization) error {
		_, err := demands.Uninvite(ctx, actor(ctx), in.ID, in.OrganizationID)
		return err
	})
}
