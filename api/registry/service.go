package registry

import (
	"context"
	"fmt"
	"time"

	"lienket/api/account"
	"lienket/api/fault"
	"lienket/api/measure"
	"lienket/api/media"
	"lienket/api/notice"
	"lienket/api/store"
	"lienket/api/worker"
)

// TopicOrganization is the outbox topic of changed organisations; keys are IDs.
const TopicOrganization = "organization"

// Options are what the registry is built from.
type Options struct {
	DB       store.DB
	Accounts *account.Service
	Notices  *notice.Service
	Areas    *Areas
	Outbox   *worker.Outbox
	Media    *media.Store
	Clock    func() time.Time
}

// Service holds the registry's rules.
type Service struct {
	db            store.DB
	accounts      *account.Service
	notices       *notice.Service
	areas         *Areas
	outbox        *worker.Outbox
	media         *media.Store
	clock         func() time.Time
	organizations *store.Collection[Organization]
	ratings       *store.Collection[Rating]
	invites       *store.Collection[Invite]
	views         *store.Collection[View]
	documents     *store.Collection[Document]
	reports       *store.Collection[Report]
	revisions     *store.Collection[Revision]

	ratingRevisions *store.Collection[RatingRevision]
	moves           *store.Collection[Move]
	affiliations    *store.Collection[Affiliation]
	consents        *store.Collection[Consent]
	entries         *store.Collection[Entry]
	distinctions    *store.Collection[Distinction]

	observers  []func(context.Context, Change) error
	carriers   []func(context.Context, *Merger) error
	followers  []func(context.Context, Relocation) error
	renewers   []func(context.Context) error
	commonness commonness
	totals     totals
	alikes     alikes
}

// New opens the registry's collections.
func New(ctx context.Context, options Options) (*Service, error) {
	s := &Service{db: options.DB, accounts: options.Accounts, notices: options.Notices, areas: options.Areas, outbox: options.Outbox, media: options.Media, clock: options.Clock, alikes: newAlikes()}
	var err error
	if s.organizations, err = store.Open[Organization](ctx, options.DB, organizationSchema, options.Clock); err != nil {
		return nil, err
	}
	if s.ratings, err = store.Open[Rating](ctx, options.DB, ratingSchema, options.Clock); err != nil {
		return nil, err
	}
	if s.invites, err = store.Open[Invite](ctx, options.DB, inviteSchema, options.Clock); err != nil {
		return nil, err
	}
	if s.views, err = store.Open[View](ctx, options.DB, viewSchema, options.Clock); err != nil {
		return nil, err
	}
	if s.documents, err = store.Open[Document](ctx, options.DB, documentSchema, options.Clock); err != nil {
		return nil, err
	}
	if s.ratingRevisions, err = store.Open[RatingRevision](ctx, options.DB, ratingRevisionSchema, options.Clock); err != nil {
		return nil, err
	}
	if s.reports, err = store.Open[Report](ctx, options.DB, reportSchema, options.Clock); err != nil {
		return nil, err
	}
	if s.revisions, err = store.Open[Revision](ctx, options.DB, revisionSchema, options.Clock); err != nil {
		return nil, err
	}
	if s.moves, err = store.Open[Move](ctx, options.DB, moveSchema, options.Clock); err != nil {
		return nil, err
	}
	if s.affiliations, err = store.Open[Affiliation](ctx, options.DB, affiliationSchema, options.Clock); err != nil {
		return nil, err
	}
	if s.consents, err = store.Open[Consent](ctx, options.DB, consentSchema, options.Clock); err != nil {
		return nil, err
	}
	if s.entries, err = store.Open[Entry](ctx, options.DB, entrySchema, options.Clock); err != nil {
		return nil, err
	}
	if s.distinctions, err = store.Open[Distinction](ctx, options.DB, distinctionSchema, options.Clock); err != nil {
		return nil, err
	}
	s.OnRekey(s.renewOwn)
	return s, nil
}

// Areas is the gazetteer.
func (s *Service) Areas() *Areas { return s.areas }

// Registration is a person who registers with an organisation.
type Registration struct {
	Person       account.NewUser
	Organization NewOrganization
}

// Registered is what a registration made.
type Registered struct {
	User         *account.User
	Organization *Organization
}

// Register creates a user, a pending organisation and the user's membership as
// its director, all or nothing. Errors: InvalidInput with every field at fault
// (the organisation's under "organization."), Conflict for a taken email or tax
// code.
func (s *Service) Register(ctx context.Context, registration Registration) (Registered, error) {
	var check fault.Check
	prepared, err := s.accounts.Prepare(ctx, registration.Person)
	if err := check.Take("", err); err != nil {
		return Registered{}, err
	}
	organization, err := s.draft(registration.Organization)
	if err := check.Take("organization", err); err != nil {
		return Registered{}, err
	}
	if err := check.Err(); err != nil {
		return Registered{}, err
	}
	registered := Registered{Organization: organization}
	err = s.db.Tx(ctx, func(ctx context.Context) error {
		if err := s.insert(ctx, organization, "organization."); err != nil {
			return err
		}
		user, err := s.accounts.Create(ctx, prepared)
		if err != nil {
			return err
		}
		if registered.User, err = s.place(ctx, organization, user.ID, account.Director); err != nil {
			return err
		}
		return s.keepMove(ctx, account.Actor{UserID: user.ID, FullName: user.FullName}, organization, Register, "", "", s.today())
	})
	return registered, err
}

func (s *Service) draft(n NewOrganization) (*Organization, error) {
	organization := &Organization{Kind: n.Kind, Name: n.Name, TaxCode: n.TaxCode, AreaCode: n.AreaCode,
		Address: n.Address, Phone: n.Phone, Email: n.Email, About: n.About, Legal: n.Legal, Status: Pending}
	return organization, organization.check(s.areas, s.today())
}

func (s *Service) today() measure.Date { return measure.DateOf(s.clock()) }

// Today is the day by which consents hold.
func (s *Service) Today() measure.Date { return s.today() }

func (s *Service) insert(ctx context.Context, organization *Organization, prefix string) error {
	organization.ID = "" // a Tx may run again
	organization.index()
	err := s.organizations.Insert(ctx, organization)
	if fault.Is(err, fault.Conflict) {
		return fault.New(fault.Conflict, textTaxCodeTaken).WithField(prefix+"taxCode", "taken", textTaxCodeTaken)
	}
	if err != nil {
		return err
	}
	return s.changed(ctx, organization)
}

// Create registers an organisation by an officer of its area, or the admin. What
// an officer enters for their own area is verified by that.
func (s *Service) Create(ctx context.Context, actor account.Actor, n NewOrganization) (*Organization, error) {
	if err := actor.Require(account.Officer); err != nil {
		return nil, err
	}
	organization, err := s.draft(n)
	if err != nil {
		return nil, err
	}
	if !actor.Oversees(organization.Areas) {
		return nil, account.ErrForbidden
	}
	s.vouch(organization, actor)
	err = s.db.Tx(ctx, func(ctx context.Context) error {
		if err := s.insert(ctx, organization, ""); err != nil {
			return err
		}
		return s.keepMove(ctx, actor, organization, Enter, "", "", s.today())
	})
	if err != nil {
		return nil, err
	}
	return organization, nil
}

// vouch verifies an organisation by an officer's entering it.
func (s *Service) vouch(o *Organization, actor account.Actor) {
	o.Status = Verified
	o.Decision = &Decision{Approved: true, By: actor.UserID, At: store.At(s.clock())}
}

// changed tells the index and the totals about an organisation, in the Tx of the change.
func (s *Service) changed(ctx context.Context, o *Organization) error {
	s.countAnew(ctx)
	return s.outbox.Enqueue(ctx, TopicOrganization, o.ID)
}

// Lookup returns an organisation whatever its status, for other services' rules.
func (s *Service) Lookup(ctx context.Context, id string) (*Organization, error) {
	organization, err := s.organizations.Get(ctx, id)
	if fault.Is(err, fault.NotFound) {
		return nil, fault.Missing(textOrganization)
	}
	if err != nil {
		return nil, fmt.Errorf("organization %s: %w", id, err)
	}
	return organization, nil
}

// View is Lookup of many, nil for one that is not there; what it gives is shared
// and must not be changed.
func (s *Service) View(ctx context.Context, ids ...string) ([]*Organization, error) {
	organizations, err := s.organizations.View(ctx, ids...)
	if err != nil {
		return nil, fmt.Errorf("organizations: %w", err)
	}
	return organizations, nil
}

// Organization returns what actor may see: an organisation that is or was verified,
// their own, or one of their area; else NotFound. Of a merged record that is none of
// these only what leads on to the one that it lives on in.
func (s *Service) Organization(ctx context.Context, actor account.Actor, id string) (*Organization, error) {
	organization, err := s.Lookup(ctx, id)
	if err != nil {
		return nil, err
	}
	switch {
	case actor.MemberOf(organization.ID), actor.Oversees(organization.Areas):
		return organization, nil
	case organization.Status == Merged:
		return organization.alias(), nil
	case organization.Status.public():
		return organization, nil
	}
	return nil, fault.Missing(textOrganization)
}

// alias is what of a merged record everybody sees. It may never have been verified.
func (o *Organization) alias() *Organization {
	return &Organization{Meta: o.Meta, Kind: o.Kind, Status: o.Status, MergedInto: o.MergedInto}
}

// Manageable returns the organisation if actor may act for it: a member, an
// officer of its area, the admin. Else Unauthenticated, Forbidden or NotFound.
func (s *Service) Manageable(ctx context.Context, actor account.Actor, id string) (*Organization, error) {
	if !actor.SignedIn() {
		return nil, account.ErrUnauthenticated
	}
	organization, err := s.Lookup(ctx, id)
	if err != nil {
		return nil, err
	}
	if err := CheckManages(actor, organization); err != nil {
		return nil, err
	}
	return organization, nil
}

// CheckManages is the rule of Manageable for an organisation that was read already.
// Nobody acts for a merged record: StateForbids.
func CheckManages(actor account.Actor, o *Organization) error {
	if err := checkBelongs(actor, o); err != nil {
		return err
	}
	if o.Status == Merged {
		return errMerged
	}
	return nil
}

var errMerged = fault.New(fault.StateForbids, textNoMove.With(statusTexts[Merged]))

// checkBelongs lets members and who oversees the organisation read what is private to
// it, also of a merged record.
func checkBelongs(actor account.Actor, o *Organization) error {
	switch {
	case !actor.SignedIn():
		return account.ErrUnauthenticated
	case actor.MemberOf(o.ID), actor.Oversees(o.Areas):
		return nil
	case o.Status.public():
		return account.ErrForbidden
	}
	return fault.Missing(textOrganization)
}

// CheckVerified is StateForbids unless the organisation is verified.
func CheckVerified(o *Organization) error {
	if o.Status != Verified {
		return fault.New(fault.StateForbids, textNotVerified)
	}
	return nil
}

// Each calls fn with every organisation, for reindexing.
func (s *Service) Each(ctx context.Context, fn func(*Organization) error) error {
	return s.organizations.Each(ctx, store.Query{}, fn)
}

// Change alters an organisation. Once it is verified, who it is by law (name, tax
// code, area and registration) is for officers to change, who hand on to nobody what they
// then would not oversee; a dissolved one is theirs altogether. version 0 accepts any.
func (s *Service) Change(ctx context.Context, actor account.Actor, id string, version int64, change OrganizationChange) (*Organization, error) {
	if _, err := s.Manageable(ctx, actor, id); err != nil {
		return nil, err
	}
	updated, err := s.enter(ctx, actor, id, func(o *Organization) error {
		if err := store.CheckVersion(&o.Meta, version); err != nil {
			return err
		}
		before, oversees, fixed := o.identity(), actor.Oversees(o.Areas), o.IdentityFixed(actor)
		if err := o.apply(change, s.areas, s.today()); err != nil {
			return err
		}
		switch {
		case oversees && !actor.MemberOf(o.ID) && !actor.Oversees(o.Areas):
			return fault.Invalid("areaCode", "not_overseen", textAreaElsewhere)
		case oversees:
		case o.Status == Dissolved:
			return fault.New(fault.StateForbids, textDissolved)
		case fixed && before != o.identity():
			return fault.New(fault.StateForbids, textIdentityFixed)
		}
		return nil
	})
	if fault.Is(err, fault.Conflict) {
		return nil, fault.New(fault.Conflict, textTaxCodeTaken).WithField("taxCode", "taken", textTaxCodeTaken)
	}
	return updated, err
}

// enter is update by somebody who may do so for the organisation.
func (s *Service) enter(ctx context.Context, actor account.Actor, id string, change func(*Organization) error) (*Organization, error) {
	var organization *Organization
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		var err error
		if organization, err = s.update(ctx, id, change); err != nil {
			return err
		}
		return s.ActOnBehalf(ctx, actor, id, Act{What: "organization.change"})
	})
	if err != nil {
		return nil, err
	}
	return organization, nil
}

// IdentityFixed reports whether who an organisation is by law is not actor's to change:
// once it is verified, that is for officers.
func (o *Organization) IdentityFixed(actor account.Actor) bool {
	return o.Status.public() && !actor.Oversees(o.Areas)
}

// identity is what an officer has verified.
func (o *Organization) identity() [6]string {
	return [6]string{o.Name, o.TaxCode, o.AreaCode, o.RegistrationNumber, string(o.RegistrationDate), string(o.RegisteredUnder)}
}

// update changes an organisation and tells the index, in one Tx.
func (s *Service) update(ctx context.Context, id string, change func(*Organization) error) (*Organization, error) {
	var organization *Organization
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		var was []string
		var err error
		organization, err = s.organizations.Update(ctx, id, func(o *Organization) error {
			was = o.Areas
			err := change(o)
			o.index()
			return err
		})
		if err != nil {
			return err
		}
		if err := s.relocated(ctx, organization, was); err != nil {
			return err
		}
		return s.changed(ctx, organization)
	})
	if fault.Is(err, fault.NotFound) {
		return nil, fault.Missing(textOrganization)
	}
	if err != nil {
		return nil, err
	}
	return organization, nil
}
