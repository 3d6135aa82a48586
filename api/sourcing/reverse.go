package sourcing

import (
	"cmp"
	"context"
	"slices"

	"lienket/api/account"
	"lienket/api/catalogue"
	"lienket/api/registry"
	"lienket/api/store"
)

// maxOwn is how many of an organisation's products are held against demands.
const maxOwn = 1000

// Serving lists the published products of an organisation that could serve a
// demand: those whose words match the demand's keywords first. It is for the
// organisation's members and officers.
func (s *Service) Serving(ctx context.Context, actor account.Actor, demand *Demand, organizationID string) ([]catalogue.Product, error) {
	own, err := s.catalogue.Own(ctx, actor, organizationID, "", maxOwn)
	if err != nil {
		return nil, err
	}
	asked := s.catalogue.ReadKeywords(demand.Keywords)
	var named, other []catalogue.Product
	for _, product := range own.Items {
		switch {
		case !s.serves(demand, &product):
		case asked.Fit(&product, s.catalogue.Today()) > 0:
			named = append(named, product)
		default:
			other = append(other, product)
		}
	}
	return append(named, other...), nil
}

// serves holds a product against the hard filters but for words.
func (s *Service) serves(demand *Demand, product *catalogue.Product) bool {
	return product.Status == catalogue.Published && demand.Forbids(product, s.catalogue.Today()) == nil
}

// fits reports whether the product is what the demand's keywords ask for.
func (s *Service) fits(demand *Demand, product *catalogue.Product) bool {
	return s.catalogue.ReadKeywords(demand.Keywords).Fit(product, s.catalogue.Today()) > 0
}

// Chance is an open demand and the products of one organisation that could serve
// it.
type Chance struct {
	Demand   Demand
	Products []catalogue.Product
}

// Chances lists the open demands that an organisation's products could serve, by
// the hard filters and their words: first those that invite it, then the newest;
// for its members and officers.
func (s *Service) Chances(ctx context.Context, actor account.Actor, organizationID string) ([]Chance, error) {
	if !actor.SignedIn() {
		return nil, account.ErrUnauthenticated
	}
	organization, err := s.registry.Organization(ctx, actor, organizationID)
	if err != nil {
		return nil, err
	}
	if !actor.MemberOf(organization.ID) && !actor.Oversees(organization.Areas) {
		return nil, account.ErrForbidden
	}
	own, err := s.catalogue.Own(ctx, actor, organization.ID, "", maxOwn)
	if err != nil {
		return nil, err
	}
	if organization.Status != registry.Verified {
		return nil, nil
	}
	var chances []Chance
	err = s.eachOpen(ctx, actor, func(demand *Demand) error {
		if !demand.SeenBy(organization.ID) { // an officer's to see, not theirs
			return nil
		}
		asked := s.catalogue.ReadKeywords(demand.Keywords)
		chance := Chance{Demand: *demand}
		for _, product := range own.Items {
			if s.serves(demand, &product) && asked.Fit(&product, s.catalogue.Today()) > 0 {
				chance.Products = append(chance.Products, product)
			}
		}
		if len(chance.Products) > 0 {
			chances = append(chances, chance)
		}
		return nil
	})
	slices.SortStableFunc(chances, func(a, b Chance) int {
		return cmp.Compare(invitedFirst(&a, organization.ID), invitedFirst(&b, organization.ID))
	})
	return chances, err
}

func invitedFirst(c *Chance, organizationID string) int {
	if c.Demand.Invites(organizationID) {
		return 0
	}
	return 1
}

// CheckDemand holds a demand to the rules without keeping it: InvalidInput with
// the fields, or nil.
func (s *Service) CheckDemand(n NewDemand) error {
	return n.demand().check(s.registry.Areas(), s.now())
}

// PartyOf reports on which side of a quote the actor stands: buyer, supplier or
// none.
func (q *Quote) PartyOf(actor account.Actor) (buyer, supplier bool) {
	return actor.MemberOf(q.BuyerID), actor.MemberOf(q.OrganizationID)
}

// AnswerableBy reports whether the actor's side can answer the last round.
func (q *Quote) AnswerableBy(actor account.Actor) bool {
	buyer, supplier := q.PartyOf(actor)
	return (buyer || supplier) && q.Undecided() && q.lastBy() != actor.OrganizationID
}

// Lapsed reports whether the quote waits though its last round is no longer valid.
func (q *Quote) Lapsed(now store.Instant) bool {
	return q.Undecided() && !now.Before(q.ValidUntil.Time)
}

// Undecided reports whether the quote waits for an answer.
func (q *Quote) Undecided() bool { return q.Status == QuoteSubmitted || q.Status == QuoteCountered }
