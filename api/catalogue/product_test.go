package catalogue_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/app/apptest"
	"lienket/api/catalogue"
	"lienket/api/store"
)

// found are the IDs of a search.
func found(a *apptest.App, query string) []string {
	a.T.Helper()
	a.Indexed()
	var answer struct {
		Hits  []struct{ Product struct{ ID string } }
		Total int
	}
	a.Visitor().Get("/search/products?" + query).Want(http.StatusOK).JSON(&answer)
	ids := []string{}
	for _, hit := range answer.Hits {
		ids = append(ids, hit.Product.ID)
	}
	return ids
}

func TestProductsAreChecked(t *testing.T) {
	a := apptest.New(t)
	seller := a.Verified("cooperative", "HTX Một", "01840")
	product := seller.Draft("Miến dong", nil)
	for name, row := range map[string]struct {
		with  object
		field string
	}{
		"stars":              {object{"stars": 5}, "stars"},
		"a status":           {object{"status": "published"}, "status"},
		"an unknown group":   {object{"group": "thuoc-la"}, "group"},
		"an unknown unit":    {object{"unit": "thung"}, "unit"},
		"a name of blanks":   {object{"name": "   "}, "name"},
		"a price of nothing": {object{"price": object{"min": 0, "max": 5}}, "price.min"},
		"prices upside down": {object{"price": object{"min": 6, "max": 5}}, "price.max"},
		"an unknown mark":    {object{"qualityMarks": []string{"tot"}}, "qualityMarks"},
		"a negative order":   {object{"minOrder": -1}, "minOrder"},
		"a package unknown":  {object{"variants": []object{{"id": "khong-co", "name": "Túi"}}}, "variants[0].id"},
	} {
		body := object{"name": "Chè", "group": "do-uong", "unit": "kg"}
		for key, value := range row.with {
			body[key] = value
		}
		require.Equal(t, []string{row.field}, seller.Post("/products", body).Problem(http.StatusUnprocessableEntity, "invalid_input"), name)
		require.Equal(t, []string{row.field}, seller.Patch("/products/"+product, row.with).Problem(http.StatusUnprocessableEntity, "invalid_input"), name)
	}
	require.Len(t, seller.Get("/products?status=draft").Want(http.StatusOK).Fields()["items"], 1)
	require.EqualValues(t, 1, seller.Get("/products/" + product).Want(http.StatusOK).Fields()["version"])
	a.Verified("enterprise", "Công ty", "01843").Post("/products", object{"name": "Chè", "group": "do-uong", "unit": "kg"}).
		Problem(http.StatusForbidden, "forbidden")
}

func TestOnlyAVerifiedOrganisationPublishes(t *testing.T) {
	a := apptest.New(t)
	pending := a.Register("cooperative", "HTX Chưa duyệt", "01840")
	product := pending.Draft("Miến dong", nil)
	pending.Post("/products/"+product+"/publish", nil).Problem(http.StatusConflict, "state_forbids")
	officer := a.Staff("19")
	officer.Post("/products/"+product+"/publish", nil).Problem(http.StatusConflict, "state_forbids")
	require.Empty(t, found(a, "q=mien"))
	officer.Post("/organizations/"+pending.OrganizationID+"/verify", object{"decision": "reject", "note": "Thiếu giấy tờ"}).Want(http.StatusOK)
	pending.Post("/products/"+product+"/publish", nil).Problem(http.StatusConflict, "state_forbids")
	officer.Post("/organizations/"+pending.OrganizationID+"/verify", object{"decision": "approve"}).Want(http.StatusOK)
	pending.Post("/products/"+product+"/publish", nil).Want(http.StatusOK)
	require.Equal(t, []string{product}, found(a, "q=mien"))
}

// TestTheSearchFollows publishes, changes, unpublishes and suspends.
func TestTheSearchFollows(t *testing.T) {
	a := apptest.New(t)
	seller := a.Verified("cooperative", "HTX Một", "01840")
	product := seller.Draft("Miến dong", object{"qualityMarks": []string{"vietgap"}})
	path := "/products/" + product
	require.Empty(t, found(a, "q=mien"))
	seller.Post(path+"/publish", nil).Want(http.StatusOK)
	require.Equal(t, []string{product}, found(a, "q=mien&mark=vietgap&group=thuc-pham&priceMax=50000&area=06@old"))
	require.Empty(t, found(a, "q=mien&priceMax=49999"))
	seller.Patch(path, object{"name": "Bún khô", "qualityMarks": []string{}, "price": nil}).Want(http.StatusOK)
	require.Empty(t, found(a, "q=mien"))
	require.Equal(t, []string{product}, found(a, "q=bun+kho"))
	require.Empty(t, found(a, "q=bun+kho&mark=vietgap"))
	seller.Post(path+"/unpublish", nil).Want(http.StatusOK)
	// The database decides even before the index knows.
	require.Empty(t, a.Visitor().Get("/search/products?q=bun+kho").Want(http.StatusOK).Fields()["hits"])
	require.Empty(t, found(a, "q=bun+kho"))
	seller.Post(path+"/unpublish", nil).Problem(http.StatusConflict, "state_forbids")
	seller.Post(path+"/publish", nil).Want(http.StatusOK)
	seller.Post(path+"/publish", nil).Problem(http.StatusConflict, "state_forbids")
	require.Equal(t, []string{product}, found(a, "q=bun+kho"))

	products, err := store.Open[catalogue.Product](t.Context(), a.DB, catalogue.ProductSchema, a.Clock.Now)
	require.NoError(t, err)
	_, err = products.Update(t.Context(), product, func(p *catalogue.Product) error { p.Status = catalogue.Suspended; return nil })
	require.NoError(t, err)
	require.Empty(t, found(a, "q=bun+kho"), "a suspended product is not shown")
	a.Visitor().Get(path).Problem(http.StatusNotFound, "not_found")
	seller.Post(path+"/publish", nil).Problem(http.StatusConflict, "state_forbids")
}

func TestTheSearchKnowsWhatIsAvailable(t *testing.T) {
	a := apptest.New(t)
	seller, buyer := a.Verified("cooperative", "HTX Một", "01840"), a.Verified("enterprise", "Công ty", "01843")
	product := seller.Offer("Miến dong", nil)
	seller.Capacity(product, "tan", 10, 4)
	require.Equal(t, []string{product}, found(a, "q=mien&month=2027-01&minAvailable=10&unit=tan"))
	require.Equal(t, []string{product}, found(a, "q=mien&month=2027-01,2027-02&minAvailable=4000"))
	require.Empty(t, found(a, "q=mien&month=2027-01,2027-02&minAvailable=4000.001"))
	require.Empty(t, found(a, "q=mien&month=2027-03"))
	require.Empty(t, found(a, "q=mien&month=2027-01&minAvailable=1&unit=lit"))
	contract := buyer.Conclude([]object{apptest.Line(product, 6000)}, seller)
	require.Empty(t, found(a, "q=mien&month=2027-01&minAvailable=4.001&unit=tan"))
	require.Equal(t, []string{product}, found(a, "q=mien&month=2027-01&minAvailable=4&unit=tan"))
	buyer.Post("/contracts/"+contract+"/terminate", object{"kind": "mutual", "reason": "Thôi"}).Want(http.StatusOK)
	require.Equal(t, []string{product}, found(a, "q=mien&month=2027-01&minAvailable=10&unit=tan"))
	for query, field := range map[string]string{"minAvailable=x": "minAvailable", "minAvailable=1.0001": "minAvailable",
		"unit=thung": "unit", "month=2027-13": "month[0]", "mark=tot": "mark", "group=x": "group", "area=99999": "area", "limit=0": "limit"} {
		require.Equal(t, []string{field}, a.Visitor().Get("/search/products?"+query).Problem(http.StatusUnprocessableEntity, "invalid_input"), query)
	}
}

func TestCapacityNeverFallsBelowWhatIsCommitted(t *testing.T) {
	a := apptest.New(t)
	seller, buyer := a.Verified("cooperative", "HTX Một", "01840"), a.Verified("enterprise", "Công ty", "01843")
	product := seller.Offer("Miến dong", nil)
	path := "/products/" + product + "/capacity/2027"
	set := func(unit string, months ...float64) *apptest.Response {
		return seller.Put(path, object{"unit": unit, "months": apptest.Year(months...)})
	}
	set("kg", 1000, 1000, 1000).Want(http.StatusOK)
	buyer.Conclude([]object{apptest.Line(product, 600, 0, 900.001)}, seller)
	require.Equal(t, []string{"months[0]", "months[2]"}, set("kg", 599.999, 0, 900).Problem(http.StatusConflict, "capacity_exceeded"))
	require.Equal(t, []string{"months[2]"}, set("tan", 0.6, 0, 0.9).Problem(http.StatusConflict, "capacity_exceeded"))
	set("tan", 0.6, 0, 0.901).Want(http.StatusOK)

	// In tonnes, committed is rounded up and available down: never a gram too much.
	march := a.Visitor().Get(path).Want(http.StatusOK).Fields()["months"].([]any)[2].(map[string]any)
	require.Equal(t, object{"month": "2027-03", "capacity": 0.901, "committed": 0.901, "available": 0.0}, march)

	require.Equal(t, []string{"unit"}, set("lit", 600, 0, 901).Problem(http.StatusUnprocessableEntity, "invalid_input"))
	require.Equal(t, []string{"unit"}, set("thung", 600).Problem(http.StatusUnprocessableEntity, "invalid_input"))
	require.Equal(t, []string{"months[1]"}, set("kg", 600, -1, 901).Problem(http.StatusUnprocessableEntity, "invalid_input"))
	require.Equal(t, []string{"months[1]"}, set("kg", 600, 1_000_000_001, 901).Problem(http.StatusUnprocessableEntity, "invalid_input"))
	require.Equal(t, []string{"months"}, seller.Put(path, object{"unit": "kg", "months": []float64{1}}).Problem(http.StatusUnprocessableEntity, "invalid_input"))
	require.Equal(t, []string{"unit"}, seller.Patch("/products/"+product, object{"unit": "lit"}).Problem(http.StatusConflict, "state_forbids"),
		"a product with a calendar keeps its dimension")
	seller.Patch("/products/"+product, object{"unit": "tan"}).Want(http.StatusOK)

	stale := apptest.Header{Name: "If-Match", Value: `"1"`}
	seller.Do(http.MethodPut, path, object{"unit": "kg", "months": apptest.Year(2000, 0, 2000)}, stale).Problem(http.StatusPreconditionFailed, "version_mismatch")
}
