package sourcing

import (
	"context"
	"slices"

	"lienket/api/account"
	"lienket/api/fault"
	"lienket/api/store"
)

// Visibility says who sees a published demand.
type Visibility string

// Visibilities. InvitedOnly leaves the buyer, the invited and the officers of the
// buyer's area.
const (
	Public      Visibility = ""
	InvitedOnly Visibility = "invited"
)

// SeenBy reports whether an organisation may know of the demand; a draft is its
// buyer's.
func (d *Demand) SeenBy(organizationID string) bool {
	return organizationID != "" && organizationID == d.OrganizationID ||
		d.Status != DemandDraft && (d.Visibility == Public || d.Invites(organizationID))
}

// Invites reports whether an organisation is asked by name.
func (d *Demand) Invites(organizationID string) bool {
	return organizationID != "" && slices.Contains(d.Invited, organizationID)
}

// Demand returns what actor may see: a published demand that is public or to
// which they are invited, their own, or one of a buyer of their area; else
// NotFound.
func (s *Service) Demand(ctx context.Context, actor account.Actor, id string) (*Demand, error) {
	demand, err := s.demands.Get(ctx, id)
	if fault.Is(err, fault.NotFound) {
		return nil, fault.Missing(textDemand)
	}
	if err != nil {
		return nil, err
	}
	if !demand.SeenBy(actor.OrganizationID) && !actor.Oversees(demand.Areas) {
		return nil, fault.Missing(textDemand)
	}
	return demand, nil
}

// seen is the filter on published demands that actor may see, nil for all. It is
// SeenBy and Oversees in the store's terms.
func seen(actor account.Actor) store.Filter {
	public := store.Eq{Field: "visibility", Value: nil} // Public is not stored
	switch {
	case actor.Role == account.Admin:
		return nil
	case actor.Role == account.Officer && actor.AreaCode != "":
		return store.Or{public, store.Contains{Field: "areas", Value: actor.AreaCode}}
	case actor.OrganizationID != "":
		return store.Or{public, store.Eq{Field: "organizationId", Value: actor.OrganizationID},
			store.Contains{Field: "invited", Value: actor.OrganizationID}}
	}
	return public
}
