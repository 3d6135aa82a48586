package seed_test

import (
	"context"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/account"
	"lienket/api/linkage"
	"lienket/api/promotion"
	"lienket/api/sourcing"
	"lienket/seed"
)

func (f *fixture) testDemands(t *testing.T) {
	ctx := context.Background()
	counts, quotes, invited := map[sourcing.DemandStatus]int{}, map[sourcing.QuoteStatus]int{}, 0
	for _, status := range sourcing.DemandStatuses {
		for _, o := range f.organizations(t) {
			page, err := f.Sourcing.Demands(ctx, account.System, sourcing.DemandFilter{OrganizationID: o.ID, Status: status, Limit: 1000})
			require.NoError(t, err)
			counts[status] += len(page.Items)
			for _, demand := range page.Items {
				received, err := f.Sourcing.Quotes(ctx, account.System, demand.ID, "", 100)
				require.NoError(t, err)
				for _, quote := range received.Items {
					quotes[quote.Status]++
				}
				if demand.Visibility == sourcing.InvitedOnly {
					invited++
					require.NotEmpty(t, demand.Invited)
				}
				if status == sourcing.DemandOpen {
					require.Greater(t, demand.Months[len(demand.Months)-1].Month, "2026-11", demand.Title)
				}
			}
		}
	}
	require.Equal(t, map[sourcing.DemandStatus]int{
		sourcing.DemandDraft: 11, sourcing.DemandOpen: 38, sourcing.DemandAwarded: 55,
		sourcing.DemandClosed: 4, sourcing.DemandCancelled: 4, sourcing.DemandExpired: 8}, counts)
	require.Greater(t, invited, 3)
	for _, status := range []sourcing.QuoteStatus{sourcing.QuoteSubmitted, sourcing.QuoteCountered, sourcing.QuoteAccepted, sourcing.QuoteDeclined, sourcing.QuoteWithdrawn} {
		require.Greater(t, quotes[status], 5, status)
	}
}

func (f *fixture) testJoint(t *testing.T) {
	ctx, buyer, supplier := context.Background(), f.actor(t, seed.EnterpriseEmail), f.actor(t, seed.CooperativeEmail)
	page, err := f.Sourcing.JointQuotes(ctx, buyer, "", "", 100)
	require.NoError(t, err)
	byStatus := map[sourcing.JointStatus]sourcing.JointView{}
	for _, j := range page.Items {
		byStatus[j.Status] = j
		require.NotEmpty(t, j.LeadID)
		require.False(t, j.Status != sourcing.JointAccepted && j.Lapsed(f.Sourcing.Now()))
	}
	require.Len(t, page.Items, 3)
	require.Len(t, byStatus, 3)
	parts := map[sourcing.PartStatus]int{}
	for _, part := range byStatus[sourcing.JointInviting].Parts {
		parts[part.Status]++
		require.Equal(t, part.OrganizationID == supplier.OrganizationID, part.Status == sourcing.PartInvited, "it waits for the demo account's")
	}
	require.Equal(t, map[sourcing.PartStatus]int{sourcing.PartInvited: 1, sourcing.PartConfirmed: 1, sourcing.PartChanged: 1, sourcing.PartDeclined: 1}, parts)
	require.Equal(t, supplier.OrganizationID, byStatus[sourcing.JointOffered].LeadID)
	made := 0
	for _, c := range f.contracts(t) {
		if c.JointQuoteID != "" {
			made++
			require.Equal(t, byStatus[sourcing.JointAccepted].ID, c.JointQuoteID)
			require.Equal(t, linkage.Signed, c.Status)
			require.Len(t, c.SupplierIDs, 4)
		}
	}
	require.Equal(t, 1, made)
}

func (f *fixture) contracts(t *testing.T) []linkage.Contract {
	t.Helper()
	page, err := f.Linkage.Contracts(context.Background(), account.System, linkage.ContractFilter{Limit: 1000})
	require.NoError(t, err)
	require.Empty(t, page.Next)
	return page.Items
}

func (f *fixture) testContracts(t *testing.T) {
	counts, joint := map[string]int{}, 0
	for _, c := range f.contracts(t) {
		kind := string(c.Status)
		if c.Ending != nil {
			kind += " " + c.Ending.Kind
		}
		counts[kind]++
		if len(c.SupplierIDs) > 1 {
			joint++
		}
		history, err := f.Linkage.History(context.Background(), account.System, c.ID)
		require.NoError(t, err)
		require.True(t, history.Verified, c.Number)
		require.True(t, c.CreatedAt.After(now.AddDate(-2, 0, 0)), c.Number)
		require.True(t, c.UpdatedAt.Before(now), c.Number)
		for i, entry := range history.Entries {
			require.True(t, i == 0 || !entry.At.Before(history.Entries[i-1].At.Time), c.Number)
		}
		require.Equal(t, slices.Contains([]linkage.Status{linkage.Draft, linkage.Proposed, linkage.Withdrawn}, c.Status), c.SignedAt.IsZero())
	}
	require.Equal(t, map[string]int{
		"draft": 12, "proposed": 18, "signed": 14, "active": 88, "suspended": 8, "completed": 118, "withdrawn": 14,
		"terminated mutual": 9, "terminated breach": 8, "terminated withdrawal": 6, "terminated force-majeure": 5,
	}, counts)
	require.Greater(t, joint, 15)
}

func (f *fixture) testDeliveries(t *testing.T) {
	ctx := context.Background()
	var late, partly, wholly, waiting, payments, all int
	for _, c := range f.contracts(t) {
		page, err := f.Linkage.Deliveries(ctx, account.System, c.ID, "", 1000)
		require.NoError(t, err)
		for _, d := range page.Items {
			all++
			count(&late, d.DeliveredAt.Month() > d.Month)
			count(&partly, d.RejectedAmount > 0 && d.AcceptedAmount > 0)
			count(&wholly, d.Status == linkage.Disputed)
			count(&waiting, d.Status == linkage.Announced)
		}
		paid, err := f.Linkage.Payments(ctx, account.System, c.ID, "", 1000)
		require.NoError(t, err)
		payments += len(paid.Items)
	}
	require.Greater(t, all, 1000)
	require.Greater(t, late, all/20)
	require.Greater(t, partly, all/20)
	require.Greater(t, wholly, all/100)
	require.Positive(t, waiting)
	require.Greater(t, payments, all/2)
}

func count(counter *int, yes bool) {
	if yes {
		*counter++
	}
}

func (f *fixture) testEvents(t *testing.T) {
	page, err := f.Promotion.Events(context.Background(), "", "", 100)
	require.NoError(t, err)
	require.Len(t, page.Items, 19)
	kinds, upcoming := map[string]bool{}, 0
	for _, e := range page.Items {
		kinds[e.Kind] = true
		count(&upcoming, e.StartDate > "2026-11-23")
		require.Greater(t, len(e.Participants), 10, e.Name)
	}
	require.Len(t, kinds, len(promotion.EventKinds))
	require.Equal(t, 2, upcoming)
}
