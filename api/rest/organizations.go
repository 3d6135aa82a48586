package rest

import (
	"context"

	"lienket/api/account"
	"lienket/api/catalogue"
	"lienket/api/registry"
)

// Organization is a cooperative, a union, a group or an enterprise.
type Organization struct {
	ID         string          `json:"id"`
	Kind       registry.Kind   `json:"kind" enum:"cooperative,union,group,enterprise"`
	Name       string          `json:"name"`
	TaxCode    string          `json:"taxCode,omitempty"`
	AreaCode   string          `json:"areaCode"`
	Address    string          `json:"address"`
	Phone      string          `json:"phone"`
	Email      string          `json:"email"`
	About      string          `json:"about"`
	Status     registry.Status `json:"status" enum:"pending,verified,rejected,suspended"`
	Note       string          `json:"note,omitempty" doc:"The officer's reason, where the organisation was rejected"`
	Rating     registry.Band   `json:"rating,omitempty" doc:"The latest countersigned quality rating (TT 01/2020/TT-BKHĐT)"`
	RatingYear int             `json:"ratingYear,omitempty"`
	Version    int64           `json:"version"`
	CreatedAt  Instant         `json:"createdAt"`
	UpdatedAt  Instant         `json:"updatedAt"`
}

func showOrganization(o *registry.Organization) Organization {
	shown := Organization{
		ID: o.ID, Kind: o.Kind, Name: o.Name, TaxCode: o.TaxCode, AreaCode: o.AreaCode, Address: o.Address,
		Phone: o.Phone, Email: o.Email, About: o.About, Status: o.Status, Rating: o.Rating, RatingYear: o.RatingYear,
		Version: o.Version, CreatedAt: Instant{o.CreatedAt}, UpdatedAt: Instant{o.UpdatedAt},
	}
	if o.Status == registry.Rejected && o.Decision != nil {
		shown.Note = o.Decision.Note
	}
	return shown
}

// NewOrganization is what is registered. Lengths and rules are the service's.
type NewOrganization struct {
	Kind     registry.Kind `json:"kind" enum:"cooperative,union,group,enterprise"`
	Name     string        `json:"name" minLength:"2" maxLength:"200"`
	TaxCode  string        `json:"taxCode,omitempty" maxLength:"14" doc:"10 digits with a check digit, a branch adds - and 3 digits; a group may have none"`
	AreaCode string        `json:"areaCode" maxLength:"16"`
	Address  string        `json:"address,omitempty" maxLength:"300"`
	Phone    string        `json:"phone,omitempty" maxLength:"20"`
	Email    string        `json:"email,omitempty" maxLength:"254"`
	About    string        `json:"about,omitempty" maxLength:"4000"`
}

func (n NewOrganization) value() registry.NewOrganization {
	return registry.NewOrganization{Kind: n.Kind, Name: n.Name, TaxCode: n.TaxCode, AreaCode: n.AreaCode,
		Address: n.Address, Phone: n.Phone, Email: n.Email, About: n.About}
}

type registerInput struct {
	Body struct {
		Email        string          `json:"email" minLength:"1" maxLength:"254"`
		Password     string          `json:"password" minLength:"1" maxLength:"256"`
		FullName     string          `json:"fullName" minLength:"1" maxLength:"120"`
		Phone        string          `json:"phone,omitempty" maxLength:"20"`
		Organization NewOrganization `json:"organization"`
	}
}

// Registered is the answer to a registration: signed in already.
type Registered struct {
	User         User         `json:"user"`
	Organization Organization `json:"organization"`
	Tokens
}

type organizationsQuery struct {
	Paging
	Kind   registry.Kind   `query:"kind" enum:"cooperative,union,group,enterprise"`
	Area   string          `query:"area" maxLength:"16" doc:"This area and all below it"`
	Q      string          `query:"q" maxLength:"200" doc:"Words of the name; marks do not matter"`
	Status registry.Status `query:"status" enum:"pending,verified,rejected,suspended" doc:"Others than verified are for officers, who see their area"`
}

type organizationChange struct {
	ByID
	Body struct {
		Name     *string `json:"name,omitempty" minLength:"2" maxLength:"200"`
		TaxCode  *string `json:"taxCode,omitempty" maxLength:"14"`
		AreaCode *string `json:"areaCode,omitempty" maxLength:"16"`
		Address  *string `json:"address,omitempty" maxLength:"300"`
		Phone    *string `json:"phone,omitempty" maxLength:"20"`
		Email    *string `json:"email,omitempty" maxLength:"254"`
		About    *string `json:"about,omitempty" maxLength:"4000"`
	}
}

type verifyInput struct {
	ByID
	Body struct {
		Decision string `json:"decision" enum:"approve,reject"`
		Note     string `json:"note,omitempty" maxLength:"2000" doc:"Needed for a rejection"`
	}
}

func (s *Server) register(accounts *account.Service, organizations *registry.Service) {
	at := s.resource("registration", "Joining the platform")

	create(at, "/auth/register", "Register a person with an organisation, which then waits for an officer",
		func(ctx context.Context, in *registerInput) (*Reply[Registered], error) {
			registered, err := organizations.Register(ctx, registry.Registration{
				Person:       account.NewUser{Email: in.Body.Email, Password: in.Body.Password, FullName: in.Body.FullName, Phone: in.Body.Phone},
				Organization: in.Body.Organization.value(),
			})
			if err != nil {
				return nil, err
			}
			issued, err := accounts.IssueFor(ctx, registered.User, origin(ctx))
			if err != nil {
				return nil, err
			}
			role := account.OrganizationKind(registered.Organization.Kind).Role()
			return created("/organizations/"+registered.Organization.ID, Registered{
				user(registered.User, role), showOrganization(registered.Organization), tokens(issued),
			}, 0), nil
		}, open, withOrigin)
}

func (s *Server) organizations(registered *registry.Service, finder *catalogue.Service) {
	at := s.resource("organizations", "Cooperatives, unions, groups and enterprises")

	get(at, "/organizations", "List organisations by name", func(ctx context.Context, in *organizationsQuery) (*Reply[List[Organization]], error) {
		filter := registry.OrganizationFilter{Kind: in.Kind, Area: in.Area, Status: in.Status, Cursor: in.Cursor, Limit: in.Limit}
		if in.Q != "" {
			page, err := finder.FindOrganizations(ctx, actor(ctx), filter, in.Q)
			return listed(page, showOrganization), err
		}
		page, err := registered.Organizations(ctx, actor(ctx), filter)
		return listed(page, showOrganization), err
	})
	create(at, "/organizations", "Enter an organisation, as an officer of its area", func(ctx context.Context, in *struct{ Body NewOrganization }) (*Reply[Organization], error) {
		o, err := registered.Create(ctx, actor(ctx), in.Body.value())
		if err != nil {
			return nil, err
		}
		return created("/organizations/"+o.ID, showOrganization(o), o.Version), nil
	})
	get(at, "/organizations/{id}", "One organisation", func(ctx context.Context, in *ByID) (*Reply[Organization], error) {
		return organizationReply(registered.Organization(ctx, actor(ctx), in.ID))
	})
	patch(at, "/organizations/{id}", "Change an organisation", func(ctx context.Context, in *organizationChange) (*Reply[Organization], error) {
		return organizationReply(registered.Change(ctx, actor(ctx), in.ID, ifMatch(ctx), registry.OrganizationChange(in.Body)))
	})
	post(at, "/organizations/{id}/verify", "Decide on a pending organisation", func(ctx context.Context, in *verifyInput) (*Reply[Organization], error) {
		return organizationReply(registered.Verify(ctx, actor(ctx), in.ID, in.Body.Decision, in.Body.Note, ifMatch(ctx)))
	})
}

func organizationReply(o *registry.Organization, err error) (*Reply[Organization], error) {
	if err != nil {
		return nil, err
	}
	return versioned(showOrganization(o), o.Version), nil
}
