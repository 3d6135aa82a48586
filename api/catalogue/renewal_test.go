package catalogue_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lienket/api/account"
	"lienket/api/app/apptest"
	"lienket/api/measure"
)

// toldOf are the texts of a client's unread notices, the latest first; they are
// read by that.
func toldOf(c *apptest.Client) []string {
	c.T.Helper()
	me := account.Actor{UserID: c.UserID, Role: account.Cooperative, OrganizationID: c.OrganizationID}
	box, err := c.Notices.Notices(c.T.Context(), me, true, "", 100)
	require.NoError(c.T, err)
	texts := []string{}
	for _, item := range box.Items {
		if item.Kind != "on-behalf" { // of what officers of the test enter
			texts = append(texts, item.Text.VI)
		}
	}
	_, err = c.Notices.MarkAllRead(c.T.Context(), me)
	require.NoError(c.T, err)
	return texts
}

func TestHoldersAreRemindedOnceForEachTime(t *testing.T) {
	a := apptest.New(t)
	seller, other := a.Verified("cooperative", "HTX Một", "01840"), a.Verified("cooperative", "HTX Hai", "01840")
	product := seller.Offer("Miến dong", nil)
	seller.Certify(product, "OCOP-1", "2024-07-01", 75) // lapses on 1/7/2027
	toldOf(seller)
	at := func(day string) {
		t.Helper()
		moment, err := time.ParseInLocation(time.DateOnly, day, measure.Vietnam)
		require.NoError(t, err)
		a.Clock.Add(moment.Sub(a.Clock.Now()))
		for range 2 { // the worker comes often
			_, err = a.Catalogue.RemindCertificates(t.Context())
			require.NoError(t, err)
		}
	}
	for _, step := range []struct {
		day  string
		days string // "" for no reminder
	}{
		{"2027-01-01", ""}, {"2027-01-02", "180 ngày"}, {"2027-03-01", ""}, {"2027-04-03", "89 ngày"},
		{"2027-05-31", ""}, {"2027-06-01", "30 ngày"}, {"2027-06-30", ""},
	} {
		at(step.day)
		texts := toldOf(seller)
		if step.days == "" {
			require.Empty(t, texts, step.day)
			continue
		}
		require.Len(t, texts, 1, step.day)
		require.Contains(t, texts[0], step.days)
		require.Contains(t, texts[0], "OCOP-1")
	}
	at("2027-07-01")
	_, err := a.Catalogue.LapseCertificates(t.Context())
	require.NoError(t, err)
	require.Contains(t, strings.Join(toldOf(seller), ""), "đã hết hạn")
	require.Empty(t, toldOf(other))
}

func TestWhoHasRenewedIsNotReminded(t *testing.T) {
	a := apptest.New(t)
	seller := a.Verified("cooperative", "HTX Một", "01840")
	product := seller.Offer("Miến dong", nil)
	seller.Certify(product, "OCOP-1", "2024-02-01", 75) // lapses on 1/2/2027
	seller.Certify(product, "OCOP-2", "2026-10-01", 75)
	toldOf(seller)
	told, err := a.Catalogue.RemindCertificates(t.Context())
	require.NoError(t, err)
	require.Zero(t, told)
	require.Empty(t, toldOf(seller))
}

func TestARenewalFollowsACertificateOfItsProduct(t *testing.T) {
	a := apptest.New(t)
	seller, officer := a.Verified("cooperative", "HTX Một", "01840"), a.Staff("19")
	product, second := seller.Offer("Miến dong", nil), seller.Offer("Gạo nếp", nil)
	report := func(product string, with object) *apptest.Response {
		return seller.Post("/products/"+product+"/certificates", certificate(with))
	}
	first := report(product, object{"issuedAt": "2024-01-10"}).Want(http.StatusCreated).ID()
	renewal := object{"number": "OCOP-2", "renews": first}
	require.Equal(t, []string{"renews"}, report(product, renewal).Problem(http.StatusUnprocessableEntity, "invalid_input"), "it waits itself")
	officer.Post("/certificates/"+first+"/verify", object{"decision": "approve"}).Want(http.StatusOK)
	require.Equal(t, []string{"renews"}, report(second, renewal).Problem(http.StatusUnprocessableEntity, "invalid_input"))
	require.Equal(t, []string{"renews"}, report(product, object{"number": "OCOP-2", "renews": "no-such"}).Problem(http.StatusUnprocessableEntity, "invalid_input"))
	require.Equal(t, []string{"issuedAt"}, report(product, object{"number": "OCOP-2", "renews": first, "issuedAt": "2024-01-10"}).Problem(http.StatusUnprocessableEntity, "invalid_input"))
	renewed := report(product, renewal).Want(http.StatusCreated)
	require.Equal(t, first, renewed.Fields()["renews"])
	officer.Post("/certificates/"+renewed.ID()+"/verify", object{"decision": "approve"}).Want(http.StatusOK)

	var history struct {
		Items []struct{ Number, Renews string }
	}
	a.Visitor().Get("/products/" + product + "/certificates").Want(http.StatusOK).JSON(&history)
	require.Len(t, history.Items, 2, "the history is kept and shown")
	require.Equal(t, first, history.Items[0].Renews)
}

func TestARevokedCertificateGivesNoStars(t *testing.T) {
	a := apptest.New(t)
	seller, officer := a.Verified("cooperative", "HTX Một", "01840"), a.Staff("19")
	product := seller.Offer("Miến dong", nil)
	id := seller.Post("/products/"+product+"/certificates", certificate(nil)).Want(http.StatusCreated).ID()
	revoke := func(reason string) *apptest.Response {
		return officer.Post("/certificates/"+id+"/revoke", object{"reason": reason})
	}
	revoke("Giả").Problem(http.StatusConflict, "state_forbids")
	officer.Post("/certificates/"+id+"/verify", object{"decision": "approve"}).Want(http.StatusOK)
	require.Equal(t, 4, stars(t, a, product))
	require.Equal(t, []string{"reason"}, revoke(" ").Problem(http.StatusUnprocessableEntity, "invalid_input"))
	toldOf(seller)
	require.Equal(t, "revoked", revoke("Giấy giả").Want(http.StatusOK).Fields()["status"])
	require.Zero(t, stars(t, a, product))
	require.Len(t, toldOf(seller), 1)
	revoke("Lần nữa").Problem(http.StatusConflict, "state_forbids")
}

func TestCertificatesAreListedByExpiry(t *testing.T) {
	a := apptest.New(t)
	seller, other := a.Verified("cooperative", "HTX Một", "01840"), a.Verified("cooperative", "HTX Hai", "01849")
	seller.Certify(seller.Offer("Miến dong", nil), "OCOP-1", "2024-02-01", 75)
	seller.Certify(seller.Offer("Gạo nếp", nil), "OCOP-2", "2026-02-01", 75)
	other.Certify(other.Offer("Chè", nil), "OCOP-3", "2024-01-01", 75)
	seller.Post("/products/"+seller.Offer("Mật ong", nil)+"/certificates", certificate(object{"number": "OCOP-4"})).Want(http.StatusCreated)
	for _, row := range []struct {
		who   *apptest.Client
		query string
		want  []string
	}{
		{seller, "", []string{"OCOP-1", "OCOP-4", "OCOP-2"}},
		{seller, "?status=verified", []string{"OCOP-1", "OCOP-2"}},
		{seller, "?expiresBefore=2027-03-01", []string{"OCOP-1"}},
		{a.Staff("19"), "", []string{"OCOP-4"}},
		{a.Staff("19"), "?expiresBefore=2027-03-01", []string{"OCOP-3", "OCOP-1"}},
		{a.Staff("19"), "?expiresBefore=2027-03-01&area=01840", []string{"OCOP-1"}},
		{a.Staff("19"), "?organizationId=" + other.OrganizationID, []string{"OCOP-3"}},
		{a.Staff("19"), "?area=01840&organizationId=" + other.OrganizationID, []string{}},
		{a.Staff("01840"), "?status=verified", []string{"OCOP-1", "OCOP-2"}},
		{a.Staff("01"), "?status=verified", []string{}},
		{a.Staff(""), "?status=verified", []string{"OCOP-3", "OCOP-1", "OCOP-2"}},
	} {
		var list struct{ Items []struct{ Number string } }
		row.who.Get("/certificates" + row.query).Want(http.StatusOK).JSON(&list)
		got := []string{}
		for _, item := range list.Items {
			got = append(got, item.Number)
		}
		require.Equal(t, row.want, got, row.query)
	}
	a.Staff("01840").Get("/certificates?area=19").Problem(http.StatusForbidden, "forbidden")
	require.Equal(t, []string{"expiresBefore"}, seller.Get("/certificates?expiresBefore=2027-02-30").Problem(http.StatusUnprocessableEntity, "invalid_input"))
}

func TestAnUnusualCertificateWarns(t *testing.T) {
	a := apptest.New(t)
	seller := a.Verified("cooperative", "HTX Một", "01840")
	product := seller.Offer("Miến dong", nil)
	for i, row := range []struct {
		issuer, day, criteria string
		score                 float64
		warnings              int
	}{
		{"UBND huyện Na Rì", "2024-06-01", "qd-148-2023", 60, 0},
		{"UBND huyện Na Rì", "2025-07-01", "qd-148-2023", 60, 1},
		{"UBND tỉnh Thái Nguyên", "2025-07-01", "qd-148-2023", 60, 0},
		{"UBND tỉnh Bắc Kạn", "2024-06-01", "qd-148-2023", 60, 1},
		{"UBND tỉnh Bắc Kạn", "2024-06-01", "qd-148-2023", 75, 0},
		{"UBND tỉnh Bắc Kạn", "2024-06-01", "qd-148-2023", 95, 1},
		{"Bộ Nông nghiệp và Môi trường", "2025-09-01", "qd-148-2023", 95, 0},
		{"UBND tỉnh Bắc Kạn", "2024-06-01", "qd-1048-2019", 75, 1},
		{"UBND tỉnh Bắc Kạn", "2023-02-01", "qd-148-2023", 75, 1},
	} {
		answer := seller.Post("/products/"+product+"/certificates", object{"number": string(rune('A' + i)), "decisionNumber": "1", "issuer": row.issuer,
			"issuedAt": row.day, "criteriaVersion": row.criteria, "score": row.score}).Want(http.StatusCreated).Fields()
		warnings, _ := answer["warnings"].([]any)
		require.Len(t, warnings, row.warnings, "%v", row)
	}
	require.Equal(t, []string{"group"}, seller.Post("/products/"+product+"/certificates",
		certificate(object{"number": "Z", "group": "vai-may-mac"})).Problem(http.StatusUnprocessableEntity, "invalid_input"))
	seller.Post("/products/"+product+"/certificates",
		certificate(object{"number": "Z", "group": "vai-may-mac", "criteriaVersion": "qd-1048-2019"})).Want(http.StatusCreated)
}
