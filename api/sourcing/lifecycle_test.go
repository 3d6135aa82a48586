package sourcing_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lienket/api/account"
	"lienket/api/app/apptest"
	"lienket/api/fault"
	"lienket/api/sourcing"
	"lienket/api/store"
)

// fill says how much of a demand is awarded.
type fill int

const (
	none fill = iota
	part
	whole
)

// demandMoves is the table as the product has it: what each event makes of a
// demand by its buyer, in each state and with that much awarded once it has
// happened. What is absent is refused.
var demandMoves = map[sourcing.DemandStatus]map[sourcing.DemandEvent]map[fill]sourcing.DemandStatus{
	sourcing.DemandDraft: {
		sourcing.EditDemand:    {none: sourcing.DemandDraft},
		sourcing.PublishDemand: {none: sourcing.DemandOpen},
		sourcing.CancelDemand:  {none: sourcing.DemandCancelled},
	},
	sourcing.DemandOpen: {
		sourcing.EditDemand:   {none: sourcing.DemandOpen, part: sourcing.DemandOpen},
		sourcing.AwardDemand:  {part: sourcing.DemandOpen, whole: sourcing.DemandAwarded},
		sourcing.CloseDemand:  {none: sourcing.DemandClosed, part: sourcing.DemandAwarded},
		sourcing.CancelDemand: {none: sourcing.DemandCancelled},
	},
	sourcing.DemandExpired: {
		sourcing.EditDemand:  {none: sourcing.DemandOpen},
		sourcing.AwardDemand: {part: sourcing.DemandAwarded, whole: sourcing.DemandAwarded},
		sourcing.CloseDemand: {none: sourcing.DemandClosed},
	},
	sourcing.DemandAwarded: {
		sourcing.AwardDemand: {part: sourcing.DemandAwarded, whole: sourcing.DemandAwarded},
	},
}

// reach makes a demand of 5 t and 3 t in that state, with that much awarded, and
// two quotes that wait: one of 1 t, one that would fill what remains.
func (k *talk) reach(actor account.Actor, status sourcing.DemandStatus, awarded fill) (id string, little, rest string) {
	k.T.Helper()
	id = k.buyer.Post("/demands", wanted(nil)).Want(http.StatusCreated).ID()
	quote := func(amounts ...float64) string {
		return k.seller.Post("/demands/"+id+"/quotes", k.offer(object{"validUntil": "2027-03-01", "lines": []object{
			{"productId": k.product, "unitPrice": 70_000, "months": apptest.Months(amounts...)}}})).Want(http.StatusCreated).ID()
	}
	if status == sourcing.DemandDraft {
		return id, "", ""
	}
	k.buyer.Post("/demands/"+id+"/publish", nil).Want(http.StatusOK)
	little = quote(1)
	switch awarded {
	case part:
		k.buyer.Post("/quotes/"+quote(2)+"/accept", nil).Want(http.StatusOK)
		rest = quote(3, 3)
	case whole:
		rest = quote(1)
		k.buyer.Post("/quotes/"+quote(5, 3)+"/accept", nil).Want(http.StatusOK)
	default:
		rest = quote(5, 3)
	}
	switch {
	case status == sourcing.DemandClosed, status == sourcing.DemandAwarded && awarded == part:
		if status == sourcing.DemandAwarded { // by the clock: what ends it by hand turns the rest down
			k.pass(20)
			break
		}
		_, err := k.Sourcing.Close(k.T.Context(), actor, id, 0)
		require.NoError(k.T, err)
	case status == sourcing.DemandCancelled:
		_, err := k.Sourcing.Cancel(k.T.Context(), actor, id, 0, "mistake", "")
		require.NoError(k.T, err)
	case status == sourcing.DemandExpired:
		k.pass(20)
	}
	return id, little, rest
}

// pass sets the clock to a day of December, noon.
func (k *talk) pass(day int) {
	k.Clock.Add(time.Date(2026, 12, day, 17, 0, 0, 0, time.UTC).Sub(k.Clock.Now()))
}

func (k *talk) status(id string) sourcing.DemandStatus {
	k.T.Helper()
	demand, err := k.Sourcing.Demand(k.T.Context(), account.System, id)
	require.NoError(k.T, err)
	return demand.StatusAt(k.Sourcing.Now())
}

func (k *talk) do(actor account.Actor, id string, event sourcing.DemandEvent, quote string) error {
	var err error
	ctx := k.T.Context()
	switch event {
	case sourcing.PublishDemand:
		_, err = k.Sourcing.Open(ctx, actor, id, 0)
	case sourcing.EditDemand:
		_, err = k.Sourcing.ReviseDemand(ctx, actor, id, 0, func(n *sourcing.NewDemand) { n.ClosesAt = store.At(n.ClosesAt.AddDate(0, 0, 30)) })
	case sourcing.AwardDemand:
		_, err = k.Sourcing.Award(ctx, actor, id, 0, sourcing.Awarding{Quotes: []sourcing.AwardedQuote{{QuoteID: quote}}, AllowOver: true})
	case sourcing.CloseDemand:
		_, err = k.Sourcing.Close(ctx, actor, id, 0)
	case sourcing.CancelDemand:
		_, err = k.Sourcing.Cancel(ctx, actor, id, 0, "mistake", "")
	}
	return err
}

// TestTheDemandTableWholly tries every event of people in every state, with
// nothing, a part and all of it awarded, as everybody.
func TestTheDemandTableWholly(t *testing.T) {
	for _, from := range sourcing.DemandStatuses {
		fills := []fill{none}
		switch from {
		case sourcing.DemandOpen:
			fills = []fill{none, part}
		case sourcing.DemandAwarded:
			fills = []fill{part, whole}
		}
		for _, awarded := range fills {
			t.Run(string(from)+map[fill]string{none: "", part: ", a part awarded", whole: ", all awarded"}[awarded], func(t *testing.T) {
				k := newTalk(t)
				officer, far, other := k.Staff("19").Actor(), k.Staff("01").Actor(), k.Verified("enterprise", "Công ty Khác", "01849").Actor()
				buyer, supplier := k.buyer.Actor(), k.seller.Actor()
				for _, event := range sourcing.DemandEvents {
					if event == sourcing.AgreeDemand || event == sourcing.ExpireDemand {
						continue // a supplier's, and the clock's
					}
					for _, after := range []fill{none, part, whole} {
						if event == sourcing.AwardDemand && (after == none || from == sourcing.DemandAwarded && after == part && awarded == whole) || event != sourcing.AwardDemand && after != awarded {
							continue // not to be reached
						}
						k.Clock.Add(apptest.Start.Sub(k.Clock.Now()))
						id, little, rest := k.reach(buyer, from, awarded)
						quote := little
						if after == whole {
							quote = rest
						}
						require.Equal(t, from, k.status(id))
						to, allowed := demandMoves[from][event][after]
						for name, actor := range map[string]account.Actor{"other": other, "far": far, "visitor": {}, "supplier": supplier} {
							require.Error(t, k.do(actor, id, event, quote), name)
						}
						if event == sourcing.AwardDemand {
							require.Error(t, k.do(officer, id, event, quote), "an officer buys nothing")
						}
						require.Equal(t, from, k.status(id), "a refusal changes nothing")
						demand, err := k.Sourcing.Demand(t.Context(), buyer, id)
						require.NoError(t, err)
						if event != sourcing.AwardDemand {
							require.Equal(t, allowed, contains(demand.Next(buyer, k.Sourcing.Now()), event), "%s is offered on the page", event)
							require.Empty(t, demand.Next(other, k.Sourcing.Now()))
						}
						err = k.do(buyer, id, event, quote)
						if !allowed {
							require.Contains(t, []fault.Code{fault.StateForbids, fault.InvalidInput}, fault.CodeOf(err), "%s: %v", event, err)
							require.Equal(t, from, k.status(id))
							continue
						}
						require.NoError(t, err, "%s", event)
						require.Equal(t, to, k.status(id), "%s", event)
					}
				}
			})
		}
	}
}

func contains(events []sourcing.DemandEvent, event sourcing.DemandEvent) bool {
	for _, e := range events {
		if e == event {
			return true
		}
	}
	return false
}

func TestADemandIsCancelledWithAReason(t *testing.T) {
	k := newTalk(t)
	path := "/demands/" + k.demand + "/cancel"
	k.buyer.Post(path, object{"reason": "whim"}).Problem(http.StatusUnprocessableEntity, "invalid_input")
	require.Equal(t, []string{"note"}, k.buyer.Post(path, object{"reason": "other", "note": " "}).Problem(http.StatusUnprocessableEntity, "invalid_input"))
	id := k.quote()
	cancelled := k.buyer.Post(path, object{"reason": "bought-elsewhere", "note": "Đã có hàng"}).Want(http.StatusOK).Fields()
	require.Equal(t, "cancelled", cancelled["status"])
	require.Equal(t, "bought-elsewhere", cancelled["cancellation"].(map[string]any)["reason"])
	k.buyer.Post("/quotes/"+id+"/accept", nil).Problem(http.StatusConflict, "state_forbids")
	k.seller.Post("/demands/"+k.demand+"/quotes", k.offer(nil)).Problem(http.StatusConflict, "state_forbids")
	require.Contains(t, told(k.seller), "đã bị hủy: đã mua nơi khác")
	require.Empty(t, k.Visitor().Get("/demands").Want(http.StatusOK).Fields()["items"])
	require.Len(t, k.Visitor().Get("/demands?status=cancelled").Want(http.StatusOK).Fields()["items"], 1)
}

// told are the texts of all notices in somebody's box, one a line.
func told(c *apptest.Client) string {
	c.T.Helper()
	var box struct{ Items []struct{ Text string } }
	c.Get("/notices?limit=100").Want(http.StatusOK).JSON(&box)
	all := ""
	for _, n := range box.Items {
		all += n.Text + "\n"
	}
	return all
}

func TestOfAnOpenDemandOnlyTimeAndWordsChange(t *testing.T) {
	k := newTalk(t)
	k.quote()
	path := "/demands/" + k.demand
	for _, change := range []object{{"title": "Khác"}, {"months": apptest.Months(1)}, {"priceCeiling": 1}, {"visibility": "invited"}, {"minStars": 3, "closesAt": "2026-12-30"}} {
		k.buyer.Patch(path, change).Problem(http.StatusConflict, "state_forbids")
	}
	require.Equal(t, []string{"closesAt"}, k.buyer.Patch(path, object{"closesAt": "2026-12-19"}).Problem(http.StatusUnprocessableEntity, "invalid_input"))
	k.seller.Patch(path, object{"closesAt": "2026-12-30"}).Problem(http.StatusForbidden, "forbidden")
	changed := k.buyer.Patch(path, object{"closesAt": "2026-12-30", "description": "Nhận thêm hàng xá"}).Want(http.StatusOK).Fields()
	require.Equal(t, "2026-12-30T16:59:59.999Z", changed["closesAt"])
	require.Equal(t, "Nhận thêm hàng xá", changed["description"])
	require.Contains(t, told(k.seller), "nhận báo giá đến 30/12/2026")

	// One that has expired without an award opens again.
	actor := k.buyer.Actor()
	k.pass(31)
	require.Equal(t, sourcing.DemandExpired, k.status(k.demand))
	require.NoError(t, k.do(actor, k.demand, sourcing.EditDemand, ""))
	require.Equal(t, sourcing.DemandOpen, k.status(k.demand))
}
