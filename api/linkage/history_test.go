package linkage_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/account"
	"lienket/api/app/apptest"
	"lienket/api/linkage"
	"lienket/api/store"
)

// told is a contract with a rich history: drawn, proposed, revised, changed,
// proposed, signed twice, started, delivered, accepted, paid, suspended,
// terminated.
func (s *stage) told() string {
	s.T.Helper()
	id := s.in(linkage.Proposed)
	path := "/contracts/" + id
	s.seller.Post(path+"/revise", nil).Want(http.StatusOK)
	s.buyer.Patch(path, object{"terms": "Giao tại kho."}).Want(http.StatusOK)
	s.buyer.Post(path+"/propose", nil).Want(http.StatusOK)
	s.buyer.Sign(id).Want(http.StatusOK)
	s.seller.Sign(id).Want(http.StatusOK)
	delivery := s.seller.Deliver(id, 0, "2027-01", 0.5).Want(http.StatusCreated).ID()
	s.buyer.Post("/deliveries/"+delivery+"/accept", object{"acceptedAmount": 0.5, "rejectedAmount": 0}).Want(http.StatusOK)
	s.buyer.Post(path+"/payments", object{"amount": 1000, "paidAt": "2026-11-23"}).Want(http.StatusCreated)
	s.buyer.Post(path+"/suspend", object{"reason": "Mưa lũ"}).Want(http.StatusOK)
	s.buyer.Post(path+"/terminate", object{"kind": "mutual", "reason": "Hai bên thống nhất"}).Want(http.StatusOK)
	return id
}

// TestTamperingShows changes every entry and every part of a contract in the
// store, one at a time.
func TestTamperingShows(t *testing.T) {
	s := newStage(t)
	ctx := t.Context()
	contracts, err := store.Open[linkage.Contract](ctx, s.DB, linkage.ContractSchema, s.Clock.Now)
	require.NoError(t, err)
	entries, err := store.Open[linkage.Entry](ctx, s.DB, linkage.HistorySchema, s.Clock.Now)
	require.NoError(t, err)
	id := s.told()
	look := func() linkage.History {
		history, err := s.Linkage.History(ctx, account.System, id)
		require.NoError(t, err)
		return history
	}
	whole := look()
	require.True(t, whole.Verified)
	require.Zero(t, whole.Broken)
	var events []string
	for _, entry := range whole.Entries {
		events = append(events, entry.Event)
	}
	require.Equal(t, []string{"draw", "propose", "revise", "change", "propose", "sign", "sign", "start", "deliver", "accept", "pay",
		"suspend", "terminate"}, events)
	last := len(events)

	changes := map[string]func(*linkage.Entry){
		"event":    func(e *linkage.Entry) { e.Event += "x" },
		"from":     func(e *linkage.Entry) { e.From = "other" },
		"to":       func(e *linkage.Entry) { e.To = "other" },
		"user":     func(e *linkage.Entry) { e.UserID += "x" },
		"party":    func(e *linkage.Entry) { e.Party += "x" },
		"time":     func(e *linkage.Entry) { e.At = store.At(e.At.Add(1e6)) },
		"detail":   func(e *linkage.Entry) { e.Detail += "x" },
		"content":  func(e *linkage.Entry) { e.Content = e.Hash },
		"previous": func(e *linkage.Entry) { e.Previous += "x" },
		"hash":     func(e *linkage.Entry) { e.Hash = e.Content },
	}
	for sequence := 1; sequence <= last; sequence++ {
		original := whole.Entries[sequence-1]
		for name, change := range changes {
			_, err := entries.Update(ctx, original.ID, func(e *linkage.Entry) error { change(e); return nil })
			require.NoError(t, err)
			history := look()
			require.False(t, history.Verified, "%s of entry %d", name, sequence)
			require.Equal(t, sequence, history.Broken, name)
			_, err = entries.Update(ctx, original.ID, func(e *linkage.Entry) error { *e = original; return nil })
			require.NoError(t, err)
		}
		require.NoError(t, entries.Delete(ctx, original.ID))
		require.Equal(t, sequence, look().Broken, "entry %d is missing", sequence)
		require.NoError(t, entries.Insert(ctx, &original))
	}
	require.True(t, look().Verified)

	other := s.Register("cooperative", "HTX Lạ", "01840").OrganizationID
	for name, change := range map[string]func(*linkage.Contract){
		"status":       func(c *linkage.Contract) { c.Status = linkage.Active },
		"price":        func(c *linkage.Contract) { c.Lines[0].UnitPrice++ },
		"amount":       func(c *linkage.Contract) { c.Lines[0].Months[0].Amount++ },
		"month":        func(c *linkage.Contract) { c.Lines[0].Months[0].Month = "2027-02" },
		"unit":         func(c *linkage.Contract) { c.Lines[0].Unit = "ta" },
		"product":      func(c *linkage.Contract) { c.Lines[0].ProductID = other },
		"a line":       func(c *linkage.Contract) { c.Lines = append(c.Lines, c.Lines[0]) },
		"value":        func(c *linkage.Contract) { c.Value++ },
		"terms":        func(c *linkage.Contract) { c.Terms = "" },
		"end":          func(c *linkage.Contract) { c.EndDate = "2028-12-31" },
		"buyer":        func(c *linkage.Contract) { c.BuyerID = other },
		"parties":      func(c *linkage.Contract) { c.Parties = append(c.Parties, other) },
		"number":       func(c *linkage.Contract) { c.Number += "1" },
		"signature":    func(c *linkage.Contract) { c.Signatures = c.Signatures[:1] },
		"signer":       func(c *linkage.Contract) { c.Signatures[0].UserID = other },
		"what signed":  func(c *linkage.Contract) { c.Signatures[1].ContentHash = "" },
		"signed when":  func(c *linkage.Contract) { c.SignedAt = store.At(c.SignedAt.AddDate(0, 1, 0)) },
		"ending":       func(c *linkage.Contract) { c.Ending = nil },
		"ending kind":  func(c *linkage.Contract) { c.Ending.Kind = "breach" },
		"ending party": func(c *linkage.Contract) { c.Ending.By = other },
		"head":         func(c *linkage.Contract) { c.HistoryHash = whole.Entries[0].Hash },
		"length":       func(c *linkage.Contract) { c.HistoryLength++ },
	} {
		original := s.get(id)
		_, err := contracts.Update(ctx, id, func(c *linkage.Contract) error { change(c); return nil })
		require.NoError(t, err)
		history := look()
		require.False(t, history.Verified, name)
		want := last
		if name == "head" || name == "length" {
			want = last + 1
		}
		require.Equal(t, want, history.Broken, name)
		_, err = contracts.Update(ctx, id, func(c *linkage.Contract) error { *c = *original; return nil })
		require.NoError(t, err)
	}
	require.True(t, look().Verified)

	// Cutting the end off and putting the contract back does not help unless the
	// head is put back too, and then state and content betray it.
	require.NoError(t, entries.Delete(ctx, whole.Entries[last-1].ID))
	_, err = contracts.Update(ctx, id, func(c *linkage.Contract) error {
		c.HistoryLength, c.HistoryHash = last-1, whole.Entries[last-2].Hash
		return nil
	})
	require.NoError(t, err)
	require.Equal(t, last-1, look().Broken)
}

// TestEveryHistoryVerifies walks one contract into every state.
func TestEveryHistoryVerifies(t *testing.T) {
	s := newStage(t)
	for _, status := range linkage.Statuses {
		history, err := s.Linkage.History(t.Context(), account.System, s.in(status))
		require.NoError(t, err)
		require.True(t, history.Verified, status)
	}
}

func TestAnOldVersionChangesNothing(t *testing.T) {
	s := newStage(t)
	id := s.in(linkage.Draft)
	path := "/contracts/" + id
	old := apptest.Header{Name: "If-Match", Value: s.buyer.Get(path).Header.Get("ETag")}
	s.seller.Patch(path, object{"terms": "Giá đã gồm vận chuyển."}).Want(http.StatusOK)

	s.buyer.Patch(path, object{"terms": "Khác."}, old).Problem(http.StatusPreconditionFailed, "version_mismatch")
	s.buyer.Post(path+"/propose", nil, old).Problem(http.StatusPreconditionFailed, "version_mismatch")
	require.Equal(t, "Giá đã gồm vận chuyển.", s.get(id).Terms)
	now := apptest.Header{Name: "If-Match", Value: s.buyer.Get(path).Header.Get("ETag")}
	proposed := s.buyer.Post(path+"/propose", nil, now).Want(http.StatusOK)

	// Whoever signs what the other side has changed meanwhile is told.
	seen := apptest.Header{Name: "If-Match", Value: proposed.Header.Get("ETag")}
	s.seller.Sign(id).Want(http.StatusOK)
	s.buyer.Post(path+"/sign", object{"password": apptest.Password}, seen).Problem(http.StatusPreconditionFailed, "version_mismatch")
	require.Len(t, s.get(id).Signatures, 1)

	active := s.in(linkage.Active)
	delivery := s.seller.Deliver(active, 0, "2027-01", 1).Want(http.StatusCreated).ID()
	s.buyer.Post("/deliveries/"+delivery+"/accept", object{"acceptedAmount": 1, "rejectedAmount": 0},
		apptest.Header{Name: "If-Match", Value: `"9"`}).Problem(http.StatusPreconditionFailed, "version_mismatch")
}

func TestARepeatedRequestActsOnce(t *testing.T) {
	s := newStage(t)
	key := func(name string) apptest.Header { return apptest.Header{Name: "Idempotency-Key", Value: name} }
	draw := object{"form": "form-3", "startDate": "2026-11-23", "endDate": "2027-12-31", "lines": []object{apptest.Line(s.product, 100)}}
	first := s.buyer.Post("/contracts", draw, key("draw")).Want(http.StatusCreated)
	again := s.buyer.Post("/contracts", draw, key("draw")).Want(http.StatusCreated)
	require.JSONEq(t, string(first.Body), string(again.Body))
	id := first.ID()
	path := "/contracts/" + id
	s.buyer.Post(path+"/propose", nil, key("propose")).Want(http.StatusOK)
	s.buyer.Post(path+"/propose", nil, key("propose")).Want(http.StatusOK)
	sign := object{"password": apptest.Password}
	for range 2 {
		s.buyer.Post(path+"/sign", sign, key("sign")).Want(http.StatusOK)
		s.seller.Post(path+"/sign", sign, key("sign")).Want(http.StatusOK) // another's key
	}
	line := s.get(id).Lines[0].ID
	deliver := object{"lineId": line, "month": "2027-01", "amount": 60, "deliveredAt": "2026-11-23"}
	for range 3 {
		s.seller.Post(path+"/deliveries", deliver, key("deliver")).Want(http.StatusCreated)
		s.buyer.Post(path+"/payments", object{"amount": 7, "paidAt": "2026-11-23"}, key("pay")).Want(http.StatusCreated)
	}
	deliver["amount"] = 10
	s.seller.Post(path+"/deliveries", deliver, key("deliver")).Problem(http.StatusConflict, "conflict")
	var list struct{ Items []object }
	s.buyer.Get(path + "/deliveries").Want(http.StatusOK).JSON(&list)
	require.Len(t, list.Items, 1)
	s.buyer.Get(path + "/payments").Want(http.StatusOK).JSON(&list)
	require.Len(t, list.Items, 1)
	s.buyer.Get("/contracts").Want(http.StatusOK).JSON(&list)
	require.Len(t, list.Items, 1)
	require.Equal(t, []float64{0.1}, s.committed(s.product, 1))
	require.Equal(t, "HĐLK-2026-000001", s.get(id).Number, "numbers count up from one")
}
