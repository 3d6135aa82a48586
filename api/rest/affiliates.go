package rest

import (
	"context"

	"lienket/api/registry"
)

// Affiliate is a cooperative's membership of a union.
type Affiliate struct {
	ID          string                     `json:"id"`
	Union       OrganizationSummary        `json:"union"`
	Cooperative OrganizationSummary        `json:"cooperative"`
	Status      registry.AffiliationStatus `json:"status" enum:"proposed,confirmed,declined,ended"`
	Since       Date                       `json:"since"`
	Until       Date                       `json:"until,omitempty"`
	Note        string                     `json:"note,omitempty" doc:"Why it was declined or has ended"`
	Version     int64                      `json:"version"`
}

func showAffiliate(ctx context.Context, a *registry.Affiliated) Affiliate {
	summary := func(o *registry.Organization) OrganizationSummary {
		return OrganizationSummary{o.ID, o.Name, o.AreaCode}
	}
	return Affiliate{ID: a.ID, Union: summary(a.Union), Cooperative: summary(a.Cooperative), Status: a.Status,
		Since: Date(a.Since), Until: Date(a.Until), Note: a.Told().In(Language(ctx)), Version: a.Version}
}

type newAffiliate struct {
	ByID
	Body struct {
		CooperativeID string `json:"cooperativeId" minLength:"1" maxLength:"64"`
		Since         Date   `json:"since,omitempty" doc:"Today by default"`
	}
}

type leaveInput struct {
	ByID
	Body struct {
		Reason string `json:"reason,omitempty" maxLength:"2000"`
		Date   Date   `json:"date,omitempty" doc:"The last day; today by default"`
	}
}

func (s *Server) affiliates(organizations *registry.Service) {
	at := s.resource("affiliates", "The member cooperatives of unions")

	get(at, "/organizations/{id}/affiliates", "List a union's member cooperatives, or a cooperative's unions: confirmed ones, to who may act for it all", func(ctx context.Context, in *pagedByID) (*Reply[List[Affiliate]], error) {
		page, err := organizations.Affiliates(ctx, actor(ctx), in.ID, in.Cursor, in.Limit)
		return listed(page, func(a *registry.Affiliated) Affiliate { return showAffiliate(ctx, a) }), err
	})
	create(at, "/organizations/{id}/affiliates", "Propose a member of a union; an officer of both sides confirms by that", func(ctx context.Context, in *newAffiliate) (*Reply[Affiliate], error) {
		made, err := organizations.Affiliate(ctx, actor(ctx), in.ID, in.Body.CooperativeID, in.Body.Since.Value())
		if err != nil {
			return nil, err
		}
		return created("/organizations/"+in.ID+"/affiliates", showAffiliate(ctx, made), made.Version), nil
	})
	post(at, "/affiliates/{id}/confirm", "Confirm a membership, as the cooperative", func(ctx context.Context, in *ByID) (*Reply[Affiliate], error) {
		a, err := organizations.ConfirmAffiliation(ctx, actor(ctx), in.ID, ifMatch(ctx))
		return affiliateReply(ctx, a, err)
	})
	post(at, "/affiliates/{id}/leave", "End a membership, or decline a proposed one, as either side", func(ctx context.Context, in *leaveInput) (*Reply[Affiliate], error) {
		a, err := organizations.EndAffiliation(ctx, actor(ctx), in.ID, ifMatch(ctx), registry.Reason{Text: in.Body.Reason, Date: in.Body.Date.Value()})
		return affiliateReply(ctx, a, err)
	})
}

func affiliateReply(ctx context.Context, a *registry.Affiliated, err error) (*Reply[Affiliate], error) {
	if err != nil {
		return nil, err
	}
	return versioned(showAffiliate(ctx, a), a.Version), nil
}
