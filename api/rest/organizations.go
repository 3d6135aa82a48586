package rest

import (
	"context"

	"lienket/api/account"
	"lienket/api/catalogue"
	"lienket/api/registry"
	"lienket/api/store"
)

// Organization is a cooperative, a union, a group or an enterprise.
type Organization struct {
	ID       string        `json:"id"`
	Kind     registry.Kind `json:"kind" enum:"cooperative,union,group,enterprise"`
	Name     string        `json:"name"`
	TaxCode  string        `json:"taxCode,omitempty"`
	AreaCode string        `json:"areaCode"`
	Address  string        `json:"address"`
	Phone    string        `json:"phone"`
	Email    string        `json:"email"`
	About    string        `json:"about"`
	Legal
	Status     registry.Status       `json:"status" enum:"pending,verified,rejected,suspended,dissolved,merged"`
	MergedInto string                `json:"mergedInto,omitempty" doc:"The organisation that a merged one lives on in"`
	Since      Date                  `json:"since,omitempty" doc:"From when it is suspended or dissolved"`
	Note       string                `json:"note,omitempty" doc:"The officer's reason where it was rejected, suspended or dissolved; for members of the organisation and its officers"`
	Rating     registry.Band         `json:"rating,omitempty" doc:"The latest countersigned quality rating (TT 01/2020/TT-BKHĐT)"`
	RatingYear int                   `json:"ratingYear,omitempty"`
	Warnings   []OrganizationWarning `json:"warnings,omitempty" doc:"What to look at again; it refuses nothing. For members of the organisation and its officers"`
	Version    int64                 `json:"version"`
	CreatedAt  Instant               `json:"createdAt"`
	UpdatedAt  Instant               `json:"updatedAt"`
}

// OrganizationWarning is about a field of an organisation.
type OrganizationWarning struct {
	Field   string `json:"field"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

// showOrganization shows an organisation as who asks may see it: what is private to
// its members and to who oversees it.
func showOrganization(ctx context.Context) func(o *registry.Organization) Organization {
	return showOrganizationTo(actor(ctx), Language(ctx))
}

func showOrganizationTo(who account.Actor, language string) func(o *registry.Organization) Organization {
	return func(o *registry.Organization) Organization {
		private := who.MemberOf(o.ID) || who.Oversees(o.Areas)
		shown := Organization{
			ID: o.ID, Kind: o.Kind, Name: o.Name, TaxCode: o.TaxCode, AreaCode: o.AreaCode, Address: o.Address,
			Phone: o.Phone, Email: o.Email, About: o.About, Legal: showLegal(&o.Legal, private), Status: o.Status,
			MergedInto: o.MergedInto, Rating: o.Rating, RatingYear: o.RatingYear,
			Version: o.Version, CreatedAt: Instant{o.CreatedAt}, UpdatedAt: Instant{o.UpdatedAt},
		}
		if o.Standing != nil {
			shown.Since = Date(o.Standing.Date)
		}
		if !private {
			return shown
		}
		switch {
		case o.Standing != nil:
			shown.Note = o.Standing.Reason
		case o.Status == registry.Rejected && o.Decision != nil:
			shown.Note = o.Decision.Note
		}
		for _, w := range o.Warnings() {
			shown.Warnings = append(shown.Warnings, OrganizationWarning{w.Field, w.Code, w.Message.In(language)})
		}
		return shown
	}
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
	Legal
}

func (n NewOrganization) value() registry.NewOrganization {
	return registry.NewOrganization{Kind: n.Kind, Name: n.Name, TaxCode: n.TaxCode, AreaCode: n.AreaCode,
		Address: n.Address, Phone: n.Phone, Email: n.Email, About: n.About, Legal: n.Legal.value()}
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
	OrganizationsFilter
}

// OrganizationsFilter is what a list is asked by.
type OrganizationsFilter struct {
	Kind   registry.Kind   `query:"kind" enum:"cooperative,union,group,enterprise"`
	Area   string          `query:"area" maxLength:"16" doc:"This area and all below it, of either tree: a district or province of before 2025-07-01 means its footprint today, a commune of before what was entered with its code"`
	Q      string          `query:"q" maxLength:"200" doc:"Words of the name; marks do not matter. Alone or with kind and area the best hits come first; with any other filter, status or sort they are whole words of name, tax code or registration number, in that order"`
	Status registry.Status `query:"status" enum:"pending,verified,rejected,suspended,dissolved,merged,all" doc:"Others than verified are for officers, who see their area; all leaves out merged ones"`

	LineOfBusiness string             `query:"lineOfBusiness" enum:"nong-nghiep,nong-nghiep-tong-hop,lam-nghiep,thuy-san,cong-nghiep-tieu-thu-cong-nghiep,thuong-mai-dich-vu,van-tai,xay-dung,quy-tin-dung,du-lich,khac"`
	SizeClass      registry.SizeClass `query:"sizeClass" enum:"sieu-nho,nho,vua,lon"`
	Rating         registry.Band      `query:"rating" enum:"tot,kha,trung-binh,yeu"`
	Law            registry.Law       `query:"law" enum:"luat-2023,luat-2012"`
	Sort           string             `query:"sort" enum:"name,updated" doc:"name is the default; updated: the latest changed first"`
}

func (q *OrganizationsFilter) filter(at Paging) registry.OrganizationFilter {
	return registry.OrganizationFilter{Kind: q.Kind, Area: q.Area, Status: q.Status, LineOfBusiness: q.LineOfBusiness,
		SizeClass: q.SizeClass, Rating: q.Rating, Law: q.Law, Text: q.Q, Sort: q.Sort, Cursor: at.Cursor, Limit: at.Limit}
}

// ranked says that the search engine answers: words of who is verified, the best
// first.
func (q *OrganizationsFilter) ranked() bool {
	rest := q.filter(Paging{})
	rest.Kind, rest.Area, rest.Text = "", "", ""
	return q.Q != "" && rest == registry.OrganizationFilter{}
}

type organizationList = func(context.Context, account.Actor, registry.OrganizationFilter) (store.Page[registry.Organization], error)

// list is what answers the question.
func (q *OrganizationsFilter) list(registered *registry.Service, finder *catalogue.Service) organizationList {
	if q.ranked() {
		return finder.FindOrganizations
	}
	return registered.Organizations
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
		LegalChange
	}
}

func (in *organizationChange) value() registry.OrganizationChange {
	b := &in.Body
	return registry.OrganizationChange{Name: b.Name, TaxCode: b.TaxCode, AreaCode: b.AreaCode, Address: b.Address,
		Phone: b.Phone, Email: b.Email, About: b.About, LegalChange: b.LegalChange.value()}
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
			member := account.Actor{OrganizationID: registered.Organization.ID}
			return created("/organizations/"+registered.Organization.ID, Registered{
				user(registered.User, role), showOrganizationTo(member, Language(ctx))(registered.Organization), tokens(issued),
			}, 0), nil
		}, open, withOrigin)
}

func (s *Server) organizations(registered *registry.Service, finder *catalogue.Service) {
	at := s.resource("organizations", "Cooperatives, unions, groups and enterprises")

	get(at, "/organizations", "List organisations", func(ctx context.Context, in *organizationsQuery) (*Reply[List[Organization]], error) {
		page, err := in.list(registered, finder)(ctx, actor(ctx), in.filter(in.Paging))
		return listed(page, showOrganization(ctx)), err
	})
	create(at, "/organizations", "Enter an organisation, as an officer of its area", func(ctx context.Context, in *struct{ Body NewOrganization }) (*Reply[Organization], error) {
		o, err := registered.Create(ctx, actor(ctx), in.Body.value())
		if err != nil {
			return nil, err
		}
		return created("/organizations/"+o.ID, showOrganization(ctx)(o), o.Version), nil
	})
	get(at, "/organizations/duplicates", "Pairs of records that may be of one organisation, for officers of both", func(ctx context.Context, in *duplicatesQuery) (*Reply[List[Duplicate]], error) {
		page, err := registered.Duplicates(ctx, actor(ctx), registry.DuplicateFilter{Area: in.Area, Dismissed: in.Dismissed, Cursor: in.Cursor, Limit: in.Limit})
		return listed(page, showDuplicate(ctx)), err
	}, signedIn)
	get(at, "/organizations/{id}", "One organisation", func(ctx context.Context, in *ByID) (*Reply[Organization], error) {
		return organizationReply(ctx)(registered.Organization(ctx, actor(ctx), in.ID))
	})
	patch(at, "/organizations/{id}", "Change an organisation", func(ctx context.Context, in *organizationChange) (*Reply[Organization], error) {
		return organizationReply(ctx)(registered.Change(ctx, actor(ctx), in.ID, ifMatch(ctx), in.value()))
	})
	s.duplicates(at, registered)
	s.lifecycle(at, registered)
}

// lifecycle are the moves of an organisation.
func (s *Server) lifecycle(at *resource, registered *registry.Service) {
	post(at, "/organizations/{id}/verify", "Decide on a pending organisation", func(ctx context.Context, in *verifyInput) (*Reply[Organization], error) {
		return organizationReply(ctx)(registered.Verify(ctx, actor(ctx), in.ID, in.Body.Decision, in.Body.Note, ifMatch(ctx)))
	})
	for _, one := range []struct {
		verb, summary string
		move          func(context.Context, account.Actor, string, int64, registry.Reason) (*registry.Organization, error)
	}{
		{"suspend", "Take a verified organisation out of trade: its products are no longer found, its contracts go on", registered.Suspend},
		{"resume", "Put a suspended organisation back; a dissolved one by an admin, where that was a mistake", registered.Resume},
		{"dissolve", "Record that an organisation has been dissolved", registered.Dissolve},
	} {
		post(at, "/organizations/{id}/"+one.verb, one.summary, func(ctx context.Context, in *standingInput) (*Reply[Organization], error) {
			return organizationReply(ctx)(one.move(ctx, actor(ctx), in.ID, ifMatch(ctx), registry.Reason{Text: in.Body.Reason, Date: in.Body.Date.Value()}))
		})
	}
	post(at, "/organizations/{id}/undo", "Take one's own last decision back within ten minutes: an approval, a refusal, a suspension or its end", func(ctx context.Context, in *ByID) (*Reply[Organization], error) {
		return organizationReply(ctx)(registered.Undo(ctx, actor(ctx), in.ID, ifMatch(ctx)))
	})
	get(at, "/organizations/{id}/history", "How an organisation's status has moved, the latest first", func(ctx context.Context, in *pagedByID) (*Reply[List[OrganizationMove]], error) {
		page, err := registered.History(ctx, actor(ctx), in.ID, in.Cursor, in.Limit)
		return listed(page, showMove), err
	}, signedIn)
}

type standingInput struct {
	ByID
	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"2000"`
		Date   Date   `json:"date,omitempty" doc:"From when it holds; today by default"`
	}
}

type pagedByID struct {
	ByID
	Paging
}

// OrganizationMove is one move of an organisation's status.
type OrganizationMove struct {
	Event  registry.Event  `json:"event" enum:"register,enter,approve,reject,suspend,resume,dissolve,merge,undo"`
	From   registry.Status `json:"from,omitempty"`
	To     registry.Status `json:"to"`
	Reason string          `json:"reason,omitempty"`
	Date   Date            `json:"date" doc:"From when it holds"`
	By     string          `json:"by" doc:"Who did it"`
	At     Instant         `json:"at"`

	OtherID   string `json:"otherId,omitempty" doc:"Of a merge: the organisation that it was merged into, or that was merged into it"`
	OtherName string `json:"otherName,omitempty"`
}

func showMove(m *registry.Move) OrganizationMove {
	return OrganizationMove{m.Event, m.From, m.To, m.Reason, Date(m.Date), m.ByName, Instant{m.CreatedAt}, m.OtherID, m.OtherName}
}

func organizationReply(ctx context.Context) func(o *registry.Organization, err error) (*Reply[Organization], error) {
	return func(o *registry.Organization, err error) (*Reply[Organization], error) {
		if err != nil {
			return nil, err
		}
		return versioned(showOrganization(ctx)(o), o.Version), nil
	}
}
