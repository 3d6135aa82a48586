package promotion_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lienket/api/account"
	"lienket/api/app/apptest"
	"lienket/api/fault"
	contracts "lienket/api/linkage"
	"lienket/api/measure"
	"lienket/api/promotion"
	"lienket/api/store"
)

// market is buyers and sellers who trade at random.
type market struct {
	*apptest.App
	t        *testing.T
	random   *rand.Rand
	buyers   []account.Actor
	sellers  []account.Actor
	products []string // three of each seller
	ids      []string // of contracts
}

func newMarket(t *testing.T, seed uint64) *market {
	m := &market{App: apptest.New(t), t: t, random: rand.New(rand.NewPCG(seed, 1))}
	for range 2 {
		m.buyers = append(m.buyers, m.Verified("enterprise", "Công ty", "01843").Actor())
	}
	for i, area := range []string{"01840", "01849", "01843"} {
		seller := m.Verified("cooperative", "HTX", area)
		for j, unit := range []string{"kg", "tan", "hop"} {
			product := seller.Offer("Sản phẩm", object{"unit": unit, "group": []string{"thuc-pham", "do-uong", "duoc-lieu"}[(i+j)%3]})
			seller.Capacity(product, unit, 500, 500, 500)
			if (i+j)%2 == 0 {
				seller.Certify(product, "OCOP-"+product, "2026-01-01", float64(50+20*j))
			}
			m.products = append(m.products, product)
		}
		m.sellers = append(m.sellers, seller.Actor())
	}
	return m
}

func (m *market) one(of []string) string { return of[m.random.IntN(len(of))] }

// step does one thing at random; refusals are part of the game, accidents not.
func (m *market) step() {
	ctx := m.t.Context()
	if len(m.ids) < 3 || m.random.IntN(12) == 0 {
		m.draw()
		return
	}
	id := m.one(m.ids)
	contract, err := m.Linkage.Contract(ctx, account.System, id)
	require.NoError(m.t, err)
	party := m.actor(m.one(contract.Parties))
	switch m.random.IntN(6) {
	case 0, 1, 2:
		event := contracts.Events[m.random.IntN(len(contracts.Events))]
		if next := contract.Next(party); len(next) > 0 && m.random.IntN(4) > 0 {
			event = next[m.random.IntN(len(next))]
		}
		back := []contracts.Event{contracts.Revise, contracts.Withdraw, contracts.Terminate, contracts.Complete, contracts.Suspend}
		if slices.Contains(back, event) && m.random.IntN(6) > 0 {
			event = contracts.Sign
		}
		_, err = m.Linkage.Move(ctx, party, id, 0, contracts.Move{Event: event, Kind: "mutual", Reason: "Thử"})
	case 3:
		line := contract.Lines[m.random.IntN(len(contract.Lines))]
		_, err = m.Linkage.Deliver(ctx, m.actor(line.OrganizationID), id, contracts.NewDelivery{LineID: line.ID,
			Month: line.Months[0].Month, Amount: measure.Amount(1 + m.random.Int64N(30_000)), DeliveredAt: measure.DateOf(m.Clock.Now())})
	case 4:
		err = m.accept(contract)
	case 5:
		_, err = m.Linkage.Pay(ctx, m.actor(contract.BuyerID), id, contracts.NewPayment{OrganizationID: m.one(contract.SupplierIDs),
			Amount: 1 + m.random.Int64N(1_000_000), PaidAt: measure.DateOf(m.Clock.Now().AddDate(0, -m.random.IntN(2), 0))})
	}
	m.refusal(err)
}

func (m *market) draw() {
	var lines []contracts.DraftLine
	for range 1 + m.random.IntN(4) {
		lines = append(lines, contracts.DraftLine{ProductID: m.one(m.products), UnitPrice: 1 + m.random.Int64N(99_999),
			Months: []measure.MonthAmount{
				{Month: "2027-01", Amount: measure.Amount(1 + m.random.Int64N(60_000))},
				{Month: "2027-03", Amount: measure.Amount(1 + m.random.Int64N(60_000))}}})
	}
	buyer := m.buyers[m.random.IntN(len(m.buyers))]
	contract, err := m.Linkage.Draw(m.t.Context(), buyer, contracts.DraftContract{BuyerID: buyer.OrganizationID, Lines: lines,
		Form: contracts.Forms[m.random.IntN(7)], StartDate: "2026-11-01", EndDate: "2029-12-31"})
	require.NoError(m.t, err)
	m.ids = append(m.ids, contract.ID)
	if m.random.IntN(3) == 0 {
		return
	}
	_, err = m.Linkage.Move(m.t.Context(), buyer, contract.ID, 0, contracts.Move{Event: contracts.Propose})
	require.NoError(m.t, err)
	for _, party := range contract.Parties {
		_, err = m.Linkage.Move(m.t.Context(), m.actor(party), contract.ID, 0, contracts.Move{Event: contracts.Sign})
		m.refusal(err) // for want of capacity
	}
}

func (m *market) accept(contract *contracts.Contract) error {
	page, err := m.Linkage.Deliveries(m.t.Context(), account.System, contract.ID, "", 100)
	require.NoError(m.t, err)
	if len(page.Items) == 0 {
		return nil
	}
	delivery := page.Items[m.random.IntN(len(page.Items))]
	accepted := measure.Amount(m.random.Int64N(int64(delivery.Amount) + 1))
	_, err = m.Linkage.Accept(m.t.Context(), m.actor(contract.BuyerID), delivery.ID, 0,
		contracts.Acceptance{Accepted: accepted, Rejected: delivery.Amount - accepted, Reason: "Thử"})
	return err
}

func (m *market) actor(organizationID string) account.Actor {
	all := slices.Concat(m.buyers, m.sellers)
	return all[slices.IndexFunc(all, func(a account.Actor) bool { return a.OrganizationID == organizationID })]
}

func (m *market) refusal(err error) {
	if err != nil {
		require.NotContains(m.t, []fault.Code{"", fault.Internal, fault.Unavailable}, fault.CodeOf(err), "%v", err)
	}
}

// TestRollupsEqualRecomputation is the fourth promise, over random trade.
func TestRollupsEqualRecomputation(t *testing.T) {
	for _, seed := range []uint64{1, 2, 3} {
		m := newMarket(t, seed)
		for i := range 400 {
			m.step()
			if i%50 == 49 {
				m.Clock.Add(time.Duration(m.random.IntN(40*24)) * time.Hour)
				_, err := m.Linkage.StartDue(t.Context())
				require.NoError(t, err)
			}
			if i%100 == 99 {
				differences, err := m.Promotion.Audit(t.Context())
				require.NoError(t, err)
				require.Empty(t, differences, "seed %d, step %d", seed, i)
			}
		}
		m.checkTotals()
	}
}

// checkTotals holds the metrics against a plain sum over the contracts.
func (m *market) checkTotals() {
	var want promotion.Figures
	for _, id := range m.ids {
		contract, err := m.Linkage.Contract(m.t.Context(), account.System, id)
		require.NoError(m.t, err)
		if contract.SignedAt.IsZero() {
			continue
		}
		want.ContractsSigned++
		want.SignedValue += contract.Value
		want.PlannedValue += contract.Value
	}
	require.Greater(m.t, want.ContractsSigned, int64(5), "the trade is lively")
	for _, dimension := range promotion.Dimensions {
		metrics, err := m.Promotion.Linkage(m.t.Context(), account.System, promotion.MetricsQuery{From: "2026-01", To: "2035-12", GroupBy: dimension})
		require.NoError(m.t, err)
		require.Equal(m.t, want.ContractsSigned, metrics.Total.ContractsSigned, dimension)
		require.Equal(m.t, want.SignedValue, metrics.Total.SignedValue, dimension)
		require.Equal(m.t, want.PlannedValue, metrics.Total.PlannedValue, dimension)
		require.LessOrEqual(m.t, metrics.Total.AcceptedValue, metrics.Total.DeliveredValue+int64(len(m.ids)), dimension)
	}
}

// TestRebuildRepairs tampers with what is stored in every way.
func TestRebuildRepairs(t *testing.T) {
	m := newMarket(t, 4)
	ctx := t.Context()
	for range 200 {
		m.step()
	}
	rollups, err := store.Open[promotion.Rollup](ctx, m.DB, promotion.RollupSchema, m.Clock.Now)
	require.NoError(t, err)
	tallies, err := store.Open[promotion.Tally](ctx, m.DB, promotion.TallySchema, m.Clock.Now)
	require.NoError(t, err)
	some, err := rollups.Find(ctx, store.Query{Limit: 4})
	require.NoError(t, err)
	require.Len(t, some.Items, 4)
	counted, err := tallies.Find(ctx, store.Query{Limit: 3})
	require.NoError(t, err)
	require.Len(t, counted.Items, 3)
	before, err := m.Promotion.Linkage(ctx, account.System, promotion.MetricsQuery{From: "2026-01", To: "2030-12"})
	require.NoError(t, err)

	change := func(i int, how func(*promotion.Rollup)) {
		_, err := rollups.Update(ctx, some.Items[i].ID, func(r *promotion.Rollup) error { how(r); return nil })
		require.NoError(t, err)
	}
	change(0, func(r *promotion.Rollup) { r.SignedValue += 1000 })
	change(1, func(r *promotion.Rollup) { r.Month = r.Month.Add(1) })
	change(2, func(r *promotion.Rollup) { r.Areas = r.Areas[:1] })
	require.NoError(t, rollups.Delete(ctx, some.Items[3].ID))
	require.NoError(t, rollups.Insert(ctx, &promotion.Rollup{Meta: store.Meta{ID: "false"}, Month: "2026-11", PaidValue: 5}))
	_, err = tallies.Update(ctx, counted.Items[0].ID, func(tally *promotion.Tally) error { tally.Counts[0].Contracts++; return nil })
	require.NoError(t, err)
	require.NoError(t, tallies.Delete(ctx, counted.Items[1].ID))
	require.NoError(t, tallies.Insert(ctx, &promotion.Tally{Meta: store.Meta{ID: "false"}, Month: "2026-11",
		Counts: []promotion.Count{{By: "month", Key: "2026-11", Contracts: 9}}}))

	found, err := m.Promotion.Audit(ctx)
	require.NoError(t, err)
	require.Len(t, found, 8)
	repaired, err := m.Promotion.Rebuild(ctx)
	require.NoError(t, err)
	require.Len(t, repaired, 8)
	left, err := m.Promotion.Audit(ctx)
	require.NoError(t, err)
	require.Empty(t, left)
	after, err := m.Promotion.Linkage(ctx, account.System, promotion.MetricsQuery{From: "2026-01", To: "2030-12"})
	require.NoError(t, err)
	require.Equal(t, before, after)
}
