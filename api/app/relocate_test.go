package app_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/account"
	"lienket/api/app/apptest"
	"lienket/api/catalogue"
	"lienket/api/linkage"
	"lienket/api/promotion"
	"lienket/api/registry"
	"lienket/api/sourcing"
	"lienket/api/store"
)

// outside takes today's province out of the areas of all that a collection holds, as it
// was stored before old districts were known to lie in it.
func outside[T any, P store.Document[T]](a *apptest.App, collection string, areas func(*T) *[]string) {
	a.T.Helper()
	all, err := store.Open[T, P](a.T.Context(), a.DB, store.Schema{Name: collection}, a.Clock.Now)
	require.NoError(a.T, err)
	var ids []string
	require.NoError(a.T, all.Each(a.T.Context(), store.Query{}, func(doc *T) error { ids = append(ids, P(doc).Base().ID); return nil }))
	require.NotEmpty(a.T, ids, collection)
	for _, id := range ids {
		_, err := all.Update(a.T.Context(), id, func(doc *T) error {
			list := areas(doc)
			*list = slices.DeleteFunc(slices.Clone(*list), func(area string) bool { return area == "19" })
			return nil
		})
		require.NoError(a.T, err)
	}
}

// TestAStoreOfAnOlderGazetteerIsBroughtUpToDate: what was entered in an old district, and
// all that its organisations have, is found in today's province from the start on, without
// anybody's being told or anything's moving among the latest.
func TestAStoreOfAnOlderGazetteerIsBroughtUpToDate(t *testing.T) {
	const district = "061@old"
	data := t.TempDir()
	var maker, product, scan, demand, quote, contract string
	lists := []string{"/organizations?kind=cooperative&", "/products?", "/search/products?q=mien+dong&", "/demands?", "/reports?year=2025&"}
	names := []string{"HTX Huyện Ba Bể", "Miến dong Ba Bể", "Miến dong Ba Bể", "Cần miến dong", "HTX Huyện Ba Bể"}
	of := func(officer *apptest.Client, area string) (found []bool) {
		for i, list := range lists {
			found = append(found, strings.Contains(string(officer.Get(list+"area="+area).Want(http.StatusOK).Body), names[i]))
		}
		return found
	}
	var updated []any
	times := func(c *apptest.Client) (all []any) {
		for _, path := range []string{"/organizations/" + maker, "/products/" + product} {
			all = append(all, c.Get(path).Want(http.StatusOK).Fields()["updatedAt"])
		}
		return all
	}
	entries := func(a *apptest.App) int {
		listed, err := a.Registry.Entries(t.Context(), account.System, maker, "", 100)
		require.NoError(t, err)
		return len(listed.Items)
	}
	var entered int
	t.Run("stored before", func(t *testing.T) {
		a := apptest.Open(t, data)
		by, from := a.Verified("cooperative", "HTX Huyện Ba Bể", district), a.Verified("enterprise", "Công ty Ba Bể", district)
		maker = by.OrganizationID
		product = by.Offer("Miến dong Ba Bể", nil)
		by.Capacity(product, "tan", 10, 10)
		certificate := by.Certify(product, "OCOP-1", "2025-06-01", 81)
		scan = by.Post("/certificates/"+certificate+"/documents", apptest.Upload{Name: "giay.pdf", Data: []byte("%PDF-1.7\n%%EOF\n")}).Want(http.StatusCreated).ID()
		by.Put("/organizations/"+maker+"/reports/2025", object{"members": 20, "memberHouseholds": 15, "labour": 30, "regularLabour": 20, "averageMemberIncome": 5_000_000,
			"revenue": 900_000_000, "profit": 50_000_000, "capital": 300_000_000, "linkedHouseholds": 10, "areaFarmed": 4.5}).Want(http.StatusOK)
		by.Post("/organizations/"+maker+"/reports/2025/submit", nil).Want(http.StatusOK)
		demand = from.Post("/demands", object{"title": "Cần miến dong", "keywords": "mien dong", "unit": "kg", "months": apptest.Months(0, 10),
			"deliveryAreaCode": "01843", "closesAt": "2026-12-20"}).Want(http.StatusCreated).ID()
		from.Post("/demands/"+demand+"/publish", nil).Want(http.StatusOK)
		quote = by.Post("/demands/"+demand+"/quotes", object{"lines": []object{apptest.Line(product, 0, 10)}, "validUntil": "2026-12-31"}).Want(http.StatusCreated).ID()
		contract = from.Conclude([]object{apptest.Line(product, 1)}, by)

		outside(a, "organizations", func(o *registry.Organization) *[]string {
			o.Keys, o.Keyed = slices.DeleteFunc(o.Keys, func(key string) bool { return key == "@19" }), 1
			return &o.Areas
		})
		outside(a, "reports", func(r *registry.Report) *[]string { return &r.Areas })
		outside(a, "documents", func(d *registry.Document) *[]string { return &d.Areas })
		outside(a, "products", func(p *catalogue.Product) *[]string { return &p.Areas })
		outside(a, "certificates", func(c *catalogue.Certificate) *[]string { return &c.Areas })
		outside(a, "demands", func(d *sourcing.Demand) *[]string { return &d.Areas })
		outside(a, "quotes", func(q *sourcing.Quote) *[]string { return &q.Areas })
		outside(a, "contracts", func(c *linkage.Contract) *[]string { return &c.Areas })
		outside(a, "rollups", func(r *promotion.Rollup) *[]string { return &r.Areas })
		tallies, err := store.Open[promotion.Tally](t.Context(), a.DB, store.Schema{Name: "tallies"}, a.Clock.Now)
		require.NoError(t, err)
		require.NoError(t, tallies.Delete(t.Context(), "2026-11~19"))
		require.NoError(t, a.Catalogue.IndexProducts(t.Context(), []string{product}))
		require.NoError(t, a.Sourcing.IndexDemands(t.Context(), []string{demand}))
		updated, entered = times(by), entries(a)
	})
	a := apptest.Open(t, data)
	for range 50 {
		a.TaxCode() // those before are taken
	}
	a.Indexed()
	officer := a.Staff("19")
	for _, area := range []string{"19", district, "06@old"} {
		require.Equal(t, []bool{true, true, true, true, true}, of(officer, area), area)
	}
	require.Equal(t, []bool{false, false, false, false, false}, of(officer, "01840"))
	for _, path := range []string{"/documents/" + scan + "/file", "/quotes/" + quote, "/contracts/" + contract} {
		officer.Get(path).Want(http.StatusOK)
	}
	officer.Post("/organizations/"+maker+"/reports/2025/review", object{"decision": "accept"}).Want(http.StatusOK)
	require.Equal(t, true, officer.Get("/contracts/" + contract + "/history").Want(http.StatusOK).Fields()["verified"])
	total, _ := metrics(officer, "?area=19")
	require.EqualValues(t, 1, total.ContractsSigned)
	require.EqualValues(t, 55_000, total.SignedValue)
	differences, err := a.Promotion.Audit(t.Context())
	require.NoError(t, err)
	require.Empty(t, differences)
	require.Equal(t, updated, times(officer))
	require.Equal(t, entered, entries(a))

	before, err := a.Registry.Lookup(t.Context(), maker)
	require.NoError(t, err)
	require.NoError(t, a.Registry.Rekey(t.Context()))
	after, err := a.Registry.Lookup(t.Context(), maker)
	require.NoError(t, err)
	require.Equal(t, before, after, "once")
}

// TestWhatWasMadeInAPlaceIsBroughtUpToDateThere, also where whoever made it has left.
func TestWhatWasMadeInAPlaceIsBroughtUpToDateThere(t *testing.T) {
	const district = "061@old"
	data := t.TempDir()
	var maker string
	t.Run("stored before", func(t *testing.T) {
		a := apptest.Open(t, data)
		by, from := a.Verified("cooperative", "HTX Huyện Ba Bể", district), a.Verified("enterprise", "Công ty Ba Bể", "01843")
		maker = by.OrganizationID
		product := by.Offer("Miến dong Ba Bể", nil)
		by.Capacity(product, "tan", 10, 10)
		from.Conclude([]object{apptest.Line(product, 1)}, by)
		by.Put("/organizations/"+maker+"/reports/2025", object{"members": 20}).Want(http.StatusOK)
		a.Staff(district).Post("/trade-events", object{"name": "Hội chợ Ba Bể", "kind": "fair", "areaCode": district,
			"startDate": "2026-12-01", "endDate": "2026-12-03"}).Want(http.StatusCreated)
		annexes, err := store.Open[catalogue.Annex](t.Context(), a.DB, store.Schema{Name: "annexes"}, a.Clock.Now)
		require.NoError(t, err)
		require.NoError(t, annexes.Insert(t.Context(), &catalogue.Annex{Areas: []string{district, "06@old"}, DecisionNumber: "12/QĐ-UBND"}))
		a.Staff("19").Patch("/organizations/"+maker, object{"areaCode": "01849"}).Want(http.StatusOK)

		outside(a, "organizations", func(o *registry.Organization) *[]string { o.Keyed = 1; return &o.Areas })
		outside(a, "reports", func(r *registry.Report) *[]string { return &r.Areas })
		outside(a, "rollups", func(r *promotion.Rollup) *[]string { return &r.Areas })
		outside(a, "tradeEvents", func(e *promotion.TradeEvent) *[]string { return &e.Areas })
	})
	a := apptest.Open(t, data)
	differences, err := a.Promotion.Audit(t.Context())
	require.NoError(t, err)
	require.Empty(t, differences)
	report, err := a.Registry.Report(t.Context(), account.System, maker, 2025)
	require.NoError(t, err)
	require.Contains(t, report.Areas, "19")
	officer := a.Staff("19")
	for _, list := range []string{"/trade-events?area=19", "/annexes"} {
		require.Len(t, officer.Get(list).Want(http.StatusOK).Fields()["items"], 1, list)
	}

	again := 0
	a.Registry.OnRekey(func(context.Context) error { again++; return nil })
	require.NoError(t, a.Registry.Rekey(t.Context()))
	require.Zero(t, again, "once")
}

// TestWhatWasLeftBehindFollows: of an organisation that moved while its products,
// certificates, demands, quotes and contracts did not.
func TestWhatWasLeftBehindFollows(t *testing.T) {
	data := t.TempDir()
	var maker, buyer, product, certificate, demand, quote, contract string
	// older has both be in the commune beside, as a version stored them that had nothing follow.
	older := func(a *apptest.App) {
		organizations, err := store.Open[registry.Organization](t.Context(), a.DB, store.Schema{Name: "organizations"}, a.Clock.Now)
		require.NoError(t, err)
		for _, id := range []string{maker, buyer} {
			_, err := organizations.Update(t.Context(), id, func(o *registry.Organization) error {
				o.AreaCode, o.Areas, o.Keyed = "01849", a.Registry.Areas().Path("01849"), 2
				return nil
			})
			require.NoError(t, err)
		}
	}
	t.Run("stored before", func(t *testing.T) {
		a := apptest.Open(t, data)
		by, from := a.Verified("cooperative", "HTX Chuyển", "01840"), a.Verified("enterprise", "Công ty Chuyển", "01840")
		maker, buyer = by.OrganizationID, from.OrganizationID
		product = by.Offer("Miến dong", nil)
		by.Capacity(product, "tan", 10, 10)
		certificate = by.Certify(product, "OCOP-1", "2025-06-01", 81)
		demand = from.Post("/demands", object{"title": "Cần miến dong", "keywords": "mien dong", "unit": "kg", "months": apptest.Months(0, 10),
			"deliveryAreaCode": "01843", "closesAt": "2026-12-20"}).Want(http.StatusCreated).ID()
		from.Post("/demands/"+demand+"/publish", nil).Want(http.StatusOK)
		quote = by.Post("/demands/"+demand+"/quotes", object{"lines": []object{apptest.Line(product, 0, 10)}, "validUntil": "2026-12-31"}).Want(http.StatusCreated).ID()
		contract = from.Conclude([]object{apptest.Line(product, 1)}, by)
		older(a)
	})
	a := apptest.Open(t, data)
	for range 50 {
		a.TaxCode() // those before are taken
	}
	a.Indexed()
	officer, left := a.Staff("01849"), a.Staff("01840")
	for _, list := range []string{"/products?", "/search/products?q=mien+dong&", "/demands?", "/search/products?"} {
		require.Len(t, officer.Get(list + "area=01849").Want(http.StatusOK).Fields()[map[bool]string{true: "hits", false: "items"}[strings.HasPrefix(list, "/search")]], 1, list)
	}
	require.Equal(t, "01849", officer.Get("/products/" + product).Want(http.StatusOK).Fields()["areaCode"])
	for _, path := range []string{"/quotes/" + quote, "/contracts/" + contract, "/certificates/" + certificate + "/documents"} {
		officer.Get(path).Want(http.StatusOK)
	}
	left.Patch("/products/"+product, object{"description": "Sửa"}).Want(http.StatusForbidden)
	officer.Post("/demands/"+demand+"/close", nil).Want(http.StatusOK)

}

// TestWhatLiesRightIsNotWritten when a store of an earlier version is brought up to date.
func TestWhatLiesRightIsNotWritten(t *testing.T) {
	data := t.TempDir()
	var product string
	var version int64
	lookup := func(a *apptest.App) int64 {
		p, err := a.Catalogue.Lookup(t.Context(), product)
		require.NoError(t, err)
		return p.Version
	}
	t.Run("stored before", func(t *testing.T) {
		a := apptest.Open(t, data)
		by := a.Verified("cooperative", "HTX Ở Lại", "01840")
		product = by.Offer("Miến dong", nil)
		version = lookup(a)
		organizations, err := store.Open[registry.Organization](t.Context(), a.DB, store.Schema{Name: "organizations"}, a.Clock.Now)
		require.NoError(t, err)
		_, err = organizations.Update(t.Context(), by.OrganizationID, func(o *registry.Organization) error { o.Keyed = 2; return nil })
		require.NoError(t, err)
	})
	require.Equal(t, version, lookup(apptest.Open(t, data)))
}

// TestWhatAnOrganisationHasMovesWithIt, by a form or an import: officers of where
// it is now find and oversee it. Reports stay where they were made.
func TestWhatAnOrganisationHasMovesWithIt(t *testing.T) {
	for by, move := range map[string]func(a *apptest.App, officer *apptest.Client, id string){
		"form": func(_ *apptest.App, officer *apptest.Client, id string) {
			officer.Patch("/organizations/"+id, object{"areaCode": "01849"}).Want(http.StatusOK)
		},
		"import": func(a *apptest.App, officer *apptest.Client, id string) {
			o, err := a.Registry.Lookup(a.T.Context(), id)
			require.NoError(a.T, err)
			file := apptest.Upload{Name: "htx.csv", Data: []byte("kind,name,taxCode,areaCode\ncooperative,HTX Chuyển," + o.TaxCode + ",01849\n")}
			officer.Post("/imports/organizations", file).Want(http.StatusOK)
		},
	} {
		t.Run(by, func(t *testing.T) {
			a := apptest.New(t)
			maker := a.Verified("cooperative", "HTX Chuyển", "01840")
			product := maker.Offer("Miến dong", nil)
			certificate := maker.Certify(product, "OCOP-1", "2025-06-01", 81)
			maker.Put("/organizations/"+maker.OrganizationID+"/reports/2025", object{"members": 20}).Want(http.StatusOK)
			move(a, a.Staff("19"), maker.OrganizationID)
			a.Indexed()
			for commune, finds := range map[string]bool{"01840": false, "01849": true} {
				officer := a.Staff(commune)
				for _, list := range []string{"/products?", "/search/products?q=mien+dong&"} {
					require.Equal(t, finds, strings.Contains(string(officer.Get(list+"area="+commune).Want(http.StatusOK).Body), "Miến dong"), list+commune)
				}
				status := map[bool]int{true: http.StatusOK, false: http.StatusForbidden}[finds]
				require.Equal(t, status, officer.Patch("/products/"+product, object{"description": "Sửa ở " + commune}).Status, commune)
				status = map[bool]int{true: http.StatusOK, false: http.StatusNotFound}[finds]
				require.Equal(t, status, officer.Get("/certificates/"+certificate+"/documents").Status, commune)
			}
			report, err := a.Registry.Report(t.Context(), account.System, maker.OrganizationID, 2025)
			require.NoError(t, err)
			require.Equal(t, "01840", report.Areas[0])
		})
	}
}

// TestADecisionOnTwoRecordsIsListedWhereBothAre, not where they were when it was made.
func TestADecisionOnTwoRecordsIsListedWhereBothAre(t *testing.T) {
	a := apptest.New(t)
	one, other := a.Verified("cooperative", "HTX Tài Hoan", "01840"), a.Verified("cooperative", "HTX Tài Hoan", "01840")
	before, now, province := a.Staff("01840"), a.Staff("01849"), a.Staff("19")
	before.Post("/organizations/"+one.OrganizationID+"/duplicates/"+other.OrganizationID+"/dismiss", object{"note": "Hai nơi"}).Want(http.StatusOK)
	lists := func(officer *apptest.Client) bool {
		return strings.Contains(string(officer.Get("/organizations/duplicates?dismissed=true").Want(http.StatusOK).Body), one.OrganizationID)
	}
	for _, row := range []struct {
		moved               *apptest.Client
		before, now, within bool
	}{{nil, true, false, true}, {one, false, false, true}, {other, false, true, true}} {
		if row.moved != nil {
			province.Patch("/organizations/"+row.moved.OrganizationID, object{"areaCode": "01849"}).Want(http.StatusOK)
		}
		require.Equal(t, []bool{row.before, row.now, row.within}, []bool{lists(before), lists(now), lists(province)})
	}
}
