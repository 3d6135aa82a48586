package sourcing_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lienket/api/account"
	"lienket/api/app/apptest"
	"lienket/api/fault"
	"lienket/api/measure"
	"lienket/api/sourcing"
)

// jointMoves is the table as the product has it, for who may cause each event.
var jointMoves = map[sourcing.JointStatus]map[sourcing.JointEvent]sourcing.JointStatus{
	sourcing.JointInviting: {sourcing.ConfirmPart: sourcing.JointInviting, sourcing.ChangePart: sourcing.JointInviting, sourcing.DropPart: sourcing.JointInviting,
		sourcing.FillJoint: sourcing.JointInviting, sourcing.RemindParts: sourcing.JointInviting,
		sourcing.OfferJoint: sourcing.JointOffered, sourcing.DeclineJoint: sourcing.JointDeclined, sourcing.WithdrawJoint: sourcing.JointWithdrawn},
	sourcing.JointOffered: {sourcing.DropPart: sourcing.JointInviting, sourcing.FillJoint: sourcing.JointInviting, sourcing.AcceptJoint: sourcing.JointAccepted,
		sourcing.DeclineJoint: sourcing.JointDeclined, sourcing.WithdrawJoint: sourcing.JointWithdrawn},
}

// TestTheJointTableWholly tries every event in every state, as everybody.
func TestTheJointTableWholly(t *testing.T) {
	c := newChoir(t)
	ctx := t.Context()
	three := c.Verified("cooperative", "HTX Ba", "01840")
	third := three.Offer("Miến dong loại ba", nil)
	fourth := c.Verified("cooperative", "HTX Bốn", "01840").Offer("Miến dong loại bốn", nil)
	buyer, union, supplier := c.buyer.Actor(), c.union.Actor(), c.one.Actor()
	rivals := map[string]account.Actor{"visitor": {}, "stranger": c.Verified("cooperative", "HTX Lạ", "01840").Actor(),
		"officer": c.Staff("19").Actor(), "far": c.Staff("01").Actor(), "admin": c.Staff("").Actor(), "system": account.System}
	who := map[sourcing.JointEvent][]account.Actor{
		sourcing.ConfirmPart: {supplier}, sourcing.ChangePart: {supplier}, sourcing.DropPart: {supplier}, sourcing.OfferJoint: {buyer, union},
		sourcing.FillJoint: {buyer}, sourcing.RemindParts: {buyer, union},
		sourcing.AcceptJoint: {buyer}, sourcing.DeclineJoint: {buyer}, sourcing.WithdrawJoint: {buyer, union}}
	move := func(actor account.Actor, id string, event sourcing.JointEvent) (*sourcing.JointView, error) {
		m := sourcing.JointMove{Event: event}
		if event == sourcing.ChangePart {
			m.Lines = []sourcing.OfferLine{{ProductID: c.first, UnitPrice: 50_000, Months: []measure.MonthAmount{{Month: "2027-01", Amount: 100}}}}
		}
		if event == sourcing.FillJoint {
			m.Lines = []sourcing.OfferLine{{ProductID: fourth, Months: []measure.MonthAmount{{Month: "2027-01", Amount: 100}}}}
		}
		return c.Sourcing.MoveJoint(ctx, actor, id, 0, m)
	}
	reach := func(status sourcing.JointStatus) string {
		c.demand = ask(c.buyer, nil)
		lines := append(c.lines(), object{"productId": third, "months": apptest.Months(0, 0)})
		lines[0]["months"], lines[2]["months"] = apptest.Months(1), apptest.Months(1)
		id := c.propose(object{"lead": c.union.OrganizationID, "lines": lines})
		steps := map[sourcing.JointStatus][]sourcing.JointEvent{sourcing.JointInviting: {}, sourcing.JointOffered: {sourcing.OfferJoint},
			sourcing.JointAccepted: {sourcing.OfferJoint, sourcing.AcceptJoint}, sourcing.JointDeclined: {sourcing.DeclineJoint}, sourcing.JointWithdrawn: {sourcing.WithdrawJoint}}
		c.two.Post("/joint-quotes/"+id+"/confirm", nil).Want(http.StatusOK)
		if status != sourcing.JointInviting {
			c.one.Post("/joint-quotes/"+id+"/confirm", nil).Want(http.StatusOK)
		}
		for _, event := range steps[status] {
			_, err := move(buyer, id, event)
			require.NoError(t, err)
		}
		return id
	}
	status := func(id string) sourcing.JointStatus {
		j, err := c.Sourcing.JointQuote(ctx, account.System, id)
		require.NoError(t, err)
		return j.Status
	}
	for _, from := range sourcing.JointStatuses {
		id := reach(from)
		for _, event := range sourcing.JointEvents {
			to, allowed := jointMoves[from][event]
			for name, actor := range rivals {
				_, err := move(actor, id, event)
				require.Error(t, err, "%s %s %s", name, event, from)
			}
			for _, actor := range []account.Actor{buyer, union, supplier} {
				j, err := c.Sourcing.JointQuote(ctx, actor, id)
				require.NoError(t, err)
				offered := strings.Contains(fmt.Sprint(j.Next(actor, c.Sourcing.Now())), string(event))
				may := false
				for _, one := range who[event] {
					may = may || one.UserID == actor.UserID && one.OrganizationID == actor.OrganizationID
				}
				full, err := c.Sourcing.JointQuote(ctx, account.System, id)
				require.NoError(t, err)
				require.Equal(t, allowed && may, full.Next(actor, c.Sourcing.Now()) != nil && strings.Contains(fmt.Sprint(full.Next(actor, c.Sourcing.Now())), string(event)), "%s %s", from, event)
				require.Equal(t, allowed && may, offered, "the view of %s offers %s", from, event)
				_, err = move(actor, id, event)
				switch {
				case allowed && may:
					require.NoError(t, err, "%s %s", from, event)
					require.Equal(t, to, status(id), "%s %s", from, event)
					id = reach(from)
				case allowed:
					require.Equal(t, fault.Forbidden, fault.CodeOf(err), "%s %s", from, event)
				default:
					require.Equal(t, fault.StateForbids, fault.CodeOf(err), "%s %s", from, event)
				}
			}
			require.Equal(t, from, status(id))
		}
	}
}

// TestWhatIsDeclinedIsPlannedAnew: others are asked for it, who have no part yet,
// and those who keep silent are reminded once a day.
func TestWhatIsDeclinedIsPlannedAnew(t *testing.T) {
	c := newChoir(t)
	id := c.buyer.Post("/demands/"+c.demand+"/joint-quotes", object{"validUntil": "2026-12-15", "lead": c.union.OrganizationID}).Want(http.StatusCreated).ID()
	fill := "/joint-quotes/" + id + "/fill"
	c.buyer.Post(fill, nil).Problem(http.StatusConflict, "state_forbids")
	remind := "/joint-quotes/" + id + "/remind"
	c.union.Post(remind, nil).Want(http.StatusOK)
	require.Contains(t, told(c.one), "Liên hiệp HTX nhắc đơn vị trả lời")
	c.buyer.Post(remind, nil).Problem(http.StatusConflict, "state_forbids")
	c.one.Post("/joint-quotes/"+id+"/confirm", nil).Want(http.StatusOK)
	c.two.Post("/joint-quotes/"+id+"/drop", object{"note": "Hết hàng"}).Want(http.StatusOK)
	require.Equal(t, "Hết hàng", c.get(c.union, id).Parts[1].Note, "the lead reads why")
	require.Equal(t, "offered", c.get(c.buyer, id).Status)
	c.buyer.Post(fill, nil).Problem(http.StatusConflict, "state_forbids")

	three := c.Verified("cooperative", "HTX Ba", "01840")
	third := three.Offer("Miến dong loại ba", object{"price": object{"min": 60_000, "max": 75_000}})
	three.Capacity(third, "tan", 1, 1)
	c.Indexed()
	c.union.Post(fill, nil).Problem(http.StatusForbidden, "forbidden")
	require.Equal(t, []string{"lines"}, c.buyer.Post(fill, object{"lines": []object{{"productId": c.first, "months": apptest.Months(1)}}}).
		Problem(http.StatusUnprocessableEntity, "invalid_input"), "who has a part changes it")
	c.buyer.Post(fill, nil).Want(http.StatusOK)
	j := c.get(c.buyer, id)
	require.Equal(t, "inviting", j.Status)
	require.Len(t, j.Parts, 3)
	require.Equal(t, third, j.Parts[2].Lines[0].ProductID)
	require.Equal(t, []monthAmount{{"2027-01", 4}, {"2027-02", 3}}, j.Total.Months, "3 t of the first, 1 of the third, nothing of who left")
	require.Contains(t, told(three), "mời đơn vị cùng báo giá")
	three.Post("/joint-quotes/"+id+"/confirm", nil).Want(http.StatusOK)
	c.buyer.Post("/joint-quotes/"+id+"/accept", nil).Want(http.StatusOK)

	// From now on matches and plans are for the rest.
	var plan struct {
		Coverage  float64
		Shortfall []monthAmount
		Lines     []struct {
			ProductID string
			Months    []monthAmount
		}
		Notes []struct{ Code string }
	}
	c.buyer.Get("/demands/" + c.demand + "/plan").Want(http.StatusOK).JSON(&plan)
	require.Empty(t, plan.Shortfall)
	require.EqualValues(t, 1, plan.Coverage)
	require.Len(t, plan.Lines, 1)
	require.Equal(t, []monthAmount{{"2027-01", 1}}, plan.Lines[0].Months)
	var matches struct {
		Items []struct{ Available []monthAmount }
	}
	c.buyer.Get("/demands/" + c.demand + "/matches").Want(http.StatusOK).JSON(&matches)
	require.Len(t, matches.Items, 3)
	require.Len(t, matches.Items[0].Available, 1, "of the month that is not full")
	whole := c.two.Post("/demands/"+c.demand+"/quotes", object{"validUntil": "2026-12-31", "lines": []object{
		{"productId": c.second, "unitPrice": 60_000, "months": apptest.Months(1)}}}).Want(http.StatusCreated).ID()
	c.buyer.Post("/quotes/"+whole+"/accept", nil).Want(http.StatusOK)
	c.buyer.Get("/demands/" + c.demand + "/plan").Want(http.StatusOK).JSON(&plan)
	require.Empty(t, plan.Lines)
	require.Equal(t, "all_awarded", plan.Notes[0].Code)
	require.Empty(t, c.buyer.Get("/demands/" + c.demand + "/matches").Want(http.StatusOK).Fields()["items"])
	require.Empty(t, c.buyer.Get("/demands/" + c.demand + "/plan/relaxations").Want(http.StatusOK).Fields()["items"])
}

func TestAJointQuoteLapses(t *testing.T) {
	c := newChoir(t)
	id := c.propose(nil)
	c.Indexed() // all that the worker tells of it is told
	buyer, one := c.buyer.Actor(), c.one.Actor()
	ctx := t.Context()
	c.Clock.Add(time.Date(2026, 12, 15, 12, 0, 0, 0, time.UTC).Sub(apptest.Start))
	count := func(actor account.Actor) int {
		page, err := c.Notices.Notices(ctx, actor, false, "", 100)
		require.NoError(t, err)
		return len(page.Items)
	}
	before := [2]int{count(buyer), count(one)}
	for range 2 {
		_, err := c.Sourcing.TellDeadlines(ctx)
		require.NoError(t, err)
	}
	require.Equal(t, [2]int{before[0] + 1, before[1] + 1}, [2]int{count(buyer), count(one)}, "a reminder")
	c.Clock.Add(5 * time.Hour)
	_, err := c.Sourcing.TellDeadlines(ctx)
	require.NoError(t, err)
	require.Equal(t, [2]int{before[0] + 2, before[1] + 2}, [2]int{count(buyer), count(one)}, "its end")
	_, err = c.Sourcing.MoveJoint(ctx, one, id, 0, sourcing.JointMove{Event: sourcing.ConfirmPart})
	require.Equal(t, fault.StateForbids, fault.CodeOf(err))
	_, err = c.Sourcing.MoveJoint(ctx, buyer, id, 0, sourcing.JointMove{Event: sourcing.WithdrawJoint})
	require.NoError(t, err)
}

// TestJointRacesEndInOneOutcome: the buyer accepts while a supplier leaves, and
// two suppliers reach for the same rest.
func TestJointRacesEndInOneOutcome(t *testing.T) {
	c := newChoir(t)
	buyer, one, two := c.buyer.Actor(), c.one.Actor(), c.two.Actor()
	ctx := t.Context()
	race := func(id string, first, second account.Actor, a, b sourcing.JointMove) (errs [2]error) {
		var group sync.WaitGroup
		group.Go(func() { _, errs[0] = c.Sourcing.MoveJoint(ctx, first, id, 0, a) })
		group.Go(func() { _, errs[1] = c.Sourcing.MoveJoint(ctx, second, id, 0, b) })
		group.Wait()
		return errs
	}
	for range 5 {
		c.demand = ask(c.buyer, nil)
		id := c.propose(nil)
		c.one.Post("/joint-quotes/"+id+"/confirm", nil).Want(http.StatusOK)
		c.two.Post("/joint-quotes/"+id+"/confirm", nil).Want(http.StatusOK)
		errs := race(id, buyer, two, sourcing.JointMove{Event: sourcing.AcceptJoint}, sourcing.JointMove{Event: sourcing.DropPart})
		require.True(t, (errs[0] == nil) != (errs[1] == nil), "%v", errs)
		demand, err := c.Sourcing.Demand(ctx, buyer, c.demand)
		require.NoError(t, err)
		require.Equal(t, errs[0] == nil, demand.Status == sourcing.DemandAwarded)
	}

	random := rand.New(rand.NewPCG(3, 5))
	for range 5 {
		c.demand = ask(c.buyer, nil)
		id := c.propose(object{"lines": []object{{"productId": c.first, "months": apptest.Months(1)}, {"productId": c.second, "months": apptest.Months(1)}}})
		change := func(product string) sourcing.JointMove {
			return sourcing.JointMove{Event: sourcing.ChangePart, Lines: []sourcing.OfferLine{{ProductID: product, UnitPrice: 50_000,
				Months: []measure.MonthAmount{{Month: "2027-01", Amount: measure.Amount(2600 + random.IntN(1400))}}}}}
		}
		errs := race(id, one, two, change(c.first), change(c.second))
		require.True(t, errs[0] == nil || errs[1] == nil)
		j, err := c.Sourcing.JointQuote(ctx, buyer, id)
		require.NoError(t, err)
		require.LessOrEqual(t, j.Total.Months[0].Amount, measure.Amount(5000))
	}
}
