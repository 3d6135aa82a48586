package sourcing_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/account"
	"lienket/api/app/apptest"
	"lienket/api/catalogue"
	"lienket/api/measure"
	"lienket/api/sourcing"
)

// wares is a product of a random catalogue, as the test knows it.
type wares struct {
	id, organization string
	name             string
	group            string
	unit             measure.Unit
	price            *catalogue.PriceRange
	marks            []string
	stars            int
	published        bool
}

// market is a random catalogue of a few organisations, one of which is not
// verified, and a buyer.
type market struct {
	*apptest.App
	buyer *apptest.Client
	wares []wares
}

var (
	someNames = []string{"Miến dong", "Miến  DONG sợi nhỏ", "Mien dong Na Rì", "Dong riềng làm miến", "Miến gạo", "Chè Shan tuyết", "Mỳ gạo", "Mì gạo đỏ"}
	someMarks = []string{"vietgap", "huu-co", "haccp"}
	someUnits = []measure.Unit{"kg", "ta", "tan", "hop"}
)

func newMarket(t *testing.T, seed uint64, size int) *market {
	t.Helper()
	dice := rand.New(rand.NewPCG(seed, 3))
	m := &market{App: apptest.New(t)}
	m.buyer = m.Verified("enterprise", "Công ty Bên mua", "01843")
	var sellers []*apptest.Client
	for i := range 3 {
		sellers = append(sellers, m.Verified("cooperative", fmt.Sprintf("HTX Miến dong số %d", i), "01840"))
	}
	for i := range size {
		seller := sellers[dice.IntN(len(sellers))]
		w := wares{organization: seller.OrganizationID, name: someNames[dice.IntN(len(someNames))],
			group: catalogue.Groups[dice.IntN(2)], unit: someUnits[dice.IntN(len(someUnits))], published: dice.IntN(6) > 0}
		if dice.IntN(6) > 0 {
			low := 1000 * (1 + dice.Int64N(20)) * w.unit.Base(1)
			w.price = &catalogue.PriceRange{Min: low, Max: low + dice.Int64N(5)*1000}
		}
		for _, mark := range someMarks {
			if dice.IntN(2) == 0 {
				w.marks = append(w.marks, mark)
			}
		}
		product, err := m.Catalogue.Add(t.Context(), account.System, w.organization, catalogue.NewProduct{Name: w.name, Group: w.group,
			Unit: w.unit, Price: w.price, QualityMarks: w.marks, Description: "Miến dong, chè Shan tuyết, mì gạo: mỗi thứ một ít."})
		require.NoError(t, err)
		w.id = product.ID
		if score := []int{0, 55, 75, 95}[dice.IntN(4)]; score > 0 {
			w.stars = map[int]int{55: 3, 75: 4, 95: 5}[score]
			_, err := m.Catalogue.Certify(t.Context(), account.System, w.id, catalogue.NewCertificate{Number: fmt.Sprintf("OCOP-%d", i),
				DecisionNumber: "1/QĐ", Issuer: "UBND tỉnh", CriteriaVersion: "qd-148-2023", Score: measure.Amount(1000 * score), IssuedAt: "2026-01-05"})
			require.NoError(t, err)
		}
		if w.published {
			_, err := m.Catalogue.Publish(t.Context(), account.System, w.id, 0)
			require.NoError(t, err)
		}
		m.wares = append(m.wares, w)
	}
	m.Indexed()
	return m
}

// keywords with the names that fit them, worked out by hand.
var keywordsFit = []struct {
	keywords string
	names    []int
}{
	{"mien dong", []int{0, 1, 2, 3}},
	{"MIẾN DONG", []int{0, 1, 2, 3}},
	{"miê\u0301n dong", []int{0, 1, 2, 3}}, // decomposed
	{"mieens dong", []int{0, 1, 2, 3}},     // telex
	{"cần mua miến dong", []int{0, 1, 2, 3}},
	{"miến", []int{0, 1, 2, 3, 4}},
	{"mi gao", []int{6, 7}},
	{"mỳ gạo", []int{6, 7}},
	{"chè shan; mì gạo đỏ", []int{5, 7}},
	{"chè ô long", nil},
	{"mien dong na ri", []int{2}},
}

func fitsName(keywords int, name string) bool {
	return slices.Contains(keywordsFit[keywords].names, slices.Index(someNames, name))
}

// serves is the rule of the hard filters, written down once more.
func serves(w wares, keywords int, with object) bool {
	asked := measure.Unit(with["unit"].(string))
	if !w.published || w.unit.Dimension() != asked.Dimension() || !fitsName(keywords, w.name) {
		return false
	}
	if group, ok := with["group"].(string); ok && group != w.group {
		return false
	}
	if w.stars < with["minStars"].(int) {
		return false
	}
	for _, mark := range with["qualityMarks"].([]string) {
		if !slices.Contains(w.marks, mark) {
			return false
		}
	}
	if ceiling := with["priceCeiling"].(int); ceiling > 0 && w.price != nil {
		// price per kg-or-box against ceiling per kg-or-box, both times the units' sizes
		return w.price.Min*asked.Base(1) <= int64(ceiling)*w.unit.Base(1)
	}
	return true
}

func randomDemand(dice *rand.Rand, keywords int) object {
	unit := someUnits[dice.IntN(len(someUnits))]
	with := object{"keywords": keywordsFit[keywords].keywords, "unit": string(unit), "minStars": []int{0, 0, 3, 4}[dice.IntN(4)],
		"qualityMarks": []string{}, "priceCeiling": 0, "months": apptest.Months(1)}
	if dice.IntN(2) == 0 {
		with["group"] = catalogue.Groups[dice.IntN(2)]
	}
	if dice.IntN(3) == 0 {
		with["qualityMarks"] = []string{someMarks[dice.IntN(len(someMarks))]}
	}
	if dice.IntN(2) == 0 {
		with["priceCeiling"] = int((1000*(1+dice.Int64N(20)) + dice.Int64N(2)) * unit.Base(1))
	}
	return with
}

// TestMatchesAreWhatPassesTheHardFilters compares with trying every product; and
// the other way round a product's demands are those among whose matches it is.
// Other weights order otherwise, and admit and lose nothing.
func TestMatchesAreWhatPassesTheHardFilters(t *testing.T) {
	m := newMarket(t, 1, 90)
	dice := rand.New(rand.NewPCG(2, 2))
	other := sourcing.Weights{"marks": 1, "price": 0.2}
	biased, err := sourcing.New(t.Context(), sourcing.Options{DB: m.DB, Notices: m.Notices, Registry: m.Registry, Catalogue: m.Catalogue,
		Engine: m.Engine, Outbox: m.Outbox, Weights: other, Clock: m.Clock.Now})
	require.NoError(t, err)
	demandsOf := map[string][]string{}
	total := 0
	for i := range 66 {
		keywords := i % len(keywordsFit)
		with := randomDemand(dice, keywords)
		var want []string
		for _, w := range m.wares {
			if serves(w, keywords, with) {
				want = append(want, w.id)
			}
		}
		demand := ask(m.buyer, with)
		got, _ := matches(m.buyer, demand)
		require.ElementsMatch(t, want, got, "%v", with)
		total += len(got)
		for _, id := range got {
			demandsOf[id] = append(demandsOf[id], demand)
		}

		again, err := biased.Matches(t.Context(), m.buyer.Actor(), demand, "", 0)
		require.NoError(t, err)
		require.Equal(t, len(want), again.Total)
		for j, match := range again.Items {
			require.Contains(t, want, match.Product.ID)
			sum := 0.0
			for _, reason := range match.Reasons {
				sum += reason.Value * other[reason.Factor]
			}
			require.InDelta(t, sum/1.2, match.Score, 1e-12)
			require.True(t, j == 0 || match.Score <= again.Items[j-1].Score)
		}
	}
	require.Greater(t, total, 100)
	for _, w := range m.wares {
		demands, err := m.Sourcing.DemandsFor(t.Context(), account.System, w.id)
		require.NoError(t, err)
		var ids []string
		for _, demand := range demands {
			ids = append(ids, demand.ID)
		}
		require.ElementsMatch(t, demandsOf[w.id], ids, "%+v", w)
	}
}

// TestNoCandidateIsLostAmongMany: more products match than an engine gives at
// once, and the cheapest is not the newest.
func TestNoCandidateIsLostAmongMany(t *testing.T) {
	a := apptest.New(t)
	buyer, seller := a.Verified("enterprise", "Công ty Bên mua", "01843"), a.Verified("cooperative", "HTX Một", "01840")
	const many = 1100
	cheapest := seller.Offer("Miến dong", object{"price": object{"min": 10_000, "max": 10_000}})
	seller.Capacity(cheapest, "kg", 9000, 9000)
	require.NoError(t, a.DB.Tx(t.Context(), func(ctx context.Context) error {
		for i := range many {
			product, err := a.Catalogue.Add(ctx, account.System, seller.OrganizationID, catalogue.NewProduct{
				Name: fmt.Sprintf("Miến dong %d", i), Group: "thuc-pham", Unit: "kg", Price: &catalogue.PriceRange{Min: 50_000, Max: 50_000}})
			if err == nil {
				_, err = a.Catalogue.Publish(ctx, account.System, product.ID, 0)
			}
			if err != nil {
				return err
			}
		}
		return nil
	}))
	a.Indexed()
	demand := ask(buyer, nil)
	seen := map[string]bool{}
	for cursor, pages := "", 0; ; pages++ {
		var page struct {
			Items      []match
			NextCursor string
			Total      int
		}
		buyer.Get("/demands/" + demand + "/matches?limit=500&cursor=" + cursor).Want(http.StatusOK).JSON(&page)
		require.Equal(t, many+1, page.Total)
		for _, item := range page.Items {
			seen[item.ProductID] = true
		}
		if cursor = page.NextCursor; cursor == "" {
			require.Equal(t, 2, pages)
			break
		}
	}
	require.Len(t, seen, many+1)
	got := planned(buyer, demand, "")
	require.Equal(t, cheapest, got.Lines[0].ProductID)
	require.Len(t, got.Lines, 1)
	require.Equal(t, []string{"cursor"}, buyer.Get("/demands/"+demand+"/matches?cursor=x").Problem(http.StatusUnprocessableEntity, "invalid_input"))
}

// TestThoseWhoCouldServeAreToldOnce, when the demand is published.
func TestThoseWhoCouldServeAreToldOnce(t *testing.T) {
	a := apptest.New(t)
	buyer := a.Verified("enterprise", "Công ty Bên mua", "01843")
	one, other := a.Verified("cooperative", "HTX Một", "01840"), a.Verified("cooperative", "HTX Hai", "01840")
	one.Offer("Miến dong", nil)
	one.Offer("Miến dong loại hai", nil)
	other.Offer("Chè Shan tuyết", nil)
	a.Indexed()
	told := func(c *apptest.Client) (links []string) {
		var list struct{ Items []struct{ Kind, Link string } }
		c.Get("/notices").Want(http.StatusOK).JSON(&list)
		for _, n := range list.Items {
			if n.Kind == "demand" {
				links = append(links, n.Link)
			}
		}
		return links
	}
	demand := ask(buyer, nil)
	a.Indexed()
	require.Equal(t, []string{"/nhu-cau/" + demand}, told(one))
	require.Empty(t, told(other))
	require.NoError(t, a.Sourcing.Announce(t.Context(), []string{demand, "nothing"}))
	require.Len(t, told(one), 1, "delivered twice, told once")

	// Nobody is told of one that takes no more quotes.
	closed, open := ask(buyer, object{"keywords": "mật ong"}), ask(buyer, object{"keywords": "mật ong"})
	buyer.Post("/demands/"+closed+"/close", nil).Want(http.StatusOK)
	a.Indexed()
	other.Offer("Mật ong", nil)
	a.Indexed()
	require.NoError(t, a.Sourcing.Announce(t.Context(), []string{closed, open}))
	require.Equal(t, []string{"/nhu-cau/" + open}, told(other))
}

// TestWhatHasRecordsIsWeighed: reliability and the help for newcomers.
func TestWhatHasRecordsIsWeighed(t *testing.T) {
	none, good, bad := sourcing.TrackRecord{}, sourcing.TrackRecord{Due: 20, OnTime: 20_000}, sourcing.TrackRecord{Due: 20, OnTime: 5000}
	require.InDelta(t, 0.8, none.Reliability(), 1e-12)
	require.InDelta(t, 24.0/25, good.Reliability(), 1e-12)
	require.InDelta(t, 9.0/25, bad.Reliability(), 1e-12)
	require.InDelta(t, 1, none.Newness(), 1e-12)
	require.InDelta(t, 0.2, good.Newness(), 1e-12)

	for _, some := range []map[string]float64{{"speed": 1}, {"text": -1}, {"text": 0, "coverage": 0, "price": 0, "stars": 0, "marks": 0,
		"distance": 0, "reliability": 0, "newcomer": 0}} {
		_, err := sourcing.DefaultWeights().With(some)
		require.Error(t, err, "%v", some)
	}
	weights, err := sourcing.DefaultWeights().With(map[string]float64{"price": 2})
	require.NoError(t, err)
	require.InDelta(t, 2, weights["price"], 0)
	require.InDelta(t, 0.17, sourcing.DefaultWeights()["price"], 0)
}
