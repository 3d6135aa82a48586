package catalogue_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/app/apptest"
	"lienket/api/catalogue"
)

func lotBody(with object) object {
	body := object{"code": "L2026.11-a", "producedAt": "2026-11-20"}
	for key, value := range with {
		body[key] = value
	}
	return body
}

func TestLotsAreRecordedByTheirRules(t *testing.T) {
	a := apptest.New(t)
	htx := a.Verified("cooperative", "HTX Lô", "01840")
	product := htx.Offer("Miến dong", object{"shelfLifeDays": 90, "variants": []object{{"name": "Túi 500 g", "gtin": "8934567000017"}}})
	path := "/products/" + product + "/lots"
	made := htx.Post(path, lotBody(object{"amount": 120.5, "variantGtin": "8934567000017", "note": "Mẻ sáng"})).Want(http.StatusCreated)
	require.Equal(t, "/api/v1"+path+"/L2026.11-A", made.Header.Get("Location"))
	lot := made.Fields()
	require.Equal(t, "L2026.11-A", lot["code"], "capitals")
	require.Equal(t, "2027-02-18", lot["expiresAt"], "after the shelf life")
	require.Equal(t, "kg", lot["unit"])
	require.True(t, strings.HasSuffix(lot["url"].(string), "/01/08934567000017/10/L2026.11-A"), lot["url"])

	for name, row := range map[string]struct {
		with   object
		status int
		field  string
	}{
		"taken":             {nil, http.StatusConflict, "code"},
		"taken, small":      {object{"code": "l2026.11-A"}, http.StatusConflict, "code"},
		"a code with marks": {object{"code": "LÔ1"}, http.StatusUnprocessableEntity, "code"},
		"a code with space": {object{"code": "L 1"}, http.StatusUnprocessableEntity, "code"},
		"a path":            {object{"code": "../1"}, http.StatusUnprocessableEntity, "code"},
		"tomorrow":          {object{"code": "L2", "producedAt": "2026-11-24"}, http.StatusUnprocessableEntity, "producedAt"},
		"no day":            {object{"code": "L2", "producedAt": "2026-02-30"}, http.StatusUnprocessableEntity, "producedAt"},
		"ends before":       {object{"code": "L2", "expiresAt": "2026-11-19"}, http.StatusUnprocessableEntity, "expiresAt"},
		"unknown unit":      {object{"code": "L2", "unit": "thung"}, http.StatusUnprocessableEntity, "unit"},
		"somebody's GTIN":   {object{"code": "L2", "variantGtin": "4006381333931"}, http.StatusUnprocessableEntity, "variantGtin"},
	} {
		t.Run(name, func(t *testing.T) {
			code := map[int]string{http.StatusConflict: "conflict", http.StatusUnprocessableEntity: "invalid_input"}[row.status]
			require.Equal(t, []string{row.field}, htx.Post(path, lotBody(row.with)).Problem(row.status, code))
		})
	}
	other := htx.Offer("Mật ong", nil)
	htx.Post("/products/"+other+"/lots", lotBody(nil)).Want(http.StatusCreated) // a code is once for each product
	htx.Post(path, lotBody(object{"code": "L0", "producedAt": "2026-11-21"})).Want(http.StatusCreated)
	var list struct{ Items []struct{ Code string } }
	htx.Get(path).Want(http.StatusOK).JSON(&list)
	require.Len(t, list.Items, 2)
	require.Equal(t, "L0", list.Items[0].Code, "the latest made first")

	one := path + "/l2026.11-a"
	htx.Patch(one, object{"expiresAt": nil, "amount": nil, "note": "Mẻ chiều"}, apptest.Header{Name: "If-Match", Value: `"9"`}).Problem(http.StatusPreconditionFailed, "version_mismatch")
	changed := htx.Patch(one, object{"expiresAt": nil, "amount": nil, "note": "Mẻ chiều"}).Want(http.StatusOK).Fields()
	require.Nil(t, changed["expiresAt"])
	require.Nil(t, changed["amount"])
	require.Equal(t, []string{"producedAt"}, htx.Patch(one, object{"producedAt": "2027-01-01"}).Problem(http.StatusUnprocessableEntity, "invalid_input"))
	htx.Do(http.MethodDelete, one, nil).Want(http.StatusNoContent)
	htx.Get(one).Problem(http.StatusNotFound, "not_found")

	draft := htx.Draft("Chè", nil)
	htx.Post("/products/"+draft+"/lots", lotBody(nil)).Want(http.StatusCreated)
	htx.Do(http.MethodDelete, "/products/"+draft, nil).Problem(http.StatusConflict, "state_forbids")
}

type shownTrace struct {
	Name, Status, URL string
	Lot               *struct{ Code, ProducedAt, ExpiresAt string }
	Origin            struct {
		Commune, Province string
		FormerDistricts   []string
	}
	Certificate *struct {
		Number string
		Stars  int
	}
	Contracts int
}

func traceOf(c *apptest.Client, path string) (found shownTrace) {
	c.Get(path + "/trace").Want(http.StatusOK).JSON(&found)
	return found
}

// TestACodeTellsOriginCertificateAndChain, to a visitor, and still does so when the
// product is no longer on offer.
func TestACodeTellsOriginCertificateAndChain(t *testing.T) {
	a := apptest.New(t)
	htx, buyer := a.Verified("cooperative", "HTX Lô", "01840"), a.Verified("enterprise", "Công ty", "01843")
	product := htx.Offer("Miến dong", nil)
	path := "/products/" + product
	for code, day := range map[string]string{"OLD": "2024-06-30", "NEW": "2025-07-01"} {
		htx.Post(path+"/lots", lotBody(object{"code": code, "producedAt": day, "note": "Ghi chú riêng", "amount": 77.125})).Want(http.StatusCreated)
	}
	htx.Certify(product, "OCOP-1", "2025-07-01", 75)
	htx.Post(path+"/certificates", certificate(object{"number": "OCOP-2", "issuedAt": "2024-01-01", "score": 95})).Want(http.StatusCreated) // pending

	visitor := a.Visitor()
	trace := traceOf(visitor, path+"/lots/NEW")
	require.Equal(t, "2025-07-01", trace.Lot.ProducedAt)
	require.Equal(t, "OCOP-1", trace.Certificate.Number)
	require.Equal(t, 4, trace.Certificate.Stars)
	require.Equal(t, "Phường Đức Xuân", trace.Origin.Commune)
	require.Equal(t, []string{"Thành phố Bắc Kạn"}, trace.Origin.FormerDistricts)
	require.Contains(t, trace.Origin.Province, "Thái Nguyên")
	require.Nil(t, traceOf(visitor, path+"/lots/OLD").Certificate, "none was in force then, and one that waits never is")
	require.Equal(t, "OCOP-1", traceOf(visitor, path).Certificate.Number)
	for _, secret := range []string{"Ghi chú riêng", "77.125"} {
		require.NotContains(t, string(visitor.Get(path+"/lots/NEW/trace").Body), secret)
	}

	require.Zero(t, trace.Contracts)
	htx.Capacity(product, "kg", 1000)
	buyer.Conclude([]object{apptest.Line(product, 10)}, htx)
	require.Equal(t, 1, traceOf(visitor, path).Contracts)

	htx.Post(path+"/unpublish", nil).Want(http.StatusOK)
	require.Equal(t, "draft", traceOf(visitor, path+"/lots/NEW").Status)
	visitor.Get("/products/"+product).Problem(http.StatusNotFound, "not_found")
	never := htx.Draft("Chè", nil)
	htx.Post("/products/"+never+"/lots", lotBody(nil)).Want(http.StatusCreated)
	visitor.Get("/products/"+never+"/lots/L2026.11-A/trace").Problem(http.StatusNotFound, "not_found")
	htx.Get("/products/" + never + "/lots/L2026.11-A/trace").Want(http.StatusOK)
	visitor.Get(path+"/lots/NONE/trace").Problem(http.StatusNotFound, "not_found")
}

func TestCodesAndLabelsAreDrawn(t *testing.T) {
	a := apptest.New(t)
	htx := a.Verified("cooperative", "HTX Lô", "01840")
	product := htx.Offer("Miến dong", object{"gtin": "8934567000017"})
	htx.Post("/products/"+product+"/lots", lotBody(nil)).Want(http.StatusCreated)
	one := "/products/" + product + "/lots/L2026.11-A"
	for path, kind := range map[string]string{
		"/products/" + product + "/qr.svg": "image/svg+xml", one + "/qr.svg": "image/svg+xml",
		"/products/" + product + "/qr.png": "image/png", one + "/qr.png": "image/png"} {
		drawn := a.Visitor().Get(path).Want(http.StatusOK)
		require.Equal(t, kind, drawn.Header.Get("Content-Type"))
		require.NotEmpty(t, drawn.Body)
	}
	sheet := htx.Get(one + "/labels.pdf?count=25").Want(http.StatusOK)
	require.Equal(t, "application/pdf", sheet.Header.Get("Content-Type"))
	require.Contains(t, sheet.Header.Get("Content-Disposition"), "nhan-l2026.11-a.pdf")
	require.Equal(t, []string{"count"}, htx.Get(one+"/labels.pdf?count=241").Problem(http.StatusUnprocessableEntity, "invalid_input"))

	var document struct {
		Type, SchemaVersion string
		EPCISBody           struct {
			EventList []struct {
				Type, EventTime, Action string
				QuantityList            []struct{ EPCClass string }
				ILMD                    map[string]string
			}
		}
	}
	a.Visitor().Get(one + "/epcis").Want(http.StatusOK).JSON(&document)
	require.Equal(t, "EPCISDocument 2.0", document.Type+" "+document.SchemaVersion)
	event := document.EPCISBody.EventList[0]
	require.Equal(t, "ObjectEvent ADD 2026-11-20T12:00:00+07:00", event.Type+" "+event.Action+" "+event.EventTime)
	require.Equal(t, "https://id.gs1.org/01/08934567000017/10/L2026.11-A", event.QuantityList[0].EPCClass)
	require.Equal(t, "2026-11-20", event.ILMD["cbvmda:productionDate"])
}

// TestWhereACodeLeads: a Digital Link only with a real GTIN.
func TestWhereACodeLeads(t *testing.T) {
	lot := &catalogue.Lot{Code: "L1"}
	for i, row := range []struct {
		gtin string
		lot  *catalogue.Lot
		want string
	}{
		{"", nil, "/truy-xuat/p1"}, {"", lot, "/truy-xuat/p1/L1"},
		{"8934567000017", nil, "/01/08934567000017"}, {"8934567000017", lot, "/01/08934567000017/10/L1"},
		{"8934567000018", lot, "/truy-xuat/p1/L1"},
		{"8934567000017", &catalogue.Lot{Code: "L2", GTIN: "96385074"}, "/01/00000096385074/10/L2"},
	} {
		p := &catalogue.Product{GTIN: row.gtin}
		p.ID = "p1"
		require.Equal(t, row.want, catalogue.LabelPath(p, row.lot), fmt.Sprint(i))
	}
}
