package registry_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lienket/api/app/apptest"
	"lienket/api/fault"
)

// TestWhatOfficersEnterIsShownToTheOrganisation: each act with the consent in force,
// one notice a day, and nothing of what members do themselves.
func TestWhatOfficersEnterIsShownToTheOrganisation(t *testing.T) {
	a := apptest.New(t)
	maker, officer, admin := a.Verified("cooperative", "HTX Nà Chom", "01840"), a.Staff("19"), a.Staff("")
	home := "/organizations/" + maker.OrganizationID
	type entry struct{ What, Label, Subject, By, ConsentID string }
	entries := func(c *apptest.Client) []entry {
		var page struct{ Items []entry }
		c.Get(home + "/entries").Want(http.StatusOK).JSON(&page)
		return page.Items
	}
	maker.Patch(home, object{"address": "Tổ 1"}).Want(http.StatusOK)
	own := maker.Draft("Miến dong", nil)
	maker.Capacity(own, "kg", 1)
	require.Empty(t, entries(maker))

	// Without a consent nothing is refused, and it is told.
	officer.Patch(home, object{"phone": "0912345678"}).Want(http.StatusOK)
	officer.Post("/organizations/"+maker.OrganizationID+"/suspend", object{"reason": "x"}).Want(http.StatusOK) // the authority's own act
	officer.Post("/organizations/"+maker.OrganizationID+"/resume", object{"reason": "x"}).Want(http.StatusOK)
	require.Equal(t, []entry{{"organization.change", "Sửa thông tin tổ chức", "", "Cán bộ thử", ""}}, entries(maker))

	// A consent counts from when it is recorded, for its scope and time.
	consent := officer.Post(home+"/consents", object{"givenBy": "Nông Thị Hà", "channel": "phone", "scope": []string{"products", "capacity"}, "validUntil": "2026-11-24"}).
		Want(http.StatusCreated).ID()
	product := officer.Post("/products", object{"organizationId": maker.OrganizationID, "name": "Chè Shan", "group": "do-uong", "unit": "kg"}).Want(http.StatusCreated).ID()
	officer.Patch("/products/"+product, object{"description": "Chè tuyết"}).Want(http.StatusOK)
	officer.Capacity(product, "kg", 10)
	officer.Post("/products/"+product+"/certificates", object{"number": "OCOP-1", "decisionNumber": "1/QĐ", "issuer": "UBND tỉnh",
		"issuedAt": "2026-01-01", "criteriaVersion": "qd-148-2023", "score": 75}).Want(http.StatusCreated)
	officer.Put(home+"/reports/2025", object{"members": 12}).Want(http.StatusOK)
	want := []entry{
		{"reports.save", "Điền báo cáo năm", "2025", "Cán bộ thử", ""},
		{"certificates.report", "Khai chứng nhận OCOP", "Chè Shan", "Cán bộ thử", ""},
		{"capacity.set", "Khai công suất", "Chè Shan", "Cán bộ thử", consent},
		{"products.change", "Sửa sản phẩm", "Chè Shan", "Cán bộ thử", consent},
		{"products.add", "Thêm sản phẩm", "Chè Shan", "Cán bộ thử", consent},
	}
	for _, c := range []*apptest.Client{maker, officer, admin} {
		require.Equal(t, want, entries(c)[:5])
	}
	told := func() (count int) {
		var box struct{ Items []struct{ Kind string } }
		maker.Get("/notices?limit=100").Want(http.StatusOK).JSON(&box)
		for _, item := range box.Items {
			if item.Kind == "on-behalf" {
				count++
			}
		}
		return count
	}
	require.Equal(t, 1, told())
	stranger, distant := a.Verified("cooperative", "HTX Khác", "01849"), a.Staff("01")
	for _, path := range []string{"/entries", "/consents"} {
		a.Visitor().Get(home+path).Problem(http.StatusUnauthorized, "unauthenticated")
		for _, c := range []*apptest.Client{stranger, distant} {
			c.Get(home+path).Problem(http.StatusForbidden, "forbidden")
		}
	}

	a.Clock.Add(48 * time.Hour)
	later := a.Staff("19")
	later.Patch("/products/"+product, object{"description": "Chè"}).Want(http.StatusOK)
	require.Empty(t, entries(later)[0].ConsentID, "it has run out")
}

func TestAConsentIsRecordedByAnOfficerAndRevokedByADirector(t *testing.T) {
	a := apptest.New(t)
	maker, officer := a.Verified("cooperative", "HTX Nà Chom", "01840"), a.Staff("19")
	home := "/organizations/" + maker.OrganizationID
	good := object{"givenBy": "Nông Thị Hà", "channel": "paper"}
	for field, value := range map[string]any{"givenBy": "", "channel": "mail", "validUntil": "2026-11-22"} {
		wrong := object{"givenBy": good["givenBy"], "channel": good["channel"]}
		wrong[field] = value
		require.Equal(t, []string{field}, officer.Post(home+"/consents", wrong).Problem(http.StatusUnprocessableEntity, "invalid_input"))
	}
	own := maker.Post(home+"/consents", object{"scope": []string{"reports"}}).Want(http.StatusCreated).Fields()
	require.Equal(t, []any{"Người dùng thử", "platform", true}, []any{own["givenBy"], own["channel"], own["inForce"]}, "a director speaks in their own name")
	maker.Post(home+"/consents/"+own["id"].(string)+"/revoke", nil).Want(http.StatusOK)
	a.Staff("01").Post(home+"/consents", good).Problem(http.StatusForbidden, "forbidden")
	id := officer.Post(home+"/consents", good).Want(http.StatusCreated).ID()
	revoke := home + "/consents/" + id + "/revoke"
	officer.Post(revoke, nil).Problem(http.StatusForbidden, "forbidden")
	other := a.Verified("cooperative", "HTX Khác", "01849")
	other.Post("/organizations/"+other.OrganizationID+"/consents/"+id+"/revoke", nil).Problem(http.StatusNotFound, "not_found")
	revoked := maker.Post(revoke, nil).Want(http.StatusOK).Fields()
	require.Equal(t, []any{false, "Người dùng thử"}, []any{revoked["inForce"], revoked["revokedBy"]})
	maker.Post(revoke, nil).Problem(http.StatusConflict, "state_forbids")
	officer.Patch(home, object{"phone": "0912345678"}).Want(http.StatusOK)
	require.NotContains(t, maker.Get(home + "/entries").Fields()["items"].([]any)[0], "consentId")
}

// TestAConsentThatIsSentTwiceAtOnceIsKeptOnce, which the store holds: two servers may both
// have found none.
func TestAConsentThatIsSentTwiceAtOnceIsKeptOnce(t *testing.T) {
	a := apptest.New(t)
	maker, officer := a.Verified("cooperative", "HTX Nà Chom", "01840"), a.Staff("19")
	home := "/organizations/" + maker.OrganizationID
	said := object{"givenBy": "Nông Thị Hà", "channel": "paper"}
	ids := make(chan string, 4)
	for range cap(ids) {
		go func() { ids <- officer.Post(home+"/consents", said).ID() }()
	}
	id := <-ids
	for range cap(ids) - 1 {
		require.Equal(t, id, <-ids)
	}
	require.True(t, fault.Is(a.Registry.StoreAgain(t.Context(), id), fault.Conflict))
	maker.Post(home+"/consents/"+id+"/revoke", nil).Want(http.StatusOK)
	again := officer.Post(home+"/consents", said).Want(http.StatusCreated).ID()
	require.NotEqual(t, id, again, "what was revoked may be given again")
}

// TestLotsScansAndRemovalsByOfficersAreShown as other entries are, and none of what
// members do themselves.
func TestLotsScansAndRemovalsByOfficersAreShown(t *testing.T) {
	a := apptest.New(t)
	maker, officer := a.Verified("cooperative", "HTX Nà Chom", "01840"), a.Staff("19")
	home := "/organizations/" + maker.OrganizationID
	product := maker.Offer("Miến dong", nil)
	certificate := maker.Certify(product, "OCOP-1", "2026-01-01", 75)
	all := func(c *apptest.Client) {
		lots := "/products/" + product + "/lots"
		c.Post(lots, object{"code": "L1", "producedAt": "2026-11-20"}).Want(http.StatusCreated)
		c.Patch(lots+"/L1", object{"note": "Mẻ sáng"}).Want(http.StatusOK)
		c.Do(http.MethodDelete, lots+"/L1", nil).Want(http.StatusNoContent)
		for _, path := range []string{home + "/documents", "/certificates/" + certificate + "/documents"} {
			scan := c.Post(path, apptest.Upload{Name: "giay.pdf", Data: paper}).Want(http.StatusCreated).ID()
			c.Do(http.MethodDelete, "/documents/"+scan, nil).Want(http.StatusNoContent)
		}
		draft := c.Post("/products", object{"organizationId": maker.OrganizationID, "name": "Chè Shan", "group": "do-uong", "unit": "kg"}).Want(http.StatusCreated).ID()
		c.Do(http.MethodDelete, "/products/"+draft, nil).Want(http.StatusNoContent)
	}
	type entry struct{ What, Subject, ConsentID string }
	entries := func(c *apptest.Client) []entry {
		var page struct{ Items []entry }
		c.Get(home + "/entries").Want(http.StatusOK).JSON(&page)
		return page.Items
	}
	before := entries(maker)
	all(maker)
	require.Equal(t, before, entries(maker))

	a.Staff("01").Post("/products/"+product+"/lots", object{"code": "L2", "producedAt": "2026-11-20"}).Problem(http.StatusForbidden, "forbidden")
	officer.Post("/products/"+product+"/lots", object{"code": "lô", "producedAt": "2026-11-20"}).Problem(http.StatusUnprocessableEntity, "invalid_input")
	require.Equal(t, before, entries(maker), "what is refused is not entered")

	consent := maker.Post(home+"/consents", object{"scope": []string{"certificates"}}).Want(http.StatusCreated).ID()
	all(officer)
	want := []entry{
		{"products.remove", "Chè Shan", ""}, {"products.add", "Chè Shan", ""},
		{"certificates.detach", "giay.pdf", consent}, {"certificates.attach", "giay.pdf", consent},
		{"organization.detach", "giay.pdf", ""}, {"organization.attach", "giay.pdf", ""},
		{"products.lot-remove", "L1", ""}, {"products.lot-change", "L1", ""}, {"products.lot-add", "L1", ""},
	}
	for _, c := range []*apptest.Client{maker, officer, a.Staff("")} {
		require.Equal(t, append(want, before...), entries(c))
	}
	require.Equal(t, "Xóa sản phẩm nháp", maker.Get(home + "/entries").Fields()["items"].([]any)[0].(map[string]any)["label"])
}
