package catalogue_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lienket/api/account"
	"lienket/api/app/apptest"
	"lienket/api/catalogue"
	"lienket/api/measure"
)

type object = apptest.Object

func certificate(with object) object {
	body := object{"number": "OCOP-1", "decisionNumber": "12/QĐ-UBND", "issuer": "UBND tỉnh", "issuedAt": "2025-06-01",
		"criteriaVersion": "qd-148-2023", "score": 78.5}
	for key, value := range with {
		body[key] = value
	}
	return body
}

// stars are what everybody is shown, and what the search counts.
func stars(t *testing.T, a *apptest.App, product string) int {
	t.Helper()
	shown := a.Visitor().Get("/products/" + product).Want(http.StatusOK).Fields()["stars"].(float64)
	a.Indexed()
	var found struct {
		Facets map[string]map[string]int
	}
	a.Visitor().Get("/search/products?q=mien").Want(http.StatusOK).JSON(&found)
	require.Equal(t, 1, found.Facets["stars"][string(rune('0'+int(shown)))], "the search agrees")
	return int(shown)
}

// TestStarsComeOnlyFromAVerifiedRunningCertificate is the second promise.
func TestStarsComeOnlyFromAVerifiedRunningCertificate(t *testing.T) {
	a := apptest.New(t)
	officer := a.Staff("19")
	seller := a.Verified("cooperative", "HTX Một", "01840")
	product := seller.Offer("Miến dong", nil)
	require.Zero(t, stars(t, a, product))

	report := func(with object) string {
		return seller.Post("/products/"+product+"/certificates", certificate(with)).Want(http.StatusCreated).ID()
	}
	verify := func(id, decision, note string) *apptest.Response {
		return officer.Post("/certificates/"+id+"/verify", object{"decision": decision, "note": note})
	}
	first := report(nil)
	require.Zero(t, stars(t, a, product), "a reported certificate gives none")
	verify(first, "approve", "").Want(http.StatusOK)
	require.Equal(t, 4, stars(t, a, product))
	verify(first, "reject", "Đổi ý").Problem(http.StatusConflict, "state_forbids")

	rejected := report(object{"number": "OCOP-2", "score": 95})
	require.Equal(t, []string{"note"}, verify(rejected, "reject", "").Problem(http.StatusUnprocessableEntity, "invalid_input"))
	verify(rejected, "reject", "Không có trong quyết định").Want(http.StatusOK)
	require.Equal(t, 4, stars(t, a, product))

	lower := report(object{"number": "OCOP-3", "score": 55})
	verify(lower, "approve", "").Want(http.StatusOK)
	require.Equal(t, 4, stars(t, a, product), "the best counts")
	better := report(object{"number": "OCOP-4", "score": 90, "issuedAt": "2024-02-29"})
	verify(better, "approve", "").Want(http.StatusOK)
	require.Equal(t, 5, stars(t, a, product))

	// The public sees no certificate that was not verified.
	var list struct{ Items []struct{ Number string } }
	a.Visitor().Get("/products/" + product + "/certificates").Want(http.StatusOK).JSON(&list)
	require.Len(t, list.Items, 3)

	// They count until 36 months from their issue are over, to the day: the better
	// one until 27/2/2027, the first until 31/5/2028.
	at := func(day string) {
		t.Helper()
		moment, err := time.ParseInLocation(time.DateOnly, day, measure.Vietnam)
		require.NoError(t, err)
		a.Clock.Add(moment.Sub(a.Clock.Now()))
	}
	lapse := func(want int) {
		t.Helper()
		lapsed, err := a.Catalogue.LapseCertificates(t.Context())
		require.NoError(t, err)
		require.Equal(t, want, lapsed)
	}
	shown := func() int {
		p, err := a.Catalogue.Lookup(t.Context(), product)
		require.NoError(t, err)
		return p.StarsOn(a.Catalogue.Today())
	}
	at("2027-02-27")
	lapse(0)
	require.Equal(t, 5, shown())
	at("2027-02-28") // 29/2/2024 and 36 months
	require.Zero(t, shown(), "on its very day it counts no more, whether or not the worker ran")
	lapse(1)
	require.Equal(t, 4, stars(t, a, product))
	at("2028-05-31")
	require.Equal(t, 4, shown())
	at("2028-06-01")
	lapse(2)
	require.Zero(t, stars(t, a, product))
	all, err := a.Catalogue.Certificates(t.Context(), account.System, product)
	require.NoError(t, err)
	states := map[string]catalogue.CertificateStatus{}
	for _, one := range all {
		states[one.Number] = one.Status
	}
	require.Equal(t, map[string]catalogue.CertificateStatus{"OCOP-1": "lapsed", "OCOP-2": "rejected", "OCOP-3": "lapsed", "OCOP-4": "lapsed"}, states)
}

func TestAnExpiredCertificateGivesNoStarsAtAll(t *testing.T) {
	a := apptest.New(t)
	seller := a.Verified("cooperative", "HTX Một", "01840")
	product := seller.Offer("Miến dong", nil)
	seller.Certify(product, "OCOP-1", "2023-11-23", 95) // 36 months ago today
	require.Zero(t, stars(t, a, product))
	seller.Certify(product, "OCOP-2", "2023-11-24", 75) // tomorrow they will be
	require.Equal(t, 4, stars(t, a, product))
}

func TestCertificatesAreChecked(t *testing.T) {
	a := apptest.New(t)
	seller := a.Verified("cooperative", "HTX Một", "01840")
	product := seller.Draft("Miến dong", nil)
	post := func(with object) *apptest.Response {
		return seller.Post("/products/"+product+"/certificates", certificate(with))
	}
	for name, row := range map[string]struct {
		with  object
		field string
	}{
		"no number":       {object{"number": ""}, "number"},
		"blanks":          {object{"issuer": "   "}, "issuer"},
		"tomorrow":        {object{"issuedAt": "2026-11-24"}, "issuedAt"},
		"no such day":     {object{"issuedAt": "2026-02-30"}, "issuedAt"},
		"other criteria":  {object{"criteriaVersion": "qd-1"}, "criteriaVersion"},
		"too few points":  {object{"score": 49.999}, "score"},
		"too many points": {object{"score": 100.001}, "score"},
		"four decimals":   {object{"score": 70.0001}, "score"},
	} {
		require.Equal(t, []string{row.field}, post(row.with).Problem(http.StatusUnprocessableEntity, "invalid_input"), name)
	}
	require.Contains(t, post(object{"stars": 5}).Problem(http.StatusUnprocessableEntity, "invalid_input"), "stars")
	for score, want := range map[float64]int{50: 3, 69.999: 3, 70: 4, 89.999: 4, 90: 5, 100: 5} {
		answer := post(object{"number": time.Duration(score * 1e6).String(), "score": score}).Want(http.StatusCreated).Fields()
		require.EqualValues(t, want, answer["stars"], score)
		require.Equal(t, "2028-06-01", answer["expiresAt"])
		require.Equal(t, "pending", answer["status"])
	}
	post(nil).Want(http.StatusCreated)
	require.Equal(t, []string{"number"}, post(nil).Problem(http.StatusConflict, "conflict"))
}
