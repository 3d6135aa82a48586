package app_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/account"
	"lienket/api/app/apptest"
	"lienket/api/registry"
)

type mergedMember struct{ UserID, FullName, Email, Role, RoleAfter string }

// people are who a merge names, by user.
func people(m merging) map[string]mergedMember {
	named := map[string]mergedMember{}
	for _, member := range m.Members {
		named[member.UserID] = member
	}
	return named
}

// joins makes a user a member of an organisation.
func joins(member, of *apptest.Client, kind account.OrganizationKind, position account.Position) {
	_, err := of.Accounts.AddMembership(of.T.Context(), member.UserID, account.Membership{OrganizationID: of.OrganizationID, Kind: kind, Position: position})
	require.NoError(of.T, err)
}

// told are the kinds of somebody's unread notices.
func told(c *apptest.Client) (kinds []string) {
	var box struct{ Items []struct{ Kind, Text string } }
	c.Get("/notices?unread=true").Want(http.StatusOK).JSON(&box)
	for _, item := range box.Items {
		kinds = append(kinds, item.Kind)
	}
	return kinds
}

// TestTheUnverifiedDoNotComeOver registers under a verified cooperative's name, as
// anybody may: the merge gives that account nothing of the cooperative's.
func TestTheUnverifiedDoNotComeOver(t *testing.T) {
	a := apptest.New(t)
	officer, buyer := a.Staff("19"), a.Verified("enterprise", "Công ty Thực phẩm", "01843")
	real := a.Verified("cooperative", "HTX Miến dong Tài Hoan", "01840")
	product := real.Offer("Miến dong", nil)
	private := buyer.Draw(apptest.Line(product, 1))
	for _, rejected := range []bool{false, true} {
		fake := a.Register("cooperative", "Hợp tác xã Miến dong Tài Hoan", "01840")
		own, kept := "/organizations/"+fake.OrganizationID, "/organizations/"+real.OrganizationID
		token := fake.Post(own+"/invites", object{"role": "director"}).Want(http.StatusCreated).Fields()["token"].(string)
		fake.Post(own+"/consents", object{"givenBy": "Kẻ giả", "channel": "phone"}).Want(http.StatusCreated)
		forged := buyer.Draw(apptest.Line(fake.Draft("Miến giả", nil), 1))
		if rejected {
			officer.Post(own+"/verify", object{"decision": "reject", "note": "Không đúng người"}).Want(http.StatusOK)
		}
		seen := preview(officer, real.OrganizationID, fake.OrganizationID)
		require.Equal(t, map[string]int{"products": 1, "contracts": 1}, seen.moved())
		require.Len(t, seen.Members, 1)
		named := people(seen)[fake.UserID]
		require.Equal(t, mergedMember{fake.UserID, "Người dùng thử", named.Email, "director", ""}, named)
		require.Contains(t, named.Email, "@example.vn")
		require.Equal(t, http.StatusOK, fake.Get("/contracts/"+forged).Status)

		var done merging
		merge(officer, real.OrganizationID, fake.OrganizationID, nil).Want(http.StatusOK).JSON(&done)
		require.Equal(t, seen.moved(), done.moved())
		require.Equal(t, seen.Members, done.Members)
		require.Contains(t, told(fake), "organization-merge")

		user, err := a.Accounts.User(t.Context(), fake.UserID)
		require.NoError(t, err)
		require.Empty(t, user.Memberships)
		require.Equal(t, account.Visitor, fake.Actor().Role)
		for path, status := range map[string]int{
			"/contracts/" + private: http.StatusNotFound, "/contracts/" + forged: http.StatusNotFound, "/contracts": http.StatusForbidden,
			kept + "/members": http.StatusForbidden, kept + "/history": http.StatusForbidden, own + "/history": http.StatusForbidden,
			kept + "/consents": http.StatusForbidden, kept + "/documents": http.StatusNotFound,
		} {
			require.Equal(t, status, fake.Get(path).Status, path)
		}
		fake.Do(http.MethodDelete, kept+"/members/"+real.UserID, nil).Problem(http.StatusForbidden, "forbidden")
		fake.Post("/contracts/"+forged+"/propose", nil).Problem(http.StatusNotFound, "not_found")
		a.Visitor().Get("/invites/"+token).Problem(http.StatusNotFound, "not_found")
		fake.Post("/invites/"+token+"/accept", nil).Problem(http.StatusNotFound, "not_found")

		var list struct{ Items []struct{ ID string } }
		real.Get(kept + "/consents").Want(http.StatusOK).JSON(&list)
		require.Empty(t, list.Items)
		real.Get(kept + "/members").Want(http.StatusOK).JSON(&list)
		require.Len(t, list.Items, 1)
		real.Get("/contracts/" + forged).Want(http.StatusOK)
	}
}

// TestWhoComesOverIsNamed to the officer before, and to the members after.
func TestWhoComesOverIsNamed(t *testing.T) {
	a := apptest.New(t)
	officer := a.Staff("19")
	kept := a.Verified("cooperative", "HTX Nà Chom", "01840")
	old := a.Verified("cooperative", "Hợp tác xã Nà Chom", "01840")
	both, shut := a.Register("cooperative", "HTX Hai vai", "01840"), a.Register("cooperative", "HTX Khóa", "01840")
	joins(both, kept, account.KindCooperative, account.Staff)
	joins(both, old, account.KindCooperative, account.Director)
	joins(shut, old, account.KindCooperative, account.Staff)
	require.NoError(t, a.Accounts.SetDisabled(t.Context(), account.System, shut.UserID, true))
	old.Post("/organizations/"+old.OrganizationID+"/invites", object{"role": "staff"}).Want(http.StatusCreated)

	seen := preview(officer, kept.OrganizationID, old.OrganizationID)
	require.Equal(t, map[string]int{"members": 2, "invites": 1}, seen.moved())
	after := map[string][2]string{}
	for id, member := range people(seen) {
		after[id] = [2]string{member.Role, member.RoleAfter}
	}
	require.Equal(t, map[string][2]string{old.UserID: {"director", "director"}, both.UserID: {"director", "director"}, shut.UserID: {"staff", "staff"}}, after)

	merge(officer, kept.OrganizationID, old.OrganizationID, nil).Want(http.StatusOK)
	for id, positions := range after {
		user, err := a.Accounts.User(t.Context(), id)
		require.NoError(t, err)
		require.Equal(t, positions[1], string(user.PositionIn(kept.OrganizationID)))
	}
	var box struct{ Items []struct{ Kind, Text string } }
	kept.Get("/notices?unread=true").Want(http.StatusOK).JSON(&box)
	require.Equal(t, "organization-merge", box.Items[0].Kind)
	require.Contains(t, box.Items[0].Text, "Người dùng thử, Người dùng thử")
}

// TestOnlyWhatLeadsOnIsPublic of a record that was merged: whoever had no right to read
// it before has none now.
func TestOnlyWhatLeadsOnIsPublic(t *testing.T) {
	a := apptest.New(t)
	officer, distant, stranger := a.Staff("19"), a.Staff("01"), a.Verified("enterprise", "Công ty Khác", "01849")
	kept := a.Verified("cooperative", "HTX Nà Chom", "01840")
	fake := a.Register("cooperative", "Hợp tác xã Nà Chom", "01840")
	fake.Patch("/organizations/"+fake.OrganizationID, object{"phone": "0912345678", "email": "rieng@example.vn", "about": secret,
		"address": secret, "representative": object{"name": secret}}).Want(http.StatusOK)
	merge(officer, kept.OrganizationID, fake.OrganizationID, nil).Want(http.StatusOK)
	for _, reader := range []*apptest.Client{a.Visitor(), stranger, distant, fake} {
		shown := reader.Get("/organizations/" + fake.OrganizationID).Want(http.StatusOK).Fields()
		for field, value := range shown {
			switch field {
			case "id", "status", "mergedInto", "kind", "version", "createdAt", "updatedAt":
			default:
				require.Empty(t, value, field)
			}
		}
		require.Equal(t, fake.OrganizationID, shown["id"])
		require.Equal(t, string(registry.Merged), shown["status"])
		require.Equal(t, kept.OrganizationID, shown["mergedInto"])
	}
	for _, reader := range []*apptest.Client{kept, officer} {
		shown := reader.Get("/organizations/" + fake.OrganizationID).Want(http.StatusOK).Fields()
		require.Equal(t, secret, shown["about"])
		require.Equal(t, "Hợp tác xã Nà Chom", shown["name"])
	}
}
