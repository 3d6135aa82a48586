package sourcing

import (
	"context"
	"fmt"
	"slices"

	"lienket/api/account"
	"lienket/api/fault"
	"lienket/api/registry"
	"lienket/api/store"
)

// Invitation asks one organisation by name to quote for a demand.
type Invitation struct {
	store.Meta     `json:",inline"`
	DemandID       string `json:"demandId"`
	OrganizationID string `json:"organizationId"`
	Note           string `json:"note"`
	By             string `json:"by"` // the user
}

var invitationSchema = store.Schema{Name: "invitations", Indexes: []store.Index{
	{Fields: []string{"demandId", "createdAt"}},
}}

// maxInvited is how many organisations a demand invites.
const maxInvited = 200

func invitationID(demandID, organizationID string) string { return demandID + "-" + organizationID }

// Invite asks organisations to quote, for the buyer and officers of its area;
// those already invited are left as they are. A published demand tells them at
// once, a draft when it is published. Errors: InvalidInput naming who is no
// verified supplier.
func (s *Service) Invite(ctx context.Context, actor account.Actor, demandID string, organizationIDs []string, note string) (*Demand, error) {
	var check fault.Check
	check.That(len(organizationIDs) > 0 && len(organizationIDs) <= maxInvited, "organizationIds", "bad_count", textInviteCount)
	note = check.Prose("note", note, 0, 1000)
	if err := check.Err(); err != nil {
		return nil, err
	}
	if _, err := s.owned(ctx, actor, demandID); err != nil {
		return nil, err
	}
	return s.updateDemand(ctx, actor, demandID, 0, func(ctx context.Context, d *Demand) error {
		if status := d.StatusAt(s.now()); status != DemandDraft && status != DemandOpen {
			return fault.New(fault.StateForbids, textNotOpen)
		}
		fresh, err := s.checkInvited(ctx, d, organizationIDs)
		if err != nil {
			return err
		}
		return s.invite(ctx, actor, d, fresh, note)
	})
}

// checkInvited returns those of ids that are not invited yet, each once.
func (s *Service) checkInvited(ctx context.Context, d *Demand, ids []string) ([]string, error) {
	var check fault.Check
	var fresh []string
	for i, id := range ids {
		if d.Invites(id) || slices.Contains(fresh, id) {
			continue
		}
		organization, err := s.registry.Lookup(ctx, id)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return nil, err
		}
		check.That(err == nil && organization.Kind.Supplies() && organization.Status == registry.Verified,
			fmt.Sprintf("organizationIds[%d]", i), "not_in_list", textInvitee)
		fresh = append(fresh, id)
	}
	check.That(len(d.Invited)+len(fresh) <= maxInvited, "organizationIds", "bad_count", textInviteCount)
	return fresh, check.Err()
}

// invite adds suppliers to a demand and tells them, in the caller's Tx.
func (s *Service) invite(ctx context.Context, actor account.Actor, d *Demand, ids []string, note string) error {
	if err := s.admit(ctx, actor, d, ids, note); err != nil || len(ids) == 0 || d.Status == DemandDraft {
		return err
	}
	buyer, err := s.registry.Lookup(ctx, d.OrganizationID)
	if err != nil {
		return err
	}
	return s.tellInvited(ctx, d, buyer.Name, ids)
}

// admit lets organisations see a demand, without telling them.
func (s *Service) admit(ctx context.Context, actor account.Actor, d *Demand, ids []string, note string) error {
	for _, id := range ids {
		invitation := &Invitation{DemandID: d.ID, OrganizationID: id, Note: note, By: actor.UserID}
		invitation.ID = invitationID(d.ID, id)
		if err := s.invites.Insert(ctx, invitation); err != nil {
			return err
		}
	}
	d.Invited = append(d.Invited, ids...)
	return nil
}

// Uninvite takes an invitation back. Errors: StateForbids once the organisation
// has quoted; NotFound where it is not invited.
func (s *Service) Uninvite(ctx context.Context, actor account.Actor, demandID, organizationID string) (*Demand, error) {
	if _, err := s.owned(ctx, actor, demandID); err != nil {
		return nil, err
	}
	return s.updateDemand(ctx, actor, demandID, 0, func(ctx context.Context, d *Demand) error {
		if !d.Invites(organizationID) {
			return fault.Missing(textInvitation)
		}
		own, err := s.quoted(ctx, d.ID, organizationID)
		if err != nil {
			return err
		}
		if own > 0 {
			return fault.New(fault.StateForbids, textHasQuoted)
		}
		d.Invited = slices.DeleteFunc(slices.Clone(d.Invited), func(id string) bool { return id == organizationID })
		return s.invites.Delete(ctx, invitationID(d.ID, organizationID))
	})
}

// quoted counts an organisation's quotes for a demand.
func (s *Service) quoted(ctx context.Context, demandID, organizationID string) (int64, error) {
	return s.quotes.Count(ctx, store.And{store.Eq{Field: "demandId", Value: demandID}, store.Eq{Field: "organizationId", Value: organizationID}})
}

// Invitations lists whom a demand invites, in order of invitation; for the buyer
// and officers of its area.
func (s *Service) Invitations(ctx context.Context, actor account.Actor, demandID, cursor string, limit int) (store.Page[Invitation], error) {
	if _, err := s.owned(ctx, actor, demandID); err != nil {
		return store.Page[Invitation]{}, err
	}
	return s.invites.Find(ctx, store.Query{
		Where: store.Eq{Field: "demandId", Value: demandID}, Sort: []string{"createdAt"}, Cursor: cursor, Limit: limit})
}
