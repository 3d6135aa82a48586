package promotion_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/app/apptest"
)

type object = apptest.Object

// figures are those of one group, or the total.
type figures struct {
	ContractsSigned, SignedValue, PlannedValue, DeliveredValue, AcceptedValue, PaidValue int64
	AcceptedMassKg                                                                       float64
}

// linkage reads metrics/linkage.
func linkage(c *apptest.Client, query string) (total figures, byKey map[string]figures) {
	c.T.Helper()
	var answer struct {
		Items []struct {
			Key string
			figures
		}
		Total figures
	}
	c.Get("/metrics/linkage?from=2026-11&to=2027-12&" + query).Want(http.StatusOK).JSON(&answer)
	byKey = map[string]figures{}
	for _, item := range answer.Items {
		byKey[item.Key] = item.figures
	}
	return answer.Total, byKey
}

// signed are the counts of contracts alone.
func signed(byKey map[string]figures) map[string]int64 {
	counts := map[string]int64{}
	for key, one := range byKey {
		counts[key] = one.ContractsSigned
	}
	return counts
}

// TestAContractCountsOncePerValue: one with lines in two communes, two groups and
// two numbers of stars, of three suppliers.
func TestAContractCountsOncePerValue(t *testing.T) {
	a := apptest.New(t)
	officer := a.Staff("19")
	buyer := a.Verified("enterprise", "Công ty Bên mua", "01843")
	first := a.Verified("cooperative", "HTX Một", "01840")
	second := a.Verified("cooperative", "HTX Hai", "01849")
	noodles := first.Offer("Miến dong", nil)
	tea := first.Offer("Chè Shan tuyết", object{"group": "do-uong"})
	plums := second.Offer("Mơ", nil)
	first.Certify(noodles, "OCOP-1", "2026-01-01", 75)
	for _, product := range []string{noodles, tea} {
		first.Capacity(product, "kg", 1000)
	}
	second.Capacity(plums, "kg", 1000)
	buyer.Conclude([]object{apptest.Line(noodles, 10), apptest.Line(tea, 20), apptest.Line(plums, 30)}, first, second)

	for query, want := range map[string]struct {
		total int64
		byKey map[string]int64
		value int64
	}{
		"groupBy=area":             {1, map[string]int64{"01840": 1, "01849": 1}, 60},
		"groupBy=group":            {1, map[string]int64{"thuc-pham": 1, "do-uong": 1}, 60},
		"groupBy=stars":            {1, map[string]int64{"0": 1, "4": 1}, 60},
		"groupBy=form":             {1, map[string]int64{"form-3": 1}, 60},
		"groupBy=buyer":            {1, map[string]int64{buyer.OrganizationID: 1}, 60},
		"groupBy=month":            {1, map[string]int64{"2026-11": 1, "2027-01": 0}, 60},
		"groupBy=month&area=19":    {1, map[string]int64{"2026-11": 1, "2027-01": 0}, 60},
		"groupBy=area&area=06@old": {1, map[string]int64{"01840": 1, "01849": 1}, 60},
		// The second supplier's commune has a contract too, whose first line is not theirs.
		"groupBy=month&area=01849":     {1, map[string]int64{"2026-11": 1, "2027-01": 0}, 30},
		"groupBy=group&area=01849":     {1, map[string]int64{"thuc-pham": 1}, 30},
		"groupBy=stars&area=01849":     {1, map[string]int64{"0": 1}, 30},
		"groupBy=stars&area=01840":     {1, map[string]int64{"0": 1, "4": 1}, 30},
		"groupBy=group&area=063@old":   {1, map[string]int64{"thuc-pham": 1}, 30},
		"groupBy=group&area=01":        {0, map[string]int64{}, 0},
		"groupBy=group&area=060@old":   {0, map[string]int64{}, 0},
		"groupBy=group&area=01834@old": {0, map[string]int64{}, 0},
	} {
		total, byKey := linkage(officer, query)
		require.Equal(t, want.total, total.ContractsSigned, query)
		require.Equal(t, want.byKey, signed(byKey), query)
		require.Equal(t, want.value*55_000, total.SignedValue, query)
		sum := figures{ContractsSigned: total.ContractsSigned}
		for _, one := range byKey {
			sum.SignedValue += one.SignedValue
			sum.PlannedValue += one.PlannedValue
		}
		require.Equal(t, total, sum, "the parts of the values are the whole: %s", query)
	}
}

// TestTheStarsOfTheSigningCount: what a product gains or loses later changes no
// figure of before.
func TestTheStarsOfTheSigningCount(t *testing.T) {
	a := apptest.New(t)
	officer := a.Staff("19")
	buyer, seller := a.Verified("enterprise", "Công ty Bên mua", "01843"), a.Verified("cooperative", "HTX Một", "01840")
	product := seller.Offer("Miến dong", nil)
	seller.Capacity(product, "kg", 1000)
	contract := buyer.Conclude([]object{apptest.Line(product, 10)}, seller)
	seller.Certify(product, "OCOP-1", "2026-01-01", 95)
	seller.Deliver(contract, 0, "2027-01", 5).Want(http.StatusCreated)
	_, byStars := linkage(officer, "groupBy=stars")
	require.Equal(t, map[string]figures{"0": {ContractsSigned: 1, SignedValue: 550_000, PlannedValue: 550_000, DeliveredValue: 275_000}}, byStars)
	buyer.Conclude([]object{apptest.Line(product, 10)}, seller)
	_, byStars = linkage(officer, "groupBy=stars")
	require.Equal(t, map[string]int64{"0": 1, "5": 1}, signed(byStars))
}

// TestThePublicSeesNoSmallGroup: 3 contracts of one group and 2 of another.
func TestThePublicSeesNoSmallGroup(t *testing.T) {
	a := apptest.New(t)
	buyer, seller := a.Verified("enterprise", "Công ty Bên mua", "01843"), a.Verified("cooperative", "HTX Một", "01840")
	noodles, tea := seller.Offer("Miến dong", nil), seller.Offer("Chè", object{"group": "do-uong"})
	seller.Capacity(noodles, "kg", 1000)
	seller.Capacity(tea, "kg", 1000)
	conclude := func(product string) { buyer.Conclude([]object{apptest.Line(product, 10)}, seller) }
	for range 2 {
		conclude(noodles)
		conclude(tea)
	}
	public := map[string]*apptest.Client{"visitor": a.Visitor(), "seller": seller, "other": a.Verified("enterprise", "Công ty Khác", "01843")}
	for name, client := range public {
		total, byKey := linkage(client, "groupBy=group")
		require.EqualValues(t, 4, total.ContractsSigned, name)
		require.Empty(t, byKey, name)
	}
	conclude(noodles)
	for name, client := range public {
		total, byKey := linkage(client, "groupBy=group")
		require.EqualValues(t, 5, total.ContractsSigned, name)
		require.Equal(t, map[string]int64{"thuc-pham": 3}, signed(byKey), name)
		_, byMonth := linkage(client, "groupBy=month")
		require.Equal(t, map[string]int64{"2026-11": 5}, signed(byMonth), "no month of which few contracts were signed: %s", name)
		client.Get("/metrics/linkage?groupBy=buyer").Problem(map[bool]int{true: http.StatusUnauthorized, false: http.StatusForbidden}[name == "visitor"],
			map[bool]string{true: "unauthenticated", false: "forbidden"}[name == "visitor"])
	}
	_, byKey := linkage(a.Staff("19"), "groupBy=group")
	require.Equal(t, map[string]int64{"thuc-pham": 3, "do-uong": 2}, signed(byKey))
}

func TestMetricsQueriesAreChecked(t *testing.T) {
	a := apptest.New(t)
	for query, field := range map[string]string{
		"from=2027-02&to=2027-01": "from", "from=2027-13": "from", "to=x": "to", "groupBy=shoe": "groupBy", "area=99999": "area",
	} {
		require.Equal(t, []string{field}, a.Visitor().Get("/metrics/linkage?"+query).Problem(http.StatusUnprocessableEntity, "invalid_input"), query)
	}
	span := a.Visitor().Get("/metrics/linkage").Want(http.StatusOK).Fields()
	require.Equal(t, "2025-12", span["from"])
	require.Equal(t, "2026-11", span["to"])
}
