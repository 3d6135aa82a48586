package sourcing_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lienket/api/app/apptest"
	"lienket/api/sourcing"
	"lienket/api/store"
)

// crowding is more than a list of what waits has, to either side of what is sought.
const crowding = 101

// aside puts a time before or after another, by turns.
func aside(at store.Instant, i int) store.Instant {
	return store.At(at.AddDate(0, 0, []int{-1, 1}[i%2]).Add(time.Duration(i) * time.Second))
}

// TestAcceptedQuotesOfThePastHideNone that waits for its contract.
func TestAcceptedQuotesOfThePastHideNone(t *testing.T) {
	k, ctx := newTalk(t), t.Context()
	id := k.quote()
	k.buyer.Post("/quotes/"+id+"/accept", nil).Want(http.StatusOK)
	demands, err := store.Open[sourcing.Demand](ctx, k.DB, sourcing.DemandSchema, k.Clock.Now)
	require.NoError(t, err)
	past, err := demands.Get(ctx, k.demand)
	require.NoError(t, err)
	past.ID = ""
	for i := range past.Months {
		past.Months[i].Month = "2026-10"
	}
	require.NoError(t, demands.Insert(ctx, past))
	k.crowd(id, func(q *sourcing.Quote) { q.DemandID = past.ID })
	for _, who := range []*apptest.Client{k.buyer, k.seller} {
		waits, err := k.Sourcing.Waiting(ctx, who.Actor())
		require.NoError(t, err)
		require.Len(t, waits.Undrawn, 1)
		require.Equal(t, id, waits.Undrawn[0].Quote.ID)
		require.Equal(t, k.demand, waits.Undrawn[0].Demand.ID)
	}
}

// TestQuotesThatWaitForTheOtherSideHideNone that is to answer.
func TestQuotesThatWaitForTheOtherSideHideNone(t *testing.T) {
	k, ctx := newTalk(t), t.Context()
	id := k.quote()
	k.crowd(id, func(q *sourcing.Quote) { q.Rounds[0].By = k.buyer.OrganizationID })
	waits, err := k.Sourcing.Waiting(ctx, k.buyer.Actor())
	require.NoError(t, err)
	require.Len(t, waits.Quotes, 1)
	require.Equal(t, id, waits.Quotes[0].Quote.ID)
	waits, err = k.Sourcing.Waiting(ctx, k.seller.Actor())
	require.NoError(t, err)
	require.Len(t, waits.Quotes, 100, "no list is longer")
}

// crowd stores others like a quote beside it.
func (k *talk) crowd(like string, change func(*sourcing.Quote)) {
	k.T.Helper()
	ctx := k.T.Context()
	quotes, err := store.Open[sourcing.Quote](ctx, k.DB, sourcing.QuoteSchema, k.Clock.Now)
	require.NoError(k.T, err)
	for i := range 2 * crowding {
		other, err := quotes.Get(ctx, like)
		require.NoError(k.T, err)
		other.ID, other.ValidUntil = "", aside(other.ValidUntil, i)
		change(other)
		require.NoError(k.T, quotes.Insert(ctx, other))
	}
}

// TestDrawnJointQuotesHideNone that waits for its contract, until it has one too.
func TestDrawnJointQuotesHideNone(t *testing.T) {
	c, ctx := newChoir(t), t.Context()
	id := c.propose(nil)
	for _, who := range []*apptest.Client{c.one, c.two} {
		who.Post("/joint-quotes/"+id+"/confirm", nil).Want(http.StatusOK)
	}
	c.buyer.Post("/joint-quotes/"+id+"/accept", nil).Want(http.StatusOK)
	draw := func(id string) {
		t.Helper()
		c.buyer.Post("/contracts", object{"jointQuoteId": id, "form": "form-3", "startDate": "2026-11-23", "endDate": "2027-12-31"}).Want(http.StatusCreated)
	}
	joints, err := store.Open[sourcing.JointQuote](ctx, c.DB, sourcing.JointSchema, c.Clock.Now)
	require.NoError(t, err)
	for i := range 2 * crowding {
		other, err := joints.Get(ctx, id)
		require.NoError(t, err)
		other.ID, other.ValidUntil = "", aside(other.ValidUntil, i)
		require.NoError(t, joints.Insert(ctx, other))
		draw(other.ID)
	}
	concluded := func(who *apptest.Client) (ids []string) {
		t.Helper()
		waits, err := c.Sourcing.Waiting(ctx, who.Actor())
		require.NoError(t, err)
		for _, w := range waits.Concluded {
			require.Equal(t, c.demand, w.Demand.ID)
			ids = append(ids, w.Joint.ID)
		}
		return ids
	}
	for _, who := range []*apptest.Client{c.buyer, c.one} {
		require.Equal(t, []string{id}, concluded(who))
	}
	draw(id)
	require.Empty(t, concluded(c.buyer))
}
