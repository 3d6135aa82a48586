package catalogue_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/account"
	"lienket/api/app/apptest"
	"lienket/api/catalogue"
	"lienket/api/store"
)

func TestVariantsKeepTheirIDs(t *testing.T) {
	a := apptest.New(t)
	seller := a.Verified("cooperative", "HTX Một", "01840")
	product := seller.Draft("Miến dong", object{"variants": []object{
		{"name": "Túi 500 g", "size": object{"amount": 500, "unit": "g"}, "price": 36_000}, {"name": "Thùng", "size": nil}}})
	path := "/products/" + product
	variants := func() []any { return seller.Get(path).Want(http.StatusOK).Fields()["variants"].([]any) }
	bag, box := variants()[0].(object), variants()[1].(object)
	require.Equal(t, object{"id": bag["id"], "name": "Túi 500 g", "size": object{"amount": 500.0, "unit": "g"}, "gtin": nil, "price": 36_000.0}, bag)
	require.Nil(t, box["size"])
	require.NotEqual(t, bag["id"], box["id"])

	bag["name"], bag["price"] = "Túi nửa cân", nil
	seller.Patch(path, object{"variants": []any{object{"name": "Hộp quà"}, bag}}).Want(http.StatusOK)
	require.Equal(t, bag, variants()[1])
	require.Equal(t, []string{"variants[0].id"}, seller.Patch(path, object{"variants": []any{box}}).Problem(http.StatusUnprocessableEntity, "invalid_input"),
		"one that is gone does not come back")
	require.Contains(t, seller.Patch(path, object{"variants": []any{bag, bag}}).Problem(http.StatusUnprocessableEntity, "invalid_input"), "variants[1].id")
	seller.Patch(path, object{"variants": nil}).Want(http.StatusOK)
	require.Empty(t, variants())
}

func TestAProductIsFoundByItsPackagesAndOtherNames(t *testing.T) {
	a := apptest.New(t)
	seller := a.Verified("cooperative", "HTX Một", "01840")
	small := seller.Offer("Miến dong", object{"variants": []object{{"name": "Túi nhỏ", "size": object{"amount": 0.5, "unit": "kg"}}}})
	large := seller.Offer("Miến dong to", object{"packaging": "Thùng 10 kg", "keywords": []string{"sợi rồng núi"}})
	require.Equal(t, small, found(a, "q=mien+dong+500g")[0])
	require.Equal(t, large, found(a, "q=mien+dong+10kg")[0])
	require.Equal(t, []string{large}, found(a, "q=soi+rong+nui"))
}

// TestEveryFieldOfAProductHasItsLimit asks through the API and, for what the
// schema refuses before, the service.
func TestEveryFieldOfAProductHasItsLimit(t *testing.T) {
	a := apptest.New(t)
	seller := a.Verified("cooperative", "HTX Một", "01840")
	product := seller.Draft("Miến dong", nil)
	long := func(n int) string { return strings.Repeat("ê", n) }
	many := func(n int) []object {
		list := make([]object, n)
		for i := range list {
			list[i] = object{"name": long(i + 1)}
		}
		return list
	}
	for name, row := range map[string]struct {
		change object
		field  string
	}{
		"too many packages":       {object{"variants": many(21)}, "variants"},
		"a package without name":  {object{"variants": []object{{"name": " "}}}, "variants[0].name"},
		"a long name":             {object{"variants": []object{{"name": long(101)}}}, "variants[0].name"},
		"a package twice":         {object{"variants": []object{{"name": "Túi"}, {"name": "TUI"}}}, "variants[1].name"},
		"a package of nothing":    {object{"variants": []object{{"name": "Túi", "size": object{"amount": 0, "unit": "g"}}}}, "variants[0].size.amount"},
		"a size too fine":         {object{"variants": []object{{"name": "Túi", "size": object{"amount": 0.0001, "unit": "g"}}}}, "variants[0].size.amount"},
		"an unknown unit":         {object{"variants": []object{{"name": "Túi", "size": object{"amount": 1, "unit": "thung"}}}}, "variants[0].size.unit"},
		"a size without a unit":   {object{"variants": []object{{"name": "Túi", "size": object{"amount": 1}}}}, "variants[0].size.unit"},
		"a free package":          {object{"variants": []object{{"name": "Túi", "price": 0}}}, "variants[0].price"},
		"a package's bad GTIN":    {object{"variants": []object{{"name": "Túi", "gtin": "8934567890121"}}}, "variants[0].gtin"},
		"a bad GTIN":              {object{"gtin": "123"}, "gtin"},
		"a GTIN of letters":       {object{"gtin": "893456789012x"}, "gtin"},
		"a shelf life backwards":  {object{"shelfLifeDays": -1}, "shelfLifeDays"},
		"a shelf life for ever":   {object{"shelfLifeDays": 10_001}, "shelfLifeDays"},
		"half a day":              {object{"shelfLifeDays": 0.5}, "shelfLifeDays"},
		"storage of many words":   {object{"storage": long(301)}, "storage"},
		"storage of lines":        {object{"storage": "a\nb"}, "storage"},
		"a season of many words":  {object{"season": long(301)}, "season"},
		"many other names":        {object{"keywords": make([]string, 11)}, "keywords"},
		"a short other name":      {object{"keywords": []string{"miến", "m"}}, "keywords[1]"},
		"a long other name":       {object{"keywords": []string{long(61)}}, "keywords[0]"},
		"a paper of no mark":      {object{"markDetails": []object{paper("tot", "1", "")}}, "markDetails[0].mark"},
		"a paper without number":  {object{"markDetails": []object{paper("attp", " ", "")}}, "markDetails[0].number"},
		"a paper twice":           {object{"markDetails": []object{paper("attp", "A", ""), paper("attp", "a", "")}}, "markDetails[1].number"},
		"a paper of the future":   {object{"markDetails": []object{{"mark": "attp", "number": "1", "issuedAt": "2026-11-24"}}}, "markDetails[0].issuedAt"},
		"a paper out before it's": {object{"markDetails": []object{paper("attp", "1", "2024-01-15")}}, "markDetails[0].expiresAt"},
		"a day that is none":      {object{"markDetails": []object{paper("attp", "1", "2027-02-30")}}, "markDetails[0].expiresAt"},
		"an issuer of many words": {object{"markDetails": []object{{"mark": "attp", "number": "1", "issuer": long(201)}}}, "markDetails[0].issuer"},
		"many papers":             {object{"markDetails": make([]object, 21)}, "markDetails"},
	} {
		require.Contains(t, seller.Patch("/products/"+product, row.change).Problem(http.StatusUnprocessableEntity, "invalid_input"), row.field, name)
		body := object{"name": "Chè", "group": "do-uong", "unit": "kg"}
		for key, value := range row.change {
			body[key] = value
		}
		require.Contains(t, seller.Post("/products", body).Problem(http.StatusUnprocessableEntity, "invalid_input"), row.field, name)
	}
	require.EqualValues(t, 1, seller.Get("/products/" + product).Want(http.StatusOK).Fields()["version"])

	variants, days := make([]catalogue.Variant, 21), -1
	keywords, details := make([]string, 11), make([]catalogue.MarkDetail, 21)
	_, err := a.Catalogue.Change(t.Context(), seller.Actor(), product, 0, catalogue.ProductChange{
		Variants: &variants, ShelfLifeDays: &days, Keywords: &keywords, MarkDetails: &details})
	for _, field := range []string{"variants", "shelfLifeDays", "keywords", "markDetails"} {
		require.ErrorContains(t, err, "["+field+":")
	}
}

// TestNullClears: each field that may be none is cleared by null and left alone by
// its absence.
func TestNullClears(t *testing.T) {
	a := apptest.New(t)
	seller := a.Verified("cooperative", "HTX Một", "01840")
	full := object{"gtin": "8934567890120", "shelfLifeDays": 365, "storage": "Nơi khô ráo", "season": "Tháng 11 đến tháng 2",
		"keywords": []any{"bún tàu"}}
	product := seller.Draft("Miến dong", full)
	path := "/products/" + product
	for field, value := range full {
		before := seller.Patch(path, object{"description": field}).Want(http.StatusOK).Fields()
		require.EqualValues(t, value, before[field])
		after := seller.Patch(path, object{field: nil}).Want(http.StatusOK).Fields()[field]
		require.Empty(t, after, field)
	}
}

// TestOldProductsAreRead: documents of before these fields show them as none.
func TestOldProductsAreRead(t *testing.T) {
	a := apptest.New(t)
	seller := a.Verified("cooperative", "HTX Một", "01840")
	products, err := store.Open[oldProduct](t.Context(), a.DB, catalogue.ProductSchema, a.Clock.Now)
	require.NoError(t, err)
	organization, err := a.Registry.Organization(t.Context(), account.System, seller.OrganizationID)
	require.NoError(t, err)
	old := &oldProduct{OrganizationID: organization.ID, Name: "Miến dong", SortName: "mien dong", Group: "thuc-pham", Unit: "kg",
		QualityMarks: []string{"vietgap"}, Status: "published", AreaCode: organization.AreaCode, Areas: organization.Areas}
	require.NoError(t, products.Insert(t.Context(), old))
	shown := a.Visitor().Get("/products/" + old.ID).Want(http.StatusOK).Fields()
	require.Equal(t, []any{"vietgap"}, shown["qualityMarks"])
	require.Equal(t, []any{}, shown["variants"])
	require.Nil(t, shown["gtin"])
	require.Empty(t, listed(a.Visitor(), "q=mien"))
	require.NoError(t, a.Reindex(t.Context()))
	require.Equal(t, []string{"Miến dong"}, listed(a.Visitor(), "q=mien"), "a reindex completes what lists are asked by")
	seller.Post("/products/"+old.ID+"/unpublish", nil).Want(http.StatusOK)
	seller.Do(http.MethodDelete, "/products/"+old.ID, nil).Problem(http.StatusConflict, "state_forbids")
}

type oldProduct struct {
	store.Meta     `json:",inline"`
	OrganizationID string   `json:"organizationId"`
	Name           string   `json:"name"`
	SortName       string   `json:"sortName"`
	Group          string   `json:"group"`
	Description    string   `json:"description"`
	Unit           string   `json:"unit"`
	MinOrder       int64    `json:"minOrder"`
	Packaging      string   `json:"packaging"`
	QualityMarks   []string `json:"qualityMarks"`
	Status         string   `json:"status"`
	AreaCode       string   `json:"areaCode"`
	Areas          []string `json:"areas"`
	Stars          int      `json:"stars"`
}
