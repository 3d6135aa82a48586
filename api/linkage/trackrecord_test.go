package linkage_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lienket/api/account"
	"lienket/api/fault"
	"lienket/api/linkage"
	"lienket/api/measure"
	"lienket/api/sourcing"
)

// history plays contracts over months, past the life of any session.
type history struct {
	*stage
	buys, sells account.Actor
}

func newHistory(t *testing.T) *history {
	s := newStage(t)
	s.seller.Capacity(s.product, "tan", 10, 10, 10, 10, 10)
	return &history{s, s.buyer.Actor(), s.seller.Actor()}
}

func (h *history) trackRecord() sourcing.TrackRecord {
	h.T.Helper()
	record, err := h.Sourcing.TrackRecord(h.T.Context(), h.seller.OrganizationID)
	require.NoError(h.T, err)
	return record
}

// conclude makes a contract of thousandths of a tonne in each of the months.
func (h *history) conclude(amount measure.Amount, months ...measure.Month) string {
	h.T.Helper()
	line := linkage.DraftLine{ProductID: h.product, Unit: "tan", UnitPrice: 50_000_000}
	for _, month := range months {
		line.Months = append(line.Months, measure.MonthAmount{Month: month, Amount: amount})
	}
	contract, err := h.Linkage.Draw(h.T.Context(), h.buys, linkage.DraftContract{BuyerID: h.buys.OrganizationID, Form: "form-3",
		Lines: []linkage.DraftLine{line}, StartDate: "2026-11-23", EndDate: "2027-12-31"})
	require.NoError(h.T, err)
	h.move(h.buys, contract.ID, linkage.Propose)
	h.move(h.buys, contract.ID, linkage.Sign)
	h.move(h.sells, contract.ID, linkage.Sign)
	return contract.ID
}

func (h *history) move(actor account.Actor, contract string, event linkage.Event) {
	h.T.Helper()
	_, err := h.Linkage.Move(h.T.Context(), actor, contract, 0, linkage.Move{Event: event, Kind: "mutual", Reason: "đổi kế hoạch"})
	require.NoError(h.T, err)
}

// deliver announces a delivery made today; false where the contract holds no such.
func (h *history) deliver(contract string, month measure.Month, amount measure.Amount) (string, bool) {
	h.T.Helper()
	delivery, err := h.Linkage.Deliver(h.T.Context(), h.sells, contract, linkage.NewDelivery{LineID: h.get(contract).Lines[0].ID,
		Month: month, Amount: amount, DeliveredAt: measure.DateOf(h.Clock.Now())})
	if fault.Is(err, fault.InvalidInput) {
		return "", false
	}
	require.NoError(h.T, err)
	return delivery.ID, true
}

func (h *history) accept(delivery string, accepted, rejected measure.Amount) {
	h.T.Helper()
	_, err := h.Linkage.Accept(h.T.Context(), h.buys, delivery, 0, linkage.Acceptance{Accepted: accepted, Rejected: rejected, Reason: "ẩm"})
	require.NoError(h.T, err)
}

// TestATrackRecordCountsWhatCameOnTime: 1 t in each of three months.
func TestATrackRecordCountsWhatCameOnTime(t *testing.T) {
	h := newHistory(t)
	require.Equal(t, sourcing.TrackRecord{}, h.trackRecord())
	contract := h.conclude(1000, "2027-01", "2027-02", "2027-03")
	require.Equal(t, sourcing.TrackRecord{Contracts: 1, Buyers: 1}, h.trackRecord(), "nothing is due yet")

	january, _ := h.deliver(contract, "2027-01", 1000) // ahead of time
	h.Clock.Add(90 * 24 * time.Hour)                   // 21/2/2027
	require.Equal(t, sourcing.TrackRecord{Contracts: 1, Buyers: 1, Due: 1}, h.trackRecord(), "what waits for acceptance does not count")
	h.accept(january, 750, 250)
	require.EqualValues(t, 750, h.trackRecord().OnTime, "what was rejected does not count")
	late, _ := h.deliver(contract, "2027-01", 200)
	h.accept(late, 200, 0)
	require.EqualValues(t, 750, h.trackRecord().OnTime, "what came after its month does not count")
	february, _ := h.deliver(contract, "2027-02", 1000)
	h.accept(february, 1000, 0)

	h.Clock.Add(60 * 24 * time.Hour) // 22/4/2027
	record := h.trackRecord()
	require.Equal(t, sourcing.TrackRecord{Contracts: 1, Buyers: 1, Due: 3, OnTime: 1750}, record)
	require.InDelta(t, (1.75+4)/(3+5), record.Reliability(), 1e-12)
	require.InDelta(t, 5.0/8, record.Newness(), 1e-12)

	// What an ended contract leaves open in the month of its end or later falls away.
	ended := h.conclude(1000, "2027-04", "2027-05")
	april, _ := h.deliver(ended, "2027-04", 1000)
	h.accept(april, 1000, 0)
	h.move(h.buys, ended, linkage.Terminate)
	h.Clock.Add(60 * 24 * time.Hour)
	require.Equal(t, sourcing.TrackRecord{Contracts: 2, Buyers: 1, Due: 4, OnTime: 2750}, h.trackRecord())
}

// TestTrackRecordsEqualRecomputation after whatever happens in whatever order, and
// a rebuild makes them where they are missing.
func TestTrackRecordsEqualRecomputation(t *testing.T) {
	h := newHistory(t)
	for seed := range uint64(4) {
		dice := rand.New(rand.NewPCG(seed, 9))
		var running, deliveries []string
		for step := range 30 {
			switch dice.IntN(6) {
			case 0:
				running = append(running, h.conclude(10, "2027-01", "2027-02", "2027-03"))
			case 1, 2:
				if len(running) > 0 {
					month := measure.Month("2027-01").Add(dice.IntN(3))
					if id, made := h.deliver(running[dice.IntN(len(running))], month, 5); made {
						deliveries = append(deliveries, id)
					}
				}
			case 3, 4:
				if len(deliveries) > 0 {
					accepted := measure.Amount(dice.IntN(6))
					h.accept(deliveries[0], accepted, 5-accepted)
					deliveries = deliveries[1:]
				}
			case 5:
				h.Clock.Add(time.Duration(dice.IntN(8)) * 24 * time.Hour)
				if len(running) > 1 {
					h.move(h.sells, running[0], []linkage.Event{linkage.Terminate, linkage.Complete}[step%2])
					running = running[1:]
				}
			}
			repaired, err := h.Linkage.RebuildRecords(t.Context())
			require.NoError(t, err)
			require.Zero(t, repaired, "seed %d step %d", seed, step)
		}
	}
	want := h.trackRecord()
	require.Positive(t, want.Due)
	require.Positive(t, want.OnTime)
	require.NoError(t, linkage.ForgetTrackRecords(t.Context(), h.Linkage))
	require.Zero(t, h.trackRecord().Contracts)
	repaired, err := h.Linkage.RebuildRecords(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, repaired)
	require.Equal(t, want, h.trackRecord())
}
