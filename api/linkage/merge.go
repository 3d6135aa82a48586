package linkage

import (
	"context"
	"slices"

	"lienket/api/account"
	"lienket/api/fault"
	"lienket/api/registry"
	"lienket/api/store"
)

// Contracts are never rewritten: their hashes hold the parties' IDs. One that names an
// organisation which was merged into another is that one's to read, sign, deliver and
// be paid by, under the name that stands in it.

// party is the party that actor acts for, "" for none.
func (c *Contract) party(actor account.Actor) string { return actor.Among(c.Parties) }

// as is actor under the name that the contract has for them, for its history.
func (c *Contract) as(actor account.Actor) account.Actor {
	if party := c.party(actor); party != "" {
		actor.OrganizationID = party
	}
	return actor
}

// over reports whether nothing can happen under the contract any more.
func (c *Contract) over() bool {
	return c.Status == Completed || c.Status == Terminated || c.Status == Withdrawn
}

// carryMerged counts the contracts of an organisation that is merged into another, under
// any of its names, and brings the track records, which are of organisations as they are
// now, up to date.
func (s *Service) carryMerged(ctx context.Context, m *registry.Merger) error {
	var contracts, suppliers []string
	for _, name := range m.AbsorbedNames {
		query := store.Query{Where: store.Contains{Field: "parties", Value: name}, Sort: []string{"-createdAt"}}
		err := s.contracts.Each(ctx, query, func(c *Contract) error {
			if !slices.Contains(contracts, c.ID) {
				contracts, suppliers = append(contracts, c.ID), append(suppliers, c.SupplierIDs...)
				c.forbidMerge(m)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	m.Count("contracts", len(contracts))
	if m.DryRun {
		return nil
	}
	err := s.records.Delete(ctx, m.Absorbed.ID)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	for _, id := range m.RenamedAll(suppliers) {
		if id == m.Kept.ID {
			continue
		}
		err := s.changeRecord(ctx, id, func(r *trackRecord) {
			r.Buyers = m.RenamedAll(r.Buyers)
			slices.Sort(r.Buyers)
		})
		if err != nil {
			return err
		}
	}
	if !m.Kept.Kind.Supplies() {
		return nil
	}
	_, err = s.rebuildRecord(ctx, m.Kept)
	return err
}

// forbidMerge notes where a merge would make one organisation of two parties of the
// contract: whichever of their names stand in it.
func (c *Contract) forbidMerge(m *registry.Merger) {
	if !slices.ContainsFunc(c.Parties, func(id string) bool { return slices.Contains(m.KeptNames, id) }) {
		return
	}
	between := m.Renamed(c.BuyerID) == m.Kept.ID
	m.Forbid(between && c.Status != Withdrawn, "contract-between", textMergeBetween.With(c.Number))
	m.Forbid(!between && !c.over(), "contract-shared", textMergeShared.With(c.Number))
}

// refuseUnapproval stands against taking back the approval of a party to a contract.
func (s *Service) refuseUnapproval(ctx context.Context, change registry.Change) error {
	if !change.Unapproved() {
		return nil
	}
	contracts, err := s.contracts.Count(ctx, store.Contains{Field: "parties", Value: change.Organization.ID})
	if err == nil && contracts > 0 {
		return registry.ErrActedOn
	}
	return err
}
