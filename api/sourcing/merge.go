package sourcing

import (
	"context"
	"fmt"

	"lienket/api/registry"
	"lienket/api/store"
)

// carryMerged moves the demands, quotes and invitations of an organisation that is
// merged into another. The two may not have an open offer to each other, nor each one
// for the same demand: which of them counts is theirs to say, not an officer's.
func (s *Service) carryMerged(ctx context.Context, m *registry.Merger) error {
	for _, carry := range []func(context.Context, *registry.Merger) error{
		s.forbidRivals, s.carryInvitations, s.carryDemands, s.carryQuotes, s.carryJoints} {
		if err := carry(ctx, m); err != nil {
			return err
		}
	}
	return nil
}

// sidesOf are the queries that find what an organisation is a side of.
func sidesOf(id string) []store.Query {
	return []store.Query{
		{Where: store.Eq{Field: "organizationId", Value: id}, Sort: []string{"-createdAt"}},
		{Where: store.Eq{Field: "buyerId", Value: id}, Sort: []string{"-createdAt"}},
	}
}

func (s *Service) forbidRivals(ctx context.Context, m *registry.Merger) error {
	if !m.DryRun {
		return nil
	}
	quoted := map[string]bool{}
	for _, id := range []string{m.Kept.ID, m.Absorbed.ID} {
		err := s.quotes.Each(ctx, sidesOf(id)[0], func(q *Quote) error {
			if q.Undecided() {
				m.Forbid(m.Renamed(q.BuyerID) == m.Kept.ID, "quoted-each-other", textMergeOffer)
				m.Forbid(id == m.Absorbed.ID && quoted[q.DemandID], "quoted-alike", textMergeRivals)
				quoted[q.DemandID] = true
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return s.joints.Each(ctx, jointsOf(m.Absorbed.ID), func(j *JointQuote) error {
		both := len(m.RenamedAll(j.Parties)) < len(j.Parties)
		open := j.Status == JointInviting || j.Status == JointOffered || j.Status == JointAccepted
		m.Forbid(both && open, "joint-alike", textMergeJoint)
		return nil
	})
}

func jointsOf(id string) store.Query {
	return store.Query{Where: store.Contains{Field: "parties", Value: id}, Sort: []string{"-createdAt"}}
}

// carryInvitations goes before the demands, by which it finds them.
func (s *Service) carryInvitations(ctx context.Context, m *registry.Merger) error {
	var demands []string
	for _, status := range DemandStatuses {
		where := store.And{store.Contains{Field: "invited", Value: m.Absorbed.ID}, store.Eq{Field: "status", Value: string(status)}}
		err := s.demands.Each(ctx, store.Query{Where: where, Sort: []string{"-createdAt"}}, func(d *Demand) error {
			demands = append(demands, d.ID)
			return nil
		})
		if err != nil {
			return err
		}
	}
	m.Count("invitations", len(demands))
	if m.DryRun {
		return nil
	}
	for _, id := range demands {
		_, err := s.demands.Update(ctx, id, func(d *Demand) error { d.Invited = m.RenamedAll(d.Invited); return nil })
		if err != nil {
			return err
		}
		if err := s.carryInvitation(ctx, m, id); err != nil {
			return err
		}
	}
	return nil
}

// carryInvitation gives an invitation, whose ID names the invited, the kept one's name.
// One that this has already stays, and the other beside it.
func (s *Service) carryInvitation(ctx context.Context, m *registry.Merger, demandID string) error {
	query := store.Query{Where: store.Eq{Field: "demandId", Value: demandID}, Sort: []string{"createdAt"}}
	var invitation *Invitation
	kept := false
	err := s.invites.Each(ctx, query, func(i *Invitation) error {
		if i.OrganizationID == m.Absorbed.ID {
			invitation = i
		}
		kept = kept || i.OrganizationID == m.Kept.ID
		return nil
	})
	if err != nil || invitation == nil || kept {
		return err
	}
	if err := s.invites.Delete(ctx, invitation.ID); err != nil {
		return fmt.Errorf("invitation %s: %w", invitation.ID, err)
	}
	moved := *invitation
	moved.Meta, moved.OrganizationID = store.Meta{ID: invitationID(demandID, m.Kept.ID)}, m.Kept.ID
	return s.invites.Insert(ctx, &moved)
}

func (s *Service) carryDemands(ctx context.Context, m *registry.Merger) error {
	var carried []string
	err := registry.Carry(ctx, m, "demands", s.demands, sidesOf(m.Absorbed.ID)[0], func(d *Demand) {
		d.OrganizationID, d.Areas = m.Kept.ID, m.Kept.Areas
		carried = append(carried, d.ID)
	})
	for i := 0; i < len(carried) && err == nil; i++ {
		err = s.changed(ctx, carried[i])
	}
	return err
}

func (s *Service) carryQuotes(ctx context.Context, m *registry.Merger) error {
	for _, query := range sidesOf(m.Absorbed.ID) {
		err := registry.Carry(ctx, m, "quotes", s.quotes, query, func(q *Quote) {
			q.OrganizationID, q.BuyerID = m.Renamed(q.OrganizationID), m.Renamed(q.BuyerID)
			q.Areas = m.Joined(q.Areas)
			for i := range q.Rounds {
				q.Rounds[i].By = m.Renamed(q.Rounds[i].By)
			}
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) carryJoints(ctx context.Context, m *registry.Merger) error {
	return registry.Carry(ctx, m, "joint-quotes", s.joints, jointsOf(m.Absorbed.ID), func(j *JointQuote) {
		j.BuyerID, j.LeadID, j.ProposedBy = m.Renamed(j.BuyerID), m.Renamed(j.LeadID), m.Renamed(j.ProposedBy)
		j.Parties, j.Areas = m.RenamedAll(j.Parties), m.Joined(j.Areas)
		for i := range j.Parts {
			j.Parts[i].OrganizationID = m.Renamed(j.Parts[i].OrganizationID)
		}
		for i := range j.Steps {
			j.Steps[i].By = m.Renamed(j.Steps[i].By)
		}
	})
}
