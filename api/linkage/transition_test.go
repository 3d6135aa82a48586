package linkage_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lienket/api/account"
	"lienket/api/app/apptest"
	"lienket/api/fault"
	"lienket/api/linkage"
)

// moves is the table as the law and the design have it: what each event makes of
// each state by one party. What is absent is refused.
var moves = map[linkage.Status]map[linkage.Event]linkage.Status{
	linkage.Draft:     {linkage.Propose: linkage.Proposed, linkage.Withdraw: linkage.Withdrawn},
	linkage.Proposed:  {linkage.Revise: linkage.Draft, linkage.Sign: linkage.Proposed, linkage.Withdraw: linkage.Withdrawn},
	linkage.Signed:    {linkage.Terminate: linkage.Terminated},
	linkage.Active:    {linkage.Suspend: linkage.Suspended, linkage.Complete: linkage.Completed, linkage.Terminate: linkage.Terminated},
	linkage.Suspended: {linkage.Resume: linkage.Active, linkage.Terminate: linkage.Terminated},
}

func moveOf(event linkage.Event) linkage.Move {
	move := linkage.Move{Event: event}
	if event == linkage.Terminate {
		move.Kind = "breach"
	}
	if event == linkage.Terminate || event == linkage.Suspend {
		move.Reason = "Giao chậm"
	}
	return move
}

// TestTheTransitionTableWholly tries every event in every state, as everybody.
func TestTheTransitionTableWholly(t *testing.T) {
	s := newStage(t)
	ctx := t.Context()
	outsiders := map[string]struct {
		actor account.Actor
		code  fault.Code
	}{
		"visitor":    {account.Actor{}, fault.Unauthenticated},
		"other":      {s.Verified("cooperative", "HTX Khác", "01849").Actor(), fault.NotFound},
		"officer":    {s.Staff("19").Actor(), fault.Forbidden},
		"far":        {s.Staff("01").Actor(), fault.NotFound},
		"admin":      {s.Staff("").Actor(), fault.Forbidden},
		"the system": {account.System, fault.Forbidden},
	}
	for _, from := range linkage.Statuses {
		id := s.in(from)
		for _, event := range linkage.Events {
			to, allowed := moves[from][event]
			t.Run(string(from)+" "+string(event), func(t *testing.T) {
				before := s.get(id)
				byClock := from == linkage.Signed && event == linkage.Start
				for name, outsider := range outsiders {
					if byClock && name == "the system" {
						continue
					}
					_, err := s.Linkage.Move(ctx, outsider.actor, id, 0, moveOf(event))
					want := outsider.code
					if want == fault.Forbidden && !allowed && !byClock {
						want = fault.StateForbids
					}
					require.Equal(t, want, fault.CodeOf(err), "%s: %v", name, err)
				}
				require.Equal(t, before, s.get(id), "a refusal changes nothing")

				for _, party := range []*apptest.Client{s.buyer, s.seller} {
					mayNext := s.get(id).Next(party.Actor())
					moved, err := s.Linkage.Move(ctx, party.Actor(), id, 0, moveOf(event))
					if !allowed {
						want := fault.StateForbids
						if byClock {
							want = fault.Forbidden
						}
						require.Equal(t, want, fault.CodeOf(err))
						require.NotContains(t, mayNext, event)
						require.Equal(t, before, s.get(id))
						continue
					}
					require.NoError(t, err)
					require.Contains(t, mayNext, event)
					want := to
					if event == linkage.Sign && party == s.seller {
						want = linkage.Active // both have signed
					}
					require.Equal(t, want, moved.Status)
					require.Equal(t, want, s.get(id).Status)
					if event == linkage.Sign && party == s.buyer {
						_, err := s.Linkage.Move(ctx, party.Actor(), id, 0, moveOf(event))
						require.Equal(t, fault.StateForbids, fault.CodeOf(err), "a party signs once")
						continue
					}
					id = s.in(from)
				}
			})
		}
	}
}

func TestARevisionDropsSignatures(t *testing.T) {
	s := newStage(t)
	id := s.in(linkage.Proposed)
	s.buyer.Sign(id).Want(http.StatusOK)
	s.seller.Post("/contracts/"+id+"/revise", nil).Want(http.StatusOK)
	require.Empty(t, s.get(id).Signatures)
	s.buyer.Patch("/contracts/"+id, object{"terms": "Giao tại kho bên mua."}).Want(http.StatusOK)
	s.buyer.Post("/contracts/"+id+"/propose", nil).Want(http.StatusOK)
	s.seller.Sign(id).Want(http.StatusOK)
	require.Equal(t, linkage.Proposed, s.get(id).Status, "the buyer has to sign anew")
	s.buyer.Sign(id).Want(http.StatusOK)
	require.Equal(t, linkage.Active, s.get(id).Status)
	s.buyer.Patch("/contracts/"+id, object{"terms": "Khác."}).Problem(http.StatusConflict, "state_forbids")
}

func TestAReasonIsAskedForWhereItMatters(t *testing.T) {
	s := newStage(t)
	path := "/contracts/" + s.in(linkage.Active)
	for _, row := range []struct {
		event string
		body  any
		field string
	}{
		{"suspend", nil, "reason"},
		{"suspend", object{"reason": "  "}, "reason"},
		{"terminate", object{"kind": "breach", "reason": " "}, "reason"},
		{"terminate", object{"kind": "whim", "reason": "x"}, "kind"},
		{"terminate", object{"reason": "x"}, "kind"},
	} {
		require.Contains(t, s.buyer.Post(path+"/"+row.event, row.body).Problem(http.StatusUnprocessableEntity, "invalid_input"), row.field)
	}
	ended := s.seller.Post(path+"/terminate", object{"kind": "force-majeure", "reason": "Lũ quét"}).Want(http.StatusOK).Fields()["ending"].(map[string]any)
	require.Equal(t, "force-majeure", ended["kind"])
	require.Equal(t, s.seller.OrganizationID, ended["by"])
}

func TestAContractWaitsForItsFirstDay(t *testing.T) {
	s := newStage(t)
	id := s.in(linkage.Signed) // from 2026-12-01
	require.Equal(t, []float64{1}, s.committed(s.product, 1))
	s.buyer.Deliver(id, 0, "2027-01", 1).Problem(http.StatusForbidden, "forbidden")
	s.seller.Deliver(id, 0, "2027-01", 1).Problem(http.StatusConflict, "state_forbids")

	// A minute before midnight in Vietnam it is not yet that day.
	s.Clock.Add(time.Date(2026, 11, 30, 16, 59, 0, 0, time.UTC).Sub(apptest.Start))
	started, err := s.Linkage.StartDue(t.Context())
	require.NoError(t, err)
	require.Zero(t, started)
	require.Equal(t, linkage.Signed, s.get(id).Status)

	s.Clock.Add(time.Minute)
	started, err = s.Linkage.StartDue(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, started)
	require.Equal(t, linkage.Active, s.get(id).Status)
	started, err = s.Linkage.StartDue(t.Context())
	require.NoError(t, err)
	require.Zero(t, started)
	history, err := s.Linkage.History(t.Context(), account.System, id)
	require.NoError(t, err)
	require.True(t, history.Verified)
	require.Equal(t, "start", history.Entries[len(history.Entries)-1].Event)
}

func TestNothingIsSignedAfterItsTerm(t *testing.T) {
	s := newStage(t)
	id := s.in(linkage.Proposed)
	buyer := s.buyer.Actor()
	s.Clock.Add(time.Date(2028, 1, 1, 0, 0, 0, 0, time.UTC).Sub(apptest.Start))
	_, err := s.Linkage.Move(t.Context(), buyer, id, 0, linkage.Move{Event: linkage.Sign})
	require.Equal(t, fault.StateForbids, fault.CodeOf(err))
}

func TestOnlyVerifiedPartiesPropose(t *testing.T) {
	s := newStage(t)
	pending := s.Register("enterprise", "Công ty Chưa duyệt", "01843")
	id := pending.Draw(apptest.Line(s.product, 1))
	pending.Post("/contracts/"+id+"/propose", nil).Problem(http.StatusConflict, "state_forbids")
}
