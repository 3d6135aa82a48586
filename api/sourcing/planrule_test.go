package sourcing_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/account"
	"lienket/api/app/apptest"
	"lienket/api/catalogue"
	"lienket/api/measure"
	"lienket/api/sourcing"
	"lienket/api/store"
)

// lot is a product as the plan's rules see it, in hundreds of kilograms: small
// numbers, so that every plan can be tried.
type lot struct {
	id       string
	supplier int
	price    int64 // per tạ, 0 on request
	minOrder int64
	capacity [2]int64
}

type planGoals [3]int64 // missing, cost, suppliers

func (g planGoals) less(h planGoals) bool {
	for i := range g {
		if g[i] != h[i] {
			return g[i] < h[i]
		}
	}
	return false
}

// bestPlan tries every plan of whole tạ. Where all amounts are whole, some best
// plan is of whole ones.
func bestPlan(lots []lot, wanted [2]int64, ceiling int64, most int) planGoals {
	amounts := make([][2]int64, len(lots))
	best := planGoals{wanted[0] + wanted[1]}
	var try func(i, month int, rest [2]int64)
	try = func(i, month int, rest [2]int64) {
		if month == 2 {
			i, month = i+1, 0
		}
		if i == len(lots) {
			g, in := planGoals{rest[0] + rest[1]}, map[int]bool{}
			for j, l := range lots {
				price := l.price
				if ceiling > 0 && (price == 0 || price > ceiling) {
					price = ceiling
				}
				for _, amount := range amounts[j] {
					g[1] += amount * price
					if amount > 0 {
						in[l.supplier] = true
					}
				}
			}
			g[2] = int64(len(in))
			if (most == 0 || len(in) <= most) && g.less(best) {
				best = g
			}
			return
		}
		l := lots[i]
		room := min(rest[month], l.capacity[month])
		if l.price == 0 && ceiling == 0 {
			room = 0
		}
		for amount := int64(0); amount <= room; amount++ {
			if amount > 0 && amount < l.minOrder {
				continue
			}
			amounts[i][month] = amount
			rest[month] -= amount
			try(i, month+1, rest)
			rest[month] += amount
		}
		amounts[i][month] = 0
	}
	try(0, 0, wanted)
	return best
}

// TestPlansAreAsGoodAsTryingAll goes through the whole service: products sold by
// the kilogram, tạ and tonne, asked for in each of these, with prices on request,
// ceilings, minimum orders and limits on suppliers.
func TestPlansAreAsGoodAsTryingAll(t *testing.T) {
	a := apptest.New(t)
	buyer := a.Verified("enterprise", "Công ty Bên mua", "01843")
	var sellers []*apptest.Client
	for i := range 3 {
		sellers = append(sellers, a.Verified("cooperative", fmt.Sprintf("HTX %d", i), []string{"01840", "01843", "02185"}[i]))
	}
	units := []measure.Unit{"kg", "ta", "tan"}
	perTa := map[measure.Unit]int64{"kg": 100, "ta": 1, "tan": 1} // prices per tạ come to whole ones per unit
	const markets, demands = 12, 25
	for market := range markets {
		dice := rand.New(rand.NewPCG(uint64(market), 5))
		word := fmt.Sprintf("Hàng thử %c%c", 'a'+market/5, 'a'+market%5)
		var lots []lot
		for range 1 + dice.IntN(4) {
			l := lot{supplier: dice.IntN(3), price: 1_000_000 * (1 + dice.Int64N(4)), minOrder: dice.Int64N(4),
				capacity: [2]int64{dice.Int64N(6), dice.Int64N(6)}}
			unit := units[dice.IntN(3)]
			product := catalogue.NewProduct{Name: word, Group: "thuc-pham", Unit: unit,
				MinOrder: measure.Amount(100_000 * l.minOrder / unit.Base(1))}
			if dice.IntN(5) == 0 {
				l.price = 0
			} else {
				price := l.price / perTa[unit]
				if unit == "tan" {
					price *= 10
				}
				product.Price = &catalogue.PriceRange{Min: price / 2, Max: price}
			}
			owner := sellers[l.supplier].OrganizationID
			added, err := a.Catalogue.Add(t.Context(), account.System, owner, product)
			require.NoError(t, err)
			_, err = a.Catalogue.Publish(t.Context(), account.System, added.ID, 0)
			require.NoError(t, err)
			months := make([]measure.Amount, 12)
			months[0], months[1] = measure.Amount(1000*l.capacity[0]), measure.Amount(1000*l.capacity[1])
			_, err = a.Catalogue.SetCapacity(t.Context(), account.System, added.ID, 2027, "ta", months, 0)
			require.NoError(t, err)
			l.id = added.ID
			lots = append(lots, l)
		}
		a.Indexed()
		for range demands {
			wanted := [2]int64{1 + dice.Int64N(7), 1 + dice.Int64N(7)}
			unit, ceiling, most := units[dice.IntN(3)], int64(0), dice.IntN(4)
			if dice.IntN(2) == 0 {
				ceiling = 1_000_000 * (1 + dice.Int64N(4))
			}
			demand, err := a.Sourcing.Ask(t.Context(), buyer.Actor(), sourcing.NewDemand{Title: "Hàng thử", Keywords: word, Unit: unit,
				Months: []measure.MonthAmount{{Month: "2027-01", Amount: measure.Amount(100_000 * wanted[0] / unit.Base(1))},
					{Month: "2027-02", Amount: measure.Amount(100_000 * wanted[1] / unit.Base(1))}},
				PriceCeiling: ceiling * unit.Base(1) / 100, DeliveryAreaCode: "01843", ClosesAt: store.At(a.Clock.Now().AddDate(0, 0, 20))})
			require.NoError(t, err)
			plan, err := a.Sourcing.Plan(t.Context(), buyer.Actor(), demand.ID, sourcing.PlanQuery{MaxSuppliers: most})
			require.NoError(t, err)
			require.True(t, plan.Optimal)

			// A product whose lowest price is above the ceiling is no match.
			var serving []lot
			for _, l := range lots {
				if ceiling == 0 || l.price/2 <= ceiling {
					serving = append(serving, l)
				}
			}
			got := planGoals{0, plan.Cost, int64(plan.Suppliers)}
			for _, m := range plan.Shortfall {
				got[0] += unit.Base(m.Amount) / 100_000
			}
			require.Equal(t, bestPlan(serving, wanted, ceiling, most), got, "%v %v ceiling %d most %d unit %s", lots, wanted, ceiling, most, unit)
		}
	}
}

// TestAlternativesTradeOff: one near and dear, one far and cheap, one who has all.
func TestAlternativesTradeOff(t *testing.T) {
	a := apptest.New(t)
	buyer := a.Verified("enterprise", "Công ty Bên mua", "01843")
	sell := func(name, area string, price int, capacity float64) string {
		seller := a.Verified("cooperative", name, area)
		id := seller.Offer("Miến dong", object{"price": object{"min": price, "max": price}})
		seller.Capacity(id, "kg", capacity)
		return id
	}
	near := sell("HTX Gần", "01843", 90_000, 500)
	cheap := sell("HTX Rẻ", "02185", 50_000, 600)
	whole := sell("HTX Đủ", "01840", 80_000, 1000)
	a.Indexed()
	demand := ask(buyer, object{"unit": "kg", "months": apptest.Months(1000)})

	var answer struct{ Items []plan }
	buyer.Get("/demands/" + demand + "/plan/alternatives").Want(http.StatusOK).JSON(&answer)
	require.Len(t, answer.Items, 3)
	least, fewest, nearest := answer.Items[0], answer.Items[1], answer.Items[2]
	require.Equal(t, planned(buyer, demand, ""), least)
	require.Equal(t, planned(buyer, demand, "?objective=fewest-suppliers"), fewest)
	require.Equal(t, planned(buyer, demand, "?objective=nearest"), nearest)
	for i, p := range answer.Items {
		require.True(t, p.Optimal, i)
		require.Equal(t, 1.0, p.Coverage, i)
		require.Equal(t, least.Cost, p.Bound, "no plan costs less than the cheapest")
	}
	gives := func(p plan) map[string]float64 {
		given := map[string]float64{}
		for _, line := range p.Lines {
			given[line.ProductID] = line.Months[0].Amount
		}
		return given
	}
	require.Equal(t, map[string]float64{cheap: 600, whole: 400}, gives(least))
	require.Equal(t, map[string]float64{whole: 1000}, gives(fewest))
	require.Equal(t, 500.0, gives(nearest)[near])
	require.Less(t, nearest.AverageKm, least.AverageKm)
	require.Equal(t, []string{"objective"}, buyer.Get("/demands/"+demand+"/plan?objective=best").Problem(http.StatusUnprocessableEntity, "invalid_input"))
}

// TestWhatWouldCloseAGap has one product behind each limit.
func TestWhatWouldCloseAGap(t *testing.T) {
	a := apptest.New(t)
	buyer, seller := a.Verified("enterprise", "Công ty Bên mua", "01843"), a.Verified("cooperative", "HTX Một", "01840")
	other := a.Verified("cooperative", "HTX Hai", "01840")
	offer := func(c *apptest.Client, stars float64, amounts []float64, with object) string {
		body := object{"qualityMarks": []string{"vietgap"}, "price": object{"min": 50_000, "max": 50_000}}
		for key, value := range with {
			body[key] = value
		}
		id := c.Offer("Miến dong", body)
		c.Capacity(id, "kg", amounts...)
		if stars > 0 {
			c.Certify(id, "OCOP-"+id, "2026-01-01", stars)
		}
		return id
	}
	base := offer(seller, 75, []float64{100, 20, 30}, nil) // 20 kg of February are asked for by nobody
	dear := offer(seller, 75, []float64{11}, object{"price": object{"min": 61_500, "max": 70_000}})
	offer(seller, 75, []float64{0, 0, 0, 3}, object{"price": object{"min": 99_000, "max": 99_000}}) // would add nothing
	three := offer(seller, 55, []float64{12}, nil)
	none := offer(seller, 0, []float64{5}, nil)
	unmarked := offer(seller, 75, []float64{13}, object{"qualityMarks": []string{}})
	drink := offer(seller, 75, []float64{14}, object{"group": "do-uong"})
	second := offer(other, 75, []float64{15}, nil)
	large := offer(seller, 75, []float64{16}, object{"minOrder": 17})
	a.Indexed()
	demand := ask(buyer, object{"unit": "kg", "group": "thuc-pham", "minStars": 4, "qualityMarks": []string{"vietgap"}, "priceCeiling": 60_000,
		"months": []object{{"month": "2027-01", "amount": 1000}, {"month": "2027-03", "amount": 30}}})

	type relaxation struct {
		Limit      string
		Change     struct{ From, To string }
		Gain       float64
		ProductIDs []string
		Message    string
	}
	var answer struct{ Items []relaxation }
	buyer.Get("/demands/" + demand + "/plan/relaxations?maxSuppliers=1").Want(http.StatusOK).JSON(&answer)
	short := planned(buyer, demand, "?maxSuppliers=1")
	require.Equal(t, 100.0, short.Lines[0].Months[0].Amount)
	require.Equal(t, base, short.Lines[0].ProductID)
	found := map[string]relaxation{}
	for i, r := range answer.Items {
		require.NotEmpty(t, r.Message)
		require.True(t, i == 0 || r.Gain <= answer.Items[i-1].Gain, "the largest gain first")
		found[r.Limit+r.Change.To] = r
	}
	for key, want := range map[string]struct {
		from, product string
		gain          float64
	}{
		"priceCeiling61500": {"60000", dear, 11}, "minStars3": {"4", three, 12}, "minStars0": {"4", none, 17}, "qualityMarks": {"vietgap", unmarked, 13},
		"group": {"thuc-pham", drink, 14}, "maxSuppliers2": {"1", second, 15}, "minOrder": {"", large, 16}, "month2027-02": {"2027-01", "", 20},
	} {
		r, ok := found[key]
		require.True(t, ok, "%s in %v", key, found)
		require.Equal(t, want.gain, r.Gain, key)
		require.Equal(t, want.from, r.Change.From, key)
		if want.product != "" {
			require.Contains(t, r.ProductIDs, want.product, key)
		}
	}
	require.Len(t, found, 8)

	// With nothing short there is nothing to let go.
	enough := ask(buyer, object{"unit": "kg", "months": apptest.Months(10)})
	buyer.Get("/demands/" + enough + "/plan/relaxations").Want(http.StatusOK).JSON(&answer)
	require.Empty(t, answer.Items)
	// A price on request is one too, where there is no ceiling.
	asking := offer(seller, 0, []float64{5}, object{"price": nil})
	a.Indexed()
	free := ask(buyer, object{"unit": "kg", "months": apptest.Months(1000)})
	buyer.Get("/demands/" + free + "/plan/relaxations").Want(http.StatusOK).JSON(&answer)
	require.Equal(t, "priceOnRequest", answer.Items[len(answer.Items)-1].Limit)
	require.Equal(t, 5.0, answer.Items[len(answer.Items)-1].Gain)
	require.Contains(t, answer.Items[len(answer.Items)-1].ProductIDs, asking)
}

// TestAPlanOfNothingSaysWhy counts what each filter keeps out.
func TestAPlanOfNothingSaysWhy(t *testing.T) {
	a := apptest.New(t)
	buyer, seller := a.Verified("enterprise", "Công ty Bên mua", "01843"), a.Verified("cooperative", "HTX Một", "01840")
	for range 3 {
		seller.Capacity(seller.Offer("Miến dong", nil), "kg", 100)
	}
	a.Indexed()
	codes := func(with object) (codes []string) {
		for _, note := range planned(buyer, ask(buyer, with), "").Notes {
			codes = append(codes, note.Code)
		}
		return codes
	}
	require.Equal(t, []string{"no_candidates", "no_such_goods", "shortfall"}, codes(object{"keywords": "nước mắm"}))
	require.Equal(t, []string{"no_candidates", "filtered_stars", "filtered_ceiling", "shortfall"}, codes(object{"minStars": 3, "priceCeiling": 1000}))
	require.Equal(t, []string{"no_candidates", "filtered_group", "filtered_marks", "shortfall"}, codes(object{"group": "do-uong", "qualityMarks": []string{"halal"}}))
	require.Equal(t, []string{"shortfall", "no_capacity", "no_capacity", "no_capacity"}, codes(object{"months": []object{{"month": "2027-06", "amount": 1}}}))
	seller.Capacity(seller.Offer("Chè Shan", object{"minOrder": 600}), "tan", 9, 9)
	seller.Offer("Khăn thổ cẩm", object{"price": nil})
	a.Indexed()
	require.Equal(t, []string{"shortfall", "min_order"}, codes(object{"keywords": "chè shan", "months": apptest.Months(0.5)}))
	require.Equal(t, []string{"shortfall", "price_on_request"}, codes(object{"keywords": "khăn thổ cẩm"}))
}
