package catalogue_test

import (
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"lienket/api/app/apptest"
)

func TestAnOfficerSuspendsAndLifts(t *testing.T) {
	a := apptest.New(t)
	seller, officer := a.Verified("cooperative", "HTX Một", "01840"), a.Staff("19")
	product := seller.Offer("Miến dong", nil)
	path := "/products/" + product
	require.Equal(t, []string{product}, found(a, "q=mien"))
	toldOf(seller)
	require.Equal(t, []string{"reason"}, officer.Post(path+"/suspend", object{"reason": " "}).Problem(http.StatusUnprocessableEntity, "invalid_input"))
	officer.Post(path+"/resume", nil).Problem(http.StatusConflict, "state_forbids")

	held := officer.Post(path+"/suspend", object{"reason": "Nhãn ghi sai hạn dùng"}).Want(http.StatusOK).Fields()
	require.Equal(t, "suspended", held["status"])
	require.Equal(t, "Nhãn ghi sai hạn dùng", held["suspension"].(object)["reason"])
	require.Equal(t, []string{"Cán bộ đã tạm dừng sản phẩm Miến dong. Lý do: Nhãn ghi sai hạn dùng"}, toldOf(seller))
	require.Empty(t, found(a, "q=mien"))
	a.Visitor().Get(path).Problem(http.StatusNotFound, "not_found")
	officer.Post(path+"/suspend", object{"reason": "Lần nữa"}).Problem(http.StatusConflict, "state_forbids")

	seller.Patch(path, object{"shelfLifeDays": 365}).Want(http.StatusOK) // to mend it
	for _, verb := range []string{"/publish", "/unpublish"} {
		seller.Post(path+verb, nil).Problem(http.StatusConflict, "state_forbids")
	}
	lifted := officer.Post(path+"/resume", nil).Want(http.StatusOK).Fields()
	require.Equal(t, "published", lifted["status"])
	require.NotContains(t, lifted, "suspension")
	require.Equal(t, []string{"Sản phẩm Miến dong không còn bị tạm dừng."}, toldOf(seller))
	require.Equal(t, []string{product}, found(a, "q=mien"))

	draft := seller.Draft("Chè", nil)
	officer.Post("/products/"+draft+"/suspend", object{"reason": "Hàng giả"}).Want(http.StatusOK)
	seller.Post("/products/"+draft+"/publish", nil).Problem(http.StatusConflict, "state_forbids")
	require.Equal(t, "draft", officer.Post("/products/"+draft+"/resume", nil).Want(http.StatusOK).Fields()["status"])
}

func TestACopyIsADraftOfItsOwn(t *testing.T) {
	a := apptest.New(t)
	seller := a.Verified("cooperative", "HTX Một", "01840")
	first := seller.Offer("Miến dong", object{"gtin": "8930000000019", "priceTiers": tiers(0, 60_000, 100, 50_000),
		"price": nil, "variants": []object{{"name": "Túi 500 g", "gtin": "8934567890120", "price": 30_000}},
		"markDetails": []object{paper("vietgap", "VG-1", "2027-11-30")}, "keywords": []string{"miến tây"}, "shelfLifeDays": 365})
	seller.Certify(first, "OCOP-1", "2026-01-01", 75)
	seller.Capacity(first, "kg", 100)

	copied := seller.Post("/products/"+first+"/copy", nil).Want(http.StatusCreated).Fields()
	original := seller.Get("/products/" + first).Want(http.StatusOK).Fields()
	require.Equal(t, "Miến dong (bản sao)", copied["name"])
	require.Equal(t, "draft", copied["status"])
	require.EqualValues(t, 0, copied["stars"])
	require.Nil(t, copied["gtin"])
	for _, same := range []string{"price", "priceTiers", "markDetails", "qualityMarks", "keywords", "shelfLifeDays", "unit", "group"} {
		require.Equal(t, original[same], copied[same], same)
	}
	variant := copied["variants"].([]any)[0].(object)
	require.Nil(t, variant["gtin"])
	require.EqualValues(t, 30_000, variant["price"])
	require.NotEqual(t, original["variants"].([]any)[0].(object)["id"], variant["id"])
	capacity := seller.Get("/products/" + copied["id"].(string) + "/capacity/2027").Want(http.StatusOK).Fields()
	require.EqualValues(t, 0, capacity["months"].([]any)[0].(object)["capacity"])

	long := seller.Draft(strings.Repeat("ê", 200), nil)
	name := seller.Post("/products/"+long+"/copy", nil).Want(http.StatusCreated).Fields()["name"].(string)
	require.Equal(t, 200, utf8.RuneCountInString(name))
	require.True(t, strings.HasSuffix(name, "ê (bản sao)"))
}

func TestOnlyADraftThatNothingRefersToIsDeleted(t *testing.T) {
	a := apptest.New(t)
	seller, buyer := a.Verified("cooperative", "HTX Một", "01840"), a.Verified("enterprise", "Công ty", "01843")
	remove := func(id string) *apptest.Response { return seller.Do(http.MethodDelete, "/products/"+id, nil) }

	draft := seller.Draft("Miến dong", object{"gtin": "8930000000019", "markDetails": []object{paper("vietgap", "VG-1", "2027-11-30")}})
	seller.Capacity(draft, "kg", 100)
	named := seller.Draft("Măng", nil)
	buyer.Draw(apptest.Line(named, 1))
	remove(named).Problem(http.StatusConflict, "state_forbids")
	stale := apptest.Header{Name: "If-Match", Value: `"9"`}
	seller.Do(http.MethodDelete, "/products/"+draft, nil, stale).Problem(http.StatusPreconditionFailed, "version_mismatch")
	remove(draft).Want(http.StatusNoContent)
	seller.Get("/products/"+draft).Problem(http.StatusNotFound, "not_found")
	remove(draft).Problem(http.StatusNotFound, "not_found")
	seller.Draft("Miến khác", object{"gtin": "8930000000019"}) // its number is free again
	a.Indexed()

	certified := seller.Draft("Chè", nil)
	seller.Certify(certified, "OCOP-1", "2026-01-01", 75)
	remove(certified).Problem(http.StatusConflict, "state_forbids")
	offered := seller.Offer("Gạo", nil)
	remove(offered).Problem(http.StatusConflict, "state_forbids")
	seller.Post("/products/"+offered+"/unpublish", nil).Want(http.StatusOK)
	remove(offered).Problem(http.StatusConflict, "state_forbids")
}

func TestTheGroupOfACertifiedProductStands(t *testing.T) {
	a := apptest.New(t)
	seller := a.Verified("cooperative", "HTX Một", "01840")
	product := seller.Offer("Miến dong", nil)
	body := object{"number": "OCOP-1", "decisionNumber": "1/QĐ", "issuer": "UBND tỉnh", "issuedAt": "2026-01-01",
		"criteriaVersion": "qd-148-2023", "score": 75, "group": "do-uong"}
	require.Equal(t, []string{"group"}, seller.Post("/products/"+product+"/certificates", body).Problem(http.StatusUnprocessableEntity, "invalid_input"))
	seller.Patch("/products/"+product, object{"group": "duoc-lieu"}).Want(http.StatusOK)
	seller.Certify(product, "OCOP-1", "2026-01-01", 75)
	require.Equal(t, []string{"group"}, seller.Patch("/products/"+product, object{"group": "do-uong"}).Problem(http.StatusConflict, "state_forbids"))
	seller.Patch("/products/"+product, object{"group": "duoc-lieu", "name": "Tinh bột nghệ"}).Want(http.StatusOK)
}
